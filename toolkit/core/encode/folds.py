"""Sums and filters: functions with axioms. Those marked "by induction" are lemmas."""

from __future__ import annotations

from collections.abc import Callable

from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Sort, list_of
from toolkit.core.terms import Symbol, Term


def _vars(*sorts: Sort) -> list[Term]:
    return [T.bound(s) for s in sorts]


def of_equal_elements(part: Callable[[Term, Term, Term], Term], same: Callable[[Term, Term], Term], differ: str) -> Term:
    """By induction on the number of elements: parts of two arrays of ints give the `same`, or `differ` is how far into them two
    elements are different."""
    A = T.array_of(INT)
    a, b, lo, hi, l2, h2 = _vars(A, A, INT, INT, INT, INT)
    d = T.app(differ, [a, b, lo, hi, l2], INT)
    return T.forall(
        [a, b, lo, hi, l2, h2],
        T.implies(
            T.same(T.sub(hi, lo), T.sub(h2, l2)),
            T.disj(
                same(part(a, lo, hi), part(b, l2, h2)),
                T.conj(
                    T.le(T.ZERO, d), T.lt(d, T.sub(hi, lo)),
                    T.neg(T.same(T.select(a, T.add(lo, d)), T.select(b, T.add(l2, d)))),
                ),
            ),
        ),
        [part(a, lo, hi), part(b, l2, h2)],
    )  # fmt: skip


def sums() -> list[Symbol]:
    """sum(a, lo, hi) = a[lo] + ... + a[hi-1]. `sum.of` is the same function under a name that unfolding does not match, so
    that one application unfolds once."""
    A = T.array_of(INT)

    def whole(*args: Term) -> Term:
        return T.app("sum", args, INT)

    def part(*args: Term) -> Term:
        return T.app("sum.of", args, INT)

    a, lo, hi = _vars(A, INT, INT)
    unfold = T.forall(
        [a, lo, hi],
        T.conj(
            T.same(whole(a, lo, hi), part(a, lo, hi)),
            T.implies(T.le(hi, lo), T.same(whole(a, lo, hi), T.ZERO)),
            T.implies(
                T.lt(lo, hi),
                T.conj(
                    T.same(whole(a, lo, hi), T.add(part(a, lo, T.sub(hi, T.ONE)), T.select(a, T.sub(hi, T.ONE)))),
                    T.same(whole(a, lo, hi), T.add(part(a, T.add(lo, T.ONE), hi), T.select(a, lo))),
                ),
            ),
        ),
        [whole(a, lo, hi)],
    )
    a, lo, hi = _vars(A, INT, INT)
    top = T.app("sum.top", [a, lo, hi], INT)  # in what is claimed: unfolds to sums that hypotheses speak of
    deeper = T.forall(
        [a, lo, hi],
        T.conj(
            T.same(top, whole(a, lo, hi)),
            T.implies(T.lt(lo, hi), T.same(top, T.add(whole(a, lo, T.sub(hi, T.ONE)), T.select(a, T.sub(hi, T.ONE))))),
        ),
        [top],
    )
    a, lo, hi = _vars(A, INT, INT)
    empty = T.forall([a, lo, hi], T.implies(T.le(hi, lo), T.same(part(a, lo, hi), T.ZERO)), [part(a, lo, hi)])
    equal = of_equal_elements(part, T.same, "sum.differ")
    # by induction: splitting a sum
    a, lo, m, hi = _vars(A, INT, INT, INT)
    split = T.forall(
        [a, lo, m, hi],
        T.implies(
            T.conj(T.le(lo, m), T.le(m, hi)), T.same(part(a, lo, hi), T.add(part(a, lo, m), part(a, m, hi)))
        ),
        [part(a, lo, m), part(a, m, hi)],
    )  # fmt: skip
    # by induction: a negative sum has a negative element; a sum above the count has an element above one
    a, lo, hi = _vars(A, INT, INT)
    w, u = T.app("sum.negative", [a, lo, hi], INT), T.app("sum.above", [a, lo, hi], INT)
    sign = T.forall(
        [a, lo, hi],
        T.implies(
            T.le(lo, hi),
            T.conj(
                T.disj(T.ge0(part(a, lo, hi)), T.conj(T.le(lo, w), T.lt(w, hi), T.lt(T.select(a, w), T.ZERO))),
                T.disj(
                    T.le(part(a, lo, hi), T.sub(hi, lo)), T.conj(T.le(lo, u), T.lt(u, hi), T.gt(T.select(a, u), T.ONE))
                ),
            ),
        ),
        [part(a, lo, hi)],
    )  # fmt: skip
    return [
        Symbol("sum", (A, INT, INT), INT, (unfold, empty, equal, split, sign)),
        Symbol("sum.of", (A, INT, INT), INT),
        Symbol("sum.top", (A, INT, INT), INT, (deeper,)),
        Symbol("sum.differ", (A, A, INT, INT, INT), INT),
        Symbol("sum.negative", (A, INT, INT), INT),
        Symbol("sum.above", (A, INT, INT), INT),
    ]


