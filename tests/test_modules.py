"""Several files: contracts, constants and counterexamples across them; what is a circle or ambiguous is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolkit import session
from toolkit.config import Options
from toolkit.report import FunctionReport, Report
from toolkit.store import Store

HEAD = "from toolkit import ensures, invariant, raises, requires\n"
LOW = HEAD + """
LIMIT = 10
NAMES = ("a", "b")


@requires(lambda x: x >= 0)
@ensures(lambda x, result: result == x + LIMIT)
def bump(x: int) -> int:
    return x + 10


def plain(x: int) -> int:
    return bump(abs(x)) + 1


@ensures(lambda x, result: result > x)
def wrong(x: int) -> int:
    return x


@ensures(lambda n, result: result == (n % 2 == 0))
def even(n: int) -> bool:
    return n % 2 == 0


@raises(ValueError, lambda x: x < 0)
@ensures(lambda x, result: result == x)
def checked(x: int) -> int:
    if x < 0:
        raise ValueError("negative")
    return x


@ensures(lambda xs, old, result: xs == old.xs + [len(old.xs)])
def grow(xs: list[int]) -> None:
    xs.append(len(xs))


def rejected(x: complex) -> int:
    return 0


@ensures(lambda x, result: result >= 0)
def square(x: int) -> int:
    return x * x


@ensures(lambda n, result: result == n)
def count(n: int) -> int:
    k = 0
    while k < n:
        k += 1
    return k
"""
HIGH = """
from .low import bump, LIMIT, even, square
from . import low
import pkg.low


@ensures(lambda x, result: result == x * x + LIMIT)
def by_contract(x: int) -> int:
    return bump(x * x)


@ensures(lambda x, result: result == abs(x) + 11)
def in_place(x: int) -> int:
    return low.plain(x)


@ensures(lambda x, result: result > x)
def rests_on_wrong(x: int) -> int:
    return pkg.low.wrong(x)


@ensures(lambda n, result: result >= 0)
def rests_on_unknown(n: int) -> int:
    return abs(low.count(n))


@ensures(lambda x, result: result >= 0)
def breaks_it(x: int) -> int:
    return bump(x)


@requires(lambda n: even(n))
@ensures(lambda n, result: even(result))
def constants(n: int) -> int:
    return n + 2 * LIMIT + pkg.low.LIMIT


@ensures(lambda x, result: result == x + 1)
def off_by_one(x: int) -> int:
    return low.checked(abs(x)) + 1


@raises(ValueError, lambda x: x < 0)
def passes_it_on(x: int) -> int:
    return low.checked(x)


@ensures(lambda x, result: result == x)
def undeclared(x: int) -> int:
    return low.checked(x)


@ensures(lambda xs, old, result: len(xs) == len(old.xs) + 2 and result == len(xs))
def changes(xs: list[int]) -> int:
    low.grow(xs)
    low.grow(xs)
    return len(xs)


@ensures(lambda x, result: result == 0)
def calls_rejected(x: int) -> int:
    return low.rejected(x)


@ensures(lambda result: result >= 0)
def square_(x: int) -> int:
    return square(x)


@ensures(lambda x, result: result >= 1)
def square_wrong(x: int) -> int:
    return square(x)
