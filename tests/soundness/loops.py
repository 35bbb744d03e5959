"""Names and lists before, in and after loops."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, requires, track


# wrong: unbound_update(0)
@ensures(lambda result: result == 0)
def unbound_update(n: int) -> int:
    for i in range(n):
        ys = [i]
    ys.append(1)
    return 0


# wrong: ifexc(False)
@ensures(lambda result: result == 1)
def ifexc(c: bool) -> int:
    if c:
        ys = [1]
    for i in range(3):
        pass
    ys.append(2)
    return 1


# wrong: pop_unbound(False)
@ensures(lambda result: result == 1)
def pop_unbound(c: bool) -> int:
    if c:
        ys = [1, 2]
    else:
        pass
    for i in range(1):
        z = 0
    ys[0] = 5
    return 1


# wrong: loop_counter_after(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == n)
def loop_counter_after(n: int) -> int:
    for i in range(n):
        pass
    return i


# right: loop_counter_after_r(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == n - 1)
def loop_counter_after_r(n: int) -> int:
    for i in range(n):
        pass
    return i


# wrong: loop_counter_empty(0)
@ensures(lambda n, result: n <= 0 or result == n - 1)
def loop_counter_empty(n: int) -> int:
    i = 7
    for i in range(n):
        pass
    return i - 0 * (7 // n)


# wrong: counter_reassigned(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == n - 1)
def counter_reassigned(n: int) -> int:
    for i in range(n):
        i += 1
    return i


# wrong: counter_nested(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == n - 1)
def counter_nested(n: int) -> int:
    for i in range(n):
        for i in range(2):
            pass
    return i


# wrong: negstep(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == 0)
def negstep(n: int) -> int:
    for i in range(n, 0, -1):
        pass
    return i


# right: negstep_r(3)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == 1)
def negstep_r(n: int) -> int:
    for i in range(n, 0, -1):
        pass
    return i


# wrong: break_else([1], 1)
@ensures(lambda result: result == 1)
def break_else(xs: list[int], k: int) -> int:
    for x in xs:
        if x == k:
            break
    else:
        return 1
    return 0


# wrong: enumerate_start([1])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == len(xs) - 1)
def enumerate_start(xs: list[int]) -> int:
    for i, x in enumerate(xs, 1):
        pass
    return i


# wrong: reversed_last([1, 2])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == xs[-1])
def reversed_last(xs: list[int]) -> int:
    for x in reversed(xs):
        pass
    return x


# wrong: reversed_mut([1, 2])
@requires(lambda xs: len(xs) == 2)
@ensures(lambda old, result: result == old.xs[0])
def reversed_mut(xs: list[int]) -> int:
    for x in reversed(xs):
        invariant(len(xs) == 2)
        xs[0] = 9
    return x


# wrong: forlist_mut([1, 2])
@requires(lambda xs: len(xs) == 2)
@ensures(lambda old, result: result == old.xs[1])
def forlist_mut(xs: list[int]) -> int:
    for x in xs:
        invariant(len(xs) == 2)
        xs[1] = 9
    return x


# wrong: zip_mut([1, 2], [3, 4])
@requires(lambda xs, ys: len(xs) == 2 and len(ys) == 2)
@ensures(lambda old, result: result == old.ys[1])
def zip_mut(xs: list[int], ys: list[int]) -> int:
    for x, y in zip(xs, ys):
        invariant(len(ys) == 2 and len(xs) == 2)
        ys[1] = 9
    return y


# wrong: forrange_bound_change(2)
@requires(lambda n: n > 0)
@ensures(lambda n, result: result == 0)
def forrange_bound_change(n: int) -> int:
    c = 0
    for i in range(n):
        invariant(c >= 0)
        n = 0
        c += 1
    return n if c <= 1 else 1


# wrong
@ensures(lambda xs, old: len(xs) == 2 * len(old.xs))
def append_while_iter_alias(xs: list[int]) -> None:
    ys = xs
    for x in xs:
        ys.append(x)


def append_while_iter_callee_add(ys: list[int], x: int) -> None:
    ys.append(x)


# wrong
@ensures(lambda xs, old: True)
def append_while_iter_callee(xs: list[int]) -> None:
    for x in xs:
        append_while_iter_callee_add(xs, x)


# wrong
@ensures(lambda xs, old: True)
def append_while_iter_zip(xs: list[int], ys: list[int]) -> None:
    for x, y in zip(xs, ys):
        ys.append(x)
        xs.append(y)


# wrong: while_else(3)
@ensures(lambda n, result: result == 1)
def while_else(n: int) -> int:
    i = 0
    while i < n:
        if i == 2:
            break
        i += 1
    else:
        return 1
    return 2


# wrong: inv_nested_reenter(3)
@requires(lambda n: n > 1)
@ensures(lambda n, result: result == n)
def inv_nested_reenter(n: int) -> int:
    t = 0
    for i in range(n):
        invariant(t == i)
        for j in range(i):
            invariant(t >= i)
            t = t + 0
        t += 1
    return t + i


# wrong: track_after([5])
@requires(lambda xs: len(xs) == 1)
@ensures(lambda result: result == 0)
def track_after(xs: list[int]) -> int:
    for x in (t := track(xs)):
        invariant(t.index <= len(xs))
        invariant(t.index == 0 or xs[0] == 0)
        invariant(len(xs) == 1)
        xs[0] = 0
    return sum(t.seen)


# right: param_while_pop([1])
@ensures(lambda xs: len(xs) == 0)
def param_while_pop(xs: list[int]) -> None:
    while xs:
        xs.pop()
