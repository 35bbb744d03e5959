"""Expected: every function is refuted. Lists changed in place."""

from toolkit import decreases, ensures, invariant, requires


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, old: all(xs[j] == old.xs[len(xs) - 1 - j] for j in range(len(xs))))
def reverse_in_place(xs: list[int]) -> None:
    # Bug: swaps over the whole length, and so swaps everything back.
    n = len(xs)
    for i in range(n):
        invariant(len(xs) == n)
        xs[i], xs[n - 1 - i] = xs[n - 1 - i], xs[i]


@ensures(lambda xs, result: result == sum(xs))
@ensures(lambda xs, old: xs == old.xs)
def total(xs: list[int]) -> int:
    # Bug: eats the list of its caller.
    result = 0
    while len(xs) > 0:
        decreases(len(xs))
        result += xs.pop()
    return result


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old: xs == old.xs[1:])
@ensures(lambda result, old: result == old.xs[0])
def take_first(xs: list[int]) -> int:
    # Bug: pop() takes from the end.
    return xs.pop()


@requires(lambda xs, i: 0 <= i <= len(xs))
@ensures(lambda xs, i, x, old: len(xs) == len(old.xs) + 1 and xs[i] == x)
def put_before(xs: list[int], i: int, x: int) -> None:
    # Bug: insert counts from the left as it is; i - 1 is one too far (and -1 is the end).
    xs.insert(i - 1, x)


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def insert_in_order(xs: list[int], x: int) -> None:
    # Bug: passes one element too many.
    i = 0
    while i < len(xs) and xs[i] < x:
        invariant(0 <= i <= len(xs))
        decreases(len(xs) - i)
        i += 1
    xs.insert(i + 1, x)


@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def bubble_sort(xs: list[int]) -> None:
    # Bug: one pass only.
    for i in range(len(xs) - 1):
        if xs[i] > xs[i + 1]:
            xs[i], xs[i + 1] = xs[i + 1], xs[i]


@ensures(lambda xs, n, old: len(xs) == max(0, len(old.xs) - n) or n < 0)
def drop_last(xs: list[int], n: int) -> None:
    # Bug: pops from a list that may be empty.
    for _ in range(n):
        xs.pop()


@requires(lambda xs, i: -len(xs) <= i < len(xs))
@ensures(lambda xs, i, x: xs[i] == x)
def put(xs: list[int], i: int, x: int) -> None:
    # Bug: an index below zero goes to 0.
    xs[max(i, 0)] = x


@ensures(lambda xs, old: all(xs[j] == max(old.xs[j], 0) for j in range(len(old.xs))))
def zero_negatives(xs: list[int]) -> None:
    # Bug: the element, not the list, is changed.
    for x in xs:
        if x < 0:
            x = 0


@ensures(lambda xs, old: len(xs) == len(old.xs) + 2)
def add_pair(xs: list[int], a: int, b: int) -> None:
    # Bug: + makes a new list and leaves the caller's alone.
    xs = xs + [a, b]
