"""Regular expressions of programs, as CPython reads them: without its warnings, which are about the program and not about us."""

from __future__ import annotations

import re
import warnings
from importlib import import_module
from typing import Any


def compiled(pattern: str) -> re.Pattern[str]:
    """Raises `re.error`, OverflowError, RecursionError for a text that is no pattern."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return re.compile(pattern)


def parsed(pattern: str) -> Any:
    """The tree of a pattern that compiles, from CPython's own parser (Lib/re/_parser.py)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("re._parser").parse(pattern)


def widths(pattern: str) -> tuple[int, int | None]:
    """How long a match is at least and at most (None: any length), by which CPython itself decides what cannot match."""
    least, most = parsed(pattern).getwidth()
    return int(least), int(most) if most < import_module("re._parser").MAXREPEAT else None  # that number stands for any
