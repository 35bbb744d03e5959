"""What a proposal may not change: a hash over the closed part, and a count of what must stay."""

from __future__ import annotations

import ast
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from toolkit.proposers.edits.module import (
    IMPORTABLE,
    Module,
    SpecTouched,
    dump,
    is_assert,
    is_our_import,
    parse,
    prefix,
)


def clause_is_open(clause: str, opened: frozenset[str]) -> bool:
    if clause == "decreases":
        return "measure" in opened
    return bool(clause) and (clause in opened or "contract" in opened)


def lock(text: str, function: str, opened: Iterable[str]) -> str:
    """sha256 (hex) over all of the module that `opened` leaves closed. Raises EditRefused."""
    opened = frozenset(opened)
    tree = parse(text)
    module = Module.of(tree, function)
    node = module.node
    free = {hint for hint, kind in (("invariant", "invariants"), ("decreases", "measure")) if kind in opened}
    for loop in module.loops():
        first = module.leading(loop)
        loop.body[:first] = [s for s in loop.body[:first] if module.hint(s) not in free]
    node.decorator_list = [d for d in node.decorator_list if not clause_is_open(module.clause(d), opened)]
    if "body" in opened:
        node.body = prefix(node)
    for item in list(tree.body):
        # Names that an edit may import are not part of the lock; `check` sees that none of them is lost.
        if isinstance(item, ast.ImportFrom) and is_our_import(item):
            item.names = [a for a in item.names if a.asname or a.name not in IMPORTABLE]
            if not item.names:
                tree.body.remove(item)
    return hashlib.sha256(dump(tree).encode("utf-8", "surrogatepass")).hexdigest()


def check(before: str, after: str, function: str, opened: Iterable[str]) -> None:
    """Raises SpecTouched unless `after` is `before` with only open parts changed and no clause, invariant or assert
    of the person's lost (invariants may go with `existing-invariants`, asserts with `asserts`)."""
    opened = frozenset(opened)
    if lock(before, function, opened) != lock(after, function, opened):
        raise SpecTouched(f"something else changed than what is open in {function}: {', '.join(sorted(opened)) or '-'}")
    old, new = (Module.of(parse(t), function) for t in (before, after))
    rest = iter([dump(d) for d in new.node.decorator_list])
    if not all(any(dump(d) == r for r in rest) for d in old.node.decorator_list):
        raise SpecTouched(f"a decorator of {function} was changed, moved or lost")
    if "existing-invariants" not in opened and _placed(old, old.hint) - _placed(new, new.hint):
        raise SpecTouched(f"an invariant or a measure that {function} had was changed, moved or lost")
    if "asserts" not in opened and _placed(old, is_assert) != _placed(new, is_assert):
        raise SpecTouched(f"an assert of {function} was added, changed, moved or lost")
    if missing := set(old.ours) - set(new.ours):
        raise SpecTouched(f"{min(missing)} is no longer toolkit's")


def _placed(module: Module, wanted: Callable[[ast.AST], object]) -> Counter[tuple[str, ...]]:
    """Statements with the kinds of the blocks around them: one that moved under an `if` is another one."""
    found: Counter[tuple[str, ...]] = Counter()

    def walk(stmts: Sequence[ast.AST], path: tuple[str, ...]) -> None:
        for stmt in stmts:
            if wanted(stmt):
                found[(*path, dump(stmt))] += 1
            for block in ("body", "orelse", "finalbody", "handlers", "cases"):
                if isinstance(inner := getattr(stmt, block, None), list):
                    walk(inner, (*path, f"{type(stmt).__name__}.{block}"))

    walk(module.node.body, ())
    return found
