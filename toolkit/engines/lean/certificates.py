"""Checks proposed proofs of goals: the statement is ours, the proof a term that somebody proposes, the judge Lean's kernel.

Where the kernel can be called by itself (`kernel.fits`), statement and proof go to it as terms: the claim is made here, the proof
can speak of no constant but those of `terms.CONSTANTS`, and what the kernel takes into its environment is accepted.

As text (`judge_texts`) a proposal is a term of a small vocabulary (`_refused` says why one is not), set in parentheses behind a
statement that `statement.py` writes. It counts when Lean has no complaint between the theorem's first line and the next, and
says of that very theorem that it rests on nothing but Lean's three axioms. Many theorems share one process either way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from toolkit.engines.lean import kernel
from toolkit.engines.lean.checker import Checked, check
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.statement import Statement, Unstated
from toolkit.engines.lean.terms import Term, Terms
from toolkit.engines.lean.toolchain import find

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
    term: Term

    @property
    def proof(self) -> str:
        """As Lean text."""
        return self.term.text()


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


@frozen(eq=False)
class Written:
    """A proof that there is only as text."""

    words: str

    def text(self) -> str:
        return self.words

    def build(self, terms: Terms) -> int:
        raise ValueError("a text is no term")


@frozen
class Spent:
    """What judging took: seconds of the wall and of the processor, and the most memory of one process in MB."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_mb: int = 0


def judge(proposals: Sequence[Proposal], limits: Limits) -> tuple[list[Certificate], Spent]:
    """Every proposal's certificate. Raises `LeanMissing`, `LibraryError`, `sandbox.SandboxUnavailable`."""
    lean = find()
    if not proposals or not kernel.fits(lean) or any(isinstance(p.term, Written) for p in proposals):
        return judge_texts(proposals, limits)
    terms = Terms()
    results: list[Certificate | None] = [None] * len(proposals)
    theorems: list[tuple[int, int]] = []
    places: list[int] = []
    for i, p in enumerate(proposals):
        try:
            theorems.append(p.statement.build(terms, p.used, p.term))
            places.append(i)
        except (Unstated, ValueError, RecursionError) as e:
            results[i] = _certificate(p, 0, lean.name, 0.0, f"it has no term: {e}")
    found = kernel.check(lean, terms, theorems, IMPORTS, limits)
    spent = Spent(found.time_s, found.cpu_s, found.peak_mb)
    for i, theorem, verdict in zip(places, theorems, found.theorems, strict=True):
        if verdict is not None:
            results[i] = _certificate(
                proposals[i], terms.size(*theorem), found.checker, verdict.time_s, verdict.reason
            )
    if found.status != "ended":
        left = [i for i, c in enumerate(results) if c is None]  # the first of them took the process down: not the others
        again = judge_texts if not left or left[0] == places[0] else judge  # or the kernel cannot be driven so here
        left = left or places
        others, more = again([proposals[i] for i in left], limits)
        spent = _together([spent, more])
        for i, c in zip(left, others, strict=True):
            results[i] = c
    return [c for c in results if c is not None], spent


def _together(parts: Sequence[Spent]) -> Spent:
    return Spent(sum(s.wall_s for s in parts), sum(s.cpu_s for s in parts), max(s.peak_mb for s in parts))


def judge_texts(proposals: Sequence[Proposal], limits: Limits) -> tuple[list[Certificate], Spent]:
    """The same by Lean's elaborator, from the texts. Raises what `checker.check` raises."""
    proofs = [p.proof for p in proposals]
    refused = [_refused(t) for t in proofs]
    texts = {i: _text(p, proofs[i], _name(i)) for i, p in enumerate(proposals) if not refused[i]}
    if not texts:
        return [_certificate(p, 0, "", 0.0, r) for p, r in zip(proposals, refused)], Spent()
    lines = [f"import {m}" for m in IMPORTS]
    first: dict[int, int] = {}
    for i, t in texts.items():
        first[i] = len(lines) + 1
        lines += t.split("\n")
    found = check("\n".join(lines) + "\n", limits=limits)
    spent = Spent(found.time_s, found.cpu_s, found.peak_mb)
    if found.status != "ended" and len(proposals) > 1:
        half = len(proposals) // 2
        parts = [judge_texts(proposals[:half], limits), judge_texts(proposals[half:], limits)]
        return [c for part, _ in parts for c in part], _together([spent, *(s for _, s in parts)])
    each = found.time_s / len(texts)
    starts = sorted(first.values())
    results = []
    for i, p in enumerate(proposals):
        reason = refused[i]
        if not reason:
            after = next((n for n in starts if n > first[i]), len(lines) + 1)
            reason = _complaint(found, _name(i), first[i], after)
        results.append(_certificate(p, len(texts.get(i, "").encode()), found.checker, each, reason))
    return results, spent


def _name(i: int) -> str:
    return f"goal_{i}"


def _text(p: Proposal, proof: str, name: str) -> str:
    return f"{p.statement.theorem(name, p.used)} := (\n{proof}\n)\n#print axioms {name}"


def _certificate(p: Proposal, size: int, checker: str, seconds: float, reason: str) -> Certificate:
    assumed = dict.fromkeys(a.origin for a in p.statement.axioms if a.name in p.used)
    return Certificate(
        "rejected" if reason else "accepted", reason, checker, round(seconds, 4), size, tuple(assumed)
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
