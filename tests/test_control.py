"""Every way through try, except, else and finally inside a loop: CPython, the reference semantics and the goals agree."""

from __future__ import annotations

import itertools

import pytest
from differential import Tally, check
from programs import Program

PLAIN = ("pass", "return 7", "raise Other", "raise Sub", "raise KeyError", "break", "continue")
TEXT = """
class Base(Exception):
    pass

class Sub(Base):
    pass

class Other(ValueError):
    pass

def main(out: list[int], n: int) -> int:
    for i in range(2):
        try:
            out.append(1)
            {body}
        except Base{name}:
            out.append(2)
            {handler}
        except (KeyError, ValueError){name}:
            out.append(3)
            {handler}
        else:
            out.append(4)
            {orelse}
        finally:
            out.append(5)
            {final}
        out.append(6)
    return len(out) + n
"""


def _texts() -> list[str]:
    found = []
    for body, handler, final in itertools.product(PLAIN, (*PLAIN, "raise", "raise e", "raise Sub from e"), PLAIN):
        if body == "pass":
            continue
        name = " as e" if handler.endswith(" e") else ""
        found.append(TEXT.format(body=body, handler=handler, orelse="pass", final=final, name=name))
    for orelse, final in itertools.product(PLAIN, PLAIN):
        found.append(TEXT.format(body="pass", handler="pass", orelse=orelse, final=final, name=""))
    # not in every round
    found += [t.replace("            raise Sub\n", "            if i == n:\n                raise Sub\n") for t in found]
    return list(dict.fromkeys(found))


TEXTS = _texts()


@pytest.mark.parametrize("part", range(8))
def test_all_ways_through(part: int) -> None:
    tally = Tally()
    for seed in range(part, len(TEXTS), 8):
        made = Program(seed, TEXTS[seed].lstrip(), "main", {"out": [], "n": 1})
        check(made, tally, ("constant",) if seed % 5 == 0 else ())
    agrees = tally.counts["semantics", "agrees"]
    assert not tally.differences, "\n".join(map(str, tally.differences))
    assert agrees == len(range(part, len(TEXTS), 8)), "\n".join(tally.lines())
    assert tally.counts["constant", "right one: proved"] > 10, "\n".join(tally.lines())
