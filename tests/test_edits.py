"""Edits: placed exactly, the rest of the file untouched byte for byte; and proposals that cheat, none accepted."""

from __future__ import annotations

import ast
import difflib

import pytest

from toolkit.proposers.asks import OPENABLE, AddClause, AddInvariant, AddMeasure, Ask, Edit, ReplaceBody
from toolkit.proposers.edits import EditRefused, SpecTouched, apply, check, lock

TOTAL = '''"""Sums."""

from toolkit import ensures, invariant, requires

LIMIT = 100


def double(n):
    return 2 * n


def wipe(xs):
    xs.clear()
    return True


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result == sum(xs))  # the point
def total(xs):
    """Adds up."""
    assert len(xs) < LIMIT
    s = 0  # so far
    i = 0
    while i < len(xs):
        invariant(0 <= i)
        # take one
        s += xs[i]
        i += 1
    return s
'''
LOOP = TOTAL[: TOTAL.index("while")].count("\n") + 1
INVARIANTS, MEASURE, BODY, CONTRACT = ({k} for k in ("invariants", "measure", "body", "contract"))
GOOD_BODY = "s = 0\nfor x in xs:\n    s += x\nreturn s"


def added(before: str, after: str) -> list[str]:
    """The lines that came in; no line may have gone."""
    lines = [d for d in difflib.ndiff(before.splitlines(), after.splitlines()) if d[0] in "+-"]
    assert not [d for d in lines if d[0] == "-"], lines
    return [d[2:] for d in lines]


# ── placing ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_invariant_goes_after_those_that_are_there() -> None:
    after = apply(TOTAL, [AddInvariant("total", LOOP, "s == sum(xs[:i])")], INVARIANTS)
    assert added(TOTAL, after) == ["        invariant(s == sum(xs[:i]))"]
    lines = after.splitlines()
    assert lines.index("        invariant(s == sum(xs[:i]))") == lines.index("        invariant(0 <= i)") + 1


def test_missing_name_is_added_to_the_import() -> None:
    after = apply(TOTAL, [AddMeasure("total", LOOP, "len(xs) - i")], MEASURE)
    assert "from toolkit import ensures, invariant, requires, decreases\n" in after
    assert "        invariant(0 <= i)\n        decreases(len(xs) - i)\n        # take one\n" in after


def test_same_invariant_again_changes_nothing() -> None:
    assert apply(TOTAL, [AddInvariant("total", LOOP, "0<=i")], INVARIANTS) == TOTAL
    assert apply(TOTAL, [], INVARIANTS) == TOTAL


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_stay(newline: str) -> None:
    before = TOTAL.replace("\n", newline)
    edits = [AddInvariant("total", LOOP, "i <= len(xs)"), AddMeasure("total", LOOP, "len(xs) - i")]
    after = apply(before, edits, INVARIANTS | MEASURE)
    assert after == apply(TOTAL, edits, INVARIANTS | MEASURE).replace("\n", newline)


