"""Ground facts: propositions over linear integer arithmetic, where everything else is opaque.

A `Form` mirrors, node by node, a Lean proposition: `lean/Spec/Certificate.lean` has the same trees, and unfolding the meaning of
one gives the proposition as it is written. `Var(i)` is the i-th opaque integer term, `Prop(i)` the i-th opaque proposition; the
caller keeps what they stand for. Nothing here is simplified behind the caller's back: the tree is the shape of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen


@frozen(cache_hash=True)
class Num:
    value: int


@frozen(cache_hash=True)
class Var:
    index: int


@frozen(cache_hash=True)
class Add:
    a: Lin
    b: Lin


@frozen(cache_hash=True)
class Sub:
    a: Lin
    b: Lin


@frozen(cache_hash=True)
class Neg:
    a: Lin


@frozen(cache_hash=True)
class Mul:
    """factor * a"""

    factor: int
    a: Lin


Lin = Num | Var | Add | Sub | Neg | Mul


@frozen(cache_hash=True)
class Tt:
    pass


@frozen(cache_hash=True)
class Ff:
    pass


@frozen(cache_hash=True)
class Prop:
    index: int


@frozen(cache_hash=True)
class Le:
    a: Lin
    b: Lin


@frozen(cache_hash=True)
class Lt:
    a: Lin
    b: Lin


@frozen(cache_hash=True)
class Eq:
    """Equality of integers; of anything else it is an opaque Prop, of propositions Iff."""

    a: Lin
    b: Lin


@frozen(cache_hash=True)
class Not:
    a: Form


@frozen(cache_hash=True)
class And:
    a: Form
    b: Form


@frozen(cache_hash=True)
class Or:
    a: Form
    b: Form


@frozen(cache_hash=True)
class Imp:
    a: Form
    b: Form


@frozen(cache_hash=True)
class Iff:
    a: Form
    b: Form


Form = Tt | Ff | Prop | Le | Lt | Eq | Not | And | Or | Imp | Iff


def conj(forms: Sequence[Form]) -> Form:
    """Nested to the right, as Lean reads `a ∧ b ∧ c`; nothing is `Tt`."""
    if not forms:
        return Tt()
    out = forms[-1]
    for f in reversed(forms[:-1]):
        out = And(f, out)
    return out


def disj(forms: Sequence[Form]) -> Form:
    """Nested to the right, as Lean reads `a ∨ b ∨ c`; nothing is `Ff`."""
    if not forms:
        return Ff()
    out = forms[-1]
    for f in reversed(forms[:-1]):
        out = Or(f, out)
    return out


def parts(f: Form) -> Iterator[Form | Lin]:
    """Every node, forms and linear terms."""
    todo: list[Form | Lin] = [f]
    while todo:
        t = todo.pop()
        yield t
        for name in ("b", "a"):
            x = getattr(t, name, None)
            if x is not None:
                todo.append(x)


def variables(forms: Iterable[Form]) -> list[int]:
    """The indices of opaque integers, ascending."""
    return sorted({t.index for f in forms for t in parts(f) if isinstance(t, Var)})


def propositions(forms: Iterable[Form]) -> list[int]:
    """The indices of opaque propositions, ascending."""
    return sorted({t.index for f in forms for t in parts(f) if isinstance(t, Prop)})


def coefficients(t: Lin) -> tuple[dict[int, int], int]:
    """The linear form of a term: factors by variable (none is 0), and the constant."""
    out: dict[int, int] = {}
    constant = 0
    todo: list[tuple[Lin, int]] = [(t, 1)]
    while todo:
        u, k = todo.pop()
        match u:
            case Num(n):
                constant += k * n
            case Var(i):
                out[i] = out.get(i, 0) + k
            case Add(a, b):
                todo += [(a, k), (b, k)]
            case Sub(a, b):
                todo += [(a, k), (b, -k)]
            case Neg(a):
                todo.append((a, -k))
            case Mul(n, a):
                todo.append((a, k * n))
    return {i: c for i, c in out.items() if c}, constant


def value(t: Lin, at: Sequence[int]) -> int:
    """The term's value where variable i is at[i]."""
    cs, constant = coefficients(t)
    return constant + sum(c * at[i] for i, c in cs.items())


def holds(f: Form, integers: Sequence[int], propositions: Sequence[bool]) -> bool:
    """The meaning, for tests and for models."""

    def go(f: Form) -> bool:
        match f:
            case Tt():
                return True
            case Ff():
                return False
            case Prop(i):
                return propositions[i]
            case Le(a, b):
                return value(a, integers) <= value(b, integers)
            case Lt(a, b):
                return value(a, integers) < value(b, integers)
            case Eq(a, b):
                return value(a, integers) == value(b, integers)
            case Not(a):
                return not go(a)
            case And(a, b):
                return go(a) and go(b)
            case Or(a, b):
                return go(a) or go(b)
            case Imp(a, b):
                return not go(a) or go(b)
            case Iff(a, b):
                return go(a) == go(b)
        raise TypeError(f)

    return go(f)


def written(t: Form | Lin, atoms: Sequence[str], props: Sequence[str]) -> str:
    """A form or term as Lean text, in parentheses; `atoms[i]` and `props[i]` are the texts of Var(i) and Prop(i)."""

    def go(t: Form | Lin) -> str:
        match t:
            case Num(n):
                return str(n) if n >= 0 else f"({n})"
            case Var(i):
                return atoms[i]
            case Prop(i):
                return props[i]
            case Tt():
                return "True"
            case Ff():
                return "False"
            case Neg(a):
                return f"(-{go(a)})"
            case Not(a):
                return f"(¬{go(a)})"
            case Mul(k, a):
                return f"({go(Num(k))} * {go(a)})"
        return f"({go(t.a)} {_SIGNS[type(t)]} {go(t.b)})"

    return go(t)


_SIGNS: dict[type, str] = {Add: "+", Sub: "-", Le: "≤", Lt: "<", Eq: "=", And: "∧", Or: "∨", Imp: "→", Iff: "↔"}
