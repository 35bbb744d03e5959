"""Random functions over generators, nested functions, floats, bytes and tuples of any length."""

from __future__ import annotations

import ast
import random
from typing import Any

from programs.made import Program

FLOATS = ["0.5", "-0.0", "2.0", "-1.5", "0.1", "1e308", "3.0"]


class Maker:
    """Writes a module. Names in it: n, m ints; x, y floats; b bytes; t a tuple; xs a list; g0, g1 generators; f0 a nested
    function, h0 a nested generator."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.inside = ""  # the function that is being written
        self.shared = rng.random() < 0.4  # a nested function w0 assigns the outer k0

    def pick(self, *texts: str) -> str:
        return self.rng.choice(texts)

    def number(self) -> str:
        more = [] if self.inside else [
            f"sum(g0({self.items()}, {self.pick('n', 'm', '2')}))", "max([n] + list(g1(m)))",
            f"len(list(h0({self.pick('n', 'm', '3')})))",
            f"f0({self.pick('n', 'm')})", "sum(sorted(g1(n))[:1])", "len(set(g0(xs, m)))",
            "min(g0(xs + [4], n))", "int(x) if abs(x) < 9 else m", "round(y) if -9 < y < 9 else n", "len(b)", "sum(b)",
            "b[0] if b else n", "b[-1] if len(b) > 1 else m", "len(t)", "t[0] if t else n", "t[-1] if t else m", "sum(t)",
            "t.count(n)", "sum(1 for i in t if i > n)", "max(t + (n,))", "math.floor(x) if -9 < x < 9 else n",
        ]  # fmt: skip
        return self.pick("n", "m", str(self.rng.randint(-3, 5)), "n + m", "n - 1", "n * 2", "n // 3", "n % 4", *more)

    def items(self) -> str:
        """A list of ints."""
        if self.inside:
            return self.pick("xs", "xs[1:]", "[n]", "xs[:2]")
        return self.pick("xs", "xs[1:]", "[n, m]", "list(g0(xs, n))", "list(b)", "list(t)", "[k + n for k in xs]", "list(h0(2))",
                         "sorted(g0(xs, m))", "[f0(k) for k in xs]", "[k for k in g2(xs, n) if k > m]",
                         "[k + j for k in xs for j in g2([k], n)]", "list(map(abs, g2(xs, 1)))")  # fmt: skip

    def real(self) -> str:
        one = self.pick("x", "y", *FLOATS)
        return self.pick("x", "y", self.rng.choice(FLOATS), f"x + {one}", f"{one} - y", f"x * {one}", f"x / {one}", "-x", "abs(y)",
                         "float(n)", f"max(x, {one})", f"min({one}, y)", "n / 4", "(x if x < y else y)", "x + n", "2 * y",
                         "math.sqrt(abs(x))", "float(m) - x", f"x % {one}", f"{one} // y", f"divmod(x, {one})[1]",
                         f"round({one}, {self.rng.choice([0, 1, 2])})", f"sum([x, {one}, 0.1])", "sum((v * 0.1 for v in xs), 0.0)",
                         "sum((float(v) for v in xs if v > n), 0.0)",
                         f"math.fmod({one}, 2.5)", "x % 1", "n // 0.5", "-x % 0.1")  # fmt: skip

    def bytes(self) -> str:
        return self.pick("b", "b[1:]", "b + b'a'", "b'xy'", "b[:1] * 2", "bytes(k % 256 for k in xs)", "b[::-1]",
                         "bytes([n % 256])", "b'' if n > 1 else b")  # fmt: skip

    def tuple(self) -> str:
        return self.pick("t", "t[1:]", "t + (n,)", "(n, m)", "tuple(xs)", "tuple(g0(xs, n))", "t[:2] * 2",
                         "tuple(k for k in t if k > 0)",
                         "tuple(sorted(t))", "()", "t[::-1]", "(m,) + t")  # fmt: skip

    def truth(self) -> str:
        if self.inside:
            return self.pick("n > 1", "m == n", "n % 2 == 0", "len(xs) > 1", "n in xs", "xs and n > 0", "not xs")
        return self.pick(f"{self.number()} > 1", "n in t", "x < y", f"({self.real()}) <= {self.real()}", "x == x", "x != n",
                         "b > b'a'",
                         "n in b", "b'a' in b", "t < (n, m)", "any(k > n for k in t)", f"{self.number()} in list(g0(xs, m))", "x",
                         "t", "b and n > 0", "all(k >= 0 for k in b)", "math.isnan(x - y)", "math.isinf(x)", "t == tuple(xs)",
                         "xs and xs[-1] > n", "n or t", "b == bytes(t)", "n < x <= 2 * m",
                         "any(k > n for k in g2(xs, m))", "all(k > n for k in g2([m], n))")  # fmt: skip

    def statement(self, depth: int) -> list[str]:
        n = self.number()
        simple = [f"n = {n}", f"m = {n}", f"xs = {self.items()}", f"n += {n}"]
        risky = [] if "g2" in self.inside else [f"yield {n} // m", "yield xs[0]"]
        if not self.inside:
            if self.shared:
                simple += ["n = w0(m)", "m = n + w0(2)", "w0(n)", "if w0(1) > k0 or n > 0:\n    m = k0", "n += w0(w0(m))",
                           "m += k0"]  # fmt: skip
            simple += [f"x = {self.real()}", f"y = {self.real()}", f"b = {self.bytes()}", f"t = {self.tuple()}", f"xs.append({n})",
                       "xs.extend(list(g1(n)))", f"m = f0({n})", f"if xs:\n    n = {self.pick('xs.pop()', 'xs[0]', 'xs[-1]')}",
                       f"x += {self.real()}", "t += (m,)", "b += b'z'", f"total({self.items()})",
                       f"n = total({self.items()})"]  # fmt: skip
        else:
            simple += [f"yield {n}"] * 6 + [f"yield from {self.items()}", "return", *risky]
        if depth > 1 or self.rng.random() < 0.6:
            return self.rng.choice(simple).split("\n")
        if self.rng.random() < 0.5:
            lines = [f"if {self.truth()}:", *self.block(depth + 1)]
            return lines + (["else:", *self.block(depth + 1)] if self.rng.random() < 0.4 else [])
        if self.inside:
            rounds = self.pick("2", "m % 4", "len(xs[:2])")
            head = self.pick("for n in xs[:3]:", f"for k in range({rounds}):", "for n, m in zip(xs, xs[1:3]):")
            return [head, *self.block(depth + 1)]
        if self.rng.random() < 0.3 and not self.shared:
            return ["try:", *self.block(depth + 1), f"except {self.pick('ZeroDivisionError', 'IndexError', 'Exception')}:",
                    *self.block(depth + 1)]  # fmt: skip
        head = self.pick("for n in list(g0(xs, m)):", "for m in t:", "for m in b[:3]:", "for n in list(h0(2)):",
                         "for k, n in enumerate(list(g1(m))):", "for n in sorted(g1(m)):", "for n in g2(xs, n):",
                         "for m, n in zip(t, g2([n], m)):", "for k, n in enumerate(g2(xs, 2)):")  # fmt: skip
        body = self.block(depth + 1)
        return [head, *(["    m += n"] if any("xs" in line for line in body) else body)]

    def block(self, depth: int) -> list[str]:
        return ["    " + line for _ in range(self.rng.randint(1, 2)) for line in self.statement(depth)]

    def generator(self, head: str, size: int, start: list[str]) -> list[str]:
        self.inside = head
        lines = start + [line for _ in range(size) for line in self.statement(0)] + ["yield n"] * (self.rng.random() < 0.4)
        self.inside = ""
        last = ["    if False:", "        yield 0"]
        return [head, *("    " + line for line in lines), *last]

    def module(self) -> str:
        rng = self.rng
        changing = ["if xs:", "    m = xs.pop()"] if rng.random() < 0.2 else []
        text = ["import math", "from collections.abc import Iterator", "from toolkit import ensures"]
        text += self.generator("def g0(xs: list[int], m: int) -> Iterator[int]:", rng.randint(1, 3), ["n = m", *changing])
        begin = ["m, xs = n - 1, [n]", "yield from g0(xs, m)"]
        text += self.generator("def g1(n: int) -> Iterator[int]:", rng.randint(1, 2), begin)
        steps = "def g2(xs: list[int], n: int) -> Iterator[int]:"
        text += ["@ensures(lambda result: True)", *self.generator(steps, rng.randint(1, 3), ["m = n"])]
        text += ["def total(xs: list[int]) -> int:", "    return sum(g0(xs, 1))"]
        body = [line for _ in range(rng.randint(3, 6)) for line in self.statement(0)]
        inner = ["def f0(k: int) -> int:", f"    return {self.pick('k + n', 'n - k', 'k * 2', 'k // m', 'sum(g1(k))')}"]
        begin = ["n, xs = m, [m]"]
        inner += self.generator("def h0(m: int) -> Iterator[int]:", 1, begin + [self.pick("yield k0", "yield from g0([m], k0)")])
        if self.shared:
            inner += ["def w0(j: int) -> int:", "    nonlocal k0", f"    if j > {rng.randint(-1, 3)}:", "        return k0 - j",
                      f"    k0 {self.pick('+', '-')}= {self.pick('1', 'j', 'n')}", "    return k0 + j"]  # fmt: skip
        shown = ["n", "m + k0", "xs", "t", "b", "x != x", "x if abs(x) < 1e300 else 0.0", "y if abs(y) < 1e300 else 1.0"]
        head = "def main(n: int, m: int, x: float, y: float, b: bytes, t: tuple[int, ...], xs: list[int])"
        result = "tuple[int, int, list[int], tuple[int, ...], bytes, bool, float, float]"
        lines = ["k0 = n", *inner, *body, f"return ({', '.join(shown)})"]
        return "\n".join([*text, f"{head} -> {result}:", *("    " + line for line in lines)])

    def arguments(self) -> dict[str, Any]:
        rng = self.rng
        return {
            "n": rng.randint(-2, 4), "m": rng.randint(-2, 4), "x": float(rng.choice(FLOATS)), "y": float(rng.choice(FLOATS)),
            "b": rng.choice([b"", b"a", b"\x00\xff", b"abc"]), "t": tuple(rng.randint(-1, 3) for _ in range(rng.randint(0, 3))),
            "xs": [rng.randint(-2, 4) for _ in range(rng.randint(0, 3))],
        }  # fmt: skip


def program(seed: int) -> Program:
    """The program of this seed."""
    maker = Maker(random.Random(seed))
    return Program(seed, ast.unparse(ast.parse(maker.module())) + "\n", "main", maker.arguments())
