"""Finds refutations of ground forms. z3 is only an oracle here: it says which facts matter and where there is nothing to find;
what is found is checked step by step, and counts for something only once Lean's kernel has checked it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, gcd

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
    Not,
    Num,
    Or,
    Prop,
    Tt,
    Var,
    conj,
)
from toolkit.proposers.ground.oracle import Oracle
from toolkit.proposers.ground.proofs import (
    Clash,
    Proof,
    Refutation,
    Sum,
    base,
    both,
    cases,
    checks,
    deep,
    have,
    opened,
    row,
    size,
    split,
)


@frozen
class Limits:
    """`steps`: nodes of the search; `rlimit`: z3 steps of one question; `depth`: integer branches in a row; `nested`: nodes
    inside one another, which bounds how deep a certificate is."""

    steps: int = 3000
    rlimit: int = 2_000_000
    depth: int = 12
    nested: int = 400


class GaveUp(Exception):
    """Out of limits, or an oracle's answer that the search cannot follow."""


def refute(
    forms: Sequence[Form], limits: Limits | None = None, oracle: Oracle | None = None, among: Iterable[int] | None = None
) -> Refutation | None:
    """A certificate that the forms (`among`: those at these positions) do not hold together; None when they do, or none is found
    within the limits. `oracle` is one that knows forms already."""
    limits = limits or Limits()
    search = _Search(limits, oracle or Oracle(limits.rlimit))
    facts = dict(enumerate(forms)) if among is None else {i: forms[i] for i in among}
    search.fresh = search.given = len(forms)
    with deep():
        try:
            proof = search.with_lemmas(search.solve(facts))
        except (GaveUp, RecursionError):
            return None
        if not checks(proof, facts):
            raise AssertionError("a refutation that does not check")
        used = tuple(sorted(proof.uses))
        return Refutation(tuple(forms), proof, used, base([forms[i] for i in used], proof))


def core(forms: Sequence[Form], limits: Limits | None = None) -> tuple[int, ...] | None:
    """Positions of forms that do not hold together, by z3 alone, made small; None when z3 does not say unsat."""
    limits = limits or Limits()
    search = _Search(limits, Oracle(limits.rlimit))
    try:
        return search.core(dict(enumerate(forms)), shrink=True)
    except GaveUp:
        return None


@define
class Known:
    """What literals say at once: propositions, and the bounds of each linear form."""

    signs: dict[int, tuple[bool, int]] = field(factory=dict)  # proposition -> (holds, fact)
    most: dict[Shape, tuple[int, int, int]] = field(factory=dict)  # shape -> (constant, fact, factor): shape + constant <= 0
    differ: set[tuple[Shape, int]] = field(factory=set)  # shape + constant is not 0

    def copy(self) -> Known:
        return Known(dict(self.signs), dict(self.most), set(self.differ))

    def add(self, n: int, f: Form) -> Proof | None:
        """A proof of False when fact n contradicts an earlier literal."""
        match f:
            case Not(Eq(a, b)):
                line = bounds(Eq(a, b))
                assert line is not None
                self.differ |= {(line.shape, line.constant), (line.opposite, -line.constant)}
                return None
            case Prop(i) | Not(Prop(i)):
                holds = isinstance(f, Prop)
                sign = self.signs.setdefault(i, (holds, n))
                return None if sign[0] == holds else Clash(n, sign[1]) if holds else Clash(sign[1], n)
        line = bounds(f)
        if line is None:
            return None
        closed = self._bounded(n, 1, line.shape, line.opposite, line.constant)
        return self._bounded(n, -1, line.opposite, line.shape, -line.constant) if line.equal and closed is None else closed

    def _bounded(self, n: int, sign: int, shape: Shape, opposite: Shape, constant: int) -> Proof | None:
        """shape + constant <= 0, by fact n times the sign."""
        if not shape and constant > 0:
            return Sum(((sign, n),))
        against = self.most.get(opposite)
        if against is not None and against[0] + constant > 0:
            return Sum(((sign, n), (against[2], against[1])))
        old = self.most.get(shape)
        if old is None or old[0] < constant:
            self.most[shape] = (constant, n, sign)
        return None

    def value(self, f: Form) -> bool | None:
        """What the literals say of a form at once; None when that is nothing."""
        match f:
            case Tt():
                return True
            case Ff():
                return False
            case Prop(i):
                known = self.signs.get(i)
                return known[0] if known is not None else None
            case Le(a, b):
                return self._least(f)
            case Lt(a, b):
                return self._least(f)
            case Eq(a, b):
                line = bounds(f)
                assert line is not None
                if (line.shape, line.constant) in self.differ:
                    return False
                one, other = self._least(Le(a, b)), self._least(Le(b, a))
                return one and other if one is not None and other is not None else False if False in (one, other) else None
            case Not(a):
                x = self.value(a)
                return None if x is None else not x
            case And(a, b):
                x, y = self.value(a), self.value(b)
                return False if False in (x, y) else True if x and y else None
            case Or(a, b):
                x, y = self.value(a), self.value(b)
                return True if x or y else False if x is False and y is False else None
            case Imp(a, b):
                x, y = self.value(a), self.value(b)
                return True if x is False or y else False if x and y is False else None
            case Iff(a, b):
                x, y = self.value(a), self.value(b)
                return None if x is None or y is None else x == y
        raise TypeError(f)

    def _least(self, f: Form) -> bool | None:
        line = bounds(f)
        assert line is not None
        if not line.shape:
            return line.constant <= 0
        known, against = self.most.get(line.shape), self.most.get(line.opposite)
        if known is not None and known[0] >= line.constant:
            return True
        return False if against is not None and against[0] + line.constant > 0 else None


