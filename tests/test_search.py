"""Looking for a failing input: deterministic, bounded, shrunk without losing the failure; arguments that are one object."""

from __future__ import annotations

from typing import Any

import pytest

from toolkit.core.aliases import partitions
from toolkit.core.reader import read
from toolkit.core.vcgen import Program
from toolkit.search import Candidate, Search, _smaller, plausible

HEAD = "from toolkit import ensures, requires\n\n\n"
LONG = HEAD + """@ensures(lambda xs, result: result <= 20)
def f(xs: list[int], flag: bool, name: str) -> int:
    total = 0
    for x in xs:
        if x > 0:
            total += x
    return total
"""
SHARED = HEAD + """@ensures(lambda a, b, old: len(b) == len(old.b))
def f(a: list[int], b: list[int]) -> None:
    a.append(1)
"""


def search(text: str, seed: int = 0) -> Search:
    module = read(text, "m.py")
    f = module.functions["f"]
    return Search(module, f, partitions(f, Program.of(module).summaries["f"]), seed)


def test_finds_a_failing_input() -> None:
    s = search(LONG)
    found = s.find(400)
    assert found is not None and s.broken(found)
    assert sum(x for x in found.args["xs"] if x > 0) > 20


def test_same_seed_same_inputs() -> None:
    def inputs(seed: int) -> list[dict[str, Any]]:
        return [c.args for c in search(LONG, seed).small(50)]

    assert inputs(1) == inputs(1)
    assert inputs(1) != inputs(2)


def test_inputs_grow() -> None:
    sizes = [len(c.args["xs"]) for c in search(LONG).small(300)]
    assert max(sizes[:30]) <= 2
    assert max(sizes) >= 5


def test_right_function_has_none() -> None:
    right = LONG.replace("result <= 20", "result >= 0")
    s = search(right)
    assert s.find(200) is None
    assert s.met
    assert s.hypothesis(50) is None


def test_precondition_that_nothing_meets() -> None:
    s = search(LONG.replace("@ensures", "@requires(lambda xs: len(xs) > 10**6)\n@ensures"))
    assert s.find(50) is None
    assert not s.met


def test_shrinking_keeps_the_failure() -> None:
    s = search(LONG)
    big = Candidate({"xs": [4, -2, 9, 30, 7, 0, 11], "flag": True, "name": "abc"})
    assert s.broken(big)
    small = s.shrink(big)
    assert s.broken(small)
    assert small.args["flag"] is False and small.args["name"] == ""
    assert sum(small.args["xs"]) == 21
    assert big.args["xs"] == [4, -2, 9, 30, 7, 0, 11]  # the candidate itself is left alone


def test_shrinking_keeps_the_kind() -> None:
    """An input that breaks the postcondition does not shrink to one that raises."""
    text = HEAD + "@ensures(lambda x, result: result < 5)\ndef f(x: int) -> int:\n    return 10 // x + x\n"
    s = search(text)
    kind = s.outcome(Candidate({"x": 900})).kind
    small = s.shrink(Candidate({"x": 900}))
    assert small.args["x"] != 0
    assert s.outcome(small).kind == kind != s.outcome(Candidate({"x": 0})).kind


def test_arguments_that_are_one_object() -> None:
    s = search(SHARED)
    found = s.find(100)
    assert found is not None
    assert found.same == (("a", "b"),)
    args = found.call_args()
    assert args["a"] is args["b"]
    assert args["a"] is not found.args["a"]
    small = s.shrink(found)
    assert small.same == found.same and small.args == {"a": [], "b": []}
    assert s.broken(small)


def test_separate_arguments_are_separate() -> None:
    c = Candidate({"a": [1], "b": [1]})
    args = c.call_args()
    assert args["a"] is not args["b"]


def test_budget_of_steps() -> None:
    """A loop that never ends costs its fuel; all runs together stop at the budget, and then nothing is claimed."""
    body = "    while x == x:\n        x = x\n    return x\n"
    s = search(HEAD + "@ensures(lambda x, result: result == x)\ndef f(x: int) -> int:\n" + body)
    before = s.budget
    assert s.outcome(Candidate({"x": 1})).status == "unknown"
    assert s.budget < before
    assert s.find(10_000) is None
    assert s.budget <= 0
    assert s.outcome(Candidate({"x": 1})).status == "unknown"


def test_hypothesis_is_deterministic() -> None:
    text = LONG.replace("result <= 20", "result != 6")
    first, second = search(text).hypothesis(300), search(text).hypothesis(300)
    assert first == second
    if first is not None:
        assert search(text).broken(first)


def test_hypothesis_finds_what_small_inputs_miss() -> None:
    text = HEAD + "@ensures(lambda x, result: result < 5000)\ndef f(x: int) -> int:\n    return x\n"
    found = search(text).hypothesis(200)
    assert found is not None and found.args["x"] >= 5000


@pytest.mark.parametrize("value", [0, 1, -1, 17, -40, True, False, "", "abcd", [], [3, -3], [[1], [2, 2]], (4, "b"), None])
def test_smaller_values_are_other_values(value: Any) -> None:
    def weight(v: Any) -> float:
        if isinstance(v, bool) or v is None:
            return float(bool(v))
        if isinstance(v, int):
            return abs(v) + 0.5 * (v < 0)
        if isinstance(v, str):
            return 10 * len(v) + sum(c != "a" for c in v)
        return sum(100 * isinstance(v, list) + weight(x) for x in v)

    for s in _smaller(value):
        assert type(s) is type(value)
        assert weight(s) < weight(value)


def test_plausible() -> None:
    assert plausible({"xs": [1] * 100, "s": "a" * 1000})
    assert not plausible({"xs": [[0] * 100] * 100})
    assert not plausible({"s": "a" * 10**6})
