"""Regular expressions: what a match is, and what of its length is known."""

# ruff: noqa  (traps: the bad style is the point)
import re

from toolkit import ensures, requires


# Two matches are two objects.
# wrong: equal_matches("a")
@requires(lambda s: s == "a")
@ensures(lambda result: result)
def equal_matches(s: str) -> bool:
    return re.match("a", s) == re.match("a", s)


# The largest width that `re` tells stands for any: a text of 5 GB is longer.
# wrong
@ensures(lambda result: result <= 4294967295)
def no_bound(s: str) -> int:
    m = re.match("(?s).*", s)
    return len(m.group()) if m is not None else 0


# right: bound("aaab")
@ensures(lambda result: result <= 3)
def bound(s: str) -> int:
    m = re.match("a{1,3}", s)
    return len(m.group()) if m is not None else 0


# A group that took no part gives None, also where the whole matches.
# wrong: optional_group("b")
@ensures(lambda result: result)
def optional_group(s: str) -> bool:
    m = re.match("(a)?b", s)
    return m is None or m.group(1) is not None


# No text of this length is made while inputs are looked for.
# wrong: repeated_often("a")
@ensures(lambda result: result)
def repeated_often(s: str) -> bool:
    return re.match("(?:(?:a{9999}){9999}){9999}|a", s) is None
