"""A module that reaches its own dictionary."""

# ruff: noqa  (traps: the bad style is the point)
import operator

from toolkit import ensures

LIMIT = 10
operator.attrgetter("__globals__")(lambda: 0)["LIMIT"] = 3


# wrong: f()
@ensures(lambda result: result == 10)
def f() -> int:
    return LIMIT
