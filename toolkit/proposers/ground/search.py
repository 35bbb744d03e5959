"""Finds refutations of ground forms. z3 is only an oracle here: it says which facts matter and where there is nothing to find;
what is found is checked step by step, and counts for something only once Lean's kernel has checked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor, gcd
from typing import Any

from attrs import define, field, frozen

from toolkit.proposers.ground import arithmetic
from toolkit.proposers.ground.arithmetic import Row
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
)
from toolkit.proposers.ground.proofs import Clash, Proof, Refutation, Sum, base, both, cases, checks, have, opened, row, split


@frozen
class Limits:
    """`steps`: nodes of the search; `rlimit`: z3 steps of one question; `depth`: integer branches in a row."""

    steps: int = 3000
    rlimit: int = 2_000_000
    depth: int = 12


class GaveUp(Exception):
    """Out of limits, or an oracle's answer that the search cannot follow."""


def refute(forms: Sequence[Form], limits: Limits | None = None) -> Refutation | None:
    """A certificate that the forms do not hold together; None when they do, or none is found within the limits."""
    search = _Search(limits or Limits())
    facts = dict(enumerate(forms))
    search.fresh = len(facts)
    try:
        proof = search.solve(facts)
    except (GaveUp, RecursionError):
        return None
    if not checks(proof, facts):
        raise AssertionError("a refutation that does not check")
    used = tuple(sorted(proof.uses))
    return Refutation(tuple(forms), proof, used, base([forms[i] for i in used], proof))


def core(forms: Sequence[Form], limits: Limits | None = None) -> tuple[int, ...] | None:
    """Positions of forms that do not hold together, by z3 alone, made small; None when z3 does not say unsat."""
    search = _Search(limits or Limits())
    return search.core(dict(enumerate(forms)), shrink=True)


_LITERALS = (Tt, Ff, Prop, Le, Lt, Eq)


def _literal(f: Form) -> bool:
    return isinstance(f, _LITERALS) or isinstance(f, Not) and isinstance(f.a, _LITERALS)


def _linear(cs: Mapping[int, int]) -> Lin:
    """Σ c·x, as a term."""
    out: Lin | None = None
    for i, c in sorted(cs.items()):
        t: Lin = Var(i) if c == 1 else Mul(c, Var(i))
        out = t if out is None else Add(out, t)
    return out if out is not None else Num(0)


