"""Contracts for `bisect`, without keys. T stands for any type whose values are in a total order."""

from toolkit import changes, ensures, raises, requires


def _ascending(a: list[T], lo: int, hi: int) -> bool:
    return all(a[i] <= a[i + 1] for i in range(lo, hi - 1))


@requires(lambda a, hi: hi is None or 0 <= hi <= len(a))
@raises(ValueError, lambda lo: lo < 0)
@ensures(lambda a, lo, hi, result: lo <= result <= max(lo, len(a) if hi is None else hi))
@ensures(lambda a, x, lo, hi, result: not _ascending(a, lo, len(a) if hi is None else hi) or
         all(a[i] < x for i in range(lo, result)) and
         all(x <= a[i] for i in range(result, len(a) if hi is None else hi)) and
         (x in a[lo : len(a) if hi is None else hi]) == (result < (len(a) if hi is None else hi) and a[result] == x))
def bisect_left(a: list[T], x: T, lo: int = 0, hi: int | None = None) -> int: ...


@requires(lambda a, hi: hi is None or 0 <= hi <= len(a))
@raises(ValueError, lambda lo: lo < 0)
@ensures(lambda a, lo, hi, result: lo <= result <= max(lo, len(a) if hi is None else hi))
@ensures(lambda a, x, lo, hi, result: not _ascending(a, lo, len(a) if hi is None else hi) or
         all(a[i] <= x for i in range(lo, result)) and
         all(x < a[i] for i in range(result, len(a) if hi is None else hi)) and
         (x in a[lo : len(a) if hi is None else hi]) == (result > lo and a[result - 1] == x))
def bisect_right(a: list[T], x: T, lo: int = 0, hi: int | None = None) -> int: ...


@requires(lambda a, hi: hi is None or 0 <= hi <= len(a))
@raises(ValueError, lambda lo: lo < 0)
@ensures(lambda a, lo, hi, result: lo <= result <= max(lo, len(a) if hi is None else hi))
@ensures(lambda a, x, lo, hi, result: not _ascending(a, lo, len(a) if hi is None else hi) or
         all(a[i] <= x for i in range(lo, result)) and
         all(x < a[i] for i in range(result, len(a) if hi is None else hi)) and
         (x in a[lo : len(a) if hi is None else hi]) == (result > lo and a[result - 1] == x))
def bisect(a: list[T], x: T, lo: int = 0, hi: int | None = None) -> int: ...


@changes("a")
@ensures(lambda a, old: len(a) == len(old.a) + 1)
@ensures(lambda a, x, old: sorted(a) == sorted(old.a + [x]))
@ensures(lambda a, x: x in a)
@ensures(lambda a, old: not _ascending(old.a, 0, len(old.a)) or _ascending(a, 0, len(a)))
@ensures(lambda a, x, old: a == old.a[: bisect_left(old.a, x)] + [x] + old.a[bisect_left(old.a, x) :])
def insort_left(a: list[T], x: T) -> None: ...


@changes("a")
@ensures(lambda a, old: len(a) == len(old.a) + 1)
@ensures(lambda a, x, old: sorted(a) == sorted(old.a + [x]))
@ensures(lambda a, x: x in a)
@ensures(lambda a, old: not _ascending(old.a, 0, len(old.a)) or _ascending(a, 0, len(a)))
@ensures(lambda a, x, old: a == old.a[: bisect_right(old.a, x)] + [x] + old.a[bisect_right(old.a, x) :])
def insort_right(a: list[T], x: T) -> None: ...


@changes("a")
@ensures(lambda a, old: len(a) == len(old.a) + 1)
@ensures(lambda a, x, old: sorted(a) == sorted(old.a + [x]))
@ensures(lambda a, x: x in a)
@ensures(lambda a, old: not _ascending(old.a, 0, len(old.a)) or _ascending(a, 0, len(a)))
@ensures(lambda a, x, old: a == old.a[: bisect_right(old.a, x)] + [x] + old.a[bisect_right(old.a, x) :])
def insort(a: list[T], x: T) -> None: ...
