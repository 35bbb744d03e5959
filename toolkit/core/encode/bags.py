"""Multisets of integers: `bag(a, lo, hi)` counts the elements of a[lo], ..., a[hi-1], as an array from values to counts.

`sorted(x) == sorted(y)` is equality of bags, and `x == sorted(y)` is ascending order and equality of bags: both are exact. Where an
array changes its definition (a slice glued to another, an item inserted), the bag is said to be the sum of its parts."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import SMALL, Check, Encoder, Env, View
from toolkit.core.encode.folds import of_equal_elements
from toolkit.core.ir import BOOL, INT, Expr, list_of
from toolkit.core.terms import Facts, Symbol, Term

BAG = T.array_of(INT)


def bag(enc: Encoder, v: View, facts: Facts) -> Term:
    """How often each value occurs among a view's elements (integers), as an array."""
    n = enc.size(v, facts)
    if T.is_const(n) and n.data <= SMALL:
        counts = T.array(lambda _: T.ZERO)
        for i in range(n.data):
            counts = plus(counts, v.at(T.add(v.low, T.num(i))))
        return counts
    return of(enc, T.array(v.at), v.low, v.high)


def of(enc: Encoder, a: Term, low: Term, high: Term) -> Term:
    """bag(a, low, high), with what is known of it by how `a` was built."""
    for s in _symbols() if "bag" not in enc.symbols else ():
        enc.symbols[s.name] = s
    if a.op == "data" and a.args[0].op == "app" and low == T.ZERO and high == T.length(a.args[0]):
        made = a.args[0]
        if made.data.startswith("sorted."):
            return of(enc, made.args[0], *made.args[-2:])
    whole = _bag(enc, a, low, high)
    guards: list[Term] = []
    parts = [_bag(enc, *p) for p in _pieces(a, low, high, guards)]
    if not guards:
        return parts[0]
    if whole.free or any(p.free for p in parts):
        return whole
    if whole not in enc.named:  # a name, so that the axioms about bags look at the parts only
        enc.named[whole] = T.sym(enc.name("bag"), BAG)
        v = T.bound()
        total = T.ZERO
        for p in parts:
            total = T.add(total, T.select(p, v))
        both = T.forall([v], T.same(T.select(enc.named[whole], v), total), [T.select(enc.named[whole], v)])
        enc.define(T.implies(T.conj(*guards), both))
        enc.define(T.implies(T.neg(T.conj(*guards)), T.same(enc.named[whole], whole)))
    return enc.named[whole]


def _bag(enc: Encoder, a: Term, low: Term, high: Term) -> Term:
    return T.app("bag", [a, *(_named(enc, t) for t in (low, high))], BAG)


def _named(enc: Encoder, t: Term) -> Term:
    """A bound by a name when it is a case distinction: solvers look for no pattern with one inside."""
    if t.free or not any(u.op == "ite" for u in T.subterms([t])):
        return t
    if t not in enc.named:
        enc.named[t] = T.sym(enc.name("edge"), INT)
        enc.define(T.same(enc.named[t], t))
    return enc.named[t]


Piece = tuple[Term, Term, Term]


def _pieces(a: Term, low: Term, high: Term, guards: list[Term]) -> list[Piece]:
    """Ranges of plainer arrays that hold the elements of a[low:high] when the guards hold."""
    if a.op != "lambda":
        return [(a, low, high)]
    k, body = a.data[0][0], a.args[0]

    def part(e: Term, lo: Term, hi: Term) -> list[Piece]:
        return _pieces(T.array(lambda j: T.substitute(e, {k.data: j})), lo, hi, guards)

    if body.op == "ite":
        c, yes, no = body.args
        found = _edge(c, k)
        if found is not None:
            m, rising = found
            guards.append(T.conj(T.le(low, m), T.le(m, high)))
            if c.op == "eq":
                n = T.add(m, T.ONE)
                guards.append(T.le(n, high))
                return [*part(no, low, m), *part(yes, m, n), *part(no, n, high)]
            return [*part(no if rising else yes, low, m), *part(yes if rising else no, m, high)]
    if body.op == "select" and k.data not in body.args[0].free:
        offset = T.sub(body.args[1], k)
        if k.data not in offset.free:
            return [(body.args[0], T.add(low, offset), T.add(high, offset))]
    return [(a, low, high)]


def _edge(c: Term, k: Term) -> tuple[Term, bool] | None:
    """For `k >= m` (m, True), for `k < m` (m, False), for `k == m` (m, True); None for other conditions."""
    t = c.args[0] if c.op == "ge0" else T.sub(*c.args) if c.op == "eq" and c.args[0].sort == INT else T.ZERO
    factor = dict(T.linear(t)[0]).get(k, 0)
    rest = T.sub(t, T.mul(T.num(factor), k))
    if abs(factor) != 1 or k.data in rest.free:
        return None
    m = T.mul(T.num(-factor), rest)  # t = factor * (k - m)
    return (T.add(m, T.ONE), False) if c.op == "ge0" and factor < 0 else (m, True)


def plus(counts: Term, value: Term, by: int = 1) -> Term:
    """The bag with one more (or, for by=-1, one less) of `value`."""
    return T.store(counts, value, T.add(T.select(counts, value), T.num(by)))


def _is_sorted(e: Expr) -> bool:
    return e.op == "sorted" and len(e.args) == 1 and e.data.kind == "ascending" and e.sort == list_of(INT)


