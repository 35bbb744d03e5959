"""Random programs and expressions: the interpreter, the encoding and z3 mean what CPython means.

The full figures come from `python -m differential`; here runs a part of it, with seeds that are printed."""

from __future__ import annotations

import copy
import os
import random
import signal
from collections import Counter
from collections.abc import Iterable
from typing import Any

import differential
import pytest
from differential import Difference, Tally, changed, check, run, with_contract
from evaluation import Array, array, as_list, evaluate
from programs import FAMILIES, SEEDS, Outcome, Program, first, run_cpython, seeds
from programs.expressions import BOOL, INT, INTS, NAMED, PAIR, PAIRS, ROWS, STR, Expressions, Scope
from programs.expressions import value as some

from toolkit.core import ir
from toolkit.core import terms as T
from toolkit.core.encode import Encoder, unsupported_call
from toolkit.core.ir import Return, Sort
from toolkit.core.reader import read
from toolkit.core.source import Rejected
from toolkit.core.terms import Facts, Term

FIRST = 70_000
KNOWN = {"unsupported-comprehension", "unsupported-order", "call-in-chain"}  # what the reader is known to refuse


def test_the_interpreter_is_cpython() -> None:
    count = 150
    tally, _ = run(range(FIRST, FIRST + count), modes=())
    print(tally.told())
    assert not tally.differences and not tally.total("solver"), tally.told()
    assert tally.total("reader") + tally.total("semantics") == count, tally.told()
    assert {what.removeprefix("rejected: ") for mode, what in tally.counts if mode == "reader"} <= KNOWN, tally.told()
    assert tally.total("semantics", "agrees") > 0.75 * count, tally.told()


@pytest.mark.parametrize("mode, count", [("constant", 25), ("fixed", 15), ("ordinary", 25)])
def test_proofs_are_of_what_cpython_does(mode: str, count: int) -> None:
    compare_all(mode, count, FIRST)


# of each family: how many programs in each mode ("": the interpreter alone)
FEW = {
    "maps": {"": 40, "constant": 4},
    "steps": {"": 40, "constant": 20},
    "containers": {"": 40, "constant": 12},
    "kinds": {"": 25, "constant": 4, "fixed": 3, "ordinary": 3},
    "objects": {"": 50, "constant": 10, "fixed": 8, "ordinary": 6},
    "rows": {"": 60, "constant": 12, "fixed": 5, "ordinary": 6},
    "contexts": {"": 20, "constant": 2, "fixed": 2, "ordinary": 2},
    "numerals": {"": 30, "constant": 4, "fixed": 3, "ordinary": 3},
}


