"""The folder `proofs/`: evidence that is kept beside the code, one folder a claim.

- `claim.json`: what is claimed (file, function, goal), with which Lean it was accepted, hashes of all that it rests on.
- `goal.lean`: the goal as we state it, with the source's words as comments.
- `proof.lean`: the proof, a text that may be edited; `toolkit prove` takes it up again.

Door: `Claim`, `read`, `write`, `claims`, `folder_of`, `kept`. Nothing here decides what is proved.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePath
from typing import Any

from attrs import asdict, evolve, fields, frozen

from toolkit.config import KeptProof, SourceFile

CLAIM, GOAL, PROOF = "claim.json", "goal.lean", "proof.lean"
VERSION = 1
LARGEST = 1 << 20  # bytes of a proof that is read
_MOST = 2000  # folders of one project whose proofs are read


class EvidenceBroken(ValueError):
    """A claim that cannot be read, or one that was changed by hand. The message says what."""


@frozen
class Claim:
    """What one folder claims. `source` is a path relative to the folder that `proofs/` lies in; hashes are SHA-256."""

    source: str
    function: str
    goal: str
    kind: str
    line: int
    message: str
    origin: str  # how the proof came about: certificate, the name of a tactic, or edited
    checker: str
    kernel: str  # hash of the file that holds the kernel that accepted it
    function_hash: str
    goal_hash: str
    proof_hash: str
    version: int = VERSION
    digest: str = ""  # over all the above: a claim that was changed by accident is noticed

    def signed(self) -> Claim:
        data = {k: v for k, v in asdict(self).items() if k != "digest"}
        return evolve(self, digest=sha256(json.dumps(data, sort_keys=True, ensure_ascii=False)))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def root_of(path: Path) -> Path:
    """The folder that `proofs/` belongs to: the nearest one above with a `pyproject.toml` or `.git`, else the file's own."""
    folder = path.resolve().parent
    for above in (folder, *folder.parents):
        if (above / "pyproject.toml").exists() or (above / ".git").exists():
            return above
    return folder


def folder_of(proofs: Path, source: str, function: str, goal: str) -> Path:
    """Where the evidence of a goal lies: readable, and not two in one."""
    return proofs / name_of(source, function, goal)


def name_of(source: str, function: str, goal: str) -> str:
    """The name of the folder with the evidence of a goal of this file."""
    return plain(f"{PurePath(source).stem}.{function}.{goal[:12]}")


def kept_for(file: SourceFile, function: str, goal: str) -> KeptProof | None:
    """The proof that came with a file for a goal of it."""
    name = name_of(file.path, function, goal)
    return next((p for p in file.proofs if p.name == name), None)


def plain(name: str) -> str:
    """A name as a folder may have it."""
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)


def kept(proofs: Path, path: str, others: Sequence[str] = ()) -> tuple[KeptProof, ...]:
    """The proofs that lie there for goals of the file at `path` and of those that it imports, by name. What a folder claims is not
    believed: its name says for which goal its text is worth asking the kernel. Never raises."""
    try:
        names = sorted(os.listdir(proofs))
    except OSError:
        return ()
    own = plain(f"{PurePath(path).stem}.")
    stems = (own, *(plain(f"{PurePath(o).stem}.") for o in others))
    found = []
    for name in [n for n in names if n.startswith(stems) and plain(n) == n][:_MOST]:
        folder = proofs / name
        text, problem = _proof_text(folder)
        if text is None and not problem:
            continue
        function = name[len(own) :].rpartition(".")[0] if name.startswith(own) else ""
        source = _claimed_source(folder)
        if source and os.path.realpath(proofs.resolve().parent / source) != os.path.realpath(path):
            function = ""
        shown = os.path.relpath(folder / PROOF)
        found.append(KeptProof(name, min(shown, str(folder / PROOF), key=len), text or "", problem, function))
    return tuple(found)