SHAPES = {
    "one line": ("def f(n):\n    y = 0\n    while y < n: y += 1  # up\n    return y\n", 3,
                 "    while y < n:\n        invariant(y >= 0)\n        y += 1  # up\n"),
    "one line, two statements": ("def f(n):\n\ty = 0\n\twhile y < n: y += 1; n -= 1\n\treturn y\n", 3,
                                 "\twhile y < n:\n\t\tinvariant(y >= 0)\n\t\ty += 1; n -= 1\n"),
    "backslash": ("def f(n):\n    y = 0\n    while y < n: \\\n        y += 1\n    return y\n", 3,
                  "    while y < n:\n        invariant(y >= 0)\n        y += 1\n"),
    "tabs": ("def f(n):\n\ty = 0\n\twhile y < n:\n\t\ty += 1\n\treturn y\n", 3, "\t\tinvariant(y >= 0)\n\t\ty += 1\n"),
    "two spaces": ("def f(n):\n  y = 0\n  while y < n:\n    y += 1\n", 3, "    invariant(y >= 0)\n    y += 1\n"),
    "nested": ("def f(n):\n    y = 0\n    for k in range(n):\n        # inner\n        while y < n:\n\n"
               "            y += 1\n    return y\n", 5,
               "        while y < n:\n            invariant(y >= 0)\n\n            y += 1\n"),
    "header over lines": ("def f(n):\n    y = 0\n    while (y <\n        n):  # odd\n        # c\n        y += 1\n", 3,
                          "        n):  # odd\n        invariant(y >= 0)\n        # c\n"),
    "no newline at the end": ("def f(n):\n    y = 0\n    while y < n:\n        y += 1", 3,
                              "        invariant(y >= 0)\n        y += 1"),
    "hash in a string": ("def f(n):\n    y = 0\n    s = '''\n# no\n'''\n    while s == '#' and y < n:\n        y += 1\n", 6,
                         "y < n:\n        invariant(y >= 0)\n        y += 1\n"),
    "non-ASCII before": ("def f(n):\n    ü = 'ä€𝄞'; y = 0\n    while 'ä€𝄞' != ü: y += 1\n", 3,
                         "    while 'ä€𝄞' != ü:\n        invariant(y >= 0)\n        y += 1\n"),
    "form feed": ("X = 1\n\x0c\ndef f(n):\n    y = '\x0b\u2028'; y = 0\n    while y < n:\n        y += 1\n", 5,
                  "    while y < n:\n        invariant(y >= 0)\n        y += 1\n"),
    "method": ("class C:\n    def f(self, n):\n        y = 0\n        while y < n:\n            y += 1\n", 4,
               "        while y < n:\n            invariant(y >= 0)\n"),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_shapes_of_loops(shape: str) -> None:
    before, line, wanted = SHAPES[shape]
    function = "C.f" if "class C" in before else "f"
    after = apply(before, [AddInvariant(function, line, "y >= 0")], INVARIANTS)
    assert wanted in after
    assert "from toolkit import invariant" in after
    assert ast.parse(after)
    check(before, after, function, INVARIANTS)


IMPORTS = {
    "none": ("def f(n):\n    while n:\n        n -= 1\n", "from toolkit import invariant\n\n\ndef f(n):\n"),
    "shebang": ("#!/usr/bin/python\n# c\ndef f(n):\n    while n:\n        n -= 1\n",
                "#!/usr/bin/python\n# c\nfrom toolkit import invariant\n"),
    "docstring": ('"""d"""\ndef f(n):\n    while n:\n        n -= 1\n', '"""d"""\n\nfrom toolkit import invariant\ndef f'),
    "future": ("from __future__ import annotations\nimport os\n\ndef f(n):\n    while n:\n        n -= 1\n",
               "import os\nfrom toolkit import invariant\n\ndef f"),
    "parentheses": ("from toolkit import (\n    ensures,  # e\n    requires,\n)\ndef f(n):\n    while n:\n        n -= 1\n",
                    "    requires, invariant,\n)\n"),
    "alias": ("from toolkit import invariant as inv\ndef f(n):\n    while n:\n        n -= 1\n",
              "from toolkit import invariant as inv\ndef f(n):\n    while n:\n        inv(n >= 0)\n"),
    "decorated": ("@staticmethod\ndef f(n):\n    while n:\n        n -= 1\n",
                  "from toolkit import invariant\n\n\n@staticmethod\ndef f"),
}  # fmt: skip


@pytest.mark.parametrize("shape", IMPORTS)
def test_shapes_of_imports(shape: str) -> None:
    before, wanted = IMPORTS[shape]
    line = next(k for k, text in enumerate(before.splitlines(), 1) if "while" in text)
    assert wanted in apply(before, [AddInvariant("f", line, "n >= 0")], INVARIANTS)


def test_clauses_go_under_the_clauses_that_are_there() -> None:
    clauses = [
        AddClause("total", "ensures", "lambda xs, old: xs == old.xs"),
        AddClause("total", "raises", "ValueError, lambda xs: len(xs) > LIMIT"),
    ]
    after = apply(TOTAL, clauses, CONTRACT)
    assert "# the point\n@ensures(lambda xs, old: xs == old.xs)\n@raises(ValueError, lambda xs: len(xs) > LIMIT)\ndef" in after
    assert "from toolkit import ensures, invariant, requires, raises\n" in after


def test_clause_may_use_a_builtin_that_is_a_local_of_the_function() -> None:
    before = "def f(xs):\n    sum = 0\n    for x in xs:\n        sum += x\n    return sum\n"
    assert "sum(xs))" in apply(before, [AddClause("f", "ensures", "lambda xs, result: result == sum(xs)")], CONTRACT)


def test_measure_of_a_recursion() -> None:
    before = "def f(a, n):\n    return 0 if n <= 0 else f(a, n - 1)\n"
    after = apply(before, [AddMeasure("f", None, "n")], MEASURE)
    assert "@decreases(lambda n: n)\ndef f" in after
    with pytest.raises(EditRefused, match="measure-exists"):
        apply(after, [AddMeasure("f", None, "n + 1")], MEASURE)


def test_body_keeps_docstring_asserts_and_known_comments() -> None:
    body = "s = 0  # so far\nfor x in xs:  # noqa\n    # take one\n    # pragma: no cover\n    s += x\nreturn s"
    after = apply(TOTAL, [ReplaceBody("total", body)], BODY | {"existing-invariants"})
    assert after.endswith(
        '    """Adds up."""\n    assert len(xs) < LIMIT\n    s = 0  # so far\n    for x in xs:\n'
        "        # take one\n        s += x\n    return s\n"
    )
    assert after.startswith(TOTAL[: TOTAL.index('    """Adds up."""')])


def test_body_may_keep_invariants_instead() -> None:
    body = "s = 0\ni = 0\nwhile i < len(xs):\n    invariant(0 <= i)\n    s, i = s + xs[i], i + 1\nreturn s"
    assert "s, i = s + xs[i], i + 1" in apply(TOTAL, [ReplaceBody("total", body)], BODY)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def f(x): return x\n", "def f(x):\n    return x + 1\n"),
        ("def f(x):\n    ...\n", "def f(x):\n    return x + 1\n"),
        ('def f(x):\n    """Stub."""\n', 'def f(x):\n    """Stub."""\n    return x + 1\n'),
        ('def f(x):\n    """Stub."""', 'def f(x):\n    """Stub."""\n    return x + 1'),
        ("def f(x):\n\t# old\n\treturn x  # why\n\n# end\n", "def f(x):\n\treturn x + 1\n\n# end\n"),
        ("def f(x):\r\n    return x\r\ny = 1", "def f(x):\r\n    return x + 1\r\ny = 1"),
    ],
)
def test_shapes_of_bodies(before: str, after: str) -> None:
    assert apply(before, [ReplaceBody("f", "return x + 1")], BODY) == after


