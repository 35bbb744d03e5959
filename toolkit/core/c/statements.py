"""C statements, declarations and functions -> the IR."""

from __future__ import annotations

from typing import Any

from attrs import define, field, frozen

from toolkit.core.c import syntax
from toolkit.core.c.expressions import (
    RANGE,
    Effects,
    ExpressionReader,
    Local,
    Signature,
    const,
    constant,
    in_range,
    negation,
    truth,
    type_of,
    var,
)
from toolkit.core.c.syntax import Unit
from toolkit.core.ir import (
    BOOL,
    INT,
    NONE,
    Assert,
    Assign,
    Assume,
    Block,
    Break,
    Call,
    Clause,
    Continue,
    Expr,
    Function,
    Havoc,
    If,
    Loop,
    Param,
    Return,
    Sort,
    Stmt,
    statements,
)
from toolkit.core.source import Rejected, Span

_LOOPS = ("While", "DoWhile", "For")


@frozen(eq=False)
class Known:
    """What the functions of a file know of each other, and its constants."""

    signatures: dict[str, Signature]
    constants: dict[str, tuple[int, str]]
    called: frozenset[str]
    c_int: str
    declared: frozenset[str] = frozenset()  # our own functions that the file declares

    @staticmethod
    def of(unit: Unit, c_int: str) -> Known:
        """Raises `Rejected` for what else stands outside of functions."""
        bodies: dict[str, Any] = {}
        ours: set[str] = set()
        declared: dict[str, tuple[str, tuple[str, ...]]] = {}
        constants = {n: (v, "int" if n.startswith("INT") else "long") for n, v in syntax.INCLUDED.items()
                     if "limits.h" in unit.included}  # fmt: skip
        for node in unit.tree.ext:
            kind = type(node).__name__
            if kind == "FuncDef":
                if node.decl.name in bodies:
                    raise Rejected("syntax-error", unit.span(node.decl), f"{node.decl.name} is defined twice")
                bodies[node.decl.name] = node.body
                try:
                    declared[node.decl.name] = _signature(node.decl, unit)
                except Rejected:  # whoever calls it hears of it
                    continue
            elif kind == "Decl" and type(node.type).__name__ == "FuncDecl":
                if node.name in syntax.UNKNOWN and type_of(node.type.type, unit, node) != "int":
                    raise Rejected("c-not-supported", unit.span(node), f"{node.name} that is not an int is not supported in C",
                                   "unknown() is any int; store it in a long where that is needed")  # fmt: skip
                if node.name in syntax.BUILTIN:
                    ours.add(node.name)
                if unit.before_declaration(node):
                    raise Rejected("c-not-supported", unit.span(node), "a contract of a function without a body is not supported "
                                   "in C", "put it before the definition")  # fmt: skip
            elif kind == "Decl" and "const" in node.quals and type(node.init).__name__ == "Constant":
                type_ = type_of(node.type, unit, node)
                value, _ = constant(node.init, unit)
                low, high = RANGE[type_ or "int"]
                if not type_ or not low <= value <= high:
                    raise Rejected("c-not-supported", unit.span(node), f"{node.name} does not fit into its type", "")
                constants[node.name] = (value, type_)
            else:
                raise Rejected("c-not-supported", unit.span(node), "a global variable or type is not supported in C",
                               "pass it as a parameter; `const int NAME = NUMBER;` is understood")  # fmt: skip
        calls = {n: _calls(b) for n, b in bodies.items()}
        hides = {n for n, b in bodies.items() if _may_not_return(b) or calls[n] & syntax.ASSUME - bodies.keys()}
        changed = True
        while changed:
            changed = False
            for n in bodies:
                if n not in hides and (calls[n] & hides or n in _reach(n, calls)):
                    hides.add(n)
                    changed = True
        called = frozenset(m for n, ms in calls.items() for m in ms if m != n)
        signatures = {n: Signature(r, p, n in hides) for n, (r, p) in declared.items()}
        return Known(signatures, constants, called, c_int, frozenset(ours))


