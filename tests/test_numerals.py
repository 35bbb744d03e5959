"""Random programs with IntEnums, StrEnums, bases, copies of records and `zip_longest`: the interpreter, the encoding and z3 mean
what CPython means."""

from __future__ import annotations

import pytest
from differential import Tally, check
from programs.numerals import program

FIRST = 60_000


def told(tally: Tally) -> str:
    return "\n".join([f"seeds from {FIRST}", *tally.lines(), *map(str, tally.differences)])


@pytest.mark.parametrize("mode, count", [("", 40), ("constant", 4), ("fixed", 3), ("ordinary", 3)])
def test_numerals_mean_what_cpython_means(mode: str, count: int) -> None:
    tally = Tally()
    for seed in range(FIRST, FIRST + count):
        check(program(seed), tally, (mode,) if mode else ())
    print(told(tally))
    assert not tally.differences, told(tally)
    agreed = sum(n for (m, what), n in tally.counts.items() if m == "semantics" and what == "agrees")
    assert agreed > 0.9 * count, told(tally)


@pytest.mark.slow
def test_more_programs_with_numerals() -> None:
    tally = Tally()
    for seed in range(FIRST + 1000, FIRST + 1300):
        check(program(seed), tally, ("constant", "fixed", "ordinary"))
    assert not tally.differences, told(tally)
