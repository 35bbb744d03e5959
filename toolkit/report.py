"""What a run of the toolkit found: as data (`Report`), as JSON (`Report.to_json`) and as text for people (`render`).

Times are seconds. Lines count from 1. Columns of a `Span` count UTF-8 bytes from 0 (as in `ast`); in the JSON and in
text for people they count characters from 1 (as editors do). Text for people is ASCII but for what it quotes, and
carries escape codes only with `colour=True`; control characters in quoted source are made visible, never sent to the
terminal. Nothing here raises for what is in a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs
from attrs import field, frozen

from toolkit.core.source import Diagnostic, Span

SCHEMA_VERSION = 1
_UNCHECKED = 3  # goals without a certificate that are shown for a function
STATUSES = ("proved", "refuted", "unknown", "rejected", "no-contract")

# Diagnostics that say that the input itself could not be read (exit code 3), besides all that begin with `file-`.
UNREADABLE = frozenset({"syntax-error", "no-python-files", "no-function-name", "function-not-found", "pycparser-missing"})
TOO_DEEP = "nested-too-deeply"  # of a whole file: unreadable; of one function in it: that function is rejected

# Why a function is not proved: what it means, and what to try. The one place where causes are put into words.
CAUSES: dict[str, tuple[str, str]] = {
    "termination": (
        "nothing shows that this loop or recursion ends",
        "give a measure: decreases(...) in the loop or @decreases(lambda ...: ...); or @partial, if it need not end",
    ),
    "invariant-not-inductive": (
        "the invariants say too little of the loop for this to follow (a loop without one says nothing)",
        "say more in the invariant about what the loop has done so far, or let `toolkit repair` look for it",
    ),
    "callee-contract-too-weak": (
        "what the contract of a called function promises is not enough here",
        "strengthen the @ensures of the function that is called",
    ),
    "contract-too-weak": (
        "the contract allows too much for this goal to follow",
        "add a @requires for what callers always respect, or strengthen the @ensures of what is called",
    ),
    "solver-artefact": (
        "the solver offered an input, but the real function handles it correctly; no failing input was found",
        "simplify the clause, split it in two, or add an assert that leads half of the way",
    ),
    "out-of-budget": (
        "the solver used up its steps before it had an answer",
        "raise --rlimit (and --timeout with it), or split the function or the clause into smaller ones",
    ),
    "out-of-time": (
        "the wall clock ended the solver before its steps were used up, so a faster or quieter machine may get further",
        "raise --timeout, or split the function or the clause into smaller ones",
    ),
    "not-supported": (
        "the solver cannot decide a question of this kind",
        "add an assert or an invariant that leads half of the way, or try a second engine: --engine z3,cvc5",
    ),
    "callee-not-proved": (
        "it holds if the functions that it calls keep their contracts, and one of them is not proved",
        "prove the called function first; it has its own line in this report",
    ),
    "vacuous-contract": (
        "no input meets the @requires clauses together, so the contract says nothing",
        "look for two @requires that contradict each other",
    ),
    "clause-faulty": (
        "a clause of the contract itself raises on an input that is allowed, so it says nothing there",
        "guard the clause, as in `len(xs) > 0 and xs[0] == result`, or add a @requires",
    ),
    "engine-failed": (
        "the engine crashed or could not be started",
        "run `toolkit doctor`; if all is well there, please report this with a --trace",
    ),
    "engines-disagree": (
        "two engines gave opposite answers, so neither is believed",
        "please report this with a --trace: one of them is wrong",
    ),
    "module-not-run": (
        "there is an input that may break it, but the module cannot be run to see",
        "run the module by itself: it must come to its end when it is imported",
    ),
    "interrupted": ("it was not finished", "run it again"),
    "alias-may-be-seen": (
        "a list is changed that may be reachable under a second name",
        "copy the list first (`ys = list(xs)`), or state in @requires that the two are not the same object",
    ),
}

_COLOURS = {
    "proved": "32", "refuted": "1;31", "unknown": "33", "rejected": "35", "no-contract": "2",
    "error": "1;31", "warning": "33", "info": "36", "dim": "2", "bold": "1", "where": "36",
}


@frozen
class CertificateReport:
    """What became of a goal's proof when a second, small checker was asked. `status` is accepted, rejected or none (nothing was
    there to check: `reason`). `assumed` names the functions whose axioms are hypotheses of the theorem. `proof`: the file under
    `proofs/` with the proof; where the goal's `engine` is `lean`, no solver decided it and its verdict rests on that proof."""

    checker: str
    status: str
    reason: str = ""
    time_s: float = 0.0
    bytes: int = 0
    assumed: tuple[str, ...] = ()
    proof: str = ""

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {"checker": self.checker, "status": self.status, "time_s": self.time_s, "bytes": self.bytes}
        if self.reason:
            data["reason"] = self.reason
        if self.assumed:
            data["assumed"] = list(self.assumed)
        if self.proof:
            data["proof"] = self.proof
        return data

    @staticmethod
    def from_json(data: dict[str, Any]) -> CertificateReport:
        return CertificateReport(**{**data, "assumed": tuple(data.get("assumed", ()))})


