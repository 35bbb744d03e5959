"""Opaque functions and ghosts."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, ghost, invariant, opaque, partial, raises, requires, reveal


@opaque
@partial
def endless(n: int) -> int:
    return endless(n) + 1


# wrong: from_nothing(1)
@ensures(lambda n, result: result == 5)
def from_nothing(n: int) -> int:
    reveal(endless)
    return 4


# wrong: from_nothing_named(1)
@requires(lambda n: n == n or endless(n) == 0)
@ensures(lambda n, result: result == 5)
def from_nothing_named(n: int) -> int:
    reveal(endless)
    assert n == n or endless(n) == 1
    return 4


@opaque
def below(n: int) -> int:
    return below(n - 1) + 1


# wrong: without_end(1)
@ensures(lambda n, result: result == 5)
def without_end(n: int) -> int:
    reveal(below)
    assert n == n or below(n) == below(n - 1) + 1
    return 4


@opaque
@requires(lambda n: n > 0)
def inverse(n: int) -> int:
    return 10 // n


# wrong: at_zero(0)
@ensures(lambda n, result: inverse(n) == 10 // n)
def at_zero(n: int) -> int:
    reveal(inverse)
    return n


@opaque
def double(n: int) -> int:
    return 2 * n


# wrong: on_one_path(3)
@ensures(lambda n, result: result == double(n))
def on_one_path(n: int) -> int:
    if n > 5:
        reveal(double)
    return 2 * n + 1


# right: right_on_all_paths(3)
@ensures(lambda n, result: result == double(n))
def right_on_all_paths(n: int) -> int:
    reveal(double)
    return n + n


@opaque
def fresh(n: int) -> list[int]:
    return [n]


# wrong: one_object(1)
@ensures(lambda n, result: result == [n, 1] and fresh(n) == result)
def one_object(n: int) -> list[int]:
    reveal(fresh)
    xs = fresh(n)
    xs.append(1)
    return xs


# right: right_copy([1])
@ensures(lambda xs, old: xs == old.xs + [1])
def right_copy(xs: list[int]) -> None:
    before = ghost(xs)
    xs.append(1)
    assert xs == before


# wrong: no_copy([1])
@ensures(lambda xs, old: xs == old.xs + [1])
def no_copy(xs: list[int]) -> None:
    before = ghost(xs)
    xs.append(1)
    assert xs == before + [1]


# wrong: ghost_raises([])
@ensures(lambda xs, result: result == 0)
def ghost_raises(xs: list[int]) -> int:
    first = ghost(xs[0])
    return 0