def permutation(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term | None:
    """`sorted(x) == y` as a statement about bags; None when it is nothing of the kind."""
    if not any(_is_sorted(a) for a in e.args):
        return None
    views = [enc.view(a.args[0] if _is_sorted(a) else a, env, facts, checks) for a in e.args]
    same = T.same(*(bag(enc, v, facts) for v in views))
    lengths = T.same(*(enc.size(v, facts) for v in views))
    order = T.TRUE
    for a, v in zip(e.args, views):
        if not _is_sorted(a):
            i, j = T.bound(), T.bound()
            inside = T.conj(T.le(v.low, i), T.lt(i, j), T.lt(j, v.high))
            order = T.forall([i, j], T.implies(inside, T.le(v.at(i), v.at(j))))
    return T.conj(lengths, order, same)


def _symbols() -> list[Symbol]:
    """`bag.of` is the same function under a name that unfolding does not match, so that one application unfolds once."""

    def whole(*args: Term) -> Term:
        return T.app("bag", args, BAG)

    def part(*args: Term) -> Term:
        return T.app("bag.of", args, BAG)

    def equal(a: Term, b: Term) -> Term:
        return T.Term("eq", (a, b), BOOL)

    A = T.array_of(INT)
    a, lo, hi = T.bound(A), T.bound(), T.bound()
    last = T.sub(hi, T.ONE)
    nothing = T.array(lambda _: T.ZERO)
    unfold = T.forall(
        [a, lo, hi],
        T.conj(
            equal(whole(a, lo, hi), part(a, lo, hi)),
            T.implies(
                T.lt(lo, hi),
                equal(whole(a, lo, hi), plus(part(a, lo, last), T.select(a, last))),
            ),
        ),
        [whole(a, lo, hi)],
    )
    a, lo, hi, m = T.bound(A), T.bound(), T.bound(), T.bound()
    left = T.forall(  # only where the shorter range is spoken of
        [a, lo, hi, m],
        T.implies(
            T.conj(T.lt(lo, hi), T.same(m, T.add(lo, T.ONE))),
            equal(whole(a, lo, hi), plus(part(a, m, hi), T.select(a, lo))),
        ),
        [whole(a, lo, hi), part(a, m, hi)],
    )
    a, lo, hi = T.bound(A), T.bound(), T.bound()
    empty = T.forall([a, lo, hi], T.implies(T.le(hi, lo), equal(part(a, lo, hi), nothing)), [part(a, lo, hi)])
    # by induction on the number of elements, all of these; first: counts are not negative, and what is counted is there
    a, lo, hi, v = T.bound(A), T.bound(), T.bound(), T.bound()
    count, w = T.select(part(a, lo, hi), v), T.app("bag.where", [a, lo, hi, v], INT)
    there = T.forall(
        [a, lo, hi, v],
        T.conj(
            T.ge0(count),
            T.implies(T.gt(count, T.ZERO), T.conj(T.le(lo, w), T.lt(w, hi), T.same(T.select(a, w), v))),
        ),
        [count],
    )
    a, lo, hi, k = T.bound(A), T.bound(), T.bound(), T.bound()
    counted = T.forall(
        [a, lo, hi, k],
        T.implies(T.conj(T.le(lo, k), T.lt(k, hi)), T.gt(T.select(part(a, lo, hi), T.select(a, k)), T.ZERO)),
        [part(a, lo, hi), T.select(a, k)],
    )
    # a store outside the range changes nothing; one inside takes the old element out and puts the new one in
    a, lo, hi, i, v = T.bound(A), T.bound(), T.bound(), T.bound(), T.bound()
    inside = T.conj(T.le(lo, i), T.lt(i, hi))
    stored = part(T.store(a, i, v), lo, hi)
    store = T.forall(
        [a, lo, hi, i, v],
        T.conj(
            T.implies(T.neg(inside), equal(stored, part(a, lo, hi))),
            T.implies(inside, equal(stored, plus(plus(part(a, lo, hi), T.select(a, i), -1), v))),
        ),
        [stored],
    )
    # two elements that change places
    a, lo, hi, i, j = (T.bound(A), *(T.bound() for _ in range(4)))
    swapped = part(T.store(T.store(a, i, T.select(a, j)), j, T.select(a, i)), lo, hi)
    swap = T.forall(
        [a, lo, hi, i, j],
        T.implies(T.conj(T.le(lo, i), T.lt(i, hi), T.le(lo, j), T.lt(j, hi)), equal(swapped, part(a, lo, hi))),
        [swapped],
    )
    a, lo, m, hi, v = T.bound(A), T.bound(), T.bound(), T.bound(), T.bound()
    split = T.forall(
        [a, lo, m, hi, v],
        T.implies(
            T.conj(T.le(lo, m), T.le(m, hi)),
            T.same(
                T.select(part(a, lo, hi), v), T.add(T.select(part(a, lo, m), v), T.select(part(a, m, hi), v))
            ),
        ),
        [T.select(part(a, lo, hi), v), part(a, lo, m), part(a, m, hi)],
    )  # fmt: skip
    alike = of_equal_elements(part, equal, "bag.differ")
    return [
        Symbol("bag", (A, INT, INT), BAG, (unfold, left, empty, there, counted, store, swap, split, alike)),
        Symbol("bag.of", (A, INT, INT), BAG),
        Symbol("bag.where", (A, INT, INT, INT), INT),
        Symbol("bag.differ", (A, A, INT, INT, INT), INT),
    ]
