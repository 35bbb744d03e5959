"""Conditions as a person would write them: sums folded, the smaller side of a comparison first, no double negation, no guard that
only says again what a range says. The meaning stays: what comes out is a candidate like any other, and proved like any other."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence, Set


def plain(text: str) -> str:
    """An expression's text in plain words; as it is where it cannot be read."""
    try:
        return ast.unparse(tidy(ast.parse(text, mode="eval").body))
    except SyntaxError:
        return text


def burden(text: str, extra: Set[str] = frozenset()) -> int:
    """How much there is to read in a condition, so that of several the shorter one is kept: its nodes, more for names that stand
    in the code only for it (`extra`), and for `!=`, which hardly ever is the point."""
    tree = ast.parse(text, mode="eval")
    nodes = [n for n in ast.walk(tree) if not isinstance(n, ast.expr_context)]
    ghosts = sum(isinstance(n, ast.Name) and n.id in extra for n in nodes)
    return len(nodes) + 12 * ghosts + 3 * sum(isinstance(n, ast.NotEq) for n in nodes)


def simple(text: str) -> bool:
    """Is it a comparison of sums, without anything that is looked up?"""
    e = ast.parse(text, mode="eval").body
    plain = (ast.Compare, ast.BinOp, ast.Name, ast.Constant, ast.operator, ast.cmpop, ast.expr_context, ast.UnaryOp, ast.USub)
    called = [n for n in ast.walk(e) if isinstance(n, ast.Call)]
    return isinstance(e, ast.Compare) and all(
        isinstance(n, (*plain, ast.Call)) for n in ast.walk(e)
    ) and all(ast.unparse(n.func) == "len" for n in called)


def chained(conditions: Sequence[str]) -> list[str]:
    """`0 <= i` and `i <= n` as `0 <= i <= n`."""
    found: list[ast.expr] = [ast.parse(c, mode="eval").body for c in conditions]
    for k, low in enumerate(found):
        for other in found[k + 1 :] + found[:k]:
            if _ascends(low) and _ascends(other) and isinstance(low, ast.Compare) and isinstance(other, ast.Compare):
                if len(low.ops) == 1 and ast.dump(low.comparators[-1]) == ast.dump(other.left) and isinstance(other.left, ast.Name):
                    whole = ast.Compare(low.left, [*low.ops, *other.ops], [*low.comparators, *other.comparators])
                    rest = [ast.unparse(whole) if e is low else ast.unparse(e) for e in found if e is not other]
                    return chained(rest)
    return [ast.unparse(e) for e in found]


def _ascends(e: ast.expr) -> bool:
    return isinstance(e, ast.Compare) and all(isinstance(o, ast.Lt | ast.LtE) for o in e.ops)


def tidy(e: ast.expr) -> ast.expr:
    """Without double negations, and without guards that only say again what a range says:
    `all(not (0 <= i and i < n) or P for i in range(0, n))` is `all(P for i in range(n))`."""

    class Tidy(ast.NodeTransformer):
        def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
            self.generic_visit(node)
            inner = node.operand
            if isinstance(node.op, ast.Not) and isinstance(inner, ast.UnaryOp) and isinstance(inner.op, ast.Not):
                return inner.operand
            return node

        def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
            self.generic_visit(node)
            return _folded(node)

        def visit_Compare(self, node: ast.Compare) -> ast.expr:
            self.generic_visit(node)
            return _compared(node) if len(node.ops) == 1 else node

        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 2:
                if isinstance(node.args[0], ast.Constant) and node.args[0].value == 0:
                    node.args = node.args[1:]
            if not (isinstance(node.func, ast.Name) and node.func.id in ("all", "any") and len(node.args) == 1):
                return node
            g = node.args[0]
            if isinstance(g, ast.GeneratorExp) and len(g.generators) == 1:
                said = _said_by_range(g.generators[0])
                if node.func.id == "any":
                    rest = [c for c in conjuncts(g.elt) if not said & _bounds(c)]
                    g.elt = _joined(ast.And(), rest) if rest else g.elt
                elif isinstance(g.elt, ast.BoolOp) and isinstance(g.elt.op, ast.Or):
                    first = g.elt.values[0]
                    if isinstance(first, ast.UnaryOp) and isinstance(first.op, ast.Not):
                        rest = [c for c in conjuncts(first.operand) if not said & _bounds(c)]
                        guard = [negated(_joined(ast.And(), rest))] if rest else []
                        g.elt = _joined(ast.Or(), [*guard, *g.elt.values[1:]])
            return node

    new: ast.expr = Tidy().visit(copy.deepcopy(e))
    return ast.fix_missing_locations(new)


def _number(e: ast.expr) -> int | None:
    return e.value if isinstance(e, ast.Constant) and type(e.value) is int else None


def _shift(e: ast.expr) -> tuple[ast.expr | None, int]:
    """A sum as what is no number, and the number."""
    n = _number(e)
    if n is not None:
        return None, n
    if isinstance(e, ast.BinOp) and isinstance(e.op, ast.Add | ast.Sub) and (n := _number(e.right)) is not None:
        rest, m = _shift(e.left)
        return rest, m + n if isinstance(e.op, ast.Add) else m - n
    return e, 0


