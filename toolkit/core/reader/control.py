"""raise, try, with, match and del -> IR statements; exception classes of a module."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from toolkit.core.exceptions import builtin_of, is_exception
from toolkit.core.ir import Block, Handler, Raise, Try
from toolkit.core.reader import tables
from toolkit.core.reader.expressions import ExceptionClass, Names

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
    except TypeError:
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
    """contextlib.suppress(E, ...) as `try: ... except (E, ...): pass`, contextlib.nullcontext(x) as `x`."""
    if not items:
        return b.statements(node.body)
    first, *rest = items
    call, target = first.context_expr, first.optional_vars
    what = b.library_name(call.func) if isinstance(call, ast.Call) else ""
    if isinstance(call, ast.Call) and not call.keywords:
        if what == "contextlib.suppress" and target is None:
            caught = exceptions(b, call.args)
            b.counter += 1
            label = f"$exc{b.counter}"
            return (Try(b.span(node), _items(b, node, rest), (Handler(caught, label, ()),), (), ()),)
        if what == "contextlib.nullcontext" and len(call.args) <= 1 and (call.args or target is None):
            outer, b.block = b.block, []
            for a in call.args:
                value = b.keep(b.expr(a))
                if target is not None:
                    b.store(target, value, node)
            b.block.extend(_items(b, node, rest))
            block, b.block = tuple(b.block), outer
            return block
    b.reject("unsupported-with", node, f"with {ast.unparse(call)}: is not supported",
             "contextlib.suppress(E) and contextlib.nullcontext(x) are; otherwise try/finally")  # fmt: skip


tables.STATEMENTS.update(Raise=_raise, Try=_try, With=_with)
