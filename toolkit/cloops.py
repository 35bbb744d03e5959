"""Finds the loop invariants and variants that the proof of a C function lacks, and puts them into its text as ACSL; what
`inferring` is for Python.

The door: `CLoops(...).complete(text, function)` gives a text in which the function is proved, or None. Proposals come from
`proposers.loops`; each is only text, read again by the reader and proved by the ordinary line. `told` puts what was found into a
report."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define

from toolkit.config import Options, SourceFile
from toolkit.core.ir import Expr, Function, Loop, Module, statements
from toolkit.report import FunctionReport, LoopReport, lines_before, retold
from toolkit.solving import Solver, read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Goal
    from toolkit.core.vcgen import Program
    from toolkit.store import Store

_STEPS = 2_000_000  # solver steps per goal while proposals are tried
_TIME = 5.0  # seconds, the outer guard
_QUICK = 80  # inputs tried before
_ADDED = ("loop invariant", "loop variant")


def lacking(file: SourceFile, c_int: str, name: str) -> bool:
    """Has the function a loop without an invariant of the user's?"""
    f = read_file(file, None, c_int).functions.get(name)
    return f is not None and any(not s.invariants for s in _loops(f))


@define(eq=False)
class CLoops:
    """What is missing in the functions of one C file."""

    file: SourceFile
    options: Options
    store: Store | None
    trace: Trace
    say: Callable[[str], None] = lambda _: None
    reproducible: bool = True  # no answer was cut short by the wall clock

    def complete(self, text: str, name: str) -> str | None:
        """`text` with invariants (and variants, where they are found, too) with which the function is proved; else None."""
        module = self.read(text)
        f = module.functions.get(name)
        if f is None or not _loops(f) or self.broken(module, f):
            return None
        for label, invariants in self.proposals(text, module, f):
            clauses = {k: [("loop invariant", e) for e in es] for k, es in invariants.items()}
            new = placed(text, f, clauses)
            if self.proved(new, name):
                self.say(f"{name}: invariants from {label}")
                variants = self.variants(new, name)
                for k, e in variants.items():
                    clauses[k].append(("loop variant", e))
                total = placed(text, f, clauses)
                return total if variants and self.proved(total, name) else new
        return None

    def broken(self, module: Module, f: Function) -> bool:
        """Some small input breaks it: there is nothing to be found."""
        from toolkit.search import Search

        return Search(module, f, [()], self.options.seed).find(min(_QUICK, self.options.search)) is not None

    def read(self, text: str) -> Module:
        return read_file(self.file, text, self.options.c_int)

    def proposals(self, text: str, module: Module, f: Function) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """What found it, and ACSL predicates by loop; one at a time, as they are asked for."""
        from toolkit.core.vcgen import Program
        from toolkit.proposers import loops
        from toolkit.search import Search

        found = loops.candidates(Program.of(module), module, f, Search(module, f, [()], self.options.seed))

        def step() -> Any:
            label, invariants = next(found, ("", {}))
            return [label, {k: [p.text(_shown) for p in loops.joined(ps)] for k, ps in invariants.items()}]

        index = 0
        while True:
            answer: Any = self.trace.call("loops", {"function": f.name, "text": text, "index": index}, step)
            label, invariants = answer
            if not label:
                return
            yield label, {k: list(v) for k, v in invariants.items()}
            index += 1

    def proved(self, text: str, name: str) -> bool:
        """A quick look that gives up at the first goal that fails; the last word is the ordinary line's."""
        from toolkit.core import vcgen
        from toolkit.core.verdict import judge

        module = self.read(text)
        if name not in module.functions:
            return False
        program = vcgen.Program.of(module)
        goals = vcgen.goals(program, name).goals
        verdicts = self.solver(text, program, name).solve(goals, hasty=True)
        return len(verdicts) == len(goals) and judge(module.functions[name], verdicts, (), frozenset()).status == "proved"

    def solver(self, text: str, program: Program, name: str) -> Solver:
        o = self.options
        small = attrs.evolve(o, rlimit=min(o.rlimit, _STEPS), timeout=min(o.timeout, _TIME), search=0, explain=False)
        file = attrs.evolve(self.file, text=text, only=name)
        return Solver(file, program, name, small, self.store if o.cache else None, self.trace)

    def variants(self, text: str, name: str) -> dict[str, str]:
        """A variant for every loop that has none, by key, when a guess of the goal generator does for each; else none at all."""
        from toolkit.core import vcgen
        from toolkit.core.verdict import PROVED

        module = self.read(text)
        f = module.functions[name]
        without = [s for s in _loops(f) if not s.measure]
        total = attrs.evolve(module, functions={**module.functions, name: attrs.evolve(f, partial=False)})
        program = vcgen.Program.of(total)
        goals = [g for g in vcgen.goals(program, name).goals if g.kind == "measure" and g.group]
        chosen: dict[str, str] = {}
        proved: dict[tuple[str, str], bool] = {}
        for v in self.solver(text, program, name).solve(goals):
            key = (_key(v.goal), v.goal.alternative)
            proved[key] = proved.get(key, True) and v.status == PROVED
        for (key, e), good in proved.items():
            if good and "abs" not in e:
                chosen.setdefault(key, e)
        return {s.key: chosen[s.key] for s in without} if all(s.key in chosen for s in without) else {}

    def check(self, before: str, after: str, name: str) -> None:
        """Raises ValueError unless `after` is `before` with loop invariants and variants more, and nothing else."""
        from toolkit.core.c import syntax

        a, b = (syntax.parse(t, self.file.path) for t in (before, after))
        clauses = [Counter((c.kind, c.text) for x in u.annotations for c in x.clauses if c.kind not in _ADDED) for u in (a, b)]
        own = [Counter((c.kind, c.text) for x in u.annotations for c in x.clauses if c.kind in _ADDED) for u in (a, b)]
        if a.text.split() != b.text.split() or clauses[0] != clauses[1] or own[0] - own[1]:
            raise ValueError(f"{name}: something other than loop invariants and variants was changed")


