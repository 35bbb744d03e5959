"""The goal generator against the weakest preconditions of lean/Spec/Calculus.lean, whose soundness is proved: on random small
programs (integers, booleans; assign, if, while with invariant and measure, assert, one call by contract) both ask for the same."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

import pytest
from attrs import frozen

from toolkit.core.reader import read
from toolkit.core.vcgen import Program, goals
from toolkit.engines import lean, smt
from toolkit.proposers import ground as G

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

HEAD = "from toolkit import decreases, ensures, invariant, requires\n"
NAMES = {"a": 0, "b": 1, "c": 2, "d": 3, "q": 4}  # q is a bool: in Lean, whether the number is not 0
PROGRAMS = 40


@frozen
class Exp:
    """An integer expression or a condition: Python text, Lean text over a state `σ`, and its tree over variables."""

    python: str
    lean: str
    tree: object  # Lin or Form, Var(n) for number n of a state; a bool is Not(Eq(Var, 0))


ZERO = Exp("(0)", "(0 : Int)", G.Num(0))


@frozen
class Statement:
    kind: str  # assign, if, while, assert, call
    name: str = ""
    exp: Exp | None = None
    first: tuple[Statement, ...] = ()
    second: tuple[Statement, ...] = ()
    invariant: Exp | None = None
    measure: Exp | None = None


@frozen
class Words:
    """Random programs."""

    rng: random.Random

    def integer(self, depth: int = 1) -> Exp:
        kind = self.rng.randrange(5) if depth else self.rng.randrange(2)
        if kind == 0:
            k = self.rng.randint(-2, 3)
            return Exp(f"({k})", f"({k} : Int)", G.Num(k))
        if kind == 4:
            k, x = self.rng.randint(-2, 3), self.integer(0)
            return Exp(f"({k} * {x.python})", f"(({k} : Int) * {x.lean})", G.Mul(k, x.tree))
        if kind == 1:
            n = self.rng.choice("abcd")
            return Exp(n, f"σ {NAMES[n]}", G.Var(NAMES[n]))
        x, y = self.integer(depth - 1), self.integer(depth - 1)
        sign, make = ("+", G.Add) if kind == 2 else ("-", G.Sub)
        return Exp(f"({x.python} {sign} {y.python})", f"({x.lean} {sign} {y.lean})", make(x.tree, y.tree))

    def condition(self, depth: int = 1) -> Exp:
        kind = self.rng.randrange(7) if depth else self.rng.randrange(4)
        if kind < 3:
            x, y = self.integer(), self.integer(0)
            sign, make = (("<=", G.Le), ("<", G.Lt), ("==", G.Eq))[kind]
            return Exp(f"({x.python} {sign} {y.python})", f"({x.lean} {sign.replace('<=', '≤').replace('==', '=')} {y.lean})",
                       make(x.tree, y.tree))  # fmt: skip
        if kind == 3:
            return Exp("q", f"(¬ σ {NAMES['q']} = (0 : Int))", G.Not(G.Eq(G.Var(NAMES["q"]), G.Num(0))))
        x = self.condition(depth - 1)
        if kind == 4:
            return Exp(f"(not {x.python})", f"(¬ {x.lean})", G.Not(x.tree))
        y = self.condition(depth - 1)
        word, sign, make = ("and", "∧", G.And) if kind == 5 else ("or", "∨", G.Or)
        return Exp(f"({x.python} {word} {y.python})", f"({x.lean} {sign} {y.lean})", make(x.tree, y.tree))

    def block(self, depth: int, keep: frozenset[str] = frozenset()) -> tuple[Statement, ...]:
        return tuple(self.statement(depth, keep) for _ in range(self.rng.randint(1, 2)))

    def statement(self, depth: int, keep: frozenset[str]) -> Statement:
        kind = self.rng.choice(["assign", "assign", "bool", "assert", "if", "while"] if depth else ["assign", "bool", "assert"])
        if kind == "assert":
            exp = self.condition()
            if self.rng.random() < 0.6:  # one that holds
                no = self.condition()
                exp = Exp(f"({exp.python} or not {exp.python} or {no.python})", f"({exp.lean} ∨ (¬ {exp.lean}) ∨ {no.lean})",
                          G.Or(exp.tree, G.Or(G.Not(exp.tree), no.tree)))  # fmt: skip
            return Statement("assert", exp=exp)
        if kind == "if":
            return Statement("if", exp=self.condition(), first=self.block(depth - 1, keep), second=self.block(depth - 1, keep))
        if kind == "while" and "c" not in keep:
            top = self.rng.choice("ab")
            n, m = NAMES["c"], NAMES[top]
            step = Statement("assign", "c", Exp("(c + (1))", f"(σ {n} + (1 : Int))", G.Add(G.Var(n), G.Num(1))))
            body = (*self.block(depth - 1, keep | {"c"}), step)
            below = Exp(f"(c < {top})", f"(σ {n} < σ {m})", G.Lt(G.Var(n), G.Var(m)))
            left = Exp(f"({top} - c)", f"(σ {m} - σ {n})", G.Sub(G.Var(m), G.Var(n)))
            invariant = self.rng.choice([
                Exp(f"(c <= {top} or {top} < c)", f"(σ {n} ≤ σ {m} ∨ σ {m} < σ {n})", G.Or(G.Le(G.Var(n), G.Var(m)), below_(m, n))),
                Exp(f"(c <= {top} + (1))", f"(σ {n} ≤ σ {m} + (1 : Int))", G.Le(G.Var(n), G.Add(G.Var(m), G.Num(1)))),
                self.condition(),
            ])  # fmt: skip
            measure = left if self.rng.random() < 0.9 else self.integer()
            return Statement("while", exp=below, first=body, invariant=invariant, measure=measure)
        name = "q" if kind == "bool" else self.rng.choice([n for n in "cd" if n not in keep])
        return Statement("assign", name, self.condition() if kind == "bool" else self.integer())

    def program(self) -> tuple[Statement, ...]:
        a, b = (Exp(n, f"σ {NAMES[n]}", G.Var(NAMES[n])) for n in "ab")
        ordered = Exp("(a <= b)", "(σ 0 ≤ σ 1)", G.Le(a.tree, b.tree))
        start = [Statement("assign", n, x) for n, x in zip("cdq", (self.rng.choice([a, b, ZERO]), b, ordered), strict=True)]
        claim = Statement("assert", exp=self.condition()) if self.rng.random() < 0.4 else Statement("assign", "d", self.integer())
        body = [*self.block(2), *self.block(1), claim]
        if self.rng.random() < 0.5:
            body.insert(self.rng.randrange(len(body) + 1), Statement("call", self.rng.choice("cd"), self.integer()))
        return (*start, *body)


def below_(a: int, b: int) -> G.Form:
    return G.Lt(G.Var(a), G.Var(b))


def python(block: tuple[Statement, ...], indent: str = "    ") -> str:
    out = ""
    for s in block:
        e = s.exp.python
        if s.kind == "assign":
            out += f"{indent}{s.name} = {e}\n"
        elif s.kind == "assert":
            out += f"{indent}assert {e}\n"
        elif s.kind == "call":
            out += f"{indent}{s.name} = callee({e})\n"
        elif s.kind == "if":
            out += f"{indent}if {e}:\n{python(s.first, indent + '    ')}{indent}else:\n{python(s.second, indent + '    ')}"
        else:
            out += f"{indent}while {e}:\n{indent}    invariant({s.invariant.python})\n{indent}    decreases({s.measure.python})\n"
            out += python(s.first, indent + "    ")
    return out


def state(x: Exp) -> str:
    return f"(fun σ => {x.lean})"


def decided(x: Exp) -> str:
    return f"(fun σ => decide {x.lean})"


def stmt(block: tuple[Statement, ...]) -> str:
    """The program in `Spec.Calculus`."""
    texts = []
    for s in block:
        if s.kind == "assign":
            value = f"(fun σ => if {s.exp.lean} then (1 : Int) else 0)" if s.name == "q" else state(s.exp)
            texts.append(f"(.assign {NAMES[s.name]} {value})")
        elif s.kind == "assert":
            texts.append(f"(.assert {state(s.exp)})")
        elif s.kind == "call":
            texts.append(f"(.call {NAMES[s.name]} 0 (fun σ => [{s.exp.lean}]))")
        elif s.kind == "if":
            texts.append(f"(.ite {decided(s.exp)} {stmt(s.first)} {stmt(s.second)})")
        else:
            texts.append(f"(.while {decided(s.exp)} {state(s.invariant)} {state(s.measure)} {stmt(s.first)})")
    out = texts[-1]
    for t in reversed(texts[:-1]):
        out = f"(.seq {t} {out})"
    return out


def told(x: Exp, sigma: str) -> str:
    """An expression over the state `sigma`."""
    return "(" + re.sub(r"σ (\d+)", lambda m: f"{sigma} {m[1]}", x.lean) + ")"


def assigned(block: tuple[Statement, ...]) -> set[str]:
    return {s.name for s in block if s.name} | {n for s in block for n in (*assigned(s.first), *assigned(s.second))}


Then = Callable[[str, dict[int, object]], tuple[str, G.Form]]


class Weakest:
    """The same weakest precondition twice: as Lean text, which Lean compares with its own, and as a form over fresh integers."""

    def __init__(self) -> None:
        self.fresh = len(NAMES)
        self.states = 0

    def after(self, block: tuple[Statement, ...], sigma: str, env: dict[int, object], then: Then) -> tuple[str, G.Form]:
        """`then(sigma, env)` is what must hold at the end. `env` has a Lin for an integer, a Form for the bool."""
        if not block:
            return then(sigma, env)
        s, rest = block[0], block[1:]

        def go(sigma: str, env: dict[int, object]) -> tuple[str, G.Form]:
            return self.after(rest, sigma, env, then)

        def put(x: Exp) -> str:
            return told(x, sigma)

        if s.kind == "assign":
            if s.name == "q":
                value = f"(if {put(s.exp)} then (1 : Int) else 0)"
            else:
                value = put(s.exp)
            return self.put(sigma, s.name, value, go, env | {NAMES[s.name]: at(s.exp.tree, env)})
        if s.kind == "assert":
            text, form = go(sigma, env)
            return f"({put(s.exp)} ∧ {text})", G.And(at(s.exp.tree, env), form)
        if s.kind == "call":  # the contract of `callee` below
            self.states += 1
            v = f"v{self.states}"
            n, x = self.number(), at(s.exp.tree, env)
            text, form = self.put(sigma, s.name, v, go, env | {NAMES[s.name]: n})
            return (f"(-3 ≤ {put(s.exp)} ∧ ∀ {v} : Int, {put(s.exp)} < {v} → {text})",
                    G.And(G.Le(G.Num(-3), x), G.Imp(G.Lt(x, n), form)))  # fmt: skip
        if s.kind == "if":
            c = at(s.exp.tree, env)
            yes, no = self.after(s.first, sigma, env, go), self.after(s.second, sigma, env, go)
            decide = f"decide {put(s.exp)}"
            return (f"(({decide} = true → {yes[0]}) ∧ ({decide} = false → {no[0]}))",
                    G.And(G.Imp(c, yes[1]), G.Imp(G.Not(c), no[1])))  # fmt: skip
        self.states += 1
        tau = f"τ{self.states}"
        start = put(s.invariant), at(s.invariant.tree, env)
        changed = dict(env)
        for n in sorted(assigned(s.first)):
            changed[NAMES[n]] = self.number() if n != "q" else G.Not(G.Eq(self.number(), G.Num(0)))
        same = f"(∀ y, ¬Spec.Calculus.assigned (V := Int) {stmt(s.first)} y → {tau} y = {sigma} y)"
        sigma = tau
        inv, measure, cond = put(s.invariant), put(s.measure), put(s.exp)

        def ends(sigma_: str, env_: dict[int, object]) -> tuple[str, G.Form]:
            text = [told(x, sigma_) for x in (s.invariant, s.measure)]
            m, m_ = at(s.measure.tree, changed), at(s.measure.tree, env_)
            return (f"({text[0]} ∧ 0 ≤ {measure} ∧ {text[1]} < {measure})",
                    G.And(at(s.invariant.tree, env_), G.And(G.Le(G.Num(0), m), G.Lt(m_, m))))  # fmt: skip

        body = self.after(s.first, tau, changed, ends)
        out = self.after(rest, tau, changed, then)
        c = at(s.exp.tree, changed)
        # fmt: off
        return (f"({start[0]} ∧ ∀ {tau} : Spec.Calculus.State Int, {same} → {inv} → "
                f"((decide {cond} = true → {body[0]}) ∧ (decide {cond} = false → {out[0]})))",
                G.And(start[1], G.Imp(at(s.invariant.tree, changed), G.And(G.Imp(c, body[1]), G.Imp(G.Not(c), out[1])))))

    def put(self, sigma: str, name: str, value: str, go: Then, env: dict[int, object]) -> tuple[str, G.Form]:
        """What holds after an assignment, over the state that it makes (which is named: texts stay short)."""
        self.states += 1
        then = f"σ{self.states}"
        text, form = go(then, env)
        return f"((fun {then} : Spec.Calculus.State Int => {text}) (Spec.Calculus.State.set {sigma} {NAMES[name]} {value}))", form

    def number(self) -> G.Var:
        self.fresh += 1
        return G.Var(self.fresh - 1)


def at(t: object, env: dict[int, object]) -> object:
    """A tree with the values of a state in the place of its variables."""
    match t:
        case G.Not(G.Eq(G.Var(4), G.Num(0))):
            return env[4]
        case G.Var(n):
            return env[n]
        case G.Mul(k, a):
            return G.Mul(k, at(a, env))
        case G.Num():
            return t
        case G.Neg(a) | G.Not(a):
            return type(t)(at(a, env))
    return type(t)(at(t.a, env), at(t.b, env))


REQUIRES = [
    Exp("True", "True", G.Tt()),
    Exp("(a <= b)", "(σ 0 ≤ σ 1)", G.Le(G.Var(0), G.Var(1))),
    Exp("((0) <= a)", "((0 : Int) ≤ σ 0)", G.Le(G.Num(0), G.Var(0))),
]
DEFINITIONS = """import Spec.Calculus
def contract (_ : Nat) : Spec.Calculus.Contract Int :=
  ⟨fun xs => match xs with | [] => True | x :: _ => -3 ≤ x, fun xs v => match xs with | [] => True | x :: _ => x < v⟩
