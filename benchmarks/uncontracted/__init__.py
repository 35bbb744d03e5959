"""Functions without a contract (`programs`) and, apart from them, the contracts that a person would have written (`hidden`):
inference is given the text of a program alone."""

from __future__ import annotations

import ast
from pathlib import Path

from attrs import frozen


@frozen
class Case:
    """One function. `text` is its file's, `hidden` the decorators of its hidden contract, as text."""

    path: Path
    name: str
    text: str
    hidden: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path.stem}::{self.name}"


def cases() -> list[Case]:
    """All functions, file by file, in source order."""
    root = Path(__file__).parent
    found = []
    for path in sorted((root / "programs").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        judges = ast.parse((root / "hidden" / path.name).read_text(encoding="utf-8"))
        contracts = {
            n.name: tuple(ast.unparse(d) for d in n.decorator_list) for n in judges.body if isinstance(n, ast.FunctionDef)
        }
        names = [n.name for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)]
        found += [Case(path, name, text, contracts[name]) for name in names]
    return found