@define
class _Search:
    limits: Limits
    fresh: int = 0
    steps: int = 0
    _ctx: Any = None
    _solver: Any = None
    _named: dict[Form, Any] = field(factory=dict)
    _names: dict[str, Form] = field(factory=dict)

    # ---- the oracle

    def _z3(self, f: Form | Lin) -> Any:
        import z3

        go = self._z3
        match f:
            case Num(n):
                return z3.IntVal(n, self._ctx)
            case Var(i):
                return z3.Int(f"x{i}", self._ctx)
            case Add(a, b):
                return go(a) + go(b)
            case Sub(a, b):
                return go(a) - go(b)
            case Neg(a):
                return -go(a)
            case Mul(k, a):
                return z3.IntVal(k, self._ctx) * go(a)
            case Tt():
                return z3.BoolVal(True, self._ctx)
            case Ff():
                return z3.BoolVal(False, self._ctx)
            case Prop(i):
                return z3.Bool(f"p{i}", self._ctx)
            case Le(a, b):
                return go(a) <= go(b)
            case Lt(a, b):
                return go(a) < go(b)
            case Eq(a, b) | Iff(a, b):
                return go(a) == go(b)
            case Not(a):
                return z3.Not(go(a))
            case And(a, b):
                return z3.And(go(a), go(b))
            case Or(a, b):
                return z3.Or(go(a), go(b))
            case Imp(a, b):
                return z3.Implies(go(a), go(b))
        raise TypeError(f)

    def _name(self, f: Form) -> Any:
        import z3

        if self._solver is None:
            self._ctx = z3.Context()
            self._solver = z3.Solver(ctx=self._ctx)
            self._solver.set("rlimit", self.limits.rlimit)
            self._solver.set("core.minimize", True)
        known = self._named.get(f)
        if known is None:
            known = self._named[f] = z3.Bool(f"f{len(self._named)}", self._ctx)
            self._names[str(known)] = f
            self._solver.add(z3.Implies(known, self._z3(f)))
        return known

    def core(self, facts: Mapping[int, Form], shrink: bool = False) -> tuple[int, ...] | None:
        """Facts that do not hold together, ascending; None when z3 does not say so."""
        import z3

        first: dict[Form, int] = {}
        for n, f in facts.items():
            first.setdefault(f, n)
        names = [self._name(f) for f in first]
        if not names or self._solver.check(*names) != z3.unsat:
            return None
        found = [self._names[str(x)] for x in self._solver.unsat_core()]
        if shrink:
            for f in sorted(found, key=lambda f: -first[f]):
                rest = [g for g in found if g != f]
                if self._solver.check(*(self._name(g) for g in rest)) == z3.unsat:
                    kept = {self._names[str(x)] for x in self._solver.unsat_core()}
                    found = [g for g in rest if g in kept]
        return tuple(sorted(first[f] for f in found))

    # ---- the search

    def new(self) -> int:
        self.fresh += 1
        return self.fresh - 1

    def solve(self, facts: Mapping[int, Form]) -> Proof:
        """A proof that the facts do not hold together. Raises GaveUp."""
        self.steps += 1
        if self.steps > self.limits.steps:
            raise GaveUp
        needed = self.core(facts)
        if needed is None:
            raise GaveUp
        facts = {n: facts[n] for n in needed}
        for n, f in facts.items():
            two = both(f)
            if two is not None:
                l, r = self.new(), self.new()
                rest = {m: g for m, g in facts.items() if m != n}
                return opened(n, l, r, self.solve({**rest, l: two[0], r: two[1]}))
        compound = [n for n, f in facts.items() if not _literal(f)]
        if not compound:
            return self.literals(facts)
        n, order = self.choose(facts, compound)
        two = cases(facts[n])
        assert two is not None
        rest = {m: g for m, g in facts.items() if m != n}
        names = (self.new(), self.new())
        proofs: list[Proof | None] = [None, None]
        for side in order:
            proofs[side] = p = self.solve({**rest, names[side]: two[side]})
            if names[side] not in p.uses:
                return p
        assert proofs[0] is not None and proofs[1] is not None
        return split(n, names[0], proofs[0], names[1], proofs[1])

    def choose(self, facts: Mapping[int, Form], compound: Sequence[int]) -> tuple[int, tuple[int, int]]:
        """The fact to split, and which case to look at first: one with a case that the literals alone refute, if there is
        one, and of those one whose other case they refute too."""
        literals = {n: f for n, f in facts.items() if _literal(f)}
        best: tuple[int, int, int] | None = None
        order = (0, 1)
        for n in compound:
            two = cases(facts[n])
            assert two is not None
            closed = [self.core({**literals, -1: f}) is not None for f in two]
            key = (-sum(closed), facts_size(facts[n]), n)
            if best is None or key < best:
                best, order = key, (0, 1) if closed[0] or not closed[1] else (1, 0)
            if all(closed):
                break
        assert best is not None
        return best[2], order

    def literals(self, facts: Mapping[int, Form]) -> Proof:
        """The facts are literals that do not hold together."""
        where = {f: n for n, f in facts.items()}
        for f, n in where.items():
            if isinstance(f, Not) and isinstance(f.a, Prop) and f.a in where:
                return Clash(where[f.a], n)
        return self.arithmetic(facts, self.limits.depth)

    def arithmetic(self, facts: Mapping[int, Form], depth: int) -> Proof:
        self.steps += 1
        if self.steps > self.limits.steps:
            raise GaveUp
        rows: dict[int, Row] = {}
        apart: list[int] = []
        for n, f in facts.items():
            r = row(f)
            if r is not None:
                rows[n] = Row(*r)
            elif isinstance(f, Not) and isinstance(f.a, Eq):
                apart.append(n)
        closed = self.sum(rows)
        if closed is not None:
            return closed
        if depth == 0:
            raise GaveUp
        cut = self.divisibility(facts, rows, depth)
        if cut is not None:
            return cut
        if apart:
            n = apart[0]
            two = cases(facts[n])
            assert two is not None
            l, r = self.new(), self.new()
            rest = {m: g for m, g in facts.items() if m != n}
            first = self.integers({**rest, l: two[0]}, depth)
            if l not in first.uses:
                return first
            return split(n, l, first, r, self.integers({**rest, r: two[1]}, depth))
        return self.branch(facts, rows, depth)

    def integers(self, facts: Mapping[int, Form], depth: int) -> Proof:
        """Like `arithmetic`, with only the facts that matter."""
        needed = self.core(facts)
        if needed is None:
            raise GaveUp
        return self.arithmetic({n: facts[n] for n in needed}, depth)

    def sum(self, rows: Mapping[int, Row]) -> Proof | None:
        names = list(rows)
        ks = arithmetic.farkas([rows[n] for n in names])
        return None if ks is None else Sum(tuple((k, n) for k, n in zip(ks, names, strict=True) if k))

    def bound(
        self, facts: Mapping[int, Form], rows: Mapping[int, Row], cs: Mapping[int, int], limit: int, depth: int
    ) -> Proof | None:
        """Goes on with Σ cs·x ≤ limit, when the rows refute its negation."""
        form = Le(_linear(cs), Num(limit))
        denied, name = self.new(), self.new()
        against = Row({i: -c for i, c in cs.items()}, limit + 1)
        first = self.sum({**rows, denied: against})
        if first is None:
            return None
        return have(form, denied, first, name, self.arithmetic({**facts, name: form}, depth - 1))

    def divisibility(self, facts: Mapping[int, Form], rows: Mapping[int, Row], depth: int) -> Proof | None:
        """Cuts by common divisors, modulo the equations."""
        variables = sorted({i for r in rows.values() for i in r.factors})
        grid = arithmetic.lattice([r for r in rows.values() if r.equal], variables)
        if grid is None:
            return None
        for form, at in zip(grid.basis, grid.fixed, strict=True):
            if at is not None and at.denominator != 1:
                return self.bound(facts, rows, form, floor(at), depth)
        free = [j for j, at in enumerate(grid.fixed) if at is None]
        for r in rows.values():
            if r.equal:
                continue
            by = [sum(c * grid.back[j].get(i, 0) for i, c in r.factors.items()) for j in range(len(variables))]
            g = gcd(*(by[j] for j in free)) if free else 0
            if g <= 1:
                continue
            known = sum((Fraction(by[j]) * at for j, at in enumerate(grid.fixed) if at is not None), Fraction(r.constant))
            limit = -known / g
            if limit.denominator == 1:
                continue
            cs: dict[int, int] = {}
            for j in free:
                for i, c in grid.basis[j].items():
                    cs[i] = cs.get(i, 0) + by[j] // g * c
            cs = {i: c for i, c in cs.items() if c}
            if any(Le(_linear(cs), Num(floor(limit))) == f for f in facts.values()):
                continue
            return self.bound(facts, rows, cs, floor(limit), depth)
        return None

    def branch(self, facts: Mapping[int, Form], rows: Mapping[int, Row], depth: int) -> Proof:
        """Two cases at a variable (or a free direction of the equations) that a rational solution leaves between integers."""
        at = arithmetic.vertex(list(rows.values()))
        if at is None:
            raise GaveUp
        variables = sorted({i for r in rows.values() for i in r.factors})
        grid = arithmetic.lattice([r for r in rows.values() if r.equal], variables)
        forms = [{i: 1} for i in variables] + (grid.basis if grid is not None else [])
        for cs in forms:
            x = sum((c * at.get(i, Fraction(0)) for i, c in cs.items()), Fraction(0))
            if x.denominator != 1:
                form = Le(_linear(cs), Num(floor(x)))
                denied, name = self.new(), self.new()
                # All facts are kept: without the branch they are refutable too, so an oracle's core might leave it out.
                first = self.arithmetic({**facts, denied: Not(form)}, depth - 1)
                if denied not in first.uses:
                    return first
                return have(form, denied, first, name, self.arithmetic({**facts, name: form}, depth - 1))
        raise GaveUp


def facts_size(f: Form) -> int:
    """How many literals a fact holds."""
    match f:
        case Not(a):
            return facts_size(a)
        case And(a, b) | Or(a, b) | Imp(a, b):
            return facts_size(a) + facts_size(b)
        case Iff(a, b):
            return 2 * (facts_size(a) + facts_size(b))
    return 1
