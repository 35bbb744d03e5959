"""Repair: symbolic proposers alone, with a scripted FM, its cheats, traces, the command, and benchmarks/unfinished."""

from __future__ import annotations

import ast
import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import run_repair
from benchmarks.unfinished import cases
from toolkit.config import Options, SourceFile
from toolkit.proposers.asks import AddInvariant
from toolkit.proposers.edits import apply
from toolkit.repairing import RepairReport, repair
from toolkit.session import verify
from toolkit.trace import ReplayDiverged, Trace

FAST = Options(cache=False, timeout=5, search=100)
CASES = {case.name: case for case in cases()}
# One of each kind of what is proposed: the rest of the benchmark is in the slow tier.
SAMPLE = ["stars", "countdown", "square_root", "gauss_up", "divide", "doubled", "positive", "clear", "total_by_index", "contains",
          "find", "palindrome"]  # fmt: skip

UNFINISHED = '''from toolkit import ensures, requires


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n)
def count(n: int) -> int:
    done = 0
    left = n
    while left > 0:
        done += 1
        left -= 1
    return done
'''
WRONG = '''from toolkit import ensures


@ensures(lambda a, b, result: result >= a and result >= b)
@ensures(lambda a, b, result: result == a or result == b)
def larger(a: int, b: int) -> int:
    return a
'''
RIGHT = "```python\ndef larger(a: int, b: int) -> int:\n    return a if a >= b else b\n```"


def done(text: str, **given: Any) -> RepairReport:
    return repair(SourceFile("m.py", text), FAST, **given)


def only_hints_added(before: str, after: str) -> bool:
    """Without the new invariants, measures, `track` and imports, is it the same tree?"""
    old = {ast.dump(n) for n in ast.walk(ast.parse(before)) if isinstance(n, ast.Expr)}

    class Strip(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
            if ast.dump(node) not in old and ast.unparse(node).startswith(("invariant(", "decreases(")):
                return None
            return node

        def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
            call = node.value
            return call.args[0] if isinstance(call, ast.Call) and ast.unparse(call.func) == "track" else node

        def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
            return None if node.module == "toolkit" else node

    first, second = (ast.dump(Strip().visit(ast.parse(t))) for t in (before, after))
    return first == second


def patched(text: str, diff: str, folder: Path) -> str:
    """What the standard tool makes of a text and a diff."""
    (folder / "m.py").write_text(text, encoding="utf-8", newline="")
    subprocess.run(["patch", "-p1", "--binary"], input=diff, text=True, cwd=folder, check=True, capture_output=True)
    return (folder / "m.py").read_text(encoding="utf-8")


# ── the symbolic proposers ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SAMPLE)
def test_unfinished_is_completed(name: str) -> None:
    case = CASES[name]
    before = case.path.read_text(encoding="utf-8")
    result = repair(SourceFile("m.py", before, name), FAST)
    assert result.status == "proved", result.steps
    assert [f.status for f in result.report.functions] == ["proved"]
    assert only_hints_added(before, result.text)
    # Judged once more, by the pipeline alone.
    assert [f.status for f in verify([SourceFile("m.py", result.text, name)], FAST).functions] == ["proved"]


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(CASES) - set(SAMPLE)))
def test_rest_of_unfinished_is_completed(name: str) -> None:
    assert run_repair.complete(CASES[name], FAST, 24).completed


def test_nothing_too_much_is_added() -> None:
    """Without any one of the added lines the proof fails."""
    result = done(UNFINISHED)
    added = [k for k, line in enumerate(result.text.splitlines()) if "invariant(" in line]
    assert added
    for k in added:
        fewer = "\n".join(line for j, line in enumerate(result.text.splitlines()) if j != k) + "\n"
        assert verify([SourceFile("m.py", fewer)], FAST).functions[0].status != "proved"


def test_diff_applies(tmp_path: Path) -> None:
    result = done(UNFINISHED)
    assert result.diff.startswith("--- a/m.py\n+++ b/m.py\n")
    assert patched(UNFINISHED, result.diff, tmp_path) == result.text


