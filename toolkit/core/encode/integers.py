"""Functions of integers that raise where they have no value; what they are is in `ops`."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env
from toolkit.core.ir import Expr
from toolkit.core.terms import Facts, Term


def _of_natural(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = self.value(e.args[0], env, facts, checks)
    self.check(checks, facts, T.ge0(n), "ValueError", "math-domain", e.span, f"the argument of {e.op} is not negative")
    return T.scalar(e.op, n)


OPERATIONS.update({"isqrt": _of_natural, "factorial": _of_natural})
