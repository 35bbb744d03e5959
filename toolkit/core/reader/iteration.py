"""What can be iterated over, and comprehensions."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, STR, Binder, Expr, Sort, Target, list_of, tuple_of
from toolkit.core.reader import calls, classes, containers, floats, maps, tables, unions
from toolkit.core.reader.types import article
from toolkit.core.source import Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.tables import Place


def is_lazy(e: Expr) -> bool:
    """True when CPython computes (part of) this sequence while it is used up."""
    return e.op == "lazy" or e.op in ("enumerate", "zip") and any(map(is_lazy, e.args))


def waits(e: Expr) -> bool:
    """An iterator or a view: what it gives is found out later."""
    return e.op in ("keys", "values", "items", "lazy") or e.op in ("enumerate", "zip", "reversed") and any(map(waits, e.args))


def sequence(low: Expressions, node: ast.expr, exception: str = "TypeError") -> Expr:
    """Something that can be iterated, as an expression of a list sort. `exception`: what None raises here, '' where
    something else may be evaluated before it does."""
    span = low.span(node)
    any_order, low.any_order = low.any_order, False
    at_once, low.at_once = low.at_once, False
    if isinstance(node, ast.GeneratorExp):
        low.any_order = any_order
        made = comprehension(low, "list", node.elt, node.generators, node)
        return Expr("lazy", (made,), made.sort, span)
    if isinstance(node, ast.Call):
        own = isinstance(node.func, ast.Name) and low.is_builtin(node.func.id)
        handler = tables.SEQUENCES.get(node.func.id if own else low.library_name(node.func))  # type: ignore[attr-defined]
        if handler is not None:
            calls.plain_arguments(low, node)
            return handler(low, node)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and low.is_builtin(node.func.id):
        f, strict = node.func.id, False
        calls.plain_arguments(low, node)
        if f == "zip" and [k.arg for k in node.keywords] == ["strict"]:
            flag = node.keywords[0].value
            if not isinstance(flag, ast.Constant) or not isinstance(flag.value, bool):
                low.reject("unsupported-call", node, "strict= must be True or False")
            strict, node = flag.value, ast.copy_location(ast.Call(node.func, node.args, []), node)
        if f in ("range", "enumerate", "zip", "reversed") and node.keywords and not (
            f == "enumerate" and [k.arg for k in node.keywords] == ["start"]
        ):
            low.reject("unsupported-call", node, f"keyword arguments of {f} are not supported")
        if f == "range":
            if not 1 <= len(node.args) <= 3:
                low.reject("unsupported-call", node, "range takes one to three arguments")
            args = low.several([lambda a=a: low.expr(a, INT) for a in node.args])  # type: ignore[misc]
            if len(args) == 1:
                args.insert(0, Expr("const", (), INT, span, 0))
            if len(args) == 2:
                args.append(Expr("const", (), INT, span, 1))
            return Expr("range", tuple(args), list_of(INT), span)
        if f == "enumerate" and 1 <= len(node.args) <= 2:
            starts = node.args[1:] or [k.value for k in node.keywords]
            seq, *more = low.several(
                [lambda: sequence(low, node.args[0], ""), *(lambda s=s: low.expr(s, INT) for s in starts)]
            )
            start = more[0] if more else Expr("const", (), INT, span, 0)
            return Expr("enumerate", (seq, start), list_of(tuple_of(INT, seq.sort.args[0])), span)
        if f == "zip" and node.args:
            parts = low.several([lambda a=a: sequence(low, a, "") for a in node.args])  # type: ignore[misc]
            return Expr("zip", tuple(parts), list_of(tuple_of(*(p.sort.args[0] for p in parts))), span, strict)
        if f == "reversed" and len(node.args) == 1:
            seq = sequence(low, node.args[0])
            if seq.op in ("enumerate", "zip", "reversed", "lazy"):
                low.reject("unsupported-call", node, "reversed(...) of what can only be iterated raises TypeError in Python")
            if seq.op == "keys" and seq.args[0].sort.name in maps.SETS:
                low.reject("unsupported-call", node, "reversed(...) of a set raises TypeError in Python")
            return Expr("reversed", (seq,), seq.sort, span)
    if (c := low.class_named(node)) is not None:
        return classes.members(low, c, node)
    low.view_wanted, low.consuming[node] = True, at_once
    e = unions.operand(low, low.expr(node), node, exception=exception)
    low.consuming[node] = at_once
    e = classes.items(low, e, node) or e
    low.consuming.pop(node, None)
    if e.sort.name == "View":
        return Expr(e.op, e.args, list_of(e.sort.args[0]), span)
    if e.sort.name in ("Dict", "Set", "FrozenSet"):
        if e.sort.name != "Dict" and low.closed and not any_order:
            low.reject("set-order", node, "the order of a set cannot be used in a contract", "use sorted(...), all, any, in")
        return maps.keys(e)
    if e.sort == STR:
        return Expr("chars", (e,), list_of(STR), span)
    if e.sort.name == "Deque":
        return Expr("lazy", (containers.items(e),), list_of(e.sort.args[0]), span)
    if e.sort == BYTES:
        return Expr("tolist", (e,), list_of(INT), span)
    if e.sort.name == "Tuple":
        if len(set(e.sort.args)) != 1:
            low.reject("unsupported-iteration", node, "iterating over a tuple of mixed types is not supported")
        items = tuple(Expr("proj", (e,), s, span, i) for i, s in enumerate(e.sort.args))
        return Expr("list", items, list_of(e.sort.args[0]), span)
    if e.sort == ANY and not low.final:
        return Expr("list", (), list_of(ANY), span)
    if e.sort.name == "Seq":
        return Expr("tolist", (e,), list_of(e.sort.args[0]), span)
    if e.sort.name != "List":
        low.reject("type-mismatch", node, f"cannot iterate over {article(e.sort)}")
    return e


def settled(low: Expressions, seq: Expr, place: Place, node: ast.AST, used: ast.expr, mark: int) -> bool:
    """Checks `seq`, which is used up while the object at `place` grows or shrinks: where it is computed lazily, it must not see
    that. `used` is its text, and what reading it emitted stands after `mark`. True where only `aliases` can tell whether a name
    that a generator reads leads to the object."""
    root, path, changed = place
    lazily = is_lazy(seq) or seq.op in ("enumerate", "zip", "reversed") and waits(seq) or isinstance(used, ast.GeneratorExp)
    reads = [x for x in seq.walk() if x.op == "var" and changed in x.sort.objects()] if lazily else []
    apart = isinstance(used, ast.GeneratorExp) and not path and len(low.block) == mark and all(x.data != root for x in reads)
    if reads and not apart:
        what = "list" if changed.name == "List" else str(changed)
        low.reject("lazy-changed", node, f"this is computed lazily, while the {what} that it may read changes",
                   "make a list of it first: list(...) or [...]")  # fmt: skip
    return bool(reads)


def bind(low: Expressions, target: ast.expr, sort: Sort) -> tuple[Target, dict[str, Expr]]:
    """New names for a comprehension's target."""
    if isinstance(target, ast.Name):
        e = low.fresh_bound(target.id, sort)
        return e.data, {target.id: e}
    if isinstance(target, ast.Tuple) and (sort.name == "Tuple" and len(sort.args) == len(target.elts)):
        parts = [bind(low, t, s) for t, s in zip(target.elts, sort.args)]
        names: dict[str, Expr] = {}
        for _, more in parts:
            names.update(more)
        return tuple(t for t, _ in parts), names
    if sort == ANY and not low.final:
        return low.fresh_bound("_", ANY).data, {
            n.id: low.fresh_bound(n.id, ANY) for n in ast.walk(target) if isinstance(n, ast.Name)
        }
    low.reject("unsupported-target", target, "this target does not match what is iterated over")


