"""Changes in place: of an item, of a field, of a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.core import terms as T
from toolkit.core.encode import CHANGES, Check, codes, maps
from toolkit.core.ir import NONE, Expr, Update
from toolkit.core.source import Span
from toolkit.core.terms import Term
from toolkit.core.vcgen import rows
from toolkit.core.vcgen.changes import leading
from toolkit.core.vcgen.state import Frame, State

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator


def run(g: Generator, u: Update, s: State, frame: Frame) -> None:
    """Every name that is the object gets the new value."""
    g.value(Expr("var", (), g.sorts.get(u.root, u.changed), u.span, u.root), s, frame)  # it has a value
    if u.root not in s.env:
        return  # never reached: the goal just made says so
    path: list[tuple[Term, Term | int]] = []
    here = s.env[u.root]
    for p in u.path:
        if isinstance(p, int):
            path.append((here, p))
            here = T.proj(here, p)
        elif p.op == "key":
            c = codes.code(g.value(p.args[0], s, frame), p.args[0].sort, g.encoder)
            g.meet(maps.present(here, c, p.span), s, frame)
            path.append((here, c))
            here = maps.value_at(here, c)
        else:
            i = g.value(p, s, frame)
            _need_index(g, i, here, p.span, s, frame)
            k = g.encoder.position(i, T.length(here), s.facts)
            path.append((here, k))
            here = T.at(here, k)
    args = [g.value(a, s, frame) for a in u.args]
    value, result = _changed(g, u, here, args, s, frame)
    fields = leading(u.path)
    key = g.rows.get((u.rows, *fields))
    for depth, (outer, step) in reversed([*enumerate(path)]):
        if key is not None and depth == len(fields) and isinstance(step, Term):
            value = rows.with_row(outer, step, value, s.env[key])
        elif isinstance(step, int):
            value = rows.with_part(outer, [step], value)
        elif outer.sort.name == "Tuple":
            value = maps.with_value(outer, step, value)
        else:
            value = T.mk(T.length(outer), T.store(T.data(outer), step, value))
    for name in (u.root, *u.also):
        s.set(name, value)
    if len(fields) == len(path):
        for key in sorted({g.rows.get((n, *fields), "") for n in (u.root, *u.also)} - {""}):
            s.env[key] = _numbered(g, u, T.mk(T.length(here), T.data(s.env[key])), args, s, frame)
    if u.result is not None and result is not None:
        s.set(u.result, result)


def _need_index(g: Generator, i: Term, xs: Term, span: Span, s: State, frame: Frame) -> None:
    ok = g.encoder.in_range(i, T.length(xs), s.facts)
    g.meet(Check(T.TRUE, ok, "IndexError", "index-in-range", span, "the index is in range"), s, frame)


def _changed(g: Generator, u: Update, xs: Term, args: list[Term], s: State, frame: Frame) -> tuple[Term, Term | None]:
    """What is there after the change, and what the operation returns."""
    if u.kind == "setattr":
        return rows.with_part(xs, [args[0].data], args[1]), None
    if u.kind in CHANGES:
        return CHANGES[u.kind](g.encoder, u, xs, args, s.facts, lambda c: g.meet(c, s, frame))
    n, enc = T.length(xs), g.encoder
    if u.kind == "append":
        return T.mk(T.add(n, T.ONE), T.store(T.data(xs), n, args[0])), None
    if u.kind == "extend":
        return enc.concat(xs, args[0]), None
    if u.kind == "insert":
        at = enc.clip(args[0], n, s.facts)
        moved = T.array(
            lambda k: T.ite(T.lt(k, at), T.at(xs, k), T.ite(T.same(k, at), args[1], T.at(xs, T.sub(k, T.ONE))))
        )
        return T.mk(T.add(n, T.ONE), moved), None
    if u.kind == "setslice":
        low = T.ZERO if u.args[0].sort == NONE else enc.clip(args[0], n, s.facts)
        high = n if u.args[1].sort == NONE else enc.clip(args[1], n, s.facts)
        high = s.facts.choose(T.ge(high, low), high, low)
        if low == T.ZERO and high == n:
            return args[2], None
        middle = T.add(low, T.length(args[2]))
        parts = T.array(
            lambda k: T.ite(T.lt(k, low), T.at(xs, k), T.ite(T.lt(k, middle), T.at(args[2], T.sub(k, low)),
                                                             T.at(xs, T.add(T.sub(k, middle), high))))
        )  # fmt: skip
        return T.mk(T.add(middle, T.sub(n, high)), parts), None
    if u.kind == "setitem":
        _need_index(g, args[0], xs, u.span, s, frame)
        return T.mk(n, T.store(T.data(xs), enc.position(args[0], n, s.facts), args[1])), None
    if u.kind in ("permute", "drop"):
        return args[0], None
    if u.kind == "swap":
        for i in args:
            _need_index(g, i, xs, u.span, s, frame)
        return _swapped(xs, *(enc.position(i, n, s.facts) for i in args)), None
    last = T.sub(n, T.ONE)  # pop
    if not args or args[0] == T.num(-1):
        g.meet(Check(T.TRUE, T.gt(n, T.ZERO), "IndexError", "not-empty", u.span, "the list is not empty"), s, frame)
        return T.mk(last, T.data(xs)), T.at(xs, last)
    _need_index(g, args[0], xs, u.span, s, frame)
    k0 = enc.position(args[0], n, s.facts)
    closed = T.array(lambda k: T.ite(T.lt(k, k0), T.at(xs, k), T.at(xs, T.add(k, T.ONE))))
    return T.mk(last, closed), T.at(xs, k0)


def _numbered(g: Generator, u: Update, numbers: Term, args: list[Term], s: State, frame: Frame) -> Term:
    """The numbers of rows (`rows`) after a change of their list: a row that comes in is a new object."""
    if u.kind == "swap":
        return _swapped(numbers, *(g.encoder.position(i, T.length(numbers), s.facts) for i in args))
    if u.kind == "pop":
        return _changed(g, u, numbers, args, s, frame)[0]
    new = rows.made(s)
    if u.kind == "setitem":
        k = g.encoder.position(args[0], T.length(numbers), s.facts)
        return T.mk(T.length(numbers), T.store(T.data(numbers), k, new))
    return _changed(g, u, numbers, [*args[:-1], new], s, frame)[0]


def _swapped(xs: Term, i: Term, j: Term) -> Term:
    """The list with what is at two positions in each other's place."""
    return T.mk(T.length(xs), T.store(T.store(T.data(xs), i, T.at(xs, j)), j, T.at(xs, i)))
