"""Which constructs of a code base are outside the language: `survey(files, jobs)`, `render`, `Coverage.to_json`.

Every function of every file is read, contracts or not. The reader proper stops at its first rejection; here it goes on behind
each one, so that all of them are counted. What has no annotation, and what a rejected expression yields, has an unknown type:
an operation that only its type could decide is counted apart (`type-unknown`), neither inside nor outside.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import asdict, define, field, frozen

from toolkit.config import SourceFile
from toolkit.core.ir import ANY, Expr, Module, Sort, list_of, seq_of
from toolkit.core.reader import abstract, generators
from toolkit.core.reader.module import Surveyed, survey_names
from toolkit.core.reader.statements import Body, assigned_names
from toolkit.core.reader.types import read_annotation
from toolkit.core.source import Rejected

UNKNOWN = "type-unknown"
ANNOTATION = "missing-annotation"
CALLEE = "callee-rejected"  # not the function's own doing
_PASSES = 4
_EXAMPLES = 3
_INSIDE = (ast.Dict, ast.Set, ast.List, ast.Tuple, ast.JoinedStr, ast.BinOp, ast.BoolOp, ast.Compare,
           ast.IfExp, ast.Subscript, ast.UnaryOp, ast.Starred, ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom)  # fmt: skip


@frozen
class Reason:
    """One rejection: its id, the construct in a word or two, its line, the reader's message and hint."""

    id: str
    construct: str
    line: int
    message: str
    hint: str


@frozen
class Looked:
    """One function. `inside`: the reader proper takes it."""

    file: str
    name: str
    line: int
    inside: bool
    reasons: tuple[Reason, ...]

    @property
    def group(self) -> str:
        """inside; annotations (nothing else was found); callees (itself inside, but it calls what is not); outside."""
        if self.inside:
            return "inside"
        ids = {r.id for r in self.reasons}
        if ids - {UNKNOWN, ANNOTATION, CALLEE}:
            return "outside"
        return "annotations" if ids - {CALLEE} else "callees"


@define
class Construct:
    """A row of the table."""

    id: str
    construct: str
    hint: str
    count: int = 0
    functions: int = 0
    files: int = 0
    examples: list[str] = field(factory=list)


@frozen
class Coverage:
    """What was found. `unreadable` files hold no valid Python (or none that can be decoded)."""

    files: int
    unreadable: tuple[str, ...]
    functions: tuple[Looked, ...]

    @property
    def table(self) -> list[Construct]:
        """Rows, in the order of how many functions they keep outside."""
        rows: dict[tuple[str, str], Construct] = {}
        seen: dict[tuple[str, str], set[str]] = {}
        for f in self.functions:
            mine = set()
            for r in f.reasons:
                key = (r.id, r.construct)
                row = rows.setdefault(key, Construct(r.id, r.construct, r.hint))
                row.count += 1
                if key not in mine:
                    row.functions += 1
                    if len(row.examples) < _EXAMPLES and f.file not in {e.partition(":")[0] for e in row.examples}:
                        row.examples.append(f"{f.file}:{r.line}")
                mine.add(key)
                seen.setdefault(key, set()).add(f.file)
        for key, row in rows.items():
            row.files = len(seen[key])
        return sorted(rows.values(), key=lambda r: (-r.functions, -r.count, r.id, r.construct))

    def share(self, group: str) -> int:
        """How many functions are in a group (see `Looked.group`)."""
        return sum(f.group == group for f in self.functions)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON: the counts and the table."""
        return {
            "files": self.files, "unreadable": list(self.unreadable), "functions": len(self.functions),
            "inside": self.share("inside"), "but_for_annotations": self.share("annotations"),
            "but_for_callees": self.share("callees"), "outside": self.share("outside"),
            "constructs": [asdict(r) for r in self.table],
        }  # fmt: skip


def survey(files: Sequence[SourceFile], jobs: int = 1, unreadable: Iterable[str] = ()) -> Coverage:
    """Looks at every function of the files, in `jobs` processes. Never raises for what is in them."""
    if jobs > 1 and len(files) > 1:
        import multiprocessing
        from concurrent.futures import ProcessPoolExecutor

        with ProcessPoolExecutor(min(jobs, len(files)), multiprocessing.get_context("spawn")) as pool:
            found = list(pool.map(look, files, chunksize=4))
    else:
        found = [look(f) for f in files]
    bad = [f.path for f, looked in zip(files, found) if looked is None]
    return Coverage(len(files), (*unreadable, *bad), tuple(x for looked in found if looked is not None for x in looked))


def look(file: SourceFile) -> list[Looked] | None:
    """Every function of one file; None when it is not valid Python."""
    try:
        surveyed = survey_names(file.text, file.path)
    except Rejected:
        return None
    found = []
    for name, node in _functions(surveyed.tree):
        if file.only in (None, name):
            found.append(_look(name, node, surveyed, file.path))
    return found


def _functions(tree: ast.Module) -> list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    """Functions at the module's level and methods; what is nested in a function belongs to it."""
    found: list[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]] = []

    def visit(nodes: Iterable[ast.AST], prefix: str) -> None:
        for n in nodes:
            if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((prefix + n.name, n))
            elif isinstance(n, ast.ClassDef):
                visit(n.body, f"{prefix}{n.name}.")
            elif isinstance(n, (ast.If, ast.Try, ast.With)):
                visit(ast.iter_child_nodes(n), prefix)
            elif isinstance(n, ast.ExceptHandler):
                visit(n.body, prefix)

    visit(tree.body, "")
    return found


