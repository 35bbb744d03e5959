"""Loop invariants over integers from z3's Spacer (Komuravelli, Gurfinkel, Chaki, CAV 2014): the function's obligations, with
an unknown predicate for each loop, are constrained Horn clauses; a model of the predicates is a proposal, as Python text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Assign, Function, Loop, statements
from toolkit.core.source import Rejected
from toolkit.core.terms import Facts, Term
from toolkit.core.vcgen import Generator, Program, changes
from toolkit.core.vcgen.state import Frame, State


class Clauses(Generator):
    """Executes a function with a predicate in the place of each loop's invariant; obligations become Horn clauses."""

    def __init__(self, program: Program, f: Function, alone: bool = False) -> None:
        super().__init__(program, f, (), 0)
        self.alone = alone  # behind a loop's head, the predicate is all that is known: also of what the loop does not change
        self.clauses: list[tuple[list[Term], Term]] = []
        self.predicates: dict[str, list[str]] = {}
        self.shown: dict[str, list[str]] = {}  # the same as Python text

    def emit_goal(self, kind: str, s: State, show: Term, *rest: Any, **more: Any) -> None:
        if more.get("sat") or kind in ("measure", "contract-not-vacuous"):
            return
        if not s.facts.knows(show):
            self.clauses.append(([t for t, _ in s.path], show))

    def loop(self, stmt: Loop, s: State, frame: Frame) -> list[State]:
        if self.collect is not None or stmt.key in self.predicates or self.inlined and self.alone:
            raise Rejected("not-horn", stmt.span, "this loop is met more than once")
        if any(not self._scalar(n) and not n.startswith("$it") for n in changes.by_loop(stmt) if n in s.env):
            raise Rejected("not-horn", stmt.span, "the loop changes something that is not an integer")
        # Hidden names hold intermediate values; of them only the counter of a for is part of the state.
        own = [stmt.counter] if stmt.counter is not None else []
        targets = {n for n, _ in stmt.targets}  # mean the counter in an invariant, and hold the last element in the code
        names = [*own, *(n for n in sorted(s.env) if self._scalar(n) and not n.startswith("$") and n not in targets)]
        names += self.kept_arguments(s)
        self.predicates[stmt.key] = names
        self.shown[stmt.key] = [_shown(n, stmt) for n in names]

        def predicate(state: State) -> Term:
            return T.app(f"inv.{stmt.key}", [state.env[n] for n in names], BOOL)

        self.clauses.append(([t for t, _ in s.path], predicate(s)))
        changes.forget(self, stmt, s)
        if self.alone:
            self.forget(s)
        for e in stmt.facts:
            s.assume(self.encoder.value(e, s.env, s.facts, []), "counter")
        s.path.append((predicate(s), "invariant"))
        for c in stmt.invariants:
            self.assume_clause(c, s, s.env, "invariant", defined=True)
        out: list[State] = []
        for h in self.block(stmt.head, [s], frame):
            cond = self.value(stmt.cond, h, frame)
            inside, after = h.copy(), h
            inside.assume(cond, "goes on")
            after.assume(T.neg(cond), "ends")
            frame.loops.append(([], []))
            ends = self.block(stmt.body, [inside], frame)
            breaks, continues = frame.loops.pop()
            for e in self.block(stmt.step, [*ends, *continues], frame):
                self.clauses.append(([t for t, _ in e.path], predicate(e)))
                for c in stmt.invariants:
                    v = self.clause_value(c, e, e.env, defined=False)
                    self.clauses.append(([t for t, _ in e.path], v))
            if not after.dead:
                out.extend(self.block(stmt.orelse, [after], frame))
            out.extend(breaks)
        return out

    def kept_arguments(self, s: State) -> list[str]:
        """What parameters were that the function changes."""
        changed = {u.target for u in statements(self.function.body) if isinstance(u, Assign)}
        return [f"$arg_{p.name}" for p in self.function.params if p.name in changed and f"$arg_{p.name}" in s.env and self.alone]

    def forget(self, s: State) -> None:
        """Every integer is any integer."""
        s.path.clear()
        s.facts = Facts()
        kept = {p.name for p in self.function.params} - {n.removeprefix("$arg_") for n in self.kept_arguments(s)}
        for n, v in s.env.items():
            if v.sort == INT and not n.startswith(("bound:", "$old.", "$arg_")):
                s.env[n] = self.encoder.fresh(n.replace("$", "_"), INT, [])
        for p in self.function.params:
            now = s.env[p.name] if p.name in kept else self.encoder.fresh(f"{p.name}.entry", INT, [])
            s.env[f"$arg_{p.name}"] = s.env[f"$old.{p.name}"] = now

    def _scalar(self, name: str) -> bool:
        if name.startswith(("$old.", "bound:", "$arg_")):
            return False
        return self.sorts.get(name) in (INT, BOOL)


