"""Allow-lists: what may stand in a proposed expression, clause or body."""

from __future__ import annotations

import ast
import builtins
import io
import textwrap
import tokenize
import unicodedata
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from toolkit.proposers.edits.module import (
    IMPORTABLE,
    EditRefused,
    Loop,
    Module,
    arguments,
    bindings,
    dump,
    is_doc,
    parse,
    prefix,
    require_shallow,
)

MAX_EXPRESSION = 2_000  # characters
MAX_BODY = 20_000
BUILTINS = frozenset(dir(builtins))
EXCEPTIONS = frozenset(
    name
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, Exception) and not issubclass(value, Warning | ExceptionGroup)
) - {"Exception"}
# fmt: off
PURE = frozenset({
    "abs", "all", "any", "bool", "chr", "dict", "divmod", "enumerate", "float", "int", "isinstance", "len", "list",
    "max", "min", "ord", "pow", "range", "reversed", "round", "set", "sorted", "str", "sum", "tuple", "zip",
})
KEYWORDS = frozenset({"default", "start", "reverse", "strict"})
METHODS = frozenset({  # of lists, strings, dicts and sets, in bodies
    "add", "append", "capitalize", "clear", "copy", "count", "discard", "endswith", "extend", "find", "get", "index",
    "insert", "isalnum", "isalpha", "isdigit", "islower", "isspace", "isupper", "items", "join", "keys", "lower",
    "lstrip", "pop", "remove", "replace", "reverse", "rfind", "rstrip", "setdefault", "sort", "split", "startswith",
    "strip", "swapcase", "title", "union", "update", "upper", "values",
})
ASKS = METHODS - {"add", "append", "clear", "discard", "extend", "insert", "pop", "remove", "reverse", "setdefault", "sort",
                  "update"} | {"bit_count", "bit_length"}  # in conditions, where the person's own clauses use them, too
NEVER = frozenset({  # no proposal may use these, even where the person's own code does
    "assume", "partial", "requires", "ensures", "raises", "ContractError", "breakpoint", "callable", "classmethod",
    "compile", "delattr", "dir", "eval", "exec", "exit", "getattr", "globals", "hasattr", "hash", "help", "id", "input",
    "iter", "locals", "memoryview", "next", "object", "open", "print", "property", "quit", "setattr", "staticmethod",
    "super", "type", "vars",
})
_OPERATORS = (ast.boolop, ast.operator, ast.unaryop, ast.cmpop, ast.expr_context)
_CONDITION = (
    ast.BoolOp, ast.UnaryOp, ast.BinOp, ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Constant, ast.Subscript,
    ast.Slice, ast.Tuple, ast.List, ast.Attribute, ast.GeneratorExp, ast.ListComp,
)
_VALUE = (
    *_CONDITION, ast.NamedExpr, ast.Dict, ast.Set, ast.SetComp, ast.DictComp, ast.JoinedStr, ast.FormattedValue,
)
_STATEMENTS = (
    ast.Assign, ast.AugAssign, ast.AnnAssign, ast.If, ast.While, ast.For, ast.Return, ast.Pass, ast.Break, ast.Continue,
    ast.Assert, ast.Raise, ast.Expr,
)
# fmt: on


# ── text ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _tokens(source: str, limit: int, module: Module, *, comments: bool) -> list[tokenize.TokenInfo]:
    """Refuses what a reader of the diff could not see, or would take for something else."""
    if len(source) > limit:
        raise EditRefused("too-long", f"more than {limit} characters")
    for char in source:
        if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            raise EditRefused("invisible-character", f"character U+{ord(char):04X} is not allowed")
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError, RecursionError) as error:
        raise EditRefused("not-python", f"not Python: {error}") from None
    known = module.used | module.variables
    for token in tokens:
        if token.type == tokenize.COMMENT and not comments:
            raise EditRefused("comment", "a comment inside an expression")
        if token.type in (tokenize.NAME, tokenize.ERRORTOKEN) and not token.string.isascii():
            if token.string not in known:
                raise EditRefused("look-alike", f"{token.string!r} is not an ASCII name and not one of this function's")
    return tokens


def expression(source: str, module: Module) -> ast.expr:
    """Exactly one expression on one line; its names are not looked at yet."""
    source = source.strip(" \t")
    if "\n" in source or "\r" in source:
        raise EditRefused("newline", "a line break inside an expression")
    _tokens(source, MAX_EXPRESSION, module, comments=False)
    try:
        node = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise EditRefused("not-an-expression", f"not exactly one Python expression: {source[:80]}") from None
    require_shallow(node)
    return node


