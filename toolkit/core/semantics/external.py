"""Functions that are not seen: those of the shipped library are the real ones; what others do is not known."""

from __future__ import annotations

import importlib
from typing import Any

from toolkit.core.ir import Function
from toolkit.core.semantics import LeavesLanguage, OutOfFuel, Raised

# Pure functions of the standard library that may run in this process: no time limit is needed for small arguments.
_RUN = frozenset({"bisect", "heapq", "operator", "functools", "itertools", "collections", "math", "string"})
_LARGEST = 2_000  # of arguments whose factorial may be asked for


def run(f: Function, args: list[Any]) -> tuple[str, Any]:
    """What the function returns, as the signal of a `return`. Raises `Raised`, `LeavesLanguage` and `OutOfFuel`."""
    module, _, name = f.name.partition(":")
    if f.external != "library" or module not in _RUN:
        raise LeavesLanguage
    if module == "math" and any(isinstance(a, int) and abs(a) > _LARGEST for a in args):
        raise OutOfFuel
    real = getattr(importlib.import_module(module), name.partition("[")[0])
    positional = [a for p, a in zip(f.params, args) if p.how != "keyword"]
    named = {p.name: a for p, a in zip(f.params, args) if p.how == "keyword"}
    try:
        return "return", real(*positional, **named)
    except Exception as e:
        raise Raised(type(e).__name__, f.span) from None
