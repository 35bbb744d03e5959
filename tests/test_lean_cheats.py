"""Proofs from outside that cheat: none is accepted. Proofs that are honest are, with the lines of their errors."""

# ruff: noqa: E501

from __future__ import annotations

import random
import struct

import pytest

lean = pytest.importorskip("toolkit.engines.lean")
from toolkit.engines.lean import outside, replay, replayer  # noqa: E402
from toolkit.engines.lean.outside import Pinned, check_proof, check_proofs, refusals  # noqa: E402

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

TRUE = Pinned("(p q : Prop)\n    (requires'1 : p ∧ q)  -- requires: p and q\n    (n : Nat)", "(q ∧ p) ∧ 0 + n = n")
FALSE = Pinned("(x : Int)", "x + 1 ≤ x")
GOAL = "theorem goal (x : Int) : x + 1 ≤ x := "

HONEST = [
    "theorem goal (p q : Prop) (h : p ∧ q) (n : Nat) : (q ∧ p) ∧ 0 + n = n := by\n"
    "  refine ⟨⟨h.2, h.1⟩, ?_⟩\n  induction n with\n  | zero => rfl\n  | succ n ih => rw [Nat.add_succ, ih]",
    "import Init\n-- a lemma first\ntheorem swap {p q : Prop} (h : p ∧ q) : q ∧ p := ⟨h.2, h.1⟩\n"
    "theorem zero (n : Nat) : 0 + n = n := by\n  induction n with\n  | zero => rfl\n  | succ n ih => rw [Nat.add_succ, ih]\n"
    "theorem goal (p q : Prop) (h : p ∧ q) (n : Nat) : (q ∧ p) ∧ 0 + n = n := ⟨swap h, zero n⟩",
    "open Classical\ntheorem goal : ∀ (a b : Prop), a ∧ b → ∀ n : Nat, (b ∧ a) ∧ 0 + n = n := by\n  intro a b h n\n"
    "  have z : 0 + n = n := by\n    induction n with\n    | zero => rfl\n    | succ n ih => rw [Nat.add_succ, ih]\n"
    "  by_cases c : a\n  · exact ⟨⟨h.2, c⟩, z⟩\n  · exact absurd h.1 c",
]

