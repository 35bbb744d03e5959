"""Certificates: statements mean what Python means, a false goal gets none, and nothing but a proof is accepted."""

from __future__ import annotations

import random
from pathlib import Path

import attrs
import pytest

from toolkit.core import terms as T
from toolkit.core import vcgen
from toolkit.core.ir import BOOL, FLOAT, INT, Goal, Hypothesis
from toolkit.core.ops import ROWS
from toolkit.core.reader import read
from toolkit.core.source import Span
from toolkit.core.terms import Term
from toolkit.core.vcgen import Program
from toolkit.engines import lean, smt
from toolkit.engines.lean.certificates import Proposal, judge
from toolkit.engines.lean.logic import negation
from toolkit.engines.lean.statement import Unstated, state
from toolkit.proposers import certificates
from toolkit.report import render_function
from toolkit.session import verify

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

LIMITS = lean.Limits(wall_s=300, memory_mb=4096)
NUMBERS = (-7, -1, 0, 2, 7)
# Rows that are functions of which Lean knows nothing: nothing is proved of them.
UNKNOWN = {"pow", "bitand", "bitor", "bitxor", "gcd", "isqrt", "factorial", "width", "ones", "lshift", "rshift"}


def goal(hypotheses: list[Term], show: Term) -> Goal:
    smt_text = T.render(hypotheses, show, {})
    given = tuple(Hypothesis("", f"hypothesis {i}") for i, _ in enumerate(hypotheses))
    return Goal("test", "test", "f", Span("f.py", 1), "a claim", given, "", smt_text, terms=(hypotheses, show, {}))


def proposal(g: Goal) -> Proposal | None:
    try:
        return certificates.find(state(g))
    except certificates.TooHard:
        return None


def goals_of(text: str) -> list[Goal]:
    program = Program.of(read(text, "f.py"))
    return [g for n in program.module.order for g in vcgen.goals(program, n).goals if not g.trivial and not g.sat]


def test_every_operator_means_what_python_computes():
    """For each row: right values have certificates, values next to them have none."""
    right, wrong = [], []
    for row in ROWS:
        if FLOAT in (*row.args, row.result) or row.name in UNKNOWN:
            continue
        domain = (False, True) if row.args[0] == BOOL else NUMBERS
        names = [T.sym("xy"[i], s) for i, s in enumerate(row.args)]
        for values in [(a,) for a in domain] if len(names) == 1 else [(a, b) for a in domain for b in domain]:
            expected = row.run(*values)
            given = [T.same(n, T.const(v)) for n, v in zip(names, values)]
            claimed = T.scalar(row.name, *names)
            other = (not expected) if row.result == BOOL else expected + 1
            right.append(goal(given, T.same(claimed, T.const(expected))))
            wrong.append(goal(given, T.same(claimed, T.const(other))))
    chosen = random.Random(1).sample(right, 60)
    found = [proposal(g) for g in chosen]
    assert all(found)
    judged = judge([p for p in found if p], LIMITS)
    assert [c.reason for c in judged if c.status != "accepted"] == []
    assert [g for g in random.Random(2).sample(wrong, 60) if proposal(g)] == []


SOURCE = '''
from toolkit import ensures, invariant, requires

@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def largest(xs: list[int]) -> int:
    best = xs[0]
    for i in range(1, len(xs)):
        invariant(best in xs and all(xs[j] <= best for j in range(i)))
        if xs[i] > best:
            best = xs[i]
    return best

@ensures(lambda xs, result, old: len(xs) == len(old.xs) and all(xs[i] == old.xs[i] + 1 for i in range(len(xs))))
def raise_all(xs: list[int]) -> None:
    ghost_xs = list(xs)
    for i in range(len(xs)):
        invariant(len(xs) == len(ghost_xs))
        invariant(all(xs[j] == ghost_xs[j] + (1 if j < i else 0) for j in range(len(xs))))
        xs[i] += 1

@requires(lambda n: n > 0)
@ensures(lambda a, n, result: 0 <= result < n and (a - result) % n == 0)
def reduced(a: int, n: int) -> int:
    return a % n

@ensures(lambda Int, fun, Spec, result: result >= Int and result >= fun and result >= Spec)
def names_that_lean_has(Int: int, fun: int, Spec: int) -> int:
    return max(Int, fun, Spec)
'''


@pytest.fixture(scope="module")
def accepted() -> list[tuple[Goal, Proposal]]:
    found = [(g, p) for g in goals_of(SOURCE) if (p := proposal(g))]
    judged = judge([p for _, p in found], LIMITS)
    assert [c.reason for c in judged if c.status != "accepted"] == []
    return found


def test_goals_of_functions_have_certificates(accepted):
    assert len(accepted) >= 0.9 * len(goals_of(SOURCE))
    assert {g.function for g, _ in accepted} == {"largest", "raise_all", "reduced", "names_that_lean_has"}


