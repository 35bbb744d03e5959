"""Statements for Lean say what the solver's text says: each is given to z3 by a translation of its own, written here from what the
Lean words mean, and must have a model exactly where the goal's own text has one. A kept proof rests on statements alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import z3

from toolkit.config import SourceFile
from toolkit.core import vcgen
from toolkit.core.ir import BOOL, INT, Goal, Sort
from toolkit.core.source import Rejected
from toolkit.core.terms import TooLarge
from toolkit.engines import smt
from toolkit.engines.lean import logic
from toolkit.engines.lean.statement import Statement, Unstated, state
from toolkit.solving import read_file

SUITE = Path(__file__).parent.parent / "benchmarks" / "suite"
STEPS = 2_000_000


class Meaning:
    """A statement as a formula of z3: that its hypotheses hold and its claim does not."""

    def __init__(self, statement: Statement) -> None:
        self.sorts: dict[str, Any] = {}
        self.statement = statement
        self.known: dict[str, Any] = {}
        facts = [f.claim for f in (*statement.axioms, *statement.facts)]
        self.formula = z3.And(*(self.of(f, []) for f in facts), z3.Not(self.of(statement.show, [])))

    def sort(self, s: Sort) -> Any:
        if s == BOOL:
            return z3.BoolSort()
        if s == INT:
            return z3.IntSort()
        if s.name == "Array":
            return z3.ArraySort(z3.IntSort(), self.sort(s.args[0]))
        if s.name == "Tuple" and len(s.args) == 1:
            return self.sort(s.args[0])
        if str(s) not in self.sorts and s.name == "Float":
            self.sorts[str(s)] = z3.DeclareSort("Float")
        if str(s) not in self.sorts:
            assert s.name in ("List", "Tuple") and s.args, s
            parts = [self.sort(p) for p in ([INT, Sort("Array", s.args)] if s.name == "List" else s.args)]
            name = f"S{len(self.sorts)}"
            kind = z3.Datatype(name)
            kind.declare(f"mk{name}", *((f"{name}.{i}", part) for i, part in enumerate(parts)))
            self.sorts[str(s)] = kind.create()
        return self.sorts[str(s)]

    def named(self, name: str) -> Any:
        """A variable of the theorem."""
        if name not in self.known:
            args, result = self.statement.functions[name]
            if args:
                self.known[name] = z3.Function(name, *map(self.sort, args), self.sort(result))
            else:
                self.known[name] = z3.Const(name, self.sort(result))
        return self.known[name]

    def of(self, t: logic.Node, bound: list[Any]) -> Any:
        if t.head in logic.BINDERS:
            v = z3.FreshConst(self.sort(t.data))
            body = self.of(t.args[0], [*bound, v])
            return {"all": z3.ForAll, "ex": z3.Exists, "fun": z3.Lambda}[t.head]([v], body)
        args = [self.of(a, bound) for a in t.args]
        match t.head:
            case "num":
                return z3.IntVal(t.data)
            case "true" | "false":
                return z3.BoolVal(t.head == "true")
            case "free":
                return self.named(t.data)
            case "bound":
                return bound[-1 - t.data]
            case "call":
                return self.named(t.data)(*args) if args else self.named(t.data)
            case "add":
                return args[0] + args[1]
            case "sub":
                return args[0] - args[1]
            case "mul":
                return args[0] * args[1]
            case "neg":
                return -args[0]
            case "le":
                return args[0] <= args[1]
            case "eq" | "iff":
                return args[0] == args[1]
            case "not":
                return z3.Not(args[0])
            case "and":
                return z3.And(*args)
            case "or":
                return z3.Or(*args)
            case "imp":
                return z3.Implies(*args)
            case "at":
                return z3.Select(*args)
            case "seq" | "pair" if t.head == "seq" or len(t.args) > 1:
                return self.sort(t.sort).constructor(0)(*args)
            case "pair":
                return args[0]
            case "len" | "data":
                return self.sort(t.args[0].sort).accessor(0, int(t.head == "data"))(args[0])
            case "item":
                return self.sort(t.args[0].sort).accessor(0, t.data[0])(args[0])
            case "op":
                return self.operation(t.data, args)
        raise AssertionError(t.head)

    def operation(self, name: str, args: list[Any]) -> Any:
        if name == logic.ITE:
            return z3.If(*args)
        if name == logic.STORE:
            return z3.Store(*args)
        n, d = args
        quotient = z3.If(d > 0, n / d, z3.If(d < 0, -n / -d, 0))  # z3 rounds down where the divisor is positive
        if name == "Int.fdiv":
            return quotient
        rest = n - d * quotient
        return rest if name == "Int.fmod" else z3.If(d == 0, 0, rest)


def goals(part: str) -> list[Goal]:
    found = []
    for path in sorted((SUITE / part).glob("*.py")):
        module = read_file(SourceFile(path.name, path.read_text("utf-8")))
        program = vcgen.Program.of(module)
        for name, f in module.functions.items():
            if not f.has_contract:
                continue
            try:
                found += [g for g in vcgen.goals(program, name).goals if not g.trivial and not g.sat]
            except (Rejected, TooLarge):
                continue
    return found


def said(statement: Statement) -> str:
    solver = z3.Solver()
    solver.set("rlimit", STEPS)
    solver.set("timeout", 3000)
    solver.add(Meaning(statement).formula)
    return str(solver.check())


def contradicted(part: str, every: int, first: int) -> tuple[int, int, list[str]]:
    """How many statements of falsifiable goals have a model, how many of provable ones have none, and those that say otherwise."""
    both, wrong = [0, 0], []
    for g in goals(part)[first::every]:
        try:
            statement = state(g)
        except Unstated:
            continue
        status = smt.check(g, STEPS, 3.0).status
        if status == "unknown":
            continue
        answer = said(statement)
        both[status == "proved"] += answer == ("unsat" if status == "proved" else "sat")
        if status == "candidate" and answer == "unsat":
            wrong.append(f"{g.function}, line {g.span.line}: {g.message}")
        # The other way round is no error: of floats, powers and bits Lean is told nothing.
        if status == "proved" and answer == "sat" and not any(n.startswith("«/operator") for n in statement.functions):
            wrong.append(f"weaker: {g.function}, line {g.span.line}: {g.message}")
    return both[0], both[1], wrong


def test_statements_of_wrong_functions_have_counterexamples_too():
    falsified, proved, wrong = contradicted("wrong", 9, 0)
    assert not wrong and falsified >= 15 and proved >= 8, (falsified, proved, wrong)


@pytest.mark.slow
@pytest.mark.parametrize("part", ["wrong", "right"])
def test_all_statements_of_the_suite(part):
    falsified, proved, wrong = contradicted(part, 1, 0)
    assert not wrong and proved >= 100 and (falsified >= 150 or part == "right"), (falsified, proved, wrong)
