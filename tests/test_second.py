"""The second opinion agrees with z3 where both know, says which route it took, and never turns a failure into a verdict."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

from toolkit import session
from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Goal, list_of
from toolkit.core.reader import read
from toolkit.core.source import Span
from toolkit.core.vcgen import Program, goals
from toolkit.engines import second, smt

pytest.importorskip("cvc5")

SUITE = Path(__file__).parent.parent / "benchmarks" / "suite"
STEPS, SECONDS = 2_000_000, 10.0
FEW = 100_000  # for a claim that is wrong: it only has to stay open
AGREE = {("proved", "proved"), ("candidate", "candidate"), ("unmet", "unmet")}


def of(source: str, name: str = "f") -> list[Goal]:
    module = read("from toolkit import *\nfrom toolkit import ensures, invariant, requires, track\n" + source, "m.py")
    return [g for g in goals(Program.of(module), name).goals if not g.trivial]


def claim(show: T.Term, *hypotheses: T.Term, symbols: dict[str, T.Symbol] | None = None, **more: object) -> Goal:
    """A goal from terms."""
    text = smtlib.render(hypotheses, show, symbols or {})
    return Goal("id", "postcondition", "f", Span("m.py", 1), "", (), "", text, terms=(hypotheses, show, symbols or {}), **more)


def ask(goal: Goal, steps: int = STEPS, seconds: float = SECONDS) -> smt.Answer:
    return second.check(goal, steps, seconds)


x, y = T.sym("x", INT), T.sym("y", INT)
xs = T.sym("xs", T.array_of(INT))


# --- the two engines on the same goals ------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["arithmetic", "aliasing", "exceptions", "nested", "tuples", "strings"])
@pytest.mark.parametrize("side", ["right", "wrong"])
def test_no_goal_of_the_suite_divides_the_engines(side: str, file: str) -> None:
    path = SUITE / side / f"{file}.py"
    module = read(path.read_text(encoding="utf-8"), str(path))
    program = Program.of(module)
    both = 0
    for name, f in module.functions.items():
        for g in goals(program, name).goals if f.has_contract else ():
            if g.trivial:
                continue
            a, b = smt.check(g, 500_000, 2.0), second.check(g, 500_000, 2.0)
            assert "unknown" in (a.status, b.status) or (a.status, b.status) in AGREE, (name, g.kind, g.smt)
            both += "unknown" not in (a.status, b.status)
    assert both >= 5


@pytest.mark.parametrize(
    ("show", "hypotheses", "wanted"),
    [
        (T.ge(T.add(x, y), x), [T.ge0(y)], "proved"),
        (T.ge(T.add(x, y), x), [], "candidate"),
        (T.same(T.select(T.store(xs, x, y), x), y), [], "proved"),
        (T.same(T.select(T.store(xs, x, y), T.ZERO), y), [], "candidate"),
        (T.implies(T.sym("b", BOOL), T.sym("c", BOOL)), [T.same(T.sym("b", BOOL), T.sym("c", BOOL))], "proved"),
        (T.gt(T.ite(T.gt(x, y), x, y), T.num(-5)), [T.disj(T.gt(x, T.ZERO), T.gt(y, T.ZERO))], "proved"),
        (T.same(T.select(T.ite(T.gt(x, y), xs, T.store(xs, x, y)), x), y), [T.le(x, y)], "proved"),
    ],
)
def test_builders_of_pysmt(show: T.Term, hypotheses: list[T.Term], wanted: str) -> None:
    goal = claim(show, *hypotheses)
    answer = ask(goal)
    assert (answer.engine, answer.status, answer.reason, answer.inputs) == ("cvc5", wanted, "pySMT", None)
    assert smt.check(goal, STEPS, SECONDS).status == wanted


@pytest.mark.parametrize(
    ("a", "b", "quotient", "remainder"), [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (-6, 3, -2, 0)]
)
def test_division_is_pythons(a: int, b: int, quotient: int, remainder: int) -> None:
    known = [T.same(x, T.num(a)), T.same(y, T.num(b))]
    for divisor in (y, T.num(b)):
        whole = T.same(T.scalar("floordiv", x, divisor), T.num(quotient))
        rest = T.same(T.scalar("mod", x, divisor), T.num(remainder))
        answer = ask(claim(T.conj(whole, rest), *known))
        assert (answer.status, answer.reason) == ("proved", "cvc5")
        assert ask(claim(T.neg(T.conj(whole, rest)), *known), steps=FEW).status != "proved"


@pytest.mark.parametrize("name", ["f", "x"])  # a variable may have the function's name
def test_free_functions(name: str) -> None:
    symbols = {name: T.Symbol(name, (INT,), INT)}
    images = T.same(T.app(name, [x], INT), T.app(name, [y], INT))
    goal = claim(images, T.same(x, y), symbols=symbols)
    assert (ask(goal).status, ask(goal).reason) == ("proved", "pySMT")
    assert ask(claim(images, symbols=symbols)).status == "candidate"


def test_datatypes_go_to_cvc5_itself() -> None:
    rows = T.sym("rows", T.array_of(list_of(INT)))
    n = T.length(T.select(rows, x))
    assert (ask(claim(T.ge0(n), T.ge(n, T.num(3)))).status, ask(claim(T.ge0(n))).status) == ("proved", "candidate")
    assert ask(claim(T.ge0(n))).reason == "cvc5"


# --- lambdas --------------------------------------------------------------------------------------------------------


def doubled(array: T.Term) -> T.Term:
    return T.array(lambda k: T.mul(T.num(2), T.select(array, k)))


def test_lambda_is_lifted() -> None:
    even = T.Symbol("even", (T.array_of(INT),), BOOL)
    p = T.app("even", [doubled(xs)], BOOL)
    goal = claim(p, T.app("even", [doubled(T.store(xs, x, T.select(xs, x)))], BOOL), T.same(x, x), symbols={"even": even})
    assert doubled(xs).op == "lambda"
    assert (ask(goal).status, ask(goal).reason) == ("proved", "cvc5")
    other = claim(p, T.app("even", [doubled(T.store(xs, x, y))], BOOL), symbols={"even": even})
    assert ask(other, steps=FEW).status != "proved"


def test_lambda_under_a_quantifier_keeps_its_bound_variables() -> None:
    f = T.Symbol("f", (T.array_of(INT),), INT)

    def shifted(by: T.Term) -> T.Term:
        return T.app("f", [T.array(lambda k: T.add(k, by))], INT)

    i = T.bound()
    every = T.forall([i], T.same(shifted(i), T.mul(T.num(3), i)), [shifted(i)])
    goal = claim(T.same(shifted(x), T.mul(T.num(3), x)), every, symbols={"f": f})
    assert ask(goal).status == "proved"
    assert ask(claim(T.same(shifted(x), T.mul(T.num(4), x)), every, symbols={"f": f}), steps=FEW).status != "proved"


def test_lambdas_that_differ_in_an_outer_variable_only_are_told_apart() -> None:
    f = T.Symbol("f", (T.array_of(INT),), INT)
    constant = lambda t: T.app("f", [T.array(lambda k: t)], INT)  # noqa: E731
    assert ask(claim(T.same(constant(x), constant(y)), symbols={"f": f}), steps=FEW).status != "proved"
    assert ask(claim(T.same(constant(x), constant(y)), T.same(x, y), symbols={"f": f})).status == "proved"


# --- goals that are turned round, limits, failures -------------------------------------------------------------------


def test_goals_that_are_turned_round() -> None:
    met, unmet = (claim(T.FALSE, T.ge(x, y), T.ge(y, T.add(x, T.num(n))), sat=True) for n in (0, 1))
    assert (ask(met).status, ask(unmet).status) == ("proved", "unmet")
    quantified = of(
        "@requires(lambda xs: all(x > 0 for x in xs))\n@ensures(lambda result: result == 0)\n"
        "def f(xs: list[int]) -> int:\n    return 0\n"
    )
    assert [ask(g).status for g in quantified if g.sat] == ["proved"]


def fifth(t: T.Term) -> T.Term:
    return T.scalar("pow", t, T.num(5))


z = T.sym("z", INT)
HARD = claim(T.neg(T.same(T.add(fifth(x), fifth(y)), fifth(z))), *(T.gt(t, T.num(2)) for t in (x, y, z)))


def test_a_step_limit_gives_unknown_and_the_budget_as_the_cause() -> None:
    first, again = ask(HARD, steps=100_000), ask(HARD, steps=100_000)
    assert first.status == "unknown" and "resource limit" in first.reason
    assert (first.reason, first.cost["steps"]) == (again.reason, again.cost["steps"])


def test_a_wall_clock_limit_gives_unknown() -> None:
    answer = ask(HARD, steps=2_000_000_000, seconds=0.05)
    assert answer.status == "unknown" and "timeout" in answer.reason


def test_starved_it_proves_nothing() -> None:
    for g in of("@ensures(lambda xs, result: all(y <= result for y in xs))\n@requires(lambda xs: len(xs) > 0)\n"
                "def f(xs: list[int]) -> int:\n    return max(xs)\n"):
        assert ask(g, steps=1, seconds=0.001).status == "unknown"


def test_twice_the_same() -> None:
    clause = "@ensures(lambda a, b, result: result == a * a - b * b)\n"
    for g in of(f"{clause}def f(a: int, b: int) -> int:\n    return (a + b) * (a - b)\n"):
        first, again = ask(g), ask(g)
        assert (first.status, first.reason, first.cost["steps"]) == (again.status, again.reason, again.cost["steps"])


@pytest.mark.parametrize("text", ["(assert", "(assert (= x 1))", "nonsense", "(assert 1)"])
def test_text_that_is_no_goal_gives_unknown(text: str) -> None:
    answer = ask(Goal("id", "postcondition", "f", Span("m.py", 1), "", (), "", text))
    assert answer.status == "unknown" and "cvc5 failed" in answer.reason
    assert ask(Goal("id", "vacuity", "f", Span("m.py", 1), "", (), "", text, sat=True)).status == "unknown"


def test_terms_that_nobody_knows_give_unknown() -> None:
    strange = T.Term("nowhere", (x,), BOOL)
    answer = ask(attrs.evolve(claim(T.ge0(x)), terms=((), strange, {})))
    assert answer.status == "unknown" and "cvc5 failed" in answer.reason


def test_not_installed_is_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [m for m in sys.modules if m.split(".")[0] in ("cvc5", "pysmt")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "cvc5", None)
    answer = ask(claim(T.ge0(x), T.ge(x, T.ONE)))
    assert answer.status == "unknown" and answer.reason


def test_without_pysmt_cvc5_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    real = second.installed
    monkeypatch.setattr(second, "installed", lambda name: "missing" if name == "pysmt" else real(name))
    answer = ask(claim(T.ge0(x), T.ge(x, T.ONE)))
    assert (answer.status, answer.reason) == ("proved", "cvc5")
    assert second.version() == f"{real('cvc5')} (pysmt missing)"


def test_version_needs_no_import() -> None:
    program = "import sys; from toolkit.engines import second as s; print(s.version(), {'cvc5', 'pysmt'} & set(sys.modules))"
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert out.endswith(" set()\n") and out.startswith(importlib.metadata.version("cvc5"))


def test_both_engines_in_a_session() -> None:
    source = (
        "from toolkit import ensures, requires\n\n\n@requires(lambda b: b > 0)\n"
        "@ensures(lambda a, b, result: result * b <= a < result * b + b)\ndef f(a: int, b: int) -> int:\n    return a // b\n"
        "\n\n@ensures(lambda a, result: result * 2 == a)\ndef g(a: int) -> int:\n    return a // 2\n"
    )
    report = session.verify(source, engines=("z3", "cvc5"))
    assert [f.status for f in report.functions] == ["proved", "refuted"]
    assert {g.engine for g in report.functions[0].goals if g.engine != "simplifier"} == {"z3+cvc5"}
    alone = session.verify(source, engines=("cvc5",))
    assert [f.status for f in alone.functions] == ["proved", "refuted"]
