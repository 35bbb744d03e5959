"""Kept proofs of goals that no solver decides: Lean's kernel is asked whether a text under `proofs/` proves the very goal that the
code has now. Where the text comes from, and what lies beside it, counts for nothing.

`check` asks about one goal, `version` is what its answer depends on besides the goal and the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import asdict

from toolkit.config import KeptProof
from toolkit.engines.lean.checker import Checked, Message
from toolkit.engines.lean.library import LibraryError
from toolkit.engines.lean.library import version as library_version
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.toolchain import LeanMissing, Toolchain, find
from toolkit.engines.sandbox import SandboxUnavailable
from toolkit.report import CertificateReport
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Goal
    from toolkit.engines.lean.outside import Pinned

MISSING = (LeanMissing, LibraryError, SandboxUnavailable)  # why nothing can be checked here


def version() -> str:
    """Which kernel and which library would be asked; also when there is none."""
    try:
        return f"{find().digest} {library_version()}"
    except LeanMissing as missing:
        return f"none: {missing}"


def check(goal: Goal, proof: KeptProof, trace: Trace, limits: Limits = Limits()) -> CertificateReport:  # noqa: B008 (frozen)
    """What the kernel says of a kept proof: accepted, rejected, or none when it could not be asked or had no time to answer."""
    from toolkit.engines.lean.statement import Unstated, state

    if proof.problem:
        return CertificateReport("", "none", proof.problem, proof=proof.path)
    try:
        pinned = state(goal).pinned()
    except Unstated as why:
        return CertificateReport("", "none", f"the goal has no theorem: {why}", proof=proof.path)
    size = len(proof.text.encode())
    times = [0.0]  # not in the answer: a replay has none

    def run() -> Any:
        try:
            lean = find()
            [checked] = ask(lean, Trace.null(), limits, [(pinned, proof.text)])
        except MISSING as why:
            return {"checker": "", "status": "none", "reason": str(why)[:500]}
        times[0] = checked.time_s
        status = "accepted" if checked.accepted else "rejected" if checked.status in ("ended", "refused") else "none"
        return {"checker": lean.name, "status": status, "reason": complaint(checked)}

    answer: Any = trace.call("kept-proof", {"goal": goal.id, "proof": proof.name, "text": proof.text}, run)
    return CertificateReport(**answer, time_s=times[0], bytes=size, proof=proof.path)


def complaint(checked: Checked) -> str:
    """What is wrong with a proof, in one line; "" when it was accepted."""
    return "" if checked.accepted else "; ".join(f"line {m.line}: {m.text.splitlines()[0]}" for m in checked.errors[:2])


def ask(lean: Toolchain, trace: Trace, limits: Limits, claims: Sequence[tuple[Pinned, str]]) -> list[Checked]:
    """Whether texts prove statements, in one go."""
    from toolkit.engines.lean.outside import check_proofs

    if not claims:
        return []
    asked = [[p.proposition(), list(p.imports), text] for p, text in claims]
    request = {"checker": lean.name, "kernel": lean.digest, "claims": asked}
    times: list[tuple[float, int]] = []

    def run() -> Any:
        done = check_proofs(claims, toolchain=lean, limits=limits)
        times.extend((c.time_s, c.peak_mb) for c in done)
        return [[c.accepted, c.status, [asdict(m) for m in c.messages]] for c in done]

    answers: Any = trace.call("lean", request, run)
    spent = times or [(0.0, 0)] * len(answers)
    return [
        Checked(accepted, status, tuple(Message(**m) for m in messages), lean.name, time_s, peak)
        for (accepted, status, messages), (time_s, peak) in zip(answers, spent)
    ]
