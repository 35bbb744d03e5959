"""A table of the module that is not only read is no constant."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures

HANDED = [1, 2]
ROWS = {1: [0], 2: [0]}
KEPT = {"a": 1}
SEEN = {1, 2}
PASSED = [[1], [2]]
READ = {1: [4, 5], 2: [6]}


def handed_out() -> list[int]:
    return HANDED


# wrong: changed_by_a_caller()
@ensures(lambda result: result == 2)
def changed_by_a_caller() -> int:
    ys = handed_out()
    ys.append(3)
    return len(HANDED)


# wrong: a_row_under_a_name()
@ensures(lambda result: result == 0)
def a_row_under_a_name() -> int:
    row = ROWS[1]
    row.append(5)
    return len(ROWS[1]) - 1


# wrong: set_under_another_name()
@ensures(lambda result: result == 1)
def set_under_another_name() -> int:
    d = KEPT
    d["a"] = 2
    return KEPT["a"]


def alias() -> set[int]:
    s = SEEN
    s.add(3)
    return s


# wrong: grown_under_another_name()
@ensures(lambda result: result == 2)
def grown_under_another_name() -> int:
    alias()
    return len(SEEN)


def grow(xs: list[int]) -> None:
    xs.append(1)


# wrong: a_row_passed_on()
@ensures(lambda result: result == 1)
def a_row_passed_on() -> int:
    grow(PASSED[0])
    return len(PASSED[0])


# right: only_read(1)
@ensures(lambda k, result: result == (4 if k == 1 else 6 if k == 2 else 0))
def only_read(k: int) -> int:
    return READ[k][0] if k in READ else 0
