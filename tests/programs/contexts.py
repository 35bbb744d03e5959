"""Random programs with context managers of their own: entered and left on every way out, nested, in loops, raising in `__enter__`
and `__exit__`, swallowing, shared by two names.

`program(seed)` as in `programs`. Every loop runs over a constant range."""

from __future__ import annotations

import random

from attrs import define

from programs.made import Program
from programs.writing import Writer

CLASSES = '''
from contextlib import closing, suppress

class Own(ValueError):
    pass

class Gate:
    def __init__(self, mode: int) -> None:
        self.mode = mode
        self.n = 0

    def __enter__(self) -> "Gate":
        self.n += 1
        if self.mode == 1:
            raise Own
        return self

    def __exit__(self, exc_type, exc, tb) -> bool:
        self.n += 10 if exc_type is None else 100
        if self.mode == 2:
            raise KeyError
        return exc is not None and self.mode == 3

    def close(self) -> int:
        self.n -= 1000
        return self.n

class Value:
    def __init__(self, n: int) -> None:
        self.n = n

    def __enter__(self) -> int:
        self.n *= 2
        return self.n

    def __exit__(self, *exc: object) -> None:
        self.n += 3

class Lists:
    def __init__(self) -> None:
        self.items: list[int] = []

    def __enter__(self) -> list[int]:
        return self.items

    def __exit__(self, kind: object, exc: object, tb: object) -> "bool | None":
        if kind:
            self.items.append(-1)
            return len(self.items) > 2
        if not exc and tb is None:
            self.items.append(-2)

def early(g: Gate, k: int) -> int:
    n = k
    with g:
        n += g.n
        if k > 2:
            return n
        if k < 0:
            raise IndexError
    return g.n + n * 2

def late(g: Gate, k: int) -> int:
    try:
        with g as h:
            return h.n // k
    finally:
        g.n += 5
        if k > 3:
            return g.n
    return -1
'''


@define
class Maker(Writer):
    loops: int = 0

    def int_(self, depth: int = 1) -> str:
        r = self.rng
        options = [str(r.randint(-2, 5)), str(self.some("int")), str(self.some("int"))]
        options += [f"{g}.n" for g in (self.some("Gate"), self.some("Value")) if g is not None]
        if (xs := self.some("Lists")) is not None:
            options += [f"len({xs}.items)"]
        if depth and r.random() < 0.4:
            return f"({self.int_(0)} {r.choice(['+', '-', '*'])} {self.int_(0)})"
        return r.choice(options)

    def gate(self) -> str:
        return f"Gate({self.rng.choice([0, 0, 0, 1, 2, 3, 3])})"

    def manager(self) -> tuple[str, str]:
        """An expression and what it is bound to."""
        r, kind = self.rng, self.rng.choice(["Gate", "Gate", "Gate", "Value", "Lists", "suppress", "closing"])
        if kind == "suppress":
            return f"suppress({r.choice(['Own', 'ValueError', 'KeyError', 'LookupError', 'ZeroDivisionError'])})", ""
        if kind == "closing":
            return f"closing({self.some('Gate') or 'Gate(0)'})", "Gate" if r.random() < 0.5 else ""
        known = self.some(kind)
        made = {"Gate": self.gate(), "Value": f"Value({self.int_(0)})", "Lists": "Lists()"}[kind]
        bound = {"Gate": "Gate", "Value": "int", "Lists": "list"}[kind]
        return known if known is not None and r.random() < 0.7 else made, bound if r.random() < 0.5 else ""

    def leaves(self) -> str:
        options = [f"raise {self.rng.choice(['Own', 'IndexError', 'KeyError', 'ValueError'])}", f"int0 = 5 // {self.int_(0)}"]
        if self.loops:
            options += ["break", "continue", "break"]
        else:
            options += [f"return ({self.int_()},)"]
        return self.rng.choice(options)

    def statement(self, depth: int) -> list[str]:
        r = self.rng
        kind = r.random()
        if kind < 0.4 and depth:
            parts = []
            known = {k: list(v) for k, v in self.names.items()}
            for _ in range(r.choice([1, 1, 1, 2])):
                text, bound = self.manager()
                parts.append(f"{text} as {self.fresh(bound)}" if bound else text)
            body = self.inner(depth)
            bound_names, self.names = self.names, known
            lines = [f"with {', '.join(parts)}:", *body]
            if r.random() < 0.5:
                return lines
            self.names = bound_names if r.random() < 0.3 else known
            caught = r.choice(["Own", "ValueError", "KeyError", "LookupError", "Exception"])
            self.names = known
            return ["try:", *("    " + line for line in lines), f"except {caught}:", *self.inner(0),
                    *(["finally:", *self.inner(0)] if r.random() < 0.3 else [])]  # fmt: skip
        if kind < 0.5 and depth:
            self.loops += 1
            lines = [f"for k{depth} in range({r.randint(1, 3)}):", *self.inner(depth)]
            self.loops -= 1
            return lines
        if kind < 0.6 and depth:
            return [f"if {self.int_()} {r.choice(['<', '==', '>='])} {self.int_()}:", *self.inner(depth)]
        if kind < 0.7:
            return [f"if {self.int_()} {r.choice(['<', '>='])} {self.int_(0)}:", "    " + self.leaves()]
        g, v = self.some("Gate"), self.some("Value")
        options = [f"int0 = {self.int_()}", f"int0 += {self.int_(0)}"]
        options += [f"{g}.n += {self.int_(0)}", f"int0 = early({g}, {self.int_(0)})", f"int0 = late({g}, {self.int_(0)})",
                    f"{g}.mode = {r.randint(0, 3)}", f"{g} = {self.gate()}"] if g else []  # fmt: skip
        options += [f"{v}.n = {self.int_()}"] if v else []
        options += [f"{xs}.append({self.int_(0)})" for xs in [self.some("list")] if xs]
        if r.random() < 0.4:
            made = r.choice(["Gate", "Gate", "Value", "Lists"])
            gate = g if g and r.random() < 0.2 else self.gate()
            value = {"Gate": gate, "Value": f"Value({self.int_(0)})", "Lists": "Lists()"}[made]
            return [f"{self.fresh(made)} = {value}"]
        return [r.choice(options)]

def program(seed: int) -> Program:
    """The program of this seed; its function takes two ints."""
    rng = random.Random(f"contexts {seed}")
    maker = Maker(rng, {"int": ["p0", "p1", "int0"]})
    lines = ["int0 = p0", *(line for _ in range(rng.randint(3, 7)) for line in maker.statement(3))]
    shown = [n for n in maker.names["int"] if n[0] == "p" or n == "int0"]
    shown += [f"{n}.n" for kind in ("Gate", "Value") for n in maker.names.get(kind, [])]
    shown += [f"(len({n}.items) * 10 + sum({n}.items))" for n in maker.names.get("Lists", [])]
    head = "def main(p0: int, p1: int) -> tuple[int, ...]:"
    text = CLASSES + "\n".join([head, *("    " + line for line in lines), f"    return ({', '.join(shown)},)"]) + "\n"
    return Program(seed, text, "main", {"p0": rng.randint(-4, 6), "p1": rng.randint(-4, 6)})
