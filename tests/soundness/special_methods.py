"""Special methods that are no methods: properties, static methods, fields of a dataclass."""

# ruff: noqa  (traps: the bad style is the point)
from dataclasses import dataclass

from toolkit import ensures


class Given:
    def __init__(self, n: int) -> None:
        self.n = n

    @property
    def __abs__(self) -> int:
        return self.n


# wrong: absolute(Given(1))
@ensures(lambda g, result: result == g.n)
def absolute(g: Given) -> int:
    return abs(g)


class Length:
    def __init__(self, n: int) -> None:
        self.n = n

    @property
    def __len__(self) -> int:
        return 3


# wrong: size(Length(1))
@ensures(lambda g, result: result == 3)
def size(g: Length) -> int:
    return len(g)


class Static:
    def __init__(self, n: int) -> None:
        self.n = n

    @staticmethod
    def __add__(a: int, b: int) -> int:
        return b

    @staticmethod
    def __mul__(self: "Static", b: int) -> int:
        return b


# wrong: times(Static(1))
@ensures(lambda s, result: result == 2)
def times(s: Static) -> int:
    return s * 2


@dataclass
class Filled:
    n: int
    __len__: int = 0


# wrong: is_true(Filled(1))
@ensures(lambda x, result: result)
def is_true(x: Filled) -> bool:
    return bool(x)
