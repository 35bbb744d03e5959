"""Finds and reads the files of a run: `load(paths)`.

A path is a file (`*.c` is C, anything else Python), a folder (all `*.py` below it, sorted; hidden folders, virtual environments,
`__pycache__` and `node_modules` are left out), `FILE::function`, or `-` (also `<stdin>`) for standard input. Nothing here raises
for what is on the disk: each thing that cannot be read becomes a `Diagnostic` with one of the ids in `IDS`, and the rest is
loaded.

Texts are decoded as Python does it (PEP 263: a byte order mark or a coding line, else UTF-8) and have `\\n` line ends.
A coding line stays in the text: whoever writes the text to a file again must mind it.
Source of the rules: https://docs.python.org/3/library/tokenize.html#tokenize.detect_encoding
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from attrs import evolve

from toolkit import evidence, imports
from toolkit.config import SourceFile
from toolkit.core.source import Diagnostic, Span

IDS = frozenset({
    "file-not-found", "file-unreadable", "file-binary", "file-encoding", "file-too-large", "no-python-files",
    "no-function-name", "file-of-contracts",
})
LARGEST = 2 * 1024 * 1024  # bytes; above it is data, not a module to prove
STDIN = "<stdin>"  # how standard input is shown
SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages"})


def load(paths: Sequence[str], stubs: str = "", proofs: str = "") -> tuple[list[SourceFile], list[Diagnostic]]:
    """The sources behind `paths` in the order given, each once, and what could not be read. Never raises. `proofs` is the folder of
    kept proofs; "" stands for `proofs/` of the project that a file belongs to.

    Whether a function named by `file.py::function` is there is for the session to find out.
    """
    sources: list[SourceFile] = []
    diagnostics: list[Diagnostic] = []
    wanted: dict[str, list[str | None]] = {}  # path -> names; None stands for the whole file
    shown: dict[str, str] = {}
    for path in paths:
        path = "-" + path.removeprefix(STDIN) if path.partition("::")[0] == STDIN else path
        name, colons, only = path.rpartition("::")
        if not colons:
            name, only = path, ""
        elif not only or not name:
            diagnostics.append(_problem("no-function-name", path, f"{path!r} does not name a function",
                                        "write FILE.py::FUNCTION"))
            continue
        for file in _expand(name, diagnostics):
            if file.endswith(imports.STUB):
                diagnostics.append(_problem("file-of-contracts", file, "a file of contracts has no code to verify",
                                            "verify the files that use it; they say which contracts they assume"))
                continue
            real = file if file == "-" or "\0" in file else os.path.realpath(file)
            shown.setdefault(real, file)
            names = wanted.setdefault(real, [])
            if (only or None) not in names:
                names.append(only or None)
    for real, names in wanted.items():
        text = _read(shown[real], diagnostics)
        if text is not None:
            label = STDIN if real == "-" else _printable(shown[real])
            one = SourceFile(label, text, others=())
            if not one.is_c:
                one = imports.attach(SourceFile(label, text), "" if real == "-" else real, stubs)
            if real != "-":
                folder = Path(proofs) if proofs else evidence.root_of(Path(real)) / "proofs"
                mine = [o.path for o in one.others or () if o.kind == "module"]
                one = evolve(one, proofs=evidence.kept(folder, real, mine))
            sources += [evolve(one, only=only) for only in ([None] if None in names else names)]
    return sources, diagnostics


def _expand(path: str, diagnostics: list[Diagnostic]) -> Iterator[str]:
    """The files that `path` stands for."""
    if path == "-" or "\0" in path or not os.path.isdir(path):
        yield path
        return
    found = False
    unreadable: list[OSError] = []
    for folder, folders, files in os.walk(path, onerror=unreadable.append):
        folders[:] = sorted(
            name for name in folders
            if not name.startswith(".") and name not in SKIPPED
            and not os.path.exists(os.path.join(folder, name, "pyvenv.cfg"))
        )
        for name in sorted(files):
            if name.endswith(".py") and not name.startswith(".") and not name.endswith(imports.STUB):
                found = True
                yield os.path.normpath(os.path.join(folder, name))
    for error in unreadable:
        diagnostics.append(_problem("file-unreadable", str(error.filename), f"cannot look into it: {error.strerror}"))
    if not found and not unreadable:
        diagnostics.append(_problem("no-python-files", path, "no Python files in this folder",
                                    "name a folder with *.py files below it, or a file"))


def _read(path: str, diagnostics: list[Diagnostic]) -> str | None:
    try:
        if path == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with open(path, "rb") as file:
                data = file.read(LARGEST + 1)  # never more: /dev/zero has no end
    except FileNotFoundError:
        diagnostics.append(_problem("file-not-found", path, "no such file or folder"))
        return None
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        reason = getattr(error, "strerror", None) or str(error)
        diagnostics.append(_problem("file-unreadable", path, f"cannot be read: {reason}"))
        return None
    if len(data) > LARGEST:
        diagnostics.append(_problem("file-too-large", path, f"larger than {LARGEST // 1024 // 1024} MB",
                                    "verify a smaller module: split it, or name the files that matter"))
        return None
    return decode(data, path, diagnostics)


def decode(data: bytes, path: str, diagnostics: list[Diagnostic]) -> str | None:
    """The text of a module's bytes, or None and one more diagnostic."""
    import tokenize

    if b"\0" in data:
        diagnostics.append(_problem("file-binary", path, "a binary file: it has NUL bytes", "give Python source text"))
        return None
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return io.TextIOWrapper(io.BytesIO(data), encoding).read()  # as tokenize.open does it
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1 if isinstance(error.object, bytes) else 1
        message = f"not {error.encoding}: byte 0x{error.object[error.start]:02x} cannot be decoded"
        diagnostics.append(_problem("file-encoding", path, message,
                                    "save it as UTF-8, or name its encoding in the first line: # coding: ...", line))
    except (SyntaxError, LookupError) as error:  # an unknown coding, or one that contradicts the byte order mark
        diagnostics.append(_problem("file-encoding", path, str(error), "save it as UTF-8"))
    return None


def with_line_ends(raw: str, new: str) -> str:
    """The new text of a file with the line ends of its `raw` text: a line that was there keeps its own, a new one gets the most
    frequent one."""
    import difflib
    import re
    from collections import Counter

    ends = re.findall(r"\r\n|\r|\n", raw)
    usual = Counter(ends).most_common(1)[0][0] if ends else "\n"
    if len(set(ends)) < 2:
        return new.replace("\n", usual)
    old = re.split(r"\r\n|\r|\n", raw)
    lines = new.split("\n")
    kept = dict.fromkeys(range(len(lines)), usual)
    for a, b, size in difflib.SequenceMatcher(None, old, lines, autojunk=False).get_matching_blocks():
        kept.update((b + i, ends[a + i]) for i in range(size) if a + i < len(ends))
    return "".join(line + kept[i] for i, line in enumerate(lines[:-1])) + lines[-1]


def _problem(id: str, path: str, message: str, hint: str = "", line: int = 1) -> Diagnostic:
    return Diagnostic(id, Span(STDIN if path == "-" else _printable(path), line), message, hint)


def _printable(path: str) -> str:
    """A path that can be printed and put into JSON, whatever bytes are in its name."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace") or "''"
