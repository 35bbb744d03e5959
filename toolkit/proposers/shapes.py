"""More templates for invariants, of the kinds that people write: what is left of a value (`total + digits(rest) == digits(n)`),
pieces of a list of which different things are known, several prefixes at once, order and permutation, what a test that remembers
its best place says of all places before, what the loop around it keeps. Guesses only, as in `houdini`."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from itertools import chain, combinations, islice, permutations

from toolkit.core.ir import BOOL, INT, STR
from toolkit.proposers import houdini
from toolkit.proposers.houdini import Pool, leaving, names, prefixed, replace
from toolkit.proposers.wording import conjuncts, negated, tidy

_PIECES = 8  # places that cut a list into pieces


def candidates(p: Pool) -> Iterator[str]:
    """Candidates for one loop, likely ones first; the pool takes as many as it likes."""
    several = (
        remembered(p), steps(p), window(p), tables(p), residues(p), values(p), halfway(p), contents(p), spoken(p), permuted(p),
        taken(p), decided(p), nested(p), prefixes(p), order(p), carried(p), pieces(p), conserved(p),
    )  # fmt: skip
    for source in several:
        yield from islice(source, 90)


def _text(e: ast.expr) -> str:
    return ast.unparse(e)


# --- values -------------------------------------------------------------------------------------------------------


def values(p: Pool) -> Iterator[str]:
    """`result == g(n)`: of the current values, `acc == g(i)`, `acc + g(rest) == g(n)`, `acc * g(rest) == g(n)`, `g(rest) + acc`."""
    for clause in p.ensures():
        for part in conjuncts(clause):
            if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
                continue
            for side in (part.left, part.comparators[0]):
                if "result" in names(side) or not names(side) & {*p.params, *p.entry.values()} or isinstance(side, ast.Name):
                    continue
                whole = _text(side)
                for here in _of_current_values(p, side):
                    now = _text(here)
                    yield f"{now} == {whole}"
                    for acc in (n for n in p.changed if p.sorts[n] == p.f.result and n not in names(here)):
                        if p.f.result == INT:
                            yield from (f"{acc} == {now}", f"{acc} + {now} == {whole}", f"{acc} * {now} == {whole}")
                        elif p.f.result == STR or p.f.result.name == "List":
                            yield from (f"{acc} == {now}", f"{now} + {acc} == {whole}", f"{acc} + {now} == {whole}")
            yield from _next_value(p, part)
        for part in conjuncts(clause):
            yield from _next_value(p, part)
    for n in ast.walk(p.node):  # an exact root, without its name
        if isinstance(n, ast.Call) and _text(n.func).endswith("isqrt") and len(n.args) == 1:
            for v in (v for v in p.ints if v in p.changed):
                yield from (f"{v} * {v} <= {_text(n.args[0])}", f"({v} + 1) * ({v} + 1) > {_text(n.args[0])}")


def _of_current_values(p: Pool, e: ast.expr) -> Iterator[ast.expr]:
    """The expression with parameters replaced by variables of the loop that started from them, then by any of their type, and by
    positions."""
    changing = {at_call: now for now, at_call in p.entry.items() if at_call in names(e)}
    if changing:
        yield replace(e, changing)
    used = [n for n in p.params if n in names(e)]
    started = {n: v for v in p.changed for s in p.starts(v) for n in used if s == n and v != n}
    if started:
        yield replace(e, started)
    ints = [n for n in used if p.sorts.get(n) == INT]
    moving = [v for v in p.ints if v in p.changed]
    if 0 < len(ints) <= 2:
        for chosen in islice(permutations(moving, len(ints)), 8):
            yield replace(e, dict(zip(ints, chosen)))
    if len(ints) == 1:
        for q in p.positions:
            for by in (q, f"({q} - 1)", f"({q} + 1)"):
                yield replace(e, {ints[0]: by})
    yield from _counted(p, e)


def _counted(p: Pool, e: ast.expr) -> Iterator[ast.expr]:
    """`f(s, 123)` with a position where the number stands."""
    if isinstance(e, ast.Call):
        for k, argument in enumerate(e.args):
            if isinstance(argument, ast.Constant) and type(argument.value) is int:
                for q in p.positions:
                    new = copy.deepcopy(e)
                    new.args[k] = ast.parse(q, mode="eval").body
                    yield new


def _next_value(p: Pool, part: ast.expr) -> Iterator[str]:
    """`n < (result + 1) * (result + 1)` with `hi` for `result + 1`."""
    if p.f.result != INT:
        return

    class Next(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
            self.generic_visit(node)
            return ast.Name(name, ast.Load()) if _text(node) in ("result + 1", "1 + result") else node

    for name in (v for v in p.ints if v in p.changed):
        new = Next().visit(copy.deepcopy(part))
        if "result" not in names(new) and name in names(new):
            yield _text(new)


def window(p: Pool) -> Iterator[str]:
    """`result == f(n)` of a function of the user's: `a == f(i - 3)`, where the loop keeps the last values of a recurrence."""
    own = {f.name for f in ast.parse(p.text).body if isinstance(f, ast.FunctionDef)}
    for part in (c for clause in p.ensures() for c in conjuncts(clause)):
        match part:
            case ast.Compare(left=ast.Name(id="result"), ops=[ast.Eq()], comparators=[ast.Call(args=[ast.Name(id=n)]) as call]):
                if _text(call.func) in own and p.sorts.get(n) == INT:
                    for q in (q for q in p.positions if "." not in q):
                        for by in (f"{q} - {k}" if k else q for k in range(4)):
                            for v in (v for v in p.ints if v in p.changed and v != q):
                                yield f"{v} == {_text(replace(call, {n: by}))}"


