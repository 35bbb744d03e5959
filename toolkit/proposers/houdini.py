"""Candidate loop invariants from templates, for the Houdini algorithm (Flanagan and Leino, FME 2001): a pool is proposed at
once, and what is not inductive is dropped until the rest is (`repairing` does that; nothing here is believed).

The pool: bounds and comparisons between integer variables, lengths and constants of the function; linear relations seen on
runs; prefix sums, extrema and counts; the contract's clauses with `result` replaced by what is returned and whole lists by
the part already seen; what an `if ...: return` inside the loop says of the elements that were passed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, permutations

from toolkit.core.ir import BOOL, BYTES, FLOAT, INT, STR, Function, Sort
from toolkit.proposers.edits.module import EditRefused, find, scope
from toolkit.proposers.wording import conjuncts, negated, tidy

_LIMIT = 220  # candidates per loop
_UNSET = 3  # variables per loop that stand for nothing found yet
_COUNTS, _ITEMS = ("j", "k", "m", "p", "q", "index_", "index__"), ("x", "y", "z", "e", "w", "item", "item_")  # for bound variables


def loops_of(text: str, function: str) -> list[ast.For | ast.While]:
    """The loops of a function in source order."""
    node = function_of(text, function)
    return sorted((n for n in scope(node.body) if isinstance(n, (ast.For, ast.While))), key=lambda n: n.lineno)


def function_of(text: str, function: str) -> ast.FunctionDef:
    """The function's syntax tree (`Class.method` for methods). Raises KeyError when there is not one of that name."""
    try:
        node = find(ast.parse(text), function)
    except EditRefused:
        raise KeyError(function) from None
    if not isinstance(node, ast.FunctionDef):
        raise KeyError(function)
    return node


def pool(text: str, f: Function, loop: ast.For | ast.While, source: str) -> list[str]:
    """Candidates for one loop from a source (`likely`, `unlikely`, `shapes`), each the text of one expression."""
    found: dict[str, None] = {}
    p = Pool(text, f, loop)
    if source == "shapes":
        from toolkit.proposers import shapes

        candidates = shapes.candidates(p)
    else:
        candidates = p.likely() if source == "likely" else p.unlikely()
    for c in candidates:
        try:
            e = ast.parse(c, mode="eval").body
        except SyntaxError:
            continue
        if not p.trivial(e):
            found.setdefault(ast.unparse(e))
        if len(found) >= _LIMIT:
            break
    return list(found)


