"""The smart constructors keep the meaning of terms; substitution, facts and SMT-LIB text do too."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from evaluation import WINDOW, Array, array, evaluate

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Goal, Sort, list_of, tuple_of
from toolkit.core.ops import OPS
from toolkit.core.source import Span
from toolkit.core.terms import Facts, Term
from toolkit.engines import smt

SEED = 4_11
A, L, P = T.array_of(INT), list_of(INT), tuple_of(INT, BOOL)
SORTS = (INT, BOOL, A, L, P)
Env = Mapping[Any, Any]
Made = tuple[Term, Callable[[Env], Any]]  # a term built by the constructors, and what it was meant to be


class Maker:
    """Builds random terms and, beside each, its meaning as a Python function: what is compared is what was asked for, not
    what the constructor made of it. Free symbols are named after their sorts; `scope` are bound integers."""

    def __init__(self, rng: random.Random, quantifiers: bool = True) -> None:
        self.rng, self.quantifiers = rng, quantifiers
        self.scope: list[Term] = []

    def make(self, sort: Sort, depth: int) -> Made:
        if depth <= 0 or self.rng.random() < 0.1:
            return self.leaf(sort)
        rooms = {INT: self.integer, BOOL: self.boolean, A: self.array, L: self.list, P: self.pair}
        if self.rng.random() < 0.12:
            (c, vc), (a, va), (b, vb) = self.make(BOOL, depth - 1), self.make(sort, depth - 1), self.make(sort, depth - 1)
            return T.ite(c, a, b), lambda e: va(e) if vc(e) else vb(e)
        return rooms[sort](depth - 1)

    def leaf(self, sort: Sort) -> Made:
        if sort == INT:
            if self.scope and self.rng.random() < 0.4:
                v = self.rng.choice(self.scope)
                return v, lambda e: e[v.data]
            if self.rng.random() < 0.4:
                n = self.rng.randint(-4, 4)
                return T.num(n), lambda e: n
        if sort == BOOL and self.rng.random() < 0.2:
            b = self.rng.random() < 0.5
            return T.const(b), lambda e: b
        name = f"{sort.name}{self.rng.randint(0, 1)}"
        return T.sym(name, sort), lambda e: e[name]

    def integer(self, depth: int) -> Made:
        how = self.rng.randrange(10)
        if how < 5:
            name = self.rng.choice(["add", "sub", "mul", "floordiv", "mod", "neg", "invert", "abs", "min2", "max2", "bitand",
                                    "bitor", "bitxor", "pow", "lshift", "rshift"])  # fmt: skip
            row = OPS[name]
            parts = [self.make(INT, depth) for _ in row.args]
            if name in ("pow", "lshift", "rshift") or name in ("floordiv", "mod", "bitand") and self.rng.random() < 0.6:
                n = self.rng.randint(-1, 4) if name in ("pow", "lshift", "rshift") else self.rng.choice([-3, 1, 2, 3, 4, 7])
                parts[-1] = (T.num(n), lambda e: n)
            return T.scalar(name, *(t for t, _ in parts)), lambda e: row.run(*(v(e) for _, v in parts))
        if how == 5:
            b, vb = self.make(BOOL, depth)
            return T.scalar("int", b), lambda e: int(vb(e))
        if how < 8:
            (a, va), (i, vi) = self.make(A, depth), self.make(INT, depth)
            return T.select(a, i), lambda e: va(e)[vi(e)]
        if how == 8:
            x, vx = self.make(L, depth)
            return T.length(x), lambda e: vx(e)[0]
        p, vp = self.make(P, depth)
        return T.proj(p, 0), lambda e: vp(e)[0]

    def boolean(self, depth: int) -> Made:
        how = self.rng.randrange(12)
        if how < 4:
            row = OPS[self.rng.choice(["lt", "le", "gt", "ge", "eq"])]
            (a, va), (b, vb) = self.make(INT, depth), self.make(INT, depth)
            return T.scalar(row.name, a, b), lambda e: row.run(va(e), vb(e))
        if how < 9:
            (a, va), (b, vb), (c, vc) = (self.make(BOOL, depth) for _ in range(3))
            match how:
                case 4:
                    return T.conj(a, b, c), lambda e: va(e) and vb(e) and vc(e)
                case 5:
                    return T.disj(a, b, c), lambda e: va(e) or vb(e) or vc(e)
                case 6:
                    return T.neg(a), lambda e: not va(e)
                case 7:
                    return T.implies(a, b), lambda e: not va(e) or vb(e)
            return T.same(a, b), lambda e: va(e) == vb(e)
        if how == 9 and self.quantifiers:
            op, fold = self.rng.choice([(T.forall, all), (T.exists, any)])
            k = T.bound()
            self.scope.append(k)
            body, vbody = self.make(BOOL, depth)
            self.scope.pop()
            inside = T.conj(T.le(T.ZERO, k), T.lt(k, T.num(3)))
            body = T.implies(inside, body) if fold is all else T.conj(inside, body)
            return op([k], body), lambda e: fold(vbody({**e, k.data: i}) for i in range(3))
        p, vp = self.make(P, depth)
        return T.proj(p, 1), lambda e: vp(e)[1]

    def array(self, depth: int) -> Made:
        how = self.rng.randrange(3)
        if how == 0:
            x, vx = self.make(L, depth)
            return T.data(x), lambda e: vx(e)[1]
        if how == 1:
            (a, va), (i, vi), (v, vv) = self.make(A, depth), self.make(INT, depth), self.make(INT, depth)
            return T.store(a, i, v), lambda e: va(e).store(vi(e), vv(e))
        meaning: list[tuple[int, Callable[[Env], Any]]] = []

        def element(k: Term) -> Term:
            self.scope.append(k)
            body, vbody = self.make(INT, depth)
            self.scope.pop()
            meaning.append((k.data, vbody))
            return body

        a = T.array(element)
        [(name, vbody)] = meaning
        return a, lambda e: Array(lambda i: vbody({**e, name: i}))

    def list(self, depth: int) -> Made:
        (n, vn), (a, va) = self.make(INT, depth), self.make(A, depth)
        return T.mk(n, a), lambda e: (vn(e), va(e))

    def pair(self, depth: int) -> Made:
        (n, vn), (b, vb) = self.make(INT, depth), self.make(BOOL, depth)
        return T.tup([n, b], P), lambda e: (vn(e), vb(e))


def environment(rng: random.Random) -> dict[str, Any]:
    def numbers() -> Array:
        return array([rng.randint(-4, 4) for _ in range(5)], rng.randint(-2, 2))

    env: dict[str, Any] = {}
    for i in (0, 1):
        env |= {f"Int{i}": rng.randint(-5, 5), f"Bool{i}": rng.random() < 0.5, f"Array{i}": numbers()}
        env |= {f"List{i}": (rng.randint(0, 4), numbers()), f"Tuple{i}": (rng.randint(-3, 3), rng.random() < 0.5)}
    return env


@pytest.mark.parametrize("sort", SORTS, ids=str)
def test_simplified_terms_keep_their_value(sort: Sort) -> None:
    rng = random.Random(f"{SEED} {sort}")
    for n in range(1200):
        t, meaning = Maker(rng).make(sort, rng.randint(1, 4))
        assert t.sort == sort and not t.free
        for _ in range(3):
            env = environment(rng)
            assert evaluate(t, env) == meaning(env), (SEED, n, t, env)


def test_equal_terms_have_equal_values_and_hashes() -> None:
    rng = random.Random(SEED)
    made = [Maker(rng, quantifiers=False).make(sort, 2)[0] for _ in range(500) for sort in (INT, BOOL)]
    envs = [environment(rng) for _ in range(4)]
    found: dict[Term, Term] = {}
    met = 0
    for t in made:
        other = found.setdefault(t, t)
        if other is not t:
            met += 1
            assert hash(other) == hash(t) and all(evaluate(other, e) == evaluate(t, e) for e in envs), (t, other)
    assert met > 20
    assert T.num(1) != T.TRUE and T.num(0) != T.FALSE


def test_linear_terms_have_a_normal_form() -> None:
    x, y = T.sym("x", INT), T.sym("y", INT)
    assert T.sub(T.add(x, T.ONE), T.ONE) is x or T.sub(T.add(x, T.ONE), T.ONE) == x
    assert T.add(x, y) == T.add(y, x) and T.add(x, T.minus(x)) == T.ZERO
    assert T.neg(T.lt(x, y)) == T.le(y, x) and T.lt(x, y) == T.le(T.add(x, T.ONE), y)
    assert T.ge0(T.add(T.mul(T.num(2), x), T.num(-1))) == T.ge0(T.sub(x, T.ONE))  # 2x >= 1 is x >= 1
    assert T.ge0(T.add(T.mul(T.num(2), x), T.ONE)) == T.ge0(x)  # 2x >= -1 is x >= 0


# --- substitution ---------------------------------------------------------------------------------------------------


def test_substitution_is_evaluation_in_another_environment() -> None:
    """Also when the new term mentions variables that are bound inside, and integers that other quantifiers bind."""
    rng = random.Random(SEED)
    changed = 0
    for n in range(1500):
        maker = Maker(rng)
        x, y = T.bound(), T.bound()
        maker.scope = [x, y]
        t, _ = maker.make(rng.choice(SORTS), 3)
        maker.scope = [y]
        u, _ = maker.make(INT, 2)
        result = T.substitute(t, {x.data: u})
        assert x.data not in result.free
        changed += result != t
        env = environment(rng)
        outer = {y.data: rng.randint(-3, 3), x.data: 1000}
        value = evaluate(u, env, None, outer)
        assert evaluate(result, env, None, outer) == evaluate(t, env, None, {**outer, x.data: value}), (SEED, n, t, u)
    assert changed > 300


def test_substitution_does_not_capture() -> None:
    a = T.sym("a", A)
    x, k = T.bound(), T.bound()
    t = T.forall([k], T.implies(T.conj(T.le(T.ZERO, k), T.lt(k, x)), T.le(T.select(a, k), x)))
    moved = T.substitute(t, {x.data: k})  # k free here, and bound inside t
    assert moved.free == {k.data}
    values = {"a": array([1, 2, 5], 0)}
    for n in (0, 1, 2, 3):
        assert evaluate(moved, values, None, {k.data: n}) == all(values["a"][i] <= n for i in range(n))
    f = T.array(lambda i: T.add(i, x))
    assert evaluate(T.select(T.substitute(f, {x.data: k}), T.num(4)), {}, None, {k.data: 10}) == 14
    both = T.substitute(T.sub(x, k), {x.data: k, k.data: x})  # at the same time, not one after the other
    assert evaluate(both, {}, None, {x.data: 3, k.data: 8}) == 5


# --- facts ----------------------------------------------------------------------------------------------------------


def test_facts_are_never_wrong() -> None:
    rng = random.Random(SEED)
    names = [T.sym(n, INT) for n in "xyz"]
    flags = [T.sym(n, BOOL) for n in "pq"]
    box = [dict(zip("xyzpq", v)) for v in itertools.product(*[range(-2, 3)] * 3, *[(False, True)] * 2)]

    def atom() -> Term:
        if rng.random() < 0.2:
            p = rng.choice(flags)
            return p if rng.random() < 0.5 else T.neg(p)
        t = T.num(rng.randint(-2, 2))
        for v in rng.sample(names, rng.randint(1, 2)):
            t = T.add(t, T.mul(T.num(rng.choice([-2, -1, 1, 1, 2])), v))
        return rng.choice([T.ge0, lambda u: T.neg(T.ge0(u)), lambda u: T.same(u, T.ZERO)])(t)

    def formula(depth: int) -> Term:
        if depth == 0 or rng.random() < 0.5:
            return atom()
        parts = [formula(depth - 1) for _ in range(2)]
        return rng.choice([T.conj, T.disj, T.implies])(*parts)

    known, chosen = 0, 0
    for n in range(60):
        facts, given = Facts(), [formula(1) for _ in range(rng.randint(1, 4))]
        for g in given:
            facts.add(g)
        inside = [v for v in box if all(evaluate(g, v) for g in given)]
        # what is asked lies near what is known, or hardly anything would be
        asked = [formula(1) for _ in range(15)] + [T.disj(rng.choice(given), atom()) for _ in range(3)]
        asked += [T.conj(rng.choice(given), rng.choice(given)), T.neg(rng.choice(given)), rng.choice(given)]
        asked += [T.ge0(T.add(g.args[0], T.num(rng.randint(-2, 3)))) for g in given if g.op == "ge0"]
        for q in asked:
            if facts.knows(q):
                known += 1
                assert all(evaluate(q, v) for v in inside), (SEED, n, given, q)
            a, b = names[0], T.add(names[1], T.num(5))
            made = facts.choose(q, a, b)
            chosen += made in (a, b)
            assert all(evaluate(made, v) == (v["x"] if evaluate(q, v) else v["y"] + 5) for v in inside), (SEED, n, given, q)
        copy = Facts(facts)
        copy.add(T.sym("extra", BOOL))
        assert not facts.knows(T.sym("extra", BOOL))
    assert known > 80 and chosen > 80


# --- SMT-LIB --------------------------------------------------------------------------------------------------------


def literal(value: Any, sort: Sort) -> Term:
    if sort == A:
        default: Term = T.num(value.function(0))
        k = T.bound()
        for i, v in sorted(value.changed.items()):
            default = T.ite(T.same(k, T.num(i)), T.num(v), default)
        return T.Term("lambda", (default,), A, ((k,),))
    if sort == L:
        return T.Term("mk", (T.num(value[0]), literal(value[1], A)), L)
    if sort == P:
        return T.tup([T.const(v) for v in value], P)
    return T.const(value)


def status(hypotheses: list[Term], show: Term) -> str:
    goal = Goal("id", "test", "f", Span("test", 1), "", (), "", smtlib.render(hypotheses, show, {}))
    return smt.check(goal, 2_000_000, 60).status


@pytest.mark.parametrize("count", [30, pytest.param(2000, marks=pytest.mark.slow)])
def test_z3_reads_what_is_meant(count: int) -> None:
    """Rendered with its symbols' values as hypotheses, a term has the evaluator's value in z3, and no other one."""
    rng = random.Random(SEED + count)
    proved = 0
    for n in range(count):
        sort = rng.choice([INT, INT, BOOL])
        t, _ = Maker(rng).make(sort, rng.randint(2, 4))
        env = environment(rng)
        names = [(f"{s.name}{i}", s) for s in SORTS for i in (0, 1)]
        given = [T.Term("eq", (T.sym(name, s), literal(env[name], s)), BOOL) for name, s in names]
        value = evaluate(t, env)
        if not -(10**6) < value < 10**6:
            continue
        # twice in the goal, so that shared subterms get names
        right = T.conj(T.same(t, T.const(value)), T.neg(T.same(t, T.const(not value if sort == BOOL else value + 1))))
        said = status(given, right)
        assert said != "candidate", (SEED, n, t, env, value)
        proved += said == "proved"
        assert status(given, T.neg(right)) != "proved", (SEED, n, t, env, value)
    assert proved > 0.9 * count


def test_names_of_users_never_meet_ours() -> None:
    """Variables, functions and keywords of the text: a symbol with such a name is still a symbol of its own."""
    names = ["q0", "q1", "t!0", "t", "k", "x!1", "sum", "min", "select", "store", "and", "div", "mod", "let", "true", "Int",
             "forall", "lambda", "assert", "a b", "é", "xs.len", "0x", "_", "mk.List_Int_"]  # fmt: skip
    for name in names:
        x, a = T.sym(name, INT), T.sym("array", A)
        k, j = T.bound(), T.bound()
        inside = T.conj(T.le(T.ZERO, k), T.lt(k, T.num(3)), T.le(T.ZERO, j), T.lt(j, T.num(3)))
        every = T.forall([k, j], T.implies(inside, T.same(T.add(T.select(a, k), T.select(a, j)), T.mul(T.num(2), x))))
        f = T.array(lambda i: i)
        given = [T.Term("eq", (a, f), BOOL)]
        assert status(given, every) != "proved", name  # 0 + 0, 0 + 1, ... are not all 2x, whatever x is
        assert status([T.same(x, T.num(7)), *given], T.same(T.select(a, x), T.num(7))) == "proved", name
        big = T.add(T.mul(x, x), T.mul(T.select(a, x), T.select(a, T.add(x, T.ONE))))
        assert status([*given, T.same(x, T.num(3))], T.conj(T.same(big, T.num(21)), T.le(big, T.num(21)))) == "proved", name


# --- facts and quantifiers ----------------------------------------------------------------------------------------------


def _linear(rng: random.Random, variables: list[Term]) -> Term:
    total = T.num(rng.randint(-3, 3))
    for v in rng.sample(variables, rng.randint(1, 2)):
        u = rng.choice([v, v, T.scalar("floordiv", v, T.num(rng.randint(2, 3))), T.scalar("mod", v, T.num(rng.randint(2, 3)))])
        total = T.add(total, T.mul(T.num(rng.choice([-2, -1, 1, 1, 2])), u))
    return total


def test_facts_know_only_what_follows() -> None:
    rng = random.Random(7)
    variables = [T.sym(n, INT) for n in "abc"]
    values = [dict(zip("abc", v)) for v in itertools.product(range(-5, 6), repeat=3)]
    known = 0
    for _ in range(600):
        facts = Facts()
        kinds = (T.ge0, lambda t: T.same(t, T.ZERO))
        given = [rng.choice(kinds)(_linear(rng, variables)) for _ in range(rng.randint(1, 3))]
        for t in given:
            facts.add(t)
        claim = T.ge0(_linear(rng, variables))
        decided = facts.decided(claim)
        if decided == claim:
            continue
        known += 1
        for v in values:
            if all(evaluate(t, v) for t in given):
                assert evaluate(claim, v) == decided.data, (given, claim, v)
    assert known > 15


def test_quantifiers_inside_each_other_become_one() -> None:
    p, f, g = T.sym("p", BOOL), T.sym("f", T.array_of(BOOL)), T.sym("g", T.array_of(BOOL))
    i, j = T.bound(), T.bound()
    inner = T.forall([j], T.implies(T.select(g, j), T.le(i, j)))
    some = T.exists([j], T.conj(T.select(g, j), T.le(i, j)))
    merged = [
        T.forall([i], T.implies(T.select(f, i), inner)), T.forall([i], T.disj(T.neg(T.select(f, i)), p, inner)),
        T.exists([i], T.conj(T.select(f, i), some)),
    ]  # fmt: skip
    plain = [
        lambda p, f, g: all(not f[i] or all(not g[j] or i <= j for j in WINDOW) for i in WINDOW),
        lambda p, f, g: p or all(not f[i] or all(not g[j] or i <= j for j in WINDOW) for i in WINDOW),
        lambda p, f, g: any(f[i] and any(g[j] and i <= j for j in WINDOW) for i in WINDOW),
    ]
    rng = random.Random(3)
    for t, meaning in zip(merged, plain):
        assert len(t.data[0]) == 2
        for _ in range(12):
            arrays = [array([rng.random() < 0.2 for _ in range(20)], False) for _ in range(2)]
            flag = rng.random() < 0.3
            assert evaluate(t, {"p": flag, "f": arrays[0], "g": arrays[1]}) == meaning(flag, *arrays)


def test_what_is_claimed_applies_other_functions_to_certain_values_only() -> None:
    x, k = T.sym("x", INT), T.bound()
    names = {"f": "f.top"}

    def at(t: Term, name: str = "f") -> Term:
        return T.ge0(T.app(name, [t], INT))

    assert T.claimed(at(x), names) == at(x, "f.top")
    assert T.claimed(T.implies(at(x), T.forall([k], at(k))), names) == T.implies(at(x, "f.top"), T.forall([k], at(k, "f.top")))
    assert T.claimed(T.exists([k], at(k)), names) == T.exists([k], at(k))
    assert T.claimed(T.neg(T.forall([k], T.disj(at(k), T.ge0(k)))), names) == T.neg(T.forall([k], T.disj(at(k), T.ge0(k))))
