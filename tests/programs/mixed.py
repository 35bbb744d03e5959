"""Random programs of one to three functions over ints, bools, text, tuples and lists, with all statements.

Loops run over what their bodies cannot make longer, recursion counts down; programs stay small because inside loops lists grow by
single elements and products are reduced. Most return normally; the others really raise (index, division, assertion, ValueError)."""

from __future__ import annotations

import ast
import random
from typing import Any

from programs import statements
from programs.expressions import ELEMENT, INTS, ROWS, STATE_TYPES, VALUE_TYPES, Helper, value
from programs.made import Program


def program(seed: int) -> Program:
    """The program of this seed: one to three functions, the last one is to be called."""
    rng = random.Random(seed)
    tags: set[str] = set()
    helpers: list[Helper] = []
    blocks = ["import re", "from functools import reduce", "from itertools import accumulate, chain, dropwhile, islice, takewhile"]
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
