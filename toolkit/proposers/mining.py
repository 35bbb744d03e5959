"""What runs say of a loop: the function is run on small inputs with the reference semantics, the values at each loop's head are
kept, and equations between them are found by exact linear algebra. Equations seen on runs are guesses, to be proved."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations_with_replacement
from math import lcm, prod
from typing import TYPE_CHECKING, Any

import attrs

from toolkit.core.ir import BYTES, INT, STR, Assign, Loop, statements
from toolkit.proposers import houdini

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Module
    from toolkit.core.semantics import Env

_STEPS = 40_000  # of the reference semantics, on all runs together
_INPUTS = 120
_ROWS = 300  # kept of each loop
SIZED = ("List", "Deque", "Dict", "Set")  # sorts whose values have a size
_TOP = 20  # largest constant that inputs are brought below
_LARGE = 10**6  # factors of products

Row = dict[str, int]


def run(
    module: Module, f: Function, seed: int, note: Callable[[Loop, Env], None], begin: Callable[[], None] = lambda: None
) -> None:
    """Runs the function on small inputs, showing the heads of its own loops; `begin` is called before each run. Inputs that do not
    meet the precondition are changed in ways that often do."""
    from toolkit.search import Search

    search = Search(module, f, [()], seed)
    own = {id(loop) for loop in loops_of(f)}
    search.budget = _STEPS  # a body that never ends has heads without end
    search.interpreter.on_head = lambda loop, env: note(loop, env) if id(loop) in own else None
    search.interpreter.check = True
    top = max([2, *(n for n in search.constants if n <= _TOP)])
    for c in search.small(_INPUTS):
        for args in (c.args, *_mended(c.args, top)):
            begin()
            if search.outcome(attrs.evolve(c, args=args)).status != "ignored":
                break


def _mended(args: dict[str, Any], top: int) -> Iterator[dict[str, Any]]:
    """Arguments with lists sorted, with numbers from 0 to `top` only, with both, without negative ones."""

    def each(change: Callable[[int], int], v: Any, order: bool) -> Any:
        if type(v) is int:
            return change(v)
        if type(v) in (list, tuple):
            items = [each(change, x, order) for x in v]
            return sorted(items) if order and type(v) is list and all(type(x) in (int, tuple) for x in items) else type(v)(items)
        return v

    def small(n: int) -> int:
        return n % (top + 1)

    for change, order in ((int, True), (small, False), (small, True), (abs, False), (abs, True)):
        new = {n: each(change, v, order) for n, v in args.items()}
        if new != args:
            yield new


def loops_of(f: Function) -> list[Loop]:
    return [s for s in statements(f.body) if isinstance(s, Loop)]


def rows(text: str, module: Module, f: Function, seed: int) -> dict[int, list[Row]]:
    """Values of integers and lengths at the head of each loop (by its place in the function)."""
    nodes, loops = houdini.loops_of(text, f.name), loops_of(f)
    found: dict[int, list[Row]] = {}
    names = [n for n in f.sorts if not n.startswith("$") and "'" not in n]

    def note(loop: Loop, env: Env) -> None:
        i = int(loop.key.removeprefix("loop")) - 1
        if len(found.setdefault(i, [])) >= _ROWS:
            return
        now = integers(f, names, env)
        for k, outer in enumerate(nodes[: i + 1]):
            if isinstance(outer, ast.For):
                now.update(_counter(outer, loops[k], env, k == i))
        found[i].append(now)

    run(module, f, seed, note)
    return found


def integers(f: Function, names: Sequence[str], env: Env) -> Row:
    """The integers among some variables, and the sizes of the others, also of fields of instances."""
    row = {n: env[n] for n in names if f.sorts[n] == INT and n in env}
    for n in (n for n in names if n in env):
        s = f.sorts[n]
        if s in (STR, BYTES) or s.name in SIZED:
            row[f"len({n})"] = len(env[n])
        elif s.name == "Object":
            row |= {f"len({n}.{k})": len(v) for k, t, v in zip(s.fields, s.args, env[n].values) if t.name == "List"}
    return row


def _counter(node: ast.For, loop: Loop, env: Env, own: bool) -> Row:
    """What an invariant means by a for's index and its `t.index`, from the hidden counter."""
    if loop.counter is None or loop.counter not in env:
        return {}
    k: int = env[loop.counter]
    if isinstance(node.iter, ast.NamedExpr):
        return {f"{node.iter.target.id}.index": k}
    index = houdini.index_of(node)
    if index is None or not own:
        return {}  # an outer loop's index is an ordinary variable here
    first = loop.body[0] if loop.body else None
    if not isinstance(first, Assign) or first.value.op != "at":
        return {index: k}
    over = first.value.args[0]
    if over.op != "range":
        return {index: k}
    ends = [a.data if a.op == "const" else env.get(a.data) for a in over.args]
    return {index: ends[0] + k * ends[2]} if isinstance(ends[0], int) and isinstance(ends[2], int) else {}


