"""Proofs of facts: each as Lean text, with what Lean infers left out, and as a term of its kernel, with everything in it."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from toolkit.core.ir import BOOL, INT, Sort
from toolkit.engines.lean.logic import ITE, STORE, Node, argument, instantiate, sort_text, text
from toolkit.engines.lean.terms import Term, Terms


@frozen(eq=False)
class Known:
    """A hypothesis, a witness's property or a name of `Assuming`."""

    name: str

    def text(self) -> str:
        return self.name

    def build(self, t: Terms) -> int:
        return t.variable(self.name)


@frozen(eq=False)
class Positive:
    """0 < n, of a numeral."""

    n: int

    def text(self) -> str:
        return "(by decide)"

    def build(self, t: Terms) -> int:
        return t.call("Int.NonNeg.mk", t.lit(self.n - 1))


@frozen(eq=False)
class Instance:
    """A theorem for arguments: types first, which the text leaves out; `ascribed`: its claim is taken as Lean infers it."""

    theorem: str
    types: tuple[Sort, ...]
    args: tuple[Node | Term, ...]
    instances: bool = False  # the types' values follow them
    ascribed: bool = True

    def text(self) -> str:
        words = " ".join([self.theorem, *(argument(a) if isinstance(a, Node) else a.text() for a in self.args)])
        return f"({words} :)" if self.ascribed else f"({words})"

    def build(self, t: Terms) -> int:
        types = [t.type(s) for s in self.types] + [t.nonempty(s) for s in self.types if self.instances]
        return t.call(self.theorem, *types, *(t.node(a) if isinstance(a, Node) else a.build(t) for a in self.args))


@frozen(eq=False)
class Applied:
    """A proof of a quantified claim or an implication, applied."""

    proof: Term
    args: tuple[Node, ...]

    def text(self) -> str:
        return f"({' '.join([self.proof.text(), *(argument(a) for a in self.args)])})"

    def build(self, t: Terms) -> int:
        return t.app(self.proof.build(t), *(t.node(a) for a in self.args))


@frozen(eq=False)
class Assuming:
    """From the claims, under these names, what `proof` shows."""

    claims: tuple[tuple[str, Node], ...]
    proof: Term

    def text(self) -> str:
        binders = "".join(f"({name} : {text(claim)}) " for name, claim in self.claims)
        found = self.proof.text()
        bare = found[1:-1] if isinstance(self.proof, Applied) else found
        return f"(fun {binders}=> {bare} :)" if binders else f"({bare} :)"

    def build(self, t: Terms) -> int:
        return t.bind(False, [(t.variable(n), t.node(c)) for n, c in self.claims], self.proof.build(t))


@frozen(eq=False)
class Introduced:
    """∃ from values and the proof of what it says of them. `q` is quantified over all of them."""

    q: Node
    values: tuple[Node, ...]
    proof: Term

    def text(self) -> str:
        opening, level = "", self.q
        for v in self.values:
            opening += f"(@Exists.intro _ {argument(_predicate(level))} {argument(v)} "
            level = instantiate(level.args[0], v)
        return opening + self.proof.text() + ")" * len(self.values)

    def build(self, t: Terms) -> int:
        levels = [self.q]
        for v in self.values[:-1]:
            levels.append(instantiate(levels[-1].args[0], v))
        found = self.proof.build(t)
        for level, v in zip(reversed(levels), reversed(self.values)):
            found = t.call("Exists.intro", t.type(level.data), t.node(_predicate(level)), t.node(v), found)
        return found


def _predicate(q: Node) -> Node:
    return Node("fun", q.args, q.sort, q.data)


@frozen(eq=False)
class Equality:
    """a = b, from a proof of what `logic.equal(a, b)` says: of truth values that is an equivalence."""

    a: Node
    b: Node
    proof: Term

    def text(self) -> str:
        return f"(propext {self.proof.text()})" if self.a.sort == BOOL else self.proof.text()

    def build(self, t: Terms) -> int:
        found = self.proof.build(t)
        return t.call("propext", t.node(self.a), t.node(self.b), found) if self.a.sort == BOOL else found


