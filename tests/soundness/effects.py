"""In which order things happen: receivers, places, patterns and handlers that change an object on the way."""

# ruff: noqa  (traps: the bad style is the point)
from contextlib import suppress
from dataclasses import dataclass
from typing import Optional

from toolkit import decreases, ensures, raises, requires


class Ctr:
    def __init__(self) -> None:
        self.n = 0

    def tick(self) -> int:
        self.n += 1
        return self.n

# wrong: aug_order(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 2)
def aug_order(c: Ctr) -> None:
    c.n += c.tick()


# wrong: aug_order2(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 1)
def aug_order2(c: Ctr) -> None:
    c.n = c.tick() + c.tick()


# wrong: idx_order([0, 0, 0], Ctr())
@requires(lambda xs, c: len(xs) == 3 and c.n == 0)
@ensures(lambda xs: xs[1] == 2)
def idx_order(xs: list[int], c: Ctr) -> None:
    xs[c.tick()] = c.tick()


# wrong: idx_aug([0, 0, 0], Ctr())
@requires(lambda xs, c: len(xs) == 3 and c.n == 0 and xs == [0, 0, 0])
@ensures(lambda xs: xs[2] == 1)
def idx_aug(xs: list[int], c: Ctr) -> None:
    xs[c.tick()] += c.tick()


# wrong: args_order(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda result: result == (2, 1))
def args_order(c: Ctr) -> tuple[int, int]:
    return pair(b=c.tick(), a=c.tick())


def pair(a: int, b: int) -> tuple[int, int]:
    return (b, a)


@dataclass
class Two:
    a: int
    b: int


# wrong: make_order(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda result: result.a == 1)
def make_order(c: Ctr) -> Two:
    return Two(b=c.tick(), a=c.tick())


# wrong: cmp_order(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 2)
def cmp_order(c: Ctr) -> bool:
    return c.tick() > 1 and c.tick() > 0


# wrong: cmp_order2(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 1)
def cmp_order2(c: Ctr) -> bool:
    return 0 < c.tick() < c.tick()


# wrong: raise_order(Ctr())
@raises(ValueError)
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 0)
def raise_order(c: Ctr) -> None:
    try:
        raise ValueError(c.tick())
    except ValueError:
        pass


# wrong: assert_order(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c: c.n == 0)
def assert_order(c: Ctr) -> None:
    assert c.tick() == 1, c.tick()


# wrong: slice_order([1, 2, 3], Ctr())
@requires(lambda xs, c: len(xs) == 3 and c.n == 0 and xs == [1, 2, 3])
@ensures(lambda xs: xs == [1, 9, 3])
def slice_order(xs: list[int], c: Ctr) -> None:
    xs[c.tick() : c.tick()] = [9] * c.tick()


# wrong: match_once(Ctr())
@requires(lambda c: c.n == 0)
@ensures(lambda c, result: result == 2)
def match_once(c: Ctr) -> int:
    match c.tick():
        case 5:
            return 0
        case 1:
            return c.n
        case _:
            return 2


# wrong: match_guard_effect(Ctr(), 1)
@requires(lambda c: c.n == 0)
@ensures(lambda c, k: c.n == 0)
def match_guard_effect(c: Ctr, k: int) -> int:
    match k:
        case 1 if c.tick() > 5:
            return 0
        case _:
            return 1


# wrong: match_rebind(3)
@ensures(lambda k, result: result == k)
def match_rebind(k: int) -> int:
    match k + 1:
        case k if k < 0:
            return -k - 1
        case _:
            return k


# wrong: match_float(1)
@ensures(lambda result: result == 2)
def match_float(x: int) -> int:
    match x:
        case 1.0:
            return 1
        case _:
            return 2


# wrong: match_none(None)
@ensures(lambda result: result == 2)
def match_none(x: Optional[int]) -> int:
    match x:
        case int():
            return 2
        case 0:
            return 2
        case None:
            return 3
        case _:
            return 2


# wrong: match_two(Two(1, 2))
@ensures(lambda t, result: result == 1)
def match_two(t: Two) -> int:
    match t:
        case Two(1, b=2):
            return 2
        case Two(a, b) if a > b:
            return 1
        case _:
            return 1


# wrong: match_order(Two(1, 2))
@ensures(lambda t, result: result == t.a)
def match_order(t: Two) -> int:
    match t:
        case Two(b=a, a=b):
            return a


