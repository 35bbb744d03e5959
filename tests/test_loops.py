"""Invariants of C loops without a language model: formulas, Houdini over them, annotations, `toolkit infer FILE.c`."""

from __future__ import annotations

import json
import random

import pytest

from toolkit import cli, cloops, session
from toolkit.config import Options, SourceFile
from toolkit.core import c
from toolkit.core.ir import CHOICES
from toolkit.core.vcgen import Program
from toolkit.engines import cprogram
from toolkit.engines.cpython import Call
from toolkit.proposers.loops import candidates, formulas, joined
from toolkit.proposers.loops.formulas import FALSE, TRUE, Formula, NotAFormula, Poly, eq, ge, junction
from toolkit.proposers.loops.system import System
from toolkit.proposers.mining import nullspace
from toolkit.search import Search
from toolkit.trace import Trace

pytest.importorskip("pycparser")
X, Y, ONE = Poly.name("x"), Poly.name("y"), Poly.number(1)


def complete(text: str, name: str = "main", **options: object) -> str | None:
    file = SourceFile("case.c", text)
    work = cloops.CLoops(file, Options(cache=False, **options), None, Trace.null())  # type: ignore[arg-type]
    found = work.complete(text, name)
    if found is not None:
        work.check(text, found, name)
    return found


def verified(text: str, **options: object) -> str:
    """The ordinary line's word, without any help."""
    f = session.verify(SourceFile("case.c", text), Options(cache=False, infer=False, **options)).functions[0]  # type: ignore[arg-type]
    return f.verdict


# --- formulas -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("formula, text, smt", [
    (ge(X), "x >= 0", "(>= x 0)"),
    (ge(Poly.number(10) - X), "x <= 10", "(>= (+ (* (- 1) x) 10) 0)"),
    (ge(X - Y - ONE), "x > y", "(>= (+ x (* (- 1) y) (- 1)) 0)"),
    (ge(X + Y + Poly.number(-3)), "x + y >= 3", "(>= (+ x y (- 3)) 0)"),
    (eq(X * X - Y.scaled(2)), "x * x == 2 * y", "(= (+ (* x x) (* (- 2) y)) 0)"),
    (Formula("ne", X - ONE), "x != 1", "(not (= (+ x (- 1)) 0))"),
    (Formula("divides", X - ONE, by=3), "(x - 1) % 3 == 0", "(= (mod (+ x (- 1)) 3) 0)"),
    (junction("or", [ge(X.scaled(-1)), ge(Y)]), "x >= 1 ==> y >= 0", "(or (>= (* (- 1) x) 0) (>= y 0))"),
    (TRUE, "\\true", "true"), (FALSE, "\\false", "false"),
])  # fmt: skip
def test_a_formula_is_written_in_three_ways(formula, text, smt):
    import z3

    assert (formula.text(), formula.smt(str)) == (text, smt)
    names = {n: z3.Int(n) for n in "xy"}
    declared = "(declare-const x Int)(declare-const y Int)"
    term = z3.parse_smt2_string(f"{declared}(assert {smt})")
    read = c.read(f"/*@ ensures {text}; */ void f(int x, int y) {{ }}", "case.c").functions["f"].ensures[0]
    from toolkit.core.semantics import Interpreter

    machine = Interpreter(c.read("void f() { }", "case.c"))
    for x in range(-6, 8):
        for y in range(-6, 8):
            wanted = formula.holds({"x": x, "y": y})
            here = [(names["x"], z3.IntVal(x)), (names["y"], z3.IntVal(y))]
            assert z3.is_true(z3.simplify(z3.substitute(z3.And(list(term)), *here))) == wanted
            assert z3.is_true(z3.simplify(z3.substitute(formula.z3(z3, names), *here))) == wanted
            assert machine.holds(read, {"$arg_x": x, "$arg_y": y}) == wanted
            if formula.kind != "divides":
                assert formula.negated().holds({"x": x, "y": y}) != wanted


def test_bounds_are_rounded_inwards():
    assert ge(X.scaled(2) - Poly.number(3)) == ge(X - Poly.number(2))  # 2x >= 3
    assert eq(X.scaled(2) - Poly.number(3)) == FALSE
    assert ge(Poly.number(-1)) == FALSE and ge(Poly.number(0)) == TRUE


def test_two_bounds_are_an_equality():
    assert joined([ge(X - Y), ge(Y - X)]) == [eq(X - Y)]
    assert joined([ge(X - Y), ge(Y - X - ONE)]) == [ge(X - Y), ge(Y - X - ONE)]


def test_terms_are_read_back_or_refused():
    import z3

    x, y = z3.Ints("x y")
    for e in (x + 2 * y >= 3, z3.Not(x <= y), z3.Or(x == 1, z3.And(y < 2, x != y)), x * y - 3 == 0, x % 3 == 1):
        f = formulas.read(z3, e, str)
        solver = z3.Solver()
        solver.add(f.z3(z3, {"x": x, "y": y}) != e)
        assert solver.check() == z3.unsat
    for e in (z3.If(x > 0, x, y) > 0, x / 2 == 1, x % 2 > 0):
        with pytest.raises(NotAFormula):
            formulas.read(z3, e, str)


