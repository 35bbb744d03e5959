"""The module's level: which name stands for what, and which code may change that."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from attrs import define, field

from toolkit.core.reader import units
from toolkit.core.reader.frozen import depth, only_read
from toolkit.core.reader.imports import Units
from toolkit.core.reader.statements import assigned_names
from toolkit.core.source import Diagnostic, Span

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader

LIBRARIES = ("toolkit", "icontract", "deal")  # what contracts are written with
# Anywhere in a file these may change what names mean, so nothing of the file is believed.
_DYNAMIC = frozenset({
    "exec", "eval", "globals", "locals", "vars", "setattr", "getattr", "delattr", "__import__", "compile", "__builtins__",
    "__loader__", "__spec__",
})  # fmt: skip
_MODULES = frozenset({"builtins", "importlib", "gc", "ctypes", "inspect", "sys", "types", "__main__"})
# Names and attributes that lead to a module's own dictionary, or to an attribute that a text names.
_REACHING = frozenset({
    "attrgetter", "methodcaller", "f_globals", "f_locals", "f_builtins", "f_back", "gi_frame", "cr_frame", "ag_frame", "tb_frame",
})  # fmt: skip
_TOOLKIT_NAMES = ("requires", "ensures", "raises", "invariant", "decreases", "assume", "partial", "track", "class_invariant",
                  "changes", "yielded", "opaque", "reveal", "ghost")  # fmt: skip


@define
class Scan:
    """The module's level: which name stands for what."""

    functions: dict[str, ast.FunctionDef] = field(factory=dict)
    bindings: dict[str, int] = field(factory=dict)
    constants: dict[str, Any] = field(factory=dict)
    libraries: dict[str, tuple[str, str]] = field(factory=dict)  # local name -> (library, name in it)
    modules: dict[str, str] = field(factory=dict)
    classes: dict[str, ast.ClassDef] = field(factory=dict)
    aliases: dict[str, ast.expr] = field(factory=dict)  # names that stand for types
    imported: list[str] = field(factory=list)  # dotted names of what is imported (or of names in it), leading dots kept
    bad: list[Diagnostic] = field(factory=list)  # things that make every function of the file unreadable

    def bind(self, name: str) -> None:
        self.bindings[name] = self.bindings.get(name, 0) + 1

    def stand(self, name: str, dotted: str) -> None:
        """An import: the same one twice is one binding."""
        if self.modules.get(name) != dotted:
            self.bind(name)
        self.modules[name] = dotted


def plain(value: object) -> bool:
    """Whether this is a constant that nothing can change."""
    if isinstance(value, tuple):
        return all(plain(v) for v in value)
    return value is None or isinstance(value, (bool, int, float, str))


def top(reader: Reader, node: ast.stmt) -> None:
    """Notes what a statement at the module's level gives a meaning."""
    s = reader.scan
    for n in ast.walk(node):  # by :=, too, in a header or an annotation; that one in a body is a local's does not matter here
        names = n.names if isinstance(n, (ast.Global, ast.Nonlocal)) else [n.target.id] if isinstance(n, ast.NamedExpr) else []
        for name in names * 2:
            s.bind(name)
    if isinstance(node, ast.FunctionDef):
        s.bind(node.name)
        s.functions[node.name] = node
        reader.lines[node.name] = node.lineno
        return
    if isinstance(node, ast.ClassDef):
        s.bind(node.name)
        s.classes[node.name] = node
        return
    if isinstance(node, ast.AsyncFunctionDef):
        s.bind(node.name)
        reader.lines[node.name] = node.lineno
        reader.rejected[node.name] = Diagnostic(
            "unsupported-async", Span.of(node, reader.file), f"{node.name}: async functions are not supported yet",
            "contracts are read on functions at the module's level and on methods",
        )  # fmt: skip
        return
    if isinstance(node, ast.Import):
        for a in node.names:
            local = a.asname or a.name.split(".")[0]
            s.stand(local, a.name if a.asname else local)
            s.imported += [".".join(a.name.split(".")[: i + 1]) for i in range(a.name.count(".") + 1)]
        return
    if isinstance(node, ast.ImportFrom):
        for a in node.names:
            if a.name == "*":
                if node.module == "toolkit" and not node.level:
                    s.imported.append("toolkit")
                    for known in _TOOLKIT_NAMES:
                        if s.libraries.get(known) != ("toolkit", known):
                            s.bind(known)
                        s.libraries[known] = ("toolkit", known)
                    continue
                reader.refuse(node, "star-import", f"`from {node.module} import *` may rebind any name", "name what you need")
                continue
            local = a.asname or a.name
            if node.module in LIBRARIES and not node.level:
                s.imported.append(node.module or "")
                if s.libraries.get(local) != (node.module, a.name):
                    s.bind(local)
                s.libraries[local] = (node.module or "", a.name)
                continue
            if node.module == "__future__" and not node.level:
                s.bind(local)
                continue
            home = "." * node.level + (node.module or "")
            full = f"{home}.{a.name}" if node.module else home + a.name
            s.stand(local, full)
            s.imported += [home] if node.module else []
            s.imported.append(full)
        return
    if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
        targets, tree = node.targets if isinstance(node, ast.Assign) else [node.target], reader.tree.body
        for t in targets:
            if isinstance(t, ast.Name):
                s.bind(t.id)
                try:
                    value = ast.literal_eval(node.value)
                except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                    value = []
                    if isinstance(node, ast.Assign):
                        s.aliases[t.id] = node.value
                deep = depth(node.value) if not isinstance(node.value, ast.Attribute) else None
                if plain(value):
                    s.constants[t.id] = value
                elif deep is not None and len(targets) == 1 and only_read(tree, tree, t.id, t, deep):
                    s.constants[t.id] = node
            else:
                _other(reader, [t])
        return
    _other(reader, [node])


