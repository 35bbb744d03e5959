"""Limits for one function: `# toolkit: timeout=30 rlimit=5000000` on its `def` line, in its header, or right above it, and
`[tool.toolkit."file.py::function"]` in pyproject.toml (the comment wins). A comment that is wrong is an error with its place:
a typo in a limit must not silently become the default."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import PurePath
from typing import Any

from attrs import evolve

from toolkit.config import LIMITS, ConfigError, Options, SourceFile
from toolkit.core.source import Diagnostic, Span

_PRAGMA = re.compile(r"#\s*toolkit:(.*)$")


def read(file: SourceFile) -> tuple[dict[str, dict[str, Any]], list[Diagnostic]]:
    """Limits by function name (`f`, `Class.f`), and what is wrong. Nothing for a text that is not valid Python."""
    if "toolkit:" not in file.text:
        return {}, []
    try:
        comments = [
            (t.start[0], t.start[1], m[1]) for t in tokenize.generate_tokens(io.StringIO(file.text).readline)
            if t.type == tokenize.COMMENT and (m := _PRAGMA.match(t.string))
        ]  # fmt: skip
        places = _headers(ast.parse(file.text)) if comments else []
    except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
        return {}, []
    lines = file.text.split("\n")
    found: dict[str, dict[str, Any]] = {}
    wrong = []
    for line, column, text in comments:
        at = line
        while not lines[at - 1][:column].strip() and at < len(lines) and lines[at - 1].lstrip().startswith("#"):
            at += 1  # a comment above: down to what it stands above of
        name = next((n for n, first, last in places if first <= at <= last), None)
        values, problem = _values(text)
        if name is None and not problem:
            problem = "it stands at no function", "write it on the line of the def, or right above"
        if problem:
            span = Span(file.path, line, column, line, len(lines[line - 1]))
            wrong.append(Diagnostic("wrong-pragma", span, f"this comment sets no limit: {problem[0]}", problem[1]))
        elif name is not None:
            found.setdefault(name, {}).update(values)
    return found, wrong


def _headers(tree: ast.Module) -> list[tuple[str, int, int]]:
    """(name, first line, last line) of every function's header, decorators included."""
    found = []
    for owner, nodes in [("", tree.body), *((n.name + ".", n.body) for n in tree.body if isinstance(n, ast.ClassDef))]:
        for f in nodes:
            if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([f.lineno, *(d.lineno for d in f.decorator_list)])
                found.append((owner + f.name, first, max(f.lineno, f.body[0].lineno - 1)))
    return found


def _values(text: str) -> tuple[dict[str, Any], tuple[str, str] | None]:
    values: dict[str, Any] = {}
    for part in text.replace(",", " ").split():
        key, equals, value = part.partition("=")
        if key not in LIMITS or not equals:
            return {}, (f"{part!r} is not understood", f"write {' or '.join(k + '=N' for k in LIMITS)}")
        try:
            number = float(value) if key == "timeout" else int(value.replace("_", ""))
            Options(**{key: number})
        except (ValueError, ConfigError) as error:
            return {}, (str(error) if isinstance(error, ConfigError) else f"{value!r} is not a number", "")
        values[key] = number
    return values, None if values else ("it names none", f"write {' or '.join(k + '=N' for k in LIMITS)}")


def limits(options: Options, file: SourceFile, own: dict[str, Any], name: str) -> Options:
    """The options for one function: the run's, then those of pyproject.toml, then those of its comment."""
    table = {}
    for key, option, value in options.limits:
        path, _, function = key.rpartition("::")
        parts = PurePath(path).parts
        if function == name and PurePath(file.path).parts[-len(parts) :] == parts:
            table[option] = value
    return evolve(options, **{**table, **own}) if table or own else options
