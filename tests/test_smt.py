"""z3 as an engine: what it answers to goals made from real functions, how its models are read, and what it does with limits."""

from __future__ import annotations

import re
from pathlib import Path

import attrs
import pytest

from toolkit.core import smtlib
from toolkit.core.ir import BOOL, INT, STR, Goal, list_of, tuple_of
from toolkit.core.reader import read
from toolkit.core.source import Span
from toolkit.core.vcgen import Program, goals
from toolkit.engines import smt

IMPORTS = "from toolkit import ensures, invariant, requires, raises, decreases\n"
STEPS, SECONDS = 5_000_000, 20.0


def of(source: str, kind: str = "postcondition", name: str = "f") -> list[Goal]:
    """The goals of one kind that simplification leaves over."""
    found = goals(Program.of(read(IMPORTS + source, "m.py")), name).goals
    kept = [g for g in found if g.kind == kind and not g.trivial]
    assert kept, [(g.kind, g.trivial) for g in found]
    return kept


def one(clause: str, signature: str, body: str, requires: str = "") -> Goal:
    pre = f"@requires(lambda {requires})\n" if requires else ""
    return of(f"{pre}@ensures(lambda {clause})\ndef f({signature}):\n    {body}\n")[0]


def ask(goal: Goal, steps: int = STEPS, seconds: float = SECONDS) -> smt.Answer:
    return smt.check(goal, steps, seconds)


def hand_made(text: str, **more: object) -> Goal:
    return Goal("id", "postcondition", "f", Span("m.py", 1), "", (), "", text, **more)


RIGHT = one("a, b, result: result >= a and result >= b", "a: int, b: int) -> (int", "return a if a > b else b")
QUANTIFIED = of(
    "@ensures(lambda xs, result: result == all(x > 0 for x in xs))\n"
    "def f(xs: list[int]) -> bool:\n"
    "    for i in range(len(xs)):\n"
    "        invariant(all(xs[k] > 0 for k in range(i)))\n"
    "        if xs[i] <= 0:\n"
    "            return False\n"
    "    return True\n"
)


# --- proofs -------------------------------------------------------------------------------------------------------


def test_proved() -> None:
    answer = ask(RIGHT)
    assert (answer.engine, answer.status, answer.inputs, answer.reason) == ("z3", "proved", None, "")
    assert answer.version == smt.version() != "missing"
    assert answer.cost["seconds"] > 0 and answer.cost["steps"] > 0


@pytest.mark.parametrize("goal", QUANTIFIED, ids=lambda g: f"line {g.span.line}")
def test_proved_with_quantifiers(goal: Goal) -> None:
    assert "forall" in goal.smt or "exists" in goal.smt
    assert ask(goal).status == "proved"


def test_the_same_goal_twice_gives_the_same_answer_and_the_same_steps() -> None:
    for goal in (RIGHT, *QUANTIFIED):
        first, second = ask(goal), ask(goal)
        assert (first.status, first.inputs, first.reason) == (second.status, second.inputs, second.reason)
        assert first.cost["steps"] == second.cost["steps"] > 0


def test_recursive_definitions_do_not_leak_from_one_call_to_the_next() -> None:
    goal = one("n, e, result: result >= 0", "n: int, e: int) -> (int", "return n & e", "n, e: n > 0 and e >= 0")
    assert "define-fun-rec" in goal.smt
    assert [ask(goal).status for _ in range(2)] == ["proved", "proved"]


def test_unsat_core_names_what_was_used() -> None:
    source = "@requires(lambda a: a > 5)\n@requires(lambda a, b: b < 100)\n@ensures(lambda a, result: result > 10)\n"
    goal = of(source + "def f(a: int, b: int) -> int:\n    return a * a - 3 * a\n")[-1]
    hypotheses, show, symbols = goal.terms
    names = [f"h{i}" for i in range(len(hypotheses))]
    answer = smt.check(goal, STEPS, SECONDS, named=smtlib.render(hypotheses, show, symbols, names))
    used = {goal.given[int(n[1:])].label for n in answer.core}
    assert answer.status == "proved"
    assert any("a > 5" in label for label in used) and not any("b < 100" in label for label in used)


