"""Functions of numbers: what raises in CPython raises here; the rest is in `ops`."""

from __future__ import annotations

import math
import operator
from typing import Any

from toolkit.core.ir import Expr
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, OutOfFuel, Raised, Run


def _factorial(n: int) -> int:
    if n > 2_000:
        raise OutOfFuel
    return math.factorial(n)


_RUN: dict[str, Any] = {
    "isqrt": math.isqrt, "factorial": _factorial,
    "float": float, "fdiv": operator.truediv, "truediv": operator.truediv, "ftrunc": math.trunc, "ffloor": math.floor,
    "fceil": math.ceil, "fround": round, "fsqrt": math.sqrt, "copysign": math.copysign,
    "ffloordiv": operator.floordiv, "fmodulo": operator.mod, "fremainder": math.fmod,
    "isclose": lambda a, b, relative, absolute: math.isclose(a, b, rel_tol=relative, abs_tol=absolute),
}  # fmt: skip


def _raising(self: Interpreter, e: Expr, args: list[Run]) -> Run:
    run = getattr(operator, e.data) if e.op == "mixed" else _RUN[e.op]

    def step(env: Env) -> Any:
        try:
            return run(*(a(env) for a in args))
        except (OverflowError, ValueError, ZeroDivisionError) as error:
            raise Raised(type(error).__name__, e.span) from None

    return step


def _digits(self: Interpreter, e: Expr, args: list[Run]) -> Run:
    return lambda env: round(args[0](env), e.data)


def _item_equal(self: Interpreter, e: Expr, args: list[Run]) -> Run:
    a, b = args

    def equal(env: Env) -> bool:
        x, y = a(env), b(env)
        return x is y or bool(x == y)

    return equal


def _required(self: Interpreter, e: Expr, args: list[Run]) -> Run:
    value, condition = args

    def checked(env: Env) -> Any:
        if not condition(env):
            raise Raised(e.data[0], e.span)
        return value(env)

    return checked


OPERATIONS["required"] = _required
OPERATIONS["itemeq"] = _item_equal
OPERATIONS["fdigits"] = _digits
OPERATIONS.update(dict.fromkeys((*_RUN, "mixed"), _raising))
