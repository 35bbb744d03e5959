"""Random programs with heirs and `super()`, type variables, Protocols, and values that hold values of their own class.

`program(seed)` as in `programs`. Every call ends: trees are small, recursion goes into their parts."""

from __future__ import annotations

import random

from programs.made import Program
from programs.writing import straight

CLASSES = '''
from dataclasses import dataclass
from typing import Generic, Optional, Protocol, TypeVar

T = TypeVar("T")
K = TypeVar("K", int, str)

class Base:
    STEP = 1

    def __init__(self, n: int) -> None:
        self.n = n

    def step(self) -> int:
        return self.STEP

    def go(self, k: int) -> int:
        self.n += k * self.step()
        return self.n

    @property
    def twice(self) -> int:
        return self.n + self.step()

class Middle(Base):
    STEP = 2

    def step(self) -> int:
        return super().step() + MIDDLE

    def go(self, k: int) -> int:
        return super().go(k + 1) - self.n * FACTOR

class Leaf(Middle):
    def __init__(self, n: int, m: int) -> None:
        super().__init__(n + 1)
        self.m = m

    def step(self) -> int:
        return super().step() * 2 - self.m

    @property
    def twice(self) -> int:
        return super().twice + self.m

class Stack(Generic[T]):
    def __init__(self) -> None:
        self.items: list[T] = []

    def push(self, x: T) -> int:
        self.items.append(x)
        return len(self.items)

    def has(self, x: T) -> bool:
        return x in self.items

@dataclass(frozen=True)
class Pair(Generic[T]):
    left: T
    right: T

    def turned(self) -> "Pair[T]":
        return Pair(self.right, self.left)

def last(xs: list[T], x: T) -> T:
    return xs[-1] if xs else x

def larger(a: K, b: K) -> K:
    return a if a > b else b

def index(xs: list[T], x: T) -> int:
    for i in range(len(xs)):
        if xs[i] == x:
            return i
    return -1

class Sized(Protocol):
    def size(self) -> int: ...

    def grown(self, k: int) -> int: ...

@dataclass(frozen=True)
class Plain:
    n: int

    def size(self) -> int:
        return self.n

    def grown(self, k: int) -> int:
        return self.n + k

@dataclass(frozen=True)
class Tree:
    left: Optional["Tree"]
    key: int
    right: Optional["Tree"] = None

    def size(self) -> int:
        return count(self)

    def grown(self, k: int) -> int:
        return self.key * k

def measured(s: Sized, t: Sized, k: int) -> int:
    return s.grown(k) - 2 * t.size()

def count(t: Optional[Tree]) -> int:
    return 0 if t is None else count(t.left) + 1 + count(t.right)

def total(t: Optional[Tree]) -> int:
    if t is None:
        return 0
    return total(t.left) + t.key + total(t.right)

def insert(t: Optional[Tree], k: int) -> Tree:
    if t is None:
        return Tree(None, k)
    if k < t.key:
        return Tree(insert(t.left, k), t.key, t.right)
    return Tree(t.left, t.key, insert(t.right, k)) if k > t.key else t

def mirrored(t: Optional[Tree]) -> Optional[Tree]:
    return None if t is None else Tree(mirrored(t.right), t.key, mirrored(t.left))
'''


def _int(r: random.Random, names: list[str], depth: int = 1) -> str:
    options = [str(r.randint(-3, 5)), r.choice(names), r.choice(names)]
    if depth:
        options.append(f"({_int(r, names, 0)} {r.choice(['+', '-', '*'])} {_int(r, names, 0)})")
    return r.choice(options)


def _tree(r: random.Random, names: list[str], depth: int = 2) -> str:
    if not depth or r.random() < 0.3:
        return "None"
    return f"Tree({_tree(r, names, depth - 1)}, {_int(r, names, 0)}, {_tree(r, names, depth - 1)})"


def _step(r: random.Random, names: list[str], i: int) -> list[str]:
    """A few lines that compute the int v{i}."""

    def a() -> str:
        return _int(r, names)

    cls = r.choice([f"Base({a()})", f"Middle({a()})", f"Leaf({a()}, {a()})"])
    read = r.choice(["o.n", "o.twice", "o.step()", f"o.go({a()})", f"o.go({a()}) - o.go({a()})"])
    tree = f"insert({_tree(r, names)}, {a()})"
    sized = [f"Plain({a()})", tree]
    return r.choice([
        [f"o = {cls}", f"v{i} = {read}"],
        ["s: Stack[int] = Stack()", f"k = s.push({a()})", f"v{i} = k + (s.push({a()}) if s.has({a()}) else len(s.items))"],
        [f"v{i} = last([{a()}, {a()}][:{r.randint(0, 2)}], {a()})"],
        [f"v{i} = index([{a()}, {a()}, {a()}], {a()}) + index(['a', 'b'], {r.choice(['a', 'b', 'c'])!r})"],
        [f"v{i} = larger({a()}, {a()}) + len(larger('b', {r.choice(['a', 'cc'])!r}))"],
        [f"q = Pair({a()}, {a()}).turned()", f"v{i} = q.left - 3 * q.right + (1 if q == Pair({a()}, {a()}) else 0)"],
        [f"v{i} = measured({r.choice(sized)}, {r.choice(sized)}, {a()})"],
        [f"t = {tree}", f"v{i} = {r.choice(['count(t)', 'total(t)', 't.key', 'total(mirrored(t)) - total(t)'])}"],
        [f"t = {tree}", f"v{i} = (1 if mirrored(mirrored(t)) == t else 0) + (2 if t == {_tree(r, names)} else 0)"],
        [f"t = {tree}", f"v{i} = t.key if t.left is None else t.left.key", "u: Optional[Tree] = t", "while u is not None:",
         f"    v{i} += u.key", f"    u = u.{r.choice(['left', 'right'])}"],
    ])  # fmt: skip


def program(seed: int) -> Program:
    """The program of this seed; its function takes two ints."""
    r = random.Random(f"kinds {seed}")
    main = straight(r, _step)
    classes = CLASSES.replace("MIDDLE", str(r.randint(-2, 3))).replace("FACTOR", str(r.randint(-1, 1)))
    return Program(seed, classes + main, "main", {"p0": r.randint(-4, 6), "p1": r.randint(-4, 6)})
