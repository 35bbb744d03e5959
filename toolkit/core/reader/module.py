"""A source file -> a `Module`: what its names mean, its contracts, its functions."""

from __future__ import annotations

import ast
import copy
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from attrs import define, evolve, field, frozen

from toolkit.core.exceptions import builtin_of
from toolkit.core.ir import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    OF_ARGUMENT,
    STR,
    Binder,
    Clause,
    Expr,
    Function,
    Module,
    Param,
    Raises,
    Return,
    Sort,
    Trial,
    in_text,
    object_of,
    opaque,
    seq_of,
)  # fmt: skip
from toolkit.core.reader import (
    abstract,
    classes,
    containers,
    exits,
    floats,
    generators,
    generics,
    identity,
    nested,
    patterns,
    unions,
    units,
)
from toolkit.core.reader.control import bases, ends_iteration, exception_class, exception_name
from toolkit.core.reader.frozen import is_list, only_read
from toolkit.core.reader.imports import Units
from toolkit.core.reader.names import Class, Names, Signature
from toolkit.core.reader.statements import Body, assigned_names, own_nodes
from toolkit.core.reader.types import arguments, is_key, read_annotation, settle
from toolkit.core.source import Diagnostic, OtherFile, Rejected, Span, elsewhere, rejected_there

_LIBRARIES = ("toolkit", "icontract", "deal")
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
_LIMIT = 400  # nesting depth of the syntax tree that is read


@define
class _Scan:
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


def read(text: str, file: str, others: Sequence[OtherFile] = (), dotted: str = "", package: bool = False) -> Module:
    """Reads a module. `others` are the files that it (and they) may import; `dotted` is its own name in its package.

    Raises `Rejected` with id `syntax-error` or `nested-too-deeply` when nothing of it can be read; a function that cannot
    be read is in `Module.rejected`."""
    return Reader(parse(text, file), text, file, others, dotted, package).module()


@frozen
class Surveyed:
    """A module as the reader sees it, for whoever looks at functions that it rejects."""

    tree: ast.Module
    names: Names
    module: Module


def survey_names(text: str, file: str) -> Surveyed:
    """Like `read`, with what the module's names mean."""
    tree = parse(text, file)
    reader = Reader(tree, text, file)
    return Surveyed(tree, reader.names, reader.module())


