"""How many goals that z3 proves Lean's kernel checks: `python -m benchmarks.run_certify [--only WORD] [--sample N] [--json]`.

States the goals of the suite's right functions, asks z3 about each, looks for a certificate of each that z3 proved, and has
Lean judge them in batches. Prints the share, sizes, why goals have no certificate, and seconds of the processor (wall time
depends on what else runs): of reading and making goals, of z3's own answers (a solver for each goal, as in `verify`), of the
search, of handing over to Lean, and of Lean's processes with their start. `ratio` is the last three against z3's answers,
`ratio_line` what the line takes with certificates against what it takes without. `--sample N --offset K` takes every N-th goal
after the first K, `--steps` is `verify --certify-steps`, `--batch` how many theorems go to one process.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import asdict, define, frozen

from benchmarks.suite import cases
from toolkit.certifying import BATCH
from toolkit.config import Options, SourceFile
from toolkit.core import vcgen
from toolkit.core.ir import Goal
from toolkit.core.source import Rejected
from toolkit.core.vcgen import Program
from toolkit.engines import lean, smt
from toolkit.engines.lean.certificates import Proposal, judge
from toolkit.engines.lean.statement import Unstated, state
from toolkit.proposers import certificates
from toolkit.solving import read_file


@frozen
class Row:
    """One goal that z3 proved. Times in seconds; `status` is accepted, rejected or none (then `reason`)."""

    file: str
    function: str
    kind: str
    id: str
    status: str
    reason: str
    smt_s: float
    search_s: float
    kernel_s: float
    bytes: int


@define
class Spending:
    """Seconds of the processor for the whole run; `lean_wall_s` of the clock."""

    goals_s: float = 0.0
    judge_s: float = 0.0
    lean_s: float = 0.0
    lean_wall_s: float = 0.0
    lean_mb: int = 0


def goals(only: str) -> Iterator[tuple[str, Goal]]:
    """The goals of the suite's right functions that a solver is asked about, each once."""
    seen: set[str] = set()
    paths = dict.fromkeys(c.path for c in cases() if c.expected == "proved" and only in str(c))
    for path in paths:
        program = Program.of(read_file(SourceFile(str(path), path.read_text("utf-8"), None)))
        for name, function in program.module.functions.items():
            if function.external or ":" in name:
                continue
            try:
                found = vcgen.goals(program, name).goals
            except Rejected:
                continue
            for g in found:
                if not g.trivial and not g.sat and g.id not in seen:
                    seen.add(g.id)
                    yield path.name, g


def run(only: str, sample: int, offset: int, steps: int, size: int) -> tuple[list[Row], Spending]:
    options = Options()
    rows: list[Row] = []
    batch: list[tuple[Row, Proposal]] = []
    total = Spending()

    def flush() -> None:
        start = time.process_time()
        judged, spent = judge([p for _, p in batch], lean.Limits(wall_s=600, memory_mb=4096))
        total.judge_s += time.process_time() - start
        total.lean_s += spent.cpu_s
        total.lean_wall_s += spent.wall_s
        total.lean_mb = max(total.lean_mb, spent.peak_mb)
        for (row, _), c in zip(batch, judged, strict=True):
            rows.append(Row(**{**asdict(row), "status": c.status, "reason": c.reason, "kernel_s": c.time_s, "bytes": c.bytes}))
        batch.clear()

    start = time.process_time()
    chosen = list(goals(only))
    total.goals_s = (time.process_time() - start) * len(chosen[offset::sample]) / len(chosen)
    for file, g in chosen[offset::sample]:
        start = time.process_time()
        answer = smt.check(g, options.rlimit, options.timeout)
        smt_s = time.process_time() - start
        if answer.status != "proved":
            continue
        start = time.process_time()
        proposal, reason = None, ""
        try:
            proposal = certificates.find(state(g), certificates.Limits(rlimit=steps))
        except (Unstated, certificates.TooHard) as e:
            reason = str(e)
        row = Row(file, g.function, g.kind, g.id, "none", reason, smt_s, time.process_time() - start, 0.0, 0)
        if proposal is None:
            rows.append(row)
        else:
            batch.append((row, proposal))
            if len(batch) == size:
                flush()
    if batch:
        flush()
    return rows, total


def summary(rows: Sequence[Row], total: Spending) -> dict[str, Any]:
    accepted = [r for r in rows if r.status == "accepted"]
    sizes = sorted(r.bytes for r in accepted)
    smt_s, search_s = sum(r.smt_s for r in rows), sum(r.search_s for r in rows)
    extra = search_s + total.judge_s + total.lean_s
    return {
        "goals": len(rows), "accepted": len(accepted), "rejected": sum(r.status == "rejected" for r in rows),
        "share": round(len(accepted) / len(rows), 3) if rows else None,
        "goals_s": round(total.goals_s, 2), "smt_s": round(smt_s, 2), "search_s": round(search_s, 2),
        "judge_s": round(total.judge_s, 2), "lean_s": round(total.lean_s, 2), "lean_wall_s": round(total.lean_wall_s, 2),
        "lean_kernel_s": round(sum(r.kernel_s for r in rows), 2), "lean_mb": total.lean_mb,
        "search_of_accepted_s": round(sum(r.search_s for r in accepted), 2),
        "ratio": round(extra / smt_s, 2) if smt_s else None,
        "ratio_line": round((total.goals_s + smt_s + extra) / (total.goals_s + smt_s), 2) if smt_s else None,
        "bytes_median": sizes[len(sizes) // 2] if sizes else 0, "bytes_largest": sizes[-1] if sizes else 0,
        "why_not": dict(Counter(r.reason[:80] for r in rows if r.status != "accepted").most_common()),
    }  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_certify", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="rows and totals as JSON")
    parser.add_argument("--only", default="", metavar="WORD", help="only files with a case whose name contains WORD")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every N-th goal")
    parser.add_argument("--offset", type=int, default=0, metavar="K", help="not the first K of them")
    parser.add_argument("--steps", type=int, default=Options().certify_steps, metavar="N", help="of z3, of one question")
    parser.add_argument("--batch", type=int, default=BATCH, metavar="N", help="theorems in one process of Lean")
    given = parser.parse_args(arguments)
    try:
        lean.library()  # compiled before the clock runs
    except (lean.LeanMissing, lean.LibraryError) as e:
        print(e, file=sys.stderr)
        return 3
    rows, total = run(given.only, given.sample, given.offset, given.steps, given.batch)
    if given.json:
        print(json.dumps({"totals": summary(rows, total), "goals": [asdict(r) for r in rows]}, indent=1))
        return 0
    for r in rows:
        if r.status != "accepted":
            print(f"{r.status:9} {r.file:16} {r.function:28} {r.kind:20} {r.id}  {r.reason[:90]}")
    print()
    for name, value in summary(rows, total).items():
        print(f"{name:22} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