def test_every_family_has_its_number() -> None:
    assert [first(name) for name in ["mixed", *FEW]] == [n * SEEDS for n in range(len(FAMILIES))]
    some, others = seeds(5, 32), len(FEW)
    times = Counter(n // SEEDS for n in some)
    assert len(set(some)) == 32 and times == {0: 16, **dict.fromkeys(range(1, others + 1), 16 // others)}


@pytest.mark.parametrize("family, mode, count", [(f, mode, n) for f, modes in FEW.items() for mode, n in modes.items()])
def test_a_family_means_what_cpython_means(family: str, mode: str, count: int) -> None:
    start = first(family) + FIRST
    tally, _ = run(range(start, start + count), [mode] if mode else [])
    print(start, tally.told())
    assert not tally.differences, tally.told()
    assert tally.total("semantics", "agrees") > 0.6 * count, tally.told()
    assert not mode or tally.total(mode, "wrong one: not proved") > 0.2 * count, tally.told()
    assert mode != "constant" or tally.total(mode, "right one: proved") > 0.2 * count, tally.told()


@pytest.mark.slow
@pytest.mark.parametrize("family", FEW)
def test_more_of_a_family(family: str) -> None:
    start = first(family) + FIRST + 1000
    tally, _ = run(range(start, start + 300))
    assert not tally.differences, tally.told()


@pytest.mark.slow
@pytest.mark.parametrize("mode", differential.MODES)
def test_proofs_of_more_programs(mode: str) -> None:
    compare_all(mode, 400, FIRST + 1000)


def compare_all(mode: str, count: int, start: int) -> None:
    tally, _ = run(range(start, start + count), modes=(mode,))
    print(tally.told())
    assert not tally.differences, tally.told()
    assert tally.total(mode, "wrong one: not proved") > 0.3 * count, tally.told()
    assert mode == "ordinary" or tally.total(mode, "right one: proved") > 0.3 * count, tally.told()


# --- the comparison itself can fail ---------------------------------------------------------------------------------


def one(text: str, args: dict[str, Any], mode: str = "", same: tuple[tuple[str, ...], ...] = ()) -> Tally:
    tally = Tally()
    check(Program(0, text, "main", args, same), tally, (mode,) if mode else ())
    return tally


LOOP = "def main(n: int, xs: list[int]) -> int:\n    t = 0\n    for x in xs:\n        t += x * n\n        xs[0] = t\n    return t\n"


@pytest.mark.parametrize("mode", differential.MODES)
def test_a_program_goes_through_every_mode(mode: str) -> None:
    tally = one(LOOP, {"n": 2, "xs": [1, -3, 5]}, mode)
    assert not tally.differences and tally.total(mode, "wrong one: not proved") == 1, tally.told()
    assert tally.total(mode, "right one: proved") == (mode != "ordinary")


@pytest.mark.parametrize("mode", ["constant", "fixed"])
def test_a_wrong_truth_is_a_difference(mode: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What CPython is said to do is changed, for the provers only."""
    text, args = LOOP, {"n": 2, "xs": [1, -3, 5]}

    def lie(made: Program, outcome: Outcome, requires: bool, apart: Iterable[str] = ()) -> str:
        return with_contract(made, Outcome(outcome.value + 1, outcome.lists), requires, apart)

    monkeypatch.setattr(differential, "with_contract", lie)
    tally = one(text, args, mode)
    assert [d.mode for d in tally.differences] == [mode] and "postcondition" in tally.differences[0].what
    monkeypatch.undo()
    monkeypatch.setattr(differential, "wrong", lambda outcome, f, rng: outcome)  # the "wrong" claim is the right one
    tally = one(text, args, mode)
    assert [d.what for d in tally.differences] == ["a wrong contract is proved"]


def test_an_interpreter_that_is_wrong_is_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(differential, "run_cpython", lambda made: Outcome(17, (("xs", [1]),)))
    tally = one(LOOP, {"n": 2, "xs": [1, -3, 5]})
    assert [d.mode for d in tally.differences] == ["semantics"]
    assert isinstance(tally.differences[0], Difference) and LOOP in str(tally.differences[0])


def test_one_object_for_two_parameters() -> None:
    text = "def main(a: list[int], b: list[int]) -> int:\n    a.append(1)\n    b[0] = 7\n    return a[0] * 10 + len(b)\n"
    xs = [4]
    for mode in ("constant", "fixed"):
        tally = one(text, {"a": xs, "b": xs}, mode, (("a", "b"),))
        assert not tally.differences and tally.total(mode, "right one: proved") == 1, tally.told()
        apart = one(text, {"a": [4], "b": [4]}, mode)
        assert not apart.differences and apart.total(mode, "right one: proved") == 1, apart.told()


def test_what_is_left_out_is_counted() -> None:
    many = one("def main(n: int) -> int:\n    for i in range(n):\n        pass\n    return n\n", {"n": 31}, "constant")
    assert many.total("unrolling") == 1 and not many.differences
    order = one("def main(a: str) -> bool:\n    return [None] < [None]\n", {"a": "a"}, "constant")
    assert order.seeds == {"reader rejected: unsupported-order": [0]}
    alias = "def main(a: list[list[int]]) -> int:\n    b = a[:]\n    b[0].append(1)\n    return len(a[0])\n"
    assert one(alias, {"a": [[1], [2]]}, "fixed").total("fixed", "rejected: alias-may-be-seen") == 1


def test_a_precondition_that_fails_is_seen_where_the_caller_catches_it() -> None:
    text = (
        "def half(n: int) -> int:\n    assert n % 2 == 0\n    return n // 2\n\n"
        "def main(n: int) -> int:\n    try:\n        return half(n)\n    except:\n        return 0\n"
    )
    for n, fails in ((3, True), (4, False)):
        made, tally = Program(0, text, "main", {"n": n}), Tally()
        assert differential.top_assert_fails(made) == fails
        differential.preconditions(made, tally)
        assert not tally.differences and tally.total("top asserts", "violated" if fails else "returned") == 1, tally.told()


def test_a_solver_that_dies_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def die(seed: int, *_: Any) -> None:
        if seed == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        if seed == 4:
            raise KeyError("ours")

    monkeypatch.setattr(differential, "compare", die)
    tally, _ = run(range(2, 5))
    assert tally.seeds == {"solver died with signal 9": [3], "crash KeyError": [4]}, tally.told()
    assert [d.seed for d in tally.differences] == [4]


def test_other_outcomes_are_other_values() -> None:
    rng = random.Random(FIRST)
    for sort, v in [(ir.INT, 3), (ir.BOOL, True), (ir.STR, ""), (ir.STR, "ab"), (ir.list_of(ir.list_of(ir.INT)), []),
                    (ir.list_of(ir.tuple_of(ir.INT, ir.STR)), [(1, "a")]), (ir.tuple_of(ir.BOOL, ir.INT), (False, 0))]:  # fmt: skip
        for _ in range(20):
            w = changed(v, sort, rng)
            assert w != v and differential.fits(w, sort), (v, w)


# --- expressions ----------------------------------------------------------------------------------------------------

PARAMS = {"n": INT, "m": INT, "b": BOOL, "s": STR, "xs": INTS, "ys": INTS, "rows": ROWS, "p": PAIR, "q": NAMED, "ps": PAIRS}


def to_logic(value: Any, sort: Sort) -> Any:
    if sort == ir.STR:
        return len(value), array([ord(c) for c in value])
    if sort.name == "List":
        items = [to_logic(v, sort.args[0]) for v in value]
        return len(items), array(items, to_logic(_zero(sort.args[0]), sort.args[0]))
    return tuple(map(to_logic, value, sort.args)) if sort.name == "Tuple" else value


def _zero(sort: Sort) -> Any:
    if sort.name == "Tuple":
        return tuple(map(_zero, sort.args))
    return [] if sort.name == "List" else {ir.INT: 0, ir.BOOL: False, ir.STR: ""}[sort]


def from_logic(value: Any, sort: Sort) -> Any:
    if sort == ir.STR:
        return "".join(map(chr, as_list(value)))
    if sort.name == "List":
        return [from_logic(value[1][i], sort.args[0]) for i in range(value[0])]
    return tuple(map(from_logic, value, sort.args)) if sort.name == "Tuple" else value


def part(a: Array, lo: int, hi: int) -> list[Any]:
    return [a[k] for k in range(lo, hi)]


FUNCTIONS = {
    "sum": lambda a, lo, hi: sum(part(a, lo, hi)),
    "min": lambda a, lo, hi: min(part(a, lo, hi), default=0),
    "max": lambda a, lo, hi: max(part(a, lo, hi), default=0),
    "sorted": lambda a, lo, hi: (max(hi - lo, 0), array(sorted(part(a, lo, hi)))),
    "prefix": lambda a, lo, hi: next((k - lo for k in range(lo, hi) if not a[k]), max(hi - lo, 0)),
}


def kept(c: Array, e: Array, lo: int, hi: int) -> tuple[int, Array]:
    found = [e[k] for k in range(lo, hi) if c[k]]
    return len(found), array(found)


class Anything(dict[str, Any]):
    """Values of symbols; what stands beyond the end of a list literal is nothing in particular."""

    def __missing__(self, name: str) -> Any:
        assert name.startswith("nil"), name
        return Array(lambda i: {"nil.Int": 77, "nil.Bool": True, "nil.List_Int": (0, array([]))}.get(name))


@pytest.mark.parametrize("count", [600, pytest.param(20_000, marks=pytest.mark.slow)])
def test_the_encoding_of_expressions_is_cpython(count: int) -> None:
    """Every expression of the language, without a solver: its term's value, and whether its checks hold."""
    rng = random.Random(FIRST + count)
    seen: Counter[str] = Counter()
    functions: dict[str, Any] = {**FUNCTIONS, **{f"filter.{s}": kept for s in ("Int", "Bool", "List_Int_", "Tuple_Int_Int_")}}
    for n in range(count):
        kind = rng.choice([INT, INT, BOOL, BOOL, BOOL, STR, INTS, ROWS, PAIR, PAIRS])
        source = Expressions(rng, [], set(), scope=Scope(dict(PARAMS))).expr(kind, rng.randint(2, 4))
        module = read(f"def main({', '.join(f'{k}: {v}' for k, v in PARAMS.items())}) -> {kind}:\n    return {source}\n", "e.py")
        if "main" not in module.functions:
            seen[module.rejected["main"].id] += 1
            continue
        f = module.functions["main"]
        last = f.body[-1]
        if len(f.body) != 1 or not isinstance(last, Return):
            seen["more than an expression"] += 1
            continue
        checks: list[Any] = []
        encoder = Encoder(unsupported_call)
        given: list[Any] = []
        env = {p.name: encoder.fresh(p.name, p.sort, given) for p in f.params}
        try:
            term = encoder.value(last.value, env, Facts(), checks)
        except Rejected as e:
            seen[e.diagnostic.id] += 1
            continue
        for _ in range(3):
            args = {name: some(k, rng) for name, k in PARAMS.items()}
            symbols = Anything()
            if unknown := {t.data for t in T.subterms([term, *(c.condition for c in checks)]) if t.op == "app"} - set(functions):
                seen[f"rests on {min(unknown)}"] += 1
                break
            for p in f.params:
                bind(env[p.name], to_logic(args[p.name], p.sort), symbols)
            assert all(evaluate(g, symbols, functions) for g in given)
            truth = run_cpython(Program(n, f"def main({', '.join(PARAMS)}):\n    return {source}\n", "main", copy.deepcopy(args)))
            broken = [
                c for c in checks if evaluate(c.guard, symbols, functions) and not evaluate(c.condition, symbols, functions)
            ]
            shown = (FIRST + count, n, source, args, truth)
            if truth.exception is not None:
                seen[truth.exception] += 1
                assert broken, shown
                assert broken[0].exception == truth.exception or any(c.inside for c in broken), (shown, broken[0])
                continue
            seen["value"] += 1
            # a check under a binder holds for every position; any and all may end before they get there
            assert all(c.inside for c in broken), (shown, broken)
            if broken:
                seen["a check under a binder was too strict"] += 1
                continue
            got = from_logic(evaluate(term, symbols, functions), last.value.sort)
            assert got == truth.value and differential.fits(truth.value, f.result), (shown, got)
    print(FIRST + count, seen)
    assert seen["value"] > 2 * count and seen["IndexError"] > 3, seen


def bind(t: Term, value: Any, symbols: dict[str, Any]) -> None:
    """Gives the symbols of a parameter's term their values."""
    if t.op == "sym":
        symbols[t.data] = value
    else:
        assert t.op in ("mk", "tup")
        for a, v in zip(t.args, value):
            bind(a, v, symbols)
