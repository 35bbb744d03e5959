"""Expected: every function is proved. Tuples: packing, unpacking, comparing."""

from toolkit import ensures, invariant, requires, track


@ensures(lambda a, b, result: result[0] <= result[1])
@ensures(lambda a, b, result: result == (a, b) or result == (b, a))
def in_order(a: int, b: int) -> tuple[int, int]:
    if a > b:
        a, b = b, a
    return a, b


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result[0] in xs and result[1] in xs)
@ensures(lambda xs, result: all(result[0] <= x <= result[1] for x in xs))
def extremes(xs: list[int]) -> tuple[int, int]:
    low, high = xs[0], xs[0]
    for x in (t := track(xs)):
        invariant(low in xs and high in xs)
        invariant(all(low <= y <= high for y in t.seen))
        low, high = min(low, x), max(high, x)
    return low, high


@requires(lambda span: span[0] <= span[1])
@ensures(lambda span, result: span[0] <= result <= span[1])
@ensures(lambda span, result: -1 <= (span[1] - result) - (result - span[0]) <= 1)
def middle(span: tuple[int, int]) -> int:
    low, high = span
    return low + (high - low) // 2


@ensures(lambda p, q, result: result == (p[0] + q[0], p[1] + q[1], p[2] and q[2]))
def combine(p: tuple[int, int, bool], q: tuple[int, int, bool]) -> tuple[int, int, bool]:
    x, y, known = p
    return x + q[0], y + q[1], known and q[2]
