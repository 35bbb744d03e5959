"""The operators: one row each, with Python's symbol, its meaning as a Python function, SMT-LIB, Lean, and where it raises.

Every row is tested against CPython and against z3 on concrete values (tests/test_ops.py). Sources: the Python Language
Reference, 6.7 and 6.8 (floor division rounds towards minus infinity, the sign of `%` follows the divisor, shifts are
multiplication and floor division by powers of two, `&|^~` act on infinite two's complement); SMT-LIB's theory Ints
(`div`/`mod` are Euclidean).

Floats are IEEE 754 binary64, SMT-LIB's FloatingPoint 11 53, rounding to nearest, ties to even: CPython computes with C doubles
(float_add and its neighbours in Objects/floatobject.c), so a folded constant is exactly what the program computes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

from attrs import frozen

from toolkit.core.ir import BOOL, FLOAT, INT, Sort


@frozen
class Op:
    """A scalar operator. Templates use {0}, {1} for the operands; `raises` pairs an SMT condition with the exception."""

    name: str
    python: str
    args: tuple[Sort, ...]
    result: Sort
    run: Callable[..., Any]
    smt: str
    lean: str
    raises: tuple[str, str] | None = None  # (name of the operator on the last operand that must hold, exception)


def _pow(b: int, e: int) -> int:
    return b**e if e >= 0 else 1


TOO_LARGE = 2**1024 - 2**970  # the least int that rounds beyond the largest float: halfway, and ties go to even
EXACT = 2**53  # every int up to here is a float


def _to_float(n: int) -> float:
    return float(n) if abs(n) < TOO_LARGE else math.inf if n > 0 else -math.inf


def _quotient(a: int, b: int) -> float:
    if b == 0:
        return math.nan
    return a / b if abs(a) < TOO_LARGE * abs(b) else math.inf if (a > 0) == (b > 0) else -math.inf


def _fdiv(a: float, b: float) -> float:
    if b:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _fdown(x: float) -> float:
    """The largest whole number that is not above x; C's floor."""
    return math.copysign(float(math.floor(x)), x) if math.isfinite(x) else x


def _whole(f: Callable[[float], int]) -> Callable[[float], int]:
    return lambda x: f(x) if math.isfinite(x) else 0


_II, _BB = (INT, INT), (BOOL, BOOL)
_F, _FF = (FLOAT,), (FLOAT, FLOAT)

