"""`collections`: defaultdict, Counter and deque.

A defaultdict and a Counter are dicts (`Sort.fields` says which). Reading a missing key of a defaultdict inserts it: `setdefault` in
front of the read. A Counter has 0 for what it does not hold. A deque is a list of its own sort.

An annotation does not say what a defaultdict makes for a missing key, nor whether a deque drops items when it is full. Made here,
both are known. Of a parameter they are known when a precondition says so (`d.default_factory is int`, `q.maxlen is None`), of a
field when a class invariant does; otherwise the sort is one that has no such operation (`UNKNOWN`)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable

import attrs

from toolkit.core.ir import ANY, BOOL, INT, UNKNOWN, Expr, Sort, list_of
from toolkit.core.reader import iteration, maps, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.tables import Place
from toolkit.core.reader.types import check_key, join
from toolkit.core.source import Rejected, Span

DEFAULT, COUNTER, DEQUE = ("$defaultdict",), ("$Counter",), ("$deque",)
_DEFAULTS = {"int": 0, "bool": False, "str": "", "list": None, "dict": None, "set": None}
_TYPES = {"collections.defaultdict": "defaultdict", "collections.Counter": "Counter", "collections.deque": "deque",
          "typing.DefaultDict": "defaultdict", "typing.Counter": "Counter", "typing.Deque": "deque"}  # fmt: skip


def is_special(s: Sort) -> bool:
    return s.name == "Deque" or s.name == "Dict" and bool(s.fields)


def _deque_of(element: Sort, span: Span, fields: tuple[str, ...] = ()) -> Sort:
    if element.mutable or element.loose:
        raise Rejected("unsupported-type", span, f"a deque of {element} values is not supported", "use a list")
    return Sort("Deque", (element,), fields=fields)


def named(dotted: str, parts: list[Sort], span: Span) -> Sort | None:
    """The sort of an annotation `defaultdict[K, V]`, `Counter[K]`, `deque[T]`, of which nothing more is known; None for another
    one. Raises `Rejected`."""
    kind = _TYPES.get(dotted)
    if kind is None:
        return None
    if len(parts) != 1 + (kind == "defaultdict"):
        raise Rejected("unsupported-type", span, f"{kind} with {len(parts)} item types")
    if kind == "deque":
        return _deque_of(parts[0], span, (*DEQUE, UNKNOWN))
    check_key(parts[0], span, opaque=True)
    value, fields = (parts[1], (*DEFAULT, UNKNOWN)) if kind == "defaultdict" else (INT, COUNTER)
    return Sort("Dict", (parts[0], value), fields=fields)


def makes(cx: Expressions, node: ast.expr) -> bool:
    """True for `deque()`, `Counter()`, `defaultdict(int)`: empty, so that what holds it says of what."""
    return isinstance(node, ast.Call) and cx.library_name(node.func) in tables.FUNCTIONS.keys() & _TYPES.keys()


def is_named(dotted: str) -> bool:
    return dotted in _TYPES


def made(s: Sort) -> Sort:
    """The sort of a value that the code itself makes: what an annotation leaves open is known."""
    fields = s.fields
    if is_special(s) and UNKNOWN in fields:
        fields = DEFAULT if s.name == "Dict" else ()
    return attrs.evolve(s, args=tuple(map(made, s.args)), fields=fields)


def factory(s: Sort) -> str:
    """The default_factory that makes values of a defaultdict's sort; "" where none of the known ones does."""
    value = s.args[1]
    name = value.name.lower() if value.name in ("List", "Dict", "Set") else str(value)
    return name if name in _DEFAULTS and not value.fields else ""


def told(tests: Iterable[ast.expr], path: str, sort: Sort) -> Sort:
    """The sort of what `path` names where the tests hold: `path.maxlen is None`, `path.default_factory is int` among them."""
    if not is_special(sort) or UNKNOWN not in sort.fields or sort.name == "Dict" and not factory(sort):
        return sort
    parts = [p for t in tests for p in (t.values if isinstance(t, ast.BoolOp) and isinstance(t.op, ast.And) else [t])]
    return made(sort) if f"{path}.{_claim(sort)}" in map(ast.unparse, parts) else sort


def _claim(s: Sort) -> str:
    return "maxlen is None" if s.name == "Deque" else f"default_factory is {factory(s) or 'int'}"


