"""Which equalities a refutation needs: lemmas on demand.

The facts are handed to z3 with every term that is not linear arithmetic or logic as an unknown. A model of that is a story in
which functions may give two answers for one argument; where it does so, the congruence that forbids it becomes a fact
(with the equalities that lead to it, one by one), and so on until no story is left. (Ackermann 1954; Downey, Sethi and
Tarjan 1980 for the closure; Nieuwenhuis and Oliveras 2005 for the forest that explains an equality.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field, frozen

from toolkit.core.ir import BOOL, INT
from toolkit.engines.lean.logic import Node, at, equal, implication, le, num, rebuild
from toolkit.engines.lean.terms import Term
from toolkit.proposers import ground
from toolkit.proposers.certificates.abstraction import Abstraction
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.proofs import Assuming, Chain, Congruence, Equality, Known, Reflexive
from toolkit.proposers.certificates.questions import TooHard

ROUNDS = 50
_GUESSES = 8  # rounds in which nothing but products is wrong
_APPLIED = frozenset(("call", "at", "op", "item", "len", "data", "pair", "seq", "mul"))


class NoReason(TooHard):
    """Products whose values nothing here explains: other instances do not help."""


@frozen(eq=False)
class Contradiction:
    """Facts that are contradictory as they stand: those at the positions `core`, in a way that linear arithmetic and logic see."""

    facts: Facts
    abstraction: Abstraction
    oracle: ground.Oracle
    core: tuple[int, ...]


@define(eq=False)
class _Story:
    """One model, completed by what equalities of other values it implies: a forest whose edges are reasons."""

    model: ground.Model
    abstraction: Abstraction
    stated: int  # facts that it makes true
    leader: dict[Node, Node] = field(factory=dict)
    edges: dict[Node, list[tuple[Node, Any]]] = field(factory=dict)
    values: dict[Node, Any] = field(factory=dict)

    def value(self, t: Node) -> Any:
        if t not in self.values:
            a = self.abstraction
            self.values[t] = self.model.truth(a.form(t)) if t.sort == BOOL else self.model.number(a.term(t))
        return self.values[t]

    def find(self, t: Node) -> Node:
        while (up := self.leader.get(t, t)) is not t:
            t = up
        return t

    def kind(self, t: Node) -> Any:
        """What tells a value from others."""
        return self.value(t) if t.sort in (INT, BOOL) else self.find(t)

    def merge(self, a: Node, b: Node, reason: Any) -> bool:
        x, y = self.find(a), self.find(b)
        if x == y:
            return False
        self.leader[x] = y
        self.edges.setdefault(a, []).append((b, reason))
        self.edges.setdefault(b, []).append((a, reason))
        return True

    def path(self, a: Node, b: Node) -> list[tuple[Node, Node, Any]]:
        """The edges that make a and b one."""
        stack: list[tuple[Node, Node | None, tuple[Any, ...]]] = [(a, None, ())]
        while stack:
            x, before, way = stack.pop()
            if x == b:
                return list(way)
            stack.extend((y, x, (*way, (x, y, r))) for y, r in self.edges.get(x, ()) if y != before)
        raise TooHard("an equality without a reason")


def refine(facts: Facts, abstraction: Abstraction, oracle: ground.Oracle, rounds: int = ROUNDS) -> Contradiction:
    """Adds facts until they are contradictory as they stand. Raises `TooHard` when nothing more can be added, or after so many
    rounds."""
    positions: dict[ground.Form, int] = {}
    guesses = seen = 0
    for _ in range(rounds):
        before = len(facts.facts)
        for i in range(seen, before):
            positions.setdefault(abstraction.form(facts.facts[i].claim), i)
        seen = before
        answer = oracle.holds(positions)
        if answer is False:
            return Contradiction(facts, abstraction, oracle, tuple(sorted(positions[f] for f in oracle.core())))
        if answer is None:
            raise TooHard("z3 gave up on the ground facts")
        guesses += _repair(facts, _Story(oracle.model(), abstraction, before))
        if guesses > _GUESSES:
            raise NoReason("products: no simple reason was found")
        if len(facts.facts) == before:
            raise TooHard("the instances do not suffice")
    raise TooHard("too many rounds")


def _repair(facts: Facts, story: _Story) -> bool:
    """Adds what a story contradicts; True when that is about products only."""
    terms = list(facts.terms)
    for t in terms:
        if t.head == "eq" and t.args[0].sort != INT and story.value(t):
            story.merge(*t.args, t)
    applied = [t for t in terms if t.head in _APPLIED and t.args and not (t.head == "mul" and t.args[0].head == "num")]
    changed = True
    while changed:
        changed = False
        seen: dict[Any, Node] = {}
        for t in applied:
            key = (t.head, t.data, t.sort.name, *(story.kind(a) for a in t.args))
            other = seen.setdefault(key, t)
            if other is t:
                continue
            if t.sort in (INT, BOOL):
                if story.value(other) != story.value(t):
                    _congruence(facts, story, other, t)
            elif story.merge(other, t, None):
                changed = True
    for t in terms:  # equalities that are denied and follow all the same
        if t.head == "eq" and t.args[0].sort != INT and not story.value(t) and story.find(t.args[0]) == story.find(t.args[1]):
            _chain(facts, story, *t.args)
    if not facts.facts[story.stated :]:
        _read_through(facts, story, terms)
    if facts.facts[story.stated :]:
        return False
    _products(facts, story, terms)
    return True


def _chain(facts: Facts, story: _Story, a: Node, b: Node) -> None:
    """a = b, with everything that it rests on."""
    path = story.path(a, b)
    for x, y, reason in path:
        if reason is None:
            _congruence(facts, story, x, y)
    if len(path) == 1 and path[0][2] is None:
        return
    claims = [equal(x, y) if reason is None or reason.args == (x, y) else equal(y, x) for x, y, reason in path]
    claim = equal(a, b)
    if claims == [claim]:
        return
    whole = claim
    for c in reversed(claims):
        whole = implication(c, whole)

    def proof() -> Term:
        steps = tuple((x, y, Known(f"h{i}"), c.args != (x, y)) for i, (c, (x, y, _)) in enumerate(zip(claims, path)))
        return Assuming(tuple((f"h{i}", c) for i, c in enumerate(claims)), Chain(steps))

    facts.add(whole, proof)


def _congruence(facts: Facts, story: _Story, a: Node, b: Node) -> None:
    """a and b, one function applied to equal arguments, are equal."""
    given = []
    for x, y in zip(a.args, b.args):
        if x == y:
            given.append(None)
            continue
        if x.sort not in (INT, BOOL):
            _chain(facts, story, x, y)
        given.append(equal(x, y))
    claim = equal(a, b)
    for c in reversed(given):
        if c is not None:
            claim = implication(c, claim)

    def proof() -> Term:
        pairs = enumerate(zip(given, a.args, b.args))
        steps = tuple(Reflexive(x) if c is None else Equality(x, y, Known(f"h{i}")) for i, (c, x, y) in pairs)
        return Assuming(tuple((f"h{i}", c) for i, c in enumerate(given) if c is not None), Congruence(a, b, steps))

    facts.add(claim, proof)


def _read_through(facts: Facts, story: _Story, terms: Sequence[Node]) -> None:
    """Where an array or a record that is read equals one that was written out, reading that one says something."""
    written: dict[Node, list[Node]] = {}
    for t in terms:
        if t.sort not in (INT, BOOL) and (t.head in ("fun", "seq", "pair") or t.head == "op"):
            written.setdefault(story.find(t), []).append(t)
    for t in terms:
        if t.head not in ("at", "len", "data", "item"):
            continue
        for other in written.get(story.find(t.args[0]), ()):
            if other == t.args[0]:
                continue
            read = _reading(t, other)
            if other.head == "op" and read in facts.terms:
                continue
            _chain(facts, story, t.args[0], other)
            _read_congruence(facts, t, other, read)


def _reading(t: Node, source: Node) -> Node:
    if t.head == "at":
        return at(source, t.args[1])
    return rebuild(t, (source,)) if source.head in ("seq", "pair") else Node(t.head, (source,), t.sort, t.data)


def _read_congruence(facts: Facts, t: Node, source: Node, read: Node) -> None:
    condition = equal(t.args[0], source)
    steps = (Known("h"), *(Reflexive(x) for x in t.args[1:]))
    made = Node(t.head, (source, *t.args[1:]), t.sort, t.data)  # `read`, before it is computed
    facts.add(implication(condition, equal(t, read)), lambda: Assuming((("h", condition),), Congruence(t, made, steps)))


def _products(facts: Facts, story: _Story, terms: Sequence[Node]) -> None:
    """Signs and monotony of products that a story gets wrong."""
    products = [t for t in terms if t.head == "mul" and t.args[0].head != "num"]
    zero = num(0)
    wrong = [t for t in products if story.value(t) != story.value(t.args[0]) * story.value(t.args[1])]
    for t in wrong:
        x, y = t.args
        for a, b, side in ((x, y, "left"), (y, x, "right")):
            if b.head != "num":
                value = num(story.value(a))
                claim = implication(equal(a, value), equal(t, Node("mul", (value, b), INT)))
                facts.lemma(claim, f"Spec.mul_{side}_is", x, y, value)
        for sx in (True, False):
            for sy in (True, False):
                cx, cy = (le(zero, x) if sx else le(x, zero)), (le(zero, y) if sy else le(y, zero))
                end = le(zero, t) if sx == sy else le(t, zero)
                name = f"Spec.mul_{'nonneg' if sx else 'nonpos'}_{'nonneg' if sy else 'nonpos'}"
                facts.lemma(implication(cx, implication(cy, end)), name, x, y)
    for t in wrong:
        for u in products:
            if t == u:
                continue
            for i in (0, 1):
                for j in (0, 1):
                    if t.args[i] == u.args[j]:
                        _monotone(facts, story, t, u, i, j)
        for i in (0, 1):  # against the factor itself: 1 * z
            z, y = t.args[i], t.args[1 - i]
            name = f"Spec.mul_one_{'left' if i == 0 else 'right'}"
            facts.lemma(implication(le(zero, z), implication(le(num(1), y), le(z, t))), name, *t.args)


def _monotone(facts: Facts, story: _Story, t: Node, u: Node, i: int, j: int) -> None:
    """z * x <= z * y for x <= y and 0 <= z, in whatever order the factors stand."""
    z, x, y = t.args[i], t.args[1 - i], u.args[1 - j]
    if x == y or story.value(z) == 0:
        return
    if story.value(x) > story.value(y):
        t, u, i, j, x, y = u, t, j, i, y, x
    up = story.value(z) > 0
    if (story.value(t) <= story.value(u)) == up and story.value(t) != story.value(u):
        return
    condition = le(num(0), z) if up else le(z, num(0))
    claim = implication(condition, implication(le(x, y), le(t, u) if up else le(u, t)))
    name = f"Spec.mul_le_{'up' if up else 'down'}_{'lr'[i]}{'lr'[j]}"
    facts.lemma(claim, name, z, x, y)

