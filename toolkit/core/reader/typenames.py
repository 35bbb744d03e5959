"""Names in annotations: classes of the program, aliases of types, type variables."""

from __future__ import annotations

import ast
import copy
from typing import TYPE_CHECKING

from toolkit.core.reader import containers, definitions, generics
from toolkit.core.reader.names import Class
from toolkit.core.reader.types import arguments, read_annotation
from toolkit.core.source import Rejected, Span, elsewhere

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader


def typed(reader: Reader, node: ast.expr, exact: bool = False) -> ast.expr:
    """An annotation in which the module's classes, aliases and type variables stand as the sorts that they name."""
    return _Typed(reader, exact).visit(copy.deepcopy(node))  # type: ignore[no-any-return]


class _Typed(ast.NodeTransformer):
    """Puts sorts where an annotation names a class of the module, or an alias of a type."""

    def __init__(self, reader: Reader, exact: bool, seen: frozenset[str] = frozenset()) -> None:
        self.reader, self.exact, self.seen = reader, exact, seen  # exact: the code says of which class the value is

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.named(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.named(node)

    def named(self, node: ast.Name | ast.Attribute) -> ast.expr:
        reader, name = self.reader, ast.unparse(node)
        try:
            c = definitions.class_of(reader, name)
        except Rejected as e:
            raise elsewhere(e, node, reader.file) from None
        if c is not None:
            self.without_heirs(c, name, node)
        if c is not None and c.variables and "[" not in c.name:
            raise Rejected("unsupported-type", Span.of(node, reader.file), f"{name} without the types that it holds",
                           f"write {name}[int], say")  # fmt: skip
        if c is not None:
            return ast.copy_location(ast.Constant(c.sort), node)  # type: ignore[arg-type]
        if name not in reader.scan.aliases and (dotted := reader.library(node)):
            reader, name = reader.units.home(dotted, reader) or (reader, "")
        alias, key = reader.scan.aliases.get(name), f"{reader.file}:{name}"
        if (variable := generics.variable(reader, name, alias)) is not None:
            sort = generics.meaning(reader, variable, self.reader.types)
            return ast.copy_location(ast.Constant(sort), node)  # type: ignore[arg-type]
        if alias is None or key in self.seen or reader.scan.bindings.get(name) != 1 or reader.scan.bad:
            return node
        inner = _Typed(reader, self.exact, self.seen | {key})
        return ast.copy_location(inner.visit(copy.deepcopy(alias)), node)  # type: ignore[no-any-return]

    def without_heirs(self, c: Class, shown: str, node: ast.expr) -> None:
        """Raises `Rejected` where a value of a class may be one of a class that inherits from it."""
        if not self.exact and c.kind != "protocol" and (heir := definitions.heir(self.reader.home(c), c.name)):
            raise Rejected("inheritance", Span.of(node, self.reader.file), f"a value of type {shown} may be a {heir}, with "
                           "other methods", "name the class that it is")  # fmt: skip

    def generic(self, node: ast.expr) -> Class | None:
        """The generic class that a name stands for."""
        name = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        try:
            c = definitions.class_of(self.reader, name, unfinished=True) if name else None
        except Rejected as e:
            raise elsewhere(e, node, self.reader.file) from None
        return c if c is not None and c.variables else None

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str):
            return node
        try:
            return self.visit(ast.copy_location(ast.parse(node.value, mode="eval").body, node))  # type: ignore[no-any-return]
        except SyntaxError:
            return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        c = self.generic(node.value)
        if c is not None:
            parts = arguments(node)
            if len(parts) != len(c.variables):
                raise Rejected("unsupported-type", Span.of(node, self.reader.file), f"{c.name} takes {len(c.variables)} types")
            home = self.reader.home(c)
            types = dict(zip(c.variables, (read_annotation(self.visit(p), self.reader.file) for p in parts)))
            key = generics.instance(home, c.name, c.variables, types)
            found = definitions.class_of(home, key)
            assert found is not None
            self.without_heirs(c, c.name, node)
            return ast.copy_location(ast.Constant(found.sort), node)  # type: ignore[arg-type]
        reader = self.reader
        if containers.is_named(dotted := reader.library(node.value)):
            inner = [read_annotation(self.visit(p), reader.file) for p in arguments(node)]
            sort = containers.named(dotted, inner, Span.of(node, reader.file))
            return ast.copy_location(ast.Constant(sort), node)  # type: ignore[arg-type]
        return node if ast.unparse(node.value).endswith("Literal") else self.generic_visit(node)  # type: ignore[return-value]
