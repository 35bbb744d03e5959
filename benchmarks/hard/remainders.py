"""Remainders of products, and squares and cubes that are not there."""

from toolkit import ensures, requires


@requires(lambda a, b, m: m > 0)
@ensures(lambda a, b, m, result: a * b % m == (a % m) * (b % m) % m)
def product(a: int, b: int, m: int) -> None:
    pass


@requires(lambda a, b, c, m: m > 0 and a % m == b % m)
@ensures(lambda a, b, c, m, result: a * c % m == b * c % m)
def congruent_products(a: int, b: int, c: int, m: int) -> None:
    pass


@requires(lambda a, b, c: a > 0 and b > 0 and b % a == 0 and c % b == 0)
@ensures(lambda a, b, c, result: c % a == 0)
def divides_is_transitive(a: int, b: int, c: int) -> None:
    pass


@requires(lambda a, b, m: m > 0 and a % m == 0)
@ensures(lambda a, b, m, result: a * b % m == 0)
def divides_a_product(a: int, b: int, m: int) -> None:
    pass


@ensures(lambda n, result: (n * n * n * n * n - n) % 5 == 0)
def fermat_for_five(n: int) -> None:
    pass


@ensures(lambda n, result: (n * n * n * n * n - n) % 30 == 0)
def thirty_divides(n: int) -> None:
    pass


@ensures(lambda x, y, z, result: (x * x + y * y + z * z) % 8 != 7)
def three_squares(x: int, y: int, z: int) -> None:
    pass


@ensures(lambda x, y, z, result: (x * x * x + y * y * y + z * z * z) % 9 not in (4, 5))
def three_cubes(x: int, y: int, z: int) -> None:
    pass


@requires(lambda x, y: y > 0)
@ensures(lambda x, y, result: x * x != 2 * y * y)
def root_of_two(x: int, y: int) -> None:
    pass
