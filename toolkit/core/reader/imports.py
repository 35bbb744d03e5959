"""Names of other files: the user's own modules, stubs with contracts (`NAME.contracts.py`), the shipped library.

A function of another file is called `module:function` in the IR. Nothing is looked up on the disk here: the files are given
(`OtherFile`), and what is not among them is not known."""

from __future__ import annotations

import ast
import copy
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import define, field

from toolkit.core.ir import ANY, Sort
from toolkit.core.reader import generics, signatures, units
from toolkit.core.reader.names import Signature
from toolkit.core.reader.types import arguments, join
from toolkit.core.source import OtherFile

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.module import Reader
    from toolkit.core.reader.names import ExceptionClass

_ALIASES = 10  # re-exports followed behind each other


@define(eq=False)
class Units:
    """The files that one file's names lead to, read when they are first needed."""

    files: Sequence[OtherFile]
    main: Reader
    readers: dict[str, Reader] = field(factory=dict)  # by path
    wanted: list[tuple[Reader, str]] = field(factory=list)  # functions to be read for those that call them
    chain: list[Reader] = field(factory=list)  # files being opened inside each other
    peeking: bool = False
    loaded: set[str] = field(factory=set)  # modules that are imported for certain
    raised: dict[str, ExceptionClass] = field(factory=dict)  # the exception classes of all files, by what the IR calls them
    stored: dict[ast.Module, list[ast.Attribute]] = field(factory=dict)  # see `stores`

    @cached_property
    def shown(self) -> bool:
        """Some file, read or not, looks at whether an int is a bool: by its text, or by isinstance."""
        return _looks(self.main.tree) or any(_looks(_parsed(f.text)) for f in self.files)

    def open(self, f: OtherFile) -> Reader:
        """The reader of a file."""
        if f.path not in self.readers:
            self.readers[f.path] = self.main.neighbour(f)
        return self.readers[f.path]

    def watch(self, reader: Reader) -> None:
        """Opens the user's modules that a file imports; refuses files that import each other in a circle."""
        if self.peeking:
            return
        for f in self.files if reader is self.main else ():
            if f.kind == "module" and (what := _meddles(f.text)):
                reader.refuse(reader.tree, "module-not-modelled", f"{f.path} changes what names of other modules mean: {what}",
                              "only what no imported file changes has a meaning here")  # fmt: skip
        self.chain.append(reader)
        self.readers.setdefault(reader.file, reader)
        for dotted in reader.scan.imported:
            name = absolute(dotted, reader)
            self.loaded.add(name)
            for f in self.files:
                if f.kind == "ambiguous" and f.name == name:
                    reader.refuse(reader.tree, "import-ambiguous", f"{name} stands for more than one file: {f.text}",
                                  "give the file a name of its own")  # fmt: skip
                if f.kind not in ("module", "self") or f.name != name:
                    continue
                inside = self.main if f.kind == "self" else next((r for r in self.chain if r.file == f.path), None)
                if inside is not None:
                    for r in self.chain[self.chain.index(inside) if inside in self.chain else 0 :]:  # a stub is read later
                        r.refuse(r.tree, "import-cycle", f"{r.file} takes part in a circle of imports (with {f.path})",
                                 "move what both need into a third file")  # fmt: skip
                else:
                    self.open(f)
                    self._hidden(f, reader)
        self.chain.pop()

    def _hidden(self, f: OtherFile, reader: Reader) -> None:
        """Refuses `from a import b` where the package a has another b of its own."""
        outer, _, last = f.name.rpartition(".")
        for p in self.files:
            if p.name == outer and p.kind == "module":
                self.peeking = p.path not in self.readers  # its own imports do not matter here
                package = self.main.neighbour(p) if self.peeking else self.open(p)
                self.peeking = False
                own = package.scan.modules.get(last)
                if last in package.scan.bindings and (own is None or absolute(own, package) != f.name):
                    reader.refuse(reader.tree, "import-ambiguous", f"{f.name} is a file, and {p.path} binds {last} as well",
                                  "give one of them another name")  # fmt: skip

    def places(self, dotted: str) -> list[tuple[Reader, str]]:
        """Where a dotted name may be defined: (file, name in it); the user's stubs first, the shipped library last."""
        module, _, name = dotted.rpartition(".")
        order = {"stub": 0, "module": 1, "library": 2}
        found = sorted(
            (f for f in self.files if f.name == module and f.kind in order and (f.kind != "module" or module in self.loaded)),
            key=lambda f: order[f.kind],
        )
        return [(self.open(f), name) for f in found]

    def signature(
        self, dotted: str, node: ast.Call, low: Expressions, reader: Reader, depth: int = 0
    ) -> Signature | None:
        """What a caller has to know of a function of another file; None when it is not known.

        Raises `Rejected`: `callee-rejected`, `unknown-import`."""
        places = self.places(absolute(dotted, reader))
        for other, name in places:
            if name in other.scan.functions:
                if other.external and name.startswith("_") and other is not reader:
                    continue
                key = name
                if other.external:
                    key, sig = _instance(other, name, node, low)
                    if sig is not None:
                        return sig
                elif (found := generics.called(other, name, node, low)) is not None:
                    key = found
                else:
                    return _unknown(name, other.scan.functions[name].args)
                return signatures.signature(other, other.key(key), low.span(node))
            if name in other.names.modules and depth < _ALIASES:
                return self.signature(other.names.modules[name], node, low, other, depth + 1)
        if any(not r.external for r, _ in places):
            low.reject("unknown-import", node, f"{places[0][0].file} has no function {places[0][1]} that can be called",
                       "functions at the module's level, bound once, can be")  # fmt: skip
        return None

    def home(self, dotted: str, reader: Reader, depth: int = 0) -> tuple[Reader, str] | None:
        """Where a class, an exception or a type's alias of the user's files is defined: (file, name in it)."""
        if self.peeking:
            return None
        for other, name in self.places(absolute(dotted, reader)):
            if other.external or other in self.chain:
                continue
            if name in other.scan.bindings and name not in other.scan.modules:
                return other, name
            if name in other.names.modules and depth < _ALIASES:
                return self.home(other.names.modules[name], other, depth + 1)
        return None

    def unit(self, dotted: str) -> Reader:
        """The reader of a module, by its dotted name; of the file itself for ""."""
        return self.open(next(f for f in self.files if f.kind == "module" and f.name == dotted)) if dotted else self.main

    @cached_property
    def others(self) -> dict[str, ast.Module]:
        """The user's other modules as trees, by path, opened or not."""
        return {f.path: tree for f in self.files if f.kind == "module" and isinstance(tree := _parsed(f.text), ast.Module)}

    @cached_property
    def trees(self) -> tuple[ast.Module, ...]:
        return self.main.tree, *self.others.values()

    @cached_property
    def fields(self) -> set[str]:
        """The fields of classes of other files."""
        return units.fields(tuple(self.others.values()))

    @cached_property
    def taken(self) -> set[str]:
        """What other files bind at their level."""
        return {n for t in self.others.values() for n in units.bound(t)[0]}

    @cached_property
    def own_stores(self) -> set[ast.AST]:
        return units.own_stores(self.trees)

    def stores(self, tree: ast.Module) -> list[ast.Attribute]:
        """The attributes that a file sets or deletes, but by methods of their own object."""
        if tree not in self.stored:
            self.stored[tree] = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load)
                                 and n not in self.own_stores]  # fmt: skip
        return self.stored[tree]

    @cached_property
    def reassigned(self) -> set[str]:
        """The names of fields that code, seen or not, may give another value after their instances were made."""
        unseen = any(f.kind == "stub" and "changes" in f.text for f in self.files)
        return units.reassigned(self.trees, unseen)

    def constant(self, dotted: str, reader: Reader, depth: int = 0) -> tuple[bool, Any]:
        """(whether it is one, the value of) a constant of another file."""
        for other, name in self.places(absolute(dotted, reader)):
            if other.scan.bad:
                continue
            if name in other.names.constants and not isinstance(other.names.constants[name], ast.stmt):  # a list: who knows
                return True, other.names.constants[name]
            if name in other.names.modules and depth < _ALIASES:
                return self.constant(other.names.modules[name], other, depth + 1)
        return False, None


