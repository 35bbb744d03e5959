"""Compiled proofs, checked again from their terms: a process of its own rebuilds every declaration of a proof that we did not write
and lets Lean's kernel check it over our library, then that its theorem proves our statement. Trusted.

So no option, macro or program of a text that was elaborated elsewhere can switch the kernel off, and no file that pretends to be
compiled is loaded: `replayer.py`, which runs in the sandbox, says how.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from functools import cache
from importlib import resources

from attrs import frozen

from toolkit.engines import sandbox
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.toolchain import Toolchain

UNCHECKED = "it could not be checked"  # how the reason begins when no answer was to be had
_EACH_S = 10.0  # more wall-clock seconds for each further proof


@frozen
class Compiled:
    """A compiled text: its file, the namespace that its declarations are in, and the name of the statement of ours that its theorem
    `goal` is to prove."""

    file: str
    space: str
    goal: str
    statement: str


def replay(
    toolchain: Toolchain, proofs: Sequence[Compiled], *, path: Sequence[str], imports: Sequence[str], axioms: Sequence[str],
    folders: Sequence[str], limits: Limits,
) -> list[str]:  # fmt: skip
    """For each: "" when the kernel accepts it, else why not. `path` are folders of modules that are trusted, `folders` those of
    the files.

    Raises `sandbox.SandboxUnavailable`.
    """
    if not proofs:
        return []
    mark = secrets.token_hex(16)
    job = {
        "library": toolchain.file, "version": toolchain.version, "path": ":".join(path), "imports": list(imports),
        "axioms": list(axioms), "mark": mark,
        "proofs": [{"file": p.file, "space": p.space, "goal": p.goal, "statement": p.statement} for p in proofs],
    }  # fmt: skip
    done = sandbox.run_python(
        _program(),
        stdin=json.dumps(job).encode() + b"\n",
        limits=sandbox.Limits(
            wall_s=limits.wall_s + _EACH_S * (len(proofs) - 1),
            cpu_s=int(limits.wall_s * 2) + 10 + int(_EACH_S) * len(proofs),
            memory=(limits.memory_mb + 2048) << 20,
            open_files=256,
            processes=64,
            threads=64,
            stdout=limits.output,
        ),
        untrusted=True,
        readable=[*path, *folders, toolchain.folder],
    )
    _, found, end = done.stdout.decode(errors="replace").rpartition("\n" + mark)
    answers = json.loads(end) if found else None
    if answers is not None:
        return [str(a) for a in answers]
    if len(proofs) > 1:  # one of them took the process down: not all
        return [
            a for p in proofs
            for a in replay(toolchain, [p], path=path, imports=imports, axioms=axioms, folders=folders, limits=limits)
        ]  # fmt: skip
    what = "timeout" if done.timed_out else done.stderr.decode(errors="replace").strip()[-300:] or f"crashed, {done.rc}"
    return [f"{UNCHECKED} ({what})"]


@cache
def _program() -> str:
    return resources.files("toolkit.engines.lean").joinpath("replayer.py").read_text("utf-8")
