"""A program, and what CPython does with it."""

from __future__ import annotations

import copy
from collections import deque
from typing import Any

from attrs import frozen


@frozen
class Program:
    """`function` of the module `text` is to be called with `args`; `same` names parameters that get one object.

    `tags` names constructs that a reader may well refuse: alias (two local names for one list), same-argument,
    nested-mutation (a list inside a list is changed), pop-in-expression, order (< on strings, tuples or lists), truth
    (of a list or string), reassigned-loop-list (a name is given another list while a loop runs over the first one).
    """

    seed: int
    text: str
    function: str
    args: dict[str, Any]
    same: tuple[tuple[str, ...], ...] = ()
    tags: frozenset[str] = frozenset()


@frozen
class Outcome:
    """The value returned and the list arguments at the end, or the name of the exception's type."""

    value: Any = None
    lists: tuple[tuple[str, Any], ...] = ()
    exception: str | None = None


def run_cpython(program: Program) -> Outcome:
    """Runs the program in a fresh namespace, on its own copy of the arguments (one object stays one object)."""
    namespace: dict[str, Any] = {"__name__": "program"}
    exec(compile(program.text, f"<program {program.seed}>", "exec", dont_inherit=True), namespace)
    args = copy.deepcopy(program.args)
    try:
        value = namespace[program.function](**args)
    except Exception as error:
        return Outcome(exception=type(error).__name__)
    return Outcome(value, changeable(args))


def changeable(args: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    """The arguments that a call may change."""
    kinds = (list, dict, set, deque)
    return tuple((name, arg) for name, arg in args.items() if isinstance(arg, kinds) or isinstance(arg, tuple) and any(
        isinstance(x, kinds) for x in arg))  # fmt: skip
