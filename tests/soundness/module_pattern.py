"""A module that reaches its own dictionary."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures

LIMIT = 10
match lambda: 0:
    case object(__globals__=names):
        names["LIMIT"] = 3


# wrong: f()
@ensures(lambda result: result == 10)
def f() -> int:
    return LIMIT
