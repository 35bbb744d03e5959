"""Dicts and sets in the logic.

A key is an integer, its code (`codes`). A dict is (keys: the codes in insertion order, has: code -> Bool, pos: code -> position,
val: code -> value). A set is (has, tag): its order is `order(has, tag)`, of which nothing is known but that it lists the members
once each; every operation that makes or changes a set gives it a tag of its own, so nothing can be shown about the order.
"""

from __future__ import annotations

from collections.abc import Callable

import attrs

from toolkit.core import terms as T
from toolkit.core.encode import (
    CHANGES,
    COUNTS,
    KINDS,
    MEMBERS,
    OPERATIONS,
    SMALL,
    VIEWS,
    Check,
    Encoder,
    Env,
    Kind,
    View,
    bags,
    logic_sort,
    unions,
    well_formed,
)
from toolkit.core.encode.codes import ALL_IN, CODES, FLAGS, NONE_IN, code, decode, finite, parts_of, proper, size
from toolkit.core.ir import BOOL, INT, NONE, STR, Expr, Function, Sort, Update, list_of, names_of, tuple_of
from toolkit.core.source import Span
from toolkit.core.terms import Facts, Symbol, Term

KEYS, HAS, POS, VAL = range(4)  # of a dict
TAG = 1  # of a set; its `has` is first

# --- representation -----------------------------------------------------------------------------------------------


def _forall(variables: list[Term], body: Term, *patterns: list[Term]) -> Term:
    """A quantifier with its patterns, where a solver can use them: without conditionals and lambdas."""
    usable = [p for p in patterns if all(map(_plain, p))]
    return T.forall(variables, body, *usable)


def _plain(t: Term) -> bool:
    return t.op in ("app", "select", "store", "data", "len", "mk", "tup", "proj", "sym", "bound", "const", "sum") and all(
        map(_plain, t.args)
    )


def is_set(s: Sort) -> bool:
    return s.name in ("Set", "FrozenSet")


def has_of(t: Term, sort: Sort) -> Term:
    return T.proj(t, 0 if is_set(sort) else HAS)


def _between(i: Term, n: Term) -> Term:
    return T.conj(T.le(T.ZERO, i), T.lt(i, n))


def _set_formed(t: Term, sort: Sort) -> list[Term]:
    has = T.proj(t, 0)
    return [finite(has), *_all_proper(has, sort.args[0])]


def _all_proper(has: Term, key: Sort) -> list[Term]:
    """Every member is the code of a value of the sort, and these are well formed (lengths of texts are: see `text.len`)."""
    c, k = T.bound(), T.bound()
    member, ok = T.select(has, c), proper(c, key)
    found = [] if ok == T.TRUE else [_forall([c], T.implies(member, ok), [member])]
    for text in (decode(p, s) for p, s in parts_of(c, key) if s == STR):
        x = T.at(text, k)
        inside = T.conj(member, _between(k, T.length(text)))
        found.append(_forall([c, k], T.implies(inside, T.conj(T.ge0(x), T.le(x, T.num(0x10FFFF)))), [member, x]))
    return found


def _dict_formed(t: Term, sort: Sort) -> list[Term]:
    keys, has, pos = (T.proj(t, i) for i in (KEYS, HAS, POS))
    n, i, c = T.length(keys), T.bound(), T.bound()
    key, place = T.at(keys, i), T.select(pos, c)
    return [
        T.ge0(n), finite(has), T.same(n, size(has)), *_all_proper(has, sort.args[0]),
        _forall([i], T.implies(_between(i, n), T.conj(T.select(has, key), T.same(T.select(pos, key), i))), [key]),
        _forall([c], T.implies(T.select(has, c), T.conj(_between(place, n), T.same(T.at(keys, place), c))),
                 [T.select(has, c)]),
        *values_formed(t, sort),
    ]  # fmt: skip


def values_formed(t: Term, sort: Sort) -> list[Term]:
    c = T.bound()
    return [_forall([c], f) for f in well_formed(T.select(T.proj(t, VAL), c), sort.args[1])]


