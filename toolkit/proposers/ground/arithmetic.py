"""Exact linear arithmetic for refutations: Farkas multipliers by a rational simplex (Dantzig 1951, Bland's rule 1977), and the
integer solutions of equations by unimodular column operations (Hermite normal form; Schrijver 1986, chapters 4 and 7)."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from attrs import frozen

GREEDY = 60  # pivots by the largest cost, before Bland's rule sees to it that there is an end


@frozen
class Row:
    """Σ factors[i]·x_i + constant ≤ 0, or = 0. `factors` holds no zeros."""

    factors: dict[int, int]
    constant: int
    equal: bool = False

    def flipped(self) -> Row:
        return Row({i: -c for i, c in self.factors.items()}, -self.constant, self.equal)


def farkas(rows: Sequence[Row], pivots: int = 2000) -> list[int] | None:
    """Integers k, one a row and not negative for inequalities, such that Σ k·row is the constant of a positive number:
    the rows have no rational solution. None when they have one (or after so many pivots)."""
    columns: list[tuple[int, int]] = []  # (row, sign)
    for n, row in enumerate(rows):
        columns.append((n, 1))
        if row.equal:
            columns.append((n, -1))
    names = sorted({i for row in rows for i in row.factors})
    at = {i: n for n, i in enumerate(names)}
    width = len(columns)
    # Σ λ·factors = 0 for each variable; Σ λ·constant = 1. Phase one of the simplex, with one artificial column a line; each line
    # is kept in whole numbers, as a positive multiple of itself.
    table = [[0] * (width + 1) for _ in range(len(names) + 1)]
    for j, (n, sign) in enumerate(columns):
        for i, c in rows[n].factors.items():
            table[at[i]][j] = sign * c
        table[-1][j] = sign * rows[n].constant
    table[-1][width] = 1
    basis = [width + 1 + i for i in range(len(table))]  # names of artificial columns; they are never entered again
    table.append([sum(line[j] for line in table) for j in range(width + 1)])
    for pivot in range(pivots):
        cost = table[-1]
        if pivot < GREEDY:
            enter = max(range(width), key=lambda j: (cost[j], -j), default=0)
        else:
            enter = next((j for j in range(width) if cost[j] > 0), 0)
        if not width or cost[enter] <= 0:
            break
        r = -1
        for n, line in enumerate(table[:-1]):
            if line[enter] > 0:
                x, y = line[width] * (table[r][enter] if r >= 0 else 1), (table[r][width] if r >= 0 else 0) * line[enter]
                if r < 0 or x < y or x == y and basis[n] < basis[r]:
                    r = n
        if r < 0:
            return None
        chosen = table[r]
        p = chosen[enter]
        for n, line in enumerate(table):
            f = line[enter]
            if n != r and f:
                new = [x * p - f * y for x, y in zip(line, chosen, strict=True)]
                g = gcd(*new)
                table[n] = [x // g for x in new] if g > 1 else new
        basis[r] = enter
    if table[-1][width] != 0:
        return None
    found = [Fraction(0)] * len(rows)
    for line, j in zip(table, basis, strict=False):
        if j < width:
            n, sign = columns[j]
            found[n] += sign * Fraction(line[width], line[j])
    scale = lcm(*(x.denominator for x in found))
    whole = [int(x * scale) for x in found]
    common = gcd(*whole)
    return [x // common for x in whole]


@frozen
class Lattice:
    """The integer solutions of some equations: `basis` lists integer linear forms y_j over x that are a unimodular change of
    variables; `fixed[j]` is the value that the equations give y_j (None: free; a fraction: there is no integer solution), and
    `back[j]` says how x is composed: x_i = Σ_j back[j][i]·y_j."""

    basis: list[dict[int, int]]
    fixed: list[Fraction | None]
    back: list[dict[int, int]]


def lattice(equations: Sequence[Row], variables: Sequence[int]) -> Lattice | None:
    """None when the equations have no rational solution."""
    names = list(variables)
    n = len(names)
    # Column operations on A, kept in u (A·u), and their inverses in rows of v (v = u⁻¹): y = v·x.
    a = [[e.factors.get(i, 0) for i in names] for e in equations]
    b = [-e.constant for e in equations]
    u = [[int(i == j) for j in range(n)] for i in range(n)]
    v = [[int(i == j) for j in range(n)] for i in range(n)]

    def add(source: int, target: int, k: int) -> None:
        """column[target] += k * column[source]"""
        for line in (*a, *u):
            line[target] += k * line[source]
        for j in range(n):
            v[source][j] -= k * v[target][j]

    def swap(i: int, j: int) -> None:
        for line in (*a, *u):
            line[i], line[j] = line[j], line[i]
        v[i], v[j] = v[j], v[i]

    done = 0
    fixed: list[Fraction | None] = [None] * n
    for line_no in range(len(a)):
        line = a[line_no]
        while True:
            live = [j for j in range(done, n) if line[j]]
            if len(live) <= 1:
                break
            p = min(live, key=lambda j: (abs(line[j]), j))
            for j in live:
                if j != p:
                    add(p, j, -(line[j] // line[p]))
        rest = Fraction(b[line_no])
        for j, known in enumerate(fixed[:done]):
            if known is not None:
                rest -= line[j] * known
        if not live:
            if rest != 0:
                return None
            continue
        if live[0] != done:
            swap(live[0], done)
        fixed[done] = rest / line[done]
        done += 1
    return Lattice(
        [{names[i]: c for i, c in enumerate(row) if c} for row in v],
        fixed,
        [{names[i]: u[i][j] for i in range(n) if u[i][j]} for j in range(n)],
    )


def vertex(rows: Sequence[Row], pivots: int = 2000) -> dict[int, Fraction] | None:
    """A rational solution of the rows (a vertex where there is one), or None. By the same simplex on x = p - q."""
    names = sorted({i for row in rows for i in row.factors})
    if not names:
        return {}
    # Free x is p - t with one shared t ≥ 0; slack s ≥ 0 for inequalities: factors·p - (Σ factors)·t + s = -constant.
    at = {i: n for n, i in enumerate(names)}
    slacks = [n for n, row in enumerate(rows) if not row.equal]
    width = len(names) + 1 + len(slacks)
    zero = Fraction(0)
    table: list[list[Fraction]] = []
    for n, row in enumerate(rows):
        line = [zero] * (width + 1)
        for i, c in row.factors.items():
            line[at[i]] = Fraction(c)
        line[len(names)] = Fraction(-sum(row.factors.values()))
        if not row.equal:
            line[len(names) + 1 + slacks.index(n)] = Fraction(1)
        line[width] = Fraction(-row.constant)
        table.append([-x for x in line] if line[width] < 0 else line)
    basis = [width + 1 + i for i in range(len(table))]
    cost = [sum((line[j] for line in table), zero) for j in range(width + 1)]
    for _ in range(pivots):
        enter = next((j for j in range(width) if cost[j] > 0), None)
        if enter is None:
            break
        best: tuple[Fraction, int, int] | None = None
        for r, line in enumerate(table):
            if line[enter] > 0:
                key = (line[width] / line[enter], basis[r], r)
                if best is None or key < best:
                    best = key
        if best is None:
            return None
        r = best[2]
        p = table[r][enter]
        line = table[r] = [x / p for x in table[r]]
        for other, row_ in enumerate(table):
            f = row_[enter]
            if other != r and f:
                table[other] = [x - f * y for x, y in zip(row_, line, strict=True)]
        f = cost[enter]
        cost = [x - f * y for x, y in zip(cost, line, strict=True)]
        basis[r] = enter
    if cost[width] != 0:
        return None
    values = [zero] * width
    for r, j in enumerate(basis):
        if j < width:
            values[j] = table[r][width]
    return {i: values[at[i]] - values[len(names)] for i in names}
