"""Every operator's row: CPython, SMT-LIB, and the rewriting in `terms` say the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Goal
from toolkit.core.ops import OPS, PRELUDE, ROWS, Op
from toolkit.core.source import Span
from toolkit.engines import smt

NUMBERS = (-17, -8, -3, -2, -1, 0, 1, 2, 3, 7, 8, 12, 10**20, -(10**20) - 3)
SMALL = (-3, -1, 0, 1, 2, 5)  # second operands of ** and shifts
BITS = (-20, -7, -2, -1, 0, 1, 6, 7, 16)
PLENTY = 100_000_000
names = pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])


FEW = (-8, -3, -1, 0, 1, 2, 7)  # where both operands of a product or a division are symbols


def operands(row: Op, numbers: tuple[int, ...] = NUMBERS) -> list[tuple[Any, ...]]:
    if row.args[0] == BOOL:
        first: tuple[Any, ...] = (False, True)
        second = first
    elif row.name in ("pow", "lshift", "rshift"):
        first, second = numbers[:12], SMALL
    elif row.name.startswith("bit"):
        first = second = BITS
    else:
        first = second = numbers
    return [(a,) for a in first] if len(row.args) == 1 else [(a, b) for a in first for b in second]


def number(v: Any) -> str:
    return str(v).lower() if isinstance(v, bool) else str(v) if v >= 0 else f"(- {-v})"


def ask(smt_text: str, rlimit: int = PLENTY) -> str:
    """z3's status for a goal with this text."""
    goal = Goal("id", "test", "f", Span("test", 1), "", (), "", smt_text)
    return smt.check(goal, rlimit, 60).status


def prelude(row: Op) -> str:
    return "\n".join(text for key, text in PRELUDE.items() if key in row.smt or key == "py.div" and "py.mod" in row.smt)


@names
def test_cpython_gives_the_value_or_raises(row: Op) -> None:
    raised = 0
    for values in operands(row):
        text = row.python.format(*(f"({v})" for v in values))
        fine = True
        if row.raises is not None:
            fine = values[-1] != 0 if row.raises[0] == "nonzero" else values[-1] >= 0
        if fine:
            value = eval(text)
            assert value == row.run(*values) and type(value) is (bool if row.result == BOOL else int), text
            continue
        raised += 1
        assert row.raises is not None
        if row.name == "pow":  # no exception is named: the value is a float, which the language does not have
            assert values[0] == 0 or isinstance(eval(text), float), text
        else:
            with pytest.raises(Exception) as caught:
                eval(text)
            assert type(caught.value).__name__ == row.raises[1], text
    assert (raised > 0) == (row.raises is not None)


@names
def test_z3_computes_the_row(row: Op) -> None:
    def claims(value: Callable[..., Any]) -> list[str]:
        return [f"(= {row.smt.format(*map(number, v))} {number(value(*v))})" for v in operands(row, grid)]

    grid = FEW if row.name in ("floordiv", "mod") else NUMBERS
    right = " ".join(claims(row.run))
    assert ask(f"{prelude(row)}\n(assert (not (and {right})))") == "proved"
    # were one of the wrong values provable, then so would be their disjunction
    other = " ".join(claims(lambda *v: not row.run(*v) if row.result == BOOL else row.run(*v) + 1))
    assert ask(f"{prelude(row)}\n(assert (not (or {other})))", 500_000) != "proved"


@names
@pytest.mark.parametrize("free", ["first", "last", "both"])
def test_rewriting_keeps_the_value(row: Op, free: str) -> None:
    """Operands are symbols with a known value, or literals, so that every rule of `scalar` is met."""
    hypotheses: list[T.Term] = []

    def operand(v: Any, i: int, n: int, name: str) -> T.Term:
        if n > 1 and (free == "first" and i == 1 or free == "last" and i == 0):
            return T.const(v)
        s = T.sym(name, BOOL if isinstance(v, bool) else INT)
        hypotheses.append(T.same(s, T.const(v)))
        return s

    right, other = [], []
    hard = row.name in ("mul", "floordiv", "mod", "pow", "lshift", "rshift")
    for k, values in enumerate(operands(row, FEW if hard else NUMBERS)):
        made = T.scalar(row.name, *(operand(v, i, len(values), f"x{k}.{i}") for i, v in enumerate(values)))
        value = row.run(*values)
        right.append(T.same(made, T.const(value)))
        other.append(T.same(made, T.const(not value if row.result == BOOL else value + 1)))
    assert right[0].sort == BOOL
    assert ask(T.render(hypotheses, T.conj(*right), {})) == "proved"
    assert ask(T.render(hypotheses, T.disj(*other), {}), 500_000) != "proved"


