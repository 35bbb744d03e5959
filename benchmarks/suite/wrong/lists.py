"""Expected: every function is refuted. Reading lists: off by one, empty lists, slices, wrong starting values."""

from toolkit import decreases, ensures, invariant, requires, track


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    # Bug: starts at 0, which is wrong when all are negative.
    best = 0
    for x in (t := track(xs)):
        invariant(all(y <= best for y in t.seen))
        if x > best:
            best = x
    return best


@ensures(lambda xs, result: all(result <= x for x in xs))
def smallest(xs: list[int]) -> int:
    # Bug: the empty list.
    best = xs[0]
    for x in xs[1:]:
        best = min(best, x)
    return best


@ensures(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    # Bug: begins with the second element.
    result = 0
    for i in range(1, len(xs)):
        result += xs[i]
    return result


@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: result != -1 or x not in xs)
def index_of(xs: list[int], x: int) -> int:
    # Bug: never looks at the last element.
    i = 0
    while i < len(xs) - 1:
        invariant(0 <= i)
        invariant(all(xs[j] != x for j in range(i)))
        decreases(len(xs) - i)
        if xs[i] == x:
            return i
        i += 1
    return -1


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: result != -1 or x not in xs)
def binary_search(xs: list[int], x: int) -> int:
    # Bug: high = middle - 1 in a search whose upper bound is exclusive.
    low, high = 0, len(xs)
    while low < high:
        invariant(0 <= low and high <= len(xs))
        decreases(high - low)
        middle = (low + high) // 2
        if xs[middle] == x:
            return middle
        if xs[middle] < x:
            low = middle + 1
        else:
            high = middle - 1
    return -1


@ensures(lambda xs, result: result == all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
def is_sorted(xs: list[int]) -> bool:
    # Bug: equal neighbours are refused.
    for i in range(1, len(xs)):
        if xs[i - 1] >= xs[i]:
            return False
    return True


@ensures(lambda xs, result: result == all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
def is_sorted_pairwise(xs: list[int]) -> bool:
    # Bug: reads one past the end.
    for i in range(len(xs)):
        invariant(all(xs[j] <= xs[j + 1] for j in range(i)))
        if xs[i] > xs[i + 1]:
            return False
    return True


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[i] == sum(xs[: i + 1]) for i in range(len(xs))))
def running_totals(xs: list[int]) -> list[int]:
    # Bug: the total without the element itself.
    result: list[int] = []
    so_far = 0
    for i in range(len(xs)):
        invariant(len(result) == i)
        result.append(so_far)
        so_far += xs[i]
    return result


@ensures(lambda xs, ys, result: len(result) == max(len(xs), len(ys)))
@ensures(lambda xs, ys, result: all(result[i] == xs[i] + ys[i] for i in range(min(len(xs), len(ys)))))
def add_vectors(xs: list[int], ys: list[int]) -> list[int]:
    # Bug: zip stops at the shorter list.
    return [x + y for x, y in zip(xs, ys)]


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: 0 <= result < len(xs))
@ensures(lambda xs, result: all(xs[result] <= x for x in xs))
def index_of_smallest(xs: list[int]) -> int:
    # Bug: compares the element with an index.
    best = 0
    for i, x in (t := track(enumerate(xs))):
        invariant(0 <= best < len(xs))
        if x < best:
            best = i
    return best


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[i] == xs[-1 - i] for i in range(len(xs))))
def backwards(xs: list[int]) -> list[int]:
    # Bug: index 0 is never reached.
    result: list[int] = []
    for i in range(len(xs) - 1, 0, -1):
        result.append(xs[i])
    return result


@ensures(lambda xs, result: all(x > 0 for x in result))
@ensures(lambda xs, result: all(x in result for x in xs if x > 0))
def only_positive(xs: list[int]) -> list[int]:
    # Bug: keeps zero.
    return [x for x in xs if not x < 0]


@requires(lambda n: n >= 0)
@ensures(lambda xs, n, result: len(result) == min(n, len(xs)))
def last_few(xs: list[int], n: int) -> list[int]:
    # Bug: xs[-0:] is the whole list.
    return xs[-n:]


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: len(xs) == 0 or result[0] == xs[-1])
def rotated_right(xs: list[int]) -> list[int]:
    # Bug: a slice where the bounds were shifted by one.
    return xs[-1:] + xs[:-2]


@ensures(lambda x, n, result: len(result) == n)
def repeated(x: int, n: int) -> list[int]:
    # Bug: a negative count.
    return [x] * n


@ensures(lambda xs, x, result: result == (len(xs) > 0 and xs[-1] == x))
def ends_with(xs: list[int], x: int) -> bool:
    # Bug: the test for the empty list comes too late.
    return xs[-1] == x and len(xs) > 0


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == sum(xs) // len(xs))
def mean(xs: list[int]) -> int:
    # Bug: the remainder of every part is lost.
    return sum([x // len(xs) for x in xs])


@requires(lambda xs, a, b: 0 <= a <= b)
@ensures(lambda xs, a, b, result: len(result) == b - a)
def part(xs: list[int], a: int, b: int) -> list[int]:
    # Bug: a slice clips at the end of the list.
    return xs[a:b]


@ensures(lambda xs, result: result == any(xs[i] == xs[j] for j in range(len(xs)) for i in range(j)))
def has_duplicate(xs: list[int]) -> bool:
    # Bug: compares neighbours only.
    for i in range(1, len(xs)):
        if xs[i] == xs[i - 1]:
            return True
    return False