def test_diff_of_a_file_without_a_last_line_end_applies(tmp_path: Path) -> None:
    text = UNFINISHED.rstrip("\n")
    result = done(text)
    assert result.status == "proved"
    assert patched(text, result.diff, tmp_path) == result.text


def test_contract_and_comments_stay() -> None:
    text = UNFINISHED.replace("    done = 0\n", "    done = 0  # nothing yet\n")
    result = done(text)
    assert result.status == "proved"
    removed = [line for line in result.diff.splitlines() if line.startswith("-") and not line.startswith("---")]
    assert [line for line in removed if "import" not in line] == []
    assert "# nothing yet" in result.text


def test_readable() -> None:
    case = CASES["index_of"]
    text = repair(SourceFile("m.py", case.path.read_text(encoding="utf-8"), "index_of"), FAST).text
    assert "invariant(all(xs[j] != x for j in range(i)))" in text


def test_invariants_that_are_there_stay() -> None:
    text = UNFINISHED.replace("ensures, requires", "ensures, invariant, requires").replace(
        "    while left > 0:\n", "    while left > 0:\n        invariant(left <= n)\n")  # fmt: skip
    result = done(text)
    assert result.status == "proved"
    assert "        invariant(left <= n)\n" in result.text


def test_measure_is_found() -> None:
    text = UNFINISHED.replace("while left > 0:", "while left != 0:")
    result = done(text)
    assert result.status == "proved", result.steps


@pytest.mark.parametrize("head", ["from toolkit import *", "import toolkit"])
def test_other_imports(head: str) -> None:
    text = UNFINISHED.replace("from toolkit import ensures, requires", head)
    if head == "import toolkit":
        text = text.replace("@requires", "@toolkit.requires").replace("@ensures", "@toolkit.ensures")
    result = done(text)
    assert result.status == "proved", result.steps
    assert (result.text.count("import") == 1) == (head == "from toolkit import *")


def test_two_runs_agree() -> None:
    first, second = done(UNFINISHED), done(UNFINISHED)
    assert (first.diff, first.steps, first.status) == (second.diff, second.steps, second.status)


def test_only_the_function_asked_for() -> None:
    text = UNFINISHED + UNFINISHED.partition("\n\n\n")[2].replace("def count", "def other")
    result = repair(SourceFile("m.py", text, "other"), FAST)
    assert result.status == "proved"
    assert result.text.partition("def other")[0].count("invariant(") == 0
    assert "invariant(" in result.text.partition("def other")[2]


def test_several_functions_in_one_file() -> None:
    text = UNFINISHED + UNFINISHED.partition("\n\n\n")[2].replace("def count", "def other")
    result = done(text)
    assert result.status == "proved"
    assert {f.name: f.status for f in result.report.functions} == {"count": "proved", "other": "proved"}


# ── what cannot or need not be repaired ──────────────────────────────────────────────────────────────────────────────


def test_no_budget() -> None:
    result = done(UNFINISHED, budget=0)
    assert (result.status, result.diff, result.text) == ("unchanged", "", UNFINISHED)
    assert result.report.functions[0].status == "unknown"


def test_nothing_to_repair() -> None:
    text = WRONG.replace("return a", "return max(a, b)")
    result = done(text)
    assert (result.status, result.diff, result.text, result.steps) == ("proved", "", text, ())


def test_refuted_stays_refuted() -> None:
    result = done(WRONG)
    assert (result.status, result.diff, result.text) == ("unchanged", "", WRONG)
    assert result.report.functions[0].status == "refuted"
    assert result.report.functions[0].counterexample is not None


def test_wrong_loop_is_not_proved() -> None:
    result = done(UNFINISHED.replace("done += 1", "done += 2"))
    assert result.status == "unchanged"
    assert result.report.functions[0].status == "refuted"


def test_one_repaired_one_wrong() -> None:
    result = done(UNFINISHED + WRONG.partition("\n\n\n")[2])
    assert result.status == "partly"
    assert {f.name: f.status for f in result.report.functions} == {"count": "proved", "larger": "refuted"}