def claimed(cx: Expressions, node: ast.Compare) -> Expr | None:
    """`q.maxlen is None`, `d.default_factory is int`, of a value of which it is known; None for something else."""
    owner = node.left
    if not isinstance(owner, ast.Attribute) or owner.attr not in ("maxlen", "default_factory") or len(node.ops) != 1:
        return None
    if not isinstance(owner.value, (ast.Name, ast.Attribute)):
        return None
    e = cx.expr(owner.value)
    if not is_special(e.sort) or (owner.attr == "maxlen") != (e.sort.name == "Deque"):
        return None
    right = node.comparators[0]
    builtin = isinstance(right, ast.Constant) or isinstance(right, ast.Name) and cx.is_builtin(right.id)
    said = ast.unparse(node).endswith(f".{_claim(e.sort)}")
    if not builtin or undecided(e.sort) != [e.sort] or UNKNOWN in e.sort.fields or not said:
        cx.reject("unsupported-attribute", node, f".{owner.attr} is only read to say what it is from the beginning",
                  f"@requires(lambda x: x.{_claim(e.sort)}), as a clause of its own, or of self in @class_invariant")  # fmt: skip
    return cx.after(e, Expr("const", (), BOOL, cx.span(node), True))


def settle_fields(sort: Sort, invariants: Iterable[ast.Lambda], span: Span) -> None:
    """Raises `Rejected` where a class leaves open how a field behaves: other code may put in any deque."""
    for name, s in zip(sort.fields, sort.args):
        open_ = undecided(s)
        named = attrs.evolve(s, fields=(*(DEQUE if s.name == "Deque" else DEFAULT), UNKNOWN))  # what the annotation alone says
        if open_ and not (s == open_[0] and any(told([f.body], f"{f.args.args[0].arg}.{name}", named) == s for f in invariants)):
            raise Rejected("unsupported-type", span, f"what the {open_[0]} in the field {name} does (when it is full, when a key "
                           f"is missing) is not known", f"@class_invariant(lambda self: self.{name}.{_claim(open_[0])}); it is "
                           "the field itself, not in another container")  # fmt: skip


def undecided(s: Sort) -> list[Sort]:
    """The deques and defaultdicts that a value holds, but for those in fields of instances."""
    mine = [s] if is_special(s) and s.fields != COUNTER else []
    return mine + [p for a in s.args if s.name != "Object" for p in undecided(a)]


def check_sorts(sorts: Iterable[Sort], result: Sort, external: str, span: Span) -> None:
    """Raises `Rejected` where the sorts of a function's names and of its result do not say how every container behaves."""
    parts = {p for s in (*sorts, result) for p in s.parts()}
    both = next((p for p in sorted(parts, key=str) if is_special(p) and UNKNOWN in p.fields and made(p) in parts), None)
    if both is not None:  # they may be one object, which what knows sorts would not see
        raise Rejected("unsupported-type", span, f"here is a {both}, and one of which it is known", "say it of each parameter: "
                       "@requires(lambda d: d.default_factory is int), @requires(lambda q: q.maxlen is None)")  # fmt: skip
    inside = [o for p in parts if p.name == "Dict" for o in p.args[1].parts() if o.name == "Object"]
    if any(undecided(a) for o in inside for a in o.args):  # class invariants are not known of a dict's values
        raise Rejected("unsupported-type", span, "what the objects in a dict do with their deques and defaultdicts is not known",
                       "keep them in a list")  # fmt: skip
    if external and undecided(result):
        raise Rejected("unsupported-type", span, f"{result} of a function that is not seen", "let it return dict(d), list(q)")


def check_known(cx: Expressions, sort: Sort, node: ast.AST, what: str) -> None:
    """Rejects an operation whose meaning depends on what is not known."""
    if is_special(sort) and UNKNOWN in sort.fields:
        id_ = "maxlen-unknown" if sort.name == "Deque" else "default-unknown"
        why = "drops an item when it has a maxlen and is full" if sort.name == "Deque" else "may make a value for a missing key"
        cx.reject(id_, node, f"{what}: this {sort.name.lower() if sort.name == 'Deque' else 'defaultdict'} {why}, and which is not "
                  "said", f"@requires(lambda x: x.{_claim(sort)}) of the parameter")  # fmt: skip


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
    if base.sort.fields != DEFAULT or base.sort.name != "Dict" or cx.pure:
        return base, key  # (in a clause the key must be there: `lookup`)
    place = _place(base)
    if place is None or place[0] not in cx.sorts:
        cx.reject("default-inserts", node, "d[key] of a defaultdict inserts a missing key, which is not possible here",
                  "write d.get(key, default)")  # fmt: skip
    key = cx.saved(key)
    insert_missing(cx, place, key, node)
    return base, key


