"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


import sys
getattr(sys.modules[__name__], "__dict__")["abs"] = lambda x: 0


# wrong: f([1])
@ensures(lambda result: result == 1)
def f(xs: list[int]) -> int:
    return abs(-1)
