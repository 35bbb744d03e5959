"""Python text -> `Module`. The one door: `read(text, file)`.

The reader rejects what it does not understand (LAW 2), with a place, an id and a hint. Its rooms: `types` (annotations and
sorts), `expressions`, `statements`, `module` (names, contracts, functions)."""

from toolkit.core.reader import operators  # noqa: F401 (a room: it registers what it knows)
from toolkit.core.reader.module import read

__all__ = ["read"]
