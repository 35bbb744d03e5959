"""The logic that goals are stated in: many-sorted first-order terms over integers, arrays and free functions.

Terms are built by the smart constructors below, which fold constants and keep linear integer arithmetic in a normal form,
so that `i + 1 - 1` is `i` and `not i < n` is `n <= i`. Lists are pairs of a length and an array (`mk`), `str` is a list of
code points; entries outside 0..len-1 mean nothing. (`smtlib` makes text of them.)
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import frozen

from toolkit.core.ir import BOOL, FLOAT, INT, Sort, list_of
from toolkit.core.ops import EXACT, OPS, TOO_LARGE

_ids = itertools.count(1)  # identities of bound variables; they never reach a goal's text


class Term:
    """An immutable term. Equality is structural (with the hash computed once)."""

    __slots__ = ("op", "args", "sort", "data", "free", "degree", "_hash")
    made = 0  # how many were built, and how many may be (see `allowance`)
    allowed = 1 << 62
    free: frozenset[int]  # identities of bound variables that are not bound inside

    def __init__(self, op: str, args: tuple[Term, ...], sort: Sort, data: Any = None) -> None:
        Term.made += 1
        if Term.made > Term.allowed:
            raise TooLarge
        self.op, self.args, self.sort, self.data = op, args, sort, data
        degrees = [a.degree for a in args]
        self.degree: int = sum(degrees) if op == "mul" else max(degrees, default=0 if op == "const" else 1)
        free: frozenset[int] = frozenset()
        for a in args:
            if a.free:
                free = free | a.free if free else a.free
        if op == "bound":
            free = frozenset((data,))
        elif op in ("forall", "exists", "lambda"):
            free = free - {b.data for b in data[0]}
        self.free = free
        if op == "sum":  # the order of the summands does not matter
            self._hash = hash((op, frozenset(zip(args, data[0])), data[1]))
        else:
            self._hash = hash((op, args, sort.name, data if op != "const" else (type(data).__name__, _bits(data))))

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Term) or self._hash != other._hash or self.op != other.op or self.sort != other.sort:
            return False
        if self.op == "sum":
            return self.data[1] == other.data[1] and dict(zip(self.args, self.data[0])) == dict(
                zip(other.args, other.data[0])
            )
        return type(self.data) is type(other.data) and _bits(self.data) == _bits(other.data) and self.args == other.args

    def __repr__(self) -> str:
        from toolkit.core import smtlib  # which is made of terms

        return smtlib.text(self)


def _bits(data: Any) -> Any:
    """What tells a term's data from other data: floats by their text, so that -0.0 is not 0.0 and NaN is NaN."""
    return repr(data) if type(data) is float else data


class TooLarge(Exception):
    """The goals of a function have become too large to be worth a solver."""


def allowance(terms: int) -> None:
    """From here on at most this many terms are built before `TooLarge` is raised; 0: any number."""
    Term.allowed = Term.made + terms if terms else 1 << 62


TRUE, FALSE = Term("const", (), BOOL, True), Term("const", (), BOOL, False)


def num(n: int) -> Term:
    return Term("const", (), INT, int(n))


ZERO, ONE = num(0), num(1)


def const(value: int | bool | float) -> Term:
    if isinstance(value, float):
        return Term("const", (), FLOAT, value)
    return (TRUE if value else FALSE) if isinstance(value, bool) else num(value)


def sym(name: str, sort: Sort) -> Term:
    """A free constant."""
    return Term("sym", (), sort, name)


def bound(sort: Sort = INT) -> Term:
    """A fresh bound variable."""
    return Term("bound", (), sort, next(_ids))


def array_of(element: Sort) -> Sort:
    return Sort("Array", (element,))


def is_const(t: Term) -> bool:
    return t.op == "const"


# --- booleans -----------------------------------------------------------------------------------------------------


