"""The second opinion: cvc5, which shares no code with z3, on a goal's terms and not on the text that z3 read.

Two routes, and an answer's `reason` says which one it took. `pySMT`: pySMT's builders make the formula and its cvc5 solver
decides it; for goals without quantifiers over integers, booleans, arrays of them and free functions. `cvc5`: all other goals,
as SMT-LIB text for cvc5's own reader. There `lambda` is lifted first (cvc5 gives a lambda a function sort, z3 an array sort):
each becomes a fresh array with the axiom that defines it, so the question stays the same. pySMT's reader and printer of
SMT-LIB are never used: they take integer `div` and `mod` for something else.

Limits are counted in cvc5's own resource units, which are the same on every machine; wall-clock time is the outer guard."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Goal, Sort
from toolkit.core.terms import Symbol, Term
from toolkit.engines.smt import Answer
from toolkit.engines.versions import installed

_Cost = dict[str, float]
_UNITS = 10  # z3's steps per resource unit of cvc5: both limits then stop at about the same time


class _Inexpressible(Exception):
    """A term that a route has no word for."""


def version() -> str:
    """The installed versions of cvc5 and pySMT, without importing them; "missing" for one that is not there."""
    return f"{installed('cvc5')} (pysmt {installed('pysmt')})"


def check(goal: Goal, rlimit: int, timeout: float) -> Answer:
    """Asks cvc5 about a goal. `rlimit` in z3's steps (cvc5 gets a tenth of it in its own units), `timeout` in seconds.

    A candidate has no inputs to try. Never raises: a solver that is not installed, has no word for something, or fails is an
    `unknown` answer."""
    start = time.perf_counter()
    cost: _Cost = {"steps": 0.0}
    units, milliseconds = max(1, rlimit // _UNITS), max(1, int(timeout * 1000))
    try:
        status, reason = _solve(goal, units, milliseconds, cost)
    except ImportError as e:
        status, reason = "unknown", f"not installed: {e.name or e}"
    except _Inexpressible as e:
        status, reason = "unknown", f"no way to say this to cvc5: {e}"
    except RecursionError:
        status, reason = "unknown", "nested too deeply for cvc5"
    except Exception as e:  # the solver's bindings raise whatever they like; no answer of theirs may end the session
        status, reason = "unknown", f"cvc5 failed: {type(e).__name__}: {e}"
    cost["seconds"] = time.perf_counter() - start
    if goal.sat:  # the hypotheses can be met
        status = {"candidate": "proved", "proved": "unmet"}.get(status, status)
    return Answer("cvc5", version(), status, None, reason, (), cost)


def _solve(goal: Goal, units: int, milliseconds: int, cost: _Cost) -> tuple[str, str]:
    if goal.terms is None:
        return _direct(goal.smt, units, milliseconds, cost, goal.sat)
    hypotheses, show, symbols = goal.terms
    if installed("pysmt") != "missing":  # without it the other route still answers
        try:
            return _through_pysmt(hypotheses, show, symbols, units, milliseconds, cost)
        except _Inexpressible:
            pass
    return _direct(_text(hypotheses, show, symbols), units, milliseconds, cost, goal.sat)


def _judge(route: str, solver: Any, units: int, cost: _Cost) -> tuple[str, str]:
    """Solves, and says it as an answer's status and reason."""
    import cvc5

    result = solver.checkSat()
    used = solver.getStatistics().get(True, True)["resource::resourceUnitsUsed"]["value"]
    cost["steps"] += float(used)
    if used > units:  # cvc5 looks at its limit now and then only; an answer from beyond it depends on when
        return "unknown", f"{route}: max. resource limit exceeded"
    if result.isUnsat():
        return "proved", route
    if result.isSat():
        return "candidate", route
    why = result.getUnknownExplanation()
    words = {
        cvc5.UnknownExplanation.TIMEOUT: "timeout",
        cvc5.UnknownExplanation.RESOURCEOUT: "max. resource limit exceeded",
        cvc5.UnknownExplanation.MEMOUT: "max. memory exceeded",
        cvc5.UnknownExplanation.INTERRUPTED: "interrupted",
        cvc5.UnknownExplanation.INCOMPLETE: "incomplete",
    }
    return "unknown", f"{route}: {words.get(why, str(why).rpartition('.')[2].lower())}"