# wrong: match_falls(7)
@ensures(lambda k, result: result is None)
def match_falls(k: int) -> Optional[int]:
    match k:
        case 7:
            return 1


# wrong: match_or(2)
@ensures(lambda k, result: result == 0)
def match_or(k: int) -> int:
    match k:
        case 1 | 2 | -3:
            return 1
    return 0


# wrong: match_star([1, 2, 3])
@ensures(lambda xs, result: len(result) == len(xs))
def match_star(xs: list[int]) -> list[int]:
    match xs:
        case [_, *mid, _]:
            return mid
        case _:
            return xs


# wrong: match_neg([1])
@ensures(lambda xs, result: result == 0)
def match_neg(xs: list[int]) -> int:
    match xs:
        case []:
            return 0
        case [x]:
            return x
        case [x, y, *_] if x == y:
            return 0
    return 0


# recursion with exceptions


@requires(lambda n: n >= 0)
@decreases(lambda n: n)
@raises(ValueError, lambda n: n > 3)
@ensures(lambda n, result: result == n)
def rec(n: int) -> int:
    if n > 3:
        raise ValueError
    return 0 if n == 0 else 1 + rec(n - 1)


# wrong: rec_user(5)
@ensures(lambda n, result: result == n or n < 0)
def rec_user(n: int) -> int:
    try:
        return rec(abs(n))
    except ValueError:
        return 0


# wrong
@requires(lambda n: n >= 0)
@ensures(lambda result: result == 0)
def fin_measure(n: int) -> int:
    while n > 0:
        try:
            n -= 1
            continue
        finally:
            n += 1
    return 0


# state through a call executed in place with a handler inside a handler


def inner(k: int) -> int:
    try:
        return 1 // k
    except ZeroDivisionError as e:
        if k == 0:
            raise KeyError
        raise e


# wrong: nested_handlers(0)
@raises(ValueError, lambda k: k == 0)
def nested_handlers(k: int) -> int:
    try:
        if k == 0:
            raise ValueError
        return 0
    except ValueError as e:
        try:
            inner(k)
        except KeyError:
            pass
        if k == 0:
            inner(k)
        raise e


# wrong: nested_handlers2(0)
@raises(KeyError, lambda k: k == 0)
def nested_handlers2(k: int) -> int:
    try:
        if k == 0:
            raise ValueError
        return 0
    except ValueError as e:
        try:
            inner(k)
        except KeyError:
            pass
        raise e


# two parameters, one object, one changed in a handler


# wrong: two_in_handler(*[[1]] * 2, 0)
@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0)
@ensures(lambda ys, old: ys == old.ys)
def two_in_handler(xs: list[int], ys: list[int], k: int) -> None:
    try:
        xs[k] = 1 // k
    except ZeroDivisionError:
        xs[0] = ys[0] + 1
    except IndexError:
        pass


@raises(ValueError, lambda k: k == 0)
def change_or_raise(xs: list[int], ys: list[int], k: int) -> None:
    xs.append(k)
    if k == 0:
        raise ValueError
    xs.pop()


# wrong: change_user([], 0)
@ensures(lambda xs, old: len(xs) == len(old.xs))
def change_user(xs: list[int], k: int) -> None:
    with suppress(ValueError):
        change_or_raise(xs, xs, k)


# wrong: change_user2([], [], 0)
@ensures(lambda xs, ys, old: len(xs) == len(old.xs))
def change_user2(xs: list[int], ys: list[int], k: int) -> None:
    with suppress(ValueError):
        change_or_raise(xs, ys, k)


# right: change_user3([1], [], 0)
@requires(lambda xs, ys: xs != ys)
@ensures(lambda xs, ys, old: len(ys) == len(old.ys))
def change_user3(xs: list[int], ys: list[int], k: int) -> None:
    with suppress(ValueError):
        change_or_raise(xs, ys, k)


# wrong: loop_break_obj(2)
@requires(lambda n: n > 0)
@ensures(lambda result: result.n == 0)
def loop_break_obj(n: int) -> Ctr:
    c = Ctr()
    for i in range(n):
        try:
            c = Ctr()
            if i == n - 1:
                break
        finally:
            c.tick()
    else:
        c = Ctr()
    return c


# wrong: method_raises_mid(Ctr(), 0)
@ensures(lambda c, old: c.n == old.c.n)
def method_raises_mid(c: Ctr, k: int) -> None:
    try:
        c.n = c.tick() + 1 // k - c.tick()
    except ZeroDivisionError:
        pass