def filters(name: str, element: Sort) -> list[Symbol]:
    """filter(c, e, lo, hi): the list of e[k] for lo <= k < hi with c[k], as nested stores (so equal as terms)."""
    C, E, L = T.array_of(BOOL), T.array_of(element), list_of(element)
    of, source, target, differ = f"{name}.of", f"{name}.source", f"{name}.target", f"{name}.differ"

    def whole(*args: Term) -> Term:
        return T.app(name, args, L)

    def part(*args: Term) -> Term:
        return T.app(of, args, L)

    c, e, lo, hi = _vars(C, E, INT, INT)
    r = whole(c, e, lo, hi)
    last = T.sub(hi, T.ONE)
    before = part(c, e, lo, last)
    more = T.Term(
        "mk", (T.add(T.length(before), T.ONE), T.store(T.data(before), T.length(before), T.select(e, last))), L
    )
    nil = T.Term("mk", (T.ZERO, T.sym(f"nil.{T.smt_sort(element)}", E)), L)
    unfold = T.forall(
        [c, e, lo, hi],
        T.conj(
            T.Term("eq", (r, part(c, e, lo, hi)), BOOL),
            T.implies(T.le(hi, lo), T.Term("eq", (r, nil), BOOL)),
            T.implies(T.conj(T.lt(lo, hi), T.select(c, last)), T.Term("eq", (r, more), BOOL)),
            T.implies(T.conj(T.lt(lo, hi), T.neg(T.select(c, last))), T.Term("eq", (r, before), BOOL)),
        ),
        [r],
    )
    # by induction: length, where elements come from, where they go
    c, e, lo, hi = _vars(C, E, INT, INT)
    r = part(c, e, lo, hi)
    size = T.forall(
        [c, e, lo, hi],
        T.conj(
            T.ge0(T.length(r)), T.implies(T.le(hi, lo), T.Term("eq", (r, nil), BOOL)),
            T.implies(T.le(lo, hi), T.le(T.length(r), T.sub(hi, lo))),
        ),
        [r],
    )  # fmt: skip
    c, e, lo, hi, k = _vars(C, E, INT, INT, INT)
    r = part(c, e, lo, hi)
    s = T.app(source, [c, lo, k], INT)  # the k-th kept position from lo on, whatever hi
    origin = T.forall(
        [c, e, lo, hi, k],
        T.implies(
            T.conj(T.le(T.ZERO, k), T.lt(k, T.length(r))),
            T.conj(
                T.le(lo, s), T.lt(s, hi), T.select(c, s), T.Term("eq", (T.at(r, k), T.select(e, s)), BOOL),
                T.same(T.app(target, [c, lo, s], INT), k),
            ),
        ),
        [T.at(r, k)],
    )  # fmt: skip
    c, e, lo, hi, k = _vars(C, E, INT, INT, INT)
    r = part(c, e, lo, hi)
    t = T.app(target, [c, lo, k], INT)  # how many are kept from lo up to k
    kept = T.forall(
        [c, e, lo, hi, k],
        T.implies(
            T.conj(T.le(lo, k), T.lt(k, hi), T.select(c, k)),
            T.conj(
                T.le(T.ZERO, t), T.lt(t, T.length(r)), T.Term("eq", (T.at(r, t), T.select(e, k)), BOOL),
                T.same(T.app(source, [c, lo, t], INT), k),
            ),
        ),
        [r, T.select(e, k)],
    )  # fmt: skip
    # by induction: equal conditions and equal elements give equal lists
    c, e, lo, hi, c2, e2, l2, h2 = _vars(C, E, INT, INT, C, E, INT, INT)
    d = T.app(differ, [c, e, lo, hi, c2, e2, l2], INT)
    i, j = T.add(lo, d), T.add(l2, d)
    equal = T.forall(
        [c, e, lo, hi, c2, e2, l2, h2],
        T.implies(
            T.same(T.sub(hi, lo), T.sub(h2, l2)),
            T.disj(
                T.Term("eq", (part(c, e, lo, hi), part(c2, e2, l2, h2)), BOOL),
                T.conj(
                    T.le(T.ZERO, d), T.lt(d, T.sub(hi, lo)),
                    T.disj(
                        T.neg(T.same(T.select(c, i), T.select(c2, j))),
                        T.conj(T.select(c, i), T.neg(T.Term("eq", (T.select(e, i), T.select(e2, j)), BOOL))),
                    ),
                ),
            ),
        ),
        [part(c, e, lo, hi), part(c2, e2, l2, h2)],
    )  # fmt: skip
    return [
        Symbol(name, (C, E, INT, INT), L, (unfold, size, origin, kept, equal)),
        Symbol(of, (C, E, INT, INT), L),
        Symbol(source, (C, INT, INT), INT),
        Symbol(target, (C, INT, INT), INT),
        Symbol(differ, (C, E, INT, INT, C, E, INT), INT),
    ]
