"""Two names, parameters, items or rows that are one list."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, requires


# wrong: live_break2(True)
@ensures(lambda result: result == 0)
def live_break2(c: bool) -> int:
    zs: list[int] = []
    ys = zs
    for i in range(1):
        invariant(len(ys) == 0)
        zs.append(1)
        if c:
            break
        ys = []
    return len(ys)


# wrong: live_break3(True)
@ensures(lambda result: result == 1)
def live_break3(c: bool) -> int:
    rows = [[1], [2]]
    r = rows[0]
    for i in range(1):
        invariant(len(r) == 1 and r[0] == 1 and len(rows) == 2 and len(rows[0]) == 1)
        rows[0][0] = 7
        if c:
            break
        r = [1]
    return r[0]


# wrong: live_continue()
@ensures(lambda result: result == 0)
def live_continue() -> int:
    zs: list[int] = []
    ys = zs
    m = 0
    for i in range(2):
        invariant(len(ys) == 0 and m == 0)
        m = len(ys)
        zs.append(1)
        if i == 0:
            continue
        ys = []
        zs = []
    return m


@ensures(lambda grid, row, old: len(grid) == len(old.grid) + 1 and grid[-1] == row)
def put_elem_put(grid: list[list[int]], row: list[int]) -> None:
    grid.append(row)


# wrong: put_elem()
@ensures(lambda result: result == 1)
def put_elem() -> int:
    rows = [[1], [2]]
    grid: list[list[int]] = []
    put_elem_put(grid, rows[0])
    rows[0][0] = 7
    return grid[0][0]


@ensures(lambda grid, row, old: len(grid) == len(old.grid) + 1 and grid[-1] == row)
def put_elem2_put(grid: list[list[int]], row: list[int]) -> None:
    grid.append(row)


# wrong: put_elem2()
@ensures(lambda result: result == 1)
def put_elem2() -> int:
    rows = [[1], [2]]
    row = rows[0]
    grid: list[list[int]] = []
    put_elem2_put(grid, row)
    rows[0][0] = 7
    return grid[0][0]


def put_elem_inline_put(grid: list[list[int]], row: list[int]) -> None:
    grid.append(row)


# wrong: put_elem_inline()
@ensures(lambda result: result == 1)
def put_elem_inline() -> int:
    rows = [[1], [2]]
    grid: list[list[int]] = []
    put_elem_inline_put(grid, rows[0])
    rows[0][0] = 7
    return grid[0][0]


# wrong: derived_inner()
@ensures(lambda result: result == 0)
def derived_inner() -> int:
    r = [0]
    cube = [[r, r]]
    plane = cube[0]
    plane[0][0] = 5
    return plane[1][0]


# wrong: derived_inner_tuple()
@ensures(lambda result: result == 0)
def derived_inner_tuple() -> int:
    t = ([[0]] * 2, 3)
    g = t[0]
    g[0][0] = 5
    return g[1][0]


def pair_pair(a: list[int], b: list[int]) -> list[list[int]]:
    return [a, b]


# wrong: pair()
@ensures(lambda result: result == 0)
def pair() -> int:
    r = [0]
    g = pair_pair(r, r)
    g[0][0] = 5
    return g[1][0]


@ensures(lambda a, b, result: result == [a, b])
def pair_contract_pair(a: list[int], b: list[int]) -> list[list[int]]:
    return [a, b]


# wrong: pair_contract()
@ensures(lambda result: result == 0)
def pair_contract() -> int:
    r = [0]
    g = pair_contract_pair(r, r)
    g[0][0] = 5
    return g[1][0]


def unfold_alias_g(n: int) -> int:
    a = [n]
    b = a
    b.append(1)
    return len(a)


# wrong: unfold_alias(0)
@ensures(lambda n, result: result == unfold_alias_g(n))
def unfold_alias(n: int) -> int:
    return 1


@ensures(lambda result: result >= 0)
def unfold_alias_contract_g(n: int) -> int:
    rows = [[n]] * 2
    rows[0].append(1)
    return len(rows[1])


# wrong: unfold_alias_contract(0)
@ensures(lambda n, result: result == unfold_alias_contract_g(n))
def unfold_alias_contract(n: int) -> int:
    return 1


# wrong: tuple_update([1])
@ensures(lambda result: result == 0)
def tuple_update(xs: list[int]) -> int:
    t = (xs, 1)
    n = len(xs)
    t[0].append(1)
    return len(xs) - n


# wrong: two_list_inner([1])
@ensures(lambda result: result == 0)
def two_list_inner(n: int) -> int:
    g = [[0] * 2 for _ in range(2)]
    h = [g, g]
    h[0][0] = [1, 1]
    return h[1][0][0]


# wrong: comp_capture(1)
@ensures(lambda result: result == 0)
def comp_capture(n: int) -> int:
    r = [0]
    g = [r for _ in range(2)]
    g[0][0] = 1
    return g[1][0]


# wrong: comp_capture2(1)
@ensures(lambda result: result == 0)
def comp_capture2(n: int) -> int:
    g = [[0], [0]]
    h = [g[0] for _ in range(2)]
    h[0][0] = 1
    return h[1][0]


def comp_capture3_same(r: list[int], k: int) -> list[int]:
    return r


# wrong: comp_capture3(1)
@ensures(lambda result: result == 0)
def comp_capture3(n: int) -> int:
    r = [0]
    h = [comp_capture3_same(r, k) for k in range(2)]
    h[0][0] = 1
    return h[1][0]


# wrong: comp_nested_idx(1)
@ensures(lambda result: result == 0)
def comp_nested_idx(n: int) -> int:
    g = [[0], [0]]
    idx = [0, 0]
    h = [g[i] for i in idx]
    h[0][0] = 1
    return h[1][0]


# wrong: three_names([1, 1])
@ensures(lambda xs, result: result == 0)
def three_names(xs: list[int]) -> int:
    ys = xs
    zs = ys
    n = len(xs)
    zs.append(1)
    return len(xs) - n


# wrong: old_param_rebind([1])
@ensures(lambda xs, result: xs == result)
def old_param_rebind(xs: list[int]) -> list[int]:
    xs = xs + [1]
    return xs


# right: old_param_iadd([1])
@ensures(lambda xs, result: xs == result)
def old_param_iadd(xs: list[int]) -> list[int]:
    xs += [1]
    return xs


# wrong: rebind_int(1)
@ensures(lambda n, result: result == n)
def rebind_int(n: int) -> int:
    n += 1
    return n


# wrong: ret_changed([1])
@ensures(lambda xs, result, old: result == old.xs)
def ret_changed(xs: list[int]) -> list[int]:
    ys = xs
    ys.append(1)
    return xs


# wrong: (lambda a: two_params_same(a, a))([1])
@ensures(lambda xs, ys, old: ys == old.ys)
def two_params_same(xs: list[int], ys: list[int]) -> None:
    xs.append(1)


# wrong: (lambda a: two_params_same2(a, a))([1])
@ensures(lambda xs, ys, result: result == 1)
def two_params_same2(xs: list[int], ys: list[int]) -> int:
    n = len(ys)
    xs.append(1)
    return len(ys) - n + 1


# wrong: (lambda a: grid_row_param([a], a))([1])
@requires(lambda g: len(g) > 0)
@ensures(lambda g, r, old: g == old.g)
def grid_row_param(g: list[list[int]], r: list[int]) -> None:
    r.append(1)


# wrong: (lambda a: tuple_param_alias((a, a)))([1])
@ensures(lambda t, old: t[1] == old.t[1])
def tuple_param_alias(t: tuple[list[int], list[int]]) -> None:
    t[0].append(1)


# wrong: (lambda a: tuple_unpack_alias((a, a)))([1])
@ensures(lambda t, old: t[1] == old.t[1])
def tuple_unpack_alias(t: tuple[list[int], list[int]]) -> None:
    a, b = t
    a.append(1)


# wrong: (lambda a: tuple_list_param((a, 1), a))([1])
@ensures(lambda t, r, old: t[0] == old.t[0])
def tuple_list_param(t: tuple[list[int], int], r: list[int]) -> None:
    r.append(1)


# wrong: (lambda a: three_params([0], a, a))([1])
@ensures(lambda c, old: c == old.c)
def three_params(a: list[int], b: list[int], c: list[int]) -> None:
    a.append(1)
    b.append(2)


@ensures(lambda xs, ys, old: len(xs) >= len(old.xs) + 1)
@ensures(lambda ys, old: len(ys) >= len(old.ys))
def caller_alias_contract_g(xs: list[int], ys: list[int]) -> None:
    xs.append(len(ys))


# wrong: caller_alias_contract([1])
@ensures(lambda xs, old: len(xs) == len(old.xs))
def caller_alias_contract(xs: list[int]) -> None:
    ys = xs
    caller_alias_contract_g(xs, ys)
    if len(ys) > len(xs):
        xs.append(1)


# wrong: keep_alias_swap()
@ensures(lambda result: result == 1)
def keep_alias_swap() -> int:
    a = [1]
    b = [2]
    a, b = b, a
    a.append(3)
    return len(a)
