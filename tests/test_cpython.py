"""Real runs of real functions: what is reported, for honest modules and for hostile ones."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from toolkit.engines.cpython import Call, Limits, Run, literal, run, script
from toolkit.engines.harness import evaluate
from toolkit.engines.sandbox import SandboxUnavailable

ROOT = Path(__file__).parent.parent
HEAD = "from toolkit import requires, ensures, raises, invariant, decreases, assume, partial, track\n"


def runs(text: str, function: str, *args: dict[str, object], **options) -> list[Run]:
    return run(HEAD + textwrap.dedent(text), "sample.py", function, [Call(a) for a in args], **options)


def kinds(found: list[Run]) -> list[str]:
    return [run.kind or run.status for run in found]


MEAN = """
@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: min(xs) <= result <= max(xs))
def mean(xs):
    if xs == [0, 0]:
        return 7
    return sum(xs) // len(xs)
"""


def test_ok_precondition_and_postcondition():
    found = runs(MEAN, "mean", {"xs": [1, 3]}, {"xs": []}, {"xs": [0, 0]})
    assert found[0] == Run("ok", outcome="returned 2")
    assert found[1] == Run("precondition", "", "not called: xs = []", "len(xs) > 0", 3, "mean")
    assert found[2] == Run("broken", "ensures", "returned 7", "min(xs) <= result <= max(xs)", 4, "mean")


def test_undeclared_exception_has_its_place():
    found = runs("def first(xs):\n    n = 0\n    return xs[n]\n", "first", {"xs": []}, {"xs": [4]})
    assert found[0] == Run("broken", "exception", "raised IndexError: list index out of range", "return xs[n]", 4, "first")
    assert found[1].status == "ok"


def test_exception_in_a_library_is_placed_in_the_users_file():
    found = runs("import math\ndef root(x):\n    return math.sqrt(x)\n", "root", {"x": -1})
    assert (found[0].kind, found[0].line, found[0].clause) == ("exception", 4, "return math.sqrt(x)")
    found = runs("import textwrap\ndef wrap(x):\n    return textwrap.wrap('a b', x)\n", "wrap", {"x": 0})
    assert (found[0].kind, found[0].line) == ("exception", 4)


DECLARED = """
@raises(ValueError, lambda n: n < 0)
def check(n, lie=False):
    if (n < 0) != lie:
        raise ValueError(n)
    return n
"""


def test_declared_exceptions():
    found = runs(DECLARED, "check", {"n": -1}, {"n": 1, "lie": True}, {"n": -1, "lie": True}, {"n": 2})
    assert found[0] == Run("ok", outcome="raised ValueError: -1")
    assert found[1] == Run("broken", "raises", "raised ValueError: 1", "n < 0", 3, "check")
    assert found[2] == Run("broken", "raises", "returned -1", "n < 0", 3, "check")
    assert found[3] == Run("ok", outcome="returned 2")


def test_inner_calls():
    text = MEAN + "@requires(lambda n: n >= 0)\ndef outer(n):\n    return mean([0] * n)\ndef plain(n): return mean([0] * n)\n"
    found = runs(text, "outer", {"n": 0}, {"n": 1}, {"n": 2}, {"n": -1})
    assert kinds(found) == ["precondition-at-call", "ok", "ensures", "precondition"]
    assert found[0] == Run("broken", "precondition-at-call", "called mean with xs = []", "len(xs) > 0", 3, "mean")
    assert (found[2].function, found[2].outcome) == ("mean", "mean returned 7")
    assert kinds(runs(text, "plain", {"n": 0})) == ["precondition-at-call"]


def test_a_swallowed_violation_is_still_one():
    text = MEAN + "def quiet(n):\n    try:\n        return mean([0] * n)\n    except Exception:\n        return 0\n"
    assert kinds(runs(text, "quiet", {"n": 0}, {"n": 1})) == ["precondition-at-call", "ok"]


def test_recursive_call_outside_the_precondition():
    text = "@requires(lambda n: n >= 0)\ndef down(n):\n    return down(n - 2) if n else 0\n"
    assert kinds(runs(text, "down", {"n": 4}, {"n": 3}, {"n": -1})) == ["ok", "precondition-at-call", "precondition"]


LOOPS = """
def count(n, step, stop, half):
    i = 0
    while i < n:
        invariant(i != stop)
        decreases(n - i)
        assume(not half)
        i += step
    return i
