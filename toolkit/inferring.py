"""Finds the loop invariants and measures that a function's proof lacks, without a language model. Shared by `session` (loops
without invariants), `infer` and `repair`.

The door: `Inference(...).complete(text, function)` gives a text in which the function is proved, or None. Sources of candidates
are tried in turn (`ORDER`, as measured by `benchmarks/run_infer.py`); what fails on runs goes, then what is not inductive together
with the rest; of what is left as little is kept as the proof needs. What is found is only ever text: it is read again like the
user's own words, and whoever asked has it judged by the ordinary line."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field

from toolkit.config import Options, SourceFile
from toolkit.core.source import Rejected
from toolkit.proposers import variants
from toolkit.proposers.asks import AddInvariant, AddMeasure, Edit
from toolkit.report import FunctionReport, LoopReport, lines_before, retold
from toolkit.solving import Solver, read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Clause, Function, Goal, Loop, Module
    from toolkit.core.semantics import Env
    from toolkit.core.vcgen import Program
    from toolkit.core.verdict import GoalVerdict
    from toolkit.proposers import mining, pruning, ranking
    from toolkit.store import Store

_POOL_LIMIT = 1_000_000  # solver steps per goal while proposals are tried
_EFFORTS = (8, 1)  # parts of it that are tried in turn: most of what is shown takes few steps, what is not takes all
_LESS_LIMIT = 12_000_000  # solver steps spent on doing with fewer invariants, about
_FUNCTION_LIMIT = 80_000_000  # solver steps for one function
_POOL_TIME = 10.0  # seconds, the outer guard
_SPACER_TIME = 2.0  # seconds; Spacer honours no step limit
_SEARCH = 80  # inputs tried to see that a precondition can be met
# Sources of candidates, in the order in which they are asked; those with a + in between at once.
ORDER = ("spacer", "likely+linear", "unlikely+shapes+polynomial")
_CLAUSE_STEPS = 10_000  # of the reference semantics, for a candidate at one state
_SLOW = 5  # times that a candidate may take longer, before it is no longer tried
_SEEN_SET = 4  # states on runs in which a variable has to be set for what holds then to be believed
_CONDITIONAL = 60  # candidates under a condition, each time
_LIKELY = 2  # stages of it that are likely to do
_MEASURES = 16  # measures tried per loop
_GUESSED = re.compile(r"the loop of line \d+ ends: (.*) gets smaller and is never negative")


def lacking(text: str, name: str) -> bool:
    """Has the function a loop without an invariant of the user's?"""
    from toolkit.proposers import houdini

    try:
        loops = houdini.loops_of(text, name)
    except (KeyError, SyntaxError):
        return False
    with_one = {i for i, _, _ in variants.hints(text, name, "invariant")}
    return any(i not in with_one for i in range(len(loops)))


def told(report: FunctionReport, module: Module, before: str, after: str, message: str = "") -> FunctionReport:
    """A report on the completed text `after` (read: `module`) as one on `before`: lines are those of `before`, and its loops
    say what they need and what of it was found. A measure that nobody wrote is the one that the goal generator guessed."""
    return retold(report, lines_before(before, after), _loops_told(report, module, before, after), message)


