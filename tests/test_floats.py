"""// and % on floats: what the encoder says of C's fmod is true of it, and what it makes of it is what CPython computes."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable, Iterator

from evaluation import evaluate

from toolkit.core import encode
from toolkit.core import terms as T
from toolkit.core.encode import Encoder
from toolkit.core.encode.floats import remainder
from toolkit.core.ir import FLOAT, Expr
from toolkit.core.source import Span
from toolkit.core.terms import Facts

SEED = 5
SPECIAL = [0.0, -0.0, 1.0, -1.0, 0.1, -0.3, 2.5, 5e-324, -5e-324, 2.0**53, 1e16, -1e308, 1.7976931348623157e308, math.inf,
           -math.inf, math.nan, 7.0, -7.0, 0.5, 3.0]  # fmt: skip


def pairs() -> Iterator[tuple[float, float]]:
    yield from itertools.product(SPECIAL, SPECIAL)
    rng = random.Random(SEED)
    for _ in range(3000):
        x = rng.uniform(-9, 9) * 10.0 ** rng.randint(-320, 300)
        near = [x * rng.uniform(0.4, 2.2), rng.uniform(-9, 9), float(rng.randint(-9, 9)), math.nextafter(x, 0.0)]
        yield x, rng.choice(near)
        yield float(rng.randint(-99, 99)), float(rng.randint(-9, 9))


def fmod(x: float, y: float) -> float:
    return math.fmod(x, y) if math.isfinite(x) and not math.isnan(y) and y != 0 else math.nan


def broken(function: Callable[[float, float], float]) -> list[tuple[float, float]]:
    """Pairs of which something that the encoder says of the remainder is not true of this function."""
    encoder = Encoder(encode.unsupported_call)
    remainder(encoder, T.sym("x", FLOAT), T.sym("y", FLOAT))
    facts = list(encoder.definitions)
    assert len(facts) == 2
    return [(x, y) for x, y in pairs() if not all(evaluate(f, {"x": x, "y": y}, {"fmod": function}) for f in facts)]


def test_what_is_said_of_the_remainder_is_true() -> None:
    assert not broken(fmod), SEED


def test_what_is_said_of_the_remainder_can_be_false() -> None:
    assert broken(lambda x, y: math.remainder(x, y) if not math.isnan(fmod(x, y)) else math.nan)
    assert broken(lambda x, y: abs(fmod(x, y)))


def test_floor_division_and_modulo_are_cpythons() -> None:
    encoder, span = Encoder(encode.unsupported_call), Span("floats.py", 1)
    env = {"x": T.sym("x", FLOAT), "y": T.sym("y", FLOAT)}
    x, y = (Expr("var", (), FLOAT, span, n) for n in env)
    made = {op: encoder.value(Expr(op, (x, y), FLOAT, span), env, Facts(), []) for op in ("ffloordiv", "fmodulo")}
    for a, b in pairs():
        if b != 0:
            got = [repr(evaluate(made[op], {"x": a, "y": b}, {"fmod": fmod})) for op in ("ffloordiv", "fmodulo")]
            assert got == [repr(v) for v in divmod(a, b)], (a, b, SEED)
            assert got == [repr(a // b), repr(a % b)], (a, b, SEED)
            folded = [Expr("const", (), FLOAT, span, v) for v in (a, b)]
            constant = encoder.value(Expr("fmodulo", tuple(folded), FLOAT, span), {}, Facts(), [])
            assert repr(evaluate(constant, {})) == repr(a % b), (a, b, SEED)
