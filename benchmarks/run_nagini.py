"""The 106 functions of HumanEval-Nagini in our words: how many are expressible, proved, and which not and why.

    python -m benchmarks.run_nagini DATA/problems.jsonl [--only WORD] [--json] [--jobs N] [--keep FILE] [--timeout S]

Each text is translated (`nagini_translation`) and verified. Nagini proves partial correctness, so a problem whose only open goals
are measures is verified once more with its functions marked `@partial`, and counted apart. `--keep FILE` keeps results between
runs, keyed on the text and the verifier's own sources, so that an interrupted run goes on where it stopped.

Outcomes: proved; partial (proved, but for termination); refuted (their text breaks its own contract on an input that was run);
unknown; rejected (our language lacks something); inexpressible (the translation says why).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from benchmarks.nagini_translation import Inexpressible, translate
from toolkit.config import Options, SourceFile
from toolkit.report import FunctionReport

OUTCOMES = ("proved", "partial", "refuted", "unknown", "rejected", "inexpressible")


@frozen
class Row:
    """What became of one problem. Times in seconds: ours, and the part of it in solvers."""

    id: str
    outcome: str
    reason: str
    time_s: float
    solver_s: float
    functions: int


def one(id: str, text: str, timeout: float) -> Row:
    """Translates and verifies one problem."""
    start = time.perf_counter()
    try:
        found = _verify(translate(text), timeout)
        if _outcome(found) == "unknown" and all(f.cause in ("", "termination", "callee-not-proved") for f in found):
            again = _verify(translate(text, partial=True), timeout)
            if _outcome(again) == "proved":
                return _row(id, "partial", "no measure found", again, start)
    except (Inexpressible, SyntaxError) as e:
        return Row(id, "inexpressible", str(e), time.perf_counter() - start, 0.0, 0)
    return _row(id, _outcome(found), _reason(found), found, start)


def _verify(text: str, timeout: float) -> Sequence[FunctionReport]:
    from toolkit.session import verify

    report = verify(SourceFile("problem.py", text, None), Options(timeout=timeout, cache=False))
    return [f for f in report.functions if f.status != "no-contract"]


def _outcome(found: Sequence[FunctionReport]) -> str:
    statuses = {f.status for f in found}
    return next((s for s in ("refuted", "rejected", "unknown") if s in statuses), "proved")


def _reason(found: Sequence[FunctionReport]) -> str:
    parts = []
    for f in found:
        if f.status == "refuted" and f.counterexample is not None:
            parts.append(f"{f.name}{tuple(f.counterexample.args.values())}: {f.counterexample.clause[:60]}")
        elif f.status != "proved":
            goals = [f"{g.kind} line {g.line}" for g in f.goals if g.status != "proved"]
            parts.append(f"{f.name}: {f.cause} {', '.join(goals[:3]) or f.message}"[:160])
    return "; ".join(parts)


def _row(id: str, outcome: str, reason: str, found: Sequence[FunctionReport], start: float) -> Row:
    wall = time.perf_counter() - start
    return Row(id, outcome, reason, round(wall, 3), round(sum(f.solver_s for f in found), 3), len(found))


def run(path: Path, only: str, timeout: float, jobs: int, keep: Path | None) -> Iterable[Row]:
    """The rows, in the order of the problems, as they become known."""
    from toolkit.engines.versions import installed
    from toolkit.session import tool_version

    problems = [p for p in map(json.loads, path.read_text(encoding="utf-8").splitlines()) if only in p["id"]]
    kept = _kept(keep)
    versions = (tool_version(), installed("z3-solver"), timeout, *(Path(n).read_text(encoding="utf-8") for n in _SOURCES))
    key = {p["id"]: hashlib.sha256(repr((p["nagini"], *versions)).encode()).hexdigest()[:16] for p in problems}
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        tasks = {p["id"]: pool.submit(one, p["id"], p["nagini"], timeout) for p in problems if key[p["id"]] not in kept}
        for p in problems:
            if p["id"] not in tasks:
                yield Row(**kept[key[p["id"]]])
                continue
            row = tasks[p["id"]].result()
            if keep is not None:
                with keep.open("a", encoding="utf-8") as f:
                    f.write(json.dumps({"key": key[p["id"]], "row": asdict(row)}) + "\n")
            yield row


_SOURCES = (__file__, translate.__code__.co_filename)


def _kept(keep: Path | None) -> dict[str, Any]:
    if keep is None or not keep.exists():
        return {}
    lines = [json.loads(line) for line in keep.read_text(encoding="utf-8").splitlines()]
    return {entry["key"]: entry["row"] for entry in lines}


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    counts = {o: sum(r.outcome == o for r in rows) for o in OUTCOMES}
    expressible = len(rows) - counts["rejected"] - counts["inexpressible"]
    seconds, solver = sum(r.time_s for r in rows), sum(r.solver_s for r in rows)
    return {"problems": len(rows), "expressible": expressible, **counts, "time_s": round(seconds, 1), "solver_s": round(solver, 1)}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_nagini", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, help="problems.jsonl")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--timeout", type=float, default=Options().timeout, metavar="S", help="seconds for each goal")
    given = parser.parse_args(arguments)
    rows = []
    for row in run(given.data, given.only, given.timeout, given.jobs, given.keep):
        rows.append(row)
        if not given.json:
            print(f"{row.outcome:13} {row.id:36} {row.time_s:7.2f} s  {row.reason[:200]}", flush=True)
    total = summary(rows)
    if given.json:
        print(json.dumps({"summary": total, "rows": [asdict(r) for r in rows]}, indent=1))
    else:
        print(", ".join(f"{k} {v}" for k, v in total.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
