"""The one pipeline: text -> functions -> goals -> answers -> verdicts -> report. Everything that has an effect (a solver's
call, a run of the user's code) goes through the trace; what is kept between runs goes through the store."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field

from toolkit import evidence, pragmas
from toolkit.config import Options, SourceFile
from toolkit.core.ir import in_text
from toolkit.core.source import Diagnostic, Rejected, Span
from toolkit.report import CertificateReport, Counterexample, FunctionReport, GoalReport, LoopReport, Report
from toolkit.solving import Solver, attached, digest, read_file, tool_version
from toolkit.trace import ReplayDiverged, Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Goal, Module
    from toolkit.core.vcgen import Program, Result
    from toolkit.core.verdict import GoalVerdict, Verdict
    from toolkit.engines.cpython import Run
    from toolkit.engines.smt import Answer
    from toolkit.search import Candidate
    from toolkit.store import Store

_ENDS_THE_RUN = (ReplayDiverged,)  # what no single function can answer for
_CANDIDATES = 6  # inputs that are run in CPython per attempt
_QUICK = 80  # small inputs that are tried before any solver
_AFTERWARDS = 300_000  # solver steps per goal once a failing input is known
_BOUNDED = 40  # goals of it that are asked
_INFERENCE = 6_000_000  # solver steps for all that is tried to find a function's invariants
_NOT_FOR_INVARIANTS = ("vacuous-contract", "engine-failed", "engines-disagree", "clause-faulty")
_UNROLL = 3  # iterations of the bounded search for an input
_DEEPER = 9  # of the one for C, whose loops are over integers only


def verify(
    target: str | Path | SourceFile | Sequence[SourceFile],
    options: Options | None = None,
    *,
    store: Store | None = None,
    trace: Trace | None = None,
    on_function: Callable[[FunctionReport], None] | None = None,
    **given: Any,
) -> Report:
    """Verifies every function with a contract.

    `target` is a path (a file, a folder, `file.py::function`), Python source text (anything with a newline in it), or
    `SourceFile`s. `given` are fields of `Options` (timeout in seconds, rlimit in solver steps, jobs, all, ...).
    `on_function` is told of each function as soon as its verdict is final. Never raises for bad input: what cannot be read
    is in `Report.diagnostics`.
    """
    options = options or Options(**given)
    files, diagnostics = _files(target, options)
    files = [attached(f) for f in files]
    elsewhere: dict[tuple[str, str | None], Any] = {}
    trace = trace or Trace.null()
    reports: list[FunctionReport] = []
    found = list(diagnostics)
    if options.jobs > 1 and len(files) > 1:
        results: Iterable[tuple[list[FunctionReport], list[Diagnostic]]] = _parallel(files, options, store, trace)
    else:
        results = (verify_file(f, options, store, trace, on_function, elsewhere) for f in files)
    for functions, more in results:
        if options.jobs > 1 and len(files) > 1 and on_function is not None:
            for r in functions:
                on_function(r)
        reports.extend(functions)
        found.extend(more)
    return Report(tuple(reports), tuple(found), {f.path: f.text for f in files})


def _files(target: Any, options: Options) -> tuple[list[SourceFile], list[Diagnostic]]:
    if isinstance(target, SourceFile):
        return [target], []
    if isinstance(target, str) and "\n" in target:
        return [SourceFile("<source>", target, None)], []
    if isinstance(target, (str, Path)):
        from toolkit.files import load

        return load([str(target)], options.stubs, options.proofs)
    return list(target), []


def _parallel(
    files: Sequence[SourceFile], options: Options, store: Store | None, trace: Trace
) -> Iterable[tuple[list[FunctionReport], list[Diagnostic]]]:
    """One file a task, in worker processes; a worker that dies costs its own file only."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    single = attrs.evolve(options, jobs=1)
    branches = [trace.branch() for _ in files]
    pool = ProcessPoolExecutor(min(options.jobs, len(files)), multiprocessing.get_context("spawn"))
    try:
        tasks = [pool.submit(_work, f, single, store, b) for f, b in zip(files, branches)]
        for f, task, branch in zip(files, tasks, branches):
            try:
                functions, diagnostics, child = task.result()
            except BrokenProcessPool:  # a solver took its process down: once more, alone
                functions, diagnostics, child = _alone(f, single, store, branch)
            trace.join(child)
            yield functions, diagnostics
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(f: SourceFile, options: Options, store: Store | None, branch: Trace) -> Any:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        try:
            return pool.submit(_work, f, options, store, branch).result()
        except BrokenProcessPool:
            d = Diagnostic("engine-failed", Span(f.path, 1), f"the process that verified {f.path} died",
                           "look at the function that it was at; --jobs 1 shows which")  # fmt: skip
            return [FunctionReport(f.path, f.only or "<module>", 1, "unknown", "engine-failed", d.message)], [d], branch