@pytest.mark.parametrize("text", ["def f(:\n", "", "x = 1\n", "\0"])
def test_file_without_a_function(text: str) -> None:
    result = done(text)
    assert (result.status, result.diff, result.text) == ("unchanged", "", text)
    assert result.report.functions == ()


def test_two_files_are_refused() -> None:
    with pytest.raises(ValueError, match="one file"):
        repair([SourceFile("a.py", ""), SourceFile("b.py", "")], FAST)


# ── trace, command ───────────────────────────────────────────────────────────────────────────────────────────────────


def recorded(path: Path, text: str, **given: Any) -> RepairReport:
    trace = Trace.record(path)
    try:
        result = done(text, trace=trace, **given)
        trace.finish()
    finally:
        trace.close()
    return result


def test_trace_of_a_repair_replays(tmp_path: Path) -> None:
    first = recorded(tmp_path / "t", UNFINISHED)
    trace = Trace.replay(tmp_path / "t")
    again = done(UNFINISHED, trace=trace)
    trace.finish()
    assert again.diff == first.diff != ""
    assert again.steps == first.steps


def test_replay_of_another_text_diverges(tmp_path: Path) -> None:
    recorded(tmp_path / "t", UNFINISHED)
    with pytest.raises(ReplayDiverged):
        done(UNFINISHED.replace("done += 1", "done += 1 * 1 + 0 * n"), trace=Trace.replay(tmp_path / "t"))