def test_body_with_a_string_over_lines_keeps_the_string() -> None:
    after = apply("def f(x):\n    return x\n", [ReplaceBody("f", "s = '''a\nb'''\nreturn s")], BODY)
    space: dict[str, object] = {}
    exec(after, space)
    assert space["f"](1) == "a\nb"  # type: ignore[operator]


# ── locks ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_lock_moves_with_everything_that_is_closed() -> None:
    changes = {
        "LIMIT = 100": "LIMIT = 101",
        "return 2 * n": "return 3 * n",
        "result == sum(xs)": "result >= sum(xs)",
        "len(xs) > 0": "len(xs) > 1",
        "def total(xs)": "def total(xs=())",
        "assert len(xs) < LIMIT": "assert len(xs) < 7",
        '"""Adds up."""': '"""Adds."""',
        "@requires(lambda xs: len(xs) > 0)\n": "",
    }
    for opened in (INVARIANTS, MEASURE, BODY, set()):
        start = lock(TOTAL, "total", opened)
        assert len({start} | {lock(TOTAL.replace(a, b), "total", opened) for a, b in changes.items()}) == 1 + len(changes)


def test_lock_stands_still_for_what_is_open_and_for_layout() -> None:
    assert lock(TOTAL, "total", BODY) == lock(TOTAL.replace("s += xs[i]", "s -= xs[i]"), "total", BODY)
    assert lock(TOTAL, "total", INVARIANTS) == lock(TOTAL.replace("0 <= i)", "i == 0)"), "total", INVARIANTS)
    assert lock(TOTAL, "total", INVARIANTS) != lock(TOTAL.replace("s += xs[i]", "s -= xs[i]"), "total", INVARIANTS)
    assert lock(TOTAL, "total", set()) == lock(TOTAL.replace("  # the point", "").replace("i = 0", "i  =  0"), "total", set())


