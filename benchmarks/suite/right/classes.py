"""Expected: every function is proved. Classes, with contracts that say everything: accounts, a stack, queues, a bounded buffer."""

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple, Optional

from toolkit import class_invariant, decreases, ensures, invariant, raises, requires


@class_invariant(lambda self: self.balance >= 0 and self.limit >= 0)
class Account:
    """A bank account that refuses what it cannot pay."""

    @requires(lambda balance, limit: balance >= 0 and limit >= 0)
    @ensures(lambda self, balance, limit: self.balance == balance and self.limit == limit)
    def __init__(self, balance: int, limit: int) -> None:
        self.balance = balance
        self.limit = limit

    @raises(ValueError, lambda amount: amount <= 0)
    @ensures(lambda self, amount, old: self.balance == old.self.balance + amount and self.limit == old.self.limit)
    def deposit(self, amount: int) -> None:
        if amount <= 0:
            raise ValueError("a deposit is positive")
        self.balance += amount

    @raises(ValueError, lambda self, amount: amount <= 0 or amount > self.limit)
    @raises(OverflowError, lambda self, amount: 0 < amount <= self.limit and amount > self.balance)
    @ensures(lambda self, amount, old: self.balance == old.self.balance - amount and self.limit == old.self.limit)
    def withdraw(self, amount: int) -> None:
        if amount <= 0 or amount > self.limit:
            raise ValueError("the amount is not allowed")
        if amount > self.balance:
            raise OverflowError("not enough money")
        self.balance -= amount


@requires(lambda source, target, amount: 0 < amount <= source.limit)
@ensures(lambda source, target, old: source.balance + target.balance == old.source.balance + old.target.balance)
@ensures(lambda source, amount, result, old: result == (old.source.balance >= amount))
def transfer(source: Account, target: Account, amount: int) -> bool:
    """Also right when both are one account."""
    if source.balance < amount:
        return False
    source.withdraw(amount)
    target.deposit(amount)
    return True


class Stack:
    @ensures(lambda self: self.items == [])
    def __init__(self) -> None:
        self.items: list[int] = []

    @ensures(lambda self, result: result == len(self.items))
    def __len__(self) -> int:
        return len(self.items)

    @ensures(lambda self, x, old: self.items == old.self.items + [x])
    def push(self, x: int) -> None:
        self.items.append(x)

    @raises(IndexError, lambda self: len(self.items) == 0)
    @ensures(lambda self, result, old: old.self.items == self.items + [result])
    def pop(self) -> int:
        return self.items.pop()

    @ensures(lambda self, result: (result is None) == (len(self.items) == 0))
    @ensures(lambda self, result: result is None or result == self.items[-1])
    @ensures(lambda self, old: self.items == old.self.items)
    def top(self) -> Optional[int]:
        return self.items[-1] if self.items else None


@ensures(lambda xs, result: len(result) == len(xs) and all(result[i] == xs[len(xs) - 1 - i] for i in range(len(xs))))
def reversed_by_a_stack(xs: list[int]) -> list[int]:
    stack = Stack()
    for i in range(len(xs)):
        invariant(stack.items == xs[:i])
        stack.push(xs[i])
    result: list[int] = []
    while len(stack) > 0:
        invariant(len(stack.items) + len(result) == len(xs))
        invariant(all(stack.items[j] == xs[j] for j in range(len(stack.items))))
        invariant(all(result[j] == xs[len(xs) - 1 - j] for j in range(len(result))))
        decreases(len(stack.items))
        result.append(stack.pop())
    return result


@class_invariant(lambda self: 0 <= self.head <= len(self.items))
class Queue:
    """First in, first out; what was taken stays in front until half of the list is used up."""

    @ensures(lambda self: self.waiting() == [])
    def __init__(self) -> None:
        self.items: list[int] = []
        self.head = 0

    @ensures(lambda self, result: result == self.items[self.head :])
    def waiting(self) -> list[int]:
        return self.items[self.head :]

    @ensures(lambda self, x, old: self.waiting() == old.self.waiting() + [x])
    def put(self, x: int) -> None:
        self.items.append(x)

    @raises(IndexError, lambda self: self.head == len(self.items))
    @ensures(lambda self, result, old: old.self.waiting() == [result] + self.waiting())
    def get(self) -> int:
        x = self.items[self.head]
        self.head += 1
        if 2 * self.head > len(self.items):
            self.items = self.items[self.head :]
            self.head = 0
        return x


