"""`collections`: defaultdict, Counter and deque, as local values: what is passed and returned is a plain dict or list.

A defaultdict and a Counter are dicts (`Sort.fields` says which). Reading a missing key of a defaultdict inserts it: `setdefault` in
front of the read. A Counter has 0 for what it does not hold. A deque is a list of its own sort."""

from __future__ import annotations

import ast
from collections.abc import Callable

from toolkit.core.ir import ANY, INT, Expr, Sort, list_of
from toolkit.core.reader import maps, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.tables import Place
from toolkit.core.reader.types import join, read_annotation

DEFAULT, COUNTER = ("$defaultdict",), ("$Counter",)
_DEFAULTS = {"int": 0, "bool": False, "str": "", "list": None, "dict": None, "set": None}


def is_special(s: Sort) -> bool:
    return s.name == "Deque" or s.name == "Dict" and bool(s.fields)


def deque_of(cx: Expressions, element: Sort, node: ast.AST) -> Sort:
    if element.mutable or element.loose:
        cx.reject("unsupported-type", node, f"a deque of {element} values is not supported", "use a list")
    return Sort("Deque", (element,))


def annotation(cx: Expressions, node: ast.expr) -> Sort | None:
    """The sort of `defaultdict[K, V]`, `Counter[K]`, `deque[T]`; None for another annotation."""
    if not isinstance(node, ast.Subscript):
        return None
    module, _, kind = cx.library_name(node.value).rpartition(".")
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if module != "collections" or kind not in ("defaultdict", "Counter", "deque") or len(parts) != 1 + (kind == "defaultdict"):
        return None
    sorts = [read_annotation(cx.names.typed(p), cx.file) for p in parts]
    if kind == "deque":
        return deque_of(cx, sorts[0], node)
    maps.hashable(cx, sorts[0], node)
    value, fields = (sorts[1], DEFAULT) if kind == "defaultdict" else (INT, COUNTER)
    return Sort("Dict", (sorts[0], value), fields=fields)


def items(e: Expr) -> Expr:
    """A deque's items as a list; anything else as it is."""
    return Expr("deque.items", (e,), list_of(e.sort.args[0]), e.span) if e.sort.name == "Deque" else e


def insert_missing(cx: Expressions, place: Place, key: Expr, node: ast.AST) -> None:
    """What `d[key]` of a defaultdict does before it reads."""
    value = place[2].args[1]
    span = cx.span(node)
    if value.name in ("List", "Dict", "Set"):
        made = Expr(value.name.lower(), (), value, span)
    else:
        made = Expr("const", (), value, span, _DEFAULTS[str(value)])
    maps.fits(cx, key, place[2], node)
    maps.change(cx, node, place, "dict.setdefault", lambda: [cx.coerce(key, place[2].args[0], node), made])


def read(cx: Expressions, base: Expr, key: Expr, node: ast.AST) -> tuple[Expr, Expr]:
    """Emits the insertion that comes before a read, where `base` is a defaultdict."""
    if base.sort.fields != DEFAULT or base.sort.name != "Dict":
        return base, key
    if base.op != "var" or base.data not in cx.sorts or cx.pure:
        cx.reject("default-inserts", node, "d[key] of a defaultdict inserts a missing key, which is not possible here",
                  "write d.get(key, default)")  # fmt: skip
    key = cx.saved(key)
    insert_missing(cx, (base.data, (), base.sort), key, node)
    return base, key


def plain(cx: Expressions, sort: Sort, node: ast.AST, what: str) -> None:
    """Rejects what a Counter does in another way than a dict."""
    if sort.name == "Dict" and sort.fields == COUNTER:
        cx.reject("unsupported-counter", node, f"{what} of a Counter is not supported",
                  "c[k] = v, c[k] += n, c[k], len, in, ==, get, items are")  # fmt: skip


