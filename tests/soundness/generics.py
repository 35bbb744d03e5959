"""Traps of type variables: what `==` says of values of any type, lists of two types that are one list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from toolkit import decreases, ensures, invariant, requires

T = TypeVar("T")
U = TypeVar("U")
NAN = float("nan")


class Odd:
    """Equal to nothing that stands on its right."""

    def __init__(self, n: int) -> None:
        self.n = n

    def __eq__(self, other: object) -> bool:
        return False


class Left(int):
    """Equal to all that stands on its right, different from all as well."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return True


class Held:
    """As large as its list is long."""

    def __init__(self, items: list[int]) -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Held) and len(self.items) == len(other.items)


# wrong: reflexive(NAN)
@ensures(lambda x, result: result)
def reflexive(x: T) -> bool:
    return x == x


# wrong: symmetric(Left(1), Odd(2))
@ensures(lambda x, y, result: result == (y == x))
def symmetric(x: T, y: T) -> bool:
    return x == y


# wrong: transitive(Odd(1), Left(1), 2)
@ensures(lambda x, y, z, result: result)
def transitive(x: T, y: T, z: T) -> bool:
    if y == x and y == z:
        return x == z
    return True


# wrong: opposite(Left(1), 1)
@ensures(lambda x, y, result: result == (not x == y))  # noqa: SIM201 (that is the trap)
def opposite(x: T, y: T) -> bool:
    return x != y


# wrong: counted([NAN], NAN)
@ensures(lambda xs, x, result: result == xs.count(x))
def counted(xs: list[T], x: T) -> int:
    n = 0
    for i in range(len(xs)):
        invariant(n == sum(1 for y in xs[:i] if y == x))
        if xs[i] == x:
            n += 1
    return n


# wrong: found_is_equal([NAN], NAN)
@ensures(lambda xs, x, result: result == any(y == x for y in xs))
def found_is_equal(xs: list[T], x: T) -> bool:
    return x in xs


# right: found([NAN], NAN)
@ensures(lambda xs, i, result: result)
def found(xs: list[T], i: int) -> bool:
    return len(xs) == 0 or xs[0] in xs


# wrong: the_equal_one([True], 1)
@ensures(lambda xs, x, result: str(result) == str(x))
def the_equal_one(xs: list[T], x: T) -> T:
    for y in xs:
        if y == x:
            return y
    return x


SHARED: list[int] = [1]


# wrong: two_types(SHARED, SHARED, 2)
@ensures(lambda xs, ys, x, result: result)
def two_types(xs: list[T], ys: list[U], x: T) -> bool:
    n = len(ys)
    xs.append(x)
    return len(ys) == n


# wrong: a_concrete_one(SHARED, SHARED, 2)
@ensures(lambda xs, ys, x, result: result)
def a_concrete_one(xs: list[T], ys: list[int], x: T) -> bool:
    n = len(ys)
    xs.append(x)
    return len(ys) == n


# wrong: one_type(SHARED, SHARED, 2)
@ensures(lambda xs, ys, x, result: result)
def one_type(xs: list[T], ys: list[T], x: T) -> bool:
    n = len(ys)
    xs.append(x)
    return len(ys) == n


# wrong: first_none([None, 1])
@ensures(lambda xs, result: len(xs) == 0 or result == [xs[0]])
def first_none(xs: list[T]) -> list[T]:
    found = None
    for x in xs:
        if found is None:
            found = x
    return [] if found is None else [found]


# wrong: truth(0)
@ensures(lambda x, result: result)
def truth(x: T) -> bool:
    n = 0
    if x:
        n = 1
    return n > 0


@dataclass
class Cell(Generic[T]):
    held: T
    log: list[int]

    def keep(self, x: T) -> None:
        self.log.append(1)
        self.held = x


# wrong: cells_share(Cell(1, SHARED), Cell("a", SHARED))
@ensures(lambda a, b, result: result)
def cells_share(a: Cell[int], b: Cell[str]) -> bool:
    n = len(b.log)
    a.keep(3)
    return len(b.log) == n


# wrong: kinds_of_cell(Cell(1, []))
@ensures(lambda c, result: not result)
def kinds_of_cell(c: Cell[int]) -> bool:
    return isinstance(c, Cell)


# right: a_call(5)
@ensures(lambda n, result: result == n)
def a_call(n: int) -> int:
    return second([0, n])


# wrong: nan_call(NAN)
@ensures(lambda x, result: result == x)
def nan_call(x: float) -> float:
    return second([0.0, x])


def second(xs: list[T]) -> T:
    return xs[1]


# Each call of itself is for a larger type.
# wrong: growing(0, 3)
@requires(lambda n: n >= 0)
@decreases(lambda n: n)
@ensures(lambda x, n, result: result == 0)
def growing(x: T, n: int) -> int:
    return 0 if n == 0 else 1 + growing([x], n - 1)


# An object of a type of which nothing is known may be, or hold, what is changed.
# wrong: (lambda d: held_by_items([d], d))({})
@ensures(lambda xs, old: xs == old.xs)
def held_by_items(xs: list[T], d: dict[int, int]) -> None:
    d[1] = 1


def add_one(d: set[int]) -> None:
    d.add(1)


# wrong: (lambda d: held_by_a_tuple((d, 1), d))(set())
@ensures(lambda t, old: t == old.t)
def held_by_a_tuple(t: tuple[T, int], d: set[int]) -> None:
    add_one(d)


# wrong: (lambda d: found_before([d], {5: 1}, d))({})
@ensures(lambda xs, x, result: result == (x in xs))
def found_before(xs: list[T], x: T, d: dict[int, int]) -> bool:
    r = x in xs
    d[5] = 1
    return r


# wrong: (lambda xs: of_another_type(xs, (xs, 0), 1))([])
@ensures(lambda y, old: y == old.y)
def of_another_type(xs: list[T], y: tuple[U, int], x: T) -> None:
    xs.append(x)


# right: items_beside([1], {})
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def items_beside(xs: list[T], x: T) -> None:
    xs.append(x)
