"""z3 about ground forms: do they hold together, which of them do not, and if they do, a model.

z3's C interface is called as it is: forms are small and many, and its Python objects take longer than the solver does.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import Any

from toolkit.proposers.ground.forms import (
    Add,
    And,
    Eq,
    Ff,
    Form,
    Iff,
    Imp,
    Le,
    Lin,
    Lt,
    Mul,
    Neg,
    Not,
    Num,
    Or,
    Prop,
    Sub,
    Tt,
    Var,
)


class Oracle:
    """One solver, to which each form is told once, behind a name. `rlimit` in steps of z3, of one question."""

    def __init__(self, rlimit: int) -> None:
        import z3

        self._z3 = z3
        self.context = z3.Context()
        self._ctx = self.context.ref()
        self._all: list[Any] = []  # terms, which a context is slow to close over when they are left
        self._rlimit = rlimit
        self._solver = self._new()
        self._scopes: Any = None  # a solver for questions that are soon forgotten
        self._sorts = z3.IntSort(self.context), z3.BoolSort(self.context)  # kept here
        self._int, self._bool = (s.ast for s in self._sorts)
        self._terms: dict[Form | Lin, Any] = {}
        self._names: dict[Form, Any] = {}
        self._forms: dict[int, Form] = {}  # by the number of its name
        self._numbers = itertools.count()

    def _new(self) -> Any:
        z3, ctx = self._z3, self._ctx
        solver = z3.Z3_mk_simple_solver(ctx)
        z3.Z3_solver_inc_ref(ctx, solver)
        params = z3.Z3_mk_params(ctx)
        z3.Z3_params_inc_ref(ctx, params)
        z3.Z3_params_set_uint(ctx, params, z3.Z3_mk_string_symbol(ctx, "rlimit"), self._rlimit)
        z3.Z3_solver_set_params(ctx, solver, params)
        z3.Z3_params_dec_ref(ctx, params)
        return solver

    def __del__(self) -> None:
        for name in ("_solver", "_scopes"):
            if getattr(self, name, None) is not None:
                self._z3.Z3_solver_dec_ref(self._ctx, getattr(self, name))
        for term in self._all:
            self._z3.Z3_dec_ref(self._ctx, term)

    def holds(self, forms: Iterable[Form]) -> bool | None:
        """Whether the forms have a model; None when z3 does not say."""
        names = [self._name(f) for f in dict.fromkeys(forms)]
        array = (self._z3.Ast * len(names))(*names)
        answer = self._z3.Z3_solver_check_assumptions(self._ctx, self._solver, len(names), array)
        return {1: True, -1: False}.get(answer)

    def closed(self, given: Iterable[Form], cases: Iterable[Form]) -> Iterator[bool]:
        """Of each case, one after another: whether it does not hold together with what is given (few literals)."""
        z3, ctx = self._z3, self._ctx
        if self._scopes is None:
            self._scopes = self._new()
        z3.Z3_solver_push(ctx, self._scopes)
        try:
            for f in given:
                z3.Z3_solver_assert(ctx, self._scopes, self.term(f))
            for f in cases:
                z3.Z3_solver_push(ctx, self._scopes)
                try:
                    z3.Z3_solver_assert(ctx, self._scopes, self.term(f))
                    answer = z3.Z3_solver_check(ctx, self._scopes)
                finally:
                    z3.Z3_solver_pop(ctx, self._scopes, 1)
                yield answer == -1
        finally:
            z3.Z3_solver_pop(ctx, self._scopes, 1)

    def core(self) -> list[Form]:
        """Forms of the last question that do not hold together."""
        z3, ctx = self._z3, self._ctx
        found = z3.Z3_solver_get_unsat_core(ctx, self._solver)
        z3.Z3_ast_vector_inc_ref(ctx, found)
        try:
            size = z3.Z3_ast_vector_size(ctx, found)
            return [self._forms[z3.Z3_get_ast_id(ctx, z3.Z3_ast_vector_get(ctx, found, i))] for i in range(size)]
        finally:
            z3.Z3_ast_vector_dec_ref(ctx, found)

    def model(self) -> Model:
        """Of the last question, when its forms hold together."""
        return Model(self)

    def _name(self, f: Form) -> Any:
        known = self._names.get(f)
        if known is None:
            z3, ctx = self._z3, self._ctx
            known = self._names[f] = self._constant("f", self._bool)
            self._forms[z3.Z3_get_ast_id(ctx, known)] = f
            z3.Z3_solver_assert(ctx, self._solver, self._kept(z3.Z3_mk_implies(ctx, known, self.term(f))))
        return known

    def _constant(self, prefix: str, sort: Any) -> Any:
        symbol = self._z3.Z3_mk_string_symbol(self._ctx, f"{prefix}!{next(self._numbers)}")
        return self._kept(self._z3.Z3_mk_const(self._ctx, symbol, sort))

    def _kept(self, term: Any) -> Any:
        """A term that lives as long as the oracle."""
        self._z3.Z3_inc_ref(self._ctx, term)
        self._all.append(term)
        return term

    def term(self, f: Form | Lin) -> Any:
        known = self._terms.get(f)
        if known is None:
            known = self._terms[f] = self._kept(self._term(f))
        return known

    def _term(self, f: Form | Lin) -> Any:
        z3, ctx, go = self._z3, self._ctx, self.term
        match f:
            case Num(n):
                return z3.Z3_mk_numeral(ctx, f"{n}" if abs(n) < 1 << 64 else _decimal(n), self._int)
            case Var(_):
                return self._constant("x", self._int)
            case Prop(_):
                return self._constant("p", self._bool)
            case Add(a, b) | Sub(a, b):
                make = z3.Z3_mk_add if isinstance(f, Add) else z3.Z3_mk_sub
                return make(ctx, 2, (z3.Ast * 2)(go(a), go(b)))
            case Neg(a):
                return z3.Z3_mk_unary_minus(ctx, go(a))
            case Mul(k, a):
                return z3.Z3_mk_mul(ctx, 2, (z3.Ast * 2)(go(Num(k)), go(a)))
            case Tt():
                return z3.Z3_mk_true(ctx)
            case Ff():
                return z3.Z3_mk_false(ctx)
            case Le(a, b):
                return z3.Z3_mk_le(ctx, go(a), go(b))
            case Lt(a, b):
                return z3.Z3_mk_lt(ctx, go(a), go(b))
            case Eq(a, b):
                return z3.Z3_mk_eq(ctx, go(a), go(b))
            case Iff(a, b):
                return z3.Z3_mk_iff(ctx, go(a), go(b))
            case Not(a):
                return z3.Z3_mk_not(ctx, go(a))
            case And(a, b):
                return z3.Z3_mk_and(ctx, 2, (z3.Ast * 2)(go(a), go(b)))
            case Or(a, b):
                return z3.Z3_mk_or(ctx, 2, (z3.Ast * 2)(go(a), go(b)))
            case Imp(a, b):
                return z3.Z3_mk_implies(ctx, go(a), go(b))
        raise TypeError(f)


class Model:
    """Values of forms and terms in a story in which all forms of a question hold."""

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle
        self._model = oracle._z3.Z3_solver_get_model(oracle._ctx, oracle._solver)
        oracle._z3.Z3_model_inc_ref(oracle._ctx, self._model)

    def __del__(self) -> None:
        self._oracle._z3.Z3_model_dec_ref(self._oracle._ctx, self._model)

    def _evaluated(self, f: Form | Lin) -> Any:
        o = self._oracle
        out = (o._z3.Ast * 1)()
        o._z3.Z3_model_eval(o._ctx, self._model, o.term(f), True, out)
        return o._kept(out[0])

    def truth(self, f: Form) -> bool:
        return bool(self._oracle._z3.Z3_get_bool_value(self._oracle._ctx, self._evaluated(f)) == 1)

    def number(self, t: Lin) -> int:
        return int(self._oracle._z3.Z3_get_numeral_string(self._oracle._ctx, self._evaluated(t)))


def _decimal(n: int) -> str:
    """A number in decimal, also where it has more digits than Python writes at once."""
    if abs(n) < 10**4000:
        return str(n)
    sign, n = "-" if n < 0 else "", abs(n)
    digits = []
    while n:
        n, part = divmod(n, 10**4000)
        digits.append(f"{part:04000d}" if n else str(part))
    return sign + "".join(reversed(digits))


__all__ = ["Model", "Oracle"]
