"""The functions of `operator` that are an operator of the language: `operator.add(a, b)` is `a + b`."""

from __future__ import annotations

import ast
from collections.abc import Callable

from toolkit.core.ir import Expr, Sort
from toolkit.core.reader import tables
from toolkit.core.reader.expressions import Expressions

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
