"""Contracts for functions that have none, or only a part: preconditions, exceptions, postconditions, with the loop invariants that
their proof needs; helpers before their callers. Nothing that is proposed is believed: every clause enters as text, is proved by
the ordinary line, and is dropped where it is not.

The door: `Contracts(...).infer(text)` gives a new text and, by function, the clauses that were added."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs
from attrs import define, field, frozen

from toolkit.config import Options, SourceFile
from toolkit.core.source import Rejected
from toolkit.inferring import Inference
from toolkit.proposers import variants
from toolkit.proposers.asks import AddClause
from toolkit.solving import read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Goal, Module
    from toolkit.proposers.observations import Board, Observation
    from toolkit.proposers.summaries import Definition, Summary
    from toolkit.store import Store

_RUNS = 160  # inputs tried when a function is looked at
_MORE_RUNS = 400  # inputs tried for one that a precondition excludes though the function runs well on it
_ROUNDS = 4  # of learning from what the solver found
_FACTS = 8  # clauses that are no equation, per function
_EQUATIONS = 4  # tried together, per output
_ELIMINATION = 200_000  # z3's steps while a failed goal is turned into a condition
_IMPLIED = 300_000  # solver steps to see that a clause follows from others


@frozen
class Contract:
    """What was found for one function: decorators as text (`requires(lambda xs: len(xs) > 0)`), in the order in which they
    stand; what was tried, for a person. `proved` is the ordinary line's word on the function with them."""

    function: str
    clauses: tuple[str, ...] = ()
    proved: bool = False
    notes: tuple[str, ...] = ()


