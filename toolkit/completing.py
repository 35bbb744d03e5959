"""`infer`: what a file's proofs lack, found without a language model, proved, and shown as a diff.

The door: `infer(target, ...) -> InferReport`. What is found is judged by `session.verify` on the new text, and no clause and no
line of code that was there changes (`Inference.check`)."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field, frozen

from toolkit import cloops, inferring
from toolkit.config import Options, SourceFile
from toolkit.contracting import Contracts
from toolkit.core.source import Rejected
from toolkit.report import Report, lines_before, moved, retold
from toolkit.session import _files, verify
from toolkit.solving import attached, read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.store import Store

_HOPELESS = ("callee-not-proved", "vacuous-contract", "engine-failed", "engines-disagree")


@frozen
class InferReport:
    """What was found. `report`: the verdicts on the completed text, its lines those of the text as it was given, its functions
    with their `loops`; `contracts`: the clauses that were added, by function; `text`: the completed text, `diff` a unified diff;
    `steps`: what was tried, for a person."""

    report: Report
    text: str
    diff: str
    contracts: dict[str, tuple[str, ...]] = field(factory=dict)
    steps: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As `toolkit verify --json`, with `contract` for each function, and the diff."""
        data = self.report.to_json()
        for f in data["functions"]:
            f["contract"] = list(self.contracts.get(f["name"], ()))
        return {**data, "infer": {"diff": self.diff, "text": self.text, "steps": list(self.steps)}}


def infer(
    target: Any,
    options: Options | None = None,
    *,
    contracts: str = "missing",
    store: Store | None = None,
    trace: Trace | None = None,
    on_event: Callable[[str], None] | None = None,
    **given: Any,
) -> InferReport:
    """Completes every function of `target` (as for `verify`; one file) that is unknown for want of invariants or a measure, and
    gives contracts to those that have none, helpers first.

    `contracts`: "none"; "missing" (where there is a postcondition only preconditions and exceptions are added, and only if it is
    not proved); "all" (postconditions as well). Raises ValueError when `target` is not exactly one readable file."""
    options = options or Options(**given)
    files, diagnostics = _files(target, options)
    if len(files) != 1:
        raise ValueError(diagnostics[0].message if diagnostics else "infer takes one file")
    return _Infer(attached(files[0]), options, contracts, store, trace or Trace.null(), on_event or (lambda _: None)).run()


@define(eq=False)
class _Infer:
    file: SourceFile
    options: Options
    contracts: str
    store: Store | None
    trace: Trace
    on_event: Callable[[str], None]
    steps: list[str] = field(factory=list)

    def run(self) -> InferReport:
        original = text = self.file.text
        for name in self.wanted():
            text = self.complete(text, name) or text
        text, clauses = self.contracted(text)
        report = self.verify(text)
        module = read_file(self.file, text, self.options.c_int) if report.functions else None
        told = cloops.told if self.file.is_c else inferring.told
        here = lines_before(original, text)
        functions = [told(f, module, original, text) if module and f.status == "proved" else retold(f, here, f.loops)
                     for f in report.functions]  # fmt: skip
        name = self.file.path
        diff = difference(name, original, text)
        said = [attrs.evolve(d, span=moved(d.span, here)) if d.span.file == name else d for d in report.diagnostics]
        report = attrs.evolve(report, functions=tuple(functions), diagnostics=tuple(said), sources={name: original})
        return InferReport(report, text, diff, clauses, tuple(self.steps))

    def contracted(self, text: str) -> tuple[str, dict[str, tuple[str, ...]]]:
        """The text with contracts, and the clauses that were added, by function."""
        if self.contracts == "none" or self.file.is_c:
            return text, {}
        work = Contracts(self.file, self.options, self.store, self.trace, self.say, everything=self.contracts == "all")
        text, found = work.infer(text, self.file.only)
        return text, {name: c.clauses for name, c in found.items() if c.clauses}

    def wanted(self) -> list[str]:
        """The functions that may lack something. Of C: all that have a loop without an invariant, also where the proof needs none,
        so that what is found can be checked without us."""
        if not self.file.is_c:
            return [f.name for f in self.verify(self.file.text).functions if f.status == "unknown" and f.cause not in _HOPELESS]
        try:
            module = read_file(self.file, None, self.options.c_int)
        except Rejected:  # the report says why
            return []
        names = [n for n in module.functions if self.file.only in (None, n)]
        return [n for n in names if cloops.lacking(self.file, self.options.c_int, n)]

    def say(self, what: str) -> None:
        self.steps.append(what)
        self.on_event(what)

    def verify(self, text: str, only: str | None = None) -> Report:
        file = attrs.evolve(self.file, text=text, only=only or self.file.only)
        options = attrs.evolve(self.options, infer=False)  # what is found has to stand in the text
        return verify([file], options, store=self.store, trace=self.trace)

    def complete(self, text: str, name: str) -> str | None:
        """The text with what a function lacks, proved with the full limits; None when nothing was found."""
        kind = cloops.CLoops if self.file.is_c else inferring.Inference
        work = kind(self.file, self.options, self.store, self.trace, self.say)
        found = work.complete(text, name)
        if found is None:
            self.say(f"{name}: nothing was found that completes the proof")
            return None
        work.check(text, found, name)
        last = self.verify(found, name).functions
        if not last or last[0].status != "proved":
            self.say(f"{name}: what was found does not stand with the full limits")
            return None
        self.say(f"{name}: proved")
        return found


def difference(path: str, before: str, after: str) -> str:
    """A unified diff of a file, as `patch -p1` takes it."""
    path = path.lstrip("/")
    return "".join(difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}"))


def _lines(text: str) -> list[str]:
    """Lines for a diff; a last one without an end says so, as `patch` wants it."""
    found = text.splitlines(True)
    if found and not found[-1].endswith("\n"):
        found[-1] += "\n\\ No newline at end of file\n"
    return found
