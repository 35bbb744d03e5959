"""What operations on dicts and sets mean: Python's own dicts and sets."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any

from toolkit.core.ir import UNKNOWN, Expr, Sort
from toolkit.core.semantics import CHANGES, OPERATIONS, Interpreter, Run

_SETS: dict[str, Callable[[Any, Any], Any]] = {
    "union": lambda a, b: a | b, "intersect": lambda a, b: a & b, "subtract": lambda a, b: a - b,
    "symmetric": lambda a, b: a ^ b, "subset": lambda a, b: a <= b, "disjoint": lambda a, b: a.isdisjoint(b),
}  # fmt: skip
_PLAIN: dict[str, Callable[..., Any]] = {
    "get": lambda d, k, default: d.get(k, default), "has": lambda k, s: k in s, "size": len, "keys": list, "key": lambda k: k,
    "values": lambda d: list(d.values()), "items": lambda d: list(d.items()), "todict": dict, "merge": lambda a, b: a | b,
}  # fmt: skip


_FACTORIES: dict[str, Callable[[], Any]] = {"Int": int, "Bool": bool, "Str": str, "List": list, "Dict": dict, "Set": set}


def container(sort: Sort, value: Any) -> Any:
    """A dict or a list as the object that a sort says: a Counter, a defaultdict (without a factory where that is not known), a
    deque; others as they are."""
    if sort.name == "Deque":
        return deque(value)
    if sort.name != "Dict" or not sort.fields:
        return value
    if sort.fields == ("$Counter",):
        return Counter(value)
    return defaultdict(None if UNKNOWN in sort.fields else _FACTORIES.get(sort.args[1].name), value)


def _plain(run: Callable[..., Any]) -> Callable[[Interpreter, Expr, list[Run]], Run]:
    return lambda machine, e, args: lambda env: run(*(a(env) for a in args))


def _dict(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    return lambda env: {k(env): v(env) for k, v in zip(args[::2], args[1::2])}


def _set(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    make = set if e.sort.name == "Set" else frozenset
    return lambda env: make([a(env) for a in args])


def _toset(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    make = set if e.sort.name == "Set" else frozenset
    return lambda env: make(args[0](env))


def _lookup(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    d, k = args
    return lambda env: machine._item(d(env), k(env), e.span)


def _setop(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    run, (a, b) = _SETS[e.data], args
    return lambda env: run(a(env), b(env))


def _copied(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    if e.sort == e.args[0].sort:
        return lambda env: args[0](env).copy()
    return lambda env: container(e.sort, dict(args[0](env)))


def _display(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    return (lambda env: container(e.sort, {})) if e.sort.fields else _dict(machine, e, args)


def _found(machine: Interpreter, e: Expr, args: list[Run]) -> Run:
    return lambda env: args[0](env).get(args[1](env))


def _store(d: Any, args: list[Any]) -> None:
    d[args[0]] = args[1]


OPERATIONS.update({name: _plain(run) for name, run in _PLAIN.items()})
OPERATIONS.update({"dict": _display, "copied": _copied, "find.key": _found})
OPERATIONS.update({"set": _set, "toset": _toset, "lookup": _lookup, "setop": _setop, "subset": _setop})


def _method(name: str) -> Callable[[Any, list[Any]], Any]:
    return lambda target, args: getattr(target, name)(*args)


OPERATIONS.update({"counter": _plain(Counter), "deque": _plain(deque), "deque.items": _plain(list)})
CHANGES.update({f"deque.{m}": _method(m) for m in ("append", "appendleft", "pop", "popleft", "clear", "extend")})
CHANGES.update({"dict.set": _store, "dict.replace": _store})
CHANGES.update({f"dict.{m}": _method(m) for m in ("setdefault", "pop", "popitem", "update", "clear")})
CHANGES.update({f"set.{m}": _method(m) for m in ("add", "discard", "remove", "pop", "clear")})
CHANGES.update({
    "set.union": _method("update"), "set.intersect": _method("intersection_update"),
    "set.subtract": _method("difference_update"), "set.symmetric": _method("symmetric_difference_update"),
})  # fmt: skip
