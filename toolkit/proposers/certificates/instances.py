"""Instances of quantified hypotheses, as z3's own refutation uses them: those of a core of what it logs, or read off its proof
objects (de Moura and Bjørner 2008).

What z3 says is a hint: the values become terms of ours, and Lean's kernel checks what is made of them.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
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


_PROVING = frozenset({"models", "proof"})  # attempts whose instances a proof tells
_NUMBERS = itertools.count(1)
Instances = list[tuple[str, list[Any]]]  # a quantifier's name and z3's values for its variables


def ask(question: Question, attempt: str, rlimit: int, timeout: float) -> Instances | None:
    """Instances with which z3 refutes a question's claims; None when it does not. (z3's parameters are those of `engines.smt`.)
    Raises `TooHard`."""
    solver = _solver(question, attempt, rlimit, timeout)
    if attempt in _PROVING:
        return _used(solver.proof()) if _refuted(solver) else None
    log = _Log(solver)  # a proof would take z3 five times as long
    try:
        refuted = _refuted(solver)
    finally:
        log.close()
    return _needed(question, solver, log.steps, rlimit) if refuted else None


def _refuted(solver: Any) -> bool:
    import z3

    answer = solver.check()
    if answer == z3.unknown and any(word in solver.reason_unknown() for word in ("resource", "canceled", "timeout")):
        raise TooHard("z3 found no proof to read within its steps")
    return bool(answer == z3.unsat)


def _solver(question: Question, attempt: str, rlimit: int, timeout: float) -> Any:
    import z3

    ctx = z3.Context(proof=attempt in _PROVING)  # its own: what z3 finds depends on the terms that it has seen before
    solver = z3.Solver(ctx=ctx) if attempt == "models" else z3.SimpleSolver(ctx=ctx)
    solver.set("rlimit", rlimit)
    solver.set("timeout", max(1, int(timeout * 1000)))
    solver.set("random_seed", 0)
    if attempt != "models":
        solver.set("smt.mbqi", False)
        solver.set("auto_config", False)
    if attempt.endswith("-all"):
        solver.set("smt.relevancy", 0)
    solver.from_string(question.text)
    return solver


@cache
def _listener() -> Any:
    """What z3 calls for everything that it infers, with the number of a log. There is one, and it is never taken away: z3 may
    call it for as long as a solver lives."""
    from z3 import z3core

    def inferred(number: int, step: int | None, _n: int, _deps: Any, _clause: Any) -> None:
        log = _logs.get(number)
        if log is not None and step:
            log.inferred(step)

    return z3core.Z3_on_clause_eh(inferred)


_logs: dict[int, _Log] = {}


class _Log:
    """The instances that a solver makes, as it makes them. Of everything that it infers z3's own interface makes Python objects,
    which takes longer than inferring it: this one looks at the name of the rule first. To be closed."""

    def __init__(self, solver: Any) -> None:
        from z3 import z3core

        self.steps: list[Any] = []
        self._context = solver.ctx
        self._rules: dict[int, bool] = {}
        self._number = next(_NUMBERS)
        _logs[self._number] = self
        z3core.Z3_solver_register_on_clause(solver.ctx.ref(), solver.solver, self._number, _listener())

    def inferred(self, step: int) -> None:
        import z3

        ctx = self._context.ref()
        ast = z3.z3.to_Ast(step)
        rule = z3.Z3_get_app_decl(ctx, ast)
        wanted = self._rules.get(rule.value)
        if wanted is None:
            wanted = self._rules[rule.value] = z3.Z3_get_symbol_string(ctx, z3.Z3_get_decl_name(ctx, rule)) == "inst"
        if wanted:
            self.steps.append(z3.ExprRef(ast, self._context))

    def close(self) -> None:
        del _logs[self._number]


def _needed(question: Question, solver: Any, steps: Sequence[Any], rlimit: int) -> Instances | None:
    """Of the instances that were logged, those of an unsat core, where quantifiers say nothing but through instances. What a
    quantifier of the question says holds, for each is asserted: z3 may by now have brought it into another form."""
    import z3

    ctx = solver.ctx.ref()
    again = z3.SimpleSolver(ctx=solver.ctx)
    again.set("rlimit", rlimit)
    again.set("smt.mbqi", False)
    again.set("smt.ematching", False)
    again.set("auto_config", False)
    again.add(solver.assertions())
    names: list[Any] = []
    places: dict[int, int] = {}
    truth = z3.Z3_mk_bool_sort(ctx)

    def kept(ast: Any) -> Any:
        return z3.BoolRef(ast, solver.ctx)

    for n, step in enumerate(steps):
        name = kept(z3.Z3_mk_const(ctx, z3.Z3_mk_string_symbol(ctx, f"inst!{n}"), truth))
        asserted = step.arg(0).qid() in question.quantifiers
        parts = (name, *(kept(z3.Z3_get_app_arg(ctx, step.ast, i)) for i in ((1,) if asserted else (0, 1))))
        denied = [kept(z3.Z3_mk_not(ctx, p.ast)) for p in parts]
        clause = kept(z3.Z3_mk_or(ctx, len(denied), (z3.Ast * len(denied))(*(p.ast for p in denied))))
        z3.Z3_solver_assert(ctx, again.solver, clause.ast)
        places[name.get_id()] = n
        names.append(name)
    if again.check(*names) != z3.unsat:
        return None
    chosen = [steps[n] for n in sorted(places[c.get_id()] for c in again.unsat_core())]
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
    """The quantifiers that a proof instantiates, with the values, in a fixed order. A proof has many steps: they are looked at
    through z3's C interface, a Python object is made of instances only."""
    import z3

    ctx = proof.ctx.ref()
    first, last, wanted = z3.Z3_OP_PR_UNDEF, z3.Z3_OP_PR_HYPER_RESOLVE, z3.Z3_OP_PR_QUANT_INST
    number, declared, kind_of = z3.Z3_get_ast_id, z3.Z3_get_app_decl, z3.Z3_get_decl_kind
    count, argument, sort_of, is_app = z3.Z3_get_app_num_args, z3.Z3_get_app_arg, z3.Z3_get_ast_kind, z3.Z3_APP_AST
    found: list[tuple[str, list[Any]]] = []
    seen = {number(ctx, proof.ast)}
    stack = [proof.ast]
    while stack:
        e = stack.pop()
        if kind_of(ctx, declared(ctx, e)) == wanted:
            step = z3.ExprRef(e, proof.ctx)
            found.append((step.arg(0).arg(0).arg(0).qid(), step.decl().params()))
            continue
        for n in range(count(ctx, e)):
            c = argument(ctx, e, n)
            i = number(ctx, c)
            if i in seen or sort_of(ctx, c) != is_app:
                continue
            seen.add(i)
            if first <= kind_of(ctx, declared(ctx, c)) <= last:  # else a formula, not a step
                stack.append(c)
        if len(seen) > _PROOF:
            raise TooHard("z3's proof is too long to read")
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
