"""One value from a list: sums, extrema, counts, flags."""

from toolkit import ensures, requires


@ensures(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    result = 0
    for x in xs:
        result += x
    return result


@ensures(lambda xs, result: result == sum(xs))
def total_by_index(xs: list[int]) -> int:
    result = 0
    i = 0
    while i < len(xs):
        result += xs[i]
        i += 1
    return result


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == min(xs))
def smallest(xs: list[int]) -> int:
    best = xs[0]
    for i in range(1, len(xs)):
        if xs[i] < best:
            best = xs[i]
    return best


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: 0 <= result < len(xs))
@ensures(lambda xs, result: all(xs[result] >= x for x in xs))
def index_of_largest(xs: list[int]) -> int:
    best = 0
    for i in range(1, len(xs)):
        if xs[i] > xs[best]:
            best = i
    return best


@ensures(lambda xs, x, result: 0 <= result <= len(xs))
@ensures(lambda xs, x, result: (result > 0) == (x in xs))
def count(xs: list[int], x: int) -> int:
    found = 0
    for y in xs:
        if y == x:
            found += 1
    return found


@ensures(lambda xs, result: result == all(x > 0 for x in xs))
def all_positive(xs: list[int]) -> bool:
    good = True
    for x in xs:
        if x <= 0:
            good = False
    return good


@ensures(lambda xs, x, result: result == (x in xs))
def contains(xs: list[int], x: int) -> bool:
    found = False
    for y in xs:
        found = found or y == x
    return found


@ensures(lambda xs, result: result == all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
def is_sorted(xs: list[int]) -> bool:
    for i in range(len(xs) - 1):
        if xs[i] > xs[i + 1]:
            return False
    return True


@ensures(lambda a, b, result: result == (a == b))
def equal(a: list[int], b: list[int]) -> bool:
    if len(a) != len(b):
        return False
    i = 0
    while i < len(a):
        if a[i] != b[i]:
            return False
        i += 1
    return True


@ensures(lambda xs, ys, result: result == len(xs) + len(ys))
def merged_length(xs: list[int], ys: list[int]) -> int:
    i, j = 0, 0
    steps = 0
    while i < len(xs) or j < len(ys):
        if j >= len(ys) or (i < len(xs) and xs[i] <= ys[j]):
            i += 1
        else:
            j += 1
        steps += 1
    return steps


@ensures(lambda result: result >= 0)
def squares(xs: list[int]) -> int:
    total = 0
    for x in xs:
        total += x * x
    return total