def spoken(p: Pool) -> Iterator[str]:
    """`v == f(i, xs)` for calls of functions that the clauses and asserts use, at the loop's places."""
    asserts = [n.test for n in ast.walk(p.node) if isinstance(n, ast.Assert)]
    calls: dict[str, ast.Call] = {}
    for e in chain(p.ensures(), p.requires(), asserts):
        for n in ast.walk(e):
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.args and "result" not in names(n):
                if n.func.id not in ("len", "range", "all", "any", "abs", "old", "isinstance"):
                    calls.setdefault(_text(n), n)
    for call in islice(calls.values(), 6):
        if len(call.args) == 1 and isinstance(call.args[0], ast.Name) and call.args[0].id in p.sequences:
            for xs in (n for n in p.sequences if n in p.changed and p.sorts[n] == p.sorts[call.args[0].id]):
                yield f"{_text(call.func)}({xs})"  # what is asked of one list, of another
        free = [n for n in sorted(names(call)) if n not in p.sorts and n not in p.params and n != ast.unparse(call.func)]
        whole = {f"len({xs})" for xs in p.sequences}
        for q in p.positions:
            shifted = dict.fromkeys(free, q)
            here = _Lengths(whole, q).visit(replace(call, shifted))
            for v in (v for v in p.ints if v in p.changed and v != q):
                yield f"{v} == {_text(here)}"
            if not free:
                break


def residues(p: Pool) -> Iterator[str]:
    """`result % k == E % k`, `result == E % k`: the same of what is gathered and what is left."""
    for part in (c for clause in p.ensures() for c in conjuncts(clause)):
        if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
            continue
        for side in (part.left, part.comparators[0]):
            if isinstance(side, ast.BinOp) and isinstance(side.op, ast.Mod) and "result" not in names(side):
                k, whole = _text(side.right), _text(side)
                for here in _of_current_values(p, side.left):
                    yield f"({_text(here)}) % {k} == {whole}"
                    for acc in (n for n in p.ints if n in p.changed and n not in names(here)):
                        yield f"({acc} + {_text(here)}) % {k} == {whole}"
                        yield f"{acc} * ({_text(here)}) % {k} == {whole}"


