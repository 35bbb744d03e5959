"""Houdini's pruning (Flanagan and Leino, FME 2001): of many candidate invariants, the largest set that is inductive, as far as z3
can tell. One solver for each place in the program where invariants must hold; nothing here is believed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import attrs
from attrs import define

from toolkit.core import terms as T
from toolkit.core.ir import BOOL, Block, Function, Goal, If, Loop, Stmt, Try
from toolkit.core.source import Rejected
from toolkit.core.terms import Term
from toolkit.core.vcgen import Generator, Groups, Program, State, executed

_KINDS = ("invariant-at-entry", "invariant-kept", "clause-defined")
_ROUNDS = 40


def with_invariants(program: Program, name: str, lines: Iterable[int], candidates: Iterable[int]) -> Program:
    """The program with only those of the function's invariants that stand on `lines`, or are no candidates."""
    gone = set(candidates) - set(lines)
    f = program.module.functions[name]
    new = attrs.evolve(f, body=_without(f.body, gone))
    module = attrs.evolve(program.module, functions={**program.module.functions, name: new})
    return attrs.evolve(program, module=module)


def _without(block: Block, gone: set[int]) -> Block:
    def one(s: Stmt) -> Stmt:
        if isinstance(s, If):
            return attrs.evolve(s, then=_without(s.then, gone), orelse=_without(s.orelse, gone))
        if isinstance(s, Loop):
            parts = {k: _without(getattr(s, k), gone) for k in ("head", "body", "step", "orelse")}
            return attrs.evolve(s, invariants=tuple(c for c in s.invariants if c.span.line not in gone), **parts)
        if isinstance(s, Try):
            handlers = tuple(attrs.evolve(h, body=_without(h.body, gone)) for h in s.handlers)
            parts = {k: _without(getattr(s, k), gone) for k in ("body", "orelse", "final")}
            return attrs.evolve(s, handlers=handlers, **parts)
        return s

    return tuple(one(s) for s in block)


@define(eq=False)
class _Place:
    """What must hold at one place: each with the candidate's line, after what is known there."""

    known: list[Term]
    claims: list[tuple[int, Term]]
    symbols: Mapping[str, Any]
    labels: list[str]  # of what is known, as far as they go


class _Others(Generator):
    """Executes a function and states its goals but for those of candidates."""

    def __init__(self, program: Program, f: Function, same: Groups, lines: set[int]) -> None:
        super().__init__(program, f, same, 0)
        self.lines = lines

    def emit_goal(self, kind: str, s: State, show: Term, span: Any, *rest: Any, **more: Any) -> None:
        if kind not in _KINDS or span.line not in self.lines:
            super().emit_goal(kind, s, show, span, *rest, **more)


def other_goals(program: Program, name: str, lines: set[int]) -> list[Goal]:
    """The goals of a function but for those on `lines`, where candidates stand. Raises as `vcgen.goals`."""
    return [goal for g in executed(program, name, lambda f, same: _Others(program, f, same, lines)) for goal in g.goals]


class _Obligations(Generator):
    """Executes a function and keeps, unrendered, what is to be shown of candidates."""

    def __init__(self, program: Program, f: Function, same: Groups, lines: set[int], every: bool) -> None:
        super().__init__(program, f, same, 0)
        self.lines, self.every = lines, every
        self.places: list[_Place] = []

    def emit_goal(self, kind: str, s: State, show: Term, span: Any, *rest: Any, **more: Any) -> None:
        if self.muted or more.get("sat") or not self.every and kind not in _KINDS:
            return
        if span.line not in self.lines:
            if self.every and not s.facts.knows(show):
                known = [*(t for t, _ in s.path), *self.encoder.definitions]
                self.places.append(_Place(known, [(0, show)], self.encoder.symbols, [label for _, label in s.path]))
            return
        if s.facts.knows(show):
            return
        known = [*(t for t, _ in s.path), *self.encoder.definitions]
        last = self.places[-1] if self.places else None
        if last is not None and kind != "clause-defined":
            start = len(last.known)
            if known[:start] == last.known and set(known[start:]) <= {c for _, t in last.claims for c in (t, *_parts(t))}:
                last.claims.append((span.line, show))  # the same place: what comes in between are the claims before it
                return
        self.places.append(_Place(known, [(span.line, show)], self.encoder.symbols, [label for _, label in s.path]))


def _parts(t: Term) -> tuple[Term, ...]:
    return t.args if t.op == "and" else ()


def inductive(program: Program, name: str, lines: set[int], rlimit: int, timeout: float) -> tuple[list[int], int]:
    """The lines of the candidates that are left, and the solver's steps. `rlimit` in steps, `timeout` in seconds, each per claim
    at one place. None of them is left when the function's obligations cannot be stated."""
    kept, steps = set(lines), 0
    for _ in range(_ROUNDS):
        if not kept:
            break
        try:
            places = _places(with_invariants(program, name, kept, lines), name, kept)
        except (Rejected, T.TooLarge, RecursionError):
            return [], steps
        failed: set[int] = set()
        for place in places:
            more, used = _failing(place, failed, rlimit, timeout)
            failed |= more
            steps += used
        if not failed:
            break
        kept -= failed
    else:
        return [], steps
    return sorted(kept), steps


