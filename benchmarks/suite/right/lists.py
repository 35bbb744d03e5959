"""Expected: every function is proved. Reading lists: searching, folding, slices, comprehensions, zip, enumerate, reversed."""

from toolkit import decreases, ensures, invariant, requires, track


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    best = xs[0]
    for x in (t := track(xs)):
        invariant(best in xs)
        invariant(all(y <= best for y in t.seen))
        if x > best:
            best = x
    return best


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == min(xs))
def smallest(xs: list[int]) -> int:
    best = xs[0]
    for i in range(1, len(xs)):
        invariant(best == min(xs[:i]))
        if xs[i] < best:
            best = xs[i]
    return best


@ensures(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    result = 0
    for x in (t := track(xs)):
        invariant(result == sum(t.seen))
        result += x
    return result


@ensures(lambda xs, x, result: -1 <= result < len(xs))
@ensures(lambda xs, x, result: result >= 0 or x not in xs)
@ensures(lambda xs, x, result: result < 0 or xs[result] == x)
@ensures(lambda xs, x, result: all(xs[j] != x for j in range(result)))
def index_of(xs: list[int], x: int) -> int:
    for i in range(len(xs)):
        invariant(all(xs[j] != x for j in range(i)))
        if xs[i] == x:
            return i
    return -1


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: result != -1 or x not in xs)
def binary_search(xs: list[int], x: int) -> int:
    low, high = 0, len(xs)
    while low < high:
        invariant(0 <= low <= high <= len(xs))
        invariant(all(xs[j] < x for j in range(low)))
        invariant(all(xs[j] > x for j in range(high, len(xs))))
        decreases(high - low)
        middle = (low + high) // 2
        if xs[middle] == x:
            return middle
        if xs[middle] < x:
            low = middle + 1
        else:
            high = middle
    return -1


@ensures(lambda xs, result: result == all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1)))
def is_sorted(xs: list[int]) -> bool:
    for i in range(1, len(xs)):
        invariant(all(xs[j - 1] <= xs[j] for j in range(1, i)))
        if xs[i - 1] > xs[i]:
            return False
    return True


@ensures(lambda xs, result: result == any(xs[i] == xs[j] for j in range(len(xs)) for i in range(j)))
def has_duplicate(xs: list[int]) -> bool:
    for j in range(len(xs)):
        invariant(all(xs[a] != xs[b] for b in range(j) for a in range(b)))
        for i in range(j):
            invariant(all(xs[a] != xs[j] for a in range(i)))
            if xs[i] == xs[j]:
                return True
    return False


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[i] == sum(xs[: i + 1]) for i in range(len(xs))))
def running_totals(xs: list[int]) -> list[int]:
    result: list[int] = []
    so_far = 0
    for i in range(len(xs)):
        invariant(so_far == sum(xs[:i]))
        invariant(len(result) == i)
        invariant(all(result[j] == sum(xs[: j + 1]) for j in range(i)))
        so_far += xs[i]
        result.append(so_far)
    return result


@requires(lambda xs, ys: len(xs) == len(ys))
@ensures(lambda xs, ys, result: len(result) == len(xs))
@ensures(lambda xs, ys, result: all(result[i] == xs[i] + ys[i] for i in range(len(xs))))
def add_vectors(xs: list[int], ys: list[int]) -> list[int]:
    result: list[int] = []
    for x, y in (t := track(zip(xs, ys))):
        invariant(len(result) == t.index)
        invariant(all(result[j] == xs[j] + ys[j] for j in range(t.index)))
        result.append(x + y)
    return result


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: 0 <= result < len(xs))
@ensures(lambda xs, result: all(xs[result] <= x for x in xs))
def index_of_smallest(xs: list[int]) -> int:
    best = 0
    for i, x in (t := track(enumerate(xs))):
        invariant(0 <= best < len(xs))
        invariant(all(xs[best] <= xs[j] for j in range(t.index)))
        if x < xs[best]:
            best = i
    return best


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[i] == xs[-1 - i] for i in range(len(xs))))
def backwards(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in (t := track(reversed(xs))):
        invariant(len(result) == t.index)
        invariant(all(result[i] == xs[-1 - i] for i in range(t.index)))
        result.append(x)
    return result


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[i] == 2 * xs[i] + 1 for i in range(len(xs))))
def doubled_plus_one(xs: list[int]) -> list[int]:
    return [2 * x + 1 for x in xs]


@ensures(lambda xs, result: len(result) <= len(xs))
@ensures(lambda xs, result: all(x > 0 and x in xs for x in result))
@ensures(lambda xs, result: all(x in result for x in xs if x > 0))
def only_positive(xs: list[int]) -> list[int]:
    return [x for x in xs if x > 0]


@requires(lambda n: n > 0)
@ensures(lambda xs, n, result: len(result) == min(n, len(xs)))
@ensures(lambda xs, n, result: all(result[-i] == xs[-i] for i in range(1, len(result) + 1)))
def last_few(xs: list[int], n: int) -> list[int]:
    return xs[-n:]


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: result[-1] == xs[0])
@ensures(lambda xs, result: result[:-1] == xs[1:])
def rotated_left(xs: list[int]) -> list[int]:
    return xs[1:] + xs[:1]


@ensures(lambda x, n, result: len(result) == max(n, 0))
@ensures(lambda x, n, result: all(y == x for y in result))
def repeated(x: int, n: int) -> list[int]:
    # A negative count gives the empty list.
    return [x] * n


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@requires(lambda ys: all(ys[i] <= ys[j] for j in range(len(ys)) for i in range(j)))
@ensures(lambda xs, ys, result: len(result) == len(xs) + len(ys))
@ensures(lambda result: all(result[i] <= result[j] for j in range(len(result)) for i in range(j)))
def merged(xs: list[int], ys: list[int]) -> list[int]:
    result: list[int] = []
    i, j = 0, 0
    while i < len(xs) or j < len(ys):
        invariant(0 <= i <= len(xs) and 0 <= j <= len(ys))
        invariant(len(result) == i + j)
        invariant(all(result[a] <= result[b] for b in range(len(result)) for a in range(b)))
        invariant(all(r <= xs[a] for r in result for a in range(i, len(xs))))
        invariant(all(r <= ys[b] for r in result for b in range(j, len(ys))))
        decreases(len(xs) - i + len(ys) - j)
        if j == len(ys) or i < len(xs) and xs[i] <= ys[j]:
            result.append(xs[i])
            i += 1
        else:
            result.append(ys[j])
            j += 1
    return result
