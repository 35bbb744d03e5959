"""`__enter__` and `__exit__` of classes. What is modelled of the exception that `__exit__` gets is whether there is one: its three
parameters become bools, and what else is asked of them is rejected."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from typing import NoReturn

from toolkit.core.ir import BOOL, Clause, Expr, Param
from toolkit.core.source import Rejected, Span

NAMES = ("__enter__", "__exit__")


def modelled(f: ast.FunctionDef, file: str) -> ast.FunctionDef:
    """The method `__exit__` with bools for what it is told of an exception: True where there is one. `x is None` of them becomes
    `not x`. Raises `Rejected`: `exit-parameter`."""
    made = copy.deepcopy(f)
    a, star = made.args, made.args.vararg
    if star is not None and not a.defaults and len([*a.posonlyargs, *a.args]) == 1:  # def __exit__(self, *exc)
        told, a.vararg = [star], None
        a.args.append(star)
    else:
        told = [*a.posonlyargs, *a.args][1:]
    if len(told) not in (1, 3) or len(told) == 1 and f.args.vararg is None or a.vararg or a.kwarg or a.kwonlyargs or a.defaults:
        raise Rejected("exit-parameter", Span.of(f, file), "__exit__ takes an exception's class, value and traceback",
                       "def __exit__(self, exc_type, exc, tb) or def __exit__(self, *exc)")  # fmt: skip
    for x in told:
        x.annotation = ast.copy_location(ast.Name("bool", ast.Load()), x)
    reading = _Told({x.arg for x in told}, file, f.args.vararg is None)
    made.body = [reading.visit(s) for s in made.body]
    for d in made.decorator_list:
        for clause in d.args if isinstance(d, ast.Call) else ():
            if isinstance(clause, ast.Lambda):
                clause.body = reading.visit(clause.body)
    return made


def is_itself(enter: ast.FunctionDef) -> bool:
    """True when a method `__enter__` returns the object that it is called on, wherever it returns."""
    me = [*enter.args.posonlyargs, *enter.args.args][0].arg
    nodes = list(ast.walk(enter))
    returned = [n.value for n in nodes if isinstance(n, ast.Return)]
    kept = not any(isinstance(n, ast.Name) and n.id == me and not isinstance(n.ctx, ast.Load) for n in nodes)
    scopes = (ast.FunctionDef, ast.Lambda, ast.ExceptHandler, ast.MatchAs, ast.MatchStar, ast.MatchMapping)
    plain = not any(isinstance(n, scopes) for s in enter.body for n in ast.walk(s))
    return kept and plain and isinstance(enter.body[-1], ast.Return) and all(
        isinstance(v, ast.Name) and v.id == me for v in returned
    )


def agree(params: Sequence[Param], span: Span) -> list[Clause]:
    """What every call of `__exit__` meets: its three parameters are None or they are not."""
    first, *others = (Expr("var", (), BOOL, span, p.name) for p in params[1:])
    return [Clause(Expr("eq", (first, x), BOOL, span), f"({first.data} is None) == ({x.data} is None)", span) for x in others]


class _Told(ast.NodeTransformer):
    """Rewrites tests of what `__exit__` is told; everything else that is done with it is rejected."""

    def __init__(self, names: set[str], file: str, readable: bool) -> None:
        self.names, self.file, self.readable = names, file, readable

    def reject(self, node: ast.AST, name: str) -> NoReturn:
        raise Rejected("exit-parameter", Span.of(node, self.file), f"of {name} only whether it is None is known here",
                       f"test `{name} is None`; what depends on the exception belongs into try/except" if self.readable else
                       "def __exit__(self, exc_type, exc, tb)")  # fmt: skip

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names:
            self.reject(node, node.id)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr in self.names:  # old.exc_type
            self.reject(node, node.attr)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        for n in ast.walk(node):
            name = n.id if isinstance(n, ast.Name) else n.arg if isinstance(n, ast.arg) else ""
            if name in self.names:
                self.reject(n, name)
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        for n in ast.walk(node.args):
            if isinstance(n, ast.arg) and n.arg in self.names:
                self.reject(n, n.arg)
        return self.generic_visit(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.name in self.names:
            self.reject(node, str(node.name))
        return self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> ast.AST:
        if node.name in self.names:
            self.reject(node, str(node.name))
        return self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> ast.AST:
        if node.name in self.names:
            self.reject(node, str(node.name))
        return node

    def visit_MatchMapping(self, node: ast.MatchMapping) -> ast.AST:
        if node.rest in self.names:
            self.reject(node, str(node.rest))
        return self.generic_visit(node)

    def told(self, node: ast.expr) -> bool:
        return self.readable and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in self.names

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        right = node.comparators[0]
        if self.told(node.left) and len(node.ops) == 1 and isinstance(node.ops[0], (ast.Is, ast.IsNot)) and (
            isinstance(right, ast.Constant) and right.value is None
        ):
            if isinstance(node.ops[0], ast.IsNot):
                return node.left
            return ast.copy_location(ast.UnaryOp(ast.Not(), node.left), node)
        return self.generic_visit(node)

    def test(self, node: ast.expr) -> ast.expr:
        """A condition: of an exception, its class and its traceback, all that are not None are true."""
        if self.told(node):
            return node
        if isinstance(node, ast.BoolOp):
            node.values = [self.test(v) for v in node.values]
            return node
        found: ast.expr = self.visit(node)
        return found

    def visit_If(self, node: ast.If) -> ast.AST:
        node.test = self.test(node.test)
        node.body, node.orelse = [self.visit(s) for s in node.body], [self.visit(s) for s in node.orelse]
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        node.test, node.body, node.orelse = self.test(node.test), self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        node.operand = self.test(node.operand) if isinstance(node.op, ast.Not) else self.visit(node.operand)
        return node