Shape = tuple[tuple[int, int], ...]


@frozen
class Bounds:
    """A linear fact as shape + constant <= 0 (or = 0, where it is `equal`)."""

    shape: Shape
    opposite: Shape
    constant: int
    equal: bool


@lru_cache(maxsize=1 << 14)
def bounds(f: Form) -> Bounds | None:
    r = row(f)
    if r is None:
        return None
    items = sorted(r[0].items())
    return Bounds(tuple(items), tuple((i, -c) for i, c in items), r[1], r[2])


SHALLOW = 3  # integer branches that are tried before small ranges are gone through
RANGE = 32  # values of a variable that are gone through


def _ranges(rows: Collection[Row]) -> Iterator[tuple[int, int, int, int]]:
    """Variables that rows keep between two numbers, and how far apart these are: (distance, variable, least, greatest)."""
    least: dict[int, int] = {}
    greatest: dict[int, int] = {}
    for r in rows:
        if len(r.factors) == 1:
            ((i, c),) = r.factors.items()
            if c > 0 or r.equal:
                greatest[i] = min(greatest.get(i, floor(Fraction(-r.constant, c))), floor(Fraction(-r.constant, c)))
            if c < 0 or r.equal:
                least[i] = max(least.get(i, ceil(Fraction(-r.constant, c))), ceil(Fraction(-r.constant, c)))
    known = {i for r in rows if r.equal and len(r.factors) == 1 for i in r.factors}
    for i, low in least.items():
        if i not in known and i in greatest and low <= greatest[i] < low + RANGE:
            yield greatest[i] - low, i, low, greatest[i]


def _brought(f: Form) -> int:
    """How many literals a fact brings without a case split."""
    two = both(f)
    return _brought(two[0]) + _brought(two[1]) if two is not None else int(cases(f) is None and not isinstance(f, Tt))


def _apart(f: Form) -> bool:
    return isinstance(f, Not) and isinstance(f.a, Eq)


def _linear(cs: Mapping[int, int]) -> Lin:
    """Σ c·x, as a term."""
    out: Lin | None = None
    for i, c in sorted(cs.items()):
        t: Lin = Var(i) if c == 1 else Mul(c, Var(i))
        out = t if out is None else Add(out, t)
    return out if out is not None else Num(0)


BRANCHES = 12  # atoms that are weighed for a decision
TELLING = 3  # literals of a case that is worth a split
LEMMA_WIDTH = 6  # literals of a lemma, at most
LEMMA_SIZE = 10  # steps of a proof that is worth a lemma, more than


@frozen
class Lemma:
    """The literals do not hold together (with the given facts and earlier lemmas); the proof names them as they are here."""

    name: int
    literals: tuple[tuple[int, Form], ...]
    proof: Proof

    @property
    def form(self) -> Form:
        return Not(conj([f for _, f in self.literals]))