def parse(text: str, file: str) -> ast.Module:
    """The syntax tree. Raises `Rejected`: `syntax-error`, `nested-too-deeply`."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        if _depth(tree) > _LIMIT:
            raise RecursionError
    except SyntaxError as e:
        place, line = Span(file, e.lineno or 1, (e.offset or 1) - 1), (e.text or "").strip()
        newer = re.match(r"(async )?(def|class) \w+\[|type \w+", line)
        hint = 'Python 3.12 has that syntax; write T = TypeVar("T")' if newer else ""
        raise Rejected("syntax-error", place, f"not valid Python: {e.msg}", hint) from None
    except (RecursionError, MemoryError):
        raise Rejected("nested-too-deeply", Span(file, 1), "the code is nested too deeply to be read") from None
    except ValueError as e:
        raise Rejected("syntax-error", Span(file, 1), f"not valid Python: {e}") from None
    return tree


def _depth(tree: ast.AST) -> int:
    deepest, stack = 0, [(tree, 1)]
    while stack:
        node, d = stack.pop()
        deepest = max(deepest, d)
        stack.extend((c, d + 1) for c in ast.iter_child_nodes(node))
    return deepest


class Reader:
    """Reads one file. That of another file (`unit`) is made by `other`; an `external` one holds contracts only."""

    def __init__(
        self, tree: ast.Module, text: str, file: str, others: Sequence[OtherFile] = (), dotted: str = "", package: bool = False,
        main: Reader | None = None, external: str = "",
    ) -> None:  # fmt: skip
        self.tree, self.text, self.file = tree, text, file
        self.dotted, self.package, self.external = dotted, package, external
        self.unit = dotted if main is not None else ""
        self.units: Units = main.units if main is not None else Units(others, self)
        self.source_lines = text.splitlines(keepends=True)
        self.scan = _Scan()
        self.lines: dict[str, int] = {}
        self.rejected: dict[str, Diagnostic] = {}
        self.signatures: dict[str, Signature] = {}
        self.read_functions: dict[str, Function] = {}
        self.reading: list[str] = []
        self.classes: dict[str, Class] = {}
        self.types: generics.Types = {}  # what type variables stand for in what is being read
        self.instance_types: dict[str, generics.Types] = {}  # of `f[int]` and `C[int]`
        self.kept: set[str] = set()  # the functions of `keep`
        self.heirs: dict[str, str] = {}  # what `heir` found, by the class's name
        self.trials: dict[str, dict[str, tuple[str, ...]]] = {}  # see `Module.trials`
        self.watch(tree.body)
        for node in tree.body:
            self.top(node)
        self.units.watch(self)
        if main is not None:  # a list is a constant where nobody else can name it
            others_text = [main.text, *(f.text for f in self.units.files if f.path != file)]
            for n in [n for n, v in self.scan.constants.items() if isinstance(v, list)]:
                if any(re.search(rf"\b{n}\b|import\s*\*", t) for t in others_text):
                    del self.scan.constants[n]
        for n in ("int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "set", "frozenset"):
            if n in self.scan.bindings:
                self.refuse(tree.body[0], "name-rebound", f"this module gives {n} another meaning", "rename it")
        bound = frozenset(self.scan.bindings)
        self.names = Names(
            file,
            self.signature,
            frozenset() if external else frozenset(self.scan.functions),
            {n: v for n, v in self.scan.constants.items() if self.scan.bindings.get(n) == 1},
            {n: name for n, (lib, name) in self.scan.libraries.items()
             if lib == "toolkit" and self.scan.bindings.get(n) == 1},
            {n: m for n, m in self.scan.modules.items() if self.scan.bindings.get(n) == 1}
            | ({n: f"{dotted}.{n}" for n in self.scan.functions} if external else {}),
            bound,
            self.class_of,
            self.labelled,
            self.typed,
            lambda dotted, node, low: self.units.signature(dotted, node, low, self),
            lambda dotted: self.units.constant(dotted, self),
            self.nest,
            self.units.shown,
            self.units.raised,
            exception=self.exception_at,
            patterns={n: pattern for n, v in self.scan.aliases.items() if self.scan.bindings.get(n) == 1 and isinstance(v, ast.Call)
                      and self.library(v.func) == "re.compile" and (pattern := patterns.literal(v)) is not None},
            home=self.home,
            generic=lambda name, node, low: generics.called(self, name, node, low),
        )
        self.names.exceptions = {n: key for n, dotted in self.names.modules.items() if (key := self.exception_at(dotted))}
        for n, node in list(self.scan.classes.items()) if not external else ():
            found = exception_class(node, self.key(n), lambda e: exception_name(self.names, e), self.units.raised)
            if found is not None:
                del self.scan.classes[n]
            if found is not None and self.scan.bindings[n] == 1:
                self.units.raised[self.key(n)] = found
                self.names.exceptions[n] = self.key(n)

    def neighbour(self, f: OtherFile) -> Reader:
        """The reader of a file that this one, or one that it imports, imports. One that is no valid Python refuses all."""
        external = "" if f.kind == "module" else f.path if f.kind == "stub" else f.kind
        try:
            tree = parse(f.text, f.path)
        except Rejected as e:
            found = Reader(ast.Module([], []), "", f.path, (), f.name, f.package, self, external)
            found.scan.bad.append(e.diagnostic)
            return found
        return Reader(self.units.others.get(f.path, tree), f.text, f.path, (), f.name, f.package, self, external)

    def key(self, name: str) -> str:
        """What a function of this file is called in the IR."""
        return f"{self.unit}:{name}" if self.unit else name

    def exception_at(self, dotted: str) -> str:
        """What the IR calls the exception class of another file with this dotted name; "" for anything else."""
        reader, name = self.units.home(dotted, self) or (self, "")
        return "" if reader is self or reader.scan.bad else reader.names.exceptions.get(name, "")

    # --- the module's level ---------------------------------------------------------------------------------------

    def top(self, node: ast.stmt) -> None:
        s = self.scan
        for n in ast.walk(node):  # by :=, too, in a header or an annotation; that one in a body is a local's does not matter here
            names = n.names if isinstance(n, (ast.Global, ast.Nonlocal)) else [n.target.id] if isinstance(n, ast.NamedExpr) else []
            for name in names * 2:
                s.bind(name)
        if isinstance(node, ast.FunctionDef):
            s.bind(node.name)
            s.functions[node.name] = node
            self.lines[node.name] = node.lineno
            return
        if isinstance(node, ast.ClassDef):
            s.bind(node.name)
            s.classes[node.name] = node
            return
        if isinstance(node, ast.AsyncFunctionDef):
            s.bind(node.name)
            self.lines[node.name] = node.lineno
            self.rejected[node.name] = Diagnostic(
                "unsupported-async", Span.of(node, self.file), f"{node.name}: async functions are not supported yet",
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
                    self.refuse(node, "star-import", f"`from {node.module} import *` may rebind any name", "name what you need")
                    continue
                local = a.asname or a.name
                if node.module in _LIBRARIES and not node.level:
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
            targets, tree = node.targets if isinstance(node, ast.Assign) else [node.target], self.tree.body
            for t in targets:
                if isinstance(t, ast.Name):
                    s.bind(t.id)
                    try:
                        value = ast.literal_eval(node.value)
                    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                        if isinstance(node, ast.Assign):
                            s.aliases[t.id] = node.value
                        continue
                    if _plain(value) or len(targets) == 1 and is_list(value) and only_read(tree, tree, t.id, t):
                        s.constants[t.id] = value
                else:
                    self.other([t])
            return
        self.other([node])

    def other(self, nodes: Sequence[ast.AST]) -> None:
        """Module-level code that is not modelled: every name that it binds loses its meaning."""
        for top in nodes:
            for n in ast.walk(top):
                if isinstance(n, ast.Name) and isinstance(n.ctx, (ast.Store, ast.Del)):
                    for _ in range(2):
                        self.scan.bind(n.id)
                elif isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                    for _ in range(2):
                        self.scan.bind(n.name)
                elif isinstance(n, (ast.Import, ast.ImportFrom)):
                    for a in n.names:
                        if a.name == "*":
                            self.refuse(n, "star-import", "a conditional star import may rebind any name")
                        for _ in range(2):
                            self.scan.bind(a.asname or a.name.split(".")[0])
                elif isinstance(n, ast.ExceptHandler) and n.name or isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name:
                    self.scan.bind(n.name)
                elif isinstance(n, ast.MatchMapping) and n.rest:
                    self.scan.bind(n.rest)

    def watch(self, nodes: Sequence[ast.AST]) -> None:
        """Refuses the file when code in it could change what names mean from behind. What imported modules do to this one
        is not seen: they are taken to mind their own business."""
        allowed = _field_stores(nodes, self.units)
        for top in nodes:
            for n in ast.walk(top):
                if isinstance(n, ast.Name) and n.id in _DYNAMIC:
                    self.refuse(n, "module-not-modelled", f"{n.id} may change what names mean")
                elif isinstance(n, ast.Attribute) and isinstance(n.ctx, (ast.Store, ast.Del)) and n not in allowed:
                    self.refuse(n, "module-not-modelled", "assigning an attribute may change what names mean")
                elif isinstance(n, ast.Attribute) and n.attr.startswith("__") and n.attr not in ("__name__", "__init__"):
                    self.refuse(n, "module-not-modelled", f"the attribute {n.attr} may change what names mean")
                elif reached := {*_written(n)} & _REACHING:
                    self.refuse(n, "module-not-modelled", f"{min(reached)} may change what names mean")
                elif isinstance(n, ast.MatchClass) and any(a.startswith("__") for a in n.kwd_attrs):
                    self.refuse(n, "module-not-modelled", "a pattern reads a special attribute, which may change what names mean")
                elif isinstance(n, (ast.Import, ast.ImportFrom)):
                    names = [a.name for a in n.names] if isinstance(n, ast.Import) else [n.module or ""] * (not n.level)
                    for name in names if ast.unparse(n) != "from types import TracebackType" else ():
                        if name.split(".")[0] in _MODULES:
                            self.refuse(n, "module-not-modelled", f"importing {name} lets a module change what names mean")

    def refuse(self, node: ast.AST, id: str, message: str, hint: str = "") -> None:
        self.scan.bad.append(Diagnostic(id, Span.of(node, self.file), message, hint))

    # --- functions ------------------------------------------------------------------------------------------------

    def module(self) -> Module:
        for name, node in list(self.scan.classes.items()):
            try:
                c = self.class_of(name)
                if c is None:
                    raise Rejected("name-rebound", Span.of(node, self.file), f"{name} is bound more than once in this module")
                for m, f in c.methods.items():
                    self.lines[f"{name}.{m}"] = f.lineno if self.writer(f"{name}.{m}") is self else node.lineno
            except Rejected as e:
                self.rejected.setdefault(name, e.diagnostic)
                self.lines[name] = node.lineno
                self.scan.functions = {n: f for n, f in self.scan.functions.items() if not n.startswith(name + ".")}
        for name in [n for n in self.scan.functions if "[" not in n]:
            if name not in self.read_functions and name not in self.rejected:
                self.function(name)
        functions = {n: self.read_functions[n] for n in self.scan.functions if n in self.read_functions}
        self.try_protocols()
        for reader, name in self.units.wanted:  # grows while it is worked off
            if name not in reader.read_functions and name not in reader.rejected:
                reader.function(name)
            if name in reader.read_functions:
                functions[reader.key(name)] = reader.read_functions[name]
                if reader is self:
                    self.lines.setdefault(name, reader.scan.functions[name].lineno)
            else:
                self.rejected[reader.key(name)] = reader.rejected[name]
        inner = {n: f for n, f in self.read_functions.items() if "<locals>" in n}
        functions |= inner
        self.lines |= {n: f.span.line for n, f in inner.items()}
        shown = (n for n in self.lines if n not in inner or inner[n].has_contract)
        order = tuple(sorted(shown, key=lambda n: self.lines[n]))
        trials = {n: tuple(Trial(f, kept) for f, kept in found.items()) for n, found in self.trials.items()}
        return Module(self.file, self.text, functions, self.rejected, self.lines, order, bases(self.names), trials)

    def library(self, node: ast.expr) -> str:
        """`dataclasses.dataclass` for a name or attribute that stands for it, else ''."""
        if isinstance(node, ast.Name) and self.scan.bindings.get(node.id) == 1:
            lib, name = self.scan.libraries.get(node.id, ("", ""))
            return f"{lib}.{name}" if lib else self.scan.modules.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self.library(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def no_field(self, node: ast.expr) -> bool:
        """Whether this is a constant, or something of a class of these files or of `math`: no `dataclasses.field(...)`."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if isinstance(root, ast.Name) and (root.id in self.names.constants or root.id in self.scan.classes):
            return True
        dotted, owner = self.library(node), self.library(root)
        reader, name = self.units.home(owner, self) or (self, "")
        return dotted.startswith("math.") or name in reader.scan.classes or self.units.constant(dotted, self)[0]

    def class_of(self, name: str, unfinished: bool = False) -> Class | None:
        """The class with this (dotted) name here, if there is one; with `unfinished` also one whose fields are being read. Raises
        `Rejected` when it cannot be read."""
        if name not in self.scan.classes:
            root, dot, rest = name.partition(".")
            reader, name = self.units.home(self.names.modules.get(root, "") + dot + rest, self) or (self, "")
            if reader is self or name not in reader.scan.classes:
                return None
            if reader.scan.bad:
                raise Rejected(*_parts(reader.scan.bad[0]))
            return reader.class_of(name, unfinished)
        if name in self.classes:
            c = self.classes[name]
            if c.sort.name == "Self" and c.kind == "dataclass" and c.frozen:  # its own fields are being read
                return c
            if c.sort == ANY and not unfinished:
                raise Rejected("recursive-class", c.span, f"{name} refers to itself before its fields are known",
                               "a dataclass(frozen=True) may hold instances of its own class")  # fmt: skip
            return c
        node = self.scan.classes[name]
        if self.scan.bindings.get(name) != 1:
            return None
        if name in self.rejected:
            raise Rejected(*_parts(self.rejected[name]))
        c = classes.scan(node, self.file, self.library, _plain, self.scan.classes, self.key(name))
        c.name, c.home = name, self.names
        classes.check_defaults(c, self.library, self.no_field, self.file)
        given = [b for b in node.bases if isinstance(b, ast.Subscript)]  # Generic[T]
        c.variables = generics.mentioned(self, given)
        if given and len(c.variables) != len(arguments(given[0])):
            raise Rejected("unsupported-class", c.span, f"{name}: Generic takes type variables", "T = TypeVar('T')")
        if c.base:
            self.above(c, node)
        self.fixed(c)
        self.classes[name] = c
        try:
            for m, f in c.methods.items():
                self.scan.functions[f"{name}.{m}"] = f
                self.scan.bindings[f"{name}.{m}"] = 1
            if c.kind in ("enum", "protocol"):
                pass
            elif c.kind != "plain":
                c.sort = Sort("Self", (), c.key) if c.kind == "dataclass" and c.frozen else ANY
                with self.at(name):
                    sorts = [containers.made(read_annotation(self.typed(a), self.file)) for _, a, _ in c.fields]
                own = [p.label == c.key for s in sorts for p in classes.selves(s)]
                if not all(own):
                    raise Rejected("recursive-class", c.span, f"{name} and a class that it holds hold each other",
                                   "a class may hold instances of its own class only")  # fmt: skip
                c.sort = classes.recursive(c, sorts) if own else classes.sort_of(c, sorts)
            elif "__init__" in c.methods:
                sort = self.signature(self.key(f"{name}.__init__"), c.span).result
                lost = [n for n, _, _ in c.fields if n not in sort.fields]
                if lost:
                    raise Rejected("unsupported-class", c.span, f"{name}: __init__ does not set {lost[0]}", "set every field there")
                taken = [n for n in sort.fields if n in c.methods or n in c.constants]
                if taken:
                    raise Rejected("unsupported-class", c.span, f"{name}: {taken[0]} is a field and an attribute of the class",
                                   "give the constant another name")  # fmt: skip
                c.sort = sort
            else:
                c.sort = object_of(c.key, ())
            if c.kind != "enum":
                containers.settle_fields(c.sort, [f for f, _ in c.invariants], c.span)
        except Rejected as e:
            self.rejected[name] = self.rejected.get(f"{name}.__init__", e.diagnostic)
            del self.classes[name]
            raise
        return c

    def above(self, c: Class, node: ast.ClassDef) -> None:
        """Finds the class that another one inherits from, here or in another file. Raises `Rejected`: `inheritance`."""
        own = self.scan.classes.get(c.base)
        try:
            b = self.class_of(c.base) if own is None or own.lineno < node.lineno else None
        except Rejected as e:
            raise elsewhere(e, node, self.file) from None
        if b is None:
            raise Rejected("inheritance", c.span, f"{c.name}: what {c.base} is here is not known",
                           "one plain class of your files can be inherited from")  # fmt: skip
        if b.kind == "protocol":
            lacking = sorted(b.methods.keys() - c.methods.keys())
            if lacking:
                raise Rejected("protocol-not-met", c.span, f"{c.name} has no {lacking[0]} as {b.name} asks for",
                               "define the method")  # fmt: skip
            c.protocols, c.base = [b], ""
            return
        reader = self.home(b)
        classes.inherit(c, b, lambda a: read_annotation(reader.typed(a), reader.file))
        c.base = b.key

    def home(self, c: Class) -> Reader:
        """The reader of the file where a class stands."""
        return self.units.unit(c.key.rpartition(":")[0])

    def writer(self, name: str) -> Reader:
        """The reader of the file where a function's text stands: that of a method that is inherited may be another one."""
        owner, _, method = name.rpartition(".")
        c = self.classes.get(owner)
        return self.home(c.origin[method]) if c is not None and method in c.origin else self

    def labelled(self, label: str) -> Class | None:
        """The class that the IR calls so."""
        if label == patterns.LABEL:
            return patterns.MATCH
        unit, _, name = label.rpartition(":")
        reader = self.units.unit(unit)
        return reader.class_of(name) if name in reader.scan.classes else None

    def heir(self, name: str) -> str:
        """A class that inherits, or may inherit, from the one with this name, in this file or one that may import it."""
        name = in_text(name)
        if name not in self.heirs:
            self.heirs[name] = self.find_heir(name)
        return self.heirs[name]

    def find_heir(self, name: str) -> str:
        found = units.heir(self.tree, {name}, self.scan.bindings, self.scan.aliases, True)
        if found or not self.unit:
            return found
        trees = [t for path, t in self.units.others.items() if path != self.file] + [self.units.main.tree]
        names = units.names_for({name}, trees)
        return next((h for t in trees if (h := units.heir(t, names, *units.bound(t)))), "")

    def fixed(self, c: Class) -> None:
        """Raises `Rejected` when code that is not a method on its own object may set one of the class's methods or constants."""
        for tree in (self.tree, *(t for t in self.units.trees if t is not self.tree)):
            for n in self.units.stores(tree):
                if n.attr in c.methods or n.attr in c.constants:
                    where = Span.of(n, self.file) if tree is self.tree else c.span
                    raise Rejected("unsupported-class", where, f"`{ast.unparse(n)} = ...` may change {c.name}.{n.attr}",
                                   "give the field another name")  # fmt: skip

    def typed(self, node: ast.expr, exact: bool = False) -> ast.expr:
        """An annotation in which the module's classes, aliases and type variables stand as the sorts that they name."""
        return _Typed(self, exact).visit(copy.deepcopy(node))  # type: ignore[no-any-return]

    def signature(self, name: str, span: Span) -> Signature:
        unit, _, own = name.rpartition(":")
        if unit != self.unit and (unit or "." in own and "<locals>" not in own):  # a method's name is the IR's
            return self.units.unit(unit).signature(name, span)
        name = own
        if self.unit or "[" in name or name in self.kept:
            self.units.wanted.append((self, name))
            if self.scan.bad:
                raise rejected_there(self.scan.bad[0], self.key(name), span)
        if name not in self.scan.functions and name not in self.signatures:
            raise Rejected("unsupported-call", span, f"there is no function {name} here")
        if name not in self.signatures and name not in self.rejected:
            node = self.scan.functions[name]
            try:
                params = self.params(node, name)
                if node.returns is not None and not name.endswith(".__init__"):
                    self.sign(name, node, params, self.result_of(node, name))
                elif name in self.reading:
                    raise Rejected("missing-annotation", span, f"{name} needs a return annotation", "add `-> int`, say")
                else:
                    self.function(name)
            except Rejected as e:
                self.rejected.setdefault(name, e.diagnostic)
        if name in self.rejected:
            if self.unit:
                raise rejected_there(self.rejected[name], self.key(name), span)
            raise Rejected("callee-rejected", span, f"{name} could not be read, so a call of it cannot be either")
        return self.signatures[name]

    # --- type variables -------------------------------------------------------------------------------------------

    def type_variable(self, name: str) -> generics.Variable | None:
        """The type variable that a name stands for here."""
        reader, own = self, name
        if name not in self.scan.aliases and name in self.names.modules:
            reader, own = self.units.home(self.names.modules[name], self) or (self, "")
        found = generics.variable(reader, own, reader.scan.aliases.get(own))
        return found if found is None or own == name else None

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """What is read belongs to a function or class for certain types."""
        outer, self.types = self.types, self.instance_types.get(name.split(".")[0], {})
        try:
            yield
        finally:
            self.types = outer

    def open_params(self, node: ast.FunctionDef, name: str, variables: Iterable[str]) -> tuple[Param, ...]:
        """The parameters, with type variables as types of which nothing is known."""
        key = f"{name}[?]"
        self.instance_types[key] = {v: opaque(v) for v in variables}
        return self.params(node, key)

    def instance(self, name: str, variables: Mapping[str, generics.Variable], types: generics.Types) -> str:
        """The name of a generic function or class for certain types."""
        if all(types[v] == generics.meaning(self, variable, {}) for v, variable in variables.items()):
            return name
        key = generics.instance_name(name, variables, types)
        if key not in self.instance_types:
            generics.bounded(self, name, types)
            self.instance_types[key] = dict(types)
            self.scan.bindings[key] = self.scan.bindings[name]
            if name in self.scan.classes:
                self.scan.classes[key] = self.scan.classes[name]
            else:
                self.scan.functions[key] = self.scan.functions[name]
        return key

    def keep(self, c: Class, p: Class, method: str, span: Span) -> str:
        """The function that shows that a class's method keeps what a Protocol says of it."""
        long = classes.super_name(method, p)
        key = f"{c.name}.{long}"
        if long not in c.methods:
            c.methods[long], c.origin[long] = classes.promise(p.methods[method], c), p
            self.scan.functions[key], self.scan.bindings[key] = c.methods[long], 1
            self.kept.add(key)
        return self.signature(self.key(key), span).name

    def try_protocols(self) -> None:
        """Classes that inherit from a Protocol keep it, and functions over it are tried on them."""
        made = [c for n, c in list(self.classes.items()) if "[" not in n and c.protocols and c.sort != ANY]
        for c in made:
            for p in c.protocols:
                kept = tuple(self.keep(c, p, m, c.span) for m in p.methods if p.sort.label)
                for name, f in list(self.read_functions.items()):
                    wanted = {q.name: generics.Variable(q.name, protocol=q.sort) for q in f.params if generics.is_protocol(q.sort)}
                    if wanted and "." not in name and "[" not in name and all(v.protocol == p.sort for v in wanted.values()):
                        key = self.instance(name, wanted, dict.fromkeys(wanted, c.sort))
                        self.trials.setdefault(name, {})[self.signature(key, c.span).name] = kept

    def others(self, name: str, node: ast.FunctionDef) -> tuple[str, ...]:
        """A function with constraints on its type variables is verified for each: the names of it for all but the first."""
        owner, _, method = name.rpartition(".")
        if "[" in name or self.external or "<locals>" in name:
            return ()
        c = self.classes.get(owner)
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        variables = c.variables if c is not None else generics.mentioned(self, [*(a.annotation for a in arguments), node.returns])
        found = []
        for types in generics.choices(self, variables):
            types = {v: types.get(v, generics.meaning(self, variable, {})) for v, variable in variables.items()}
            key = self.instance(owner if c is not None else name, variables, types)
            if c is not None:
                self.class_of(key)
                key = f"{key}.{method}"
            found.append(self.signature(self.key(key), Span.of(node, self.file)).name)
        return tuple(found)

    def params(self, node: ast.FunctionDef, name: str) -> tuple[Param, ...]:
        with self.at(name):
            return self.params_here(node, name)

    def params_here(self, node: ast.FunctionDef, name: str) -> tuple[Param, ...]:
        a, there = node.args, self.writer(name)
        owner = self.classes.get(name.rpartition(".")[0])
        method = owner is not None and not owner.has(node.name, "staticmethod")
        if a.kwarg or a.vararg and (owner is not None or "<locals>" in name or self.external):
            span = Span.of(a.kwarg or a.vararg or node, there.file)
            hint = "name them behind a star: def f(*, width: int = 0, height: int = 0)" if a.kwarg else (
                "a function of the module may have *args: T; name the others")  # fmt: skip
            raise Rejected("star-parameters", span, "star parameters are not supported here", hint)
        ordered = [*a.posonlyargs, *a.args]
        defaults: list[ast.expr | None] = [None] * (len(ordered) - len(a.defaults)) + list(a.defaults)
        if a.vararg:
            ordered.append(a.vararg)
            defaults.append(None)
        ordered += a.kwonlyargs
        defaults += a.kw_defaults
        params, tests = [], self.required(node, name)
        if method and (not ordered or defaults[0] is not None or ordered[0] in a.kwonlyargs):
            raise Rejected("unsupported-class", Span.of(node, there.file), f"{name} has no parameter for the object")
        for arg, default in zip(ordered, defaults):
            if method and arg is ordered[0]:
                if node.name != "__init__":
                    params.append(Param(arg.arg, self.class_sort(owner)))
                continue
            span = Span.of(arg, there.file)
            how = "positional" if arg in a.posonlyargs else "keyword" if arg in a.kwonlyargs else "both"
            how = "star" if arg is a.vararg else how
            if arg.annotation is None:
                raise Rejected("missing-annotation", span, f"the parameter {arg.arg} has no type", f"write `{arg.arg}: int`, say")
            sort = read_annotation(abstract.concrete(there.typed(arg.annotation), there.library)[0], there.file)
            sort = containers.told(tests, arg.arg, sort)
            sort = self.types.get(arg.arg, sort) if generics.is_protocol(sort) else sort
            if how == "star":
                if sort.mutable:
                    raise Rejected("star-parameters", span, f"any number of {sort} arguments is not supported",
                                   "take one list of them")  # fmt: skip
                sort = seq_of(sort)
            if default is None:
                params.append(Param(arg.arg, sort, how=how))
                continue
            try:
                value = ast.literal_eval(default)
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                value = {}
            if not _plain(value) and not (is_list(value) and only_read(there.tree.body, node.body, arg.arg)):
                raise Rejected(
                    "mutable-default", Span.of(default, there.file), "only constants are supported as defaults",
                    "a mutable default is shared by all calls: it may only be read; make a list that changes inside",
                )  # fmt: skip
            if not _fits(value, sort):
                raise Rejected("type-mismatch", Span.of(default, there.file), f"the default of {arg.arg} is no {sort}",
                               f"write `{sort} | None`" if value is None else "CPython does not convert it")  # fmt: skip
            params.append(Param(arg.arg, sort, value, True, how))
        return tuple(params)

    def required(self, node: ast.FunctionDef, name: str) -> list[ast.expr]:
        """What a function's preconditions test, those in the words of its own parameters."""
        try:
            written = self.contracts(node, name)
        except Rejected:  # said where the function is read
            return []
        kinds = (("toolkit", "requires"), ("icontract", "require"))
        ours = [call for _, (library, kind, call) in written if (library, kind) in kinds]
        return [c.args[0].body for c in ours if c is not None and len(c.args) == 1 and isinstance(c.args[0], ast.Lambda)]

    def result_of(self, node: ast.FunctionDef, name: str) -> Sort:
        """The sort that a return annotation declares; of a generator: of the list of what it yields."""
        assert node.returns is not None
        there = self.writer(name)
        with self.at(name):
            annotation = there.typed(node.returns, True)
        if generators.is_generator(node):
            return containers.made(generators.result_of(annotation, there.file))
        owner = self.classes.get(name.rpartition(".")[0])
        if owner is not None and there.library(node.returns) == "typing.Self":
            return self.class_sort(owner)
        if not (self.external or owner is not None and owner.kind == "protocol"):  # code that is not seen may return a tuple
            annotation, _ = abstract.concrete(annotation, there.library)
        return containers.made(read_annotation(annotation, there.file))

    def granted(self, node: ast.FunctionDef, there: Reader, params: tuple[Param, ...]) -> list[str]:
        """What is taken for granted of a call's arguments: of those for abstract collections, and of those that the instances
        among them were made with, which their fields may hold."""
        written = [(node, there)]
        for label in sorted({s.label for p in params for s in p.sort.parts() if s.name in ("Object", "Rec") and s.label}):
            c = self.labelled(label.partition("[")[0])
            init = c.methods.get("__init__") if c is not None else None
            if c is not None and init is not None:
                written.append((init, self.home(c.origin.get("__init__", c))))
        return list(dict.fromkeys(
            n for f, r in written for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)
            if a.annotation is not None for n in abstract.concrete(r.typed(a.annotation), r.library)[1]
        ))  # fmt: skip

    def sign(self, name: str, node: ast.FunctionDef, params: tuple[Param, ...], result: Sort) -> None:
        kinds = [kind for _, (_, kind, _) in self.contracts(node, name)] if generators.is_generator(node) else []
        result = nested.result_with(result, node, params)
        self.signatures[name] = Signature(self.key(name), params, result, generators.way(node, kinds))

    def contracts(self, node: ast.FunctionDef, name: str) -> list[tuple[ast.expr, tuple[str, str, ast.Call | None]]]:
        """The decorators but those that say what kind of method it is, and what each is."""
        plain = ("property", "staticmethod") if "." in name and "<locals>" not in name else ()
        there = self.writer(name)
        written = [d for d in node.decorator_list if not (isinstance(d, ast.Name) and d.id in plain) and not there.is_cache(d)]
        return [(d, there.decorator(d)) for d in written]

    def class_sort(self, c: Class | None) -> Sort:
        assert c is not None
        self.class_of(c.name)
        return c.sort

    def function(self, name: str) -> None:
        node = self.scan.functions[name]
        self.reading.append(name)
        try:
            if self.scan.bad:
                raise Rejected(*_parts(self.scan.bad[0]))
            if self.scan.bindings[name] > 1:
                raise Rejected("name-rebound", Span.of(node, self.file), f"{name} is bound more than once in this module",
                               "the last binding is what callers get; give each its own name")  # fmt: skip
            f = self.lower(node, name)
            self.read_functions[name] = f
            if name not in self.signatures:
                self.sign(name, node, f.params, f.result)
        except Rejected as e:
            self.rejected[name] = e.diagnostic
        except RecursionError:
            self.rejected[name] = Diagnostic("nested-too-deeply", Span.of(node, self.file), f"{name} is nested too deeply")
        finally:
            self.reading.pop()

    def nest(
        self, name: str, node: ast.FunctionDef, captured: tuple[Param, ...], visible: dict[str, nested.Nested], final: bool
    ) -> None:
        """A function inside another one, with what it captures as further parameters; read when the sorts have settled."""
        if node.returns is None:
            raise Rejected("missing-annotation", Span.of(node, self.file), f"{node.name} needs a return annotation",
                           "add `-> int`, say")  # fmt: skip
        params = (*self.params(node, name), *captured)
        self.sign(name, node, params, self.result_of(node, name))
        if final:
            self.read_functions[name] = self.lower(node, name, captured, visible)
            if self.unit:
                self.units.wanted.append((self, name))

    def lower(
        self, node: ast.FunctionDef, name: str, captured: tuple[Param, ...] = (), visible: dict[str, nested.Nested] | None = None
    ) -> Function:
        """The function. `captured` and `visible`: what one inside another function reads of it."""
        with self.at(name):
            return self.lower_here(node, name, captured, visible)

    def lower_here(
        self, node: ast.FunctionDef, name: str, captured: tuple[Param, ...], visible: dict[str, nested.Nested] | None
    ) -> Function:
        """The function, its locals' sorts found by repeating until nothing changes."""
        written_params, there = self.params(node, name), self.writer(name)
        params = (*written_params, *captured)
        making = self.classes.get(name.removesuffix(".__init__")) if name.endswith(".__init__") else None
        generator = generators.is_generator(node)
        if generator and (making or node.returns is None):
            raise Rejected("missing-annotation", Span.of(node, self.file), f"{node.name} is a generator and needs a return type",
                           "add `-> Iterator[int]`, say")  # fmt: skip
        declared = None if node.returns is None or making else self.result_of(node, name)
        if declared is not None:
            self.sign(name, node, params, declared)
        if (cache := next((d for d in node.decorator_list if there.is_cache(d)), None)) is not None:
            plain = [declared is not None and not declared.mutable, *(is_key(p.sort) and not p.sort.holds_opaque for p in params)]
            if not all(plain) or generator or captured or "." in name:
                raise Rejected("unknown-decorator", Span.of(cache, there.file), "a cache may hand out one object twice, or what "
                               "was computed for an equal argument", "it is supported on functions of the module that take "
                               "keys of dicts and return what cannot change")  # fmt: skip
        decorators = self.contracts(node, name)
        has_contract = any(kind not in ("partial", "pure") for _, (_, kind, _) in decorators)
        statements = list(node.body)
        if statements and isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant):
            statements = statements[1:]
        owner = self.classes.get(name.rpartition(".")[0])
        if owner is not None and owner.kind == "protocol":
            statements = []
        leading: list[ast.Assert] = []
        if not has_contract:
            while statements and isinstance(statements[0], ast.Assert):
                leading.append(statements.pop(0))  # type: ignore[arg-type]
        only_asserts = not has_contract and any(isinstance(n, ast.Assert) for n in ast.walk(node))
        assigned = assigned_names(statements)
        local = frozenset({p.name for p in params} | assigned)
        sorts: dict[str, Sort] = {p.name: p.sort for p in params}
        result, settled = declared, False
        inside, bound, outer = [n for s in statements for n in own_nodes(s)], nested.bindings(statements), nested.changed(node)
        gone = frozenset(n.name for n in inside if isinstance(n, ast.ExceptHandler) and n.name)
        for _ in range(40):
            body = Body(there.names, result)
            body.sorts, body.locals, body.final = dict(sorts), local, settled
            body.declared = {p.name: p.sort for p in params}
            body.name, body.top, body.bindings = name, statements, bound
            body.parameters = frozenset(p.name for p in params)
            body.captured, body.outer = frozenset(p.name for p in captured), outer
            body.ghosts, body.gone = frozenset(t.id for n in inside for t in body.ghostly(n)), gone
            body.nested = {n: x for n, x in (visible or {}).items() if n not in local}
            body.functions = nested.names_of(statements) | body.nested.keys()
            if there is not self and body.functions:
                raise Rejected("inheritance", Span.of(node, there.file), f"{name} has a function in it and is inherited from "
                               "another file", "define that one at the module's level")  # fmt: skip
            body.receiver = self.receiver(name, node, assigned)
            if making is not None:
                body.making, body.me = making, node.args.args[0].arg
                for n, annotation, _ in making.fields:
                    body.declared[f"self.{n}"] = containers.made(read_annotation(self.typed(annotation), self.file))
            if generator and result is not None:
                body.sorts[generators.OUT] = result
            block = body.statements(statements)
            if generator and result is not None:
                block = generators.framed(body, block, result, node)
            if making is not None:
                end = Span.of(node, there.file)
                block = (*block, Return(end, body.made(end)))
            found = {n: s for n, s in body.sorts.items() if not n.startswith("$")}
            if found == sorts and settled:
                sorts = body.sorts
                break
            if found == sorts:
                sorts, settled = {n: settle(s) for n, s in sorts.items()}, True
                if result is None:
                    result = settle(body.found) if body.found != ANY else NONE
                continue
            sorts = found
        else:
            raise Rejected("type-changes", Span.of(node, there.file), f"the types of the variables of {node.name} do not settle")
        assert result is not None
        if making is not None:
            making.sort = result
        if result.name == "Union" and result.args[0] == NONE:  # reaching the end returns None
            end = Span.of(node, there.file)
            block = (*block, Return(end, nested.returned(body, body.coerce(Expr("const", (), NONE, end, None), result, node))))
        block = nested.ended(body, block, result, node)
        contract = _Contract(there.names, written_params, result, node.args.args[0].arg if making is not None else "")
        for d, (library, kind, call) in decorators:
            contract.add(library, kind, call, d)
        accepts = self.overrides(name, node, contract, params, result)
        has_contract = has_contract or accepts is not None
        own = has_contract or only_asserts
        written_identity = identity.pairs(c.expr for c in contract.requires)
        has_contract = self.invariants(name, node, contract, written_params, result) or has_contract
        if body.outer and (has_contract or leading):
            raise Rejected("unsupported-nonlocal", Span.of(node, there.file), f"{node.name} has a contract and assigns names of "
                           "the function around it", "return the new value")  # fmt: skip
        for a in leading:
            contract.requires.append(contract.clause(a.test, contract.entry(), BOOL))
        if owner is not None and node.name == "__exit__":
            given = exits.agree(params, Span.of(node, there.file))
            contract.requires.extend(given)
            accepts = None if accepts is None else [*accepts, *given]
        changes = self.changed(decorators, params)
        distinct = identity.pairs(c.expr for c in contract.requires)
        demands, keeps = (identity.single(c.expr for c in clauses) for clauses in (contract.requires, contract.ensures))
        if written_identity and accepts is not None:
            raise Rejected("override", Span.of(node, there.file), f"{name} overrides a method and requires objects to be different")
        external = self.external if has_contract or self.external and not statements else ""
        external = "protocol" if owner is not None and owner.kind == "protocol" else external
        notes = ["the asserts at its top are read as preconditions"] if leading else []
        if any(p.sort.holds(FLOAT) for p in params):
            notes.append(f"{OF_ARGUMENT} a float is a float, not an int")
        notes += self.granted(node, there, params)
        generics.check(params, result, sorts.values(), block, Span.of(node, there.file))
        returned = nested.result_with(result, node, params)
        place = Span.of(node, self.file) if there is self else self.classes[name.rpartition(".")[0]].span
        segment = "".join(there.source_lines[node.lineno - 1 : node.end_lineno])
        f = Function(
            self.key(name), params, returned, tuple(contract.requires), tuple(contract.ensures), tuple(contract.raises),
            tuple(contract.measure), block, segment, place, sorts,
            any(k == "partial" for _, (_, k, _) in decorators), has_contract or only_asserts or bool(external), tuple(notes),
            tuple(accepts) if accepts is not None and contract.requires else None, has_contract and not own, external, changes,
            any(k == "opaque" for _, (_, k, _) in decorators), generator, pure=name in self.kept,
            instances=self.others(name, node), distinct=distinct, demands=demands, keeps=keeps,
        )  # fmt: skip
        containers.check_sorts((*sorts.values(), *(p.sort for p in params)), result, external, f.span)
        for sort, span in [*((x, f.span) for x in (*sorts.values(), result)),
                           *((x.sort, x.span) for e in f.expressions() for x in e.walk())]:  # fmt: skip
            if any(p.name == "Union" and any(m.name == "Opaque" for m in p.args) for p in sort.parts()):
                raise Rejected("unknown-type", span, f"{sort}: a value of any type may itself be None, or of the other types",
                               'TypeVar("T", int, str) says which types it is, and each is verified')  # fmt: skip
            if any(p.name in ("Dict", "Set", "FrozenSet", "View") and p.holds_opaque for p in sort.parts()):
                raise Rejected("unknown-type", span, f"{sort}: how values of any type are found in a dict or set is not known",
                               'TypeVar("T", int, str) says which types it is, and each is verified')  # fmt: skip
            if any(p.name in ("Dict", "Set", "FrozenSet", "View") and p.holds(FLOAT) for p in sort.parts()):
                raise Rejected("float-in-dict", span, "floats in dicts and sets are not supported", "use a list: NaN and -0.0 are "
                               "not equal to what they look like")  # fmt: skip
        summed = (floats.SUM_NOTE,) if floats.sums(f) else ()
        return evolve(f, notes=(*f.notes, *generics.notes(f), *summed))

    def receiver(self, name: str, node: ast.FunctionDef, assigned: set[str]) -> tuple[Class, str, str] | None:
        """For `super()`: the class of the object that a method has, what it calls that object, and the method's name."""
        owner, _, method = name.rpartition(".")
        c = self.classes.get(owner)
        if c is None or method == "__init__" or c.has(method, "staticmethod") or node.args.args[:1] == []:
            return None
        me = (node.args.posonlyargs or node.args.args)[0].arg
        return None if me in assigned else (c, me, method)

    def overrides(
        self, name: str, node: ast.FunctionDef, contract: _Contract, params: tuple[Param, ...], result: Sort
    ) -> list[Clause] | None:
        """Behavioural subtyping: an override keeps the promises of what it overrides wherever that may be called, and raises what
        that raises. Returns what the overridden method requires; None where nothing is overridden.

        Raises `Rejected`: `override`."""
        owner, _, method = name.rpartition(".")
        c = self.classes.get(owner)
        if c is None or not c.base or method in c.inherited or method.startswith("_") and not method.endswith("__"):
            return None
        b = self.labelled(c.base)
        base = b.methods.get(method) if b is not None else None
        if b is None or base is None or method == "__init__":
            return None
        there = self.home(b.origin[method])

        def reject(message: str) -> NoReturn:
            raise Rejected("override", Span.of(node, self.file), f"{name} overrides {b.name}.{method}: {message}",
                           "say the same, or give it another name")  # fmt: skip

        other = self.signature(f"{b.key}.{method}", Span.of(node, self.file))
        mine = 0 if c.has(method, "staticmethod") else 1
        if other.params[mine:] != params[mine:] or [p.name for p in other.params] != [p.name for p in params]:
            reject("the parameters differ")
        if other.result != result:
            reject("the types of the results differ")
        promised = _Contract(there.names, params, result)
        for d, (library, kind, call) in self.home(b).contracts(base, f"{b.name}.{method}"):
            promised.add(library, kind, call, d)

        def told(raises: Sequence[Raises]) -> dict[str, str | None]:  # one text may mean two things in two files
            return {r.exception: (r.condition.text if there is self else told_exactly(r.condition.expr)) if r.condition else None
                    for r in raises}  # fmt: skip

        theirs, ours = told(promised.raises), told(contract.raises)
        if any(e not in theirs or theirs[e] not in (None, text) for e, text in ours.items()) or any(
            text is not None and e not in ours for e, text in theirs.items()
        ):
            reject("other exceptions are declared")
        names = {p.name for p in params}
        for clause in promised.ensures:
            e = clause.expr
            for r in promised.requires:
                e = Expr("or", (Expr("not", (_at_entry(r.expr, names),), BOOL, e.span), e), BOOL, e.span)
            contract.ensures.append(Clause(e, clause.text, clause.span))
        if not promised.requires and not promised.ensures and not promised.raises and not contract.requires:
            return None
        mine_too = self.promised(contract, contract.entry()[params[0].name], False) if mine else []
        return [*promised.requires, *mine_too]

    def invariants(
        self, name: str, node: ast.FunctionDef, contract: _Contract, params: tuple[Param, ...], result: Sort
    ) -> bool:
        """Adds what annotations and classes promise: the invariants of arguments (at entry, and at the end of what can change)
        and of the result, values of Literals. True when an invariant of the own class is among it."""
        own, _, method = name.rpartition(".")
        method, there = method.partition("@")[0], self.writer(name)
        private = bool(own) and (method.startswith("_") and not method.endswith("__") or method in ("__repr__", "__str__"))
        entry, exit_ = contract.entry(), contract.exit()
        implied = False
        for p in params:
            mine = bool(own) and p is params[0] and p.sort.label == self.key(own)
            at_entry = self.promised(contract, entry[p.name], mine and (private or method == "__post_init__"))
            contract.requires.extend(at_entry)
            if p.sort.mutable:
                contract.ensures.extend(self.promised(contract, exit_[p.name], mine and private))
            implied = implied or mine and not private and bool(self.classes[own].invariants)
        made = [] if private else self.promised(contract, contract.returned(), False)
        contract.ensures.extend(made)
        implied = implied or method == "__init__" and bool(made)
        for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
            if arg.annotation is not None and (test := there.literal(arg.annotation, arg.arg)) is not None:
                contract.requires.append(contract.clause(test, entry, BOOL))
        if node.returns is not None and (test := there.literal(node.returns, "result")) is not None:
            contract.ensures.append(contract.clause(test, {"result": contract.returned()}, BOOL))
        return implied

    def promised(self, contract: _Contract, e: Expr, bare: bool) -> list[Clause]:
        """The class invariants of everything that a value holds; with `bare` without its own."""
        c = self.labelled(e.sort.label) if e.sort.label else None
        found = [contract.of_class(f, e, written) for f, written in (c.invariants if c and not bare else ())]
        if e.sort.name in ("Tuple", "Object"):
            for i, s in enumerate(e.sort.args):
                found.extend(self.promised(contract, Expr("proj", (e,), s, e.span, i), False))
        elif e.sort.name in ("List", "Seq"):
            x = contract.low.fresh_bound("x", e.sort.args[0])
            for clause in self.promised(contract, x, False):
                every = Expr("quant", (e, clause.expr), BOOL, e.span, Binder("all", x.data))
                found.append(Clause(every, clause.text, clause.span))
        elif e.sort.name == "Union":
            for i in range(len(e.sort.args)):
                for clause in self.promised(contract, unions.unwrap(e, i), False):
                    other = Expr("not", (unions.is_tag(e, i),), BOOL, e.span)
                    found.append(Clause(Expr("or", (other, clause.expr), BOOL, e.span), clause.text, clause.span))
        return found

    def literal(self, annotation: ast.expr, name: str) -> ast.expr | None:
        """`name in (1, 2)` for the annotation Literal[1, 2]."""
        if isinstance(annotation, ast.Name) and self.scan.bindings.get(annotation.id) == 1:
            annotation = self.scan.aliases.get(annotation.id, annotation)
        if not isinstance(annotation, ast.Subscript) or self.library(annotation.value) != "typing.Literal":
            return None
        values = annotation.slice if isinstance(annotation.slice, ast.Tuple) else ast.Tuple([annotation.slice], ast.Load())
        test = ast.Compare(ast.Name(name, ast.Load()), [ast.In()], [values])
        return ast.fix_missing_locations(ast.copy_location(test, annotation))

    def changed(
        self, decorators: Sequence[tuple[ast.expr, tuple[str, str, ast.Call | None]]], params: Sequence[Param]
    ) -> frozenset[str]:
        """The parameters that `@changes("xs")` names."""
        found: set[str] = set()
        for d, (_, kind, call) in decorators:
            if kind != "changes":
                continue
            names = [str(a.value) for a in call.args if isinstance(a, ast.Constant)] if call is not None else []
            if not self.external or call is None or len(names) != len(call.args) or call.keywords:
                raise Rejected("misplaced-contract", Span.of(d, self.file), "@changes stands on functions of *.contracts.py files "
                               "and names parameters", "of a function with a body, the changes are found")  # fmt: skip
            for n in names:
                if not any(p.name == n and p.sort.changeable for p in params):
                    raise Rejected("unknown-name", Span.of(d, self.file), f"@changes names {n!r}, which is no parameter that can "
                                   "be changed")  # fmt: skip
            found.update(names)
        return frozenset(found)

    def is_cache(self, d: ast.expr) -> bool:
        """`@cache`, `@lru_cache`, `@lru_cache(maxsize=8)`: see `lower_here` for where nobody can see that."""
        return self.library(d.func if isinstance(d, ast.Call) else d) in ("functools.cache", "functools.lru_cache")

    def decorator(self, d: ast.expr) -> tuple[str, str, ast.Call | None]:
        """(library, name, call) of a decorator; raises Rejected for one that is not a contract."""
        call = d if isinstance(d, ast.Call) else None
        f = d.func if isinstance(d, ast.Call) else d
        found: tuple[str, str] | None = None
        if isinstance(f, ast.Name) and self.scan.bindings.get(f.id) == 1:
            found = self.scan.libraries.get(f.id)
        elif isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and self.scan.bindings.get(f.value.id) == 1:
            library = self.scan.modules.get(f.value.id, "")
            found = (library, f.attr) if library in _LIBRARIES else None
        if found is None or found[1] not in _DECORATORS[found[0]]:
            raise Rejected(
                "unknown-decorator", Span.of(d, self.file), f"the decorator {ast.unparse(f)} may change what the function does",
                "a class with __enter__ and __exit__ is supported" if ast.unparse(f).endswith("contextmanager") else
                "contracts of toolkit, icontract and deal are read",
            )  # fmt: skip
        return found[0], found[1], call


