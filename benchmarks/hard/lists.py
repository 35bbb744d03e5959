"""Recursive specification functions over the prefixes of a list."""

from toolkit import decreases, ensures, requires


@requires(lambda xs, n: 0 <= n <= len(xs))
@decreases(lambda xs, n: n)
def total(xs: list[int], n: int) -> int:
    return 0 if n == 0 else total(xs, n - 1) + xs[n - 1]


@requires(lambda xs, n: 0 <= n <= len(xs))
@decreases(lambda xs, n: n)
def weighted(xs: list[int], n: int) -> int:
    return 0 if n == 0 else weighted(xs, n - 1) + n * xs[n - 1]


@requires(lambda xs, n: 0 <= n <= len(xs))
@decreases(lambda xs, n: n)
def norm(xs: list[int], n: int) -> int:
    return 0 if n == 0 else norm(xs, n - 1) + xs[n - 1] * xs[n - 1]


@requires(lambda xs, b: all(x <= b for x in xs))
@ensures(lambda xs, b, result: total(xs, len(xs)) <= b * len(xs))
def total_is_bounded(xs: list[int], b: int) -> None:
    pass


@requires(lambda xs: all(x >= 0 for x in xs))
@ensures(lambda xs, result: total(xs, len(xs)) >= 0)
def total_is_positive(xs: list[int]) -> None:
    pass


@ensures(lambda xs, result: norm(xs, len(xs)) >= total(xs, len(xs)))
def norm_is_larger(xs: list[int]) -> None:
    pass


@requires(lambda xs, c: all(x == c for x in xs))
@ensures(lambda xs, c, result: 2 * weighted(xs, len(xs)) == c * len(xs) * (len(xs) + 1))
def weighted_of_equals(xs: list[int], c: int) -> None:
    pass
