"""The axioms of sum, filter, sorted, min and max are true of Python's functions, and consistent."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from evaluation import Array, array, as_list, evaluate

from toolkit.core import encode, smtlib
from toolkit.core import terms as T
from toolkit.core.encode import Encoder, bags, order, sequences
from toolkit.core.ir import BOOL, INT, Goal, Sort, list_of, tuple_of
from toolkit.core.reader import read
from toolkit.core.source import Span
from toolkit.core.terms import Facts, Symbol, Term
from toolkit.engines import smt

SEED = 20_26
ROUNDS = 1_500

# --- what the symbols mean ------------------------------------------------------------------------------------------


def search(low: int, high: int, holds: Callable[[int], bool]) -> int:
    return next((k for k in range(low, high) if holds(k)), low - 7)


def total(a: Array, lo: int, hi: int) -> int:
    return sum(a[k] for k in range(lo, hi))


SUM: dict[str, Callable[..., Any]] = {
    "sum": total,
    "sum.of": total,
    "sum.top": total,
    "sum.differ": lambda a, b, lo, hi, l2: search(0, hi - lo, lambda d: a[lo + d] != b[l2 + d]),
    "sum.negative": lambda a, lo, hi: search(lo, hi, lambda k: a[k] < 0),
    "sum.above": lambda a, lo, hi: search(lo, hi, lambda k: a[k] > 1),
}


def filters(name: str, nil: Array) -> dict[str, Callable[..., Any]]:
    def places(c: Array, lo: int, hi: int) -> list[int]:
        return [k for k in range(lo, hi) if c[k]]

    def whole(c: Array, e: Array, lo: int, hi: int) -> tuple[int, Array]:
        found = places(c, lo, hi)
        data = nil
        for i, k in enumerate(found):
            data = data.store(i, e[k])
        return len(found), data

    def source(c: Array, lo: int, k: int) -> int:
        """The k-th kept position from lo on, wherever the list ends."""
        found = places(c, lo, lo + 30)
        return found[k] if 0 <= k < len(found) else -99

    def target(c: Array, lo: int, k: int) -> int:
        return len(places(c, lo, k))

    def differ(c: Array, e: Array, lo: int, hi: int, c2: Array, e2: Array, l2: int) -> int:
        def other(d: int) -> bool:
            return c[lo + d] != c2[l2 + d] or c[lo + d] and e[lo + d] != e2[l2 + d]

        return search(0, hi - lo, other)

    return {name: whole, f"{name}.of": whole, f"{name}.source": source, f"{name}.target": target, f"{name}.differ": differ}


def sorts(name: str, keyed: bool, down: bool) -> dict[str, Callable[..., Any]]:
    def places(*args: Any) -> list[int]:
        """Positions in order of what stands there; equal ones as they were."""
        keys, lo, hi = args[-3:]
        return sorted(range(lo, hi), key=lambda k: as_list(keys[k]), reverse=down)

    def whole(a: Array, *args: Any) -> tuple[int, Array]:
        found = places(a, *args)
        return len(found), array([a[k] for k in found], a[0])

    def start(*args: Any) -> int:
        found = places(*args[:-1])
        return found[args[-1]] if 0 <= args[-1] < len(found) else -99

    def target(*args: Any) -> int:
        found = places(*args[:-1])
        return found.index(args[-1]) if args[-1] in found else -99

    return {name: whole, f"{name}.from": start, f"{name}.to": target}


def firsts(name: str) -> dict[str, Callable[..., Any]]:
    def cut(a: Array, la: int, b: Array, lb: int) -> tuple[list[Any], list[Any]]:
        return [as_list(a[k]) for k in range(la)], [as_list(b[k]) for k in range(lb)]

    def at(a: Array, la: int, b: Array, lb: int) -> int:
        xs, ys = cut(a, la, b, lb)
        end = min(len(xs), len(ys))
        return next((k for k in range(end) if xs[k] != ys[k]), end)

    return {name: lambda a, la, b, lb: int(cut(a, la, b, lb)[0] < cut(a, la, b, lb)[1]), f"{name}.at": at}


def flats(name: str) -> dict[str, Callable[..., Any]]:
    def places(a: Array, lo: int, hi: int) -> list[tuple[int, int]]:
        return [(p, q) for p in range(lo, hi) for q in range(a[p][0])]

    def whole(a: Array, lo: int, hi: int) -> tuple[int, Array]:
        found = [a[p][1][q] for p, q in places(a, lo, hi)]
        return len(found), array(found, a[0][1][0])

    def place(part: int) -> Callable[..., int]:
        def at(a: Array, lo: int, k: int) -> int:
            found = places(a, lo, lo + 30)
            return found[k][part] if 0 <= k < len(found) else -99

        return at

    return {
        name: whole, f"{name}.of": whole, f"{name}.begin": lambda a, lo, p: len(places(a, lo, p)),
        f"{name}.row": place(0), f"{name}.column": place(1),
    }  # fmt: skip


def folds(name: str) -> dict[str, Callable[..., Any]]:
    def whole(a: Array, lo: int, hi: int, z: int, c: int) -> int:
        for k in range(lo, hi):
            z = 2 * z + a[k] * c
        return z

    return {
        name: whole, f"{name}.of": whole,
        f"{name}.differ": lambda a, lo, hi, b, l2: search(0, hi - lo, lambda d: a[lo + d] != b[l2 + d]),
    }  # fmt: skip



def bag(a: Array, lo: int, hi: int) -> Array:
    counts = Counter(a[k] for k in range(lo, hi))
    return Array(lambda v: counts[v])


BAG: dict[str, Callable[..., Any]] = {
    "bag": bag,
    "bag.of": bag,
    "bag.where": lambda a, lo, hi, v: search(lo, hi, lambda k: a[k] == v),
    "bag.differ": lambda a, b, lo, hi, l2: search(0, hi - lo, lambda d: a[lo + d] != b[l2 + d]),
}

# --- random values --------------------------------------------------------------------------------------------------


def value(sort: Sort, rng: random.Random) -> Any:
    match sort.name:
        case "Int":
            return rng.randint(-2, 3)
        case "Bool":
            return rng.random() < 0.5
        case "Tuple":
            return tuple(value(s, rng) for s in sort.args)
        case "List":
            n = rng.randint(0, 2)
            return n, array([value(sort.args[0], rng) for _ in range(n)], value(sort.args[0], rng))
    assert sort.name == "Array"
    default = value(sort.args[0], rng)
    return Array(lambda i: default, {k: value(sort.args[0], rng) for k in range(-3, 6)})


def instances(axiom: Term, rng: random.Random, kept: dict[Sort, list[Any]]) -> dict[int, Any]:
    """Values for the variables of an axiom: often ones used before, so that equal arrays and bounds meet; lo > hi too."""
    chosen = {}
    for v in axiom.data[0]:
        pool = kept.setdefault(v.sort, [])
        if v.sort == INT:
            chosen[v.data] = rng.randint(-2, 5)
        elif pool and rng.random() < 0.6:
            chosen[v.data] = rng.choice(pool)
        else:
            chosen[v.data] = value(v.sort, rng)
            pool.append(chosen[v.data])
            del pool[:-3]
    return chosen


def violations(
    axiom: Term, functions: Mapping[str, Callable[..., Any]], symbols: Mapping[str, Any], rounds: int = ROUNDS
) -> list[dict[int, Any]]:
    rng = random.Random(SEED)
    kept: dict[Sort, list[Any]] = {}
    assert axiom.op == "forall" and not axiom.free
    made = [instances(axiom, rng, kept) for _ in range(rounds)]
    return [m for m in made if not evaluate(axiom.args[0], symbols, functions, m)]


ELEMENTS = [INT, BOOL, tuple_of(INT, BOOL), list_of(INT)]
CASES: list[tuple[str, list[Symbol], dict[str, Any], dict[str, Any]]] = [
    ("sum", encode.folds.sums(), SUM, {}),
    ("bag", bags._symbols(), BAG, {}),
]
ENCODER = Encoder(encode.unsupported_call)
for _element, _key, _down in [
    (INT, None, False), (INT, None, True), (BOOL, None, False), (list_of(INT), None, True), (INT, INT, False), (INT, INT, True),
    (tuple_of(INT, BOOL), INT, True), (INT, list_of(INT), False), (INT, tuple_of(BOOL, INT), True),
]:  # fmt: skip
    _name = order.sorted_name(_element, _key, _down)
    CASES.append((_name, order.sorted_symbols(ENCODER, _element, _key, _down), sorts(_name, _key is not None, _down), {}))
for _element in (INT, list_of(INT), tuple_of(INT, BOOL)):
    _name = f"less.{T.smt_sort(_element)}"
    CASES.append((_name, order.less_symbols(ENCODER, _element), firsts(_name), {}))
for _element in (INT, list_of(INT)):
    _name = f"flatten.{T.smt_sort(_element)}"
    CASES.append((_name, sequences.flatten_symbols(_element), flats(_name), {}))
_acc, _x, _c = T.bound(INT), T.bound(INT), T.bound(INT)
_result = T.add(T.mul(T.num(2), _acc), T.scalar("mul", _x, _c))
CASES.append(("fold.test", sequences.fold_symbols("fold.test", _result, _acc, _x, [_c]), folds("fold.test"), {}))
for _element in ELEMENTS:
    _name = "filter." + T.smt_sort(_element)
    _nil = value(T.array_of(_element), random.Random(1))
    CASES.append((_name, encode.folds.filters(_name, _element), filters(_name, _nil), {f"nil.{T.smt_sort(_element)}": _nil}))
BASIC = {"sum", "bag", "sorted.Int", *(f"filter.{T.smt_sort(e)}" for e in ELEMENTS)}
LESS = {n: f for _, _, functions, _ in CASES for n, f in functions.items() if n.startswith("less.")}
AXIOMS = [
    pytest.param(a, functions | LESS, symbols, id=f"{name}-{i}")
    for name, found, functions, symbols in CASES
    for i, a in enumerate(a for s in found for a in s.axioms)
]


@pytest.mark.parametrize("axiom, functions, symbols", AXIOMS)
def test_axioms_are_true(axiom: Term, functions: dict[str, Any], symbols: dict[str, Any]) -> None:
    found = violations(axiom, functions, symbols)
    assert not found, (axiom, found[0], f"seed {SEED}")


@pytest.mark.parametrize("axiom, functions, symbols", AXIOMS)
def test_axioms_say_something(axiom: Term, functions: dict[str, Any], symbols: dict[str, Any]) -> None:
    """With other functions an axiom is violated: the check above can fail."""
    off: dict[str, Callable[..., Any]] = {}
    for name, f in functions.items():

        def other(*args: Any, f: Callable[..., Any] = f, name: str = name) -> Any:
            r = f(*args)
            if isinstance(r, Array):
                return r.store(0, r[0] + 7 * args[0][args[1]] - 20)
            if isinstance(r, int):
                return r + 1 if name.count(".") == 0 else r + 40 if name.startswith("less") else r - 40
            down = name.endswith("down")
            return (r[0] + 1, r[1].store(0, None) if "sorted" not in name else r[1].store(r[0], down).store(0, not down))

        off[name] = other
    assert any(_fails(axiom, {**functions, name: f}, symbols) for name, f in off.items()), axiom


def _fails(axiom: Term, functions: dict[str, Any], symbols: dict[str, Any]) -> bool:
    try:
        return bool(violations(axiom, functions, symbols))
    except TypeError:  # a None where a number should be
        return True


@pytest.mark.parametrize("axiom", [p.values[0] for p in AXIOMS], ids=[p.id for p in AXIOMS])
def test_patterns_name_every_variable(axiom: Term) -> None:
    sizes, rest = axiom.data[1], list(axiom.args[1:])
    assert sizes
    for n in sizes:
        pattern, rest = rest[:n], rest[n:]
        assert frozenset().union(*(p.free for p in pattern)) == {v.data for v in axiom.data[0]}


def test_all_symbols_have_a_meaning() -> None:
    for _, found, functions, _ in CASES:
        assert {s.name for s in found} == set(functions)


# --- consistency ----------------------------------------------------------------------------------------------------


def ask(hypotheses: list[Term], show: Term, symbols: dict[str, Symbol], rlimit: int) -> str:
    goal = Goal("id", "test", "f", Span("test", 1), "", (), "", smtlib.render(hypotheses, show, symbols))
    return smt.check(goal, rlimit, 60).status


def ground(symbols: dict[str, Symbol]) -> list[Term]:
    """Some applications, over free arrays, stores, and constant and free bounds."""
    A = T.array_of(INT)
    a, b = T.sym("a", A), T.sym("b", A)
    n, m = T.sym("n", INT), T.sym("m", INT)
    arrays = [a, b, T.store(a, n, T.ONE), T.array(lambda k: T.add(T.select(b, k), T.ONE))]
    bounds = [(T.ZERO, n), (n, m), (T.num(2), T.num(-1)), (T.ZERO, T.num(2)), (m, T.add(m, T.ONE))]
    found: list[Term] = []
    for x in arrays:
        for lo, hi in bounds:
            found.append(T.app("sum", [x, lo, hi], INT))
            s = T.app("sorted.Int", [x, lo, hi], list_of(INT))
            found += [T.length(s), T.at(s, T.ZERO), T.at(s, n)]
            found += [T.select(T.app("bag", [x, lo, hi], A), v) for v in (T.ZERO, n)]
            c = T.array(lambda k: T.gt(T.select(a, k), T.ZERO))
            for e in ELEMENTS:
                name = "filter." + T.smt_sort(e)
                items = x if e == INT else T.sym(f"e.{T.smt_sort(e)}", T.array_of(e))
                f = T.app(name, [c, items, lo, hi], list_of(e))
                found.append(T.length(f))
                if e == INT:
                    found += [T.at(f, T.ZERO), T.at(f, n)]
    return [T.same(T.sym(f"u{i}", INT), t) for i, t in enumerate(found)]


@pytest.mark.parametrize("rlimit", [300_000, pytest.param(30_000_000, marks=pytest.mark.slow)])
def test_the_axioms_together_are_consistent(rlimit: int) -> None:
    symbols = {s.name: s for name, found, _, _ in CASES for s in found if name in BASIC}
    facts = ground(symbols)
    for part in (facts, facts[::7], facts[3::11]):
        assert ask(part, T.FALSE, symbols, rlimit) != "proved"


@pytest.mark.parametrize("name, found", [(name, found) for name, found, _, _ in CASES if name not in BASIC])
def test_each_symbol_is_consistent(name: str, found: list[Symbol]) -> None:
    """Two applications, of free arguments and with a bound in common."""
    symbols = {s.name: s for s in [*ENCODER.symbols.values(), *found]}
    s = found[0]
    first = [T.sym(f"x{i}", sort) for i, sort in enumerate(s.args)]
    second = [first[i] if sort == INT else T.sym(f"y{i}", sort) for i, sort in enumerate(s.args)]
    facts = [T.same(T.sym(f"r{i}", s.result), T.app(s.name, args, s.result)) for i, args in enumerate((first, second))]
    assert ask(facts, T.FALSE, symbols, 50_000) != "proved"


def test_the_axioms_are_used() -> None:
    """Consequences that need them are proved, so the test above is not idle."""
    symbols = {s.name: s for name, found, _, _ in CASES for s in found if name in BASIC}
    A, L = T.array_of(INT), list_of(INT)
    a, n = T.sym("a", A), T.sym("n", INT)
    positive = T.ge0(n)
    whole, more = T.app("sum", [a, T.ZERO, n], INT), T.app("sum", [a, T.ZERO, T.add(n, T.ONE)], INT)
    assert ask([positive], T.same(more, T.add(whole, T.select(a, n))), symbols, 1_000_000) == "proved"
    assert ask([positive], T.same(more, whole), symbols, 200_000) != "proved"
    s = T.app("sorted.Int", [a, T.ZERO, n], L)
    at_least_two = [T.ge0(T.sub(n, T.num(2)))]
    first, second = T.at(s, T.ZERO), T.at(s, T.ONE)
    assert ask(at_least_two, T.le(first, second), symbols, 1_000_000) == "proved"
    assert ask(at_least_two, T.lt(first, second), symbols, 200_000) != "proved"
    c = T.array(lambda k: T.gt(T.select(a, k), T.ZERO))
    f = T.app("filter.Int", [c, a, T.ZERO, n], L)
    given = [T.gt(T.length(f), T.ZERO)]
    assert ask(given, T.gt(T.at(f, T.ZERO), T.ZERO), symbols, 1_000_000) == "proved"
    assert ask(given, T.gt(T.at(f, T.ZERO), T.ONE), symbols, 200_000) != "proved"


# --- min and max: defined where they are used -----------------------------------------------------------------------

CLAUSES = [
    ("min(xs)", "xs: list[int]"),
    ("max(xs)", "xs: list[int]"),
    ("min(xs[1:]) + max(xs)", "xs: list[int]"),
    ("max(min(r) for r in rows)", "rows: list[list[int]]"),
    ("min([x + n for x in xs])", "xs: list[int], n: int"),
    ("min(xs, key=abs)", "xs: list[int]"),
    ("max(xs, key=lambda x: x % 2)", "xs: list[int]"),
    ("max(ps)[1]", "ps: list[tuple[int, int]]"),
    ("len(min(rows))", "rows: list[list[int]]"),
    ("max(rows, key=len)[0]", "rows: list[list[int]]"),
    ("xs.index(n)", "xs: list[int], n: int"),
    ("len(range(a, b, s))", "a: int, b: int, s: int"),
]


def extreme(best: Callable[..., int]) -> Callable[..., int]:
    return lambda keys, lo, hi: best(range(lo, hi), key=lambda k: as_list(keys[k]), default=-99)


@pytest.mark.parametrize("clause, params", CLAUSES)
def test_extrema_are_what_their_definitions_say(clause: str, params: str) -> None:
    module = read(f"def f({params}) -> int:\n    return {clause}\n", "f.py")
    f = module.functions["f"]
    rng = random.Random(SEED)
    encoder = Encoder(encode.unsupported_call)
    env = {p.name: T.sym(p.name, encode.logic_sort(p.sort)) for p in f.params}
    made = encoder.value(f.body[-1].value, env, Facts(), [])  # type: ignore[attr-defined]
    assert encoder.definitions and not made.free and not any(d.free for d in encoder.definitions)
    functions: dict[str, Callable[..., Any]] = {
        **LESS,
        **{f"min.at.{s}": extreme(min) for s in ("Int", "List_Int_")},
        **{f"max.at.{s}": extreme(max) for s in ("Int", "Tuple_Int_Int_")},
        "prefix": lambda c, lo, hi: next((k for k in range(lo, hi) if not c[k]), max(lo, hi)) - lo,
        "steps": lambda a, b, s: len(range(a, b, s)) if s else 0,
        "min": lambda a, lo, hi: min((a[k] for k in range(lo, hi)), default=-99),
        "max": lambda a, lo, hi: max((a[k] for k in range(lo, hi)), default=-99),
    }
    off = {
        n: (lambda *args, f=f, d=-1 if n == "min" else 1: f(*args) + d)
        for n, f in functions.items() if not n.startswith("less.")
    } | LESS  # fmt: skip
    wrong = 0
    for _ in range(15):
        values = {p.name: value(encode.logic_sort(p.sort), rng) for p in f.params}
        assert all(evaluate(d, values, functions) for d in encoder.definitions), values
        wrong += not all(evaluate(d, values, off) for d in encoder.definitions)
        names = {n: as_list(v) for n, v in values.items()}
        try:
            expected = eval(clause, names)
        except (ValueError, IndexError):
            continue
        assert evaluate(made, values, functions) == expected, names
    assert wrong > 3


# --- bags: what is said of arrays that were glued together -------------------------------------------------------------

PERMUTED = [
    ("sorted(xs) == sorted(ys)", "xs: list[int], ys: list[int]"),
    ("sorted(xs[:n] + ys[m:]) == sorted(ys + xs)", "xs: list[int], ys: list[int], n: int, m: int"),
    ("sorted(xs[n:] + [m] + xs[:n]) == sorted([n] + xs)", "xs: list[int], n: int, m: int"),
    ("sorted(xs + [n]) == sorted([x for x in reversed(xs)] + [m])", "xs: list[int], n: int, m: int"),
    ("xs == sorted(ys)", "xs: list[int], ys: list[int]"),
    ("xs[:n] + xs[n:] == sorted(xs)", "xs: list[int], n: int"),
    ("sorted([1, n, 2]) == sorted([n, m, 1])", "n: int, m: int"),
]


@pytest.mark.parametrize("clause, params", PERMUTED)
def test_permutations_are_what_their_definitions_say(clause: str, params: str) -> None:
    f = read(f"def f({params}) -> bool:\n    return {clause}\n", "f.py").functions["f"]
    rng = random.Random(SEED)
    encoder = Encoder(encode.unsupported_call)
    env = {p.name: T.sym(p.name, encode.logic_sort(p.sort)) for p in f.params}
    made = encoder.value(f.body[-1].value, env, Facts(), [])  # type: ignore[attr-defined]
    said: Counter[bool] = Counter()
    for _ in range(60):
        values = {p.name: value(encode.logic_sort(p.sort), rng) for p in f.params}
        if "ys" in values and rng.random() < 0.5:  # often a permutation of the other one
            values["ys"] = (values["xs"][0], array(rng.sample(as_list(values["xs"]), values["xs"][0])))
        names = {n: as_list(v) for n, v in values.items()}
        values["nil.Int"] = array([])
        for t, name in encoder.named.items():
            values[name.data] = evaluate(t, values, BAG)
        assert all(evaluate(d, values, BAG) for d in encoder.definitions), names
        expected = eval(clause, names)
        assert evaluate(made, values, BAG) == expected, names
        said[expected] += 1
    assert len(said) == 2, said
