"""The language reference is executable: every block of `tests/spec/*.md` is verified, every verdict in it is compared.

A block is one module. What is expected of a function stands in a comment at the end of its `def` line:

    # proved                           every goal proved, nothing assumed
    # proved under assumptions         the same, with at least one caveat
    # refuted: WHY                     WHY is a kind of run (`_BROKEN`), an exception's name, or a cause
    # rejected: ID (HINT)              the diagnostic's id; its hint, where one is given, contains HINT
    # unknown: CAUSE                   or `open`: neither a proof nor a failing input, in whichever way the solver gave up
    # no contract

A line `# file: NAME.py` begins a file; the last one of a block is the one that is verified. A refutation must come with a
counterexample that CPython confirmed. Where a block imports nothing, the names that contracts need are imported for it. A block
without any expectation is a mistake, and fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import frozen

from toolkit import session
from toolkit.report import FunctionReport, Report

SPEC = Path(__file__).parent / "spec"
IMPORTS = "from toolkit import assume, decreases, ensures, invariant, partial, raises, requires, track\n"

# The kind of a run that broke a contract, and the words that a report uses for it.
_BROKEN = {
    "postcondition": "the postcondition is false",
    "raises": "the declared exception and what happened do not agree",
    "assertion": "an assertion fails",
    "precondition-at-call": "a call inside it breaks the callee's precondition",
    "invariant": "the invariant is false",
    "measure": "the measure does not get smaller",
    "clause": "the clause itself raises",
}
_OPEN = ("solver-artefact", "out-of-budget", "not-supported")  # which of these it is may be another with another z3
_STATUS = "proved under assumptions|proved|refuted|rejected|unknown|no contract"
_EXPECTED = re.compile(rf"^\s*def (\w+)\(.*#\s*({_STATUS})(?::\s*(.*))?$")


@frozen
class Case:
    """One block: where it stands, its text, and what is expected of which function."""

    name: str
    text: str  # of the file to be verified
    others: tuple[tuple[str, str], ...]  # the files beside it: name and text
    expected: tuple[tuple[str, str, str], ...]


def _expected(block: list[str]) -> Iterator[tuple[str, str, str]]:
    """(function, status, why) of every line that says what is expected; methods are called `Class.method`."""
    inside = ""
    for line in block:
        if line[:1] not in ("", " ", "#", ")", "@"):
            inside = m[1] + "." if (m := re.match(r"class (\w+)", line)) else ""
        if m := _EXPECTED.match(line):
            yield (inside if line.startswith("    ") else "") + m[1], m[2], (m[3] or "").strip()


def _cases() -> list[Case]:
    found = []
    for path in sorted(SPEC.glob("*.md")):
        lines = path.read_text(encoding="utf-8").split("\n")
        start = 0
        for number, line in enumerate(lines, 1):
            if line == "```python":
                start = number
            elif line == "```" and start:
                block = lines[start : number - 1]
                *others, (_, last) = _files(block)
                text = last if any(one.startswith(("import ", "from ")) for one in block) else IMPORTS + last
                found.append(Case(f"{path.stem}:{start}", text, tuple(others), tuple(_expected(last.split("\n")))))
                start = 0
            elif line.startswith("```") and start == 0:
                start = -1 if line != "```" else 0
            elif line == "```":
                start = 0
    return found


def _files(block: list[str]) -> list[tuple[str, str]]:
    """The files of a block: name and text."""
    files: list[tuple[str, list[str]]] = [("", [])]
    for line in block:
        if line.startswith("# file: "):
            files.append((line.removeprefix("# file: "), []))
        else:
            files[-1][1].append(line)
    return [(name, "\n".join(text) + "\n") for name, text in files if name or len(files) == 1]


CASES = _cases()
SLOW = ("permutations:37", "strings:201", "strings:315")  # each takes as long as dozens of the others


@pytest.mark.parametrize("case", [pytest.param(c, id=c.name, marks=[pytest.mark.slow] * (c.name in SLOW)) for c in CASES])
def test_block(case: Case, tmp_path: Path) -> None:
    assert case.expected, "a block without an expected verdict"
    for name, text in (*case.others, ("block.py", case.text)) if case.others else ():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    target = str(tmp_path / "block.py") if case.others else case.text
    report = session.verify(target, timeout=60.0, infer=False, cache=False)
    by_name = {f.name: f for f in report.functions}
    wrong = []
    for name, status, why in case.expected:
        found = by_name.get(name)
        if found is None:
            wrong.append(f"{name}: no report; {[d.message for d in report.diagnostics]}")
        elif not _agrees(found, status, why, report):
            wrong.append(f"{name}: expected {status} {why}\n  got {_shown(found)}")
    assert not wrong, "\n".join(wrong)


def _agrees(found: FunctionReport, status: str, why: str, report: Report) -> bool:
    match status:
        case "proved" | "proved under assumptions":
            return found.status == "proved" and bool(found.caveats) == (status != "proved")
        case "no contract":
            return found.status == "no-contract"
        case "unknown":
            return found.status == "unknown" and found.cause in (_OPEN if why == "open" else (why,))
        case "rejected":
            wanted, _, hint = why.partition(" (")
            hints = [d.hint for d in report.diagnostics if d.id == wanted]
            return found.status == "rejected" and found.cause == wanted and any(hint.rstrip(")") in h for h in hints)
    example = found.counterexample
    if found.status != "refuted" or example is None or not example.confirmed or not example.script:
        return False
    if why in _BROKEN:
        return found.message.startswith(_BROKEN[why])
    return found.cause == why or example.outcome.startswith(f"raised {why}")


def _shown(f: FunctionReport) -> str:
    call = f" {f.counterexample.args} -> {f.counterexample.outcome}" if f.counterexample else ""
    open_goals = [f"{g.kind} line {g.line}: {g.cause} after {g.time_s} s" for g in f.goals if g.status != "proved"]
    return f"{f.status} {f.cause}: {f.message}{call} {open_goals} {f.caveats}"


def test_every_chapter_is_there() -> None:
    chapters = {path.stem for path in SPEC.glob("*.md")}
    assert chapters >= {
        "integers", "booleans", "lists", "strings", "tuples", "control", "iteration", "comprehensions", "calls", "exceptions",
        "contracts", "text_methods", "bytes", "aliasing", "floats", "maths", "rejected", "foreign",
    }  # fmt: skip


def test_every_verdict_is_shown_both_ways() -> None:
    statuses = {status for case in CASES for _, status, _ in case.expected}
    assert statuses >= {"proved", "proved under assumptions", "refuted", "rejected", "unknown", "no contract"}


def test_the_slow_blocks_are_there() -> None:
    assert {c.name for c in CASES} >= {*SLOW}
