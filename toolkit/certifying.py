"""Certificates for goals that a solver proved: an untrusted search finds a proof, Lean's kernel checks it.

A certificate is an addition to a verdict, never the reason for one: a goal without one stays proved by its solver, and says why
it has none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import attrs

from toolkit.report import CertificateReport
from toolkit.solving import Keeper, digest, tool_version
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Goal
    from toolkit.engines.lean.certificates import Proposal

BATCH = 250  # theorems in one process
_SECONDS = 300.0  # for one process


def certify(goals: Sequence[Goal], store: Keeper | None, trace: Trace, steps: int) -> dict[str, CertificateReport]:
    """What became of each goal, by id. `steps` of z3 go into each of its questions. Without a Lean that can be used, every goal
    says so."""
    from toolkit.engines import lean

    found: dict[str, CertificateReport] = {}
    todo: dict[str, Goal] = {}
    try:
        toolchain = lean.find()
    except lean.LeanMissing as e:
        return {g.id: CertificateReport("", "none", str(e)) for g in goals}
    for g in goals:
        key = _key(g, toolchain.digest, steps)
        kept = store.get(key) if store is not None else None
        if kept is not None:
            found[g.id] = CertificateReport.from_json(kept)
        else:
            todo.setdefault(g.id, g)
    proposals: dict[str, Proposal] = {}
    for g in todo.values():
        searched = _search(g, trace, steps)
        if isinstance(searched, str):
            found[g.id] = CertificateReport(toolchain.name, "none", searched)
        else:
            proposals[g.id] = searched
    ids = list(proposals)
    for n in range(0, len(ids), BATCH):
        batch = ids[n : n + BATCH]
        for i, c in zip(batch, _judged([proposals[j] for j in batch], batch, trace)):
            found[i] = c
    if store is not None and trace.mode == "null":
        for i, g in todo.items():
            if found[i].status != "none" or found[i].checker:  # not for want of a Lean
                store.put(_key(g, toolchain.digest, steps), found[i].to_json())
    return found


def _key(g: Goal, lean: str, steps: int) -> str:
    from toolkit.engines.lean.library import version as library_version

    return digest("certificate", g.id, g.smt, tool_version(), lean, library_version(), str(steps))


def _search(g: Goal, trace: Trace, steps: int) -> Proposal | str:
    """A proof to check, or why there is none. The search asks z3, so it is an effect."""
    from toolkit.engines.lean import certificates as judge
    from toolkit.engines.lean.statement import Unstated, state
    from toolkit.proposers import certificates

    try:
        statement = state(g)
    except Unstated as e:
        return str(e)

    made: list[Proposal] = []

    def run() -> Any:
        try:
            made.append(certificates.find(statement, certificates.Limits(rlimit=steps)))
        except certificates.TooHard as e:
            return {"reason": str(e)}
        return {"used": sorted(made[0].used)}

    answer: Any = trace.call("certificate", {"goal": g.id, "steps": steps}, run)
    if "reason" in answer:
        reason: str = answer["reason"]
        return reason
    return made[0] if made else judge.Proposal(statement, frozenset(answer["used"]), judge.Written(""))  # a replay judges nothing


def _judged(proposals: Sequence[Proposal], ids: Sequence[str], trace: Trace) -> list[CertificateReport]:
    from toolkit.engines import lean
    from toolkit.engines.lean import certificates as judge
    from toolkit.engines.sandbox import SandboxUnavailable

    seconds = [0.0] * len(proposals)  # not in the answer: a replay has none

    def run() -> Any:
        try:
            made, _ = judge.judge(proposals, lean.Limits(wall_s=_SECONDS, memory_mb=4096))
        except (lean.LeanMissing, lean.LibraryError, SandboxUnavailable) as e:
            return [CertificateReport("", "none", str(e)[:500]).to_json() for _ in proposals]
        seconds[:] = [c.time_s for c in made]
        return [CertificateReport(c.checker, c.status, c.reason, 0.0, c.bytes, c.assumed).to_json() for c in made]

    answer: Any = trace.call("kernel", {"goals": list(ids)}, run)
    return [attrs.evolve(CertificateReport.from_json(a), time_s=s) for a, s in zip(answer, seconds)]