@pytest.mark.parametrize(
    ("opened", "change"),
    [
        (INVARIANTS, ("        invariant(0 <= i)\n", "")),
        (INVARIANTS, ("invariant(0 <= i)", "invariant(0 <= i + 1)")),
        (BODY, ("invariant(0 <= i)", "invariant(True)")),
        (BODY, ("        invariant(0 <= i)\n", "        if s:\n            invariant(0 <= i)\n")),
        (CONTRACT, ("result == sum(xs)", "True")),
        (CONTRACT, ("@requires(lambda xs: len(xs) > 0)\n", "")),
        (BODY, ("    return s", "    assert s\n    return s")),
        (INVARIANTS, ("from toolkit import ensures, ", "from toolkit import ")),
        (INVARIANTS, ("from toolkit import ensures", "from toolkit import assume as ensures")),
        (INVARIANTS, ("LIMIT = 100", "LIMIT = 100\nensures = print")),
    ],
)
def test_check_sees_what_was_lost(opened: set[str], change: tuple[str, str]) -> None:
    after = TOTAL.replace(*change)
    assert after != TOTAL
    with pytest.raises(SpecTouched):
        check(TOTAL, after, "total", opened)
    check(TOTAL, TOTAL, "total", opened)


# ── cheats ───────────────────────────────────────────────────────────────────────────────────────────────────────────

CONDITIONS = {
    "assume": "assume(False)",
    "assume inside": "0 <= i or assume(s == sum(xs))",
    "closes the parenthesis": "0 <= i); assume(False",
    "closes it in a comment": "0 <= i  # ); assume(False)",
    "comment only": "0 <= i #",
    "new line": "0 <= i)\nassume(False",
    "new line in parentheses": "(0 <=\n i)",
    "carriage return": "0 <= i)\rassume(False",
    "line separator": "0 <= i\u2028",
    "form feed": "0 <= i)\x0cassume(False",
    "semicolon": "0 <= i; assume(False)",
    "statement": "i = 0",
    "walrus": "(i := 0) == 0",
    "lambda": "(lambda: True)()",
    "await": "await i",
    "yield": "(yield i)",
    "import": "__import__('os').getcwd() != ''",
    "eval": "eval('True')",
    "exec": "exec('i = 0') is None",
    "open": "open('x', 'w') is not None",
    "setattr": "setattr(total, '__wrapped__', None) is None",
    "globals": "globals().update(requires=None) is None",
    "pops": "xs.pop() >= 0",
    "appends": "xs.append(1) is None",
    "sorts": "xs.sort() is None",
    "calls what mutates": "wipe(xs)",
    "calls itself": "total(xs) >= 0",
    "dunder": "xs.__class__ == list",
    "dunder call": "xs.__setitem__(0, 1) is None",
    "format string": "f'{i}' == ''",
    "tuple": "0 <= i, i <= len(xs)",
    "list": "[0 <= i]",
    "generator": "(x for x in xs)",
    "string": "'0 <= i'",
    "two strings": "0 <= i 'x'",
    "rebinding in a comprehension": "all(len for len in xs)",
    "rebinding toolkit": "all(invariant for invariant in xs)",
    "unknown name": "result == sum(xs)",
    "name of another function": "all(k > 0 for k in xs) and k > 0",
    "full-width letters": "ｌｅｎ(xs) >= 0",
    "cyrillic letter": "ѕ == 0",
    "zero-width": "i\u200b >= 0",
    "right to left": "i >= 0 and '\u202e' == ''",
    "nul": "i >= 0\x00",
    "star": "max(*xs) > 0",
    "keywords": "sum(**{}) == 0",
    "key function": "max(xs, key=wipe) > 0",
    "attribute of toolkit": "requires.__globals__ == {}",
    "method of a module": "old.s == 0",
    "too many nots": "not " * 200 + "i",
    "too long": "i" + " + 1" * 1000 + " > 0",
    "matrix product": "xs @ xs",
    "empty": "",
    "ellipsis": "...",
    "surrogate": "i != '\udc80'",
}


def refused(edit: Edit, opened: set[str]) -> None:
    """Refused for what it says, not because a test put it in the wrong place."""
    with pytest.raises(EditRefused) as caught:
        apply(TOTAL, [edit], opened)
    assert caught.value.id not in ("loop-not-found", "function-not-found", "could-not-place", "spec-touched")


