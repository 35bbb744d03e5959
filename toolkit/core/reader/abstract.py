"""Abstract collections as the types of parameters and results (PEP 484, `collections.abc`): each is read as the built-in type that
people pass, and a verdict says that it took an argument for one."""

from __future__ import annotations

import ast
from collections.abc import Callable

from toolkit.core.ir import OF_ARGUMENT

_BUILT_IN = {
    "Sequence": "list", "MutableSequence": "list", "Collection": "list", "Iterable": "list", "Reversible": "list",
    "Mapping": "dict", "MutableMapping": "dict", "AbstractSet": "set", "Set": "set", "MutableSet": "set",
}  # fmt: skip


def concrete(node: ast.expr, library: Callable[[ast.expr], str]) -> tuple[ast.expr, tuple[str, ...]]:
    """The annotation with built-in types in the places of abstract ones, and what it takes for granted of an argument. `library`
    says what a name or attribute stands for (`collections.abc.Sequence`)."""
    change = _Concrete(library)
    return change.visit(node), tuple(dict.fromkeys(change.notes))


class _Concrete(ast.NodeTransformer):
    def __init__(self, library: Callable[[ast.expr], str]) -> None:
        self.library = library
        self.notes: list[str] = []

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        module, _, name = self.library(node.value).rpartition(".")
        built_in = _BUILT_IN.get(name) if module == "collections.abc" or module == "typing" and name != "Set" else None
        if built_in is not None:
            a = "an" if name[0] in "AI" else "a"
            self.notes.append(f"{OF_ARGUMENT} {a} {name} is a {built_in}")
            named = ast.copy_location(ast.Name(built_in, ast.Load()), node)
            node = ast.copy_location(ast.Subscript(named, node.slice, node.ctx), node)
        if ast.unparse(node.value).endswith("Literal"):
            return node
        node.slice = self.visit(node.slice)
        return node
