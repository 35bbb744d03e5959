"""Formal verification for plain Python: contracts that run, proofs that hold, counterexamples that really break code.

What users write in their modules comes from `toolkit.contracts` and costs nothing to import. `toolkit.verify`,
`toolkit.infer` and `toolkit.repair` load the engines when they are first used.
"""

from __future__ import annotations

from typing import Any

from toolkit.contracts import (
    ContractError,
    assume,
    changes,
    class_invariant,
    decreases,
    ensures,
    ghost,
    invariant,
    opaque,
    partial,
    raises,
    requires,
    reveal,
    track,
    yielded,
)

__version__ = "0.1.0"

__all__ = [  # not verify, infer and repair: `import *` must stay cheap
    "ContractError",
    "assume",
    "class_invariant",
    "changes",
    "decreases",
    "ensures",
    "ghost",
    "invariant",
    "opaque",
    "partial",
    "raises",
    "requires",
    "reveal",
    "track",
    "yielded",
]


def __getattr__(name: str) -> Any:
    """Load `verify`, `infer` and `repair` on first use: contracts alone must not pull in a solver."""
    from importlib import import_module

    if name == "verify":
        return import_module("toolkit.session").verify
    if name == "infer":
        return import_module("toolkit.completing").infer
    if name == "repair":
        return import_module("toolkit.repairing").repair
    raise AttributeError(f"module 'toolkit' has no attribute {name!r}")
