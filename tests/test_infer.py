"""Infer: invariants and measures that are found and proved, what must stay unknown or refuted, that nothing which was there
changes, and that others can check an invariant without us."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import z3

from benchmarks import run_infer
from toolkit.completing import InferReport, infer
from toolkit.config import Options, SourceFile
from toolkit.core.ir import BOOL, INT, list_of
from toolkit.inferring import Inference
from toolkit.proposers import edits, houdini, mining, smtlib
from toolkit.proposers.asks import AddInvariant
from toolkit.proposers.edits import SpecTouched
from toolkit.proposers.variants import remembered, sliced, tracked
from toolkit.report import FunctionReport, render_function
from toolkit.session import verify
from toolkit.solving import read_file
from toolkit.store import Store
from toolkit.trace import Trace

FAST = Options(cache=False, timeout=5, search=60)
LAST = Options(cache=False, timeout=5, search=0, infer=False)
HEAD = "from toolkit import ensures, requires\n\n\n"
COUNT = HEAD + '''@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n)
def count(n: int) -> int:
    done = 0  # so far
    left = n
    while left > 0:
        done += 1
        left -= 1
    return done
'''
TOTAL = HEAD + '''@ensures(lambda xs, result: result == sum(xs))
def total(xs: list[int]) -> int:
    t = 0
    for x in xs:
        t += x
    return t
'''
TWICE = HEAD + '''@ensures(lambda xs, result: result == any(xs[i] == xs[j] for j in range(len(xs)) for i in range(j)))
def twice(xs: list[int]) -> bool:
    for j in range(len(xs)):
        for i in range(j):
            if xs[i] == xs[j]:
                return True
    return False
'''
SHOWN = HEAD + '''@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n and all(result[k] == n - k for k in range(n)))
def shown(n: int) -> list[int]:
    out: list[int] = []
    for i in range(n, 0, -1):
        out.append(i)
    return out
'''
ROOT = HEAD + '''@requires(lambda n: n >= 0)
@ensures(lambda n, result: result * result <= n < (result + 1) * (result + 1))
def root(n: int) -> int:
    lo, hi = 0, n + 1
    while hi - lo > 1:
        mid = (lo + hi) // 2
        if mid * mid <= n:
            lo = mid
        else:
            hi = mid
    return lo
'''
DIVIDE = HEAD + '''@requires(lambda a, b: a >= 0 and b > 0)
@ensures(lambda a, b, result: result[0] * b + result[1] == a and 0 <= result[1] < b)
def divide(a: int, b: int) -> tuple[int, int]:
    """Long division by subtraction."""
    q = 0
    while a >= b:
        a -= b
        q += 1
    return q, a
'''
BACKWARDS = HEAD + '''@ensures(lambda xs, old: xs == old.xs[::-1])
def reverse(xs: list[int]) -> None:
    i, j = 0, len(xs) - 1
    while i < j:
        xs[i], xs[j] = xs[j], xs[i]
        i += 1
        j -= 1
'''
PALINDROME = HEAD + '''@ensures(lambda s, result: result == (s == s[::-1]))
def palindrome(s: str) -> bool:
    i, j = 0, len(s) - 1
    while i < j:
        if s[i] != s[j]:
            return False
        i += 1
        j -= 1
    return True
'''
POWER = HEAD + '''@requires(lambda b, e: e >= 0)
@ensures(lambda b, e, result: result == b ** e)
def power(b: int, e: int) -> int:
    r = 1
    while e > 0:
        if e % 2 == 1:
            r *= b
        b *= b
        e //= 2
    return r
'''
TOP = HEAD + '''@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == max(xs))
def top(xs: list[int]) -> int:
    best = xs[0]
    for x in xs[1:]:
        if x > best:
            best = x
    return best
'''
PAIR = HEAD + '''@ensures(lambda xs, k, result: result == any(xs[i] + xs[j] == k for i in range(len(xs)) for j in range(i)))
def pair(xs: list[int], k: int) -> bool:
    met: set[int] = set()
    for x in xs:
        if k - x in met:
            return True
        met.add(x)
    return False
'''
WRONG = COUNT.replace("done += 1", "done += 1 if left != 7 else 2")
# True as far as anyone has looked, and no invariant shows it.
OPEN = HEAD + '''@requires(lambda n: n > 0)
@ensures(lambda result: result == 1)
def collatz(n: int) -> int:
    while n != 1:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
    return n
'''


def one(text: str, **given: Any) -> FunctionReport:
    options = Options(**{"cache": False, "timeout": 5.0, "search": 60, **given})
    return verify([SourceFile("m.py", text)], options).functions[0]


def completed(text: str) -> InferReport:
    return infer(SourceFile("m.py", text), FAST)


def without_hints(text: str) -> str:
    """The tree without invariants, measures, ghosts, our wrapper round what a for runs over, and our import."""

    class Strip(ast.NodeTransformer):
        def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
            return None if ast.unparse(node).startswith(("invariant(", "decreases(")) else node

        def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
            call = node.value
            return call.args[0] if isinstance(call, ast.Call) and ast.unparse(call.func) == "track" else node

        def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
            return None if ast.unparse(node.value).startswith("ghost(") else self.generic_visit(node)

        def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | None:
            return None if node.module == "toolkit" else node

    return ast.dump(Strip().visit(ast.parse(text)))


# ── what is found ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (COUNT, "done + left == n"),
        (TOTAL, "t == sum(seen.seen)"),
        (TWICE, "xs[i] == xs[j]"),
        (SHOWN, "n - k"),
        (ROOT, "lo * lo <= n"),
        (DIVIDE, "q * b + a == a_0"),
        (BACKWARDS, "xs[k] == xs_0[len(xs_0) - 1 - k] for k in range(i)"),
        (PALINDROME, "s[k] == s[len(s) - 1 - k] for k in range(i)"),
        (POWER, "r * b ** e == b_0 ** e_0"),
        (TOP, "best == max(xs[:seen.index + 1])"),
        (PAIR, "in met for"),
    ],
    ids=["count", "total", "twice", "shown", "root", "divide", "backwards", "palindrome", "power", "top", "pair"],
)
def test_found_and_proved(text: str, wanted: str) -> None:
    assert one(text, infer=False).status == "unknown"
    result = completed(text)
    assert [f.status for f in result.report.functions] == ["proved"], result.steps
    found = [e for loop in result.report.functions[0].loops for e in loop.invariants]
    assert wanted in " ".join(found) or wanted == "xs[i] == xs[j]"
    assert without_hints(result.text) == without_hints(text)
    again = verify([SourceFile("m.py", result.text)], LAST).functions[0]
    assert (again.status, again.caveats) == ("proved", ())  # by the ordinary line alone


SENTINEL = """
@ensures(lambda xs, result: result == -1 or (0 <= result < len(xs) and xs[result] % 2 == 0))
@ensures(lambda xs, result: result == -1 or all(x % 2 != 0 or xs[result] <= x for x in xs))
@ensures(lambda xs, result: result != -1 or all(x % 2 != 0 for x in xs))
def f(xs: list[int]) -> int:
    best = -1
    where = -1
    for i in range(len(xs)):
        if xs[i] % 2 == 0 and (where == -1 or xs[i] < best):
            best = xs[i]
            where = i
    return where
