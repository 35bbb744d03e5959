"""What is left of an object, and of its invariant, when an exception has left a call."""

# ruff: noqa  (traps: the bad style is the point)
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Optional

from toolkit import class_invariant, ensures, raises, requires


def _h(xs: list[int], i: int) -> int:
    xs.append(0)
    return 1 // i


@raises(ZeroDivisionError, lambda i: i == 0)
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def mid(xs: list[int], i: int) -> int:
    return _h(xs, i)


# wrong: mid_user([], 0)
@ensures(lambda xs, i, old: len(xs) == len(old.xs) + (0 if i == 0 else 1))
def mid_user(xs: list[int], i: int) -> None:
    try:
        mid(xs, i)
    except ZeroDivisionError:
        pass


def _hq(xs: list[int], i: int) -> int:
    xs.append(0)
    assert i != 0
    return 1


@raises(AssertionError, lambda i: i == 0)
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def midq(xs: list[int], i: int) -> int:
    return _hq(xs, i)


# wrong: midq_user([], 0)
@ensures(lambda xs, i, old: len(xs) == len(old.xs) + (0 if i == 0 else 1))
def midq_user(xs: list[int], i: int) -> None:
    try:
        midq(xs, i)
    except AssertionError:
        pass


class MyErr(Exception):
    pass


def _h2(xs: list[int], i: int) -> int:
    xs.append(0)
    return _h3(i)


def _h3(i: int) -> int:
    if i == 0:
        raise MyErr
    return 1


@raises(MyErr, lambda i: i == 0)
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def mid2(xs: list[int], i: int) -> int:
    return _h2(xs, i)


# wrong: mid2_user([], 0)
@ensures(lambda xs, i, old: len(xs) == len(old.xs) + (0 if i == 0 else 1))
def mid2_user(xs: list[int], i: int) -> None:
    try:
        mid2(xs, i)
    except MyErr:
        pass


@raises(MyErr, lambda i: i == 0)
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def mid4(xs: list[int], i: int) -> int:
    try:
        xs.append(1)
        1 // i
    except ZeroDivisionError as e:
        raise MyErr from e
    return 1


# wrong: mid4_user([], 0)
@ensures(lambda xs, i, old: len(xs) == len(old.xs) + (0 if i == 0 else 1))
def mid4_user(xs: list[int], i: int) -> None:
    try:
        mid4(xs, i)
    except MyErr:
        pass


class Box:
    def __init__(self) -> None:
        self.xs: list[int] = []

    def push(self, i: int) -> int:
        self.xs.append(i)
        return 10 // i


@raises(ZeroDivisionError, lambda i: i == 0)
@ensures(lambda b, old: len(b.xs) == len(old.b.xs) + 1)
def mid5(b: Box, i: int) -> int:
    return b.push(i)


# wrong: mid5_user(Box(), 0)
@ensures(lambda b, i, old: len(b.xs) == len(old.b.xs) + (0 if i == 0 else 1))
def mid5_user(b: Box, i: int) -> None:
    try:
        mid5(b, i)
    except ZeroDivisionError:
        pass


@raises(ZeroDivisionError, lambda i: i == 0)
@ensures(lambda b, old: len(b.xs) == len(old.b.xs) + 1)
def mid6(b: Box, i: int) -> int:
    return 0 + b.push(i)


# wrong: mid6_user(Box(), 0)
@ensures(lambda b, i, old: len(b.xs) == len(old.b.xs) + (0 if i == 0 else 1))
def mid6_user(b: Box, i: int) -> None:
    try:
        mid6(b, i)
    except ZeroDivisionError:
        pass


# by one that declares nothing and is only executed in place, twice deep, and in a loop
def _l(xs: list[int], i: int) -> int:
    for k in range(3):
        xs[0] = 7
        if k == i:
            raise MyErr
    return 0


@requires(lambda xs: len(xs) > 0)
@raises(MyErr, lambda i: 0 <= i < 3)
def mid7(xs: list[int], i: int) -> int:
    return _l(xs, i)


# wrong: mid7_user([1], 0)
@requires(lambda xs, i: len(xs) > 0 and 0 <= i < 3)
@ensures(lambda xs, i, old: xs[0] == old.xs[0])
def mid7_user(xs: list[int], i: int) -> None:
    try:
        mid7(xs, i)
    except MyErr:
        pass


@class_invariant(lambda s: s.lo <= s.hi)
@dataclass
class Iv:
    lo: int
    hi: int

    def shift(self, k: int) -> None:
        self.lo += k
        if k > 100:
            raise ValueError
        self.hi += k

    def bad(self) -> None:
        self.lo = self.hi + 1

    def _raw(self) -> None:
        self.lo = self.hi + 1