def _defaultdict(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if want is None or want.fields != DEFAULT or want.name != "Dict":
        cx.reject("unsupported-defaultdict", node, "a defaultdict needs a local name with its type",
                  "d: defaultdict[str, int] = defaultdict(int)")  # fmt: skip
    factory = node.args[0] if len(node.args) == 1 and not node.keywords else None
    known = factory.id if isinstance(factory, ast.Name) and cx.is_builtin(factory.id) else ""
    made = want.args[1].name.lower() if want.args[1].name in ("List", "Dict", "Set") else str(want.args[1])
    if known not in _DEFAULTS or known != made or want.args[1].fields:
        cx.reject("unsupported-defaultdict", node, "a defaultdict is made with the type of its values here",
                  "int, bool, str, list, dict or set, as in its annotation")  # fmt: skip
    return Expr("dict", (), want, cx.span(node))


def _counter(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) > 1:
        cx.reject("unsupported-counter", node, "Counter(...) takes one iterable here")
    if not node.args:
        if want is None or want.fields != COUNTER:
            cx.reject("unsupported-counter", node, "an empty Counter needs a name with its type", "c: Counter[str] = Counter()")
        return Expr("dict", (), want, cx.span(node))
    seq = maps.iterable(cx, node.args[0], False)
    if seq.op == "keys" and seq.args[0].sort.name == "Dict":
        cx.reject("unsupported-counter", node, "Counter(...) of a dict takes its values for counts", "count a list")
    key = seq.sort.args[0]
    maps.hashable(cx, key, node)
    return Expr("counter", (seq,), Sort("Dict", (key, INT), fields=COUNTER), cx.span(node))


def _deque(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) > 1:
        cx.reject("unsupported-deque", node, "deque(...) takes one iterable here", "maxlen is not supported")
    if not node.args:
        if want is None or want.name != "Deque":
            cx.reject("unsupported-deque", node, "an empty deque needs a name with its type", "q: deque[int] = deque()")
        return Expr("deque", (Expr("list", (), list_of(want.args[0]), cx.span(node)),), want, cx.span(node))
    seq = maps.iterable(cx, node.args[0], False)
    element = seq.sort.args[0]
    if want is not None and want.name == "Deque" and seq.op == "list" and join(element, want.args[0]) == want.args[0]:
        seq = cx.coerce(seq, list_of(want.args[0]), node)
    if element == ANY and cx.final:
        cx.reject("unsupported-deque", node, "the type of what this deque holds is not known", "q: deque[int] = deque()")
    return Expr("deque", (seq,), deque_of(cx, seq.sort.args[0], node), cx.span(node))


def _method(low: int, high: int, gives: bool = False) -> Callable[[Expressions, ast.Call, Place], Expr]:
    def change(cx: Expressions, node: ast.Call, place: Place) -> Expr:
        maps.no_keywords(cx, node, low, high)
        assert isinstance(node.func, ast.Attribute)
        (element,) = place[2].args
        return maps.change(cx, node, place, f"deque.{node.func.attr}", lambda: [cx.expr(a, element) for a in node.args],
                            element if gives else None)  # fmt: skip

    return change


def _extend(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    maps.no_keywords(cx, node, 1, 1)

    def lower() -> list[Expr]:
        seq = cx.settled(cx.sequence(node.args[0]), place[2], node)
        if seq.sort.args != place[2].args:
            seq = cx.coerce(seq, list_of(place[2].args[0]), node)
        return [seq]

    return maps.change(cx, node, place, "deque.extend", lower)


def escapes(sort: Sort) -> bool:
    return any(map(is_special, sort.parts()))


tables.FUNCTIONS.update({"collections.defaultdict": _defaultdict, "collections.Counter": _counter, "collections.deque": _deque})
tables.CHANGES.update({
    ("Deque", "append"): _method(1, 1), ("Deque", "appendleft"): _method(1, 1), ("Deque", "pop"): _method(0, 0, True),
    ("Deque", "popleft"): _method(0, 0, True), ("Deque", "clear"): _method(0, 0), ("Deque", "extend"): _extend,
})  # fmt: skip