def conj(*items: Term) -> Term:
    flat: dict[Term, None] = {}
    for t in items:
        for u in t.args if t.op == "and" else (t,):
            if u == FALSE:
                return FALSE
            if u != TRUE:
                flat[u] = None
    if any(neg(u) in flat for u in flat):
        return FALSE
    parts = tuple(flat)
    return TRUE if not parts else parts[0] if len(parts) == 1 else Term("and", parts, BOOL)


def disj(*items: Term) -> Term:
    flat: dict[Term, None] = {}
    for t in items:
        for u in t.args if t.op == "or" else (t,):
            if u == TRUE:
                return TRUE
            if u != FALSE:
                flat[u] = None
    if any(neg(u) in flat for u in flat):
        return TRUE
    parts = tuple(flat)
    return FALSE if not parts else parts[0] if len(parts) == 1 else Term("or", parts, BOOL)


def neg(t: Term) -> Term:
    if is_const(t):
        return const(not t.data)
    if t.op == "not":
        return t.args[0]
    if t.op == "ge0":  # not (x >= 0)  is  -x - 1 >= 0
        return ge0(sub(minus(t.args[0]), ONE))
    return Term("not", (t,), BOOL)


def implies(a: Term, b: Term) -> Term:
    if a == TRUE or b == TRUE:
        return b
    if a == FALSE:
        return TRUE
    if b.op == "implies":
        return implies(conj(a, b.args[0]), b.args[1])
    if a == b:
        return TRUE
    return Term("implies", (a, b), BOOL)


def ite(c: Term, a: Term, b: Term) -> Term:
    if c == TRUE or a == b:
        return a
    if c == FALSE:
        return b
    if c.op == "not":
        return ite(c.args[0], b, a)
    if a.sort == BOOL:
        if a == TRUE:
            return disj(c, b)
        if b == FALSE:
            return conj(c, a)
        if a == FALSE:
            return conj(neg(c), b)
        if b == TRUE:
            return disj(neg(c), a)
    if a.sort.name == "List" and (a.op == "mk" or b.op == "mk"):
        return mk(ite(c, length(a), length(b)), ite(c, data(a), data(b)))
    if a.op == "tup" and b.op == "tup":
        return tup([ite(c, x, y) for x, y in zip(a.args, b.args)], a.sort)
    return Term("ite", (c, a, b), a.sort)


# --- integers -----------------------------------------------------------------------------------------------------

Linear = tuple[tuple[tuple[Term, int], ...], int]  # atoms with coefficients in order of appearance, constant


def linear(t: Term) -> Linear:
    """`t` as a linear combination."""
    if t.op == "const":
        return (), t.data
    if t.op == "sum":
        return tuple(zip(t.args, t.data[0])), t.data[1]
    return ((t, 1),), 0


def _from_linear(coefficients: dict[Term, int], constant: int) -> Term:
    items = [(t, c) for t, c in coefficients.items() if c]
    if not items:
        return num(constant)
    if len(items) == 1 and items[0][1] == 1 and constant == 0:
        return items[0][0]
    return Term("sum", tuple(t for t, _ in items), INT, (tuple(c for _, c in items), constant))


def _combine(a: Term, b: Term, factor: int) -> Term:
    parts, constant = linear(a)
    result = dict(parts)
    more, extra = linear(b)
    for t, c in more:
        result[t] = result.get(t, 0) + factor * c
    return _from_linear(result, constant + factor * extra)


def add(a: Term, b: Term) -> Term:
    return _combine(a, b, 1)


def sub(a: Term, b: Term) -> Term:
    return _combine(a, b, -1)


def minus(a: Term) -> Term:
    return _combine(ZERO, a, -1)


def mul(a: Term, b: Term) -> Term:
    if is_const(b):
        a, b = b, a
    if is_const(a):
        parts, constant = linear(b)
        return _from_linear({t: c * a.data for t, c in parts}, constant * a.data)
    return Term("mul", (a, b), INT)


