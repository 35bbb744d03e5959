"""Codes of keys, the text of a bool that is used as an int, sizes, orders, bags."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, requires


# wrong: bad_chars()
@ensures(lambda result: result == 6)
def bad_chars() -> int:
    d = {chr(0x110000) + "a": 1, chr(-1) + "b": 2}
    return 5


# wrong: bad_chars2()
@ensures(lambda result: result == 6)
def bad_chars2() -> int:
    try:
        d = {chr(0x110000) + "a": 1, chr(-1) + "b": 2}
    except ValueError:
        return 7
    return 5


# wrong: bad_sub()
@ensures(lambda result: result == 6)
def bad_sub() -> int:
    d = {chr(-1): 1, chr(-2) + "b": 2, "": 3, "ab": 4}
    return 5
