"""C text -> pycparser's tree, with ACSL annotations as trees of the same kind. The door: `parse(text, file) -> Unit`.

The preprocessor is not run: `#include` of a standard header is passed over, any other directive is rejected. Comments are blanked,
so that every place in the tree is a place in the text. What the tree means is the business of others: the reader
(`core.c`) and, independently of it, the interpreter that runs programs (`engines.cprogram`).
Sources: ISO/IEC 9899:2018; ACSL 1.20 (https://github.com/acsl-language/acsl), 2.2 (expressions), 2.3 (contracts), 2.4.2 (loops).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from attrs import define, field, frozen

from toolkit.core.source import Rejected, Span

HEADERS = frozenset({"assert.h", "stdio.h", "stdlib.h", "limits.h", "stdint.h", "string.h", "math.h"})
ASSUME = frozenset({"assume", "__VERIFIER_assume"})
ASSERT = frozenset({"assert", "__VERIFIER_assert"})
UNKNOWN = frozenset({"unknown", "unknown_int", "nondet", "nondet_int", "__VERIFIER_nondet_int"})
FAIL = frozenset({"__VERIFIER_error", "reach_error"})
BUILTIN = ASSUME | ASSERT | UNKNOWN | FAIL
INCLUDED = {"INT_MAX": 2**31 - 1, "INT_MIN": -(2**31), "LONG_MAX": 2**63 - 1, "LONG_MIN": -(2**63)}  # limits.h, LP64


@frozen(eq=False)
class Clause:
    """One line of an annotation. `kind`: requires, ensures, assigns, decreases, loop invariant, loop variant, loop assigns."""

    kind: str
    tree: Any  # pycparser's nodes; for assigns: the names
    text: str
    span: Span


@define(eq=False)
class Annotation:
    """An ACSL comment; `at` is where the code begins that it stands before (an offset into the text)."""

    clauses: tuple[Clause, ...]
    at: int
    span: Span
    used: bool = False


@define(eq=False)
class Unit:
    """A C file, parsed: pycparser's tree, and the annotations in source order."""

    text: str  # without comments and directives; every place is that of the file
    file: str
    tree: Any
    annotations: list[Annotation]
    included: frozenset[str]
    starts: list[int] = field(factory=list)  # offset of each line

    def offset(self, node: Any) -> int:
        """Where a node begins, as pycparser sees it."""
        return int(self.starts[node.coord.line - 1] + node.coord.column - 1)

    def span(self, node: Any) -> Span:
        return Span(self.file, node.coord.line, node.coord.column - 1, node.coord.line, 0)

    def before_loop(self, node: Any) -> list[Clause]:
        """The clauses that stand before a loop; they count as used."""
        return self._take(a for a in self.annotations if a.at == self.offset(node))

    def before_function(self, node: Any) -> list[Clause]:
        """The clauses of a function's contract: between them and its name there are only words (its type)."""
        return self.before_declaration(node.decl)

    def before_declaration(self, decl: Any) -> list[Clause]:
        name = self.offset(decl)
        return self._take(
            a for a in self.annotations if a.at <= name and re.fullmatch(r"[\w\s]*", self.text[a.at : name])
        )

    def _take(self, found: Iterator[Annotation]) -> list[Clause]:
        clauses: list[Clause] = []
        for a in found:
            a.used = True
            clauses.extend(a.clauses)
        return clauses


def parse(text: str, file: str) -> Unit:
    """Raises `Rejected` for what is not C or not ACSL, for directives, and when pycparser is not there."""
    try:
        from pycparser.c_parser import CParser, ParseError
    except ImportError:
        raise Rejected("pycparser-missing", Span(file, 1), "reading C needs the package pycparser",
                       "pip install 'spec-toolkit[c]'") from None  # fmt: skip
    starts = [0, *(m.end() for m in re.finditer("\n", text))]
    blank, comments, included = _blank(text, file, starts)
    if "$" in blank or "\\" in blank:  # `$` in a name is an extension; names with `$` are ours
        at = min(i for i in (blank.find("$"), blank.find("\\")) if i >= 0)
        raise Rejected("syntax-error", _at(file, starts, at), f"{blank[at]!r} is not supported in C text")
    try:
        tree = CParser().parse(blank, file)
    except (ParseError, RecursionError) as e:
        m = re.match(r"(?:.*?):(\d+):(\d+): (.*)", str(e)) if isinstance(e, ParseError) else None
        line, column, message = (int(m[1]), int(m[2]), m[3]) if m else (1, 1, str(e) or "nested too deeply")
        raise Rejected("syntax-error", Span(file, line, column - 1), f"not C: {message}") from None
    annotations = []
    for low, high in comments:
        after = re.compile(r"\s*").match(blank, high)
        assert after is not None
        clauses = tuple(_Acsl(text, low, high, file, starts).clauses())
        annotations.append(Annotation(clauses, after.end(), _at(file, starts, low)))
    return Unit(blank, file, tree, annotations, included, starts)