def _meddles(text: str) -> str:
    """Where a file assigns an attribute of a module that it imports (or of what is in one): the text of it, else ""."""
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    imported = {a.asname or a.name.split(".")[0] for n in nodes if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    for n in nodes:
        root: ast.AST | None = n if isinstance(n, ast.Attribute) and not isinstance(n.ctx, ast.Load) else None
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id in ("setattr", "delattr", "vars") and n.args:
            root = n.args[0]
        while isinstance(root, (ast.Attribute, ast.Subscript)):
            root = root.value
        if isinstance(root, ast.Name) and root.id in imported:
            return ast.unparse(n)
    return ""


def absolute(dotted: str, reader: Reader) -> str:
    """`..a.f` as the file's own place in its package makes it; "" where there is none."""
    level = len(dotted) - len(dotted.lstrip("."))
    if not level:
        return dotted
    base = reader.dotted.split(".") if reader.dotted else []
    base = base[: len(base) - level + reader.package]
    return ".".join([*base, dotted[level:]]) if base else ""


# --- stubs for every type --------------------------------------------------------------------------------------------


def _instance(other: Reader, name: str, node: ast.Call, low: Expressions) -> tuple[str, Signature | None]:
    """The name of a stub's function for the types of this call's arguments: `heappush[int]`.

    A signature of unknown types instead, while those of the arguments are still being found."""
    f = other.scan.functions[name]
    params = [*f.args.posonlyargs, *f.args.args]
    variables = {
        n.id for p in (*params, *f.args.kwonlyargs) if p.annotation for n in ast.walk(p.annotation)
        if isinstance(n, ast.Name) and _is_variable(n.id)
    }  # fmt: skip
    if not variables:
        return name, None
    given = [(p, a) for p, a in zip(params, node.args)]
    given += [(p, k.value) for k in node.keywords for p in (*f.args.args, *f.args.kwonlyargs) if p.arg == k.arg]
    sorts: dict[str, Sort] = {}
    for p, a in given:
        sort = low.inside(lambda a=a: low.expr(a))[0].sort  # type: ignore[misc]
        _bind(p.annotation, sort, sorts)
    if any(sorts.get(v, ANY) == ANY or "?" in str(sorts[v]) for v in variables):
        if not low.final:
            return name, _unknown(name, f.args)
        low.reject("type-mismatch", node, f"the types of this call of {name} are not known", "annotate its arguments")
    if other.external == "library":
        for s in sorts.values():
            if not _ordered(s):
                low.reject("unsupported-type", node, f"{name} for {s} values is not supported", "int, bool, str, bytes and tuples "
                           "of these are (floats are not in a total order: NaN)")  # fmt: skip
    instance = f"{name}[{', '.join(str(sorts[v]) for v in sorted(variables))}]"
    if instance not in other.scan.functions:
        made = _Substitute({v: ast.parse(str(s), mode="eval").body for v, s in sorts.items()}).visit(copy.deepcopy(f))
        other.scan.functions[instance] = made
        other.scan.bindings[instance] = other.scan.bindings[name]
        made.name = instance
    return instance, None


def _unknown(name: str, args: ast.arguments) -> Signature:
    """That of a function whose types are still being found."""
    from toolkit.core.ir import Param

    return Signature(name, tuple(Param(p.arg, ANY, None, True) for p in (*args.posonlyargs, *args.args, *args.kwonlyargs)), ANY)


def _ordered(s: Sort) -> bool:
    return s.name in ("Int", "Bool", "Str", "Bytes") or s.name in ("Tuple", "Seq") and all(_ordered(a) for a in s.args)


def _is_variable(name: str) -> bool:
    return len(name) == 1 and name.isupper()


def _bind(annotation: ast.expr | None, sort: Sort, found: dict[str, Sort]) -> None:
    """Finds the sorts that type variables stand for; what does not fit is for the call itself to reject."""
    if isinstance(annotation, ast.Name) and _is_variable(annotation.id):
        found[annotation.id] = join(found.get(annotation.id, ANY), sort) or sort
    elif isinstance(annotation, ast.Subscript):
        items = [i for i in arguments(annotation) if not isinstance(i, ast.Constant)]
        for item, s in zip(items, sort.args):
            _bind(item, s, found)


class _Substitute(ast.NodeTransformer):
    """Puts types for type variables, in annotations only."""

    def __init__(self, types: dict[str, ast.expr]) -> None:
        self.types = types
        self.inside = False

    def visit_arg(self, node: ast.arg) -> ast.arg:
        if node.annotation is not None:
            node.annotation = self.put(node.annotation)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.visit(node.args)
        if node.returns is not None:
            node.returns = self.put(node.returns)
        return node

    def put(self, annotation: ast.expr) -> ast.expr:
        types = self.types

        class Put(ast.NodeTransformer):
            def visit_Name(self, node: ast.Name) -> ast.expr:
                return ast.copy_location(copy.deepcopy(types[node.id]), node) if node.id in types else node

        made: ast.expr = ast.fix_missing_locations(Put().visit(annotation))
        return made


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # what cannot be read is not proved either
        return ast.Module([], [])


def _looks(tree: ast.AST) -> bool:
    """Is there an f-string's {x}, a text with % that is formatted, a call of str or repr, one that gets str, repr or bool, or a
    pattern bool()? What is raised does not count: nobody can look at it."""

    def among(e: ast.AST, *names: str) -> bool:
        return any(isinstance(n, ast.Name) and n.id in names for n in (e.elts if isinstance(e, ast.Tuple) else [e]))

    rest = [tree]
    while rest:
        n = rest.pop()
        if not isinstance(n, ast.Raise):
            rest.extend(ast.iter_child_nodes(n))
        formats = [n.left] if isinstance(n, ast.BinOp) else n.args if isinstance(n, ast.Call) else []
        if any(isinstance(x, ast.Constant) and isinstance(x.value, str) and "%" in x.value for x in formats):
            return True
        if isinstance(n, ast.FormattedValue) or isinstance(n, ast.MatchClass) and among(n.cls, "bool"):
            return True
        if isinstance(n, ast.Call):
            given = (*n.args, *(k.value for k in n.keywords))
            if among(n.func, "str", "repr") or any(among(a, "str", "repr", "bool") for a in given):
                return True
    return False
