"""`Expr` -> `Term`: what CPython computes, in logic, and the conditions under which it does not raise.

Partial operators are total in the logic (division by zero is 0, an entry outside a list is arbitrary); `Check` says what
must hold for the logic to speak of Python's value. Sums, extrema, filters and sorting are functions with axioms; the axioms
marked "by induction" are lemmas that follow from the defining ones and are tested on concrete values (tests/test_symbols.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import define, evolve, field, frozen

from toolkit.core import terms as T
from toolkit.core.encode import chains, folds
from toolkit.core.ir import ANY, BOOL, BYTES, FLOAT, INT, NONE, STR, Binder, Expr, Free, Sort, Target, Update, list_of, tuple_of
from toolkit.core.ops import OPS
from toolkit.core.source import Rejected, Span
from toolkit.core.terms import Facts, Symbol, Term

SMALL = 16  # lists of at most this constant length are compared and summed item by item


def logic_sort(s: Sort) -> Sort:
    """How a Python sort is represented: str as a list of code points, bytes as one of bytes, None as 0."""
    if s in (STR, BYTES):
        return list_of(INT)
    if s in (NONE, ANY) or s.name in ("Enum", "Opaque", "Rec"):  # of a type of which nothing is known: which object it is
        return INT
    if s.name == "Union":  # a tag (for two members: is it the second one?) and a component for each member but None
        return tuple_of(BOOL if len(s.args) == 2 else INT, *(logic_sort(m) for m in s.args if m != NONE))
    if s.name == "Object":
        return tuple_of(*(logic_sort(a) for a in s.args))
    if s.name in KINDS:
        return KINDS[s.name].sort(s)
    if s.name == "Seq":
        return list_of(logic_sort(s.args[0]))
    return Sort(s.name, tuple(logic_sort(a) for a in s.args))


@frozen(eq=False)
class Check:
    """`condition` must hold (when `guard` does), or `exception` is raised at `span`. `inside` marks a condition under a
    binder, where the moment of raising is not exact: there it must be shown not to happen at all."""

    guard: Term
    condition: Term
    exception: str
    kind: str
    span: Span
    message: str
    inside: bool = False


@frozen(eq=False)
class View:
    """A sequence as the elements `at(k)` for low <= k < high (empty when high <= low)."""

    low: Term
    high: Term
    at: Callable[[Term], Term]


Env = Mapping[str, Term]


@define(eq=False)
class Encoder:
    """Translates expressions of one function. `call` says what a call of a user's function inside an expression means."""

    call: Callable[[Expr, list[Term], Facts, list[Check]], Term]
    tallies: bool = False  # `xs.count(v)` is what the multiset of xs has for v, not a sum
    symbols: dict[str, Symbol] = field(factory=lambda: dict(SHARED))
    definitions: dict[Term, None] = field(factory=dict)  # closed facts that define fresh applications
    names: dict[str, int] = field(factory=dict)
    named: dict[Term, Term] = field(factory=dict)  # terms that a definition gives a name
    defined: set[Term] = field(factory=set)  # applications whose definition is in `definitions`

    # --- fresh values ---------------------------------------------------------------------------------------------

    def name(self, base: str) -> str:
        """A name not used before, readable in a goal's text."""
        n = self.names.get(base, 0)
        self.names[base] = n + 1
        return base if n == 0 else f"{base}!{n}"

    def fresh(self, base: str, sort: Sort, facts: list[Term]) -> Term:
        """An arbitrary value of `sort`; what every value of the sort satisfies is added to `facts`."""
        value = self._unknown(self.name(base), sort)
        facts.extend(well_formed(value, sort))
        return value

    def _unknown(self, name: str, sort: Sort) -> Term:
        if sort == NONE:
            return T.ZERO
        if sort in (STR, BYTES) or sort.name in ("List", "Seq"):
            element = logic_sort(sort).args[0]
            return T.mk(T.sym(f"{name}:len", INT), T.sym(f"{name}:data", T.array_of(element)))
        if sort.name in ("Tuple", "Object"):
            parts = [self._unknown(f"{name}:{i}", s) for i, s in enumerate(sort.args)]
            return T.tup(parts, logic_sort(sort))
        if sort.name == "Union":
            record = logic_sort(sort)
            members = [self._unknown(f"{name}:{m}", m) for m in sort.args if m != NONE]
            return T.tup([T.sym(f"{name}:tag", record.args[0]), *members], record)
        if sort.name in KINDS:
            return self._unknown(name, logic_sort(sort))
        return T.sym(name, logic_sort(sort))

    def char(self, code: Term) -> Term:
        return T.listing([code], INT)

    # --- values ---------------------------------------------------------------------------------------------------

    def value(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        """The term of `e`, with what must hold for it to be defined appended to `checks`."""
        method = getattr(self, "_" + e.op, None)
        if method is not None:
            result: Term = method(e, env, facts, checks)
            return result
        if e.op in ("range", "enumerate", "zip", "chars", "reversed", "tolist") or e.op in VIEWS:
            return self.as_list(self.view(e, env, facts, checks), facts)
        if e.op in OPERATIONS:
            return OPERATIONS[e.op](self, e, env, facts, checks)
        args = [self.value(a, env, facts, checks) for a in e.args]
        row = OPS[e.op]
        if row.raises is not None:
            need, exception = row.raises
            divisor = args[-1]
            ok = T.neg(T.same(divisor, T.ZERO)) if need == "nonzero" else T.ge0(divisor)
            what, kind = (
                ("the divisor is not zero", "divisor-not-zero") if need == "nonzero"
                else ("the exponent is not negative (the result would be a float)", "exponent-not-negative") if e.op == "pow"
                else ("the shift count is not negative", "shift-not-negative")
            )  # fmt: skip
            self.check(checks, facts, ok, exception, kind, e.span, what)
        return T.scalar(e.op, *args)

    def check(
        self, checks: list[Check], facts: Facts, ok: Term, exception: str, kind: str, span: Span, message: str
    ) -> None:
        if not facts.knows(ok):
            checks.append(Check(T.TRUE, ok, exception, kind, span, message))

    def _guarded(
        self, e: Expr, env: Env, facts: Facts, checks: list[Check], guard: Term
    ) -> Term:
        """The value of an operand that is evaluated only when `guard` holds."""
        inner = Facts(facts)
        inner.add(guard)
        mine: list[Check] = []
        value = self.value(e, env, inner, mine)
        checks.extend(Check(T.conj(guard, c.guard), c.condition, c.exception, c.kind, c.span, c.message, c.inside) for c in mine)
        return value

    def _const(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        if e.sort == STR:
            return T.listing([T.num(ord(c)) for c in e.data], INT)
        if e.sort == BYTES:
            return T.listing([T.num(b) for b in e.data], INT)
        return T.ZERO if e.data is None else T.const(e.data)

    def _var(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        bound = env.get("bound:" + e.data)
        if e.data not in env or bound is not None:
            name = e.data
            error = "NameError" if isinstance(name, Free) else "UnboundLocalError"
            error = "" if "." in name else error  # of a field in __init__: never, not even when declared
            self.check(checks, facts, bound if bound is not None and name in env else T.FALSE, error,
                       "name-bound", e.span, f"{name} has a value here")  # fmt: skip
            if name not in env:
                extra: list[Term] = []
                return self.fresh(name, e.sort, extra)
        return env[e.data]

    def _and(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        a = self.value(e.args[0], env, facts, checks)
        return T.conj(a, self._guarded(e.args[1], env, facts, checks, a))

    def _or(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        a = self.value(e.args[0], env, facts, checks)
        return T.disj(a, self._guarded(e.args[1], env, facts, checks, T.neg(a)))

    def _ite(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        c = self.value(e.args[0], env, facts, checks)
        a = self._guarded(e.args[1], env, facts, checks, c)
        b = self._guarded(e.args[2], env, facts, checks, T.neg(c))
        return T.ite(c, a, b)

    def _after(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        self.value(e.args[0], env, facts, checks)
        return self.value(e.args[1], env, facts, checks)

    def _bitwise(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        a, b = (self.value(x, env, facts, checks) for x in e.args)
        if e.sort == BOOL:
            if e.op == "bitxor":
                return T.neg(T.same(a, b))
            return T.conj(a, b) if e.op == "bitand" else T.disj(a, b)
        return T.scalar(e.op, a, b)

    _bitand = _bitor = _bitxor = _bitwise

    def _eq(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        permutation = bags.permutation(self, e, env, facts, checks)
        if permutation is not None:
            return permutation
        a, b = (self.value(x, env, facts, checks) for x in e.args)
        if e.args[0].sort.name == "Opaque":
            return self._opaque("eq", a, b, e.args[0].sort)
        return T.scalar("feq", a, b) if e.args[0].sort == FLOAT else self.equal(a, b, e.args[0].sort)

    def _opaque(self, op: str, a: Term, b: Term, sort: Sort) -> Term:
        """== or != of two objects of which nothing is known: not even that one is equal to itself, or != the opposite of ==."""
        name = f"{op}.{sort.fields[0]}"
        self.symbols.setdefault(name, Symbol(name, (INT, INT), BOOL))
        return T.app(name, [a, b], BOOL)

    def _ne(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        if e.args[0].sort.name == "Opaque":
            a, b = (self.value(x, env, facts, checks) for x in e.args)
            return self._opaque("ne", a, b, e.args[0].sort)
        return T.neg(self._eq(e, env, facts, checks))

    def equal(self, a: Term, b: Term, sort: Sort, identical: bool = False) -> Term:
        """Python's == of two values of one sort, as containers compare what they hold (one object, or ==); of two floats
        not theirs alone, which is `feq`. With `identical`: that they are the same value (for NaN that is another thing)."""
        exact = identical or not sort.holds(FLOAT)  # else equal terms can be different objects, and NaN is not NaN
        if a == b and exact:
            return T.TRUE
        if sort == FLOAT and not identical:
            return floats.item_equal(self, a, b)
        if sort.name == "Rec":
            return trees.equal(self, a, b, sort)
        if sort.name == "Opaque" and not identical:
            return T.disj(T.same(a, b), self._opaque("eq", a, b, sort))
        if sort in (STR, BYTES):
            return self._equal_lists(a, b, INT, identical)
        if sort.name in ("List", "Seq"):
            return self._equal_lists(a, b, sort.args[0], identical)
        if sort.name in ("Tuple", "Object"):
            return T.conj(*(self.equal(T.proj(a, i), T.proj(b, i), s, identical) for i, s in enumerate(sort.args)))
        if sort.name == "Union":
            parts = [(unions.tag_is(a, sort, i), m) for i, m in enumerate(sort.args) if m != NONE]
            values = [T.implies(t, self.equal(unions.part(a, sort, m), unions.part(b, sort, m), m, identical)) for t, m in parts]
            return T.conj(T.same(T.proj(a, 0), T.proj(b, 0)), *values)
        if sort.name in KINDS:
            return KINDS[sort.name].equal(self, a, b, sort)
        return T.same(a, b)

    def _equal_lists(self, a: Term, b: Term, element: Sort, identical: bool) -> Term:
        la, lb = T.length(a), T.length(b)
        lengths = T.same(la, lb)
        if lengths == T.FALSE or T.data(a) == T.data(b) and (identical or not element.holds(FLOAT)):
            return lengths
        for n in (la, lb):
            if T.is_const(n) and n.data <= SMALL:
                items = (self.equal(T.at(a, T.num(i)), T.at(b, T.num(i)), element, identical) for i in range(max(n.data, 0)))
                return T.conj(lengths, *items)
        k = T.bound()
        body = T.implies(T.conj(T.le(T.ZERO, k), T.lt(k, la)), self.equal(T.at(a, k), T.at(b, k), element, identical))
        return T.conj(lengths, T.forall([k], body))

    def _tuple(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        return T.tup([self.value(a, env, facts, checks) for a in e.args], logic_sort(e.sort))

    def _proj(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        if e.args[0].sort.name == "Rec":
            return trees.part(self, self.value(e.args[0], env, facts, checks), e.args[0].sort, e.data)
        return T.proj(self.value(e.args[0], env, facts, checks), e.data)

    def _list(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        return T.listing([self.value(a, env, facts, checks) for a in e.args], logic_sort(e.sort.args[0]))

    # --- sequences ------------------------------------------------------------------------------------------------

    def _len(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        return self.size(self.view(e.args[0], env, facts, checks), facts)

    def size(self, v: View, facts: Facts) -> Term:
        return facts.choose(T.ge(v.high, v.low), T.sub(v.high, v.low), T.ZERO)

    def position(self, i: Term, n: Term, facts: Facts) -> Term:
        """The position that index i means in a list of n: negative ones count from the end."""
        return facts.choose(T.ge0(i), i, T.add(i, n))

    def _index(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        s = self.value(e.args[0], env, facts, checks)
        i = self.value(e.args[1], env, facts, checks)
        n = T.length(s)
        what = "the index is in range"
        self.check(checks, facts, self.in_range(i, n, facts), "IndexError", "index-in-range", e.span, what)
        item = T.at(s, self.position(i, n, facts))
        return self.char(item) if e.args[0].sort == STR else item

    def in_range(self, i: Term, n: Term, facts: Facts) -> Term:
        low = T.TRUE if facts.knows(T.ge0(i)) else T.ge0(T.add(i, n))
        return T.conj(low, T.lt(i, n))

    def _at(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        v = self.view(e.args[0], env, facts, checks)
        k = self.value(e.args[1], env, facts, checks)
        return v.at(T.add(v.low, k))

    def clip(self, i: Term, n: Term, facts: Facts) -> Term:
        """A slice's bound for a positive step: counted from the end when negative, then clipped to 0..n."""
        low = facts.choose(T.ge0(T.add(i, n)), T.add(i, n), T.ZERO)
        return facts.choose(T.ge0(i), facts.choose(T.le(i, n), i, n), low)

    def _clip_back(self, i: Term, n: Term, facts: Facts) -> Term:
        """A slice's bound for a negative step: clipped to -1..n-1."""
        low = facts.choose(T.ge0(T.add(i, n)), T.add(i, n), T.num(-1))
        return facts.choose(T.ge0(i), facts.choose(T.lt(i, n), i, T.sub(n, T.ONE)), low)

    def view(self, e: Expr, env: Env, facts: Facts, checks: list[Check], ordered: bool = True) -> View:
        """The elements of a sequence; with ordered=False any order will do (for all, any, sum, min, max)."""
        if e.op == "range":
            a, b = (self.value(x, env, facts, checks) for x in e.args[:2])
            if e.args[2].op != "const":
                return self._steps(a, b, self.value(e.args[2], env, facts, checks), e.span, facts, checks)
            s = e.args[2].data
            if s == 0:
                self.check(checks, facts, T.FALSE, "ValueError", "step-not-zero", e.span, "the step is not zero")
                return View(T.ZERO, T.ZERO, lambda k: k)
            if s == 1:
                return View(a, b, lambda k: k)
            if s == -1 and not ordered:
                return View(T.add(b, T.ONE), T.add(a, T.ONE), lambda k: k)
            distance = T.sub(b, a) if s > 0 else T.sub(a, b)
            count = T.scalar("floordiv", T.add(distance, T.num(abs(s) - 1)), T.num(abs(s)))
            return View(T.ZERO, count, lambda k: T.add(a, T.mul(T.num(s), k)))
        if e.op == "enumerate":
            inner = self.view(e.args[0], env, facts, checks)
            start = self.value(e.args[1], env, facts, checks)
            sort = logic_sort(e.sort.args[0])
            at = lambda k: T.tup([T.add(start, k), inner.at(T.add(inner.low, k))], sort)  # noqa: E731
            return View(T.ZERO, self.size(inner, facts), at)
        if e.op == "zip":
            parts = [self.view(a, env, facts, checks) for a in e.args]
            count = self.size(parts[0], facts)
            for p in parts[1:]:
                n = self.size(p, facts)
                count = facts.choose(T.le(count, n), count, n)
            if e.data:  # found out when one of them ends
                longest = T.conj(*(T.same(self.size(p, facts), count) for p in parts))
                what = "the iterables are equally long"
                checks.append(Check(T.TRUE, longest, "ValueError", "equally-long", e.span, what, True))
            sort = logic_sort(e.sort.args[0])
            return View(T.ZERO, count, lambda k: T.tup([p.at(T.add(p.low, k)) for p in parts], sort))
        if e.op == "reversed":
            inner = self.view(e.args[0], env, facts, checks, ordered)
            if not ordered:
                return inner
            return View(T.ZERO, self.size(inner, facts), lambda k: inner.at(T.sub(T.sub(inner.high, T.ONE), k)))
        if e.op == "chars":
            s_ = self.value(e.args[0], env, facts, checks)
            return View(T.ZERO, T.length(s_), lambda k: self.char(T.at(s_, k)))
        if e.op in ("tolist", "lazy", "toseq"):
            return self.view(e.args[0], env, facts, checks, ordered)
        if e.op == "slice":
            return self._slice_view(e, env, facts, checks, ordered)
        if e.op == "quant" and e.data.kind == "list":
            inner = self.view(e.args[0], env, facts, checks)
            body = self._body(e.args[1], e.data, inner, env, facts, checks)
            return View(inner.low, inner.high, body)
        if e.op in VIEWS:
            return VIEWS[e.op](self, e, env, facts, checks)
        t = self.value(e, env, facts, checks)
        return View(T.ZERO, T.length(t), lambda k: T.at(t, k))

    def _steps(self, a: Term, b: Term, s: Term, span: Span, facts: Facts, checks: list[Check]) -> View:
        """range(a, b, s): how many steps it has is a function with its defining property."""
        self.check(checks, facts, T.neg(T.same(s, T.ZERO)), "ValueError", "step-not-zero", span, "the step is not zero")
        self.symbols.setdefault("steps", Symbol("steps", (INT, INT, INT), INT))
        n, k = T.app("steps", [a, b, s], INT), T.bound()

        def at(k: Term) -> Term:
            return T.add(a, T.scalar("mul", s, k))

        for up, before in ((T.gt(s, T.ZERO), T.lt), (T.lt(s, T.ZERO), T.gt)):
            inside = T.forall([k], T.implies(T.conj(T.le(T.ZERO, k), T.lt(k, n)), before(at(k), b)))
            last = T.implies(T.gt(n, T.ZERO), before(at(T.sub(n, T.ONE)), b))
            self.define(T.implies(up, T.conj(T.ge0(n), T.neg(before(at(n), b)), last, inside)))
        return View(T.ZERO, n, at)

    def _slice_view(self, e: Expr, env: Env, facts: Facts, checks: list[Check], ordered: bool) -> View:
        s = self.value(e.args[0], env, facts, checks)
        n = T.length(s)
        bounds = [self.value(a, env, facts, checks) for a in e.args[1:]]
        has_low, has_high, has_step = e.data
        low = bounds.pop(0) if has_low else None
        high = bounds.pop(0) if has_high else None
        step = bounds.pop(0).data if has_step else 1
        if step > 0:
            a = T.ZERO if low is None else self.clip(low, n, facts)
            b = n if high is None else self.clip(high, n, facts)
            if step == 1:
                return View(a, b, lambda k: T.at(s, k))
            count = T.scalar("floordiv", T.add(T.sub(b, a), T.num(step - 1)), T.num(step))
        else:
            a = T.sub(n, T.ONE) if low is None else self._clip_back(low, n, facts)
            b = T.num(-1) if high is None else self._clip_back(high, n, facts)
            if step == -1 and not ordered:
                return View(T.add(b, T.ONE), T.add(a, T.ONE), lambda k: T.at(s, k))
            count = T.scalar("floordiv", T.add(T.sub(a, b), T.num(-step - 1)), T.num(-step))
        return View(T.ZERO, count, lambda k: T.at(s, T.add(a, T.mul(T.num(step), k))))

    def as_list(self, v: View, facts: Facts) -> Term:
        n = self.size(v, facts)
        if T.is_const(n) and n.data <= SMALL:
            items = [v.at(T.add(v.low, T.num(i))) for i in range(n.data)]
            probe = v.at(T.ZERO)
            return T.listing(items, probe.sort)
        return T.mk(n, T.array(lambda k: v.at(T.add(v.low, k))))

    def _slice(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        v = self.view(e, env, facts, checks)
        n = self.size(v, facts)
        return T.mk(n, T.array(lambda k: v.at(T.add(v.low, k))))

    def _concat(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        a, b = (self.value(x, env, facts, checks) for x in e.args)
        return self.concat(a, b)

    def concat(self, a: Term, b: Term) -> Term:
        la, lb = T.length(a), T.length(b)
        if la == T.ZERO:
            return b
        if lb == T.ZERO:
            return a
        if T.is_const(lb) and lb.data <= SMALL:
            d = T.data(a)
            for i in range(lb.data):
                d = T.store(d, T.add(la, T.num(i)), T.at(b, T.num(i)))
            return T.mk(T.add(la, lb), d)
        both = T.array(lambda k: T.ite(T.lt(k, la), T.at(a, k), T.at(b, T.sub(k, la))))
        return T.mk(T.add(la, lb), both)

    def _repeat(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        first, second = e.args if not e.data else (e.args[1], e.args[0])
        x, y = self.value(first, env, facts, checks), self.value(second, env, facts, checks)
        s, n = (x, y) if not e.data else (y, x)
        size = T.length(s)
        times = facts.choose(T.ge0(n), n, T.ZERO)
        if T.is_const(size) and T.is_const(times) and size.data * times.data <= 4 * SMALL:
            items = [T.at(s, T.num(i)) for i in range(size.data)] * times.data
            return T.listing(items, s.sort.args[0])
        if size == T.ONE:
            item = T.at(s, T.ZERO)
            return T.mk(times, T.array(lambda k: item))
        if size == T.ZERO:
            return s
        return T.mk(T.scalar("mul", size, times), T.array(lambda k: T.at(s, T.scalar("mod", k, size))))

    def _in(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        x = self.value(e.args[0], env, facts, checks)
        if e.args[1].sort == STR or e.args[0].sort == BYTES:
            return self._substring(x, self.value(e.args[1], env, facts, checks))
        v = self.view(e.args[1], env, facts, checks, ordered=False)
        if e.args[1].op == "range" and e.args[1].args[2].data == 1:
            return T.conj(T.le(v.low, x), T.lt(x, v.high))
        return self.any_in(v, lambda item: self.equal(item, x, e.args[0].sort), facts)

    def any_in(self, v: View, holds: Callable[[Term], Term], facts: Facts) -> Term:
        n = self.size(v, facts)
        if T.is_const(n) and n.data <= SMALL:
            return T.disj(*(holds(v.at(T.add(v.low, T.num(i)))) for i in range(n.data)))
        k = T.bound()
        probe = v.at(k)
        if probe.op == "select" and probe.args[0].op == "data" and probe.args[0].args[0].op == "app":
            flat = probe.args[0].args[0]
            if flat.data.startswith("flatten.") and v.high == T.length(flat) and v.low == T.ZERO and k == probe.args[1]:
                rows, low, high = flat.args
                row = T.select(rows, k)
                some = self.any_in(View(T.ZERO, T.length(row), lambda j: T.at(row, j)), holds, facts)
                return T.exists([k], T.conj(T.le(low, k), T.lt(k, high), some))
        found = T.exists([k], T.conj(T.le(v.low, k), T.lt(k, v.high), holds(probe)))
        if probe.op == "select" and probe.args[0].op == "store" and probe.args[1] == k:  # what was put there last
            _, i, last = probe.args[0].args
            if holds(last) == T.TRUE:
                return T.disj(T.conj(T.le(v.low, i), T.lt(i, v.high)), found)
        return found

    def _substring(self, x: Term, s: Term) -> Term:
        lx, ls = T.length(x), T.length(s)
        starts = View(T.ZERO, T.add(T.sub(ls, lx), T.ONE), lambda k: k)
        return T.TRUE if lx == T.ZERO else self.any_in(starts, lambda k: self.occurs(x, s, k), Facts())

    def occurs(self, x: Term, s: Term, k: Term) -> Term:
        """The text x stands in s at k, if there is room for it."""
        lx = T.length(x)
        if T.is_const(lx) and lx.data <= SMALL:
            return T.conj(*(T.same(T.at(s, T.add(k, T.num(i))), T.at(x, T.num(i))) for i in range(lx.data)))
        j = T.bound()
        inside = T.conj(T.le(T.ZERO, j), T.lt(j, lx))
        return T.forall([j], T.implies(inside, T.same(T.at(s, T.add(k, j)), T.at(x, j))))

    # --- iteration ------------------------------------------------------------------------------------------------

    def bind(self, target: Target, value: Term, env: dict[str, Term]) -> None:
        if isinstance(target, str):
            env[target] = value
        else:
            for i, t in enumerate(target):
                self.bind(t, T.proj(value, i), env)

    def _body(
        self, body: Expr, b: Binder, v: View, env: Env, facts: Facts, checks: list[Check], guard: Expr | None = None
    ) -> Callable[[Term], Term]:
        """The body as a function of the position; what it needs to be defined is checked for every position. Where all
        elements are computed and only one kind of exception can come, it comes exactly when a check fails."""
        k = T.bound()
        inner_env = dict(env)
        self.bind(b.target, v.at(k), inner_env)
        inside = T.conj(T.le(v.low, k), T.lt(k, v.high))
        inner = Facts(facts)
        inner.add(inside)
        mine: list[Check] = []
        before = len(self.definitions)
        if guard is not None:
            g = self.value(guard, inner_env, inner, mine)
            result = self._guarded(body, inner_env, inner, mine, g)
        else:
            result = self.value(body, inner_env, inner, mine)
        del before
        for c in mine:
            condition = T.forall([k], T.implies(T.conj(inside, c.guard), c.condition))
            if condition != T.TRUE:
                inexact = not (b.eager and _one_kind(mine))
                checks.append(Check(T.TRUE, condition, c.exception, c.kind, c.span, c.message, inexact))
        return lambda j: T.substitute(result, {k.data: j})

    def _quant(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        b: Binder = e.data
        if b.kind == "list":
            return self.as_list(self.view(e, env, facts, checks), facts)
        if b.kind == "filter":
            v = self.view(e.args[0], env, facts, checks)
            mine: list[Check] = []
            cond = self._body(e.args[1], b, v, env, facts, mine)
            item = self._body(e.args[2], b, v, env, facts, mine, e.args[1])
            checks.extend(mine if _one_kind(mine) else (evolve(c, inside=True) for c in mine))
            return self.filter(v, cond, item, facts)
        if b.count and self.tallies and (found := COUNTS["count"](self, e, env, facts, checks)) is not None:
            return found
        if b.kind in ("all", "any") and e.args[0].op in MEMBERS:
            return MEMBERS[e.args[0].op](self, e, env, facts, checks)
        v = self.view(e.args[0], env, facts, checks, ordered=False)
        body = self._body(e.args[1], b, v, env, facts, checks)
        if b.kind == "sum":
            return SUMS[e.sort.name](self, v, body, facts) if e.sort.name in SUMS else self.sum(v, body, facts)
        n = self.size(v, facts)
        if T.is_const(n) and n.data <= SMALL:
            items = [body(T.add(v.low, T.num(i))) for i in range(n.data)]
            return T.conj(*items) if b.kind == "all" else T.disj(*items)
        k = T.bound()
        inside = T.conj(T.le(v.low, k), T.lt(k, v.high))
        if b.kind == "all":
            each = body(k)
            if (chain := chains.pairwise(each, k, v.low, v.high)) is not None:
                self.define(chain)
            return T.forall([k], T.implies(inside, each))
        return T.exists([k], T.conj(inside, body(k)))

    def _call(self, e: Expr, env: Env, facts: Facts, checks: list[Check]) -> Term:
        args = [self.value(a, env, facts, checks) for a in e.args]
        return self.call(e, args, facts, checks)

    # --- functions with axioms ------------------------------------------------------------------------------------

    def sum(self, v: View, body: Callable[[Term], Term], facts: Facts) -> Term:
        n = self.size(v, facts)
        if T.is_const(n) and n.data <= SMALL:
            total = T.ZERO
            for i in range(n.data):
                total = T.add(total, body(T.add(v.low, T.num(i))))
            return total
        if "sum" not in self.symbols:
            for s in folds.sums():
                self.symbols[s.name] = s
        return T.app("sum", [T.array(body), v.low, v.high], INT)

    def define(self, fact: Term) -> None:
        """Adds a fact that is true by definition, for all values of the bound variables it mentions."""
        free = sorted(fact.free)
        if free:
            variables = {v.data: v for v in T.bound_variables(fact) if v.data in fact.free}
            fact = T.forall([variables[i] for i in free], fact)
        self.definitions[fact] = None

    def filter(self, v: View, cond: Callable[[Term], Term], item: Callable[[Term], Term], facts: Facts) -> Term:
        items = T.array(item)
        element = items.sort.args[0]
        name = "filter." + T.smt_sort(element)
        if name not in self.symbols:
            for s in folds.filters(name, element):
                self.symbols[s.name] = s
        return T.app(name, [T.array(cond), items, v.low, v.high], list_of(element))


# What the rooms of this package know: the meaning of an operation by its name in `Expr.op`.
OPERATIONS: dict[str, Callable[[Encoder, Expr, Env, Facts, list[Check]], Term]] = {}
# Sequences that a room knows, by `Expr.op`; and what `all` and `any` over one mean, where it is more than positions.
VIEWS: dict[str, Callable[[Encoder, Expr, Env, Facts, list[Check]], View]] = {}
MEMBERS: dict[str, Callable[[Encoder, Expr, Env, Facts, list[Check]], Term]] = {}
COUNTS: dict[str, Callable[[Encoder, Expr, Env, Facts, list[Check]], Term | None]] = {}  # how often a value stands in a list
SUMS: dict[str, Callable[[Encoder, View, Callable[[Term], Term], Facts], Term]] = {}  # of other sorts than ints
# Changes in place, by `Update.kind`: from the object (of sort `Update.changed`) and the arguments, with what must hold, to the
# object after it and what the operation returns.
Change = Callable[[Encoder, Update, Term, list[Term], Facts, Callable[[Check], None]], tuple[Term, Term | None]]
CHANGES: dict[str, Change] = {}
SHARED: dict[str, Symbol] = {}  # functions with axioms that every encoder knows


@frozen(eq=False)
class Kind:
    """What a room knows of a sort: how it is represented, what every value of it satisfies, Python's ==."""

    sort: Callable[[Sort], Sort]
    formed: Callable[[Term, Sort], list[Term]]
    equal: Callable[[Encoder, Term, Term, Sort], Term]


KINDS: dict[str, Kind] = {}


def _one_kind(checks: list[Check]) -> bool:
    """True when whatever fails first, the same exception is raised."""
    return len({c.exception for c in checks}) <= 1 and not any(c.inside for c in checks)


def well_formed(t: Term, sort: Sort) -> list[Term]:
    """What every value of a sort satisfies: lengths are not negative, a character is a code point."""
    if sort in (STR, BYTES):
        k = T.bound()
        item, top = T.at(t, k), T.num(0x10FFFF if sort == STR else 255)
        codes = T.implies(T.conj(T.le(T.ZERO, k), T.lt(k, T.length(t))), T.conj(T.ge0(item), T.le(item, top)))
        return [T.ge0(T.length(t)), T.forall([k], codes)]
    if sort.name in ("List", "Seq"):
        facts = [T.ge0(T.length(t))]
        k = T.bound()
        item = T.at(t, k)
        facts.extend(T.forall([k], f) for f in well_formed(item, sort.args[0]))
        return facts
    if sort.name in ("Tuple", "Object"):
        return [f for i, s in enumerate(sort.args) for f in well_formed(T.proj(t, i), s)]
    if sort.name == "Enum":
        return [T.ge0(t), T.lt(t, T.num(len(sort.fields)))]
    if sort.name == "Union":
        facts = [T.implies(unions.tag_is(t, sort, i), f) for i, m in enumerate(sort.args) if m != NONE
                 for f in well_formed(unions.part(t, sort, m), m)]  # fmt: skip
        tag = T.proj(t, 0)
        return facts if tag.sort == BOOL else [T.ge0(tag), T.lt(tag, T.num(len(sort.args))), *facts]
    if sort.name in KINDS:
        return KINDS[sort.name].formed(t, sort)
    return []


def unsupported_call(e: Expr, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
    raise Rejected("call-in-clause", e.span, f"{e.data} cannot be called in this place")


from toolkit.core.encode import bags, floats, integers, maps, objects, order, patterns, sequences, text, trees, unions  # noqa: E402, F401 (the rooms)
