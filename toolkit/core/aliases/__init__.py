"""Which names may be one object. Lists are shared by reference in Python and are values in the logic; this pass makes the
difference invisible, or rejects the function (`alias-may-be-seen`).

A flow-sensitive must/may analysis over the IR. Names with the same *node* are certainly one object: a change through one is
written to all of them (`Update.also`, `Call.also`). Two nodes may *share* objects of some sorts; a change of an object of
such a sort, while another live name may lead to it, is rejected. Parameters of one sort, of which one is changed, are
verified once for every way in which they can be one object (`partitions`)."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from toolkit.core.aliases.analysis import Analysis
from toolkit.core.aliases.summary import Groups, Summary, both, inside, kept, tied
from toolkit.core.ir import ITEMS, OF_ARGUMENT, Function, Module, Place, Sort
from toolkit.core.places import part_at
from toolkit.core.source import Rejected

__all__ = ["Groups", "Summary", "accepted", "annotate", "partitions", "summarise", "tied"]


def partitions(f: Function, summary: Summary) -> list[Groups]:
    """The ways in which parameters can be one object, as groups of two or more names; () is: all different.

    Only parameters of one sort, of which at least one is changed, matter. Raises `Rejected` beyond four of a sort."""
    result: list[Groups] = [()]
    by_sort: dict[Sort, list[str]] = {}
    for p in f.params:
        if p.sort.changeable:
            by_sort.setdefault(p.sort, []).append(p.name)
    for names in by_sort.values():
        if len(names) < 2 or not summary.changes & set(names):
            continue
        if len(names) > 4:
            raise Rejected("alias-may-be-seen", f.span, f"{f.name} changes one of {len(names)} lists of one type",
                           "any of them may be one object; split the function")  # fmt: skip
        ways = [tuple(tuple(g) for g in p if len(g) > 1) for p in _set_partitions(names)]
        result = [(*r, *w) for r in result for w in ways]
    allowed = [r for r in result if not any(_is_one(f, pair, r) for pair in f.distinct)]
    return sorted(set(allowed), key=lambda g: (sum(map(len, g)), g))


def _is_one(f: Function, pair: frozenset[Place], same: Groups) -> bool:
    """True when the two places are one object because the parameters are (those of items need not be any)."""
    (p, *i), (q, *j) = both(pair)
    return i == j and p != q and ITEMS not in i and any(p in g and q in g for g in same)


def _set_partitions(items: list[str]) -> Iterator[list[list[str]]]:
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for p in _set_partitions(rest):
        yield [[first], *p]
        for i in range(len(p)):
            yield [*p[:i], [first, *p[i]], *p[i + 1 :]]


def accepted(f: Function, summaries: dict[str, Summary]) -> bool:
    """True when nothing in the function is rejected here."""
    try:
        annotate(f, summaries)
    except Rejected:
        return False
    return True


def summarise(module: Module) -> dict[str, Summary]:
    """Summaries of all functions, to a fixpoint over their calls."""
    found = {n: Summary(tuple(p.name for p in f.params), distinct=f.distinct, demands=f.demands, keeps=kept(f))
             for n, f in module.functions.items()}  # fmt: skip
    found.update((n, _external(f)) for n, f in module.functions.items() if f.external)
    changed = True
    while changed:
        changed = False
        for n, f in module.functions.items():
            if f.external:
                continue
            new = Analysis(f, found, (), quiet=True).summary()
            if new != found[n]:
                found[n], changed = new, True
    return found


def _external(f: Function) -> Summary:
    """Of a function that is not seen: its result may be, or hold, anything that its arguments are or hold."""
    shares = tuple((p.name, p.sort.objects() & f.result.objects()) for p in f.params)
    within = tuple((p.name, p.sort.objects()) for p in f.params if p.name in f.changes)
    params = tuple(p.name for p in f.params)
    shared = tuple(s for s in shares if s[1])
    changed = frozenset((t, i) for _, sorts in within for t in sorts if t.name == "Object" for i in range(len(t.args)))
    return Summary(params, f.changes, shared, inside(f.result), within, f.changes, f.distinct, f.demands, assigns=changed,
                   seen=False)  # fmt: skip


def annotate(f: Function, summaries: dict[str, Summary], same: Groups = ()) -> Function:
    """`f` with `also` filled in, for parameters that are one object as `same` says.

    Raises `Rejected`: `alias-may-be-seen`, `mutated-while-iterated`, `effect-in-clause`."""
    analysis = Analysis(f, summaries, same, quiet=False)
    body = analysis.run()
    for name, *at in sorted(analysis.tied, key=repr):
        if part_at(f.sorts[str(name)], at) in analysis.mixed:
            raise Rejected("alias-may-be-seen", f.span, f"{name} may get a row that it holds already, where arguments are one "
                           "object", "put copies in")  # fmt: skip
    _covariant(f, summaries[f.name])
    _opaque(f, summaries[f.name])
    return attrs.evolve(f, body=body)


def _opaque(f: Function, summary: Summary) -> None:
    """Rejects a change of an argument that an object of which only a type variable is known may be, or hold."""
    hidden = [(p.name, x) for p in f.params for x in p.sort.parts() if x.name == "Opaque"]
    for name, changed in summary.within:
        for a in sorted(changed, key=str):
            for other, t in hidden:
                if other != name and not a.holds(t):  # T is no list[T]
                    raise Rejected("unknown-type", f.span, f"this changes a {a} of {name}, which a {t} of {other} may be or hold",
                                   f"name the types that {t} stands for: TypeVar(\"{t}\", int, str)")  # fmt: skip


def _covariant(f: Function, summary: Summary) -> None:
    """Rejects a change of what an argument for a `Sequence`, or another abstract collection, may be or hold too: of what a type
    checker takes for one, while the two are different sorts here."""
    if not any(n.startswith(OF_ARGUMENT) for n in f.notes):
        return
    held = sorted({(str(b), p.name, b) for p in f.params for b in p.sort.objects()}, key=lambda h: h[:2])
    for name, changed in summary.within:
        for a in sorted(changed, key=str):
            for shown, other, b in held:
                if a != b and (a.narrows(b) or b.narrows(a)):
                    raise Rejected("alias-may-be-seen", f.span, f"this changes a {a} of {name}, which may be a {shown} of {other}",
                                   "give both the same type of items; list and dict are not covariant")  # fmt: skip
