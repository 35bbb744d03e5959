"""Where a room of the reader says which expressions, statements and calls it understands. The dispatch asks here before it rejects
one (`expressions`, `statements`, `calls`).

A handler gets the lowering context and the call's node and returns the typed expression (emitting statements in front where the
call has an effect), or rejects. It lowers the arguments itself, in CPython's order."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from toolkit.core.ir import Expr, Sort

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.statements import Body

Builtin = Callable[["Expressions", ast.Call, Sort | None], Expr]
Method = Callable[["Expressions", ast.Call, Expr], Expr]  # the last: the object, lowered
Place = tuple[str, tuple[Expr | int, ...], Sort]  # an object that can be changed: a name, the way from it, the object's sort

BUILTINS: dict[str, Builtin] = {}  # `f(...)` for a builtin f
FUNCTIONS: dict[str, Builtin] = {}  # `module.f(...)`, or `f(...)` after `from module import f`, keyed by "module.f"
METHODS: dict[tuple[str, str], Method] = {}  # `x.f(...)` without effect on x, keyed by (name of x's sort, f)
CHANGES: dict[tuple[str, str], Callable[[Expressions, ast.Call, Place], Expr]] = {}  # `x.f(...)` that changes x in place
NODES: dict[str, Callable[[Any, Any, Sort | None], Expr]] = {}  # a kind of expression, by the name of its syntax node
ATTRIBUTES: dict[str, Callable[[Expressions, ast.expr], Expr]] = {}  # `module.name` that is no call, keyed by "module.name"
STATEMENTS: dict[str, Callable[[Body, Any], None]] = {}  # a kind of statement, by the name of its syntax node
# Calls that give something to iterate over once: keyed by a builtin's name or "module.name".
SEQUENCES: dict[str, Callable[[Expressions, ast.Call], Expr]] = {}
# `x.f(...)` that changes x, keyed like METHODS; the last argument is the place of x (`places.place`).
MUTATORS: dict[tuple[str, str], Callable[[Expressions, ast.Call, Place], Expr]] = {}