ROWS: tuple[Op, ...] = (
    Op("add", "{0} + {1}", _II, INT, operator.add, "(+ {0} {1})", "({0} + {1})"),
    Op("sub", "{0} - {1}", _II, INT, operator.sub, "(- {0} {1})", "({0} - {1})"),
    Op("mul", "{0} * {1}", _II, INT, operator.mul, "(* {0} {1})", "({0} * {1})"),
    Op(
        "floordiv", "{0} // {1}", _II, INT, lambda a, b: a // b if b else 0,
        "(py.div {0} {1})", "(Int.fdiv {0} {1})",
        ("nonzero", "ZeroDivisionError"),
    ),
    Op(
        "mod", "{0} % {1}", _II, INT, lambda a, b: a % b if b else 0,
        "(py.mod {0} {1})", "(Int.fmod {0} {1})",
        ("nonzero", "ZeroDivisionError"),
    ),
    Op("pow", "{0} ** {1}", _II, INT, _pow, "(py.pow {0} {1})", "({0} ^ Int.toNat {1})", ("nonnegative", "")),
    Op(
        "lshift", "{0} << {1}", _II, INT, lambda a, b: a << b if b >= 0 else a, "(* {0} (py.pow 2 {1}))",
        "({0} * 2 ^ Int.toNat {1})", ("nonnegative", "ValueError"),
    ),
    Op(
        "rshift", "{0} >> {1}", _II, INT, lambda a, b: a >> b if b >= 0 else a, "(div {0} (py.pow 2 {1}))",
        "(Int.fdiv {0} (2 ^ Int.toNat {1}))", ("nonnegative", "ValueError"),
    ),
    Op("bitand", "{0} & {1}", _II, INT, operator.and_, "(py.and {0} {1})", "(Int.land {0} {1})"),
    Op("bitor", "{0} | {1}", _II, INT, operator.or_, "(- (+ {0} {1}) (py.and {0} {1}))", "(Int.lor {0} {1})"),
    Op("bitxor", "{0} ^ {1}", _II, INT, operator.xor, "(- (+ {0} {1}) (* 2 (py.and {0} {1})))", "(Int.xor {0} {1})"),
    Op("neg", "-{0}", (INT,), INT, operator.neg, "(- {0})", "(-{0})"),
    Op("invert", "~{0}", (INT,), INT, operator.invert, "(- (- 1) {0})", "(-1 - {0})"),
    Op("abs", "abs({0})", (INT,), INT, abs, "(ite (>= {0} 0) {0} (- {0}))", "(Int.natAbs {0} : Int)"),
    Op("min2", "min({0}, {1})", _II, INT, min, "(ite (<= {0} {1}) {0} {1})", "(min {0} {1})"),
    Op("max2", "max({0}, {1})", _II, INT, max, "(ite (>= {0} {1}) {0} {1})", "(max {0} {1})"),
    Op("int", "int({0})", (BOOL,), INT, int, "(ite {0} 1 0)", "(if {0} then 1 else 0)"),
    Op("lt", "{0} < {1}", _II, BOOL, operator.lt, "(< {0} {1})", "({0} < {1})"),
    Op("le", "{0} <= {1}", _II, BOOL, operator.le, "(<= {0} {1})", "({0} ≤ {1})"),
    Op("gt", "{0} > {1}", _II, BOOL, operator.gt, "(> {0} {1})", "({0} > {1})"),
    Op("ge", "{0} >= {1}", _II, BOOL, operator.ge, "(>= {0} {1})", "({0} ≥ {1})"),
    Op("eq", "{0} == {1}", _II, BOOL, operator.eq, "(= {0} {1})", "({0} = {1})"),
    Op("not", "not {0}", (BOOL,), BOOL, operator.not_, "(not {0})", "(¬ {0})"),
    Op("and", "{0} and {1}", _BB, BOOL, lambda a, b: a and b, "(and {0} {1})", "({0} ∧ {1})"),
    Op("or", "{0} or {1}", _BB, BOOL, lambda a, b: a or b, "(or {0} {1})", "({0} ∨ {1})"),
    Op("fadd", "{0} + {1}", _FF, FLOAT, operator.add, "(fp.add RNE {0} {1})", "({0} + {1})"),
    Op("fsub", "{0} - {1}", _FF, FLOAT, operator.sub, "(fp.sub RNE {0} {1})", "({0} - {1})"),
    Op("fmul", "{0} * {1}", _FF, FLOAT, operator.mul, "(fp.mul RNE {0} {1})", "({0} * {1})"),
    Op("fdiv", "{0} / {1}", _FF, FLOAT, _fdiv, "(fp.div RNE {0} {1})", "({0} / {1})", ("nonzero", "ZeroDivisionError")),
    Op("fneg", "-{0}", _F, FLOAT, operator.neg, "(fp.neg {0})", "(-{0})"),
    Op("fabs", "abs({0})", _F, FLOAT, abs, "(fp.abs {0})", "{0}.abs"),
    Op("fsqrt", "math.sqrt({0})", _F, FLOAT, lambda x: math.nan if x < 0 else math.sqrt(x), "(fp.sqrt RNE {0})", "{0}.sqrt",
       ("notnegative", "ValueError")),
    Op("fmin2", "min({0}, {1})", _FF, FLOAT, min, "(ite (fp.lt {1} {0}) {1} {0})", "(if {1} < {0} then {1} else {0})"),
    Op("fmax2", "max({0}, {1})", _FF, FLOAT, max, "(ite (fp.gt {1} {0}) {1} {0})", "(if {1} > {0} then {1} else {0})"),
    Op("flt", "{0} < {1}", _FF, BOOL, operator.lt, "(fp.lt {0} {1})", "({0} < {1})"),
    Op("fle", "{0} <= {1}", _FF, BOOL, operator.le, "(fp.leq {0} {1})", "({0} ≤ {1})"),
    Op("fgt", "{0} > {1}", _FF, BOOL, operator.gt, "(fp.gt {0} {1})", "({0} > {1})"),
    Op("fge", "{0} >= {1}", _FF, BOOL, operator.ge, "(fp.geq {0} {1})", "({0} ≥ {1})"),
    Op("feq", "{0} == {1}", _FF, BOOL, operator.eq, "(fp.eq {0} {1})", "({0} == {1})"),
    Op("fnan", "math.isnan({0})", _F, BOOL, math.isnan, "(fp.isNaN {0})", "{0}.isNaN"),
    Op("finf", "math.isinf({0})", _F, BOOL, math.isinf, "(fp.isInfinite {0})", "{0}.isInf"),
    Op("fminus", "math.copysign(1.0, {0}) < 0", _F, BOOL, lambda x: math.copysign(1.0, x) < 0 and x == x, "(fp.isNegative {0})",
       "({0}.toBits >>> 63 == 1)"),
    Op("fint", "({0}).is_integer()", _F, BOOL, float.is_integer,
       "(and (not (fp.isInfinite {0})) (fp.eq {0} (fp.roundToIntegral RTZ {0})))", "({0} == {0}.floor)"),
    Op("fdown", "(math.copysign(float(math.floor({0})), {0}) if math.isfinite({0}) else {0})", _F, FLOAT, _fdown,
       "(fp.roundToIntegral RTN {0})", "{0}.floor"),
    Op("gcd", "math.gcd({0}, {1})", _II, INT, math.gcd, "(py.gcd {0} {1})", "(Int.gcd {0} {1} : Int)"),
    Op("isqrt", "math.isqrt({0})", (INT,), INT, lambda n: math.isqrt(n) if n >= 0 else 0, "(py.isqrt {0})", "(Int.sqrt {0})",
       ("nonnegative", "ValueError")),
    Op("factorial", "math.factorial({0})", (INT,), INT, lambda n: math.factorial(n) if n >= 0 else 1, "(py.factorial {0})",
       "(Nat.factorial (Int.toNat {0}) : Int)", ("nonnegative", "ValueError")),
    Op("width", "({0}).bit_length()", (INT,), INT, int.bit_length, "(py.width {0})", "(Nat.size (Int.natAbs {0}) : Int)"),
    Op("ones", "({0}).bit_count()", (INT,), INT, int.bit_count, "(py.ones {0})", "((Nat.bits (Int.natAbs {0})).count true : Int)"),
    # int and float: functions with axioms, see PRELUDE
    Op("float", "float({0})", (INT,), FLOAT, _to_float, "(py.float {0})", "(Float.ofInt {0})", ("small", "OverflowError")),
    Op("truediv", "{0} / {1}", _II, FLOAT, _quotient, "(py.quotient {0} {1})", "(Float.ofInt {0} / Float.ofInt {1})",
       ("nonzero", "ZeroDivisionError")),
    Op("ftrunc", "math.trunc({0})", _F, INT, _whole(math.trunc), "(py.trunc {0})", "{0}.toInt", ("finite", "ValueError")),
    Op("ffloor", "math.floor({0})", _F, INT, _whole(math.floor), "(py.floor {0})", "{0}.floor.toInt", ("finite", "ValueError")),
    Op("fceil", "math.ceil({0})", _F, INT, _whole(math.ceil), "(py.ceil {0})", "{0}.ceil.toInt", ("finite", "ValueError")),
    Op("fround", "round({0})", _F, INT, _whole(round), "(py.round {0})", "{0}.round.toInt", ("finite", "ValueError")),
)
OPS: dict[str, Op] = {row.name: row for row in ROWS}

