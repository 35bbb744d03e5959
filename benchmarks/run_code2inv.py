"""Code2Inv's loop problems without a foundation model: invariants for the safe ones, runs for the others.

    python -m benchmarks.run_code2inv PATH [--jobs 2] [--only 1,24] [--write benchmarks/code2inv.md]

PATH is a folder with `problems.jsonl` and the SMT-LIB files that it names (Si et al., NeurIPS 2018; github PL-ML/code2inv). An
invariant counts when it is proved twice: by our own line on the C text with the invariant as ACSL, and by plain z3 on the named
SMT-LIB file, whose three checks get it as the body of `inv-f`. An unsafe problem counts when a run of the C text breaks its
assertion. Nothing of the data is copied but the table of results.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import re
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from attrs import frozen

MARK = "SPLIT_HERE_asdfghjklzxcvbnmqwertyuiop"
SMT_TIME = 10_000  # milliseconds per check, the outer guard


@frozen
class Result:
    """One problem. `found` is the invariant as C (or the witness); `checks` z3's answers on the named file; `seconds` of finding
    and proving, `smt_s` of z3 on the named file."""

    id: int
    safe: bool
    status: str
    source: str = ""
    found: str = ""
    checks: str = ""
    trivial: bool = False
    seconds: float = 0.0
    smt_s: float = 0.0
    spacer: str = ""
    spacer_s: float = 0.0

    @property
    def solved(self) -> bool:
        return self.status == "proved" and self.checks == "unsat unsat unsat" if self.safe else self.status == "refuted"


def solve(folder: str, problem: dict[str, Any]) -> Result:
    """One problem, from its C text; the named SMT-LIB file is only read to check what was found."""
    from toolkit import cloops, session
    from toolkit.config import Options, SourceFile
    from toolkit.trace import Trace

    start = time.perf_counter()
    safe = problem["status"] == "safe"
    known = {"id": problem["id"], "safe": safe, "spacer": problem["spacer"], "spacer_s": problem["spacer_s"]}
    file = SourceFile(f"{problem['id']}.c", problem["c"])
    options = Options(cache=False, infer=False)
    if not safe:
        report = session.verify(file, options)
        f = report.functions[0]
        witness = f.counterexample.script.replace("\n", "; ") if f.counterexample is not None else ""
        return Result(status=f.status, found=witness, seconds=time.perf_counter() - start, **known)
    said: list[str] = []
    work = cloops.CLoops(file, options, None, Trace.null(), said.append)
    text = work.complete(file.text, "main")
    if text is None:
        return Result(status="unknown", seconds=time.perf_counter() - start, **known)
    work.check(file.text, text, "main")
    report = session.verify(SourceFile(file.path, text), options)
    f = cloops.told(report.functions[0], work.read(text), file.text, text)
    seconds = time.perf_counter() - start
    invariants = [e for loop in f.loops for e in loop.invariants]
    term = f.loops[0].invariant_smt2 if len(f.loops) == 1 else ""
    start = time.perf_counter()
    named = (Path(folder) / problem["smt2_file"]).read_text("utf-8")
    checks = check(named, term) if term else "no single invariant"
    trivial = bool(term) and check(named, "true") == "unsat unsat unsat"
    source = said[0].removeprefix("main: invariants from ") if said else ""
    return Result(status=f.status, source=source, found=" && ".join(f"({e})" if "==>" in e else e for e in invariants) or "\\true",
                  checks=checks, trivial=trivial, seconds=seconds, smt_s=time.perf_counter() - start, **known)  # fmt: skip


def check(named: str, term: str) -> str:
    """z3's answers to the three checks of a named file with `term` as the invariant; unsat is what is wanted."""
    import z3

    head, rest, *checks = named.split(MARK)
    parameters = re.search(r"define-fun\s+inv-f\s*\((.*)\)\s*Bool\s*$", head, re.S)
    names = set(re.findall(r"\(\s*(\S+)\s+Int\s*\)", parameters[1])) if parameters else set()
    used = set(re.findall(r"\|[^|]+\||[A-Za-z_]\w*", term)) - {"and", "or", "not", "ite", "true", "false", "div", "mod"}
    if not used <= names:
        return f"{', '.join(sorted(used - names))} is not in the named file"
    answers = []
    for one in checks:
        solver = z3.Solver(ctx=z3.Context())
        solver.set("timeout", SMT_TIME)
        solver.from_string(head + term + rest + one)
        answers.append(str(solver.check()))
    return " ".join(answers)


