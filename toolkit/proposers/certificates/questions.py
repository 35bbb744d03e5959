"""A statement as a question to z3 that tells which instances of its quantified formulas a refutation needs.

Everything is brought into negation normal form first: what exists is a Skolem function of the variables around it, and a
quantifier inside another one gets a name (a predicate of the variables around it) and a clause of its own. So every
quantifier that z3 sees stands at the top, has an identity, and z3's values for its variables determine an instance of the
statement's own formula (`Quantifier`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, field, frozen

from toolkit.core.ir import BOOL, INT, Sort
from toolkit.core.ops import PRELUDE
from toolkit.engines.lean.logic import ITE, STORE, Node, heads
from toolkit.engines.lean.statement import FDIV, FMOD, MOD, Statement


class TooHard(Exception):
    """There is no certificate. The message says why."""


@frozen(eq=False)
class Quantifier:
    """`formula` is quantified (its head is all or ex), with the variables of quantifiers around it opened: `scope`. z3's values
    come in the order of `scope`, then `own`."""

    formula: Node
    scope: tuple[Node, ...]
    own: tuple[Node, ...]


@frozen(eq=False)
class Skolem:
    """What a Skolem function stands for: the value of `formula`'s variable number `index` that it speaks of."""

    formula: Node
    scope: tuple[Node, ...]
    index: int


