"""Conditions over a function's parameters that tell two kinds of runs apart: preconditions (runs that end well from runs that
fail) and the conditions of exceptions that are raised on purpose.

Two sources. *Runs*: a set of short disjunctions of atoms, each true on every run that must be allowed, that together exclude
every run that must not be; the atoms are the function's own words and templates (the data-driven inference of preconditions of
Padhi, Sharma and Millstein, PLDI 2016, with a conjunction of small clauses as Valiant learns it). No run that ends well is
excluded, so that what is found is as weak as the runs can tell. *Goals*: what a failed proof obligation without loops says
about the entry, other variables eliminated by z3's `qe`."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, product
from math import gcd
from typing import Any

from toolkit.core.ir import BOOL, INT, STR, Function, Goal, Sort
from toolkit.proposers.summaries import Summary, names_in, negated, tidy

_PAIRS = 60  # atoms that are combined in twos
_NUMBERS = 6
_COEFFICIENT, _DIMENSIONS, _HALFSPACES = 2, 4, 20  # largest coefficient, terms, how many are proposed
_SECONDS = 2  # the outer guard for z3's tactics, which honour no step limit


def atoms(f: Function, node: ast.FunctionDef, summary: Summary, wanted: Sequence[str] = ()) -> list[str]:
    """Conditions over the parameters, likely ones first: what the caller wants, what the code needs where it divides or looks
    up, its own tests, templates."""
    found: dict[str, None] = {}
    params = {p.name for p in f.params}
    for e in (*wanted, *_needs(node, params)):
        found.setdefault(e)
    for c in summary.conditions:
        for part in (c, *_parts(c)):
            if names_in(part) & params:
                found.setdefault(ast.unparse(part))
                found.setdefault(ast.unparse(negated(part)))
    for e in _templates(f, node):
        found.setdefault(e)
    for t in summary.tests:
        found.setdefault(ast.unparse(t.any()))
        found.setdefault(ast.unparse(t.all_not()))
    return list(found)


def _parts(e: ast.expr) -> Iterator[ast.expr]:
    if isinstance(e, ast.BoolOp):
        for v in e.values:
            yield v
            yield from _parts(v)
    elif isinstance(e, ast.Compare) and len(e.ops) > 1:
        for a, op, b in zip((e.left, *e.comparators), e.ops, e.comparators):
            yield ast.Compare(a, [op], [b])


def _needs(node: ast.FunctionDef, params: set[str]) -> Iterator[str]:
    """Divisors, indices, keys, as they stand in the code, where they are over the parameters."""
    for n in ast.walk(ast.Module(node.body, [])):
        if isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.FloorDiv | ast.Mod | ast.Div):
            divisor = n.right if isinstance(n, ast.BinOp) else n.value
            if names_in(divisor) and _over(divisor, params):
                d = ast.unparse(divisor)
                sized = isinstance(divisor, ast.Call) and ast.unparse(divisor.func) == "len"
                yield from () if sized else (f"{d} != 0",)
                yield f"{d} > 0"
        elif isinstance(n, ast.Subscript) and isinstance(n.value, ast.Constant) and isinstance(n.value.value, str):
            if names_in(n.slice) and _over(n.slice, params):
                i, size_ = ast.unparse(n.slice), len(n.value.value)
                yield from (f"0 <= {i} < {size_}", f"-{size_} <= {i} < {size_}")
        elif isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name) and n.value.id in params:
            xs = n.value.id
            if isinstance(n.slice, ast.Constant) and isinstance(n.slice.value, int):
                yield f"len({xs}) > {n.slice.value}"
            elif not isinstance(n.slice, ast.Slice | ast.UnaryOp) and _over(n.slice, params) and names_in(n.slice):
                i = ast.unparse(n.slice)
                yield from (f"{i} in {xs}", f"0 <= {i} < len({xs})", f"-len({xs}) <= {i} < len({xs})", f"{i} < len({xs})")
            elif _over(n.slice, params) and names_in(n.slice):
                yield f"{ast.unparse(n.slice)} in {xs}"


def _over(e: ast.expr, params: set[str]) -> bool:
    return names_in(e) - {"len", "abs", "min", "max", "sum"} <= params


def _templates(f: Function, node: ast.FunctionDef) -> Iterator[str]:
    sorts = {p.name: p.sort for p in f.params}
    ints = [n for n, s in sorts.items() if s == INT]
    lists = [n for n, s in sorts.items() if s.name in ("List", "Seq")]
    sized = [n for n, s in sorts.items() if s == STR or s.name in ("List", "Seq", "Dict", "Set", "FrozenSet", "Bytes")]
    x = free_name(f, "x", "item", "value")
    j = free_name(f, "k", "j", "index")
    for xs in sized:
        yield f"len({xs}) > 0"
    for n in ints:
        yield from (f"{n} >= 0", f"{n} > 0", f"{n} != 0")
    for n, s in sorts.items():
        if s.name == "Union" and s.args[0].name == "None":
            yield f"{n} is not None"
    for a, b in combinations(ints, 2):
        yield from (f"{a} <= {b}", f"{b} <= {a}", f"{a} < {b}", f"{b} < {a}", f"{a} != {b}", f"{a} == {b}")
    for n in ints:
        for xs in sized:
            size = f"len({xs})"
            yield from (f"{n} < {size}", f"{n} <= {size}", f"0 <= {n} < {size}", f"0 <= {n} <= {size}", f"-{size} <= {n}")
        for xs in (y for y, s in sorts.items() if s.args and s.args[0] == INT):
            yield f"{n} in {xs}"
    for k, s in sorts.items():
        for d, t in sorts.items():
            if t.args and t.args[0] == s and k != d and s != INT:
                yield f"{k} in {d}"
    for a, b in combinations(sized, 2):
        yield from (f"len({a}) == len({b})", f"len({a}) <= len({b})", f"len({b}) <= len({a})")
    for n in ints:
        for c in numbers(node):
            yield from (f"{n} >= {c}", f"{n} <= {c}", f"{n} > {c}", f"{n} < {c}", f"{n} != {c}", f"{n} == {c}")
    for xs in sized:
        for c in (1, *numbers(node)):
            if c > 0:
                yield from (f"len({xs}) > {c}", f"len({xs}) >= {c}", f"len({xs}) == {c}")
        yield f"len({xs}) % 2 == 0"
    for xs in lists:
        item = sorts[xs].args[0]
        if item == INT:
            yield from (f"all({x} >= 0 for {x} in {xs})", f"all({x} > 0 for {x} in {xs})", f"all({x} != 0 for {x} in {xs})")
            yield f"all({xs}[{j}] <= {xs}[{j} + 1] for {j} in range(len({xs}) - 1))"
            for other in sized:
                if other != xs:
                    yield f"all(0 <= {x} < len({other}) for {x} in {xs})"
                    yield f"all(-len({other}) <= {x} < len({other}) for {x} in {xs})"
                    yield f"all({x} < len({other}) for {x} in {xs})"
        if item == STR or item.name == "List":
            yield f"all(len({x}) > 0 for {x} in {xs})"
            yield f"all(len({x}) == len({xs}[0]) for {x} in {xs})"
            for n in ints:
                yield f"all({n} < len({x}) for {x} in {xs})"
                yield f"all(0 <= {n} < len({x}) for {x} in {xs})"
        for d, t in sorts.items():
            if t.name in ("Dict", "Set") and t.args[0] == item:
                yield f"all({x} in {d} for {x} in {xs})"
    for s in (n for n, t in sorts.items() if t == STR):
        yield f"all('0' <= {x} <= '9' for {x} in {s})"
        yield from (f"len({s}) == 1",)


def free_name(f: Function, *names: str) -> str:
    """The first name that the function does not use for something that a clause may speak of."""
    taken = {p.name for p in f.params}
    return next(n for n in (*names, *(f"{names[0]}_{i}" for i in range(1, 99))) if n not in taken)


def numbers(node: ast.FunctionDef) -> list[int]:
    """Whole numbers that the body mentions, but 0."""
    found: dict[int, None] = {}
    for n in ast.walk(ast.Module(node.body, [])):
        if isinstance(n, ast.Constant) and type(n.value) is int and 0 < abs(n.value) < 10**6:
            found[n.value] = None
    return list(found)[:_NUMBERS]


# --- telling runs apart -------------------------------------------------------------------------------------------

Row = tuple[bool, ...]


def separate(rows: Mapping[str, tuple[Row, Row]], good: int, bad: int) -> list[str] | None:
    """Conditions, each true on all good runs, of which on every bad run one is false: as few and as short as can be (greedily).

    `rows` gives an atom's truth on the `good` runs and on the `bad` ones, likely atoms first; None when the atoms cannot tell
    them apart."""
    if not bad:
        return []
    clauses: list[tuple[str, frozenset[int], int]] = []
    for rank, (text, (on_good, on_bad)) in enumerate(rows.items()):
        excluded = frozenset(i for i, v in enumerate(on_bad) if not v)
        if all(on_good) and excluded:
            clauses.append((text, excluded, 4 * size(text) + min(rank, 80) // 4))
    covered = frozenset[int]().union(*(c[1] for c in clauses), frozenset())
    if len(covered) < bad:
        clauses += list(_pairs(rows, bad, covered, good))
    chosen: list[str] = []
    open_ = set(range(bad))
    while open_:
        best = min(clauses, key=lambda c: (-_worth(len(c[1] & open_), bad), c[2]), default=None)
        if best is None or not best[1] & open_:
            return None
        chosen.append(best[0])
        open_ -= best[1]
    return _needed(chosen, {c[0]: c[1] for c in clauses}, bad)


def size(text: str) -> int:
    """Parts of an expression: names, constants, operators, calls."""
    return sum(not isinstance(n, ast.expr_context | ast.Expression) for n in ast.walk(ast.parse(text, mode="eval")))


def _worth(n: int, bad: int) -> int:
    """How much is excluded, coarsely: among clauses that are about as good, the simpler one is wanted."""
    return 10 if n == bad else 9 * n // bad if n * 4 > bad else 0 if not n else 1


def _needed(chosen: list[str], excluded: Mapping[str, frozenset[int]], bad: int) -> list[str]:
    for c in list(reversed(chosen)):
        rest = [excluded[d] for d in chosen if d != c]
        if len(frozenset[int]().union(*rest, frozenset())) == bad:
            chosen.remove(c)
    return chosen


def _pairs(
    rows: Mapping[str, tuple[Row, Row]], bad: int, covered: frozenset[int], good: int
) -> Iterator[tuple[str, frozenset[int], int]]:
    """Disjunctions of two atoms that exclude what no single atom does."""
    useful = [
        (t, g, b) for t, (g, b) in rows.items()
        if any(g) and not all(g) and any(not v for i, v in enumerate(b) if i not in covered)
    ][:_PAIRS]  # fmt: skip
    for (s, g, b), (t, h, c) in combinations(useful, 2):
        if all(x or y for x, y in zip(g, h)):
            excluded = frozenset(i for i in range(bad) if not (b[i] or c[i]))
            if excluded - covered:
                yield f"{s} or {t}", excluded, 4 * (size(s) + size(t)) + 40


def halfspaces(names: Sequence[str], good: Sequence[Sequence[int]], bad: Sequence[Sequence[int]]) -> list[str]:
    """Linear conditions with small coefficients over the terms `names` that are true on all good rows, as tight as these allow,
    and false on some bad one; the ones that exclude more first."""
    found: list[tuple[int, int, str]] = []
    for a in product(range(-_COEFFICIENT, _COEFFICIENT + 1), repeat=len(names[:_DIMENSIONS])):
        if not good or gcd(*a) != 1 or sum(map(bool, a)) < 2:
            continue  # multiples of a name alone are among the templates
        sums = [sum(c * v for c, v in zip(a, row)) for row in good]
        least, most = min(sums), max(sums)
        outside = [sum(c * v for c, v in zip(a, row)) for row in bad]
        excluded = sum(v < least for v in outside)
        if least == most and next(c for c in a if c) > 0 and any(v != least for v in outside):
            found.append((-len(outside) + sum(v == least for v in outside), sum(map(abs, a)), _linear(names, a, least, "==")))
        elif excluded:
            found.append((-excluded, sum(map(abs, a)), _linear(names, a, least, ">=")))
    return [text for _, _, text in sorted(found)[:_HALFSPACES]]


def _linear(names: Sequence[str], coefficients: Sequence[int], bound: int, op: str) -> str:
    """`x + y <= 2 * z`: everything with a plus."""
    left = [n if c == 1 else f"{c} * {n}" for n, c in zip(names, coefficients) if c > 0]
    right = [n if c == -1 else f"{-c} * {n}" for n, c in zip(names, coefficients) if c < 0]
    if op == ">=" and bound == 1 and right:  # x >= y + 1
        op, bound = ">", 0
    if not left:
        op, left, right, bound = {">=": "<=", ">": "<"}.get(op, op), right, left, -bound
    if right and bound:
        (right if bound > 0 else left).append(str(abs(bound)))
    if not right:
        return f"{' + '.join(left)} {op} {bound}"
    return f"{' + '.join(left)} {op} {' + '.join(right)}"


def exactly(rows: Mapping[str, tuple[Row, Row]], good: int, bad: int) -> str | None:
    """One condition that is true on all good runs and false on all bad ones: a conjunction, or a disjunction."""
    together = separate(rows, good, bad)
    turned = {t: (tuple(not v for v in b), tuple(not v for v in g)) for t, (g, b) in rows.items()}
    either = separate(turned, bad, good)
    found = []
    if together:
        found.append(" and ".join(f"({c})" if " or " in c and len(together) > 1 else c for c in together))
    if either and not any(" or " in c for c in either):
        found.append(" or ".join(either))
    return min(found, key=len, default=None)


def joined(clauses: Sequence[str]) -> list[str]:
    """`0 <= i` and `i < n` as `0 <= i < n`."""
    left = list(clauses)
    for a in clauses:
        for b in clauses:
            lower, upper = _bounds(a), _bounds(b)
            if a in left and b in left and a != b and lower and upper and lower[0] == upper[0] and lower[1] == "low":
                if upper[1] == "high":
                    left[left.index(a)] = f"{lower[2]} {lower[0]} {upper[2]}"
                    left.remove(b)
    return left


def _bounds(text: str) -> tuple[str, str, str] | None:
    """(what, "low", "0 <=") of `what >= 0`, (what, "high", "< n") of `what < n`, where it is one comparison of a name."""
    e = ast.parse(text, mode="eval").body
    if not (isinstance(e, ast.Compare) and len(e.ops) == 1):
        return None
    a, b = ast.unparse(e.left), ast.unparse(e.comparators[0])
    match e.ops[0]:
        case ast.GtE() if isinstance(e.left, ast.Name):
            return a, "low", f"{b} <="
        case ast.Gt() if isinstance(e.left, ast.Name):
            return a, "low", f"{b} <"
        case ast.LtE() if isinstance(e.comparators[0], ast.Name) and not isinstance(e.left, ast.Name):
            return b, "low", f"{a} <="
        case ast.Lt() if isinstance(e.left, ast.Name):
            return a, "high", f"< {b}"
        case ast.LtE() if isinstance(e.left, ast.Name):
            return a, "high", f"<= {b}"
    return None


# --- what a failed goal says about the entry ----------------------------------------------------------------------


def from_goals(goals: Sequence[Goal], f: Function, rlimit: int) -> list[str]:
    """What must hold at entry for failed goals to hold, as Python; goals that say it in no way that we can write are left out.

    Only goals that no loop or call stands before (`Goal.approximate`) mean anything about the entry. `rlimit` in z3's steps."""
    found: dict[str, None] = {}
    for g in goals:
        if g.approximate or g.sat or not g.smt:
            continue
        for text in _at_entry(g, f, rlimit):
            found.setdefault(text)
    return list(found)


