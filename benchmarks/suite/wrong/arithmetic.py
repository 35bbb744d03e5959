"""Expected: every function is refuted. Integers: each function has one planted bug, named in the comment."""

from toolkit import ensures, invariant, requires


@ensures(lambda x, result: result >= 0)
@ensures(lambda x, result: result == x or result == -x)
def absolute(x: int) -> int:
    # Bug: the limit should be 0.
    if x < -1:
        return -x
    return x


@ensures(lambda x, result: (result == 1) == (x > 0))
@ensures(lambda x, result: (result == -1) == (x < 0))
def sign(x: int) -> int:
    # Bug: zero counts as positive.
    return 1 if x >= 0 else -1


@requires(lambda low, high: low <= high)
@ensures(lambda low, high, result: low <= result <= high)
@ensures(lambda x, low, high, result: not low <= x <= high or result == x)
def clamp(x: int, low: int, high: int) -> int:
    # Bug: max and min are swapped.
    return min(low, max(x, high))


@requires(lambda step: step > 0)
@ensures(lambda a, step, result: (result - 1) * step < a <= result * step)
def ceil_div(a: int, step: int) -> int:
    # Bug: adds step instead of step - 1.
    return (a + step) // step


@ensures(lambda a, result: -1 <= a - 2 * result <= 1)
@ensures(lambda a, result: abs(2 * result) <= abs(a))
def half_toward_zero(a: int) -> int:
    # Bug: // rounds down, not toward zero.
    return a // 2


@ensures(lambda x, result: -7 < result < 7)
@ensures(lambda x, result: (x - result) % 7 == 0)
@ensures(lambda x, result: result * x >= 0)
def remainder_as_in_c(x: int) -> int:
    # Bug: a multiple of 7 below zero gets -7.
    r = x % 7
    if x < 0:
        r -= 7
    return r


@ensures(lambda x, result: result == (x & 1 == 1))
def is_odd(x: int) -> bool:
    # Bug: the remainder has the sign of the divisor, so it is never 1.
    return x % -2 == 1


@ensures(lambda year, result: year % 100 != 0 or result == (year % 400 == 0))
@ensures(lambda year, result: year % 4 == 0 or not result)
def is_leap_year(year: int) -> bool:
    # Bug: the rule of 400 is missing.
    return year % 4 == 0 and year % 100 != 0


@ensures(lambda x, result: result % 2 == 1)
@ensures(lambda x, result: x <= result <= x + 1)
def make_odd(x: int) -> int:
    # Bug: ^ toggles the lowest bit instead of setting it.
    return x ^ 1


@ensures(lambda x, result: result * 4 <= x < (result + 1) * 4)
def quarter(x: int) -> int:
    # Bug: shifts the absolute value, which rounds the wrong way below zero.
    return x >> 2 if x >= 0 else -(-x >> 2)


@ensures(lambda x, result: result == -x)
def negate(x: int) -> int:
    # Bug: the complement is one off from the negative.
    return ~x


@requires(lambda exponent: exponent >= 0)
@ensures(lambda base, exponent, result: result == base**exponent)
def power(base: int, exponent: int) -> int:
    # Bug: starts at base: one factor too many.
    result = base
    for i in range(exponent):
        result *= base
    return result


@ensures(lambda a, b, c, result: result == (a and not b or c))
def may_enter(a: bool, b: bool, c: bool) -> bool:
    # Bug: the brackets change the meaning.
    return a and (not b or c)


@ensures(lambda x, y, result: result >= x and result >= y)
@ensures(lambda x, y, result: result in (x, y))
def larger(x: int, y: int) -> int:
    # Bug: swapped branches.
    return y if x > y else x


@ensures(lambda a, b, result: (result == 0) == (a == b))
@ensures(lambda a, b, result: result >= 0)
def squared_difference(a: int, b: int) -> int:
    # Bug: adds where it should subtract.
    d = a + b
    return d**2
