"""Expected: every function is refuted. Textbook programs, each with the kind of slip that such programs have."""

from toolkit import decreases, ensures, requires


def ascending(xs: list[int]) -> bool:
    return all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j))


@ensures(lambda xs, old: xs == sorted(old.xs))
def insertion_sort(xs: list[int]) -> None:
    for i in range(1, len(xs)):
        value, j = xs[i], i
        while j > 0 and xs[j - 1] > value:
            xs[j] = xs[j - 1]
            j -= 1  # the value is never put back: in order, but no permutation


@ensures(lambda xs, old: xs == sorted(old.xs))
def selection_sort(xs: list[int]) -> None:
    for i in range(len(xs)):
        least = i
        for j in range(i + 1, len(xs) - 1):  # the last one is left out
            if xs[j] < xs[least]:
                least = j
        xs[i], xs[least] = xs[least], xs[i]


@requires(lambda a: ascending(a))
@requires(lambda b: ascending(b))
@ensures(lambda a, b, result: result == sorted(a + b))
def merge(a: list[int], b: list[int]) -> list[int]:
    out: list[int] = []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i])
            i += 1
        else:
            out.append(b[j])
            j += 1
    return out + a[i:]  # the rest of b is lost


@ensures(lambda xs, result: result == sorted(xs))
@decreases(lambda xs: len(xs))
def merge_sort(xs: list[int]) -> list[int]:
    if len(xs) < 2:
        return xs.copy()
    middle = len(xs) // 2
    return merge_sort(xs[:middle]) + merge_sort(xs[middle:])  # put together, not merged


@requires(lambda xs: all(0 <= x <= 2 for x in xs))
@ensures(lambda xs, old: xs == sorted(old.xs))
def dutch_flag(xs: list[int]) -> None:
    low, middle, high = 0, 0, len(xs)
    while middle < high:
        if xs[middle] == 0:
            xs[low], xs[middle] = xs[middle], xs[low]
            low += 1
            middle += 1
        elif xs[middle] == 1:
            middle += 1
        else:
            high -= 1
            xs[middle], xs[high] = xs[high], xs[middle]
            middle += 1  # what came from the right has not been looked at


@requires(lambda xs: ascending(xs))
@ensures(lambda xs, v, result: all(xs[k] < v for k in range(result)))
@ensures(lambda xs, v, result: all(xs[k] >= v for k in range(result, len(xs))))
def first_not_below(xs: list[int], v: int) -> int:
    lo, hi = 0, len(xs)
    while lo < hi:
        middle = (lo + hi) // 2
        if xs[middle] <= v:  # finds the end of the run, not its beginning
            lo = middle + 1
        else:
            hi = middle
    return lo


@requires(lambda xs: ascending(xs))
@ensures(lambda xs, total, result: result == any(xs[i] + xs[j] == total for j in range(len(xs)) for i in range(j)))
def pair_with_sum(xs: list[int], total: int) -> bool:
    i, j = 0, len(xs) - 1
    while i <= j:  # an item is paired with itself
        if xs[i] + xs[j] == total:
            return True
        if xs[i] + xs[j] < total:
            i += 1
        else:
            j -= 1
    return False


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: any(result == sum(xs[i:j]) for j in range(len(xs) + 1) for i in range(j)))
def largest_slice_sum(xs: list[int]) -> int:
    best = here = 0  # no slice, when all are negative
    for x in xs:
        here = max(here + x, 0)
        best = max(best, here)
    return best


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(2 * xs.count(v) <= len(xs) for v in xs if v != result))
def majority(xs: list[int]) -> int:
    candidate, votes = xs[0], 0
    for x in xs:
        if votes == 0:
            candidate = x
        if x == candidate:
            votes += 1
        else:
            votes = 0  # one vote against outweighs all before
    return candidate


@requires(lambda n: n >= 0)
@ensures(lambda n, result: all(result[k] == (k >= 2 and all(k % d != 0 for d in range(2, k))) for k in range(n)))
def sieve(n: int) -> list[bool]:
    prime = [k >= 1 for k in range(n)]  # 1 is no prime
    for d in range(2, n):
        for k in range(2 * d, n):
            if k % d == 0:
                prime[k] = False
    return prime


@ensures(lambda text, word, result: all(text[k:k + len(word)] != word for k in range(len(text) if result < 0 else result)))
def find_word(text: str, word: str) -> int:
    for start in range(len(text) - len(word)):  # not at the very end
        if text[start:start + len(word)] == word:
            return start
    return -1


@ensures(lambda result: all(len(c) == 1 and n >= 1 for c, n in result))
@ensures(lambda text, result: "".join([c * n for c, n in result]) == text)
def run_lengths(text: str) -> list[tuple[str, int]]:
    runs: list[tuple[str, int]] = []
    start = 0
    for k in range(1, len(text)):
        if text[k] != text[start]:
            runs.append((text[start], k - start))
            start = k
    return runs  # the last run is never written down


def covers(spans: list[tuple[int, int]], p: int) -> bool:
    return any(a <= p < b for a, b in spans)


@requires(lambda spans: all(a < b for a, b in spans))
@requires(lambda spans: all(spans[i][0] <= spans[j][0] for j in range(len(spans)) for i in range(j)))
@ensures(lambda result: all(result[i][1] < result[j][0] for j in range(len(result)) for i in range(j)))
@ensures(lambda spans, result: all(covers(result, p) for a, b in spans for p in range(a, b)))
def merge_intervals(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], end)  # a short one inside a long one cuts it off
        else:
            merged.append((start, end))
    return merged