def propose(program: Program, f: Function, rlimit: int, timeout: float) -> dict[str, list[str]] | None:
    """Invariants by loop key (`loop1`, ... in source order), as Python conjuncts; None when Spacer has none, or the function
    is not one over integers. `rlimit` in z3 steps, `timeout` in seconds."""
    import z3

    try:
        g = Clauses(program, f)
        g.run()
    except Rejected:
        return None
    if not g.predicates or not plain([t for hs, show in g.clauses for t in (*hs, show)]):
        return None
    lines = ["(set-logic HORN)"]
    for key, names in g.predicates.items():
        lines.append(f"(declare-fun |/inv.{key}| ({' '.join('Bool' if g.sorts[n] == BOOL else 'Int' for n in names)}) Bool)")
    for hypotheses, show in g.clauses:
        lines.append(text(hypotheses, show))
    ctx = z3.Context()
    solver = z3.SolverFor("HORN", ctx=ctx)
    solver.set("timeout", max(1, int(timeout * 1000)))
    del rlimit  # Spacer has no step limit that is honoured; the wall clock guards it
    try:
        solver.from_string("\n".join(lines))
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        found: dict[str, list[str]] = {}
        for d in model.decls():
            key = d.name().removeprefix("/inv.")
            if key in g.predicates:
                found[key] = _conjuncts(z3, model[d], g.shown[key])
    except (z3.Z3Exception, _NotPython):
        return None
    return found if any(found.values()) else None


def _shown(name: str, loop: Loop) -> str:
    """A name as Python text: the counter of `for i in range(3, n)` is i - 3. One that cannot be said keeps its `$`."""
    if name != loop.counter or not loop.body:
        return name
    first = loop.body[0]
    if isinstance(first, Assign) and first.value.op == "at" and first.value.args[0].op == "range":
        start, _, step = first.value.args[0].args
        if start.op == step.op == "const" and step.data == 1:
            return f"({first.target} - {start.data})" if start.data else first.target
    return name


def plain(terms: Sequence[Term]) -> bool:
    """Only integers and booleans, and no function but the predicates."""
    seen: set[Term] = set()
    stack = list(terms)
    while stack:
        t = stack.pop()
        if t in seen:
            continue
        seen.add(t)
        if t.sort not in (INT, BOOL) or t.op in ("forall", "exists", "lambda", "select", "len") or (
            t.op == "app" and not t.data.startswith("inv.")
        ):
            return False
        if t.op in ("floordiv", "mod", "pow", "lshift", "rshift", "bitand"):
            return False
        stack.extend(t.args)
    return True


def text(hypotheses: Sequence[Term], show: Term) -> str:
    """An implication as a Horn clause in SMT-LIB."""
    rendered = smtlib.render([], T.implies(T.conj(*hypotheses), show), {})
    decls: list[str] = []
    body = ""
    defines: list[str] = []
    for line in rendered.splitlines():
        if line.startswith("(declare-const "):
            decls.append("(" + line[len("(declare-const ") : -1] + ")")
        elif line.startswith("(define-fun "):
            defines.append(line)
        elif line.startswith("(assert (not "):
            body = line[len("(assert (not ") : -2]
    for d in reversed(defines):  # shared parts become lets, innermost last
        name, rest = d[len("(define-fun ") :].split(" ", 1)
        value = rest.split(" ", 2)[2][:-1]
        body = f"(let (({name} {value})) {body})"
    return f"(assert (forall ({' '.join(decls)}) {body}))" if decls else f"(assert {body})"


class _NotPython(Exception):
    pass


def _conjuncts(z3: Any, value: Any, names: Sequence[str]) -> list[str]:
    """A predicate's interpretation as Python conjuncts over the loop's own names; a pair `e <= 0`, `e >= 0` as `e == 0`."""
    body = z3.simplify(value.else_value() if isinstance(value, z3.FuncInterp) else value)
    found: list[str] = []
    bounds: dict[tuple[tuple[str, int], ...], int] = {}  # e + c >= 0, by e
    for p in body.children() if z3.is_and(body) else [body]:
        try:
            known = _at_least_zero(z3, p, names)
            text = _python(z3, p, names) if known is None else ""
        except _NotPython:  # the rest may do
            continue
        if known is None:
            if text != "True":
                found.append(text)
            continue
        coefficients, constant = known
        key = tuple(sorted(coefficients.items()))
        bounds[key] = min(constant, bounds.get(key, constant))
    done: set[tuple[tuple[str, int], ...]] = set()
    for key, c in bounds.items():
        opposite = tuple((n, -k) for n, k in key)
        if key in done:
            continue
        if bounds.get(opposite) == -c:
            done.add(opposite)
            found.append(_relation(dict(key), c, "=="))
        else:
            found.append(_relation(dict(key), c, ">="))
    return found


