"""The value of a `terms.Term`, computed naively: what the tests hold simplification, axioms and z3 against.

Integers and booleans are Python's; an array is an `Array`, a list a pair (length, Array), a tuple a Python tuple. A quantifier
runs over a window of integers (`WINDOW`), so bodies must say nothing outside it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.core.ops import OPS
from toolkit.core.terms import Term

WINDOW = range(-8, 24)


class Array:
    """A function from integers, as exceptions to a function; equal to another one when both have the same exceptions to the
    same function object, or agree on the window."""

    def __init__(self, at: Callable[[int], Any], changed: Mapping[int, Any] | None = None) -> None:
        self.function, self.changed = at, dict(changed or {})

    def __getitem__(self, i: int) -> Any:
        return self.changed[i] if i in self.changed else self.function(i)

    def store(self, i: int, v: Any) -> Array:
        return Array(self.function, {**self.changed, i: v})

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Array):
            return NotImplemented
        places = WINDOW if self.function is not other.function else (*WINDOW, *self.changed, *other.changed)
        return all(self[i] == other[i] for i in places)

    def __hash__(self) -> int:
        return 0

    def __repr__(self) -> str:
        return f"Array({[self[i] for i in range(6)]})"


def array(items: list[Any], default: Any = 0) -> Array:
    return Array(lambda i: default, dict(enumerate(items)))


def as_list(value: Any) -> Any:
    """A value of the logic as Python's: lists of lists too."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], Array):
        return [as_list(value[1][i]) for i in range(value[0])]
    return tuple(map(as_list, value)) if isinstance(value, tuple) else value


def evaluate(
    t: Term, symbols: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]] | None = None,
    bound: Mapping[int, Any] | None = None,
) -> Any:  # fmt: skip
    """`symbols` gives the free constants by name, `functions` the applied ones, `bound` the bound variables by identity."""
    functions = functions or {}

    def go(t: Term, env: Mapping[int, Any]) -> Any:
        match t.op:
            case "const":
                return t.data
            case "sym":
                return symbols[t.data]
            case "bound":
                return env[t.data]
            case "and":
                return all(go(a, env) for a in t.args)
            case "or":
                return any(go(a, env) for a in t.args)
            case "implies":
                return not go(t.args[0], env) or go(t.args[1], env)
            case "ite":
                return go(t.args[1] if go(t.args[0], env) else t.args[2], env)
            case "lambda":
                [variable] = t.data[0]
                return Array(lambda i: go(t.args[0], {**env, variable.data: i}))
            case "forall" | "exists":
                names = [v.data for v in t.data[0]]
                assert all(v.sort.name == "Int" for v in t.data[0])
                rounds = (go(t.args[0], {**env, **dict(zip(names, vs))}) for vs in itertools.product(WINDOW, repeat=len(names)))
                return all(rounds) if t.op == "forall" else any(rounds)
        args = [go(a, env) for a in t.args]
        match t.op:
            case "sum":
                return sum(c * a for a, c in zip(args, t.data[0])) + t.data[1]
            case "ge0":
                return args[0] >= 0
            case "eq":
                if isinstance(args[0], float):  # the same value: NaN is NaN, -0.0 is not 0.0
                    return repr(args[0]) == repr(args[1])
                return args[0] == args[1]
            case "select":
                return args[0][args[1]]
            case "store":
                return args[0].store(args[1], args[2])
            case "mk":
                return (args[0], args[1])
            case "len":
                return args[0][0]
            case "data":
                return args[0][1]
            case "tup":
                return tuple(args)
            case "proj":
                return args[0][t.data]
            case "app":
                return functions[t.data](*args)
            case "div":
                return args[0] // args[1]
            case "emod":
                return args[0] % args[1]
        return OPS[t.op].run(*args)

    return go(t, bound or {})