class Pool:
    """What templates are made of: the atoms of one loop and its function."""

    def __init__(self, text: str, f: Function, loop: ast.For | ast.While) -> None:
        self.f, self.loop = f, loop
        self.node = function_of(text, f.name)
        self.text = text
        self.outer = outer = [n for n in loops_of(text, f.name) if n.lineno < loop.lineno <= (n.end_lineno or 0)]
        visible = {p.name for p in f.params} | _assigned_before(self.node, loop)
        for o in outer:
            visible |= names(o.target) if isinstance(o, ast.For) else set()
        self.index = index_of(loop)
        if self.index:
            visible.add(self.index)
        sorts = {n: f.sorts[n] for n in sorted(visible) if n in f.sorts}
        self.sorts = sorts
        self.ints = [n for n, s in sorts.items() if s == INT]
        self.sequences = [n for n, s in sorts.items() if s in (STR, BYTES) or s.name == "List"]
        inside = assigned(loop) | mutated(loop)
        self.changed = [n for n in sorts if n in inside or n == self.index]
        self.params = [p.name for p in f.params]
        self.label = loop.iter.target.id if isinstance(loop, ast.For) and isinstance(loop.iter, ast.NamedExpr) else ""
        self.positions = [*([f"{self.label}.index"] if self.label else []), *([self.index] if self.index else [])]
        self.positions += [n for n in self.changed if n in self.ints and n not in self.positions]
        self.positions = self.positions[:5]
        self.copies = _copies(self.node, loop)
        self.entry = {p: n for n, p in _kept(self.node, loop).items() if p in self.params and n in sorts}
        self.held = held(sorts)
        used = {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name)} | set(self.params)
        self.j = next(n for n in ("j", "k", "m", "p", "q", "index_") if n not in used)
        self.x = next(n for n in ("x", "y", "z", "e", "item", "item_") if n not in used)

    def trivial(self, e: ast.expr) -> bool:
        """`x == x` and `all(x in xs for x in xs)`; of a float, that says that it is no NaN."""
        match e:
            case ast.Compare(left=a, ops=[ast.Eq() | ast.LtE() | ast.GtE()], comparators=[b]):
                return ast.dump(a) == ast.dump(b) and not any(self.sorts.get(n) == FLOAT for n in names(a))
            case ast.Call(args=[ast.GeneratorExp(elt=ast.Compare(ops=[ast.In()], comparators=[b]), generators=[g])]):
                return ast.dump(g.iter) == ast.dump(b)
        return False

    def likely(self) -> Iterator[str]:
        yield from self.guard()
        yield from self.bounds()
        yield from self.contract()
        yield from self.passed()
        yield from self.aggregates()

    def unlikely(self) -> Iterator[str]:
        yield from self.ordered()
        yield from self.comparisons()

    # --- templates ------------------------------------------------------------------------------------------------

    def guard(self) -> Iterator[str]:
        """The condition of the loop, weakened: what holds up to and including its end. And the precondition."""
        if isinstance(self.loop, ast.While):
            for c in compares(self.loop.test):
                a, b = ast.unparse(c.left), ast.unparse(c.comparators[0])
                if isinstance(c.ops[0], ast.Lt | ast.LtE):
                    yield from (f"{a} <= {b}", f"{a} <= {b} + 1")
                elif isinstance(c.ops[0], ast.Gt | ast.GtE):
                    yield from (f"{a} >= {b}", f"{a} >= {b} - 1")
                elif isinstance(c.ops[0], ast.NotEq):
                    yield from (f"{a} <= {b}", f"{a} >= {b}")
        for test in self.requires():
            if names(test) & set(self.changed):
                yield ast.unparse(test)
            started = {n: v for v in self.changed for s in self.starts(v) for n in names(test) if s == n != v}
            if started:
                yield from (ast.unparse(replace(c, started)) for c in conjuncts(test))
        yield from (f"{v} == {v}" for v in self.changed if self.sorts[v] == FLOAT)

    def bounds(self) -> Iterator[str]:
        for v in self.ints:
            if v not in self.changed:
                continue
            yield f"0 <= {v}"
            for p in self.positions:
                if p != v:
                    yield f"{v} <= {p}"
            for xs in self.sequences:
                yield from (f"{v} <= len({xs})", f"{v} < len({xs})")
            for c in (*self.constants(), *self.starts(v)):
                yield from (f"{v} >= {c}", f"{v} <= {c}")
        for xs in self.sequences:
            for p in self.positions:
                if xs in self.changed:
                    yield f"len({xs}) <= {p}"

    def contract(self) -> Iterator[str]:
        """The postcondition, of what is built and of the part that is done."""
        for clause in self.ensures():
            for part in (p for c in self.with_result(clause) for p in conjuncts(c)):
                yield ast.unparse(part)
                for whole, prefix, length in self.parts():
                    for variant in prefixed(part, whole, prefix, length):
                        yield ast.unparse(variant)
                for n in self.params:
                    if self.sorts.get(n) == INT and n in names(part):
                        for p in self.positions:
                            if p != n:
                                for by in (p, f"{p} - 1"):
                                    yield ast.unparse(replace(part, {n: by}))
        yield from self._same_value()

    def _same_value(self) -> Iterator[str]:
        """`result == g(a, b)`: g(x, y) of the current values is g(a, b) all the time."""
        for clause in self.ensures():
            for part in conjuncts(clause):
                if not (isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq)):
                    continue
                for e in (part.left, part.comparators[0]):
                    own = [n for n in self.params if n in names(e) and self.sorts.get(n) == INT]
                    if isinstance(e, ast.Call) and own and "result" not in names(e):
                        now = [n for n in self.ints if n in self.changed]
                        for chosen in list(permutations(now, len(own)))[:12]:
                            yield f"{ast.unparse(replace(e, dict(zip(own, chosen))))} == {ast.unparse(e)}"

    def with_result(self, clause: ast.expr) -> Iterator[ast.expr]:
        """The clause with `result` as what is returned, or as any variable of its type that the loop changes."""
        if "result" not in names(clause):
            yield clause
            return
        for n in ast.walk(self.node):
            if isinstance(n, ast.Return) and isinstance(n.value, ast.Call | ast.UnaryOp | ast.Compare | ast.BinOp):
                if names(n.value) & set(self.changed) and names(n.value) <= set(self.sorts) | _bound(n.value):
                    yield replace(clause, {"result": ast.unparse(n.value)})  # `return dict(counts)`
            if isinstance(n, ast.Return) and isinstance(n.value, ast.Tuple):
                new = _Items("result", n.value.elts).visit(copy.deepcopy(clause))
                if "result" not in names(new) and names(new) <= set(self.sorts) | _bound(new):
                    yield new
        if isinstance(clause, ast.Compare) and len(clause.ops) == 1 and isinstance(clause.ops[0], ast.Eq):
            for side in (clause.left, clause.comparators[0]):  # result == all(...): all(...) so far, till it is known
                if "result" not in names(side) and self.f.result == BOOL:
                    yield side
        for n, s in self.sorts.items():
            if s == self.f.result and (n in self.changed or n not in self.params):
                yield replace(clause, {"result": n})

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """(sequence, text of what the loop has seen of it, how many) and, for a list that is built, its own length."""
        over = ast.unparse(self.loop.iter.value.args[0]) if self.label else ""  # type: ignore[attr-defined, union-attr]
        for xs in self.sequences:
            if xs in self.changed and xs not in self.params:
                for other in self.sequences:
                    if other != xs:
                        yield other, "", f"len({xs})"
                continue
            skipped = over.removeprefix(f"{xs}[").removesuffix(":]")  # of `for x in xs[1:]`
            for p in self.positions:
                if p == f"{self.label}.index" and skipped.isdigit():
                    yield xs, f"{xs}[:{p} + {skipped}]", f"{p} + {skipped}"
                elif p == f"{self.label}.index":
                    yield xs, f"{self.label}.seen" if over == xs else f"{xs}[:{p}]", p
                else:
                    yield xs, f"{xs}[:{p}]", p
        for n in self.params:
            if self.sorts.get(n) == INT:
                for p in self.positions:
                    yield n, "", p

    def passed(self) -> Iterator[str]:
        """`if C(i): return` (or break), or a guard C(i): what it said of every earlier i, or of every later one."""
        tests = [negated(t) for t in leaving(self.loop)]
        if isinstance(self.loop, ast.While):
            tests += [c for c in conjuncts(self.loop.test) if any(isinstance(n, ast.Subscript) for n in ast.walk(c))]
        for test in tests:
            for p in self.positions:
                if p in names(test):
                    yield from self._together(test, p)
                    down = [(f"{p} + 1", f"{s} + 1") for s in self.starts(p) if unit_steps(self.loop).get(p) == -1]
                    for low, high in [(s, p) for s in ("0", *self.starts(p))] + [(p, s) for s in self.starts(p)] + down:
                        yield f"all({ast.unparse(replace(test, {p: self.j}))} for {self.j} in range({low}, {high}))"
        loop = self.loop
        if self.index and isinstance(loop, ast.For) and isinstance(loop.target, ast.Tuple) and isinstance(loop.iter, ast.Call):
            y, over = ast.unparse(loop.target.elts[1]), ast.unparse(loop.iter.args[0])  # for i, y in enumerate(xs)
            for test in tests:
                if y in names(test) and len(loop.iter.args) == 1:
                    here = replace(test, {y: f"{over}[{self.j}]", self.index: self.j})
                    yield f"all({ast.unparse(here)} for {self.j} in range({self.index}))"
        seen = next((prefix for _, prefix, _ in self.parts() if prefix.endswith(".seen")), "")
        if seen and isinstance(self.loop, ast.For) and isinstance(self.loop.target, ast.Name):
            x = self.loop.target.id
            for test in tests:
                if x in names(test):
                    yield f"all({ast.unparse(replace(test, {x: self.x}))} for {self.x} in {seen})"

    def _together(self, test: ast.expr, p: str) -> Iterator[str]:
        """The same where other positions move with p, up or down by one: `xs[i] == xs[j]` of two that meet."""
        steps = {v: by for v, by in unit_steps(self.loop).items() if v in names(test)}
        if p not in steps or len(steps) < 2:
            return
        for low in dict.fromkeys(("0", *self.starts(p))):
            passed = {p: self.j}
            done = self.j if low == "0" else f"({self.j} - {low})" if steps[p] > 0 else f"({low} - {self.j})"
            for q, by in steps.items():
                if q != p:
                    start = next(iter(self.starts(q)), "0")
                    passed[q] = f"{start} {'+' if by > 0 else '-'} {done}"
            over = f"range({low}, {p})" if steps[p] > 0 else f"range({p} + 1, {low} + 1)"
            yield f"all({ast.unparse(replace(test, passed))} for {self.j} in {over})"

    def aggregates(self) -> Iterator[str]:
        for whole, prefix, length in self.parts():
            del length
            sort = self.sorts[whole]
            if not prefix or not sort.args or sort.args[0] != INT:
                if prefix and sort == STR:
                    yield from (f"{s} == {prefix}" for s in self.changed if self.sorts[s] == STR)
                continue
            for v in self.ints:
                if v in self.changed and v not in self.positions[:1]:
                    yield f"{v} == sum({prefix})"
                    yield from (f"{v} in {whole}", f"{v} in {prefix}")
                    for op in ("<=", ">="):
                        yield f"all({self.x} {op} {v} for {self.x} in {prefix})"
            for out in self.changed:
                if out != whole and self.sorts[out] == sort:
                    yield f"{out} == {prefix}"
                    yield f"all({self.x} in {whole} for {self.x} in {out})"
        for kept, origin in self.copies.items():  # the part of a list that is still as it was
            yield f"len({origin}) == len({kept})"
            for p in self.positions:
                for low, high in ((p, f"len({origin})"), ("0", p), (f"{p} + 1", f"len({origin})")):
                    yield f"all({origin}[{self.j}] == {kept}[{self.j}] for {self.j} in range({low}, {high}))"

    def ordered(self) -> Iterator[str]:
        """`xs[e] < x` in a test: the same of all items on one side of a position."""
        for n in ast.walk(self.loop):
            if not isinstance(n, ast.Compare) or len(n.ops) != 1 or not isinstance(n.left, ast.Subscript):
                continue
            xs, right = n.left.value, n.comparators[0]
            if not isinstance(xs, ast.Name) or not isinstance(right, ast.Name | ast.Constant):
                continue
            if isinstance(right, ast.Name) and right.id not in self.sorts:
                continue
            for p in self.positions:
                for low, high in (("0", p), (p, f"len({xs.id})"), (f"{p} + 1", f"len({xs.id})")):
                    for op in ("<", "<=", ">", ">=", "!="):
                        yield f"all({xs.id}[{self.j}] {op} {ast.unparse(right)} for {self.j} in range({low}, {high}))"

    def comparisons(self) -> Iterator[str]:
        for a, b in combinations(self.ints, 2):
            if a in self.changed or b in self.changed:
                yield from (f"{a} <= {b}", f"{b} <= {a}", f"{a} < {b}", f"{b} < {a}", f"{a} <= {b} + 1", f"{b} <= {a} + 1")
        for a in self.sequences:
            for b in self.sequences:
                if a != b:
                    yield f"len({a}) <= len({b})"
            for v in self.ints:
                yield from (f"len({a}) <= {v}", f"{v} <= len({a})")

    # --- the function's own words ---------------------------------------------------------------------------------

    def starts(self, name: str) -> list[str]:
        """What a counter starts from."""
        found: list[str] = []
        if name == self.index and isinstance(self.loop, ast.For) and isinstance(self.loop.iter, ast.Call):
            if len(self.loop.iter.args) >= 2:
                found.append(ast.unparse(self.loop.iter.args[0]))
        for n in ast.walk(self.node):
            if isinstance(n, ast.Assign) and n.lineno < self.loop.lineno:
                for t in n.targets:
                    pairs = zip(t.elts, n.value.elts) if isinstance(t, ast.Tuple) and isinstance(n.value, ast.Tuple) else [
                        (t, n.value)
                    ]  # fmt: skip
                    found += [
                        ast.unparse(v) for x, v in pairs
                        if isinstance(x, ast.Name) and x.id == name and not isinstance(v, ast.Subscript)
                        and names(v) <= {*self.params, "len"}
                    ]  # fmt: skip
        return [s for s in dict.fromkeys(found) if s != "0"]

    def _clauses(self, kinds: Sequence[str]) -> Iterator[ast.expr]:
        for d in self.node.decorator_list:
            if isinstance(d, ast.Call) and d.args and isinstance(d.args[0], ast.Lambda):
                called = d.func.id if isinstance(d.func, ast.Name) else getattr(d.func, "attr", "")
                if called in kinds:
                    yield d.args[0].body

    def ensures(self) -> Iterator[ast.expr]:
        kept = {origin: name for name, origin in self.copies.items()}
        for body in self._clauses(("ensures", "ensure", "post")):
            plain = _without_old(body, self.params, self.changed, kept)
            if plain is not None:
                if names(plain) & set(self.entry):  # in a clause, a parameter is what it was at the call
                    yield self.apart(tidy(replace(plain, self.entry)))
                yield self.apart(tidy(plain))

    def apart(self, e: ast.expr) -> ast.expr:
        """The expression with bound names that are no variables of the function."""
        counts = {x for n in ast.walk(e) if isinstance(n, ast.comprehension) and ast.unparse(n.iter).startswith("range(")
                  for x in names(n.target)}  # fmt: skip
        taken, new = set(self.f.sorts) | names(e), dict[str, str]()
        for n in sorted((comprehended(e) & set(self.f.sorts)) - set(self.params)):
            new[n] = next(f for f in (_COUNTS if n in counts else _ITEMS) if f not in taken)
            taken.add(new[n])
        return replace(e, new)

    def requires(self) -> Iterator[ast.expr]:
        for clause in self._clauses(("requires", "require", "pre")):
            yield from conjuncts(clause)

    def constants(self) -> list[int]:
        found: dict[int, None] = {}
        for n in ast.walk(self.node):
            if isinstance(n, ast.Constant) and type(n.value) is int and abs(n.value) < 10**6 and n.value != 0:
                found[n.value] = None
        return list(found)[:4]