def table(results: list[Result], seconds: float, jobs: int, command: str) -> str:
    """The results as Markdown."""
    from importlib.metadata import version

    safe, unsafe = [r for r in results if r.safe], [r for r in results if not r.safe]
    plain = sum(r.spacer == ("sat" if r.safe else "unsat") for r in results)
    by_source: dict[str, int] = {}
    for r in safe:
        by_source[r.source or "nothing"] = by_source.get(r.source or "nothing", 0) + 1
    times = sorted(r.seconds for r in results)
    lines = [
        "# Code2Inv", "",
        f"`{command}`, Python {platform.python_version()}, z3 {version('z3-solver')}, {jobs} processes on {os.cpu_count()} cores.",
        "No foundation model. *proved*: by our own line from the C text with the invariant as ACSL; *named file*: plain z3 on the",
        "SMT-LIB file that the problem names, with the same invariant; *refuted*: a run of the C text breaks the assertion.",
        "*trivial*: `true` suffices in the named file. Plain Spacer: what z3's Spacer says of the problem in 10 s, as recorded",
        "with the data.",
        "",
        "| | |", "|---|---|",
        f"| safe: proved, and the named file's checks pass | {sum(r.solved for r in safe)} of {len(safe)} |",
        f"| of these trivial | {sum(r.trivial for r in safe)} |",
        f"| unsafe: refuted by a run | {sum(r.solved for r in unsafe)} of {len(unsafe)} |",
        f"| plain Spacer, 10 s each | {plain} of {len(results)} |",
        f"| wall clock, all | {seconds:.0f} s |",
        f"| per problem (finding and proving): median, longest | {times[len(times) // 2]:.2f} s, {times[-1]:.2f} s |",
        f"| z3 on the named files, all | {sum(r.smt_s for r in results):.0f} s |",
        f"| found by | {', '.join(f'{k}: {n}' for k, n in sorted(by_source.items(), key=lambda t: -t[1]))} |",
        "",
        "| problem | result | named file | seconds | found by | invariant, or the run | plain Spacer |", "|---" * 7 + "|",
    ]
    for r in results:
        named = "" if not r.safe else ("trivial" if r.trivial else "passes") if r.checks == "unsat unsat unsat" else r.checks or "-"
        found = r.found.replace("|", "\\|")
        cells = (f"{r.id}{'' if r.safe else ' (unsafe)'}", r.status, named, f"{r.seconds:.2f}", r.source, f"`{found}`",
                 f"{r.spacer} {r.spacer_s:.2f} s")  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main(args: list[str] | None = None) -> int:
    """0 when every problem is solved, else 1."""
    parser = argparse.ArgumentParser(description="Code2Inv without a foundation model")
    parser.add_argument("path")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="numbers of problems, as in 1,24")
    parser.add_argument("--write", default="", metavar="FILE")
    given = parser.parse_args(args)
    only = {int(n) for n in given.only.split(",") if n}
    text = (Path(given.path) / "problems.jsonl").read_text("utf-8")
    problems = [p for p in map(json.loads, text.splitlines()) if not only or p["id"] in only]
    start = time.perf_counter()
    with ProcessPoolExecutor(given.jobs, multiprocessing.get_context("spawn")) as pool:
        results = list(pool.map(solve, [given.path] * len(problems), problems))
    command = f"python -m benchmarks.run_code2inv PATH --jobs {given.jobs}"
    shown = table(results, time.perf_counter() - start, given.jobs, command)
    if given.write:
        Path(given.write).write_text(shown, "utf-8")
        print(shown.split("| problem |")[0])
    else:
        print(shown)
    for r in results:
        if not r.solved:
            print(f"open: {r.id} {r.status} {r.checks}", file=sys.stderr)
    return 0 if all(r.solved for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
