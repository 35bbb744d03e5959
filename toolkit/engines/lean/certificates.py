"""Checks proposed proofs of goals: the statement is ours, the proof a term that somebody proposes, the judge Lean's kernel.

A proposal is a term of a small vocabulary (`_refused` says why one is not), set in parentheses behind a statement that
`statement.py` writes. It counts when Lean has no complaint between the theorem's first line and the next, and says of that very
theorem that it rests on nothing but Lean's three axioms. Many theorems share one process.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from toolkit.engines.lean.checker import Checked, check
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.statement import Statement

IMPORTS = ("Spec.Arithmetic", "Spec.Certificate")
ALLOWED = frozenset({"propext", "Classical.choice", "Quot.sound"})
# What a certificate is written with: nothing that starts a command, an option, a comment or a text.
_CHARACTERS = re.compile(r"(?:[\w\s().,:=∀∃→↔∧∨¬≤+*@<>⟨⟩'!?/-]|«[^«»\n\"]*»)*\Z")
_COMMANDS = re.compile(
    r"(?<![\w.'])(?:theorem|lemma|def|abbrev|axiom|opaque|instance|example|inductive|structure|class|namespace|section|end|open|"
    r"export|import|variable|universe|set_option|attribute|macro|macro_rules|syntax|elab|elab_rules|notation|infix\w*|prefix|postfix|"
    r"mutual|private|protected|noncomputable|unsafe|partial|local|scoped|initialize|builtin_initialize|run_\w+|sorry|admit|"
    r"sorryAx|native_decide|ofReduceBool|reduceBool|reduceNat|implemented_by|extern|deriving|termination_by)(?![\w'])"
)
_ANSWER = re.compile(r"'(?P<name>[^']+)' (?:does not depend on any axioms|depends on axioms: \[(?P<axioms>[^\]]*)\])")


@frozen
class Proposal:
    """A proof term for a statement, from some of its hypotheses."""

    statement: Statement
    used: frozenset[str]
    proof: str


@frozen
class Certificate:
    """What became of a proposal. `status` is accepted or rejected (with a `reason`); `assumed` names the functions whose axioms
    the theorem takes as hypotheses."""

    status: str
    reason: str
    checker: str
    time_s: float
    bytes: int
    assumed: tuple[str, ...]


def judge(proposals: Sequence[Proposal], limits: Limits) -> list[Certificate]:
    """Every proposal's certificate. Raises what `checker.check` raises."""
    refused = [_refused(p.proof) for p in proposals]
    texts = {i: _text(p, _name(i)) for i, p in enumerate(proposals) if not refused[i]}
    if not texts:
        return [_certificate(p, "", "", 0.0, r) for p, r in zip(proposals, refused)]
    lines = [f"import {m}" for m in IMPORTS]
    first: dict[int, int] = {}
    for i, t in texts.items():
        first[i] = len(lines) + 1
        lines += t.split("\n")
    found = check("\n".join(lines) + "\n", limits=limits)
    if found.status != "ended" and len(proposals) > 1:  # one of them took the process down: not all
        half = len(proposals) // 2
        return [*judge(proposals[:half], limits), *judge(proposals[half:], limits)]
    each = found.time_s / len(texts)
    starts = sorted(first.values())
    results = []
    for i, p in enumerate(proposals):
        reason = refused[i]
        if not reason:
            after = next((n for n in starts if n > first[i]), len(lines) + 1)
            reason = _complaint(found, _name(i), first[i], after)
        results.append(_certificate(p, texts.get(i, ""), found.checker, each, reason))
    return results


def _name(i: int) -> str:
    return f"goal_{i}"


def _text(p: Proposal, name: str) -> str:
    return f"{p.statement.theorem(name, p.used)} := (\n{p.proof}\n)\n#print axioms {name}"


def _certificate(p: Proposal, text: str, checker: str, seconds: float, reason: str) -> Certificate:
    assumed = dict.fromkeys(a.origin for a in p.statement.axioms if a.name in p.used)
    return Certificate(
        "rejected" if reason else "accepted", reason, checker, round(seconds, 4), len(text.encode()), tuple(assumed)
    )


def _refused(proof: str) -> str:
    """Why a proof is not even shown to Lean, or ""."""
    bare = re.sub(r"«[^«»\n]*»", "x", proof)
    # `'«'` is a character to Lean: what follows would not be a name in quotes.
    if not _CHARACTERS.match(proof) or "--" in bare or "/-" in bare or "'«" in proof:
        return "the proof has characters that no certificate has"
    word = _COMMANDS.search(bare)
    if word:
        return f"the proof has the word {word.group()}"
    depth = 0
    for c in bare:
        depth += (c == "(") - (c == ")")
        if depth < 0:
            return "the proof closes a parenthesis that it did not open"
    return "the proof's parentheses do not match" if depth else ""


def _complaint(found: Checked, name: str, first: int, after: int) -> str:
    """What speaks against the theorem in the lines first..after-1, or ""."""
    if found.status != "ended":
        return f"Lean did not end by itself ({found.status})"
    for m in found.errors:
        if not first <= m.line < after and m.line >= min(first, 3):
            continue
        return f"Lean: {' '.join(m.text.split())[:300]}"
    for m in found.messages:
        answer = _ANSWER.match(m.text) if m.severity == "information" and first <= m.line < after else None
        if answer and answer["name"] == name:
            axioms = {a.strip() for a in (answer["axioms"] or "").split(",") if a.strip()}
            return "" if axioms <= ALLOWED else f"it rests on {', '.join(sorted(axioms - ALLOWED))}"
    return "Lean does not say what the theorem rests on"
