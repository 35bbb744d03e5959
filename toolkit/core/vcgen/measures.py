"""Measures: why loops and recursion end. Those that nobody wrote are guessed, and each guess is a goal of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from toolkit.core import terms as T
from toolkit.core.ir import INT, Break, Call, Clause, Expr, Function, If, Loop, Return, Sort, statements
from toolkit.core.terms import Term
from toolkit.core.vcgen import words
from toolkit.core.vcgen.state import State

if TYPE_CHECKING:
    from toolkit.core.vcgen import Generator

_GUESSES = 8  # of one loop
# operators that never raise
_TOTAL = frozenset({"var", "const", "proj", "add", "sub", "mul", "neg", "len", "int", "min2", "max2", "abs", "slice", "treesize"})


def of_loop(g: Generator, stmt: Loop, s: State) -> dict[str, tuple[Clause, ...]]:
    """The measures to try, by name: the written one, or guesses from the condition. Empty: none, or none needed."""
    if stmt.bounded or g.function.partial:
        return {"": stmt.measure} if stmt.measure and not stmt.bounded else {}
    if stmt.measure:
        return {"": stmt.measure}
    guesses: dict[str, tuple[Clause, ...]] = {}
    for e in _differences(stmt):
        names = {x.data for x in e.walk() if x.op == "var"}
        if all(n in s.env and "bound:" + n not in s.env for n in names) and all(map(_total, e.walk())):
            text = words.show(e)
            guesses.setdefault(text, (Clause(e, text, stmt.span),))
    return guesses


def show(g: Generator, stmt: Loop, group: str, key: str, before: list[Term], now: list[Term], s: State) -> None:
    """One iteration makes the measure smaller: the written one, or (`key`) a guess of the group."""
    line = stmt.span.line
    span = stmt.measure[0].span if stmt.measure else stmt.span
    text = ", ".join(c.text for c in stmt.measure) or key
    if key:
        g.goal("measure", s, _decreases(before, now), span, f"the loop of line {line} ends: {text} gets smaller and "
               "is never negative", text, group=group, alternative=key)  # fmt: skip
    else:
        g.goal("measure", s, _decreases(before, now), span, f"the measure of the loop in line {line} gets smaller and "
               "is never negative", text)  # fmt: skip


def recursion(g: Generator, c: Call, callee: Function, pre: dict[str, Term], s: State) -> None:
    """The measure gets smaller at a (mutually) recursive call."""
    f = g.function
    if f.partial:
        return
    entry = s.at_entry
    if f.measure and callee.measure:
        before = [g.encoder.value(m.expr, entry, s.facts, []) for m in f.measure]
        now = [g.encoder.value(m.expr, pre, s.facts, []) for m in callee.measure]
        g.goal("measure", s, _decreases(before, now), c.span, "the measure gets smaller at this recursive call and is "
               "never negative", ", ".join(m.text for m in f.measure))  # fmt: skip
        return
    guesses = _parameter_measures(f) if callee.name == f.name and not f.measure else {}
    for key, e in guesses.items():
        before = [g.encoder.value(e, entry, s.facts, [])]
        now = [g.encoder.value(e, pre, s.facts, [])]
        g.goal("measure", s, _decreases(before, now), c.span, f"the recursion ends: {key} gets smaller and is never "
               "negative", key, group="recursion", alternative=key)  # fmt: skip
    if not guesses:
        g.goal("measure", s, T.FALSE, c.span, "the recursion ends", "")


def _decreases(before: Sequence[Term], now: Sequence[Term]) -> Term:
    """`now` is below `before` lexicographically, in a component that is not negative before."""
    result = T.FALSE
    for b, n in reversed(list(zip(before, now))):
        result = T.disj(T.conj(T.ge0(b), T.lt(n, b)), T.conj(T.same(n, b), result))
    return result


def _differences(stmt: Loop) -> list[Expr]:
    """Candidate measures of a loop: differences of what its conditions compare."""
    parts = [*_compared(stmt.cond, False)]
    found = list(parts)
    trees = {x.data: x for x in stmt.cond.walk() if x.op == "var" and _is_tree(x.sort)}
    found += [Expr("treesize", (x,), INT, x.span) for x in trees.values()]
    if len(parts) == 2 and stmt.cond.op == "ne":
        found.append(Expr("abs", (parts[0],), INT, stmt.span))
    if len(parts) == 2:
        found.append(Expr("add", tuple(parts), INT, stmt.span))
    for s in statements(stmt.body):
        if isinstance(s, If) and any(isinstance(x, (Break, Return)) for x in (*s.then, *s.orelse)):
            found += _compared(s.cond, True)
    return found[:_GUESSES]


def _compared(e: Expr, both: bool) -> Iterator[Expr]:
    """How far apart is what a condition compares: while it holds; with `both`, also while it does not."""
    if e.op in ("and", "or", "not"):
        for a in e.args:
            yield from _compared(a, both or e.op == "not")
    elif e.op in ("lt", "le", "gt", "ge", "ne", "eq") and e.args[0].sort == INT:
        a, b = e.args
        both = both or e.op in ("ne", "eq")
        if e.op in ("lt", "le") or both:
            yield _minus(b, a, e.op == "le")
        if e.op in ("gt", "ge") or both:
            yield _minus(a, b, e.op == "ge")


def _minus(a: Expr, b: Expr, one_more: bool) -> Expr:
    difference = a if b.op == "const" and b.data == 0 else Expr("sub", (a, b), INT, a.span)
    return Expr("add", (difference, Expr("const", (), INT, a.span, 1)), INT, a.span) if one_more else difference


def _total(e: Expr) -> bool:
    """Never raises, whatever its operands are."""
    by_constant = e.op in ("floordiv", "mod") and e.args[1].op == "const" and e.args[1].data != 0
    return e.op in _TOTAL or by_constant


def _is_tree(s: Sort) -> bool:
    """An instance that may hold instances of its own class, or None."""
    return s.name == "Rec" or s.name == "Union" and [m.name for m in s.args] == ["None", "Rec"]


def _parameter_measures(f: Function) -> dict[str, Expr]:
    """Candidate measures of a recursive function, by how they are called: sizes of parameters, and differences of these."""
    found: dict[str, Expr] = {}
    ints = [p for p in f.params if p.sort == INT]
    for p in f.params:
        v = Expr("var", (), p.sort, f.span, p.name)
        if p.sort == INT:
            found[p.name] = v
        elif p.sort.name in ("List", "Seq", "Str"):
            found[f"len({p.name})"] = Expr("len", (v,), INT, f.span)
        elif _is_tree(p.sort):
            found[f"the size of {p.name}"] = Expr("treesize", (v,), INT, f.span)
    for p in f.params:
        for q in ints:
            if p.sort.name in ("List", "Seq", "Str"):
                v, w = (Expr("var", (), x.sort, f.span, x.name) for x in (p, q))
                found[f"len({p.name}) - {q.name}"] = Expr("sub", (Expr("len", (v,), INT, f.span), w), INT, f.span)
    for p in ints:
        for q in ints:
            if p is not q and len(ints) <= 3:
                a, b = (Expr("var", (), INT, f.span, x.name) for x in (p, q))
                found[f"{p.name} - {q.name}"] = Expr("sub", (a, b), INT, f.span)
    return found