def held(sorts: Mapping[str, Sort]) -> dict[str, Sort]:
    """Sequences inside other values, as expressions: fields of instances, and what a deque holds."""
    found: dict[str, Sort] = {}
    for n, s in sorts.items():
        if s.name == "Deque":
            found[f"list({n})"] = Sort("List", s.args)
        if s.name == "Object":
            found |= {f"{n}.{k}": t for k, t in zip(s.fields, s.args) if t in (STR, BYTES) or t.name == "List"}
    return found


def index_of(loop: ast.For | ast.While) -> str | None:
    """The loop's own counter, when a for has one that can be named."""
    n = loop
    if not isinstance(n, ast.For) or not isinstance(n.iter, ast.Call) or not isinstance(n.iter.func, ast.Name):
        return None
    if n.iter.func.id == "range" and isinstance(n.target, ast.Name):
        return n.target.id
    if n.iter.func.id == "enumerate" and isinstance(n.target, ast.Tuple) and isinstance(n.target.elts[0], ast.Name):
        return n.target.elts[0].id
    return None


# --- syntax -------------------------------------------------------------------------------------------------------


def names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _bound(node: ast.AST) -> set[str]:
    """Names that are not variables of the function: a comprehension's own, and functions that are called."""
    found = {n.func.id for n in ast.walk(node) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return found | comprehended(node)


def comprehended(node: ast.AST) -> set[str]:
    return {x for n in ast.walk(node) if isinstance(n, ast.comprehension) for x in names(n.target)}


def _copies(node: ast.FunctionDef, loop: ast.For | ast.While) -> dict[str, str]:
    """`before = xs[:]` (or list(xs), xs.copy(), a ghost of one of them): copy -> original."""
    found: dict[str, str] = {}
    for n in ast.walk(node):
        if isinstance(n, ast.Assign) and n.lineno < loop.lineno and isinstance(n.targets[0], ast.Name):
            for name in names(n.value):
                copied = (f"{name}[:]", f"list({name})", f"{name}.copy()")
                if ast.unparse(n.value) in (*copied, *(f"ghost({c})" for c in copied)):
                    found[n.targets[0].id] = name
    return found


def _kept(node: ast.FunctionDef, loop: ast.For | ast.While) -> dict[str, str]:
    """`n_0 = ghost(n)`, `first = n`: name -> name of a parameter whose value it keeps while the loop changes the parameter."""
    found: dict[str, str] = {}
    for n in ast.walk(node):
        if isinstance(n, ast.Assign) and n.lineno < loop.lineno and isinstance(n.targets[0], ast.Name):
            value = n.value
            if isinstance(value, ast.Call) and ast.unparse(value.func) == "ghost" and value.args:
                value = value.args[0]
            if isinstance(value, ast.Name) and value.id in assigned(loop):
                found[n.targets[0].id] = value.id
    return found


def assigned(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def mutated(node: ast.AST) -> set[str]:
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
            found |= assigned(n)
    return found


def compares(test: ast.expr) -> Iterator[ast.Compare]:
    for n in ast.walk(test):
        if isinstance(n, ast.Compare) and len(n.ops) == 1:
            yield n


def leaving(loop: ast.For | ast.While) -> Iterator[ast.expr]:
    """Conditions under which the loop is left (or, negated, a flag set) in its body."""
    for n in ast.walk(loop):
        if isinstance(n, ast.If) and any(isinstance(s, (ast.Return, ast.Break, ast.Raise)) for s in n.body):
            yield n.test


def unset(p: Pool) -> list[str]:
    """`best == -1`, `not found`: a variable still is what it started as; of those that the loop sets when it finds something."""
    found: dict[str, str] = {}
    for n in ast.walk(p.node):
        if isinstance(n, ast.Assign | ast.AnnAssign) and n.lineno < p.loop.lineno:
            for t in n.targets if isinstance(n, ast.Assign) else [n.target]:
                match t, n.value:
                    case ast.Name(id=v), ast.Constant(value=bool(b)):
                        found[v] = f"not {v}" if not b else v
                    case ast.Name(id=v), ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(b))):
                        found[v] = f"{v} == -{b}"
                    case ast.Name(id=v), _:
                        found.pop(v, None)
    always = {x for s in p.loop.body if not isinstance(s, ast.If) for x in assigned(s)}
    return [e for v, e in found.items() if v in p.changed and v not in always and p.sorts[v] in (INT, BOOL)][:_UNSET]


