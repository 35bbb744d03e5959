"""Nagini's contracts -> ours, mechanically: `translate(text)` gives Python text with this toolkit's decorators.

Requires/Ensures become decorators, Invariant and Assert statements of the same meaning, Implies(a, b) `not a or b`,
Forall/Exists `all`/`any`. Permissions (Acc, list_pred, fractions) and triggers say nothing here and are dropped. A quantifier over
`int` becomes one over a range: the bounds are read off its guard, through the bounds of inner quantifiers where it needs them, and
the guard stays as it is; a quantifier without bounds cannot be run and is reported as `Inexpressible`.

Nagini proves partial correctness: what has no measure need not end. `partial=True` gives such a text.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from attrs import frozen


class Inexpressible(Exception):
    """The text uses something that has no counterpart. The message says what."""


@frozen
class Bound:
    """`low <= name` or `name < high` as found in a guard: `edge` is the expression, `upper` which side it is on."""

    name: str
    edge: ast.expr
    upper: bool


def translate(text: str, partial: bool = False) -> str:
    """The module in our words. Raises `Inexpressible`, and SyntaxError for what is not Python."""
    tree = ast.parse(text)
    body: list[ast.stmt] = []
    pure = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef) and isinstance(n.body[-1], ast.Return)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("nagini"):
            continue
        body.append(_Function(node, partial, pure).run() if isinstance(node, ast.FunctionDef) else node)
    names = ["decreases", "ensures", "invariant", "partial", "requires"]
    body.insert(0, ast.ImportFrom("toolkit", [ast.alias(n) for n in names], 0))
    return ast.unparse(ast.fix_missing_locations(ast.Module(body, []))) + "\n"


class _Function:
    """One function's translation."""

    def __init__(self, node: ast.FunctionDef, partial: bool, pure: dict[str, ast.FunctionDef]) -> None:
        self.node, self.partial, self.pure = node, partial, pure
        self.params = [a.arg for a in node.args.args]
        self.in_code = False

    def run(self) -> ast.FunctionDef:
        node = self.node
        clauses: list[tuple[str, ast.expr]] = []
        body: list[ast.stmt] = []
        for s in node.body:
            name, args = _statement_call(s)
            if name in ("Requires", "Ensures", "Decreases"):
                e = self.expr(args[0])
                if e is not None:
                    clauses.append((name.lower(), e))
            else:
                body.append(s)
        self.in_code = True
        decorators: list[ast.expr] = []
        for kind, e in clauses:
            used = {n.id for n in ast.walk(e) if isinstance(n, ast.Name)}
            names = [n for n in (*self.params, "result", "old") if n in used]
            lambda_ = ast.Lambda(ast.arguments([], [ast.arg(n) for n in names], None, [], [], None, []), e)
            decorators.append(ast.Call(ast.Name(kind), [lambda_], []))
        if self.partial:
            decorators.insert(0, ast.Name("partial"))
        return ast.FunctionDef(node.name, node.args, self.block(body), decorators, node.returns, lineno=0)

    def block(self, body: Sequence[ast.stmt]) -> list[ast.stmt]:
        found = [t for s in body if (t := self.statement(s)) is not None]
        return found or [ast.Pass()]

    def statement(self, s: ast.stmt) -> ast.stmt | None:
        name, args = _statement_call(s)
        if name in ("Unfold", "Fold", "MustTerminate"):
            return None
        if name in ("Invariant", "Assert", "Assume", "Decreases"):
            e = self.expr(args[0])
            if e is None:
                return None
            if name == "Assert":
                return ast.Assert(e)
            return ast.Expr(ast.Call(ast.Name(name.lower()), [e], []))
        if isinstance(s, (ast.While, ast.For, ast.If)):
            for part in ("test", "iter"):
                if hasattr(s, part):
                    setattr(s, part, self.need(getattr(s, part)))
            s.body = self.block(s.body)
            s.orelse = self.block(s.orelse) if s.orelse else []
            return s
        for part in ("value", "target"):
            if isinstance(getattr(s, part, None), ast.expr):
                setattr(s, part, self.need(getattr(s, part)))
        return s

    def need(self, e: ast.expr) -> ast.expr:
        found = self.expr(e)
        if found is None:
            raise Inexpressible(f"a permission where a value is needed: {ast.unparse(e)}")
        return found

    def expr(self, e: ast.expr) -> ast.expr | None:
        """The expression in our words; None for one that only speaks of permissions."""
        if isinstance(e, ast.Tuple) and len(e.elts) == 2 and isinstance(e.elts[1], ast.List) and _is_triggers(e.elts[1]):
            return self.expr(e.elts[0])
        if isinstance(e, ast.BoolOp):
            parts = [p for v in e.values if (p := self.expr(v)) is not None]
            if len(parts) < len(e.values) and isinstance(e.op, ast.Or):
                return None
            return None if not parts else parts[0] if len(parts) == 1 else ast.BoolOp(e.op, parts)
        if isinstance(e, ast.Call) and isinstance(e.func, ast.Name):
            found = self.call(e, e.func.id)
            if found is not e:
                return found
        for field, value in ast.iter_fields(e):
            if isinstance(value, ast.expr):
                setattr(e, field, self.need(value))
            elif isinstance(value, list):
                setattr(e, field, [self.need(v) if isinstance(v, ast.expr) else v for v in value])
        return e

    def call(self, e: ast.Call, name: str) -> ast.expr | None:
        if name in ("Acc", "Rd", "list_pred", "MustTerminate"):
            return None
        if name in ("Result", "ResultT"):
            return ast.Name("result")
        if name == "Implies":
            right = self.expr(e.args[1])
            return None if right is None else _either(ast.UnaryOp(ast.Not(), self.need(e.args[0])), right)
        if name == "Old":
            (a,) = e.args
            if not isinstance(a, ast.Name):
                raise Inexpressible(f"Old of {ast.unparse(a)}")
            # a local variable is no part of the heap that Old goes back to
            return a if self.in_code else ast.Attribute(ast.Name("old"), a.id)
        if name in ("Forall", "Exists"):
            return self.quantifier(e, "all" if name == "Forall" else "any")
        if name == "cast":
            return self.expr(e.args[1])
        return e

    def quantifier(self, e: ast.Call, kind: str) -> ast.expr | None:
        over, f = e.args
        assert isinstance(f, ast.Lambda)
        name = f.args.args[0].arg
        body = self.expr(f.body)
        if body is None:
            return None
        if isinstance(over, ast.Name) and over.id == "int":
            if kind == "any" and any(b.name == name and not _mentions(b.edge, {name}) for b in _bounds(body, False, self.pure)):
                return ast.Constant(True)  # `exists i: not (0 <= i < n) or ...` holds of any i outside
            bounds = _bounds(body, kind == "any", self.pure)
            low, high = (_edge(name, upper, bounds, _bound_names(body)) for upper in (False, True))
            if low is None or high is None:
                raise Inexpressible(f"the quantifier over {name} has no bounds: {ast.unparse(e)[:120]}")
            over = ast.Call(ast.Name("range"), [low, high], [])
        else:
            over = self.need(over)
        return ast.Call(ast.Name(kind), [ast.GeneratorExp(body, [ast.comprehension(ast.Name(name), over, [], 0)])], [])