def equations(seen: Sequence[Row], params: set[str], degree: int) -> list[str]:
    """Equations between integers, lengths and products of up to `degree` integers that hold in all rows."""
    if not seen:
        return []
    plain = [t for t in seen[0] if all(t in r for r in seen)]
    plain.sort(key=lambda t: ("len(" in t, t not in params, t))
    if degree == 1:
        return linear_relations([[r[t] for t in plain] for r in seen], plain)
    few = [r for r in seen if all(abs(r[t]) < _LARGE for t in plain)]
    factors = _factors(few, plain)[: 6 if degree == 2 else 4]
    products = [c for d in range(2, degree + 1) for c in combinations_with_replacement(factors, d)]
    terms = plain + [_power(c) for c in products]
    table = [[*(r[t] for t in plain), *(prod(r[t] for t in c) for c in products)] for r in few]
    return [e for e in linear_relations(table, terms) if "*" in e]


def _factors(seen: Sequence[Row], terms: Sequence[str]) -> list[str]:
    """Terms worth multiplying: integers that are not the same as an earlier one, nor constant."""
    found: dict[tuple[int, ...], str] = {}
    for t in terms:
        column = tuple(r[t] for r in seen)
        if "len(" not in t and len(set(column)) > 1:
            found.setdefault(column, t)
    return list(found.values())


def _power(factors: Sequence[str]) -> str:
    return " * ".join(factors)


def linear_relations(rows: Sequence[Sequence[int]], terms: Sequence[str], most: int = 12) -> list[str]:
    """Equalities `c1*t1 + ... == c0` that hold in every row (values of `terms`), by exact Gaussian elimination; as texts,
    with small integer coefficients. Each says what one term is in those before it: put simple terms first."""
    rows = list(dict.fromkeys(map(tuple, rows)))
    if len(rows) < 3 or not terms:
        return []
    found: list[str] = []
    for relation in nullspace([(1, *row) for row in rows]):
        scale = lcm(*(v.denominator for v in relation))
        whole = [int(v * scale) for v in relation]
        if max(map(abs, whole)) <= 64 and any(whole[1:]):
            found.append(_equation([*whole[1:], whole[0]], terms))
        if len(found) >= most:
            break
    return found


def nullspace(rows: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    """A basis of the vectors that are orthogonal to all rows, by exact Gaussian elimination; each has a 1 in a column of its own,
    and nothing behind it."""
    n = len(rows[0]) if rows else 0
    basis: dict[int, list[Fraction]] = {}  # reduced rows by pivot
    for row in rows:
        vector = [Fraction(v) for v in row]
        for col, b in basis.items():
            if factor := vector[col]:
                vector = [x - factor * y for x, y in zip(vector, b)]
        pivot = next((c for c in range(n) if vector[c]), None)
        if pivot is None:
            continue
        head = vector[pivot]
        vector = [x / head for x in vector]
        for col, b in basis.items():
            if factor := b[pivot]:
                basis[col] = [x - factor * y for x, y in zip(b, vector)]
        basis[pivot] = vector
        if len(basis) == n:
            return []
    found: list[list[Fraction]] = []
    for free in (c for c in range(n) if c not in basis):
        relation = [Fraction(0)] * n
        relation[free] = Fraction(1)
        for col, b in basis.items():
            relation[col] = -b[free]
        found.append(relation)
    return found


def _equation(coefficients: Sequence[int], terms: Sequence[str]) -> str:
    """a*x + b == c*y, all coefficients positive."""
    left: list[str] = []
    right: list[str] = []
    for c, t in zip(coefficients, (*terms, "")):
        if c:
            text = str(abs(c)) if not t else t if abs(c) == 1 else f"{abs(c)} * {t}"
            (left if c > 0 else right).append(text)
    return f"{' + '.join(left) or '0'} == {' + '.join(right) or '0'}"
