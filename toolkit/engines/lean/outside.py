"""Proofs that we did not write: an editor's, a foundation model's, a file's of a repository. Trusted.

A proof is a Lean text with a theorem `goal`. What counts is not what the text says of `goal` but what we pinned:

1. Words that could change what Lean reads or skip its kernel are refused (`refusals`).
2. Our statement alone is compiled, in a process that knows nothing of the text.
3. The text is compiled alone, inside a namespace of its own, in the sandbox with limits.
4. A third process imports both and lets the kernel take `goal` for a proof of our statement, and asks for the axioms it rests
   on: only `propext`, `Classical.choice` and `Quot.sound` are allowed.
5. A fourth one has never seen the text: it reads the terms out of the compiled file, and the kernel checks every declaration again,
   over our library alone (`replay`). Nothing that happened while the text was elaborated counts.

The order matters: instances or notation of the text cannot reach our statement, which was read before.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from attrs import evolve, frozen

from toolkit.engines.lean import positions
from toolkit.engines.lean.checker import Checked, Message, judged
from toolkit.engines.lean.library import library
from toolkit.engines.lean.process import Limits, run
from toolkit.engines.lean.replay import UNCHECKED, Compiled, replay
from toolkit.engines.lean.toolchain import Toolchain, find

AXIOMS = frozenset({"propext", "Classical.choice", "Quot.sound"})
GOAL = "goal"  # the theorem that a text must have
_GOALS = 5  # places whose goals are asked for

# Words that declare what a proof has no need for: axioms, code that runs, syntax, options, instances, other namespaces.
_REFUSED = (
    "set_option axiom unsafe extern implemented_by native_decide sorry admit opaque macro macro_rules syntax elab "
    "elab_rules notation notation3 infix infixl infixr prefix postfix mixfix declare_syntax_cat instance attribute "
    "initialize builtin_initialize run_cmd run_elab run_meta run_tac by_elab elab_stx_quot include_str import namespace end "
    "mutual partial meta public module prelude deriving class unif_hint default_instance local scoped export simproc "
    "dsimproc simproc_decl dsimproc_decl builtin_simproc builtin_dsimproc init_quot add_decl_doc csimp reduceBool reduceNat "
    "ofReduceBool ofReduceNat trustCompiler skipKernelTC sorryAx lcProof lcUnreachable lcAny lcErased lcVoid unsafeCast "
    "register_option register_builtin_option register_parser_alias register_simp_attr register_label_attr "
    "declare_simp_like_tactic declare_config_elab declare_simproc compile_inductive eval_suggest dbg_trace binder_predicate "
    "grind_pattern suppress_compilation universe show_panel_widgets widget_module exact? apply? rw? decide? "
    "simp? extends recommended_spelling assert_not_exists Lean "
)
_WORDS = frozenset(_REFUSED.split())
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*[!?]?")
_QUOTED = re.compile(r"«[^«»]*»")
_IMPORT = re.compile(r"^import[ \t]+[A-Za-z0-9_. \t]+$", re.MULTILINE)


@frozen
class Pinned:
    """A statement that we made: binders and claim as Lean texts, and the modules of ours that they need."""

    binders: str
    claim: str
    imports: tuple[str, ...] = ()

    def proposition(self) -> str:
        return f"∀ {self.binders}\n    , {self.claim}" if self.binders.strip() else self.claim

    def theorem(self, proof: str) -> str:
        """A whole text with the statement and this proof (what follows `:=`), as a person would edit it."""
        head = "".join(f"import {name}\n" for name in self.imports)
        binders = f"    {self.binders}\n" if self.binders.strip() else ""
        return f"{head}\ntheorem {GOAL}\n{binders}    : {self.claim} := {proof}\n"


@frozen
class Refusal:
    """What a text may not hold, and on which line."""

    line: int
    what: str


def refusals(text: str) -> tuple[Refusal, ...]:
    """What in a text is refused before Lean sees it, also inside strings and block comments."""
    body = _without_imports(text)
    found = []
    for number, line in enumerate(map(_without_comment, body.split("\n")), 1):
        words = _WORD.findall(_without_names(line))
        found += [Refusal(number, f"`{word}`") for word in words if word in _WORDS or word.rstrip("!?") in _WORDS]
        for sign, why in (("@[", "an attribute"), ("_root_", "`_root_`"), ("#", "a command or literal with `#`"), ("\0", "a null")):
            if sign in line:
                found.append(Refusal(number, why))
    if any(ord(c) < 32 and c not in "\n\t" for c in body.replace("\r\n", "\n")):
        found.append(Refusal(1, "a control character"))
    return tuple(found)


def _without_names(line: str, blank: str = " ") -> str:
    """The line without names in «quotes», which are no keywords, where it is certain that Lean sees names there: not in a line
    with strings, character literals or block comments, in which a quote may be anything."""
    if any(sign in line for sign in ('"', "/-", "-/", "'«", "'\\")):
        return line
    return _QUOTED.sub(lambda name: blank * len(name[0]), line)


def _without_comment(line: str) -> str:
    """The line without a comment at its end, where it is certain that Lean sees one there: `--` after a blank, in a line without
    strings and block comments. The statements that we write have the source's own words in such comments."""
    bare = _without_names(line, "x")
    if any(sign in bare for sign in ('"', "/-", "-/", "«", "»")):
        return line
    comment = re.search(r"(?:^|\s)--", bare)
    return line[: comment.start()] if comment else line


