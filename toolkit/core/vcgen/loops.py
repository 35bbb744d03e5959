"""Loops: cut by their invariants, or executed round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from toolkit.core import terms as T
from toolkit.core.ir import Assign, Call, Loop, Stmt, Unbind, Update, statements
from toolkit.core.source import Rejected
from toolkit.core.vcgen import changes, measures
from toolkit.core.vcgen.state import Frame, State, merge

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

_ROUNDS, _COPIES = 8, 32  # rounds of a loop that are executed one by one, and of loops inside each other


def run(g: Generator, stmt: Loop, s: State, frame: Frame) -> list[State]:
    """A loop in a proof: its invariants are shown at entry and kept by one arbitrary iteration, and are all that is known of what
    it changes."""
    if g.collect is not None:
        raise Rejected("call-in-clause", stmt.span, "a function with a loop and without a contract is called in a clause",
                       "give it a contract")  # fmt: skip
    rounds = _rounds_of(g, stmt, s, frame)
    if rounds is not None:
        g.copies *= max(1, rounds)
        ended, left = unrolled(g, stmt, s, frame, rounds)
        g.copies //= max(1, rounds)
        assert not left, "a loop goes on that was to end"
        return ended
    line = stmt.span.line
    g.entered += 1
    group = f"{stmt.key}#{g.entered}"
    # A condition that changes something is evaluated before the invariants are: they are about the state after it.
    late = bool(stmt.invariants or stmt.measure) and any(_has_effect(g, x) for x in statements(stmt.head))
    for e in g.block(stmt.head, [s.copy()], frame) if late else [s]:
        for c in stmt.invariants:
            v = g.clause_value(c, e, e.env, defined=False)
            g.goal("invariant-at-entry", e, v, c.span, f"the invariant holds when the loop of line {line} starts", c.text)
    changes.forget(g, stmt, s)
    s.cut = True
    for fact in stmt.facts:
        s.assume(g.encoder.value(fact, s.env, s.facts, []), f"counter of the loop in line {line}")
    _target_facts(g, stmt, s)
    if not late:
        _assume_head(g, stmt, s)
    tried = measures.of_loop(g, stmt, s)
    before = {k: [g.clause_value(c, s, s.env, defined=True) for c in cs] for k, cs in tried.items() if not late}
    out: list[State] = []
    if late:  # what it needs is shown where it is evaluated: before the loop and after each iteration
        g.muted += 1
        heads = g.block(stmt.head, [s], Frame())
        g.muted -= 1
    else:
        heads = g.block(stmt.head, [s], frame)
    for h in heads:
        if late:
            _assume_head(g, stmt, h)
            before = {k: [g.clause_value(c, h, h.env, defined=True) for c in cs] for k, cs in tried.items()}
        cond = g.value(stmt.cond, h, frame)
        inside, after = h.copy(), h
        inside.assume(cond, f"the loop of line {line} goes on")
        after.assume(T.neg(cond), f"the loop of line {line} ends")
        frame.loops.append(([], []))
        ends = g.block(stmt.body, [inside], frame) if not inside.dead else []
        breaks, continues = frame.loops.pop()
        for e in g.block((*stmt.step, *stmt.head) if late else stmt.step, [*ends, *continues], frame):
            for c in stmt.invariants:
                v = g.clause_value(c, e, e.env, defined=False)
                g.goal("invariant-kept", e, v, c.span, f"one more iteration of the loop in line {line} keeps the "
                       "invariant", c.text)  # fmt: skip
                e.assume(v, f"invariant in line {c.span.line}, after the iteration")
            for k, cs in tried.items():
                now = [g.clause_value(c, e, e.env, defined=False) for c in cs]
                measures.show(g, stmt, group, k, before[k], now, e)
            if not tried and not stmt.bounded and not g.function.partial:
                g.goal("measure", e, T.FALSE, stmt.span, f"the loop of line {line} ends", "")
        if not after.dead:
            out.extend(g.block(stmt.orelse, [after], frame))
        out.extend(breaks)
    return out


def _rounds_of(g: Generator, stmt: Loop, s: State, frame: Frame) -> int | None:
    """How often a `for` without invariants goes round at most, where it runs over something of a known, small size: then
    its rounds are executed one after the other, and nothing is forgotten. None for other loops."""
    if stmt.counter is None or stmt.head or stmt.invariants or stmt.measure:
        return None
    read = {x.data for x in stmt.cond.walk() if x.op == "var"}
    if (read & changes.by_loop(stmt).keys()) - {stmt.counter}:
        return None
    ahead = s.copy()
    for done in range(min(_ROUNDS, _COPIES // g.copies) + 1):
        ahead.env[stmt.counter] = T.num(done)
        g.muted += 1
        cond = g.value(stmt.cond, ahead, frame)
        g.muted -= 1
        if cond != T.TRUE:
            return done if cond == T.FALSE else None
    return None


def _assume_head(g: Generator, stmt: Loop, s: State) -> None:
    for c in stmt.invariants:
        g.assume_clause(c, s, s.env, "invariant", defined=True)


def _has_effect(g: Generator, s: Stmt) -> bool:
    if isinstance(s, Call):
        return bool(g.program.summaries[s.function].changes)
    return isinstance(s, Update) or isinstance(s, Assign) and not s.target.startswith("$")


def _target_facts(g: Generator, stmt: Loop, s: State) -> None:
    """After at least one round, a for's names have values: those of the last round, if nothing else assigns them."""
    if stmt.rounds is None:
        return
    rounds = g.encoder.value(stmt.rounds, s.env, s.facts, [])
    changed = changes.by_loop(stmt).keys()
    for name, last in stmt.targets:
        by = [u for u in statements(stmt.body) if any(n == name for n, _, _ in changes.by_statement(u))]
        if any(isinstance(u, Unbind) for u in by):
            continue
        flag = s.env.get("bound:" + name)
        if flag is not None:
            s.assume(T.implies(rounds, flag), f"{name} was assigned by the loop")
        stable = not any(x.op == "var" and x.data in changed and not x.data.startswith("$k") for x in last.walk())
        if len(by) == 1 and isinstance(by[0], Assign) and stable and not last.sort.mutable:
            v = g.encoder.value(last, s.env, s.facts, [])
            equal = g.encoder.equal(s.env[name], v, last.sort, identical=True)
            s.assume(T.implies(rounds, equal), f"{name} is the last element")


def unrolled(g: Generator, stmt: Loop, s: State, frame: Frame, most: int) -> tuple[list[State], list[State]]:
    """The first iterations, exactly: the states in which the loop has ended, and those in which it would go on."""
    out: list[State] = []
    states, going = [s], [s]
    for round_ in range(most + 1):
        going = []
        for h in g.block(stmt.head, states, frame):
            for c in stmt.invariants:
                v = g.clause_value(c, h, h.env, defined=False)
                if g.collect is None:
                    g.goal("invariant-kept", h, v, c.span, "the invariant holds", c.text)
            cond = g.value(stmt.cond, h, frame)
            after = h.copy()
            after.assume(T.neg(cond), f"the loop of line {stmt.span.line} ends")
            h.assume(cond, f"the loop of line {stmt.span.line} goes on")
            if not after.dead:
                out.extend(g.block(stmt.orelse, [after], frame))
            if not h.dead:
                going.append(h)
        if round_ == most or not going:
            break
        frame.loops.append(([], []))
        ends = g.block(stmt.body, going, frame)
        breaks, continues = frame.loops.pop()
        out.extend(breaks)
        states = g.block(stmt.step, [*ends, *continues], frame)
        if len(states) > 1:
            states = [merge(states)]
    return out, going
