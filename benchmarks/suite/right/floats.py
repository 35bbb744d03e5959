"""Expected: every function is proved. Floats: rounding, NaN, infinities, ints that meet them."""

import math

from toolkit import ensures, invariant, raises, requires, track


@requires(lambda x, low, high: low <= high and not math.isnan(x))
@ensures(lambda x, low, high, result: low <= result <= high and (result == x or x < low or x > high))
def clamp(x: float, low: float, high: float) -> float:
    return max(low, min(x, high))


@requires(lambda celsius: -273.15 <= celsius <= 1000.0)
@ensures(lambda celsius, result: -460.0 < result <= 1832.0)
def fahrenheit(celsius: float) -> float:
    return celsius * 1.8 + 32.0


@raises(ZeroDivisionError, lambda a, b: b == 0)
@ensures(lambda a, b, result: True)
def ratio(a: float, b: float) -> float:
    return a / b


@requires(lambda points, tries: tries > 0 and 0 <= points <= 100 * tries)
@ensures(lambda points, tries, result: 0.0 <= result <= 100.0)
def score(points: int, tries: int) -> float:
    return points / tries


@requires(lambda xs: len(xs) > 0 and all(not math.isnan(x) for x in xs))
@ensures(lambda xs, result: result in xs and all(x <= result for x in xs))
def largest(xs: list[float]) -> float:
    best = xs[0]
    for x in (t := track(xs)):
        invariant(best == best and best in xs and all(y <= best for y in t.seen))
        if x > best:
            best = x
    return best


@raises(ValueError, lambda x: x < 0.0)
@ensures(lambda x, result: math.isnan(x) or result >= 0.0)
def root(x: float) -> float:
    return math.sqrt(x)


@requires(lambda x: 0.0 <= x < 1000000.0)
@ensures(lambda x, result: result <= x and result >= 0)
def whole_part(x: float) -> int:
    return math.floor(x)


@requires(lambda n: abs(n) <= 2**53)
@ensures(lambda n, result: result == n)
def there_and_back(n: int) -> int:
    return int(float(n))


@ensures(lambda xs, result: 0 <= result <= len(xs))
def missing(xs: list[float]) -> int:
    count = 0
    for x in (t := track(xs)):
        invariant(0 <= count <= t.index)
        if math.isnan(x):
            count = count + 1
    return count
