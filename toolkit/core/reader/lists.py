"""Methods that change a list in place, and `index`."""

from __future__ import annotations

import ast

from toolkit.core.ir import ANY, INT, NONE, Expr, Update, list_of
from toolkit.core.reader import calls, functions, iteration, places, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.tables import Place
from toolkit.core.reader.types import join

CHANGES = {"append": 1, "pop": (0, 1), "extend": 1, "insert": 2}  # and how many arguments they take


def mutate(low: Expressions, node: ast.Call, place: Place, method: str) -> Expr:
    """A call of one of `CHANGES`."""
    root, path, sort = place
    span = low.span(node)
    element = sort.args[0] if sort.args else ANY
    w = None if element == ANY else element
    n = len(node.args)
    lazily, allowed = False, CHANGES[method]
    if n != allowed and not (isinstance(allowed, tuple) and n in allowed):
        low.reject("wrong-arguments", node, f".{method} with {n} arguments")
    mark = len(low.block)
    if method == "append":
        args = [low.expr(node.args[0], w)]
        element = join(element, args[0].sort) or element
    elif method == "extend":
        args = [iteration.sequence(low, node.args[0])]
        lazily = iteration.settled(low, args[0], place, node, node.args[0], mark)
        element = join(element, args[0].sort.args[0]) or element
        args = [low.coerce(args[0], list_of(element), node) if args[0].sort != list_of(element) else args[0]]
    elif method == "insert":
        args = low.several([lambda: low.expr(node.args[0], INT), lambda: low.expr(node.args[1], w)])
        element = join(element, args[1].sort) or element
    else:
        args = [low.expr(a, INT) for a in node.args]
    places.between(low, mark, root, path, node)
    places.refine(low, root, path, list_of(element))
    result = None
    if method == "pop":
        result = low.fresh("r", INT if element == ANY and low.final else element)
    low.emit(Update(span, root, path, method, tuple(args), list_of(element), result, lazily=lazily))
    return low.var(result, span) if result else Expr("const", (), NONE, span, None)


def _change(low: Expressions, node: ast.Call, place: Place, kind: str, content: Expr) -> Expr:
    root, path, sort = place
    low.emit(Update(low.span(node), root, path, kind, (content,), sort))
    return Expr("const", (), NONE, low.span(node), None)


def _sort(low: Expressions, node: ast.Call, place: Place) -> Expr:
    calls.arguments(low, node, 0)
    options = {str(k.arg): k.value for k in node.keywords}
    if not options.keys() <= {"key", "reverse"}:
        low.reject("unsupported-call", node, ".sort takes key= and reverse=")
    mark = len(low.block)
    reverse = low.expr(options["reverse"]) if "reverse" in options else None
    if len(low.block) > mark:
        low.reject("effect-order", node, "a call in an argument of .sort", "compute it before, into a variable")
    content = functions.in_order(low, places.at_path(low, *place[:2], low.span(node)), options, reverse, node)
    keys = [x for e in content.walk() if e.op == "sorted" for k in e.args[1:] for x in k.walk()]
    if any(x.op == "var" and x.data in low.sorts and place[2] in x.sort.objects() for x in keys):
        low.reject("lazy-changed", node, "the key may read the list that is being sorted, which is empty while it is sorted",
                   "sort a copy: sorted(xs, key=...)")  # fmt: skip
    return _change(low, node, place, "permute", content)


def _reverse(low: Expressions, node: ast.Call, place: Place) -> Expr:
    calls.arguments(low, node, 0)
    xs = places.at_path(low, *place[:2], low.span(node))
    return _change(low, node, place, "permute", Expr("reversed", (xs,), xs.sort, xs.span))


def _clear(low: Expressions, node: ast.Call, place: Place) -> Expr:
    calls.arguments(low, node, 0)
    return _change(low, node, place, "drop", Expr("list", (), place[2], low.span(node)))


def _found(low: Expressions, xs: Expr, x: Expr, node: ast.AST) -> Expr:
    if x.sort.loose:  # one object, or ==: a NaN is found when it is the same one
        low.reject("unsupported-call", node, f"the position of a {x.sort} in a list is not supported", "write a loop")
    return Expr("find", (xs, x), INT, low.span(node))


def _remove(low: Expressions, node: ast.Call, place: Place) -> Expr:
    (a,) = calls.arguments(low, node, 1)
    root, path, sort = place
    mark = len(low.block)
    x = low.expr(a, low.element(sort))
    if len(low.block) > mark:
        low.reject("effect-order", node, "a call in the argument of .remove", "compute it before, into a variable")
    span = low.span(node)
    at = _found(low, places.at_path(low, root, path, low.span(node)), x, node)
    low.emit(Update(span, root, path, "pop", (at,), sort, low.fresh("r", low.element(sort))))
    return Expr("const", (), NONE, span, None)


def _index(low: Expressions, node: ast.Call, xs: Expr) -> Expr:
    (a,) = calls.arguments(low, node, 1)
    mark = len(low.block)
    x = low.expr(a, low.element(xs.sort))
    if len(low.block) > mark:
        low.reject("effect-order", node, "a call in the argument of .index", "compute it before, into a variable")
    return _found(low, xs, x, node)


tables.MUTATORS.update({
    ("List", "sort"): _sort, ("List", "reverse"): _reverse, ("List", "clear"): _clear, ("List", "remove"): _remove,
})  # fmt: skip
tables.METHODS["List", "index"] = tables.METHODS["Seq", "index"] = _index
