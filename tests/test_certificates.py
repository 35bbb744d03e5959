"""Certificates: statements mean what Python means, a false goal gets none, and nothing but a proof is accepted."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import attrs
import pytest

from toolkit.core import smtlib, vcgen
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, FLOAT, INT, Goal, Hypothesis
from toolkit.core.ops import ROWS
from toolkit.core.reader import read
from toolkit.core.source import Span
from toolkit.core.terms import Term
from toolkit.core.vcgen import Program
from toolkit.engines import lean, smt
from toolkit.engines.lean import kernel, process, terms
from toolkit.engines.lean.certificates import ALLOWED, IMPORTS, Certificate, Proposal, Written, judge, judge_texts
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


def judged_all(proposals: list[Proposal]) -> list[Certificate]:
    return judge(proposals, LIMITS)[0]


def goal(hypotheses: list[Term], show: Term) -> Goal:
    smt_text = smtlib.render(hypotheses, show, {})
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
    judged = judged_all([p for p in found if p])
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
    judged = judged_all([p for _, p in found])
    assert [c.reason for c in judged if c.status != "accepted"] == []
    return found


def test_goals_of_functions_have_certificates(accepted):
    assert len(accepted) >= 0.9 * len(goals_of(SOURCE))
    assert {g.function for g, _ in accepted} == {"largest", "raise_all", "reduced", "names_that_lean_has"}


def test_a_goal_has_the_same_certificate_whatever_came_before(accepted):
    for g, p in accepted[:12][::-1]:
        again = proposal(g)
        assert again is not None and again.proof == p.proof and again.used == p.used


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
    judged = judged_all(changed)
    assert len(judged) == len(changed)
    assert [c for c in judged if c.status == "accepted"] == []


def test_changed_proofs_do_not_prove_more(accepted):
    """Numbers in the proof of a claim, put behind its denial: no change makes that provable."""
    rng = random.Random(4)
    changed = []
    for _, p in accepted * 3:
        digits = [i for i, c in enumerate(p.proof) if c.isdigit()]
        i = rng.choice(digits)
        proof = p.proof[:i] + str((int(p.proof[i]) + rng.randint(1, 9)) % 10) + p.proof[i + 1 :]
        changed.append(Proposal(attrs.evolve(p.statement, show=negation(p.statement.show)), p.used, Written(proof)))
    assert [c for c in judged_all(changed) if c.status == "accepted"] == []


@pytest.mark.parametrize(
    "proof",
    ["sorry", "by sorry", "h) theorem x : True := (trivial", "by\n set_option debug.skipKernelTC true in exact h", "h -- comment",
     "h /- comment", "by native_decide", ")(", "«a\n»", '"text"', "by run_tac skip", "sorryAx _",
     "h) axiom a : False #print axioms a ("],
)  # fmt: skip
def test_what_is_no_term_is_not_shown_to_lean(proof, accepted):
    p = attrs.evolve(accepted[0][1], term=Written(proof))
    (c,) = judged_all([p])
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
    for bad in (attrs.evolve(good[0], term=Written("(fun x => x x)")), attrs.evolve(good[0], term=good[1].term)):
        judged = judged_all([good[0], bad, good[1], good[2]])
        assert [c.status for c in judged] == ["accepted", "rejected", "accepted", "accepted"]


class Deep:
    """A proof that is nested deeper than any stack."""

    def text(self) -> str:
        return "(fun x => x x)"

    def build(self, table: terms.Terms) -> int:
        found = table.const("True")
        for _ in range(400_000):
            found = table.app(table.const("Not"), found)
        return found


class Foreign:
    """A proof by a word that is not on the list."""

    def text(self) -> str:
        return "sorryAx _"

    def build(self, table: terms.Terms) -> int:
        return table.call("sorryAx", table.const("True"), table.const("Bool.true"))


def test_a_proof_can_only_speak_of_listed_words(accepted):
    good = [p for _, p in accepted[:2]]
    judged = judged_all([attrs.evolve(good[0], term=Foreign()), *good])
    assert [c.status for c in judged] == ["rejected", "accepted", "accepted"]
    assert judged_all([attrs.evolve(good[0], term=Foreign())])[0].status == "rejected"


def test_a_proof_that_takes_lean_down_costs_no_other_one(accepted):
    good = [p for _, p in accepted[:3]]
    judged = judged_all([good[0], attrs.evolve(good[0], term=Deep()), good[1], good[2]])
    assert [c.status for c in judged] == ["accepted", "rejected", "accepted", "accepted"]


def test_text_and_term_are_judged_alike(accepted):
    """The elaborator accepts as text what the kernel accepts as terms."""
    texts = [attrs.evolve(p, term=Written(p.proof)) for _, p in accepted]
    assert [c.reason for c in judge_texts(texts, LIMITS)[0] if c.status != "accepted"] == []


def sampled(every: int) -> list[Goal]:
    """Goals of the suite's right functions that have a theorem."""
    folder = Path(__file__).parents[1] / "benchmarks" / "suite" / "right"
    found = [g for path in sorted(folder.glob("*.py")) for g in goals_of(path.read_text("utf-8"))]
    return found[::every]


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that the sandbox's user may write to."""
    folder = Path(tempfile.mkdtemp(prefix="lean-claims-"))
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not kernel.fits(lean.find()), reason="this Lean is only driven by texts")
def test_terms_of_statements_are_what_lean_elaborates(monkeypatch, open_folder):
    """Each claim as a term, and as Lean elaborates its text: the kernel takes the two for one, and no two claims for one."""
    found = []
    for g in sampled(12):
        try:
            found.append(state(g))
        except Unstated:
            continue
    assert len(found) > 40
    toolchain = lean.find()
    imports = "".join(f"import {m}\n" for m in IMPORTS)
    pinned = [s.pinned() for s in found]
    binders = [f"∀ {p.binders}\n," if p.binders else "" for p in pinned]
    text = imports + "".join(f"def claim_{i} : Prop := {b} {p.claim}\n" for i, (b, p) in enumerate(zip(binders, pinned)))
    asked = ["-Dlinter.all=false", "--stdin", "-o", str(open_folder / "Claims.olean")]
    library = [str(lean.library())]
    ended = process.run(toolchain, asked, text=text, path=library, limits=LIMITS, writable=[str(open_folder)])
    assert ended.rc == 0, ended.stdout
    table = terms.Terms()
    equations = []
    for i, s in enumerate(found):
        claim, _ = s.build(table, [f.name for f in (*s.axioms, *s.facts)], Trivial())
        for other in (i, (i + 1) % len(found)):
            monkeypatch.setitem(terms.CONSTANTS, f"claim_{other}", ())
            named = table.const(f"claim_{other}")
            equation = table.call("Eq", table.prop(), named, claim)
            equations.append((equation, table.call("rfl", table.prop(), claim)))
    checked = kernel.check(toolchain, table, equations, [*IMPORTS, "Claims"], LIMITS, modules=[str(open_folder)])
    assert checked.status == "ended", checked.complaint
    assert [i for i, v in enumerate(checked.theorems) if v is None or bool(v.reason) != bool(i % 2)] == []