def _signature(decl: Any, unit: Unit) -> tuple[str, tuple[str, ...]]:
    function = decl.type
    result = type_of(function.type, unit, decl)
    params = [] if function.args is None else list(function.args.params)
    if len(params) == 1 and type(params[0]).__name__ == "Typename" and type_of(params[0].type, unit, decl) == "":
        params = []
    types = []
    for p in params:
        if type(p).__name__ != "Decl":
            raise Rejected("c-not-supported", unit.span(decl), "a parameter without a name or type is not supported in C", "")
        types.append(type_of(p.type, unit, p))
        if not types[-1]:
            raise Rejected("c-not-supported", unit.span(p), "a parameter of type void is not supported in C", "")
    return result, tuple(types)


def _walk(node: Any) -> list[Any]:
    return [node, *(x for _, child in node.children() for x in _walk(child))]


def _calls(body: Any) -> frozenset[str]:
    return frozenset(getattr(x.name, "name", "") for x in _walk(body) if type(x).__name__ == "FuncCall")


def _may_not_return(body: Any) -> bool:
    return any(type(x).__name__ in _LOOPS for x in _walk(body))


def _reach(name: str, calls: dict[str, frozenset[str]]) -> set[str]:
    found: set[str] = set()
    stack = [name]
    while stack:
        new = calls.get(stack.pop(), frozenset()) - found
        found |= new
        stack.extend(new)
    return found


