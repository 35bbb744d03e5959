"""`toolkit prove` and `toolkit recheck`: proofs kept beside the code, and what becomes of them when something changes."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from attrs import evolve

from toolkit import evidence, files, proving
from toolkit.cli import main
from toolkit.config import Options
from toolkit.engines import lean
from toolkit.engines.lean.outside import Pinned, check_proofs
from toolkit.proposers.fm import connect
from toolkit.proposers.fm.proofs import is_whole, propose_proofs
from toolkit.trace import Trace

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

SOURCE = '''from toolkit import decreases, ensures, invariant, requires


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    best = xs[0]
    for i in range(1, len(xs)):
        invariant(all(xs[j] <= best for j in range(i)))
        if xs[i] > best:
            best = xs[i]
    return best


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * n >= n)
def above(n: int) -> int:
    return n * n + 1
'''
OPTIONS = Options()


def load(path: str):
    sources, _ = files.load((path,), "")
    return (sources[0], OPTIONS) if len(sources) == 1 else None


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose function `largest` is proved, every goal of it."""
    root = tmp_path_factory.mktemp("project")
    (root / "pyproject.toml").write_text("")
    (root / "code.py").write_text(SOURCE)
    done = proving.prove(load(str(root / "code.py"))[0], OPTIONS, "largest", "", root / "proofs")
    assert done and {p.status for p in done} == {"proved"}, done
    return root


@pytest.fixture
def copy(project, tmp_path):
    shutil.copytree(project, tmp_path / "copy")
    return tmp_path / "copy"


def recheck(root: Path) -> list[proving.Rechecked]:
    return proving.recheck(root / "proofs", load)


def one_claim(root: Path) -> Path:
    """Leaves only one claim there, one with a certificate."""
    kept, *others = sorted((root / "proofs").iterdir())
    for folder in others:
        shutil.rmtree(folder)
    return kept


def test_what_was_proved_is_accepted_again(project):
    done = recheck(project)
    assert done and {r.status for r in done} == {"accepted"}, done


def test_the_evidence_is_readable(project):
    folder = sorted((project / "proofs").iterdir())[0]
    claim, goal, proof = evidence.read(folder)
    assert claim.function == "largest" and claim.source == "code.py" and claim.checker.startswith("lean 4.")
    assert "precondition in line 4" in goal and "theorem goal" in proof


def test_a_random_change_is_never_accepted(copy):
    """1,000 changes of a character in the proof, the statement, the claim or the function's own lines."""
    folder = one_claim(copy)
    assert [r.status for r in recheck(copy)] == ["accepted"]
    rng = random.Random(5)
    first, last = SOURCE.index("@requires"), SOURCE.index("@requires(lambda n")
    places = [(folder / name, 0, None) for name in (evidence.PROOF, evidence.GOAL, evidence.CLAIM)]
    places.append((copy / "code.py", first, last - 3))
    for k in range(1000):
        file, low, high = places[k % 4]
        before = file.read_bytes()
        text = before.decode()
        at = rng.randrange(low, len(text) if high is None else high)
        how = rng.randrange(3)
        new = rng.choice("abx01 ()≤+-*\n:.,'")
        after = text[:at] + ("" if how == 0 else new) + text[at + (how < 2) :]
        if after == text:
            after = text[:at] + text[at + 1 :]
        file.write_bytes(after.encode())
        assert [r.status for r in recheck(copy) if r.status == "accepted"] == [], (file.name, at, how, new)
        file.write_bytes(before)
    assert [r.status for r in recheck(copy)] == ["accepted"]


def test_a_changed_proof_with_new_hashes_still_has_to_be_one(copy):
    folder = one_claim(copy)
    claim, goal, proof = evidence.read(folder)
    start = proof.index(":= (")
    for text, status in (
        (proof[:start] + ":= by trivial\n", "rejected"),
        (proof[:start] + ":= sorry\n", "rejected"),
        ("theorem goal : True := trivial\n", "rejected"),
        (proof.replace("(by decide +kernel)", "(by native_decide)"), "rejected"),
        (proof.replace("nat_lit 1", "nat_lit 0"), "rejected"),
    ):
        evidence.write(folder, evolve(claim, proof_hash=evidence.sha256(text)), goal, text)
        assert [r.status for r in recheck(copy)] == [status], text


def test_a_changed_statement_with_new_hashes_is_not_the_goal(copy):
    folder = one_claim(copy)
    claim, goal, proof = evidence.read(folder)
    other = goal.replace("≤", "<")
    evidence.write(folder, evolve(claim, goal_hash=evidence.sha256(other)), other, proof)
    assert [(r.status, r.reason) for r in recheck(copy)] == [("stale", "the goal is stated in another way")]
    evidence.write(folder, evolve(claim, goal="0" * 16), goal, proof)
    assert [(r.status, r.reason) for r in recheck(copy)] == [("stale", "the code has no such goal any more")]


