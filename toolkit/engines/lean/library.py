"""Our Lean library (`lean/`), compiled once into a cache.

Every module's key is a hash of its text, of the keys of what it imports, of the kernel's file and of `FORMAT`; a change
recompiles what depends on it and nothing else. `library()` gives a folder with `Init/Prelude.olean` and so on. It is made
under another name and then renamed, so that two jobs at once never see half of it.
"""

from __future__ import annotations

import fcntl
import functools
import hashlib
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

from attrs import frozen

from toolkit.engines.lean import bindings, process
from toolkit.engines.lean.toolchain import Toolchain, cache_folder, find

FORMAT = "1"  # of what is compiled and how
GENERATED = "Init.Notation"  # made by `bindings` from the binary
_IMPORT = re.compile(r"^(?:public\s+|private\s+)?import\s+([A-Za-z0-9_.]+)\s*$", re.MULTILINE)


class LibraryError(RuntimeError):
    """A module of ours does not compile; the message has Lean's first errors."""


@frozen
class Module:
    name: str
    text: str
    imports: tuple[str, ...]


def sources() -> Path:
    """The folder of our Lean sources: beside the package in a checkout, with the environment's shared data when installed."""
    checkout = Path(__file__).resolve().parents[3]
    for folder in (checkout / "lean", Path(sys.prefix) / "share" / "spec-toolkit" / "lean"):
        if (folder / "Init" / "Prelude.lean").is_file():
            return folder
    raise LibraryError("the Lean sources of the toolkit are not there")


@functools.cache
def version() -> str:
    """A hash of our Lean sources: what another library accepted is not taken over. "" when they are not there."""
    found = hashlib.sha256()
    try:
        for path in sorted(sources().rglob("*.lean")):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    except LibraryError:
        return ""
    return found.hexdigest()[:16]


def modules(folder: Path, generated: str) -> list[Module]:
    """Every module, those it imports first. Raises `LibraryError` for a circle or an import of what is not there."""
    found = {}
    for file in sorted(folder.rglob("*.lean")):
        name = ".".join(file.relative_to(folder).with_suffix("").parts)
        text = file.read_text("utf-8")
        found[name] = Module(name, text, _imports(text))
    found[GENERATED] = Module(GENERATED, generated, _imports(generated))
    ordered: dict[str, Module] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in ordered:
            return
        if name not in found or name in above:
            what = "which is a circle" if name in above else "which is missing"
            raise LibraryError(f"{above[-1] if above else name} imports {name}, {what}")
        for other in found[name].imports:
            visit(other, (*above, name))
        ordered[name] = found[name]

    for name in found:
        visit(name, ())
    return list(ordered.values())


def _imports(text: str) -> tuple[str, ...]:
    names = tuple(_IMPORT.findall(text))
    prelude = re.match(r"\s*(?:/-.*?-/\s*)?(?:module\s+)?prelude\b", text, re.DOTALL)
    return names if prelude else ("Init", *names)


def library(toolchain: Toolchain | None = None) -> Path:
    """The folder of the compiled library; compiles what is missing. Raises `LeanMissing`, `LibraryError`, `OSError`."""
    lean = toolchain or find()
    cache = cache_folder() / lean.digest[:16]
    cache.mkdir(parents=True, exist_ok=True)
    known = modules(sources(), _generated(lean, cache))
    keys: dict[str, str] = {}
    for module in known:
        parts = [FORMAT, *process.FLAGS, lean.digest, module.name, module.text, *(keys[name] for name in module.imports)]
        keys[module.name] = hashlib.sha256("\0".join(parts).encode()).hexdigest()
    whole = hashlib.sha256("\0".join(sorted(keys.values())).encode()).hexdigest()
    folder = cache / "libraries" / whole
    if folder.is_dir():
        return folder
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            _make(lean, cache, known, keys, folder)
    return folder


def _make(lean: Toolchain, cache: Path, known: list[Module], keys: dict[str, str], folder: Path) -> None:
    objects = cache / "objects"
    objects.mkdir(exist_ok=True)
    folder.parent.mkdir(exist_ok=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        part.chmod(0o755)
        for module in known:
            compiled = objects / f"{keys[module.name]}.olean"
            if not compiled.is_file():
                _compile(lean, module, part, compiled)
            place = part.joinpath(*module.name.split(".")).with_suffix(".olean")
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(compiled, place)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _compile(lean: Toolchain, module: Module, path: Path, to: Path) -> None:
    scratch = Path(tempfile.mkdtemp(prefix="lean-build-"))
    try:
        scratch.chmod(0o777)
        ended = process.run(
            lean,
            ["--stdin", "-o", str(scratch / "out.olean")],
            text=module.text,
            path=[str(path)],
            limits=process.Limits(wall_s=300.0, heartbeats=0),
            writable=[str(scratch)],
        )
        if ended.status != "ended" or ended.rc != 0 or not (scratch / "out.olean").is_file():
            said = "\n".join((ended.stdout + ended.stderr).splitlines()[:40])
            raise LibraryError(f"{module.name} does not compile ({ended.status} {ended.rc}):\n{said}")
        part = to.with_suffix(f".{os.getpid()}")
        shutil.copyfile(scratch / "out.olean", part)
        part.chmod(0o644)
        part.replace(to)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _generated(lean: Toolchain, cache: Path) -> str:
    """The text of the module with the bindings; it depends on the binary and on `bindings` alone."""
    file = cache / f"bindings-{bindings.FORMAT}.lean"
    try:
        return file.read_text("utf-8")
    except OSError:
        try:
            text = bindings.render(bindings.read_symbols(lean))
        except RuntimeError as why:
            raise LibraryError(str(why)) from None
        part = file.with_suffix(f".{os.getpid()}")
        part.write_text(text, "utf-8")
        part.replace(file)
        return text