# ── expressions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@frozen
class Vet:
    """Allow-lists for expressions. `wide` is for bodies, else for conditions of a specification."""

    module: Module
    functions: frozenset[str]  # functions of the module that may be called
    wide: bool = False

    def value(self, node: ast.AST, names: frozenset[str]) -> None:
        """`names` may be read here, and shadow builtins. Raises EditRefused."""
        if isinstance(node, _OPERATORS) and not isinstance(node, ast.MatMult):
            return
        if not isinstance(node, _VALUE if self.wide else _CONDITION):
            raise EditRefused("not-allowed-here", f"{type(node).__name__} is not allowed in a proposal here")
        if isinstance(node, ast.Name):
            self.name(node.id, names)
        elif isinstance(node, ast.Constant):
            if not isinstance(node.value, int | float | str | None):
                raise EditRefused("not-allowed-here", f"a constant of type {type(node.value).__name__}")
        elif isinstance(node, ast.Attribute):
            self.attribute(node, names, called=False)
        elif isinstance(node, ast.Call):
            self.call(node, names)
        elif isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
            self.comprehension(node, names)
        else:
            for child in ast.iter_child_nodes(node):
                self.value(child, names)

    def name(self, name: str, names: frozenset[str]) -> None:
        m = self.module
        if name.startswith("__") or (name in NEVER and name not in names) or m.ours.get(name) in NEVER:
            raise EditRefused("forbidden-name", f"a proposal may not use {name}")
        if name in names or (name in m.constants and name not in m.variables) or (name in PURE and name not in m.taken):
            return
        if self.wide and name not in m.modules and m.ours.get(name) is None:
            if name in m.used or name in m.globals - m.imported or name in EXCEPTIONS:
                return
        raise EditRefused("unknown-name", f"{name} is not a variable here")

    def attribute(self, node: ast.Attribute, names: frozenset[str], *, called: bool) -> None:
        m, base = self.module, node.value
        allowed = (METHODS if self.wide else {"count", "index", "get", "startswith", "endswith"}) if called else {"seen", "index"}
        if not self.wide and not node.attr.startswith("_"):  # what the person's own clauses of this function ask of values
            if isinstance(base, ast.Name) and base.id in m.imported and base.id not in names and dump(node) in m.spoken:
                return
            if not isinstance(base, ast.Name) or base.id not in m.imported:
                allowed = allowed | {n for n in ASKS if called and f".{n}()" in m.spoken}
            if not called and isinstance(base, ast.Name) and base.id in names:
                allowed = allowed | plain_fields(m.tree)
        if isinstance(base, ast.Name) and base.id not in names:
            if base.id == "old" and not called and "old" not in m.taken and not self.wide and node.attr in m.params:
                return
            if base.id in m.imported:
                allowed = m.used if self.wide else frozenset()
        elif isinstance(base, ast.Name) and base.id == "old" and not called and not self.wide:
            allowed = m.params  # `old` as a parameter of a clause
        if not isinstance(node.ctx, ast.Load) or node.attr.startswith("_") or node.attr not in allowed:
            raise EditRefused("forbidden-attribute", f"a proposal may not use .{node.attr}{'()' * called} here")
        self.value(base, names)

    def call(self, node: ast.Call, names: frozenset[str]) -> None:
        m = self.module
        if isinstance(node.func, ast.Attribute):
            self.attribute(node.func, names, called=True)
        elif isinstance(node.func, ast.Name):
            name = node.func.id
            builtin = name in (PURE | EXCEPTIONS if self.wide else PURE) and name not in m.taken
            track = self.wide and name == "track" and name not in m.taken and m.ours.get(name, name) == name
            if name in NEVER or name in names or not (builtin or track or name in self.functions):
                raise EditRefused("forbidden-call", f"a proposal may not call {name} here")
        else:
            raise EditRefused("forbidden-call", "a call of something that is not a name")
        for word in node.keywords:
            if word.arg not in KEYWORDS:
                raise EditRefused("forbidden-call", f"a call with {word.arg or '**'}")
            self.value(word.value, names)
        for argument in node.args:
            self.value(argument, names)

    def comprehension(self, node: ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp, names: frozenset[str]) -> None:
        for part in node.generators:
            if part.is_async:
                raise EditRefused("not-allowed-here", "an asynchronous comprehension")
            self.value(part.iter, names)
            bound = bindings([part.target])
            self.binds(bound)
            names = names | bound
            for test in (part.target, *part.ifs):
                self.value(test, names)
        for result in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.value(result, names)

    def binds(self, bound: Iterable[str]) -> None:
        """Refuses new meanings for names that a contract or the rest of the module may use."""
        m = self.module
        for name in sorted(bound):
            reserved = name in BUILTINS | m.globals | NEVER | IMPORTABLE | {"old", m.node.name} or name.startswith("__")
            if reserved and name not in m.variables:
                raise EditRefused("rebinds-name", f"a proposal may not give {name} a new meaning")

    def condition(self, node: ast.expr, names: frozenset[str], *, measure: bool = False) -> None:
        """An expression of a specification. A tuple or a list is always true, so it is no condition."""
        self.value(node, names)
        never = ast.GeneratorExp | ast.ListComp | ast.List
        if isinstance(node, never) or (isinstance(node, ast.Tuple) and not measure):
            raise EditRefused("not-a-condition", f"{type(node).__name__.lower()} where a condition is wanted")
        if isinstance(node, ast.Constant) and (measure or not isinstance(node.value, bool)):
            raise EditRefused("not-a-condition", "a constant says nothing")


