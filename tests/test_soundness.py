"""Traps: programs that a verifier easily proves though they break their contract, and right ones beside them.

`soundness/*.py` say above each function what is to come out: `# wrong: CALL` (never *proved*; the call shows in CPython that
it is wrong), `# wrong` (never *proved*; it does not end, or leaves the language) or `# right: CALL` (*proved*). Functions
without a mark are helpers. The search for inputs is off, so that it is the prover's own view that is seen.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from toolkit.config import Options, SourceFile
from toolkit.report import Report
from toolkit.session import verify

FOLDER = Path(__file__).parent / "soundness"
FILES = sorted(FOLDER.glob("*.py"))
MARK = re.compile(r"^# (wrong|right)(?:: (.+))?\n(?:@.*\n)*def (\w+)", re.MULTILINE)
HANGS_S = 120  # only so that nothing hangs for ever

# Imports the module and makes every call: prints what left it, `returned` when nothing did.
RUNNER = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("trap", sys.argv[1])
module = importlib.util.module_from_spec(spec)
sys.modules["trap"] = module
spec.loader.exec_module(module)
for call in sys.argv[2:]:
    try:
        eval(call, vars(module))
        print("returned")
    except Exception as error:
        print(type(error).__name__)
"""


def marks(path: Path) -> list[tuple[str, str, str]]:
    """(wrong or right, call or "", function) of each marked function."""
    return [(m[1], m[2] or "", m[3]) for m in MARK.finditer(path.read_text(encoding="utf-8"))]


def judged(path: Path, infer: bool = False) -> Report:
    options = Options(timeout=3.0, rlimit=1_000_000 if infer else 250_000, search=0, cache=False, infer=infer)
    return verify(SourceFile(path.name, path.read_text(encoding="utf-8"), None), options)


@pytest.mark.parametrize("infer", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["", "infer"])
@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_no_trap_is_proved(path: Path, infer: bool) -> None:
    status = {f.name: f.status for f in judged(path, infer).functions}
    found = {name: status.get(name) for _, _, name in marks(path)}
    proved = {name for name, s in found.items() if s == "proved"}
    assert proved == {name for kind, _, name in marks(path) if kind == "right"}
    assert None not in found.values()


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_marks_say_what_cpython_does(path: Path) -> None:
    called = [(kind, call, name) for kind, call, name in marks(path) if call]
    env = {**os.environ, "TOOLKIT_CONTRACTS": "on"}
    run = subprocess.run([sys.executable, "-c", RUNNER, str(path), *(call for _, call, _ in called)], env=env,
                         capture_output=True, text=True, timeout=HANGS_S, check=True)  # fmt: skip
    outcomes = dict(zip([name for _, _, name in called], run.stdout.split(), strict=True))
    for kind, call, name in called:
        if kind == "wrong":
            assert outcomes[name] != "returned", call
        else:
            assert outcomes[name] != "ContractError", call


def test_every_file_has_traps() -> None:
    for path in FILES:
        assert any(kind == "wrong" for kind, _, _ in marks(path)), path.name
