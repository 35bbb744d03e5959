"""Traps of super() and inheritance."""

from toolkit import ensures


class Base:
    K = 1

    def __init__(self, n: int) -> None:
        self.n = n

    @ensures(lambda self, result: result == self.n + self.step())
    def go(self) -> int:
        return self.n + self.step()

    def step(self) -> int:
        return self.K

    @ensures(lambda self, old: self.n == old.self.n + 1)
    def grow(self) -> None:
        self.n += 1


class Middle(Base):
    K = 2

    def go(self) -> int:
        return super().go()

    def step(self) -> int:
        return super().step() * 10

    def grow(self) -> None:
        super().grow()


class Leaf(Middle):
    K = 3

    def step(self) -> int:
        return super().step() + 1

    def __len__(self) -> int:
        return 0


class Odd(Base):
    def __eq__(self, other: "Odd") -> bool:
        return False


# wrong: constant_of_the_base()
@ensures(lambda result: result == 10)
def constant_of_the_base() -> int:
    return Middle(0).step()


# right: constant_of_the_heir()
@ensures(lambda result: result == 31)
def constant_of_the_heir() -> int:
    return Leaf(0).step()


# wrong: step_of_the_middle()
@ensures(lambda result: result == 1 + 20)
def step_of_the_middle() -> int:
    return Leaf(1).go()


# right: step_of_the_leaf()
@ensures(lambda result: result == 1 + 31)
def step_of_the_leaf() -> int:
    return Leaf(1).go()


# wrong: truth_of_the_leaf()
@ensures(lambda result: result)
def truth_of_the_leaf() -> bool:
    return bool(Leaf(1))


# wrong: odd_equality()
@ensures(lambda result: result)
def odd_equality() -> bool:
    x = Odd(1)
    return x == x


# wrong: grown_twice()
@ensures(lambda result: result == 1)
def grown_twice() -> int:
    x = Leaf(0)
    y = x
    y.grow()
    x.grow()
    return y.n
