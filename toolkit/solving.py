"""Asking the engines about the goals of one function: through the cache and the trace, with the limits of the options. Shared by
`session`, which judges what comes of it, and by those who look for what a proof lacks."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs
from attrs import define, field

from toolkit.config import Options, SourceFile
from toolkit.trace import Trace

if TYPE_CHECKING:
    from toolkit.core.ir import Function, Goal, Module
    from toolkit.core.vcgen import Program
    from toolkit.core.verdict import GoalVerdict
    from toolkit.engines.smt import Answer
    from toolkit.report import CertificateReport
    from toolkit.search import Search

_GUESS = 1_000_000  # solver steps for a measure that nobody wrote
# Our own sources that a verdict can depend on.
_JUDGES = ("core", "engines", "proposers", "library", "session.py", "solving.py", "inferring.py", "cloops.py", "imports.py",
           "pragmas.py", "search.py", "contracts.py", "report.py", "certifying.py", "kept.py", "evidence.py")  # fmt: skip


def attached(file: SourceFile) -> SourceFile:
    """The file with what it imports; where nobody looked for that, only the shipped contracts are there."""
    if file.others is not None:
        return file
    if file.is_c:
        return attrs.evolve(file, others=())
    from toolkit import imports

    return imports.attach(file)


def read_file(file: SourceFile, text: str | None = None, c_int: str = "") -> Module:
    """The file, read (or another text in its place); `c_int` is what C's int is, and has to be said of a C file. Raises
    `Rejected` when nothing of it can be read."""
    if file.is_c:
        from toolkit.core import c

        if not c_int:
            raise ValueError(f"{file.path}: C is not read without saying what its int is")
        return c.read(file.text if text is None else text, file.path, c_int)
    from toolkit.core.reader import read

    file = attached(file)
    assert file.others is not None
    return read(file.text if text is None else text, file.path, file.others, file.dotted, file.package)


class Keeper(Protocol):
    """Where answers are kept (see `toolkit.store.Store`)."""

    def get(self, key: str) -> Any: ...
    def put(self, key: str, value: Any) -> None: ...


@define(eq=False)
class Solver:
    """Solves one function's goals; `name` is the function's in `program`."""

    file: SourceFile
    program: Program
    name: str
    options: Options
    store: Keeper | None
    trace: Trace
    answers: dict[str, tuple[Answer, ...]] = field(factory=dict)
    core: dict[str, tuple[str, ...]] = field(factory=dict)
    times: dict[str, float] = field(factory=dict)  # seconds by goal
    steps: int = 0  # of solvers, those that the cache spared included
    reproducible: bool = True  # no answer was cut short by the wall clock
    kept: dict[str, CertificateReport] = field(factory=dict)  # what became of kept proofs that were asked about, by goal
    _search: Search | None = None

    @property
    def module(self) -> Module:
        return self.program.module

    @property
    def function(self) -> Function:
        return self.program.module.functions[self.name]

    def solve(self, goals: Sequence[Goal], hasty: bool = False) -> list[GoalVerdict]:
        """Every goal's verdict; of measures to choose from, only as many as it takes. `hasty` stops at the first failure."""
        from toolkit.core.terms import FALSE
        from toolkit.core.verdict import PROVED, judge_goal

        found: list[GoalVerdict] = []
        settled: dict[tuple[Any, ...], dict[str, bool]] = {}
        for g in goals:
            if g.group:
                settled.setdefault((g.group, g.same), {}).setdefault(g.alternative, True)
        for g in goals:
            if g.group:
                mine = settled[(g.group, g.same)]
                if not mine[g.alternative]:
                    found.append(self._skipped(g))
                    continue
            # a guess, no measure at all, or a model that solvers seldom find: not worth much
            if g.group or g.kind == "measure" and g.terms[1] == FALSE or g.sat and "(forall" in g.smt:
                outer = self.options
                self.options = attrs.evolve(outer, rlimit=min(outer.rlimit, _GUESS), timeout=min(outer.timeout, 2.0))
                try:
                    verdict = judge_goal(g, self.ask(g))
                finally:
                    self.options = outer
            else:
                verdict = judge_goal(g, self.ask(g))
            if verdict.status != PROVED and verdict.cause != "vacuous-contract" and g.sat and self._met():
                verdict = attrs.evolve(verdict, status=PROVED, cause="", engine="evaluator")
            if g.group and verdict.status != PROVED:
                mine[g.alternative] = False
            found.append(verdict)
            if hasty and verdict.status != PROVED and not g.group:
                break
        return found

    def _skipped(self, g: Goal) -> GoalVerdict:
        from toolkit.core.verdict import GoalVerdict

        return GoalVerdict(g, "unknown", "termination", "")

    def _met(self) -> bool:
        """True when some small input meets the precondition."""
        if not self.search.met:
            for c in self.search.small(self.options.search):
                self.search.outcome(c)
                if self.search.met:
                    break
        return self.search.met

    def ask(self, g: Goal) -> tuple[Answer, ...]:
        """The engines' answers, from the cache when the very same question was answered before."""
        if g.trivial:
            return ()
        if g.id in self.answers:
            return self.answers[g.id]
        kept = self._kept(g) if self.options.kept_first else ()
        answers = kept or tuple(self._ask(engine, g) for engine in self.options.engines)
        if not any(a.status == "proved" for a in answers):
            answers = (*answers, *self._kept(g))
        self.answers[g.id] = answers
        return answers

    def _kept(self, g: Goal) -> tuple[Answer, ...]:
        """Lean's answer when the kernel accepts a proof of this goal that lies under `proofs/`; else none."""
        if not self.file.proofs or g.sat:
            return ()
        if g.id not in self.kept and not self._check_kept(g):
            return ()
        from toolkit.engines import smt

        found = self.kept[g.id]
        return (smt.Answer("lean", found.checker, "proved"),) if found.status == "accepted" else ()

    def _check_kept(self, g: Goal) -> bool:
        """True when there is a proof for this goal; what the kernel says of it is in `kept` then."""
        from toolkit.evidence import kept_for

        proof = kept_for(self.file, g.function, g.id)
        if proof is None:
            return False
        from toolkit import kept
        from toolkit.report import CertificateReport

        key = digest("kept", g.id, g.smt, proof.text, proof.problem, tool_version(), kept.version())
        known = self.store.get(key) if self.store is not None else None
        if known is not None:
            found = CertificateReport.from_json({**known, "proof": proof.path})
        else:
            found = kept.check(g, proof, self.trace)
            if found.status == "none":
                self.reproducible = False
            elif self.store is not None:
                self.store.put(key, attrs.evolve(found, time_s=0.0).to_json())
        self.kept[g.id] = found
        self.times[g.id] = self.times.get(g.id, 0.0) + found.time_s
        return True

    def _ask(self, engine: str, g: Goal) -> Answer:
        from toolkit.engines import smt

        o = self.options
        module = smt if engine == "z3" else _second()
        key = digest("goal", engine, module.version(), tool_version(), g.id, g.smt, str(o.rlimit), str(o.timeout))
        store = self.store
        kept = store.get(key) if store is not None else None
        if kept is not None and not o.explain:
            self.steps += int(kept.get("steps", 0))
            return smt.Answer(engine, kept["version"], kept["status"], kept["inputs"], kept["reason"])
        request = {"engine": engine, "goal": g.id, "rlimit": o.rlimit, "timeout": o.timeout, "explain": o.explain}
        seconds: dict[str, float] = {}

        def run() -> Any:
            a = module.check(g, o.rlimit, o.timeout)
            seconds.update(a.cost)
            return {"version": a.version, "status": a.status, "inputs": _plain_json(a.inputs), "reason": a.reason,
                    "steps": int(a.cost.get("steps", 0))}

        response: Any = self.trace.call("solve", request, run, lambda _: dict(seconds))
        self.steps += int(response["steps"])
        self.times[g.id] = self.times.get(g.id, 0.0) + seconds.get("seconds", 0.0)
        inputs = _from_plain(response["inputs"], g)
        answer = smt.Answer(engine, response["version"], response["status"], inputs, response["reason"], (), dict(seconds))
        cut = seconds.get("seconds", 0.0) >= 0.9 * o.timeout or smt.CLOCK in answer.reason or "failed" in answer.reason
        if answer.status == "unknown" and cut:
            self.reproducible = False
        elif store is not None:
            store.put(key, {
                "version": answer.version, "status": answer.status, "inputs": _plain_json(answer.inputs),
                "reason": answer.reason, "steps": response["steps"],
            })  # fmt: skip
        if o.explain and answer.status == "proved" and engine == "z3" and not g.sat:
            self.core[g.id] = self._core(g)
        return answer

    def _core(self, g: Goal) -> tuple[str, ...]:
        from toolkit.core import smtlib
        from toolkit.engines import smt

        hypotheses, show, symbols = g.terms
        names = [f"h{i}" for i in range(len(hypotheses))]
        text = smtlib.render(hypotheses, show, symbols, names)
        o = self.options

        def run() -> Any:
            return list(smt.check(g, o.rlimit, o.timeout, named=text).core)

        names_used: Any = self.trace.call("core", {"goal": g.id}, run)
        return tuple(names_used)

    @property
    def search(self) -> Search:
        if self._search is None:
            from toolkit.core.aliases import partitions, tied
            from toolkit.search import Search

            summary = self.program.summaries[self.function.name]
            variants = partitions(self.function, summary)
            self._search = Search(self.module, self.function, variants, self.options.seed, tied(self.function, summary))
        return self._search


