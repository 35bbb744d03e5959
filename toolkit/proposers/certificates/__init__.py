"""Certificates: from a goal that a solver proved to a proof that Lean's kernel checks.

    find(statement, limits) -> Proposal         raises TooHard

Hypotheses and the denied claim are facts (`facts`), what they say of all values opaque; which congruences make them contradictory
is found out from models (`refinement`). Where that is not enough, z3 refutes the goal once more and its log or its proof says
which instances of quantified hypotheses matter (`questions`, `instances`). The rest is propositions and linear arithmetic
(`proposers.ground`), and `proofs` says how each fact is proved. Nothing here is trusted.
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, heads, negation
from toolkit.engines.lean.statement import Fact as Hypothesis
from toolkit.engines.lean.statement import Statement, free_names, function_name
from toolkit.proposers import ground
from toolkit.proposers.certificates.abstraction import Abstraction
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.instances import ask, collect
from toolkit.proposers.certificates.proofs import Known
from toolkit.proposers.certificates.questions import Question, TooHard
from toolkit.proposers.certificates.refinement import ROUNDS, Contradiction, NoReason, refine
from toolkit.proposers.certificates.writing import write

__all__ = ["Limits", "TooHard", "contradiction", "find"]

# How z3 is asked about quantified formulas, and with how many of its steps: from few hypotheses, then from all (see `engines.smt`),
# by the instances that it logs or by its proof. What one way does not find soon another one often does at once.
_STAGES = (
    ("lean", 50_000), ("relevant", 75_000), ("models", 50_000), ("models", 300_000), ("relevant", 1_000_000),
    ("proof", 1_000_000), ("models", 1_000_000), ("relevant-all", 1_000_000),
)  # fmt: skip
_FIRST = 4  # rounds of refinement without an instance
_OPERATOR = function_name("operator ").removesuffix("»")  # how functions begin that stand for an operator without a meaning in Lean


@frozen
class Limits:
    """`rlimit` in steps of z3, `timeout` in seconds (an outer guard only), both of one question about quantified formulas: ways of
    asking that need more are left out."""

    rlimit: int = 1_000_000
    timeout: float = 10.0
    ground: int = 2_500_000  # steps of z3 of one question about ground facts
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


def contradiction(statement: Statement, limits: Limits) -> Contradiction:
    """Ground facts that follow from the hypotheses and the negated claim, and are contradictory. Raises `TooHard`."""
    abstraction, oracle = Abstraction(), ground.Oracle(limits.ground)
    everything = {f.name for f in statement.facts}
    whole = _chosen(statement, everything)
    quantified = any(t.binds for t in (*(f.claim for f in whole), statement.show))
    try:  # half of all goals need nothing of what is said of all values
        return refine(_given(statement, whole), abstraction, oracle, rounds=_FIRST if quantified else ROUNDS)
    except TooHard as e:
        if not quantified:
            raise
        reason = str(e)
    few = _spoken_of(statement)
    for attempt, rlimit in _STAGES:
        if rlimit > limits.rlimit or attempt == "lean" and few == everything:
            continue
        chosen = _chosen(statement, few) if attempt == "lean" else whole
        question = Question.of(statement, [*(f.claim for f in chosen), negation(statement.show)])
        try:
            instances = ask(question, attempt, rlimit, limits.timeout)
            if instances is None:
                continue
            facts = _given(statement, chosen)
            collect(question, instances, facts)
            return refine(facts, abstraction, oracle)
        except NoReason:
            raise
        except TooHard as e:
            reason = str(e)
    raise TooHard(reason)


def _chosen(statement: Statement, names: set[str]) -> list[Hypothesis]:
    """These hypotheses, after the axioms of what they and the claim speak of."""
    kept = [f for f in statement.facts if f.name in names]
    return [*_axioms(statement, [*(f.claim for f in kept), statement.show]), *kept]


def _given(statement: Statement, chosen: Iterable[Hypothesis]) -> Facts:
    facts = Facts()
    for f in chosen:
        facts.add(f.claim, lambda name=f.name: Known(name), f.name)  # type: ignore[misc]
    facts.add(negation(statement.show), lambda: Known("claim'"))
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
