"""Calls: the callee's contract stands for it, or its body is executed in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from toolkit.core import aliases
from toolkit.core import terms as T
from toolkit.core.aliases import Groups
from toolkit.core.encode import Check
from toolkit.core.ir import BOOL, Call, Expr, Function, Inside
from toolkit.core.terms import Term
from toolkit.core.vcgen import measures, rows
from toolkit.core.vcgen.state import MANY, Frame, Raised, State, arguments, merge
from toolkit.core.vcgen.words import is_a

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

_DEPTH = 24  # calls executed in place inside each other


def run(g: Generator, c: Call, s: State, frame: Frame) -> list[State]:
    callee = g.callee(c.function, c.span)
    args = [g.value(a, s, frame) for a in c.args]
    if g.collect is not None:
        e = Expr("call", c.args, callee.result, c.span, c.function)
        checks: list[Check] = []
        s.set(c.target, g.call_in_clause(e, args, s.facts, checks))
        for k in checks:
            g.meet(k, s, frame)
        return [s]
    if callee.external:
        return _by_contract(g, c, callee, args, s, frame, False)
    recursive = c.function in g.program.component[g.function.name]
    inline = (not callee.has_contract or callee.implied) and not recursive and not g.program.component[c.function]
    if g.unroll:
        if g.inlined.count(c.function) >= max(2, g.unroll) or len(g.inlined) >= _DEPTH:
            return []  # a longer run is dropped
        inline = True
    if inline and len(g.inlined) < _DEPTH:
        return _inline(g, c, callee, args, s, frame)
    return _by_contract(g, c, callee, args, s, frame, recursive)


def _by_contract(
    g: Generator, c: Call, callee: Function, args: list[Term], s: State, frame: Frame, recursive: bool
) -> list[State]:
    g.depends.add(callee.name)
    s.calls |= {callee.name}
    line = c.span.line
    pre = {p.name: a for p, a in zip(callee.params, args)}
    for clause in callee.requires:
        v = g.clause_value(clause, s, pre, defined=False)
        g.goal("precondition", s, v, c.span, f"the precondition of {callee.name} (line {clause.span.line}) holds at "
               "this call", clause.text)  # fmt: skip
        s.assume(v, f"precondition of {callee.name}, line {clause.span.line}")
    if recursive:
        measures.recursion(g, c, callee, pre, s)
    before = s.copy()  # when several conditions hold, any of the exceptions may come
    for r in callee.raises:
        if r.condition is not None:
            v = g.clause_value(r.condition, s, pre, defined=False)
        else:
            v = T.sym(g.encoder.name(f"raises.{callee.name}"), BOOL)
        if g.may_raise(r.exception, False):
            other = before.copy()
            other.assume(v, f"{callee.name} raises {r.exception}, line {line}")
            _renew(g, c, callee, args, other, g.program.summaries[callee.name].unsafe)
            g.leave(Raised(other, r.exception, c.span, False), frame)
        else:
            g.goal("exception-undeclared", before, T.neg(v), c.span, f"{callee.name} does not raise {r.exception} here",
                   r.condition.text if r.condition else "")  # fmt: skip
        s.assume(T.neg(v), f"{callee.name} does not raise {r.exception}, line {line}")
    post = _renew(g, c, callee, args, s, g.program.summaries[callee.name].changes)
    result = g.fresh(f"{callee.name}.result", callee.result, s, is_a(f"the result of {callee.name}", callee.result))
    post["$result"] = result
    for clause in callee.ensures:
        g.assume_clause(clause, s, post, f"postcondition of {callee.name}", defined=False)
    named = callee.opaque or callee.name in g.program.in_clauses
    if named and not recursive and not g.program.summaries[callee.name].changes:
        e = Expr("call", c.args, callee.result, c.span, callee.name)
        v = g.call_in_clause(e, args, s.facts, [])
        s.assume(g.encoder.equal(result, v, callee.result, identical=True), f"the result of {callee.name}, line {line}")
    s.set(c.target, result)
    return [s]


def _renew(
    g: Generator, c: Call, callee: Function, args: list[Term], s: State, changed: frozenset[str]
) -> dict[str, Term]:
    """Forgets what the callee may have changed; returns what its parameters' names mean after it."""
    post = {f"$old.{p.name}": a for p, a in zip(callee.params, args)}
    renewed: dict[str, Term] = {}
    for p, a, also, row in zip(callee.params, args, _also(c), c.rows or ("",) * len(args)):
        value = a
        if p.name in changed:
            known = next((renewed[n] for n in also if n in renewed), None)
            value = known or g.fresh(f"{p.name}.after", p.sort, s, is_a(p.name, p.sort))
            tied = [(at, key) for (owner, *at), key in g.rows.items() if owner == row]
            for at, key in tied:
                value = rows.with_part(value, at, rows.tied(rows.part(value, at), s.env[key], T.length(rows.part(a, at))))
            inner = not any(p.sort in t for _, t in g.program.summaries[callee.name].within)
            if inner and not tied and p.sort.name == "List":
                value = T.mk(T.length(a), T.data(value))  # what is in it was changed, not the list itself
            for n in also:
                renewed[n] = value
        post[f"$arg_{p.name}"] = value
    for p, also in zip(callee.params, _also(c)):
        for n in also:  # an argument that is the same object as a changed one
            post[f"$arg_{p.name}"] = renewed.get(n, post[f"$arg_{p.name}"])
    for p, given in zip(callee.params, c.args):
        if given.op == "var" and given.data in renewed:
            post[f"$arg_{p.name}"] = renewed[given.data]
    for k, i in _places(g, c, s).items():
        if callee.params[k].name in changed:
            _put_back(g, c.inside[k], i, post[f"$arg_{callee.params[k].name}"], s.env, s.env)
    s.env.update(renewed)
    return post


