"""Random, well-typed programs that end, inside the language of the reader, for differential tests.

    program(seed) -> Program          depends on the seed alone
    run_cpython(program) -> Outcome   what CPython does; exec is fine here, since the text is ours
    coverage(programs) -> Counter     how often each construct occurs, from the syntax tree

Programs end because every loop runs over something that its body cannot make longer, and every recursion counts down.
They stay small because inside loops lists grow by single elements and products are reduced. Most return normally; the
others really raise (index, division, assertion, ValueError).

In `tests/`: `python -m programs SEED` prints a program, `python -m programs --coverage N` counts over N of them.
"""

from __future__ import annotations

import ast
import copy
import random
from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

from attrs import frozen

from programs import containers, maps, statements, steps
from programs.counts import count
from programs.expressions import ELEMENT, INTS, ROWS, STATE_TYPES, VALUE_TYPES, Helper, value


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
    return tuple((name, arg) for name, arg in args.items() if isinstance(arg, (list, dict, set, deque)))


def program(seed: int) -> Program:
    """The program of this seed: one to three functions, the last one is to be called (see `maps`, `steps`, `containers` for large
    seeds)."""
    rng = random.Random(seed)
    if seed >= containers.FIRST:
        holding = containers.Maker(rng)
        text = ast.unparse(ast.parse(holding.module())) + "\n"
        return Program(seed, text, "main", *holding.arguments())
    if seed >= steps.FIRST:
        module = steps.Maker(rng)
        return Program(seed, ast.unparse(ast.parse(module.module())) + "\n", "main", module.arguments())
    if seed >= maps.FIRST:
        whole = maps.Maker(rng)
        text = ast.unparse(ast.parse(whole.function())) + "\n"
        return Program(seed, text, "main", whole.arguments())
    tags: set[str] = set()
    helpers: list[Helper] = []
    blocks = ["from functools import reduce", "from itertools import accumulate, chain, dropwhile, islice, takewhile"]
    for index in range(rng.choice([0, 0, 0, 1, 1, 2])):
        text, helper = statements.helper(rng, f"helper{index}", helpers, tags)
        helpers.append(helper)
        blocks.append(text)
    maker = statements.Maker(rng, helpers, tags)
    kinds = rng.choices(VALUE_TYPES, k=rng.randint(1, 4))
    if rng.random() < 0.2:
        kinds += [rng.choice([INTS, ROWS])] * 2
    params = [(f"p{i}", kind) for i, kind in enumerate(kinds)]
    args: dict[str, Any] = {name: value(kind, rng) for name, kind in params}
    same: tuple[tuple[str, ...], ...] = ()
    lists = [(a, b) for a, ka in params for b, kb in params if a < b and ka == kb and ka in ELEMENT]
    if lists and rng.random() < 0.2:
        first, second = rng.choice(lists)
        args[second] = args[first]
        same = ((first, second),)
        tags.add("same-argument")
    result = rng.choice(VALUE_TYPES)
    if rng.random() < 0.7:
        result = f"tuple[{', '.join(rng.choices(STATE_TYPES, k=rng.randint(3, 5)))}]"
    blocks.append(maker.function("main", params, result, rng.randint(3, 9), bool(same)))
    if any(name in block for block in blocks for name in ("Own", "Other")):
        blocks.insert(0, statements.CLASSES)
    text = ast.unparse(ast.parse("\n".join(blocks)))  # the makers put brackets around everything
    return Program(seed, text + "\n", "main", args, same, frozenset(tags))


def coverage(programs: Iterable[Program]) -> Counter[str]:
    """How many times each construct occurs, and how many programs have each tag."""
    made = list(programs)
    return count(p.text for p in made) + Counter(f"tag {tag}" for p in made for tag in p.tags)
