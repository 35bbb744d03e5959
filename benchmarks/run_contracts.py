"""Contracts inferred for functions that have none: `python -m benchmarks.run_contracts [--only WORD] [--write FILE] [--json]`.

For each function of `benchmarks/uncontracted/programs` the contract that `toolkit.contracting` finds, judged twice:

* by mutants: one operator, constant, comparison or statement of the body changed; those that do what the original does on every
  one of many inputs that the hidden contract allows are left out. A mutant is *caught* when some run of it breaks the inferred
  contract.
* by the hidden contract that a person wrote: *implied* (a caller that knows the inferred contract is proved to have the hidden
  one), *weaker* (that is not proved), *wrong* (a clause is false on a real run, or the precondition excludes an input that the
  hidden one allows).

Exit status 1 when one is wrong, 3 when `--only` matches nothing.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import attrs
from attrs import frozen

from benchmarks.uncontracted import Case, cases
from toolkit.config import Options, SourceFile
from toolkit.contracting import Contracts
from toolkit.core import aliases
from toolkit.core.ir import Module
from toolkit.core.semantics import Interpreter
from toolkit.core.source import Rejected
from toolkit.inferring import Inference
from toolkit.search import Candidate, Search
from toolkit.solving import read_file
from toolkit.trace import Trace

_INPUTS = 400  # that mutants are told from the original with
_MUTANTS = 24  # per function, evenly picked where there are more
_REAL = 40  # real runs that the inferred contract is checked on
_IMPORTS = "from toolkit import ensures, raises, requires\n\n\n"


@frozen
class Row:
    """What became of one function. `mutants` are those that differ from the original; `against` is the hidden contract's word."""

    case: str
    clauses: tuple[str, ...]
    proved: bool
    mutants: int
    caught: int
    missed: tuple[str, ...]
    against: str
    time_s: float
    notes: tuple[str, ...] = ()


# --- mutants ------------------------------------------------------------------------------------------------------

_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,),
}  # fmt: skip
_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.FloorDiv: ast.Mod, ast.Mod: ast.FloorDiv,
}  # fmt: skip


def mutants(node: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """(what was changed, the function with one change)."""
    ints = [a.arg for a in node.args.args if a.annotation is not None and ast.unparse(a.annotation) == "int"]
    for i, n in enumerate(ast.walk(node)):
        if isinstance(n, ast.Compare) and len(n.ops) == 1:
            for op in _COMPARISONS.get(type(n.ops[0]), ()):
                yield _changed(node, i, lambda m, op=op: setattr(m, "ops", [op()]))
        elif isinstance(n, ast.BinOp | ast.AugAssign) and type(n.op) in _OPERATORS:
            yield _changed(node, i, lambda m, n=n: setattr(m, "op", _OPERATORS[type(n.op)]()))
            if isinstance(n, ast.AugAssign):
                yield _changed(node, i, _dropped)
        elif isinstance(n, ast.Constant) and type(n.value) is int:
            for step in (1, -1):
                yield _changed(node, i, lambda m, n=n, step=step: setattr(m, "value", n.value + step))
        elif isinstance(n, ast.Constant) and isinstance(n.value, bool):
            yield _changed(node, i, lambda m, n=n: setattr(m, "value", not n.value))
        elif isinstance(n, ast.BoolOp):
            yield _changed(node, i, lambda m, n=n: setattr(m, "op", ast.Or() if isinstance(n.op, ast.And) else ast.And()))
        elif isinstance(n, ast.If) and not n.orelse:
            yield _changed(node, i, lambda m: setattr(m, "test", ast.Constant(False)))
        elif isinstance(n, ast.Expr) or isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Subscript):
            yield _changed(node, i, _dropped)
        elif isinstance(n, ast.Name) and n.id in ints and isinstance(n.ctx, ast.Load):
            for other in ints:
                if other != n.id:
                    yield _changed(node, i, lambda m, other=other: setattr(m, "id", other))
        elif isinstance(n, ast.Return) and n.value is not None and isinstance(n.value, ast.BinOp | ast.Name):
            if isinstance(node.returns, ast.Name) and node.returns.id == "int":
                yield _changed(node, i, lambda m: setattr(m, "value", ast.BinOp(m.value, ast.Add(), ast.Constant(1))))


def _changed(node: ast.FunctionDef, i: int, change: Any) -> tuple[str, ast.FunctionDef]:
    new = copy.deepcopy(node)
    target = next(n for j, n in enumerate(ast.walk(new)) if j == i)
    line = getattr(target, "lineno", node.lineno)
    change(target)
    after = ast.unparse(target).splitlines()[0] if not hasattr(target, "dropped") else "pass"
    if hasattr(target, "dropped"):
        new = ast.fix_missing_locations(_Drop().visit(new))
    return f"line {line - node.lineno}: {after}", ast.fix_missing_locations(new)


