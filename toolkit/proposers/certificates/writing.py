"""The Lean proof of a statement from contradictory ground facts: names for the witnesses, then one certificate.

    theorem … : claim :=
      Classical.byContradiction fun claim' =>
      Exists.elim (Spec.deciding (fun (i' : Int) => …)) fun w'1 hw'1 =>
      Spec.Cert.sound …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, argument, heads, negation
from toolkit.engines.lean.statement import Statement
from toolkit.engines.lean.terms import Term, Terms
from toolkit.proposers import ground
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.proofs import Applied, Known, Whole
from toolkit.proposers.certificates.questions import TooHard
from toolkit.proposers.certificates.refinement import Contradiction


def write(statement: Statement, found: Contradiction, limits: ground.Limits) -> Proposal:
    """The proof. Raises `TooHard`."""
    facts, forms = found.facts, found.abstraction
    made = [forms.form(f.claim) for f in facts.facts]
    refutation = ground.refute(made, limits, found.oracle, found.core)
    if refutation is None:
        raise TooHard("no certificate of the ground facts within the limits")
    used = [facts.facts[i] for i in refutation.used]
    proofs = {i: facts.facts[i].proof() for i in refutation.used}
    names = [p.name[1:] for p in proofs.values() if isinstance(p, Known)]
    named = [facts.witnesses[n] for n in names if n in facts.witnesses]  # which the claim need not mention
    chosen = [facts.witnesses[w] for w in _witnesses(facts, [*(f.claim for f in used), *(w.value for w in named)])]
    witnesses = tuple((w.value.data, w.value.sort, w.claim, w.exists()) for w in chosen)
    ground_proof = Grounds(refutation, tuple(forms.integers), tuple(forms.propositions), proofs)
    mentioned = {f.name for f in used if f.name} | {n for i in refutation.used for n in _mentioned(proofs[i])}
    known = frozenset(f.name for f in (*statement.axioms, *statement.facts))
    return Proposal(statement, known & mentioned, Whole(statement.show, negation(statement.show), witnesses, ground_proof))


@frozen(eq=False)
class Grounds:
    """A certificate of the ground facts, with what its numbers stand for."""

    refutation: ground.Refutation
    integers: tuple[Node, ...]
    propositions: tuple[Node, ...]
    proofs: Mapping[int, Term]

    def text(self) -> str:
        hypotheses = {i: p.text() for i, p in self.proofs.items()}
        return self.refutation.text([argument(t) for t in self.integers], [argument(t) for t in self.propositions], hypotheses)

    def build(self, terms: Terms) -> int:
        hypotheses = {i: p.build(terms) for i, p in self.proofs.items()}
        integers, propositions = ([terms.node(t) for t in ts] for ts in (self.integers, self.propositions))
        return self.refutation.build(terms, integers, propositions, hypotheses)


def _mentioned(proof: Term) -> Iterator[str]:
    """The hypothesis that a fact rests on."""
    if isinstance(proof, Applied):
        proof = proof.proof
    if isinstance(proof, Known):
        yield proof.name


def _witnesses(facts: Facts, claims: Iterable[Node]) -> list[str]:
    """The witnesses that claims speak of, and those that these were chosen by, in the order in which they were."""
    found: set[str] = set()
    todo = list(claims) if facts.witnesses else []
    while todo:

        def look(u: Node) -> None:
            if u.head == "free" and u.data in facts.witnesses and u.data not in found:
                found.add(u.data)
                todo.append(facts.witnesses[u.data].claim)

        heads(todo.pop(), look)
    order = list(facts.witnesses)
    return sorted(found, key=order.index)