def _look(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, surveyed: Surveyed, file: str) -> Looked:
    module: Module = surveyed.module
    here = module.lines.get(name) == node.lineno
    if here and name in module.functions:
        return Looked(file, name, node.lineno, True, ())
    body = _Going(surveyed.names)
    first = module.rejected.get(name) if here else None
    try:
        body.look(node, method="." in name)
    except RecursionError:
        body.reasons.clear()
    if first is not None and (first.id in ("module-not-modelled", "star-import", "name-rebound", "unknown-decorator")
                              or not body.reasons):  # fmt: skip
        body.add(first.id, "the file" if first.id in ("module-not-modelled", "star-import") else "definition",
                 first.span.line, first.message, first.hint)  # fmt: skip
    elif not body.reasons:
        body.add("unsupported-class" if "." in name else "name-rebound", "definition", node.lineno,
                 "the reader does not take it where it stands", "")  # fmt: skip
    return Looked(file, name, node.lineno, False, tuple(body.reasons.values()))


class _Going(Body):
    """The reader of bodies, going on behind what it rejects."""

    def __init__(self, names: Any) -> None:
        super().__init__(names, None)
        self.reasons: dict[Any, Reason] = {}
        self.stuck: set[ast.AST] = set()  # what was rejected in this pass; kept, so that no other takes its address

    def add(self, id: str, construct: str, line: int, message: str, hint: str, column: int = 0) -> None:
        if " ?" in message:
            id, construct, hint = UNKNOWN, construct, "annotate what it is used on"
        self.reasons.setdefault((id, construct, line, column), Reason(id, construct, line, message, hint))

    def look(self, node: ast.FunctionDef | ast.AsyncFunctionDef, method: bool) -> None:
        """Collects the reasons of a whole function."""
        sorts: dict[str, Sort] = {}
        a = node.args
        for i, p in enumerate([*a.posonlyargs, *a.args, *a.kwonlyargs]):
            sorts[p.arg] = ANY if p.annotation is None else self.annotation(p.annotation)
            if p.annotation is None and not (i == 0 and method):
                self.add(ANNOTATION, "parameter without annotation", p.lineno, f"the parameter {p.arg} has no type",
                         "write `x: int`, say", p.col_offset)  # fmt: skip
        for star in (a.vararg, a.kwarg):
            if star is not None:
                element = ANY if star.annotation is None or star is a.kwarg else self.annotation(star.annotation)
                sorts[star.arg] = ANY if element == ANY else seq_of(element)
                if star is a.kwarg or method or element.mutable:
                    self.add("star-parameters", "*args, **kwargs", star.lineno, "star parameters are not supported here", "")
                elif star.annotation is None:
                    self.add(ANNOTATION, "parameter without annotation", star.lineno, f"the parameter {star.arg} has no type",
                             "write `x: int`, say", star.col_offset)  # fmt: skip
        for d in (*a.defaults, *(d for d in a.kw_defaults if d is not None)):
            if not isinstance(d, (ast.Constant, ast.UnaryOp, ast.Tuple)):
                self.add("mutable-default", "default that is no constant", d.lineno, "only constants are supported as defaults",
                         "make the value inside the function")  # fmt: skip
        if isinstance(node, ast.AsyncFunctionDef):
            self.add("unsupported-async", "async def", node.lineno, "async functions are not supported", "")
        generator = isinstance(node, ast.FunctionDef) and generators.is_generator(node)
        if node.returns is not None:
            result = self.annotation(node.returns, generator)
            self.result = None if result == ANY else result
        if generator:
            self.result = self.result or list_of(ANY)
        signature = dict(self.reasons)
        self.locals = frozenset(sorts) | assigned_names(node.body)
        for _ in range(_PASSES):
            before = dict(sorts)
            self.reasons = dict(signature)
            self.stuck, self.sorts, self.block, self.counter, self.bound_counter = set(), sorts, [], 0, 0
            if generator and self.result is not None:
                sorts[generators.OUT] = self.result
            self.statements(node.body)
            sorts = {n: s for n, s in self.sorts.items() if not n.startswith("$")}
            if sorts == before:
                break

    def annotation(self, node: ast.expr, generator: bool = False) -> Sort:
        try:
            typed = self.names.typed(node)
            if generator:
                return generators.result_of(typed, self.file)
            return read_annotation(abstract.concrete(typed, self.library_name)[0], self.file)
        except Rejected as e:
            self.add(e.diagnostic.id, _annotated(node), node.lineno, e.diagnostic.message, e.diagnostic.hint)
            return ANY

    def note(self, e: Rejected, node: ast.AST) -> None:
        d = e.diagnostic
        self.add(d.id, _word(node, d.id), d.span.line, d.message, d.hint, d.span.column)

    def coerce(self, e: Expr, want: Sort, node: ast.AST) -> Expr:
        if ANY in (e.sort, *e.sort.args):
            return Expr(e.op, e.args, want, e.span, e.data)
        return super().coerce(e, want, node)

    def expr(self, node: ast.expr, want: Sort | None = None) -> Expr:
        if node not in self.stuck:
            try:
                return super().expr(node, want)
            except Rejected as e:
                self.stuck.add(node)
                self.note(e, node)
            except (AttributeError, TypeError, KeyError, IndexError, ValueError, AssertionError):
                self.stuck.add(node)  # the reader met a placeholder that it never makes itself
            self.inner(node)
        return Expr("const", (), want or ANY, self.span(node), 0)

    def inner(self, node: ast.expr) -> None:
        """What stands inside a rejected expression is looked at as well."""
        if isinstance(node, ast.Call):
            for part in (*node.args, *(k.value for k in node.keywords)):
                if not isinstance(part, ast.GeneratorExp):
                    self.expr(part)
        elif isinstance(node, _INSIDE):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.expr(child.value if isinstance(child, ast.FormattedValue) else child)

    def statement(self, node: ast.stmt) -> None:
        try:
            super().statement(node)
        except Rejected as e:
            self.note(e, node)
        except (AttributeError, TypeError, KeyError, IndexError, ValueError, AssertionError):
            pass  # as in `expr`
        else:
            return
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            return
        for part in ("body", "orelse", "finalbody"):
            for s in getattr(node, part, ()):
                self.statement(s)
        for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            for s in handler.body:
                self.statement(s)


