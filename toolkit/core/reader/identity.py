"""`is` of objects. What a precondition or a class invariant may say of it: that the items of a list, or the values of a dict, are
all different objects, in one of a few forms; that parameters, or fields of them, are different objects (`a is not b`,
`a.log is not b.log`), or different from the items of a list."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from toolkit.core.ir import BOOL, ITEMS, Expr, Place, Sort, place

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

FORM = "all(g[a] is not g[b] for a in range(len(g)) for b in range(a))"


def _read(texts: Iterable[str]) -> list[ast.expr]:
    return [ast.parse(t, mode="eval").body for t in texts]


# The items of the list g are different objects, the values of the dict g.
_OF_LIST = _read((
    FORM,
    "all(g[a] is not g[b] for a in range(len(g)) for b in range(a + 1, len(g)))",
    "all(g[a] is not g[b] for a in range(len(g)) for b in range(len(g)) if a != b)",
    "all(a == b or g[a] is not g[b] for a in range(len(g)) for b in range(len(g)))",
    "len({id(a) for a in g}) == len(g)",
    "len(set(id(a) for a in g)) == len(g)",
    "len(set(map(id, g))) == len(g)",
))  # fmt: skip
_OF_DICT = _read((
    "len({id(a) for a in g.values()}) == len(g)",
    "len(set(id(a) for a in g.values())) == len(g)",
    "len(set(map(id, g.values()))) == len(g)",
    "all(g[a] is not g[b] for a in g for b in g if a != b)",
    "all(a == b or g[a] is not g[b] for a in g for b in g)",
))  # fmt: skip
# No item of g is the object h, or an item of h.
_ITEM = _read(f"all({test} for a in g{of})" for test in ("a is not h", "h is not a") for of in ("", ".values()"))
_ITEMS = _read(f"all(a is not b for a in g{of} for b in h{other})" for of in ("", ".values()") for other in ("", ".values()"))
_PATHS = ("g", "h")
_BOUND = ("a", "b")


def different(low: Expressions, node: ast.expr) -> Expr | None:
    """`node` as the claim that objects are different ones, one or more with `and`; None when it is not of one of the forms.

    Raises `Rejected`: `identity`."""
    found: list[Expr] = []
    how: list[tuple[bool, bool]] = []
    for test in node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]:
        claim = _items(low, test) or _two(low, test)
        if claim is None:
            return None
        a, b, *items = claim
        if _held(a).op != "var" or _held(b).op != "var" or _sort(a, items[0]) != _sort(b, items[1]):
            return None
        sort = _sort(a, items[0])
        if sort is None or not sort.changeable:
            return None
        if place(a) == place(b) and items[0] != items[1] or place(a) == place(b) and not items[0]:
            low.reject("identity", test, "an object is never different from itself", "say it of two parameters, or of two fields")
        found += (a, b)
        how.append((items[0], items[1]))
    return Expr("distinct", tuple(found), BOOL, low.span(node), tuple(how))


def _two(low: Expressions, test: ast.expr) -> tuple[Expr, Expr, bool, bool] | None:
    """`a is not b`."""
    if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], ast.IsNot)):
        return None
    sides = (test.left, test.comparators[0])
    if not all(_root(x) for x in sides):
        return None
    return low.expr(sides[0]), low.expr(sides[1]), False, False


def _items(low: Expressions, node: ast.expr) -> tuple[Expr, Expr, bool, bool] | None:
    """A claim about the items of lists or dicts."""
    for form in (*_OF_LIST, *_OF_DICT, *_ITEM, *_ITEMS):
        found: dict[str, ast.expr] = {}
        if not _unify(form, node, found):
            continue
        names = {k: ast.unparse(v) for k, v in found.items()}
        roots = {_root(found[k]) for k in _PATHS if k in found}
        if len({*names.values()}) < len(names) or {names[k] for k in _BOUND if k in found} & roots:
            continue
        builtin = {n.id for n in ast.walk(form) if isinstance(n, ast.Name)} - {*_PATHS, *_BOUND}
        if not all(low.is_builtin(n) for n in builtin) or not roots <= low.scope.keys():
            return None
        g = low.expr(found["g"])
        if form in _OF_LIST or form in _OF_DICT:
            fits = g.sort.name == ("List" if form in _OF_LIST else "Dict")
            return (g, g, True, True) if fits else None
        h = low.expr(found["h"])
        kinds = ["Dict" if ".values()" in t else "List" for t in ast.unparse(form).split(" for ")[1:]]
        if [s.sort.name for s in (g, h)][: len(kinds)] != kinds:
            return None
        return g, h, True, form in _ITEMS
    return None


def _sort(e: Expr, items: bool) -> Sort | None:
    """Of the objects that a claim is about."""
    return e.sort if not items else e.sort.args[-1] if e.sort.args else None


def pairs(clauses: Iterable[Expr]) -> frozenset[frozenset[Place]]:
    """What the clauses require to be different objects. A place alone ends in ITEMS: of its items, every two."""
    found = set()
    for e in clauses:
        if e.op == "distinct":
            for a, b, items in zip(e.args[::2], e.args[1::2], e.data):
                ends = [(*p, *((ITEMS,) if x else ())) for p, x in zip((place(a), place(b)), items) if p is not None]
                if len(ends) == 2:
                    found.add(frozenset(ends))
    return frozenset(found)


def single(clauses: Iterable[Expr]) -> frozenset[tuple[str, Sort]]:
    """Names, and sorts of objects of which the clauses claim anywhere that they are different ones in what these names hold."""
    found = set()
    for c in clauses:
        sorts = {_sort(a, i[0]) for e in c.walk() if e.op == "distinct"
                 for a, b, i in zip(e.args[::2], e.args[1::2], e.data) if _held(a).data == _held(b).data}  # fmt: skip
        roots = {str(x.data) for x in c.walk() if x.op == "var"} if sorts else set()
        found |= {(r, s) for r in roots for s in sorts if s is not None}
    return frozenset(found)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _held(e: Expr) -> Expr:
    """What a place is in."""
    while e.op in ("proj", "unwrap"):
        e = e.args[0]
    return e


def _unify(form: ast.AST, node: ast.AST, found: dict[str, ast.expr]) -> bool:
    """True when the node is the form, with names put for its variables."""
    if isinstance(form, ast.Name) and isinstance(node, ast.expr) and form.id in (*_PATHS, *_BOUND):
        if not (isinstance(node, ast.Name) or form.id in _PATHS and _root(node)):
            return False
        return ast.unparse(found.setdefault(form.id, node)) == ast.unparse(node)
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
