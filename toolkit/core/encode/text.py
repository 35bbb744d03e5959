"""The meaning of what is called on text. `str` and `bytes` are lists of code points and of bytes.

What is a function of the characters is defined by what is true of its result: `find` by "it is here, and nowhere before".
What Unicode's tables decide (case, classes of characters) is exact for ASCII, and beyond it an uninterpreted function of the
text, whose symbol says so (`opaque`). Sources: CPython 3.11, Objects/unicodeobject.c and Objects/stringlib; the facts about
all characters are tested on all of them (tests/test_text.py)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import attrs

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, SMALL, Check, Encoder, Env, View
from toolkit.core.ir import BOOL, FLOAT, INT, Expr, Sort, list_of
from toolkit.core.terms import Facts, Symbol, Term

_A, _S = T.array_of(INT), list_of(INT)
_MAX = 0x10FFFF  # the last code point
_DIGITS = 4300  # that int() reads (sys.int_info.default_max_str_digits)
_SPACES = ((9, 13), (28, 32), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F),
           (0x205F, 0x205F), (0x3000, 0x3000))  # fmt: skip

Holds = Callable[[Term], Term]


# --- characters and positions ---------------------------------------------------------------------------------------


def within(c: Term, *ranges: tuple[int, int]) -> Term:
    """c lies in one of the ranges, ends included."""
    return T.disj(*(T.same(c, T.num(a)) if a == b else T.conj(T.ge(c, T.num(a)), T.le(c, T.num(b))) for a, b in ranges))


def between(low: Term, k: Term, high: Term) -> Term:
    """low <= k < high"""
    return T.conj(T.le(low, k), T.lt(k, high))


def every(v: View, holds: Holds, facts: Facts) -> Term:
    """All of the view's elements are such."""
    n = T.sub(v.high, v.low)
    if T.is_const(n) and n.data <= SMALL:
        return T.conj(*(holds(v.at(T.add(v.low, T.num(i)))) for i in range(n.data)))
    k = T.bound()
    return T.forall([k], T.implies(between(v.low, k, v.high), holds(v.at(k))))


def characters(s: Term, low: Term = T.ZERO, high: Term | None = None) -> View:
    return View(low, T.length(s) if high is None else high, lambda k: T.at(s, k))


def part(s: Term, low: Term, high: Term) -> Term:
    """s[low:high] for 0 <= low <= high <= len(s)."""
    if low == T.ZERO and high == T.length(s):
        return s
    return T.mk(T.sub(high, low), T.array(lambda k: T.at(s, T.add(low, k))))


def declare(en: Encoder, name: str, args: tuple[Sort, ...], result: Sort, opaque: str = "", axioms: tuple[Term, ...] = ()) -> None:
    if name not in en.symbols:
        en.symbols[name] = Symbol(name, args, result, axioms, opaque)


def unknown(en: Encoder, name: str, args: list[Term], result: Sort, opaque: str = "") -> Term:
    """An application of a function without axioms."""
    declare(en, name, tuple(a.sort for a in args), result, opaque)
    return T.app(name, args, result)


def identity(en: Encoder, s: Term) -> Term:
    """A number that equal texts have in common: what an uninterpreted function of a text takes."""
    if "text.id" not in en.symbols:
        for symbol in identity_symbols():
            en.symbols[symbol.name] = symbol
    return T.app("text.id", [T.data(s), T.length(s)], INT)


def identity_symbols() -> list[Symbol]:
    a, b, n, m = T.bound(_A), T.bound(_A), T.bound(), T.bound()
    x, y = T.app("text.id", [a, n], INT), T.app("text.id", [b, m], INT)
    d = T.app("text.differ", [a, n, b], INT)
    other = T.conj(between(T.ZERO, d, n), T.neg(T.same(T.select(a, d), T.select(b, d))))
    equal = T.forall([a, n, b, m], T.disj(T.same(x, y), T.neg(T.same(n, m)), other), [x, y])
    return [Symbol("text.id", (_A, INT), INT, (equal,)), Symbol("text.differ", (_A, INT, _A), INT)]


def opaque(en: Encoder, word: str, s: Term, result: Sort) -> Term:
    """What Unicode's tables say of a text; `word` is the method."""
    return unknown(en, "text." + word, [identity(en, s)], result, word)


def word(en: Encoder, text: str) -> Term:
    return T.listing([T.num(ord(c)) for c in text], INT)


# --- order ----------------------------------------------------------------------------------------------------------


# --- searching ------------------------------------------------------------------------------------------------------


def bounds(en: Encoder, n: Term, given: list[Term], facts: Facts) -> tuple[Term, Term]:
    """start and end as CPython adjusts them: a start behind the end of the text stays there."""
    low, high = T.ZERO, n
    if given:
        up = T.add(given[0], n)
        low = facts.choose(T.ge0(given[0]), given[0], facts.choose(T.ge0(up), up, T.ZERO))
    if len(given) > 1:
        high = en.clip(given[1], n, facts)
    return low, high


def position(en: Encoder, s: Term, p: Term, low: Term, high: Term, last: bool = False) -> Term:
    """The first (or last) place of p in s[low:high], else -1."""
    m = T.length(p)
    r = unknown(en, "text.rfind" if last else "text.find", [T.data(s), T.length(s), T.data(p), m, low, high], INT)
    top = T.add(T.sub(high, m), T.ONE)
    k, j = T.bound(), T.bound()
    nowhere = T.forall([k], T.implies(between(low, k, top), T.neg(en.occurs(p, s, k))))
    span = between(T.add(r, T.ONE), j, top) if last else between(low, j, r)
    here = T.conj(between(low, r, top), en.occurs(p, s, r), T.forall([j], T.implies(span, T.neg(en.occurs(p, s, j)))))
    en.define(T.disj(T.conj(T.same(r, T.num(-1)), nowhere), T.conj(T.ge0(r), here)))
    return r


