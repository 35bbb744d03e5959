"""Exception classes: the built-in ones, and those that a module defines (by name, with their one base)."""

from __future__ import annotations

import builtins
from collections.abc import Mapping, Sequence

Own = Mapping[str, str]  # a module's exception class -> its base


def is_exception(name: str) -> bool:
    """True for the name of a built-in exception class."""
    e = getattr(builtins, name, None)
    return isinstance(e, type) and issubclass(e, BaseException)


def builtin_of(name: str, own: Own) -> type[BaseException]:
    """The built-in class that `name` is, or derives from."""
    while name in own:
        name = own[name]
    found: type[BaseException] = getattr(builtins, name)
    return found


def covers(declared: str, raised: str, own: Own) -> bool:
    """True when `except declared` catches every exception of the class `raised`."""
    while raised in own:
        if raised == declared:
            return True
        raised = own[raised]
    return declared not in own and issubclass(getattr(builtins, raised), getattr(builtins, declared))


def meets(handled: Sequence[str], raised: str, exact: bool, own: Own) -> list[str]:
    """The classes that are known of an exception of class `raised` (or, when not `exact`, of a subclass) that `handled`
    catches: `[raised]` when it catches all of them, [] when none. Classes have one base each, so no third class belongs to
    two that are unrelated."""
    if any(covers(h, raised, own) for h in handled):
        return [raised]
    return [] if exact else [h for h in handled if covers(raised, h, own)]
