"""Expected: every function is proved. Calls by contract, inlined helpers, pure functions inside contracts."""

from toolkit import ensures, invariant, requires, track


def _square(x: int) -> int:
    return x * x


def _is_sorted(xs: list[int]) -> bool:
    return all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1))


@ensures(lambda x, y, result: result >= 0)
@ensures(lambda x, y, result: result == x - y or result == y - x)
def distance(x: int, y: int) -> int:
    return x - y if x > y else y - x


@ensures(lambda a, b, result: result >= 0)
@ensures(lambda a, b, result: result <= distance(a[0], b[0]) + distance(a[1], b[1]))
@ensures(lambda a, b, result: (result == 0) == (a == b))
def chessboard_distance(a: tuple[int, int], b: tuple[int, int]) -> int:
    return max(distance(a[0], b[0]), distance(a[1], b[1]))


@ensures(lambda x, y, result: result == x * x + y * y)
@ensures(lambda x, y, result: result >= 0)
def squared_length(x: int, y: int) -> int:
    return _square(x) + _square(y)


@requires(lambda low, high: low <= high)
@ensures(lambda x, low, high, result: low <= result <= high)
@ensures(lambda x, low, high, result: not low <= x <= high or result == x)
def limit(x: int, low: int, high: int) -> int:
    return max(low, min(x, high))


@requires(lambda low, high: low <= high)
@ensures(lambda xs, low, high, result: len(result) == len(xs))
@ensures(lambda xs, low, high, result: all(low <= x <= high for x in result))
def limit_all(xs: list[int], low: int, high: int) -> list[int]:
    result: list[int] = []
    for x in (t := track(xs)):
        invariant(len(result) == t.index)
        invariant(all(low <= y <= high for y in result))
        result.append(limit(x, low, high))
    return result


@ensures(lambda xs, x, old: xs == old.xs + [x, x])
def push_twice(xs: list[int], x: int) -> None:
    push(xs, x)
    push(xs, x)


@ensures(lambda xs, x, old: xs == old.xs + [x])
def push(xs: list[int], x: int) -> None:
    xs.append(x)


@requires(lambda xs: _is_sorted(xs) and len(xs) > 0)
@requires(lambda xs, x: x >= xs[-1])
@ensures(lambda xs: _is_sorted(xs))
@ensures(lambda xs, x, old: xs == old.xs + [x])
def push_largest(xs: list[int], x: int) -> None:
    push(xs, x)
