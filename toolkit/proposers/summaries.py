"""What a function's text says that it computes, as expressions over its parameters: each path's conditions and value, with
loops that add up, collect, search or test turned into comprehensions.

A guess made from syntax alone: types, order of evaluation, exceptions and sharing are not looked at. What comes out is a
candidate for a clause, nothing more."""

from __future__ import annotations

import ast
import contextlib
import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

from attrs import define, evolve, field, frozen

_PATHS = 24
_LENGTH = 400  # characters of an expression that is still followed
_MARK = "\u00b7"  # a name's value before the iteration: no Python name starts like this
_HINTS = frozenset({"invariant", "decreases", "assume"})
Node = ast.FunctionDef
Definition = tuple[tuple[str, ...], ast.expr]  # what a function returns, over its parameters


@frozen
class Path:
    """One way through the function. `outcome` is return, raise or end; `value` is None where it is not known, `after` holds
    the changed parameters (None: not known); `exact` is False where a condition on the way is not known."""

    conditions: tuple[ast.expr, ...]
    outcome: str
    value: ast.expr | None = None
    exception: str = ""
    line: int = 0
    after: Mapping[str, ast.expr | None] = field(factory=dict)
    exact: bool = True


@frozen
class Test:
    """`if condition: return/break` (or a flag set) in a loop: `target` runs over `over`."""

    condition: ast.expr
    target: ast.expr
    over: ast.expr

    def all_not(self) -> ast.expr:
        return _quantified("all", negated(self.condition), self.target, self.over)

    def any(self) -> ast.expr:
        return _quantified("any", self.condition, self.target, self.over)


@frozen
class Extremum:
    """`if value > best: best = value` in a loop that starts from `init`; `which` is max or min."""

    which: str
    value: ast.expr
    target: ast.expr
    over: ast.expr
    init: ast.expr | None


@define
class Summary:
    """`paths` in source order; `tests` of elements; `terms` that loops compute; `conditions` of branches over parameters."""

    paths: list[Path] = field(factory=list)
    tests: list[Test] = field(factory=list)
    terms: list[ast.expr] = field(factory=list)
    conditions: list[ast.expr] = field(factory=list)
    extrema: list[Extremum] = field(factory=list)


def summarise(node: Node, definitions: Mapping[str, Definition] | None = None) -> Summary:
    """The summary of a function; `definitions` say what helpers return."""
    walker = _Walker(node, dict(definitions or {}))
    with contextlib.suppress(RecursionError):
        walker.run()
    return walker.summary


@frozen
class _State:
    env: dict[str, ast.expr | None]
    conditions: tuple[ast.expr, ...] = ()
    exact: bool = True
    left: str = ""  # how a loop's body was left: break, continue

    def set(self, name: str, value: ast.expr | None) -> _State:
        if value is not None and len(ast.unparse(value)) > _LENGTH:
            value = None
        return evolve(self, env={**self.env, name: value})

    def assume(self, condition: ast.expr | None) -> _State:
        if condition is None:
            return evolve(self, exact=False)
        return evolve(self, conditions=(*self.conditions, condition))


