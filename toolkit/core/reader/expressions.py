"""Python expressions -> typed `Expr`, with side effects pulled out in front as statements, in CPython's order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import NoReturn, TypeVar

from toolkit.core.ir import ANY, BOOL, FLOAT, INT, Assign, Eval, Expr, Sort, Stmt
from toolkit.core.reader import tables
from toolkit.core.reader.names import Class, Names
from toolkit.core.reader.types import article, join
from toolkit.core.source import Rejected, Span, elsewhere

T = TypeVar("T")


class Expressions:
    """Lowers expressions of one function. `pure` is true inside clauses and comprehensions, where nothing may be emitted."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.file = names.file
        self.sorts: dict[str, Sort] = {}
        self.block: list[Stmt] = []
        self.pure = False
        self.scope: dict[str, Expr] = {}  # names that stand for something else: comprehension variables, old, clauses' names
        self.closed = False  # inside a clause: only names of `scope` are visible
        self.locals: frozenset[str] = frozenset()
        self.tracks: dict[str, tuple[Expr, Expr]] = {}  # name of a track object -> (sequence, counter)
        self.handling: list[tuple[str, str]] = []  # the handlers around: the exception's name ("" for none), its hidden name
        self.ghosts: frozenset[str] = frozenset()  # names that are for proofs only
        self.gone: frozenset[str] = frozenset()  # the names of exceptions, which mean nothing outside their handlers
        self.nested: dict[str, nested.Nested] = {}  # the functions inside this one that are known so far
        self.functions: frozenset[str] = frozenset()  # the names of all of them
        self.counter = 0
        self.bound_counter = 0  # apart, so that adding a clause does not rename the body's temporaries
        self.changed = False
        self.final = False  # the sorts have settled: what is still unknown is decided now
        self.making: Class | None = None  # inside the __init__ of this class: its fields are names "self.f"
        self.me = ""  # and this is what it calls itself
        self.receiver: tuple[Class, str, str] | None = None  # in a method: its class, its object's name, its own name
        self.hints: dict[str, Sort] = {}  # which member of its union a name is probably of here (see `unions`)
        self.view_wanted = False  # what is lowered next may be d.keys(), d.values() or d.items()
        self.any_order = False  # the order of what is iterated over next does not matter
        self.enclosed = False  # inside a comprehension or a lambda, which is a function of its own
        self.at_once = False  # what is iterated over next is used up before anything else happens
        self.consuming: dict[ast.AST, bool] = {}  # calls that are being iterated over, and whether at once
        self.specifying = False  # inside a contract's statement in the body

    # --- helpers --------------------------------------------------------------------------------------------------

    def span(self, node: ast.AST) -> Span:
        return Span.of(node, self.file)

    def reject(self, id: str, node: ast.AST, message: str, hint: str = "") -> NoReturn:
        raise Rejected(id, self.span(node), message, hint)

    def fresh(self, base: str, sort: Sort) -> str:
        self.counter += 1
        name = f"${base}{self.counter}"
        self.learn(name, sort)
        return name

    def learn(self, name: str, sort: Sort) -> Sort | None:
        """Notes that `name` holds values of `sort`; None when it cannot."""
        known = self.sorts.get(name, ANY)
        new = join(known, sort)
        if new is not None and new != known:
            self.sorts[name] = new
            self.changed = True
        return new

    def var(self, name: str, span: Span) -> Expr:
        return Expr("var", (), self.sorts.get(name, ANY), span, name)

    def emit(self, s: Stmt) -> None:
        if self.pure:
            raise Rejected(
                "effect-in-clause", s.span, "a clause or a comprehension may not change anything",
                "compute it before, into a variable",
            )  # fmt: skip
        self.block.append(s)

    def coerce(self, e: Expr, want: Sort, node: ast.AST) -> Expr:
        if e.sort == want or want == ANY or e.sort == ANY and not self.final:
            return e
        if e.sort == BOOL and want == INT:
            if self.names.shown and self.final:
                self.reject("bool-as-int", node, "a bool that is used as an int stays a bool: its text is True or False",
                            "write int(...) around it")  # fmt: skip
            return self.number(e, node)
        if "Union" in (e.sort.name, want.name):
            return unions.convert(self, e, want, node)
        if e.sort.name == "Enum" and e.sort.args == (want,):
            if self.names.shown and self.final:
                self.reject("member-as-data", node, f"a member of {e.sort} that is used as {article(want)} stays one: its text "
                            "may show it", "write .value behind it")  # fmt: skip
            return classes.data(self, e, node)
        if want.name == "Tuple" and want.label:
            self.reject("type-mismatch", node, f"this is {article(e.sort)}, where {article(want)} is expected")
        if e.op == "tuple" and want.name == "Tuple" and len(want.args) == len(e.args):
            return Expr("tuple", tuple(self.coerce(a, w, node) for a, w in zip(e.args, want.args)), want, e.span)
        if e.op == "ite":
            c, a, b = e.args
            return Expr("ite", (c, self.coerce(a, want, node), self.coerce(b, want, node)), want, e.span)
        if e.op == "list" and want.name == "List":
            return Expr("list", tuple(self.coerce(a, want.args[0], node) for a in e.args), want, e.span)
        if e.sort.name == "Tuple" and want.name == "Seq" and join(e.sort, want) == want:
            return sequences.from_fixed(self, e, want, node)
        if e.sort.name == want.name == "Tuple" and len(e.sort.args) == len(want.args):
            if e.sort.label and classes.is_special(self, e.sort):
                self.reject("type-mismatch", node, f"this is {article(e.sort)}, whose own operators or text another tuple has not",
                            f"name {e.sort} as the type, or build a tuple of its items")  # fmt: skip
            items = tuple(
                self.coerce(Expr("proj", (e,), s, e.span, i), w, node)
                for i, (s, w) in enumerate(zip(e.sort.args, want.args))
            )
            return Expr("tuple", items, want, e.span)
        if e.op in ("dict", "set") and e.sort.name == want.name and e.sort.fields == want.fields:
            sorts = want.args * (len(e.args) // len(want.args))
            return Expr(e.op, tuple(self.coerce(a, w, node) for a, w in zip(e.args, sorts)), want, e.span)
        if join(e.sort, want) == want and e.sort.name in ("List", "Seq", "Dict", "Set", "FrozenSet"):  # list[?]
            if e.op == "var" and e.data in self.sorts:
                self.learn(e.data, want)
                for i, s in enumerate(self.block):  # an empty display that was kept: now it is known what it may hold
                    if isinstance(s, Assign) and s.target == e.data and e.data.startswith("$"):
                        self.block[i] = Assign(s.span, s.target, self.coerce(s.value, want, node))
            return Expr(e.op, e.args, want, e.span, e.data)
        hint = "write float(...), or 1.0 for 1: an int stays an int" if want == FLOAT and e.sort in (INT, BOOL) else ""
        if e.sort == FLOAT and want == INT:
            hint = "use // for the integer quotient" if e.op == "truediv" else "int(x) cuts off, round(x) rounds"
        self.reject("type-mismatch", node, f"this is {article(e.sort)}, where {article(want)} is expected", hint)

    def number(self, e: Expr, node: ast.AST) -> Expr:
        """The int to calculate or to compare with: of a bool, 0 or 1."""
        return Expr("int", (e,), INT, e.span) if e.sort == BOOL else self.coerce(e, INT, node)

    def truth(self, e: Expr) -> Expr:
        """`bool(e)`."""
        e = containers.items(e)
        if e.sort.name == "Enum":
            e = classes.data(self, e, classes.e_node(e))
        if e.sort == BOOL:
            return e
        self.known(e, e.span)
        if e.sort in (INT, FLOAT):
            return Expr("ne", (e, Expr("const", (), e.sort, e.span, 0 if e.sort == INT else 0.0)), BOOL, e.span)
        if e.sort.name in ("List", "Seq", "Str", "Bytes"):
            zero = Expr("const", (), INT, e.span, 0)
            return Expr("gt", (Expr("len", (e,), INT, e.span), zero), BOOL, e.span)
        if e.sort.name == "Union":
            return unions.truth(self, e)
        if e.sort.name in ("Object", "Rec"):
            return classes.truth(self, e)
        if e.sort.name in ("Dict", "Set", "FrozenSet"):
            return Expr("gt", (Expr("size", (e,), INT, e.span), Expr("const", (), INT, e.span, 0)), BOOL, e.span)
        return self.after(e, Expr("const", (), BOOL, e.span, e.sort.name == "Tuple" and bool(e.sort.args) or e.sort.name == "Enum"))

    def known(self, e: Expr, span: Span) -> None:
        """Rejects what asks more of a value than is known of its type."""
        if e.sort.name == "Opaque":
            what = "only the methods of it are known" if e.sort.label else "its values can be handed on and compared with == only"
            raise Rejected("unknown-type", span, f"{e.sort} may be any type: {what}",
                           "name the class, or say it by a method" if e.sort.label else
                           f'TypeVar("{e.sort}", int, str) says which types it is, and each is verified')  # fmt: skip

    def after(self, e: Expr, value: Expr) -> Expr:
        """`value`, with e evaluated before for the exceptions that it may raise."""
        return value if e.op == "const" else Expr("after", (e, value), value.sort, e.span)

    def element(self, s: Sort) -> Sort:
        """The sort of what a list holds; of one that nothing was ever put into: int."""
        found = s.args[0] if s.name in ("List", "Seq") else ANY
        return INT if found == ANY and self.final else found

    def several(self, thunks: Sequence[Callable[[], Expr]]) -> list[Expr]:
        """Lowers siblings left to right; values computed before a sibling's side effect are kept in temporaries."""
        done: list[Expr] = []
        for thunk in thunks:
            mark = len(self.block)
            e = thunk()
            if len(self.block) > mark:
                saved: list[Stmt] = []
                for j, d in enumerate(done):
                    if iteration.waits(d):
                        raise Rejected("effect-order", e.span, "a call with effects after an iterator that waits for it",
                                       "compute it first, into a variable")  # fmt: skip
                    if d.op != "const" and not (d.op == "var" and d.data.startswith("$")):
                        name = self.fresh("t", d.sort)
                        saved.append(Assign(d.span, name, d))
                        done[j] = self.var(name, d.span)
                self.block[mark:mark] = saved
            done.append(e)
        return done

    def inside(self, thunk: Callable[[], Expr]) -> tuple[Expr, list[Stmt]]:
        """Lowers into a block of its own."""
        outer, self.block = self.block, []
        try:
            e = thunk()
            return e, self.block
        finally:
            self.block = outer

    # --- expressions ----------------------------------------------------------------------------------------------

    def expr(self, node: ast.expr, want: Sort | None = None) -> Expr:
        """The expression, of sort `want` when one is given."""
        wanted, self.view_wanted = self.view_wanted, False
        handler = tables.NODES.get(type(node).__name__)
        if handler is None:
            self.reject(
                "unsupported-expression", node, f"{_WORDS.get(type(node).__name__, type(node).__name__)} not supported",
                _HINTS.get(type(node).__name__, ""),
            )  # fmt: skip
        e = handler(self, node, want)
        if e.sort.name == "View" and not wanted:
            self.reject("unsupported-view", node, "a view of a dict can be iterated over, measured and searched here",
                        "list(d.items()) is a list")  # fmt: skip
        if e.op == "range" and not wanted:  # a list equals no range, nor has a range what changes a list
            self.reject("unsupported-call", node, "a range can be iterated over, measured and searched here",
                        "list(range(...)) is a list")  # fmt: skip
        return self.coerce(e, want, node) if want is not None else e

    def condition(self, node: ast.expr) -> Expr:
        """`bool(node)`: of `and`, `or` and `not`, only the truth of their parts matters."""
        if isinstance(node, ast.BoolOp):
            return operators.shortcut(self, isinstance(node.op, ast.And), node.values, node, True)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Expr("not", (self.condition(node.operand),), BOOL, self.span(node))
        return self.truth(self.expr(node))

    def holds_exception(self, name: str) -> bool:
        """True for the name of an exception in its handler."""
        return name not in self.scope and any(n == name for n, _ in self.handling)

    def saved(self, e: Expr) -> Expr:
        """`e`, evaluated now and kept in a temporary."""
        if e.op == "const":
            return e
        name = self.fresh("t", e.sort)
        self.emit(Assign(e.span, name, e))
        return self.var(name, e.span)

    def set_field(self, name: str, value: Expr, node: ast.AST) -> None:
        raise NotImplementedError  # in statements

    def clause_of(self, f: ast.Lambda, e: Expr, c: Class) -> Expr:
        """What a class says of its instance `e`."""
        return self.at_home(lambda: identity.different(self, f.body) or self.condition(f.body), c, {f.args.args[0].arg: e})

    def at_home(self, read: Callable[[], T], c: Class, scope: dict[str, Expr] | None = None) -> T:
        """What stands where the class is defined, at the level of its module: the names of this function mean nothing there."""
        assert c.home is not None
        return self.at_top(read, c.home, scope)

    def at_top(self, read: Callable[[], T], names: Names, scope: dict[str, Expr] | None = None) -> T:
        """What stands at the level of a module, whose names these are."""
        outer = self.scope, self.closed, self.pure, self.locals, self.me, self.names, self.file
        self.scope, self.closed, self.pure, self.locals, self.me = scope or {}, True, True, frozenset(), ""
        self.names, self.file = names, names.file
        try:
            return read()
        finally:
            self.scope, self.closed, self.pure, self.locals, self.me, self.names, self.file = outer

    def class_named(self, node: ast.expr) -> Class | None:
        """The class that `C` or `module.C` names, in this file or another one."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or not self.is_global(root.id):
            return None
        try:
            return self.names.class_of(ast.unparse(node))
        except Rejected as e:
            raise elsewhere(e, node, self.file) from None

    def fresh_bound(self, base: str, sort: Sort) -> Expr:
        self.bound_counter += 1
        return Expr("var", (), sort, Span(self.file, 0), f"{base}'{self.bound_counter}")

    # --- names ----------------------------------------------------------------------------------------------------

    def is_global(self, name: str) -> bool:
        return name not in self.scope and (self.closed or name not in self.locals)

    def is_builtin(self, name: str) -> bool:
        return name not in self.names.bound and name not in self.locals and name not in self.scope

    def library_name(self, node: ast.expr) -> str:
        """`math.gcd` for a name or attribute that stands for it, else ''."""
        if isinstance(node, ast.Name):
            if node.id in self.locals or node.id in self.scope:
                return ""
            return self.names.modules.get(node.id, "")
        if isinstance(node, ast.Attribute):
            owner = self.library_name(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def discard(self, node: ast.expr) -> None:
        """Evaluates an expression statement."""
        e = self.expr(node)
        if e.op != "const" and not (e.op == "var" and e.data.startswith("$")):
            self.emit(Eval(self.span(node), e))


_WORDS = {
    "Lambda": "a lambda is", "Await": "await is",
    "Yield": "the value of yield is", "YieldFrom": "the value of yield from is", "Starred": "a starred expression is",
}  # fmt: skip
_HINTS = {"Lambda": "define a function"} | dict.fromkeys(("Yield", "YieldFrom"), "yield is a statement of its own here")


# They are made of this, and the methods above of them.
from toolkit.core.reader import classes, containers, identity, iteration, nested, operators, sequences, unions  # noqa: E402
