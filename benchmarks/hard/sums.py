"""Closed forms and laws of recursive specification functions: each needs an induction that no solver makes up."""

from toolkit import decreases, ensures, requires


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def triangle(n: int) -> int:
    return 0 if n == 0 else triangle(n - 1) + n


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def squares(n: int) -> int:
    return 0 if n == 0 else squares(n - 1) + n * n


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def cubes(n: int) -> int:
    return 0 if n == 0 else cubes(n - 1) + n * n * n


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def odds(n: int) -> int:
    return 0 if n == 0 else odds(n - 1) + (2 * n - 1)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def pyramid(n: int) -> int:
    return 0 if n == 0 else pyramid(n - 1) + triangle(n)


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def pronic(n: int) -> int:
    return 0 if n == 0 else pronic(n - 1) + n * (n + 1)


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * triangle(n) == n * (n + 1))
def triangle_is_closed(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 6 * squares(n) == n * (n + 1) * (2 * n + 1))
def squares_is_closed(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 4 * cubes(n) == n * n * (n + 1) * (n + 1))
def cubes_is_closed(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: cubes(n) == triangle(n) * triangle(n))
def cubes_is_a_square(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: odds(n) == n * n)
def odds_is_a_square(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 6 * pyramid(n) == n * (n + 1) * (n + 2))
def pyramid_is_closed(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 3 * pronic(n) == n * (n + 1) * (n + 2))
def pronic_is_closed(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: squares(n) + triangle(n) == 2 * pyramid(n))
def sums_of_sums(n: int) -> None:
    pass


@requires(lambda m, n: 0 <= m <= n)
@ensures(lambda m, n, result: triangle(m) <= triangle(n))
def triangle_grows(m: int, n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * sum(i for i in range(n)) == n * (n - 1))
def sum_of_a_range(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 6 * sum(i * i for i in range(n)) == n * (n - 1) * (2 * n - 1))
def sum_of_squares(n: int) -> None:
    pass


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 4 * sum(i * i * i for i in range(n)) == n * n * (n - 1) * (n - 1))
def sum_of_cubes(n: int) -> None:
    pass