def test_command_writes_only_when_told(tmp_path: Path, toolkit: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    file = tmp_path / "m.py"
    file.write_text(UNFINISHED, encoding="utf-8")
    shown = toolkit("repair", "m.py")
    assert shown.returncode == 0, shown.stderr
    assert file.read_text(encoding="utf-8") == UNFINISHED
    written = toolkit("repair", "m.py", "--write", "--json")
    assert written.returncode == 0, written.stderr
    after = file.read_text(encoding="utf-8")
    assert after == json.loads(written.stdout)["repair"]["text"] != UNFINISHED
    assert toolkit("verify", "m.py").returncode == 0


def test_command_says_what_is_open(tmp_path: Path, toolkit: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    (tmp_path / "m.py").write_text(UNFINISHED, encoding="utf-8")
    assert toolkit("repair", "m.py", "--budget", "0").returncode == 2
    (tmp_path / "m.py").write_text(WRONG, encoding="utf-8")
    assert toolkit("repair", "m.py").returncode == 1


# ── with a foundation model ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def script(tmp_path: Path) -> Callable[[Any], str]:
    def write(replies: Any) -> str:
        path = tmp_path / "script.json"
        path.write_text(json.dumps(replies), encoding="utf-8")
        return f"scripted:{path}"

    return write


Script = Callable[[Any], str]


def test_wrong_body_is_repaired_after_a_counterexample(script: Script) -> None:
    wrong = "```python\ndef larger(a: int, b: int) -> int:\n    return b\n```"
    # The second reply is given only to a prompt that names the input which broke the first.
    result = done(WRONG, fm=script({"def larger": [wrong], "breaks the contract: returned": [wrong, RIGHT]}))
    assert result.status == "proved", result.steps
    assert "return a if a >= b else b" in result.text
    assert result.text.startswith(WRONG.partition("    return")[0])


def test_missing_body_is_written(script: Script) -> None:
    result = done(WRONG.replace("return a", "..."), fm=script([RIGHT]))
    assert result.status == "proved", result.steps


# No template says that b is a multiple of 6, and Spacer knows no lists.
HARD = '''from toolkit import ensures


@ensures(lambda xs, result: result % 3 == 0)
def threes(xs: list[int]) -> int:
    a, b, c = 0, 6, 0
    while c < len(xs):
        a += b // 2
        b += 6 * xs[c]
        c += 1
    return a
'''


def test_invariants_that_templates_do_not_find(script: Script) -> None:
    assert done(HARD).status == "unchanged"
    says = json.dumps({"invariants": ["0 <= c", "b % 6 == 0", "a == 41"]})
    result = done(HARD, fm=script({"assert": says, "def threes": says}))
    assert result.status == "proved", result.steps
    assert "invariant(b % 6 == 0)" in result.text
    assert "41" not in result.text  # what does not hold is left out
    assert only_hints_added(HARD, result.text)


HEAD = "def larger(a: int, b: int) -> int:\n"
CHEATS = {
    "weaker-contract": f"@ensures(lambda result: True)\n{HEAD}    return a",
    "assume": f"{HEAD}    assume(a >= b)\n    return a",
    "imported-assume": f"{HEAD}    from toolkit import assume\n    assume(a >= b)\n    return a",
    "redefinition": f"def ensures(*a):\n    return lambda f: f\n\n{HEAD}    return a",
    "never-ends": f"{HEAD}    while a < b:\n        b = b\n    return a",
    "partial": f"@partial\n{HEAD}    while a < b:\n        b = b\n    return a",
    "calls-itself": f"{HEAD}    return larger(a, b)",
    "global": f"{HEAD}    global larger\n    larger = max\n    return a",
    "exit": f"{HEAD}    import os\n    os._exit(0)",
    "raise": f"{HEAD}    raise ValueError",
    "signature": "def larger(a: int, b: int, ok=True) -> int:\n    return a",
}


@pytest.mark.parametrize("reply", [
    pytest.param(reply, id=name, marks=[pytest.mark.slow] * (name in ("partial", "never-ends"))) for name, reply in CHEATS.items()
])  # fmt: skip
def test_cheats_do_not_pass(script: Script, reply: str) -> None:
    result = done(WRONG, fm=script({"def larger": f"```python\n{reply}\n```"}))
    assert (result.status, result.text) == ("unchanged", WRONG)
    assert result.report.functions[0].status == "refuted"


def test_removed_invariant_does_not_hide_a_wrong_loop(script: Script) -> None:
    text = UNFINISHED.replace("ensures, requires", "ensures, invariant, requires").replace(
        "    while left > 0:\n", "    while left > 0:\n        invariant(done + left == n)\n")  # fmt: skip
    text = text.replace("done += 1", "done += 2")
    fewer = text.replace("        invariant(done + left == n)\n", "").partition("\ndef ")[2]
    result = done(text, fm=script({"def count": f"```python\ndef {fewer}```"}))
    assert result.status == "unchanged"
    assert result.text == text


@pytest.mark.parametrize("reply", ["", "I cannot.", "```python\ndef larger(a, b:\n```", '{"body": 3}', "\x00" * 10,
                                   "def other():\n    return 1", "```python\n" + "(" * 5000 + "\n```"])  # fmt: skip
def test_malformed_replies(script: Script, reply: str) -> None:
    result = done(WRONG, fm=script({"def larger": reply}))
    assert (result.status, result.text) == ("unchanged", WRONG)
    assert result.report.functions[0].status == "refuted"
    assert result.steps


def test_dead_server_loses_nothing(tmp_path: Path, toolkit: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """What the symbolic proposers found is there; the exit code is that of the verdicts; the reason is said once."""
    (tmp_path / "m.py").write_text(UNFINISHED + WRONG.partition("\n\n\n")[2].replace("larger", "first"), encoding="utf-8")
    run = toolkit("repair", "m.py", "--fm", "openai:http://127.0.0.1:9/v1#none")
    assert run.returncode == 1, run.stderr
    assert "invariant(" in run.stdout
    assert run.stderr.count("fm-unreachable") == 1
    assert "Traceback" not in run.stderr


def test_trace_with_an_fm_replays_without_it(script: Script, tmp_path: Path) -> None:
    fm = script([RIGHT])
    first = recorded(tmp_path / "t", WRONG, fm=fm)
    assert first.status == "proved"
    script(["```python\ndef larger(a: int, b: int) -> int:\n    return 7\n```"])  # what it would say now does not matter
    trace = Trace.replay(tmp_path / "t")
    again = done(WRONG, fm=fm, trace=trace)
    trace.finish()
    assert again.diff == first.diff


# ── an FM's code and the sandbox ─────────────────────────────────────────────────────────────────────────────────────


def test_what_an_fm_wrote_runs_as_a_strangers_code(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run of a text that differs from the person's asks for the strong sandbox."""
    from toolkit.engines import cpython

    seen: list[tuple[bool, bool]] = []
    real = cpython.run

    def noted(text: str, *args: Any, untrusted: bool = False, **more: Any) -> Any:
        seen.append((text != WRONG, untrusted))
        return real(text, *args, untrusted=untrusted, **more)

    monkeypatch.setattr(cpython, "run", noted)
    wrong = "```python\ndef larger(a: int, b: int) -> int:\n    return b\n```"
    done(WRONG, fm=script({"def larger": wrong}))
    assert (True, True) in seen
    assert (True, False) not in seen


def test_without_a_strong_sandbox_the_fm_is_not_asked(
    tmp_path: Path, script: Script, toolkit: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    (tmp_path / "m.py").write_text(WRONG, encoding="utf-8")
    run = toolkit("repair", "m.py", "--fm", script([RIGHT]), env={"TOOLKIT_SANDBOX": "rlimits"})
    assert run.returncode == 1
    assert "bubblewrap" in run.stderr and "is not asked" in run.stderr
    assert "return a if" not in run.stdout


def test_untrusted_source_is_not_run_in_a_weak_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_SANDBOX", "rlimits")
    refused = verify([SourceFile("m.py", WRONG, untrusted=True)], FAST).functions[0]
    assert (refused.status, refused.counterexample) == ("unknown", None)
    assert "bubblewrap" in refused.message
    assert verify([SourceFile("m.py", WRONG)], FAST).functions[0].status == "refuted"


@pytest.mark.fm
def test_real_fm_end_to_end(tmp_path: Path) -> None:
    """A real small FM: the result is proved or unchanged, the contract is untouched either way, and the trace replays."""
    spec = os.environ.get("TOOLKIT_TEST_FM")
    if not spec:
        pytest.skip("TOOLKIT_TEST_FM names no FM, such as openai:http://127.0.0.1:8081/v1#qwen15")
    result = recorded(tmp_path / "t", WRONG, fm=spec, budget=6)
    assert result.status in ("proved", "unchanged")
    assert not any("gave no answer" in s for s in result.steps), result.steps
    assert result.text.startswith(WRONG.partition("    return")[0])
    trace = Trace.replay(tmp_path / "t")
    assert done(WRONG, fm=spec, budget=6, trace=trace).diff == result.diff


# ── the benchmark's own program ──────────────────────────────────────────────────────────────────────────────────────


def test_benchmark_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_repair.main(["--only", "stars", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["totals"]["completed"] == data["totals"]["functions"] == 1
    assert data["cases"][0]["invariants"] == 1
    assert run_repair.main(["--only", "stars", "--budget", "0"]) == 1
    assert "unknown  -> unknown" in capsys.readouterr().out
    assert run_repair.main(["--only", "no such case"]) == 3


def test_cases_hold_no_hints() -> None:
    assert len(CASES) >= 25
    for case in CASES.values():
        assert "invariant(" not in case.path.read_text(encoding="utf-8")
        assert "decreases(" not in case.path.read_text(encoding="utf-8")


def test_every_case_is_right_on_small_inputs() -> None:
    """No case is completed because it is wrong: the reference semantics finds no failing input."""
    from toolkit.core.aliases import partitions
    from toolkit.core.reader import read
    from toolkit.core.vcgen import Program
    from toolkit.search import Search

    for path in sorted({c.path for c in CASES.values()}):
        module = read(path.read_text(encoding="utf-8"), str(path))
        program = Program.of(module)
        for name in (n for n in module.order if n in CASES):
            f = module.functions[name]
            assert Search(module, f, partitions(f, program.summaries[name])).find(100) is None, name


def test_edit_that_breaks_the_contract_is_seen() -> None:
    """The lock that `repair` relies on: an invariant is placed, and nothing else moves."""
    text = apply(UNFINISHED, [AddInvariant("count", 9, "left >= 0")], {"invariants"})
    assert only_hints_added(UNFINISHED, text)
    assert not only_hints_added(UNFINISHED, text.replace("left -= 1", "left -= 2"))
