"""Functions of `math` on ints, and methods of ints."""

from __future__ import annotations

import ast

from toolkit.core.ir import BOOL, INT, Expr, Sort
from toolkit.core.reader import tables
from toolkit.core.reader.expressions import Expressions


def _ints(low: Expressions, node: ast.Call, low_count: int, high: int) -> list[Expr]:
    if node.keywords or not low_count <= len(node.args) <= high:
        low.reject("unsupported-call", node, f"{ast.unparse(node.func)} with {len(node.args)} arguments is not supported")
    return low.several([lambda a=a: low.expr(a, INT) for a in node.args])  # type: ignore[misc]


def _unary(op: str) -> tables.Builtin:
    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        return Expr(op, tuple(_ints(low, node, 1, 1)), INT, low.span(node))

    return handler


def _gcd(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    span = low.span(node)
    first, *rest = _ints(low, node, 1, 16)
    result = Expr("abs", (first,), INT, span) if not rest else first
    for e in rest:
        result = Expr("gcd", (result, e), INT, span)
    return result


def _lcm(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    """|a * b| // gcd(a, b), and 0 for two zeros."""
    span, (a, b), zero = low.span(node), _ints(low, node, 2, 2), Expr("const", (), INT, low.span(node), 0)
    divisor = Expr("gcd", (a, b), INT, span)
    product = Expr("abs", (Expr("mul", (a, b), INT, span),), INT, span)
    none = Expr("eq", (divisor, zero), BOOL, span)
    return Expr("ite", (none, zero, Expr("floordiv", (product, divisor), INT, span)), INT, span)


def _method(op: str) -> tables.Method:
    def handler(low: Expressions, node: ast.Call, n: Expr) -> Expr:
        if node.args or node.keywords:
            low.reject("wrong-arguments", node, "this method takes no arguments")
        return Expr(op, (low.number(n, node),), INT, low.span(node))

    return handler


tables.FUNCTIONS.update({
    "math.gcd": _gcd, "math.lcm": _lcm, "math.isqrt": _unary("isqrt"), "math.factorial": _unary("factorial"),
})  # fmt: skip
for _sort in ("Int", "Bool"):
    tables.METHODS[_sort, "bit_length"] = _method("width")
    tables.METHODS[_sort, "bit_count"] = _method("ones")
