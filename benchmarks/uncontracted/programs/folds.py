"""One value from a list."""


def total(xs: list[int]) -> int:
    result = 0
    for x in xs:
        result += x
    return result


def count_positive(xs: list[int]) -> int:
    n = 0
    for x in xs:
        if x > 0:
            n += 1
    return n


def largest(xs: list[int]) -> int:
    best = xs[0]
    for x in xs:
        if x > best:
            best = x
    return best


def index_of_smallest(xs: list[int]) -> int:
    best = 0
    for i in range(1, len(xs)):
        if xs[i] < xs[best]:
            best = i
    return best


def dot(xs: list[int], ys: list[int]) -> int:
    result = 0
    for i in range(len(xs)):
        result += xs[i] * ys[i]
    return result


def all_even(xs: list[int]) -> bool:
    for x in xs:
        if x % 2 != 0:
            return False
    return True


def is_sorted(xs: list[int]) -> bool:
    for i in range(len(xs) - 1):
        if xs[i] > xs[i + 1]:
            return False
    return True


def sum_of_squares(xs: list[int]) -> int:
    result = 0
    i = 0
    while i < len(xs):
        result += xs[i] * xs[i]
        i += 1
    return result


def spread(xs: list[int]) -> int:
    low = xs[0]
    high = xs[0]
    for x in xs:
        if x < low:
            low = x
        if x > high:
            high = x
    return high - low