@define(eq=False)
class Contracts:
    """Finds contracts in one file. `everything`: also postconditions for functions that have some."""

    file: SourceFile
    options: Options
    store: Store | None = None
    trace: Trace = field(factory=Trace.null)
    say: Callable[[str], None] = lambda _: None
    everything: bool = False
    definitions: dict[str, Definition] = field(factory=dict)  # what functions return that are done
    _notes: list[str] = field(factory=list)
    _inference: Inference | None = None

    def infer(self, text: str | None = None, only: str | None = None) -> tuple[str, dict[str, Contract]]:
        """The text with contracts, helpers first; `only`: of one function (and of the helpers that it calls)."""
        text = self.file.text if text is None else text
        found: dict[str, Contract] = {}
        try:
            module = read_file(self.file, text)
        except Rejected:
            return text, {}
        for name in _helpers_first(module):
            if only is not None and name != only and name not in _reached(module, only):
                continue
            self._notes = []
            text, clauses, proved = self.function(text, name)
            found[name] = Contract(name, tuple(clauses), proved, tuple(self._notes))
        return text, {n: found[n] for n in module.order if n in found}

    def note(self, name: str, what: str) -> None:
        self._notes.append(what)
        self.say(f"{name}: {what}")

    # --- one function ---------------------------------------------------------------------------------------------

    def function(self, text: str, name: str) -> tuple[str, list[str], bool]:
        """(new text, clauses, proved) for one function; the old text where nothing was found."""
        from toolkit.proposers import houdini
        from toolkit.proposers.observations import Board, observe
        from toolkit.proposers.summaries import summarise

        module = read_file(self.file, text)
        f = module.functions.get(name)
        if f is None:
            return text, [], False
        if f.ensures and not self.everything and self.stands(text, name):
            self.learn(text, name)
            return text, [], True
        node = houdini.function_of(text, name)
        summary = summarise(node, self.definitions)
        board = Board(lambda t: read_file(self.file, t), text, name)
        try:
            runs = observe(module, f, _RUNS, self.options.seed)
        except Rejected:
            return text, [], False
        case = _Case(self, text, name, module, f, node, summary, board, runs)
        bound = case.entry()
        if bound is None:
            return text, [], False
        if f.ensures and not self.everything:
            new = self.complete(bound, name)
        else:
            new = case.exit(bound)
        for candidate in dict.fromkeys((new, bound)):
            if candidate is not None and candidate != text and self.stands(candidate, name):
                if (caller := self.harmed(text, candidate, module, name)) is not None:
                    self.note(name, f"with what was found {caller} would not be proved any more")
                    continue
                self.inference.check(text, candidate, name, ("contract", "invariants", "measure"))
                clauses = _added(text, candidate, name)
                self.learn(candidate, name)
                return candidate, clauses, True
        if self.stands(text, name):
            self.learn(text, name)
            return text, [], True
        self.note(name, "nothing that was found is proved")
        return text, [], False

    def harmed(self, before: str, after: str, module: Module, name: str) -> str | None:
        """A caller that was proved, with the function's body in the place of the call, and is not from its contract."""
        for caller, f in module.functions.items():
            if f.has_contract and caller != name and ":" not in caller and name in _reached(module, caller):
                if self.stands(before, caller) and not self.stands(after, caller):
                    return caller
        return None

    def learn(self, text: str, name: str) -> None:
        """`result == e` in a proved contract: calls are known to be e from here on."""
        from toolkit.proposers import houdini

        node = houdini.function_of(text, name)
        for d in node.decorator_list:
            if isinstance(d, ast.Call) and d.args and isinstance(d.args[0], ast.Lambda) and ast.unparse(d.func) == "ensures":
                body = d.args[0].body
                if isinstance(body, ast.Compare) and len(body.ops) == 1 and isinstance(body.ops[0], ast.Eq):
                    if ast.unparse(body.left) == "result" and "old" not in ast.unparse(body.comparators[0]):
                        self.definitions[name] = (tuple(a.arg for a in node.args.args), body.comparators[0])
                        return

    # --- proving --------------------------------------------------------------------------------------------------

    @property
    def inference(self) -> Inference:
        """One for all questions: it remembers answers."""
        if self._inference is None:
            self._inference = Inference(self.file, self.options, self.store, self.trace, self.say)
        return self._inference

    def complete(self, text: str, name: str, known: Mapping[int, Sequence[str]] | None = None) -> str | None:
        """The text with the invariants and measures that the function's proof lacks; None where that does not do. `known` are
        invariants of its loops, by their places, that are tried first."""
        found = self.inference
        if found.proved(text, name):
            return text
        helped = found.complete(text, name, known) if known else None
        return helped or found.complete(text, name)  # what helped others may be in the way of this one

    def stands(self, text: str, name: str) -> bool:
        """The ordinary line's word on a function, with what its proof rests on."""
        from toolkit.session import verify

        file = attrs.evolve(self.file, text=text, only=name)
        options = attrs.evolve(self.options, all=True, jobs=1, infer=False, search=min(self.options.search, 80))
        reports = verify([file], options, store=self.store, trace=self.trace).functions
        return bool(reports) and reports[0].status == "proved" and not reports[0].caveats

    def failed(self, text: str, name: str) -> tuple[list[Goal], list[Any]]:
        """The goals of a function that are not proved, and the inputs that the solver has for them."""
        from toolkit.core import vcgen
        from toolkit.search import modelled, plausible

        module = read_file(self.file, text)
        if name not in module.functions:
            return [], []
        program = vcgen.Program.of(module)
        try:
            goals = vcgen.goals(program, name).goals
        except Rejected:
            return [], []
        solver = self.inference.solver(program, name)
        open_ = [v.goal for v in solver.solve(goals) if v.status != "proved" and not v.goal.sat]
        inputs = [
            modelled(a.inputs, g.same)
            for g in open_ for a in solver.answers.get(g.id, ()) if a.inputs is not None and plausible(a.inputs)
        ]  # fmt: skip
        return open_, inputs


