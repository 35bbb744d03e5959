"""Refutations as trees over named facts, and their text: terms of `Spec.Cert` (lean/Spec/Certificate.lean)."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache

from attrs import define, field, frozen

from toolkit.engines.lean.terms import Terms
from toolkit.proposers.ground.forms import (
    Add,
    And,
    Eq,
    Ff,
    Form,
    Iff,
    Imp,
    Le,
    Lin,
    Lt,
    Mul,
    Neg,
    Not,
    Num,
    Or,
    Prop,
    Sub,
    Tt,
    Var,
    coefficients,
    parts,
    propositions,
    variables,
)


@frozen
class Sum:
    """Linear facts times whole numbers add up to `0 < 0`. A negative factor (equations only) turns the sides."""

    terms: tuple[tuple[int, int], ...]  # (factor, fact)

    @property
    def uses(self) -> frozenset[int]:
        return frozenset(f for _, f in self.terms)


@frozen
class Clash:
    """Fact `a` is an opaque proposition and fact `b` its negation."""

    a: int
    b: int

    @property
    def uses(self) -> frozenset[int]:
        return frozenset((self.a, self.b))


@frozen
class Split:
    """Fact `of` leaves two cases; each brings one fact."""

    of: int
    left: int
    first: Proof
    right: int
    second: Proof
    uses: frozenset[int] = field(init=False)

    @uses.default
    def _uses(self) -> frozenset[int]:
        return frozenset((self.of,)) | (self.first.uses - {self.left}) | (self.second.uses - {self.right})


@frozen
class Opened:
    """Fact `of` has two parts, both of which hold."""

    of: int
    left: int
    right: int
    then: Proof
    uses: frozenset[int] = field(init=False)

    @uses.default
    def _uses(self) -> frozenset[int]:
        return frozenset((self.of,)) | (self.then.uses - {self.left, self.right})


@frozen
class Have:
    """`form` holds (its negation, fact `denied`, is refuted first) and is then the fact `name`."""

    form: Form
    denied: int
    first: Proof
    name: int
    second: Proof
    uses: frozenset[int] = field(init=False)

    @uses.default
    def _uses(self) -> frozenset[int]:
        return (self.first.uses - {self.denied}) | (self.second.uses - {self.name})


Proof = Sum | Clash | Split | Opened | Have


def split(of: int, left: int, first: Proof, right: int, second: Proof) -> Proof:
    """A split, unless one case does not need what it brings."""
    if left not in first.uses:
        return first
    return Split(of, left, first, right, second) if right in second.uses else second


def opened(of: int, left: int, right: int, then: Proof) -> Proof:
    return Opened(of, left, right, then) if then.uses & {left, right} else then


def have(form: Form, denied: int, first: Proof, name: int, second: Proof) -> Proof:
    if denied not in first.uses:
        return first
    return Have(form, denied, first, name, second) if name in second.uses else second


def cases(f: Form) -> tuple[Form, Form] | None:
    """The two cases that a fact leaves, as the checker makes them."""
    match f:
        case Or(a, b):
            return a, b
        case Imp(a, b):
            return Not(a), b
        case Iff(a, b):
            return And(a, b), And(Not(a), Not(b))
        case Not(And(a, b)):
            return Not(a), Not(b)
        case Not(Iff(a, b)):
            return And(a, Not(b)), And(Not(a), b)
        case Not(Eq(a, b)):
            return Lt(a, b), Lt(b, a)
    return None


def both(f: Form) -> tuple[Form, Form] | None:
    """The two facts that a fact holds, as the checker makes them."""
    match f:
        case And(a, b):
            return a, b
        case Not(Or(a, b)):
            return Not(a), Not(b)
        case Not(Imp(a, b)):
            return a, Not(b)
        case Not(Not(a)):
            return a, Tt()
    return None


def gap(f: Form) -> tuple[Lin, Lin, int, bool] | None:
    """A linear fact as (a, b, strict, equal): a + strict ≤ b, or a = b. What is false in itself is 1 ≤ 0."""
    match f:
        case Le(a, b):
            return a, b, 0, False
        case Lt(a, b):
            return a, b, 1, False
        case Eq(a, b):
            return a, b, 0, True
        case Not(Le(a, b)):
            return b, a, 1, False
        case Not(Lt(a, b)):
            return b, a, 0, False
        case Ff() | Not(Tt()):
            return Num(1), Num(0), 0, False
    return None


@frozen
class Refutation:
    """A certificate that `forms` do not hold together. `used` are the positions of those that it needs."""

    forms: tuple[Form, ...]
    proof: Proof
    used: tuple[int, ...]
    base: int

    def nodes(self) -> int:
        """Steps of the certificate."""
        return size(self.proof)

    def build(self, terms: Terms, atoms: Sequence[int], props: Sequence[int], hypotheses: Mapping[int, int]) -> int:
        """The same as a term of the table, from the terms of Var(i), of Prop(i), and of the proofs."""
        ints, bools = self._variables()
        number, formula = terms.const("Int"), terms.prop()
        form = terms.const("Spec.Form")
        writer = _Builder(terms, ints, bools)
        nothing = (terms.integer(0), terms.const("True"))
        with deep():
            cert = writer.cert(self.proof, {f: n for n, f in enumerate(self.used)}, len(self.used), 0)
        return terms.call(
            "Spec.Cert.sound",
            _tree(terms, number, [atoms[i] for i in ints] or [nothing[0]]),
            _tree(terms, formula, [props[i] for i in bools] or [nothing[1]]),
            terms.lit(self.base), terms.lit(len(self.used)),
            _tree(terms, form, [writer.form(self.forms[i]) for i in self.used] or [terms.const("Spec.Form.tt")]),
            cert,
            terms.call("Eq.refl", terms.const("Bool"), terms.const("Bool.true")),
            *(hypotheses[i] for i in self.used),
        )  # fmt: skip

    def _variables(self) -> tuple[dict[int, int], dict[int, int]]:
        """The variables and propositions that are spoken of, numbered anew."""
        spoken = [*(self.forms[i] for i in self.used), *(p.form for p in _walk(self.proof) if isinstance(p, Have))]
        return {i: n for n, i in enumerate(variables(spoken))}, {i: n for n, i in enumerate(propositions(spoken))}

    def text(self, atoms: Sequence[str] | Mapping[int, str], props: Sequence[str] | Mapping[int, str],
             hypotheses: Sequence[str] | Mapping[int, str]) -> str:  # fmt: skip
        """A Lean term of type False. `atoms[i]` and `props[i]` are the texts of Var(i) and Prop(i), `hypotheses[i]` of a proof
        of forms[i]; only what is used is read. Variables are numbered anew."""
        ints, bools = self._variables()
        at = {f: n for n, f in enumerate(self.used)}
        with deep():
            digits = _Writer(ints, bools).digits(self.proof, at, len(at), 0)
        width = max(16, *digits).bit_length()
        code = sum(d << (width * n) for n, d in enumerate(digits))
        known = " ".join(f"({hypotheses[i]})" for i in self.used)
        tree = _Writer(ints, bools).tree([self.forms[i] for i in self.used])
        opaque = f"{_lookup([atoms[i] for i in ints], '(0 : Int)')} {_lookup([props[i] for i in bools], 'True')}"
        return (
            f"(Spec.refuted {opaque} "
            f"{_nat(self.base)} {_nat(len(self.used))} {tree} {_nat(1 << width)} {_nat(len(digits))} {_nat(code)} "
            f"(by decide +kernel) {known})"
        )


def _tree(terms: Terms, kind: int, items: Sequence[int]) -> int:
    """A search tree of `Spec.Tree` over positions."""

    def go(low: int, high: int) -> int:
        if high - low == 1:
            return terms.call("Spec.Tree.leaf", kind, items[low])
        middle = (low + high + 1) // 2
        return terms.call("Spec.Tree.node", kind, terms.lit(middle), go(low, middle), go(middle, high))

    return go(0, len(items))


@define(eq=False)
class _Builder:
    """Forms as terms of `Spec.Form`."""

    terms: Terms
    ints: Mapping[int, int]
    bools: Mapping[int, int]

    def integer(self, n: int) -> int:
        t = self.terms
        return t.call("Int.ofNat", t.lit(n)) if n >= 0 else t.call("Int.negSucc", t.lit(-n - 1))

    def lin(self, f: Lin) -> int:
        t = self.terms
        match f:
            case Num(n):
                return t.call("Spec.Lin.num", self.integer(n))
            case Var(i):
                return t.call("Spec.Lin.var", t.lit(self.ints[i]))
            case Mul(k, a):
                return t.call("Spec.Lin.mul", self.integer(k), self.lin(a))
            case Neg(a):
                return t.call("Spec.Lin.neg", self.lin(a))
        return t.call(f"Spec.Lin.{type(f).__name__.lower()}", self.lin(f.a), self.lin(f.b))

    def cert(self, p: Proof, at: dict[int, int], static: int, depth: int) -> int:
        """The steps, with facts numbered as in `_Writer.digits`."""
        t = self.terms

        def ref(fact: int) -> int:
            n = at[fact]
            return t.lit(n if n < static else static + (depth - 1 - (n - static)))

        def go(sub: Proof, *new: int) -> int:
            inner = at | {f: static + depth + n for n, f in enumerate(new)}
            return self.cert(sub, inner, static, depth + len(new))

        match p:
            case Sum(terms):
                found = t.const("Spec.Comb.nil")
                for k, f in reversed(terms):
                    found = t.call("Spec.Comb.ge" if k < 0 else "Spec.Comb.le", t.lit(abs(k)), ref(f), found)
                return t.call("Spec.Cert.sum", found)
            case Clash(a, b):
                return t.call("Spec.Cert.clash", ref(a), ref(b))
            case Split(of, left, first, right, second):
                return t.call("Spec.Cert.split", ref(of), go(first, left), go(second, right))
            case Opened(of, left, right, then):
                return t.call("Spec.Cert.both", ref(of), go(then, left, right))
            case Have(form, denied, first, name, second):
                return t.call("Spec.Cert.have", self.form(form), go(first, denied), go(second, name))
        raise TypeError(p)

    def form(self, f: Form) -> int:
        t = self.terms
        name = f"Spec.Form.{type(f).__name__.lower()}"
        match f:
            case Tt() | Ff():
                return t.const(name)
            case Prop(i):
                return t.call(name, t.lit(self.bools[i]))
            case Le(a, b) | Lt(a, b) | Eq(a, b):
                return t.call(name, self.lin(a), self.lin(b))
            case Not(a):
                return t.call(name, self.form(a))
        return t.call(name, self.form(f.a), self.form(f.b))


def size(proof: Proof) -> int:
    """How many steps a proof has."""
    return len(_walk(proof))


@contextmanager
def deep() -> Iterator[None]:
    """Room for functions that follow a proof down: it may be some hundred steps deep."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 20_000))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _walk(proof: Proof) -> list[Proof]:
    out, todo = [], [proof]
    while todo:
        p = todo.pop()
        out.append(p)
        match p:
            case Split() | Have():
                todo += [p.first, p.second]
            case Opened():
                todo.append(p.then)
    return out


