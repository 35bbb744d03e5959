"""Instances of quantified hypotheses, as z3's own refutation uses them: read off its proof objects (de Moura and Bjørner 2008).

What z3 says is a hint: the values become terms of ours, and Lean's kernel checks what is made of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field

from toolkit.core.ir import BOOL, INT, Sort
from toolkit.core.terms import array_of
from toolkit.engines.lean.logic import (
    FALSE,
    ITE,
    STORE,
    TRUE,
    Node,
    at,
    both,
    either,
    equal,
    implication,
    le,
    negation,
    num,
    rebuild,
    replace,
)
from toolkit.engines.lean.statement import FDIV, FMOD, MOD
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.questions import Question, TooHard

_PROOF = 200_000  # steps of a proof that are looked at


Instances = list[tuple[str, list[Any]]]  # a quantifier's name and z3's values for its variables


class Unfinished(TooHard):
    """z3 ran out of its limits: with more it may say something."""


def ask(question: Question, attempt: str, rlimit: int, timeout: float) -> Instances | None:
    """Instances with which z3 refutes a question's claims; None when it does not. (z3's parameters are those of `engines.smt`.)
    Raises `Unfinished`, `TooHard`."""
    import z3

    if not attempt.startswith("log"):
        solver = _solver(question, attempt, rlimit, timeout)
        return _used(solver.proof()) if _refuted(solver) else None
    # A log is dear, for every instance of z3's goes through Python: it is kept only where there is a refutation, found once more.
    if not _refuted(_solver(question, attempt, rlimit, timeout)):
        return None
    solver = _solver(question, attempt, 2 * rlimit, timeout)
    steps: list[Any] = []
    listener = z3.OnClause(solver, lambda step, _parts, _clause: steps.append(step) if step.decl().name() == "inst" else None)
    found = _refuted(solver)
    del listener
    return _needed(solver, steps, rlimit) if found else None


def _refuted(solver: Any) -> bool:
    import z3

    answer = solver.check()
    if answer == z3.unknown and any(word in solver.reason_unknown() for word in ("resource", "canceled", "timeout")):
        raise Unfinished("z3 found no proof to read")
    return bool(answer == z3.unsat)


def _solver(question: Question, attempt: str, rlimit: int, timeout: float) -> Any:
    import z3

    ctx = z3.Context(proof=not attempt.startswith("log"))
    solver = z3.Solver(ctx=ctx) if attempt == "models" else z3.SimpleSolver(ctx=ctx)
    solver.set("rlimit", rlimit)
    solver.set("timeout", max(1, int(timeout * 1000)))
    solver.set("random_seed", 0)
    if attempt != "models":
        solver.set("smt.mbqi", False)
        solver.set("auto_config", False)
    if attempt == "log-all":
        solver.set("smt.relevancy", 0)
    solver.from_string(question.text)
    return solver


def _needed(solver: Any, steps: Sequence[Any], rlimit: int) -> Instances | None:
    """Of the instances that were logged, those of an unsat core, where quantifiers say nothing but through instances."""
    import z3

    again = z3.SimpleSolver(ctx=solver.ctx)
    again.set("rlimit", rlimit)
    again.set("smt.mbqi", False)
    again.set("smt.ematching", False)
    again.set("auto_config", False)
    again.set("smt.core.minimize", True)
    again.add(*solver.assertions())
    found: dict[str, Any] = {}
    for n, step in enumerate(steps):
        name = f"inst!{n}"
        found[name] = step
        again.add(z3.Implies(z3.Bool(name, solver.ctx), z3.Or(z3.Not(step.arg(0)), z3.Not(step.arg(1)))))
    if again.check(*(z3.Bool(name, solver.ctx) for name in found)) != z3.unsat:
        return None
    core = sorted((str(c) for c in again.unsat_core()), key=lambda name: int(name[5:]))
    chosen = [found[name] for name in core]
    return [(s.arg(0).qid(), [s.arg(2).arg(i) for i in range(s.arg(2).num_args())]) for s in chosen]


def collect(question: Question, instances: Instances, facts: Facts) -> None:
    """Adds what the instances say."""
    reader = _Reader(question, facts)
    for qid, values in instances:
        quantifier = question.quantifiers.get(qid)
        if quantifier is None:  # a definition that is a computation in Lean
            continue
        variables = (*quantifier.scope, *quantifier.own)
        if len(values) != len(variables):
            raise TooHard("z3 simplified a quantifier beyond recognition")
        found = [reader.node(v, ()) for v in values]
        env = dict(zip((v.data for v in variables), found))
        formula = reader.grounded(replace(quantifier.formula, env))
        facts.instance(formula, found[len(quantifier.scope) :])


def _used(proof: Any) -> Instances:
    """The quantifiers that a proof instantiates, with the values, in a fixed order."""
    import z3

    found: list[tuple[str, list[Any]]] = []
    seen: set[int] = set()
    stack = [proof]
    while stack:
        e = stack.pop()
        i = e.get_id()
        if i in seen:
            continue
        seen.add(i)
        if len(seen) > _PROOF:
            raise TooHard("z3's proof is too long to read")
        kind = e.decl().kind()
        if kind == z3.Z3_OP_PR_QUANT_INST:
            quantifier = e.arg(0).arg(0).arg(0)
            found.append((quantifier.qid(), e.decl().params()))
            continue
        if not z3.Z3_OP_PR_UNDEF <= kind <= z3.Z3_OP_PR_HYPER_RESOLVE:
            continue  # a formula, not a step
        for n in range(e.num_args()):
            c = e.arg(n)
            if z3.is_app(c) and z3.Z3_OP_PR_UNDEF <= c.decl().kind() <= z3.Z3_OP_PR_HYPER_RESOLVE:
                stack.append(c)
    return found[::-1]


@define(eq=False)
class _Reader:
    """z3's terms as ours."""

    question: Question
    facts: Facts
    known: dict[int, Node] = field(factory=dict)

    def grounded(self, t: Node) -> Node:
        """`t` with Skolem functions replaced by witnesses."""
        if t.head == "call" and t.data in self.question.skolems:
            skolem = self.question.skolems[t.data]
            env = {v.data: self.grounded(a) for v, a in zip(skolem.scope, t.args)}
            formula = self.grounded(replace(skolem.formula, env))
            return self.facts.witnesses_of(formula, skolem.index + 1)[-1]
        return rebuild(t, tuple(self.grounded(a) for a in t.args)) if t.args else t

    def node(self, e: Any, bound: tuple[Node, ...]) -> Node:
        key = e.get_id()
        if key in self.known:
            return self.known[key]
        found = self._node(e, bound)
        if found.sort == INT and found.loose == 0:
            found = self.facts.spelled(found)
        self.known[key] = found
        return found

    def _node(self, e: Any, bound: tuple[Node, ...]) -> Node:
        import z3

        if not z3.is_app(e):
            raise TooHard("an instance with a lambda of z3's own")
        kind, args = e.decl().kind(), [self.node(e.arg(i), bound) for i in range(e.num_args())]
        if kind == z3.Z3_OP_ANUM:
            return num(int(z3.simplify(e).as_long()))
        match kind:
            case z3.Z3_OP_TRUE:
                return TRUE
            case z3.Z3_OP_FALSE:
                return FALSE
            case z3.Z3_OP_ADD | z3.Z3_OP_SUB:
                result = args[0]
                for a in args[1:]:
                    result = Node("add" if kind == z3.Z3_OP_ADD else "sub", (result, a), INT)
                return result
            case z3.Z3_OP_UMINUS:
                return Node("neg", (args[0],), INT)
            case z3.Z3_OP_MUL:
                result = args[-1]
                for a in reversed(args[:-1]):
                    result = Node("mul", (a, result), INT)
                return result
            case z3.Z3_OP_IDIV:
                return Node("op", (args[0], args[1]), INT, FDIV)
            case z3.Z3_OP_MOD:
                return Node("op", (args[0], args[1]), INT, FMOD)
            case z3.Z3_OP_ITE if args[1].sort != BOOL:
                return Node("op", tuple(args), args[1].sort, ITE)
            case z3.Z3_OP_ITE:
                return both(implication(args[0], args[1]), implication(negation(args[0]), args[2]))
            case z3.Z3_OP_SELECT:
                return at(args[0], args[1])
            case z3.Z3_OP_STORE:
                return Node("op", tuple(args), args[0].sort, STORE)
            case z3.Z3_OP_LE:
                return le(args[0], args[1])
            case z3.Z3_OP_GE:
                return le(args[1], args[0])
            case z3.Z3_OP_LT:
                return le(Node("add", (args[0], num(1)), INT), args[1])
            case z3.Z3_OP_GT:
                return le(Node("add", (args[1], num(1)), INT), args[0])
            case z3.Z3_OP_EQ:
                return equal(args[0], args[1])
            case z3.Z3_OP_NOT:
                return negation(args[0])
            case z3.Z3_OP_AND:
                return both(*args)
            case z3.Z3_OP_OR:
                return either(*args)
            case z3.Z3_OP_IMPLIES:
                return implication(args[0], args[1])
            case z3.Z3_OP_DT_CONSTRUCTOR:
                sort = self.sort(e.sort())
                return Node("seq" if sort.name == "List" else "pair", tuple(args), sort)
            case z3.Z3_OP_DT_ACCESSOR:
                return self._field(e.decl().name(), args[0])
        return self._applied(e, args)

    def _applied(self, e: Any, args: Sequence[Node]) -> Node:
        import z3

        name = e.decl().name()
        if e.decl().kind() == z3.Z3_OP_ARRAY_EXT:
            return self.facts.difference(*args)
        if not args and name in self.question.names:
            return self.question.names[name]
        known = self.question.functions.get(f"|{name}|")
        if known is not None and known[0].startswith("def!"):
            raise TooHard("an instance that speaks of a formula by a name")
        if known is not None:
            made = Node("call", tuple(args), known[1], known[0])
            return self.grounded(made) if known[0].startswith("sk!") else made if args else Node("free", (), known[1], known[0])
        if name in ("py.div", "py.mod"):
            return Node("op", tuple(args), INT, FDIV if name == "py.div" else MOD)
        raise TooHard(f"z3's {name}")

    def _field(self, name: str, a: Node) -> Node:
        field_name, _, _ = name.partition(".")
        if field_name == "len":
            made = Node("len", (a,), INT)
        elif field_name == "data":
            made = Node("data", (a,), array_of(a.sort.args[0]))
        else:
            i = int(field_name.removeprefix("item"))
            made = Node("item", (a,), a.sort.args[i], (i, len(a.sort.args)))
        return rebuild(made, (a,)) if a.head not in ("seq", "pair") else _reduced(made)

    def sort(self, s: Any) -> Sort:
        import z3

        if s.kind() == z3.Z3_INT_SORT:
            return INT
        if s.kind() == z3.Z3_BOOL_SORT:
            return BOOL
        if s.kind() == z3.Z3_ARRAY_SORT:
            return array_of(self.sort(s.range()))
        return self.question.sorts[s.name()]


def _reduced(t: Node) -> Node:
    a = t.args[0]
    if t.head == "item":
        i: int = t.data[0]
        return a.args[i]
    return a.args[t.head == "data"]