def halfway(p: Pool) -> Iterator[str]:
    """Equations of the result that do not hold before the first step (`int(text[:0])`) or after the last one (`str(0) + out`)."""
    test = _text(p.loop.test) if isinstance(p.loop, ast.While) else ""
    for clause in p.ensures():
        for part in conjuncts(clause):
            if not (isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq)):
                continue
            for result, side in ((part.left, part.comparators[0]), (part.comparators[0], part.left)):
                if _text(result) != "result" or "result" in names(side) or isinstance(side, ast.Name):
                    continue
                for acc in (n for n in p.changed if p.sorts[n] == p.f.result):
                    empty = {INT: ["0", *p.starts(acc)], STR: ['""']}.get(p.f.result, ["[]"])
                    for whole, prefix, length in p.parts():
                        for so_far in prefixed(side, whole, prefix, length) if prefix else ():
                            yield from (f"{acc} == ({start} if {length} == 0 else {_text(so_far)})" for start in empty)
                    for here in _of_current_values(p, side) if test and p.f.result != BOOL else ():
                        now = _text(here)
                        if acc not in names(here):
                            for more in (f"{now} + {acc}", f"{acc} + {now}"):
                                yield f"({more} if {test} else {acc}) == {_text(side)}"


def contents(p: Pool) -> Iterator[str]:
    """What a stack, a queue or a list that is built holds: a slice of another one, up to a position or as long as it is."""
    sorts = {**{n: p.sorts[n] for n in p.sequences}, **p.held}
    changing = [n for n in sorts if n in p.changed or n in p.held]
    for a in changing:
        for b in (b for b in sorts if b != a and sorts[b] == sorts[a] and b not in changing):
            for q in (q for q in p.positions if "." not in q):
                yield from (f"{a} == {b}[:{q}]", f"{a} == {b}[{q}:]", f"{a} == {b}[:{q}][::-1]")
            if f"{p.label}.seen" in [prefix for whole, prefix, _ in p.parts() if whole == b]:
                yield from (f"{a} == {p.label}.seen", f"{a} == {p.label}.seen[::-1]")
            yield from (f"{a} == {b}[:len({a})]", f"{a} == {b}[len({b}) - len({a}):]", f"{a} == {b}[::-1][:len({a})]")
            for c in (c for c in changing if c != a and sorts[c] == sorts[a]):
                yield from (f"{a} + {c} == {b}", f"{a} + {c}[::-1] == {b}", f"len({a}) + len({c}) == len({b})")


class _Lengths(ast.NodeTransformer):
    """`len(xs)` as a position."""

    def __init__(self, whole: set[str], at: str) -> None:
        self.whole, self.at = whole, ast.parse(at, mode="eval").body

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self.at if _text(node) in self.whole else node


# --- sets and dicts that are filled ---


def tables(p: Pool) -> Iterator[str]:
    """A set or a dict that the loop fills holds what was seen, and nothing else; its values count, or say where."""
    for t in (n for n in p.changed if p.sorts[n].name in ("Set", "Dict")):
        sort, x = p.sorts[t], p.x
        for xs, seen, length in p.parts():
            if not seen or p.sorts[xs].args[:1] != sort.args[:1] and not (p.sorts[xs] == STR and sort.args[:1] == (STR,)):
                continue
            yield from (f"all({x} in {t} for {x} in {seen})", f"all({x} in {seen} for {x} in {t})")
            if sort.args[1:] == (INT,):
                yield f"all({t}.get({x}, 0) == {seen}.count({x}) for {x} in {xs})"
                yield f"all(0 <= {t}[{x}] < {length} and {xs}[{t}[{x}]] == {x} for {x} in {t})"


# --- the loop's own steps -----------------------------------------------------------------------------------------