def _set_equal(enc: Encoder, a: Term, b: Term, sort: Sort) -> Term:
    return T.same(T.proj(a, 0), T.proj(b, 0))


def _dict_equal(enc: Encoder, a: Term, b: Term, sort: Sort) -> Term:
    c = T.bound()
    has = T.proj(a, HAS)
    if sort.fields == ("$Counter",):  # a count of 0 is as good as none
        x, y = (T.ite(T.select(T.proj(t, HAS), c), value_at(t, c), T.ZERO) for t in (a, b))
        return _forall([c], T.same(x, y))
    values = enc.equal(T.select(T.proj(a, VAL), c), T.select(T.proj(b, VAL), c), sort.args[1])
    return T.conj(T.same(has, T.proj(b, HAS)), _forall([c], T.implies(T.select(has, c), values)))


def _dict_sort(s: Sort) -> Sort:
    return tuple_of(list_of(INT), FLAGS, CODES, T.array_of(logic_sort(s.args[1])))


KINDS["Dict"] = Kind(_dict_sort, _dict_formed, _dict_equal)
KINDS["Set"] = KINDS["FrozenSet"] = Kind(lambda s: tuple_of(FLAGS, INT), _set_formed, _set_equal)


def make_set(enc: Encoder, has: Term) -> Term:
    """A set with these members, in an order of which nothing is known: another one wherever and whenever it is made."""
    near = [v for v in T.bound_variables(has) if v.data in has.free]
    name = enc.name("tag")
    if near:
        enc.symbols[name] = Symbol(name, tuple(v.sort for v in near), INT)
    return T.tup([has, T.app(name, near, INT) if near else T.sym(name, INT)], tuple_of(FLAGS, INT))


def _rebuilt(keys: Term, has: Term, pos: Term, val: Term) -> Term:
    return T.tup([keys, has, pos, val], tuple_of(keys.sort, FLAGS, CODES, val.sort))


def value_at(d: Term, c: Term) -> Term:
    return T.select(T.proj(d, VAL), c)


def with_value(d: Term, c: Term, value: Term) -> Term:
    """The dict with another value for a key that it has."""
    return _rebuilt(T.proj(d, KEYS), T.proj(d, HAS), T.proj(d, POS), T.store(T.proj(d, VAL), c, value))


def other_values(d: Term, values: Term) -> Term:
    """The keys of d in their order, with the values of another dict."""
    return _rebuilt(T.proj(d, KEYS), T.proj(d, HAS), T.proj(d, POS), T.proj(values, VAL))


def present(d: Term, c: Term, span: Span) -> Check:
    return Check(T.TRUE, T.select(T.proj(d, HAS), c), "KeyError", "key-present", span, "the key is in the dict")


def put(enc: Encoder, d: Term, c: Term, value: Term, facts: Facts) -> Term:
    """d[key of code c] = value: an old key keeps its place, a new one comes last."""
    keys, has, pos = (T.proj(d, i) for i in (KEYS, HAS, POS))
    old, n = T.select(has, c), T.length(keys)
    _sized(enc, has, T.store(has, c, T.TRUE), T.scalar("int", T.neg(old)))
    if facts.knows(old):
        return with_value(d, c, value)
    more = T.mk(facts.choose(old, n, T.add(n, T.ONE)), facts.choose(old, T.data(keys), T.store(T.data(keys), n, c)))
    place = facts.choose(old, pos, T.store(pos, c, n))
    return _rebuilt(more, T.store(has, c, T.TRUE), place, T.store(T.proj(d, VAL), c, value))


def without(enc: Encoder, d: Term, c: Term) -> Term:
    """d without a key that it has: those behind it move up."""
    keys, has, pos = (T.proj(d, i) for i in (KEYS, HAS, POS))
    p, data = T.select(pos, c), T.data(keys)
    less = T.store(has, c, T.FALSE)
    _sized(enc, has, less, T.minus(T.scalar("int", T.select(has, c))))
    closed = T.array(lambda k: T.ite(T.lt(k, p), T.select(data, k), T.select(data, T.add(k, T.ONE))))
    moved = T.array(lambda x: T.sub(T.select(pos, x), T.scalar("int", T.gt(T.select(pos, x), p))))
    return _rebuilt(T.mk(T.sub(T.length(keys), T.ONE), closed), less, moved, T.proj(d, VAL))