def _sum(e: ast.expr | None, n: int) -> ast.expr:
    if e is None:
        return ast.Constant(n)
    return e if n == 0 else ast.BinOp(e, ast.Add() if n > 0 else ast.Sub(), ast.Constant(abs(n)))


def _folded(e: ast.BinOp) -> ast.expr:
    """`0 + 1` is `1`, `n - 1 - i + 1` is `n - i`. Where a number stays, everything else stays as it is written."""
    if not isinstance(e.op, ast.Add | ast.Sub):
        return e
    if _number(e.right) is not None:
        rest, n = _shift(e)
        if isinstance(rest, ast.BinOp) and isinstance(rest.op, ast.Sub) and n:  # (x - 1 - i) + 1
            inner, m = _shift(rest.left)
            if inner is not None and m == -n:
                return ast.BinOp(inner, ast.Sub(), rest.right)
        return _sum(rest, n)
    return e.right if _number(e.left) == 0 and isinstance(e.op, ast.Add) else e


def _compared(e: ast.Compare) -> ast.expr:
    """`a > b` as `b < a` where that puts the constant or the shorter side first; `a - 1 < b` as `a <= b`. For integers only the
    shift by one is made, where a number is added: texts and lists have no such sums."""
    a, op, b = e.left, e.ops[0], e.comparators[0]
    if isinstance(op, ast.GtE | ast.Gt) and isinstance(a, ast.Name | ast.BinOp) and not isinstance(b, ast.Constant | ast.UnaryOp):
        a, b, op = b, a, ast.LtE() if isinstance(op, ast.GtE) else ast.Lt()
    elif isinstance(op, ast.GtE) and _number(b) is not None and (_number(b) or 0) >= 0:
        a, b, op = b, a, ast.LtE()
    if isinstance(op, ast.Lt | ast.LtE):
        left, m = _shift(a)
        right, n = _shift(b)
        if left is not None and right is not None and (m or n):
            by = n - m  # left (op) right + by
            if isinstance(op, ast.Lt) and by >= 1:
                op, by = ast.LtE(), by - 1
            elif isinstance(op, ast.LtE) and by <= -1:
                op, by = ast.Lt(), by + 1
            a, b = (left, _sum(right, by)) if by >= 0 or isinstance(right, ast.Call) else (_sum(left, -by), right)
    return ast.Compare(a, [op], [b])


def _joined(op: ast.boolop, parts: list[ast.expr]) -> ast.expr:
    return parts[0] if len(parts) == 1 else ast.BoolOp(op, parts)


def _said_by_range(c: ast.comprehension) -> set[str]:
    if not (isinstance(c.target, ast.Name) and isinstance(c.iter, ast.Call) and ast.unparse(c.iter.func) == "range"):
        return set()
    ends = [ast.unparse(a) for a in c.iter.args]
    low, high = ("0", ends[0]) if len(ends) == 1 else (ends[0], ends[1])
    below = {"0"} if low.isdigit() else set()
    found = {f"{b} <= {c.target.id}" for b in {low, *below}} | {f"{c.target.id} < {high}"}
    if low.endswith(" + 1"):
        found.add(f"{low.removesuffix(' + 1')} < {c.target.id}")
    return found


def _bounds(e: ast.expr) -> set[str]:
    """A comparison with < or <=, so that the smaller side comes first."""
    if not isinstance(e, ast.Compare) or len(e.ops) != 1:
        return set()
    a, b = ast.unparse(e.left), ast.unparse(e.comparators[0])
    sign = {ast.Lt: f"{a} < {b}", ast.LtE: f"{a} <= {b}", ast.Gt: f"{b} < {a}", ast.GtE: f"{b} <= {a}"}.get(type(e.ops[0]))
    return {sign} if sign else set()


def negated(test: ast.expr) -> ast.expr:
    """`not test`, as a person would write it."""
    opposite: dict[type[ast.cmpop], ast.cmpop] = {
        ast.Lt: ast.GtE(), ast.LtE: ast.Gt(), ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Eq: ast.NotEq(),
        ast.NotEq: ast.Eq(), ast.In: ast.NotIn(), ast.NotIn: ast.In(),
    }  # fmt: skip
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in opposite:
        return ast.Compare(test.left, [opposite[type(test.ops[0])]], test.comparators)
    if isinstance(test, ast.BoolOp):
        op = ast.Or() if isinstance(test.op, ast.And) else ast.And()
        return ast.BoolOp(op, [negated(v) for v in test.values])
    return ast.UnaryOp(ast.Not(), test)


def conjuncts(e: ast.expr) -> Iterator[ast.expr]:
    """The parts of an `and`, and of a chain of comparisons."""
    if isinstance(e, ast.BoolOp) and isinstance(e.op, ast.And):
        for v in e.values:
            yield from conjuncts(v)
    elif isinstance(e, ast.Compare) and len(e.ops) > 1:
        for a, op, b in zip((e.left, *e.comparators), e.ops, e.comparators):
            yield ast.Compare(a, [op], [b])
    else:
        yield e
