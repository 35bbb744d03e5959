"""Expected: every function is proved, also when two of its arguments are one and the same list."""

from toolkit import ensures, invariant, requires


@ensures(lambda xs, old: xs == old.xs + old.ys)
def append_all(xs: list[int], ys: list[int]) -> None:
    xs.extend(ys)


@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0)
@ensures(lambda xs, ys, old: xs[0] == old.ys[0] and ys[0] == old.xs[0])
@ensures(lambda xs, ys, old: xs[1:] == old.xs[1:] and ys[1:] == old.ys[1:])
def swap_heads(xs: list[int], ys: list[int]) -> None:
    xs[0], ys[0] = ys[0], xs[0]


@requires(lambda target, source: len(target) == len(source))
@ensures(lambda target, old: target == old.source)
def copy_into(target: list[int], source: list[int]) -> None:
    before = source[:]
    for i in range(len(source)):
        invariant(len(target) == len(before) and source == before)
        invariant(all(target[j] == before[j] for j in range(i)))
        target[i] = source[i]


@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0)
@ensures(lambda xs, old: len(xs) == len(old.xs) and xs[0] == old.xs[0] + old.ys[0])
def add_head(xs: list[int], ys: list[int]) -> None:
    xs[0] += ys[0]


@ensures(lambda xs, result, old: result == old.xs + [0])
@ensures(lambda xs, old: xs == old.xs)
def with_zero(xs: list[int]) -> list[int]:
    result = xs[:]
    result.append(0)
    return result


@ensures(lambda xs, result, old: xs == old.xs + [1])
@ensures(lambda xs, result: result == len(xs))
def two_names(xs: list[int]) -> int:
    # Both names mean one list: a change through one is seen through the other.
    same = xs
    same.append(1)
    return len(xs)
