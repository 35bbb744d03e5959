"""Random functions over Counters, a defaultdict and deques that come as parameters, two of which may be one object."""

from __future__ import annotations

import ast
import random
from collections import Counter, defaultdict, deque
from typing import Any

from programs.made import Program
from programs.maps import KEYS, key

_IMPORTS = "import toolkit\nfrom collections import Counter, defaultdict, deque"
_KNOWN = "@toolkit.requires(lambda w, q, r: w.default_factory is int and q.maxlen is None and r.maxlen is None)"


class Maker:
    """Writes one function. Names: c, d Counters; w a defaultdict; q, r deques of ints; xs a list of keys; k, j keys; n a number."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.kind = rng.choice(list(KEYS))

    def pick(self, *texts: str) -> str:
        return self.rng.choice(texts)

    def key(self) -> str:
        return self.pick("k", "j", "k", repr(key(self.kind, self.rng)))

    def number(self) -> str:
        k = self.key()
        return self.pick(
            "n", str(self.rng.randint(-3, 9)), "len(c)", f"c[{k}]", f"d[{k}]", f"c.get({k}, 4)", f"w.get({k}, -2)",
            "sum(c.values())", "len(q)", "sum(q)", f"xs.count({k})", "sum(1 for x in q if x > 0)", "len(r) + len(w)",
            f"Counter(xs)[{k}]",
            "max([n] + list(q))", "q[0] if q else n", "r[-1] if r else 3", "sum(c[x] for x in xs)", "len(deque(xs))",
        )  # fmt: skip

    def truth(self) -> str:
        k, n = self.key(), self.number()
        return self.pick(
            f"{k} in c", f"{k} not in w", "c == d", "c != Counter(xs)", "q == r", f"({n}) in q", "q", "not c", f"({n}) > 1",
            "all(c[x] >= 0 for x in xs)", "any(x < 0 for x in q)", "dict(w) == dict(c)", "list(q) == list(r)",
            "all(w[x] > 0 for x in w)", "all(xs.count(x) == 1 for x in xs)", "Counter(xs) == c", "isinstance(w, dict)",
        )  # fmt: skip

    def statement(self, depth: int) -> list[str]:
        k, n = self.key(), self.number()
        simple = [
            f"c[{k}] += {n}", f"c[{k}] = {n}", f"d[{k}] -= 1", f"n = c[{k}]", f"n = c.pop({k}, {n})",
            f"n = d.setdefault({k}, {n})", f"w[{k}] += {n}", f"n = w[{k}]", f"w[{k}] = {n}", f"n = w.pop({k}, 0)", f"n = -w[{k}]",
            f"n = w.setdefault({k}, {n})",
            f"q.append({n})", f"q.appendleft({n})", f"r.append({n})", "q.extend([n, 1])", "r.extend(list(q))", f"n = {n}",
            "r = deque(q)", "r = q", "d = c", "d = c.copy()", "c = Counter(xs)", "q = deque()", "d = Counter()", "q = deque([n])",
        ]  # fmt: skip
        if self.rng.random() < 0.65:
            return [self.rng.choice(simple)]
        guarded = [
            ("q", "n = q.popleft()"), ("r", "n = r.pop()"), ("len(q) > 1", "n = q[1]"), ("n > 5", "q.clear()"),
            ("n > 5", "c.clear()"),
            (f"{k} in c", f"n = c.pop({k})"), (f"{k} in w", f"del w[{k}]"), ("w", "k, n = w.popitem()"),
        ]  # fmt: skip
        if self.rng.random() < 0.5 or depth >= 2:
            test, change = self.rng.choice(guarded)
            return [change] if self.rng.random() < 0.15 else [f"if {test}:", f"    {change}"]
        if self.rng.random() < 0.6 or depth:
            lines = [f"if {self.truth()}:", *self.block(depth + 1)]
            return lines + (["else:", *self.block(depth + 1)] if self.rng.random() < 0.4 else [])
        head, *bodies = self.rng.choice([
            ("for x in xs:", "c[x] += 1", "w[x] += 1", "n = w[x]", "d[x] = n", "q.append(c[x])", "q.extend([n, w[x]])"),
            ("for x in list(w):", "w[x] -= 1", "del w[x]", "c[x] += w[x]", "q.appendleft(w[x])"),
            ("for x, v in list(c.items()):", "c[x] = -v", "w[x] += v", "d[x] = v", "n = c.pop(x, 0)"),
            ("for v in list(q):", "n += v", "r.append(v)", "n = r.pop() if r else v", "c[k] += v"),
            ("for v in q:", "n += v", "w[k] += v", "c[j] -= v"),
            ("for x in c:", "c[x] += 2", "n += c[x]"),
        ])  # fmt: skip
        return [head, *(f"    {self.rng.choice(bodies)}" for _ in range(self.rng.randint(1, 2)))]

    def block(self, depth: int) -> list[str]:
        lines = [line for _ in range(self.rng.randint(1, 2)) for line in self.statement(depth)]
        return ["    " + line for line in lines]

    def module(self) -> str:
        t = self.kind
        lines = [line for _ in range(self.rng.randint(2, 6)) for line in self.statement(0)]
        head = (f"def main(c: Counter[{t}], d: Counter[{t}], w: defaultdict[{t}, int], q: deque[int], r: deque[int], "
                f"xs: list[{t}], k: {t}, j: {t}, n: int)")  # fmt: skip
        result = f"tuple[list[tuple[{t}, int]], dict[{t}, int], list[int], list[{t}], int, bool]"
        parts = [self.pick("list(c.items())", "list(d.items())"), self.pick("dict(w)", "dict(d)"), self.pick("list(q)", "list(r)"),
                 self.pick("list(w)", "xs", "list(c)"), self.number(), f"bool({self.truth()})"]  # fmt: skip
        body = [*lines, f"return ({', '.join(parts)})"]
        return "\n".join([_IMPORTS, _KNOWN, f"{head} -> {result}:", *("    " + x for x in body)])

    def arguments(self) -> tuple[dict[str, Any], tuple[tuple[str, ...], ...]]:
        """The arguments, and which of them are one object."""
        rng = self.rng

        def some() -> list[Any]:
            return [key(self.kind, rng) for _ in range(rng.randint(0, 3))]

        def numbers() -> deque[int]:
            return deque(rng.randint(-2, 4) for _ in range(rng.randint(0, 3)))

        args: dict[str, Any] = {
            "c": Counter({x: rng.randint(-1, 3) for x in some()}), "d": Counter(some()),
            "w": defaultdict(int, {x: rng.randint(-2, 5) for x in some()}), "q": numbers(), "r": numbers(), "xs": some(),
            "k": key(self.kind, rng), "j": key(self.kind, rng), "n": rng.randint(-2, 7),
        }  # fmt: skip
        same = tuple(pair for pair in (("c", "d"), ("q", "r")) if rng.random() < 0.25)
        args.update((b, args[a]) for a, b in same)
        return args, same


def program(seed: int) -> Program:
    """The program of this seed."""
    maker = Maker(random.Random(seed))
    text = ast.unparse(ast.parse(maker.module())) + "\n"
    return Program(seed, text, "main", *maker.arguments())
