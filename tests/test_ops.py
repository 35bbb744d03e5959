"""Every operator's row: CPython, SMT-LIB, and the rewriting in `terms` say the same."""

from __future__ import annotations

import itertools
import math
import operator
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from evaluation import evaluate

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, FLOAT, INT, Goal
from toolkit.core.ops import EXACT, OPS, PRELUDE, ROWS, TOO_LARGE, Op
from toolkit.core.source import Span
from toolkit.engines import smt

NUMBERS = (-17, -8, -3, -2, -1, 0, 1, 2, 3, 7, 8, 12, 10**20, -(10**20) - 3)
SMALL = (-3, -1, 0, 1, 2, 5)  # second operands of ** and shifts
BITS = (-20, -7, -2, -1, 0, 1, 6, 7, 16)
FLOATS = (0.0, -0.0, 1.0, -1.5, 2.5, 0.1, 3e-310, -5e-324, 2.0**53, 1.7976931348623157e308, math.inf, -math.inf, math.nan)
PLENTY = 100_000_000
names = pytest.mark.parametrize("row", ROWS, ids=[r.name for r in ROWS])


FEW = (-8, -3, -1, 0, 1, 2, 7)  # where both operands of a product or a division are symbols


def operands(row: Op, numbers: tuple[int, ...] = NUMBERS) -> list[tuple[Any, ...]]:
    if row.args[0] == BOOL:
        first: tuple[Any, ...] = (False, True)
        second = first
    elif row.name in ("pow", "lshift", "rshift"):
        first, second = numbers[:12], SMALL
    elif row.name == "factorial":
        first = (-3, -1, 0, 1, 2, 5, 9)
        second = first
    elif row.name in ("width", "ones"):
        first = (*BITS, 255, 256, -256, 10**9)
        second = first
    elif row.name.startswith("bit"):
        first = second = BITS
    elif row.args[0] == FLOAT:
        first = second = FLOATS
    else:
        first = second = (*numbers, EXACT + 1, TOO_LARGE - 1, -TOO_LARGE) if row.result == FLOAT else numbers
    return [(a,) for a in first] if len(row.args) == 1 else [(a, b) for a in first for b in second]


def number(v: Any) -> str:
    return smtlib.text(T.const(v))


def written(v: Any) -> str:
    return f"({v})" if not isinstance(v, float) or math.isfinite(v) else f"float('{v}')"


def fails(row: Op, values: tuple[Any, ...]) -> str:
    """The exception that CPython raises for the row's operator, or ''."""
    if row.raises is None:
        return ""
    need, exception = row.raises
    last = values[-1]
    match need:
        case "nonzero":
            ok = last != 0
            if ok and row.name == "truediv" and abs(values[0]) >= TOO_LARGE * abs(last):
                return "OverflowError"
        case "nonnegative":
            ok = last >= 0
        case "notnegative":
            ok = not last < 0
        case "small":
            ok = abs(last) < TOO_LARGE
        case _:
            assert need == "finite"
            if math.isinf(last):
                return "OverflowError"
            ok = last == last
    return "" if ok else exception or "float"


def other(v: Any) -> Any:
    """Another value of the sort."""
    if isinstance(v, float):
        return 7.25 if v != 7.25 else 0.0
    return not v if isinstance(v, bool) else v + 1


ABSTRACT = (  # known to z3 by axioms that do not compute
    "gcd", "isqrt", "factorial", "pow", "lshift", "rshift", "float", "truediv", "ftrunc", "ffloor", "fceil", "fround",
)

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
        text = row.python.format(*map(written, values))
        exception = fails(row, values)
        if not exception:
            value = eval(text, {"math": math})
            kind = {BOOL: bool, INT: int, FLOAT: float}[row.result]
            assert repr(value) == repr(row.run(*values)) and type(value) is kind, text
            continue
        raised += 1
        assert row.raises is not None
        if row.name == "pow":  # no exception is named: the value is a float, which the language does not have
            assert values[0] == 0 or isinstance(eval(text), float), text
        else:
            with pytest.raises(Exception) as caught:
                eval(text, {"math": math})
            assert type(caught.value).__name__ == exception, text
    assert (raised > 0) == (row.raises is not None)


@pytest.mark.parametrize("row", [r for r in ROWS if r.name not in ABSTRACT], ids=lambda r: r.name)
def test_z3_computes_the_row(row: Op) -> None:
    def claims(value: Callable[..., Any]) -> list[str]:
        return [f"(= {row.smt.format(*map(number, v))} {number(value(*v))})" for v in operands(row, grid)]

    grid = FEW if row.name in ("floordiv", "mod") else NUMBERS
    right = " ".join(claims(row.run))
    assert ask(f"{prelude(row)}\n(assert (not (and {right})))") == "proved"
    # were one of the wrong values provable, then so would be their disjunction
    wrong = " ".join(claims(lambda *v: other(row.run(*v))))
    assert ask(f"{prelude(row)}\n(assert (not (or {wrong})))", 500_000) != "proved"


