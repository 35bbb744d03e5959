"""The text of an int that is a bool, seen by nothing else in this file."""

# ruff: noqa  (traps: the bad style is the point)
import operator

from toolkit import ensures


# wrong: kept(True)
@ensures(lambda b, result: result == "1" or not b)
def kept(b: bool) -> str:
    x: int = b
    return operator.mod("%s", x)