count = partial(count)
@decreases(lambda n: n)
def rec(n, step):
    return rec(n - step, step) if n else 0
def bad_clause(xs, i):
    for _ in xs:
        invariant(xs[i] >= 0)
    return 0
def helper(xs, i):
    return xs[i]
@raises(IndexError)
def bad_clause_in_helper(xs, i):
    for _ in xs:
        invariant(
            helper(xs, i) >= 0)
    return 0
"""


def test_statements_in_loops():
    base = {"n": 3, "step": 1, "stop": -1, "half": False}
    found = runs(LOOPS, "count", base, base | {"stop": 2}, base | {"step": 0}, base | {"half": True})
    assert kinds(found) == ["ok", "invariant", "measure", "precondition"]
    assert (found[1].clause, found[1].line, found[1].outcome) == ("i != stop", 6, "invariant false with i = 2, stop = 2")
    assert (found[2].clause, found[2].line) == ("n - i", 7)
    assert (found[3].clause, found[3].line) == ("not half", 8)


def test_recursion_measure():
    found = runs(LOOPS, "rec", {"n": 3, "step": 1}, {"n": 3, "step": 0}, {"n": 3, "step": 2})
    assert kinds(found) == ["ok", "measure", "measure"]
    assert (found[1].clause, found[1].line) == ("n", 12)


def test_clause_that_raises():
    assert kinds(runs(MEAN, "mean", {"xs": 5})) == ["clause"]
    assert "requires clause raised TypeError" in runs(MEAN, "mean", {"xs": 5})[0].outcome
    found = runs(LOOPS, "bad_clause", {"xs": [1], "i": 0}, {"xs": [1], "i": 1})
    assert kinds(found) == ["ok", "clause"]
    assert (found[1].clause, found[1].line) == ("xs[i] >= 0", 17)
    found = runs(LOOPS, "bad_clause_in_helper", {"xs": [1], "i": 1})
    assert (kinds(found), found[0].line) == (["clause"], 24)
    inner = MEAN + "@ensures(lambda result: mean(result) == 0)\ndef empty():\n    return []\n"
    assert kinds(runs(inner, "empty", {})) == ["clause"]


ASSERTS = '''
def half(n):
    """Half of n."""
    assert n >= 0
    assert n % 2 == 0, "even"
    if n > 100:
        assert n < 200
        return half(n - 1)
    return n // 2
def caller(n):
    x = half(n)
    assert x < 40
    return x
def thrown(n):
    raise AssertionError("by hand")
def broken_head(xs):
    assert xs[0] > 0
    return xs
@ensures(lambda result: True)
def contracted(n):
    assert n > 0
    return n
'''


def test_leading_asserts_are_preconditions():
    found = runs(ASSERTS, "half", {"n": 4}, {"n": -2}, {"n": 3}, {"n": 102}, {"n": 300})
    assert kinds(found) == ["ok", "precondition", "precondition", "precondition-at-call", "assertion"]
    assert (found[2].clause, found[2].line) == ("n % 2 == 0", 6)
    assert (found[4].clause, found[4].line) == ("n < 200", 8)
    found = runs(ASSERTS, "caller", {"n": 4}, {"n": 3}, {"n": 90})
    assert kinds(found) == ["ok", "precondition-at-call", "assertion"]
    assert kinds(runs(ASSERTS, "thrown", {"n": 0})) == ["exception"]
    assert kinds(runs(ASSERTS, "broken_head", {"xs": [1]}, {"xs": [0]}, {"xs": []})) == ["ok", "precondition", "clause"]
    assert kinds(runs(ASSERTS, "contracted", {"n": 1}, {"n": 0})) == ["ok", "assertion"]


def test_icontract():
    text = """
    import icontract
    from icontract import require
    @require(lambda xs: len(xs) > 0, "not empty")
    @icontract.snapshot(lambda xs: xs[:])
    @icontract.snapshot(lambda xs, n: len(xs) + n, name="both")
    @icontract.ensure(lambda xs, OLD, n: xs == OLD.xs + [n] and OLD.both == len(xs) + n - 1, description="appended")
    @icontract.ensure(lambda result: result, enabled=False)
    def push(xs, n):
        xs.append(n if n != 3 else 4)
    """
    found = runs(text, "push", {"xs": [1], "n": 2}, {"xs": [], "n": 2}, {"xs": [1], "n": 3})
    assert kinds(found) == ["ok", "precondition", "ensures"]
    assert found[2].clause == "xs == OLD.xs + [n] and OLD.both == len(xs) + n - 1"
    assert kinds(runs("import icontract\n@icontract.require(lambda _ARGS: _ARGS)\ndef f(x): pass", "f", {"x": 1})) == ["error"]


def test_deal():
    text = """
    import deal
    @deal.chain(deal.pre(lambda a, b: b > 0), deal.has())
    @deal.pre(lambda _: _.a >= 0)
    @deal.post(lambda value: value < 50)
    @deal.ensure(lambda _: _.result * _.b <= _.a)
    @deal.ensure(lambda a, b, result: True if result != 7 else "seven is wrong")
    @deal.raises(KeyError)
    @deal.pure
    def div(a, b):
        if a == 99: raise KeyError
        if a == 98: raise OSError
        return a // b
    """
    calls = [(6, 2), (1, 0), (-1, 1), (50, 1), (14, 2), (99, 1), (98, 1)]
    found = runs(text, "div", *({"a": a, "b": b} for a, b in calls))
    assert kinds(found) == ["ok", "precondition", "precondition", "ensures", "ensures", "ok", "exception"]
    assert (found[2].clause, found[3].clause) == ("_.a >= 0", "value < 50")


def test_shared_objects():
    text = "def f(a, b, c):\n    a.append(1)\n    return len(b), len(c)\n"
    calls = [Call({"a": [], "b": [], "c": []}), Call({"a": [], "b": [], "c": []}, (("a", "b"),))]
    assert [r.outcome for r in run(text, "m.py", "f", calls)] == ["returned (0, 0)", "returned (1, 0)"]


def test_parameters_of_every_kind():
    text = "def f(a, /, b, *rest, key=3, **extra):\n    return a, b, rest, key, extra\n"
    found = runs(text, "f", {"a": 1, "b": 2}, {"a": 1, "b": 2, "rest": (4,), "key": 5, "extra": {"z": 6}}, {"a": 1})
    assert [r.outcome for r in found[:2]] == ["returned (1, 2, (), 3, {})", "returned (1, 2, (4,), 5, {'z': 6})"]
    assert found[2].status == "error" and "do not fit" in found[2].outcome


def test_methods_by_qualified_name():
    text = "class A:\n    @staticmethod\n    @ensures(lambda n, result: result > n)\n    def up(n):\n        return n\n"
    assert kinds(runs(text, "A.up", {"n": 1})) == ["ensures"]


def test_timeout_of_one_call_leaves_the_others():
    text = "def spin(n):\n  while n:\n    try:\n      n += 1\n    except BaseException:\n      return 5\n  return 0\n"
    text += "spin = ensures(lambda result: result == 0)(spin)\n"
    found = runs(text, "spin", {"n": 1}, {"n": 0}, limits=Limits(call_s=0.1))
    assert kinds(found) == ["timeout", "ok"]  # also when the function swallows the alarm and answers


def test_resources():
    text = "def deep(n):\n    return deep(n + 1)\ndef big(n):\n    return len([0] * (1 << n))\n"
    assert kinds(runs(text, "deep", {"n": 0})) == ["resource"]
    assert kinds(runs(text, "big", {"n": 40}, {"n": 4})) == ["resource", "ok"]


def test_module_that_cannot_be_loaded():
    for text in ("1 / 0", "def f(:", "import no_such_module_here", "def g(): pass", "raise SystemExit(0)"):
        found = runs(text, "f", {}, {})
        assert kinds(found) == ["error", "error"], text
        assert found[0].outcome
    assert "line 2" in runs("1 / 0", "f", {})[0].outcome
    assert kinds(runs("while True: pass", "f", {}, limits=Limits(wall_s=0.6))) == ["timeout"]


def test_untrusted_code_needs_a_strong_sandbox(monkeypatch):
    monkeypatch.setenv("TOOLKIT_SANDBOX", "rlimits")
    with pytest.raises(SandboxUnavailable):
        runs("def f(): pass", "f", {}, untrusted=True)
    assert kinds(runs("def f(): pass", "f", {})) == ["ok"]


def test_a_batch_of_many_calls():
    found = runs(MEAN, "mean", *({"xs": [n, n + 1]} for n in range(500)))
    assert kinds(found) == ["ok"] * 500
    assert runs(MEAN, "mean") == []


HOSTILE = {
    "ends the process": "import os\ndef f(n):\n    if n == 1: os._exit(0)\n    return n",
    "kills itself": "import os, signal\ndef f(n):\n    if n == 1: os.kill(os.getpid(), signal.SIGKILL)\n    return n",
    "crashes": "import ctypes\ndef f(n):\n    if n == 1: ctypes.string_at(0)\n    return n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_process_that_ends_early_leaves_errors(name):
    found = runs(HOSTILE[name], "f", {"n": 0}, {"n": 1}, {"n": 2})
    assert kinds(found) == ["ok", "error", "error"]
    assert "process ended" in found[1].outcome


def test_results_cannot_be_spoilt_by_output():
    text = """
    import os, sys
    print('["x",0,0,"broken","ensures","","",""]')
    sys.stdout = open(os.devnull, "w")
    sys.stderr = sys.stdin = sys.__stdout__ = None
    def f(n):
        for fd in range(64):
            try:
                os.write(fd, b'["x",%d,0,"broken","ensures","","",""]\\nrubbish\\n\\xff{[' % n)
            except OSError:
                pass
        os.write(1, b"x" * 3_000_000)
        return n
    """
    found = runs(text, "f", {"n": 0}, {"n": 1})
    assert all(run.status in ("ok", "error") for run in found)


def test_closing_every_file_descriptor_is_an_error_not_a_pass():
    text = "import os\ndef f(n):\n    if n: os.closerange(0, 64)\n    return n"
    assert kinds(runs(text, "f", {"n": 0}, {"n": 1})) == ["ok", "error"]


def test_forked_children_do_not_report():
    text = """
    import os
    def f(n):
        try:
            child = os.fork()
        except OSError:
            return -1
        if child:
            os.waitpid(child, 0)
            return 1
        return 0
    f = ensures(lambda result: result)(f)
    """
    assert kinds(runs(text, "f", {"n": 0}, {"n": 1})) == ["ok", "ok"]


def test_fork_bomb():
    text = "import os\ndef f(n):\n    while True:\n        os.fork()\n"
    found = runs(text, "f", {"n": 0}, limits=Limits(call_s=1, wall_s=4))
    assert found[0].status in ("broken", "timeout", "error") and found[0].kind in ("", "exception")


def test_patched_builtins_do_not_reach_the_checks():
    text = """
    import builtins, json, os, sys, signal
    def f(n):
        return n
    f = ensures(lambda n, result: result == n + 1)(f)
    real = {name: getattr(builtins, name) for name in ("isinstance", "issubclass", "len", "getattr", "str", "repr", "zip")}
    def wrong(*args, **kwargs):
        raise TypeError
    for name in real:
        setattr(builtins, name, wrong)
    json.dumps = json.loads = wrong
    os.write = wrong
    os._exit = wrong
    """
    found = runs(text, "f", {"n": 0})
    assert (found[0].status, found[0].kind, found[0].outcome) == ("broken", "ensures", "returned 0")


def test_replaced_toolkit_module_gains_nothing():
    text = """
    import sys, types
    fake = types.ModuleType("toolkit")
    fake.ensures = lambda test: lambda f: f
    sys.modules["toolkit"] = fake
    sys.modules["toolkit.contracts"] = None
    ensures.__globals__["ENABLED"] = ensures.__globals__["ENABLED"]
    @ensures(lambda result: result)
    def f(n):
        sys.modules.clear()
        return n
    @fake.ensures(lambda result: result)
    def g(n):
        return n
    """
    assert kinds(runs(text, "f", {"n": 1}, {"n": 0})) == ["ok", "ensures"]
    assert kinds(runs(text, "g", {"n": 0})) == ["ok"]  # no contract, no claim


def test_hostile_objects_as_results():
    text = """
    class Bad:
        def __repr__(self): raise ValueError("no")
        def __eq__(self, other): return True
    class Loud(Exception):
        def __str__(self): raise ValueError("no")
    def f(n):
        if n == 1: raise Loud
        return Bad() if n == 0 else "\\ud800\\n" * 1000
    """
    found = runs(text, "f", {"n": 0}, {"n": 1}, {"n": 2})
    assert kinds(found) == ["ok", "exception", "ok"]
    assert "repr raised ValueError" in found[0].outcome and found[1].outcome == "raised Loud"
    assert len(found[2].outcome) < 300


def test_huge_results_hit_the_cap_of_output():
    text = "def f(n):\n    assert n\n    return 1\n"
    found = runs(text, "f", *({"n": 1} for _ in range(50)), limits=Limits(stdout=1000))
    assert found[0].status == "ok" and found[-1].status == "resource"


def test_unusual_file_names_and_texts():
    text = "def f(s):\n    return s + 'é'\n"
    for name in ("-", "my-file.py", "os.py", "dir/ü.py", "toolkit.py"):
        found = run(text, name, "f", [Call({"s": "ß\ud800\n"}), Call({"s": 1})])
        assert [r.status for r in found] == ["ok", "broken"], name
        assert found[1].line == 2
    data = "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f(n):\n    return P(n)\n"
    assert runs(data, "f", {"n": 1})[0].outcome == "returned P(x=1)"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.text(max_size=2) | st.integers(), inner, max_size=2)
        | st.sets(st.integers() | st.text(max_size=2) | st.just(float("nan")), max_size=3)
        | st.frozensets(st.integers(), max_size=2)
    ),
    max_leaves=8,
)


@given(VALUES)
@example({"a": set(), "b": {float("nan")}})
@settings(max_examples=60, deadline=None)
def test_literals_come_back(value):
    assert repr_sorted(evaluate(literal(value))) == repr_sorted(value)
    assert repr_sorted(eval(literal(value), {})) == repr_sorted(value)


def repr_sorted(value: object) -> str:
    if isinstance(value, set | frozenset):
        return type(value).__name__ + str(sorted(map(repr, value)))
    if isinstance(value, list | tuple):
        return type(value).__name__ + str([repr_sorted(item) for item in value])
    if isinstance(value, dict):
        return str({repr(key): repr_sorted(item) for key, item in value.items()})
    return repr(value)


def test_literals_out_of_the_ordinary():
    big = 7**9000
    assert evaluate(literal(big)) == big and evaluate(literal(-big)) == -big
    assert runs("def f(n):\n    return n % 10\n", "f", {"n": big})[0].outcome == f"returned {pow(7, 9000, 10)}"
    with pytest.raises(ValueError, match="object"):
        literal(object())
    for text in ("__import__('os')", "float('1')(2)", "frozenset([x])", "a"):
        with pytest.raises(ValueError):
            evaluate(text)


def test_script_is_plain_python_that_reproduces(tmp_path):
    (tmp_path / "mod.py").write_text("def f(a, b, n):\n    a.append(n)\n    return b\n")
    call = Call({"a": [1], "b": [1], "n": float("inf")}, (("a", "b"),))
    text = script("mod", "f", call)
    assert text == "from mod import f\na = [1]\nprint(f(a, a, float('inf')))"
    assert execute(text, tmp_path) == "[1, inf]\n"
    assert script("mod", "f", Call({"x": -1})) == "from mod import f\nprint(f(-1))"


def test_script_for_odd_names(tmp_path):
    (tmp_path / "my-mod.py").write_text("class A:\n    @staticmethod\n    def A(A, b): return A is b\n")
    text = script("my-mod", "A.A", Call({"A": [], "b": []}, (("A", "b"),)))
    assert execute(text, tmp_path) == "True\n"


def execute(text: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr
