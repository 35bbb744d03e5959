"""raise, try, with, match and del -> IR statements; exception classes of a module."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, NoReturn

from toolkit.core.exceptions import builtin_of, is_exception
from toolkit.core.ir import BOOL, NONE, Assign, Block, Expr, Handler, If, Raise, Try
from toolkit.core.reader import calls, exits, tables
from toolkit.core.reader import statements as rooms
from toolkit.core.reader.names import ExceptionClass, Names

if TYPE_CHECKING:
    from toolkit.core.reader.statements import Body


# --- exception classes ----------------------------------------------------------------------------------------------


def exception_class(
    node: ast.ClassDef, key: str, named: Callable[[ast.expr], str | None], raised: dict[str, ExceptionClass]
) -> ExceptionClass | None:
    """What a class definition at the module's level says, when it is a plain exception class: one base, which is an exception,
    and nothing in it but a docstring and an __init__ that keeps its arguments and hands them to the base. `key` is what the
    IR calls it, `named` says what exception an expression there stands for, `raised` are the users' exceptions known so far."""
    base = named(node.bases[0]) if len(node.bases) == 1 else None
    if base is None or node.keywords or node.decorator_list or is_exception(node.name):
        return None
    found = ExceptionClass(base)
    cls = builtin_of(base, {n: c.base for n, c in raised.items()})
    if not issubclass(cls, Exception) or not all(_takes(cls, n) for n in range(3)):
        return None
    for s in node.body:
        if isinstance(s, ast.Pass) or isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant):
            continue
        takes = _init(s, cls) if isinstance(s, ast.FunctionDef) and found.takes is None and s.name == "__init__" else None
        if takes is None or _inherited(base, raised) is not None:
            return None
        found = ExceptionClass(base, takes)
    return found


def _takes(cls: type[BaseException], n: int) -> bool:
    try:
        cls(*("x" * n))
    except Exception:  # ExceptionGroup asks for more than a number of arguments
        return False
    return True


def _inherited(name: str, known: dict[str, ExceptionClass]) -> tuple[int, int] | None:
    """How many arguments the class's __init__ takes; None: any number, it is the one of the built-in class."""
    while name in known:
        if known[name].takes is not None:
            return known[name].takes
        name = known[name].base
    return None


def _init(f: ast.FunctionDef, cls: type[BaseException]) -> tuple[int, int] | None:
    """The numbers of arguments of an __init__ that cannot raise; None when it may do anything else."""
    a = f.args
    if f.decorator_list or a.vararg or a.kwarg or a.kwonlyargs or a.posonlyargs or not a.args:
        return None
    own = {x.arg for x in a.args}
    if "super" in own or not all(isinstance(d, ast.Constant) for d in a.defaults):
        return None

    def plain(e: ast.expr) -> bool:
        if isinstance(e, ast.JoinedStr):
            return all(plain(v.value) and v.format_spec is None if isinstance(v, ast.FormattedValue) else True for v in e.values)
        return isinstance(e, ast.Constant) or isinstance(e, ast.Name) and e.id in own - {a.args[0].arg}

    for s in f.body:
        if isinstance(s, ast.Pass) or isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant):
            continue
        if isinstance(s, ast.Assign | ast.AnnAssign) and s.value is not None and plain(s.value):
            targets = s.targets if isinstance(s, ast.Assign) else [s.target]
            if all(isinstance(t, ast.Attribute) and ast.unparse(t.value) == a.args[0].arg and not hasattr(cls, t.attr)
                   for t in targets):  # fmt: skip
                continue
        call = s.value if isinstance(s, ast.Expr) else None
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "super().__init__" and not call.keywords and (
            all(map(plain, call.args)) and _takes(cls, len(call.args))
        ):
            continue
        return None
    most = len(a.args) - 1
    return most - len(a.defaults), most


def exception_name(names: Names, node: ast.expr, locals_: frozenset[str] = frozenset()) -> str | None:
    """The exception class that `E` or `module.E` names, as the IR calls it, or None."""
    if isinstance(node, ast.Attribute):
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name) or root.id in locals_ or root.id not in names.modules:
            return None
        return names.exception(names.modules[root.id] + ast.unparse(node)[len(root.id) :]) or None
    if not isinstance(node, ast.Name) or node.id in locals_:
        return None
    if node.id in names.exceptions:
        return names.exceptions[node.id]
    return node.id if is_exception(node.id) and node.id not in names.bound else None


# --- raise ----------------------------------------------------------------------------------------------------------