# Definitions that a goal's text carries when it uses them. The lemmas follow from the definitions by induction on e, and
# on the number of bits; each is tested on a grid of values.
PRELUDE: dict[str, str] = {
    # division by something that is not a constant: the defining property a = b*q + r, r between 0 and b, on b's side
    "py.div": """(declare-fun py.div (Int Int) Int)
(declare-fun py.mod (Int Int) Int)
(assert (forall ((a Int) (b Int)) (! (=> (not (= b 0)) (= a (+ (* b (py.div a b)) (py.mod a b)))) :pattern ((py.div a b)))))
(assert (forall ((a Int) (b Int)) (! (and (=> (> b 0) (and (<= 0 (py.mod a b)) (< (py.mod a b) b)))
  (=> (< b 0) (and (< b (py.mod a b)) (<= (py.mod a b) 0)))
  (=> (= b 0) (and (= (py.div a b) 0) (= (py.mod a b) 0)))
  (=> (not (= b 0)) (= a (+ (* b (py.div a b)) (py.mod a b))))) :pattern ((py.mod a b)))))
(assert (forall ((a Int) (b Int)) (! (=> (> b 0) (and (<= 0 (py.mod a b)) (< (py.mod a b) b))) :pattern ((py.div a b)))))
(assert (forall ((a Int) (b Int)) (! (=> (< b 0) (and (< b (py.mod a b)) (<= (py.mod a b) 0))) :pattern ((py.div a b)))))
(assert (forall ((a Int)) (! (= (py.div a 0) 0) :pattern ((py.div a 0)))))""",
    # declared, not define-fun-rec, which z3 unfolds on and on; `.of` is the same function, so that one application unfolds once
    "py.pow": """(declare-fun py.pow (Int Int) Int)
(declare-fun py.pow.of (Int Int) Int)
(assert (forall ((b Int) (e Int)) (! (and (= (py.pow b e) (py.pow.of b e)) (=> (<= e 0) (= (py.pow b e) 1))
  (=> (>= e 1) (= (py.pow b e) (* b (py.pow.of b (- e 1)))))) :pattern ((py.pow b e)))))
(assert (forall ((b Int) (e Int)) (! (=> (<= e 0) (= (py.pow.of b e) 1)) :pattern ((py.pow.of b e)))))
(assert (forall ((b Int) (e Int)) (! (=> (> b 0) (> (py.pow b e) 0)) :pattern ((py.pow b e)))))
(assert (forall ((b Int) (e Int) (f Int)) (! (and (=> (and (>= e 0) (= f (+ e 1))) (= (py.pow b f) (* b (py.pow b e))))
  (=> (and (>= b 1) (<= e f)) (<= (py.pow b e) (py.pow b f)))
  (=> (and (>= b 2) (<= 0 e) (< e f)) (< (py.pow b e) (py.pow b f)))) :pattern ((py.pow b e) (py.pow b f)))))
(assert (forall ((b Int) (c Int) (e Int) (k Int)) (! (=> (and (>= k 0) (= c (* b b)))
  (and (=> (= e (* 2 k)) (= (py.pow b e) (py.pow c k))) (=> (= e (+ (* 2 k) 1)) (= (py.pow b e) (* b (py.pow c k))))))
  :pattern ((py.pow b e) (py.pow c k)))))""",
    # Euclid's step where the remainder is at hand; the step by subtraction, and signs, between two that are
    "py.gcd": """(declare-fun py.gcd (Int Int) Int)
(assert (forall ((a Int) (b Int)) (! (and (>= (py.gcd a b) 0) (= (py.gcd a b) (py.gcd b a))
  (= (= (py.gcd a b) 0) (and (= a 0) (= b 0))) (=> (not (= a 0)) (<= (py.gcd a b) (ite (>= a 0) a (- a))))
  (=> (= b 0) (= (py.gcd a b) (ite (>= a 0) a (- a))))
  (=> (= b 1) (= (py.gcd a b) 1))
  (=> (or (= a b) (= a (- b))) (= (py.gcd a b) (ite (>= a 0) a (- a))))) :pattern ((py.gcd a b)))))
(assert (forall ((a Int) (b Int)) (! (=> (not (= b 0)) (= (py.gcd a b) (py.gcd b (py.mod a b))))
  :pattern ((py.gcd a b) (py.mod a b)))))
(assert (forall ((a Int) (b Int) (c Int)) (! (=> (or (= c (- a b)) (= c (+ a b)) (= c (- a))) (= (py.gcd c b) (py.gcd a b)))
  :pattern ((py.gcd c b) (py.gcd a b)))))
(assert (forall ((a Int) (b Int) (d Int)) (! (=> (and (not (= d 0)) (= (py.mod a d) 0) (= (py.mod b d) 0))
  (= (py.mod (py.gcd a b) d) 0)) :pattern ((py.gcd a b) (py.mod a d) (py.mod b d)))))
(assert (forall ((a Int) (b Int)) (! (=> (not (= (py.gcd a b) 0)) (= (py.mod a (py.gcd a b)) 0))
  :pattern ((py.mod a (py.gcd a b))))))
(assert (forall ((a Int) (b Int)) (! (=> (not (= (py.gcd a b) 0)) (= (py.mod b (py.gcd a b)) 0))
  :pattern ((py.mod b (py.gcd a b))))))""",
    "py.isqrt": """(declare-fun py.isqrt (Int) Int)
(assert (forall ((n Int)) (! (=> (>= n 0) (and (>= (py.isqrt n) 0) (<= (py.isqrt n) n) (<= (* (py.isqrt n) (py.isqrt n)) n)
  (< n (+ (* (py.isqrt n) (py.isqrt n)) (* 2 (py.isqrt n)) 1)))) :pattern ((py.isqrt n)))))
(assert (forall ((n Int) (m Int)) (! (=> (<= 0 n m) (<= (py.isqrt n) (py.isqrt m))) :pattern ((py.isqrt n) (py.isqrt m)))))""",
    "py.factorial": """(declare-fun py.factorial (Int) Int)
(declare-fun py.factorial.of (Int) Int)
(assert (forall ((n Int)) (! (and (= (py.factorial n) (py.factorial.of n)) (=> (<= n 1) (= (py.factorial n) 1))
  (=> (>= n 1) (= (py.factorial n) (* n (py.factorial.of (- n 1)))))) :pattern ((py.factorial n)))))
(assert (forall ((n Int)) (! (and (>= (py.factorial n) 1) (>= (py.factorial n) n)) :pattern ((py.factorial n)))))
(assert (forall ((n Int) (m Int)) (! (=> (and (>= n 0) (= m (+ n 1))) (= (py.factorial m) (* m (py.factorial n))))
  :pattern ((py.factorial n) (py.factorial m)))))""",
    # by induction on the number of bits
    "py.width": """(define-fun-rec py.width ((n Int)) Int
  (ite (= n 0) 0 (ite (< n 0) (py.width (- n)) (+ 1 (py.width (div n 2))))))
(assert (forall ((n Int)) (! (and (>= (py.width n) 0) (<= (py.width n) (ite (>= n 0) n (- n)))
  (=> (>= n 1) (>= (py.width n) 1))) :pattern ((py.width n)))))""",
    "py.ones": """(define-fun-rec py.ones ((n Int)) Int
  (ite (= n 0) 0 (ite (< n 0) (py.ones (- n)) (+ (mod n 2) (py.ones (div n 2))))))
(assert (forall ((n Int)) (! (and (>= (py.ones n) 0) (<= (py.ones n) (ite (>= n 0) n (- n)))
  (=> (>= n 1) (>= (py.ones n) 1))) :pattern ((py.ones n)))))""",
    "py.and": """(define-fun-rec py.and ((x Int) (y Int)) Int
  (ite (or (= x 0) (= y 0)) 0 (ite (= x (- 1)) y (ite (= y (- 1)) x
    (+ (* 2 (py.and (div x 2) (div y 2))) (* (mod x 2) (mod y 2)))))))
(assert (forall ((x Int) (y Int)) (! (and (=> (>= x 0) (<= 0 (py.and x y) x)) (=> (>= y 0) (<= 0 (py.and x y) y))
  (= (py.and x y) (py.and y x))) :pattern ((py.and x y)))))""",
}

