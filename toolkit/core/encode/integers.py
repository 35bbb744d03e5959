"""Integers with conditions: functions that raise where they have no value (what they are is in `ops`), values that must be
of a type."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env
from toolkit.core.ir import Expr
from toolkit.core.terms import Facts, Term


def _of_natural(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = self.value(e.args[0], env, facts, checks)
    self.check(checks, facts, T.ge0(n), "ValueError", "math-domain", e.span, f"the argument of {e.op} is not negative")
    return T.scalar(e.op, n)


def _required(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """The condition is shown first; the value may rely on it."""
    ok = self.value(e.args[1], env, facts, checks)
    exception, kind, message = e.data
    self.check(checks, facts, ok, exception, kind, e.span, message)
    inner = Facts(facts)
    inner.add(ok)
    return self.value(e.args[0], env, inner, checks)


OPERATIONS.update({"isqrt": _of_natural, "factorial": _of_natural, "required": _required})
