"""Houdini's pruning (Flanagan and Leino, FME 2001): of many candidate invariants, the largest set that is inductive, as far as z3
can tell. One solver for each place in the program where invariants must hold; nothing here is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain, combinations, islice
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
_BITS = 8  # times the limit where floats are taken apart into bits: many steps, but short ones
_TRIES = 40  # small sets of candidates that a goal is tried with, when all together do not show it


def with_invariants(program: Program, name: str, lines: Iterable[int], candidates: Iterable[int]) -> Program:
    """The program with only those of the function's invariants that stand on `lines`, or are no candidates."""
    gone = set(candidates) - set(lines)
    f = program.module.functions[name]
    new = attrs.evolve(f, body=_without(f.body, gone))
    module = attrs.evolve(program.module, functions={**program.module.functions, name: new})
    g = program.functions[name]
    running = {**program.functions, name: attrs.evolve(g, body=_without(g.body, gone))}
    return attrs.evolve(program, module=module, functions=running)


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
    of: list[int]  # the line of the candidate that each of these is, 0 for none
    claims: list[tuple[int, Term]]
    symbols: Mapping[str, Any]
    spoken_of: Callable[[Term], frozenset[str]]  # the functions with axioms that a term mentions


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
        if s.facts.knows(show) or span.line not in self.lines and not self.every:
            return
        known = [*(t for t, _ in s.path), *self.encoder.definitions]
        line = span.line if span.line in self.lines else 0
        last = self.places[-1] if self.places else None
        if last is not None and line and kind != "clause-defined":
            start = len(last.known)
            if known[:start] == last.known and set(known[start:]) <= {c for _, t in last.claims for c in (t, *_parts(t))}:
                last.claims.append((line, show))  # the same place: what comes in between are the claims before it
                return
        of = [_line_of(label, self.lines) for _, label in s.path] + [0] * len(self.encoder.definitions)
        self.places.append(_Place(known, of, [(line, show)], self.encoder.symbols, self.spoken_of))


def _parts(t: Term) -> tuple[Term, ...]:
    return t.args if t.op == "and" else ()


def inductive(
    program: Program, name: str, lines: set[int], rlimit: int, timeout: float, whole: bool = False
) -> tuple[list[int], int]:
    """The lines of the candidates that are left, and the solver's steps. `rlimit` in steps, `timeout` in seconds, each per claim
    at one place. None of them is left when the function's obligations cannot be stated; nor, with `whole`, when not all are."""
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
            if failed and whole:
                return [], steps
        if not failed:
            break
        kept -= failed
    else:
        return [], steps
    return sorted(kept), steps


def needs(program: Program, name: str, lines: set[int], rlimit: int, timeout: float) -> tuple[list[int], int]:
    """The lines of the candidates that a proof uses, by unsat cores: those that the goals used which are not about candidates, and
    those that the proofs of these used. Also the solver's steps. A goal that all of them together do not show, which happens where
    many quantified ones stand in each other's way, is tried with few of them."""
    places = [_Cored(place, rlimit, timeout) for place in _places(program, name, lines, every=True)]
    found, todo = set[int](), [0]
    while todo:
        line = todo.pop()
        for place in places:
            for k, (of, _) in enumerate(place.asked.claims):
                if of == line:
                    new = place.used(k) - found
                    found |= new
                    todo += sorted(new)
    return sorted(found), sum(place.steps for place in places)


