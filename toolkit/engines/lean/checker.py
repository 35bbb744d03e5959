"""Checks a text with Lean: which messages, at which places. A text is accepted only when nothing at all is wrong with it."""

from __future__ import annotations

import json
import time
from typing import Any

from attrs import frozen

from toolkit.engines.lean.library import library
from toolkit.engines.lean.process import Ended, Limits, run
from toolkit.engines.lean.toolchain import Toolchain, find


@frozen
class Message:
    """One message of Lean. Lines count from 1, columns from 0 (code points), as Lean counts them."""

    severity: str  # error, warning, information
    text: str
    line: int
    column: int
    kind: str = ""  # Lean's tag, such as hasSorry
    goal: str = ""  # what was to be shown there, where that was asked for and is not in the text


@frozen
class Checked:
    """What became of a text. `accepted` means: Lean ended by itself, without an error and without `sorry`."""

    accepted: bool
    status: str  # ended, timeout, crashed, overflow; of a proof from outside also refused, unchecked (a later step did not end)
    messages: tuple[Message, ...]
    checker: str
    time_s: float
    peak_mb: int
    cpu_s: float = 0.0

    @property
    def errors(self) -> tuple[Message, ...]:
        return tuple(m for m in self.messages if m.severity == "error" or m.kind == "hasSorry")


def check(
    text: str,
    *,
    toolchain: Toolchain | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    untrusted: bool = False,
) -> Checked:
    """Check a Lean text against the compiled library. Many theorems may stand in one text: a start costs about 0.25 s.

    Raises `LeanMissing`, `LibraryError`, `sandbox.SandboxUnavailable`.
    """
    lean = toolchain or find()
    path = library(lean)
    started = time.perf_counter()
    ended = run(lean, ["--stdin", "--json"], text=text, path=[str(path)], limits=limits, untrusted=untrusted)
    return judged(ended, lean.name, round(time.perf_counter() - started, 3))


def judged(ended: Ended, checker: str, seconds: float) -> Checked:
    """What Lean's messages and its end say. Anything unusual is no acceptance."""
    messages, strange = [], False
    for line in ended.stdout.splitlines():
        if not line.strip():
            continue
        message = _message(line)
        strange = strange or message is None
        messages += [message] if message else []
    bad = strange or any(m.severity == "error" or m.kind == "hasSorry" for m in messages)
    accepted = ended.status == "ended" and ended.rc == 0 and not bad
    if not accepted and not bad:
        what = (ended.stderr or ended.stdout).strip()[:500]
        messages.append(Message("error", f"Lean gave no verdict ({ended.status}, {ended.rc}): {what}", 1, 0))
    return Checked(accepted, ended.status, tuple(messages), checker, seconds, ended.peak_mb, ended.cpu_s)


def _message(line: str) -> Message | None:
    try:
        found: dict[str, Any] = json.loads(line)
        place = found["pos"]
        return Message(found["severity"], found["data"], place["line"], place["column"], found.get("kind", ""))
    except (ValueError, KeyError, TypeError):
        return None