def _loops_told(report: FunctionReport, module: Module, before: str, after: str) -> tuple[LoopReport, ...]:
    from toolkit.proposers import houdini, smtlib
    from toolkit.proposers.edits.placing import printed

    def shown(e: str) -> str:
        return printed(ast.parse(e, mode="eval").body)

    f = module.functions.get(report.name)
    if f is None or f.external:
        return ()
    try:
        loops = list(zip(houdini.loops_of(before, f.name), houdini.loops_of(after, f.name), strict=True))
    except KeyError:  # it is inherited: its text stands under another name
        return ()
    guessed = {g.line: m[1] for g in report.goals if g.kind == "measure" and (m := _GUESSED.match(g.message))}
    found: list[LoopReport] = []
    for k, (old, new) in enumerate(loops):
        invariants = [e for i, _, e in variants.hints(after, f.name, "invariant") if i == k]
        measures = [e for i, _, e in variants.hints(after, f.name, "decreases") if i == k]
        added = [f"{h}({shown(e)})" for h, es in (("invariant", invariants), ("decreases", measures)) for e in es
                 if (k, e) not in {(i, e) for i, _, e in variants.hints(before, f.name, h)}]  # fmt: skip
        header = ""
        if isinstance(old, ast.For) and isinstance(new, ast.For) and ast.dump(old.iter) != ast.dump(new.iter):
            header = f"for {ast.unparse(new.target)} in {ast.unparse(new.iter)}:"  # with our `track`
        said = " ".join((*invariants, *measures))
        top = [f"{n} = ghost({v})  # at the top of {f.name}" for n, v in variants.ghosts(before, f.name).items()
               if re.search(rf"\b{n}\b", said)]  # fmt: skip
        found.append(LoopReport(
            old.lineno, tuple(map(shown, invariants)), shown(measures[0]) if measures else guessed.get(new.lineno, ""),
            smtlib.term(invariants, f.sorts), (*top, *([header] if header else []), *added),
        ))  # fmt: skip
    return tuple(found)


def _pruning() -> Any:
    from toolkit.proposers import pruning

    return pruning


class Memory:
    """What was asked once need not be asked again: the same goals come back many times. Behind it, the store on disk."""

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


class _Spent(Exception):
    """The budget is used up."""


