"""A class that inherits, defined where it is easily overlooked."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class Base:
    def __init__(self) -> None:
        self.a = 1

    def hook(self) -> int:
        return 2


def maker() -> "Base":
    class Heir(Base):
        def hook(self) -> int:
            return 3

    return Heir()


# wrong: heir_inside(maker())
@ensures(lambda result: result == 2)
def heir_inside(o: Base) -> int:
    return o.hook()
