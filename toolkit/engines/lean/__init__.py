"""Lean 4 as an engine: find it, build our library once, check texts with its kernel in the sandbox.

Door: `find()` (which Lean is here), `check(text)` (one process, many theorems), `library()` (where the compiled library is).

- `toolchain.py`: the user's own Lean or the one embedded in the wheel of the extra `lean`; version and hashes.
- `process.py`: one run of Lean in the sandbox with limits of memory and time.
- `bindings.py`: the declarations that bind the notation, macros and tactics that the binary holds (generated).
- `library.py`: compiles `lean/` into a cache keyed on everything that matters.
- `terms.py`, `kernel.py`: theorems as terms, for the kernel itself, without a text.
- `checker.py`: a text -> messages with positions, theorem by theorem.
- `outside.py`: proofs that we did not write, against the statement that we pinned.
- `positions.py`: the goals at places of a text, from Lean's language server.
- `replay.py`, `replayer.py`: their compiled terms, given to the kernel once more by a process that has not seen the text.
"""

from __future__ import annotations

from toolkit.engines.lean.checker import Checked, Message, check
from toolkit.engines.lean.library import LibraryError, library
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.toolchain import LeanMissing, Toolchain, find

__all__ = ["Checked", "LeanMissing", "LibraryError", "Limits", "Message", "Toolchain", "check", "find", "library"]