CHEATS = {
    "sorry": GOAL + "sorry",
    "sorry by tactic": GOAL + "by sorry",
    "admit": GOAL + "by admit",
    "stop": GOAL + "by stop trivial",
    "a hole": GOAL + "_",
    "an axiom": "axiom oops : False\n" + GOAL + "oops.elim",
    "an axiom in a file of one line": "axiom oops : False theorem goal (x : Int) : x + 1 ≤ x := oops.elim",
    "the kernel switched off": "set_option debug.skipKernelTC true in\n" + GOAL + "by\n  decide +kernel",
    "the kernel switched off for all": "set_option debug.skipKernelTC true\ntheorem lie : (1 : Nat) = 2 := by decide +kernel\n"
    + GOAL + "absurd lie (by decide)",
    "the kernel switched off inside a proof": GOAL + "by\n  set_option debug.skipKernelTC true in\n  decide +kernel",
    "the kernel switched off inside a term": GOAL + "set_option debug.skipKernelTC true in (by decide +kernel)",
    "native code": "theorem lie : (1 : Nat) = 2 := by native_decide\n" + GOAL + "absurd lie (by decide)",
    "native code by its term": "theorem lie : (1 : Nat) = 2 := Lean.ofReduceBool (decide ((1 : Nat) = 2)) true rfl\n" + GOAL + "absurd lie (by decide)",
    "another claim": "theorem goal (x : Int) : x + 1 ≤ x + 1 := Int.le_refl _",
    "another claim that is true": "theorem goal : True := trivial",
    "a hypothesis smuggled in": "theorem goal (x : Int) (h : x + 1 ≤ x) : x + 1 ≤ x := h",
    "a hypothesis smuggled in by a variable": "variable (h : ∀ x : Int, x + 1 ≤ x)\ninclude h\ntheorem goal (x : Int) : x + 1 ≤ x := h x",
    "other values": "theorem goal (x : Nat) (h : x + 1 ≤ x) : x + 1 ≤ x := h",
    "no theorem": "theorem other : True := trivial",
    "nothing": "",
    "a shadowed type": "def Int := Nat\ntheorem goal (x : Int) : True := trivial",
    "a shadowed order": "structure Int where\n  n : Nat\ninstance : LE Int := ⟨fun _ _ => True⟩\ninstance : HAdd Int Nat Int := ⟨fun a _ => a⟩\n"
    "theorem goal (x : Int) : x + (1 : Nat) ≤ x := trivial",
    "a redefined instance": "instance (priority := 100000) lies : LE Int := ⟨fun _ _ => True⟩\ntheorem goal (x : Int) : x + 1 ≤ x := trivial",
    "a redefined instance by attribute": "@[instance 100000] def lies : LE Int := ⟨fun _ _ => True⟩\ntheorem goal (x : Int) : x + 1 ≤ x := trivial",
    "a local instance": "attribute [-instance] Int.instLEInt\n" + GOAL + "trivial",
    "changed notation": 'local notation:50 a " ≤ " b => True\ntheorem goal (x : Int) : x + 1 ≤ x := trivial',
    "a macro for the theorem": 'macro_rules | `(theorem goal $_ : $_ := $_) => `(theorem goal : True := trivial)\n' + GOAL + "trivial",
    "a macro for a tactic": 'macro "finish" : tactic => `(tactic| sorry)\n' + GOAL + "by finish",
    "a syntax": 'syntax "finish" : tactic\n' + GOAL + "by finish",
    "an elaborator": 'elab "finish" : tactic => pure ()\n' + GOAL + "by finish",
    "a command that runs": "#eval 1\n" + GOAL + "trivial",
    "code at elaboration": 'run_cmd IO.FS.writeFile "/tmp/owned" "x"\n' + GOAL + "trivial",
    "code in a tactic": GOAL + "by run_tac (pure ())",
    "a file read at elaboration": 'def s := include_str "/etc/passwd"\n' + GOAL + "trivial",
    "code at start": "initialize IO.println 1\n" + GOAL + "trivial",
    "another implementation": "@[implemented_by Nat.succ] def f (n : Nat) : Nat := n\n" + GOAL + "trivial",
    "an extern": '@[extern "system"] opaque f : Nat → Nat\n' + GOAL + "trivial",
    "an unsafe definition": "unsafe def f : False := f\n" + GOAL + "f.elim",
    "a partial definition": "partial def f (n : Nat) : False := f n\n" + GOAL + "(f 0).elim",
    "a proof by itself": "theorem goal (x : Int) : x + 1 ≤ x := goal x",
    "two proofs by each other": "mutual\ntheorem a : False := b\ntheorem b : False := a\nend\n" + GOAL + "a.elim",
    "out of the namespace": "end Proof0\ndef Pinned.Statement0 : Prop := True\nnamespace Proof0\ntheorem goal : True := trivial",
    "a name of ours": "theorem _root_.Verdict0 : True := trivial\n" + GOAL + "trivial",
    "a name of ours in quotes": "theorem «_root_».Verdict0 : True := trivial\n" + GOAL + "trivial",
    "a name that the kernel computes": "theorem _root_.Nat.land2 : True := trivial\n" + GOAL + "trivial",
    "another module": "import Pinned\n" + GOAL + "trivial",
    "an import below": GOAL + "trivial\nimport Spec",
    "a command behind a string that looks like a comment": 'def s := " --" set_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel',
    "a command between quotes in strings": 'def s := "«" set_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel def t := "»"',
    "a command between quotes as characters": "def s := '«' set_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel def t := '»'",
    "a command between quotes in comments": "/- « -/ set_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel /- » -/",
    "a command behind a quote in a comment": "-- «\nset_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel -- »",
    "a command behind a blank as a character": "def s := '\\\\' --\nset_option debug.skipKernelTC true in theorem goal (x : Int) : x + 1 ≤ x := by decide +kernel",
    "a command behind a block comment": "/- -- -/ axiom oops : False\n" + GOAL + "oops.elim",
    "a command behind an arrow": "theorem a : True := trivial <-- axiom oops : False\n" + GOAL + "oops.elim",
    "a comment without end": "theorem goal : True := trivial\n/-",
    "a string without end": 'theorem goal : True := trivial\ndef s := "',
    "the end in a comment": GOAL + "by /- -/ trivial\n-- end",
    "a statement that is not one": "def goal : Nat := 3",
    "a type of proofs": "def goal (x : Int) : Type := Nat",
    "a false inductive type": "inductive Bad where\n  | mk : (Bad → False) → Bad\n" + GOAL + "trivial",
    "a universe too low": "structure Bad : Type where\n  t : Type\n" + GOAL + "trivial",
    "a coercion": "class Magic (p : Prop) where\n  out : p\n" + GOAL + "Magic.out",
    "a choice of nothing": GOAL + "Classical.choice ⟨_⟩",
    "a false computation": GOAL + "by decide +kernel",
    "a false reflexivity": "theorem lie : (1 : Int) ≤ 0 := by exact Int.NonNeg.mk 0\n" + GOAL + "absurd lie (by decide)",
    "a cast of types": "theorem lie : Nat = Int := rfl\n" + GOAL + "trivial",
    "an export": "namespace A\ntheorem goal : True := trivial\nend A\nexport A (goal)",
    "a module system": "module\n" + GOAL + "trivial",
    "a simp rule": "@[simp] theorem lie : (1 : Nat) = 2 := by simp\n" + GOAL + "by simp",
    "a deriving handler": "structure A where\n  n : Nat\nderiving DecidableEq\n" + GOAL + "trivial",
    "a control character": GOAL + "\x0ctrivial",
}  # fmt: skip
ENDLESS = {
    "endless elaboration": "def f : Nat → Nat → Nat\n  | 0, a => a\n  | n + 1, a => f n (a + n % 3) + f n (a + 1)\n"
    "theorem goal (x : Int) : x + 1 ≤ x := absurd (show f 90 0 = 0 by decide +kernel) (by decide +kernel)",
    "endless repetition": GOAL + "by\n  repeat (have h := 0)\n  trivial",
    "endless search": "theorem goal (x : Int) : x + 1 ≤ x := by\n  first | iterate 1000000000 skip | skip\n  trivial",
}
# These words are refused; without the refusal the later steps must still not accept what they do (but for what skips the kernel).
DEEPER = [
    "sorry", "sorry by tactic", "an axiom", "native code by its term", "another claim", "another claim that is true", "a hypothesis smuggled in",
    "a hypothesis smuggled in by a variable", "other values", "a shadowed type", "a shadowed order", "a redefined instance",
    "a redefined instance by attribute", "a local instance", "a syntax", "an unsafe definition", "a partial definition", "out of the namespace",
    "changed notation", "a comment without end", "a statement that is not one", "a macro for a tactic", "an elaborator", "code at elaboration",
]  # fmt: skip


