"""Contracts for functions that are not seen: used, visible in the report, checked for being about something, never believed
beyond what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import cli, files, session
from toolkit.config import Options
from toolkit.report import FunctionReport

HEAD = "from toolkit import changes, ensures, invariant, raises, requires\n"
STUB = HEAD + """
LIMIT = 7


@requires(lambda x: x >= 0)
@raises(ValueError, lambda x: x > 1000)
@ensures(lambda x, result: result > x)
def magic(x: int) -> int: ...


@ensures(lambda result: False)
def liar(x: int) -> int: ...


@ensures(lambda xs, result: 10 // len(xs) >= 0)
def faulty(xs: list[int]) -> int: ...


@changes("xs")
@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)
def grow(xs: list[int]) -> None: ...


@changes("xs", "ys")
@ensures(lambda xs, ys, old: xs == old.xs + [1] and ys == old.ys + [2])
def grow_both(xs: list[int], ys: list[int]) -> None: ...


def nothing(x: int) -> int: ...


@ensures(lambda x, result: result == 2 * x)
def double(x: int) -> int:
    return x + x


def part(xs: list[list[int]]) -> list[int]: ...


@ensures(lambda x, result: result == x)
def same(x: T) -> T: ...
"""


def verify(tmp_path: Path, code: str, stub: str = STUB, where: str = "other.contracts.py", **given: object) -> FunctionReport:
    (tmp_path / where).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / where).write_text(stub, encoding="utf-8")
    (tmp_path / "code.py").unlink(missing_ok=True)
    (tmp_path / "mine.py").write_text(HEAD + "import other\n" + code, encoding="utf-8")
    options = Options(timeout=5.0, cache=False, **given)  # type: ignore[arg-type]
    return session.verify(str(tmp_path / "mine.py"), options).functions[-1]


def f(clauses: str, body: str, params: str = "x: int", result: str = "int") -> str:
    return f"\n\n{clauses}\ndef f({params}) -> {result}:\n    {body}\n"


ASSUMED = "assumes the contract of other."


@pytest.mark.parametrize(("code", "status", "cause"), [
    (f("@requires(lambda x: 0 <= x <= 9)\n@ensures(lambda x, result: result > x)", "return other.magic(x)"), "proved", ""),
    (f("@requires(lambda x: 0 <= x)\n@raises(ValueError, lambda x: x > 1000)\n@ensures(lambda x, result: result > x)",
       "return other.magic(x)"), "proved", ""),
    (f("@requires(lambda x: 0 <= x)\n@ensures(lambda x, result: result > x)", "return other.magic(x)"), "unknown", None),
    (f("@ensures(lambda x, result: result > x)", "return other.magic(x)"), "unknown", None),
    (f("@requires(lambda x: 0 <= x <= 9)\n@ensures(lambda x, result: result > x + 1)", "return other.magic(x)"), "unknown",
     "callee-contract-too-weak"),
    (f("@ensures(lambda result: result == 1)", "return other.liar(x)"), "unknown", "callee-not-proved"),
    (f("@ensures(lambda x, result: other.liar(x) == 1)", "return 2"), "unknown", "callee-not-proved"),
    (f("@ensures(lambda xs, result: True)", "return other.faulty(xs)", "xs: list[int]"), "unknown", "callee-not-proved"),
    (f("@ensures(lambda xs, old: len(xs) == len(old.xs) + 1)", "other.grow(xs)", "xs: list[int]", "None"), "proved", ""),
    (f("@ensures(lambda xs, old: xs == old.xs)", "other.grow(xs)", "xs: list[int]", "None"), "unknown", None),
    (f("@ensures(lambda xs, old: other.grow(xs) is None)", "pass", "xs: list[int]", "None"), "rejected", "effect-in-clause"),
    (f("@ensures(lambda xs, old: xs == old.xs + [1])", "other.grow_both(xs, [])", "xs: list[int]", "None"), "proved", ""),
    (f("@ensures(lambda xs, old: xs == old.xs + [1])", "other.grow_both(xs, xs)", "xs: list[int]", "None"), "rejected",
     "alias-may-be-seen"),
    (f("@ensures(lambda result: result == 0)", "return other.nothing(x)"), "unknown", "callee-contract-too-weak"),
    (f("@ensures(lambda x, result: result == other.double(x))", "return other.double(x)"), "proved", ""),
    (f("@ensures(lambda result: result == 7)", "return other.LIMIT"), "proved", ""),
    (f("@ensures(lambda result: result == 7)", "return other.missing(x)"), "rejected", "unsupported-call"),
    (f("@ensures(lambda xs, result: len(result) == 1)", "ys = other.part(xs)\n    ys.append(1)\n    return xs[0]",
       "xs: list[list[int]]", "list[int]"), "rejected", "alias-may-be-seen"),
    (f("@ensures(lambda x, s, result: result == (x, s))", "return (other.same(x), other.same(s))", "x: int, s: str",
       "tuple[int, str]"), "proved", ""),
])  # fmt: skip
def test_a_stub(tmp_path: Path, code: str, status: str, cause: str | None) -> None:
    found = verify(tmp_path, code)
    assert (found.status, found.cause if cause is not None else None) == (status, cause), found
    if status == "proved" and "LIMIT" not in code:
        assert any(c.startswith(ASSUMED) and c.endswith("other.contracts.py)") for c in found.caveats), found.caveats
    if status != "proved":
        assert found.counterexample is None  # there is no such module to run


def test_what_rests_on_a_caller_shows_it_too(tmp_path: Path) -> None:
    code = f("@requires(lambda x: 0 <= x <= 9)\n@ensures(lambda x, result: result > x)", "return other.magic(x)")
    code += "\n\n@requires(lambda x: 0 <= x <= 9)\n@ensures(lambda x, result: result > x)\ndef g(x: int) -> int:\n    return f(x)\n"
    found = verify(tmp_path, code)
    assert found.name == "g" and found.status == "proved"
    assert [c for c in found.caveats if c.startswith(ASSUMED)]


def test_stubs_in_a_folder_that_pyproject_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = f("@requires(lambda x: 0 <= x <= 9)\n@ensures(lambda x, result: result > x)", "return other.magic(x)")
    assert verify(tmp_path, code, where="stubs/other.contracts.py").status == "rejected"
    (tmp_path / "pyproject.toml").write_text("[tool.toolkit]\nstubs = 'stubs'\ncache = false\n")
    assert cli.main(["verify", str(tmp_path / "mine.py")]) == 0
    assert "assumes the contract of other.magic" in capsys.readouterr().out
    sources, _ = files.load([str(tmp_path)])
    assert [Path(s.path).name for s in sources] == ["mine.py"]  # a stub is no code to verify


def test_a_stub_for_a_module_that_is_there_is_refuted_by_it(tmp_path: Path) -> None:
    """Contracts of the standard library that someone else wrote: the real function decides."""
    stub = HEAD + "@ensures(lambda text, result: len(result) == len(text))\ndef dedent(text: str) -> str: ...\n"
    (tmp_path / "textwrap.contracts.py").write_text(stub)
    (tmp_path / "mine.py").write_text(HEAD + "import textwrap\n\n\n@ensures(lambda s, result: len(result) == len(s) + 1)\n"
                                      "def f(s: str) -> str:\n    return textwrap.dedent(s)\n")  # fmt: skip
    found = session.verify(str(tmp_path / "mine.py"), Options(cache=False)).functions[0]
    assert found.status == "refuted" and found.counterexample is not None


@pytest.mark.parametrize("stub", [
    "@changes('y')\ndef g(x: int) -> int: ...\n",
    "@changes('x')\ndef g(x: int) -> int: ...\n", "@changes(1)\ndef g(x: int) -> int: ...\n",
    "@staticmethod\ndef g(x: int) -> int: ...\n", "def g(x) -> int: ...\n", "def g(x: complex) -> int: ...\n", "def g(x: int) ->\n",
])  # fmt: skip
def test_a_stub_that_cannot_be_read_is_not_used(tmp_path: Path, stub: str) -> None:
    found = verify(tmp_path, f("@ensures(lambda result: True)", "return other.g(x)"), HEAD + stub)
    assert (found.status, found.cause) in (("rejected", "callee-rejected"), ("rejected", "unsupported-call")), found


def test_a_stub_that_imports_the_file_is_a_circle(tmp_path: Path) -> None:
    found = verify(tmp_path, "from other import made\n\n\nclass C:\n    pass\n\n\ndef f(x: int) -> int:\n    return made(x)\n",
                   "from mine import C\n\n\ndef made(x: int) -> int: ...\n")  # fmt: skip
    assert (found.status, found.cause) == ("rejected", "callee-rejected"), found


def test_changes_belongs_to_stubs(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(HEAD + "@changes('xs')\ndef f(xs: list[int]) -> None:\n    xs.append(1)\n")
    report = session.verify(str(tmp_path / "mine.py"), Options(cache=False, all=True))
    assert [x.cause for x in report.functions] == ["misplaced-contract"]


# --- limits of one function ---------------------------------------------------------------------------------------


SLOW = """from toolkit import ensures

