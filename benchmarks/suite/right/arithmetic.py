"""Expected: every function is proved. Integers: signs, floor division and modulo of negatives, bits, powers."""

from toolkit import ensures, invariant, requires


@ensures(lambda x, result: result >= 0)
@ensures(lambda x, result: result == x or result == -x)
def absolute(x: int) -> int:
    if x < 0:
        return -x
    return x


@ensures(lambda x, result: (result == 1) == (x > 0))
@ensures(lambda x, result: (result == -1) == (x < 0))
@ensures(lambda x, result: (result == 0) == (x == 0))
def sign(x: int) -> int:
    return 1 if x > 0 else -1 if x < 0 else 0


@requires(lambda low, high: low <= high)
@ensures(lambda low, high, result: low <= result <= high)
@ensures(lambda x, low, high, result: not low <= x <= high or result == x)
def clamp(x: int, low: int, high: int) -> int:
    if x < low:
        return low
    elif x > high:
        return high
    return x


@requires(lambda step: step > 0)
@ensures(lambda a, step, result: (result - 1) * step < a <= result * step)
def ceil_div(a: int, step: int) -> int:
    return -(-a // step)


@ensures(lambda minutes, result: result[0] * 60 + result[1] == minutes)
@ensures(lambda result: 0 <= result[1] < 60)
def split_minutes(minutes: int) -> tuple[int, int]:
    # Also right before midnight: -5 minutes are hour -1, minute 55.
    hours = minutes // 60
    rest = minutes % 60
    return hours, rest


@ensures(lambda x, result: -7 < result < 7)
@ensures(lambda x, result: (x - result) % 7 == 0)
@ensures(lambda x, result: result * x >= 0)
def remainder_as_in_c(x: int) -> int:
    r = x % 7
    if x < 0 and r != 0:
        r -= 7
    return r


@ensures(lambda year, result: not result or year % 4 == 0)
@ensures(lambda year, result: year % 4 != 0 or year % 100 == 0 or result)
@ensures(lambda year, result: year % 100 != 0 or result == (year % 400 == 0))
def is_leap_year(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


@ensures(lambda x, result: result[0] * 8 + result[1] == x)
@ensures(lambda result: 0 <= result[1] <= 7)
def split_octal_digit(x: int) -> tuple[int, int]:
    return x >> 3, x & 7


@ensures(lambda x, result: result % 2 == 1)
@ensures(lambda x, result: x <= result <= x + 1)
def make_odd(x: int) -> int:
    return x | 1


@ensures(lambda x, result: result == -8 * x - 8)
def complement_shifted(x: int) -> int:
    return ~x << 3


@requires(lambda exponent: exponent >= 0)
@ensures(lambda base, exponent, result: result == base**exponent)
def power(base: int, exponent: int) -> int:
    result = 1
    for i in range(exponent):
        invariant(result == base**i)
        result *= base
    return result


@ensures(lambda a, b, c, result: 0 <= result <= 3)
@ensures(lambda a, b, c, result: (result == 3) == (a and b and c))
@ensures(lambda a, b, c, result: (result == 0) == (not (a or b or c)))
def votes(a: bool, b: bool, c: bool) -> int:
    return a + b + c
