"""A method of one class, called on another class."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class C:
    limit = 5

    def __init__(self) -> None:
        self.n = 1


class Other:
    def __init__(self) -> None:
        self.limit = 1

    def put(self) -> None:
        self.limit = 9


Other.put(C)


# wrong: patched()
@ensures(lambda result: result == 5)
def patched() -> int:
    return C.limit
