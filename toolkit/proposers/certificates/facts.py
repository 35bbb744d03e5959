"""Ground facts with their proofs: what a refutation may use.

A quantified formula inside a ground fact is one opaque proposition. What it says comes in through facts that are always true:
it implies each of its instances, and it has a witness (a value for which it holds, or fails, if it does for any). The same goes for
if-then-else, arrays, division and products: every rule is an instance of a theorem of `lean/Spec/Logic.lean`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import define, field, frozen

from toolkit.core.ir import BOOL, INT, Sort
from toolkit.core.terms import array_of
from toolkit.engines.lean.logic import (
    ITE,
    STORE,
    Node,
    at,
    both,
    equal,
    implication,
    instantiate,
    item,
    le,
    negation,
    num,
    rebuild,
    text,
)
from toolkit.engines.lean.statement import FDIV, FMOD, MOD
from toolkit.engines.lean.terms import Term
from toolkit.proposers.certificates.proofs import (
    Applied,
    Assuming,
    Equality,
    Extensional,
    Instance,
    Introduced,
    Known,
    Positive,
    reader,
)
from toolkit.proposers.certificates.questions import TooHard

_MOST = 400  # facts


@frozen(eq=False)
class Fact:
    """`claim` is proved by the term `proof()`."""

    claim: Node
    proof: Callable[[], Term]
    name: str = ""  # of a hypothesis, when it is one as it stands


@frozen(eq=False)
class Witness:
    """A value that the proof gives a name: `exists()` proves `∃ w, claim`."""

    value: Node
    claim: Node
    exists: Callable[[], Term]


def parts(t: Node) -> Sequence[Node]:
    """What a term is made of, as far as that is ground."""
    return () if t.head in ("all", "ex", "fun") else t.args


def linear(t: Node, into: dict[Node, int] | None = None, factor: int = 1) -> tuple[dict[Node, int], int]:
    """An integer term as opaque terms with factors, and a constant."""
    found: dict[Node, int] = {} if into is None else into
    constant = 0
    stack = [(t, factor)]
    while stack:
        u, k = stack.pop()
        match u.head:
            case "num":
                constant += k * u.data
            case "add":
                stack += [(u.args[0], k), (u.args[1], k)]
            case "sub":
                stack += [(u.args[0], k), (u.args[1], -k)]
            case "neg":
                stack.append((u.args[0], -k))
            case "mul" if u.args[0].head == "num":
                stack.append((u.args[1], k * u.args[0].data))
            case _:
                found[u] = found.get(u, 0) + k
    return {a: c for a, c in found.items() if c}, constant


def summed(combination: dict[Node, int], constant: int) -> Node:
    """A term with this linear form."""
    result: Node | None = None
    for a, c in combination.items():
        size = a if abs(c) == 1 else Node("mul", (num(abs(c)), a), INT)
        if result is None:
            result = size if c > 0 else Node("neg", (size,), INT)
        else:
            result = Node("add" if c > 0 else "sub", (result, size), INT)
    if result is None:
        return num(constant)
    if constant:
        return Node("add" if constant > 0 else "sub", (result, num(abs(constant))), INT)
    return result


@define(eq=False)
class Facts:
    """The facts of one refutation, each claim once. What follows from the shape of a term is added when the term comes in."""

    facts: list[Fact] = field(factory=list)
    terms: dict[Node, None] = field(factory=dict)  # ground subterms
    witnesses: dict[str, Witness] = field(factory=dict)
    claims: dict[Node, Fact] = field(factory=dict)
    _chosen: dict[Node, Node] = field(factory=dict)
    _todo: list[Node] = field(factory=list)
    _shapes: dict[tuple[frozenset[tuple[Node, int]], int], Node] = field(factory=dict)
    _polar: set[tuple[Node, bool]] = field(factory=set)

    def add(self, claim: Node, proof: Callable[[], Term], name: str = "") -> None:
        """One more fact, with all that its terms bring along."""
        if claim in self.claims or claim.head == "true":
            return
        if len(self.facts) >= _MOST:
            raise TooHard("too many facts")
        fact = Fact(claim, proof, name)
        self.claims[claim] = fact
        self.facts.append(fact)
        self._polarity(claim, True)
        self._enter(claim)
        while self._todo:
            self._rules(self._todo.pop(0))

    def lemma(self, claim: Node, theorem: str, *args: Node | Term, types: tuple[Sort, ...] = ()) -> None:
        """An instance of a theorem."""
        self.add(claim, lambda: Instance(theorem, types, args))

    def _enter(self, t: Node) -> None:
        stack = [t]
        while stack:
            u = stack.pop()
            if u in self.terms:
                continue
            self.terms[u] = None
            if u.sort == INT:
                combination, constant = linear(u)
                self._shapes.setdefault((frozenset(combination.items()), constant), u)
            self._todo.append(u)
            stack.extend(reversed(parts(u)))

    def spelled(self, t: Node) -> Node:
        """An integer term in words that are used already, when its value has some."""
        combination, constant = linear(t)
        return self._shapes.get((frozenset(combination.items()), constant)) or summed(combination, constant)

    # --- quantifiers ----------------------------------------------------------------------------------------------

    def _polarity(self, t: Node, positive: bool) -> None:
        """Witnesses for what a fact says exists."""
        if (t, positive) in self._polar:
            return
        self._polar.add((t, positive))
        match t.head:
            case "not":
                self._polarity(t.args[0], not positive)
            case "imp":
                self._polarity(t.args[0], not positive)
                self._polarity(t.args[1], positive)
            case "and" | "or":
                for a in t.args:
                    self._polarity(a, positive)
            case "iff":
                for a in t.args:
                    self._polarity(a, True)
                    self._polarity(a, False)
            case "all" | "ex":
                if (t.head == "ex") == positive:
                    self.witness(t)
            case "eq":
                if not positive:
                    self._extensional(*t.args)
            case _:
                for a in parts(t):
                    self._inside(a)

    def _inside(self, t: Node) -> None:
        """Formulas inside terms count both ways."""
        if t.sort == BOOL:
            self._polarity(t, True)
            self._polarity(t, False)
        else:
            for a in parts(t):
                self._inside(a)

    def witness(self, q: Node) -> Node:
        """A value for the variable of the closed quantified formula `q` that decides it."""
        if q not in self._chosen:
            value = self._named(q.data)
            self._chosen[q] = value
            inner = instantiate(q.args[0], value)
            theorem = "Spec.deciding" if q.head == "all" else "Spec.holding"
            claim = implication(inner, q) if q.head == "all" else implication(q, inner)
            predicate = Node("fun", q.args, q.sort, q.data)
            self._witnessed(value, claim, lambda: Instance(theorem, (q.data,), (predicate,), instances=True, ascribed=False))
        return self._chosen[q]

    def _named(self, sort: Sort) -> Node:
        return Node("free", (), sort, f"w'{len(self.witnesses) + 1}")

    def _witnessed(self, value: Node, claim: Node, exists: Callable[[], Term]) -> None:
        name = value.data
        self.witnesses[name] = Witness(value, claim, exists)
        self.add(claim, lambda: Known(f"h{name}"))

    def witnesses_of(self, q: Node, count: int) -> list[Node]:
        """Witnesses for the first `count` variables of a prefix."""
        found = []
        for _ in range(count):
            w = self.witness(q)
            found.append(w)
            q = instantiate(q.args[0], w)
        return found

    def instance(self, q: Node, values: Sequence[Node]) -> None:
        """What a quantified formula says of these values of its first variables."""
        inner = q
        for v in values:
            if inner.head != q.head:
                raise TooHard("an instance of something else")
            inner = instantiate(inner.args[0], v)
        known = self.claims.get(q)
        given = tuple(values)
        if q.head == "ex":
            self.add(implication(inner, q), lambda: Assuming((("h", inner),), Introduced(q, given, Known("h"))))
        elif known is not None and known.name:
            name = known.name
            self.add(inner, lambda: Applied(Known(name), given))
        else:
            self.add(implication(q, inner), lambda: Assuming((("h", q),), Applied(Known("h"), given)))

    def _extensional(self, a: Node, b: Node) -> None:
        """When two values that are not numbers are equal."""
        if a.sort.name == "Array":
            self.difference(a, b)
        elif a.sort.name == "List":
            fields = [[rebuild(Node(f, (x,), s), (x,)) if x.head != "seq" else x.args[i] for x in (a, b)]
                      for i, (f, s) in enumerate((("len", INT), ("data", array_of(a.sort.args[0]))))]  # fmt: skip
            self._fieldwise(a, b, fields, "Spec.seq_ext")
        elif a.sort.name == "Tuple" and len(a.sort.args) > 1:
            fields = [[item(x, i) for x in (a, b)] for i in range(len(a.sort.args))]
            self._fieldwise(a, b, fields, "Spec.pair_ext")

    def difference(self, a: Node, b: Node) -> Node:
        """A place where two arrays differ, if they do."""
        key = equal(a, b)
        if key not in self._chosen:
            value = self._chosen[key] = self._named(INT)
            claim = implication(equal(at(a, value), at(b, value)), key)
            theorem = "Spec.differing_prop" if a.sort.args[0] == BOOL else "Spec.differing"
            types = () if a.sort.args[0] == BOOL else a.sort.args
            self._witnessed(value, claim, lambda: Instance(theorem, types, (a, b), ascribed=False))
        return self._chosen[key]

    def _fieldwise(self, a: Node, b: Node, fields: list[list[Node]], theorem: str) -> None:
        claim = equal(a, b)
        for x, y in reversed(fields):
            claim = implication(equal(x, y), claim)

        def proof() -> Term:
            claims = tuple((f"h{i}", equal(x, y)) for i, (x, y) in enumerate(fields))
            steps = tuple(Equality(x, y, Known(f"h{i}")) for i, (x, y) in enumerate(fields))
            return Assuming(claims, Extensional(a, b, theorem, steps))

        self.add(claim, proof)
        for x, y in fields:
            self._polarity(equal(x, y), False)

    # --- rules ----------------------------------------------------------------------------------------------------

    def _rules(self, t: Node) -> None:
        """What is true of a term because of its head."""
        if t.head == "op":
            if t.data == ITE:
                c, a, b = t.args
                self.lemma(implication(c, equal(t, a)), "Spec.ite_pos", *t.args, types=(a.sort,))
                self.lemma(implication(negation(c), equal(t, b)), "Spec.ite_neg", *t.args, types=(a.sort,))
            elif t.data in (FDIV, FMOD, MOD):
                self._division(*t.args)
        elif t.head == "at" and t.args[0].head == "op" and t.args[0].data == STORE:
            a, i, v = t.args[0].args
            j = t.args[1]
            end, types = ("_prop", ()) if t.sort == BOOL else ("", (t.sort,))
            self.lemma(implication(equal(j, i), equal(t, v)), f"Spec.store_same{end}", a, i, v, j, types=types)
            other = implication(negation(equal(j, i)), equal(t, at(a, j)))
            self.lemma(other, f"Spec.store_other{end}", a, i, v, j, types=types)
        elif t.head in ("at", "len", "data", "item") and t.args[0].head == "op" and t.args[0].data == ITE:
            c, a, b = t.args[0].args
            end, types = ("_prop", (a.sort,)) if t.sort == BOOL else ("", (a.sort, t.sort))
            for condition, chosen, theorem in ((c, a, "pos"), (negation(c), b, "neg")):
                claim = implication(condition, equal(t, rebuild(t, (chosen, *t.args[1:]))))
                self.lemma(claim, f"Spec.of_ite_{theorem}{end}", reader(t), c, a, b, types=types)
        elif t.head == "mul" and t.args[0].head != "num":
            self._product(t)

    def _division(self, x: Node, y: Node) -> None:
        q, zero = Node("op", (x, y), INT, FDIV), num(0)
        if y.head == "num" and y.data > 0:
            r = Node("op", (x, y), INT, FMOD)
            claim = both(equal(x, Node("add", (Node("mul", (y, q), INT), r), INT)), le(zero, r), le(_next(r), y))
            self.lemma(claim, "Spec.div_const", x, y, Positive(y.data))
            return
        r = Node("op", (x, y), INT, MOD)
        whole = equal(x, Node("add", (Node("mul", (y, q), INT), r), INT))
        claim = both(
            implication(negation(equal(y, zero)), whole),
            implication(le(_next(zero), y), both(le(zero, r), le(_next(r), y))),
            implication(le(_next(y), zero), both(le(_next(y), r), le(r, zero))),
            implication(equal(y, zero), both(equal(q, zero), equal(r, zero))),
        )
        self.lemma(claim, "Spec.div_mod", x, y)

    def _product(self, t: Node) -> None:
        """Products are brought to sums of products of opaque terms in one order, a step at a time."""
        a, b = t.args
        if b.head == "num":
            self.lemma(equal(t, Node("mul", (b, a), INT)), "Int.mul_comm", a, b)
        elif a.head in ("add", "sub"):
            split = tuple(Node("mul", (x, b), INT) for x in a.args)
            self.lemma(equal(t, Node(a.head, split, INT)), f"Int.{a.head}_mul", *a.args, b)
        elif b.head in ("add", "sub"):
            split = tuple(Node("mul", (a, x), INT) for x in b.args)
            self.lemma(equal(t, Node(b.head, split, INT)), f"Int.mul_{b.head}", a, *b.args)
        elif a.head == "neg":
            self.lemma(equal(t, Node("neg", (Node("mul", (a.args[0], b), INT),), INT)), "Int.neg_mul", a.args[0], b)
        elif b.head == "neg":
            self.lemma(equal(t, Node("neg", (Node("mul", (a, b.args[0]), INT),), INT)), "Int.mul_neg", a, b.args[0])
        elif a.head == "mul":
            x, y = a.args
            self.lemma(equal(t, Node("mul", (x, Node("mul", (y, b), INT)), INT)), "Int.mul_assoc", x, y, b)
        elif b.head == "mul" and b.args[0].head == "num" or b.head == "mul" and text(b.args[0]) < text(a):
            x, y = b.args
            self.lemma(equal(t, Node("mul", (x, Node("mul", (a, y), INT)), INT)), "Int.mul_left_comm", a, x, y)
        elif b.head != "mul" and text(b) < text(a):
            self.lemma(equal(t, Node("mul", (b, a), INT)), "Int.mul_comm", a, b)


def _next(t: Node) -> Node:
    return num(t.data + 1) if t.head == "num" else Node("add", (t, num(1)), INT)
