"""Random programs: `core/semantics.py` against CPython against z3, on concrete inputs.

In `tests/`: `python -m differential --count N --seed S [--jobs N] [--modes constant,fixed,ordinary] [--rlimit STEPS]`
(`--modes ""`: CPython against the reference interpreter alone, some ten times as fast) takes programs of all families. Ctrl-C ends
it with what was found so far.

Every program is run in CPython; that outcome is the truth. Then
- semantics  the reference interpreter has the same outcome: value, final lists, or exception;
- constant   loops unrolled, parameters are the literals: the contract that says what CPython did is proved (nearly all of it by
             the simplifications in `terms`), and one that says something else is not;
- fixed      the same with free parameters, whose values only the precondition says, so that z3 does the work;
- ordinary   loops cut by (no) invariants: the contract that says something else is not proved.

Nothing is skipped in silence: what the reader rejects is counted by id, and what is too big or stays unknown is listed.
A difference is printed as soon as it is found (standard error). Exit status: 0 without differences, 1 with.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import copy
import gc
import itertools
import multiprocessing
import random
import signal
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any

from attrs import define, evolve, field, frozen
from programs import Outcome, Program, changeable, coverage, program, run_cpython, seeds

from toolkit.core import aliases, vcgen
from toolkit.core.encode import Encoder, logic_sort
from toolkit.core.ir import BOOL, BYTES, FLOAT, INT, NONE, STR, Block, Expr, Function, Goal, Loop, Module, Place, Sort, Stmt
from toolkit.core.reader import read
from toolkit.core.semantics import Interpreter
from toolkit.core.semantics.maps import container
from toolkit.core.source import Rejected, Span
from toolkit.core.terms import Term
from toolkit.engines import smt

MODES = ("constant", "fixed", "ordinary")
UNROLL = 30  # rounds of a loop and depth of recursion; longer runs are counted, not compared
STATEMENTS = {"constant": 20_000, "fixed": 250, "ordinary": 2_000}  # symbolic steps of one function
LONGEST = 400_000  # characters of one goal
RLIMIT = 300_000  # z3 steps a goal
OWN_S = 4.0  # processor time of a program and mode, in which what simplification blows up is given up
HANGS_S = 300  # seconds a program, only so that nothing hangs
TIMEOUT = 20.0  # seconds a goal, only so that nothing hangs
# Where an exception is declared, these goals are left only under a binder: there, raising must be shown not to happen at all.
INSIDE = {
    "divisor-not-zero": ("ZeroDivisionError",),
    "index-in-range": ("IndexError",),
    "not-empty": ("ValueError", "IndexError"),
    "shift-not-negative": ("ValueError",),
    "text-is-a-number": ("ValueError",),
    "substring-found": ("ValueError",),
    "separator-not-empty": ("ValueError",),
    "code-point": ("ValueError", "OverflowError"),
    "one-character": ("TypeError",),
}
PLACE = Span("program.py", 0)
HEADER = "from toolkit import ensures, raises, requires\n\n"


@frozen
class Difference:
    """Where two meanings of a program part. `text` is the module with its contract."""

    seed: int
    mode: str
    what: str
    text: str
    args: dict[str, Any] = field(factory=dict)

    def __str__(self) -> str:
        return f"--- seed {self.seed}, {self.mode}: {self.what}\n{self.text}# called with {self.args}\n"


@define
class Tally:
    """What became of the programs. `counts` is keyed by (mode, what happened)."""

    counts: Counter[tuple[str, str]] = field(factory=Counter)
    differences: list[Difference] = field(factory=list)
    compared: list[Program] = field(factory=list)  # those that every stage could read
    seeds: dict[str, list[int]] = field(factory=dict)  # of the programs that are counted apart

    def note(self, mode: str, what: str, seed: int | None = None) -> None:
        self.counts[mode, what] += 1
        if seed is not None:
            self.seeds.setdefault(f"{mode} {what}", []).append(seed)

    def add(self, other: Tally) -> None:
        self.counts += other.counts
        self.differences += other.differences
        self.compared += other.compared
        for key, some in other.seeds.items():
            self.seeds.setdefault(key, []).extend(some)

    def lines(self) -> Iterable[str]:
        for (mode, what), n in sorted(self.counts.items()):
            some = " ".join(map(str, self.seeds.get(f"{mode} {what}", [])[:8]))
            yield f"{n:8} {mode:10} {what}" + (f"   (seeds {some})" if some else "")

    def told(self) -> str:
        """All of it, with the differences: what a test shows."""
        return "\n".join([*self.lines(), *map(str, self.differences)])

    def total(self, mode: str, start: str = "") -> int:
        return sum(n for (m, what), n in self.counts.items() if m == mode and what.startswith(start))


class TooBig(Exception):
    """A program takes more symbolic steps, or more of our own time, than it is given."""


@contextlib.contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raises `TooBig` inside when our own work (not z3's: that has its own limit) takes long, again each second."""

    def stop(*_: Any) -> None:
        raise TooBig

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