def steps(p: Pool) -> Iterator[str]:
    """What the last step left: `v == E` for an assignment whose parts do not change after it; and the condition as it was before
    `v = v + 1`."""
    body = list(p.loop.body)
    for k, s in enumerate(body):
        if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name):
            v = s.targets[0].id
            later = set().union(*(houdini.assigned(t) | houdini.mutated(t) for t in body[k + 1 :])) if body[k + 1 :] else set()
            if v in p.sorts and v not in names(s.value) and not (names(s.value) | {v}) & later:
                yield f"{v} == {_text(s.value)}"
    if not isinstance(p.loop, ast.While):
        return
    for v, c in _increments(body):
        class Back(ast.NodeTransformer):
            def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
                self.generic_visit(node)
                return ast.Name(v, ast.Load()) if _text(node) == f"{v} + {c}" else node  # noqa: B023

        for part in conjuncts(p.loop.test):
            if v not in names(part):
                continue
            shifted = Back().visit(copy.deepcopy(part))
            if _text(shifted) != _text(part):
                yield _text(shifted)
            else:
                yield _text(replace(part, {v: f"({v} - {c})"}))


def _increments(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    for s in body:
        match s:
            case ast.AugAssign(target=ast.Name(id=v), op=ast.Add(), value=ast.Constant(value=int(c))):
                yield v, c
            case ast.Assign(targets=[ast.Name(id=v)], value=ast.BinOp(left=ast.Name(id=w), op=ast.Add(), right=r)) if v == w:
                if isinstance(r, ast.Constant) and isinstance(r.value, int):
                    yield v, r.value


def remembered(p: Pool) -> Iterator[str]:
    """`if xs[j] < xs[best]: best = j`: no earlier place is better; `if x > best: best = x` likewise."""
    for n in ast.walk(p.loop):
        if not isinstance(n, ast.If):
            continue
        kept = {t.id for s in n.body if isinstance(s, ast.Assign) for t in s.targets if isinstance(t, ast.Name)} & set(p.changed)
        yield from _together(p, n.body)
        for test in _disjuncts(n.test):
            if not isinstance(test, ast.Compare) or not kept & names(test):
                continue
            no_better = negated(test)
            for q in p.positions:
                if q in names(test) and q not in kept:
                    body = _text(replace(no_better, {q: p.j}))
                    lows = ["0", *p.starts(q), *(i for i in (houdini.index_of(o) for o in p.outer) if i)]
                    for low in dict.fromkeys(lows):
                        yield f"all({body} for {p.j} in range({low}, {q}))"
            for v in sorted(kept):  # it is one of the places that were passed
                if p.sorts.get(v) == INT:
                    for o in (i for i in (houdini.index_of(o) for o in p.outer) if i):
                        yield f"{o} <= {v}"
                    for xs in p.sequences:
                        yield f"{v} < len({xs})"
                    for q in p.positions:
                        yield f"{v} < {q}"


def _together(p: Pool, body: list[ast.stmt]) -> Iterator[str]:
    """`best = xs[i]` and `where = i`: best is xs[where]."""
    pairs = [(s.targets[0].id, s.value) for s in body
             if isinstance(s, ast.Assign) and len(s.targets) == 1 and isinstance(s.targets[0], ast.Name)]  # fmt: skip
    for v, value in pairs:
        for w, place in pairs:
            if v != w and isinstance(place, ast.Name) and place.id in names(value) and {v, w} <= set(p.sorts):
                yield f"{v} == {_text(replace(value, {place.id: w}))}"


def _disjuncts(e: ast.expr) -> Iterator[ast.expr]:
    if isinstance(e, ast.BoolOp):
        for v in e.values:
            yield from _disjuncts(v)
    else:
        yield e


# --- yes or no ----------------------------------------------------------------------------------------------------


def decided(p: Pool) -> Iterator[str]:
    """`result == any(...)`, and an early `return True`: nothing so far."""
    if p.f.result != BOOL:
        return
    for clause in p.ensures():
        for part in conjuncts(clause):
            if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
                for side in (part.left, part.comparators[0]):
                    if "result" not in names(side):
                        for whole in (side, _unfolded(p, side)):
                            for part_of in conjuncts(whole):
                                for so_far in chain([part_of], _so_far(p, part_of)):
                                    yield from (_text(so_far), _text(_nowhere(so_far)))
            for part in _disjuncts(clause):  # `not result or all(...)`
                if "result" not in names(part):
                    for so_far in _so_far(p, part):
                        yield from (_text(so_far), _text(_nowhere(so_far)))
    yield from _outside(p)
    for test in leaving(p.loop):
        for a, b in combinations(p.positions, 2):
            if {a, b} <= names(test):
                yield f"all({_text(replace(negated(test), {a: 'p', b: 'q'}))} for q in range({b}) for p in range({a}))"


def _outside(p: Pool) -> Iterator[str]:
    """`result == any(P(xs[i], xs[j]) ...)` over pairs, where two positions close in: no pair with one of them outside."""
    for part in (part for clause in p.ensures() for part in conjuncts(clause)):
        for n in ast.walk(part):
            match n:
                case ast.Call(func=ast.Name(id="any"), args=[ast.GeneratorExp(elt=body, generators=[outer, inner])]):
                    later, first = _text(outer.target), _text(inner.target)
                    pairs = f"for {later} in {_text(outer.iter)} for {first} in {_text(inner.iter)}"
                    for a, b in permutations((q for q in p.positions if "." not in q), 2):
                        yield f"all({_text(negated(body))} {pairs} if {first} < {a} or {b} < {later})"


def _nowhere(e: ast.expr) -> ast.expr:
    """`not any(P ...)` as `all(not P ...)`."""
    if isinstance(e, ast.Call) and _text(e.func) in ("any", "all") and e.args and isinstance(e.args[0], ast.GeneratorExp):
        g = copy.deepcopy(e.args[0])
        g.elt = negated(g.elt)
        return ast.Call(ast.Name("all" if _text(e.func) == "any" else "any", ast.Load()), [g], [])
    return negated(e)


def _so_far(p: Pool, e: ast.expr) -> Iterator[ast.expr]:
    for whole, prefix, length in p.parts():
        yield from prefixed(e, whole, prefix, length)


# --- parts of what is built and read ------------------------------------------------------------------------------


def prefixes(p: Pool) -> Iterator[str]:
    """Clauses with several sequences cut at once; one range of several; equality of lists, element by element."""
    seqs = [n for n in p.params if n in p.sequences and n not in p.changed]
    cuts = [q for q in p.positions if "." not in q]
    for clause in p.ensures():
        for c in p.with_result(clause):
            for part in conjuncts(c):
                if len(seqs) >= 2 and len(cuts) >= 2:
                    for chosen in islice(permutations(cuts, len(seqs)), 6):
                        yield _text(replace(part, {xs: f"{xs}[:{q}]" for xs, q in zip(seqs, chosen)}))
                yield from _ranges(p, part)
                if isinstance(part, ast.Compare) and len(part.ops) == 1 and isinstance(part.ops[0], ast.Eq):
                    a, b = part.left, part.comparators[0]
                    if all(isinstance(s, ast.Name) and s.id in p.sequences for s in (a, b)):
                        yield f"len({_text(a)}) == len({_text(b)})"
                        for q in p.positions:
                            yield f"all({_text(a)}[{p.j}] == {_text(b)}[{p.j}] for {p.j} in range({q}))"
                            yield f"{_text(a)}[:{q}] == {_text(b)}[:{q}]"
    for kept, origin in p.copies.items():
        yield f"{origin} == {kept}"


def _ranges(p: Pool, part: ast.expr) -> Iterator[str]:
    """Each range of a clause, on its own, up to what is done."""
    ends = [*p.positions, *(f"{q} + 1" for q in p.positions), *(f"len({xs})" for xs in p.sequences if xs in p.changed)]
    calls = [n for n in ast.walk(part) if isinstance(n, ast.Call) and _text(n.func) == "range" and not n.keywords]
    for k, call in enumerate(calls[:3]):
        for end in ends:
            if _text(call.args[-1]) == end or len(call.args) == 3:
                continue
            new = copy.deepcopy(part)
            again = [n for n in ast.walk(new) if isinstance(n, ast.Call) and _text(n.func) == "range" and not n.keywords][k]
            again.args[-1] = ast.parse(end, mode="eval").body
            yield _text(new)


def pieces(p: Pool) -> Iterator[str]:
    """What is said of all elements, of one piece of the list only; the pieces lie between the places that the code speaks of."""
    facts: list[str] = []
    lists: set[str] = set()
    for clause in p.ensures():
        for c in p.with_result(clause):
            for part in conjuncts(c):
                match part:
                    case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(elt=body, generators=[g])]) if not g.ifs:
                        if isinstance(g.target, ast.Name) and isinstance(g.iter, ast.Call) and _text(g.iter.func) == "range":
                            facts.append(_text(replace(body, {g.target.id: p.j})))
                            lists |= names(body) & set(p.sequences)
                    case ast.Compare(left=a, ops=[ast.Eq()], comparators=[b]) if _element(a, p) and _element(b, p):
                        facts.append(f"{_element(a, p)} == {_element(b, p)}")
                        lists |= names(part) & set(p.sequences)
    for kept, origin in p.copies.items():
        facts.append(f"{origin}[{p.j}] == {kept}[{p.j}]")
        lists.add(origin)
    for n in ast.walk(p.loop):  # `xs[i] == 0` of an item: the same, and the same of other constants, of all in a piece
        match n:
            case ast.Compare(left=ast.Subscript(value=ast.Name(id=xs)), ops=[ast.Eq()], comparators=[ast.Constant(value=int())]):
                facts += [f"{xs}[{p.j}] == {c}" for c in (0, *p.constants()) if xs in p.sequences]
                lists.add(xs)
    for fact in dict.fromkeys(facts):
        for low, high in combinations(_places(p, sorted(lists)), 2):
            yield f"all({fact} for {p.j} in range({low}, {high}))"