def occurrences(en: Encoder, s: Term, p: Term, low: Term, high: Term, facts: Facts) -> Term:
    """How often p is in s[low:high], without overlaps."""
    m = T.length(p)
    width = facts.choose(T.le(low, high), T.sub(high, low), T.ZERO)

    def of(c: Term) -> Term:
        return en.sum(characters(s, low, high), lambda k: T.ite(T.same(T.at(s, k), c), T.ONE, T.ZERO), facts)

    nowhere = T.neg(en.any_in(View(low, T.add(T.sub(high, m), T.ONE), lambda k: k), lambda k: en.occurs(p, s, k), Facts()))
    if m == T.ONE:
        total = of(T.at(p, T.ZERO))
        en.define(T.same(T.same(total, T.ZERO), nowhere))
        return total
    if m == T.ZERO:
        return T.ite(T.le(low, high), T.add(width, T.ONE), T.ZERO)
    c = unknown(en, "text.count", [identity(en, s), identity(en, p), low, high], INT, "count")
    found = T.implies(T.gt(m, T.ZERO), T.conj(T.le(c, width), T.same(T.same(c, T.ZERO), nowhere)))
    one = T.implies(T.same(m, T.ONE), T.same(c, of(T.at(p, T.ZERO))))
    empty = T.implies(T.same(m, T.ZERO), T.same(c, T.ite(T.le(low, high), T.add(width, T.ONE), T.ZERO)))
    en.define(T.conj(T.ge0(c), found, one, empty))
    return c


