"""The suite itself is right: functions in `right/` never break on small inputs, each one in `wrong/` really breaks.

Nothing of the verifier takes part: CPython runs the functions with their contracts checked at run time.
"""

from __future__ import annotations

import ast
import copy
import enum
import importlib.util
import random
import signal
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.suite import Case, cases, functions
from toolkit import contracts

TRIES = {"right": 200, "wrong": 4000}  # a wrong one stops at the first input that breaks it


def adapters() -> dict[str, types.ModuleType]:
    """`icontract` and `deal` in terms of our own contracts, for machines where the packages are not installed."""

    def module(name: str, **names: object) -> types.ModuleType:
        result = types.ModuleType(name)
        vars(result).update(names)
        return result

    def snapshot(capture: Callable[..., object], name: str) -> Callable[..., Any]:
        return lambda function: function  # every snapshot in the suite is a copy at entry: what `old` is

    def ensure(clause: Callable[..., object]) -> Callable[..., Any]:
        code = clause.__code__
        renamed = tuple("old" if name == "OLD" else name for name in code.co_varnames)
        return contracts.ensures(types.FunctionType(code.replace(co_varnames=renamed), clause.__globals__))

    def may_raise(*kinds: type[Exception]) -> Callable[..., Any]:
        return lambda function: function  # outcome() compares the exception with the declared names

    return {
        "icontract": module("icontract", require=contracts.requires, ensure=ensure, snapshot=snapshot),
        "deal": module("deal", pre=contracts.requires, post=contracts.ensures, ensure=contracts.ensures, raises=may_raise),
    }


