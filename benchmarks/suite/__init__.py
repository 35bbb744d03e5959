"""Our own suite: plain Python functions with contracts, and what is expected of each.

`cases()` lists them in order of file and line. The folder says what is expected: in `right/` every function with a
contract is proved, in `wrong/` every one is refuted, but those whose name starts with `_helper`, which are proved.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

ROOT = Path(__file__).parent
# What makes a function one with a contract: the names of the decorators, or an `assert` in a function without any.
CONTRACTS = {"requires", "ensures", "raises", "require", "ensure", "pre", "post"}


@frozen
class Case:
    """One function or method (`Class.method`) of the suite. `expected` is proved or refuted."""

    path: Path
    name: str
    line: int
    expected: str

    def __str__(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}::{self.name}"


def cases(root: Path = ROOT) -> list[Case]:
    """Every function with a contract in `right/` and `wrong/` under `root`."""
    result = []
    for folder, expected in (("right", "proved"), ("wrong", "refuted")):
        for path in sorted((root / folder).glob("*.py")):
            for name, node in functions(ast.parse(path.read_text(encoding="utf-8"))):
                if _has_contract(node):
                    wanted = "proved" if name.startswith("_helper") else expected
                    result.append(Case(path, name, node.lineno, wanted))
    return result


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and the methods of its classes, these as `Class.method`."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{m.name}", m) for m in node.body if isinstance(m, ast.FunctionDef))


def _has_contract(node: ast.FunctionDef) -> bool:
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).split(".")[-1] in CONTRACTS:
            return True
    return any(isinstance(part, ast.Assert) for part in ast.walk(node))