# --- candidates, read back as Python values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("requires", "signature", "wanted"),
    [
        ("n: n == 41", "n: int", {"n": 41}),
        ("n: n == -3", "n: int", {"n": -3}),
        ("n: n == 10**30", "n: int", {"n": 10**30}),
        ("b: b", "b: bool", {"b": True}),
        ("b: not b", "b: bool", {"b": False}),
        ("s: s == 'aé'", "s: str", {"s": "aé"}),
        ("s: s == ''", "s: str", {"s": ""}),
        ("xs: xs == [3, -4]", "xs: list[int]", {"xs": [3, -4]}),
        ("xs: xs == [True]", "xs: list[bool]", {"xs": [True]}),
        ("xs: xs == [[1], [], [2, 3]]", "xs: list[list[int]]", {"xs": [[1], [], [2, 3]]}),
        ("t: t == (1, True)", "t: tuple[int, bool]", {"t": (1, True)}),
        ("t: t == ((1, 2), [3])", "t: tuple[tuple[int, int], list[int]]", {"t": ((1, 2), [3])}),
        ("xs: xs == [(1, 'a')]", "xs: list[tuple[int, str]]", {"xs": [(1, "a")]}),
        ("xs: xs == ['ab', '']", "xs: list[str]", {"xs": ["ab", ""]}),
    ],
)
def test_candidate_inputs_are_python_values(requires: str, signature: str, wanted: dict[str, object]) -> None:
    contract = f"@requires(lambda {requires})\n@ensures(lambda result: result == 1)\n"
    goal = of(f"{contract}def f({signature}, r: int) -> int:\n    return r\n")[-1]
    answer = ask(goal)
    assert answer.status == "candidate" and answer.inputs is not None
    assert {n: v for n, v in answer.inputs.items() if n != "r"} == wanted
    assert all(type(answer.inputs[n]) is type(v) for n, v in wanted.items())
    assert isinstance(answer.inputs["r"], int) and answer.inputs["r"] != 1


def test_a_candidate_meets_the_precondition_and_breaks_the_claim() -> None:
    signature, guard = "xs: list[int], i: int) -> (int", "xs, i: 0 <= i < len(xs)"
    answer = ask(one("xs, result: result not in xs", signature, "return xs[i]", guard))
    assert answer.status == "candidate" and answer.inputs is not None
    xs, i = answer.inputs["xs"], answer.inputs["i"]
    assert 0 <= i < len(xs)


def test_two_arguments_that_are_one_object() -> None:
    found = of(
        "@requires(lambda xs, ys: len(xs) > 0 and len(ys) > 0 and ys[0] == 7)\n"
        "@ensures(lambda xs, ys, old: ys == old.ys)\n"
        "def f(xs: list[int], ys: list[int]) -> None:\n    xs[0] = 1\n"
    )
    shared = [g for g in found if g.same]
    assert [g.same for g in shared] == [(("xs", "ys"),)]
    answer = ask(shared[0])
    assert answer.status == "candidate" and answer.inputs is not None
    assert answer.inputs["xs"] == answer.inputs["ys"] and answer.inputs["xs"][0] == 7


def test_a_list_that_is_too_long_to_read_gives_no_inputs() -> None:
    answer = ask(one("xs, result: result < 10**6", "xs: list[int]) -> (int", "return len(xs)"))
    assert (answer.status, answer.inputs) == ("candidate", None)


def test_values_that_the_model_leaves_open_get_a_default() -> None:
    goal = hand_made(
        "(declare-const x Int)\n(assert (= x 1))\n",
        inputs=(("x", INT, "x"), ("n", INT, "n"), ("b", BOOL, "b"), ("s", STR, "s"), ("t", tuple_of(INT, list_of(INT)), "t")),
    )
    assert ask(goal).inputs == {"x": 1, "n": 0, "b": False, "s": "", "t": (0, [])}


def test_code_points_that_no_string_holds_become_letters() -> None:
    goal = one("s, result: result == 'ab'", "s: str) -> (str", "return s", "s: len(s) == 2")
    (array,) = re.findall(r"declare-const (\S*data\S*)", goal.smt)
    strange = f"(assert (= (select {array} 0) 55296))\n(assert (= (select {array} 1) 57000))\n"
    answer = ask(attrs.evolve(goal, smt=goal.smt + strange))
    assert answer.inputs is not None
    text_found = answer.inputs["s"]
    assert len(text_found) == 2 and text_found.isascii() and text_found.isalpha()


