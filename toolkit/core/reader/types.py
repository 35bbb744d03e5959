"""Annotations and the sorts they stand for."""

from __future__ import annotations

import ast

from toolkit.core.ir import ANY, BOOL, INT, NONE, STR, Sort, list_of, tuple_of
from toolkit.core.source import Rejected, Span

_PLAIN = {"int": INT, "bool": BOOL, "str": STR, "None": NONE}


def read_annotation(node: ast.expr, file: str) -> Sort:
    """The sort of an annotation: int, bool, str, None, list[T], tuple[T, ...] with a fixed number of items.

    Raises `Rejected` (`unsupported-type`) for everything else."""
    span = Span.of(node, file)
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            try:
                return read_annotation(ast.parse(node.value, mode="eval").body, file)
            except SyntaxError:
                raise Rejected("unsupported-type", span, f"cannot read the annotation {node.value!r}") from None
    if isinstance(node, ast.Name) and node.id in _PLAIN:
        return _PLAIN[node.id]
    if isinstance(node, ast.Attribute):  # typing.List
        node = ast.copy_location(ast.Name(node.attr), node)
    if isinstance(node, ast.Subscript):
        head = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if head in ("list", "List"):
            return list_of(read_annotation(node.slice, file))
        if head in ("tuple", "Tuple"):
            items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
            if any(isinstance(i, ast.Constant) and i.value is Ellipsis for i in items):
                raise Rejected(
                    "unsupported-type", span, "a tuple of unknown length is not supported", "use list[T], or name every item"
                )
            return tuple_of(*(read_annotation(i, file) for i in items))
    if isinstance(node, ast.Name) and node.id in ("list", "List", "tuple", "Tuple"):
        raise Rejected("unsupported-type", span, f"{node.id} without item types", f"write {node.id.lower()}[int], say")
    text = ast.unparse(node)
    hint = "int, bool, str, list[T] and tuple[T, U] are supported"
    if text in ("float", "complex"):
        hint = "floats are never treated as reals here; they are not supported yet"
    raise Rejected("unsupported-type", span, f"the type {text} is not supported", hint)


def join(a: Sort, b: Sort) -> Sort | None:
    """The sort that holds values of both: bool goes into int, an empty list into any list. None when there is none."""
    if a == b or b == ANY:
        return a
    if a == ANY:
        return b
    if {a, b} == {INT, BOOL}:
        return INT
    if a.name == b.name and len(a.args) == len(b.args) and a.args:
        parts = []
        for x, y in zip(a.args, b.args):
            j = join(x, y)
            if j is None or (a.name == "List" and j not in (x, y)) or (a.name == "List" and {x, y} == {INT, BOOL}):
                # a list[bool] is one object: it cannot become a list[int]; only an unknown element may be refined
                j = _refine(x, y)
            if j is None:
                return None
            parts.append(j)
        return Sort(a.name, tuple(parts))
    return None


def _refine(a: Sort, b: Sort) -> Sort | None:
    """Like join, but only Any may change."""
    if a == b or b == ANY:
        return a
    if a == ANY:
        return b
    if a.name == b.name and len(a.args) == len(b.args) and a.args:
        parts = [_refine(x, y) for x, y in zip(a.args, b.args)]
        return None if None in parts else Sort(a.name, tuple(p for p in parts if p is not None))
    return None


def settle(s: Sort) -> Sort:
    """`s` with every unknown element decided: int (no element exists, so any choice is right)."""
    return INT if s == ANY else Sort(s.name, tuple(settle(a) for a in s.args))
