"""Expected: every function is proved. Textbook programs whose contracts say everything: sorted and a permutation, first and last."""

from toolkit import decreases, ensures, invariant, requires


def ascending(xs: list[int]) -> bool:
    return all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j))


@ensures(lambda xs, old: xs == sorted(old.xs))
def insertion_sort(xs: list[int]) -> None:
    before = xs.copy()
    for i in range(1, len(xs)):
        invariant(sorted(xs) == sorted(before))
        invariant(all(xs[p] <= xs[q] for q in range(i) for p in range(q)))
        j = i
        while j > 0 and xs[j - 1] > xs[j]:
            invariant(0 <= j <= i)
            invariant(sorted(xs) == sorted(before))
            invariant(all(xs[p] <= xs[q] for q in range(i + 1) for p in range(q) if q != j))
            xs[j - 1], xs[j] = xs[j], xs[j - 1]
            j -= 1


@ensures(lambda xs, old: xs == sorted(old.xs))
def selection_sort(xs: list[int]) -> None:
    before = xs.copy()
    for i in range(len(xs)):
        invariant(sorted(xs) == sorted(before))
        invariant(all(xs[p] <= xs[q] for p in range(i) for q in range(p + 1, len(xs))))
        least = i
        for j in range(i + 1, len(xs)):
            invariant(i <= least < len(xs))
            invariant(all(xs[least] <= xs[q] for q in range(i, j)))
            if xs[j] < xs[least]:
                least = j
        xs[i], xs[least] = xs[least], xs[i]


@ensures(lambda xs, old: xs == sorted(old.xs))
def bubble_sort(xs: list[int]) -> None:
    before = xs.copy()
    for end in range(len(xs), 0, -1):
        invariant(sorted(xs) == sorted(before))
        invariant(all(xs[p] <= xs[q] for q in range(end, len(xs)) for p in range(q)))
        for j in range(end - 1):
            invariant(sorted(xs) == sorted(before))
            invariant(all(xs[p] <= xs[q] for q in range(end, len(xs)) for p in range(q)))
            invariant(all(xs[p] <= xs[j] for p in range(j)))
            if xs[j] > xs[j + 1]:
                xs[j], xs[j + 1] = xs[j + 1], xs[j]


@requires(lambda a: ascending(a))
@requires(lambda b: ascending(b))
@ensures(lambda a, b, result: result == sorted(a + b))
def merge(a: list[int], b: list[int]) -> list[int]:
    out: list[int] = []
    i = j = 0
    while i < len(a) or j < len(b):
        invariant(0 <= i <= len(a) and 0 <= j <= len(b))
        invariant(len(out) == i + j)
        invariant(sorted(out) == sorted(a[:i] + b[:j]))
        invariant(ascending(out))
        invariant(all(x <= a[q] for q in range(i, len(a)) for x in out))
        invariant(all(x <= b[q] for q in range(j, len(b)) for x in out))
        decreases(len(a) - i + len(b) - j)
        if j == len(b) or i < len(a) and a[i] <= b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out


@ensures(lambda xs, result: result == sorted(xs))
@decreases(lambda xs: len(xs))
def merge_sort(xs: list[int]) -> list[int]:
    if len(xs) < 2:
        return xs.copy()
    middle = len(xs) // 2
    left, right = merge_sort(xs[:middle]), merge_sort(xs[middle:])
    assert sorted(left + right) == sorted(xs[:middle] + xs[middle:])
    return merge(left, right)


@requires(lambda xs, lo, hi: 0 <= lo < hi <= len(xs))
@ensures(lambda lo, hi, result: lo <= result < hi)
@ensures(lambda xs, lo, hi, old: sorted(xs[lo:hi]) == sorted(old.xs[lo:hi]))
@ensures(lambda xs, lo, hi, old: xs[:lo] == old.xs[:lo] and xs[hi:] == old.xs[hi:])
@ensures(lambda xs, lo, result: all(xs[k] <= xs[result] for k in range(lo, result)))
@ensures(lambda xs, hi, result: all(xs[k] > xs[result] for k in range(result + 1, hi)))
def partition(xs: list[int], lo: int, hi: int) -> int:
    before = xs.copy()
    pivot = xs[hi - 1]
    place = lo
    for k in range(lo, hi - 1):
        invariant(lo <= place <= k)
        invariant(xs[hi - 1] == pivot)
        invariant(sorted(xs[lo:hi]) == sorted(before[lo:hi]))
        invariant(xs[:lo] == before[:lo] and xs[hi:] == before[hi:])
        invariant(all(xs[p] <= pivot for p in range(lo, place)))
        invariant(all(xs[p] > pivot for p in range(place, k)))
        if xs[k] <= pivot:
            xs[place], xs[k] = xs[k], xs[place]
            place += 1
    xs[place], xs[hi - 1] = xs[hi - 1], xs[place]
    return place