NAMES = (
    "_", "t", "sum", "sorted", "filter", "let", "par", "exists", "forall", "select", "store", "ite", "div", "mod", "Int", "q0",
    "h0", "mk", "é", "true", "xor", "distinct",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_any_name_may_be_a_variable(name: str) -> None:
    """Also the words of SMT-LIB, and the names that goals use for their own."""
    contract = f"@requires(lambda {name}: {name} > 3)\n@ensures(lambda {name}, result: result > {name})\n"
    head = f"{contract}def f({name}: int) -> int:\n    return {name} * {name}"
    right, wrong = of(f"{head} - 2 * {name}\n")[-1], of(f"{head} - 3 * {name}\n")[-1]
    assert ask(right).status == "proved"
    assert ask(wrong).inputs == {name: 4}


# --- goals that are turned round -----------------------------------------------------------------------------------


def test_a_precondition_that_can_be_met() -> None:
    source = "@requires(lambda n: n * n == 49)\n@ensures(lambda result: result != 0)\ndef f(n: int) -> int:\n    return n\n"
    (goal,) = of(source, "contract-not-vacuous")
    assert goal.sat and ask(goal).status == "proved"


def test_a_precondition_that_cannot_be_met() -> None:
    source = "@requires(lambda a, b: a > b)\n@requires(lambda a, b: a + 1 < b)\n@ensures(lambda result: result)\n"
    (goal,) = of(source + "def f(a: int, b: int) -> bool:\n    return False\n", "contract-not-vacuous")
    assert goal.sat and ask(goal).status == "unmet"


# --- limits and failures -------------------------------------------------------------------------------------------

HARD = hand_made(
    "(declare-const x Int)\n(declare-const y Int)\n(declare-const z Int)\n"
    "(assert (and (> x 2) (> y 2) (> z 2)))\n(assert (not (not (= (+ (* x x x x x) (* y y y y y)) (* z z z z z)))))\n"
)


def test_a_step_limit_gives_unknown() -> None:
    for goal in QUANTIFIED:
        answer = ask(goal, steps=1)
        assert answer.status == "unknown" and answer.reason


def test_the_step_limit_decides_alike_every_time() -> None:
    first, second = ask(HARD, steps=20_000), ask(HARD, steps=20_000)
    assert first.status == second.status == "unknown"
    assert first.reason == second.reason != ""
    assert first.cost["steps"] == second.cost["steps"]


def test_a_wall_clock_limit_gives_unknown() -> None:
    answer = ask(HARD, steps=2_000_000_000, seconds=0.001)
    assert (answer.status, answer.reason) == ("unknown", smt.CLOCK)


@pytest.mark.parametrize(
    "text", ["(assert", "(assert (= x 1))", "(declare-const x Nowhere)", "nonsense", "(assert 1)", "(pop 3)"]
)
def test_text_that_is_no_goal_gives_unknown_and_no_exception(text: str) -> None:
    answer = ask(hand_made(text))
    assert answer.status == "unknown" and "z3 failed" in answer.reason


def test_a_failure_is_no_verdict_on_a_goal_that_is_turned_round_either() -> None:
    assert ask(attrs.evolve(hand_made("(assert"), sat=True)).status == "unknown"


@pytest.mark.parametrize("rename", ["|/card|", "|/other|"])
def test_a_wrong_unsat_of_z3_is_not_believed(rename: str) -> None:
    """z3's step that looks for models calls this text unsat, though one empty array meets it: whatever the function's name."""
    text = (Path(__file__).parent / "soundness" / "card.smt2").read_text(encoding="utf-8")
    assert ask(hand_made(text.replace("|/card|", rename)), 2_000_000).status != "proved"


def test_a_death_of_z3_costs_one_answer() -> None:
    """z3 5.4 dies of signal 11 on this text in the step that looks for models."""
    text = (Path(__file__).parent / "soundness" / "dies.smt2").read_text(encoding="utf-8")
    assert ask(hand_made(text), 3_000_000).status != "proved"


def test_an_unsat_that_is_found_twice_is_believed() -> None:
    text = ("(declare-fun f ((Array Int Bool)) Int)\n"
            "(assert (forall ((?0 (Array Int Bool))) (! (> (f ?0) 1) :pattern ((select ?0 (f ?0))))))\n"
            "(assert (forall ((?0 (Array Int Bool))) (! (< (f ?0) 2) :pattern ((select ?0 (f ?0))))))\n")  # fmt: skip
    assert ask(hand_made(text)).status == "proved"
