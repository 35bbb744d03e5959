"""Expected: every function is refuted, but those that begin with `_helper`, which are right. Calls and preconditions."""

from toolkit import ensures, requires


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == xs[-1])
def _helper_last(xs: list[int]) -> int:
    return xs[-1]


@ensures(lambda x, result: result >= 0)
@ensures(lambda x, result: result == x or result == -x)
def _helper_absolute(x: int) -> int:
    return abs(x)


@ensures(lambda xs, x, old: xs == old.xs + [x])
def _helper_push(xs: list[int], x: int) -> None:
    xs.append(x)


def _decrease(x: int) -> int:
    return x - 1 if x > 0 else x


@ensures(lambda xs, result: result in xs)
def last_of(xs: list[int]) -> int:
    # Bug: the helper asks for a list that is not empty.
    return _helper_last(xs)


@ensures(lambda a, b, result: result == abs(a - b))
def distance(a: int, b: int) -> int:
    # Bug: the difference of the sizes, not the size of the difference.
    return _helper_absolute(_helper_absolute(a) - _helper_absolute(b))


@ensures(lambda xs, x, old: len(xs) == len(old.xs) + 1)
def push_positive(xs: list[int], x: int) -> None:
    # Bug: pushes twice when x is positive.
    if x > 0:
        _helper_push(xs, x)
    _helper_push(xs, x)


@ensures(lambda x, result: result < x)
def lower(x: int) -> int:
    # Bug: the helper leaves zero and what is below as it is.
    return _decrease(x)


@ensures(lambda xs, result: result == len(xs))
def size_after_push(xs: list[int]) -> int:
    # Bug: the size was taken before the list grew.
    size = len(xs)
    _helper_push(xs, size)
    return size
