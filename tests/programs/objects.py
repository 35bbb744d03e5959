"""Random programs with instances: classes, dataclasses, NamedTuples, Enums, values that may be None, names for one object.

`program(seed)` as in `programs`. Every loop runs over a constant range; many programs share objects, and the reader refuses some of
them."""

from __future__ import annotations

import random

from attrs import define

from programs.made import Program
from programs.writing import Writer

CLASSES = '''
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Optional

@dataclass
class Point:
    x: int
    y: int = 0

    def move(self, dx: int) -> int:
        self.x += dx
        return self.y

    def swap(self, other: "Point") -> None:
        self.x, other.x = other.x, self.x

    def flipped(self) -> "Point":
        return Point(self.y, self.x)

    def __add__(self, k: int) -> "Point":
        return Point(self.x + k, self.y)

    def __sub__(self, k: int) -> "Point":
        self.x -= k
        return self

@dataclass(frozen=True, order=True)
class Money:
    amount: int
    rest: int = 1

    def plus(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount, self.rest)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + other.amount, other.rest)

    def __rmul__(self, k: int) -> "Money":
        return Money(k * self.amount, self.rest)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.rest)

    def __abs__(self) -> int:
        return abs(self.amount)

class Stack:
    LIMIT = 4

    def __init__(self, items: list[int], name: Optional[str]) -> None:
        self.items = items
        self.name = name
        if len(items) > 2:
            self.name = None

    def push(self, x: int) -> bool:
        if len(self.items) < self.LIMIT:
            self.items.append(x)
            return True
        return False

    def pop(self) -> Optional[int]:
        if not self.items:
            return None
        return self.items.pop()

    def top(self) -> Optional[int]:
        if self.items:
            return self.items[-1]

    def __setitem__(self, i: int, x: int) -> None:
        self.items[i] = x

    def share(self) -> list[int]:
        return self.items

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, x: int) -> bool:
        return x in self.items

    def __getitem__(self, i: int) -> int:
        return self.items[i]

class Trail:
    def __init__(self, n: int) -> None:
        self.places = [n, n + 1]

    def __iter__(self) -> Iterator[int]:
        for p in self.places:
            yield p

class Pair(NamedTuple):
    first: int
    second: Optional[int] = None

class Color(Enum):
    RED = 3
    GREEN = -1
    BLUE = 0

WORTH: dict[Color, int] = {Color.RED: 5, Color.BLUE: 7}
AFTER = {Color.RED: {Color.GREEN, Color.BLUE}, Color.BLUE: {Color.BLUE}}
STEPS = [2, -1, 4]
GRID = [[1, 2], [3, 4]]
'''


_TYPES = {"opt": ": Optional[int]", "list": ": list[int]", "tally": ": dict[Color, int]", "purse": ": set[Money]"}


