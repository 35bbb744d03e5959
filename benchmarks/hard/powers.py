"""Powers, factorials and Fibonacci numbers as recursive specification functions."""

from toolkit import decreases, ensures, requires


@requires(lambda b, n: n >= 0)
@decreases(lambda b, n: n)
def power(b: int, n: int) -> int:
    return 1 if n == 0 else b * power(b, n - 1)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def two_to(n: int) -> int:
    return 1 if n == 0 else 2 * two_to(n - 1)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def doubled(n: int) -> int:
    return 0 if n == 0 else doubled(n - 1) + two_to(n - 1)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def factorial(n: int) -> int:
    return 1 if n == 0 else n * factorial(n - 1)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def fibonacci(n: int) -> int:
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


@requires(lambda a, m, n: m >= 0 and n >= 0)
@ensures(lambda a, m, n, result: power(a, m + n) == power(a, m) * power(a, n))
def power_of_a_sum(a: int, m: int, n: int) -> None:
    pass


@requires(lambda a, b, n: n >= 0)
@ensures(lambda a, b, n, result: power(a * b, n) == power(a, n) * power(b, n))
def power_of_a_product(a: int, b: int, n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: two_to(n) >= n + 1)
def two_to_is_large(n: int) -> None:
    pass


@requires(lambda n: n >= 4)
@ensures(lambda n, result: two_to(n) >= n * n)
def two_to_beats_squares(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: doubled(n) == two_to(n) - 1)
def geometric_sum(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * factorial(n) >= two_to(n))
def factorial_is_large(n: int) -> None:
    pass


@requires(lambda x, n: x >= -1 and n >= 0)
@ensures(lambda x, n, result: power(1 + x, n) >= 1 + n * x)
def bernoulli(x: int, n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: power(4, n) % 3 == 1)
def four_to_modulo_three(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: fibonacci(n) * fibonacci(n + 2) - fibonacci(n + 1) * fibonacci(n + 1) in (-1, 1))
def cassini(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: fibonacci(n) <= two_to(n))
def fibonacci_is_small(n: int) -> None:
    pass
