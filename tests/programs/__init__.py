"""Random, well-typed programs that end, inside the language of the reader, for differential tests.

    program(seed) -> Program          depends on the seed alone; each family of programs has a million seeds
    seeds(first, count)               of programs of all families, every other one of the first
    run_cpython(program) -> Outcome   what CPython does; exec is fine here, since the text is ours
    coverage(programs) -> Counter     how often each construct occurs, from the syntax tree

In `tests/`: `python -m programs SEED` prints a program, `python -m programs --coverage N` counts over N of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from programs import containers, contexts, kinds, maps, mixed, numerals, objects, rows, steps
from programs.counts import count
from programs.made import Outcome, Program, changeable, run_cpython

__all__ = ["FAMILIES", "Outcome", "Program", "changeable", "coverage", "first", "program", "run_cpython", "seeds"]

FAMILIES = [mixed, maps, steps, containers, kinds, objects, rows, contexts, numerals]
SEEDS = 1_000_000  # of each family


def program(seed: int) -> Program:
    """The program of this seed. Raises IndexError for a seed of no family."""
    return FAMILIES[seed // SEEDS].program(seed)


def first(name: str) -> int:
    """The first seed of a family."""
    return SEEDS * [family.__name__ for family in FAMILIES].index(f"programs.{name}")


def seeds(start: int, number: int) -> list[int]:
    """Seeds of programs of all families: every other one is of the first, which has most of the language."""
    others = len(FAMILIES) - 1
    return [n + SEEDS * (1 + n // 2 % others if n % 2 else 0) for n in range(start, start + number)]


def coverage(programs: Iterable[Program]) -> Counter[str]:
    """How many times each construct occurs, and how many programs have each tag."""
    made = list(programs)
    return count(p.text for p in made) + Counter(f"tag {tag}" for p in made for tag in p.tags)