@pytest.mark.parametrize("text", HONEST)
def test_an_honest_proof_is_accepted(text):
    checked = check_proof(TRUE, text)
    assert checked.accepted, checked.messages


def test_enough_cheats():
    assert len(CHEATS) + len(ENDLESS) >= 60 and set(DEEPER) <= set(CHEATS)


def test_no_cheat_is_accepted():
    for name, checked in zip(CHEATS, check_proofs([(FALSE, text) for text in CHEATS.values()])):
        assert not checked.accepted and checked.errors, name


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_texts_end(name):
    checked = check_proof(FALSE, ENDLESS[name], limits=lean.Limits(wall_s=4.0, memory_mb=1024))
    assert not checked.accepted


def test_the_later_steps_hold_without_the_refusals(monkeypatch):
    monkeypatch.setattr(outside, "refusals", lambda text: ())
    for name, checked in zip(DEEPER, check_proofs([(FALSE, CHEATS[name]) for name in DEEPER])):
        assert not checked.accepted, name


def test_the_axioms_are_looked_at(monkeypatch):
    """A text whose theorem has our statement but rests on an axiom of its own: only the third step can see it."""
    monkeypatch.setattr(outside, "refusals", lambda text: ())
    checked = check_proof(FALSE, CHEATS["an axiom"])
    assert not checked.accepted and "Proof0.oops" in checked.errors[-1].text


def test_a_refusal_says_where():
    found = refusals("theorem goal : True := by\n  -- fine: set_option\n  set_option debug.skipKernelTC true in\n  trivial")
    assert [(r.line, r.what) for r in found] == [(3, "`set_option`"), (3, "`skipKernelTC`")]


def test_errors_have_the_lines_of_the_text():
    text = "import Init\n-- note\ntheorem goal (x : Int) : x + 1 ≤ x := by\n  intro h\n  exact h\n"
    checked = check_proof(FALSE, text)
    assert checked.errors[0].line == 4 and "intro" in checked.errors[0].text


