"""Instances of frozen classes that hold instances of their own class: lists of nodes, trees. A value is a number that stands for
it; the fields are functions of that number, and the number a function of the fields, so that equal values are one number. How large
a value is, is a function as well: what a value holds is smaller. All this has a model, the finite trees: they are as many as the
numbers, because the other fields are ints and bools and what is of the own class may be None."""

from __future__ import annotations

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env, logic_sort, unions
from toolkit.core.ir import BOOL, INT, Expr, Sort
from toolkit.core.terms import Facts, Symbol, Term


def part(enc: Encoder, x: Term, sort: Sort, i: int) -> Term:
    """Field i of a value."""
    _declare(enc, sort)
    if sort.args[i].name != "Union":
        return _get(sort, x, i)
    return T.tup([_get(sort, x, i, "some"), _get(sort, x, i)], logic_sort(sort.part(i)))


def made(enc: Encoder, sort: Sort, items: list[Term]) -> Term:
    """The value with these fields."""
    _declare(enc, sort)
    flat: list[Term] = []
    for s, item in zip(sort.args, items):
        flat += [T.proj(item, 0), T.proj(item, 1)] if s.name == "Union" else [item]
    return T.app(f"make.{sort.label}", flat, INT)


def equal(enc: Encoder, a: Term, b: Term, sort: Sort) -> Term:
    """Equal values are one number: both are made of what they hold."""
    for x in (a, b):
        if not x.free and not (x.op == "app" and x.data == f"make.{sort.label}"):
            fields = [part(enc, x, sort, i) for i in range(len(sort.args))]
            enc.define(T.same(made(enc, sort, fields), x))
    return T.same(a, b)


def size(enc: Encoder, x: Term, sort: Sort) -> Term:
    """How many instances a value (or an Optional one: none for None) consists of, or any other number with which what it holds is
    smaller."""
    if sort.name == "Union":
        member = next(m for m in sort.args if m.name == "Rec")
        return T.ite(unions.tag_is(x, sort, sort.args.index(member)), size(enc, unions.part(x, sort, member), member), T.ZERO)
    _declare(enc, sort)
    return T.app(f"size.{sort.label}", [x], INT)


def _get(sort: Sort, x: Term, i: int, what: str = "of") -> Term:
    return T.app(f"{sort.fields[i]}.{what}.{sort.label}", [x], BOOL if what == "some" or sort.args[i] == BOOL else INT)


def _declare(enc: Encoder, sort: Sort) -> None:
    make = f"make.{sort.label}"
    if make in enc.symbols:
        return
    x, equations, fields, smaller = T.bound(INT), [], [], []
    flat = [(i, w) for i, s in enumerate(sort.args) for w in (("some", "of") if s.name == "Union" else ("of",))]
    variables = [T.bound(BOOL if w == "some" or sort.args[i] == BOOL else INT) for i, w in flat]
    whole = T.app(make, variables, INT)
    given = dict(zip(flat, variables))
    measure = T.app(f"size.{sort.label}", [x], INT)
    for i, w in flat:
        got, value = _get(sort, whole, i, w), given[i, w]
        if w == "of" and sort.args[i].name == "Union":
            value = T.ite(given[i, "some"], value, T.ZERO)  # None is None, whatever stands beside it
        equations.append(T.Term("eq", (got, value), BOOL))
        mine = _get(sort, x, i, w)
        fields.append(mine)
        if w == "of" and sort.args[i].name == "Union":
            inner = T.lt(T.app(f"size.{sort.label}", [mine], INT), measure)
            smaller.append(T.forall([x], T.implies(_get(sort, x, i, "some"), inner), [mine]))
    again = T.forall([x], T.Term("eq", (T.app(make, fields, INT), x), BOOL), *([f] for f in fields))
    axioms = (T.forall(variables, T.conj(*equations), [whole]), again)
    enc.symbols[make] = Symbol(make, tuple(v.sort for v in variables), INT, axioms)
    enc.symbols[f"size.{sort.label}"] = Symbol(f"size.{sort.label}", (INT,), INT, (
        T.forall([x], T.lt(T.ZERO, measure), [measure]), *smaller))  # fmt: skip
    for i, w in flat:
        f = _get(sort, x, i, w)
        enc.symbols[f.data] = Symbol(f.data, (INT,), f.sort)


def _size(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    return size(enc, enc.value(e.args[0], env, facts, checks), e.args[0].sort)


OPERATIONS["treesize"] = _size
