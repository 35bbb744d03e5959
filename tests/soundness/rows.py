"""Rows that may be one object, and names for rows."""

from dataclasses import dataclass

from toolkit import ensures, invariant, requires

Grid = list[list[int]]


# The loop's list is another one than the argument, whose rows may be one object.
# wrong: rebound([[0], [0]])
@requires(lambda g: len(g) == 2)
@ensures(lambda result: result == 0)
def rebound(g: Grid) -> int:
    g = [[0], [0]]
    for i in range(3):
        g[0][0] = i
    return g[0][0] - g[1][0]


def first(h: Grid) -> None:
    h[0][0] = 5


# A second name for the argument leads to the same rows, in a call too.
# wrong: second_name((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2 and len(g[0]) == 1)
@ensures(lambda g, old: g[1] == old.g[1])
def second_name(g: Grid) -> None:
    ys = g
    first(ys)


# wrong: named((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2 and len(g[0]) == 1)
@ensures(lambda g, old: g[1] == old.g[1])
def named(g: Grid) -> None:
    ys = g
    ys[0][0] = 5


def each(g: Grid) -> None:
    for row in g:
        row.append(1)


# That a callee changes rows by a name of theirs is seen by its callers.
# wrong: by_callee([[0]])
@ensures(lambda g, old: g == old.g)
def by_callee(g: Grid) -> None:
    each(g)


# wrong: by_callee_of_local(1)
@ensures(lambda n, result: result == [0])
def by_callee_of_local(n: int) -> list[int]:
    g = [[0]]
    each(g)
    return g[0]


# wrong: both_at_once((lambda g: g)([[0]]))
@requires(lambda g: len(g) == 1)
@ensures(lambda g: len(g) == 1)
def both_at_once(g: Grid) -> None:
    two(g, g)


def two(p: Grid, q: Grid) -> None:
    q.append([2])
    p[0].append(1)


@requires(lambda g: all(g[a] is not g[b] for a in range(len(g)) for b in range(a)))
@requires(lambda g: len(g) == 2)
@ensures(lambda g, old: g[1] == old.g[1])
def apart(g: Grid) -> None:
    g[0].append(1)


# wrong: not_apart((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2)
@ensures(lambda g, old: g[1] == old.g[1])
def not_apart(g: Grid) -> None:
    apart(g)


# wrong: one_row_twice()
@ensures(lambda result: result == 1)
def one_row_twice() -> int:
    row = [0]
    g = [row, row]
    apart(g)
    return len(g[1])


# After a call that stores rows, they may be one object.
# wrong: stored()
@ensures(lambda result: result == 1)
def stored() -> int:
    g = [[0], [1]]
    share(g)
    apart(g)
    return len(g[1])


def share(g: Grid) -> None:
    g[0] = g[1]


# wrong: alone()
@ensures(lambda result: result == [1])
def alone() -> list[int]:
    g = [[0], [1]]
    share(g)
    g[0].append(7)
    return g[1]


# right: apart_from_the_start()
@ensures(lambda result: result == [1])
def apart_from_the_start() -> list[int]:
    g = [[0], [1]]
    apart(g)
    apart(g)
    return g[1]


# wrong: another_list_of_the_loop(0)
@ensures(lambda n, result: result == 0)
def another_list_of_the_loop(n: int) -> int:
    g = [[0], [0]]
    for row in g:
        row[0] = 1
        g = [[2]]
    return row[0] - 1 + g[0][0]


# wrong: taken_out()
@ensures(lambda result: result == 4)
def taken_out() -> int:
    g = [[1], [2]]
    row = g[0]
    row[0] = 3
    g[0] = [4]
    return row[0] + g[0][0] - g[0][0]


# wrong: moved_on()
@ensures(lambda result: result == 5)
def moved_on() -> int:
    g = [[1], [2]]
    row = g[0]
    g.insert(0, [5])
    row[0] = 3
    return row[0] + len(g) - 3


# wrong: two_lists(1)
@ensures(lambda n, result: result == 0)
def two_lists(n: int) -> int:
    g, h = [[0]], [[0]]
    row = g[0]
    if n > 0:
        row = h[0]
    row[0] = 3
    return g[0][0] + h[0][0]


# wrong: names_of_one([[0]])
@requires(lambda g: len(g) == 1 and len(g[0]) == 1)
@ensures(lambda g, result: result == 3)
def names_of_one(g: Grid) -> int:
    a = g[0]
    b = g[-1]
    a[0] = 3
    b[0] = 4
    return a[0]


@dataclass
class Cell:
    n: int


# wrong: objects((lambda c: [c, c])(Cell(0)))
@requires(lambda xs: len(xs) == 2)
@ensures(lambda xs, old: xs[0].n == old.xs[0].n + 1)
def objects(xs: list[Cell]) -> None:
    for x in xs:
        x.n += 1


# wrong: in_a_loop((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2 and len(g[0]) == 1 and len(g[1]) == 1)
@ensures(lambda g, old: g[1][0] == old.g[1][0])
def in_a_loop(g: Grid) -> None:
    for k in range(2):
        invariant(len(g) == 2 and len(g[0]) == 1)
        g[0][0] = k


# Rows keep their lengths where only items are assigned: not where one is replaced or grows.
# wrong: lengths([[0]])
@requires(lambda g: len(g) == 1)
@ensures(lambda g, old: len(g[0]) == len(old.g[0]))
def lengths(g: Grid) -> None:
    for k in range(2):
        g[0].append(k)


