"""Runs the verifier over our own suite: `python -m benchmarks.run_suite [--json] [--only WORD] [--timeout S] [--jobs N]`.

Prints one line a function (expected, verdict, time), then the totals: wrong verdicts, and our own time against the
solver's (a function's time less that of its goals). Exit status 1 when a verdict is not the expected one: an unknown or
a rejection counts as missed, proved for refuted and the other way round as wrong; 3 when `--only` matches nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from benchmarks.suite import ROOT, Case, cases
from toolkit.config import Options, SourceFile
from toolkit.report import FunctionReport, Report

# What the language itself adds to a verdict, for every function with such a parameter.
ALWAYS = frozenset({"an argument for a float is a float, not an int"})


@frozen
class Row:
    """What became of one function. `status` is the verdict, or `missing` when the report does not name the function."""

    case: str
    expected: str
    status: str
    cause: str
    time_s: float
    solver_s: float
    confirmed: bool
    caveats: tuple[str, ...]
    runs_s: float = 0.0

    @property
    def good(self) -> bool:
        """A refutation needs a confirmed counterexample, a proof needs to stand without caveats of its own."""
        if self.expected == "refuted":
            return self.status == "refuted" and self.confirmed
        return self.status == "proved" and ALWAYS.issuperset(self.caveats)

    @property
    def wrong(self) -> bool:
        """Says the opposite of the truth: worse than not knowing."""
        return {self.expected, self.status} == {"proved", "refuted"}


@frozen
class Totals:
    """The summary. `own_s` is the functions' time without that of solvers and of real runs in CPython."""

    functions: int
    good: int
    wrong: int
    missed: int
    own_s: float
    solver_s: float
    wall_s: float
    runs_s: float = 0.0


def judge(found: Sequence[Case], report: Report) -> list[Row]:
    """One row a case, in the order of the cases."""
    known = {(Path(f.file).resolve(), f.name): f for f in report.functions}
    return [_row(case, known.get((case.path.resolve(), case.name))) for case in found]


def _row(case: Case, function: FunctionReport | None) -> Row:
    if function is None:
        return Row(str(case), case.expected, "missing", "", 0.0, 0.0, False, ())
    return Row(
        str(case),
        case.expected,
        function.status,
        function.cause,
        function.time_s,
        function.solver_s or sum(goal.time_s for goal in function.goals),
        function.counterexample is not None and function.counterexample.confirmed,
        function.caveats,
        function.runs_s,
    )


def totals(rows: Sequence[Row], wall_s: float) -> Totals:
    solver = sum(row.solver_s for row in rows)
    good, wrong = sum(row.good for row in rows), sum(row.wrong for row in rows)
    runs = sum(row.runs_s for row in rows)
    own = sum(row.time_s for row in rows) - solver - runs
    return Totals(len(rows), good, wrong, len(rows) - good - wrong, own, solver, wall_s, runs)


def run(only: str = "", options: Options | None = None) -> tuple[list[Row], Totals]:
    """Verifies the files of the cases whose name (`right/lists.py::largest`) contains `only`, without a cache."""
    from toolkit.session import verify

    found = [case for case in cases() if only in str(case)]
    paths = list(dict.fromkeys(case.path for case in found))
    files = [SourceFile(str(path), path.read_text(encoding="utf-8"), None) for path in paths]
    before = time.perf_counter()
    report = verify(files, options or Options(cache=False))
    wall = time.perf_counter() - before
    rows = judge(found, report)
    return rows, totals(rows, wall)


def render(rows: Sequence[Row], total: Totals) -> str:
    width = max(len(row.case) for row in rows)
    lines = []
    for row in rows:
        mark = "  " if row.good else "!!" if row.wrong else " ?"
        verdict = row.status + (f" ({row.cause})" if row.cause and not row.good else "")
        verdict += " not confirmed" if row.status == "refuted" and not row.confirmed else ""
        own = [c for c in row.caveats if c not in ALWAYS]
        verdict += f" under {', '.join(own)}" if own else ""
        lines.append(f"{mark} {row.case:{width}}  {row.expected:8} {row.time_s:8.3f} s  {verdict}")
    ratio = f"{total.own_s / total.solver_s:.2f}" if total.solver_s else "-"
    lines += [
        "",
        f"{total.functions} functions: {total.good} as expected, {total.wrong} wrong, {total.missed} missed",
        f"our own time {total.own_s:.2f} s, the solver's {total.solver_s:.2f} s, ratio {ratio}; "
        f"real runs in the sandbox {total.runs_s:.2f} s; wall {total.wall_s:.2f} s",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_suite", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="rows and totals as JSON")
    parser.add_argument("--only", default="", metavar="WORD", help=f"only cases under {ROOT.name}/ whose name contains WORD")
    parser.add_argument("--timeout", type=float, default=Options().timeout, metavar="S", help="seconds for each goal")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes")
    given = parser.parse_args(arguments)
    if not any(given.only in str(case) for case in cases()):
        print(f"no case has {given.only!r} in its name", file=sys.stderr)
        return 3
    rows, total = run(given.only, Options(timeout=given.timeout, jobs=given.jobs, cache=False))
    if given.json:
        data: dict[str, Any] = {"totals": asdict(total), "cases": [{**asdict(row), "good": row.good} for row in rows]}
        print(json.dumps(data, indent=1))
    else:
        print(render(rows, total))
    return 0 if total.good == total.functions else 1


if __name__ == "__main__":
    sys.exit(main())
