"""How many proofs come back when all invariants and measures of loops are taken away.

    python -m benchmarks.run_infer suite [--only WORD] [--every N] [--order SOURCES] [--keep FILE]
    python -m benchmarks.run_infer nagini DATA/problems.jsonl [--only WORD] [--every N] [--keep FILE]
    python -m benchmarks.run_infer measures [--only WORD] [--keep FILE]
    python -m benchmarks.run_infer ablation [--every N] [--keep FILE]
    python -m benchmarks.run_infer report SUITE.json NAGINI.json ABLATION.json > benchmarks/inference.md
    python -m benchmarks.run_infer page SUITE.json > benchmarks/invariants.md

`suite`: each right function of our suite whose loops have invariants or measures, stripped of them (the others of its file stay as
they are). `nagini`: the problems of HumanEval-Nagini (`nagini_translation`), all functions stripped. What is found is verified by
the ordinary line with the full limits. `measures`: the loops of `terminating.py`, which lack all that shows that they end.
`ablation`: the suite with each source of candidates alone, and with all of them. `report` makes a page of what `--json` gave of
the other three, `page` shows the textbook programs with what was found in its place. Prints one line a case; `--json` gives all
that was found; `--order` names the sources of candidates and their order; `--every N` takes every Nth case; `--keep` keeps results
between runs, keyed on the text, the sources and the toolkit's own sources. Exit status 3 when there is no case.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import json
import sys
import textwrap
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from attrs import asdict, frozen

from benchmarks.nagini_translation import Inexpressible, translate
from benchmarks.suite import cases, functions
from toolkit.config import Options, SourceFile
from toolkit.inferring import ORDER, Inference
from toolkit.report import FunctionReport
from toolkit.session import verify
from toolkit.solving import tool_version
from toolkit.trace import Trace

HINTS = ("invariant", "decreases")
OPTIONS = Options(timeout=30.0, cache=False, infer=False, search=0)
LOOK = Options(timeout=20.0, rlimit=500_000, cache=False, infer=False, search=0)  # for what is proved as it stands


@frozen
class Task:
    """A stripped text; `names` are the functions that lost something."""

    id: str
    path: str
    text: str
    names: tuple[str, ...]
    whole: bool  # every function of the text has to be proved, not only those


@frozen
class Row:
    """What became of it. `outcome`: proved, not-needed (proved without anything), open. `source` is where what was missing came
    from; times in seconds of the processor, `first_s` what the search took to its proof."""

    id: str
    outcome: str
    source: str
    time_s: float
    first_s: float
    lost: int
    found: tuple[str, ...]
    reason: str = ""
    order: str = ""  # of the sources that were asked
    body: str = ""  # of the completed function, without its contract


def stripped(text: str, only: str | None = None) -> tuple[str, dict[str, int]]:
    """The text without the `invariant` and `decreases` statements in loops (of one function), and how many each function lost."""
    lost: dict[str, int] = {}
    gone: list[tuple[int, int, str]] = []
    for name, f in functions(ast.parse(text)):
        if only not in (None, name):
            continue
        for loop in (n for n in ast.walk(f) if isinstance(n, ast.For | ast.While)):
            hints = [s for s in loop.body if _hint(s)]
            for s in hints:
                lost[name] = lost.get(name, 0) + 1
                empty = s is hints[-1] is loop.body[-1]
                gone.append((s.lineno, s.end_lineno or s.lineno, " " * s.col_offset + "pass" if empty else ""))
    lines = text.split("\n")
    for start, end, instead in sorted(gone, reverse=True):
        lines[start - 1 : end] = [instead] if instead else []
    return "\n".join(lines), lost


def _hint(s: ast.stmt) -> bool:
    return isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and ast.unparse(s.value.func).split(".")[-1] in HINTS


def suite() -> list[Task]:
    found = []
    for case in cases():
        if case.expected == "proved" and case.path.parent.name == "right":
            text, lost = stripped(case.path.read_text(encoding="utf-8"), case.name)
            if lost:
                found.append(Task(f"{case.path.name}::{case.name}", case.path.name, text, (case.name,), False))
    return found


def nagini(data: Path) -> list[Task]:
    found = []
    for p in map(json.loads, data.read_text(encoding="utf-8").splitlines()):
        try:
            text, lost = stripped(translate(p["nagini"]))
        except (Inexpressible, SyntaxError):
            continue
        if lost:
            found.append(Task(p["id"], "problem.py", text, tuple(lost), True))
    return found


def measures() -> list[Task]:
    path = Path(__file__).with_name("terminating.py")
    text = path.read_text(encoding="utf-8")
    return [Task(f"{path.name}::{name}", path.name, text, (name,), False) for name, _ in functions(ast.parse(text))]


def one(task: Task, order: Sequence[str], options: Options = OPTIONS) -> Row:
    """Completes a task's functions one after the other."""
    start = time.process_time()
    text, sources, first = task.text, [], 0.0
    for name in task.names:
        if _status(task, text, name, LOOK).status == "proved":
            continue
        told: list[str] = []
        begun = time.process_time()
        work = Inference(SourceFile(task.path, text, name), options, None, Trace.null(), told.append, order=tuple(order))
        new = work.complete(text, name)
        first += time.process_time() - begun
        if new is not None:
            work.check(text, new, name)
            text = new
            sources += [t.partition(": from ")[2] for t in told if ": from " in t]
    before = task.text.split("\n")
    found = tuple(line.strip() for line in text.split("\n") if line.strip().startswith(HINTS) and line not in before)
    reports = [r for r in verify([SourceFile(task.path, text, None if task.whole else task.names[0])], options).functions
               if r.status != "no-contract"]  # fmt: skip
    good = bool(reports) and all(r.status == "proved" for r in reports)
    outcome = "open" if not good else "proved" if found or text != task.text else "not-needed"
    wall = round(time.process_time() - start, 2)
    source = "+".join(dict.fromkeys(sources))
    return Row(task.id, outcome, source, wall, round(first, 2), len(task.names), found, _reason(reports), ",".join(order),
               _body(text, task.names[0]) if found and good else "")  # fmt: skip


