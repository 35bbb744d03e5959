"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


__builtins__["len"] = lambda x: 0


# wrong: f([1])
@ensures(lambda result: result == 1)
def f(xs: list[int]) -> int:
    ys = [1]
    r = len(ys)
    return r