def test_changed_code_makes_evidence_stale_and_says_so(copy):
    file = copy / "code.py"
    file.write_text(SOURCE.replace("xs[i] > best", "xs[i] >= best"))
    assert {(r.status, r.reason) for r in recheck(copy)} == {("stale", "the text of largest changed")}
    file.write_text(SOURCE.replace("def largest", "def other"))
    assert {(r.status, r.reason) for r in recheck(copy)} == {("stale", "the function largest is not there any more")}
    file.unlink()
    assert {(r.status, r.reason) for r in recheck(copy)} == {("stale", "the source file cannot be read")}
    file.write_text("# Moved.\n\n" + SOURCE + "\n\nX = 3\n")
    assert {r.status for r in recheck(copy)} == {"accepted"}


def test_a_proof_by_hand(copy, capsys):
    """What nothing proves waits in a file; a wrong proof gets Lean's words at their places; a right one is kept."""
    target = f"{copy / 'code.py'}::above"
    assert main(["prove", target, "--json"]) == 0
    [goal] = json.loads(capsys.readouterr().out)["goals"]
    code = main(["prove", target, "--goal", goal["id"], "--json"])
    [proof] = json.loads(capsys.readouterr().out)["proofs"]
    file = Path(proof["folder"]) / evidence.PROOF
    if proof["status"] == "open":
        assert code == 2 and "unsolved goals" in proof["messages"][0]["text"]
    else:  # the search may become able to prove it: then start again from the open file
        shutil.rmtree(proof["folder"])
        Path(proof["folder"]).mkdir()
        stated = proving.stated(load(str(copy / "code.py"))[0], OPTIONS, "above")
        file.write_text(next(s.pinned for s in stated if s.goal.id == goal["id"]).theorem(proving.OPEN))
    head = file.read_text().rpartition(":=")[0]
    file.write_text(head + ":= by\n  intro h\n  exact h\n")
    assert main(["prove", target, "--goal", goal["id"], "--json"]) == 2
    [proof] = json.loads(capsys.readouterr().out)["proofs"]
    lines = file.read_text().splitlines()
    assert proof["status"] == "rejected" and lines[proof["messages"][0]["line"] - 1].strip() == "intro h"
    file.write_text(head + ":= by\n" + BY_HAND)
    code = main(["prove", target, "--goal", goal["id"]])
    assert code == 0, capsys.readouterr().out
    assert main(["recheck", str(copy / "proofs"), "--json"]) == 0
    capsys.readouterr()


BY_HAND = """  have square : 0 ≤ n * n := Int.mul_nonneg (by omega) (by omega)
  have cube : 0 ≤ n * n * n := Int.mul_nonneg square (by omega)
  have open_ : (n * n + 1) * n = n * n * n + n := by rw [Int.add_mul, Int.one_mul]
  first | omega | (rw [open_]; omega) | (simp only [Int.mul_comm, Int.mul_left_comm] at *; omega)
"""


def test_a_polynomial_identity_is_multiplied_out(tmp_path):
    (tmp_path / "code.py").write_text(
        "from toolkit import ensures\n\n\n@ensures(lambda a, b, c, result: result == 0)\n"
        "def f(a: int, b: int, c: int) -> int:\n    return (a + b) * (a - b) * c - c * (a * a - b * b)\n"
    )
    [proof] = proving.prove(load(str(tmp_path / "code.py"))[0], OPTIONS, "f", "", tmp_path / "proofs")
    assert proof.status == "proved"


