"""Satisfiability modulo theories: z3 in process, solving exactly the text that a goal's id is the hash of.

`unsat` means that the hypotheses imply the claim. A model is only a candidate: a list of values to try. Limits are counted in
z3's steps (`rlimit`), which are the same on every machine; wall-clock time is the outer guard."""

from __future__ import annotations

import faulthandler
import math
import os
import pickle
import re
import select
import signal
import struct
import time
from collections.abc import Callable
from typing import Any

from attrs import field, frozen

from toolkit.core.encode import codes
from toolkit.core.ir import BOOL, BYTES, FLOAT, INT, NONE, STR, Goal, Sort, list_of
from toolkit.core.semantics.maps import container
from toolkit.core.semantics.objects import Member, instance
from toolkit.engines.versions import installed

_DEGREE = 40  # highest degree of a polynomial that z3 is asked about
# z3 5.4 called a satisfiable text unsat (tests/soundness/card.smt2) in the step that also looks for models, where an axiom
# speaks of all arrays. Where a variable is neither an Int nor a Bool, that step has to find it twice, the second time from another
# seed and without the extensionality of arrays (a weaker theory); with the sizes of sets it is not believed at all.
_DOUBTED, _WRONG = re.compile(r"\(\?\d+ (?!Int\)|Bool\))"), "|/card|"
# what is tried in turn, with its share of the limits
_ATTEMPTS = (
    ("lean", 0.2), ("relevant", 0.1), ("models", 0.1), ("all", 0.1), ("relevant", 0.3), ("all", 0.3), ("models", 0.3)
)  # fmt: skip
CLOCK = "timeout"  # the reason of an answer that the wall clock cut short, as z3 says it
_GRACE_S = 2.0  # seconds that a copy of this process is waited for beyond z3's own
_ITEMS = 40  # longest list that is read from a model


@frozen
class Answer:
    """What an engine said of a goal. `status`: proved, candidate (`inputs` are values to try) or unknown (`reason`)."""

    engine: str
    version: str
    status: str
    inputs: dict[str, Any] | None = None
    reason: str = ""
    core: tuple[str, ...] = ()
    cost: dict[str, float] = field(factory=dict)  # seconds, steps


def version() -> str:
    """The installed version of z3, without importing it."""
    return installed("z3-solver")


def check(goal: Goal, rlimit: int, timeout: float, named: str = "") -> Answer:
    """Asks z3 about a goal. `rlimit` in z3 steps, `timeout` in seconds; `named` is the text with a switch `h0`, `h1`, ...
    per hypothesis, to get an unsat core. Never raises: a solver that fails is an `unknown` answer."""
    import z3

    if goal.degree > _DEGREE:  # z3 multiplies such products out, and looks at no limit while it does
        return Answer("z3", version(), "unknown", None, "max. resource limit: products of too high a degree")
    start = time.perf_counter()
    try:
        status, reason, inputs, core, steps = _solve(z3, goal, named or goal.smt, rlimit, timeout, bool(named))
    except z3.Z3Exception as e:
        status, reason, inputs, core, steps = "unknown", f"z3 failed: {_text(e)}", None, (), 0
    cost = {"seconds": time.perf_counter() - start, "steps": float(steps)}
    if goal.sat:  # the hypotheses can be met
        status = {"candidate": "proved", "proved": "unmet"}.get(status, status)
    return Answer("z3", version(), status, inputs, reason, core, cost)


