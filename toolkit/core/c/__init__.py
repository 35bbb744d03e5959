"""C text -> `Module`. The one door: `read(text, file, c_int)`.

A second reader for the same IR: integer variables, loops, calls, and ACSL contracts over integers. What it does not understand it
rejects (LAW 2). Its rooms: `syntax` (text to tree), `expressions`, `statements`.

Integers are mathematical (`c_int="math"`), or `int` has 32 bits and `long` 64 (LP64), where signed overflow is a goal
(`"checked"`: C leaves it undefined) or wraps around (`"wraps"`: what -fwrapv does). In annotations they are always mathematical.
"""

from __future__ import annotations

from attrs import evolve

from toolkit.core.c.statements import FunctionReader, Known
from toolkit.core.c.syntax import Unit, parse
from toolkit.core.ir import Function, Module
from toolkit.core.source import Diagnostic, Rejected

__all__ = ["read"]


def read(text: str, file: str, c_int: str = "math") -> Module:
    """The functions that are defined in the file; of those that cannot be read, why. Raises `Rejected` when nothing can be."""
    unit = parse(text, file)
    from pycparser import c_ast

    known = Known.of(unit, c_int)
    functions: dict[str, Function] = {}
    rejected: dict[str, Diagnostic] = {}
    lines: dict[str, int] = {}
    definitions = [n for n in unit.tree.ext if isinstance(n, c_ast.FuncDef)]
    for i, node in enumerate(definitions):
        name = node.decl.name
        lines[name] = node.decl.coord.line
        try:
            functions[name] = FunctionReader(unit, known, node).read()
        except Rejected as e:
            rejected[name] = e.diagnostic
            last = unit.offset(definitions[i + 1].decl) if i + 1 < len(definitions) else len(unit.text)
            for a in unit.annotations:  # its own annotations are not misplaced ones
                a.used = a.used or unit.offset(node.decl) < a.at < last
    _all_used(unit)
    return Module(file, text, _partial(functions), rejected, lines, tuple(lines))


def _partial(functions: dict[str, Function]) -> dict[str, Function]:
    """Marks what is not claimed to end: a loop without a variant, recursion without `decreases`, and what calls such a one.
    (C's verifiers take an annotation without a variant for one that does not ask for an end.)"""
    reach: dict[str, set[str]] = {}
    for n in functions:
        reach[n], stack = set(), [n]
        while stack:
            new = functions[stack.pop()].calls & functions.keys() - reach[n]
            reach[n] |= new
            stack.extend(new)
    own = {n for n, f in functions.items() if f.partial or n in reach[n] and not f.measure}
    return {n: evolve(f, partial=bool({n, *reach[n]} & own)) for n, f in functions.items()}


def _all_used(unit: Unit) -> None:
    for a in unit.annotations:
        if not a.used:
            raise Rejected("annotation-misplaced", a.span, "this annotation stands before no loop and no function",
                           "a contract stands before its function, loop annotations before for, while or do")  # fmt: skip


