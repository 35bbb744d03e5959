"""Candidate postconditions: what holds of a function's outcome on all runs, from templates over its own words.

*Equations* say what the result (or an item of it, or a changed parameter) is: from the text (`summaries`), by looking the
values that were seen up among those of small terms (observational equivalence, as in enumerative synthesis), by exact linear
algebra, by cases of the function's own conditions. *Facts* say less: bounds, membership, order, what tests in loops said.
`chosen` picks those that tell what was seen from outcomes that were not. Nothing here is believed."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, permutations
from typing import Any

from attrs import frozen

from toolkit.core.ir import BOOL, INT, NONE, STR, Function, Sort
from toolkit.core.semantics.objects import Named
from toolkit.proposers import abduction, houdini, mining
from toolkit.proposers.abduction import free_name, numbers
from toolkit.proposers.edits import placing
from toolkit.proposers.observations import UNDEFINED, Board, Observation
from toolkit.proposers.summaries import Path, Summary, Test, conditional, marked, negated, tidy

_TERMS = 40  # int terms that are combined
_EQUATIONS = 8  # per output
_SHOWN = 40  # runs that wrong outcomes are made of
_LONGEST = 120  # characters of a clause
_PLAIN, _MIXED = 200, 50  # a clause (one with an `or`) has to exclude this part of what the others allow
_COST = 8  # of a clause, beside its parts: what it takes to read one more line
_UNDER = 12  # facts that are claimed under one condition


@frozen
class Output:
    """Something that a call gives back: `result`, `result[0]`, a changed parameter."""

    text: str
    sort: Sort
    parameter: bool = False


@frozen
class Known:
    """What candidates are made from: the function, its syntax, its summary, which parameters it changes, how it ran."""

    function: Function
    node: ast.FunctionDef
    summary: Summary
    changed: frozenset[str]
    board: Board
    runs: tuple[Observation, ...]  # those that returned

    def at_entry(self, text: str) -> str:
        """An expression over the parameters as they were at entry, for a postcondition."""
        if not self.changed:
            return text
        sorts = {p.sort for p in self.function.params if p.name in self.changed}
        renewed = {p.name for p in self.function.params if p.sort in sorts}  # one of them may be the changed object
        return ast.unparse(_Old(renewed).visit(ast.parse(text, mode="eval").body))

    def terms(self, e: ast.expr) -> str:
        return self.at_entry(ast.unparse(tidy(copy.deepcopy(e))))

    def params(self, *sorts: str) -> list[str]:
        return [self.at_entry(p.name) for p in self.function.params if p.sort.name in sorts]


class _Old(ast.NodeTransformer):
    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Attribute(ast.Name("old", ast.Load()), node.id, ast.Load()) if node.id in self.names else node


def outputs(f: Function, changed: Iterable[str]) -> list[Output]:
    found = [Output(p.name, p.sort, True) for p in f.params if p.name in set(changed)]
    if f.result.name == "Tuple" and not f.result.label:
        found += [Output(f"result[{i}]", s) for i, s in enumerate(f.result.args)]
    elif f.result != NONE:
        found.append(Output("result", f.result))
    return found


# --- equations ----------------------------------------------------------------------------------------------------


def equations(k: Known, out: Output) -> list[str]:
    """Clauses that say what an output is, the simplest first; each holds on all runs."""
    if not k.runs:
        return []
    values = tuple(_output(o, out) for o in k.runs)
    found: dict[str, None] = {}
    if out.sort == BOOL:
        for e in _iff(k, values):
            found.setdefault(f"{out.text} == ({e})" if _needs_parentheses(e) else f"{out.text} == {e}")
    for e in _matching(k, out.sort, values):
        found.setdefault(f"{out.text} == {e}")
    if out.sort == INT:
        for e in _linear(k, out, values):
            found.setdefault(e)
    if not found and out.sort != BOOL:
        for e in _by_cases(k, out.sort, values):
            found.setdefault(f"{out.text} == ({e})")
    for e in _from_paths(k, out):
        found.setdefault(f"{out.text} == ({e})" if _needs_parentheses(e) else f"{out.text} == {e}")
    short = dict.fromkeys(_printed(e) for e in found if len(e) <= _LONGEST)
    good = [e for e in short if k.board.holds(e, k.runs)]
    return sorted(good, key=_complexity)[:_EQUATIONS]


def _printed(text: str) -> str:
    """Every expression in one way only, as it will stand in the file."""
    return placing.printed(ast.parse(text, mode="eval").body)


def _needs_parentheses(e: str) -> bool:
    return isinstance(ast.parse(e, mode="eval").body, ast.BoolOp | ast.Compare | ast.IfExp | ast.UnaryOp)


def _complexity(text: str) -> tuple[int, int]:
    """Nodes of the syntax tree, then characters."""
    tree = ast.parse(text, mode="eval")
    weight = sum(0 if isinstance(n, ast.expr_context | ast.operator | ast.cmpop | ast.boolop) else 1 for n in ast.walk(tree))
    return weight, len(text)


def _output(o: Observation, out: Output) -> Any:
    if out.parameter:
        return o.after[out.text]
    return o.value[int(out.text[7:-1])] if "[" in out.text else o.value


def int_terms(k: Known) -> list[str]:
    """Terms of type int over the parameters at entry, simple ones first."""
    found: dict[str, None] = dict.fromkeys(k.params("Int"))
    for xs in k.params("List", "Seq", "Str", "Dict", "Set", "FrozenSet", "Bytes"):
        found.setdefault(f"len({xs})")
    found |= dict.fromkeys(["0", "1", "-1", *map(str, numbers(k.node))])
    for e in k.summary.terms:
        found.setdefault(k.terms(e))
    for p in k.summary.paths:
        if p.value is not None and not marked(p.value):
            found.setdefault(k.terms(p.value))
    for n in k.params("Int"):
        found.setdefault(f"abs({n})")
    for p in k.function.params:
        if p.sort.name in ("List", "Seq") and p.sort.args[0] == INT:
            xs = k.at_entry(p.name)
            found |= dict.fromkeys([f"sum({xs})", f"max({xs})", f"min({xs})", f"{xs}[0]", f"{xs}[-1]"])
            found |= dict.fromkeys(f"{xs}.count({n})" for n in k.params("Int"))
        if p.sort.name in ("List", "Seq"):
            found.setdefault(f"len(set({k.at_entry(p.name)}))")
    return list(found)


def _rows(k: Known, terms: Sequence[str], sort: Sort | None = None) -> dict[str, tuple[Any, ...]]:
    """Terms that are defined on all runs, with their values; of terms that never differ, the first one; of one sort only."""
    seen: set[str] = set()
    found: dict[str, tuple[Any, ...]] = {}
    for t, row in k.board.values(terms, k.runs).items():
        if any(v is UNDEFINED for v in row) or sort is not None and not all(_is(v, sort) for v in row):
            continue
        key = repr(row)
        if key not in seen:
            seen.add(key)
            found[t] = row
    return found


def _is(v: Any, sort: Sort) -> bool:
    kinds: dict[str, type] = {"Int": int, "Bool": bool, "Str": str, "List": list, "Set": set, "Dict": dict, "Float": float}
    return isinstance(v, kinds.get(sort.name, object)) and (sort != INT or not isinstance(v, bool))


def _same(row: Sequence[Any], values: Sequence[Any]) -> bool:
    return all(type(a) is type(b) and a == b for a, b in zip(row, values))


def _matching(k: Known, sort: Sort, values: Sequence[Any], only: Sequence[int] | None = None) -> Iterator[str]:
    """Terms that have the output's values, on all runs or on some of them."""
    indices = range(len(k.runs)) if only is None else only
    wanted = [values[i] for i in indices]

    def fits(row: Sequence[Any]) -> bool:
        return _same([row[i] for i in indices], wanted)

    if sort != INT:
        terms = k.board.values(value_terms(k, sort), k.runs)
        yield from (t for t, row in terms.items() if fits(row))
        return
    rows: dict[str, tuple[Any, ...]] = {}
    for t, row in k.board.values(int_terms(k), k.runs).items():
        if all(_is(row[i], INT) for i in indices):
            rows[t] = row
            if fits(row):
                yield t
    plain = [(t, row) for t, row in rows.items() if not fits(row)][:_TERMS]  # no max(x, 0) where x does
    for (a, x), (b, y) in combinations(plain, 2):
        for text, neutral, run in _COMBINED:
            if a not in neutral and b not in neutral and _fits(run, x, y, indices, wanted):
                yield text.format(_wrapped(a), _wrapped(b))
        for text, neutral, run in _ORDERED:
            if b not in neutral and _fits(run, x, y, indices, wanted):
                yield text.format(_wrapped(a), _wrapped(b))
            if a not in neutral and _fits(run, y, x, indices, wanted):
                yield text.format(_wrapped(b), _wrapped(a))
    for a, x in plain:
        if _fits(lambda u, v: u * v, x, x, indices, wanted):
            yield f"{_wrapped(a)} * {_wrapped(a)}"