def _raise(b: Body, node: ast.Raise) -> None:
    e = node.exc
    if e is None or isinstance(e, ast.Name) and b.holds_exception(e.id):
        wanted = "" if e is None else e.id
        label = next((label for name, label in reversed(b.handling) if not wanted or name == wanted), "")
        if not label or node.cause is not None:
            b.reject("unsupported-raise", node, "this raises whatever exception is being handled by the caller",
                     "`raise` alone belongs into an except block")  # fmt: skip
        b.emit(Raise(b.span(node), label))
        return
    args: list[ast.expr] = []
    call = e if isinstance(e, ast.Call) else None
    if call is not None:
        args, e = list(call.args), call.func
    name = exception_name(b.names, e, b.locals)
    if name is None:
        what = e.id if isinstance(e, ast.Name) else "this"
        b.reject("unsupported-raise", node, f"{what} is not a built-in exception or a plain exception class of this module",
                 "`class MyError(ValueError): ...` at the module's level")  # fmt: skip
    if call is not None and call.keywords or len(args) > 8 or any(isinstance(a, ast.Starred) for a in args):
        b.reject("unsupported-raise", node, "keyword and star arguments of an exception are not supported")
    cause = node.cause
    if cause is not None and not (isinstance(cause, ast.Constant) and cause.value is None) and not (
        isinstance(cause, ast.Name) and b.holds_exception(cause.id)
    ):
        b.reject("unsupported-raise", node, "`raise ... from` takes the exception of an except block around it, or None")
    if ends_iteration(b.names, name):
        b.reject("stop-iteration", node, f"{name} ends whatever iterates around it, or becomes a RuntimeError there",
                 "raise another exception")  # fmt: skip
    takes = _inherited(name, b.names.raised)
    fits = takes[0] <= len(args) <= takes[1] if takes else _takes(builtin_of(name, bases(b.names)), len(args))
    if not fits:
        b.reject("unsupported-raise", node, f"{name} cannot be made from these arguments", "raise a simpler exception")
    if len(args) > 1 and name not in b.names.raised and builtin_of(name, {}) is OSError:
        b.reject("unsupported-raise", node, f"{name} of several arguments may be one of its subclasses, by the number of the error",
                 "raise the subclass that is meant, or a class of your own")  # fmt: skip
    for a in args:
        b.message(a)
    b.emit(Raise(b.span(node), name))


def ends_iteration(names: Names, name: str) -> bool:
    """True for StopIteration and its subclasses, which a generator does not let out (PEP 479) and `map` takes for its end."""
    return issubclass(builtin_of(name, bases(names)), StopIteration)


def bases(names: Names) -> dict[str, str]:
    """The users' exception classes with their bases, as `core.exceptions` wants them."""
    return {n: c.base for n, c in names.raised.items()}


# --- try ------------------------------------------------------------------------------------------------------------


def _try(b: Body, node: ast.Try) -> None:
    b.finals += bool(node.finalbody)
    body = b.statements(node.body)
    handlers = tuple(_handler(b, h) for h in node.handlers)
    orelse = b.statements(node.orelse)
    b.finals -= bool(node.finalbody)
    handling, b.handling = b.handling, [(n, "") for n, _ in b.handling]  # what is being handled there differs from path to path
    final = b.statements(node.finalbody)
    b.handling = handling
    b.emit(Try(b.span(node), body, handlers, orelse, final))


def _handler(b: Body, h: ast.ExceptHandler) -> Handler:
    b.counter += 1
    label = f"$exc{b.counter}"
    types = [] if h.type is None else h.type.elts if isinstance(h.type, ast.Tuple) else [h.type]
    if h.name is not None and (h.name in b.sorts or any(n == h.name for n, _ in b.handling)):
        b.reject("exception-value", h, f"{h.name} is the exception here and something else elsewhere; it has no value after "
                 "the except block", "give the exception a name of its own")  # fmt: skip
    b.handling.append((h.name or "", label))
    handler = Handler(exceptions(b, types) if h.type is not None else ("BaseException",), label, b.statements(h.body))
    b.handling.pop()
    return handler


def exceptions(b: Body, nodes: list[ast.expr]) -> tuple[str, ...]:
    found = []
    for n in nodes:
        name = exception_name(b.names, n, b.locals)
        if name is None:
            b.reject("unsupported-exception", n, f"{ast.unparse(n)} is not a built-in exception or a plain exception class of "
                     "this module", "`class MyError(ValueError): ...` at the module's level")  # fmt: skip
        found.append(name)
    return tuple(found)


# --- with -----------------------------------------------------------------------------------------------------------


def _with(b: Body, node: ast.With) -> None:
    b.block.extend(_items(b, node, node.items))


