"""The whole line from text to a report: what a verdict may rest on, what the cache may answer, and that runs repeat."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from toolkit import session, solving
from toolkit.config import Options, SourceFile
from toolkit.engines import smt
from toolkit.report import FunctionReport, Report
from toolkit.store import Store
from toolkit.trace import ReplayDiverged, Trace

SUITE = Path(__file__).parent.parent / "benchmarks" / "suite"
IMPORTS = "from toolkit import assume, decreases, ensures, invariant, partial, raises, requires, track\n\n\n"
TIMES = ("time_s", "solver_s", "runs_s", "cached")

RIGHT = IMPORTS + (
    "@ensures(lambda a, b, result: result >= a and result >= b)\n"
    "def larger(a: int, b: int) -> int:\n    return a if a > b else b\n"
)
# one function of every status, and calls between them
MIXED = IMPORTS + '''
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    best = xs[0]
    for x in (t := track(xs)):
        invariant(all(y <= best for y in t.seen))
        if x > best:
            best = x
    return best


@ensures(lambda xs, result: all(x <= result for x in xs))
def uses_it_wrongly(xs: list[int]) -> int:
    return largest(xs)


@ensures(lambda n, result: result > n)
def believed(n: int) -> int:
    assume(n < 0)
    return 0


@requires(lambda n: n > 0 and n < 0)
@ensures(lambda n, result: result == 1)
def vacuous(n: int) -> int:
    return n


@ensures(lambda n, result: result > 0)
def halves(n: int) -> int:
    return n / 2


def plain(n: int) -> int:
    return 10 // n
'''


def plainly(report: Report) -> Any:
    """The report's JSON without what may differ from run to run."""

    def strip(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: strip(v) for k, v in value.items() if k not in TIMES}
        return [strip(v) for v in value] if isinstance(value, list) else value

    return strip(report.to_json())


def verdicts(report: Report) -> dict[str, tuple[str, str]]:
    return {f.name: (f.status, f.cause) for f in report.functions}


def check(body: str, **given: Any) -> dict[str, tuple[str, str]]:
    return verdicts(session.verify(IMPORTS + body, **given))


# --- the door -----------------------------------------------------------------------------------------------------


def test_text_path_and_source_files_give_the_same(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text(MIXED, encoding="utf-8")
    name = str(path)
    reports = [
        session.verify(path), session.verify(name), session.verify(SourceFile(name, MIXED, None)),
        session.verify([SourceFile(name, MIXED, None)]),
    ]  # fmt: skip
    assert verdicts(reports[0]) == verdicts(session.verify(MIXED))
    assert all(plainly(r)["functions"] == plainly(reports[2])["functions"] for r in reports[2:])
    assert {len(r.functions) for r in reports} == {6} and all(verdicts(r) == verdicts(reports[0]) for r in reports)


def test_one_function_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(MIXED, encoding="utf-8")
    (tmp_path / "b.py").write_text(RIGHT, encoding="utf-8")
    assert verdicts(session.verify(f"{tmp_path / 'a.py'}::largest")) == {"largest": ("proved", "")}
    assert [f.name for f in session.verify(tmp_path).functions][-1] == "larger"


def test_a_function_that_is_not_there() -> None:
    report = session.verify([SourceFile("a.py", RIGHT, "nowhere")])
    assert not report.functions and [d.id for d in report.diagnostics] == ["function-not-found"]


@pytest.mark.parametrize("text", ["def f(:\n", "x = (\n" * 5000, "\ud800\n", "if x:\n\ty\n        z\n", "\0\n"])
def test_text_that_is_not_python_is_a_diagnostic(text: str) -> None:
    report = session.verify([SourceFile("a.py", text, None)])
    assert not report.functions and report.diagnostics


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "x = 1\n"])
def test_text_without_a_function_is_an_empty_report(text: str) -> None:
    report = session.verify([SourceFile("a.py", text, None)])
    assert not report.functions and not report.diagnostics


