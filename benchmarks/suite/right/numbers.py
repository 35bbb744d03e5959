"""Expected: every function is proved. Number theory, powers, roots, digits and bits."""

import math

from toolkit import decreases, ensures, invariant, requires


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda a, b, result: result == math.gcd(a, b))
def euclid(a: int, b: int) -> int:
    x, y = a, b
    while y != 0:
        invariant(x >= 0 and y >= 0)
        invariant(math.gcd(x, y) == math.gcd(a, b))
        decreases(y)
        x, y = y, x % y
    return x


@requires(lambda a, b: a > 0 and b > 0)
@ensures(lambda a, b, result: result == math.gcd(a, b))
def gcd_by_subtraction(a: int, b: int) -> int:
    x, y = a, b
    while x != y:
        invariant(x > 0 and y > 0)
        invariant(math.gcd(x, y) == math.gcd(a, b))
        decreases(x + y)
        if x > y:
            x = x - y
        else:
            y = y - x
    return x


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda a, b, result: result[0] == math.gcd(a, b) and a * result[1] + b * result[2] == result[0])
@decreases(lambda a, b: b)
def extended_gcd(a: int, b: int) -> tuple[int, int, int]:
    if b == 0:
        return (a, 1, 0)
    g, x, y = extended_gcd(b, a % b)
    return (g, y, x - (a // b) * y)


@requires(lambda b, e: e >= 0)
@ensures(lambda b, e, result: result == b ** e)
def fast_power(b: int, e: int) -> int:
    result, base, n = 1, b, e
    while n > 0:
        invariant(n >= 0)
        invariant(result * base ** n == b ** e)
        decreases(n)
        if n % 2 == 1:
            result = result * base
        base = base * base
        n = n // 2
    return result


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == math.isqrt(n))
def root_by_counting(n: int) -> int:
    r = 0
    while (r + 1) * (r + 1) <= n:
        invariant(r >= 0 and r * r <= n)
        decreases(n - r * r)
        r = r + 1
    return r


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def root_by_bisection(n: int) -> int:
    lo, hi = 0, n + 1
    while hi - lo > 1:
        invariant(0 <= lo < hi and lo * lo <= n < hi * hi)
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
    if n == 0:
        return 0
    x = n
    y = (x + 1) // 2
    while y < x:
        invariant(x > 0 and y > 0)
        invariant(n < (x + 1) * (x + 1))
        invariant(y == (x + n // x) // 2)
        decreases(x)
        x = y
        y = (x + n // x) // 2
    return x


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == math.factorial(n))
def factorial_by_loop(n: int) -> int:
    result = 1
    for i in range(1, n + 1):
        invariant(result == math.factorial(i - 1))
        result = result * i
    return result


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n.bit_count())
def popcount(n: int) -> int:
    total, m = 0, n
    while m > 0:
        invariant(m >= 0 and total + m.bit_count() == n.bit_count())
        decreases(m)
        total = total + (m & 1)
        m = m >> 1
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n.bit_length())
def bits_needed(n: int) -> int:
    total, m = 0, n
    while m > 0:
        invariant(m >= 0 and total + m.bit_length() == n.bit_length())
        decreases(m)
        total = total + 1
        m = m >> 1
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 0)
@decreases(lambda n: n)
def digits(n: int) -> int:
    return 0 if n == 0 else n % 10 + digits(n // 10)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == digits(n))
def digit_sum(n: int) -> int:
    total, m = 0, n
    while m > 0:
        invariant(m >= 0 and total + digits(m) == digits(n))
        decreases(m)
        total = total + m % 10
        m = m // 10
    return total