@pytest.fixture(autouse=True)
def foreign(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, module in adapters().items():
        if importlib.util.find_spec(name) is None:
            monkeypatch.setitem(sys.modules, name, module)


def load(path: Path) -> types.ModuleType:
    spec = importlib.util.spec_from_file_location(f"suite_{path.parent.name}_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class AtNormalEnd(ast.NodeTransformer):
    """Repeats a for loop's invariants at its normal end, the index of a range then being the range's end."""

    def __init__(self) -> None:
        self.loops = 0

    def visit_For(self, node: ast.For) -> list[ast.stmt]:
        self.generic_visit(node)
        claims = [part for part in node.body if ast.unparse(part).startswith("invariant(")]
        if not claims:
            return [node]
        self.loops += 1
        before: list[ast.stmt] = []
        end: list[ast.stmt] = []
        if isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "range":
            steps = f"_steps{self.loops}"
            before = ast.parse(f"{steps} = {ast.unparse(node.iter)}").body
            end = ast.parse(f"{ast.unparse(node.target)} = {steps}.start + len({steps}) * {steps}.step").body
            node.iter = ast.Name(steps, ast.Load())
        elif isinstance(node.iter, ast.Call) and ast.unparse(node.iter.func) == "enumerate" and isinstance(node.target, ast.Tuple):
            end = ast.parse(f"{ast.unparse(node.target.elts[0])} = len({ast.unparse(node.iter.args[0])})").body
        node.orelse = end + copy.deepcopy(claims) + node.orelse
        return [*before, node]


def load_strict(path: Path) -> types.ModuleType:
    """The module, with the invariants of for loops checked at the normal end as well."""
    change = AtNormalEnd()
    tree = ast.fix_missing_locations(change.visit(ast.parse(path.read_text())))
    module = types.ModuleType(f"suite_strict_{path.stem}")
    sys.modules[module.__name__] = module
    module.__file__ = str(path)
    exec(compile(tree, f"<{path.name}>", "exec"), vars(module))
    return module


def instance(cls: type, rng: random.Random, width: int, module: types.ModuleType) -> Any:
    """A small random instance that keeps the invariants of its class."""
    if issubclass(cls, enum.Enum):
        return rng.choice(list(cls))
    tree = ast.parse(Path(str(module.__file__)).read_text())
    node = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == cls.__name__)
    fields = {ast.unparse(n.target).removeprefix("self."): n.annotation for n in ast.walk(node) if isinstance(n, ast.AnnAssign)}
    init = next((n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"), None)
    for argument in init.args.args[1:] if init is not None else ():
        assert argument.annotation is not None
        fields.setdefault(argument.arg, argument.annotation)
    for _ in range(200):
        values = {name: value(annotation, rng, width, module) for name, annotation in fields.items()}
        if issubclass(cls, tuple):
            return cls(**values)
        made = object.__new__(cls)
        stored = [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)]
        for name in [*stored, *(f for f in fields if init is None)]:
            object.__setattr__(made, name, values.get(name, rng.randint(0, width)))
        if all(test(made) for test in vars(cls).get("__invariants__", ())):
            return made
    raise AssertionError(f"no instance of {cls.__name__} was found")


FLOATS = (0.0, -0.0, 0.1, 0.5, 2.5, 1e16, 1e308, -1e308, 5e-324, float("inf"), float("-inf"), float("nan"))


def alphabets(module: types.ModuleType | None) -> list[str]:
    """What the texts of the module's functions are about: its short string constants; last, letters of them and odd ones."""
    if module is None:
        return []
    if (found := ALPHABETS.get(str(module.__file__))) is None:
        tree = ast.parse(Path(str(module.__file__)).read_text())
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        short = sorted(t for t in texts if 0 < len(t) <= 12)
        found = [*short, "".join(sorted({c for t in short for c in t + t.upper()})) + "aZ09 éß²"] if short else []
        ALPHABETS[str(module.__file__)] = found
    return found


ALPHABETS: dict[str, list[str]] = {}


def value(annotation: ast.expr, rng: random.Random, width: int, module: types.ModuleType | None = None) -> Any:
    """A small random value of an annotated type; numbers lie in -width..width."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        annotation = ast.parse(annotation.value, mode="eval").body
    if isinstance(annotation, ast.BinOp):
        return value(rng.choice([annotation.left, annotation.right]), rng, width, module)
    if isinstance(annotation, ast.Constant):
        return None
    name = annotation.value if isinstance(annotation, ast.Subscript) else annotation
    assert isinstance(name, ast.Name)
    if isinstance(cls := getattr(module, name.id, None), type):
        assert module is not None
        return instance(cls, rng, width, module)
    match name.id:
        case "int":
            large = module is not None and Path(str(module.__file__)).stem == "floats" and rng.random() < 0.05
            return 2**53 + 1 if large else rng.randint(-width, width)  # elsewhere it would be a size
        case "bool":
            return rng.random() < 0.5
        case "float":
            return rng.choice(FLOATS) if rng.random() < 0.3 else rng.randint(-4 * width, 4 * width) / 4
        case "bytes":
            return bytes(rng.choice([0, 1, 7, 200, 255]) for _ in range(rng.randint(0, 5)))
        case "str":
            size = rng.choice([0, 1, 1, 2, 3, 4])
            words = alphabets(module)
            if words and (kind := rng.random()) < 0.2:
                return "".join(rng.choice(words[:-1]) for _ in range(size))
            letters = "ab" if not words or kind < 0.6 else words[-1]
            return "".join(rng.choice(letters) for _ in range(size))
    assert isinstance(annotation, ast.Subscript)
    if name.id == "Optional":
        return value(annotation.slice, rng, width, module) if rng.random() < 0.7 else None
    if name.id == "list":
        result = [value(annotation.slice, rng, width, module) for _ in range(rng.randint(0, 6))]
        return sorted(result) if ast.unparse(annotation.slice) in "int str" and rng.random() < 0.4 else result
    assert name.id in ("tuple", "dict") and isinstance(annotation.slice, ast.Tuple)
    if name.id == "dict":
        key, held = annotation.slice.elts
        return {value(key, rng, width, module): value(held, rng, width, module) for _ in range(rng.randint(0, 4))}
    return tuple(value(part, rng, width, module) for part in annotation.slice.elts)


def arguments(
    node: ast.FunctionDef, rng: random.Random, module: types.ModuleType | None = None, cls: str = ""
) -> dict[str, Any]:
    """Random arguments, for a method of `cls` with the object; lists may be one object, of one length, or sorted, so that
    preconditions can be met."""
    width = rng.choice([1, 3, 6, 20])
    result: dict[str, Any] = {}
    lists: dict[str, str] = {}  # annotation -> first parameter that has it
    for i, parameter in enumerate(node.args.args):
        annotation = ast.Name(cls) if cls and i == 0 else parameter.annotation
        assert annotation is not None
        if cls and i == 0 and node.name == "__init__":
            continue
        made = value(annotation, rng, width, module)
        if module is not None and type(made).__module__ == module.__name__:  # sometimes one object
            made = rng.choice([made, *(v for v in result.values() if type(v) is type(made))])
        if isinstance(made, list):
            assert parameter.annotation is not None
            kind = ast.unparse(parameter.annotation)
            if kind in lists:
                first = result[lists[kind]]
                chance = rng.random()
                if chance < 0.3:
                    made = first
                elif chance < 0.7:
                    made = [value(parameter.annotation.slice, rng, width, module) for _ in first]  # type: ignore[attr-defined]
            lists.setdefault(kind, parameter.arg)
        result[parameter.arg] = made
    return result


def outcome(function: Callable[..., object], node: ast.FunctionDef, args: dict[str, Any]) -> str:
    """'ok', 'precondition', 'clause' (the specification itself failed) or how the function broke."""
    declared = {
        part.id
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) in ("raises", "deal.raises")
        for part in decorator.args
        if isinstance(part, ast.Name)
    }
    try:
        function(**args)
    except contracts.ContractError as error:
        if error.kind == "requires" and error.outer:
            return "precondition"
        return str(error.kind)
    except Exception as error:
        return "ok" if type(error).__name__ in declared else f"exception {type(error).__name__}"
    return "ok"


@contextmanager
def guard(seconds: int) -> Iterator[None]:
    """Ends a function that never ends: its measure should have been seen to fail."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt("a function of the suite does not end")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def outcomes(case: Case, open_module: Callable[[Path], types.ModuleType] = load) -> Iterator[tuple[str, dict[str, Any]]]:
    module = open_module(case.path)
    node = dict(functions(ast.parse(case.path.read_text())))[case.name]
    rng = random.Random(f"{case.path.stem}.{case.name}")
    cls, _, name = case.name.rpartition(".")
    function = getattr(getattr(module, cls), name) if cls and name != "__init__" else getattr(module, cls or name)
    function = function.fget if isinstance(function, property) else function
    wanted = "right" if case.expected == "proved" else "wrong"
    with guard(60):
        for _ in range(TRIES[wanted]):
            args = arguments(node, rng, module, cls)
            shown = copy.deepcopy(args)
            yield outcome(function, node, args), shown


@pytest.mark.parametrize("case", [c for c in cases() if c.expected == "proved"], ids=str)
def test_right_functions_never_break(case: Case) -> None:
    met = 0
    for result, args in outcomes(case):
        assert result in ("ok", "precondition"), f"{result} with {args}"
        met += result == "ok"
    assert met >= 5, f"only {met} of the inputs meet the precondition"


@pytest.mark.parametrize("case", [c for c in cases() if c.expected == "proved" and "invariant(" in c.path.read_text()], ids=str)
def test_invariants_hold_at_the_normal_end_too(case: Case) -> None:
    for result, args in outcomes(case, load_strict):
        assert result in ("ok", "precondition"), f"{result} with {args}"


@pytest.mark.parametrize("case", [c for c in cases() if c.expected == "refuted"], ids=str)
def test_wrong_functions_break_on_some_small_input(case: Case) -> None:
    met = 0
    for result, args in outcomes(case):
        assert result != "clause", f"the contract itself fails with {args}"
        met += result != "precondition"
        if result not in ("ok", "precondition"):
            return
    pytest.fail(f"{met} inputs met the precondition, and none broke {case}")


def test_functions_that_fail_only_when_two_arguments_are_one_list() -> None:
    """The alias cases are what they say: with separate lists they hold."""
    path = next(c.path for c in cases() if c.expected == "refuted" and c.path.stem == "aliasing")
    module = load(path)
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.FunctionDef) or len(node.args.args) < 2:
            continue
        rng = random.Random(node.name)
        seen = set()
        for _ in range(2000):
            args = copy.deepcopy(arguments(node, rng))
            first, second = args.values()
            if first is not second:
                seen.add(outcome(getattr(module, node.name), node, args))
        assert seen == {"ok", "precondition"} or seen == {"ok"}, f"{node.name}: {seen}"


def test_the_suite_is_large_and_names_are_unique_within_a_file() -> None:
    found = cases()
    assert sum(c.expected == "proved" for c in found) >= 30
    assert sum(c.expected == "refuted" for c in found) >= 30
    assert len({(c.path, c.name) for c in found}) == len(found)
    for path in {c.path for c in found}:
        kind = "proved" if path.parent.name == "right" else "refuted"
        first = path.read_text().splitlines()[0]
        assert f"Expected: every function is {kind}" in first, path
