"""Completes our unfinished functions: `python -m benchmarks.run_repair [--json] [--only WORD] [--timeout S] [--budget N]`.

`toolkit repair` runs on each function of `benchmarks/unfinished` without a foundation model and without a cache. Prints
one line a function (completed or not, seconds, invariants and measures added), then the totals. Exit status 1 when one
was not completed, 3 when `--only` matches nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

import attrs
from attrs import asdict, frozen

from benchmarks.unfinished import Case, cases
from toolkit.config import Options, SourceFile
from toolkit.repairing import repair


@frozen
class Row:
    """What became of one function. `invariants` and `measures` are counts of what was added."""

    case: str
    before: str
    after: str
    completed: bool
    time_s: float
    invariants: int
    measures: int
    steps: tuple[str, ...]


def complete(case: Case, options: Options, budget: int) -> Row:
    """Repairs one function."""
    from toolkit.session import verify

    file = SourceFile(str(case.path), case.path.read_text(encoding="utf-8"), case.name)
    before = verify([file], attrs.evolve(options, infer=False)).functions[0].status
    start = time.perf_counter()
    result = repair(file, options, budget=budget)
    seconds = time.perf_counter() - start
    added = [line for line in result.diff.splitlines() if line.startswith("+") and not line.startswith("+++")]
    return Row(
        str(case), before, result.report.functions[0].status, result.status == "proved" and before == "unknown", seconds,
        sum("invariant(" in line for line in added), sum("decreases(" in line for line in added), result.steps,
    )  # fmt: skip


def render(rows: Sequence[Row]) -> str:
    width = max(len(row.case) for row in rows)
    lines = [
        f"{'  ' if r.completed else ' ?'} {r.case:{width}}  {r.before:8} -> {r.after:8} {r.time_s:7.2f} s"
        f"  {r.invariants} invariants, {r.measures} measures"
        for r in rows
    ]
    done = [r for r in rows if r.completed]
    times = sorted(r.time_s for r in rows)
    lines += [
        "",
        f"{len(rows)} functions: {len(done)} completed; {sum(r.invariants for r in done)} invariants, "
        f"{sum(r.measures for r in done)} measures; {sum(times):.1f} s in all, median {times[len(times) // 2]:.1f} s",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_repair", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="rows and totals as JSON")
    parser.add_argument("--only", default="", metavar="WORD", help="only cases whose name contains WORD")
    parser.add_argument("--timeout", type=float, default=Options().timeout, metavar="S", help="seconds for each goal")
    parser.add_argument("--budget", type=int, default=24, metavar="N", help="proposals tried for each function")
    parser.add_argument("--verbose", action="store_true", help="what was tried, on standard error")
    given = parser.parse_args(arguments)
    found = [c for c in cases() if given.only in str(c)]
    if not found:
        print(f"no case has {given.only!r} in its name", file=sys.stderr)
        return 3
    rows = []
    for case in found:
        rows.append(complete(case, Options(timeout=given.timeout, cache=False), given.budget))
        if given.verbose:
            print(render(rows[-1:]).splitlines()[0], *(f"      {s}" for s in rows[-1].steps), sep="\n", file=sys.stderr)
    completed = sum(r.completed for r in rows)
    if given.json:
        totals: dict[str, Any] = {"functions": len(rows), "completed": completed, "time_s": sum(r.time_s for r in rows)}
        print(json.dumps({"totals": totals, "cases": [asdict(r) for r in rows]}, indent=1))
    else:
        print(render(rows))
    return 0 if completed == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
