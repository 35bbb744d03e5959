"""Expected: every function is proved. Programs on dicts and queues: a cache, union-find, grouping and counting."""

from collections import Counter, defaultdict, deque

from toolkit import decreases, ensures, invariant, requires, track


@requires(lambda room: room > 0)
@requires(lambda cache, room: len(cache) <= room)
@ensures(lambda cache, room: len(cache) <= room)
@ensures(lambda cache, key, value: key in cache and cache[key] == value)
@ensures(lambda cache, key: list(cache)[len(cache) - 1] == key)
def put_newest(cache: dict[str, int], key: str, value: int, room: int) -> None:
    if key in cache:
        del cache[key]
    elif len(cache) == room:
        oldest = list(cache)[0]
        del cache[oldest]
    cache[key] = value


@ensures(lambda cache, old, key, result: result == old.cache.get(key))
@ensures(lambda cache, old: cache == old.cache)
@ensures(lambda cache, key, result: key not in cache or list(cache)[len(cache) - 1] == key)
def look_up(cache: dict[str, int], key: str) -> int | None:
    if key not in cache:
        return None
    value = cache.pop(key)
    cache[key] = value
    return value


class Cache:
    def __init__(self, room: int) -> None:
        self.room = room
        self.entries: dict[int, int] = {}

    @requires(lambda self: 0 < self.room and len(self.entries) <= self.room)
    @ensures(lambda self: len(self.entries) <= self.room)
    @ensures(lambda self, key, value: self.entries.get(key) == value)
    def put(self, key: int, value: int) -> None:
        if key in self.entries:
            self.entries.pop(key)
        elif len(self.entries) == self.room:
            oldest = list(self.entries)[0]
            self.entries.pop(oldest)
        self.entries[key] = value


def is_forest(parent: list[int]) -> bool:
    return all(0 <= parent[i] <= i for i in range(len(parent)))


@requires(lambda parent, x: is_forest(parent) and 0 <= x < len(parent))
@ensures(lambda parent, old: is_forest(parent) and len(parent) == len(old.parent))
@ensures(lambda parent, x, result: 0 <= result <= x and parent[result] == result)
def find(parent: list[int], x: int) -> int:
    size = len(parent)
    top = x
    while parent[x] != x:
        invariant(len(parent) == size and is_forest(parent) and 0 <= x <= top)
        decreases(x)
        parent[x] = parent[parent[x]]
        x = parent[x]
    return x


@requires(lambda parent, x: is_forest(parent) and 0 <= x < len(parent))
@ensures(lambda parent, old: is_forest(parent) and len(parent) == len(old.parent))
def join_first(parent: list[int], x: int) -> None:
    root = find(parent, x)
    parent[root] = 0


@ensures(lambda xs, result: result == xs)
def through_a_queue(xs: list[int]) -> list[int]:
    queue = deque(xs)
    out: list[int] = []
    while queue:
        invariant(out + list(queue) == xs)
        decreases(len(queue))
        out.append(queue.popleft())
    return out


@ensures(lambda xs, result: result == xs[::-1])
def through_a_stack(xs: list[int]) -> list[int]:
    stack: deque[int] = deque()
    for x in (t := track(xs)):
        invariant(list(stack) == t.seen[::-1])
        stack.appendleft(x)
    return list(stack)


@requires(lambda front, back: len(front) > 0 or len(back) > 0)
@ensures(lambda front, back, result: [result[0]] + result[1][::-1] + result[2] == front[::-1] + back)
def take(front: list[int], back: list[int]) -> tuple[int, list[int], list[int]]:
    if not front:
        front, back = back[::-1], []
    return front[-1], front[:-1], back


@ensures(lambda xs, result: all(x in result for x in xs))
@ensures(lambda result: all(n > 0 for n in result.values()))
def histogram(xs: list[int]) -> dict[int, int]:
    counts: defaultdict[int, int] = defaultdict(int)
    for x in (t := track(xs)):
        invariant(all(y in counts for y in t.seen))
        invariant(all(n > 0 for n in counts.values()))
        counts[x] += 1
    return dict(counts)


@requires(lambda xs, i, j: 0 <= i < len(xs) and 0 <= j < len(xs))
@ensures(lambda xs, result: Counter(result) == Counter(xs))
@ensures(lambda xs, i, j, result: result[i] == xs[j] and result[j] == xs[i])
def swapped(xs: list[int], i: int, j: int) -> list[int]:
    ys = xs.copy()
    ys[i], ys[j] = ys[j], ys[i]
    return ys


@ensures(lambda a, b, result: result == (Counter(a) == Counter(b)))
def are_anagrams(a: str, b: str) -> bool:
    return Counter(b) == Counter(a)
