"""Looking for an input that breaks a function: small values first, then Hypothesis, tried on the reference semantics.

What is found here is only a candidate; CPython decides. Everything is deterministic for a seed."""

from __future__ import annotations

import copy
import math
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import attrs
from attrs import frozen

from toolkit.core.aliases import Groups
from toolkit.core.ir import (
    BOOL,
    BYTES,
    CHOICES,
    FLOAT,
    INT,
    NONE,
    ROWS,
    STR,
    UNKNOWN,
    Expr,
    Function,
    Havoc,
    Module,
    Place,
    Sort,
    list_of,
    seq_of,
    statements,
)
from toolkit.core.regexes import parsed
from toolkit.core.semantics import Interpreter, Outcome
from toolkit.core.semantics.maps import container
from toolkit.core.semantics.objects import Instance, Member, Named, instance

Inputs = dict[str, Any]
# where floats are not like numbers: zeros with a sign, rounding, the ends of the range, NaN
_FLOATS = (0.0, -0.0, 0.1, 0.5, 1.5, 2.5, 1e308, -1e308, 1e-310, 5e-324, 2.0**53, 1e16, math.inf, -math.inf, math.nan)
_OPAQUE = (0, 1, 2, 3, math.nan, 1.0)  # of any type: some that are equal, and one that is not equal to itself
_LONGEST = 40  # characters of a text that is made for a pattern


def shared(items: list[Any], rows: Sequence[int]) -> list[Any]:
    """The list, with the item in each place that `rows` says."""
    return [items[rows[k]] if k < len(rows) and 0 <= rows[k] < k else x for k, x in enumerate(items)]


def with_shared(value: Any, fields: Sequence[int], rows: Sequence[int]) -> Any:
    """The value in which the list in a field of a field has the items that `rows` says; () is the value itself."""
    if not fields:
        return shared(value, rows)
    first, *rest = fields
    new = with_shared(value[first], rest, rows)
    if isinstance(value, Instance):
        return Instance(value.label, value.fields, [new if i == first else v for i, v in enumerate(value.values)])
    if isinstance(value, Named):
        return value.replaced(first, new)
    return (*value[:first], new, *value[first + 1 :])


def modelled(inputs: Inputs, same: Groups) -> Candidate:
    """The candidate that a solver's model describes: rows that it says are one object are one."""
    args = {n: v for n, v in inputs.items() if not n.startswith(ROWS)}
    for n, rows in inputs.items():
        if n.startswith(ROWS):
            name, *fields = n.removeprefix(ROWS).split(".")
            args[name] = with_shared(args[name], [*map(int, fields)], rows)
    return Candidate(args, same)


@frozen
class Candidate:
    """Arguments by name, and which of them are one object."""

    args: Inputs
    same: Groups = ()

    def call_args(self) -> Inputs:
        """Fresh copies, with shared objects really shared."""
        args = {n: copy.deepcopy(v) for n, v in self.args.items()}
        for group in self.same:
            for n in group[1:]:
                args[n] = args[group[0]]
        return args