def test_recheck_says_what_it_did_as_json(project, capsys):
    assert main(["recheck", str(project / "proofs"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 1 and told["checker"].startswith("lean 4.") and told["claims"]
    assert {"claim", "file", "function", "goal", "status", "reason", "time_s"} == set(told["claims"][0])


def test_usage(tmp_path, capsys):
    (tmp_path / "code.py").write_text(SOURCE)
    assert main(["prove", f"{tmp_path / 'code.py'}::nothing"]) == 3
    assert main(["prove", f"{tmp_path / 'code.py'}"]) == 3
    assert main(["prove", f"{tmp_path / 'code.py'}::largest", "--goal", "zzz"]) == 3
    assert main(["recheck", str(tmp_path / "nowhere")]) == 3
    capsys.readouterr()


# -- a foundation model writes the proof

HARD = Path(__file__).parent.parent


def hard(tmp_path: Path, replies: object) -> tuple[Path, str, str]:
    """A function with a goal that nothing here proves by itself, the goal's id, and a foundation model that replies so."""
    (tmp_path / "pyproject.toml").write_text("")
    shutil.copy(HARD / "benchmarks" / "hard" / "sums.py", tmp_path / "sums.py")
    (tmp_path / "replies.json").write_text(json.dumps(replies))
    stated = proving.stated(load(str(tmp_path / "sums.py"))[0], OPTIONS, "triangle_is_closed")
    return tmp_path / "sums.py", next(s.goal.id for s in stated), f"scripted:{tmp_path / 'replies.json'}"


def the_proof() -> str:
    [folder] = (HARD / "proofs").glob("sums.triangle_is_closed.*")
    return (folder / evidence.PROOF).read_text()


def test_an_fm_gets_what_lean_says_and_its_proof_is_checked(tmp_path, capsys):
    wrong = "```lean\nby\n  intro\n  exact h\n```"
    cheat = "by\n  sorry"
    source, goal, fm = hard(tmp_path, [[wrong, cheat], [f"Sure:\n```lean\n{the_proof()}\n```\nDone."]])
    trace = Trace.record(tmp_path / "t.jsonl", "prove")
    [proof] = proving.prove(load(str(source))[0], OPTIONS, "triangle_is_closed", goal, tmp_path / "proofs", trace, fm=fm)
    trace.finish()
    assert proof.status == "proved" and proof.origin == f"fm {fm}"
    asked = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text().splitlines()]
    prompts = [event["request"]["user"] for event in asked if event["kind"] == "fm"]
    assert len(prompts) == 2 and "did not accept" not in prompts[0] and "def triangle_is_closed" in prompts[0]
    assert "exact h" in prompts[1] and "line " in prompts[1] and "⊢" in prompts[1]
    assert main(["recheck", str(tmp_path / "proofs")]) == 0
    assert main(["verify", f"{source}::triangle_is_closed", "--engine", "lean,smt", "--no-cache"]) == 0
    assert "by the proof" in capsys.readouterr().out


def test_an_fm_that_cheats_or_says_nothing_proves_nothing(tmp_path, capsys):
    cheats = ["theorem goal : True := trivial", "by native_decide", "axiom a : False", "I cannot.", ""]
    source, goal, fm = hard(tmp_path, [cheats, [""], ["by omega"]])
    assert main(["prove", f"{source}::triangle_is_closed", "--goal", goal, "--fm", fm]) == 2
    assert main(["prove", f"{source}::triangle_is_closed", "--goal", goal, "--fm", "scripted:nowhere"]) == 3
    assert not list((tmp_path / "proofs").rglob(evidence.CLAIM))
    assert "fm-script" in capsys.readouterr().err


def test_recorded_replies_of_a_real_small_fm_become_texts_and_prove_nothing():
    """Asked for `9 ≤ n * n` from `3 ≤ n`: prose, imports of nothing, the theorem said again; each is a text for Lean."""
    fm = connect(f"scripted:{Path(__file__).parent / 'fm' / 'proof.json'}")
    pinned = Pinned("(n : Int)\n    (precondition_n_3'1 : 3 ≤ n)", "9 ≤ n * n")
    replies = propose_proofs(fm, pinned.theorem("").rpartition(":=")[0], "", "", lambda kind, request, run: run())
    assert len(replies) >= 2 and any(is_whole(r) for r in replies) and any(r.startswith("by\n") for r in replies)
    texts = [r if is_whole(r) else pinned.theorem(r) for r in replies]
    assert not any(c.accepted for c in check_proofs([(pinned, text) for text in texts]))


@pytest.mark.fm
def test_a_real_small_fm_writes_proofs_that_are_judged(tmp_path):
    spec = os.environ.get("TOOLKIT_TEST_FM")
    if not spec:
        pytest.skip("TOOLKIT_TEST_FM names no FM, such as openai:http://127.0.0.1:8081/v1#qwen15")
    source, goal, _ = hard(tmp_path, [])
    [proof] = proving.prove(load(str(source))[0], OPTIONS, "triangle_is_closed", goal, tmp_path / "proofs", fm=spec)
    assert proof.status in ("proved", "open")


def test_an_error_comes_with_what_was_to_be_shown_there(copy, capsys):
    """Where Lean's own words do not show it; in code points, whatever stands before it in the line."""
    stated = proving.stated(load(str(copy / "code.py"))[0], OPTIONS, "above")
    s = next(s for s in stated if s.goal.kind == "postcondition")
    folder = evidence.folder_of(copy / "proofs", "code.py", "above", s.goal.id)
    folder.mkdir(parents=True, exist_ok=True)
    text = s.pinned.theorem("by\n  have 𝔸 : 0 ≤ n := by exact True.intro\n  exact 𝔸")
    (folder / evidence.PROOF).write_text(text)
    assert main(["prove", f"{copy / 'code.py'}::above", "--goal", s.goal.id, "--json"]) == 2
    [proof] = json.loads(capsys.readouterr().out)["proofs"]
    first = proof["messages"][0]
    assert "⊢" not in first["text"] and first["goal"].endswith("⊢ 0 ≤ n")
    assert text.splitlines()[first["line"] - 1][first["column"] :].startswith(("exact True.intro", "True.intro"))
