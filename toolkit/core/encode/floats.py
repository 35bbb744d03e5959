"""Floats in logic: IEEE 754 binary64, never reals (see `ops`). Ints meet floats exactly as in CPython: arithmetic rounds the
int first (and fails when it is too large), comparison does not round."""

from __future__ import annotations

import math
from collections.abc import Callable

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, SMALL, SUMS, Check, Encoder, Env, View
from toolkit.core.ir import BOOL, FLOAT, INT, Expr
from toolkit.core.ops import EXACT, OPS, TOO_LARGE
from toolkit.core.terms import Facts, Symbol, Term

_TURN = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le", "eq": "eq", "ne": "ne"}


def _finite(x: Term) -> Term:
    return T.conj(T.neg(T.scalar("fnan", x)), T.neg(T.scalar("finf", x)))


def item_equal(encoder: Encoder, a: Term, b: Term) -> Term:
    """Whether containers take two floats for equal: one object, or ==. Whether two NaN are one object is not known."""
    variables = [*dict.fromkeys(v for t in (a, b) for v in T.bound_variables(t) if v.data in t.free)]
    name = encoder.name("one.nan")
    encoder.symbols[name] = Symbol(name, tuple(v.sort for v in variables), BOOL)
    both = T.conj(T.scalar("fnan", a), T.scalar("fnan", b))
    return T.ite(both, T.app(name, variables, BOOL), T.scalar("feq", a, b))


def _lengths(t: Term, found: dict[Term, None]) -> dict[Term, None]:
    for a in t.args:
        _lengths(a, found)
    if t.op == "len" or t.op == "sym" and str(t.data).endswith(":len"):
        found[t] = None
    return found


