"""The Lean proof of a statement from contradictory ground facts: names for the witnesses, then one certificate.

    theorem … : claim :=
      Classical.byContradiction fun claim' =>
      Exists.elim (Spec.deciding (fun (i' : Int) => …)) fun w'1 hw'1 =>
      Spec.Cert.sound …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import define, field, frozen

from toolkit.core.ir import INT
from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, argument, heads, negation
from toolkit.engines.lean.statement import Statement
from toolkit.engines.lean.terms import Term, Terms
from toolkit.proposers import ground
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.proofs import Applied, Known, Whole
from toolkit.proposers.certificates.questions import TooHard


@define(eq=False)
class _Forms:
    """Claims as forms: terms that are not linear, and propositions that are no logic, by number."""

    integers: dict[Node, int] = field(factory=dict)
    propositions: dict[Node, int] = field(factory=dict)

    def form(self, t: Node) -> ground.Form:
        head, args = t.head, t.args
        match head:
            case "true":
                return ground.Tt()
            case "false":
                return ground.Ff()
            case "le":
                return ground.Le(self.term(args[0]), self.term(args[1]))
            case "eq" if args[0].sort == INT:
                return ground.Eq(self.term(args[0]), self.term(args[1]))
            case "not":
                return ground.Not(self.form(args[0]))
            case "and" | "or" | "imp" | "iff":
                make = {"and": ground.And, "or": ground.Or, "imp": ground.Imp, "iff": ground.Iff}[head]
                return make(self.form(args[0]), self.form(args[1]))
        return ground.Prop(self.propositions.setdefault(t, len(self.propositions)))

    def term(self, t: Node) -> ground.Lin:
        head, args = t.head, t.args
        match head:
            case "num":
                return ground.Num(t.data)
            case "add":
                return ground.Add(self.term(args[0]), self.term(args[1]))
            case "sub":
                return ground.Sub(self.term(args[0]), self.term(args[1]))
            case "neg":
                return ground.Neg(self.term(args[0]))
            case "mul" if args[0].head == "num":
                return ground.Mul(args[0].data, self.term(args[1]))
        return ground.Var(self.integers.setdefault(t, len(self.integers)))


def write(statement: Statement, facts: Facts, limits: ground.Limits) -> Proposal:
    """The proof. Raises `TooHard`."""
    forms = _Forms()
    made = [forms.form(f.claim) for f in facts.facts]
    refutation = ground.refute(made, limits)
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
    todo = list(claims)
    while todo:

        def look(u: Node) -> None:
            if u.head == "free" and u.data in facts.witnesses and u.data not in found:
                found.add(u.data)
                todo.append(facts.witnesses[u.data].claim)

        heads(todo.pop(), look)
    order = list(facts.witnesses)
    return sorted(found, key=order.index)