def _at_least_zero(z3: Any, p: Any, names: Sequence[str]) -> tuple[dict[str, int], int] | None:
    """A linear inequality as (coefficients, constant) with sum + constant >= 0; None for anything else."""
    negated = z3.is_not(p)
    e = p.arg(0) if negated else p
    if z3.is_le(e):
        sign = -1
    elif z3.is_ge(e):
        sign = 1
    else:
        return None
    left, right = _linear(z3, e.arg(0), names), _linear(z3, e.arg(1), names)
    if left is None or right is None:
        return None
    c = {n: left[0].get(n, 0) - right[0].get(n, 0) for n in sorted({*left[0], *right[0]})}
    k = left[1] - right[1]
    if negated:  # not (x >= 0) is -x - 1 >= 0
        return {n: -sign * v for n, v in c.items() if v}, -sign * k - 1
    return {n: sign * v for n, v in c.items() if v}, sign * k


def _linear(z3: Any, e: Any, names: Sequence[str]) -> tuple[dict[str, int], int] | None:
    if z3.is_int_value(e):
        return {}, e.as_long()
    if z3.is_var(e) and e.sort().name() == "Int":
        return {_python(z3, e, names): 1}, 0
    if z3.is_add(e):
        parts = [_linear(z3, c, names) for c in e.children()]
        if any(p is None for p in parts):
            return None
        total: dict[str, int] = {}
        for p in parts:
            for n, v in (p or ({}, 0))[0].items():
                total[n] = total.get(n, 0) + v
        return total, sum((p or ({}, 0))[1] for p in parts)
    if z3.is_mul(e) and len(e.children()) == 2 and z3.is_int_value(e.arg(0)):
        inner, k = _linear(z3, e.arg(1), names), e.arg(0).as_long()
        return None if inner is None else ({n: k * v for n, v in inner[0].items()}, k * inner[1])
    return None


def _relation(coefficients: dict[str, int], constant: int, op: str) -> str:
    """`x + 2 * y == z + 1`: everything with a plus."""
    left = [n if c == 1 else f"{c} * {n}" for n, c in coefficients.items() if c > 0]
    right = [n if c == -1 else f"{-c} * {n}" for n, c in coefficients.items() if c < 0]
    (left if constant > 0 else right).extend([str(abs(constant))] if constant else [])
    if not left:  # 0 >= ... reads better turned round
        return f"{' + '.join(right)} {'<=' if op == '>=' else op} 0"
    return f"{' + '.join(left)} {op} {' + '.join(right) or '0'}"


def _python(z3: Any, e: Any, names: Sequence[str]) -> str:
    if z3.is_quantifier(e):
        raise _NotPython
    if z3.is_var(e):
        name = names[z3.get_var_index(e)]
        if name.startswith("$"):
            raise _NotPython
        return name
    if z3.is_true(e):
        return "True"
    if z3.is_false(e):
        return "False"
    if z3.is_int_value(e):
        return str(e.as_long()) if e.as_long() >= 0 else f"({e.as_long()})"
    kind = e.decl().kind()
    if kind == z3.Z3_OP_NOT and len(e.arg(0).children()) == 2:
        flipped = {z3.Z3_OP_LE: ">", z3.Z3_OP_GE: "<", z3.Z3_OP_LT: ">=", z3.Z3_OP_GT: "<=", z3.Z3_OP_EQ: "!="}
        if sign := flipped.get(e.arg(0).decl().kind()):
            left, right = (_python(z3, c, names) for c in e.arg(0).children())
            return f"({left} {sign} {right})"
    a = [_python(z3, c, names) for c in e.children()]
    between = {
        z3.Z3_OP_AND: " and ", z3.Z3_OP_OR: " or ", z3.Z3_OP_ADD: " + ", z3.Z3_OP_MUL: " * ", z3.Z3_OP_SUB: " - ",
        z3.Z3_OP_LE: " <= ", z3.Z3_OP_GE: " >= ", z3.Z3_OP_LT: " < ", z3.Z3_OP_GT: " > ", z3.Z3_OP_EQ: " == ",
    }  # fmt: skip
    if kind in between:
        return f"({between[kind].join(a)})" if kind in (z3.Z3_OP_AND, z3.Z3_OP_OR, z3.Z3_OP_ADD, z3.Z3_OP_SUB) else between[
            kind
        ].join(a)
    if kind == z3.Z3_OP_NOT:
        return f"(not {a[0]})"
    if kind == z3.Z3_OP_UMINUS:
        return f"-{a[0]}"
    if kind == z3.Z3_OP_ITE:
        return f"({a[1]} if {a[0]} else {a[2]})"
    if kind in (z3.Z3_OP_MOD, z3.Z3_OP_IDIV) and z3.is_int_value(e.children()[1]) and e.children()[1].as_long() > 0:
        return f"({a[0]} {'%' if kind == z3.Z3_OP_MOD else '//'} {a[1]})"
    raise _NotPython


