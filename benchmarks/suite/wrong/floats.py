"""Expected: every function is refuted. Floats: what is true of real numbers only."""

import math

from toolkit import ensures, requires


@requires(lambda x, low, high: low <= high)
@ensures(lambda x, low, high, result: low <= result <= high)
def clamp(x: float, low: float, high: float) -> float:
    # Bug: NaN comes through.
    return min(max(x, low), high)


@requires(lambda a, b: math.isfinite(a) and math.isfinite(b))
@ensures(lambda a, b, result: min(a, b) <= result <= max(a, b))
def middle(a: float, b: float) -> float:
    # Bug: the sum of two large floats is infinite.
    return (a + b) / 2.0


@requires(lambda a, b, c: 0.0 <= a <= 1.0 and 0.0 <= b <= 1.0 and 0.0 <= c <= 1.0)
@ensures(lambda a, b, c, result: result == a + (b + c))
def total(a: float, b: float, c: float) -> float:
    # Bug: addition rounds, so the order matters.
    return a + b + c


@requires(lambda points, tries: 0 <= points <= 100 and 0 <= tries <= 100)
@ensures(lambda points, tries, result: result >= 0.0)
def score(points: int, tries: int) -> float:
    # Bug: nobody may have tried.
    return points / tries


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[float]) -> float:
    # Bug: NaN has no order.
    return max(xs)


@ensures(lambda x, result: result >= 0.0)
def root(x: float) -> float:
    # Bug: negative numbers.
    return math.sqrt(x)


@requires(lambda x: -1000.0 <= x < 1000.0)
@ensures(lambda x, result: result <= x)
def whole_part(x: float) -> int:
    # Bug: int cuts off towards zero.
    return int(x)


@requires(lambda n: abs(n) <= 2**60)
@ensures(lambda n, result: result == n)
def there_and_back(n: int) -> int:
    # Bug: from 2**53 on, not every int is a float.
    return int(float(n))


@requires(lambda price, rate: 0.0 < price < 100.0 and 0.0 < rate < 1.0)
@ensures(lambda price, rate, result: result > 0.0)
def fee(price: float, rate: float) -> float:
    # Bug: a product of small floats underflows to zero.
    return price * rate
