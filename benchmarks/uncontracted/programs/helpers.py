"""Functions that call each other."""


def square(n: int) -> int:
    return n * n


def sum_of_two_squares(a: int, b: int) -> int:
    return square(a) + square(b)


def larger(a: int, b: int) -> int:
    return a if a >= b else b


def largest_of_three(a: int, b: int, c: int) -> int:
    return larger(larger(a, b), c)


def is_even(n: int) -> bool:
    return n % 2 == 0


def next_even(n: int) -> int:
    if is_even(n):
        return n + 2
    return n + 1
