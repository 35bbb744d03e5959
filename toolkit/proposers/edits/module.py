"""A module as edits see it: where the function is, which names mean what, which statements are hints."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator

from attrs import frozen


class EditRefused(Exception):
    """An edit that is not allowed or cannot be placed; nothing was changed. `id` is kebab-case."""

    def __init__(self, id: str, message: str) -> None:
        super().__init__(f"{message} [{id}]")
        self.id, self.message = id, message


class SpecTouched(EditRefused):
    """The edit would change something that the ask did not open."""

    def __init__(self, message: str) -> None:
        super().__init__("spec-touched", message)


HINTS = frozenset({"invariant", "decreases"})
CLAUSES = frozenset({"requires", "ensures", "raises", "decreases"})
IMPORTABLE = HINTS | CLAUSES | {"track"}  # what an edit may add to `from toolkit import …`
EXPORTED = IMPORTABLE | {"assume", "partial", "ContractError"}  # what `from toolkit import *` binds
MAX_DEPTH = 60  # nested nodes in a proposal; keeps `ast.unparse` far from the recursion limit

Node = ast.FunctionDef | ast.AsyncFunctionDef
Loop = ast.While | ast.For
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


def parse(text: str, id: str = "module-does-not-parse") -> ast.Module:
    """Raises EditRefused(id) for what is not Python."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        why = (str(error) or type(error).__name__).splitlines()[0]
        raise EditRefused(id, f"not Python: {why}") from None


def dump(node: ast.AST) -> str:
    try:
        return ast.dump(node)
    except RecursionError:
        raise EditRefused("too-deep", "the code is nested too deeply") from None


def require_shallow(node: ast.AST) -> None:
    level, count = [node], 0
    while level:
        count += 1
        if count > MAX_DEPTH:
            raise EditRefused("too-deep", "nested too deeply")
        level = [child for parent in level for child in ast.iter_child_nodes(parent)]


def find(tree: ast.Module, function: str) -> Node:
    """The one definition with this name (`Class.method` for methods)."""
    body: list[ast.stmt] = tree.body
    found: list[Node | ast.ClassDef] = []
    for part in function.split("."):
        found = [n for n in body if isinstance(n, Node | ast.ClassDef) and n.name == part]
        body = found[0].body if len(found) == 1 and isinstance(found[0], ast.ClassDef) else []
        if len(found) > 1:
            raise EditRefused("function-ambiguous", f"{function} is defined {len(found)} times")
    if not found or not isinstance(found[0], Node):
        raise EditRefused("function-not-found", f"no function {function} in this module")
    return found[0]