class Search:
    """Tries inputs on one function. `broken(c)` says how the reference semantics takes a candidate."""

    def __init__(
        self, module: Module, f: Function, variants: list[Groups], seed: int = 0, tied: frozenset[Place] = frozenset()
    ) -> None:
        """`tied`: where lists are, in parameters, of which several rows may be one object."""
        self.tied = sorted(tied, key=repr)
        self.module, self.function, self.variants = module, f, variants
        self.interpreter = Interpreter(module, fuel=4_000)
        self.budget = 400_000  # steps that all runs together may take
        self.random = random.Random(f"{seed}:{f.name}")
        every = [x for e in f.expressions() for x in e.walk()]
        patterns = sorted({x.data[0] for x in every if x.op.startswith("re.")})
        self.words = sorted({x.data for x in every if x.op == "const" and isinstance(x.data, str)}.union(*map(matching, patterns)))
        self.letters = sorted({c for w in self.words for c in w})
        numbers = _constants(every)
        self.constants = [c for c in numbers if isinstance(c, int)]
        self.floats = [float(c) for c in numbers]
        if any(x.sort == FLOAT for x in every):
            self.constants += [2**53, -(2**53), 2**60]  # where ints begin to be rounded
        if any(x.op == "required" and x.data[0] == "OverflowError" for x in every):
            self.constants += [2**31 - 1, -(2**31), -1]  # C's int ends there
        self.met = False  # some input met the precondition
        self.endless = 10**6  # runs without an end after which `find` gives up
        self.sorts = {p.name: p.sort for p in f.params}
        if _draws(module, f):
            self.sorts[CHOICES] = seq_of(INT)
            self.endless = 12

    def outcome(self, c: Candidate) -> Outcome:
        """Runs a candidate on the reference semantics."""
        if self.budget <= 0:
            return Outcome("unknown")
        found = self.interpreter.run(self.function.name, c.call_args())
        self.budget -= self.interpreter.spent
        if found.status != "ignored":
            self.met = True
        return found

    def broken(self, c: Candidate) -> bool:
        return self.outcome(c).status == "violated"

    def find(self, tries: int) -> Candidate | None:
        """The first small input that breaks the function; None after `tries`."""
        endless = 0
        for c in self.small(tries):
            status = self.outcome(c).status
            if status == "violated":
                return c
            endless += status == "unknown"
            if endless > self.endless:
                break
        return None

    def small(self, tries: int) -> Iterator[Candidate]:
        """Inputs, simplest first, sizes growing; half of them with arguments that are one object where there are ways."""
        if any(p.name == "Opaque" and p.label for s in self.sorts.values() for p in s.parts()):
            return  # which classes keep a Protocol's contract is not known here
        for i in range(tries):
            size = 1 + 6 * i // max(tries, 1)
            args = {n: self._value(s, size, i) if n != CHOICES else self._choices(size, i) for n, s in self.sorts.items()}
            for n, *fields in self.tied if i % 2 else ():
                args[str(n)] = with_shared(args[str(n)], [*map(int, fields)], [self.random.randint(0, k) for k in range(size + 1)])
            yield self._candidate(args, self.variants[i % len(self.variants)])
            if not self.sorts:
                return

    def _choices(self, size: int, i: int) -> tuple[int, ...]:
        """What a program is given that nothing determines: conditions (0 or 1) and numbers."""
        if i < 3:
            return (i - 1,) * (4 * i)
        often = self.random.random()
        return tuple(
            self.random.randint(0, 1) if self.random.random() < often else self._value(INT, size, i)
            for _ in range(self.random.randint(1, 4 * size))
        )

    def _candidate(self, args: Inputs, same: Groups) -> Candidate:
        args = {n: args[n] for n in self.sorts if n in args}
        for group in same:
            for n in group[1:]:
                args[n] = args[group[0]]
        return Candidate(args, same)

    def _value(self, sort: Sort, size: int, i: int) -> Any:
        r = self.random
        if sort == INT:
            if i < 3:
                return i - 1
            kind = r.random()
            if kind < 0.55:
                return r.randint(-size, size + 1)
            if kind < 0.8 and self.constants:
                return r.choice(self.constants) + r.randint(-1, 1)
            return r.randint(-4 * size, 10 * size)
        if sort == FLOAT:
            kind = r.random()
            if i < 2 or kind < 0.3:
                return float(r.randint(-size, size))
            if kind < 0.5:
                return r.choice(_FLOATS)
            if kind < 0.75 and self.floats:
                return math.nextafter(r.choice(self.floats), r.choice((-math.inf, 0.0, math.inf)))
            if kind < 0.85 and self.floats:
                return r.choice(self.floats)
            return round(r.uniform(-4 * size, 4 * size), r.randint(0, 2))
        if sort.name == "Opaque":
            return r.choice(_OPAQUE) if i > 2 else i
        if sort == BOOL:
            return r.random() < 0.5
        if sort == NONE:
            return None
        if sort == STR:
            kind = r.random()
            if kind < 0.25 and self.words:
                return r.choice(self.words)
            alphabet = self.letters if kind < 0.45 and self.letters else "ab" if kind < 0.7 else "abc Aé1-ß²"
            return "".join(r.choice(alphabet) for _ in range(r.randint(0, size)))
        if sort == BYTES:
            return bytes(r.choice((0, 1, 97, 98, 255)) for _ in range(r.randint(0, size)))
        if sort.name == "Rec":  # smaller and smaller: at the end with nothing inside, where that can be
            fields = [sort.part(k) for k in range(len(sort.args))]
            end = [s.name == "Union" and (size <= 1 or r.random() < 0.3) for s in fields]
            return instance(sort, [None if e else self._value(s.args[-1] if s.name == "Union" else s, size - 1, i)
                                   for s, e in zip(fields, end)])  # fmt: skip
        if sort.name in ("Tuple", "Object"):
            items = tuple(self._value(s, size, i) for s in sort.args)
            return instance(sort, items) if sort.label else items
        if sort.name == "Enum":
            return Member(sort.label, r.choice(sort.fields))
        if sort.name == "Union":
            return self._value(r.choice(sort.args), size, i)
        if sort.name == "Seq":
            return tuple(self._value(list_of(sort.args[0]), size, i))
        if sort.name == "Deque":
            return container(sort, self._value(list_of(sort.args[0]), size, i))
        n = r.randint(0, size)
        if sort.name == "Dict":
            if UNKNOWN in sort.fields and r.random() < 0.5:  # it may make values for missing keys, or not
                sort = attrs.evolve(sort, fields=sort.fields[:1])
            return container(sort, {self._value(sort.args[0], size, i): self._value(sort.args[1], size, i) for _ in range(n)})
        if sort.name in ("Set", "FrozenSet"):
            members = {self._value(sort.args[0], size, i) for _ in range(n)}
            return members if sort.name == "Set" else frozenset(members)
        if r.random() < 0.15 and n:  # equal items
            return [self._value(sort.args[0], size, i)] * n if not sort.args[0].mutable else []
        items = [self._value(sort.args[0], size, i) for _ in range(n)]
        if sort.args[0] in (INT, FLOAT) and r.random() < 0.3:
            items.sort()
        return items

    def hypothesis(self, examples: int) -> Candidate | None:
        """A search with Hypothesis, shrunk by it, with a step budget of its own."""
        self.budget = 150_000
        if any(p.name == "Opaque" and p.label for s in self.sorts.values() for p in s.parts()):
            return None
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis import strategies as st
        from hypothesis.errors import NoSuchExample

        def strategy(sort: Sort) -> Any:
            if sort == INT:
                return st.integers(-12, 40) | st.integers(-(10**6), 10**6)
            if sort == FLOAT:
                return st.floats(-100, 100) | st.sampled_from([*_FLOATS, *self.floats]) | st.floats()
            if sort.name == "Opaque":
                return st.sampled_from(_OPAQUE)
            if sort == BOOL:
                return st.booleans()
            if sort == STR:
                return st.text(alphabet=sorted({*"ab cA1é-ß²", *self.letters}), max_size=8)
            if sort == BYTES:
                return st.binary(max_size=8)
            if sort == NONE:
                return st.none()
            if sort.name == "Rec":
                return st.randoms(use_true_random=False).map(lambda _: self._value(sort, 4, 9))
            if sort.name in ("Tuple", "Object"):
                items = st.tuples(*(strategy(s) for s in sort.args))
                return items.map(lambda v: instance(sort, v)) if sort.label else items
            if sort.name == "Enum":
                return st.sampled_from([Member(sort.label, n) for n in sort.fields])
            if sort.name == "Union":
                return st.one_of(*(strategy(s) for s in sort.args))
            if sort.name == "Dict":
                pairs = st.dictionaries(strategy(sort.args[0]), strategy(sort.args[1]), max_size=8)
                return pairs.map(lambda d: container(sort, d))
            if sort.name in ("Set", "FrozenSet"):
                return (st.sets if sort.name == "Set" else st.frozensets)(strategy(sort.args[0]), max_size=8)
            items = st.lists(strategy(sort.args[0]), max_size=8)
            return items.map(tuple if sort.name == "Seq" else lambda v: container(sort, v))

        def several(n: str, s: Sort) -> Any:
            found = strategy(s)
            for fields in ([*map(int, at)] for name, *at in self.tied if name == n):
                found = st.builds(with_shared, found, st.just(fields), st.lists(st.integers(0, 3), max_size=6))
            return found

        args = st.fixed_dictionaries({n: several(n, s) for n, s in self.sorts.items()})
        both = st.builds(lambda a, v: self._candidate(a, v), args, st.sampled_from(self.variants))
        rules = settings(
            derandomize=True, max_examples=examples, database=None, deadline=None,
            phases=(Phase.generate, Phase.shrink), suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        try:
            return find(both, self.broken, settings=rules, random=random.Random(0))
        except NoSuchExample:
            return None

    def shrink(self, c: Candidate, budget: int = 400) -> Candidate:
        """A smaller candidate that breaks the function in the same way (greedy)."""
        self.budget = max(self.budget, 200_000)
        kind = self.outcome(c).kind
        left = [budget]

        def still(args: Inputs) -> bool:
            left[0] -= 1
            found = self.outcome(self._candidate(args, c.same))
            return found.status == "violated" and found.kind == kind

        args = dict(c.args)
        followers = {n for g in c.same for n in g[1:]}
        progress = True
        while progress and left[0] > 0:
            progress = False
            for n in args:
                if n in followers:
                    continue
                for smaller in _smaller(args[n]):
                    if left[0] <= 0:
                        break
                    trial = {**args, n: smaller}
                    if still(trial):
                        args, progress = trial, True
                        break
        return self._candidate(args, c.same)


def _smaller(v: Any) -> Iterator[Any]:
    """Simpler values than v, simplest first."""
    if isinstance(v, bool):
        if v:
            yield False
    elif isinstance(v, int):
        if v:
            yield 0
        if abs(v) > 1:
            yield 1 if v > 0 else -1
            yield v // 2 if v > 0 else -(-v // 2)
            yield v - 1 if v > 0 else v + 1
        if v < 0:
            yield -v
    elif isinstance(v, float):
        for simple in (0.0, 1.0, -1.0, 0.5):
            if repr(v) != repr(simple) and v not in (0.0, 1.0):
                yield simple
        if math.isfinite(v):
            for nearer in (float(math.trunc(v)), round(v, 1), float(math.trunc(v / 2))):
                if nearer != v and abs(nearer) < abs(v):
                    yield nearer
            if v < 0:
                yield -v
    elif isinstance(v, (str, bytes, list)):
        n = len(v)
        if n:
            yield v[:0]
        if n > 2:
            yield v[: n // 2]
            yield v[n // 2 :]
        for i in range(n):
            yield v[:i] + v[i + 1 :]
        if isinstance(v, list):
            for i in range(n):
                for s in _smaller(v[i]):
                    yield [s if j == i or x is v[i] and isinstance(x, (list, dict, set, Instance)) else x for j, x in enumerate(v)]
        elif isinstance(v, str):
            for i in range(n):
                if v[i] != "a":
                    yield v[:i] + "a" + v[i + 1 :]
    elif isinstance(v, (Instance, Named)):
        for i, x in enumerate(v.values if isinstance(v, Instance) else v):
            for s in _smaller(x):
                new = copy.copy(v)
                if isinstance(new, Instance):
                    new.values = [*new.values[:i], s, *new.values[i + 1 :]]
                else:
                    new = Named.replaced(new, i, s)
                yield new
    elif isinstance(v, dict):
        for k in v:
            less = v.copy()  # of the same class
            del less[k]
            yield less
        for k in v:
            for s in _smaller(v[k]):
                other = v.copy()
                other[k] = s
                yield other
    elif isinstance(v, deque):
        yield from map(deque, _smaller(list(v)))
    elif isinstance(v, (set, frozenset)):
        for x in sorted(v, key=repr):
            yield v - {x}
        for x in sorted(v, key=repr):
            yield from ((v - {x}) | {s} for s in _smaller(x) if s not in v)
    elif isinstance(v, tuple):
        for i in range(len(v)):
            for s in _smaller(v[i]):
                yield (*v[:i], s, *v[i + 1 :])


def matching(pattern: str) -> set[str]:
    """Some texts, most of which match a regular expression (what stands before or behind a match is not looked at)."""
    r = random.Random(pattern)

    def text(parts: Any) -> str:
        return "".join(piece(str(op), of) for op, of in parts)

    def piece(op: str, of: Any) -> str:
        if op == "LITERAL":
            return chr(of)
        if op == "NOT_LITERAL":
            return "b" if of == 97 else "a"
        if op == "IN":
            if str(of[0][0]) == "NEGATE":
                taken = "".join(piece(str(o), x) for o, x in of[1:])
                return next((c for c in "a1 _-Aé" if c not in taken), "")
            op, of = r.choice(of)
            return piece(str(op), of)
        if op == "RANGE":
            return chr(r.randint(*of))
        if op == "CATEGORY":
            return {"DIGIT": "1", "SPACE": " ", "WORD": "a"}.get(str(of).removeprefix("CATEGORY_"), "-")
        if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            return repeated(of[2], min(int(of[0]) + r.randint(0, 2), int(of[1])))
        if op == "SUBPATTERN":
            return text(of[-1])
        if op == "ATOMIC_GROUP":
            return text(of)
        if op == "BRANCH":
            return text(r.choice(of[1]))
        return "a" if op == "ANY" else ""

    def repeated(parts: Any, times: int) -> str:
        """No longer than what is kept of it, however deep repetitions are in each other."""
        made = ""
        for _ in range(times):
            more = text(parts)
            made += more
            if not more or len(made) > _LONGEST:
                break
        return made

    tree = parsed(pattern)
    return {text(tree)[:_LONGEST] for _ in range(6)}


def _draws(module: Module, f: Function) -> bool:
    """True when a run of the function may be given values that nothing determines."""
    found, stack = {f.name}, [f.name]
    while stack:
        g = module.functions.get(stack.pop())
        if g is not None and any(isinstance(s, Havoc) for s in statements(g.body)):
            return True
        new = (g.calls if g is not None else frozenset()) - found
        found |= new
        stack.extend(new)
    return False


def _constants(expressions: Sequence[Expr]) -> list[int | float]:
    """Numbers that a function's text mentions."""
    return list(dict.fromkeys(x.data for x in expressions if x.op == "const" and (
        type(x.data) is int and abs(x.data) < 10**9 or type(x.data) is float)))  # fmt: skip


def plausible(args: Inputs) -> bool:
    """False for inputs that are too large to be worth a run."""

    def size(v: Any) -> int:
        if isinstance(v, Instance):
            return 1 + sum(size(x) for x in v.values)
        if isinstance(v, (list, tuple)):
            return 1 + sum(size(x) for x in v)
        return 1 + len(v) // 100 if isinstance(v, (str, bytes)) else 1

    return all(size(v) < 5_000 for v in args.values())


Check = Callable[[Candidate], bool]
