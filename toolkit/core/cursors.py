"""Names for an item of a list (`for row in grid: row[0] = 1`, `row = self.grid[i]`): where such an object is changed, the name is
read as the place that it stands for, `grid[row.place]`, so that the change is one of `grid`.

That is the same as long as the list keeps its items and the name (or the field) of the list keeps the list: `aliases` rejects a
function that changes either while the name of the item may still be used (`Function.cursors`). A loop over a list in a field reads
the field each time: the hidden name of what it runs over becomes such a place too, so that the field keeps the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
from attrs import frozen

from toolkit.core.ir import (
    BOOL,
    INT,
    Assign,
    Block,
    Call,
    Clause,
    Eval,
    Expr,
    Function,
    Havoc,
    If,
    Loop,
    Place,
    Stmt,
    Try,
    Unbind,
    Update,
    place,
    statements,
)
from toolkit.core.source import Span


@frozen
class _Place:
    """An item of the list in the place `base`; `checked`: that there is one has to be shown."""

    base: Place
    index: Expr
    checked: bool = False


def followed(f: Function) -> Function | None:
    """The function with places in place of names for items that it changes; None where there are none, or not all that such a name
    may stand for are places in one list."""
    assigned: dict[str, list[Expr]] = {}
    other: set[str] = {p.name for p in f.params}  # names that get values in other ways
    nested = {id(s) for top in f.body for s in statements((top,)) if s is not top}
    inner: set[str] = set()
    for s in statements(f.body):
        if isinstance(s, Assign):
            assigned.setdefault(s.target, []).append(s.value)
            inner |= {s.target} if id(s) in nested else set()
        elif isinstance(s, (Call, Unbind, Havoc)):
            other.add(s.target)
        elif isinstance(s, Update) and s.result is not None:
            other.add(s.result)

    def base_of(at: Place) -> Place:
        """Where the list is that a hidden name holds, where that name never gets another value."""
        name = str(at[0])
        values = assigned.get(name, [])
        found = place(values[0]) if len(values) == 1 else None
        if name.startswith("$") and name not in other and found is not None:
            g = str(found[0])
            once = g in other and g not in assigned or g not in other and len(assigned.get(g, ())) == 1 and g not in inner
            if once and (g not in other or any(p.name == g for p in f.params)):
                return base_of((*found, *at[1:]))
        return at

    def place_of(e: Expr) -> _Place | None:
        if e.op == "proj" and e.args[0].op == "at":
            seq, k = e.args[0].args
            if seq.op == "enumerate" and e.data == 1:
                return place_of(Expr("at", (seq.args[0], k), e.sort, e.span))
            if seq.op == "zip":
                return place_of(Expr("at", (seq.args[e.data], k), e.sort, e.span))
        if e.op == "at" and e.args[0].op == "reversed":
            seq, k = e.args[0].args[0], e.args[1]
            size = Expr("len", (seq,), INT, e.span)
            last = Expr("sub", (size, Expr("const", (), INT, e.span, 1)), INT, e.span)
            return place_of(Expr("at", (seq, Expr("sub", (last, k), INT, e.span)), e.sort, e.span))
        if e.op in ("at", "index") and e.args[0].sort.name == "List" and (held := place(e.args[0])) is not None:
            return _Place(base_of(held), e.args[1], e.op == "index")
        return None

    wanted = [s.root for s in statements(f.body) if isinstance(s, Update) and s.root in assigned and s.root not in other]
    wanted += [a.data for s in statements(f.body) if isinstance(s, Call) for a in s.args
               if a.op == "var" and a.data in assigned and a.data not in other and a.sort.changeable]  # fmt: skip
    bases: dict[str, Place] = {}
    while wanted:
        name = wanted.pop()
        if name in bases:
            continue
        found: set[Place] = set()
        for e in assigned[name]:
            item = place_of(e)
            if item is not None:
                found.add(item.base)
            elif e.op == "var" and e.data in assigned and e.data not in other and e.data.startswith("$t"):
                wanted.append(e.data)
                found.add((f"of {e.data}",))
            else:
                found.update(((), ("",)))
        if len(found) == 1 and f.sorts[name].changeable:
            bases[name] = found.pop()
    for name in list(bases):
        base = bases[name]
        for _ in range(len(bases)):
            base = bases.get(str(base[0]).removeprefix("of "), ()) if base and str(base[0]).startswith("of ") else base
        bases[name] = () if base and str(base[0]).startswith("of ") else base
    bases = {n: b for n, b in bases.items() if b and b[0] not in bases}
    if not bases:
        return None
    fields = {b for b in bases.values() if len(b) > 1}
    over = {n: b for n in assigned if n.startswith("$") and len(b := base_of((n,))) > 1 and b in fields}
    return _Rewriting(f, bases, over, place_of).function()


class _Rewriting:
    def __init__(
        self, f: Function, bases: dict[str, Place], over: dict[str, Place], place_of: Callable[[Expr], _Place | None]
    ) -> None:
        """`over`: the hidden names of lists in fields, of which `bases` are items (and of such names)."""
        self.f, self.bases, self.over, self.place_of = f, bases, over, place_of
        self.known: dict[int, tuple[Expr, Expr]] = {}

    def function(self) -> Function:
        bases = {**self.bases, **self.over}
        sorts = {**self.f.sorts, **{f"{n}.place": INT for n in bases}}
        cursors = tuple(sorted(((f"{n}.place", b) for n, b in bases.items()), key=lambda c: c[0]))
        return attrs.evolve(self.f, body=self.block(self.f.body), sorts=sorts, cursors=cursors)

    def held(self, at: Place, span: Span) -> Expr:
        """What is in a place."""
        name, *fields = at
        e = Expr("var", (), self.f.sorts[str(name)], span, name)
        for i in fields:
            assert isinstance(i, int)
            e = Expr("proj", (e,), e.sort.args[i], span, i)
        return e

    def at(self, name: str, e: Expr) -> Expr:
        return Expr("at", (self.held(self.bases[name], e.span), self.index(name, e)), e.sort, e.span)

    def index(self, name: str, e: Expr | Stmt) -> Expr:
        return Expr("var", (), INT, e.span, f"{name}.place")

    def expr(self, e: Expr) -> Expr:
        if id(e) not in self.known:
            if e.op == "var" and e.data in self.bases:
                new = self.at(str(e.data), e)
            elif e.op == "var" and e.data in self.over:  # reads the name as well, so that it is alive
                new = Expr("after", (self.index(str(e.data), e), self.held(self.over[e.data], e.span)), e.sort, e.span)
            else:
                args = tuple(map(self.expr, e.args))
                new = e if all(x is y for x, y in zip(args, e.args)) else attrs.evolve(e, args=args)
            self.known[id(e)] = e, new
        return self.known[id(e)][1]

    def clause(self, c: Clause) -> Clause:
        return attrs.evolve(c, expr=self.expr(c.expr))

    def block(self, block: Block) -> Block:
        return tuple(new for s in block for new in self.statement(s))

    def statement(self, s: Stmt) -> list[Stmt]:
        match s:
            case Assign(target=t) if t in self.bases:
                return self.placed(s)
            case Assign(target=t) if t in self.over:
                v = s.value
                held = self.index(str(v.data), s) if v.op == "var" and v.data in self.over else Expr("const", (), INT, s.span, 0)
                return [Assign(s.span, f"{t}.place", held)]
            case Update(root=r) if r in self.bases:
                root, *fields = self.bases[r]
                path = (*(int(i) for i in fields), self.index(r, s), *(p if isinstance(p, int) else self.expr(p) for p in s.path))
                return [attrs.evolve(s, root=str(root), path=path, args=tuple(map(self.expr, s.args)))]
            case Update():
                path = tuple(p if isinstance(p, int) else self.expr(p) for p in s.path)
                return [attrs.evolve(s, path=path, args=tuple(map(self.expr, s.args)))]
            case If(cond=c, then=a, orelse=b):
                return [attrs.evolve(s, cond=self.expr(c), then=self.block(a), orelse=self.block(b))]
            case Loop():
                targets = tuple((f"{n}.place", self.place(v).index) if n in self.bases else (n, self.expr(v)) for n, v in s.targets)
                return [attrs.evolve(
                    s, head=self.block(s.head), cond=self.expr(s.cond), body=self.block(s.body), step=self.block(s.step),
                    orelse=self.block(s.orelse), invariants=tuple(map(self.clause, s.invariants)),
                    measure=tuple(map(self.clause, s.measure)), facts=tuple(map(self.expr, s.facts)), targets=targets,
                )]  # fmt: skip
            case Try():
                handlers = tuple(attrs.evolve(h, body=self.block(h.body)) for h in s.handlers)
                return [attrs.evolve(s, body=self.block(s.body), handlers=handlers, orelse=self.block(s.orelse),
                                     final=self.block(s.final))]  # fmt: skip
        changes: dict[str, Any] = {}
        for a in attrs.fields(type(s)):
            value = getattr(s, a.name)
            if isinstance(value, Expr):
                changes[a.name] = self.expr(value)
            elif isinstance(value, tuple) and value and isinstance(value[0], Expr):
                changes[a.name] = tuple(map(self.expr, value))
        return [attrs.evolve(s, **changes)]

    def place(self, v: Expr) -> _Place:
        found = self.place_of(v)
        assert found is not None
        return _Place(found.base, self.expr(found.index), found.checked)

    def placed(self, s: Assign) -> list[Stmt]:
        """`row = grid[i]`: the index is checked, and kept as one from the front."""
        target = f"{s.target}.place"
        if s.value.op == "var":
            return [Assign(s.span, target, self.index(str(s.value.data), s.value))]
        item = self.place(s.value)
        if not item.checked:
            return [Assign(s.span, target, item.index)]
        i, zero = item.index, Expr("const", (), INT, s.span, 0)
        size = Expr("len", (self.held(item.base, s.span),), INT, s.span)
        front = Expr("ite", (Expr("lt", (i, zero), BOOL, s.span), Expr("add", (i, size), INT, s.span), i), INT, s.span)
        return [Eval(s.span, self.expr(s.value)), Assign(s.span, target, front)]
