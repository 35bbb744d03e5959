"""What is called on text, run: the real methods of CPython."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from toolkit.core.ir import Expr
from toolkit.core.reader.text import METHOD_NAMES
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, OutOfFuel, Raised, Run

_WIDEST = 100_000


def _run(f: Callable[..., Any]) -> Callable[[Interpreter, Expr, list[Run]], Run]:
    """The operation that calls `f` on the values; what it raises is what the program raises."""

    def operation(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
        def run(env: Env) -> Any:
            values = [a(env) for a in args]
            try:
                return f(*values)
            except (ValueError, TypeError, OverflowError) as error:
                name = "ValueError" if isinstance(error, ValueError) else type(error).__name__
                raise Raised(name, e.span) from None

        return run

    return operation


def _wide(method: Callable[..., str]) -> Callable[..., str]:
    def pad(s: str, width: int, *fill: str) -> str:
        if width > _WIDEST:
            raise OutOfFuel
        return method(s, width, *fill)

    return pad


def _format(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    return _run(lambda v: format(v, e.data))(interpreter, e, args)


OPERATIONS.update({"str." + m: _run(getattr(str, m)) for m in METHOD_NAMES})
OPERATIONS.update({"str." + m: _run(_wide(getattr(str, m))) for m in ("zfill", "ljust", "rjust", "center")})
OPERATIONS["text.format"] = _format
OPERATIONS["text.middle"] = _run(_wide(lambda s, width, fill=" ": format(s, f"{fill}^{width}")))
OPERATIONS.update({f"text.{f.__name__}": _run(f) for f in (str, int, ord, chr, repr, bytes)})