class Rounds(Interpreter):
    """Notes how many rounds the longest loop takes, and how many calls of one function are inside each other."""

    def watch(self) -> None:
        self.most = 0
        self.running: list[list[Any]] = []
        self.inside: Counter[str] = Counter()

    def _call(self, f: Function, args: list[Any], root: bool) -> Any:
        self.inside[f.name] += 1
        self.most = max(self.most, self.inside[f.name])
        try:
            return super()._call(f, args, root)
        finally:
            self.inside[f.name] -= 1

    def _loop(self, s: Loop, env: dict[str, Any]) -> Any:
        self.running.append([s.body, 0])
        try:
            return super()._loop(s, env)
        finally:
            self.running.pop()

    def _block(self, block: Block, env: dict[str, Any]) -> Any:
        if self.running and block and block is self.running[-1][0]:
            self.running[-1][1] += 1
            self.most = max(self.most, self.running[-1][1])
        return super()._block(block, env)


class Literals(Encoder):
    """An encoder that gives the parameters their values instead of arbitrary ones."""

    values: dict[str, tuple[Any, Sort]]

    def fresh(self, base: str, sort: Sort, facts: list[Term]) -> Term:
        if base in self.values:
            value, _ = self.values.pop(base)
            return literal(self, value, sort)
        return super().fresh(base, sort, facts)


def literal(encoder: Encoder, value: Any, sort: Sort) -> Term:
    """A Python value as a term."""
    from toolkit.core import terms as T

    if sort == STR:
        return T.listing([T.num(ord(c)) for c in value], INT)
    if sort.name in ("List", "Deque"):
        return T.listing([literal(encoder, v, sort.args[0]) for v in value], logic_sort(sort.args[0]))
    if sort.name in ("Dict", "Set", "FrozenSet"):
        known: list[Term] = []
        return encoder.value(display(value, sort), {}, T.Facts(), known)  # type: ignore[arg-type]
    if sort.name == "Seq":
        return literal(encoder, value, Sort("List", sort.args))
    if sort in (FLOAT, BYTES):
        return encoder.value(Expr("const", (), sort, PLACE, value), {}, T.Facts(), [])
    if sort.name == "Tuple":
        return T.tup([literal(encoder, v, s) for v, s in zip(value, sort.args)], logic_sort(sort))
    return T.ZERO if value is None else T.const(bool(value) if sort == BOOL else int(value))


def display(value: Any, sort: Sort) -> Expr:
    """The display that makes a value."""
    if sort.name == "Dict":
        parts = [display(x, s) for item in value.items() for x, s in zip(item, sort.args)]
        return Expr("dict", tuple(parts), sort, PLACE)
    if sort.name in ("Set", "FrozenSet", "List"):
        return Expr("list" if sort.name == "List" else "set", tuple(display(x, sort.args[0]) for x in value), sort, PLACE)
    if sort.name == "Tuple":
        return Expr("tuple", tuple(map(display, value, sort.args)), sort, PLACE)
    return Expr("const", (), sort, PLACE, value)


def held(args: dict[str, Any], place: Place) -> Any:
    """What is in a place in the arguments."""
    name, *fields = place
    value = args[str(name)]
    for i in fields:
        value = value[i]
    return value


class Counted(vcgen.Generator):
    """A generator that gives up after a number of statements, and whose parameters may be literals."""

    def __init__(
        self, made: vcgen.Program, f: Function, same: aliases.Groups, unroll: int, limit: int, args: dict[str, Any] | None
    ) -> None:
        super().__init__(made, f, same, unroll)
        self.left = limit
        if args is not None:
            encoder = Literals(self.call_in_clause, self.encoder.tallies)
            encoder.values = {p.name: (args[p.name], p.sort) for p in f.params}
            for place in aliases.tied(f, made.summaries[f.name]):
                rows = held(args, place)
                first = [next(i for i, row in enumerate(rows) if row is x) for x in rows]
                encoder.values[".".join(map(str, ("rows", *place)))] = first, Sort("Seq", (INT,))
            self.encoder = encoder

    def statement(self, stmt: Stmt, s: vcgen.State, frame: vcgen.Frame) -> list[vcgen.State]:
        self.left -= 1
        if self.left < 0:
            raise TooBig
        return super().statement(stmt, s, frame)