@names
@pytest.mark.parametrize("free", ["first", "last", "both"])
def test_rewriting_keeps_the_value(row: Op, free: str) -> None:
    """Operands are symbols with a known value, or literals, so that every rule of `scalar` is met."""
    hypotheses: list[T.Term] = []

    def operand(v: Any, i: int, n: int, name: str) -> T.Term:
        if n > 1 and (free == "first" and i == 1 or free == "last" and i == 0):
            return T.const(v)
        s = T.sym(name, BOOL if isinstance(v, bool) else FLOAT if isinstance(v, float) else INT)
        hypotheses.append(T.same(s, T.const(v)))
        return s

    right, wrong = [], []
    if row.name in ABSTRACT and free != "last":
        return
    hard = row.name in ("mul", "floordiv", "mod", "pow", "lshift", "rshift")
    for k, values in enumerate(operands(row, FEW if hard or row.name == "truediv" else NUMBERS)):
        made = T.scalar(row.name, *(operand(v, i, len(values), f"x{k}.{i}") for i, v in enumerate(values)))
        value = row.run(*values)
        right.append(T.same(made, T.const(value)))
        wrong.append(T.same(made, T.const(other(value))))
    assert right[0].sort == BOOL
    if row.name in ABSTRACT:
        assert ask(smtlib.render(hypotheses, T.neg(T.conj(*right)), {}), 200_000) != "proved"
        return
    assert ask(smtlib.render(hypotheses, T.conj(*right), {})) == "proved"
    assert ask(smtlib.render(hypotheses, T.disj(*wrong), {}), 500_000) != "proved"


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


DEFINED = {
    "py.div": "floordiv", "py.mod": "mod", "py.pow": "pow", "py.and": "bitand", "py.float": "float", "py.quotient": "truediv",
    "py.trunc": "ftrunc", "py.floor": "ffloor", "py.ceil": "fceil", "py.round": "fround", "fp.leq": "fle", "fp.lt": "flt",
    "fp.geq": "fge", "fp.eq": "feq", "fp.isNaN": "fnan", "fp.isInfinite": "finf", "fp.add": "fadd", "fp.sub": "fsub",
    "fp.mul": "fmul", "fp.div": "fdiv", "py.gcd": "gcd", "py.isqrt": "isqrt", "py.factorial": "factorial",
    "py.pow.of": "pow", "py.factorial.of": "factorial",
    "py.width": "width",
    "py.ones": "ones",
}  # fmt: skip
CHAINS = {"=": "eq", "<=": "le", "<": "lt", ">": "gt", ">=": "ge"}
ROUND = {"RTZ": math.trunc, "RTN": math.floor, "RTP": math.ceil, "RNE": round}


def integral(mode: str, x: float) -> float:
    """SMT-LIB's fp.roundToIntegral: the sign stays, what is not finite stays."""
    return math.copysign(float(ROUND[mode](x)), x) if math.isfinite(x) else x


def meaning(e: Any, env: dict[str, int]) -> Any:
    """The value of a piece of the prelude, its functions meaning what their rows say."""
    if isinstance(e, int):
        return e
    if isinstance(e, str):
        return e if e in ROUND else env[e]
    head, *rest = e
    if head == "!":
        return meaning(rest[0], env)
    if head == "ite":
        return meaning(rest[1] if meaning(rest[0], env) else rest[2], env)
    if head == "=>":
        return not meaning(rest[0], env) or meaning(rest[1], env)
    args = [meaning(a, env) for a in rest]
    if head == "=" and isinstance(args[0], float):
        return repr(args[0]) == repr(args[1])
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
        case "fp.roundToIntegral":
            return integral(*args)
        case "fp.isPositive":
            return args[0] == args[0] and math.copysign(1, args[0]) > 0
        case "fp.isZero":
            return args[0] == 0
    return OPS[DEFINED[head]].run(*(a for a in args if not isinstance(a, str)))


def facts() -> Iterator[tuple[str, str, list[str], Any]]:
    """Every axiom of the prelude, and every definition as an equation."""
    for key, text in PRELUDE.items():
        for form in parse(text):
            if form[0] == "assert":
                quantifier, variables, body = form[1]
                assert quantifier == "forall"
                yield key, "axiom", variables, body
            elif form[0] == "define-fun-rec":
                _, name, variables, _, body = form
                yield key, name, variables, ["=", [name, *(v[0] for v in variables)], body]


