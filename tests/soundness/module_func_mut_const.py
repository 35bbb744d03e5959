"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


N = 5


def init():
    global N
    N = 6


init()


# wrong: f()
@ensures(lambda result: result == 5)
def f() -> int:
    return N