def _places(g: Generator, c: Call, s: State) -> dict[int, Term]:
    """Where the arguments that are items of lists stand in these; of parts of instances: nothing that is used."""
    found = {}
    for k, (a, held) in enumerate(zip(c.args, c.inside)):
        if held.names and not held.item:
            found[k] = T.ZERO
        elif held.names:
            i = g.encoder.value(a.args[1], s.env, s.facts, [])
            n = T.length(rows.part(s.env[held.names[0]], held.fields))
            found[k] = i if a.op == "at" else g.encoder.position(i, n, s.facts)
    return found


def _put_back(g: Generator, held: Inside, i: Term, row: Term, before: Mapping[str, Term], env: dict[str, Term]) -> None:
    """What a callee made of an item of a list, or of a part of an instance, is there afterwards."""
    key = g.rows.get((held.rows, *held.fields))
    for name in held.names:
        if not held.item:
            env[name] = rows.with_part(before[name], held.fields, row)
            continue
        grid = rows.part(before[name], held.fields)
        store = T.mk(T.length(grid), T.store(T.data(grid), i, row))
        env[name] = rows.with_part(before[name], held.fields, store if key is None else rows.with_row(grid, i, row, before[key]))


def _inline(g: Generator, c: Call, callee: Function, args: list[Term], s: State, frame: Frame) -> list[State]:
    """Executes the callee's body in place."""
    body = g.body_of(callee, _groups(callee, c))
    outer, numbers, places = s.env, g.rows, _places(g, c, s)
    tied = aliases.tied(callee, g.program.summaries[callee.name])
    g.rows = {(n, *at): numbers[r, *at] for p, r in zip(callee.params, c.rows) for owner, *at in tied
              if owner == p.name and (r, *at) in numbers for n in (p.name, f"$arg_{p.name}")}  # fmt: skip
    s.env = arguments(callee.params, args) | {key: outer[key] for key in (*g.rows.values(), rows.MADE) if key in outer}
    g.inlined.append(callee.name)
    for clause in callee.requires if g.unroll or callee.implied else ():
        v = g.clause_value(clause, s, s.at_entry, defined=False)
        g.goal("precondition", s, v, c.span, f"the precondition of {callee.name} holds at this call", clause.text)
        s.assume(v, "precondition")
    g.frame_sorts.append(callee.sorts)
    inner = g.through(body, s)
    g.frame_sorts.pop()
    g.inlined.pop()
    g.rows = numbers
    for e in (*(r.state for r in inner.raises), *(e for e, _, _ in inner.returns)):
        after = dict(outer)
        for p, also in zip(callee.params, _also(c)):
            for n in also:
                after[n] = e.env[f"$arg_{p.name}"]
        for k, i in places.items():
            _put_back(g, c.inside[k], i, e.env[f"$arg_{callee.params[k].name}"], outer, after)
        e.env = after
    frame.raises.extend(inner.raises)
    out = []
    for e, value, _ in inner.returns:
        e.set(c.target, value)
        out.append(e)
    return out if len(out) <= MANY else [merge(out)]


def _also(c: Call) -> tuple[tuple[str, ...], ...]:
    """By argument: the names that are this object too."""
    return c.also or ((),) * len(c.args)


def _groups(callee: Function, c: Call) -> Groups:
    """Which parameters are one object at this call."""
    found: dict[tuple[str, ...], list[str]] = {}
    for p, a, also in zip(callee.params, c.args, _also(c)):
        if p.sort.changeable and a.op == "var":
            key = next((k for k in found if a.data in k or set(k) & set(also)), (*also, a.data))
            found.setdefault(key, []).append(p.name)
    return tuple(tuple(names) for names in found.values() if len(names) > 1)
