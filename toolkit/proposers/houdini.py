"""Candidate loop invariants from templates, for the Houdini algorithm (Flanagan and Leino, FME 2001): a pool is proposed at
once, and what is not inductive is dropped until the rest is (`repairing` does that; nothing here is believed).

The pool: bounds and comparisons between integer variables, lengths and constants of the function; linear relations seen on
runs; prefix sums, extrema and counts; the contract's clauses with `result` replaced by what is returned and whole lists by
the part already seen; what an `if ...: return` inside the loop says of the elements that were passed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from toolkit.core.ir import BOOL, INT, STR, Function, Sort

_LIMIT = 220  # candidates per loop


def loops_of(text: str, function: str) -> list[ast.For | ast.While]:
    """The loops of a function in source order."""
    node = function_of(text, function)
    return sorted((n for n in ast.walk(node) if isinstance(n, (ast.For, ast.While))), key=lambda n: n.lineno)


def function_of(text: str, function: str) -> ast.FunctionDef:
    """The function's syntax tree. Raises KeyError when there is none of that name."""
    for n in ast.parse(text).body:
        if isinstance(n, ast.FunctionDef) and n.name == function:
            return n
    raise KeyError(function)


def pool(text: str, f: Function, loop: ast.For | ast.While) -> list[str]:
    """Candidates for one loop, simple ones first, each the text of one expression."""
    found: dict[str, None] = {}
    for c in _Pool(text, f, loop).candidates():
        try:
            found.setdefault(ast.unparse(ast.parse(c, mode="eval").body))
        except SyntaxError:
            continue
        if len(found) >= _LIMIT:
            break
    return list(found)


