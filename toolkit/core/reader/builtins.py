"""The builtin functions that belong to no other room: `len`, `abs`, `int`, `sum`, `all`, `list`, ..."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, FLOAT, INT, STR, Binder, Expr, Sort, list_of, tuple_of
from toolkit.core.reader import calls, classes, containers, floats, iteration, operators, tables, text, unions
from toolkit.core.reader.types import article

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions


def over(low: Expressions, kind: str, node: ast.Call, want: Sort | None = None) -> Expr:
    """A builtin over one iterable: all, any, sum or list (`want`: the sort of its items)."""
    (a,) = calls.arguments(low, node, 1)
    if isinstance(a, ast.GeneratorExp) or isinstance(a, ast.ListComp) and kind != "list":
        # all([...]) evaluates everything first: no difference once nothing raises
        return iteration.comprehension(low, kind, a.elt, a.generators, node, want, kind in ("sum", "list"))
    low.any_order, low.at_once = kind != "list", kind in ("list", "sum")
    seq = iteration.sequence(low, a)
    span = low.span(node)
    if kind == "list":
        return Expr("tolist", (seq,), seq.sort, span)
    x = low.fresh_bound("x", seq.sort.args[0])
    body = iteration.summand(low, x, node) if kind == "sum" else low.truth(x)
    return Expr("quant", (seq, body), body.sort, span, Binder(kind, x.data))


def _len(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    (argument,) = calls.arguments(low, node, 1)
    low.view_wanted = True
    e = containers.items(unions.operand(low, low.expr(argument), node))
    if e.sort.name == "Tuple":
        return low.after(e, Expr("const", (), INT, low.span(node), len(e.sort.args)))
    if e.sort.name in ("Object", "Rec") and (size := classes.length(low, e, node)) is not None:
        return size
    if e.sort.name in ("Dict", "Set", "FrozenSet", "View"):
        return Expr("size", (e.args[0] if e.sort.name == "View" else e,), INT, low.span(node))
    if e.sort.name not in ("List", "Seq", "Str", "Bytes", "Any"):
        low.reject("type-mismatch", node, f"{article(e.sort)} has no length")
    return Expr("len", (e,), INT, low.span(node))


def _abs(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    e = unions.operand(low, low.expr(calls.arguments(low, node, 1)[0]), node)
    if (found := classes.special(low, e, "__abs__", node, result=ANY)) is not None:
        return found
    if e.sort == FLOAT:
        return Expr("fabs", (e,), FLOAT, low.span(node))
    return Expr("abs", (low.number(e, node),), INT, low.span(node))


def _int(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if len(node.args) == 2:
        return text.in_base(low, node)
    e = unions.operand(low, low.expr(calls.arguments(low, node, 1)[0]), node)
    if e.sort == STR:
        return Expr("text.int", (e,), INT, low.span(node))
    if e.sort == FLOAT:
        return Expr("ftrunc", (e,), INT, low.span(node))
    if e.sort not in (INT, BOOL, ANY):
        low.reject("unsupported-call", node, f"int() of {article(e.sort)} is not supported")
    return low.number(e, node)


def _bool(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    return low.condition(calls.arguments(low, node, 1)[0])


def _divmod(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    calls.arguments(low, node, 2)
    a, b = low.several([lambda n=n: low.expr(n) for n in node.args])  # type: ignore[misc]
    if FLOAT not in (a.sort, b.sort):
        a, b = low.coerce(a, INT, node), low.coerce(b, INT, node)
    parts = tuple(operators.binary(low, op, a, b, node) for op in (ast.FloorDiv, ast.Mod))
    return Expr("tuple", parts, tuple_of(*(p.sort for p in parts)), low.span(node))


def _pow(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    calls.arguments(low, node, 2, 3)
    a, b, *modulus = low.several([lambda n=n: low.expr(n, INT) for n in node.args])  # type: ignore[misc]
    span = low.span(node)
    if not modulus:
        return Expr("pow", (a, b), INT, span)
    zero, m = Expr("const", (), INT, span, 0), modulus[0]
    positive, some = Expr("ge", (b, zero), BOOL, span), Expr("ne", (m, zero), BOOL, span)
    found: Expr = Expr("mod", (Expr("pow", (a, b), INT, span), m), INT, span)
    found = Expr("require", (positive, found), INT, span, ("", "exponent-not-negative", "the exponent is not negative"))
    return Expr("require", (some, found), INT, span, ("ValueError", "modulus-not-zero", "the modulus is not zero"))


def _all(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    return over(low, "all", node)


def _any(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    return over(low, "any", node)


def _sum(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if len(node.args) == 2:
        one = ast.copy_location(ast.Call(node.func, node.args[:1], []), node)
        a = over(low, "sum", one)
        if a.sort == FLOAT:
            return floats.total(low, a, node, node.args[1])
        b, effects = low.inside(lambda: low.expr(node.args[1], INT))
        if effects:
            low.reject("effect-order", node, "a call in the start of a sum, which is evaluated before anything is added up",
                       "compute it first, into a variable")  # fmt: skip
        return Expr("add", (a, b), INT, low.span(node))
    a = over(low, "sum", node)
    return floats.total(low, a, node, None) if a.sort == FLOAT else a


def _list(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if not node.args:
        return Expr("list", (), want if want is not None and want.name == "List" else list_of(ANY), low.span(node))
    return over(low, "list", node, want.args[0] if want is not None and want.name == "List" else None)


def _range(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    return iteration.sequence(low, node)


def _only_iterated(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    name = node.func.id  # type: ignore[attr-defined]
    low.reject("unsupported-call", node, f"{name}(...) can only be iterated over", f"list({name}(...)) is a list")


def _plain(lower: tables.Builtin) -> tables.Builtin:
    """For a function that takes no argument by its name."""

    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        if node.keywords:
            low.reject("unsupported-call", node, f"keyword arguments of {ast.unparse(node.func)} are not supported")
        return lower(low, node, want)

    return handler


tables.BUILTINS.update({name: _plain(lower) for name, lower in {
    "len": _len, "abs": _abs, "int": _int, "bool": _bool, "divmod": _divmod, "pow": _pow, "all": _all, "any": _any, "sum": _sum,
    "list": _list, "range": _range, **dict.fromkeys(("enumerate", "zip", "reversed", "map", "filter"), _only_iterated),
}.items()})  # fmt: skip