def test_a_certificate_proves_no_other_claim(accepted):
    """The claim denied, a hypothesis taken away or replaced by another goal's: with the same proof, nothing is accepted that z3
    does not prove."""
    rng = random.Random(3)
    changed: list[Proposal] = []
    for _, p in accepted:
        s = p.statement
        changed.append(attrs.evolve(p, statement=attrs.evolve(s, show=negation(s.show))))
        used = sorted(p.used)
        if used:
            changed.append(attrs.evolve(p, used=p.used - {rng.choice(used)}))
        other = rng.choice(accepted)[1].statement
        if other.show != s.show:
            functions = {**other.functions, **s.functions}
            changed.append(attrs.evolve(p, statement=attrs.evolve(s, show=other.show, functions=functions)))
    judged = judge(changed, LIMITS)
    assert [c for c in judged if c.status == "accepted"] == []


def test_changed_proofs_do_not_prove_more(accepted):
    """Numbers in the proof of a claim, put behind its denial: no change makes that provable."""
    rng = random.Random(4)
    changed = []
    for _, p in accepted * 3:
        digits = [i for i, c in enumerate(p.proof) if c.isdigit()]
        i = rng.choice(digits)
        proof = p.proof[:i] + str((int(p.proof[i]) + rng.randint(1, 9)) % 10) + p.proof[i + 1 :]
        changed.append(Proposal(attrs.evolve(p.statement, show=negation(p.statement.show)), p.used, proof))
    assert [c for c in judge(changed, LIMITS) if c.status == "accepted"] == []


@pytest.mark.parametrize(
    "proof",
    ["sorry", "by sorry", "h) theorem x : True := (trivial", "by\n set_option debug.skipKernelTC true in exact h", "h -- comment",
     "h /- comment", "by native_decide", ")(", "«a\n»", '"text"', "by run_tac skip", "sorryAx _",
     "h) axiom a : False #print axioms a ("],
)  # fmt: skip
def test_what_is_no_term_is_not_shown_to_lean(proof, accepted):
    p = attrs.evolve(accepted[0][1], proof=proof)
    (c,) = judge([p], LIMITS)
    assert c.status == "rejected" and not c.reason.startswith("Lean")


def test_wrong_functions_get_no_certificate_for_what_is_wrong():
    """Goals of the suite's wrong functions that z3 has a counterexample for."""
    folder = Path(__file__).parents[1] / "benchmarks" / "suite" / "wrong"
    open_goals = []
    for name in ("arithmetic.py", "lists.py", "mutation.py"):
        text = (folder / name).read_text("utf-8")
        open_goals += [g for g in goals_of(text) if smt.check(g, 1_000_000, 2.0).status == "candidate"]
    assert len(open_goals) > 10
    assert [g.id for g in random.Random(5).sample(open_goals, 10) if proposal(g)] == []


def test_questions_and_trivial_goals_have_no_theorem():
    program = Program.of(read(SOURCE, "f.py"))
    for g in vcgen.goals(program, "largest").goals:
        if g.trivial or g.sat:
            with pytest.raises(Unstated):
                state(g)


def test_names_and_numbers_are_read_as_meant():
    """Numerals without a variable are integers, not natural numbers; reserved words and Lean's names are renamed."""
    x = T.sym("fun", INT)
    k = T.bound()
    claim = T.exists([k], T.conj(T.same(T.add(k, x), T.num(-1)), T.same(T.sym("Int", INT), k)))
    g = goal([T.same(x, T.num(1))], claim)
    text = state(g).theorem("t")
    assert "(«fun'» : Int)" in text and "(«Int'» : Int)" in text
    listed = T.listing([T.num(1), T.num(2)], INT)
    claim = T.Term("eq", (T.mk(T.num(2), T.array(lambda k: T.num(3))), listed), BOOL)
    assert "(3 : Int)" in state(goal([], claim)).theorem("t") and "(2 : Int)" not in state(goal([], T.ge0(x))).theorem("t")


def test_verify_says_kernel_checked():
    report = verify(SOURCE, certify=True, cache=False)
    by_name = {f.name: f for f in report.functions}
    assert by_name["largest"].verdict.startswith("proved, kernel-checked")
    data = by_name["largest"].to_json()
    certificates_of = [g["certificate"] for g in data["goals"] if "certificate" in g]
    assert {"accepted", "none"} >= {c["status"] for c in certificates_of}
    done = [c for c in certificates_of if c["status"] == "accepted"]
    assert done and all(c["checker"].startswith("lean 4") and c["bytes"] > 0 for c in done)
    assert all(c["reason"] for c in certificates_of if c["status"] == "none")


def test_a_float_goal_stays_proved_and_says_why_it_has_no_certificate():
    text = '''
from toolkit import ensures, requires
import math

@requires(lambda x: 0.0 <= x <= 1.0)
@ensures(lambda x, result: result <= 2.0)
def twice(x: float) -> float:
    return x + x
'''
    (f,) = verify(text, certify=True, cache=False).functions
    assert f.status == "proved" and ", kernel-checked" not in f.verdict
    reasons = [g.certificate.reason for g in f.goals if g.certificate and g.certificate.status == "none"]
    assert any("nothing is known in Lean of the operators fadd" in r for r in reasons)
    assert f"not kernel-checked: line 6, postcondition: {reasons[-1]}" in render_function(f, text)


def test_a_bad_proof_costs_no_other_one(accepted):
    good = [p for _, p in accepted[:3]]
    bad = attrs.evolve(good[0], proof="(fun x => x x)")
    judged = judge([good[0], bad, good[1], good[2]], LIMITS)
    assert [c.status for c in judged] == ["accepted", "rejected", "accepted", "accepted"]
