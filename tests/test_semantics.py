"""The reference interpreter checks contracts, and says so when it cannot tell. (What code computes: test_differential.py.)"""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.core.reader import read
from toolkit.core.semantics import Interpreter, Outcome

HEADER = "from toolkit import assume, decreases, ensures, invariant, partial, raises, requires\n"


def run(text: str, *args: Any, check: bool = True, fuel: int = 20_000) -> Outcome:
    """Calls the last function of the text."""
    module = read(HEADER + text, "m.py")
    assert not module.rejected, module.rejected
    f = list(module.functions.values())[-1]
    assert len(args) == len(f.params)
    return Interpreter(module, check=check, fuel=fuel).run(f.name, dict(zip((p.name for p in f.params), args)))


def line(text: str, part: str) -> int:
    """The line of the module that `part` stands in."""
    found = [i for i, row in enumerate((HEADER + text).splitlines(), 1) if part in row]
    assert len(found) == 1, (part, found)
    return found[0]


HALF = """
@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result <= n)
def half(n: int) -> int:
    return n // 2 if n < 10 else n
"""


def test_a_contract_that_holds() -> None:
    assert run(HALF, 9) == Outcome("returned", 4)


def test_an_input_outside_the_precondition_is_ignored() -> None:
    assert run(HALF, -1) == Outcome("ignored")
    assert run(HALF, -1, check=False) == Outcome("returned", -1)


def test_a_postcondition_is_violated() -> None:
    got = run(HALF, 10)
    assert (got.status, got.kind) == ("violated", "postcondition")
    assert got.span is not None and got.span.line == line(HALF, "@ensures")
    assert run(HALF, 10, check=False) == Outcome("returned", 10)


def test_a_call_outside_the_precondition() -> None:
    text = HALF + "\ndef caller(n: int) -> int:\n    return half(n - 5)\n"
    assert run(text, 6) == Outcome("returned", 0)
    got = run(text, 4)
    assert (got.status, got.kind) == ("violated", "precondition")
    assert got.span is not None and got.span.line == line(text, "@requires")


def test_a_callee_that_breaks_its_promise() -> None:
    got = run(HALF + "\ndef caller(n: int) -> int:\n    return half(n)\n", 12)
    assert (got.status, got.kind) == ("violated", "postcondition")


OLD = """
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1 and xs[0] == old.xs[0] and xs[-1] == 0)
def grow(xs: list[int], zero: bool) -> None:
    xs.append(0 if zero else 1)
    if xs[0] == 7:
        xs[0] = 8
"""


def test_old_is_the_value_at_entry_and_a_parameter_the_one_at_exit() -> None:
    xs = [1, 2]
    assert run(OLD, xs, True) == Outcome("returned", None)
    assert xs == [1, 2, 0], "the run changes the list that it was given"
    assert run(OLD, [1, 2], False).kind == "postcondition"
    assert run(OLD, [7, 2], True).kind == "postcondition"


RAISES = """
@raises(ValueError, lambda n: n < 0)
@raises(IndexError)
def f(n: int, xs: list[int]) -> int:
    if n < -3 or n == 5:
        raise ValueError("no")
    if n == 6:
        raise KeyError("no")
    return xs[n] if n != 7 else 1 // (n - 7)
"""


@pytest.mark.parametrize(
    "n, expected",
    [
        (0, Outcome("returned", 4)),
        (-4, ("raised", "ValueError")),
        (1, ("raised", "IndexError")),  # declared without a condition: it may be raised
        (-1, ("violated", "exception-raised")),
        (5, ("violated", "exception-allowed")),
        (6, ("violated", "exception")),
        (7, ("violated", "exception")),
    ],
)
def test_exceptions_are_raised_exactly_when_declared(n: int, expected: Any) -> None:
    got = run(RAISES, n, [4])
    if isinstance(expected, Outcome):
        assert got == expected
    else:
        assert (got.status, got.exception or got.kind) == expected
    if n in (5, 6, 7):
        names = {5: "ValueError", 6: "KeyError", 7: "ZeroDivisionError"}
        assert run(RAISES, n, [4], check=False).exception == names[n]


def test_an_exception_of_a_callee_is_the_callers_business() -> None:
    quiet = "\n@raises(IndexError)\ndef caller(n: int) -> int:\n    return f(n, [1])\n"
    loud = "\ndef caller(n: int) -> int:\n    return f(n, [1])\n"
    assert run(RAISES + quiet, 3).exception == "IndexError"
    assert (run(RAISES + loud, 3).status, run(RAISES + loud, 3).kind) == ("violated", "exception")


