"""Classes: plain ones with `__init__`, dataclasses and NamedTuples. An instance is a record of its fields; a method is a function
with the name `Class.method`; `__init__` is a function that returns the instance, and in it the fields are local names `self.f`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Container, Iterator, Sequence
from typing import TYPE_CHECKING, NoReturn

from toolkit.core.ir import ANY, BOOL, FLOAT, INT, NONE, STR, Call, Expr, Sort, in_text, list_of, object_of, tuple_of, union_of
from toolkit.core.reader import atoms, calls, comparisons, exits, generics
from toolkit.core.reader.names import Class
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_OPERATORS: dict[type[ast.operator | ast.unaryop], str] = {
    ast.Add: "add", ast.Sub: "sub", ast.Mult: "mul", ast.Div: "truediv", ast.FloorDiv: "floordiv", ast.Mod: "mod", ast.Pow: "pow",
    ast.MatMult: "matmul", ast.BitAnd: "and", ast.BitOr: "or", ast.BitXor: "xor", ast.LShift: "lshift", ast.RShift: "rshift",
    ast.USub: "neg", ast.UAdd: "pos", ast.Invert: "invert",
}  # fmt: skip
_ARITHMETIC = frozenset({f"__{n}__" for n in (*_OPERATORS.values(), "abs", "radd", "rsub", "rmul")})
_DUNDERS = frozenset({
    "__init__", "__post_init__", "__eq__", "__lt__", "__le__", "__gt__", "__ge__", "__len__", "__contains__", "__getitem__",
    "__bool__", "__repr__", "__str__", "__iter__", *_ARITHMETIC, *exits.NAMES,
})  # fmt: skip
_ELSEWHERE = frozenset({"__call__", "__setitem__", "__delitem__", "__reversed__", "__next__"})  # rejected where they are asked
_REFLECTED = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}
_FACTORIES = ("list", "dict", "set")
_LIBRARY = ("collections.Counter", "collections.deque")
_ENUMS: dict[str, tuple[Sort, ...]] = {"enum.Enum": (), "enum.IntEnum": (INT,), "enum.StrEnum": (STR,)}
_OF_FIELD = ("default", "default_factory", "repr")


def scan(
    node: ast.ClassDef, file: str, library: Callable[[ast.expr], str], plain: Callable[[object], bool], own: Container[str],
    key: str,
) -> Class:
    """The class's shape. `key` is what the IR calls it. `library` says what a decorator or base stands for
    (`dataclasses.dataclass`); `own` are the names of the module's classes.

    Raises `Rejected`: `unsupported-class`, `inheritance`, `mutable-default`."""

    def reject(at: ast.AST, message: str, hint: str = "", id: str = "unsupported-class") -> NoReturn:
        raise Rejected(id, Span.of(at, file), f"{node.name}: {message}", hint)

    found = Class(node.name, "plain", Span.of(node, file), key)
    data: tuple[Sort, ...] = ()  # what the members of an Enum are besides
    if node.keywords:
        reject(node, "metaclasses and class arguments are not supported")
    for base in node.bases:
        if library(base) == "typing.NamedTuple" and len(node.bases) == 1:
            found.kind, found.frozen, found.equal = "namedtuple", True, "fields"
        elif library(base) in _ENUMS and len(node.bases) == 1:
            found.kind, found.frozen, found.equal = "enum", True, "fields"
            data = _ENUMS[library(base)]
        elif library(base).startswith("enum."):
            reject(base, f"{ast.unparse(base)} is not supported", "Enum, IntEnum and StrEnum alone are")
        elif library(base) == "typing.Protocol" and len(node.bases) == 1:
            found.kind = "protocol"
            found.sort = Sort("Opaque", (), key, (node.name,))
        elif isinstance(base, ast.Subscript) and library(base.value) == "typing.Generic" and len(node.bases) == 1:
            pass
        elif library(base) == "contextlib.AbstractContextManager" and len(node.bases) == 1:
            if any(n not in {f.name for f in node.body if isinstance(f, ast.FunctionDef)} for n in exits.NAMES):
                reject(base, f"{ast.unparse(base)} stands for a method that is not written here", "define __enter__ and __exit__")
        elif len(node.bases) == 1 and (isinstance(base, ast.Name) and base.id in own or library(base)):
            found.base = ast.unparse(base)
        elif not (isinstance(base, ast.Name) and base.id == "object"):
            reject(base, f"inheriting from {ast.unparse(base)} is not supported", "one plain class of your files can be inherited "
                   "from", "inheritance")  # fmt: skip
    for d in node.decorator_list:
        call = d if isinstance(d, ast.Call) else None
        name = library(call.func if call else d)
        if name == "dataclasses.dataclass" and found.kind == "plain":
            found.kind, found.equal = "dataclass", "fields"
            for k in call.keywords if call else ():
                if k.arg not in ("frozen", "order", "eq", "repr") or not isinstance(k.value, ast.Constant):
                    reject(d, f"the option {k.arg} of dataclass is not supported")
                if k.arg == "frozen":
                    found.frozen = bool(k.value.value)
                elif k.arg == "order":
                    found.ordered = bool(k.value.value)
                elif k.arg == "eq" and not k.value.value:
                    found.equal = "identity"
        elif name == "toolkit.class_invariant" and call and len(call.args) == 1 and isinstance(call.args[0], ast.Lambda):
            if len(call.args[0].args.args) != 1:
                reject(d, "a class invariant is a lambda of one parameter")
            if found.kind == "dataclass" or found.kind == "namedtuple":
                reject(d, "the invariant stands below", "write @class_invariant above @dataclass; a NamedTuple has none")
            found.invariants.append((call.args[0], found))
        else:
            reject(d, f"the decorator {ast.unparse(d)} is not supported", "@dataclass and @class_invariant are")
    autos = 0
    for s in node.body:
        if isinstance(s, ast.FunctionDef):
            if s.name in found.methods or s.name in found.constants:
                reject(s, f"{s.name} is defined twice")
            if s.name.startswith("__") and s.name not in _DUNDERS | _ELSEWHERE:
                reject(s, f"{s.name} changes how instances behave; it is not supported")
            odd = {ast.unparse(d) for d in s.decorator_list} & {"property", "staticmethod", "classmethod"}  # called in another way
            if s.name.startswith("__") and odd or s.name in exits.NAMES and found.kind == "protocol":
                reject(s, f"{s.name} of this kind is not supported", "a plain method of a plain class is")
            if s.name == "__exit__":
                s = exits.modelled(s, file)
            if any(isinstance(d, ast.Name) and d.id == "classmethod" for d in s.decorator_list):
                found.made_by[s.name] = s
                s = _of_class(s, node.name) or reject(s, f"{s.name} needs a parameter for the class, which it only reads")
            if found.kind == "protocol" and not _is_stub(s):
                reject(s, f"{s.name} of a Protocol has a body", "write ... in it: its contract is what counts")
            found.methods[s.name] = s
            found.origin[s.name] = found
        elif isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name) and found.kind == "protocol":
            reject(s, "an attribute of a Protocol is not supported", "a method that gives its value is")
        elif isinstance(s, ast.AnnAssign) and isinstance(s.target, ast.Name):
            if "ClassVar" in ast.unparse(s.annotation) or "InitVar" in ast.unparse(s.annotation):
                reject(s, "ClassVar and InitVar are not supported", "a constant without annotation is of the class")
            if s.target.id.startswith("__"):
                reject(s, f"{s.target.id} may mean something to Python", "give the field another name")
            if found.kind == "plain" and s.value is not None:
                reject(s, "a class attribute with an annotation may stand for a field", "leave the annotation out")
            found.fields.append((s.target.id, s.annotation, s.value))
        elif isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name):
            name = s.targets[0].id
            try:
                auto = found.kind == "enum" and isinstance(s.value, ast.Call) and library(s.value.func) == "enum.auto"
                value = ast.literal_eval(s.value) if not auto else name.lower() if data == (STR,) else len(found.constants) + 1
                autos += auto
            except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
                value = []
            if not plain(value) or name.startswith("__") or name in (*found.constants, *found.methods):
                reject(s, "only constants can be attributes of the class", "set what instances hold in __init__")
            if data and type(value) is not {INT: int, STR: str}[data[0]]:
                reject(s, f"{name} is no plain {data[0]}", "give the member a constant of that type")
            if found.kind == "enum" and (name.startswith("_") or value in found.constants.values()):
                reject(s, f"{name} is no member of its own", "give each member a value of its own")
            found.constants[name] = value
        elif not (isinstance(s, ast.Pass) or isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant)):
            reject(s, "only fields, constants and methods are supported in a class")
    fixed = found.constants.keys() | found.methods.keys()
    for n in ast.walk(node):
        if private := next(filter(_is_private, _words(n)), ""):
            reject(n, f"Python makes another name of {private} in a class", f"begin it with one _: {private[1:]}")
        if isinstance(n, ast.Attribute) and (isinstance(n.ctx, ast.Del) or isinstance(n.ctx, ast.Store) and n.attr in fixed):
            reject(n, f"{n.attr} is changed in an instance; it is not supported", "give the field another name")
    names = [n for n, _, _ in found.fields]
    if len(set(names)) < len(names) or set(names) & (set(found.methods) | set(found.constants)):
        reject(node, "a field is defined twice")
    for e in _in_class_scope(node):
        if isinstance(e, ast.Name) and e.id in (*names, *found.methods, *found.constants):
            reject(e, f"{e.id} means an attribute of the class here", "give one of them another name")
    if found.kind != "plain" and "__init__" in found.methods or found.kind == "namedtuple" and "__post_init__" in found.methods:
        reject(node, "an __init__ of its own is not supported here", "use __post_init__, or a plain class")
    if "__eq__" in found.methods:
        found.equal = "method"
    harmless = {"__str__", "__repr__", "__add__", "__sub__", "__neg__"} if found.kind == "namedtuple" else ()
    if found.kind in ("namedtuple", "enum") and any(m.startswith("__") and m not in harmless for m in found.methods):
        reject(node, "special methods of a NamedTuple or an Enum are not supported")
    if found.kind == "enum":
        taken = {"name", "value"} & {*found.constants, *found.methods}
        if 0 < autos < len(found.constants) and data != (STR,) or not found.constants or found.fields or taken:
            reject(node, "this Enum is not supported", "members with constants, or auto() for all of them")
        found.sort = Sort("Enum", data, key, tuple(found.constants))
    return found


def _in_class_scope(node: ast.ClassDef) -> Iterator[ast.AST]:
    """What is evaluated among the names of the class: decorators, defaults, values; not what is inside functions."""
    todo: list[ast.AST | None] = []
    for s in node.body:
        if isinstance(s, ast.FunctionDef):
            todo += [*s.decorator_list, *s.args.defaults, *s.args.kw_defaults]
        elif isinstance(s, (ast.Assign, ast.AnnAssign)):
            todo.append(s.value)
    while todo:
        e = todo.pop()
        if e is not None:
            yield e
            todo += [*e.args.defaults, *e.args.kw_defaults] if isinstance(e, ast.Lambda) else ast.iter_child_nodes(e)


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _words(n: ast.AST) -> Iterator[str]:
    """The names in a node itself, of whatever; texts and numbers are none."""
    for _, value in ast.iter_fields(n) if not isinstance(n, ast.Constant) else ():
        yield from (v for v in (value if isinstance(value, list) else [value]) if isinstance(v, str))


def check_defaults(c: Class, library: Callable[[ast.expr], str], known: Callable[[ast.expr], bool], file: str) -> None:
    """Rejects a dataclass whose fields could have options that are not modelled (`compare=False` changes `==`), also behind a name
    that stands for a `field(...)`. `known`: whether a name or an attribute is certainly no such thing."""
    for name, _, d in c.fields if c.kind == "dataclass" else ():
        if isinstance(d, ast.Call) and library(d.func) == "dataclasses.field":
            options = [k.arg for k in d.keywords if k.arg not in _OF_FIELD]
            good, what = not d.args and not options, f"the option {(options or ['?'])[0]} of field"
        else:
            good = d is None or isinstance(d, (ast.Constant, ast.UnaryOp, ast.BinOp, ast.Tuple)) or known(d)
            what = f"the default {ast.unparse(d)}" if d is not None else ""
        if d is not None and not good:
            raise Rejected("unsupported-class", Span.of(d, file), f"{c.name}: {what} is not supported for {name}",
                           "a constant, or field(default=...), field(default_factory=list)")  # fmt: skip


def _is_stub(f: ast.FunctionDef) -> bool:
    return all(isinstance(s, ast.Pass) or isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant) for s in f.body)


def promise(f: ast.FunctionDef, c: Class) -> ast.FunctionDef:
    """A Protocol's method as one of the class `c`, under the Protocol's contract: it does what the class's own does."""
    a = f.args
    me, *more = [*a.posonlyargs, *a.args]
    called: ast.expr = ast.Attribute(ast.Name(me.arg, ast.Load()), f.name, ast.Load())
    if not c.has(f.name, "property"):
        named = [ast.keyword(x.arg, ast.Name(x.arg, ast.Load())) for x in a.kwonlyargs]
        called = ast.Call(called, [ast.Name(x.arg, ast.Load()) for x in more], named)
    made = copy.deepcopy(f)
    made.decorator_list = [d for d in made.decorator_list if not (isinstance(d, ast.Name) and d.id == "property")]
    made.body = [ast.Return(called)]
    for n in ast.walk(called):
        ast.copy_location(n, f)
    ast.copy_location(made.body[0], f)
    return made


