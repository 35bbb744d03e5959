"""Loops over integers."""

from toolkit import ensures, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result == n * (n + 1))
def gauss_up(n: int) -> int:
    total = 0
    i = 0
    while i < n:
        i += 1
        total += i
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n * (n + 1) // 2)
def gauss_for(n: int) -> int:
    total = 0
    for k in range(1, n + 1):
        total += k
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n * n)
def sum_of_odd(n: int) -> int:
    total = 0
    odd = 1
    for _ in range(n):
        total += odd
        odd += 2
    return total


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def square_root(n: int) -> int:
    root = 0
    while (root + 1) * (root + 1) <= n:
        root += 1
    return root


@requires(lambda a, b: a >= 0 and b > 0)
@ensures(lambda a, b, result: a == result[0] * b + result[1] and 0 <= result[1] < b)
def divide(a: int, b: int) -> tuple[int, int]:
    quotient, rest = 0, a
    while rest >= b:
        quotient += 1
        rest -= b
    return quotient, rest


@requires(lambda a, b: b >= 0)
@ensures(lambda a, b, result: result == a * b)
def multiply(a: int, b: int) -> int:
    product = 0
    left = b
    while left > 0:
        product += a
        left -= 1
    return product


def _factorial(n: int) -> int:
    return 1 if n <= 0 else n * _factorial(n - 1)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == _factorial(n))
def factorial(n: int) -> int:
    product = 1
    for k in range(1, n + 1):
        product *= k
    return product


def _gcd(a: int, b: int) -> int:
    return a if b <= 0 else _gcd(b, a % b)


@requires(lambda a, b: a >= 0 and b >= 0)
@ensures(lambda a, b, result: result == _gcd(a, b))
def gcd(a: int, b: int) -> int:
    x, y = a, b
    while y != 0:
        x, y = y, x % y
    return x


@requires(lambda n: n >= 0)
@ensures(lambda result: result == 0)
def countdown(n: int) -> int:
    left = n
    while left != 0:
        left -= 1
    return left


@requires(lambda rows, columns: rows >= 0 and columns >= 0)
@ensures(lambda rows, columns, result: result == rows * columns)
def cells(rows: int, columns: int) -> int:
    count = 0
    for row in range(rows):
        for column in range(columns):
            count += 1
    return count


@requires(lambda n: n >= 2)
@ensures(lambda n, result: result == all(n % d != 0 for d in range(2, n)))
def is_prime(n: int) -> bool:
    d = 2
    while d < n:
        if n % d == 0:
            return False
        d += 1
    return True