def _items(b: Body, node: ast.With, items: list[ast.withitem]) -> Block:
    """What is entered, and the body. contextlib.suppress(E, ...) is `try: ... except (E, ...): pass`."""
    if not items:
        return b.statements(node.body)
    outer, b.block = b.block, []
    first, *rest = items
    call, target = first.context_expr, first.optional_vars
    what = b.library_name(call.func) if isinstance(call, ast.Call) else ""
    if isinstance(call, ast.Call) and what == "contextlib.suppress" and target is None and not call.keywords:
        caught = exceptions(b, call.args)
        b.counter += 1
        label = f"$exc{b.counter}"
        b.emit(Try(b.span(node), _items(b, node, rest), (Handler(caught, label, ()),), (), ()))
    elif isinstance(call, ast.Call) and what == "contextlib.nullcontext" and not call.keywords and len(call.args) <= 1 and (
        call.args or target is None
    ):
        for a in call.args:
            value = b.keep(b.expr(a))
            if target is not None:
                b.store(target, value, node)
        b.block.extend(_items(b, node, rest))
    elif isinstance(call, ast.Call) and what == "contextlib.closing" and not call.keywords and len(call.args) == 1:
        thing = _manager(b, call.args[0], node, "close")

        def close(raised: bool) -> Expr:
            calls.call(b, f"{thing.sort.label}.close", [thing], call)
            return Expr("const", (), NONE, b.span(call), None)

        _managed(b, node, thing, target, rest, close)
    else:
        if what or isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and b.is_builtin(call.func.id):
            _unsupported(b, node, call)
        thing = _manager(b, call, node, *exits.NAMES)
        entered = calls.call(b, f"{thing.sort.label}.__enter__", [thing], call)

        def leave(raised: bool) -> Expr:
            name = f"{thing.sort.label}.__exit__"
            told = Expr("const", (), BOOL, b.span(call), raised)
            return calls.call(b, name, [thing, *[told] * (len(b.names.signature(name, b.span(call)).params) - 1)], call)

        enter = b.names.labelled(thing.sort.label).methods["__enter__"]  # type: ignore[union-attr]
        _managed(b, node, thing if exits.is_itself(enter) else entered, target, rest, leave)
    block, b.block = tuple(b.block), outer
    return block


def _unsupported(b: Body, node: ast.With, manager: ast.expr) -> NoReturn:
    b.reject("unsupported-with", node, f"with {ast.unparse(manager)}: is not supported",
             "objects of classes of yours with __enter__ and __exit__ are, and suppress(E), closing(x), nullcontext(x); "
             "otherwise try/finally")  # fmt: skip


def _manager(b: Body, manager: ast.expr, node: ast.With, *methods: str) -> Expr:
    """The object that is entered, an instance of a class of the user's that has these methods, held by a hidden name."""
    e = b.expr(manager)
    c = b.names.labelled(e.sort.label) if e.sort.name in ("Object", "Rec") else None
    if c is None or any(m not in c.methods or c.has(m, "property") or c.has(m, "staticmethod") for m in methods):
        _unsupported(b, node, manager)
    return e if _stays(b, e, node, b.names.home(c).units.reassigned) else b.keep(e)


def _stays(b: Body, e: Expr, node: ast.With, reassigned: set[str]) -> bool:
    """True for a field of an object that keeps its name in the block, when no code assigns such fields but where instances are
    made: it is the same object at the end."""
    fields = set()
    while e.op == "proj" and e.args[0].sort.name == "Object":
        fields.add(e.args[0].sort.fields[e.data])
        e = e.args[0]
    return bool(fields) and e.op == "var" and e.data not in rooms.assigned_names([node]) and not fields & reassigned


def _managed(
    b: Body, node: ast.With, entered: Expr, target: ast.expr | None, rest: list[ast.withitem], leave: Callable[[bool], Expr]
) -> None:
    """The body of a `with` whose manager has been entered. `leave` calls what is called at the end; it is told whether there is an
    exception, and a true result ends that. Called once on every way out (PEP 343)."""
    span = b.span(node)
    left = b.var(b.fresh("left", BOOL), span)
    b.emit(Assign(span, left.data, Expr("const", (), BOOL, span, False)))
    if isinstance(target, ast.Name):  # a name takes any value: this cannot raise
        b.assign(target.id, entered, node)
    outer, b.block = b.block, []
    b.finals += 1
    if target is not None and not isinstance(target, ast.Name):
        b.store(target, entered, node)
    b.block.extend(_items(b, node, rest))
    b.finals -= 1
    body, b.block = tuple(b.block), outer
    b.counter += 1
    label = f"$exc{b.counter}"
    ends, handler = b.inside(lambda: b.truth(leave(True)))
    _, final = b.inside(lambda: leave(False))
    handler = [Assign(span, left.data, Expr("const", (), BOOL, span, True)), *handler, If(span, ends, (), (Raise(span, label),))]
    caught = Handler(("BaseException",), label, tuple(handler))
    b.emit(Try(span, body, (caught,), (), (If(span, left, (), tuple(final)),)))


tables.STATEMENTS.update(Raise=_raise, Try=_try, With=_with)
