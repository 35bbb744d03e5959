"""Dicts, sets and frozensets: displays, comprehensions, methods, changes in place."""

from __future__ import annotations

import ast
from collections.abc import Callable

import attrs

from toolkit.core.ir import (
    ANY,
    BOOL,
    INT,
    NONE,
    Binder,
    Eval,
    Expr,
    Sort,
    Update,
    dict_of,
    list_of,
    set_of,
    tuple_of,
    union_of,
)
from toolkit.core.reader import atoms, calls, comparisons, iteration, operators, places, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.tables import Place
from toolkit.core.reader.types import article, check_key, join

SETS = ("Set", "FrozenSet")


def key_of(cx: Expressions, node: ast.expr, sort: Sort) -> Expr:
    """A key to look up; it need not be of the very sort of the keys (True finds 1)."""
    e = cx.expr(node)
    fits(cx, e, sort, node)
    return e


def fits(cx: Expressions, e: Expr, sort: Sort, node: ast.AST) -> None:
    check_key(e.sort, cx.span(node))
    if join(e.sort, sort.args[0]) is None:
        cx.reject("type-mismatch", node, f"{article(e.sort)} is not looked up in {article(sort)}",
                  "write the key in the type that the keys have")  # fmt: skip


def new_key(cx: Expressions, node: ast.expr, sort: Sort) -> Expr:
    """A key or an element to store."""
    known = sort.args[0]
    e = cx.expr(node, None if known == ANY else known)
    check_key(e.sort, cx.span(node))
    return e


def _joined(cx: Expressions, parts: list[Expr], known: Sort, node: ast.AST) -> tuple[list[Expr], Sort]:
    sort = known
    for p in parts:
        j = join(sort, p.sort)
        if j is None:
            cx.reject("type-mismatch", node, f"holding both {sort} and {p.sort} is not supported")
        sort = j
    return [cx.coerce(p, sort, node) for p in parts], sort


def _wants(want: Sort | None, name: str, n: int) -> list[Sort]:
    return list(want.args) if want is not None and want.name == name else [ANY] * n


def _some(s: Sort) -> Sort | None:
    return None if s == ANY else s


# --- displays and comprehensions ----------------------------------------------------------------------------------


def _dict(cx: Expressions, node: ast.expr, want: Sort | None) -> Expr:
    assert isinstance(node, ast.Dict)
    if None in node.keys:
        return _merged(cx, node, want)
    k, v = _wants(want, "Dict", 2)
    nodes: list[tuple[ast.expr, Sort]] = []
    for key, value in zip(node.keys, node.values):
        nodes += [(key, k), (value, v)]  # type: ignore[list-item]
    items = cx.several([lambda n=n, s=s: cx.expr(n, _some(s)) for n, s in nodes])  # type: ignore[misc]
    for e, n in zip(items[::2], node.keys):
        check_key(e.sort, cx.span(n or node))
    keys, k = _joined(cx, items[::2], k, node)
    values, v = _joined(cx, items[1::2], v, node)
    return Expr("dict", tuple(x for pair in zip(keys, values) for x in pair), dict_of(k, v), cx.span(node))


def _merged(cx: Expressions, node: ast.Dict, want: Sort | None) -> Expr:
    """`{**a, k: v, **b}`: one dict after the other is added to an empty one."""
    nodes: list[ast.expr] = []
    for key, value in zip(node.keys, node.values):
        last = nodes[-1] if nodes and key is not None else None
        if key is None:
            nodes.append(value)
        elif isinstance(last, ast.Dict) and last not in node.values:
            nodes[-1] = ast.copy_location(ast.Dict([*last.keys, key], [*last.values, value]), node)
        else:
            nodes.append(ast.copy_location(ast.Dict([key], [value]), node))

    def piece(n: ast.expr) -> Expr:
        """What `n` holds now, before what stands right of it changes it."""
        e = cx.expr(n, want)
        containers.plain(cx, e.sort, n, "**")
        if e.sort.name != "Dict" and (cx.final or e.sort != ANY):
            cx.reject("type-mismatch", n, f"** takes a dict here, not {article(e.sort)}")
        return Expr("copied", (e,), e.sort, e.span) if e.sort.name == "Dict" and n in node.values else e

    made = cx.several([lambda n=n: piece(n) for n in nodes])  # type: ignore[misc]
    made, sort = _joined(cx, [Expr("dict", (), made[0].sort, cx.span(node)), *made], ANY if want is None else want, node)
    whole = made[0]
    for e in made[1:]:
        whole = Expr("merge", (whole, e), sort, cx.span(node))
    return whole


