"""Edits to a module's text: vetted before, placed mechanically, compared after.

    apply(text, edits, opened) -> str        the new module text; raises EditRefused
    lock(text, function, opened) -> str      sha256 over everything that `opened` (see `asks.OPENABLE`) leaves closed
    check(before, after, function, opened)   raises SpecTouched unless only what was open changed and nothing was lost

Everything here is decided on syntax trees. What goes in was parsed, held against allow-lists and (but for bodies)
printed again, so no newline, comment or look-alike character of a proposal reaches the file; what comes out is parsed
and must equal the tree before plus exactly the nodes asked for, and its lock must not have moved. `EditRefused.id` is
kebab-case; `SpecTouched` is the one for a closed part. This is a fence around proposers, not the judge: the text still
goes through the reader and the engines. Rooms: `module` (what stands there), `locking`, `vetting`, `placing`.
"""

from __future__ import annotations

import ast
import copy
import io
import tokenize
from collections.abc import Callable, Iterable, Sequence

from toolkit.proposers.asks import AddClause, AddInvariant, AddMeasure, Edit, ReplaceBody
from toolkit.proposers.edits import placing, vetting
from toolkit.proposers.edits.locking import check, clause_is_open, lock
from toolkit.proposers.edits.module import (
    CLAUSES,
    HINTS,
    EditRefused,
    Loop,
    Module,
    Node,
    SpecTouched,
    dump,
    find,
    parse,
    prefix,
    scope,
)

__all__ = ["EditRefused", "SpecTouched", "apply", "check", "lock"]

Grow = Callable[[ast.Module, Node], None]


def apply(text: str, edits: Iterable[Edit], opened: Iterable[str]) -> str:
    """The module's text with the edits in it; all of them concern one function, their lines are those of `text`.
    Edits that say what is there already change nothing. Raises EditRefused, SpecTouched where a closed part would
    change."""
    try:
        return _apply(text, tuple(edits), frozenset(opened))
    except RecursionError:
        raise EditRefused("too-deep", "the code is nested too deeply") from None


def _apply(text: str, edits: tuple[Edit, ...], opened: frozenset[str]) -> str:
    if not edits:
        return text
    if len({e.function for e in edits}) > 1:
        raise EditRefused("more-than-one-function", "edits of one proposal concern one function")
    module = Module.of(parse(text), edits[0].function)
    bodies = [e for e in edits if isinstance(e, ReplaceBody)]
    if len(bodies) > 1 or (bodies and any(isinstance(e, AddInvariant | AddMeasure) for e in edits)):
        raise EditRefused("edits-clash", "a new body goes with clauses only")
    for edit in edits:
        _require_open(edit, opened)
    spec = vetting.spec_vet(module)
    body = vetting.body(spec, bodies[0].body, _comments(text)) if bodies else None
    try:
        after = _placed(text, spec, edits, body)
    except EditRefused as error:
        if body is None or error.id != "could-not-place":
            raise
        # The proposal's own layout does not survive indentation (a string over several lines): print it afresh.
        after = _placed(text, spec, edits, (body[0], "\n".join(ast.unparse(s) for s in body[0])))
    check(text, after, edits[0].function, opened)
    return after


def _comments(text: str) -> frozenset[str]:
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        return frozenset(t.string for t in tokens if t.type == tokenize.COMMENT)
    except (tokenize.TokenError, SyntaxError):
        return frozenset()


def _require_open(edit: Edit, opened: frozenset[str]) -> None:
    if isinstance(edit, AddClause):
        if edit.decorator not in CLAUSES:
            raise EditRefused("not-a-clause", f"no decorator {edit.decorator}")
        is_open, what = clause_is_open(edit.decorator, opened), f"a {edit.decorator} clause"
    else:
        kind = {AddInvariant: "invariants", AddMeasure: "measure", ReplaceBody: "body"}[type(edit)]
        is_open, what = kind in opened, kind
    if not is_open:
        raise SpecTouched(f"{what} of {edit.function} is not open")


class _Names:
    """Under which names toolkit's functions go in this module, and which are still to be imported."""

    def __init__(self, module: Module) -> None:
        self.module, self.missing = module, list[str]()

    def call(self, name: str, args: list[ast.expr]) -> ast.Call:
        return ast.Call(ast.Name(self.local(name), ast.Load()), args, [])

    def local(self, name: str) -> str:
        for local, ours in self.module.ours.items():
            if ours == name:
                return local
        if name in self.module.taken or "*" in self.module.ours:
            raise EditRefused("name-taken", f"{name} means something else in this module, or may")
        if name not in self.missing:
            self.missing.append(name)
        return name


