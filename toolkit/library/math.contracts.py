"""Contracts for functions of `math` on ints; `gcd`, `lcm`, `isqrt`, `factorial` and those on floats are part of the language."""

from math import factorial

from toolkit import ensures, raises


@raises(ValueError, lambda n, k: n < 0 or k < 0)
@ensures(lambda n, k, result: result >= 0 and (result == 0) == (k > n))
@ensures(lambda n, k, result: result == 1 if k == 0 or k == n else k > n or result == comb(n - 1, k - 1) + comb(n - 1, k))
def comb(n: int, k: int, /) -> int: ...


@raises(ValueError, lambda n, k: n < 0 or k is not None and k < 0)
@ensures(lambda n, k, result: result >= 0)
@ensures(lambda n, k, result: k is None or (result == 0) == (k > n))
@ensures(lambda n, k, result: k is None or (result == 1 if k == 0 else k > n or result == n * perm(n - 1, k - 1)))
@ensures(lambda n, k, result: k is not None or result == factorial(n))
def perm(n: int, k: int | None = None, /) -> int: ...


@ensures(lambda iterable, result: result == (1 if len(iterable) == 0 else prod(iterable[:-1]) * iterable[-1]))
@ensures(lambda iterable, result: (result == 0) == (0 in iterable))
def prod(iterable: list[int], /) -> int: ...
