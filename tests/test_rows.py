"""Random programs that change rows, some of which are one object: the interpreter, the goals and z3 mean what CPython means."""

from __future__ import annotations

import pytest
from differential import Tally, check
from programs.rows import program

FIRST = 40_000


def told(tally: Tally) -> str:
    return "\n".join([f"seeds from {FIRST}", *tally.lines(), *map(str, tally.differences)])


@pytest.mark.parametrize("mode, count", [("", 100), ("constant", 25), ("fixed", 8), ("ordinary", 10)])
def test_rows_mean_what_cpython_means(mode: str, count: int) -> None:
    tally = Tally()
    for seed in range(FIRST, FIRST + count):
        check(program(seed), tally, (mode,) if mode else ())
    print(told(tally))
    assert not tally.differences, told(tally)
    agreed = sum(n for (m, what), n in tally.counts.items() if m == "semantics" and what == "agrees")
    assert agreed > 0.6 * count, told(tally)
    if mode:
        compared = sum(n for (m, what), n in tally.counts.items() if m == mode and not what.startswith("rejected"))
        assert compared > 0.2 * count, told(tally)


@pytest.mark.slow
def test_more_programs_with_rows() -> None:
    tally = Tally()
    for seed in range(FIRST + 1000, FIRST + 1600):
        check(program(seed), tally, ("constant", "fixed", "ordinary"))
    assert not tally.differences, told(tally)