def scope(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of one scope: functions and classes inside it are shown but not entered."""
    stack = list(nodes)[::-1]
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, SCOPES):
            stack.extend(list(ast.iter_child_nodes(node))[::-1])


def bindings(nodes: Iterable[ast.AST], skip: Callable[[ast.AST], bool] = lambda _: False) -> set[str]:
    """Every name that this scope binds, targets of comprehensions included."""
    names: set[str] = set()
    for node in scope(nodes):
        if skip(node):
            continue
        if isinstance(node, Node | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names.update((a.asname or a.name).split(".")[0] for a in node.names)
        elif isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            names.add(node.name)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            names.add(node.rest)
    return names


def arguments(node: Node) -> list[str]:
    a = node.args
    several = [*a.posonlyargs, *a.args, *a.kwonlyargs, *(x for x in (a.vararg, a.kwarg) if x)]
    return [x.arg for x in several]


def _spoken(node: Node) -> frozenset[str]:
    clauses = [n for d in node.decorator_list for n in ast.walk(d)]
    called = {f".{n.func.attr}()" for n in clauses if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)}
    return frozenset(called | {dump(n) for n in clauses if isinstance(n, ast.Attribute)})


def is_doc(stmt: ast.AST) -> bool:
    return isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Constant) and isinstance(stmt.value.value, str)


def is_assert(stmt: ast.AST) -> bool:
    return isinstance(stmt, ast.Assert)


def prefix(node: Node) -> list[ast.stmt]:
    """The docstring and the asserts right after it: they act as preconditions, so no edit replaces them."""
    count = 1 if is_doc(node.body[0]) else 0
    while count < len(node.body) and is_assert(node.body[count]):
        count += 1
    return node.body[:count]


def is_our_import(node: ast.AST) -> bool:
    """`from toolkit import …`"""
    return isinstance(node, ast.ImportFrom) and node.level == 0 and node.module in ("toolkit", "toolkit.contracts")


def _is_our_module(node: ast.AST) -> bool:
    return isinstance(node, ast.Import) and all(a.name.split(".")[0] == "toolkit" for a in node.names)


@frozen
class Module:
    """What placing and vetting need to know of a module and of the function that is edited."""

    tree: ast.Module
    node: Node
    function: str  # as asked for: with its class
    params: frozenset[str]
    variables: frozenset[str]  # parameters and locals
    globals: frozenset[str]  # bound at module level
    imported: frozenset[str]  # of these, by an import that is not ours
    constants: frozenset[str]  # of these, by a plain constant
    rebound: frozenset[str]  # bound at module level by something that is not toolkit's
    ours: dict[str, str]  # local name -> name in toolkit, where nothing else binds it
    modules: frozenset[str]  # names of modules that hold toolkit's names
    used: frozenset[str]  # names and attributes in the function as it stands
    spoken: frozenset[str]  # attributes in its clauses: as they stand (dumped), and `.name()` of methods that are called

    @staticmethod
    def of(tree: ast.Module, function: str) -> Module:
        """Raises EditRefused where there is not exactly one such function."""
        node = find(tree, function)
        ours: dict[str, str] = {}
        modules: set[str] = set()
        imports: list[ast.AST] = []
        for item in scope(tree.body):
            if isinstance(item, ast.ImportFrom) and is_our_import(item):
                ours.update({a.asname or a.name: a.name for a in item.names})
                modules.update(a.asname or a.name for a in item.names if a.name == "contracts")
            elif isinstance(item, ast.Import) and _is_our_module(item):
                modules.update((a.asname or a.name).split(".")[0] for a in item.names)
            elif isinstance(item, ast.Import | ast.ImportFrom):
                imports.append(item)
        if "*" in ours and not any(a.name == "*" for item in imports for a in item.names):  # type: ignore[attr-defined]
            del ours["*"]  # all of toolkit's names, and no other star that could bind them again
            ours.update({name: name for name in EXPORTED})
        rebound = bindings(tree.body, lambda n: is_our_import(n) or _is_our_module(n))
        rebound.update(n for item in ast.walk(tree) if isinstance(item, ast.Global) for n in item.names)
        params = frozenset(arguments(node))
        variables = params | bindings(node.body)
        taken = rebound | variables
        plain = [s for s in tree.body if isinstance(s, ast.Assign) and isinstance(s.value, ast.Constant | ast.UnaryOp)]
        return Module(
            tree=tree,
            node=node,
            function=function,
            params=params,
            variables=frozenset(variables),
            globals=frozenset(bindings(tree.body)),
            imported=frozenset(bindings(imports)),
            constants=frozenset(t.id for s in plain for t in s.targets if isinstance(t, ast.Name)),
            rebound=frozenset(rebound),
            ours={k: v for k, v in ours.items() if k not in taken},
            modules=frozenset(modules - taken),
            used=frozenset(
                n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(node) if isinstance(n, ast.Name | ast.Attribute)
            ),
            spoken=_spoken(node),
        )

    @property
    def taken(self) -> frozenset[str]:
        """Names that do not mean a builtin or toolkit's name here."""
        return self.rebound | self.variables

    def resolve(self, node: ast.AST) -> str:
        """The name in toolkit that an expression stands for, or ''."""
        if isinstance(node, ast.Name):
            return self.ours.get(node.id, "")
        if isinstance(node, ast.Attribute):
            base: ast.AST = node.value
            while isinstance(base, ast.Attribute):
                base = base.value
            if isinstance(base, ast.Name) and base.id in self.modules:
                return node.attr
        return ""

    def hint(self, stmt: ast.AST) -> str:
        """`invariant` or `decreases` for such a statement, else ''."""
        if isinstance(stmt, ast.Expr) and isinstance(call := stmt.value, ast.Call):
            if len(call.args) == 1 and not call.keywords and (name := self.resolve(call.func)) in HINTS:
                return name
        return ""

    def coming_hint(self, stmt: ast.AST) -> str:
        """As `hint`, also where the name is not imported yet (in a proposal)."""
        if isinstance(stmt, ast.Expr) and isinstance(call := stmt.value, ast.Call) and isinstance(call.func, ast.Name):
            if call.func.id in HINTS - self.taken - set(self.ours) and len(call.args) == 1 and not call.keywords:
                return call.func.id
        return self.hint(stmt)

    def clause(self, decorator: ast.AST) -> str:
        """`requires`, `ensures`, … for such a decorator, else ''."""
        name = self.resolve(decorator.func) if isinstance(decorator, ast.Call) else ""
        return name if name in CLAUSES else ""

    def loops(self) -> list[Loop]:
        return [n for n in scope(self.node.body) if isinstance(n, Loop)]

    def leading(self, loop: Loop) -> int:
        """How many statements at the start of the loop's body are hints."""
        return next((k for k, s in enumerate(loop.body) if not self.hint(s)), len(loop.body))

    def called_in_specs(self) -> set[str]:
        """Functions of this module that the person's own clauses, invariants and asserts call."""
        specs: list[ast.AST] = []
        for item in ast.walk(self.tree):
            if isinstance(item, Node):
                specs += [d for d in item.decorator_list if self.clause(d)]
            elif is_assert(item) or self.hint(item):
                specs.append(item)
        calls = (c.func for s in specs for c in ast.walk(s) if isinstance(c, ast.Call))
        return {f.id for f in calls if isinstance(f, ast.Name)} & self.globals - set(self.ours)
