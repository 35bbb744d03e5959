"""C: what the reader takes and what it makes of it, verdicts, and the differential tests.

Right cases are proved, wrong ones refuted by a run of the interpreter in the sandbox, everything else is rejected with an id."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from c_programs import Program

from toolkit import cli, session
from toolkit.config import Options, SourceFile
from toolkit.core import c
from toolkit.core.ir import CHOICES, Havoc, Loop, statements
from toolkit.core.semantics import Interpreter
from toolkit.core.source import Rejected
from toolkit.engines import cprogram
from toolkit.engines.cpython import Call
from toolkit.report import FunctionReport

pytest.importorskip("pycparser")


def verify(text: str, **options: object) -> dict[str, FunctionReport]:
    report = session.verify(SourceFile("case.c", text), Options(cache=False, **options))  # type: ignore[arg-type]
    assert not [d for d in report.diagnostics if d.id == "internal-error"], report.diagnostics
    return {f.name: f for f in report.functions}


def main_is(body: str, **options: object) -> FunctionReport:
    return verify(f"int main() {{\n{body}\n}}\n", **options)["main"]


# --- what is true is proved, what is wrong is refuted by a run ----------------------------------------------------

TRUE = {
    "division truncates": "assert(-7/2 == -3); assert(7/-2 == -3); assert(-7/-2 == 3); assert(7/2 == 3);",
    "the sign of % is the dividend's": "assert(-7%2 == -1); assert(7%-2 == 1); assert(-7%-2 == -1); assert(7%2 == 1);",
    "by a variable": "int a, b; assume(b != 0); assert((a/b)*b + a%b == a);",
    "a comparison is a number": "int x = 3; assert((x > 2) + (x > 5) == 1); assert(!x == 0); assert(!!x == 1);",
    "any number is a condition": "int x = -2; if (x) assert(1); else assert(0);",
    "and stops": "int x = 0, y = 5; if (x != 0 && 10 / x > 1) y = 1; assert(y == 5);",
    "or stops": "int x = 1; x == 1 || (x = 7); assert(x == 1);",
    "and goes on": "int x = 1; if (x && (x = 7)) assert(x == 7);",
    "an assignment has a value": "int x, y; y = (x = 4) + 1; assert(x == 4 && y == 5);",
    "before and after": "int x = 1; int y = x++; int z = ++x; assert(y == 1 && z == 3 && x == 3);",
    "compound": "int x = 7; x -= 2; x *= 3; x /= 4; x %= 2; assert(x == 1);",
    "comma": "int x, y; y = (x = 2, x + 1); assert(y == 3);",
    "conditional": "int x = unknown(); int y = x > 0 ? x : -x; assert(y >= 0);",
    "an inner variable hides": "int x = 1; { int x = 2; x++; assert(x == 3); } assert(x == 1);",
    "for with continue": "int s = 0; for (int i = 0; i < 3; i++) { if (i == 1) continue; s += i; } assert(s <= 100 || s > 100);",
    "do runs once": "int x = 5, n = 0; do { n = 1; } while (0); assert(n == 1);",
    "break": "int x = 0; while (1) { x = 3; break; } assert(x == 3);",
    "an unknown twice": "int x = unknown(), y = x; assert(x == y);",
    "unreached": "if (0) reach_error();",
    "constants": "assert(0x10 == 16); assert(010 == 8); assert('A' == 65); assert(10L == 10);",
    "assume": "int x; assume(x > 3); assert(x > 2);",
}
FALSE = {
    "division truncates": ("assert(-7/2 == -4);", "an assertion fails"),
    "the sign of %": ("assert(-7%2 == 1);", "an assertion fails"),
    "division by zero": ("int x = unknown(); int y = 10 / x;", "division by zero"),
    "modulo zero": ("int x = 0; int y = 10 % x;", "division by zero"),
    "unknown is another one each time": ("assert(unknown() == unknown());", "an assertion fails"),
    "a variable that is not initialised": ("int x; assert(x == 0);", "an assertion fails"),
    "two that are not": ("int x, y; assert(x == y);", "an assertion fails"),
    "one in a loop": ("int s = 0; for (int i = 0; i < 2; i++) { int t; s += t; } assert(s % 2 == 0);", "an assertion fails"),
    "reach_error": ("if (unknown() > 41) reach_error();", "an assertion fails"),
    "short circuit": ("int x = 0; if (x == 0 || 10 / x > 1) x = 10 / x;", "division by zero"),
    "a loop that ends elsewhere": ("int x = 0; while (x < 5) x += 2; assert(x == 5);", "an assertion fails"),
    "for with continue": ("int s = 0; for (int i = 0; i < 4; i++) { if (i == 2) continue; s += i; } assert(s == 6);",
                          "an assertion fails"),
    "nested": ("int s = 0; for (int i = 0; i < 3; i++) for (int j = 0; j < i; j++) s++; assert(s == 6);", "an assertion fails"),
    "the second of two": ("int x = unknown(); int y = unknown(); assume(x == 5); assert(y != 7);", "an assertion fails"),
    "an inner loop's choice": ("int n = 0; while (unknown()) { while (unknown()) n++; } assert(n < 3);", "an assertion fails"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    r = main_is(TRUE[name])
    assert r.status == "proved", r


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    body, why = FALSE[name]
    r = main_is(body)
    assert r.status == "refuted" and why in r.message, r
    assert r.counterexample is not None and r.counterexample.confirmed and r.counterexample.script


def test_values_that_only_a_solver_guesses():
    """A bounded unrolling gives the values, a run confirms them."""
    text = """/*@ requires a > 100; */
