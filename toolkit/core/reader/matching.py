"""match -> if: a pattern is a condition without side effects and the names that it binds once it holds (before its guard)."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, INT, NONE, Assign, Block, Expr, If, list_of
from toolkit.core.reader import comparisons, tables, unions

if TYPE_CHECKING:
    from toolkit.core.reader.statements import Body

Names = list[tuple[str, Expr]]
_CLASSES = ("int", "bool", "str", "float", "bytes")


def _match(b: Body, node: ast.Match) -> None:
    subject = b.keep(b.expr(node.subject))
    _cases(b, node.cases, subject, node.subject.id if isinstance(node.subject, ast.Name) else "")


def _cases(b: Body, cases: Sequence[ast.match_case], subject: Expr, name: str) -> None:
    if not cases:
        return
    case, *rest = cases
    span = b.span(case.pattern)
    cond, names = _test(b, case.pattern, subject)
    if subject.sort == ANY and not b.final:
        names = [(n.name, subject) for n in ast.walk(case.pattern) if isinstance(n, (ast.MatchAs, ast.MatchStar)) and n.name]
    test = _as_test(case.pattern, name)

    def bound() -> None:
        for n, e in names:
            b.assign(n, e, case.pattern)

    def inner(first: bool, nodes: Sequence[ast.stmt]) -> Block:
        outer, b.block = b.block, []
        with unions.hinted(b, test, True):
            if first:
                bound()
            b.block.extend(b.statements(nodes))
        block, b.block = tuple(b.block), outer
        return block

    def others() -> Block:
        outer, b.block = b.block, []
        with unions.hinted(b, test if case.guard is None else ast.Constant(True), False):
            _cases(b, rest, subject, name)
        block, b.block = tuple(b.block), outer
        return block

    if case.guard is None:
        b.emit(If(span, cond, inner(True, case.body), others()))
        return
    flag = b.fresh("t", BOOL)
    b.emit(Assign(span, flag, Expr("const", (), BOOL, span, False)))
    outer, b.block = b.block, []
    with unions.hinted(b, test, True):
        bound()
        holds = b.condition(case.guard)
    block, b.block = (*b.block, Assign(span, flag, holds)), outer
    b.emit(If(span, cond, block, ()))
    b.emit(If(span, b.var(flag, span), inner(False, case.body), others()))


def _as_test(p: ast.pattern, name: str) -> ast.expr:
    """The pattern as a test of the name, where it says of which type it is (only a hint)."""
    x = ast.Name(name, ast.Load())
    if name and isinstance(p, ast.MatchClass):
        return ast.Call(ast.Name("isinstance", ast.Load()), [x, p.cls], [])
    if name and isinstance(p, ast.MatchSingleton) and p.value is None:
        return ast.Compare(x, [ast.Is()], [ast.Constant(None)])
    if isinstance(p, ast.MatchAs) and p.pattern is not None:
        return _as_test(p.pattern, name)
    return ast.Constant(True)


def _test(b: Body, p: ast.pattern, x: Expr) -> tuple[Expr, Names]:
    span = b.span(p)

    def truth(value: bool) -> Expr:
        return Expr("const", (), BOOL, span, value)

    if isinstance(p, ast.MatchAs):
        cond, names = (truth(True), []) if p.pattern is None else _test(b, p.pattern, x)
        return cond, [*names, (p.name, x)] if p.name else names
    if x.sort == ANY and not b.final:
        return truth(False), []
    b.known(x, span)
    if isinstance(p, ast.MatchValue):
        pure, b.pure = b.pure, True
        try:
            return comparisons.comparison(b, ast.Eq(), x, b.expr(p.value), p), []
        finally:
            b.pure = pure
    if isinstance(p, ast.MatchSingleton):
        if p.value is None:
            return unions.is_none(b, x, Expr("const", (), NONE, span, None)), []
        if x.sort == BOOL:
            return (x if p.value else Expr("not", (x,), BOOL, span)), []
        if x.sort == INT or x.sort.name == "Union":
            b.reject("unsupported-pattern", p, "whether this is a bool is not known", "compare in a guard: `case x if x == 1`")
        return truth(False), []
    if isinstance(p, ast.MatchOr):
        parts = [_test(b, q, x) for q in p.patterns]
        if any(names for _, names in parts):
            b.reject("unsupported-pattern", p, "alternatives that bind names are not supported", "write a case for each")
        return _joined("or", [c for c, _ in parts]), []
    if isinstance(p, ast.MatchSequence):
        return _sequence(b, p, x)
    if isinstance(p, ast.MatchClass) and isinstance(p.cls, (ast.Name, ast.Attribute)):
        return _class(b, p, ast.unparse(p.cls), x)
    b.reject("unsupported-pattern", p, "this pattern is not supported",
             "literals, names, sequences, alternatives and classes are; otherwise use if")  # fmt: skip


def _class(b: Body, p: ast.MatchClass, name: str, x: Expr) -> tuple[Expr, Names]:
    """`int()`, `str(s)`; for a class of the module its fields by name or, of a dataclass or NamedTuple, by place."""
    span = b.span(p)
    scope, b.scope = b.scope, {**b.scope, "$subject": x}
    subject: ast.expr = ast.copy_location(ast.Name("$subject", ast.Load()), p)
    call = ast.copy_location(ast.Call(ast.Name("isinstance", ast.Load()), [subject, p.cls], []), p)
    cond = tables.BUILTINS["isinstance"](b, call, None)
    b.scope = scope
    if cond.op == "after":  # the subject is there already
        cond = cond.args[1]
    if not p.patterns and not p.kwd_attrs:
        return cond, []
    if cond.op == "istag":
        if len(cond.data) != 1:
            b.reject("unsupported-pattern", p, "more than one type fits here", "name the type in an isinstance test")
        x = unions.unwrap(x, cond.data[0])
    elif cond.op != "const" or cond.data is not True:
        b.reject("type-mismatch", p, f"this is {x.sort}: the pattern never fits")
    found = b.class_named(p.cls)
    if found is None:
        if name not in _CLASSES or p.kwd_attrs or len(p.patterns) > 1:
            b.reject("unsupported-pattern", p, "attributes of this type are not supported in a pattern", "test them in a guard")
        inner, names = _test(b, p.patterns[0], x)
        return _joined("and", [cond, inner]), names
    places = [n for n, _, _ in found.fields] if found.kind in ("dataclass", "namedtuple") else []
    if len(p.patterns) > len(places):
        b.reject("unsupported-pattern", p, f"{name} takes {len(places)} patterns by place", "name the fields: C(x=0)")
    conds, bound = [cond], []
    for attr, q in zip((*places[: len(p.patterns)], *p.kwd_attrs), (*p.patterns, *p.kwd_patterns)):
        if attr not in x.sort.fields:
            b.reject("unsupported-pattern", p, f"{attr} is not a field of {name}", "test it in a guard")
        i = x.sort.fields.index(attr)
        inner, names = _test(b, q, Expr("proj", (x,), x.sort.part(i), span, i))
        conds.append(inner)
        bound += names
    return _joined("and", conds), bound


def _joined(op: str, parts: Sequence[Expr]) -> Expr:
    result = parts[-1]
    for c in reversed(parts[:-1]):
        result = c if result.op == "const" and result.data is (op == "and") else Expr(op, (c, result), BOOL, c.span)
    return result


def _sequence(b: Body, p: ast.MatchSequence, x: Expr) -> tuple[Expr, Names]:
    """A sequence pattern on a tuple (its length is known) or a list (a test of its length)."""
    span, n = b.span(p), len(p.patterns)
    star = next((i for i, q in enumerate(p.patterns) if isinstance(q, ast.MatchStar)), None)
    least = n if star is None else n - 1

    def num(i: int) -> Expr:
        return Expr("const", (), INT, span, i)

    if x.sort.name == "Seq":
        x = Expr("tolist", (x,), list_of(x.sort.args[0]), span)
    if x.sort.name == "Tuple":
        width = len(x.sort.args)
        if width != least and (star is None or width < least):
            return Expr("const", (), BOOL, span, False), []
        parts = [Expr("proj", (x,), s, span, i) for i, s in enumerate(x.sort.args)]
        if star is not None:
            rest = parts[star : star + width - least]
            if len({r.sort for r in rest}) > 1:
                b.reject("unsupported-pattern", p, "the starred part holds different types", "name every item")
            parts[star : star + width - least] = [Expr("list", tuple(rest), list_of(rest[0].sort if rest else ANY), span)]
        fits = Expr("const", (), BOOL, span, True)
    elif x.sort.name == "List":
        size, element = Expr("len", (x,), INT, span), b.element(x.sort)
        fits = Expr("eq" if star is None else "ge", (size, num(least)), BOOL, span)
        parts = [Expr("at", (x, num(i)), element, span) for i in range(n if star is None else star)]
        if star is not None:
            after = least - star
            end = Expr("sub", (size, num(after)), INT, span)
            parts.append(Expr("slice", (x, num(star), end), x.sort, span, (True, True, False)))
            parts += [Expr("at", (x, Expr("sub", (size, num(after - i)), INT, span)), element, span) for i in range(after)]
    elif x.sort.name in ("Int", "Bool", "Str", "None", "Float", "Bytes"):
        return Expr("const", (), BOOL, span, False), []
    else:
        b.reject("unsupported-pattern", p, f"a sequence pattern on {x.sort} is not supported", "use if")
    conds, names = [fits], []
    for q, part in zip(p.patterns, parts):
        if isinstance(q, ast.MatchStar):
            names += [(q.name, part)] if q.name else []
            continue
        cond, more = _test(b, q, part)
        conds.append(cond)
        names += more
    return _joined("and", conds), names


tables.STATEMENTS["Match"] = _match