def test_a_statement_that_lean_cannot_read_spoils_no_other():
    broken = Pinned("(x : Foo)", "x = x")
    results = check_proofs([(TRUE, HONEST[0]), (broken, "theorem goal : True := trivial"), (FALSE, CHEATS["sorry"])])
    assert [r.accepted for r in results] == [True, False, False]


# -- the kernel once more, over the compiled terms (`replay`)

LIE = "theorem lie : (1 : Nat) = 2 := by decide +kernel\n"
END = GOAL + "absurd lie (by decide)"
# With the words let through, Lean takes each of these for a proof of our statement, without any axiom: only the last step sees it.
KERNEL_OFF = {
    "for all": "set_option debug.skipKernelTC true\n" + LIE + END,
    "for one": "set_option debug.skipKernelTC true in\n" + LIE + END,
    "in a term": "theorem lie : (1 : Nat) = 2 := set_option debug.skipKernelTC true in (by decide +kernel)\n" + END,
    "in a tactic": "theorem lie : (1 : Nat) = 2 := by\n  set_option debug.skipKernelTC true in\n  decide +kernel\n" + END,
    "in a section": "section\nset_option debug.skipKernelTC true\n" + LIE + "end\n" + END,
    "in a definition": "set_option debug.skipKernelTC true\ndef box : PLift ((1 : Nat) = 2) := ⟨by decide +kernel⟩\n"
    + GOAL + "absurd box.down (by decide)",
    "behind a string": 'def s : Nat := 0 /- " -- " -/ set_option debug.skipKernelTC true\n' + LIE + END,
    "in a private lemma": "set_option debug.skipKernelTC true\n" + LIE.replace("theorem", "private theorem") + END,
    "in a namespace": "namespace A\nset_option debug.skipKernelTC true in\n" + LIE + "end A\n" + END.replace("lie", "A.lie"),
    "in a let": GOAL + "absurd (let h : (1 : Nat) = 2 := set_option debug.skipKernelTC true in (by decide +kernel); h) (by decide)",
    "of a name that the kernel computes": "set_option debug.skipKernelTC true\ntheorem _root_.Nat.lie : (1 : Nat) = 2 := by decide +kernel\n"
    + GOAL + "absurd Nat.lie (by decide)",
}  # fmt: skip


def test_with_the_kernel_off_and_the_words_let_through_the_terms_are_still_refused(monkeypatch):
    monkeypatch.setattr(outside, "refusals", lambda text: ())
    for name, checked in zip(KERNEL_OFF, check_proofs([(FALSE, text) for text in KERNEL_OFF.values()])):
        assert not checked.accepted, name
        [error] = checked.errors
        assert error.text.startswith("the kernel does not accept ") or error.text == "it declares Nat.lie, outside of the proof", name


def test_without_the_last_step_they_would_be_accepted(monkeypatch):
    """So the test above tests what it says."""
    monkeypatch.setattr(outside, "refusals", lambda text: ())
    monkeypatch.setattr(outside, "replay", lambda lean, proofs, **more: [""] * len(proofs))
    assert all(checked.accepted for checked in check_proofs([(FALSE, text) for text in KERNEL_OFF.values()]))


def test_the_words_are_refused_first():
    for name, checked in zip(KERNEL_OFF, check_proofs([(FALSE, text) for text in KERNEL_OFF.values()])):
        assert checked.status == "refused", name


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """Compiled texts: an honest proof of the statement 0, and a lie of the statement 1; and how to have files replayed."""
    scratch = tmp_path_factory.mktemp("compiled")
    for folder in (scratch, *scratch.parents[:2]):
        folder.chmod(0o755)
    scratch.chmod(0o777)
    tool = lean.find()
    judge = outside._Judge(tool, [str(lean.library(tool))], scratch, lean.Limits())
    assert judge._compile("pinned", "Pinned", outside._statements([TRUE, FALSE]), untrusted=False).accepted
    for i, text in enumerate((HONEST[1], KERNEL_OFF["for all"], CHEATS["sorry"], CHEATS["an axiom"])):
        body = f"namespace Proof{i}\n{outside._without_imports(text)}\nend Proof{i}\n"
        assert judge._compile(f"text{i}", f"Candidate{i}", body, untrusted=False).accepted == (i != 2)
    files = [(scratch / f"text{i}" / f"Candidate{i}.olean").read_bytes() for i in range(4)]

    def again(images, statement=0, space="Proof0", goal="goal"):
        folder = tmp_path_factory.mktemp("images")
        for above in (folder, folder.parent):
            above.chmod(0o755)
        proofs = []
        for k, data in enumerate(images):
            (folder / f"{k}.olean").write_bytes(data)
            proofs.append(replay.Compiled(str(folder / f"{k}.olean"), space, goal, f"Pinned.Statement{statement}"))
        path = [*judge.path, str(scratch / "pinned")]
        return replay.replay(tool, proofs, path=path, imports=["Pinned"], axioms=sorted(outside.AXIOMS), folders=[str(folder)],
                             limits=lean.Limits())  # fmt: skip

    return files, again


