"""Functions that clauses call: unfolded where they are short, otherwise function symbols with their contract as axioms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from toolkit.core import terms as T
from toolkit.core.encode import Check, logic_sort, well_formed
from toolkit.core.ir import BOOL, FLOAT, NONE, Assume, Expr, Function, Loop, statements
from toolkit.core.source import Rejected, Span
from toolkit.core.terms import Facts, Symbol, Term
from toolkit.core.vcgen.state import Frame, State, arguments

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

_DEPTH = 12  # functions unfolded inside each other


def value(g: Generator, e: Expr, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
    """A pure function's value: its body when it is short, otherwise a function symbol with its contract as axiom."""
    callee = g.callee(e.data, e.span)
    if g.program.summaries[callee.name].changes:
        raise Rejected("effect-in-clause", e.span, f"{callee.name} changes its argument and cannot be called here")
    component = g.program.component
    if g.unfolding == callee.name:
        return T.app(f"fn.{callee.name}.of", args, logic_sort(callee.result))
    if callee.external:
        return _symbol_call(g, callee, args, e, facts, checks)
    if callee.name == g.function.name or callee.name in component[g.function.name]:
        raise Rejected("recursive-clause", e.span, f"{callee.name} is being verified and cannot be used in its own contract",
                       "state the contract without it")  # fmt: skip
    if not _looped(callee) and not component[callee.name] and not callee.opaque and len(g.inlined) < _DEPTH:
        return _unfold(g, callee, args, facts, checks)
    return _symbol_call(g, callee, args, e, facts, checks)


