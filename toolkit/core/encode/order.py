"""Order: `<` of every sort that has one, sorted, min and max, with keys.

`str` and lists compare at their first difference (`less.*.at`), tuples item by item; the Python Language Reference, 6.10.1.
sorted is a stable permutation: `*.from` and `*.to` are inverse bijections of positions."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, SMALL, Check, Encoder, Env, View
from toolkit.core.ir import BOOL, FLOAT, INT, Expr, Sort, list_of
from toolkit.core.terms import Facts, Symbol, Term

_FEW = 4  # a list of at most so many items is sorted item by item


def less(enc: Encoder, a: Term, b: Term) -> Term:
    """Python's a < b for two values of one ordered sort (`reader.types.is_ordered`)."""
    if a.sort == INT:
        return T.lt(a, b)
    if a.sort == BOOL:
        return T.conj(T.neg(a), b)
    if a.sort.name == "Tuple":
        result = T.FALSE
        for i, s in reversed(list(enumerate(a.sort.args))):
            x, y = T.proj(a, i), T.proj(b, i)
            result = T.disj(less(enc, x, y), T.conj(enc.equal(x, y, s), result))
        return result
    la, lb = T.length(a), T.length(b)
    short = [n.data for n in (la, lb) if T.is_const(n) and n.data <= SMALL]
    if short:
        result = T.lt(T.num(min(short)), lb) if la == T.num(min(short)) else T.FALSE
        for i in reversed(range(min(short))):
            x, y = T.at(a, T.num(i)), T.at(b, T.num(i))
            here = T.disj(less(enc, x, y), T.conj(enc.equal(x, y, x.sort), result))
            result = T.ite(T.le(la, T.num(i)), T.lt(T.num(i), lb), T.conj(T.lt(T.num(i), lb), here))
        return result
    element = a.sort.args[0]
    name = f"less.{T.smt_sort(element)}"
    if name not in enc.symbols:
        enc.symbols.update((s.name, s) for s in less_symbols(enc, element))
    return T.app(name, [T.data(a), la, T.data(b), lb], BOOL)


def less_symbols(enc: Encoder, element: Sort) -> list[Symbol]:
    """less.E(a, la, b, lb): the first la items of a come before the first lb of b; `.at` is the first position where they
    differ, or where one of them ends."""
    A, name = T.array_of(element), f"less.{T.smt_sort(element)}"
    enc.symbols[name] = Symbol(name, (A, INT, A, INT), BOOL)  # lists of lists come here again
    a, la, b, lb = T.bound(A), T.bound(), T.bound(A), T.bound()
    here, d = T.app(name, [a, la, b, lb], BOOL), T.app(f"{name}.at", [a, la, b, lb], INT)
    x, y = T.select(a, d), T.select(b, d)
    sized = T.conj(T.ge0(la), T.ge0(lb))
    both = T.conj(T.lt(d, la), T.lt(d, lb))
    meaning = T.forall(
        [a, la, b, lb],
        T.implies(
            sized,
            T.conj(
                T.ge0(d), T.le(d, la), T.le(d, lb), T.implies(both, T.neg(enc.equal(x, y, element))),
                T.same(here, T.disj(T.conj(T.same(d, la), T.lt(d, lb)), T.conj(both, less(enc, x, y)))),
            ),
        ),
        [here],
    )  # fmt: skip
    a, la, b, lb, k = T.bound(A), T.bound(), T.bound(A), T.bound(), T.bound()
    d = T.app(f"{name}.at", [a, la, b, lb], INT)
    x, y = T.select(a, k), T.select(b, k)
    agree = T.forall(
        [a, la, b, lb, k],
        T.implies(T.conj(T.ge0(la), T.ge0(lb), T.ge0(k), T.lt(k, d)), enc.equal(x, y, element)),
        [d, x],
        [d, y],
    )
    return [Symbol(name, (A, INT, A, INT), BOOL, (meaning, agree)), Symbol(f"{name}.at", (A, INT, A, INT), INT)]