@frozen
class GoalReport:
    """One proof obligation and what became of it. `status` is proved, refuted or unknown."""

    id: str
    kind: str
    line: int
    status: str
    cause: str = ""
    engine: str = ""
    time_s: float = 0.0
    message: str = ""  # what is claimed, for a person
    used: tuple[str, ...] = ()  # --explain: hypotheses in the unsat core
    unused: tuple[str, ...] = ()  # --explain: hypotheses not needed
    column: int = 0  # as in Span; with end_column 0 the whole line is meant
    end_column: int = 0
    certificate: CertificateReport | None = None  # only where certificates were asked for, or a kept proof was there
    uninterpreted: tuple[str, ...] = ()  # functions in it of which the solver knows nothing, or not all

    def to_json(self) -> dict[str, Any]:
        """As documented; `used` and `unused` only when there are any (--explain), the last two when there are any."""
        data: dict[str, Any] = {
            "id": self.id, "kind": self.kind, "line": self.line, "status": self.status, "cause": self.cause,
            "engine": self.engine, "time_s": self.time_s, "message": self.message,
        }
        if self.used or self.unused:
            data |= {"used": list(self.used), "unused": list(self.unused)}
        if self.uninterpreted:
            data["uninterpreted"] = list(self.uninterpreted)
        if self.certificate is not None:
            data["certificate"] = self.certificate.to_json()
        return data


@frozen
class Counterexample:
    """A call that really breaks the contract: it was run in CPython (`confirmed` is never False in a Report)."""

    args: dict[str, str]  # parameter name -> repr
    script: str  # a few lines of plain Python that reproduce the failure
    outcome: str  # what happened, for a person
    clause: str  # the clause that broke, as source text ("" for an undeclared exception)
    line: int  # its line
    confirmed: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "args": dict(self.args), "script": self.script, "outcome": self.outcome, "clause": self.clause,
            "line": self.line, "confirmed": self.confirmed,
        }


@frozen
class LoopReport:
    """What is known of one loop of a proved function. `found` are the lines that the toolkit added to it."""

    line: int
    invariants: tuple[str, ...] = ()  # the user's and those that were found
    measure: str = ""
    invariant_smt2: str = ""  # all invariants as one SMT-LIB term over the loop's variables; "" where there is no such term
    found: tuple[str, ...] = ()  # as source lines: `invariant(...)`, `decreases(...)`

    def to_json(self) -> dict[str, Any]:
        return {
            "line": self.line, "invariants": list(self.invariants), "invariant_smt2": self.invariant_smt2,
            "measure": self.measure, "found": list(self.found),
        }


