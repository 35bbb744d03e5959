"""Comparisons: `==`, `<`, `is`, `in`, and chains of them."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, NONE, STR, Assign, Binder, Expr, If, Sort, list_of
from toolkit.core.reader import classes, containers, floats, identity, maps, tables, unions
from toolkit.core.reader.types import article, is_ordered, isdisjoint, join

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_OPS: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.In: "in", ast.NotIn: "notin",
}  # fmt: skip


def _compare(low: Expressions, node: ast.Compare, want: Sort | None) -> Expr:
    if len(node.ops) > 1:
        last, *others = [lambda i=i: _right(low, node, i) for i in (len(node.ops) - 1, *range(1, len(node.ops) - 1))]
        if low.inside(last)[1] or any(low.inside(right)[1] for right in others):  # an operand that is skipped, or not, has effects
            return _chain(low, node)
    if (known := containers.claimed(low, node)) is not None:
        return known
    rights: list[Callable[[], Expr]] = [lambda i=i: _right(low, node, i) for i in range(len(node.ops))]  # type: ignore[misc]
    operands = low.several([lambda: low.expr(node.left), *rights])
    parts = [comparison(low, op, a, b, node) for op, a, b in zip(node.ops, operands, operands[1:])]
    result = parts[-1]
    for p in reversed(parts[:-1]):
        result = Expr("and", (p, result), BOOL, low.span(node))
    return result


def _right(low: Expressions, node: ast.Compare, i: int) -> Expr:
    """The right operand of a comparison's i-th operator."""
    low.view_wanted = isinstance(node.ops[i], (ast.In, ast.NotIn)) and len(node.ops) == 1
    return low.expr(node.comparators[i])


def _chain(low: Expressions, node: ast.Compare) -> Expr:
    """A chained comparison with calls in it: each operand once, and only as long as what was compared held."""
    span = low.span(node)
    name = low.fresh("t", BOOL)
    left = low.saved(low.expr(node.left))

    def rest(left: Expr, i: int) -> None:
        right = low.saved(low.expr(node.comparators[i]))
        low.emit(Assign(span, name, comparison(low, node.ops[i], left, right, node)))
        if i + 1 < len(node.ops):
            outer, low.block = low.block, []
            rest(right, i + 1)
            more, low.block = tuple(low.block), outer
            low.emit(If(span, low.var(name, span), more, ()))

    rest(left, 0)
    return low.var(name, span)


