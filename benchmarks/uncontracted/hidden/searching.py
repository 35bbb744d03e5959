"""What a person would have written."""

from toolkit import ensures


@ensures(lambda xs, x, result: (result == -1) == (x not in xs))
@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: all(xs[k] != x for k in range(result)))
def index_of(xs: list[int], x: int) -> int: ...


@ensures(lambda xs, x, result: (result == -1) == (x not in xs))
@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: all(xs[k] != x for k in range(result + 1, len(xs))))
def last_index_of(xs: list[int], x: int) -> int: ...


@ensures(lambda xs, x, result: result == (x in xs))
def contains(xs: list[int], x: int) -> bool: ...


@ensures(lambda xs, result: (result is None) == all(x >= 0 for x in xs))
@ensures(lambda xs, result: result is None or result in xs and result < 0)
def first_negative(xs: list[int]) -> int | None: ...


@ensures(lambda xs, result: 0 <= result <= len(xs))
@ensures(lambda xs, x, result: all(xs[k] < x for k in range(result)))
@ensures(lambda xs, x, result: result == len(xs) or xs[result] >= x)
def position_to_insert(xs: list[int], x: int) -> int: ...


@ensures(lambda xs, i, default, result: result == (xs[i] if 0 <= i < len(xs) else default))
def get_or(xs: list[int], i: int, default: int) -> int: ...