def plain_fields(tree: ast.Module) -> frozenset[str]:
    """The names of fields that classes of the module assign as `self.f` or declare, and that none defines as anything else: to read
    one runs no code."""
    fields, others = set[str](), set[str]()
    for c in (n for n in tree.body if isinstance(n, ast.ClassDef)):
        for n in ast.walk(c):
            match n:
                case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                    fields.add(name)
                case ast.AnnAssign(target=ast.Name(id=name)) if n in c.body:
                    fields.add(name)
        others |= bindings(s for s in c.body if not isinstance(s, ast.AnnAssign))
    return frozenset(fields - others)


def spec_vet(module: Module) -> Vet:
    """Conditions may call what the person's own specifications call, and functions that are one pure `return`."""
    functions = module.called_in_specs() - BUILTINS
    for item in module.tree.body:
        if not isinstance(item, ast.FunctionDef) or not all(module.clause(d) for d in item.decorator_list):
            continue
        rest = item.body[1:] if is_doc(item.body[0]) else item.body
        if len(rest) == 1 and isinstance(rest[0], ast.Return) and rest[0].value is not None:
            try:
                require_shallow(rest[0].value)
                bare = evolve(module, variables=frozenset(arguments(item)))
                Vet(bare, frozenset()).value(rest[0].value, bare.variables)
            except EditRefused:
                continue
            functions.add(item.name)
    return Vet(module, frozenset(functions - module.variables - {module.node.name}))


def condition(vet: Vet, source: str, *, measure: bool = False) -> ast.expr:
    """The expression of an invariant or a measure in the body of the function."""
    node = expression(source, vet.module)
    vet.condition(node, vet.module.variables, measure=measure)
    return node


def clause(vet: Vet, decorator: str, source: str) -> list[ast.expr]:
    """The arguments of a decorator: a lambda over the parameters, for `raises` an exception before it."""
    module = vet.module
    node = expression(source, module)
    args = [node]
    if decorator == "raises":
        if not (isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Name)):
            raise EditRefused("not-a-clause", "raises wants an exception, a comma and a lambda")
        if (name := node.elts[0].id) not in EXCEPTIONS or name in module.globals:
            raise EditRefused("not-a-clause", f"{name} is not an exception that a proposal may declare")
        args = list(node.elts)
    function = args[-1]
    if not isinstance(function, ast.Lambda):
        raise EditRefused("not-a-clause", f"{decorator} wants a lambda")
    a = function.args
    if a.posonlyargs or a.kwonlyargs or a.vararg or a.kwarg or a.defaults:
        raise EditRefused("not-a-clause", "a clause's lambda has plain parameters only")
    named = frozenset(x.arg for x in a.args)
    allowed = module.params | ({"result", "old"} if decorator == "ensures" else set())
    if wrong := sorted(named - allowed):
        raise EditRefused("unknown-name", f"{wrong[0]} is not a parameter of {module.node.name}")
    # Inside a clause the function's locals do not exist, and its parameters are the lambda's.
    inside = evolve(vet, module=evolve(module, variables=named))
    inside.condition(function.body, named, measure=decorator == "decreases")
    return args