# --- contracts that say what happened -------------------------------------------------------------------------------


def with_contract(made: Program, outcome: Outcome, requires: bool, apart: Iterable[str] = ()) -> str:
    """The module's text with a contract that fixes the inputs (and says of which the rows differ) and claims this outcome."""
    names = ", ".join(made.args)
    marks = []
    if requires:
        fixed = " and ".join(f"{name} == {arg!r}" for name, arg in made.args.items())
        marks.append(f"@requires(lambda {names}: {fixed})")
        marks += [f"@requires(lambda {n}: len({{id(row) for row in {n}}}) == len({n}))" for n in apart]
    if outcome.exception is not None:
        marks.append(f"@raises({outcome.exception}, lambda: True)")
    else:
        claims = [f"result == {outcome.value!r}", *(claim(name, value) for name, value in outcome.lists)]
        marks.append(f"@ensures(lambda {names}, result: {' and '.join(claims)})")
    head = f"def {made.function}("
    before, after = made.text.split(head)
    return HEADER + before + "\n".join(marks) + "\n" + head + after


def claim(name: str, value: Any) -> str:
    """The clause that says what an argument is at the end; of a Counter, a defaultdict and a deque what it holds, in order."""
    if isinstance(value, (Counter, defaultdict)):
        return f"list({name}.items()) == {list(value.items())!r}"
    return f"list({name}) == {list(value)!r}" if isinstance(value, deque) else f"{name} == {value!r}"


def wrong(outcome: Outcome, f: Function, rng: random.Random) -> Outcome:
    """Another outcome: one part of the value or of a list is changed, or another exception is claimed."""
    if outcome.exception is not None:
        others = [e for e in ("IndexError", "ZeroDivisionError", "ValueError", "AssertionError") if e != outcome.exception]
        if outcome.exception in ("Own", "Other"):  # which are ValueErrors
            others.remove("ValueError")
        return Outcome(exception=rng.choice(others))
    if outcome.lists and rng.random() < 0.4:
        sorts = {p.name: p.sort for p in f.params}
        at = rng.randrange(len(outcome.lists))
        lists = tuple((n, changed(v, sorts[n], rng) if i == at else v) for i, (n, v) in enumerate(outcome.lists))
        return Outcome(outcome.value, lists)
    return Outcome(changed(outcome.value, f.result, rng), outcome.lists)


def changed(value: Any, sort: Sort, rng: random.Random) -> Any:
    """Another value of the sort."""
    if sort == BOOL:
        return not value
    if sort == INT:
        return value + rng.choice([-1, 1, 7])
    if sort == STR:
        return value + "x" if not value or rng.random() < 0.5 else value[:-1] + ("x" if value[-1] != "x" else "y")
    if sort == FLOAT:
        return value + 1.0 if abs(value) < 1e9 else 0.0
    if sort == BYTES:
        return value + b"x"
    if sort.name == "Seq":
        return tuple(changed(list(value), Sort("List", sort.args), rng))
    if sort.name == "Dict" and value and rng.random() < 0.7:
        at = rng.choice(list(value))
        return container(sort, {k: changed(v, sort.args[1], rng) if k == at else v for k, v in value.items()})
    if sort.name == "Dict":
        return container(sort, dict(list(value.items())[1:]) if value else {some(sort.args[0]): some(sort.args[1])})
    if sort.name == "Deque":
        return deque(changed(list(value), Sort("List", sort.args), rng))
    if sort.name == "Set":
        return value ^ {some(sort.args[0])}
    if sort.name == "List" and (not value or rng.random() < 0.3):
        return value[:-1] if value and rng.random() < 0.5 else value + (value[-1:] or [some(sort.args[0])])
    at = rng.randrange(len(value))
    sorts = sort.args * len(value) if sort.name == "List" else sort.args
    return type(value)(changed(v, sorts[i], rng) if i == at else v for i, v in enumerate(value))


