"""Traps of Protocols: objects that are changed beside them, classes that do not keep what they promise, equality."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from toolkit import ensures


class Sized(Protocol):
    @ensures(lambda result: result >= 0)
    def size(self) -> int: ...


class Box:
    def __init__(self, n: int) -> None:
        self.n = n

    def size(self) -> int:
        return self.n


@dataclass(frozen=True)
class Fixed:
    n: int

    @ensures(lambda result: result >= 0)
    def size(self) -> int:
        return abs(self.n)


BOX = Box(1)


# wrong: changed_beside(BOX, BOX)
@ensures(lambda s, b, result: result)
def changed_beside(s: Sized, b: Box) -> bool:
    n = s.size()
    b.n += 1
    return s.size() == n


# wrong: kept_in_a_name(BOX)
@ensures(lambda b, result: result)
def kept_in_a_name(b: Box) -> bool:
    s: Sized = b
    n = s.size()
    b.n += 1
    return s.size() == n


# wrong: not_what_it_promises(Box(-1))
@ensures(lambda b, result: result)
def not_what_it_promises(b: Box) -> bool:
    return is_large(b)


@ensures(lambda s, result: result)
def is_large(s: Sized) -> bool:
    return s.size() >= 0


# wrong: two_objects(Fixed(1), Fixed(2))
@ensures(lambda s, t, result: result)
def two_objects(s: Sized, t: Sized) -> bool:
    return s.size() == t.size()


# right: of_one_class(Fixed(-3))
@ensures(lambda f, result: result)
def of_one_class(f: Fixed) -> bool:
    return is_large(f)


# wrong: truth_of_it(Fixed(1))
@ensures(lambda s, result: not result)
def truth_of_it(s: Sized) -> bool:
    n = 0
    if s:
        n = 1
    return n > 0
