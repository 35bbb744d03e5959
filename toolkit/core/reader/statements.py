"""Python statements -> IR statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from toolkit.core.ir import (
    ANY,
    BOOL,
    INT,
    NONE,
    Assert,
    Assign,
    Assume,
    Block,
    Break,
    Clause,
    Continue,
    Eval,
    Expr,
    If,
    Loop,
    Return,
    Reveal,
    Sort,
    Update,
    list_of,
    object_of,
)
from toolkit.core.reader import (
    atoms,
    calls,
    classes,
    containers,
    generators,
    iteration,
    maps,
    nested,
    operators,
    places,
    tables,
    targets,
    unions,
)
from toolkit.core.reader.expressions import Expressions
from toolkit.core.reader.names import Names
from toolkit.core.reader.types import join, read_annotation
from toolkit.core.source import Span


class Body(Expressions):
    """Lowers the statements of one function. `result` is the declared result sort, or None when it is to be found."""

    def __init__(self, names: Names, result: Sort | None) -> None:
        super().__init__(names)
        self.result = result
        self.found: Sort = ANY  # join of the returned values' sorts
        self.declared: dict[str, Sort] = {}
        self.loops = 0
        self.name = ""  # of the function
        self.top: Sequence[ast.stmt] = ()  # its statements
        self.parameters: frozenset[str] = frozenset()
        self.bindings: list[str] = []  # every binding of a name in it
        self.captured: frozenset[str] = frozenset()  # parameters that are names of the function around
        self.outer: tuple[str, ...] = ()  # those of them that it assigns
        self.finals = 0  # the try statements around that have a finally
        self.notes: list[str] = []

    def statements(self, nodes: Sequence[ast.stmt]) -> Block:
        outer, self.block = self.block, []
        for node in nodes:
            self.statement(node)
        block, self.block = tuple(self.block), outer
        return block

    def statement(self, node: ast.stmt) -> None:
        if type(node).__name__ in tables.STATEMENTS:
            tables.STATEMENTS[type(node).__name__](self, node)
            return
        method = getattr(self, "_do_" + type(node).__name__.lower(), None)
        if method is None:
            word, hint = _STATEMENTS.get(type(node).__name__, (f"{type(node).__name__} statements are", ""))
            self.reject("unsupported-statement", node, f"{word} not supported", hint)
        method(node)

    # --- assignment -----------------------------------------------------------------------------------------------

    def assign(self, name: str, value: Expr, node: ast.AST) -> None:
        if name in self.ghosts and not self.specifying:
            self.reject("ghost-in-code", node, f"{name} is a ghost and gets a value of the code here", f"{name} = ghost(...)")
        if name in self.tracks:
            self.reject("unsupported-track", node, f"{name} is a track and cannot be assigned again")
        if self.holds_exception(name):
            self.reject("exception-value", node, f"{name} is the exception here", "use another name")
        declared = self.declared.get(name)
        if declared is not None:
            value = self.coerce(value, declared, node)
        sort = self.learn(name, value.sort)
        if sort is None:
            self.reject(
                "type-changes", node, f"{name} holds {self.sorts[name]} and is assigned {value.sort} here",
                "use a second name",
            )  # fmt: skip
        self.emit(Assign(self.span(node), name, self.coerce(value, sort, node)))

    def store(self, target: ast.expr, value: Expr, node: ast.AST) -> None:
        """target = value, for every kind of target."""
        if isinstance(target, ast.Name):
            self.assign(target.id, value, node)
        elif isinstance(target, (ast.Tuple, ast.List)):
            targets.unpack(self, target, value, node)
        elif isinstance(target, ast.Subscript):
            if isinstance(target.slice, ast.Slice):
                targets.set_slice(self, target, value, node)
                return
            value = self.keep(value)
            place = places.place(self, target.value)
            if place is None or place[2].name not in ("List", "Dict", "Any"):
                self.reject("unsupported-target", target, "only items of a list or dict that a name leads to can be assigned")
            if place[2].name == "Dict":
                maps.assign(self, target, place, value)
                return
            root, path, sort = place
            mark = len(self.block)
            index = self.expr(target.slice, INT)
            places.between(self, mark, root, path, target)
            element = sort.args[0] if sort.args else ANY
            joined = join(element, value.sort)
            if joined is None or (element not in (ANY, joined)):
                self.reject("type-mismatch", node, f"an item of {sort} cannot hold {value.sort}")
            value = self.coerce(value, joined, node)
            places.refine(self, root, path, list_of(joined))
            self.emit(Update(self.span(target), root, path, "setitem", (index, value), list_of(joined)))
        elif isinstance(target, ast.Attribute):
            if isinstance(target.value, ast.Name) and target.value.id == self.me:
                self.assign(f"self.{target.attr}", value, node)
                return
            value = self.keep(value)
            root, path, sort = self.object_of(target)
            i = sort.fields.index(target.attr)
            span = self.span(target)
            args = (Expr("const", (), INT, span, i), self.coerce(value, sort.args[i], node))
            self.emit(Update(span, root, path, "setattr", args, sort))
        else:
            self.reject("unsupported-target", target, "this target is not supported")

    def object_of(self, target: ast.Attribute) -> tuple[str, tuple[Expr | int, ...], Sort]:
        """The place of the instance whose field is to be set."""
        place = places.place(self, target.value)
        if place is None or not place[2].label:
            self.reject("unsupported-target", target, "only fields of an instance that a name leads to can be set",
                        "give the object a name first")  # fmt: skip
        sort = place[2]
        if not sort.changeable:
            self.reject("frozen-instance", target, f"the fields of {sort} cannot be set: this raises an exception",
                        "make a new instance")  # fmt: skip
        if target.attr not in sort.fields:
            self.reject("unsupported-attribute", target, f"{target.attr} is not a field of {sort}",
                        "every field is set in __init__")  # fmt: skip
        return place

    def keep(self, e: Expr) -> Expr:
        """`e`, evaluated now."""
        if e.op == "const" or (e.op == "var" and e.data.startswith("$")):
            return e
        name = self.fresh("t", e.sort)
        self.emit(Assign(e.span, name, e))
        return self.var(name, e.span)

    def _do_assign(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if nested.named_lambda(self, node):
            return
        if self.ghostly(node):
            self.ghost(node)
            return
        if len(node.targets) == 1 and isinstance(target, ast.Name):
            if self.is_track(node.value):
                self.reject(
                    "unsupported-track", node, "track(...) is used in the for statement itself",
                    f"for x in ({target.id} := track(xs)):",
                )  # fmt: skip
            want = self.declared.get(target.id) or self.sorts.get(target.id)
            holds = want is not None and want.name in ("List", "Dict", "Set", "Deque")
            value = self._wanted(node.value, want) if want is not None and holds else self.expr(node.value)
            self.assign(target.id, value, node)
            return
        if targets.swap(self, node):
            return
        held = containers.makes(self, node.value) and isinstance(target, ast.Attribute) and places.place(self, target)
        value = self.expr(node.value, held[2] if held else None)
        if len(node.targets) > 1:
            value = self.keep(value)
        for t in node.targets:
            self.store(t, value, node)

    def _wanted(self, value: ast.expr, want: Sort) -> Expr:
        displays = (ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp)
        return self.expr(value, want) if isinstance(value, displays) or containers.makes(self, value) else self.expr(value)

    def _do_annassign(self, node: ast.AnnAssign) -> None:
        if self.ghostly(node):
            self.ghost(node)
            return
        t = node.target
        field = isinstance(t, ast.Attribute) and isinstance(t.value, ast.Name) and t.value.id == self.me
        if not (isinstance(t, ast.Name) or field):
            self.reject("unsupported-target", node, "only names can be annotated")
        sort = containers.made(read_annotation(self.names.typed(node.annotation), self.file))
        name = t.id if isinstance(t, ast.Name) else f"self.{ast.unparse(t).split('.')[-1]}"
        if self.declared.setdefault(name, sort) != sort:
            self.reject("type-changes", node, f"{name} is declared twice with different types")
        self.learn(name, sort)
        if node.value is not None:
            self.assign(name, self.expr(node.value, sort), node)

    def _do_augassign(self, node: ast.AugAssign) -> None:
        t, op = node.target, type(node.op)
        if isinstance(t, ast.Name):
            old = self.expr(ast.copy_location(ast.Name(t.id, ast.Load()), t))
            unions.in_place(self, old, node)
            if old.sort.name == "List" and op is ast.Add:
                mark = len(self.block)
                seq = iteration.sequence(self, node.value)
                lazily = iteration.settled(self, seq, (t.id, (), old.sort), node, node.value, mark)
                places.between(self, mark, t.id, (), node)
                element = join(old.sort.args[0], seq.sort.args[0])
                if element is None or (old.sort.args[0] not in (ANY, element)):
                    self.reject("type-mismatch", node, f"cannot add {seq.sort} to {old.sort}")
                seq = self.coerce(seq, list_of(element), node) if seq.sort != list_of(element) else seq
                places.refine(self, t.id, (), list_of(element))
                self.emit(Update(self.span(node), t.id, (), "extend", (seq,), list_of(element), lazily=lazily))
                return
            if old.sort.name == "List" and op is ast.Mult:
                targets.repeat(self, t.id, old.sort, node)
                return
            if maps.augmented(self, op, node.value, (t.id, (), old.sort), node):
                return
            old, value = self.several([lambda: old, lambda: self.expr(node.value)])
            self.assign(t.id, operators.binary(self, op, old, value, node), node)
            return
        if isinstance(t, ast.Subscript) and not isinstance(t.slice, ast.Slice):
            place = places.place(self, t.value)
            if place is None or place[2].name not in ("List", "Dict", "Any"):
                self.reject("unsupported-target", t, "only items of a list or dict that a name leads to can be assigned")
            root, path, sort = place
            if sort.name == "Dict":
                maps.assign_augmented(self, t, place, node)
                return
            mark = len(self.block)
            index = self.expr(t.slice, INT)
            places.between(self, mark, root, path, t)
            path = tuple(p if isinstance(p, int) else maps.kept(self, p) for p in path)
            if sort.name == "List" and sort.args[0].name == "List":
                if op is not ast.Add:
                    self.reject("unsupported-operator", node, "this operator changes the list in place, which is not supported")
                mark = len(self.block)
                seq = iteration.sequence(self, node.value)
                iteration.settled(self, seq, (root, (*path, index), sort.args[0]), node, node.value, mark)
                if len(self.block) > mark:
                    self.reject("effect-order", node, "a call in the value, after an index", "compute the value first")
                self.emit(Update(self.span(node), root, (*path, index), "extend", (seq,), sort.args[0]))
                return
            base = places.at_path(self, root, path, self.span(t))
            self.emit(Eval(self.span(t), base))  # before the index
            index = self.keep(index)
            old = atoms.item(self, base, index, t)
            unions.in_place(self, old, node)
            old, value = self.several([lambda: self.keep(old), lambda: self.expr(node.value)])
            new = operators.binary(self, op, old, value, node)
            if new.sort != sort.args[0] and sort.args[0] != ANY:
                new = self.coerce(new, sort.args[0], node)
            self.emit(Update(self.span(t), root, path, "setitem", (index, self.keep(new)), sort))
            return
        if isinstance(t, ast.Attribute):
            self.augment_field(t, node)
            return
        self.reject("unsupported-target", t, "this target is not supported")

    def augment_field(self, t: ast.Attribute, node: ast.AugAssign) -> None:
        """`x.f += value`: x is evaluated once, its field before the value."""
        span = self.span(node)
        path: tuple[Expr | int, ...] = ()
        sort, i = ANY, -1
        if isinstance(t.value, ast.Name) and t.value.id == self.me:
            root = f"self.{t.attr}"
        else:
            root, path, sort = self.object_of(t)
            i = sort.fields.index(t.attr)
            path = (*(p if isinstance(p, int) else maps.kept(self, p) for p in path), i)
        old = places.at_path(self, root, path, span)
        if old.sort.name == "List" and type(node.op) is ast.Add:
            mark = len(self.block)
            seq = iteration.sequence(self, node.value)
            lazily = iteration.settled(self, seq, (root, path, old.sort), node, node.value, mark)
            if len(self.block) > mark and path:
                self.reject("effect-order", node, "a call in the value, after an index", "compute the value first")
            seq = self.coerce(seq, old.sort, node) if seq.sort != old.sort else seq
            self.emit(Update(span, root, path, "extend", (seq,), old.sort, lazily=lazily))
            return
        if old.sort.mutable:
            self.reject("unsupported-operator", node, f"this may change {old.sort} in place", "use a method that changes it")
        old, value = self.several([lambda: self.keep(old), lambda: self.expr(node.value)])
        new = operators.binary(self, type(node.op), old, value, node)
        if i < 0:
            self.assign(root, new, node)
            return
        new = self.keep(self.coerce(new, sort.args[i], node))
        self.emit(Update(span, root, path[:-1], "setattr", (Expr("const", (), INT, span, i), new), sort))

    # --- control --------------------------------------------------------------------------------------------------

    def _do_pass(self, node: ast.Pass) -> None:
        pass

    def _do_expr(self, node: ast.Expr) -> None:
        v = node.value
        if isinstance(v, ast.Constant):
            return  # a docstring
        if isinstance(v, (ast.Yield, ast.YieldFrom)):
            generators.step(self, v)
            return
        if self.toolkit_name(v) == "assume":
            assert isinstance(v, ast.Call)
            if len(v.args) != 1:
                self.reject("misplaced-contract", node, "assume takes one condition")
            self.emit(Assume(self.span(node), self.clause_expr(v.args[0], BOOL), ast.unparse(v.args[0])))
            return
        if self.toolkit_name(v) == "reveal":
            assert isinstance(v, ast.Call)
            f = v.args[0] if len(v.args) == 1 else None
            if not isinstance(f, ast.Name) or f.id not in self.names.functions or not self.is_global(f.id):
                self.reject("misplaced-contract", node, "reveal names one function of this file")
            self.emit(Reveal(self.span(node), self.names.signature(f.id, self.span(node)).name))
            return
        if self.toolkit_name(v) in ("invariant", "decreases"):
            self.reject(
                "misplaced-contract", node, f"{self.toolkit_name(v)} must stand first in the body of a loop",
                "move it to the top of the loop's body",
            )  # fmt: skip
        self.discard(v)

    def toolkit_name(self, node: ast.expr) -> str:
        """`invariant` for a call of what was imported as that from toolkit, else ''."""
        if isinstance(node, ast.Call):
            f = node.func
            if isinstance(f, ast.Name) and f.id not in self.locals:
                return self.names.toolkit.get(f.id, "")
            if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and self.names.modules.get(f.value.id) == "toolkit":
                return f.attr
        return ""

    def ghostly(self, node: ast.AST) -> list[ast.Name]:
        """The name in `name = ghost(...)`."""
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        is_ghost = value is not None and self.toolkit_name(value) == "ghost" and len(targets) == 1
        return [t for t in targets if isinstance(t, ast.Name)] if is_ghost else []

    def ghost(self, node: ast.Assign | ast.AnnAssign) -> None:
        """`name = ghost(value)`: a name that only clauses and other ghosts read."""
        assert isinstance(node.value, ast.Call)
        if len(node.value.args) != 1 or node.value.keywords:
            self.reject("misplaced-contract", node, "ghost takes one expression")
        (name,) = self.ghostly(node)
        if isinstance(node, ast.AnnAssign):
            self.declared.setdefault(name.id, read_annotation(self.names.typed(node.annotation), self.file))
        value = self.clause_expr(node.value.args[0], self.declared.get(name.id))
        self.specifying = True
        self.assign(name.id, value, node)
        self.specifying = False

    def is_track(self, node: ast.expr) -> bool:
        return self.toolkit_name(node) == "track"

    def _do_if(self, node: ast.If) -> None:
        cond = self.condition(node.test)
        with unions.hinted(self, node.test, True):
            then = self.statements(node.body)
        with unions.hinted(self, node.test, False):
            orelse = self.statements(node.orelse)
        self.emit(If(self.span(node.test), cond, then, orelse))
        for body, held in ((node.body, False), (node.orelse, True)):  # what is known of names where one branch has left
            if body and isinstance(body[-1], (ast.Return, ast.Raise, ast.Continue, ast.Break)):
                self.hints = {**self.hints, **unions.hints(self, node.test, held)}

    def _do_return(self, node: ast.Return) -> None:
        span = self.span(node)
        if generators.OUT in self.sorts:
            generators.stop(self, node)
            return
        if self.making is not None:
            if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
                self.reject("type-mismatch", node, "__init__ returns None")
            if self.finals:
                self.reject("unsupported-statement", node, "return inside try/finally in __init__ is not supported",
                            "let __init__ reach its end")  # fmt: skip
            self.emit(Return(span, self.made(span)))
            return
        if node.value is None:
            value = Expr("const", (), NONE, span, None)
        else:
            value = self.expr(node.value, self.result)
        if self.result is None:
            self.found = self.joined_result(value.sort, node)
        else:
            value = self.coerce(value, self.result, node)
        self.emit(Return(span, nested.returned(self, self.keep(value) if self.finals else value)))

    def made(self, span: Span) -> Expr:
        """The instance, at an end of `__init__`: of the fields that it sets, all of them set."""
        assert self.making is not None
        names = classes.set_in(self.making.methods["__init__"], classes.above(self, self.making, "__init__"))
        fields = tuple((n, self.sorts.get(f"self.{n}", ANY)) for n in names)
        self.found = object_of(self.making.key, fields)
        return Expr("record", tuple(self.var(f"self.{n}", span) for n in names), self.found, span)

    def set_field(self, name: str, value: Expr, node: ast.AST) -> None:
        """`self.name = value` in `__init__`."""
        self.assign(f"self.{name}", value, node)

    def joined_result(self, sort: Sort, node: ast.AST) -> Sort:
        j = join(self.found, sort)
        if j is None:
            self.reject("type-mismatch", node, f"returns both {self.found} and {sort}", "annotate and return one type")
        return j

    def message(self, node: ast.expr) -> None:
        """The text of an exception is not modelled; that making it raises nothing else is."""
        if isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Name) and (
            node.func.id in ("str", "repr") and self.is_builtin(node.func.id)
        ):
            node = node.args[0]
        if isinstance(node, ast.Name) and self.holds_exception(node.id):
            return
        if not isinstance(node, ast.JoinedStr):
            e = self.expr(node)
            for s in e.sort.parts():
                c = self.names.labelled(s.label) if s.label else None
                if c is not None and c.methods.keys() & {"__str__", "__repr__"}:
                    self.reject("unsupported-expression", node, f"the text of {e.sort} is made by a method of {c.name}, which may "
                                "do anything", "leave it out of the message")  # fmt: skip
            self.emit(Eval(self.span(node), e))
            return
        for v in node.values:
            if isinstance(v, ast.FormattedValue):
                if v.format_spec is None:
                    self.message(v.value)
                else:  # a format may not fit its value
                    self.emit(Eval(self.span(v), self.expr(ast.copy_location(ast.JoinedStr([v]), v))))

    def _do_assert(self, node: ast.Assert) -> None:
        outer, self.specifying = self.specifying, True
        cond = self.condition(node.test)
        self.specifying = outer
        if node.msg is not None:
            _, made = self.inside(lambda: (self.message(node.msg), cond)[1])  # type: ignore[func-returns-value,arg-type]
            if made:
                cond = self.keep(cond)
                self.emit(If(self.span(node), cond, (), tuple(made)))
        self.emit(Assert(self.span(node), cond, ast.unparse(node.test)))
        self.hints = {**self.hints, **unions.hints(self, node.test, True)}

    def _do_break(self, node: ast.Break) -> None:
        self.emit(Break(self.span(node)))

    def _do_continue(self, node: ast.Continue) -> None:
        self.emit(Continue(self.span(node)))

    # --- loops ----------------------------------------------------------------------------------------------------

    def clause_expr(self, node: ast.expr, want: Sort | None) -> Expr:
        """A specification inside the body: pure."""
        outer, self.pure, self.specifying = (self.pure, self.specifying), True, True
        try:
            return self.condition(node) if want == BOOL else self.expr(node, want)
        finally:
            self.pure, self.specifying = outer

    def split_body(self, body: Sequence[ast.stmt]) -> tuple[list[ast.Call], list[ast.Call], Sequence[ast.stmt]]:
        """The invariants and the measure that stand first in a loop's body, and the rest."""
        invariants: list[ast.Call] = []
        measures: list[ast.Call] = []
        i = 0
        for i, s in enumerate(body):  # noqa: B007
            name = self.toolkit_name(s.value) if isinstance(s, ast.Expr) else ""
            if name not in ("invariant", "decreases"):
                break
            assert isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)
            if len(s.value.args) != 1 or s.value.keywords:
                self.reject("misplaced-contract", s, f"{name} takes one expression")
            (invariants if name == "invariant" else measures).append(s.value)
        else:
            i = len(body)
        if len(measures) > 1:
            self.reject("misplaced-contract", measures[1], "a loop has one decreases", "use a tuple for a lexicographic measure")
        return invariants, measures, body[i:]

    def loop_clauses(
        self, invariants: Sequence[ast.Call], measures: Sequence[ast.Call], scope: dict[str, Expr], guard: Expr | None,
        elements: frozenset[str] = frozenset(),
    ) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:  # fmt: skip
        """Lowers a loop's contract. Names of `scope` stand for the counter; a clause that speaks of the current element
        (`elements`) is claimed at the head of every iteration only: `guard` says that there is one."""
        outer, self.scope = self.scope, {**self.scope, **scope}
        try:
            found = []
            for c in invariants:
                e = self.clause_expr(c.args[0], BOOL)
                current = [self.scope[n] for n in elements]
                if guard is not None and any(x is y for x in e.walk() for y in current):
                    e = Expr("or", (Expr("not", (guard,), BOOL, e.span), e), BOOL, e.span)
                found.append(Clause(e, ast.unparse(c.args[0]), self.span(c)))
            return tuple(found), tuple(p for c in measures for p in self.measure(c.args[0]))
        finally:
            self.scope = outer

    def measure(self, node: ast.expr) -> tuple[Clause, ...]:
        """A measure: an int, or a tuple of ints (lexicographic)."""
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(Clause(self.clause_expr(p, INT), ast.unparse(p), self.span(p)) for p in parts)

    def _do_while(self, node: ast.While) -> None:
        invariants, measures, rest = self.split_body(node.body)
        self.loops += 1
        key = f"loop{self.loops}"
        cond, head = self.inside(lambda: self.condition(node.test))
        inv, measure = self.loop_clauses(invariants, measures, {}, None)
        body = self.statements(rest)
        self.emit(
            Loop(self.span(node), key, tuple(head), cond, body, (), self.statements(node.orelse), inv, measure, (), False, None)
        )

    def _do_for(self, node: ast.For) -> None:
        self.loops += 1
        key = f"loop{self.loops}"
        span = self.span(node.iter)
        iter_, track = node.iter, None
        if isinstance(iter_, ast.NamedExpr) and self.is_track(iter_.value):
            track, iter_ = iter_.target.id, iter_.value
        if self.is_track(iter_):
            assert isinstance(iter_, ast.Call)
            if len(iter_.args) != 1:
                self.reject("misplaced-contract", iter_, "track takes one iterable")
            iter_ = iter_.args[0]
        zero, one = Expr("const", (), INT, span, 0), Expr("const", (), INT, span, 1)
        source = iteration.sequence(self, iter_)
        watched = self.watch_lazy(source, node) if iteration.is_lazy(source) else []
        seq = self.hold(source)
        seen = seq
        if track is not None:  # what was handed out stays as it was
            copied = self.fresh("seen", seq.sort)
            self.emit(Assign(span, copied, Expr("tolist", (seq,), seq.sort, span)))
            seen = self.var(copied, span)
        k_name = self.fresh("k", INT)
        k = self.var(k_name, span)
        self.emit(Assign(span, k_name, zero))
        count = Expr("len", (seq,), INT, span)
        element = Expr("at", (seq, k), seq.sort.args[0], span)
        cond = Expr("lt", (k, count), BOOL, span)
        for w in watched:
            cond = self.after(w, cond)
        if track is not None:
            self.tracks[track] = (seen, k)
        # what an invariant means by the loop's own names: the counter-like ones go on to the end, elements do not
        scope: dict[str, Expr] = {}
        elements: set[str] = set()
        self.name_targets(node.target, seq, element, k, scope, elements)
        invariants, measures, rest = self.split_body(node.body)
        bound = {n.id for n in ast.walk(node.target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        plain = not any(isinstance(n, (ast.Subscript, ast.Attribute, ast.Starred)) for n in ast.walk(node.target))
        if self.final and (invariants or measures) and not (plain and bound <= scope.keys()):
            self.reject("unsupported-target", node.target, "an invariant cannot know what this target holds",
                        "iterate with one name, and unpack it after the invariants")  # fmt: skip
        outer, self.block = self.block, []
        self.store(node.target, element, node.target)
        assigned = tuple(self.block)
        body = (*assigned, *self.statements(rest))
        self.block = outer
        inv, measure = self.loop_clauses(invariants, measures, scope, cond, frozenset(elements))
        step: Block = (Assign(span, k_name, Expr("add", (k, one), INT, span)),)
        facts = (Expr("le", (zero, k), BOOL, span), Expr("le", (k, count), BOOL, span))
        orelse = self.statements(node.orelse)
        last = Expr("at", (seq, Expr("sub", (k, one), INT, span)), seq.sort.args[0], span)
        targets = self.last_values(node.target, last)
        rounds = Expr("gt", (k, zero), BOOL, span)
        self.emit(
            Loop(self.span(node), key, (), cond, body, step, orelse, inv, measure, facts, True, k_name, targets, rounds,
                 tracked=track is not None or bool(watched))
        )  # fmt: skip

    def watch_lazy(self, source: Expr, node: ast.For) -> list[Expr]:
        """What a lazy sequence reads must stay as it is while a loop runs over it: then computing it at once is the same.
        Returns hidden names of the objects that it reads."""
        reads = {x.data: x for x in source.walk() if x.op == "var" and x.data in self.sorts}
        called = [self.nested[n.id] for n in ast.walk(node) if isinstance(n, ast.Name) and n.id in self.nested]
        changed = sorted(reads.keys() & assigned_names([node]).union(*(f.changes for f in called)))
        if changed:
            self.reject("lazy-changed", node, f"the loop assigns {changed[0]}, which what it runs over reads lazily",
                        "make a list of it first: list(...) or [...]")  # fmt: skip
        watched = []
        for x in reads.values():
            if x.sort.mutable:
                name = self.fresh("it", x.sort)
                self.emit(Assign(x.span, name, x))
                watched.append(self.var(name, x.span))
        return watched

    def hold(self, e: Expr) -> Expr:
        """A sequence with its parts evaluated once and held by hidden names (a list is held by reference, as CPython does)."""
        if e.op in ("enumerate", "zip", "reversed", "range", "chars", "keys", "values", "items"):
            held = ("List", "Dict", "Set", "FrozenSet")
            args = tuple(self.hold(a) if a.sort.name in held else self.keep(a) for a in e.args)
            if e.op == "reversed" and args[0].op == "var":
                pass  # list_reverseiterator reads the live list; a change of its length is rejected by `aliases`
            return Expr(e.op, args, e.sort, e.span, e.data)
        if e.op == "const":
            return e
        name = self.fresh("it", e.sort)
        self.emit(Assign(e.span, name, e))
        return self.var(name, e.span)

    def name_targets(
        self, target: ast.expr, seq: Expr, element: Expr, k: Expr, scope: dict[str, Expr], elements: set[str]
    ) -> None:
        """Fills `scope` with what the target's names stand for at the loop's head."""
        span = seq.span
        if isinstance(target, ast.Name):
            if seq.op == "range":
                start, _, step = seq.args
                offset = k if step.data == 1 else Expr("mul", (k, step), INT, span)
                scope[target.id] = offset if start.op == "const" and start.data == 0 else Expr("add", (start, offset), INT, span)
            elif seq.op == "reversed" and seq.args[0].op == "range" and seq.args[0].args[2].data == 1:
                start, stop, _ = seq.args[0].args
                top = Expr("max2", (stop, start), INT, span)
                back = Expr("add", (k, Expr("const", (), INT, span, 1)), INT, span)
                scope[target.id] = Expr("sub", (top, back), INT, span)
            else:
                scope[target.id] = element
                elements.add(target.id)
        elif isinstance(target, ast.Tuple) and seq.op == "enumerate" and len(target.elts) == 2:
            inner, start = seq.args
            if isinstance(target.elts[0], ast.Name):
                plain = start.op == "const" and start.data == 0
                scope[target.elts[0].id] = k if plain else Expr("add", (start, k), INT, span)
            part = Expr("at", (inner, k), inner.sort.args[0], span)
            self.name_targets(target.elts[1], inner, part, k, scope, elements)
        elif isinstance(target, ast.Tuple) and seq.op == "zip" and len(target.elts) == len(seq.args):
            for t, inner in zip(target.elts, seq.args):
                self.name_targets(t, inner, Expr("at", (inner, k), inner.sort.args[0], span), k, scope, elements)
        elif isinstance(target, ast.Tuple) and element.sort.name == "Tuple" and len(element.sort.args) == len(target.elts):
            for i, (t, s) in enumerate(zip(target.elts, element.sort.args)):
                part = Expr("proj", (element,), s, span, i)
                if isinstance(t, ast.Name):
                    scope[t.id] = part
                    elements.add(t.id)
                else:
                    self.name_targets(t, Expr("list", (), list_of(s), span), part, k, scope, elements)

    def last_values(self, target: ast.expr, value: Expr) -> tuple[tuple[str, Expr], ...]:
        if isinstance(target, ast.Name):
            return ((target.id, value),)
        if isinstance(target, ast.Tuple) and value.sort.name == "Tuple":
            found: list[tuple[str, Expr]] = []
            for i, (t, s) in enumerate(zip(target.elts, value.sort.args)):
                found.extend(self.last_values(t, Expr("proj", (value,), s, value.span, i)))
            return tuple(found)
        return ()


def assigned_names(nodes: Sequence[ast.stmt]) -> set[str]:
    """Names that a function's body binds (its locals besides the parameters)."""
    found: set[str] = set()
    other: set[str] = set()
    comprehensions = []
    for n in (n for node in nodes for n in own_nodes(node)):
        if isinstance(n, ast.Name):
            if isinstance(n.ctx, (ast.Store, ast.Del)):
                found.add(n.id)
        elif isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)):
            if n.name:
                other.add(n.name)
        elif isinstance(n, ast.MatchMapping):
            if n.rest:
                other.add(n.rest)
        elif isinstance(n, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
            comprehensions.append(n)
    if comprehensions:  # a comprehension's targets are its own
        inner = {m.id for n in comprehensions for g in n.generators for m in ast.walk(g.target) if isinstance(m, ast.Name)}
        outside = {m.id for node in nodes for m in _outside_comprehensions(node)
                   if isinstance(m, ast.Name) and isinstance(m.ctx, (ast.Store, ast.Del))}  # fmt: skip
        found -= inner - outside
    return found | other


def own_nodes(node: ast.AST) -> list[ast.AST]:
    """The nodes of a statement in their order in the text, without what is inside functions and classes in it, and without the
    marks that say how a name is used (`ctx`)."""
    found: list[ast.AST] = []
    left = [node]
    while left:
        n = left.pop()
        found.append(n)
        if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
            continue
        for name in reversed(n._fields):
            part = getattr(n, name, None)
            if isinstance(part, list):
                left.extend(x for x in reversed(part) if isinstance(x, ast.AST))
            elif isinstance(part, ast.AST) and name != "ctx":
                left.append(part)
    return found


def _outside_comprehensions(node: ast.AST) -> list[ast.AST]:
    found = [node]
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)):
        return found
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.ListComp, ast.GeneratorExp, ast.SetComp, ast.DictComp)):
            found.extend(_outside_comprehensions(child))
    return found


_STATEMENTS = {
    "TryStar": ("except* is", "catch single exceptions"),
    "Global": ("global is", "pass the value as an argument"),
    "ClassDef": ("classes are", ""),
    "Import": ("imports inside a function are", "import at the module's top"),
    "ImportFrom": ("imports inside a function are", "import at the module's top"),
    "AsyncFor": ("async code is", ""),
    "AsyncWith": ("async code is", ""),
}


def _namedexpr(low: Body, node: ast.NamedExpr, want: Sort | None) -> Expr:
    if low.pure:
        low.reject("unsupported-expression", node, "a clause or a comprehension may not assign", "assign before it")
    low.assign(node.target.id, low.expr(node.value), node)
    return low.var(node.target.id, low.span(node))


def _call(low: Body, node: ast.Call, want: Sort | None) -> Expr:
    return generators.yielded(low, node) if low.toolkit_name(node) == "yielded" else calls.called(low, node, want)


tables.NODES.update({"NamedExpr": _namedexpr, "Call": _call})