@define
class Maker(Writer):
    def int_(self, depth: int = 2) -> str:
        r = self.rng
        options = [str(r.randint(-3, 5))]
        if (n := self.some("int")) is not None:
            options += [n, n]
        if (p := self.some("Point")) is not None:
            options += [f"{p}.x", f"{p}.y", f"(1 if {p} == {self.some('Point')} else 0)"]
        if (m := self.some("Money")) is not None:
            options += [f"({m} + {self.some('Money')}).amount", f"({depth - 1} * {m}).rest", f"(-{m}).amount", f"abs({m})"]
            options += [f"max({m}, {self.some('Money')}).rest", f"sorted([{m}, {self.some('Money')}])[0].amount"]
            options += [f"{m}.amount", f"(1 if {m} < {self.some('Money')} else 0)", f"{m}.plus({self.some('Money')}).amount"]
        if (s := self.some("Stack")) is not None:
            options += [f"len({s})", f"len({s}.items)", f"(2 if {depth} in {s} else 3)", f"(1 if {s} else 0)"]
            options += [f"{s}[{r.randint(-1, 1)}]"] if r.random() < 0.2 else []
        if (o := self.some("opt")) is not None:
            options += [f"(0 if {o} is None else {o})", f"({o} or 7)", f"(1 if {o} == {self.some('int') or 2} else 0)"]
            options += [f"(1 if {o} == {self.some('opt')} else 0)", f"({o} + 1)" if r.random() < 0.3 else "5"]
        if (c := self.some("Color")) is not None:
            options += [f"WORTH.get({c}, 1)", f"(1 if {c} in WORTH else 0)"]
            options += [f"(1 if {self.color()} in AFTER.get({c}, set()) else 0)"]
            options += [f"{c}.value", f"(1 if {c} is Color.RED else 0)", f"len({c}.name)"]
        if (q := self.some("Pair")) is not None:
            options += [f"{q}.first", f"{q}[0]", f"(0 if {q}.second is None else {q}.second)"]
            options += [f"(1 if {q} == ({depth}, None) else 0)"]
        if (t := self.some("tally")) is not None:
            options += [f"len({t})", f"{t}.get({self.color()}, 4)", f"(1 if {self.color()} in {t} else 0)"]
            options += [f"next(iter({t}), {self.color()}).value", f"sum({{**{t}, **{self.some('tally')}}}.values())"]
            options += [f"(1 if {t} == {self.some('tally')} else 0)", f"sum({t}.values())", f"{t}[{self.color()}]"]
        if (u := self.some("purse")) is not None:
            options += [f"len({u})", f"(1 if Money({depth}) in {u} else 0)", f"sum(m.amount for m in {u})"]
            options += [f"len({u} | {self.some('purse')})", f"(1 if {u} <= {self.some('purse')} else 0)"]
        if depth and r.random() < 0.1:
            k = self.int_(depth - 1)
            tables = [f"pow({k}, {r.randint(0, 3)}, {r.choice([3, -4, 5])})", f"len(dict.fromkeys(STEPS, {r.randint(0, 3)}))"]
            tables += [f"sum(Trail({k}))", f"sum(1 for _ in Trail({k}))", f"max([x * x for x in list(Trail({k}))])"]
            tables += [f"(3, -1, 5)[{k} % 3]", f"STEPS[{k} % 3]", f"GRID[{k} % 2][1]"]
            return r.choice([*tables, f"next((k for k in STEPS if k > {k}), 9)"])
        if depth and r.random() < 0.4:
            return f"({self.int_(depth - 1)} {r.choice(['+', '-', '*'])} {self.int_(depth - 1)})"
        return r.choice(options)

    def color(self) -> str:
        return self.rng.choice(["Color.RED", "Color.GREEN", self.some("Color") or "Color.BLUE"])

    def list_(self) -> str:
        return f"[{', '.join(self.int_(1) for _ in range(self.rng.randint(0, 3)))}]"

    def opt(self) -> str:
        s, r = self.some("Stack"), self.rng
        options = ["None", self.int_(1), f"({self.int_(1)} if {self.cond()} else None)"]
        if s is not None:
            options += [f"{s}.pop()", f"{s}.top()", f"{s}.pop()"]
        return r.choice(options)

    def cond(self) -> str:
        options = [f"{self.int_(1)} {self.rng.choice(['<', '==', '>='])} {self.int_(1)}"]
        if (o := self.some("opt")) is not None:
            options += [f"{o} is None", f"{o} is not None and {o} > {self.int_(0)}", o, f"isinstance({o}, int)"]
        return self.rng.choice(options)

    def statement(self, depth: int) -> list[str]:
        r = self.rng
        p, s, xs, o = (self.some(k) for k in ("Point", "Stack", "list", "opt"))
        options: list[str] = []
        if p is not None:
            q = self.some("Point")
            options += [f"{p}.x = {self.int_()}", f"{p}.y += {self.int_(1)}", f"{p}.move({self.int_(1)})", f"{p}.swap({q})"]
            options += [f"{p} += {self.int_(1)}", f"{p} -= {self.int_(1)}", f"{p} = {q} - 1"]
            options += [f"{p} = {q}", f"{p} = {q}.flipped()"]
        if s is not None:
            options += [f"{s}.push({self.int_(1)})", f"{s}.items.append({self.int_(1)})", f"{s}.items = {self.list_()}"]
            options += [f"{s}.items.append({self.some('Stack')}.items.pop())", f"{s}.items.sort()", f"{s}.items.reverse()"]
            options += [f"{s}.items[{r.randint(-1, 0)}] = {self.int_(1)}", f"{s}.items += [{self.int_(1)}]", f"{s}.name = None"]
        if xs is not None:
            options += [f"{xs}.append({self.int_(1)})", f"{xs} = {self.list_()}"]
        if o is not None:
            options += [f"{o} = {self.opt()}"]
        if (t := self.some("tally")) is not None:
            options += [f"{t}[{self.color()}] = {self.int_(1)}", f"{t}[{self.color()}] = {t}.get({self.color()}, 0) + 1",
                        f"{t}.pop({self.color()}, 0)"]  # fmt: skip
        if (u := self.some("purse")) is not None:
            options += [f"{u}.add(Money({self.int_(1)}))", f"{u}.discard(Money({self.int_(1)}))"]
        kind = r.random()
        if kind < 0.12 and depth:
            return [f"if {self.cond()}:", *self.inner(depth)] + (["else:", *self.inner(depth)] if r.random() < 0.5 else [])
        if kind < 0.18 and depth:
            return [f"for k{depth} in range({r.randint(1, 3)}):", *self.inner(depth)]
        if kind < 0.55 and options:
            return [r.choice(options)]
        return [self.new()]

    def new(self) -> str:
        r = self.rng
        kind = r.choice(["int", "opt", "Point", "Point", "Money", "Stack", "Stack", "list", "Color", "Pair", "tally", "purse"])
        q, xs, s = self.some("Point"), self.some("list"), self.some("Stack")
        values = {
            "int": [self.int_()],
            "opt": [self.opt()],
            "Point": [f"Point({self.int_(1)})", f"Point(y={self.int_(1)}, x={self.int_(1)})",
                      *([q, f"{q}.flipped()"] if q else [])],
            "Money": [f"Money({self.int_(1)})"],
            "Stack": [f"Stack({self.list_()}, None)", f"Stack({self.list_()}, 'a')", *([f"Stack({xs}, None)"] if xs else []),
                      *([s] if s else [])],
            "list": [self.list_(), *([f"{s}.share()", f"{s}.items[:]"] if s else []), *([xs] if xs else [])],
            "Color": [f"Color.{r.choice(['RED', 'GREEN', 'BLUE'])}", f"(Color.RED if {self.cond()} else Color.BLUE)"],
            "Pair": [f"Pair({self.int_(1)})", f"Pair({self.int_(1)}, {self.int_(1)})"],
            "tally": ["{}", f"{{Color.BLUE: 1, **({{{self.color()}: 2}})}}",
                      f"{{{self.color()}: {self.int_(1)}, Color.GREEN: {self.int_(1)}}}",
                      *([t] if (t := self.some("tally")) else [])],
            "purse": ["set()", f"{{Money({self.int_(1)}), Money({self.int_(1)})}}", *([u] if (u := self.some("purse")) else [])],
        }  # fmt: skip
        value = r.choice(values[kind])
        name = self.fresh(kind)
        return f"{name}{_TYPES.get(kind, '')} = {value}"

    def shown(self) -> list[tuple[str, str]]:
        """What the program returns: (expression, type)."""
        found = [(n, "int") for n in self.names.get("int", [])]
        found += [(f"{o} is None", "bool") for o in self.names.get("opt", [])]
        found += [(f"({o} or 0)", "int") for o in self.names.get("opt", [])]
        found += [(f"{p}.{f}", "int") for p in self.names.get("Point", []) for f in "xy"]
        found += [(f"{s}.items[:]", "list[int]") for s in self.names.get("Stack", [])]
        found += [(f"[{t}.get(c, -9) for c in (Color.RED, Color.BLUE)] + list({t}.values())", "list[int]")
                  for t in self.names.get("tally", [])]  # fmt: skip
        found += [(f"len({u})", "int") for u in self.names.get("purse", [])]
        found += [(f"{s}.name is None", "bool") for s in self.names.get("Stack", [])]
        found += [(f"{xs}[:]", "list[int]") for xs in self.names.get("list", [])]
        found += [(f"{c} == Color.RED", "bool") for c in self.names.get("Color", [])]
        found += [(f"{q}.first", "int") for q in self.names.get("Pair", [])]
        return found or [("0", "int")]


def program(seed: int) -> Program:
    """The program of this seed; its function takes two ints."""
    rng = random.Random(f"objects {seed}")
    maker = Maker(rng, {"int": ["p0", "p1"]})
    lines = [line for _ in range(rng.randint(4, 10)) for line in maker.statement(2)]
    shown = maker.shown()
    head = f"def main(p0: int, p1: int) -> tuple[{', '.join(t for _, t in shown)}]:"
    body = [*lines, f"return ({', '.join(e for e, _ in shown)},)"]
    text = CLASSES + "\n".join([head, *("    " + line for line in body)]) + "\n"
    return Program(seed, text, "main", {"p0": rng.randint(-4, 6), "p1": rng.randint(-4, 6)})
