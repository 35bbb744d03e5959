"""Keys of dicts and elements of sets as integers, their *codes*: equal keys have equal codes and only they do (so True and 1 are
one key); `decode` gives the key back. A set of keys is a function from codes to Bool; its size is `card(has)`."""

from __future__ import annotations

from collections.abc import Iterator

from toolkit.core import terms as T
from toolkit.core.encode import SHARED, Encoder, logic_sort, well_formed
from toolkit.core.ir import ANY, BOOL, INT, NONE, STR, Sort
from toolkit.core.terms import Symbol, Term

CODES, FLAGS = T.array_of(INT), T.array_of(BOOL)
NONE_IN, ALL_IN = (T.Term("lambda", (t,), FLAGS, ((T.bound(),),)) for t in (T.FALSE, T.TRUE))  # the empty set, and all
_BASE = 0x110001  # one more than the number of code points: digits from 1 on


def code(k: Term, sort: Sort, enc: Encoder | None = None) -> Term:
    """The code of a key: an int is its own; a one-character text has a multiple of three, other literal texts of
    code points (where chr would have raised, an item can be any number) 1 modulo 3."""
    if sort == BOOL:
        return T.scalar("int", k)
    if sort == NONE:
        return T.ZERO
    if sort == STR:
        n = T.length(k)
        if n == T.ONE:
            return T.mul(T.num(3), T.at(k, T.ZERO))
        items = [T.at(k, T.num(i)) for i in range(n.data)] if T.is_const(n) else []
        if T.is_const(n) and all(T.is_const(x) and 0 <= x.data < _BASE - 1 for x in items):
            c = T.num(3 * sum((x.data + 1) * _BASE**i for i, x in enumerate(items)) + 1)
            if enc is not None:
                enc.define(T.conj(T.same(T.app("text.len", [c], INT), n),
                                  *(T.same(T.select(T.app("text.data", [c], CODES), T.num(i)), x)
                                    for i, x in enumerate(items))))  # fmt: skip
            return c
        if n.op == "app" and n.data == "text.len" and T.data(k) == T.app("text.data", n.args, CODES):
            return n.args[0]
        return T.app("code.str", [n, T.data(k)], INT)
    if sort.name in ("Tuple", "Object"):
        parts = [code(T.proj(k, i), s, enc) for i, s in enumerate(sort.args)]
        if not parts:
            return T.ZERO
        result = parts[-1]
        for p in reversed(parts[:-1]):
            result = T.app("pair", [p, result], INT)
        return result
    return k


