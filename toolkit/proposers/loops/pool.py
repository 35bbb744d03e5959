"""Candidates for invariants: from the program's own conditions and constants, and from the states that runs went through."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, combinations_with_replacement
from math import lcm

from attrs import define, field

from toolkit.core.ir import CHOICES, INT, Assign, Expr, Function, Loop, Module, statements
from toolkit.core.semantics import Env, Interpreter, OutOfFuel
from toolkit.proposers.loops.formulas import Formula, Monomial, NotAFormula, Poly, eq, ge, junction
from toolkit.proposers.mining import nullspace
from toolkit.search import Search

_RUNS = 160
_STEPS = 40_000  # of all runs
_VISITS = 60  # of loop heads, in one run
_STATES = 400  # kept per loop
_LARGEST = 10**6  # values in states that relations are sought in
_FEW = 5  # variables of which all pairs are looked at
_PAIRS = 900  # disjunctions tried
State = Mapping[str, int]


def observe(module: Module, f: Function, search: Search) -> dict[str, list[State]]:
    """States at the heads of the function's own loops, each once, by loop; `$arg_` names are what parameters were."""
    own = {id(s): s.key for s in statements(f.body) if isinstance(s, Loop)}
    found: dict[str, dict[tuple[tuple[str, int], ...], None]] = {k: {} for k in own.values()}

    visits = 0

    def head(loop: Loop, env: Env) -> None:
        nonlocal visits
        visits += 1
        if visits > _VISITS:
            raise OutOfFuel
        key = own.get(id(loop))
        if key is not None and len(found[key]) < _STATES:
            state = tuple(sorted((n, v) for n, v in env.items() if type(v) is int and (n[0] != "$" or n.startswith("$arg_"))))
            found[key][state] = None

    machine = Interpreter(module, fuel=3_000, on_head=head)
    left = _STEPS
    for c in search.small(_RUNS):
        visits = 0
        machine.run(f.name, c.call_args())
        left -= machine.spent
        if left < 0:
            break
    return {k: [dict(s) for s in states] for k, states in found.items()}


