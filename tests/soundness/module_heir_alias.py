"""A class that inherits under another name."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class Base3:
    def __init__(self) -> None:
        self.a = 1

    def hook(self) -> int:
        return 2


Alias3 = Base3


class Hid3(Alias3):
    def hook(self) -> int:
        return 3


# wrong: hid3(Hid3())
@ensures(lambda result: result == 2)
def hid3(o: Base3) -> int:
    return o.hook()
