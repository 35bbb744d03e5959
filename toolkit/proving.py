"""Lean proofs of goals: `prove` opens a goal and tries to close it, `recheck` checks what is kept under `proofs/`.

A proof counts when `engines.lean.outside` says so and not otherwise, whoever wrote it. `recheck` does not search: it reads the
code again, states the goals again, and lets Lean's kernel check the proofs that are there.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import asdict, evolve, frozen

from toolkit import evidence
from toolkit.config import Options, SourceFile
from toolkit.core.ir import Goal
from toolkit.core.source import Rejected
from toolkit.engines.lean.checker import Checked, Message
from toolkit.engines.lean.outside import Pinned
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.toolchain import Toolchain, find
from toolkit.evidence import Claim, EvidenceBroken
from toolkit.kept import MISSING, ask, complaint
from toolkit.solving import read_file
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.proposers.fm import FM

# Products multiplied out and put in one order, so that `omega` can take them for unknowns.
_MULTIPLIED_OUT = (
    "Int.sub_eq_add_neg, Int.neg_add, Int.mul_add, Int.add_mul, Int.neg_mul, Int.mul_neg, Int.neg_neg, Int.mul_comm, "
    "Int.mul_left_comm, Int.mul_assoc"
)
# What is tried, in this order, on a goal for which nobody has written a proof yet.
PORTFOLIO = (
    ("decide", "by decide"),
    ("simp", "by intros; simp_all"),
    ("omega", "by omega"),
    ("split", "by\n  intros\n  repeat (first | assumption | contradiction | constructor | split)\n  all_goals simp_all"),
    ("polynomial", f"by\n  intros\n  simp only [{_MULTIPLIED_OUT}] at *\n  omega"),
)
_FM_ROUNDS = 3
_FM_SECONDS = 120.0  # for one sample
_FEEDBACK = 3_000  # characters
OPEN = "by\n  skip"  # leaves the goal as it is, so that Lean prints it

NotHere = MISSING


class NoSuchGoal(ValueError):
    """There is no such function or goal; the message lists those that there are."""


@frozen
class Stated:
    """A goal with its statement, or why it has none."""

    goal: Goal
    pinned: Pinned | None
    reason: str
    function_text: str


@frozen
class Proof:
    """What became of one goal. `status`: proved, open (nothing tried worked; the file waits for a proof), rejected (the file
    that is there is no proof), unstated."""

    goal: str
    status: str
    origin: str
    folder: str
    messages: tuple[Message, ...] = ()
    reason: str = ""
    time_s: float = 0.0


@frozen
class Rechecked:
    """What became of one claim. `status`: accepted, rejected (Lean says no), stale (the code changed), changed (the evidence
    was)."""

    claim: str
    file: str
    function: str
    goal: str
    status: str
    reason: str = ""
    time_s: float = 0.0


def stated(file: SourceFile, options: Options, function: str) -> list[Stated]:
    """The goals of a function that are more than trivial, each with its statement. Raises `NoSuchGoal`, `Rejected`."""
    from toolkit.core import vcgen
    from toolkit.engines.lean.statement import Unstated, state

    module = read_file(file, None, options.c_int if file.is_c else "")
    if function not in module.functions:
        raise NoSuchGoal(f"{file.path} has no function {function} ({', '.join(module.functions) or 'none at all'})")
    found = []
    text = _own_text(file, function)
    for goal in vcgen.goals(vcgen.Program.of(module), function).goals:
        if goal.trivial or goal.sat:
            continue
        try:
            found.append(Stated(goal, state(goal).pinned(), "", text))
        except Unstated as why:
            found.append(Stated(goal, None, str(why), text))
    return found


def _own_text(file: SourceFile, function: str) -> str:
    """The function's lines with its decorators; of a C file, everything."""
    if file.is_c:
        return file.text
    body: list[ast.stmt] = ast.parse(file.text).body
    *classes, name = function.split(".")
    for wanted in classes:
        body = [s for c in body if isinstance(c, ast.ClassDef) and c.name == wanted for s in c.body]
    lines = file.text.splitlines(keepends=True)
    found = ""
    for f in body:
        if isinstance(f, ast.FunctionDef) and f.name == name:
            found = "".join(lines[min([f.lineno, *(d.lineno for d in f.decorator_list)]) - 1 : f.end_lineno])
    return found or file.text


