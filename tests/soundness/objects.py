"""Instances that are one object, lists that two instances hold, None where a value is needed."""

# ruff: noqa  (traps: the bad style is the point)
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, Optional

from toolkit import class_invariant, ensures, invariant, raises, requires


@dataclass
class Point:
    x: int
    y: int = 0

    def swap(self, other: "Point") -> None:
        self.x, other.x = other.x, self.x

    def itself(self) -> "Point":
        return self


class Box:
    def __init__(self, items: list[int]) -> None:
        self.items = items

    def give(self) -> list[int]:
        return self.items

    def take(self, xs: list[int]) -> None:
        self.items = xs

    def push(self, x: int) -> int:
        self.items.append(x)
        return len(self.items)

    def renew(self) -> int:
        self.items = []
        return 5


@dataclass(frozen=True)
class Frozen:
    items: list[int]


@dataclass
class Nest:
    box: Point
    other: Point


class Pair(NamedTuple):
    a: int
    b: list[int]


class Color(Enum):
    RED = 1
    BLUE = 2


# wrong: method_returns_self()
@ensures(lambda result: result == 1)
def method_returns_self() -> int:
    p = Point(1)
    q = p.itself()
    q.x = 2
    return p.x


# wrong: swap_with_itself(Point(1))
@ensures(lambda p, old: p.x == old.p.x + 1)
def swap_with_itself(p: Point) -> None:
    q = p
    p.swap(q)


# wrong: two_params(*[Point(1)] * 2)
@requires(lambda p, q: p == q)
@ensures(lambda p, q: p.x == q.x + 1)
def two_params(p: Point, q: Point) -> None:
    p.x += 1


# wrong: list_given_away()
@ensures(lambda result: result == 0)
def list_given_away() -> int:
    b = Box([])
    xs = b.give()
    b.push(1)
    return len(xs)


# wrong: list_taken()
@ensures(lambda result: result == 0)
def list_taken() -> int:
    b, c = Box([]), Box([1])
    b.take(c.give())
    b.push(1)
    return len(c.items) - 1


# wrong: in_a_tuple()
@ensures(lambda result: result == 0)
def in_a_tuple() -> int:
    p = Point(0)
    t = (p, 1)
    p.x = 3
    return t[0].x


# wrong: in_a_list()
@ensures(lambda result: result == 0)
def in_a_list() -> int:
    p = Point(0)
    ps = [p]
    p.x = 3
    return ps[0].x


# wrong: twice_in_a_list()
@ensures(lambda result: result == 0)
def twice_in_a_list() -> int:
    ps = [Point(0)] * 2
    ps[0].x = 3
    return ps[1].x


# wrong: from_a_list([Point(0)])
@requires(lambda ps: len(ps) == 1)
@ensures(lambda ps, old: ps[0].x == old.ps[0].x)
def from_a_list(ps: list[Point]) -> None:
    p = ps[0]
    p.x += 3


# wrong: frozen_holds_a_list()
@ensures(lambda result: result == 0)
def frozen_holds_a_list() -> int:
    xs: list[int] = []
    f = Frozen(xs)
    xs.append(1)
    return len(f.items)


# wrong: named_tuple_holds_a_list()
@ensures(lambda result: result == 0)
def named_tuple_holds_a_list() -> int:
    xs: list[int] = []
    p = Pair(1, xs)
    p.b.append(1)
    return len(xs)


# wrong: fields_are_one()
@ensures(lambda result: result == 0)
def fields_are_one() -> int:
    p = Point(0)
    n = Nest(p, p)
    n.box.x = 1
    return n.other.x


# wrong: fields_may_be_one(Nest(*[Point(0)] * 2))
@ensures(lambda n, old: n.other.x == old.n.other.x)
def fields_may_be_one(n: Nest) -> None:
    n.box.x += 1


# wrong: through_optional(True)
@ensures(lambda result: result == 0)
def through_optional(c: bool) -> int:
    p = Point(0)
    q: Optional[Point] = p if c else None
    p.x = 1
    return 0 if q is None else q.x


# wrong: in_a_loop()
@ensures(lambda result: result == 0)
def in_a_loop() -> int:
    p = Point(0)
    q = Point(0)
    for i in range(2):
        invariant(q.x == 0)
        q = p
        p.x += 1
        q = Point(0)
        if i == 1:
            q = p
    return q.x


