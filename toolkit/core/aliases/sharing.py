"""What may share what at one point of a function, and where the values of expressions come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs
from attrs import define, field, frozen

from toolkit.core.aliases.summary import NONE, Sorts, Summary, inside
from toolkit.core.ir import Expr, Sort, names_of


@frozen
class Origin:
    """Where a value comes from: a node (the very object), or a new object that shares parts with nodes."""

    node: int | None = None
    shares: tuple[tuple[int, Sorts], ...] = ()
    inner: Sorts = NONE

    def part(self, wanted: Sorts) -> Origin:
        """Objects of these sorts in it."""
        if self.node is not None:
            return Origin(None, ((self.node, wanted),), NONE)
        return Origin(None, tuple((n, t & wanted) for n, t in self.shares), self.inner & wanted)


@define(eq=False)
class State:
    """What is known at one point."""

    node: dict[str, int] = field(factory=dict)
    share: dict[tuple[int, int], Sorts] = field(factory=dict)
    inner: dict[int, Sorts] = field(factory=dict)
    top: int = 0
    dirty: frozenset[str] = frozenset()  # the parameters that may have been changed so far

    def copy(self) -> State:
        return State(dict(self.node), dict(self.share), dict(self.inner), self.top, self.dirty)

    def shared(self, a: int, b: int) -> Sorts:
        return self.share.get((min(a, b), max(a, b)), NONE)

    def connect(self, a: int, b: int, sorts: Sorts) -> None:
        if a != b and sorts:
            key = (min(a, b), max(a, b))
            self.share[key] = self.share.get(key, NONE) | sorts

    def new(self, shares: tuple[tuple[int, Sorts], ...], inner: Sorts) -> int:
        self.top += 1
        n = self.top
        for m, sorts in shares:
            self.join_to(n, m, sorts)
        if inner:
            self.inner[n] = inner
        return n

    def join_to(self, n: int, m: int, sorts: Sorts) -> None:
        """n may now hold objects of `sorts` that m holds, and so what m shares with others."""
        for (a, b), s in list(self.share.items()):
            if m in (a, b):
                self.connect(n, b if a == m else a, s & sorts)
        self.connect(n, m, sorts)

    def twice(self, o: Origin) -> Sorts:
        """The sorts of objects that may stand at two places of a value."""
        return self.inner.get(o.node, NONE) if o.node is not None else o.inner

    def place(self, o: Origin) -> int:
        """The node of a value."""
        return o.node if o.node is not None else self.new(o.shares, o.inner)

    def canonical(self) -> State:
        """The same state with nodes numbered by their first name, nodes without names dropped."""
        number: dict[int, int] = {}
        for name in sorted(self.node):
            number.setdefault(self.node[name], len(number) + 1)
        share: dict[tuple[int, int], Sorts] = {}
        for (a, b), s in self.share.items():
            if a in number and b in number:
                x, y = number[a], number[b]
                share[(min(x, y), max(x, y))] = s
        inner = {number[n]: s for n, s in self.inner.items() if n in number}
        return State({k: number[v] for k, v in self.node.items()}, share, inner, len(number), self.dirty)

    def same(self, other: State) -> bool:
        return self.node == other.node and self.share == other.share and self.inner == other.inner and (
            self.dirty == other.dirty
        )


def join(a: State | None, b: State | None, sorts: dict[str, Sort]) -> State | None:
    """Certain only what is certain in both, possible what is possible in one."""
    if a is None or b is None:
        return b if a is None else a
    pairs: dict[tuple[int | None, int | None], int] = {}
    held: dict[int, Sorts] = {}
    result = State(dirty=a.dirty | b.dirty)
    for name in sorted(a.node.keys() | b.node.keys()):
        key = (a.node.get(name), b.node.get(name))
        n = pairs.setdefault(key, len(pairs) + 1)
        result.node[name] = n
        held[n] = sorts[name.removeprefix("$arg_")].objects()
    result.top = len(pairs)
    items = list(pairs.items())
    for i, ((a1, b1), n) in enumerate(items):
        inner = (a.inner.get(a1, NONE) if a1 else NONE) | (b.inner.get(b1, NONE) if b1 else NONE)
        if inner:
            result.inner[n] = inner
        for (a2, b2), m in items[i + 1 :]:
            s: Sorts = NONE
            if a1 and a2:
                s |= held[n] & held[m] if a1 == a2 else a.shared(a1, a2)
            if b1 and b2:
                s |= held[n] & held[m] if b1 == b2 else b.shared(b1, b2)
            result.connect(n, m, s)
    return result.canonical()


def origin(e: Expr, s: State, summaries: Mapping[str, Summary], bound: Mapping[str, Origin] | None = None) -> Origin:
    """Where the value of an expression comes from; `bound`: where what its bound names hold comes from."""
    bound = bound or {}
    if not e.sort.mutable:
        return Origin()
    if e.op == "var":
        if e.data in bound:
            return bound[e.data]
        return Origin(s.node[e.data]) if e.data in s.node else Origin(s.new((), e.sort.twice()))
    wanted = e.sort.objects()
    if e.op in ("after", "require"):
        return origin(e.args[1], s, summaries, bound)
    if e.op in ("index", "at", "proj", "lookup", "wrap", "unwrap", "min", "max"):
        whole = origin(e.args[0], s, summaries, bound)
        return Origin(None, whole.part(wanted).shares, s.twice(whole) & inside(e.sort))
    if e.op in ("ite", "get"):  # one or the other
        parts = [origin(a, s, summaries, bound) for a in (e.args[1:] if e.op == "ite" else (e.args[0], e.args[2]))]
        merged = tuple(x for p in parts for x in p.part(wanted).shares)
        return Origin(None, merged, frozenset().union(*(s.twice(p) for p in parts)))
    if e.op in ("tuple", "list", "record"):
        return _container([(origin(a, s, summaries, bound), a.sort.objects()) for a in e.args], s)
    within = inside(e.sort)
    if e.op == "repeat":
        base = origin(next(a for a in e.args if a.sort.name == "List"), s, summaries, bound)
        return Origin(None, base.part(within).shares, within)
    if e.op == "call":
        return result_of(summaries.get(e.data, Summary()), e.sort, [origin(a, s, summaries, bound) for a in e.args], s)
    if e.op == "quant":
        seq = origin(e.args[0], s, summaries, bound)
        element = seq.part(e.args[0].sort.args[0].objects())
        names = dict.fromkeys(names_of(e.data.target), element)
        body = origin(e.args[-1], s, summaries, {**bound, **names})
        shares = body.part(within).shares
        seen = {m for m, _ in element.shares}
        outside = frozenset().union(*(t for m, t in shares if m not in seen), NONE)
        captured = {x.data for x in e.args[-1].walk() if x.op == "var"} & (s.node.keys() | bound.keys())
        if captured:  # the same outer object may come back in every round
            outside |= frozenset().union(*(t for _, t in shares), NONE)
        passed: Sorts = frozenset().union(*(t for _, t in shares), NONE)  # what rounds hand on of what they go over
        return Origin(None, shares, (outside | s.twice(seq) & passed | s.twice(body)) & within)
    parts = [origin(a, s, summaries, bound) for a in e.args if a.sort.mutable]
    twice: Sorts = frozenset().union(*(s.twice(p) for p in parts), NONE)
    if len(parts) > 1:  # concat, zip, ...: both sides may hold one object
        twice |= within
    return Origin(None, tuple(x for p in parts for x in p.part(within).shares), twice & within)


def _container(parts: Iterable[tuple[Origin, Sorts]], s: State, inner: Sorts = NONE) -> Origin:
    """Something that holds objects of these sorts of each part: what two parts have in common may stand in it twice."""
    shares: list[tuple[int, Sorts]] = []
    seen: dict[int, Sorts] = {}
    for p, wanted in parts:
        mine = p.part(wanted).shares
        inner |= s.twice(p)
        for n, t in mine:
            for m, u in seen.items():
                inner |= t & u if m == n else s.shared(m, n) & t & u
        for n, t in mine:
            seen[n] = seen.get(n, NONE) | t
        shares.extend(mine)
    return Origin(None, tuple(shares), inner)


def result_of(summary: Summary, sort: Sort, args: list[Origin], s: State) -> Origin:
    """Where a call's result comes from. The summary took the parameters for different objects."""
    names = dict(summary.shares)
    parts = [(o, names[p]) for p, o in zip(summary.params, args) if p in names]
    result = _container(parts, s, summary.inner)
    return attrs.evolve(result, inner=result.inner & sort.objects())
