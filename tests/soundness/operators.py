"""Operators and `abs` of classes, `next`, and what stands right of `**a` in a display."""

# ruff: noqa  (traps: the bad style is the point)
from __future__ import annotations

from typing import NamedTuple

from toolkit import ensures, requires


def emptied(d: dict[int, int]) -> dict[int, int]:
    d.clear()
    return d


# `**a` takes what the dict holds before the next item is evaluated.
# wrong: emptied_after({1: 1})
@requires(lambda a: len(a) == 1)
@ensures(lambda result: len(result) == 0)
def emptied_after(a: dict[int, int]) -> dict[int, int]:
    return {**a, **emptied(a)}


# right: filled_before({1: 1})
@requires(lambda a: len(a) == 1)
@ensures(lambda result: len(result) == 1)
def filled_before(a: dict[int, int]) -> dict[int, int]:
    return {**a, **emptied(a)}


# wrong: popped_after({1: 1})
@requires(lambda a: 1 in a and len(a) == 1)
@ensures(lambda result: 1 not in result)
def popped_after(a: dict[int, int]) -> dict[int, int]:
    return {**a, 2: a.pop(1)}


# wrong: one_branch({1: 1})
@requires(lambda a: len(a) == 1)
@ensures(lambda result: len(result) == 0)
def one_branch(a: dict[int, int]) -> dict[int, int]:
    return {**a, **{}, **(emptied(a) if a else a)}


# What the left operand of | holds is read when both are there.
# wrong: emptied_before({1: 1})
@requires(lambda a: len(a) == 1)
@ensures(lambda result: len(result) == 1)
def emptied_before(a: dict[int, int]) -> dict[int, int]:
    return a | emptied(a)


# wrong: iterated_late({1: 1})
@requires(lambda a: len(a) == 1)
@ensures(lambda result: True)
def iterated_late(a: dict[int, int]) -> int:
    return next(iter(a), len(emptied(a)))


# wrong: an_iterator_ends([[1], []])
@requires(lambda rows: rows == [[1], []])
@ensures(lambda result: result == -1)
def an_iterator_ends(rows: list[list[int]]) -> int:
    try:
        return len(list(map(lambda r: next(iter(r)), rows)))
    except StopIteration:
        return -1


class Point(NamedTuple):
    x: int
    y: int

    def __add__(self, other: Point) -> Point:
        return Point(self.x + other.x, self.y + other.y)


class Named(NamedTuple):
    x: int
    y: int

    def __str__(self) -> str:
        return "a name"


# A NamedTuple whose operators are its own keeps them wherever a tuple is expected.
# wrong: perhaps_none(Point(1, 2), Point(3, 4))
@requires(lambda a: a is not None)
@ensures(lambda a, b, result: len(result) == 4)
def perhaps_none(a: Point | None, b: Point) -> tuple[int, int, int, int]:
    return a + b


# wrong: as_a_tuple(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def as_a_tuple(p: Point) -> tuple[int, int, int, int]:
    t: tuple[int, int] = p
    return t + t


def doubled(t: tuple[int, int]) -> tuple[int, int, int, int]:
    return t + t


# wrong: as_an_argument(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def as_an_argument(p: Point) -> tuple[int, int, int, int]:
    return doubled(p)


# wrong: in_a_branch(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def in_a_branch(p: Point) -> tuple[int, int, int, int]:
    x = p if p.x > 0 else (1, 2)
    return x + x


# wrong: among_tuples(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def among_tuples(p: Point) -> tuple[int, int, int, int]:
    xs = [(1, 2), p]
    return xs[1] + xs[1]


# wrong: put_into(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def put_into(p: Point) -> tuple[int, int, int, int]:
    xs: list[tuple[int, int]] = []
    xs.append(p)
    return xs[0] + xs[0]


# wrong: of_a_dict({1: Point(1, 2)})
@requires(lambda d: 1 in d)
@ensures(lambda d, result: len(result) == 4)
def of_a_dict(d: dict[int, Point]) -> tuple[int, int, int, int]:
    x = d.get(1)
    return x + x


# wrong: part_of_a_tuple((Point(1, 2), 1))
@ensures(lambda a, result: len(result) == 4)
def part_of_a_tuple(a: tuple[Point, int]) -> tuple[int, int, int, int]:
    t: tuple[tuple[int, int], int] = a
    return t[0] + t[0]


# wrong: the_greater(Point(1, 2))
@ensures(lambda p, result: result == 4)
def the_greater(p: Point) -> int:
    return len(max((0, 0), p) + max((0, 0), p))


# wrong: its_text(Named(1, 2))
@ensures(lambda p, result: p != (1, 2) or result == "(1, 2)")
def its_text(p: Named) -> str:
    t: tuple[int, int] = p
    return f"{t}"


# right: compared_with_one(Point(1, 2))
@ensures(lambda p, result: result == (p.x, p.y) and (p.x, p.y) == result)
def compared_with_one(p: Point) -> Point:
    return p


# right: concatenated(Point(1, 2))
@ensures(lambda p, result: len(result) == 4)
def concatenated(p: Point) -> tuple[int, ...]:
    return tuple(p) + tuple(p)