def _from_keys(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    """`dict.fromkeys(xs, value)`, as `{x: value for x in xs}`, where the value cannot change."""
    calls.arguments(cx, node, 1, 2)
    value = node.args[1] if len(node.args) == 2 else ast.copy_location(ast.Constant(None), node)
    if not isinstance(value, (ast.Constant, ast.Name)) or cx.expr(value).sort.mutable:
        cx.reject("unsupported-call", value, "all keys have one and the same value, which must be a constant or a name here, of a "
                  "value that cannot change", "write {x: ... for x in xs}")  # fmt: skip
    one = ast.comprehension(ast.Name("$key", ast.Store()), node.args[0], [], 0)
    made = ast.DictComp(ast.Name("$key", ast.Load()), value, [one])
    for n in ast.walk(made):
        if "lineno" in n._attributes and not hasattr(n, "lineno"):
            ast.copy_location(n, node)
    return cx.expr(ast.copy_location(made, node), want)


def _set(cx: Expressions, node: ast.expr, want: Sort | None) -> Expr:
    assert isinstance(node, ast.Set)
    (element,) = _wants(want, "Set", 1)
    items = cx.several([lambda n=n: cx.expr(n, _some(element)) for n in node.elts])  # type: ignore[misc]
    for e in items:
        check_key(e.sort, cx.span(node))
    items, element = _joined(cx, items, element, node)
    return Expr("set", tuple(items), set_of(element), cx.span(node))


def _setcomp(cx: Expressions, node: ast.expr, want: Sort | None) -> Expr:
    assert isinstance(node, ast.SetComp)
    cx.any_order = True
    seq = iteration.comprehension(cx, "list", node.elt, node.generators, node, _some(_wants(want, "Set", 1)[0]))
    check_key(seq.sort.args[0], cx.span(node))
    return Expr("toset", (seq,), set_of(seq.sort.args[0]), cx.span(node))


def _dictcomp(cx: Expressions, node: ast.expr, want: Sort | None) -> Expr:
    assert isinstance(node, ast.DictComp)
    pair = ast.copy_location(ast.Tuple([node.key, node.value], ast.Load()), node)
    k, v = _wants(want, "Dict", 2)
    known = tuple_of(k, v) if ANY not in (k, v) else None
    return _todict(cx, iteration.comprehension(cx, "list", pair, node.generators, node, known), node)


def _todict(cx: Expressions, pairs: Expr, node: ast.AST) -> Expr:
    item = pairs.sort.args[0]
    if item == ANY and not cx.final:
        return Expr("dict", (), dict_of(ANY, ANY), pairs.span)
    if item == ANY:
        item = tuple_of(INT, INT)
    if item.name != "Tuple" or len(item.args) != 2:
        cx.reject("type-mismatch", node, f"a dict is made of pairs, not of {item} values")
    check_key(item.args[0], cx.span(node))
    return Expr("todict", (pairs,), dict_of(*item.args), pairs.span)


# --- builtins -----------------------------------------------------------------------------------------------------


def _call_dict(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    if node.keywords or len(node.args) > 1:
        cx.reject("unsupported-call", node, "dict(...) takes one argument here", "write the display {...}")
    if not node.args:
        return Expr("dict", (), dict_of(*_wants(want, "Dict", 2)), cx.span(node))
    e = iterable(cx, node.args[0], False)
    if e.op == "keys":  # dict(d) of a dict is a copy; of a set: pairs
        inner = e.args[0]
        if inner.sort.name == "Dict":
            return Expr("copied", (inner,), dict_of(*inner.sort.args), cx.span(node))
    return _todict(cx, e, node)


def iterable(cx: Expressions, node: ast.expr, any_order: bool) -> Expr:
    """A sequence for a constructor; a generator's elements too."""
    cx.any_order, cx.at_once = any_order, any_order
    if isinstance(node, ast.GeneratorExp):
        return iteration.comprehension(cx, "list", node.elt, node.generators, node)
    return iteration.sequence(cx, node)


def _call_set(cx: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    assert isinstance(node.func, ast.Name)
    name = "Set" if node.func.id == "set" else "FrozenSet"
    if node.keywords or len(node.args) > 1:
        cx.reject("unsupported-call", node, f"{node.func.id}(...) takes one argument")
    if not node.args:
        return Expr("set", (), Sort(name, tuple(_wants(want, name, 1))), cx.span(node))
    seq = iterable(cx, node.args[0], True)
    check_key(seq.sort.args[0], cx.span(node))
    return Expr("toset", (seq,), Sort(name, seq.sort.args), cx.span(node))


# --- methods without effect ---------------------------------------------------------------------------------------


def no_keywords(cx: Expressions, node: ast.Call, low: int, high: int) -> None:
    assert isinstance(node.func, ast.Attribute)
    if node.keywords or not low <= len(node.args) <= high:
        cx.reject("unsupported-call", node, f".{node.func.attr} with these arguments is not supported")


def _view(cx: Expressions, node: ast.Call, base: Expr) -> Expr:
    assert isinstance(node.func, ast.Attribute)
    no_keywords(cx, node, 0, 0)
    k, v = base.sort.args
    element = {"keys": k, "values": v, "items": tuple_of(k, v)}[node.func.attr]
    return Expr(node.func.attr, (base,), Sort("View", (element,)), cx.span(node))


def _get(cx: Expressions, node: ast.Call, base: Expr) -> Expr:
    no_keywords(cx, node, 1, 2)
    value = base.sort.args[1]
    if len(node.args) == 1 or isinstance(node.args[1], ast.Constant) and node.args[1].value is None:
        d, k = cx.several([lambda: base, lambda: key_of(cx, node.args[0], base.sort)])
        if value == ANY and not cx.final:
            return Expr("const", (), ANY, cx.span(node), 0)
        value = INT if value == ANY else value
        if value.mutable:
            cx.reject("unsupported-call", node, f".get(key) of {value} objects without a default is not supported",
                      "test `key in d` and read d[key]")  # fmt: skip
        if value.name == "Union" and NONE not in value.args:
            cx.reject("unsupported-call", node, ".get(key) of a union is not supported", "test `key in d` and read d[key]")
        return Expr("find.key", (d, k), union_of(value, NONE), cx.span(node))
    d, k, default = cx.several([
        lambda: base, lambda: key_of(cx, node.args[0], base.sort), lambda: cx.expr(node.args[1], _some(value)),
    ])  # fmt: skip
    sort = join(value, default.sort) or value
    return Expr("get", (d, k, default), sort, cx.span(node))


def _copy(cx: Expressions, node: ast.Call, base: Expr) -> Expr:
    no_keywords(cx, node, 0, 0)
    if base.sort.name in SETS:
        return Expr("toset", (keys(base),), base.sort, cx.span(node))
    return Expr("copied", (base,), base.sort, cx.span(node))


def keys(e: Expr) -> Expr:
    """The elements of a set, or the keys of a dict, as a sequence."""
    return Expr("keys", (e,), list_of(e.sort.args[0]), e.span)


def _operand(cx: Expressions, node: ast.expr, sort: Sort) -> Expr:
    """An iterable as a set: what the methods (not the operators) of sets take."""
    seq = iterable(cx, node, True)
    check_key(seq.sort.args[0], cx.span(node))
    if join(seq.sort.args[0], sort.args[0]) is None:
        cx.reject("type-mismatch", node, f"{article(sort)} and elements that are {seq.sort.args[0]}")
    if seq.op == "keys" and seq.args[0].sort.name in SETS:
        return seq.args[0]
    return Expr("toset", (seq,), set_of(seq.sort.args[0]), seq.span)


_ALGEBRA = {"union": "union", "intersection": "intersect", "difference": "subtract", "symmetric_difference": "symmetric"}
_OPERATORS: dict[type[ast.operator], str] = {
    ast.BitOr: "union", ast.BitAnd: "intersect", ast.Sub: "subtract", ast.BitXor: "symmetric",
}  # fmt: skip


def _combine(cx: Expressions, node: ast.Call, base: Expr) -> Expr:
    assert isinstance(node.func, ast.Attribute)
    no_keywords(cx, node, 1, 1)
    a, b = cx.several([lambda: base, lambda: _operand(cx, node.args[0], base.sort)])
    return _setop(cx, _ALGEBRA[node.func.attr], a, b, node)


def _setop(cx: Expressions, how: str, a: Expr, b: Expr, node: ast.AST) -> Expr:
    element = join(a.sort.args[0], b.sort.args[0])
    if element is None or (ANY not in (a.sort.args[0], b.sort.args[0]) and a.sort.args != b.sort.args):
        cx.reject("type-mismatch", node, f"{article(a.sort)} and {article(b.sort)}", "both sets must hold one type")
    sort = Sort(a.sort.name, (element,))
    return Expr("setop", (a, b), sort, cx.span(node), how)


def _relate(cx: Expressions, node: ast.Call, base: Expr) -> Expr:
    assert isinstance(node.func, ast.Attribute)
    no_keywords(cx, node, 1, 1)
    a, b = cx.several([lambda: base, lambda: _operand(cx, node.args[0], base.sort)])
    method = node.func.attr
    if method == "issuperset":
        a, b = b, a
    return Expr("subset", (a, b), BOOL, cx.span(node), "disjoint" if method == "isdisjoint" else "subset")


def order(op: str, a: Expr, b: Expr) -> Expr:
    """< <= > >= of two sets."""
    if op in ("gt", "ge"):
        a, b = b, a
    inside = Expr("subset", (a, b), BOOL, a.span, "subset")
    if op in ("le", "ge"):
        return inside
    back = Expr("subset", (b, a), BOOL, a.span, "subset")
    return Expr("and", (inside, Expr("not", (back,), BOOL, a.span)), BOOL, a.span)


def member(cx: Expressions, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """`a in b` for a dict, a set, or a view of a dict."""
    span = cx.span(node)
    if b.op in ("keys", "values", "items") and b.sort.name == "View":
        if b.op == "keys":
            return member(cx, a, b.args[0], node)
        x = cx.fresh_bound("m", b.sort.args[0])
        seq = Expr(b.op, b.args, list_of(b.sort.args[0]), span)
        equal = comparisons.comparison(cx, ast.Eq(), x, a, node)
        return cx.after(a, Expr("quant", (seq, equal), BOOL, span, Binder("any", x.data)))
    fits(cx, a, b.sort, node)
    return Expr("has", (a, b), BOOL, span)


def binary(cx: Expressions, op: type[ast.operator], a: Expr, b: Expr, node: ast.AST) -> Expr | None:
    """An operator of two sets or two dicts; None when it is not one."""
    if a.sort.name in SETS and b.sort.name in SETS and op in _OPERATORS:
        return _setop(cx, _OPERATORS[op], a, b, node)
    for e in (a, b):
        containers.plain(cx, e.sort, node, "this operator")
    if a.sort.name == b.sort.name == "Dict" and op is ast.BitOr:
        sort = join(a.sort, b.sort)
        if sort is None:
            cx.reject("type-mismatch", node, f"{article(a.sort)} and {article(b.sort)}", "both dicts must be of one type")
        return Expr("merge", (cx.coerce(a, sort, node), cx.coerce(b, sort, node)), sort, cx.span(node))
    return None


# --- changes in place ---------------------------------------------------------------------------------------------


def change(
    cx: Expressions, node: ast.AST, place: Place, kind: str, lower: Callable[[], list[Expr]], result: Sort | None = None,
    keep: bool = False, filled: ast.expr | None = None,
) -> Expr:  # fmt: skip
    """Emits the change; the object is looked up before the arguments are evaluated. With `keep`, the first of them is put into
    the list that `lower` returns as a temporary, to be used again. `filled`: the text of what the object is filled from, which
    `lower` returns as it was read, after the arguments."""
    root, path, sort = place
    span, mark = cx.span(node), len(cx.block)
    args = lower()
    lazily = filled is not None and iteration.settled(cx, args.pop(), place, node, filled, mark)
    places.between(cx, mark, root, path, node)
    if keep:
        args[0] = cx.saved(args[0])
    refined = sort
    if sort.name == "Dict" and kind in ("dict.set", "dict.setdefault"):
        joined = (join(sort.args[0], args[0].sort) or sort.args[0], join(sort.args[1], args[1].sort) or sort.args[1])
        refined = attrs.evolve(sort, args=joined)
    elif kind == "set.add":
        refined = set_of(join(sort.args[0], args[0].sort) or sort.args[0])
    elif args and args[0].sort.name in ("Dict", "Set", "FrozenSet"):
        refined = attrs.evolve(sort, args=tuple(join(x, y) or x for x, y in zip(sort.args, args[0].sort.args)))
    places.refine(cx, root, path, refined)
    name = None if result is None else cx.fresh("r", INT if result == ANY and cx.final else result)
    cx.emit(Update(span, root, path, kind, tuple(args), refined, name, lazily=lazily))
    return Expr("const", (), NONE, span, None) if name is None else cx.var(name, span)


def assign(cx: Expressions, target: ast.Subscript, place: Place, value: Expr) -> None:
    """place[...] = value, which is evaluated already: it may be the object itself, or be seen through it."""
    _store(cx, target, place, lambda: new_key(cx, target.slice, place[2]), lambda: value)


def _store(
    cx: Expressions, target: ast.Subscript, place: Place, key: Callable[[], Expr], value: Callable[[], Expr]
) -> None:
    sort = place[2]

    def lower() -> list[Expr]:
        found = []
        for e, s, what in ((key(), sort.args[0], "key"), (value(), sort.args[1], "value")):
            joined = join(s, e.sort)
            if joined is None or s not in (ANY, joined):
                cx.reject("type-mismatch", target, f"a {what} of {sort} cannot be {article(e.sort)}")
            found.append(e if s == ANY else cx.coerce(e, joined, target))
        return found

    change(cx, target, place, "dict.set", lower)


def assign_augmented(cx: Expressions, target: ast.Subscript, place: Place, node: ast.AugAssign) -> None:
    """place[k] op= value."""
    root, path, sort = place
    mark = len(cx.block)
    key = new_key(cx, target.slice, sort)
    places.between(cx, mark, root, path, target)
    path = tuple(p if isinstance(p, int) else kept(cx, p) for p in path)
    base = places.at_path(cx, root, path, cx.span(target))
    cx.emit(Eval(cx.span(target), base))  # before the key
    key = cx.saved(key)
    if sort.fields == containers.DEFAULT:
        if not all(isinstance(p, int) for p in path):
            cx.reject("default-inserts", target, "this inserts a missing key into a defaultdict inside another object", "name it")
        containers.insert_missing(cx, (root, path, sort), key, target)
    if sort.args[1].changeable:
        within = (root, (*path, key_step(key)), sort.args[1])
        if sort.args[1].name == "List" and isinstance(node.op, ast.Add):
            change(cx, target, within, "extend", lambda: [iteration.sequence(cx, node.value)] * 2, filled=node.value)
        elif not augmented(cx, type(node.op), node.value, within, node):
            cx.reject("unsupported-operator", node, "this operator changes the object in place, which is not supported")
        return
    old, value = cx.several([lambda: cx.saved(atoms.item(cx, base, key, target)), lambda: cx.expr(node.value)])
    new = operators.binary(cx, type(node.op), old, value, node)
    _store(cx, target, (root, path, sort), lambda: key, lambda: new)


def _setdefault(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    """d.setdefault(k, v) as an expression: the value that is there afterwards."""
    root, path, sort = setdefault(cx, node, place)
    if cx.sorts.get(root, ANY).mutable and sort.mutable:
        cx.reject("unsupported-call", node, ".setdefault gives an object that the dict holds",
                  "use it in place: d.setdefault(k, []).append(x)")  # fmt: skip
    return places.at_path(cx, root, path, cx.span(node))


def setdefault(cx: Expressions, node: ast.Call, place: Place) -> Place:
    """Emits d.setdefault(k, v); the place of d[k]."""
    root, path, sort = place
    no_keywords(cx, node, 2, 2)
    path = tuple(p if isinstance(p, int) else kept(cx, p) for p in path)
    made: list[Expr] = []

    def lower() -> list[Expr]:
        made.extend(cx.several([lambda: new_key(cx, node.args[0], sort), lambda: cx.expr(node.args[1], _some(sort.args[1]))]))
        return made

    change(cx, node, (root, path, sort), "dict.setdefault", lower, keep=True)
    value = join(sort.args[1], made[1].sort) or sort.args[1]
    return root, (*path, key_step(made[0])), value


def kept(cx: Expressions, p: Expr) -> Expr:
    """A step of a path, evaluated now."""
    if p.op in ("var", "const") or p.op == "key" and p.args[0].op in ("var", "const"):
        return p
    return key_step(cx.saved(p.args[0])) if p.op == "key" else cx.saved(p)


def key_step(k: Expr) -> Expr:
    """The step of a path that leads into a dict."""
    return Expr("key", (k,), k.sort, k.span)


def _pop(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    sort = place[2]
    if sort.name == "Set":
        no_keywords(cx, node, 0, 0)
        return change(cx, node, place, "set.pop", list, sort.args[0])
    no_keywords(cx, node, 1, 2)
    if len(node.args) == 2 and sort.args[1].mutable:
        cx.reject("unsupported-call", node, ".pop with a default that is a list or dict is not supported")
    value = sort.args[1]

    def lower() -> list[Expr]:
        return cx.several([lambda: key_of(cx, node.args[0], sort), *(lambda a=a: cx.expr(a, _some(value)) for a in node.args[1:])])

    return change(cx, node, place, "dict.pop", lower, value)


def _popitem(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    no_keywords(cx, node, 0, 0)
    return change(cx, node, place, "dict.popitem", list, tuple_of(*place[2].args))


def _clear(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    no_keywords(cx, node, 0, 0)
    return change(cx, node, place, f"{place[2].name.lower()}.clear", list)


def _one(kind: str, new: bool) -> Callable[[Expressions, ast.Call, Place], Expr]:
    def handler(cx: Expressions, node: ast.Call, place: Place) -> Expr:
        no_keywords(cx, node, 1, 1)
        find = new_key if new else key_of
        return change(cx, node, place, kind, lambda: [find(cx, node.args[0], place[2])])

    return handler


def _many(kind: str) -> Callable[[Expressions, ast.Call, Place], Expr]:
    def handler(cx: Expressions, node: ast.Call, place: Place) -> Expr:
        no_keywords(cx, node, 1, 1)

        def lower() -> list[Expr]:
            e = _operand(cx, node.args[0], place[2])
            return [_same(cx, e, place[2], node), e.args[0] if e.op == "toset" else e]

        return change(cx, node, place, kind, lower, filled=node.args[0])

    return handler


def _same(cx: Expressions, e: Expr, sort: Sort, node: ast.AST) -> Expr:
    """What is put into a set or dict must hold its very types."""
    if any(x not in (ANY, y) and y != ANY for x, y in zip(e.sort.args, sort.args)):
        cx.reject("type-mismatch", node, f"{article(e.sort)} put into {article(sort)}")
    return e


def _update(cx: Expressions, node: ast.Call, place: Place) -> Expr:
    no_keywords(cx, node, 1, 1)
    containers.plain(cx, place[2], node, ".update")

    def lower() -> list[Expr]:
        e = iterable(cx, node.args[0], False)
        if e.op == "keys" and e.args[0].sort.name == "Dict":
            return [_same(cx, e.args[0], place[2], node), e]
        return [_same(cx, _todict(cx, e, node), place[2], node), e]

    return change(cx, node, place, "dict.update", lower, filled=node.args[0])


def augmented(cx: Expressions, op: type[ast.operator], value: ast.expr, place: Place, node: ast.AST) -> bool:
    """`s |= t` and the like, which change the object in place. False when it is not one of them."""
    sort = place[2]
    if sort.name == "Set" and op in _OPERATORS:
        def lower() -> list[Expr]:
            e = cx.expr(value)
            if e.sort.name not in SETS:
                cx.reject("type-mismatch", node, f"this operator needs a set, not {article(e.sort)}")
            return [_same(cx, e, sort, node)]

        change(cx, node, place, f"set.{_OPERATORS[op]}", lower)
        return True
    containers.plain(cx, sort, node, "this operator")
    if sort.name == "Dict" and op is ast.BitOr:
        change(cx, node, place, "dict.update", lambda: [cx.expr(value, sort)])
        return True
    return False


def delete(cx: Expressions, target: ast.Subscript, place: Place) -> None:
    """`del d[k]`."""
    containers.plain(cx, place[2], target, "del")
    change(cx, target, place, "dict.pop", lambda: [key_of(cx, target.slice, place[2])], place[2].args[1])


from toolkit.core.reader import containers  # noqa: E402 (which is made of this)

tables.NODES.update({"Dict": _dict, "Set": _set, "SetComp": _setcomp, "DictComp": _dictcomp})
tables.FUNCTIONS["dict.fromkeys"] = _from_keys
tables.BUILTINS.update({"dict": _call_dict, "set": _call_set, "frozenset": _call_set})
tables.METHODS.update({("Dict", m): _view for m in ("keys", "values", "items")})
tables.METHODS.update({("Dict", "get"): _get, ("Dict", "copy"): _copy})
for _name in SETS:
    tables.METHODS.update({(_name, m): _combine for m in _ALGEBRA})
    tables.METHODS.update({(_name, m): _relate for m in ("issubset", "issuperset", "isdisjoint")})
    tables.METHODS[_name, "copy"] = _copy
tables.CHANGES.update({
    ("Dict", "pop"): _pop, ("Dict", "popitem"): _popitem, ("Dict", "clear"): _clear, ("Dict", "update"): _update,
    ("Dict", "setdefault"): _setdefault, ("Set", "pop"): _pop, ("Set", "clear"): _clear,
    ("Set", "add"): _one("set.add", True), ("Set", "discard"): _one("set.discard", False),
    ("Set", "remove"): _one("set.remove", False), ("Set", "update"): _many("set.union"),
    ("Set", "intersection_update"): _many("set.intersect"), ("Set", "difference_update"): _many("set.subtract"),
    ("Set", "symmetric_difference_update"): _many("set.symmetric"),
})  # fmt: skip
