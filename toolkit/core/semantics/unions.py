"""Values of a union are plain Python values; their type says which member they are of."""

from __future__ import annotations

from collections import deque
from typing import Any

from toolkit.core.ir import Expr, Sort
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, LeavesLanguage, Raised, Run
from toolkit.core.semantics.objects import Instance, Member

_TYPES = {"Int": int, "Bool": bool, "Float": float, "Str": str, "Bytes": bytes, "None": type(None), "List": list, "Tuple": tuple,
          "Seq": tuple, "Set": set, "FrozenSet": frozenset, "Deque": deque}  # fmt: skip


def belongs(value: Any, sort: Sort) -> bool:
    """True when a value is of this member of a union (members differ in their Python types)."""
    if sort.name in ("Object", "Rec", "Enum"):
        return isinstance(value, (Instance, Member)) and value.label == sort.label
    if sort.name in ("Tuple", "Dict"):  # a NamedTuple, a Counter
        return isinstance(value, tuple if sort.name == "Tuple" else dict)
    return type(value) is _TYPES.get(sort.name)


def _wrap(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    return args[0]


def _unwrap(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    value, (index, exception), sort = args[0], e.data, e.args[0].sort

    def unwrap(env: Env) -> Any:
        v = value(env)
        if not belongs(v, sort.args[index]):
            if not exception:
                raise LeavesLanguage
            raise Raised(exception, e.span)
        return v

    return unwrap


def _istag(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    value, members = args[0], [e.args[0].sort.args[k] for k in e.data]
    return lambda env: any(belongs(value(env), m) for m in members)


OPERATIONS.update({"wrap": _wrap, "unwrap": _unwrap, "istag": _istag})