# --- cvc5's own reader --------------------------------------------------------------------------------------------


def _text(hypotheses: Sequence[Term], show: Term, symbols: Mapping[str, Symbol]) -> str:
    """The goal as SMT-LIB text without lambdas."""
    lift = _Lift(symbols)
    lifted = [lift.term(h) for h in hypotheses]
    return smtlib.render(lifted, lift.term(show), lift.finish())


class _Lift:
    """Replaces each lambda by a fresh array, or by a function of the bound variables that it mentions to arrays."""

    def __init__(self, symbols: Mapping[str, Symbol]) -> None:
        self.symbols = dict(symbols)
        self._cache: dict[Term, Term] = {}
        self._names: dict[str, str] = {}  # by the lambda's text, where a bound variable's name is its position

    def finish(self) -> dict[str, Symbol]:
        """All symbols, their axioms lifted too; call it last."""
        done: dict[str, Symbol] = {}
        while len(done) < len(self.symbols):
            for name, s in list(self.symbols.items()):
                if name not in done:
                    axioms = tuple(self.term(a) for a in s.axioms)
                    done[name] = Symbol(s.name, s.args, s.result, axioms)
        return done

    def term(self, t: Term) -> Term:
        if t in self._cache:
            return self._cache[t]
        args = tuple(self.term(a) for a in t.args)
        if t.op == "lambda":
            result = self._array(t, args[0])
        elif args == t.args:
            result = t
        elif t.op in ("forall", "exists"):
            result = Term(t.op, args, t.sort, t.data)
        else:
            result = T.rebuild(t, args)
        self._cache[t] = result
        return result

    def _array(self, t: Term, body: Term) -> Term:
        (k,) = t.data[0]
        outer = [v for v in _bound(body) if v.data != k.data]
        position = {v.data: T.sym(f"?{i}", v.sort) for i, v in enumerate(outer)}
        text = f"{t.sort} {[str(v.sort) for v in outer]} {smtlib.text(T.substitute(t, position))}"
        name = self._names.setdefault(text, f"lambda.{len(self._names)}")
        result = T.app(name, outer, t.sort)
        if name not in self.symbols:
            item = Term("select", (result, k), body.sort)
            same = Term("eq", (item, body), BOOL)
            axiom = T.forall([*outer, k], same, [item])
            self.symbols[name] = Symbol(name, tuple(v.sort for v in outer), t.sort, (axiom,))
        return result


def _bound(t: Term) -> list[Term]:
    """The free bound variables of a term, in the order in which they are met."""
    found: dict[Term, None] = {}
    stack, seen = [t], set()
    while stack:
        u = stack.pop()
        if not u.free or u in seen:
            continue
        seen.add(u)
        if u.op == "bound" and u.data in t.free:
            found[u] = None
        stack.extend(reversed(u.args))
    return list(found)


def _direct(text: str, units: int, milliseconds: int, cost: _Cost, sat: bool) -> tuple[str, str]:
    """First by instantiation along patterns; where that ends without an answer, with models of the quantified part when a
    model is wanted, else with enumerated ground terms."""
    start = time.perf_counter()
    status, reason = _read(text, {}, units, milliseconds, cost)
    if status != "unknown" or not reason.endswith(": incomplete"):
        return status, reason
    units -= int(cost["steps"])
    milliseconds -= int(1000 * (time.perf_counter() - start))
    if units < 1 or milliseconds < 1:
        return status, reason
    return _read(text, {"mbqi" if sat else "enum-inst": "true"}, units, milliseconds, cost)


