"""Instances of classes: records of their fields. That two names are one object is the business of `aliases`."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env, logic_sort, trees
from toolkit.core.ir import Expr
from toolkit.core.terms import Facts, Term


def _record(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    items = [enc.value(a, env, facts, checks) for a in e.args]
    return trees.made(enc, e.sort, items) if e.sort.name == "Rec" else T.tup(items, logic_sort(e.sort))


def _require(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """`args[1]`, where `args[0]` holds; data: (exception, kind, what has to hold)."""
    exception, kind, message = e.data
    ok = enc.value(e.args[0], env, facts, checks)
    enc.check(checks, facts, ok, exception, kind, e.span, message)
    return enc.value(e.args[1], env, facts, checks)


def _member(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    return T.num(e.sort.fields.index(e.data))


def _of_member(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """What belongs to an Enum's member, from one expression for each."""
    member, *values = (enc.value(a, env, facts, checks) for a in e.args)
    result = values[-1]
    for i in reversed(range(len(values) - 1)):
        result = T.ite(T.same(member, T.num(i)), values[i], result)
    return result


def _distinct(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """Values say nothing of objects: that it holds where a function is called is for `aliases` to show."""
    return T.TRUE


OPERATIONS.update({
    "distinct": _distinct, "record": _record, "require": _require, "member": _member, "ofmember": _of_member,
})  # fmt: skip
