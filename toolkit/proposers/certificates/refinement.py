"""Which equalities a refutation needs: lemmas on demand.

The facts are handed to z3 with every term that is not linear arithmetic or logic as an unknown. A model of that is a story in
which functions may give two answers for one argument; where it does so, the congruence that forbids it becomes a fact
(with the equalities that lead to it, one by one), and so on until no story is left. (Ackermann 1954; Downey, Sethi and
Tarjan 1980 for the closure; Nieuwenhuis and Oliveras 2005 for the forest that explains an equality.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field

from toolkit.core.ir import BOOL, INT
from toolkit.engines.lean.logic import Node, at, equal, implication, le, num, rebuild
from toolkit.engines.lean.terms import Term
from toolkit.proposers.certificates.facts import Facts
from toolkit.proposers.certificates.proofs import Assuming, Chain, Congruence, Equality, Known, Reflexive
from toolkit.proposers.certificates.questions import TooHard

_ROUNDS = 50
_GUESSES = 8  # rounds in which nothing but products is wrong
_APPLIED = frozenset(("call", "at", "op", "item", "len", "data", "pair", "seq", "mul"))


@define(eq=False)
class Abstraction:
    """The facts for z3, with all that it is not to look into as unknowns."""

    solver: Any
    z3: Any
    known: dict[Node, Any] = field(factory=dict)
    stated: int = 0

    @staticmethod
    def empty(rlimit: int) -> Abstraction:
        import z3

        solver = z3.SimpleSolver(ctx=z3.Context())
        solver.set("rlimit", rlimit)
        return Abstraction(solver, z3)

    def state(self, facts: Facts) -> None:
        """Everything that is new."""
        for f in facts.facts[self.stated :]:
            self.solver.add(self.form(f.claim))
        self.stated = len(facts.facts)

    def form(self, t: Node) -> Any:
        if t not in self.known:
            self.known[t] = self._form(t)
        return self.known[t]

    def _form(self, t: Node) -> Any:
        z, ctx = self.z3, self.solver.ctx
        head, args = t.head, t.args
        if head == "num":
            return z.IntVal(t.data, ctx)
        if head in ("true", "false"):
            return z.BoolVal(head == "true", ctx)
        if head in ("add", "sub"):
            a, b = self.form(args[0]), self.form(args[1])
            return a + b if head == "add" else a - b
        if head == "neg":
            return -self.form(args[0])
        if head == "mul" and args[0].head == "num":
            return z.IntVal(args[0].data, ctx) * self.form(args[1])
        if head == "le":
            return self.form(args[0]) <= self.form(args[1])
        if head == "iff" or head == "eq" and args[0].sort == INT:
            return self.form(args[0]) == self.form(args[1])
        if head == "not":
            return z.Not(self.form(args[0]))
        if head in ("and", "or", "imp"):
            make = {"and": z.And, "or": z.Or, "imp": z.Implies}[head]
            return make(self.form(args[0]), self.form(args[1]))
        return (z.Bool if t.sort == BOOL else z.Int)(f"x{len(self.known)}", ctx)


@define(eq=False)
class _Story:
    """One model, completed by what equalities of other values it implies: a forest whose edges are reasons."""

    model: Any
    abstraction: Abstraction
    leader: dict[Node, Node] = field(factory=dict)
    edges: dict[Node, list[tuple[Node, Any]]] = field(factory=dict)
    values: dict[Node, Any] = field(factory=dict)

    def value(self, t: Node) -> Any:
        if t not in self.values:
            v = self.model.eval(self.abstraction.form(t), model_completion=True)
            self.values[t] = self.abstraction.z3.is_true(v) if t.sort == BOOL else v.as_long()
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


def refine(facts: Facts, rlimit: int) -> None:
    """Adds facts until they are contradictory as they stand. Raises `TooHard` when nothing more can be added."""
    abstraction = Abstraction.empty(rlimit)
    guesses = 0
    for _ in range(_ROUNDS):
        abstraction.state(facts)
        answer = abstraction.solver.check()
        if answer == abstraction.z3.unsat:
            return
        if answer != abstraction.z3.sat:
            raise TooHard("z3 gave up on the ground facts")
        before = len(facts.facts)
        guesses += _repair(facts, _Story(abstraction.solver.model(), abstraction))
        if guesses > _GUESSES:
            raise TooHard("products: no simple reason was found")
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
    if not facts.facts[story.abstraction.stated :]:
        _read_through(facts, story, terms)
    if facts.facts[story.abstraction.stated :]:
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

