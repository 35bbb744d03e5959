"""The logic of theorems: simply typed terms with de Bruijn indices, as Lean 4 text writes them.

Integers are `Int`, truth values `Prop`, arrays functions from `Int`, lists `Spec.Seq` (a length and an array), tuples nested
`Prod`s. Everything else is a variable of the theorem. `instantiate` and `replace` reduce what Lean's kernel takes for equal by
computation (beta; a field of a pair that is written out), and nothing else, so that a node is the text of what Lean has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from toolkit.core.ir import BOOL, INT, Sort

_NONE: frozenset[Any] = frozenset()


class Node:
    """An immutable term. Heads:

    num(data: int), true, false, free(data: a name of the theorem), var(data: an identity that no text has; see `open_`),
    bound(data: de Bruijn index), call(data: a function of the theorem), op(data: a constant of Lean), add, sub, neg, mul, le,
    eq (not of truth values), iff, not, and, or, imp, all, ex, fun (data: the bound variable's sort), at (an array's item),
    seq(length, array), len, data, pair, item(data: (index, number of items)).
    """

    __slots__ = ("head", "args", "sort", "data", "loose", "vars", "binds", "quantified", "_hash")

    def __init__(self, head: str, args: tuple[Node, ...], sort: Sort, data: Any = None) -> None:
        self.head, self.args, self.sort, self.data = head, args, sort, data
        loose, names, binds, quantified = 0, _NONE, False, False
        for a in args:
            if a.loose > loose:
                loose = a.loose
            binds = binds or a.binds
            quantified = quantified or a.quantified
            if a.vars:
                names = names | a.vars if names else a.vars
        if head == "bound":
            loose = data + 1
        elif head in BINDERS:
            loose, binds, quantified = max(loose - 1, 0), True, quantified or head != "fun"
        elif head == "var":
            names = frozenset((self.data,))
        self.loose: int = loose  # bound variables of binders around it: their indices are below this
        self.vars: frozenset[Any] = names  # opened variables in it
        self.binds: bool = binds  # whether it has a binder
        self.quantified: bool = quantified  # and one that is no lambda
        self._hash = hash((head, args, sort.name, data))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Node) or self._hash != other._hash:
            return False
        return (
            self.head == other.head and self.data == other.data and self.sort == other.sort and self.args == other.args
        )

    def __repr__(self) -> str:
        return text(self)


BINDERS = frozenset(("all", "ex", "fun"))
TRUE, FALSE = Node("true", (), BOOL), Node("false", (), BOOL)


def num(n: int) -> Node:
    return Node("num", (), INT, n)


def le(a: Node, b: Node) -> Node:
    return Node("le", (a, b), BOOL)


def negation(a: Node) -> Node:
    return Node("not", (a,), BOOL)


def implication(a: Node, b: Node) -> Node:
    return Node("imp", (a, b), BOOL)


def both(*parts: Node) -> Node:
    """Their conjunction, nested to the right as Lean reads it; of none: True."""
    return _nested("and", parts, TRUE)


def either(*parts: Node) -> Node:
    return _nested("or", parts, FALSE)


def _nested(head: str, parts: tuple[Node, ...], empty: Node) -> Node:
    if not parts:
        return empty
    result = parts[-1]
    for p in reversed(parts[:-1]):
        result = Node(head, (p, result), BOOL)
    return result


def equal(a: Node, b: Node) -> Node:
    """Equality: of truth values, that they are equivalent."""
    return Node("iff" if a.sort == BOOL else "eq", (a, b), BOOL)


def item(a: Node, i: int) -> Node:
    """Item i of a tuple. A tuple of one item is that item, and one of none is the number 0."""
    n = len(a.sort.args)
    if n == 1:
        return a
    return a.args[i] if a.head == "pair" else Node("item", (a,), a.sort.args[i], (i, n))


def rebuild(t: Node, args: tuple[Node, ...]) -> Node:
    """t's head on other arguments, computed where a constructor meets its field or a function its argument."""
    if all(a is b for a, b in zip(args, t.args)):
        return t
    if t.head == "at" and args[0].head == "fun":
        return instantiate(args[0].args[0], args[1])
    if t.head == "item":
        return item(args[0], t.data[0])
    if t.head in ("len", "data") and args[0].head == "seq":
        return args[0].args[t.head == "data"]
    return Node(t.head, args, t.sort, t.data)


