"""`is` of objects. What a precondition may say of it: that the rows of a parameter are all different objects, in one of a few
forms; that parameters, or fields of them, are different objects (`a is not b`, `a.log is not b.log`)."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.core.ir import BOOL, Expr, Place

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

FORM = "all(g[a] is not g[b] for a in range(len(g)) for b in range(a))"
_FORMS = [ast.parse(t, mode="eval").body for t in (
    FORM,
    "all(g[a] is not g[b] for a in range(len(g)) for b in range(a + 1, len(g)))",
    "all(g[a] is not g[b] for a in range(len(g)) for b in range(len(g)) if a != b)",
    "all(a == b or g[a] is not g[b] for a in range(len(g)) for b in range(len(g)))",
    "len({id(a) for a in g}) == len(g)",
    "len(set(id(a) for a in g)) == len(g)",
    "len(set(map(id, g))) == len(g)",
)]  # fmt: skip
_VARIABLES = ("g", "a", "b")


def apart(low: Expressions, node: ast.expr) -> Expr | None:
    """`node` as the claim that no two rows of a parameter are one object; None when it is not of such a form."""
    for form in _FORMS:
        found: dict[str, str] = {}
        if not _unify(form, node, found) or len({*found.values()}) < len(found):
            continue
        builtin = {n.id for n in ast.walk(form) if isinstance(n, ast.Name)} - {*_VARIABLES}
        if not all(low.is_builtin(n) for n in builtin):
            return None
        e = low.scope.get(found["g"])
        if e is None or e.op != "var" or e.sort.name != "List" or not e.sort.args[0].changeable:
            return None
        return Expr("apart", (e,), BOOL, low.span(node))
    return None


def distinct(low: Expressions, node: ast.expr) -> Expr | None:
    """`node` as the claim that parameters or fields of parameters are different objects, one or more with `and`; None when it is
    not of that form."""
    found: list[Expr] = []
    for test in node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]:
        if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.IsNot)):
            return None
        sides = (test.left, test.comparators[0])
        if not all(_path(x) for x in sides):
            return None
        a, b = (low.expr(x) for x in sides)
        if a.sort != b.sort or not a.sort.changeable or place(a) is None or place(b) is None:
            return None
        if place(a) == place(b):
            low.reject("identity", test, "an object is never different from itself", "say it of two parameters, or of two fields")
        found += (a, b)
    return Expr("distinct", tuple(found), BOOL, low.span(node))


def pairs(clauses: Iterable[Expr]) -> frozenset[frozenset[Place]]:
    """What the clauses require to be different objects."""
    found = ((place(a), place(b)) for e in clauses if e.op == "distinct" for a, b in zip(e.args[::2], e.args[1::2]))
    return frozenset(frozenset((a, b)) for a, b in found if a is not None and b is not None)


def _path(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def place(e: Expr) -> Place | None:
    """The parameter, and which of its fields, that a value is read from."""
    fields: list[int] = []
    while e.op == "proj" and e.args[0].sort.name == "Object":
        fields.insert(0, e.data)
        e = e.args[0]
    return (e.data, *fields) if e.op == "var" else None


def _unify(form: ast.AST, node: ast.AST, found: dict[str, str]) -> bool:
    """True when the node is the form, with names put for its variables."""
    if isinstance(form, ast.Name) and isinstance(node, ast.Name) and form.id in _VARIABLES:
        return found.setdefault(form.id, node.id) == node.id
    if type(form) is not type(node):
        return False
    for name in form._fields:
        a, b = getattr(form, name), getattr(node, name)
        pairs = list(zip(a, b)) if isinstance(a, list) else [(a, b)]
        if isinstance(a, list) and len(a) != len(b):
            return False
        if not all(_unify(x, y, found) if isinstance(x, ast.AST) else x == y for x, y in pairs):
            return False
    return True