def unit_steps(loop: ast.For | ast.While) -> dict[str, int]:
    """Variables that every round moves by one, once: name -> 1 or -1."""
    found: dict[str, int] = {}
    for s in loop.body:
        match s:
            case ast.AugAssign(target=ast.Name(id=v), op=ast.Add() | ast.Sub() as op, value=ast.Constant(value=1)):
                found[v] = 1 if isinstance(op, ast.Add) else -1
            case ast.Assign([ast.Name(id=v)], ast.BinOp(ast.Name(id=w), ast.Add() | ast.Sub() as op, ast.Constant(1))) if v == w:
                found[v] = 1 if isinstance(op, ast.Add) else -1
    return {v: by for v, by in found.items() if sum(v in assigned(s) for s in loop.body) == 1}


class _Items(ast.NodeTransformer):
    """`result[0]` as what stands there."""

    def __init__(self, name: str, items: Sequence[ast.expr]) -> None:
        self.name, self.items = name, items

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.value, ast.Name) and node.value.id == self.name and isinstance(node.slice, ast.Constant):
            if node.slice.value in range(len(self.items)):
                return self.items[node.slice.value]
        return node


class _Renamer(ast.NodeTransformer):
    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names:
            return ast.parse(self.names[node.id], mode="eval").body
        return node