def needs(program: Program, name: str, lines: set[int], rlimit: int, timeout: float) -> tuple[list[list[Any]], int]:
    """[line of a candidate, lines of the candidates that its proof used, by unsat cores]; under 0, those that the rest of the
    function's goals used. Also the solver's steps."""
    found: dict[int, set[int]] = {}
    steps = 0
    for place in _places(program, name, lines, every=True):
        used, more = _core(place, lines, rlimit, timeout)
        steps += more
        for line, some in used.items():
            found.setdefault(line, set()).update(some)
    return [[line, sorted(some)] for line, some in sorted(found.items())], steps


def _core(place: _Place, lines: set[int], rlimit: int, timeout: float) -> tuple[dict[int, set[int]], int]:
    import z3

    of = [_line_of(label, lines) for label in place.labels] + [0] * (len(place.known) - len(place.labels))
    given = [T.implies(T.sym(f"/line{n}", BOOL), t) if n else t for n, t in zip(of, place.known)]
    asks = [T.sym(f"/ask{k}", BOOL) for k in range(len(place.claims))]
    text = T.render([*given, *(T.implies(a, T.neg(c)) for a, (_, c) in zip(asks, place.claims))], T.FALSE, place.symbols)
    ctx = z3.Context()
    solver = z3.SimpleSolver(ctx=ctx)
    for name, value in (("timeout", max(1, int(timeout * 1000))), ("rlimit", rlimit), ("random_seed", 0), ("auto_config", False)):
        solver.set(name, value)
    solver.set("smt.mbqi", False)
    found: dict[int, set[int]] = {}
    try:
        solver.from_string(text)
        for k, (line, _) in enumerate(place.claims):
            switches = {n: z3.Bool(f"'/line{n}", ctx) for n in set(of) - {0}}
            if solver.check(z3.Bool(f"'/ask{k}", ctx), *switches.values()) == z3.unsat:
                core = {c.decl().name() for c in solver.unsat_core()}
                found.setdefault(line, set()).update(n for n in switches if f"'/line{n}" in core)
            else:
                found.setdefault(line, set()).update(switches)
        counts = solver.statistics()
        steps = int(counts.get_key_value("rlimit count")) if "rlimit count" in counts.keys() else 0  # noqa: SIM118
    except z3.Z3Exception:
        return {line: set(of) - {0} for line, _ in place.claims}, 0
    return found, steps


def _line_of(label: str, lines: set[int]) -> int:
    m = re.match(r"invariant in line (\d+)", label)
    return int(m[1]) if m and int(m[1]) in lines else 0


def _places(program: Program, name: str, lines: set[int], every: bool = False) -> list[_Place]:
    runs = executed(program, name, lambda f, same: _Obligations(program, f, same, lines, every))
    return [place for g in runs for place in g.places]


def _failing(place: _Place, known_to_fail: set[int], rlimit: int, timeout: float) -> tuple[set[int], int]:
    """The lines of claims that are not shown; a claim that is shown is known from then on."""
    import z3

    claims = [(line, show) for line, show in place.claims if line not in known_to_fail]
    if not claims:
        return set(), 0
    asks = [T.sym(f"/ask{k}", BOOL) for k in range(len(claims))]
    shown = [T.sym(f"/shown{k}", BOOL) for k in range(len(claims))]
    switches = [T.implies(a, T.neg(c)) for a, (_, c) in zip(asks, claims)] + [T.implies(a, c) for a, (_, c) in zip(shown, claims)]
    text = T.render([*place.known, *switches], T.FALSE, place.symbols)
    open_ = dict.fromkeys(range(len(claims)))
    done: list[int] = []
    steps = 0
    for attempt in ("patterns", "models") if "(forall" in text or "(exists" in text else ("models",):
        ctx = z3.Context()
        solver = z3.SimpleSolver(ctx=ctx)
        solver.set("timeout", max(1, int(timeout * 1000)))
        solver.set("rlimit", rlimit if attempt == "patterns" else rlimit // 4)
        solver.set("random_seed", 0)
        solver.set("smt.mbqi", attempt == "models")
        solver.set("auto_config", False)
        failed: set[int] = set()  # lines: a candidate fails as a whole
        try:
            solver.from_string(text)
            for k in done:
                solver.add(z3.Bool(f"'/shown{k}", ctx))
            for k in list(open_):
                if claims[k][0] not in failed and solver.check(z3.Bool(f"'/ask{k}", ctx)) == z3.unsat:
                    solver.add(z3.Bool(f"'/shown{k}", ctx))
                    done.append(k)
                    del open_[k]
                else:
                    failed.add(claims[k][0])
            counts = solver.statistics()
            steps += int(counts.get_key_value("rlimit count")) if "rlimit count" in counts.keys() else 0  # noqa: SIM118
        except z3.Z3Exception:
            return {line for line, _ in claims}, steps
        if not open_:
            break
    return {claims[k][0] for k in open_}, steps
