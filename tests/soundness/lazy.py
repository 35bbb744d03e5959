"""What a generator reads while the object that it fills changes."""

# ruff: noqa  (traps: the bad style is the point)
from dataclasses import dataclass

from toolkit import ensures, requires


# wrong: grown_by_itself({1})
@ensures(lambda s, old: all(x in s for x in old.s))
def grown_by_itself(s: set[int]) -> None:
    s.update(x + 1 for x in s)


# wrong: (lambda s: grown_by_the_other(s, s))({1})
@ensures(lambda s, old: all(x in s for x in old.s))
def grown_by_the_other(s: set[int], t: set[int]) -> None:
    s.update(x + 1 for x in t)


# wrong: (lambda s: taken_from_itself(s, s))({1})
@ensures(lambda s, t: True)
def taken_from_itself(s: set[int], t: set[int]) -> None:
    s.difference_update(x for x in t)


# wrong: mapped({1})
@ensures(lambda s: True)
def mapped(s: set[int]) -> None:
    s.update(map(lambda x: x + 1, s))


# wrong: (lambda d: pairs_of_the_other(d, d))({1: 2})
@ensures(lambda d, e: True)
def pairs_of_the_other(d: dict[int, int], e: dict[int, int]) -> None:
    d.update((k + 1, v) for k, v in e.items())


# wrong: zipped({7: 7})
@ensures(lambda d: True)
def zipped(d: dict[int, int]) -> None:
    d.update(zip([1, 2], d.values()))


# wrong: sizes_on_the_way({}, [1, 2])
@requires(lambda d: len(d) == 0)
@ensures(lambda d, xs: all(d[x] == 0 for x in xs))
def sizes_on_the_way(d: dict[int, int], xs: list[int]) -> None:
    d.update((x, len(d)) for x in xs)


# wrong
@requires(lambda d: len({id(x) for x in d.values()}) == len(d))
@ensures(lambda d: True)
def a_value_of_a_dict(d: dict[int, list[int]], k: int) -> None:
    if k in d:
        d[k] += (x for x in d[k])


@dataclass
class Box:
    xs: list[int]


# wrong
@ensures(lambda b: True)
def a_field(b: Box) -> None:
    b.xs += (x for x in b.xs)


# wrong: under_another_name([1])
@ensures(lambda xs, result: result == [0 for x in xs] * 2)
def under_another_name(xs: list[int]) -> list[int]:
    found: list[int] = []
    other = found
    found.extend(len(other) for x in xs)
    found.extend(len(other) for x in xs)
    return found


# wrong: through_a_box([1, 1])
@ensures(lambda xs, result: result == [0 for x in xs])
def through_a_box(xs: list[int]) -> list[int]:
    found: list[int] = []
    b = Box(found)
    found += (len(b.xs) for x in xs)
    return found


# wrong: through_rows([1, 1])
@ensures(lambda xs, result: result == [0 for x in xs])
def through_rows(xs: list[int]) -> list[int]:
    found: list[int] = []
    rows = [found]
    found.extend(len(r) for x in xs for r in rows)
    return found


# wrong: maybe_the_same([], True)
@ensures(lambda xs, c, result: result == [0, 0] or not c)
def maybe_the_same(xs: list[int], c: bool) -> list[int]:
    found: list[int] = []
    other = found if c else xs
    found.extend(len(other) for x in [1, 2])
    return found


def handed_back(xs: list[int]) -> list[int]:
    return xs


# wrong: through_a_call([1, 1])
@ensures(lambda xs, result: result == [0 for x in xs])
def through_a_call(xs: list[int]) -> list[int]:
    found: list[int] = []
    other = handed_back(found)
    found.extend(len(other) for x in xs)
    return found


# wrong: through_an_inner_function([1, 1])
@ensures(lambda xs, result: result == [0 for x in xs])
def through_an_inner_function(xs: list[int]) -> list[int]:
    found: list[int] = []

    def size(x: int) -> int:
        return len(found)

    found.extend(size(x) for x in xs)
    return found


# wrong: counted([1, 2])
@ensures(lambda xs, result: all(result[x] == 0 for x in xs))
def counted(xs: list[int]) -> dict[int, int]:
    d: dict[int, int] = {}
    e = d
    d.update((x, len(e)) for x in xs)
    return d


class Twice:
    def __init__(self, xs: list[int]) -> None:
        self.a: list[int] = []
        self.b = self.a
        self.a += (len(self.b) for x in xs)


# wrong: in_the_making()
@ensures(lambda result: result == [0, 0])
def in_the_making() -> list[int]:
    return Twice([1, 2]).a


# right: apart([1])
@ensures(lambda xs, result: len(result) == len(xs))
def apart(xs: list[int]) -> list[int]:
    found: list[int] = []
    found.extend(x + 1 for x in xs)
    return found


# right: made_before({1})
@ensures(lambda s, old: all(x in s and x + 1 in s for x in old.s))
def made_before(s: set[int]) -> None:
    s.update([x + 1 for x in s])


# right: of_something_else({}, [1])
@ensures(lambda d, xs: all(x in d for x in xs))
def of_something_else(d: dict[int, int], xs: list[int]) -> None:
    d.update((x, 1) for x in xs)
