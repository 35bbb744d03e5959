"""Lists of which rows are changed and may be one object; and fields of fields, where such lists stand.

Beside such a list stands a list of numbers (in `State.env`, under the name that `Generator.rows` has for its place): rows with one
number are one object, and the rows are what one array holds at these numbers, so that they are always equal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from toolkit.core import terms as T
from toolkit.core.ir import INT, ROWS, Place, seq_of
from toolkit.core.terms import Term
from toolkit.core.vcgen.state import State

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

MADE = "$made"  # beside the numbers of rows: how many new rows have come in


def identify(g: Generator, place: Place, s: State) -> None:
    """Which rows of a parameter are one object is an unknown: for each row, the first that is the same object."""
    name, *at = place
    text = ".".join(map(str, place))
    grid = part(s.env[str(name)], at)
    known: list[Term] = []
    rows = g.encoder.fresh(f"rows.{text}", seq_of(INT), known)
    k = T.bound()
    first = T.at(rows, k)
    inside = T.conj(T.le(T.ZERO, k), T.lt(k, T.length(grid)))
    known += [T.same(T.length(rows), T.length(grid)),
              T.forall([k], T.implies(inside, T.conj(T.ge0(first), T.le(first, k))))]  # fmt: skip
    for t in known:
        s.assume(t, f"rows of {name} may be one object")
    g.rows[place] = g.rows[f"$arg_{name}", *at] = f"$rows.{text}"
    s.env[f"$rows.{text}"] = rows = T.mk(T.length(grid), T.data(rows))
    s.env[MADE] = T.ZERO
    g.row_inputs += ((ROWS + text, seq_of(INT), f"rows.{text}"),)
    s.env[str(name)] = with_part(s.env[str(name)], at, tied(grid, rows, T.length(grid)))


def renumbered(g: Generator, key: str, size: Term, s: State) -> Term:
    """Any numbers for so many rows, of which some may have been made on the way."""
    rows = T.mk(size, T.data(g.encoder.fresh(f"{key.removeprefix('$')}.moved", seq_of(INT), [])))
    before, s.env[MADE] = s.env[MADE], g.encoder.fresh("rows.made", INT, [])
    s.assume(T.le(before, s.env[MADE]), "rows that were made")
    k = T.bound()
    inside = T.conj(T.le(T.ZERO, k), T.lt(k, size))
    s.assume(T.forall([k], T.implies(inside, T.le(T.minus(s.env[MADE]), T.at(rows, k)))), "rows that were made")
    return rows


def made(s: State) -> Term:
    """The number of a row that comes in: negative, and none had it before."""
    s.env[MADE] = T.add(s.env[MADE], T.ONE)
    return T.minus(s.env[MADE])


def tied(grid: Term, rows: Term, n: Term) -> Term:
    """A list of n rows, of which those with one number in `rows` are one object."""
    return T.mk(n, T.array(lambda k: T.at(grid, T.at(rows, k))))


def with_row(grid: Term, i: Term, row: Term, rows: Term) -> Term:
    """The list when its row i has become `row`, wherever it stands."""
    return T.mk(T.length(grid), T.array(
        lambda k: T.ite(T.same(T.at(rows, k), T.at(rows, i)), row, T.at(grid, k))))  # fmt: skip


def as_long(grid: Term, old: Term) -> Term:
    """The list, its rows as long as those of `old`."""
    return T.mk(T.length(grid), T.array(lambda k: T.mk(T.length(T.at(old, k)), T.data(T.at(grid, k)))))


def part(t: Term, fields: Iterable[str | int]) -> Term:
    """What is in a field of a field."""
    for i in fields:
        assert isinstance(i, int)
        t = T.proj(t, i)
    return t


def with_part(t: Term, fields: Sequence[str | int], value: Term) -> Term:
    """The record with a value in a field of a field."""
    if not fields:
        return value
    first, *rest = fields
    assert isinstance(first, int)
    items = [T.proj(t, i) for i in range(len(t.sort.args))]
    items[first] = with_part(items[first], rest, value)
    return T.tup(items, t.sort)
