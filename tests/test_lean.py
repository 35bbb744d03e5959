"""The Lean engine: the library compiles, the kernel accepts what is true and nothing else, limits hold."""

from __future__ import annotations

import pytest

lean = pytest.importorskip("toolkit.engines.lean")

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

TRUE = [
    "theorem t (p q : Prop) (h : p ∧ q) : q ∧ p := ⟨h.2, h.1⟩",
    "theorem t (p q : Prop) (h : p ∨ q) : q ∨ p := by\n  rcases h with h | h\n  · exact Or.inr h\n  · exact Or.inl h",
    "theorem t (n : Nat) : 0 + n = n := by\n  induction n with\n  | zero => rfl\n  | succ n ih => rw [Nat.add_succ, ih]",
    "theorem t (p q : Nat → Prop) (h : ∀ x, p x → q x) (e : ∃ x, p x) : ∃ x, q x := by\n  obtain ⟨x, hx⟩ := e\n  exact ⟨x, h x hx⟩",
    "theorem t : (6 : Int).fdiv (-4) = -2 := by decide +kernel",
]
FALSE = [
    "theorem t (p q : Prop) (h : p ∨ q) : q ∧ p := by\n  rcases h with h | h\n  · exact ⟨h, h⟩\n  · exact ⟨h, h⟩",
    "theorem t : (6 : Int).fdiv (-4) = -1 := by decide +kernel",
    "theorem t : False := by sorry",
    "theorem t : False := sorry",
    "theorem t : 1 = 2 := rfl",
    "theorem t : 1 = 1 := rf",
    "theorem t : 1 = 1 :=",
]


@pytest.mark.parametrize("text", TRUE)
def test_what_holds_is_accepted(text):
    checked = lean.check(text)
    assert checked.accepted, checked.messages


@pytest.mark.parametrize("text", FALSE)
def test_what_does_not_hold_is_not(text):
    checked = lean.check(text)
    assert not checked.accepted and checked.errors


def test_errors_have_their_places():
    checked = lean.check("theorem good : True := True.intro\ntheorem bad : 1 = 2 := by\n  decide\n")
    assert not checked.accepted
    assert [(m.line, m.column) for m in checked.errors] == [(3, 2)]


def python(op: str, a: int, b: int) -> int:
    return a // b if op == "fdiv" else a % b


def test_operators_say_what_cpython_says():
    """Our definitions by name in the kernel against CPython, signs and zero included."""
    numbers = [-(10**20), -7, -6, -2, -1, 0, 1, 2, 6, 7, 10**20 + 3]
    lines = []
    for a in numbers:
        for b in numbers:
            lines += [f"({a} : Int) + {b} = {a + b}", f"({a} : Int) * {b} = {a * b}", f"({a} : Int) - {b} = {a - b}"]
            lines += [f"({a} : Int) {'≤' if a <= b else '>'} {b}", f"({a} : Int) {'<' if a < b else '≥'} {b}"]
            if b:
                lines += [f"({a} : Int).{op} ({b}) = {python(op, a, b)}" for op in ("fdiv", "fmod")]
            if a >= 0 and b > 0:
                lines += [f"({a} : Nat) / {b} = {a // b}", f"({a} : Nat) % {b} = {a % b}", f"({a} : Nat) - {b} = {max(a - b, 0)}"]
    checked = lean.check("\n".join(f"example : {line} := by decide +kernel" for line in lines))
    assert checked.accepted, checked.errors[:3]


def test_the_fast_arithmetic_of_the_kernel_agrees_with_our_definitions():
    """The kernel computes these by name on numerals; unfolding the definitions on small values must give the same."""
    import math

    operations = {
        "Nat.add": lambda a, b: a + b, "Nat.sub": lambda a, b: max(a - b, 0), "Nat.mul": lambda a, b: a * b,
        "Nat.div": lambda a, b: a // b if b else 0, "Nat.mod": lambda a, b: a % b if b else a, "Nat.gcd": math.gcd,
        "Nat.pow": lambda a, b: a**b, "Nat.land": lambda a, b: a & b, "Nat.lor": lambda a, b: a | b, "Nat.xor": lambda a, b: a ^ b,
        "Nat.shiftLeft": lambda a, b: a << b, "Nat.shiftRight": lambda a, b: a >> b,
    }  # fmt: skip
    lines = []
    for name, python_says in operations.items():
        for a in range(6):
            for b in range(5):
                # As numerals (fast), and with a variable's value in the way, so that the definition is unfolded.
                lines.append(f"example : {name} {a} {b} = {python_says(a, b)} := by decide +kernel")
                unary = "Nat.zero" if not a else "(" + "Nat.succ (" * a + "Nat.zero" + ")" * a + ")"
                lines.append(f"example : {name} {unary} {b} = {python_says(a, b)} := rfl")
    for a in range(9):
        lines.append(f"example : Nat.log2 {a} = {a.bit_length() - 1 if a else 0} := by decide +kernel")
    checked = lean.check("\n".join(lines))
    assert checked.accepted, checked.errors[:3]


def test_an_endless_computation_is_stopped():
    text = "theorem t : 2 ^ (2 ^ 40) % 3 = 1 := by decide +kernel\n"
    slow = "def f : Nat → Nat → Nat\n  | 0, a => a\n  | n + 1, a => f n (a + n % 3) + f n (a + 1)\n"
    slow += "theorem t : f 90 0 = 0 := by decide +kernel\n"
    for cheat in (text, slow):
        checked = lean.check(cheat, limits=lean.Limits(wall_s=3.0, memory_mb=1024))
        assert not checked.accepted
        assert checked.errors


