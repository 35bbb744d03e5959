"""Copies of records with other values in some fields: `dataclasses.replace(x, f=...)`, `x._replace(f=...)` of a NamedTuple."""

from __future__ import annotations

import ast

from toolkit.core.ir import ANY, Expr, Sort
from toolkit.core.reader import classes, tables, unions
from toolkit.core.reader.expressions import Expressions


def _replaced(low: Expressions, e: Expr, node: ast.Call) -> Expr:
    """`dataclasses.replace(e, f=...)` and `e._replace(f=...)`: a new instance with the other fields of `e`, as they are when
    the new values have been computed."""
    c = low.names.labelled(e.sort.label) if e.sort.label else None
    if c is None or c.kind not in ("dataclass", "namedtuple"):
        low.reject("unsupported-call", node, f"a {e.sort} has no fields that can be replaced here",
                   "the fields of a dataclass and of a NamedTuple can")  # fmt: skip
    fields = list(e.sort.fields)
    if wrong := [str(k.arg) for k in node.keywords if k.arg not in fields]:
        low.reject("wrong-arguments", node, f"{c.name} has no field {wrong[0]}")
    wants = [e.sort.part(fields.index(str(k.arg))) for k in node.keywords]
    new = [lambda k=k, w=w: low.expr(k.value, w) for k, w in zip(node.keywords, wants)]
    e, *given = low.several([lambda: e, *new])
    if e.op != "var" and not low.pure:
        e = low.saved(e)
    values = [Expr("proj", (e,), e.sort.part(i), e.span, i) for i in range(len(fields))]
    for k, v in zip(node.keywords, given):
        values[fields.index(str(k.arg))] = v
    return classes.made_of(low, c, values, low.span(node))


def _replace(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if len(node.args) != 1:
        low.reject("wrong-arguments", node, "dataclasses.replace takes one object, and fields by name")
    e = unions.operand(low, low.expr(node.args[0]), node)
    if e.sort == ANY and not low.final:
        return e
    if e.sort.name not in ("Object", "Rec"):
        low.reject("unsupported-call", node, f"this is a {e.sort}, and no dataclass", "a NamedTuple has x._replace(f=...)")
    return _replaced(low, e, node)


def _of_tuple(low: Expressions, node: ast.Call, e: Expr) -> Expr:
    if node.args:
        low.reject("wrong-arguments", node, "_replace takes fields by name")
    return _replaced(low, e, node)


def _as_dict(low: Expressions, node: ast.Call, e: Expr) -> Expr:
    low.reject("unsupported-call", node, "_asdict makes a dict of values of several types", "read the fields by their names")


tables.FUNCTIONS["dataclasses.replace"] = _replace
tables.METHODS.update({("Tuple", "_replace"): _of_tuple, ("Tuple", "_asdict"): _as_dict})
