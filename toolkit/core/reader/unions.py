"""None, Optional and unions: no sort ever narrows. Where a member is needed and a union stands, `unwrap` asks for it, with the
condition that it is of that member: shown from the path, as for an index or a division.

`hints` only chooses which member is asked for, after tests like `isinstance(x, int)`: a wrong hint cannot prove anything."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, INT, NONE, Expr, Sort, union_of
from toolkit.core.reader import classes, tables
from toolkit.core.reader.types import join

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_KINDS = {"int": ("Int", "Bool"), "bool": ("Bool",), "str": ("Str",), "float": ("Float",), "bytes": ("Bytes",), "list": ("List",),
          "tuple": ("Tuple", "Seq"), "dict": ("Dict",), "set": ("Set",), "frozenset": ("FrozenSet",)}  # fmt: skip


def unwrap(e: Expr, i: int, exception: str = "") -> Expr:
    """The value of `e` as member i; of anything else `exception` comes ('': it has to be shown that there is nothing else)."""
    return Expr("unwrap", (e,), e.sort.args[i], e.span, (i, exception))


def is_tag(e: Expr, *members: int) -> Expr:
    return Expr("istag", (e,), BOOL, e.span, members)


def convert(low: Expressions, e: Expr, want: Sort, node: ast.AST) -> Expr:
    """From or to a union."""
    if want.name != "Union":
        fits = [i for i, m in enumerate(e.sort.args) if join(m, want) == want]
        if len(fits) == 1:
            return low.coerce(unwrap(e, fits[0]), want, node)
    elif e.op == "ite":
        c, a, b = e.args
        return Expr("ite", (c, low.coerce(a, want, node), low.coerce(b, want, node)), want, e.span)
    elif e.sort.name == "Union":
        if join(e.sort, want) == want:
            result = low.coerce(unwrap(e, len(e.sort.args) - 1), want, node)
            for i in reversed(range(len(e.sort.args) - 1)):
                result = Expr("ite", (is_tag(e, i), low.coerce(unwrap(e, i), want, node), result), want, e.span)
            return result
    else:
        fits = [i for i, m in enumerate(want.args) if join(e.sort, m) == m]
        if len(fits) == 1:
            return Expr("wrap", (low.coerce(e, want.args[fits[0]], node),), want, e.span, fits[0])
    low.reject("type-mismatch", node, f"this is {e.sort}, where {want} is expected")


def operand(low: Expressions, e: Expr, node: ast.AST, *later: Expr, exception: str = "TypeError") -> Expr:
    """`e` where an operation takes no union; what `later` raises comes before the exception, as in CPython. None raises
    `exception`; of other members it has to be shown that the value is not of them."""
    if exception != "AttributeError":  # where no attribute of its own is read
        e = classes.data(low, e, node)
    if e.sort == NONE:
        e = Expr("wrap", (e,), union_of(NONE, INT), e.span, 0)  # the operation is never reached
    if e.sort.name != "Union":
        return e
    inner = [i for i, m in enumerate(e.sort.args) if m != NONE]
    hint = low.hints.get(e.data) if e.op == "var" else None
    if hint in e.sort.args and hint != NONE:
        chosen = e.sort.args.index(hint)
    elif len(inner) == 1:
        chosen = inner[0]
    else:
        low.reject("ambiguous-union", node, f"this may be of several types: {e.sort}",
                   "test it with isinstance before, in an if around this or in one that returns")  # fmt: skip
    for x in (x for x in reversed(later) if x.op not in ("var", "const")):
        e = low.after(e, low.after(x, e))
    found = unwrap(e, chosen, exception if len(inner) <= 1 else "")
    return classes.data(low, found, node) if exception != "AttributeError" else found


def in_place(low: Expressions, e: Expr, node: ast.AST) -> None:
    """`e` is changed by an augmented assignment: not where it may be an object that changes in place."""
    if e.sort.name == "Union" and e.sort.mutable:
        low.reject("unsupported-operator", node, f"this may change {e.sort} in place",
                   "give the object a name of its own type first, or build a new one")  # fmt: skip


def operands(low: Expressions, a: Expr, b: Expr, node: ast.AST) -> tuple[Expr, Expr]:
    """Two sides of an operator: both are evaluated before it can raise."""
    return operand(low, a, node, b), operand(low, b, node)


def truth(low: Expressions, e: Expr) -> Expr:
    """`bool(e)` of a union."""
    result = Expr("const", (), BOOL, e.span, False)
    for i, m in enumerate(e.sort.args):
        if m != NONE:
            both = Expr("and", (is_tag(e, i), low.truth(unwrap(e, i))), BOOL, e.span)
            result = Expr("or", (both, result), BOOL, e.span)
    return result


def is_none(low: Expressions, e: Expr, none: Expr) -> Expr:
    """`e is None`."""
    if e.sort.name == "Union" and e.sort.args[0] == NONE:
        return low.after(none, is_tag(e, 0))
    return low.after(e, low.after(none, Expr("const", (), BOOL, e.span, e.sort == NONE)))


def _tested(low: Expressions, test: ast.expr) -> tuple[str, Sort, tuple[int, ...]] | None:
    """(name, its union, the members of which the test says that it is) of `x is None`, `isinstance(x, T)`, `x`."""
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.Is, ast.Eq)):
        left, right = test.left, test.comparators[0]
        subject = left if isinstance(right, ast.Constant) and right.value is None else None
        kinds: tuple[str, ...] = ("None",)
    elif isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id == "isinstance" and len(test.args) == 2:
        subject, names = test.args[0], test.args[1]
        parts = names.elts if isinstance(names, ast.Tuple) else [names]
        kinds = tuple(k for p in parts for k in _kinds(low, p))
    else:
        return None
    if isinstance(subject, ast.NamedExpr):
        subject = subject.target
    if not isinstance(subject, ast.Name):
        return None
    e = low.scope.get(subject.id)
    name, sort = (e.data, e.sort) if e is not None and e.op == "var" else (subject.id, low.sorts.get(subject.id, ANY))
    return name, sort, tuple(i for i, m in enumerate(sort.args) if m.name in kinds or m.label in kinds)


def _kinds(low: Expressions, p: ast.expr) -> tuple[str, ...]:
    c = low.class_named(p)
    return (c.key,) if c is not None else _KINDS.get(p.id, ()) if isinstance(p, ast.Name) else ()


def hints(low: Expressions, test: ast.expr, holds: bool) -> dict[str, Sort]:
    """Which member names are of when `test` holds, or when it does not."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return hints(low, test.operand, not holds)
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.ops[0], (ast.IsNot, ast.NotEq)):
        op = ast.Is() if isinstance(test.ops[0], ast.IsNot) else ast.Eq()
        return hints(low, ast.copy_location(ast.Compare(test.left, [op], test.comparators), test), not holds)
    if isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) != holds:
            return {}
        return {n: s for v in test.values for n, s in hints(low, v, holds).items()}
    found = _tested(low, test)
    if found is None or found[1].name != "Union":
        return {}
    name, union, members = found
    known = low.hints.get(name)
    left = [m for i, m in enumerate(union.args) if (i in members) == holds and m != NONE]
    return {name: left[0]} if len(left) == 1 else {name: known} if known in left else {}


