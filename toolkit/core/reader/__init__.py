"""Python text -> `Module`. The one door: `read(text, file)`.

The reader rejects what it does not understand (LAW 2), with a place, an id and a hint. Its rooms are functions that get the reader
of a body (`low`, `cx`: `expressions.Expressions`, `statements.Body`) or of a file (`module.Reader`), and register in `tables` what
they know. `module`: a file, its names, contracts and functions; `types`: annotations and sorts; `expressions` and `statements`:
the dispatch, and what all rooms need."""

from toolkit.core.reader import expressions  # noqa: F401, I001 (first: the rooms need it whole)
from toolkit.core.reader import (  # noqa: F401 (rooms: they register what they know)
    atoms, builtins, calls, comparisons, floats, functions, integers, iteration, lists, maps, matching, operators, patterns,
    records, sequences, targets, text,
)  # fmt: skip
from toolkit.core.reader.module import read

__all__ = ["read"]
