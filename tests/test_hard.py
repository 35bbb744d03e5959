"""The proofs that the repository keeps under `proofs/`: goals that solvers leave open, checked again by Lean's kernel."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.run_hard import goals
from toolkit import evidence
from toolkit.cli import main
from toolkit.engines import lean

PROOFS = Path(__file__).parent.parent / "proofs"


def test_every_hard_goal_has_its_evidence():
    expected = {evidence.folder_of(PROOFS, source, g.function, g.id).name for source, g in goals("")}
    kept = {folder.name for folder in evidence.claims(PROOFS) if evidence.read(folder)[0].source.startswith("benchmarks/hard/")}
    assert kept == expected and len(kept) >= 20


def test_the_kernel_accepts_every_proof_of_the_repository(capsys):
    try:
        lean.find()
    except lean.LeanMissing as missing:
        pytest.skip(str(missing))
    code = main(["recheck", str(PROOFS), "--json"])
    claims = json.loads(capsys.readouterr().out)["claims"]
    assert code == 0 and len(claims) >= 20, [c for c in claims if c["status"] != "accepted"]
    assert {c["status"] for c in claims} == {"accepted"}