def _work(f: SourceFile, options: Options, store: Store | None, trace: Trace) -> Any:
    functions, diagnostics = verify_file(f, options, store, trace, None)
    return functions, diagnostics, trace


# --- one file -----------------------------------------------------------------------------------------------------


def verify_file(
    file: SourceFile, options: Options, store: Store | None, trace: Trace, on_function: Callable[[FunctionReport], None] | None,
    elsewhere: dict[tuple[str, str | None], Any] | None = None,
) -> tuple[list[FunctionReport], list[Diagnostic]]:
    """The reports of a file's functions in source order, and what could not be read. `elsewhere` keeps what other files'
    functions turned out to be worth."""
    key = _file_key(file, options)
    kept = store.get(key) if store is not None and options.cache else None
    if kept is not None:
        reports = [_from_json(file.path, r) for r in kept["functions"]]
        for r in reports:
            if on_function is not None:
                on_function(r)
        return reports, [Diagnostic(d[0], Span(file.path, *d[1]), *d[2:]) for d in kept["diagnostics"]]
    work = _Work(file, options, store if options.cache else None, trace, on_function)
    work.elsewhere = {} if elsewhere is None else elsewhere
    reports, diagnostics = work.run()
    if store is not None and options.cache and work.reproducible and trace.mode == "null":
        store.put(key, {
            "functions": [_to_json(r) for r in reports],
            "diagnostics": [
                [d.id, [d.span.line, d.span.column, d.span.end_line, d.span.end_column], d.message, d.hint, d.severity]
                for d in diagnostics
            ],
        })  # fmt: skip
    return reports, diagnostics