_UP = str(EXACT)
_SMALL = "(<= (- " + _UP + ") {0} " + _UP + ")"


def _rounding(name: str, mode: str) -> str:
    """The int that a float rounds to: its float is the rounded float, and small ints are not changed."""
    f = f"(py.{name} x)"
    return f"""(declare-fun py.{name} (Float64) Int)
(assert (forall ((x Float64)) (! (=> (not (or (fp.isNaN x) (fp.isInfinite x)))
  (fp.eq (py.float {f}) (fp.roundToIntegral {mode} x))) :pattern ({f}))))
(assert (forall ((n Int)) (! (=> {_SMALL.format("n")} (= (py.{name} (py.float n)) n)) :pattern ((py.{name} (py.float n))))))"""


# The float nearest to an int (ties to even). Rounding is monotone; up to 2**53 nothing is rounded, so there it is strictly
# monotone and sums, differences and products that stay there are exact. (Any int beyond rounds to 2**53 or more.)
PRELUDE["py.float"] = f"""(declare-fun py.float (Int) Float64)
(assert (forall ((n Int)) (! (and (not (fp.isNaN (py.float n))) (= (>= n 0) (fp.isPositive (py.float n)))
  (=> (< (- {TOO_LARGE}) n {TOO_LARGE}) (not (fp.isInfinite (py.float n))))) :pattern ((py.float n)))))
(assert (forall ((n Int) (m Int)) (! (and (=> (<= n m) (fp.leq (py.float n) (py.float m)))
  (=> (and (< n m) (or {_SMALL.format("n")} {_SMALL.format("m")}) (not (= m (- {_UP}))) (not (= n {_UP})))
    (fp.lt (py.float n) (py.float m)))) :pattern ((py.float n) (py.float m)))))
""" + "\n".join(
    f"""(assert (forall ((n Int) (m Int)) (! (=> (and {_SMALL.format("n")} {_SMALL.format("m")} {_SMALL.format(f"({op} n m)")})
  (fp.eq (fp.{word} RNE (py.float n) (py.float m)) (py.float ({op} n m))))
  :pattern ((fp.{word} RNE (py.float n) (py.float m))))))"""
    for op, word in (("+", "add"), ("-", "sub"), ("*", "mul"))
)
for _name, _mode in (("trunc", "RTZ"), ("floor", "RTN"), ("ceil", "RTP"), ("round", "RNE")):
    PRELUDE[f"py.{_name}"] = _rounding(_name, _mode)
# The float nearest to a quotient. Rounding is monotone, so a bound of the quotient by an int is one of the float.
PRELUDE["py.quotient"] = f"""(declare-fun py.quotient (Int Int) Float64)
(assert (forall ((a Int) (b Int)) (! (=> (not (= b 0)) (and (not (fp.isNaN (py.quotient a b)))
  (=> (and {_SMALL.format("a")} {_SMALL.format("b")}) (= (py.quotient a b) (fp.div RNE (py.float a) (py.float b))))))
  :pattern ((py.quotient a b)))))
(assert (forall ((a Int) (b Int)) (! (=> (> b 0) (and (= (>= a 0) (fp.isPositive (py.quotient a b)))
  (=> (= a 0) (fp.isZero (py.quotient a b)))
  (=> (and (not (= a 0)) {_SMALL.format("b")}) (not (fp.isZero (py.quotient a b)))))) :pattern ((py.quotient a b)))))
(assert (forall ((a Int) (b Int) (n Int)) (! (=> (> b 0) (and (=> (<= a (* n b)) (fp.leq (py.quotient a b) (py.float n)))
  (=> (>= a (* n b)) (fp.geq (py.quotient a b) (py.float n))))) :pattern ((py.quotient a b) (py.float n)))))"""
