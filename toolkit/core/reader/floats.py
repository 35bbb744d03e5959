"""Floats: operators, comparisons with ints, conversions, and the functions of `math` on floats.

An int stands where a float is expected only in arithmetic and in `math`, where CPython itself converts it; anywhere else it
would stay an int at run time, which can be seen, so it is rejected there."""

from __future__ import annotations

import ast
import math
import sys
from collections.abc import Sequence

from toolkit.core.ir import ANY, BOOL, FLOAT, INT, STR, Expr, Function, Sort
from toolkit.core.ops import TOO_LARGE
from toolkit.core.reader import tables
from toolkit.core.reader.expressions import Expressions

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "fadd", ast.Sub: "fsub", ast.Mult: "fmul", ast.Div: "fdiv", ast.FloorDiv: "ffloordiv", ast.Mod: "fmodulo",
}  # fmt: skip
_HINTS: dict[type[ast.operator], str] = {
    ast.Pow: "x * x for a square, math.sqrt(x) for a root: libm's pow is not correctly rounded",
}


def number(low: Expressions, e: Expr, node: ast.AST) -> Expr:
    """`e` as the float that CPython's arithmetic makes of it."""
    if e.sort == FLOAT or e.sort == ANY and not low.final:
        return e
    if e.sort not in (INT, BOOL, ANY):
        low.reject("type-mismatch", node, f"a number is needed here, not {e.sort}")
    e = low.number(e, node)
    if e.op == "const" and abs(e.data) < TOO_LARGE:
        return Expr("const", (), FLOAT, e.span, float(e.data))
    return Expr("float", (e,), FLOAT, low.span(node))


def binary(low: Expressions, op: type[ast.operator], a: Expr, b: Expr, node: ast.AST) -> Expr:
    """Arithmetic with a float in it, and / on ints."""
    span = low.span(node)
    if ANY in (a.sort, b.sort) and not low.final:
        return Expr("const", (), FLOAT, span, 0.0)
    if op is ast.Div and a.sort in (INT, BOOL) and b.sort in (INT, BOOL):
        return Expr("truediv", (low.number(a, node), low.number(b, node)), FLOAT, span)
    if not {a.sort, b.sort} <= {FLOAT, INT, BOOL, ANY}:
        low.reject("type-mismatch", node, f"this operator does not take {a.sort} and {b.sort}")
    if op not in _ARITHMETIC:
        low.reject("float-operator", node, "this operator is not supported on floats", _HINTS.get(op, ""))
    return Expr(_ARITHMETIC[op], (number(low, a, node), number(low, b, node)), FLOAT, span)


def unary(low: Expressions, op: ast.unaryop, e: Expr, node: ast.AST) -> Expr:
    if isinstance(op, ast.UAdd):
        return e
    if isinstance(op, ast.Invert):
        low.reject("type-mismatch", node, "~ does not take a float")
    if e.op == "const":
        return Expr("const", (), FLOAT, low.span(node), -e.data)
    return Expr("fneg", (e,), FLOAT, low.span(node))


