"""Expected: every function is refuted. Recursion: base cases and measures."""

from toolkit import decreases, ensures, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 1)
@decreases(lambda n: n)
def factorial(n: int) -> int:
    # Bug: the base case is 0, so everything is 0.
    if n == 0:
        return 0
    return n * factorial(n - 1)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == (n % 2 == 0))
@decreases(lambda n: n)
def is_even(n: int) -> bool:
    # Bug: an odd number steps over 0 and breaks the precondition of the call.
    if n == 0:
        return True
    return is_even(n - 2)


@ensures(lambda xs, result: result == sum(xs))
@decreases(lambda xs: len(xs))
def sum_of(xs: list[int]) -> int:
    # Bug: xs[1:] leaves out the first, but the last is added.
    if len(xs) == 0:
        return 0
    return sum_of(xs[1:]) + xs[-1]


@requires(lambda n: n >= 1)
@ensures(lambda n, result: result >= 0)
@decreases(lambda n: n)
def steps_to_one(n: int) -> int:
    # Bug: the measure grows for odd numbers.
    if n == 1:
        return 0
    if n % 2 == 0:
        return 1 + steps_to_one(n // 2)
    return 1 + steps_to_one(3 * n + 1)