def _at_entry(e: Expr, names: set[str]) -> Expr:
    """An expression over the parameters, with what they were at entry."""
    if e.op == "var":
        return evolve(e, data=f"$old.{e.data}") if e.data in names else e
    return evolve(e, args=tuple(_at_entry(a, names) for a in e.args))


def told_exactly(e: Expr) -> str:
    """What an expression is made of, as a text that another one has only when it means the same."""
    return f"{e.op}:{e.sort!r}:{e.data!r}({', '.join(map(told_exactly, e.args))})"


class _Typed(ast.NodeTransformer):
    """Puts sorts where an annotation names a class of the module, or an alias of a type."""

    def __init__(self, reader: Reader, exact: bool, seen: frozenset[str] = frozenset()) -> None:
        self.reader, self.exact, self.seen = reader, exact, seen  # exact: the code says of which class the value is

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.named(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        return self.named(node)

    def named(self, node: ast.Name | ast.Attribute) -> ast.expr:
        reader, name = self.reader, ast.unparse(node)
        try:
            c = reader.class_of(name)
        except Rejected as e:
            raise elsewhere(e, node, reader.file) from None
        if c is not None:
            self.without_heirs(c, name, node)
        if c is not None and c.variables and "[" not in c.name:
            raise Rejected("unsupported-type", Span.of(node, reader.file), f"{name} without the types that it holds",
                           f"write {name}[int], say")  # fmt: skip
        if c is not None:
            return ast.copy_location(ast.Constant(c.sort), node)  # type: ignore[arg-type]
        if name not in reader.scan.aliases and (dotted := reader.library(node)):
            reader, name = reader.units.home(dotted, reader) or (reader, "")
        alias, key = reader.scan.aliases.get(name), f"{reader.file}:{name}"
        if (variable := generics.variable(reader, name, alias)) is not None:
            sort = generics.meaning(reader, variable, self.reader.types)
            return ast.copy_location(ast.Constant(sort), node)  # type: ignore[arg-type]
        if alias is None or key in self.seen or reader.scan.bindings.get(name) != 1 or reader.scan.bad:
            return node
        inner = _Typed(reader, self.exact, self.seen | {key})
        return ast.copy_location(inner.visit(copy.deepcopy(alias)), node)  # type: ignore[no-any-return]

    def without_heirs(self, c: Class, shown: str, node: ast.expr) -> None:
        """Raises `Rejected` where a value of a class may be one of a class that inherits from it."""
        if not self.exact and c.kind != "protocol" and (heir := self.reader.home(c).heir(c.name)):
            raise Rejected("inheritance", Span.of(node, self.reader.file), f"a value of type {shown} may be a {heir}, with "
                           "other methods", "name the class that it is")  # fmt: skip

    def generic(self, node: ast.expr) -> Class | None:
        """The generic class that a name stands for."""
        name = ast.unparse(node) if isinstance(node, (ast.Name, ast.Attribute)) else ""
        try:
            c = self.reader.class_of(name, unfinished=True) if name else None
        except Rejected as e:
            raise elsewhere(e, node, self.reader.file) from None
        return c if c is not None and c.variables else None

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if not isinstance(node.value, str):
            return node
        try:
            return self.visit(ast.copy_location(ast.parse(node.value, mode="eval").body, node))  # type: ignore[no-any-return]
        except SyntaxError:
            return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        c = self.generic(node.value)
        if c is not None:
            parts = arguments(node)
            if len(parts) != len(c.variables):
                raise Rejected("unsupported-type", Span.of(node, self.reader.file), f"{c.name} takes {len(c.variables)} types")
            home = self.reader.home(c)
            types = dict(zip(c.variables, (read_annotation(self.visit(p), self.reader.file) for p in parts)))
            key = home.instance(c.name, c.variables, types)
            found = home.class_of(key)
            assert found is not None
            self.without_heirs(c, c.name, node)
            return ast.copy_location(ast.Constant(found.sort), node)  # type: ignore[arg-type]
        reader = self.reader
        if containers.is_named(dotted := reader.library(node.value)):
            inner = [read_annotation(self.visit(p), reader.file) for p in arguments(node)]
            sort = containers.named(dotted, inner, Span.of(node, reader.file))
            return ast.copy_location(ast.Constant(sort), node)  # type: ignore[arg-type]
        return node if ast.unparse(node.value).endswith("Literal") else self.generic_visit(node)  # type: ignore[return-value]


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


def _parts(d: Diagnostic) -> tuple[str, Span, str, str]:
    return d.id, d.span, d.message, d.hint


def _plain(value: object) -> bool:
    if isinstance(value, tuple):
        return all(_plain(v) for v in value)
    return value is None or isinstance(value, (bool, int, float, str))


def _fits(value: object, sort: Sort) -> bool:
    """Whether a literal's value is exactly of this sort: no int for a float, no bool for an int."""
    if sort.name == "Union":
        return any(_fits(value, s) for s in sort.args)
    if isinstance(value, (tuple, list)) and not sort.label:
        kinds = {"List": list, "Tuple": tuple, "Seq": tuple}
        items = sort.args if sort.name == "Tuple" else sort.args * len(value)
        return kinds.get(sort.name) is type(value) and len(items) == len(value) and all(map(_fits, value, items))
    return sort == {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NONE}.get(type(value))


_TOOLKIT_NAMES = ("requires", "ensures", "raises", "invariant", "decreases", "assume", "partial", "track", "class_invariant",
                  "changes", "yielded", "opaque", "reveal", "ghost")  # fmt: skip
_DECORATORS = {
    "toolkit": {"requires", "ensures", "raises", "decreases", "partial", "changes", "opaque"},
    "icontract": {"require", "ensure", "snapshot"},
    "deal": {"pre", "post", "ensure", "raises", "pure", "safe", "has"},
}


class _Contract:
    """Collects the clauses of one function from its decorators."""

    def __init__(self, names: Names, params: tuple[Param, ...], result: Sort, me: str = "") -> None:
        self.names, self.params, self.result = names, params, result
        self.me = me  # of an __init__: what it calls the instance, which is its result
        self.requires: list[Clause] = []
        self.ensures: list[Clause] = []
        self.raises: list[Raises] = []
        self.measure: list[Clause] = []
        self.snapshots: dict[str, Expr] = {}
        self.low = Body(names, None)
        self.low.closed = self.low.pure = True

    def entry(self) -> dict[str, Expr]:
        """What parameter names mean before the body runs."""
        span = Span(self.names.file, 0)
        return {p.name: Expr("var", (), p.sort, span, p.name) for p in self.params}

    def exit(self) -> dict[str, Expr]:
        """What names mean after it: `$arg_x` is the caller's object, `$old.x` its value at entry."""
        span = Span(self.names.file, 0)
        scope = {p.name: Expr("var", (), p.sort, span, f"$arg_{p.name}") for p in self.params}
        for p in self.params:
            scope[f"old.{p.name}"] = Expr("var", (), p.sort, span, f"$old.{p.name}")
        scope[self.me or "result"] = self.returned()
        return scope

    def returned(self) -> Expr:
        return Expr("var", (), self.result, Span(self.names.file, 0), "$result")

    def clause(self, node: ast.expr, scope: dict[str, Expr], want: Sort | None) -> Clause:
        self.low.scope = scope
        e = self.low.condition(node) if want == BOOL else self.low.expr(node, want)
        return Clause(e, ast.unparse(node), Span.of(node, self.names.file))

    def of_class(self, f: ast.Lambda, e: Expr, c: Class) -> Clause:
        """An invariant of an instance, as it stands at a class."""
        return Clause(self.low.clause_of(f, e, c), ast.unparse(f.body), Span.of(f.body, c.span.file))

    def lambda_of(self, node: ast.expr, d: ast.expr, library: str) -> ast.Lambda:
        if not isinstance(node, ast.Lambda):
            self.low.reject("clause-not-a-lambda", d, "a clause must be a lambda written in place")
        a = node.args
        star = a.vararg.arg if a.vararg else ""
        if star and not any(p.name == star and p.how == "star" for p in self.params):
            self.low.reject("clause-not-a-lambda", d, f"the clause names *{star}, which is no parameter of the function",
                            "*xs stands for the parameter *xs, by its name")  # fmt: skip
        if star and library != "toolkit" or a.kwarg or a.defaults or any(a.kw_defaults):
            self.low.reject("clause-not-a-lambda", d, "a clause's lambda takes plain parameter names only")
        return node

    def visible(self, f: ast.Lambda, scope: dict[str, Expr], d: ast.expr, owners: Sequence[str] = ()) -> dict[str, Expr]:
        """The part of `scope` that the lambda's own parameters name."""
        told = (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs, *([f.args.vararg] if f.args.vararg else []))
        names = {a.arg for a in told}
        for n in sorted(names):
            if n not in scope and n not in owners:
                self.low.reject("unknown-name", d, f"the clause names {n}, which is no parameter of the function")
        return {k: v for k, v in scope.items() if k in names or k.split(".")[0] in names and "." in k}

    def add(self, library: str, kind: str, call: ast.Call | None, d: ast.expr) -> None:
        low = self.low
        if kind in ("partial", "changes", "opaque") or library == "deal" and kind in ("pure", "safe", "has"):
            return
        if call is None:
            low.reject("clause-not-a-lambda", d, f"@{kind} needs arguments")
        args = list(call.args)
        if library == "toolkit" and call.keywords or any(isinstance(a, ast.Starred) for a in args):
            low.reject("clause-not-a-lambda", d, f"@{kind} takes positional arguments only")
        for k in call.keywords:
            if k.arg == "condition":
                args.insert(0, k.value)
            elif k.arg not in ("description", "name", "error", "message", "exception", "validator", "enabled"):
                low.reject("unknown-decorator", d, f"the argument {k.arg} of {kind} is not supported")
            elif k.arg in ("error", "exception", "enabled"):
                low.reject("unknown-decorator", d, f"the argument {k.arg} of {kind} changes what is raised; not supported")
        if kind == "raises":
            self.add_raises(library, args, d)
            return
        if not args or library == "toolkit" and len(args) != 1:
            low.reject("clause-not-a-lambda", d, f"@{kind} takes one lambda")
        f = self.lambda_of(args[0], d, library)
        if kind in ("requires", "require", "pre"):
            entry = self.entry()
            if library == "deal" and [a.arg for a in f.args.args] == ["_"]:
                scope = {f"_.{k}": v for k, v in entry.items()}
            else:
                scope = self.visible(f, entry, d)
            low.scope = scope
            rows = identity.different(low, f.body)
            written = Clause(rows, ast.unparse(f.body), low.span(f.body)) if rows is not None else None
            self.requires.append(written or self.clause(f.body, scope, BOOL))
        elif kind == "decreases":
            scope = self.visible(f, self.entry(), d)
            body = f.body
            self.measure.extend(
                self.clause(p, scope, INT) for p in (body.elts if isinstance(body, ast.Tuple) else [body])
            )
        elif kind == "snapshot":
            names = [a.arg for a in f.args.args]
            name = next((k.value.value for k in call.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)), None)
            entry = {n: Expr("var", (), e.sort, e.span, f"$old.{n}") for n, e in self.entry().items()}
            self.low.scope = self.visible(f, entry, d)
            self.snapshots["OLD." + str(name or names[0])] = self.low.expr(f.body)
        elif kind == "post":
            names = [a.arg for a in f.args.args]
            self.ensures.append(self.clause(f.body, {names[0]: self.exit()["result"]} if names else {}, BOOL))
        else:
            scope = self.exit()
            owners: tuple[str, ...] = ("old",)
            if library == "icontract":
                scope = {k: v for k, v in scope.items() if not k.startswith("old.")} | self.snapshots
                owners = ("OLD",)
            elif library == "deal":
                names = [a.arg for a in f.args.args]
                scope = {k: v for k, v in scope.items() if not k.startswith("old.")}
                if names == ["_"]:
                    scope = {f"_.{k}": v for k, v in scope.items()}
                owners = ("_",)
            if "old" in scope:
                low.reject("unknown-name", d, "a parameter named old hides the values at entry", "rename the parameter")
            self.ensures.append(self.clause(f.body, self.visible(f, scope, d, owners), BOOL))

    def add_raises(self, library: str, args: list[ast.expr], d: ast.expr) -> None:
        low = self.low
        condition: Clause | None = None
        if library == "toolkit" and len(args) == 2:
            f = self.lambda_of(args.pop(), d, library)
            condition = self.clause(f.body, self.visible(f, self.entry(), d), BOOL)
        for a in args:
            name = exception_name(self.names, a)
            if name is None:
                low.reject("unsupported-raise", d, "only built-in exceptions and plain exception classes of this module can be "
                           "declared")  # fmt: skip
            if not issubclass(builtin_of(name, bases(self.names)), Exception) or ends_iteration(self.names, name):
                low.reject("unsupported-raise", d, f"{name} is not an ordinary exception")
            self.raises.append(Raises(name, condition, Span.of(d, self.names.file)))


