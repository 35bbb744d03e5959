"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class A:
    globals()["abs"] = lambda x: 0


# wrong: f([1])
@ensures(lambda result: result == 1)
def f(xs: list[int]) -> int:
    return abs(-1)
