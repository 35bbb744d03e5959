"""What the syntax trees of a program's files, read or not, say of each other's classes: who may inherit, who may set what."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from toolkit.core.exceptions import is_exception

Trees = Sequence[ast.Module]


def _nodes(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    return (n for top in nodes for n in ast.walk(top))


def bound(tree: ast.Module) -> tuple[Mapping[str, int], Collection[str]]:
    """How often a module's level binds each name, and the names that it binds by an assignment."""
    times: dict[str, int] = {}
    assigned: set[str] = set()
    for s in tree.body:
        if isinstance(s, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names = [s.name]
        elif isinstance(s, (ast.Import, ast.ImportFrom)):
            names = [a.asname or a.name.split(".")[0] for a in s.names]
        else:
            names = [n.id for n in ast.walk(s) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)]
            assigned.update(names)
        for n in names:
            times[n] = times.get(n, 0) + 1
    return times, assigned


def names_for(names: Collection[str], trees: Trees) -> set[str]:
    """All names by which the files may call what some of them call `names`."""
    found = set(names)
    while True:
        more = {a.asname for n in _nodes(trees) if isinstance(n, ast.ImportFrom) for a in n.names if a.name in found and a.asname}
        more |= {t.id for n in _nodes(trees) if isinstance(n, ast.Assign) and _last(n.value) in found
                 for t in n.targets if isinstance(t, ast.Name)}  # fmt: skip
        if more <= found:
            return found
        found |= more


def _last(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def heir(
    tree: ast.Module, names: Collection[str], bindings: Mapping[str, int], assigned: Collection[str], home: bool = False
) -> str:
    """A class in the file that inherits, or may inherit, from the one that `names` stand for; "" where there is none. `home`: it is
    the file where that class stands; in another one a class of its own that is called so is another one."""
    known = {n for n, times in bindings.items() if times == 1} - {*assigned}
    others = set() if home else {k.name for k in tree.body if isinstance(k, ast.ClassDef) and k.name in known}
    for n in _nodes([tree]):
        if isinstance(n, ast.ClassDef):
            plain = n in tree.body and all(not isinstance(b, ast.Name) or b.id in known or b.id not in bindings for b in n.bases)
            exception = all(isinstance(b, ast.Name) and is_exception(b.id) and b.id not in bindings for b in n.bases)
            if n.bases and not plain and not exception or any(
                _last(x) in names and not (isinstance(x, ast.Name) and x.id in others) for x in _nodes(n.bases)
            ):
                return n.name
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "type" and len(n.args) > 1:
            return "class made by type(...)"
    return ""


def declared(nodes: Iterable[ast.AST]) -> set[str]:
    """The fields that the bodies of classes declare."""
    return {s.target.id for c in _nodes(nodes) if isinstance(c, ast.ClassDef) for s in c.body
            if isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name)}  # fmt: skip


def fields(trees: Trees) -> set[str]:
    """The fields that classes declare or methods set."""
    stored = {n.attr for n in _nodes(trees) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
              and isinstance(n.value, ast.Name) and n.value.id == "self"}  # fmt: skip
    return declared(trees) | stored


def reassigned(trees: Trees, unseen: bool) -> set[str]:
    """The names of fields that code may give another value after their instances were made; with `unseen` code, of all."""
    first: set[ast.AST] = set()
    for f in (f for n in _nodes(trees) if isinstance(n, ast.ClassDef) for f in n.body):
        if isinstance(f, ast.FunctionDef) and f.name == "__init__" and f.args.args:
            me = f.args.args[0].arg
            first.update(n for n in ast.walk(f) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
                         and n.value.id == me)  # fmt: skip
    again = any(isinstance(n, ast.Attribute) and n.attr == "__init__" and ast.unparse(n.value) != "super()" for n in _nodes(trees))
    return {n.attr for n in _nodes(trees) if isinstance(n, ast.Attribute) and (
        unseen or not isinstance(n.ctx, ast.Load) and (again or n not in first))}  # fmt: skip


def own_stores(trees: Trees) -> set[ast.AST]:
    """The attributes that methods name of their own object; not those of methods that are taken from a class by name, which may
    get anything for it."""
    tops = {k.name for t in trees for k in t.body if isinstance(k, ast.ClassDef)}
    classes = names_for(tops, trees)
    passed = {n.attr for n in _nodes(trees) if isinstance(n, ast.Attribute) and (
        _last(n.value) in classes or isinstance(n.value, ast.Call) and _last(n.value.func) == "type")}  # fmt: skip
    found: set[ast.AST] = set()
    for f in (f for t in trees for k in t.body if isinstance(k, ast.ClassDef) for f in k.body):
        if isinstance(f, ast.FunctionDef) and f.args.args and f.name not in passed and not any(
            isinstance(d, ast.Name) and d.id == "classmethod" for d in f.decorator_list
        ):
            me = f.args.args[0]
            again = any(isinstance(n, ast.Name) and n.id == me.arg and not isinstance(n.ctx, ast.Load)
                        or isinstance(n, ast.arg) and n.arg == me.arg and n is not me for n in ast.walk(f))  # fmt: skip
            found.update(n for n in ast.walk(f) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name)
                         and n.value.id == me.arg and not again)  # fmt: skip
    return found
