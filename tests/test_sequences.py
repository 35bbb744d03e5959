"""tuple[T, ...] against CPython: what an expression gives there is proved, anything else is not."""

import itertools

from toolkit import session

VALUES = [(), (1,), (0, 2), (2, 0, 2), (1, 2, 3, 4)]
EXPRESSIONS = [
    "len(xs)", "xs + ys", "xs * 2", "-1 * xs", "ys * len(xs)", "xs == ys", "xs < ys", "xs >= ys", "2 in xs", "xs[1:]", "xs[-2:]",
    "xs[::-1]", "xs[5:1:-2]", "tuple(x + 1 for x in xs)", "tuple(sorted(xs))", "sum(xs)", "bool(xs)",
    "xs.count(2)", "list(xs)", "[x for x in reversed(xs)]", "list(zip(xs, ys))", "any(xs)", "all(xs)",
    "xs == (2, 0, 2)", "(1, 2) < xs", "tuple(xs) == xs", "xs[0] if xs else -1", "max((0,) + xs)", "len(tuple([xs, ys]))",
]  # fmt: skip
TYPES = {bool: "bool", int: "int", tuple: "tuple[int, ...]"}


def _module(cases: list[tuple[str, tuple[int, ...], tuple[int, ...], object]]) -> str:
    parts = ["from toolkit import ensures"]
    for i, (text, xs, ys, value) in enumerate(cases):
        kind = TYPES.get(type(value)) or ("list[tuple[int, int]]" if "zip" in text else "list[int]")
        parts.append(
            f"@ensures(lambda result: result == {value!r})\ndef f{i}() -> {kind}:\n    xs: tuple[int, ...] = {xs!r}\n"
            f"    ys: tuple[int, ...] = {ys!r}\n    return {text}"
        )
    return "\n\n".join(parts)


def test_what_cpython_gives_is_proved_and_nothing_else() -> None:
    pairs = list(itertools.product(VALUES, VALUES[1:]))
    right, wrong = [], []
    for i, text in enumerate(EXPRESSIONS):
        for xs, ys in pairs[i % 11 :: 11]:
            value = eval(text, {"xs": xs, "ys": ys})
            right.append((text, xs, ys, value))
            other = not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else (
                value + value[:1] if value else type(value)(ys))  # fmt: skip
            if "zip" not in text:
                wrong.append((text, xs, ys, other))
    proved = {f.name: f.status for f in session.verify(_module(right), timeout=60.0).functions}
    assert [(right[int(n[1:])], s) for n, s in proved.items() if s != "proved"] == []
    assert len(proved) == len(right)
    refuted = {f.name: f.status for f in session.verify(_module(wrong), timeout=60.0).functions}
    assert [(wrong[int(n[1:])], s) for n, s in refuted.items() if s != "refuted"] == []
    assert len(refuted) == len(wrong)