"""


def write(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


def verify(path: Path, **given: object) -> Report:
    return session.verify(str(path), Options(timeout=5.0, cache=False, **given))  # type: ignore[arg-type]


def by_name(report: Report) -> dict[str, FunctionReport]:
    return {f.name: f for f in report.functions}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    write(tmp_path, pkg__low=LOW, pkg__high=HEAD + HIGH)
    (tmp_path / "pkg" / "__init__.py").write_text("")
    return tmp_path


def test_calls_across_files(package: Path) -> None:
    found = by_name(verify(package / "pkg" / "high.py"))
    status = {n: (f.status, f.cause) for n, f in found.items()}
    assert status["by_contract"] == ("proved", "")
    assert status["in_place"] == ("proved", "")
    assert status["rests_on_wrong"] == ("unknown", "callee-not-proved")
    assert status["constants"] == ("proved", "")
    assert status["passes_it_on"] == ("proved", "")
    assert status["changes"] == ("proved", "")
    assert status["square_"] == ("proved", "")
    assert status["calls_rejected"] == ("rejected", "callee-rejected")
    assert "low.py" in found["calls_rejected"].message
    for name, why in (("breaks_it", "called"), ("off_by_one", "returned"), ("undeclared", "raised ValueError"),
                      ("square_wrong", "returned 0")):  # fmt: skip
        f = found[name]
        assert f.status == "refuted" and f.counterexample is not None, (name, f.status, f.cause, f.message)
        assert why in f.counterexample.outcome, (name, f.counterexample)
        assert f.counterexample.script.startswith("from pkg.high import ")


def test_what_another_file_does_not_keep_is_taken_back(package: Path) -> None:
    path = package / "pkg" / "low.py"
    path.write_text(LOW.replace("return x + 10", "return x + 11"))
    found = by_name(verify(package / "pkg" / "high.py"))
    assert (found["by_contract"].status, found["by_contract"].cause) == ("unknown", "callee-not-proved")
    assert found["in_place"].status != "proved"


def test_the_cache_sees_other_files(package: Path, tmp_path: Path) -> None:
    store = Store.open(tmp_path / "cache")
    path = f"{package / 'pkg' / 'high.py'}::by_contract"
    assert session.verify(path, store=store).functions[0].status == "proved"
    kept = session.verify(path, store=store).functions[0]
    assert kept.status == "proved" and kept.cached
    (package / "pkg" / "low.py").write_text(LOW.replace("LIMIT = 10", "LIMIT = 11"))
    assert session.verify(path, store=store).functions[0].status != "proved"


def test_a_circle_of_imports_is_refused(tmp_path: Path) -> None:
    write(tmp_path, a=HEAD + "import b\n\n\n@ensures(lambda x, result: result == x)\ndef f(x: int) -> int:\n    return b.g(x)\n",
          b=HEAD + "import a\n\n\n@ensures(lambda x, result: result == x)\ndef g(x: int) -> int:\n    return x\n")  # fmt: skip
    assert [(f.status, f.cause) for f in verify(tmp_path).functions] == [("rejected", "import-cycle")] * 2


def test_a_file_called_like_a_module_of_the_standard_library_is_refused(tmp_path: Path) -> None:
    write(tmp_path, bisect="def bisect_left(xs: list[int], x: int) -> int:\n    return -1\n",
          a=HEAD + "from bisect import bisect_left\n\n\n@ensures(lambda xs, result: result == -1)\n"
          "def f(xs: list[int]) -> int:\n    return bisect_left(xs, 0)\n")  # fmt: skip
    assert [f.cause for f in verify(tmp_path / "a.py").functions] == ["import-ambiguous"]


@pytest.mark.parametrize("how", ["from toolkit import ensures", "from toolkit import *", "import toolkit\nensures=toolkit.ensures"])
def test_a_file_called_like_what_contracts_come_from_is_refused(how: str, tmp_path: Path) -> None:
    write(tmp_path, toolkit="def ensures(clause):\n    return lambda f: lambda *args: 5\n",
          a=how + "\n\n\n@ensures(lambda x, result: result == x)\ndef f(x: int) -> int:\n    return x\n")  # fmt: skip
    assert "proved" not in [f.status for f in verify(tmp_path / "a.py").functions]


def test_a_name_that_a_package_hides_is_refused(tmp_path: Path) -> None:
    write(tmp_path, pkg__mod="X = 1\n", pkg____init__="mod = 2\n", a=HEAD + "from pkg import mod\n\n\n"
          "@ensures(lambda result: result == 1)\ndef f() -> int:\n    return mod.X\n")  # fmt: skip
    (tmp_path / "pkg" / "__init__.py").write_text("mod = 2\n")
    assert [f.cause for f in verify(tmp_path / "a.py").functions] == ["import-ambiguous"]


def test_names_are_followed_through_packages(tmp_path: Path) -> None:
    write(tmp_path, pkg__mod=LOW, a=HEAD + "from pkg import bump as b, LIMIT\n\n\n"
          "@ensures(lambda result: result == 2 * LIMIT)\ndef f() -> int:\n    return b(10)\n\n\n"
          "@ensures(lambda result: result == 21)\ndef g() -> int:\n    return b(10)\n")  # fmt: skip
    (tmp_path / "pkg" / "__init__.py").write_text("from .mod import bump, LIMIT\n")
    found = by_name(verify(tmp_path / "a.py"))
    assert (found["f"].status, found["g"].status) == ("proved", "refuted")


def test_a_global_that_is_assigned_is_no_constant(tmp_path: Path) -> None:
    write(tmp_path, low="LIMIT = 1\n\n\ndef up() -> None:\n    global LIMIT\n    LIMIT = 2\n",
          a=HEAD + "from low import LIMIT\nimport low\n\n\n@ensures(lambda result: result == 1)\ndef f() -> int:\n"
          "    return LIMIT\n\n\n@ensures(lambda result: result == 1)\ndef g() -> int:\n    return low.LIMIT\n")  # fmt: skip
    assert {f.status for f in verify(tmp_path / "a.py").functions} == {"rejected"}


def test_code_that_is_not_modelled_in_another_file_refuses_its_functions(tmp_path: Path) -> None:
    write(tmp_path, low=LOW + "\nglobals()['bump'] = abs\n", a=HEAD + "import low\n\n\n@ensures(lambda result: result == 20)\n"
          "def f() -> int:\n    return low.bump(10)\n")  # fmt: skip
    assert [f.cause for f in verify(tmp_path / "a.py").functions] == ["callee-rejected"]


def test_files_in_parallel_and_traces_agree(package: Path, tmp_path: Path) -> None:
    from toolkit import files
    from toolkit.trace import Trace

    names = ["by_contract", "breaks_it"]
    paths = [f"{package / 'pkg' / 'high.py'}::{n}" for n in names]
    sources, _ = files.load(paths)
    one = session.verify(sources, Options(cache=False))
    two = session.verify(sources, Options(cache=False, jobs=2))
    assert [(f.name, f.status) for f in one.functions] == [(f.name, f.status) for f in two.functions]
    from attrs import asdict

    path = str(tmp_path / "trace.jsonl")
    trace = Trace.record(path, "verify", {}, [asdict(s) for s in sources], "0")
    session.verify(sources, Options(cache=False), trace=trace)
    trace.finish()
    trace.close()
    from toolkit.config import SourceFile

    replayed = Trace.replay(path)
    again = [SourceFile(**s) for s in replayed.header["sources"]]
    assert [(s.path, s.text, s.others, s.dotted) for s in again] == [(s.path, s.text, s.others, s.dotted) for s in sources]
    (package / "pkg" / "low.py").unlink()  # nothing is read from the disk again
    assert [f.status for f in session.verify(again, Options(cache=False), trace=replayed).functions] == [
        f.status for f in one.functions
    ]


def test_a_function_of_another_file_is_verified_once(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    real = session.verify_file

    def counted(file: object, *rest: object, **named: object) -> object:
        seen.append(f"{file.path}::{file.only}")  # type: ignore[attr-defined]
        return real(file, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "verify_file", counted)
    verify(package / "pkg" / "high.py")
    assert len(seen) == len(set(seen)) > 2


def test_a_package_that_imports_the_file_itself_runs(tmp_path: Path) -> None:
    """`__init__.py` collects what its files define: Python runs it first, and it imports the file under verification."""
    write(tmp_path, pkg__low=LOW, pkg__high=HEAD + "from .low import square\n\n\n@ensures(lambda x, result: result >= 1)\n"
          "def f(x: int) -> int:\n    return square(x)\n")  # fmt: skip
    (tmp_path / "pkg" / "__init__.py").write_text("from .high import f\nfrom .low import bump\n")
    found = verify(tmp_path / "pkg" / "high.py").functions[0]
    assert found.status == "refuted" and found.counterexample is not None, found
    assert found.counterexample.script.startswith("from pkg.high import f")


def test_classes_and_exceptions_of_other_files_are_their_own(tmp_path: Path) -> None:
    """Two files may each have a class of one name: nothing of another file's classes is taken for one of this file's."""
    low = HEAD + """