@pytest.mark.parametrize("key, what, variables, body", list(facts()))
def test_the_prelude_is_true(key: str, what: str, variables: list[list[str]], body: Any) -> None:
    if "Float64" in str(variables) or key in ("py.float", "py.quotient"):
        near = [n + k for n in (0, EXACT, -EXACT, TOO_LARGE, -TOO_LARGE, 2**1023) for k in (-2, -1, 0, 1, 2)]
        grid = {"Int": [*near, *range(-7, 8), 2**60 + 1, 3**40, -(10**20), 7 * 10**400], "Float64": [
            *FLOATS, *(s * x for s in (1, -1) for x in (0.5, 3.5, 4.5, 1e22, 2.0**52 + 0.5, 2.0**53 + 2, 0.49999999999999994))]}
        if len(variables) > 2:
            grid["Int"] = grid["Int"][::3]
        for values in itertools.product(*(grid[s] for _, s in variables)):
            assert meaning(body, {n: v for (n, _), v in zip(variables, values)}), values
        return
    if len(variables) > 2 or key == "py.factorial":
        for values in itertools.product(range(-3, 8 if len(variables) > 3 else 11), repeat=len(variables)):
            assert meaning(body, {n: v for (n, _), v in zip(variables, values)}), values
        return
    second = range(-3, 9) if key == "py.pow" else range(-9, 10)
    for a in (*range(-17, 18), 10**6, -(10**6) - 1):
        for b in second if len(variables) > 1 else (0,):
            assert meaning(body, dict(zip((n for n, _ in variables), (a, b)))), (a, b)


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
    exact = [text for text in PRELUDE.values() if "py.float" not in text]
    whole = "\n".join([*exact, "(declare-const x Int)", "(declare-const y Int)", given])
    assert ask(f"{whole}\n(assert (not false))", rlimit) != "proved"
    for key, text in PRELUDE.items():
        if "py.float" in text:
            continue
        mine = [t for t in terms if key in t or key == "py.div" and "py.mod" in t]
        few = "\n".join(f"(assert (= u{i} {t}))" for i, t in enumerate(mine))
        declared = "\n".join(f"(declare-const {c} Int)" for c in ("x", "y", *(f"u{i}" for i in range(len(mine)))))
        assert ask(f"{text}\n{declared}\n{few}\n(assert (not false))", rlimit) != "proved", key


def test_the_prelude_of_floats_is_consistent() -> None:
    terms = ["(fp.add RNE (py.float i) (py.float j))", "(py.float 3)", "(py.quotient i j)", "(py.float (py.trunc x))",
             "(fp.mul RNE (py.float (py.floor x)) (py.float (py.ceil x)))", "(py.float (py.round (py.quotient i 3)))"]  # fmt: skip
    texts = [text for text in PRELUDE.values() if "py.float" in text]
    given = [f"(declare-const u{k} Float64)\n(assert (= u{k} {t}))" for k, t in enumerate(terms)]
    names = [f"(declare-const {n} {s})" for n, s in (("i", "Int"), ("j", "Int"), ("x", "Float64"))]
    assert ask("\n".join([*texts, *names, *given, "(assert (not false))"]), 2_000_000) != "proved"


def test_ints_and_floats_compare_exactly() -> None:
    """`against` on constants, as literals and as symbols, says what CPython says."""
    from toolkit.core.encode.floats import against

    ints = [0, 1, -1, 3, EXACT, EXACT + 1, -EXACT - 1, 2**60 + 1, TOO_LARGE - 1, TOO_LARGE, -TOO_LARGE, 10**400]
    floats = [*FLOATS, 2.5, 3.0, 2.0**60, 2.0**53 + 2, -(2.0**53)]
    for op in ("lt", "le", "gt", "ge", "eq"):
        for n, x in itertools.product(ints, floats):
            expected = getattr(operator, op)(n, x)
            assert against(T.num(n), T.const(x), op, T.Facts()) == T.const(expected), (n, op, x)
            symbol = T.sym("n", INT)
            assert evaluate(against(symbol, T.const(x), op, T.Facts()), {"n": n}) == expected, (n, op, x)
            y = T.sym("y", FLOAT)
            assert evaluate(against(T.num(n), y, op, T.Facts()), {"y": x}) == expected, (n, op, x)
            both = against(symbol, y, op, T.Facts())
            assert evaluate(both, {"n": n, "y": x}) == expected, (n, op, x)
            if abs(n) <= EXACT:
                facts = T.Facts()
                facts.add(T.conj(T.le(symbol, T.num(EXACT)), T.le(T.num(-EXACT), symbol)))
                assert evaluate(against(symbol, y, op, facts), {"n": n, "y": x}) == expected, (n, op, x)
                known = T.scalar("f" + op, T.scalar("float", symbol), T.const(x))
                assert evaluate(known, {"n": n}) == expected, (n, op, x)
