"""One pass over a function: what its names may share at each point, what it changes, and what its callers have to know of that."""

from __future__ import annotations

import attrs

from toolkit.core.aliases import effects
from toolkit.core.aliases.liveness import Liveness
from toolkit.core.aliases.sharing import Origin, State, join, origin
from toolkit.core.aliases.summary import NONE, Groups, Sorts, Summary, kept, tied
from toolkit.core.exceptions import is_exception
from toolkit.core.ir import (
    ITEMS,
    Assign,
    Block,
    Break,
    Call,
    Continue,
    Expr,
    Function,
    Handler,
    If,
    Loop,
    Param,
    Raise,
    Return,
    Sort,
    Stmt,
    Try,
    Unbind,
    Update,
    expressions,
    statements,
)
from toolkit.core.places import places
from toolkit.core.source import Rejected, Span


class Analysis:
    """Of a function, for parameters that are one object as `same` says. `quiet`: nothing is rejected, only summarised."""

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
        self.result_inner: Sorts = NONE
        self.live = Liveness(f.body)
        self.silent = 0  # > 0 while a loop's state is still growing
        self.iterated: list[tuple[frozenset[str], bool]] = []  # hidden names of what loops run over, and whether tracked
        self.exits: list[tuple[list[State], list[State]]] = []  # (breaks, continues) of the loops around
        self.thrown: list[State | None] = []  # per try around: the join of all states in which it may be left
        self.pending: list[tuple[Expr, State]] | None = None  # returns that go through a finally

    def _entry(self) -> State:
        s = State()
        group_of = {n: g[0] for g in self.groups for n in g}
        mutable = [p for p in self.f.params if p.sort.mutable]
        for p in mutable:
            first = group_of.get(p.name, p.name)
            if first != p.name and first in s.node:
                s.node[p.name] = s.node[first]
            else:
                s.node[p.name] = s.new((), frozenset(t for t in p.sort.twice() if not self._separated(p, p, t)))
            s.node["$arg_" + p.name] = s.node[p.name]
        for i, p in enumerate(mutable):
            for q in mutable[i + 1 :]:
                common = p.sort.objects() & q.sort.objects()
                if p.sort == q.sort and p.sort.changeable:
                    common -= {p.sort}  # one object or not: that is what partitions are for
                common = frozenset(t for t in common if not self._separated(p, q, t))
                s.connect(s.node[p.name], s.node[q.name], common)
        return s

    def _separated(self, p: Param, q: Param, sort: Sort) -> bool:
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
        for s in statements(self.f.body):
            for e in expressions(s):
                self._pure(e)
        for e in (*(c.expr for c in self.f.requires), *(c.expr for c in self.f.ensures)):
            self._pure(e)
            self._made(e, None)
        end, block = self._block(self.f.body, self._entry())
        if end is not None:
            self._keeps(None, end, self.f.span)
        return block

    def _pure(self, e: Expr) -> None:
        if self.quiet:
            return
        for x in e.walk():
            if x.op == "call" and self.summaries.get(x.data, Summary()).changes:
                raise Rejected("effect-in-clause", x.span, f"{x.data} changes its argument and cannot be called here",
                               "call it in a statement of its own")  # fmt: skip
            if x.op == "call" and not self._known_here(self.summaries.get(x.data, Summary()), x.args):
                raise Rejected("alias-may-be-seen", x.span, f"{x.data} requires objects to be different: not known here",
                               "call it in a statement of its own")  # fmt: skip

    def _made(self, e: Expr, s: State | None) -> None:
        """Rejects an instance that is made of objects which its class wants to be different ones, where they may be one."""
        for x in e.walk() if not self.quiet else ():
            if x.op == "require":
                for t in {a.sort.args[-1] if many[0] else a.sort for y in x.args[0].walk() if y.op == "distinct"
                          for a, many in zip(y.args[::2], y.data)}:  # fmt: skip
                    o = self.origin(x.args[1], s) if s is not None else None
                    if o is None or s is None or t in s.twice(o):
                        self.reject(x.span, f"a class invariant wants different objects, and one {t} may stand twice in this one",
                                    "make the objects here; all that the class has to say: "
                                    + effects.lacking(self, Origin(), x.sort, t, s or State()))  # fmt: skip

    def _known_here(self, used: Summary, args: tuple[Expr, ...]) -> bool:
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
            kept(self.f),
            frozenset(self.assigns),
            frozenset(self.mixed),
        )

    def _block(self, block: Block, s: State | None) -> tuple[State | None, Block]:
        out: list[Stmt] = []
        for stmt in block:
            if s is None:
                out.append(stmt)  # cannot be reached
                continue
            self.throw(s)
            if s.dirty and self._may_raise(stmt):
                self.unsafe |= s.dirty
            for e in expressions(stmt):
                self._made(e, None if isinstance(stmt, Loop) else s)
            s, new = self._statement(stmt, s)
            out.append(new)
            if s is not None:
                self.throw(s)
                live = self.live_after(stmt)
                for name in [n for n in s.node if n not in live and not n.startswith("$arg_")]:
                    del s.node[name]
        return s, tuple(out)

    def _may_raise(self, stmt: Stmt) -> bool:
        """False when no exception that is declared can come out of the statement itself, whatever others may."""
        if isinstance(stmt, Return) and stmt.value.op == "const":
            return False
        return self.implicit or isinstance(stmt, (Raise, Call)) or any(
            x.op == "call" for e in expressions(stmt) for x in e.walk()
        )

    def origin(self, e: Expr, s: State) -> Origin:
        return origin(e, s, self.summaries)

    def live_after(self, stmt: Stmt) -> frozenset[str]:
        return self.live.after.get(id(stmt), frozenset())

    def throw(self, s: State) -> None:
        """An exception may leave the try statements around in this state."""
        self.thrown = [join(t, s.copy(), self.sorts) for t in self.thrown]

    def _statement(self, stmt: Stmt, s: State) -> tuple[State | None, Stmt]:
        match stmt:
            case Assign(target=t, value=v):
                self.rebound(t, stmt)
                if v.sort.mutable:
                    s.node[t] = s.place(self.origin(v, s))
                return s, stmt
            case Update():
                return s, effects.update(self, stmt, s)
            case Call():
                return s, effects.call(self, stmt, s)
            case If(then=a, orelse=b):
                s1, a = self._block(a, s.copy())
                s2, b = self._block(b, s.copy())
                return join(s1, s2, self.sorts), attrs.evolve(stmt, then=a, orelse=b)
            case Loop():
                return self._loop(stmt, s)
            case Return(value=v):
                if self.pending is not None:
                    self.pending.append((v, s))
                else:
                    self._returned(v, s)
                return None, stmt
            case Try():
                return self._attempt(stmt, s) if stmt.final else self._guarded(stmt, s)
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
            if base[0] == name and at in self.live_after(stmt):
                self.reject(stmt.span, f"{name} gets another value while {at[:-6]} stands for one of its items",
                            "use another name")  # fmt: skip

    def _guarded(self, stmt: Try, s: State) -> tuple[State | None, Try]:
        """body, handlers and else. A handler begins in any state that the body goes through."""
        self.thrown.append(s.copy())
        end, body = self._block(stmt.body, s)
        thrown = self.thrown.pop()
        after, orelse = self._block(stmt.orelse, end)
        handlers = []
        for h in stmt.handlers:
            end, block = self._block(h.body, self._begin(thrown, h))
            handlers.append(attrs.evolve(h, body=block))
            after = join(after, end, self.sorts)
        return after, attrs.evolve(stmt, body=body, handlers=tuple(handlers), orelse=orelse)

    def _begin(self, s: State | None, part: Try | Handler) -> State:
        """A copy of the state with the names that the block reads, or someone after it."""
        assert s is not None
        s = s.copy()
        for name in [n for n in s.node if n not in self.live.at[id(part)] and not n.startswith("$arg_")]:
            del s.node[name]
        return s

    def _attempt(self, stmt: Try, s: State) -> tuple[State | None, Try]:
        """With a finally: it begins in any state that the rest goes through, and all ways out go on from its end."""
        self.thrown.append(s.copy())
        exits, pending = self.exits, self.pending
        self.exits, self.pending = [*exits[:-1], ([], [])] if exits else [], []
        end, new = self._guarded(stmt, s)
        whole = self.thrown.pop()
        jumps, self.exits = self.exits[-1:], exits
        returns, self.pending = self.pending, pending
        for t in (*(t for pair in jumps for states in pair for t in states), *(t for _, t in returns)):
            whole = join(whole, t, self.sorts)
        after, final = self._block(stmt.final, self._begin(whole, stmt))
        if after is not None:
            self.unsafe |= after.dirty  # an exception may go on from here
            for pair, outer in zip(jumps, exits[-1:]):
                for states, to in zip(pair, outer):
                    to.extend(after.copy() for _ in states[:1])
            for v, _ in returns:
                if self.pending is not None:
                    self.pending.append((v, after.copy()))
                else:
                    self._returned(v, after.copy())
        return after if end is not None else None, attrs.evolve(new, final=final)

    def _loop(self, stmt: Loop, s: State) -> tuple[State | None, Stmt]:
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
        after, o = self._block(stmt.orelse, at_cond.copy()) if at_cond is not None else (None, stmt.orelse)
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
        at_cond, h = self._block(stmt.head, s)
        if at_cond is not None and self._may_raise(stmt):
            self.unsafe |= at_cond.dirty
        self.exits.append(([], []))
        end, b = self._block(stmt.body, at_cond.copy() if at_cond is not None else None)
        breaks, continues = self.exits.pop()
        for c in continues:
            end = join(end, c, self.sorts)
        end, st = self._block(stmt.step, end)
        return end, breaks, (at_cond, h, b, st)

    def reject(self, span: Span, message: str, hint: str) -> None:
        if not self.quiet and not self.silent:
            raise Rejected("alias-may-be-seen", span, message, hint)

    def _keeps(self, result: int | None, s: State, span: Span) -> None:
        """At the end: rejects the function where an object may stand twice in a value of which it promises that none does."""
        for name, t in sorted(self.f.keeps, key=repr):
            n = result if name == "$result" else s.node.get(name)
            if n is not None and t in s.inner.get(n, NONE):
                what = "the result" if name == "$result" else name.removeprefix("$arg_")
                sort = self.f.result if name == "$result" else self.sorts[name.removeprefix("$arg_")]
                hint = effects.lacking(self, Origin(), sort, t, s)
                self.reject(span, f"a class invariant promises different objects, and one {t} may stand twice in {what} here",
                            f"put copies or new objects in; all that the class has to say: {hint}")  # fmt: skip

    def _returned(self, v: Expr, s: State) -> None:
        n = s.place(self.origin(v, s)) if v.sort.mutable else None
        self._keeps(n, s, v.span)
        if n is None:
            return
        self.result_inner |= s.inner.get(n, NONE)
        for name, m in s.node.items():
            if name.startswith("$arg_"):
                t = v.sort.objects() if m == n else s.shared(n, m)
                if t:
                    p = name.removeprefix("$arg_")
                    self.result_shares[p] = self.result_shares.get(p, NONE) | t
