"""Searching in lists: the classic, and two classic mistakes."""

from toolkit import decreases, ensures, invariant, requires


@requires(lambda xs: all(xs[i] <= xs[j] for i in range(len(xs)) for j in range(i, len(xs))))
@ensures(lambda xs, x, result: result == -1 or (0 <= result < len(xs) and xs[result] == x))
@ensures(lambda xs, x, result: result != -1 or x not in xs)
def binary_search(xs: list[int], x: int) -> int:
    """Right: an index of `x` in the sorted list, or -1."""
    low, high = 0, len(xs)
    while low < high:
        invariant(0 <= low <= high <= len(xs))
        invariant(all(xs[i] < x for i in range(low)))
        invariant(all(xs[i] > x for i in range(high, len(xs))))
        decreases(high - low)
        middle = (low + high) // 2
        if xs[middle] < x:
            low = middle + 1
        elif xs[middle] > x:
            high = middle
        else:
            return middle
    return -1


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs and all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    """Right: the largest element."""
    best = xs[0]
    for i in range(1, len(xs)):
        invariant(best in xs)
        invariant(all(x <= best for x in xs[:i]))
        if xs[i] > best:
            best = xs[i]
    return best


@ensures(lambda xs, result: result >= 0 and all(x <= result for x in xs))
def largest_wrong(xs: list[int]) -> int:
    """Wrong: looks at the first element of a list that may be empty."""
    best = xs[0]
    for i in range(1, len(xs)):
        if xs[i] > best:
            best = xs[i]
    return max(best, 0)


@ensures(lambda xs, x, result: result == (x in xs))
def contains_wrong(xs: list[int], x: int) -> bool:
    """Wrong: never looks at the last element."""
    for i in range(len(xs) - 1):
        if xs[i] == x:
            return True
    return False