int f(int a) { int b = unknown(); return a * b; }
int main() {
  int x = f(1234);
  if (x == 1234 * 777) { int i = 0; while (i < 6) { i++; if (unknown() != i * i + 100) break; } assert(i < 6); }
}"""
    r = verify(text)["main"]
    assert r.status == "refuted"
    assert [x.rpartition(" ")[2] for x in r.counterexample.script.splitlines()[:6]] == ["777", "101", "104", "109", "116", "125"]


def test_the_witness_is_told_in_order():
    r = main_is("int x;\nint y = unknown();\nassume(x == 3);\nassume(y == -4);\nassert(x + y == 0);")
    assert r.counterexample.script.splitlines() == [
        "line 2: x, not initialised, is 3", "line 3: unknown() is -4",
        "line 6: assert((x + y) == 0) does not hold (x = 3, y = -4)",
    ]  # fmt: skip


# --- contracts ----------------------------------------------------------------------------------------------------

SUM = """
/*@ requires n >= 0;
  @ ensures 2 * \\result == n * (n + 1);
  @ assigns \\nothing; @*/
int sum(int n) {
  int s = 0;
  /*@ loop invariant 0 <= i <= n + 1 && 2 * s == i * (i - 1);
    @ loop assigns i, s;
    @ loop variant n - i + 1; @*/
  for (int i = 0; i <= n; i++)
    s += i;
  return s;
}
"""


def test_a_contract_is_proved_and_used():
    found = verify(SUM + "int main() { int x = sum(4); assert(x == 10); }")
    assert found["sum"].status == found["main"].status == "proved"
    assert found["sum"].verdict == "proved" and not found["main"].caveats  # it ends, too


def test_a_wrong_contract_is_refuted():
    found = verify(SUM.replace("2 * \\result == n * (n + 1)", "\\result > n || n == 0"))
    assert found["sum"].status == "refuted" and found["sum"].counterexample.args == {"n": "1"}


def test_a_precondition_at_a_call():
    found = verify(SUM + "int main() { return sum(-1); }")
    assert found["main"].status == "refuted" and "precondition" in found["main"].message


def test_a_wrong_invariant_is_refuted():
    found = verify(SUM.replace("<= n + 1", "<= n"))
    assert found["sum"].status == "refuted" and found["sum"].cause == "invariant-wrong"


def test_a_wrong_variant_is_refuted():
    found = verify(SUM.replace("n - i + 1;", "n + 100;"))
    assert found["sum"].status == "refuted" and found["sum"].cause == "measure-wrong"


def test_without_a_variant_nothing_is_said_of_its_end():
    found = verify(SUM.replace("loop variant n - i + 1;", ""))["sum"]
    assert found.verdict == "proved under assumptions" and "not shown to end" in found.caveats[0]


def test_parameters_in_ensures_are_those_at_entry():
    text = "/*@ ensures \\result == n + 1 && \\old(n) == n; @*/ int next(int n) { n += 1; return n; }"
    assert verify(text)["next"].status == "proved"
    assert verify(text.replace("\\result == n + 1", "\\result == n"))["next"].status == "refuted"


def test_an_invariant_may_speak_of_the_entry():
    text = """/*@ requires n >= 0; ensures \\result == n; @*/ int count(int n) { int k = 0;
      /*@ loop invariant n >= 0 && k + n == \\at(n, Pre); loop variant n; @*/
      while (n > 0) { n--; k++; }
      return k; }"""
    assert verify(text)["count"].verdict == "proved"


def test_implications_and_chains():
    text = """/*@ ensures a <= b ==> \\result == b; ensures !(a <= b) ==> \\result == a; @*/
    int max(int a, int b) { return a > b ? a : b; }"""
    assert verify(text)["max"].status == "proved"
    chain = "/*@ requires 0 < a < b; ensures 0 <= \\result < b; @*/ int f(int a, int b) { return a % b; }"
    assert verify(chain)["f"].status == "proved"


def test_a_recursive_function():
    text = """/*@ requires n >= 0; ensures \\result == 2 * n; decreases n; @*/
    int twice(int n) { if (n == 0) return 0; int r = twice(n - 1); return r + 2; }"""
    assert verify(text)["twice"].verdict == "proved"
    assert verify(text.replace("decreases n;", ""))["twice"].verdict == "proved under assumptions"
    assert verify(text.replace("r + 2", "r + 3"))["twice"].status == "refuted"


def test_a_function_without_a_contract_is_executed_where_it_is_called():
    text = "int half(int n) { assert(n >= 0); return n / 2; } int main() { int x = half(9); assert(x == 4); }"
    assert verify(text)["main"].status == "proved"
    assert verify(text.replace("9", "-9"))["main"].status == "refuted"


def test_falling_off_the_end_is_no_value():
    assert verify("int f(int n) { if (n > 0) return 1; }")["f"].status == "unknown"
    assert main_is("int x = 1;").status == "proved"  # main returns 0


def test_a_condition_that_changes_something_and_its_invariant():
    text = """/*@ requires n >= 0; ensures \\result == -1; @*/ int f(int n) {
      /*@ loop invariant n >= 0; @*/
      while (n-- > 0) { if (n > 100) continue; }
      return n; }"""
    assert verify(text)["f"].status == "proved"
    do = """/*@ requires n >= 1; ensures \\result == 0; @*/
    int f(int n) { /*@ loop invariant n >= 1; @*/ do n--; while (n > 0); return n; }"""
    assert verify(do)["f"].status == "proved"
    assert verify(do.replace("\\result == 0", "\\result == 1"))["f"].status == "refuted"


# --- widths -------------------------------------------------------------------------------------------------------

def test_overflow_is_a_goal_or_wraps():
    text = "/*@ ensures \\result > n; @*/ int f(int n) { return n + 1; }"
    assert verify(text)["f"].status == "proved"
    checked = verify(text, c_int="checked")["f"]
    assert checked.status == "refuted" and "overflow" in checked.message
    wraps = verify(text, c_int="wraps")["f"]
    assert wraps.status == "refuted" and wraps.counterexample.args == {"n": "2147483647"}
    guarded = text.replace("ensures", "requires n < 100; ensures")
    assert verify(guarded, c_int="checked")["f"].status == "proved"
    assert verify(guarded, c_int="wraps")["f"].status == "proved"


def test_long_is_wider():
    text = "/*@ ensures \\result == 2 * n; @*/ long f(int n) { long m = n; return m + n; }"
    assert verify(text, c_int="checked")["f"].status == "proved"
    assert verify(text.replace("long m", "int m"), c_int="checked")["f"].status == "refuted"


def test_what_a_declared_assert_takes_may_be_narrower():
    text = "void assert(int c); int main() { long x = 4294967296; assert(x); }"
    assert verify(text)["main"].status == "proved"
    assert verify(text, c_int="wraps")["main"].status == "rejected"
    assert verify(text.replace("void assert(int c);", ""), c_int="wraps")["main"].status == "proved"


def test_the_least_int_has_no_quotient_by_minus_one():
    text = "/*@ requires b != 0; @*/ int f(int a, int b) { return a / b; }"
    assert verify(text)["f"].status == "proved"
    assert verify(text, c_int="wraps")["f"].status != "proved"
    assert verify(text.replace("b != 0", "b > 0"), c_int="checked")["f"].status == "proved"


# --- what is not understood ---------------------------------------------------------------------------------------

REJECTED = {
    "int main() { int x[3]; }": "c-not-supported",
    "int f(int *p) { return *p; }": "c-not-supported",
    "int main() { unsigned int x; }": "c-not-supported",
    "int main() { double x; }": "c-not-supported",
    "int main() { goto end; end: ; }": "c-not-supported",
    "int main() { switch (1) { } }": "c-not-supported",
    "int main() { int x = 1 << 2; }": "c-not-supported",
    "int main() { int x = sizeof(int); }": "c-not-supported",
    "int main() { int x = 10U; }": "c-not-supported",
    "int main() { int x = 1.5; }": "c-not-supported",
    "int main() { static int x; }": "c-not-supported",
    "int g; int main() { g = 1; }": "c-not-supported",
    "struct s { int x; }; int main() { }": "c-not-supported",
    "int main() { const int x = 1; x = 2; }": "c-not-supported",
    "int main() { int x = x; }": "c-not-supported",
    "int main() { x = 1; }": "name-unknown",
    "int main() { int x; int x; }": "syntax-error",
    "int main() { printf(1); }": "callee-unknown",
    "int main() { int x = 1; x = x++; }": "unsequenced",
    "int main() { int x = 1; int y = x + x++; }": "unsequenced",
    "int f() { while (1); } int main() { int x = f() + 1 / f(); }": "unsequenced",
    "int main() { int x; x++, assert(x > 0); }": "c-not-supported",
    "int main() { assert(1, 2); }": "c-not-supported",
    "int main() { do { continue; } while (0); }": "c-not-supported",
    "int main() { $x = 1; }": "syntax-error",
    "int main( {": "syntax-error",
    "#define N 3\nint main() { return N; }": "preprocessor",
    '#include "own.h"\nint main() { }': "preprocessor",
    "#include <pthread.h>\nint main() { }": "preprocessor",
    "int main() { /* }": "syntax-error",
    "/*@ ensures \\forall integer i; i == i; @*/ int f() { return 0; }": "acsl-not-understood",
    "/*@ requires x > 0 @*/ int f(int x) { return 0; }": "acsl-not-understood",
    "/*@ behavior a: @*/ int f(int x) { return 0; }": "acsl-not-understood",
    "/*@ ensures f(x) == 1; @*/ int f(int x) { return 1; }": "acsl-not-understood",
    "/*@ requires y > 0; @*/ int f(int x) { return 0; }": "name-unknown",
    "/*@ ensures \\result > 0; @*/ void f(int x) { }": "name-unknown",
    "int f(int x) { /*@ requires x > 0; @*/ while (x) x--; return 0; }": "annotation-misplaced",
    "int f(int x) { /*@ loop invariant x > 0; @*/ x++; return x; }": "annotation-misplaced",
    "int f(int x) { int y; /*@ loop assigns x; @*/ while (x) { x--; y = 1; } return 0; }": "assigns-incomplete",
    "/*@ requires x < 1 == 1; @*/ int f(int x) { return 0; }": "acsl-not-understood",
    "/*@ requires 0 < x > 2; @*/ int f(int x) { return 0; }": "acsl-not-understood",
    "/*@ ensures \\result == 0; @*/ int f(int x);": "c-not-supported",
    "long unknown(); int main() { long x = unknown(); }": "c-not-supported",
    "unsigned int unknown(void); int main() { }": "c-not-supported",
    "_Bool unknown(void); int main() { }": "c-not-supported",
}


@pytest.mark.parametrize("text", REJECTED)
def test_rejected(text):
    report = session.verify(SourceFile("case.c", text), Options(cache=False))
    ids = {d.id for d in report.diagnostics}
    assert REJECTED[text] in ids, report
    assert all(f.status != "proved" for f in report.functions)
    assert all(d.span.line >= 1 and d.message for d in report.diagnostics)


def test_a_standard_header_and_comments_are_passed_over():
    text = """#include <assert.h> // here