{above}
@ensures(lambda a, b, c, result: result == (a + b) * (a * a + b * b + c * c - a * b))
def f(a: int, b: int, c: int) -> int:{on}
    return a * a * a + b * b * b + (a + b) * c * c
"""


def limited(tmp_path: Path, above: str = "", on: str = "", table: str = "") -> session.Report:
    (tmp_path / "pyproject.toml").write_text("[tool.toolkit]\ncache = false\n" + table)
    (tmp_path / "a.py").write_text(SLOW.format(above=above, on=on))
    from toolkit import config

    return session.verify(str(tmp_path / "a.py"), config.options([str(tmp_path / "a.py")]))


@pytest.mark.parametrize(("above", "on"), [
    ("# toolkit: rlimit=1", ""), ("", "  # toolkit: rlimit=1"), ("# toolkit: rlimit=1, search=0\n# why", ""),
])  # fmt: skip
def test_a_comment_limits_one_function(tmp_path: Path, above: str, on: str) -> None:
    assert limited(tmp_path).functions[0].status == "proved"
    found = limited(tmp_path, above, on)
    assert (found.functions[0].status, found.functions[0].cause) == ("unknown", "out-of-budget")
    assert not found.diagnostics


def test_pyproject_limits_one_function_and_the_comment_wins(tmp_path: Path) -> None:
    table = '[tool.toolkit."a.py::f"]\nrlimit = 1\n'
    assert limited(tmp_path, table=table).functions[0].cause == "out-of-budget"
    assert limited(tmp_path, "# toolkit: rlimit=20_000_000", table=table).functions[0].status == "proved"
    assert limited(tmp_path, table='[tool.toolkit."b.py::f"]\nrlimit = 1\n').functions[0].status == "proved"


@pytest.mark.parametrize("pragma", ["# toolkit: rlimt=1", "# toolkit: rlimit=x", "# toolkit: timeout=-1", "# toolkit:",
                                    "# toolkit: seed=1"])  # fmt: skip
def test_a_wrong_comment_is_an_error(tmp_path: Path, pragma: str) -> None:
    found = limited(tmp_path, pragma)
    assert [(d.id, d.span.line) for d in found.diagnostics] == [("wrong-pragma", 3)]
    assert found.exit_code == 2


def test_a_comment_at_no_function_is_an_error_and_a_string_is_none(tmp_path: Path) -> None:
    found = limited(tmp_path, "# toolkit: rlimit=1\nX = '# toolkit: nonsense'\n")
    assert [d.id for d in found.diagnostics] == ["wrong-pragma"]
    assert found.functions[0].status == "proved"


@pytest.mark.parametrize("table", ['[tool.toolkit."a.py::f"]\nrlimt = 1\n', '[tool.toolkit."a.py::f"]\nrlimit = 0\n',
                                   "limits = []\n", "\"a.py::f\" = 3\n"])  # fmt: skip
def test_a_wrong_table_is_an_error(tmp_path: Path, table: str) -> None:
    from toolkit.config import ConfigError

    with pytest.raises(ConfigError):
        limited(tmp_path, table=table)


def test_a_stub_is_no_file_to_verify(tmp_path: Path) -> None:
    (tmp_path / "other.contracts.py").write_text(STUB)
    sources, diagnostics = files.load([str(tmp_path / "other.contracts.py")])
    assert not sources and [d.id for d in diagnostics] == ["file-of-contracts"]
