"""Places in values: a name and, field by field, what it leads to (`ir.Place`); and the words of a contract that say that what is in
two places are different objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from toolkit.core.ir import ITEMS, Sort


def part_at(sort: Sort, fields: Iterable[str | int]) -> Sort:
    """The sort of what is in a field of a field."""
    for i in fields:
        assert isinstance(i, int)
        sort = sort.args[i]
    return sort


def grids(sort: Sort, at: tuple[int, ...] = ()) -> Iterator[tuple[tuple[int, ...], Sort]]:
    """The lists of objects in a value, and in which field of which field they are."""
    if sort.name == "List" and sort.args[0].changeable:
        yield at, sort
    for i, a in enumerate(sort.args) if sort.name in ("Object", "Tuple") else ():
        yield from grids(a, (*at, i))


def places(sort: Sort, wanted: Sort) -> list[tuple[int, ...]] | None:
    """Where an object of a sort stands in a value: which field of which field, ITEMS for any item of a list, any value of a dict.
    None when it may stand elsewhere too (in an alternative of a Union)."""
    if sort == wanted:
        return [()]
    if wanted not in sort.objects():
        return []
    if sort.name not in ("Object", "Tuple", "List", "Dict"):
        return None
    found: list[tuple[int, ...]] = []
    for i, a in enumerate(sort.args):
        inside = places(a, wanted)
        if inside is None:
            return None
        found += [(i if sort.name in ("Object", "Tuple") else ITEMS, *p) for p in inside]
    return found


def claims(a: str, sort_a: Sort, b: str, sort_b: Sort, wanted: Sort) -> str:
    """The clause that says that what two names hold of a sort (for one name: at two places) are different objects; "" where there
    is no such clause."""
    known = places(sort_a, wanted), places(sort_b, wanted)
    if known[0] is None or known[1] is None:
        return ""
    xs, ys = sorted(known[0]), sorted(known[1])
    found = [_claim(_path(a, sort_a, x), _path(b, sort_b, y), a == b and x == y) for i, x in enumerate(xs)
             for y in (ys if a != b else xs[i:]) if (a, x) != (b, y) or ITEMS in x]  # fmt: skip
    return " and ".join(found) if all(found) else ""


def _claim(x: str, y: str, one: bool) -> str:
    """That the objects at two places are different; a place that ends in `[]` is that of any item."""
    a, b = x.removesuffix("[]"), y.removesuffix("[]")
    size = a.removesuffix(".values()")
    if "[]" in a + b:
        return ""
    if one:
        return f"len({{id(x) for x in {a}}}) == len({size})"
    if a != x and b != y:
        return f"all(x is not y for x in {a} for y in {b})"
    if a != x or b != y:
        return f"all(x is not {b if a != x else a} for x in {a if a != x else b})"
    return f"{x} is not {y}"


def _path(name: str, sort: Sort, fields: tuple[int, ...]) -> str:
    text = name
    for i in fields:
        if i == ITEMS:
            text += "[]" if sort.name == "List" else ".values()[]"
        else:
            text += f".{sort.fields[i]}" if sort.fields else f"[{i}]"
        sort = sort.args[i]
    return text