class _Walker:
    def __init__(self, node: Node, definitions: dict[str, Definition]) -> None:
        self.node, self.definitions = node, definitions
        self.params = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        args = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
        self.texts = {a.arg for a in args if a.annotation is not None and ast.unparse(a.annotation) == "str"}
        self.summary = Summary()
        self.sums: dict[str, ast.expr | None] = {}  # what the last loop leaves in its variables

    def run(self) -> None:
        start = _State({p: name(p) for p in self.params})
        for s in self.block(self.node.body, [start], None):
            self.summary.paths.append(self.ended(s, "end", 0))

    def ended(self, s: _State, outcome: str, line: int, value: ast.expr | None = None, exception: str = "") -> Path:
        after = {p: s.env.get(p) for p in self.params if not (_same(s.env.get(p), name(p)))}
        return Path(s.conditions, outcome, value, exception, line, after, s.exact)

    # --- statements -----------------------------------------------------------------------------------------------

    def block(self, body: Sequence[ast.stmt], states: list[_State], leaves: list[tuple[_State, ast.stmt]] | None) -> list[_State]:
        """The states after a block; in a loop's body, `leaves` collects returns and raises instead of paths."""
        for stmt in body:
            states = [t for s in states for t in ([s] if s.left else self.statement(stmt, s, leaves))][:_PATHS]
        return states

    def statement(self, stmt: ast.stmt, s: _State, leaves: list[tuple[_State, ast.stmt]] | None) -> list[_State]:
        match stmt:
            case ast.Return() | ast.Raise():
                if leaves is not None:
                    leaves.append((s, stmt))
                elif isinstance(stmt, ast.Return):
                    value = self.value(stmt.value, s.env) if stmt.value is not None else None
                    self.summary.paths.append(self.ended(s, "return", stmt.lineno, value))
                else:
                    self.summary.paths.append(self.ended(s, "raise", stmt.lineno, None, exception_of(stmt)))
                return []
            case ast.Break():
                return [evolve(s, left="break")]
            case ast.Continue():
                return [evolve(s, left="continue")]
            case ast.Assign(targets=[target], value=value):
                return [self.assign(target, value, s)]
            case ast.AnnAssign(target=target, value=value):
                return [s if value is None else self.assign(target, value, s)]
            case ast.AugAssign(target=target, op=op, value=value):
                before = copy.deepcopy(target)
                before.ctx = ast.Load()
                return [self.assign(target, ast.BinOp(before, op, value), s)]
            case ast.If():
                test = self.value(stmt.test, s.env)
                if test is not None and not marked(test):
                    self.summary.conditions.append(test)
                then = self.block(stmt.body, [s.assume(test)], leaves)
                return [*then, *self.block(stmt.orelse, [s.assume(None if test is None else negated(test))], leaves)]
            case ast.Assert(test=condition):
                test = self.value(condition, s.env)
                if test is not None and not marked(test):
                    self.summary.conditions.append(test)
                return [s]
            case ast.Expr(value=ast.Call() as call):
                return [self.effect(call, s)]
            case ast.For():
                return self.loop(stmt, s, leaves)
            case ast.While():
                counted = self.counted(stmt, s)
                if counted is not None:
                    return self.loop(counted, s, leaves)
                return [self.forget(stmt, s)]
            case ast.Expr() | ast.Pass():
                return [s]
        return [self.forget(stmt, evolve(s, exact=False))]

    def assign(self, target: ast.expr, value: ast.expr, s: _State) -> _State:
        if isinstance(target, ast.Name):
            return s.set(target.id, self.value(value, s.env))
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple) and len(target.elts) == len(value.elts):
            values = [self.value(v, s.env) for v in value.elts]
            for t, v in zip(target.elts, values):
                s = s.set(t.id, v) if isinstance(t, ast.Name) else self.forget(t, s)
            return s
        return self.forget(target, s)

    def effect(self, call: ast.Call, s: _State) -> _State:
        """A method that changes a list."""
        if isinstance(call.func, ast.Name):
            return s if call.func.id in _HINTS else self.forget(call, s)
        if not isinstance(call.func, ast.Attribute) or not isinstance(call.func.value, ast.Name):
            return self.forget(call, s)
        root = call.func.value.id
        before = s.env.get(root)
        args = [self.value(a, s.env) for a in call.args]
        if before is None or not _known(args) or call.keywords:
            return s.set(root, None)
        match call.func.attr, args:
            case "append", [item]:
                return s.set(root, concat(before, ast.List([item], ast.Load())))
            case "extend", [items]:
                return s.set(root, concat(before, items))
            case "sort", []:
                return s.set(root, called("sorted", before))
            case "reverse", []:
                return s.set(root, cut(before, step=-1))
            case "clear", []:
                return s.set(root, ast.List([], ast.Load()))
            case "pop", []:
                return s.set(root, cut(before, upper=-1))
        return s.set(root, None)

    def forget(self, node: ast.AST, s: _State) -> _State:
        """Whatever a piece of code may change is not known any more."""
        for n in sorted(changed_in(node)):
            s = s.set(n, None)
        return s

    # --- expressions ----------------------------------------------------------------------------------------------

    def value(self, e: ast.expr | None, env: Mapping[str, ast.expr | None]) -> ast.expr | None:
        """The expression over the parameters; None when it is not known or is no expression of a clause."""
        if e is None or any(isinstance(n, ast.NamedExpr | ast.Lambda | ast.Await | ast.Starred) for n in ast.walk(e)):
            return None
        bound = {x for n in ast.walk(e) if isinstance(n, ast.comprehension) for x in names_in(n.target)}
        free = names_in(e) - bound
        if any(n in env and env[n] is None for n in free):
            return None
        if any(names_in(env[n]) & bound for n in free if n in env):
            return None  # a name would be captured
        found = _Substitute({n: v for n in free if (v := env.get(n)) is not None}).visit(copy.deepcopy(e))
        found = _Unfold(self.definitions).visit(found)
        return None if self.node.name in _called(found) else tidy(found)

    # --- loops ----------------------------------------------------------------------------------------------------

    def counted(self, loop: ast.While, s: _State) -> ast.For | None:
        """`while i < n: ...; i += 1` as a for over a range; what else the condition asks for leaves it."""
        tests = loop.test.values if isinstance(loop.test, ast.BoolOp) and isinstance(loop.test.op, ast.And) else [loop.test]
        test, last = tests[0], loop.body[-1]
        if not (isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name)) or loop.orelse:
            return None
        i, end = test.left.id, test.comparators[0]
        if not isinstance(test.ops[0], ast.Lt | ast.LtE | ast.NotEq) or ast.unparse(last) not in (f"{i} += 1", f"{i} = {i} + 1"):
            return None
        rest = loop.body[:-1]
        inside = set().union(*(changed_in(x) for x in rest), set())
        start = s.env.get(i)
        if i in inside or names_in(end) & inside or start is None or any(
            isinstance(n, ast.Continue) for x in rest for n in ast.walk(x)
        ):  # fmt: skip
            return None
        if isinstance(test.ops[0], ast.LtE):
            end = tidy(ast.BinOp(end, ast.Add(), ast.Constant(1)))
        bounds = [end] if ast.unparse(start) == "0" else [start, end]
        over = ast.Call(name("range"), bounds, [])
        leave: list[ast.stmt] = [ast.If(negated(_joined(ast.And(), *tests[1:])), [ast.Break()], [])] if tests[1:] else []
        body = [*leave, *rest] or [ast.Pass()]
        return ast.copy_location(ast.For(ast.Name(i, ast.Store()), over, body, [], None), loop)

    def loop(self, loop: ast.For, s: _State, leaves: list[tuple[_State, ast.stmt]] | None) -> list[_State]:
        inside = set().union(*(changed_in(x) for x in loop.body))
        targets = names_in(loop.target)
        over = self.value(loop.iter, s.env)
        after = self.forget(loop, s)
        if over is None or marked(over) or targets & (inside | set(self.params)) or loop.orelse:
            return [after]
        env = {**s.env, **{v: name(_MARK + v) for v in inside}, **{t: name(t) for t in targets}}
        outs: list[tuple[_State, ast.stmt]] = []
        ends = self.block(loop.body, [_State(env)], outs)
        exits = [(e, None) for e in ends if e.left == "break"] + [(e, stmt) for e, stmt in outs]
        going = [e for e in ends if e.left != "break"]
        for e, _ in exits:
            test = _conjunction(e.conditions)
            if e.exact and test is not None and not marked(test):
                self.note(Test(*_simple(test, loop.target, over)))
        for e in going:  # `if test: found = i`
            test = _conjunction(e.conditions)
            kept = any((now := e.env.get(v)) is not None and names_in(now) and names_in(now) <= targets for v in inside)
            if kept and e.exact and test is not None and not marked(test):
                self.note(Test(*_simple(test, loop.target, over)))
        self.accumulated(loop, over, s, going, inside, bool(exits))
        if exits:
            return self.leaving(loop, over, s, after, exits)
        for v in inside:
            after = after.set(v, self.sums.get(v))
        return [after]

    def note(self, test: Test) -> None:
        self.summary.tests.append(test)
        self.summary.terms.append(test.any())

    def leaving(
        self, loop: ast.For, over: ast.expr, s: _State, after: _State, exits: Sequence[tuple[_State, ast.stmt | None]],
    ) -> list[_State]:  # fmt: skip
        """A loop that may be left early: `any` of the test where it is, `all` of its negation where it is not."""
        tests: list[ast.expr] = []
        for e, stmt in exits:
            test = _conjunction(e.conditions)
            if not e.exact or test is None or marked(test):
                return [evolve(after, exact=False)]
            if isinstance(stmt, ast.Return | ast.Raise):
                simple = Test(*_simple(test, loop.target, over))
                state = evolve(s, conditions=(*s.conditions, simple.any()))
                value = self.value(stmt.value, e.env) if isinstance(stmt, ast.Return) else None
                if value is not None and (names_in(value) & names_in(loop.target) or marked(value)):
                    value = None
                if isinstance(stmt, ast.Raise):
                    self.summary.paths.append(self.ended(state, "raise", stmt.lineno, None, exception_of(stmt)))
                else:
                    self.summary.paths.append(self.ended(state, "return", stmt.lineno, value))
            tests.append(test)
        condition = tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)
        simple = Test(*_simple(condition, loop.target, over))
        if all(isinstance(stmt, ast.Return | ast.Raise) for _, stmt in exits):
            return [after.assume(simple.all_not())]
        return [evolve(after, exact=False)]

    def accumulated(
        self, loop: ast.For, over: ast.expr, s: _State, ends: Sequence[_State], inside: set[str], early: bool
    ) -> None:
        """What each variable holds when the loop is done."""
        self.sums = {}
        for v in sorted(inside):
            init = s.env.get(v)
            found = None
            if init is not None and ends and all(e.exact for e in ends) and not marked(init):
                found = self.accumulator(v, init, loop.target, over, ends)
            if found is not None and early:
                self.summary.terms.append(found)
                found = None
            elif found is not None:
                self.summary.terms.append(found)
            self.sums[v] = found

    def accumulator(
        self, v: str, init: ast.expr, target: ast.expr, over: ast.expr, ends: Sequence[_State]
    ) -> ast.expr | None:
        own = _MARK + v
        parts: list[tuple[ast.expr | None, ast.expr]] = []  # (condition, what v is afterwards) where it changes
        for e in ends:
            value = e.env.get(v)
            if value is None:
                return None
            if _same(value, name(own)):
                continue
            parts.append((_conjunction(e.conditions), value))
        if not parts:
            return init
        best = self.extremum(own, init, target, over, parts)
        if best is not None:
            return best
        if any(c is not None and marked(c) for c, _ in parts):
            return None
        flags = {p.value for _, p in parts if isinstance(p, ast.Constant) and isinstance(p.value, bool)}
        if len(flags) == 1 and all(isinstance(p, ast.Constant) for _, p in parts) and isinstance(init, ast.Constant):
            return self.flag(init, flags.pop(), target, over, [c for c, _ in parts if c is not None])
        steps = [(c, _step(p, own)) for c, p in parts]
        if any(d is None or marked(d) for _, d in steps):
            return None
        kinds = {isinstance(d, ast.List) for _, d in steps}
        if len(kinds) > 1:
            return None
        if kinds == {True}:
            return self.collected(init, target, over, ends, steps)
        return self.added(init, target, over, ends, steps)

    def flag(self, init: ast.Constant, to: object, target: ast.expr, over: ast.expr, tests: list[ast.expr]) -> ast.expr | None:
        if not tests or init.value is to:
            return None
        condition = tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)
        test = Test(*_simple(condition, target, over))
        self.note(test)
        return test.any() if to else test.all_not()

    def extremum(
        self, own: str, init: ast.expr, target: ast.expr, over: ast.expr, parts: list[tuple[ast.expr | None, ast.expr]]
    ) -> ast.expr | None:
        """`if e > best: best = e`, or `best = max(best, e)`."""
        if len(parts) != 1:
            return None
        condition, value = parts[0]
        which, extra = "", None
        if isinstance(value, ast.Call) and ast.unparse(value.func) in ("max", "min") and len(value.args) == 2:
            items = [a for a in value.args if not _same(a, name(own))]
            if len(items) == 1 and not marked(items[0]):
                which, extra, value = ast.unparse(value.func), condition, items[0]
        elif condition is not None and not marked(value):
            tests = condition.values if isinstance(condition, ast.BoolOp) and isinstance(condition.op, ast.And) else [condition]
            rest = [c for c in tests if not marked(c)]
            about = [c for c in tests if marked(c)]
            if len(about) == 1 and isinstance(about[0], ast.Compare) and len(about[0].ops) == 1:
                c = about[0]
                left, right = ast.unparse(c.left), ast.unparse(c.comparators[0])
                up = isinstance(c.ops[0], ast.Gt | ast.GtE)
                if isinstance(c.ops[0], ast.Gt | ast.GtE | ast.Lt | ast.LtE):
                    if (left, right) == (ast.unparse(value), own):
                        which = "max" if up else "min"
                    elif (right, left) == (ast.unparse(value), own):
                        which = "min" if up else "max"
                    extra = _conjunction(tuple(rest))
        if not which or (extra is not None and marked(extra)):
            return None
        if extra is None:
            self.summary.extrema.append(Extremum(which, *_simple(value, target, over), init))
        return extremum(which, init, _comprehension(value, target, over, extra, ast.GeneratorExp))

    def collected(
        self, init: ast.expr, target: ast.expr, over: ast.expr, ends: Sequence[_State],
        steps: Sequence[tuple[ast.expr | None, ast.expr | None]],
    ) -> ast.expr | None:  # fmt: skip
        lists = [(c, d.elts) for c, d in steps if isinstance(d, ast.List)]
        if any(len(items) != 1 for _, items in lists):
            return None
        values = [(c, items[0]) for c, items in lists]
        whole = len(values) == len(ends)
        found = self.chosen(values, whole)
        if found is None:
            return None
        condition, value = found
        built = _comprehension(value, target, over, condition, ast.ListComp)
        if isinstance(init, ast.List) and not init.elts:
            return plain_list(built)
        return concat(init, plain_list(built))

    def added(
        self, init: ast.expr, target: ast.expr, over: ast.expr, ends: Sequence[_State],
        steps: Sequence[tuple[ast.expr | None, ast.expr | None]],
    ) -> ast.expr | None:  # fmt: skip
        found = self.chosen([(c, d) for c, d in steps if d is not None], len(steps) == len(ends))
        if found is None:
            return None
        condition, value = found
        text = isinstance(init, ast.Constant) and isinstance(init.value, str)
        if text:
            built: ast.expr = parse('"".join(x)')
            assert isinstance(built, ast.Call)
            built.args = [_comprehension(value, target, over, condition, ast.GeneratorExp)]
        else:
            built = total(value, target, over, condition, ast.unparse(over) in self.texts)
        if isinstance(init, ast.Constant) and init.value in (0, ""):
            return built
        return tidy(ast.BinOp(init, ast.Add(), built))

    def chosen(self, values: list[tuple[ast.expr | None, ast.expr]], whole: bool) -> tuple[ast.expr | None, ast.expr] | None:
        """(condition, value) of what each round contributes; `whole`: every round does."""
        texts = {ast.unparse(v) for _, v in values}
        if len(texts) == 1:
            if whole:
                return None, values[0][1]
            tests = [c for c, _ in values if c is not None]
            return (tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), tests)) if tests else None, values[0][1]
        if not whole or any(c is None for c, _ in values[:-1]):
            return None
        value = values[-1][1]
        for c, v in reversed(values[:-1]):
            assert c is not None
            value = ast.IfExp(c, v, value)
        return None, value


