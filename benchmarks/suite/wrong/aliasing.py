"""Expected: every function is refuted. Most fail only when two arguments are one and the same list."""

from toolkit import ensures, invariant, requires


@requires(lambda source, target: len(source) > 0)
@ensures(lambda source, old: len(source) == len(old.source) - 1)
@ensures(lambda target, old: target == old.target + [old.source[-1]])
def move_last(source: list[int], target: list[int]) -> None:
    # Bug: one list given twice ends as it began.
    target.append(source.pop())


@requires(lambda target, source: len(target) == len(source))
@ensures(lambda target, source, old: all(target[i] == old.source[len(old.source) - 1 - i] for i in range(len(target))))
def reverse_into(target: list[int], source: list[int]) -> None:
    # Bug: one list given twice is overwritten while it is read.
    n = len(source)
    for i in range(n):
        invariant(len(target) == n and len(source) == n)
        target[i] = source[n - 1 - i]


@requires(lambda xs, ys: len(xs) > 0)
@ensures(lambda ys, old: len(ys) == len(old.ys))
@ensures(lambda xs, ys, old: all(ys[j] == old.ys[j] + old.xs[0] for j in range(len(ys))))
def add_head_to_all(xs: list[int], ys: list[int]) -> None:
    # Bug: the head itself changes when both are one list.
    for i in range(len(ys)):
        ys[i] += xs[0]


@ensures(lambda xs, ys, old: xs == old.xs + [0])
@ensures(lambda ys, old: ys == old.ys)
def append_zero_beside(xs: list[int], ys: list[int]) -> None:
    # Bug: ys changes too when both are one list.
    xs.append(0)


@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0)
@ensures(lambda xs, ys, result: result == xs[0] + ys[0])
def set_heads(xs: list[int], ys: list[int]) -> int:
    # Bug: the second assignment wins when both are one list.
    xs[0] = 1
    ys[0] = 2
    return 3


@ensures(lambda xs, result, old: result == old.xs + [0])
@ensures(lambda xs, old: xs == old.xs)
def with_zero(xs: list[int]) -> list[int]:
    # Bug: a second name is not a copy.
    result = xs
    result.append(0)
    return result