@define(eq=False)
class _Case:
    """One function that is being given a contract."""

    of: Contracts
    text: str
    name: str
    module: Module
    f: Function
    node: ast.FunctionDef
    summary: Summary
    board: Board
    runs: list[Observation]
    _vet: Any = None
    _raises: set[int] | None = None
    invariants: dict[int, list[str]] = field(factory=dict)  # of its loops, by their places: found with some postconditions

    def entry(self) -> str | None:
        """The text with preconditions and declared exceptions; None where no input is known that ends well."""
        from toolkit.proposers import abduction

        wanted: list[str] = []
        best: str | None = None
        for _ in range(_ROUNDS):
            clauses = self.requires(wanted)
            if clauses is None:
                return None
            raised = self.raises(wanted, clauses)
            new = self.add(self.text, [*(("requires", c) for c in clauses), *raised])
            if new is None:
                return best
            best = new
            goals, inputs = self.of.failed(new, self.name)
            goals = [g for g in goals if g.kind not in ("postcondition", "measure") and not g.kind.startswith("invariant")]
            if not goals:
                return new
            more: Any = self.of.trace.call(
                "eliminate", {"function": self.name, "goals": [g.id for g in goals]},
                lambda: abduction.from_goals(goals, self.f, _ELIMINATION),  # noqa: B023
            )  # fmt: skip
            seen = self.tried(inputs)
            if not seen and not set(more) - set(wanted):
                return best
            self.runs += seen
            wanted = list(dict.fromkeys([*wanted, *more]))
        return best

    def tried(self, candidates: Iterable[Any]) -> list[Observation]:
        """Runs on inputs that are new."""
        from toolkit.proposers.observations import run
        from toolkit.search import Search

        known = {repr((o.candidate.args, o.candidate.same)) for o in self.runs}
        search = Search(self.module, self.f, [()], self.of.options.seed)
        found = []
        for c in candidates:
            if repr((c.args, c.same)) not in known and (o := run(search, c)) is not None:
                found.append(o)
        return found

    # --- what must hold at entry ----------------------------------------------------------------------------------

    def explicit(self, o: Observation) -> bool:
        """True for an exception that a `raise` of this file raises, or that the function declares."""
        if o.status != "raised":
            return False
        if self._raises is None:
            self._raises = {n.lineno for n in ast.walk(ast.parse(self.text)) if isinstance(n, ast.Raise)}
        return o.line in self._raises or o.exception in {r.exception for r in self.f.raises}

    def requires(self, wanted: Sequence[str]) -> list[str] | None:
        """Preconditions: [] where none is needed, None where no run ends well or the runs cannot be told apart."""
        from toolkit.proposers import abduction
        from toolkit.proposers.observations import observe

        clauses: list[str] = []
        for seed in (1, 2, 3):
            good = [o for o in self.runs if o.status == "returned" or self.explicit(o)]
            bad = [o for o in self.runs if o not in good]
            if not good:
                self.of.note(self.name, "no run ends well")
                return None
            if not bad:
                return []
            found = self.separated(wanted, good, bad)
            if found is None:  # an exception on purpose may come before a failure that has a simpler condition
                returned = [o for o in good if o.status == "returned"]
                found = self.separated(wanted, returned, bad) if returned else None
            if found is None:
                self.of.note(self.name, "no condition tells the inputs on which it fails from the others")
                return None
            clauses = abduction.joined(found)
            more = observe(self.module, self.f, _MORE_RUNS, self.of.options.seed + seed)
            excluded = [
                o for o in more
                if (o.status == "returned" or self.explicit(o) and self.all_kept(clauses)) and not self.met(clauses, o)
            ]  # fmt: skip
            allowed = [
                o for o in more
                if not (o.status == "returned" or self.explicit(o)) and self.met(clauses, o)
            ]  # fmt: skip
            if not excluded and not allowed:
                return clauses
            self.runs += [*excluded[:20], *allowed[:20]]
        return clauses

    def all_kept(self, clauses: Sequence[str]) -> bool:
        """Whether exceptions on purpose are allowed by the clauses as well."""
        return all(self.met(clauses, o) for o in self.runs if self.explicit(o))

    def met(self, clauses: Sequence[str], o: Observation) -> bool:
        return all(self.board.holds(c, [o.at_entry()]) for c in clauses)

    def rows(self, wanted: Sequence[str], good: Sequence[Observation], bad: Sequence[Observation]) -> dict[str, Any]:
        """Conditions over the parameters with their truth on runs; those that are not defined everywhere are left out."""
        from toolkit.proposers import abduction

        atoms = abduction.atoms(self.f, self.node, self.summary, wanted)
        values = self.board.values(atoms, [o.at_entry() for o in (*good, *bad)])
        return {
            t: (row[: len(good)], row[len(good) :]) for t, row in values.items() if all(isinstance(v, bool) for v in row)
        }

    def separated(self, wanted: Sequence[str], good: Sequence[Observation], bad: Sequence[Observation]) -> list[str] | None:
        from toolkit.proposers import abduction

        found = abduction.separate(self.rows(wanted, good, bad), len(good), len(bad))
        if found is None:
            linear = [*self.linear(good, bad), *wanted]
            found = abduction.separate(self.rows(linear, good, bad), len(good), len(bad))
        return found

    def linear(self, good: Sequence[Observation], bad: Sequence[Observation]) -> list[str]:
        """Linear conditions over the numbers and sizes at entry that good runs meet and bad ones do not."""
        from toolkit.proposers import abduction

        terms = [p.name for p in self.f.params if p.sort.name == "Int"]
        terms += [f"len({p.name})" for p in self.f.params if p.sort.name in ("List", "Seq", "Str", "Dict", "Set")]
        values = self.board.values(terms, [o.at_entry() for o in (*good, *bad)])
        rows = list(zip(*(values[t] for t in terms))) if len(terms) > 1 else []
        return abduction.halfspaces(terms, rows[: len(good)], rows[len(good) :])

    def raises(self, wanted: Sequence[str], required: Sequence[str]) -> list[tuple[str, str]]:
        """`raises` clauses for the exceptions that allowed runs raise on purpose and that are not declared."""
        from toolkit.proposers import abduction

        declared = {r.exception for r in self.f.raises}
        found: list[tuple[str, str]] = []
        explicit = [o for o in self.runs if self.explicit(o) and self.met(required, o)]
        returned = [o for o in self.runs if o.status == "returned"]
        for exception in sorted({o.exception for o in explicit} - declared):
            if ":" in exception:  # of another file: what it is called here is not known
                self.of.note(self.name, f"it may raise {exception.replace(':', '.')}")
                continue
            good = [o for o in explicit if o.exception == exception]
            condition = abduction.exactly(self.rows(wanted, good, returned), len(good), len(returned))
            if condition is None:
                linear = [*self.linear(good, returned), *self.linear(returned, good), *wanted]
                condition = abduction.exactly(self.rows(linear, good, returned), len(good), len(returned))
            if not returned:
                condition = "True"
            if condition is None:
                self.of.note(self.name, f"no condition says when {exception} is raised")
                continue
            found.append(("raises", f"{exception}, {condition}"))
        return found

    # --- what holds at exit ---------------------------------------------------------------------------------------

    def exit(self, bound: str) -> str | None:
        """The text with postconditions as well, and with the invariants that they need; None where it is not proved."""
        from toolkit.core import aliases
        from toolkit.proposers import contracts

        changed = aliases.summarise(self.module)[self.name].changes
        allowed = tuple(o for o in self.runs if o.status == "returned")
        known = contracts.Known(self.f, self.node, self.summary, frozenset(changed), self.board, allowed)
        text, open_ = bound, list[str]()
        equal: list[list[str]] = []
        outputs = contracts.outputs(self.f, changed)
        for out in outputs:
            found = [e for e in contracts.equations(known, out) if self.fits(e)]
            equal.append(found[:_EQUATIONS])
        tried = self.proved_of(text, [e for es in equal for e in es])
        best = [next((e for e in es if e in tried), "") for es in equal]
        for out, e in zip(outputs, best):
            if not e:
                open_ += [c for c in contracts.facts(known, out) if self.fits(c)]
        taken = [e for e in best if e]
        together = contracts.whole(known, outputs, best)
        if together is not None and self.fits(together) and self.proved_of(text, [together]):
            taken = [together, *(e for o, e in zip(outputs, best) if o.parameter)]
        if open_ and len(outputs) > 1:
            open_ = [c for c in contracts.joint(known, outputs) if self.fits(c)] + open_
        if open_:
            good: list[str] = []
            left = open_
            for most in (2 * _FACTS, _FACTS, _FACTS, _FACTS):  # what is not proved leaves room for others
                picked = contracts.chosen(known, left, most, [*taken, *good])
                if not picked:
                    break
                proved = self.proved_of(self.with_(text, taken), picked)
                good += proved
                if len(proved) == len(picked):
                    break
                failed = {c.split(" or ")[-1] for c in picked if c not in proved}
                left = [c for c in left if c not in picked and c.split(" or ")[-1] not in failed]
            taken += contracts.chosen(known, good, _FACTS, taken)
        taken = self.needed(taken)
        while True:
            new = self.of.complete(self.with_(text, taken), self.name, self.invariants or None)
            if new is not None or not taken:
                return new
            taken.pop()

    def with_(self, text: str, ensured: Sequence[str]) -> str:
        return self.add(text, [("ensures", e) for e in ensured]) or text

    def fits(self, clause: str) -> bool:
        """Whether edits would take it."""
        from toolkit.proposers import edits
        from toolkit.proposers.edits import module, vetting

        if self._vet is None:
            self._vet = vetting.spec_vet(module.Module.of(module.parse(self.text), self.name))
        try:
            vetting.clause(self._vet, "ensures", self.lambda_of("ensures", clause))
        except edits.EditRefused:
            return False
        return True

    def proved_of(self, text: str, clauses: Sequence[str]) -> list[str]:
        """Those of the postconditions that are proved, with all invariants that can be found for all of them."""
        from toolkit.proposers import houdini

        clauses = list(clauses)
        if not clauses:
            return []
        if not houdini.loops_of(text, self.name):
            return self.shown(text, clauses)
        best: list[str] = []
        for wide in (False, True):
            new = self.of.inference.strongest(self.with_(text, clauses), self.name, wide)
            for i, _, e in variants.hints(new, self.name, "invariant") if new is not None else ():
                self.invariants.setdefault(i, []).append(e)
            good = self.shown(new, clauses, stated=True) if new is not None else []
            best = good if len(good) > len(best) else best
            if len(best) == len(clauses):
                break
        return best or [c for c in clauses[:1] if self.of.inference.complete(self.with_(text, [c]), self.name) is not None]

    def shown(self, text: str, clauses: list[str], stated: bool = False) -> list[str]:
        """The postconditions that are proved as the text stands; each may use those before it, so that what fails goes."""
        for _ in range(len(clauses)):
            new = text if stated else self.with_(text, clauses)
            verdicts = self.of.inference.solved(new, self.name, wanted=lambda g: g.kind in ("postcondition", "clause-defined"))
            if verdicts is None:
                return []
            failed = {v.goal.clause for v in verdicts if v.status != "proved"}
            good = [c for c in clauses if not any(_same_clause(c, t) for t in failed)]
            if len(good) == len(clauses) or not good:
                return good
            if stated:  # the failing ones may have been used: once more without them
                new = _without(new, self.name, [c for c in clauses if c not in good])
                text = new
            clauses = good
        return clauses

    def needed(self, clauses: list[str]) -> list[str]:
        """Without those that follow from the others: shown by the ordinary line, for a function that calls this one."""
        kept = list(clauses)
        for c in reversed(clauses):
            rest = [d for d in kept if d != c]
            if rest and c in kept and self.follows(rest, c):
                kept = rest
        return kept

    def follows(self, given: Sequence[str], claim: str) -> bool:
        """Whether a caller that knows `given` of the outcome knows `claim`."""
        return implied(self.of, self.text, self.node, given, claim)

    # --- text -----------------------------------------------------------------------------------------------------

    def add(self, text: str, clauses: Sequence[tuple[str, str]]) -> str | None:
        """The text with clauses over the function; None when edits refuse one."""
        from toolkit.proposers import edits

        added = [AddClause(self.name, kind, self.lambda_of(kind, e)) for kind, e in clauses]
        try:
            return edits.apply(text, added, {"contract"}) if added else text
        except edits.EditRefused:
            return None

    def lambda_of(self, kind: str, e: str) -> str:
        """What stands in a clause's parentheses."""
        exception, _, body = e.partition(", ") if kind == "raises" else ("", "", e)
        names = {n.id for n in ast.walk(ast.parse(body, mode="eval")) if isinstance(n, ast.Name)}
        params = [p.name for p in self.f.params]
        extra = [n for n in ("result", "old") if n in names and kind == "ensures" and n not in params]
        bound = ", ".join([*(p for p in params if p in names), *extra])
        return f"{exception}{', ' if exception else ''}lambda{' ' if bound else ''}{bound}: {body}"


