"""A module that changes what names mean."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, track


def track(xs):
    return []


# wrong: f([5])
@ensures(lambda xs, result: result == len(xs))
def f(xs: list[int]) -> int:
    n = 0
    for x in (t := track(xs)):
        invariant(n == t.index)
        n += 1
    return n
