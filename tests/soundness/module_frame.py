"""A module that reaches its own dictionary."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures

LIMIT = 10
items = (x for x in ())
items.gi_frame.f_globals["LIMIT"] = 3


# wrong: f()
@ensures(lambda result: result == 10)
def f() -> int:
    return LIMIT