def _proof_text(folder: Path) -> tuple[str | None, str]:
    """The proof's text, or why there is none that can be used ("": no proof lies there at all)."""
    data, problem = _bytes(folder, PROOF)
    if data is None:
        return None, problem
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, f"not UTF-8: byte 0x{data[error.start]:02x} at {error.start}"
    return (None, "a binary file: it has NUL bytes") if "\0" in text else (text, "")


def _bytes(folder: Path, name: str) -> tuple[bytes | None, str]:
    """A file's bytes; no link is followed, nothing but a file is opened, and no more is read than a proof may have."""
    try:
        if not stat.S_ISDIR(os.lstat(folder).st_mode):
            return None, "its folder is a symbolic link" if os.path.islink(folder) else ""
        how = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        if os.path.islink(folder / name):
            return None, "a symbolic link"
        if not stat.S_ISREG(os.lstat(folder / name).st_mode):
            return None, "not a file"
        with open(os.open(folder / name, how), "rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        return None, ""
    except OSError as error:
        return None, f"cannot be read: {error.strerror}"
    return (data, "") if len(data) <= LARGEST else (None, f"larger than {LARGEST >> 20} MB")


def _claimed_source(folder: Path) -> str:
    """The source file that the claim names, or "": only to say whose a proof is, nothing is proved by it."""
    data, _ = _bytes(folder, CLAIM)
    try:
        found: Any = json.loads(data or b"")
    except (ValueError, RecursionError):
        return ""
    source = found.get("source") if isinstance(found, dict) else None
    return source if isinstance(source, str) and "\0" not in source else ""


def claims(proofs: Path) -> Iterator[Path]:
    """Every folder below with a claim, by name; `proofs` itself when it is one."""
    found = [proofs] if (proofs / CLAIM).is_file() else [f.parent for f in proofs.rglob(CLAIM)]
    yield from sorted(found)


def read(folder: Path) -> tuple[Claim, str, str]:
    """The claim, the goal's text and the proof's. Raises `EvidenceBroken` when they do not belong together."""
    try:
        data: Any = json.loads((folder / CLAIM).read_bytes().decode("utf-8"))
        goal, proof = ((folder / name).read_bytes().decode("utf-8") for name in (GOAL, PROOF))
    except OSError as error:
        raise EvidenceBroken(f"{Path(error.filename).name}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise EvidenceBroken(f"{CLAIM} cannot be read: {error}") from None
    names = {f.name: f.type for f in fields(Claim)}
    if not isinstance(data, dict) or set(data) != set(names):
        raise EvidenceBroken(f"{CLAIM} does not have the fields of a claim")
    if any(type(value) is not (int if name in ("line", "version") else str) for name, value in data.items()):
        raise EvidenceBroken(f"{CLAIM} has a value of the wrong kind")
    claim = Claim(**data)
    if claim.version != VERSION:
        raise EvidenceBroken(f"{CLAIM} has version {claim.version}; this toolkit reads {VERSION}")
    if (folder / CLAIM).read_bytes().decode("utf-8") != _text(claim) or claim.signed() != claim:
        raise EvidenceBroken(f"{CLAIM} was changed")
    if sha256(goal) != claim.goal_hash:
        raise EvidenceBroken(f"{GOAL} was changed")
    if sha256(proof) != claim.proof_hash:
        raise EvidenceBroken(f"{PROOF} was changed since it was accepted; `toolkit prove` takes it up again")
    return claim, goal, proof


def write(folder: Path, claim: Claim, goal: str, proof: str) -> None:
    """Puts the three files there; `claim.json` last, so that a folder that was cut off has no claim."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CLAIM).unlink(missing_ok=True)
    (folder / GOAL).write_bytes(goal.encode())
    (folder / PROOF).write_bytes(proof.encode())
    (folder / CLAIM).write_bytes(_text(claim.signed()).encode())


def _text(claim: Claim) -> str:
    return json.dumps(asdict(claim), indent=1, ensure_ascii=False) + "\n"