@contextmanager
def hinted(low: Expressions, test: ast.expr, holds: bool) -> Iterator[None]:
    outer, low.hints = low.hints, {**low.hints, **hints(low, test, holds)}
    try:
        yield
    finally:
        low.hints = outer


def _isinstance(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    """`isinstance(x, T)`: which member of its union x is of; True or False where its type alone says so."""
    if len(node.args) != 2 or node.keywords:
        low.reject("unsupported-call", node, "isinstance takes a value and a class")
    e = low.expr(node.args[0])
    parts = node.args[1].elts if isinstance(node.args[1], ast.Tuple) else [node.args[1]]
    kinds: list[str] = []
    for p in parts:
        c = low.class_named(p)
        if c is not None:
            if c.kind == "namedtuple" and any(s.name in ("Tuple", "Seq") and not s.label for s in (e.sort, *e.sort.args)):
                low.reject("unsupported-call", node, f"whether this tuple is a {c.name} is not known")
            kinds.append(c.key)
            continue
        if not isinstance(p, ast.Name) or p.id not in _KINDS or not low.is_builtin(p.id):
            low.reject("unsupported-call", p, f"isinstance with {ast.unparse(p)} is not supported", "name the type itself")
        kinds.extend(_KINDS[p.id])
    low.known(e, low.span(node))
    for c in (low.class_named(p) for p in parts):  # a member may stand where its int or text is wanted
        if c is not None and c.sort.name == "Enum" and any(d in e.sort.parts() for d in c.sort.args) and e.sort != c.sort:
            low.reject("unsupported-call", node, f"whether this {e.sort} is a member of {c.name} is not known",
                       "compare it with the members")  # fmt: skip
    if e.sort.name == "Enum" and e.sort.args and e.sort.args[0].name in kinds:
        return low.after(e, Expr("const", (), BOOL, low.span(node), True))
    if e.sort.name == "Union":
        kinds += [m.label for m in e.sort.args if m.name == "Enum" and m.args and m.args[0].name in kinds]
        return is_tag(e, *(i for i, m in enumerate(e.sort.args) if m.name in kinds or classes.ancestors(low, m.label) & {*kinds}))
    if e.sort == INT and "Bool" in kinds and "Int" not in kinds:
        low.reject("unsupported-call", node, "whether this int is a bool is not known", "bools count as ints here")
    holds = e.sort.name in kinds or bool(classes.ancestors(low, e.sort.label) & {*kinds})
    return low.after(e, Expr("const", (), BOOL, low.span(node), holds))


tables.BUILTINS["isinstance"] = _isinstance