"""
WINDOW = """
@requires(lambda n: n >= 0)
@decreases(lambda n: n)
def slow(n: int) -> int:
    if n < 2:
        return n
    return slow(n - 1) + slow(n - 2)

@requires(lambda n: n >= 2)
@ensures(lambda n, result: result == slow(n))
def f(n: int) -> int:
    a = 0
    b = 1
    i = 2
    while i <= n:
        c = a + b
        a = b
        b = c
        i = i + 1
    return b
"""


@pytest.mark.parametrize(("text", "wanted"), [(SENTINEL, "where == -1 or"), (WINDOW, "a == slow(i - 2)")])
def test_what_holds_once_something_is_found_and_the_last_values(text: str, wanted: str) -> None:
    """Also that no more is shown than about what the proof needs: dozens of candidates are inductive."""
    result = infer(SourceFile("m.py", "from toolkit import decreases, ensures, requires\n" + text, "f"), FAST)
    f = next(f for f in result.report.functions if f.name == "f")
    assert f.status == "proved", "\n".join(result.steps)
    found = f.loops[0].invariants
    assert any(wanted in e for e in found), found
    assert len(found) <= 6, found


def test_verify_looks_by_itself_and_says_so() -> None:
    f = one(COUNT)
    assert (f.status, f.message) == ("proved", "proved with invariants found by the toolkit")
    (loop,) = f.loops
    assert loop.line == 9 and loop.found and all(line.startswith("invariant(") for line in loop.found)
    assert loop.measure == "left"  # which the goal generator guessed
    assert {g.line for g in f.goals} <= set(range(4, 13))  # lines of the text that was given
    text = render_function(f, COUNT)
    assert "found by the toolkit for the loop of line 9" in text and loop.found[0] in text
    assert COUNT.split("\n")[loop.line - 1] == "    while left > 0:"


def test_what_was_found_proves_where_it_is_pasted() -> None:
    (loop,) = one(COUNT).loops
    lines = COUNT.replace("ensures, requires", "ensures, invariant, requires").split("\n")
    lines[loop.line : loop.line] = ["        " + line for line in loop.found]
    assert one("\n".join(lines), infer=False).status == "proved"


def test_it_can_be_switched_off() -> None:
    off = one(COUNT, infer=False)
    assert (off.status, off.loops) == ("unknown", ())


def test_what_is_proved_anyway_is_left_alone() -> None:
    result = completed(COUNT)
    f = one(result.text)
    assert (f.status, f.loops, f.message) == ("proved", (), "")
    again = infer(SourceFile("m.py", result.text), FAST)
    assert (again.diff, again.text) == ("", result.text)


def test_user_invariants_stay_first() -> None:
    text = COUNT.replace("ensures, requires", "ensures, invariant, requires").replace(
        "    while left > 0:\n", "    while left > 0:\n        invariant(left <= n)  # mine\n")  # fmt: skip
    result = completed(text)
    assert result.report.functions[0].status == "proved"
    assert "        invariant(left <= n)  # mine\n" in result.text and "done = 0  # so far" in result.text
    assert result.report.functions[0].loops[0].invariants[0] == "left <= n"


# ── what must not be ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_function_stays_refuted() -> None:
    f = one(WRONG, search=400)
    assert f.status == "refuted" and f.counterexample is not None and "result == n" in f.counterexample.clause
    assert infer(SourceFile("m.py", WRONG), Options(cache=False, timeout=5)).text == WRONG


def test_what_is_not_known_stays_unknown() -> None:
    on, off = one(OPEN), one(OPEN, infer=False)
    assert (on.status, on.cause, on.message, on.loops) == (off.status, off.cause, off.message, ())
    assert on.status == "unknown"
    assert completed(OPEN).text == OPEN


def test_the_verdict_is_on_the_contract_as_it_stands() -> None:
    """A contract that nothing can break, and one that contradicts itself."""
    nothing = COUNT.replace("result == n", "result == n and n < 0")
    assert one(nothing, search=400).status == "refuted"
    never = COUNT.replace("lambda n: n >= 0", "lambda n: n > 0 and n < 0")
    assert (one(never).status, one(never).cause) == ("unknown", "vacuous-contract")


def test_what_holds_on_small_inputs_only_is_not_believed() -> None:
    text = HEAD + '''@requires(lambda n: n >= 0)
@ensures(lambda n, result: result < 100000)
def grows(n: int) -> int:
    i = 0
    while i < n:
        i += 1
    return i
'''
    assert one(text).status in ("unknown", "refuted")
    assert completed(text).text == text


def test_a_changed_clause_is_touched() -> None:
    work = Inference(SourceFile("m.py", COUNT), FAST, None, Trace.null())
    good = work.complete(COUNT, "count")
    assert good is not None
    work.check(COUNT, good, "count")
    changes = [("result == n)", "result >= 0)"), ("n >= 0)", "n >= 1)"), ("done += 1", "done += 2"), ("left > 0", "left != 0")]
    for old, new in changes:
        assert old in good
        with pytest.raises(SpecTouched):
            work.check(COUNT, good.replace(old, new, 1), "count")


def test_a_ghost_is_what_it_was_at_the_call() -> None:
    """It stands behind leading asserts, which are preconditions; a text in which it is something else is touched."""
    text = DIVIDE.replace("    q = 0", "    assert b != 1\n    q = 0").replace("b > 0", "b > 0 and (a_0 := 1)")
    assert 'subtraction."""\n    assert b != 1\n    a_before = ghost(a)\n    q = 0' in remembered(text, "divide")
    work = Inference(SourceFile("m.py", DIVIDE), FAST, None, Trace.null())
    good = work.complete(DIVIDE, "divide")
    assert good is not None and "a_0 = ghost(a)" in good
    work.check(DIVIDE, good, "divide")
    for wrong in ("a_0 = ghost(b)", "a_0 = a", "a_0 = ghost(a)\n    a = 0", "a = ghost(a)"):
        with pytest.raises(SpecTouched):
            work.check(DIVIDE, good.replace("a_0 = ghost(a)", wrong), "divide")