class _Pool:
    def __init__(self, text: str, f: Function, loop: ast.For | ast.While) -> None:
        self.f, self.loop = f, loop
        self.node = function_of(text, f.name)
        outer = [n for n in loops_of(text, f.name) if n is not loop and _contains(n, loop)]
        visible = {p.name for p in f.params} | _assigned_before(self.node, loop)
        for o in outer:
            visible |= _names(o.target) if isinstance(o, ast.For) else set()
        self.index = self._index()
        if self.index:
            visible.add(self.index)
        sorts = {n: f.sorts[n] for n in sorted(visible) if n in f.sorts}
        self.ints = [n for n, s in sorts.items() if s == INT]
        self.bools = [n for n, s in sorts.items() if s == BOOL]
        self.lists = [n for n, s in sorts.items() if s.name == "List"]
        self.strings = [n for n, s in sorts.items() if s == STR]
        self.sorts = sorts
        inside = _assigned(loop) | _mutated(loop)
        self.changed = [n for n in sorts if n in inside or n == self.index]
        self.params = [p.name for p in f.params]
        self.positions = self._positions()
        self.returned = self._returned()

    def _index(self) -> str | None:
        """The loop's own counter, when a for has one that can be named."""
        n = self.loop
        if not isinstance(n, ast.For) or not isinstance(n.iter, ast.Call) or not isinstance(n.iter.func, ast.Name):
            return None
        if n.iter.func.id == "range" and isinstance(n.target, ast.Name):
            return n.target.id
        if n.iter.func.id == "enumerate" and isinstance(n.target, ast.Tuple) and isinstance(n.target.elts[0], ast.Name):
            return n.target.elts[0].id
        return None

    def _positions(self) -> list[str]:
        """Expressions that say how far the loop has come."""
        found = [self.index] if self.index else []
        found += [n for n in self.changed if n in self.ints and n not in found]
        if isinstance(self.loop, ast.For) and isinstance(self.loop.iter, ast.NamedExpr):
            found.insert(0, f"{self.loop.iter.target.id}.index")
        return found[:4]

    def _returned(self) -> list[str]:
        """Names that the function returns."""
        names = [
            n.value.id for n in ast.walk(self.node)
            if isinstance(n, ast.Return) and isinstance(n.value, ast.Name) and n.value.id in self.sorts
        ]  # fmt: skip
        return list(dict.fromkeys(names))

    def candidates(self) -> Iterator[str]:
        yield from self.guard()
        yield from self.bounds()
        yield from self.contract()
        yield from self.passed()
        yield from self.aggregates()
        yield from self.lengths()
        yield from self.comparisons()

    # --- templates ------------------------------------------------------------------------------------------------

    def guard(self) -> Iterator[str]:
        """The condition of the loop, weakened: what holds up to and including its end."""
        if isinstance(self.loop, ast.While):
            for c in _compares(self.loop.test):
                a, b = ast.unparse(c.left), ast.unparse(c.comparators[0])
                if isinstance(c.ops[0], (ast.Lt, ast.LtE)):
                    yield from (f"{a} <= {b}", f"{a} <= {b} + 1")
                elif isinstance(c.ops[0], (ast.Gt, ast.GtE)):
                    yield from (f"{a} >= {b}", f"{a} >= {b} - 1")
                elif isinstance(c.ops[0], ast.NotEq):
                    yield from (f"{a} <= {b}", f"{a} >= {b}")
        for test in self._requires():
            yield ast.unparse(test)

    def bounds(self) -> Iterator[str]:
        for v in self.ints:
            if v not in self.changed:
                continue
            yield f"0 <= {v}"
            yield f"{v} >= 1"
            for xs in self.lists + self.strings:
                yield f"{v} <= len({xs})"
                yield f"{v} < len({xs})"
            for c in self._constants():
                yield from (f"{v} >= {c}", f"{v} <= {c}")

    def lengths(self) -> Iterator[str]:
        for a in self.lists + self.strings:
            for p in self.positions:
                yield from (f"len({a}) == {p}", f"len({a}) <= {p}")
            for b in self.lists + self.strings:
                if a < b:
                    yield from (f"len({a}) == len({b})", f"len({a}) <= len({b})", f"len({b}) <= len({a})")
            for v in self.ints:
                if v not in self.positions:
                    yield from (f"len({a}) == {v}", f"len({a}) <= {v}", f"{v} <= len({a})")

    def comparisons(self) -> Iterator[str]:
        for a, b in combinations(self.ints, 2):
            if a in self.changed or b in self.changed:
                yield from (f"{a} == {b}", f"{a} <= {b}", f"{b} <= {a}", f"{a} < {b}", f"{b} < {a}")
        for a, b, c in combinations(self.ints, 3):
            if sum(x in self.changed for x in (a, b, c)) >= 2:
                yield from (f"{a} + {b} == {c}", f"{a} + {c} == {b}", f"{b} + {c} == {a}")

    def _parts(self) -> Iterator[tuple[str, str]]:
        """(list, prefix of it) for what the loop has seen."""
        if isinstance(self.loop, ast.For) and isinstance(self.loop.iter, ast.NamedExpr):
            track = self.loop.iter.target.id
            for xs in self.lists + self.strings:
                yield xs, f"{track}.seen"
                break
        for xs in self.lists + self.strings:
            if xs in self.changed and xs not in self.params:
                continue
            for p in self.positions:
                if not p.endswith(".index"):
                    yield xs, f"{xs}[:{p}]"

    def aggregates(self) -> Iterator[str]:
        for xs, part in self._parts():
            element = self.sorts[xs].args[0] if self.sorts[xs].args else STR
            if element == INT:
                for v in self.ints:
                    if v in self.changed:
                        yield f"{v} == sum({part})"
                        yield f"{v} in {xs}"
                        yield f"all(x <= {v} for x in {part})"
                        yield f"all(x >= {v} for x in {part})"
                        yield f"all(x < {v} for x in {part})"
                for out in self.changed:
                    if out in self.lists and out != xs and self.sorts[out] == self.sorts[xs]:
                        yield f"{out} == {part}"
                        yield f"all(x in {xs} for x in {out})"
            elif element == STR:
                for out in self.changed:
                    if out in self.strings and out != xs:
                        yield f"{out} == {part}"

    def passed(self) -> Iterator[str]:
        """`if C(i): return` (or break): C was false for every earlier i; the same of `if C(i): x = ...` with a flag."""
        for test in _leaving(self.loop):
            for variable, lows in self._bound_by(test):
                for low in lows:
                    for p in self.positions:
                        body = ast.unparse(_replace(test, {variable: "j_"}))
                        yield f"all(not ({body}) for j_ in range({low}, {p}))"
        if isinstance(self.loop, ast.For) and isinstance(self.loop.target, ast.Name):
            x = self.loop.target.id
            for xs, part in self._parts():
                del xs
                for test in _leaving(self.loop):
                    if x in {n.id for n in ast.walk(test) if isinstance(n, ast.Name)}:
                        yield f"all(not ({ast.unparse(_replace(test, {x: 'x_'}))}) for x_ in {part})"

    def _bound_by(self, test: ast.expr) -> Iterator[tuple[str, list[str]]]:
        names = {n.id for n in ast.walk(test) if isinstance(n, ast.Name)}
        for p in self.positions:
            if p in names:
                yield p, ["0", *self._starts(p)]

    def _starts(self, name: str) -> list[str]:
        """What a counter starts from."""
        found: list[str] = []
        if isinstance(self.loop, ast.For) and isinstance(self.loop.iter, ast.Call) and len(self.loop.iter.args) >= 2:
            found.append(ast.unparse(self.loop.iter.args[0]))
        for n in ast.walk(self.node):
            if isinstance(n, ast.Assign) and n.lineno < self.loop.lineno:
                for t in n.targets:
                    if isinstance(t, ast.Name) and t.id == name and isinstance(n.value, (ast.Constant, ast.Name, ast.BinOp)):
                        found.append(ast.unparse(n.value))
        return [s for s in dict.fromkeys(found) if s != "0"]

    def contract(self) -> Iterator[str]:
        """The postcondition, spoken of the part that is done."""
        wholes = self.lists + self.strings + [p for p in self.params if p in self.ints]
        for clause in self._ensures():
            names = {n.id for n in ast.walk(clause) if isinstance(n, ast.Name)}
            for result in self.returned or [""]:
                if "result" in names and not result:
                    continue
                here = _replace(clause, {"result": result}) if "result" in names else clause
                parts = list(_conjuncts(here))
                for part in parts:
                    yield ast.unparse(part)
                    for p in self.positions:
                        for xs in wholes:
                            for variant in _prefixed(part, xs, p):
                                yield ast.unparse(variant)
        for clause in self._ensures():  # result == e, of a value that is still being built
            for part in _conjuncts(clause):
                if isinstance(part, ast.Compare) and ast.unparse(part.left) == "result" and isinstance(part.ops[0], ast.Eq):
                    for v in self.changed:
                        for p in self.positions:
                            for n in self.params:
                                if n in self.ints and v != p:
                                    right = _replace(part.comparators[0], {n: p})
                                    yield f"{v} == {ast.unparse(right)}"

    # --- the function's own words ---------------------------------------------------------------------------------

    def _clauses(self, names: Sequence[str]) -> Iterator[ast.expr]:
        for d in self.node.decorator_list:
            if isinstance(d, ast.Call) and d.args and isinstance(d.args[0], ast.Lambda):
                called = d.func.id if isinstance(d.func, ast.Name) else getattr(d.func, "attr", "")
                if called in names:
                    yield d.args[0].body

    def _ensures(self) -> Iterator[ast.expr]:
        for body in self._clauses(("ensures", "ensure", "post")):
            plain = _without_old(body, {p.name: p.sort for p in self.f.params}, self.changed)
            if plain is not None:
                yield plain

    def _requires(self) -> Iterator[ast.expr]:
        yield from self._clauses(("requires", "require", "pre"))

    def _constants(self) -> list[int]:
        found: dict[int, None] = {}
        for n in ast.walk(self.node):
            if isinstance(n, ast.Constant) and type(n.value) is int and abs(n.value) < 10**6 and n.value != 0:
                found[n.value] = None
        return list(found)[:4]