@frozen(eq=False)
class Reflexive:
    a: Node

    def text(self) -> str:
        return f"(@rfl _ {argument(self.a)})"

    def build(self, t: Terms) -> int:
        return t.call("rfl", t.type(self.a.sort), t.node(self.a))


@frozen(eq=False)
class Chain:
    """first = last, by steps (from, to, proof of it); a proof that is `turned` shows the step the other way round."""

    steps: tuple[tuple[Node, Node, Term, bool], ...]

    def text(self) -> str:
        words = [f"(Eq.symm {p.text()})" if turned else p.text() for _, _, p, turned in self.steps]
        found = words[-1]
        for w in reversed(words[:-1]):
            found = f"(Eq.trans {w} {found})"
        return found

    def build(self, t: Terms) -> int:
        kind = t.type(self.steps[0][0].sort)
        last = t.node(self.steps[-1][1])
        found: int | None = None
        for a, b, p, turned in reversed(self.steps):
            x, y, step = t.node(a), t.node(b), p.build(t)
            if turned:
                step = t.call("Eq.symm", kind, y, x, step)
            found = step if found is None else t.call("Eq.trans", kind, x, y, last, step, found)
        assert found is not None
        return found


@frozen(eq=False)
class Extensional:
    """a = b from proofs that their fields are."""

    a: Node
    b: Node
    theorem: str  # Spec.seq_ext or Spec.pair_ext
    fields: tuple[Term, ...]

    def text(self) -> str:
        words = [f.text() for f in self.fields]
        found = words[-1]
        for w in reversed(words[:-1]):
            found = f"({self.theorem} {w} {found})"
        return found

    def build(self, t: Terms) -> int:
        sorts = self.a.sort.args
        if self.theorem == "Spec.seq_ext":
            return t.call(self.theorem, t.type(sorts[0]), t.node(self.a), t.node(self.b), *(f.build(t) for f in self.fields))
        ends = [[t.node(x)] for x in (self.a, self.b)]  # the pairs that are left of each, the first item gone, and so on
        types = [t.type(Sort("Tuple", sorts[i:])) for i in range(len(sorts))]
        for i in range(len(sorts) - 2):
            for e in ends:
                e.append(t.call("Prod.snd", t.type(sorts[i]), types[i + 1], e[-1]))
        found = self.fields[-1].build(t)
        for i in range(len(sorts) - 2, -1, -1):
            found = t.call(self.theorem, t.type(sorts[i]), types[i + 1], ends[0][i], ends[1][i], self.fields[i].build(t), found)
        return found