def _text(e: Exception) -> str:
    value = e.args[0] if e.args else e
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _solve(
    z3: Any, goal: Goal, text: str, rlimit: int, timeout: float, want_core: bool
) -> tuple[str, str, dict[str, Any] | None, tuple[str, ...], int]:
    reason, inputs, steps = "", None, 0
    # Proofs are found by instantiation along patterns: of terms that matter to the current branch, or of all, each first in a
    # short attempt; in between, terms that a model fails for, which takes no patterns. (z3's parameters smt.mbqi, smt.relevancy.)
    quantified = "(forall" in text or "(exists" in text
    attempts = _ATTEMPTS if quantified and not goal.sat else (("models", 1.0),)
    switches = len(goal.given) if want_core else 0
    until = time.perf_counter()
    ended: set[str] = set()  # attempts that found nothing more to do: longer ones end in the same way
    cut: dict[str, bool] = {}  # attempts whose last and longest run was ended by the clock: another machine may go further
    for attempt, share in attempts if goal.lean and not want_core else attempts[attempts[0][0] == "lean" :]:
        until += timeout * share  # what earlier attempts leave of their time goes to later ones
        if attempt in ended:
            continue
        limit, allowed = max(1, int(rlimit * share)), max(until - time.perf_counter(), timeout * share)
        run = _run(z3, goal, goal.lean if attempt == "lean" else text, attempt, limit, allowed, switches)
        steps += run.steps
        cut[attempt] = run.late == CLOCK or CLOCK in run.reason or "canceled" in run.reason
        if run.late:
            reason = run.late
            continue
        if run.result == "unsat" and attempt == "models" and _DOUBTED.search(text):
            again = None if _WRONG in text else _run(z3, goal, text, "again", limit, allowed, switches)
            steps += again.steps if again else 0
            if again is None or again.late or again.result != "unsat":
                reason = "z3 said unsat in a way that is not trusted with this theory"
                continue
        if run.result == "unsat":
            return "proved", "", None, run.core, steps
        if attempt == "lean":  # what it found says nothing: hypotheses are missing
            continue
        reason, inputs = run.reason, run.inputs
        if "incomplete" in reason:
            ended.add(attempt)
        if "keyboard" in reason:  # z3 takes Ctrl-C for itself
            raise KeyboardInterrupt
        if run.result == "sat":
            return "candidate", "", inputs, (), steps
    return "unknown", CLOCK if any(cut.values()) else reason or "unknown", inputs, (), steps


@frozen
class _Run:
    """What one call of z3 said. `late` says which limit its answer came after, or that it died: then there is no answer."""

    result: str  # unsat, sat or unknown
    steps: int = 0
    late: str = ""
    reason: str = ""
    core: tuple[str, ...] = ()
    inputs: dict[str, Any] | None = None


def _run(z3: Any, goal: Goal, text: str, attempt: str, limit: int, allowed: float, switches: int) -> _Run:
    def run() -> _Run:
        return _here(z3, goal, text, attempt, limit, allowed, switches)

    risky = attempt in ("models", "again") and _DOUBTED.search(text) and hasattr(os, "fork")
    return _apart(run, allowed + _GRACE_S) if risky else run()


def _apart(run: Callable[[], _Run], seconds: float) -> _Run:
    """Runs it in a copy of this process: z3 5.4 dies on some texts in the step for models (tests/soundness/dies.smt2)."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # only z3 runs here, and nothing of this process's may be cleaned up twice
        faulthandler.disable()
        try:
            with os.fdopen(writer, "wb") as pipe:
                pipe.write(pickle.dumps(run()))
        finally:
            os._exit(0)
    os.close(writer)
    said, until = b"", time.perf_counter() + seconds
    try:
        while select.select([reader], [], [], max(0.0, until - time.perf_counter()))[0]:
            part = os.read(reader, 1 << 16)
            if not part:
                break
            said += part
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    try:
        found: _Run = pickle.loads(said)
    except (EOFError, pickle.UnpicklingError):
        return _Run("unknown", late="z3 failed: it died" if time.perf_counter() < until else CLOCK)
    return found


def _here(z3: Any, goal: Goal, text: str, attempt: str, limit: int, allowed: float, switches: int) -> _Run:
    start = time.perf_counter()
    z3.set_param("warning", False)  # on the user's terminal, about patterns that it leaves out
    ctx = z3.Context()  # a fresh one each time: declarations stay in a context, and step counts depend on it
    modelling = attempt in ("models", "again")
    solver = z3.Solver(ctx=ctx) if modelling else z3.SimpleSolver(ctx=ctx)
    solver.set("rlimit", limit)
    solver.set("timeout", max(1, int(allowed * 1000)))
    solver.set("random_seed", int(attempt == "again"))
    if not modelling:
        solver.set("smt.mbqi", False)
        solver.set("auto_config", False)
    if attempt == "all":
        solver.set("smt.relevancy", 0)
    if attempt == "again":
        solver.set("smt.array.extensional", False)
    solver.from_string(text)
    result = solver.check(*(z3.Bool(f"/h{i}", ctx) for i in range(switches)))
    statistics = solver.statistics()
    steps = int(statistics.get_key_value("rlimit count")) if "rlimit count" in statistics.keys() else 0  # noqa: SIM118
    late = "max. resource limit exceeded" if steps > limit else CLOCK if time.perf_counter() - start > allowed else ""
    if late or attempt == "lean" and result != z3.unsat:
        return _Run(str(result), steps, late)
    if result == z3.unsat:
        core = tuple(c.decl().name().removeprefix("/") for c in solver.unsat_core()) if switches else ()
        return _Run("unsat", steps, core=core)
    try:
        inputs = _inputs(z3, solver.model(), goal)
    except z3.Z3Exception:
        inputs = None
    return _Run(str(result), steps, reason="" if result == z3.sat else str(solver.reason_unknown()), inputs=inputs)


class _OutOfReach(Exception):
    """A value of a model that cannot be read, or is too large to be worth it."""


def _inputs(z3: Any, model: Any, goal: Goal) -> dict[str, Any] | None:
    """The parameters' values in a model, as Python values; None when one is out of reach."""
    constants = {d.name().removeprefix("'"): d for d in model.decls() if d.arity() == 0}
    try:
        return {name: _read(z3, model, constants, leader, sort) for name, sort, leader in goal.inputs}
    except _OutOfReach:
        return None