def test_lines_are_those_of_the_given_text() -> None:
    """Also of a function that stays as it is, below one that got new lines."""
    text = DIVIDE + "\n\n" + OPEN.removeprefix(HEAD)
    result = completed(text)
    assert [f.status for f in result.report.functions] == ["proved", "unknown"]
    for f in result.report.functions:
        assert text.split("\n")[f.line - 1].startswith(f"def {f.name}(")
        assert {g.line for g in f.goals} <= {n + 1 for n in range(text.count("\n"))}
    goal = next(g for g in result.report.functions[1].goals if g.kind == "postcondition")
    assert "result == 1" in text.split("\n")[goal.line - 1]


def test_a_wrapper_takes_no_name_that_is_there() -> None:
    text = TOTAL.replace("t = 0", "seen = 0").replace("t += x", "seen += x").replace("return t", "return seen")
    assert "passed := track(xs)" in tracked(text, "total")
    result = completed(text)
    assert result.report.functions[0].status == "proved"
    assert without_hints(result.text) == without_hints(text)


# ── that others can check it ─────────────────────────────────────────────────────────────────────────────────────────


def test_smt_term_is_an_invariant_without_us() -> None:
    data = completed(COUNT).to_json()
    (f,) = data["functions"]
    assert f["contract"] == [] and set(f["loops"][0]) >= {"line", "invariants", "invariant_smt2", "measure"}
    inv = f["loops"][0]["invariant_smt2"]
    names = {n: z3.Int(n) for n in ("n", "done", "left")}

    def holds(claim: z3.BoolRef) -> bool:
        s = z3.Solver()
        s.add(z3.Not(claim))
        return bool(s.check() == z3.unsat)

    (inv,) = z3.parse_smt2_string(f"(assert {inv})", decls=names)
    n, done, left = names["n"], names["done"], names["left"]
    assert holds(z3.Implies(n >= 0, z3.substitute(inv, (done, z3.IntVal(0)), (left, n))))
    assert holds(z3.Implies(z3.And(inv, left > 0), z3.substitute(inv, (done, done + 1), (left, left - 1))))
    assert holds(z3.Implies(z3.And(inv, z3.Not(left > 0)), done == n))