def comprehension(
    low: Expressions, kind: str, elt: ast.expr, generators: Sequence[ast.comprehension], node: ast.AST, want: Sort | None = None,
    eager: bool = False,
) -> Expr:  # fmt: skip
    """all/any/sum/list over generators; several generators nest. `eager`: nothing stops before the last element."""
    g, *inner = generators
    span = low.span(node)
    if g.is_async:
        low.reject("unsupported-expression", node, "async comprehensions are not supported")
    low.any_order, low.at_once = low.any_order or kind in ("all", "any", "sum"), False
    seq = sequence(low, g.iter)  # evaluated first, outside
    target, names = bind(low, g.target, low.element(seq.sort))
    outer, pure, low.scope, low.pure = low.scope, low.pure, {**low.scope, **names}, True
    hints, around, low.enclosed = low.hints, low.enclosed, True
    try:
        conds = []
        for test in g.ifs:
            conds.append(low.condition(test))
            low.hints = {**low.hints, **unions.hints(low, test, True)}
        if inner:
            body = comprehension(low, kind, elt, inner, node, want, eager)
        elif kind in ("all", "any"):
            body = low.condition(elt)
        elif kind == "sum":
            body = summand(low, low.expr(elt), node)
        else:
            body = low.expr(elt, want)
    finally:
        low.scope, low.pure, low.hints, low.enclosed = outer, pure, hints, around
    cond: Expr | None = None
    for c in reversed(conds):
        cond = c if cond is None else Expr("and", (c, cond), BOOL, c.span)
    if kind in ("all", "any"):
        if cond is not None:
            # all(P if C) is all(not C or P); any(P if C) is any(C and P)
            left = Expr("not", (cond,), BOOL, cond.span) if kind == "all" else cond
            body = Expr("or" if kind == "all" else "and", (left, body), BOOL, body.span)
        return _over_rows(low, kind, seq, target, body, span)
    if kind == "sum":
        if cond is not None:
            nothing = Expr("const", (), body.sort, span, 0.0 if body.sort == FLOAT else 0)  # 0.0 + x is x: no sum is -0.0
            body = Expr("ite", (cond, body, nothing), body.sort, span)
        elif body.op == "const" and body.sort == INT:  # sum(1 for _ in xs)
            return Expr("mul", (Expr("len", (seq,), INT, span), body), INT, span)
        return _over_rows(low, kind, seq, target, body, span, eager)
    as_list = Expr("quant", (seq, body), list_of(body.sort), span, Binder("list", target, eager))
    if cond is not None:
        as_list = Expr("quant", (seq, cond, body), list_of(body.sort), span, Binder("filter", target, eager))
    return as_list if not inner else Expr("flatten", (as_list,), body.sort, span)