@frozen
class FunctionReport:
    """The verdict on one function. `status` is proved, refuted, unknown, rejected or no-contract."""

    file: str
    name: str
    line: int
    status: str
    cause: str = ""
    message: str = ""  # one sentence for a person: what failed, where, what to try
    caveats: tuple[str, ...] = ()
    time_s: float = 0.0
    goals: tuple[GoalReport, ...] = ()
    counterexample: Counterexample | None = None
    cached: bool = False
    solver_s: float = 0.0  # of time_s, seconds in solvers (measures that were tried in vain included)
    runs_s: float = 0.0  # of time_s, seconds in real runs of the function in CPython
    checked: str = ""  # what a proof checker said of the goals, in words; "" when none was asked
    loops: tuple[LoopReport, ...] = ()  # only where the toolkit found invariants, or was asked for them (`infer`)

    @property
    def verdict(self) -> str:
        """The verdict in words; what was proved with a caveat is `proved under assumptions` and never just `proved`."""
        if self.status == "proved" and self.caveats:
            return "proved under assumptions" + (f", {self.checked}" if self.checked else "")
        if self.status == "proved" and self.checked:
            return f"proved, {self.checked}"
        return self.status.replace("-", " ")

    def to_json(self) -> dict[str, Any]:
        return {
            "file": self.file, "name": self.name, "line": self.line, "status": self.status, "verdict": self.verdict,
            "cause": self.cause, "message": self.message, "caveats": list(self.caveats), "time_s": self.time_s,
            "solver_s": self.solver_s, "runs_s": self.runs_s, "cached": self.cached,
            "goals": [goal.to_json() for goal in self.goals],
            "counterexample": self.counterexample.to_json() if self.counterexample else None,
            "loops": [loop.to_json() for loop in self.loops],
        }


