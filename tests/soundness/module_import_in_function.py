"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


def init() -> None:
    import sys
    sys.modules[__name__].abs = lambda x: 0


init()


# wrong: f([1])
@ensures(lambda result: result == 1)
def f(xs: list[int]) -> int:
    return abs(-1)