# --- linear relations seen on runs --------------------------------------------------------------------------------


def linear_relations(rows: Sequence[Sequence[int]], terms: Sequence[str], most: int = 8) -> list[str]:
    """Equalities `c1*t1 + ... == c0` that hold in every row (values of `terms`), by exact Gaussian elimination; as texts,
    with small integer coefficients."""
    if len(rows) < 3 or not terms:
        return []
    n = len(terms) + 1
    matrix = [[Fraction(v) for v in (*row, 1)] for row in rows]
    pivots: list[int] = []
    rank = 0
    for col in range(n):
        pivot = next((r for r in range(rank, len(matrix)) if matrix[r][col]), None)
        if pivot is None:
            continue
        matrix[rank], matrix[pivot] = matrix[pivot], matrix[rank]
        head = matrix[rank][col]
        matrix[rank] = [v / head for v in matrix[rank]]
        for r in range(len(matrix)):
            if r != rank and matrix[r][col]:
                factor = matrix[r][col]
                matrix[r] = [a - factor * b for a, b in zip(matrix[r], matrix[rank])]
        pivots.append(col)
        rank += 1
        if rank == n:
            return []
    found: list[str] = []
    for free in (c for c in range(n) if c not in pivots):
        vector = [Fraction(0)] * n
        vector[free] = Fraction(1)
        for r, col in enumerate(pivots):
            vector[col] = -matrix[r][free]
        scale = 1
        for v in vector:
            scale = scale * v.denominator // _gcd(scale, v.denominator)
        whole = [int(v * scale) for v in vector]
        if max(map(abs, whole)) <= 64 and any(whole[:-1]):
            found.append(_equation(whole, terms))
        if len(found) >= most:
            break
    return found


def _gcd(a: int, b: int) -> int:
    from math import gcd

    return gcd(a, b)


