"""Houdini's pruning (Flanagan and Leino, FME 2001): of many candidate invariants, the largest set that is inductive, as far as z3
can tell. One solver for each place in the program where invariants must hold; nothing here is believed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain, combinations, islice
from typing import Any

import attrs
from attrs import define, field, frozen

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.aliases import Groups
from toolkit.core.encode import Check
from toolkit.core.ir import BOOL, Block, Clause, Function, Goal, If, Loop, Stmt, Try
from toolkit.core.source import Rejected, Span
from toolkit.core.terms import Term
from toolkit.core.vcgen import Generator, Program, executed
from toolkit.core.vcgen.state import Frame, State

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


@frozen
class _Claim:
    """What is to be shown: of a candidate on a line, or (0) of something else; for measures to choose from, which choice."""

    line: int
    show: Term
    choice: tuple[Any, ...] = ()


@define(eq=False)
class _Place:
    """What must hold at one place: each with the candidate's line, after what is known there."""

    known: list[Term]
    of: list[int]  # the line of the candidate that each of these is, 0 for none
    claims: list[_Claim]
    symbols: Mapping[str, Any]
    spoken_of: Callable[[Term], frozenset[str]]  # the functions with axioms that a term mentions


@define(eq=False)
class Shown:
    """Claims that were shown, each with hypotheses that were enough: they are enough again."""

    by: dict[Term, list[frozenset[Term]]] = field(factory=dict)

    def add(self, claim: Term, hypotheses: frozenset[Term]) -> None:
        self.by.setdefault(claim, []).append(hypotheses)

    def from_these(self, claim: Term, known: Set[Term]) -> frozenset[Term] | None:
        return next((h for h in self.by.get(claim, ()) if h <= known), None)


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
    """Executes a function and keeps, unrendered, what is to be shown of candidates; with `every`, of everything, so that what a
    proof uses can be told: then what the generator sees by itself, from candidates, is to be shown as well."""

    def __init__(self, program: Program, f: Function, same: Groups, lines: set[int], every: bool) -> None:
        super().__init__(program, f, same, 0)
        self.lines, self.every = lines, every
        self.places: list[_Place] = []

    def assume_clause(self, c: Clause, s: State, env: dict[str, Term], what: str, defined: bool) -> None:
        if self.every and c.span.line in self.lines:
            t = self.clause_value(c, s, env, defined)
            s.path.append((t, f"{what} in line {c.span.line}"))
            s.facts.add(t)
        else:
            super().assume_clause(c, s, env, what, defined)

    def meet(self, c: Check, s: State, frame: Frame) -> None:
        condition = T.implies(c.guard, c.condition)
        if not (self.every and s.facts.knows(condition)):
            super().meet(c, s, frame)
        elif not c.exception or c.inside or not self.may_raise(c.exception):
            self.goal(c.kind, s, condition, c.span, c.message)

    def emit_goal(
        self, kind: str, s: State, show: Term, span: Span, message: str, clause: str = "",
        group: str = "", alternative: str = "", sat: bool = False,
    ) -> None:  # fmt: skip
        if self.muted or sat or not self.every and kind not in _KINDS:
            return
        if show == T.TRUE or not self.every and (s.facts.knows(show) or span.line not in self.lines):
            return
        known = [*(t for t, _ in s.path), *self.encoder.definitions]
        line = span.line if span.line in self.lines else 0
        claim = _Claim(line, show, (group, self.same, alternative) if group else ())
        last = self.places[-1] if self.places else None
        if last is not None and line and kind != "clause-defined":
            start = len(last.known)
            if known[:start] == last.known and set(known[start:]) <= {t for c in last.claims for t in (c.show, *_parts(c.show))}:
                last.claims.append(claim)
                return  # the same place: what comes in between are the claims before it
        of = [_line_of(label, self.lines) for _, label in s.path] + [0] * len(self.encoder.definitions)
        self.places.append(_Place(known, of, [claim], self.encoder.symbols, self.spoken_of))


def _parts(t: Term) -> tuple[Term, ...]:
    return t.args if t.op == "and" else ()