def _annotated(node: ast.expr) -> str:
    """The head of a type: `dict[...]` for any dict."""
    if isinstance(node, ast.Subscript):
        return f"type {ast.unparse(node.value)}[...]"
    if isinstance(node, ast.BinOp):
        return "type X | Y"
    text = ast.unparse(node).strip("'\"")
    plain = hasattr(builtins, text) or text in ("Any", "Callable")
    return f"type {text}" if plain else "type: a class, an alias, a variable"


_OPERATORS = {"Div": "/", "MatMult": "@", "Mod": "%", "Pow": "**", "Add": "+", "Sub": "-", "Mult": "*"}
_SIGNS = {"Try": "try", "With": "with", "Raise": "raise", "FunctionDef": "nested function", "ClassDef": "nested class",
          "Delete": "del", "Global": "global", "Nonlocal": "nonlocal", "Import": "import inside", "Match": "match",
          "ImportFrom": "import inside", "For": "for", "While": "while", "Assign": "assignment",
          "AugAssign": "augmented assignment",
          "AnnAssign": "annotated assignment", "Return": "return", "Expr": "expression statement", "Lambda": "lambda",
          "Dict": "dict display", "Set": "set display", "DictComp": "dict comprehension", "SetComp": "set comprehension",
          "ListComp": "list comprehension", "GeneratorExp": "generator expression", "JoinedStr": "f-string",
          "NamedExpr": "walrus", "Yield": "yield", "YieldFrom": "yield from", "Await": "await", "Starred": "starred",
          "BoolOp": "and / or", "IfExp": "x if c else y", "UnaryOp": "unary operator", "Slice": "slice", "Tuple": "tuple",
          "List": "list display"}  # fmt: skip


