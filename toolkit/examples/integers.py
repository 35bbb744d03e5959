"""Whole numbers: the ordinary, and Python's ways with negatives."""

from toolkit import decreases, ensures, invariant, requires


@requires(lambda low, high: low <= high)
@ensures(lambda low, high, result: low <= result <= high)
@ensures(lambda x, low, high, result: result == x or not (low <= x <= high))
def clamp(x: int, low: int, high: int) -> int:
    """Right: the nearest number of the range."""
    return max(low, min(x, high))


@requires(lambda n: n >= 0)
@ensures(lambda n, result: 2 * result == n * (n + 1))
def triangle(n: int) -> int:
    """Right: the invariant carries the proof over the loop."""
    total = 0
    for i in range(n + 1):
        invariant(2 * total == i * (i - 1))
        total += i
    return total


@requires(lambda a, b: a >= 0 and b > 0)
@ensures(lambda a, b, result: a == b * result[0] + result[1] and 0 <= result[1] < b)
def divide(a: int, b: int) -> tuple[int, int]:
    """Right: division by subtracting. `decreases` is why the loop ends."""
    quotient, rest = 0, a
    while rest >= b:
        invariant(a == b * quotient + rest and rest >= 0)
        decreases(rest)
        quotient += 1
        rest -= b
    return quotient, rest


@ensures(lambda day, result: 0 <= result < 7)
def weekday_wrong(day: int) -> int:
    """Wrong: counts the days backwards, but in Python the sign of `%` follows the divisor: `1 % -7` is -6."""
    return day % -7


@ensures(lambda a, b, result: a <= result <= b or b <= result <= a)
def middle_wrong(a: int, b: int) -> int:
    """Wrong: `a + b // 2` is not `(a + b) // 2`."""
    return a + b // 2