SORTS = {"i": INT, "n": INT, "b": BOOL, "xs": list_of(INT)}


@pytest.mark.parametrize("text", [
    "i + 2 * n <= 3", "i // 3 == n % 4", "-i // 2 < n", "b == (i < n)", "(i < n) != b", "i < n < 4 or not b",
    "abs(i) > min(n, 2)",
    "len(xs) >= i", "all(xs[k] <= n for k in range(len(xs)))",
    "any(xs[k] == i for k in range(1, len(xs)) if k != n)",
    "len(xs) == 0 or xs[-1] <= i", "(i if b else n) == max(i, n)",
    "all(xs[p] <= xs[q] for q in range(len(xs)) if b for p in range(1))",
])  # fmt: skip
def test_smt_terms_mean_what_python_means(text: str) -> None:
    term = smtlib.term([text], SORTS)
    if "for p in" in text:  # two ranges in one: no term
        assert term == ""
        return
    r = random.Random(text)
    xs = z3.Array("xs", z3.IntSort(), z3.IntSort())
    decls = {"i": z3.Int("i"), "n": z3.Int("n"), "b": z3.Bool("b"), "xs": xs, "xs.len": z3.Int("xs.len")}
    (formula,) = z3.parse_smt2_string(f"(assert {term})", decls=decls)
    for _ in range(30):
        items = [r.randint(-3, 3) for _ in range(r.randint(0, 4))]
        env: dict[str, Any] = {"i": r.randint(-5, 5), "n": r.randint(-5, 5), "b": r.random() < 0.5, "xs": items}
        s = z3.Solver()
        s.add(formula, decls["i"] == env["i"], decls["n"] == env["n"], decls["b"] == env["b"], decls["xs.len"] == len(env["xs"]))
        s.add(*(z3.Select(xs, k) == v for k, v in enumerate(env["xs"])))
        assert (s.check() == z3.sat) == bool(eval(text, dict(env))), env


@pytest.mark.parametrize("text", ["sum(xs) == i", "i ** 2 == n", "i // n == 1", "i & 1 == 0", "xs == []", "i in xs", "f(i)"])
def test_no_term_is_better_than_a_wrong_one(text: str) -> None:
    assert smtlib.term([text], SORTS) == ""


