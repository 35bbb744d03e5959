"""Spacer: which functions become Horn clauses, and that its answers, as Python text, are proved by the pipeline."""

from __future__ import annotations

import ast

import pytest

from toolkit.config import Options, SourceFile
from toolkit.core.reader import read
from toolkit.core.vcgen import Program
from toolkit.proposers import horn, houdini
from toolkit.proposers.asks import AddInvariant
from toolkit.proposers.edits import apply
from toolkit.session import verify

HEAD = "from toolkit import ensures, requires\n\n\n"


def proposed(text: str, name: str = "f") -> dict[str, list[str]] | None:
    module = read(text, "m.py")
    return horn.propose(Program.of(module), module.functions[name], 1_000_000, 10.0)


def with_invariants(text: str, found: dict[str, list[str]], name: str = "f") -> str:
    lines = [loop.lineno for loop in houdini.loops_of(text, name)]
    edits = [AddInvariant(name, lines[int(k.removeprefix("loop")) - 1], e) for k, es in found.items() for e in es]
    return apply(text, edits, {"invariants"})


def status(text: str) -> str:
    return verify([SourceFile("m.py", text)], Options(cache=False, infer=False, timeout=5, search=50)).functions[0].status


OVER_INTEGERS = {
    "counter": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n)
def f(n: int) -> int:
    done, left = 0, n
    while left > 0:
        done += 1
        left -= 1
    return done
""",
    "while": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == 2 * n)
def f(n: int) -> int:
    total = 0
    i = 0
    while i < n:
        total += 2
        i += 1
    return total
""",
    "for": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == 3 * n)
def f(n: int) -> int:
    total = 0
    for i in range(n):
        total += 3
    return total
""",
    "for-from-one": """@requires(lambda n: n >= 1)
@ensures(lambda n, result: result == n - 1)
def f(n: int) -> int:
    total = 0
    for i in range(1, n):
        total += 1
    return total
""",
    "nested": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= n)
def f(n: int) -> int:
    total, i = 0, 0
    while i < n:
        j = 0
        while j < i:
            j += 1
        total += 1
        i += 1
    return total
""",
    "two-in-a-row": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= n)
def f(n: int) -> int:
    i = 0
    while i < n:
        i += 1
    j = i
    while j > 0:
        j -= 1
        i += 1
    return i
""",
    "flag": """@requires(lambda n: n >= 0)
@ensures(lambda result: result)
def f(n: int) -> bool:
    good = True
    i = 0
    while i < n:
        i += 1
        if i > n:
            good = False
    return good
""",
    "break": """@requires(lambda n: n >= 0)
@ensures(lambda n, result: 0 <= result <= 10 or result <= n)
def f(n: int) -> int:
    i = 0
    while i < n:
        if i == 10:
            break
        i += 1
    return i
""",
}


@pytest.mark.parametrize("name", OVER_INTEGERS)
def test_answer_is_proved(name: str) -> None:
    text = HEAD + OVER_INTEGERS[name]
    assert status(text) != "proved"  # else there is nothing to show
    found = proposed(text)
    assert found is not None
    assert set(found) <= {"loop1", "loop2"}
    for parts in found.values():
        for e in parts:
            ast.parse(e, mode="eval")
    assert status(with_invariants(text, found)) == "proved", found


def test_wrong_function_has_no_answer() -> None:
    assert proposed(HEAD + OVER_INTEGERS["counter"].replace("done += 1", "done += 2")) is None


@pytest.mark.parametrize(
    "text",
    [
        "@ensures(lambda xs, result: result == len(xs))\ndef f(xs: list[int]) -> int:\n    n = 0\n    while n < len(xs):\n"
        "        n += 1\n    return n\n",
        "@ensures(lambda xs: True)\ndef f(xs: list[int]) -> int:\n    n = 0\n    while n < 3:\n        n += 1\n"
        "        xs.append(n)\n    return n\n",
        "@requires(lambda n: n >= 0)\n@ensures(lambda n, result: result == n)\ndef f(n: int) -> int:\n    k = n\n"
        "    while k // 2 > 0:\n        k = k // 2\n    return n\n",
        "@ensures(lambda n, result: result == n)\ndef f(n: int) -> int:\n    return n\n",
    ],
    ids=["list", "changes-a-list", "division", "no-loop"],
)
def test_not_horn_is_declined(text: str) -> None:
    assert proposed(HEAD + text) is None


def test_answer_is_the_same_each_time() -> None:
    text = HEAD + OVER_INTEGERS["counter"]
    assert proposed(text) == proposed(text)


def test_invariants_that_are_there_are_used() -> None:
    text = HEAD.replace("ensures", "ensures, invariant") + OVER_INTEGERS["counter"].replace(
        "        done += 1\n", "        invariant(done + left == n)\n        done += 1\n")  # fmt: skip
    found = proposed(text)
    assert found is not None
    assert status(with_invariants(text, found)) == "proved"


@pytest.mark.parametrize(
    ("coefficients", "constant", "op", "text"),
    [
        ({"x": 1}, 0, ">=", "x >= 0"),
        ({"x": -1}, 5, ">=", "5 >= x"),
        ({"x": -1}, 0, ">=", "x <= 0"),
        ({"x": 1, "y": -2}, -3, "==", "x == 2 * y + 3"),
        ({"x": 1, "y": -1}, 0, "==", "x == y"),
    ],
)
def test_relations_read_well(coefficients: dict[str, int], constant: int, op: str, text: str) -> None:
    assert horn._relation(coefficients, constant, op) == text
    for x in range(-6, 7):
        for y in range(-3, 4):
            value = sum(c * {"x": x, "y": y}[n] for n, c in coefficients.items()) + constant
            assert eval(text, {}, {"x": x, "y": y}) == (value >= 0 if op == ">=" else value == 0)
