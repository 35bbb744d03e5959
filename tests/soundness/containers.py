"""Counters, defaultdicts and deques that come from outside."""

from collections import Counter, defaultdict, deque

from toolkit import class_invariant, ensures, raises, requires


# It may be bounded and full.
# wrong: add(deque([1], maxlen=1), 2)
@ensures(lambda q, x, old: len(q) == len(old.q) + 1)
def add(q: deque[int], x: int) -> None:
    q.append(x)


# wrong: add_left(deque([1], maxlen=1), 2)
@ensures(lambda q, x, old: list(q) == [x] + list(old.q))
def add_left(q: deque[int], x: int) -> None:
    q.appendleft(x)


# wrong: add_many(deque([1], maxlen=1), [2])
@ensures(lambda q, xs, old: list(q) == list(old.q) + xs)
def add_many(q: deque[int], xs: list[int]) -> None:
    q.extend(xs)


# A condition on the size is not enough.
# wrong: or_empty(deque([], maxlen=0))
@requires(lambda q: q.maxlen is None or len(q) == 0)
@ensures(lambda q: len(q) == 1)
def or_empty(q: deque[int]) -> None:
    q.append(1)


# right: unbounded(deque([1]), 2)
@requires(lambda q, x: x > 0 and q.maxlen is None)
@ensures(lambda q, x, old: list(q) == list(old.q) + [x])
def unbounded(q: deque[int], x: int) -> None:
    q.append(x)


# One object under two names.
# wrong: both((lambda q: (q, q))(deque([0])))
@ensures(lambda p, old: len(p[1]) == len(old.p[1]))
@requires(lambda p: len(p[0]) > 0)
def both(p: tuple[deque[int], deque[int]]) -> None:
    p[0].pop()


# The factory may make something, or nothing.
# wrong: missing(defaultdict(int), 1)
@raises(KeyError, lambda d, k: k not in d)
@ensures(lambda d, k, old, result: result == old.d[k])
def missing(d: defaultdict[int, int], k: int) -> int:
    return d[k]


# wrong: caught(defaultdict(int), 1)
@ensures(lambda d, k, old, result: result == (k in old.d))
def caught(d: defaultdict[int, int], k: int) -> bool:
    try:
        d[k]
    except KeyError:
        return False
    return True


# wrong: seven(defaultdict(lambda: 7), 1)
@ensures(lambda d, k, old, result: result == old.d.get(k, 0))
def seven(d: defaultdict[int, int], k: int) -> int:
    return d[k]


# Reading inserts.
# wrong: grows(defaultdict(int), 1)
@requires(lambda d: d.default_factory is int)
@ensures(lambda d, old: list(d) == list(old.d))
def grows(d: defaultdict[int, int], k: int) -> int:
    return d[k]


# wrong: grows_other(defaultdict(int), 1)
@requires(lambda d: d.default_factory is int)
@ensures(lambda d, k, old: len(d) <= len(old.d))
def grows_other(d: defaultdict[int, int], k: int) -> int:
    e = d
    return e[k]


# wrong: comprehension(defaultdict(int), [1])
@requires(lambda d: d.default_factory is int)
@ensures(lambda d, old: len(d) == len(old.d))
def comprehension(d: defaultdict[int, int], xs: list[int]) -> list[int]:
    return [d[x] for x in xs]


# right: there(defaultdict(lambda: 7, {1: 2}), 1)
@requires(lambda d, k: k in d)
@ensures(lambda d, k, old, result: result == old.d[k] and len(d) == len(old.d))
def there(d: defaultdict[int, int], k: int) -> int:
    return d[k]


# Neither inserts.
# right: counter(Counter(), 1)
@ensures(lambda c, old: c == old.c and len(c) == len(old.c))
def counter(c: Counter[int], k: int) -> int:
    return c[k] + c.get(k, 0)


# Two Counters are equal although one has a key that the other has not.
# wrong: equal(Counter({1: 0}), Counter())
@requires(lambda c, d: c == d)
@ensures(lambda c, d: len(c) == len(d))
def equal(c: Counter[int], d: Counter[int]) -> None:
    return None


# wrong: shared(Counter())
@ensures(lambda c, old: c[1] == old.c[1])
def shared(c: Counter[int]) -> None:
    d = c
    d[1] += 1


class Open:
    def __init__(self) -> None:
        self.items: deque[int] = deque()


# wrong: put((lambda o: (setattr(o, "items", deque(maxlen=0)), o)[1])(Open()))
@ensures(lambda o, old: len(o.items) == len(old.o.items) + 1)
def put(o: Open) -> None:
    o.items.append(1)


@class_invariant(lambda self: self.items.maxlen is None)
class Closed:
    def __init__(self) -> None:
        self.items: deque[int] = deque()


# wrong: put_first(Closed())
@ensures(lambda o, old: len(o.items) == len(old.o.items))
def put_first(o: Closed) -> None:
    o.items.append(1)


# right: copied(deque([1]))
@requires(lambda q: q.maxlen is None)
@ensures(lambda q, old, result: list(q) == list(old.q) and len(result) == len(q) + 1)
def copied(q: deque[int]) -> deque[int]:
    r = deque(q)
    r.append(1)
    return r
