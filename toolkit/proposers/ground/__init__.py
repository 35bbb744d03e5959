"""Ground refutations: propositions over linear integer arithmetic, with certificates for Lean's kernel.

    refute(forms, limits) -> Refutation | None      a certificate that the forms do not hold together
    core(forms, limits) -> positions | None         which forms do not, without a certificate

Rooms: `forms` (the language), `proofs` (certificates and their Lean text), `arithmetic` (exact linear algebra), `oracle` (z3),
`search`.
"""

from toolkit.proposers.ground.forms import (
    Add,
    And,
    Eq,
    Ff,
    Form,
    Iff,
    Imp,
    Le,
    Lin,
    Lt,
    Mul,
    Neg,
    Not,
    Num,
    Or,
    Prop,
    Sub,
    Tt,
    Var,
    conj,
    disj,
    holds,
    written,
)
from toolkit.proposers.ground.oracle import Model, Oracle
from toolkit.proposers.ground.proofs import Refutation
from toolkit.proposers.ground.search import Limits, core, refute

__all__ = [
    "Add", "And", "Eq", "Ff", "Form", "Iff", "Imp", "Le", "Limits", "Lin", "Lt", "Model", "Mul", "Neg", "Not", "Num", "Or",
    "Oracle", "Prop", "Refutation", "Sub", "Tt", "Var", "conj", "core", "disj", "holds", "refute", "written",
]  # fmt: skip