def _sized(enc: Encoder, before: Term, after: Term, more: Term) -> None:
    """Says that `after` is finite if `before` is, and how much larger it is."""
    known = T.conj(finite(after), T.same(size(after), T.add(size(before), more)))
    enc.define(known if before == NONE_IN else T.implies(finite(before), known))


def empty_dict(sort: Sort) -> Term:
    value = logic_sort(sort.args[1])
    nil = T.sym("nil.Int", CODES)
    return _rebuilt(T.mk(T.ZERO, nil), NONE_IN, nil, T.sym(f"nil.{T.smt_sort(value)}", T.array_of(value)))


# --- expressions --------------------------------------------------------------------------------------------------


def _dict(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    items = [enc.value(a, env, facts, checks) for a in e.args]
    result = empty_dict(e.sort)
    for k, v in zip(items[::2], items[1::2]):
        result = put(enc, result, code(k, e.sort.args[0], enc), v, facts)
    return result


def _set(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    has = NONE_IN
    for a in e.args:
        has = _added(enc, has, code(enc.value(a, env, facts, checks), a.sort, enc))
    return make_set(enc, has)


def _added(enc: Encoder, has: Term, c: Term) -> Term:
    more = T.store(has, c, T.TRUE)
    _sized(enc, has, more, T.scalar("int", T.neg(T.select(has, c))))
    return more


def _lookup(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    d, k = (enc.value(a, env, facts, checks) for a in e.args)
    c = code(k, e.args[1].sort, enc)
    need = present(d, c, e.span)
    if e.args[0].sort.fields:  # a defaultdict: in a clause, which must not insert, or one that may make anything for a missing key
        need = Check(T.TRUE, need.condition, "", "key-present", e.span, "the key is in the defaultdict")
    enc.check(checks, facts, need.condition, need.exception, need.kind, e.span, need.message)
    return value_at(d, c)


def _get(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    d, k, default = (enc.value(a, env, facts, checks) for a in e.args)
    c = code(k, e.args[1].sort, enc)
    return T.ite(T.select(T.proj(d, HAS), c), value_at(d, c), default)


def _has(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    k, s = (enc.value(a, env, facts, checks) for a in e.args)
    return T.select(has_of(s, e.args[1].sort), code(k, e.args[0].sort, enc))


def _size(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    t, sort = enc.value(e.args[0], env, facts, checks), e.args[0].sort
    return size(T.proj(t, 0)) if is_set(sort) else T.length(T.proj(t, KEYS))


def _elements(e: Expr, t: Term) -> Callable[[Term], Term]:
    """What a view of t shows for a member's code."""
    sort = e.args[0].sort
    if e.op == "keys":
        return lambda c: decode(c, sort.args[0])
    if e.op == "values":
        return lambda c: value_at(t, c)
    return lambda c: T.tup([decode(c, sort.args[0]), value_at(t, c)], logic_sort(e.sort.args[0]))


def _view(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> View:
    t = enc.value(e.args[0], env, facts, checks)
    shown = _elements(e, t)
    if is_set(e.args[0].sort):
        order = T.app("order", [T.proj(t, 0), T.proj(t, TAG)], CODES)
        return View(T.ZERO, size(T.proj(t, 0)), lambda k: shown(T.select(order, k)))
    keys = T.proj(t, KEYS)
    return View(T.ZERO, T.length(keys), lambda k: shown(T.at(keys, k)))


def _members(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """all and any over keys, values or items: over the members, without an order."""
    t, source = enc.value(e.args[0].args[0], env, facts, checks), e.args[0]
    has, c = has_of(t, source.args[0].sort), T.bound()
    inside = T.conj(T.select(has, c), proper(c, source.args[0].sort.args[0]))
    mine = dict(env)
    enc.bind(e.data.target, _elements(source, t)(c), mine)
    inner = Facts(facts)
    inner.add(inside)
    found: list[Check] = []
    body = enc.value(e.args[1], mine, inner, found)
    for k in found:
        condition = _forall([c], T.implies(T.conj(inside, k.guard), k.condition))
        if condition != T.TRUE:
            checks.append(Check(T.TRUE, condition, k.exception, k.kind, k.span, k.message, True))
    if e.data.kind == "all":
        return _forall([c], T.implies(inside, body))
    return T.exists([c], T.conj(inside, body))


def _toset(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    source = e.args[0]
    if source.op == "keys":
        t = enc.value(source.args[0], env, facts, checks)
        return make_set(enc, has_of(t, source.args[0].sort))
    v, cond, item = _source(enc, source, env, facts, checks)
    key = source.sort.args[0]
    n = enc.size(v, facts)
    if T.is_const(n) and n.data <= SMALL and cond is None:
        has = NONE_IN
        for i in range(n.data):
            has = _added(enc, has, code(item(T.add(v.low, T.num(i))), key, enc))
        return make_set(enc, has)
    _, has = _codes(enc, v, cond, lambda i: code(item(i), key, enc), n)
    return make_set(enc, has)


def _source(
    enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]
) -> tuple[View, Callable[[Term], Term] | None, Callable[[Term], Term]]:
    """A sequence as positions, the condition under which one counts (None: always), and what stands there."""
    if e.op == "quant" and e.data.kind == "filter":
        v, b = enc.view(e.args[0], env, facts, checks), attrs.evolve(e.data, eager=False)
        cond = enc._body(e.args[1], b, v, env, facts, checks)
        return v, cond, enc._body(e.args[2], b, v, env, facts, checks, e.args[1])
    v = enc.view(e, env, facts, checks)
    return v, None, v.at


def _codes(
    enc: Encoder, v: View, cond: Callable[[Term], Term] | None, at: Callable[[Term], Term], n: Term
) -> tuple[list[Term], Term]:
    """The set of the codes in a range of positions: `members(codes, counts, low, high)`, with facts that define it. Its
    arguments come back too, for more functions of them."""
    args = [T.array(at), T.array(cond) if cond else ALL_IN, v.low, v.high]
    has = T.app("members", args, FLAGS)
    if has in enc.defined:
        return args, has
    enc.defined.add(has)
    _declare(enc)
    i, j, c = T.bound(), T.bound(), T.bound()

    def inside(i: Term) -> Term:
        return T.conj(T.le(v.low, i), T.lt(i, v.high), cond(i) if cond else T.TRUE)

    some = T.app("members.first", [*args, c], INT)
    where = T.app("members.first", [*args, at(i)], INT)
    enc.define(T.conj(finite(has), T.le(size(has), n)))
    enc.define(_forall([i], T.implies(inside(i), T.conj(T.select(has, at(i)), T.le(where, i)))))
    enc.define(_forall([c], T.implies(T.select(has, c), T.conj(inside(some), T.same(at(some), c))), [T.select(has, c)]))
    if cond is None:  # as many as positions exactly when no two hold the same
        a, b = (T.app(f"members.{x}", args, INT) for x in ("one", "other"))
        twice = T.conj(T.le(v.low, a), T.lt(a, b), T.lt(b, v.high), T.same(at(a), at(b)))
        enc.define(T.disj(T.same(size(has), n), twice))
        equal = T.conj(T.le(v.low, i), T.lt(i, j), T.lt(j, v.high), T.same(at(i), at(j)))
        enc.define(_forall([i, j], T.implies(equal, T.lt(size(has), n))))
    return args, has


def _declare(enc: Encoder) -> None:
    for name, more, result in (
        ("members", (), FLAGS), ("members.first", (INT,), INT), ("members.last", (INT,), INT), ("members.one", (), INT),
        ("members.other", (), INT), ("members.keys", (), list_of(INT)), ("members.pos", (), CODES),
    ):  # fmt: skip
        enc.symbols.setdefault(name, Symbol(name, (CODES, FLAGS, INT, INT, *more), result))


def _find(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """d.get(k): None where the key is missing."""
    d, k = (enc.value(a, env, facts, checks) for a in e.args)
    c, value = code(k, e.args[1].sort, enc), e.args[0].sort.args[1]
    if e.sort.name != "Union":  # all values are None
        return T.ZERO
    found = value_at(d, c) if value == e.sort else unions.wrap(value_at(d, c), e.sort, 1)
    return T.ite(T.select(T.proj(d, HAS), c), found, unions.wrap(T.ZERO, e.sort, 0))


def _counter(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """Counter(seq): the keys in the order in which they first come, with how often they come."""
    source = e.args[0]
    v, cond, item = _source(enc, source, env, facts, checks)
    if cond is not None:  # as a list of its own
        v = enc.view(Expr("tolist", (source,), source.sort, e.span), env, facts, checks)
        item = v.at
    key, n = source.sort.args[0], enc.size(v, facts)

    def at(i: Term) -> Term:
        return code(item(i), key, enc)

    counts = bags.bag(enc, View(v.low, v.high, at), facts)
    if T.is_const(n) and n.data <= SMALL:
        result = empty_dict(e.sort)
        for k in range(n.data):
            c = at(T.add(v.low, T.num(k)))
            result = put(enc, result, c, T.select(counts, c), facts)
        keys, has, pos = (T.proj(result, i) for i in (KEYS, HAS, POS))
        return _rebuilt(keys, has, pos, counts)
    keys, has, pos, _ = _ordered(enc, View(v.low, v.high, at), None, at, n)
    return _rebuilt(keys, has, pos, counts)


def _count(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term | None:
    """xs.count(v) by the multiset of xs, as a Counter has it; None where its items are not told apart by codes."""
    equal = e.args[1].args[0]
    if equal.op != "eq" or equal.args[0].sort != equal.args[1].sort or not _coded(equal.args[0].sort):
        return None
    v = enc.view(e.args[0], env, facts, checks)
    sort = equal.args[0].sort
    item = enc._body(equal.args[0], e.data, v, env, facts, checks)
    wanted = code(enc.value(equal.args[1], env, facts, checks), sort, enc)
    counts = bags.bag(enc, View(v.low, v.high, lambda i: code(item(i), sort, enc)), facts)
    return T.select(counts, wanted)


def _coded(s: Sort) -> bool:
    return s in (INT, BOOL, STR, NONE) or s.name == "Enum" or (s.name == "Tuple" or s.valued) and all(map(_coded, s.args))


def tallied(f: Function) -> bool:
    """True when a function counts more than one value of a list (`all(... xs.count(x) ... for x in xs)`), or in other ways too."""
    found = [e for outer in f.expressions() for e in outer.walk()]
    counts = [e for e in found if e.op == "quant" and e.data.count]
    bound = {n for e in found if e.op == "quant" and not e.data.count for n in names_of(e.data.target)}
    several = any(x.op == "var" and x.data in bound for e in counts for x in e.args[1].args[0].args[1].walk())
    return bool(counts) and (several or any(e.op in ("counter", "sorted") for e in found))


def _todict(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """A dict of pairs: a key stands where it came first, with the value that came last."""
    v, cond, pair = _source(enc, e.args[0], env, facts, checks)
    sort, n = e.sort, enc.size(v, facts)
    if T.is_const(n) and n.data <= SMALL and cond is None:
        result = empty_dict(sort)
        for k in range(n.data):
            item = pair(T.add(v.low, T.num(k)))
            result = put(enc, result, code(T.proj(item, 0), sort.args[0], enc), T.proj(item, 1), facts)
        return result

    def at(i: Term) -> Term:
        return code(T.proj(pair(i), 0), sort.args[0], enc)

    keys, has, pos, last = _ordered(enc, v, cond, at, n)
    values = T.array(lambda i: T.proj(pair(i), 1))
    return _rebuilt(keys, has, pos, T.array(lambda c: T.select(values, last(c))))


def _ordered(
    enc: Encoder, v: View, cond: Callable[[Term], Term] | None, at: Callable[[Term], Term], n: Term
) -> tuple[Term, Term, Term, Callable[[Term], Term]]:
    """The codes in a range of positions in the order in which they first come: (keys, has, pos, where a code came last)."""
    args, has = _codes(enc, v, cond, at, n)
    keys, pos = T.app("members.keys", args, list_of(INT)), T.app("members.pos", args, CODES)

    def inside(i: Term) -> Term:
        return T.conj(T.le(v.low, i), T.lt(i, v.high), cond(i) if cond else T.TRUE)

    def first(c: Term) -> Term:
        return T.app("members.first", [*args, c], INT)

    def last(c: Term) -> Term:
        return T.app("members.last", [*args, c], INT)

    i, c, p, q = (T.bound() for _ in range(4))
    count, place = T.length(keys), T.select(pos, c)
    enc.define(T.same(count, size(has)))
    enc.define(_forall([i], T.implies(inside(i), T.le(i, last(at(i))))))
    enc.define(_forall([c], T.implies(T.select(has, c), T.conj(
        inside(last(c)), T.same(at(last(c)), c), _between(place, count), T.same(T.at(keys, place), c)
    )), [T.select(has, c)]))  # fmt: skip
    enc.define(_forall([p], T.implies(_between(p, count), T.conj(
        T.select(has, T.at(keys, p)), T.same(T.select(pos, T.at(keys, p)), p))), [T.at(keys, p)]))  # fmt: skip
    enc.define(_forall([p, q], T.implies(
        T.conj(T.le(T.ZERO, p), T.lt(p, q), T.lt(q, count)), T.lt(first(T.at(keys, p)), first(T.at(keys, q)))
    ), [T.at(keys, p), T.at(keys, q)]))  # fmt: skip
    return keys, has, pos, last


def _setop(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (has_of(enc.value(x, env, facts, checks), x.sort) for x in e.args)
    return make_set(enc, combined(enc, e.data, a, b))


def combined(enc: Encoder, how: str, a: Term, b: Term) -> Term:
    """union, intersect, subtract or symmetric (difference) of two sets' members."""

    def both(c: Term) -> Term:
        return T.conj(T.select(a, c), T.select(b, c))

    def shown(c: Term) -> Term:
        x, y = T.select(a, c), T.select(b, c)
        if how == "union":
            return T.disj(x, y)
        if how == "subtract":
            return T.conj(x, T.neg(y))
        return T.neg(T.same(x, y)) if how == "symmetric" else both(c)

    result, common = T.array(shown), T.array(both)
    m = size(common)
    total = {"union": T.sub(T.add(size(a), size(b)), m), "subtract": T.sub(size(a), m), "intersect": m,
             "symmetric": T.sub(T.add(size(a), size(b)), T.mul(T.num(2), m))}[how]  # fmt: skip
    given = T.conj(*(finite(x) for x in (a, b) if x != NONE_IN))
    enc.define(T.implies(given, T.conj(*(finite(x) for x in (result, common) if x != NONE_IN), T.same(size(result), total))))
    return result


def _subset(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (has_of(enc.value(x, env, facts, checks), x.sort) for x in e.args)
    c = T.bound()
    inside, other = T.select(a, c), T.select(b, c)
    return _forall([c], T.implies(inside, T.neg(other) if e.data == "disjoint" else other))


def _merge(enc: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    a, b = (enc.value(x, env, facts, checks) for x in e.args)
    return merged(enc, a, b, facts)


def merged(enc: Encoder, a: Term, b: Term, facts: Facts) -> Term:
    """a | b of two dicts: a's keys keep their places, b's other keys follow in b's order; values of b win."""
    more = T.length(T.proj(b, KEYS))
    if T.is_const(more) and more.data <= SMALL:
        for k in range(more.data):
            c = T.at(T.proj(b, KEYS), T.num(k))
            a = put(enc, a, c, value_at(b, c), facts)
        return a
    has = combined(enc, "union", T.proj(a, HAS), T.proj(b, HAS))
    old, second = T.proj(a, HAS), T.proj(b, HAS)
    name = enc.name("merged")
    near = [v for v in T.bound_variables(T.tup([a, b], tuple_of(a.sort, b.sort))) if v.data in a.free | b.free]
    for part, sort in (("keys", list_of(INT)), ("pos", CODES)):
        enc.symbols[f"{name}.{part}"] = Symbol(f"{name}.{part}", tuple(v.sort for v in near), sort)
    keys, pos = T.app(f"{name}.keys", near, list_of(INT)), T.app(f"{name}.pos", near, CODES)
    i, j, c = T.bound(), T.bound(), T.bound()
    n, count = T.length(T.proj(a, KEYS)), T.length(keys)
    key, place = T.at(keys, i), T.select(pos, c)
    enc.define(T.conj(T.same(count, size(has)), T.le(n, count)))
    enc.define(_forall([i], T.implies(_between(i, count), T.conj(
        T.select(has, key), T.same(T.select(pos, key), i),
        T.implies(T.lt(i, n), T.same(key, T.at(T.proj(a, KEYS), i))), T.implies(T.le(n, i), T.neg(T.select(old, key))),
    )), [key]))  # fmt: skip
    enc.define(_forall([c], T.implies(T.select(has, c), T.conj(_between(place, count), T.same(T.at(keys, place), c)))))
    enc.define(_forall([i, j], T.implies(
        T.conj(T.le(n, i), T.lt(i, j), T.lt(j, count)),
        T.lt(T.select(T.proj(b, POS), key), T.select(T.proj(b, POS), T.at(keys, j)))), [key, T.at(keys, j)]))  # fmt: skip
    return _rebuilt(keys, has, pos, T.array(lambda c: T.ite(T.select(second, c), value_at(b, c), value_at(a, c))))


OPERATIONS.update({
    "dict": _dict, "set": _set, "lookup": _lookup, "get": _get, "has": _has, "size": _size, "toset": _toset,
    "todict": _todict, "find.key": _find, "counter": _counter, "setop": _setop, "subset": _subset, "merge": _merge,
    "copied": lambda enc, e, env, facts, checks: enc.value(e.args[0], env, facts, checks),
})  # fmt: skip
OPERATIONS["deque"] = OPERATIONS["deque.items"] = OPERATIONS["copied"]
COUNTS["count"] = _count
VIEWS.update(dict.fromkeys(("keys", "values", "items"), _view))
MEMBERS.update(dict.fromkeys(("keys", "values", "items"), _members))

# --- changes in place ---------------------------------------------------------------------------------------------

Meet = Callable[[Check], None]


def _changed_dict(
    enc: Encoder, u: Update, d: Term, args: list[Term], facts: Facts, meet: Meet
) -> tuple[Term, Term | None]:
    kind = u.kind.removeprefix("dict.")
    if kind == "clear":
        return empty_dict(u.changed), None
    if kind == "update":
        return merged(enc, d, args[0], facts), None
    if kind == "popitem":
        keys = T.proj(d, KEYS)
        n = T.length(keys)
        meet(Check(T.TRUE, T.gt(n, T.ZERO), "KeyError", "not-empty", u.span, "the dict is not empty"))
        c = T.at(keys, T.sub(n, T.ONE))
        less = T.store(T.proj(d, HAS), c, T.FALSE)
        _sized(enc, T.proj(d, HAS), less, T.minus(T.scalar("int", T.select(T.proj(d, HAS), c))))
        shorter = _rebuilt(T.mk(T.sub(n, T.ONE), T.data(keys)), less, T.proj(d, POS), T.proj(d, VAL))
        return shorter, T.tup([decode(c, u.changed.args[0]), value_at(d, c)], logic_sort(tuple_of(*u.changed.args)))
    c = code(args[0], u.args[0].sort, enc)
    old = T.select(T.proj(d, HAS), c)
    if kind == "set":
        return put(enc, d, c, args[1], facts), None
    if kind == "setdefault":
        return put(enc, d, c, T.ite(old, value_at(d, c), args[1]), facts), None
    if kind == "replace":  # while a loop runs over the dict: a new key would end in RuntimeError
        meet(Check(T.TRUE, old, "", "size-kept-while-iterated", u.span, "a loop runs over the dict, so the key is in it"))
        return with_value(d, c, args[1]), None
    if len(args) == 2:  # pop with a default
        return T.ite(old, without(enc, d, c), d), T.ite(old, value_at(d, c), args[1])
    meet(present(d, c, u.span))
    return without(enc, d, c), value_at(d, c)


def _changed_set(
    enc: Encoder, u: Update, s: Term, args: list[Term], facts: Facts, meet: Meet
) -> tuple[Term, Term | None]:
    kind, has = u.kind.removeprefix("set."), T.proj(s, 0)
    if kind == "clear":
        return make_set(enc, NONE_IN), None
    if kind == "pop":
        meet(Check(T.TRUE, T.gt(size(has), T.ZERO), "KeyError", "not-empty", u.span, "the set is not empty"))
        tag = T.proj(make_set(enc, has), TAG)
        c = T.select(T.app("order", [has, tag], CODES), T.ZERO)  # the first in an order of its own: any member
    elif kind in ("add", "discard", "remove"):
        c = code(args[0], u.args[0].sort, enc)
    else:
        return make_set(enc, combined(enc, kind, has, has_of(args[0], u.args[0].sort))), None
    if kind == "add":
        return make_set(enc, _added(enc, has, c)), None
    if kind == "remove":
        meet(Check(T.TRUE, T.select(has, c), "KeyError", "key-present", u.span, "the element is in the set"))
    less = T.store(has, c, T.FALSE)
    _sized(enc, has, less, T.minus(T.scalar("int", T.select(has, c))))
    return make_set(enc, less), decode(c, u.changed.args[0]) if kind == "pop" else None


def _changed_deque(
    enc: Encoder, u: Update, d: Term, args: list[Term], facts: Facts, meet: Meet
) -> tuple[Term, Term | None]:
    kind, n = u.kind.removeprefix("deque."), T.length(d)
    if kind == "append":
        return T.mk(T.add(n, T.ONE), T.store(T.data(d), n, args[0])), None
    if kind == "appendleft":
        return T.mk(T.add(n, T.ONE), T.array(lambda k: T.ite(T.same(k, T.ZERO), args[0], T.at(d, T.sub(k, T.ONE))))), None
    if kind == "extend":
        return enc.concat(d, args[0]), None
    if kind == "clear":
        return T.mk(T.ZERO, T.data(d)), None
    meet(Check(T.TRUE, T.gt(n, T.ZERO), "IndexError", "not-empty", u.span, "the deque is not empty"))
    last = T.sub(n, T.ONE)
    if kind == "pop":
        return T.mk(last, T.data(d)), T.at(d, last)
    return T.mk(last, T.array(lambda k: T.at(d, T.add(k, T.ONE)))), T.at(d, T.ZERO)


KINDS["Deque"] = Kind(
    lambda s: list_of(logic_sort(s.args[0])), lambda t, s: well_formed(t, list_of(s.args[0])),
    lambda enc, a, b, s: enc.equal(a, b, list_of(s.args[0])),
)  # fmt: skip
CHANGES.update(dict.fromkeys(
    [f"deque.{k}" for k in ("append", "appendleft", "pop", "popleft", "clear", "extend")], _changed_deque))
CHANGES.update(dict.fromkeys(
    [f"dict.{k}" for k in ("set", "replace", "setdefault", "pop", "popitem", "update", "clear")], _changed_dict))
CHANGES.update(dict.fromkeys(
    [f"set.{k}" for k in ("add", "discard", "remove", "pop", "clear", "union", "intersect", "subtract", "symmetric")],
    _changed_set))  # fmt: skip