def _element(e: ast.expr, p: Pool) -> str:
    """Element j of a list, a copy of it, or the list backwards; "" for anything else."""
    backwards = isinstance(e, ast.Subscript) and _text(e.slice) in ("::-1", "slice(None, None, -1)")
    inner = e.value if isinstance(e, ast.Subscript) and (backwards or _text(e.slice) == ":") else e
    if not isinstance(inner, ast.Name) or inner.id not in p.sequences:
        return ""
    return f"{inner.id}[len({inner.id}) - 1 - {p.j}]" if backwards else f"{inner.id}[{p.j}]"


def _places(p: Pool, lists: list[str]) -> list[str]:
    """Places in a list, about in their order."""
    down = {v for v, by in houdini.unit_steps(p.loop).items() if by < 0}
    inner = dict.fromkeys(f"{q} + 1" if q in down else q for q in p.positions if "." not in q)
    for n in ast.walk(p.loop):
        if isinstance(n, ast.Subscript) and isinstance(n.value, ast.Name) and n.value.id in p.sequences:
            if isinstance(n.slice, ast.BinOp) and names(n.slice) <= set(p.sorts) and names(n.slice) & set(p.positions):
                e = ast.parse(f"{_text(n.slice)} + 1", mode="eval").body
                inner.setdefault(_text(tidy(e)))
    return ["0", *list(inner)[: _PIECES - 2], *(f"len({xs})" for xs in lists[:1])]


