"""Which names may be one object. Lists are shared by reference in Python and are values in the logic; this pass makes the
difference invisible, or rejects the function (`alias-may-be-seen`).

A flow-sensitive must/may analysis over the IR. Names with the same *node* are certainly one object: a change through one is
written to all of them (`Update.also`, `Call.also`). Two nodes may *share* objects of some sorts; a change of an object of
such a sort, while another live name may lead to it, is rejected. Parameters of one sort, of which one is changed, are
verified once for every way in which they can be one object (`partitions`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs
from attrs import define, field, frozen

from toolkit.core.exceptions import is_exception
from toolkit.core.ir import (
    ITEMS,
    OF_ARGUMENT,
    Assign,
    Block,
    Break,
    Call,
    Continue,
    Expr,
    Function,
    Handler,
    Havoc,
    If,
    Inside,
    Loop,
    Module,
    Param,
    Place,
    Raise,
    Return,
    Sort,
    Stmt,
    Target,
    Try,
    Unbind,
    Update,
    expressions,
    names_of,
    place,
    statements,
)
from toolkit.core.places import claims, grids, part_at, places
from toolkit.core.source import Rejected, Span

Sorts = frozenset[Sort]
Groups = tuple[tuple[str, ...], ...]
_NO: Sorts = frozenset()
# Changes whose last argument comes to be in the object.
_STORES = frozenset({
    "setitem", "append", "insert", "extend", "setslice", "setattr", "dict.set", "dict.replace", "dict.setdefault", "dict.update",
})  # fmt: skip


@frozen
class Summary:
    """What a caller has to know: the parameters whose list the function changes, and what its result shares with each."""

    params: tuple[str, ...] = ()
    changes: frozenset[str] = frozenset()
    shares: tuple[tuple[str, Sorts], ...] = ()
    inner: Sorts = _NO  # sorts of objects that may stand at two places of the result
    within: tuple[tuple[str, Sorts], ...] = ()  # the sorts of objects that it changes, by the parameter that leads to them
    unsafe: frozenset[str] = frozenset()  # the parameters that may have been changed when an exception leaves it
    distinct: frozenset[frozenset[Place]] = frozenset()  # the places in parameters that it requires to be different objects
    demands: frozenset[tuple[str, Sort]] = frozenset()  # parameters, and sorts of objects that must not stand twice in them
    keeps: frozenset[tuple[str, Sort]] = frozenset()  # parameters, and sorts of objects that do not stand twice in them at the end
    assigns: frozenset[tuple[Sort, int]] = frozenset()  # the fields, of which sort of objects, that may be assigned
    mixed: Sorts = _NO  # sorts of lists in parameters that may get a row that they hold already, or change in a way not followed
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
        if not any(a.mutable for a in sort.args[0].args) and sort.args[0] in within.get(p.name, _NO)
        and frozenset({(p.name, *at, ITEMS)}) not in f.distinct and places(p.sort, sort.args[0]) == [(*at, ITEMS)]
        and sort not in summary.mixed and not any(
            (part_at(p.sort, at[:k]), i) in summary.assigns for k, i in enumerate(at))
    )  # fmt: skip


@frozen
class Origin:
    """Where a value comes from: a node (the very object), or a new object that shares parts with nodes."""

    node: int | None = None
    shares: tuple[tuple[int, Sorts], ...] = ()
    inner: Sorts = _NO


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
        return self.share.get((min(a, b), max(a, b)), _NO)

    def connect(self, a: int, b: int, sorts: Sorts) -> None:
        if a != b and sorts:
            key = (min(a, b), max(a, b))
            self.share[key] = self.share.get(key, _NO) | sorts

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

    def place(self, o: Origin) -> int:
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
        held[n] = _sort(name, sorts).objects()
    result.top = len(pairs)
    items = list(pairs.items())
    for i, ((a1, b1), n) in enumerate(items):
        inner = (a.inner.get(a1, _NO) if a1 else _NO) | (b.inner.get(b1, _NO) if b1 else _NO)
        if inner:
            result.inner[n] = inner
        for (a2, b2), m in items[i + 1 :]:
            s: Sorts = _NO
            if a1 and a2:
                s |= held[n] & held[m] if a1 == a2 else a.shared(a1, a2)
            if b1 and b2:
                s |= held[n] & held[m] if b1 == b2 else b.shared(b1, b2)
            result.connect(n, m, s)
    return result.canonical()


def _sort(name: str, sorts: dict[str, Sort]) -> Sort:
    base = name.removeprefix("$arg_")
    return sorts[base]


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
    (p, *i), (q, *j) = _two(pair)
    return i == j and p != q and ITEMS not in i and any(p in g and q in g for g in same)


def _two(pair: frozenset[Place]) -> tuple[Place, Place]:
    a, *b = sorted(pair, key=repr)
    return a, b[0] if b else a


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
    found = {n: Summary(tuple(p.name for p in f.params), distinct=f.distinct, demands=f.demands, keeps=_kept(f))
             for n, f in module.functions.items()}  # fmt: skip
    found.update((n, _external(f)) for n, f in module.functions.items() if f.external)
    changed = True
    while changed:
        changed = False
        for n, f in module.functions.items():
            if f.external:
                continue
            new = _Analysis(f, found, (), quiet=True).summary()
            if new != found[n]:
                found[n], changed = new, True
    return found


def _kept(f: Function) -> frozenset[tuple[str, Sort]]:
    return frozenset((n.removeprefix("$arg_"), t) for n, t in f.keeps)


def _external(f: Function) -> Summary:
    """Of a function that is not seen: its result may be, or hold, anything that its arguments are or hold."""
    shares = tuple((p.name, p.sort.objects() & f.result.objects()) for p in f.params)
    within = tuple((p.name, p.sort.objects()) for p in f.params if p.name in f.changes)
    params = tuple(p.name for p in f.params)
    shared = tuple(s for s in shares if s[1])
    changed = frozenset((t, i) for _, sorts in within for t in sorts if t.name == "Object" for i in range(len(t.args)))
    return Summary(params, f.changes, shared, _inside(f.result), within, f.changes, f.distinct, f.demands, assigns=changed,
                   seen=False)  # fmt: skip


def annotate(f: Function, summaries: dict[str, Summary], same: Groups = ()) -> Function:
    """`f` with `also` filled in, for parameters that are one object as `same` says.

    Raises `Rejected`: `alias-may-be-seen`, `mutated-while-iterated`, `effect-in-clause`."""
    analysis = _Analysis(f, summaries, same, quiet=False)
    body = analysis.run()
    for name, *at in sorted(analysis.tied, key=repr):
        if part_at(f.sorts[str(name)], at) in analysis.mixed:
            raise Rejected("alias-may-be-seen", f.span, f"{name} may get a row that it holds already, where arguments are one "
                           "object", "put copies in")  # fmt: skip
    _covariant(f, summaries[f.name])
    return attrs.evolve(f, body=body)


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


class _Analysis:
    def __init__(self, f: Function, summaries: dict[str, Summary], same: Groups, quiet: bool) -> None:
        self.f, self.summaries, self.groups, self.quiet = f, summaries, same, quiet
        self.tied = tied(f, summaries[f.name])
        self.sorts = f.sorts
        self.changes: dict[str, Sorts] = {}
        self.unsafe: frozenset[str] = frozenset()
        self.assigns: set[tuple[Sort, int]] = set()
        self.mixed: set[Sort] = set()
        self.implicit = any(is_exception(r.exception) for r in f.raises)  # one that Python itself may raise is declared
        self.result_shares: dict[str, Sorts] = {}
        self.result_inner: Sorts = _NO
        self.live: dict[int, frozenset[str]] = {}
        self.silent = 0  # > 0 while a loop's state is still growing
        self.iterated: list[tuple[frozenset[str], bool]] = []  # hidden names of what loops run over, and whether tracked
        self.exits: list[tuple[list[State], list[State]]] = []  # (breaks, continues) of the loops around
        self.targets: list[tuple[frozenset[str], frozenset[str]]] = []  # live at the break's, the continue's target
        self.returning: frozenset[str] = frozenset()  # live after a return (in a finally)
        self.raising: frozenset[str] = frozenset()  # live where an exception goes
        self.live_at: dict[int, frozenset[str]] = {}  # live where a block of a Try begins
        self.thrown: list[State | None] = []  # per try around: the join of all states in which it may be left
        self.pending: list[tuple[Expr, State]] | None = None  # returns that go through a finally

    def entry(self) -> State:
        s = State()
        group_of = {n: g[0] for g in self.groups for n in g}
        mutable = [p for p in self.f.params if p.sort.mutable]
        for p in mutable:
            first = group_of.get(p.name, p.name)
            if first != p.name and first in s.node:
                s.node[p.name] = s.node[first]
            else:
                s.node[p.name] = s.new((), frozenset(t for t in p.sort.twice() if not self.separated(p, p, t)))
            s.node["$arg_" + p.name] = s.node[p.name]
        for i, p in enumerate(mutable):
            for q in mutable[i + 1 :]:
                common = p.sort.objects() & q.sort.objects()
                if p.sort == q.sort and p.sort.changeable:
                    common -= {p.sort}  # one object or not: that is what partitions are for
                common = frozenset(t for t in common if not self.separated(p, q, t))
                s.connect(s.node[p.name], s.node[q.name], common)
        return s

    def separated(self, p: Param, q: Param, sort: Sort) -> bool:
        """True when no object of the sort stands in both parameters (or, where they are one, at two places), as is required."""
        first = {n: g[0] for g in self.groups for n in g}
        pairs = {frozenset((first.get(str(x[0]), x[0]), *x[1:]) for x in pair) for pair in self.f.distinct}
        a, b = ((first.get(x.name, x.name), places(x.sort, sort)) for x in (p, q))
        if a[1] is None or b[1] is None:
            return False
        return all(
            frozenset(((a[0], *x), (b[0], *y))) in pairs
            for x in a[1] for y in b[1] if (a[0], x) != (b[0], y) or ITEMS in x
        )

    def run(self) -> Block:
        self._liveness(self.f.body, frozenset())
        for s in statements(self.f.body):
            for e in expressions(s):
                self._pure(e)
        for e in (*(c.expr for c in self.f.requires), *(c.expr for c in self.f.ensures)):
            self._pure(e)
            self.made(e, None)
        end, block = self.block(self.f.body, self.entry())
        if end is not None:
            self.kept(None, end, self.f.span)
        return block

    def _pure(self, e: Expr) -> None:
        if self.quiet:
            return
        for x in e.walk():
            if x.op == "call" and self.summaries.get(x.data, Summary()).changes:
                raise Rejected("effect-in-clause", x.span, f"{x.data} changes its argument and cannot be called here",
                               "call it in a statement of its own")  # fmt: skip
            if x.op == "call" and not self.known_here(self.summaries.get(x.data, Summary()), x.args):
                raise Rejected("alias-may-be-seen", x.span, f"{x.data} requires objects to be different: not known here",
                               "call it in a statement of its own")  # fmt: skip

    def made(self, e: Expr, s: State | None) -> None:
        """Rejects an instance that is made of objects which its class wants to be different ones, where they may be one."""
        for x in e.walk() if not self.quiet else ():
            if x.op == "require":
                for t in {a.sort.args[-1] if many[0] else a.sort for y in x.args[0].walk() if y.op == "distinct"
                          for a, many in zip(y.args[::2], y.data)}:  # fmt: skip
                    o = self.origin(x.args[1], s, {}) if s is not None else None
                    if o is None or s is None or t in self._inner(o, s):
                        self.reject(x.span, f"a class invariant wants different objects, and one {t} may stand twice in this one",
                                    "make the objects here; all that the class has to say: "
                                    + self.lacking(Origin(), x.sort, t, s or State()))  # fmt: skip

    def known_here(self, used: Summary, args: tuple[Expr, ...]) -> bool:
        """True when what a function requires of objects is required of the same parameters here, and true at the end as well."""
        given = {p: str(a.data).removeprefix("$old.").removeprefix("$arg_") for p, a in zip(used.params, args) if a.op == "var"}
        same = (frozenset((given.get(str(p[0]), ""), *p[1:]) for p in pair) for pair in used.distinct)
        still = not self.summaries[self.f.name].changes
        return all(pair in self.f.distinct for pair in same) and all(
            (given.get(p), t) in self.f.demands and (still or (f"$arg_{given[p]}", t) in self.f.keeps)
            for p, t in used.demands if p in used.params
        )

    def summary(self) -> Summary:
        self.run()
        return Summary(
            tuple(p.name for p in self.f.params),
            frozenset(self.changes),
            tuple(sorted(self.result_shares.items(), key=lambda i: i[0])),
            self.result_inner,
            tuple(sorted(self.changes.items(), key=lambda i: i[0])),
            self.unsafe,
            self.f.distinct,
            self.f.demands,
            _kept(self.f),
            frozenset(self.assigns),
            frozenset(self.mixed),
        )

    # --- liveness -------------------------------------------------------------------------------------------------

    def _liveness(self, block: Block, after: frozenset[str]) -> frozenset[str]:
        """Names that may be read after each statement, kept by the statement's identity; returns those before the block."""
        live = after | self.raising
        for s in reversed(block):
            self.live[id(s)] = live
            live = self._before(s, live) | self.raising
        return live

    def _before(self, s: Stmt, live: frozenset[str]) -> frozenset[str]:
        reads = frozenset(x.data for e in expressions(s) for x in e.walk() if x.op == "var")
        match s:
            case Break():
                self.live[id(s)] = self.targets[-1][0]
                return self.targets[-1][0]
            case Continue():
                self.live[id(s)] = self.targets[-1][1]
                return self.targets[-1][1]
            case Return():
                return reads | self.returning
            case Raise():
                return reads  # and what is live where it goes
            case Assign(target=t):
                return (live - {t}) | reads
            case Unbind(target=t) | Havoc(target=t):
                return live - {t}
            case Try():
                return self._live_try(s, live)
            case Update(root=r):
                return live | reads | {r}
            case Call(target=t):
                return (live - {t}) | reads
            case If(then=a, orelse=b):
                return self._liveness(a, live) | self._liveness(b, live) | reads
            case Loop(head=h, body=b, step=st, orelse=o):
                exit_ = self._liveness(o, live) | live
                at_head = exit_ | reads
                while True:
                    step = self._liveness(st, at_head)
                    self.targets.append((live, step))
                    inside = self._liveness(b, step) | exit_ | reads
                    self.targets.pop()
                    new = self._liveness(h, inside) | at_head
                    if new == at_head:
                        return at_head
                    at_head = new
        return live | reads

    def _live_try(self, s: Try, live: frozenset[str]) -> frozenset[str]:
        outer, raising = (self.targets, self.returning), self.raising
        if s.final:
            held = {x.data for r in statements((s,)) if isinstance(r, Return) for x in r.value.walk() if x.op == "var"}
            after = frozenset().union(live, raising, self.returning, held, *(t for pair in self.targets[-1:] for t in pair))
            live = self.live_at[id(s)] = self._liveness(s.final, after)
            self.targets = [*self.targets[:-1], (live, live)] if self.targets else []
            self.returning = self.raising = live
        at_handlers = self.raising
        for h in s.handlers:
            self.live_at[id(h)] = self._liveness(h.body, live)
            at_handlers |= self.live_at[id(h)]
        at_else = self._liveness(s.orelse, live)
        self.raising = at_handlers
        before = self._liveness(s.body, at_else)
        (self.targets, self.returning), self.raising = outer, raising
        return before

    # --- expressions ----------------------------------------------------------------------------------------------

    def origin(self, e: Expr, s: State, bound: dict[str, Origin]) -> Origin:
        if not e.sort.mutable:
            return Origin()
        if e.op == "var":
            if e.data in bound:
                return bound[e.data]
            return Origin(s.node[e.data]) if e.data in s.node else Origin(s.new((), e.sort.twice()))
        wanted = e.sort.objects()
        if e.op in ("after", "require"):
            return self.origin(e.args[1], s, bound)
        if e.op in ("index", "at", "proj", "lookup", "wrap", "unwrap", "min", "max"):
            whole = self.origin(e.args[0], s, bound)
            return Origin(None, self._derived(whole, wanted).shares, self._inner(whole, s) & _inside(e.sort))
        if e.op in ("ite", "get"):  # one or the other
            parts = [self.origin(a, s, bound) for a in (e.args[1:] if e.op == "ite" else (e.args[0], e.args[2]))]
            merged = tuple(x for p in parts for x in self._derived(p, wanted).shares)
            return Origin(None, merged, frozenset().union(*(self._inner(p, s) for p in parts)))
        if e.op in ("tuple", "list", "record"):
            return self._container([(self.origin(a, s, bound), a.sort.objects()) for a in e.args], s)
        inside = _inside(e.sort)
        if e.op == "repeat":
            base = self._derived(self.origin(next(a for a in e.args if a.sort.name == "List"), s, bound), inside)
            return Origin(None, base.shares, inside)
        if e.op == "call":
            return self._called(self.summaries.get(e.data), e, [self.origin(a, s, bound) for a in e.args], s)
        if e.op == "quant":
            seq = self.origin(e.args[0], s, bound)
            element = self._derived(seq, e.args[0].sort.args[0].objects())
            names = dict.fromkeys(names_of(_target(e)), element)
            body = self.origin(e.args[-1], s, {**bound, **names})
            shares = self._derived(body, inside).shares
            seen = {m for m, _ in element.shares}
            outside = frozenset().union(*(t for m, t in shares if m not in seen), _NO)
            captured = {x.data for x in e.args[-1].walk() if x.op == "var"} & (s.node.keys() | bound.keys())
            if captured:  # the same outer object may come back in every round
                outside |= frozenset().union(*(t for _, t in shares), _NO)
            passed: Sorts = frozenset().union(*(t for _, t in shares), _NO)  # what rounds hand on of what they go over
            return Origin(None, shares, (outside | self._inner(seq, s) & passed | self._inner(body, s)) & inside)
        parts = [self._derived(self.origin(a, s, bound), inside) for a in e.args if a.sort.mutable]
        inner: Sorts = frozenset().union(*(self._inner(self.origin(a, s, bound), s) for a in e.args if a.sort.mutable), _NO)
        if len(parts) > 1:  # concat, zip, ...: both sides may hold one object
            inner |= inside
        return Origin(None, tuple(x for p in parts for x in p.shares), inner & inside)

    def _derived(self, o: Origin, wanted: Sorts) -> Origin:
        """A part of what `o` describes."""
        if o.node is not None:
            return Origin(None, ((o.node, wanted),), _NO)
        return Origin(None, tuple((n, t & wanted) for n, t in o.shares), o.inner & wanted)

    def _inner(self, o: Origin, s: State) -> Sorts:
        return s.inner.get(o.node, _NO) if o.node is not None else o.inner

    def _container(self, parts: Iterable[tuple[Origin, Sorts]], s: State, inner: Sorts = _NO) -> Origin:
        """Something that holds objects of these sorts of each part: what two parts have in common may stand in it twice."""
        shares: list[tuple[int, Sorts]] = []
        seen: dict[int, Sorts] = {}
        for p, wanted in parts:
            mine = self._derived(p, wanted).shares
            inner |= self._inner(p, s)
            for n, t in mine:
                for m, u in seen.items():
                    inner |= t & u if m == n else s.shared(m, n) & t & u
            for n, t in mine:
                seen[n] = seen.get(n, _NO) | t
            shares.extend(mine)
        return Origin(None, tuple(shares), inner)

    def _called(self, summary: Summary | None, e: Expr, args: list[Origin], s: State) -> Origin:
        return self._result(summary or Summary(), e.sort, args, s)

    def _result(self, summary: Summary, sort: Sort, args: list[Origin], s: State) -> Origin:
        """Where a call's result comes from. The summary took the parameters for different objects."""
        names = dict(summary.shares)
        parts = [(o, names[p]) for p, o in zip(summary.params, args) if p in names]
        result = self._container(parts, s, summary.inner)
        return attrs.evolve(result, inner=result.inner & sort.objects())

    # --- statements -----------------------------------------------------------------------------------------------

    def block(self, block: Block, s: State | None) -> tuple[State | None, Block]:
        out: list[Stmt] = []
        for stmt in block:
            if s is None:
                out.append(stmt)  # cannot be reached
                continue
            self.throw(s)
            if s.dirty and self.may_raise(stmt):
                self.unsafe |= s.dirty
            for e in expressions(stmt):
                self.made(e, None if isinstance(stmt, Loop) else s)
            s, new = self.statement(stmt, s)
            out.append(new)
            if s is not None:
                self.throw(s)
                live = self.live.get(id(stmt), frozenset())
                for name in [n for n in s.node if n not in live and not n.startswith("$arg_")]:
                    del s.node[name]
        return s, tuple(out)

    def may_raise(self, stmt: Stmt) -> bool:
        """False when no exception that is declared can come out of the statement itself, whatever others may."""
        if isinstance(stmt, Return) and stmt.value.op == "const":
            return False
        return self.implicit or isinstance(stmt, (Raise, Call)) or any(
            x.op == "call" for e in expressions(stmt) for x in e.walk()
        )

    def throw(self, s: State) -> None:
        """An exception may leave the try statements around in this state."""
        self.thrown = [join(t, s.copy(), self.sorts) for t in self.thrown]

    def statement(self, stmt: Stmt, s: State) -> tuple[State | None, Stmt]:
        match stmt:
            case Assign(target=t, value=v):
                self.rebound(t, stmt)
                if v.sort.mutable:
                    s.node[t] = s.place(self.origin(v, s, {}))
                return s, stmt
            case Update():
                return s, self.update(stmt, s)
            case Call():
                return s, self.call(stmt, s)
            case If(then=a, orelse=b):
                s1, a = self.block(a, s.copy())
                s2, b = self.block(b, s.copy())
                return join(s1, s2, self.sorts), attrs.evolve(stmt, then=a, orelse=b)
            case Loop():
                return self.loop(stmt, s)
            case Return(value=v):
                if self.pending is not None:
                    self.pending.append((v, s))
                else:
                    self.returned(v, s)
                return None, stmt
            case Try():
                return self.attempt(stmt, s) if stmt.final else self.guarded(stmt, s)
            case Unbind(target=t):
                self.rebound(t, stmt)
                s.node.pop(t, None)
                return s, stmt
            case Raise():
                return None, stmt
            case Break():
                self.exits[-1][0].append(s)
                return None, stmt
            case Continue():
                self.exits[-1][1].append(s)
                return None, stmt
        return s, stmt

    def rebound(self, name: str | None, stmt: Stmt) -> None:
        """A name gets another value: not one of a list of which another name still stands for an item."""
        for at, base in self.f.cursors:
            if base[0] == name and at in self.live.get(id(stmt), frozenset()):
                self.reject(stmt.span, f"{name} gets another value while {at[:-6]} stands for one of its items",
                            "use another name")  # fmt: skip

    def guarded(self, stmt: Try, s: State) -> tuple[State | None, Try]:
        """body, handlers and else. A handler begins in any state that the body goes through."""
        self.thrown.append(s.copy())
        end, body = self.block(stmt.body, s)
        thrown = self.thrown.pop()
        after, orelse = self.block(stmt.orelse, end)
        handlers = []
        for h in stmt.handlers:
            end, block = self.block(h.body, self._begin(thrown, h))
            handlers.append(attrs.evolve(h, body=block))
            after = join(after, end, self.sorts)
        return after, attrs.evolve(stmt, body=body, handlers=tuple(handlers), orelse=orelse)

    def _begin(self, s: State | None, part: Try | Handler) -> State:
        """A copy of the state with the names that the block reads, or someone after it."""
        assert s is not None
        s = s.copy()
        for name in [n for n in s.node if n not in self.live_at[id(part)] and not n.startswith("$arg_")]:
            del s.node[name]
        return s

    def attempt(self, stmt: Try, s: State) -> tuple[State | None, Try]:
        """With a finally: it begins in any state that the rest goes through, and all ways out go on from its end."""
        self.thrown.append(s.copy())
        exits, pending = self.exits, self.pending
        self.exits, self.pending = [*exits[:-1], ([], [])] if exits else [], []
        end, new = self.guarded(stmt, s)
        whole = self.thrown.pop()
        jumps, self.exits = self.exits[-1:], exits
        returns, self.pending = self.pending, pending
        for t in (*(t for pair in jumps for states in pair for t in states), *(t for _, t in returns)):
            whole = join(whole, t, self.sorts)
        after, final = self.block(stmt.final, self._begin(whole, stmt))
        if after is not None:
            self.unsafe |= after.dirty  # an exception may go on from here
            for pair, outer in zip(jumps, exits[-1:]):
                for states, to in zip(pair, outer):
                    to.extend(after.copy() for _ in states[:1])
            for v, _ in returns:
                if self.pending is not None:
                    self.pending.append((v, after.copy()))
                else:
                    self.returned(v, after.copy())
        return after if end is not None else None, attrs.evolve(new, final=final)

    def loop(self, stmt: Loop, s: State) -> tuple[State | None, Stmt]:
        head: State | None = s.canonical()
        iterated = frozenset(x.data for x in stmt.cond.walk() if x.op == "var" and x.data.startswith("$it"))
        self.iterated.append((iterated, stmt.tracked))
        self.silent += 1
        while True:
            assert head is not None
            back, _, _ = self._round(stmt, head.copy())
            new = join(head, back, self.sorts)
            assert new is not None
            if new.same(head):
                break
            head = new
        self.silent -= 1
        _, breaks, parts = self._round(stmt, head.copy())
        self.iterated.pop()
        at_cond, h, b, st = parts
        after, o = self.block(stmt.orelse, at_cond.copy()) if at_cond is not None else (None, stmt.orelse)
        for x in breaks:
            after = join(after, x, self.sorts)
        by_node: dict[int, list[str]] = {}
        for name, n in sorted(head.node.items()):
            by_node.setdefault(n, []).append(name)
        same = tuple(tuple(names) for names in by_node.values() if len(names) > 1)
        return after, attrs.evolve(stmt, head=h, body=b, step=st, orelse=o, same=same)

    def _round(
        self, stmt: Loop, s: State
    ) -> tuple[State | None, list[State], tuple[State | None, Block, Block, Block]]:
        """One pass over head, body and step."""
        at_cond, h = self.block(stmt.head, s)
        if at_cond is not None and self.may_raise(stmt):
            self.unsafe |= at_cond.dirty
        self.exits.append(([], []))
        end, b = self.block(stmt.body, at_cond.copy() if at_cond is not None else None)
        breaks, continues = self.exits.pop()
        for c in continues:
            end = join(end, c, self.sorts)
        end, st = self.block(stmt.step, end)
        return end, breaks, (at_cond, h, b, st)

    def reject(self, span: Span, message: str, hint: str) -> None:
        if not self.quiet and not self.silent:
            raise Rejected("alias-may-be-seen", span, message, hint)

    def touch(self, n: int, changed: Sort, nested: bool, span: Span, live: frozenset[str], s: State, resized: bool,
              at: Place = ()) -> str:
        """An object of sort `changed` at (or, when nested, in) node n is about to change: who could see it? Returns the parameter
        whose row it is, where rows of it may be one object."""
        rows = ""
        for name, base in self.f.cursors if not (self.quiet or self.silent) else ():
            if name in live and s.node.get(str(base[0])) == n and self.moves(base, changed, at):
                if name.startswith("$"):
                    raise Rejected("mutated-while-iterated", span, "this changes the list that a loop runs over, or what holds it",
                                   "iterate over a copy: for x in xs[:]")  # fmt: skip
                self.reject(span, f"this changes a list while {name.removesuffix('.place')} stands for one of its items",
                            "change the list before or after")  # fmt: skip
        for name, m in s.node.items():
            seen = name in live or name.startswith(("$arg_", "$it"))
            if m != n and seen and changed in s.shared(n, m):
                what = "a list" if changed.name == "List" else f"a {changed}"
                hint = self.requirable(n, m, changed, s) or "copy it where the second name is made (list(x), x[:])"
                self.reject(span, f"this changes {what} that may also be reached through {_shown(name)}", hint)
            if m == n and any(name in names and (resized and not nested or tracked) for names, tracked in self.iterated):
                if not self.quiet and not self.silent:
                    raise Rejected("mutated-while-iterated", span, "this changes the list that a loop runs over",
                                   "iterate over a copy: for x in xs[:]")  # fmt: skip
        if nested and changed in s.inner.get(n, _NO):
            rows = min((str(p) for p, *at in self.tied if s.node.get(f"$arg_{p}") == n
                        and part_at(self.sorts[str(p)], at).args[0] == changed), default="")  # fmt: skip
            if not rows:
                what = "a list inside another one, where the same list" if changed.name == "List" else f"a {changed} that"
                self.reject(span, f"this changes {what} may stand twice", self.requirable(n, n, changed, s) or "copy the rows "
                            "first: [list(row) for row in rows]")  # fmt: skip
        for name, m in s.node.items():
            if m == n and name.startswith("$arg_"):
                p = name.removeprefix("$arg_")
                self.changes[p] = self.changes.get(p, _NO) | {changed}
                s.dirty |= {p}
        return rows

    def moves(self, base: Place, changed: Sort, at: Place) -> bool:
        """True when the change of an object of the sort (of its field `at`, where that is known) may put another list in a place,
        or change that list."""
        sort = self.sorts[str(base[0])]
        for k, i in enumerate(base[1:]):
            assert isinstance(i, int)
            if sort == changed and (not at or base[1 : k + 2] == at):
                return True
            sort = sort.args[i]
        return sort == changed

    def requirable(self, n: int, m: int, sort: Sort, s: State) -> str:
        """How a contract can say that what two parameters hold of a sort are different objects; "" where it cannot."""
        params = [next((p for p in self.f.params if s.node.get("$arg_" + p.name) == x), None) for x in (n, m)]
        if None in params:
            return ""
        p, q = sorted((p for p in params if p), key=self.f.params.index)
        clause = claims(p.name, p.sort, q.name, q.sort, sort)
        if not clause:
            return ""
        line = f"@requires(lambda {', '.join(dict.fromkeys((p.name, q.name)))}: {clause})"
        if p is q and p.sort.name == "Object":
            line += f", or of all instances: @class_invariant(lambda self: {claims('self', p.sort, 'self', p.sort, sort)})"
        return f"require that they differ: {line}"

    def update(self, u: Update, s: State) -> Stmt:
        if u.root not in s.node:
            return u
        if u.kind == "setattr":
            self.assigns.add((u.changed, u.args[0].data))
        n = s.node[u.root]
        live = self.live.get(id(u), frozenset())
        if u.kind == "dict.set" and not u.path and any(s.node.get(name) == n for names, _ in self.iterated for name in names):
            u = attrs.evolve(u, kind="dict.replace")
            self.live[id(u)] = live
        rows = self.touch(n, u.changed, bool(u.path), u.span, live, s, u.kind not in ("setitem", "dict.replace", "permute", "swap"),
                          _field(u))
        also = tuple(sorted(name for name, m in s.node.items() if m == n and name != u.root))
        value = u.args[-1] if u.args and u.kind in _STORES else None
        again = u.kind not in ("append", "insert", "setitem", "pop", "swap") or not all(isinstance(p, int) for p in u.path)
        if value is not None and value.sort.mutable:
            wanted = _inside(value.sort) if u.kind in ("extend", "setslice", "dict.update") else value.sort.objects()
            o = self.origin(value, s, {})
            inner = self._inner(o, s)
            for m, t in self._derived(o, wanted).shares:
                inner |= t if m == n else t & s.shared(n, m)
                s.join_to(n, m, t)
            again = again or value.sort in inner
            if inner:
                s.inner[n] = s.inner.get(n, _NO) | inner
        if again and any(m == n and name.startswith("$arg_") for name, m in s.node.items()):
            self.mixed.add(u.changed)
        self.rebound(u.result, u)
        if u.result is not None and self.sorts[u.result].mutable:
            mine = s.new(((n, self.sorts[u.result].objects()),), s.inner.get(n, _NO))
            if u.kind in ("pop", "dict.pop"):  # it is not in there any more, but where it stood twice
                s.share[min(n, mine), max(n, mine)] = s.shared(n, mine) & s.inner.get(n, _NO)
            s.node[u.result] = mine
        return attrs.evolve(u, also=also, rows=rows)

    def call(self, c: Call, s: State) -> Stmt:
        summary = self.summaries.get(c.function, Summary())
        params = summary.params
        self.assigns |= summary.assigns
        if c.steps and summary.changes and not self.quiet:
            raise Rejected("generator-changes", c.span, f"{c.function} changes {min(summary.changes)} while other code runs "
                           "between its steps", f"list({c.function}(...)) makes all of it first")  # fmt: skip
        live = self.live.get(id(c), frozenset()) | {x.data for a in c.args for x in a.walk() if x.op == "var"}
        origins = [self.origin(a, s, {}) for a in c.args]
        for pair in sorted(summary.distinct, key=lambda x: sorted(map(repr, x))):
            self.different(c, summary, pair, origins, s)
        given = [o.node for o in origins if o.node is not None]
        if not summary.seen and any(p in summary.changes and given.count(o.node) > 1 for p, o in zip(params, origins) if o.node):
            self.reject(c.span, f"{c.function.replace(':', '.')} changes an object that it gets twice; what its contract says was "
                        "meant for different objects", "give it a copy, or require that the two differ: a is not b")  # fmt: skip
        also: list[tuple[str, ...]] = []
        rows: list[str] = []
        inside: list[Inside] = []
        parts: list[tuple[int, Sorts]] = []  # instances of which a part is changed, and what does not stand twice in it at the end
        for p, a, o in zip(params, c.args, origins):
            mine = ""
            for _, sort in sorted((x for x in summary.demands if x[0] == p and x[1] in self._inner(o, s)), key=repr):
                self.reject(a.span, f"{c.function} requires that no {sort} stands twice in {p}, which is not known of this "
                            f"argument", f"make the objects here, or require it too: {self.lacking(o, a.sort, sort, s)}")
            others: tuple[str, ...] = ()
            holder = Inside()
            if p in summary.changes and (held := self.item_of(c, a, dict(summary.within)[p], s)):
                base = s.node[str(held[0])]
                names = tuple(sorted(k for k, m in s.node.items() if m == base))
                holder = Inside(names, self.touch(base, a.sort, True, c.span, live, s, True), held[1:])
            elif p in summary.changes and (held := self.part_of(c, a, s)):
                base = s.node[str(held[0])]
                self.mixed |= dict(summary.within)[p]
                for changed in sorted(dict(summary.within)[p], key=repr):
                    if self.touch(base, changed, True, c.span, live, s, True):
                        self.reject(a.span, f"{c.function} changes rows, of which some may be one object, in a field",
                                    "say of the class that its rows are different: "
                                    "@class_invariant(lambda self: len({id(r) for r in self.rows}) == len(self.rows))")  # fmt: skip
                holder = Inside(tuple(sorted(k for k, m in s.node.items() if m == base)), "", held[1:], False)
                new = a.sort.twice() & _NO.union(*(_inside(t) for t in dict(summary.within)[p])) - s.inner.get(base, _NO)
                s.inner[base] = s.inner.get(base, _NO) | new
                parts.append((base, new & frozenset(sort for n, sort in summary.keeps if n == p)))
            elif p in summary.changes:
                if o.node is None and (any(t for _, t in o.shares) or a.op in ("index", "proj", "ite")):
                    self.reject(a.span, f"{c.function} changes this list, which is part of another one",
                                "give the list a name of its own (a copy), or change it in place here")  # fmt: skip
                if o.node is not None:
                    self.mixed |= dict(summary.within)[p]
                    for changed in sorted(dict(summary.within)[p], key=repr):
                        mine = self.touch(o.node, changed, changed != a.sort, c.span, live, s, True) or mine
                    others = tuple(sorted(k for k, m in s.node.items() if m == o.node))
            also.append(others)
            rows.append(mine)
            inside.append(holder)
        for p, a, o in zip(params, c.args, origins):
            if p in summary.changes and o.node is not None:
                stored = _NO.union(*(_inside(t) for t in dict(summary.within)[p]))  # what may have been put into it
                s.inner[o.node] = s.inner.get(o.node, _NO) | a.sort.twice() & stored
                for b, q in zip(c.args, origins):
                    for m, t in self._derived(q, stored & b.sort.objects()).shares:
                        if m != o.node:
                            s.join_to(o.node, m, t & stored)
        if summary.unsafe:
            self.unsafe |= s.dirty
        if summary.keeps:
            self.throw(s)  # an exception promises nothing
            for p, o in zip(params, origins):
                if o.node is not None and o.node in s.inner:
                    s.inner[o.node] -= {sort for n, sort in summary.keeps if n == p}
            for base, kept in parts:
                s.inner[base] -= kept
        self.rebound(c.target, c)
        if self.sorts[c.target].mutable:
            made = self._result(summary, self.sorts[c.target], origins, s)
            s.node[c.target] = s.new(made.shares, made.inner)
        return attrs.evolve(c, also=tuple(also), rows=tuple(rows), inside=tuple(inside))

    def item_of(self, c: Call, a: Expr, changed: Sorts, s: State) -> Place:
        """Where the list is that an argument is an item of, where it alone is changed and no other argument is an object; or ()."""
        alone = changed == {a.sort} and not any(x.mutable for x in a.sort.args) and sum(x.sort.mutable for x in c.args) == 1
        held = place(a.args[0]) if alone and a.op in ("index", "at") and a.args[0].sort.name == "List" else None
        return held if held is not None and held[0] in s.node else ()

    def part_of(self, c: Call, a: Expr, s: State) -> Place:
        """Where an argument is in an instance, field by field, where no other argument is an object; or ()."""
        held = place(a) if a.op == "proj" and sum(x.sort.mutable for x in c.args) == 1 else None
        return held if held is not None and held[0] in s.node else ()

    def different(self, c: Call, summary: Summary, pair: frozenset[Place], origins: list[Origin], s: State) -> None:
        """Rejects the call when two places in its arguments may be one object."""
        (p, *i), (q, *j) = _two(pair)
        x, y = summary.params.index(str(p)), summary.params.index(str(q))
        if x == y:
            return  # one of its `demands`
        sort = c.args[x].sort
        for k in i:
            assert isinstance(k, int)
            sort = sort.args[k]
        a, b = origins[x], origins[y]
        if a.node is not None and a.node == b.node:
            one = i == j or sort in self._inner(a, s)
        else:
            wanted = frozenset({sort})
            reached = [(m, n) for m, t in self._derived(a, wanted).shares for n, u in self._derived(b, wanted).shares if t and u]
            one = any(m == n or sort in s.shared(m, n) for m, n in reached)
        if one:
            self.reject(c.span, f"{c.function} requires of {p} and {q} that objects are different, which is not known of these "
                        "arguments", "make one of them here, or require it too: @requires(lambda a, b: a.x is not b.x)")

    def lacking(self, o: Origin, sort: Sort, wanted: Sort, s: State) -> str:
        """The line that says that no object of a sort stands twice in a parameter or, for all instances, in one of its class."""
        p = next((p for p in self.f.params if o.node is not None and s.node.get("$arg_" + p.name) == o.node), None)
        name = p.name if p is not None else "self" if sort.name == "Object" else "g"
        clause = claims(name, sort, name, sort, wanted) or "..."
        return f"@{'requires' if p is not None or name == 'g' else 'class_invariant'}(lambda {name}: {clause})"

    def kept(self, result: int | None, s: State, span: Span) -> None:
        """At the end: rejects the function where an object may stand twice in a value of which it promises that none does."""
        for name, t in sorted(self.f.keeps, key=repr):
            n = result if name == "$result" else s.node.get(name)
            if n is not None and t in s.inner.get(n, _NO):
                what = "the result" if name == "$result" else name.removeprefix("$arg_")
                sort = self.f.result if name == "$result" else self.sorts[name.removeprefix("$arg_")]
                hint = self.lacking(Origin(), sort, t, s)
                self.reject(span, f"a class invariant promises different objects, and one {t} may stand twice in {what} here",
                            f"put copies or new objects in; all that the class has to say: {hint}")  # fmt: skip

    def returned(self, v: Expr, s: State) -> None:
        n = s.place(self.origin(v, s, {})) if v.sort.mutable else None
        self.kept(n, s, v.span)
        if n is None:
            return
        self.result_inner |= s.inner.get(n, _NO)
        for name, m in s.node.items():
            if name.startswith("$arg_"):
                t = v.sort.objects() if m == n else s.shared(n, m)
                if t:
                    p = name.removeprefix("$arg_")
                    self.result_shares[p] = self.result_shares.get(p, _NO) | t


def _field(u: Update) -> Place:
    """The field, of which field of the root, that is assigned; () for other changes and where it is not known."""
    if u.kind != "setattr" or any(not isinstance(p, int) for p in u.path):
        return ()
    return (*(p for p in u.path if isinstance(p, int)), u.args[0].data)


def _inside(sort: Sort) -> Sorts:
    """Sorts of the list objects strictly inside a value of this sort."""
    return frozenset().union(*(a.objects() for a in sort.args), _NO)


def _target(e: Expr) -> Target:
    target: Target = e.data.target
    return target


def _shown(name: str) -> str:
    if name.startswith("$arg_"):
        return f"the caller's {name.removeprefix('$arg_')}"
    return "a value that is still in use" if name.startswith("$") else name
