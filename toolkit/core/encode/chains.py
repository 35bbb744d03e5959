"""Chains: what holds from each item of a list to the next holds between any two of them, when it is transitive.

`all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1))` is how people write that a list is sorted; provers need it of any two items,
which takes an induction over their distance that they do not make."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.ir import INT
from toolkit.core.terms import Term


def pairwise(body: Term, k: Term, low: Term, high: Term) -> Term | None:
    """Where `body` says `a[k + c] <= a[k + c + 1]` of integers (or `<`, `>=`, `>`): that it holds for low <= k < high implies the
    same of any two items in that range. None for any other body. By induction on the distance of the two."""
    if body.op != "ge0":
        return None
    parts, constant = T.linear(body.args[0])
    if len(parts) != 2 or constant not in (0, -1) or sorted(c for _, c in parts) != [-1, 1]:
        return None
    (large, _), (small, _) = sorted(parts, key=lambda p: -p[1])
    if large.op != "select" or small.op != "select" or large.args[0] != small.args[0] or small.sort != INT:
        return None
    a = small.args[0]
    step = T.sub(large.args[1], small.args[1])
    first = small.args[1] if step == T.ONE else large.args[1] if step == T.num(-1) else None
    if first is None or k.data in a.free or a.op in ("lambda", "ite"):
        return None
    shift = T.sub(first, k)
    if k.data in shift.free:
        return None
    p, q = T.bound(), T.bound()
    here, there = T.select(a, p), T.select(a, q)
    less, more = (here, there) if step == T.ONE else (there, here)
    order = T.le(less, more) if constant == 0 else T.lt(less, more)
    between = T.conj(T.le(T.add(low, shift), p), T.lt(p, q), T.le(q, T.add(high, shift)))
    each = T.forall([k], T.implies(T.conj(T.le(low, k), T.lt(k, high)), body))
    return T.implies(each, T.forall([p, q], T.implies(between, order), [here, there]))