@requires(lambda xs: all(0 <= x <= 2 for x in xs))
@ensures(lambda xs, old: xs == sorted(old.xs))
def dutch_flag(xs: list[int]) -> None:
    before = xs.copy()
    low, middle, high = 0, 0, len(xs)
    while middle < high:
        invariant(0 <= low <= middle <= high <= len(xs))
        invariant(sorted(xs) == sorted(before))
        invariant(all(0 <= x <= 2 for x in xs))
        invariant(all(xs[k] == 0 for k in range(low)))
        invariant(all(xs[k] == 1 for k in range(low, middle)))
        invariant(all(xs[k] == 2 for k in range(high, len(xs))))
        decreases(high - middle)
        if xs[middle] == 0:
            xs[low], xs[middle] = xs[middle], xs[low]
            low += 1
            middle += 1
        elif xs[middle] == 1:
            middle += 1
        else:
            high -= 1
            xs[middle], xs[high] = xs[high], xs[middle]


@requires(lambda xs: ascending(xs))
@ensures(lambda xs, result: 0 <= result <= len(xs))
@ensures(lambda xs, v, result: all(xs[k] < v for k in range(result)))
@ensures(lambda xs, v, result: all(xs[k] >= v for k in range(result, len(xs))))
def first_not_below(xs: list[int], v: int) -> int:
    lo, hi = 0, len(xs)
    while lo < hi:
        invariant(0 <= lo <= hi <= len(xs))
        invariant(all(xs[k] < v for k in range(lo)))
        invariant(all(xs[k] >= v for k in range(hi, len(xs))))
        decreases(hi - lo)
        middle = (lo + hi) // 2
        if xs[middle] < v:
            lo = middle + 1
        else:
            hi = middle
    return lo


@requires(lambda xs: ascending(xs))
@ensures(lambda xs, v, result: (result == (-1, -1)) == (v not in xs))
@ensures(lambda xs, v, result: v not in xs or 0 <= result[0] <= result[1] < len(xs))
@ensures(lambda xs, v, result: v not in xs or all((xs[k] == v) == (result[0] <= k <= result[1]) for k in range(len(xs))))
def first_and_last(xs: list[int], v: int) -> tuple[int, int]:
    first, after = first_not_below(xs, v), first_not_below(xs, v + 1)
    return (first, after - 1) if first < after else (-1, -1)


@requires(lambda xs: ascending(xs))
@ensures(lambda xs, total, result: result == any(xs[i] + xs[j] == total for j in range(len(xs)) for i in range(j)))
def pair_with_sum(xs: list[int], total: int) -> bool:
    i, j = 0, len(xs) - 1
    while i < j:
        invariant(0 <= i and j < len(xs))
        invariant(all(xs[p] + xs[q] != total for q in range(len(xs)) for p in range(q) if p < i or q > j))
        decreases(j - i)
        if xs[i] + xs[j] == total:
            return True
        if xs[i] + xs[j] < total:
            i += 1
        else:
            j -= 1
    return False


@ensures(lambda xs, result: len(result) == len(xs) + 1)
@ensures(lambda xs, result: all(result[k] == sum(xs[:k]) for k in range(len(result))))
def prefix_sums(xs: list[int]) -> list[int]:
    sums = [0]
    for i, x in enumerate(xs):
        invariant(len(sums) == i + 1)
        invariant(all(sums[k] == sum(xs[:k]) for k in range(i + 1)))
        sums.append(sums[i] + x)
    return sums


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(result >= sum(xs[i:j]) for j in range(len(xs) + 1) for i in range(j)))
@ensures(lambda xs, result: any(result == sum(xs[i:j]) for j in range(len(xs) + 1) for i in range(j)))
def largest_slice_sum(xs: list[int]) -> int:
    best = here = xs[0]
    start = low = 0
    high = 1
    for n in range(1, len(xs)):
        invariant(0 <= start < n and here == sum(xs[start:n]))
        invariant(all(here >= sum(xs[i:n]) for i in range(n)))
        invariant(0 <= low < high <= n and best == sum(xs[low:high]))
        invariant(all(best >= sum(xs[i:j]) for j in range(n + 1) for i in range(j)))
        if here < 0:
            here, start = 0, n
        here += xs[n]
        if here > best:
            best, low, high = here, start, n + 1
    return best


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(2 * xs.count(v) <= len(xs) for v in xs if v != result))
def majority(xs: list[int]) -> int:
    candidate, votes = xs[0], 0
    for i, x in enumerate(xs):
        invariant(votes >= 0)
        invariant(all(2 * xs[:i].count(v) <= i - votes for v in xs if v != candidate))
        invariant(2 * xs[:i].count(candidate) <= i + votes)
        if votes == 0:
            candidate = x
        votes += 1 if x == candidate else -1
    return candidate


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[k] == (k >= 2 and all(k % d != 0 for d in range(2, k))) for k in range(n)))
def sieve(n: int) -> list[bool]:
    prime = [k >= 2 for k in range(n)]
    for d in range(2, n):
        invariant(len(prime) == n)
        invariant(all(prime[k] == (k >= 2 and all(k % e != 0 for e in range(2, min(d, k)))) for k in range(n)))
        for k in range(2 * d, n):
            invariant(len(prime) == n)
            invariant(all(prime[m] == (m >= 2 and all(m % e != 0 for e in range(2, min(d + 1, m)))) for m in range(min(k, n))))
            invariant(all(prime[m] == (m >= 2 and all(m % e != 0 for e in range(2, min(d, m)))) for m in range(k, n)))
            if k % d == 0:
                prime[k] = False
    return prime


