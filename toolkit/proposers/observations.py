"""What a function did on runs, and what expressions mean there: the measure that proposals of contracts are cut to.

Runs are the reference semantics' (`search`), in process; what an expression means on a run is asked of the reader and of the
reference semantics too, so that a proposal is never executed as Python. Nothing here is believed: what holds on all runs is
still only a candidate."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from attrs import define, field, frozen

from toolkit.core import aliases
from toolkit.core.ir import Clause, Function, Module
from toolkit.core.semantics import Interpreter, LeavesLanguage, OutOfFuel, Raised, Violated
from toolkit.core.semantics.objects import Instance
from toolkit.search import Candidate, Search

_FUEL = 20_000  # steps of one evaluation of an expression
_SMALL = 24  # an input of smaller numbers and sizes on which a run does not end counts as one that never does
_HOLDERS = ("List", "Seq", "Dict", "Set", "FrozenSet")
UNDEFINED = type("Undefined", (), {"__repr__": lambda self: "UNDEFINED", "__slots__": ()})()


@frozen(eq=False)
class Observation:
    """One run. `status`: returned, raised, endless (out of fuel on a small input), broken (a callee's precondition, or one of
    the function's own asserts that stand for preconditions)."""

    candidate: Candidate
    before: dict[str, Any]
    after: dict[str, Any]
    status: str
    value: Any = None
    exception: str = ""
    line: int = 0

    def env(self) -> dict[str, Any]:
        """What names mean in a clause about this run."""
        names = dict(self.before)
        names |= {f"$old.{n}": v for n, v in self.before.items()}
        names |= {f"$arg_{n}": v for n, v in self.after.items()}
        return {**names, "$result": self.value}

    def at_entry(self) -> Observation:
        """The same run, with names that mean what they did at entry."""
        return Observation(self.candidate, self.before, self.before, self.status, self.value, self.exception, self.line)

    def instead(self, value: Any, after: dict[str, Any]) -> Observation:
        """The same run with another outcome."""
        return Observation(self.candidate, self.before, after, "returned", value)


def observe(module: Module, f: Function, tries: int, seed: int = 0) -> list[Observation]:
    """Runs of a function on small inputs, each input once, in a fixed order; arguments that could be items or keys of others are
    so in some of them."""
    summary = aliases.summarise(module)[f.name]
    search = Search(module, f, aliases.partitions(f, summary), seed, aliases.tied(f, summary))
    seen: set[str] = set()
    found: list[Observation] = []
    choices = random.Random(f"{seed}:{f.name}:related")
    for plain in search.small(tries):
        for c in (plain, _related(f, plain, choices)):
            key = repr((c.args, c.same))
            if key not in seen and search.budget > 0:
                seen.add(key)
                o = run(search, c)
                if o is not None:
                    found.append(o)
    return found


def _related(f: Function, c: Candidate, choices: random.Random) -> Candidate:
    """The input with arguments taken from what others hold, and lists of one length."""
    if c.same:
        return c
    args = dict(c.args)
    lists = [p.name for p in f.params if p.sort.name == "List"]
    if len(lists) > 1 and choices.random() < 0.5:
        shortest = min(len(args[n]) for n in lists)
        args |= {n: args[n][:shortest] for n in lists}
    for p in f.params:
        held = [q.name for q in f.params if q.sort.args[:1] == (p.sort,) and q.sort.name in _HOLDERS and args[q.name]]
        if held and choices.random() < 0.75:
            args[p.name] = choices.choice(sorted(args[choices.choice(held)], key=repr))
    return Candidate(args, c.same)


def run(search: Search, c: Candidate) -> Observation | None:
    """One run; None when it says nothing (out of fuel on a large input, outside the language, outside the precondition)."""
    before, args = copy.deepcopy(c.args), c.call_args()
    search.interpreter.check = True
    out = search.interpreter.run(search.function.name, args)
    search.budget -= search.interpreter.spent
    status = out.status
    f = search.function  # asserts at its top are its preconditions only as long as it has no clauses
    asserted = status == "ignored" and all(c.span.line > f.span.line for c in f.requires)
    if asserted or status == "violated" and out.kind in ("precondition", "clause-defined"):
        status = "broken"
    elif status == "violated" and out.kind in ("postcondition", "invariant", "measure"):
        return None  # it breaks its own promise: that is not a question of what it may be called with
    elif status == "violated":
        again = Interpreter(search.module, False, search.interpreter.fuel).run(search.function.name, c.call_args())
        return Observation(c, before, before, "raised", None, again.exception, again.span.line if again.span else 0)
    elif status == "unknown" and not _is_small(list(before.values())):
        return None
    elif status == "unknown":
        status = "endless"
    if status == "ignored":
        return None
    return Observation(c, before, args, status, out.value, out.exception, out.span.line if out.span else 0)


def _is_small(v: Any) -> bool:
    if isinstance(v, int | float):
        return abs(v) <= _SMALL
    if isinstance(v, str | bytes):
        return len(v) <= _SMALL
    if isinstance(v, dict):
        return all(_is_small(x) for x in (*v, *v.values()))
    if isinstance(v, Instance):
        return all(_is_small(x) for x in v.values)
    return not isinstance(v, list | tuple | set | frozenset) or len(v) <= _SMALL and all(map(_is_small, v))


@define(eq=False)
class Board:
    """Reads expressions over a function's parameters (and `result`, `old`) and evaluates them on observations.

    `read` turns a module's text into a Module (the reader, with what the file imports); `text` is the module."""

    read: Callable[[str], Module]
    text: str
    name: str
    known: dict[str, Clause | None] = field(factory=dict)
    _judge: Interpreter | None = None

    def clauses(self, expressions: Sequence[str]) -> dict[str, Clause]:
        """The expressions that mean something, each as the clause that it would be; others are left out."""
        new = [e for e in dict.fromkeys(expressions) if e not in self.known]
        if new:
            self._learn(new)
        return {e: c for e in dict.fromkeys(expressions) if (c := self.known[e]) is not None}

    def _learn(self, new: Sequence[str]) -> None:
        """Reads each as the postcondition of a function of its own, which has the same signature: one that is not understood
        costs itself only."""
        tree = ast.parse(self.text)
        node = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == self.name)
        params = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
        if node.args.vararg is not None:
            params.append(node.args.vararg.arg)
        returns = ast.unparse(node.returns) if node.returns is not None else "None"
        lines = [self.text, ""]
        prefix = f"_{self.name}_clause"
        result = [] if returns == "None" else ["result"]
        lines.append(f"from toolkit import ensures as {prefix}")
        for i, e in enumerate(new):
            names = {n.id for n in ast.walk(ast.parse(e, mode="eval")) if isinstance(n, ast.Name)}
            bound = [n for n in (*params, *result, "old") if n in names]
            lines.append(f"@{prefix}(lambda {', '.join(bound)}: {e})")
            lines.append(f"def {prefix}{i}({ast.unparse(node.args)}) -> {returns}:\n    raise ValueError")
        module = self.read("\n".join(lines) + "\n")
        self._judge = Interpreter(module, False, _FUEL)
        for i, e in enumerate(new):
            f = module.functions.get(f"{prefix}{i}")
            self.known[e] = f.ensures[0] if f is not None and len(f.ensures) == 1 else None

    def truths(self, e: str, observations: Sequence[Observation]) -> Iterator[bool]:
        """Whether a condition is defined and true, run by run."""
        clause = self.clauses([e]).get(e)
        for o in observations:
            yield clause is not None and self._evaluate(clause, o.env()) is True

    def holds(self, e: str, observations: Sequence[Observation]) -> bool:
        """True when it is defined and true on all runs."""
        return all(self.truths(e, observations))

    def values(self, terms: Sequence[str], observations: Sequence[Observation]) -> dict[str, tuple[Any, ...]]:
        """Terms of any type, by text, with their values run by run."""
        asked = {t: f"({t}) == ({t})" for t in terms}
        found = self.clauses(list(asked.values()))
        rows: dict[str, tuple[Any, ...]] = {}
        for t, e in asked.items():
            if (clause := found.get(e)) is not None and clause.expr.args:
                side = Clause(clause.expr.args[0], t, clause.span)
                rows[t] = tuple(self._evaluate(side, o.env()) for o in observations)
        return rows

    def _evaluate(self, c: Clause, env: dict[str, Any]) -> Any:
        assert self._judge is not None
        self._judge._left = _FUEL
        try:
            return self._judge._expr(c.expr)(env)
        except (Raised, Violated, OutOfFuel, LeavesLanguage, RecursionError, MemoryError, OverflowError):
            return UNDEFINED
