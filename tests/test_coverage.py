"""`toolkit verify --coverage`: counts what the reader does not take, and goes on behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from toolkit import cli, coverage
from toolkit.config import SourceFile

OUTSIDE = """
def fine(x: int) -> int:
    return x + 1


def untyped(a, b):
    return a + b


def many(x: int) -> int:
    async_ = [1j, 2j]
    while x > 0:
        x = x - 1
        async for y in x:
            pass
    return (1j)


async def waits(x: int) -> int:
    return await x
"""


def test_every_rejection_of_a_function_is_counted() -> None:
    found = coverage.look(SourceFile("a.py", OUTSIDE))
    assert found is not None
    by_name = {f.name: f for f in found}
    assert by_name["fine"].group == "inside"
    assert by_name["untyped"].group == "annotations"
    assert [r.id for r in by_name["untyped"].reasons].count("missing-annotation") == 2
    complex_ = [r for r in by_name["many"].reasons if r.construct == "constant complex"]
    assert sorted(r.line for r in complex_) == [11, 11, 16]
    assert by_name["waits"].group == "outside"


def test_what_is_inside_is_what_the_reader_takes() -> None:
    root = Path(__file__).parent.parent / "toolkit" / "examples"
    for path in sorted(root.glob("*.py")):
        found = coverage.look(SourceFile(path.name, path.read_text("utf-8")))
        assert found and all(f.group == "inside" for f in found), path


def test_a_file_that_is_no_python_is_counted() -> None:
    found = coverage.survey([SourceFile("a.py", "def f(:\n"), SourceFile("b.py", OUTSIDE)])
    assert (found.files, found.unreadable) == (2, ("a.py",))


def test_the_table_puts_the_most_frequent_first_and_adds_up() -> None:
    files = [SourceFile(f"{i}.py", OUTSIDE) for i in range(3)]
    found = coverage.survey(files)
    table = found.table
    assert [r.functions for r in table] == sorted((r.functions for r in table), reverse=True)
    row = next(r for r in table if r.construct == "constant complex")
    assert (row.functions, row.count, row.files, len(row.examples)) == (3, 9, 3, 3)
    data = found.to_json()
    assert data["inside"] + data["but_for_annotations"] + data["but_for_callees"] + data["outside"] == data["functions"] == 12


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.py").write_text(OUTSIDE, encoding="utf-8")
    (tmp_path / "b.py").write_text("def f(:", encoding="utf-8")
    assert cli.main(["verify", "--coverage", "--json", str(tmp_path)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert (data["functions"], data["inside"], len(data["unreadable"])) == (4, 1, 1)
    assert cli.main(["verify", "--coverage", "--jobs", "2", str(tmp_path)]) == 0
    assert "constant complex" in capsys.readouterr().out
