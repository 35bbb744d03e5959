"""Every contract of the shipped library against the real function in CPython: where its precondition holds, the real function
gives what the postconditions say and raises exactly what is declared."""

from __future__ import annotations

import ast
import importlib
import random
from pathlib import Path

import pytest

import toolkit
from toolkit import session
from toolkit.config import SourceFile
from toolkit.core.ir import Function
from toolkit.core.semantics import Interpreter, LeavesLanguage, Outcome
from toolkit.search import Search

LIBRARY = Path(toolkit.__file__).parent / "library"
FILES = sorted(LIBRARY.glob("*.contracts.py"))
TYPES = ("int", "bool", "str", "tuple[int, int]")
TRIES = 400


def _functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text("utf-8"))
    return [n for n in tree.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]


def _instances() -> list[tuple[str, ast.FunctionDef, str]]:
    """(module, function, type for T) of every entry; those with an order on T for the types that the reader orders."""
    found = []
    for path in FILES:
        for f in _functions(path):
            generic = any(isinstance(n, ast.Name) and n.id == "T" for n in ast.walk(f.args))
            found += [(path.name.split(".")[0], f, t) for t in (TYPES if generic else ("",))]
    return found


def _called(module: str, f: ast.FunctionDef, t: str) -> session.Module | None:  # type: ignore[name-defined]
    """A module that calls the entry for one type; None when the reader does not take it for that type."""
    params = [*f.args.posonlyargs, *f.args.args]
    types = {p.arg: ast.unparse(p.annotation).replace("T", t) if t else ast.unparse(p.annotation) for p in params if p.annotation}
    given = ", ".join(f"{n}: {s}" for n, s in types.items())
    text = f"import {module}\n\n\ndef caller({given}) -> None:\n    {module}.{f.name}({', '.join(types)})\n"
    found = session.read_file(SourceFile("<library>", text))
    if "caller" in found.rejected:
        diagnostic = found.rejected["caller"]
        assert t not in ("", "int"), diagnostic
        return None
    return found


INSTANCES = _instances()


@pytest.mark.parametrize(("module", "f", "t"), INSTANCES, ids=[f"{m}.{f.name}[{t}]" for m, f, t in INSTANCES])
def test_the_real_function_keeps_the_contract(module: str, f: ast.FunctionDef, t: str) -> None:
    read = _called(module, f, t)
    if read is None:
        pytest.skip("its contract is not in the language for this type")
    name = f"{module}:{f.name}[{t}]" if t else f"{module}:{f.name}"
    if name not in read.functions:
        assert t not in ("", "int"), read.rejected
        pytest.skip("its contract is not in the language for this type")
    entry: Function = read.functions[name]
    assert entry.external == "library" and (entry.ensures or entry.result.name == "None")
    met, statuses = _run(read, entry)
    assert met > TRIES // 20, "hardly an input meets its precondition"
    assert {"violated", "raised"} & statuses == set()
    real = getattr(importlib.import_module(module), f.name)
    assert callable(real)