@define(eq=False)
class FunctionReader:
    """Reads one function."""

    unit: Unit
    known: Known
    node: Any
    sorts: dict[str, Sort] = field(factory=dict)
    loops: int = 0
    inside: list[str] = field(factory=list)  # the loops around, by kind
    expressions: ExpressionReader = field(init=False)

    def read(self) -> Function:
        unit, decl = self.unit, self.node.decl
        self.expressions = ExpressionReader(unit, self.known.c_int, self.known.signatures, self.known.constants)
        contract = unit.before_function(self.node)
        result, types = _signature(decl, unit)
        words = set(decl.storage) | set(decl.funcspec) | set(decl.quals)
        if words - {"static", "inline"}:
            raise self.reject(decl, f"{min(words)} before a function")
        if getattr(self.node, "param_decls", None):
            raise self.reject(decl, "a parameter list in the old style")
        nodes = decl.type.args.params if types else []
        scope: dict[str, Local] = {}
        for p, type_ in zip(nodes, types):
            if p.name in scope:
                raise self.reject(p, "two parameters of one name")
            scope[p.name] = Local(p.name, type_, "const" in p.quals)
            self.sorts[p.name] = INT
        self.expressions.scopes.append(scope)
        requires = [*self.ranges(scope, "{}"), *self.clauses(contract, "requires", lambda n: n if n in scope else None)]
        at_end = {**{n: f"$arg_{n}" for n in scope}, **({"\\result": "$result"} if result else {})}
        ensures = self.clauses(contract, "ensures", at_end.get)
        if result and self.known.c_int != "math":
            place = unit.span(decl)
            ensures.insert(0, Clause(in_range(var("$result", place), result), f"the result is of type {result}", place))
        measure = self.clauses(contract, "decreases", lambda n: n if n in scope else None)
        for c in contract:
            if c.kind not in ("requires", "ensures", "decreases", "assigns"):
                raise Rejected("annotation-misplaced", c.span, f"{c.kind} does not belong to a function", "")
            if c.kind == "assigns" and c.tree:
                raise Rejected("acsl-not-understood", c.span, "a function can only assign its own variables",
                               "write `assigns \\nothing;`, or leave it out")  # fmt: skip
        body = list(self.block(self.node.body))
        if decl.name == "main" and result:
            body.append(Return(unit.span(decl), const(0, unit.span(decl))))  # C 5.1.2.2.3
        self.sorts.update({s.target: INT for s in statements(tuple(body)) if isinstance(s, (Assign, Havoc, Call))})
        stated = bool(contract) or decl.name == "main" or decl.name not in self.known.called
        params = tuple(Param(n, INT) for n in scope)
        partial = any(isinstance(s, Loop) and not s.measure for s in statements(tuple(body)))
        return Function(
            decl.name, params, INT if result else NONE, tuple(requires), tuple(ensures), (), tuple(measure), tuple(body),
            self.text(), unit.span(decl), self.sorts, partial, stated,
        )  # fmt: skip

    def text(self) -> str:
        from pycparser.c_generator import CGenerator

        return str(CGenerator().visit(self.node))

    def ranges(self, scope: dict[str, Local], form: str) -> list[Clause]:
        """With fixed-width integers, a parameter's value is of its type."""
        if self.known.c_int == "math":
            return []
        place = self.unit.span(self.node.decl)
        return [Clause(in_range(var(form.format(n), place), v.type), f"{n} is of type {v.type}", place) for n, v in scope.items()]

    def clauses(self, found: list[syntax.Clause], kind: str, names: Any) -> list[Clause]:
        return [self.expressions.clause(c, names) for c in found if c.kind == kind]

    def reject(self, node: Any, what: str, hint: str = "") -> Rejected:
        return self.expressions.reject(node, what, hint)

    # --- statements -----------------------------------------------------------------------------------------------

    def block(self, *nodes: Any) -> Block:
        """Statements in a scope of their own."""
        outer, self.expressions.out = self.expressions.out, []
        self.expressions.scopes.append({})
        for node in nodes:
            if node is not None:
                for item in (node.block_items or ()) if type(node).__name__ == "Compound" else (node,):
                    self.statement(item)
        self.expressions.scopes.pop()
        found, self.expressions.out = self.expressions.out, outer
        return tuple(found)

    def statement(self, node: Any) -> None:
        kind = type(node).__name__
        method = getattr(self, "_" + kind.lower(), None)
        if method is not None:
            method(node)
        elif kind in ("Assignment", "UnaryOp", "BinaryOp", "TernaryOp", "ExprList", "ID", "Constant", "Cast"):
            self.expressions.effect(node)
        else:
            raise self.reject(node, kind)

    def emit(self, *found: Stmt) -> None:
        self.expressions.out.extend(found)

    def _emptystatement(self, node: Any) -> None:
        pass

    def _compound(self, node: Any) -> None:
        self.emit(*self.block(node))

    def _decl(self, node: Any) -> None:
        if node.storage or node.funcspec or node.bitsize or set(node.quals) - {"const"}:
            raise self.reject(node, "static, extern, volatile or another word before a variable")
        type_ = type_of(node.type, self.unit, node)
        if not type_:
            raise self.reject(node, "a variable of type void")
        scopes, span = self.expressions.scopes, self.unit.span(node)
        if node.name in scopes[-1] or len(scopes) == 2 and node.name in scopes[0]:
            raise Rejected("syntax-error", span, f"{node.name} is declared twice")
        name, n = node.name, 1
        while any(v.name == name for s in scopes for v in s.values()):  # it hides another variable
            n += 1
            name = f"{node.name}'{n}"
        self.sorts[name] = INT
        local = Local(name, type_, "const" in node.quals)
        if node.init is None:
            scopes[-1][node.name] = local
            self.emit(self.expressions.havoc(name, type_, span))
            return
        effects: Effects = self.expressions.effects(node.init)
        if node.name in effects.reads | effects.writes:
            raise self.reject(node, "a variable in its own initialiser")
        v, source = self.expressions.integer(node.init)
        scopes[-1][node.name] = local
        self.emit(Assign(span, name, self.expressions.converted(v, source, type_)))

    def _decllist(self, node: Any) -> None:
        for d in node.decls:
            self._decl(d)

    def _if(self, node: Any) -> None:
        c = self.expressions.condition(node.cond)
        self.emit(If(self.unit.span(node), c, self.block(node.iftrue), self.block(node.iffalse)))

    def _return(self, node: Any) -> None:
        span = self.unit.span(node)
        result = _signature(self.node.decl, self.unit)[0]
        if (node.expr is None) != (result == ""):
            raise self.reject(node, "a return that does not fit the function's type")
        if node.expr is None:
            self.emit(Return(span, Expr("const", (), NONE, span, None)))
            return
        v, source = self.expressions.integer(node.expr)
        self.emit(Return(span, self.expressions.converted(v, source, result)))

    def _break(self, node: Any) -> None:
        self.emit(Break(self.unit.span(node)))

    def _continue(self, node: Any) -> None:
        if self.inside and self.inside[-1] == "DoWhile":
            raise self.reject(node, "continue in do ... while", "write it as a while loop")
        self.emit(Continue(self.unit.span(node)))

    def _funccall(self, node: Any) -> None:
        name = getattr(node.name, "name", "")
        span = self.unit.span(node)
        if name in syntax.FAIL and name not in self.known.signatures:
            self.emit(Assert(span, Expr("const", (), BOOL, span, False), f"{name}()"))
        elif name in syntax.ASSERT | syntax.ASSUME and name not in self.known.signatures:
            if node.args is None or len(node.args.exprs) != 1:
                raise self.reject(node, f"{name} with other than one argument")
            v, type_ = self.expressions.value(node.args.exprs[0])
            if type_ == "long" and name in self.known.declared and self.known.c_int != "math":
                raise self.reject(node, f"a long as the argument of {name}, which the file declares with a type of its own")
            c = truth(v)
            text = self.shown(node.args.exprs[0])
            self.emit(Assert(span, c, text) if name in syntax.ASSERT else Assume(span, c, text))
        else:
            self.expressions.effect(node)

    def shown(self, node: Any) -> str:
        from pycparser.c_generator import CGenerator

        return str(CGenerator().visit(node))

    # --- loops ----------------------------------------------------------------------------------------------------

    def _while(self, node: Any) -> None:
        self.loop(node, node.cond, None, node.stmt)

    def _for(self, node: Any) -> None:
        self.expressions.scopes.append({})
        if node.init is not None:
            self.statement(node.init)
        self.loop(node, node.cond, node.next, node.stmt)
        self.expressions.scopes.pop()

    def _dowhile(self, node: Any) -> None:
        self.loop(node, None, None, node.stmt, until=node.cond)

    def loop(self, node: Any, cond: Any, step: Any, body: Any, until: Any = None) -> None:
        """`while (1) { body; if (!until) break; }` for do. A condition that changes variables is evaluated in the body, so that
        the invariants are about the state before it, as in ACSL."""
        span = self.unit.span(node)
        found = self.unit.before_loop(node)
        key = f"loop{self.loops + 1}"
        self.loops += 1
        outside = {v.name for s in self.expressions.scopes for v in s.values()}
        names = {n: v.name for s in self.expressions.scopes for n, v in s.items()}
        invariants = self.clauses(found, "loop invariant", names.get)
        measure = self.clauses(found, "loop variant", names.get)
        true = Expr("const", (), BOOL, span, True)
        head, test = self.apart(cond) if cond is not None else ((), true)
        self.inside.append(type(node).__name__)
        inner = self.block(body)
        self.inside.pop()
        if any(_changes(s) for s in statements(head)):
            inner = (*head, If(span, negation(test), (Break(span),), ()), *inner)
            head, test = (), true
        if until is not None:
            again, goes_on = self.apart(until)
            inner = (*inner, *again, If(span, negation(goes_on), (Break(span),), ()))
        after: Block = ()
        if step is not None:
            out, self.expressions.out = self.expressions.out, []
            self.expressions.effect(step)
            after, self.expressions.out = tuple(self.expressions.out), out
        stmt = Loop(span, key, head, test, inner, after, (), tuple(invariants), tuple(measure[:1]), (), False, None)
        if len(measure) > 1:
            raise Rejected("acsl-not-understood", measure[1].span, "a loop has one variant", "")
        for c in found:
            if c.kind not in ("loop invariant", "loop variant", "loop assigns"):
                raise Rejected("annotation-misplaced", c.span, f"{c.kind} does not belong to a loop", "")
            if c.kind == "loop assigns":
                self.assigned(stmt, {names.get(n, "") for n in c.tree}, outside, c.span)
        self.emit(stmt)

    def apart(self, e: Any) -> tuple[Block, Expr]:
        """A condition, and the statements that it needs."""
        out, self.expressions.out = self.expressions.out, []
        c = self.expressions.condition(e)
        needed, self.expressions.out = tuple(self.expressions.out), out
        return needed, c

    def assigned(self, stmt: Loop, allowed: set[str], outside: set[str], span: Span) -> None:
        targets = {s.target for s in statements((stmt,)) if isinstance(s, (Assign, Havoc, Call))}
        more = sorted(targets & outside - allowed)
        if more:
            raise Rejected("assigns-incomplete", span, f"the loop also assigns {', '.join(more)}", "name it in `loop assigns`")


def _changes(s: Stmt) -> bool:
    """True when a statement changes a variable of the program."""
    return isinstance(s, (Assign, Havoc, Call)) and not s.target.startswith("$")
