"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


def init() -> None:
    globals()["len"] = lambda x: 0


init()


# wrong: f([1])
@ensures(lambda result: result == 1)
def f(xs: list[int]) -> int:
    ys = [1]
    return len(ys)
