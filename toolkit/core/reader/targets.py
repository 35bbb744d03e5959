"""What is assigned to and deleted beyond single names and items: unpacking, slices, del."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, BOOL, INT, NONE, STR, Expr, If, Raise, Sort, Unbind, Update, list_of
from toolkit.core.reader import maps, places, tables, unions
from toolkit.core.reader.types import join

if TYPE_CHECKING:
    from toolkit.core.reader.statements import Body


def unpack(b: Body, target: ast.Tuple | ast.List, value: Expr, node: ast.AST) -> None:
    """a, b = value; a, *rest, z = value. Every item is read before the first one is stored."""
    n, span = len(target.elts), value.span
    star = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)), None)
    if value.sort == ANY and not b.final:
        return
    value = unions.operand(b, value, node)
    if value.sort.name == "Seq":
        value = Expr("tolist", (value,), list_of(value.sort.args[0]), span)
    if value.sort.name == "Tuple":
        width = len(value.sort.args)
        if width != n and (star is None or width < n - 1):
            b.reject("unpack-length", target, f"{n} targets for {width} values")
        items = [
            value.args[i] if value.op == "tuple" else Expr("proj", (value,), s, span, i)
            for i, s in enumerate(value.sort.args)
        ]
        if star is not None:
            end = star + width - n + 1
            sort = ANY
            for x in items[star:end]:
                joined = join(sort, x.sort)
                if joined is None:
                    b.reject("type-mismatch", target, "a starred target gets items of different types")
                sort = joined
            rest = tuple(b.coerce(x, sort, node) for x in items[star:end])
            items[star:end] = [Expr("list", rest, list_of(sort), span)]
    elif value.sort.name in ("List", "Str"):
        items = _of_sequence(b, value, n, star)
    else:
        b.reject("unsupported-target", target, f"cannot unpack {value.sort} values", "index it")
    kept = [b.keep(x) for x in items]
    for t, item in zip(target.elts, kept):
        b.store(t.value if isinstance(t, ast.Starred) else t, item, node)


def swap(b: Body, node: ast.Assign) -> bool:
    """`xs[i], xs[j] = xs[j], xs[i]` of objects, as one change: what was in the list once is in it once. False for others."""
    target, value = node.targets[0], node.value
    if len(node.targets) > 1 or not (isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)):
        return False
    pair = [p for p in (*target.elts, *value.elts) if isinstance(p, ast.Subscript) and not isinstance(p.slice, ast.Slice)]
    if len(pair) < 4 or len(target.elts) != 2 or len({ast.unparse(p.value) for p in pair}) > 1:
        return False
    texts = [ast.unparse(p.slice) for p in pair]
    whole = pair[0].value
    plain = isinstance(whole, ast.Name) or isinstance(whole, ast.Attribute) and isinstance(whole.value, ast.Name)
    if texts[:2] != texts[:1:-1] or not plain or any(isinstance(n, (ast.Call, ast.NamedExpr)) for p in pair for n in ast.walk(p)):
        return False
    place = places.place(b, whole)
    if place is None or place[2].name != "List" or not place[2].args[0].mutable:
        return False
    root, path, sort = place
    i, j = b.several([lambda: b.expr(pair[2].slice, INT), lambda: b.expr(pair[3].slice, INT)])
    b.emit(Update(b.span(node), root, path, "swap", (i, j), sort))
    return True


def _of_sequence(b: Body, value: Expr, n: int, star: int | None) -> list[Expr]:
    """The parts of a list or string; a wrong length raises ValueError."""
    span, whole = value.span, b.keep(value)

    def num(i: int) -> Expr:
        return Expr("const", (), INT, span, i)

    seq = whole if value.sort.name == "List" else Expr("chars", (whole,), list_of(STR), span)
    size = Expr("len", (seq,), INT, span)
    fits = Expr("eq" if star is None else "ge", (size, num(n if star is None else n - 1)), BOOL, span)
    b.emit(If(span, fits, (), (Raise(span, "ValueError"),)))
    element = b.element(seq.sort)
    if star is None:
        return [Expr("at", (seq, num(i)), element, span) for i in range(n)]
    after = n - 1 - star
    end = Expr("sub", (size, num(after)), INT, span)
    middle = Expr("slice", (whole, num(star), end), whole.sort, span, (True, True, False))
    if whole.sort == STR:
        middle = Expr("tolist", (Expr("chars", (middle,), seq.sort, span),), seq.sort, span)
    last = [Expr("at", (seq, Expr("sub", (size, num(after - i)), INT, span)), element, span) for i in range(after)]
    return [*(Expr("at", (seq, num(i)), element, span) for i in range(star)), middle, *last]


def set_slice(b: Body, target: ast.Subscript, value: Expr | None, node: ast.AST) -> None:
    """xs[low:high] = value, with None: del xs[low:high]."""
    cut = target.slice
    assert isinstance(cut, ast.Slice)
    if cut.step is not None:
        b.reject("unsupported-target", target, "a slice with a step cannot be changed")
    if value is not None:
        value = b.keep(value)
        if value.sort == STR:
            value = Expr("chars", (value,), list_of(STR), value.span)
        elif value.sort.name == "Tuple" and len(set(value.sort.args)) == 1:
            parts = tuple(Expr("proj", (value,), s, value.span, i) for i, s in enumerate(value.sort.args))
            value = Expr("list", parts, list_of(value.sort.args[0]), value.span)
        elif value.sort.name not in ("List", "Any"):
            b.reject("type-mismatch", node, f"a slice cannot be assigned from {value.sort}")
    place = places.place(b, target.value)
    if place is None or place[2].name not in ("List", "Any"):
        b.reject("unsupported-target", target, "only slices of a list that a name leads to can be changed")
    root, path, sort = place
    mark = len(b.block)
    bounds = [p for p in (cut.lower, cut.upper) if p is not None]
    found = b.several([lambda p=p: b.expr(p, INT) for p in bounds])  # type: ignore[misc]
    places.between(b, mark, root, path, target)
    none = Expr("const", (), NONE, b.span(target), None)
    low, high = (found.pop(0) if p is not None else none for p in (cut.lower, cut.upper))
    element = sort.args[0] if sort.args else ANY
    given = value.sort.args[0] if value is not None and value.sort.args else ANY
    joined = join(element, given)
    if joined is None or element not in (ANY, joined):
        b.reject("type-mismatch", node, f"{sort} cannot hold {given}")
    changed = list_of(joined)
    seq = Expr("list", (), changed, b.span(target)) if value is None else b.coerce(value, changed, node)
    places.refine(b, root, path, changed)
    b.emit(Update(b.span(target), root, path, "setslice", (low, high, seq), changed))


def repeat(b: Body, root: str, sort: Sort, node: ast.AugAssign) -> None:
    """xs *= n, in place."""
    span = b.span(node)
    mark = len(b.block)
    times = b.expr(node.value, INT)
    places.between(b, mark, root, (), node)
    none = Expr("const", (), NONE, span, None)
    b.emit(Update(span, root, (), "setslice", (none, none, Expr("repeat", (b.var(root, span), times), sort, span)), sort))


def _delete(b: Body, node: ast.Delete) -> None:
    for t in node.targets:
        _remove(b, t)


def _remove(b: Body, t: ast.expr) -> None:
    if isinstance(t, (ast.Tuple, ast.List)):
        for part in t.elts:
            _remove(b, part)
    elif isinstance(t, ast.Name):
        if t.id in b.tracks or b.holds_exception(t.id):
            b.reject("unsupported-target", t, f"{t.id} cannot be deleted")
        b.sorts.setdefault(t.id, ANY)
        b.emit(Unbind(b.span(t), t.id))
    elif isinstance(t, ast.Subscript) and isinstance(t.slice, ast.Slice):
        set_slice(b, t, None, t)
    elif isinstance(t, ast.Subscript):
        place = places.place(b, t.value)
        if place is not None and place[2].name == "Dict":
            maps.delete(b, t, place)
            return
        if place is None or place[2].name not in ("List", "Any"):
            b.reject("unsupported-target", t, "only items of a list or dict that a name leads to can be deleted")
        root, path, sort = place
        mark = len(b.block)
        index = b.expr(t.slice, INT)
        places.between(b, mark, root, path, t)
        b.emit(Update(b.span(t), root, path, "pop", (index,), sort))
    else:
        b.reject("unsupported-target", t, "this cannot be deleted")


tables.STATEMENTS["Delete"] = _delete