def decode(c: Term, sort: Sort) -> Term:
    """The key that has a code."""
    if sort == BOOL:
        return T.same(c, T.ONE)
    if sort == STR:
        if T.is_const(c):
            return _text(c.data)
        if c.op == "app" and c.data == "code.str":
            return T.mk(*c.args)
        parts, constant = T.linear(c)
        if all(n % 3 == 0 for _, n in parts) and constant % 3 == 0:
            x = T.num(constant // 3)
            for t, n in parts:
                x = T.add(x, T.mul(T.num(n // 3), t))
            return T.listing([x], INT)
        if c.op == "ite":
            return T.ite(c.args[0], decode(c.args[1], sort), decode(c.args[2], sort))
        return T.mk(T.app("text.len", [c], INT), T.app("text.data", [c], CODES))
    if sort.name in ("Tuple", "Object"):
        items: list[Term] = []
        for i, s in enumerate(sort.args):
            last = i == len(sort.args) - 1
            items.append(decode(c if last else _half(c, "pair.first"), s))
            c = c if last else _half(c, "pair.second")
        return T.tup(items, logic_sort(sort))
    return T.ZERO if sort == NONE else c


def _half(c: Term, name: str) -> Term:
    if c.op == "app" and c.data == "pair":
        return c.args[name == "pair.second"]
    return T.app(name, [c], INT)


def literal_of(c: int) -> str | None:
    """The text that has a code, when the code alone says so."""
    items, rest = [], c // 3
    while c % 3 == 1 and rest > 0:
        items.append(rest % _BASE - 1)
        rest //= _BASE
    if c % 3 == 0:
        items = [c // 3]
    if c % 3 == 2 or c < 0 or not all(0 <= x < 0x110000 for x in items):
        return None
    return "".join(map(chr, items))


def _text(c: int) -> Term:
    if c % 3 == 0:
        return T.listing([T.num(c // 3)], INT)
    text = literal_of(c)
    if text is not None:
        return T.listing([T.num(ord(x)) for x in text], INT)
    return T.mk(T.app("text.len", [T.num(c)], INT), T.app("text.data", [T.num(c)], CODES))


def proper(c: Term, sort: Sort) -> Term:
    """c is the code of a value of the sort."""
    members = [f for p, s in parts_of(c, sort) if s.name == "Enum" for f in well_formed(p, s)]
    return T.TRUE if sort in (INT, ANY) else T.conj(T.same(code(decode(c, sort), sort), c), *members)


def parts_of(c: Term, sort: Sort) -> Iterator[tuple[Term, Sort]]:
    """The codes that a key's code consists of, with their sorts."""
    if sort.name not in ("Tuple", "Object"):
        yield c, sort
        return
    for s in sort.args[:-1]:
        yield from parts_of(_half(c, "pair.first"), s)
        c = _half(c, "pair.second")
    if sort.args:
        yield from parts_of(c, sort.args[-1])


def _symbols() -> list[Symbol]:
    """The functions behind codes and sizes, with what is true of them."""
    l, i, c = (T.bound() for _ in range(3))  # noqa: E741
    a = T.bound(CODES)
    k = T.app("code.str", [l, a], INT)
    length, at = T.app("text.len", [c], INT), T.select(T.app("text.data", [c], CODES), i)
    of_k = T.substitute(at, {c.data: k})
    inside = T.conj(T.le(T.ZERO, i), T.lt(i, l))
    d = T.app("code.differ", [l, a, c], INT)
    code_str = Symbol("code.str", (INT, CODES), INT, (
        T.forall([l, a], T.implies(T.ge0(l), T.same(T.app("text.len", [k], INT), l)), [k]),
        T.forall([l, a, i], T.implies(inside, T.same(of_k, T.select(a, i))), [k, T.select(a, i)], [of_k]),
        T.forall([l, a, c], T.implies(T.ge0(l), T.disj(
            T.same(k, c), T.neg(T.same(length, l)),
            T.conj(T.le(T.ZERO, d), T.lt(d, l),
                   T.neg(T.same(T.select(a, d), T.substitute(at, {i.data: d}))))
        )), [k, length]),
    ))  # fmt: skip
    first = T.substitute(at, {i.data: T.ZERO})
    text_len = Symbol("text.len", (INT,), INT, (
        T.forall([c], T.conj(T.ge0(length), T.implies(T.same(length, T.ONE), T.same(c, T.mul(T.num(3), first))),
                           T.implies(T.same(T.scalar("mod", c, T.num(3)), T.ZERO), T.same(length, T.ONE))), [length]),
    ))  # fmt: skip
    x, y = T.bound(), T.bound()
    p = T.app("pair", [x, y], INT)
    pair = Symbol("pair", (INT, INT), INT, (
        T.forall([x, y], T.conj(T.same(T.app("pair.first", [p], INT), x), T.same(T.app("pair.second", [p], INT), y)), [p]),
    ))
    f, g = T.bound(FLAGS), T.bound(FLAGS)
    w = T.app("card.out", [f, g], INT)
    card = Symbol("card", (FLAGS,), INT, (
        T.forall([f], T.ge0(size(f)), [size(f)]),
        # a finite set is another one, or smaller, or not inside it
        T.forall([f, g], T.implies(T.conj(finite(f), finite(g)), T.disj(
            T.Term("eq", (f, g), BOOL), T.lt(size(f), size(g)), T.conj(T.select(f, w), T.neg(T.select(g, w)))
        )), [size(f), size(g)]),
    ))  # fmt: skip
    t = T.bound()
    order, place = T.app("order", [f, t], CODES), T.app("place", [f, t], CODES)
    place_c = T.select(place, c)
    order_ = Symbol("order", (FLAGS, INT), CODES, (
        T.forall([f, t, i], T.implies(T.conj(finite(f), T.le(T.ZERO, i), T.lt(i, size(f))), T.conj(
            T.select(f, T.select(order, i)), T.same(T.select(place, T.select(order, i)), i)
        )), [T.select(order, i)]),
        T.forall([f, t, c], T.implies(T.conj(finite(f), T.select(f, c)), T.conj(
            T.le(T.ZERO, place_c), T.lt(place_c, size(f)), T.same(T.select(order, place_c), c)
        )), [order, T.select(f, c)]),
    ))  # fmt: skip
    return [
        code_str, text_len, pair, card, order_,
        Symbol("code.differ", (INT, CODES, INT), INT),
        Symbol("text.data", (INT,), CODES),
        Symbol("pair.first", (INT,), INT),
        Symbol("pair.second", (INT,), INT),
        Symbol("finite", (FLAGS,), BOOL),
        Symbol("card.out", (FLAGS, FLAGS), INT),
        Symbol("place", (FLAGS, INT), CODES),
    ]  # fmt: skip


def finite(has: Term) -> Term:
    """Every set of a program is."""
    return T.app("finite", [has], BOOL)


def size(has: Term) -> Term:
    """How many members."""
    return T.ZERO if has == NONE_IN else T.app("card", [has], INT)


SHARED.update((s.name, s) for s in _symbols())
