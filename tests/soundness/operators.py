"""Operators and `abs` of classes, `next`, and what stands right of `**a` in a display."""

# ruff: noqa  (traps: the bad style is the point)
from __future__ import annotations

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