def replace(e: ast.expr, names: dict[str, str]) -> ast.expr:
    result: ast.expr = _Renamer(names).visit(copy.deepcopy(e))
    return result


def prefixed(e: ast.expr, whole: str, prefix: str, length: str) -> Iterator[ast.expr]:
    """`e` with what speaks of all of `whole` (a sequence, or a number that is counted to) speaking of its first `length`
    items, `prefix`: one kind of replacement at a time, and all together. `prefix` may be missing."""
    short = ast.parse(length, mode="eval").body

    class Lengths(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            return short if ast.unparse(node) == f"len({whole})" else node

    class Guards(Lengths):
        """`0 <= j < len(xs)` and `range(len(xs))`, but no index such as xs[len(xs) - 1 - j]."""

        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            return node

    class Ranges(ast.NodeTransformer):
        """range(n), range(len(xs)), range(len(xs) - 1) -> range(position)."""

        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and node.func.id == "range":
                if ast.unparse(node.args[-1]) in (whole, f"len({whole})", f"len({whole}) - 1"):
                    node.args[-1] = short
            return node

    class Lists(ast.NodeTransformer):
        """sum(xs), `for x in xs`, `x in xs`, == xs -> the prefix."""

        def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
            if isinstance(node.slice, ast.Slice):
                node.value = self.visit(node.value)
            return node  # xs[i] stays

        def visit_Call(self, node: ast.Call) -> ast.expr:
            if isinstance(node.func, ast.Name) and node.func.id == "len":
                return node
            self.generic_visit(node)
            return node

        def visit_Name(self, node: ast.Name) -> ast.expr:
            return ast.parse(prefix, mode="eval").body if node.id == whole else node

    seen = {ast.unparse(e)}
    for transformers in ((Lengths,), (Guards,), (Ranges,), (Lists,), (Lengths, Lists)):
        if Lists in transformers and not prefix:
            continue
        new: ast.expr = copy.deepcopy(e)
        for t in transformers:
            new = t().visit(new)
        text = ast.unparse(new)
        if text not in seen:
            seen.add(text)
            yield new


def _without_old(
    e: ast.expr, params: Sequence[str], changed: Sequence[str], copies: Mapping[str, str]
) -> ast.expr | None:
    """A clause without `old`: `old.x` is x where x cannot have changed, else the copy of it that the function keeps; None
    where there is neither."""
    failed: list[str] = []

    class Old(ast.NodeTransformer):
        def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
            if isinstance(node.value, ast.Name) and node.value.id in ("old", "OLD"):
                if node.attr not in params or (node.attr in changed and node.attr not in copies):
                    failed.append(node.attr)
                return ast.Name(copies[node.attr] if node.attr in changed and node.attr in copies else node.attr, ast.Load())
            return node

    new: ast.expr = Old().visit(copy.deepcopy(e))
    return None if failed else new
