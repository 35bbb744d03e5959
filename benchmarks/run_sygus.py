"""Syntax-guided synthesis (cvc5) of the invariants of Code2Inv's loops, to see whether it would earn a place among the proposers.

    python -m benchmarks.run_sygus DATA/code2inv [--every N] [--timeout S]

Each problem's SMT-LIB file becomes a SyGuS problem: one predicate over the loop's variables, any linear formula, and the three
conditions of an invariant. cvc5 runs in a process of its own, for `--timeout` seconds of wall clock (default 5). Prints one line a
problem and how many were solved. Exit status 3 when there is no problem."""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

_SOLVE = """
import sys, cvc5
solver = cvc5.Solver()
solver.setOption("sygus", "true")
parser = cvc5.InputParser(solver)
parser.setStringInput(cvc5.InputLanguage.SYGUS_2_1, sys.stdin.read(), "problem")
symbols = parser.getSymbolManager()
while True:
    command = parser.nextCommand()
    if command.isNull():
        break
    print(command.invoke(solver, symbols), end="")
"""


def problem(text: str) -> str:
    """The SyGuS problem of a Code2Inv file, whose parts are separated by lines of the data set's own. Raises ValueError for a file
    of another form."""
    parts = re.split(r"SPLIT_HERE\w*", text)
    if len(parts) != 5:
        raise ValueError("not a Code2Inv file")
    start, middle, *claims = parts
    head, found, variables = start.rpartition("( define-fun inv-f")
    if not found:
        raise ValueError("no inv-f in the file")
    constants = head.replace("declare-const", "declare-var").replace("(set-logic LIA)", "")
    conditions = [re.sub(r"\( assert \( not(.*)\)\)", r"(constraint \1)", c, flags=re.S) for c in claims]
    synth = f"(synth-fun inv-f{variables})"
    return "\n".join(["(set-logic LIA)", synth, constants, middle.strip().removeprefix(")"), *conditions, "(check-synth)"])


def solved(text: str, timeout: float) -> bool:
    """Whether cvc5 finds an invariant in `timeout` seconds."""
    try:
        ran = subprocess.run([sys.executable, "-c", _SOLVE], input=text, capture_output=True, text=True, timeout=timeout)
    except subprocess.TimeoutExpired:
        return False
    return ran.returncode == 0 and "define-fun inv-f" in ran.stdout


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_sygus", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--timeout", type=float, default=5.0, metavar="S")
    given = parser.parse_args(arguments)
    files = sorted((given.data / "smt2").glob("[0-9]*.smt"), key=lambda p: int(p.name.split(".")[0]))[:: given.every]
    if not files:
        print("no such problem", file=sys.stderr)
        return 3
    results = []
    for path in files:
        start = time.perf_counter()
        good = solved(problem(path.read_text(encoding="utf-8")), given.timeout)
        results.append({"problem": path.name, "solved": good, "time_s": round(time.perf_counter() - start, 2)})
        print(json.dumps(results[-1]), flush=True)
    times = sorted(float(str(r["time_s"])) for r in results if r["solved"]) or [0.0]
    print(f"\n{len(results)} problems: {sum(bool(r['solved']) for r in results)} solved; median {times[len(times) // 2]:.2f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
