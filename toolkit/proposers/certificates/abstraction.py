"""Claims as forms of the ground language: terms that are not linear, and propositions that are no logic, are numbered unknowns."""

from __future__ import annotations

from attrs import define, field

from toolkit.core.ir import INT
from toolkit.engines.lean.logic import Node
from toolkit.proposers import ground

_CONNECTIVES = {"and": ground.And, "or": ground.Or, "imp": ground.Imp, "iff": ground.Iff}


@define(eq=False)
class Abstraction:
    """`integers` and `propositions` are what the numbers of Var and Prop stand for, in order."""

    integers: dict[Node, int] = field(factory=dict)
    propositions: dict[Node, int] = field(factory=dict)
    _forms: dict[Node, ground.Form] = field(factory=dict)
    _terms: dict[Node, ground.Lin] = field(factory=dict)

    def form(self, t: Node) -> ground.Form:
        known = self._forms.get(t)
        if known is None:
            known = self._forms[t] = self._form(t)
        return known

    def _form(self, t: Node) -> ground.Form:
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
                return _CONNECTIVES[head](self.form(args[0]), self.form(args[1]))
        return ground.Prop(self.propositions.setdefault(t, len(self.propositions)))

    def term(self, t: Node) -> ground.Lin:
        known = self._terms.get(t)
        if known is None:
            known = self._terms[t] = self._term(t)
        return known

    def _term(self, t: Node) -> ground.Lin:
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
