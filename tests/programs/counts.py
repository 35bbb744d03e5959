"""How often each construct occurs in programs."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable


def count(texts: Iterable[str]) -> Counter[str]:
    """Syntax node classes, and finer names for loops, slices and calls."""
    counts: Counter[str] = Counter()
    for text in texts:
        for node in ast.walk(ast.parse(text)):
            counts[type(node).__name__] += 1
            counts.update(_finer(node))
    return counts


def _finer(node: ast.AST) -> Iterable[str]:
    match node:
        case ast.Call(func=ast.Attribute(attr=name), args=args):
            yield f".{name}({'i' if name == 'pop' and args else ''})"
        case ast.Call(func=ast.Name(id=name)):
            yield f"{name.rstrip('0123456789')}()"
        case ast.For(iter=source, orelse=orelse):
            loops = ("range", "enumerate", "zip", "reversed")
            called = source.func.id if isinstance(source, ast.Call) and isinstance(source.func, ast.Name) else ""
            yield f"for {called if called in loops else 'list'}"
            if isinstance(source, ast.Call) and len(source.args) == 3:
                yield f"for range step {'<' if isinstance(source.args[2], ast.UnaryOp) else '>'} 0"
            if orelse:
                yield "for else"
        case ast.While(orelse=[_, *_]):
            yield "while else"
        case ast.Compare(ops=[_, _, *_]):
            yield "chained comparison"
        case ast.Slice(lower=lower, upper=upper):
            yield f"slice {_sign(lower)}:{_sign(upper)}"
        case ast.comprehension(ifs=[_, *_]):
            yield "comprehension filter"
        case ast.ListComp(generators=[_, _, *_]) | ast.GeneratorExp(generators=[_, _, *_]):
            yield "comprehension nested"
        case ast.AugAssign(op=op, target=target):
            yield f"{type(op).__name__}="
            if isinstance(target, ast.Subscript):
                yield "augmented item"
        case ast.Assign(targets=[ast.Subscript(value=inner)]):
            yield "item assignment nested" if isinstance(inner, ast.Subscript) else "item assignment"
        case ast.Assign(targets=[ast.Tuple()]):
            yield "tuple assignment"
        case ast.Subscript(slice=ast.UnaryOp(op=ast.USub())):
            yield "negative index"


def _sign(bound: ast.expr | None) -> str:
    match bound:
        case None:
            return ""
        case ast.UnaryOp(op=ast.USub()):
            return "-"
        case ast.Constant():
            return "+"
    return "e"