def _dropped(n: ast.AST) -> None:
    n.dropped = True  # type: ignore[attr-defined]


class _Drop(ast.NodeTransformer):
    def generic_visit(self, node: ast.AST) -> ast.AST:
        if hasattr(node, "dropped"):
            return ast.Pass()
        return super().generic_visit(node)


def with_function(text: str, node: ast.FunctionDef, decorators: Sequence[str]) -> str:
    """The module's text with another function in the place of the one of that name, under such decorators."""
    tree = ast.parse(text)
    new = copy.deepcopy(node)
    new.decorator_list = [ast.parse(d, mode="eval").body for d in decorators]
    tree.body = [new if isinstance(n, ast.FunctionDef) and n.name == node.name else n for n in tree.body]
    return _IMPORTS + ast.unparse(ast.fix_missing_locations(tree)) + "\n"


# --- judging ------------------------------------------------------------------------------------------------------


class Judge:
    """Runs one function, its mutants and its contracts on the reference semantics."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.node = next(
            n for n in ast.parse(case.text).body if isinstance(n, ast.FunctionDef) and n.name == case.name
        )
        self.plain = self.read(with_function(case.text, self.node, []))
        f = self.plain.functions[case.name]
        search = Search(self.plain, f, aliases.partitions(f, aliases.summarise(self.plain)[case.name]))
        required = [d for d in case.hidden if d.startswith("requires")]
        hidden = Interpreter(self.read(with_function(case.text, self.node, required)))
        self.inputs: list[Candidate] = []
        seen: set[str] = set()
        for c in search.small(_INPUTS):
            key = repr((c.args, c.same))
            if key not in seen and hidden.run(case.name, c.call_args()).status != "ignored":
                seen.add(key)
                self.inputs.append(c)

    def read(self, text: str) -> Module:
        return read_file(SourceFile(self.case.path.name, text), text)

    def outcome(self, module: Module, c: Candidate) -> str:
        args = c.call_args()
        found = Interpreter(module, check=False, fuel=4_000).run(self.case.name, args)
        return "unknown" if found.status == "unknown" else repr((found.status, found.value, found.exception, args))

    def mutants(self) -> list[tuple[str, ast.FunctionDef]]:
        """Those that differ from the original in what can be seen, on an input that the hidden contract allows."""
        expected = [self.outcome(self.plain, c) for c in self.inputs]
        found = []
        every = list(mutants(self.node))
        for what, node in every[:: max(1, -(-len(every) // _MUTANTS))]:
            try:
                module = self.read(with_function(self.case.text, node, []))
            except Rejected:
                continue
            if self.case.name not in module.functions:
                continue
            for c, e in zip(self.inputs, expected):
                if (now := self.outcome(module, c)) != e and "unknown" not in (now, e):
                    found.append((what, node))
                    break
        return found

    def caught(self, node: ast.FunctionDef, clauses: Sequence[str]) -> bool:
        """Whether some run of the mutant breaks the contract."""
        module = self.read(with_function(self.case.text, node, clauses))
        if self.case.name not in module.functions:
            return False
        return bool(clauses) and any(
            Interpreter(module, fuel=4_000).run(self.case.name, c.call_args()).status == "violated" for c in self.inputs
        )

    def against(self, text: str, clauses: Sequence[str], options: Options) -> str:
        """implied, weaker or wrong (and why), for the inferred contract against the hidden one."""
        name = self.case.name
        required = [d for d in clauses if d.startswith("requires")]
        narrowed = Interpreter(self.read(with_function(self.case.text, self.node, required)))
        for c in self.inputs:
            if narrowed.run(name, c.call_args()).status == "ignored":
                return f"wrong: excludes {c.args}"
        if (broken := self.false_in_cpython(clauses)) is not None:
            return f"wrong: {broken}"
        params = [a.arg for a in self.node.args.args]
        returns = "" if ast.unparse(self.node.returns or ast.Constant(None)) == "None" else "return "
        call = f"{returns}{name}({', '.join(params)})"
        (caller,) = ast.parse(f"def {name}_by_hand({ast.unparse(self.node.args)}):\n    {call}").body
        assert isinstance(caller, ast.FunctionDef)
        caller.returns = self.node.returns
        caller.decorator_list = [ast.parse(d, mode="eval").body for d in self.case.hidden]
        claim = f"{text}\n\n{_IMPORTS}{ast.unparse(ast.fix_missing_locations(caller))}\n"
        implied = Inference(SourceFile(self.case.path.name, claim), options, None, Trace.null()).proved(claim, caller.name)
        return "implied" if implied else "weaker"

    def false_in_cpython(self, clauses: Sequence[str]) -> str | None:
        """A real run that breaks the inferred contract."""
        from toolkit.engines import cpython

        text = with_function(self.case.text, self.node, clauses)
        calls = [cpython.Call(dict(c.args), c.same) for c in self.inputs[:_REAL]]
        for call, run in zip(calls, cpython.run(text, self.case.path.name, self.case.name, calls)):
            if run.status == "broken":
                return f"{run.clause} on {call.args}"
        return None


def judged(case: Case, options: Options) -> Row:
    """Infers a contract and judges it."""
    start = time.perf_counter()
    file = SourceFile(case.path.name, case.text, case.name)
    text, found = Contracts(file, options).infer(only=case.name)
    seconds = time.perf_counter() - start
    contract = found[case.name]
    judge = Judge(case)
    all_mutants = judge.mutants()
    caught = [judge.caught(node, contract.clauses) for _, node in all_mutants]
    missed = tuple(what for (what, _), ok in zip(all_mutants, caught) if not ok)
    against = judge.against(text, contract.clauses, options) if contract.clauses else "nothing found"
    return Row(
        str(case), contract.clauses, contract.proved, len(all_mutants), sum(caught), missed, against, seconds, contract.notes
    )


def render(rows: Sequence[Row]) -> str:
    """The table, as Markdown."""
    lines = [
        "| function | inferred contract | mutants caught | against the hidden contract | s |",
        "|---|---|---|---|---|",
    ]
    for r in rows:
        clauses = "<br>".join(f"`{c.replace('|', chr(92) + '|')}`" for c in r.clauses) or "(nothing)"
        lines.append(f"| {r.case} | {clauses} | {r.caught}/{r.mutants} | {r.against} | {r.time_s:.1f} |")
    return "\n".join([*lines, "", *summary(rows)])


def summary(rows: Sequence[Row]) -> list[str]:
    """The totals of the functions on which templates were tuned, and of the others."""
    parts = [[r for r in rows if r.case.startswith("held_out") == held] for held in (False, True)]
    return [f"{label}: {totals(part)}" for label, part in zip(("tuned on", "held out"), parts) if part]


def totals(rows: Sequence[Row]) -> str:
    caught, all_ = sum(r.caught for r in rows), sum(r.mutants for r in rows)
    share = [r.caught / r.mutants for r in rows if r.mutants]
    count = {w: sum(r.against.startswith(w) for r in rows) for w in ("implied", "weaker", "wrong", "nothing")}
    seconds = sorted(r.time_s for r in rows)
    return (
        f"{len(rows)} functions: {count['implied']} imply the hidden contract, {count['weaker']} are weaker, "
        f"{count['wrong']} wrong, {count['nothing']} without a clause; {caught} of {all_} mutants caught "
        f"({100 * caught / max(all_, 1):.0f} %; mean over functions {100 * sum(share) / max(len(share), 1):.0f} %); "
        f"{sum(seconds):.0f} s in all, median {seconds[len(rows) // 2]:.1f} s."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="run_contracts", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--only", default="", metavar="WORD", help="only functions whose name contains WORD")
    parser.add_argument("--write", default="", metavar="FILE", help="the table as Markdown")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--timeout", type=float, default=5.0, metavar="S", help="seconds for each goal")
    given = parser.parse_args(arguments)
    chosen = [c for c in cases() if given.only in str(c)]
    if not chosen:
        print(f"no function has {given.only!r} in its name", file=sys.stderr)
        return 3
    rows = []
    for case in chosen:
        row = judged(case, Options(timeout=given.timeout, cache=False))
        rows.append(row)
        if not given.json:
            print(f"{row.case}: {row.caught}/{row.mutants} {row.against} {row.time_s:.1f} s", flush=True)
            for line in (*row.clauses, *(f"  missed: {m}" for m in row.missed), *(f"  ({n})" for n in row.notes)):
                print("   ", line)
    if given.json:
        print(json.dumps([attrs.asdict(r) for r in rows], indent=1))
    else:
        print("\n".join(summary(rows)))
    if given.write:
        head = "# Contracts inferred for functions that have none\n\nMade by `python -m benchmarks.run_contracts --write FILE`.\n\n"
        Path(given.write).write_text(head + render(rows) + "\n", encoding="utf-8")
    return 1 if any(r.against.startswith("wrong") for r in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
