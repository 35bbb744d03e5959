"""Goals that solvers leave open and that Lean's kernel has proofs of: `python -m benchmarks.run_hard [--only WORD] [--seconds S]`.

Asks z3 and cvc5 (extra `second`) about every postcondition of the functions of `benchmarks/hard` that has a proof under `proofs/`
(`--all`: of every function there), each for S seconds of wall time without a limit of steps, and prints a table.
`toolkit recheck proofs/` checks the proofs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

from toolkit import evidence
from toolkit.config import SourceFile
from toolkit.core import vcgen
from toolkit.core.ir import Goal
from toolkit.engines import second, smt
from toolkit.solving import read_file

ROOT = Path(__file__).parent.parent
_STEPS = 2_000_000_000  # more than a solver makes in the time


def goals(only: str) -> Iterator[tuple[str, Goal]]:
    """The postconditions that a solver is asked about, with their file's path from the root."""
    for path in sorted((ROOT / "benchmarks" / "hard").glob("[a-z]*.py")):
        source = path.relative_to(ROOT).as_posix()
        program = vcgen.Program.of(read_file(SourceFile(str(path), path.read_text("utf-8"), None)))
        for name in program.module.functions:
            if only not in f"{source}::{name}":
                continue
            for goal in vcgen.goals(program, name).goals:
                if goal.kind == "postcondition" and not goal.trivial:
                    yield source, goal


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--seconds", type=float, default=10.0, metavar="S")
    parser.add_argument("--all", action="store_true", help="goals without a proof too")
    options = parser.parse_args(arguments)
    engines: tuple[tuple[str, ModuleType], ...] = (("z3", smt), ("cvc5", second))
    print("| goal | postcondition | z3 | cvc5 |\n|---|---|---|---|")
    for source, goal in goals(options.only):
        folder = evidence.folder_of(ROOT / "proofs", source, goal.function, goal.id)
        if not options.all and not (folder / evidence.CLAIM).is_file():
            continue
        said = [engine.check(goal, _STEPS, options.seconds).status for _, engine in engines]
        clause = " ".join(goal.clause.split()).replace("|", "\\|")
        print(f"| `{Path(source).stem}::{goal.function}` | `{clause}` | {' | '.join(said)} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
