"""try, except, else, finally. A path that raises inside becomes a path of the handler that catches it; with a `finally`, every
way out (to the end, by an exception, return, break, continue) goes through it and then on, unless it leaves itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from toolkit.core.exceptions import meets
from toolkit.core.ir import Block, Break, Continue, Raise, Return, Try, statements
from toolkit.core.vcgen.state import Frame, Raised, State

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator


def run(g: Generator, stmt: Try, s: State, frame: Frame) -> list[State]:
    if not stmt.final:
        return _guarded(g, stmt, s, frame)
    raises, frame.raises = frame.raises, []
    pending, frame.pending = frame.pending, []
    loops = frame.loops
    frame.loops = [*loops[:-1], ([], [])] if loops else loops
    if any(isinstance(x, (Return, Break, Continue, Raise)) for x in statements(stmt.final)):
        g.catching.append(("BaseException",))  # it may put something else in the place of any exception
        ends = _guarded(g, stmt, s, frame)
        g.catching.pop()
    else:
        ends = _guarded(g, stmt, s, frame)
    raised, frame.raises = frame.raises, raises
    returned, frame.pending = frame.pending, pending
    jumps, frame.loops = frame.loops[-1:], loops
    out = g.block(stmt.final, ends, frame)
    for before, after in zip(jumps, loops[-1:]):
        for states, to in zip(before, after):
            to.extend(g.block(stmt.final, states, frame))
    for r in {id(r): r for _, r in returned}.values():
        for t in g.block(stmt.final, [t for t, x in returned if x is r], frame):
            g.statement(r, t, frame)
    for group in _by_class(raised):
        for t in g.block(stmt.final, [r.state for r in group], frame):
            g.leave(attrs.evolve(group[0], state=t), frame)
    return out


def _guarded(g: Generator, stmt: Try, s: State, frame: Frame) -> list[State]:
    raises, frame.raises = frame.raises, []
    g.catching.append(tuple(e for h in stmt.handlers for e in h.exceptions))
    ends = g.block(stmt.body, [s], frame)
    g.catching.pop()
    raised, frame.raises = frame.raises, raises
    out = g.block(stmt.orelse, ends, frame)
    own = g.program.module.exceptions
    for h in stmt.handlers:
        caught: list[Raised] = []
        missed: list[Raised] = []
        for r in raised:
            known = meets(h.exceptions, r.exception, r.exact, own)
            caught.extend(attrs.evolve(r, state=r.state.copy(), exception=k) for k in known)
            if r.exception not in known:
                missed.append(r)
        raised = missed
        again = any(isinstance(x, Raise) and x.exception == h.label for x in statements(h.body))
        for group in _by_class(caught) if again else [caught]:
            out.extend(_handle(g, h.label, h.body, group, frame))
    for r in raised:
        g.leave(r, frame)
    return out


def _handle(g: Generator, label: str, body: Block, group: list[Raised], frame: Frame) -> list[State]:
    if not group:
        return []
    outer = g.caught.get(label)
    g.caught[label] = (group[0].exception, group[0].exact)
    out = g.block(body, [r.state for r in group], frame)
    if outer is not None:  # the same handler further out, in a call that is executed in place
        g.caught[label] = outer
    return out


def _by_class(raised: Iterable[Raised]) -> list[list[Raised]]:
    """The paths by what is known of their exception, so that a handler or a finally runs once for each."""
    found: dict[tuple[str, bool], list[Raised]] = {}
    for r in raised:
        found.setdefault((r.exception, r.exact), []).append(r)
    return list(found.values())
