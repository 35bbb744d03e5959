"""Expected: every function is refuted. Number theory, powers, roots, digits and bits."""

import math

from toolkit import decreases, ensures, requires


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda a, b, result: result == math.gcd(a, b))
def euclid(a: int, b: int) -> int:
    # Bug: stops at a remainder of 1 and returns the number before it.
    x, y = a, b
    while y > 1:
        decreases(y)
        x, y = y, x % y
    return x


@requires(lambda a, b: a > 0 and b > 0)
@ensures(lambda a, b, result: result == math.gcd(a, b))
def gcd_by_subtraction(a: int, b: int) -> int:
    # Bug: subtracts one too many.
    x, y = a, b
    while x != y:
        decreases(x + y)
        if x > y:
            x = x - y - 1 if x > y + 1 else 1
        else:
            y = y - x
    return x


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda a, b, result: result[0] == math.gcd(a, b) and a * result[1] + b * result[2] == result[0])
@decreases(lambda a, b: b)
def extended_gcd(a: int, b: int) -> tuple[int, int, int]:
    # Bug: the sign of the second coefficient.
    if b == 0:
        return (a, 1, 0)
    g, x, y = extended_gcd(b, a % b)
    return (g, y, x + (a // b) * y)


@requires(lambda b, e: e >= 0)
@ensures(lambda b, e, result: result == b ** e)
def fast_power(b: int, e: int) -> int:
    # Bug: multiplies at even exponents.
    result, base, n = 1, b, e
    while n > 0:
        decreases(n)
        if n % 2 == 0:
            result = result * base
        base = base * base
        n = n // 2
    return result


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def root_by_bisection(n: int) -> int:
    # Bug: the root of 1 is not below the upper bound.
    lo, hi = 0, n
    while hi - lo > 1:
        decreases(hi - lo)
        mid = (lo + hi) // 2
        if mid * mid <= n:
            lo = mid
        else:
            hi = mid
    return lo


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def root_by_newton(n: int) -> int:
    # Bug: the guess after the last one.
    if n == 0:
        return 0
    x = n
    y = (x + 1) // 2
    while y < x:
        decreases(x)
        x = y
        y = (x + n // x) // 2
    return y


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == math.factorial(n))
def factorial_by_loop(n: int) -> int:
    # Bug: the last factor is missing.
    result = 1
    for i in range(1, n):
        result = result * i
    return result


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n.bit_count())
def popcount(n: int) -> int:
    # Bug: two bits at a time.
    total, m = 0, n
    while m > 0:
        decreases(m)
        total = total + (m & 3)
        m = m >> 1
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n.bit_length())
def bits_needed(n: int) -> int:
    # Bug: skips every other bit.
    total, m = 0, n
    while m > 0:
        decreases(m)
        total = total + 1
        m = m >> 2
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result % 9 == n % 9 and (n < 10 or result < n) and (result == 0) == (n == 0))
def digit_sum(n: int) -> int:
    # Bug: the remainder by 9.
    total, m = 0, n
    while m > 0:
        decreases(m)
        total = total + m % 9
        m = m // 10
    return total
