"""Function -> goals, by forward symbolic execution (strongest postconditions along paths; Floyd 1967, King 1976).

Paths split at branches and are merged when there are many and before loops. A loop is cut by its invariants (shown at entry
and kept by one arbitrary iteration), a call by the callee's contract; callees without a contract are executed in place.
With `unroll`, loops run a bounded number of times instead and nothing is approximated: such goals find inputs, they prove
nothing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

import attrs
from attrs import define, field

from toolkit.core import aliases, cursors
from toolkit.core import terms as T
from toolkit.core.aliases import Groups, Summary
from toolkit.core.encode import CHANGES, Check, Encoder, logic_sort, maps, well_formed
from toolkit.core.exceptions import covers, meets
from toolkit.core.ir import (
    BOOL,
    CHOICES,
    FLOAT,
    INT,
    ITEMS,
    NONE,
    ROWS,
    Assert,
    Assign,
    Assume,
    Block,
    Break,
    Call,
    Clause,
    Continue,
    Eval,
    Expr,
    Function,
    Goal,
    Havoc,
    Hypothesis,
    If,
    Inside,
    Loop,
    Module,
    Place,
    Raise,
    Return,
    Reveal,
    Sort,
    Stmt,
    Try,
    Unbind,
    Update,
    seq_of,
    statements,
)
from toolkit.core.ops import OPS
from toolkit.core.source import Rejected, Span, rejected_there
from toolkit.core.terms import Facts, Symbol, Term
from toolkit.core.vcgen import attempts

G = TypeVar("G", bound="Generator")
_TERMS = 400_000  # terms built for one function
_MANY = 12  # paths kept apart before they are merged
# operators that never raise
_TOTAL = frozenset({"var", "const", "proj", "add", "sub", "mul", "neg", "len", "int", "min2", "max2", "abs", "slice", "treesize"})
_MADE = "$made"  # beside the numbers of rows: how many new rows have come in
_ROUNDS, _COPIES = 8, 32  # rounds of a loop that are executed one by one, and of loops inside each other
_DEPTH = 12  # calls executed in place inside each other


@define(eq=False)
class State:
    """One path: what names hold, what is known (with labels), and what stands between here and the entry."""

    env: dict[str, Term]
    path: list[tuple[Term, str]] = field(factory=list)
    facts: Facts = field(factory=Facts)
    cut: bool = False  # behind a loop's invariant
    calls: frozenset[str] = frozenset()  # callees whose contract stands for them
    drawn: Term = T.ZERO  # unrolling: how many values `Havoc` has given on this path

    def copy(self) -> State:
        return State(dict(self.env), list(self.path), Facts(self.facts), self.cut, self.calls, self.drawn)

    def set(self, name: str, value: Term) -> None:
        """name = value: from here on it certainly has one."""
        self.env[name] = value
        self.env.pop("bound:" + name, None)

    def assume(self, t: Term, label: str) -> None:
        if t != T.TRUE and not self.facts.knows(t):
            self.path.append((t, label))
            self.facts.add(t)

    @property
    def dead(self) -> bool:
        return any(t == T.FALSE for t, _ in self.path)


@define(eq=False)
class Raised:
    """A path that raises an exception of a class; when not `exact`, of the class or a subclass."""

    state: State
    exception: str
    span: Span
    exact: bool = True


@define(eq=False)
class Frame:
    """The function being executed: where paths go that leave it."""

    function: Function
    returns: list[tuple[State, Term, Span]] = field(factory=list)
    raises: list[Raised] = field(factory=list)
    pending: list[tuple[State, Return]] | None = None  # inside a try with a finally: returns that go through it
    loops: list[tuple[list[State], list[State]]] = field(factory=list)
    entry: dict[str, Term] = field(factory=dict)


@define(eq=False)
class Program:
    """A module with what is computed once for all its functions."""

    module: Module
    functions: dict[str, Function]  # the module's, as they are executed (see `cursors`)
    summaries: dict[str, Summary]
    component: dict[str, frozenset[str]]  # function -> the functions it is mutually recursive with (empty: not recursive)
    in_clauses: frozenset[str]  # functions that clauses call, and what they call

    @staticmethod
    def of(module: Module) -> Program:
        calls = {n: f.calls & module.functions.keys() for n, f in module.functions.items()}
        reach = {n: set(c) for n, c in calls.items()}
        changed = True
        while changed:
            changed = False
            for n in reach:
                new = set().union(reach[n], *(reach[m] for m in reach[n]))
                if new != reach[n]:
                    reach[n], changed = new, True
        component = {n: frozenset(m for m in reach[n] if n in reach[m]) for n in reach}
        in_clauses = {x.data for f in module.functions.values() for e in f.expressions() for x in e.walk() if x.op == "call"}
        for n in tuple(in_clauses & reach.keys()):  # and the functions that these call in turn
            in_clauses |= reach[n]
        summaries, functions = aliases.summarise(module), dict(module.functions)
        for name, f in module.functions.items():
            followed = cursors.followed(f)
            if followed is not None and not aliases.accepted(f, summaries):
                functions[name] = followed
        if any(functions[n] is not f for n, f in module.functions.items()):
            summaries = aliases.summarise(attrs.evolve(module, functions=functions))
        return Program(module, functions, summaries, component, frozenset(in_clauses))

    def reach(self, name: str) -> frozenset[str]:
        """The function and all that it calls, directly or not."""
        found, stack = {name}, [name]
        while stack:
            new = self.module.functions[stack.pop()].calls & self.module.functions.keys() - found
            found |= new
            stack.extend(new)
        return frozenset(found)


@define(eq=False)
class Result:
    """The goals of one function; `depends` names the functions whose proof this one's rests on, `assumptions` what the user
    asked to assume, `variants` the ways in which arguments may be one object."""

    goals: list[Goal]
    depends: frozenset[str]
    assumptions: tuple[str, ...]


def goals(program: Program, name: str, unroll: int = 0, only: Groups | None = None, most: int = 0) -> Result:
    """All obligations of a function (the first `most` of them, when that is not 0), for every way in which its arguments can
    be one object.

    Raises `Rejected` when the function uses something that is not supported where it stands, `terms.TooLarge` when its
    goals grow beyond all use."""
    found: list[Goal] = []
    depends: set[str] = set()
    assumptions: dict[str, None] = {}

    def generator(f: Function, same: Groups) -> Generator:
        g = Generator(program, f, same, unroll)
        g.most = most
        return g

    for g in executed(program, name, generator, only):
        found.extend(g.goals)
        depends |= g.depends
        assumptions.update(g.assumptions)
    return Result(found, frozenset(depends), tuple(assumptions))


def executed(
    program: Program, name: str, generator: Callable[[Function, Groups], G], only: Groups | None = None
) -> Iterator[G]:
    """What `generator` makes of a function, executed for every way in which its arguments can be one object. Raises as `goals`."""
    f = program.functions[name]
    for same in aliases.partitions(f, program.summaries[name]) if only is None else [only]:
        g = generator(f, same)
        T.allowance(_TERMS)
        try:
            g.run()
        finally:
            T.allowance(0)
        yield g


def too_large(f: Function) -> Result:
    """A result that can only be unknown: one goal that no solver is asked about."""
    goal = Goal("too-large", "too-large", f.name, f.span, "the function's obligations are small enough to be stated", (), "", "",
                degree=1 << 30)  # fmt: skip
    return Result([goal], frozenset(), ())


class Generator:
    """Executes one function symbolically and collects its goals."""

    def __init__(self, program: Program, f: Function, same: Groups, unroll: int) -> None:
        self.program, self.function, self.same, self.unroll = program, f, same, unroll
        self.encoder = Encoder(self.call_in_clause, any(map(maps.tallied, self._reached())))
        self.goals: list[Goal] = []
        self.depends: set[str] = set()
        self.assumptions: dict[str, None] = {}
        self.collect: list[Check] | None = None  # inside a clause: obligations become checks
        self.base = 0  # length of the path where collecting began
        self.inlined: list[str] = []
        self.unfolding: str | None = None  # the function whose defining axiom is being built
        self._frame_sorts: list[dict[str, Sort]] = []
        self.most = 0  # goals that are wanted; 0: all
        self.catching: list[tuple[str, ...]] = []  # what the try statements around catch, in this and in calling functions
        self.caught: dict[str, tuple[str, bool]] = {}  # hidden name of a handler's exception -> class, exact
        self.copies = 1  # how often the rounds of loops that are executed one by one copy what is inside them
        self.muted = 0  # > 0: what is executed is executed elsewhere as well, and its goals are stated there
        self.entered = 0  # loops entered so far: each has measures of its own
        self.annotated: dict[tuple[str, Groups], Function] = {}
        self._spoken_of: dict[Term, frozenset[str]] = {}
        self.choices: Term | None = None  # unrolling: what `Havoc` gives, in order
        self.rows: dict[Place, str] = {}  # of lists of which rows are changed: the name of which rows are one object (`_tied`)
        self.row_inputs: tuple[tuple[str, Sort, str], ...] = ()

    def _reached(self) -> list[Function]:
        """The function and all that it calls, or names in a clause."""
        found, functions = {self.function.name: self.function}, self.program.module.functions
        stack = [self.function]
        while stack:
            for n in sorted(stack.pop().calls - found.keys()):
                if n in functions:
                    found[n] = functions[n]
                    stack.append(functions[n])
        return list(found.values())

    # --- entry and exit -------------------------------------------------------------------------------------------

    def run(self) -> None:
        f = aliases.annotate(self.function, self.program.summaries, self.same)
        if f.pure and self.program.summaries[f.name].changes:
            raise Rejected("protocol-not-met", f.span, f"{f.name} changes something: a Protocol's method may not",
                           "return the new value")  # fmt: skip
        leader = {n: g[0] for g in self.same for n in g}
        tied = {(leader.get(str(n), n), *at) for n, *at in aliases.tied(f, self.program.summaries[f.name])}
        state = State({})
        for p in f.params:
            first = leader.get(p.name, p.name)
            if first != p.name:
                state.env[p.name] = state.env[first]
                continue
            known: list[Term] = []
            state.env[p.name] = self.encoder.fresh(p.name, p.sort, known)
            for t in known:
                state.assume(t, f"{p.name} is {_a(str(p.sort))}")
            for place in sorted(t for t in tied if t[0] == p.name):
                self.identify(place, state)
        for n, first in leader.items():
            for (owner, *at), key in [*self.rows.items()]:
                if owner == first:
                    self.rows[n, *at] = self.rows[f"$arg_{n}", *at] = key
        frame = Frame(f)
        for p in f.params:
            state.env[f"$old.{p.name}"] = state.env[f"$arg_{p.name}"] = state.env[p.name]
        frame.entry = dict(state.env)
        if f.accepts is not None:
            wider = state.copy()
            for c in f.accepts:
                self.assume_clause(c, wider, wider.env, "precondition of the overridden method", defined=True)
            for c in f.requires:
                v = self.clause_value(c, wider, wider.env, defined=False)
                self.goal("override-accepts", wider, v, c.span, "the override accepts all that the overridden method does", c.text)
        for c in f.requires:
            self.assume_clause(c, state, state.env, "precondition", defined=True)
        self.emptied(f, state)
        if f.requires and not self.unroll and not self.same:  # arguments that are one object are equal arguments
            self.emit_goal("contract-not-vacuous", state, T.FALSE, f.requires[0].span,
                           "some input meets the precondition", f.requires[0].text, sat=True)  # fmt: skip
        for c in f.measure:
            self.clause_value(c, state, state.env, defined=True)
        if f.external:
            self.external(f, state)
            return
        out = self.block(f.body, [state], frame)
        for s in out:
            if f.result == NONE:
                frame.returns.append((s, T.ZERO, f.span))
            else:
                self.goal("returns-a-value", s, T.FALSE, f.span, f"{f.name} does not end without returning a value")
        for s, value, span in frame.returns:
            self.normal_exit(f, s, value, span)
        for r in frame.raises:
            self.raised_exit(f, r.state, r.exception, r.span)

    def emptied(self, f: Function, s: State) -> None:
        """One list, of which items are required to be different from the items of another one, which it is as well."""
        for pair in f.distinct:
            a, *b = sorted(pair, key=repr)
            for other in b:
                p, q = str(a[0]), str(other[0])
                sort = next((x.sort for x in f.params if x.name == p), INT)
                if a[1:] == other[1:] == (ITEMS,) and self._leader(p) == self._leader(q) and sort.name == "List":
                    s.assume(T.same(T.length(s.env[p]), T.ZERO), f"{p} and {q} are one list without a common item")

    def identify(self, place: Place, s: State) -> None:
        """Which rows of a parameter are one object is an unknown: the first row that is the same object, for each. The rows are
        what an array holds there, so that rows that are one object are always equal."""
        name, *at = place
        text = ".".join(map(str, place))
        grid = _part(s.env[str(name)], at)
        known: list[Term] = []
        rows = self.encoder.fresh(f"rows.{text}", seq_of(INT), known)
        k = T.bound()
        first = T.at(rows, k)
        inside = T.conj(T.le(T.ZERO, k), T.lt(k, T.length(grid)))
        known += [T.same(T.length(rows), T.length(grid)),
                  T.forall([k], T.implies(inside, T.conj(T.ge0(first), T.le(first, k))))]  # fmt: skip
        for t in known:
            s.assume(t, f"rows of {name} may be one object")
        self.rows[place] = self.rows[f"$arg_{name}", *at] = f"$rows.{text}"
        s.env[f"$rows.{text}"] = rows = T.mk(T.length(grid), T.data(rows))
        s.env[_MADE] = T.ZERO
        self.row_inputs += ((ROWS + text, seq_of(INT), f"rows.{text}"),)
        s.env[str(name)] = _with_part(s.env[str(name)], at, _tied(grid, rows, T.length(grid)))

    def external(self, f: Function, s: State) -> None:
        """A contract without the code: its clauses cannot raise, and some input has a result."""
        for r in f.raises:
            if r.condition is not None:
                s.assume(T.neg(self.clause_value(r.condition, s, self._entry_env(s), defined=True)), f"no {r.exception}")
        known: list[Term] = []
        env = {k: v for k, v in s.env.items() if k.startswith(("$arg_", "$old."))}
        for p in f.params:
            if p.name in f.changes:
                env[f"$arg_{p.name}"] = self.encoder.fresh(f"{p.name}.after", p.sort, known)
        env["$result"] = T.ZERO if f.result == NONE else self.encoder.fresh("result", f.result, known)
        for t in known:
            s.assume(t, "what it gives back")
        for c in f.ensures:
            self.assume_clause(c, s, env, "postcondition", defined=True)
        if f.ensures:
            self.emit_goal("contract-not-vacuous", s, T.FALSE, f.ensures[0].span, "some input has a result that meets the "
                           "postcondition", f.ensures[0].text, sat=True)  # fmt: skip

    def normal_exit(self, f: Function, s: State, value: Term, span: Span) -> None:
        for r in f.raises:
            if r.condition is not None:
                c = self.clause_value(r.condition, s, self._entry_env(s), defined=True)
                self.goal("exception-raised", s, T.neg(c), r.span, f"when this holds at entry, {r.exception} is raised "
                          f"(the function returns at line {span.line})", r.condition.text)  # fmt: skip
        env = {k: v for k, v in s.env.items() if k.startswith(("$arg_", "$old."))}
        env["$result"] = value
        for clause in f.ensures:
            v = self.clause_value(clause, s, env, defined=True)
            where = f"at the return in line {span.line}" if span != f.span else "at the end"
            self.goal("postcondition", s, v, clause.span, f"the postcondition holds {where}", clause.text)
            s.assume(v, f"postcondition in line {clause.span.line}")

    def raised_exit(self, f: Function, s: State, exception: str, span: Span) -> None:
        matching = [r for r in f.raises if covers(r.exception, exception, self.program.module.exceptions)]
        if any(r.condition is None for r in matching):
            return
        conditions = [self.clause_value(r.condition, s, self._entry_env(s), defined=True) for r in matching if r.condition]
        text = " or ".join(r.condition.text for r in matching if r.condition)
        self.goal("exception-allowed", s, T.disj(*conditions), span, f"{exception} is raised only when declared", text)

    def _entry_env(self, s: State) -> dict[str, Term]:
        return {k.removeprefix("$old."): v for k, v in s.env.items() if k.startswith("$old.")}

    # --- goals ----------------------------------------------------------------------------------------------------

    def goal(
        self, kind: str, s: State, show: Term, span: Span, message: str, clause: str = "",
        group: str = "", alternative: str = "", exception: str = "",
    ) -> None:  # fmt: skip
        """An obligation on this path. Inside a clause it becomes a condition of the clause being defined."""
        if self.collect is not None:
            guard = T.conj(*(t for t, _ in s.path[self.base :]))
            self.collect.append(Check(guard, show, exception, kind, span, message))
            return
        if show.op == "and" and not group:  # one obligation a conjunct: smaller, and the failing one is named
            before = s.copy()
            for part in show.args:
                self.emit_goal(kind, before, part, span, message, clause)
                before.assume(part, f"shown just before, line {span.line}")
            return
        self.emit_goal(kind, s, show, span, message, clause, group, alternative)

    def emit_goal(
        self, kind: str, s: State, show: Term, span: Span, message: str, clause: str = "",
        group: str = "", alternative: str = "", sat: bool = False,
    ) -> None:  # fmt: skip
        if self.muted or self.most and len(self.goals) >= self.most:
            return
        trivial = not sat and s.facts.knows(show)
        given = [*s.path, *((d, "definition") for d in self.encoder.definitions)]
        inputs = tuple((p.name, p.sort, self._leader(p.name)) for p in self.function.params)
        if self.choices is not None:
            given.append((T.same(T.length(self.choices), s.drawn), "number of values that nothing determines"))
            inputs += ((CHOICES, seq_of(INT), CHOICES),)
        inputs += self.row_inputs
        hypotheses = [t for t, _ in given]
        tops = {n.removesuffix(".top"): n for n in self.encoder.symbols if n.endswith(".top")}
        shown = T.claimed(show, tops) if tops else show
        smt = "" if trivial else T.render(hypotheses, shown, self.encoder.symbols)
        lean = "" if trivial or sat else self.lean(hypotheses, show, shown)
        key = smt + lean if not trivial else f"trivial\0{kind}\0{span}\0{show!r}"
        marks = [self.function.name, kind, str(self.same), alternative] if trivial else ["sat" if sat else "unsat"]
        identity = hashlib.sha256("\0".join([key, *marks]).encode()).hexdigest()[:16]
        opaque = {x.opaque for x in self.encoder.symbols.values() if x.opaque and f"|/{x.name}|" in smt}
        self.goals.append(
            Goal(
                identity, kind, self.function.name, span, message,
                tuple(Hypothesis("", label) for _, label in given), clause, smt, trivial,
                tuple(self.assumptions), group, alternative, sat,
                inputs, self.same, clause,
                s.cut or bool(s.calls), s.calls, max(t.degree for t in (*hypotheses, show)), lean, tuple(sorted(opaque)),
                (hypotheses, shown, self.encoder.symbols),
            )
        )  # fmt: skip

    def lean(self, hypotheses: Sequence[Term], show: Term, shown: Term) -> str:
        """The goal with only the hypotheses about the axiomatised functions that it speaks of, and about what exists only when it
        does: a proof from fewer hypotheses is a proof, and one that nothing else gets in the way of."""
        wanted = self.spoken_of(show)
        kept = [h for h in hypotheses if self.spoken_of(h) <= wanted]
        return T.render(kept, shown, self.encoder.symbols) if len(kept) < len(hypotheses) else ""

    def spoken_of(self, t: Term) -> frozenset[str]:
        """The functions with axioms that a term mentions, and `exists` for that quantifier."""
        if t not in self._spoken_of:
            names = {u.data if u.op == "app" else u.op for u in T.subterms([t]) if u.op in ("app", "exists")}
            symbols = self.encoder.symbols
            self._spoken_of[t] = frozenset(n for n in names if n == "exists" or n in symbols and symbols[n].axioms)
        return self._spoken_of[t]

    def _leader(self, name: str) -> str:
        return next((g[0] for g in self.same if name in g), name)

    # --- expressions ----------------------------------------------------------------------------------------------

    def value(self, e: Expr, s: State, frame: Frame) -> Term:
        """Evaluates an expression of the code: paths that raise leave, the rest goes on."""
        checks: list[Check] = []
        v = self.encoder.value(e, s.env, s.facts, checks)
        for c in checks:
            self.meet(c, s, frame)
        return v

    def meet(self, c: Check, s: State, frame: Frame) -> None:
        condition = T.implies(c.guard, c.condition)
        if s.facts.knows(condition):
            return
        if c.exception and not c.inside and self.may_raise(c.exception):
            other = s.copy()
            other.assume(c.guard, f"line {c.span.line}")
            other.assume(T.neg(c.condition), f"not: {c.message}, line {c.span.line}")
            self.leave(Raised(other, c.exception, c.span), frame)
        else:
            self.goal(c.kind, s, condition, c.span, c.message, exception="" if c.inside else c.exception)
        s.assume(condition, f"{c.message}, line {c.span.line}")

    def may_raise(self, exception: str, exact: bool = True) -> bool:
        """True when a handler may catch the exception, or the function under verification declares it (inside a clause: no)."""
        own = self.program.module.exceptions
        return any(meets(h, exception, exact, own) for h in self.catching) or (
            self.collect is None and any(covers(r.exception, exception, own) for r in self.function.raises)
        )

    def leave(self, r: Raised, frame: Frame) -> None:
        """The path ends here by an exception: it goes to a handler or out of the function, or must be impossible."""
        if r.state.dead:
            return
        if self.may_raise(r.exception, r.exact):
            frame.raises.append(r)
        else:
            self.goal("exception-undeclared", r.state, T.FALSE, r.span, f"{r.exception} is never raised here",
                      exception=r.exception if r.exact else "")  # fmt: skip

    def clause_value(self, c: Clause, s: State, env: dict[str, Term], defined: bool) -> Term:
        """The truth of a clause; with `defined`, that it cannot raise is an obligation."""
        checks: list[Check] = []
        v = self.encoder.value(c.expr, env, s.facts, checks)
        if defined and not (self.collect is not None and self.unroll):
            for k in checks:
                condition = T.implies(k.guard, k.condition)
                self.goal("clause-defined", s, condition, c.span, f"the clause itself cannot raise: {k.message}", c.text)
                s.assume(condition, f"{k.message}, in the clause of line {c.span.line}")
        return v

    def assume_clause(self, c: Clause, s: State, env: dict[str, Term], what: str, defined: bool) -> None:
        s.assume(self.clause_value(c, s, env, defined), f"{what} in line {c.span.line}: {c.text}")

    # --- statements -----------------------------------------------------------------------------------------------

    def block(self, block: Block, states: list[State], frame: Frame) -> list[State]:
        for stmt in block:
            states = [s for s in states if not s.dead]
            if not states:
                return []
            if len(states) > 1 and (isinstance(stmt, Loop) or len(states) > _MANY):
                states = [self.merge(states)]
            states = [t for s in states for t in self.statement(stmt, s, frame)]
        return [s for s in states if not s.dead]

    def statement(self, stmt: Stmt, s: State, frame: Frame) -> list[State]:
        match stmt:
            case Assign(target=t, value=v):
                s.set(t, self.value(v, s, frame))
            case Havoc():
                self.draw(stmt, s)
            case Eval(value=v):
                self.value(v, s, frame)
            case Reveal(function=g):
                self.reveal(self._callee(g, stmt.span), s, stmt.span)
            case Update():
                self.update(stmt, s, frame)
            case If(cond=c):
                return self.branch(stmt, self.value(c, s, frame), s, frame)
            case Loop():
                return self.unrolled(stmt, s, frame, self.unroll)[0] if self.unroll else self.loop(stmt, s, frame)
            case Return(value=v):
                if frame.pending is not None:
                    frame.pending.append((s, stmt))
                else:
                    frame.returns.append((s, self.value(v, s, frame), stmt.span))
                return []
            case Raise(exception=e):
                exception, exact = self.caught[e] if e.startswith("$") else (e, True)
                self.leave(Raised(s, exception, stmt.span, exact), frame)
                return []
            case Try():
                return attempts.run(self, stmt, s, frame)
            case Unbind(target=t):
                self.value(Expr("var", (), self._sorts.get(t, INT), stmt.span, t), s, frame)
                s.env.pop(t, None)
                s.env.pop("bound:" + t, None)
            case Break():
                frame.loops[-1][0].append(s)
                return []
            case Continue():
                frame.loops[-1][1].append(s)
                return []
            case Assert(cond=c, text=text):
                truth = self.value(c, s, frame)
                if self.may_raise("AssertionError"):
                    other = s.copy()
                    other.assume(T.neg(truth), f"the assertion in line {stmt.span.line} fails")
                    self.leave(Raised(other, "AssertionError", stmt.span), frame)
                else:
                    self.goal("assertion", s, truth, stmt.span, "the assertion holds", text, exception="AssertionError")
                s.assume(truth, f"assertion in line {stmt.span.line}")
            case Assume(cond=c, text=text):
                clause = Clause(c, text, stmt.span)
                truth = self.clause_value(clause, s, s.env, defined=True)
                self.assumptions[f"assume({text}), line {stmt.span.line}"] = None
                s.assume(truth, f"assumption in line {stmt.span.line}")
            case Call():
                return self.call(stmt, s, frame)
        return [s]

    def draw(self, stmt: Havoc, s: State) -> None:
        """Any integer; when loops are unrolled, the next one of a list that is an input of the goal."""
        if self.unroll:
            if self.choices is None:
                self.choices = self.encoder.fresh(CHOICES, seq_of(INT), [])
            value = T.at(self.choices, s.drawn)
            s.drawn = T.add(s.drawn, T.ONE)
        else:
            value = self.encoder.fresh(_plain(stmt.target), INT, [])
        s.set(stmt.target, value)
        for bound, ok in ((stmt.low, T.le), (stmt.high, T.ge)):
            if bound is not None:
                s.assume(ok(T.num(bound), value), f"{_plain(stmt.target)} is of its type")

    def branch(self, stmt: If, c: Term, s: State, frame: Frame) -> list[State]:
        out: list[State] = []
        other = s.copy()
        s.assume(c, f"the condition in line {stmt.span.line} holds")
        other.assume(T.neg(c), f"the condition in line {stmt.span.line} does not hold")
        if not (c == T.FALSE or s.dead):
            out.extend(self.block(stmt.then, [s], frame))
        if not (c == T.TRUE or other.dead):
            out.extend(self.block(stmt.orelse, [other], frame))
        return out

    def merge(self, states: list[State]) -> State:
        """One state for several paths: the common part of what is known, and the alternatives."""
        n = 0
        shortest = min(len(s.path) for s in states)
        while n < shortest and all(s.path[n][0] == states[0].path[n][0] for s in states):
            n += 1
        conditions = [T.conj(*(t for t, _ in s.path[n:])) for s in states]
        result = State({}, states[0].path[:n], Facts(), any(s.cut for s in states),
                       frozenset().union(*(s.calls for s in states)))  # fmt: skip
        for t, _ in result.path:
            result.facts.add(t)
        result.assume(T.disj(*conditions), "one of the paths that meet here")
        for t in conditions[0].args if conditions[0].op == "and" else ():
            if all(s.facts.knows(t) for s in states):
                result.assume(t, "known on all paths that meet here")
        result.drawn = states[-1].drawn
        for s, c in reversed(list(zip(states[:-1], conditions))):
            result.drawn = s.drawn if s.drawn == result.drawn else T.ite(c, s.drawn, result.drawn)
        names: dict[str, None] = {k: None for s in states for k in s.env if not k.startswith("bound:")}
        for k in names:
            having = [(s, c) for s, c in zip(states, conditions) if k in s.env]
            value = having[-1][0].env[k]
            for s, c in reversed(having[:-1]):
                value = s.env[k] if s.env[k] == value else T.ite(c, s.env[k], value)
            result.env[k] = value
            flag = T.FALSE
            for s, c in reversed(list(zip(states, conditions))):
                mine = s.env.get("bound:" + k, T.TRUE) if k in s.env else T.FALSE
                flag = mine if s is states[-1] else T.ite(c, mine, flag)
            if flag != T.TRUE:
                result.env["bound:" + k] = flag
        return result

    # --- changes of lists -----------------------------------------------------------------------------------------

    def update(self, u: Update, s: State, frame: Frame) -> None:
        """A change in place: every name that is the object gets the new value."""
        self.value(Expr("var", (), self._sorts.get(u.root, u.changed), u.span, u.root), s, frame)  # it has a value
        if u.root not in s.env:
            return  # never reached: the goal just made says so
        path: list[tuple[Term, Term | int]] = []
        here = s.env[u.root]
        for p in u.path:
            if isinstance(p, int):
                path.append((here, p))
                here = T.proj(here, p)
                continue
            if p.op == "key":
                c = maps.code(self.value(p.args[0], s, frame), p.args[0].sort, self.encoder)
                self.meet(maps.present(here, c, p.span), s, frame)
                path.append((here, c))
                here = maps.value_at(here, c)
                continue
            i = self.value(p, s, frame)
            n = T.length(here)
            self.meet(Check(T.TRUE, self.encoder.in_range(i, n, s.facts), "IndexError", "index-in-range", p.span,
                            "the index is in range"), s, frame)  # fmt: skip
            k = self.encoder.position(i, n, s.facts)
            path.append((here, k))
            here = T.at(here, k)
        args = [self.value(a, s, frame) for a in u.args]
        value, result = self.changed(u, here, args, s, frame)
        fields = leading(u.path)
        key = self.rows.get((u.rows, *fields))
        for depth, (outer, step) in reversed([*enumerate(path)]):
            if key is not None and depth == len(fields) and isinstance(step, Term):
                value = _with_row(outer, step, value, s.env[key])
            elif isinstance(step, int):
                value = _with_part(outer, [step], value)
            elif outer.sort.name == "Tuple":
                value = maps.with_value(outer, step, value)
            else:
                value = T.mk(T.length(outer), T.store(T.data(outer), step, value))
        for name in (u.root, *u.also):
            s.set(name, value)
        if len(fields) == len(path):
            for changed in sorted({self.rows.get((n, *fields), "") for n in (u.root, *u.also)} - {""}):
                s.env[changed] = self.numbered(u, T.mk(T.length(here), T.data(s.env[changed])), args, s, frame)
        if u.result is not None and result is not None:
            s.set(u.result, result)

    def numbered(self, u: Update, rows: Term, args: list[Term], s: State, frame: Frame) -> Term:
        """The numbers of rows after a change of their list: a row that comes in is a new object, and gets a negative number that
        none had (`_MADE` counts them)."""
        if u.kind == "swap":
            return _swapped(rows, *(self.encoder.position(i, T.length(rows), s.facts) for i in args))
        if u.kind == "pop":
            return self.changed(u, rows, args, s, frame)[0]
        s.env[_MADE] = T.add(s.env[_MADE], T.ONE)
        new = T.minus(s.env[_MADE])
        if u.kind == "setitem":
            k = self.encoder.position(args[0], T.length(rows), s.facts)
            return T.mk(T.length(rows), T.store(T.data(rows), k, new))
        return self.changed(u, rows, [*args[:-1], new], s, frame)[0]

    def changed(self, u: Update, xs: Term, args: list[Term], s: State, frame: Frame) -> tuple[Term, Term | None]:
        """The list after the change, and what the operation returns."""
        if u.kind == "setattr":
            return _with_part(xs, [args[0].data], args[1]), None
        if u.kind in CHANGES:
            return CHANGES[u.kind](self.encoder, u, xs, args, s.facts, lambda c: self.meet(c, s, frame))
        n, enc = T.length(xs), self.encoder
        if u.kind == "append":
            return T.mk(T.add(n, T.ONE), T.store(T.data(xs), n, args[0])), None
        if u.kind == "extend":
            return enc.concat(xs, args[0]), None
        if u.kind == "insert":
            at = enc.clip(args[0], n, s.facts)
            moved = T.array(
                lambda k: T.ite(T.lt(k, at), T.at(xs, k), T.ite(T.same(k, at), args[1], T.at(xs, T.sub(k, T.ONE))))
            )
            return T.mk(T.add(n, T.ONE), moved), None
        if u.kind == "setslice":
            low = T.ZERO if u.args[0].sort == NONE else enc.clip(args[0], n, s.facts)
            high = n if u.args[1].sort == NONE else enc.clip(args[1], n, s.facts)
            high = s.facts.choose(T.ge(high, low), high, low)
            if low == T.ZERO and high == n:
                return args[2], None
            middle = T.add(low, T.length(args[2]))
            parts = T.array(
                lambda k: T.ite(T.lt(k, low), T.at(xs, k), T.ite(T.lt(k, middle), T.at(args[2], T.sub(k, low)),
                                                                 T.at(xs, T.add(T.sub(k, middle), high))))
            )  # fmt: skip
            return T.mk(T.add(middle, T.sub(n, high)), parts), None
        if u.kind == "setitem":
            self._need_index(args[0], n, u.span, s, frame)
            return T.mk(n, T.store(T.data(xs), enc.position(args[0], n, s.facts), args[1])), None
        if u.kind in ("permute", "drop"):
            return args[0], None
        if u.kind == "swap":
            for i in args:
                self._need_index(i, n, u.span, s, frame)
            return _swapped(xs, *(enc.position(k, n, s.facts) for k in args)), None
        last = T.sub(n, T.ONE)
        if not args or args[0] == T.num(-1):
            self.meet(Check(T.TRUE, T.gt(n, T.ZERO), "IndexError", "not-empty", u.span, "the list is not empty"), s, frame)
            return T.mk(last, T.data(xs)), T.at(xs, last)
        self._need_index(args[0], n, u.span, s, frame)
        k0 = enc.position(args[0], n, s.facts)
        closed = T.array(lambda k: T.ite(T.lt(k, k0), T.at(xs, k), T.at(xs, T.add(k, T.ONE))))
        return T.mk(last, closed), T.at(xs, k0)

    def _need_index(self, i: Term, n: Term, span: Span, s: State, frame: Frame) -> None:
        ok = self.encoder.in_range(i, n, s.facts)
        self.meet(Check(T.TRUE, ok, "IndexError", "index-in-range", span, "the index is in range"), s, frame)

    # --- loops ----------------------------------------------------------------------------------------------------

    def loop(self, stmt: Loop, s: State, frame: Frame) -> list[State]:
        if self.collect is not None:
            raise Rejected("call-in-clause", stmt.span, "a function with a loop and without a contract is called in a clause",
                           "give it a contract")  # fmt: skip
        rounds = self.rounds_of(stmt, s, frame)
        if rounds is not None:
            self.copies *= max(1, rounds)
            ended, left = self.unrolled(stmt, s, frame, rounds)
            self.copies //= max(1, rounds)
            assert not left, "a loop goes on that was to end"
            return ended
        line = stmt.span.line
        self.entered += 1
        group = f"{stmt.key}#{self.entered}"
        # A condition that changes something is evaluated before the invariants are: they are about the state after it.
        late = bool(stmt.invariants or stmt.measure) and any(self._has_effect(x) for x in statements(stmt.head))
        for e in self.block(stmt.head, [s.copy()], frame) if late else [s]:
            for c in stmt.invariants:
                v = self.clause_value(c, e, e.env, defined=False)
                self.goal("invariant-at-entry", e, v, c.span, f"the invariant holds when the loop of line {line} starts", c.text)
        changed = modified(stmt)
        self.havoc(stmt, changed, s)
        s.cut = True
        for fact in stmt.facts:
            s.assume(self.encoder.value(fact, s.env, s.facts, []), f"counter of the loop in line {line}")
        self.target_facts(stmt, changed, s)
        if not late:
            self._assume_head(stmt, s)
        measures = self.measures(stmt, s)
        before = {k: [self.clause_value(c, s, s.env, defined=True) for c in cs] for k, cs in measures.items() if not late}
        out: list[State] = []
        if late:  # what it needs is shown where it is evaluated: before the loop and after each iteration
            self.muted += 1
            heads = self.block(stmt.head, [s], Frame(frame.function))
            self.muted -= 1
        else:
            heads = self.block(stmt.head, [s], frame)
        for h in heads:
            if late:
                self._assume_head(stmt, h)
                before = {k: [self.clause_value(c, h, h.env, defined=True) for c in cs] for k, cs in measures.items()}
            cond = self.value(stmt.cond, h, frame)
            inside, after = h.copy(), h
            inside.assume(cond, f"the loop of line {line} goes on")
            after.assume(T.neg(cond), f"the loop of line {line} ends")
            frame.loops.append(([], []))
            ends = self.block(stmt.body, [inside], frame) if not inside.dead else []
            breaks, continues = frame.loops.pop()
            for e in self.block((*stmt.step, *stmt.head) if late else stmt.step, [*ends, *continues], frame):
                for c in stmt.invariants:
                    v = self.clause_value(c, e, e.env, defined=False)
                    self.goal("invariant-kept", e, v, c.span, f"one more iteration of the loop in line {line} keeps the "
                              "invariant", c.text)  # fmt: skip
                    e.assume(v, f"invariant in line {c.span.line}, after the iteration")
                for k, cs in measures.items():
                    now = [self.clause_value(c, e, e.env, defined=False) for c in cs]
                    self.measure_goal(stmt, group, k, before[k], now, e)
                if not measures and not stmt.bounded and not self.function.partial:
                    self.goal("measure", e, T.FALSE, stmt.span, f"the loop of line {line} ends", "")
            if not after.dead:
                out.extend(self.block(stmt.orelse, [after], frame))
            out.extend(breaks)
        return out

    def rounds_of(self, stmt: Loop, s: State, frame: Frame) -> int | None:
        """How often a `for` without invariants goes round at most, where it runs over something of a known, small size: then
        its rounds are executed one after the other, and nothing is forgotten. None for other loops."""
        read = {x.data for x in stmt.cond.walk() if x.op == "var"}
        if stmt.counter is None or stmt.head or stmt.invariants or stmt.measure or (read & modified(stmt).keys()) - {stmt.counter}:
            return None
        ahead = s.copy()
        for done in range(min(_ROUNDS, _COPIES // self.copies) + 1):
            ahead.env[stmt.counter] = T.num(done)
            self.muted += 1
            cond = self.value(stmt.cond, ahead, frame)
            self.muted -= 1
            if cond != T.TRUE:
                return done if cond == T.FALSE else None
        return None

    def _assume_head(self, stmt: Loop, s: State) -> None:
        for c in stmt.invariants:
            self.assume_clause(c, s, s.env, "invariant", defined=True)

    def _has_effect(self, s: Stmt) -> bool:
        if isinstance(s, Call):
            return bool(self.program.summaries[s.function].changes)
        return isinstance(s, Update) or isinstance(s, Assign) and not s.target.startswith("$")

    def havoc(self, stmt: Loop, changed: dict[str, bool], s: State) -> None:
        """Forgets what the loop may change; the length of a list whose items alone are assigned is kept."""
        leader = {n: g[0] for g in stmt.same for n in g if n in s.env and g[0] in s.env}
        renewed: dict[str, Term] = {}
        parts = _changes(stmt)
        deleted = {u.target for u in statements((*stmt.head, *stmt.body, *stmt.step)) if isinstance(u, Unbind)}
        for name in changed:
            sort = self._sort_of(name, s)
            known: list[Term] = []
            if leader.get(name) in renewed:  # one object, one value
                s.env[name] = renewed[leader[name]]
                if name in deleted:
                    s.env["bound:" + name] = T.sym(self.encoder.name(f"bound.{_plain(name)}"), BOOL)
                continue
            mine = parts.get(name, {})
            if name in s.env and mine.get(()) != "whole" and sort.name in ("List", "Dict", "Object", "Tuple"):
                s.env[name] = self.partly((name,), sort, s.env[name], mine, stmt, s)
            elif name in s.env or not name.startswith("$"):
                first = name not in s.env
                s.env[name] = self.encoder.fresh(_plain(name), sort, known)
                if first or name in deleted or "bound:" + name in s.env:
                    s.env["bound:" + name] = T.sym(self.encoder.name(f"bound.{_plain(name)}"), BOOL)
            for t in known:
                s.assume(t, f"{_plain(name)} is {_a(str(sort))}")
            if name in leader:
                renewed[leader[name]] = s.env[name]

    def partly(self, at: Place, sort: Sort, old: Term, parts: dict[Place, str], stmt: Loop, s: State) -> Term:
        """What is in a place, of which a loop may change these parts (`_changes`)."""
        how = parts.get(())
        label = ".".join([_plain(str(at[0])), *map(str, at[1:])])
        if how is None:
            if sort.name not in ("Object", "Tuple"):
                return old
            values = [T.proj(old, i) for i in range(len(old.sort.args))]
            for i in sorted({int(p[0]) for p in parts}):
                inside = {p[1:]: h for p, h in parts.items() if p[0] == i}
                values[i] = self.partly((*at, i), sort.args[i], values[i], inside, stmt, s)
            return T.tup(values, old.sort)
        known: list[Term] = []
        fresh = self.encoder.fresh(label, sort, known)
        key = self.rows.get(at)
        if key is not None:
            size = T.length(fresh if how == "whole" else old)
            if at in _moved(stmt):
                s.env[key] = self.renumbered(key, size, s)
            fresh = _tied(fresh, s.env[key], size)
        if how != "whole" and sort.name == "List":
            value = T.mk(T.length(old), T.data(fresh))
            fresh = _as_long(value, old) if how == "rows" else value
            known = [t for t in known if t.op == "forall"]
        elif how != "whole" and sort.name == "Dict":
            fresh, known = maps.other_values(old, fresh), []
        for t in known:
            s.assume(t, f"{label} is {_a(str(sort))}")
        return fresh

    def renumbered(self, key: str, size: Term, s: State) -> Term:
        """Any numbers for so many rows, of which some may have been made on the way."""
        rows = T.mk(size, T.data(self.encoder.fresh(f"{key.removeprefix('$')}.moved", seq_of(INT), [])))
        before, s.env[_MADE] = s.env[_MADE], self.encoder.fresh("rows.made", INT, [])
        s.assume(T.le(before, s.env[_MADE]), "rows that were made")
        k = T.bound()
        inside = T.conj(T.le(T.ZERO, k), T.lt(k, size))
        s.assume(T.forall([k], T.implies(inside, T.le(T.minus(s.env[_MADE]), T.at(rows, k)))), "rows that were made")
        return rows

    def _sort_of(self, name: str, s: State) -> Sort:
        base = name.removeprefix("$arg_")
        return self._sorts[base]

    @property
    def _sorts(self) -> dict[str, Sort]:
        return self._frame_sorts[-1] if self._frame_sorts else self.function.sorts

    def target_facts(self, stmt: Loop, changed: dict[str, bool], s: State) -> None:
        """After at least one round, a for's names have values: those of the last round, if nothing else assigns them."""
        if stmt.rounds is None:
            return
        rounds = self.encoder.value(stmt.rounds, s.env, s.facts, [])
        for name, last in stmt.targets:
            if any(isinstance(u, Unbind) and u.target == name for u in statements(stmt.body)):
                continue
            flag = s.env.get("bound:" + name)
            if flag is not None:
                s.assume(T.implies(rounds, flag), f"{name} was assigned by the loop")
            times = sum(isinstance(u, Assign) and u.target == name for u in statements(stmt.body))
            touched = any(isinstance(u, (Update, Call)) and name in _touched(u) for u in statements(stmt.body))
            stable = not any(x.op == "var" and x.data in changed and not x.data.startswith("$k") for x in last.walk())
            if times == 1 and stable and not touched and not last.sort.mutable:
                v = self.encoder.value(last, s.env, s.facts, [])
                equal = self.encoder.equal(s.env[name], v, last.sort, identical=True)
                s.assume(T.implies(rounds, equal), f"{name} is the last element")

    def measures(self, stmt: Loop, s: State) -> dict[str, tuple[Clause, ...]]:
        """The measures to try, by name: the written one, or guesses from the condition. Empty: none, or none needed."""
        if stmt.bounded or self.function.partial:
            return {"": stmt.measure} if stmt.measure and not stmt.bounded else {}
        if stmt.measure:
            return {"": stmt.measure}
        guesses: dict[str, tuple[Clause, ...]] = {}
        for e in _differences(stmt):
            names = {x.data for x in e.walk() if x.op == "var"}
            if all(n in s.env and "bound:" + n not in s.env for n in names) and all(map(_total, e.walk())):
                guesses.setdefault(show_expr(e), (Clause(e, show_expr(e), stmt.span),))
        return guesses

    def measure_goal(self, stmt: Loop, group: str, key: str, before: list[Term], now: list[Term], s: State) -> None:
        line = stmt.span.line
        span = stmt.measure[0].span if stmt.measure else stmt.span
        text = ", ".join(c.text for c in stmt.measure) or key
        if key:
            self.goal("measure", s, decreases(before, now), span, f"the loop of line {line} ends: {text} gets smaller and "
                      "is never negative", text, group=group, alternative=key)  # fmt: skip
        else:
            self.goal("measure", s, decreases(before, now), span, f"the measure of the loop in line {line} gets smaller and "
                      "is never negative", text)  # fmt: skip

    def unrolled(self, stmt: Loop, s: State, frame: Frame, most: int) -> tuple[list[State], list[State]]:
        """The first iterations, exactly: the states in which the loop has ended, and those in which it would go on."""
        out: list[State] = []
        states, going = [s], [s]
        for round_ in range(most + 1):
            going = []
            for h in self.block(stmt.head, states, frame):
                for c in stmt.invariants:
                    v = self.clause_value(c, h, h.env, defined=False)
                    if self.collect is None:
                        self.goal("invariant-kept", h, v, c.span, "the invariant holds", c.text)
                cond = self.value(stmt.cond, h, frame)
                after = h.copy()
                after.assume(T.neg(cond), f"the loop of line {stmt.span.line} ends")
                h.assume(cond, f"the loop of line {stmt.span.line} goes on")
                if not after.dead:
                    out.extend(self.block(stmt.orelse, [after], frame))
                if not h.dead:
                    going.append(h)
            if round_ == most or not going:
                break
            frame.loops.append(([], []))
            ends = self.block(stmt.body, going, frame)
            breaks, continues = frame.loops.pop()
            out.extend(breaks)
            states = self.block(stmt.step, [*ends, *continues], frame)
            if len(states) > 1:
                states = [self.merge(states)]
        return out, going

    # --- calls ----------------------------------------------------------------------------------------------------

    def call(self, c: Call, s: State, frame: Frame) -> list[State]:
        callee = self._callee(c.function, c.span)
        args = [self.value(a, s, frame) for a in c.args]
        if self.collect is not None:
            e = Expr("call", c.args, callee.result, c.span, c.function)
            checks: list[Check] = []
            s.set(c.target, self.call_in_clause(e, args, s.facts, checks))
            for k in checks:
                self.meet(k, s, frame)
            return [s]
        if callee.external:
            return self.by_contract(c, callee, args, s, frame, False)
        recursive = c.function in self.program.component[self.function.name]
        inline = (not callee.has_contract or callee.implied) and not recursive and not self.program.component[c.function]
        if self.unroll:
            if self.inlined.count(c.function) >= max(2, self.unroll) or len(self.inlined) >= 2 * _DEPTH:
                return []  # a longer run is dropped
            inline = True
        if inline and len(self.inlined) < 2 * _DEPTH:
            return self.inline(c, callee, args, s, frame)
        return self.by_contract(c, callee, args, s, frame, recursive)

    def _callee(self, name: str, span: Span) -> Function:
        if ":" in name and name in self.program.module.rejected:
            raise rejected_there(self.program.module.rejected[name], name, span)
        if name not in self.program.functions:
            raise Rejected("callee-rejected", span, f"{name} could not be read, so a call of it cannot be either")
        return self.program.functions[name]

    def by_contract(
        self, c: Call, callee: Function, args: list[Term], s: State, frame: Frame, recursive: bool
    ) -> list[State]:
        self.depends.add(callee.name)
        s.calls |= {callee.name}
        line = c.span.line
        pre = {p.name: a for p, a in zip(callee.params, args)}
        for clause in callee.requires:
            v = self.clause_value(clause, s, pre, defined=False)
            self.goal("precondition", s, v, c.span, f"the precondition of {callee.name} (line {clause.span.line}) holds at "
                      "this call", clause.text)  # fmt: skip
            s.assume(v, f"precondition of {callee.name}, line {clause.span.line}")
        if recursive:
            self.recursion(c, callee, pre, s)
        before = s.copy()  # when several conditions hold, any of the exceptions may come
        for r in callee.raises:
            if r.condition is not None:
                v = self.clause_value(r.condition, s, pre, defined=False)
            else:
                v = T.sym(self.encoder.name(f"raises.{callee.name}"), BOOL)
            if self.may_raise(r.exception, False):
                other = before.copy()
                other.assume(v, f"{callee.name} raises {r.exception}, line {line}")
                self.renew(c, callee, args, other, self.program.summaries[callee.name].unsafe)
                self.leave(Raised(other, r.exception, c.span, False), frame)
            else:
                self.goal("exception-undeclared", before, T.neg(v), c.span, f"{callee.name} does not raise {r.exception} here",
                          r.condition.text if r.condition else "")  # fmt: skip
            s.assume(T.neg(v), f"{callee.name} does not raise {r.exception}, line {line}")
        post = self.renew(c, callee, args, s, self.program.summaries[callee.name].changes)
        known: list[Term] = []
        result = self.encoder.fresh(f"{callee.name}.result", callee.result, known)
        for t in known:
            s.assume(t, f"the result of {callee.name} is {_a(str(callee.result))}")
        post["$result"] = result
        for clause in callee.ensures:
            self.assume_clause(clause, s, post, f"postcondition of {callee.name}", defined=False)
        named = callee.opaque or callee.name in self.program.in_clauses
        if named and not recursive and not self.program.summaries[callee.name].changes:
            e = Expr("call", c.args, callee.result, c.span, callee.name)
            v = self.call_in_clause(e, args, s.facts, [])
            s.assume(self.encoder.equal(result, v, callee.result, identical=True), f"the result of {callee.name}, line {line}")
        s.set(c.target, result)
        return [s]

    def renew(
        self, c: Call, callee: Function, args: list[Term], s: State, changed: frozenset[str]
    ) -> dict[str, Term]:
        """Forgets what the callee may have changed; returns what its parameters' names mean after it."""
        post = {f"$old.{p.name}": a for p, a in zip(callee.params, args)}
        renewed: dict[str, Term] = {}
        none = ((),) * len(args)
        for p, a, also, row in zip(callee.params, args, c.also or none, c.rows or none):
            value = a
            if p.name in changed:
                known: list[Term] = []
                value = next((renewed[n] for n in also if n in renewed), None) or self.encoder.fresh(
                    f"{p.name}.after", p.sort, known
                )
                for t in known:
                    s.assume(t, f"{p.name} is {_a(str(p.sort))}")
                tied = [(at, key) for (owner, *at), key in self.rows.items() if owner == row]
                for at, key in tied:
                    value = _with_part(value, at, _tied(_part(value, at), s.env[key], T.length(_part(a, at))))
                inner = not any(p.sort in t for _, t in self.program.summaries[callee.name].within)
                if inner and not tied and p.sort.name == "List":
                    value = T.mk(T.length(a), T.data(value))  # what is in it was changed, not the list itself
                for n in also:
                    renewed[n] = value
            post[f"$arg_{p.name}"] = value
        for p, also in zip(callee.params, c.also or ((),) * len(args)):
            for n in also:  # an argument that is the same object as a changed one
                post[f"$arg_{p.name}"] = renewed.get(n, post[f"$arg_{p.name}"])
        for p, given in zip(callee.params, c.args):
            if given.op == "var" and given.data in renewed:
                post[f"$arg_{p.name}"] = renewed[given.data]
        for k, i in self._places(c, s).items():
            if callee.params[k].name in changed:
                self._put_back(c.inside[k], i, post[f"$arg_{callee.params[k].name}"], s.env, s.env)
        s.env.update(renewed)
        return post

    def _places(self, c: Call, s: State) -> dict[int, Term]:
        """Where the arguments that are items of lists stand in these; of parts of instances: nothing that is used."""
        found = {}
        for k, (a, held) in enumerate(zip(c.args, c.inside)):
            if held.names and not held.item:
                found[k] = T.ZERO
            elif held.names:
                i = self.encoder.value(a.args[1], s.env, s.facts, [])
                n = T.length(_part(s.env[held.names[0]], held.fields))
                found[k] = i if a.op == "at" else self.encoder.position(i, n, s.facts)
        return found

    def _put_back(self, held: Inside, i: Term, row: Term, before: Mapping[str, Term], env: dict[str, Term]) -> None:
        """What a callee made of an item of a list, or of a part of an instance, is there afterwards."""
        key = self.rows.get((held.rows, *held.fields))
        for name in held.names:
            if not held.item:
                env[name] = _with_part(before[name], held.fields, row)
                continue
            grid = _part(before[name], held.fields)
            store = T.mk(T.length(grid), T.store(T.data(grid), i, row))
            env[name] = _with_part(before[name], held.fields, store if key is None else _with_row(grid, i, row, before[key]))

    def recursion(self, c: Call, callee: Function, pre: dict[str, Term], s: State) -> None:
        """The measure gets smaller at a (mutually) recursive call."""
        f = self.function
        if f.partial:
            return
        entry = self._entry_env(s)
        if f.measure and callee.measure:
            before = [self.encoder.value(m.expr, entry, s.facts, []) for m in f.measure]
            now = [self.encoder.value(m.expr, pre, s.facts, []) for m in callee.measure]
            self.goal("measure", s, decreases(before, now), c.span, "the measure gets smaller at this recursive call and is "
                      "never negative", ", ".join(m.text for m in f.measure))  # fmt: skip
            return
        guesses = _parameter_measures(f) if callee.name == f.name and not f.measure else {}
        for key, e in guesses.items():
            before = [self.encoder.value(e, entry, s.facts, [])]
            now = [self.encoder.value(e, pre, s.facts, [])]
            self.goal("measure", s, decreases(before, now), c.span, f"the recursion ends: {key} gets smaller and is never "
                      "negative", key, group="recursion", alternative=key)  # fmt: skip
        if not guesses:
            self.goal("measure", s, T.FALSE, c.span, "the recursion ends", "")

    def inline(self, c: Call, callee: Function, args: list[Term], s: State, frame: Frame) -> list[State]:
        """Executes the callee's body in place."""
        self.inlined.append(callee.name)
        groups = self._groups(callee, c)
        body = self._body_of(callee, groups)
        outer, rows, places = s.env, self.rows, self._places(c, s)
        tied = aliases.tied(callee, self.program.summaries[callee.name])
        self.rows = {(n, *at): rows[r, *at] for p, r in zip(callee.params, c.rows) for owner, *at in tied
                     if owner == p.name and (r, *at) in rows for n in (p.name, f"$arg_{p.name}")}  # fmt: skip
        s.env = {p.name: a for p, a in zip(callee.params, args)}
        s.env |= {key: outer[key] for key in (*self.rows.values(), _MADE) if key in outer}
        for p, a in zip(callee.params, args):
            s.env[f"$old.{p.name}"] = s.env[f"$arg_{p.name}"] = a
        inner = Frame(body)
        entry = {p.name: a for p, a in zip(callee.params, args)}
        for clause in callee.requires if self.unroll or callee.implied else ():
            v = self.clause_value(clause, s, entry, defined=False)
            self.goal("precondition", s, v, c.span, f"the precondition of {callee.name} holds at this call", clause.text)
            s.assume(v, "precondition")
        self._frame_sorts = [*self._frame_sorts, callee.sorts]
        ends = self.block(body.body, [s], inner)
        self._frame_sorts, self.rows = self._frame_sorts[:-1], rows
        self.inlined.pop()
        for e in ends:
            if callee.result == NONE:
                inner.returns.append((e, T.ZERO, c.span))
            else:
                self.goal("returns-a-value", e, T.FALSE, callee.span, f"{callee.name} does not end without returning a value")
        for e in (*(r.state for r in inner.raises), *(e for e, _, _ in inner.returns)):
            after = dict(outer)
            for p, also in zip(callee.params, c.also or ((),) * len(args)):
                for n in also:
                    after[n] = e.env[f"$arg_{p.name}"]
            for k, i in places.items():
                self._put_back(c.inside[k], i, e.env[f"$arg_{callee.params[k].name}"], outer, after)
            e.env = after
        frame.raises.extend(inner.raises)
        out = []
        for e, value, _ in inner.returns:
            e.set(c.target, value)
            out.append(e)
        return out if len(out) <= _MANY else [self.merge(out)]

    def _body_of(self, callee: Function, groups: Groups) -> Function:
        """The callee, for parameters that are one object as `groups` says."""
        key = (callee.name, groups)
        if key not in self.annotated:
            self.annotated[key] = aliases.annotate(callee, self.program.summaries, groups)
        return self.annotated[key]

    def _groups(self, callee: Function, c: Call) -> Groups:
        """Which parameters are one object at this call."""
        found: dict[tuple[str, ...], list[str]] = {}
        for p, a, also in zip(callee.params, c.args, c.also or ((),) * len(c.args)):
            if p.sort.changeable and a.op == "var":
                key = next((k for k in found if a.data in k or set(k) & set(also)), (*also, a.data))
                found.setdefault(key, []).append(p.name)
        return tuple(tuple(names) for names in found.values() if len(names) > 1)

    # --- calls inside clauses -------------------------------------------------------------------------------------

    def call_in_clause(self, e: Expr, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
        """A pure function's value: its body when it is short, otherwise a function symbol with its contract as axiom."""
        callee = self._callee(e.data, e.span)
        if self.program.summaries[callee.name].changes:
            raise Rejected("effect-in-clause", e.span, f"{callee.name} changes its argument and cannot be called here")
        component = self.program.component
        if self.unfolding == callee.name:
            return T.app(f"fn.{callee.name}.of", args, logic_sort(callee.result))
        if callee.external:
            return self._symbol_call(callee, args, e, facts, checks)
        if callee.name == self.function.name or callee.name in component[self.function.name]:
            raise Rejected("recursive-clause", e.span, f"{callee.name} is being verified and cannot be used in its own contract",
                           "state the contract without it")  # fmt: skip
        loops = any(isinstance(x, (Loop, Assume)) for x in statements(callee.body))
        if not loops and not component[callee.name] and not callee.opaque and len(self.inlined) < _DEPTH:
            return self._unfold(callee, args, facts, checks)
        return self._symbol_call(callee, args, e, facts, checks)

    def _unfold(self, callee: Function, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
        state = State({p.name: a for p, a in zip(callee.params, args)}, [], Facts(facts))
        for p, a in zip(callee.params, args):
            state.env[f"$old.{p.name}"] = state.env[f"$arg_{p.name}"] = a
        outer, base, self.collect, self.base = self.collect, self.base, [], 0
        catching, self.catching = self.catching, []
        sorts, self._frame_sorts = self._frame_sorts, [*self._frame_sorts, callee.sorts]
        self.inlined.append(callee.name)
        body = self._body_of(callee, ())
        try:
            frame = Frame(callee)
            entry = dict(state.env)
            for c in callee.requires:
                v = self.clause_value(c, state, entry, defined=False)
                self.goal("precondition", state, v, c.span, f"the precondition of {callee.name} holds", c.text)
                state.assume(v, "precondition")
            ends = self.block(body.body, [state], frame)
            for s in ends:
                if callee.result != NONE:
                    self.goal("returns-a-value", s, T.FALSE, callee.span, f"{callee.name} returns a value")
            found = self.collect
        finally:
            self.collect, self.base, self._frame_sorts, self.catching = outer, base, sorts, catching
            self.inlined.pop()
        checks.extend(found)
        returns = frame.returns
        if not returns:
            return self.encoder.fresh(callee.name, callee.result, [])
        value = returns[-1][1]
        for s, v, _ in reversed(returns[:-1]):
            value = T.ite(T.conj(*(t for t, _ in s.path)), v, value)
        return value

    def _symbol_call(self, callee: Function, args: list[Term], e: Expr, facts: Facts, checks: list[Check]) -> Term:
        self.depends.add(callee.name)
        name = f"fn.{callee.name}"
        sort = logic_sort(callee.result)
        if name not in self.encoder.symbols:
            self._declare(callee, name)
        env = {p.name: a for p, a in zip(callee.params, args)}
        for c in callee.requires:
            v = self.encoder.value(c.expr, env, facts, [])
            checks.append(Check(T.TRUE, v, "", "precondition", e.span, f"the precondition of {callee.name} holds"))
        for r in callee.raises:
            v = self.encoder.value(r.condition.expr, env, facts, []) if r.condition else T.TRUE
            checks.append(Check(T.TRUE, T.neg(v), "", "exception-undeclared", e.span,
                                f"{callee.name} does not raise {r.exception}"))  # fmt: skip
        return T.app(name, args, sort)

    def _declare(self, callee: Function, name: str) -> None:
        """The symbol of a function, with its contract (and, for recursion without loops, one unfolding) as axioms. Sound
        because this function's proof depends on the callee's, which shows the contract and termination."""
        reached = [self.program.module.functions[n] for n in self.program.reach(callee.name)]
        for x in (x for f in reached for e in f.expressions() for x in e.walk()):
            if x.op in ("eq", "ne", "in", "itemeq") and any(a.sort != FLOAT and a.sort.holds(FLOAT) for a in x.args):
                raise Rejected("call-in-clause", x.span, f"{callee.name}, called in a clause, compares containers of floats: what "
                               "it returns depends on which NaN are one object")  # fmt: skip
        sorts = tuple(logic_sort(p.sort) for p in callee.params)
        result_sort = logic_sort(callee.result)
        of = f"{name}.of"
        self.encoder.symbols[name] = Symbol(name, sorts, result_sort)
        self.encoder.symbols[of] = Symbol(of, sorts, result_sort)
        if any(r.condition is None for r in callee.raises):
            return
        variables, facts, given = self._any_arguments(callee)
        env = {p.name: v for p, v in zip(callee.params, variables)}
        here, part = T.app(name, variables, result_sort), T.app(of, variables, result_sort)
        post = {f"$arg_{k}": v for k, v in env.items()} | {f"$old.{k}": v for k, v in env.items()}
        axioms = []
        link = T.forall(variables, T.Term("eq", (here, part), BOOL), [here]) if variables else T.Term("eq", (here, part), BOOL)
        unfolding, self.unfolding = self.unfolding, callee.name if callee.external else self.unfolding
        for app in (here, part):
            claims = [*well_formed(app, callee.result)]
            stated = [c for c in callee.ensures if app is here or not any(x.data == callee.name for x in c.expr.walk())]
            claims += [self.encoder.value(c.expr, {**post, "$result": app}, facts, []) for c in stated]
            if (claim := T.implies(given, T.conj(*claims))) != T.TRUE:
                axioms.append(_close(variables, claim, app))
        self.unfolding = unfolding
        axioms.append(link)
        looped = any(isinstance(x, (Loop, Assume)) for x in statements(callee.body))
        if not (callee.external or callee.opaque or looped) and self.program.component[callee.name] == {callee.name}:
            body = self._body_for(callee, variables, facts)
            axioms.append(_close(variables, T.implies(given, self.encoder.equal(here, body, callee.result, identical=True)), here))
            top = T.app(f"{name}.top", variables, result_sort)  # in what is claimed: unfolds to `here`, which hypotheses speak of
            deeper = T.implies(given, self.encoder.equal(top, T.renamed(body, {of: name}), callee.result, identical=True))
            same = T.Term("eq", (top, here), BOOL)
            self.encoder.symbols[top.data] = Symbol(
                top.data, sorts, result_sort, (_close(variables, same, top), _close(variables, deeper, top))
            )
        self.encoder.symbols[name] = Symbol(name, sorts, result_sort, tuple(axioms))

    def _any_arguments(self, callee: Function) -> tuple[list[Term], Facts, Term]:
        """Variables for its arguments, and what is true of them where it has a result."""
        variables = [T.bound(logic_sort(p.sort)) for p in callee.params]
        env, facts = {p.name: v for p, v in zip(callee.params, variables)}, Facts()
        known = [t for p, v in zip(callee.params, variables) for t in well_formed(v, p.sort)]
        known += [self.encoder.value(c.expr, env, facts, []) for c in callee.requires]
        known += [T.neg(self.encoder.value(r.condition.expr, env, facts, [])) for r in callee.raises if r.condition]
        for t in known:
            facts.add(t)
        return variables, facts, T.conj(*known)

    def _body_for(self, callee: Function, variables: list[Term], facts: Facts) -> Term:
        """Its result for these arguments, by its body; it calls itself as `fn.NAME.of`."""
        self.unfolding, outer = callee.name, self.unfolding
        body = self._unfold(attrs.evolve(callee, requires=()), list(variables), facts, [])
        self.unfolding = outer
        return body

    def reveal(self, callee: Function, s: State, span: Span) -> None:
        """From here on, an opaque function is what its body says."""
        own = self.function.name
        recursive = self.program.component[callee.name]
        looped = any(isinstance(x, (Loop, Assume)) for x in statements(callee.body))
        if not callee.opaque or looped or callee.name == own or callee.name in self.program.component[own] or (
            recursive not in (frozenset(), {callee.name}) or any(r.condition is None for r in callee.raises)
        ) or self.program.summaries[callee.name].changes:
            raise Rejected("misplaced-contract", span, f"{callee.name} cannot be revealed here", "an @opaque function without "
                           "loops, which changes nothing, can be revealed where others are verified")  # fmt: skip
        name = f"fn.{callee.name}"
        self.depends.add(callee.name)
        if name not in self.encoder.symbols:
            self._declare(callee, name)
        variables, facts, given = self._any_arguments(callee)
        here = T.app(name, variables, logic_sort(callee.result))
        same = self.encoder.equal(here, self._body_for(callee, variables, facts), callee.result, identical=True)
        s.assume(_close(variables, T.implies(given, same), here), f"the definition of {callee.name}")


def _close(variables: Sequence[Term], body: Term, pattern: Term) -> Term:
    used = [v for v in variables if v.data in body.free or v.data in pattern.free]
    if not used:
        return body
    return T.Term("forall", (body, pattern), BOOL, (tuple(used), (1,)))


def decreases(before: Sequence[Term], now: Sequence[Term]) -> Term:
    """`now` is below `before` lexicographically, in a component that is not negative before."""
    result = T.FALSE
    for b, n in reversed(list(zip(before, now))):
        result = T.disj(T.conj(T.ge0(b), T.lt(n, b)), T.conj(T.same(n, b), result))
    return result


def _tied(grid: Term, rows: Term, n: Term) -> Term:
    """A list of n rows, of which those with one number in `rows` are one object."""
    return T.mk(n, T.array(lambda k: T.at(grid, T.at(rows, k))))


def _swapped(xs: Term, i: Term, j: Term) -> Term:
    """The list with what is at two positions in each other's place."""
    return T.mk(T.length(xs), T.store(T.store(T.data(xs), i, T.at(xs, j)), j, T.at(xs, i)))


def _moved(stmt: Loop) -> set[Place]:
    """Where lists are of which a loop lets items come, go or change places."""
    parts = statements((*stmt.head, *stmt.body, *stmt.step))
    return {(n, *leading(s.path)) for s in parts if isinstance(s, Update) and len(leading(s.path)) == len(s.path)
            for n in (s.root, *s.also)}  # fmt: skip


def leading(path: Iterable[Expr | int]) -> tuple[int, ...]:
    """The fields with which a path begins."""
    return tuple(p for p in itertools.takewhile(lambda p: isinstance(p, int), path) if isinstance(p, int))


def _part(t: Term, fields: Iterable[str | int]) -> Term:
    """What is in a field of a field."""
    for i in fields:
        assert isinstance(i, int)
        t = T.proj(t, i)
    return t


def _with_part(t: Term, fields: Sequence[str | int], value: Term) -> Term:
    """The record with a value in a field of a field."""
    if not fields:
        return value
    first, *rest = fields
    assert isinstance(first, int)
    items = [T.proj(t, i) for i in range(len(t.sort.args))]
    items[first] = _with_part(items[first], rest, value)
    return T.tup(items, t.sort)


def _with_row(grid: Term, i: Term, row: Term, rows: Term) -> Term:
    """The list when its row i has become `row`, wherever it stands."""
    return T.mk(T.length(grid), T.array(
        lambda k: T.ite(T.same(T.at(rows, k), T.at(rows, i)), row, T.at(grid, k))))  # fmt: skip


def _as_long(grid: Term, old: Term) -> Term:
    """The list, its rows as long as those of `old`."""
    return T.mk(T.length(grid), T.array(lambda k: T.mk(T.length(T.at(old, k)), T.data(T.at(grid, k)))))


_LESS = {"rows": 0, "items": 1, "whole": 2}


def _changes(stmt: Loop) -> dict[str, dict[Place, str]]:
    """By name, what a loop may change of it, in which field of which field: `whole`; `items` (of a list or a dict, which keeps its
    length, its keys); `rows` (items of items, which keep their lengths)."""
    found: dict[str, dict[Place, str]] = {}

    def note(names: Iterable[str], at: Place, how: str) -> None:
        for n in names:
            mine = found.setdefault(n, {})
            mine[at] = max(how, mine.get(at, how), key=_LESS.__getitem__)

    for s in statements((*stmt.head, *stmt.body, *stmt.step)):
        match s:
            case Assign(target=t) | Unbind(target=t) | Havoc(target=t):
                note([t], (), "whole")
            case Update(root=r, also=a, kind=k, path=path, result=res):
                at: Place = leading(path)
                rest = path[len(at) :]
                if k == "setattr" and not rest:
                    at, how = (*at, s.args[0].data), "whole"
                elif not rest:
                    how = "items" if k in ("setitem", "dict.replace", "permute", "swap") else "whole"
                else:
                    row = len(rest) == 1 and isinstance(rest[0], Expr) and rest[0].op != "key" and s.changed.name == "List"
                    how = "rows" if row and res is None and k in ("setitem", "permute") else "items"
                note([r, *a], at, how)
                note([res] if res is not None else [], (), "whole")
            case Call(target=t, also=also, inside=inside):
                note([t, *(n for group in also for n in group)], (), "whole")
                for held in inside:
                    note(held.names, held.fields, "items" if held.item else "whole")
    # A part of what is changed as a whole is none of its own.
    return {n: {at: how for at, how in mine.items() if not any(mine.get(at[:k]) == "whole" for k in range(len(at)))}
            for n, mine in found.items()}  # fmt: skip


def modified(stmt: Loop) -> dict[str, bool]:
    """Names that a loop may change; False when only items of the list are assigned (its length stays)."""
    found: dict[str, bool] = {}

    def note(names: Iterable[str], resized: bool) -> None:
        for n in names:
            found[n] = found.get(n, False) or resized

    for s in statements((*stmt.head, *stmt.body, *stmt.step)):
        match s:
            case Assign(target=t):
                note([t], True)
            case Update(root=r, also=a, kind=k, path=p, result=res):
                note([r, *a], k not in ("setitem", "dict.replace", "permute", "swap") and not p)
                if res is not None:
                    note([res], True)
            case Call(target=t, also=also, inside=inside):
                note([t, *(n for group in also for n in group)], True)
                note([n for held in inside for n in held.names], False)
            case Unbind(target=t) | Havoc(target=t):
                note([t], True)
    return dict(sorted(found.items()))


def _touched(u: Stmt) -> set[str]:
    if isinstance(u, Update):
        return {u.root, *u.also, u.result or ""}
    assert isinstance(u, Call)
    return {u.target, *(n for g in u.also for n in g), *(n for held in u.inside for n in held.names)}


def _differences(stmt: Loop) -> list[Expr]:
    """Candidate measures of a loop: differences of what its conditions compare."""
    found: list[Expr] = []
    parts: list[Expr] = []

    def minus(a: Expr, b: Expr) -> Expr:
        if b.op == "const" and b.data == 0:
            return a
        return Expr("sub", (a, b), INT, a.span)

    def look(e: Expr, both: bool) -> None:
        if e.op in ("and", "or", "not"):
            for a in e.args:
                look(a, both or e.op == "not")
            return
        if e.op not in ("lt", "le", "gt", "ge", "ne", "eq") or e.args[0].sort != INT:
            return
        a, b = e.args
        if e.op in ("lt", "le") or both or e.op in ("ne", "eq"):
            up = minus(b, a)
            found.append(up if e.op != "le" else Expr("add", (up, Expr("const", (), INT, e.span, 1)), INT, e.span))
            parts.append(found[-1])
        if e.op in ("gt", "ge") or both or e.op in ("ne", "eq"):
            down = minus(a, b)
            found.append(down if e.op != "ge" else Expr("add", (down, Expr("const", (), INT, e.span, 1)), INT, e.span))
            parts.append(found[-1])

    look(stmt.cond, False)
    trees = {x.data: x for x in stmt.cond.walk() if x.op == "var" and _is_tree(x.sort)}
    found += [Expr("treesize", (x,), INT, x.span) for x in trees.values()]
    if len(parts) == 2 and stmt.cond.op == "ne":
        found.append(Expr("abs", (parts[0],), INT, stmt.span))
    if len(parts) == 2:
        found.append(Expr("add", tuple(parts), INT, stmt.span))
    for s in statements(stmt.body):
        if isinstance(s, If) and any(isinstance(x, (Break, Return)) for x in (*s.then, *s.orelse)):
            look(s.cond, True)
    return found[:8]


def _total(e: Expr) -> bool:
    """Never raises, whatever its operands are."""
    by_constant = e.op in ("floordiv", "mod") and e.args[1].op == "const" and e.args[1].data != 0
    return e.op in _TOTAL or by_constant


def _is_tree(s: Sort) -> bool:
    """An instance that may hold instances of its own class, or None."""
    return s.name == "Rec" or s.name == "Union" and [m.name for m in s.args] == ["None", "Rec"]


def _parameter_measures(f: Function) -> dict[str, Expr]:
    found: dict[str, Expr] = {}
    ints = [p for p in f.params if p.sort == INT]
    for p in f.params:
        v = Expr("var", (), p.sort, f.span, p.name)
        if p.sort == INT:
            found[p.name] = v
        elif p.sort.name in ("List", "Seq", "Str"):
            found[f"len({p.name})"] = Expr("len", (v,), INT, f.span)
        elif _is_tree(p.sort):
            found[f"the size of {p.name}"] = Expr("treesize", (v,), INT, f.span)
    for p in f.params:
        for q in ints:
            if p.sort.name in ("List", "Seq", "Str"):
                v, w = (Expr("var", (), x.sort, f.span, x.name) for x in (p, q))
                found[f"len({p.name}) - {q.name}"] = Expr("sub", (Expr("len", (v,), INT, f.span), w), INT, f.span)
    for p in ints:
        for q in ints:
            if p is not q and len(ints) <= 3:
                a, b = (Expr("var", (), INT, f.span, x.name) for x in (p, q))
                found[f"{p.name} - {q.name}"] = Expr("sub", (a, b), INT, f.span)
    return found


def show_expr(e: Expr) -> str:
    """An expression as text, near to Python, for messages."""
    a = [show_expr(x) for x in e.args]
    if e.op == "var":
        return str(e.data).split("'")[0]
    if e.op == "const":
        return repr(e.data)
    if e.op in OPS:
        return OPS[e.op].python.format(*(f"({x})" if " " in x and not x.endswith(")") else x for x in a))
    if e.op == "index":
        return f"{a[0]}[{a[1]}]"
    if e.op == "treesize":
        return f"the size of {a[0]}"
    if e.op == "proj":
        fields = e.args[0].sort.fields
        return f"{a[0]}.{fields[e.data]}" if fields else f"{a[0]}[{e.data}]"
    return f"{e.op}({', '.join(a)})"


def _plain(name: str) -> str:
    return name.replace("$arg_", "").replace("$", "_")


def _a(word: str) -> str:
    return ("an " if word[0] in "aeiou" else "a ") + word
