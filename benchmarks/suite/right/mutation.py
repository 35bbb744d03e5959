"""Expected: every function is proved. Lists changed in place: append, pop, insert, extend, item assignment, sorting."""

from toolkit import decreases, ensures, invariant, requires


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, old: all(xs[j] == 2 * old.xs[j] for j in range(len(xs))))
def double_all(xs: list[int]) -> None:
    before = xs[:]
    for i in range(len(xs)):
        invariant(len(xs) == len(before))
        invariant(all(xs[j] == 2 * before[j] for j in range(i)))
        invariant(all(xs[j] == before[j] for j in range(i, len(xs))))
        xs[i] *= 2


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, old: all(xs[j] == old.xs[len(xs) - 1 - j] for j in range(len(xs))))
def reverse_in_place(xs: list[int]) -> None:
    before = xs[:]
    n = len(xs)
    for i in range(n // 2):
        invariant(len(xs) == n)
        invariant(all(xs[j] == before[n - 1 - j] for j in range(i)))
        invariant(all(xs[j] == before[j] for j in range(i, n - i)))
        invariant(all(xs[j] == before[n - 1 - j] for j in range(n - i, n)))
        xs[i], xs[n - 1 - i] = xs[n - 1 - i], xs[i]


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old: xs == old.xs[:-1])
@ensures(lambda result, old: result == old.xs[-1])
def take_last(xs: list[int]) -> int:
    return xs.pop()


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old: xs == old.xs[1:])
@ensures(lambda result, old: result == old.xs[0])
def take_first(xs: list[int]) -> int:
    return xs.pop(0)


@requires(lambda xs, i: -len(xs) <= i < len(xs))
@ensures(lambda xs, i, x, old: len(xs) == len(old.xs))
@ensures(lambda xs, i, x: xs[i] == x)
@ensures(lambda xs, i, old: all(xs[j] == old.xs[j] for j in range(len(xs)) if j != i and j != i + len(xs)))
def put(xs: list[int], i: int, x: int) -> None:
    xs[i] = x


@requires(lambda xs, i: 0 <= i <= len(xs))
@ensures(lambda xs, i, x, old: xs == old.xs[:i] + [x] + old.xs[i:])
def put_before(xs: list[int], i: int, x: int) -> None:
    xs.insert(i, x)


@ensures(lambda xs, old: len(xs) == len(old.xs) + 3)
@ensures(lambda xs, old: xs[: len(old.xs)] == old.xs)
@ensures(lambda xs: xs[-3] == 1 and xs[-2] == 2 and xs[-1] == 3)
def add_three(xs: list[int]) -> None:
    xs.append(1)
    xs.extend([2, 3])


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
@ensures(lambda xs, x: x in xs)
@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def insert_in_order(xs: list[int], x: int) -> None:
    i = 0
    while i < len(xs) and xs[i] < x:
        invariant(0 <= i <= len(xs))
        invariant(all(xs[j] < x for j in range(i)))
        decreases(len(xs) - i)
        i += 1
    xs.insert(i, x)


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, old: all(x in old.xs for x in xs))
def selection_sort(xs: list[int]) -> None:
    before = xs[:]
    n = len(xs)
    for i in range(n):
        invariant(len(xs) == n)
        invariant(all(x in before for x in xs))
        invariant(all(xs[a] <= xs[b] for b in range(i) for a in range(b)))
        invariant(all(xs[a] <= xs[b] for a in range(i) for b in range(i, n)))
        smallest = i
        for j in range(i + 1, n):
            invariant(i <= smallest < n)
            invariant(all(xs[smallest] <= xs[b] for b in range(i, j)))
            if xs[j] < xs[smallest]:
                smallest = j
        xs[i], xs[smallest] = xs[smallest], xs[i]


@requires(lambda n: n >= 0)
@ensures(lambda xs, n, old: len(xs) == max(0, len(old.xs) - n))
@ensures(lambda xs, old: xs == old.xs[: len(xs)])
def drop_last(xs: list[int], n: int) -> None:
    before = xs[:]
    dropped = 0
    while dropped < n and len(xs) > 0:
        invariant(0 <= dropped <= n)
        invariant(len(xs) == len(before) - dropped)
        invariant(xs == before[: len(xs)])
        decreases(n - dropped)
        xs.pop()
        dropped += 1
