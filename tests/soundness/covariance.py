"""A list that a type checker takes for a `Sequence` of a wider type is the same list."""

from collections.abc import Mapping, Sequence
from enum import IntEnum

from toolkit import ensures, requires


class Level(IntEnum):
    LOW = 0
    HIGH = 1


# wrong: (lambda x: optional(x, x))([])
@ensures(lambda ys, old: ys == old.ys)
def optional(xs: list[int], ys: Sequence[int | None]) -> None:
    xs.append(1)


# wrong: (lambda x: bools(x, x))([])
@ensures(lambda ys, old: ys == old.ys)
def bools(xs: list[bool], ys: Sequence[int]) -> None:
    xs.append(True)


# wrong: (lambda x: members(x, x))([])
@ensures(lambda ys, old: ys == old.ys)
def members(xs: list[Level], ys: Sequence[int]) -> None:
    xs.append(Level.LOW)


# wrong: (lambda x: mapped(x, x))({})
@ensures(lambda ys, old: ys == old.ys)
def mapped(xs: dict[str, int], ys: Mapping[str, int | None]) -> None:
    xs["a"] = 1


# wrong: (lambda x: rows(x, x))([[]])
@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0)
@ensures(lambda ys, old: len(ys[0]) == len(old.ys[0]))
def rows(xs: list[list[int]], ys: Sequence[Sequence[int | None]]) -> None:
    xs[0].append(1)


# wrong: (lambda x: inside(x, {"a": x}))([])
@ensures(lambda ys, old: ys == old.ys)
def inside(xs: list[bool], ys: Mapping[str, Sequence[int]]) -> None:
    xs.append(True)


def push(xs: list[int]) -> None:
    xs.append(1)


# wrong: (lambda x: by_callee(x, x))([])
@ensures(lambda ys, old: ys == old.ys)
def by_callee(xs: list[int], ys: Sequence[int | str]) -> None:
    push(xs)


# right: other_items([], [])
@ensures(lambda ys, old: ys == old.ys)
def other_items(xs: list[int], ys: Sequence[str]) -> None:
    xs.append(1)