def _without_imports(text: str) -> str:
    """The text with the import lines of its head emptied: which modules are imported is ours to say."""
    lines = text.split("\n")
    for i, line in enumerate(lines):
        if _IMPORT.match(line.rstrip()):
            lines[i] = ""
        elif line.strip() and not line.lstrip().startswith("--"):
            break
    return "\n".join(lines)


def check_proof(
    pinned: Pinned,
    text: str,
    *,
    toolchain: Toolchain | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> Checked:
    """Whether the text proves the statement. The messages have the text's own lines.

    Raises `LeanMissing`, `LibraryError`, `sandbox.SandboxUnavailable`.
    """
    return check_proofs([(pinned, text)], toolchain=toolchain, limits=limits)[0]


def check_proofs(
    claims: Sequence[tuple[Pinned, str]],
    *,
    toolchain: Toolchain | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> list[Checked]:
    """`check_proof` of several: the statements share one process and so do the comparisons; each text has its own."""
    lean = toolchain or find()
    path = [str(library(lean))]
    scratch = Path(tempfile.mkdtemp(prefix="lean-proof-"))
    try:
        scratch.chmod(0o777)
        return _Judge(lean, path, scratch, limits).judge(claims)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def with_goals(
    pinned: Pinned,
    text: str,
    checked: Checked,
    *,
    toolchain: Toolchain | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> Checked:
    """The same, with the goals at the places of errors that do not show them. Says nothing of whether the text proves anything."""
    wanted = [m for m in checked.errors if "⊢" not in m.text][:_GOALS]
    if checked.accepted or checked.status == "refused" or not wanted:
        return checked
    lean = toolchain or find()
    head, body = _within(pinned, text, "Proof")
    above = head.count("\n")
    places = [(m.line + above, m.column) for m in wanted]
    told = positions.goals(lean, head + body, places, path=[str(library(lean))], limits=limits)
    goals = {(m.line, m.column): goal for m, goal in zip(wanted, told)}
    return evolve(checked, messages=tuple(
        evolve(m, goal=goals.get((m.line, m.column), "")) if m in wanted else m for m in checked.messages
    ))  # fmt: skip


def _within(pinned: Pinned, text: str, space: str) -> tuple[str, str]:
    """What is compiled for a text, in a namespace of its own: the lines before it and the rest."""
    head = "".join(f"import {name}\n" for name in pinned.imports) + f"namespace {space}\n"
    return head, f"{_without_imports(text)}\nend {space}\n"


@frozen
class _Judge:
    lean: Toolchain
    path: list[str]
    scratch: Path
    limits: Limits

    def judge(self, claims: Sequence[tuple[Pinned, str]]) -> list[Checked]:
        ours = self._compile("pinned", "Pinned", _statements([pinned for pinned, _ in claims]), untrusted=False)
        if not ours.accepted:  # one statement that Lean cannot read must not take the others with it
            if len(claims) > 1:
                rooms = [self._room(f"alone{i}") for i in range(len(claims))]
                return [evolve(self, scratch=room).judge([claim])[0] for room, claim in zip(rooms, claims)]
            return [evolve(ours, messages=(_error("our statement does not compile"), *ours.messages))]
        with ThreadPoolExecutor(min(len(claims), os.cpu_count() or 1)) as pool:  # each waits for a process of its own
            results = list(pool.map(lambda i: self._candidate(i, *claims[i]), range(len(claims))))
        for step in (self._compare, self._replay):
            good = [i for i, result in enumerate(results) if result.accepted]
            for i, verdict in zip(good, step(good)):
                if verdict:
                    status = "unchecked" if verdict.startswith(UNCHECKED) else results[i].status
                    said = (*results[i].messages, _error(verdict))
                    results[i] = evolve(results[i], accepted=False, status=status, messages=said)
        return results

    def _replay(self, good: Sequence[int]) -> list[str]:
        """For each: "" when the kernel accepts every compiled declaration once more, and the theorem for our statement."""
        share = min(len(good), os.cpu_count() or 1) or 1

        def some(chosen: Sequence[int]) -> list[str]:
            folders = [str(self.scratch / f"text{i}") for i in chosen]
            proofs = [
                Compiled(f"{folder}/Candidate{i}.olean", f"Proof{i}", GOAL, f"Pinned.Statement{i}")
                for i, folder in zip(chosen, folders)
            ]
            return replay(
                self.lean, proofs, path=[*self.path, str(self.scratch / "pinned")], imports=["Pinned"], axioms=sorted(AXIOMS),
                folders=folders, limits=self.limits,
            )  # fmt: skip

        with ThreadPoolExecutor(share) as pool:
            parts = list(pool.map(some, [good[k::share] for k in range(share)]))
        return [parts[k % share][k // share] for k in range(len(good))]

    def _room(self, name: str) -> Path:
        room = self.scratch / name
        room.mkdir()
        room.chmod(0o777)
        return room

    def _compile(self, room: str, module: str, text: str, untrusted: bool) -> Checked:
        folder = self._room(room)
        started = time.perf_counter()
        args = ["--stdin", "--json", "-o", str(folder / f"{module}.olean")]
        ended = run(self.lean, args, text=text, path=self.path, limits=self.limits, untrusted=untrusted, writable=[str(folder)])
        return judged(ended, self.lean.name, round(time.perf_counter() - started, 3))

    def _candidate(self, i: int, pinned: Pinned, text: str) -> Checked:
        refused = refusals(text)
        if refused:
            said = tuple(Message("error", f"refused in a proof: {r.what}", r.line, 0, "refused") for r in refused)
            return Checked(False, "refused", said, self.lean.name, 0.0, 0)
        head, body = _within(pinned, text, f"Proof{i}")
        checked = self._compile(f"text{i}", f"Candidate{i}", head + body, untrusted=True)
        above = head.count("\n")
        return evolve(checked, messages=tuple(evolve(m, line=max(m.line - above, 1)) for m in checked.messages))

    def _compare(self, good: Sequence[int]) -> list[str]:
        """For each: "" when the kernel took the text's theorem for our statement, with allowed axioms; else why not."""
        if not good:
            return []
        lines = ["import Pinned", *(f"import Candidate{i}" for i in good)]
        first = len(lines) + 1
        for i in good:
            lines += [f"theorem Verdict{i} : Pinned.Statement{i} := @Proof{i}.{GOAL}", f"#print axioms Verdict{i}"]
        path = [*self.path, str(self.scratch / "pinned"), *(str(self.scratch / f"text{i}") for i in good)]
        ended = run(self.lean, ["--stdin", "--json"], text="\n".join(lines) + "\n", path=path, limits=self.limits, untrusted=True)
        checked = judged(ended, self.lean.name, 0.0)
        if ended.status != "ended" and len(good) > 1:
            return [why for i in good for why in self._compare([i])]
        return [self._verdict(i, first + 2 * k, checked) for k, i in enumerate(good)]

    @staticmethod
    def _verdict(i: int, line: int, checked: Checked) -> str:
        if checked.status != "ended":
            return f"{UNCHECKED} (the comparison with our statement: {checked.status})"
        compared = [m for m in checked.messages if m.line == line]
        told = [m for m in checked.messages if m.line == line + 1]
        stray = [m for m in checked.messages if m.severity == "error" and m.line < 2]
        if compared or stray:
            return f"`{GOAL}` does not prove our statement: {(compared or stray)[0].text}"
        if len(told) != 1 or told[0].severity != "information":
            return "the axioms of the proof could not be told"
        if told[0].text == f"'Verdict{i}' does not depend on any axioms":
            return ""
        found = re.fullmatch(rf"'Verdict{i}' depends on axioms: \[([^\]]*)\]", told[0].text)
        if not found:
            return "the axioms of the proof could not be told"
        bad = sorted({name.strip() for name in found[1].split(",")} - AXIOMS)
        return f"the proof rests on what is not allowed: {', '.join(bad)}" if bad else ""


def _statements(pinned: Sequence[Pinned]) -> str:
    imports = sorted({name for p in pinned for name in p.imports})
    lines = [f"import {name}" for name in imports]
    lines += [f"def Pinned.Statement{i} : Prop :=\n  {p.proposition()}" for i, p in enumerate(pinned)]
    return "\n".join(lines) + "\n"


def _error(text: str) -> Message:
    return Message("error", text, 1, 0)