# --- order and permutation ----------------------------------------------------------------------------------------


def order(p: Pool) -> Iterator[str]:
    """Where the contract speaks of order (`sorted`, `ascending`, all pairs): parts that are in order, and what they hold."""
    words = {w for c in chain(p.ensures(), p.requires()) for w in names(c)} | {_text(c) for c in p.ensures()}
    if not any("sort" in w or "ascend" in w or "<=" in w for w in words):
        return
    for kept, origin in p.copies.items():
        if origin in p.changed:
            yield from (f"sorted({origin}) == sorted({kept})", f"len({origin}) == len({kept})")
    ends = [*p.positions, *(f"{q} + 1" for q in p.positions)]
    around = [i for i in (houdini.index_of(o) for o in p.outer) if i]
    for xs in (n for n in p.sequences if n in p.changed and p.sorts[n].args and p.sorts[n].args[0] == INT):
        whole = f"len({xs})"
        yield f"all({xs}[p] <= {xs}[q] for q in range({whole}) for p in range(q))"
        for e in [*ends, *around, *(f"{i} + 1" for i in around)]:
            yield f"all({xs}[p] <= {xs}[q] for q in range({e}) for p in range(q))"
            yield f"all({xs}[p] <= {xs}[q] for p in range({e}) for q in range(p + 1, {whole}))"
            yield f"all({xs}[p] <= {xs}[q] for q in range({e}, {whole}) for p in range(q))"
            yield f"all({xs}[p] <= {xs}[q] for p in range({e}) for q in range({e}, {whole}))"
        for q in p.positions:
            yield f"all({xs}[p] <= {xs}[{q}] for p in range({q}))"
            for i in around:
                yield f"all({xs}[p] <= {xs}[q] for q in range({i} + 1) for p in range(q) if q != {q})"
    built = [n for n in p.sequences if n in p.changed and n not in p.params]
    for out in built:
        for xs in (n for n in p.sequences if n not in p.changed):
            for q in (q for q in p.positions if "." not in q):
                yield f"all({p.x} <= {xs}[q] for q in range({q}, len({xs})) for {p.x} in {out})"


