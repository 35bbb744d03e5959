"""Functions inside functions: a lambda with a name is put where it is called; a `def` becomes a function of the module's level
with what it captures as further parameters.

What is captured is read at the call (late binding), objects are handed over themselves. So that this is exact, the function is
bound once, at the top of the body, and what it captures has a value by then. Names that it calls `nonlocal` come back beside its
result, in a tuple, and are assigned at the call."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import frozen

from toolkit.core.ir import ANY, NONE, Assign, Block, Expr, Param, Return, Sort, tuple_of
from toolkit.core.reader import calls, tables
from toolkit.core.reader import statements as rooms

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
    changes: tuple[str, ...] = ()  # names of the function around that it assigns


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
        inner |= rooms.assigned_names(node.body) - {*changed(node)}
    reads = {n.id for b in body for n in ast.walk(b) if isinstance(n, ast.Name)}.union(changed(node)) - inner
    for other in sorted(reads & low.nested.keys()):
        captured = low.nested[other].reads.union(low.nested[other].captured)
        if captured & inner:
            low.reject("nested-scope", node, f"{name} has a {min(captured & inner)} of its own, and calls {other}, which reads "
                       "another one", "give one of them another name")  # fmt: skip
        reads |= set(low.nested[other].captured)
        if low.nested[other].changes and other != name:
            low.reject("unsupported-nonlocal", node, f"{name} calls {other}, which assigns names of the function around it",
                       "call it in the function itself")  # fmt: skip
    late = (reads & low.functions) - low.nested.keys() - {name}
    if late:
        low.reject("nested-later", node, f"{name} calls {min(late)}, which is defined after it", "define it first")
    found = sorted((reads & low.locals) - low.functions)
    surely = _surely(low, node)
    for read in found:
        if read in low.ghosts:
            low.reject("ghost-in-code", node, f"{name} reads {read}, which is a ghost", "use it in the function itself")
        if read not in surely:
            low.reject("captured-later", node, f"{name} reads {read}, which may have no value yet where {name} is defined",
                       f"assign {read} before, at the top of the function")  # fmt: skip
        if any(s.name == "Object" for s in low.sorts[read].objects()):
            low.reject("captured-object", node, f"{name} reads {read}, an object of the function around it",
                       "pass it as an argument")  # fmt: skip
    return tuple(found)


def changed(node: ast.FunctionDef | ast.Lambda) -> tuple[str, ...]:
    """The names that a function declares nonlocal."""
    own = [] if isinstance(node, ast.Lambda) else [n for s in node.body for n in rooms.own_nodes(s)]
    return tuple(sorted({name for n in own if isinstance(n, ast.Nonlocal) for name in n.names}))


def _check_nonlocal(low: Body, node: ast.FunctionDef, names: tuple[str, ...]) -> None:
    """Rejects where assigning at the call would be another thing."""
    for name in names:
        if low.sorts.get(name, ANY).mutable or name in low.captured:
            what = "belongs to a function further out" if name in low.captured else "holds what can be changed"
            low.reject("unsupported-nonlocal", node, f"{node.name} assigns {name}, which {what}", "return the new value")
    generator = any(isinstance(n, (ast.Yield, ast.YieldFrom)) for s in node.body for n in rooms.own_nodes(s))
    if names and (generator or node.decorator_list):
        low.reject("unsupported-nonlocal", node, "a generator, or a function with a contract, may not assign names of the function "
                   "around it", "return the new value")  # fmt: skip
    attempts = [n for f in (low.top, node.body) for s in f for n in ast.walk(s) if isinstance(n, (ast.Try, ast.With))]
    if names and attempts:  # what was assigned before an exception would be lost
        low.reject("unsupported-nonlocal", attempts[0], f"{node.name} assigns {names[0]} of the function around it, which is not "
                   "supported where exceptions are caught", "return the new value")  # fmt: skip


def result_with(result: Sort, node: ast.FunctionDef, params: Sequence[Param]) -> Sort:
    """What a function returns to its caller: its result and the names that it assigns further out."""
    names, sorts = changed(node), {p.name: p.sort for p in params}
    return tuple_of(result, *(sorts[n] for n in names)) if names else result


def returned(low: Body, value: Expr) -> Expr:
    """What goes back to the caller where `value` is returned."""
    made = tuple(low.var(n, value.span) for n in low.outer)
    return Expr("tuple", (value, *made), tuple_of(value.sort, *(m.sort for m in made)), value.span) if low.outer else value


def ended(low: Body, block: Block, result: Sort, node: ast.FunctionDef) -> Block:
    """The body of a function that assigns names further out, with what its end returns."""
    none = Expr("const", (), NONE, low.span(node), None)
    return (*block, Return(low.span(node), returned(low, none))) if low.outer and result == NONE else block


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
    names = changed(node)
    _check_nonlocal(low, node, names)
    if unknown := sorted({*names} - {*captured}):
        low.reject("unsupported-nonlocal", node, f"{node.name} declares {unknown[0]} nonlocal, of which no value is known here",
                   "leave the declaration out where the name is not used")  # fmt: skip
    _bind(low, node.name, node, Nested(full, captured, changes=names))
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
    if found.body is None and not found.changes:
        return calls.user_call(low, found.name, node, extra=[low.var(n, low.span(node)) for n in found.captured])
    if found.body is None:
        if low.pure:
            low.reject("effect-in-clause", node, f"{name} assigns {found.changes[0]} and cannot be called here",
                       "call it in a statement of its own")  # fmt: skip
        made = calls.user_call(low, found.name, node, extra=[low.var(n, low.span(node)) for n in found.captured])
        parts = [Expr("proj", (made,), s, made.span, i) for i, s in enumerate(made.sort.args)]
        for n, part in zip(found.changes, parts[1:]):
            low.emit(Assign(made.span, n, part))
        return low.saved(parts[0])
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
tables.STATEMENTS["Nonlocal"] = lambda low, node: None  # `_function` looks at these