@define(eq=False)
class Inference:
    """What is missing in the functions of one file. `measures` bounds how many are tried per loop."""

    file: SourceFile
    options: Options
    store: Store | None
    trace: Trace
    say: Callable[[str], None] = lambda _: None
    measures: int = _MEASURES
    steps: int | None = _FUNCTION_LIMIT  # of solvers, for one function; None: no bound but each goal's own
    order: tuple[str, ...] = ORDER
    reproducible: bool = True
    spent: int = 0  # solver steps so far
    _until: int | None = None  # what `spent` may become
    _memory: Memory | None = None
    _read: dict[str, Module] = field(factory=dict)
    _walked: dict[tuple[str, str], dict[int, list[ranking.Step]]] = field(factory=dict)

    def complete(self, text: str, name: str, extra: Mapping[int, Sequence[str]] | None = None) -> str | None:
        """`text` with what the proof of the function `name` lacks, only as much as it needs; None when nothing was found. `extra`
        are candidates for its loops, by their places; None stands for none, and the known sources are asked."""
        from toolkit.proposers import houdini

        self._until = None if self.steps is None else self.spent + self.steps
        try:
            if not houdini.loops_of(text, name):
                measured = self.measure(variants.sliced(text, name), name, [])
                return None if measured is None else self.apply(text, measured, {"measure"})
            return _Hunt.on(self, text, name).run(extra)
        except KeyError:
            return None
        except _Spent:
            self.say(f"{name}: the budget for finding invariants is spent")
            return None

    def strongest(self, text: str, name: str, wide: bool = True) -> str | None:
        """The text with all invariants that are found, needed or not; not `wide`: of the likely ones."""
        self._until = None if self.steps is None else self.spent + self.steps
        try:
            hunt = _Hunt.on(self, text, name)
            for stage in self.order if wide else self.order[:_LIKELY]:
                hunt.join([c for source in stage.split("+") for c in hunt.candidates(source)])
        except (KeyError, _Spent):
            return None
        return hunt.told(hunt.kept, []) if hunt.kept else None

    def check(self, before: str, after: str, name: str, opened: Iterable[str] = ("invariants", "measure")) -> None:
        """Raises `edits.SpecTouched` where more changed than what is open; our own wrapper round what a for runs over may, and our
        own ghosts of parameters."""
        from toolkit.proposers import edits

        try:
            edits.check(before, after, name, opened)
        except edits.SpecTouched:
            kept = [n for n in variants.ghosts(before, name) if re.search(rf"\b{n} = ghost\(", after)]
            base = variants.remembered(before, name, kept)
            try:
                edits.check(base, after, name, opened)
            except edits.SpecTouched:
                edits.check(variants.tracked(base, name), after, name, opened)

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

    # --- solving --------------------------------------------------------------------------------------------------

    def proved(self, text: str, name: str) -> bool:
        """A quick look, with small limits, that gives up at the first goal that fails; the last word is the ordinary line's."""
        program = self.program(text, name)
        return program is not None and self.verdict(program, name) == "proved"

    def program(self, text: str, name: str) -> Program | None:
        """The text read; None when the function cannot be."""
        from toolkit.core.vcgen import Program

        module = self.module(text)
        return Program.of(module) if name in module.functions else None

    def module(self, text: str) -> Module:
        """The text read."""
        if text not in self._read:
            self._read.clear()  # what was read last comes back at once; nothing else does
            self._read[text] = read_file(self.file, text)
        return self._read[text]

    def verdict(self, program: Program, name: str, known: Iterable[int] = ()) -> str:
        """What becomes of a function: proved, measure (only measures are open), or open. Nothing more is asked once a goal has
        failed that is no measure. The candidates on the lines `known` are taken to be inductive."""
        from toolkit.core.terms import TooLarge
        from toolkit.core.verdict import judge
        from toolkit.proposers import pruning

        try:
            goals = pruning.other_goals(program, name, set(known))
        except (Rejected, TooLarge, RecursionError):
            return "open"
        goals.sort(key=lambda g: g.kind == "measure")
        solver = self.solver(program, name)
        verdicts = self.solve(solver, [g for g in goals if g.kind != "measure"], hasty=True)
        if any(v.status != "proved" for v in verdicts):
            return "open"
        verdicts += self.solve(solver, [g for g in goals if g.kind == "measure"])
        return "proved" if judge(program.module.functions[name], verdicts, (), frozenset()).status == "proved" else "measure"

    def solved(self, text: str, name: str, wanted: Callable[[Goal], bool]) -> list[GoalVerdict] | None:
        """The verdicts on the wanted goals of a function; None when it cannot be read."""
        from toolkit.core import vcgen

        program = self.program(text, name)
        if program is None:
            return None
        try:
            goals = [g for g in vcgen.goals(program, name).goals if wanted(g)]
        except Rejected:
            return None
        return self.solve(self.solver(program, name), goals)

    def solver(self, program: Program, name: str, **limits: Any) -> Solver:
        o = self.options
        small = attrs.evolve(o, rlimit=min(o.rlimit, _POOL_LIMIT), timeout=min(o.timeout, _POOL_TIME),
                             search=min(o.search, _SEARCH), explain=False)  # fmt: skip
        options = attrs.evolve(small, **limits)
        if self._memory is None:
            self._memory = Memory(self.store if options.cache and self.trace.mode == "null" else None)
        return Solver(self.file, program, name, options, self._memory, self.trace)

    def solve(self, solver: Solver, goals: Sequence[Goal], hasty: bool = False) -> list[GoalVerdict]:
        """Raises `_Spent` once all that was asked took more steps than it may."""
        before = solver.steps
        found: list[GoalVerdict] = solver.solve(goals, hasty)
        self.reproducible &= solver.reproducible
        self.spend(solver.steps - before)
        return found

    def spend(self, steps: int) -> None:
        self.spent += steps
        if self._until is not None and self.spent > self._until:
            raise _Spent

    def allow(self, steps: int) -> None:
        """At least so many more steps."""
        self._until = None if self._until is None else max(self._until, self.spent + steps)

    # --- measures -------------------------------------------------------------------------------------------------

    def measure(self, text: str, name: str, added: Sequence[Edit]) -> list[Edit] | None:
        """Measures for the loops, or the recursion, of which nothing shows that they end, after `added` is in the text; with it
        the function is proved but for them. [] when none is missing, None when one is not found."""
        from toolkit.core import vcgen
        from toolkit.core.terms import TooLarge
        from toolkit.core.verdict import judge
        from toolkit.proposers import houdini

        found: list[Edit] = []
        lines = [loop.lineno for loop in houdini.loops_of(text, name)]
        while True:
            new = self.apply(text, [*added, *found], {"invariants", "measure"}) if added or found else text
            program = None if new is None else self.program(new, name)
            if new is None or program is None:
                return None
            try:
                goals = vcgen.goals(program, name).goals
            except (Rejected, TooLarge, RecursionError):
                return None
            f = program.module.functions[name]
            verdict = judge(f, self.solve(self.solver(program, name), goals), (), frozenset())
            still = [g.goal for g in verdict.goals if g.needed and g.status != "proved"]
            if not still:
                return found
            if verdict.cause != "termination" or any(g.kind != "measure" for g in still):
                return None
            loops = houdini.loops_of(new, name)
            at = next((i for i, loop in enumerate(loops) if loop.lineno == still[0].span.line), None)
            if any(isinstance(e, AddMeasure) and e.loop_line == (None if at is None else lines[at]) for e in found):
                return None
            edit = self._measured(new, name, f, lines, loops, at, [*added, *found], text)
            if edit is None:
                return None
            self.say(f"{name}: the measure {edit.expression}")
            found.append(edit)

    def _measured(
        self, new: str, name: str, f: Function, lines: Sequence[int], loops: Sequence[ast.For | ast.While], at: int | None,
        added: Sequence[Edit], text: str,
    ) -> AddMeasure | None:  # fmt: skip
        """A measure for one loop (by its place; None: the recursion)."""
        from toolkit.core import vcgen

        for e in self._measure_texts(new, name, f, loops, at):
            edit = AddMeasure(name, None if at is None else lines[at], e)
            tried = self.apply(text, [*added, edit], {"invariants", "measure"})
            program = None if tried is None else self.program(tried, name)
            if tried is None or program is None:
                continue
            line = next((n for i, n, _ in variants.hints(tried, name, "decreases") if i == at), 0)
            try:
                goals = vcgen.goals(program, name).goals
            except Rejected:
                continue
            mine = [g for g in goals if g.kind == "measure" and (at is None or g.span.line == line)]
            if mine and all(v.status == "proved" for v in self.solve(self.solver(program, name), mine, hasty=True)):
                return edit
        return None

    def _measure_texts(
        self, text: str, name: str, f: Function, loops: Sequence[ast.For | ast.While], at: int | None
    ) -> Iterator[str]:
        """Measures to try for one loop, those that fit its steps on runs: what its condition says, ranking functions, the rest."""
        from toolkit.proposers import ranking

        likely, others = ranking.guesses(f, None if at is None else loops[at])
        if at is None:
            yield from (likely + others)[: self.measures]
            return
        if (text, name) not in self._walked:
            module = read_file(self.file, text)
            self._walked = {(text, name): ranking.steps(text, module, module.functions[name], self.options.seed)}
        seen = self._walked[text, name].get(at, [])

        def ranked(long: bool) -> list[str]:
            asked = {"function": name, "text": text, "loop": at, "long": long}
            return list(self.trace.call("rank", asked, lambda: ranking.measures(seen, long)))

        short = ranked(False)
        guessed = [e for e in dict.fromkeys([*likely, *others]) if not ranking.refuted(e, seen)]
        known = dict.fromkeys([*(e for e in guessed if e in likely), *short, *guessed][: self.measures])
        yield from known
        yield from (e for e in ranked(True) if e not in known)


