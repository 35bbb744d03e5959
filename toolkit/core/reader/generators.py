"""Generators: functions with `yield`, read as functions that return the list of what they yield.

That is exact where a call is used up at once, and nothing else happens in between: `list(g(x))`, `sorted`, `sum`, `yield from`.
Where other code runs between the steps (a loop, `any`, `zip`), the generator must have a contract and raise nothing, `aliases`
sees to it that it changes nothing, and that what it reads does not change. A generator that is kept as a value is rejected."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from toolkit.core.ir import Assign, Block, Expr, Return, Sort, Update, list_of
from toolkit.core.reader import iteration
from toolkit.core.reader import statements as rooms
from toolkit.core.reader.types import arguments, read_annotation
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.statements import Body

OUT = "$yielded"  # the list of what was yielded so far


def is_generator(node: ast.FunctionDef) -> bool:
    return any(isinstance(n, (ast.Yield, ast.YieldFrom)) for s in node.body for n in rooms.own_nodes(s))


def item_of(annotation: ast.expr, file: str) -> ast.expr:
    """T of Iterator[T], Iterable[T], Generator[T, None, None]."""
    if isinstance(annotation, ast.Subscript):
        head = annotation.value.attr if isinstance(annotation.value, ast.Attribute) else getattr(annotation.value, "id", "")
        parts = arguments(annotation)
        if head in ("Iterator", "Iterable") and len(parts) == 1 or head == "Generator" and len(parts) == 3 and all(
            isinstance(p, ast.Constant) and p.value is None for p in parts[1:]
        ):
            return parts[0]
    raise Rejected("unsupported-type", Span.of(annotation, file), f"a generator's result is no {ast.unparse(annotation)}",
                   "write -> Iterator[T] or -> Generator[T, None, None]")  # fmt: skip


def framed(b: Body, block: Block, result: Sort, node: ast.FunctionDef) -> Block:
    """The body, between the empty list and its end."""
    span = b.span(node)
    return Assign(span, OUT, Expr("list", (), result, span)), *block, Return(span, b.var(OUT, span))


def step(b: Body, node: ast.Yield | ast.YieldFrom) -> None:
    """`yield x` and `yield from xs` as statements."""
    if b.result is None or OUT not in b.sorts:
        b.reject("unsupported-expression", node, "yield does not belong here")
    if isinstance(node, ast.YieldFrom):
        b.at_once = True
        seq = iteration.sequence(b, node.value)
        args, kind = (b.coerce(seq, b.result, node) if seq.sort != b.result else seq,), "extend"
    else:
        args, kind = (b.expr(node.value or ast.copy_location(ast.Constant(None), node), b.result.args[0]),), "append"
    b.emit(Update(b.span(node), OUT, (), kind, args, b.result))


def stop(b: Body, node: ast.Return) -> None:
    if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
        b.reject("unsupported-statement", node, "what a generator returns is lost where it is iterated over", "write `return`")
    b.emit(Return(b.span(node), b.var(OUT, b.span(node))))


def yielded(b: Body, node: ast.Call) -> Expr:
    """`yielded()` in a clause of a loop: the list so far."""
    if node.args or node.keywords or not (b.specifying and b.pure) or OUT not in b.sorts:
        b.reject("misplaced-contract", node, "yielded() stands in invariants of a generator that has a contract",
                 "it is the list of what was yielded so far")  # fmt: skip
    return b.var(OUT, b.span(node))


def used(low: Expressions, way: str, name: str, result: Sort, node: ast.AST) -> bool:
    """True when the generator that is called here may do its steps while other code runs; False when it is used up at once.

    Raises `Rejected` where it is neither."""
    whole = low.consuming.pop(node, None)
    if whole is None:
        low.reject("generator-as-value", node, f"{name} is a generator, which can only be used up where it is called",
                   f"list({name}(...)) is a list; iterate over it")  # fmt: skip
    if whole:
        return False
    if way != "steps" or result.args[0].mutable or "<locals>" in name:
        low.reject("generator-in-steps", node, f"other code runs between the steps of {name} here, and may see the difference",
                   f"list({name}(...)) makes all of it first; a generator of plain values at the module's level, with a contract "
                   "and without @raises and @partial, can be iterated over as it is")  # fmt: skip
    return True


def way(node: ast.FunctionDef, kinds: list[str]) -> str:
    """How calls of a function can be used, by the kinds of its decorators: "" for one that is no generator."""
    if not is_generator(node):
        return ""
    contract = any(k in ("requires", "ensures", "require", "ensure", "pre", "post") for k in kinds)
    return "steps" if contract and not {"raises", "partial"} & {*kinds} else "whole"


def result_of(annotation: ast.expr, file: str) -> Sort:
    return list_of(read_annotation(item_of(annotation, file), file))