def _at_entry(goal: Goal, f: Function, rlimit: int) -> list[str]:
    import z3

    ctx = z3.Context()
    try:
        solver = z3.Solver(ctx=ctx)
        solver.from_string(goal.smt)
        parts = list(solver.assertions())
        if any(z3.is_quantifier(a) for a in parts):
            return []
        failing = z3.And(parts)
        reader = _Reader(z3, {p.name: p.sort for p in f.params})
        constants = _constants(z3, failing)
        hidden = [c for c in constants if not reader.known(c)]
        if hidden:
            failing = z3.Exists(hidden, failing)
        steps = ["simplify", *(["solve-eqs", "qe"] if hidden else []), "ctx-solver-simplify"]
        limited = z3.TryFor(z3.Then(*steps, ctx=ctx), _SECONDS * 1000, ctx=ctx)
        wanted = z3.simplify(z3.Not(limited(failing).as_expr()))
        sizes = [c >= 0 for c in constants if c.decl().name().endswith(":len")]
        solver = z3.Solver(ctx=ctx)
        solver.set("rlimit", rlimit)
        solver.add(sizes)
        found = []
        for p in wanted.children() if z3.is_and(wanted) else [wanted]:
            either = [d for d in (p.children() if z3.is_or(p) else [p]) if solver.check(d) != z3.unsat]
            found.append(reader.condition(either[0] if len(either) == 1 else z3.Or(either)) if either else None)
        return [t for t in found if t not in (None, "True", "False")]
    except z3.Z3Exception:
        return []


