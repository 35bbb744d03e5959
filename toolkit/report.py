"""What a run of the toolkit found, as data (`Report`), as JSON and as text for people."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from toolkit.core.source import Diagnostic

SCHEMA_VERSION = 1


@frozen
class GoalReport:
    """One proof obligation and what became of it. `status` is proved, refuted or unknown."""

    id: str
    kind: str
    line: int
    status: str
    cause: str = ""
    engine: str = ""
    time_s: float = 0.0
    message: str = ""  # what is claimed, for a person
    used: tuple[str, ...] = ()  # --explain: hypotheses in the unsat core
    unused: tuple[str, ...] = ()  # --explain: hypotheses not needed


@frozen
class Counterexample:
    """A call that really breaks the contract: it was run in CPython (`confirmed` is never False in a Report)."""

    args: dict[str, str]  # parameter name -> repr
    script: str  # a few lines of plain Python that reproduce the failure
    outcome: str  # what happened, for a person
    clause: str  # the clause that broke, as source text ("" for an undeclared exception)
    line: int  # its line
    confirmed: bool = True


@frozen
class FunctionReport:
    """The verdict on one function. `status` is proved, refuted, unknown, rejected or no-contract."""

    file: str
    name: str
    line: int
    status: str
    cause: str = ""
    message: str = ""  # one sentence for a person: what failed, where, what to try
    caveats: tuple[str, ...] = ()
    time_s: float = 0.0
    goals: tuple[GoalReport, ...] = ()
    counterexample: Counterexample | None = None
    cached: bool = False


@frozen
class Report:
    """Everything that `toolkit verify` found, functions in source order."""

    functions: tuple[FunctionReport, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    sources: dict[str, str] = field(factory=dict)  # file -> text, for rendering; not in the JSON

    def count(self, status: str) -> int:
        return sum(f.status == status for f in self.functions)

    @property
    def exit_code(self) -> int:
        """0 all proved, 1 something refuted, 2 something unknown or rejected, 3 nothing could be read."""
        ...

    def to_json(self) -> dict[str, Any]:
        """The documented JSON schema, version 1."""
        ...