def some(sort: Sort) -> Any:
    """A value of the sort."""
    if sort.name == "List":
        return [some(sort.args[0])]
    if sort.name == "Dict":
        return {some(sort.args[0]): some(sort.args[1])}
    return tuple(map(some, sort.args)) if sort.name == "Tuple" else {INT: 0, BOOL: False, STR: ""}[sort]


# --- comparing ------------------------------------------------------------------------------------------------------


def fits(value: Any, sort: Sort) -> bool:
    """True when a value of CPython is of the sort that the reader gave it (a bool is an int too)."""
    if sort == NONE:
        return value is None
    if sort.name == "List":
        return isinstance(value, list) and all(fits(v, sort.args[0]) for v in value)
    if sort.name == "Tuple":
        return isinstance(value, tuple) and len(value) == len(sort.args) and all(map(fits, value, sort.args))
    if sort.name == "Dict":
        return isinstance(value, dict) and all(fits(k, sort.args[0]) and fits(v, sort.args[1]) for k, v in value.items())
    if sort.name == "Set":
        return isinstance(value, set) and all(fits(v, sort.args[0]) for v in value)
    if sort.name == "Seq":
        return isinstance(value, tuple) and all(fits(v, sort.args[0]) for v in value)
    return isinstance(value, {INT: int, BOOL: bool, STR: str, FLOAT: float, BYTES: bytes}[sort])


def interpret(module: Module, made: Program) -> tuple[Outcome | None, int]:
    """The interpreter's outcome (None: it gave up), and the rounds of the longest loop or recursion."""
    engine = Rounds(module, check=False, fuel=200_000)
    engine.watch()
    args = copy.deepcopy(made.args)
    got = engine.run(made.function, args)
    if got.status == "raised":
        return Outcome(exception=got.exception), engine.most
    if got.status != "returned":
        return None, engine.most
    return Outcome(got.value, changeable(args)), engine.most


def compare(seed: int, tally: Tally, modes: Iterable[str] = MODES, rlimit: int = RLIMIT) -> None:
    """Takes the program of one seed through all stages."""
    made = program(seed)
    plain = without_leading_asserts(made)
    if plain is not made:
        preconditions(made, tally)
    check(plain, tally, modes, rlimit)


def without_leading_asserts(made: Program) -> Program:
    """The same program with a `pass` before asserts at a function's top: without a contract they would be preconditions."""
    tree = ast.parse(made.text)
    having = [f for f in tree.body if isinstance(f, ast.FunctionDef) and isinstance(f.body[0], ast.Assert)]
    if not having:
        return made
    for f in having:
        f.body.insert(0, ast.Pass())
    return evolve(made, text=ast.unparse(tree) + "\n")


def preconditions(made: Program, tally: Tally) -> None:
    """Asserts at the top as preconditions: where they hold, nothing else changes; where not, CPython's assert fails."""
    truth = run_cpython(made)
    module = read(made.text, "program.py")
    if made.function not in module.functions:
        return  # counted by `check`
    args = copy.deepcopy(made.args)
    got = Interpreter(module, fuel=200_000).run(made.function, args)
    lists = changeable(args)
    fine = {
        "ignored": truth.exception == "AssertionError",
        "violated": top_assert_fails(made)
        if got.kind in ("precondition", "clause-defined")
        else truth.exception is not None and (got.kind == "exception" or truth.exception == "AssertionError"),
        "raised": truth.exception == got.exception,
        "returned": truth == Outcome(got.value, lists),
    }
    if fine.get(got.status, True):
        tally.note("top asserts", got.status)
        return
    tally.note("top asserts", "DIFFERENT", made.seed)
    tally.differences.append(Difference(made.seed, "top asserts", f"CPython: {truth}; interpreter: {got}", made.text, made.args))


def top_assert_fails(made: Program) -> bool:
    """Whether, when CPython runs it, an assert at a function's top fails, even where a caller catches that."""
    tree = ast.parse(made.text)
    for f in tree.body:
        if isinstance(f, ast.FunctionDef):
            top = list(itertools.takewhile(lambda s: isinstance(s, ast.Assert), f.body))
            f.body[: len(top)] = [ast.parse("started.append(1)").body[0], *top, ast.parse("started.pop()").body[0]]
    tree.body.insert(0, ast.parse("started = []").body[0])
    namespace: dict[str, Any] = {"__name__": "program"}
    exec(compile(ast.unparse(tree), "<program>", "exec", dont_inherit=True), namespace)
    with contextlib.suppress(Exception):
        namespace[made.function](**copy.deepcopy(made.args))
    return bool(namespace["started"])


