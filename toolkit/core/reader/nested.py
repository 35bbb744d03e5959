"""Functions inside functions: a lambda with a name is put where it is called; a `def` becomes a function of the module's level
with what it captures as further parameters.

What is captured is read at the call (late binding), objects are handed over themselves. So that this is exact, the function is
bound once, at the top of the body, and what it captures has a value by then."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from toolkit.core.ir import Expr, Param
from toolkit.core.reader import statements as rooms
from toolkit.core.reader import tables

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.statements import Body


@frozen
class Nested:
    """A function that a name of the function around it stands for. `name` is its name at the module's level; `body` a lambda."""

    name: str
    captured: tuple[str, ...]
    body: ast.Lambda | None = None
    reads: frozenset[str] = frozenset()  # every name in the lambda


def names_of(statements: Sequence[ast.stmt]) -> frozenset[str]:
    """Names that `def`s and lambdas bind at the top of a function's body."""
    return frozenset(
        s.name if isinstance(s, ast.FunctionDef) else s.targets[0].id  # type: ignore[attr-defined]
        for s in statements
        if isinstance(s, ast.FunctionDef) or _is_named_lambda(s)
    )


def _is_named_lambda(s: ast.stmt) -> bool:
    return isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name) and isinstance(
        s.value, ast.Lambda
    )


def _captured(low: Body, node: ast.FunctionDef | ast.Lambda, name: str) -> tuple[str, ...]:
    """The names of the function around that are read inside. Rejects what would make reading them at the call another thing."""
    a = node.args
    inner = {p.arg for p in (*a.posonlyargs, *a.args, *a.kwonlyargs)}
    body: Sequence[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else node.body
    if not isinstance(node, ast.Lambda):
        inner |= rooms.assigned_names(node.body)
    for n in (n for b in body for n in ast.walk(b)):
        if isinstance(n, (ast.Nonlocal, ast.Global)):
            low.reject("unsupported-statement", n, "nonlocal and global are not supported", "return the new value")
    reads = {n.id for b in body for n in ast.walk(b) if isinstance(n, ast.Name)} - inner
    for other in sorted(reads & low.nested.keys()):
        captured = low.nested[other].reads.union(low.nested[other].captured)
        if captured & inner:
            low.reject("nested-scope", node, f"{name} has a {min(captured & inner)} of its own, and calls {other}, which reads "
                       "another one", "give one of them another name")  # fmt: skip
        reads |= set(low.nested[other].captured)
    late = (reads & low.functions) - low.nested.keys() - {name}
    if late:
        low.reject("nested-later", node, f"{name} calls {min(late)}, which is defined after it", "define it first")
    found = sorted((reads & low.locals) - low.functions)
    surely = _surely(low, node)
    for read in found:
        if read not in surely:
            low.reject("captured-later", node, f"{name} reads {read}, which may have no value yet where {name} is defined",
                       f"assign {read} before, at the top of the function")  # fmt: skip
        if any(s.name == "Object" for s in low.sorts[read].objects()):
            low.reject("captured-object", node, f"{name} reads {read}, an object of the function around it",
                       "pass it as an argument")  # fmt: skip
    return tuple(found)


def _surely(low: Body, node: ast.AST) -> set[str]:
    """Names that have a value where a statement at the top of the body stands, and keep one."""
    found = set(low.parameters)
    for s in low.top:
        if s is node or isinstance(s, ast.Assign) and s.value is node:
            break
        targets = s.targets if isinstance(s, ast.Assign) else [s.target] if isinstance(s, ast.AnnAssign) and s.value else []
        found |= {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for n in (n for s in low.top for n in ast.walk(s)):
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del):
            found.discard(n.id)
        elif isinstance(n, ast.ExceptHandler):
            found.discard(n.name or "")
    return found


def bindings(statements: Sequence[ast.stmt]) -> list[str]:
    """Every binding of a name in a function's body, one entry each."""
    found = []
    for n in (n for s in statements for n in rooms.own_nodes(s)):
        if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del)):
            found.append(n.id)
        elif isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and n.name:
            found.append(n.name)
    return found


def _bind(low: Body, name: str, node: ast.AST, made: Nested) -> None:
    if name not in low.functions or low.bindings.count(name) != 1 or node not in low.top:
        low.reject("nested-rebound", node, f"the function {name} must be bound once, at the top of the function's body",
                   "give every function its own name")  # fmt: skip
    low.nested[name] = made


def _function(low: Body, node: ast.FunctionDef) -> None:
    captured = _captured(low, node, node.name)
    full = f"{low.name}.<locals>.{node.name}"
    _bind(low, node.name, node, Nested(full, captured))
    more = tuple(Param(n, low.sorts[n]) for n in captured)
    low.names.nest(full, node, more, dict(low.nested), low.final)


def named_lambda(low: Body, node: ast.Assign) -> bool:
    """True when this gives a lambda a name, which is then known."""
    if not _is_named_lambda(node):
        return False
    assert isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Lambda)
    name = node.targets[0].id
    reads = frozenset(n.id for n in ast.walk(node.value) if isinstance(n, ast.Name))
    if name in reads:
        low.reject("nested-recursion", node, "a lambda that calls itself is not supported", "use def, with types")
    _bind(low, name, node, Nested(name, _captured(low, node.value, name), node.value, reads))
    return True


def call(low: Expressions, name: str, node: ast.Call) -> Expr:
    """A call of a nested function."""
    found = low.nested[name]
    hidden = [n for n in found.captured if n in low.scope]
    if hidden:
        low.reject("nested-scope", node, f"{name} reads {hidden[0]}, which means something else here", "rename one of them")
    if found.body is None:
        return low.user_call(found.name, node, extra=[low.var(n, low.span(node)) for n in found.captured])
    if node.keywords:
        low.reject("unsupported-call", node, "keyword arguments of a lambda are not supported")
    names = [p.arg for p in (*found.body.args.posonlyargs, *found.body.args.args)]
    a = found.body.args
    if a.vararg or a.kwarg or a.kwonlyargs or a.defaults or len(names) != len(node.args):
        low.reject("unsupported-lambda", node, f"{name} must take {len(node.args)} plain parameters",
                   "defaults and star parameters of a lambda are not supported")  # fmt: skip
    args = low.several([lambda n=n: low.expr(n) for n in node.args])  # type: ignore[misc]
    if not low.pure:
        args = [low.saved(x) for x in args]
    outer, low.scope = low.scope, dict(zip(names, args))
    try:
        result = low.expr(found.body.body)
    finally:
        low.scope = outer
    for x in reversed(args if low.pure else ()):  # evaluated, even where the lambda does not use it
        result = low.after(x, result)
    return result


tables.STATEMENTS["FunctionDef"] = _function