def _word(node: ast.AST, id: str) -> str:
    """The construct in a word or two; never a name that the code base made up."""
    if isinstance(node, ast.Call):
        f = node.func
        if isinstance(f, ast.Name):
            return f"{f.id}(...)" if hasattr(builtins, f.id) else "call of a name (class, import, function value)"
        if isinstance(f, ast.Attribute):
            common = any(hasattr(t, f.attr) for t in (str, list, dict, set, bytes, int, float, tuple))
            return f".{f.attr}(...)" if common else "method of a class, function of a module"
        return "call of a computed function"
    if isinstance(node, ast.Attribute):
        own = isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")
        return "self.attribute" if own else "attribute"
    if isinstance(node, ast.Compare):
        return " ".join(dict.fromkeys(type(o).__name__ for o in node.ops)) + " comparison"
    if isinstance(node, ast.BinOp):
        return f"operator {_OPERATORS.get(type(node.op).__name__, type(node.op).__name__)}"
    if isinstance(node, ast.Constant):
        return f"constant {type(node.value).__name__}"
    if isinstance(node, ast.Name):
        return "name of something at the module's level" if id != "unknown-name" else "unknown name"
    if isinstance(node, ast.Subscript):
        return "slice" if isinstance(node.slice, ast.Slice) else "x[i]"
    return _SIGNS.get(type(node).__name__, type(node).__name__)


def render(c: Coverage, most: int = 40) -> str:
    """The table as text."""
    n = len(c.functions)

    def part(k: int) -> str:
        return f"{k} ({100 * k / n:.1f} %)" if n else "0"

    lines = [
        f"{c.files} files, {n} functions" + (f"; {len(c.unreadable)} files cannot be read" if c.unreadable else ""),
        f"  inside the language           {part(c.share('inside'))}",
        f"  nothing missing but types     {part(c.share('annotations'))}",
        f"  they call one that is outside {part(c.share('callees'))}",
        f"  outside                       {part(c.share('outside'))}",
        "",
        f"{'functions':>9} {'times':>7} {'files':>6}  construct",
    ]
    rows = c.table
    for r in rows[:most]:
        lines.append(f"{r.functions:>9} {r.count:>7} {r.files:>6}  {r.construct} [{r.id}]" + (f": {r.hint}" if r.hint else ""))
        lines.append(f"{'':>26}{', '.join(r.examples)}")
    if len(rows) > most:
        lines.append(f"... and {len(rows) - most} more; --json has them all")
    return "\n".join(lines)