# wrong: receiver_first()
@ensures(lambda result: result == [1])
def receiver_first() -> list[int]:
    b = Box([1])
    old = b.items
    b.items.append(b.renew())
    return old


# wrong: left_side_first()
@ensures(lambda result: result == 2)
def left_side_first() -> int:
    b = Box([1])
    return len(b.items) + b.push(2) - len(b.items)


# wrong: aug_reads_first()
@ensures(lambda result: result == 7)
def aug_reads_first() -> int:
    p = Point(1)

    p.x += set_x(p)
    return p.x


def set_x(p: Point) -> int:
    p.x = 5
    return 2


# wrong: zero_is_not_none(0)
@ensures(lambda n, result: result == n)
def zero_is_not_none(n: Optional[int]) -> int:
    return n or 1


# wrong: none_is_less(None)
@raises(TypeError, lambda n: False)
@ensures(lambda n: True)
def none_is_less(n: Optional[int]) -> bool:
    return n < 3


# wrong: wrong_order_of_exceptions(None, [])
@raises(TypeError, lambda n, xs: n is None)
@raises(IndexError, lambda n, xs: n is not None and len(xs) == 0)
@ensures(lambda n: True)
def wrong_order_of_exceptions(n: Optional[int], xs: list[int]) -> int:
    return n + xs[0]


# wrong: true_is_an_int(True)
@ensures(lambda x, result: not result)
def true_is_an_int(x: bool | str) -> bool:
    return isinstance(x, int)


# wrong: named_tuple_is_a_tuple()
@ensures(lambda result: not result)
def named_tuple_is_a_tuple() -> bool:
    return Pair(1, []) == (1, [])


# wrong: members_by_value()
@ensures(lambda result: result)
def members_by_value() -> bool:
    return Color.RED is Color.BLUE or not Color.RED


@class_invariant(lambda self: self.n >= 0)
class Counter:
    def __init__(self, n: int) -> None:
        self.n = abs(n)

    def down(self) -> None:
        pass

    def _lower(self) -> None:
        self.n -= 1


# wrong: broken_by_a_helper()
@ensures(lambda result: result.n >= 0)
def broken_by_a_helper() -> Counter:
    c = Counter(0)
    c._lower()
    return c


# wrong: broken_from_outside(Counter(3))
@ensures(lambda c: c.n >= 0)
def broken_from_outside(c: Counter) -> None:
    c.n = -1
    c.down()


class Base:
    def __init__(self, n: int) -> None:
        self.n = n

    def step(self) -> int:
        return 1

    def twice(self) -> int:
        return 2 * self.step()


class Derived(Base):
    def __init__(self, xs: list[int]) -> None:
        super().__init__(len(xs))
        self.xs = xs

    def step(self) -> int:
        return -1


# wrong: overridden()
@ensures(lambda result: result == 2)
def overridden() -> int:
    return Derived([]).twice()


# wrong: base_list_is_shared()
@ensures(lambda result: result == 0)
def base_list_is_shared() -> int:
    xs: list[int] = []
    d = Derived(xs)
    d.xs.append(d.n)
    return len(xs)


# right: independent(1, 2)
@ensures(lambda a, b, result: result == a)
def independent(a: int, b: int) -> int:
    p, q = Point(a), Point(a)
    q.x = b
    return p.x


# wrong: slice_takes_rows()
@ensures(lambda result: result == 0)
def slice_takes_rows() -> int:
    row: list[int] = []
    rows: list[list[int]] = [[1]]
    rows[0:1] = [row]
    row.append(1)
    return len(rows[0])


# wrong: slice_gives_rows()
@ensures(lambda result: result == 0)
def slice_gives_rows() -> int:
    row: list[int] = []
    rows: list[list[int]] = [[1]]
    rows[:] = [row]
    rows[0].append(1)
    return len(row)


# wrong: field_takes_a_list()
@ensures(lambda result: result == 0)
def field_takes_a_list() -> int:
    xs: list[int] = []
    b = Box([])
    b.items = xs
    xs.append(1)
    return len(b.items)


# wrong: field_gives_a_list()
@ensures(lambda result: result == 0)
def field_gives_a_list() -> int:
    xs: list[int] = []
    b = Box([])
    b.items = xs
    b.items.append(1)
    return len(xs)