def inductive(
    program: Program, name: str, lines: set[int], rlimit: int, timeout: float, whole: bool = False, shown: Shown | None = None
) -> tuple[list[int], int]:
    """The lines of the candidates that are left, and the solver's steps. `rlimit` in steps, `timeout` in seconds, each per claim
    at one place; `shown`: what was shown before, and is from here on. None of them is left when the function's obligations cannot
    be stated; nor, with `whole`, when not all are."""
    kept, steps = set(lines), 0
    shown = Shown() if shown is None else shown
    for _ in range(_ROUNDS):
        if not kept:
            break
        try:
            places = _places(with_invariants(program, name, kept, lines), name, kept)
        except (Rejected, T.TooLarge, RecursionError):
            return [], steps
        failed: set[int] = set()
        for place in places:
            ask = _Asked(place, [c for c in place.claims if c.line not in failed], shown, timeout)
            failed |= ask.failing(rlimit)
            steps += ask.steps
            if failed and whole:
                return [], steps
        if not failed:
            break
        kept -= failed
    else:
        return [], steps
    return sorted(kept), steps


def _line_of(label: str, lines: set[int]) -> int:
    m = re.match(r"invariant in line (\d+)", label)
    return int(m[1]) if m and int(m[1]) in lines else 0


def _places(program: Program, name: str, lines: set[int], every: bool = False) -> list[_Place]:
    runs = executed(program, name, lambda f, same: _Obligations(program, f, same, lines, every))
    return [place for g in runs for place in g.places]


def _quantified(t: Term) -> bool:
    return any(u.op in ("forall", "exists", "app") for u in T.subterms([t]))