def prove(
    file: SourceFile,
    options: Options,
    function: str,
    wanted: str,
    proofs: Path,
    trace: Trace | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    fm: str | None = None,
) -> list[Proof]:
    """Proves the goals whose id begins with `wanted` ("" is all of them): by the file under `proofs` if somebody edited one, else
    by what `PORTFOLIO` and the search for certificates find, else by what the foundation model `fm` (`ollama:NAME`,
    `openai:URL#NAME`, `scripted:FILE`) writes. Writes evidence for what Lean accepted and a file to edit for the rest.

    Raises `FMError` when there is no such FM, and
    `NoSuchGoal`, `Rejected`, `LeanMissing`, `LibraryError`, `SandboxUnavailable`, `OSError`.
    """
    lean = find()
    goals = [s for s in stated(file, options, function) if s.goal.id.startswith(wanted)]
    if not goals:
        raise NoSuchGoal(f"{function} has no goal {wanted or 'that is more than trivial'}")
    model = None
    if fm:
        from toolkit.proposers.fm import connect

        model = connect(fm, timeout=_FM_SECONDS, seed=options.seed)
    worker = _Worker(lean, trace or Trace.null(), limits, proofs, _relative(file.path, proofs), model)
    return [worker.prove(s) for s in goals]


@frozen
class _Worker:
    lean: Toolchain
    trace: Trace
    limits: Limits
    proofs: Path
    source: str
    fm: FM | None = None

    def prove(self, s: Stated) -> Proof:
        goal = s.goal
        folder = evidence.folder_of(self.proofs, self.source, goal.function, goal.id)
        if s.pinned is None:
            return Proof(goal.id, "unstated", "", "", reason=s.reason)
        file = folder / evidence.PROOF
        text = file.read_text("utf-8") if file.is_file() else ""
        if text and text != s.pinned.theorem(OPEN):
            [checked] = self.check([(s.pinned, text)])
            if checked.accepted:
                return self.keep(s, folder, text, _origin(folder, text), checked)
            checked = self.explained(s.pinned, text, checked)
            return Proof(goal.id, "rejected", "edited", str(folder), checked.messages, time_s=checked.time_s)
        found = self.search(s) or self.asked(s)
        if not isinstance(found, str):
            name, text, checked = found
            return self.keep(s, folder, text, name, checked)
        text = s.pinned.theorem(OPEN)
        [checked] = self.check([(s.pinned, text)])
        folder.mkdir(parents=True, exist_ok=True)
        (folder / evidence.GOAL).write_bytes(_goal_text(s).encode())
        file.write_bytes(text.encode())
        return Proof(goal.id, "open", "", str(folder), checked.messages, found, checked.time_s)

    def search(self, s: Stated) -> tuple[str, str, Checked] | None:
        assert s.pinned is not None
        tries: list[tuple[str, Callable[[], str | None]]] = [("certificate", lambda: _certificate(s.goal))]
        tries += [(name, lambda proof=proof: proof) for name, proof in PORTFOLIO]  # type: ignore[misc]
        for name, make in tries:
            proof = make()
            if proof is None:
                continue
            text = s.pinned.theorem(proof)
            [checked] = self.check([(s.pinned, text)])
            if checked.accepted:
                return name, text, checked
        return None

    def asked(self, s: Stated) -> tuple[str, str, Checked] | str:
        """A proof that the foundation model writes, or why there is none. What Lean says of the best one that is wrong goes into
        the next question."""
        if self.fm is None:
            return "nothing that was tried proves it"
        from toolkit.proposers.fm import FMError
        from toolkit.proposers.fm.proofs import is_whole, propose_proofs

        assert s.pinned is not None
        head = s.pinned.theorem("").rpartition(":=")[0].rstrip()
        feedback = ""
        for attempt in range(_FM_ROUNDS):
            try:
                replies = propose_proofs(self.fm, head, s.function_text, feedback, self.trace.call, attempt=attempt)
            except FMError as error:
                return f"nothing that was tried proves it, and {self.fm.name} did not answer: {error.message} [{error.id}]"
            texts = [reply if is_whole(reply) else s.pinned.theorem(reply) for reply in replies]
            checked = self.check([(s.pinned, text) for text in texts])
            for text, c in zip(texts, checked):
                if c.accepted:
                    return f"fm {self.fm.name}", text, c
            if texts:
                best = min(range(len(texts)), key=lambda i: (checked[i].status == "refused", len(checked[i].errors), i))
                feedback = _feedback(replies[best], self.explained(s.pinned, texts[best], checked[best]))
        return f"nothing that was tried proves it, nor does what {self.fm.name} wrote"

    def explained(self, pinned: Pinned, text: str, checked: Checked) -> Checked:
        """With what was to be shown at the places of Lean's errors."""
        from toolkit.engines.lean.outside import with_goals

        def run() -> Any:
            return [m.goal for m in with_goals(pinned, text, checked, toolchain=self.lean, limits=self.limits).messages]

        goals: Any = self.trace.call("lean-goals", {"text": text, "kernel": self.lean.digest}, run)
        return evolve(checked, messages=tuple(evolve(m, goal=goal) for m, goal in zip(checked.messages, goals)))

    def keep(self, s: Stated, folder: Path, text: str, origin: str, checked: Checked) -> Proof:
        goal, said = s.goal, _goal_text(s)
        claim = Claim(
            self.source, goal.function, goal.id, goal.kind, goal.span.line, goal.message, origin, checked.checker, self.lean.digest,
            evidence.sha256(s.function_text), evidence.sha256(said), evidence.sha256(text),
        )  # fmt: skip
        evidence.write(folder, claim, said, text)
        return Proof(goal.id, "proved", origin, str(folder), time_s=checked.time_s)

    def check(self, claims: Sequence[tuple[Pinned, str]]) -> list[Checked]:
        return ask(self.lean, self.trace, self.limits, claims)


