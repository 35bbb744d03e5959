"""Where in the text an edit goes. Works on offsets, so that layout, comments and line ends of the file stay."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Sequence

from attrs import frozen

from toolkit.proposers.edits.module import EditRefused, Loop, Module, is_doc, is_our_import, prefix

Change = tuple[int, int, str]  # from offset, to offset, new text


@frozen
class Text:
    """A module's text by lines, as the tokenizer counts them (`str.splitlines` knows more line ends)."""

    text: str
    lines: tuple[str, ...]  # with their ends
    starts: tuple[int, ...]  # offset of each line, and of the end
    newline: str

    @staticmethod
    def of(text: str) -> Text:
        lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)
        starts = [0]
        for line in lines:
            starts.append(starts[-1] + len(line))
        ends = Counter(re.findall(r"\r\n|\r|\n", text))
        return Text(text, tuple(lines), tuple(starts), ends.most_common(1)[0][0] if ends else "\n")

    def at(self, line: int, column: int) -> int:
        """Offset of an `ast` place (columns there are UTF-8 bytes)."""
        return self.starts[line - 1] + len(self.lines[line - 1].encode()[:column].decode())

    def indent(self, line: int) -> str:
        text = self.lines[line - 1]
        return text[: len(text) - len(text.lstrip(" \t\f"))]

    def is_inline(self, stmt: ast.stmt) -> bool:
        """Does something stand before this statement on its (logical) line?"""
        line = first_line(stmt)
        before = self.text[self.starts[line - 1] : self.at(line, stmt.col_offset)]
        return bool(before.strip()) or (line > 1 and self.lines[line - 2].rstrip("\r\n").endswith("\\"))

    def header_end(self, stmt: ast.stmt) -> int:
        """The last line of the header over a block that starts with `stmt`: comments under it belong to `stmt`."""
        line = first_line(stmt) - 1
        while line and (not self.lines[line - 1].strip() or self.lines[line - 1].lstrip().startswith("#")):
            line -= 1
        return line

    def after_line(self, line: int, added: Sequence[str], indent: str) -> Change:
        offset = self.starts[line]
        text = "".join((indent + a if a else "") + self.newline for a in added)
        if line == len(self.lines) and not self.text.endswith(("\n", "\r")):
            text = self.newline + text
        return offset, offset, text


def printed(node: ast.AST) -> str:
    """One line of code, without the second pair of parentheses that `ast.unparse` gives `all(… for …)`."""
    text = ast.unparse(node)
    cut: set[int] = set()
    for call in ast.walk(ast.parse(text)):
        if isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(inner := call.args[0], ast.GeneratorExp):
            if inner.col_offset == (call.func.end_col_offset or 0) + 1 and not call.keywords:
                cut |= {inner.col_offset, (inner.end_col_offset or 0) - 1}
    return bytes(b for k, b in enumerate(text.encode()) if k not in cut).decode()


def first_line(stmt: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(stmt, "decorator_list", [])
    return min([stmt.lineno, *(d.lineno for d in decorators)])


def end_line(node: ast.stmt | ast.expr) -> int:
    return node.end_lineno or node.lineno


def into_loop(t: Text, module: Module, loop: Loop, added: Sequence[str]) -> tuple[Change, int]:
    """Hints at the start of a loop's body, after those that stand there. Also the index in its body."""
    first = loop.body[0]
    if t.is_inline(first):
        unit = t.indent(first_line(module.node.body[0])).removeprefix(t.indent(module.node.lineno)) or "    "
        inner = t.newline + t.indent(loop.lineno) + unit
        end = t.at(first.lineno, first.col_offset)
        start = len(t.text[:end].rstrip(" \t\f\\\r\n"))
        return (start, end, "".join(inner + a for a in added) + inner), 0
    indent = t.indent(first_line(first))
    count = module.leading(loop)
    if count:
        last = end_line(loop.body[count - 1])
        if count == len(loop.body) or first_line(loop.body[count]) > last:
            return t.after_line(last, added, indent), count
    return t.after_line(t.header_end(first), added, indent), 0


def over_function(t: Text, module: Module, added: Sequence[str]) -> tuple[Change, int]:
    """Decorators under the last clause that is there, else right over the `def`. Also the index among them."""
    node = module.node
    last = max((k for k, d in enumerate(node.decorator_list) if module.clause(d)), default=-1)
    if last >= 0:
        return t.after_line(end_line(node.decorator_list[last]), added, t.indent(node.lineno)), last + 1
    return t.after_line(node.lineno - 1, added, t.indent(node.lineno)), len(node.decorator_list)


def instead_of_body(t: Text, module: Module, text: str) -> Change:
    """The body's text in the place of what follows the docstring and the leading asserts."""
    node = module.node
    kept = prefix(node)
    rest = node.body[len(kept) :]
    if t.is_inline(node.body[0]):
        if kept:
            raise EditRefused("could-not-place", "the docstring stands on the line of the def")
        unit = "\t" if t.indent(node.lineno).startswith("\t") else "    "
        end = t.at(end_line(rest[-1]), rest[-1].end_col_offset or 0)
        start = len(t.text[: t.at(rest[0].lineno, rest[0].col_offset)].rstrip(" \t\f\\\r\n"))
        return start, end, t.newline + _indented(text, t.indent(node.lineno) + unit, t.newline)
    new = _indented(text, t.indent(first_line(node.body[0])), t.newline)
    after = end_line(kept[-1]) if kept else t.header_end(node.body[0])
    until = end_line(rest[-1]) if rest else after
    final = t.lines[until - 1]
    if rest:
        new += final[len(final.rstrip("\r\n")) :]
    else:
        new = new + t.newline if final.endswith(("\n", "\r")) else t.newline + new
    return t.starts[after], t.starts[until], new


def _indented(text: str, indent: str, newline: str) -> str:
    return newline.join(indent + line if line.strip() else "" for line in text.split("\n"))


def imports(t: Text, module: Module, names: Sequence[str]) -> tuple[Change, Callable[[ast.Module], None]]:
    """Adds names to the `from toolkit import …` line, or adds such a line; also says what that does to the tree."""
    tree = module.tree
    aliases = [ast.alias(n) for n in names]
    top = next(s for s in tree.body if any(n is module.node for n in ast.walk(s)))
    for k, item in enumerate(tree.body):
        if isinstance(item, ast.ImportFrom) and is_our_import(item) and item.lineno < first_line(top):
            if (last := item.names[-1]).name == "*":
                continue
            offset = t.at(last.end_lineno or last.lineno, last.end_col_offset or 0)
            return (offset, offset, "".join(f", {n}" for n in names)), _grow_import(k, aliases)
    line = f"from toolkit import {', '.join(names)}"
    has_doc = is_doc(tree.body[0])
    index = int(has_doc)
    while isinstance(tree.body[index], ast.Import | ast.ImportFrom):
        index += 1
    if not index:
        change = t.after_line(first_line(tree.body[0]) - 1, [line, "", ""], "")
    else:
        last_line = end_line(tree.body[index - 1])
        change = t.after_line(last_line, ["", line] if index == has_doc else [line], "")
        while first_line(tree.body[index]) == last_line:
            index += 1
    return change, lambda m: m.body.insert(index, ast.ImportFrom("toolkit", aliases, 0))


def _grow_import(index: int, aliases: list[ast.alias]) -> Callable[[ast.Module], None]:
    def grow(m: ast.Module) -> None:
        m.body[index].names.extend(aliases)  # type: ignore[attr-defined]

    return grow