def test_options_by_name_and_as_an_object() -> None:
    assert verdicts(session.verify(MIXED, Options(all=True))) == verdicts(session.verify(MIXED, all=True))
    with pytest.raises((TypeError, ValueError)):
        session.verify(RIGHT, rlimitt=1)
    with pytest.raises(ValueError):
        session.verify(RIGHT, timeout=0)


def test_on_function_is_told_each_report_once_in_order() -> None:
    told: list[FunctionReport] = []
    report = session.verify(MIXED, on_function=told.append)
    assert [f.name for f in told] == [f.name for f in report.functions]
    assert told == list(report.functions)


# --- statuses and their JSON ----------------------------------------------------------------------------------------


def test_every_status() -> None:
    assert verdicts(session.verify(MIXED)) == {
        "largest": ("proved", ""), "uses_it_wrongly": ("refuted", "program-wrong"), "believed": ("proved", ""),
        "vacuous": ("unknown", "vacuous-contract"), "halves": ("rejected", "type-mismatch"), "plain": ("no-contract", ""),
    }  # fmt: skip


def test_all_checks_functions_without_a_contract() -> None:
    assert verdicts(session.verify(MIXED))["plain"] == ("no-contract", "")
    report = session.verify(MIXED, all=True)
    (plain,) = [f for f in report.functions if f.name == "plain"]
    assert plain.status == "refuted" and plain.counterexample is not None
    assert "ZeroDivisionError" in plain.counterexample.outcome


def test_json_has_the_documented_shape() -> None:
    data = session.verify(MIXED).to_json()
    assert json.loads(json.dumps(data)) == data
    assert data["version"] == 1
    assert {k: data["summary"][k] for k in ("proved", "refuted", "unknown", "rejected")} == {
        "proved": 2, "refuted": 1, "unknown": 1, "rejected": 1,
    }  # fmt: skip
    for f in data["functions"]:
        assert {"file", "name", "line", "status", "cause", "caveats", "time_s", "goals", "counterexample"} <= set(f)
        assert isinstance(f["line"], int) and isinstance(f["time_s"], float) and isinstance(f["caveats"], list)
        for g in f["goals"]:
            assert {"id", "kind", "line", "status", "cause", "engine", "time_s"} <= set(g)
            assert g["status"] in ("proved", "unknown") and bool(g["cause"]) == (g["status"] != "proved")
            assert g["id"]
    by_name = {f["name"]: f for f in data["functions"]}
    example = by_name["uses_it_wrongly"]["counterexample"]
    assert {"args", "script", "outcome", "clause", "confirmed"} <= set(example)
    assert example["confirmed"] is True and example["args"] == {"xs": "[]"}
    assert all(f["counterexample"] is None for f in data["functions"] if f["status"] != "refuted")
    assert by_name["largest"]["goals"] and not by_name["plain"]["goals"]
    (d,) = data["diagnostics"]
    assert {"id", "file", "line", "column", "message", "hint"} <= set(d) and d["id"] == "type-mismatch"
    assert by_name["halves"]["line"] <= d["line"]


