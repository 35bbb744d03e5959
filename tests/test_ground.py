"""Refutations of ground forms: found where z3 says unsat, never where a model is, and every one checks step by step."""

from __future__ import annotations

import random

import pytest

from toolkit.proposers import ground as G
from toolkit.proposers.ground import arithmetic, forms, proofs
from toolkit.proposers.ground.arithmetic import Row

x, y, z, q, r = (G.Var(i) for i in range(5))
p0, p1, p2 = (G.Prop(i) for i in range(3))


def n(k: int) -> G.Num:
    return G.Num(k)


REFUTED = {
    "order": [G.Lt(x, y), G.Lt(y, z), G.Lt(z, x)],
    "farkas": [G.Le(G.Add(x, y), n(3)), G.Le(n(2), x), G.Le(n(2), y)],
    "equation": [G.Eq(x, G.Add(y, n(1))), G.Eq(y, G.Add(x, n(1)))],
    "between": [G.Lt(x, y), G.Lt(y, G.Add(x, n(1)))],
    "parity": [G.Eq(G.Mul(2, x), G.Add(G.Mul(2, y), n(1)))],
    "apart": [G.Not(G.Eq(x, y)), G.Le(x, y), G.Le(y, x)],
    "division": [G.Eq(z, G.Add(G.Mul(2, q), r)), G.Le(n(0), r), G.Lt(r, n(2)), G.Eq(z, G.Add(G.Mul(2, x), y)), G.Le(n(0), y),
                 G.Lt(y, n(2)), G.Not(G.Eq(q, x))],
    "tightened": [G.Le(n(1), G.Mul(3, x)), G.Le(G.Mul(3, x), n(2))],
    "branches": [G.Le(n(1), G.Sub(G.Mul(3, x), G.Mul(2, y))), G.Le(n(1), y), G.Le(G.Mul(2, y), n(3)), G.Le(G.Mul(3, x), n(2))],
    "omega's dark shadow": [G.Le(n(27), G.Add(G.Mul(11, x), G.Mul(13, y))), G.Le(G.Add(G.Mul(11, x), G.Mul(13, y)), n(45)),
                            G.Le(n(-10), G.Sub(G.Mul(7, x), G.Mul(9, y))), G.Le(G.Sub(G.Mul(7, x), G.Mul(9, y)), n(4))],
    "props": [G.Or(p0, p1), G.Imp(p0, p2), G.Imp(p1, p2), G.Not(p2)],
    "iff": [G.Iff(p0, p1), G.Iff(p1, G.Not(p0))],
    "not iff": [G.Not(G.Iff(p0, G.Not(G.Not(p0))))],
    "mixed": [G.Imp(p0, G.Le(x, n(3))), G.Imp(G.Not(p0), G.Eq(x, n(2))), G.Lt(n(3), x)],
    "false": [G.Ff()],
    "not true": [G.Not(G.Tt())],
    "nested": [G.Not(G.And(G.Or(p0, G.Not(p0)), G.Or(G.Le(x, y), G.Lt(y, x))))],
}  # fmt: skip

HOLD = {
    "order": [G.Lt(x, y), G.Lt(y, z)],
    "rational only": [G.Eq(G.Mul(2, x), y)],
    "props": [G.Or(p0, p1), G.Imp(p0, p2), G.Not(p2)],
    "nothing": [],
    "true": [G.Tt()],
}


@pytest.mark.parametrize("name", REFUTED)
def test_refuted(name):
    found = G.refute(REFUTED[name])
    assert found is not None
    assert proofs.checks(found.proof, dict(enumerate(REFUTED[name])))


@pytest.mark.parametrize("name", HOLD)
def test_not_refuted(name):
    assert G.refute(HOLD[name]) is None


def test_only_what_is_needed_is_used():
    found = G.refute([p0, G.Le(x, n(0)), G.Imp(p0, p1), G.Lt(n(5), x), G.Not(p2)])
    assert found is not None and found.used == (1, 3)


def random_lin(rng: random.Random, depth: int = 2) -> G.Lin:
    kind = rng.randrange(6) if depth else rng.randrange(2)
    if kind == 0:
        return n(rng.randint(-4, 4))
    if kind == 1:
        return G.Var(rng.randrange(3))
    a = random_lin(rng, depth - 1)
    if kind == 2:
        return G.Neg(a)
    if kind == 3:
        return G.Mul(rng.randint(-3, 3), a)
    b = random_lin(rng, depth - 1)
    return G.Add(a, b) if kind == 4 else G.Sub(a, b)


