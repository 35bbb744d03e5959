"""Traps of values that hold values of their own class: equality of what looks alike, recursion that goes nowhere, truth, heirs."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit import ensures, invariant


@dataclass(frozen=True)
class Node:
    value: int
    next: Node | None = None

    def __bool__(self) -> bool:
        return self.value > 0


@dataclass(frozen=True)
class Bare:
    flag: bool
    next: Bare | None = None


@dataclass(frozen=True)
class Parent:
    n: int
    next: Parent | None = None


class Child(Parent):
    pass


# wrong: Node_is_false(Node(0))
@ensures(lambda xs, result: not result)
def Node_is_false(xs: Node) -> bool:
    n = 0
    if not xs:
        n = 1
    return n == 1


# right: two_equal(3)
@ensures(lambda n, result: result)
def two_equal(n: int) -> bool:
    return Node(n, Node(2)) == Node(n, Node(2, None))


# wrong: never_equal(3)
@ensures(lambda n, result: not result)
def never_equal(n: int) -> bool:
    return Node(n, Node(2)) == Node(n, Node(2, None))


# wrong: ends_elsewhere(Bare(True), Bare(True))
@ensures(lambda a, b, result: not result)
def ends_elsewhere(a: Bare, b: Bare) -> bool:
    return a == b


# wrong: one_value(Bare(True), Bare(False))
@ensures(lambda a, b, result: result)
def one_value(a: Bare, b: Bare) -> bool:
    return a == b


# wrong: few_values(Node(1), Node(2), Node(3))
@ensures(lambda a, b, c, result: result)
def few_values(a: Node, b: Node, c: Node) -> bool:
    return a in (b, c) or b == c


# wrong
@ensures(lambda xs, result: False)
def around(xs: Node) -> int:
    return 0 if xs.value == 12345 else around(Node(xs.value, xs.next))


# wrong
@ensures(lambda xs, result: False)
def standing(xs: Node) -> int:
    rest: Node | None = xs
    n = 0
    while rest is not None:
        n += 1
        rest = Node(rest.value, rest.next)
    return n


# wrong: no_end(Node(1))
@ensures(lambda xs, result: result)
def no_end(xs: Node) -> bool:
    return xs.next is not None


# wrong: contradiction(Node(1))
@ensures(lambda xs, result: result == 1)
def contradiction(xs: Node) -> int:
    a, b = Node(1, xs), Node(2, xs)
    if a.next == b.next and a != b:
        return 0
    return 1


# wrong: depth(Node(1, Node(2)))
@ensures(lambda xs, result: result <= 1)
def depth(xs: Node) -> int:
    n = 0
    rest: Node | None = xs
    while rest is not None:
        invariant(n >= 0)
        n += 1
        rest = rest.next
    return n


# wrong: an_heir(Child(1))
@ensures(lambda p, result: result)
def an_heir(p: Parent) -> bool:
    return p == Parent(p.n, p.next)