class _Asked:
    """The claims at one place: which are `open`, and the solver's `steps` so far. A claim that is shown is known from then on."""

    def __init__(self, place: _Place, claims: Sequence[_Claim], shown: Shown, timeout: float) -> None:
        self.place, self.claims, self.shown, self.timeout = place, claims, shown, timeout
        self.open = list(range(len(claims)))
        self.steps = 0
        self.quantified = False

    def failing(self, rlimit: int) -> set[int]:
        """The lines of claims that are not shown. As in `engines.smt`, first only with what is known of the functions that a claim
        speaks of, and without other quantified candidates: they are in the way."""
        self.remember()
        about = self.place.spoken_of
        for wanted in dict.fromkeys(about(self.claims[k].show) for k in self.open):
            some = [k for k in self.open if about(self.claims[k].show) == wanted]
            self.attempt("lean", some, rlimit // 4)
        for k in [k for k in self.open if _quantified(self.claims[k].show)]:
            self.attempt("own", [k], rlimit if about(self.claims[k].show) else rlimit // 4)
        for attempt, limit in (("relevant", rlimit // 2), ("all", rlimit // 4), ("models", rlimit // 4)):
            if self.open and (attempt == "relevant" or self.quantified):
                self.attempt(attempt, list(self.open), limit)
        return {self.claims[k].line for k in self.open}

    def remember(self) -> None:
        """What follows from hypotheses that were enough before."""
        known = set(self.place.known)
        for k in list(self.open):
            if self.shown.from_these(self.claims[k].show, known) is not None:
                self.open.remove(k)
                known.add(self.claims[k].show)

    def attempt(self, attempt: str, some: Sequence[int], rlimit: int) -> None:
        """Tries to show some of the claims, each within the limits; for attempts other than `lean` and `own` see `engines.smt`."""
        known, of = self.place.known, self.place.of
        done = [self.claims[k].show for k in range(len(self.claims)) if k not in self.open]
        if attempt == "lean":
            wanted = self.place.spoken_of(self.claims[some[0]].show)
            keep = [self.place.spoken_of(t) <= wanted for t in known]
            if all(keep):
                return
            done = [t for t in done if self.place.spoken_of(t) <= wanted]
        elif attempt == "own":
            keep = [n in (0, self.claims[some[0]].line) or not _quantified(t) for n, t in zip(of, known)]
            if all(keep):
                return
            done = [t for t in done if not _quantified(t)]
        else:
            keep = [True] * len(known)
        if attempt == "lean":
            base = [t for n, t, k in zip(of, known, keep) if k and not n]
            switched = [*(t for n, t, k in zip(of, known, keep) if k and n), *done]
        else:  # switches tell what a proof used, but are in the way of long ones
            base, switched = [*(t for t, k in zip(known, keep) if k), *done], []
        ask = _Question(base, switched, [self.claims[k].show for k in some], self.place.symbols, attempt, rlimit, self.timeout)
        self.quantified = ask.quantified
        failed: set[int] = set()  # lines: a candidate fails as a whole
        for i, k in enumerate(some):
            if self.claims[k].line in failed and self.claims[k].line:
                continue
            core = ask.core(i)
            if core is None:
                failed.add(self.claims[k].line)
            else:
                self.open.remove(k)
                self.shown.add(self.claims[k].show, core.union(base))
        self.steps += ask.steps


class _Question:
    """One z3 solver for several claims from one set of hypotheses; those in `switched` are named in answers."""

    def __init__(
        self, base: Sequence[Term], switched: Sequence[Term], claims: Sequence[Term], symbols: Mapping[str, Any], attempt: str,
        rlimit: int, timeout: float,
    ) -> None:  # fmt: skip
        import z3

        self.switched = list(dict.fromkeys(switched))
        self.claims = list(claims)
        self.ctx = z3.Context()
        self.solver = z3.SimpleSolver(ctx=self.ctx)
        alone = len(self.claims) == 1
        given = [*base, *(T.implies(T.sym(f"/given{i}", BOOL), t) for i, t in enumerate(self.switched))]
        if not alone:
            given += [T.implies(T.sym(f"/ask{k}", BOOL), T.neg(t)) for k, t in enumerate(self.claims)]
            given += [T.implies(T.sym(f"/shown{k}", BOOL), t) for k, t in enumerate(self.claims)]
        text = smtlib.render(given, self.claims[0] if alone else T.FALSE, symbols)
        self.quantified = "(forall" in text or "(exists" in text
        rlimit *= _BITS if "FloatingPoint" in text or "fp." in text else 1
        for option, value in (
            ("timeout", max(1, int(timeout * 1000))), ("rlimit", rlimit), ("random_seed", 0), ("auto_config", False),
            ("smt.mbqi", attempt == "models" or not self.quantified), ("smt.relevancy", 0 if attempt == "all" else 2),
        ):  # fmt: skip
            self.solver.set(option, value)
        self.hypotheses: dict[str, Term] = {}  # by the switch
        try:
            self.solver.from_string(text)
            self.hypotheses = {f"'/given{i}": t for i, t in enumerate(self.switched)}
            self.alone = alone
        except z3.Z3Exception:
            self.claims = []

    def core(self, k: int) -> frozenset[Term] | None:
        """The switched hypotheses that a proof of claim k used; None when there is none. What is shown is known from then on."""
        import z3

        if k >= len(self.claims):
            return None
        asked = [] if self.alone else [f"'/ask{k}"]
        try:
            if self.solver.check(*(z3.Bool(n, self.ctx) for n in (*asked, *self.hypotheses))) != z3.unsat:
                return None
            used = {c.decl().name() for c in self.solver.unsat_core()}
        except z3.Z3Exception:
            return None
        if not self.alone and self.hypotheses:
            self.hypotheses[f"'/shown{k}"] = self.claims[k]
        elif not self.alone:
            self.solver.add(z3.Bool(f"'/shown{k}", self.ctx))
        return frozenset(self.hypotheses[n] for n in used if n in self.hypotheses)

    @property
    def steps(self) -> int:
        counts = self.solver.statistics()
        return int(counts.get_key_value("rlimit count")) if "rlimit count" in counts.keys() else 0  # noqa: SIM118


# --- what a proof needs -------------------------------------------------------------------------------------------


def fewest(
    program: Program, name: str, lines: Sequence[int], rlimit: int, timeout: float, budget: int, shown: Shown, proved: bool
) -> tuple[list[int], list[int], int]:
    """Of candidates that make a proof, those that it needs, twice; and the solver's steps. First with one less each time, those
    that come last in `lines` first, as long as all that used it is shown without, within `budget` steps. Then by unsat cores
    alone: those that the goals used that are not about candidates, and those that the proofs of these used. If not `proved`,
    a goal that all together do not show, which happens where many quantified ones stand in each other's way, is tried with few."""
    need = _Needs(_places(program, name, set(lines), every=True), rlimit, timeout, shown, 0 if proved else _TRIES)
    kept, used = set(lines), need.closure(set(lines), need.first) or set()
    now, enough = used, need.steps + budget
    for line in reversed(lines):
        if line in now and need.steps >= enough:
            break
        before = dict(need.used)
        fewer = need.closure(kept - {line}, need.again) if line in now else now
        if fewer is not None:
            kept, now = kept - {line}, fewer
        else:
            need.used = before
    return sorted(now), sorted(used), need.steps


class _Needs:
    """Which candidates the proof of each claim uses."""

    def __init__(self, places: Sequence[_Place], rlimit: int, timeout: float, shown: Shown, tries: int) -> None:
        self.places, self.rlimit, self.timeout, self.shown, self.tries = places, rlimit, timeout, shown, tries
        self.steps = 0
        self.used: dict[tuple[int, int], frozenset[int]] = {}
        self.all = [(p, k) for p, place in enumerate(places) for k in range(len(place.claims))]
        self.goals = [at for at in self.all if not self.claim(at).line and not self.claim(at).choice]
        self.choose()

    def claim(self, at: tuple[int, int]) -> _Claim:
        return self.places[at[0]].claims[at[1]]

    def choose(self) -> None:
        """Of measures to choose from, the first that is one; where none is, none is needed."""
        groups: dict[Any, dict[str, list[tuple[int, int]]]] = {}
        for at in self.all:
            if choice := self.claim(at).choice:
                groups.setdefault(choice[:-1], {}).setdefault(choice[-1], []).append(at)
        everything = {n for place in self.places for n in place.of}
        for several in groups.values():
            for claims in several.values():
                found = {at: self.proof(at, everything, self.rlimit // 4) for at in claims}
                if all(uses is not None for uses in found.values()):
                    self.used |= {at: uses for at, uses in found.items() if uses is not None}
                    self.goals += claims
                    break

    def closure(self, kept: set[int], show: Callable[[tuple[int, int], set[int]], frozenset[int] | None]) -> set[int] | None:
        """Those of `kept` that the goals use, directly or not; None when `show` finds no proof of something."""
        found, todo = set[int](), list(self.goals)
        while todo:
            at = todo.pop()
            if at not in self.used or not self.used[at] <= kept:
                uses = show(at, kept)
                if uses is None:
                    return None
                self.used[at] = uses
            new = self.used[at] - found
            found |= new
            todo += [c for c in self.all if self.claim(c).line in new]
        return found

    def again(self, at: tuple[int, int], kept: set[int]) -> frozenset[int] | None:
        return self.proof(at, kept, self.rlimit // 4)

    def first(self, at: tuple[int, int], kept: set[int]) -> frozenset[int]:
        uses = self.proof(at, kept, self.rlimit)
        if uses is not None:
            return uses
        place = self.places[at[0]]
        plain = {n for n, t in zip(place.of, place.known) if n and n in kept and not _quantified(t)}
        rest = sorted({n for n in place.of if n in kept} - plain)
        for more in islice(chain(((), ), combinations(rest, 1), combinations(rest, 2)), self.tries):
            uses = self.proof(at, {*plain, *more}, self.rlimit // 3, ("lean", "relevant", "models"))
            if uses is not None:
                return uses
        return frozenset(place.of) & kept

    def proof(
        self, at: tuple[int, int], kept: Set[int], rlimit: int, attempts: Sequence[str] = ("lean", "own", "relevant", "all")
    ) -> frozenset[int] | None:
        """The candidates among `kept` that a proof of a claim uses; None when none is found."""
        place, claim = self.places[at[0]], self.claim(at)
        pairs = [(n, t) for n, t in zip(place.of, place.known) if not n or n in kept]
        pairs += [(c.line, c.show) for c in place.claims[: at[1]] if c.line and c.line in kept]
        line_of = {t: n for n, t in pairs if n}

        def lines(hypotheses: Iterable[Term]) -> frozenset[int]:
            return frozenset(line_of[t] for t in hypotheses if t in line_of)

        before = self.shown.from_these(claim.show, {t for _, t in pairs})
        if before is not None:
            return lines(before)
        about = place.spoken_of(claim.show)
        for attempt in (*attempts, "plain"):
            some = pairs
            if attempt == "lean":
                some = [(n, t) for n, t in pairs if place.spoken_of(t) <= about]
            elif attempt == "own" and claim.line:
                some = [(n, t) for n, t in pairs if n in (0, claim.line) or not _quantified(t)]
            if attempt in ("lean", "own") and len(some) == len(pairs):
                continue
            base = [t for n, t in some if not n or attempt == "plain"]
            switched = [t for n, t in some if n and attempt != "plain"]
            limit = rlimit // 2 if attempt == "relevant" else rlimit // 4
            ask = _Question(base, switched, [claim.show], place.symbols, attempt, limit, self.timeout)
            core = ask.core(0)
            self.steps += ask.steps
            if core is not None:
                self.shown.add(claim.show, core.union(base))
                return lines(core.union(base))
            if not ask.quantified:
                break
        return None
