"""What several families write in the same way: names that surely have a value, blocks, a function of straight steps."""

from __future__ import annotations

import random
from collections.abc import Callable

from attrs import define, field

Step = Callable[[random.Random, list[str], int], list[str]]


@define
class Writer:
    """Writes one function. `names` holds the variables that surely have a value, by type."""

    rng: random.Random
    names: dict[str, list[str]] = field(factory=dict)
    count: int = 0

    def fresh(self, kind: str) -> str:
        self.count += 1
        name = f"{kind.lower()}{self.count}"
        self.names.setdefault(kind, []).append(name)
        return name

    def some(self, kind: str) -> str | None:
        known = self.names.get(kind)
        return self.rng.choice(known) if known else None

    def statement(self, depth: int) -> list[str]:
        raise NotImplementedError

    def inner(self, depth: int) -> list[str]:
        """A block: what it names is not known behind it."""
        known = {k: list(v) for k, v in self.names.items()}
        lines = [line for _ in range(self.rng.randint(1, 3)) for line in self.statement(max(depth - 1, 0))]
        self.names = known
        return ["    " + line for line in lines]


def straight(r: random.Random, step: Step) -> str:
    """`main(p0, p1)` of a few steps, of which each gives `v0`, `v1`, ... an int, and all of these are returned."""
    names, lines = ["p0", "p1"], []
    for i in range(r.randint(2, 5)):
        lines += step(r, names, i)
        names.append(f"v{i}")
    head = f"def main(p0: int, p1: int) -> tuple[{', '.join('int' for _ in names)}]:"
    return "\n".join([head, *("    " + line for line in lines), f"    return ({', '.join(names)},)"]) + "\n"
