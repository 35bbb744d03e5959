"""The generator of random programs: deterministic, well formed, ending, and covering the language."""

from __future__ import annotations

import ast
import sys
from collections import Counter
from types import FrameType
from typing import Any

import pytest
from programs import Outcome, Program, coverage, program, run_cpython

COUNT = 2000
STEPS = 20_000  # lines executed; the worst one of the first 3,000 seeds takes 2,813

# Each of these occurs at least so many times in 1,000 programs.
WANTED = {
    **dict.fromkeys(["Add", "Sub", "Mult", "FloorDiv", "Mod", "BitAnd", "BitOr", "BitXor", "LShift", "RShift"], 300),
    **dict.fromkeys(["Pow", "USub", "Invert", "Not", "And", "Or", "UAdd"], 100),
    **dict.fromkeys(["Lt", "LtE", "Gt", "GtE", "Eq", "NotEq", "In", "NotIn", "chained comparison", "IfExp"], 200),
    **dict.fromkeys(["Add=", "Sub=", "Mult=", "FloorDiv=", "Mod=", "BitAnd=", "BitOr=", "BitXor=", "Pow="], 50),
    **dict.fromkeys(["LShift=", "RShift=", "augmented item", "item assignment", "tuple assignment"], 50),
    **dict.fromkeys(["for range", "for list", "for enumerate", "for zip", "for reversed", "While", "for else"], 100),
    **dict.fromkeys(["for range step < 0", "for range step > 0", "while else", "Break", "Continue", "Assert"], 50),
    **dict.fromkeys([".append()", ".insert()", ".extend()", ".pop()", ".pop(i)", "helper()", "Raise"], 100),
    **dict.fromkeys(["all()", "any()", "sum()", "min()", "max()", "sorted()", "abs()", "len()"], 100),
    **dict.fromkeys(["comprehension filter", "comprehension nested", "negative index"], 100),
    **dict.fromkeys(f"slice {low}:{high}" for low in ("", "+", "-", "e") for high in ("", "+", "-", "e")),
}
WANTED |= {name: 5 for name in WANTED if name.startswith("slice")}
TAGS = ["alias", "same-argument", "nested-mutation", "pop-in-expression", "order", "truth", "reassigned-loop-list"]


class TooLong(BaseException):
    """Not an Exception, so that no outcome is made of it."""


def bounded(made: Program) -> Outcome:
    steps = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > STEPS:
            raise TooLong(f"seed {made.seed}")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        return run_cpython(made)
    finally:
        sys.settrace(before)


@pytest.fixture(scope="module")
def programs() -> list[Program]:
    return [program(seed) for seed in range(COUNT)]


def test_a_seed_gives_one_program_and_one_outcome(programs: list[Program]) -> None:
    for made in programs[:200]:
        again = program(made.seed)
        assert again == made
        assert [a is b for a in again.args.values() for b in again.args.values()] == [
            a is b for a in made.args.values() for b in made.args.values()
        ]
        assert run_cpython(made) == run_cpython(again) == run_cpython(made), "a run changed the arguments"


def test_programs_end_and_most_return(programs: list[Program]) -> None:
    # Counting steps is slow: the first ones only. The others end too, or this test would not.
    outcomes = [bounded(made) if made.seed < 400 else run_cpython(made) for made in programs]
    ends = Counter(outcome.exception or "returns" for outcome in outcomes)
    assert 0.7 * COUNT < ends["returns"] < 0.97 * COUNT, ends
    assert {"IndexError", "ZeroDivisionError", "AssertionError", "ValueError"} <= set(ends), ends
    assert not set(ends) & {"RecursionError", "MemoryError"}, ends
    assert ends["UnboundLocalError"] + ends["NameError"] + ends["TypeError"] < 0.1 * COUNT, ends  # del, handlers' names, None


def test_every_function_is_annotated(programs: list[Program]) -> None:
    for made in programs:
        functions = [node for node in ast.parse(made.text).body if isinstance(node, ast.FunctionDef)]
        assert 1 <= len(functions) <= 3 and functions[-1].name == made.function
        assert [a.arg for a in functions[-1].args.args] == list(made.args)
        for node in functions:
            assert node.returns is not None and all(a.annotation is not None for a in node.args.args), made.seed


def test_every_construct_occurs(programs: list[Program]) -> None:
    counts = coverage(programs[:1000])
    missing = {name: (counts[name], least) for name, least in WANTED.items() if counts[name] < least}
    assert not missing
    assert {tag: counts[f"tag {tag}"] for tag in TAGS if counts[f"tag {tag}"] < 5} == {}


def test_one_list_for_two_parameters_stays_one_list() -> None:
    text = "def main(a: list[int], b: list[int]) -> int:\n    a.append(1)\n    return len(b)\n"
    xs: list[int] = []
    made = Program(0, text, "main", {"a": xs, "b": xs}, (("a", "b"),))
    assert run_cpython(made) == Outcome(1, (("a", [1]), ("b", [1])))
    assert xs == []


def test_an_exception_is_an_outcome() -> None:
    made = Program(0, "def main(a: int) -> int:\n    return 1 // a\n", "main", {"a": 0})
    assert run_cpython(made) == Outcome(exception="ZeroDivisionError")