@define(eq=False)
class _Work:
    """Verifies the functions of one file."""

    file: SourceFile
    options: Options
    store: Store | None
    trace: Trace
    on_function: Callable[[FunctionReport], None] | None
    reproducible: bool = True  # no answer was cut short by the wall clock
    diagnostics: list[Diagnostic] = field(factory=list)
    elsewhere: dict[tuple[str, str | None], Any] = field(factory=dict)
    limits: dict[str, dict[str, Any]] = field(factory=dict)  # of single functions, from comments

    def run(self) -> tuple[list[FunctionReport], list[Diagnostic]]:
        from toolkit.core.vcgen import Program

        try:
            module = read_file(self.file, None, self.options.c_int)
        except Rejected as e:
            return [], [e.diagnostic]
        loading = threading.Thread(target=importlib.import_module, args=("z3",))
        if self.trace.mode != "replay" and any(f.has_contract for f in module.functions.values()):
            loading.start()  # it takes as long as stating the goals: do both at once
        only = self.file.only
        there = {evidence.plain(n) for n in module.order}
        for p in self.file.proofs if only is None else ():
            if p.function and p.function not in there:
                self.warn("kept-proof-stale", Span(self.file.path, 1), f"{p.path} proves a goal of {p.function}, which is gone",
                          "delete the folder when it is of no use")  # fmt: skip
        if only is not None and only not in module.lines:
            names = ", ".join(module.order) or "no functions"
            d = Diagnostic("function-not-found", Span(self.file.path, 1), f"there is no function {only} in {self.file.path}",
                           f"the file has {names}")  # fmt: skip
            return [], [d]
        if not self.file.is_c:
            self.limits, wrong = pragmas.read(self.file)
            self.diagnostics += wrong
        program = Program.of(module)
        wanted = [n for n in module.order if only in (None, n)]
        return self.verdicts(program, module, wanted), self.diagnostics

    def verdicts(self, program: Program, module: Module, wanted: Sequence[str]) -> list[FunctionReport]:
        """Judges the wanted functions and whatever their proofs rest on; a report goes out when it can no longer change."""
        from toolkit.core.verdict import settle

        done: dict[str, _Judged] = {}
        reports: dict[str, FunctionReport] = {}
        shown = 0
        partial = frozenset(n for n, f in module.functions.items() if f.partial)
        if self.options.certify:  # all goals of the file in one process: nothing goes out before that
            for name in wanted:
                self._judge_all(name, program, module, done, self.options.all)
            self._certify(done)
        for name in wanted:
            self._judge_all(name, program, module, done, self.options.all)
            settled = settle({n: j.verdict for n, j in done.items() if j.verdict is not None}, partial)
            for n in wanted:
                if n not in reports and n in done:
                    j = done[n]
                    reports[n] = j.report if j.verdict is None else self._settled(j, settled[n], program, module)
            while shown < len(wanted) and wanted[shown] in reports:
                if self.on_function is not None:
                    self.on_function(reports[wanted[shown]])
                shown += 1
        return [reports[n] for n in wanted]

    def _certify(self, done: dict[str, _Judged]) -> None:
        """Has the proofs of proved functions checked by Lean's kernel, all of the file's goals at once."""
        from toolkit import certifying
        from toolkit import kept as keeping
        from toolkit.core.verdict import PROVED, checked

        mine = {n: j for n, j in done.items() if j.verdict is not None and j.verdict.status == PROVED and j.verdict.goals}
        goals = [g for j in mine.values() if j.verdict for g in j.verdict.goals if g.needed and g.status == PROVED]
        kept = {g.id: c for j in mine.values() for g in j.report.goals if (c := g.certificate) and c.status == "accepted"}
        asked = [g.goal for g in goals if not g.goal.trivial and not g.goal.sat and g.goal.id not in kept]
        found = {**certifying.certify(asked, self.store, self.trace, self.options.certify_steps), **kept}
        for goal in asked:  # what the search for certificates does not find may have been written by somebody
            proof = evidence.kept_for(self.file, goal.function, goal.id) if found[goal.id].status != "accepted" else None
            told = keeping.check(goal, proof, self.trace) if proof else None
            if told is not None and told.status == "accepted":
                found[goal.id] = told
        accepted = frozenset(i for i, c in found.items() if c.status == "accepted")
        for j in mine.values():
            assert j.verdict is not None
            reports = tuple(attrs.evolve(g, certificate=found.get(g.id)) for g in j.report.goals)
            j.report = attrs.evolve(j.report, goals=reports, checked=checked(j.verdict.goals, accepted))

    def _judge_all(self, name: str, program: Program, module: Module, done: dict[str, _Judged], force: bool) -> None:
        """Judges a function and, first come first served, everything that its proof rests on."""
        if name in done:
            if force and done[name].report.status == "no-contract":
                del done[name]
            else:
                return
        outer = self.options
        self.options = pragmas.limits(outer, self.file, self.limits.get(in_text(name), {}), name)
        try:
            j = self._judge(name, program, module, force)
        except Exception as e:  # a bug of ours costs one function, not the run
            if os.environ.get("TOOLKIT_DEBUG") or isinstance(e, _ENDS_THE_RUN):
                raise
            j = self._failed(name, module, e)
        finally:
            self.options = outer
        done[name] = j
        instances = module.functions[name].instances if name in module.functions and j.verdict is not None else ()
        for i in instances:
            self._judge_all(i, program, module, done, True)
        if instances:
            done[name] = j = self._for_all_types(j, [done[i] for i in instances], instances)
        if j.verdict is not None and j.verdict.status == "unknown":
            done[name] = j = self._tried(j, program, module, done)
        if j.verdict is not None:
            for d in sorted(j.verdict.depends):
                self._judge_all(d, program, module, done, True)

    def _tried(self, own: _Judged, program: Program, module: Module, done: dict[str, _Judged]) -> _Judged:
        """A function over Protocols that is not proved, tried on the classes that are proved to keep them."""
        from toolkit.core.verdict import of_types

        assert own.verdict is not None
        for trial in module.trials.get(own.report.name, ()):
            for n in (*trial.kept, trial.function):
                self._judge_all(n, program, module, done, True)
            that = done[trial.function]
            if that.verdict is None or any(done[k].report.status != "proved" for k in trial.kept):
                continue
            verdict = of_types(own.verdict, [that.verdict])
            if verdict.status != own.verdict.status:
                return _Judged(attrs.evolve(that.report, name=own.report.name, line=own.report.line), verdict)
        return own

    def _for_all_types(self, own: _Judged, others: Sequence[_Judged], names: Sequence[str]) -> _Judged:
        """A function that is verified for several types, as one."""
        from toolkit.core.verdict import of_types

        assert own.verdict is not None
        verdict = of_types(own.verdict, [o.verdict for o in others if o.verdict is not None])
        verdict = attrs.evolve(verdict, depends=verdict.depends | {*names})
        broken = next((o for o in others if verdict.status == "refuted" and o.report.status == "refuted"), own)
        shown = own if verdict.status == own.verdict.status else broken
        return _Judged(attrs.evolve(shown.report, name=own.report.name, line=own.report.line), verdict)

    def _judge(self, name: str, program: Program, module: Module, force: bool) -> _Judged:
        start = time.perf_counter()
        if ":" in name and "[" not in name and not module.functions[name].external:
            return self._judge_elsewhere(name, module.functions[name])
        line = module.lines[name] if name in module.lines else module.functions[name].span.line
        if name in module.rejected:
            d = module.rejected[name]
            self.diagnostics.append(d)
            return _Judged(FunctionReport(self.file.path, name, line, "rejected", d.id, d.message))
        f = module.functions[name]
        if not f.has_contract and not force:
            return _Judged(FunctionReport(self.file.path, name, line, "no-contract"))
        from toolkit.core import vcgen
        from toolkit.core.terms import TooLarge
        from toolkit.core.verdict import judge

        try:
            result = vcgen.goals(program, name)
        except Rejected as e:
            self.diagnostics.append(e.diagnostic)
            return _Judged(FunctionReport(self.file.path, name, line, "rejected", e.diagnostic.id, e.diagnostic.message))
        except (TooLarge, RecursionError):
            result = vcgen.too_large(f)
        one = _Function(self.file, program, name, self.options, self.store, self.trace, result=result)
        if f.external or ":" in name:  # no code, or that of another file for the types of a call here
            verdict = judge(f, one.solve(result.goals), result.assumptions, result.depends)
            return _Judged(one.report(verdict, None, None, time.perf_counter() - start), verdict)
        if self.file.is_c and self.options.infer:  # an invariant is found faster than a long search for an input ends
            first = one.solve(result.goals, hasty=True)
            found = None if first and all(g.status == "proved" for g in first) else self._completed(name, start)
            if found is not None:
                return found
        verdict, run, candidate = one.judge()
        self.reproducible &= one.reproducible
        self._tell_of_kept(one, verdict, result.goals)
        report = one.report(verdict, run, candidate, time.perf_counter() - start)
        if verdict.status == "unknown" and self.options.infer and not self.file.is_c:
            found = None if verdict.cause in _NOT_FOR_INVARIANTS else self._completed(name, time.perf_counter())
            return found or _Judged(attrs.evolve(report, time_s=_since(start)), verdict)
        return _Judged(report, verdict)

    def _tell_of_kept(self, one: _Function, verdict: Verdict, goals: Sequence[Goal]) -> None:
        """Warns of kept proofs that do not help: of goals that the code has no more, and of open goals that they do not prove."""
        f, path = one.function, self.file.path
        names = {evidence.name_of(path, g.function, g.id) for g in goals}
        for p in self.file.proofs:
            if p.function == evidence.plain(f.name) and p.name not in names:
                message = f"{p.path} proves no goal that {f.name} has now: the code changed since"
                hint = f"`toolkit prove {path}::{f.name}` lists the goals that it has; delete the folder when it is of no use"
                self.warn("kept-proof-stale", f.span, message, hint)
        for v in verdict.goals:
            c = one.kept.get(v.goal.id)
            if c is None or c.status == "accepted" or v.status == "proved":
                continue
            if c.status == "rejected":
                id, message = "kept-proof-rejected", f"{c.proof} does not prove the goal of line {v.goal.span.line}: {c.reason}"
                hint = f"edit it; `toolkit prove {path}::{f.name} --goal {v.goal.id[:12]}` says what Lean makes of it"
            else:
                id, hint = "kept-proof-unchecked", "`toolkit doctor` says what is missing"
                message = f"{c.proof} is a proof of the goal of line {v.goal.span.line} that could not be checked: {c.reason}"
            self.warn(id, v.goal.span, message, hint)

    def warn(self, id: str, span: Span, message: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic(id, span, message, hint, "warning"))

    def _completed(self, name: str, start: float) -> _Judged | None:
        """The proof with invariants that the toolkit finds for loops without any; None where that does not prove it. Only the
        ordinary line on the completed text proves something; a run of that text would be no evidence against the user's."""
        from toolkit import cloops, inferring
        from toolkit.core import vcgen
        from toolkit.core.verdict import judge

        c_int = self.options.c_int
        work: inferring.Inference | cloops.CLoops
        if self.file.is_c:
            if not cloops.lacking(self.file, c_int, name):
                return None
            work = cloops.CLoops(self.file, self.options, self.store, self.trace)
        else:
            if not inferring.lacking(self.file.text, name):
                return None
            work = inferring.Inference(self.file, self.options, self.store, self.trace, steps=_INFERENCE)
        try:
            text = work.complete(self.file.text, name)
            if text is not None:
                work.check(self.file.text, text, name)
        except Exception as e:  # what goes wrong in a proposer costs what it proposes, nothing else
            if os.environ.get("TOOLKIT_DEBUG") or isinstance(e, _ENDS_THE_RUN):
                raise
            text = None
        self.reproducible &= work.reproducible
        if text is None:
            return None
        module = read_file(self.file, text, c_int)
        program = vcgen.Program.of(module)
        result = vcgen.goals(program, name)
        file = attrs.evolve(self.file, text=text)
        one = _Function(file, program, name, self.options, self.store, self.trace, result=result)
        verdict = judge(one.function, one.solve(result.goals), result.assumptions, result.depends)
        self.reproducible &= one.reproducible
        if verdict.status != "proved":
            return None
        report = one.report(verdict, None, None, _since(start))
        told = cloops.told if self.file.is_c else inferring.told
        report = told(report, module, self.file.text, text, "proved with invariants found by the toolkit")
        return _Judged(report, verdict)

    def _judge_elsewhere(self, name: str, f: Function) -> _Judged:
        """A function of another of the user's files, on which a proof here rests: it is verified as that file's own."""
        from toolkit.core.verdict import of_report

        dotted, _, own = name.partition(":")
        others = self.file.others or ()
        that = next(o for o in others if o.name == dotted and o.kind == "module")
        key = (that.path, own)
        if key not in self.elsewhere:
            file = SourceFile(that.path, that.text, own, self.file.untrusted, others, dotted, that.package, self.file.proofs)
            reports, _ = verify_file(file, attrs.evolve(self.options, all=True), self.store, self.trace, None, self.elsewhere)
            self.elsewhere[key] = reports[0]
        r = self.elsewhere[key]
        return _Judged(r, of_report(r.status, r.cause, r.caveats))

    def _failed(self, name: str, module: Module, e: Exception) -> _Judged:
        self.reproducible = False
        line = module.lines.get(name, 1)
        message = f"{name}: internal error, {type(e).__name__}: {e}"
        self.diagnostics.append(Diagnostic("internal-error", Span(self.file.path, line), message,
                                           "this is a bug in the toolkit; TOOLKIT_DEBUG=1 shows where"))  # fmt: skip
        return _Judged(FunctionReport(self.file.path, name, line, "unknown", "engine-failed", message))

    def _settled(self, j: _Judged, verdict: Verdict, program: Program, module: Module) -> FunctionReport:
        """The report after what its callees are worth is known."""
        report = attrs.evolve(j.report, caveats=verdict.caveats)
        if verdict.status == j.report.status:
            return report
        if verdict.cause == "termination":
            message = f"it calls {verdict.blame}, which is @partial and may not end"
        else:
            message = f"the proof rests on {verdict.blame}, which is not proved"
        return attrs.evolve(report, status=verdict.status, cause=verdict.cause, message=message)