def _body(text: str, name: str) -> str:
    node = next(f for n, f in functions(ast.parse(text)) if n == name)
    return textwrap.dedent("\n".join(text.split("\n")[node.lineno - 1 : node.end_lineno]))


def _status(task: Task, text: str, name: str, options: Options) -> FunctionReport:
    return verify([SourceFile(task.path, text, name)], options).functions[0]


def _reason(reports: Sequence[FunctionReport]) -> str:
    parts = []
    for f in reports:
        if f.status != "proved":
            goals = [f"{g.kind} line {g.line}" for g in f.goals if g.status != "proved"]
            parts.append(f"{f.name}: {f.cause} {', '.join(goals[:3]) or f.message}"[:160])
    return "; ".join(parts)


def run(tasks: Sequence[Task], order: Sequence[str], keep: Path | None) -> Iterable[Row]:
    kept = _kept(keep)
    for task in tasks:
        versions = (tuple(order), tool_version(), Path(__file__).read_text(encoding="utf-8"))
        key = hashlib.sha256(repr((task.text, *versions)).encode()).hexdigest()
        if key in kept:
            data = kept[key]
            yield Row(**{**data, "found": tuple(data["found"])})
            continue
        row = one(task, order)
        if keep is not None:
            with keep.open("a", encoding="utf-8") as f:
                f.write(json.dumps({"key": key, "row": asdict(row)}) + "\n")
        yield row


def _kept(keep: Path | None) -> dict[str, Any]:
    if keep is None or not keep.exists():
        return {}
    return {e["key"]: e["row"] for e in map(json.loads, keep.read_text(encoding="utf-8").splitlines())}


def summary(rows: Sequence[Row]) -> str:
    done = [r for r in rows if r.outcome != "open"]
    times = sorted(r.first_s for r in rows if r.outcome == "proved") or [0.0]
    return (
        f"{len(rows)} cases: {len(done)} proved again ({100 * len(done) // max(1, len(rows))} %), of them "
        f"{sum(r.outcome == 'not-needed' for r in rows)} without any invariant; median {times[len(times) // 2]:.1f} s to the proof"
    )


SOURCES = tuple(source for stage in ORDER for source in stage.split("+"))


_HEAD = """# Invariants found without a language model

Generated by `python -m benchmarks.run_infer report` from what the commands below gave with `--json`. Functions that are proved with
invariants and measures written by hand lose all of those in their loops; what `toolkit infer` uses has to find them again. Times
are those of the search, on two cores. The templates were written with these programs in view: no held-out rate.

| what | command | cases | proved again | without any invariant | median |
|---|---|---|---|---|---|"""
_STAGES = """
## Where the proofs of the suite come from

Spacer is asked first (it costs next to nothing where it does not apply), then the stage that proves most in the least time, then
the rest.

| stage | proofs | median time to the proof |
|---|---|---|"""
_ABLATION = """
## Each source of candidates alone, and all together

`python -m benchmarks.run_infer ablation`. The row with all of them is the order that is used; those with a + in between are asked
at once.

| sources | cases | proved | median time to the proof | proofs per minute of search |
|---|---|---|---|---|"""