def test_the_null_space_is_exact():
    rows = [(1, n, n * n, n * (n + 1) // 2) for n in range(6)]
    basis = nullspace(rows)
    assert len(basis) == 1
    assert all(sum(a * b for a, b in zip(basis[0], row)) == 0 for row in rows)


# --- Houdini ------------------------------------------------------------------------------------------------------

COUNT = "int main() { int x = 0; while (x < 10) { x = x + 1; } assert(x == 10); }"


def system(text: str) -> System:
    found = System.of(Program.of(c.read(text, "case.c")), c.read(text, "case.c").functions["main"])
    assert found is not None
    return found


def test_what_is_not_inductive_goes():
    s = system(COUNT)
    good, bad, late = ge(Poly.number(10) - X), ge(Poly.number(9) - X), ge(X - ONE)
    left = s.inductive({"loop1": [bad, good, late, ge(X)]})
    assert left == {"loop1": [good, ge(X)]}
    assert s.shows(left) and not s.shows({"loop1": [ge(X)]})
    assert s.needed(left) == {"loop1": [good]}


def test_formulas_that_need_each_other_stay():
    s = system("int main() { int x = 0, y = 0; while (unknown()) { x = x + y; y = y + x; } assert(x >= 0); }")
    assert s.inductive({"loop1": [ge(X), ge(Y)]}) == {"loop1": [ge(X), ge(Y)]}
    assert s.inductive({"loop1": [ge(X)]}) == {"loop1": []}


def test_what_the_loop_does_not_change_has_to_be_said():
    text = "int main() { int n; int x = 0; assume(n > 5); while (x < n) { x = x + 1; } assert(n > 5); }"
    assert not system(text).shows({"loop1": []})
    labels = dict(_candidates(text))
    assert any("n >= 6" in [f.text() for f in found["loop1"]] for found in labels.values())


def _candidates(text: str):
    m = c.read(text, "case.c")
    f = m.functions["main"]
    return list(candidates(Program.of(m), m, f, Search(m, f, [()], 0)))


# --- from the text to the proof -----------------------------------------------------------------------------------

SAFE = {
    "a bound": COUNT,
    "an equality": "int main() { int i = 1, s = 0; while (i <= 8) { i = i + 1; s = s + 1; } assert(s == 8); }",
    "two that follow each other": """int main() { int i, j, x, y; i = x; j = y;
      while (x != 0) { x--; y--; } if (i == j) assert(y == 0); }""",
    "before and after": "int main() { int x = 0, y, z; while (x < 5) { x += 1; if (z <= y) y = z; } assert(z >= y); }",
    "nested": "int main() { int s = 0; for (int i = 0; i < 4; i++) for (int j = 0; j < 3; j++) s++; assert(s == 12); }",
    "one after the other": "int main() { int x = 0, y = 0; while (x < 5) x++; while (y < x) y++; assert(y == 5); }",
    "do": "int main() { int x = 0; do { x = x + 2; } while (x < 9); assert(x % 2 == 0 || x >= 9); }",
    "a square": """int main() { int n; int i = 0, s = 0; assume(n >= 0);
      while (i < n) { s = s + n; i = i + 1; } assert(s == n * n); }""",
    "a sum": """int main() { int n; int i = 0, s = 0; assume(n >= 0);
      while (i < n) { i++; s += i; } assert(2 * s == n * (n + 1)); }""",
}  # fmt: skip


@pytest.mark.parametrize("name", SAFE)
def test_a_safe_loop_is_completed_and_proved(name):
    text = SAFE[name]
    found = complete(text)
    assert found is not None
    assert verified(found).startswith("proved")


def test_an_unsafe_loop_is_not_completed():
    assert complete(COUNT.replace("x == 10", "x == 11")) is None
    deep = "int main() { int x = 0; while (x < 200) { x = x + 1; } assert(x != 200); }"
    assert complete(deep) is None


def test_contracts_and_the_entry():
    text = """/*@ requires n >= 0; ensures \\result == n; */
int f(int n) {
  int k = 0;
  while (n > 0) { n--; k++; }
  return k;
}
"""
    found = complete(text, "f")
    assert found is not None and "\\at(n, Pre)" in found and "loop variant n;" in found
    assert verified(found) == "proved"


def test_fixed_width_integers_are_kept_in_mind():
    text = "int main() { int x = unknown(); while (x < 100) { x = x + 1; } assert(x >= 100); }"
    found = complete(text, c_int="checked")
    assert found is None or verified(found, c_int="checked").startswith("proved")
    wraps = "int main() { int x = 1; while (unknown()) { x = x + 1; } assert(x >= 1); }"
    assert complete(wraps) is not None
    assert complete(wraps, c_int="wraps") is None


def test_annotations_stand_where_they_belong():
    text = "int main() {\n  int x = 0, y = 0;\n  while (x < 5)\n    x++;\n  if (x) while (y < x) y++;\n  assert(y == 5);\n}\n"
    found = complete(text)
    assert found is not None
    lines = found.splitlines()
    assert lines[2].startswith("  /*@ loop invariant ") and "if (x) /*@ loop invariant" in found
    assert [x for x in lines if "/*@" not in x and "loop invariant" not in x and "loop variant" not in x] == [
        x for x in text.splitlines() if not x.startswith("  if (x)")
    ]  # fmt: skip


def test_a_change_of_anything_else_is_noticed():
    work = cloops.CLoops(SourceFile("case.c", COUNT), Options(cache=False), None, Trace.null())
    for wrong in (COUNT.replace("10)", "9)"), "/*@ requires 1 == 0; */ " + COUNT):
        with pytest.raises(ValueError):
            work.check(COUNT, wrong, "main")


def test_the_order_is_the_same_each_time():
    text = SAFE["before and after"]
    assert complete(text) == complete(text)


# --- the command --------------------------------------------------------------------------------------------------


def test_infer_says_what_it_found(tmp_path, capsys):
    path = tmp_path / "count.c"
    path.write_text("int main() {\n  int x = 0;\n  while (x < 10) {\n    x = x + 1;\n  }\n  assert(x == 10);\n}\n")
    assert cli.main(["infer", str(path), "--no-cache", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    (loop,) = data["functions"][0]["loops"]
    assert loop["line"] == 3 and loop["invariants"] == ["x <= 10"] and loop["measure"] == "10 - x"
    assert loop["invariant_smt2"] == "(<= x 10)"
    assert "+  /*@ loop invariant x <= 10;" in data["infer"]["diff"]
    assert cli.main(["infer", str(path), "--no-cache", "--write"]) == 0
    assert cli.main(["verify", str(path), "--no-cache", "--no-infer"]) == 0


def test_verify_finds_them_by_itself(tmp_path, capsys):
    path = tmp_path / "count.c"
    path.write_text("int main() {\n  int x = 0;\n  while (x < 10) {\n    x = x + 1;\n  }\n  assert(x == 10);\n}\n")
    assert cli.main(["verify", str(path), "--no-cache", "--no-infer"]) == 2
    assert cli.main(["verify", str(path), "--no-cache"]) == 0
    assert "loop invariant x <= 10" in capsys.readouterr().out


def test_repair_is_for_python(tmp_path, capsys):
    path = tmp_path / "count.c"
    path.write_text("int main() { }\n")
    assert cli.main(["repair", str(path)]) == 3
    assert "toolkit infer" in capsys.readouterr().err


# --- nothing wrong is proved --------------------------------------------------------------------------------------


def _loop(seed: int) -> str:
    """A small loop with an assertion that may or may not hold."""
    r = random.Random(seed)
    names = ["x", "y", "z"][: r.randint(1, 3)]

    def value(depth: int = 1) -> str:
        if depth and r.random() < 0.4:
            return f"{value(0)} {r.choice(['+', '-', '+', '*', '/ 2 +', '% 3 -'])} {value(0)}"
        return r.choice([*names, str(r.randint(0, 4)), str(r.randint(-2, 12))])

    def test() -> str:
        return f"{value()} {r.choice(['<', '<=', '==', '!=', '>', '>='])} {value()}"

    def update() -> str:
        n = r.choice(names)
        return r.choice([f"{n}++;", f"{n} += {r.randint(1, 3)};", f"{n} = {value()};", f"{n}--;", f"if ({test()}) {n} = {value()};",
                         f"if (unknown()) {n}++; else {r.choice(names)} = {value()};", f"if ({test()}) break;"])  # fmt: skip

    start = "".join(f"int {n}{r.choice([f' = {r.randint(-3, 5)}', '', f' = {r.randint(0, 2)}'])}; " for n in names)
    assumed = f"assume({test()}); " if r.random() < 0.3 else ""
    head = r.choice([f"while ({test()})", "while (unknown())", f"for (int i = 0; i < {r.randint(2, 9)}; i++)"])
    body = " ".join(update() for _ in range(r.randint(1, 3)))
    goal = r.choice([test(), f"{r.choice(names)} >= {r.randint(-4, 2)}", f"{test()} || {test()}"])
    return f"int main() {{ {start}{assumed}{head} {{ {body} }} assert({goal}); }}"


@pytest.mark.parametrize("start, count", [(0, 14), pytest.param(1_000, 100, marks=pytest.mark.slow)])
def test_what_is_proved_never_breaks(start, count):
    """A run of the interpreter on many inputs, also long ones, is held against each proof."""
    statuses = set()
    for seed in range(start, start + count):
        text = _loop(seed)
        f = session.verify(SourceFile("case.c", text), Options(cache=False, timeout=2.0, search=100)).functions[0]
        statuses.add(f.status)
        if f.status == "proved":
            r = random.Random(seed)
            calls = [Call({CHOICES: tuple(r.choice([0, 1, r.randint(-9, 9), r.randint(-99, 99)]) for _ in range(r.randint(1, 60)))})
                     for _ in range(120)]  # fmt: skip
            broken = [run for run in cprogram.run(text, "case.c", "main", calls) if run.status == "broken"]
            assert not broken, (text, f.loops, broken[0])
    assert {"proved", "refuted"} <= statuses
