"""A function's loops as constrained Horn clauses in z3, with an unknown predicate per loop: which of many formulas are invariants
together (Houdini: Flanagan, Leino, FME 2001), which of these are needed, and what Spacer makes of the clauses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from toolkit.core import smtlib
from toolkit.core.ir import Function
from toolkit.core.vcgen import Program
from toolkit.proposers import horn
from toolkit.proposers.loops import formulas
from toolkit.proposers.loops.formulas import Formula

_STEPS = 3_000_000  # of one question to z3
_TIME = 2_000  # milliseconds, the outer guard


@frozen(eq=False)
class Rule:
    """`given` implies the head: a loop's predicate (`key`) on arguments, or a claim. `given` has the predicates' applications."""

    given: tuple[Any, ...]
    key: str  # "" for a claim
    head: Any


@define(eq=False)
class System:
    """The clauses of one function. `names` are a predicate's arguments by name."""

    z3: Any
    ctx: Any
    names: dict[str, list[str]]
    rules: list[Rule]
    text: str  # the same for Spacer
    predicates: dict[str, Any] = field(factory=dict)
    questions: int = 0

    @staticmethod
    def of(program: Program, f: Function, alone: bool = True) -> System | None:
        """None for a function without loops, or one that is not over integers. Where `alone`, invariants have to say everything;
        otherwise what loops do not change is known. Raises what `vcgen` raises."""
        import z3

        g = horn.Clauses(program, f, alone)
        g.run()
        if not g.predicates or not horn.plain([t for hs, show in g.clauses for t in (*hs, show)]):
            return None
        ctx = z3.Context()
        declarations = [f"(declare-fun |/inv.{k}| ({' '.join(['Int'] * len(ns))}) Bool)" for k, ns in g.predicates.items()]
        rules = []
        for hypotheses, show in g.clauses:
            text = smtlib.render(hypotheses, show, {})
            *given, claim = z3.parse_smt2_string("\n".join([*declarations, text]), ctx=ctx)
            head = claim.arg(0) if z3.is_not(claim) else z3.Not(claim)
            name = head.decl().name() if z3.is_app(head) else ""
            rules.append(Rule(tuple(given), name.removeprefix("/inv.") if name.startswith("/inv.") else "", head))
        text = "\n".join(["(set-logic HORN)", *declarations, *(horn.text(hs, show) for hs, show in g.clauses)])
        ints = {k: [z3.IntSort(ctx)] * len(ns) for k, ns in g.predicates.items()}
        predicates = {k: z3.Function(f"/inv.{k}", *ints[k], z3.BoolSort(ctx)) for k in g.predicates}
        return System(z3, ctx, dict(g.predicates), rules, text, predicates)

    # --- Houdini --------------------------------------------------------------------------------------------------

    def inductive(self, pool: Mapping[str, Sequence[Formula]]) -> dict[str, list[Formula]]:
        """The largest part of the pool that holds whenever a loop is reached: what z3 cannot show goes."""
        board = _Board(self, pool)
        changed = True
        while changed:
            changed = False
            for i, rule in enumerate(self.rules):
                if rule.key and board.prune(i, rule):
                    changed = True
        return board.left()

    def shows(self, invariants: Mapping[str, Sequence[Formula]]) -> bool:
        """True when every claim of the function follows from these invariants (which are taken to be inductive)."""
        board = _Board(self, invariants)
        return all(board.claim(i, rule) for i, rule in enumerate(self.rules) if not rule.key)

    def needed(self, invariants: Mapping[str, Sequence[Formula]]) -> dict[str, list[Formula]]:
        """A small inductive part that still shows every claim: what the claims use, what that uses, then one by one."""
        board = _Board(self, invariants)
        todo: list[tuple[str, int]] = []
        used: set[tuple[str, int]] = set()

        def take(more: set[tuple[str, int]]) -> None:
            todo.extend(sorted(more - used))
            used.update(more)

        for i, rule in enumerate(self.rules):
            if not rule.key:
                take(board.core(i, rule, None))
        while todo:
            key, n = todo.pop()
            for i, rule in enumerate(self.rules):
                if rule.key == key:
                    take(board.core(i, rule, n))
        kept = {k: [f for n, f in enumerate(fs) if (k, n) in used] for k, fs in invariants.items()}
        for key in kept:
            for f in sorted(kept[key], key=lambda f: -f.size):
                fewer = {**kept, key: [g for g in kept[key] if g != f]}
                if self.closed(fewer) and self.shows(fewer):
                    kept = fewer
        return kept

    def closed(self, invariants: Mapping[str, Sequence[Formula]]) -> bool:
        board = _Board(self, invariants)
        return all(not board.prune(i, rule) for i, rule in enumerate(self.rules) if rule.key)

    # --- Spacer ---------------------------------------------------------------------------------------------------

    def spacer(self, seconds: float, **parameters: Any) -> dict[str, list[Formula]] | None:
        """The conjuncts of a solution, by loop; None when there is none in time, or it cannot be said in formulas."""
        z3 = self.z3
        ctx = z3.Context()
        solver = z3.SolverFor("HORN", ctx=ctx)
        solver.set("timeout", max(1, int(seconds * 1000)))
        for name, value in parameters.items():
            solver.set(name.replace("__", "."), value)
        try:
            solver.from_string(self.text)
            if solver.check() != z3.sat:
                return None
            model = solver.model()
            found: dict[str, list[Formula]] = {k: [] for k in self.names}
            for d in model.decls():
                key = d.name().removeprefix("/inv.")
                if key in self.names:
                    found[key] = self._conjuncts(z3, model[d], self.names[key])
        except (z3.Z3Exception, formulas.NotAFormula):
            return None
        return found

    def _conjuncts(self, z3: Any, value: Any, names: Sequence[str]) -> list[Formula]:
        body = z3.simplify(value.else_value() if isinstance(value, z3.FuncInterp) else value)
        return list(formulas.conjuncts(formulas.read(z3, body, lambda v: names[z3.get_var_index(v)])))