def check(made: Program, tally: Tally, modes: Iterable[str] = MODES, rlimit: int = RLIMIT) -> None:
    seed = made.seed
    truth = run_cpython(made)
    tally.note("cpython", truth.exception or "returned")
    module = read(made.text, "program.py")
    if made.function not in module.functions:
        root = _cause(module, made.function)
        tally.note("reader", f"rejected: {root}", seed)
        return
    f = module.functions[made.function]
    got, rounds = interpret(module, made)

    def differ(mode: str, what: str, text: str = made.text) -> None:
        tally.note(mode, "DIFFERENT", seed)
        tally.differences.append(Difference(seed, mode, what, text, made.args))

    if got is None:
        tally.note("semantics", "gave up", seed)
        return
    if got != truth:
        differ("semantics", f"CPython: {truth}; interpreter: {got}")
        return
    if truth.exception is None and not fits(truth.value, f.result):
        differ("semantics", f"CPython's {truth.value!r} is not of sort {f.result}")
        return
    tally.note("semantics", "agrees")
    tally.compared.append(made)
    if rounds > UNROLL:
        tally.note("unrolling", f"a loop or recursion takes more than {UNROLL} rounds", seed)
        return
    rng = random.Random(seed)
    other = wrong(truth, f, rng)
    for mode in modes:
        try:
            with processor_time(OWN_S):
                prove(made, truth, other, mode, rounds, rlimit, tally)
        except Rejected as e:
            tally.note(mode, f"rejected: {e.diagnostic.id}", seed)
        except TooBig:
            tally.note(mode, "too big", seed)


def prove(made: Program, truth: Outcome, other: Outcome, mode: str, rounds: int, rlimit: int, tally: Tally) -> None:
    """The contract that says what happened is proved (not in ordinary mode, without invariants); another one is not."""

    def differ(what: str) -> None:
        tally.note(mode, "DIFFERENT", made.seed)
        tally.differences.append(Difference(made.seed, mode, what, text, made.args))

    apart: list[str] = []
    if mode == "fixed":  # that two rows are one object cannot be said
        module = read(made.text, "program.py")
        whole = vcgen.Program.of(module)
        tied = aliases.tied(whole.functions[made.function], whole.summaries[made.function])
        apart = [".".join(map(str, place)) for place in sorted(tied, key=repr) if len(place) == 1
                 and len({*map(id, held(made.args, place))}) == len(held(made.args, place))]  # fmt: skip
        if len(apart) < len(tied):
            tally.note(mode, "rows that are one object", made.seed)
            return
    if mode != "ordinary":
        text = with_contract(made, truth, mode == "fixed", apart)
        bad, unknown = unproved(goals(text, made, mode, rounds), rlimit)
        if bad is not None and truth.exception in INSIDE.get(bad.kind, ()):
            tally.note(mode, "right one: raises inside a comprehension", made.seed)
            return
        if bad is not None and bad.kind in INSIDE and "try:" in text:
            tally.note(mode, "right one: raises inside a comprehension, in a try", made.seed)
            return
        if bad is not None and "fn." in bad.smt:
            tally.note(mode, "right one: a call inside a comprehension stands for any value", made.seed)
            return
        if bad is not None and bad.opaque:
            tally.note(mode, "right one: rests on what is not interpreted", made.seed)
            return
        if bad is not None:
            differ(f"not proved: {bad.kind}, {bad.message} ({bad.clause})")
            return
        if unknown:
            tally.note(mode, "right one: solver gave up", made.seed)
            return
        tally.note(mode, "right one: proved")
    text = with_contract(made, other, mode != "constant", apart)
    bad, unknown = unproved(goals(text, made, mode, 0 if mode == "ordinary" else rounds), rlimit, first=True)
    if bad is None and not unknown:
        differ("a wrong contract is proved")
    else:
        tally.note(mode, "wrong one: not proved" + (" (solver gave up)" if bad is None else ""))


def _cause(module: Module, name: str) -> str:
    """The id of what made a function unreadable, looked up through its callees."""
    d = module.rejected[name]
    if d.id == "callee-rejected":
        for other, e in module.rejected.items():
            if other != name and e.id != "callee-rejected":
                return str(e.id)
    return str(d.id)


