"""`re`, run: CPython's own. A pattern that may take long for a text is left to a run in the sandbox."""

from __future__ import annotations

import math
import re
from typing import Any

from toolkit.core.ir import Expr
from toolkit.core.regexes import compiled, parsed
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, LeavesLanguage, Run
from toolkit.core.semantics.objects import instance

_MOST = 5
_SIMPLE = ("LITERAL", "NOT_LITERAL", "IN", "ANY", "AT")


def _choices(parts: Any) -> float:
    """How many repetitions there are, of which each can end at any place; infinite where choices are repeated, or parts that were
    found are looked for again: the time that a text takes can then be exponential in its length."""
    found = 0.0
    for op, of in parts:
        kind = str(op)
        if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            inner = _choices(of[2])
            found += inner if of[1] == 1 else 1 if inner == 0 else math.inf
        elif kind == "SUBPATTERN":
            found += _choices(of[-1])
        elif kind == "BRANCH":
            found += 1 + sum(map(_choices, of[1]))
        elif kind not in _SIMPLE:
            return math.inf
        found += kind.endswith("REPEAT") and of[:2] == (0, 1)
    return found


def _run(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    pattern, *put = e.data
    made = compiled(pattern)
    quick = _choices(parsed(pattern)) <= _MOST

    def run(env: Env) -> Any:
        text = args[0](env)
        if not quick:
            raise LeavesLanguage
        found = getattr(made, e.op.removeprefix("re."))(*put, text)
        return instance(e.sort.args[1], (found.group(), *found.groups())) if isinstance(found, re.Match) else found

    return run


OPERATIONS.update({f"re.{name}": _run for name in ("match", "search", "fullmatch", "sub", "findall", "split")})