def random_form(rng: random.Random, depth: int = 3) -> G.Form:
    kind = rng.randrange(12) if depth else rng.randrange(6)
    if kind < 2:
        return G.Prop(rng.randrange(3))
    if kind < 5:
        return (G.Le, G.Lt, G.Eq)[kind - 2](random_lin(rng), random_lin(rng))
    if kind == 5:
        return G.Tt() if rng.random() < 0.5 else G.Ff()
    if kind < 8:
        return G.Not(random_form(rng, depth - 1))
    return (G.And, G.Or, G.Imp, G.Iff)[kind - 8](random_form(rng, depth - 1), random_form(rng, depth - 1))


def test_random_forms_against_z3():
    """What z3 refutes is refuted here (but for few that need more than the search does), and nothing else."""
    rng = random.Random(7)
    refuted = missed = 0
    for _ in range(150):
        fs = [random_form(rng) for _ in range(rng.randint(2, 5))]
        found = G.refute(fs)
        unsat = G.core(fs) is not None
        assert found is None or unsat
        if found is not None:
            refuted += 1
            assert proofs.checks(found.proof, dict(enumerate(fs)))
        missed += unsat and found is None
    assert refuted > 40
    assert missed <= 1


def test_a_changed_certificate_does_not_check():
    """One factor, one reference or one case changed: the steps no longer add up."""
    fs = REFUTED["farkas"]
    found = G.refute(fs)
    assert found is not None and isinstance(found.proof, proofs.Sum)
    facts = dict(enumerate(fs))
    (k, f), *rest = found.proof.terms
    assert not proofs.checks(proofs.Sum(((k + 1, f), *rest)), facts)
    assert not proofs.checks(proofs.Sum(tuple(rest)), facts)
    assert not proofs.checks(proofs.Sum(tuple((-k, f) for k, f in found.proof.terms)), facts)
    assert not proofs.checks(proofs.Clash(0, 1), facts)


def test_farkas_is_exact():
    big = 10**30
    rows = [Row({0: big, 1: -1}, 1), Row({1: 1, 0: -big}, 0)]
    ks = arithmetic.farkas(rows)
    assert ks == [1, 1]
    assert arithmetic.farkas([Row({0: 1}, 0), Row({0: -1}, 0)]) is None


def test_lattice_is_a_change_of_variables():
    rng = random.Random(3)
    for _ in range(60):
        names = [0, 1, 2, 3]
        at = {i: rng.randint(-5, 5) for i in names}
        rows = []
        for _ in range(rng.randint(1, 3)):
            cs = {i: c for i in names if (c := rng.randint(-4, 4))}
            rows.append(Row(cs, -sum(c * at[i] for i, c in cs.items()), True))
        grid = arithmetic.lattice(rows, names)
        assert grid is not None
        ys = [sum(c * at[i] for i, c in form.items()) for form in grid.basis]
        assert all(v is None or v == y for v, y in zip(grid.fixed, ys, strict=True))
        assert all(sum(grid.back[j].get(i, 0) * y for j, y in enumerate(ys)) == at[i] for i in names)


def test_forms_mean_what_they_say():
    assert forms.holds(G.Le(G.Sub(x, n(1)), G.Mul(-2, y)), [1, 0], [])
    assert not forms.holds(G.Iff(p0, G.Lt(x, y)), [1, 0], [True])


def test_long_chains_and_what_is_too_deep():
    """Some hundred propagations in a row are followed; beyond the limit there is no answer, and no crash."""
    def chain(k: int) -> list[G.Form]:
        return [G.Prop(0), *(G.Imp(G.Prop(i), G.Prop(i + 1)) for i in range(k)), G.Not(G.Prop(k))]

    found = G.refute(chain(300))
    assert found is not None and len(found.used) == 302
    assert found.text({}, {i: f"p{i}" for i in range(301)}, {i: f"h{i}" for i in range(302)})
    assert G.refute(chain(300), G.Limits(nested=100)) is None


def test_numbers_longer_than_python_writes_decimals():
    """`str` of an int gives up at some thousand digits; a certificate is one number, and may have more."""
    large = 10**5000
    found = G.refute([G.Le(n(large), x), G.Lt(x, n(large))])
    assert found is not None
    numbers = [int(word.split(")")[0], 0) for word in found.text(["x"], [], ["h", "k"]).split("nat_lit ")[1:]]
    assert large in numbers
