"""Defaults that are not what the annotation says."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures

# wrong: a()
@ensures(lambda result: True)
def a(x: float = 1) -> bool:
    return x.is_integer()

# wrong: b()
@ensures(lambda x, result: result == x + 1)
def b(x: int = "a") -> int:
    return x + 1

# wrong: c()
@ensures(lambda x, result: result == x)
def c(x: int = None) -> int:
    return x + 0

# wrong: g()
@ensures(lambda x, result: result >= 0)
def g(x: int = 2.5) -> int:
    return abs(x.bit_length())

# wrong: k()
@ensures(lambda x, result: result == "True" or result == "False")
def k(x: bool = 5) -> str:
    return str(x)
# wrong: l()
@ensures(lambda x, result: len(result) <= 2 or not (-9 <= x <= 9))
def l(x: int = True) -> str:
    return str(x)
# right: m()
@ensures(lambda x, result: result == x or x != x)
def m(x: float = 1.0) -> float:
    return x
