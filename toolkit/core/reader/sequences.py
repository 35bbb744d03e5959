"""Tuples of any number of items, `tuple[T, ...]`: in the logic a list that nothing changes, so that no two names of one matter."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Sequence

from toolkit.core.ir import ANY, INT, Expr, Sort, list_of, seq_of, tuple_of
from toolkit.core.reader import builtins, calls, iteration, tables
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.types import join
from toolkit.core.source import Span


def items_of(e: Expr) -> tuple[Expr, ...]:
    """The items of a tuple of a fixed number."""
    return e.args if e.op == "tuple" else tuple(Expr("proj", (e,), s, e.span, i) for i, s in enumerate(e.sort.args))


def from_fixed(low: Expressions, e: Expr, want: Sort, node: ast.AST) -> Expr:
    """A tuple whose items are all known, as one of any number."""
    items = tuple(low.coerce(x, want.args[0], node) for x in items_of(e))
    return Expr("toseq", (Expr("list", items, list_of(want.args[0]), e.span),), want, e.span)


def of_any_number(low: Expressions, e: Expr, node: ast.AST) -> Expr:
    """`e` as a tuple[T, ...]."""
    if e.sort.name == "Seq":
        return e
    sort = ANY
    for s in e.sort.args if e.sort.name == "Tuple" and not e.sort.label else ():
        joined = join(sort, s)
        if joined is None:
            low.reject("type-mismatch", node, f"the items of this {e.sort} are of different types")
        sort = joined
    if e.sort.name != "Tuple" or e.sort.label or sort.mutable:
        low.reject("type-mismatch", node, f"this operator does not take {e.sort}", "it takes tuples of values that cannot change")
    return from_fixed(low, e, seq_of(sort), node)


def binary(low: Expressions, name: str, a: Expr, b: Expr, node: ast.AST) -> Expr:
    """+ and * where one side is a tuple of any number of items, or becomes one."""
    span = low.span(node)
    if ANY in (a.sort, b.sort) and not low.final:
        return Expr("const", (), ANY, span, 0)
    if name == "add":
        sort = join(a.sort, b.sort)
        if sort is not None and sort.name == "Seq":
            return Expr("concat", (low.coerce(a, sort, node), low.coerce(b, sort, node)), sort, span)
    elif name == "mul" and b.sort.name in ("Seq", "Tuple") and join(a.sort, INT) == INT:
        seq = of_any_number(low, b, node)
        return Expr("repeat", (seq, low.coerce(a, INT, node)), seq.sort, span, True)
    elif name == "mul" and a.sort.name in ("Seq", "Tuple") and join(b.sort, INT) == INT:
        seq = of_any_number(low, a, node)
        return Expr("repeat", (seq, low.coerce(b, INT, node)), seq.sort, span)
    low.reject("type-mismatch", node, f"this operator does not take {a.sort} and {b.sort}")


def slice_of_fixed(low: Expressions, base: Expr, bounds: list[Expr], cut: ast.Slice, node: ast.AST) -> Expr:
    """t[a:b] of a tuple whose items are all known: a tuple again, when the bounds are constants."""
    if any(b.op != "const" for b in bounds) or cut.step is not None and bounds[-1].data == 0:
        low.reject("unsupported-slice", node, "the bounds of a slice of this tuple must be constants",
                   "annotate it tuple[T, ...] where its length does not matter")  # fmt: skip
    values = [b.data for b in bounds]
    parts = [values.pop(0) if p is not None else None for p in (cut.lower, cut.upper, cut.step)]
    items = items_of(base)[slice(*parts)]
    made = Expr("tuple", items, tuple_of(*(i.sort for i in items)), low.span(node))
    return low.after(base, made)  # the items left out are evaluated too


def argument(low: Expressions, a: ast.expr, want: Sort) -> Expr:
    """What stands for a parameter *args: one item, or (of sort `want`) what *xs gives, as it is now."""
    if not isinstance(a, ast.Starred):
        return low.expr(a, want.args[0])
    seq = iteration.sequence(low, a.value)
    return low.coerce(Expr("toseq", (seq,), seq_of(low.element(seq.sort)), seq.span), want, a)


def arguments(parts: Sequence[Expr], want: Sort, span: Span) -> Expr:
    """The tuple that *args gets."""
    whole: Expr | None = None
    for starred, run in itertools.groupby(parts, lambda x: x.sort == want):
        given = tuple(run)
        row = list_of(want.args[0])
        for piece in given if starred else (Expr("toseq", (Expr("list", given, row, span),), want, span),):
            whole = piece if whole is None else Expr("concat", (whole, piece), want, span)
    return whole if whole is not None else Expr("toseq", (Expr("list", (), list_of(want.args[0]), span),), want, span)


def _tuple(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    span = low.span(node)
    if node.keywords:
        low.reject("wrong-arguments", node, "tuple takes no keyword arguments")
    if not node.args:
        return Expr("tuple", (), tuple_of(), span)
    (a,) = calls.arguments(low, node, 1)
    if not isinstance(a, ast.GeneratorExp):
        mark = low.counter, low.bound_counter, len(low.block)
        e = low.expr(a) if isinstance(a, (ast.Tuple, ast.Name)) else None
        if e is not None and (e.sort.name == "Seq" or e.sort.name == "Tuple" and not e.sort.label):
            return e
        low.counter, low.bound_counter = mark[:2]
        del low.block[mark[2] :]
    made = builtins.over(low, "list", node, want.args[0] if want is not None and want.name == "Seq" else None)
    element = low.element(made.sort)
    if element.mutable:
        low.reject("unsupported-type", node, f"a tuple of any number of {element} is not supported", "use a list")
    return Expr("toseq", (made,), seq_of(element), span)


tables.BUILTINS["tuple"] = _tuple
