"""Finds the files that a file imports, as texts: `attach(source, path, stubs)`.

The user's own modules (beside the file, or below the root of its package or project), contracts for modules that are not read
(`NAME.contracts.py` beside the file, or in the folder that `[tool.toolkit] stubs` names), and the shipped ones
(`toolkit/library`). Everything below reads these texts only, so a verdict depends on nothing else on the disk; the cache and
the trace keep them with the file itself.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import tokenize
from functools import lru_cache
from pathlib import Path

from attrs import evolve

from toolkit.config import SourceFile
from toolkit.core.source import OtherFile

STUB = ".contracts.py"
LIBRARY = Path(__file__).parent / "library"
_LARGEST = 2 * 1024 * 1024
_MOST = 400  # files
_OURS = ("toolkit", "icontract", "deal")  # what contracts come from


def attach(source: SourceFile, path: str = "", stubs: str = "") -> SourceFile:
    """The source with what it imports; `path` is where it lies on the disk (""): nowhere, only the library is there)."""
    folder = os.path.dirname(os.path.abspath(path)) if path else ""
    dotted, roots = "", []
    package = os.path.basename(path) == "__init__.py"
    if folder:
        top = folder
        while os.path.exists(os.path.join(top, "__init__.py")) and os.path.dirname(top) != top:
            top = os.path.dirname(top)
        parts = [*os.path.relpath(folder, top).split(os.sep), *([] if package else [Path(path).stem])]
        dotted = ".".join(p for p in parts if p != ".")
        roots = [top]
        project = _project(folder)
        roots += [r for r in (project, os.path.join(project, "src")) if project and r not in roots]
    search = _Search(roots, [s for s in (folder, stubs) if s])
    search.follow(source.text, dotted, package)
    for outer in _above(dotted):
        search.look(outer)  # the packages around it, which Python runs before it
    found = tuple(search.found[k] for k in sorted(search.found))
    own = os.path.realpath(path) if path else ""
    others = tuple(
        evolve(f, path=_shown(f, source.path), kind="self" if f.kind == "module" and os.path.realpath(f.path) == own else f.kind)
        for f in found
    )
    return evolve(source, others=others, dotted=dotted, package=package)


def _shown(f: OtherFile, label: str) -> str:
    """A path as the file's own is shown: relative when that is."""
    if f.kind == "library":
        return f"toolkit/library/{os.path.basename(f.path)}"
    return f.path if os.path.isabs(label) else os.path.relpath(f.path)


def _project(folder: str) -> str:
    """The nearest folder above with a pyproject.toml, or ""."""
    while True:
        if os.path.exists(os.path.join(folder, "pyproject.toml")):
            return folder
        if os.path.dirname(folder) == folder:
            return ""
        folder = os.path.dirname(folder)


def _above(dotted: str) -> list[str]:
    parts = dotted.split(".")
    return [".".join(parts[:i]) for i in range(1, len(parts))]


class _Search:
    def __init__(self, roots: list[str], stubs: list[str]) -> None:
        self.roots, self.stubs = roots, stubs
        self.seen: set[str] = set()
        self.found: dict[tuple[str, str], OtherFile] = {}

    def follow(self, text: str, dotted: str, package: bool) -> None:
        """Looks for whatever a text imports."""
        for level, name in _imports(text):
            base = dotted.split(".") if dotted else []
            base = base[: len(base) - level + package] if level else []
            if level and not base:
                continue
            full = ".".join([*base, *([name] if name else [])])
            for outer in [*_above(full), full]:
                self.look(outer)

    def look(self, name: str) -> None:
        """Looks for the files that one dotted name may stand for, and for what they import."""
        if name in self.seen or not name or len(self.found) > _MOST:
            return
        self.seen.add(name)
        parts = name.split(".")
        if not all(p.isidentifier() for p in parts) or parts[0] in _OURS and len(parts) > 1:
            return
        at = [
            (os.path.join(root, *parts[:-1], end), end.endswith("__init__.py"))
            for root in self.roots for end in (os.path.join(parts[-1], "__init__.py"), parts[-1] + ".py")
        ]  # fmt: skip
        real = {os.path.realpath(p): (p, package) for p, package in reversed(at) if os.path.isfile(p)}
        if name == "toolkit":  # a checkout of ours is no other one
            real = {r: (p, is_it) for r, (p, is_it) in real.items()
                    if not is_it or not os.path.isfile(os.path.join(os.path.dirname(r), "contracts.py"))}  # fmt: skip
        if len(real) > 1 or real and (parts[0] in sys.stdlib_module_names or name in _OURS):
            other = ", or the package of that name" if name in _OURS else ", or the standard library's"
            between = " or ".join(sorted(real)) + (other if len(real) == 1 else "")
            self.found[name, "ambiguous"] = OtherFile(name, next(iter(real)), between, "ambiguous")
        elif real:
            path, package = next(iter(real.values()))
            text = _text(path)
            if text is not None:
                self.found[name, "module"] = OtherFile(name, path, text, "module", package)
                self.follow(text, name, package)
        for kind, folders in (("stub", self.stubs), ("library", [str(LIBRARY)])):
            for path in (os.path.join(f, name + STUB) for f in folders):
                text = _text(path) if os.path.isfile(path) else None
                if text is not None and (name, kind) not in self.found:
                    self.found[name, kind] = OtherFile(name, path, text, kind)
                    self.follow(text, name, False)


@lru_cache(maxsize=1000)
def _imports(text: str) -> tuple[tuple[int, str], ...]:
    """(leading dots, dotted name) of everything that a text imports, or may: a name in a module may be a module."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: list[tuple[int, str]] = []
    for n in ast.walk(tree):
        if isinstance(n, ast.Import):
            found += [(0, a.name) for a in n.names]
        elif isinstance(n, ast.ImportFrom):
            home = n.module or ""
            found += [(n.level, home)] if home or n.level else []
            found += [(n.level, f"{home}.{a.name}" if home else a.name) for a in n.names if a.name != "*"]
    return tuple(dict.fromkeys(found))


def _text(path: str) -> str | None:
    """The text of a Python file; None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST or b"\0" in data:
            return None
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()
    except (OSError, SyntaxError, LookupError, UnicodeDecodeError):
        return None
