"""deque, Counter and defaultdict against CPython: random straight-line programs, whose result CPython computes, are proved to give
that result and are not proved to give another one."""

from __future__ import annotations

import random
from typing import Any

import pytest

from toolkit.config import Options, SourceFile
from toolkit.session import verify

_HEAD = "from collections import Counter, defaultdict, deque\n\nfrom toolkit import ensures\n\n\n"


def _deque(r: random.Random) -> list[str]:
    lines = [f"d = deque({[r.randint(0, 3) for _ in range(r.randint(0, 3))]} + [7])", "e = d", "t = 0"]
    for _ in range(r.randint(2, 6)):
        x = r.randint(-2, 4)
        lines.append(r.choice([
            f"d.append({x})", f"e.appendleft({x})", f"d.extend([{x}, 9])", f"t += len(e) if {x} in d else 100",
            "t = t * 2 + (e.pop() if d else 50)", "t = t * 3 + (d.popleft() if e else 70)", "t += sum(d)",
            "t += d[-1] if len(d) > 1 else 5", "e = deque(d)", "t += int(d == e)",
        ]))  # fmt: skip
    return [*lines, "return (list(d), t)"]


def _counter(r: random.Random) -> list[str]:
    items = [r.randint(0, 2) for _ in range(r.randint(1, 4))]
    lines = [f"d = Counter({items})", f"e = Counter({sorted(items)})", "t = 0"]
    for _ in range(r.randint(2, 6)):
        k = r.randint(0, 3)
        lines.append(r.choice([
            f"d[{k}] += {r.choice([1, -1])}", f"t += d[{k}]", f"e[{k}] = {r.randint(0, 1)}", "t = t * 2 + int(d == e)",
            f"t += 10 if {k} in d else 0", f"t += d.pop({k}, 30)", "e = d.copy()", "t += len(e)",
        ]))  # fmt: skip
    return [*lines, "return (list(d), t)"]


def _default(r: random.Random) -> list[str]:
    lines = ["d: defaultdict[int, int] = defaultdict(int)", "g: defaultdict[int, list[int]] = defaultdict(list)", "e = d", "t = 0"]
    for _ in range(r.randint(2, 6)):
        k = r.randint(0, 2)
        lines.append(r.choice([
            f"e[{k}] += 2", f"t += d[{k}]", f"t += d.get({k}, 5)", f"t += 10 if {k} in e else 0", f"g[{k}].append(t)",
            f"t += len(g[{k}])", f"d[{k}] = d[{r.randint(0, 2)}] + 1", f"g[{k}] += [1, t]", f"t += d.pop({k}, 30)",
            f"x = d.get({k})\n    t += 3 if x is None else x", "t += len(dict(d)) + len(g)",
        ]))  # fmt: skip
    return [*lines, "return (list(d), t + sum(len(v) for v in g.values()))"]


@pytest.mark.parametrize("make", [_deque, _counter, _default])
def test_straight_line_programs(make: Any) -> None:
    r = random.Random(1)
    text, expected = _HEAD, {}
    for i in range(12):
        body = "".join(f"    {line}\n" for line in make(r))
        space: dict[str, Any] = {}
        exec(f"{_HEAD.replace('from toolkit import ensures', '')}def f():\n{body}", space)  # noqa: S102 (its text is made here)
        items, total = space["f"]()
        for name, result in ((f"right{i}", (items, total)), (f"wrong{i}", (items, total + 1)), (f"other{i}", ([*items, 1], total))):
            text += f"@ensures(lambda result: result == {result!r})\ndef {name}() -> tuple[list[int], int]:\n{body}\n\n"
            expected[name] = name.startswith("right")
    report = verify(SourceFile("m.py", text, None), Options(timeout=20.0, cache=False))
    got = {f.name: f.status for f in report.functions}
    assert {n: s for n, s in got.items() if s != ("proved" if expected[n] else "refuted")} == {}
    assert got.keys() == expected.keys()
