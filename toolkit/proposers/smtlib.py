"""Invariants in the words of other tools: the source text of conditions as one SMT-LIB term over the loop's variables.

An `int` or `bool` variable keeps its name, a list `xs` (or a text, as code points) is the array `xs` from Int with its length in
`xs.len`. `//` and `%` are Python's (floor), a negative index counts from the end,
`all` and `any` over ranges are quantifiers. What has no such term gives ""."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from toolkit.core.ir import BOOL, INT, STR, Sort


class _NoTerm(Exception):
    pass


def term(conditions: Sequence[str], sorts: Mapping[str, Sort]) -> str:
    """The conjunction of Python conditions as a term of SMT-LIB 2.6 (logic ALL), or ""; `sorts` are the variables'."""
    try:
        parts = [_Writer(sorts).bool(ast.parse(c, mode="eval").body) for c in conditions]
    except _NoTerm:
        return ""
    return parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})" if parts else "true"


_COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SIMPLE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_RESERVED = frozenset({
    "and", "or", "not", "xor", "let", "forall", "exists", "as", "par", "match", "div", "mod", "abs", "ite", "distinct", "select",
    "store", "true", "false", "Int", "Bool", "Array", "is_int", "to_int", "to_real", "BINARY", "DECIMAL", "HEXADECIMAL", "NUMERAL",
    "STRING",
})  # fmt: skip


def quoted(name: str) -> str:
    """A Python name as an SMT-LIB symbol."""
    return name if set(name) <= _SIMPLE and name not in _RESERVED else f"|{name}|"


class _Writer:
    def __init__(self, sorts: Mapping[str, Sort]) -> None:
        self.sorts = dict(sorts)

    def bool(self, e: ast.expr) -> str:
        match e:
            case ast.Constant(value=bool(v)):
                return "true" if v else "false"
            case ast.Name(id=n) if self.sorts.get(n) == BOOL:
                return quoted(n)
            case ast.BoolOp(op=op, values=values):
                return f"({'and' if isinstance(op, ast.And) else 'or'} {' '.join(map(self.bool, values))})"
            case ast.UnaryOp(op=ast.Not(), operand=a):
                return f"(not {self.bool(a)})"
            case ast.IfExp(test=c, body=a, orelse=b):
                return f"(ite {self.bool(c)} {self.bool(a)} {self.bool(b)})"
            case ast.Compare():
                sides = [e.left, *e.comparators]
                parts = [self.compare(a, op, b) for a, op, b in zip(sides, e.ops, sides[1:])]
                return parts[0] if len(parts) == 1 else f"(and {' '.join(parts)})"
            case ast.Call(func=ast.Name(id="all" | "any" as which), args=[ast.GeneratorExp() as g]):
                return self.quantified(which, g)
        raise _NoTerm

    def compare(self, a: ast.expr, op: ast.cmpop, b: ast.expr) -> str:
        if isinstance(op, ast.Eq | ast.NotEq):
            try:
                both = f"(= {self.int(a)} {self.int(b)})"
            except _NoTerm:
                both = f"(= {self.bool(a)} {self.bool(b)})"
            return both if isinstance(op, ast.Eq) else f"(not {both})"
        if type(op) not in _COMPARE:
            raise _NoTerm
        return f"({_COMPARE[type(op)]} {self.int(a)} {self.int(b)})"

    def int(self, e: ast.expr) -> str:
        match e:
            case ast.Constant(value=int(v)) if not isinstance(v, bool):
                return str(v) if v >= 0 else f"(- {-v})"
            case ast.Name(id=n) if self.sorts.get(n) == INT:
                return quoted(n)
            case ast.UnaryOp(op=ast.USub(), operand=a):
                return f"(- {self.int(a)})"
            case ast.BinOp(left=a, op=ast.Add() | ast.Sub() | ast.Mult() as op, right=b):
                sign = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}[type(op)]
                return f"({sign} {self.int(a)} {self.int(b)})"
            case ast.BinOp(left=a, op=ast.FloorDiv() | ast.Mod() as op, right=ast.Constant(value=int(v))) if v > 0:
                return f"({'div' if isinstance(op, ast.FloorDiv) else 'mod'} {self.int(a)} {v})"  # floor and Euclid agree there
            case ast.IfExp(test=c, body=a, orelse=b):
                return f"(ite {self.bool(c)} {self.int(a)} {self.int(b)})"
            case ast.Call(func=ast.Name(id="abs"), args=[a]):
                return f"(abs {self.int(a)})"
            case ast.Call(func=ast.Name(id="min" | "max" as which), args=[a, b]):
                x, y = self.int(a), self.int(b)
                return f"(ite ({'<=' if which == 'min' else '>='} {x} {y}) {x} {y})"
            case ast.Call(func=ast.Name(id="len"), args=[ast.Name(id=n)]) if self.listed(n):
                return quoted(f"{n}.len")
            case ast.Subscript(value=ast.Name(id=n), slice=i) if self.listed(n):
                at = self.int(i)
                return f"(select {quoted(n)} (ite (< {at} 0) (+ {at} {quoted(f'{n}.len')}) {at}))"
        raise _NoTerm

    def listed(self, name: str) -> bool:
        s = self.sorts.get(name)
        return s is not None and (s == STR or s.name == "List" and s.args[0] == INT)

    def quantified(self, which: str, g: ast.GeneratorExp) -> str:
        """Over ranges with step 1 only."""
        if len(g.generators) != 1 or not isinstance(g.generators[0].target, ast.Name) or g.generators[0].is_async:
            raise _NoTerm
        c, name = g.generators[0], g.generators[0].target.id
        match c.iter:
            case ast.Call(func=ast.Name(id="range"), args=[stop], keywords=[]):
                low, high = "0", self.int(stop)
            case ast.Call(func=ast.Name(id="range"), args=[start, stop], keywords=[]):
                low, high = self.int(start), self.int(stop)
            case _:
                raise _NoTerm
        inner = _Writer({**self.sorts, name: INT})
        x = quoted(name)
        within = " ".join([f"(<= {low} {x})", f"(< {x} {high})", *map(inner.bool, c.ifs)])
        body = inner.bool(g.elt)
        if which == "all":
            return f"(forall (({x} Int)) (=> (and {within}) {body}))"
        return f"(exists (({x} Int)) (and {within} {body}))"
