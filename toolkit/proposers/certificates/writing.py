"""The Lean proof of a statement from contradictory ground facts: names for the witnesses, then one certificate.

    theorem … : claim :=
      Classical.byContradiction fun claim' =>
      Exists.elim (Spec.deciding (fun (i' : Int) => …)) fun w'1 hw'1 =>
      Spec.Cert.sound …
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, field

from toolkit.core.ir import INT
from toolkit.engines.lean.certificates import Proposal
from toolkit.engines.lean.logic import Node, argument, heads
from toolkit.engines.lean.statement import Statement
from toolkit.proposers import ground
from toolkit.proposers.certificates.facts import Facts
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
    named = [facts.witnesses[p[1:]] for p in proofs.values() if p[1:] in facts.witnesses]  # which the claim need not mention
    chosen = _witnesses(facts, [*(f.claim for f in used), *(w.value for w in named)])
    text = refutation.text(
        [argument(t) for t in forms.integers], [argument(t) for t in forms.propositions],
        [proofs.get(i, "") for i in range(len(made))],
    )  # fmt: skip
    lines = ["Classical.byContradiction fun claim' =>"]
    lines += [f"Exists.elim {facts.witnesses[w].exists()} fun {w} h{w} =>" for w in chosen]
    lines.append(text)
    body = "\n".join(lines)
    known = frozenset(f.name for f in (*statement.axioms, *statement.facts))
    return Proposal(statement, known & _words(body), body)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.replace("(", " ").replace(")", " ").replace(",", " ").replace("]", " ").replace("[", " ").split())


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