@define(eq=False)
class Question:
    """`text` is what z3 gets; the tables say what its names mean."""

    statement: Statement
    quantifiers: dict[str, Quantifier] = field(factory=dict)
    skolems: dict[str, Skolem] = field(factory=dict)
    names: dict[str, Node] = field(factory=dict)  # z3's constants
    functions: dict[str, tuple[str, Sort]] = field(factory=dict)  # z3's functions: ours, the sort of the result
    sorts: dict[str, Sort] = field(factory=dict)
    lines: list[str] = field(factory=list)
    _smt: dict[Node, str] = field(factory=dict)
    _clauses: list[Node] = field(factory=list)
    _fresh: int = 0
    _named: dict[Node, Node] = field(factory=dict)

    @staticmethod
    def of(statement: Statement, claims: Iterable[Node]) -> Question:
        """Are these claims (closed formulas) contradictory?"""
        q = Question(statement)
        for claim in claims:
            q._clauses.append(q._normal(claim, (), True))
            while q._clauses:
                q.lines.append(f"(assert {q._print(q._clauses.pop(0))})")
        return q

    @property
    def text(self) -> str:
        prelude = [PRELUDE["py.div"]] if any("py.div" in x or "py.mod" in x for x in self.lines) else []
        return "\n".join((*prelude, *self.lines)) + "\n"

    # --- normal form ----------------------------------------------------------------------------------------------

    def _number(self) -> int:
        self._fresh += 1
        return self._fresh

    def _variable(self, sort: Sort) -> Node:
        return Node("var", (), sort, self._number())

    def _normal(self, t: Node, env: tuple[Node, ...], positive: bool) -> Node:
        """`t` (or, not `positive`, its negation), where the bound variable of index i is env[-1 - i]."""
        match t.head:
            case "not":
                return self._normal(t.args[0], env, not positive)
            case "imp":
                a, b = self._normal(t.args[0], env, not positive), self._normal(t.args[1], env, positive)
                return Node("or" if positive else "and", (a, b), BOOL)
            case "and" | "or":
                parts = tuple(self._normal(a, env, positive) for a in t.args)
                return Node("and" if (t.head == "and") == positive else "or", parts, BOOL)
            case "iff" if t.quantified:
                a, b = t.args
                sides = [(self._normal(a, env, not p), self._normal(b, env, p == positive)) for p in (True, False)]
                return Node("and", tuple(Node("or", s, BOOL) for s in sides), BOOL)
            case "all" | "ex":
                return self._quantifier(t, env, positive)
        found = self._atom(t, env)
        return found if positive else Node("not", (found,), BOOL)

    def _prefix(self, t: Node) -> tuple[list[Sort], Node]:
        """The variables that are quantified together, and what is under them."""
        known = self.statement.patterns.get(t)
        sorts, body = [t.data], t.args[0]
        while len(sorts) < known[0] if known else body.head == t.head and body not in self.statement.patterns:
            sorts.append(body.data)
            body = body.args[0]
        return sorts, body

    def _quantifier(self, t: Node, env: tuple[Node, ...], positive: bool) -> Node:
        sorts, body = self._prefix(t)
        formula = _resolved(t, env)
        scope = _variables(formula)
        if (t.head == "all") != positive:
            made = []
            for i, s in enumerate(sorts):
                name = f"sk!{self._number()}"
                self.skolems[name] = Skolem(formula, scope, i)
                made.append(Node("call", scope, s, name))
            return self._normal(body, env + tuple(made), positive)
        own = tuple(self._variable(s) for s in sorts)
        name = f"q!{self._number()}"
        self.quantifiers[name] = Quantifier(formula, scope, own)
        inner = self._normal(body, env + own, positive)
        groups = [tuple(_resolved(p, env + own) for p in g) for g in self.statement.patterns.get(t, (0, ()))[1]]
        if not scope:
            return _clause(name, own, inner, groups)
        known = Node("call", scope, BOOL, f"def!{self._number()}")
        groups = [(known, *g) for g in groups]
        self._clauses.append(_clause(name, scope + own, Node("or", (Node("not", (known,), BOOL), inner), BOOL), groups))
        return known

    def _atom(self, t: Node, env: tuple[Node, ...]) -> Node:
        """`t` without quantifiers: those inside it get names."""
        if not t.quantified:
            return _resolved(t, env)
        if t.head in ("all", "ex"):
            formula = _resolved(t, env)
            if formula.loose:
                raise TooHard("a quantifier under a lambda's variable")
            if formula not in self._named:
                scope = _variables(formula)
                name = Node("call", scope, BOOL, f"def!{self._number()}")
                self._named[formula] = name
                for p in (True, False):
                    sides = (Node("not", (name,), BOOL) if p else name, self._normal(t, env, p))
                    clause = Node("or", sides, BOOL)
                    self._clauses.append(_clause("", scope, clause, []) if scope else clause)
            return self._named[formula]
        if t.head == "fun":  # looked into when it gets a name
            found = _resolved(t, env)
            if found.vars:
                raise TooHard("a quantifier under a lambda's variable")
            return found
        return Node(t.head, tuple(self._atom(a, env) for a in t.args), t.sort, t.data)

    # --- text -----------------------------------------------------------------------------------------------------

    def _print(self, t: Node) -> str:
        if t in self._smt:
            return self._smt[t]
        found = self._form(t)
        if not t.vars and not t.loose and len(found) > 40 and t.sort != BOOL:
            name = f"d!{self._number()}"
            self.lines.append(f"(define-fun {name} () {self._sort(t.sort)} {found})")
            found = name
        self._smt[t] = found
        return found

    def _form(self, t: Node) -> str:
        head, args = t.head, t.args
        match head:
            case "num":
                return str(t.data) if t.data >= 0 else f"(- {-t.data})"
            case "true" | "false":
                return head
            case "var":
                return f"?{t.data}"
            case "free":
                name = f"c!{self._number()}"
                self.names[name] = t
                self.lines.append(f"(declare-const {name} {self._sort(t.sort)})")
                return name
            case "clause":
                return self._print_clause(t)
            case "fun" if not t.vars:
                return self._array(t)
            case "fun":
                v = self._variable(t.data)
                return f"(lambda ((?{v.data} {self._sort(t.data)})) {self._print(_resolved(t.args[0], (v,)))})"
        inner = [self._print(a) for a in args]
        words = " ".join(inner)
        match head:
            case "call":
                return f"({self._function(t)} {words})" if inner else self._function(t)
            case "len" | "data":
                return f"({head}.{self._sort(args[0].sort)} {words})"
            case "seq":
                return f"(mk.{self._sort(t.sort)} {words})"
            case "pair":
                return f"(mk.{self._sort(t.sort)} {words})" if inner else f"mk.{self._sort(t.sort)}"
            case "item":
                return f"(item{t.data[0]}.{self._sort(args[0].sort)} {words})"
            case "op":
                return f"({_OPERATORS.get(t.data) or _division(t)} {words})"
        return f"({_WORDS[head]} {words})"

    def _print_clause(self, t: Node) -> str:
        qid, variables, sizes = t.data
        body = self._print(t.args[0])
        hints = f" :qid {qid}" if qid else ""
        rest = [self._print(p) for p in t.args[1:]]
        for n in sizes:
            hints += f" :pattern ({' '.join(rest[:n])})"
            rest = rest[n:]
        declared = " ".join(f"(?{v.data} {self._sort(v.sort)})" for v in variables)
        return f"(forall ({declared}) {f'(! {body}{hints})' if hints else body})"

    def _array(self, t: Node) -> str:
        """A closed lambda, by a name and its defining property: solvers choose no pattern that contains a lambda."""
        name = f"a!{self._number()}"
        self.names[name] = t
        v = self._variable(INT)
        body = self._print(self._atom(t.args[0], (v,)))
        self.lines.append(f"(declare-const {name} {self._sort(t.sort)})")
        item = f"(select {name} ?{v.data})"
        sources: dict[Node, None] = {}

        def look(u: Node) -> None:
            if u.head == "at" and u.args[1] == v and u.args[0].head == "free":
                sources[u] = None

        heads(_resolved(t.args[0], (v,)), look)
        also = "".join(f" :pattern ({self._print(u)})" for u in list(sources)[:2])
        self.lines.append(f"(assert (forall ((?{v.data} Int)) (! (= {item} {body}) :pattern ({item}){also})))")
        return name

    def _function(self, t: Node) -> str:
        key = t.data
        name = key if key.startswith(("sk!", "def!")) else f"f!{key}"
        name = f"|{name}|"
        if name not in self.functions:
            self.functions[name] = (key, t.sort)
            args = " ".join(self._sort(a.sort) for a in t.args)
            self.lines.append(f"(declare-fun {name} ({args}) {self._sort(t.sort)})")
        return name

    def _sort(self, s: Sort) -> str:
        if s.name == "Array":
            return f"(Array Int {self._sort(s.args[0])})"
        name = _flat(s)
        if name not in self.sorts and s not in (INT, BOOL):
            for a in s.args:
                self._sort(a)
            if name in self.sorts:
                return name
            self.sorts[name] = s
            if s.name == "Float":
                self.lines.append(f"(declare-sort {name} 0)")
            elif s.name == "List":
                fields = f"(len.{name} Int) (data.{name} (Array Int {self._sort(s.args[0])}))"
                self.lines.append(f"(declare-datatype {name} ((mk.{name} {fields})))")
            elif s.name == "Tuple":
                fields = " ".join(f"(item{i}.{name} {self._sort(a)})" for i, a in enumerate(s.args))
                self.lines.append(f"(declare-datatype {name} ((mk.{name} {fields})))")
            else:
                raise TooHard(f"values of the sort {s}")
        return name


