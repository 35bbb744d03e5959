"""Random programs that change rows of lists of lists, by place (`g[i][j] = x`) and by names for rows (`for row in g`); several rows
of an argument, which in some of them is a part of a tuple, may be one object. In others the list is in a field of an object.

`program(seed)` as in `programs`. Loops run over lists that nothing makes longer while they run."""

from __future__ import annotations

import random
from typing import Any

from attrs import define, field

from programs.made import Program

HELPERS = """
from toolkit import class_invariant

def push(r: list[list[int]], x: int) -> None:
    for row in r:
        row.append(x)

def put(r: list[list[int]], x: int) -> None:
    if len(r) > 0 and len(r[0]) > 0:
        r[0][-1] = x

def one(row: list[int], x: int) -> None:
    row.append(x)
    if len(row) > 2:
        row[0] += 1

def take(row: list[int]) -> int:
    if len(row) > 0:
        return row.pop()
    return 9

def grow(r: list[list[int]]) -> None:
    r.append([8])

@class_invariant(lambda self: len({id(row) for row in self.g}) == len(self.g))
class Box:
    def __init__(self, n: int) -> None:
        self.count = n
        self.g = [[k] * (k % 3) for k in range(n % 4)]

    def put(self, x: int) -> int:
        for row in self.g:
            row.append(x)
            self.count += len(row)
        return self.count

    def grow(self, row: list[int]) -> None:
        self.g.append(row[:])
        self.count = 0

    def first(self) -> int:
        row = self.g[0] if self.g else [self.count]
        return len(row)
"""


