"""Random programs with instances and values that may be None: the interpreter, the encoding and z3 mean what CPython means."""

from __future__ import annotations

import pytest
from differential import Tally, check
from programs.objects import program

FIRST = 20_000


def told(tally: Tally) -> str:
    return "\n".join([f"seeds from {FIRST}", *tally.lines(), *map(str, tally.differences)])


@pytest.mark.parametrize("mode, count", [("", 100), ("constant", 15), ("fixed", 12), ("ordinary", 10)])
def test_instances_mean_what_cpython_means(mode: str, count: int) -> None:
    tally = Tally()
    for seed in range(FIRST, FIRST + count):
        check(program(seed), tally, (mode,) if mode else ())
    print(told(tally))
    assert not tally.differences, told(tally)
    agreed = sum(n for (m, what), n in tally.counts.items() if m == "semantics" and what == "agrees")
    assert agreed > 0.6 * count, told(tally)


@pytest.mark.slow
def test_more_programs_with_instances() -> None:
    tally = Tally()
    for seed in range(FIRST + 1000, FIRST + 1400):
        check(program(seed), tally, ("constant", "fixed", "ordinary"))
    assert not tally.differences, told(tally)
