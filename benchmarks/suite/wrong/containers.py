"""Expected: every function is refuted. Programs on dicts and queues: a cache, union-find, grouping and counting."""

from collections import Counter, defaultdict, deque

from toolkit import decreases, ensures, invariant, requires


@requires(lambda cache, room: 0 < room and len(cache) <= room)
@ensures(lambda cache, key: list(cache)[len(cache) - 1] == key)
def put_newest(cache: dict[int, int], key: int, value: int, room: int) -> None:
    # Bug: a key that is there keeps its old place.
    if key not in cache and len(cache) == room:
        oldest = list(cache)[0]
        del cache[oldest]
    cache[key] = value


@requires(lambda cache, room: 0 < room and len(cache) <= room)
@ensures(lambda cache, old, key, room: len(old.cache) < room or len(cache) == len(old.cache))
def put(cache: dict[int, int], key: int, value: int, room: int) -> None:
    # Bug: evicts although the key is there already, and so no room is needed.
    if len(cache) == room:
        oldest = list(cache)[0]
        del cache[oldest]
    cache[key] = value


@ensures(lambda d, k, result: result == (k in d))
def is_known(d: dict[str, int], k: str) -> bool:
    # Bug: a value of 0 is false too.
    return bool(d.get(k))


def is_forest(parent: list[int]) -> bool:
    return all(0 <= parent[i] <= i for i in range(len(parent)))


@requires(lambda parent, a, b: is_forest(parent) and 0 <= a < len(parent) and 0 <= b < len(parent))
@ensures(lambda parent: is_forest(parent))
def join(parent: list[int], a: int, b: int) -> None:
    # Bug: the larger root may become the parent of the smaller one.
    parent[parent[a]] = parent[b]


@requires(lambda front, back: len(front) > 0 or len(back) > 0)
@ensures(lambda front, back, old, result: [result] + front[::-1] + back == old.front[::-1] + old.back)
def take(front: list[int], back: list[int]) -> int:
    # Bug: the items of the back are not turned round.
    if not front:
        front.extend(back)
        back.clear()
    return front.pop()


@ensures(lambda xs, result: result == xs)
def through_a_queue(xs: list[int]) -> list[int]:
    # Bug: takes from the wrong end.
    queue = deque(xs)
    out: list[int] = []
    while queue:
        invariant(len(out) + len(queue) == len(xs))
        decreases(len(queue))
        out.append(queue.pop())
    return out


@ensures(lambda xs, k, result: result == len(set(xs)))
def kinds(xs: list[int], k: int) -> int:
    # Bug: looking at k puts it in.
    counts: defaultdict[int, int] = defaultdict(int)
    for i, x in enumerate(xs):
        invariant(len(counts) == len(set(xs[:i])))
        counts[x] += 1
    if counts[k] > 3:
        return len(set(xs))
    return len(counts)


@ensures(lambda xs, result: Counter(result) == Counter(xs))
def unique(xs: list[int]) -> list[int]:
    # Bug: repeated items are lost.
    return sorted(set(xs))


@ensures(lambda xs, x, result: result == xs.count(x))
def count_others_too(xs: list[int], x: int) -> int:
    # Bug: counts one item that is not there.
    counts = Counter(xs)
    counts[x] += 1
    return counts[x]