def test_a_compiled_proof_proves_its_own_statement_only(compiled):
    (honest, lie, sorry, axiom), again = compiled
    assert again([honest]) == [""]
    assert again([honest], statement=1) == ["the kernel does not take `goal` for a proof of our statement"]
    assert again([lie], statement=1, space="Proof1")[0].startswith("the kernel does not accept Proof1.lie")
    assert again([honest], goal="other") == ["there is no theorem other"]
    assert again([lie]) == ["the kernel does not accept Proof1.lie._proof_1"]
    assert again([sorry], statement=1, space="Proof2") == ["the proof rests on what is not allowed: sorryAx"]
    assert again([axiom], statement=1, space="Proof3") == ["it declares an axiom: Proof3.oops"]


def test_a_broken_file_is_refused(compiled):
    (honest, *_), again = compiled
    root = struct.unpack_from("<Q", honest, 0x58)[0]
    for words, data in {
        "does not begin": b"",
        "does not begin as": b"olean\x02" + b"\0" * 200,
        "begin as one of this": honest.replace(b"4.35.0", b"4.36.0", 1),
        "pointer out of it": honest[: len(honest) // 2],
        "out of it": honest[:0x58] + struct.pack("<Q", root + (1 << 40)) + honest[0x60:],
        "a pointer out": honest[:0x58] + struct.pack("<Q", root + 4) + honest[0x60:],
        "another kind": honest[:0x58] + struct.pack("<Q", root - struct.unpack_from("<Q", honest, 0x50)[0] + 0x60) + honest[0x60:],
        "larger than": honest + b"\0" * (65 << 20),
    }.items():
        [answer] = again([data])
        assert words in answer or "out of it" in answer, (words, answer)


def test_a_lie_stays_one_whatever_is_written_over_its_file(compiled):
    """400 forgeries of a compiled lie, a word or a byte each; and of an honest proof, that it proves something else."""
    (honest, lie, *_), again = compiled
    rng = random.Random(3)

    def forged(data: bytes) -> bytes:
        changed = bytearray(data)
        for _ in range(rng.randrange(1, 4)):
            at = rng.randrange(0x60, len(data) - 8) & ~7
            if rng.random() < 0.5:  # a pointer from elsewhere in the file
                other = rng.randrange(0x60, len(data) - 8) & ~7
                changed[at : at + 8] = data[other : other + 8]
            else:
                changed[at + rng.randrange(8)] = rng.randrange(256)
        return bytes(changed)

    assert all(again([forged(lie) for _ in range(250)], statement=1, space="Proof1"))
    assert all(again([forged(honest) for _ in range(150)], statement=1))


def test_nothing_in_the_library_rests_on_axioms_that_are_not_allowed():
    """But for those axioms themselves, which Lean's elaborator needs to be there."""
    known, dubious = {}, set()
    for file in sorted(lean.library().rglob("*.olean")):
        image = replayer.Image(file.read_bytes(), lean.find().version)
        for name, (kind, value, common) in image.declared().items():
            bodies = [image.fields(value, 0, image.data[image.place(value) + 6])[1]] if kind in (1, 2, 3) else []
            known[name] = image.mentioned([common[2], *bodies])
            if kind == replayer.AXIOM and replayer.dotted(name) not in outside.AXIOMS:
                dubious.add(name)
    assert len(known) > 3000 and ("sorryAx",) in dubious
    assert not [replayer.dotted(name) for name, mentioned in known.items() if mentioned & dubious]
