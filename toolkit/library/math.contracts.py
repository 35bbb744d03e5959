"""Contracts for the functions of `math` on ints (those on floats are part of the language)."""

from toolkit import ensures, raises


@ensures(lambda a, b, result: result >= 0 and (result == 0) == (a == 0 and b == 0))
@ensures(lambda a, b, result: result == 0 or a % result == 0 and b % result == 0)
@ensures(lambda a, b, result: all(a % d != 0 or b % d != 0 or result % d == 0 for d in range(1, max(abs(a), abs(b)) + 1)))
@ensures(lambda a, b, result: result == abs(a) if b == 0 else result == gcd(b, a % b))
@ensures(lambda a, b, result: result == gcd(b, a))
def gcd(a: int, b: int, /) -> int: ...


@ensures(lambda a, b, result: result >= 0 and (result == 0) == (a == 0 or b == 0))
@ensures(lambda a, b, result: result == 0 or result % a == 0 and result % b == 0)
@ensures(lambda a, b, result: result * gcd(a, b) == abs(a * b))
def lcm(a: int, b: int, /) -> int: ...


@raises(ValueError, lambda n: n < 0)
@ensures(lambda n, result: result >= 0 and result * result <= n < (result + 1) * (result + 1))
def isqrt(n: int, /) -> int: ...


@raises(ValueError, lambda n: n < 0)
@ensures(lambda n, result: result >= 1)
@ensures(lambda n, result: result == (n * factorial(n - 1) if n > 0 else 1))
def factorial(n: int, /) -> int: ...


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
