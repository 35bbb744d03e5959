"""Right functions with a contract whose proofs need what nobody has written: loop invariants and measures.

`cases()` lists them in order of file and line; `benchmarks.run_repair` completes them, without a foundation model.
"""

from __future__ import annotations

import ast
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent


@frozen
class Case:
    """One function to be completed."""

    path: Path
    name: str

    def __str__(self) -> str:
        return f"{self.path.name}::{self.name}"


def cases(root: Path = ROOT) -> list[Case]:
    """Every function with a loop or a recursion and a contract; a helper starts with an underscore."""
    found = []
    for path in sorted(root.glob("*.py")):
        if path.name != "__init__.py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            found += [Case(path, n.name) for n in tree.body if isinstance(n, ast.FunctionDef) and n.name[0] != "_"]
    return found