class Oops(ValueError):
    pass


class Point:
    def __init__(self, x: int) -> None:
        self.x = x


def fails(x: int) -> int:
    raise Oops("no")


def makes(x: int) -> Point:
    return Point(x)


def reads(x: int) -> int:
    return Point(x).x
"""
    own = HEAD + """import low


class Oops(KeyError):
    pass


class Point:
    def __init__(self, x: int) -> None:
        self.x = x + 1


@ensures(lambda x, result: result == 0)
def a(x: int) -> int:
    try:
        return low.fails(x)
    except Oops:
        return 0


@ensures(lambda x, result: result == x + 1)
def b(x: int) -> int:
    return low.makes(x).x


@ensures(lambda x, result: result == x + 1)
def c(x: int) -> int:
    return low.reads(x)
"""
    write(tmp_path, low=low, mine=own)
    found = by_name(verify(tmp_path / "mine.py"))
    assert {n: found[n].status for n in "abc"} == {"a": "refuted", "b": "refuted", "c": "refuted"}


CLASSES = HEAD + """
class Plain:
    def __init__(self, x: int) -> None:
        self.x = x

    @ensures(lambda self, result: result == self.x)
    def get(self) -> int:
        return self.x


def bump(x: int) -> int:
    return x + 1
"""


@pytest.mark.parametrize("code", [
    "class Heir(Plain):\n    pass\n",
    "B = low.Plain\n\n\nclass Heir(B):\n    pass\n",
    "def make(base):\n    class Heir(base):\n        pass\n    return Heir\n",
    "import third\n",
    "Plain.get = lambda self: 0\n",
    "def patch(c):\n    c.get = lambda self: 0\n\n\npatch(Plain)\n",
    "class Q:\n    def put(self, v) -> None:\n        self.get = v\n\n\nQ.put(Plain, abs)\n",
    "class Q:\n    def put(self, v) -> None:\n        self.bump = v\n\n\nQ.put(low, abs)\n",
    "class Q:\n    def __init__(self) -> None:\n        self.bump = 1\n\n\ndef patch(m):\n    m.bump = abs\n\n\npatch(low)\n",
])  # fmt: skip
def test_what_may_change_a_class_of_another_file_is_refused(tmp_path: Path, code: str) -> None:
    third = "import low\n\n\nclass Third(low.Plain):\n    def get(self) -> int:\n        return 0\n"
    own = HEAD + f"import low\nfrom low import Plain\n{code}\n\n@ensures(lambda p, result: result == p.x + 1)\n"
    own += "def f(p: Plain) -> int:\n    return low.bump(p.get())\n"
    write(tmp_path, low=CLASSES, third=third, mine=own)
    assert by_name(verify(tmp_path / "mine.py"))["f"].status == "rejected"


def test_a_class_of_another_file_is_used(tmp_path: Path) -> None:
    own = HEAD + "import low\n\n\nclass Q:\n    def __init__(self) -> None:\n        self.x = 1\n\n\n"
    own += "@ensures(lambda p, result: result == p.x + 1)\ndef f(p: low.Plain) -> int:\n    return low.bump(p.get())\n"
    write(tmp_path, low=CLASSES, mine=own)
    assert by_name(verify(tmp_path / "mine.py"))["f"].status == "proved"


@pytest.mark.parametrize("other", ["import low\n\nlow.LIMIT = 3\n", "import low\n\nsetattr(low, 'LIMIT', 3)\n"])
def test_a_file_that_changes_another_is_refused_where_it_is_imported(tmp_path: Path, other: str) -> None:
    own = HEAD + """
import third
from low import LIMIT


@ensures(lambda result: result == 10)
def f() -> int:
    return LIMIT
"""
    write(tmp_path, low="LIMIT = 10\n", third=other, mine=own)
    assert [f.cause for f in verify(tmp_path / "mine.py").functions] == ["module-not-modelled"]


@pytest.mark.parametrize("change", ["low.ITEMS.append(3)", "low.ITEMS += [3]"])
def test_a_list_of_another_file_is_no_constant_where_it_may_be_changed(tmp_path: Path, change: str) -> None:
    low = HEAD + "ITEMS = [1, 2]\n\n\ndef count(x: int) -> int:\n    return len(ITEMS)\n"
    own = HEAD + f"import low\n\n{change}\n\n\n@ensures(lambda x, result: result == 2)"
    own += "\ndef f(x: int) -> int:\n    return low.count(x)\n"
    write(tmp_path, low=low, mine=own)
    assert [f.status for f in verify(tmp_path / "mine.py").functions] == ["rejected"]