@class_invariant(lambda self: len(self.items) <= self.capacity)
class Buffer:
    """A bounded buffer."""

    @requires(lambda capacity: capacity >= 0)
    @ensures(lambda self, capacity: self.capacity == capacity and self.items == [])
    def __init__(self, capacity: int) -> None:
        self.items: list[str] = []
        self.capacity = capacity

    @property
    @ensures(lambda self, result: result == (len(self.items) == self.capacity))
    def full(self) -> bool:
        return len(self.items) == self.capacity

    @raises(OverflowError, lambda self: self.full)
    @ensures(lambda self, x, old: self.items == old.self.items + [x] and self.capacity == old.self.capacity)
    def put(self, x: str) -> None:
        if self.full:
            raise OverflowError("the buffer is full")
        self.items.append(x)

    @raises(IndexError, lambda self: len(self.items) == 0)
    @ensures(lambda self, result, old: old.self.items == [result] + self.items and self.capacity == old.self.capacity)
    def get(self) -> str:
        return self.items.pop(0)


@class_invariant(lambda self: len(self.slots) > 0 and 0 <= self.start < len(self.slots) and 0 <= self.count <= len(self.slots))
class Ring:
    """A bounded buffer in a list of fixed length."""

    @requires(lambda capacity: capacity > 0)
    @ensures(lambda self, capacity: len(self.slots) == capacity and self.count == 0)
    def __init__(self, capacity: int) -> None:
        self.slots: list[int] = [0] * capacity
        self.start = 0
        self.count = 0

    @requires(lambda self, i: 0 <= i < self.count)
    @ensures(lambda self, i, result: result == self.slots[(self.start + i) % len(self.slots)])
    def at(self, i: int) -> int:
        return self.slots[(self.start + i) % len(self.slots)]

    @raises(OverflowError, lambda self: self.count == len(self.slots))
    @ensures(lambda self, x, old: self.count == old.self.count + 1 and len(self.slots) == len(old.self.slots))
    @ensures(lambda self, x, old: self.start == old.self.start)
    @ensures(lambda self, x: self.at(self.count - 1) == x)
    def put(self, x: int) -> None:
        if self.count == len(self.slots):
            raise OverflowError
        self.slots[(self.start + self.count) % len(self.slots)] = x
        self.count += 1

    @raises(IndexError, lambda self: self.count == 0)
    @ensures(lambda self, result, old: result == old.self.at(0) and self.count == old.self.count - 1)
    @ensures(lambda self, old: self.slots == old.self.slots)
    def get(self) -> int:
        if self.count == 0:
            raise IndexError
        x = self.slots[self.start]
        self.start = (self.start + 1) % len(self.slots)
        self.count -= 1
        return x


@class_invariant(lambda self: self.bottom > 0)
@dataclass(frozen=True)
class Fraction:
    top: int
    bottom: int

    @ensures(lambda self, other, result: result.top * self.bottom * other.bottom
             == (self.top * other.bottom + other.top * self.bottom) * result.bottom)  # fmt: skip
    def plus(self, other: "Fraction") -> "Fraction":
        return Fraction(self.top * other.bottom + other.top * self.bottom, self.bottom * other.bottom)

    @ensures(lambda self, other, result: result == (self.top * other.bottom < other.top * self.bottom))
    def __lt__(self, other: "Fraction") -> bool:
        return self.top * other.bottom < other.top * self.bottom


class Span(NamedTuple):
    low: int
    high: int


@ensures(lambda a, b, result: (result is None) == (max(a.low, b.low) > min(a.high, b.high)))
@ensures(lambda a, b, result: result is None or result == (max(a.low, b.low), min(a.high, b.high)))
def common(a: Span, b: Span) -> Optional[Span]:
    low, high = max(a.low, b.low), min(a.high, b.high)
    if low > high:
        return None
    return Span(low=low, high=high)


class Light(Enum):
    RED = "stop"
    GREEN = "go"
    YELLOW = "wait"


@ensures(lambda light, result: result is not light)
@ensures(lambda light, result: (result is Light.GREEN) == (light is Light.RED))
def after(light: Light) -> Light:
    if light is Light.RED:
        return Light.GREEN
    return Light.YELLOW if light is Light.GREEN else Light.RED


@ensures(lambda xs, x, result: (result is None) == (x not in xs))
@ensures(lambda xs, x, result: result is None or 0 <= result < len(xs) and xs[result] == x and x not in xs[:result])
def position(xs: list[int], x: int) -> Optional[int]:
    for i in range(len(xs)):
        invariant(x not in xs[:i])
        if x == xs[i]:
            return i
    return None


@ensures(lambda x, result: result == (len(x) if isinstance(x, str) else 0 if x is None else abs(x)))
def weight(x: int | str | None) -> int:
    if isinstance(x, str):
        return len(x)
    if x is None:
        return 0
    return x if x >= 0 else -x
