"""`re` in the logic: functions of the text of which little is said, one for each pattern. What was matched is in the text."""

from __future__ import annotations

import hashlib

from toolkit.core import terms as T
from toolkit.core.encode import OPERATIONS, Check, Encoder, Env, logic_sort, well_formed
from toolkit.core.encode.text import between, identity, unknown
from toolkit.core.ir import BOOL, INT, Expr, Sort
from toolkit.core.regexes import widths
from toolkit.core.terms import Facts, Term


def _whole(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """sub, findall, split."""
    s = en.value(e.args[0], env, facts, checks)
    result = _unknown(en, e, s, "", e.sort)
    en.define(T.conj(*well_formed(result, e.sort), *([T.gt(T.length(result), T.ZERO)] if e.op == "re.split" else [])))
    return result


def _match(en: Encoder, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
    """None, or what was found: a beginning of the text, a part of it, or all."""
    s = en.value(e.args[0], env, facts, checks)
    match = e.sort.args[1]
    found, parts = _unknown(en, e, s, "found", BOOL), [_unknown(en, e, s, str(i), p) for i, p in enumerate(match.args)]
    start = _unknown(en, e, s, "start", INT) if e.op == "re.search" else T.ZERO
    text, k = parts[0], T.bound()
    n = T.length(text)
    least, most = widths(e.data[0])
    width = T.conj(T.le(T.num(least), n), T.le(n, T.num(most)) if most is not None else T.TRUE)
    whole = T.same(n, T.length(s)) if e.op == "re.fullmatch" else T.TRUE
    inside = T.conj(T.ge0(start), T.le(T.add(start, n), T.length(s)), width, whole)
    equal = T.forall([k], T.implies(between(T.ZERO, k, n), T.same(T.at(text, k), T.at(s, T.add(start, k)))))
    en.define(T.conj(T.implies(found, T.conj(inside, equal)), *(f for t, p in zip(parts, match.args) for f in well_formed(t, p))))
    return T.tup([found, T.tup(parts, logic_sort(match))], logic_sort(e.sort))


def _unknown(en: Encoder, e: Expr, s: Term, part: str, sort: Sort) -> Term:
    digest = hashlib.sha256(repr(e.data).encode()).hexdigest()[:12]
    return unknown(en, f"{e.op}.{digest}.{part}", [identity(en, s)], logic_sort(sort), f"{e.op} of {e.data[0]!r}")


OPERATIONS.update({"re.sub": _whole, "re.findall": _whole, "re.split": _whole})
OPERATIONS.update({"re.match": _match, "re.search": _match, "re.fullmatch": _match})