@define
class Maker:
    rng: random.Random
    lists: list[str] = field(factory=lambda: ["g"])
    rows: list[tuple[str, str]] = field(factory=list)  # names of rows that surely have a value, and the list they are of
    total: int = 0
    count: int = 0

    def fresh(self, base: str) -> str:
        self.count += 1
        return f"{base}{self.count}"

    def int_(self) -> str:
        r = self.rng
        g = r.choice(self.lists)
        options = [str(r.randint(-2, 4)), "n", "total", f"len({g})", f"(sum({g}[0]) if len({g}) > 0 else 3)"]
        if self.rows and r.random() < 0.3:
            row, _ = r.choice(self.rows)
            options += [f"len({row})", f"({row}[-1] if {row} else 5)"] * 2
        return r.choice(options)

    def change(self, row: str) -> list[str]:
        """A change of the list that `row` leads to."""
        r = self.rng
        how = r.choice(["append", "append", "set", "augment", "pop", "extend"])
        if how == "append":
            return [f"{row}.append({self.int_()})"]
        if how == "extend":
            return [f"{row}.extend([{self.int_()}, 1])"]
        j = r.choice(["0", "-1"])
        line = {"set": f"{row}[{j}] = {self.int_()}", "augment": f"{row}[{j}] += {r.randint(1, 3)}", "pop": f"{row}.pop()"}[how]
        return [f"if len({row}) > 0:", f"    {line}"]

    def statement(self) -> list[str]:
        r = self.rng
        g, i = r.choice(self.lists), r.choice(["0", "1", "-1", "-2", "n % 3"])
        guard = f"if -len({g}) <= {i} < len({g}):"
        kind = r.choice(["place", "place", "swap", "row", "for", "enumerate", "zip", "read", "local", "helper", "reversed",
                         "old row", "list", "list", "item"])  # fmt: skip
        if kind == "place":
            return [guard, *("    " + line for line in self.change(f"{g}[{i}]"))]
        if kind == "swap":
            j = r.choice(["0", "1", "-1"])
            if r.random() < 0.2:
                return [f"for k in range(len({g}) - 1):", f"    {g}[k], {g}[k + 1] = {g}[k + 1], {g}[k]"]
            return [f"if len({g}) > {r.choice([1, 2, 2, 2])}:", f"    {g}[{i}], {g}[{j}] = {g}[{j}], {g}[{i}]"]
        if kind == "item":
            call = r.choice([f"one({g}[{i}], {self.int_()})", f"total = take({g}[{i}])"])
            if r.random() < 0.3:
                return [f"for item in {g}:", f"    {r.choice(['one(item, n)', 'total += take(item)'])}"]
            return [guard, f"    {call}"]
        if kind == "row":
            row = self.fresh("row")
            lines = [f"{row} = {g}[{i}]", *self.change(row), f"total += len({row})", *self.change(r.choice([row, f"{g}[0]"]))]
            if r.random() < 0.5:
                return [guard, *("    " + line for line in lines)]
            self.rows.append((row, g))
            return [f"if not (-len({g}) <= {i} < len({g})):", "    return (total, n)", *lines]
        if kind in ("for", "enumerate", "zip", "reversed"):
            row = self.fresh("row")
            head = {"for": f"for {row} in {g}:", "enumerate": f"for k, {row} in enumerate({g}):",
                    "reversed": f"for {row} in reversed({g}):", "zip": f"for {row}, k in zip({g}, [n, 2, 3]):"}[kind]  # fmt: skip
            body = [*self.change(row), f"total = total % 1000 + len({row})"]
            if r.random() < 0.3:
                body += [guard, *("    " + line for line in self.change(f"{g}[{i}]"))]
            return [head, *("    " + line for line in body)]
        if kind == "local":
            name = self.fresh("h")
            self.lists.append(name)
            made = [f"[[{r.randint(0, 3)}] for _ in range({r.randint(1, 3)})]", "[[1], [2, 3]]", f"[list(x) for x in {g}]"]
            return [f"{name} = {r.choice(made) if r.random() < 0.8 else g}"]
        if kind == "helper":
            how = r.choice(["push", "push", "put"]) if r.random() < 0.9 else "grow"
            return [f"{how}({g}, {self.int_()})" if how != "grow" else f"grow({g})"]
        if kind == "old row" and self.rows:
            return self.change(r.choice(self.rows)[0])
        if kind == "list":
            new = self.fresh("new")
            taken = self.fresh("taken")
            full = f"if len({g}) > 0:"
            lines = r.choice([
                [f"{g}.append([{self.int_()}])"],
                [f"{g}.insert({r.randint(0, 2)}, [7])"],
                [guard, f"    {g}[{i}] = [{self.int_()}, 1]"],
                [full, f"    {taken} = {g}.pop({r.choice(['', '0', '-1'])})", f"    total += len({taken})"],
                [f"{new} = [n]", *self.change(new), f"{g}.append({new})"],
                [f"{new} = [4]", f"{g}.append({new})", *self.change(new)],
                [full, f"    {g}.append({g}[0])"],
                [full, f"    {taken} = {g}.pop()", f"    {taken}.append(3)", f"    total += len({taken})"],
            ])  # fmt: skip
            return ["for again in range(2):", *("    " + line for line in lines)] if r.random() < 0.2 else lines
        if self.lists[0] == "b.g" and r.random() < 0.6:
            return [r.choice(["b.count += 1", f"b.g = [[{self.int_()}], [2, 3]]", f"total += b.put({self.int_()})",
                              f"b.grow([{self.int_()}, 1])", "total += b.first() + b.count", f"b.g[-1:] = [[{self.int_()}]]",
                              "for row in b.g:\n        row.append(b.count)\n        b.count += 1"])]  # fmt: skip
        return [f"total = total % 1000 + {self.int_()}"]


def program(seed: int) -> Program:
    rng = random.Random(seed)
    place = rng.choice(["g", "g", "t[1]", "b.g"])
    maker = Maker(rng, [place])
    body = ["total = 0", *(["b = Box(n)"] if place == "b.g" else []),
            *(line for _ in range(rng.randint(2, 6)) for line in maker.statement())]  # fmt: skip
    param = "t: tuple[int, list[list[int]]]" if place == "t[1]" else "g: list[list[int]]"
    text = HELPERS + f"\ndef main({param}, n: int) -> tuple[int, int]:\n" + "\n".join("    " + line for line in body)
    text += "\n    return (total, n)\n"
    g: list[Any] = [[rng.randint(0, 3) for _ in range(rng.randint(0, 3))] for _ in range(rng.randint(0, 3))]
    g = [g[rng.randint(0, k)] if rng.random() < 0.4 else row for k, row in enumerate(g)]
    arg = {"t": (rng.randint(0, 3), g)} if place == "t[1]" else {"g": g}
    return Program(seed, text, "main", {**arg, "n": rng.randint(-2, 4)})
