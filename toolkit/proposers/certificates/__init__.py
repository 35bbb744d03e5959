"""Certificates: from a goal that a solver proved to a proof that Lean's kernel checks.

    find(statement, limits) -> Proposal         raises TooHard

z3 refutes the goal once more and its proof says which instances of the quantified hypotheses matter (`questions`,
`instances`); with them what is left is ground (`facts`), and which congruences that needs is found out from models
(`refinement`). The rest is propositions and linear arithmetic (`proposers.ground`). Nothing here is trusted.
"""

from __future__ import annotations

from attrs import frozen

from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, heads, negation
from toolkit.engines.lean.statement import Statement
from toolkit.proposers import ground
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.instances import ask, collect
from toolkit.proposers.certificates.questions import Question, TooHard
from toolkit.proposers.certificates.refinement import refine
from toolkit.proposers.certificates.writing import write

__all__ = ["Limits", "TooHard", "contradiction", "find"]

# how z3 is asked, with its share of the limits: from few hypotheses, then from all (see `engines.smt`)
_ATTEMPTS = (("lean", 0.3), ("relevant", 0.3), ("models", 0.3), ("all", 0.5))


@frozen
class Limits:
    """`rlimit` in steps of z3, `timeout` in seconds, both of one question."""


    rlimit: int = 3_000_000
    timeout: float = 2.0
    steps: int = 600  # of the search for a certificate of the ground facts


def find(statement: Statement, limits: Limits = Limits()) -> Proposal:  # noqa: B008 (frozen)
    """A proof of the statement, for `engines.lean.certificates` to judge. Raises `TooHard` with the reason why there is none."""
    try:
        return write(statement, contradiction(statement, limits), ground.Limits(steps=limits.steps))
    except RecursionError:
        raise TooHard("the goal's terms are too deep") from None


def contradiction(statement: Statement, limits: Limits) -> Facts:
    """Ground facts that follow from the hypotheses and the negated claim, and are contradictory. Raises `TooHard`."""
    reason = "z3 found no proof to read"
    for attempt, share in _ATTEMPTS:
        chosen = _spoken_of(statement) if attempt == "lean" else {f.name for f in statement.facts}
        if attempt == "lean" and len(chosen) == len(statement.facts):
            continue
        claims = [f.claim for f in statement.axioms] + [f.claim for f in statement.facts if f.name in chosen]
        question = Question.of(statement, [*claims, negation(statement.show)])
        proof = ask(question, attempt, int(limits.rlimit * share), limits.timeout * share)
        if proof is None:
            continue
        facts = Facts()
        for f in statement.facts:
            if f.name in chosen:
                facts.add(f.claim, lambda name=f.name: name, f.name)  # type: ignore[misc]
        for f in statement.axioms:
            facts.add(f.claim, lambda name=f.name: name, f.name)  # type: ignore[misc]
        facts.add(negation(statement.show), lambda: "claim'")
        try:
            collect(question, proof, facts)
            refine(facts, limits.rlimit)
        except TooHard as e:
            reason = str(e)
            continue
        return facts
    raise TooHard(reason)


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
