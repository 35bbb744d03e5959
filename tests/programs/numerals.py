"""Random programs with members of IntEnums and StrEnums, texts of numbers in other bases, copies of records with other fields, and
`zip_longest`.

`program(seed)` as in `programs`. There are no loops but over constant ranges."""

from __future__ import annotations

import random

from programs.made import Program
from programs.writing import straight

HEAD = '''
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum, auto
from itertools import zip_longest
from typing import NamedTuple, Optional

class Level(IntEnum):
    OFF = 0
    LOW = 2
    HIGH = 5

class Step(IntEnum):
    BACK = -1
    ON = 2

class Suit(StrEnum):
    HEARTS = auto()
    SPADES = "S"
    NONE = ""

@dataclass
class Box:
    n: int
    items: list[int]
    twice: int = 0

    def __post_init__(self) -> None:
        self.twice = 2 * self.n

class Point(NamedTuple):
    x: int
    y: Optional[int] = None
'''


def _int(r: random.Random, names: list[str], depth: int = 1) -> str:
    options = [str(r.randint(-3, 5)), r.choice(names), r.choice(names)]
    if depth and r.random() < 0.3:
        return f"({_int(r, names, 0)} {r.choice(['+', '-', '*'])} {_int(r, names, 0)})"
    return r.choice(options)


def _level(r: random.Random, names: list[str]) -> str:
    known = r.choice(["Level.OFF", "Level.LOW", "Level.HIGH"])
    return f"(Level.LOW if {r.choice(names)} > {r.randint(-1, 2)} else {known})" if r.random() < 0.5 else known


def _step(r: random.Random, names: list[str], i: int) -> list[str]:
    """A few lines that compute the int v{i}."""

    def a() -> str:
        return _int(r, names)

    def b() -> str:
        return _level(r, names)

    suit = f"(Suit.HEARTS if {a()} > 1 else {r.choice(['Suit.SPADES', 'Suit.NONE'])})"
    compared = r.choice([f"m == {a()}", f"m < {b()}", f"m is {b()}", f"{a()} >= m", f"m in ({a()}, {a()})", f"m in [{a()}, 2]",
                         f"m == Step.{r.choice(['BACK', 'ON'])}", "m", "not m"])  # fmt: skip
    base, word = r.choice([("bin", 2), ("oct", 8), ("hex", 16)])
    digits = r.choice(["101", "-0", "17", "ff", "0x1", "+1_0", " 7 ", "", "2", "g"])
    return r.choice([
        [f"m = {b()}", f"v{i} = m + {a()} if {compared} else m * 2 - {b()}"],
        [f"m = {b()}", f"v{i} = [10, 20, 30, 40, 50, 60][m] + len({suit} + 'x') + m.value // 2"],
        [f"m = {b()} or {b()}", f"v{i} = -m + abs(m - {a()}) + (1 if isinstance(m, int) else 0)"],
        [f"v{i} = 0", "for w in Step:", f"    v{i} += w * {a()}"], [f"v{i} = sum(w // 2 for w in Level) * {a()}"],
        [f"s = {suit}", f"n = 1 if s == {r.choice(['Suit.SPADES', repr('hearts'), repr('')])} else 2",
         f"v{i} = n + (4 if s else 8) + len(s)"],
        [f"s = {suit}", f"v{i} = (1 if s.startswith('h') else 0) + (2 if 'S' in s else 0) + (len(s.upper()) if s < 'i' else 9)"],
        [f"t = {base}({a()})", f"v{i} = len(t) + (1 if t[0] == '-' else 0) + (2 if '0{base[0]}' in t else 0)"],
        [f"v{i} = int({digits!r}, {word}) + {a()}"],
        [f"v{i} = int({base}({a()}), {word})"],
        [f"o = Box({a()}, [{a()}])", f"q = replace(o, n={a()})", "q.items.append(1)", f"v{i} = q.twice - o.twice + len(q.items)"],
        [f"o = Box({a()}, [{a()}])", f"q = replace(o, items=[{a()}, 2], n=o.n + 1)", "q.n += 3",
         f"v{i} = q.n - o.n + len(o.items)"],
        [f"p = Point({a()}, {r.choice(['None', '3'])})", f"u = p._replace({r.choice(['x', 'y'])}={a()})",
         f"v{i} = u.x + p[0] * 2 + (0 if u.y is None else u.y) + (5 if p == u else 0)"],
        [f"v{i} = 0", f"for x, y in zip_longest([{a()}], [1, 2, {a()}][:{r.randint(0, 3)}], fillvalue={r.randint(-2, 2)}):",
         f"    v{i} += x * 3 - y"],
        [f"v{i} = sum(2 if x is None else 1 for x, y in zip_longest(range({r.randint(0, 3)}), [{a()}, 4]))"],
    ])  # fmt: skip


def program(seed: int) -> Program:
    """The program of this seed; its function takes two ints."""
    r = random.Random(f"numerals {seed}")
    return Program(seed, HEAD + straight(r, _step), "main", {"p0": r.randint(-4, 6), "p1": r.randint(-4, 6)})
