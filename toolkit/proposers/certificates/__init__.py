"""Certificates: from a goal that a solver proved to a proof that Lean's kernel checks.

    find(statement, limits) -> Proposal         raises TooHard

z3 refutes the goal once more and its proof says which instances of the quantified hypotheses matter (`questions`,
`instances`); with them what is left is ground (`facts`), and which congruences that needs is found out from models
(`refinement`). The rest is propositions and linear arithmetic (`proposers.ground`). Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, heads, negation
from toolkit.engines.lean.statement import Fact as Hypothesis
from toolkit.engines.lean.statement import Statement, free_names, function_name
from toolkit.proposers import ground
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.instances import Unfinished, ask, collect
from toolkit.proposers.certificates.proofs import Known
from toolkit.proposers.certificates.questions import Question, TooHard
from toolkit.proposers.certificates.refinement import refine
from toolkit.proposers.certificates.writing import write

__all__ = ["Limits", "TooHard", "contradiction", "find"]

# how z3 is asked: from few hypotheses, then from all (see `engines.smt`); where z3 finds a refutation but none that it can write
# down, by the log of its instances
_ATTEMPTS = ("lean", "relevant", "log", "log-all", "models")
_SHARES = (0.03, 0.4)  # of the limit of steps: what one way does not find soon another one often does at once
_SOON = frozenset({"log-all"})  # finds what it finds with little, or not at all

_OPERATOR = function_name("operator ").removesuffix("»")  # how functions begin that stand for an operator without a meaning in Lean


@frozen
class Limits:
    """`rlimit` in steps of z3, `timeout` in seconds (an outer guard only), both of one question."""

    rlimit: int = 2_500_000
    timeout: float = 10.0
    steps: int = 600  # of the search for a certificate of the ground facts


def find(statement: Statement, limits: Limits = Limits()) -> Proposal:  # noqa: B008 (frozen)
    """A proof of the statement, for `engines.lean.certificates` to judge. Raises `TooHard` with the reason why there is none."""
    try:
        return write(statement, contradiction(statement, limits), ground.Limits(steps=limits.steps))
    except RecursionError:
        raise TooHard("the goal's terms are too deep") from None
    except TooHard as e:
        unknown = sorted({n[len(_OPERATOR) : -1] for n in statement.functions if n.startswith(_OPERATOR)})
        if unknown:
            raise TooHard(f"nothing is known in Lean of the operators {', '.join(unknown)}") from e
        raise


def contradiction(statement: Statement, limits: Limits) -> Facts:
    """Ground facts that follow from the hypotheses and the negated claim, and are contradictory. Raises `TooHard`."""
    reason = "z3 found no proof to read"
    everything = {f.name for f in statement.facts}
    few = _spoken_of(statement)
    left = [a for a in _ATTEMPTS if a != "lean" or few != everything]
    for share in _SHARES:
        unfinished: list[str] = []
        for attempt in left:
            try:
                facts = _attempt(statement, few if attempt == "lean" else everything, attempt, limits, share)
            except Unfinished:
                unfinished.append(attempt)
            except TooHard as e:
                reason = str(e)
            else:
                if facts is not None:
                    return facts
        left = [a for a in unfinished if a not in _SOON]
    raise TooHard(reason)


def _attempt(statement: Statement, chosen: set[str], attempt: str, limits: Limits, share: float) -> Facts | None:
    """Contradictory ground facts from the chosen hypotheses, found in one way; None when z3 refutes nothing. Raises `TooHard`."""
    kept = [f for f in statement.facts if f.name in chosen]
    kept = [*_axioms(statement, [*(f.claim for f in kept), statement.show]), *kept]
    question = Question.of(statement, [*(f.claim for f in kept), negation(statement.show)])
    instances = ask(question, attempt, int(limits.rlimit * share), limits.timeout)
    if instances is None:
        return None
    facts = Facts()
    for f in kept:
        facts.add(f.claim, lambda name=f.name: Known(name), f.name)  # type: ignore[misc]
    facts.add(negation(statement.show), lambda: Known("claim'"))
    collect(question, instances, facts)
    refine(facts, limits.rlimit)
    return facts


def _axioms(statement: Statement, claims: Iterable[Node]) -> list[Hypothesis]:
    """The axioms of the functions that claims speak of, and of those that these axioms do."""
    by_function: dict[str, list[Hypothesis]] = {}
    for a in statement.axioms:
        by_function.setdefault(a.origin.removeprefix("axiom of "), []).append(a)
    found: dict[str, None] = {}
    todo = list(claims)
    while todo:
        names: dict[str, None] = {}
        free_names(todo.pop(), names)
        for n in names:
            own = n[2:-1]
            if n.startswith("«/") and own in by_function and own not in found:
                found[own] = None
                todo.extend(a.claim for a in by_function[own])
    return [a for a in statement.axioms if a.origin.removeprefix("axiom of ") in found]


def _spoken_of(statement: Statement) -> set[str]:
    """The hypotheses about the axiomatised functions that the claim speaks of (as `core.vcgen` chooses them)."""
    axiomatised = {f.origin.removeprefix("axiom of ") for f in statement.axioms}

    def spoken(t: Node) -> set[str]:
        found: set[str] = set()

        def look(u: Node) -> None:
            if u.head == "ex":
                found.add("ex")
            elif u.head == "call":
                name = u.data[2:-1].removesuffix(".top")
                if name in axiomatised:
                    found.add(name)

        heads(t, look)
        return found

    wanted = spoken(statement.show)
    return {f.name for f in statement.facts if spoken(f.claim) <= wanted}
