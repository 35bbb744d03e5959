"""Versions of installed solvers, without importing them: a warm answer from the cache must not pay for a solver."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


@cache
def installed(distribution: str) -> str:
    """The version of a distribution on `sys.path`, from the name of its metadata folder (PyPA: Recording installed
    projects); "missing" when there is none."""
    wanted = distribution.replace("-", "_").lower() + "-"
    for folder in sys.path:
        try:
            for entry in Path(folder or ".").iterdir():
                name = entry.name.lower()
                if name.startswith(wanted) and name.endswith(".dist-info"):
                    return entry.name[len(wanted) : -len(".dist-info")]
        except OSError:
            continue
    return "missing"