def _of_class(f: ast.FunctionDef, name: str) -> ast.FunctionDef | None:
    """A class method as a static one of the class `name`, for which its first parameter stands."""
    made = copy.deepcopy(f)
    first = [*made.args.posonlyargs, *made.args.args][:1]
    me = first[0].arg if first else ""
    bound = {n.arg if isinstance(n, ast.arg) else n.id for n in ast.walk(made) if isinstance(n, ast.arg) and n not in first
             or isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}  # fmt: skip
    if not first or len(made.args.defaults) > len(made.args.args) + len(made.args.posonlyargs) - 1 or {me, name} & bound:
        return None
    (made.args.posonlyargs or made.args.args).pop(0)
    for n in (n for s in made.body for n in ast.walk(s)):
        if isinstance(n, ast.Name) and n.id == me:
            n.id = name
    for d in made.decorator_list:
        if isinstance(d, ast.Name) and d.id == "classmethod":
            d.id = "staticmethod"
    return made


def inherit(c: Class, b: Class, sorts: Callable[[ast.expr], Sort]) -> None:
    """Adds to `c` what it inherits from `b`: the methods as if they were its own, the constants, the invariants; of what it
    overrides, what `super()` reaches. `sorts` reads the annotations of the base's fields where the base stands."""
    if (c.kind, b.kind) != ("plain", "plain") or b.variables or c.variables:
        raise Rejected("inheritance", c.span, f"{c.name}: only plain classes inherit", "hold the other object in a field")
    clash = (c.constants.keys() & b.methods.keys()) | (c.methods.keys() & (b.constants.keys() | set(b.sort.fields)))
    clash |= c.constants.keys() & set(b.sort.fields)
    clash |= {m for m in c.methods.keys() & b.methods.keys() for d in ("property", "staticmethod") if c.has(m, d) != b.has(m, d)}
    if clash:
        raise Rejected("inheritance", c.span, f"{c.name}: {min(clash)} is something else in {b.name}", "give it another name")
    if c.name in {b.name, *(o.name for o in b.origin.values())}:
        raise Rejected("inheritance", c.span, f"{c.name} inherits from another {c.name}", "give it another name")
    theirs = dict(b.methods)
    if b.key.rpartition(":")[0] != c.key.rpartition(":")[0]:  # there, `cls` would have to mean a class of this file
        theirs = {m: f for m, f in theirs.items() if m not in b.made_by}
    else:
        theirs |= {m: made for m, f in b.made_by.items() if (made := _of_class(f, c.name)) is not None}
        c.made_by = {**b.made_by, **c.made_by}
    reached = {super_name(m, b.origin[m]): m for m in theirs.keys() & c.methods.keys()
               if m not in b.made_by and not b.has(m, "staticmethod") and m != "__init__"}  # fmt: skip
    theirs |= {long: theirs[m] for long, m in reached.items()}
    c.inherited = frozenset(theirs.keys() - c.methods.keys())
    c.origin = {**{m: b.origin[reached.get(m, m)] for m in c.inherited}, **c.origin}
    c.methods = {**{m: f for m, f in theirs.items() if m in c.inherited}, **c.methods}
    c.constants = {**b.constants, **c.constants}
    c.invariants = [*b.invariants, *c.invariants]
    mine = {n for n, _, _ in c.fields}
    fields = [(n, ast.copy_location(ast.Constant(sorts(a)), a), d) for n, a, d in b.fields if n not in mine]  # type: ignore[arg-type]
    c.fields = [*fields, *c.fields]
    if b.equal == "method" and c.equal == "identity":
        c.equal = "method"