def _equation(coefficients: Sequence[int], terms: Sequence[str]) -> str:
    """a*x + b == c*y, all coefficients positive."""
    left: list[str] = []
    right: list[str] = []
    for c, t in zip(coefficients, (*terms, "")):
        if c:
            text = str(abs(c)) if not t else t if abs(c) == 1 else f"{abs(c)} * {t}"
            (left if c > 0 else right).append(text)
    return f"{' + '.join(left) or '0'} == {' + '.join(right) or '0'}"


# --- syntax -------------------------------------------------------------------------------------------------------


def _contains(outer: ast.AST, inner: ast.AST) -> bool:
    return any(n is inner or ast.dump(n, include_attributes=True) == ast.dump(inner, include_attributes=True)
               for n in ast.walk(outer) if isinstance(n, (ast.For, ast.While)))  # fmt: skip


def _names(target: ast.expr) -> set[str]:
    return {n.id for n in ast.walk(target) if isinstance(n, ast.Name)}


def _assigned(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _mutated(node: ast.AST) -> set[str]:
    """Names of lists that the code changes in place."""
    found: set[str] = set()
    for n in ast.walk(node):
        base: ast.expr | None = None
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store):
            base = n.value
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute):
            base = n.func.value
        while isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            found.add(base.id)
    return found


def _assigned_before(node: ast.FunctionDef, loop: ast.For | ast.While) -> set[str]:
    found: set[str] = set()
    for n in ast.walk(node):
        if isinstance(n, (ast.Assign, ast.AugAssign, ast.AnnAssign)) and n.lineno < loop.lineno:
            found |= _assigned(n)
    return found


def _compares(test: ast.expr) -> Iterator[ast.Compare]:
    for n in ast.walk(test):
        if isinstance(n, ast.Compare) and len(n.ops) == 1:
            yield n


def _leaving(loop: ast.For | ast.While) -> Iterator[ast.expr]:
    """Conditions under which the loop is left (or, negated, a flag set) in its body."""
    for n in ast.walk(loop):
        if isinstance(n, ast.If) and any(isinstance(s, (ast.Return, ast.Break, ast.Raise)) for s in n.body):
            yield n.test


def _conjuncts(e: ast.expr) -> Iterator[ast.expr]:
    if isinstance(e, ast.BoolOp) and isinstance(e.op, ast.And):
        for v in e.values:
            yield from _conjuncts(v)
    else:
        yield e


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names:
            return ast.parse(self.names[node.id], mode="eval").body
        return node


def _replace(e: ast.expr, names: dict[str, str]) -> ast.expr:
    result: ast.expr = _Renamer(names).visit(copy.deepcopy(e))
    return result


def _prefixed(e: ast.expr, whole: str, position: str) -> Iterator[ast.expr]:
    """`e` with what speaks of all of `whole` speaking of its first `position` items: one replacement kind at a time, and
    all together."""

    class Lengths(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if ast.unparse(node) == f"len({whole})":
                return ast.parse(position, mode="eval").body
            return node

    class Ranges(ast.NodeTransformer):
        """range(n) -> range(position), for a plain name."""

        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and node.func.id == "range" and ast.unparse(node.args[-1]) == whole:
                node.args[-1] = ast.parse(position, mode="eval").body
            return node

    class Lists(ast.NodeTransformer):
        """sum(xs), `for x in xs`, `x in xs`, == xs -> the prefix."""

        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            return node  # xs[i] stays

        def visit_Call(self, node: ast.Call) -> ast.expr:
            if isinstance(node.func, ast.Name) and node.func.id == "len":
                return node
            self.generic_visit(node)
            return node

        def visit_Name(self, node: ast.Name) -> ast.expr:
            if node.id == whole:
                return ast.parse(f"{whole}[:{position}]", mode="eval").body
            return node

    before = ast.unparse(e)
    seen = {before}
    for transformers in ((Lengths,), (Ranges,), (Lists,), (Lengths, Lists)):
        if Lists in transformers and position.endswith(".index"):
            continue
        new: ast.expr = copy.deepcopy(e)
        for t in transformers:
            new = t().visit(new)
        text = ast.unparse(new)
        if text not in seen:
            seen.add(text)
            yield new


def _without_old(e: ast.expr, params: dict[str, Sort], changed: Iterable[str]) -> ast.expr | None:
    """A clause without `old`: `old.x` is x where x cannot have changed; None where it may."""
    failed: list[str] = []
    changed = set(changed)

    class Old(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            if isinstance(node.value, ast.Name) and node.value.id in ("old", "OLD"):
                if node.attr in changed or node.attr not in params:
                    failed.append(node.attr)
                return ast.Name(node.attr, ast.Load())
            return node

    new: ast.expr = Old().visit(copy.deepcopy(e))
    return None if failed else new
