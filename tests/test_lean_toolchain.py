"""Which Lean is used: the embedded one, or the user's own when it is named; a Lean that lies leads to nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from toolkit import doctor
from toolkit.engines import lean
from toolkit.engines.lean import certificates, outside, toolchain

try:
    EMBEDDED = toolchain.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

LIAR = '#!/bin/sh\necho "Lean (version 4.35.0, commit eb6cafb7290e8bd5f2937522d8d804f58f02bafc, Release)"\nexit 0\n'
# A library that says yes to everything: no message, exit code 0.
LYING_LIBRARY = """
const char *commit = "eb6cafb7290e8bd5f2937522d8d804f58f02bafc";
int lean_main(int n, char **words) { return 0; }
"""


def folder(tmp_path: Path, library: bytes | None = None) -> Path:
    """A toolchain with a `lean` that lies, and with this library."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "lib" / "lean").mkdir(parents=True)
    (tmp_path / "bin" / "lean").write_text(LIAR)
    (tmp_path / "bin" / "lean").chmod(0o755)
    if library is not None:
        (tmp_path / "lib" / "lean" / "libleanshared.so").write_bytes(library)
    return tmp_path


def test_a_lean_on_path_is_not_taken_up(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", f"{folder(tmp_path) / 'bin'}:{os.environ['PATH']}")
    assert lean.find() == EMBEDDED
    [part] = [p for p in doctor.examine() if p.name == "lean"]
    assert part.state == "ok" and "embedded" in part.detail and f"{tmp_path}/bin/lean on PATH is not used" in part.detail


@pytest.mark.parametrize("how", ["folder", "file", "command"])
def test_a_lean_without_its_library_is_refused_and_no_other_taken(tmp_path, monkeypatch, how):
    place = folder(tmp_path)
    monkeypatch.setenv("PATH", f"{place / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setenv(toolchain.VARIABLE, {"folder": str(place), "file": str(place / "bin" / "lean"), "command": "lean"}[how])
    with pytest.raises(lean.LeanMissing, match="has no lib/lean/libleanshared.so"):
        lean.find()


def test_an_unknown_release_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv(toolchain.VARIABLE, str(folder(tmp_path, b"\x7fELF Lean 4.99.0")))
    with pytest.raises(lean.LeanMissing, match="not a release that is known here"):
        lean.find()
    monkeypatch.setenv(toolchain.VARIABLE, str(tmp_path / "nowhere"))
    with pytest.raises(lean.LeanMissing, match="is not there"):
        lean.find()


def test_a_named_toolchain_of_the_known_release_is_used(tmp_path, monkeypatch):
    """The same library in another place: the path of a user's own toolchain, as far as it can be tried without one."""
    place = folder(tmp_path)
    for file in Path(EMBEDDED.folder).glob("lib*.so"):
        try:
            os.link(file, place / "lib" / "lean" / file.name)
        except OSError:
            shutil.copyfile(file, place / "lib" / "lean" / file.name)
    for above in (place, *place.parents[:3]):
        above.chmod(above.stat().st_mode | 0o055)
    monkeypatch.setenv(toolchain.VARIABLE, str(place))
    own = lean.find()
    assert own.kind == "own" and own.name == "lean 4.35.0 (own)" and own.file.startswith(str(place))
    pinned = outside.Pinned("(p q : Prop)\n    (h : p ∧ q)", "q ∧ p")
    assert outside.check_proof(pinned, pinned.theorem("⟨h.2, h.1⟩")).accepted
    assert not outside.check_proof(pinned, pinned.theorem("by trivial")).accepted


def test_a_library_that_says_yes_to_everything_proves_nothing(tmp_path, monkeypatch):
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler")
    (tmp_path / "liar.c").write_text(LYING_LIBRARY)
    subprocess.run([compiler, "-shared", "-fPIC", "-o", str(tmp_path / "liar.so"), str(tmp_path / "liar.c")], check=True)
    place = tmp_path / "toolchain"
    place.mkdir()
    monkeypatch.setenv(toolchain.VARIABLE, str(folder(place, (tmp_path / "liar.so").read_bytes())))
    monkeypatch.setenv("TOOLKIT_LEAN_CACHE", str(tmp_path / "cache"))
    assert lean.find().kind == "own"
    pinned = outside.Pinned("", "False")
    with pytest.raises(lean.LibraryError):
        outside.check_proof(pinned, pinned.theorem("trivial"))
    # Had it made our library: a Lean without a word is no refusal of a text, but it proves nothing either.
    silent = lean.Checked(True, "ended", (), "liar", 0.0, 1)
    assert outside._Judge._verdict(0, 3, silent) == "the axioms of the proof could not be told"
    assert certificates._complaint(silent, "goal_0", 1, 5) == "Lean does not say what the theorem rests on"
