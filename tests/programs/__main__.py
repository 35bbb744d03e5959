"""`python -m programs SEED` prints a program and what it does; `python -m programs --coverage N` counts constructs."""

from __future__ import annotations

import sys
from collections import Counter

from programs import coverage, program, run_cpython


def _main(arguments: list[str]) -> None:
    if arguments[:1] == ["--coverage"]:
        made = [program(seed) for seed in range(int(arguments[1]))]
        ends = Counter(run_cpython(p).exception or "returns" for p in made)
        for name, number in sorted(coverage(made).items()):
            print(f"{number:8} {name}")
        print(*(f"{name} {number}" for name, number in ends.most_common()), sep="\n")
        return
    shown = program(int(arguments[0]))
    print(shown.text, f"# {shown.args} same={shown.same} tags={sorted(shown.tags)}", f"# {run_cpython(shown)}", sep="\n")


if __name__ == "__main__":
    _main(sys.argv[1:])