def _constant(model: Any, constants: dict[str, Any], name: str) -> Any:
    return model[constants[name]] if name in constants else None


def _read(z3: Any, model: Any, constants: dict[str, Any], name: str, sort: Sort) -> Any:
    if sort in (INT, BOOL, FLOAT):
        v = _constant(model, constants, name)
        return _default(sort) if v is None else _decode(z3, model, v, sort)
    if sort == NONE:
        return None
    if sort.name == "Rec" or sort.name == "Opaque" and sort.label:
        raise _OutOfReach
    if sort.name == "Opaque":  # some int, as a value of a type of which nothing is known
        return _read(z3, model, constants, name, INT)
    if sort.name == "Enum":
        return _member(sort, _read(z3, model, constants, name, INT))
    if sort.name in ("Tuple", "Object"):
        items = tuple(_read(z3, model, constants, f"{name}:{i}", s) for i, s in enumerate(sort.args))
        return instance(sort, items) if sort.label else items
    if sort.name == "Union":
        member = sort.args[_tag(z3, _constant(model, constants, f"{name}:tag"), len(sort.args))]
        return _read(z3, model, constants, f"{name}:{member}", member)
    if sort.name == "Dict":
        keys = _read(z3, model, constants, f"{name}:0", list_of(INT))
        return _table(z3, model, keys, constants.get(f"{name}:3", lambda: None)(), sort)
    if sort.name in ("Set", "FrozenSet"):
        return _members(z3, model, constants.get(f"{name}:0", lambda: None)(), sort)
    n = _constant(model, constants, f"{name}:len")
    known = constants.get(f"{name}:data")
    array = None if known is None else known()  # the constant, not its interpretation, which may be of no fixed form
    return _sequence(z3, model, 0 if n is None else _integer(n), array, sort)


def _sequence(z3: Any, model: Any, size: int, array: Any, sort: Sort) -> Any:
    """A list or a str of `size` items."""
    if size > _ITEMS:
        raise _OutOfReach
    element = INT if sort in (STR, BYTES) else sort.args[0]
    items = [
        _default(element) if array is None else _decode(z3, model, _evaluate(model, z3.Select(array, i)), element)
        for i in range(max(size, 0))
    ]
    return _characters(items) if sort == STR else bytes(b % 256 for b in items) if sort == BYTES else (
        tuple(items) if sort.name == "Seq" else container(sort, items))  # fmt: skip


def _member(sort: Sort, i: int) -> Member:
    if not 0 <= i < len(sort.fields):
        raise _OutOfReach
    return Member(sort.label, sort.fields[i])


def _table(z3: Any, model: Any, codes: list[int], values: Any, sort: Sort) -> Any:
    """A dict from the codes of its keys and the array of its values."""
    key, value = sort.args
    return container(sort, {
        _key(z3, model, c, key): _default(value) if values is None
        else _decode(z3, model, _evaluate(model, z3.Select(values, c)), value)
        for c in codes
    })  # fmt: skip


def _members(z3: Any, model: Any, has: Any, sort: Sort) -> Any:
    """A set: those of the numbers in the model that are in it."""
    found: list[int] = []
    if has is not None:
        numbers = {int(n) for n in re.findall(r"(?<![\w.!])\d{1,30}(?![\w.!])", model.sexpr()[:20_000])}
        near = sorted({m for n in numbers for m in (n, -n)}, key=lambda n: (abs(n), n))[:200]
        found = [c for c in near if z3.is_true(_evaluate(model, z3.Select(has, c)))]
    if len(found) > _ITEMS:
        raise _OutOfReach
    members = [_key(z3, model, c, sort.args[0]) for c in found]
    return set(members) if sort.name == "Set" else frozenset(members)