def _search(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, p, *given = (en.value(a, env, facts, checks) for a in e.args)
    low, high = bounds(en, T.length(s), given, facts)
    name = e.op.removeprefix("str.")
    if name == "count":
        return occurrences(en, s, p, low, high, facts)
    r = position(en, s, p, low, high, name.startswith("r"))
    if name in ("index", "rindex"):
        en.check(checks, facts, T.ge0(r), "ValueError", "substring-found", e.span, "the text is found")
    return r


def _affix(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, p, *given = (en.value(a, env, facts, checks) for a in e.args)
    low, high = bounds(en, T.length(s), given, facts)
    choices = [T.proj(p, i) for i in range(len(p.sort.args))] if p.sort.name == "Tuple" else [p]
    return T.disj(*(has_affix(en, s, q, low, high, e.op) for q in choices))


def has_affix(en: Encoder, s: Term, p: Term, low: Term, high: Term, op: str) -> Term:
    at = low if op == "str.startswith" else T.sub(high, T.length(p))
    return T.conj(T.le(T.add(low, T.length(p)), high), en.occurs(p, s, at))


def _remove(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, p = (en.value(a, env, facts, checks) for a in e.args)
    n, m = T.length(s), T.length(p)
    prefix = e.op == "str.removeprefix"
    has = has_affix(en, s, p, T.ZERO, n, "str.startswith" if prefix else "str.endswith")
    return T.ite(has, part(s, m, n) if prefix else part(s, T.ZERO, T.sub(n, m)), s)


def _replace(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, old, new = (en.value(a, env, facts, checks) for a in e.args)
    n, m, w = T.length(s), T.length(old), T.length(new)
    if m == w == T.ONE:
        c, d = T.at(old, T.ZERO), T.at(new, T.ZERO)
        return T.mk(n, T.array(lambda k: T.ite(T.same(T.at(s, k), c), d, T.at(s, k))))
    if m == T.ONE and w == T.ZERO:
        c = T.at(old, T.ZERO)
        return en.filter(characters(s), lambda k: T.neg(T.same(T.at(s, k), c)), lambda k: T.at(s, k), facts)
    count = occurrences(en, s, old, T.ZERO, n, facts)
    r = unknown(en, "text.replace", [identity(en, s), identity(en, old), identity(en, new)], _S, "replace")
    k, j, i = T.bound(), T.bound(), T.bound()
    nothing = T.forall([k], T.implies(between(T.ZERO, k, n), T.same(T.at(r, k), T.at(s, k))))
    gone = T.forall([i], T.implies(between(T.ZERO, i, T.length(r)), T.neg(T.same(T.at(r, i), T.at(old, T.ZERO)))))
    absent = T.forall([j], T.implies(between(T.ZERO, j, w), T.neg(T.same(T.at(new, j), T.at(old, T.ZERO)))))
    en.define(T.conj(
        T.ge0(T.length(r)),
        T.same(T.length(r), T.add(n, T.mul(count, T.sub(w, m)))),
        T.disj(en._substring(old, s), T.conj(T.same(T.length(r), n), nothing)),
        T.implies(T.conj(T.same(m, T.ONE), absent), gone),
    ))  # fmt: skip
    return r


def _strip(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, *rest = (en.value(a, env, facts, checks) for a in e.args)
    n = T.length(s)

    def off(k: Term) -> Term:
        c = T.at(s, k)
        return en.any_in(characters(rest[0]), lambda d: T.same(d, c), facts) if rest else within(c, *_SPACES)

    args = [T.data(s), n, *(x for r in rest for x in (T.data(r), T.length(r)))]
    kind = "chars" if rest else "space"
    a = T.ZERO if e.op == "str.rstrip" else unknown(en, f"text.left.{kind}", args, INT)
    b = n if e.op == "str.lstrip" else unknown(en, f"text.right.{kind}", args, INT)
    k, j = T.bound(), T.bound()
    left = T.conj(T.forall([k], T.implies(between(T.ZERO, k, a), off(k))), T.implies(T.lt(a, n), T.neg(off(a))))
    right = T.conj(T.forall([j], T.implies(between(b, j, n), off(j))), T.implies(T.gt(b, T.ZERO), T.neg(off(T.sub(b, T.ONE)))))
    sides = []
    if e.op != "str.rstrip":  # the first character that stays; n if there is none
        sides += [T.le(T.ZERO, a), T.le(a, n), left]
    if e.op != "str.lstrip":  # one behind the last that stays; 0 if there is none
        sides += [T.le(T.ZERO, b), T.le(b, n), right]
    en.define(T.implies(T.ge0(n), T.conj(*sides)))
    if e.op == "str.strip":  # all of it goes: a = n, b = 0
        b = T.ite(T.le(a, b), b, a)
    return part(s, a, b)


# --- pieces ---------------------------------------------------------------------------------------------------------


def _split(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """The pieces as places in the text: piece i begins at begin(i); the rest follows from where separators are."""
    s, *rest = (en.value(a, env, facts, checks) for a in e.args)
    n = T.length(s)
    args = [T.data(s), n, *(x for r in rest for x in (T.data(r), T.length(r)))]
    if rest:
        en.check(checks, facts, T.gt(T.length(rest[0]), T.ZERO), "ValueError", "separator-not-empty", e.span,
                 "the separator is not empty")  # fmt: skip
    kind = ("rsplit" if e.op == "str.rsplit" else "split") if rest and T.length(rest[0]) != T.ONE else "split"
    kind = f"text.{kind}.{'by' if rest else 'space'}"
    r = unknown(en, kind, args, list_of(_S))
    count = T.length(r)
    declare(en, kind + ".begin", (*(a.sort for a in args), INT), INT)

    def begin(i: Term) -> Term:
        return T.app(kind + ".begin", [*args, i], INT)

    def end(i: Term) -> Term:
        return T.add(begin(i), T.length(T.at(r, i)))

    i, j, x, k = (T.bound() for _ in range(4))
    last = T.sub(count, T.ONE)
    copied = T.forall([i, j], T.implies(
        T.conj(between(T.ZERO, i, count), between(T.ZERO, j, T.length(T.at(r, i)))),
        T.same(T.at(T.at(r, i), j), T.at(s, T.add(begin(i), j)))), [T.at(T.at(r, i), j)])  # fmt: skip
    if not rest:

        def space(k: Term) -> Term:
            return within(T.at(s, k), *_SPACES)

        pieces = T.forall([x], T.implies(between(T.ZERO, x, count), T.conj(
            T.le(T.ZERO, begin(x)), T.gt(T.length(T.at(r, x)), T.ZERO), T.le(end(x), n),
            T.implies(T.lt(x, last), T.lt(end(x), begin(T.add(x, T.ONE)))),
            T.forall([k], T.implies(between(begin(x), k, end(x)), T.neg(space(k)))))), [T.at(r, x)])  # fmt: skip
        y, z, u, v = (T.bound() for _ in range(4))
        gaps = T.forall([y, z], T.implies(
            T.conj(between(T.ZERO, y, last), between(end(y), z, begin(T.add(y, T.ONE)))), space(z)))  # fmt: skip
        before = T.forall([u], T.implies(between(T.ZERO, u, T.ite(T.gt(count, T.ZERO), begin(T.ZERO), n)), space(u)))
        after = T.implies(T.gt(count, T.ZERO), T.forall([v], T.implies(between(end(last), v, n), space(v))))
        en.define(T.implies(T.ge0(n), T.conj(T.ge0(count), copied, pieces, gaps, before, after)))
        return r
    p = rest[0]
    m = T.length(p)

    def apart(x: Term) -> Term:  # the piece is as short as can be: no separator begins in it (rsplit: none ends in it)
        if kind == "text.rsplit.by":
            return T.forall([k], T.implies(
                T.conj(T.lt(begin(x), T.add(k, m)), T.le(T.add(k, m), end(x)), T.ge0(k),
                       T.implies(T.gt(x, T.ZERO), T.gt(T.add(k, m), begin(x)))), T.neg(en.occurs(p, s, k))))  # fmt: skip
        return T.forall([k], T.implies(
            T.conj(between(begin(x), k, end(x)), T.le(T.add(k, m), n)), T.neg(en.occurs(p, s, k))))  # fmt: skip

    pieces = T.forall([x], T.implies(between(T.ZERO, x, count), T.conj(
        T.le(T.ZERO, begin(x)), T.ge0(T.length(T.at(r, x))), T.le(end(x), n),
        T.implies(T.lt(x, last), T.conj(en.occurs(p, s, end(x)), T.same(begin(T.add(x, T.ONE)), T.add(end(x), m)))),
        apart(x))), [T.at(r, x)])  # fmt: skip
    en.define(T.implies(T.conj(T.ge0(n), T.gt(m, T.ZERO)), T.conj(
        T.gt(count, T.ZERO), T.same(count, T.add(occurrences(en, s, p, T.ZERO, n, facts), T.ONE)), copied, pieces,
        T.same(begin(T.ZERO), T.ZERO), T.same(end(last), n))))  # fmt: skip
    return r


def _partition(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, p = (en.value(a, env, facts, checks) for a in e.args)
    n, m = T.length(s), T.length(p)
    en.check(checks, facts, T.gt(m, T.ZERO), "ValueError", "separator-not-empty", e.span, "the separator is not empty")
    back = e.op == "str.rpartition"
    r = position(en, s, p, T.ZERO, n, back)
    found, nil = T.ge0(r), word(en, "")
    parts = [part(s, T.ZERO, r), p, part(s, T.add(r, m), n)]
    other = [nil, nil, s] if back else [s, nil, nil]
    sort = Sort("Tuple", (_S, _S, _S))
    return T.tup([T.ite(found, a, b) for a, b in zip(parts, other)], sort)


def _join(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    sep = en.value(e.args[0], env, facts, checks)
    q = e.args[1]
    if sep.op == "mk" and T.length(sep) == T.ZERO and q.op == "quant" and q.data.kind == "filter":
        v, b = en.view(q.args[0], env, facts, checks), attrs.evolve(q.data, eager=False)
        cond = en._body(q.args[1], b, v, env, facts, checks)
        item = en._body(q.args[2], b, v, env, facts, checks, q.args[1])
        if T.length(item(v.low)) == T.ONE:  # characters that are kept
            return en.filter(v, cond, lambda k: T.at(item(k), T.ZERO), facts)
        return joined(en, en.filter(v, cond, item, facts), sep)
    v = en.view(q, env, facts, checks)
    n = en.size(v, facts)
    if T.is_const(n) and n.data <= SMALL:
        result = word(en, "")
        for i in range(n.data):
            result = en.concat(result, sep) if i else result
            result = en.concat(result, v.at(T.add(v.low, T.num(i))))
        return result
    if T.length(sep) == T.ZERO and T.length(v.at(T.bound())) == T.ONE:  # one character after the other
        return T.mk(n, T.array(lambda k: T.at(v.at(T.add(v.low, k)), T.ZERO)))
    return joined(en, en.as_list(v, facts), sep)


def joined(en: Encoder, parts: Term, sep: Term) -> Term:
    items = T.data(parts)
    cut = items.args[0] if items.op == "data" else items
    if cut.op == "app" and cut.data.endswith("split.by") and cut.args[2:] == (T.data(sep), T.length(sep)):
        return T.mk(cut.args[1], cut.args[0])  # all the pieces, with the separators that they were cut at
    if "text.join" not in en.symbols:
        for symbol in join_symbols():
            en.symbols[symbol.name] = symbol
    return T.app("text.join", [T.data(parts), T.length(parts), T.data(sep), T.length(sep)], _S)


def join_symbols() -> list[Symbol]:
    """join(pieces, n, sep, m): the first n pieces, with separators. `join.of` is the same under a name that is not unfolded."""
    P = T.array_of(_S)
    sorts = (P, INT, _A, INT)

    def whole(*args: Term) -> Term:
        return T.app("text.join", args, _S)

    def of(*args: Term) -> Term:
        return T.app("text.join.of", args, _S)

    def as_terms(name: str, a: Term, b: Term) -> Term:
        return T.Term("eq", (a, b), BOOL)

    p, n, s, m = T.bound(P), T.bound(), T.bound(_A), T.bound()
    r, before = whole(p, n, s, m), of(p, T.sub(n, T.ONE), s, m)
    last = T.select(p, T.sub(n, T.ONE))
    gap = T.ite(T.gt(n, T.ONE), m, T.ZERO)
    k = T.bound()
    at = T.select(T.data(r), k)
    start = T.add(T.length(before), gap)
    pieces_fine = T.ge0(T.length(last))
    i = T.bound()
    lengths = T.forall([i], T.implies(between(T.ZERO, i, n), T.ge0(T.length(T.select(p, i)))))
    given = T.conj(T.ge0(m), lengths)
    unfold = T.forall([p, n, s, m], T.conj(
        as_terms("of", r, of(p, n, s, m)),
        T.implies(T.le(n, T.ZERO), T.same(T.length(r), T.ZERO)),
        T.implies(T.conj(T.gt(n, T.ZERO), given), T.conj(
            pieces_fine, T.same(T.length(r), T.add(start, T.length(last))),
            T.forall([k], T.implies(between(T.ZERO, k, T.length(r)), T.same(at, T.ite(
                T.lt(k, T.length(before)), T.select(T.data(before), k),
                T.ite(T.lt(k, start), T.select(s, T.sub(k, T.length(before))),
                      T.select(T.data(last), T.sub(k, start)))))), [at]))),
    ), [r])  # fmt: skip
    p, n, s, m = T.bound(P), T.bound(), T.bound(_A), T.bound()
    r = of(p, n, s, m)
    size = T.forall([p, n, s, m], T.conj(T.ge0(T.length(r)), T.implies(T.le(n, T.ZERO), T.same(T.length(r), T.ZERO))), [r])
    # by induction: equal pieces give equal texts
    p, n, s, m, p2, s2 = T.bound(P), T.bound(), T.bound(_A), T.bound(), T.bound(P), T.bound(_A)
    d, c = T.app("text.join.piece", [p, n, p2], INT), T.app("text.differ", [s, m, s2], INT)
    x, y = of(p, n, s, m), of(p2, n, s2, m)
    one, two = T.select(p, d), T.select(p2, d)
    at_ = T.app("text.differ", [T.data(one), T.length(one), T.data(two)], INT)
    equal = T.forall([p, n, s, m, p2, s2], T.disj(
        T.Term("eq", (x, y), BOOL),
        T.conj(between(T.ZERO, d, n), T.disj(
            T.neg(T.same(T.length(one), T.length(two))),
            T.conj(between(T.ZERO, at_, T.length(one)), T.neg(T.same(T.at(one, at_), T.at(two, at_)))))),
        T.conj(between(T.ZERO, c, m), T.neg(T.same(T.select(s, c), T.select(s2, c)))),
    ), [x, y])  # fmt: skip
    # by induction: characters that are put together without a separator
    p, n, s = T.bound(P), T.bound(), T.bound(_A)
    r = of(p, n, s, T.ZERO)
    long = T.app("text.join.long", [p, n], INT)
    k = T.bound()
    chars = T.forall([p, n, s], T.implies(T.ge0(n), T.disj(
        T.conj(between(T.ZERO, long, n), T.neg(T.same(T.length(T.select(p, long)), T.ONE))),
        T.conj(T.same(T.length(r), n), T.forall([k], T.implies(
            between(T.ZERO, k, n), T.same(T.at(r, k), T.at(T.select(p, k), T.ZERO))), [T.at(r, k)])))), [r])  # fmt: skip
    return [
        Symbol("text.join", sorts, _S, (unfold, size, equal, chars)),
        Symbol("text.join.of", sorts, _S),
        Symbol("text.join.piece", (P, INT, P), INT),
        Symbol("text.join.long", (P, INT), INT),
        Symbol("text.differ", (_A, INT, _A), INT),
    ]


# --- classes of characters, and case --------------------------------------------------------------------------------


def char_class(en: Encoder, name: str, c: Term) -> Term:
    """Is one character of the class? Exact for ASCII and for white space."""

    def table(word: str, *ascii: tuple[int, int]) -> Term:
        beyond = unknown(en, "text.char." + word, [c], BOOL, word) if not (T.is_const(c) and c.data < 128) else T.FALSE
        return T.ite(T.lt(c, T.num(128)), within(c, *ascii), beyond)

    def of(name: str) -> Term:
        return char_class(en, name, c)

    match name:
        case "isspace":
            return within(c, *_SPACES)
        case "isascii":
            return T.lt(c, T.num(128))
        case "isprintable":
            return table(name, (32, 126))
        case "isdecimal":
            return table(name, (48, 57))
        case "isdigit":
            return T.disj(of("isdecimal"), table(name))
        case "isnumeric":
            return T.disj(of("isdigit"), table(name))
        case "isalpha":
            return table(name, (65, 90), (97, 122))
        case "isalnum":
            return T.disj(of("isalpha"), of("isnumeric"))
        case "isupper":
            return table(name, (65, 90))
        case "islower":
            return T.conj(table(name, (97, 122)), T.neg(of("isupper")))
        case _:  # titlecase: neither upper nor lower, as U+01C5
            return T.conj(table("istitle"), T.neg(of("isupper")), T.neg(of("islower")))


def _class(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s = en.value(e.args[0], env, facts, checks)
    name = e.op.removeprefix("str.")
    v = characters(s)
    if name in ("isupper", "islower"):  # a character with this case, and none with another
        others = ("islower" if name == "isupper" else "isupper", "istitle")
        some = en.any_in(v, lambda c: char_class(en, name, c), facts)
        return T.conj(some, every(v, lambda c: T.neg(T.disj(*(char_class(en, o, c) for o in others))), facts))
    all_ = every(v, lambda c: char_class(en, name, c), facts)
    return all_ if name in ("isascii", "isprintable") else T.conj(T.gt(T.length(s), T.ZERO), all_)


def _case(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """Character by character on ASCII text; on other text a function that is not interpreted ("ß".upper() is "SS")."""
    s = en.value(e.args[0], env, facts, checks)
    name, n = e.op.removeprefix("str."), T.length(s)

    def mapped(k: Term) -> Term:
        c = T.at(s, k)
        low, high = within(c, (97, 122)), within(c, (65, 90))
        up, down = T.ite(low, T.sub(c, T.num(32)), c), T.ite(high, T.add(c, T.num(32)), c)
        if name == "upper":
            return up
        if name in ("lower", "casefold"):
            return down
        if name == "swapcase":
            return T.ite(low, up, down)
        first = T.same(k, T.ZERO)
        if name == "title":
            first = T.disj(first, T.neg(within(T.at(s, T.sub(k, T.ONE)), (65, 90), (97, 122))))
        return T.ite(first, up, down)

    plain = every(characters(s), lambda c: T.lt(c, T.num(128)), facts)
    exact = T.mk(n, T.array(mapped)) if not T.is_const(n) or n.data > SMALL else T.listing(
        [mapped(T.num(i)) for i in range(n.data)], INT)  # fmt: skip
    if plain == T.TRUE or facts.knows(plain):
        return exact
    r = opaque(en, name, s, _S)
    size, k = T.length(r), T.bound()
    codes = T.forall([k], T.implies(between(T.ZERO, k, size), within(T.at(r, k), (0, _MAX))))
    en.define(T.implies(T.ge0(n), T.conj(T.le(n, size), T.le(size, T.mul(T.num(3), n)), codes)))
    return T.ite(plain, exact, r)


# --- numbers --------------------------------------------------------------------------------------------------------


def number_symbols() -> list[Symbol]:
    """text.number(a, lo, hi): the decimal number in a[lo:hi]. text.str(n): `str(n)`. `.of`: the same, not unfolded."""

    def whole(*args: Term) -> Term:
        return T.app("text.number", args, INT)

    def of(*args: Term) -> Term:
        return T.app("text.number.of", args, INT)

    a, lo, hi = T.bound(_A), T.bound(), T.bound()
    last = T.sub(hi, T.ONE)
    n = whole(a, lo, hi)
    unfold = T.forall([a, lo, hi], T.conj(
        T.same(n, of(a, lo, hi)),
        T.implies(T.le(hi, lo), T.same(n, T.ZERO)),
        T.implies(T.lt(lo, hi), T.same(n, T.add(T.mul(T.num(10), of(a, lo, last)), T.sub(T.select(a, last), T.num(48))))),
    ), [n])  # fmt: skip
    a, lo, hi = T.bound(_A), T.bound(), T.bound()
    empty = T.forall([a, lo, hi], T.implies(T.le(hi, lo), T.same(of(a, lo, hi), T.ZERO)), [of(a, lo, hi)])
    # by induction: equal digits give equal numbers; digits give no negative number
    a, lo, hi, b, l2, h2 = T.bound(_A), T.bound(), T.bound(), T.bound(_A), T.bound(), T.bound()
    d = T.app("text.number.differ", [a, lo, hi, b, l2], INT)
    equal = T.forall([a, lo, hi, b, l2, h2], T.implies(T.same(T.sub(hi, lo), T.sub(h2, l2)), T.disj(
        T.same(of(a, lo, hi), of(b, l2, h2)),
        T.conj(between(T.ZERO, d, T.sub(hi, lo)), T.neg(T.same(T.select(a, T.add(lo, d)), T.select(b, T.add(l2, d))))))),
        [of(a, lo, hi), of(b, l2, h2)])  # fmt: skip
    a, lo, hi = T.bound(_A), T.bound(), T.bound()
    w = T.app("text.number.low", [a, lo, hi], INT)
    sign = T.forall([a, lo, hi], T.disj(T.ge0(of(a, lo, hi)), T.conj(between(lo, w, hi), T.lt(T.select(a, w), T.num(48)))),
                    [of(a, lo, hi)])  # fmt: skip

    def text(n: Term) -> Term:
        return T.app("text.str", [n], _S)

    def rest(n: Term) -> Term:
        return T.app("text.str.of", [n], _S)

    n, k = T.bound(), T.bound()
    r, ten, d = text(n), T.num(10), T.data(text(n))
    size = T.length(r)
    before = rest(T.scalar("floordiv", n, ten))
    digit = T.add(T.num(48), T.scalar("mod", n, ten))
    minus, j = rest(T.minus(n)), T.bound()
    digits = T.forall([n], T.conj(
        T.Term("eq", (r, rest(n)), BOOL),
        T.implies(T.conj(T.ge0(n), T.lt(n, ten)), T.conj(T.same(size, T.ONE), T.same(T.select(d, T.ZERO), digit))),
        T.implies(T.ge(n, ten), T.conj(
            T.same(size, T.add(T.length(before), T.ONE)), T.same(T.select(d, T.length(before)), digit),
            T.forall([k], T.implies(between(T.ZERO, k, T.length(before)), T.same(T.select(d, k), T.at(before, k))),
                     [T.select(d, k)]))),
        T.implies(T.lt(n, T.ZERO), T.conj(
            T.same(size, T.add(T.length(minus), T.ONE)), T.same(T.select(d, T.ZERO), T.num(45)),
            T.forall([j], T.implies(between(T.ZERO, j, T.length(minus)),
                                    T.same(T.select(d, T.add(j, T.ONE)), T.at(minus, j))), [T.at(minus, j)]))),
    ), [r])  # fmt: skip
    # by induction: shape, and that the number can be read back
    n, k = T.bound(), T.bound()
    r = rest(n)
    size, d = T.length(r), T.data(r)
    start = T.ite(T.lt(n, T.ZERO), T.ONE, T.ZERO)
    shape = T.forall([n], T.conj(
        T.gt(size, start), T.implies(T.lt(n, T.ZERO), T.same(T.select(d, T.ZERO), T.num(45))),
        T.forall([k], T.implies(between(start, k, size), within(T.select(d, k), (48, 57))), [T.select(d, k)]),
        T.implies(T.gt(size, T.add(start, T.ONE)), T.neg(T.same(T.select(d, start), T.num(48)))),
        T.same(of(d, start, size), T.ite(T.ge0(n), n, T.minus(n))),
        T.same(T.same(size, T.ONE), T.conj(T.ge0(n), T.lt(n, ten))),
        T.implies(T.same(size, T.ONE), T.same(T.select(d, T.ZERO), T.add(T.num(48), n))),
    ), [r])  # fmt: skip
    # by induction: different numbers have different texts
    n, m = T.bound(), T.bound()
    x, y = rest(n), rest(m)
    d = T.app("text.differ", [T.data(x), T.length(x), T.data(y)], INT)
    injective = T.forall([n, m], T.disj(
        T.same(n, m), T.neg(T.same(T.length(x), T.length(y))),
        T.conj(between(T.ZERO, d, T.length(x)), T.neg(T.same(T.at(x, d), T.at(y, d))))), [x, y])  # fmt: skip
    return [
        Symbol("text.number", (_A, INT, INT), INT, (unfold, empty, equal, sign)),
        Symbol("text.number.of", (_A, INT, INT), INT),
        Symbol("text.number.differ", (_A, INT, INT, _A, INT), INT),
        Symbol("text.number.low", (_A, INT, INT), INT),
        Symbol("text.str", (INT,), _S, (digits, shape, injective)),
        Symbol("text.differ", (_A, INT, _A), INT),
        Symbol("text.str.of", (INT,), _S),
    ]


def numbers(en: Encoder) -> None:
    if "text.number" not in en.symbols:
        for symbol in number_symbols():
            en.symbols[symbol.name] = symbol


def _str(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = en.value(e.args[0], env, facts, checks)
    if T.is_const(n) and abs(n.data) < 10**_DIGITS:
        return word(en, str(n.data))
    numbers(en)
    return T.app("text.str", [n], _S)


_BASES = {"x": (16, (48, 57), (97, 102)), "X": (16, (48, 57), (65, 70)), "o": (8, (48, 55)), "b": (2, (48, 49))}


def _format(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """A number with a format: exact where it says how long it is and of which characters it is, else uninterpreted."""
    return _formatted(en, en.value(e.args[0], env, facts, checks), e.args[0].sort, str(e.data))


def _formatted(en: Encoder, v: Term, sort: Sort, kind: str) -> Term:
    if v.op == "ite":
        return T.ite(v.args[0], *(_formatted(en, a, sort, kind) for a in v.args[1:]))
    if T.is_const(v) and (isinstance(v.data, float) or abs(v.data) < 10**_DIGITS):
        return word(en, format(v.data, kind))
    if sort == FLOAT:
        r = unknown(en, f"text.format.{kind}", [v], _S, f"the format {kind} of floats" if kind else "the text of floats")
        en.define(T.gt(T.length(r), T.ZERO))
        return r
    r, minus = unknown(en, f"text.format.{kind}", [v], _S, f"the format {kind} of ints"), T.lt(v, T.ZERO)
    size, start = T.length(r), T.ite(minus, T.ONE, T.ZERO)
    en.define(T.conj(T.gt(size, start), T.implies(minus, T.same(T.at(r, T.ZERO), T.num(45)))))
    if kind in (",", "_"):
        numbers(en)
        plain = T.app("text.str", [v], _S)
        digits = T.sub(T.length(plain), start)
        en.define(T.same(size, T.add(T.length(plain), T.scalar("floordiv", T.sub(digits, T.ONE), T.num(3)))))
        return T.ite(T.conj(T.lt(v, T.num(1000)), T.gt(v, T.num(-1000))), plain, r)
    base, *ranges = _BASES[kind]
    assert isinstance(base, int)
    k = T.bound()
    c = T.at(r, k)
    en.define(T.forall([k], T.implies(between(start, k, size), within(c, *ranges)), [c]))  # type: ignore[arg-type]
    small = T.conj(T.ge0(v), T.lt(v, T.num(min(base, 10))))
    en.define(T.implies(small, T.same(T.at(r, T.ZERO), T.add(T.num(48), v))))
    if base == 2:
        bits = T.ite(T.same(v, T.ZERO), T.ONE, T.scalar("width", v))
        en.define(T.same(size, T.add(start, bits)))
    for n in range(1, 9):
        en.define(T.implies(T.ge0(v), T.same(T.lt(v, T.num(base**n)), T.le(size, T.num(n)))))
    return r


def _int_in_base(en: Encoder, s: Term, e: Expr, base: int, facts: Facts, checks: list[Check]) -> Term:
    """int(s, base), of a base that is not 10: it is known to be a number where s has nothing but digits, and which one where s is
    short; signs, prefixes, spaces, underscores and other digits are not interpreted."""
    given = e.args[0].data if e.args[0].op == "const" else None
    if given is not None:
        with contextlib.suppress(ValueError):
            return T.num(int(given, base))
    ranges = [(48, 47 + min(base, 10)), *([(87 + 10, 86 + base), (55 + 10, 54 + base)] if base > 10 else [])]
    letters = {2: "bB", 8: "oO", 16: "xX"}.get(base, "")
    n, text = T.length(s), characters(s)
    plain = T.conj(T.gt(n, T.ZERO), every(text, lambda c: within(c, *ranges), facts))
    bad = en.any_in(text, lambda c: T.conj(T.lt(c, T.num(128)), T.neg(within(
        c, *ranges, (43, 43), (45, 45), (95, 95), (9, 13), (28, 32), *((ord(x), ord(x)) for x in letters)))), facts)  # fmt: skip
    none = every(text, lambda c: T.conj(T.lt(c, T.num(128)), T.neg(within(c, *ranges))), facts)
    ok = T.disj(plain, T.conj(T.neg(bad), T.neg(none), opaque(en, f"int.{base}", s, BOOL)))
    en.check(checks, facts, ok, "ValueError", "text-is-a-number", e.span, f"the text is a number in base {base}")
    value = unknown(en, f"text.int.{base}.value", [identity(en, s)], INT, "int")
    en.define(T.implies(plain, T.ge0(value)))
    so_far = T.ZERO
    for i in range(4):
        c = T.at(s, T.num(i))
        digit = T.ite(T.le(c, T.num(57)), T.sub(c, T.num(48)), T.ite(T.le(c, T.num(90)), T.sub(c, T.num(55)), T.sub(c, T.num(87))))
        so_far = T.add(T.mul(T.num(base), so_far), digit)
        en.define(T.implies(T.conj(plain, T.same(n, T.num(i + 1))), T.same(value, so_far)))
    return value


def _int(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """int(s): exact for a sign and at most 4300 ASCII digits, and for what cannot be a number; what spaces, underscores and
    other digits mean is not interpreted."""
    s = en.value(e.args[0], env, facts, checks)
    if len(e.args) > 1:
        return _int_in_base(en, s, e, int(e.args[1].data), facts, checks)
    if s.op == "app" and s.data == "text.str":
        return s.args[0]
    numbers(en)
    n = T.length(s)
    first = T.at(s, T.ZERO)
    minus, plus = (T.conj(T.gt(n, T.ONE), T.same(first, T.num(ord(c)))) for c in "-+")
    start = T.ite(T.disj(minus, plus), T.ONE, T.ZERO)
    tail = every(characters(s, T.ONE), lambda c: within(c, (48, 57)), facts)
    digits = T.conj(T.disj(minus, plus, within(first, (48, 57))), tail)
    plain = T.conj(T.gt(n, start), T.le(T.sub(n, start), T.num(_DIGITS)), digits)
    # ASCII that is neither digit, sign, underscore nor white space is in no number; nor is a text without any digit
    bad = en.any_in(characters(s), lambda c: T.conj(T.lt(c, T.num(128)), T.neg(
        within(c, (48, 57), (43, 43), (45, 45), (95, 95), (9, 13), (28, 32)))), facts)  # fmt: skip
    none = every(characters(s), lambda c: T.conj(T.lt(c, T.num(128)), T.neg(within(c, (48, 57)))), facts)
    other = T.conj(T.neg(bad), T.neg(none), opaque(en, "int", s, BOOL))
    ok = T.disj(plain, other)
    en.check(checks, facts, ok, "ValueError", "text-is-a-number", e.span, f"the text is a number (of at most {_DIGITS} digits)")
    if T.is_const(n) and n.data <= SMALL:
        value = T.ZERO
        for i in range(n.data):
            d = T.sub(T.at(s, T.num(i)), T.num(48))
            value = T.add(T.mul(T.num(10), value), T.ite(T.same(start, T.ONE), T.ZERO, d) if i == 0 else d)
    else:
        value = T.app("text.number", [T.data(s), start, n], INT)
    return T.ite(plain, T.ite(minus, T.minus(value), value), unknown(en, "text.int.value", [identity(en, s)], INT, "int"))


def _ord(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s = en.value(e.args[0], env, facts, checks)
    en.check(checks, facts, T.same(T.length(s), T.ONE), "TypeError", "one-character", e.span, "the text is one character")
    return T.at(s, T.ZERO)


def _chr(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = en.value(e.args[0], env, facts, checks)
    en.check(checks, facts, within(n, (-(2**31), 2**31 - 1)), "OverflowError", "code-point", e.span, "the number fits into 32 bits")
    en.check(checks, facts, within(n, (0, _MAX)), "ValueError", "code-point", e.span, "the number is a code point")
    return en.char(n)


def _repr(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s = en.value(e.args[0], env, facts, checks)
    r = opaque(en, "repr", s, _S)
    size, k = T.length(r), T.bound()
    codes = T.forall([k], T.implies(between(T.ZERO, k, size), within(T.at(r, k), (0, _MAX))))
    en.define(T.implies(T.ge0(T.length(s)), T.conj(T.ge(size, T.add(T.length(s), T.num(2))), codes)))
    return r


def _pad(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    s, width, *rest = (en.value(a, env, facts, checks) for a in e.args)
    n = T.length(s)
    if rest:
        one = T.same(T.length(rest[0]), T.ONE)
        en.check(checks, facts, one, "TypeError", "one-character", e.span, "the fill is one character")
    fill = T.at(rest[0], T.ZERO) if rest else T.num(48 if e.op == "str.zfill" else 32)
    more = facts.choose(T.ge(width, n), T.sub(width, n), T.ZERO)
    if e.op == "str.zfill":  # zeros come after a sign
        sign = T.conj(T.gt(n, T.ZERO), within(T.at(s, T.ZERO), (43, 43), (45, 45)))
        head = T.ite(sign, T.ONE, T.ZERO)
        return T.mk(T.add(n, more), T.array(lambda k: T.ite(
            T.lt(k, head), T.at(s, k), T.ite(T.lt(k, T.add(head, more)), fill, T.at(s, T.sub(k, more))))))  # fmt: skip
    left = T.ZERO if e.op == "str.ljust" else more
    if e.op == "text.middle":
        left = T.scalar("floordiv", more, T.num(2))
    if e.op == "str.center":  # an odd rest goes to the left when the width is odd
        odd = T.conj(T.same(T.scalar("mod", more, T.num(2)), T.ONE), T.same(T.scalar("mod", width, T.num(2)), T.ONE))
        left = T.add(T.scalar("floordiv", more, T.num(2)), T.ite(odd, T.ONE, T.ZERO))
    end = T.add(left, n)
    return T.mk(T.add(n, more), T.array(lambda k: T.ite(between(left, k, end), T.at(s, T.sub(k, left)), fill)))


def _bytes(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    v = en.view(e.args[0], env, facts, checks)
    fine = every(v, lambda b: within(b, (0, 255)), facts)
    en.check(checks, facts, fine, "ValueError", "byte-in-range", e.span, "every item is between 0 and 255")
    return en.as_list(v, facts)


OPERATIONS.update({f"str.{m}": _search for m in ("find", "rfind", "index", "rindex", "count")})
OPERATIONS.update({"str.startswith": _affix, "str.endswith": _affix, "str.removeprefix": _remove, "str.removesuffix": _remove})
OPERATIONS.update({"str.replace": _replace, "str.strip": _strip, "str.lstrip": _strip, "str.rstrip": _strip, "str.join": _join})
OPERATIONS.update({"str.split": _split, "str.rsplit": _split, "str.partition": _partition, "str.rpartition": _partition})
OPERATIONS.update({f"str.is{w}": _class for w in (
    "digit", "decimal", "numeric", "alpha", "alnum", "space", "upper", "lower", "ascii", "printable")})  # fmt: skip
OPERATIONS.update({f"str.{m}": _case for m in ("upper", "lower", "swapcase", "title", "capitalize", "casefold")})
OPERATIONS.update({"text.format": _format, "text.middle": _pad})
OPERATIONS.update({f"str.{m}": _pad for m in ("zfill", "ljust", "rjust", "center")})
OPERATIONS.update({"text.str": _str, "text.int": _int, "text.ord": _ord, "text.chr": _chr, "text.repr": _repr})
OPERATIONS["text.bytes"] = _bytes
