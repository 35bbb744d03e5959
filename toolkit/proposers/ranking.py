"""Measures for loops: linear ranking functions, and lexicographic tuples of them (Podelski and Rybalchenko, VMCAI 2004; Alias,
Darte, Feautrier and Gonnord, SAS 2010). Where they solve for all transitions of a linear loop by Farkas' lemma, here the
constraints are those of the steps that runs took, so that nothing has to be linear; what comes out is a guess, to be proved."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from toolkit.core.ir import BOOL, BYTES, INT, STR
from toolkit.proposers import houdini, mining

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Loop, Module
    from toolkit.core.semantics import Env

Row = dict[str, int]
Step = tuple[Row, Row]  # the values at a loop's head, and at the next one

_STEPS, _RUN = 1000, 60  # of one loop that are looked at; in one run
_SMALL, _LARGE = (1, 2, 3, 4), (6, 10, 16, 24)  # bounds for the sum of the coefficients' sizes, tried in turn
_ROUNDS = 30  # of guessing and adding the step at which the guess fails
_PARTS = 3  # components of a tuple
_RLIMIT = 400_000  # of z3, each time it is asked


def steps(text: str, module: Module, f: Function, seed: int) -> dict[int, list[Step]]:
    """The steps from head to head that runs on small inputs took, by the loop's place in the function."""
    nodes = houdini.loops_of(text, f.name)
    inside = {i: [k for k, m in enumerate(nodes) if n.lineno < m.lineno <= (n.end_lineno or 0)] for i, n in enumerate(nodes)}
    last: dict[int, Row] = {}
    found: dict[int, list[Step]] = {}
    names = [n for n in f.sorts if not n.startswith("$") and "'" not in n]
    seen: dict[int, int] = {}  # in this run

    def begin() -> None:
        last.clear()
        seen.clear()

    def note(loop: Loop, env: Env) -> None:
        i = int(loop.key.removeprefix("loop")) - 1
        for k in inside[i]:
            last.pop(k, None)
        now = mining.integers(f, names, env) | {f"int({n})": int(env[n]) for n in names if f.sorts[n] == BOOL and n in env}
        if i in last and len(found.setdefault(i, [])) < _STEPS and seen.get(i, 0) < _RUN:
            found[i].append((last[i], now))
            seen[i] = seen.get(i, 0) + 1
        last[i] = now

    mining.run(module, f, seed, note, begin)
    return {i: list({repr(s): s for s in some}.values()) for i, some in found.items()}


def refuted(measure: str, some: Sequence[Step]) -> bool:
    """Is there a step at which the measure (text of an integer) does not get smaller, or is negative before? What cannot be
    evaluated on what is known of the steps is not refuted."""
    e = ast.parse(measure, mode="eval").body
    for before, after in some:
        a, b = _value(e, before), _value(e, after)
        if a is not None and b is not None and (a < 0 or b >= a):
            return True
    return False


def _value(e: ast.expr, row: Row) -> int | None:
    text = ast.unparse(e)
    if text in row:
        return row[text]
    match e:
        case ast.Constant(value=int(n)):
            return n
        case ast.BinOp(left=left, op=op, right=right):
            a, b = _value(left, row), _value(right, row)
            if a is not None and b is not None and isinstance(op, ast.Add | ast.Sub | ast.Mult):
                return a + b if isinstance(op, ast.Add) else a - b if isinstance(op, ast.Sub) else a * b
        case ast.Call(func=ast.Name(id="abs"), args=[only]):
            a = _value(only, row)
            return None if a is None else abs(a)
    return None


def measures(some: Sequence[Step], long: bool = False) -> list[str]:
    """Measures that get smaller at all these steps, the text of an integer or of a tuple: of short sums, or of `long` ones."""
    if len(some) < 2:
        return []
    terms = [t for t in some[0][0] if all(t in a and t in b for a, b in some)]
    terms.sort(key=lambda t: (t.startswith("int("), "len(" in t, all(a[t] == b[t] for a, b in some), t))
    terms = terms[:10]
    weights, constant = (_LARGE, None) if long else (_SMALL, 1)
    return [*islice(_linear(terms, some, weights, constant), 2), *_lexicographic(terms, some, weights, constant)]


def guesses(f: Function, loop: ast.AST | None = None) -> tuple[list[str], list[str]]:
    """Measures to try without any run: what the loop's condition says; sizes, differences, sums of them."""
    from_guard: list[str] = []
    if isinstance(loop, ast.While):
        for c in (n for n in ast.walk(loop.test) if isinstance(n, ast.Compare) and len(n.ops) == 1):
            a, b = ast.unparse(c.left), ast.unparse(c.comparators[0])
            if isinstance(c.ops[0], ast.Gt | ast.GtE):
                a, b = b, a
            if isinstance(c.ops[0], ast.Lt | ast.LtE | ast.Gt | ast.GtE | ast.NotEq):
                from_guard.append(a if b == "0" else b if a == "0" else f"{b} - {a}")
        if len(from_guard) > 1:
            from_guard.append(" + ".join(from_guard))
    changed = {n.id for n in ast.walk(loop) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} if loop else None
    ints = [n for n, s in f.sorts.items() if s == INT and not n.startswith("$")]
    sizes = [f"len({n})" for n, s in f.sorts.items() if (s in (STR, BYTES) or s.name in mining.SIZED) and not n.startswith("$")]
    if isinstance(loop, ast.While):
        asked = {n.id for n in ast.walk(loop.test) if isinstance(n, ast.Name)}
        from_guard += [f"len({n})" for n, s in f.sorts.items() if n in asked and s.name in mining.SIZED]
    single = ints + sizes
    moving = [n for n in single if changed is None or n in changed or n in sizes]
    found = [*moving]
    found += [f"{a} - {b}" for a in single for b in ints if a != b and (changed is None or {a, b} & changed)]
    found += [f"{a} + {b}" for i, a in enumerate(single) for b in single[i + 1 :]]
    found += [f"abs({a} - {b})" for a in ints for b in ints if a < b]
    return list(dict.fromkeys(from_guard)), list(dict.fromkeys(found))


