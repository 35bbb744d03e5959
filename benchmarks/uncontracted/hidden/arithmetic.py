"""What a person would have written."""

from toolkit import ensures, requires


@ensures(lambda a, b, result: result == abs(a - b))
def distance(a: int, b: int) -> int: ...


@requires(lambda low, high: low <= high)
@ensures(lambda x, low, high, result: result == max(low, min(x, high)))
def clamp(x: int, low: int, high: int) -> int: ...


@ensures(lambda n, result: (result == 1) == (n > 0))
@ensures(lambda n, result: (result == -1) == (n < 0))
@ensures(lambda n, result: (result == 0) == (n == 0))
def sign(n: int) -> int: ...


@ensures(lambda a, b, c, result: result == a or result == b or result == c)
@ensures(lambda a, b, c, result: min(a, b) <= result <= max(a, b) or min(b, c) <= result <= max(b, c))
@ensures(lambda a, b, c, result: result == a + b + c - max(a, b, c) - min(a, b, c))
def median(a: int, b: int, c: int) -> int: ...


@ensures(lambda year, result: result == (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)))
def is_leap(year: int) -> bool: ...


@requires(lambda items: items >= 0)
@requires(lambda per_page: per_page > 0)
@ensures(lambda items, per_page, result: (result - 1) * per_page < items <= result * per_page)
def pages_needed(items: int, per_page: int) -> int: ...


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result == n * (n + 1))
def triangle(n: int) -> int: ...


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def square_root(n: int) -> int: ...


@requires(lambda a: a >= 0)
@requires(lambda b: b > 0)
@ensures(lambda a, b, result: a == b * result[0] + result[1])
@ensures(lambda b, result: 0 <= result[1] < b)
def quotient(a: int, b: int) -> tuple[int, int]: ...


@ensures(lambda n, result: result == (n >= 2 and all(n % d != 0 for d in range(2, n))))
def is_prime(n: int) -> bool: ...
