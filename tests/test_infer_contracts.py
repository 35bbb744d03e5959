"""Contracts for functions that have none: what is proposed is proved, excludes no input on which the function runs well, and
reads like a person's."""

from __future__ import annotations

import ast
import json
import textwrap

import pytest

from toolkit import verify
from toolkit.config import Options, SourceFile
from toolkit.contracting import Contract, Contracts
from toolkit.proposers import abduction
from toolkit.proposers.summaries import summarise

_OPTIONS = Options(cache=False, timeout=5)


def infer(text: str, only: str | None = None, everything: bool = False) -> tuple[str, dict[str, Contract]]:
    text = textwrap.dedent(text).lstrip("\n")
    new, found = Contracts(SourceFile("m.py", text), _OPTIONS, everything=everything).infer(only=only)
    for name, c in found.items():
        if c.proved and c.clauses:
            assert verify(new, _OPTIONS).functions[[f.function for f in found.values()].index(name)].status == "proved"
    return new, found


def clauses(text: str, name: str) -> tuple[str, ...]:
    found = infer(text)[1][name]
    assert found.proved
    return found.clauses


def test_what_an_index_needs_becomes_a_precondition():
    assert clauses("def first(xs: list[int]) -> int:\n    return xs[0]\n", "first") == (
        "requires(lambda xs: len(xs) > 0)",
        "ensures(lambda xs, result: result == xs[0])",
    )


def test_what_a_divisor_needs_becomes_a_precondition_and_no_more():
    found = clauses("def f(a: int, b: int) -> int:\n    return a // b\n", "f")
    assert "requires(lambda b: b != 0)" in found  # not b > 0: negative ones run well


def test_a_precondition_follows_the_path():
    found = clauses(
        """
        def f(xs: list[int], n: int) -> int:
            if n > 3:
                return xs[n - 1]
            return n
        """, "f",
    )  # fmt: skip
    (required,) = [c for c in found if c.startswith("requires")]
    accepts = eval(required.removeprefix("requires"))  # noqa: S307 (our own text)
    assert accepts([], 3) and accepts([1, 2, 3, 4], 4) and not accepts([1, 2, 3], 4)


def test_an_exception_on_purpose_is_declared_not_forbidden():
    found = clauses(
        """
        def half(n: int) -> int:
            if n < 0:
                raise ValueError("negative")
            return n // 2
        """, "half",
    )  # fmt: skip
    assert "raises(ValueError, lambda n: n < 0)" in found
    assert not any(c.startswith("requires") for c in found)


def test_recursion_that_would_not_end_is_excluded():
    found = clauses(
        """
        def total(n: int) -> int:
            if n == 0:
                return 0
            return n + total(n - 1)
        """, "total",
    )  # fmt: skip
    assert "requires(lambda n: n >= 0)" in found


def test_a_changed_list_is_told_from_what_it_was():
    found = clauses("def push(xs: list[int], x: int) -> None:\n    xs.append(x)\n", "push")
    assert found == ("ensures(lambda xs, x, old: xs == old.xs + [x])",)


def test_two_lists_that_may_be_one_object():
    found = clauses("def extend(xs: list[int], ys: list[int]) -> None:\n    xs.extend(ys)\n", "extend")
    assert "ensures(lambda xs, old: xs == old.xs + old.ys)" in found


def test_a_loop_gets_the_invariants_that_its_contract_needs():
    new, found = infer(
        """
        def total(xs: list[int]) -> int:
            result = 0
            for x in xs:
                result += x
            return result
        """
    )
    assert found["total"].clauses == ("ensures(lambda xs, result: result == sum(xs))",)
    assert "invariant(result == sum(" in new


def test_callers_use_what_was_found_for_helpers():
    _, found = infer(
        """
        def mean(xs: list[int]) -> int:
            return total(xs) // len(xs)

        def total(xs: list[int]) -> int:
            result = 0
            for x in xs:
                result += x
            return result
        """
    )
    assert found["mean"].clauses == (
        "requires(lambda xs: len(xs) > 0)",
        "ensures(lambda xs, result: result == sum(xs) // len(xs))",
    )


def test_clauses_that_are_there_stay_and_only_what_is_missing_is_added():
    new, found = infer(
        """
        from toolkit import ensures

        @ensures(lambda a, b, result: result <= a or a < 0)
        def f(a: int, b: int) -> int:
            return a // (b * b)
        """
    )
    assert "@ensures(lambda a, b, result: result <= a or a < 0)" in new
    assert found["f"].clauses == ("requires(lambda b: b != 0)",)


def test_a_function_that_always_fails_gets_nothing():
    new, found = infer("def f(n: int) -> int:\n    return n // 0\n")
    assert found["f"].clauses == () and not found["f"].proved and "requires" not in new


def test_a_function_that_breaks_its_own_contract_is_not_excused_by_a_precondition():
    _, found = infer(
        """
        from toolkit import ensures

        @ensures(lambda n, result: result > n)
        def f(n: int) -> int:
            return 2 * n
        """
    )
    assert found["f"].clauses == () and not found["f"].proved


def test_nothing_is_claimed_of_what_cannot_be_read():
    new, found = infer("async def f(n: int) -> int:\n    return n\n")
    assert not found and "ensures" not in new