def _statement_call(s: ast.stmt) -> tuple[str, list[ast.expr]]:
    """The name and the arguments of a statement that is a call of a plain name."""
    if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and isinstance(s.value.func, ast.Name):
        return s.value.func.id, s.value.args
    return "", []


def _is_triggers(e: ast.List) -> bool:
    return all(isinstance(x, ast.List) for x in e.elts)


def _either(a: ast.expr, b: ast.expr) -> ast.expr:
    return ast.BoolOp(ast.Or(), [a, b])


# --- bounds -------------------------------------------------------------------------------------------------------

_SWAP: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.GtE, ast.LtE: ast.Gt, ast.Gt: ast.LtE, ast.GtE: ast.Lt}


def _bounds(e: ast.expr, holds: bool, pure: dict[str, ast.FunctionDef]) -> list[Bound]:
    """What is known of integers when `e` holds (or, with holds=False, when it does not)."""
    if isinstance(e, ast.UnaryOp) and isinstance(e.op, ast.Not):
        return _bounds(e.operand, not holds, pure)
    if isinstance(e, ast.BoolOp):
        parts = [_bounds(v, holds, pure) for v in e.values]
        return [b for p in parts for b in p] if isinstance(e.op, ast.And) == holds else _common(parts)
    if isinstance(e, ast.Call) and isinstance(e.func, ast.Name) and e.func.id in ("all", "any") and (e.func.id == "any") == holds:
        (g,) = e.args
        if isinstance(g, ast.GeneratorExp):
            v, over = g.generators[0].target, g.generators[0].iter
            found = _bounds(g.elt, holds, pure)
            if isinstance(v, ast.Name) and isinstance(over, ast.Call) and ast.unparse(over.func) == "range":
                found += [Bound(v.id, over.args[-1], True)]
                found += [Bound(v.id, over.args[0] if len(over.args) > 1 else ast.Constant(0), False)]
            return found
    if isinstance(e, ast.Call) and isinstance(e.func, ast.Name) and e.func.id in pure and holds:
        f = pure[e.func.id]
        last = f.body[-1]
        assert isinstance(last, ast.Return) and last.value is not None
        given = {p.arg: a for p, a in zip(f.args.args, e.args)}
        if all(_statement_call(s)[0] for s in f.body[:-1]):
            inside = _bounds(last.value, True, {k: v for k, v in pure.items() if k != f.name})
            return [
                Bound(a.id, b.edge, b.upper)
                for b in inside
                if isinstance(a := given.get(b.name), ast.Name) and not any(isinstance(n, ast.Name) for n in ast.walk(b.edge))
            ]
    if isinstance(e, ast.Compare) and (holds or len(e.ops) == 1):
        return [b for op, x, y in zip(e.ops, (e.left, *e.comparators), e.comparators) for b in _compared(op, x, y, holds)]
    return []


