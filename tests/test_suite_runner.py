"""The runner of the suite counts a wrong verdict, a missed one and an unconfirmed refutation as what they are."""

from __future__ import annotations

import pytest

from benchmarks.run_suite import judge, main, render, totals
from benchmarks.suite import cases
from toolkit.report import Counterexample, FunctionReport, GoalReport, Report


def report(**changed: str) -> Report:
    """Everything as expected but the functions named: right__lists__largest="unknown"."""
    functions = []
    for case in cases():
        key = f"{case.path.parent.name}__{case.path.stem}__{case.name}"
        status = changed.get(key, case.expected)
        broken = Counterexample({}, "", "", "", 1, confirmed=True) if status == "refuted" else None
        goals = (GoalReport("g", "postcondition", 1, status, time_s=0.25),)
        if status != "missing":
            functions.append(
                FunctionReport(str(case.path), case.name, case.line, status, time_s=1.0, goals=goals, counterexample=broken)
            )
    return Report(functions=tuple(functions))


def test_all_as_expected() -> None:
    total = totals(judge(cases(), report()), 1.0)
    assert (total.good, total.wrong, total.missed) == (len(cases()), 0, 0)
    assert total.own_s == pytest.approx(0.75 * len(cases())) and total.solver_s == pytest.approx(0.25 * len(cases()))


@pytest.mark.parametrize(
    ("changed", "wrong", "missed"),
    [
        ({"right__lists__largest": "refuted"}, 1, 0),
        ({"wrong__lists__largest": "proved"}, 1, 0),
        ({"wrong__calls___helper_push": "refuted"}, 1, 0),
        ({"right__lists__largest": "unknown", "wrong__lists__largest": "rejected"}, 0, 2),
        ({"right__loops__is_prime": "missing"}, 0, 1),
    ],
)
def test_other_verdicts_are_seen(changed: dict[str, str], wrong: int, missed: int) -> None:
    rows = judge(cases(), report(**changed))
    total = totals(rows, 1.0)
    assert (total.wrong, total.missed) == (wrong, missed)
    assert sum(line.startswith(("!!", " ?")) for line in render(rows, total).splitlines()) == len(changed)


def test_a_word_that_no_case_has_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--only", "no-such-function"]) == 3
    assert "no-such-function" in capsys.readouterr().err
