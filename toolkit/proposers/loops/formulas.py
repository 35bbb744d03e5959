"""Formulas over integer variables that invariants are made of: polynomials compared with 0, and what `&&` and `||` make of them.

One form for all that proposers do: evaluate on states, hand to z3, read back from it, write as C text and as SMT-LIB."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import gcd
from typing import Any

from attrs import frozen

Monomial = tuple[str, ...]  # names, sorted, one as often as its power; () is 1
_DEGREE = 4


class NotAFormula(Exception):
    """A term that cannot be said in this form."""


@frozen
class Poly:
    """A polynomial with integer coefficients, none of them 0, monomials in order."""

    terms: tuple[tuple[Monomial, int], ...]

    @staticmethod
    def of(terms: Mapping[Monomial, int]) -> Poly:
        return Poly(tuple(sorted(((m, c) for m, c in terms.items() if c), key=lambda t: (-len(t[0]), t[0]))))

    @staticmethod
    def number(n: int) -> Poly:
        return Poly.of({(): n})

    @staticmethod
    def name(n: str) -> Poly:
        return Poly.of({(n,): 1})

    def __add__(self, o: Poly) -> Poly:
        found = dict(self.terms)
        for m, c in o.terms:
            found[m] = found.get(m, 0) + c
        return Poly.of(found)

    def scaled(self, k: int) -> Poly:
        return Poly.of({m: k * c for m, c in self.terms})

    def __sub__(self, o: Poly) -> Poly:
        return self + o.scaled(-1)

    def __mul__(self, o: Poly) -> Poly:
        found: dict[Monomial, int] = {}
        for m, c in self.terms:
            for n, d in o.terms:
                both = tuple(sorted(m + n))
                if len(both) > _DEGREE:
                    raise NotAFormula
                found[both] = found.get(both, 0) + c * d
        return Poly.of(found)

    @property
    def constant(self) -> int:
        return next((c for m, c in self.terms if m == ()), 0)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(n for m, _ in self.terms for n in m)

    @property
    def degree(self) -> int:
        return max((len(m) for m, _ in self.terms), default=0)

    def value(self, env: Mapping[str, int]) -> int:
        total = 0
        for m, c in self.terms:
            for n in m:
                c *= env[n]
            total += c
        return total

    def z3(self, names: Mapping[str, Any]) -> Any:
        parts: list[Any] = []
        for m, c in self.terms:
            factors = [names[n] for n in m]
            part = c if c != 1 or not factors else factors.pop(0)
            for f in factors:
                part = part * f
            parts.append(part)
        total = parts[0] if parts else 0
        for part in parts[1:]:
            total = total + part
        return total

    def smt(self, quote: Callable[[str], str]) -> str:
        parts = [_product([_numeral(c)] * (c != 1 or not m) + [quote(n) for n in m]) for m, c in self.terms]
        return "0" if not parts else parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"


def _numeral(n: int) -> str:
    return str(n) if n >= 0 else f"(- {-n})"


def _product(factors: Sequence[str]) -> str:
    return factors[0] if len(factors) == 1 else f"(* {' '.join(factors)})"


@frozen
class Formula:
    """`kind`: ge, eq, ne (`poly` compared with 0), divides (`poly` by `by`), and, or (of `parts`; none: true, false)."""

    kind: str
    poly: Poly = Poly(())
    parts: tuple[Formula, ...] = ()
    by: int = 0

    @property
    def names(self) -> frozenset[str]:
        return self.poly.names.union(*(p.names for p in self.parts))

    @property
    def degree(self) -> int:
        return max((self.poly.degree, *(p.degree for p in self.parts)))

    @property
    def size(self) -> int:
        """How much there is to read: the simpler one is kept."""
        return sum(2 + len(m) + (abs(c) > 1) + min(abs(c), 10**6).bit_length() // 6 for m, c in self.poly.terms) + sum(
            2 + p.size for p in self.parts
        )

    def negated(self) -> Formula:
        if self.kind == "ge":
            return ge(self.poly.scaled(-1) - Poly.number(1))
        if self.kind in ("eq", "ne"):
            return Formula("ne" if self.kind == "eq" else "eq", self.poly)
        if self.kind == "divides":
            raise NotAFormula
        return junction("or" if self.kind == "and" else "and", [p.negated() for p in self.parts])

    def holds(self, env: Mapping[str, int]) -> bool:
        if self.kind in ("and", "or"):
            return (all if self.kind == "and" else any)(p.holds(env) for p in self.parts)
        v = self.poly.value(env)
        return v >= 0 if self.kind == "ge" else v == 0 if self.kind == "eq" else v != 0 if self.kind == "ne" else v % self.by == 0

    def z3(self, z3: Any, names: Mapping[str, Any]) -> Any:
        """As a term; z3's `and`, `or` and comparisons of the context that the names are of."""
        if self.kind in ("and", "or"):
            parts = [p.z3(z3, names) for p in self.parts]
            ctx = next(iter(names.values())).ctx if names else None
            if not parts:
                return z3.BoolVal(self.kind == "and", ctx)
            return parts[0] if len(parts) == 1 else z3.And(parts) if self.kind == "and" else z3.Or(parts)
        v = self.poly.z3(names)
        if isinstance(v, int):
            ctx = next(iter(names.values())).ctx if names else None
            return z3.BoolVal(self.holds({}), ctx)
        return v >= 0 if self.kind == "ge" else v == 0 if self.kind == "eq" else v != 0 if self.kind == "ne" else v % self.by == 0

    def smt(self, quote: Callable[[str], str]) -> str:
        """As an SMT-LIB term."""
        if self.kind in ("and", "or"):
            parts = [p.smt(quote) for p in self.parts]
            return parts[0] if len(parts) == 1 else f"({self.kind} {' '.join(parts)})" if parts else str(self.kind == "and").lower()
        p = self.poly.smt(quote)
        if self.kind == "divides":
            return f"(= (mod {p} {self.by}) 0)"
        compared = f"({'>=' if self.kind == 'ge' else '='} {p} 0)"
        return f"(not {compared})" if self.kind == "ne" else compared

    def text(self, name: Callable[[str], str] = str) -> str:
        """As an ACSL predicate, the way a person would write it: everything with a plus, names before numbers."""
        if self.kind in ("and", "or"):
            if not self.parts:
                return "\\true" if self.kind == "and" else "\\false"
            first, *rest = self.parts
            if self.kind == "or" and rest and first.kind != "divides":
                return f"{first.negated().bracketed(name)} ==> {junction('or', rest).bracketed(name)}"
            return (" && " if self.kind == "and" else " || ").join(p.bracketed(name) for p in self.parts)
        if self.kind == "divides":
            return f"({_sum(self.poly.terms, name)}) % {self.by} == 0"
        return self._compared(name)

    def bracketed(self, name: Callable[[str], str]) -> str:
        return f"({self.text(name)})" if self.kind in ("and", "or") and len(self.parts) > 1 else self.text(name)

    def _compared(self, name: Callable[[str], str]) -> str:
        terms = [(m, c) for m, c in self.poly.terms if m]
        constant = self.poly.constant
        left = [(m, c) for m, c in terms if c > 0]
        right = [(m, -c) for m, c in terms if c < 0]
        op = {"ge": ">=", "eq": "==", "ne": "!="}[self.kind]
        if not left:  # turned round
            left, right, constant, op = right, left, -constant, {">=": "<="}.get(op, op)
        if op in (">=", "<=") and right and constant == (-1 if op == ">=" else 1):
            op, constant = op[0], 0
        if constant > 0 and right:
            return f"{_sum([*left, ((), constant)], name)} {op} {_sum(right, name)}"
        rest = [*right, ((), -constant)] if constant else right
        return f"{_sum(left, name)} {op} {_sum(rest, name)}"