def ge0(t: Term) -> Term:
    """t >= 0, over the integers: coefficients are divided by their common divisor (the constant rounds down)."""
    if is_const(t):
        return const(t.data >= 0)
    if t.op == "sum":
        from math import gcd

        coefficients, constant = t.data
        g = gcd(*coefficients)
        if g > 1:
            t = _from_linear({a: c // g for a, c in zip(t.args, coefficients)}, constant // g)
    return Term("ge0", (t,), BOOL)


def ge(a: Term, b: Term) -> Term:
    return ge0(sub(a, b))


def le(a: Term, b: Term) -> Term:
    return ge(b, a)


def lt(a: Term, b: Term) -> Term:
    return ge0(sub(sub(b, a), ONE))


def gt(a: Term, b: Term) -> Term:
    return lt(b, a)


def same(a: Term, b: Term) -> Term:
    """Equality of two integers, two booleans, or two terms of a sort where the solver's equality is Python's. Of two floats:
    that they are the same value (so NaN is NaN, and -0.0 is not 0.0); Python's == is the operator `feq`."""
    if a == b:
        return TRUE
    if a.sort == BOOL:
        if is_const(a):
            return b if a.data else neg(b)
        if is_const(b):
            return a if b.data else neg(a)
    if a.sort == INT:
        d = sub(a, b)
        if is_const(d):
            return const(d.data == 0)
    if a.sort == FLOAT and is_const(a) and is_const(b):
        return FALSE
    return Term("eq", (a, b), BOOL)


def scalar(name: str, *args: Term) -> Term:
    """A row of `ops`, folded when its operands are constants and rewritten to something simpler where that is exact."""
    row = OPS[name]
    if all(is_const(a) for a in args) and (name not in ("pow", "lshift", "factorial") or abs(args[-1].data) <= 4096):
        return const(row.run(*(a.data for a in args)))
    match name:
        case "add":
            return add(*args)
        case "sub":
            return sub(*args)
        case "mul":
            return mul(*args)
        case "neg":
            return minus(*args)
        case "invert":
            return sub(minus(args[0]), ONE)
        case "lt":
            return lt(*args)
        case "le":
            return le(*args)
        case "gt":
            return gt(*args)
        case "ge":
            return ge(*args)
        case "eq":
            return same(*args)
        case "not":
            return neg(*args)
        case "and":
            return conj(*args)
        case "or":
            return disj(*args)
        case "int":
            return ite(args[0], ONE, ZERO)
        case "abs":
            return ite(ge0(args[0]), args[0], minus(args[0]))
        case "min2":
            return ite(le(*args), args[0], args[1])
        case "max2":
            return ite(ge(*args), args[0], args[1])
        case "floordiv" if is_const(args[1]) and args[1].data > 0:
            return args[0] if args[1].data == 1 else Term("div", args, INT)
        case "mod" if is_const(args[1]) and args[1].data > 0:
            return ZERO if args[1].data == 1 else Term("emod", args, INT)
        case "floordiv" if is_const(args[1]) and args[1].data < 0:
            return scalar("floordiv", minus(args[0]), num(-args[1].data))
        case "mod" if is_const(args[1]) and args[1].data < 0:
            return minus(scalar("mod", minus(args[0]), num(-args[1].data)))
        case "pow" if is_const(args[1]) and 0 <= args[1].data <= 8:
            result = ONE
            for _ in range(args[1].data):
                result = mul(result, args[0])
            return result
        case "lshift" if is_const(args[1]) and 0 <= args[1].data <= 4096:
            return mul(num(2 ** args[1].data), args[0])
        case "rshift" if is_const(args[1]) and 0 <= args[1].data <= 4096:
            return scalar("floordiv", args[0], num(2 ** args[1].data))
        case "bitor":
            return sub(add(*args), scalar("bitand", *args))
        case "bitxor":
            return sub(add(*args), mul(num(2), scalar("bitand", *args)))
        case "bitand":
            a, b = args
            if is_const(a):
                a, b = b, a
            if is_const(b) and b.data >= 0 and (b.data & (b.data + 1)) == 0:
                return scalar("mod", a, num(b.data + 1))
            return Term("bitand", (a, b), INT)
        case "flt" | "fle" | "fgt" | "fge" | "feq":
            a, b = args
            if b.op == "float":
                a, b, name = b, a, _TURNED[name]
            if a.op == "float" and is_const(b):
                if b.data != b.data:
                    return FALSE
                if abs(b.data) < EXACT:  # rounding is monotone, and nothing here is rounded
                    return _int_against(name, a.args[0], b.data)
            return Term(name, (a, b), BOOL)
        case "fnan" if args[0].op == "float":
            return FALSE
        case "finf" if args[0].op == "float":
            return disj(ge(args[0].args[0], num(TOO_LARGE)), le(args[0].args[0], num(-TOO_LARGE)))
        case "fint" if args[0].op == "float":
            return neg(scalar("finf", args[0]))
        case "fdiv" if is_const(args[1]) and abs(math.frexp(args[1].data)[0]) == 0.5 and 2.0**-1000 < abs(args[1].data) < 2.0**1000:
            return scalar("fmul", args[0], const(1 / args[1].data))  # by a power of two: the same number is rounded
        case "fmin2":
            return ite(scalar("flt", args[1], args[0]), args[1], args[0])
        case "fmax2":
            return ite(scalar("fgt", args[1], args[0]), args[1], args[0])
    return Term(name, args, row.result)


_TURNED = {"flt": "fgt", "fle": "fge", "fgt": "flt", "fge": "fle", "feq": "feq"}


def _int_against(name: str, n: Term, x: float) -> Term:
    """An int's float compared with a constant of less than 2**53, as a comparison of the int."""
    up, down = num(math.ceil(x)), num(math.floor(x))
    match name:
        case "flt":
            return lt(n, up)
        case "fle":
            return le(n, down)
        case "fgt":
            return gt(n, down)
        case "fge":
            return ge(n, up)
    return same(n, up) if up == down else FALSE


# --- arrays, lists, tuples ----------------------------------------------------------------------------------------


def mk(len_: Term, data_: Term) -> Term:
    if len_.op == "len" and data_.op == "data" and len_.args[0] == data_.args[0]:
        return len_.args[0]
    return Term("mk", (len_, data_), list_of(data_.sort.args[0]))


def listing(items: Sequence[Term], element: Sort) -> Term:
    """A list of given items."""
    a = sym(f"nil.{smt_sort(element)}", array_of(element))
    for i, x in enumerate(items):
        a = store(a, num(i), x)
    return mk(num(len(items)), a)


def length(t: Term) -> Term:
    if t.op == "mk":
        return t.args[0]
    if t.op == "ite":
        return ite(t.args[0], length(t.args[1]), length(t.args[2]))
    return Term("len", (t,), INT)


def data(t: Term) -> Term:
    if t.op == "mk":
        return t.args[1]
    if t.op == "ite":
        return ite(t.args[0], data(t.args[1]), data(t.args[2]))
    return Term("data", (t,), array_of(t.sort.args[0]))


def select(a: Term, i: Term) -> Term:
    return _select(a, i, {})


def _select(a: Term, i: Term, known: dict[int, Term]) -> Term:
    if a.op == "ite":  # arrays that meet after branches share their parts
        if id(a) not in known:
            known[id(a)] = ite(a.args[0], _select(a.args[1], i, known), _select(a.args[2], i, known))
        return known[id(a)]
    while a.op == "store":
        d = sub(a.args[1], i)
        if not is_const(d):
            break
        if d.data == 0:
            return a.args[2]
        a = a.args[0]
    if a.op == "lambda":
        return substitute(a.args[0], {a.data[0][0].data: i})
    if a.op == "ite":
        return _select(a, i, known)
    return Term("select", (a, i), a.sort.args[0])


def store(a: Term, i: Term, v: Term) -> Term:
    if a.op == "store" and a.args[1] == i:
        a = a.args[0]
    return Term("store", (a, i, v), a.sort)


def array(element: Callable[[Term], Term]) -> Term:
    """The array with `element(k)` at k."""
    k = bound()
    body = element(k)
    if body.op == "select" and body.args[1] == k and k.data not in body.args[0].free:
        return body.args[0]
    return Term("lambda", (body,), array_of(body.sort), ((k,),))


def at(t: Term, i: Term) -> Term:
    """Element i of list t (0 <= i < length)."""
    return select(data(t), i)


def tup(items: Sequence[Term], sort: Sort) -> Term:
    return Term("tup", tuple(items), sort)


def proj(t: Term, i: int) -> Term:
    if t.op == "tup":
        return t.args[i]
    if t.op == "ite":
        return ite(t.args[0], proj(t.args[1], i), proj(t.args[2], i))
    return Term("proj", (t,), t.sort.args[i], i)


def app(name: str, args: Sequence[Term], sort: Sort) -> Term:
    """Application of a declared function (see `Symbol`)."""
    return Term("app", tuple(args), sort, name)


def renamed(t: Term, names: Mapping[str, str]) -> Term:
    """`t` with other functions applied."""
    if not names:
        return t
    new: dict[Term, Term] = {}
    for u in subterms([t]):  # arguments come first
        args = tuple(new[a] for a in u.args)
        data = names.get(u.data, u.data) if u.op == "app" else u.data
        new[u] = u if args == u.args and data is u.data else Term(u.op, args, u.sort, data)
    return new[t]


def claimed(t: Term, names: Mapping[str, str], positive: bool = True) -> Term:
    """`t`, which is to be shown, with other functions applied wherever its negation speaks of certain values (and not in what it
    denies of all values)."""
    match t.op:
        case "not":
            return Term(t.op, (claimed(t.args[0], names, not positive),), BOOL)
        case "implies":
            return Term(t.op, (claimed(t.args[0], names, not positive), claimed(t.args[1], names, positive)), BOOL)
        case "and" | "or":
            return Term(t.op, tuple(claimed(a, names, positive) for a in t.args), BOOL)
        case "forall" | "exists":
            if (t.op == "forall") != positive:
                return t
            return Term(t.op, (claimed(t.args[0], names, positive), *t.args[1:]), BOOL, t.data)
    return t if any(u.op in ("forall", "exists") for u in subterms([t])) else renamed(t, names)


def forall(vars: Sequence[Term], body: Term, *patterns: Sequence[Term]) -> Term:
    return _quantify("forall", vars, body, patterns)


def exists(vars: Sequence[Term], body: Term) -> Term:
    return _quantify("exists", vars, body, ())


def _quantify(op: str, vars: Sequence[Term], body: Term, patterns: Sequence[Sequence[Term]]) -> Term:
    used = tuple(v for v in vars if v.data in body.free)
    if not used:
        return body
    if not patterns:  # one prefix for quantifiers inside each other: a pattern can then name all of their variables
        body = _pulled(op, body)
        if body.op == op and not body.data[1]:
            return Term(op, body.args, BOOL, (used + body.data[0], 0))
    flat = tuple(t for p in patterns for t in p)
    sizes = tuple(len(p) for p in patterns)
    return Term(op, (body, *flat), BOOL, (used, sizes or 0))


def _pulled(op: str, body: Term) -> Term:
    """`a => forall k. b` as `forall k. a => b`, and likewise for `or`, and for `exists` in an `and`: every bound variable has an
    identity of its own, so nothing is captured."""
    outer = {"forall": ("implies", "or"), "exists": ("and",)}[op]
    if body.op not in outer:
        return body
    inner = [t for t in (body.args[1:] if body.op == "implies" else body.args) if t.op == op and not t.data[1]]
    if len(inner) != 1:
        return body
    parts = [t.args[0] if t is inner[0] else t for t in body.args]
    joined = implies(*parts) if body.op == "implies" else disj(*parts) if body.op == "or" else conj(*parts)
    return Term(op, (joined,), BOOL, inner[0].data) if all(v.data in joined.free for v in inner[0].data[0]) else body


def subterms(roots: Iterable[Term]) -> dict[Term, int]:
    """Every subterm with the number of places that refer to it, in post-order."""
    count: dict[Term, int] = {}
    order: dict[Term, None] = {}
    stack: list[tuple[Term, bool]] = [(t, False) for t in reversed(list(roots))]
    while stack:
        t, done = stack.pop()
        if done:
            order[t] = None
            continue
        count[t] = count.get(t, 0) + 1
        if count[t] == 1:
            stack.append((t, True))
            stack.extend((a, False) for a in reversed(t.args))
    return {t: count[t] for t in order}


def bound_variables(t: Term) -> list[Term]:
    """Those that occur in a term, each once."""
    found: dict[Term, None] = {}
    stack, seen = [t], set()
    while stack:
        u = stack.pop()
        if u.op == "bound":
            found[u] = None
        if u.free and u not in seen:
            seen.add(u)
            stack.extend(u.args)
    return list(found)


def substitute(t: Term, mapping: Mapping[int, Term]) -> Term:
    """`t` with bound variables replaced. Binders inside are renamed, so nothing is captured."""
    cache: dict[Term, Term] = {}
    return _substitute(t, mapping, cache)


def _substitute(t: Term, mapping: Mapping[int, Term], cache: dict[Term, Term]) -> Term:
    if not t.free or not any(i in mapping for i in t.free):
        return t
    if t in cache:
        return cache[t]
    if t.op == "bound":
        return mapping[t.data]
    if t.op in ("forall", "exists", "lambda"):
        fresh = tuple(bound(b.sort) for b in t.data[0])
        inner = {**mapping, **{b.data: f for b, f in zip(t.data[0], fresh)}}
        args = [substitute(a, inner) for a in t.args]
        if t.op == "lambda":
            result = Term("lambda", (args[0],), t.sort, (fresh,))
        else:
            patterns = []
            rest = args[1:]
            for n in t.data[1] or ():
                patterns.append(rest[:n])
                rest = rest[n:]
            result = _quantify(t.op, fresh, args[0], patterns)
    else:
        result = rebuild(t, [_substitute(a, mapping, cache) for a in t.args])
    cache[t] = result
    return result


def rebuild(t: Term, args: Sequence[Term]) -> Term:
    """The term with t's operator and other arguments, simplified again."""
    match t.op:
        case "and":
            return conj(*args)
        case "or":
            return disj(*args)
        case "not":
            return neg(args[0])
        case "implies":
            return implies(*args)
        case "ite":
            return ite(*args)
        case "sum":
            result = num(t.data[1])
            for a, c in zip(args, t.data[0]):
                result = add(result, mul(num(c), a))
            return result
        case "ge0":
            return ge0(args[0])
        case "eq":
            return same(*args)
        case "mk":
            return mk(*args)
        case "len":
            return length(args[0])
        case "data":
            return data(args[0])
        case "select":
            return select(*args)
        case "store":
            return store(*args)
        case "tup":
            return tup(args, t.sort)
        case "proj":
            return proj(args[0], t.data)
        case "app":
            return app(t.data, args, t.sort)
        case "div":
            return scalar("floordiv", *args)
        case "emod":
            return scalar("mod", *args)
        case _:
            return scalar(t.op, *args)


# --- facts: what is known along a path, for cheap simplification ----------------------------------------------------


class Facts:
    """A set of terms known to be true, with a quick and incomplete test of whether they imply another."""

    def __init__(self, other: Facts | None = None) -> None:
        self._terms: set[Term] = set(other._terms) if other else set()
        self._bounds: dict[frozenset[tuple[Term, int]], int] = dict(other._bounds) if other else {}

    def add(self, t: Term) -> None:
        for u in t.args if t.op == "and" else (t,):
            self._terms.add(u)
            both = u.op == "eq" and u.args[0].sort == INT
            for v in (sub(*u.args), sub(u.args[1], u.args[0])) if both else u.args if u.op == "ge0" else ():
                parts, constant = linear(v)
                key = frozenset(parts)
                self._bounds[key] = min(constant, self._bounds.get(key, constant))

    def knows(self, t: Term) -> bool:
        if t == TRUE or t in self._terms:
            return True
        if t.op == "and":
            return all(self.knows(u) for u in t.args)
        if t.op == "or":
            return any(self.knows(u) for u in t.args)
        if t.op == "ge0":
            parts, constant = linear(t.args[0])
            if self._follows(dict(parts), constant) or len(parts) <= 4 and self._follows_from_two(dict(parts), constant):
                return True
            return any(self.knows(simpler) for simpler in _without_division(parts, constant))
        return False

    def _follows(self, parts: Mapping[Term, int], constant: int) -> bool:
        best = self._bounds.get(frozenset(parts.items()))
        return best is not None and best <= constant

    def _follows_from_two(self, parts: Mapping[Term, int], constant: int) -> bool:
        """One inequality known and another one add up to it: `j >= 0` and `k >= j + 1` to `k >= 0`."""
        for key, known in self._bounds.items():
            if any(parts.get(t) == c for t, c in key):
                rest = dict(parts)
                for t, c in key:
                    rest[t] = rest.get(t, 0) - c
                rest = {t: c for t, c in rest.items() if c}
                if not rest and known <= constant or rest and len(rest) <= 4 and self._follows(rest, constant - known):
                    return True
        return False

    def decided(self, t: Term) -> Term:
        """`t`, or what it is where these facts hold."""
        return TRUE if self.knows(t) else FALSE if self.knows(neg(t)) else t

    def choose(self, c: Term, a: Term, b: Term) -> Term:
        """`ite(c, a, b)`, decided when the facts decide c."""
        return a if self.knows(c) else b if self.knows(neg(c)) else ite(c, a, b)


def _without_division(parts: Sequence[tuple[Term, int]], constant: int) -> Iterable[Term]:
    """Inequalities that imply this one, with a quotient or remainder by a positive constant replaced by a bound of it."""
    for t, k in parts:
        if t.op not in ("div", "emod") or not is_const(t.args[1]) or t.args[1].data <= 0:
            continue
        x, c = t.args[0], t.args[1].data
        rest = _from_linear({u: n for u, n in parts if u != t}, constant)
        if t.op == "emod":
            yield ge0(add(rest, num(min(0, k * (c - 1)))))
        elif k == 1 and is_const(rest):  # x // c >= n exactly when x >= n * c
            yield ge0(add(x, num(c * rest.data)))
        else:
            yield ge0(add(mul(num(c), rest), mul(num(k), x if k < 0 else sub(x, num(c - 1)))))


# --- functions and sorts --------------------------------------------------------------------------------------------


@frozen(eq=False)
class Symbol:
    """A declared function with the axioms that define it."""

    name: str
    args: tuple[Sort, ...]
    result: Sort
    axioms: tuple[Term, ...] = ()
    opaque: str = ""  # what it stands for, when that is not interpreted


def smt_sort(s: Sort) -> str:
    """What a sort is called in SMT-LIB, and in the names of functions that there is one of for each sort."""
    if s.name == "Array":
        return f"(Array Int {smt_sort(s.args[0])})"
    if s.name in ("List", "Tuple"):
        return s.name + "".join("_" + _flat(a) for a in s.args) + ("_" if s.args else "_0")
    return "Float64" if s == FLOAT else s.name


def _flat(s: Sort) -> str:
    return f"Array_{_flat(s.args[0])}" if s.name == "Array" else smt_sort(s)
