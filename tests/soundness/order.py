"""The order of evaluation, and operands that must be evaluated though their value does not matter."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, raises, requires


# wrong: effect_order1()
@ensures(lambda result: result == 5)
def effect_order1() -> int:
    ys = [0, 1]
    grid = [[0, 0], [0, 0]]
    grid[ys[0]][ys.pop(0)] = 5
    return grid[1][0]


# wrong: exc_order_item(0)
@raises(ZeroDivisionError, lambda z: z == 0)
@raises(IndexError, lambda z: z != 0)
def exc_order_item(z: int) -> None:
    g: list[list[int]] = []
    g[0][1 // z] = 5


# wrong: exc_order_augmented(0)
@raises(ZeroDivisionError, lambda z: z == 0)
@raises(IndexError, lambda z: z != 0)
def exc_order_augmented(z: int) -> None:
    g: list[list[int]] = []
    g[0][1 // z] += 5


# wrong: exc_order_append(0)
@raises(ZeroDivisionError, lambda z: z == 0)
@raises(IndexError, lambda z: z != 0)
def exc_order_append(z: int) -> None:
    g: list[list[int]] = []
    g[0].append(1 // z)


# wrong: exc_order_extend(0)
@raises(ZeroDivisionError, lambda z: z == 0)
@raises(IndexError, lambda z: z != 0)
def exc_order_extend(z: int) -> None:
    g: list[list[int]] = []
    g[0] += [1 // z]


# wrong: exc_order_multi([], 0)
@raises(ZeroDivisionError, lambda z: z == 0)
@raises(IndexError, lambda xs, z: len(xs) == 0 and z != 0)
def exc_order_multi(xs: list[int], z: int) -> int:
    return xs[0] // z


# right: exc_order_multi_r([], 0)
@raises(ZeroDivisionError, lambda xs, z: z == 0 and len(xs) > 0)
@raises(IndexError, lambda xs, z: len(xs) == 0)
def exc_order_multi_r(xs: list[int], z: int) -> int:
    return xs[0] // z


# wrong: exc_assign_order([], 0)
@raises(ZeroDivisionError, lambda xs, z: z == 0 and len(xs) > 0)
@raises(IndexError, lambda xs, z: len(xs) == 0)
def exc_assign_order(xs: list[int], z: int) -> None:
    xs[0] = 1 // z


# right: exc_assign_order_r([], 0)
@raises(ZeroDivisionError, lambda xs, z: z == 0)
@raises(IndexError, lambda xs, z: len(xs) == 0 and z != 0)
def exc_assign_order_r(xs: list[int], z: int) -> None:
    xs[0] = 1 // z


# wrong: exc_aug_order([], 0)
@raises(ZeroDivisionError, lambda xs, z: z == 0)
@raises(IndexError, lambda xs, z: len(xs) == 0 and z != 0)
def exc_aug_order(xs: list[int], z: int) -> None:
    xs[0] += 1 // z


# wrong: exc_tuple_assign([1], 1)
@raises(IndexError, lambda xs, i: not -len(xs) <= i < len(xs))
@ensures(lambda xs, old: xs == old.xs)
def exc_tuple_assign(xs: list[int], i: int) -> None:
    a, xs[i] = 3, 4


# wrong: shortcircuit([])
@ensures(lambda xs, result: True)
def shortcircuit(xs: list[int]) -> bool:
    return xs[0] > 0 and len(xs) > 0


# wrong: shortcircuit_eff([1, 2])
@ensures(lambda xs, old: len(xs) == len(old.xs) - 2 or len(old.xs) < 2)
def shortcircuit_eff(xs: list[int]) -> bool:
    return len(xs) >= 2 and xs.pop() > 5 and xs.pop() > 5


# wrong: ifexp_eff([1, 2])
@requires(lambda xs: len(xs) > 1)
@ensures(lambda xs, old: len(xs) == len(old.xs) - 2)
def ifexp_eff(xs: list[int]) -> int:
    return xs.pop() if xs[0] > 0 else xs.pop() + xs.pop()


# wrong: evalorder([1, 2])
@requires(lambda xs: len(xs) > 1)
@ensures(lambda old, result: result == len(old.xs) - 1 + old.xs[-1])
def evalorder(xs: list[int]) -> int:
    return len(xs) + xs.pop()


# right: evalorder3([1, 2])
@requires(lambda xs: len(xs) > 1)
@ensures(lambda old, result: result == old.xs)
def evalorder3(xs: list[int]) -> list[int]:
    return xs + [xs.pop()]


# right: evalorder4([1, 2])
@requires(lambda xs: len(xs) > 1)
@ensures(lambda old, result: result == old.xs + [old.xs[-1]])
def evalorder4(xs: list[int]) -> list[int]:
    return xs[:] + [xs.pop()]


# wrong: evalorder5([1, 2])
@requires(lambda xs: len(xs) > 1)
@ensures(lambda old, result: result == old.xs[0])
def evalorder5(xs: list[int]) -> int:
    return xs[-1 * (xs.pop() * 0 + 1) - 1]


# wrong: empty_in(0)
@ensures(lambda result: result == False)
def empty_in(z: int) -> bool:
    return (1 // z) in ()


# wrong: truth_tuple(0)
@ensures(lambda result: result == 1)
def truth_tuple(z: int) -> int:
    if (1 // z, 2):
        return 1
    return 0


# wrong: len_tuple(0)
@ensures(lambda result: result == 2)
def len_tuple(z: int) -> int:
    return len((1 // z, 2))


# wrong: count_empty(0)
@ensures(lambda result: result == 0)
def count_empty(z: int) -> int:
    xs: list[int] = []
    return xs.count(1 // z)


# wrong: in_bools(0)
@ensures(lambda result: not result)
def in_bools(z: int) -> bool:
    xs: list[bool] = []
    return (1 // z) in xs


# wrong: bare_name(False)
@ensures(lambda result: result == 0)
def bare_name(c: bool) -> int:
    if c:
        y = 1
    y
    return 0


# wrong: any_expr()
@ensures(lambda result: result == 0)
def any_expr() -> int:
    x = [][0] + 1
    return 0


# wrong: any_unpack()
@ensures(lambda result: result == 0)
def any_unpack() -> int:
    a, b = [][0]
    return 0


# wrong: assert_msg(0)
@raises(AssertionError, lambda x: x <= 0)
def assert_msg(x: int) -> int:
    assert x > 0, 1 // x
    return x


# A chain goes from each item to the next one, without a gap, inside its range, and in one direction.
# wrong: chain_gap([0, 3, 1, 2, 9])
@requires(lambda xs: len(xs) == 5 and all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1) if i != 1))
@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def chain_gap(xs: list[int]) -> None:
    pass


# wrong: chain_short([1, 2, 3, 0])
@requires(lambda xs, n: n == len(xs) - 1 and all(xs[i] < xs[i + 1] for i in range(n - 1)))
@ensures(lambda xs, n: all(xs[i] < xs[n] for i in range(n)))
def chain_short(xs: list[int], n: int = 3) -> None:
    pass


# wrong: chain_other([1, 2, 3], [5, 6, 7])
@requires(lambda xs, ys: len(xs) == len(ys) and all(xs[i] <= ys[i + 1] for i in range(len(xs) - 1)))
@ensures(lambda xs, ys: all(ys[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def chain_other(xs: list[int], ys: list[int]) -> None:
    pass


# wrong: chain_back([3, 2, 1])
@requires(lambda xs: all(xs[i + 1] <= xs[i] for i in range(len(xs) - 1)))
@ensures(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
def chain_back(xs: list[int]) -> None:
    pass


# wrong: chain_step([2, 1, 0])
@requires(lambda xs: all(xs[i] <= xs[i + 1] + 5 for i in range(len(xs) - 1)) and len(xs) == 3)
@ensures(lambda xs: xs[0] <= xs[2])
def chain_step(xs: list[int]) -> None:
    pass