def _fits(
    run: Callable[[int, int], int], x: Sequence[Any], y: Sequence[Any], indices: Iterable[int], wanted: Sequence[Any]
) -> bool:
    try:
        return all(run(x[i], y[i]) == w for i, w in zip(indices, wanted))
    except (ZeroDivisionError, OverflowError):
        return False


_UNIT = ("0", "1", "-1")
_COMBINED: tuple[tuple[str, tuple[str, ...], Callable[[int, int], int]], ...] = (  # with operands that are never worth a try
    ("{} + {}", ("0", "-1"), lambda a, b: a + b), ("{} * {}", _UNIT, lambda a, b: a * b), ("max({}, {})", (), max),
    ("min({}, {})", (), min), ("abs({} - {})", ("0",), lambda a, b: abs(a - b)),
)  # fmt: skip
_ORDERED: tuple[tuple[str, tuple[str, ...], Callable[[int, int], int]], ...] = (
    ("{} - {}", ("0", "-1"), lambda a, b: a - b), ("{} // {}", _UNIT, lambda a, b: a // b), ("{} % {}", _UNIT, lambda a, b: a % b),
)  # fmt: skip


def _wrapped(t: str) -> str:
    e = ast.parse(t, mode="eval").body
    return f"({t})" if isinstance(e, ast.BinOp | ast.IfExp | ast.BoolOp | ast.Compare | ast.UnaryOp) else t


def value_terms(k: Known, sort: Sort) -> list[str]:
    """Terms of other types than int: what the text says, and what is often done with such parameters."""
    found: dict[str, None] = {}
    for e in (*k.summary.terms, *(p.value for p in k.summary.paths if p.value is not None)):
        if not marked(e):
            found.setdefault(k.terms(e))
    for p in k.summary.paths:
        for e in p.after.values():
            if e is not None and not marked(e):
                found.setdefault(k.terms(e))
    same = [k.at_entry(p.name) for p in k.function.params if p.sort == sort]
    ints = k.params("Int")
    found |= dict.fromkeys(same)
    if sort.name in ("List", "Str", "Bytes", "Seq"):
        for xs in same:
            found |= dict.fromkeys([f"{xs}[::-1]", f"{xs}[1:]", f"{xs}[:-1]"])
            found |= dict.fromkeys(t for n in ints for t in (f"{xs}[:{n}]", f"{xs}[{n}:]", f"{xs} * {n}"))
        if sort.name == "List":
            found |= dict.fromkeys(t for xs in same for t in (f"sorted({xs})", f"sorted({xs}, reverse=True)"))
            items = [k.at_entry(p.name) for p in k.function.params if p.sort == sort.args[0]]
            found |= dict.fromkeys(t for xs in same for x in items for t in (f"{xs} + [{x}]", f"[{x}] + {xs}"))
            sizes = [*ints, *(f"len({xs})" for xs in same)]
            found |= dict.fromkeys(f"[{x}] * {n}" for x in (*items, "0") for n in sizes if x != n)
        found |= dict.fromkeys(f"{a} + {b}" for a, b in permutations(same, 2))
    if sort.name in ("Set", "FrozenSet"):
        found |= dict.fromkeys(f"{a} {op} {b}" for a, b in permutations(same, 2) for op in ("|", "&", "-"))
        for p in k.function.params:
            if p.sort.name in ("List", "Seq") and p.sort.args == sort.args:
                found.setdefault(f"set({k.at_entry(p.name)})")
    return list(found)


def _iff(k: Known, values: Sequence[Any]) -> Iterator[str]:
    """Conditions that are true exactly when the output is."""
    conditions = [k.at_entry(c) for c in abduction.atoms(k.function, k.node, k.summary)]
    conditions += [k.at_entry(c) for c in _bool_templates(k)]
    rows: dict[str, tuple[tuple[bool, ...], tuple[bool, ...]]] = {}
    for t, row in k.board.values(list(dict.fromkeys(conditions)), k.runs).items():
        if all(isinstance(v, bool) for v in row):
            good = tuple(r for r, v in zip(row, values) if v)
            bad = tuple(r for r, v in zip(row, values) if not v)
            rows[t] = (good, bad)
            if all(good) and not any(bad):
                yield t
    yes = sum(1 for v in values if v)
    if 0 < yes < len(values):
        found = abduction.exactly(rows, yes, len(values) - yes)
        if found is not None:
            yield found
        else:
            yield from _halfspaces(k, values)
    else:
        yield str(bool(yes))


def _halfspaces(k: Known, values: Sequence[Any]) -> Iterator[str]:
    """One linear condition that is the output, or its negation."""
    names = [*k.params("Int"), *(f"len({xs})" for xs in k.params("List", "Seq", "Str", "Dict", "Set"))]
    columns = k.board.values(names, k.runs)
    rows = list(zip(*(columns[n] for n in names))) if len(names) > 1 else []
    sides = [[r for r, v in zip(rows, values) if v is truth] for truth in (True, False)]
    yield from abduction.halfspaces(names, *sides)
    yield from (ast.unparse(negated(ast.parse(e, mode="eval").body)) for e in abduction.halfspaces(names, *reversed(sides)))


def _bool_templates(k: Known) -> Iterator[str]:
    f = k.function
    for a, b in combinations(f.params, 2):
        if a.sort == b.sort:
            yield from (f"{a.name} == {b.name}", f"{a.name} != {b.name}")
        if a.sort == b.sort and a.sort.name == "List":
            yield f"sorted({a.name}) == sorted({b.name})"
    for p in f.params:
        if p.sort == BOOL:
            yield p.name
        if p.sort.name in ("List", "Str"):
            yield from (f"{p.name} == {p.name}[::-1]", f"len({p.name}) == 0")
        if p.sort.name == "List":
            yield f"len(set({p.name})) == len({p.name})"
        if p.sort == INT:
            for c in numbers(k.node):
                if c > 1:
                    yield from (f"{p.name} % {c} == 0", f"{p.name} % {c} != 0")
    for a, b in permutations([p.name for p in f.params if p.sort == INT], 2):
        yield from (f"{a} % {b} == 0", f"{a} == -{b}")
    for a, b in permutations([p for p in f.params if p.sort == STR], 2):
        yield from (f"{b.name}.startswith({a.name})", f"{b.name}.endswith({a.name})", f"{a.name} in {b.name}")


def _linear(k: Known, out: Output, values: Sequence[Any]) -> Iterator[str]:
    """`2 * result == n * n + n`: equations that have one solution for the output."""
    names, rows = _columns(k)
    plain = [t for t in names if "(" not in t][:4]
    squares = [(f"{a} * {b}", [x * y for x, y in zip(rows[a], rows[b])]) for i, a in enumerate(plain) for b in plain[i:]]
    for extra in ([], squares):
        columns = [*((t, rows[t]) for t in names), *extra, (out.text, values)]
        yield from (e for e in _relations(columns) if out.text in e)


def joint(k: Known, outs: Sequence[Output]) -> list[str]:
    """Equations between several outputs and the parameters, products of a parameter and an output included."""
    found: dict[str, None] = {}
    ints = [(o.text, tuple(_output(r, o) for r in k.runs)) for o in outs if o.sort == INT]
    names, rows = _columns(k)
    plain = [t for t in names if "(" not in t][:3]
    products = [(f"{a} * {t}", [x * y for x, y in zip(rows[a], v)]) for a in plain for t, v in ints]
    sums = [(t, rows[t]) for t in names]
    for columns in ([*sums, *ints], [*sums, *ints[:-1], *products, *ints[-1:]]):
        for e in _relations(columns):
            if any(t in e for t, _ in ints) and k.board.holds(e, k.runs):
                found.setdefault(e)
    return list(found)


def _columns(k: Known) -> tuple[list[str], dict[str, tuple[Any, ...]]]:
    rows = _rows(k, [t for t in int_terms(k) if not t.lstrip("-").isdigit()], INT)
    return [t for t in rows if len(t) < 30][:8], rows


def _relations(columns: Sequence[tuple[str, Sequence[Any]]]) -> list[str]:
    table = [list(r) for r in zip(*(v for _, v in columns))]
    if not all(abs(v) < 10**9 for r in table for v in r):
        return []
    return mining.linear_relations(table, [t for t, _ in columns])


def _by_cases(k: Known, sort: Sort, values: Sequence[Any]) -> Iterator[str]:
    """`a if condition else b`, by the function's own conditions."""
    conditions = [k.terms(c) for c in k.summary.conditions]
    for c, row in k.board.values(list(dict.fromkeys(conditions))[:6], k.runs).items():
        then = [i for i, v in enumerate(row) if v is True]
        other = [i for i, v in enumerate(row) if v is False]
        if len(then) + len(other) < len(row) or not then or not other:
            continue
        a = min(_matching(k, sort, values, then), key=_complexity, default=None)
        if a is None:
            continue
        b = min(_matching(k, sort, values, other), key=_complexity, default=None)
        if b is not None:
            yield f"{a} if {c} else {b}"


def _from_paths(k: Known, out: Output) -> Iterator[str]:
    """What the text says, path by path."""
    paths = [p for p in k.summary.paths if p.outcome != "raise"]
    if not paths or not all(p.exact for p in paths):
        return
    tree = _tree(k.summary.paths, 0, out)
    if tree is not None and not marked(tree):
        yield k.terms(tree)


def _tree(paths: Sequence[Path], depth: int, out: Output) -> ast.expr | None:
    if all(len(p.conditions) <= depth for p in paths):
        return _of(paths[0], out)
    head = next(p for p in paths if len(p.conditions) > depth).conditions[depth]
    text = ast.unparse(head)
    here = [p for p in paths if len(p.conditions) > depth and ast.unparse(p.conditions[depth]) == text]
    rest = [p for p in paths if p not in here]
    sides = [[p for p in side if p.outcome != "raise"] for side in (here, rest)]
    if not sides[0] or not sides[1]:
        return _tree(here if sides[0] else rest, depth + 1, out) if sides[0] or sides[1] else None
    a, b = _tree(here, depth + 1, out), _tree(rest, depth + 1, out)
    return None if a is None or b is None else conditional(head, a, b)


def _of(p: Path, out: Output) -> ast.expr | None:
    if p.outcome == "raise":
        return None
    if out.parameter:
        return p.after.get(out.text) if out.text in p.after else ast.Name(out.text, ast.Load())
    if "[" in out.text:
        i = int(out.text[7:-1])
        return p.value.elts[i] if isinstance(p.value, ast.Tuple) and i < len(p.value.elts) else None
    return p.value


def whole(k: Known, outs: Sequence[Output], equations_: Sequence[str]) -> str | None:
    """Equations of all items of a tuple as one: `result == (a // b, a % b)`."""
    items = [o for o in outs if "[" in o.text]
    if len(items) < 2 or any(not e for e in equations_):
        return None
    parts: list[ast.expr] = []
    for o, e in zip(outs, equations_):
        body = ast.parse(e, mode="eval").body
        if not isinstance(body, ast.Compare) or ast.unparse(body.left) != o.text or len(body.ops) != 1:
            return None
        if o in items:
            parts.append(body.comparators[0])
    return f"result == {ast.unparse(ast.Tuple(parts, ast.Load()))}"


# --- facts --------------------------------------------------------------------------------------------------------


def facts(k: Known, out: Output) -> list[str]:
    """Clauses about an output that hold on all runs, likely ones first; and those that hold wherever some simple condition of
    the parameters does, under that condition."""
    candidates = list(dict.fromkeys(_printed(t) for t in _facts(k, out) if len(t) <= _LONGEST))
    k.board.clauses(candidates)
    truths = {t: tuple(k.board.truths(t, k.runs)) for t in candidates}
    found = [t for t in candidates if all(truths[t])]
    entry = [c for c in abduction.atoms(k.function, k.node, k.summary) if abduction.size(c) < 12][:12]
    rows = k.board.values([k.at_entry(c) for c in entry], k.runs)
    for c, row in rows.items():
        where = [i for i, v in enumerate(row) if v is True]
        if not all(isinstance(v, bool) for v in row) or not len(row) // 4 <= len(where) < len(row):
            continue
        unless = ast.unparse(negated(ast.parse(c, mode="eval").body))
        held = [t for t in candidates if not all(truths[t]) and " or " not in t and all(truths[t][i] for i in where)]
        found += [f"{unless} or {t}" for t in held[:_UNDER]]
    return [t for t in found if k.board.holds(t, k.runs)]


def _facts(k: Known, out: Output) -> Iterator[str]:
    r, sort = out.text, out.sort
    if sort.name == "Union" and NONE in sort.args:
        others = [s for s in sort.args if s != NONE]
        nothing = tuple(_output(o, out) is None for o in k.runs)
        for e in _iff(k, nothing):
            yield f"({r} is None) == ({e})"
        if len(others) == 1:
            for t in _facts(k, Output(r, others[0], out.parameter)):
                yield f"{r} is None or {_wrapped(t) if ' or ' in t or ' if ' in t else t}"
    if sort == INT:
        yield from _of_int(k, r)
    elif sort == BOOL:
        for c in (*abduction.atoms(k.function, k.node, k.summary), *_bool_templates(k)):
            yield from (f"not {r} or {k.at_entry(c)}", f"{r} or {k.at_entry(c)}")
    elif sort.name in ("List", "Seq", "Str"):
        yield from _of_list(k, out)
    elif sort.name in ("Set", "FrozenSet", "Dict"):
        yield from _of_collection(k, out)
    for c in k.summary.conditions:
        condition, unless = k.terms(c), k.terms(negated(c))
        for p in k.summary.paths:
            value = _of(p, out)
            if value is not None and not marked(value):
                yield from (f"{unless} or {r} == {k.terms(value)}", f"{condition} or {r} == {k.terms(value)}")


def _of_int(k: Known, r: str) -> Iterator[str]:
    x, j = free_name(k.function, "x", "item"), free_name(k.function, "j", "i")
    values = k.board.values([t for t in int_terms(k) if len(t) < 40], k.runs)
    terms = [t for t, row in values.items() if "set(" not in t and all(v is UNDEFINED or _is(v, INT) for v in row)]
    sized = k.params("List", "Seq", "Str")
    for xs in sized:
        yield from (f"0 <= {r} < len({xs})", f"0 <= {r} <= len({xs})", f"-1 <= {r} < len({xs})")
    for p in k.function.params:
        xs = k.at_entry(p.name)
        if p.sort.args and p.sort.args[0] == INT:
            yield from (f"{r} in {xs}", f"all({x} <= {r} for {x} in {xs})", f"all({r} <= {x} for {x} in {xs})")
        if p.sort.name == "List" and p.sort.args[0] == INT:
            yield from (f"all({x} <= {xs}[{r}] for {x} in {xs})", f"all({xs}[{r}] <= {x} for {x} in {xs})")
    for t in k.summary.tests:
        yield from _of_test(k, t, r, x, j)
    for e in k.summary.extrema:
        op, goal = ("<=", ">=") if e.which == "max" else (">=", "<=")
        value, target, over = (k.terms(x) for x in (e.value, e.target, e.over))
        yield f"all({value} {op} {r} for {target} in {over})"
        if e.init is not None:
            yield from (f"{r} {goal} {k.terms(e.init)}", f"{r} == {k.terms(e.init)} or any({value} == {r} for {target} in {over})")
    yield from (f"{r} >= 0", f"{r} > 0", f"{r} != 0")
    for t in terms:
        yield from (f"{r} >= {t}", f"{r} <= {t}", f"{r} > {t}", f"{r} < {t}")
    ints = k.params("Int")
    for a, b in combinations([*ints, "0", "1", "-1"], 2):
        yield f"{r} == {a} or {r} == {b}"
    for n in ints:
        yield from (f"{r} * {r} <= {n}", f"{n} < ({r} + 1) * ({r} + 1)", f"{n} % {r} == 0")
        for c in numbers(k.node):
            yield f"{r} % {c} == {n} % {c}"
    for c in numbers(k.node):
        if c > 1:
            yield f"{r} % {c} == 0"


def _of_test(k: Known, t: Test, r: str, x: str, j: str) -> Iterator[str]:
    """`if test: return i` in a loop: the test holds at the result, and nowhere before it."""
    condition, over = k.terms(t.condition), k.terms(t.over)
    yield f"({r} == -1) == ({k.terms(t.all_not())})"
    if not isinstance(t.target, ast.Name):
        if isinstance(t.target, ast.Tuple) and isinstance(t.over, ast.Call) and ast.unparse(t.over.func) == "enumerate":
            xs = k.terms(t.over.args[0])
            i, y = (ast.unparse(e) for e in t.target.elts)
            yield from _found_at(condition, {y: f"{xs}[{{0}}]", i: "{0}"}, r, j, "0", f"len({xs})")
        return
    name = t.target.id
    if isinstance(t.over, ast.Call) and ast.unparse(t.over.func) == "range":
        start = k.terms(t.over.args[0]) if len(t.over.args) > 1 else "0"
        end = k.terms(t.over.args[-1] if len(t.over.args) < 3 else t.over.args[1])
        yield from _found_at(condition, {name: "{0}"}, r, j, start, end)
    else:
        yield from _found_at(condition, {name: f"{over}[{{0}}]"}, r, j, "0", f"len({over})")
    here = _put(condition, {name: r})
    yield from (here, f"{r} == -1 or {here}", f"{r} is None or {here}")


def _found_at(condition: str, names: Mapping[str, str], r: str, j: str, start: str, end: str) -> Iterator[str]:
    here = _put(condition, {n: t.format(r) for n, t in names.items()})
    there = _put(ast.unparse(negated(ast.parse(condition, mode="eval").body)),
                 {n: t.format(j) for n, t in names.items()})  # fmt: skip
    whole = f"all({there} for {j} in range({start}, {end}))" if start != "0" else f"all({there} for {j} in range({end}))"
    before = f"all({there} for {j} in range({start}, {r}))" if start != "0" else f"all({there} for {j} in range({r}))"
    after = f"all({there} for {j} in range({r} + 1, {end}))"
    yield from (here, f"{r} == -1 or {here}", f"{r} == {end} or {here}", f"{r} != -1 or {whole}", f"({r} == -1) == {whole}")
    yield from (before, after, f"{r} == -1 or {after}")


def _put(text: str, names: Mapping[str, str]) -> str:
    return ast.unparse(houdini.replace(ast.parse(text, mode="eval").body, dict(names)))


def _of_list(k: Known, out: Output) -> Iterator[str]:
    r, sort = out.text, out.sort
    x, j = free_name(k.function, "x", "item"), free_name(k.function, "k", "j")
    alike = [p for p in k.function.params if p.sort == sort or p.sort.name in ("List", "Seq") and p.sort.args == sort.args]
    same = [k.at_entry(p.name) for p in alike]
    lists = k.params("List", "Seq", "Str")
    for xs in same:
        if sort.name == "List" and sort.args[0].name in ("Int", "Str", "Bool"):
            yield f"sorted({r}) == sorted({xs})"
    for t in (*(f"len({xs})" for xs in lists), *k.params("Int"), *int_terms(k)):
        yield from (f"len({r}) == {t}", f"len({r}) <= {t}", f"len({r}) >= {t}")
    yield from (f"len({r}) == max({n}, 0)" for n in k.params("Int"))
    for a, b in combinations(lists, 2):
        yield from (f"len({r}) == len({a}) + len({b})", f"len({r}) == min(len({a}), len({b}))")
    yield from (f"len({r}) > 0", f"all({r}[{j}] <= {r}[{j} + 1] for {j} in range(len({r}) - 1))",
                f"all({r}[{j}] < {r}[{j} + 1] for {j} in range(len({r}) - 1))",
                f"all({r}[{j}] != {r}[{j} + 1] for {j} in range(len({r}) - 1))", f"len(set({r})) == len({r})")  # fmt: skip
    for xs in same:
        yield from (f"all({x} in {xs} for {x} in {r})", f"all({x} in {r} for {x} in {xs})", f"set({r}) == set({xs})",
                    f"{r}[0] == {xs}[0]", f"{r}[:len({xs})] == {xs}",
                    f"all({r}[{j}] <= {xs}[{j}] for {j} in range(len({r})))")  # fmt: skip
    for e in k.summary.terms:
        if isinstance(e, ast.Call) and ast.unparse(e.func) == "list" and ast.unparse(e.args[0]).startswith("range("):
            e = ast.ListComp(ast.Name(j, ast.Load()), [ast.comprehension(ast.Name(j, ast.Store()), e.args[0], [], 0)])
        if isinstance(e, ast.ListComp) and len(e.generators) == 1:
            yield from _elements(k, e, r, j)
            g = e.generators[0]
            for c in g.ifs:
                if isinstance(g.target, ast.Name) and ast.unparse(e.elt) == g.target.id:
                    yield f"all({k.terms(c)} for {g.target.id} in {r})"
    for t in k.summary.tests:
        if isinstance(t.target, ast.Name):
            yield f"all({k.terms(t.condition)} for {t.target.id} in {r})"
            yield f"all({k.terms(negated(t.condition))} for {t.target.id} in {r})"
    if sort.args and sort.args[0] == INT or sort.name == "Str":
        words = ("0", *map(str, numbers(k.node)), *k.params("Int")) if sort.name != "Str" else k.params("Str")
        for c in words:
            for op in ("!=", "==", ">=", "<=", ">", "<") if sort.name != "Str" else ("!=", "=="):
                yield f"all({x} {op} {c} for {x} in {r})"
    if out.parameter:
        before = k.at_entry(r)
        for i in k.params("Int"):
            yield f"all({r}[{j}] == {before}[{j}] for {j} in range(len({r})) if {j} != {i})"
            for v in (*k.params("Int"), "0"):
                yield f"{r}[{i}] == {v}"
            for h in k.params("Int"):
                if h != i:
                    yield f"{r}[{i}] == {before}[{h}]"
                    yield f"all({r}[{j}] == {before}[{j}] for {j} in range(len({r})) if {j} != {i} and {j} != {h})"
        for op in ("{} + 1", "{} - 1", "-{}", "2 * {}", "{} * {}", "abs({})"):
            yield f"all({r}[{j}] == {op.replace('{}', f'{before}[{j}]')} for {j} in range(len({r})))"
        for n in (*k.params("Int"), *map(str, numbers(k.node))):
            for op in ("+", "-", "*", "//", "%"):
                yield f"all({r}[{j}] == {before}[{j}] {op} {n} for {j} in range(len({r})))"


def _elements(k: Known, e: ast.ListComp, r: str, j: str) -> Iterator[str]:
    """`[f(x) for x in xs]` item by item."""
    g = e.generators[0]
    if g.ifs or not isinstance(g.target, ast.Name):
        return
    over = k.terms(g.iter)
    if over.startswith("range(") and "," not in over:
        yield f"all({r}[{j}] == {_put(k.terms(e.elt), {g.target.id: j})} for {j} in range(len({r})))"
    elif not over.startswith("range("):
        yield f"all({r}[{j}] == {_put(k.terms(e.elt), {g.target.id: f'{over}[{j}]'})} for {j} in range(len({r})))"


def _of_collection(k: Known, out: Output) -> Iterator[str]:
    r, sort = out.text, out.sort
    x = free_name(k.function, "x", "item")
    for p in k.function.params:
        if p.sort.name in ("List", "Seq", "Set", "Dict", "FrozenSet") and p.sort.args[:1] == sort.args[:1]:
            xs = k.at_entry(p.name)
            yield from (f"all({x} in {r} for {x} in {xs})", f"all({x} in {xs} for {x} in {r})", f"len({r}) <= len({xs})",
                        f"len({r}) == len({xs})")  # fmt: skip
            if sort.name == "Dict" and p.sort.name == "List":
                yield f"all({r}[{x}] == {xs}.count({x}) for {x} in {r})"
            if sort.name == "Dict" and p.sort == sort:
                yield f"all({r}[{x}] == {xs}[{x}] for {x} in {r})"
        elif p.sort == sort.args[0]:
            yield from (f"{k.at_entry(p.name)} in {r}", f"{k.at_entry(p.name)} not in {r}")
    if sort.name == "Dict":
        keys = [k.at_entry(p.name) for p in k.function.params if p.sort == sort.args[0]]
        values = [k.at_entry(p.name) for p in k.function.params if p.sort == sort.args[1]]
        before = k.at_entry(r) if out.parameter else ""
        for a in keys:
            for v in (*values, "0", "1"):
                yield f"{r}[{a}] == {v}"
            if before:
                for v in (*values, *map(str, (1, *numbers(k.node)))):
                    yield f"{r}[{a}] == {before}.get({a}, 0) + {v}"
                yield f"all({r}[{x}] == {before}[{x}] for {x} in {before} if {x} != {a})"
                yield f"all({x} in {before} for {x} in {r} if {x} != {a})"
                yield f"all({x} in {r} for {x} in {before})"
        for v in (*values, "0"):
            yield from (f"all({r}[{x}] == {v} for {x} in {r})", f"all({r}[{x}] > {v} for {x} in {r})")


# --- which of them --------------------------------------------------------------------------------------------------


def chosen(k: Known, clauses: Sequence[str], most: int, taken: Sequence[str] = ()) -> list[str]:
    """At most so many of the clauses, those that exclude the most outcomes that were not seen, and only while each excludes
    some that the ones before it (and `taken`) allow."""
    spread = k.runs[:: max(1, len(k.runs) // _SHOWN)]
    wrong = [w for o in spread for w in _others(k, o)]
    excluded: dict[str, set[int]] = {}
    for c in (*taken, *clauses):
        excluded[c] = {i for i, ok in enumerate(k.board.truths(c, wrong)) if not ok}
    done: set[int] = set().union(*(excluded[c] for c in taken), set())
    found: list[str] = []
    left = list(clauses)
    while left and len(found) < most:
        best = max(left, key=lambda c: len(excluded[c] - done) / (abduction.size(c) + _COST + 4 * (" or " in c)))
        new = len(excluded[best] - done)
        if new == 0:
            break
        if new < len(wrong) // (_PLAIN if " or " not in best else _MIXED):
            left.remove(best)  # not worth a line
            continue
        found.append(best)
        done |= excluded[best]
        left.remove(best)
    return found


def _others(k: Known, o: Observation) -> list[Observation]:
    """The run with outcomes that it did not have: one thing changed a little."""
    found: list[Observation] = []
    seen = [r.value for r in k.runs if (r.value is None) != (o.value is None)]
    for v in (*_near(o.value), *_traded(o), *seen[:3], *seen[-3:]):
        found.append(o.instead(v, o.after))
    for n in sorted(k.changed):
        for v in (*_near(o.after[n]), o.before[n]):
            if v != o.after[n]:
                found.append(o.instead(o.value, {**o.after, n: v}))
    return found


def _traded(o: Observation) -> Iterator[Any]:
    """Of a pair of ints: one item more and the other less, by one or by an argument."""
    v = o.value
    if isinstance(v, tuple) and not isinstance(v, Named) and len(v) == 2 and all(_is(x, INT) for x in v):
        for n in (1, *(x for x in o.before.values() if _is(x, INT) and x)):
            yield from ((v[0] + 1, v[1] - n), (v[0] - 1, v[1] + n), (v[0] + n, v[1] - 1))


def _near(v: Any) -> list[Any]:
    """Values near to v, of its type."""
    if isinstance(v, bool):
        return [not v]
    if isinstance(v, int):
        return [w for w in dict.fromkeys((v + 1, v - 1, 0, -1, -2, 1, 2, 3, -v, v + 7, v - 9)) if w != v]
    if isinstance(v, str):
        return [w for w in (v + "a", v[1:], v[::-1], "", v[:-1] + "z") if w != v]
    if isinstance(v, list):
        more = [[*v[:i], w, *v[i + 1 :]] for i, x in list(enumerate(v))[:3] for w in _near(x)[:2]]
        extra = [[*v, v[0]]] if v else []
        extra += [[*v, v[-1] + 1]] if v and _is(v[-1], INT) else []
        return [w for w in (v[1:], v[:-1], v[::-1], [], v[:1] + v[2:] + v[1:2], *extra, *more) if w != v]
    if isinstance(v, tuple) and not isinstance(v, Named):
        return [(*v[:i], w, *v[i + 1 :]) for i, x in enumerate(v) for w in _near(x)[:4]]
    if isinstance(v, set):
        return [set(sorted(v, key=repr)[1:]), set()] if v else []
    if isinstance(v, dict):
        more_ = [{**v, key: w} for key, x in list(v.items())[:2] for w in _near(x)[:2]]
        return [dict(list(v.items())[1:]), *more_] if v else []
    return []