def implied(of: Contracts, text: str, node: ast.FunctionDef, given: Sequence[str], claim: str) -> bool:
    """Whether `claim` about a call's outcome follows from `given`: a caller that has the one as its contract is proved from a
    callee of which only the other is known."""
    params = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    signature, returns = ast.unparse(node.args), ast.unparse(node.returns) if node.returns else "None"
    requires = "\n".join(f"@{ast.unparse(d)}" for d in node.decorator_list if ast.unparse(d).startswith("requires("))

    def ensured(e: str) -> str:
        names = {n.id for n in ast.walk(ast.parse(e, mode="eval")) if isinstance(n, ast.Name)}
        return f"@ensures(lambda {', '.join(n for n in (*params, 'result', 'old') if n in names)}: {e})"

    callee, caller = f"_{node.name}_given", f"_{node.name}_claim"
    lines = [text, "", "from toolkit import ensures, requires", requires, *map(ensured, given),
             f"def {callee}({signature}) -> {returns}:", *_indented(node), requires, ensured(claim),
             f"def {caller}({signature}) -> {returns}:",
             f"    {'return ' if returns != 'None' else ''}{callee}({', '.join(params)})", ""]  # fmt: skip
    try:
        limited = attrs.evolve(of.options, rlimit=_IMPLIED)
        return Inference(of.file, limited, of.store, of.trace).proved("\n".join(x for x in lines if x is not None), caller)
    except Rejected:
        return False