def _compare(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (enc.value(x, env, facts, checks) for x in e.args)
    if e.args[0].sort in (INT, FLOAT):
        return facts.decided(T.scalar(("f" if e.args[0].sort == FLOAT else "") + e.op, a, b))
    if e.op in ("gt", "le"):
        a, b = b, a
    return less(enc, a, b) if e.op in ("lt", "gt") else T.neg(less(enc, a, b))


def _keys(enc: Encoder, e: Expr, v: View, env: Env, facts: Facts, checks: list[Check]) -> View:
    """What the elements are compared by."""
    return v if len(e.args) == 1 else View(v.low, v.high, enc._body(e.args[1], e.data, v, env, facts, checks))


def _sorted(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    v = enc.view(e.args[0], env, facts, checks)
    keys = _keys(enc, e, v, env, facts, checks)
    arrays = [T.array(v.at)]
    if keys is not v:
        arrays.append(T.array(keys.at))
    element, key = arrays[0].sort.args[0], arrays[-1].sort.args[0] if keys is not v else None
    down = e.data is not None and e.data.kind == "descending"
    n = enc.size(v, facts)
    if T.is_const(n) and n.data <= _FEW:
        return T.listing(_inserted(enc, v, keys, n.data, down), element)
    name = sorted_name(element, key, down)
    if name not in enc.symbols:
        enc.symbols.update((s.name, s) for s in sorted_symbols(enc, element, key, down))
    return T.app(name, [*arrays, v.low, v.high], list_of(element))


def _inserted(enc: Encoder, v: View, keys: View, n: int, down: bool) -> list[Term]:
    """The items in order, one inserted after the other: behind those that it does not come before."""
    items: list[tuple[Term, Term]] = []
    for i in range(n):
        new = tuple(w.at(T.add(w.low, T.num(i))) for w in (v, keys))
        before = [less(enc, k, new[1]) if down else less(enc, new[1], k) for _, k in items]
        places = [(T.FALSE, new), *zip(before, items), (T.TRUE, new)]
        items = [
            tuple(T.ite(c, T.ite(c0, p0, x), p) for p0, x, p in zip(prior, new, here))  # type: ignore[misc]
            for (c0, prior), (c, here) in zip(places, places[1:])
        ]
    return [x for x, _ in items]


def sorted_name(element: Sort, key: Sort | None, down: bool) -> str:
    by = "" if key is None else f".by.{T.smt_sort(key)}"
    return f"sorted.{T.smt_sort(element)}{by}{'.down' if down else ''}"


def sorted_symbols(enc: Encoder, element: Sort, key: Sort | None, down: bool) -> list[Symbol]:
    """sorted(a, [keys,] lo, hi): in order, stable, and a permutation. Equal items stay in their order when `down`, too."""
    name, L = sorted_name(element, key, down), list_of(element)
    sorts = [T.array_of(s) for s in (element, key) if s is not None]
    start, target = f"{name}.from", f"{name}.to"

    def variables(more: int) -> tuple[list[Term], Term, Term, Term, Term]:
        """The variables of an axiom, the array, its keys, the bounds."""
        arrays = [T.bound(s) for s in sorts]
        lo, hi = T.bound(), T.bound()
        return [*arrays, lo, hi, *(T.bound() for _ in range(more))], arrays[0], arrays[-1], lo, hi

    xs, a, _, lo, hi = variables(0)
    r = T.app(name, xs, L)
    size = T.forall(
        xs,
        T.conj(
            T.implies(T.le(lo, hi), T.same(T.length(r), T.sub(hi, lo))),
            T.implies(T.le(hi, lo), T.same(T.length(r), T.ZERO)),
        ),
        [r],
    )
    xs, a, keys, lo, hi = variables(2)
    *given, i, j = xs
    r = T.app(name, given, L)
    if key is None:  # equal ones cannot be told apart
        first, second = (T.at(r, j), T.at(r, i)) if down else (T.at(r, i), T.at(r, j))
        in_order = T.neg(less(enc, second, first))
    else:
        p, q = T.app(start, [*given, i], INT), T.app(start, [*given, j], INT)
        x, y = T.select(keys, p), T.select(keys, q)
        before = less(enc, y, x) if down else less(enc, x, y)
        in_order = T.disj(before, T.conj(enc.equal(x, y, key), T.lt(p, q)))
    order = T.forall(
        xs, T.implies(T.conj(T.le(T.ZERO, i), T.lt(i, j), T.lt(j, T.length(r))), in_order), [T.at(r, i), T.at(r, j)]
    )
    xs, a, _, lo, hi = variables(1)
    *given, k = xs
    r = T.app(name, given, L)
    p = T.app(start, xs, INT)
    origin = T.forall(
        xs,
        T.implies(
            T.conj(T.le(T.ZERO, k), T.lt(k, T.length(r))),
            T.conj(T.le(lo, p), T.lt(p, hi), T.Term("eq", (T.at(r, k), T.select(a, p)), BOOL),
                   T.same(T.app(target, [*given, p], INT), k)),
        ),
        [T.at(r, k)],
    )  # fmt: skip
    xs, a, _, lo, hi = variables(1)
    *given, k = xs
    r = T.app(name, given, L)
    q = T.app(target, xs, INT)
    kept = T.forall(
        xs,
        T.implies(
            T.conj(T.le(lo, k), T.lt(k, hi)),
            T.conj(T.le(T.ZERO, q), T.lt(q, T.length(r)), T.Term("eq", (T.at(r, q), T.select(a, k)), BOOL),
                   T.same(T.app(start, [*given, q], INT), k)),
        ),
        [r, T.select(a, k)],
    )  # fmt: skip
    args = (*sorts, INT, INT)
    return [
        Symbol(name, args, L, (size, order, origin, kept)),
        Symbol(start, (*args, INT), INT),
        Symbol(target, (*args, INT), INT),
    ]


def _of_floats(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """min and max of floats: a NaN hides what stands before it."""
    v = enc.view(e.args[0], env, facts, checks)  # the first of equals is taken: 0.0 and -0.0
    n = enc.size(v, facts)
    enc.check(checks, facts, T.gt(n, T.ZERO), "ValueError", "not-empty", e.span, f"the argument of {e.op} is not empty")
    if T.is_const(n) and 0 < n.data <= SMALL:
        best = v.at(v.low)
        for i in range(1, n.data):
            best = T.scalar("f" + e.op + "2", best, v.at(T.add(v.low, T.num(i))))
        return best
    enc.symbols.setdefault("f" + e.op, Symbol("f" + e.op, (T.array_of(e.sort), INT, INT), e.sort))
    m = T.app("f" + e.op, [T.array(v.at), v.low, v.high], e.sort)

    def inside(k: Term) -> Term:
        return T.conj(T.le(v.low, k), T.lt(k, v.high))

    k, w = T.bound(), T.bound()
    bound = T.forall([k], T.implies(inside(k), T.scalar("fle" if e.op == "min" else "fge", m, v.at(k))))
    bound = T.disj(bound, T.exists([k], T.conj(inside(k), T.scalar("fnan", v.at(k)))))
    reached = T.exists([w], T.conj(inside(w), T.same(v.at(w), m)))
    enc.define(T.implies(T.lt(v.low, v.high), T.conj(bound, reached)))
    return m


def _extremum(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """min and max: the first of the equal ones."""
    if len(e.args) == 1 and e.sort == FLOAT:
        return _of_floats(enc, e, env, facts, checks)
    plain = len(e.args) == 1 and e.sort == INT  # then equal ones are the same, and any order will do
    v = enc.view(e.args[0], env, facts, checks, ordered=not plain)
    n = enc.size(v, facts)
    enc.check(checks, facts, T.gt(n, T.ZERO), "ValueError", "not-empty", e.span, f"the argument of {e.op} is not empty")
    keys = _keys(enc, e, v, env, facts, checks)

    def better(x: Term, y: Term) -> Term:
        return less(enc, x, y) if e.op == "min" else less(enc, y, x)

    if T.is_const(n) and 0 < n.data <= SMALL:
        best, key = v.at(v.low), keys.at(v.low)
        for i in range(1, n.data):
            k = T.add(v.low, T.num(i))
            c = better(keys.at(k), key)
            best = T.scalar(e.op + "2", best, v.at(k)) if plain else T.ite(c, v.at(k), best)
            key = best if plain else T.ite(c, keys.at(k), key)
        return best

    def inside(k: Term) -> Term:
        return T.conj(T.le(v.low, k), T.lt(k, v.high))

    k, w = T.bound(), T.bound()
    if plain:
        enc.symbols.setdefault(e.op, Symbol(e.op, (T.array_of(INT), INT, INT), INT))
        m = T.app(e.op, [T.array(v.at), v.low, v.high], INT)
        bound = T.forall([k], T.implies(inside(k), T.neg(better(v.at(k), m))))
        reached = T.exists([w], T.conj(inside(w), T.same(v.at(w), m)))
        enc.define(T.implies(T.lt(v.low, v.high), T.conj(bound, reached)))
        return m
    array = T.array(keys.at)
    name = f"{e.op}.at.{T.smt_sort(array.sort.args[0])}"
    enc.symbols.setdefault(name, Symbol(name, (array.sort, INT, INT), INT))
    p = T.app(name, [array, v.low, v.high], INT)
    best, here = keys.at(p), keys.at(k)
    bound = T.forall([k], T.implies(inside(k), T.conj(T.neg(better(here, best)), T.implies(T.lt(k, p), better(best, here)))))
    enc.define(T.implies(T.lt(v.low, v.high), T.conj(inside(p), bound)))
    return v.at(p)


OPERATIONS.update(dict.fromkeys(("lt", "le", "gt", "ge"), _compare), sorted=_sorted, min=_extremum, max=_extremum)