class _Cored:
    """The claims at a place, with a switch for each hypothesis that is a candidate."""

    def __init__(self, place: _Place, rlimit: int, timeout: float) -> None:
        self.asked = place
        self.rlimit, self.timeout, self.steps = rlimit, timeout, 0

    def used(self, k: int) -> set[int]:
        """The candidates that the proof of a claim used; all of them when there is no proof."""
        show = self.asked.claims[k][1]
        about = self.asked.spoken_of(show)
        pairs = list(zip(self.asked.of, self.asked.known))
        lean = [(n, t) for n, t in pairs if self.asked.spoken_of(t) <= about]
        for some, relevancy, rlimit in ((lean, 2, self.rlimit // 4), (pairs, 2, self.rlimit // 2), (pairs, 0, self.rlimit // 4)):
            if some is not lean or len(lean) < len(pairs):
                core = self._core(some, show, relevancy, rlimit)
                if core is not None:
                    return core
        everything = set(self.asked.of) - {0}
        plain = {n for n, t in pairs if n and not _quantified(t)}
        rest = sorted(everything - plain)
        for more in islice(chain(((), ), combinations(rest, 1), combinations(rest, 2)), _TRIES):
            some = [(n, t) for n, t in pairs if not n or n in plain or n in more]
            for models in (False, True):
                core = self._core(some, show, 2, self.rlimit // 10, models)
                if core is not None:
                    return core
        return everything

    def _core(
        self, pairs: Sequence[tuple[int, Term]], show: Term, relevancy: int, rlimit: int, models: bool = False
    ) -> set[int] | None:
        import z3

        given = [T.implies(T.sym(f"/line{n}", BOOL), t) if n else t for n, t in pairs]
        ctx = z3.Context()
        solver = z3.SimpleSolver(ctx=ctx)
        limits = {"timeout": max(1, int(self.timeout * 1000)), "rlimit": rlimit, "random_seed": 0, "auto_config": False}
        for name, value in (*limits.items(), ("smt.mbqi", models), ("smt.relevancy", relevancy)):
            solver.set(name, value)
        try:
            solver.from_string(T.render(given, show, self.asked.symbols))
            switches = [z3.Bool(f"'/line{n}", ctx) for n in sorted({n for n, _ in pairs} - {0})]
            result = solver.check(*switches)
            counts = solver.statistics()
            self.steps += int(counts.get_key_value("rlimit count")) if "rlimit count" in counts.keys() else 0  # noqa: SIM118
            return {int(c.decl().name().removeprefix("'/line")) for c in solver.unsat_core()} if result == z3.unsat else None
        except z3.Z3Exception:
            return None


def _quantified(t: Term) -> bool:
    return any(u.op in ("forall", "exists", "app") for u in T.subterms([t]))


def _line_of(label: str, lines: set[int]) -> int:
    m = re.match(r"invariant in line (\d+)", label)
    return int(m[1]) if m and int(m[1]) in lines else 0


def _places(program: Program, name: str, lines: set[int], every: bool = False) -> list[_Place]:
    runs = executed(program, name, lambda f, same: _Obligations(program, f, same, lines, every))
    return [place for g in runs for place in g.places]


def _failing(place: _Place, known_to_fail: set[int], rlimit: int, timeout: float) -> tuple[set[int], int]:
    """The lines of claims that are not shown; a claim that is shown is known from then on. As in `engines.smt`, first only with
    what is known of the functions that a claim speaks of, and without other quantified candidates: they are in the way."""
    claims = [(line, show) for line, show in place.claims if line not in known_to_fail]
    if not claims:
        return set(), 0
    ask = _Asked(place, claims)
    for wanted in dict.fromkeys(place.spoken_of(c) for _, c in claims):
        lean = [t for t in place.known if place.spoken_of(t) <= wanted]
        if len(lean) < len(place.known):
            ask.show(lean, [k for k in ask.open if place.spoken_of(claims[k][1]) == wanted], "lean", rlimit // 4, timeout)
    for k in [k for k in ask.open if _quantified(claims[k][1])]:
        own = [t for n, t in zip(place.of, place.known) if n in (0, claims[k][0]) or not _quantified(t)]
        if len(own) < len(place.known):
            ask.show(own, [k], "own", rlimit if place.spoken_of(claims[k][1]) else rlimit // 4, timeout)
    for attempt, limit in (("relevant", rlimit // 2), ("all", rlimit // 4), ("models", rlimit // 4)):
        if ask.open and (attempt == "relevant" or ask.quantified):
            ask.show(place.known, list(ask.open), attempt, limit, timeout)
    return {claims[k][0] for k in ask.open}, ask.steps


class _Asked:
    """The claims at one place: which are `open`, and the solver's `steps` so far."""

    def __init__(self, place: _Place, claims: Sequence[tuple[int, Term]]) -> None:
        self.place, self.claims = place, claims
        self.open = list(range(len(claims)))
        self.steps = 0
        self.quantified = False

    def show(self, known: Sequence[Term], some: Sequence[int], attempt: str, rlimit: int, timeout: float) -> None:
        """Tries to show some of the claims from what is known and the claims shown before, each within the limits; for attempts
        other than these two see `engines.smt`. One solver for all."""
        import z3

        done = [k for k in range(len(self.claims)) if k not in self.open]
        if attempt == "lean":
            wanted = self.place.spoken_of(self.claims[some[0]][1])
            done = [k for k in done if self.place.spoken_of(self.claims[k][1]) <= wanted]
        elif attempt == "own":
            done = [k for k in done if not _quantified(self.claims[k][1])]
        given = [*known, *(self.claims[k][1] for k in done)]
        if alone := len(some) == 1:  # without switches z3 is a little quicker
            text = T.render(given, self.claims[some[0]][1], self.place.symbols)
        else:
            asks = [T.implies(T.sym(f"/ask{k}", BOOL), T.neg(self.claims[k][1])) for k in some]
            shown = [T.implies(T.sym(f"/shown{k}", BOOL), self.claims[k][1]) for k in some]
            text = T.render([*given, *asks, *shown], T.FALSE, self.place.symbols)
        self.quantified = "(forall" in text or "(exists" in text
        rlimit *= _BITS if "FloatingPoint" in text or "fp." in text else 1
        ctx = z3.Context()
        solver = z3.SimpleSolver(ctx=ctx)
        solver.set("timeout", max(1, int(timeout * 1000)))
        solver.set("rlimit", rlimit)
        solver.set("random_seed", 0)
        solver.set("smt.mbqi", attempt == "models" or not self.quantified)
        solver.set("smt.relevancy", 0 if attempt == "all" else 2)
        solver.set("auto_config", False)
        failed: set[int] = set()  # lines: a candidate fails as a whole
        try:
            solver.from_string(text)
            for k in some:
                if self.claims[k][0] not in failed and solver.check(*([] if alone else [z3.Bool(f"'/ask{k}", ctx)])) == z3.unsat:
                    if not alone:
                        solver.add(z3.Bool(f"'/shown{k}", ctx))
                    self.open.remove(k)
                else:
                    failed.add(self.claims[k][0])
            counts = solver.statistics()
            self.steps += int(counts.get_key_value("rlimit count")) if "rlimit count" in counts.keys() else 0  # noqa: SIM118
        except z3.Z3Exception:
            return