@ensures(lambda text, word, result: -1 <= result <= len(text))
@ensures(lambda text, word, result: result < 0 or text[result:result + len(word)] == word)
@ensures(lambda text, word, result: all(text[k:k + len(word)] != word for k in range(len(text) if result < 0 else result)))
def find_word(text: str, word: str) -> int:
    for start in range(len(text) - len(word) + 1):
        invariant(all(text[k:k + len(word)] != word for k in range(start)))
        j = 0
        while j < len(word) and text[start + j] == word[j]:
            invariant(0 <= j <= len(word))
            invariant(text[start:start + j] == word[:j])
            j += 1
        if j == len(word):
            return start
    return -1


@requires(lambda rows, width: width >= 0 and all(len(row) == width for row in rows))
@ensures(lambda width, result: len(result) == width)
@ensures(lambda rows, result: all(len(column) == len(rows) for column in result))
@ensures(lambda rows, width, result: all(result[j][i] == rows[i][j] for i in range(len(rows)) for j in range(width)))
def transpose(rows: list[list[int]], width: int) -> list[list[int]]:
    result: list[list[int]] = []
    for j in range(width):
        invariant(len(result) == j)
        invariant(all(len(column) == len(rows) for column in result))
        invariant(all(result[c][r] == rows[r][c] for c in range(j) for r in range(len(rows))))
        result.append([row[j] for row in rows])
    return result


@ensures(lambda result: all(len(c) == 1 and n >= 1 for c, n in result))
@ensures(lambda result: all(result[k][0] != result[k + 1][0] for k in range(len(result) - 1)))
@ensures(lambda text, result: "".join([c * n for c, n in result]) == text)
def run_lengths(text: str) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    i = 0
    while i < len(text):
        invariant(0 <= i <= len(text))
        invariant(all(len(c) == 1 and n >= 1 for c, n in runs))
        invariant(all(runs[k][0] != runs[k + 1][0] for k in range(len(runs) - 1)))
        invariant(len(runs) == 0 or i == len(text) or runs[-1][0] != text[i])
        invariant("".join([c * n for c, n in runs]) == text[:i])
        decreases(len(text) - i)
        j = i + 1
        while j < len(text) and text[j] == text[i]:
            invariant(i < j <= len(text))
            invariant(all(text[k] == text[i] for k in range(i, j)))
            decreases(len(text) - j)
            j += 1
        runs.append((text[i], j - i))
        i = j
    return runs


@ensures(lambda spans, p, result: result == any(a <= p < b for a, b in spans))
def covers(spans: list[tuple[int, int]], p: int) -> bool:
    for k, (a, b) in enumerate(spans):
        invariant(not any(a <= p < b for a, b in spans[:k]))
        if a <= p < b:
            return True
    return False


@requires(lambda spans, size: all(0 <= a < b <= size for a, b in spans))
@requires(lambda spans: all(spans[i][0] <= spans[j][0] for j in range(len(spans)) for i in range(j)))
@ensures(lambda size, result: all(0 <= a < b <= size for a, b in result))
@ensures(lambda result: all(result[i][1] < result[j][0] for j in range(len(result)) for i in range(j)))
@ensures(lambda spans, size, result: all(covers(result, p) == covers(spans, p) for p in range(size)))
def merge_intervals(spans: list[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(spans):
        invariant(all(0 <= a < b <= size for a, b in merged))
        invariant(all(merged[j][1] < merged[k][0] for k in range(len(merged)) for j in range(k)))
        invariant(all(a <= spans[q][0] for q in range(i, len(spans)) for a, _ in merged))
        invariant(all(covers(merged, p) == covers(spans[:i], p) for p in range(size)))
        assert all(covers(spans[: i + 1], p) == (covers(spans[:i], p) or start <= p < end) for p in range(size))
        if merged and start <= merged[-1][1]:
            a, b = merged.pop()
            merged.append((a, max(b, end)))
        else:
            merged.append((start, end))
    return merged