def _run(read: object, entry: Function) -> tuple[int, set[str]]:
    search = Search(read, entry, [()], seed=1)  # type: ignore[arg-type]
    search.budget = 10**9
    judge = Interpreter(read, fuel=100_000)  # type: ignore[arg-type]
    r = random.Random(entry.name)
    met, statuses = 0, set()
    for i, c in enumerate(search.small(TRIES)):
        args = c.call_args()
        for v in args.values():
            if isinstance(v, list) and i % 3:
                v.sort()  # also a heap
                if v and i % 3 == 2 and r.random() < 0.3:
                    v[-1], v[len(v) // 2] = v[len(v) // 2], v[-1]
        found: Outcome = judge.run(entry.name, args)
        declared = {x.exception for x in entry.raises}
        if found.status == "raised" and found.exception in declared:
            continue  # exactly where it is declared: else it would be a violation
        met += found.status == "returned"
        statuses.add(found.status)
        assert found.status != "violated", (entry.name, c.args, found)
    return met, statuses


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_constants_are_the_real_ones(path: Path) -> None:
    module = importlib.import_module(path.name.split(".")[0])
    for n in ast.parse(path.read_text("utf-8")).body:
        if isinstance(n, ast.Assign):
            (target,) = n.targets
            assert isinstance(target, ast.Name)
            assert getattr(module, target.id) == ast.literal_eval(n.value), target.id


@pytest.mark.parametrize("path", FILES, ids=[p.name for p in FILES])
def test_parameters_are_the_real_ones(path: Path) -> None:
    """By name, order and default; what a contract leaves out (a key) cannot be passed."""
    import inspect

    module = importlib.import_module(path.name.split(".")[0])
    for f in _functions(path):
        try:
            real = inspect.signature(getattr(module, f.name)).parameters
        except ValueError:  # some built-in functions do not tell
            continue
        if any(p.kind is inspect.Parameter.VAR_POSITIONAL for p in real.values()):
            assert not f.args.args  # as many as the contract says, by position
            continue
        mine = [*f.args.posonlyargs, *f.args.args]
        assert [p.arg for p in mine] == list(real)[: len(mine)]
        for p in f.args.posonlyargs:
            assert real[p.arg].kind is inspect.Parameter.POSITIONAL_ONLY
        for p, d in zip(reversed(f.args.args), reversed(f.args.defaults)):
            assert real[p.arg].default == ast.literal_eval(d)
        for p in f.args.args[: len(f.args.args) - len(f.args.defaults)]:
            assert real[p.arg].default is inspect.Parameter.empty


def test_contracts_are_about_something() -> None:
    """The vacuity goal and `clause-defined` of every entry for ints."""
    for module, f, t in INSTANCES:
        if t not in ("", "int"):
            continue
        text = f"import {module}\n"
        params = [*f.args.posonlyargs, *f.args.args]
        given = ", ".join(f"{p.arg}: {ast.unparse(p.annotation).replace('T', 'int')}" for p in params if p.annotation)
        text += f"\n\ndef caller({given}) -> None:\n    {module}.{f.name}({', '.join(p.arg for p in params)})\n"
        report = session.verify(SourceFile("<library>", text), all=True, timeout=5.0)
        assert report.functions[0].cause not in ("callee-not-proved", "vacuous-contract"), (f.name, report.functions[0])


def test_what_is_not_known_is_not_guessed() -> None:
    read = session.read_file(SourceFile("<x>", "def f(x: int) -> int:\n    return x\n"))
    from attrs import evolve

    from toolkit.core.semantics import external

    with pytest.raises(LeavesLanguage):
        external.run(evolve(read.functions["f"], name="os:getcwd", external="library"), [])


VALUES = {
    "math": ["math.gcd(12, 18)", "math.gcd(0, 0)", "math.gcd(-4, 6)", "math.gcd(7, 0)", "math.lcm(4, -6)", "math.lcm(0, 3)",
             "math.isqrt(0)", "math.isqrt(17)", "math.factorial(0)", "math.factorial(1)", "math.factorial(6)", "math.comb(5, 2)",
             "math.comb(5, 0)", "math.comb(3, 5)", "math.perm(5, 2)", "math.perm(4)", "math.perm(2, 3)", "math.prod([])",
             "math.prod([2, 3, 4])", "math.prod([5, 0])", "math.prod([-1, 7])"],
    "bisect": ["bisect.bisect_left([1, 2, 2, 3], 2)", "bisect.bisect_right([1, 2, 2, 3], 2)", "bisect.bisect([3, 1, 2], 2)",
               "bisect.bisect_left([3, 1, 2], 0)", "bisect.bisect_left([], 5)", "bisect.bisect_right([1, 2, 3], 9, 1, 2)",
               "bisect.bisect_left([1, 2], 1, 5)"],
    "heapq": ["heapq.nsmallest(2, [3, 1, 2])", "heapq.nlargest(2, [3, 1, 2])", "heapq.nsmallest(-1, [1])",
              "heapq.nlargest(9, [1, 1])"],
}  # fmt: skip


@pytest.mark.parametrize("module", sorted(VALUES))
def test_true_values_do_not_contradict_the_axioms(module: str) -> None:
    """With what the real functions return as precondition, nothing false may follow."""
    names = {module: importlib.import_module(module)}
    facts = " and ".join(f"{e} == {eval(e, names)!r}" for e in VALUES[module])
    text = f"import {module}\nfrom toolkit import ensures, requires\n\n\n@requires(lambda x: {facts})\n"
    text += "@ensures(lambda result: False)\ndef f(x: int) -> int:\n    return x\n"
    found = session.verify(SourceFile("<library>", text), timeout=20.0, search=50).functions[0]
    assert found.status == "refuted", found  # the small inputs meet the precondition: each fact is true where it is run, too
    assert [g.status for g in found.goals if g.kind == "postcondition"] in (["unknown"], ["refuted"]), found.goals