def _compared(op: ast.cmpop, a: ast.expr, b: ast.expr, holds: bool) -> list[Bound]:
    """The bounds in one comparison of a name (plus or minus a constant) with something."""
    kind = type(op) if holds else _SWAP.get(type(op))
    found = []
    for x, y, flip in ((a, b, False), (b, a, True)):
        if isinstance(x, ast.BinOp) and isinstance(x.right, ast.Constant) and isinstance(x.op, (ast.Add, ast.Sub)):
            x, y = x.left, ast.BinOp(y, ast.Sub() if isinstance(x.op, ast.Add) else ast.Add(), x.right)
        if not isinstance(x, ast.Name) or kind is None:
            continue
        if kind in ((ast.Gt, ast.GtE) if flip else (ast.Lt, ast.LtE)) or kind is ast.Eq:
            found.append(Bound(x.id, y if kind in (ast.Lt, ast.Gt) else _plus_one(y), True))
        if kind in ((ast.Lt, ast.LtE) if flip else (ast.Gt, ast.GtE)) or kind is ast.Eq:
            found.append(Bound(x.id, _plus_one(y) if kind in (ast.Lt, ast.Gt) else y, False))
    return found


def _common(alternatives: Sequence[list[Bound]]) -> list[Bound]:
    """Bounds that hold whichever alternative does: the wider one of those that every alternative has."""
    found = list(alternatives[0])
    for more in alternatives[1:]:
        found = [_wider(a, b) for a in found for b in more if (a.name, a.upper) == (b.name, b.upper)][:32]
    return found


def _wider(a: Bound, b: Bound) -> Bound:
    if ast.unparse(a.edge) == ast.unparse(b.edge):
        return a
    test = ast.Compare(a.edge, [ast.GtE() if a.upper else ast.LtE()], [b.edge])
    return Bound(a.name, ast.IfExp(test, a.edge, b.edge), a.upper)


def _mentions(e: ast.expr, names: set[str]) -> bool:
    return any(isinstance(n, ast.Name) and n.id in names for n in ast.walk(e))


def _plus_one(e: ast.expr) -> ast.expr:
    return ast.BinOp(e, ast.Add(), ast.Constant(1))


def _bound_names(e: ast.expr) -> set[str]:
    """Names that quantifiers inside `e` bind."""
    return {n.id for g in ast.walk(e) if isinstance(g, ast.comprehension) for n in ast.walk(g.target) if isinstance(n, ast.Name)}


def _edge(name: str, upper: bool, bounds: Sequence[Bound], inner: set[str], seen: frozenset[str] = frozenset()) -> ast.expr | None:
    """A bound of `name` that mentions no inner name; one that is an inner name's is followed (superset of what is needed)."""
    mine = [b for b in bounds if b.name == name and b.upper == upper]
    for b in mine:
        if not _mentions(b.edge, inner | {name}):
            return b.edge
    for b in mine:
        core, shift = b.edge, 0
        while isinstance(core, ast.BinOp) and isinstance(core.right, ast.Constant) and isinstance(core.op, (ast.Add, ast.Sub)):
            shift += core.right.value if isinstance(core.op, ast.Add) else -core.right.value
            core = core.left
        if isinstance(core, ast.Name) and core.id in inner and core.id not in seen and core.id != name:
            found = _edge(core.id, upper, bounds, inner, seen | {name})
            if found is not None:
                # name < core + shift and core < found: name < found + shift - 1; the lower side likewise without the one
                total = shift - 1 if upper else shift
                return ast.BinOp(found, ast.Add(), ast.Constant(total)) if (total > 0) == upper and total else found
    return None
