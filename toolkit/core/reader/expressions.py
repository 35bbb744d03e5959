"""Python expressions -> typed `Expr`, with side effects pulled out in front as statements, in CPython's order."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from attrs import define, field, frozen

from toolkit.core.ir import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NONE,
    STR,
    Assign,
    Binder,
    Call,
    Eval,
    Expr,
    Free,
    If,
    Param,
    Sort,
    Stmt,
    Target,
    Update,
    dict_of,
    list_of,
    statements,
    tuple_of,
)
from toolkit.core.reader import tables, text
from toolkit.core.reader.types import is_ordered, isdisjoint, join, read_annotation
from toolkit.core.source import Rejected, Span, elsewhere

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader

T = TypeVar("T")


@frozen
class Signature:
    """What a caller has to know of a function."""

    name: str
    params: tuple[Param, ...]
    result: Sort
    generator: str = ""  # whether, and how, what it yields can be used (`generators.way`)


@frozen
class ExceptionClass:
    """`class E(base)`; `takes`: how many arguments its own __init__ takes at least and at most, if it has one. One of another
    file is called `module:E`."""

    base: str
    takes: tuple[int, int] | None = None


@define
class Names:
    """What the names of a module stand for."""

    file: str
    signature: Callable[[str, Span], Signature]  # raises Rejected for a function that could not be read
    functions: frozenset[str]
    constants: dict[str, Any]
    toolkit: dict[str, str]  # local name -> name in `toolkit` (invariant, track, ...)
    modules: dict[str, str]  # local name -> module it stands for
    bound: frozenset[str]  # every name that the module binds (a builtin's name here means something else)
    class_of: Callable[[str], classes.Class | None]  # by its (dotted) name here; raises Rejected for one that could not be read
    labelled: Callable[[str], classes.Class | None]  # by its label in a sort
    typed: Callable[[ast.expr], ast.expr]  # an annotation with the names of classes and aliases replaced
    foreign: Callable[[str, ast.Call, Expressions], Signature | None]  # of another file's function, by its dotted name
    value: Callable[[str], tuple[bool, Any]]  # of another file's constant: (whether it is one, its value)
    nest: Callable[[str, ast.FunctionDef, tuple[Param, ...], dict[str, nested.Nested], bool], None]  # reads a nested function
    shown: bool = False  # the text of numbers is taken somewhere in the program
    raised: dict[str, ExceptionClass] = field(factory=dict)  # the users' exception classes, of all files
    exceptions: dict[str, str] = field(factory=dict)  # what local names of such classes stand for
    exception: Callable[[str], str] = lambda dotted: ""  # what a dotted name stands for, of them
    patterns: dict[str, str] = field(factory=dict)  # names that stand for `re.compile` of a text
    home: Callable[[classes.Class], Reader] = field(kw_only=True)  # the reader of the file where a class stands
    generic: Callable[[str, ast.Call, Expressions], str | None] = field(kw_only=True)  # see `generics.called`


_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.FloorDiv: "floordiv", ast.Mod: "mod", ast.Pow: "pow",
    ast.LShift: "lshift", ast.RShift: "rshift", ast.BitAnd: "bitand", ast.BitOr: "bitor", ast.BitXor: "bitxor",
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "eq", ast.NotEq: "ne", ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge", ast.In: "in", ast.NotIn: "notin",
}  # fmt: skip
_MUTATORS = {"append": 1, "pop": (0, 1), "extend": 1, "insert": 2}


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
        self.making: classes.Class | None = None  # inside the __init__ of this class: its fields are names "self.f"
        self.me = ""  # and this is what it calls itself
        self.receiver: tuple[classes.Class, str, str] | None = None  # in a method: its class, its object's name, its own name
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
                self.reject("member-as-data", node, f"a member of {e.sort} that is used as {_article(want)} stays one: its text "
                            "may show it", "write .value behind it")  # fmt: skip
            return classes.data(self, e, node)
        if want.name == "Tuple" and want.label:
            self.reject("type-mismatch", node, f"this is {_article(e.sort)}, where {_article(want)} is expected")
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
        self.reject("type-mismatch", node, f"this is {_article(e.sort)}, where {_article(want)} is expected", hint)

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
                    if _lazy(d):
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
        if type(node).__name__ in tables.NODES:
            e = tables.NODES[type(node).__name__](self, node, want)
            return self.coerce(e, want, node) if want is not None else e
        method = getattr(self, "_" + type(node).__name__.lower(), None)
        if method is None:
            self.reject(
                "unsupported-expression", node, f"{_WORDS.get(type(node).__name__, type(node).__name__)} not supported",
                _HINTS.get(type(node).__name__, ""),
            )  # fmt: skip
        e = method(node, want)
        if e.sort.name == "View" and not wanted:
            self.reject("unsupported-view", node, "a view of a dict can be iterated over, measured and searched here",
                        "list(d.items()) is a list")  # fmt: skip
        if e.op == "range" and not wanted:  # a list equals no range, nor has a range what changes a list
            self.reject("unsupported-call", node, "a range can be iterated over, measured and searched here",
                        "list(range(...)) is a list")  # fmt: skip
        return self.coerce(e, want, node) if want is not None else e

    def searched(self, node: ast.expr) -> Expr:
        """An expression of which one item is taken, or all of them: it may be a range."""
        self.view_wanted = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
        return self.expr(node)

    def condition(self, node: ast.expr) -> Expr:
        """`bool(node)`: of `and`, `or` and `not`, only the truth of their parts matters."""
        if isinstance(node, ast.BoolOp):
            return self.shortcut(isinstance(node.op, ast.And), node.values, node, True)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return Expr("not", (self.condition(node.operand),), BOOL, self.span(node))
        return self.truth(self.expr(node))

    def _constant(self, node: ast.Constant, want: Sort | None) -> Expr:
        return self.constant(node.value, node)

    def constant(self, value: Any, node: ast.AST) -> Expr:
        span = self.span(node)
        if isinstance(value, bool):
            return Expr("const", (), BOOL, span, value)
        if isinstance(value, int):
            return Expr("const", (), INT, span, value)
        if isinstance(value, float):
            return Expr("const", (), FLOAT, span, value)
        if isinstance(value, str):
            return Expr("const", (), STR, span, value)
        if isinstance(value, bytes):
            return Expr("const", (), BYTES, span, value)
        if value is None:
            return Expr("const", (), NONE, span, None)
        if isinstance(value, tuple):
            items = tuple(self.constant(v, node) for v in value)
            return Expr("tuple", items, tuple_of(*(i.sort for i in items)), span)
        if isinstance(value, list):  # one that is only read
            items = tuple(self.constant(v, node) for v in value)
            return Expr("list", items, list_of(items[0].sort if items else ANY), span)
        self.reject("unsupported-constant", node, f"a constant of type {type(value).__name__} is not supported")

    def _name(self, node: ast.Name, want: Sort | None) -> Expr:
        n = node.id
        if n in self.scope:
            return self.scope[n]
        if n in self.locals and not self.closed:
            if self.holds_exception(n):
                self.reject("exception-value", node, f"{n} is an exception: it can be raised again and be put into a message",
                            "catch one class, and use what you know then")  # fmt: skip
            if n in self.ghosts and not self.specifying:
                self.reject("ghost-in-code", node, f"{n} is a ghost: only clauses, asserts and other ghosts may read it",
                            "use a name of its own for what the code needs")  # fmt: skip
            if n in self.gone:
                return Expr("var", (), INT, self.span(node), Free(n) if self.enclosed else n)  # it has no value: of any sort
            if n in self.functions:
                self.reject("function-as-value", node, f"the function {n} cannot be used as a value here",
                            "functions can be called, and be keys and arguments of map, filter, reduce")  # fmt: skip
            if n in self.tracks:
                self.reject("unsupported-track", node, f"{n} is a track: only {n}.seen and {n}.index can be read")
            return self.var(Free(n) if self.enclosed else n, self.span(node))
        if n in self.names.constants:
            return self.constant(self.names.constants[n], node)
        if n == self.me:
            self.reject("self-escapes", node, f"{n} cannot be used as a value in __init__: it is not complete yet",
                        "only fields can be set and read here")  # fmt: skip
        known = self.library_name(node)
        if known in tables.ATTRIBUTES:
            return tables.ATTRIBUTES[known](self, node)
        found, value = self.names.value(known)
        if found:
            return self.constant(value, node)
        if n in self.names.functions or n in self.names.bound:
            self.reject("unsupported-name", node, f"{n} cannot be used as a value here", "functions are not values yet")
        self.reject("unknown-name", node, f"the name {n} is not known here")

    def holds_exception(self, name: str) -> bool:
        """True for the name of an exception in its handler."""
        return name not in self.scope and any(n == name for n, _ in self.handling)

    def _unaryop(self, node: ast.UnaryOp, want: Sort | None) -> Expr:
        if isinstance(node.op, ast.Not):
            return self.condition(node)
        e, span = self.expr(node.operand), self.span(node)
        e = unions.operand(self, e, node)
        if e.sort == FLOAT:
            return floats.unary(self, node.op, e, node)
        if e.sort not in (INT, BOOL, ANY):
            self.reject("type-mismatch", node, f"this operator needs an int, not {_article(e.sort)}")
        e = self.number(e, node)
        if isinstance(node.op, ast.UAdd):
            return e
        if e.op == "const" and isinstance(node.op, ast.USub):
            return Expr("const", (), INT, span, -e.data)
        return Expr("neg" if isinstance(node.op, ast.USub) else "invert", (e,), INT, span)

    def _binop(self, node: ast.BinOp, want: Sort | None) -> Expr:
        hint = want if want is not None and want.name == "List" and isinstance(node.op, (ast.Add, ast.Mult)) else None
        a, b = self.several([lambda: self._side(node.left, hint), lambda: self._side(node.right, hint)])
        return self.binary(type(node.op), a, b, node)

    def _side(self, node: ast.expr, hint: Sort | None) -> Expr:
        return self.expr(node, hint) if hint is not None and isinstance(node, ast.List) else self.expr(node)

    def binary(self, op: type[ast.operator], a: Expr, b: Expr, node: ast.AST) -> Expr:
        span = self.span(node)
        a, b = classes.data(self, a, node), classes.data(self, b, node)
        if op is ast.Mod and a.sort == STR and isinstance(node, ast.BinOp) and isinstance(node.left, ast.Constant):
            return text.percent(self, str(node.left.value), b, node)
        found = maps.binary(self, op, a, b, node)
        if found is not None:
            return found
        if op is ast.Div or FLOAT in (a.sort, b.sort):
            return floats.binary(self, op, a, b, node)
        if op not in _BINARY:
            self.reject("unsupported-operator", node, f"the operator {op.__name__} is not supported")
        name = _BINARY[op]
        a, b = unions.operands(self, a, b, node)
        sa, sb = a.sort, b.sort
        if name in ("bitand", "bitor", "bitxor") and sa == sb == BOOL:
            return Expr(name, (a, b), BOOL, span)
        if sa in (INT, BOOL) and sb in (INT, BOOL):
            return Expr(name, (self.number(a, node), self.number(b, node)), INT, span)
        if name == "add" and sa == sb and sa in (STR, BYTES):
            return Expr("concat", (a, b), sa, span)
        if name == "add" and sa.name == sb.name == "List":
            s = join(sa, sb)
            if s is None:
                self.reject("type-mismatch", node, f"cannot add {_article(sa)} and {_article(sb)}")
            return Expr("concat", (self.coerce(a, s, node), self.coerce(b, s, node)), s, span)
        if "Seq" in (sa.name, sb.name) or name == "mul" and "Tuple" in (sa.name, sb.name):
            return sequences.binary(self, name, a, b, node)
        if name == "add" and sa.name == sb.name == "Tuple":
            items = [Expr("proj", (x,), s, span, i) for x in (a, b) for i, s in enumerate(x.sort.args)]
            return Expr("tuple", tuple(items), tuple_of(*sa.args, *sb.args), span)
        if name == "mul" and sa in (INT, BOOL) and sb.name in ("List", "Str", "Bytes"):
            return Expr("repeat", (b, self.number(a, node)), sb, span, True)
        if name == "mul" and sb in (INT, BOOL) and sa.name in ("List", "Str", "Bytes"):
            return Expr("repeat", (a, self.number(b, node)), sa, span)
        if name == "mod" and sa == STR:
            self.reject("unsupported-operator", node, "% on strings that are not written there is not supported", "use an f-string")
        if ANY in (sa, sb) and not self.final:  # while sorts are still being found
            return Expr("const", (), ANY, span, 0)
        self.reject("type-mismatch", node, f"this operator does not take {_article(sa)} and {_article(sb)}")

    def _boolop(self, node: ast.BoolOp, want: Sort | None) -> Expr:
        return self.shortcut(isinstance(node.op, ast.And), node.values, node)

    def shortcut(self, is_and: bool, values: Sequence[ast.expr], node: ast.AST, test: bool = False) -> Expr:
        """values[0] and (or) values[1] ...; as a `test`, its truth alone."""
        span = self.span(node)
        first = self.condition(values[0]) if test else self.expr(values[0])
        if len(values) == 1:
            return first
        with unions.hinted(self, values[0], is_and):
            rest, stmts = self.inside(lambda: self.shortcut(is_and, values[1:], node, test))
        optional = first.sort.name == "Union" and first.sort.args[0] == NONE and len(first.sort.args) == 2
        if optional and not (is_and or stmts or test):
            some = unions.unwrap(first, 1)  # what is true is not None
            sure = join(some.sort, rest.sort)
            if sure is not None:
                return Expr("ite", (self.truth(first), self.coerce(some, sure, node), self.coerce(rest, sure, node)), sure, span)
        if first.sort == rest.sort == BOOL:
            sort = BOOL
        else:
            joined = join(first.sort, rest.sort)
            if joined is None:
                self.reject("type-mismatch", node, f"this is {_article(first.sort)} or {_article(rest.sort)}",
                            "write bool(...) around it, or compare explicitly")  # fmt: skip
            sort = joined
            first, rest = self.coerce(first, sort, node), self.coerce(rest, sort, node)
        if not stmts:
            if sort == BOOL:
                return Expr("and" if is_and else "or", (first, rest), BOOL, span)
            c = self.truth(first)
            return Expr("ite", (c, rest, first) if is_and else (c, first, rest), sort, span)
        name = self.fresh("t", sort)
        self.emit(Assign(span, name, first))
        more = (*stmts, Assign(span, name, rest))
        held = self.truth(self.var(name, span))
        self.emit(If(span, held, more if is_and else (), () if is_and else more))
        return self.var(name, span)

    def _ifexp(self, node: ast.IfExp, want: Sort | None) -> Expr:
        span = self.span(node)
        c = self.condition(node.test)
        with unions.hinted(self, node.test, True):
            a, first = self.inside(lambda: self.expr(node.body, want))
        with unions.hinted(self, node.test, False):
            b, second = self.inside(lambda: self.expr(node.orelse, want))
        sort = join(a.sort, b.sort)
        if sort is None:
            self.reject("type-mismatch", node, f"the two values are {_article(a.sort)} and {_article(b.sort)}")
        a, b = self.coerce(a, sort, node), self.coerce(b, sort, node)
        if not first and not second:
            return Expr("ite", (c, a, b), sort, span)
        name = self.fresh("t", sort)
        self.emit(If(span, c, (*first, Assign(span, name, a)), (*second, Assign(span, name, b))))
        return self.var(name, span)

    def _compare(self, node: ast.Compare, want: Sort | None) -> Expr:
        if len(node.ops) > 1:
            rest, stmts = self.inside(lambda: self._right(node, len(node.ops) - 1))
            if stmts or any(self.inside(lambda i=i: self._right(node, i))[1] for i in range(1, len(node.ops) - 1)):  # type: ignore[misc]
                return self.chain(node)
            del rest
        if (known := containers.claimed(self, node)) is not None:
            return known
        rights: list[Callable[[], Expr]] = [lambda i=i: self._right(node, i) for i in range(len(node.ops))]  # type: ignore[misc]
        operands = self.several([lambda: self.expr(node.left), *rights])
        parts = [self.comparison(op, a, b, node) for op, a, b in zip(node.ops, operands, operands[1:])]
        result = parts[-1]
        for p in reversed(parts[:-1]):
            result = Expr("and", (p, result), BOOL, self.span(node))
        return result

    def _right(self, node: ast.Compare, i: int) -> Expr:
        """The right operand of a comparison's i-th operator."""
        self.view_wanted = isinstance(node.ops[i], (ast.In, ast.NotIn)) and len(node.ops) == 1
        return self.expr(node.comparators[i])

    def chain(self, node: ast.Compare) -> Expr:
        """A chained comparison with calls in it: each operand once, and only as long as what was compared held."""
        span = self.span(node)
        name = self.fresh("t", BOOL)
        left = self.saved(self.expr(node.left))

        def rest(left: Expr, i: int) -> None:
            right = self.saved(self.expr(node.comparators[i]))
            self.emit(Assign(span, name, self.comparison(node.ops[i], left, right, node)))
            if i + 1 < len(node.ops):
                outer, self.block = self.block, []
                rest(right, i + 1)
                more, self.block = tuple(self.block), outer
                self.emit(If(span, self.var(name, span), more, ()))

        rest(left, 0)
        return self.var(name, span)

    def saved(self, e: Expr) -> Expr:
        """`e`, evaluated now and kept in a temporary."""
        if e.op == "const":
            return e
        name = self.fresh("t", e.sort)
        self.emit(Assign(e.span, name, e))
        return self.var(name, e.span)

    def comparison(self, op: ast.cmpop, a: Expr, b: Expr, node: ast.AST) -> Expr:
        span = self.span(node)
        if isinstance(op, (ast.Is, ast.IsNot)):
            for e in (a, b):
                self.known(e, span)
            if "Enum" in (a.sort.name, b.sort.name) and join(a.sort, b.sort) is not None:  # one object for each member
                return self.comparison(ast.Eq() if isinstance(op, ast.Is) else ast.NotEq(), a, b, node)
            if NONE not in (a.sort, b.sort):
                self.reject("identity", node, "`is` compares objects, not values", "use ==; a @requires of its own can say "
                            f"a is not b, a.xs is not b.xs of parameters, and of all rows of one: {identity.FORM}")  # fmt: skip
            e = unions.is_none(self, b if a.sort == NONE else a, a if a.sort == NONE else b)
            return e if isinstance(op, ast.Is) else Expr("not", (e,), BOOL, span)
        name = _COMPARE[type(op)]
        held = any(x.sort in y.sort.args for x, y in ((a, b), (b, a)) if y.sort.name != "Enum")
        if a.sort != b.sort and not held or name in ("lt", "le", "gt", "ge"):
            a, b = classes.data(self, a, node), classes.data(self, b, node)
        for e in (a, b) if name in ("lt", "le", "gt", "ge") or NONE in (a.sort, b.sort) else ():
            self.known(e, span)
        if name in ("lt", "le", "gt", "ge") and a.sort.name in maps.SETS and b.sort.name in maps.SETS:
            if join(a.sort.args[0], b.sort.args[0]) is not None:
                return maps.order(name, a, b)
        if name in ("in", "notin"):
            e = self.membership(a, b, node)
            return e if name == "in" else Expr("not", (e,), BOOL, span)
        if name in ("lt", "le", "gt", "ge"):
            a, b = unions.operands(self, a, b, node)
        elif NONE in (a.sort, b.sort):
            classes.comparable(self, b.sort if a.sort == NONE else a.sort, node)
            e = unions.is_none(self, b if a.sort == NONE else a, a if a.sort == NONE else b)
            return e if name == "eq" else Expr("not", (e,), BOOL, span)
        found = classes.comparison(self, name, a, b, node)
        return found if found is not None else self.compared(name, a, b, node)

    def set_field(self, name: str, value: Expr, node: ast.AST) -> None:
        raise NotImplementedError  # in statements

    def clause_of(self, f: ast.Lambda, e: Expr, c: classes.Class) -> Expr:
        """What a class says of its instance `e`."""
        return self.at_home(lambda: identity.different(self, f.body) or self.condition(f.body), c, {f.args.args[0].arg: e})

    def at_home(self, read: Callable[[], T], c: classes.Class, scope: dict[str, Expr] | None = None) -> T:
        """What stands where the class is defined, at the level of its module: the names of this function mean nothing there."""
        assert c.home is not None
        outer = self.scope, self.closed, self.pure, self.locals, self.me, self.names, self.file
        self.scope, self.closed, self.pure, self.locals, self.me = scope or {}, True, True, frozenset(), ""
        self.names, self.file = c.home, c.home.file
        try:
            return read()
        finally:
            self.scope, self.closed, self.pure, self.locals, self.me, self.names, self.file = outer

    def class_named(self, node: ast.expr) -> classes.Class | None:
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

    def compared(self, name: str, a: Expr, b: Expr, node: ast.AST) -> Expr:
        """A comparison of values."""
        span = self.span(node)
        if FLOAT in (a.sort, b.sort) and {a.sort, b.sort} & {INT, BOOL}:
            return floats.compared(self, name, a, b, node)
        sort = join(a.sort, b.sort)
        if sort is None:
            apart = isdisjoint(a.sort, b.sort)
            self.reject("type-mismatch", node, f"comparing {_article(a.sort)} with {_article(b.sort)}",
                        "values of these types are never equal" if apart else "make both sides of one type first")  # fmt: skip
        a, b = (self.number(x, node) if sort == INT else self.coerce(x, sort, node) for x in (a, b))
        if name in ("lt", "le", "gt", "ge"):
            if sort != FLOAT and not is_ordered(sort):
                self.reject("unsupported-order", node, f"the order of {sort} values is not supported",
                            "numbers, strings, bytes, and lists and tuples of them can be ordered")  # fmt: skip
        return Expr(name, (a, b), BOOL, span)

    def same_item(self, a: Expr, b: Expr, node: ast.AST) -> Expr:
        """What containers take for equal: one object, or ==. That differs from == for NaN alone."""
        e = self.comparison(ast.Eq(), a, b, node)
        return Expr("itemeq", e.args, BOOL, e.span) if e.op == "eq" and e.args[0].sort.loose else e

    def membership(self, a: Expr, b: Expr, node: ast.AST) -> Expr:
        span = self.span(node)
        b = containers.items(unions.operand(self, b, node))
        classes.comparable(self, a.sort, node)
        found = classes.special(self, b, "__contains__", node, a)
        if found is not None:
            return self.truth(found)
        if b.sort == STR:
            return Expr("in", (self.coerce(a, STR, node), b), BOOL, span)
        if b.sort == BYTES:
            if a.sort not in (BYTES, INT):
                self.reject("type-mismatch", node, f"{_article(a.sort)} is never in bytes")
            if a.sort == INT:  # ValueError unless it is a byte: `bytes` says so, once b is known
                byte = Expr("text.bytes", (Expr("list", (a,), list_of(INT), span),), BYTES, span)
                b = self.after(b, self.after(byte, Expr("tolist", (b,), list_of(INT), span)))
            return Expr("in", (a, b), BOOL, span)
        if b.sort.name == "Tuple":
            result = Expr("const", (), BOOL, span, False)
            if not b.sort.args:
                return self.after(a, self.after(b, result))
            for i in reversed(range(len(b.sort.args))):
                item = Expr("proj", (b,), b.sort.args[i], span, i)
                same = self.same_item(item, a, node) if item.sort.loose and a.op == "var" else self.same_item(a, item, node)
                result = Expr("or", (same, result), BOOL, span)
            return result
        if b.sort.name == "Seq":
            b = Expr("tolist", (b,), list_of(b.sort.args[0]), span)
        if b.sort.name == "List":
            s = join(a.sort, b.sort.args[0])
            if s is None:
                self.reject("type-mismatch", node, f"{_article(a.sort)} is not looked up in {_article(b.sort)}")
            if s != b.sort.args[0] and b.sort.args[0] != ANY:  # an int in a list of bools, None in one of ints
                name = self.fresh_bound("m", b.sort.args[0])
                body = self.same_item(name, a, node)
                return self.after(a, Expr("quant", (b, body), BOOL, span, Binder("any", name.data)))
            return Expr("in", (self.number(a, node) if s == INT else self.coerce(a, s, node), b), BOOL, span)
        if b.sort.name in ("Dict", "Set", "FrozenSet", "View"):
            return maps.member(self, a, b, node)
        self.reject("type-mismatch", node, f"`in` needs a list, tuple or str, not {_article(b.sort)}")

    def _tuple(self, node: ast.Tuple, want: Sort | None) -> Expr:
        wants: list[Sort | None] = [None] * len(node.elts)
        if want is not None and want.name == "Tuple" and len(want.args) == len(wants):
            wants = list(want.args)
        items = self.several([lambda n=n, w=w: self.expr(n, w) for n, w in zip(node.elts, wants)])  # type: ignore[misc]
        return Expr("tuple", tuple(items), tuple_of(*(i.sort for i in items)), self.span(node))

    def _list(self, node: ast.List, want: Sort | None) -> Expr:
        w = want.args[0] if want is not None and want.name == "List" and want.args[0] != ANY else None
        items = self.several([lambda n=n: self.expr(n, w) for n in node.elts])  # type: ignore[misc]
        sort = w or ANY
        for i in items:
            j = join(sort, i.sort)
            if j is None:
                self.reject("type-mismatch", node, f"a list of both {sort} and {i.sort} is not supported")
            sort = j
        return Expr("list", tuple(self.coerce(i, sort, node) for i in items), list_of(sort), self.span(node))

    def _subscript(self, node: ast.Subscript, want: Sort | None) -> Expr:
        span = self.span(node)
        if isinstance(node.slice, ast.Slice):
            s = node.slice
            parts: list[ast.expr] = [p for p in (s.lower, s.upper, s.step) if p is not None]
            base, *bounds = self.several(
                [lambda: self.expr(node.value), *(lambda p=p: self.expr(p, INT) for p in parts)]
            )
            base = unions.operand(self, base, node, *bounds)
            if base.sort.name == "Tuple":
                return sequences.slice_of_fixed(self, base, bounds, s, node)
            if s.step is not None and (bounds[-1].op != "const" or bounds[-1].data == 0):
                self.reject("unsupported-slice", node, "the step of a slice must be a constant other than 0")
            if base.sort.name not in ("List", "Seq", "Str", "Bytes", "Any"):
                self.reject("type-mismatch", node, f"{_article(base.sort)} cannot be sliced")
            return Expr("slice", (base, *bounds), base.sort, span, (s.lower is not None, s.upper is not None, s.step is not None))
        base, index = self.several([lambda: self.searched(node.value), lambda: self.expr(node.slice)])
        given = index
        base, index = unions.operands(self, base, index, node)
        if given.sort.name == "Enum" and (base.sort.name in ("Object", "Rec") or base.sort.args[:1] == (given.sort,)):
            index = given  # a key
        base, index = containers.read(self, base, index, node)
        found = classes.special(self, base, "__getitem__", node, index, result=ANY)
        if found is not None:
            return found
        return self.item(base, index if base.sort.name == "Dict" else self.number(index, node), node)

    def item(self, base: Expr, index: Expr, node: ast.AST) -> Expr:
        span, base = self.span(node), containers.items(base)
        if base.sort.name == "Tuple":
            n = len(base.sort.args)
            if index.op != "const":
                self.reject("unsupported-index", node, "the index of a tuple must be a constant")
            if not -n <= index.data < n:
                self.reject("index-out-of-range", node, f"index {index.data} of a tuple of {n} items")
            i = index.data % n
            if base.op == "tuple" and self._pure_all(base):
                part: Expr = base.args[i]
                return part
            return Expr("proj", (base,), base.sort.args[i], span, i)
        if base.sort.name == "Dict":
            maps.fits(self, index, base.sort, node)
            if base.sort.fields == containers.COUNTER:
                return Expr("get", (base, index, Expr("const", (), INT, span, 0)), INT, span)
            return Expr("lookup", (base, index), INT if base.sort.args[1] == ANY and self.final else base.sort.args[1], span)
        if base.sort == STR:
            return Expr("index", (base, index), STR, span)
        if base.sort == BYTES:
            return Expr("index", (base, index), INT, span)
        if base.sort.name in ("List", "Seq", "Any"):
            return Expr("index", (base, index), self.element(base.sort), span)
        self.reject("type-mismatch", node, f"{_article(base.sort)} has no items")

    @staticmethod
    def _pure_all(base: Expr) -> bool:
        return all(a.op in ("var", "const") for a in base.args)

    def _attribute(self, node: ast.Attribute, want: Sort | None) -> Expr:
        if classes.is_super(node.value) and self.is_builtin("super"):
            return classes.super_call(self, node, None)
        known = self.library_name(node)
        if known in tables.ATTRIBUTES:
            return tables.ATTRIBUTES[known](self, node)
        found, value = self.names.value(known)
        if found:
            return self.constant(value, node)
        if isinstance(node.value, ast.Name):
            owner = node.value.id
            if f"{owner}.{node.attr}" in self.scope:
                return self.scope[f"{owner}.{node.attr}"]
            if owner in self.tracks:
                seq, k = self.tracks[owner]
                if node.attr == "seen":
                    return Expr("slice", (seq, k), seq.sort, self.span(node), (False, True, False))
                if node.attr == "index":
                    return k
            if owner == self.me and self.making is not None:
                if f"self.{node.attr}" in self.sorts:
                    return self.var(f"self.{node.attr}", self.span(node))
                if node.attr in self.making.constants:
                    return self.constant(self.making.constants[node.attr], node)
        if (c := self.class_named(node.value)) is not None:
            return classes.of_class(self, c, node)
        inside = isinstance(node.value, ast.Attribute) and self.class_named(node.value.value) is not None  # C.MEMBER.value
        if (inside or not known) and not (isinstance(node.value, ast.Name) and node.value.id == self.me):
            base = unions.operand(self, self.expr(node.value), node, exception="AttributeError")
            if base.sort.label:
                return classes.attribute(self, base, node)
            if base.sort != ANY:
                hint = "an int is its own .real and .numerator" if base.sort in (INT, BOOL) else "len(x) is its length"
                self.reject("unsupported-attribute", node, f"the attribute .{node.attr} of {_article(base.sort)} is not supported",
                            f"{hint}; fields are of dataclasses, NamedTuples, Enums and classes")  # fmt: skip
        self.reject("unsupported-attribute", node, f"the attribute .{node.attr} is not supported here",
                    "names of modules that are imported, and fields and constants of classes, can be read")  # fmt: skip

    def _joinedstr(self, node: ast.JoinedStr, want: Sort | None) -> Expr:
        return text.formatted(self, node)

    def settled(self, seq: Expr, changed: Sort, node: ast.AST) -> Expr:
        """`seq`, which is used up while a list of sort `changed` grows: where it is computed lazily, it must not see that."""
        if is_lazy(seq) and any(changed in x.sort.objects() for x in seq.walk() if x.op == "var"):
            self.reject("lazy-changed", node, "this is computed lazily, while the list that it may read changes",
                        "make a list of it first: list(...) or [...]")  # fmt: skip
        return seq

    # --- comprehensions -------------------------------------------------------------------------------------------

    def fresh_bound(self, base: str, sort: Sort) -> Expr:
        self.bound_counter += 1
        return Expr("var", (), sort, Span(self.file, 0), f"{base}'{self.bound_counter}")

    def sequence(self, node: ast.expr, exception: str = "TypeError") -> Expr:
        """Something that can be iterated, as an expression of a list sort. `exception`: what None raises here, '' where
        something else may be evaluated before it does."""
        span = self.span(node)
        any_order, self.any_order = self.any_order, False
        at_once, self.at_once = self.at_once, False
        if isinstance(node, ast.GeneratorExp):
            self.any_order = any_order
            made = self.comprehension("list", node.elt, node.generators, node)
            return Expr("lazy", (made,), made.sort, span)
        if isinstance(node, ast.Call):
            own = isinstance(node.func, ast.Name) and self.is_builtin(node.func.id)
            handler = tables.SEQUENCES.get(node.func.id if own else self.library_name(node.func))  # type: ignore[attr-defined]
            if handler is not None:
                self.plain_arguments(node)
                return handler(self, node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and self.is_builtin(node.func.id):
            f, strict = node.func.id, False
            self.plain_arguments(node)
            if f == "zip" and [k.arg for k in node.keywords] == ["strict"]:
                flag = node.keywords[0].value
                if not isinstance(flag, ast.Constant) or not isinstance(flag.value, bool):
                    self.reject("unsupported-call", node, "strict= must be True or False")
                strict, node = flag.value, ast.copy_location(ast.Call(node.func, node.args, []), node)
            if f in ("range", "enumerate", "zip", "reversed") and node.keywords and not (
                f == "enumerate" and [k.arg for k in node.keywords] == ["start"]
            ):
                self.reject("unsupported-call", node, f"keyword arguments of {f} are not supported")
            if f == "range":
                if not 1 <= len(node.args) <= 3:
                    self.reject("unsupported-call", node, "range takes one to three arguments")
                args = self.several([lambda a=a: self.expr(a, INT) for a in node.args])  # type: ignore[misc]
                if len(args) == 1:
                    args.insert(0, Expr("const", (), INT, span, 0))
                if len(args) == 2:
                    args.append(Expr("const", (), INT, span, 1))
                return Expr("range", tuple(args), list_of(INT), span)
            if f == "enumerate" and 1 <= len(node.args) <= 2:
                starts = node.args[1:] or [k.value for k in node.keywords]
                seq, *more = self.several(
                    [lambda: self.sequence(node.args[0], ""), *(lambda s=s: self.expr(s, INT) for s in starts)]
                )
                start = more[0] if more else Expr("const", (), INT, span, 0)
                return Expr("enumerate", (seq, start), list_of(tuple_of(INT, seq.sort.args[0])), span)
            if f == "zip" and node.args:
                parts = self.several([lambda a=a: self.sequence(a, "") for a in node.args])  # type: ignore[misc]
                return Expr("zip", tuple(parts), list_of(tuple_of(*(p.sort.args[0] for p in parts))), span, strict)
            if f == "reversed" and len(node.args) == 1:
                seq = self.sequence(node.args[0])
                if seq.op in ("enumerate", "zip", "reversed", "lazy"):
                    self.reject("unsupported-call", node, "reversed(...) of what can only be iterated raises TypeError in Python")
                if seq.op == "keys" and seq.args[0].sort.name in maps.SETS:
                    self.reject("unsupported-call", node, "reversed(...) of a set raises TypeError in Python")
                return Expr("reversed", (seq,), seq.sort, span)
        if (c := self.class_named(node)) is not None:
            return classes.members(self, c, node)
        self.view_wanted, self.consuming[node] = True, at_once
        e = unions.operand(self, self.expr(node), node, exception=exception)
        if e.sort.name == "View":
            return Expr(e.op, e.args, list_of(e.sort.args[0]), span)
        if e.sort.name in ("Dict", "Set", "FrozenSet"):
            if e.sort.name != "Dict" and self.closed and not any_order:
                self.reject("set-order", node, "the order of a set cannot be used in a contract", "use sorted(...), all, any, in")
            return maps.keys(e)
        if e.sort == STR:
            return Expr("chars", (e,), list_of(STR), span)
        if e.sort.name == "Deque":
            return Expr("lazy", (containers.items(e),), list_of(e.sort.args[0]), span)
        if e.sort == BYTES:
            return Expr("tolist", (e,), list_of(INT), span)
        if e.sort.name == "Tuple":
            if len(set(e.sort.args)) != 1:
                self.reject("unsupported-iteration", node, "iterating over a tuple of mixed types is not supported")
            items = tuple(Expr("proj", (e,), s, span, i) for i, s in enumerate(e.sort.args))
            return Expr("list", items, list_of(e.sort.args[0]), span)
        if e.sort == ANY and not self.final:
            return Expr("list", (), list_of(ANY), span)
        if e.sort.name == "Seq":
            return Expr("tolist", (e,), list_of(e.sort.args[0]), span)
        if e.sort.name != "List":
            self.reject("type-mismatch", node, f"cannot iterate over {_article(e.sort)}")
        return e

    def bind(self, target: ast.expr, sort: Sort) -> tuple[Target, dict[str, Expr]]:
        """New names for a comprehension's target."""
        if isinstance(target, ast.Name):
            e = self.fresh_bound(target.id, sort)
            return e.data, {target.id: e}
        if isinstance(target, ast.Tuple) and (sort.name == "Tuple" and len(sort.args) == len(target.elts)):
            parts = [self.bind(t, s) for t, s in zip(target.elts, sort.args)]
            names: dict[str, Expr] = {}
            for _, more in parts:
                names.update(more)
            return tuple(t for t, _ in parts), names
        if sort == ANY and not self.final:
            return self.fresh_bound("_", ANY).data, {
                n.id: self.fresh_bound(n.id, ANY) for n in ast.walk(target) if isinstance(n, ast.Name)
            }
        self.reject("unsupported-target", target, "this target does not match what is iterated over")

    def comprehension(
        self, kind: str, elt: ast.expr, generators: Sequence[ast.comprehension], node: ast.AST, want: Sort | None = None,
        eager: bool = False,
    ) -> Expr:  # fmt: skip
        """all/any/sum/list over generators; several generators nest. `eager`: nothing stops before the last element."""
        g, *inner = generators
        span = self.span(node)
        if g.is_async:
            self.reject("unsupported-expression", node, "async comprehensions are not supported")
        self.any_order, self.at_once = self.any_order or kind in ("all", "any", "sum", "min", "max"), False
        seq = self.sequence(g.iter)  # evaluated first, outside
        target, names = self.bind(g.target, self.element(seq.sort))
        outer, pure, self.scope, self.pure = self.scope, self.pure, {**self.scope, **names}, True
        hints, around, self.enclosed = self.hints, self.enclosed, True
        try:
            conds = []
            for test in g.ifs:
                conds.append(self.condition(test))
                self.hints = {**self.hints, **unions.hints(self, test, True)}
            if inner:
                body = self.comprehension(kind, elt, inner, node, want, eager)
            elif kind in ("all", "any"):
                body = self.condition(elt)
            elif kind == "sum":
                body = self.summand(self.expr(elt), node)
            else:
                body = self.expr(elt, want)
        finally:
            self.scope, self.pure, self.hints, self.enclosed = outer, pure, hints, around
        cond: Expr | None = None
        for c in reversed(conds):
            cond = c if cond is None else Expr("and", (c, cond), BOOL, c.span)
        if kind in ("all", "any"):
            if cond is not None:
                # all(P if C) is all(not C or P); any(P if C) is any(C and P)
                left = Expr("not", (cond,), BOOL, cond.span) if kind == "all" else cond
                body = Expr("or" if kind == "all" else "and", (left, body), BOOL, body.span)
            return self.over_rows(kind, seq, target, body, span)
        if kind == "sum":
            if cond is not None:
                nothing = Expr("const", (), body.sort, span, 0.0 if body.sort == FLOAT else 0)  # 0.0 + x is x: no sum is -0.0
                body = Expr("ite", (cond, body, nothing), body.sort, span)
            return self.over_rows(kind, seq, target, body, span, eager)
        as_list = Expr("quant", (seq, body), list_of(body.sort), span, Binder("list", target, eager))
        if cond is not None:
            as_list = Expr("quant", (seq, cond, body), list_of(body.sort), span, Binder("filter", target, eager))
        return as_list if not inner else Expr("flatten", (as_list,), body.sort, span)

    def summand(self, e: Expr, node: ast.AST) -> Expr:
        if e.sort == FLOAT:
            return floats.summand(self, e, node)
        return self.number(e, node)

    def over_rows(self, kind: str, seq: Expr, target: Target, body: Expr, span: Span, eager: bool = False) -> Expr:
        """all, any or sum of `body`; over lists in a row, of each list in turn."""
        flat = seq.args[0] if seq.op in ("lazy", "tolist") else seq
        if flat.op == "flatten" and flat.args[0].op == "quant" and flat.args[0].data.kind == "list":
            rows = flat.args[0]
            inner = self.over_rows(kind, rows.args[1], target, body, span, eager)
            return self.over_rows(kind, rows.args[0], rows.data.target, inner, span, eager)
        return Expr("quant", (seq, body), body.sort, span, Binder(kind, target, eager))

    def _listcomp(self, node: ast.ListComp, want: Sort | None) -> Expr:
        w = want.args[0] if want is not None and want.name == "List" else None
        return self.comprehension("list", node.elt, node.generators, node, w, True)

    def _generatorexp(self, node: ast.GeneratorExp, want: Sort | None) -> Expr:
        self.reject("unsupported-expression", node, "a generator can only be the argument of all, any, sum, min, max, list, sorted")

    # --- calls ----------------------------------------------------------------------------------------------------

    def is_global(self, name: str) -> bool:
        return name not in self.scope and (self.closed or name not in self.locals)

    def is_builtin(self, name: str) -> bool:
        return name not in self.names.bound and name not in self.locals and name not in self.scope

    def _call(self, node: ast.Call, want: Sort | None) -> Expr:
        f = node.func
        if self.making is not None and classes.is_super_init(node) and not self.pure and self.is_builtin("super"):
            return classes.super_init(self, node)
        own = isinstance(f, ast.Name) and f.id in self.names.functions and f.id not in self.locals and f.id not in self.scope
        self.plain_arguments(node, own)
        if isinstance(f, ast.Attribute) and classes.is_super(f.value) and self.is_builtin("super"):
            return classes.super_call(self, f, node)
        if isinstance(f, ast.Name):
            if f.id in self.nested and f.id not in self.scope and not self.closed:
                return nested.call(self, f.id, node)
            if f.id in self.names.toolkit and f.id not in self.locals and f.id not in self.scope:
                self.reject(
                    "misplaced-contract", node, f"{self.names.toolkit[f.id]}(...) does not belong here",
                    "invariant and decreases stand first in a loop's body; track(...) is what a for iterates over",
                )  # fmt: skip
            if (c := self.class_named(f)) is not None:
                return classes.construct(self, c, node, want)
            if f.id in self.names.functions and f.id not in self.locals and f.id not in self.scope:
                name = self.names.generic(f.id, node, self)
                return self.user_call(name, node) if name is not None else Expr("const", (), ANY, self.span(node), 0)
            if self.is_builtin(f.id):
                if f.id in tables.BUILTINS:
                    return tables.BUILTINS[f.id](self, node, want)
                method = getattr(self, "_builtin_" + f.id, None)
                if method is None:
                    self.reject("unsupported-call", node, f"{f.id}(...) is not supported", _CALL_HINTS.get(f.id, ""))
                if node.keywords:
                    self.reject("unsupported-call", node, f"keyword arguments of {f.id} are not supported")
                e: Expr = method(node, want)
                return e
            known = self.library_name(f)
            if known in tables.FUNCTIONS:
                return tables.FUNCTIONS[known](self, node, want)
            if (sig := self.names.foreign(known, node, self)) is not None:
                return self.user_call(known, node, None, sig)
            self.reject("unsupported-call", node, f"{known or f.id} is not a function that can be called here",
                        _CONTRACT_HINT if known else "")  # fmt: skip
        if isinstance(f, ast.Attribute):
            known = self.library_name(f)
            if known in tables.FUNCTIONS:
                return tables.FUNCTIONS[known](self, node, want)
            if known and (c := self.class_named(f)) is not None:
                return classes.construct(self, c, node, want)
            if isinstance(f.value, ast.Name) and f.value.id in self.names.patterns.keys() - self.locals - self.scope.keys():
                return patterns.compiled(self, node, f, self.names.patterns[f.value.id])
            if (c := self.class_named(f.value)) is not None:
                if f.attr.startswith("__"):
                    self.reject("unsupported-call", node, f"{c.name}.{f.attr} cannot be called by its name")
                return self.user_call(f"{c.key}.{f.attr}", node)
            if known and (sig := self.names.foreign(known, node, self)) is not None:
                return self.user_call(known, node, None, sig)
            return self.method_call(node, f)
        if isinstance(f, ast.Subscript) and (c := self.class_named(f.value)) is not None and c.variables:  # C[int](...)
            c = self.names.labelled(read_annotation(self.names.typed(f), self.file).label)
            assert c is not None
            return classes.construct(self, c, node, want)
        self.reject("unsupported-call", node, "only functions and methods can be called by name")

    def plain_arguments(self, node: ast.Call, starred: bool = False) -> None:
        if not starred and any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
            self.reject("unsupported-call", node, "star arguments are not supported")

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

    def _arguments(self, node: ast.Call, low: int, high: int | None = None) -> list[ast.expr]:
        high = low if high is None else high
        if not low <= len(node.args) <= high:
            name = node.func.id if isinstance(node.func, ast.Name) else "this"
            self.reject("unsupported-call", node, f"{name}(...) with {len(node.args)} arguments is not supported")
        return node.args

    def _builtin_len(self, node: ast.Call, want: Sort | None) -> Expr:
        (argument,) = self._arguments(node, 1)
        self.view_wanted = True
        e = containers.items(unions.operand(self, self.expr(argument), node))
        if e.sort.name == "Tuple":
            return self.after(e, Expr("const", (), INT, self.span(node), len(e.sort.args)))
        if e.sort.name in ("Object", "Rec") and (size := classes.length(self, e, node)) is not None:
            return size
        if e.sort.name in ("Dict", "Set", "FrozenSet", "View"):
            return Expr("size", (e.args[0] if e.sort.name == "View" else e,), INT, self.span(node))
        if e.sort.name not in ("List", "Seq", "Str", "Bytes", "Any"):
            self.reject("type-mismatch", node, f"{_article(e.sort)} has no length")
        return Expr("len", (e,), INT, self.span(node))

    def _builtin_abs(self, node: ast.Call, want: Sort | None) -> Expr:
        e = unions.operand(self, self.expr(self._arguments(node, 1)[0]), node)
        if e.sort == FLOAT:
            return Expr("fabs", (e,), FLOAT, self.span(node))
        return Expr("abs", (self.number(e, node),), INT, self.span(node))

    def _builtin_int(self, node: ast.Call, want: Sort | None) -> Expr:
        if len(node.args) == 2:
            return text.in_base(self, node)
        e = unions.operand(self, self.expr(self._arguments(node, 1)[0]), node)
        if e.sort == STR:
            return Expr("text.int", (e,), INT, self.span(node))
        if e.sort == FLOAT:
            return Expr("ftrunc", (e,), INT, self.span(node))
        if e.sort not in (INT, BOOL, ANY):
            self.reject("unsupported-call", node, f"int() of {_article(e.sort)} is not supported")
        return self.number(e, node)

    def _builtin_bool(self, node: ast.Call, want: Sort | None) -> Expr:
        return self.condition(self._arguments(node, 1)[0])

    def _builtin_divmod(self, node: ast.Call, want: Sort | None) -> Expr:
        self._arguments(node, 2)
        a, b = self.several([lambda n=n: self.expr(n) for n in node.args])  # type: ignore[misc]
        if FLOAT not in (a.sort, b.sort):
            a, b = self.coerce(a, INT, node), self.coerce(b, INT, node)
        parts = tuple(self.binary(op, a, b, node) for op in (ast.FloorDiv, ast.Mod))
        return Expr("tuple", parts, tuple_of(*(p.sort for p in parts)), self.span(node))

    def _builtin_pow(self, node: ast.Call, want: Sort | None) -> Expr:
        self._arguments(node, 2)
        a, b = self.several([lambda n=n: self.expr(n, INT) for n in node.args])  # type: ignore[misc]
        return Expr("pow", (a, b), INT, self.span(node))

    def _over(self, kind: str, node: ast.Call, want: Sort | None = None) -> Expr:
        """A builtin over one iterable."""
        (a,) = self._arguments(node, 1)
        if isinstance(a, (ast.GeneratorExp, ast.ListComp)) and (kind != "list" or isinstance(a, ast.GeneratorExp)):
            as_list = isinstance(a, ast.ListComp)
            if as_list and kind in ("all", "any"):
                kind_ = kind  # all([...]) evaluates everything first: no difference once nothing raises
                return self.comprehension(kind_, a.elt, a.generators, node)
            return self.comprehension(kind, a.elt, a.generators, node, want, kind in ("sum", "min", "max", "list"))
        self.any_order, self.at_once = kind != "list", kind in ("list", "sum")
        seq = self.sequence(a)
        span = self.span(node)
        if kind == "list":
            return Expr("tolist", (seq,), seq.sort, span)
        x = self.fresh_bound("x", seq.sort.args[0])
        body = self.summand(x, node) if kind == "sum" else self.truth(x)
        return Expr("quant", (seq, body), body.sort, span, Binder(kind, x.data))

    def _builtin_all(self, node: ast.Call, want: Sort | None) -> Expr:
        return self._over("all", node)

    def _builtin_any(self, node: ast.Call, want: Sort | None) -> Expr:
        return self._over("any", node)

    def _builtin_sum(self, node: ast.Call, want: Sort | None) -> Expr:
        if len(node.args) == 2:
            one = ast.copy_location(ast.Call(node.func, node.args[:1], []), node)
            a = self._over("sum", one)
            if a.sort == FLOAT:
                return floats.total(self, a, node, node.args[1])
            b, effects = self.inside(lambda: self.expr(node.args[1], INT))
            if effects:
                self.reject("effect-order", node, "a call in the start of a sum, which is evaluated before anything is added up",
                            "compute it first, into a variable")  # fmt: skip
            return Expr("add", (a, b), INT, self.span(node))
        a = self._over("sum", node)
        return floats.total(self, a, node, None) if a.sort == FLOAT else a

    def _builtin_list(self, node: ast.Call, want: Sort | None) -> Expr:
        if not node.args:
            return Expr("list", (), want if want is not None and want.name == "List" else list_of(ANY), self.span(node))
        return self._over("list", node, want.args[0] if want is not None and want.name == "List" else None)

    def _builtin_range(self, node: ast.Call, want: Sort | None) -> Expr:
        return self.sequence(node)

    def _builtin_enumerate(self, node: ast.Call, want: Sort | None) -> Expr:
        name = node.func.id  # type: ignore[attr-defined]
        self.reject("unsupported-call", node, f"{name}(...) can only be iterated over", f"list({name}(...)) is a list")

    _builtin_zip = _builtin_reversed = _builtin_map = _builtin_filter = _builtin_enumerate

    def user_call(
        self, name: str, node: ast.Call, receiver: Expr | None = None, sig: Signature | None = None, extra: Sequence[Expr] = ()
    ) -> Expr:
        """A call of a function of the module (or, with `sig`, of another one); of a method, with the object it is called on;
        `extra`: what is passed besides what is written."""
        sig = sig or self.names.signature(name, self.span(node))
        given: dict[str, ast.expr] = {}
        params = sig.params[receiver is not None : len(sig.params) - len(extra)]
        by_place = [p for p in params if p.how not in ("keyword", "star")]
        star = next((p for p in params if p.how == "star"), None)
        more = node.args[len(by_place) :]
        if any(isinstance(a, ast.Starred) for a in (node.args if star is None else node.args[: len(by_place)])):
            self.reject("star-arguments", node, f"which parameters of {name} these are for is not known",
                        "*xs is supported for a parameter *args: give the others their own arguments")  # fmt: skip
        if more and star is None:
            self.reject("wrong-arguments", node, f"{name} takes {len(by_place)} positional arguments")
        for p, a in zip(by_place, node.args):
            given[p.name] = a
        for k in node.keywords:
            assert k.arg is not None
            if k.arg in given or k.arg not in {p.name for p in params if p.how not in ("positional", "star")}:
                self.reject("wrong-arguments", node, f"{name} has no free parameter {k.arg}")
            given[k.arg] = k.value
        sort_of = {p.name: p.sort for p in params}
        first = [] if receiver is None else [lambda: receiver]
        named = [lambda n=n, a=a: self.expr(a, sort_of[n]) for n, a in given.items()]
        many = [] if star is None else [lambda a=a: sequences.argument(self, a, star.sort) for a in more]
        at = len(first) + len(node.args) - len(more)
        found = self.several([*first, *named[: at - len(first)], *many, *named[at - len(first) :]])
        spread, found = found[at : at + len(many)], found[:at] + found[at + len(many) :]
        values = dict(zip(given, found[len(first) :]))
        if star is not None:
            values[star.name] = sequences.arguments(spread, star.sort, self.span(node))
        args = found[: len(first)]
        for p in params:
            if p.name in values:
                args.append(values[p.name])
            elif p.has_default:
                args.append(self.coerce(self.constant(p.default, node), p.sort, node))
            else:
                self.reject("wrong-arguments", node, f"{name} needs an argument for {p.name}")
        return self.call(name, [*args, *extra], node, sig)

    def call(self, name: str, args: Sequence[Expr], node: ast.AST, sig: Signature | None = None) -> Expr:
        """A call with arguments that are evaluated already."""
        span, sig = self.span(node), sig or self.names.signature(name, self.span(node))
        if len(args) != len(sig.params):
            self.reject("wrong-arguments", node, f"{name} takes {len(sig.params)} arguments")
        args = [self.coerce(a, p.sort, node) for a, p in zip(args, sig.params)]
        steps = bool(sig.generator) and generators.used(self, sig.generator, name, sig.result, node)
        if self.pure:
            e = Expr("call", tuple(args), sig.result, span, sig.name)
        else:
            args = [self.saved(a) if steps and a.sort.mutable else a for a in args]
            target = self.fresh("r", sig.result)
            self.emit(Call(span, target, sig.name, tuple(args), steps=steps))
            e = self.var(target, span)
        for a in (a for a in args if steps and a.sort.mutable):  # what it reads must stay as it is until it is used up
            e = self.after(a, e)
        return Expr("lazy", (e,), e.sort, span) if sig.generator else e

    def place(self, node: ast.expr) -> tuple[str, tuple[Expr | int, ...], Sort] | None:
        """A list object that can be changed: the name it is reached from, and the way there."""
        if isinstance(node, ast.Name) and node.id in self.locals and node.id not in self.scope:
            self.expr(node) if node.id in self.ghosts else None
            return node.id, (), self.sorts.get(node.id, ANY)
        if isinstance(node, ast.Attribute):
            if isinstance(node.value, ast.Name) and node.value.id == self.me:
                return f"self.{node.attr}", (), self.sorts.get(f"self.{node.attr}", ANY)
            outer = self.place(node.value)
            if outer is None or node.attr not in outer[2].fields or outer[2].name in ("Enum", "Rec"):
                return None
            i = outer[2].fields.index(node.attr)
            return outer[0], (*outer[1], i), outer[2].args[i]
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            outer = self.place(node.value)
            if outer is None:
                return None
            root, path, sort = outer
            mark = len(self.block)
            if sort.name == "Dict":
                key = self.expr(node.slice)
                self.between(mark, root, path, node)
                maps.fits(self, key, sort, node)
                containers.check_known(self, sort, node, "a change below d[key]")
                if sort.fields == containers.DEFAULT:
                    if not all(isinstance(p, int) for p in path):
                        return None
                    key = self.saved(key)
                    containers.insert_missing(self, (root, path, sort), key, node)
                return root, (*path, maps.key_step(key)), sort.args[1]
            index = self.expr(node.slice, INT)
            self.between(mark, root, path, node)
            if sort.name == "Tuple":
                if index.op != "const" or not -len(sort.args) <= index.data < len(sort.args):
                    return None
                i = index.data % len(sort.args)
                return root, (*path, i), sort.args[i]
            if sort.name == "List":
                return root, (*path, index), sort.args[0]
            if sort == ANY:
                return root, (*path, index), ANY
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
            outer = self.place(node.func.value)
            if outer is not None and outer[2].name == "Dict":
                return maps.setdefault(self, node, outer)
        return None

    def at_path(self, root: str, path: tuple[Expr | int, ...], span: Span) -> Expr:
        """What stands at `path` from `root`, as an expression."""
        e: Expr = self.var(root, span)
        for p in path:
            args = e.sort.args
            whole = e
            e = Expr("proj", (whole,), args[p], span, p) if isinstance(p, int) else (
                Expr("lookup", (whole, p.args[0]), args[1] if len(args) > 1 else ANY, span) if p.op == "key" else
                Expr("index", (whole, p), args[0] if args else ANY, span))  # fmt: skip
        return e

    def between(self, mark: int, root: str, path: Sequence[Expr | int], node: ast.AST) -> None:
        """What was emitted since `mark` runs after a place was reached and before it is changed: that must not matter."""
        if len(self.block) == mark:
            return
        if path or any(isinstance(s, Assign) and s.target == root for s in statements(tuple(self.block[mark:]))):
            self.reject("effect-order", node, "a call or an assignment in the index or the value, after a place was reached",
                        "compute the index and the value first")  # fmt: skip
        self.block.insert(mark, Eval(self.span(node), self.var(root, self.span(node))))

    def refine(self, root: str, path: Sequence[Expr | int], sort: Sort) -> None:
        """The place at `path` from `root` holds a list of `sort`: the root's sort learns it."""

        def wrap(s: Sort, rest: Sequence[Expr | int]) -> Sort:
            if not rest:
                return join(s, sort) or s
            head, *tail = rest
            if isinstance(head, Expr) and head.op == "key":
                k, v = s.args if s.name == "Dict" else (head.sort, ANY)
                return dict_of(join(k, head.sort) or k, wrap(v, tail))
            if isinstance(head, int) and s.name == "Tuple":
                return Sort("Tuple", tuple(wrap(x, tail) if i == head else x for i, x in enumerate(s.args)))
            return list_of(wrap(s.args[0] if s.name == "List" else ANY, tail))

        if ANY in _parts(self.sorts.get(root, ANY)):
            self.learn(root, wrap(self.sorts.get(root, ANY), list(path)))

    def method_call(self, node: ast.Call, f: ast.Attribute) -> Expr:
        span, method = self.span(node), f.attr
        if isinstance(f.value, ast.Name) and f.value.id in self.names.modules and f.value.id not in self.locals:
            self.reject("unsupported-call", node, f"{ast.unparse(f)} is not supported", _CONTRACT_HINT)
        mark = len(self.block)
        place = None
        if not self.pure and (method in _MUTATORS or any(m == method for _, m in tables.CHANGES)):
            place = self.place(f.value)
            if place is not None and (place[2].name, method) in tables.CHANGES:
                return tables.CHANGES[place[2].name, method](self, node, place)
            if method not in _MUTATORS:
                del self.block[mark:]
        if method in _MUTATORS and not self.pure:
            if place is not None and place[2].name in ("List", "Any"):
                if node.keywords:
                    self.reject("unsupported-call", node, f"keyword arguments of .{method} are not supported")
                return self.mutate(node, place, method)
            if place is None or place[2].name != "Object" or len(self.block) > mark:
                self.reject("unsupported-call", node, f".{method} needs a list that a name leads to",
                            "give the list a name first")  # fmt: skip
        if not self.pure and any(method == name for _, name in tables.MUTATORS):
            place = self.place(f.value)
            if place is not None and (place[2].name, method) in tables.MUTATORS:
                return tables.MUTATORS[place[2].name, method](self, node, place)
            if place is not None and place[2] == ANY and not self.final:
                return Expr("const", (), NONE, span, None)
            if place is None or place[2].name != "Object" or len(self.block) > mark:
                self.reject("unsupported-call", node, f".{method} needs an object that a name leads to", "give it a name first")
        base = unions.operand(self, self.expr(f.value), node, exception="AttributeError")
        if (base.sort.label, method) in tables.METHODS:
            return tables.METHODS[base.sort.label, method](self, node, base)
        of = self.names.labelled(base.sort.label) if base.sort.name == "Enum" else None
        if of is not None and method not in of.methods and method not in of.constants:
            base = classes.data(self, base, node)
        if base.sort.label and not (base.sort.name == "Tuple" and (base.sort.name, method) in tables.METHODS):
            return classes.method(self, base, method, node)
        if (base.sort.name, method) in tables.CHANGES:
            if self.pure:
                self.reject("effect-in-clause", node, f".{method} changes its object and cannot be called here")
            self.reject("unsupported-call", node, f".{method} needs an object that a name leads to", "give it a name first")
        if (base.sort.name, method) in tables.METHODS:
            return tables.METHODS[base.sort.name, method](self, node, base)
        if node.keywords:
            self.reject("unsupported-call", node, f"keyword arguments of .{method} are not supported")
        if base.sort.name in ("List", "Any") and method == "copy" and not node.args:
            return Expr("tolist", (base,), base.sort, span)
        if base.sort.name in ("List", "Seq") and method == "count" and len(node.args) == 1:
            value = self.expr(node.args[0])
            x = self.fresh_bound("x", base.sort.args[0])
            one, zero = Expr("const", (), INT, span, 1), Expr("const", (), INT, span, 0)
            body = Expr("ite", (self.same_item(x, value, node), one, zero), INT, span)
            return self.after(base, self.after(value, Expr("quant", (base, body), INT, span, Binder("sum", x.data, count=True))))
        if base.sort == ANY and not self.final:
            return Expr("const", (), ANY, span, 0)
        self.reject("unsupported-call", node, f"the method .{method} of {_article(base.sort)} is not supported")

    def mutate(self, node: ast.Call, place: tuple[str, tuple[Expr | int, ...], Sort], method: str) -> Expr:
        root, path, sort = place
        span = self.span(node)
        element = sort.args[0] if sort.args else ANY
        w = None if element == ANY else element
        n = len(node.args)
        allowed = _MUTATORS[method]
        if n != allowed and not (isinstance(allowed, tuple) and n in allowed):
            self.reject("wrong-arguments", node, f".{method} with {n} arguments")
        mark = len(self.block)
        if method == "append":
            args = [self.expr(node.args[0], w)]
            element = join(element, args[0].sort) or element
        elif method == "extend":
            args = [self.settled(self.sequence(node.args[0]), sort, node)]
            element = join(element, args[0].sort.args[0]) or element
            args = [self.coerce(args[0], list_of(element), node) if args[0].sort != list_of(element) else args[0]]
        elif method == "insert":
            args = self.several([lambda: self.expr(node.args[0], INT), lambda: self.expr(node.args[1], w)])
            element = join(element, args[1].sort) or element
        else:
            args = [self.expr(a, INT) for a in node.args]
        self.between(mark, root, path, node)
        self.refine(root, path, list_of(element))
        result = None
        if method == "pop":
            result = self.fresh("r", INT if element == ANY and self.final else element)
        self.emit(Update(span, root, path, method, tuple(args), list_of(element), result))
        return self.var(result, span) if result else Expr("const", (), NONE, span, None)

    def discard(self, node: ast.expr) -> None:
        """Evaluates an expression statement."""
        e = self.expr(node)
        if e.op != "const" and not (e.op == "var" and e.data.startswith("$")):
            self.emit(Eval(self.span(node), e))


def _lazy(e: Expr) -> bool:
    """An iterator or a view: what it gives is found out later."""
    return e.op in ("keys", "values", "items", "lazy") or e.op in ("enumerate", "zip", "reversed") and any(map(_lazy, e.args))
def is_lazy(e: Expr) -> bool:
    """True when CPython computes (part of) this sequence while it is used up."""
    return e.op == "lazy" or e.op in ("enumerate", "zip") and any(map(is_lazy, e.args))


def _parts(s: Sort) -> list[Sort]:
    return [s, *(p for a in s.args for p in _parts(a))]


def _article(s: Sort) -> str:
    return ("an " if str(s)[0] in "aeiou" else "a ") + str(s) if s != NONE else "None"


_WORDS = {
    "Lambda": "a lambda is", "Await": "await is",
    "Yield": "the value of yield is", "YieldFrom": "the value of yield from is", "Starred": "a starred expression is",
}  # fmt: skip
_HINTS = {"Lambda": "define a function"} | dict.fromkeys(("Yield", "YieldFrom"), "yield is a statement of its own here")
_CONTRACT_HINT = "a contract for it in a file MODULE.contracts.py beside this one makes it usable"
_CALL_HINTS = {"print": "move output out of the verified function"}


from toolkit.core.reader import classes, containers, floats, generators, identity, integers, maps, nested, sequences, unions  # noqa: E402, F401 (the rooms: they register what they know)
from toolkit.core.reader import patterns as patterns  # noqa: E402