@define(eq=False)
class _Judged:
    report: FunctionReport
    verdict: Verdict | None = None


# --- one function -------------------------------------------------------------------------------------------------


@define(eq=False)
class _Function(Solver):
    """Solves one function's goals and looks for an input that breaks it."""

    result: Result = field(kw_only=True)
    run_seconds: float = 0.0  # spent in real runs
    not_run: str = ""  # why the module could not be run, when it could not
    _searched: set[str] = field(factory=set)  # ids of goals whose models were tried; "" stands for Hypothesis

    def judge(self) -> tuple[Verdict, Run | None, Candidate | None]:
        from toolkit.core.verdict import PROVED, blames, judge

        r, o = self.result, self.options
        quick = self.search.find(min(_QUICK, o.search))  # most bugs show on a small input, long before a solver is done
        evidence = self._try([quick]) if quick is not None else None
        if evidence is None:  # what is hard to prove may be wrong: a longer look before solvers take all their time
            first = self.solve(r.goals, hasty=True)
            if first and first[-1].status != PROVED and not first[-1].goal.sat:
                evidence = self._search_on([first[-1].goal])
        if evidence is not None:
            known, self.answers = self.answers, dict(self.answers)
            self.options = attrs.evolve(o, rlimit=min(o.rlimit, _AFTERWARDS), timeout=min(o.timeout, 1.0))
            try:
                goals = self.solve(r.goals)
            finally:
                self.options = o
            if blames(evidence[0], goals):
                return judge(self.function, goals, r.assumptions, r.depends, evidence[0]), *evidence
            self.answers = known
        goals = self.solve(r.goals)
        verdict = judge(self.function, goals, r.assumptions, r.depends)
        if verdict.status == PROVED:
            return verdict, None, None
        if verdict.cause == "vacuous-contract":
            return verdict, None, None
        evidence = self.refute([g.goal for g in verdict.goals if g.status != PROVED and g.needed])
        if evidence is None:
            if self.not_run and verdict.cause == "solver-artefact":
                verdict = attrs.evolve(verdict, cause="module-not-run")
            return verdict, None, None
        run, candidate = evidence
        if not blames(run, goals):
            return verdict, None, None
        return judge(self.function, goals, r.assumptions, r.depends, run), run, candidate

    # --- solving --------------------------------------------------------------------------------------------------

    # --- looking for an input -------------------------------------------------------------------------------------

    def refute(self, goals: Sequence[Goal]) -> tuple[Run, Candidate] | None:
        """An input that really breaks the function: from the solver's models, from small inputs, from Hypothesis, from a bounded
        unrolling of the loops; each is run in CPython before it counts."""
        evidence = self._search_on(goals)
        if evidence is not None or self.options.search == 0:
            return evidence
        for unroll in (_UNROLL, _DEEPER) if self.file.is_c else (_UNROLL,):
            bounded = self._bounded(unroll)
            evidence = self._try([c for c in bounded if self.search.broken(c)]) or self._try(bounded[:2], shrink=False)
            if evidence is not None:
                break
        return evidence

    def _search_on(self, goals: Sequence[Goal]) -> tuple[Run, Candidate] | None:
        if self.options.search == 0:
            return None
        fresh = [g for g in goals if g.id not in self._searched]
        self._searched |= {g.id for g in fresh}
        models = [c for g in fresh for a in self.answers.get(g.id, ()) if (c := self._model(g, a)) is not None]
        failing = [c for c in models if self.search.broken(c)]
        if not failing:
            found = self.search.find(self.options.search)
            failing = [found] if found is not None else []
        evidence = self._try(failing)
        if evidence is not None:
            return evidence
        others = [c for c in models if c not in failing]
        evidence = self._try(others, shrink=False)
        if evidence is not None:
            return evidence
        if "" in self._searched:  # the same inputs again
            return None
        self._searched.add("")
        found = self.search.hypothesis(self.options.search)
        return self._try([found]) if found is not None else None

    def _model(self, g: Goal, a: Answer) -> Candidate | None:
        from toolkit.search import modelled, plausible

        if a.inputs is None or not plausible(a.inputs):
            return None
        return modelled(a.inputs, g.same)

    def _try(self, candidates: Sequence[Candidate], shrink: bool = True) -> tuple[Run, Candidate] | None:
        from toolkit.core.verdict import confirms

        candidates = candidates[:_CANDIDATES]
        for batch in ([[self.search.shrink(c)] for c in candidates[:1]] if shrink else []) + [list(candidates)]:
            for c, run in zip(batch, self._runs(batch)):
                if run.status == "error":
                    self.not_run = run.outcome
                if confirms(run, self.function.name):
                    again = self._runs([c])[0] if len(batch) > 1 else run  # alone, in a process of its own
                    if confirms(again, self.function.name):
                        return again, c
        return None

    def _runs(self, candidates: Sequence[Candidate]) -> list[Run]:
        """Runs the real function in CPython, in the sandbox."""
        if not candidates:
            return []
        from toolkit.engines import cpython
        from toolkit.engines.sandbox import SandboxUnavailable

        file, name = self.file, self.function.name
        calls = [cpython.Call(dict(c.args), c.same) for c in candidates]
        request = {
            "file": file.path, "text": digest(file.text, *(o.text for o in file.others or ())), "function": name,
            "calls": [[[n, cpython.literal(v)] for n, v in c.args.items()] for c in candidates],
            "same": [[list(g) for g in c.same] for c in candidates],
        }  # fmt: skip
        if file.is_c:
            request["c_int"] = self.options.c_int

        def run() -> Any:
            start = time.perf_counter()
            try:
                if file.is_c:
                    from toolkit.engines import cprogram

                    found = cprogram.run(file.text, file.path, name, calls, c_int=self.options.c_int,
                                         untrusted=file.untrusted)  # fmt: skip
                else:
                    found = cpython.run(file.text, file.path, name, calls, untrusted=file.untrusted,
                                        others=file.others or (), dotted=file.dotted, package=file.package)  # fmt: skip
            except SandboxUnavailable as e:  # no evidence, and nothing that was not allowed has run
                found = [cpython.Run("error", "", str(e)) for _ in calls]
            self.run_seconds += time.perf_counter() - start
            return [attrs.asdict(r) for r in found]

        answers: Any = self.trace.call("run", request, run)
        return [cpython.Run(**{**r, "witness": tuple(r.get("witness", ()))}) for r in answers]

    def _bounded(self, unroll: int = _UNROLL) -> list[Candidate]:
        """Inputs from goals with loops unrolled and calls in place: nothing is approximated there."""
        from toolkit.core import vcgen
        from toolkit.core.terms import TooLarge

        try:
            goals = vcgen.goals(self.program, self.function.name, unroll=unroll, most=_BOUNDED).goals
        except (Rejected, TooLarge, RecursionError):
            return []
        found: list[Candidate] = []
        o = self.options
        small = attrs.evolve(o, rlimit=max(1, min(o.rlimit, 2_000_000)), timeout=min(o.timeout, 2.0), explain=False)
        outer, self.options = self.options, small
        try:
            for g in goals:
                if g.trivial or g.sat or g.kind in ("contract-not-vacuous", "measure"):
                    continue
                for a in self.ask(g):
                    c = self._model(g, a)
                    if c is not None:
                        found.append(c)
                if len(found) >= _CANDIDATES:
                    break
        finally:
            self.options = outer
        return found

    # --- reporting ------------------------------------------------------------------------------------------------

    def report(self, verdict: Verdict, run: Run | None, c: Candidate | None, seconds: float) -> FunctionReport:
        f = self.function
        goals = tuple(self._goal_report(g) for g in verdict.goals if g.needed)
        counterexample, message = None, ""
        if run is not None and c is not None:
            from toolkit.engines import cpython

            file = self.file
            given = cpython.arguments(f.name, cpython.Call(dict(c.args))) if not file.is_c else c.args
            args = {n: cpython.literal(v) for n, v in given.items() if n in {p.name for p in f.params}}
            module = file.dotted or (PurePath(file.path).stem if file.path.endswith(".py") else "module")
            text = "\n".join(run.witness) if file.is_c else cpython.script(
                module, f.name, cpython.Call(dict(c.args), c.same), {p.name: p.how for p in f.params}, f.generator
            )
            line = 0 if ".py:" in run.function else run.line  # of another file
            counterexample = Counterexample(args, text, run.outcome, run.clause, line)
            message = _broken(run, f.name) if not file.is_c or run.kind != "exception" else (
                f"C leaves open what happens here (line {run.line}): {run.outcome}"
            )
        elif verdict.cause == "module-not-run":
            message = f"no candidate could be tried: {self.not_run}"
        elif verdict.because is not None:
            g = verdict.because
            where = f"line {g.span.line}" + (f" of {g.span.file}" if g.span.file != f.span.file else "")
            clause = f": {g.clause}" if g.clause else ""
            message = f"not shown, {where}: {g.message}{clause}"
            if g.opaque:
                message += f"; uninterpreted in it (in part or in full): {', '.join(g.opaque)}"
        return FunctionReport(
            self.file.path, f.name, f.span.line, verdict.status, verdict.cause, message, verdict.caveats,
            round(seconds, 4), goals, counterexample,
            solver_s=round(sum(self.times.values()), 4), runs_s=round(self.run_seconds, 4),
        )  # fmt: skip

    def _goal_report(self, v: GoalVerdict) -> GoalReport:
        g = v.goal
        used: tuple[str, ...] = ()
        unused: tuple[str, ...] = ()
        if g.id in self.core:
            numbers = {int(n[1:]) for n in self.core[g.id] if n[1:].isdigit()}
            labels = [h.label for h in g.given]
            used = tuple(dict.fromkeys(labels[i] for i in sorted(numbers)))
            unused = tuple(dict.fromkeys(x for i, x in enumerate(labels) if i not in numbers and x not in used))
        message = g.message + (f": {g.clause}" if g.clause else "")
        if g.same:
            message += f" (when {' and '.join('/'.join(s) for s in g.same)} are one object)"
        at = g.span
        if at.file != self.function.span.file:  # of a method that is inherited from another file
            message, at = f"{message} (line {at.line} of {at.file})", self.function.span
        return GoalReport(
            g.id, g.kind, at.line, v.status, v.cause, v.engine, round(self.times.get(g.id, 0.0), 4), message, used, unused,
            at.column, at.end_column if at.end_line == at.line else 0, self.kept.get(g.id), g.opaque,
        )