# ── bodies ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def body(spec: Vet, source: str, comments: frozenset[str]) -> tuple[list[ast.stmt], str]:
    """The statements of a proposed body, without docstring and leading asserts (they stay anyway), and their text with
    only those comments that the module had before (`comments`): a pragma is not a proposal's to write."""
    module = spec.module
    source = textwrap.dedent(source.replace("\r\n", "\n").replace("\r", "\n").strip("\n")) + "\n"
    tokens = _tokens(source, MAX_BODY, module, comments=True)
    tree = parse(source, "not-python")
    require_shallow(tree)
    stmts = list(tree.body)
    if stmts and is_doc(stmts[0]):
        stmts.pop(0)
    for kept in prefix(module.node):
        if stmts and dump(stmts[0]) == dump(kept):
            stmts.pop(0)
    if not stmts:
        raise EditRefused("empty-body", "the body holds no statement")
    bound = frozenset(bindings(stmts))
    functions = {n.name for n in module.tree.body if isinstance(n, ast.FunctionDef)} | module.imported & module.used
    vet = Vet(module, frozenset(functions | spec.functions) - module.params - bound, wide=True)
    vet.binds(bound)
    names = module.params | bound
    inside = evolve(module, variables=names)
    _Body(evolve(spec, module=inside), evolve(vet, module=inside), names).block(stmts, in_loop=False)
    return stmts, _without_comments(source, tokens, stmts[0].lineno, comments)


@frozen
class _Body:
    spec: Vet
    vet: Vet
    names: frozenset[str]

    def block(self, stmts: Sequence[ast.stmt], *, in_loop: bool) -> None:
        leading = in_loop
        for k, stmt in enumerate(stmts):
            if not isinstance(stmt, _STATEMENTS):
                raise EditRefused("not-allowed-here", f"{type(stmt).__name__} is not allowed in a proposed body")
            if k and isinstance(stmts[k - 1], ast.Return | ast.Raise | ast.Break | ast.Continue):
                raise EditRefused("unreachable", "statements that are never reached")
            if hint := self.vet.module.coming_hint(stmt):
                if not leading:
                    raise EditRefused("not-allowed-here", f"{hint} stands first in a loop's body")
                if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Call):
                    self.spec.condition(stmt.value.args[0], self.names, measure=hint == "decreases")
                continue
            leading = False
            self.statement(stmt)
            for name in ("body", "orelse"):
                if inner := getattr(stmt, name, None):
                    self.block(inner, in_loop=name == "body" and isinstance(stmt, Loop))

    def statement(self, stmt: ast.stmt) -> None:
        if isinstance(stmt, ast.Expr) and not isinstance(stmt.value, ast.Call):
            raise EditRefused("not-allowed-here", "an expression that does nothing")
        if isinstance(stmt, ast.Raise):
            self.raised(stmt)
            return
        if isinstance(stmt, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in stmt.targets if isinstance(stmt, ast.Assign) else (stmt.target,):
                if any(isinstance(n, ast.Attribute) for n in ast.walk(target)):
                    raise EditRefused("forbidden-attribute", "an assignment to an attribute")
        for child in ast.iter_child_nodes(stmt):
            if not isinstance(child, ast.stmt):
                self.vet.value(child, self.names)
        tests = [stmt.test] if isinstance(stmt, ast.If | ast.While) else []
        if isinstance(stmt, ast.While) and isinstance(stmt.test, ast.Constant) and stmt.test.value:
            tests = []  # `while True` is honest
        tests += [n.test for n in ast.walk(stmt) if isinstance(n, ast.IfExp)]
        for test in tests:
            if not any(isinstance(n, ast.Name) and n.id in self.names for n in ast.walk(test)):
                raise EditRefused("unreachable", "a test that never changes")

    def raised(self, stmt: ast.Raise) -> None:
        m = self.vet.module
        what = stmt.exc.func if isinstance(stmt.exc, ast.Call) else stmt.exc
        known = (EXCEPTIONS - m.taken) | ((m.globals - m.imported) | m.used) - set(m.ours) - BUILTINS
        if stmt.cause or not isinstance(what, ast.Name) or what.id in self.names or what.id not in known:
            raise EditRefused("not-allowed-here", "raise of something that is not a plain exception")
        if isinstance(stmt.exc, ast.Call):
            if stmt.exc.keywords:
                raise EditRefused("not-allowed-here", "raise with keywords")
            for argument in stmt.exc.args:
                self.vet.value(argument, self.names)


def _without_comments(source: str, tokens: list[tokenize.TokenInfo], first: int, keep: frozenset[str]) -> str:
    lines: list[str | None] = list(source.split("\n"))
    for token in tokens:
        if token.type == tokenize.COMMENT and token.string not in keep:
            row = token.start[0] - 1
            lines[row] = (lines[row] or "")[: token.start[1]].rstrip() or None
    return "\n".join(line for line in lines[first - 1 :] if line is not None).strip("\n")