@pytest.mark.parametrize(
    ("good", "bad", "expected"),
    [
        ([(1, 0), (5, 9), (2, -1)], [(0, 3), (-4, 0)], ["x > 0"]),
        ([(1, 0), (-5, 9)], [(0, 3), (0, 0)], ["x != 0"]),
        ([(0, 1), (1, 0)], [(0, 0)], ["x > 0 or y > 0"]),
        ([(0, 0)], [(0, 0)], None),
    ],
)  # fmt: skip
def test_telling_runs_apart(good, bad, expected):
    atoms = ["x > 0", "x != 0", "y > 0", "x >= 0", "y >= 0"]
    rows = {
        t: tuple(tuple(eval(t, {"x": x, "y": y}) for x, y in side) for side in (good, bad))  # noqa: S307
        for t in atoms
    }  # fmt: skip
    assert abduction.separate(rows, len(good), len(bad)) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("s = 0\n for x in xs:\n  s += x\n return s", "sum(xs)"),
        ("s = 0\n for i in range(len(xs)):\n  if xs[i] > n:\n   s += 1\n return s", "sum((1 for x in xs if x > n))"),
        ("i = 0\n s = 0\n while i < len(xs):\n  s += xs[i]\n  i += 1\n return s", "sum(xs)"),
        ("r = []\n for x in xs:\n  y = x + n\n  r.append(2 * y)\n return r", "[2 * (x + n) for x in xs]"),
        ("best = xs[0]\n for x in xs[1:]:\n  best = max(best, x)\n return best", "max(xs)"),
        ("s = 0\n for x in xs:\n  s = s * 2 + x\n return s", None),  # no comprehension says that
        ("s = 0\n for x in xs:\n  s += s\n return s", None),
        ("s = 0\n for x in xs:\n  if s > n:\n   s += x\n return s", None),
        ("s = 0\n for x in xs:\n  s += x\n  if x > n:\n   break\n return s", None),
    ],
)  # fmt: skip
def test_what_the_text_says_that_it_computes(body, expected):
    (node,) = ast.parse(f"def f(xs: list[int], n: int):\n {body}\n").body
    (path,) = [p for p in summarise(node).paths if p.outcome == "return"]
    assert (ast.unparse(path.value) if path.value is not None else None) == expected


def test_the_command_lists_the_clauses_that_it_adds_and_writes_them_on_demand(tmp_path):
    from click.testing import CliRunner

    from toolkit.cli import cli

    path = tmp_path / "m.py"
    path.write_text("def first(xs: list[int]) -> int:\n    return xs[0]\n")

    def run(*more: str) -> dict:
        result = CliRunner().invoke(cli, ["infer", str(path), "--json", "--no-cache", *more])
        return json.loads(result.stdout)

    before = path.read_text()
    none = run("--contracts", "none")
    assert none["functions"][0]["contract"] == [] and none["infer"]["diff"] == ""
    found = run()
    assert found["functions"][0]["contract"] == [
        "requires(lambda xs: len(xs) > 0)",
        "ensures(lambda xs, result: result == xs[0])",
    ]
    assert "+@requires(lambda xs: len(xs) > 0)\n" in found["infer"]["diff"] and path.read_text() == before
    run("--write")
    assert "@ensures(lambda xs, result: result == xs[0])\ndef first" in path.read_text()


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (lambda x, y, z: x + y <= 2 * z, "2 * z >= x + y"),
        (lambda x, y, z: x + y >= 4, "x + y >= 4"),
        (lambda x, y, z: x > y + z, "x > y + z"),
        (lambda x, y, z: x == y + 1, "x == y + 1"),
    ],
)  # fmt: skip
def test_linear_conditions(condition, expected):
    points = [(x, y, z) for x in range(-4, 7) for y in range(-4, 7) for z in range(-4, 7)]
    sides = [[p for p in points if condition(*p) == truth] for truth in (True, False)]
    assert abduction.halfspaces(["x", "y", "z"], *sides)[0] == expected


def test_a_condition_that_no_template_says():
    found = clauses(
        """
        def f(x: int, y: int, z: int) -> int:
            if x + y > 2 * z:
                t = x // 0
            return 2 * z - x - y
        """, "f",
    )  # fmt: skip
    assert found[0] in ("requires(lambda x, y, z: 2 * z >= x + y)", "requires(lambda x, y, z: x + y <= 2 * z)")


def test_asserts_at_the_top_stay_what_callers_must_meet():
    found = clauses(
        """
        def f(n: int) -> int:
            assert n > 0
            return 10 // n
        """, "f",
    )  # fmt: skip
    assert "requires(lambda n: n > 0)" in found


def test_a_contract_that_is_too_weak_for_a_proved_caller_is_not_added():
    """Without a contract the helper's body stands in the place of the call; a weak contract would take that away."""
    text = """
        from toolkit import ensures

        def swapped(xs: list[int]) -> None:
            for i in range(len(xs)):
                xs[i] = 0 - xs[i]
            xs[0:0] = [3]

        @ensures(lambda result: result == 3)
        def f() -> int:
            xs: list[int] = []
            swapped(xs)
            return xs[0]
        """
    new, found = infer(text)
    before = verify(textwrap.dedent(text).lstrip(), _OPTIONS).functions
    after = verify(new, _OPTIONS).functions
    for was, now in zip(before, after):
        assert was.status != "proved" or now.status == "proved"
    assert found["f"].clauses == ()