# --- keys and JSON --------------------------------------------------------------------------------------------------


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@cache
def tool_version() -> str:
    """A hash of the toolkit's own sources that a verdict can depend on: another version never answers from the cache."""
    h = hashlib.sha256()
    root = Path(__file__).parent
    for part in _JUDGES:
        for path in sorted([root / part] if part.endswith(".py") else (root / part).rglob("*.py")):
            h.update(path.name.encode() + b"\0" + path.read_bytes())
    return h.hexdigest()[:16]


def _second() -> Any:
    from toolkit.engines import second

    return second


def _plain_json(inputs: dict[str, Any] | None) -> Any:
    """Python values as JSON; tuples, bytes and instances become lists and are restored by sort; floats are written in hex."""
    return None if inputs is None else {n: _plain(v) for n, v in inputs.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, bytes, deque)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {"Dict": [[_plain(k), _plain(v)] for k, v in value.items()]}
    if isinstance(value, (set, frozenset)):
        return {"Set" if isinstance(value, set) else "FrozenSet": [_plain(v) for v in sorted(value, key=repr)]}
    if isinstance(value, float):
        return {"Float": value.hex()}
    return _plain(value.values) if hasattr(value, "values") else value.name if hasattr(value, "label") else value


def _from_plain(inputs: Any, g: Goal) -> dict[str, Any] | None:
    if inputs is None:
        return None
    return {name: _restore(inputs[name], sort) for name, sort, _ in g.inputs if name in inputs}


