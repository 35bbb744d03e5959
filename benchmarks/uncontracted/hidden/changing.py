"""What a person would have written."""

from toolkit import ensures, requires


@requires(lambda xs, i: 0 <= i < len(xs))
@requires(lambda xs, j: 0 <= j < len(xs))
@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, i, j, old: xs[i] == old.xs[j] and xs[j] == old.xs[i])
@ensures(lambda xs, i, j, old: all(xs[k] == old.xs[k] for k in range(len(xs)) if k != i and k != j))
def swap(xs: list[int], i: int, j: int) -> None: ...


@ensures(lambda xs, x, old: xs == old.xs + [x, x])
def push_twice(xs: list[int], x: int) -> None: ...


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, old: all(xs[k] == max(old.xs[k], 0) for k in range(len(xs))))
def clear_negatives(xs: list[int]) -> None: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old, result: result == old.xs[-1] and xs == old.xs[:-1])
def pop_last(xs: list[int]) -> int: ...


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, v: all(x == v for x in xs))
def fill(xs: list[int], v: int) -> None: ...


@ensures(lambda counts, key, old: counts[key] == old.counts.get(key, 0) + 1)
@ensures(lambda counts, key, old: all(counts[k] == old.counts[k] for k in old.counts if k != key))
@ensures(lambda counts, key, old: all(k == key or k in old.counts for k in counts))
def count_one(counts: dict[int, int], key: int) -> None: ...
