"""What is said of fields of parameters that are required to be different objects."""

from dataclasses import dataclass, field

from toolkit import ensures, requires


@dataclass
class Box:
    n: int = 0
    log: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


@dataclass
class Pair:
    left: Box
    right: Box


# Only one of the pairs is said: tags of the one may be the log of the other.
# wrong: (lambda x: one_pair_of_four(Box(0, x, []), Box(0, [], x)))([])
@requires(lambda a, b: a.log is not b.log)
@ensures(lambda a, b, old: b.tags == old.b.tags)
def one_pair_of_four(a: Box, b: Box) -> None:
    a.log.append("")


# The field gets the other's list after it was required to be another.
# wrong: made_one_inside(Box(), Box())
@requires(lambda a, b: a.log is not b.log and a.log is not b.tags and a.tags is not b.log and a.tags is not b.tags)
@ensures(lambda b, old: b.log == old.b.log)
def made_one_inside(a: Box, b: Box) -> None:
    a.log = b.log
    a.log.append("")


# Both parts of a pair may be one box.
# wrong: (lambda b: other_part(Pair(Box(), b), b))(Box())
@requires(lambda p, b: p.left is not b)
@ensures(lambda p, b, old: b.n == old.b.n)
def other_part(p: Pair, b: Box) -> None:
    p.right.n += 1


# wrong: (lambda x: parts_of_one(Pair(x, x), Box()))(Box())
@requires(lambda p, b: p.left is not b and p.right is not b)
@ensures(lambda p, old: p.left.n == old.p.left.n)
def parts_of_one(p: Pair, b: Box) -> None:
    p.right.n += 1


# The names of the lambda's parameters count, not their order; fields of one are not fields of the other.
# wrong: (lambda x: other_way_round(Box(0, x, []), Box(0, [], x)))([])
@requires(lambda b, a: b.log is not a.tags)
@ensures(lambda a, b, old: b.tags == old.b.tags)
def other_way_round(a: Box, b: Box) -> None:
    a.log.append("")


# wrong: (lambda x: inside_another(Box(0, x), Box(0, x)))([])
@requires(lambda a, b: a is not b)
@ensures(lambda b, old: b.log == old.b.log)
def inside_another(a: Box, b: Box) -> None:
    a.log.append("")


# wrong: (lambda x: third(Box(0, x), Box(), Box(0, x)))([])
@requires(lambda a, b, c: a.log is not b.log and a.log is not b.tags and a.tags is not b.log and a.tags is not b.tags)
@ensures(lambda c, old: c.log == old.c.log)
def third(a: Box, b: Box, c: Box) -> None:
    a.log.append("")


# An item of a list of boxes may be the box.
# wrong: (lambda a: in_a_list(a, Box(), [a]))(Box())
@requires(lambda a, b: a is not b)
@ensures(lambda bs, old: bs == old.bs)
def in_a_list(a: Box, b: Box, bs: list[Box]) -> None:
    a.n += 1


@requires(lambda a, b: a.log is not b.log)
@ensures(lambda a, b, result: result)
def needs(a: Box, b: Box) -> bool:
    return True


# wrong: handed_one(["x"])
@ensures(lambda result: result == 0)
def handed_one(xs: list[str]) -> int:
    a, b = Box(0, xs), Box(0, xs)
    return 0 if needs(a, b) else 1


# wrong: (lambda x: handed_items([Box(0, x), Box(0, x)]))([])
@ensures(lambda result: result == 0)
def handed_items(bs: list[Box]) -> int:
    if len(bs) < 2:
        return 0
    a, b = bs[0], bs[1]
    return 0 if needs(a, b) else 1


# wrong: handed_swapped(Box(), Box())
@requires(lambda a, b: a.log is not b.log)
@ensures(lambda a, b, result: result == 0)
def handed_swapped(a: Box, b: Box) -> int:
    a.log = b.log
    return 0 if needs(a, b) else 1


# right: all_pairs(Box(), Box())
@requires(lambda a: a.log is not a.tags)
@requires(lambda a, b: a.log is not b.log and a.log is not b.tags and a.tags is not b.log and a.tags is not b.tags)
@ensures(lambda b, old: b.log == old.b.log and b.tags == old.b.tags)
def all_pairs(a: Box, b: Box) -> None:
    a.log.append("")


# Fields of one that are required to differ.
# right: within(Box(2, [], []))
@requires(lambda a: a.log is not a.tags)
@ensures(lambda a, old: a.tags == old.a.tags)
def within(a: Box) -> None:
    a.log.append("")


# wrong: (lambda x: hands_within(Box(2, x, x)))([])
@ensures(lambda a, old: a.tags == old.a.tags)
def hands_within(a: Box) -> None:
    within(a)