def _lexicographic(terms: Sequence[str], some: Sequence[Step], weights: Sequence[int], constant: int | None) -> list[str]:
    parts, left = list[str](), list(some)
    while left and len(parts) < _PARTS:
        best, stay = "", left
        for e in islice(_linear(terms, left, weights, constant, strict=False), 4):
            same = [s for s in left if _value(ast.parse(e, mode="eval").body, s[0]) == _value(ast.parse(e, mode="eval").body, s[1])]
            if len(same) < len(stay):
                best, stay = e, same
        if not best:
            return []
        parts.append(best)
        left = stay
    return [f"({', '.join(parts)})"] if len(parts) > 1 and not left else []


def _linear(
    terms: Sequence[str], some: Sequence[Step], weights: Sequence[int], constant: int | None, strict: bool = True
) -> Iterator[str]:
    """Sums of terms, and of a constant up to a bound, that get smaller from something not negative at every step; not `strict`: at
    some, and stay the same at the others. Guessed from a few steps, to which the one is added at which the guess fails."""
    import z3

    ctx = z3.Context()
    c = [z3.Int(f"c{k}", ctx) for k in range(len(terms))]
    size = [z3.Int(f"s{k}", ctx) for k in range(len(terms))]
    d = z3.Int("d", ctx)
    solver = z3.SolverFor("QF_LIA", ctx=ctx)
    solver.set("rlimit", _RLIMIT)
    for k, s in zip(c, size):
        solver.add(s >= k, s >= -k)
    if constant is not None:
        solver.add(d <= constant, d >= -constant)
    fall: list[Any] = []

    def add(step: Step) -> None:
        before, after = step
        less = z3.Sum([z3.IntVal(0, ctx), *(k * (before[t] - after[t]) for k, t in zip(c, terms) if before[t] != after[t])])
        falls = z3.And(less >= 1, z3.Sum([d, *(k * before[t] for k, t in zip(c, terms) if before[t])]) >= 0)
        solver.add(falls if strict else z3.Or(falls, less == 0))
        fall.append(falls)

    for step in {tuple((b[t] > a[t]) - (b[t] < a[t]) for t in terms): (a, b) for a, b in some}.values():
        add(step)
    for weight in weights:
        for _ in range(_ROUNDS):
            asked = [z3.Sum(size) <= weight, z3.Or(*fall)]
            if solver.check(*_named(solver, asked, ctx)) != z3.sat:
                break
            m = solver.model()
            values = [m.eval(k, model_completion=True).as_long() for k in c]
            shift = m.eval(d, model_completion=True).as_long()
            used = [(v, t) for v, t in zip(values, terms) if v]
            wrong = next((s for s in some if not _fits(used, shift, s, strict)), None)
            if wrong is not None:
                add(wrong)
                continue
            solver.add(z3.Or(*(k != v for k, v in zip(c, values))))
            yield _sum(values, terms, _shift(values, terms, some))


def _named(solver: Any, asked: Sequence[Any], ctx: Any) -> list[Any]:
    """Switches for formulas that hold in one question only."""
    import z3

    switches = [z3.FreshBool("ask", ctx) for _ in asked]
    for switch, e in zip(switches, asked):
        solver.add(z3.Implies(switch, e))
    return switches


def _fits(values: Sequence[tuple[int, str]], shift: int, step: Step, strict: bool) -> bool:
    a, b = (sum(v * row[t] for v, t in values) + shift for row in step)
    return a >= 0 and b < a or not strict and a == b


def _shift(values: Sequence[int], terms: Sequence[str], some: Sequence[Step]) -> int:
    """The least constant, not below 0, with which a sum is never negative before it gets smaller."""
    def of(row: Row) -> int:
        return sum(v * row[t] for v, t in zip(values, terms))

    return max([0, *(-of(a) for a, b in some if of(a) > of(b))])


def _sum(values: Sequence[int], terms: Sequence[str], constant: int) -> str:
    signed: Mapping[str, int] = {**{t: v for t, v in zip(terms, values) if v}, **({"": constant} if constant else {})}
    ordered = sorted(signed.items(), key=lambda p: p[1] < 0)  # what is added first
    text = ""
    for t, v in ordered:
        one = str(abs(v)) if not t else t if abs(v) == 1 else f"{abs(v)} * {t}"
        text += (" - " if v < 0 else " + ") + one if text else f"-{one}" if v < 0 else one
    return text