def comparison(low: Expressions, op: ast.cmpop, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """`a op b`, with operands that are evaluated already."""
    span = low.span(node)
    if isinstance(op, (ast.Is, ast.IsNot)):
        for e in (a, b):
            low.known(e, span)
        if "Enum" in (a.sort.name, b.sort.name) and join(a.sort, b.sort) is not None:  # one object for each member
            return comparison(low, ast.Eq() if isinstance(op, ast.Is) else ast.NotEq(), a, b, node)
        if NONE not in (a.sort, b.sort):
            low.reject("identity", node, "`is` compares objects, not values", "use ==; a @requires of its own can say "
                       f"a is not b, a.xs is not b.xs of parameters, and of all rows of one: {identity.FORM}")  # fmt: skip
        e = unions.is_none(low, b if a.sort == NONE else a, a if a.sort == NONE else b)
        return e if isinstance(op, ast.Is) else Expr("not", (e,), BOOL, span)
    name = _OPS[type(op)]
    held = any(x.sort in y.sort.args for x, y in ((a, b), (b, a)) if y.sort.name != "Enum")
    if a.sort != b.sort and not held or name in ("lt", "le", "gt", "ge"):
        a, b = classes.data(low, a, node), classes.data(low, b, node)
    for e in (a, b) if name in ("lt", "le", "gt", "ge") or NONE in (a.sort, b.sort) else ():
        low.known(e, span)
    if name in ("lt", "le", "gt", "ge") and a.sort.name in maps.SETS and b.sort.name in maps.SETS:
        if join(a.sort.args[0], b.sort.args[0]) is not None:
            return maps.order(name, a, b)
    if name in ("in", "notin"):
        e = _membership(low, a, b, node)
        return e if name == "in" else Expr("not", (e,), BOOL, span)
    if name in ("lt", "le", "gt", "ge"):
        a, b = unions.operands(low, a, b, node)
    elif NONE in (a.sort, b.sort):
        classes.comparable(low, b.sort if a.sort == NONE else a.sort, node)
        e = unions.is_none(low, b if a.sort == NONE else a, a if a.sort == NONE else b)
        return e if name == "eq" else Expr("not", (e,), BOOL, span)
    found = classes.comparison(low, name, a, b, node)
    return found if found is not None else compared(low, name, a, b, node)


def _bare(e: Expr, sort: Sort) -> Expr:
    """`e`; as a tuple of items, where a NamedTuple is compared with one: whatever its operators are."""
    return classes.fields(e) if e.sort.name == "Tuple" and e.sort.label and not sort.label else e


def compared(low: Expressions, name: str, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """A comparison of values."""
    span = low.span(node)
    if FLOAT in (a.sort, b.sort) and {a.sort, b.sort} & {INT, BOOL}:
        return floats.compared(low, name, a, b, node)
    sort = join(a.sort, b.sort)
    if sort is None:
        apart = isdisjoint(a.sort, b.sort)
        low.reject("type-mismatch", node, f"comparing {article(a.sort)} with {article(b.sort)}",
                   "values of these types are never equal" if apart else "make both sides of one type first")  # fmt: skip
    a, b = (low.number(x, node) if sort == INT else low.coerce(_bare(x, sort), sort, node) for x in (a, b))
    if name in ("lt", "le", "gt", "ge"):
        if sort != FLOAT and not is_ordered(sort):
            low.reject("unsupported-order", node, f"the order of {sort} values is not supported",
                       "numbers, strings, bytes, and lists and tuples of them can be ordered")  # fmt: skip
    return Expr(name, (a, b), BOOL, span)


def same_item(low: Expressions, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """What containers take for equal: one object, or ==. That differs from == for NaN alone."""
    e = comparison(low, ast.Eq(), a, b, node)
    return Expr("itemeq", e.args, BOOL, e.span) if e.op == "eq" and e.args[0].sort.loose else e


def _membership(low: Expressions, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """`a in b`."""
    span = low.span(node)
    b = containers.items(unions.operand(low, b, node))
    classes.comparable(low, a.sort, node)
    found = classes.special(low, b, "__contains__", node, a)
    if found is not None:
        return low.truth(found)
    if b.sort == STR:
        return Expr("in", (low.coerce(a, STR, node), b), BOOL, span)
    if b.sort == BYTES:
        if a.sort not in (BYTES, INT):
            low.reject("type-mismatch", node, f"{article(a.sort)} is never in bytes")
        if a.sort == INT:  # ValueError unless it is a byte: `bytes` says so, once b is known
            byte = Expr("text.bytes", (Expr("list", (a,), list_of(INT), span),), BYTES, span)
            b = low.after(b, low.after(byte, Expr("tolist", (b,), list_of(INT), span)))
        return Expr("in", (a, b), BOOL, span)
    if b.sort.name == "Tuple":
        result = Expr("const", (), BOOL, span, False)
        if not b.sort.args:
            return low.after(a, low.after(b, result))
        for i in reversed(range(len(b.sort.args))):
            item = Expr("proj", (b,), b.sort.args[i], span, i)
            same = same_item(low, item, a, node) if item.sort.loose and a.op == "var" else same_item(low, a, item, node)
            result = Expr("or", (same, result), BOOL, span)
        return result
    if b.sort.name == "Seq":
        b = Expr("tolist", (b,), list_of(b.sort.args[0]), span)
    if b.sort.name == "List":
        s = join(a.sort, b.sort.args[0])
        if s is None:
            low.reject("type-mismatch", node, f"{article(a.sort)} is not looked up in {article(b.sort)}")
        if s != b.sort.args[0] and b.sort.args[0] != ANY:  # an int in a list of bools, None in one of ints
            name = low.fresh_bound("m", b.sort.args[0])
            body = same_item(low, name, a, node)
            return low.after(a, Expr("quant", (b, body), BOOL, span, Binder("any", name.data)))
        return Expr("in", (low.number(a, node) if s == INT else low.coerce(_bare(a, s), s, node), b), BOOL, span)
    if b.sort.name in ("Dict", "Set", "FrozenSet", "View"):
        return maps.member(low, a, b, node)
    low.reject("type-mismatch", node, f"`in` needs a list, tuple or str, not {article(b.sort)}")


tables.NODES["Compare"] = _compare