def super_name(method: str, written: Class) -> str:
    """What an heir that has a method of this name calls the one that is written in a class above it."""
    return f"{method}@{written.name}"


def super_init(low: Expressions, node: ast.Call) -> Expr:
    """`super().__init__(...)` in `__init__`: sets the base's fields."""
    assert low.making is not None
    b = above(low, low.making, "__init__")
    if b is None or "__init__" not in b.methods:
        if node.args or node.keywords:
            low.reject("wrong-arguments", node, "the __init__ of the base takes no arguments")
        return Expr("const", (), NONE, low.span(node), None)
    made = calls.user_call(low, f"{b.key}.__init__", node)
    for i, (n, s) in enumerate(zip(b.sort.fields, b.sort.args)):
        low.set_field(n, Expr("proj", (made,), s, made.span, i), node)
    return Expr("const", (), NONE, low.span(node), None)


def above(low: Expressions, c: Class, method: str) -> Class | None:
    """The class that `super()` means in a method of the class: the base of the class where the method is written."""
    written = c.origin[method]
    return low.names.labelled(written.base) if written.base else None


def is_super(node: ast.AST) -> bool:
    """`super()`"""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


def is_super_init(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__"


def super_call(low: Expressions, node: ast.Attribute, call: ast.Call | None) -> Expr:
    """`super().m(...)`, or `super().p` of a property, in a method: what a class above has, on this object. What that in turn calls
    on the object is still what the object's own class has."""
    if low.receiver is None or low.enclosed or low.closed or low.pure or low.scope:
        low.reject("unsupported-super", node, "super() is supported in the body of a method only, on an object that is all made",
                   "call it in the method itself, into a variable")  # fmt: skip
    owner, me, method = low.receiver
    b = above(low, owner, method)
    if b is None or node.attr not in b.methods or node.attr == "__init__":
        low.reject("unsupported-super", node, f"{node.attr} of {'object' if b is None else b.name} cannot be reached by "
                   "super() here", "methods and properties of the class above can be")  # fmt: skip
    if b.has(node.attr, "property") != (call is None) or b.has(node.attr, "staticmethod"):
        low.reject("unsupported-super", node, f"{node.attr} of {b.name} cannot be reached by super() here",
                   f"a static or class method is called as {b.name}.{node.attr}(...)")  # fmt: skip
    long = super_name(node.attr, b.origin[node.attr])
    found = long if long in owner.methods else node.attr
    return calls.user_call(low, f"{owner.key}.{found}", call or _no_arguments(node), low.var(me, low.span(node)))


def ancestors(low: Expressions, label: str) -> set[str]:
    """The class with this name and those that it inherits from."""
    found: set[str] = set()
    while label:
        found |= {label, in_text(label)}
        c = low.names.labelled(label)
        label = "" if c is None else c.base
    return found


def sort_of(c: Class, sorts: Sequence[Sort]) -> Sort:
    """The sort of a dataclass's or NamedTuple's instances, from its fields' sorts."""
    if c.kind == "namedtuple":
        return Sort("Tuple", tuple(sorts), c.key, tuple(n for n, _, _ in c.fields))
    valued = c.frozen and c.equal == "fields"
    return object_of(c.key, tuple((n, s) for (n, _, _), s in zip(c.fields, sorts)), c.frozen, valued)


def selves(s: Sort) -> list[Sort]:
    """The places in a sort for a class whose fields are still being read."""
    return [s] if s.name == "Self" else [x for a in s.args for x in selves(a)] if s.name != "Rec" else []


def recursive(c: Class, sorts: Sequence[Sort]) -> Sort:
    """The sort of a frozen dataclass with fields of its own class. Raises `Rejected`: `recursive-class`."""
    me = Sort("Self", (), c.key)
    for (name, _, _), s in zip(c.fields, sorts):
        if s not in (INT, BOOL, union_of(NONE, me)):
            raise Rejected("recursive-class", c.span, f"{c.name} holds instances of its own class: its field {name} cannot be {s}",
                           f"int, bool and {c.name} | None can stand in it")  # fmt: skip
    if c.ordered or c.equal != "fields":
        raise Rejected("recursive-class", c.span, f"{c.name} holds instances of its own class: an order or == of its own is not "
                       "supported", "compare by a function of yours")  # fmt: skip
    return Sort("Rec", tuple(sorts), c.key, tuple(n for n, _, _ in c.fields), True)


def set_in(init: ast.FunctionDef, base: Class | None) -> list[str]:
    """The fields that `__init__` sets, in the order of the text, after those of the base."""
    me = init.args.args[0].arg
    first = base.sort.fields if base is not None and any(is_super_init(n) for n in ast.walk(init)) else ()
    found = [n for n in ast.walk(init) if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
             and isinstance(n.value, ast.Name) and n.value.id == me]  # fmt: skip
    return list(dict.fromkeys((*first, *(n.attr for n in sorted(found, key=lambda n: (n.lineno, n.col_offset))))))


# --- expressions ------------------------------------------------------------------------------------------------------


def construct(low: Expressions, generic: Class, node: ast.Call, want: Sort | None = None) -> Expr:
    """`C(...)`."""
    span = low.span(node)
    c = generics.constructed(low, generic, node, want)
    if c is None:
        return Expr("const", (), ANY, span, 0)
    if c.kind == "enum":
        low.reject("unsupported-call", node, f"a member of {c.name} by its value is not supported", f"write {c.sort.fields[0]}")
    if c.kind == "plain" and "__init__" in c.methods:
        return calls.user_call(low, f"{c.key}.__init__", node)
    if c.kind == "plain":
        if node.args or node.keywords:
            low.reject("wrong-arguments", node, f"{c.name} takes no arguments")
        return Expr("record", (), c.sort, span)
    given: dict[str, ast.expr] = {}
    names = list(c.sort.fields)
    if len(node.args) > len(names):
        low.reject("wrong-arguments", node, f"{c.name} has {len(names)} fields")
    for n, a in zip(names, node.args):
        given[n] = a
    for k in node.keywords:
        if k.arg is None or k.arg in given or k.arg not in names:
            low.reject("wrong-arguments", node, f"{c.name} has no free field {k.arg}")
        given[k.arg] = k.value
    sorts = {n: c.sort.part(i) for i, n in enumerate(names)}
    values = dict(zip(given, low.several([lambda n=n, a=a: low.expr(a, sorts[n]) for n, a in given.items()])))  # type: ignore[misc]
    for n, _, default in c.fields:
        if n not in values:
            if default is None:
                low.reject("wrong-arguments", node, f"{c.name} needs a value for {n}")
            values[n] = _default(low, c, default, sorts[n])
    return made_of(low, c, [values[n] for n in names], span)


def made_of(low: Expressions, c: Class, values: Sequence[Expr], span: Span) -> Expr:
    """A new instance with these fields, of a dataclass or NamedTuple."""
    made = Expr("record", tuple(values), c.sort, span)
    if "__post_init__" in c.methods:
        made = low.saved(made)
        low.emit(Call(span, low.fresh("r", NONE), f"{c.key}.__post_init__", (made,)))
        return made  # which shows the invariant
    if c.invariants and not low.pure:
        made = low.saved(made)
    for f, written in c.invariants:  # who makes an instance from fields answers for its invariant
        holds = low.clause_of(f, made, written)
        made = Expr("require", (holds, made), c.sort, span, ("", "precondition", f"the invariant of {c.name} holds"))
    return made


def _default(low: Expressions, c: Class, node: ast.expr, sort: Sort) -> Expr:
    """A field's default: a constant, `field(default=...)` or `field(default_factory=list)`. It was made where the class is."""
    value: ast.expr | None = node
    if isinstance(node, ast.Call):
        options = {k.arg: k.value for k in node.keywords}
        factory = options.get("default_factory")
        value = options.get("default")
        plain = not node.args and options.keys() <= {*_OF_FIELD} and len(options) == len(node.keywords)
        func = node.func
        if c.kind != "dataclass" or low.at_home(lambda: low.library_name(func), c) != "dataclasses.field" or not plain:
            value = factory = None
        if value is None and isinstance(factory, ast.Name) and low.at_home(
            lambda: factory.id in _FACTORIES and low.is_builtin(factory.id) or low.library_name(factory) in _LIBRARY, c
        ):
            made = ast.copy_location(ast.Call(factory, [], []), factory)
            return low.coerce(low.at_home(lambda: low.expr(made, sort), c), sort, node)
    if isinstance(value, (ast.Constant, ast.UnaryOp, ast.Name)):
        e = low.at_home(lambda: low.expr(value), c)
        if not e.sort.mutable:
            return low.coerce(e, sort, node)
    low.reject("mutable-default", node, f"the default {ast.unparse(node)} of a field of {c.name} is not supported",
               "a constant, or field(default_factory=list)")  # fmt: skip


def attribute(low: Expressions, e: Expr, node: ast.Attribute) -> Expr:
    """`e.name`: a field, a property, or a constant of the class."""
    if e.sort.name == "Enum":
        return _of_member(low, e, node)
    if node.attr in e.sort.fields:
        i = e.sort.fields.index(node.attr)
        return Expr("proj", (e,), e.sort.part(i), low.span(node), i)
    c = low.names.labelled(e.sort.label)
    if c is not None and c.has(node.attr, "property"):
        return calls.user_call(low, f"{c.key}.{node.attr}", _no_arguments(node), e)
    if c is not None and node.attr in c.constants:
        return low.after(e, atoms.constant(low, c.constants[node.attr], node))
    what = "a method, which is no value here" if c is not None and node.attr in c.methods else "unknown"
    low.reject("unsupported-attribute", node, f"the attribute .{node.attr} of a {e.sort} is {what}")


def _of_member(low: Expressions, e: Expr, node: ast.Attribute) -> Expr:
    """`.value`, `.name` or a property of an Enum's member."""
    c = low.names.labelled(e.sort.label)
    assert c is not None
    if c.has(node.attr, "property"):
        return calls.user_call(low, f"{c.key}.{node.attr}", _no_arguments(node), e)
    if node.attr not in ("value", "name"):
        low.reject("unsupported-attribute", node, f"the attribute .{node.attr} of a member of {c.name} is not supported")
    values = [atoms.constant(low, v if node.attr == "value" else n, node) for n, v in c.constants.items()]
    if len({v.sort for v in values}) > 1:
        low.reject("unsupported-attribute", node, f"the values of {c.name} are of several types")
    return Expr("ofmember", (e, *values), values[0].sort, low.span(node))


def data(low: Expressions, e: Expr, node: ast.AST) -> Expr:
    """`e`; of a member of an IntEnum or StrEnum the int or the text that it is."""
    if e.sort.name != "Enum" or not e.sort.args:
        return e
    c = low.names.labelled(e.sort.label)
    assert c is not None
    if e.op == "member":
        return atoms.constant(low, c.constants[e.data], node)
    return Expr("ofmember", (e, *(atoms.constant(low, v, node) for v in c.constants.values())), e.sort.args[0], low.span(node))


def members(low: Expressions, c: Class, node: ast.AST) -> Expr:
    """`for m in C`: the members of an Enum in order."""
    if c.kind != "enum":
        low.reject("unsupported-iteration", node, f"cannot iterate over the class {c.name}")
    items = tuple(Expr("member", (), c.sort, low.span(node), n) for n in c.constants)
    return Expr("list", items, list_of(c.sort), low.span(node))


def of_class(low: Expressions, c: Class, node: ast.Attribute) -> Expr:
    """`C.name`, read."""
    if c.kind == "enum" and node.attr in c.constants:
        return Expr("member", (), c.sort, low.span(node), node.attr)
    if node.attr not in c.constants:
        low.reject("unsupported-attribute", node, f"{c.name}.{node.attr} cannot be used as a value here")
    return atoms.constant(low, c.constants[node.attr], node)


def method(low: Expressions, e: Expr, name: str, node: ast.Call) -> Expr:
    """`e.name(...)`."""
    c = low.names.labelled(e.sort.label)
    if c is None or name not in c.methods or c.has(name, "property"):
        low.reject("unsupported-call", node, f"a {e.sort} has no method {name} that can be called here")
    if c.has(name, "staticmethod"):
        if e.op != "var":
            low.reject("unsupported-call", node, "a static method of an expression", f"write {c.name}.{name}(...)")
        return calls.user_call(low, f"{c.key}.{name}", node)
    return calls.user_call(low, f"{c.key}.{name}", node, e)


def special(low: Expressions, e: Expr, name: str, node: ast.AST, *args: Expr, result: Sort = BOOL) -> Expr | None:
    """What `__len__` and its like give for an instance; None when the class has none. ANY result is what `__getitem__` gives."""
    c = low.names.labelled(e.sort.label) if e.sort.label and e.sort.name in ("Object", "Rec", "Tuple") else None
    if c is None or name not in c.methods:
        return None
    found = calls.call(low, f"{c.key}.{name}", [e, *args], node)
    if result != ANY and found.sort != result:
        low.reject("type-mismatch", node, f"{c.name}.{name} gives a value of type {found.sort}, not {result}")
    return found


def operator(low: Expressions, op: type[ast.operator | ast.unaryop], node: ast.AST, a: Expr, *b: Expr) -> Expr | None:
    """`a + b`, `-a` where a method of a class says what it is: that of `a`, for numbers the reflected one of `b` (their own give
    NotImplemented for instances); None where there is none. No class of a value has heirs here, which would come first."""
    found = special(low, a, f"__{_OPERATORS[op]}__", node, *b, result=ANY)
    if found is None and b and a.sort in (INT, BOOL, FLOAT):
        return special(low, b[0], f"__r{_OPERATORS[op]}__", node, a, result=ANY)
    return found


def is_special(low: Expressions, sort: Sort) -> bool:
    """Whether operators or the text of such values are methods of their class."""
    c = low.names.labelled(sort.label)
    return c is not None and any(m.startswith("__") for m in c.methods)


def ordered(low: Expressions, sort: Sort) -> bool:
    """Whether instances are ordered by their fields."""
    c = low.names.labelled(sort.label) if sort.name in ("Object", "Rec") else None
    return c is not None and c.ordered


def fields(e: Expr) -> Expr:
    """The tuple of an instance's fields."""
    parts = tuple(Expr("proj", (e,), s, e.span, i) for i, s in enumerate(e.sort.args))
    return Expr("tuple", parts, tuple_of(*e.sort.args), e.span)


def comparison(low: Expressions, name: str, a: Expr, b: Expr, node: ast.AST) -> Expr | None:
    """eq, ne, lt, ... where instances stand on both sides; None where values of their sorts are compared as such."""
    for e in (a, b) if name in ("eq", "ne") else ():
        comparable(low, e.sort, node, a.sort != b.sort)
    if a.sort.name not in ("Object", "Rec") or a.sort != b.sort:
        return None
    c = low.names.labelled(a.sort.label)
    assert c is not None
    if name in ("eq", "ne"):
        found = special(low, a, "__eq__", node, b)
        if found is None:
            return None
        return low.truth(found) if name == "eq" else Expr("not", (low.truth(found),), BOOL, low.span(node))
    if c.ordered:
        x, y = fields(a), fields(b)
        return comparisons.compared(low, name, x, y, node)
    found = special(low, a, f"__{name}__", node, b) or special(low, b, f"__{_REFLECTED[name]}__", node, a)
    if found is None:
        low.reject("unsupported-order", node, f"{c.name} defines no order", f"define __{name}__, or dataclass(order=True)")
    return low.truth(found)


def comparable(low: Expressions, sort: Sort, node: ast.AST, inside: bool = True) -> None:
    """Rejects sorts whose values are not equal exactly when all that they hold is. `inside`: also for the sort itself."""
    c = low.names.labelled(sort.label) if sort.label else None
    if c is not None and (c.equal == "identity" or inside and c.equal != "fields"):
        low.reject("identity-equality", node, f"instances of {c.name} are compared by identity or by a method of their own here",
                   "compare their fields, or make it a dataclass")  # fmt: skip
    if c is None or c.equal == "fields":
        for s in sort.args:
            comparable(low, s, node)


def truth(low: Expressions, e: Expr) -> Expr:
    """`bool(e)` of an instance."""
    found = special(low, e, "__bool__", e_node(e))
    if found is not None:
        return found
    size = length(low, e, e_node(e))
    if size is not None:
        return Expr("ne", (size, Expr("const", (), INT, e.span, 0)), BOOL, e.span)
    return low.after(e, Expr("const", (), BOOL, e.span, True))


def length(low: Expressions, e: Expr, node: ast.AST) -> Expr | None:
    """`len(e)` of an instance: ValueError for a negative one."""
    found = special(low, e, "__len__", node, result=INT)
    if found is None:
        return None
    found = low.saved(found) if not low.pure else found
    ok = Expr("ge", (found, Expr("const", (), INT, e.span, 0)), BOOL, e.span)
    return Expr("require", (ok, found), INT, e.span, ("ValueError", "length-not-negative", "the length is not negative"))


def items(low: Expressions, e: Expr, node: ast.AST) -> Expr | None:
    """What `__iter__` of an instance gives, if it has one."""
    c = low.names.labelled(e.sort.label) if e.sort.name in ("Object", "Rec") else None
    if c is not None and "__iter__" in c.methods and "__len__" in c.methods:
        low.reject("unsupported-iteration", node, f"{c.name} has a __len__, which list(...) and others call besides __iter__",
                   "iterate over what another method gives")  # fmt: skip
    found = special(low, e, "__iter__", node, result=ANY)
    if found is not None and found.op != "lazy":
        low.reject("unsupported-iteration", node, f"__iter__ of {e.sort} is no generator", "yield from what it gives")
    return found


def e_node(e: Expr) -> ast.AST:
    """A node that stands where `e` does."""
    return ast.Name("_", lineno=e.span.line, col_offset=e.span.column, end_lineno=e.span.end_line, end_col_offset=e.span.end_column)


def _no_arguments(node: ast.expr) -> ast.Call:
    return ast.copy_location(ast.Call(node, [], []), node)
