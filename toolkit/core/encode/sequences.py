"""Operations on whole sequences: flattening, folding, prefixes, the position of an item."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, SMALL, Check, Encoder, Env, View, logic_sort, well_formed
from toolkit.core.ir import BOOL, INT, Expr, Sort, list_of
from toolkit.core.terms import Facts, Symbol, Term


def _same(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """Lazily in Python: nothing that it reads changes before it is used up (the reader sees to that)."""
    return enc.as_list(enc.view(e.args[0], env, facts, checks), facts)


def _find(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """xs.index(x): the first position."""
    v = enc.view(e.args[0], env, facts, checks)
    x = enc.value(e.args[1], env, facts, checks)
    n = enc.size(v, facts)
    p = prefix(enc, v, lambda k: T.neg(enc.equal(v.at(k), x, e.args[1].sort)), facts)
    enc.check(checks, facts, T.lt(p, n), "ValueError", "item-present", e.span, "the item is in the list")
    return p


def prefix(enc: Encoder, v: View, holds: Callable[[Term], Term], facts: Facts) -> Term:
    """How many elements stand before the first one where `holds` is false."""
    n = enc.size(v, facts)
    if T.is_const(n) and n.data <= SMALL:
        p: Term = n
        for i in reversed(range(n.data)):
            p = T.ite(holds(T.add(v.low, T.num(i))), p, T.num(i))
        return p
    enc.symbols.setdefault("prefix", Symbol("prefix", (T.array_of(BOOL), INT, INT), INT))
    p = T.app("prefix", [T.array(holds), v.low, T.add(v.low, n)], INT)
    k, end = T.bound(), T.add(v.low, p)
    all_before = T.forall([k], T.implies(T.conj(T.le(v.low, k), T.lt(k, end)), holds(k)))
    enc.define(T.conj(T.ge0(p), T.le(p, n), T.implies(T.lt(p, n), T.neg(holds(end))), all_before))
    return p


def _while(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """itertools.takewhile and dropwhile."""
    v = enc.view(e.args[0], env, facts, checks)
    p = prefix(enc, v, enc._body(e.args[1], e.data, v, env, facts, checks), facts)
    at = T.add(v.low, p)
    part = View(v.low, at, v.at) if e.data.kind == "takewhile" else View(at, T.add(v.low, enc.size(v, facts)), v.at)
    return enc.as_list(part, facts)


def _natural(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    n = enc.value(e.args[0], env, facts, checks)
    enc.check(checks, facts, T.ge0(n), "ValueError", "not-negative", e.span, "the number is not negative")
    return n


# --- flattening -----------------------------------------------------------------------------------------------------


def _flatten(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    v = enc.view(e.args[0], env, facts, checks)
    n, element = enc.size(v, facts), logic_sort(e.sort).args[0]
    if T.is_const(n) and n.data <= SMALL:
        result = T.listing([], element)
        for i in range(n.data):
            result = enc.concat(result, v.at(T.add(v.low, T.num(i))))
        return result
    name = f"flatten.{T.smt_sort(element)}"
    if name not in enc.symbols:
        enc.symbols.update((s.name, s) for s in flatten_symbols(element))
    return T.app(name, [T.array(v.at), v.low, v.high], list_of(element))


def flatten_symbols(element: Sort) -> list[Symbol]:
    """flatten(a, lo, hi) = a[lo] + ... + a[hi-1] for lists. `row` and `column` say where its j-th item comes from, whatever
    hi is; `begin` where a row begins. `of` as in sum."""
    L = list_of(element)
    A, name = T.array_of(L), f"flatten.{T.smt_sort(element)}"

    def whole(*args: Term) -> Term:
        return T.app(name, args, L)

    def part(*args: Term) -> Term:
        return T.app(f"{name}.of", args, L)

    def count(row: Term) -> Term:
        return T.ite(T.ge0(T.length(row)), T.length(row), T.ZERO)

    def begin(*args: Term) -> Term:
        return T.app(f"{name}.begin", args, INT)

    a, lo, hi = T.bound(A), T.bound(), T.bound()
    r, last = whole(a, lo, hi), T.sub(hi, T.ONE)
    unfold = T.forall(
        [a, lo, hi],
        T.conj(
            T.Term("eq", (r, part(a, lo, hi)), BOOL),
            T.implies(T.le(hi, lo), T.same(T.length(r), T.ZERO)),
            T.implies(
                T.lt(lo, hi), T.same(T.length(r), T.add(T.length(part(a, lo, last)), count(T.select(a, last))))
            ),
        ),
        [r],
    )
    a, lo, hi = T.bound(A), T.bound(), T.bound()
    r = part(a, lo, hi)
    p, q = T.app(f"{name}.row", [a, lo, T.ZERO], INT), T.app(f"{name}.column", [a, lo, T.ZERO], INT)
    some = T.conj(T.le(lo, p), T.lt(p, hi), T.le(T.ZERO, q), T.lt(q, T.length(T.select(a, p))))
    size = T.forall(
        [a, lo, hi],
        T.conj(
            T.ge0(T.length(r)), T.implies(T.le(hi, lo), T.same(T.length(r), T.ZERO)),
            T.implies(T.le(lo, hi), T.same(begin(a, lo, hi), T.length(r))), T.implies(T.gt(T.length(r), T.ZERO), some),
        ),
        [r],
    )  # fmt: skip
    # a row's beginning is the length of what stands before it; by induction: beginnings do not go down
    a, lo, p, q = T.bound(A), T.bound(), T.bound(), T.bound()
    x, y = begin(a, lo, p), begin(a, lo, q)
    rising = T.forall(
        [a, lo, p, q],
        T.implies(
            T.conj(T.le(lo, p), T.lt(p, q)),
            T.conj(
                T.ge0(x), T.le(T.add(x, count(T.select(a, p))), y),
                T.implies(T.same(q, T.add(p, T.ONE)), T.same(y, T.add(x, count(T.select(a, p))))),
            ),
        ),
        [x, y],
    )  # fmt: skip
    a, lo, hi, k = T.bound(A), T.bound(), T.bound(), T.bound()
    r = part(a, lo, hi)
    p, q = T.app(f"{name}.row", [a, lo, k], INT), T.app(f"{name}.column", [a, lo, k], INT)
    origin = T.forall(
        [a, lo, hi, k],
        T.implies(
            T.conj(T.le(T.ZERO, k), T.lt(k, T.length(r))),
            T.conj(
                T.le(lo, p), T.lt(p, hi), T.le(T.ZERO, q), T.lt(q, T.length(T.select(a, p))),
                T.same(k, T.add(begin(a, lo, p), q)),
                T.Term("eq", (T.at(r, k), T.at(T.select(a, p), q)), BOOL),
            ),
        ),
        [T.at(r, k)],
    )  # fmt: skip
    a, lo, hi, p, q = T.bound(A), T.bound(), T.bound(), T.bound(), T.bound()
    r, row = part(a, lo, hi), T.select(a, p)
    k = T.add(begin(a, lo, p), q)
    kept = T.forall(
        [a, lo, hi, p, q],
        T.implies(
            T.conj(T.le(lo, p), T.lt(p, hi), T.le(T.ZERO, q), T.lt(q, T.length(row))),
            T.conj(
                T.le(T.ZERO, k), T.lt(k, T.length(r)), T.Term("eq", (T.at(r, k), T.at(row, q)), BOOL),
                T.same(T.app(f"{name}.row", [a, lo, k], INT), p), T.same(T.app(f"{name}.column", [a, lo, k], INT), q),
            ),
        ),
        [r, T.at(row, q)],
    )  # fmt: skip
    return [
        Symbol(name, (A, INT, INT), L, (unfold, size, rising, origin, kept)),
        Symbol(f"{name}.of", (A, INT, INT), L),
        Symbol(f"{name}.begin", (A, INT, INT), INT),
        Symbol(f"{name}.row", (A, INT, INT), INT),
        Symbol(f"{name}.column", (A, INT, INT), INT),
    ]


# --- folding --------------------------------------------------------------------------------------------------------


def _fold(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """functools.reduce and itertools.accumulate. args: the sequence, the first value (when e.data says so), and what one more
    item makes of what was found so far (both by name in e.data)."""
    accumulate = e.op == "accumulate"
    v = enc.view(e.args[0], env, facts, checks)
    n = enc.size(v, facts)
    so_far, item, has_first = e.data
    step = e.args[-1]
    acc = T.bound(logic_sort(step.sort))
    if has_first:
        start, low = enc.value(e.args[1], env, facts, checks), v.low
    else:
        if not accumulate:
            enc.check(checks, facts, T.gt(n, T.ZERO), "TypeError", "not-empty", e.span, "what is folded is not empty")
        start, low = v.at(v.low), T.add(v.low, T.ONE)
    end = T.add(v.low, n)
    x, k = T.bound(v.at(v.low).sort), T.bound()
    mine: list[Check] = []
    result = enc.value(step, {**env, so_far: acc, item: x}, Facts(), mine)
    for c in mine:  # whatever was found so far
        inside = T.conj(T.le(low, k), T.lt(k, end), *well_formed(acc, step.sort), c.guard)
        condition = T.substitute(T.implies(inside, c.condition), {x.data: v.at(k)})
        checks.append(Check(T.TRUE, T.forall([acc, k], condition), c.exception, c.kind, c.span, c.message, True))
    total = result == T.add(acc, x) if acc.sort == x.sort == INT else False

    def fold(high: Term) -> Term:
        if total:
            return T.add(start, enc.sum(View(low, high, v.at), v.at, facts))
        many = T.sub(high, low)
        if T.is_const(many) and many.data <= SMALL:
            value = start
            for i in range(many.data):
                value = T.substitute(result, {acc.data: value, x.data: v.at(T.add(low, T.num(i)))})
            return value
        captured = [b for b in T.bound_variables(result) if b.data in result.free - {acc.data, x.data}]
        shape = T.Term("lambda", (result,), T.array_of(acc.sort), ((acc, x, *captured),))
        name = f"fold.{hashlib.sha256(repr(shape).encode()).hexdigest()[:12]}"
        if name not in enc.symbols:
            enc.symbols.update((s.name, s) for s in fold_symbols(name, result, acc, x, captured))
        return T.app(name, [T.array(v.at), low, high, start, *captured], acc.sort)

    if not accumulate:
        return fold(end)
    if has_first:
        return enc.as_list(View(T.ZERO, T.add(n, T.ONE), lambda k: fold(T.add(low, k))), facts)
    return enc.as_list(View(T.ZERO, n, lambda k: fold(T.add(low, k))), facts)


def fold_symbols(name: str, result: Term, acc: Term, x: Term, captured: list[Term]) -> list[Symbol]:
    """fold(a, lo, hi, z, ...): z, then `result` with `x` = a[lo], ..., a[hi-1] in turn. `of` as in sum."""
    A, S = T.array_of(x.sort), acc.sort
    sorts = (A, INT, INT, S, *(c.sort for c in captured))

    def whole(*args: Term) -> Term:
        return T.app(name, args, S)

    def part(*args: Term) -> Term:
        return T.app(f"{name}.of", args, S)

    def equal(p: Term, q: Term) -> Term:
        return T.Term("eq", (p, q), BOOL)

    def one(z: Term, item: Term, more: list[Term]) -> Term:
        return T.substitute(result, {acc.data: z, x.data: item, **{c.data: m for c, m in zip(captured, more)}})

    a, lo, hi, z, *more = [T.bound(s) for s in sorts]
    r, last, after = whole(a, lo, hi, z, *more), T.sub(hi, T.ONE), T.add(lo, T.ONE)
    unfold = T.forall(
        [a, lo, hi, z, *more],
        T.conj(
            equal(r, part(a, lo, hi, z, *more)),
            T.implies(T.le(hi, lo), equal(r, z)),
            T.implies(T.lt(lo, hi), equal(r, one(part(a, lo, last, z, *more), T.select(a, last), more))),
            T.implies(T.lt(lo, hi), equal(r, part(a, after, hi, one(z, T.select(a, lo), more), *more))),  # by induction
        ),
        [r],
    )
    a, lo, hi, z, *more = [T.bound(s) for s in sorts]
    r = part(a, lo, hi, z, *more)
    empty = T.forall([a, lo, hi, z, *more], T.implies(T.le(hi, lo), equal(r, z)), [r])
    # by induction: equal elements give equal results
    a, lo, hi, z, *more = [T.bound(s) for s in sorts]
    b, l2, h2 = T.bound(A), T.bound(), T.bound()
    d = T.app(f"{name}.differ", [a, lo, hi, b, l2], INT)
    first, second = part(a, lo, hi, z, *more), part(b, l2, h2, z, *more)
    agree = T.forall(
        [a, lo, hi, z, *more, b, l2, h2],
        T.implies(
            T.same(T.sub(hi, lo), T.sub(h2, l2)),
            T.disj(
                equal(first, second),
                T.conj(
                    T.le(T.ZERO, d), T.lt(d, T.sub(hi, lo)),
                    T.neg(equal(T.select(a, T.add(lo, d)), T.select(b, T.add(l2, d)))),
                ),
            ),
        ),
        [first, second],
    )  # fmt: skip
    return [
        Symbol(name, sorts, S, (unfold, empty, agree)),
        Symbol(f"{name}.of", sorts, S),
        Symbol(f"{name}.differ", (A, INT, INT, A, INT), INT),
    ]


OPERATIONS.update(
    natural=_natural, lazy=_same, toseq=_same, find=_find, takewhile=_while, flatten=_flatten, reduce=_fold, accumulate=_fold
)