# wrong: two_fields_one_list()
@ensures(lambda result: result == 0)
def two_fields_one_list() -> int:
    a, b = Box([]), Box([])
    a.items = b.items
    a.items.append(1)
    return len(b.items)


N = 5


@dataclass
class Numbered:
    n: int = field(default=N)


# wrong: default_is_the_modules()
@ensures(lambda result: result == 7)
def default_is_the_modules() -> int:
    N = 7
    return Numbered().n + N - N


class Shared:
    def __init__(self) -> None:
        self.n = 0


@dataclass
class Sharing:
    p: Shared = field(default=Shared())
    q: tuple[list[int], int] = field(default=([], 1))


# wrong: default_is_one_object()
@ensures(lambda result: result == 0)
def default_is_one_object() -> int:
    a, b = Sharing(), Sharing()
    a.p.n = 1
    return b.p.n


class WithField(NamedTuple):
    n: int = field(default=3)


# wrong: default_is_a_field()
@ensures(lambda result: result == 3)
def default_is_a_field() -> int:
    return WithField().n


class Printed:
    def __init__(self) -> None:
        self.n = 0

    def __str__(self) -> str:
        return "a" * (1 // self.n)


# wrong: message_raises(Printed())
@raises(ValueError)
def message_raises(o: Printed) -> None:
    raise ValueError(f"{o}")


@class_invariant(lambda self: self.x > 0)
@dataclass
class Positive:
    x: int


class Other:
    # The invariant of what is made here speaks of that object, not of this one, though both are called self.
    def __init__(self) -> None:
        self.x = 1
        self.y = Positive(-5).x


# wrong: makes_other()
@ensures(lambda result: result == -5)
def makes_other() -> int:
    return Other().y


class Counts:
    def __init__(self) -> None:
        self.n = 0


class CountsOn(Counts):
    def __init__(self) -> None:
        super().__init__()
        self.n = self.n + 1


class CountsAlike(CountsOn):
    pass


# What an inherited __init__ calls super() is above the class where it is written.
# wrong: counts_twice()
@ensures(lambda result: result == 2)
def counts_twice() -> int:
    return CountsAlike().n


# right: counts_once()
@ensures(lambda result: result == 1)
def counts_once() -> int:
    return CountsAlike().n


@dataclass(frozen=True)
class Labelled:
    key: int
    label: int = field(default=0, compare=False)


UNCOMPARED = field(default=0, compare=False)


@dataclass(frozen=True)
class LabelledByName:
    key: int
    label: int = UNCOMPARED


# A field that == leaves out.
# wrong: equal_labels(Labelled(1, 1), Labelled(1, 2))
@requires(lambda a, b: a == b)
@ensures(lambda a, b: a.label == b.label)
def equal_labels(a: Labelled, b: Labelled) -> None:
    pass


# wrong: equal_labels_by_name(LabelledByName(1, 1), LabelledByName(1, 2))
@requires(lambda a, b: a == b)
@ensures(lambda a, b: a.label == b.label)
def equal_labels_by_name(a: LabelledByName, b: LabelledByName) -> None:
    pass


def __one() -> int:
    return 1


class Private:
    def __init__(self, n: int) -> None:
        self.n = n

    def one(self) -> int:
        return __one()  # _Private__one


# Names that are others in a class.
# wrong: private_function(Private(1))
@ensures(lambda p, result: result == 1)
def private_function(p: Private) -> int:
    return p.one()


class PrivateParameter:
    def __init__(self, n: int) -> None:
        self.n = n

    def same(self, __k: int) -> int:
        return __k


# wrong: private_keyword(PrivateParameter(1))
@ensures(lambda p, result: result == 1)
def private_keyword(p: PrivateParameter) -> int:
    return p.same(__k=1)


SIZE = 5


@dataclass
class Sized:
    SIZE = 2
    size: int = SIZE


class Origin(NamedTuple):
    x: int = 1
    y: int = x


x = 7


# Names in the body of a class are the class's own first.
# wrong: default_of_the_class()
@ensures(lambda result: result == 5)
def default_of_the_class() -> int:
    return Sized().size


# wrong: default_is_a_field()
@ensures(lambda result: result == 7)
def default_is_a_field() -> int:
    return Origin().y
