"""What a person would have written."""

from toolkit import ensures, requires


@ensures(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int: ...


@ensures(lambda xs, result: result == len([x for x in xs if x > 0]))
def count_positive(xs: list[int]) -> int: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: 0 <= result < len(xs))
@ensures(lambda xs, result: all(xs[result] <= x for x in xs))
def index_of_smallest(xs: list[int]) -> int: ...


@requires(lambda xs, ys: len(xs) == len(ys))
@ensures(lambda xs, ys, result: result == sum(xs[k] * ys[k] for k in range(len(xs))))
def dot(xs: list[int], ys: list[int]) -> int: ...


@ensures(lambda xs, result: result == all(x % 2 == 0 for x in xs))
def all_even(xs: list[int]) -> bool: ...


@ensures(lambda xs, result: result == all(xs[k] <= xs[k + 1] for k in range(len(xs) - 1)))
def is_sorted(xs: list[int]) -> bool: ...


@ensures(lambda xs, result: result == sum(x * x for x in xs))
def sum_of_squares(xs: list[int]) -> int: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == max(xs) - min(xs))
def spread(xs: list[int]) -> int: ...
