"""Measures for loops: that what is guessed fits every step of the runs, that short and lexicographic ones are found, and that
nothing is made up where none fits."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.run_infer import measures, one
from toolkit.config import SourceFile
from toolkit.inferring import ORDER, Inference
from toolkit.proposers import ranking
from toolkit.proposers.ranking import Step

TASKS = {t.names[0]: t for t in measures()}


def walk(name: str) -> list[Step]:
    """The steps of the first loop of a function of `benchmarks/terminating.py`."""
    from toolkit.core.reader import read

    module = read(TASKS[name].text, "m.py")
    return ranking.steps(TASKS[name].text, module, module.functions[name], 0)[0]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("subtract", "a + b"),
        ("pour", "2 * x + y"),
        ("refill", "(x, y)"),
        ("three_levels", "(a, b, c)"),
        ("flag_and_retry", "len(xs) - i - int(done)"),
    ],
)
def test_short_ones_are_found(name: str, wanted: str) -> None:
    assert wanted in ranking.measures(walk(name))


def value(e: ast.expr, row: dict[str, int]) -> tuple[int, ...]:
    parts = e.elts if isinstance(e, ast.Tuple) else [e]
    names = {f"v{k}": n for k, n in enumerate(row.values())}
    texts = [ast.unparse(p) for p in parts]
    for k, term in sorted(enumerate(row), key=lambda p: -len(p[1])):
        texts = [t.replace(term, f"v{k}") for t in texts]
    return tuple(eval(t, {}, names) for t in texts)


def falls(before: tuple[int, ...], after: tuple[int, ...]) -> bool:
    """As the goal generator takes it: smaller in the first component that changes, which was not negative."""
    return next((a >= 0 and b < a for a, b in zip(before, after) if a != b), False)


rows = st.fixed_dictionaries({"x": st.integers(-4, 4), "y": st.integers(-4, 4), "len(xs)": st.integers(0, 3)})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(rows, rows), min_size=2, max_size=6), st.booleans())
def test_what_is_guessed_fits_all_steps(some: list[Step], long: bool) -> None:
    for text in ranking.measures(some, long):
        e = ast.parse(text, mode="eval").body
        assert all(falls(value(e, a), value(e, b)) for a, b in some), text


def test_nothing_fits_a_loop_that_comes_back() -> None:
    there, back = {"x": 0, "y": 1}, {"x": 1, "y": 0}
    assert ranking.measures([(there, back), (back, there)], True) == []


def test_a_measure_that_runs_refute_is_not_tried() -> None:
    some = walk("subtract")
    assert ranking.refuted("a - b", some) and ranking.refuted("b - a", some) and not ranking.refuted("a + b", some)
    assert not ranking.refuted("f(a)", some)  # of what cannot be evaluated nothing is said


@pytest.mark.parametrize("name", ["refill", "phases"])
def test_found_and_proved(name: str) -> None:
    row = one(TASKS[name], ORDER)
    assert row.outcome == "proved" and any(e.startswith("decreases((") for e in row.found)


def test_an_endless_loop_gets_none() -> None:
    text = '''from toolkit import ensures

@ensures(lambda result: True)
def f(n: int) -> int:
    while n > 0:
        n = n + 1 if n % 2 else n - 1
    return n
'''
    from benchmarks.run_infer import OPTIONS
    from toolkit.trace import Trace

    assert Inference(SourceFile("m.py", text), OPTIONS, None, Trace.null()).complete(text, "f") is None
