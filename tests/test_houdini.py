"""Candidate invariants: what the templates say of a loop, and that mined equations are exact."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.unfinished import cases
from toolkit.core.reader import read
from toolkit.proposers import houdini, mining, wording

CASES = {case.name: case for case in cases()}


def pooled(name: str, wide: bool = True) -> list[list[str]]:
    """The pool of each loop of an unfinished function, as `infer` asks for it."""
    from toolkit.proposers.variants import tracked

    path = CASES[name].path
    text = path.read_text(encoding="utf-8")
    text = tracked(text, name)
    f = read(text, "m.py").functions[name]
    sources = ("likely", "unlikely") if wide else ("likely",)
    loops = houdini.loops_of(text, name)
    return [list(dict.fromkeys(c for s in sources for c in houdini.pool(text, f, loop, s))) for loop in loops]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("total", "result == sum(seen.seen)"),
        ("total_by_index", "result == sum(xs[:i])"),
        ("largest", "all((y <= best for y in seen.seen))"),
        ("smallest", "best == min(xs[:i])"),
        ("index_of", "all((xs[j] != x for j in range(0, i)))"),
        ("index_with_enumerate", "all((xs[j] != x for j in range(i)))"),
        ("first_from_left", "i <= len(xs)"),
        ("bisect_left", "all((xs[k] >= x for k in range(high, len(xs))))"),
        ("binary_search", "all((xs[k] > x for k in range(high + 1, len(xs))))"),
        ("all_positive", "good == all((y > 0 for y in seen.seen))"),
        ("contains", "found == (x in seen.seen)"),
        ("doubled", "all((result[k] == 2 * xs[k] for k in range(seen.index)))"),
        ("increment", "all((xs[k] == before[k] + 1 for k in range(i)))"),
        ("factorial", "product == _factorial(k - 1)"),
        ("gcd", "_gcd(x, y) == _gcd(a, b)"),
        ("divide", "a == quotient * b + rest"),
        ("square_root", "root * root <= n"),
        ("palindrome", "all((text[k] == text[len(text) - 1 - k] for k in range(i)))"),
    ],
)
def test_pool_holds(name: str, wanted: str) -> None:
    assert wanted in pooled(name)[0]


@pytest.mark.parametrize("name", sorted(CASES))
def test_candidates_are_expressions_and_not_too_many(name: str) -> None:
    for pool in pooled(name):
        assert 0 < len(pool) <= 2 * 220  # likely ones and others
        for candidate in pool:
            assert ast.unparse(ast.parse(candidate, mode="eval").body) == candidate
        assert not any("old" in {n.id for n in ast.walk(ast.parse(c)) if isinstance(n, ast.Name)} for c in pool)


def test_likely_ones_come_first() -> None:
    narrow, wide = pooled("binary_search", False)[0], pooled("binary_search")[0]
    assert len(narrow) < len(wide)
    assert wide[: len(narrow)] == narrow


def test_pool_is_the_same_each_time() -> None:
    assert pooled("merged_length") == pooled("merged_length")


def test_negations_read_well() -> None:
    def negated(text: str) -> str:
        return ast.unparse(wording.negated(ast.parse(text, mode="eval").body))

    assert negated("a == b") == "a != b"
    assert negated("not a") == "a"
    assert negated("a < b and c in d") == "a >= b or c not in d"
    assert negated("a < b < c") == "not a < b < c"


@given(st.lists(st.integers(-3, 3), min_size=3, max_size=3), st.data())
def test_negation_is_the_opposite(values: list[int], data: Any) -> None:
    test = data.draw(st.sampled_from(["a < b", "a <= b or c == a", "not (a != c and b > c)", "a < b < c", "a in (b, c)", "a"]))
    env = dict(zip("abc", values))
    opposite = ast.unparse(wording.negated(ast.parse(test, mode="eval").body))
    assert bool(eval(opposite, {}, env)) == (not eval(test, {}, env))


def test_loops_by_line() -> None:
    text = "def f(n):\n    for i in range(n):\n        while n:\n            n -= 1\n    for j in range(n):\n        pass\n"
    assert [loop.lineno for loop in houdini.loops_of(text, "f")] == [2, 3, 5]
    with pytest.raises(KeyError):
        houdini.loops_of(text, "g")


# ── equations ────────────────────────────────────────────────────────────────────────────────────────────────────────

TERMS = ["a", "b", "c", "d"]


def holds(relation: str, row: list[int]) -> bool:
    return bool(eval(relation, {}, dict(zip(TERMS, row))))


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.lists(st.integers(-9, 9), min_size=2, max_size=2), min_size=6, max_size=20, unique_by=tuple),
    st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(-4, 4)),
    st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.integers(-4, 4)),
)
def test_planted_equations_are_found(
    free: list[list[int]], first: tuple[int, int, int], second: tuple[int, int, int]
) -> None:
    """c and d are linear in a and b: what is found holds in the rows and in points that were never seen."""
    def row(a: int, b: int) -> list[int]:
        return [a, b, *(k[0] * a + k[1] * b + k[2] for k in (first, second))]

    rows = [row(*ab) for ab in free]
    found = mining.linear_relations(rows, TERMS)
    assert all(holds(r, x) for r in found for x in rows)
    a, b = free[0]
    spans = any((x[0] - a) * (y[1] - b) != (x[1] - b) * (y[0] - a) for x in free for y in free)
    if spans:  # three points that are not on one line: only the planted equations are left
        assert len(found) == 2
        assert all(holds(r, row(x, y)) for r in found for x in (-50, 3, 77) for y in (-41, 8, 90))
        assert not all(holds(r, [x + (k == 3) for k, x in enumerate(row(5, 6))]) for r in found)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.integers(-5, 5), min_size=4, max_size=4), min_size=1, max_size=12))
def test_what_is_found_holds_in_every_row(rows: list[list[int]]) -> None:
    for relation in mining.linear_relations(rows, TERMS):
        assert all(holds(relation, row) for row in rows), relation


def test_no_equation_where_there_is_none() -> None:
    assert mining.linear_relations([[0, 0], [1, 0], [0, 1], [5, 7]], ["a", "b"]) == []
    assert mining.linear_relations([[1, 1], [2, 2]], ["a", "b"]) == []  # two rows say too little
    assert mining.linear_relations([], ["a"]) == []


def test_equations_read_well() -> None:
    squares = [[i, i * (i + 1) // 2, i * i] for i in range(6)]
    assert mining.linear_relations(squares, ["i", "total", "i * i"]) == ["i + i * i == 2 * total"]
    assert mining.linear_relations([[3, k] for k in range(5)], ["a", "b"]) == ["a == 3"]
