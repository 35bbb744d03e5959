"""Operators, `and`, `or`, `not`, `x if c else y`; and the functions of `operator`: `operator.add(a, b)` is `a + b`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, NONE, STR, Assign, Expr, If, Sort, tuple_of
from toolkit.core.reader import classes, floats, maps, sequences, tables, text, unions
from toolkit.core.reader.types import article, join

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_OPS: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.FloorDiv: "floordiv", ast.Mod: "mod", ast.Pow: "pow",
    ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
}  # fmt: skip


def _unaryop(low: Expressions, node: ast.UnaryOp, want: Sort | None) -> Expr:
    if isinstance(node.op, ast.Not):
        return low.condition(node)
    e, span = low.expr(node.operand), low.span(node)
    e = unions.operand(low, e, node)
    if (found := classes.operator(low, type(node.op), node, e)) is not None:
        return found
    if e.sort == FLOAT:
        return floats.unary(low, node.op, e, node)
    if e.sort not in (INT, BOOL, ANY):
        low.reject("type-mismatch", node, f"this operator needs an int, not {article(e.sort)}")
    e = low.number(e, node)
    if isinstance(node.op, ast.UAdd):
        return e
    if e.op == "const" and isinstance(node.op, ast.USub):
        return Expr("const", (), INT, span, -e.data)
    return Expr("neg" if isinstance(node.op, ast.USub) else "invert", (e,), INT, span)


def _binop(low: Expressions, node: ast.BinOp, want: Sort | None) -> Expr:
    hint = want if want is not None and want.name == "List" and isinstance(node.op, (ast.Add, ast.Mult)) else None
    a, b = low.several([lambda: _side(low, node.left, hint), lambda: _side(low, node.right, hint)])
    return binary(low, type(node.op), a, b, node)


def _side(low: Expressions, node: ast.expr, hint: Sort | None) -> Expr:
    return low.expr(node, hint) if hint is not None and isinstance(node, ast.List) else low.expr(node)


def binary(low: Expressions, op: type[ast.operator], a: Expr, b: Expr, node: ast.AST) -> Expr:
    """`a op b`, with operands that are evaluated already."""
    span = low.span(node)
    if a.sort.name == "Union" and any(m.label and m.name != "Enum" for m in a.sort.args):  # whose method decides
        a = unions.operand(low, a, node, b)
    if (found := classes.operator(low, op, node, a, b)) is not None:
        return found
    a, b = classes.data(low, a, node), classes.data(low, b, node)
    if op is ast.Mod and a.sort == STR and isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
        return text.percent(low, str(node.left.value), b, node)
    found = maps.binary(low, op, a, b, node)
    if found is not None:
        return found
    if op is ast.Div or FLOAT in (a.sort, b.sort):
        return floats.binary(low, op, a, b, node)
    if op not in _OPS:
        low.reject("unsupported-operator", node, f"the operator {op.__name__} is not supported")
    name = _OPS[op]
    a, b = unions.operands(low, a, b, node)
    sa, sb = a.sort, b.sort
    if name in ("bitand", "bitor", "bitxor") and sa == sb == BOOL:
        return Expr(name, (a, b), BOOL, span)
    if sa in (INT, BOOL) and sb in (INT, BOOL):
        return Expr(name, (low.number(a, node), low.number(b, node)), INT, span)
    if name == "add" and sa == sb and sa in (STR, BYTES):
        return Expr("concat", (a, b), sa, span)
    if name == "add" and sa.name == sb.name == "List":
        s = join(sa, sb)
        if s is None:
            low.reject("type-mismatch", node, f"cannot add {article(sa)} and {article(sb)}")
        return Expr("concat", (low.coerce(a, s, node), low.coerce(b, s, node)), s, span)
    if "Seq" in (sa.name, sb.name) or name == "mul" and "Tuple" in (sa.name, sb.name):
        return sequences.binary(low, name, a, b, node)
    if name == "add" and sa.name == sb.name == "Tuple":
        items = [Expr("proj", (x,), s, span, i) for x in (a, b) for i, s in enumerate(x.sort.args)]
        return Expr("tuple", tuple(items), tuple_of(*sa.args, *sb.args), span)
    if name == "mul" and sa in (INT, BOOL) and sb.name in ("List", "Str", "Bytes"):
        return Expr("repeat", (b, low.number(a, node)), sb, span, True)
    if name == "mul" and sb in (INT, BOOL) and sa.name in ("List", "Str", "Bytes"):
        return Expr("repeat", (a, low.number(b, node)), sa, span)
    if name == "mod" and sa == STR:
        low.reject("unsupported-operator", node, "% on strings that are not written there is not supported", "use an f-string")
    if ANY in (sa, sb) and not low.final:  # while sorts are still being found
        return Expr("const", (), ANY, span, 0)
    low.reject("type-mismatch", node, f"this operator does not take {article(sa)} and {article(sb)}")


def _boolop(low: Expressions, node: ast.BoolOp, want: Sort | None) -> Expr:
    return shortcut(low, isinstance(node.op, ast.And), node.values, node)


def shortcut(low: Expressions, is_and: bool, values: Sequence[ast.expr], node: ast.AST, test: bool = False) -> Expr:
    """values[0] and (or) values[1] ...; as a `test`, its truth alone."""
    span = low.span(node)
    first = low.condition(values[0]) if test else low.expr(values[0])
    if len(values) == 1:
        return first
    with unions.hinted(low, values[0], is_and):
        rest, stmts = low.inside(lambda: shortcut(low, is_and, values[1:], node, test))
    optional = first.sort.name == "Union" and first.sort.args[0] == NONE and len(first.sort.args) == 2
    if optional and not (is_and or stmts or test):
        some = unions.unwrap(first, 1)  # what is true is not None
        sure = join(some.sort, rest.sort)
        if sure is not None:
            return Expr("ite", (low.truth(first), low.coerce(some, sure, node), low.coerce(rest, sure, node)), sure, span)
    if first.sort == rest.sort == BOOL:
        sort = BOOL
    else:
        joined = join(first.sort, rest.sort)
        if joined is None:
            low.reject("type-mismatch", node, f"this is {article(first.sort)} or {article(rest.sort)}",
                       "write bool(...) around it, or compare explicitly")  # fmt: skip
        sort = joined
        first, rest = low.coerce(first, sort, node), low.coerce(rest, sort, node)
    if not stmts:
        if sort == BOOL:
            return Expr("and" if is_and else "or", (first, rest), BOOL, span)
        c = low.truth(first)
        return Expr("ite", (c, rest, first) if is_and else (c, first, rest), sort, span)
    name = low.fresh("t", sort)
    low.emit(Assign(span, name, first))
    more = (*stmts, Assign(span, name, rest))
    held = low.truth(low.var(name, span))
    low.emit(If(span, held, more if is_and else (), () if is_and else more))
    return low.var(name, span)


def _ifexp(low: Expressions, node: ast.IfExp, want: Sort | None) -> Expr:
    span = low.span(node)
    c = low.condition(node.test)
    with unions.hinted(low, node.test, True):
        a, first = low.inside(lambda: low.expr(node.body, want))
    with unions.hinted(low, node.test, False):
        b, second = low.inside(lambda: low.expr(node.orelse, want))
    sort = join(a.sort, b.sort)
    if sort is None:
        low.reject("type-mismatch", node, f"the two values are {article(a.sort)} and {article(b.sort)}")
    a, b = low.coerce(a, sort, node), low.coerce(b, sort, node)
    if not first and not second:
        return Expr("ite", (c, a, b), sort, span)
    name = low.fresh("t", sort)
    low.emit(If(span, c, (*first, Assign(span, name, a)), (*second, Assign(span, name, b))))
    return low.var(name, span)


tables.NODES.update({"UnaryOp": _unaryop, "BinOp": _binop, "BoolOp": _boolop, "IfExp": _ifexp})


# --- the functions of `operator` ------------------------------------------------------------------------------------------

_BINARY: dict[str, type[ast.operator]] = {
    "add": ast.Add, "sub": ast.Sub, "mul": ast.Mult, "floordiv": ast.FloorDiv, "mod": ast.Mod, "pow": ast.Pow,
    "truediv": ast.Div, "lshift": ast.LShift, "rshift": ast.RShift, "and_": ast.BitAnd, "or_": ast.BitOr, "xor": ast.BitXor,
}  # fmt: skip
_COMPARE: dict[str, type[ast.cmpop]] = {
    "lt": ast.Lt, "le": ast.LtE, "gt": ast.Gt, "ge": ast.GtE, "eq": ast.Eq, "ne": ast.NotEq, "is_": ast.Is, "is_not": ast.IsNot,
}  # fmt: skip
_UNARY: dict[str, type[ast.unaryop]] = {
    "neg": ast.USub, "pos": ast.UAdd, "inv": ast.Invert, "invert": ast.Invert, "not_": ast.Not,
}  # fmt: skip
Args = list[ast.expr]


def _entry(size: int, made: Callable[[Args], ast.expr], name: str) -> tables.Builtin:
    def lower(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        if len(node.args) != size or node.keywords:
            low.reject("wrong-arguments", node, f"operator.{name} takes {size} positional arguments")
        new = made(node.args)
        for n in (new, *(c for c in ast.iter_child_nodes(new) if not hasattr(c, "lineno"))):
            ast.copy_location(n, node)
        return low.expr(new, want)

    return lower


def _register() -> None:
    table: dict[str, tuple[int, Callable[[Args], ast.expr]]] = {
        "getitem": (2, lambda a: ast.Subscript(a[0], a[1], ast.Load())),
        "truth": (1, lambda a: ast.UnaryOp(ast.Not(), ast.UnaryOp(ast.Not(), a[0]))),
    }
    for name, b in _BINARY.items():
        table[name] = (2, lambda a, b=b: ast.BinOp(a[0], b(), a[1]))  # type: ignore[misc]
    for name, c in _COMPARE.items():
        table[name] = (2, lambda a, c=c: ast.Compare(a[0], [c()], [a[1]]))  # type: ignore[misc]
    for name, u in _UNARY.items():
        table[name] = (1, lambda a, u=u: ast.UnaryOp(u(), a[0]))  # type: ignore[misc]
    for name, (size, made) in table.items():
        tables.FUNCTIONS[f"operator.{name}"] = _entry(size, made, name)


_register()
