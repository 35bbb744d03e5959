"""How operations on whole sequences run: with CPython's own functions, given what the keys and steps mean."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

from toolkit.core.ir import Expr
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, Raised, Run, bind


def _of_one(e: Expr, run: Run, env: Env) -> Callable[[Any], Any]:
    """The function of an item that the last argument describes."""

    def call(x: Any) -> Any:
        inner = dict(env)
        bind(e.data.target, x, inner)
        return run(inner)

    return call


def _sorted(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    down = e.data is not None and e.data.kind == "descending"

    def run(env: Env) -> Any:
        key = _of_one(e, args[1], env) if len(args) > 1 else None
        return sorted(args[0](env), key=key, reverse=down)

    return run


def _extremum(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    best: Callable[..., Any] = min if e.op == "min" else max

    def run(env: Env) -> Any:
        xs = list(args[0](env))
        if not xs:
            raise Raised("ValueError", e.span)
        return best(xs, key=_of_one(e, args[1], env) if len(args) > 1 else None)

    return run


def _find(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    def run(env: Env) -> Any:
        xs, x = args[0](env), args[1](env)
        try:
            return xs.index(x)
        except ValueError:
            raise Raised("ValueError", e.span) from None

    return run


def _natural(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    def run(env: Env) -> Any:
        n = args[0](env)
        if n < 0:
            raise Raised("ValueError", e.span)
        return n

    return run


def _while(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    part: Any = itertools.takewhile if e.data.kind == "takewhile" else itertools.dropwhile
    return lambda env: list(part(_of_one(e, args[1], env), args[0](env)))


def _fold(interpreter: Interpreter, e: Expr, args: list[Run]) -> Run:
    so_far, item, has_first = e.data

    def run(env: Env) -> Any:
        xs = list(args[0](env))
        first = [args[1](env)] if has_first else []

        def step(acc: Any, x: Any) -> Any:
            interpreter.spend()
            return args[-1]({**env, so_far: acc, item: x})

        if e.op == "accumulate":
            return list(itertools.accumulate([*first, *xs], step))
        if not first and not xs:
            raise Raised("TypeError", e.span)
        return functools.reduce(step, [*first, *xs])

    return run


OPERATIONS.update(
    sorted=_sorted,
    min=_extremum,
    max=_extremum,
    find=_find,
    natural=_natural,
    takewhile=_while,
    reduce=_fold,
    accumulate=_fold,
    lazy=lambda i, e, args: lambda env: list(args[0](env)),
    toseq=lambda i, e, args: lambda env: tuple(args[0](env)),
    flatten=lambda i, e, args: lambda env: [x for xs in args[0](env) for x in xs],
)