@pytest.mark.parametrize("cheat", CONDITIONS)
def test_no_cheat_in_an_invariant(cheat: str) -> None:
    refused(AddInvariant("total", LOOP, CONDITIONS[cheat]), INVARIANTS)


@pytest.mark.parametrize("cheat", [c for c in CONDITIONS if c != "tuple"])
def test_no_cheat_in_a_measure(cheat: str) -> None:
    refused(AddMeasure("total", LOOP, CONDITIONS[cheat]), MEASURE)


def test_parentheses_leave_no_trace() -> None:
    after = apply(TOTAL, [AddInvariant("total", LOOP, "(" * 90 + "i" + ")" * 90 + " >= 0")], INVARIANTS)
    assert added(TOTAL, after) == ["        invariant(i >= 0)"]


BODIES = {
    "assume": "assume(False)\nreturn 0",
    "assume under another name": "a = assume\na(False)\nreturn 0",
    "toolkit.assume": "toolkit.assume(False)\nreturn 0",
    "import": "from toolkit import assume\nassume(False)\nreturn 0",
    "import of a module": "import os\nreturn os.getpid()",
    "nested contract": "@ensures(lambda result: True)\ndef g():\n    return 0\nreturn g()",
    "nested function": "def g():\n    return 0\nreturn g()",
    "class": "class len:\n    pass\nreturn 0",
    "len": "len = lambda xs: 0\nreturn 0",
    "len by assignment": "len = 0\nreturn len",
    "len by for": "for len in xs:\n    pass\nreturn 0",
    "len by comprehension": "return sum([0 for len in xs])",
    "sum by walrus": "return (sum := 0)",
    "sum by unpacking": "sum, s = 0, 0\nreturn s",
    "invariant": "invariant = print\nreturn 0",
    "ensures": "ensures = 0\nreturn ensures",
    "own name": "total = 0\nreturn total",
    "another function": "double = 0\nreturn double",
    "a constant of the module": "LIMIT = 0\nreturn LIMIT",
    "old": "old = xs\nreturn 0",
    "global": "global LIMIT\nLIMIT = 0\nreturn 0",
    "nonlocal": "nonlocal s\nreturn 0",
    "attribute": "total.__wrapped__ = double\nreturn 0",
    "attribute of the list": "xs.seen = 0\nreturn 0",
    "augmented attribute": "total.x += 1\nreturn 0",
    "delete": "del xs\nreturn 0",
    "exec": "exec('s = 1')\nreturn 0",
    "exec under another name": "e = exec\ne('s = 1')\nreturn 0",
    "getattr": "return getattr(xs, 'pop')()",
    "dunder": "return xs.__len__()",
    "builtins": "return __builtins__['eval']('0')",
    "raises of toolkit": "raises(ValueError, lambda: True)\nreturn 0",
    "raise SystemExit": "raise SystemExit(0)",
    "raise ContractError": "raise ContractError('x')",
    "raise from": "raise ValueError() from None",
    "try": "try:\n    return 0\nexcept Exception:\n    pass",
    "with": "with open('x') as f:\n    pass\nreturn 0",
    "match": "match xs:\n    case _:\n        return 0",
    "async": "async def g():\n    pass\nreturn 0",
    "yield": "yield 0",
    "lambda": "f = lambda: 0\nreturn f()",
    "if False": "if False:\n    return 1\nreturn 0",
    "if 0": "if 0:\n    return 1\nreturn 0",
    "if without variables": "if len([]) > 0:\n    return 1\nreturn 0",
    "while False": "while False:\n    invariant(0 <= 1)\nreturn 0",
    "after return": "return 0\ns = 1",
    "second module": "return 0\n\ndef requires(*a):\n    return lambda f: f\n",
    "escapes by indentation": "    return 0\nensures = print\n",
    "nothing": "",
    "only docstring": '"""Nothing."""',
    "only ellipsis": "...",
    "only a comment": "# type: ignore",
    "prose": "The loop adds up all elements.",
    "fence": "```python\nreturn 0\n```",
    "look-alike": "ѕum = 0\nreturn ѕum",
    "zero-width": "s\u200b = 0\nreturn 0",
    "bidi in a comment": "return 0  # \u202e",
    "nul": "return 0\x00",
    "invariant as a value": "s = invariant\nreturn s",
    "invariant outside a loop": "invariant(len(xs) > 0)\nreturn 0",
    "invariant with an effect": "for x in xs:\n    invariant(xs.pop() > 0)\nreturn 0",
    "invariant not first": "s = 0\nfor x in xs:\n    s += x\n    invariant(s == s)\nreturn s",
    "too long": "s = 0\n" * 5000 + "return s",
    "too deep": "\n".join(" " * k + "while xs:" for k in range(80)) + "\n" + " " * 80 + "pass",
}


