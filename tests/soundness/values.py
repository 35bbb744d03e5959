"""Operators, strings, slices, comparisons, contracts that nothing meets."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, requires


# wrong: floor_neg(-7)
@ensures(lambda x, result: result * 2 <= x and result >= 0 - x)
def floor_neg(x: int) -> int:
    return x // 2


# wrong: mod_neg_const(7)
@ensures(lambda result: 0 <= result < 3)
def mod_neg_const(x: int) -> int:
    return x % -3


# right: div_neg_const(7)
@ensures(lambda x, result: result == -(x // 3) or result == -(x // 3) - 1)
def div_neg_const(x: int) -> int:
    return x // -3


# wrong: shift_neg(-1)
@ensures(lambda x, result: result == 0)
def shift_neg(x: int) -> int:
    return x >> 100


# wrong: shl_check(1, -1)
@ensures(lambda x, n, result: result >= x or x < 0)
def shl_check(x: int, n: int) -> int:
    return x << n


# wrong
@ensures(lambda result: result >= 0 or result < 0)
def pow_neg(x: int, y: int) -> int:
    return x ** y


# wrong: bool_int(True, True)
@ensures(lambda a, b, result: result == (a or b))
def bool_int(a: bool, b: bool) -> int:
    return a + b


# wrong: bool_not(True)
@ensures(lambda a, result: result == (not a))
def bool_not(a: bool) -> int:
    return ~a


# wrong: bool_cmp(False, True)
@ensures(lambda a, b, result: result == (a and b))
def bool_cmp(a: bool, b: bool) -> bool:
    return a <= b


# right: bool_eq_int(True, 1)
@ensures(lambda a, x, result: result == (x == 1 if a else x == 0))
def bool_eq_int(a: bool, x: int) -> bool:
    return a == x


# wrong: str_index("")
@ensures(lambda s, result: len(result) == 1)
def str_index(s: str) -> str:
    return s[:1]


# wrong: str_in_empty("a", "")
@ensures(lambda s, t, result: not result or len(t) > 0)
def str_in_empty(s: str, t: str) -> bool:
    return t in s


# wrong: str_slice_neg("ab")
@ensures(lambda s, result: result == s)
def str_slice_neg(s: str) -> str:
    return s[::-1]


# wrong: slice_clip([1, 2], -5)
@ensures(lambda xs, i, result: len(result) == len(xs) - abs(i) or abs(i) > len(xs) and len(result) == 0)
def slice_clip(xs: list[int], i: int) -> list[int]:
    return xs[i:]


# wrong: slice_negstep([1, 2], 0)
@ensures(lambda xs, i, result: len(result) == 0 or result[0] == xs[-1])
def slice_negstep(xs: list[int], i: int) -> list[int]:
    return xs[i::-1]


# wrong: tuple_cmp((1, 5), (2, 0))
@ensures(lambda a, b, result: result == (a[0] <= b[0] and a[1] <= b[1]))
def tuple_cmp(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a <= b


# wrong: vac(1)
@requires(lambda x: x > 0)
@requires(lambda x: x < 0)
@ensures(lambda result: result == 3)
def vac(x: int) -> int:
    return 4


# wrong: vac2(1)
@requires(lambda x: x * x == 3)
@ensures(lambda result: result == 3)
def vac2(x: int) -> int:
    return 4