#include <limits.h>
int main() { /* int */ int x = INT_MAX; // x
  assert(x == 2147483647); }"""
    assert verify(text)["main"].status == "proved"


def test_a_function_that_the_file_defines_is_that_function():
    text = "int unknown() { return 3; } int main() { int x = unknown(); assert(x == 3); }"
    assert verify(text)["main"].status == "proved"
    own = "void assert(int c) { } int main() { assert(0); }"
    assert verify(own)["main"].status == "proved"


def test_every_unknown_and_every_declaration_is_a_value_of_its_own():
    f = c.read("int main() { int x, y; while (unknown()) { int z; x = unknown(); } }", "case.c").functions["main"]
    assert sum(isinstance(s, Havoc) for s in statements(f.body)) == 5
    loop = next(s for s in statements(f.body) if isinstance(s, Loop))
    assert [type(s).__name__ for s in loop.head] == ["Havoc"]  # drawn again before every test


def test_the_command(tmp_path, capsys):
    path = tmp_path / "loop.c"
    path.write_text("int main() {\n  int x = unknown();\n  assert(x != 5);\n}\n")
    assert cli.main(["verify", str(path), "--no-cache"]) == 1
    assert "line 2: unknown() is 5" in capsys.readouterr().out
    path.write_text("int main() {\n  int x = 5;\n  assert(x == 5);\n}\n")
    assert cli.main(["verify", str(path), "--no-cache"]) == 0
    path.write_text("int f(int n) { return n + 1; }\n")
    assert cli.main(["verify", str(path), "--no-cache", "--c-int", "checked"]) == 1
    assert cli.main(["verify", str(path), "--no-cache", "--c-int", "decimal"]) == 3


# --- the same meaning everywhere ----------------------------------------------------------------------------------

MANY = pytest.mark.parametrize("count, start", [(12, 0), pytest.param(120, 5_000, marks=pytest.mark.slow)])
INPUTS = [(0, 0, (1, -2, 3)), (5, -3, (0, 7)), (-100, 2147483647, (-5, 4, 4, 9)), (12345, -2147483648, ())]


def _reference(text: str, name: str, a: int, b: int, choices: tuple[int, ...], c_int: str) -> object:
    out = Interpreter(c.read(text, "case.c", c_int), fuel=100_000).run(name, {"a": a, "b": b, CHOICES: choices})
    return out.value if out.status == "returned" else (out.status, out.exception)


def _programs(count: int, start: int) -> list[Program]:
    return [Program(start + i, f"f{i}") for i in range(count)]


@pytest.mark.parametrize("c_int", ["math", "wraps", "checked"])
@MANY
def test_the_reader_and_the_interpreter_agree(c_int, count, start):
    for p in _programs(count, start):
        calls = [Call({"a": a, "b": b, CHOICES: d}) for a, b, d in INPUTS]
        for run, (a, b, d) in zip(cprogram.run(p.text, "case.c", p.name, calls, c_int=c_int), INPUTS):
            expected = _reference(p.text, p.name, a, b, d, c_int)
            if run.status == "resource" or expected == ("unknown", ""):
                continue
            if run.status == "ok":
                assert run.outcome == str(expected), (p.text, a, b, d)
            else:
                assert run.kind == "exception" and expected == ("violated", ""), (p.text, run)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc here")
@MANY
def test_the_reader_and_gcc_agree(tmp_path, count, start):
    programs = _programs(count, start + 1000)
    main = "".join(
        f'  next = 0; static int d{i}_{j}[] = {{{", ".join(map(str, (*d, 0)))}}}; given = d{i}_{j}; size = {len(d)};\n'
        f'  printf("%d\\n", {p.name}({a}, {b if b != -2147483648 else "-2147483647 - 1"}));\n'
        for i, p in enumerate(programs)
        for j, (a, b, d) in enumerate(INPUTS)
    )
    source = tmp_path / "all.c"
    source.write_text("#include <stdio.h>\nstatic int next, size, *given;\n"
                      "int unknown() { return next < size ? given[next++] : 0; }\n"
                      + "".join(p.text for p in programs) + f"int main() {{\n{main}}}\n")  # fmt: skip
    subprocess.run(["gcc", "-fwrapv", "-O1", "-w", "-o", tmp_path / "all", source], check=True, timeout=120)
    found = subprocess.run([tmp_path / "all"], check=True, capture_output=True, text=True, timeout=60).stdout.split()
    wanted = [str(_reference(p.text, p.name, a, b, d, "wraps")) for p in programs for a, b, d in INPUTS]
    assert found == wanted


def test_goals_mean_what_the_program_does():
    """Loop-free programs at one input: that result is proved, another one refuted."""
    for i in range(6):
        p = Program(500 + i, "f", loops=False)
        if "unknown" in p.text:
            continue
        a, b = 3 * i, 7 - i
        value = _reference(p.text, "f", a, b, (), "wraps")
        contract = f"/*@ requires a == {a} && b == {b}; ensures \\result == {value}; @*/\n"
        assert verify(contract + p.text, c_int="wraps")["f"].status == "proved", p.text
        wrong = contract.replace(f"result == {value}", f"result == {value} + 1")
        assert verify(wrong + p.text, c_int="wraps")["f"].status == "refuted", p.text


def test_no_pycparser_is_said(monkeypatch):
    import sys

    for name in [n for n in sys.modules if n.split(".")[0] == "pycparser"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pycparser", None)
    with pytest.raises(Rejected) as e:
        c.read("int main() { }", "case.c")
    assert e.value.diagnostic.id == "pycparser-missing" and "[c]" in e.value.diagnostic.hint