def _restore(value: Any, sort: Any) -> Any:
    from toolkit.core.semantics.maps import container

    if sort.name in ("Tuple", "Object"):
        from toolkit.core.semantics.objects import instance

        items = tuple(_restore(v, s) for v, s in zip(value, sort.args))
        return instance(sort, items) if sort.label else items
    if sort.name in ("List", "Seq", "Deque"):
        items = [_restore(v, sort.args[0]) for v in value]
        return tuple(items) if sort.name == "Seq" else container(sort, items)
    if sort.name == "Float":
        return float.fromhex(value["Float"])
    if sort.name == "Enum":
        from toolkit.core.semantics.objects import Member

        return Member(sort.label, value)
    if sort.name == "Dict":
        return container(sort, {_restore(k, sort.args[0]): _restore(v, sort.args[1]) for k, v in value["Dict"]})
    if sort.name in ("Set", "FrozenSet"):
        members = (_restore(v, sort.args[0]) for v in value[sort.name])
        return set(members) if sort.name == "Set" else frozenset(members)
    if sort.name == "Union":  # a list may also have been a tuple
        kinds = {list: ("List", "Tuple", "Seq", "Object", "Bytes", "Deque"), bool: ("Bool",), int: ("Int",), str: ("Str", "Enum"),
                 type(None): ("None",), dict: tuple(value) if isinstance(value, dict) else ()}  # fmt: skip
        member = next((m for m in sort.args if m.name in kinds[type(value)] and _fits(value, m)), None)
        return value if member is None else _restore(value, member)
    return bytes(value) if sort.name == "Bytes" else value


def _fits(value: Any, sort: Any) -> bool:
    if sort.name == "Enum":
        return value in sort.fields
    return sort.name not in ("Tuple", "Object") or len(value) == len(sort.args)
