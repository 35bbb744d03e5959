"""`re`: which texts a pattern matches is found out by running; solvers know little of it.

A pattern is a literal that compiles, or a name that the module binds once to `re.compile(...)` of one. A match is an instance of
which only `group` and `groups` can be asked. An operation `re.sub` of the IR is the function of that name; its data are the pattern
and, of `sub`, what is put in.
https://docs.python.org/3/library/re.html"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from toolkit.core import regexes
from toolkit.core.ir import NONE, STR, Expr, Sort, list_of, tuple_of, union_of
from toolkit.core.reader import tables
from toolkit.core.reader.names import Class
from toolkit.core.source import Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

LABEL = "re.Match"
MATCH = Class(LABEL, "plain", Span(LABEL, 0), LABEL)  # compared by identity, without anything that its methods are
_MATCHES = ("match", "search", "fullmatch")
_NAMES = (*_MATCHES, "sub", "findall", "split")


def literal(node: ast.expr) -> str | None:
    """The pattern in `re.compile("...")`, when it is one alone."""
    if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.args[0], ast.Constant):
        return node.args[0].value if isinstance(node.args[0].value, str) else None
    return None


def compiled(low: Expressions, node: ast.Call, f: ast.Attribute, pattern: str) -> Expr:
    """`NAME.match(text)` for a name that stands for a compiled pattern."""
    if f.attr not in _NAMES:
        low.reject("unsupported-call", node, f"the method .{f.attr} of a pattern is not supported", f"{', '.join(_NAMES)} are")
    return _called(low, node, f.attr, ast.copy_location(ast.Constant(pattern), node), node.args)


def _function(name: str) -> tables.Builtin:
    def handler(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        if not node.args:
            low.reject("wrong-arguments", node, f"re.{name} takes a pattern and a text")
        return _called(low, node, name, node.args[0], node.args[1:])

    return handler


def _called(low: Expressions, node: ast.Call, name: str, pattern: ast.expr, rest: list[ast.expr]) -> Expr:
    shown = f"re.{name}"
    if node.keywords or len(rest) != 1 + (name == "sub"):
        low.reject("unsupported-call", node, f"{shown} with these arguments is not supported",
                   "flags can stand in the pattern: (?i)...; counts and positions are not supported")  # fmt: skip
    texts = [a.value for a in (pattern, *rest[:-1]) if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    if len(texts) != len(rest):
        low.reject("unsupported-call", node, f"{shown} takes a pattern that is written there",
                   'r"[0-9]+", or a name that the module binds once to re.compile(r"...")')  # fmt: skip
    try:
        made = regexes.compiled(texts[0])
        if name == "sub":
            made.sub(texts[1], "")
    except (re.error, IndexError, OverflowError, RecursionError) as e:
        low.reject("unsupported-call", node, f"{shown} raises: {e}", "write a pattern that compiles")
    s = low.expr(rest[-1], STR)
    if s.sort != STR:
        low.reject("type-mismatch", node, f"{shown} takes a str here, not {s.sort}")
    if name in _MATCHES:
        result = union_of(NONE, _match(made.groups))
    elif name == "sub":
        result = STR
    elif made.groups > (1 if name == "findall" else 0):
        low.reject("unsupported-call", node, f"{shown} with groups is not supported", "write (?:...) for a group")
    else:
        result = list_of(STR)
    return Expr(shown, (s,), result, low.span(node), tuple(texts))


def _match(groups: int) -> Sort:
    """A match: the text that was found, and what each group of the pattern found in it."""
    parts = (STR, *[union_of(NONE, STR)] * groups)
    return Sort("Object", parts, LABEL, tuple(f"${i}" for i in range(len(parts))), True)


def _group(low: Expressions, node: ast.Call, m: Expr) -> Expr:
    which = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else 0 if not node.args else None
    if node.keywords or len(node.args) > 1 or type(which) is not int or not 0 <= which < len(m.sort.args):
        low.reject("unsupported-call", node, "group takes the number of a group of the pattern", "group(1), say")
    return Expr("proj", (m,), m.sort.args[which], low.span(node), which)


def _groups(low: Expressions, node: ast.Call, m: Expr) -> Expr:
    if node.args or node.keywords:
        low.reject("unsupported-call", node, "groups with a default is not supported")
    span, parts = low.span(node), m.sort.args[1:]
    return Expr("tuple", tuple(Expr("proj", (m,), s, span, i) for i, s in enumerate(parts, 1)), tuple_of(*parts), span)


def _place(index: int) -> tables.Method:
    """`start()`, `end()` of the whole match are not kept."""

    def handler(low: Expressions, node: ast.Call, m: Expr) -> Expr:
        low.reject("unsupported-call", node, f"where a match {'starts' if index == 0 else 'ends'} is not modelled",
                   "len(m.group()) is how long it is")  # fmt: skip

    return handler


tables.FUNCTIONS.update({f"re.{name}": _function(name) for name in _NAMES})
tables.METHODS.update({(LABEL, "group"): _group, (LABEL, "groups"): _groups})
tables.METHODS.update({(LABEL, "start"): _place(0), (LABEL, "end"): _place(1)})