@define(eq=False)
class _Board:
    """Formulas with a switch each; one solver per rule, in which a predicate stands for its formulas that are switched on."""

    system: System
    pool: Mapping[str, Sequence[Formula]]
    on: dict[str, list[bool]] = field(init=False)
    solvers: dict[int, tuple[Any, list[Any]]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        self.on = {k: [True] * len(fs) for k, fs in self.pool.items()}

    def left(self) -> dict[str, list[Formula]]:
        return {k: [f for f, on in zip(fs, self.on[k]) if on] for k, fs in self.pool.items()}

    def switch(self, key: str, n: int) -> Any:
        return self.system.z3.Bool(f"/on.{key}.{n}", self.system.ctx)

    def at(self, key: str, args: Sequence[Any]) -> list[Any]:
        """The formulas of a predicate on arguments."""
        names = dict(zip(self.system.names[key], args))
        return [f.z3(self.system.z3, names) for f in self.pool.get(key, ())]

    def solver(self, i: int, rule: Rule) -> tuple[Any, list[Any]]:
        """A solver that knows `given`, and the head's formulas."""
        if i not in self.solvers:
            z3, system = self.system.z3, self.system
            meaning = []
            for key, predicate in system.predicates.items():
                slots = [z3.Var(k, z3.IntSort(system.ctx)) for k in range(len(system.names[key]))]
                parts = [z3.Implies(self.switch(key, n), t) for n, t in enumerate(self.at(key, slots))]
                meaning.append((predicate, z3.And(parts) if parts else z3.BoolVal(True, system.ctx)))
            solver = z3.Solver(ctx=system.ctx)
            solver.set("timeout", _TIME)
            solver.set("rlimit", _STEPS)
            solver.set("random_seed", 0)
            for g in rule.given:
                solver.add(z3.substitute_funs(g, *meaning))
            heads = self.at(rule.key, rule.head.children()) if rule.key else []
            self.solvers[i] = (solver, heads)
        return self.solvers[i]

    def assumed(self) -> list[Any]:
        return [self.switch(k, n) for k, fs in self.on.items() for n, on in enumerate(fs) if on]

    def prune(self, i: int, rule: Rule) -> bool:
        """Switches off what this rule does not keep; False when it keeps all."""
        z3 = self.system.z3
        solver, heads = self.solver(i, rule)
        mine = self.on[rule.key]
        pruned = False
        while any(mine):
            self.system.questions += 1
            active = [n for n, on in enumerate(mine) if on]
            solver.push()
            solver.add(z3.Or([z3.Not(heads[n]) for n in active]))
            answer = solver.check(self.assumed())
            if answer == z3.unsat:
                solver.pop()
                return pruned
            wrong = []
            if answer == z3.sat:
                model = solver.model()
                wrong = [n for n in active if not z3.is_true(model.eval(heads[n], model_completion=True))]
            solver.pop()
            if not wrong:  # z3 gave up: one by one
                wrong = [n for n in active if not self.alone(solver, heads[n])]
                if not wrong:
                    return pruned
            for n in wrong:
                mine[n] = False
            pruned = True
        return pruned

    def alone(self, solver: Any, head: Any) -> bool:
        solver.push()
        solver.add(self.system.z3.Not(head))
        self.system.questions += 1
        answer = solver.check(self.assumed())
        solver.pop()
        return bool(answer == self.system.z3.unsat)

    def claim(self, i: int, rule: Rule) -> bool:
        solver, _ = self.solver(i, rule)
        return self.alone(solver, rule.head)

    def core(self, i: int, rule: Rule, n: int | None) -> set[tuple[str, int]]:
        """The formulas that the proof of a claim, or of formula n of the head, used; all of them when z3 gives up."""
        solver, heads = self.solver(i, rule)
        solver.push()
        solver.add(self.system.z3.Not(rule.head if n is None else heads[n]))
        every = {(k, m) for k, fs in self.on.items() for m in range(len(fs))}
        answer = solver.check(self.assumed())
        names = {f"/on.{k}.{m}": (k, m) for k, m in every}
        found = {names[c.decl().name()] for c in solver.unsat_core()} if answer == self.system.z3.unsat else every
        solver.pop()
        return found