def _key(g: Goal) -> str:
    return g.group.partition("#")[0]


def _loops(f: Function) -> list[Loop]:
    return sorted((s for s in statements(f.body) if isinstance(s, Loop)), key=lambda s: int(s.key.removeprefix("loop")))


def _shown(name: str) -> str:
    return f"\\at({name.removeprefix('$arg_')}, Pre)" if name.startswith("$arg_") else name


def placed(text: str, f: Function, clauses: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """The text with clauses (kind, text) before the function's loops, by key: above a loop that begins its line, else in it."""
    lines = text.split("\n")
    for s in reversed(_loops(f)):
        mine = [f"{kind} {e};" for kind, e in clauses.get(s.key, ())]
        if not mine:
            continue
        line = lines[s.span.line - 1]
        before, rest = line[: s.span.column], line[s.span.column :]
        if before.strip():
            lines[s.span.line - 1] = f"{before}/*@ {' '.join(mine)} */ {rest}"
        else:
            inside = f"\n{before}    ".join(mine)
            lines[s.span.line - 1 : s.span.line] = [*f"{before}/*@ {inside} */".split("\n"), line]
    return "\n".join(lines)


# --- telling ------------------------------------------------------------------------------------------------------


def told(report: FunctionReport, module: Module, before: str, after: str, message: str = "") -> FunctionReport:
    """A report on the completed text `after` (read: `module`) as one on `before`: lines are those of `before`, and its loops
    say what they need and what of it was found."""
    line_of = lines_before(before, after)
    f = module.functions.get(report.name)
    had = Counter(_annotated(before))
    found: list[LoopReport] = []
    for s in _loops(f) if f is not None else ():
        lines = [f"loop invariant {c.text};" for c in s.invariants] + [f"loop variant {c.text};" for c in s.measure]
        added = tuple(x for x in lines if not had[x.replace(" ", "")])
        found.append(LoopReport(
            line_of(s.span.line), tuple(c.text for c in s.invariants), "".join(c.text for c in s.measure),
            smt([c.expr for c in s.invariants]), (f"/*@ {' '.join(added)} */",) if added else (),
        ))  # fmt: skip
    return retold(report, line_of, tuple(found), message)


def _annotated(text: str) -> list[str]:
    from toolkit.core.c import syntax

    clauses = [c for a in syntax.parse(text, "").annotations for c in a.clauses]
    return [f"{c.kind}{c.text};".replace(" ", "") for c in clauses if c.kind in _ADDED]


_SMT = {"add": "+", "sub": "-", "mul": "*", "neg": "-", "and": "and", "or": "or", "not": "not", "eq": "=", "lt": "<", "le": "<=",
        "gt": ">", "ge": ">=", "ite": "ite"}  # fmt: skip


def smt(clauses: Sequence[Expr]) -> str:
    """The conjunction as one SMT-LIB term over the loop's variables (`x@Pre`: what x was at entry); "" when it has none."""
    try:
        parts = [_term(e) for e in clauses]
    except KeyError:
        return ""
    return "true" if not parts else parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})"


def _term(e: Expr) -> str:
    if e.op == "const":
        return json.dumps(e.data) if e.data is True or e.data is False else str(e.data) if e.data >= 0 else f"(- {-e.data})"
    if e.op == "var":
        name = f"{e.data.removeprefix('$arg_')}@Pre" if e.data.startswith("$arg_") else e.data
        return name if name.isidentifier() else f"|{name}|"
    args = [_term(a) for a in e.args]
    if e.op == "ne":
        return f"(not (= {' '.join(args)}))"
    if e.op == "int":
        return f"(ite {args[0]} 1 0)"
    if e.op in ("floordiv", "mod") and e.args[1].op == "const" and e.args[1].data > 0:
        return f"({'div' if e.op == 'floordiv' else 'mod'} {' '.join(args)})"
    return f"({_SMT[e.op]} {' '.join(args)})"
