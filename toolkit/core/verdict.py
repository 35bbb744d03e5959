"""The only place that makes claims (LAW 1).

*Proved* needs a prover's answer to every goal, and the same of every function that the proof rests on. *Refuted* needs a
real run of the real function in CPython that breaks the contract. Everything else is *unknown*, with a cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from attrs import evolve, field, frozen

from toolkit.core.ir import OF_ARGUMENT, Function, Goal

PROVED, REFUTED, UNKNOWN = "proved", "refuted", "unknown"
SHIPPED = "library"  # `Function.external` of contracts that the tests compare with CPython
_ASSUMES = "assumes the contract of"


class Answered(Protocol):
    """What is read of an engine's answer (see `engines.smt.Answer`)."""

    @property
    def engine(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def reason(self) -> str: ...


class Ran(Protocol):
    """What is read of a run in CPython (see `engines.cpython.Run`)."""

    @property
    def status(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def function(self) -> str: ...


@frozen
class GoalVerdict:
    """What became of one goal. `needed` is false for a measure that was tried and of which another one sufficed."""

    goal: Goal
    status: str
    cause: str = ""
    engine: str = ""
    needed: bool = True


@frozen
class Verdict:
    """What became of a function. `because` is the goal that stayed open, when one did; `blame` a callee not proved."""

    status: str
    cause: str = ""
    goals: tuple[GoalVerdict, ...] = ()
    because: Goal | None = None
    caveats: tuple[str, ...] = ()
    blame: str = ""
    depends: frozenset[str] = field(factory=frozenset)


_CLOCK = ("timeout", "canceled", "interrupted")
_BUDGET = ("max. resource limit", "resource limits reached", "max. memory", "not asked")


def judge_goal(goal: Goal, answers: Sequence[Answered]) -> GoalVerdict:
    """One goal, from what the engines said. A goal that simplification showed needs none; two engines that contradict each
    other prove nothing."""
    if goal.trivial:
        return GoalVerdict(goal, PROVED, "", "simplifier")
    proved = [a for a in answers if a.status == "proved"]
    unmet = [a for a in answers if a.status == "unmet"]
    against = [a for a in answers if a.status == "candidate"]
    names = "+".join(a.engine for a in answers)
    if proved and (unmet or (against and not goal.sat)):
        return GoalVerdict(goal, UNKNOWN, "engines-disagree", names)
    if proved:
        return GoalVerdict(goal, PROVED, "", "+".join(a.engine for a in proved))
    if unmet:
        return GoalVerdict(goal, UNKNOWN, "vacuous-contract", names)
    if goal.kind in ("measure",):
        return GoalVerdict(goal, UNKNOWN, "termination", names)
    if against:
        if goal.kind.startswith("invariant") or goal.approximate and not goal.calls:
            return GoalVerdict(goal, UNKNOWN, "invariant-not-inductive", names)
        if goal.calls:
            return GoalVerdict(goal, UNKNOWN, "callee-contract-too-weak", names)
        return GoalVerdict(goal, UNKNOWN, "solver-artefact", names)
    reasons = " ".join(a.reason for a in answers)
    if any(f"{a.engine} failed" in a.reason for a in answers):  # z3's own "tactic failed to show goal" is no crash
        return GoalVerdict(goal, UNKNOWN, "engine-failed", names)
    if any(word in reasons for word in _CLOCK):
        return GoalVerdict(goal, UNKNOWN, "out-of-time", names)
    if not reasons or any(word in reasons for word in _BUDGET):
        return GoalVerdict(goal, UNKNOWN, "out-of-budget", names)
    return GoalVerdict(goal, UNKNOWN, "not-supported", names)


def judge(
    f: Function, goals: Sequence[GoalVerdict], assumptions: Sequence[str], depends: frozenset[str], run: Ran | None = None
) -> Verdict:
    """One function, on its own: what its callees are worth is decided by `settle`."""
    caveats = [*assumptions, *f.notes]
    if f.external and f.external != SHIPPED:
        caveats.append(f"{_ASSUMES} {f.name.replace(':', '.')} ({f.external})")
    if f.partial:
        caveats.append("partial: it is not shown to end")
    if run is not None and confirms(run, f.name) and blames(run, goals):
        cause = _CAUSE_OF_RUN.get(run.kind, "program-wrong")
        because = next((g.goal for g in goals if g.status != PROVED and g.needed), None)
        return Verdict(REFUTED, cause, tuple(goals), because, tuple(caveats), "", depends)
    marked = _alternatives(goals)
    still_open = [g for g in marked if g.needed and g.status != PROVED]
    if still_open:
        first = min(still_open, key=_importance)
        return Verdict(UNKNOWN, first.cause, marked, first.goal, tuple(caveats), "", depends)
    return Verdict(PROVED, "", marked, None, tuple(caveats), "", depends)


def checked(goals: Sequence[GoalVerdict], accepted: frozenset[str]) -> str:
    """What a proof checker's word adds to a proved function: `kernel-checked` only when it accepted a proof of every goal that a
    solver was asked about (`accepted` has their ids). Questions about inputs (`sat`) and goals that simplification alone showed
    are not among those, and are counted."""
    asked = {g.goal.id for g in goals if g.needed and not g.goal.trivial and not g.goal.sat}
    simple = sum(g.needed and g.goal.trivial for g in goals)
    done = len(asked & accepted)
    if not asked:
        return "nothing for the kernel to check"
    rest = f" ({simple} more by simplification)" if simple else ""
    return f"kernel-checked{rest}" if done == len(asked) else f"{done} of {len(asked)} goals kernel-checked{rest}"


def of_report(status: str, cause: str, caveats: Sequence[str]) -> Verdict:
    """A verdict that was given on a function of another file, for those that rest on it."""
    return Verdict(status if status in (PROVED, REFUTED) else UNKNOWN, cause, (), None, tuple(caveats))


_CAUSE_OF_RUN = {"clause": "clause-faulty", "invariant": "invariant-wrong", "measure": "measure-wrong"}


def confirms(run: Ran, function: str) -> bool:
    """True when a run is evidence against this function: it broke, and not in a callee's own promise."""
    if run.status != "broken":
        return False
    own = run.function in ("", function)
    return own or run.kind in ("exception", "assertion", "precondition-at-call")


def blames(run: Ran, goals: Sequence[GoalVerdict]) -> bool:
    """False when a broken precondition is a callee's doing: every call in this function was shown to be allowed."""
    if run.kind != "precondition-at-call":
        return True
    return any(g.goal.kind == "precondition" and g.status != PROVED for g in goals)


def _importance(g: GoalVerdict) -> int:
    order = {"vacuous-contract": 0, "engines-disagree": 1, "engine-failed": 2,
             "out-of-budget": 4, "out-of-time": 4, "termination": 5}  # fmt: skip
    return order.get(g.cause, 3)


def _alternatives(goals: Sequence[GoalVerdict]) -> tuple[GoalVerdict, ...]:
    """Of the measures that nobody wrote, one whole alternative per loop (and way of aliasing) suffices."""
    by_group: dict[tuple[Any, ...], dict[str, bool]] = {}
    for g in goals:
        if g.goal.group:
            alternatives = by_group.setdefault((g.goal.group, g.goal.same), {})
            alternatives[g.goal.alternative] = alternatives.get(g.goal.alternative, True) and g.status == PROVED
    chosen = {k: next((a for a, ok in v.items() if ok), next(iter(v))) for k, v in by_group.items()}
    return tuple(
        evolve(g, needed=not g.goal.group or chosen[(g.goal.group, g.goal.same)] == g.goal.alternative) for g in goals
    )


def of_types(own: Verdict, others: Sequence[Verdict]) -> Verdict:
    """A function whose type variables may be one of several types, from what became of it for each: a run that breaks it for one of
    them breaks it."""
    refuted = [v for v in (own, *others) if v.status == REFUTED]
    return evolve(refuted[0], depends=own.depends) if refuted else own


def settle(verdicts: Mapping[str, Verdict], partial: frozenset[str]) -> dict[str, Verdict]:
    """Takes back what rests on a function that is not proved; passes assumptions on to callers.

    Mutually recursive functions may rest on each other: each proof shows that the measure gets smaller."""
    found = dict(verdicts)
    changed = True
    while changed:
        changed = False
        for name, v in found.items():
            if v.status != PROVED:
                continue
            for d in sorted(v.depends):
                if d != name and (d not in found or found[d].status != PROVED):
                    found[name] = evolve(v, status=UNKNOWN, cause="callee-not-proved", blame=d)
                    changed = True
                    break
                if d in partial and name not in partial:
                    found[name] = evolve(v, status=UNKNOWN, cause="termination", blame=d)
                    changed = True
                    break
    changed = True
    while changed:
        changed = False
        for name, v in found.items():
            inherited = [c for d in sorted(v.depends) if d in found and d != name for c in _inherited(d, found[d])]
            more = tuple(c for c in dict.fromkeys(inherited) if c not in v.caveats and not c.startswith(f"in {name}: "))
            if more:
                found[name] = evolve(v, caveats=(*v.caveats, *more))
                changed = True
    return found


def _inherited(callee: str, v: Verdict) -> list[str]:
    """What a caller's verdict takes over. Not what was taken for granted of arguments: a call's are checked where it stands."""
    mine = [c for c in v.caveats if "asserts at its top" not in c and not c.startswith(OF_ARGUMENT)]
    return [c if c.startswith(("in ", _ASSUMES)) else f"in {callee}: {c}" for c in mine]
