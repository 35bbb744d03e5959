"""Expected: every function is refuted. Classes, None, Enums."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Optional

from toolkit import ensures, invariant, raises, requires


class Account:
    def __init__(self, balance: int) -> None:
        self.balance = balance

    @raises(ValueError, lambda self, amount: amount <= 0 or amount > self.balance)
    @ensures(lambda self, amount, old: self.balance == old.self.balance - amount)
    def withdraw(self, amount: int) -> None:
        # Bug: refuses to pay out everything.
        if amount <= 0 or amount >= self.balance:
            raise ValueError
        self.balance -= amount


@requires(lambda amount: amount > 0)
@ensures(lambda source, target, amount, old: target.balance == old.target.balance + amount)
def transfer(source: Account, target: Account, amount: int) -> None:
    # Bug: nothing moves when both are one account.
    source.balance -= amount
    target.balance += amount


class Stack:
    def __init__(self, items: list[int]) -> None:
        self.items = items

    @raises(IndexError, lambda self: len(self.items) == 0)
    @ensures(lambda self, result, old: old.self.items == self.items + [result])
    def pop(self) -> int:
        # Bug: takes from the wrong end.
        return self.items.pop(0)

    @ensures(lambda self, old: self.items == old.self.items)
    def top(self) -> Optional[int]:
        # Bug: an empty stack has no top.
        return self.items[-1]


@ensures(lambda result: result == [1, 2])
def two_stacks() -> list[int]:
    # Bug: both names are one stack.
    a = Stack([1])
    b = a
    b.items.append(2)
    b.items.append(3)
    return a.items[:]


class Queue:
    def __init__(self, items: list[int], head: int) -> None:
        self.items = items
        self.head = head

    @requires(lambda self: 0 <= self.head < len(self.items))
    @ensures(lambda self, old: self.items[self.head :] == old.self.items[old.self.head + 1 :])
    def drop(self) -> None:
        # Bug: the head stays where it was in the longer list.
        self.head += 1
        if 2 * self.head > len(self.items):
            self.items = self.items[self.head :]


class Buffer:
    def __init__(self, capacity: int) -> None:
        self.items: list[str] = []
        self.capacity = capacity

    @requires(lambda self: len(self.items) <= self.capacity)
    @raises(OverflowError, lambda self: len(self.items) == self.capacity)
    @ensures(lambda self: len(self.items) <= self.capacity)
    def put(self, x: str) -> None:
        # Bug: one too many.
        if len(self.items) > self.capacity:
            raise OverflowError
        self.items.append(x)


class Ring:
    def __init__(self, capacity: int) -> None:
        self.slots: list[int] = [0] * capacity
        self.start = 0
        self.count = 0

    @requires(lambda self: 0 <= self.start < len(self.slots) and 0 < self.count <= len(self.slots))
    @ensures(lambda self: 0 <= self.start < len(self.slots))
    def drop(self) -> None:
        # Bug: does not go round.
        self.start += 1
        self.count -= 1


@dataclass(frozen=True)
class Fraction:
    top: int
    bottom: int

    @requires(lambda self, other: self.bottom != 0 and other.bottom != 0)
    @ensures(lambda self, other, result: result == (self.top * other.bottom < other.top * self.bottom))
    def less(self, other: "Fraction") -> bool:
        # Bug: compares quotients that were rounded.
        return self.top // self.bottom < other.top // other.bottom


@ensures(lambda a, b, result: result == (a.top * b.bottom == b.top * a.bottom))
def same_number(a: Fraction, b: Fraction) -> bool:
    # Bug: 1/2 and 2/4 have other fields.
    return a == b


class Span(NamedTuple):
    low: int
    high: int


@ensures(lambda a, b, result: (result is None) == (max(a.low, b.low) > min(a.high, b.high)))
def common(a: Span, b: Span) -> Optional[Span]:
    # Bug: the spans need not be a's low end and b's high end.
    if a.low > b.high:
        return None
    return Span(a.low, b.high)


class Light(Enum):
    RED = "stop"
    GREEN = "go"
    YELLOW = "wait"


@ensures(lambda light, result: result is not light)
def after(light: Light) -> Light:
    # Bug: yellow stays.
    return Light.GREEN if light is Light.RED else Light.YELLOW


@ensures(lambda xs, x, result: (result is None) == (x not in xs))
def position(xs: list[int], x: int) -> Optional[int]:
    # Bug: position 0 is false.
    found = None
    for i, y in enumerate(xs):
        invariant(True)
        if x == y and not found:
            found = i
    return found or None


@ensures(lambda x, result: result >= 0)
def weight(x: int | str | None) -> int:
    # Bug: None has no absolute value.
    if isinstance(x, str):
        return len(x)
    return abs(x)


@ensures(lambda a, b, result: (result is None) == (a is None and b is None))
def either(a: Optional[int], b: Optional[int]) -> Optional[int]:
    # Bug: 0 is false.
    return a or b