def test_the_script_of_a_counterexample_reproduces_the_failure(tmp_path: Path) -> None:
    import subprocess
    import sys

    (tmp_path / "mixed.py").write_text(MIXED, encoding="utf-8")
    report = session.verify(tmp_path / "mixed.py")
    (example,) = [f.counterexample for f in report.functions if f.counterexample]
    run = subprocess.run([sys.executable, "-c", example.script], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0 and "ContractError" in run.stderr


def test_an_assumption_is_a_caveat_in_every_output() -> None:
    report = session.verify(MIXED)
    (believed,) = [f for f in report.functions if f.name == "believed"]
    assert believed.caveats and believed.verdict == "proved under assumptions"
    assert believed.to_json()["verdict"] == "proved under assumptions"


# --- what a proof rests on ------------------------------------------------------------------------------------------

WRONG_CALLEE = "@ensures(lambda n, result: result > n)\ndef callee(n: int) -> int:\n    return n\n\n\n"
CALLER = "@ensures(lambda n, result: result > n)\ndef caller(n: int) -> int:\n    return callee(n)\n\n\n"
CALLER2 = "@ensures(lambda n, result: result > n)\ndef caller2(n: int) -> int:\n    return caller(n)\n"


@pytest.mark.parametrize("order", [(WRONG_CALLEE, CALLER, CALLER2), (CALLER2, CALLER, WRONG_CALLEE)])
def test_a_caller_of_what_is_not_proved_is_not_proved(order: tuple[str, ...]) -> None:
    found = check("".join(order))
    assert found["callee"][0] == "refuted"
    assert found["caller"] in [("unknown", "callee-not-proved"), ("refuted", "program-wrong")]
    assert found["caller2"] in [("unknown", "callee-not-proved"), ("refuted", "program-wrong")]


def test_a_single_function_is_judged_with_what_it_rests_on() -> None:
    text = IMPORTS + WRONG_CALLEE + CALLER
    assert verdicts(session.verify([SourceFile("a.py", text, "caller")]))["caller"][0] != "proved"


def test_a_rejected_callee() -> None:
    found = check("@ensures(lambda n, result: result > n)\ndef callee(n: int) -> int:\n    return n / 1\n\n\n" + CALLER)
    assert found == {"callee": ("rejected", "type-mismatch"), "caller": ("rejected", "callee-rejected")}


def test_a_partial_callee_takes_the_callers_end_away() -> None:
    callee = "@partial\n@ensures(lambda n, result: result > n)\ndef callee(n: int) -> int:\n    return callee(n)\n\n\n"
    assert check(callee + CALLER) == {"callee": ("proved", ""), "caller": ("unknown", "termination")}
    assert check(callee + "@partial\n" + CALLER)["caller"] == ("proved", "")


def test_assumptions_are_inherited() -> None:
    callee = "@ensures(lambda n, result: result > n)\ndef callee(n: int) -> int:\n    assume(n < 5)\n    return 5\n\n\n"
    report = session.verify(IMPORTS + callee + CALLER + CALLER2)
    assert {f.status for f in report.functions} == {"proved"}
    for f in report.functions:
        assert f.verdict == "proved under assumptions" and any("n < 5" in c for c in f.caveats)
    assert any("callee" in c for f in report.functions if f.name == "caller2" for c in f.caveats)


def test_mutual_recursion_rests_on_itself_only_with_a_measure() -> None:
    body = (
        "@requires(lambda n: n >= 0)\n@ensures(lambda n, result: result == (n % 2 == {r}))\n{m}"
        "def {f}(n: int) -> bool:\n    return {z} if n == 0 else {g}(n - {k})\n\n\n"
    )
    measure = "@decreases(lambda n: n)\n"
    pair = [{"r": 0, "f": "even", "z": True, "g": "odd", "k": 1}, {"r": 1, "f": "odd", "z": False, "g": "even", "k": 1}]
    assert set(check("".join(body.format(m=measure, **p) for p in pair)).values()) == {("proved", "")}
    circle = (
        "@ensures(lambda result: result == 1)\ndef a(n: int) -> int:\n    return b(n)\n\n\n"
        "@ensures(lambda result: result == 1)\ndef b(n: int) -> int:\n    return a(n)\n"
    )
    assert set(check(circle, search=5).values()) == {("unknown", "termination")}


# --- limits ---------------------------------------------------------------------------------------------------------


def by_simplification_alone(report: Report) -> set[str]:
    names = set()
    for f in report.functions:
        if f.status == "proved" and all(g.engine in ("simplifier", "evaluator") for g in f.goals):
            names.add(f.name)
    return names


@pytest.mark.parametrize("engines", [("z3",), ("cvc5",)])
@pytest.mark.parametrize("file", ["lists", "loops", "arithmetic", "recursion"])
def test_a_starved_solver_proves_nothing(file: str, engines: tuple[str, ...]) -> None:
    if "cvc5" in engines:
        pytest.importorskip("cvc5")
    path = SUITE / "right" / f"{file}.py"
    starved = session.verify(path, timeout=0.001, rlimit=1, search=0, engines=engines)
    proved = {f.name for f in starved.functions if f.status == "proved"}
    assert proved == by_simplification_alone(starved)
    assert {f.status for f in starved.functions} <= {"proved", "unknown", "no-contract"}
    assert any(f.status == "unknown" for f in starved.functions)


def test_a_starved_solver_says_that_the_budget_was_it() -> None:
    report = session.verify(MIXED, timeout=60.0, rlimit=1, search=0)
    (largest,) = [f for f in report.functions if f.name == "largest"]
    assert (largest.status, largest.cause) == ("unknown", "out-of-budget")


def test_what_the_clock_cut_short_is_told_from_what_the_steps_ended() -> None:
    hard = """
from toolkit import ensures
@ensures(lambda a, b, c, result: not result)
def fermat(a: int, b: int, c: int) -> bool:
    return a > 0 and b > 0 and c > 0 and a * a * a + b * b * b == c * c * c
"""
    (by_clock,) = session.verify(hard, timeout=0.1, rlimit=10**9, search=0).functions
    (by_steps,) = session.verify(hard, timeout=60.0, rlimit=10_000, search=0).functions
    assert (by_clock.status, by_clock.cause) == ("unknown", "out-of-time")
    assert (by_steps.status, by_steps.cause) == ("unknown", "out-of-budget")


# --- the cache ------------------------------------------------------------------------------------------------------


class Asked:
    """Counts the questions that really reach z3."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        real = smt.check

        def counting(*args: Any, **named: Any) -> smt.Answer:
            self.count += 1
            return real(*args, **named)

        monkeypatch.setattr(smt, "check", counting)

    def by(self, text: str, store: Store | None, **given: Any) -> tuple[int, dict[str, tuple[str, str]]]:
        before = self.count
        report = session.verify([SourceFile("a.py", text, None)], Options(**given), store=store)
        return self.count - before, verdicts(report)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = Store.open(tmp_path / "cache")
    yield opened
    opened.close()


def test_cache_on_off_and_warm_give_the_same_report(store: Store) -> None:
    for path in (SUITE / "right" / "calls.py", SUITE / "wrong" / "calls.py"):
        files = [SourceFile(path.name, path.read_text(encoding="utf-8"), None)]
        without = session.verify(files, Options(cache=False), store=store)
        cold = session.verify(files, Options(), store=store)
        warm = session.verify(files, Options(), store=store)
        assert plainly(without) == plainly(cold) == plainly(warm)
        assert not any(f.cached for f in cold.functions) and all(f.cached for f in warm.functions)


def test_an_unchanged_file_asks_nothing_again(asked: Asked, store: Store) -> None:
    cold, first = asked.by(MIXED, store)
    warm, second = asked.by(MIXED, store)
    assert cold > 0 == warm and first == second


def test_no_cache_neither_reads_nor_writes(asked: Asked, store: Store) -> None:
    cold, _ = asked.by(MIXED, store, cache=False)
    again, _ = asked.by(MIXED, store, cache=False)
    filled, _ = asked.by(MIXED, store)
    assert cold == again == filled > 0
    assert asked.by(MIXED, store, cache=False)[0] == cold


SQUARE = IMPORTS + (
    "@requires(lambda n: n > 1)\n@ensures(lambda n, result: result > n)\ndef callee(n: int) -> int:\n    return n * n\n\n\n"
    "@requires(lambda n: n > 2)\n@ensures(lambda n, result: result > n)\ndef caller(n: int) -> int:\n    return callee(n)\n"
)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("return n * n", "return n * 1", {"callee": "refuted", "caller": ("refuted", "unknown")}),  # body
        ("result > n)\ndef callee", "result >= n)\ndef callee", {"callee": "proved", "caller": "unknown"}),  # callee's contract
        ("n > 1", "n > 9", {"callee": "proved", "caller": "refuted"}),  # callee's precondition
        ("n > 1", "n >= 1", {"callee": "refuted", "caller": ("refuted", "unknown")}),  # a clause
        ("result > n)\ndef caller", "result > n * n)\ndef caller", {"callee": "proved", "caller": "refuted"}),
    ],
)
def test_whatever_changes_is_asked_again(asked: Asked, store: Store, old: str, new: str, wanted: dict[str, Any]) -> None:
    assert asked.by(SQUARE, store)[1] == {"callee": ("proved", ""), "caller": ("proved", "")}
    assert SQUARE.count(old) == 1
    count, found = asked.by(SQUARE.replace(old, new), store)
    assert count > 0
    for name, status in wanted.items():
        assert found[name][0] in ((status,) if isinstance(status, str) else status)
    assert found == asked.by(SQUARE.replace(old, new), None)[1]
    assert asked.by(SQUARE, store) == (0, {"callee": ("proved", ""), "caller": ("proved", "")})


def test_other_limits_ask_again(asked: Asked, store: Store) -> None:
    cold, _ = asked.by(SQUARE, store)
    for given in ({"rlimit": 19_999_999}, {"timeout": 9.0}, {"engines": ("z3", "cvc5")}):
        if "engines" in given:
            pytest.importorskip("cvc5")
        count, _ = asked.by(SQUARE, store, **given)
        assert count == cold if "engines" not in given else count >= 0
    assert cold > 0


def test_another_version_of_z3_or_of_the_toolkit_asks_again(
    asked: Asked, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from toolkit.engines import versions

    cold, _ = asked.by(SQUARE, store)
    monkeypatch.setattr(versions, "installed", lambda _: "0.0")
    monkeypatch.setattr(smt, "installed", lambda _: "0.0")
    assert asked.by(SQUARE, store)[0] == cold
    for module in (session, solving):
        monkeypatch.setattr(module, "tool_version", lambda: "another")
    assert asked.by(SQUARE, store)[0] == cold


def test_what_the_wall_clock_cut_short_is_not_remembered(asked: Asked, store: Store) -> None:
    starved = {"timeout": 0.0001, "search": 0}
    _, first = asked.by(MIXED, store, **starved)
    count, _ = asked.by(MIXED, store, **starved)
    assert first["largest"][0] == "unknown" and count > 0


def test_a_starved_answer_never_answers_a_full_question(store: Store) -> None:
    files = [SourceFile("a.py", SQUARE, None)]
    session.verify(files, Options(rlimit=1, search=0), store=store)
    assert verdicts(session.verify(files, Options(), store=store)) == {"callee": ("proved", ""), "caller": ("proved", "")}


# --- runs repeat ----------------------------------------------------------------------------------------------------


def test_two_runs_give_the_same_report() -> None:
    for path in (SUITE / "wrong" / "tuples.py", SUITE / "right" / "aliasing.py"):
        assert plainly(session.verify(path)) == plainly(session.verify(path))
    assert plainly(session.verify(MIXED)) == plainly(session.verify(MIXED))


def files_of_the_suite() -> list[SourceFile]:
    paths = [SUITE / "right" / "tuples.py", SUITE / "wrong" / "exceptions.py", SUITE / "right" / "with_deal.py"]
    return [SourceFile(f"{p.parent.name}/{p.name}", p.read_text(encoding="utf-8"), None) for p in paths]


def test_jobs_change_nothing() -> None:
    files = files_of_the_suite()
    told: list[str] = []
    alone = session.verify(files, Options())
    together = session.verify(files, Options(jobs=2), on_function=lambda f: told.append(f.name))
    assert plainly(together) == plainly(alone)
    assert told == [f.name for f in alone.functions]


def test_jobs_and_the_cache(store: Store) -> None:
    files = files_of_the_suite()
    cold = session.verify(files, Options(jobs=2), store=store)
    warm = session.verify(files, Options(jobs=2), store=store)
    assert plainly(cold) == plainly(warm) and all(f.cached for f in warm.functions)


# --- the trace ------------------------------------------------------------------------------------------------------


def recorded(path: Path, files: list[SourceFile], options: Options) -> Report:
    sources = [{"path": f.path, "text": f.text, "only": f.only} for f in files]
    trace = Trace.record(path, "verify", options.to_json(), sources, "1")
    report = session.verify(files, options, trace=trace)
    trace.finish()
    return report


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_replay_gives_the_same_report_and_calls_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int) -> None:
    files = files_of_the_suite()
    first = recorded(tmp_path / "t", files, Options(jobs=jobs))

    def never(*_: Any, **__: Any) -> Any:
        raise AssertionError("a replay called something")

    if jobs == 1:
        from toolkit.engines import cpython

        monkeypatch.setattr(smt, "check", never)
        monkeypatch.setattr(cpython, "run", never)
    trace = Trace.replay(tmp_path / "t")
    again = session.verify(files, Options(jobs=jobs), trace=trace)
    trace.finish()
    assert plainly(again) == plainly(first)
    assert trace.replayed > 0


def test_two_recordings_end_in_the_same_hash(tmp_path: Path) -> None:
    for name, jobs in (("a", 1), ("b", 1), ("c", 2)):
        recorded(tmp_path / name, files_of_the_suite(), Options(jobs=jobs, explain=False))
    last = [json.loads((tmp_path / n).read_text().splitlines()[-2])["key"] for n in "abc"]
    assert len(set(last)) == 1


def test_a_replay_of_changed_text_stops(tmp_path: Path) -> None:
    files = [SourceFile("a.py", SQUARE, None)]
    recorded(tmp_path / "t", files, Options())
    trace = Trace.replay(tmp_path / "t")
    with pytest.raises(ReplayDiverged):
        session.verify([SourceFile("a.py", SQUARE.replace("n * n", "n * 1"), None)], Options(), trace=trace)
        trace.finish()


# --- explanations ---------------------------------------------------------------------------------------------------


def test_explain_changes_no_verdict() -> None:
    assert verdicts(session.verify(MIXED, explain=True)) == verdicts(session.verify(MIXED))


def test_explain_tells_used_hypotheses_from_unused_ones() -> None:
    text = IMPORTS + (
        "@requires(lambda xs: all(x > 0 for x in xs))\n@requires(lambda n: n > 5)\n@requires(lambda xs: len(xs) > 0)\n"
        "@ensures(lambda result: result > 0)\ndef f(xs: list[int], n: int) -> int:\n    return xs[0]\n"
    )
    (f,) = session.verify(text, explain=True).functions
    (goal,) = [g for g in f.goals if g.kind == "postcondition"]
    assert any("all((x > 0 for x in xs))" in h for h in goal.used) and any("n > 5" in h for h in goal.unused)
    assert not set(goal.used) & set(goal.unused)


def test_a_caller_does_not_take_over_what_was_taken_for_granted_of_arguments():
    text = """from collections.abc import Sequence
from toolkit import ensures

@ensures(lambda xs, result: result == len(xs))
def size(xs: Sequence[int]) -> int:
    return len(xs)

@ensures(lambda x, result: result == x)
def same(x: float) -> float:
    return x

@ensures(lambda result: result == 1)
def calls() -> int:
    return size([3])

@ensures(lambda y, result: result == 1)
def calls_on(y: float) -> int:
    same(y)
    return size([3])
"""
    found = {f.name: f.caveats for f in session.verify(text, cache=False).functions}
    of_float = "an argument for a float is a float, not an int"
    assert found == {"size": ("an argument for a Sequence is a list",), "same": (of_float,), "calls": (), "calls_on": (of_float,)}