def permuted(p: Pool) -> Iterator[str]:
    """`result == sorted(E)`: what is built holds the same as the parts of E that were read."""
    seqs = [n for n in p.params if n in p.sequences and n not in p.changed]
    cuts = [q for q in p.positions if "." not in q]
    for part in (part for clause in p.ensures() for c in p.with_result(clause) for part in conjuncts(c)):
        match part:
            case ast.Compare(left=a, ops=[ast.Eq()], comparators=[ast.Call(func=ast.Name(id="sorted"), args=[b])]):
                pass
            case ast.Compare(left=ast.Call(func=ast.Name(id="sorted"), args=[b]), ops=[ast.Eq()], comparators=[a]):
                pass
            case _:
                continue
        same = ast.parse(f"sorted({_text(a)}) == sorted({_text(b)})", mode="eval").body
        yield _text(same)
        for so_far in _so_far(p, same):
            yield _text(so_far)
        if len(seqs) >= 2 and len(cuts) >= 2:
            for chosen in islice(permutations(cuts, len(seqs)), 6):
                yield _text(replace(same, {xs: f"{xs}[:{q}]" for xs, q in zip(seqs, chosen)}))


def taken(p: Pool) -> Iterator[str]:
    """What the precondition says of an element and any later one, of what is built and what is left."""
    for test in p.requires():
        match _unfolded(p, test):
            case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(elt=body, generators=[_, _] as around)]):
                pass
            case _:
                continue
        bound = [g.target.id for g in around if isinstance(g.target, ast.Name) and not g.ifs]
        if len(bound) != 2:
            continue
        later, first = bound if bound[0] in names(around[1].iter) else bound[::-1]
        for xs in (n for n in p.sequences if n in names(body)):
            half = _Swapped(f"{xs}[{first}]", p.x).visit(copy.deepcopy(body))
            if first in names(half) or later not in names(half):
                continue
            for out in (n for n in p.changed if p.sorts[n] == p.sorts[xs] and n not in p.params):
                for q in (q for q in p.positions if "." not in q):
                    yield f"all({_text(half)} for {later} in range({q}, len({xs})) for {p.x} in {out})"