def _placed(text: str, spec: vetting.Vet, edits: Sequence[Edit], body: tuple[list[ast.stmt], str] | None) -> str:
    module, t = spec.module, placing.Text.of(text)
    names = _Names(module)
    into, over = _nodes(spec, edits, names)
    changes: list[placing.Change] = []
    expected: list[Grow] = []
    for key, hints in into.items():
        change, index = placing.into_loop(t, module, module.loops()[key], [placing.printed(h) for h in hints])
        changes.append(change)
        expected.append(_in_loop(key, index, hints))
    if over:
        change, at = placing.over_function(t, module, ["@" + placing.printed(c) for c in over])
        changes.append(change)
        expected.append(lambda _, f: f.decorator_list.__setitem__(slice(at, at), over))
    if body is not None:
        stmts, source = body
        used = {n.id for s in stmts for n in ast.walk(s) if isinstance(n, ast.Name)}
        for name in sorted((used & (HINTS | {"track"})) - module.taken - set(module.ours)):
            if "*" in module.ours:
                continue
            names.missing += [name] * (name not in names.missing)
        changes.append(placing.instead_of_body(t, module, source))
        expected.append(lambda _, f: setattr(f, "body", [*prefix(module.node), *stmts]))
    if not changes:
        return text
    if names.missing:
        change, grow = placing.imports(t, module, names.missing)
        changes.append(change)
        expected.append(lambda m, _: grow(m))
    return _changed(t, module, changes, expected)


def _nodes(spec: vetting.Vet, edits: Sequence[Edit], names: _Names) -> tuple[dict[int, list[ast.Expr]], list[ast.Call]]:
    """New statements by loop (its number in the function), and new decorators; without those that are there."""
    module = spec.module
    into: dict[int, list[ast.Expr]] = {}
    over: list[ast.Call] = []
    loops = module.loops()
    there_already: dict[int, set[str]] = {}  # by loop: what its hints are
    by_line = {loop.lineno: k for k, loop in enumerate(loops)}
    for edit in edits:
        if isinstance(edit, ReplaceBody):
            continue
        if isinstance(edit, AddClause) or (isinstance(edit, AddMeasure) and edit.loop_line is None):
            decorator = edit.decorator if isinstance(edit, AddClause) else "decreases"
            source = edit.text if isinstance(edit, AddClause) else _lambda(module, edit.expression)
            call = names.call(decorator, vetting.clause(spec, decorator, source))
            there = [*module.node.decorator_list, *over]
            if dump(call) in map(dump, there):
                continue
            if decorator == "decreases" and any(module.clause(d) == decorator or _is_call_of(d, call) for d in there):
                raise EditRefused("measure-exists", "the function has a measure already")
            over.append(call)
            continue
        measure = isinstance(edit, AddMeasure)
        if (key := by_line.get(edit.loop_line or 0)) is None:
            raise EditRefused("loop-not-found", f"no loop of {edit.function} starts at line {edit.loop_line}")
        if measure and isinstance(loops[key], ast.For):
            raise EditRefused("measure-not-needed", "a for loop ends by itself")
        node = vetting.condition(spec, edit.expression, measure=measure)
        call = names.call("decreases" if measure else "invariant", [node])
        hint = ast.Expr(call)
        written = loops[key].body[: module.leading(loops[key])]
        known = there_already.setdefault(key, set(map(dump, written)))
        if (said := dump(hint)) in known:
            continue
        present = [*written, *into.get(key, [])]
        if measure and any(module.hint(s) == "decreases" or _is_call_of(s.value, call) for s in present):  # type: ignore[attr-defined]
            raise EditRefused("measure-exists", "the loop has a measure already")
        known.add(said)
        into.setdefault(key, []).append(hint)
    return into, over


def _is_call_of(node: ast.AST, call: ast.Call) -> bool:
    return isinstance(node, ast.Call) and dump(node.func) == dump(call.func)


def _lambda(module: Module, measure: str) -> str:
    node = vetting.expression(measure, module)
    free = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    a = module.node.args
    return f"lambda {', '.join(x.arg for x in (*a.posonlyargs, *a.args, *a.kwonlyargs) if x.arg in free)}: {measure}"


def _in_loop(key: int, index: int, hints: list[ast.Expr]) -> Grow:
    def grow(_: ast.Module, f: Node) -> None:
        [n for n in scope(f.body) if isinstance(n, Loop)][key].body[index:index] = hints

    return grow


def _changed(t: placing.Text, module: Module, changes: Sequence[placing.Change], expected: Sequence[Grow]) -> str:
    """The new text, held against the tree that was meant. Text in odd shapes is refused, never mangled."""
    after = t.text
    for start, end, new in sorted(changes, key=lambda c: c[0], reverse=True):
        after = after[:start] + new + after[end:]
    meant = copy.deepcopy(module.tree)
    function = find(meant, module.function)
    for grow in expected:
        grow(meant, function)
    if dump(parse(after, "could-not-place")) != dump(meant):
        raise EditRefused("could-not-place", "the text around the place is laid out in a way that edits do not handle")
    return after
