"""`repair`: what a proof lacks is proposed, put into the text, read again like the user's own words, and verified; until it is
proved or the budget is spent. Symbolic proposers first (Spacer, Houdini, measures); a foundation model where one is named.

Nothing that is proposed is believed: the result is judged by `session.verify` on the new text, and `edits.check` compares it
with the old one, so that no clause that was not open has changed."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field, frozen

from toolkit.completing import difference
from toolkit.config import Options, SourceFile
from toolkit.inferring import Inference, Memory
from toolkit.proposers.asks import AddInvariant, Ask, Proposal
from toolkit.report import FunctionReport, Report
from toolkit.session import _files, verify
from toolkit.solving import attached
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.proposers.fm import FM
    from toolkit.store import Store

_LOOK_LIMIT = 4_000_000  # solver steps per goal for a first look
_LOOK_SEARCH = 80  # inputs tried at a first look


@frozen
class RepairReport:
    """What became of it. `status`: proved (all that was open is), partly, unchanged; `text` is the whole new module, `diff`
    a unified diff; `report` the verdicts of the new text; `steps` what was tried, for a person."""

    report: Report
    status: str
    text: str
    diff: str
    steps: tuple[str, ...] = ()


def repair(
    target: Any,
    options: Options | None = None,
    *,
    fm: str | None = None,
    budget: int = 24,
    store: Store | None = None,
    trace: Trace | None = None,
    on_event: Callable[[str], None] | None = None,
    **given: Any,
) -> RepairReport:
    """Tries to complete every function of `target` (as for `verify`; one file) that is not proved.

    `fm` names a foundation model (`ollama:NAME`, `openai:URL#NAME`, `scripted:FILE`); `budget` is the number of proposals
    bodies and measures that may be verified per function; 0 tries nothing. An FM that cannot be reached, or says nothing
    usable, is a step in the report; what an FM wrote runs only in a sandbox that is fit for a stranger's code, and without
    one it is not asked. Raises ValueError when `target` is not exactly one readable file."""
    options = options or Options(**given)
    files, diagnostics = _files(target, options)
    if len(files) != 1:
        raise ValueError(diagnostics[0].message if diagnostics else "repair takes one file")
    return _Repair(attached(files[0]), options, fm, budget, store, trace or Trace.null(), on_event or (lambda _: None)).run()


@define(eq=False)
class _Repair:
    file: SourceFile
    options: Options
    fm_name: str | None
    budget: int
    behind: Store | None
    trace: Trace
    on_event: Callable[[str], None]
    steps: list[str] = field(factory=list)
    _fm: FM | None = None

    def run(self) -> RepairReport:
        original = text = self.file.text
        report = self.verify(original, None, self.look)
        for f in report.functions:
            if f.cause in ("callee-not-proved", "vacuous-contract") or self.budget <= 0:
                continue
            if f.status == "unknown" or (f.status in ("refuted", "rejected") and self.fm_name and self.fm_may_run()):
                text = self.complete(text, f) or text
        report = self.verify(text)
        wanted = [f for f in report.functions if f.status != "no-contract"]
        good = not report.diagnostics and all(f.status == "proved" for f in wanted)
        status = "proved" if good and wanted else "partly" if text != original else "unchanged"
        return RepairReport(report, status, text, difference(self.file.path, original, text), tuple(self.steps))

    def say(self, what: str) -> None:
        self.steps.append(what)
        self.on_event(what)

    def verify(self, text: str, only: str | None = None, options: Options | None = None) -> Report:
        """The verdicts on a text. Where an FM had a hand in it, it runs as code of a stranger."""
        file = attrs.evolve(self.file, text=text, only=only or self.file.only, untrusted=self.foreign(text))
        options = attrs.evolve(options or self.options, infer=False)  # what is found has to stand in the text
        return verify([file], options, store=self.store, trace=self.trace)

    def foreign(self, text: str) -> bool:
        return self.fm_name is not None and text != self.file.text

    def fm_may_run(self) -> bool:
        """What an FM writes is only ever run in a sandbox that is fit for a stranger's code; without one it is not asked."""
        if self._may_run is None:
            from toolkit.engines import sandbox

            self._may_run = bool(self.trace.call("sandbox", {"untrusted": True}, lambda: sandbox.describe().untrusted))
            if not self._may_run:
                self.say(f"{self.fm_name} is not asked: what a foundation model writes runs in bubblewrap or under Landlock "
                         "only, and neither works here (toolkit doctor says how to get them)")  # fmt: skip
        return self._may_run

    _may_run: bool | None = None

    @property
    def store(self) -> Any:
        if self.trace.mode != "null":
            return None
        if self._memory is None:
            self._memory = Memory(self.behind if self.options.cache else None)
        return self._memory

    _memory: Memory | None = None

    @property
    def look(self) -> Options:
        """Limits for a first look at a text."""
        o = self.options
        return attrs.evolve(o, rlimit=min(o.rlimit, _LOOK_LIMIT), search=min(o.search, _LOOK_SEARCH), explain=False)

    @property
    def inference(self) -> Inference:
        return Inference(self.file, self.options, self.store, self.trace, self.say, self.budget)

    # --- one function ---------------------------------------------------------------------------------------------

    def complete(self, text: str, f: FunctionReport) -> str | None:
        """A text in which the function is proved, or None."""
        found: str | None = None
        if f.status == "unknown":
            found = self.inference.complete(text, f.name)
            if found is None and self.fm_name and self.fm_may_run():
                found = self.ask_invariants(text, f)
        if found is None and self.fm_name and self.fm_may_run():
            found = self.ask_body(text, f)
        if found is None:
            self.say(f"{f.name}: nothing that was proposed completes the proof")
            return None
        opened = frozenset({"invariants", "measure"} | ({"body", "existing-invariants"} if self.fm_name else set()))
        self.inference.check(text, found, f.name, opened)
        last = self.verify(found, f.name, attrs.evolve(self.options, search=0)).functions
        if not last or last[0].status != "proved":
            self.say(f"{f.name}: what was proposed does not stand with the full limits")
            return None
        self.say(f"{f.name}: proved")
        return found

    # --- foundation models ----------------------------------------------------------------------------------------

    @property
    def fm(self) -> FM:
        if self._fm is None:
            from toolkit.proposers.fm import connect

            assert self.fm_name is not None
            self._fm = connect(self.fm_name, seed=self.options.seed)
        return self._fm

    def proposals(self, ask: Ask, attempt: int = 0) -> list[Proposal]:
        """What the FM says to an ask; [] (and a note) when it says nothing usable or cannot be reached."""
        from toolkit.proposers.fm import propose
        from toolkit.proposers.fm.providers import FMError

        try:
            found = propose(self.fm, ask, self.trace.call, attempt=attempt)
        except FMError as e:
            self.say(f"{ask.function}: the FM gave no answer: {e}")
            self.fm_failed = True
            return []
        self.say(f"{ask.function}: {self.fm.name} proposed {len(found)} for {ask.kind}")
        return found

    fm_failed: bool = False

    def ask_invariants(self, text: str, f: FunctionReport) -> str | None:
        """The FM's invariants join the pool; what is not inductive goes like any other candidate."""
        from toolkit.proposers import houdini

        extra: dict[int, list[str]] = {}
        if self.fm_failed:
            return None
        for i, loop in enumerate(houdini.loops_of(text, f.name)):
            ask = Ask("invariants", f.name, text, loop.lineno, tuple(_feedback(f)), frozenset({"invariants"}))
            for p in self.proposals(ask):
                for e in p.edits:
                    if isinstance(e, AddInvariant):
                        extra.setdefault(i, []).append(ast.unparse(ast.parse(e.expression, mode="eval").body))
        if not extra:
            return None
        found = self.inference.complete(text, f.name, extra)
        if found is None and f.cause == "termination":
            for loop in houdini.loops_of(text, f.name):
                ask = Ask("measure", f.name, text, loop.lineno, tuple(_feedback(f)), frozenset({"measure"}))
                for p in self.proposals(ask)[: self.budget]:
                    new = self.inference.apply(text, p.edits, {"measure"})
                    if new is not None and self.inference.proved(new, f.name):
                        return new
        return found

    def ask_body(self, text: str, f: FunctionReport) -> str | None:
        """New bodies from the FM, each verified; a counterexample goes into the next ask."""
        opened = frozenset({"body", "invariants", "measure", "existing-invariants"})
        seen: set[str] = set()
        feedback = list(_feedback(f))
        for attempt in range(3):
            if self.fm_failed:
                return None
            for p in self.proposals(Ask("body", f.name, text, None, tuple(feedback), opened), attempt):
                new = self.inference.apply(text, p.edits, opened)
                if new is None or new in seen:
                    continue
                if len(seen) >= self.budget:
                    return None
                seen.add(new)
                verdict = next((x for x in self.verify(new, f.name, self.look).functions if x.name == f.name), None)
                if verdict is None:
                    continue
                if verdict.status == "proved":
                    return new
                if verdict.status == "unknown":
                    found = self.inference.complete(new, f.name)
                    if found is not None:
                        return found
                feedback = [*_feedback(verdict), *feedback][:6]
        return None


def _feedback(f: FunctionReport) -> list[str]:
    """What a proposer is told of a failed attempt."""
    found = []
    if f.counterexample is not None:
        args = ", ".join(f"{k}={v}" for k, v in f.counterexample.args.items())
        found.append(f"{f.name}({args}) breaks the contract: {f.counterexample.outcome}; {f.counterexample.clause}")
    if f.message:
        found.append(f.message)
    found += [f"not shown, line {g.line}: {g.message}" for g in f.goals if g.status != "proved"][:4]
    return found