@names
def test_literals_are_folded(row: Op) -> None:
    for values in operands(row):
        assert T.scalar(row.name, *map(T.const, values)) == T.const(row.run(*values)), values


# --- the prelude ----------------------------------------------------------------------------------------------------


def parse(text: str) -> list[Any]:
    """S-expressions as nested lists."""
    stack: list[list[Any]] = [[]]
    for token in re.findall(r"[()]|[^\s()]+", text):
        if token == "(":
            stack.append([])
        elif token == ")":
            done = stack.pop()
            stack[-1].append(done)
        else:
            stack[-1].append(int(token) if token.isdigit() else token)
    assert len(stack) == 1
    return stack[0]


DEFINED = {"py.div": "floordiv", "py.mod": "mod", "py.pow": "pow", "py.and": "bitand"}
CHAINS = {"=": "eq", "<=": "le", "<": "lt", ">": "gt", ">=": "ge"}


def meaning(e: Any, env: dict[str, int]) -> Any:
    """The value of a piece of the prelude, its functions meaning what their rows say."""
    if isinstance(e, int):
        return e
    if isinstance(e, str):
        return env[e]
    head, *rest = e
    if head == "!":
        return meaning(rest[0], env)
    if head == "ite":
        return meaning(rest[1] if meaning(rest[0], env) else rest[2], env)
    if head == "=>":
        return not meaning(rest[0], env) or meaning(rest[1], env)
    args = [meaning(a, env) for a in rest]
    if head in CHAINS:
        return all(OPS[CHAINS[head]].run(a, b) for a, b in zip(args, args[1:]))
    match head:
        case "and":
            return all(args)
        case "or":
            return any(args)
        case "not":
            return not args[0]
        case "+":
            return sum(args)
        case "-":
            return -args[0] if len(args) == 1 else args[0] - args[1]
        case "*":
            return args[0] * args[1]
        case "div" | "mod":  # SMT-LIB's, for positive divisors the same as Python's
            assert args[1] > 0
            return args[0] // args[1] if head == "div" else args[0] % args[1]
    return OPS[DEFINED[head]].run(*args)


def facts() -> Iterator[tuple[str, str, list[str], Any]]:
    """Every axiom of the prelude, and every definition as an equation."""
    for key, text in PRELUDE.items():
        for form in parse(text):
            if form[0] == "assert":
                quantifier, variables, body = form[1]
                assert quantifier == "forall"
                yield key, "axiom", [v[0] for v in variables], body
            elif form[0] == "define-fun-rec":
                _, name, variables, _, body = form
                vs = [v[0] for v in variables]
                yield key, name, vs, ["=", [name, *vs], body]


@pytest.mark.parametrize("key, what, variables, body", list(facts()))
def test_the_prelude_is_true(key: str, what: str, variables: list[str], body: Any) -> None:
    second = range(-3, 9) if key == "py.pow" else range(-9, 10)
    for a in (*range(-17, 18), 10**6, -(10**6) - 1):
        for b in second if len(variables) > 1 else (0,):
            assert meaning(body, dict(zip(variables, (a, b)))), (a, b)


def test_the_prelude_has_what_is_tested() -> None:
    found = list(facts())
    assert {key for key, *_ in found} == set(PRELUDE) and len(found) >= 9
    wrong = parse("(=> (> b 0) (<= (py.mod a b) 0))")[0]
    assert not meaning(wrong, {"a": 5, "b": 3})


@pytest.mark.parametrize("rlimit", [500_000, pytest.param(20_000_000, marks=pytest.mark.slow)])
def test_the_prelude_is_consistent(rlimit: int) -> None:
    """False does not follow, even with terms at hand that every pattern matches."""
    terms = ["(py.div x y)", "(py.mod x y)", "(py.div x 0)", "(py.pow x y)", "(py.pow 2 x)", "(py.and x y)", "(py.and y x)",
             "(py.and x 3)", "(py.mod (py.div x y) x)", "(py.div (- 7) x)"]  # fmt: skip
    given = "\n".join(f"(declare-const u{i} Int)\n(assert (= u{i} {t}))" for i, t in enumerate(terms))
    whole = "\n".join([*PRELUDE.values(), "(declare-const x Int)", "(declare-const y Int)", given])
    assert ask(f"{whole}\n(assert (not false))", rlimit) != "proved"
    for key, text in PRELUDE.items():
        mine = [t for t in terms if key in t or key == "py.div" and "py.mod" in t]
        few = "\n".join(f"(assert (= u{i} {t}))" for i, t in enumerate(mine))
        declared = "\n".join(f"(declare-const {c} Int)" for c in ("x", "y", *(f"u{i}" for i in range(len(mine)))))
        assert ask(f"{text}\n{declared}\n{few}\n(assert (not false))", rlimit) != "proved", key
