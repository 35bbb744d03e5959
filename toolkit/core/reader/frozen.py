"""Lists that nobody can change: of the module's level, and as defaults of parameters. All that is done with such a name is
looked at; where it is only read in ways that hand the list itself to nobody, it is a constant."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_READERS = frozenset({"len", "sum", "min", "max", "sorted", "list", "any", "all", "enumerate", "zip", "reversed"})


def is_list(value: object) -> bool:
    """True for a list of numbers and strings, which are one kind."""
    return isinstance(value, list) and len({type(v) for v in value}) <= 1 and all(isinstance(v, (bool, int, str)) for v in value)


def only_read(tree: Sequence[ast.AST], nodes: Sequence[ast.AST], name: str, besides: ast.AST | None = None) -> bool:
    """True when every mention of the name in `nodes` (`besides` the one that gives it its value) only reads items of the list.
    `tree` is the whole module."""
    everything = [n for top in tree for n in ast.walk(top)]
    rebound = {n.id for n in everything if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    rebound |= {n.arg for n in everything if isinstance(n, ast.arg)}
    rebound |= {n.name for n in everything if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))}
    rebound |= {a.asname or a.name for n in everything if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    readers = _READERS - rebound
    mentions = [n for top in nodes for n in ast.walk(top)]
    harmless = {id(besides)}
    for n in mentions:
        if isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Load):
            harmless.add(id(n.value))
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in readers and not n.keywords:
            if len(n.args) == 1 or n.func.id in ("zip", "enumerate"):
                harmless.update(map(id, n.args))
        elif isinstance(n, (ast.For, ast.comprehension)):
            harmless.add(id(n.iter))
        elif isinstance(n, ast.Compare):
            harmless.update(id(c) for op, c in zip(n.ops, n.comparators) if isinstance(op, (ast.In, ast.NotIn)))
    for n in mentions:
        if isinstance(n, ast.Name) and n.id == name and id(n) not in harmless:
            return False
        if isinstance(n, ast.Name) and n.id == name and n is not besides and not isinstance(n.ctx, ast.Load):
            return False
        if isinstance(n, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and n.name == name:
            return False
        if isinstance(n, ast.arg) and n.arg == name or isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names:
            return False
    return True
