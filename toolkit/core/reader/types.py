"""Annotations and the sorts they stand for."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import attrs

from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, NONE, STR, Sort, list_of, seq_of, tuple_of, union_of
from toolkit.core.source import Rejected, Span

_GENERIC = {"dict": ("Dict", 2), "set": ("Set", 1), "frozenset": ("FrozenSet", 1)}
_PLAIN = {"int": INT, "float": FLOAT, "bool": BOOL, "str": STR, "bytes": BYTES, "None": NONE}


def read_annotation(node: ast.expr, file: str) -> Sort:
    """The sort of an annotation: int, float, bool, str, None, list[T], tuple[T, U], tuple[T, ...] and the others.

    Raises `Rejected` (`unsupported-type`) for everything else."""
    span = Span.of(node, file)
    if isinstance(node, ast.Constant):
        if isinstance(node.value, Sort):  # a class or an alias, put there by who knows the module's names
            return node.value
        if node.value is None:
            return NONE
        if isinstance(node.value, str):
            try:
                return read_annotation(ast.parse(node.value, mode="eval").body, file)
            except SyntaxError:
                raise Rejected("unsupported-type", span, f"cannot read the annotation {node.value!r}") from None
    if isinstance(node, ast.Name) and node.id in _PLAIN:
        return _PLAIN[node.id]
    if isinstance(node, ast.Attribute):  # typing.List
        node = ast.copy_location(ast.Name(node.attr), node)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _union([node.left, node.right], node, file)
    if isinstance(node, ast.Subscript):
        head = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
        if head in ("list", "List"):
            return list_of(read_annotation(node.slice, file))
        if head == "Literal":
            values = arguments(node)
            kinds = {type(v.value) if isinstance(v, ast.Constant) else None for v in values}
            if len(kinds) == 1 and (sort := {int: INT, bool: BOOL, str: STR}.get(kinds.pop() or object)) is not None:
                return sort
            raise Rejected("unsupported-type", span, "Literal of values that are not all ints, bools or strings")
        if head == "Optional":
            return _union([node.slice, ast.copy_location(ast.Constant(None), node)], node, file)
        if head == "Union":
            return _union(arguments(node), node, file)
        if head.lower() in _GENERIC:
            name, n = _GENERIC[head.lower()]
            args = arguments(node)
            if len(args) != n:
                raise Rejected("unsupported-type", span, f"{head} with {len(args)} item types")
            sort = Sort(name, tuple(read_annotation(a, file) for a in args))
            check_key(sort.args[0], span, opaque=True)
            return sort
        if head in ("tuple", "Tuple"):
            items = arguments(node)
            if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is Ellipsis:
                element = read_annotation(items[0], file)
                if element.mutable:
                    raise Rejected("unsupported-type", span, f"a tuple of any number of {element} is not supported",
                                   "what can change may stand in a list, or in a tuple whose items are all named")  # fmt: skip
                return seq_of(element)
            return tuple_of(*(read_annotation(i, file) for i in items))
    if isinstance(node, ast.Name) and node.id in ("list", "List", "tuple", "Tuple", "dict", "Dict", "set", "Set", "frozenset"):
        raise Rejected("unsupported-type", span, f"{node.id} without item types", f"write {node.id.lower()}[int], say")
    if isinstance(node, ast.Name) and node.id in ("Sequence", "Iterable", "Collection", "Mapping"):
        raise Rejected("unsupported-type", span, f"{node.id} without item types", f"write {node.id}[int], say")
    text = ast.unparse(node)
    hint = "int, float, bool, str, list[T], tuple[T, U], dict[K, V], set[T] and unions of them are supported"
    if text.split("[")[0].split(".")[-1] in ("Iterator", "Generator", "Iterable"):
        hint = "a function with yield may return it; otherwise return and take list[T] or tuple[T, ...]"
    if text.split("[")[0].split(".")[-1] == "OrderedDict":
        hint = "a dict keeps the order, too: del d[k]; d[k] = v moves to the end, next(iter(d)) is the oldest key"
    if text.split("[")[0].split(".")[-1] == "Callable":
        hint = ("any callable may raise, change things or answer differently each time: take an object of a Protocol, whose method "
                "has a contract")  # fmt: skip
    raise Rejected("unsupported-type", span, f"the type {text} is not supported", hint)


def article(s: Sort) -> str:
    """A value of the sort, in words: an int, a list[int], None."""
    return ("an " if str(s)[0] in "aeiou" else "a ") + str(s) if s != NONE else "None"


def arguments(node: ast.Subscript) -> list[ast.expr]:
    """What stands in the brackets of an annotation: K and V of dict[K, V]."""
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _union(nodes: Sequence[ast.expr], node: ast.expr, file: str) -> Sort:
    sort = union_of(*(read_annotation(n, file) for n in nodes))
    if sort.name == "Union" and not _distinct(sort):
        raise Rejected("unsupported-type", Span.of(node, file), f"the members of {sort} cannot be told apart",
                       "numbers of two kinds, or two lists, in one union are not supported")  # fmt: skip
    return sort


def _distinct(union: Sort) -> bool:
    """True when the Python type of a value says of which member it is, and values of two members are never equal."""
    return len({_kind(m) for m in union.args}) == len(union.args)


def _kind(s: Sort) -> str:
    """What isinstance can find out of a value: C[int] and C[str] are one class."""
    if s.name == "Enum" and s.args:  # a member is also equal to what it is besides
        return _kind(s.args[0])
    return "number" if s.name in ("Int", "Bool", "Float") else "tuple" if s.name in ("Tuple", "Seq") else (
        "Set" if s.name == "FrozenSet" else s.label.partition("[")[0] or s.name)  # fmt: skip


def isdisjoint(a: Sort, b: Sort) -> bool:
    """True when no value of one is equal to one of the other."""
    return _kind(a) != _kind(b) and "Union" not in (a.name, b.name) and not {a.name, b.name} <= {"Tuple", "Seq"}


_KEYS = "int, bool, str, None, members of Enums, tuples of these and frozen dataclasses of these can"


def is_key(s: Sort) -> bool:
    """True when values of the sort can be keys of dicts and elements of sets here."""
    whole = s in (INT, BOOL, STR, NONE, ANY) or s.name in ("Enum", "Opaque")
    return whole or (s.name == "Tuple" or s.valued) and all(map(is_key, s.args))


def check_key(s: Sort, span: Span, opaque: bool = False) -> None:
    """Rejects what cannot be a key or the element of a set here: floats (NaN, -0.0), what Python does not hash, and, but with
    `opaque`, what may be any type. Raises `Rejected`: `unsupported-key`."""
    if not is_key(s) or s.holds_opaque and not opaque:
        raise Rejected("unsupported-key", span, f"{article(s)} cannot be a key or the element of a set here", _KEYS)


def join(a: Sort, b: Sort) -> Sort | None:
    """The sort that holds values of both: bool goes into int, an empty list into any list, None makes a union. None when
    there is none."""
    if a == b or b == ANY:
        return a
    if a == ANY:
        return b
    if {a, b} == {INT, BOOL}:
        return INT
    if NONE in (a, b) or "Union" in (a.name, b.name):
        return _joined_union(a, b) or _joined_union(b, a)
    if {a.name, b.name} == {"Tuple", "Seq"} and not (a.label or b.label):
        seq, fixed = (a, b) if a.name == "Seq" else (b, a)
        element: Sort | None = seq.args[0]
        for item in fixed.args:
            element = None if element is None else join(element, item)
        return seq if element == seq.args[0] else seq_of(element) if element is not None and seq.args[0] == ANY else None
    if a.name == b.name == "Tuple" and len(a.args) == len(b.args) and a.label != b.label:  # a NamedTuple is a tuple
        items = [join(x, y) for x, y in zip(a.args, b.args)]
        return None if None in items else Sort("Tuple", tuple(i for i in items if i is not None))
    if a.name == b.name and a.fields == b.fields and a.name != "Object" and len(a.args) == len(b.args) and a.args:
        # a list[bool] is one object: it cannot become a list[int]; only an unknown element may be refined
        parts = [(join if a.name == "Tuple" else _refine)(x, y) for x, y in zip(a.args, b.args)]
        return None if None in parts else attrs.evolve(a, args=tuple(p for p in parts if p is not None))
    return None


def _joined_union(a: Sort, b: Sort) -> Sort | None:
    """Where None or a union stands on one side: no new members come in but None."""
    if NONE in (a, b):
        return union_of(a, b)
    members: list[Sort] = list(a.args if a.name == "Union" else (a,))
    for m in b.args if b.name == "Union" else (b,):
        if m == NONE or m in members:
            members.append(m)
            continue
        joined = [(i, j) for i, x in enumerate(members) if x != NONE and (j := join(x, m)) is not None]
        if len(joined) != 1:
            return None
        members[joined[0][0]] = joined[0][1]
    union = union_of(*members)
    return union if union.name != "Union" or _distinct(union) else None


def is_ordered(s: Sort) -> bool:
    """True when `<` is a total order of this sort's values (not so for floats: NaN)."""
    return s in (INT, BOOL, STR, BYTES, ANY) or s.name in ("List", "Seq", "Tuple") and all(map(is_ordered, s.args))


def _refine(a: Sort, b: Sort) -> Sort | None:
    """Like join, but only Any may change."""
    if a == b or b == ANY:
        return a
    if a == ANY:
        return b
    if a.name == b.name and a.fields == b.fields and a.name not in ("Object", "Union") and len(a.args) == len(b.args) and a.args:
        parts = [_refine(x, y) for x, y in zip(a.args, b.args)]
        return None if None in parts else attrs.evolve(a, args=tuple(p for p in parts if p is not None))
    return None


def settle(s: Sort) -> Sort:
    """`s` with every unknown element decided: int (no element exists, so any choice is right)."""
    return INT if s == ANY else attrs.evolve(s, args=tuple(settle(a) for a in s.args))
