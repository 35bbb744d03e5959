"""A class method of an heir sets what the class says of itself."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures


class Other:
    def __init__(self) -> None:
        self.K = 0


class Base:
    K = 1

    def __init__(self) -> None:
        self.n = 0


class Heir(Base):
    @classmethod
    def change(cls) -> None:
        cls.K = 2


# wrong: (Heir.change(), constant_of_heir())
@ensures(lambda result: result == 1)
def constant_of_heir() -> int:
    return Heir.K