@define(eq=False)
class Pool:
    """Candidates for one function's loops. `names` are the variables of each loop that matter: what is read somewhere."""

    function: Function
    names: dict[str, list[str]]
    states: dict[str, list[State]]
    constants: list[int] = field(init=False)
    atoms: list[Formula] = field(init=False)

    def __attrs_post_init__(self) -> None:
        exprs = [x for e in self.function.expressions() for x in e.walk()]
        numbers = {x.data for x in exprs if x.op == "const" and x.sort == INT and type(x.data) is int}
        near = {n + d for n in numbers for d in (-1, 0, 1)}
        self.constants = sorted({-1, 0, 1} | near, key=lambda n: (abs(n), n))[:24]
        found: dict[Formula, None] = {}
        for x in exprs:
            for a in _atoms(x):
                found[a] = None
        self.atoms = list(found)

    def fit(self, key: str, fs: Sequence[Formula]) -> list[Formula]:
        """Those over this loop's variables that hold in every state seen, each once."""
        names = set(self.names[key])
        return [
            f for f in dict.fromkeys(fs)
            if f.names and f.names <= names and all(f.holds(s) for s in self.states[key] if f.names <= s.keys())
        ]  # fmt: skip

    def bounds(self, key: str) -> list[Formula]:
        """Each variable against the program's numbers, and the program's own conditions, also a little weaker."""
        found = [*self.conditions(), *self.equalities(key, 1)]
        for n in self.names[key]:
            for sign in (1, -1):
                found += self.limits(key, Poly.name(n).scaled(sign), 5)
        return self.fit(key, found)

    def octagons(self, key: str) -> list[Formula]:
        """+-x +-y >= c (Miné 2006)."""
        found: list[Formula] = []
        for a, b in self.pairs(key):
            for i, j in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
                found += self.limits(key, Poly.name(a).scaled(i) + Poly.name(b).scaled(j), 3)
        return self.fit(key, found)

    def pairs(self, key: str) -> list[tuple[str, str]]:
        """Pairs of variables; of many variables only those that stand together in a condition or an assignment."""
        every = list(combinations(self.names[key], 2))
        if len(self.names[key]) <= _FEW:
            return every
        together = [a.names for a in self.atoms]
        for s in statements(self.function.body):
            if isinstance(s, Assign):
                together.append(frozenset({s.target, *(x.data for x in s.value.walk() if x.op == "var")}))
        return [(a, b) for a, b in every if any(a in t and b in t for t in together)]

    def limits(self, key: str, p: Poly, most: int) -> list[Formula]:
        """p >= c for the least value seen and the next smaller numbers of the program."""
        seen = [p.value(s) for s in self.states[key] if p.names <= s.keys()]
        if not seen:
            return [ge(p - Poly.number(c)) for c in self.constants[:most]]
        low = min(seen)
        near = sorted((c for c in {*self.constants, *(-c for c in self.constants)} if c <= low), reverse=True)[:most]
        return [ge(p - Poly.number(c)) for c in dict.fromkeys([*([low] if abs(low) < _LARGEST else []), *near])]

    def conditions(self) -> list[Formula]:
        found: list[Formula] = []
        for a in self.atoms:
            found += [a, a.negated()]
            if a.kind == "ge":
                found += [ge(a.poly + Poly.number(1)), ge(Poly(()) - a.poly)]
            else:
                found += [ge(a.poly), ge(a.poly.scaled(-1))]
        return found

    def equalities(self, key: str, degree: int) -> list[Formula]:
        """Polynomial equalities of a degree that hold in every state seen (exact linear algebra over monomials)."""
        names = self.names[key]
        monomials: list[Monomial] = [m for d in range(degree + 1) for m in combinations_with_replacement(names, d)]
        if len(monomials) > 60:
            return []
        rows = []
        for s in self.states[key]:
            if all(n in s and abs(s[n]) < _LARGEST for n in names):
                row = []
                for m in monomials:
                    v = 1
                    for n in m:
                        v *= s[n]
                    row.append(v)
                rows.append(row)
        if len(rows) < len(monomials) + degree:  # too few to tell a law from chance
            return []
        found = []
        for relation in nullspace(rows):
            scale = lcm(*(v.denominator for v in relation))
            whole = [int(v * scale) for v in relation]
            if max(map(abs, whole)) <= 10_000:
                found.append(eq(Poly.of(dict(zip(monomials, whole)))))
        return [f for f in found if f.names and f.degree == degree or degree == 1]

    def products(self, key: str) -> list[Formula]:
        """Linear combinations of a variable with a square or a product, bounded."""
        found: list[Formula] = []
        names = self.names[key]
        for n in names:
            for m in combinations_with_replacement(names, 2):
                square = Poly.of({m: 1})
                for p in (Poly.name(n) - square, square - Poly.name(n)):
                    found += self.limits(key, p, 2)
        return self.fit(key, found)

    def disjunctions(self, key: str) -> list[Formula]:
        """a || b, where neither holds in all states: at the start or after it, on one side of a condition or the other."""
        names, states = set(self.names[key]), self.states[key]
        basic = [a for a in dict.fromkeys(self.conditions()) if a.names and a.names <= names]
        starts = [eq(Poly.name(n) - Poly.number(c)) for n in self.names[key] for c in self.constants[:8]]
        sides = [(a, _pattern(a, states)) for a in dict.fromkeys([*basic, *starts])]
        every = (1 << len(states)) - 1
        open_ = [(a, p) for a, p in sides if p != every and p]
        found = [junction("or", [a, b]) for (a, p), (b, q) in combinations(open_, 2) if p | q == every and a.negated() != b]
        return sorted(found, key=lambda f: f.size)[:_PAIRS]


def _pattern(a: Formula, states: Sequence[State]) -> int:
    """In which states it holds, a bit each."""
    return sum(1 << i for i, s in enumerate(states) if a.names <= s.keys() and a.holds(s))


def relevant(f: Function, names: Sequence[str]) -> list[str]:
    """The names that some expression of the function reads, `$arg_` ones where the parameter changes."""
    read = {x.data for e in f.expressions() for x in e.walk() if x.op == "var"}
    return [n for n in names if n in read or n.startswith("$arg_")]


def _atoms(e: Expr) -> Iterator[Formula]:
    """A comparison of polynomials as a formula."""
    if e.op not in ("lt", "le", "gt", "ge", "eq", "ne") or any(a.sort != INT for a in e.args):
        return
    try:
        a, b = (_poly(x) for x in e.args)
    except NotAFormula:
        return
    one = Poly.number(1)
    form = {"lt": ge(b - a - one), "le": ge(b - a), "gt": ge(a - b - one), "ge": ge(a - b)}
    found = form[e.op] if e.op in form else eq(a - b)
    if found.names:
        yield found


def _poly(e: Expr) -> Poly:
    if e.op == "const":
        return Poly.number(e.data)
    if e.op == "var":
        if e.data == "$result" or e.data.startswith("$") and not e.data.startswith("$arg_") or e.data == CHOICES:
            raise NotAFormula
        return Poly.name(e.data)
    if e.op == "neg":
        return _poly(e.args[0]).scaled(-1)
    if e.op in ("add", "sub", "mul"):
        a, b = (_poly(x) for x in e.args)
        return a + b if e.op == "add" else a - b if e.op == "sub" else a * b
    if e.op == "required":
        return _poly(e.args[0])
    raise NotAFormula
