"""Writes `benchmarks/coverage.md`: what of the standard library's top-level modules and of five packages is outside the
language. `python -m benchmarks.coverage [--jobs N]`; the packages are those of the interpreter that runs it. Counts only."""

from __future__ import annotations

import importlib.util
import sys
import sysconfig
from pathlib import Path

from toolkit import coverage, files

PACKAGES = ("attr", "click", "rich", "hypothesis", "packaging")
TOP = 40


def main() -> None:
    jobs = int(sys.argv[sys.argv.index("--jobs") + 1]) if "--jobs" in sys.argv else 2
    groups = {"standard library": [str(p) for p in sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))]}
    for name in PACKAGES:
        spec = importlib.util.find_spec(name)
        assert spec is not None and spec.origin is not None, f"{name} is not installed"
        groups[name] = [str(Path(spec.origin).parent)]
    lines = [
        "# How much of real code is inside the language", "",
        "`python -m benchmarks.coverage` counts, for every function and method, each construct that the reader does not take",
        "(`toolkit verify --coverage PATH...` does it for any code base). Almost nothing there is annotated with types: what only",
        "a type could decide is `type-unknown`, neither inside nor outside.", "",
        "| code | files | functions | inside | nothing missing but types | call one that is outside | outside |",
        "|---|--:|--:|--:|--:|--:|--:|",
    ]  # fmt: skip
    everything: list[coverage.Looked] = []
    for name, paths in groups.items():
        sources, _ = files.load(paths)
        found = coverage.survey(sources, jobs)
        everything += found.functions
        parts = [found.share(g) for g in ("inside", "annotations", "callees", "outside")]
        lines.append(f"| {name} | {found.files} | {len(found.functions)} | {' | '.join(map(str, parts))} |")
    table = coverage.Coverage(0, (), tuple(everything)).table
    lines += ["", f"The {TOP} constructs that keep most functions outside, all of it together:", "",
              "| functions | times | files | construct | id |", "|--:|--:|--:|---|---|"]  # fmt: skip
    for r in table[:TOP]:
        construct = r.construct.replace("|", "\\|")
        lines.append(f"| {r.functions} | {r.count} | {r.files} | {construct} | {r.id} |")
    alone: dict[str, int] = {}
    for f in everything:
        reasons = {r.construct for r in f.reasons if r.id not in (coverage.ANNOTATION, coverage.UNKNOWN, coverage.CALLEE)}
        if len(reasons) == 1:
            alone[next(iter(reasons))] = alone.get(next(iter(reasons)), 0) + 1
    lines += ["", "What would help at once: functions that only one construct (and their types) keeps outside:", "",
              "| functions | construct |", "|--:|---|"]  # fmt: skip
    for construct, n in sorted(alone.items(), key=lambda i: (-i[1], i[0]))[:15]:
        lines.append(f"| {n} | {construct.replace('|', chr(92) + '|')} |")
    (Path(__file__).parent / "coverage.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
