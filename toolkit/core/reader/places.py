"""Where an object that can be changed stands: a name, and the way from it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, INT, Assign, Eval, Expr, Sort, Update, dict_of, list_of, statements
from toolkit.core.reader import containers, maps
from toolkit.core.reader.tables import Place
from toolkit.core.reader.types import join
from toolkit.core.source import Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions


def place(low: Expressions, node: ast.expr) -> Place | None:
    """An object that can be changed: the name it is reached from, the way there, its sort. None for one that no name leads to."""
    if isinstance(node, ast.Name) and node.id in low.locals and node.id not in low.scope:
        if node.id in low.ghosts:
            low.expr(node)  # rejects it in code
        return node.id, (), low.sorts.get(node.id, ANY)
    if isinstance(node, ast.Attribute):
        if isinstance(node.value, ast.Name) and node.value.id == low.me:
            return f"self.{node.attr}", (), low.sorts.get(f"self.{node.attr}", ANY)
        outer = place(low, node.value)
        if outer is None or node.attr not in outer[2].fields or outer[2].name in ("Enum", "Rec"):
            return None
        i = outer[2].fields.index(node.attr)
        return outer[0], (*outer[1], i), outer[2].args[i]
    if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
        outer = place(low, node.value)
        if outer is None:
            return None
        root, path, sort = outer
        mark = len(low.block)
        if sort.name == "Dict":
            key = low.expr(node.slice)
            between(low, mark, root, path, node)
            maps.fits(low, key, sort, node)
            containers.check_known(low, sort, node, "a change below d[key]")
            if sort.fields == containers.DEFAULT:
                if not all(isinstance(p, int) for p in path):
                    return None
                key = low.saved(key)
                containers.insert_missing(low, (root, path, sort), key, node)
            return root, (*path, maps.key_step(key)), sort.args[1]
        index = low.expr(node.slice, INT)
        between(low, mark, root, path, node)
        if sort.name == "Tuple":
            if index.op != "const" or not -len(sort.args) <= index.data < len(sort.args):
                return None
            i = index.data % len(sort.args)
            return root, (*path, i), sort.args[i]
        if sort.name == "List":
            return root, (*path, index), sort.args[0]
        if sort == ANY:
            return root, (*path, index), ANY
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "setdefault":
        outer = place(low, node.func.value)
        if outer is not None and outer[2].name == "Dict":
            return maps.setdefault(low, node, outer)
    return None


def at_path(low: Expressions, root: str, path: tuple[Expr | int, ...], span: Span) -> Expr:
    """What stands at `path` from `root`, as an expression."""
    e: Expr = low.var(root, span)
    for p in path:
        args = e.sort.args
        whole = e
        e = Expr("proj", (whole,), args[p], span, p) if isinstance(p, int) else (
            Expr("lookup", (whole, p.args[0]), args[1] if len(args) > 1 else ANY, span) if p.op == "key" else
            Expr("index", (whole, p), args[0] if args else ANY, span))  # fmt: skip
    return e


def between(low: Expressions, mark: int, root: str, path: Sequence[Expr | int], node: ast.AST) -> None:
    """What was emitted since `mark` runs after a place was reached and before it is changed: that must not matter."""
    if len(low.block) == mark:
        return
    done = low.block[mark:]
    # where only fields lead there, it is the same object as long as no field gets another value
    kept = not path or all(isinstance(p, int) for p in path) and all(
        isinstance(s, Assign) or isinstance(s, Update) and s.kind != "setattr" for s in done
    )
    if not kept or any(isinstance(s, Assign) and s.target == root for s in statements(tuple(done))):
        low.reject("effect-order", node, "a call or an assignment in the index or the value, after a place was reached",
                   "compute the index and the value first")  # fmt: skip
    low.block.insert(mark, Eval(low.span(node), low.var(root, low.span(node))))


def refine(low: Expressions, root: str, path: Sequence[Expr | int], sort: Sort) -> None:
    """The place at `path` from `root` holds a list of `sort`: the root's sort learns it."""

    def wrap(s: Sort, rest: Sequence[Expr | int]) -> Sort:
        if not rest:
            return join(s, sort) or s
        head, *tail = rest
        if isinstance(head, Expr) and head.op == "key":
            k, v = s.args if s.name == "Dict" else (head.sort, ANY)
            return dict_of(join(k, head.sort) or k, wrap(v, tail))
        if isinstance(head, int) and s.name == "Tuple":
            return Sort("Tuple", tuple(wrap(x, tail) if i == head else x for i, x in enumerate(s.args)))
        return list_of(wrap(s.args[0] if s.name == "List" else ANY, tail))

    if ANY in low.sorts.get(root, ANY).parts():
        low.learn(root, wrap(low.sorts.get(root, ANY), list(path)))
