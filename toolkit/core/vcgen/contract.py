"""The contract of the function under verification: what is known where it begins, what is to be shown where it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.core import aliases
from toolkit.core import terms as T
from toolkit.core.exceptions import covers
from toolkit.core.ir import INT, ITEMS, NONE, Function
from toolkit.core.source import Rejected, Span
from toolkit.core.terms import Term
from toolkit.core.vcgen import rows
from toolkit.core.vcgen.state import Raised, State, arguments
from toolkit.core.vcgen.words import is_a

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator


def begin(g: Generator, f: Function) -> State:
    """The entry: any arguments that meet the precondition."""
    summary = g.program.summaries[f.name]
    if f.pure and summary.changes:
        raise Rejected("protocol-not-met", f.span, f"{f.name} changes something: a Protocol's method may not",
                       "return the new value")  # fmt: skip
    tied = sorted({(g.leader(str(n)), *at) for n, *at in aliases.tied(f, summary)})
    s = State({})
    for p in f.params:
        if g.leader(p.name) != p.name:
            s.env[p.name] = s.env[g.leader(p.name)]
            continue
        s.env[p.name] = g.fresh(p.name, p.sort, s, is_a(p.name, p.sort))
        for place in tied:
            if place[0] == p.name:
                rows.identify(g, place, s)
    for n, first in ((n, group[0]) for group in g.same for n in group):
        for (owner, *at), key in [*g.rows.items()]:
            if owner == first:
                g.rows[n, *at] = g.rows[f"$arg_{n}", *at] = key
    s.env |= arguments(f.params, [s.env[p.name] for p in f.params])
    if f.accepts is not None:
        wider = s.copy()
        for c in f.accepts:
            g.assume_clause(c, wider, wider.env, "precondition of the overridden method", defined=True)
        for c in f.requires:
            v = g.clause_value(c, wider, wider.env, defined=False)
            g.goal("override-accepts", wider, v, c.span, "the override accepts all that the overridden method does", c.text)
    for c in f.requires:
        g.assume_clause(c, s, s.env, "precondition", defined=True)
    _empty(g, f, s)
    if f.requires and not g.unroll and not g.same:  # arguments that are one object are equal arguments
        g.emit_goal("contract-not-vacuous", s, T.FALSE, f.requires[0].span,
                    "some input meets the precondition", f.requires[0].text, sat=True)  # fmt: skip
    for c in f.measure:
        g.clause_value(c, s, s.env, defined=True)
    return s


def _empty(g: Generator, f: Function, s: State) -> None:
    """One list, of which items are required to be different from the items of another one, which it is as well, is empty."""
    for pair in f.distinct:
        a, *b = sorted(pair, key=repr)
        for other in b:
            p, q = str(a[0]), str(other[0])
            sort = next((x.sort for x in f.params if x.name == p), INT)
            if a[1:] == other[1:] == (ITEMS,) and g.leader(p) == g.leader(q) and sort.name == "List":
                s.assume(T.same(T.length(s.env[p]), T.ZERO), f"{p} and {q} are one list without a common item")


def external(g: Generator, f: Function, s: State) -> None:
    """A contract without the code: its clauses cannot raise, and some input has a result."""
    for r in f.raises:
        if r.condition is not None:
            s.assume(T.neg(g.clause_value(r.condition, s, s.at_entry, defined=True)), f"no {r.exception}")
    env = s.of_contract
    for p in f.params:
        if p.name in f.changes:
            env[f"$arg_{p.name}"] = g.fresh(f"{p.name}.after", p.sort, s, "what it gives back")
    env["$result"] = T.ZERO if f.result == NONE else g.fresh("result", f.result, s, "what it gives back")
    for c in f.ensures:
        g.assume_clause(c, s, env, "postcondition", defined=True)
    if f.ensures:
        g.emit_goal("contract-not-vacuous", s, T.FALSE, f.ensures[0].span, "some input has a result that meets the "
                    "postcondition", f.ensures[0].text, sat=True)  # fmt: skip


def returned(g: Generator, f: Function, s: State, value: Term, span: Span) -> None:
    """It returns: no exception was due, and the postcondition holds."""
    for r in f.raises:
        if r.condition is not None:
            c = g.clause_value(r.condition, s, s.at_entry, defined=True)
            g.goal("exception-raised", s, T.neg(c), r.span, f"when this holds at entry, {r.exception} is raised "
                   f"(the function returns at line {span.line})", r.condition.text)  # fmt: skip
    env = s.of_contract
    env["$result"] = value
    for clause in f.ensures:
        v = g.clause_value(clause, s, env, defined=True)
        where = f"at the return in line {span.line}" if span != f.span else "at the end"
        g.goal("postcondition", s, v, clause.span, f"the postcondition holds {where}", clause.text)
        s.assume(v, f"postcondition in line {clause.span.line}")


def raised(g: Generator, f: Function, r: Raised) -> None:
    """An exception leaves it: one that was due."""
    matching = [x for x in f.raises if covers(x.exception, r.exception, g.program.module.exceptions)]
    if any(x.condition is None for x in matching):
        return
    due = [x.condition for x in matching if x.condition]
    conditions = [g.clause_value(c, r.state, r.state.at_entry, defined=True) for c in due]
    g.goal("exception-allowed", r.state, T.disj(*conditions), r.span, f"{r.exception} is raised only when declared",
           " or ".join(c.text for c in due))  # fmt: skip
