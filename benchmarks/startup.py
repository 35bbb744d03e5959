"""How long it takes to begin: `python -m benchmarks.startup [--runs N] [--json]`. Ratios of medians, each run a new process.

- cold: `toolkit verify small.py --no-cache` against `python -c "import z3"` (wanted: under 3)
- warm: `toolkit verify small.py`, everything from the cache, against `toolkit verify empty.py` (wanted: under 1.5)
- bare: the same against `toolkit --version`, which does not even load the report (no limit: for information)

The runs of both sides alternate, so that a slower moment of the machine hits both. Exit status 1 when a ratio is too
high, 2 when a command did not do what it should (then the times would mean nothing).
"""

from __future__ import annotations

import argparse
import compileall
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from attrs import asdict, frozen

import toolkit

SMALL = """from toolkit import ensures, requires


@requires(lambda low, high: low <= high)
@ensures(lambda low, high, result: low <= result <= high)
def clamp(x: int, low: int, high: int) -> int:
    if x < low:
        return low
    return min(x, high)
"""
TOOLKIT = (sys.executable, "-m", "toolkit")


@frozen
class Ratio:
    """Medians in seconds of the command and of what it is compared with."""

    name: str
    command_s: float
    base_s: float
    limit: float

    @property
    def ratio(self) -> float:
        return self.command_s / self.base_s


def _time(command: Sequence[str], folder: Path) -> float:
    before = time.perf_counter()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    taken = time.perf_counter() - before
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr or done.stdout}")
    return taken


def compare(name: str, command: Sequence[str], base: Sequence[str], limit: float, runs: int, folder: Path) -> Ratio:
    """Both commands `runs` times in turn, after one run of each that is not counted."""
    pairs = [(_time(command, folder), _time(base, folder)) for _ in range(runs + 1)][1:]
    return Ratio(name, statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs), limit)


def measure(runs: int) -> list[Ratio]:
    compileall.compile_dir(str(Path(toolkit.__file__).parent), quiet=1)  # as pip does for what it installs
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "small.py").write_text(SMALL)
        (folder / "empty.py").write_text("")
        verify = (*TOOLKIT, "verify", "small.py")
        return [
            compare("cold", (*verify, "--no-cache"), (sys.executable, "-c", "import z3"), 3.0, runs, folder),
            compare("warm", verify, (*TOOLKIT, "verify", "empty.py"), 1.5, runs, folder),
            compare("bare", verify, (*TOOLKIT, "--version"), float("inf"), runs, folder),
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="startup", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=11, metavar="N")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        ratios = measure(max(1, given.runs))
    except RuntimeError as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps([{**asdict(r), "ratio": r.ratio} for r in ratios], indent=1))
    else:
        for r in ratios:
            print(f"{r.name}: {r.command_s:.3f} s against {r.base_s:.3f} s, ratio {r.ratio:.2f} (limit {r.limit})")
    return 0 if all(r.ratio < r.limit for r in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
