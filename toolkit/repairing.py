"""`repair`: what a proof lacks is proposed, put into the text, read again like the user's own words, and verified; until it is
proved or the budget is spent. Symbolic proposers first (Spacer, Houdini, measures); a foundation model where one is named.

Nothing that is proposed is believed: the result is judged by `session.verify` on the new text, and `edits.check` compares it
with the old one, so that no clause that was not open has changed."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field, frozen

from toolkit.config import Options, SourceFile
from toolkit.core.source import Rejected
from toolkit.proposers.asks import AddInvariant, AddMeasure, Ask, Edit, Proposal
from toolkit.report import FunctionReport, Report
from toolkit.session import _files, attached, read_file, solve_goals, verify
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Loop, Module
    from toolkit.core.semantics import Env
    from toolkit.proposers.fm import FM
    from toolkit.store import Store

_POOL_LIMIT = 1_000_000  # solver steps per goal while proposals are tried
_POOL_TIME = 10.0  # seconds, the outer guard
_SPACER_TIME = 2.0  # seconds; Spacer honours no step limit
_LOOK_LIMIT = 4_000_000  # solver steps per goal for a first look
_LOOK_SEARCH = 80  # inputs tried at a first look
_RUN_STEPS = 40_000  # of the reference semantics, on all runs that candidates are held against
_MEASURES = 16  # measures tried per loop
_ROUNDS = 30


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


class _Memory:
    """A store for one repair: the same goals come back again and again."""

    def __init__(self, behind: Store | None) -> None:
        self.kept: dict[str, Any] = {}
        self.behind = behind
        self.warning = ""

    def get(self, key: str) -> Any:
        return self.kept.get(key) or (self.behind.get(key) if self.behind is not None else None)

    def put(self, key: str, value: Any) -> None:
        self.kept[key] = value
        if self.behind is not None:
            self.behind.put(key, value)


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
        name = self.file.path
        diff = "".join(difflib.unified_diff(_lines(original), _lines(text), f"a/{name}", f"b/{name}"))
        return RepairReport(report, status, text, diff, tuple(self.steps))

    def say(self, what: str) -> None:
        self.steps.append(what)
        self.on_event(what)

    def verify(self, text: str, only: str | None = None, options: Options | None = None) -> Report:
        """The verdicts on a text. Where an FM had a hand in it, it runs as code of a stranger."""
        file = attrs.evolve(self.file, text=text, only=only or self.file.only, untrusted=self.foreign(text))
        return verify([file], options or self.options, store=self.store, trace=self.trace)

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
            self._memory = _Memory(self.behind if self.options.cache else None)
        return self._memory

    _memory: _Memory | None = None

    def proved(self, text: str, name: str) -> bool:
        """A quick look, with small limits, that gives up at the first goal that fails; the last word is `verify`'s."""
        from toolkit.core import vcgen
        from toolkit.core.verdict import judge

        module = read_file(self.file, text)
        if name not in module.functions:
            return False
        program = vcgen.Program.of(module)
        try:
            result = vcgen.goals(program, name)
        except Rejected:
            return False
        file = attrs.evolve(self.file, text=text, only=name, untrusted=self.foreign(text))
        verdicts = solve_goals(file, program, name, result.goals, self.small, self.store, self.trace, hasty=True)
        if len(verdicts) < len(result.goals):
            return False
        return judge(module.functions[name], verdicts, (), frozenset()).status == "proved"

    @property
    def small(self) -> Options:
        """Limits while proposals are tried."""
        o = self.options
        return attrs.evolve(o, rlimit=min(o.rlimit, _POOL_LIMIT), timeout=min(o.timeout, _POOL_TIME), search=0, explain=False)

    @property
    def look(self) -> Options:
        """Limits for a first look at a text."""
        o = self.options
        return attrs.evolve(o, rlimit=min(o.rlimit, _LOOK_LIMIT), search=min(o.search, _LOOK_SEARCH), explain=False)

    # --- one function ---------------------------------------------------------------------------------------------

    def complete(self, text: str, f: FunctionReport) -> str | None:
        """A text in which the function is proved, or None."""
        from toolkit.proposers import edits

        found: str | None = None
        if f.status == "unknown":
            found = self.symbolic(text, f)
            if found is None and self.fm_name and self.fm_may_run():
                found = self.ask_invariants(text, f)
        if found is None and self.fm_name and self.fm_may_run():
            found = self.ask_body(text, f)
        if found is None:
            self.say(f"{f.name}: nothing that was proposed completes the proof")
            return None
        opened = frozenset({"invariants", "measure"} | ({"body", "existing-invariants"} if self.fm_name else set()))
        try:
            edits.check(text, found, f.name, opened)
        except edits.SpecTouched:  # our own wrapper round what a for runs over is no edit of a proposer
            edits.check(self.tracked(text, f.name), found, f.name, opened)
        last = self.verify(found, f.name, attrs.evolve(self.options, search=0)).functions
        if not last or last[0].status != "proved":
            self.say(f"{f.name}: what was proposed does not stand with the full limits")
            return None
        self.say(f"{f.name}: proved")
        return found

    def symbolic(self, text: str, f: FunctionReport) -> str | None:
        """Spacer, then Houdini over templates, likely ones first; then measures."""
        from toolkit.proposers import houdini

        if not houdini.loops_of(text, f.name):
            return self.measures(text, f.name)
        found = self.spacer(text, f.name)
        for wide in (False, True):
            if found is None:
                found = self.pool(text, f.name, {}, wide)
        return found

    def spacer(self, text: str, name: str) -> str | None:
        from toolkit.core.vcgen import Program
        from toolkit.proposers import horn, houdini

        module = read_file(self.file, text)
        if name not in module.functions:
            return None
        program = Program.of(module)
        answer: Any = self.trace.call(
            "horn", {"function": name, "text": text},
            lambda: horn.propose(program, module.functions[name], _POOL_LIMIT, _SPACER_TIME),
        )  # fmt: skip
        if not answer:
            return None
        loops = houdini.loops_of(text, name)
        added: list[Edit] = [
            AddInvariant(name, loops[int(key.removeprefix("loop")) - 1].lineno, e)
            for key, parts in sorted(answer.items()) for e in parts
        ]  # fmt: skip
        new = self.apply(text, added, {"invariants"}) if added else text
        found = None if new is None else self.finished(text, name, added, new)
        if found is not None:
            self.say(f"{name}: from Spacer")
        return found

    def finished(self, text: str, name: str, added: Sequence[Edit], new: str) -> str | None:
        """`new` is `text` with `added`: where that is proved, or is with a measure, the least of it that does; else None."""
        if self.proved(new, name):
            return self.minimal(text, name, added)
        measured = self.measures(new, name)
        if measured is None:
            return None
        return self.minimal(text, name, [*added, *self.measured(measured, new, name, text)])

    def measured(self, after: str, before: str, name: str, text: str) -> list[Edit]:
        """The measures that `after` has more than `before`, as edits of `text`."""
        from toolkit.proposers import houdini

        lines = [loop.lineno for loop in houdini.loops_of(text, name)]
        old = _hint_lines(before, name, "decreases")
        new = _hint_lines(after, name, "decreases")
        return [AddMeasure(name, lines[i], e) for i, _, e in new if (i, e) not in {(i, e) for i, _, e in old}]

    def apply(self, text: str, added: Sequence[Edit], opened: Iterable[str]) -> str | None:
        """The text with edits in it; those that are refused are left out one by one."""
        from toolkit.proposers import edits

        try:
            return edits.apply(text, added, opened)
        except edits.EditRefused:
            if len(added) <= 1:
                return None
        good = [e for e in added if self.apply(text, [e], opened) is not None]
        if not good or len(good) == len(added):
            return None
        return self.apply(text, good, opened)

    # --- Houdini --------------------------------------------------------------------------------------------------

    def pool(self, text: str, name: str, extra: dict[int, list[str]], wide: bool = True) -> str | None:
        """Houdini: all candidates at once, what does not hold on runs goes, then what is not inductive; the rest proves the
        function, or does not. `extra` adds candidates by the loop's place in the function."""
        from toolkit.proposers import houdini

        based = self.tracked(text, name)
        module = read_file(self.file, based)
        if name not in module.functions:
            return None
        f = module.functions[name]
        candidates: list[tuple[int, str]] = []
        relations = self.relations(based, module, f)
        for i, loop in enumerate(houdini.loops_of(based, name)):
            here = [*extra.get(i, []), *relations.get(i, []), *houdini.pool(based, f, loop, wide)]
            candidates += [(i, c) for c in dict.fromkeys(here)]
        total = len(candidates)
        candidates = self.readable(based, name, candidates)
        candidates = self.not_refuted(based, name, candidates)
        on_runs = len(candidates)
        candidates = self.inductive(based, name, candidates)
        self.say(f"{name}: {total} candidate invariants, {on_runs} hold on runs, {len(candidates)} are inductive together")
        added = self.edits_of(based, name, candidates)
        new = self.apply(based, added, {"invariants"}) if added else based
        found = None if new is None else self.finished(based, name, added, new)
        return self.untracked(text, based, name, found)

    def edits_of(self, text: str, name: str, candidates: Sequence[tuple[int, str]]) -> list[Edit]:
        from toolkit.proposers import houdini

        lines = [loop.lineno for loop in houdini.loops_of(text, name)]
        return [AddInvariant(name, lines[i], e) for i, e in candidates]

    def tracked(self, text: str, name: str, only: Sequence[str] | None = None) -> str:
        """The text with `for x in xs` as `for x in (seen := track(xs))`, so that invariants can speak of what was seen;
        `only` names the wrappers that are wanted."""
        from toolkit.proposers import houdini
        from toolkit.proposers.edits import placing
        from toolkit.proposers.edits.module import Module, parse

        taken = {n.id for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Name)}
        for i in range(len(houdini.loops_of(text, name))):
            loop = houdini.loops_of(text, name)[i]
            if not isinstance(loop, ast.For) or isinstance(loop.iter, ast.NamedExpr):
                continue
            if isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id in (
                "range", "enumerate", "track",
            ):  # fmt: skip
                continue
            label = next(n for n in ("seen", "passed", "done", *(f"seen{k}" for k in range(9, 99))) if n not in taken)
            taken.add(label)
            if only is not None and label not in only:
                continue
            module, t = Module.of(parse(text), name), placing.Text.of(text)
            start = t.at(loop.iter.lineno, loop.iter.col_offset)
            end = t.at(loop.iter.end_lineno or 0, loop.iter.end_col_offset or 0)
            changes = [(start, end, f"({label} := track({text[start:end]}))")]
            if "track" not in module.ours.values() and "*" not in module.ours:
                changes.append(placing.imports(t, module, ["track"])[0])
            for a, b, new in sorted(changes, reverse=True):
                text = text[:a] + new + text[b:]
        return text

    def untracked(self, original: str, based: str, name: str, new: str | None) -> str | None:
        """The result without the wrappers that no invariant uses."""
        if new is None or based == original:
            return new
        from toolkit.proposers import houdini

        used = [
            loop.iter.target.id for loop in houdini.loops_of(new, name)
            if isinstance(loop, ast.For) and isinstance(loop.iter, ast.NamedExpr)
            and any(f"{loop.iter.target.id}." in e for _, e in _invariants_of(new, name))
        ]  # fmt: skip
        plain = self.tracked(original, name, used)
        added: list[Edit] = [*self.edits_of(plain, name, _invariants_of(new, name)), *self.measured(new, plain, name, plain)]
        fewer = self.apply(plain, added, {"invariants", "measure"}) if added else plain
        return fewer if fewer is not None and self.proved(fewer, name) else new

    def relations(self, text: str, module: Module, f: Function) -> dict[int, list[str]]:
        """Equations between integers, lengths and products of two integers at each loop's head, seen on runs."""
        from toolkit.core.ir import INT, STR
        from toolkit.proposers import houdini

        loops = houdini.loops_of(text, f.name)
        rows: dict[int, list[dict[str, int]]] = {}
        names = sorted((n for n in f.sorts if not n.startswith("$") and "'" not in n), key=lambda n: n not in _params(f))
        ints = [n for n in names if f.sorts[n] == INT]
        sized = [n for n in names if f.sorts[n] == STR or f.sorts[n].name == "List"]

        def note(loop: Loop, env: Env) -> None:
            i = int(loop.key.removeprefix("loop")) - 1
            if len(rows.setdefault(i, [])) >= 300:
                return
            now = {n: env[n] for n in ints if n in env}
            for outer in (x for x in loops if x.lineno <= loops[i].lineno):
                if isinstance(outer, ast.For):
                    now.update(_counter(outer, _loops(f)[loops.index(outer)], env, outer is loops[i]))
            sizes = {f"len({n})": len(env[n]) for n in sized if n in env}
            products = {
                f"{a} * {b}": now[a] * now[b] for k, a in enumerate(sorted(now)[:6]) for b in sorted(now)[k:6]
                if abs(now[a]) < 10**6 and abs(now[b]) < 10**6
            }  # fmt: skip
            rows[i].append({**now, **sizes, **products})

        self._runs(module, f, note)
        found: dict[int, list[str]] = {}
        for i, seen in rows.items():
            order = sorted({t for r in seen for t in r}, key=lambda t: ("*" in t, "len(" in t, t not in _params(f), t))
            shared = [t for t in order if all(t in r for r in seen)]
            plain = [t for t in shared if "*" not in t]
            linear = houdini.linear_relations([[r[t] for t in plain] for r in seen], plain)
            found[i] = linear + houdini.linear_relations([[r[t] for t in shared] for r in seen], shared)
        return found

    def _runs(self, module: Module, f: Function, note: Callable[[Loop, Env], None]) -> None:
        """Runs the function on small inputs with the reference semantics, showing loop heads."""
        from toolkit.search import Search

        search = Search(module, f, [()], self.options.seed)
        own = {id(loop) for loop in _loops(f)}
        search.budget = _RUN_STEPS  # a body that never ends has heads without end
        search.interpreter.on_head = lambda loop, env: note(loop, env) if id(loop) in own else None
        search.interpreter.check = True
        for c in search.small(120):
            search.outcome(c)

    def readable(self, text: str, name: str, candidates: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Candidates that edits and the reader take (types, names)."""
        from toolkit.proposers import edits
        from toolkit.proposers.edits import vetting
        from toolkit.proposers.edits.module import Module, parse

        spec, good = vetting.spec_vet(Module.of(parse(text), name)), []
        for c in candidates:
            try:
                vetting.condition(spec, c[1])
                good.append(c)
            except edits.EditRefused:
                continue
        for _ in range(len(good) + 1):
            new, lines = self._with(text, name, good)
            if new is None:
                return []
            module = read_file(self.file, new)
            if name in module.functions:
                return [lines[k] for k in sorted(lines)] if lines else []
            bad = module.rejected[name].span.line
            if bad not in lines:
                return []
            good = [c for c in lines.values() if c != lines[bad]]
        return []

    def _with(
        self, text: str, name: str, candidates: Sequence[tuple[int, str]]
    ) -> tuple[str | None, dict[int, tuple[int, str]]]:
        """The text with candidates in it, and which line holds which."""
        if not candidates:
            return text, {}
        new = self.apply(text, self.edits_of(text, name, candidates), {"invariants"})
        if new is None:
            return None, {}
        wanted = set(candidates)
        return new, {line: (i, e) for i, line, e in _hint_lines(new, name, "invariant") if (i, e) in wanted}

    def not_refuted(self, text: str, name: str, candidates: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """Candidates that hold at every loop head of some runs."""
        from toolkit.core.semantics import Interpreter

        new, lines = self._with(text, name, candidates)
        if new is None or not lines:
            return []
        f = read_file(self.file, new).functions[name]
        bare = read_file(self.file, text)
        by_key = {loop.key: loop for loop in _loops(f)}
        failed: set[int] = set()
        judge = Interpreter(read_file(self.file, new), fuel=10**9)

        def note(loop: Loop, env: Env) -> None:
            for c in by_key[loop.key].invariants:
                if c.span.line in lines and c.span.line not in failed:
                    judge._left = 10_000
                    if not judge.holds(c, env):
                        failed.add(c.span.line)

        self._runs(bare, bare.functions[name], note)
        return [c for k, c in sorted(lines.items()) if k not in failed]

    def inductive(self, text: str, name: str, candidates: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The largest inductive subset, as far as the solver can tell."""
        from toolkit.core import vcgen

        for _ in range(_ROUNDS):
            new, lines = self._with(text, name, candidates)
            if new is None or not lines:
                return []
            module = read_file(self.file, new)
            program = vcgen.Program.of(module)
            try:
                goals = vcgen.goals(program, name).goals
            except Rejected:
                return []
            kinds = ("invariant-at-entry", "invariant-kept", "clause-defined")
            asked = [g for g in goals if g.kind in kinds and g.span.line in lines]
            file = attrs.evolve(self.file, text=new, only=name)
            verdicts = solve_goals(file, program, name, asked, self.small, self.store, self.trace)
            failed = {g.goal.span.line for g in verdicts if g.status != "proved"}
            candidates = [c for k, c in sorted(lines.items()) if k not in failed]
            if not failed:
                return candidates
        return []

    def minimal(self, text: str, name: str, added: Sequence[Edit]) -> str | None:
        """The text with only as many of the edits as the proof needs: first those that unsat cores name, then one less each
        time. None when not even all of them do."""
        from toolkit.proposers import edits

        def with_(some: Sequence[Edit]) -> str:
            return edits.apply(text, some, {"invariants", "measure"}) if some else text

        keep = list(added)
        used = self.used(with_(keep), name, keep)
        if len(used) < len(keep) and self.proved(with_(used), name):
            keep = used
        elif not self.proved(with_(keep), name):
            return None
        step = max(1, len(keep) // 2) if len(keep) > 8 else 1
        while step >= 1:
            i = len(keep) - step
            while i > -step:
                fewer = keep[: max(i, 0)] + keep[i + step :]
                if self.proved(with_(fewer), name):
                    keep = fewer
                i -= step
            step = step // 2
        return with_(keep)

    def used(self, text: str, name: str, added: Sequence[Edit]) -> list[Edit]:
        """The edits that the proofs use, by the solver's unsat cores: of the goals that are not about what was added, and
        then of those about what these need."""
        options = attrs.evolve(self.small, explain=True)
        report = next((f for f in self.verify(text, name, options).functions if f.name == name), None)
        if report is None:
            return list(added)
        ours = {e.expression for e in added if isinstance(e, AddInvariant)}
        lines = {line: e for _, line, e in _hint_lines(text, name, "invariant") if e in ours}
        needs: dict[int, set[int]] = {}
        for g in report.goals:
            mentioned = {int(n) for label in g.used for n in re.findall(r"\bline (\d+)", label)}
            needs.setdefault(g.line if g.line in lines else 0, set()).update(mentioned & set(lines))
        found, todo = set[int](), [0]
        while todo:
            for line in needs.get(todo.pop(), set()) - found:
                found.add(line)
                todo.append(line)
        wanted = {lines[k] for k in found}
        return [e for e in added if not isinstance(e, AddInvariant) or e.expression in wanted]

    # --- measures -------------------------------------------------------------------------------------------------

    def measures(self, text: str, name: str) -> str | None:
        """A measure for the one loop, or the recursion, of which nothing shows that it ends."""
        from toolkit.proposers import houdini

        report = self.verify(text, name, self.small).functions
        if not report or report[0].cause != "termination" or any(
            g.status != "proved" and g.kind != "measure" for g in report[0].goals
        ):
            return None
        module = read_file(self.file, text)
        f = module.functions[name]
        loops = {loop.lineno: loop for loop in houdini.loops_of(text, name)}
        line = next((g.line for g in report[0].goals if g.status != "proved"), 0)
        for e in _measure_texts(f, loops.get(line))[: min(_MEASURES, self.budget)]:
            edit = AddMeasure(name, line if line in loops else None, e)
            new = self.apply(text, [edit], {"measure"})
            if new is not None and self.proved(new, name):
                self.say(f"{name}: the measure {e}")
                return new
        return None

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
        found = self.pool(text, f.name, extra)
        if found is None and f.cause == "termination":
            for loop in houdini.loops_of(text, f.name):
                ask = Ask("measure", f.name, text, loop.lineno, tuple(_feedback(f)), frozenset({"measure"}))
                for p in self.proposals(ask)[: self.budget]:
                    new = self.apply(text, p.edits, {"measure"})
                    if new is not None and self.proved(new, f.name):
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
                new = self.apply(text, p.edits, opened)
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
                    found = self.symbolic(new, verdict)
                    if found is not None:
                        return found
                feedback = [*_feedback(verdict), *feedback][:6]
        return None


def _loops(f: Function) -> list[Loop]:
    from toolkit.core.ir import Loop, statements

    return [s for s in statements(f.body) if isinstance(s, Loop)]


def _params(f: Function) -> set[str]:
    return {p.name for p in f.params}


def _counter(node: ast.For, loop: Loop, env: Env, own: bool) -> dict[str, int]:
    """What an invariant means by a for's index and its `t.index`, from the hidden counter."""
    from toolkit.core.ir import Assign
    from toolkit.proposers import houdini

    if loop.counter is None or loop.counter not in env:
        return {}
    k: int = env[loop.counter]
    if isinstance(node.iter, ast.NamedExpr):
        return {f"{node.iter.target.id}.index": k}
    index = houdini.index_of(node)
    if index is None or not own:
        return {}  # an outer loop's index is an ordinary variable here
    first = loop.body[0] if loop.body else None
    if not isinstance(first, Assign) or first.value.op != "at":
        return {index: k}
    over = first.value.args[0]
    if over.op != "range":
        return {index: k}
    ends = [a.data if a.op == "const" else env.get(a.data) for a in over.args]
    return {index: ends[0] + k * ends[2]} if isinstance(ends[0], int) and isinstance(ends[2], int) else {}


def _hint_lines(text: str, name: str, hint: str) -> list[tuple[int, int, str]]:
    """(loop's place, line, expression) of every `invariant` (or `decreases`) of a function."""
    from toolkit.proposers import houdini

    found: list[tuple[int, int, str]] = []
    for i, loop in enumerate(houdini.loops_of(text, name)):
        for s in loop.body:
            if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call):
                called = ast.unparse(s.value.func).split(".")[-1]
                if called == hint and s.value.args:
                    found.append((i, s.value.lineno, ast.unparse(s.value.args[0])))
    return found


def _invariants_of(text: str, name: str) -> list[tuple[int, str]]:
    return [(i, e) for i, _, e in _hint_lines(text, name, "invariant")]


def _lines(text: str) -> list[str]:
    """Lines for a diff; a last one without an end says so, as `patch` wants it."""
    lines = text.splitlines(True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n\\ No newline at end of file\n"
    return lines


def _measure_texts(f: Function, loop: ast.AST | None = None) -> list[str]:
    """Measures to try: what the loop's condition says, sizes, differences, sums of them."""
    from toolkit.core.ir import INT, STR

    from_guard: list[str] = []
    if isinstance(loop, ast.While):
        for c in (n for n in ast.walk(loop.test) if isinstance(n, ast.Compare) and len(n.ops) == 1):
            a, b = ast.unparse(c.left), ast.unparse(c.comparators[0])
            if isinstance(c.ops[0], ast.Gt | ast.GtE):
                a, b = b, a
            if isinstance(c.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE | ast.NotEq):
                from_guard.append(a if b == "0" else b if a == "0" else f"{b} - {a}")
        if len(from_guard) > 1:
            from_guard.append(" + ".join(from_guard))
    changed = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} if loop else None
    ints = [n for n, s in f.sorts.items() if s == INT and not n.startswith("$")]
    sizes = [f"len({n})" for n, s in f.sorts.items() if (s == STR or s.name == "List") and not n.startswith("$")]
    single = ints + sizes
    moving = [n for n in single if changed is None or n in changed or n in sizes]
    found = [*from_guard, *moving]
    found += [f"{a} - {b}" for a in single for b in ints if a != b and (changed is None or {a, b} & changed)]
    found += [f"{a} + {b}" for i, a in enumerate(single) for b in single[i + 1 :]]
    found += [f"abs({a} - {b})" for a in ints for b in ints if a < b]
    return list(dict.fromkeys(found))


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
