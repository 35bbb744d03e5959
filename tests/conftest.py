"""What several test files need: the real command in a subprocess, and a user without privileges."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NOBODY = 65534
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # started in the background of a shell: children would not hear of Ctrl-C
    signal.signal(signal.SIGINT, signal.default_int_handler)
HANGS_S = 120  # only so that nothing hangs for ever; no test depends on how long things take


@pytest.fixture
def toolkit(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `python -m toolkit ARGS` in `tmp_path`, cache inside it, as a person without a terminal would."""

    def run(*args: str, cwd: Path = tmp_path, env: dict[str, str] | None = None, **more: object):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("TOOLKIT_")}
        clean |= {"TOOLKIT_CACHE": str(tmp_path / ".toolkit"), "PYTHONIOENCODING": "utf-8", **(env or {})}
        more.setdefault("stdin", subprocess.DEVNULL) if "input" not in more else None
        return subprocess.run(
            [sys.executable, "-m", "toolkit", *map(str, args)], cwd=cwd, env=clean, capture_output=True, text=True,
            encoding="utf-8", timeout=HANGS_S, check=False, **more,
        )

    return run


def as_nobody(program: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Runs a Python program without root's right to read and write everything.

    The interpreter may lie in root's home, so all that the program needs is imported first.
    """
    drop = (
        "import os, sqlite3, tokenize, encodings.idna, traceback, locale, z3\n"
        "import toolkit.cli, toolkit.config, toolkit.files, toolkit.report, toolkit.store, toolkit.trace\n"
        f"if os.geteuid() == 0: os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY})\n"
    )
    return subprocess.run([sys.executable, "-c", drop + program, *args], cwd="/", capture_output=True, text=True,
                          timeout=HANGS_S, check=False)