@pytest.mark.parametrize("cheat", BODIES)
def test_no_cheat_in_a_body(cheat: str) -> None:
    free = BODY | {"existing-invariants"}
    assert apply(TOTAL, [ReplaceBody("total", GOOD_BODY)], free) != TOTAL
    refused(ReplaceBody("total", BODIES[cheat]), free)


CLAUSES = {
    "not a lambda": ("ensures", "True"),
    "two lambdas": ("ensures", "lambda result: True, lambda result: True"),
    "injected decorator": ("ensures", "lambda result: True)\n@requires(lambda: False"),
    "comment": ("ensures", "lambda result: True #"),
    "default": ("ensures", "lambda result, xs=[]: True"),
    "star": ("ensures", "lambda *xs: True"),
    "result in requires": ("requires", "lambda result: result > 0"),
    "old in requires": ("requires", "lambda old: old.xs == []"),
    "unknown parameter": ("ensures", "lambda ys: True"),
    "local": ("ensures", "lambda result: result == s"),
    "effect": ("ensures", "lambda xs: xs.pop() > 0"),
    "itself": ("ensures", "lambda xs, result: result == total(xs)"),
    "nested lambda": ("ensures", "lambda xs: (lambda: True)()"),
    "assume": ("requires", "lambda xs: assume(False)"),
    "partial": ("partial", "lambda: True"),
    "assume as decorator": ("assume", "lambda: True"),
    "any decorator": ("staticmethod", "lambda: True"),
    "everything raises": ("raises", "Exception, lambda xs: True"),
    "raises BaseException": ("raises", "BaseException, lambda xs: True"),
    "raises without exception": ("raises", "lambda xs: True"),
    "old of a local": ("ensures", "lambda old: old.s == 0"),
}


@pytest.mark.parametrize("cheat", CLAUSES)
def test_no_cheat_in_a_clause(cheat: str) -> None:
    refused(AddClause("total", *CLAUSES[cheat]), CONTRACT)


CLOSED: list[tuple[Edit, set[str]]] = [
    (AddInvariant("total", LOOP, "i >= 0"), OPENABLE - {"invariants"}),
    (AddMeasure("total", LOOP, "len(xs) - i"), OPENABLE - {"measure"}),
    (ReplaceBody("total", GOOD_BODY), OPENABLE - {"body"}),
    (ReplaceBody("total", GOOD_BODY), BODY),  # would lose the invariant
    (ReplaceBody("total", "if xs:\n    i = 0\n    while i < 9:\n        invariant(0 <= i)\n        i += 1\nreturn 0"), BODY),
    (ReplaceBody("total", "for i in xs:\n    invariant(0 <= i)\nreturn 0"), BODY),  # in another kind of loop
    (ReplaceBody("total", "assert len(xs) == 1\nreturn xs[0]"), BODY | {"existing-invariants"}),
    (ReplaceBody("total", "s = sum(xs)\nassert s == 0\nreturn s"), BODY | {"existing-invariants"}),
    (ReplaceBody("total", "if xs:\n    assert len(xs) < LIMIT\nreturn 0"), BODY | {"existing-invariants"}),
    (AddClause("total", "requires", "lambda xs: xs[0] > 0"), {"ensures", "raises", "body"}),
    (AddClause("total", "ensures", "lambda xs: True"), {"requires"}),
    (AddClause("total", "decreases", "lambda xs: len(xs)"), CONTRACT),
    (AddClause("total", "raises", "ValueError, lambda xs: True"), BODY),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "opened"), CLOSED)