@frozen
class Report:
    """Everything that `toolkit verify` found, functions in source order."""

    functions: tuple[FunctionReport, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: dict[str, str] = field(factory=dict)  # file -> text, for rendering; not in the JSON

    def count(self, status: str) -> int:
        """How many functions have this status."""
        return sum(f.status == status for f in self.functions)

    @property
    def unread(self) -> bool:
        """Whether some input could not be read at all (missing, binary, syntax error, ...)."""
        files = {f.file for f in self.functions}
        return any(
            d.severity == "error"
            and (d.id in UNREADABLE or d.id.startswith("file-") or d.id == TOO_DEEP and d.span.file not in files)
            for d in self.diagnostics
        )

    @property
    def exit_code(self) -> int:
        """What weighs most: 70 a bug of ours, 1 something refuted, 3 some input unread, 2 something unknown or rejected, 0 proved.

        0 also when there was nothing to prove: functions without a contract do not count.
        """
        if any(d.id == "internal-error" for d in self.diagnostics):
            return 70
        if self.count("refuted"):
            return 1
        if self.unread:
            return 3
        if any(f.status in ("unknown", "rejected") for f in self.functions):
            return 2
        # An error that belongs to no function (a decorator that cannot be read, say) is no pass either.
        return 2 if any(d.severity == "error" for d in self.diagnostics) else 0

    def to_json(self) -> dict[str, Any]:
        """The documented JSON schema, version 1."""
        return {
            "version": SCHEMA_VERSION,
            "summary": {
                **{status.replace("-", "_"): self.count(status) for status in STATUSES},
                "proved_under_assumptions": sum(f.status == "proved" and bool(f.caveats) for f in self.functions),
            },
            "functions": [f.to_json() for f in self.functions],
            "diagnostics": [
                {
                    "id": d.id, "file": d.span.file, "line": d.span.line,
                    "column": _column(_line(self.sources.get(d.span.file, ""), d.span.line), d.span.column) + 1,
                    "message": d.message, "hint": d.hint, "severity": d.severity,
                }
                for d in self.diagnostics
            ],
        }


def lines_before(before: str, after: str) -> Callable[[int], int]:
    """The line of `before` that a line of `after` stands for; an added one stands for the line over it."""
    import difflib

    a, b = before.split("\n"), after.split("\n")
    lines = {0: 1}
    for kind, a1, a2, b1, b2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        for k in range(b1, b2):
            lines[k + 1] = a1 + 1 + min(k - b1, a2 - a1 - 1) if kind in ("equal", "replace") else max(a1, 1)
    return lambda n: lines.get(n, n)


def moved(span: Span, line_of: Callable[[int], int]) -> Span:
    """A place in a completed text as one in the text as it was given."""
    return attrs.evolve(span, line=line_of(span.line), end_line=line_of(span.end_line) if span.end_line else 0)


def retold(
    report: FunctionReport, line_of: Callable[[int], int], loops: tuple[LoopReport, ...], message: str = ""
) -> FunctionReport:
    """A report on a completed text with the lines of the text as it was given (`line_of`: see `lines_before`), and its loops."""

    def said(text: str) -> str:
        return re.sub(r"\bline (\d+)", lambda m: f"line {line_of(int(m[1]))}", text)

    found = report.counterexample
    return attrs.evolve(
        report, line=line_of(report.line), message=message or said(report.message), loops=loops,
        goals=tuple(attrs.evolve(g, line=line_of(g.line), message=said(g.message)) for g in report.goals),
        counterexample=attrs.evolve(found, line=line_of(found.line)) if found else None,
    )  # fmt: skip


def render(report: Report, *, colour: bool = False, explain: bool = False) -> str:
    """The whole report for people: functions, diagnostics, summary."""
    parts = [render_function(f, report.sources.get(f.file, ""), colour=colour, explain=explain)
             for f in report.functions]
    return "\n".join([*parts, *render_end(report, colour=colour)])


def render_end(report: Report, *, colour: bool = False) -> list[str]:
    """What comes after the functions: the diagnostics and the summary."""
    # What was shown of a refuted or unknown function ends with an empty line already.
    parts = [""] * bool(report.functions and report.functions[-1].status not in ("refuted", "unknown"))
    for diagnostic in report.diagnostics:
        parts += [render_diagnostic(diagnostic, report.sources.get(diagnostic.span.file, ""), colour=colour), ""]
    return [*parts, render_summary(report, colour=colour)]


def render_summary(report: Report, *, colour: bool = False) -> str:
    """One line: how many of each verdict."""
    counts = {status: report.count(status) for status in STATUSES}
    none = counts.pop("no-contract")
    total = sum(counts.values())
    aside = f"{none} without a contract (not checked)" if none else ""
    if not total:
        if report.unread or not none:
            return "Nothing to prove" + (": no input could be read." if report.unread else ": there is no function.")
        which = "the only function has" if none == 1 else f"none of {none} functions has"
        return f"Nothing to prove: {which} a contract. --all checks for undeclared exceptions."
    assumed = sum(f.status == "proved" and bool(f.caveats) for f in report.functions)
    shown = []
    for status, count in counts.items():
        if count or status == "proved":
            text = f"{count} {status}" + (f" ({assumed} under assumptions)" if status == "proved" and assumed else "")
            shown.append(_paint(text, status, colour) if count else text)
    return f"{total} function{'s' * (total != 1)}: " + ", ".join(shown) + (f"; {aside}" if aside else "")


def render_function(
    function: FunctionReport, text: str = "", *, colour: bool = False, explain: bool = False
) -> str:
    """One function: its line, and below it what a person needs to go on. `text` is the source of its file."""
    word, _, kernel = function.verdict.partition(", ")
    head = _paint(f"{word:<11}", function.status, colour)
    place = _paint(_safe(f"{function.file}:{function.line}"), "where", colour)
    time = "cached" if function.cached else f"{function.time_s:.2f} s" if function.status != "no-contract" else ""
    lines = [f"{head} {_safe(function.name):<24} {place}  {_paint(time, 'dim', colour)}".rstrip()]
    if function.status == "refuted":
        lines += _refutation(function, text, colour)
    elif function.status == "unknown":
        lines += _open(function, text, colour)
    elif function.status == "rejected" and function.cause:
        lines.append(f"    not understood: {_safe(function.cause)} (shown below)")
    for caveat in function.caveats:
        lines.append(f"    assuming: {_safe(caveat)}")
    lines += _found(function, colour)
    if kernel:
        lines.append(f"    {_safe(kernel)}")
    lines += _unchecked(function)
    lines += _kept(function)
    if explain:
        lines += _goals(function, colour)
    return "\n".join(lines)


def _unchecked(function: FunctionReport) -> list[str]:
    """The goals of a proved function whose proof no kernel accepted, and why."""
    if function.status != "proved":
        return []
    found = [
        (g, g.certificate) for g in function.goals
        if g.certificate is not None and g.certificate.status != "accepted" and not g.certificate.proof
    ]  # fmt: skip
    lines = [f"    not kernel-checked: line {g.line}, {_safe(g.kind)}: {_safe(c.reason)}" for g, c in found[:_UNCHECKED]]
    return lines + [f"    and {len(found) - _UNCHECKED} more goals (--json has all)"] * (len(found) > _UNCHECKED)


def _kept(function: FunctionReport) -> list[str]:
    """The goals that rest on a proof under `proofs/`."""
    return [
        f"    line {g.line}, {_safe(g.kind)}: by the proof {_safe(c.proof)}, checked by {_safe(c.checker)}"
        for g in function.goals
        if (c := g.certificate) is not None and c.proof and c.status == "accepted"
    ]


def render_diagnostic(diagnostic: Diagnostic, text: str = "", *, colour: bool = False) -> str:
    """A diagnostic with its id, the source line when `text` (the source of its file) is known, and its hint."""
    kind = diagnostic.severity if diagnostic.severity in _COLOURS else "error"
    lines = [_paint(f"{diagnostic.severity}[{diagnostic.id}]", kind, colour) + f": {_safe(diagnostic.message)}"]
    span = diagnostic.span
    excerpt = _excerpt(text, span, "", colour, kind)
    if excerpt:
        lines += excerpt
    else:
        lines.append(f"    --> {_safe(span.file)}" + (f":{span.line}" if text else ""))
    if diagnostic.hint:
        lines.append(f"    = hint: {_safe(diagnostic.hint)}")
    return "\n".join(lines)


def explain_cause(cause: str, c: bool = False) -> tuple[str, str]:
    """What a cause means and what to try, both "" for a cause that is not in the table; of a C program in the words of ACSL."""
    meaning, advice = CAUSES.get(cause, ("", ""))
    for python, acsl in _ACSL.items() if c else ():
        meaning, advice = meaning.replace(python, acsl), advice.replace(python, acsl)
    return meaning, advice


_ACSL = {
    "decreases(...) in the loop or @decreases(lambda ...: ...); or @partial, if it need not end":
        "`loop variant` before the loop, or `decreases` in the function's contract",
    "`len(xs) > 0 and xs[0] == result`": "`x != 0 && 10 / x > 1`",
    "@requires": "`requires`", "@ensures": "`ensures`", "`toolkit repair`": "`toolkit infer`",
}  # fmt: skip


# -- inside


def _refutation(function: FunctionReport, text: str, colour: bool) -> list[str]:
    found = function.counterexample
    if found is None:
        return [f"    {_safe(function.message)}"] if function.message else []
    call = f"{function.name}({', '.join(f'{name}={value}' for name, value in found.args.items())})"
    lines = [f"    this call breaks it: {_paint(_safe(_shorten(call)), 'bold', colour)}",
             f"    what happened:       {_safe(_shorten(found.outcome))}"]
    span = _clause_span(function.file, text, found.line, found.clause)
    # `message` begins with what kind of promise was broken, then the line in parentheses: that goes under the carets.
    reason, bracket, _ = function.message.partition(" (line ")
    lines += _excerpt(text, span, reason if bracket else "this does not hold", colour, "refuted")
    if found.script:
        lines.append("    to see it:")
        lines += [f"        {_safe(line)}" for line in found.script.strip("\n").splitlines()]
    return [*lines, ""]


def _open(function: FunctionReport, text: str, colour: bool) -> list[str]:
    lines = []
    meaning, advice = explain_cause(function.cause, function.file.endswith(".c"))
    if function.message and all(goal.status == "proved" for goal in function.goals):
        lines.append(f"    {_safe(function.message)}")
    if meaning:
        lines.append(f"    why: {meaning} [{function.cause}]")
    elif function.cause:
        lines.append(f"    why: [{_safe(function.cause)}]")
    shown = set()
    for goal in function.goals:
        if goal.status == "proved":
            continue
        why = ", ".join(part for part in (goal.engine, goal.cause) if part)
        label = _safe(goal.message or goal.kind) + (f" ({why})" if why else "")
        place = (goal.line, goal.column, goal.end_column)
        span = Span(function.file, goal.line, goal.column, goal.line, goal.end_column)
        excerpt = [] if place in shown else _excerpt(text, span, "", colour, "unknown")
        shown.add(place)
        lines.append(f"    open goal {_safe(goal.kind)} at line {goal.line}: {label}")
        lines += excerpt
        if goal.uninterpreted:
            lines.append(f"    uninterpreted in it (in part or in full): {_safe(', '.join(goal.uninterpreted))}")
    if advice:
        lines.append(f"    try: {advice}")
    return [*lines, ""]


def _found(function: FunctionReport, colour: bool) -> list[str]:
    """What the toolkit added to the loops, for pasting."""
    lines = []
    for loop in function.loops:
        if loop.found:
            lines.append(f"    found by the toolkit for the loop of line {loop.line}, to be pasted there:")
            lines += [f"        {_paint(_safe(text), 'bold', colour)}" for text in loop.found]
    return lines


def _goals(function: FunctionReport, colour: bool) -> list[str]:
    lines = []
    for goal in function.goals:
        engine = f"  {goal.engine}" if goal.engine else ""
        head = _paint(f"{goal.status:<8}", goal.status, colour)
        claim = f"  {_safe(goal.message)}" if goal.message else ""
        lines.append(f"    {head} line {goal.line:<4} {goal.kind}{claim}{engine}  {goal.time_s:.2f} s")
        lines += [f"        used:     {_safe(text)}" for text in goal.used]
        lines += [f"        not used: {_safe(text)}" for text in goal.unused]
    return lines


def _excerpt(text: str, span: Span, label: str, colour: bool, style: str) -> list[str]:
    """The source line of `span` with carets below, in the way of rustc and ruff; [] when there is no such line."""
    source = _line(text, span.line)
    if not source.strip():
        return []
    start, end = _column(source, span.column), _column(source, span.end_column)
    if span.end_line > span.line:
        end = len(source.rstrip())
    if end <= start:
        start, end = len(source) - len(source.lstrip()), len(source.rstrip())
    wide, before = _safe(source.rstrip()), len(_safe(source[:start]))
    carets = " " * before + _paint("^" * max(1, len(_safe(source[start:end]))) + (f" {label}" if label else ""),
                                   style, colour)
    number = str(span.line)
    bar = _paint(f"{'':>{len(number)}} |", "dim", colour)
    return [
        f"    {'':>{len(number)}}--> {_safe(span.file)}:{span.line}:{start + 1}",
        f"    {bar}",
        f"    {_paint(f'{number} |', 'dim', colour)} {wide}",
        f"    {bar} {carets}",
    ]


def _clause_span(file: str, text: str, line: int, clause: str) -> Span:
    """Where the clause's own text is on its line; else the whole line."""
    source = _line(text, line)
    at = source.find(clause) if clause else -1
    if at < 0:
        return Span(file, line)
    low = len(source[:at].encode("utf-8", "replace"))
    return Span(file, line, low, line, low + len(clause.encode("utf-8", "replace")))


def _line(text: str, number: int) -> str:
    # Split as Python's own reader does, not as str.splitlines: a form feed does not end a line.
    lines = text.split("\n") if text else []
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _column(source: str, column: int) -> int:
    """A count of bytes as a count of characters."""
    return len(source.encode("utf-8", "replace")[: max(0, column)].decode("utf-8", "ignore")) if source else column


def _safe(text: str) -> str:
    """Text that does nothing to a terminal: tabs become spaces, other control characters visible."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]",
                  lambda m: "    " if m[0] == "\t" else m[0].encode("unicode_escape").decode("ascii"), text)


def _shorten(text: str, width: int = 400) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}..."


def _paint(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{_COLOURS[style]}m{text}\x1b[0m" if colour and text and style in _COLOURS else text