def _other(reader: Reader, nodes: Sequence[ast.AST]) -> None:
    """Module-level code that is not modelled: every name that it binds loses its meaning."""
    for top in nodes:
        for n in ast.walk(top):
            if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del)):
                for _ in range(2):
                    reader.scan.bind(n.id)
            elif isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                for _ in range(2):
                    reader.scan.bind(n.name)
            elif isinstance(n, (ast.Import, ast.ImportFrom)):
                for a in n.names:
                    if a.name == "*":
                        reader.refuse(n, "star-import", "a conditional star import may rebind any name")
                    for _ in range(2):
                        reader.scan.bind(a.asname or a.name.split(".")[0])
            elif isinstance(n, ast.ExceptHandler) and n.name or isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name:
                reader.scan.bind(n.name)
            elif isinstance(n, ast.MatchMapping) and n.rest:
                reader.scan.bind(n.rest)


def watch(reader: Reader, nodes: Sequence[ast.AST]) -> None:
    """Refuses the file when code in it could change what names mean from behind. What imported modules do to this one
    is not seen: they are taken to mind their own business."""
    allowed = _field_stores(nodes, reader.units)
    for top in nodes:
        for n in ast.walk(top):
            if isinstance(n, ast.Name) and n.id in _DYNAMIC:
                reader.refuse(n, "module-not-modelled", f"{n.id} may change what names mean")
            elif isinstance(n, ast.Attribute) and isinstance(n.ctx, (ast.Store, ast.Del)) and n not in allowed:
                reader.refuse(n, "module-not-modelled", "assigning an attribute may change what names mean")
            elif isinstance(n, ast.Attribute) and n.attr.startswith("__") and n.attr not in ("__name__", "__init__"):
                reader.refuse(n, "module-not-modelled", f"the attribute {n.attr} may change what names mean")
            elif reached := {*_written(n)} & _REACHING:
                reader.refuse(n, "module-not-modelled", f"{min(reached)} may change what names mean")
            elif isinstance(n, ast.MatchClass) and any(a.startswith("__") for a in n.kwd_attrs):
                reader.refuse(n, "module-not-modelled", "a pattern reads a special attribute, which may change what names mean")
            elif isinstance(n, (ast.Import, ast.ImportFrom)):
                names = [a.name for a in n.names] if isinstance(n, ast.Import) else [n.module or ""] * (not n.level)
                for name in names if ast.unparse(n) != "from types import TracebackType" else ():
                    if name.split(".")[0] in _MODULES:
                        reader.refuse(n, "module-not-modelled", f"importing {name} lets a module change what names mean")


def _field_stores(tree: Sequence[ast.AST], others: Units) -> set[ast.AST]:
    """Assignments to fields of instances, which the reader models: of what a function's own names lead to, with the name of a
    field that a class of the user's files has (and, but in a method on its own object, nothing else at a module's level)."""
    stores: list[tuple[ast.Attribute, bool]] = []
    for f in (n for top in tree for n in ast.walk(top) if isinstance(n, ast.FunctionDef)):
        own = {a.arg for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)} | assigned_names(f.body)
        for n in ast.walk(f):
            if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store):
                root: ast.expr = n
                while isinstance(root, (ast.Attribute, ast.Subscript)):
                    root = root.value
                if isinstance(root, ast.Name) and root.id in own:
                    stores.append((n, isinstance(n.value, ast.Name) and n.value.id == "self"))
    fields = others.fields.union(units.declared(tree), (n.attr for n, of_self in stores if of_self))
    return {n for n, of_self in stores if (of_self or n.attr in fields) and (n.attr not in others.taken or n in others.own_stores)}


def _written(n: ast.AST) -> list[str]:
    """The names that a node itself consists of."""
    if isinstance(n, ast.ImportFrom):
        return [a.name for a in n.names]
    return [n.id] if isinstance(n, ast.Name) else [n.attr] if isinstance(n, ast.Attribute) else getattr(n, "kwd_attrs", [])
