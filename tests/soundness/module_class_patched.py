"""Methods and constants of a class, set from outside."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class C:
    limit = 5

    def __init__(self) -> None:
        self.n = 1

    def get(self) -> int:
        return 2


class Other:
    def __init__(self) -> None:
        self.limit = 1
        self.get = 2


def patch(self):
    self.limit = 7


def seven(x):
    return 7


def patch2(c):
    c.get = seven


patch(C)
patch2(C)


# wrong: patched()
@ensures(lambda result: result == 5)
def patched() -> int:
    return C.limit


# wrong: patched2()
@ensures(lambda result: result == 2)
def patched2() -> int:
    return C().get()