def at(a: Node, i: Node) -> Node:
    """a's item at i."""
    return instantiate(a.args[0], i) if a.head == "fun" else Node("at", (a, i), a.sort.args[0])


def instantiate(body: Node, value: Node) -> Node:
    """`body` of a binder with the bound variable replaced."""
    known: dict[tuple[Node, int], Node] = {}

    def go(t: Node, depth: int) -> Node:
        if t.loose <= depth:
            return t
        if t.head == "bound":  # t.data >= depth
            return _lifted(value, depth) if t.data == depth else Node("bound", (), t.sort, t.data - 1)
        key = (t, depth)
        if key not in known:
            inner = depth + (t.head in BINDERS)
            known[key] = rebuild(t, tuple(go(a, inner) for a in t.args))
        return known[key]

    return go(body, 0)


def _lifted(t: Node, by: int) -> Node:
    """`t`, put under `by` more binders."""

    def go(u: Node, depth: int) -> Node:
        if u.loose <= depth:
            return u
        if u.head == "bound":
            return Node("bound", (), u.sort, u.data + by)
        inner = depth + (u.head in BINDERS)
        return Node(u.head, tuple(go(a, inner) for a in u.args), u.sort, u.data)

    return go(t, 0) if by and t.loose else t


def replace(t: Node, values: Mapping[Any, Node]) -> Node:
    """`t` with opened variables replaced by closed terms."""
    known: dict[Node, Node] = {}

    def go(u: Node) -> Node:
        if not u.vars or not any(v in values for v in u.vars):
            return u
        if u.head == "var":
            return values[u.data]
        if u not in known:
            known[u] = rebuild(u, tuple(go(a) for a in u.args))
        return known[u]

    return go(t)


# --- text ---------------------------------------------------------------------------------------------------------


def sort_text(s: Sort, atomic: bool = True) -> str:
    """A sort as a type of Lean; `atomic`: in parentheses where it is more than a word."""
    if s == BOOL:
        return "Prop"
    if s == INT or s.name == "Tuple" and not s.args:
        return "Int"
    if s.name == "Float":
        return "Float64"
    if s.name == "Tuple" and len(s.args) == 1:
        return sort_text(s.args[0], atomic)
    if s.name == "Array":
        found = f"Int → {sort_text(s.args[0], False)}"
    elif s.name == "List":
        found = f"Spec.Seq {sort_text(s.args[0])}"
    elif s.name == "Tuple":
        found = f"Prod {sort_text(s.args[0])} {sort_text(Sort('Tuple', s.args[1:]))}"
    else:
        raise ValueError(f"no type for {s}")
    return f"({found})" if atomic else found


# head -> (Lean's text, its level, the level that each operand needs); from Lean's own notations
_INFIX: dict[str, tuple[str, int, tuple[int, int]]] = {
    "iff": ("↔", 20, (21, 21)),
    "imp": ("→", 25, (26, 25)),
    "or": ("∨", 30, (31, 30)),
    "and": ("∧", 35, (36, 35)),
    "eq": ("=", 50, (51, 51)),
    "le": ("≤", 50, (51, 51)),
    "add": ("+", 65, (65, 66)),
    "sub": ("-", 65, (65, 66)),
    "mul": ("*", 70, (70, 71)),
}
_WORD = 1024
ITE, STORE = "Spec.ite", "Spec.store"  # if-then-else by any proposition; an array with another item in one place


def text(t: Node, level: int = 0, depth: int = 0, names: Mapping[Node, str] | None = None) -> str:
    """`t` as Lean text that can stand where `level` is needed, under `depth` binders. `names` gives terms their names."""
    found, mine = _text(t, depth, names)
    return found if mine >= level else f"({found})"