def _at(file: str, starts: list[int], offset: int) -> Span:
    line = bisect_right(starts, offset)
    return Span(file, line, offset - starts[line - 1], line, 0)


_PIECE = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|/\*|(?m:^)[ \t]*#[^\n]*', re.S)
_INCLUDE = re.compile(r"[ \t]*#[ \t]*include[ \t]*<([\w./]+)>[ \t]*")


def _blank(text: str, file: str, starts: list[int]) -> tuple[str, list[tuple[int, int]], frozenset[str]]:
    """The text with comments and includes replaced by spaces, where the annotations are, and the headers."""
    found: list[tuple[int, int]] = []
    headers: set[str] = set()
    parts: list[str] = []
    last = 0
    for m in _PIECE.finditer(text):
        piece = m[0]
        if piece[0] in "\"'":
            continue
        if piece == "/*":
            raise Rejected("syntax-error", _at(file, starts, m.start()), "this comment does not end")
        if piece.startswith("//") and piece.endswith("\\"):
            raise Rejected("syntax-error", _at(file, starts, m.start()), "a comment that goes on in the next line")
        if piece.startswith(("//@", "/*@")):
            found.append((m.start() + 3, m.end() - 2 * piece.startswith("/*")))
        elif piece.lstrip().startswith("#"):
            code = re.sub(r"//.*|/\*.*?\*/", " ", piece)
            include = _INCLUDE.fullmatch(code.rstrip())
            if include is None or include[1] not in HEADERS:
                raise Rejected("preprocessor", _at(file, starts, m.start()), f"the preprocessor is not run: {piece.strip()}",
                               "write what the directive stands for; standard headers may be included")  # fmt: skip
            headers.add(include[1])
        parts += [text[last : m.start()], re.sub(r"[^\n]", " ", piece)]
        last = m.end()
    return "".join([*parts, text[last:]]), found, frozenset(headers)


# --- ACSL ---------------------------------------------------------------------------------------------------------

_TOKEN = re.compile(
    r"[\s@]+|(?P<number>0[xX][0-9a-fA-F]+|\d+)(?!\w)|(?P<word>\\?[A-Za-z_]\w*)|(?P<op><==>|==>|\^\^|&&|\|\||==|!=|<=|>=|[-+*/%<>!?:();,])"
)
# lowest first: operators, and whether they group to the right
_LEVELS: tuple[tuple[frozenset[str], bool], ...] = (
    (frozenset({"<==>"}), False), (frozenset({"==>"}), True), (frozenset({"||"}), False), (frozenset({"&&"}), False),
    (frozenset({"==", "!="}), False), (frozenset({"<", "<=", ">", ">="}), False),
    (frozenset({"+", "-"}), False), (frozenset({"*", "/", "%"}), False),
)  # fmt: skip
_UP, _DOWN = frozenset({"<", "<="}), frozenset({">", ">="})


