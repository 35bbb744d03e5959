"""Changes in place, and calls: whether someone could see them who must not, what they are written to, what comes to share what.

The functions take the analysis of the function in which the statement stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from toolkit.core.aliases.sharing import Origin, State, result_of
from toolkit.core.aliases.summary import NONE, Sorts, Summary, both, inside
from toolkit.core.ir import IN_PLACE, Call, Expr, Inside, Place, Sort, Stmt, Update, place
from toolkit.core.places import claims, part_at
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.aliases.analysis import Analysis

# Changes whose last argument comes to be in the object.
_STORES = frozenset({
    "setitem", "append", "insert", "extend", "setslice", "setattr", "dict.set", "dict.replace", "dict.setdefault", "dict.update",
})  # fmt: skip


def _touch(this: Analysis, n: int, changed: Sort, nested: bool, span: Span, live: frozenset[str], s: State, resized: bool,
          at: Place = ()) -> str:
    """An object of sort `changed` at (or, when nested, in) node n is about to change: who could see it? Returns the parameter
    whose row it is, where rows of it may be one object."""
    rows = ""
    for name, base in this.f.cursors if not (this.quiet or this.silent) else ():
        if name in live and s.node.get(str(base[0])) == n and _moves(this, base, changed, at):
            if name.startswith("$"):
                raise Rejected("mutated-while-iterated", span, "this changes the list that a loop runs over, or what holds it",
                               "iterate over a copy: for x in xs[:]")  # fmt: skip
            this.reject(span, f"this changes a list while {name.removesuffix('.place')} stands for one of its items",
                        "change the list before or after")  # fmt: skip
    for name, m in s.node.items():
        seen = name in live or name.startswith(("$arg_", "$it"))
        if m != n and seen and changed in s.shared(n, m):
            what = "a list" if changed.name == "List" else f"a {changed}"
            hint = _requirable(this, n, m, changed, s) or "copy it where the second name is made (list(x), x[:])"
            this.reject(span, f"this changes {what} that may also be reached through {_shown(name)}", hint)
        if m == n and any(name in names and (resized and not nested or tracked) for names, tracked in this.iterated):
            if not this.quiet and not this.silent:
                raise Rejected("mutated-while-iterated", span, "this changes the list that a loop runs over",
                               "iterate over a copy: for x in xs[:]")  # fmt: skip
    if nested and changed in s.inner.get(n, NONE):
        rows = min((str(p) for p, *at in this.tied if s.node.get(f"$arg_{p}") == n
                    and part_at(this.sorts[str(p)], at).args[0] == changed), default="")  # fmt: skip
        if not rows:
            what = "a list inside another one, where the same list" if changed.name == "List" else f"a {changed} that"
            this.reject(span, f"this changes {what} may stand twice", _requirable(this, n, n, changed, s) or "copy the rows "
                        "first: [list(row) for row in rows]")  # fmt: skip
    for name, m in s.node.items():
        if m == n and name.startswith("$arg_"):
            p = name.removeprefix("$arg_")
            this.changes[p] = this.changes.get(p, NONE) | {changed}
            s.dirty |= {p}
    return rows


def _moves(this: Analysis, base: Place, changed: Sort, at: Place) -> bool:
    """True when the change of an object of the sort (of its field `at`, where that is known) may put another list in a place,
    or change that list."""
    sort = this.sorts[str(base[0])]
    for k, i in enumerate(base[1:]):
        assert isinstance(i, int)
        if sort == changed and (not at or base[1 : k + 2] == at):
            return True
        sort = sort.args[i]
    return sort == changed


def _requirable(this: Analysis, n: int, m: int, sort: Sort, s: State) -> str:
    """How a contract can say that what two parameters hold of a sort are different objects; "" where it cannot."""
    params = [next((p for p in this.f.params if s.node.get("$arg_" + p.name) == x), None) for x in (n, m)]
    if None in params:
        return ""
    p, q = sorted((p for p in params if p), key=this.f.params.index)
    clause = claims(p.name, p.sort, q.name, q.sort, sort)
    if not clause:
        return ""
    line = f"@requires(lambda {', '.join(dict.fromkeys((p.name, q.name)))}: {clause})"
    if p is q and p.sort.name == "Object":
        line += f", or of all instances: @class_invariant(lambda self: {claims('self', p.sort, 'self', p.sort, sort)})"
    return f"require that they differ: {line}"


def update(this: Analysis, u: Update, s: State) -> Stmt:
    if u.root not in s.node:
        return u
    if u.kind == "setattr":
        this.assigns.add((u.changed, u.args[0].data))
    n = s.node[u.root]
    live = this.live_after(u)
    if u.lazily:
        _waiting(this, u, n, s)
    if u.kind == "dict.set" and not u.path and any(s.node.get(name) == n for names, _ in this.iterated for name in names):
        u = attrs.evolve(u, kind="dict.replace")
        this.live.after[id(u)] = live
    rows = _touch(this, n, u.changed, bool(u.path), u.span, live, s, u.kind not in IN_PLACE,
                      _field(u))
    also = tuple(sorted(name for name, m in s.node.items() if m == n and name != u.root))
    value = u.args[-1] if u.args and u.kind in _STORES else None
    again = u.kind not in ("append", "insert", "setitem", "pop", "swap") or not all(isinstance(p, int) for p in u.path)
    if value is not None and value.sort.mutable:
        wanted = inside(value.sort) if u.kind in ("extend", "setslice", "dict.update") else value.sort.objects()
        o = this.origin(value, s)
        inner = s.twice(o)
        for m, t in o.part(wanted).shares:
            inner |= t if m == n else t & s.shared(n, m)
            s.join_to(n, m, t)
        again = again or value.sort in inner
        if inner:
            s.inner[n] = s.inner.get(n, NONE) | inner
    if again and any(m == n and name.startswith("$arg_") for name, m in s.node.items()):
        this.mixed.add(u.changed)
    this.rebound(u.result, u)
    if u.result is not None and this.sorts[u.result].mutable:
        mine = s.new(((n, this.sorts[u.result].objects()),), s.inner.get(n, NONE))
        if u.kind in ("pop", "dict.pop"):  # it is not in there any more, but where it stood twice
            s.share[min(n, mine), max(n, mine)] = s.shared(n, mine) & s.inner.get(n, NONE)
        s.node[u.result] = mine
    return attrs.evolve(u, also=also, rows=rows)


def _waiting(this: Analysis, u: Update, n: int, s: State) -> None:
    """Rejects the change of an object that the generator which fills it may read."""
    for x in u.args[-1].walk():
        m = s.node.get(x.data) if x.op == "var" else None
        if m is not None and (m == n or u.changed in s.shared(n, m)) and not (this.quiet or this.silent):
            raise Rejected("lazy-changed", u.span, f"this is computed lazily, while the {u.changed} changes that {x.data} may be "
                           "or hold", "make a list of it first: list(...) or [...]")  # fmt: skip


def call(this: Analysis, c: Call, s: State) -> Stmt:
    summary = this.summaries.get(c.function, Summary())
    params, within = summary.params, dict(summary.within)
    this.assigns |= summary.assigns
    if c.steps and summary.changes and not this.quiet:
        raise Rejected("generator-changes", c.span, f"{c.function} changes {min(summary.changes)} while other code runs "
                       "between its steps", f"list({c.function}(...)) makes all of it first")  # fmt: skip
    live = this.live_after(c) | {x.data for a in c.args for x in a.walk() if x.op == "var"}
    origins = [this.origin(a, s) for a in c.args]
    for pair in sorted(summary.distinct, key=lambda x: sorted(map(repr, x))):
        _different(this, c, summary, pair, origins, s)
    given = [o.node for o in origins if o.node is not None]
    if not summary.seen and any(p in summary.changes and given.count(o.node) > 1 for p, o in zip(params, origins) if o.node):
        this.reject(c.span, f"{c.function.replace(':', '.')} changes an object that it gets twice; what its contract says was "
                    "meant for different objects", "give it a copy, or require that the two differ: a is not b")  # fmt: skip
    also: list[tuple[str, ...]] = []
    rows: list[str] = []
    holders: list[Inside] = []
    parts: list[tuple[int, Sorts]] = []  # instances of which a part is changed, and what does not stand twice in it at the end
    for p, a, o in zip(params, c.args, origins):
        mine = ""
        for _, sort in sorted((x for x in summary.demands if x[0] == p and x[1] in s.twice(o)), key=repr):
            this.reject(a.span, f"{c.function} requires that no {sort} stands twice in {p}, which is not known of this "
                        f"argument", f"make the objects here, or require it too: {lacking(this, o, a.sort, sort, s)}")
        others: tuple[str, ...] = ()
        holder = Inside()
        if p in summary.changes and (held := _item_of(c, a, within[p], s)):
            base = s.node[str(held[0])]
            names = tuple(sorted(k for k, m in s.node.items() if m == base))
            holder = Inside(names, _touch(this, base, a.sort, True, c.span, live, s, True), held[1:])
        elif p in summary.changes and (held := _part_of(c, a, s)):
            base = s.node[str(held[0])]
            this.mixed |= within[p]
            for changed in sorted(within[p], key=repr):
                if _touch(this, base, changed, True, c.span, live, s, True):
                    this.reject(a.span, f"{c.function} changes rows, of which some may be one object, in a field",
                                "say of the class that its rows are different: "
                                "@class_invariant(lambda self: len({id(r) for r in self.rows}) == len(self.rows))")  # fmt: skip
            holder = Inside(tuple(sorted(k for k, m in s.node.items() if m == base)), "", held[1:], False)
            new = a.sort.twice() & NONE.union(*(inside(t) for t in within[p])) - s.inner.get(base, NONE)
            s.inner[base] = s.inner.get(base, NONE) | new
            parts.append((base, new & frozenset(sort for n, sort in summary.keeps if n == p)))
        elif p in summary.changes:
            if o.node is None and (any(t for _, t in o.shares) or a.op in ("index", "proj", "ite")):
                this.reject(a.span, f"{c.function} changes this list, which is part of another one",
                            "give the list a name of its own (a copy), or change it in place here")  # fmt: skip
            if o.node is not None:
                this.mixed |= within[p]
                for changed in sorted(within[p], key=repr):
                    mine = _touch(this, o.node, changed, changed != a.sort, c.span, live, s, True) or mine
                others = tuple(sorted(k for k, m in s.node.items() if m == o.node))
        also.append(others)
        rows.append(mine)
        holders.append(holder)
    for p, a, o in zip(params, c.args, origins):
        if p in summary.changes and o.node is not None:
            stored = NONE.union(*(inside(t) for t in within[p]))  # what may have been put into it
            s.inner[o.node] = s.inner.get(o.node, NONE) | a.sort.twice() & stored
            for b, q in zip(c.args, origins):
                for m, t in q.part(stored & b.sort.objects()).shares:
                    if m != o.node:
                        s.join_to(o.node, m, t & stored)
    if summary.unsafe:
        this.unsafe |= s.dirty
    if summary.keeps:
        this.throw(s)  # an exception promises nothing
        for p, o in zip(params, origins):
            if o.node is not None and o.node in s.inner:
                s.inner[o.node] -= {sort for n, sort in summary.keeps if n == p}
        for base, kept in parts:
            s.inner[base] -= kept
    this.rebound(c.target, c)
    if this.sorts[c.target].mutable:
        made = result_of(summary, this.sorts[c.target], origins, s)
        s.node[c.target] = s.new(made.shares, made.inner)
    return attrs.evolve(c, also=tuple(also), rows=tuple(rows), inside=tuple(holders))


def _item_of(c: Call, a: Expr, changed: Sorts, s: State) -> Place:
    """Where the list is that an argument is an item of, where it alone is changed and no other argument is an object; or ()."""
    alone = changed == {a.sort} and not any(x.mutable for x in a.sort.args) and sum(x.sort.mutable for x in c.args) == 1
    held = place(a.args[0]) if alone and a.op in ("index", "at") and a.args[0].sort.name == "List" else None
    return held if held is not None and held[0] in s.node else ()


def _part_of(c: Call, a: Expr, s: State) -> Place:
    """Where an argument is in an instance, field by field, where no other argument is an object; or ()."""
    held = place(a) if a.op == "proj" and sum(x.sort.mutable for x in c.args) == 1 else None
    return held if held is not None and held[0] in s.node else ()


def _different(this: Analysis, c: Call, summary: Summary, pair: frozenset[Place], origins: list[Origin], s: State) -> None:
    """Rejects the call when two places in its arguments may be one object."""
    (p, *i), (q, *j) = both(pair)
    x, y = summary.params.index(str(p)), summary.params.index(str(q))
    if x == y:
        return  # one of its `demands`
    sort = c.args[x].sort
    for k in i:
        assert isinstance(k, int)
        sort = sort.args[k]
    a, b = origins[x], origins[y]
    if a.node is not None and a.node == b.node:
        one = i == j or sort in s.twice(a)
    else:
        wanted = frozenset({sort})
        reached = [(m, n) for m, t in a.part(wanted).shares for n, u in b.part(wanted).shares if t and u]
        one = any(m == n or sort in s.shared(m, n) for m, n in reached)
    if one:
        this.reject(c.span, f"{c.function} requires of {p} and {q} that objects are different, which is not known of these "
                    "arguments", "make one of them here, or require it too: @requires(lambda a, b: a.x is not b.x)")


def lacking(this: Analysis, o: Origin, sort: Sort, wanted: Sort, s: State) -> str:
    """The line that says that no object of a sort stands twice in a parameter or, for all instances, in one of its class."""
    p = next((p for p in this.f.params if o.node is not None and s.node.get("$arg_" + p.name) == o.node), None)
    name = p.name if p is not None else "self" if sort.name == "Object" else "g"
    clause = claims(name, sort, name, sort, wanted) or "..."
    return f"@{'requires' if p is not None or name == 'g' else 'class_invariant'}(lambda {name}: {clause})"


def _field(u: Update) -> Place:
    """The field, of which field of the root, that is assigned; () for other changes and where it is not known."""
    if u.kind != "setattr" or any(not isinstance(p, int) for p in u.path):
        return ()
    return (*(p for p in u.path if isinstance(p, int)), u.args[0].data)


def _shown(name: str) -> str:
    if name.startswith("$arg_"):
        return f"the caller's {name.removeprefix('$arg_')}"
    return "a value that is still in use" if name.startswith("$") else name