def _since(start: float) -> float:
    return round(time.perf_counter() - start, 4)


def _broken(run: Run, name: str) -> str:
    words = {
        "ensures": "the postcondition is false",
        "raises": "the declared exception and what happened do not agree",
        "exception": "an exception that no @raises declares",
        "assertion": "an assertion fails",
        "precondition-at-call": "a call inside it breaks the callee's precondition",
        "invariant": "the invariant is false at the head of an iteration",
        "measure": "the measure does not get smaller, or is negative",
        "clause": "the clause itself raises on an allowed input",
    }
    return words.get(run.kind, run.kind) + (f" (line {run.line})" if run.line else "") + f": {run.outcome}"


# --- keys and JSON ------------------------------------------------------------------------------------------------


def _file_key(file: SourceFile, options: Options) -> str:
    from toolkit.engines.versions import installed

    relevant = {k: v for k, v in options.to_json().items() if k not in ("jobs", "cache", "stubs", "proofs")}
    engines = [installed("z3-solver"), *(installed(d) for d in ("pysmt", "cvc5") if len(options.engines) > 1)]
    if options.certify or file.proofs:
        from toolkit import kept

        engines.append(kept.version())

    def path(p: str) -> str:  # limits of single functions are found by it
        return str(PurePath(p)) if options.limits else PurePath(p).name

    return digest(
        "file", path(file.path), tool_version(), sys.version, str(engines), str(sorted(relevant.items())),
        file.only or "", file.text, file.dotted, str(file.package),
        *(x for o in file.others or () for x in (o.name, o.kind, str(o.package), path(o.path), o.text)),
        *(x for p in file.proofs for x in (p.name, p.path, p.text, p.problem, p.function)),
    )


def _to_json(r: FunctionReport) -> dict[str, Any]:
    return attrs.asdict(r)


def _goal_from_json(g: dict[str, Any]) -> GoalReport:
    c = g["certificate"] and CertificateReport.from_json(g["certificate"])
    several = {k: tuple(g[k]) for k in ("used", "unused", "uninterpreted")}
    return GoalReport(**{**g, **several, "certificate": c})


def _from_json(path: str, data: dict[str, Any]) -> FunctionReport:
    goals = tuple(_goal_from_json(g) for g in data["goals"])
    loops = tuple(
        LoopReport(**{**loop, "invariants": tuple(loop["invariants"]), "found": tuple(loop["found"])}) for loop in data["loops"]
    )
    c = data["counterexample"]
    rest = {k: v for k, v in data.items() if k not in ("goals", "counterexample", "caveats", "file", "cached", "loops")}
    return FunctionReport(
        file=path, goals=goals, counterexample=Counterexample(**c) if c else None, caveats=tuple(data["caveats"]),
        cached=True, loops=loops, **rest,
    )  # fmt: skip