def report(suite_rows: Sequence[Row], nagini_rows: Sequence[Row], ablation_rows: Sequence[Row], note: str = "") -> str:
    """The page `benchmarks/inference.md`; `note` says under which conditions its figures came about."""
    lines = [_HEAD, _line("our suite (with the hand-written ones: all)", "suite", suite_rows)]
    lines += [_line("HumanEval-Nagini, problems with loops", "nagini problems.jsonl", nagini_rows)]
    lines += [f"\n{note}", _STAGES] if note else [_STAGES]
    for source in dict.fromkeys(r.source for r in suite_rows if r.outcome == "proved"):
        rows = [r for r in suite_rows if r.source == source and r.outcome == "proved"]
        lines.append(f"| {source} | {len(rows)} | {_median(rows):.1f} s |")
    lines += [_ABLATION]
    for order in dict.fromkeys(r.order for r in ablation_rows):
        rows = [r for r in ablation_rows if r.order == order]
        name = order.replace(",", ", then ")
        lines.append(f"| {name} | {len(rows)} | {_count(rows)} | {_median(rows):.1f} s | {_rate(rows):.1f} |")
    lines += ["", "What is found for textbook programs: `invariants.md`.", ""]
    lines += ["## What is not", "", *(f"- `{r.id}`: {r.reason}" for r in (*suite_rows, *nagini_rows) if r.outcome == "open")]
    return "\n".join(lines)


_PAGE = """# Invariants of textbook programs, as they are found

Generated by `python -m benchmarks.run_infer page`. Each of these functions of `suite/right/textbook.py` and `numbers.py` was
stripped of the invariants and measures that a person had written; what stands in it now was found without a language model and is
proved. Contracts are left out here.

Open: {open}."""


def page(rows: Sequence[Row]) -> str:
    """The page `benchmarks/invariants.md`."""
    shown = [r for r in rows if r.id.startswith(("textbook.py::", "numbers.py::"))]
    lines = [_PAGE.format(open=", ".join(f"`{r.id}`" for r in shown if r.outcome == "open") or "none")]
    for r in (r for r in shown if r.outcome == "proved"):
        lines += ["", f"## {r.id.partition('::')[2]}", "", textwrap.indent(r.body, "    ")]
    return "\n".join(lines)


def _line(what: str, command: str, rows: Sequence[Row]) -> str:
    plain = sum(r.outcome == "not-needed" for r in rows)
    share = 100 * (_count(rows) + plain) // max(1, len(rows))
    command = f"`python -m benchmarks.run_infer {command}`"
    return f"| {what} | {command} | {len(rows)} | {_count(rows) + plain} ({share} %) | {plain} | {_median(rows):.1f} s |"


def _count(rows: Sequence[Row]) -> int:
    return sum(r.outcome == "proved" for r in rows)


def _median(rows: Sequence[Row]) -> float:
    times = sorted(r.first_s for r in rows if r.outcome == "proved") or [0.0]
    return times[len(times) // 2]


def _rate(rows: Sequence[Row]) -> float:
    return 60 * _count(rows) / max(0.01, sum(r.first_s for r in rows))


def _read(path: Path) -> list[Row]:
    return [Row(**{**row, "found": tuple(row["found"])}) for row in json.loads(path.read_text(encoding="utf-8"))]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_infer", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=("suite", "nagini", "measures", "ablation", "report", "page"))
    parser.add_argument("data", type=Path, nargs="*", help="problems.jsonl, for nagini; three files, for report; one, for page")
    parser.add_argument("--note", default="", help="for report: under which conditions the figures came about")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--order", default=",".join(ORDER), metavar="SOURCES", help=f"of {', '.join(ORDER)}")
    parser.add_argument("--keep", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if len(given.data) != {"nagini": 1, "report": 3, "page": 1}.get(given.what, 0):
        parser.error("nagini needs the path of problems.jsonl, report three files, page one")
    if given.what == "page":
        print(page(_read(given.data[0])))
        return 0
    if given.what == "report":
        print(report(*map(_read, given.data), given.note))
        return 0
    tasks = nagini(given.data[0]) if given.what == "nagini" else measures() if given.what == "measures" else suite()
    tasks = [t for t in tasks if given.only in t.id][:: given.every]
    if not tasks:
        print("no such case", file=sys.stderr)
        return 3
    orders = [given.order.split(",")] if given.what != "ablation" else [*([s] for s in SOURCES), list(ORDER)]
    rows = []
    for row in (r for order in orders for r in run(tasks, order, given.keep)):
        rows.append(row)
        if not given.json:
            print(f"{row.outcome:10} {row.id:44} {row.first_s:7.2f} s  {row.source:20} {row.reason[:150]}", flush=True)
    print(json.dumps([asdict(r) for r in rows], indent=1) if given.json else "\n" + summary(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
