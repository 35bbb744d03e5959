"""What is asked of a proposer and what it may answer, as data.

An `Ask` names one function and what of it is open; a `Proposal` is a set of `Edit`s to the module's text. Neither
means anything by itself: `edits.apply` turns edits into new text or refuses them; the reader and the engines judge it.
"""

from __future__ import annotations

from attrs import field, frozen

# What an ask may open. Everything that is not open is locked (`edits.lock`).
#   invariants, measure            new `invariant(...)` / `decreases(...)` in loops, `@decreases` on the function
#   requires, ensures, raises      new clauses of that kind; `contract` opens all three
#   body                           the statements of the function, but its docstring and its asserts
#   existing-invariants, asserts   with `body`: those that the user wrote may go
OPENABLE = frozenset(
    {"invariants", "measure", "contract", "requires", "ensures", "raises", "body", "existing-invariants", "asserts"}
)
KINDS = ("invariants", "measure", "contract", "body")


@frozen
class AddInvariant:
    """`invariant(expression)`, first in the body of the loop that starts at `loop_line`."""

    function: str
    loop_line: int
    expression: str


@frozen
class AddMeasure:
    """`decreases(expression)` in the loop at `loop_line`, or on the function (None: it is recursive)."""

    function: str
    loop_line: int | None
    expression: str


@frozen
class AddClause:
    """A decorator over the function. `text` is what stands in its parentheses: a lambda, for `raises`
    an exception's name, a comma and a lambda. `decorator` is requires, ensures, raises or decreases."""

    function: str
    decorator: str
    text: str


@frozen
class ReplaceBody:
    """New statements for the function. Its signature, decorators, docstring and asserts stay."""

    function: str
    body: str


Edit = AddInvariant | AddMeasure | AddClause | ReplaceBody


def _known(instance: object, attribute: object, value: frozenset[str]) -> None:
    if unknown := sorted(value - OPENABLE):
        raise ValueError(f"not something that an ask can open: {', '.join(unknown)}")


@frozen
class Ask:
    """One task for a proposer. `kind` is one of `KINDS`; `function` is its name (`Class.method` for methods);
    `text` is the whole module; `loop_line` counts from 1 in `text`; `feedback` holds open goals and
    counterexamples in words. Raises ValueError for an unknown kind or unknown `opened`."""

    kind: str = field()
    function: str
    text: str
    loop_line: int | None = None
    feedback: tuple[str, ...] = ()
    opened: frozenset[str] = field(factory=frozenset, converter=frozenset, validator=_known)

    @kind.validator
    def _kind_known(self, attribute: object, value: str) -> None:
        if value not in KINDS:
            raise ValueError(f"not a kind of ask: {value}")


@frozen
class Proposal:
    """Edits that belong together, who proposed them, and a remark for a person. A proposal claims nothing."""

    proposer: str
    edits: tuple[Edit, ...]
    note: str = ""