def test_an_assertion_that_fails() -> None:
    text = "\n@ensures(lambda result: result > 0)\ndef f(n: int) -> int:\n    assert n > 0, 'no'\n    return n\n"
    assert run(text, 1) == Outcome("returned", 1)
    got = run(text, 0)
    assert (got.status, got.kind) == ("violated", "exception")
    assert got.span is not None and got.span.line == line(text, "assert")


@pytest.mark.parametrize("clause", ["xs[n] == 0", "1 // n == 0", "min(xs) == 0", "all(1 // x > 0 for x in xs)"])
def test_a_clause_that_raises_is_at_fault_itself(clause: str) -> None:
    for decorator in (f"@requires(lambda n, xs: {clause})", f"@ensures(lambda n, xs: {clause})",
                      f"@raises(ValueError, lambda n, xs: {clause})"):  # fmt: skip
        declared = f"\n{decorator}\n@raises(IndexError)\n@raises(ZeroDivisionError)\n"
        text = f"{declared}def f(n: int, xs: list[int]) -> int:\n    return n\n"
        args = (0, [0]) if "xs)" in clause and "min" not in clause else (0, [])
        got = run(text, *args)
        assert (got.status, got.kind) == ("violated", "clause-defined"), decorator
        assert got.span is not None and got.span.line == line(text, decorator)


LOOP = """
@requires(lambda n: n >= 0)
def f(n: int) -> int:
    i = n
    while i > 0:
        invariant(i != 3)
        decreases(i)
        i = i - 2 if i != 8 else 9
    return i
"""


def test_invariants_and_measures_are_checked_at_every_head() -> None:
    assert run(LOOP, 6) == Outcome("returned", 0)
    odd = run(LOOP, 7)
    assert (odd.status, odd.kind) == ("violated", "invariant")
    assert odd.span is not None and odd.span.line == line(LOOP, "invariant(i")
    up = run(LOOP, 8)
    assert (up.status, up.kind) == ("violated", "measure")
    assert run(LOOP, 7, check=False) == Outcome("returned", -1)
    assert run(LOOP, 8, check=False) == Outcome("returned", -1)


def test_a_measure_is_not_negative() -> None:
    text = "\ndef f(n: int) -> int:\n    while n < 3:\n        decreases(-n)\n        n += 1\n    return n\n"
    assert run(text, -2).kind == "measure"  # -1 at n = 1
    assert run(text, 3) == Outcome("returned", 3)


def test_measures_are_compared_from_the_left() -> None:
    text = """
def f(a: int, b: int, up: bool) -> int:
    while a > 0 or b > 0:
        decreases((a, b))
        if b > 0:
            b -= 1
        else:
            a, b = a if up else a - 1, 3
    return a
"""
    assert run(text, 2, 1, False) == Outcome("returned", 0)
    assert run(text, 2, 1, True).kind == "measure"


def test_what_is_assumed_is_not_blamed() -> None:
    text = "\n@ensures(lambda result: result > 0)\ndef f(n: int) -> int:\n    assume(n > 0)\n    return n\n"
    assert run(text, 2) == Outcome("returned", 2)
    assert run(text, -2) == Outcome("ignored")
    assert run(text, -2, check=False) == Outcome("returned", -2)


@pytest.mark.parametrize(
    "body",
    [
        "while n > 0:\n        n += 1\n    return n",
        "return f(n + 1)",
        "return sum(i for i in range(n * 10 ** 9))",
        "return len([0] * (n * 10 ** 9))",
        "return 10 ** (n * 10 ** 6)",
        "return 1 << (n * 10 ** 6)",
        "return 2 ** (0 - n)",  # a float
    ],
)
def test_runs_that_it_cannot_follow_are_unknown(body: str) -> None:
    text = f"\n@partial\n@ensures(lambda result: result == 0)\ndef f(n: int) -> int:\n    {body}\n"
    assert run(text, 1) == Outcome("unknown")
    assert run(text, 1, check=False) == Outcome("unknown")


def test_fuel_is_what_is_given_and_new_for_every_run() -> None:
    text = "\ndef f(n: int) -> int:\n    t = 0\n    for i in range(n):\n        t += i\n    return t\n"
    assert run(text, 50, fuel=60) == Outcome("returned", 1225)
    assert run(text, 50, fuel=40) == Outcome("unknown")
    engine = Interpreter(read(HEADER + text, "m.py"), fuel=60)
    assert [engine.run("f", {"n": 50}).status for _ in range(3)] == ["returned"] * 3


def test_arguments_are_shared_as_in_cpython() -> None:
    text = "\ndef f(a: list[int], b: list[int]) -> int:\n    a.append(1)\n    return len(b)\n"
    xs: list[int] = []
    assert run(text, xs, xs) == Outcome("returned", 1)
    assert run(text, [], []) == Outcome("returned", 0)