def _text(t: Node, depth: int, names: Mapping[Node, str] | None) -> tuple[str, int]:
    def word(a: Node) -> str:
        return text(a, _WORD, depth, names)

    def sure(a: Node) -> str:
        """An operand whose type nothing around it gives away."""
        return word(a) if _certain(a) else f"({text(a, 0, depth, names)} : Int)"

    if names is not None and t in names:
        return names[t], _WORD
    head, args = t.head, t.args
    if head in _INFIX:
        sign, level, (left, right) = _INFIX[head]
        if head in ("le", "eq") and not any(_certain(a) for a in args):
            return f"{sure(args[0])} {sign} {sure(args[1])}", level
        return f"{text(args[0], left, depth, names)} {sign} {text(args[1], right, depth, names)}", level
    match head:
        case "num":
            return (str(t.data), _WORD) if t.data >= 0 else (f"({t.data})", _WORD)
        case "true" | "false":
            return head.capitalize(), _WORD
        case "free":
            return t.data, _WORD
        case "var":
            return f"var'{t.data}", _WORD
        case "bound":
            return bound_name(depth - 1 - t.data), _WORD
        case "neg":
            return f"-{word(args[0])}", 75
        case "not":
            return f"¬{word(args[0])}", 45
        case "all" | "ex" | "fun":
            sign = {"all": "∀ ", "ex": "∃ ", "fun": "fun "}[head]
            arrow = " =>" if head == "fun" else ","
            binder = f"{bound_name(depth)} : {sort_text(t.data, False)}"
            body = text(args[0], 0, depth + 1, names)
            if head == "fun" and not _certain(args[0]):
                body = f"({body} : Int)"
            return f"{sign}{f'({binder})' if head == 'fun' else binder}{arrow} {body}", 0
        case "at":
            return f"{word(args[0])} {word(args[1])}", _WORD - 1
        case "op" if t.data == ITE:
            return f"{ITE} {word(args[0])} {sure(args[1])} {sure(args[2])}", _WORD - 1
        case "call" | "op":
            return " ".join([t.data, *(word(a) for a in args)]), _WORD - 1 if args else _WORD
        case "seq":
            return f"Spec.Seq.mk {word(args[0])} {sure(args[1])}", _WORD - 1
        case "len" | "data":
            return f"{word(args[0])}.{head}", _WORD
        case "pair":
            if not args:
                return "(0 : Int)", _WORD
            if len(args) == 1:
                return _text(args[0], depth, names)
            found = sure(args[-1])
            for a in reversed(args[:-1]):
                found = f"(Prod.mk {sure(a)} {found})"
            return found, _WORD
        case "item":
            i, n = t.data
            return word(args[0]) + ".2" * i + (".1" if i < n - 1 else ""), _WORD
    raise ValueError(f"no text for {head}")


def argument(t: Node) -> str:
    """A term that can stand as a word where nothing tells its type."""
    return text(t, _WORD) if _certain(t) else f"({text(t)} : {sort_text(t.sort)})"


def _certain(t: Node) -> bool:
    """True when Lean needs no help to see the type: a numeral alone would be taken for one of Nat."""
    return t.head != "num" and (t.head not in ("add", "sub", "mul", "neg") or any(_certain(a) for a in t.args))


def bound_name(depth: int) -> str:
    """A bound variable's name: no name of a theorem ends in an apostrophe and a number."""
    return f"{'ijk'[depth]}'" if depth < 3 else f"k'{depth}"


def heads(t: Node, found: Callable[[Node], None]) -> None:
    """Calls `found` once for every subterm, arguments first."""
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(t, False)]
    while stack:
        u, done = stack.pop()
        if done:
            found(u)
        elif u not in seen:
            seen.add(u)
            stack.append((u, True))
            stack.extend((a, False) for a in reversed(u.args))
