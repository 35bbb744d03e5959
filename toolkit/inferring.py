"""Finds the loop invariants and measures that a function's proof lacks: Spacer, Houdini over templates and over relations seen on
runs, guessed measures. Shared by `session` (loops without invariants), `infer` and `repair`.

The door: `Inference(...).complete(text, function)` gives a text in which the function is proved, or None. What is found is only
ever text: it is read again like the user's own words, and whoever asked has it judged by the ordinary line."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define

from toolkit.config import Options, SourceFile
from toolkit.core.source import Rejected
from toolkit.proposers.asks import AddInvariant, AddMeasure, Edit
from toolkit.solving import Solver, read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Goal, Loop, Module
    from toolkit.core.semantics import Env
    from toolkit.core.vcgen import Program
    from toolkit.core.verdict import GoalVerdict
    from toolkit.store import Store

_POOL_LIMIT = 1_000_000  # solver steps per goal while proposals are tried
_POOL_TIME = 10.0  # seconds, the outer guard
_SPACER_TIME = 2.0  # seconds; Spacer honours no step limit
_SEARCH = 80  # inputs tried to see that a precondition can be met
_RUN_STEPS = 40_000  # of the reference semantics, on all runs that candidates are held against
_MEASURES = 16  # measures tried per loop
_ROUNDS = 30


@define(eq=False)
class Inference:
    """What is missing in the functions of one file. `measures` bounds how many are tried per loop."""

    file: SourceFile
    options: Options
    store: Store | None
    trace: Trace
    say: Callable[[str], None] = lambda _: None
    measures: int = _MEASURES

    def complete(self, text: str, name: str) -> str | None:
        """`text` with what the proof of the function `name` lacks, only as much as it needs; None when nothing was found."""
        from toolkit.proposers import houdini

        if not houdini.loops_of(text, name):
            return self.measure(text, name)
        found = self.spacer(text, name)
        for wide in (False, True):
            if found is None:
                found = self.pool(text, name, {}, wide)
        return found

    def proved(self, text: str, name: str) -> bool:
        """A quick look, with small limits, that gives up at the first goal that fails; the last word is the ordinary line's."""
        from toolkit.core.verdict import judge

        verdicts = self.solved(text, name, hasty=True)
        function = read_file(self.file, text).functions.get(name)
        return bool(verdicts is not None and function and judge(function, verdicts, (), frozenset()).status == "proved")

    def solved(
        self, text: str, name: str, hasty: bool = False, wanted: Callable[[Goal], bool] = lambda _: True
    ) -> list[GoalVerdict] | None:
        """The verdicts on the wanted goals of a function; None when it cannot be read, or when `hasty` and one fails."""
        from toolkit.core import vcgen

        module = read_file(self.file, text)
        if name not in module.functions:
            return None
        program = vcgen.Program.of(module)
        try:
            goals = [g for g in vcgen.goals(program, name).goals if wanted(g)]
        except Rejected:
            return None
        found = self.solver(text, program, name).solve(goals, hasty)
        return found if len(found) == len(goals) else None

    def solver(self, text: str, program: Program, name: str, **limits: Any) -> Solver:
        file = attrs.evolve(self.file, text=text, only=name)
        options = attrs.evolve(self.small, **limits)
        return Solver(file, program, name, options, self.store if options.cache else None, self.trace)

    @property
    def small(self) -> Options:
        """Limits while proposals are tried."""
        o = self.options
        return attrs.evolve(
            o, rlimit=min(o.rlimit, _POOL_LIMIT), timeout=min(o.timeout, _POOL_TIME), search=min(o.search, _SEARCH), explain=False
        )

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
        measured = self.measure(new, name)
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
        based = self.tracked(text, name)
        candidates = self.together(based, name, extra, wide)
        if candidates is None:
            return None
        added = self.edits_of(based, name, candidates)
        new = self.apply(based, added, {"invariants"}) if added else based
        found = None if new is None else self.finished(based, name, added, new)
        return self.untracked(text, based, name, found)

    def strongest(self, text: str, name: str, wide: bool = True) -> str | None:
        """The text with all invariants that Houdini finds, needed or not."""
        based = self.tracked(text, name)
        candidates = self.together(based, name, {}, wide)
        return self.apply(based, self.edits_of(based, name, candidates), {"invariants"}) if candidates else None

    def together(self, based: str, name: str, extra: dict[int, list[str]], wide: bool) -> list[tuple[int, str]] | None:
        """The candidates that are inductive together; None where the function cannot be read."""
        from toolkit.proposers import houdini

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
        return candidates

    def check(self, before: str, after: str, name: str, opened: Iterable[str] = ("invariants", "measure")) -> None:
        """Raises `edits.SpecTouched` where more changed than what is open; our own wrapper round what a for runs over may."""
        from toolkit.proposers import edits

        try:
            edits.check(before, after, name, opened)
        except edits.SpecTouched:
            edits.check(self.tracked(before, name), after, name, opened)

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
        for _ in range(_ROUNDS):
            new, lines = self._with(text, name, candidates)
            if new is None or not lines:
                return []
            kinds = ("invariant-at-entry", "invariant-kept", "clause-defined")
            verdicts = self.solved(new, name, wanted=lambda g: g.kind in kinds and g.span.line in lines)  # noqa: B023
            if verdicts is None:
                return []
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
        from toolkit.core import vcgen

        module = read_file(self.file, text)
        program = vcgen.Program.of(module)
        solver = self.solver(text, program, name, explain=True)
        verdicts = solver.solve(vcgen.goals(program, name).goals)
        ours = {e.expression for e in added if isinstance(e, AddInvariant)}
        lines = {line: e for _, line, e in _hint_lines(text, name, "invariant") if e in ours}
        needs: dict[int, set[int]] = {}
        for g in (v.goal for v in verdicts):
            labels = [g.given[int(h[1:])].label for h in solver.core.get(g.id, ()) if h[1:].isdigit()]
            mentioned = {int(n) for label in labels for n in re.findall(r"\bline (\d+)", label)}
            needs.setdefault(g.span.line if g.span.line in lines else 0, set()).update(mentioned & set(lines))
        found, todo = set[int](), [0]
        while todo:
            for line in needs.get(todo.pop(), set()) - found:
                found.add(line)
                todo.append(line)
        wanted = {lines[k] for k in found}
        return [e for e in added if not isinstance(e, AddInvariant) or e.expression in wanted]

    # --- measures -------------------------------------------------------------------------------------------------

    def measure(self, text: str, name: str) -> str | None:
        """A measure for the one loop, or the recursion, of which nothing shows that it ends."""
        from toolkit.core.verdict import judge
        from toolkit.proposers import houdini

        verdicts = self.solved(text, name)
        if not verdicts:
            return None
        verdict = judge(read_file(self.file, text).functions[name], verdicts, (), frozenset())
        open_ = [g.goal for g in verdict.goals if g.needed and g.status != "proved"]
        if verdict.cause != "termination" or any(g.kind != "measure" for g in open_):
            return None
        module = read_file(self.file, text)
        f = module.functions[name]
        loops = {loop.lineno: loop for loop in houdini.loops_of(text, name)}
        line = open_[0].span.line
        for e in _measure_texts(f, loops.get(line))[: self.measures]:
            edit = AddMeasure(name, line if line in loops else None, e)
            new = self.apply(text, [edit], {"measure"})
            if new is not None and self.proved(new, name):
                self.say(f"{name}: the measure {e}")
                return new
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