def _place(e: Expr) -> Place | None:
    """The place that a name, or fields from one, lead to."""
    if e.op == "var":
        return e.data, (), e.sort
    outer = _place(e.args[0]) if e.op == "proj" else None
    return (outer[0], (*outer[1], e.data), e.sort) if outer is not None else None


def plain(cx: Expressions, sort: Sort, node: ast.AST, what: str) -> None:
    """Rejects what a Counter does in another way than a dict."""
    if sort.name == "Dict" and sort.fields == COUNTER:
        cx.reject("unsupported-counter", node, f"{what} of a Counter is not supported",
                  "c[k] = v, c[k] += n, c[k], len, in, ==, get, items are")  # fmt: skip


def _defaultdict(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if want is None or want.fields[:1] != DEFAULT or want.name != "Dict":
        cx.reject("unsupported-defaultdict", node, "a defaultdict needs a local name with its type",
                  "d: defaultdict[str, int] = defaultdict(int)")  # fmt: skip
    given = node.args[0] if len(node.args) == 1 and not node.keywords else None
    known = given.id if isinstance(given, ast.Name) and cx.is_builtin(given.id) else ""
    if not known or known != factory(want):
        cx.reject("unsupported-defaultdict", node, "a defaultdict is made with the type of its values here",
                  "int, bool, str, list, dict or set, as in its annotation")  # fmt: skip
    return Expr("dict", (), want, cx.span(node))


def _counter(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) > 1:
        cx.reject("unsupported-counter", node, "Counter(...) takes one iterable here")
    if not node.args:
        if want is None or want.name != "Dict" or want.fields != COUNTER:
            cx.reject("unsupported-counter", node, "an empty Counter needs a name with its type", "c: Counter[str] = Counter()")
        return Expr("dict", (), want, cx.span(node))
    seq = maps.iterable(cx, node.args[0], False)
    if seq.op == "keys" and seq.args[0].sort.name == "Dict":  # its values are the counts
        d = seq.args[0]
        if d.sort.args[1] != INT:
            cx.reject("unsupported-counter", node, f"Counter(...) of a dict takes its values for counts: {d.sort.args[1]} values")
        return Expr("copied", (d,), attrs.evolve(d.sort, fields=COUNTER), cx.span(node))
    key = seq.sort.args[0]
    check_key(key, cx.span(node))
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
    fields = want.fields if want is not None and want.name == "Deque" else ()
    return Expr("deque", (seq,), _deque_of(seq.sort.args[0], cx.span(node), fields), cx.span(node))


def _method(low: int, high: int, gives: bool = False) -> Callable[[Expressions, ast.Call, Place], Expr]:
    def change(cx: Expressions, node: ast.Call, place: Place) -> Expr:
        maps.no_keywords(cx, node, low, high)
        assert isinstance(node.func, ast.Attribute)
        (element,) = place[2].args
        if low:
            check_known(cx, place[2], node, f".{node.func.attr}")
        return maps.change(cx, node, place, f"deque.{node.func.attr}", lambda: [cx.expr(a, element) for a in node.args],
                            element if gives else None)  # fmt: skip

    return change


def _extend(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    maps.no_keywords(cx, node, 1, 1)
    check_known(cx, place[2], node, ".extend")

    def lower() -> list[Expr]:
        seq = iteration.sequence(cx, node.args[0])
        given = cx.coerce(seq, list_of(place[2].args[0]), node) if seq.sort.args != place[2].args else seq
        return [given, seq]

    return maps.change(cx, node, place, "deque.extend", lower, filled=node.args[0])


tables.FUNCTIONS.update({"collections.defaultdict": _defaultdict, "collections.Counter": _counter, "collections.deque": _deque})
tables.CHANGES.update({
    ("Deque", "append"): _method(1, 1), ("Deque", "appendleft"): _method(1, 1), ("Deque", "pop"): _method(0, 0, True),
    ("Deque", "popleft"): _method(0, 0, True), ("Deque", "clear"): _method(0, 0), ("Deque", "extend"): _extend,
})  # fmt: skip
