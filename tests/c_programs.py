"""Random C functions of two ints, for differential tests: every construct of the reader, defined behaviour with -fwrapv.

An expression never has two operands that draw or assign, so that compilers and we agree on its meaning."""

from __future__ import annotations

import random


class Program:
    """One function `name(a, b)`; `loops` allows loops."""

    def __init__(self, seed: int, name: str, loops: bool = True) -> None:
        self.r = random.Random(seed)
        self.name, self.loops = name, loops
        self.counters = 0
        self.vars = ["a", "b", "x", "y", "z"]
        self.fixed: list[str] = []  # counters: read, never assigned
        body = self.block(3, 1)
        self.text = (f"int {name}(int a, int b) {{\n  int x = a - b, y = 7; long z = b;\n{body}"
                     "  return x * 31 + y * 17 + (int) z + a * 3 + b;\n}\n")  # fmt: skip

    def block(self, depth: int, indent: int) -> str:
        return "".join(self.statement(depth, "  " * indent) for _ in range(self.r.randint(2, 4)))

    def statement(self, depth: int, tab: str) -> str:
        r = self.r
        kinds = ["assign", "compound", "step", "draw", "chain", "scope"] + (["if", "if", "logic"] if depth else [])
        if depth and self.loops:
            kinds += ["while", "for", "do"]
        kind, v = r.choice(kinds), r.choice(self.vars)
        inner = len(tab) // 2 + 1
        if kind == "assign":
            return f"{tab}{v} = {self.expr(2)};\n"
        if kind == "compound":
            op = r.choice("+-*/%")
            return f"{tab}{v} {op}= {self.divisor() if op in '/%' else self.expr(1)};\n"
        if kind == "step":
            return f"{tab}{r.choice([f'{v}++', f'--{v}', f'x = {v}-- - 3' if v != 'x' else 'x--'])};\n"
        if kind == "draw":
            return f"{tab}{v} = unknown() + {self.expr(1)};\n"
        if kind == "chain":
            return f"{tab}x = y = {self.expr(1)};\n"
        if kind == "scope":
            return f"{tab}{{ int x = {r.randint(-9, 9)}; x += {r.choice(['a', 'b', 'y'])}; y = x; }}\n"
        if kind == "logic":
            test = f"{self.expr(1)} {r.choice(['&&', '||'])} ({v} = {self.expr(1)})"
            return f"{tab}if ({test}) {{\n{self.block(depth - 1, inner)}{tab}}}\n"
        if kind == "if":
            text = f"{tab}if ({self.expr(2)}) {{\n{self.block(depth - 1, inner)}{tab}}}"
            return text + (f" else {{\n{self.block(depth - 1, inner)}{tab}}}\n" if r.random() < 0.6 else "\n")
        self.counters += 1
        k = f"k{self.counters}"
        self.fixed.append(k)
        way = r.choice(["", f"{tab}  if ({self.expr(1)}) break;\n"])
        body = self.block(depth - 1, inner)
        n = r.randint(1, 5)
        if kind == "while":
            text = f"{tab}int {k} = 0;\n{tab}while ({k}++ < {n}) {{\n{way}{body}{tab}}}\n"
        elif kind == "for":
            skip = r.choice(["", f"{tab}  if ({self.expr(1)}) continue;\n"])
            text = f"{tab}for (int {k} = 0; {k} < {n}; {k} += 1) {{\n{skip}{way}{body}{tab}}}\n"
        else:
            text = f"{tab}int {k} = 0;\n{tab}do {{\n{way}{body}{tab}  {k}++;\n{tab}}} while ({k} < {n});\n"
        self.fixed.remove(k)
        return text

    def divisor(self) -> str:
        return str(self.r.choice([2, 3, 7, -2, -5, 10]))

    def expr(self, depth: int) -> str:
        r = self.r
        if depth == 0 or r.random() < 0.2:
            return r.choice([*self.vars, *self.fixed, str(r.randint(0, 12)), f"(-{r.randint(1, 9)})", "'A'", "0x1F", "10L"])
        kind = r.random()
        if kind < 0.5:
            return f"({self.expr(depth - 1)} {r.choice(['+', '-', '*'])} {self.expr(depth - 1)})"
        if kind < 0.6:
            return f"({self.expr(depth - 1)} {r.choice('/%')} {self.divisor()})"
        if kind < 0.7:  # a divisor that varies; the other operand is small, so that no quotient overflows
            return f"({self.expr(0)} % 50 {r.choice('/%')} ({self.expr(0)} % 5 * 2 + 1))"
        if kind < 0.85:
            return f"({self.expr(depth - 1)} {r.choice(['<', '<=', '>', '>=', '==', '!='])} {self.expr(depth - 1)})"
        if kind < 0.9:
            return f"(!{self.expr(depth - 1)})"
        if kind < 0.95:
            return f"({self.expr(depth - 1)} ? {self.expr(depth - 1)} : {self.expr(depth - 1)})"
        return f"({self.expr(depth - 1)} {r.choice(['&&', '||'])} {self.expr(depth - 1)})"