class Trivial:
    def text(self) -> str:
        return "True.intro"

    def build(self, table: terms.Terms) -> int:
        return table.const("True")


def test_words_of_terms_rest_on_nothing_but_the_three_axioms():
    words = list(terms.CONSTANTS)
    text = "".join(f"import {m}\n" for m in IMPORTS) + "".join(f"#print axioms {w}\n" for w in words)
    answers = [m.text for m in lean.check(text, limits=LIMITS).messages if m.severity == "information"]
    assert len(answers) == len(words)
    for word, answer in zip(words, answers):
        assert answer.startswith(f"'{word}' "), answer
        if "does not depend on any axioms" not in answer:
            axioms = answer.split("[")[1].rstrip("]").replace(",", " ").split()
            assert set(axioms) <= ALLOWED, answer


def steps(table: terms.Terms) -> list[list[int]]:
    """A table's terms, each an operation and its operands."""
    found, at = [], 0
    while at < len(table.code):
        size = 3 if table.code[at] in (terms.APP, terms.LAM, terms.PI) else 2
        size = 4 + 2 * table.code[at + 3] if table.code[at] == terms.BIND else size
        found.append(table.code[at : at + size])
        at += size
    return found


def places(step: list[int]) -> list[int]:
    """Where in a step other terms stand."""
    if step[0] == terms.BIND:
        return [2, *range(4, len(step))]
    return [1, 2] if step[0] in (terms.APP, terms.LAM, terms.PI) else []