def _lookup(items: Sequence[str], nothing: str) -> str:
    """A search tree of `Spec.Tree` over positions."""

    def go(low: int, high: int) -> str:
        if high - low == 1:
            return f"(.leaf {items[low]})"
        middle = (low + high + 1) // 2
        return f"(.node {_nat(middle)} {go(low, middle)} {go(middle, high)})"

    return go(0, len(items)) if items else f"(.leaf {nothing})"


SHORT_NAMES, SHORT_NUMBERS = 32, 4  # `Spec.Lin.v0` and so on


def _nat(n: int) -> str:
    # A bare literal: nothing to infer. Large ones to base 16: Python writes no decimal of more than some thousand digits.
    return f"(nat_lit {n})" if n < 1 << 64 else f"(nat_lit {n:#x})"


def _int(n: int) -> str:
    return f"(.ofNat {_nat(n)})" if n >= 0 else f"(.negSucc {_nat(-n - 1)})"


@frozen
class _Writer:
    ints: Mapping[int, int]
    bools: Mapping[int, int]

    def tree(self, forms: Sequence[Form]) -> str:
        return _lookup([self.form(f) for f in forms], ".tt")

    def lin(self, t: Lin) -> str:
        match t:
            case Num(n):
                return f".n{n}" if 0 <= n < SHORT_NUMBERS else f"(.num {_int(n)})"
            case Var(i):
                n = self.ints[i]
                return f".v{n}" if n < SHORT_NAMES else f"(.var {_nat(n)})"
            case Add(a, b):
                return f"(.add {self.lin(a)} {self.lin(b)})"
            case Sub(a, b):
                return f"(.sub {self.lin(a)} {self.lin(b)})"
            case Neg(a):
                return f"(.neg {self.lin(a)})"
            case Mul(k, a):
                return f"(.mul {_int(k)} {self.lin(a)})"
        raise TypeError(t)

    def form(self, f: Form) -> str:
        match f:
            case Tt():
                return ".tt"
            case Ff():
                return ".ff"
            case Prop(i):
                n = self.bools[i]
                return f".p{n}" if n < SHORT_NAMES else f"(.prop {_nat(n)})"
            case Le(a, b) | Lt(a, b) | Eq(a, b):
                return f"(.{type(f).__name__.lower()} {self.lin(a)} {self.lin(b)})"
            case Not(a):
                return f"(.not {self.form(a)})"
            case And(a, b) | Or(a, b) | Imp(a, b) | Iff(a, b):
                return f"(.{type(f).__name__.lower()} {self.form(a)} {self.form(b)})"
        raise TypeError(f)

    def digits(self, p: Proof, at: dict[int, int], static: int, depth: int) -> list[int]:
        """The certificate as numbers, as `Spec.readCert` reads them. `at` has the given facts' positions as they are, a local
        fact's as static + its height in the stack."""

        def ref(fact: int) -> int:
            n = at[fact]
            return n if n < static else static + (depth - 1 - (n - static))

        def go(sub: Proof, *new: int) -> list[int]:
            inner = at | {f: static + depth + n for n, f in enumerate(new)}
            return self.digits(sub, inner, static, depth + len(new))

        match p:
            case Sum(terms):
                return [0, *(x for k, f in terms for x in (2 * abs(k) + (k < 0), ref(f))), 0]
            case Clash(a, b):
                return [1 + 5 * ref(a), ref(b)]
            case Split(of, left, first, right, second):
                return [2 + 5 * ref(of), *go(first, left), *go(second, right)]
            case Opened(of, left, right, then):
                return [3 + 5 * ref(of), *go(then, left, right)]
            case Have(form, denied, first, name, second):
                return [4, *self.spelled(form), *go(first, denied), *go(second, name)]
        raise TypeError(p)

    def spelled(self, f: Form | Lin) -> list[int]:
        """A form as `Spec.readForm` reads it, a term as `Spec.readLin` does."""
        match f:
            case Num(n):
                return [0, n] if n >= 0 else [1, -n - 1]
            case Var(i):
                return [2, self.ints[i]]
            case Mul(k, a):
                return [6, k, *self.spelled(a)] if k >= 0 else [7, -k - 1, *self.spelled(a)]
            case Prop(i):
                return [2, self.bools[i]]
        out = [_CODES[type(f)]]
        for name in ("a", "b"):
            if hasattr(f, name):
                out += self.spelled(getattr(f, name))
        return out