def recheck(
    proofs: Path,
    load: Callable[[str], tuple[SourceFile, Options] | None],
    trace: Trace | None = None,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> list[Rechecked]:
    """Checks every claim below `proofs`, by name. `load` reads a source file by its path, or gives None when it cannot be read.

    Raises `LeanMissing`, `LibraryError`, `SandboxUnavailable`.
    """
    lean, trace = find(), trace or Trace.null()
    results: dict[Path, Rechecked] = {}
    todo: list[tuple[Path, Claim, Pinned, str]] = []
    known: dict[tuple[str, str], list[Stated] | str] = {}
    for folder in evidence.claims(proofs):
        name = folder.name
        try:
            claim, said, text = evidence.read(folder)
        except EvidenceBroken as why:
            results[folder] = Rechecked(name, "", "", "", "changed", str(why))
            continue
        place = (_above(folder), claim.source, claim.function)
        key = (os.path.join(place[0], place[1]), place[2])
        if key not in known:
            known[key] = _goals_now(*key, load)
        now = known[key]
        goal = next((s for s in now if s.goal.id == claim.goal), None) if isinstance(now, list) else None
        why_not = now if isinstance(now, str) else _difference(claim, said, goal, now)
        if why_not or goal is None or goal.pinned is None:
            reason = why_not or "the goal is not there any more"
            results[folder] = Rechecked(name, claim.source, claim.function, claim.goal, "stale", reason)
        else:
            todo.append((folder, claim, goal.pinned, text))
    checked = ask(lean, trace, limits, [(pinned, text) for _, _, pinned, text in todo])
    for (folder, claim, _, _), c in zip(todo, checked):
        status = "accepted" if c.accepted else "rejected"
        results[folder] = Rechecked(folder.name, claim.source, claim.function, claim.goal, status, complaint(c), c.time_s)
    return [results[folder] for folder in sorted(results)]


def proofs_json(proofs: Sequence[Proof]) -> dict[str, Any]:
    """`{"version": 1, "checker", "proofs": [{goal, status, origin, folder, messages, reason, time_s}]}`."""
    return {"version": 1, "checker": find().name, "proofs": [asdict(p) for p in proofs]}


def to_json(rechecked: Sequence[Rechecked]) -> dict[str, Any]:
    """`{"version": 1, "checker", "claims": [{claim, file, function, goal, status, reason, time_s}]}`."""
    return {"version": 1, "checker": find().name, "claims": [asdict(r) for r in rechecked]}


def _goals_now(path: str, function: str, load: Callable[[str], tuple[SourceFile, Options] | None]) -> list[Stated] | str:
    """The goals that the code has now, or why there are none."""
    from toolkit.core.terms import TooLarge

    loaded = load(path)
    if loaded is None:
        return "the source file cannot be read"
    try:
        return stated(loaded[0], loaded[1], function)
    except NoSuchGoal:
        return f"the function {function} is not there any more"
    except (Rejected, TooLarge, RecursionError) as why:
        return f"the function cannot be read any more: {why}"


def _difference(claim: Claim, said: str, goal: Stated | None, now: Sequence[Stated]) -> str:
    if any(evidence.sha256(s.function_text) != claim.function_hash for s in now[:1]):
        return f"the text of {claim.function} changed"
    if goal is None:
        return "the code has no such goal any more"
    if goal.pinned is None:
        return f"the goal has no statement any more: {goal.reason}"
    return "" if _content(_goal_text(goal)) == _content(said) else "the goal is stated in another way"


def _content(said: str) -> str:
    """A goal's text without its comments, in which the numbers of source lines are."""
    return "\n".join(re.sub(r"\)  -- .*", ")", line) for line in said.split("\n") if not line.startswith("--"))


def _goal_text(s: Stated) -> str:
    assert s.pinned is not None
    goal = s.goal
    head = [f"-- {goal.function}, line {goal.span.line}: {' '.join(goal.message.split())}"]
    head += [f"-- {' '.join(goal.clause.split())}"] * bool(goal.clause)
    head += [f"-- goal {goal.id}", *(f"import {name}" for name in s.pinned.imports)]
    return "\n".join(head) + f"\n\n{s.pinned.proposition()}\n"


def _feedback(proof: str, checked: Checked) -> str:
    """A proof that is wrong and what Lean says of it, for whoever wrote it."""
    said = [f"line {m.line}: {m.text}" + (f"\nwhat was to be shown there:\n{m.goal}" if m.goal else "") for m in checked.errors[:4]]
    return f"```lean\n{proof}\n```\n" + "\n".join(said)[:_FEEDBACK]


def _certificate(goal: Goal) -> str | None:
    """A proof that the search for certificates finds."""
    from toolkit.engines.lean.statement import state
    from toolkit.proposers import certificates

    try:
        return f"(\n{certificates.find(state(goal)).proof}\n)"
    except certificates.TooHard:
        return None


def _origin(folder: Path, text: str) -> str:
    try:
        claim, _, _ = evidence.read(folder)
    except EvidenceBroken:
        return "edited"
    return claim.origin


def _above(folder: Path) -> str:
    """The folder that the nearest `proofs` above a claim lies in."""
    for above in folder.resolve().parents:
        if above.name == "proofs":
            return str(above.parent)
    return str(folder.resolve().parent.parent)


def _relative(path: str, proofs: Path) -> str:
    return Path(os.path.relpath(os.path.abspath(path), proofs.resolve().parent)).as_posix()
