"""What a loop may change, and how that is forgotten at its head."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from toolkit.core import terms as T
from toolkit.core.encode import maps
from toolkit.core.ir import BOOL, IN_PLACE, Assign, Call, Expr, Havoc, Loop, Place, Sort, Stmt, Unbind, Update, statements
from toolkit.core.terms import Term
from toolkit.core.vcgen import rows
from toolkit.core.vcgen.state import State
from toolkit.core.vcgen.words import is_a, plain

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

_LESS = {"rows": 0, "items": 1, "whole": 2}


def leading(path: Iterable[Expr | int]) -> tuple[int, ...]:
    """The fields with which a path begins."""
    return tuple(p for p in itertools.takewhile(lambda p: isinstance(p, int), path) if isinstance(p, int))


def by_statement(s: Stmt) -> Iterator[tuple[str, Place, str]]:
    """What a statement changes: of which name, in which field of which field, and how much of what is there: `whole`; `items` (of a
    list or a dict, which keeps its length, its keys); `rows` (items of items, which keep their lengths)."""
    match s:
        case Assign(target=t) | Unbind(target=t) | Havoc(target=t):
            yield t, (), "whole"
        case Update(root=r, also=also, kind=k, path=path, result=res):
            at: Place = leading(path)
            rest = path[len(at) :]
            if k == "setattr" and not rest:
                at, how = (*at, s.args[0].data), "whole"
            elif not rest:
                how = "items" if k in IN_PLACE else "whole"
            else:
                row = len(rest) == 1 and isinstance(rest[0], Expr) and rest[0].op != "key" and s.changed.name == "List"
                how = "rows" if row and res is None and k in ("setitem", "permute") else "items"
            for n in (r, *also):
                yield n, at, how
            if res is not None:
                yield res, (), "whole"
        case Call(target=t, also=groups, inside=inside):
            for n in (t, *(n for group in groups for n in group)):
                yield n, (), "whole"
            for held in inside:
                for n in held.names:
                    yield n, held.fields, "items" if held.item else "whole"


def by_loop(stmt: Loop) -> dict[str, dict[Place, str]]:
    """By name, in order, what a loop may change of it (as `by_statement`)."""
    found: dict[str, dict[Place, str]] = {}
    for s in _repeated(stmt):
        for name, at, how in by_statement(s):
            mine = found.setdefault(name, {})
            mine[at] = max(how, mine.get(at, how), key=_LESS.__getitem__)
    # A part of what is changed as a whole is none of its own.
    return {n: {at: how for at, how in found[n].items() if not any(found[n].get(at[:k]) == "whole" for k in range(len(at)))}
            for n in sorted(found)}  # fmt: skip


def _repeated(stmt: Loop) -> Iterator[Stmt]:
    return statements((*stmt.head, *stmt.body, *stmt.step))


def forget(g: Generator, stmt: Loop, s: State) -> None:
    """What the loop may change is anything from here on; a list of which only items are assigned keeps its length."""
    leader = {n: group[0] for group in stmt.same for n in group if n in s.env and group[0] in s.env}
    renewed: dict[str, Term] = {}
    deleted = {u.target for u in _repeated(stmt) if isinstance(u, Unbind)}
    for name, parts in by_loop(stmt).items():
        sort = g.sorts[name.removeprefix("$arg_")]
        there = name in s.env
        if leader.get(name) in renewed:  # one object, one value
            s.env[name] = renewed[leader[name]]
            if name in deleted:
                _doubt(g, name, s)
            continue
        if there and parts.get(()) != "whole" and sort.name in ("List", "Dict", "Object", "Tuple"):
            s.env[name] = _renewed(g, (name,), sort, s.env[name], parts, stmt, s)
        elif there or not name.startswith("$"):
            s.env[name] = g.fresh(plain(name), sort, s, is_a(plain(name), sort))
            if not there or name in deleted or "bound:" + name in s.env:
                _doubt(g, name, s)
        if name in leader:
            renewed[leader[name]] = s.env[name]


def _doubt(g: Generator, name: str, s: State) -> None:
    """Whether the name has a value is not known."""
    s.env["bound:" + name] = T.sym(g.encoder.name(f"bound.{plain(name)}"), BOOL)


def _renewed(g: Generator, at: Place, sort: Sort, old: Term, parts: dict[Place, str], stmt: Loop, s: State) -> Term:
    """What is in a place, of which a loop may change these parts."""
    how = parts.get(())
    label = ".".join([plain(str(at[0])), *map(str, at[1:])])
    if how is None:
        if sort.name not in ("Object", "Tuple"):
            return old
        values = [T.proj(old, i) for i in range(len(old.sort.args))]
        for i in sorted({int(p[0]) for p in parts}):
            inside = {p[1:]: h for p, h in parts.items() if p[0] == i}
            values[i] = _renewed(g, (*at, i), sort.args[i], values[i], inside, stmt, s)
        return T.tup(values, old.sort)
    known: list[Term] = []
    fresh = g.encoder.fresh(label, sort, known)
    key = g.rows.get(at)
    if key is not None:
        size = T.length(fresh if how == "whole" else old)
        if at in _moved(stmt):
            s.env[key] = rows.renumbered(g, key, size, s)
        fresh = rows.tied(fresh, s.env[key], size)
    if how != "whole" and sort.name == "List":
        value = T.mk(T.length(old), T.data(fresh))
        fresh = rows.as_long(value, old) if how == "rows" else value
        known = [t for t in known if t.op == "forall"]
    elif how != "whole" and sort.name == "Dict":
        fresh, known = maps.other_values(old, fresh), []
    for t in known:
        s.assume(t, is_a(label, sort))
    return fresh


def _moved(stmt: Loop) -> set[Place]:
    """Where lists are of which a loop lets items come, go or change places."""
    return {(n, *leading(s.path)) for s in _repeated(stmt) if isinstance(s, Update) and len(leading(s.path)) == len(s.path)
            for n in (s.root, *s.also)}  # fmt: skip