# --- building expressions -----------------------------------------------------------------------------------------


def parse(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def name(n: str) -> ast.Name:
    return ast.Name(n, ast.Load())


def called(function: str, *args: ast.expr) -> ast.Call:
    return ast.Call(name(function), list(args), [])


def cut(xs: ast.expr, upper: int | None = None, step: int | None = None) -> ast.expr:
    """`xs[:upper:step]`"""
    return ast.Subscript(xs, ast.Slice(None, None if upper is None else number(upper), None if step is None else number(step)),
                         ast.Load())  # fmt: skip


def concat(a: ast.expr, b: ast.expr) -> ast.expr:
    if isinstance(a, ast.List) and isinstance(b, ast.List):
        return ast.List([*a.elts, *b.elts], ast.Load())
    if isinstance(a, ast.List) and not a.elts:
        return b
    return ast.BinOp(a, ast.Add(), b)


def extremum(which: str, init: ast.expr, items: ast.expr) -> ast.expr:
    """max or min of a start value and items: `max(xs)` where the start is an item of xs."""
    over = items.generators[0].iter if isinstance(items, ast.GeneratorExp) else items
    if isinstance(items, ast.GeneratorExp) and _same(items.elt, items.generators[0].target) and not items.generators[0].ifs:
        items = over
        if _same(init, ast.Subscript(over, ast.Constant(0), ast.Load())):
            return called(which, over)
        rest = ast.unparse(over)
        if isinstance(over, ast.Subscript) and rest.endswith("[1:]") and ast.unparse(init) == f"{rest[:-4]}[0]":
            return called(which, over.value)
    if isinstance(items, ast.GeneratorExp):
        items = ast.ListComp(items.elt, items.generators)
    return called(which, concat(ast.List([init], ast.Load()), items))


def total(value: ast.expr, target: ast.expr, over: ast.expr, condition: ast.expr | None, text: bool) -> ast.expr:
    """sum(...), as short as it goes: `sum(xs)`, `xs.count(y)` (not of texts, where it counts longer parts too)."""
    items = _comprehension(value, target, over, condition, ast.GeneratorExp)
    g = items.generators[0] if isinstance(items, ast.GeneratorExp) else None
    if g is not None and isinstance(items, ast.GeneratorExp):
        if _same(items.elt, g.target) and not g.ifs:
            return called("sum", g.iter)
        if not text and ast.unparse(items.elt) == "1" and len(g.ifs) == 1 and isinstance(g.ifs[0], ast.Compare):
            c = g.ifs[0]
            if len(c.ops) == 1 and isinstance(c.ops[0], ast.Eq):
                sides = [c.left, c.comparators[0]]
                other = [x for x in sides if not names_in(x) & names_in(g.target)]
                if len(other) == 1 and any(_same(x, g.target) for x in sides):
                    return ast.Call(ast.Attribute(g.iter, "count", ast.Load()), other, [])
    return called("sum", items)


def plain_list(e: ast.expr) -> ast.expr:
    """`[x for x in xs]` is `xs`."""
    if isinstance(e, ast.ListComp) and _same(e.elt, e.generators[0].target) and not e.generators[0].ifs:
        return called("list", e.generators[0].iter)
    return e


def negated(test: ast.expr) -> ast.expr:
    """`not test`, as a person would write it."""
    opposite: dict[type[ast.cmpop], ast.cmpop] = {
        ast.Lt: ast.GtE(), ast.LtE: ast.Gt(), ast.Gt: ast.LtE(), ast.GtE: ast.Lt(), ast.Eq: ast.NotEq(),
        ast.NotEq: ast.Eq(), ast.In: ast.NotIn(), ast.NotIn: ast.In(), ast.Is: ast.IsNot(), ast.IsNot: ast.Is(),
    }  # fmt: skip
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return test.operand
    if isinstance(test, ast.Constant) and isinstance(test.value, bool):
        return ast.Constant(not test.value)
    if isinstance(test, ast.Compare) and ast.unparse(test).startswith("len(") and ast.unparse(test).endswith(") > 0"):
        return ast.Compare(test.left, [ast.Eq()], test.comparators)  # no length is negative
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and type(test.ops[0]) in opposite:
        return ast.Compare(test.left, [opposite[type(test.ops[0])]], test.comparators)
    if isinstance(test, ast.BoolOp):
        op = ast.Or() if isinstance(test.op, ast.And) else ast.And()
        return ast.BoolOp(op, [negated(v) for v in test.values])
    if isinstance(test, ast.Call) and isinstance(test.func, ast.Name) and test.func.id in ("all", "any") and len(test.args) == 1:
        inner = test.args[0]
        if isinstance(inner, ast.GeneratorExp):
            turned = ast.GeneratorExp(negated(inner.elt), inner.generators)
            return called("any" if test.func.id == "all" else "all", turned)
    return ast.UnaryOp(ast.Not(), test)


def tidy(e: ast.expr) -> ast.expr:
    """Constants added up, conditional booleans as `and`, `or`, `not`, -(-x) as x."""
    result: ast.expr = _Tidy().visit(e)
    return result


class _Tidy(ast.NodeTransformer):
    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        a, b = node.left, node.right
        if _int(b) and _int(a) and isinstance(node.op, ast.Add | ast.Sub):
            k = a.value + b.value if isinstance(node.op, ast.Add) else a.value - b.value
            return number(k)
        if _int(b) and isinstance(node.op, ast.Add | ast.Sub):
            k = b.value if isinstance(node.op, ast.Add) else -b.value
            if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Add | ast.Sub) and _int(a.right):
                k += a.right.value if isinstance(a.op, ast.Add) else -a.right.value
                a = a.left
            if k == 0:
                return a
            return ast.BinOp(a, ast.Add() if k > 0 else ast.Sub(), ast.Constant(abs(k)))
        if _int(a) and a.value == 0 and isinstance(node.op, ast.Add):
            return b
        if isinstance(node.op, ast.Add) and isinstance(b, ast.List) and isinstance(a, ast.List):
            return ast.List([*a.elts, *b.elts], ast.Load())
        return node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Not):
            return negated(node.operand)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        self.generic_visit(node)
        return conditional(node.test, node.body, node.orelse)