_WORDS = {"add": "+", "sub": "-", "neg": "-", "mul": "*", "le": "<=", "eq": "=", "iff": "=", "not": "not", "and": "and",
          "or": "or", "imp": "=>", "at": "select"}  # fmt: skip
_OPERATORS = {ITE: "ite", STORE: "store", MOD: "py.mod"}


def _division(t: Node) -> str:
    if t.data == FMOD:
        return "mod"
    if t.data != FDIV:
        raise TooHard(f"the operator {t.data}")
    return "div" if t.args[1].head == "num" and t.args[1].data > 0 else "py.div"


def _flat(s: Sort) -> str:
    if s.name in ("List", "Tuple"):
        return s.name + "".join("_" + _flat(a) for a in s.args) + ("_" if s.args else "_0")
    if s.name == "Array":
        return f"Array_{_flat(s.args[0])}"
    return "Opaque" if s.name == "Float" else s.name


def _clause(qid: str, variables: tuple[Node, ...], body: Node, groups: Sequence[tuple[Node, ...]]) -> Node:
    flat = tuple(p for g in groups for p in g)
    return Node("clause", (body, *flat), BOOL, (qid, variables, tuple(len(g) for g in groups)))


def _variables(t: Node) -> tuple[Node, ...]:
    """The opened variables in `t`, each once."""
    found: dict[Node, None] = {}
    if t.vars:
        heads(t, lambda u: found.setdefault(u) if u.head == "var" else None)
    return tuple(found)


def _resolved(t: Node, env: tuple[Node, ...]) -> Node:
    """`t` with the loose index i replaced by env[-1 - i]."""
    known: dict[tuple[Node, int], Node] = {}

    def go(u: Node, depth: int) -> Node:
        if u.loose <= depth:
            return u
        if u.head == "bound":
            return env[-1 - (u.data - depth)]
        key = (u, depth)
        if key not in known:
            inner = depth + (u.head in ("all", "ex", "fun"))
            known[key] = Node(u.head, tuple(go(a, inner) for a in u.args), u.sort, u.data)
        return known[key]

    return go(t, 0) if t.loose else t
