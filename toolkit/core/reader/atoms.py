"""Constants, names, tuples and lists that are written there; attributes and items of a value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, NONE, STR, Expr, Free, Sort, list_of, tuple_of
from toolkit.core.reader import classes, containers, maps, sequences, tables, text, unions
from toolkit.core.reader.types import article, join, read_annotation

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions


def _constant(low: Expressions, node: ast.Constant, want: Sort | None) -> Expr:
    return constant(low, node.value, node)


def constant(low: Expressions, value: Any, node: ast.AST) -> Expr:
    """A value that is known, as an expression that stands at `node`."""
    span = low.span(node)
    if isinstance(value, bool):
        return Expr("const", (), BOOL, span, value)
    if isinstance(value, int):
        return Expr("const", (), INT, span, value)
    if isinstance(value, float):
        return Expr("const", (), FLOAT, span, value)
    if isinstance(value, str):
        return Expr("const", (), STR, span, value)
    if isinstance(value, bytes):
        return Expr("const", (), BYTES, span, value)
    if value is None:
        return Expr("const", (), NONE, span, None)
    if isinstance(value, tuple):
        items = tuple(constant(low, v, node) for v in value)
        return Expr("tuple", items, tuple_of(*(i.sort for i in items)), span)
    if isinstance(value, (ast.Assign, ast.AnnAssign)) and value.value is not None:  # a list, set or dict that is only read
        want = read_annotation(low.names.typed(value.annotation), low.file) if isinstance(value, ast.AnnAssign) else None
        display = value.value
        return low.at_top(lambda: low.expr(display, want), low.names)
    if isinstance(value, list):  # one that is only read
        items = tuple(constant(low, v, node) for v in value)
        return Expr("list", items, list_of(items[0].sort if items else ANY), span)
    low.reject("unsupported-constant", node, f"a constant of type {type(value).__name__} is not supported")


def _name(low: Expressions, node: ast.Name, want: Sort | None) -> Expr:
    n = node.id
    if n in low.scope:
        return low.scope[n]
    if n in low.locals and not low.closed:
        if low.holds_exception(n):
            low.reject("exception-value", node, f"{n} is an exception: it can be raised again and be put into a message",
                       "catch one class, and use what you know then")  # fmt: skip
        if n in low.ghosts and not low.specifying:
            low.reject("ghost-in-code", node, f"{n} is a ghost: only clauses, asserts and other ghosts may read it",
                       "use a name of its own for what the code needs")  # fmt: skip
        if n in low.gone:
            return Expr("var", (), INT, low.span(node), Free(n) if low.enclosed else n)  # it has no value: of any sort
        if n in low.functions:
            low.reject("function-as-value", node, f"the function {n} cannot be used as a value here",
                       "functions can be called, and be keys and arguments of map, filter, reduce")  # fmt: skip
        if n in low.tracks:
            low.reject("unsupported-track", node, f"{n} is a track: only {n}.seen and {n}.index can be read")
        return low.var(Free(n) if low.enclosed else n, low.span(node))
    if n in low.names.constants:
        return constant(low, low.names.constants[n], node)
    if n == low.me:
        low.reject("self-escapes", node, f"{n} cannot be used as a value in __init__: it is not complete yet",
                   "only fields can be set and read here")  # fmt: skip
    if (e := _elsewhere(low, low.library_name(node), node)) is not None:
        return e
    if n in low.names.functions:
        low.reject("unsupported-name", node, f"{n} cannot be used as a value here", "functions are not values yet")
    if n in low.names.bound:
        low.reject("unsupported-name", node, f"{n} cannot be used as a value here", "of a module, constants are values, and lists, "
                   "sets and dicts of constants that are only read, item by item; or take it as a parameter")  # fmt: skip
    hint = "old belongs to @ensures; keep before a loop what you need: before = ghost(len(xs))" if low.pure and n == "old" else ""
    low.reject("unknown-name", node, f"the name {n} is not known here", hint)


def _elsewhere(low: Expressions, known: str, node: ast.expr) -> Expr | None:
    """What a module that is imported gives under its full name: of the library, or a constant of another file."""
    if known in tables.ATTRIBUTES:
        return tables.ATTRIBUTES[known](low, node)
    found, value = low.names.value(known)
    return constant(low, value, node) if found else None


def _attribute(low: Expressions, node: ast.Attribute, want: Sort | None) -> Expr:
    if classes.is_super(node.value) and low.is_builtin("super"):
        return classes.super_call(low, node, None)
    known = low.library_name(node)
    if (e := _elsewhere(low, known, node)) is not None:
        return e
    if isinstance(node.value, ast.Name):
        owner = node.value.id
        if f"{owner}.{node.attr}" in low.scope:
            return low.scope[f"{owner}.{node.attr}"]
        if owner in low.tracks:
            seq, k = low.tracks[owner]
            if node.attr == "seen":
                return Expr("slice", (seq, k), seq.sort, low.span(node), (False, True, False))
            if node.attr == "index":
                return k
        if owner == low.me and low.making is not None:
            if f"self.{node.attr}" in low.sorts:
                return low.var(f"self.{node.attr}", low.span(node))
            if node.attr in low.making.constants:
                return constant(low, low.making.constants[node.attr], node)
    if (c := low.class_named(node.value)) is not None:
        return classes.of_class(low, c, node)
    inside = isinstance(node.value, ast.Attribute) and low.class_named(node.value.value) is not None  # C.MEMBER.value
    if (inside or not known) and not (isinstance(node.value, ast.Name) and node.value.id == low.me):
        base = unions.operand(low, low.expr(node.value), node, exception="AttributeError")
        if base.sort.label:
            return classes.attribute(low, base, node)
        if base.sort != ANY:
            hint = "an int is its own .real and .numerator" if base.sort in (INT, BOOL) else "len(x) is its length"
            low.reject("unsupported-attribute", node, f"the attribute .{node.attr} of {article(base.sort)} is not supported",
                       f"{hint}; fields are of dataclasses, NamedTuples, Enums and classes")  # fmt: skip
    low.reject("unsupported-attribute", node, f"the attribute .{node.attr} is not supported here",
               "names of modules that are imported, and fields and constants of classes, can be read")  # fmt: skip


def _tuple(low: Expressions, node: ast.Tuple, want: Sort | None) -> Expr:
    wants: list[Sort | None] = [None] * len(node.elts)
    if want is not None and want.name == "Tuple" and len(want.args) == len(wants):
        wants = list(want.args)
    items = low.several([lambda n=n, w=w: low.expr(n, w) for n, w in zip(node.elts, wants)])  # type: ignore[misc]
    return Expr("tuple", tuple(items), tuple_of(*(i.sort for i in items)), low.span(node))


def _list(low: Expressions, node: ast.List, want: Sort | None) -> Expr:
    w = want.args[0] if want is not None and want.name == "List" and want.args[0] != ANY else None
    items = low.several([lambda n=n: low.expr(n, w) for n in node.elts])  # type: ignore[misc]
    sort = w or ANY
    for i in items:
        j = join(sort, i.sort)
        if j is None:
            low.reject("type-mismatch", node, f"a list of both {sort} and {i.sort} is not supported")
        sort = j
    return Expr("list", tuple(low.coerce(i, sort, node) for i in items), list_of(sort), low.span(node))


def _joinedstr(low: Expressions, node: ast.JoinedStr, want: Sort | None) -> Expr:
    return text.formatted(low, node)


def _subscript(low: Expressions, node: ast.Subscript, want: Sort | None) -> Expr:
    span = low.span(node)
    if isinstance(node.slice, ast.Slice):
        s = node.slice
        parts: list[ast.expr] = [p for p in (s.lower, s.upper, s.step) if p is not None]
        base, *bounds = low.several(
            [lambda: low.expr(node.value), *(lambda p=p: low.expr(p, INT) for p in parts)]
        )
        base = unions.operand(low, base, node, *bounds)
        if base.sort.name == "Tuple":
            return sequences.slice_of_fixed(low, base, bounds, s, node)
        if s.step is not None and (bounds[-1].op != "const" or bounds[-1].data == 0):
            low.reject("unsupported-slice", node, "the step of a slice must be a constant other than 0")
        if base.sort.name not in ("List", "Seq", "Str", "Bytes", "Any"):
            low.reject("type-mismatch", node, f"{article(base.sort)} cannot be sliced")
        return Expr("slice", (base, *bounds), base.sort, span, (s.lower is not None, s.upper is not None, s.step is not None))
    base, index = low.several([lambda: _searched(low, node.value), lambda: low.expr(node.slice)])
    given = index
    base, index = unions.operands(low, base, index, node)
    if given.sort.name == "Enum" and (base.sort.name in ("Object", "Rec") or base.sort.args[:1] == (given.sort,)):
        index = given  # a key
    base, index = containers.read(low, base, index, node)
    found = classes.special(low, base, "__getitem__", node, index, result=ANY)
    if found is not None:
        return found
    return item(low, base, index if base.sort.name == "Dict" else low.number(index, node), node)


def _searched(low: Expressions, node: ast.expr) -> Expr:
    """An expression of which one item is taken, or all of them: it may be a range."""
    low.view_wanted = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"
    return low.expr(node)


def item(low: Expressions, base: Expr, index: Expr, node: ast.AST) -> Expr:
    """`base[index]`, of what is indexed by place or by key."""
    span, base = low.span(node), containers.items(base)
    if base.sort.name == "Tuple":
        n = len(base.sort.args)
        if index.op != "const" and n and len(set(base.sort.args)) == 1 and not base.sort.label and not base.sort.mutable:
            return item(low, sequences.of_any_number(low, base, node), index, node)
        if index.op != "const":
            what = "can change" if any(s.mutable for s in base.sort.args) else "differ in type"
            low.reject("unsupported-index", node, f"the index of a tuple whose items {what} must be a constant")
        if not -n <= index.data < n:
            low.reject("index-out-of-range", node, f"index {index.data} of a tuple of {n} items")
        i = index.data % n
        if base.op == "tuple" and all(a.op in ("var", "const") for a in base.args):  # the others cannot raise
            part: Expr = base.args[i]
            return part
        return Expr("proj", (base,), base.sort.args[i], span, i)
    if base.sort.name == "Dict":
        maps.fits(low, index, base.sort, node)
        if base.sort.fields == containers.COUNTER:
            return Expr("get", (base, index, Expr("const", (), INT, span, 0)), INT, span)
        return Expr("lookup", (base, index), INT if base.sort.args[1] == ANY and low.final else base.sort.args[1], span)
    if base.sort == STR:
        return Expr("index", (base, index), STR, span)
    if base.sort == BYTES:
        return Expr("index", (base, index), INT, span)
    if base.sort.name in ("List", "Seq", "Any"):
        return Expr("index", (base, index), low.element(base.sort), span)
    low.reject("type-mismatch", node, f"{article(base.sort)} has no items")


tables.NODES.update({
    "Constant": _constant, "Name": _name, "Attribute": _attribute, "Tuple": _tuple, "List": _list, "JoinedStr": _joinedstr,
    "Subscript": _subscript,
})  # fmt: skip
