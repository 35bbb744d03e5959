"""Function -> goals, by forward symbolic execution (strongest postconditions along paths; Floyd 1967, King 1976).

Paths split at branches and are merged when there are many and before loops. A loop is cut by its invariants (shown at entry
and kept by one arbitrary iteration), a call by the callee's contract; callees without a contract are executed in place.
With `unroll`, loops run a bounded number of times instead and nothing is approximated: such goals find inputs, they prove
nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import attrs
from attrs import define

from toolkit.core import aliases, cursors, smtlib
from toolkit.core import terms as T
from toolkit.core.aliases import Groups, Summary
from toolkit.core.encode import Check, Encoder, maps
from toolkit.core.exceptions import covers, meets
from toolkit.core.ir import (
    CHOICES,
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
    Eval,
    Expr,
    Function,
    Goal,
    Havoc,
    Hypothesis,
    If,
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
)
from toolkit.core.source import Rejected, Span, rejected_there
from toolkit.core.terms import Facts, Term
from toolkit.core.vcgen import attempts, calls, contract, definitions, loops, updates
from toolkit.core.vcgen.state import MANY, Frame, Raised, State, merge
from toolkit.core.vcgen.words import plain

G = TypeVar("G", bound="Generator")
_TERMS = 400_000  # terms built for one function


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
    asked to assume."""

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
        others = [program.module.functions[n] for n in program.reach(f.name) - {f.name}]
        self.encoder = Encoder(self.call_in_clause, any(map(maps.tallied, [f, *others])))
        self.goals: list[Goal] = []
        self.depends: set[str] = set()
        self.assumptions: dict[str, None] = {}
        self.collect: list[Check] | None = None  # inside a clause: obligations become checks
        self.base = 0  # length of the path where collecting began
        self.inlined: list[str] = []
        self.unfolding: str | None = None  # the function whose defining axiom is being built
        self.frame_sorts: list[dict[str, Sort]] = []  # of calls executed in place
        self.most = 0  # goals that are wanted; 0: all
        self.catching: list[tuple[str, ...]] = []  # what the try statements around catch, in this and in calling functions
        self.caught: dict[str, tuple[str, bool]] = {}  # hidden name of a handler's exception -> class, exact
        self.copies = 1  # how often the rounds of loops that are executed one by one copy what is inside them
        self.muted = 0  # > 0: what is executed is executed elsewhere as well, and its goals are stated there
        self.entered = 0  # loops entered so far: each has measures of its own
        self.annotated: dict[tuple[str, Groups], Function] = {}
        self._spoken_of: dict[Term, frozenset[str]] = {}
        self.choices: Term | None = None  # unrolling: what `Havoc` gives, in order
        self.rows: dict[Place, str] = {}  # of lists of which rows are changed: the name of which rows are one object (`rows`)
        self.row_inputs: tuple[tuple[str, Sort, str], ...] = ()

    def run(self) -> None:
        """States all goals of the function. Raises as `goals`."""
        f = aliases.annotate(self.function, self.program.summaries, self.same)
        state = contract.begin(self, f)
        if f.external:
            contract.external(self, f, state)
            return
        frame = self.through(f, state)
        for s, value, span in frame.returns:
            contract.returned(self, f, s, value, span)
        for r in frame.raises:
            contract.raised(self, f, r)

    def through(self, f: Function, s: State) -> Frame:
        """Executes a function's body: where it can be left, and how."""
        frame = Frame()
        for e in self.block(f.body, [s], frame):
            if f.result == NONE:
                frame.returns.append((e, T.ZERO, f.span))
            else:
                self.goal("returns-a-value", e, T.FALSE, f.span, f"{f.name} does not end without returning a value")
        return frame

    def callee(self, name: str, span: Span) -> Function:
        """A function that is called. Raises `Rejected` where it could not be read."""
        if ":" in name and name in self.program.module.rejected:
            raise rejected_there(self.program.module.rejected[name], name, span)
        if name not in self.program.functions:
            raise Rejected("callee-rejected", span, f"{name} could not be read, so a call of it cannot be either")
        return self.program.functions[name]

    def body_of(self, callee: Function, groups: Groups) -> Function:
        """The callee, for parameters that are one object as `groups` says."""
        key = (callee.name, groups)
        if key not in self.annotated:
            self.annotated[key] = aliases.annotate(callee, self.program.summaries, groups)
        return self.annotated[key]

    def leader(self, name: str) -> str:
        """The first of the parameters that are this one's object."""
        return next((g[0] for g in self.same if name in g), name)

    @property
    def sorts(self) -> dict[str, Sort]:
        """The sorts of the names of the function that is being executed."""
        return self.frame_sorts[-1] if self.frame_sorts else self.function.sorts

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
        inputs = tuple((p.name, p.sort, self.leader(p.name)) for p in self.function.params)
        if self.choices is not None:
            given.append((T.same(T.length(self.choices), s.drawn), "number of values that nothing determines"))
            inputs += ((CHOICES, seq_of(INT), CHOICES),)
        inputs += self.row_inputs
        hypotheses = [t for t, _ in given]
        tops = {n.removesuffix(".top"): n for n in self.encoder.symbols if n.endswith(".top")}
        shown = T.claimed(show, tops) if tops else show
        smt = "" if trivial else smtlib.render(hypotheses, shown, self.encoder.symbols)
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
        return smtlib.render(kept, shown, self.encoder.symbols) if len(kept) < len(hypotheses) else ""

    def spoken_of(self, t: Term) -> frozenset[str]:
        """The functions with axioms that a term mentions, and `exists` for that quantifier."""
        if t not in self._spoken_of:
            names = {u.data if u.op == "app" else u.op for u in T.subterms([t]) if u.op in ("app", "exists")}
            symbols = self.encoder.symbols
            self._spoken_of[t] = frozenset(n for n in names if n == "exists" or n in symbols and symbols[n].axioms)
        return self._spoken_of[t]

    # --- expressions ----------------------------------------------------------------------------------------------

    def fresh(self, name: str, sort: Sort, s: State, label: str) -> Term:
        """Any value of a sort."""
        known: list[Term] = []
        v = self.encoder.fresh(name, sort, known)
        for t in known:
            s.assume(t, label)
        return v

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

    def call_in_clause(self, e: Expr, args: list[Term], facts: Facts, checks: list[Check]) -> Term:
        return definitions.value(self, e, args, facts, checks)

    # --- statements -----------------------------------------------------------------------------------------------

    def block(self, block: Block, states: list[State], frame: Frame) -> list[State]:
        for stmt in block:
            states = [s for s in states if not s.dead]
            if not states:
                return []
            if len(states) > 1 and (isinstance(stmt, Loop) or len(states) > MANY):
                states = [merge(states)]
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
                definitions.reveal(self, self.callee(g, stmt.span), s, stmt.span)
            case Update():
                updates.run(self, stmt, s, frame)
            case If(cond=c):
                return self.branch(stmt, self.value(c, s, frame), s, frame)
            case Loop():
                return loops.unrolled(self, stmt, s, frame, self.unroll)[0] if self.unroll else self.loop(stmt, s, frame)
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
                self.value(Expr("var", (), self.sorts.get(t, INT), stmt.span, t), s, frame)
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
                return calls.run(self, stmt, s, frame)
        return [s]

    def loop(self, stmt: Loop, s: State, frame: Frame) -> list[State]:
        return loops.run(self, stmt, s, frame)

    def draw(self, stmt: Havoc, s: State) -> None:
        """Any integer; when loops are unrolled, the next one of a list that is an input of the goal."""
        if self.unroll:
            if self.choices is None:
                self.choices = self.encoder.fresh(CHOICES, seq_of(INT), [])
            value = T.at(self.choices, s.drawn)
            s.drawn = T.add(s.drawn, T.ONE)
        else:
            value = self.encoder.fresh(plain(stmt.target), INT, [])
        s.set(stmt.target, value)
        for bound, ok in ((stmt.low, T.le), (stmt.high, T.ge)):
            if bound is not None:
                s.assume(ok(T.num(bound), value), f"{plain(stmt.target)} is of its type")

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
