"""Functions as values that are known where they are used: keys, map, filter, reduce, itertools.

A lambda's parameters become names for what it is applied to; every other function is called as if by name. What Python would
compute lazily is computed at once, where nothing can tell the difference (`lazy`, see `iteration.settled`)."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import TypeVar

from toolkit.core.ir import ANY, BOOL, FLOAT, INT, NONE, STR, Binder, Expr, Sort, Target, list_of, tuple_of
from toolkit.core.reader import calls, classes, iteration, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.types import is_ordered, join


def apply(low: Expressions, f: ast.expr, args: Sequence[Expr], node: ast.AST) -> Expr:
    """f(*args), without effects, of a function that is written in place or named."""
    outer, pure, inner = low.scope, low.pure, low.enclosed
    low.pure = True
    try:
        if isinstance(f, ast.Lambda):
            low.enclosed = True
            a = f.args
            names = [p.arg for p in (*a.posonlyargs, *a.args)]
            if a.vararg or a.kwarg or a.kwonlyargs or a.defaults or len(names) != len(args):
                low.reject("unsupported-lambda", f, f"this lambda must take {len(args)} plain parameters here",
                           "defaults and star parameters of a lambda are not supported")  # fmt: skip
            low.scope = {**outer, **dict(zip(names, args))}
            return low.expr(f.body)
        hidden = {f"arg'{i}": a for i, a in enumerate(args)}
        low.scope = {**outer, **hidden}
        given: list[ast.expr] = [_at(ast.Name(n, ast.Load()), node) for n in hidden]
        if isinstance(f, ast.Call) and low.library_name(f.func) in ("operator.itemgetter", "operator.attrgetter"):
            if len(f.args) != 1 or f.keywords or not isinstance(f.args[0], ast.Constant) or len(given) != 1:
                low.reject("unsupported-call", f, "itemgetter and attrgetter are supported with one constant")
            c = f.args[0]
            if low.library_name(f.func) == "operator.itemgetter":
                return low.expr(_at(ast.Subscript(given[0], c, ast.Load()), node))
            if not isinstance(c.value, str) or not c.value.isidentifier():
                low.reject("unsupported-call", f, "attrgetter is supported with the name of one attribute")
            return low.expr(_at(ast.Attribute(given[0], c.value, ast.Load()), node))
        if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and args:
            if f.value.id == {STR: "str"}.get(args[0].sort, args[0].sort.name.lower()) and low.is_builtin(f.value.id):
                f, given = _at(ast.Attribute(given[0], f.attr, ast.Load()), node), given[1:]
        if not isinstance(f, (ast.Name, ast.Attribute)):
            low.reject("unsupported-function", f, "a function that is computed is not supported here",
                       "write a lambda, or the name of a function")  # fmt: skip
        return low.expr(_at(ast.Call(f, given, []), node))
    finally:
        low.scope, low.pure, low.enclosed = outer, pure, inner


_Node = TypeVar("_Node", bound=ast.AST)


def _at(made: _Node, node: ast.AST) -> _Node:
    return ast.fix_missing_locations(ast.copy_location(made, node))


def _options(low: Expressions, node: ast.Call, *names: str) -> dict[str, ast.expr]:
    """The keyword arguments."""
    for k in node.keywords:
        if k.arg not in names:
            low.reject("unsupported-call", node, f"the keyword argument {k.arg} is not supported here")
    return {str(k.arg): k.value for k in node.keywords}


def _is_none(node: ast.expr | None) -> bool:
    return node is None or isinstance(node, ast.Constant) and node.value is None


def over(low: Expressions, kind: str, seq: Expr, f: ast.expr | None, node: ast.AST) -> Expr:
    """`kind` of a sequence by what `f` makes of its items (by the items themselves, without one)."""
    element = low.element(seq.sort)
    x = low.fresh_bound("x", element)
    if f is None and classes.ordered(low, element):
        return Expr(kind, (seq, classes.fields(x)), seq.sort, low.span(node), Binder(kind, x.data))
    if f is None:
        return Expr(kind, (seq,), seq.sort, low.span(node))
    return Expr(kind, (seq, apply(low, f, [x], node)), seq.sort, low.span(node), Binder(kind, x.data))


def _check_order(low: Expressions, e: Expr, node: ast.AST) -> None:
    by = e.args[1].sort if len(e.args) > 1 else low.element(e.args[0].sort)
    if not is_ordered(by):
        low.reject("unsupported-order", node, f"the order of {by} values is not supported",
                   "ints, bools, strings, and lists and tuples of them can be ordered")  # fmt: skip


def in_order(low: Expressions, seq: Expr, options: dict[str, ast.expr], reverse: Expr | None, node: ast.AST) -> Expr:
    """sorted(seq, key=..., reverse=...)."""
    key = None if _is_none(options.get("key")) else options["key"]

    def one(kind: str) -> Expr:
        e = over(low, "sorted", seq, key, node)
        _check_order(low, e, node)
        return Expr("sorted", e.args, list_of(low.element(seq.sort)), e.span, Binder(kind, e.data.target if e.data else ()))

    if reverse is None:
        return one("ascending")
    if reverse.sort not in (BOOL, INT, ANY):
        low.reject("type-mismatch", node, f"reverse= takes a bool, not {reverse.sort}")
    if reverse.op == "const":
        return one("descending" if reverse.data else "ascending")
    up, down = one("ascending"), one("descending")
    return low.after(seq, Expr("ite", (low.truth(reverse), down, up), up.sort, up.span))


def _consumed(low: Expressions, node: ast.expr, any_order: bool) -> Expr:
    """A sequence that is used up at once; `any_order`: equal items cannot be told apart, so their order does not matter."""
    low.any_order = any_order
    if isinstance(node, ast.GeneratorExp):
        return _lazy(iteration.comprehension(low, "list", node.elt, node.generators, node, None, True))
    return iteration.sequence(low, node)


def _begun(e: Expr) -> Expr:
    """A sequence, where all else that is evaluated before it is used up has been."""
    return e.args[0] if e.op == "lazy" else e


def _sorted(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    options = _options(low, node, "key", "reverse")
    (a,) = calls.arguments(low, node, 1)
    thunks: list[Callable[[], Expr]] = [lambda: _consumed(low, a, _is_none(options.get("key")))]
    if "reverse" in options:
        thunks.append(lambda: low.expr(options["reverse"]))
    else:
        low.at_once = True
    seq, *more = low.several(thunks)
    return in_order(low, _begun(seq), options, more[0] if more else None, node)


def extremum(low: Expressions, kind: str, seq: Expr, key: ast.expr | None, node: ast.AST) -> Expr:
    """min or max of a sequence."""
    e = over(low, kind, seq, None if _is_none(key) else key, node)
    if len(e.args) > 1 or low.element(seq.sort) != FLOAT:
        _check_order(low, e, node)
    return Expr(kind, e.args, low.element(seq.sort), e.span, e.data)


def _extremum(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    assert isinstance(node.func, ast.Name)
    kind, options, span = node.func.id, _options(low, node, "key", "default"), low.span(node)
    key = options.get("key")
    if len(node.args) == 1:
        thunks: list[Callable[[], Expr]] = [lambda: _consumed(low, node.args[0], _is_none(key))]
        if "default" in options:
            thunks.append(lambda: low.expr(options["default"]))
        low.at_once = not options
        seq, *default = low.several(thunks)
        seq = _begun(seq)
        best = extremum(low, kind, seq, key, node)
        if not default:
            return best
        sort = join(best.sort, default[0].sort)
        if sort is None:
            low.reject("type-mismatch", node, f"the default is {default[0].sort}, the items are {best.sort}")
        some = Expr("gt", (Expr("len", (seq,), INT, span), Expr("const", (), INT, span, 0)), BOOL, span)
        found = Expr("ite", (some, low.coerce(best, sort, node), low.coerce(default[0], sort, node)), sort, span)
        return low.after(seq, low.after(default[0], found))  # the default is evaluated in any case
    calls.arguments(low, node, 2, 64)
    if "default" in options:
        low.reject("unsupported-call", node, f"{kind} of several values takes no default")
    items = low.several([lambda n=n: low.expr(n) for n in node.args])  # type: ignore[misc]
    sort: Sort | None = items[0].sort  # type: ignore[no-redef]
    for i in items[1:]:
        sort = FLOAT if FLOAT in (sort, i.sort) else join(sort, i.sort) if sort is not None else None
    if sort is None or key is not None and sort == FLOAT and any(i.sort != FLOAT for i in items):
        low.reject("type-mismatch", node, f"{kind} of values of different types is not supported")
    if sort.name == "Union" and sort.args[0] == NONE and len(sort.args) == 2:
        sort = sort.args[1]  # comparing None is a TypeError
    items = [low.coerce(i, sort, node) for i in items]
    if sort not in (INT, FLOAT, ANY) or key is not None:
        return extremum(low, kind, Expr("list", tuple(items), list_of(sort), span), key, node)
    f, number = ("f", FLOAT) if sort == FLOAT else ("", INT)
    result = low.coerce(items[0], number, node)
    for item in items[1:]:
        result = Expr(f + kind + "2", (result, low.coerce(item, number, node)), number, span)
    return result


# --- what can only be iterated over ---------------------------------------------------------------------------------


def _lazy(e: Expr) -> Expr:
    return Expr("lazy", (e,), e.sort, e.span)


def _items(low: Expressions, nodes: Sequence[ast.expr], node: ast.AST) -> tuple[Expr, Target, list[Expr]]:
    """Several iterables side by side: the sequence, what an element is bound to, and the parts of it."""
    if not nodes:
        low.reject("unsupported-call", node, "this takes an iterable")
    parts = low.several([lambda n=n: iteration.sequence(low, n) for n in nodes])  # type: ignore[misc]
    xs = [low.fresh_bound("x", low.element(p.sort)) for p in parts]
    if len(parts) == 1:
        return parts[0], xs[0].data, xs
    sort = list_of(tuple_of(*(x.sort for x in xs)))
    return Expr("zip", tuple(parts), sort, low.span(node)), tuple(x.data for x in xs), xs


def _map(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2, 8)
    seq, target, xs = _items(low, node.args[1:], node)
    body = apply(low, node.args[0], xs, node)
    return _lazy(Expr("quant", (seq, body), list_of(body.sort), low.span(node), Binder("list", target)))


def _filter(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2)
    seq, target, (x,) = _items(low, node.args[1:], node)
    cond = low.truth(x if _is_none(node.args[0]) else apply(low, node.args[0], [x], node))
    return _lazy(Expr("quant", (seq, cond, x), list_of(x.sort), low.span(node), Binder("filter", target)))


def _starmap(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2)
    seq = iteration.sequence(low, node.args[1])
    element = low.element(seq.sort)
    if element.name != "Tuple":
        low.reject("type-mismatch", node, f"starmap needs tuples, not {element}")
    xs = [low.fresh_bound("x", s) for s in element.args]
    body = apply(low, node.args[0], xs, node)
    binder = Binder("list", tuple(x.data for x in xs))
    return _lazy(Expr("quant", (seq, body), list_of(body.sort), low.span(node), binder))


def _while(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2)
    kind = low.library_name(node.func).split(".")[1]
    seq, target, (x,) = _items(low, node.args[1:], node)
    cond = low.truth(apply(low, node.args[0], [x], node))
    return _lazy(Expr("takewhile", (seq, cond), list_of(x.sort), low.span(node), Binder(kind, target)))


def _chain(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    parts = low.several([lambda n=n: iteration.sequence(low, n) for n in node.args])  # type: ignore[misc]
    if not parts:
        low.reject("unsupported-call", node, "chain() of nothing is not supported")
    result = parts[0]
    for p in parts[1:]:
        sort = join(result.sort, p.sort)
        if sort is None or not {result.sort, p.sort} <= {sort, list_of(ANY)}:
            low.reject("type-mismatch", node, f"a chain of {result.sort} and {p.sort} is not supported")
        whole = [Expr("tolist", (low.coerce(x, sort, node) if x.sort != sort else x,), sort, x.span) for x in (result, p)]
        result = Expr("concat", tuple(whole), sort, low.span(node))
    return _lazy(result)


def _from_iterable(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    (a,) = calls.arguments(low, node, 1)
    seq, target, (x,) = _items(low, [a], node)
    if x.sort == ANY and not low.final:
        return _lazy(Expr("list", (), list_of(ANY), low.span(node)))
    low.scope, outer = {**low.scope, "arg'0": x}, low.scope
    try:
        inner = iteration.sequence(low, _at(ast.Name("arg'0", ast.Load()), node))
    finally:
        low.scope = outer
    rows = Expr("quant", (seq, inner), list_of(inner.sort), low.span(node), Binder("list", target))
    return _lazy(Expr("flatten", (rows,), inner.sort, low.span(node)))


def _islice(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2, 4)
    bounds = node.args[1:]
    places = (False, True, False) if len(bounds) == 1 else tuple(not _is_none(b) for b in bounds) + (False,) * (3 - len(bounds))
    given = [b for b in bounds if not _is_none(b)]
    if len(bounds) == 1 and not given:
        places = (False, False, False)
    seq, *values = low.several([lambda: iteration.sequence(low, node.args[0]), *(lambda b=b: low.expr(b, INT) for b in given)])
    if places[2] and (values[-1].op != "const" or values[-1].data < 1):
        low.reject("unsupported-slice", node, "the step of islice must be a positive constant")
    if len(values) > 1 and any(v.op not in ("const", "var") for v in values):  # all are evaluated before one is refused
        low.reject("effect-order", node, "the bounds of islice must be names or constants", "compute them before")
    values = [v if v.op == "const" and v.data >= 0 else Expr("natural", (v,), INT, v.span) for v in values]
    whole = Expr("tolist", (seq,), seq.sort, seq.span)
    return _lazy(Expr("slice", (whole, *values), seq.sort, low.span(node), places))


def _pairwise(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    seq = iteration.sequence(low, calls.arguments(low, node, 1)[0])
    one, element = Expr("const", (), INT, seq.span, 1), low.element(seq.sort)
    whole = Expr("tolist", (seq,), seq.sort, seq.span)
    rest = Expr("slice", (whole, one), seq.sort, seq.span, (True, False, False))
    return _lazy(Expr("zip", (seq, rest), list_of(tuple_of(element, element)), low.span(node)))


def _zip_longest(low: Expressions, node: ast.Call) -> Expr:
    """Item k of each, or the fill value behind its end."""
    options = _options(low, node, "fillvalue")
    calls.arguments(low, node, 1, 4)
    span = low.span(node)
    fills = [lambda: low.expr(options["fillvalue"])] if "fillvalue" in options else []
    found = low.several([*(lambda n=n: iteration.sequence(low, n) for n in node.args), *fills])
    parts, fill = found[: len(node.args)], found[-1] if fills else Expr("const", (), NONE, span, None)
    if fill.op not in ("const", "var"):
        low.reject("effect-order", node, "the fill value must be a name or a constant", "compute it before")
    zero, one = Expr("const", (), INT, span, 0), Expr("const", (), INT, span, 1)
    k, longest = low.fresh_bound("k", INT), zero
    items: list[Expr] = []
    for p in parts:
        element, n = low.element(p.sort), Expr("len", (p,), INT, span)
        sort = join(element, fill.sort)
        if sort is None:
            low.reject("type-mismatch", node, f"the fill value is no {element}", "give one of the same type, or None")
        longest = Expr("max2", (longest, n), INT, span) if items else n
        item, filled = (low.coerce(x, sort, node) for x in (Expr("at", (p, k), element, span), fill))
        items.append(Expr("ite", (Expr("lt", (k, n), BOOL, span), item, filled), sort, span))
    whole = Expr("tuple", tuple(items), tuple_of(*(x.sort for x in items)), span)
    return _lazy(Expr("quant", (Expr("range", (zero, longest, one), list_of(INT), span), whole), list_of(whole.sort), span,
                      Binder("list", k.data)))  # fmt: skip


def _product(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2, 4)
    parts = low.several([lambda n=n: iteration.sequence(low, n) for n in node.args])  # type: ignore[misc]
    xs = [low.fresh_bound("x", low.element(p.sort)) for p in parts]
    e = Expr("tuple", tuple(xs), tuple_of(*(x.sort for x in xs)), low.span(node))
    for i, (p, x) in enumerate(reversed(list(zip(parts, xs)))):
        rows = Expr("quant", (p, e), list_of(e.sort), low.span(node), Binder("list", x.data))
        e = Expr("flatten", (rows,), e.sort, rows.span) if i else rows
    return _lazy(e)


def _combinations(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2)
    r, span = node.args[1], low.span(node)
    if not isinstance(r, ast.Constant) or r.value != 2:
        low.reject("unsupported-call", node, "combinations are supported for pairs only: combinations(xs, 2)")
    seq = iteration.sequence(low, node.args[0])
    i, j = low.fresh_bound("i", INT), low.fresh_bound("j", INT)
    element, zero, one = low.element(seq.sort), Expr("const", (), INT, span, 0), Expr("const", (), INT, span, 1)
    n = Expr("len", (seq,), INT, span)
    pair = Expr("tuple", tuple(Expr("at", (seq, k), element, span) for k in (i, j)), tuple_of(element, element), span)
    after = Expr("range", (Expr("add", (i, one), INT, span), n, one), list_of(INT), span)
    row = Expr("quant", (after, pair), list_of(pair.sort), span, Binder("list", j.data))
    rows = Expr("quant", (Expr("range", (zero, n, one), list_of(INT), span), row), list_of(row.sort), span, Binder("list", i.data))
    return _lazy(Expr("flatten", (rows,), row.sort, span))


def _repeat(low: Expressions, node: ast.Call) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2)
    x, n = low.several([lambda: low.expr(node.args[0]), lambda: low.expr(node.args[1], INT)])
    one = Expr("list", (x,), list_of(x.sort), x.span)
    return _lazy(Expr("repeat", (one, n), one.sort, low.span(node)))


# --- folding --------------------------------------------------------------------------------------------------------


def _fold(low: Expressions, op: str, seq: Expr, first: Expr | None, f: ast.expr | None, node: ast.AST) -> Expr:
    """reduce or accumulate; without a function: addition."""
    element = low.element(seq.sort)
    sort = first.sort if first is not None else element
    plus = _at(ast.Lambda(
        ast.arguments([], [ast.arg("a"), ast.arg("b")], None, [], [], None, []),
        ast.BinOp(ast.Name("a", ast.Load()), ast.Add(), ast.Name("b", ast.Load())),
    ), node)  # fmt: skip
    while True:
        so_far, x = low.fresh_bound("so_far", sort), low.fresh_bound("x", element)
        step = apply(low, f or plus, [so_far, x], node)
        joined = join(sort, step.sort)
        if joined is None:
            low.reject("type-mismatch", node, f"this begins with {sort} and goes on with {step.sort}")
        if joined == sort:
            break
        sort = joined
    step = low.coerce(step, sort, node)
    if first is not None:
        first = low.coerce(first, sort, node)
    elif element != sort:
        item = low.fresh_bound("x", element)
        seq = Expr("quant", (seq, low.coerce(item, sort, node)), list_of(sort), seq.span, Binder("list", item.data))
    if sort.mutable:
        low.reject("unsupported-call", node, f"folding into a {sort} is not supported", "write a loop")
    args = (seq, step) if first is None else (seq, first, step)
    data = (so_far.data, x.data, first is not None)
    return Expr(op, args, list_of(sort) if op == "accumulate" else sort, low.span(node), data)


def _reduce(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    _options(low, node)
    calls.arguments(low, node, 2, 3)
    seq, *first = low.several([lambda: iteration.sequence(low, node.args[1]), *(lambda n=n: low.expr(n) for n in node.args[2:])])
    return _fold(low, "reduce", seq, first[0] if first else None, node.args[0], node)


def _accumulate(low: Expressions, node: ast.Call) -> Expr:
    options = _options(low, node, "initial", "func")
    calls.arguments(low, node, 1, 2)
    f = node.args[1] if len(node.args) == 2 else options.get("func")
    starts = [] if _is_none(options.get("initial")) else [options["initial"]]
    seq, *first = low.several([lambda: iteration.sequence(low, node.args[0]), *(lambda n=n: low.expr(n) for n in starts)])
    return _lazy(_fold(low, "accumulate", seq, first[0] if first else None, None if _is_none(f) else f, node))


def _next(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    """`next(x for x in xs if p(x))`, `next(iter(d), default)`: the first item of what is made there. All are made: none raises."""
    a, *more = calls.arguments(low, node, 1, 2)
    span = low.span(node)
    if isinstance(a, ast.Call) and isinstance(a.func, ast.Name) and a.func.id == "iter" and low.is_builtin("iter"):
        (a,) = calls.arguments(low, a, 1)
    elif not isinstance(a, ast.GeneratorExp):
        low.reject("unsupported-call", node, "next(...) of an iterator that may have been used before is not supported",
                   "next(x for x in xs if ...) and next(iter(xs)) are, also with a default; for more, use a loop")  # fmt: skip
    seq, *default = low.several([lambda: iteration.sequence(low, a), *(lambda n=n: low.expr(n) for n in more)])
    if low.element(seq.sort).mutable:
        low.reject("unsupported-call", node, "next(...) of objects that can change is not supported", "use a loop")
    items = Expr("tolist", (seq,), seq.sort, span)
    some = Expr("gt", (Expr("len", (items,), INT, span), Expr("const", (), INT, span, 0)), BOOL, span)
    item = Expr("at", (items, Expr("const", (), INT, span, 0)), low.element(seq.sort), span)
    if not default:
        kind = "" if low.pure else "StopIteration"  # which would end what iterates around it, or be another one there
        return Expr("require", (some, item), item.sort, span, (kind, "iterator-not-empty", "there is a next item"))
    sort = join(item.sort, default[0].sort)
    if sort is None:
        low.reject("type-mismatch", node, f"the default is {default[0].sort}, the items are {item.sort}")
    found = Expr("ite", (some, low.coerce(item, sort, node), low.coerce(default[0], sort, node)), sort, span)
    return low.after(items, low.after(default[0], found))  # the default is evaluated in any case


tables.BUILTINS.update(sorted=_sorted, min=_extremum, max=_extremum, next=_next)
tables.FUNCTIONS["functools.reduce"] = _reduce
tables.SEQUENCES.update({"map": _map, "filter": _filter})
tables.SEQUENCES.update({
    f"itertools.{name}": handler
    for name, handler in {
        "starmap": _starmap, "takewhile": _while, "dropwhile": _while, "chain": _chain, "chain.from_iterable": _from_iterable,
        "islice": _islice, "pairwise": _pairwise,
        "zip_longest": _zip_longest, "product": _product, "combinations": _combinations, "repeat": _repeat,
        "accumulate": _accumulate,
    }.items()
})  # fmt: skip