_CODES: dict[type, int] = {Add: 3, Sub: 4, Neg: 5, Tt: 0, Ff: 1, Le: 3, Lt: 4, Eq: 5, Not: 6, And: 7, Or: 8, Imp: 9, Iff: 10}


def base(forms: Sequence[Form], proof: Proof) -> int:
    """A number larger than every sum of absolute values that the checker meets: it reads coefficients as digits."""
    widest = max([_width(f) for f in forms] + [_width(p.form) for p in _walk(proof) if isinstance(p, Have)] + [1])
    longest = max([sum(abs(k) for k, _ in p.terms) for p in _walk(proof) if isinstance(p, Sum)] + [1])
    return 1 << (2 * longest * (widest + 2)).bit_length()


def _width(f: Form) -> int:
    return max([_norm(t.a) + _norm(t.b) for t in parts(f) if isinstance(t, Le | Lt | Eq)] + [1])


def _norm(t: Lin) -> int:
    match t:
        case Num(n):
            return abs(n)
        case Var():
            return 1
        case Add(a, b) | Sub(a, b):
            return _norm(a) + _norm(b)
        case Neg(a):
            return _norm(a)
        case Mul(k, a):
            return abs(k) * _norm(a)
    raise TypeError(t)


@lru_cache(maxsize=1 << 14)
def row(f: Form) -> tuple[dict[int, int], int, bool] | None:
    """A linear fact as Σ factors·x + constant ≤ 0 (or = 0, where the last says so)."""
    g = gap(f)
    if g is None:
        return None
    a, b, strict, equal = g
    left, c = coefficients(a)
    right, d = coefficients(b)
    factors = dict(left)
    for i, k in right.items():
        factors[i] = factors.get(i, 0) - k
    return {i: k for i, k in factors.items() if k}, c - d + strict, equal


def checks(proof: Proof, facts: Mapping[int, Form]) -> bool:
    """Whether a proof refutes the facts: the same steps as the Lean checker takes, for tests and before text is written."""
    match proof:
        case Sum(terms):
            total: dict[int, int] = {}
            constant = 0
            for k, f in terms:
                r = row(facts[f])
                if r is None or k < 0 and not r[2]:
                    return False
                constant += k * r[1]
                for i, c in r[0].items():
                    total[i] = total.get(i, 0) + k * c
            return constant > 0 and not any(total.values())
        case Clash(a, b):
            return isinstance(facts[a], Prop) and facts[b] == Not(facts[a])
        case Split(of, left, first, right, second):
            two = cases(facts[of])
            return two is not None and checks(first, {**facts, left: two[0]}) and checks(second, {**facts, right: two[1]})
        case Opened(of, left, right, then):
            two = both(facts[of])
            return two is not None and checks(then, {**facts, left: two[0], right: two[1]})
        case Have(form, denied, first, name, second):
            return checks(first, {**facts, denied: Not(form)}) and checks(second, {**facts, name: form})
    raise TypeError(proof)