def below(found: list[list[int]], root: int) -> set[int]:
    seen, todo = set(), [root]
    while todo:
        i = todo.pop()
        if i not in seen:
            seen.add(i)
            todo += [found[i][p] for p in places(found[i])]
    return seen


def change(step: list[int], i: int, table: terms.Terms, found: list[list[int]], rng: random.Random) -> list[int]:
    """Another step: another number, name, or term before it."""
    step = list(step)
    if step[0] == terms.BVAR:
        step[1] = max(0, step[1] + rng.choice((-1, 1, 2)))
    elif step[0] == terms.LIT:
        table.numbers.append(max(0, table.numbers[step[1]] + rng.choice((-1, 1, 2, 1000))))
        step[1] = len(table.numbers) - 1
    elif step[0] in (terms.CONST, terms.FVAR):
        step[1] = rng.choice([s[1] for s in found if s[0] == step[0]])
    elif step[0] == terms.SORT:
        step[1] = 1 - step[1]
    else:
        step[rng.choice(places(step))] = rng.randrange(i)
    return step


def mutants(proposals: list[Proposal], count: int, seed: int) -> tuple[terms.Terms, list[tuple[int, int]]]:
    """Denials of claims, each with the proof of the claim made to fit it and one step of it changed."""
    rng = random.Random(seed)
    whole, theorems, size = terms.Terms(), [], 0
    for n in range(count):
        p = proposals[n % len(proposals)]
        denial = negation(p.statement.show)
        proof = attrs.evolve(p.term, show=denial, denied=negation(denial))
        table = terms.Terms()
        claim, root = attrs.evolve(p.statement, show=denial).build(table, p.used, proof)
        found = steps(table)
        i = rng.choice(sorted(below(found, root) - below(found, claim)))
        found[i] = change(found[i], i, table, found, rng)
        for step in found:
            for place in places(step):
                step[place] += size
            if step[0] in (terms.CONST, terms.FVAR):
                step[1] += len(whole.names)
            elif step[0] == terms.LIT:
                step[1] += len(whole.numbers)
            whole.code += step
        whole.names += table.names
        whole.numbers += table.numbers
        theorems.append((size + claim, size + root))
        size += len(found)
    return whole, theorems


@pytest.mark.skipif(not kernel.fits(lean.find()), reason="this Lean is only driven by texts")
@pytest.mark.parametrize("seed", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 4))])
def test_no_change_of_a_certificate_proves_a_denial(accepted, seed):
    """250 random changes a seed, of terms and not of text: the kernel accepts none."""
    whole, theorems = mutants([p for _, p in accepted], 250, seed)
    checked = kernel.check(lean.find(), whole, theorems, IMPORTS, LIMITS)
    assert checked.status == "ended", checked.complaint
    assert [n for n, v in enumerate(checked.theorems) if v is None or not v.reason] == []


@pytest.mark.skipif(not kernel.fits(lean.find()), reason="this Lean is only driven by texts")
def test_the_same_terms_unchanged_are_accepted(accepted):
    """The denials above fail for what was changed and denied, not for how the terms are written."""
    table = terms.Terms()
    theorems = [p.statement.build(table, p.used, p.term) for _, p in accepted]
    checked = kernel.check(lean.find(), table, theorems, IMPORTS, LIMITS)
    assert [v.reason for v in checked.theorems if v] == [""] * len(theorems)