class _Swapped(ast.NodeTransformer):
    """One expression as a name."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        if _text(node) == self.old:
            return ast.Name(self.new, ast.Load())
        self.generic_visit(node)
        return node


def nested(p: Pool) -> Iterator[str]:
    """For an inner loop: what the contract says of all elements holds of those that the outer loop has done, and of the current
    one as far as this loop has come."""
    for outer in p.outer[-1:]:
        around = Pool(p.text, p.f, outer)
        for clause in p.ensures():
            for c in p.with_result(clause):
                for part in conjuncts(c):
                    yield from _of_current(p, around, part)


def _of_current(p: Pool, around: Pool, part: ast.expr) -> Iterator[str]:
    for n in ast.walk(part):
        match n:
            case ast.Call(func=ast.Name(id="all"), args=[ast.GeneratorExp(elt=body, generators=[g])]):
                pass
            case _:
                continue
        if not isinstance(g.target, ast.Name) or not (isinstance(g.iter, ast.Call) and _text(g.iter.func) == "range") or g.ifs:
            continue
        for q in (q for q in around.positions if "." not in q and q in p.sorts):
            current = _unfolded(p, replace(body, {g.target.id: q}))
            done = replace(n, {})
            done.args[0].generators[0].iter.args[-1] = ast.Name(q, ast.Load())  # type: ignore[attr-defined]
            for so_far in _so_far(p, current):
                yield _text(so_far)
                yield _text(_Swap(_text(n), ast.BoolOp(ast.And(), [done, so_far])).visit(copy.deepcopy(part)))
            yield _text(_Swap(_text(n), done).visit(copy.deepcopy(part)))


class _Swap(ast.NodeTransformer):
    def __init__(self, old: str, new: ast.expr) -> None:
        self.old, self.new = old, new

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        return self.new if _text(node) == self.old else node


def _unfolded(p: Pool, e: ast.expr) -> ast.expr:
    """Calls of functions that are one `return` as what they return."""
    bodies: dict[str, tuple[list[str], ast.expr]] = {}
    for f in ast.parse(p.text).body:
        if isinstance(f, ast.FunctionDef) and f.name in names(e) and isinstance(f.body[-1], ast.Return) and f.body[-1].value:
            if all(isinstance(s, ast.Expr | ast.Return) for s in f.body):
                bodies[f.name] = ([a.arg for a in f.args.args], f.body[-1].value)

    class Unfold(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.expr:
            self.generic_visit(node)
            known = bodies.get(node.func.id) if isinstance(node.func, ast.Name) else None
            if known is None or len(known[0]) != len(node.args):
                return node
            return replace(known[1], {n: _text(a) for n, a in zip(known[0], node.args)})

    return p.apart(tidy(Unfold().visit(copy.deepcopy(e))))


def carried(p: Pool) -> Iterator[str]:
    """What the loops around this one may keep, kept by this one too."""
    for outer in p.outer:
        around = Pool(p.text, p.f, outer)
        for c in chain(around.contract(), order(around), prefixes(around)):
            if names(ast.parse(c, mode="eval")) & set(p.changed):
                yield c


def conserved(p: Pool) -> Iterator[str]:
    """What is taken from one list goes to another."""
    given = [n for n in p.params if n in p.sequences]
    taken = {_text(n.func.value) for n in ast.walk(p.loop) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
             and n.func.attr in ("pop", "popleft")}  # fmt: skip
    for out in (n for n in p.sequences if n in p.changed):
        for src in sorted(taken - {out}):
            for xs in given:
                yield from (f"{out} + {src} == {xs}", f"{out} + list({src}) == {xs}", f"{src} + {out}[::-1] == {xs}")
