"""Generators, and iterators that wait while something else is evaluated."""

# ruff: noqa  (traps: the bad style is the point)
from collections.abc import Iterator

from toolkit import ensures, invariant, partial, raises, requires, yielded


# A StopIteration becomes a RuntimeError inside a generator expression, and the silent end of a map.
@raises(StopIteration, lambda x: x == 0)
@ensures(lambda x, result: result == x)
def stopping(x: int) -> int:
    if x == 0:
        raise StopIteration
    return x


# wrong: stop_in_generator([0])
@raises(StopIteration, lambda xs: any(x == 0 for x in xs))
def stop_in_generator(xs: list[int]) -> list[int]:
    return list(stopping(x) for x in xs)


# wrong: stop_in_map([0])
@raises(StopIteration, lambda xs: any(x == 0 for x in xs))
def stop_in_map(xs: list[int]) -> list[int]:
    return list(map(stopping, xs))


# wrong: start_of_sum([1])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old, result: result == sum(old.xs) + old.xs[-1])
def start_of_sum(xs: list[int]) -> int:
    return sum(xs, xs.pop())


# wrong: start_of_sum_generator([1])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old, result: result == sum(old.xs) + old.xs[-1])
def start_of_sum_generator(xs: list[int]) -> int:
    return sum((x for x in xs), xs.pop())


# wrong: default_of_min([4])
@requires(lambda xs: len(xs) == 1)
@ensures(lambda xs, old, result: result == old.xs[0])
def default_of_min(xs: list[int]) -> int:
    return min((x for x in xs), default=xs.pop() + 1)


# wrong: reverse_of_sorted([1])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old, result: len(result) == len(old.xs))
def reverse_of_sorted(xs: list[int]) -> list[int]:
    return sorted((x for x in xs), reverse=xs.pop() > 0)


@ensures(lambda xs, result: result == xs)
def handed_out(xs: list[int]) -> Iterator[int]:
    k = 0
    while k < len(xs):
        invariant(0 <= k <= len(xs) and yielded() == xs[:k])
        yield xs[k]
        k += 1


# wrong: changed_between([1, 1])
@ensures(lambda xs, old, result: result == all(x == old.xs[0] for x in old.xs))
def changed_between(xs: list[int]) -> bool:
    same = True
    for x in handed_out(xs):
        same = same and x == xs[0]
        xs[-1] = 2
    return same


# wrong: start_of_generator([1])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, old, result: result == sum(old.xs) + old.xs[-1])
def start_of_generator(xs: list[int]) -> int:
    return sum(handed_out(xs), xs.pop())


# wrong: row_of([[1], [2]])
@requires(lambda rows: len(rows) == 2 and len(rows[0]) == 1)
@ensures(lambda rows, old, result: result == old.rows[0][0])
def row_of(rows: list[list[int]]) -> int:
    last = 0
    row = rows[0]
    for x in handed_out(rows[0]):
        row.append(7)
        last = x
        if len(row) > 3:
            break
    return last


# wrong: twice()
@ensures(lambda result: result == 6)
def twice() -> int:
    xs = handed_out([1, 2])
    return sum(xs) + sum(xs)


@ensures(lambda xs, result: result == 0)
@raises(ZeroDivisionError, lambda xs: any(x == 0 for x in xs))
def inverses(xs: list[int]) -> Iterator[int]:
    for x in xs:
        yield 1 // x


# wrong: never_comes([1, 0])
@raises(ZeroDivisionError, lambda xs: any(x == 0 for x in xs))
def never_comes(xs: list[int]) -> bool:
    return any(x > 0 for x in inverses(xs))


def divided(xs: list[int]) -> Iterator[int]:
    for x in xs:
        yield 1 // x


# wrong: counted_before([1, 0])
@ensures(lambda xs, result: result == 0)
def counted_before(xs: list[int]) -> int:
    n = 0
    try:
        for x in divided(xs):
            n += 1
    except ZeroDivisionError:
        return n
    return 0


@partial
@ensures(lambda result: False)
def endless() -> Iterator[int]:
    while True:
        yield 1


# wrong: after_one()
@ensures(lambda result: result == 2)
def after_one() -> int:
    for x in endless():
        return x
    return 2


def emptied(xs: list[int]) -> Iterator[int]:
    while len(xs) > 0:
        yield xs.pop()


# wrong: gone([1])
@ensures(lambda xs, result: result == all(x in xs for x in xs))
def gone(xs: list[int]) -> bool:
    return all(x in xs for x in emptied(xs))


# wrong: late(3)
@ensures(lambda n, result: result == [n, n])
def late(n: int) -> list[int]:
    def one() -> Iterator[int]:
        yield n
        yield n

    found = []
    for x in one():
        n += 1
        found.append(x)
    return found


# right: right_late(3)
@ensures(lambda n, result: result == [n + 1])
def right_late(n: int) -> list[int]:
    m = n

    def one() -> Iterator[int]:
        yield m

    m += 1
    return list(one())


def shared(rows: list[list[int]]) -> Iterator[list[int]]:
    for row in rows:
        yield row


# wrong: same_row([[1]])
@requires(lambda rows: len(rows) > 0)
@ensures(lambda rows, old, result: rows == old.rows)
def same_row(rows: list[list[int]]) -> None:
    made = list(shared(rows))
    made[0].append(1)


# wrong: finally_runs(0)
@ensures(lambda n, result: result == [1])
def finally_runs(n: int) -> list[int]:
    return list(with_finally(n))


def with_finally(n: int) -> Iterator[int]:
    try:
        yield 1
        return
    finally:
        yield 2


# right: right_finally(0)
@ensures(lambda n, result: result == [1, 2])
def right_finally(n: int) -> list[int]:
    return list(with_finally(n))