"""


def test_the_goals_are_those_of_the_calculus():
    words = Words(random.Random(20))
    texts: list[str] = []
    seen: Counter[bool] = Counter()
    for _ in range(PROGRAMS):
        program, requires = words.program(), words.rng.choice(REQUIRES)
        source = (
            f"{HEAD}@requires(lambda n: n >= -3)\n@ensures(lambda n, result: result > n)\n"
            "def callee(n: int) -> int:\n    return n + 1\n\n"
            f"@requires(lambda a, b: {requires.python})\ndef main(a: int, b: int) -> int:\n{python(program)}    return c\n"
        )
        module = read(source, "m.py")
        assert not module.rejected, (source, module.rejected)
        found = [g for g in goals(Program.of(module), "main").goals if g.kind != "contract-not-vacuous"]
        answers = {smt.check(g, 5_000_000, 20.0).status if not g.trivial else "proved" for g in found}
        assert answers <= {"proved", "refuted", "candidate"}, answers
        text, form = Weakest().after(program, "σ", {n: G.Var(n) for n in range(4)} | {4: G.Ff()}, lambda _, __: ("True", G.Tt()))
        valid = G.core([requires.tree, G.Not(form)]) is not None
        assert (answers <= {"proved"}) == valid, source
        seen[valid] += 1
        lean_wp = f"Spec.Calculus.wp contract {stmt(program)} (fun _ => True) σ"
        texts.append(f"example (σ : Spec.Calculus.State Int) : {lean_wp} = {text} := rfl\n")
    assert min(seen[True], seen[False]) >= PROGRAMS // 6, seen
    checked = lean.check(DEFINITIONS + "".join(texts))
    assert checked.accepted, checked.errors[:2]


def test_the_calculus_is_sound_and_rests_on_nothing_else():
    checked = lean.check("import Spec.Calculus\n#print axioms Spec.Calculus.wp_sound\n")
    assert checked.accepted
    said = " ".join(m.text for m in checked.messages)
    found = set(re.findall(r"propext|Quot\.sound|Classical\.choice|sorryAx|[\w.]*ax\w*", said.partition("axioms")[2]))
    assert found <= {"propext", "Quot.sound", "Classical.choice"}, said
