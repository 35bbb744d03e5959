"""Values of a union: a tag, and a component for each member but None. Components of other members than the tag's mean nothing."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env, logic_sort
from toolkit.core.ir import BOOL, INT, NONE, Expr, Sort
from toolkit.core.terms import Facts, Term


def tag_is(u: Term, sort: Sort, i: int) -> Term:
    """The value is of member i."""
    tag = T.proj(u, 0)
    if tag.sort == BOOL:
        return tag if i == 1 else T.neg(tag)
    return T.same(tag, T.num(i))


def part(u: Term, sort: Sort, member: Sort) -> Term:
    """The value as one of `member`: meaningless under another tag."""
    return T.ZERO if member == NONE else T.proj(u, _place(sort, member))


def _place(sort: Sort, member: Sort) -> int:
    return sort.args.index(member) + (sort.args[0] != NONE)


def wrap(value: Term, sort: Sort, i: int) -> Term:
    """A value of member i as one of the union."""
    record = logic_sort(sort)
    items = [T.ZERO if s == INT else T.FALSE if s == BOOL else T.sym(f"junk.{T.smt_sort(s)}", s) for s in record.args]
    items[0] = T.const(i == 1) if record.args[0] == BOOL else T.num(i)
    if sort.args[i] != NONE:
        items[_place(sort, sort.args[i])] = value
    return T.tup(items, record)


def _wrap(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    return wrap(enc.value(e.args[0], env, facts, checks), e.sort, e.data)


def _unwrap(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    i, exception = e.data
    sort = e.args[0].sort
    u = enc.value(e.args[0], env, facts, checks)
    enc.check(checks, facts, tag_is(u, sort, i), exception, "has-type", e.span, f"the value is {sort.args[i]}")
    return part(u, sort, sort.args[i])


def _istag(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    u = enc.value(e.args[0], env, facts, checks)
    return T.disj(*(tag_is(u, e.args[0].sort, i) for i in e.data))


OPERATIONS.update({"wrap": _wrap, "unwrap": _unwrap, "istag": _istag})