def _from_int(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = self.value(e.args[0], env, facts, checks)
    if n.op != "const":
        for length in _lengths(n, {}):
            self.define(T.lt(length, T.num(2**63)))
    bound = T.num(TOO_LARGE)
    small = T.conj(T.lt(n, bound), T.lt(T.minus(bound), n))
    self.check(checks, facts, small, "OverflowError", "float-range", e.span, "the int is not too large for a float")
    return T.scalar("float", n)


def _divide(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (self.value(x, env, facts, checks) for x in e.args)
    ok = T.neg(T.scalar("feq", b, T.const(0.0)))
    self.check(checks, facts, ok, "ZeroDivisionError", "divisor-not-zero", e.span, "the divisor is not zero")
    return T.scalar("fdiv", a, b)


def remainder(encoder: Encoder, x: Term, y: Term) -> Term:
    """C's fmod, which is exact: a function of which only this is known. NaN where y is 0 (or x infinite, or one of them NaN)."""
    if T.is_const(x) and T.is_const(y):
        ok = math.isfinite(x.data) and not math.isnan(y.data) and y.data != 0
        return T.const(math.fmod(x.data, y.data) if ok else math.nan)
    r, zero = T.app("fmod", [x, y], FLOAT), T.const(0.0)
    if r not in encoder.defined:
        encoder.defined.add(r)
        encoder.symbols.setdefault("fmod", Symbol("fmod", (FLOAT, FLOAT), FLOAT, opaque="the remainder of floats"))
        ax, ay, ar = (T.scalar("fabs", t) for t in (x, y, r))
        ok = T.conj(_finite(x), T.neg(T.scalar("fnan", y)), T.neg(T.scalar("feq", y, zero)))
        once = T.conj(T.scalar("fle", ay, ax), T.scalar("flt", ax, T.scalar("fadd", ay, ay)))
        encoder.define(T.implies(T.neg(ok), T.scalar("fnan", r)))
        encoder.define(T.implies(ok, T.conj(
            T.scalar("flt", ar, ay), T.scalar("fle", ar, ax), T.same(T.scalar("fminus", r), T.scalar("fminus", x)),
            T.implies(T.scalar("flt", ax, ay), T.same(r, x)),
            T.implies(once, T.same(ar, T.scalar("fsub", ax, ay))),  # exact (Sterbenz)
            T.implies(T.scalar("feq", ay, T.const(1.0)), T.same(ar, T.scalar("fsub", ax, T.scalar("fdown", ax)))),
            T.implies(T.conj(T.scalar("fint", x), T.scalar("fint", y)), T.scalar("fint", r)),
        )))  # fmt: skip
    return r


def _zero_as(x: Term) -> Term:
    """A zero with the sign of x."""
    return T.ite(T.scalar("fminus", x), T.const(-0.0), T.const(0.0))


def _parts(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> tuple[Term, Term]:
    """x // y and x % y, as _float_div_mod in Objects/floatobject.c."""
    x, y = (self.value(a, env, facts, checks) for a in e.args)
    zero = T.const(0.0)
    ok = T.neg(T.scalar("feq", y, zero))
    self.check(checks, facts, ok, "ZeroDivisionError", "divisor-not-zero", e.span, "the divisor is not zero")
    mod = remainder(self, x, y)
    exact = T.scalar("feq", mod, zero)
    other = T.conj(T.neg(exact), T.neg(T.same(T.scalar("flt", y, zero), T.scalar("flt", mod, zero))))
    div = T.scalar("fdiv", T.scalar("fsub", x, mod), y)
    div = T.ite(other, T.scalar("fsub", div, T.const(1.0)), div)
    down = T.scalar("fdown", div)
    near = T.ite(T.scalar("fgt", T.scalar("fsub", div, down), T.const(0.5)), T.scalar("fadd", down, T.const(1.0)), down)
    whole = T.ite(T.scalar("feq", div, zero), _zero_as(T.scalar("fdiv", x, y)), near)
    return whole, T.ite(exact, _zero_as(y), T.ite(other, T.scalar("fadd", mod, y), mod))


def _fmod(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """math.fmod: ValueError where C's says NaN although no argument is."""
    x, y = (self.value(a, env, facts, checks) for a in e.args)
    nan = T.disj(T.scalar("fnan", x), T.scalar("fnan", y))
    ok = T.disj(nan, T.conj(T.neg(T.scalar("finf", x)), T.neg(T.scalar("feq", y, T.const(0.0)))))
    self.check(checks, facts, ok, "ValueError", "math-domain", e.span, "fmod has a value here")
    return remainder(self, x, y)


def _quotient(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (self.value(x, env, facts, checks) for x in e.args)
    nonzero = T.neg(T.same(b, T.ZERO))
    self.check(checks, facts, nonzero, "ZeroDivisionError", "divisor-not-zero", e.span, "the divisor is not zero")
    limit = T.mul(T.num(TOO_LARGE), T.scalar("abs", b))
    small = T.disj(T.neg(nonzero), T.conj(T.lt(a, limit), T.lt(T.minus(limit), a)))
    self.check(checks, facts, small, "OverflowError", "float-range", e.span, "the quotient is not too large for a float")
    return T.scalar("truediv", a, b)


def _rounded(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    x = self.value(e.args[0], env, facts, checks)
    ok = T.neg(T.scalar("fnan", x))
    self.check(checks, facts, ok, "ValueError", "not-nan", e.span, "the float is not NaN")
    ok = T.neg(T.scalar("finf", x))
    self.check(checks, facts, ok, "OverflowError", "not-infinite", e.span, "the float is not infinite")
    return T.scalar(e.op, x)


def _digits(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """round(x, n) for n >= 0 goes through decimal text: a function of which only this is known (float_round in
    Objects/floatobject.c)."""
    x = self.value(e.args[0], env, facts, checks)
    if T.is_const(x):
        return T.const(round(x.data, e.data))
    name = f"round.{e.data}"
    r = T.app(name, [x], FLOAT)
    if r not in self.defined:
        self.defined.add(r)
        self.symbols.setdefault(name, Symbol(name, (FLOAT,), FLOAT, opaque=f"rounding to {e.data} digits"))
        down, up = T.scalar("fdown", x), T.scalar("fneg", T.scalar("fdown", T.scalar("fneg", x)))
        self.define(T.ite(_finite(x), T.conj(
            _finite(r), T.scalar("fle", down, r), T.scalar("fle", r, up), T.same(T.scalar("fminus", r), T.scalar("fminus", x)),
        ), T.same(r, x)))  # fmt: skip
    return r


def added(self: Encoder, v: View, body: Callable[[Term], Term], facts: Facts) -> Term:
    """0.0 + x0 + x1 + ..., from left to right."""
    n = self.size(v, facts)
    if T.is_const(n) and n.data <= SMALL:
        total = T.const(0.0)
        for i in range(n.data):
            total = T.scalar("fadd", total, body(T.add(v.low, T.num(i))))
        return total
    if "fsum" not in self.symbols:
        for s in _sum_symbols():
            self.symbols[s.name] = s
    return T.app("fsum", [T.array(body), v.low, v.high], FLOAT)


def _sum_symbols() -> list[Symbol]:
    """The sum of a[lo] to a[hi - 1]. `fsum.of` is the same function under a name that unfolding does not match."""
    array = T.array_of(FLOAT)
    a, b, lo, hi, l2, h2 = (T.bound(s) for s in (array, array, INT, INT, INT, INT))
    last = T.sub(hi, T.ONE)

    def whole(*args: Term) -> Term:
        return T.app("fsum", args, FLOAT)

    def part(*args: Term) -> Term:
        return T.app("fsum.of", args, FLOAT)

    unfold = T.forall([a, lo, hi], T.conj(
        T.same(whole(a, lo, hi), part(a, lo, hi)),
        T.implies(T.le(hi, lo), T.same(whole(a, lo, hi), T.const(0.0))),
        T.implies(T.lt(lo, hi), T.same(whole(a, lo, hi), T.scalar("fadd", part(a, lo, last), T.select(a, last)))),
    ), [whole(a, lo, hi)])  # fmt: skip
    d = T.app("fsum.differ", [a, b, lo, hi, l2], INT)
    equal = T.forall([a, b, lo, hi, l2, h2], T.implies(T.same(T.sub(hi, lo), T.sub(h2, l2)), T.disj(
        T.same(part(a, lo, hi), part(b, l2, h2)),
        T.conj(T.le(T.ZERO, d), T.lt(d, T.sub(hi, lo)),
               T.neg(T.same(T.select(a, T.add(lo, d)), T.select(b, T.add(l2, d))))),
    )), [part(a, lo, hi), part(b, l2, h2)])  # fmt: skip
    return [Symbol("fsum", (array, INT, INT), FLOAT, (unfold, equal)), Symbol("fsum.of", (array, INT, INT), FLOAT),
            Symbol("fsum.differ", (array, array, INT, INT, INT), INT)]  # fmt: skip


def _sqrt(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    x = self.value(e.args[0], env, facts, checks)
    ok = T.neg(T.scalar("flt", x, T.const(0.0)))
    self.check(checks, facts, ok, "ValueError", "math-domain", e.span, "the argument of sqrt is not negative")
    return T.scalar("fsqrt", x)


def _copysign(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    x, y = (self.value(a, env, facts, checks) for a in e.args)
    ok = T.neg(T.scalar("fnan", y))
    what = "the second argument of copysign is not NaN (a NaN's sign is not modelled)"
    self.check(checks, facts, ok, "", "not-nan", e.span, what)
    size = T.scalar("fabs", x)
    return T.ite(T.scalar("fminus", y), T.scalar("fneg", size), size)


def _isclose(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """As math_isclose_impl in Modules/mathmodule.c."""
    a, b, relative, absolute = (self.value(x, env, facts, checks) for x in e.args)
    zero = T.const(0.0)
    ok = T.conj(T.neg(T.scalar("flt", relative, zero)), T.neg(T.scalar("flt", absolute, zero)))
    self.check(checks, facts, ok, "ValueError", "math-domain", e.span, "the tolerances are not negative")
    distance = T.scalar("fabs", T.scalar("fsub", b, a))
    near = (T.scalar("fle", distance, T.scalar("fabs", T.scalar("fmul", relative, x))) for x in (b, a))
    infinite = T.disj(T.scalar("finf", a), T.scalar("finf", b))
    close = T.disj(*near, T.scalar("fle", distance, absolute))
    return T.disj(T.scalar("feq", a, b), T.conj(T.neg(infinite), close))


def _mixed(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """An int compared with a float: exactly, without rounding the int."""
    a, b = (self.value(x, env, facts, checks) for x in e.args)
    op = e.data
    if e.args[0].sort == FLOAT:
        a, b, op = b, a, _TURN[op]
    if op == "ne":
        return T.neg(against(a, b, "eq", facts))
    return against(a, b, op, facts)


def against(n: Term, x: Term, op: str, facts: Facts) -> Term:
    """`n op x` for an int and a float."""
    if T.is_const(n):
        return _constant_against(n.data, x, op)
    most = T.num(EXACT)
    if facts.knows(T.le(n, most)) and facts.knows(T.le(T.minus(most), n)):
        return T.scalar("f" + op, T.scalar("float", n), x)
    finite = _finite(x)
    if op == "eq":
        return T.conj(finite, T.scalar("fint", x), T.same(n, T.scalar("ftrunc", x)))
    above = T.const(math.inf if op in ("lt", "le") else -math.inf)
    limit = T.scalar("fceil" if op in ("lt", "ge") else "ffloor", x)
    return T.disj(T.scalar("feq", x, above), T.conj(finite, T.scalar(op, n, limit)))


def _constant_against(n: int, x: Term, op: str) -> Term:
    near = OPS["float"].run(n)
    if near == n:
        return T.scalar("f" + op, T.const(near), x)
    low = near if near < n else math.nextafter(near, -math.inf)  # the floats on both sides of n
    high = near if near > n else math.nextafter(near, math.inf)
    if op == "eq":
        return T.FALSE
    return T.scalar("fge", x, T.const(high)) if op in ("lt", "le") else T.scalar("fle", x, T.const(low))


def _item_equal(self: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (self.value(x, env, facts, checks) for x in e.args)
    return self.equal(a, b, e.args[0].sort)


OPERATIONS.update({
    "float": _from_int, "fdiv": _divide, "truediv": _quotient, "ftrunc": _rounded, "ffloor": _rounded, "fceil": _rounded,
    "fround": _rounded, "fdigits": _digits, "fsqrt": _sqrt, "copysign": _copysign, "isclose": _isclose, "mixed": _mixed,
    "itemeq": _item_equal, "fremainder": _fmod, "ffloordiv": lambda *args: _parts(*args)[0],
    "fmodulo": lambda *args: _parts(*args)[1],
})  # fmt: skip
SUMS["Float"] = added
