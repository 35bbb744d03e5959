"""Python text -> `Module`. The one door: `read(text, file)`.

The reader rejects what it does not understand (LAW 2), with a place, an id and a hint. Its rooms: `types` (annotations and
sorts), `expressions`, `statements`, `module` (names, contracts, functions),
`functions` (functions as values), `lists` (methods that change a list)."""

from toolkit.core.reader import functions, lists, operators, records  # noqa: F401 (rooms: they register what they know)
from toolkit.core.reader.module import read

__all__ = ["read"]
