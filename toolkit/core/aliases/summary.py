"""What a caller has to know of a function: what it changes, and what its result shares with its arguments."""

from __future__ import annotations

from attrs import frozen

from toolkit.core.ir import ITEMS, Function, Place, Sort, statements
from toolkit.core.places import grids, part_at, places

Sorts = frozenset[Sort]
Groups = tuple[tuple[str, ...], ...]  # of names that are one object
NONE: Sorts = frozenset()


@frozen
class Summary:
    """What a caller has to know: the parameters whose list the function changes, and what its result shares with each."""

    params: tuple[str, ...] = ()
    changes: frozenset[str] = frozenset()
    shares: tuple[tuple[str, Sorts], ...] = ()
    inner: Sorts = NONE  # sorts of objects that may stand at two places of the result
    within: tuple[tuple[str, Sorts], ...] = ()  # the sorts of objects that it changes, by the parameter that leads to them
    unsafe: frozenset[str] = frozenset()  # the parameters that may have been changed when an exception leaves it
    distinct: frozenset[frozenset[Place]] = frozenset()  # the places in parameters that it requires to be different objects
    demands: frozenset[tuple[str, Sort]] = frozenset()  # parameters, and sorts of objects that must not stand twice in them
    keeps: frozenset[tuple[str, Sort]] = frozenset()  # parameters, and sorts of objects that do not stand twice in them at the end
    assigns: frozenset[tuple[Sort, int]] = frozenset()  # the fields, of which sort of objects, that may be assigned
    mixed: Sorts = NONE  # sorts of lists in parameters that may get a row that they hold already, or change in a way not followed
    seen: bool = True  # False: only its contract is known, and nobody showed it of two parameters that are one object


def tied(f: Function, summary: Summary) -> frozenset[Place]:
    """The parameters, and fields of them, that are lists of rows of which rows are changed, while new rows come in, rows go out and
    change places one at a time: which of the rows are one object follows from what it was at entry, so that it can be an unknown
    of the proof (`vcgen`)."""
    within = dict(summary.within)
    if not any(True for p in f.params for _ in grids(p.sort)):
        return frozenset()
    assigned = {getattr(s, "target", None) or getattr(s, "result", None) for s in statements(f.body)}
    return frozenset(
        (p.name, *at) for p in f.params if p.name not in assigned for at, sort in grids(p.sort)
        if not any(a.mutable for a in sort.args[0].args) and sort.args[0] in within.get(p.name, NONE)
        and frozenset({(p.name, *at, ITEMS)}) not in f.distinct and places(p.sort, sort.args[0]) == [(*at, ITEMS)]
        and sort not in summary.mixed and not any(
            (part_at(p.sort, at[:k]), i) in summary.assigns for k, i in enumerate(at))
    )  # fmt: skip


def both(pair: frozenset[Place]) -> tuple[Place, Place]:
    """The places of a pair, in order; of one that stands for all items of a list: twice the same."""
    a, *b = sorted(pair, key=repr)
    return a, b[0] if b else a


def inside(sort: Sort) -> Sorts:
    """Sorts of the list objects strictly inside a value of this sort."""
    return frozenset().union(*(a.objects() for a in sort.args), NONE)


def kept(f: Function) -> frozenset[tuple[str, Sort]]:
    """The parameters, and sorts of objects that do not stand twice in them at the end, as the contract promises."""
    return frozenset((n.removeprefix("$arg_"), t) for n, t in f.keeps)
