"""Floats: NaN, signed zeros, rounding, identity in containers."""

# ruff: noqa  (traps: the bad style is the point)
import math
from dataclasses import dataclass
from typing import NamedTuple

from toolkit import ensures, requires


@dataclass
class P:
    x: float
    y: float = 0.0


class N(NamedTuple):
    v: float


# wrong: opt_eq(float("nan"))
@requires(lambda x: x is not None)
@ensures(lambda result: result)
def opt_eq(x: float | None) -> bool:
    return x == x


# wrong: dc_eq(P(float("nan"), 0.0), P(float("nan"), 0.0))
@requires(lambda a, b: math.isnan(a.x) and math.isnan(b.x) and a.y == b.y)
@ensures(lambda result: result)
def dc_eq(a: P, b: P) -> bool:
    return a == b


# wrong: dc_zero(P(0.0, 1.0), P(-0.0, 1.0))
@requires(lambda a, b: a == b)
@ensures(lambda a, b, result: result == math.copysign(1.0, b.x))
def dc_zero(a: P, b: P) -> float:
    return math.copysign(1.0, a.x)


# wrong: nt_eq(N(float("nan")), N(float("nan")))
@requires(lambda a, b: math.isnan(a.v) and math.isnan(b.v))
@ensures(lambda result: result)
def nt_eq(a: N, b: N) -> bool:
    return a == b


# wrong: count_nan([float("nan")], float("nan"))
@requires(lambda xs, x: len(xs) == 1 and math.isnan(xs[0]) and math.isnan(x))
@ensures(lambda result: result == 1)
def count_nan(xs: list[float], x: float) -> int:
    return xs.count(x)


# wrong: in_tuple(-0.0)
@requires(lambda x: x in (0.0, 1.0))
@ensures(lambda x, result: result > 0.0)
def in_tuple(x: float) -> float:
    return math.copysign(1.0, x)


# wrong: min_nan([float("nan"), 1.0])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(result <= x for x in xs))
def min_nan(xs: list[float]) -> float:
    return min(xs)


# wrong: max3(1.0, float("nan"), 0.5)
@ensures(lambda a, b, c, result: result >= a and result >= b and result >= c)
def max3(a: float, b: float, c: float) -> float:
    return max(a, b, c)


# wrong: min_zero(0.0, -0.0)
@requires(lambda a, b: a == 0.0 and b == 0.0)
@ensures(lambda a, b, result: math.copysign(1.0, result) == math.copysign(1.0, b))
def min_zero(a: float, b: float) -> float:
    return min(a, b)


# wrong: match_zero(-0.0)
@ensures(lambda x, result: result == 0 or math.copysign(1.0, x) > 0)
def match_zero(x: float) -> int:
    match x:
        case 0.0:
            return 1
        case _:
            return 0


# wrong
@requires(lambda x: not math.isinf(x) and x == x)
@ensures(lambda result: result >= 0.0)
def loop_stuck(x: float) -> float:
    while x < 0.0:
        x = x + 1.0
    return x


# wrong: tuple_ident(float("nan"))
@ensures(lambda x, result: not result or x == x)
def tuple_ident(x: float) -> bool:
    return (x,) == (x,)


# wrong: list_self([float("nan")])
@ensures(lambda xs, result: result == all(x == x for x in xs))
def list_self(xs: list[float]) -> bool:
    return xs == xs


# wrong: remove_nan([float("nan")])
@requires(lambda xs: len(xs) == 1)
@ensures(lambda xs, old, result: result == (0 if old.xs[0] == old.xs[0] else 1))
def remove_nan(xs: list[float]) -> int:
    if xs[0] in xs:
        xs.remove(xs[0])
    return len(xs)


# wrong: truth_nan(float("nan"))
@ensures(lambda x, result: result == (x > 0.0 or x < 0.0))
def truth_nan(x: float) -> bool:
    return bool(x)


# wrong: int_trunc(-1.5)
@requires(lambda x: -100.0 < x < 100.0)
@ensures(lambda x, result: result <= x)
def int_trunc(x: float) -> int:
    return int(x)


# wrong: ceil_neg(-0.5)
@requires(lambda x: -1.0 < x < 0.0)
@ensures(lambda result: result == -1)
def ceil_neg(x: float) -> int:
    return math.ceil(x)


# wrong: round_add(0.49999999999999994)
@requires(lambda x: 0.0 <= x < 0.5)
@ensures(lambda result: result == 0)
def round_add(x: float) -> int:
    return math.floor(x + 0.5)


# wrong: quotient_sign(0, -5)
@requires(lambda b: b != 0 and -100 < b < 100)
@ensures(lambda result: result > 0.0)
def quotient_sign(a: int, b: int) -> float:
    return math.copysign(1.0, 0 / b)


# wrong: mixed_div(2**53 + 1)
@requires(lambda n: 2**53 < n < 2**60)
@ensures(lambda n, result: int(result) == n)
def mixed_div(n: int) -> float:
    return n / 1


# wrong: isclose_zero(1e-300)
@requires(lambda x: abs(x) < 1e-9)
@ensures(lambda result: result)
def isclose_zero(x: float) -> bool:
    return math.isclose(x, 0.0)


# wrong: half_float(2**54 + 3)
@requires(lambda n: 0 <= n < 2**60)
@ensures(lambda n, result: result * 2 == n or result * 2 + 1 == n)
def half_float(n: int) -> int:
    return int(n / 2)