def summand(low: Expressions, e: Expr, node: ast.AST) -> Expr:
    """What a sum adds up: a bool counts as 0 or 1."""
    if e.sort == FLOAT:
        return floats.summand(low, e, node)
    return low.number(e, node)


def _over_rows(low: Expressions, kind: str, seq: Expr, target: Target, body: Expr, span: Span, eager: bool = False) -> Expr:
    """all, any or sum of `body`; over lists in a row, of each list in turn."""
    flat = seq.args[0] if seq.op in ("lazy", "tolist") else seq
    if flat.op == "flatten" and flat.args[0].op == "quant" and flat.args[0].data.kind == "list":
        rows = flat.args[0]
        inner = _over_rows(low, kind, rows.args[1], target, body, span, eager)
        return _over_rows(low, kind, rows.args[0], rows.data.target, inner, span, eager)
    return Expr("quant", (seq, body), body.sort, span, Binder(kind, target, eager))


def _listcomp(low: Expressions, node: ast.ListComp, want: Sort | None) -> Expr:
    w = want.args[0] if want is not None and want.name == "List" else None
    return comprehension(low, "list", node.elt, node.generators, node, w, True)


def _generatorexp(low: Expressions, node: ast.GeneratorExp, want: Sort | None) -> Expr:
    low.reject("unsupported-expression", node, "a generator can only be the argument of all, any, sum, min, max, list, sorted")


tables.NODES.update({"ListComp": _listcomp, "GeneratorExp": _generatorexp})
