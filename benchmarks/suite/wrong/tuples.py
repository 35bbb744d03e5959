"""Expected: every function is refuted. Tuples."""

from toolkit import ensures, requires


@ensures(lambda a, b, result: result[0] <= result[1])
@ensures(lambda a, b, result: result == (a, b) or result == (b, a))
def in_order(a: int, b: int) -> tuple[int, int]:
    # Bug: a swap in two steps loses a value.
    if a > b:
        a = b
        b = a
    return a, b


@ensures(lambda p, q, result: result == (p[0] < q[0] or p[0] == q[0] and p[1] < q[1]))
def comes_before(p: tuple[int, int], q: tuple[int, int]) -> bool:
    # Bug: both parts are compared on their own.
    return p[0] < q[0] or p[1] < q[1]


@requires(lambda span: span[0] <= span[1])
@ensures(lambda span, result: span[0] <= result <= span[1])
def middle(span: tuple[int, int]) -> int:
    # Bug: an offset is taken for a position.
    low, high = span
    return (high - low) // 2
