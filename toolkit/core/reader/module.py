"""A source file -> a `Module`: the reader of one file, and the order in which things in it are read."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from attrs import frozen

from toolkit.core.ir import Function, Module, Trial
from toolkit.core.reader import bindings, bodies, definitions, generics, patterns, signatures, typenames
from toolkit.core.reader.control import bases, exception_class, exception_name
from toolkit.core.reader.imports import Units
from toolkit.core.reader.names import Class, Names, Signature
from toolkit.core.source import Diagnostic, OtherFile, Rejected, Span, again

_LIMIT = 400  # nesting depth of the syntax tree that is read


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
    """Reads one file. That of another file (`unit`) is made by `neighbour`; an `external` one holds contracts only."""

    def __init__(
        self, tree: ast.Module, text: str, file: str, others: Sequence[OtherFile] = (), dotted: str = "", package: bool = False,
        main: Reader | None = None, external: str = "",
    ) -> None:  # fmt: skip
        self.tree, self.text, self.file = tree, text, file
        self.dotted, self.package, self.external = dotted, package, external
        self.unit = dotted if main is not None else ""
        self.units: Units = main.units if main is not None else Units(others, self)
        self.source_lines = text.splitlines(keepends=True)
        self.scan = bindings.Scan()
        self.lines: dict[str, int] = {}
        self.rejected: dict[str, Diagnostic] = {}
        self.signatures: dict[str, Signature] = {}
        self.read_functions: dict[str, Function] = {}
        self.reading: list[str] = []  # functions, inside each other
        self.classes: dict[str, Class] = {}
        self.types: generics.Types = {}  # what type variables stand for in what is being read
        self.instance_types: dict[str, generics.Types] = {}  # of `f[int]` and `C[int]`
        self.kept: set[str] = set()  # the functions of `generics.keep`
        self.heirs: dict[str, str] = {}  # what `definitions.heir` found, by the class's name
        self.trials: dict[str, dict[str, tuple[str, ...]]] = {}  # see `Module.trials`
        bindings.watch(self, tree.body)
        for node in tree.body:
            bindings.top(self, node)
        self.units.watch(self)
        if main is not None:  # a list or dict is a constant where nobody else can name it
            others_text = [main.text, *(f.text for f in self.units.files if f.path != file)]
            for n in [n for n, v in self.scan.constants.items() if isinstance(v, ast.stmt)]:
                if any(re.search(rf"\b{n}\b|import\s*\*", t) for t in others_text):
                    del self.scan.constants[n]
        for n in ("int", "float", "bool", "str", "bytes", "list", "tuple", "dict", "set", "frozenset"):
            if n in self.scan.bindings:
                self.refuse(tree.body[0], "name-rebound", f"this module gives {n} another meaning", "rename it")
        scan = self.scan
        once = {n for n, times in scan.bindings.items() if times == 1}  # what they mean is the same everywhere
        self.names = Names(
            file=file,
            signature=lambda name, span: signatures.signature(self, name, span),
            functions=frozenset() if external else frozenset(scan.functions),
            constants={n: v for n, v in scan.constants.items() if n in once},
            toolkit={n: name for n, (library, name) in scan.libraries.items() if library == "toolkit" and n in once},
            modules={n: m for n, m in scan.modules.items() if n in once}
            | ({n: f"{dotted}.{n}" for n in scan.functions} if external else {}),
            bound=frozenset(scan.bindings),
            class_of=lambda name: definitions.class_of(self, name),
            labelled=lambda label: definitions.labelled(self, label),
            typed=lambda node: typenames.typed(self, node),
            foreign=lambda dotted, node, low: self.units.signature(dotted, node, low, self),
            value=lambda dotted: self.units.constant(dotted, self),
            nest=lambda *given: bodies.nest(self, *given),
            shown=self.units.shown,
            raised=self.units.raised,
            exception=self.exception_at,
            patterns={n: pattern for n, v in scan.aliases.items() if n in once and isinstance(v, ast.Call)
                      and self.library(v.func) == "re.compile" and (pattern := patterns.literal(v)) is not None},
            home=self.home,
            generic=lambda name, node, low: generics.called(self, name, node, low),
        )
        self.names.exceptions = {n: key for n, dotted in self.names.modules.items() if (key := self.exception_at(dotted))}
        for n, node in list(scan.classes.items()) if not external else ():
            found = exception_class(node, self.key(n), lambda e: exception_name(self.names, e), self.units.raised)
            if found is not None:
                del scan.classes[n]
            if found is not None and n in once:
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

    def refuse(self, node: ast.AST, id: str, message: str, hint: str = "") -> None:
        """Makes every function of the file unreadable."""
        self.scan.bad.append(Diagnostic(id, Span.of(node, self.file), message, hint))

    def module(self) -> Module:
        """Reads the classes, then the functions, then what these need of other files and for certain types."""
        for name, node in list(self.scan.classes.items()):
            try:
                c = definitions.class_of(self, name)
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
        generics.try_protocols(self)
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

    def home(self, c: Class) -> Reader:
        """The reader of the file where a class stands."""
        return self.units.unit(c.key.rpartition(":")[0])

    def writer(self, name: str) -> Reader:
        """The reader of the file where a function's text stands: that of a method that is inherited may be another one."""
        owner, _, method = name.rpartition(".")
        c = self.classes.get(owner)
        return self.home(c.origin[method]) if c is not None and method in c.origin else self

    @contextmanager
    def at(self, name: str) -> Iterator[None]:
        """What is read belongs to a function or class for certain types."""
        outer, self.types = self.types, self.instance_types.get(name.split(".")[0], {})
        try:
            yield
        finally:
            self.types = outer

    def function(self, name: str) -> None:
        """Reads a function; it is in `read_functions` then, or in `rejected`."""
        node = self.scan.functions[name]
        self.reading.append(name)
        try:
            if self.scan.bad:
                raise again(self.scan.bad[0])
            if self.scan.bindings[name] > 1:
                raise Rejected("name-rebound", Span.of(node, self.file), f"{name} is bound more than once in this module",
                               "the last binding is what callers get; give each its own name")  # fmt: skip
            f = bodies.lower(self, node, name)
            self.read_functions[name] = f
            if name not in self.signatures:
                signatures.sign(self, name, node, f.params, f.result)
        except Rejected as e:
            self.rejected[name] = e.diagnostic
        except RecursionError:
            self.rejected[name] = Diagnostic("nested-too-deeply", Span.of(node, self.file), f"{name} is nested too deeply")
        finally:
            self.reading.pop()
