"""Integer maths at zero and below it."""

# ruff: noqa  (traps: the bad style is the point)
import math

from toolkit import ensures, requires


# wrong: gcd_div(0, 0)
@ensures(lambda a, b, result: result >= 1)
def gcd_div(a: int, b: int) -> int:
    return math.gcd(a, b)


# wrong: lcm_neg(-4, 6)
@ensures(lambda a, b, result: result == a * b // math.gcd(a, b) if math.gcd(a, b) != 0 else True)
def lcm_neg(a: int, b: int) -> int:
    return math.lcm(a, b)


# wrong: lcm_zero(0, 5)
@ensures(lambda a, b, result: result >= abs(a) and result >= abs(b))
def lcm_zero(a: int, b: int) -> int:
    return math.lcm(a, b)


# wrong: isqrt_neg(-1)
@ensures(lambda n, result: result * result <= n)
def isqrt_neg(n: int) -> int:
    return math.isqrt(n)


# wrong: fact_gt(2)
@requires(lambda n: n >= 0)
@ensures(lambda n, result: result > n or n == 1)
def fact_gt(n: int) -> int:
    return math.factorial(n)


# wrong: pow_strict(1, 5)
@requires(lambda b, e: b >= 1 and e >= 1)
@ensures(lambda b, e, result: result < b ** (e + 1))
def pow_strict(b: int, e: int) -> int:
    return b ** e


# wrong: pow_zero(0, 0)
@requires(lambda b, e: e >= 0)
@ensures(lambda b, e, result: result == 0 or b != 0)
def pow_zero(b: int, e: int) -> int:
    return b ** e


# wrong: and_neg(-1, -2)
@ensures(lambda a, b, result: result >= 0)
def and_neg(a: int, b: int) -> int:
    return a & b


# wrong: or_neg(-1, 5)
@ensures(lambda a, b, result: result >= a and result >= b)
def or_neg(a: int, b: int) -> int:
    return a | b


# wrong: mask_neg(-1)
@ensures(lambda a, result: result >= 0)
def mask_neg(a: int) -> int:
    return a & -256


# wrong: bits0(0)
@ensures(lambda n, result: result >= 1)
def bits0(n: int) -> int:
    return n.bit_length()


# wrong: count_neg(-1)
@ensures(lambda n, result: result == 0 or n >= 0)
def count_neg(n: int) -> int:
    return n.bit_count()


# wrong: const_div(-1)
@ensures(lambda a, result: result == -(a // 4))
def const_div(a: int) -> int:
    return a // -4


# wrong: shr(5, 200)
@requires(lambda a, n: n >= 0)
@ensures(lambda a, n, result: result != 0 or a == 0)
def shr(a: int, n: int) -> int:
    return a >> n


# wrong: comb_big(3, 5)
@requires(lambda n, k: n >= 0 and k >= 0)
@ensures(lambda n, k, result: result >= 1)
def comb_big(n: int, k: int) -> int:
    return math.comb(n, k)


# wrong: range_step(0, 5)
@ensures(lambda a, b, result: result == (b - a) // 2)
@requires(lambda a, b: a <= b)
def range_step(a: int, b: int) -> int:
    return len(range(a, b, 2))