@frozen(eq=False)
class Congruence:
    """What `logic.equal(a, b)` says, where both are one function of arguments that `steps` prove equal."""

    a: Node
    b: Node
    steps: tuple[Term, ...]

    def text(self) -> str:
        found = self._text([s.text() for s in self.steps])
        return f"(Spec.iff_of_eq {found})" if self.a.sort == BOOL else found

    def _text(self, steps: Sequence[str]) -> str:
        a = self.a
        if a.head == "at":
            return f"(congr {steps[0]} {steps[1]})"
        if a.head in ("len", "data", "item"):
            x = Node("var", (), a.args[0].sort, "x")
            return f"(congrArg (fun (var'x : {sort_text(x.sort)}) => {text(Node(a.head, (x,), a.sort, a.data))}) {steps[0]})"
        if a.head == "pair":
            found = steps[-1]
            for s in reversed(steps[:-1]):
                found = f"(congr (congrArg Prod.mk {s}) {found})"
            return found
        function = {"seq": "Spec.Seq.mk", "mul": "Int.mul"}.get(a.head, a.data)
        found = f"(congrArg {function} {steps[0]})"
        for s in steps[1:]:
            found = f"(congr {found} {s})"
        return found

    def build(self, t: Terms) -> int:
        a, b = self.a, self.b
        kinds = [t.type(x.sort) for x in a.args]
        xs, ys = [t.node(x) for x in a.args], [t.node(y) for y in b.args]
        result = t.type(a.sort)
        if a.head == "at":
            found = t.call("congr", kinds[1], result, xs[0], ys[0], xs[1], ys[1], *(s.build(t) for s in self.steps))
        else:
            rest = [result]  # the types of the function after so many arguments, the last first
            for k in reversed(kinds):
                rest.append(t.arrow(k, rest[-1]))
            f = g = _function(a, t)
            found = -1
            for i, (x, y, step) in enumerate(zip(xs, ys, self.steps)):
                left = rest[len(xs) - 1 - i]
                if found >= 0:
                    found = t.call("congr", kinds[i], left, f, g, x, y, found, step.build(t))
                elif x != y:
                    found = t.call("congrArg", kinds[i], left, x, y, f, step.build(t))
                f, g = t.app(f, x), t.app(g, y)
            if found < 0:
                found = t.call("rfl", result, f)
        return t.call("Spec.iff_of_eq", t.node(a), t.node(b), found) if a.sort == BOOL else found


def _function(a: Node, t: Terms) -> int:
    """The function of `a`'s arguments that `a` is."""
    match a.head:
        case "call":
            return t.variable(a.data)
        case "op" if a.data in (ITE, STORE):
            return t.call(a.data, t.type(a.args[1].sort if a.data == ITE else a.args[2].sort))
        case "op":
            return t.const(a.data)
        case "mul":
            return t.arithmetic("mul")
        case "seq":
            return t.call("Spec.Seq.mk", t.type(a.sort.args[0]))
        case "len" | "data":
            return t.call(f"Spec.Seq.{a.head}", t.type(a.args[0].sort.args[0]))
    n = len(a.args)
    body = Node(a.head, tuple(Node("bound", (), x.sort, n - 1 - i) for i, x in enumerate(a.args)), a.sort, a.data)
    for x in reversed(a.args):
        body = Node("fun", (body,), INT, x.sort)
    return t.node(body)


def reader(t: Node) -> Node:
    """The function that reads from a value what `t` reads from its first argument."""
    first = Node("bound", (), t.args[0].sort, 0)
    return Node("fun", (Node(t.head, (first, *t.args[1:]), t.sort, t.data),), t.sort, first.sort)


@frozen(eq=False)
class Whole:
    """A claim by contradiction: names for the witnesses (name, sort, claim, proof that there is one), then the refutation."""

    show: Node
    denied: Node
    witnesses: tuple[tuple[str, Sort, Node, Term], ...]
    refutation: Term

    def text(self) -> str:
        lines = ["Classical.byContradiction fun claim' =>"]
        lines += [f"Exists.elim {exists.text()} fun {w} h{w} =>" for w, _, _, exists in self.witnesses]
        return "\n".join([*lines, self.refutation.text()])

    def build(self, t: Terms) -> int:
        found = self.refutation.build(t)
        false = t.const("False")
        for w, sort, claim, exists in reversed(self.witnesses):
            kind, x, said = t.type(sort), t.variable(w), t.node(claim)
            found = t.bind(False, [(x, kind), (t.variable(f"h{w}"), said)], found)
            found = t.call("Exists.elim", kind, t.bind(False, [(x, kind)], said), false, exists.build(t), found)
        return t.call(
            "Classical.byContradiction", t.node(self.show), t.bind(False, [(t.variable("claim'"), t.node(self.denied))], found)
        )


__all__ = [
    "Applied", "Assuming", "Chain", "Congruence", "Equality", "Extensional", "Instance", "Introduced", "Known", "Positive",
    "Reflexive", "Whole", "reader",
]  # fmt: skip