# ── templates ────────────────────────────────────────────────────────────────────────────────────────────────────────


def templates(name: str, file: str) -> list[str]:
    """The candidates for all loops of a right function of the suite without its invariants."""
    task = next(t for t in run_infer.suite() if t.id == f"{file}.py::{name}")
    text = tracked(task.text, name)
    f = read_file(SourceFile("m.py", text), text).functions[name]
    return [e for loop in houdini.loops_of(text, name) for s in ("likely", "unlikely", "shapes")
            for e in houdini.pool(text, f, loop, s)]  # fmt: skip


@pytest.mark.parametrize(
    ("case", "wanted"),
    [
        ("loops::digit_sum", "(total + rest) % 9 == n % 9"),
        ("text::checksum", "total == sum(data[:i]) % 256"),
        ("text::parse", "number == (0 if i == 0 else int(text[:i]))"),
        ("text::show", "(str(rest) + out if rest > 0 else out) == str(n)"),
        ("floats::largest", "best == best"),
        ("classes::reversed_by_a_stack", "stack.items == xs[:len(stack.items)]"),
        ("containers::through_a_queue", "out + list(queue) == xs"),
        ("numbers::gcd_by_subtraction", "x > 0"),
        ("textbook::merge", "sorted(out) == sorted(a[:i] + b[:j])"),
        ("textbook::merge_intervals", "all((x[0] <= spans[j][0] for j in range(i, len(spans)) for x in merged))"),
        ("textbook::dutch_flag", "all((xs[j] == 1 for j in range(low, middle)))"),
        ("textbook::pair_with_sum", "all((xs[k] + xs[m] != total for m in range(len(xs)) for k in range(m) if k < i or j < m))"),
    ],
    ids=lambda v: v if "::" in v else "",
)
def test_templates_say_what_people_say(case: str, wanted: str) -> None:
    file, _, name = case.partition("::")
    assert wanted in templates(name, file)


def test_nothing_trivial_is_proposed() -> None:
    found = templates("selection_sort", "textbook")
    assert not {e for e in found for a, op, b in [e.partition(" == ")] if op and a == b}


QUEUE = '''from collections import deque

from toolkit import ensures

@ensures(lambda xs, result: result == xs)
def through(xs: list[int]) -> list[int]:
    queue = deque(xs)
    out: list[int] = []
    while queue:
        out.append(queue.popleft())
    return out
'''


def test_a_queue_is_emptied() -> None:
    result = completed(QUEUE)
    assert [f.status for f in result.report.functions] == ["proved"]
    assert "decreases(len(queue))" in result.text


def test_fields_may_be_read_and_properties_not() -> None:
    text = '''class Box:
    def __init__(self) -> None:
        self.items: list[int] = []
        self.size = 0

    @property
    def size(self) -> int:
        return 1


def f(n: int) -> int:
    box = Box()
    while n > 0:
        n -= 1
    return n
'''
    line = houdini.loops_of(text, "f")[0].lineno
    assert "invariant(box.items == [])" in edits.apply(text, [AddInvariant("f", line, "box.items == []")], {"invariants"})
    for refused in ("box.size == 0", "box.other == 0", "n.items == 0 or box.__dict__ == 0"):
        with pytest.raises(edits.EditRefused):
            edits.apply(text, [AddInvariant("f", line, refused)], {"invariants"})


def test_a_clause_that_takes_long_does_not_make_the_next_one_fail() -> None:
    from toolkit.core.ir import Clause
    from toolkit.core.semantics import Interpreter

    module = read_file(SourceFile("m.py", DEEP), DEEP)
    (long, short) = (c for c in module.functions["f"].ensures)
    judge = Interpreter(module, fuel=10**9)
    for c, n, wanted in ((short, 3, True), (long, 10**6, False), (short, 3, True)):
        assert isinstance(c, Clause)
        judge._left = 10_000
        assert judge.holds(c, {"$arg_n": n}) is wanted


DEEP = """from toolkit import ensures


def down(n: int) -> int:
    if n <= 0:
        return 0
    return down(n - 1)


@ensures(lambda n: down(n) == 0)
@ensures(lambda n: down(min(n, 2)) == 0)
def f(n: int) -> int:
    return n
"""