def test_what_is_closed_stays_closed(edit: Edit, opened: set[str]) -> None:
    with pytest.raises(SpecTouched):
        apply(TOTAL, [edit], opened)


@pytest.mark.parametrize(
    "prelude",
    ["def invariant(x):\n    return True\n", "invariant = print\n", "from other import invariant\n",
     "for invariant in ():\n    pass\n", "if 1:\n    class invariant:\n        pass\n"],
)  # fmt: skip
def test_name_that_means_something_else_is_not_used(prelude: str) -> None:
    before = prelude + "def f(n):\n    while n:\n        n -= 1\n"
    line = before.count("\n") - 1
    with pytest.raises(EditRefused, match="name-taken"):
        apply(before, [AddInvariant("f", line, "n >= 0")], INVARIANTS)


def test_star_import_brings_the_names() -> None:
    before = "from toolkit import *\ndef f(n):\n    while n:\n        invariant(n >= 0)\n        n -= 1\n"
    after = apply(before, [AddInvariant("f", 3, "n != 7")], INVARIANTS)
    assert after == before.replace("n >= 0)\n", "n >= 0)\n        invariant(n != 7)\n")
    with pytest.raises(SpecTouched):
        check(before, before.replace("        invariant(n >= 0)\n", ""), "f", INVARIANTS)
    with pytest.raises(EditRefused):
        apply(before, [AddInvariant("f", 3, "assume(n > 7)")], INVARIANTS)


def test_name_that_is_a_local_is_not_used() -> None:
    with pytest.raises(EditRefused, match="name-taken"):
        apply("def f(invariant):\n    while invariant:\n        invariant -= 1\n", [AddInvariant("f", 2, "invariant > 0")],
              INVARIANTS)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "edit", "id"),
    [
        ("def f(:\n", AddInvariant("f", 1, "True"), "module-does-not-parse"),
        ("x = '\0'", AddInvariant("f", 1, "True"), "module-does-not-parse"),
        ("", AddInvariant("f", 1, "True"), "function-not-found"),
        ("def f(n):\n    pass\ndef f(n):\n    pass\n", ReplaceBody("f", "return 0"), "function-ambiguous"),
        ("def f(n):\n    pass\n", AddInvariant("f", 2, "n"), "loop-not-found"),
        ("def f(n):\n    pass\n", AddInvariant("g", 2, "n"), "function-not-found"),
        ("def f(n):\n    for x in n:\n        pass\n", AddMeasure("f", 2, "len(n)"), "measure-not-needed"),
        ("x = " + "-" * 5000 + "1\ndef f(n):\n    pass\n", ReplaceBody("f", "return 0"), ""),
    ],
)
def test_what_cannot_be_placed_is_refused(text: str, edit: Edit, id: str) -> None:
    with pytest.raises(EditRefused) as caught:
        apply(text, [edit], OPENABLE)
    assert id in caught.value.id


def test_one_function_and_one_body_a_proposal() -> None:
    with pytest.raises(EditRefused, match="more-than-one-function"):
        apply(TOTAL, [AddInvariant("total", LOOP, "i >= 0"), ReplaceBody("double", "return n + n")], OPENABLE)
    with pytest.raises(EditRefused, match="edits-clash"):
        apply(TOTAL, [AddInvariant("total", LOOP, "i > -1"), ReplaceBody("total", GOOD_BODY)], OPENABLE)


def test_honest_conditions_pass() -> None:
    honest = [
        "0 <= i <= len(xs)", "s == sum(xs[:i])", "all(xs[k] >= 0 for k in range(i)) or s < 0", "double(i) >= i",
        "xs == old.xs", "xs.count(s) >= 0", "s % 2 == 0 if i else s == 0", "not (i and s < -LIMIT)", "-1 in [s, -1]",
    ]  # fmt: skip
    after = apply(TOTAL, [AddInvariant("total", LOOP, h) for h in honest], INVARIANTS)
    assert len(added(TOTAL, after)) == len(honest)


def test_ask_knows_its_kinds() -> None:
    assert Ask("body", "f", "", opened=["body"]).opened == frozenset({"body"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not a kind"):
        Ask("proof", "f", "")
    with pytest.raises(ValueError, match="everything"):
        Ask("body", "f", "", opened={"everything"})  # type: ignore[arg-type]