def _read(text: str, more: Mapping[str, str], units: int, milliseconds: int, cost: _Cost) -> tuple[str, str]:
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setLogic("ALL")
    for name, value in {**_settings(units, milliseconds), **more}.items():
        solver.setOption(name, value)
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "goal")
    names = parser.getSymbolManager()
    while not (command := parser.nextCommand()).isNull():
        output = command.invoke(solver, names)
        if output and "error" in str(output):
            return "unknown", f"cvc5 failed: {str(output).strip()}"
    return _judge("cvc5", solver, units, cost)


def _settings(units: int, milliseconds: int) -> dict[str, str]:
    limits = {"rlimit-per": str(units), "tlimit-per": str(milliseconds)}
    return {**limits, "seed": "0", "sat-random-seed": "0", "stats-internal": "true"}


# --- pySMT --------------------------------------------------------------------------------------------------------


def _through_pysmt(
    hypotheses: Iterable[Term], show: Term, symbols: Mapping[str, Symbol], units: int, milliseconds: int, cost: _Cost
) -> tuple[str, str]:
    from pysmt.environment import Environment
    from pysmt.logics import QF_AUFLIA

    roots = [*hypotheses, T.neg(show)]
    environment = Environment()
    build = _Build(environment, symbols)
    formulas = [build.term(t) for t in roots]
    solver = environment.factory.Solver(name="cvc5", logic=QF_AUFLIA, solver_options=_settings(units, milliseconds))
    for f in formulas:
        solver.add_assertion(f)
    return _judge("pySMT", solver.cvc5, units, cost)


class _Build:
    """Terms as pySMT formulas. Raises `_Inexpressible` for what is outside of the fragment."""

    def __init__(self, environment: Any, symbols: Mapping[str, Symbol]) -> None:
        self._make = environment.formula_manager
        self._types = environment.type_manager
        self._symbols = symbols
        self._cache: dict[Term, Any] = {}

    def term(self, t: Term) -> Any:
        if t not in self._cache:
            self._cache[t] = self._term(t)
        return self._cache[t]

    def _sort(self, s: Sort) -> Any:
        if s == INT:
            return self._types.INT()
        if s == BOOL:
            return self._types.BOOL()
        if s.name == "Array":
            return self._types.ArrayType(self._types.INT(), self._sort(s.args[0]))
        raise _Inexpressible(f"the sort {s}")

    def _term(self, t: Term) -> Any:
        make = self._make
        match t.op:
            case "const":
                return make.Bool(t.data) if t.sort == BOOL else make.Int(t.data)
            case "sym":
                return make.Symbol("'" + t.data, self._sort(t.sort))  # functions have names of their own
            case "app":
                return self._application(t)
        args = [self.term(a) for a in t.args] if t.op in _WORDS else []
        match t.op:
            case "and":
                return make.And(args)
            case "or":
                return make.Or(args)
            case "not":
                return make.Not(*args)
            case "implies":
                return make.Implies(*args)
            case "ite":
                return make.Ite(*args)
            case "eq":
                return make.Iff(*args) if t.args[0].sort == BOOL else make.Equals(*args)
            case "ge0":
                return make.GE(args[0], make.Int(0))
            case "sum":
                coefficients, constant = t.data
                parts = [make.Times(make.Int(c), a) if c != 1 else a for c, a in zip(coefficients, args)]
                return make.Plus([*parts, make.Int(constant)])
            case "select":
                return make.Select(*args)
            case "store":
                return make.Store(*args)
        raise _Inexpressible(t.op)

    def _application(self, t: Term) -> Any:
        symbol = self._symbols.get(t.data)
        if symbol is None or symbol.axioms:
            raise _Inexpressible(f"the defined function {t.data}")
        result = self._sort(symbol.result)
        if not t.args:
            return self._make.Symbol(t.data, result)
        kind = self._types.FunctionType(result, [self._sort(s) for s in symbol.args])
        return self._make.Function(self._make.Symbol(t.data, kind), [self.term(a) for a in t.args])


_WORDS = frozenset(("and", "or", "not", "implies", "ite", "eq", "ge0", "sum", "select", "store"))