def compared(low: Expressions, name: str, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """A float compared with an int: exact, the int is not rounded."""
    a, b = (e if e.sort == FLOAT else low.number(e, node) for e in (a, b))
    return Expr("mixed", (a, b), BOOL, low.span(node), name)


def one_number(low: Expressions, node: ast.Call) -> Expr:
    if node.keywords or len(node.args) != 1:
        low.reject("unsupported-call", node, f"{ast.unparse(node.func)} takes one argument here")
    return low.expr(node.args[0])


def _function(op: str) -> tables.Builtin:
    """A function of `math` from one float, which converts an int first."""
    sort = BOOL if op in ("fnan", "finf") else FLOAT

    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        return Expr(op, (number(low, one_number(low, node), node),), sort, low.span(node))

    return handler


def _isfinite(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    x, span = number(low, one_number(low, node), node), low.span(node)
    either = Expr("or", (Expr("fnan", (x,), BOOL, span), Expr("finf", (x,), BOOL, span)), BOOL, span)
    return Expr("not", (either,), BOOL, span)


def rounding(op: str) -> tables.Builtin:
    """From a float to an int; an int stays what it is."""

    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        if op == "fround" and len(node.args) > 1:
            return _digits(low, node)
        e = one_number(low, node)
        if e.sort == FLOAT:
            return Expr(op, (e,), INT, low.span(node))
        return low.number(e, node)

    return handler


def _digits(low: Expressions, node: ast.Call) -> Expr:
    """`round(x, 2)`."""
    digits = node.args[1]
    n = digits.value if isinstance(digits, ast.Constant) and type(digits.value) is int else -1
    if n < 0 or node.keywords or len(node.args) > 2:
        low.reject("float-round", node, "round to a number of digits that is no constant, or negative, is not supported",
                   "round(x, 2)")  # fmt: skip
    e = low.expr(node.args[0])
    if e.sort == FLOAT:
        return Expr("fdigits", (e,), FLOAT, low.span(node), n)
    return low.number(e, node)


def summand(low: Expressions, e: Expr, node: ast.AST) -> Expr:
    """What a sum adds up: from left to right, starting at 0, as CPython does up to 3.11 (Python/bltinmodule.c)."""
    if sys.version_info >= (3, 12):
        low.reject("float-sum", node, "sum of floats: Python 3.12 and later round it in another way than is known here",
                   "write the loop, starting at 0.0")  # fmt: skip
    return e


def total(low: Expressions, e: Expr, node: ast.Call, start: ast.expr | None) -> Expr:
    """The sum `e` of floats. Without a start of 0.0, that of no floats is the int 0."""
    span, at_first = low.span(node), start.value if isinstance(start, ast.Constant) else None
    if any(x.sort.name in ("Set", "FrozenSet") for a in e.args[:1] for x in a.walk()):
        low.reject("float-sum", node, "a sum of floats depends on their order, which that of a set is not", "sorted(...) gives one")
    if e.args[1].op == "quant" and e.args[1].data.kind == "sum":
        low.reject("float-sum", node, "a sum of floats over several loops is not supported", "make a list of them first")
    if start is not None and (type(at_first) is not float or repr(at_first) != "0.0"):
        low.reject("float-sum", node, "a sum of floats that starts elsewhere than at 0.0 is not supported", "write the loop")
    if start is not None:
        return e
    a = node.args[0]
    if isinstance(a, (ast.GeneratorExp, ast.ListComp)) and any(g.ifs for g in a.generators):
        low.reject("float-sum", node, "a sum of no floats is the int 0", "give it a start: sum(..., 0.0)")
    size = Expr("len", e.args[:1], INT, span)
    some = Expr("gt", (size, Expr("const", (), INT, span, 0)), BOOL, span)
    why = "there is something to add up: a sum of no floats is the int 0 (give it a start: sum(..., 0.0))"
    return Expr("require", (some, e), FLOAT, span, ("", "float-expected", why))


SUM_NOTE = "floats are summed as Python 3.11 does: later versions round differently"


def sums(f: Function) -> bool:
    """True when a function adds up floats by `sum`."""
    return any(x.op == "quant" and x.sort == FLOAT and x.data.kind == "sum" for e in f.expressions() for x in e.walk())


def _several(low: Expressions, nodes: Sequence[ast.expr], node: ast.AST) -> list[Expr]:
    return [number(low, e, node) for e in low.several([lambda n=n: low.expr(n) for n in nodes])]  # type: ignore[misc]


def _copysign(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) != 2:
        low.reject("wrong-arguments", node, "copysign takes two arguments")
    return Expr("copysign", tuple(_several(low, node.args, node)), FLOAT, low.span(node))


def _fmod(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) != 2:
        low.reject("wrong-arguments", node, "fmod takes two arguments")
    return Expr("fremainder", tuple(_several(low, node.args, node)), FLOAT, low.span(node))


def _isclose(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    span = low.span(node)
    names = [k.arg for k in node.keywords]
    if len(node.args) != 2 or not set(names) <= {"rel_tol", "abs_tol"}:
        low.reject("wrong-arguments", node, "isclose takes two arguments, rel_tol and abs_tol")
    a, b, *more = _several(low, [*node.args, *(k.value for k in node.keywords)], node)
    given = dict(zip(names, more))
    relative = given.get("rel_tol", Expr("const", (), FLOAT, span, 1e-09))
    absolute = given.get("abs_tol", Expr("const", (), FLOAT, span, 0.0))
    return Expr("isclose", (a, b, relative, absolute), BOOL, span)


def _float(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if not node.args and not node.keywords:
        return Expr("const", (), FLOAT, low.span(node), 0.0)
    e = one_number(low, node)
    if e.sort == STR:
        try:
            return Expr("const", (), FLOAT, low.span(node), float(e.data if e.op == "const" else ""))
        except ValueError:
            low.reject("unsupported-call", node, "float of a text that is no constant number is not supported")
    return number(low, e, node)


def _is_integer(low: Expressions, node: ast.Call, x: Expr) -> Expr:
    if node.args or node.keywords:
        low.reject("wrong-arguments", node, "is_integer takes no arguments")
    return Expr("fint", (x,), BOOL, low.span(node))


def _not_exact(name: str, hint: str) -> tables.Builtin:
    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        low.reject("float-function", node, f"{name} has no exact meaning here: its rounding depends on the C library", hint)

    return handler


def _constant(value: float) -> object:
    return lambda low, node: Expr("const", (), FLOAT, low.span(node), value)


tables.BUILTINS.update({"float": _float, "round": rounding("fround")})
tables.FUNCTIONS.update({
    "math.sqrt": _function("fsqrt"), "math.fabs": _function("fabs"), "math.isnan": _function("fnan"),
    "math.isinf": _function("finf"), "math.isfinite": _isfinite, "math.copysign": _copysign, "math.fmod": _fmod,
    "math.isclose": _isclose,
    "math.floor": rounding("ffloor"), "math.ceil": rounding("fceil"), "math.trunc": rounding("ftrunc"),
})  # fmt: skip
for _name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp", "log", "log2", "log10",
              "log1p", "expm1", "pow", "hypot", "dist", "cbrt", "fsum", "degrees", "radians", "modf", "ldexp"):  # fmt: skip
    tables.FUNCTIONS[f"math.{_name}"] = _not_exact(f"math.{_name}", "keep it out of the verified function, behind a parameter")
for _name in ("pi", "e", "tau", "inf", "nan"):
    tables.ATTRIBUTES[f"math.{_name}"] = _constant(getattr(math, _name))  # type: ignore[assignment]
tables.METHODS["Float", "is_integer"] = _is_integer