# wrong: replaced([[0]])
@requires(lambda g: len(g) == 1)
@ensures(lambda g, old: len(g[0]) == len(old.g[0]))
def replaced(g: Grid) -> None:
    for _ in range(2):
        g[0] = [1, 2]


# right: items([[0], [1]])
@requires(lambda g: len(g) > 0 and len(g[0]) > 0)
@ensures(lambda g, old: len(g[0]) == len(old.g[0]) and len(g) == len(old.g))
def items(g: Grid) -> None:
    for k in range(2):
        g[0][0] = k


# A caller keeps what it knows of the length of the outer list only where the callee leaves that list alone.
# wrong: outer([[0]])
@requires(lambda g: len(g) == 1)
@ensures(lambda g: len(g) == 1)
def outer(g: Grid) -> None:
    longer(g)


@ensures(lambda g: len(g) > 0)
def longer(g: Grid) -> None:
    g.append([1])
    g.append([2])


# What changes places are names for objects, one of which may stand twice.
# wrong: change_places((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2 and len(g[0]) == 1)
@ensures(lambda g, old: g[0] == old.g[1])
def change_places(g: Grid) -> None:
    g[0], g[1] = g[1], g[0]
    g[1][0] = 5


# wrong: change_before((lambda r: [r, r, [1]])([0]))
@requires(lambda g: len(g) == 3 and all(len(r) == 1 for r in g))
@ensures(lambda g, old: g[1] == old.g[1] or g[0] == old.g[0])
def change_before(g: Grid) -> None:
    g[0][0] = 5
    g[0], g[2] = g[2], g[0]


# After the loop nobody knows which rows are one object.
# wrong: moved_in_a_loop((lambda r: [r, r, [7]])([0]))
@requires(lambda g: len(g) == 3 and all(len(r) == 1 for r in g))
@ensures(lambda g: g[0] != g[1] or g[0][0] != 5)
def moved_in_a_loop(g: Grid) -> None:
    for i in range(2):
        invariant(all(len(r) == 1 for r in g))
        g[i], g[1 - i] = g[1 - i], g[i]
    g[0][0] = 5


# right: moved_alone([[0], [1]])
@requires(lambda g: len(g) == 2 and len(g[0]) == 1)
@ensures(lambda g, old: g[1] == [5] and (g[0] == [5] or g[0] == old.g[1]))
def moved_alone(g: Grid) -> None:
    g[0], g[1] = g[1], g[0]
    g[1][0] = 5


# wrong: in_one_branch((lambda r: [r, [2], r])([0]), True)
@requires(lambda g, b: len(g) == 3 and all(len(r) == 1 for r in g))
@ensures(lambda g, b, old: not b or g[1] == old.g[0])
def in_one_branch(g: Grid, b: bool) -> None:
    if b:
        g[0], g[1] = g[1], g[0]
    g[2][0] = 5


def exchange(g: Grid) -> None:
    g[0], g[1] = g[1], g[0]


# wrong: in_a_call((lambda r: [r, r])([0]))
@requires(lambda g: len(g) == 2 and len(g[0]) == 1)
@ensures(lambda g, old: g[0] == old.g[1])
def in_a_call(g: Grid) -> None:
    exchange(g)
    g[1][0] = 5


def push(row: list[int], x: int) -> None:
    row.append(x)


# wrong: an_item((lambda r: [r, r])([]))
@requires(lambda g: len(g) == 2)
@ensures(lambda g, old: g[1] == old.g[1])
def an_item(g: Grid) -> None:
    push(g[0], 1)


# wrong: each_item((lambda r: [r, r])([]))
@ensures(lambda g, old: all(len(g[k]) == len(old.g[k]) + 1 for k in range(len(g))))
def each_item(g: Grid) -> None:
    for i in range(len(g)):
        invariant(len(g) > i)
        push(g[i], 1)


def turn(g: Grid) -> int:
    g[0], g[1] = g[1], g[0]
    return 1


# The item is taken before the other argument is computed.
# wrong: taken_before([[0], [1]])
@requires(lambda g: len(g) == 2)
@ensures(lambda g: len(g[0]) > 1)
def taken_before(g: Grid) -> None:
    push(g[0], turn(g))


def grown(row: list[int]) -> list[int]:
    row.append(0)
    return row


# The result is the row.
# wrong: the_result([[0]])
@requires(lambda g: len(g) == 1)
@ensures(lambda g, old: len(g[0]) == len(old.g[0]) + 1)
def the_result(g: Grid) -> None:
    r = grown(g[0])
    r.append(1)


def fails(row: list[int]) -> None:
    row.append(1)
    if len(row) > 2:
        raise ValueError


# wrong: changed_all_the_same([[0, 0]])
@requires(lambda g: len(g) == 1)
@ensures(lambda g, old, result: result or g[0] == old.g[0])
def changed_all_the_same(g: Grid) -> bool:
    try:
        fails(g[0])
    except ValueError:
        return False
    return True


# right: one_of_two([[0], []])
@requires(lambda g: len(g) == 2)
@ensures(lambda g, old: g[0] == old.g[0] + [1] and (g[1] == old.g[1] or g[1] == g[0]))
def one_of_two(g: Grid) -> None:
    push(g[0], 1)