def _constants(z3: Any, e: Any) -> list[Any]:
    found: dict[str, Any] = {}
    stack, seen = [e], set()
    while stack:
        t = stack.pop()
        if t.get_id() in seen:
            continue
        seen.add(t.get_id())
        if z3.is_const(t) and t.decl().kind() == z3.Z3_OP_UNINTERPRETED:
            found.setdefault(t.decl().name(), t)
        stack.extend(t.children())
    return list(found.values())


class _NotPython(Exception):
    pass


class _Reader:
    """z3 terms over a function's parameters as Python. (`'name:len`, `'name:data` in a goal's text)."""

    def __init__(self, z3: Any, sorts: Mapping[str, Sort]) -> None:
        self.z3, self.sorts = z3, sorts

        order = {z3.Z3_OP_LE: "<=", z3.Z3_OP_GE: ">=", z3.Z3_OP_LT: "<", z3.Z3_OP_GT: ">", z3.Z3_OP_EQ: "=="}
        self.comparisons: dict[int, str] = order

    def known(self, c: Any) -> bool:
        name = c.decl().name()
        return name[:1] == "'" and name[1:].split(":")[0] in self.sorts

    def condition(self, e: Any) -> str | None:
        try:
            text = self.text(e)
        except _NotPython:
            return None
        return ast.unparse(tidy(ast.parse(text, mode="eval").body))

    def text(self, e: Any) -> str:
        z3 = self.z3
        if z3.is_true(e) or z3.is_false(e):
            return str(z3.is_true(e))
        if z3.is_int_value(e):
            return f"({e.as_long()})" if e.as_long() < 0 else str(e.as_long())
        if z3.is_quantifier(e) or z3.is_var(e):
            raise _NotPython
        if z3.is_const(e):
            return self.constant(e.decl().name())
        kind, args = e.decl().kind(), e.children()
        if kind == z3.Z3_OP_NOT:
            inner = ast.parse(self.text(args[0]), mode="eval").body
            return f"({ast.unparse(negated(inner))})"
        if kind in self.comparisons:
            return self.comparison(e, self.comparisons[kind])
        a = [self.text(x) for x in args]
        if kind in (z3.Z3_OP_AND, z3.Z3_OP_OR):
            return f"({(' and ' if kind == z3.Z3_OP_AND else ' or ').join(a)})"
        if kind == z3.Z3_OP_ITE:
            return f"({a[1]} if {a[0]} else {a[2]})"
        if kind in (z3.Z3_OP_ADD, z3.Z3_OP_SUB, z3.Z3_OP_MUL):
            return f"({' + '.join(a) if kind == z3.Z3_OP_ADD else ' - '.join(a) if kind == z3.Z3_OP_SUB else ' * '.join(a)})"
        if kind == z3.Z3_OP_UMINUS:
            return f"(-{a[0]})"
        if kind in (z3.Z3_OP_MOD, z3.Z3_OP_IDIV) and z3.is_int_value(args[1]) and args[1].as_long() > 0:
            return f"({a[0]} {'%' if kind == z3.Z3_OP_MOD else '//'} {a[1]})"
        if kind == z3.Z3_OP_SELECT and a[0].endswith("[]"):
            return f"{a[0][:-2]}[{a[1]}]"
        raise _NotPython

    def constant(self, name: str) -> str:
        base, _, part = name.removeprefix("'").partition(":")
        sort = self.sorts.get(base)
        if sort is None or name[:1] != "'":
            raise _NotPython
        if not part and sort in (INT, BOOL):
            return base
        if part == "len":
            return f"len({base})"
        if part == "data" and sort.name == "List" and sort.args[0] in (INT, BOOL):
            return f"{base}[]"
        raise _NotPython

    def comparison(self, e: Any, op: str) -> str:
        """Sums with everything positive, on the side where it is."""
        left, right = e.children()
        if op != "==" or left.sort().kind() == self.z3.Z3_INT_SORT:
            sides = _balanced(self, left, right)
            if sides is not None:
                a, b = sides
                if not any(c.isalpha() for c in a):
                    a, b, op = b, a, {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}.get(op, op)
                return f"({a} {op} {b})"
        return f"({self.text(left)} {op} {self.text(right)})"


def _balanced(reader: _Reader, left: Any, right: Any) -> tuple[str, str] | None:
    """left <=> right with negative summands moved to the other side."""
    z3 = reader.z3
    sides: tuple[list[str], list[str]] = ([], [])
    constant = 0

    def put(e: Any, sign: int) -> None:
        nonlocal constant
        if z3.is_add(e):
            for c in e.children():
                put(c, sign)
        elif z3.is_int_value(e):
            constant += sign * e.as_long()
        elif z3.is_mul(e) and len(e.children()) == 2 and z3.is_int_value(e.arg(0)):
            k = e.arg(0).as_long() * sign
            text = reader.text(e.arg(1))
            sides[k < 0].append(text if abs(k) == 1 else f"{abs(k)} * {text}")
        else:
            sides[sign < 0].append(reader.text(e))

    put(left, 1)
    put(right, -1)
    if constant:
        if sides[1] and constant < 0 or not sides[0]:
            sides[1].append(str(-constant)) if constant < 0 else sides[0].append(str(constant))
        elif constant > 0 and sides[1]:
            sides[0].append(str(constant))
        else:
            sides[1].append(str(-constant))
    return " + ".join(sides[0]) or "0", " + ".join(sides[1]) or "0"