def _key(z3: Any, model: Any, c: int, sort: Sort) -> Any:
    """The key that has a code (see `core.encode.codes`)."""

    def call(name: str, of: int) -> Any:
        f = next((d for d in model.decls() if d.name() == f"/{name}"), None)
        if f is None:
            raise _OutOfReach
        return _evaluate(model, f(of))

    if sort == BOOL:
        return c == 1
    if sort == NONE:
        return None
    if sort == STR:
        text = codes.literal_of(c)
        return text if text is not None else _sequence(z3, model, _integer(call("text.len", c)), call("text.data", c), STR)
    if sort.name == "Enum":
        return _member(sort, c)
    if sort.name in ("Tuple", "Object"):
        items = []
        for i, s in enumerate(sort.args):
            last = i == len(sort.args) - 1
            items.append(_key(z3, model, c if last else _integer(call("pair.first", c)), s))
            c = c if last else _integer(call("pair.second", c))
        return instance(sort, items) if sort.label else tuple(items)
    return c


def _tag(z3: Any, v: Any, members: int) -> int:
    if v is None:
        return 0
    i = int(z3.is_true(v)) if members == 2 else _integer(v)
    if not 0 <= i < members:
        raise _OutOfReach
    return i


def _characters(codes: list[int]) -> str:
    """Code points as text; those that no Python str can hold become letters (the run in CPython decides anyway)."""
    return "".join(chr(c) if 0 <= c < 0x110000 and not 0xD800 <= c < 0xE000 else chr(97 + c % 26) for c in codes)


def _decode(z3: Any, model: Any, v: Any, sort: Sort) -> Any:
    """A value inside a list."""
    if sort == INT or sort.name == "Opaque":
        return _integer(v)
    if sort == BOOL:
        return bool(z3.is_true(v))
    if sort == FLOAT:
        return _float(z3, v)
    if sort == NONE:
        return None
    if sort.name == "Rec":
        raise _OutOfReach
    if sort.name == "Enum":
        return _member(sort, _integer(v))
    if sort.name in ("Tuple", "Object"):
        items = tuple(_decode(z3, model, _field(model, v, i), s) for i, s in enumerate(sort.args))
        return instance(sort, items) if sort.label else items
    if sort.name == "Union":
        i = _tag(z3, _field(model, v, 0), len(sort.args))
        at = i + (sort.args[0] != NONE)
        return None if sort.args[i] == NONE else _decode(z3, model, _field(model, v, at), sort.args[i])
    if sort.name == "Dict":
        return _table(z3, model, _decode(z3, model, _field(model, v, 0), list_of(INT)), _field(model, v, 3), sort)
    if sort.name in ("Set", "FrozenSet"):
        return _members(z3, model, _field(model, v, 0), sort)
    return _sequence(z3, model, _integer(_field(model, v, 0)), _field(model, v, 1), sort)


def _evaluate(model: Any, e: Any) -> Any:
    """A term's value. Models define functions by functions; one evaluation may stop half way."""
    for _ in range(4):
        value = model.eval(e, model_completion=True)
        if value.eq(e):
            break
        e = value
    return e


def _field(model: Any, v: Any, i: int) -> Any:
    """Field i of a value of a datatype, whatever form the model gives the value in."""
    return _evaluate(model, v.sort().accessor(0, i)(v))


def _integer(v: Any) -> int:
    try:
        return int(v.as_long())
    except (AttributeError, ValueError):
        raise _OutOfReach from None


def _float(z3: Any, v: Any) -> float:
    if not isinstance(v, z3.FPNumRef):
        raise _OutOfReach
    if v.isNaN():
        return math.nan
    bits = _integer(z3.simplify(z3.fpToIEEEBV(v, v.ctx)))
    return float(struct.unpack(">d", struct.pack(">Q", bits))[0])


def _default(sort: Sort) -> Any:
    if sort == INT or sort.name == "Opaque":
        return 0
    if sort == FLOAT:
        return 0.0
    if sort == BOOL:
        return False
    if sort in (STR, BYTES):
        return "" if sort == STR else b""
    if sort == NONE:
        return None
    if sort.name == "Rec":
        raise _OutOfReach
    if sort.name == "Enum":
        return _member(sort, 0)
    if sort.name == "Union":
        return _default(sort.args[0])
    if sort.name in ("Tuple", "Object"):
        items = tuple(_default(s) for s in sort.args)
        return instance(sort, items) if sort.label else items
    if sort.name in ("Dict", "Set", "FrozenSet"):
        return container(sort, {"Dict": dict, "Set": set, "FrozenSet": frozenset}[sort.name]())
    return () if sort.name == "Seq" else container(sort, [])