# wrong: iv_shift(Iv(0, 0))
@ensures(lambda i: i.lo <= i.hi)
def iv_shift(i: Iv) -> None:
    try:
        i.shift(101)
    except ValueError:
        pass


# wrong: iv_raw(Iv(0, 0))
@ensures(lambda result: result)
def iv_raw(i: Iv) -> bool:
    i._raw()
    return i.lo <= i.hi


@raises(ValueError)
def iv_thru(i: Iv) -> None:
    i.shift(101)


# wrong: iv_thru2(Iv(0, 0))
@ensures(lambda result: result)
def iv_thru2(i: Iv) -> bool:
    try:
        iv_thru(i)
    except ValueError:
        return i.lo <= i.hi
    return True


# wrong: iv_list([Iv(0, 0)])
@requires(lambda xs: len(xs) > 0)
@ensures(lambda result: result)
def iv_list(xs: list[Iv]) -> bool:
    xs[0].lo = xs[0].hi + 1
    return iv_ok(xs)


@requires(lambda xs: len(xs) > 0)
@ensures(lambda result: result)
def iv_ok(xs: list[Iv]) -> bool:
    return xs[0].lo <= xs[0].hi


# wrong: iv_dict({1: Iv(5, 0)})
@requires(lambda d: 1 in d)
@ensures(lambda result: result)
def iv_dict(d: dict[int, Iv]) -> bool:
    i = Iv(0, 0)
    i.lo = 4
    d[1] = i
    return d[1].lo <= d[1].hi


# wrong: iv_opt()
@ensures(lambda result: result)
def iv_opt() -> bool:
    i = Iv(0, 0)
    i.lo = 5
    return iv_opt_g(i)


@ensures(lambda result: result)
def iv_opt_g(i: Optional[Iv]) -> bool:
    return i is None or i.lo <= i.hi


# wrong: iv_make(3)
@ensures(lambda result: result.lo <= result.hi)
def iv_make(k: int) -> Iv:
    i = Iv(0, 0)
    try:
        i.lo = k
        return i
    finally:
        k = 0


def iv_made(k: int) -> Iv:
    i = Iv(0, 0)
    i.lo = k
    return i


# wrong: iv_made2(3)
@ensures(lambda result: result)
def iv_made2(k: int) -> bool:
    i = iv_made(k)
    return i.lo <= i.hi


# wrong: iv_comp(3)
@ensures(lambda result: result)
def iv_comp(k: int) -> bool:
    xs = [Iv(j, j - 1) for j in range(3)]
    return xs[0].lo <= xs[0].hi


# wrong: nested_func(0)
@ensures(lambda result: result == 1)
def nested_func(k: int) -> int:
    x = 1

    def g() -> int:
        return x

    try:
        1 // k
    except ZeroDivisionError:
        x = 2
    return g()


# wrong: exc_in_cond([0])
@ensures(lambda xs, result: result == 0)
def exc_in_cond(xs: list[int]) -> int:
    i = 0
    try:
        while 1 // xs[i] > -10:
            i += 1
    except ZeroDivisionError:
        return i + 1
    except IndexError:
        return 0
    return 0


# wrong: while_else(0)
@ensures(lambda result: result == 1)
def while_else(k: int) -> int:
    r = 1
    try:
        while k > 0:
            k -= 1
        else:
            1 // k
    except ZeroDivisionError:
        r = 2
    return r


# wrong: pop_in_try([1])
@ensures(lambda xs, old: len(xs) == len(old.xs))
def pop_in_try(xs: list[int]) -> None:
    try:
        1 // (xs.pop() - xs.pop())
    except (IndexError, ZeroDivisionError):
        pass


# wrong: except_order(0)
@ensures(lambda result: result == 1)
def except_order(k: int) -> int:
    try:
        1 // k
    except ArithmeticError:
        return 2
    except ZeroDivisionError:
        return 1
    return 1


# wrong: except_lookup([], {})
@ensures(lambda result: result == 1)
def except_lookup(xs: list[int], d: dict[int, int]) -> int:
    try:
        return 1 + 0 * (xs[0] + d[0])
    except KeyError:
        return 1
    except LookupError:
        return 2


# wrong: with_null([1])
@ensures(lambda xs, old: xs == old.xs)
def with_null(xs: list[int]) -> None:
    with nullcontext(xs) as ys:
        ys.append(1)


# wrong: suppress_return(0)
@ensures(lambda result: result == 1)
def suppress_return(k: int) -> int:
    r = 1
    with suppress(ZeroDivisionError):
        r = 2
        return 1 + 0 * (1 // k)
    return r


# wrong: suppress_two(0)
@raises(ZeroDivisionError, lambda k: k == 0)
def suppress_two(k: int) -> int:
    with suppress(ValueError), suppress(ArithmeticError):
        return 1 // k
    return 0
