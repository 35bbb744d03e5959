"""Certificates of ground refutations: the kernel accepts what the search finds, and nothing that was changed."""

from __future__ import annotations

import random
import re

import pytest
from test_ground import REFUTED, random_form

from toolkit.engines import lean
from toolkit.proposers import ground as G
from toolkit.proposers.ground.forms import propositions, variables, written

try:
    lean.find()
except lean.LeanMissing as missing:
    pytest.skip(str(missing), allow_module_level=True)

HEAD = "import Spec.Certificate\n"


def statement(name: str, forms: list[G.Form], names: list[G.Form] | None = None) -> tuple[str, list[str], list[str], list[str]]:
    """`name` : the forms are contradictory; and the texts of integers, propositions (those of `names`) and hypotheses."""
    atoms = [f"x{i}" for i in range(max([*variables(names or forms), -1]) + 1)]
    props = [f"p{i}" for i in range(max([*propositions(names or forms), -1]) + 1)]
    hypotheses = [f"h{i}" for i in range(len(forms))]
    binders = [f"({x} : Int)" for x in atoms] + [f"({p} : Prop)" for p in props]
    binders += [f"({h} : {written(f, atoms, props)})" for h, f in zip(hypotheses, forms, strict=True)]
    return f"theorem {name} {' '.join(binders)} : False :=", atoms, props, hypotheses


def theorem(name: str, forms: list[G.Form]) -> str | None:
    found = G.refute(forms)
    if found is None:
        return None
    head, atoms, props, hypotheses = statement(name, forms)
    return f"{head} {found.text(atoms, props, hypotheses)}\n"


def failing(checked: lean.Checked, texts: list[str]) -> set[int]:
    """Which of the texts (one line each, after the first line) have an error."""
    assert checked.status == "ended", checked.messages
    return {m.line - 2 for m in checked.errors} & set(range(len(texts)))


def test_what_the_search_finds_is_accepted():
    texts = [theorem(f"t{n}", forms) for n, forms in enumerate(REFUTED.values())]
    rng = random.Random(11)
    for n in range(100):
        texts.append(theorem(f"r{n}", [random_form(rng) for _ in range(rng.randint(2, 5))]))
    found = [t for t in texts if t is not None]
    assert len(found) > 50
    checked = lean.check(HEAD + "".join(found))
    assert checked.accepted, checked.errors[:3]


def test_soundness_is_proved_and_rests_on_nothing_else():
    checked = lean.check(HEAD + "#print axioms Spec.refuted\n")
    assert checked.accepted
    said = " ".join(m.text for m in checked.messages)
    axioms = set(re.findall(r"\[(.*?)\]", said, re.DOTALL)[0].replace("\n", " ").split(", ")) if "[" in said else set()
    assert axioms <= {"propext", "Quot.sound", "Classical.choice"}, said


def test_changed_certificates_are_refused():
    """A bit of a certificate changed: the kernel says no, unless the change refutes the same facts."""
    rng = random.Random(5)
    texts = []
    for n, forms in enumerate(REFUTED.values()):
        found = G.refute(forms)
        assert found is not None
        head, atoms, props, hypotheses = statement(f"m{n}_", forms)
        text = found.text(atoms, props, hypotheses)
        code = re.findall(r"nat_lit (\w+)", text)[-1]
        for _ in range(6):
            other = int(code, 0) ^ 1 << rng.randrange(int(code, 0).bit_length())
            texts.append(f"{head.replace('_ ', f'_{len(texts)} ', 1)} {text.replace(f'nat_lit {code}', f'nat_lit {other}')}\n")
    # What still is a refutation (a larger factor of a needless fact, another copy of a fact) may pass, but it is rare here.
    refused = failing(lean.check(HEAD + "".join(texts)), texts)
    assert len(refused) >= 0.9 * len(texts)


def test_false_statements_have_no_certificate():
    """Hypotheses that hold together, each with the certificate of others: nothing of it is accepted."""
    texts = []
    for n, forms in enumerate(REFUTED.values()):
        found = G.refute(forms)
        assert found is not None
        weaker = [G.Tt() if i == found.used[-1] else f for i, f in enumerate(forms)]
        if G.core(weaker) is not None:
            continue
        head, atoms, props, hypotheses = statement(f"w{n}", weaker, names=forms)
        texts.append(f"{head} {found.text(atoms, props, hypotheses)}\n")
    assert len(texts) > 10
    assert failing(lean.check(HEAD + "".join(texts)), texts) == set(range(len(texts)))
