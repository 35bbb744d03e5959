"""Expected: every function is proved. Recursion with measures."""

from toolkit import decreases, ensures, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 1 and result >= n)
@decreases(lambda n: n)
def factorial(n: int) -> int:
    if n == 0:
        return 1
    return n * factorial(n - 1)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 0 <= result and n - 1 <= result)
@decreases(lambda n: n)
def fibonacci(n: int) -> int:
    if n < 2:
        return n
    if n == 2:
        return 1
    if n == 3:
        return 2
    return fibonacci(n - 1) + fibonacci(n - 2)


@requires(lambda a, b: a >= 0 and b >= 0 and a + b > 0)
@ensures(lambda a, b, result: 1 <= result <= a + b)
@decreases(lambda a, b: b)
def greatest_common_divisor(a: int, b: int) -> int:
    if b == 0:
        return a
    return greatest_common_divisor(b, a % b)


@ensures(lambda n, result: result == (91 if n <= 100 else n - 10))
@decreases(lambda n: max(0, 101 - n))
def ninety_one(n: int) -> int:
    if n > 100:
        return n - 10
    return ninety_one(ninety_one(n + 11))


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == (n % 2 == 0))
@decreases(lambda n: n)
def is_even(n: int) -> bool:
    return n == 0 or is_odd(n - 1)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == (n % 2 == 1))
@decreases(lambda n: n)
def is_odd(n: int) -> bool:
    return n != 0 and is_even(n - 1)


@ensures(lambda xs, result: result == sum(xs))
@decreases(lambda xs: len(xs))
def sum_of(xs: list[int]) -> int:
    if len(xs) == 0:
        return 0
    return sum_of(xs[:-1]) + xs[-1]


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[j] == j for j in range(n)))
@decreases(lambda n: n)
def first_numbers(n: int) -> list[int]:
    if n == 0:
        return []
    return first_numbers(n - 1) + [n - 1]