@define
class _Search:
    limits: Limits
    oracle: Oracle
    fresh: int = 0
    given: int = 0
    lemmas: dict[Form, list[Lemma]] = field(factory=dict)  # by their last literal
    lemma_names: dict[int, Lemma] = field(factory=dict)  # those that were applied
    steps: int = 0
    nested: int = 0
    by_range: bool = False  # integer branches go through small ranges of variables, such as remainders have

    # ---- the oracle

    def contradict(self, forms: Sequence[Form]) -> bool:
        """Whether z3 says that the forms do not hold together."""
        import z3

        try:
            return bool(forms) and self.oracle.holds(forms) is False
        except z3.Z3Exception as e:
            raise GaveUp from e

    def core(self, facts: Mapping[int, Form], shrink: bool = False) -> tuple[int, ...] | None:
        """Facts that do not hold together, ascending; None when z3 does not say so."""
        first: dict[Form, int] = {}
        for n, f in facts.items():
            first.setdefault(f, n)
        if not self.contradict(list(first)):
            return None
        found = self.oracle.core()
        if shrink:
            for f in sorted(found, key=lambda f: -first[f]):
                if f in found and self.contradict(rest := [g for g in found if g != f]):
                    kept = set(self.oracle.core())
                    found = [g for g in rest if g in kept]
        return tuple(sorted(first[f] for f in found))

    # ---- the search

    def new(self) -> int:
        self.fresh += 1
        return self.fresh - 1

    def solve(self, facts: Mapping[int, Form]) -> Proof:
        """A proof that the facts do not hold together. Raises GaveUp."""
        self.steps += 1
        if self.steps > self.limits.steps or self.nested > self.limits.nested:
            raise GaveUp
        self.nested += 1
        try:
            return self.unfolded(dict(facts))
        finally:
            self.nested -= 1

    def unfolded(self, facts: dict[int, Form]) -> Proof:
        done: list[tuple[int, int, int]] = []
        todo = list(facts)
        for n in todo:
            two = both(facts[n])
            if two is not None:
                l, r = self.new(), self.new()
                del facts[n]
                facts |= {l: two[0], r: two[1]}
                todo += [l, r]
                done.append((n, l, r))
        proof = self.recalled(facts)
        if proof is None:
            proof = self.node(facts)
            self.learn(facts, proof)
        for n, l, r in reversed(done):
            proof = opened(n, l, r, proof)
        return proof

    # Lemmas: what was refuted once with the help of a few literals is not refuted again.

    def learn(self, facts: Mapping[int, Form], proof: Proof) -> None:
        """Keeps which literals, with the given facts, the proof refutes."""
        local = sorted(n for n in proof.uses if n >= self.given and n not in self.lemma_names)
        if not 0 < len(local) <= LEMMA_WIDTH or size(proof) <= LEMMA_SIZE:
            return
        if all(cases(facts[n]) is None or _apart(facts[n]) for n in local):
            lemma = Lemma(self.new(), tuple((n, facts[n]) for n in local), proof)
            self.lemmas.setdefault(facts[local[-1]], []).append(lemma)

    def recalled(self, facts: Mapping[int, Form]) -> Proof | None:
        where = {f: n for n, f in facts.items()}
        for f in where:
            for lemma in self.lemmas.get(f, ()):
                if all(g in where for _, g in lemma.literals):
                    self.lemma_names[lemma.name] = lemma
                    return self.applied(lemma, where)
        return None

    def applied(self, lemma: Lemma, where: Mapping[Form, int]) -> Proof:
        def go(fact: int, rest: Sequence[Form]) -> Proof:
            if len(rest) == 1:
                return self.clash(rest[0], where[rest[0]], fact)
            l, r = self.new(), self.new()
            return split(fact, l, self.clash(rest[0], where[rest[0]], l), r, go(r, rest[1:]))

        return go(lemma.name, [f for _, f in lemma.literals])

    def clash(self, f: Form, fact: int, denied: int) -> Proof:
        """From a literal and its negation."""
        match f:
            case Prop():
                return Clash(fact, denied)
            case Not(a):
                l, r = self.new(), self.new()
                return opened(denied, l, r, self.clash(a, l, fact))
            case Eq():
                l, r = self.new(), self.new()
                return split(denied, l, Sum(((-1, fact), (1, l))), r, Sum(((1, fact), (1, r))))
            case Tt():
                return Sum(((1, denied),))
            case Ff():
                return Sum(((1, fact),))
        return Sum(((1, fact), (1, denied)))

    def with_lemmas(self, proof: Proof) -> Proof:
        """The proof behind the lemmas that it uses."""
        for lemma in sorted(self.lemma_names.values(), key=lambda m: -m.name):
            if lemma.name not in proof.uses:
                continue
            denied, whole, rest = self.new(), self.new(), self.new()
            names = [n for n, _ in lemma.literals]
            first = lemma.proof
            # ¬¬(a ∧ b ∧ c) is opened from the outside in.
            chain: list[tuple[int, int, int]] = [(denied, whole, rest)]
            for n in names[:-2]:
                after = self.new()
                chain.append((whole, n, after))
                whole = after
            if len(names) > 1:
                chain.append((whole, names[-2], names[-1]))
            else:
                chain[0] = (denied, names[0], rest)
            for of, l, r in reversed(chain):
                first = opened(of, l, r, first)
            proof = have(lemma.form, denied, first, lemma.name, proof)
        return proof

    def node(self, facts: dict[int, Form]) -> Proof:
        """The same for facts none of which has two parts."""
        known = Known()
        for n, f in facts.items():
            closed = known.add(n, f)
            if closed is not None:
                return closed
        compound: dict[int, tuple[Form, Form]] = {}
        for n, f in facts.items():
            two = cases(f)
            if two is None:
                continue
            values = [known.value(c) for c in two]
            if values[0] or values[1]:
                continue  # it says nothing that is not known
            if False in values:
                return self.unit(facts, n, two, values.index(False))
            compound[n] = two
        literals = {n: f for n, f in facts.items() if cases(f) is None}
        rows = {n: Row(*r) for n, f in literals.items() if (r := row(f)) is not None}
        closed = self.sum(rows)
        if closed is not None:
            return closed
        if not compound:
            return self.integers(literals, self.limits.depth)
        needed = self.core(literals | {n: facts[n] for n in compound})
        if needed is None:
            raise GaveUp
        facts = {n: facts[n] for n in needed}
        compound = {n: two for n, two in compound.items() if n in facts}
        if not compound:
            return self.arithmetic(facts, self.limits.depth)
        shut = self.shut(facts, compound) or self.telling(compound)
        atom = self.choose(facts, compound, known) if shut is None else None
        if atom is None:
            return self.split(facts, compound, *(shut or (next(iter(compound)), (0, 1))))
        yes, no = self.new(), self.new()
        first = self.solve({**facts, no: Not(atom)})
        if no not in first.uses:
            return first
        return have(atom, no, first, yes, self.solve({**facts, yes: atom}))

    def unit(self, facts: dict[int, Form], n: int, two: tuple[Form, Form], shut: int) -> Proof:
        """Goes on with the one case of a fact that the literals leave."""
        names = (self.new(), self.new())
        literals = {m: g for m, g in facts.items() if cases(g) is None or _apart(g)}
        rest = {m: g for m, g in facts.items() if m != n}
        left = self.solve({**rest, names[1 - shut]: two[1 - shut]})
        if names[1 - shut] not in left.uses:
            return left
        gone = self.solve({**literals, names[shut]: two[shut]})
        first, second = (gone, left) if shut == 0 else (left, gone)
        return split(n, names[0], first, names[1], second)

    def choose(self, facts: Mapping[int, Form], compound: Mapping[int, tuple[Form, Form]], known: Known) -> Form | None:
        """The atom to decide next: the one after whose decision, either way, most facts are decided or leave one case."""
        weights: dict[Form, float] = {}
        for n in compound:
            inside = [] if _apart(facts[n]) else list(atoms(facts[n]))
            for a in inside:
                if known.value(a) is None:
                    weights[a] = weights.get(a, 0.0) + 2.0 ** -len(inside)
        best = sorted(weights, key=lambda a: -weights[a])[:BRANCHES]
        scores: dict[Form, int] = {}
        for a in best:
            counts = []
            for literal in (a, Not(a)):
                then = known.copy()
                then.add(-1, literal)
                counts.append(sum(any(then.value(c) is not None for c in two) for two in compound.values()))
            scores[a] = (counts[0] + 1) * (counts[1] + 1)
        return max(best, key=lambda a: scores[a], default=None)

    def shut(self, facts: Mapping[int, Form], compound: Mapping[int, tuple[Form, Form]]) -> tuple[int, tuple[int, int]] | None:
        """A fact with a case that the literals alone refute, and which case to look at first; of those one whose other case
        they refute too, if there is one."""
        import z3

        literals = [f for n, f in facts.items() if n not in compound]
        found = None
        closing = self.oracle.closed(literals, (f for two in compound.values() for f in two))
        try:
            for n in compound:
                closed = [next(closing), next(closing)]
                if any(closed) and (found is None or all(closed)):
                    found = n, (0, 1) if closed[0] else (1, 0)
                if all(closed):
                    break
        except z3.Z3Exception as e:
            raise GaveUp from e
        finally:
            closing.close()
        return found

    def telling(self, compound: Mapping[int, tuple[Form, Form]]) -> tuple[int, tuple[int, int]] | None:
        """A fact with a case that brings several literals at once: then the cases tell more than the decision of an atom."""
        for n, two in compound.items():
            for side, other in ((0, 1), (1, 0)):
                if _brought(two[side]) >= TELLING:
                    return n, (side, other)
        return None

    def split(self, facts: Mapping[int, Form], compound: Mapping[int, tuple[Form, Form]], n: int, order: tuple[int, int]) -> Proof:
        rest = {m: g for m, g in facts.items() if m != n}
        names = (self.new(), self.new())
        proofs: list[Proof] = []
        for side in order:
            p = self.solve({**rest, names[side]: compound[n][side]})
            if names[side] not in p.uses:
                return p
            proofs.append(p)
        if order[0] == 1:
            proofs.reverse()
        return split(n, names[0], proofs[0], names[1], proofs[1])

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
        """Like `arithmetic`, with only the literals that matter."""
        needed = self.core(facts)
        if needed is None:
            raise GaveUp
        chosen = {n: facts[n] for n in needed}
        if self.by_range:
            return self.arithmetic(facts, depth)
        try:
            return self.arithmetic(chosen, min(depth, SHALLOW))
        except GaveUp:
            self.by_range = True
            try:
                return self.arithmetic(facts, depth)
            except GaveUp:
                self.by_range = False
                return self.arithmetic(chosen, depth)
            finally:
                self.by_range = False

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
        if self.by_range:
            small = min(_ranges(rows.values()), default=None)
            if small is not None:
                distance, i, low, high = small
                if distance:
                    return self.cut(facts, {i: 1}, (low + high) // 2, depth)
                return self.pinned(facts, rows, i, low, depth)
        variables = sorted({i for r in rows.values() for i in r.factors})
        grid = arithmetic.lattice([r for r in rows.values() if r.equal], variables)
        forms = [{i: 1} for i in variables] + (grid.basis if grid is not None else [])
        for cs in forms:
            x = sum((c * at.get(i, Fraction(0)) for i, c in cs.items()), Fraction(0))
            if x.denominator != 1:
                return self.cut(facts, cs, floor(x), depth)
        raise GaveUp

    def pinned(self, facts: Mapping[int, Form], rows: Mapping[int, Row], i: int, value: int, depth: int) -> Proof:
        """Goes on with x = value, where inequalities leave no other: equations are what divisibility is seen from."""
        denied, less, more, name = self.new(), self.new(), self.new(), self.new()
        below = self.sum({**rows, less: Row({i: 1}, 1 - value)})
        above = self.sum({**rows, more: Row({i: -1}, value + 1)})
        if below is None or above is None:
            raise GaveUp
        form = Eq(Var(i), Num(value))
        return have(form, denied, split(denied, less, below, more, above), name, self.arithmetic({**facts, name: form}, depth))

    def cut(self, facts: Mapping[int, Form], cs: Mapping[int, int], limit: int, depth: int) -> Proof:
        """Two cases: Σ cs·x ≤ limit, or not."""
        form = Le(_linear(cs), Num(limit))
        denied, name = self.new(), self.new()
        # All facts are kept: without the branch they are refutable too, so an oracle's core might leave it out.
        first = self.arithmetic({**facts, denied: Not(form)}, depth - 1)
        if denied not in first.uses:
            return first
        return have(form, denied, first, name, self.arithmetic({**facts, name: form}, depth - 1))


def atoms(f: Form) -> Iterator[Form]:
    """Every atom of a form, as often as it occurs."""
    todo = [f]
    while todo:
        match todo.pop():
            case Not(a):
                todo.append(a)
            case And(a, b) | Or(a, b) | Imp(a, b) | Iff(a, b):
                todo += [b, a]
            case Tt() | Ff():
                pass
            case atom:
                yield atom