def goals(text: str, made: Program, mode: str, rounds: int) -> list[Goal]:
    """The obligations of the program with its contract; measures are left out: every program ends."""
    module = read(text, "program.py")
    if made.function not in module.functions:
        raise Rejected(module.rejected[made.function].id, module.rejected[made.function].span, "the contract")
    whole = vcgen.Program.of(module)
    f = whole.functions[made.function]
    ways = {frozenset(map(frozenset, w)): w for w in aliases.partitions(f, whole.summaries[made.function])}
    same = ways.get(frozenset(map(frozenset, made.same)), ())  # not there: nothing is changed, so it cannot be seen
    args = made.args if mode == "constant" else None
    g = Counted(whole, f, same, max(rounds, 1) if mode != "ordinary" else 0, STATEMENTS[mode], args)
    g.run()
    if any(len(x.smt) > LONGEST for x in g.goals):
        raise TooBig
    return [x for x in g.goals if x.kind != "measure"]


def unproved(found: Iterable[Goal], rlimit: int, first: bool = False) -> tuple[Goal | None, bool]:
    """A goal that z3 says does not hold, if there is one; and whether another one stayed unknown (`first`: end there)."""
    unknown, asked = False, set()
    for g in found:
        if g.trivial or g.id in asked or g.sat:
            continue
        asked.add(g.id)
        answer = smt.check(g, rlimit, TIMEOUT)
        if answer.status == "candidate":
            return g, unknown
        if answer.status != "proved":
            unknown = True
            if first:
                break
    return None, unknown


def run(
    wanted: Sequence[int], modes: Iterable[str] = MODES, rlimit: int = RLIMIT, every: int = 0, jobs: int = 1
) -> tuple[Tally, int]:
    """Compares the programs of these seeds, `jobs` at a time, in their order; `every` so many of them a line says how far it is.
    Gives what was found, and how many programs that were: not all of them when the user interrupts.

    Each seed has a process of its own, because z3 (5.4) can die of a segmentation fault when its limit ends a search."""
    tally, done, ways = Tally(), 0, tuple(modes)
    with ThreadPoolExecutor(jobs) as pool:
        waiting = pool.map(lambda seed: _apart(seed, ways, rlimit), wanted)
        try:
            for mine in waiting:
                tally.add(mine)
                done += 1
                if every and mine.differences:
                    print(*mine.differences, sep="\n", file=sys.stderr, flush=True)
                if every and done % every == 0:
                    print(f"... {done} of {len(wanted)}, {len(tally.differences)} differences", file=sys.stderr, flush=True)
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
    return tally, done


def _apart(seed: int, modes: tuple[str, ...], rlimit: int) -> Tally:
    """`compare` in a child process; one that dies or hangs is counted, like everything that is left out."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_compare_and_send, args=(seed, modes, rlimit, there))
    child.start()
    there.close()
    tally = Tally()
    try:
        if here.poll(HANGS_S):
            tally = here.recv()
        else:
            tally.note("solver", "hung", seed)
            child.kill()
        child.join()
    except EOFError:
        child.join()
        tally.note("solver", f"died with signal {-(child.exitcode or 0)}", seed)
    return tally


def _compare_and_send(seed: int, modes: tuple[str, ...], rlimit: int, pipe: Connection) -> None:
    gc.disable()  # or each child would go through, and so copy, all that its parent has gathered
    tally = Tally()
    try:
        compare(seed, tally, modes, rlimit)
    except Exception as error:  # a crash is a difference as well
        tally.note("crash", type(error).__name__, seed)
        made = program(seed)
        tally.differences.append(Difference(seed, "crash", f"{type(error).__name__}: {error}", made.text, made.args))
    pipe.send(tally)


def _main() -> int:
    parser = argparse.ArgumentParser(prog="differential", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first program's number")
    parser.add_argument("--modes", default=",".join(MODES))
    parser.add_argument("--rlimit", type=int, default=RLIMIT)
    parser.add_argument("--jobs", type=int, default=1, help="programs at a time")
    options = parser.parse_args()
    modes = [m for m in options.modes.split(",") if m]
    tally, done = run(seeds(options.seed, options.count), modes, options.rlimit, every=50, jobs=options.jobs)
    print(f"programs {done}, number {options.seed} to {options.seed + done - 1}, modes {options.modes or 'semantics alone'}")
    print(*tally.lines(), sep="\n")
    print(f"what the {len(tally.compared)} compared programs hold:")
    print(*(f"{n:8} {name}" for name, n in sorted(coverage(tally.compared).items())), sep="\n")
    print(f"{len(tally.differences)} differences")
    return 1 if tally.differences else 0


if __name__ == "__main__":
    sys.exit(_main())