Candidate = tuple[int, str]  # a loop's place in its function, and an expression


@define(eq=False)
class _Hunt:
    """The search for the invariants of one function. It works on a text that holds only what the function needs, in which `for x
    in xs` is `for x in (seen := track(xs))`, so that invariants can speak of what was seen."""

    work: Inference
    name: str
    original: str
    text: str
    module: Module
    function: Function
    holding: list[Candidate] = field(factory=list)  # on runs
    kept: list[Candidate] = field(factory=list)  # of these, inductive together
    seen: set[Candidate] = field(factory=set)
    limit: int = _POOL_LIMIT  # solver steps for one claim
    stages: dict[str, int] = field(factory=dict)  # how many candidates held on runs after each
    shown: pruning.Shown = field(factory=lambda: _pruning().Shown())
    failed: list[Candidate] = field(factory=list)  # on runs, since it was last asked which hold under a condition
    met: Counter[tuple[Candidate, bool, Candidate]] = field(factory=Counter)  # (condition, its truth, candidate): states on runs
    never: set[tuple[Candidate, bool, Candidate]] = field(factory=set)  # in some of these the candidate failed
    _guards: list[Candidate] | None = None
    _rows: dict[int, list[mining.Row]] | None = None
    _placed: dict[tuple[Candidate, ...], tuple[str, dict[int, Candidate]]] = field(factory=dict)

    @staticmethod
    def on(work: Inference, text: str, name: str) -> _Hunt:
        """Raises KeyError when the function cannot be read."""
        for based in (variants.tracked(variants.remembered(text, name), name), variants.tracked(text, name), text):
            short = variants.sliced(based, name)
            module = read_file(work.file, short)
            if name in module.functions:
                return _Hunt(work, name, text, short, module, module.functions[name])
        raise KeyError(name)

    def run(self, extra: Mapping[int, Sequence[str]] | None) -> str | None:
        known = [(i, e) for i, es in (extra or {}).items() for e in es]
        for effort in _EFFORTS:
            self.limit = _POOL_LIMIT // effort
            found = self.tried(known)
            if found is not None:
                return found
        found = self.finished(few=True) if self.kept else None
        if found is not None:
            self.work.say(f"{self.name}: from {self.work.order[-1]}")
        return found

    def tried(self, known: Sequence[Candidate]) -> str | None:
        """The sources one after the other, until there is a proof; the second time their candidates are known."""
        if not self.holding:
            self.join(known)
        for stage in self.work.order:
            if stage not in self.stages:
                new = bool(self.join([c for source in stage.split("+") for c in self.candidates(source)]))
                self.stages[stage] = len(self.holding)
            else:
                some = self.holding[: self.stages[stage]]
                new = bool(some) and some != self.holding[: self._before(stage)]
                if new:
                    self.kept = self.inductive(some)
                    self.work.say(f"{self.name}: with more steps {len(self.kept)} of {len(some)} are inductive")
            if new or stage == self.work.order[0]:
                found = self.finished()
                if found is not None:
                    self.work.say(f"{self.name}: from {stage}")
                    return found
        return None

    def _before(self, stage: str) -> int:
        """How many candidates there were before a stage."""
        at = self.work.order.index(stage)
        return self.stages[self.work.order[at - 1]] if at else 0

    # --- candidates -----------------------------------------------------------------------------------------------

    def candidates(self, source: str) -> list[Candidate]:
        from toolkit.proposers import houdini, mining

        loops = houdini.loops_of(self.text, self.name)
        if source == "spacer":
            return self.spacer()
        if source in ("linear", "polynomial"):
            params = {p.name for p in self.function.params}
            degrees = (1,) if source == "linear" else (2, 3)
            return [(i, e) for i, seen in sorted(self.rows().items()) for d in degrees for e in mining.equations(seen, params, d)]
        return [(i, e) for i, loop in enumerate(loops) for e in houdini.pool(self.text, self.function, loop, source)]

    def rows(self) -> dict[int, list[mining.Row]]:
        from toolkit.proposers import mining

        if self._rows is None:
            self._rows = mining.rows(self.text, self.module, self.function, self.work.options.seed)
        return self._rows

    def spacer(self) -> list[Candidate]:
        from toolkit.core.vcgen import Program
        from toolkit.proposers import horn

        program = Program.of(self.module)
        answer: Any = self.work.trace.call(
            "horn", {"function": self.name, "text": self.text},
            lambda: horn.propose(program, self.function, _POOL_LIMIT, _SPACER_TIME),
        )  # fmt: skip
        return [(int(key.removeprefix("loop")) - 1, e) for key, parts in sorted((answer or {}).items()) for e in parts]

    def join(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Adds to what is kept those of the candidates that hold on runs and are inductive with it; these."""
        from toolkit.proposers import wording

        new = [c for c in dict.fromkeys((i, wording.plain(e)) for i, e in candidates) if c not in self.seen]
        self.seen.update(new)
        if not new:
            return []
        asked = len(new)
        new = self.not_refuted(self.readable([*self.guards, *new]))
        new += [c for c in self.conditional() if c not in self.seen]
        self.seen.update(new)
        if not new:
            return []
        self.holding += new
        before = list(self.kept)
        self.kept = self.inductive(self.holding)  # also what was not inductive without the new ones
        found = [c for c in self.kept if c not in before]
        self.work.say(f"{self.name}: {asked} candidate invariants, {len(new)} hold on runs, {len(found)} more are inductive")
        return found

    def readable(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Candidates that edits and the reader take (types, names)."""
        from toolkit.proposers import edits
        from toolkit.proposers.edits import vetting
        from toolkit.proposers.edits.module import Module, parse

        spec, good = vetting.spec_vet(Module.of(parse(self.text), self.name)), []
        for c in candidates:
            try:
                vetting.condition(spec, c[1])
                good.append(c)
            except edits.EditRefused:
                continue
        while good:
            new, lines = self.placed(good)
            if self.work.program(new, self.name) is not None:
                return [c for c in good if c in lines.values()]
            bad = self.work.module(new).rejected[self.name].span.line
            if bad not in lines:
                return []
            good = [c for c in good if c != lines[bad]]
        return []

    def placed(self, candidates: Sequence[Candidate]) -> tuple[str, dict[int, Candidate]]:
        """The text with candidates in it, and which line holds which."""
        key = tuple(candidates)
        if key not in self._placed:
            new = self.work.apply(self.text, self.edits(candidates), {"invariants"}) if candidates else self.text
            wanted = set(candidates)
            there = variants.hints(new, self.name, "invariant") if new is not None else []
            lines = {k: (i, e) for i, k, e in there if (i, e) in wanted}
            self._placed[key] = (self.text if new is None else new, lines)
        return self._placed[key]

    def edits(self, candidates: Sequence[Candidate]) -> list[Edit]:
        from toolkit.proposers import houdini

        lines = [loop.lineno for loop in houdini.loops_of(self.text, self.name)]
        return [AddInvariant(self.name, lines[i], e) for i, e in candidates]

    def not_refuted(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Candidates that hold at every loop head of some runs."""
        from toolkit.core.semantics import Interpreter
        from toolkit.proposers import mining

        if not candidates:
            return []
        new, lines = self.placed(candidates)
        program = self.work.program(new, self.name)
        if program is None:
            return []
        by_key = {loop.key: loop for loop in mining.loops_of(program.module.functions[self.name])}
        failed: set[int] = set()
        judge = Interpreter(program.module, fuel=10**9)
        guards = {k: c for k, c in lines.items() if c in self.guards}

        slow: Counter[int] = Counter()  # a function that is called may be one that takes long: not what speaks against a clause

        def true(c: Clause, env: Env) -> bool:
            if slow[c.span.line] > _SLOW:
                return True
            judge._left = _CLAUSE_STEPS
            held = judge.holds(c, env)
            slow[c.span.line] += judge._left < 0
            return held or judge._left < 0

        def note(loop: Loop, env: Env) -> None:
            own = by_key[loop.key].invariants
            now = {guards[c.span.line]: true(c, env) for c in own if c.span.line in guards}
            for c in own:
                line = c.span.line
                if line not in lines or line in guards or line in failed and not now:
                    continue
                if not true(c, env):
                    failed.add(line)
                    self.never |= {(g, value, lines[line]) for g, value in now.items()}
                self.met.update((g, value, lines[line]) for g, value in now.items())

        mining.run(self.module, self.function, self.work.options.seed, note)
        self.failed += [lines[k] for k in sorted(failed)]
        gone = {*self.failed, *guards.values()}
        return [c for c in candidates if c not in gone]

    @property
    def guards(self) -> list[Candidate]:
        """What says of loops' variables that they are not set yet."""
        from toolkit.proposers import houdini

        if self._guards is None:
            loops = houdini.loops_of(self.text, self.name)
            pools = [houdini.Pool(self.text, self.function, loop) for loop in loops]
            self._guards = [(i, e) for i, p in enumerate(pools) for e in houdini.unset(p)]
        return self._guards

    def conditional(self) -> list[Candidate]:
        """Of the candidates that failed on runs, those that hold when a variable is set, and speak of it, or when it is not set
        yet, and do not: each with its condition. And that two variables are set together."""
        from toolkit.proposers import houdini, wording

        found: dict[Candidate, None] = {}
        for g in self.guards:
            unset = ast.parse(g[1], mode="eval").body
            for c in self.failed:
                e = ast.parse(c[1], mode="eval").body
                own = bool(houdini.names(unset) & houdini.names(e))
                if c[0] == g[0] and (g, not own, c) not in self.never and self.met[g, not own, c] >= _SEEN_SET:
                    if own or isinstance(e, ast.Call):
                        condition = unset if own else wording.negated(unset)
                        found[c[0], ast.unparse(ast.BoolOp(ast.Or(), [condition, e]))] = None
        self.failed = []
        found |= {(g[0], f"({g[1]}) == ({h[1]})"): None for g, h in combinations(self.guards, 2) if g[0] == h[0]}
        new = [c for c in list(found)[:_CONDITIONAL] if c not in self.seen]
        new = self.not_refuted(self.readable(new))
        self.failed = []
        return new

    def inductive(self, candidates: Sequence[Candidate]) -> list[Candidate]:
        """The largest inductive subset, as far as the solver can tell."""
        if not candidates:
            return []
        new, lines = self.placed(candidates)
        program = self.work.program(new, self.name)
        if program is None or not lines:
            return []
        left = {lines[k] for k in self.pruned(program, lines)}
        return [c for c in candidates if c in left]

    def pruned(self, program: Program, lines: Iterable[int], whole: bool = False) -> list[int]:
        """Of the candidates on these lines, those that are inductive together; with `whole`, none when it is not all of them."""
        from toolkit.proposers import pruning

        answer: Any = self.work.trace.call(
            "prune", {"function": self.name, "lines": sorted(lines)},
            lambda: pruning.inductive(program, self.name, set(lines), self.limit, _POOL_TIME, whole, self.shown),
        )  # fmt: skip
        kept, steps = answer
        self.work.spend(steps)
        return list(kept)

    # --- the proof ------------------------------------------------------------------------------------------------

    def finished(self, few: bool = False) -> str | None:
        """The original text with as little of what is kept as the proof needs; None when it is no proof. With `few`, what stays
        open when all is known is tried with less."""
        kept = self.kept
        new, lines = self.placed(kept)
        program = self.work.program(new, self.name)
        if program is None:
            return None
        verdict = self.work.verdict(program, self.name, lines)
        if verdict == "open" and few:
            used = self.fewest(program, lines, proved=False)[0]
            kept = [lines[k] for k in sorted({*used, *self.bounds(lines, used)})]
            new, lines = self.placed(kept)
            program = self.work.program(new, self.name) if 0 < len(kept) < len(self.kept) else None
            verdict = "open" if program is None else self.work.verdict(program, self.name, lines)
        if verdict == "open" or program is None:
            return None
        found: list[Edit] = []
        if verdict == "measure":
            measures = self.work.measure(self.text, self.name, self.edits(kept))
            if measures is None:
                return None
            found = measures
            new = self.work.apply(self.text, [*self.edits(kept), *found], {"invariants", "measure"}) or new
            lines = {line: (i, e) for i, line, e in variants.hints(new, self.name, "invariant") if (i, e) in set(kept)}
            program = self.work.program(new, self.name)
            if program is None:
                return None
        return self.told(self.minimal(program, lines), found)

    def minimal(self, program: Program, lines: dict[int, Candidate]) -> list[Candidate]:
        """As few of the candidates as the proof needs, without those that are long to read before others."""
        if self.work.steps is not None:  # it is a proof already: what makes it short is an allowance of its own
            self.work.allow(min(_LESS_LIMIT, self.work.steps))
        best = sorted(lines)
        try:
            for some in self.fewest(program, lines):
                if self.proves(program, some, lines):
                    return [lines[k] for k in some]
                bounds = self.bounds(lines, some)
                if self.proves(program, [*some, *bounds], lines):
                    best = [*some, *bounds]
                    for bound in self.without(program, some, bounds, lines):
                        best = [*some, *bound]
                    break
        except _Spent:
            pass
        return [lines[k] for k in sorted(best)]

    def bounds(self, lines: dict[int, Candidate], some: Sequence[int]) -> list[int]:
        """Bounds that are not among some candidates, those that are long to read first: that the goal generator uses one by itself
        does not show in what a proof used."""
        from toolkit.proposers import wording

        rest = [k for k in lines if k not in some and wording.simple(lines[k][1])]
        return sorted(rest, key=lambda k: -wording.burden(lines[k][1], self.ghostly))

    def proves(self, program: Program, some: Iterable[int], lines: dict[int, Candidate]) -> bool:
        """Whether some of the candidates make a proof."""
        from toolkit.proposers.pruning import with_invariants

        kept = sorted(some)
        fewer = with_invariants(program, self.name, kept, lines)
        return self.work.verdict(fewer, self.name, kept) == "proved" and self.pruned(fewer, kept, whole=True) == kept

    def without(
        self, program: Program, some: Sequence[int], more: Sequence[int], lines: dict[int, Candidate]
    ) -> Iterator[list[int]]:
        """Fewer and fewer of `more`, with which `some` are a proof: halves of them go, then quarters, then each alone."""
        keep, step = list(more), len(more)
        while step:
            for i in range(0, len(more), step):
                gone = set(more[i : i + step])
                fewer = [k for k in keep if k not in gone]
                if len(fewer) < len(keep) and self.proves(program, [*some, *fewer], lines):
                    keep = fewer
                    yield keep
            step //= 2

    def fewest(self, program: Program, lines: dict[int, Candidate], proved: bool = True) -> tuple[list[int], list[int]]:
        """The lines of those that the proof needs, and of those that the solver happened to use, by its unsat cores."""
        from toolkit.proposers import pruning, wording

        ordered = sorted(lines, key=lambda k: wording.burden(lines[k][1], self.ghostly))
        answer: Any = self.work.trace.call(
            "needs", {"function": self.name, "lines": ordered},
            lambda: pruning.fewest(
                program, self.name, ordered, _POOL_LIMIT, _POOL_TIME, _LESS_LIMIT // 2, self.shown, proved
            ),
        )  # fmt: skip
        self.work.spend(answer[2])
        return list(answer[0]), list(answer[1])

    @property
    def ghostly(self) -> set[str]:
        """Names that only invariants need."""
        return set(variants.ghosts(self.original, self.name))

    def told(self, invariants: Sequence[Candidate], measures: Sequence[Edit]) -> str | None:
        """The original text with these in it, and only with the wrappers that they use."""
        from toolkit.proposers import houdini, wording

        loops = houdini.loops_of(self.text, self.name)
        labels = [loop.iter.target.id for loop in loops if isinstance(loop, ast.For) and isinstance(loop.iter, ast.NamedExpr)]
        used = [n for n in labels if any(f"{n}." in e for _, e in invariants)]
        said = [*(e for _, e in invariants), *(m.expression for m in measures if isinstance(m, AddMeasure))]
        kept = [n for n in variants.ghosts(self.original, self.name) if any(re.search(rf"\b{n}\b", e) for e in said)]
        plain = variants.tracked(variants.remembered(self.original, self.name, kept), self.name, used)
        here, there = houdini.loops_of(plain, self.name), [loop.lineno for loop in loops]
        added: list[Edit] = []
        for i, loop in enumerate(here):
            texts = wording.chained([e for k, e in invariants if k == i])
            added += [AddInvariant(self.name, loop.lineno, e) for e in texts]
        for m in measures:
            if isinstance(m, AddMeasure):
                added.append(attrs.evolve(m, loop_line=None if m.loop_line is None else here[there.index(m.loop_line)].lineno))
        return self.work.apply(plain, added, {"invariants", "measure"}) if added else plain