def test_the_library_is_compiled_once():
    first, second = lean.library(), lean.library()
    assert first == second and (first / "Init" / "Prelude.olean").is_file()


OMEGA = [
    "(x y : Int) (h : x < y) : x + 1 ≤ y",
    "(x y : Int) (h : x ≤ y) (k : y ≤ x) : x = y",
    "(x y z : Int) (h : 2 * x + 3 * y ≤ 7) (k : y ≥ 3) (l : x ≥ 0) : z = 1",
    "(x y : Int) (h : x ≠ y) : x < y ∨ y < x",
    "(x y : Nat) (h : x + y = 3) (k : x ≥ 2) : y ≤ 1",
    "(x y : Nat) : x - y ≤ x",
    "(x : Int) (h : 0 ≤ x) : x / 2 ≤ x",
    "(x : Int) : 0 ≤ x % 2 ∧ x % 2 < 2",
    "(x y : Int) : min x y ≤ x ∧ x ≤ max x y",
    "(x : Int) (h : 2 ∣ x) (k : x % 2 = 1) : False",
    "(x y : Int) (h : x / 4 = y) (k : x = 11) : y = 2",
    "(x : Int) (h : x.natAbs < 3) : x < 3",
    "(x : Int) (h : (if x < 0 then -x else x) = 5) (k : x > 0) : x = 5",
    "(x y : Int) (h : x * y + 1 ≤ 3) (k : x * y ≥ 2) : x * y = 2",
    "(x : Int) (h : x + 2 = 3 ∨ x = 9) (k : x > 4) : x = 9",
    "(x y : Int) (h : (x + y) % 7 = 3) (k : 0 ≤ x + y) (l : x + y < 7) : x + y = 3",
]
OMEGA += [
    "(x y : Int) (h : 6 * x + 10 * y = 4) (k : 0 < x) : y < 1",
    "(x y : Int) (h : 3 * x + 5 * y = 4) (k : 10 < x) : y < 1",
    "(x y z : Int) (h : 6 * x + 10 * y + 15 * z = 1) (k : x = y) : 16 * y + 15 * z = 1",
]
NOT_OMEGA = [
    "(x : Int) (h : x < 3) : x < 2",
    "(x y : Int) (h : x ≤ y) : x < y",
    "(x y : Nat) : x - y + y = x",
    "(x : Int) : x / 2 * 2 = x",
]
TACTICS = [
    "(a b : Nat) (h : a = b) (k : b = 3) : a = 3 := by simp [h, k]",
    "(p q : Prop) (h : p) (k : q) : p ∧ (q ∨ False) ∧ ¬¬p := by simp_all",
    "(c : Prop) [Decidable c] (a : Nat) : (if c then a else a) = a := by split <;> rfl",
    "(f : Nat → Nat) (h : ∀ x, f x = x) : f (f 3) = 3 := by simp only [h]",
    "(p q : Prop) (h : ¬(p ∧ q)) (hp : p) : ¬q := by\n  by_cases hq : q\n  · exact fun _ => h ⟨hp, hq⟩\n  · exact hq",
    "(a b : Nat) (h : Nat.succ a = Nat.succ b) : a = b := by injection h",
    "(a b c : Nat) (h : a = b) (k : b = c) : a = c := calc\n  a = b := h\n  _ = c := k",
    "(p q r : Prop) : p ∧ q ∧ r → r ∧ p := by\n  rintro ⟨a, b, c⟩\n  refine ⟨?_, ?_⟩ <;> assumption",
    "(p : Nat → Prop) (h : ∃ x, p x ∧ x = 3) : p 3 := by\n  obtain ⟨x, hx, rfl⟩ := h\n  exact hx",
    "(f : Nat → Nat) : f = fun x => f x := by\n  ext x\n  rfl",
    "(x : Int) (h : x + (2 + 3) = 7) : x + 5 = 7 := by simpa using h",
    "(as bs : List Int) : (as ++ bs).length = bs.length + as.length := by\n  simp\n  omega",
    "(as : List Int) : as.reverse.reverse = as := by\n  induction as with\n  | nil => rfl\n  | cons a as ih => simp",
]


def test_omega_proves_what_holds_and_nothing_else():
    good = lean.check("\n".join(f"theorem t{i} {text} := by omega" for i, text in enumerate(OMEGA)))
    assert good.accepted, good.errors
    bad = lean.check("\n".join(f"theorem t{i} {text} := by omega" for i, text in enumerate(NOT_OMEGA)))
    assert [m.line for m in bad.errors] == list(range(1, len(NOT_OMEGA) + 1))


def test_tactics_run_in_files_that_import_init():
    checked = lean.check("\n".join(f"theorem t{i} {text}" for i, text in enumerate(TACTICS)))
    assert checked.accepted, checked.errors


def test_the_library_rests_on_the_three_axioms_only():
    names = ["Classical.em", "Lean.Omega.tidy_sat", "Lean.Omega.combo_sat'", "Int.ediv_add_emod", "Spec.Cert.sound"]
    told = lean.check("import Spec.Certificate\n" + "\n".join(f"#print axioms {name}" for name in names))
    assert told.accepted and len(told.messages) == len(names), told.messages
    for message in told.messages:
        found = "".join(message.text.partition("depends on axioms: [")[2].rstrip("]").split())
        assert set(filter(None, found.split(","))) <= {"propext", "Classical.choice", "Quot.sound"}