def conditional(test: ast.expr, a: ast.expr, b: ast.expr) -> ast.expr:
    """`a if test else b`; of booleans with `and`, `or`, `not`."""
    if _same(a, b):
        return a
    if _flag(a) and _flag(b):
        return test if a.value else negated(test)
    if _flag(a):
        return _joined(ast.Or(), test, b) if a.value else _joined(ast.And(), negated(test), b)
    if _flag(b):
        return _joined(ast.Or(), negated(test), a) if b.value else _joined(ast.And(), test, a)
    return ast.IfExp(test, a, b)


def _joined(op: ast.boolop, *parts: ast.expr) -> ast.expr:
    if len(parts) == 1:
        return parts[0]
    flat: list[ast.expr] = []
    for p in parts:
        flat += p.values if isinstance(p, ast.BoolOp) and type(p.op) is type(op) else [p]
    return ast.BoolOp(op, flat)


def number(k: int) -> ast.expr:
    return ast.Constant(k) if k >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-k))


def _int(e: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(e, ast.Constant) and type(e.value) is int


def _flag(e: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(e, ast.Constant) and isinstance(e.value, bool)


def _known(items: Sequence[ast.expr | None]) -> TypeGuard[Sequence[ast.expr]]:
    return all(x is not None for x in items)


def _same(a: ast.expr | None, b: ast.expr | None) -> bool:
    return a is not None and b is not None and ast.unparse(a) == ast.unparse(b)


def _conjunction(parts: Sequence[ast.expr]) -> ast.expr | None:
    return None if not parts else parts[0] if len(parts) == 1 else _joined(ast.And(), *parts)


def _quantified(kind: str, condition: ast.expr, target: ast.expr, over: ast.expr) -> ast.expr:
    if isinstance(condition, ast.Compare) and len(condition.ops) == 1 and _same(condition.left, target):
        other = condition.comparators[0]
        if not names_in(other) & names_in(target):  # any(x == y for x in xs) is y in xs
            if kind == "any" and isinstance(condition.ops[0], ast.Eq):
                return ast.Compare(other, [ast.In()], [over])
            if kind == "all" and isinstance(condition.ops[0], ast.NotEq):
                return ast.Compare(other, [ast.NotIn()], [over])
    return called(kind, _comprehension(condition, target, over, None, ast.GeneratorExp))


def _comprehension(
    value: ast.expr, target: ast.expr, over: ast.expr, condition: ast.expr | None,
    kind: type[ast.GeneratorExp] | type[ast.ListComp],
) -> ast.GeneratorExp | ast.ListComp:  # fmt: skip
    wrapped = ast.Tuple([value, condition], ast.Load()) if condition is not None else value
    both, target, over = _simple(wrapped, target, over)
    if condition is not None:
        assert isinstance(both, ast.Tuple)
        value, condition = both.elts
    else:
        value = both
    stored = copy.deepcopy(target)
    return kind(value, [ast.comprehension(stored, over, [condition] if condition is not None else [], 0)])


def _simple(e: ast.expr, target: ast.expr, over: ast.expr) -> tuple[ast.expr, ast.expr, ast.expr]:
    """`xs[i]` for i in range(len(xs)) as `x` for x in xs, and enumerate without its index."""
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and isinstance(target, ast.Name):
        if over.func.id == "range" and isinstance(over.args[-1], ast.Call) and ast.unparse(over.args[-1].func) == "len":
            xs = over.args[-1].args[0]
            start = over.args[0] if len(over.args) == 2 else None
            item = "x" if "x" not in names_in(e) | names_in(over) else "item"
            if isinstance(xs, ast.Name) and len(over.args) < 3 and item not in names_in(e):
                new = _Items(xs.id, target.id, item).visit(copy.deepcopy(e))
                if target.id not in names_in(new):
                    whole = xs if start is None else parse(f"{xs.id}[{ast.unparse(start)}:]")
                    if start is None or _int(start):
                        return new, name(item), whole
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id == "enumerate" and len(over.args) == 1:
        if isinstance(target, ast.Tuple) and len(target.elts) == 2 and not names_in(target.elts[0]) & names_in(e):
            return e, target.elts[1], over.args[0]
    return e, target, over


class _Items(ast.NodeTransformer):
    """`xs[i]` -> item"""

    def __init__(self, xs: str, i: str, item: str) -> None:
        self.text, self.item = f"{xs}[{i}]", item

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        self.generic_visit(node)
        return name(self.item) if ast.unparse(node) == self.text else node


class _Substitute(ast.NodeTransformer):
    def __init__(self, env: Mapping[str, ast.expr]) -> None:
        self.env = env

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return copy.deepcopy(self.env[node.id]) if node.id in self.env else node


class _Unfold(ast.NodeTransformer):
    """Calls of functions of which it is known what they return."""

    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self.definitions = definitions

    def visit_Call(self, node: ast.Call) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id in self.definitions and not node.keywords:
            params, body = self.definitions[node.func.id]
            bound = {x for n in ast.walk(body) if isinstance(n, ast.comprehension) for x in names_in(n.target)}
            if len(params) == len(node.args) and not any(names_in(a) & bound for a in node.args):
                unfolded: ast.expr = _Substitute(dict(zip(params, node.args))).visit(copy.deepcopy(body))
                return unfolded
        return node


def _step(value: ast.expr, own: str) -> ast.expr | None:
    """E, where the value is `own + E` (or `own - E`, then -E); a List where a list grows."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub):
        if _same(value.left, name(own)):
            return value.right if isinstance(value.op, ast.Add) else ast.UnaryOp(ast.USub(), value.right)
        if _same(value.right, name(own)) and isinstance(value.op, ast.Add) and not isinstance(value.left, ast.Constant | ast.List):
            return value.left
        if isinstance(value.op, ast.Add):
            inner = _step(value.left, own)
            if inner is not None and isinstance(inner, ast.List) == isinstance(value.right, ast.List):
                return concat(inner, value.right) if isinstance(inner, ast.List) else ast.BinOp(inner, value.op, value.right)
    return None


def exception_of(stmt: ast.Raise) -> str:
    what = stmt.exc.func if isinstance(stmt.exc, ast.Call) else stmt.exc
    return what.id if isinstance(what, ast.Name) else ""


def names_in(node: ast.AST | None) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} if node is not None else set()


def marked(e: ast.expr) -> bool:
    return any(n.startswith(_MARK) for n in names_in(e))


def _called(e: ast.AST) -> set[str]:
    return {n.func.id for n in ast.walk(e) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}


def changed_in(node: ast.AST) -> set[str]:
    """Names that a piece of code assigns, or whose list it changes."""
    return set(_changes(node))


def _changes(node: ast.AST) -> Iterator[str]:
    for n in ast.walk(node):
        base: ast.expr | None = None
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store):
            yield n.id
        elif isinstance(n, ast.Subscript) and isinstance(n.ctx, ast.Store | ast.Del):
            base = n.value
        elif isinstance(n, ast.Expr) and isinstance(n.value, ast.Call) and isinstance(n.value.func, ast.Attribute):
            base = n.value.func.value
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr in ("pop", "popleft", "setdefault"):
            base = n.func.value
        elif isinstance(n, ast.Call) and isinstance(n.func, ast.Name):
            continue
        while isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            yield base.id
