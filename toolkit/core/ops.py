"""The operators: one row each, with Python's symbol, its meaning as a Python function, SMT-LIB, Lean, and where it raises.

Every row is tested against CPython and against z3 on concrete values (tests/test_ops.py). Sources: the Python Language
Reference, 6.7 and 6.8 (floor division rounds towards minus infinity, the sign of `%` follows the divisor, shifts are
multiplication and floor division by powers of two, `&|^~` act on infinite two's complement); SMT-LIB's theory Ints
(`div`/`mod` are Euclidean).
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from attrs import frozen

from toolkit.core.ir import BOOL, INT, Sort


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


_II, _BB = (INT, INT), (BOOL, BOOL)

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
    "py.pow": """(define-fun-rec py.pow ((b Int) (e Int)) Int (ite (<= e 0) 1 (* b (py.pow b (- e 1)))))
(assert (forall ((b Int) (e Int)) (! (=> (> b 0) (> (py.pow b e) 0)) :pattern ((py.pow b e)))))""",
    "py.and": """(define-fun-rec py.and ((x Int) (y Int)) Int
  (ite (or (= x 0) (= y 0)) 0 (ite (= x (- 1)) y (ite (= y (- 1)) x
    (+ (* 2 (py.and (div x 2) (div y 2))) (* (mod x 2) (mod y 2)))))))
(assert (forall ((x Int) (y Int)) (! (and (=> (>= x 0) (<= 0 (py.and x y) x)) (=> (>= y 0) (<= 0 (py.and x y) y))
  (= (py.and x y) (py.and y x))) :pattern ((py.and x y)))))""",
}
