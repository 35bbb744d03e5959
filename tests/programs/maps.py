"""Random functions over dicts and sets: every operation of theirs that the reader knows, with keys of every kind.

The order of a dict is looked at, that of a set never is."""

from __future__ import annotations

import ast
import random
from typing import Any

from programs.made import Program

KEYS = {"int": "int", "str": "str", "bool": "bool", "tuple[int, str]": "tuple[int, str]"}


def key(kind: str, rng: random.Random) -> Any:
    match kind:
        case "int":
            return rng.choice([-1, 0, 1, 2, 3])
        case "bool":
            return rng.random() < 0.5
        case "str":
            return rng.choice(["", "a", "b", "ab", "é", "zz"])
        case _:
            return (rng.choice([0, 1]), rng.choice(["", "a", "bc"]))


class Maker:
    """Writes one function. Names: d, e dicts; s, u sets; f a frozenset; xs a list of keys; k, j keys; n a number."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kind = rng.choice(list(KEYS))
        self.looping = 0

    def pick(self, *texts: str) -> str:
        return self.rng.choice(texts)

    def key(self) -> str:
        if self.kind == "int" and self.rng.random() < 0.15:
            return self.pick("n % 3", "True", "len(s)", "k + 1")
        return self.pick("k", "j", "k", repr(key(self.kind, self.rng)))

    def number(self) -> str:
        k = self.key()
        return self.pick(
            "n", str(self.rng.randint(-3, 9)), "len(d)", "len(s)", f"d.get({k}, {self.rng.randint(-2, 2)})", "sum(d.values())",
            f"e[{k}]", f"e[{k}] if {k} in e else n", "len(d.keys())", "max([n, *()]) if False else n", "len(set(xs))",
            "sum(1 for x in s)", "len([x for x in xs if x in s])", "sum(v for v in e.values() if v > 0)", "len(s | u)",
            "min(list(d.values()) + [n])", "len(dict(zip(xs, range(len(xs)))))",
        ).replace("max([n, *()]) if False else n", "n")  # fmt: skip

    def truth(self) -> str:
        k, n = self.key(), self.number()
        return self.pick(
            f"{k} in d", f"{k} not in s", f"{k} in e", "d == e", "s == u", "s <= u", "s < u", "s >= set(xs)", "s.isdisjoint(u)",
            "s.issubset(u)", "u.issuperset(xs)", f"({n}) > 1", "d", "not s", "all(x in s for x in xs)", "any(x in d for x in u)",
            "all(v > 0 for v in d.values())", "any(x == k and v > n for x, v in d.items())", f"{k} in d.keys()",
            "len(set(xs)) == len(xs)", f"{k} in f", "f == frozenset(xs)", "set(d) == s", "all(d[x] >= 0 for x in d)",
            "n in d.values()", "(k, n) in d.items()", "d != e",
        )  # fmt: skip

    def set(self) -> str:
        return self.pick(
            "s | u", "s & u", "s - u", "s ^ u", "set(xs)", "{k, j}", "s.union(xs)", "s.intersection(u)", "u.copy()", "set()",
            "{x for x in xs if x in s}", "s.difference(xs)", "set(d)", "set(f)", "{x for x in s if x not in u}",
            "s.symmetric_difference(u)", "set(d.keys())", "u", "{x for x in d}",
        )  # fmt: skip

    def dict(self) -> str:
        return self.pick(
            "{k: n, j: 1}", "d.copy()", "d | e", "dict(zip(xs, range(9)))", "{x: v for x, v in d.items() if v > 0}", "{}",
            "{x: len(xs) for x in xs}", "dict(d)", "{x: i for i, x in enumerate(xs)}", "dict([(k, 1), (j, 2), (k, 3)])",
            "{x: v + 1 for x, v in e.items()}", "e", "dict(list(d.items()))", "{v: x for x, v in zip(xs, xs)}",
        )  # fmt: skip

    def statement(self, depth: int) -> list[str]:
        k, n = self.key(), self.number()
        simple = [
            f"d[{k}] = {n}", f"d[{k}] = {n}", f"s.add({k})", f"s.discard({k})", f"n = {n}", f"d[{k}] = d.get({k}, 0) + 1",
            f"n = d.pop({k}, {n})", f"n = d.setdefault({k}, {n})", f"d.update({self.dict()})", f"s |= {self.set()}",
            f"s &= {self.set()}", f"s -= {self.set()}", f"s ^= {self.set()}", f"s.update({self.pick('u', 'xs', 'd')})",
            f"u = {self.set()}", f"e = {self.dict()}", f"s.difference_update({self.pick('u', 'xs')})",
            "s.update(x for x in u)", f"d.update((x, {n}) for x in xs)", "d.update((x, v + 1) for x, v in e.items())",
            "d |= e", f"g.setdefault({k}, []).append({n})", f"n = len(g.get({k}, []))", f"g[{k}] = [n]",
        ]  # fmt: skip
        if self.rng.random() < 0.7:
            return [self.rng.choice(simple)]
        guarded = [
            (f"{k} in d", f"d[{k}] += {n}"), (f"{k} in d", f"del d[{k}]"), (f"{k} in d", f"n = d.pop({k})"),
            (f"{k} in s", f"s.remove({k})"), ("len(d) > 0", "k, n = d.popitem()"), ("n > 5", "d.clear()"), ("n > 5", "s.clear()"),
            (f"{k} in g", f"g[{k}].append(n)"), (f"{k} in g", f"g[{k}] += [n, 1]"), ("len(s) == 1", "k = s.pop()"),
            (f"{k} in g and len(g[{k}]) > 0", f"n = g[{k}].pop()"), (f"{k} in g", f"n = sum(g[{k}])"),
        ]  # fmt: skip
        if self.rng.random() < 0.5 or depth >= 2:
            test, change = self.rng.choice(guarded)
            return [change] if self.rng.random() < 0.15 else [f"if {test}:", f"    {change}"]
        if self.rng.random() < 0.5 or self.looping:
            lines = [f"if {self.truth()}:", *self.block(depth + 1)]
            return lines + (["else:", *self.block(depth + 1)] if self.rng.random() < 0.4 else [])
        return self.loop(depth)

    def loop(self, depth: int) -> list[str]:
        self.looping += 1
        head = self.pick(
            "for k in xs:", "for i, k in enumerate(xs):", "for k in list(d):", "for k in sorted(u):" if self.kind == "int" else
            "for k in xs:", "for k, n in e.items():", "for n in e.values():", "for k in d:",
        )  # fmt: skip
        if head == "for k in d:":
            body = [f"    d[k] {self.pick('+', '-')}= {self.pick('1', 'len(s)', 'n')}"]
        elif " e." in head:
            body = [self.pick("    n += 1", "    d[k] = n", "    s.add(k)", "    n += len(d)")]
        else:
            body = ["    " + line for line in self.statement(2)]
            if any("u = " in line for line in body):
                body = ["    pass"]
        self.looping -= 1
        return [head, *body]

    def block(self, depth: int) -> list[str]:
        lines = [line for _ in range(self.rng.randint(1, 2)) for line in self.statement(depth)]
        return ["    " + line for line in lines]

    def function(self) -> str:
        t = self.kind
        lines = [line for _ in range(self.rng.randint(2, 6)) for line in self.statement(0)]
        head = (
            f"def main(d: dict[{t}, int], e: dict[{t}, int], s: set[{t}], u: set[{t}], f: frozenset[{t}], xs: list[{t}], "
            f"k: {t}, j: {t}, n: int)"
        )
        result = f"tuple[list[tuple[{t}, int]], set[{t}], dict[{t}, list[int]], list[{t}], int, bool]"
        parts = ["list(d.items())", self.pick("s", "s | u", "u"), "g", self.pick("list(e)", "list(d)", "xs"), self.number(),
                 f"bool({self.truth()})"]  # fmt: skip
        body = [f"g: dict[{t}, list[int]] = {{}}", *lines, f"return ({', '.join(parts)})"]
        return "\n".join([f"{head} -> {result}:", *("    " + line for line in body)])

    def arguments(self) -> dict[str, Any]:
        rng = self.rng

        def some() -> list[Any]:
            return [key(self.kind, rng) for _ in range(rng.randint(0, 3))]

        return {
            "d": {x: rng.randint(-2, 5) for x in some()}, "e": {x: rng.randint(-2, 5) for x in some()}, "s": set(some()),
            "u": set(some()), "f": frozenset(some()), "xs": some(), "k": key(self.kind, rng), "j": key(self.kind, rng),
            "n": rng.randint(-2, 7),
        }  # fmt: skip


def program(seed: int) -> Program:
    """The program of this seed."""
    maker = Maker(random.Random(seed))
    text = ast.unparse(ast.parse(maker.function())) + "\n"
    return Program(seed, text, "main", maker.arguments())
