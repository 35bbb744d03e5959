"""A range is no list: it equals none, where it stands for a Sequence too."""

from collections.abc import Sequence
from typing import Protocol

from toolkit import ensures


# wrong: compared()
@ensures(lambda result: result)
def compared() -> bool:
    xs = range(1)
    return xs == [0]


# wrong: returned(1)
@ensures(lambda n, result: result == [n])
def returned(n: int) -> Sequence[int]:
    return range(n, n + 1)


# wrong: in_a_list()
@ensures(lambda result: result == [[0]])
def in_a_list() -> list[Sequence[int]]:
    return [range(1)]


# wrong: one_of_two(True)
@ensures(lambda b, result: result == [0])
def one_of_two(b: bool) -> Sequence[int]:
    return range(1) if b else [0]


def is_zero(xs: Sequence[int]) -> bool:
    return xs == [0]


# wrong: passed()
@ensures(lambda result: result)
def passed() -> bool:
    return is_zero(range(1))


# wrong: in_the_clause([0])
@ensures(lambda xs, result: result == (xs == range(1)))
def in_the_clause(xs: list[int]) -> bool:
    return len(xs) == 1 and xs[0] == 0


class Source(Protocol):
    def items(self) -> Sequence[int]: ...


class Fixed:
    def items(self) -> tuple[int, ...]:
        return (0,)


# What a class that is not seen returns may be a tuple.
# wrong: of_a_protocol(Fixed())
@ensures(lambda p, result: result)
def of_a_protocol(p: Source) -> bool:
    xs = p.items()
    return len(xs) != 1 or xs == [xs[0]]


# right: searched(3)
@ensures(lambda n, result: result == (0 <= n < 5))
def searched(n: int) -> bool:
    return n in range(len(range(5)))


# right: third()
@ensures(lambda result: result == 3)
def third() -> int:
    return range(1, 10)[2]
