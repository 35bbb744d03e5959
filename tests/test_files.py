"""Finding and reading files: every sort of bad input becomes a diagnostic with an id, and the rest is read."""

from __future__ import annotations

import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest
from conftest import as_nobody

from toolkit.config import SourceFile
from toolkit.files import IDS, LARGEST, STDIN, load, with_line_ends


def ids(paths: list[str]) -> list[str]:
    sources, diagnostics = load(paths)
    assert not sources
    assert all(d.message and d.span.file and d.id in IDS for d in diagnostics)
    return [d.id for d in diagnostics]


def test_a_file(tmp_path):
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    assert load([str(path)]) == ([SourceFile(str(path), "x = 1\n")], [])


def test_an_empty_file_is_fine(tmp_path):
    (tmp_path / "a.py").write_bytes(b"")
    assert load([str(tmp_path / "a.py")])[0][0].text == ""


def test_one_function_of_a_file(tmp_path):
    path = str(tmp_path / "a.py")
    Path(path).write_text("")
    sources, _ = load([f"{path}::f", f"{path}::C.g", f"{path}::f"])
    assert [(s.path, s.only) for s in sources] == [(path, "f"), (path, "C.g")]
    assert [s.only for s in load([f"{path}::f", path])[0]] == [None]  # the whole file has f in it


def test_a_folder_sorted_and_without_what_is_not_the_users(tmp_path):
    for name in ("b.py", "a.py", "pkg/z.py", "pkg/c.txt", ".hidden/h.py", "venv/pyvenv.cfg", "venv/lib/v.py",
                 "__pycache__/p.py", "node_modules/n.py", ".h.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("")
    sources, diagnostics = load([str(tmp_path)])
    assert [os.path.relpath(s.path, tmp_path) for s in sources] == ["a.py", "b.py", "pkg/z.py"]
    assert not diagnostics


def test_a_file_that_is_named_twice_is_read_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.py").write_text("")
    os.symlink("a.py", "link.py")
    assert [s.path for s in load(["a.py", ".", "./a.py", "link.py"])[0]] == ["a.py"]


def test_a_folder_that_contains_itself_comes_to_an_end(tmp_path):
    (tmp_path / "a.py").write_text("")
    os.symlink(tmp_path, tmp_path / "again")
    assert len(load([str(tmp_path)])[0]) == 1


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("x = 'é'\r\n".encode())))
    assert load(["-::f"]) == ([SourceFile(STDIN, "x = 'é'\n", "f")], [])


@pytest.mark.parametrize(("data", "text"), [
    ("# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"), "# -*- coding: latin-1 -*-\nx = 'é'\n"),
    (b"\xef\xbb\xbfx = '\xc3\xa9'\n", "x = 'é'\n"),
    (b"a\r\nb\rc\n", "a\nb\nc\n"),
    ("x = '\N{SNAKE}'".encode(), "x = '\N{SNAKE}'"),
], ids=["coding-line", "byte-order-mark", "line-ends", "no-last-line-end"])
def test_texts_are_decoded_as_python_does(tmp_path, data, text):
    (tmp_path / "a.py").write_bytes(data)
    assert load([str(tmp_path / "a.py")])[0][0].text == text


@pytest.mark.parametrize(("data", "id"), [
    (b"\x7fELF\0\0\0", "file-binary"),
    ("x = 1\n".encode("utf-16"), "file-binary"),
    (b"x = '\xe9'\n", "file-encoding"),
    (b"x = 1\ny = 2\nz = 3\nu = 4\n'\xff'\n", "file-encoding"),
    (b"# coding: klingon\n", "file-encoding"),
    (b"\xef\xbb\xbf# coding: latin-1\n", "file-encoding"),
    (b"# coding: ascii\n'\xc3\xa9'\n", "file-encoding"),
    (b"# coding: hex\n41\n", "file-encoding"),
    (b"#" * (LARGEST + 1), "file-too-large"),
], ids=["elf", "utf-16", "latin-1", "late", "unknown", "contradiction", "ascii", "no-text-coding", "large"])
def test_what_is_no_python_text(tmp_path, data, id):
    (tmp_path / "a.py").write_bytes(data)
    assert ids([str(tmp_path / "a.py")]) == [id]


def test_the_line_that_cannot_be_decoded_is_named(tmp_path):
    (tmp_path / "a.py").write_bytes(b"# one\n# two\n" + b"#\n" * 9000 + b"'\xff'\n")
    assert load([str(tmp_path / "a.py")])[1][0].span.line == 9003


def test_exactly_the_largest_size_is_read(tmp_path):
    (tmp_path / "a.py").write_bytes(b"#" * LARGEST)
    assert len(load([str(tmp_path / "a.py")])[0]) == 1


def test_what_is_not_there(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.py").write_text("")
    assert ids([str(tmp_path / "nix.py")]) == ["file-not-found"]
    assert ids([str(tmp_path / "nix.py::f")]) == ["file-not-found"]
    assert ids([str(tmp_path / "empty")]) == ["no-python-files"]
    assert ids([str(tmp_path / "a.py::"), "::f"]) == ["no-function-name"] * 2
    assert ids([str(tmp_path / "a.py" / "b.py")]) == ["file-unreadable"]
    assert ids(["a\0.py", "x" * 5000]) == ["file-unreadable"] * 2
    assert ids([""]) == ["file-not-found"]


def test_a_device_without_an_end(tmp_path):
    assert ids(["/dev/zero"]) == ["file-too-large"]


def test_a_name_that_is_not_utf_8_can_be_shown(tmp_path):
    name = os.fsencode(tmp_path) + b"/\xff.py"
    with open(name, "wb") as file:
        file.write(b"x = 1\n")
    sources, _ = load([str(tmp_path)])
    assert sources[0].path.encode().endswith(b"/\\xff.py")


def test_bad_files_do_not_hide_the_good_ones(tmp_path):
    (tmp_path / "a.py").write_bytes(b"\0")
    (tmp_path / "b.py").write_text("x = 1\n")
    sources, diagnostics = load([str(tmp_path), str(tmp_path / "nix.py")])
    assert [os.path.basename(s.path) for s in sources] == ["b.py"]
    assert [d.id for d in diagnostics] == ["file-binary", "file-not-found"]


def test_a_file_and_a_folder_that_may_not_be_read():
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / "a.py").write_text("x = 1\n")
        (folder / "a.py").chmod(0)
        (folder / "closed").mkdir(mode=0)
        done = as_nobody(
            "import sys\nfrom toolkit.files import load\ns, d = load(sys.argv[1:])\nprint(s, [x.id for x in d])",
            str(folder / "a.py"), str(folder / "closed"),
        )
        assert (done.stdout, done.stderr) == ("[] ['file-unreadable', 'file-unreadable']\n", "")
    finally:
        shutil.rmtree(folder)


@pytest.mark.parametrize(("raw", "new", "expected"), [
    ("a\nb\n", "a\nx\nb\n", "a\nx\nb\n"),
    ("a\r\nb\r\n", "a\nx\nb\n", "a\r\nx\r\nb\r\n"),
    ("a\rb", "x\na\nb", "x\ra\rb"),
    ("a\nb\r\nc\r\nd\re", "a\nx\nb\nc\nd\ne", "a\nx\r\nb\r\nc\r\nd\re"),
    ("a\r\nb\nc", "a\nb\nc\nx", "a\r\nb\nc\r\nx"),
    ("a", "x\na", "x\na"),
])  # fmt: skip
def test_lines_keep_their_ends(raw: str, new: str, expected: str) -> None:
    assert with_line_ends(raw, new) == expected
