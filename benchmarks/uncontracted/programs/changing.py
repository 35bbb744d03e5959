"""Lists and dictionaries that are changed in place."""


def swap(xs: list[int], i: int, j: int) -> None:
    xs[i], xs[j] = xs[j], xs[i]


def push_twice(xs: list[int], x: int) -> None:
    xs.append(x)
    xs.append(x)


def clear_negatives(xs: list[int]) -> None:
    for i in range(len(xs)):
        if xs[i] < 0:
            xs[i] = 0


def pop_last(xs: list[int]) -> int:
    return xs.pop()


def fill(xs: list[int], v: int) -> None:
    i = 0
    while i < len(xs):
        xs[i] = v
        i += 1


def count_one(counts: dict[int, int], key: int) -> None:
    if key in counts:
        counts[key] += 1
    else:
        counts[key] = 1