class _Acsl:
    """Recursive descent over one annotation. `a <= b < c` is `a <= b && b < c`, as in ACSL."""

    def __init__(self, text: str, low: int, high: int, file: str, starts: list[int]) -> None:
        self.text, self.file, self.starts = text, file, starts
        self.tokens: list[tuple[str, str, int]] = []
        i = low
        while i < high:
            m = _TOKEN.match(text, i, high)
            if m is None:
                raise self.wrong(f"{text[i]!r} is not understood in an annotation", i)
            if m.lastgroup is not None:
                self.tokens.append((m.lastgroup, m[0], i))
            i = m.end()
        self.end = high
        self.i = 0
        self.bracketed: list[Any] = []  # nodes that stand in parentheses

    def wrong(self, message: str, offset: int | None = None) -> Rejected:
        at = self.here if offset is None else offset
        return Rejected("acsl-not-understood", _at(self.file, self.starts, at), message,
                        "annotations over integers may have requires, ensures, assigns, decreases, loop invariant, loop variant, "
                        "loop assigns")  # fmt: skip

    @property
    def here(self) -> int:
        return self.tokens[self.i][2] if self.i < len(self.tokens) else self.end

    def peek(self) -> str:
        return self.tokens[self.i][1] if self.i < len(self.tokens) else ""

    def next(self) -> str:
        word = self.peek()
        self.i += 1
        return word

    def expect(self, word: str) -> None:
        if self.peek() != word:
            raise self.wrong(f"{word!r} is missing here")
        self.i += 1

    def clauses(self) -> Iterator[Clause]:
        while self.i < len(self.tokens):
            start = self.here
            kind = self.next()
            if kind == "loop":
                kind += " " + self.next()
            if kind in ("assigns", "loop assigns"):
                names = self.names()
                text = self.text[start : self.here].strip()
                self.expect(";")
                yield Clause(kind, names, text, _at(self.file, self.starts, start))
                continue
            if kind not in ("requires", "ensures", "decreases", "loop invariant", "loop variant"):
                raise self.wrong(f"{kind!r} is not understood in an annotation", start)
            begin = self.here
            tree = self.expression()
            text = " ".join(self.text[begin : self.here].split())
            end = self.here
            self.expect(";")
            first, last = _at(self.file, self.starts, begin), _at(self.file, self.starts, end)
            yield Clause(kind, tree, text, Span(self.file, first.line, first.column, last.line, last.column))

    def names(self) -> tuple[str, ...]:
        found = [self.next()]
        while self.peek() == ",":
            self.next()
            found.append(self.next())
        if any(not re.fullmatch(r"\w+|\\nothing", n) for n in found):
            raise self.wrong("assigns takes names of variables, or \\nothing")
        return tuple(n for n in found if n != "\\nothing")

    def expression(self) -> Any:
        from pycparser import c_ast

        condition = self.level(0)
        if self.peek() != "?":
            return condition
        self.next()
        a = self.expression()
        self.expect(":")
        return c_ast.TernaryOp(condition, a, self.expression(), condition.coord)

    def level(self, n: int) -> Any:
        from pycparser import c_ast

        if n == len(_LEVELS):
            return self.unary()
        operators, right = _LEVELS[n]
        left = self.level(n + 1)
        found: list[str] = []
        previous: Any = None  # the right operand of the comparison before, in a chain
        while self.peek() in operators:
            op = self.next()
            operand = self.level(n if right else n + 1)
            if found and (op in _UP | _DOWN | {"==", "!="}):
                if op in ("==", "!=") or {op, *found} - _UP and {op, *found} - _DOWN:
                    raise self.wrong("comparisons in different directions: put parentheses")
                left = c_ast.BinaryOp("&&", left, c_ast.BinaryOp(op, previous, operand, left.coord), left.coord)
            else:
                left = c_ast.BinaryOp(op, left, operand, left.coord)
            found.append(op)
            previous = operand
            if n == 4 and any(self.bare(x) for x in (left.left, left.right)):
                raise self.wrong("== beside < reads in two ways: put parentheses")
        return left

    def bare(self, e: Any) -> bool:
        """A comparison, or a chain of them, without parentheses of its own."""
        return type(e).__name__ == "BinaryOp" and e.op in _UP | _DOWN | {"&&"} and all(e is not b for b in self.bracketed)

    def unary(self) -> Any:
        from pycparser import c_ast

        coord = self.coord()
        word = self.peek()
        if word in ("-", "+", "!"):
            self.next()
            return c_ast.UnaryOp(word, self.unary(), coord)
        if word == "(":
            self.next()
            inner = self.expression()
            self.expect(")")
            self.bracketed.append(inner)
            return inner
        kind = self.tokens[self.i][0] if self.i < len(self.tokens) else ""
        if kind == "number":
            if re.fullmatch(r"0\d+", word):
                raise self.wrong("an octal number")
            self.next()
            return c_ast.Constant("int", word, coord)
        if kind != "word":
            raise self.wrong("an expression is missing here")
        self.next()
        if self.peek() == "(":
            self.next()
            args = [self.expression()]
            while self.peek() == ",":
                self.next()
                args.append(self.expression())
            self.expect(")")
            return c_ast.FuncCall(c_ast.ID(word, coord), c_ast.ExprList(args, coord), coord)
        return c_ast.ID(word, coord)

    def coord(self) -> Any:
        from pycparser.c_parser import Coord

        span = _at(self.file, self.starts, self.here)
        return Coord(self.file, span.line, span.column + 1)
