"""What can be called on text: methods of `str`, `str(...)`, `ord`, `chr`, `repr`, `bytes(...)`, and f-strings.

An operation `str.find` of the IR is the method of that name; its arguments are those that were given."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from toolkit.core.ir import BOOL, BYTES, FLOAT, INT, NONE, STR, Expr, Sort, list_of, tuple_of
from toolkit.core.reader import classes, iteration, unions
from toolkit.core.reader.tables import BUILTINS, METHODS, Builtin

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_PIECES = tuple_of(STR, STR, STR)
_RANGE = (INT, INT)  # start, end
# method -> parameters, how many of them are needed, result
_METHODS: dict[str, tuple[tuple[Sort, ...], int, Sort]] = {
    **dict.fromkeys(("find", "rfind", "index", "rindex", "count"), ((STR, *_RANGE), 1, INT)),
    **dict.fromkeys(("startswith", "endswith"), ((STR, *_RANGE), 1, BOOL)),
    **dict.fromkeys(("removeprefix", "removesuffix"), ((STR,), 1, STR)),
    "replace": ((STR, STR), 2, STR),
    **dict.fromkeys(("strip", "lstrip", "rstrip"), ((STR,), 0, STR)),
    **dict.fromkeys(("split", "rsplit"), ((STR,), 0, list_of(STR))),
    **dict.fromkeys(("partition", "rpartition"), ((STR,), 1, _PIECES)),
    **dict.fromkeys(("isdigit", "isdecimal", "isnumeric", "isalpha", "isalnum", "isspace", "isupper", "islower",
                    "isascii", "isprintable"), ((), 0, BOOL)),
    **dict.fromkeys(("upper", "lower", "swapcase", "title", "capitalize", "casefold"), ((), 0, STR)),
    "zfill": ((INT,), 1, STR),
    **dict.fromkeys(("ljust", "rjust", "center"), ((INT, STR), 1, STR)),
}  # fmt: skip
# Zeros stand for a side: they come after a sign.
_SPEC = re.compile(r"(?:(?P<fill>.)?(?P<side>[<>^])|(?P<zero>0))?(?P<width>(?:[1-9][0-9]{0,4})?)(?P<group>[,_]?)"
                   r"(?:\.(?P<most>[0-9]{1,5}))?(?P<kind>[a-zA-Z%]?)", re.DOTALL)  # fmt: skip
METHOD_NAMES = (*_METHODS, "join")
_HINTS = {
    "format": "an f-string of plain names is supported", "encode": "bytes(...) of a list of code points is supported",
    "splitlines": 'split("\\n") is supported', "translate": "replace(...) is supported, as is a loop over the characters",
    "istitle": "isupper and islower are supported", "isidentifier": "isalnum is supported",
}  # fmt: skip


def _method(reader: Expressions, node: ast.Call, base: Expr) -> Expr:
    assert isinstance(node.func, ast.Attribute)
    name = node.func.attr
    params, needed, result = _METHODS[name]
    given = node.args
    if node.keywords or not needed <= len(given) <= len(params):
        reader.reject("unsupported-call", node, f".{name} with these arguments is not supported",
                      f"{needed} to {len(params)} positional arguments are supported")  # fmt: skip
    if len(given) == 1 and needed == 0 and isinstance(given[0], ast.Constant) and given[0].value is None:
        given = []  # strip(None) is strip()
    several = name in ("startswith", "endswith") and isinstance(given[0], ast.Tuple)
    wants = [None if several and i == 0 else s for i, s in enumerate(params)]
    base, *args = reader.several([lambda: base, *(lambda a=a, w=w: reader.expr(a, w) for a, w in zip(given, wants))])
    if several and any(s != STR for s in args[0].sort.args):
        reader.reject("type-mismatch", node, f".{name} takes a str or a tuple of str")
    return Expr("str." + name, (base, *args), result, reader.span(node))


def _join(reader: Expressions, node: ast.Call, base: Expr) -> Expr:
    if len(node.args) != 1 or node.keywords:
        reader.reject("wrong-arguments", node, ".join takes one argument")
    (a,) = node.args
    if isinstance(a, ast.GeneratorExp):
        a = ast.copy_location(ast.ListComp(a.elt, a.generators), a)
    base, parts = reader.several([lambda: base, lambda: iteration.sequence(reader, a)])
    want = list_of(STR)
    if parts.sort != want:
        parts = reader.coerce(parts, want, node)
    return Expr("str.join", (base, parts), STR, reader.span(node))


def _unsupported(reader: Expressions, node: ast.Call, base: Expr) -> Expr:
    assert isinstance(node.func, ast.Attribute)
    reader.reject("unsupported-call", node, f"the method .{node.func.attr} of a str is not supported", _HINTS[node.func.attr])


METHODS.update({("Str", m): _method for m in _METHODS})
METHODS["Str", "join"] = _join
METHODS.update({("Str", m): _unsupported for m in _HINTS})


def text_of(reader: Expressions, e: Expr, node: ast.AST, shown: bool = False) -> Expr:
    """`str(e)`, or `repr(e)` when `shown`."""
    span = reader.span(node)

    def word(text: str) -> Expr:
        return Expr("const", (), STR, span, text)

    if not shown:  # since Python 3.11
        e = classes.data(reader, e, node)
    if e.sort == STR:
        return Expr("text.repr", (e,), STR, span) if shown else e
    if e.sort == BOOL:
        return Expr("ite", (e, word("True"), word("False")), STR, span)
    if e.sort == NONE:
        return reader.after(e, word("None"))
    if e.sort == INT:
        return Expr("text.str", (e,), STR, span)
    if e.sort == FLOAT:
        return Expr("text.format", (e,), STR, span, "")
    if e.sort.name == "Union":  # the text of whatever member it is
        *most, last = (text_of(reader, unions.unwrap(e, i), node, shown) for i in range(len(e.sort.args)))
        for i, t in reversed(list(enumerate(most))):
            last = Expr("ite", (unions.is_tag(e, i), t, last), STR, span)
        return last
    reader.reject("unsupported-call", node, f"the text of {e.sort} values is not supported", "of numbers, bool, str and None it is")


def _text(reader: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if node.keywords or len(node.args) > 1 or (not node.args and name == "repr"):
        reader.reject("unsupported-call", node, f"{name}(...) with these arguments is not supported", "one argument is")
    if not node.args:
        return Expr("const", (), STR, reader.span(node), "")
    e = reader.expr(node.args[0])
    return e if e.sort.name == "Any" else text_of(reader, e, node, name == "repr")


def _code(reader: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    assert isinstance(node.func, ast.Name)
    name = node.func.id
    if node.keywords or len(node.args) != 1:
        reader.reject("wrong-arguments", node, f"{name} takes one argument")
    e = reader.expr(node.args[0], STR if name == "ord" else INT)
    return Expr("text." + name, (e,), INT if name == "ord" else STR, reader.span(node))


def _bytes(reader: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    span = reader.span(node)
    if node.keywords or len(node.args) > 1:
        reader.reject("unsupported-call", node, "bytes(...) with these arguments is not supported",
                      "bytes(items) of ints is")  # fmt: skip
    if not node.args:
        return Expr("const", (), BYTES, span, b"")
    (a,) = node.args
    if isinstance(a, ast.GeneratorExp):
        a = ast.copy_location(ast.ListComp(a.elt, a.generators), a)
    e = iteration.sequence(reader, a)
    if e.sort.args[0] != INT and (reader.final or e.sort.args[0].name != "Any"):
        reader.reject("unsupported-call", node, f"bytes of {e.sort.args[0]} values is not supported", "ints only")
    return Expr("text.bytes", (e,), BYTES, span)


def _digits(kind: str) -> Builtin:
    """bin(n), oct(n) and hex(n): a sign, a prefix and the digits of the number without its sign."""

    def handler(reader: Expressions, node: ast.Call, want: Sort | None) -> Expr:
        if node.keywords or len(node.args) != 1:
            reader.reject("wrong-arguments", node, f"{ast.unparse(node.func)} takes one argument")
        n, span = reader.expr(node.args[0], INT), reader.span(node)
        below = Expr("lt", (n, Expr("const", (), INT, span, 0)), BOOL, span)
        digits = Expr("text.format", (n,), STR, span, kind)
        rest = Expr("slice", (digits, Expr("const", (), INT, span, 1)), STR, span, (True, False, False))
        signed, plain = (Expr("concat", (Expr("const", (), STR, span, prefix), e), STR, span)
                         for prefix, e in ((f"-0{kind}", rest), (f"0{kind}", digits)))  # fmt: skip
        return Expr("ite", (below, signed, plain), STR, span)

    return handler


def in_base(reader: Expressions, node: ast.Call) -> Expr:
    """int(text, base)"""
    base = node.args[1]
    if node.keywords or not isinstance(base, ast.Constant) or type(base.value) is not int or not 2 <= base.value <= 36:
        reader.reject("unsupported-call", node, "the base of int(text, base) must be a constant from 2 to 36",
                      "write int(text, 16)")  # fmt: skip
    e = reader.expr(node.args[0], STR)
    more = () if base.value == 10 else (Expr("const", (), INT, reader.span(node), base.value),)
    return Expr("text.int", (e, *more), INT, reader.span(node))


BUILTINS.update({"str": _text, "repr": _text, "ord": _code, "chr": _code, "bytes": _bytes})
BUILTINS.update({"bin": _digits("b"), "oct": _digits("o"), "hex": _digits("x")})


def aligned(reader: Expressions, e: Expr, v: ast.FormattedValue) -> Expr:
    """`{e:spec}` of a number or a str: fill, side, width, leading zeros, the base of an int, the digits of a float (which are not
    interpreted), and the longest that a str may be."""
    assert isinstance(v.format_spec, ast.JoinedStr)
    words = [str(p.value) for p in v.format_spec.values if isinstance(p, ast.Constant)]
    found = _SPEC.fullmatch("".join(words)) if len(words) == len(v.format_spec.values) else None
    if e.sort.name == "Any" and not reader.final:
        return Expr("const", (), STR, reader.span(v), "")
    if e.sort == BOOL and words:  # an empty format is `str`
        e = reader.number(e, v)
    fits = found is not None and {
        INT: found["most"] is None and found["kind"] in ("d", "x", "X", "b", "o", "") and not (
            found["group"] and (found["zero"] or found["kind"] not in ("", "d"))),
        STR: not found["zero"] and not found["group"] and found["kind"] in ("", "s"),
        FLOAT: not found["group"] and found["kind"] in tuple("feg%FEG") + ("",), BOOL: not words,
    }.get(e.sort, False)  # fmt: skip
    if found is None or not fits:
        reader.reject("unsupported-format", v, f"{e.sort} with this format is not supported",
                      "[[fill]<|>|^][0][width][d|x|X|b|o|,] of ints, [[fill]<|>|^][width][.most] of strings, "
                      "[width][.digits][f|e|g|%] of floats is")  # fmt: skip
    span, most = reader.span(v), found["most"]
    kind = found["group"] or found["kind"].replace("d", "") if e.sort == INT else ""
    if e.sort == FLOAT:
        kind = (f".{most}" if most is not None else "") + found["kind"]
    text = Expr("text.format", (e,), STR, span, kind) if kind else text_of(reader, e, v)
    if most is not None and e.sort == STR:
        text = Expr("slice", (text, Expr("const", (), INT, span, int(most))), STR, span, (False, True, False))
    if not found["width"]:
        return text
    side = found["side"] or ("<" if e.sort == STR else ">")
    fill = [Expr("const", (), STR, span, found["fill"])] if found["fill"] else []
    op = "str.zfill" if found["zero"] else {">": "str.rjust", "<": "str.ljust", "^": "text.middle"}[side]
    return Expr(op, (text, Expr("const", (), INT, span, int(found["width"])), *fill), STR, span)


_PERCENT = re.compile(r"%(?P<side>-?)(?P<zero>0?)(?P<width>(?:[1-9][0-9]{0,4})?)(?P<kind>[dsr%])|%")


def percent(reader: Expressions, pattern: str, value: Expr, node: ast.AST) -> Expr:
    """`"..." % value` with a literal on the left: %s, %r, %d and %%, with widths, `-` and leading zeros."""
    span, given = reader.span(node), [value]
    if any(s.name == "Any" for s in value.sort.parts()) and not reader.final:
        return Expr("const", (), STR, span, "")
    if value.sort.name == "Tuple":
        given = list(value.args) if value.op == "tuple" else [
            Expr("proj", (value,), s, span, i) for i, s in enumerate(value.sort.args)
        ]
    found = list(_PERCENT.finditer(pattern))
    wanted = [m for m in found if m["kind"] != "%"]
    loose = value.sort.name in ("Seq", "Dict", "Union", "Object") or any(m["kind"] is None or m["kind"] == "%" and m[0] != "%%" or
            m["zero"] and (m["side"] or m["kind"] != "d") for m in found)  # fmt: skip
    if loose or len(wanted) != len(given):
        reader.reject("unsupported-format", node, "this formatting with % is not supported", "%s, %r and %d are, one for each "
                      "value of a tuple that is written there; or use an f-string")  # fmt: skip
    parts, at = [], 0
    for m in found:
        parts.append(Expr("const", (), STR, span, pattern[at : m.start()]))
        at = m.end()
        if m["kind"] == "%":
            parts.append(Expr("const", (), STR, span, "%"))
            continue
        e = given.pop(0)
        if m["kind"] == "d" and e.sort not in (INT, BOOL):
            reader.reject("unsupported-format", node, f"%d of {e.sort} is not supported", "%s is; int(...) makes an int")
        e = text_of(reader, reader.number(e, node) if m["kind"] == "d" else e, node, m["kind"] == "r")
        op = "str.zfill" if m["zero"] else "str.ljust" if m["side"] else "str.rjust"
        parts.append(Expr(op, (e, Expr("const", (), INT, span, int(m["width"]))), STR, span) if m["width"] else e)
    result = Expr("const", (), STR, span, "")
    for p in (*parts, Expr("const", (), STR, span, pattern[at:])):
        if p.op != "const" or p.data:
            result = p if result.op == "const" and result.data == "" else Expr("concat", (result, p), STR, span)
    return reader.after(value, result) if not wanted else result


def formatted(reader: Expressions, node: ast.JoinedStr) -> Expr:
    """An f-string: the texts of its parts, one after the other."""
    span = reader.span(node)

    def part(v: ast.expr) -> Expr:
        if not isinstance(v, ast.FormattedValue):
            return reader.expr(v)
        if v.conversion not in (-1, 115, 114):
            reader.reject("unsupported-format", v, "!a is not supported", "!r and !s are")
        e = reader.expr(v.value)
        if v.format_spec is None:
            return text_of(reader, e, v, v.conversion == 114)
        return aligned(reader, e if v.conversion < 0 else text_of(reader, e, v, v.conversion == 114), v)

    parts = reader.several([lambda v=v: part(v) for v in node.values])  # type: ignore[misc]
    result = Expr("const", (), STR, span, "")
    for p in parts:
        result = p if result.op == "const" and result.data == "" else Expr("concat", (result, p), STR, span)
    return result