def _unfold(g: Generator, callee: Function, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
    """The value of its body; what it needs becomes checks of the clause."""
    state = State(arguments(callee.params, args), [], Facts(facts))
    outer, base, g.collect, g.base = g.collect, g.base, [], 0
    catching, g.catching = g.catching, []
    sorts, g.frame_sorts = g.frame_sorts, [*g.frame_sorts, callee.sorts]
    g.inlined.append(callee.name)
    body = g.body_of(callee, ())
    try:
        frame = Frame()
        entry = dict(state.env)
        for c in callee.requires:
            v = g.clause_value(c, state, entry, defined=False)
            g.goal("precondition", state, v, c.span, f"the precondition of {callee.name} holds", c.text)
            state.assume(v, "precondition")
        ends = g.block(body.body, [state], frame)
        for s in ends:
            if callee.result != NONE:
                g.goal("returns-a-value", s, T.FALSE, callee.span, f"{callee.name} returns a value")
        found = g.collect
    finally:
        g.collect, g.base, g.frame_sorts, g.catching = outer, base, sorts, catching
        g.inlined.pop()
    checks.extend(found)
    returns = frame.returns
    if not returns:
        return g.encoder.fresh(callee.name, callee.result, [])
    value = returns[-1][1]
    for s, v, _ in reversed(returns[:-1]):
        value = T.ite(T.conj(*(t for t, _ in s.path)), v, value)
    return value


def _symbol_call(g: Generator, callee: Function, args: list[Term], e: Expr, facts: Facts, checks: list[Check]) -> Term:
    """The application of its symbol; that its contract allows these arguments becomes checks of the clause."""
    g.depends.add(callee.name)
    name = f"fn.{callee.name}"
    sort = logic_sort(callee.result)
    if name not in g.encoder.symbols:
        _declare(g, callee, name)
    env = {p.name: a for p, a in zip(callee.params, args)}
    for c in callee.requires:
        v = g.encoder.value(c.expr, env, facts, [])
        checks.append(Check(T.TRUE, v, "", "precondition", e.span, f"the precondition of {callee.name} holds"))
    for r in callee.raises:
        v = g.encoder.value(r.condition.expr, env, facts, []) if r.condition else T.TRUE
        checks.append(Check(T.TRUE, T.neg(v), "", "exception-undeclared", e.span,
                            f"{callee.name} does not raise {r.exception}"))  # fmt: skip
    return T.app(name, args, sort)


def _declare(g: Generator, callee: Function, name: str) -> None:
    """The symbol of a function, with its contract (and, for recursion without loops, one unfolding) as axioms. Sound
    because this function's proof depends on the callee's, which shows the contract and termination."""
    reached = [g.program.module.functions[n] for n in sorted(g.program.reach(callee.name))]
    for x in (x for f in reached for e in f.expressions() for x in e.walk()):
        if x.op in ("eq", "ne", "in", "itemeq") and any(a.sort != FLOAT and a.sort.holds(FLOAT) for a in x.args):
            raise Rejected("call-in-clause", x.span, f"{callee.name}, called in a clause, compares containers of floats: what "
                           "it returns depends on which NaN are one object")  # fmt: skip
    sorts = tuple(logic_sort(p.sort) for p in callee.params)
    result_sort = logic_sort(callee.result)
    of = f"{name}.of"
    g.encoder.symbols[name] = Symbol(name, sorts, result_sort)
    g.encoder.symbols[of] = Symbol(of, sorts, result_sort)
    if any(r.condition is None for r in callee.raises):
        return
    variables, facts, given = _any_arguments(g, callee)
    env = {p.name: v for p, v in zip(callee.params, variables)}
    here, part = T.app(name, variables, result_sort), T.app(of, variables, result_sort)
    post = {f"$arg_{k}": v for k, v in env.items()} | {f"$old.{k}": v for k, v in env.items()}
    axioms = []
    link = T.forall(variables, T.Term("eq", (here, part), BOOL), [here]) if variables else T.Term("eq", (here, part), BOOL)
    unfolding, g.unfolding = g.unfolding, callee.name if callee.external else g.unfolding
    for app in (here, part):
        claims = [*well_formed(app, callee.result)]
        stated = [c for c in callee.ensures if app is here or not any(x.data == callee.name for x in c.expr.walk())]
        claims += [g.encoder.value(c.expr, {**post, "$result": app}, facts, []) for c in stated]
        if (claim := T.implies(given, T.conj(*claims))) != T.TRUE:
            axioms.append(_close(variables, claim, app))
    g.unfolding = unfolding
    axioms.append(link)
    if not (callee.external or callee.opaque or _looped(callee)) and g.program.component[callee.name] == {callee.name}:
        body = _body_for(g, callee, variables, facts)
        axioms.append(_close(variables, T.implies(given, g.encoder.equal(here, body, callee.result, identical=True)), here))
        top = T.app(f"{name}.top", variables, result_sort)  # in what is claimed: unfolds to `here`, which hypotheses speak of
        deeper = T.implies(given, g.encoder.equal(top, T.renamed(body, {of: name}), callee.result, identical=True))
        same = T.Term("eq", (top, here), BOOL)
        g.encoder.symbols[top.data] = Symbol(
            top.data, sorts, result_sort, (_close(variables, same, top), _close(variables, deeper, top))
        )
    g.encoder.symbols[name] = Symbol(name, sorts, result_sort, tuple(axioms))


def _any_arguments(g: Generator, callee: Function) -> tuple[list[Term], Facts, Term]:
    """Variables for its arguments, and what is true of them where it has a result."""
    variables = [T.bound(logic_sort(p.sort)) for p in callee.params]
    env, facts = {p.name: v for p, v in zip(callee.params, variables)}, Facts()
    known = [t for p, v in zip(callee.params, variables) for t in well_formed(v, p.sort)]
    known += [g.encoder.value(c.expr, env, facts, []) for c in callee.requires]
    known += [T.neg(g.encoder.value(r.condition.expr, env, facts, [])) for r in callee.raises if r.condition]
    for t in known:
        facts.add(t)
    return variables, facts, T.conj(*known)


def _body_for(g: Generator, callee: Function, variables: list[Term], facts: Facts) -> Term:
    """Its result for these arguments, by its body; it calls itself as `fn.NAME.of`."""
    g.unfolding, outer = callee.name, g.unfolding
    body = _unfold(g, attrs.evolve(callee, requires=()), list(variables), facts, [])
    g.unfolding = outer
    return body


def reveal(g: Generator, callee: Function, s: State, span: Span) -> None:
    """From here on, an opaque function is what its body says."""
    own = g.function.name
    recursive = g.program.component[callee.name]
    if not callee.opaque or _looped(callee) or callee.name == own or callee.name in g.program.component[own] or (
        recursive not in (frozenset(), {callee.name}) or any(r.condition is None for r in callee.raises)
    ) or g.program.summaries[callee.name].changes:
        raise Rejected("misplaced-contract", span, f"{callee.name} cannot be revealed here", "an @opaque function without "
                       "loops, which changes nothing, can be revealed where others are verified")  # fmt: skip
    name = f"fn.{callee.name}"
    g.depends.add(callee.name)
    if name not in g.encoder.symbols:
        _declare(g, callee, name)
    variables, facts, given = _any_arguments(g, callee)
    here = T.app(name, variables, logic_sort(callee.result))
    same = g.encoder.equal(here, _body_for(g, callee, variables, facts), callee.result, identical=True)
    s.assume(_close(variables, T.implies(given, same), here), f"the definition of {callee.name}")


def _looped(f: Function) -> bool:
    """True when the body says less than the contract: it has a loop or assumes something."""
    return any(isinstance(x, (Loop, Assume)) for x in statements(f.body))


def _close(variables: Sequence[Term], body: Term, pattern: Term) -> Term:
    """For all of the variables that occur."""
    used = [v for v in variables if v.data in body.free or v.data in pattern.free]
    if not used:
        return body
    return T.Term("forall", (body, pattern), BOOL, (tuple(used), (1,)))
