"""Places in source text, diagnostics, and the one exception of the reader: `Rejected`."""

from __future__ import annotations

import ast

from attrs import frozen


@frozen(order=True)
class Span:
    """A place in a source file. Lines count from 1, columns from 0 (as in `ast`)."""

    file: str
    line: int
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    @staticmethod
    def of(node: ast.AST, file: str, offset: int = 0) -> Span:
        """The span of an `ast` node of `file`; `offset` is added to its lines."""
        line = getattr(node, "lineno", 1) + offset
        return Span(
            file,
            line,
            getattr(node, "col_offset", 0),
            (getattr(node, "end_lineno", None) or line - offset) + offset,
            getattr(node, "end_col_offset", None) or 0,
        )


@frozen
class Diagnostic:
    """A message for a person. `id` is kebab-case; `severity` is `error`, `warning` or `info`."""

    id: str
    span: Span
    message: str
    hint: str = ""
    severity: str = "error"


@frozen
class OtherFile:
    """A file that another one imports, by the dotted name it is imported by. `kind`: module (the user's own code), stub (the
    user's contracts for a module that is not read), library (contracts that are shipped), self (the very file: a circle),
    ambiguous (`text` says between what). `package`: it is an `__init__.py`."""

    name: str
    path: str
    text: str
    kind: str = "module"
    package: bool = False


class Rejected(Exception):
    """The reader does not understand a construct (LAW 2): it never guesses and never skips."""

    def __init__(self, id: str, span: Span, message: str, hint: str = "") -> None:
        super().__init__(f"{span.file}:{span.line}: {message} [{id}]")
        self.diagnostic = Diagnostic(id, span, message, hint)


def again(d: Diagnostic) -> Rejected:
    """What was rejected already, once more."""
    return Rejected(d.id, d.span, d.message, d.hint)


def elsewhere(e: Rejected, node: ast.AST, file: str) -> Rejected:
    """What is rejected in another file, as the use of it in this one is told."""
    d = e.diagnostic
    if d.span.file == file:
        return e
    return Rejected("callee-rejected", Span.of(node, file), f"{d.span.file}:{d.span.line}: {d.message}", d.hint)


def rejected_there(d: Diagnostic, name: str, span: Span) -> Rejected:
    """A function of another file could not be read: what the caller is told."""
    return Rejected("callee-rejected", span, f"{name.replace(':', '.')} could not be read ({d.span.file}:{d.span.line}: "
                    f"{d.message}), so a call of it cannot be either")  # fmt: skip