def test_runs_meet_preconditions() -> None:
    text = HEAD + '''@requires(lambda xs: len(xs) > 2 and all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda result: result >= 0)
def f(xs: list[int]) -> int:
    i = 0
    while i < len(xs):
        i += 1
    return i
'''
    module = read_file(SourceFile("m.py", text), text)
    seen: list[list[int]] = []
    mining.run(module, module.functions["f"], 0, lambda loop, env: seen.append(list(env["xs"])))
    assert len({tuple(xs) for xs in seen}) > 20 and all(xs == sorted(xs) for xs in seen)


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_polynomials_are_found_on_runs() -> None:
    rows = [{"i": i, "s": i * (i + 1) // 2, "c": i * i * i} for i in range(12)]
    assert "i + i * i == 2 * s" in mining.equations(rows, set(), 2)
    assert any("i * i * i" in e and "c" in e for e in mining.equations(rows, set(), 3))
    assert mining.equations([], set(), 2) == []


def test_a_slice_keeps_lines_and_what_is_needed() -> None:
    text = HEAD + "".join(f"def {f}(n: int) -> int:\n    return {e}\n\n\n" for f, e in (("a", "b(n)"), ("b", "n"), ("c", "n")))
    short = sliced(text, "a")
    assert "def b" in short and "def c" not in short
    assert len(short.split("\n")) == len(text.split("\n"))


def test_each_source_can_be_asked_alone() -> None:
    def found(*order: str) -> bool:
        return Inference(SourceFile("m.py", TOTAL), FAST, None, Trace.null(), order=order).complete(TOTAL, "total") is not None

    assert found("likely") and not found("spacer")


def test_the_same_each_time() -> None:
    first, second = completed(ROOT), completed(ROOT)
    assert (first.text, first.steps) == (second.text, second.steps)


def test_no_more_steps_than_allowed() -> None:
    told: list[str] = []
    work = Inference(SourceFile("m.py", TOTAL), FAST, None, Trace.null(), told.append, steps=10)
    assert work.complete(TOTAL, "total") is None
    assert "budget" in told[-1]


# ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_it_is_remembered(tmp_path: Path) -> None:
    store = Store.open(tmp_path)
    cold = verify([SourceFile("m.py", COUNT)], Options(), store=store).functions[0]
    warm = verify([SourceFile("m.py", COUNT)], Options(), store=store).functions[0]
    store.close()
    assert warm.cached and (warm.status, warm.message, warm.loops) == (cold.status, cold.message, cold.loops)


def test_a_trace_of_it_replays(tmp_path: Path) -> None:
    path = tmp_path / "t"
    trace = Trace.record(str(path), "infer", FAST.to_json(), [], "test")
    first = infer(SourceFile("m.py", COUNT), FAST, trace=trace)
    trace.finish()
    trace.close()
    again = infer(SourceFile("m.py", COUNT), FAST, trace=Trace.replay(str(path)))
    assert (again.text, again.steps) == (first.text, first.steps)


def test_command(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_text(COUNT)

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "toolkit", *args], cwd=tmp_path, capture_output=True, text=True, timeout=300)

    done = run("infer", "m.py")
    assert done.returncode == 0 and "+        invariant(" in done.stdout and path.read_text() == COUNT
    assert run("verify", "m.py", "--no-infer").returncode == 2
    assert "found by the toolkit" in run("verify", "m.py").stdout
    data = json.loads(run("infer", "m.py", "--json", "--write").stdout)
    assert data["functions"][0]["status"] == "proved" and path.read_text() == data["infer"]["text"] != COUNT
    assert run("verify", "m.py", "--no-infer").returncode == 0


def test_stripping_takes_hints_of_loops_only() -> None:
    text = HEAD + '''@decreases(lambda n: n)
def f(n: int) -> int:
    while n > 0:
        invariant(
            n >= 0
        )
        decreases(n)
        n -= 1
    for _ in range(3):
        invariant(True)
    return n
'''
    short, lost = run_infer.stripped(text)
    assert lost == {"f": 3} and "invariant" not in short and "@decreases" in short
    hints = "        invariant(\n            n >= 0\n        )\n        decreases(n)\n"
    assert ast.dump(ast.parse(short)) == ast.dump(ast.parse(text.replace(hints, "").replace("invariant(True)", "pass")))


def test_benchmark_reports(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_infer.main(["suite", "--only", "lists.py::total", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["outcome"] == "proved" and row["found"]
    assert run_infer.main(["suite", "--only", "no such thing"]) == 3
