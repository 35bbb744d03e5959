"""Lists are shared by reference: a change under one name is seen under every other."""

from toolkit import ensures, requires


@requires(lambda xs, i, j: 0 <= i < len(xs) and 0 <= j < len(xs))
@ensures(lambda xs, i, j, old: xs[i] == old.xs[j] and xs[j] == old.xs[i] and len(xs) == len(old.xs))
def swap(xs: list[int], i: int, j: int) -> None:
    """Right: also when `i` and `j` are the same."""
    xs[i], xs[j] = xs[j], xs[i]


@ensures(lambda xs, x, old: xs == old.xs + [x])
def push(xs: list[int], x: int) -> None:
    """Right: in an `ensures`, `old.xs` is the list before, `xs` the list after."""
    xs.append(x)


@requires(lambda source, target: len(source) > 0 and len(target) > 0)
@ensures(lambda source, target, old: target[0] == old.target[0] + old.source[0])
@ensures(lambda source, old: source[0] == old.source[0])
def add_first_wrong(source: list[int], target: list[int]) -> None:
    """Wrong, but only when somebody calls it with the same list twice."""
    target[0] += source[0]