def _sum(terms: Sequence[tuple[Monomial, int]], name: Callable[[str], str]) -> str:
    text = ""
    for m, c in terms:
        factors = [str(abs(c))] * (abs(c) != 1 or not m) + [name(n) for n in m]
        part = " * ".join(factors)
        text += (" - " if c < 0 else " + ") + part if text else ("-" if c < 0 else "") + part
    return text or "0"


TRUE = Formula("and")
FALSE = Formula("or")


def ge(p: Poly) -> Formula:
    """p >= 0, its coefficients without a common factor."""
    factor = gcd(*(c for m, c in p.terms if m)) if p.names else 0
    if not factor:
        return TRUE if p.constant >= 0 else FALSE
    return Formula("ge", Poly.of({m: c // factor for m, c in p.terms}))  # // rounds the constant down, as it must


def eq(p: Poly) -> Formula:
    factor = gcd(*(c for m, c in p.terms if m)) if p.names else 0
    if not factor:
        return TRUE if p.constant == 0 else FALSE
    if p.constant % factor:
        return FALSE
    sign = factor if p.terms[0][1] > 0 else -factor
    return Formula("eq", Poly.of({m: c // sign for m, c in p.terms}))


def junction(kind: str, parts: Sequence[Formula]) -> Formula:
    """`and` or `or`, flattened; a pair `p >= 0`, `p <= 0` under `and` is `p == 0`."""
    flat: dict[Formula, None] = {}
    for p in parts:
        for q in p.parts if p.kind == kind else (p,):
            if q.kind in ("and", "or") and not q.parts:  # true or false
                return FALSE if kind == "and" else TRUE
            flat[q] = None
    if kind == "and":
        for q in list(flat):
            if q.kind == "ge" and q in flat:
                opposite = Formula("ge", q.poly.scaled(-1))
                if opposite in flat:
                    del flat[q], flat[opposite]
                    flat[eq(q.poly)] = None
    return next(iter(flat)) if len(flat) == 1 else Formula(kind, parts=tuple(flat))


def conjuncts(f: Formula) -> tuple[Formula, ...]:
    return f.parts if f.kind == "and" else (f,)


def read(z3: Any, e: Any, name: Callable[[Any], str]) -> Formula:
    """A z3 term as a formula. `name` gives the name of a leaf. Raises `NotAFormula`."""
    if z3.is_true(e):
        return TRUE
    if z3.is_false(e):
        return FALSE
    if z3.is_and(e) or z3.is_or(e):
        return junction("and" if z3.is_and(e) else "or", [read(z3, c, name) for c in e.children()])
    if z3.is_not(e):
        return read(z3, e.arg(0), name).negated()
    if z3.is_implies(e):
        return junction("or", [read(z3, e.arg(0), name).negated(), read(z3, e.arg(1), name)])
    if z3.is_eq(e) or z3.is_distinct(e):
        a, b = e.children()
        if a.sort().kind() != z3.Z3_INT_SORT:
            raise NotAFormula
        found = _divisible(z3, a, b, name) or _divisible(z3, b, a, name) or eq(poly(z3, a, name) - poly(z3, b, name))
        return found if z3.is_eq(e) else found.negated()
    for test, low, high, strict in ((z3.is_ge, 0, 1, 0), (z3.is_le, 1, 0, 0), (z3.is_gt, 0, 1, 1), (z3.is_lt, 1, 0, 1)):
        if test(e):
            return ge(poly(z3, e.arg(low), name) - poly(z3, e.arg(high), name) - Poly.number(strict))
    raise NotAFormula


def _divisible(z3: Any, a: Any, b: Any, name: Callable[[Any], str]) -> Formula | None:
    if z3.is_mod(a) and z3.is_int_value(a.arg(1)) and z3.is_int_value(b) and a.arg(1).as_long() > 0:
        by, rest = a.arg(1).as_long(), b.as_long()
        return Formula("divides", poly(z3, a.arg(0), name) - Poly.number(rest), by=by) if 0 <= rest < by else FALSE
    return None


def poly(z3: Any, e: Any, name: Callable[[Any], str]) -> Poly:
    if z3.is_int_value(e):
        return Poly.number(e.as_long())
    if z3.is_add(e):
        total = Poly(())
        for c in e.children():
            total = total + poly(z3, c, name)
        return total
    if z3.is_sub(e):
        first, *rest = e.children()
        total = poly(z3, first, name)
        for c in rest:
            total = total - poly(z3, c, name)
        return total
    if z3.is_mul(e):
        total = Poly.number(1)
        for c in e.children():
            total = total * poly(z3, c, name)
        return total
    if z3.is_app_of(e, z3.Z3_OP_UMINUS):
        return poly(z3, e.arg(0), name).scaled(-1)
    if z3.is_var(e) or z3.is_const(e):
        return Poly.name(name(e))
    raise NotAFormula