def _indented(node: ast.FunctionDef) -> list[str]:
    return ["    " + line for s in node.body for line in ast.unparse(s).splitlines()]


def _same_clause(expression: str, text: str) -> bool:
    try:
        return ast.unparse(ast.parse(expression, mode="eval")) == ast.unparse(ast.parse(text, mode="eval"))
    except SyntaxError:
        return False


def _clauses(text: str, name: str) -> list[str]:
    from toolkit.proposers import houdini
    from toolkit.proposers.edits import placing

    kinds = ("requires", "ensures", "raises", "decreases")
    return [placing.printed(d) for d in houdini.function_of(text, name).decorator_list
            if isinstance(d, ast.Call) and ast.unparse(d.func).split(".")[-1] in kinds]  # fmt: skip


def _added(before: str, after: str, name: str) -> list[str]:
    old = _clauses(before, name)
    return [c for c in _clauses(after, name) if c not in old]


def _without(text: str, name: str, expressions: Sequence[str]) -> str:
    """The text without some postconditions (each on lines of its own)."""
    from toolkit.proposers import houdini

    node = houdini.function_of(text, name)
    gone: set[int] = set()
    for d in node.decorator_list:
        if isinstance(d, ast.Call) and ast.unparse(d.func).split(".")[-1] == "ensures" and isinstance(d.args[0], ast.Lambda):
            if any(_same_clause(e, ast.unparse(d.args[0].body)) for e in expressions):
                gone |= set(range(d.lineno, (d.end_lineno or d.lineno) + 1))
    return "".join(line for i, line in enumerate(text.splitlines(True), 1) if i not in gone)


def _helpers_first(module: Module) -> list[str]:
    """The module's own functions, callees before callers; in a circle, source order."""
    found: list[str] = []

    def visit(name: str, path: frozenset[str]) -> None:
        if name in found or name in path or name not in module.functions or {*name} & {*":.["}:
            return
        if module.functions[name].external:
            return
        for callee in sorted(module.functions[name].calls, key=lambda n: module.lines.get(n, 0)):
            visit(callee, path | {name})
        if name not in found:
            found.append(name)

    for name in module.order:
        visit(name, frozenset())
    return found


def _reached(module: Module, name: str) -> set[str]:
    found, todo = {name}, [name]
    while todo:
        f = module.functions.get(todo.pop())
        new = set(f.calls) - found if f is not None else set()
        found |= new
        todo += new
    return found

