"""What a person would have written."""

from toolkit import ensures


@ensures(lambda n, result: result == n * n)
def square(n: int) -> int: ...


@ensures(lambda a, b, result: result == a * a + b * b)
def sum_of_two_squares(a: int, b: int) -> int: ...


@ensures(lambda a, b, result: result == max(a, b))
def larger(a: int, b: int) -> int: ...


@ensures(lambda a, b, c, result: result in (a, b, c) and result >= a and result >= b and result >= c)
def largest_of_three(a: int, b: int, c: int) -> int: ...


@ensures(lambda n, result: result == (n % 2 == 0))
def is_even(n: int) -> bool: ...


@ensures(lambda n, result: result % 2 == 0 and n < result <= n + 2)
def next_even(n: int) -> int: ...
