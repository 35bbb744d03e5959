"""The intermediate representation: sorts, expressions, statements, functions, goals.

`Expr` is what the person wrote, typed and with places; its operators mean what CPython does (see `ops`).
The logic that solvers see is `terms.Term`; `encode` goes from one to the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from attrs import evolve, field, frozen

from toolkit.core.source import Span


@frozen
class Sort:
    """A type of the language: Int, Bool, Float, Str, Bytes, None, Tuple[...] (fixed number of items), Seq[T] (tuple[T, ...]),
    List[T], Dict[K, V], Set[T], FrozenSet[T], Union[...] (with None first where it is in it), Object[...] (an instance of the
    class `label`, with the sorts of its `fields` as args; a defaultdict is a Dict with the field $defaultdict, a Counter one
    with $Counter; where it is not known what a defaultdict makes, or whether a Deque is bounded, UNKNOWN is a second field; an
    instance of a NamedTuple is a Tuple with a label), Enum (a member of the Enum `label`, whose members are `fields`; of an IntEnum
    or a StrEnum, with the int or str that it is besides as its arg), Opaque (of the type variable in `fields`: nothing is known of
    it; with a label: of the Protocol so called), Rec (an instance of a frozen class that may hold instances of its own class, which
    its args call Self). The label of another file's class is `module:Class`.
    Any only while the sort of an empty display is being found."""

    name: str
    args: tuple[Sort, ...] = ()
    label: str = ""
    fields: tuple[str, ...] = ()
    frozen: bool = False  # an Object whose fields cannot be assigned
    valued: bool = False  # an Object that is equal, and hashed, by its fields alone

    def __str__(self) -> str:
        if self.label:
            return self.label.rpartition(":")[2]
        if self.name == "Tuple":
            return f"tuple[{', '.join(map(str, self.args)) or '()'}]"
        if self.name == "Seq":
            return f"tuple[{self.args[0]}, ...]"
        if self.name == "Union":
            return " | ".join(map(str, (*self.args[1:], NONE) if self.args[0] == NONE else self.args))
        if self.name == "Opaque":
            return self.fields[0]
        word = self.fields[0][1:] if self.fields else _WORDS.get(self.name, self.name)
        shown = f"{word}[{', '.join(map(str, self.args[:1] if word == 'Counter' else self.args))}]" if self.args else word
        return shown + (f" of unknown {'maxlen' if self.name == 'Deque' else 'default_factory'}" if UNKNOWN in self.fields else "")

    @property
    def changeable(self) -> bool:
        """True when a value of this sort is an object that can change in place."""
        return self.name in _CHANGEABLE or self.name == "Object" and not self.frozen

    @property
    def mutable(self) -> bool:
        """True when a value of this sort is, or holds, an object that can change."""
        return self.changeable or any(a.mutable for a in self.args)

    def twice(self) -> frozenset[Sort]:
        """The sorts of changeable objects of which one may stand at two places inside one value of this sort."""
        count: dict[Sort, int] = {}
        for a in self.args:
            many = 1 if self.name in ("Tuple", "Object", "Union") else 2
            for s in a.objects():
                count[s] = count.get(s, 0) + (2 if s in a.twice() else many)
        return frozenset(s for s, n in count.items() if n > 1)

    def part(self, i: int) -> Sort:
        """The sort of item or field i."""
        return self._unfolded(self.args[i]) if self.name == "Rec" else self.args[i]

    def _unfolded(self, s: Sort) -> Sort:
        return self if s.name == "Self" else evolve(s, args=tuple(map(self._unfolded, s.args))) if s.args else s

    def parts(self) -> tuple[Sort, ...]:
        """This sort and all inside it."""
        return self, *(p for a in self.args for p in a.parts())

    def holds(self, sort: Sort) -> bool:
        """True when a value of this sort is, or holds, one of the other."""
        return sort in self.parts()

    @property
    def holds_opaque(self) -> bool:
        """True when a value of this sort is, or holds, one of a type of which nothing is known."""
        return any(p.name == "Opaque" for p in self.parts())

    @property
    def loose(self) -> bool:
        """True when an object in a value of this sort need not be equal (`==`) to itself."""
        return self.holds(FLOAT) or self.holds_opaque

    def objects(self) -> frozenset[Sort]:
        """The sorts of all changeable objects that a value of this sort is or holds."""
        inner: frozenset[Sort] = frozenset().union(*(a.objects() for a in self.args))
        return inner | {self} if self.changeable else inner

    def narrows(self, other: Sort) -> bool:
        """True when a type checker takes a value of this sort for one of `other`, as items of a `Sequence` (covariant, PEP 484)."""
        if self == other:
            return True
        if self.name == "Union":
            return all(a.narrows(other) for a in self.args)
        if other.name == "Union":
            return any(map(self.narrows, other.args))
        if self.name == "Enum":
            return any(a.narrows(other) for a in self.args)
        if self.name == "Tuple" and other.name == "Seq":
            return all(a.narrows(other.args[0]) for a in self.args)
        if (self.name, other.name) in _NARROWER:
            return True
        return self.name == other.name and other.label in ("", self.label) and 0 < len(self.args) == len(other.args) and all(
            a.narrows(b) for a, b in zip(self.args, other.args))  # fmt: skip


UNKNOWN = "?"
OF_ARGUMENT = "an argument for"  # how a note begins that takes something for granted of arguments (`Function.notes`)
_CHANGEABLE = frozenset({"List", "Dict", "Set", "Deque"})
_NARROWER = frozenset({("Bool", "Int"), ("Bool", "Float"), ("Int", "Float")})
_WORDS = {"Int": "int", "Bool": "bool", "Float": "float", "Str": "str", "Bytes": "bytes", "Any": "?", "List": "list",
          "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Deque": "deque"}  # fmt: skip


INT, BOOL, STR, NONE, ANY = Sort("Int"), Sort("Bool"), Sort("Str"), Sort("None"), Sort("Any")
FLOAT, BYTES = Sort("Float"), Sort("Bytes")


def list_of(element: Sort) -> Sort:
    return Sort("List", (element,))


def tuple_of(*items: Sort) -> Sort:
    return Sort("Tuple", items)


def seq_of(element: Sort) -> Sort:
    """tuple[element, ...]"""
    return Sort("Seq", (element,))


def dict_of(key: Sort, value: Sort) -> Sort:
    return Sort("Dict", (key, value))


def set_of(element: Sort) -> Sort:
    return Sort("Set", (element,))


def opaque(variable: str) -> Sort:
    """The type that a type variable stands for."""
    return Sort("Opaque", (), "", (variable,))


def union_of(*members: Sort) -> Sort:
    """The union, flattened, each member once, None first, the others ordered by their text; of one member: that member."""
    flat = {m for s in members for m in (s.args if s.name == "Union" else (s,))}
    ordered = sorted(flat, key=lambda m: (m != NONE, str(m), m.label))
    return ordered[0] if len(ordered) == 1 else Sort("Union", tuple(ordered))


def object_of(label: str, fields: tuple[tuple[str, Sort], ...], frozen: bool = False, valued: bool = False) -> Sort:
    """Instances of the class `label`."""
    return Sort("Object", tuple(s for _, s in fields), label, tuple(n for n, _ in fields), frozen, valued)


class Free(str):
    """The name of a variable of the function around, read inside a comprehension or a lambda: where it has no value, that is a
    NameError, not an UnboundLocalError."""


@frozen(eq=False)
class Expr:
    """A typed Python expression without side effects. `op` is a row of `ops`, or one of the structural ones:

    const(data=value), var(data=name), and, or, not, ite, truth, int (bool as int), tuple, proj(data=i), list, index, slice
    (args: sequence and the bounds present; data: which are), concat, repeat, len, in, eq, ne, lt, le, gt, ge,
    call(data=function), and iteration: range, enumerate, zip, reversed, quant(data=Binder) (all/any/sum/... over a
    sequence), sorted, min, max (args: sequence and, when there is a key, what it makes of an item), tolist, toseq, lazy (computed
    while it is used up, in CPython), flatten, takewhile, reduce, accumulate, find, natural;
    distinct (args in pairs, each two different objects; data: for each pair, whether the items of one and of the other are meant);
    required(value, condition; data: exception, kind of goal, message): the value, where the condition must hold.
    """

    op: str
    args: tuple[Expr, ...]
    sort: Sort
    span: Span
    data: Any = None

    def walk(self) -> Iterator[Expr]:
        """This expression and everything inside it, outermost first."""
        yield self
        for a in self.args:
            yield from a.walk()


def place(e: Expr) -> Place | None:
    """The name, and which of its fields, that a value is read from."""
    fields: list[int] = []
    while e.op == "proj" and e.args[0].sort.name in ("Object", "Tuple"):
        fields.insert(0, e.data)
        e = e.args[0]
    return (e.data, *fields) if e.op == "var" else None


@frozen
class Binder:
    """The bound part of a comprehension: `kind` is all, any, sum, min, max, list or filter; `target` names what an element
    is bound to (nested tuples of names). args of the Expr: (sequence, body) or, for filter and friends, (sequence,
    condition, body). `eager`: all elements are computed, one after the other, before anything else happens. `count`: the sum is
    `xs.count(v)`, with the body `1 if x == v else 0`."""

    kind: str
    target: Target
    eager: bool = False
    count: bool = False


Target = str | tuple["Target", ...]
Place = tuple[str | int, ...]  # a parameter and, field by field, what it leads to
ITEMS = -1  # in a Place: any item of a list, any value of a dict


def names_of(target: Target) -> tuple[str, ...]:
    """The names in a target, left to right."""
    return (target,) if isinstance(target, str) else tuple(n for t in target for n in names_of(t))


@frozen
class Clause:
    """A line of a contract: its meaning, its text as written, its place."""

    expr: Expr
    text: str
    span: Span


@frozen
class Raises:
    """`@raises(E, condition)`: E is raised exactly when the condition held at entry. Without one: E may be raised."""

    exception: str
    condition: Clause | None
    span: Span


def in_text(name: str) -> str:
    """The name in the user's text of what is called `f[int]`, `C[int]` or `C[int].m` for certain types (see `reader.generics`)."""
    return re.sub(r"\[.*\]", "", name)


# --- statements ---------------------------------------------------------------------------------------------------


@frozen(eq=False)
class Stmt:
    span: Span


Block = tuple[Stmt, ...]


@frozen(eq=False)
class Assign(Stmt):
    target: str
    value: Expr


CHOICES = "$choices"  # beside the arguments of a run: what each `Havoc` of it gives, in order; 0 after the last one


ROWS = "$rows."  # and the name of a parameter, beside the arguments of a candidate: for each row the first that is the same object


@frozen(eq=False)
class Havoc(Stmt):
    """`target` becomes an integer that nothing determines (C: a nondeterministic input, a variable that is not initialised): any
    one from `low` to `high`, where there are bounds, and each time another one."""

    target: str
    low: int | None = None
    high: int | None = None


@frozen(eq=False)
class Unbind(Stmt):
    """`del target` of a name that has a value."""

    target: str


IN_PLACE = ("setitem", "dict.replace", "permute", "swap")  # kinds of `Update`: a list keeps its length, a dict its keys


@frozen(eq=False)
class Update(Stmt):
    """Changes the list or instance that `root` names, or one inside it that `path` leads to (indices; projections and fields as
    ints).

    `kind`: setitem(i, v), append(v), extend(seq), insert(i, v), pop(i?) -> `result`, setslice(low, high, seq) with
    None (a constant) for a bound that is left out, setattr(number of the field, v); and with all items of the list as it is
    afterwards: permute(seq), drop(seq) (some left out); swap(i, j). `also` are the names that are known to
    be the same object (filled in by `aliases`)."""

    root: str
    path: tuple[Expr | int, ...]
    kind: str
    args: tuple[Expr, ...]
    changed: Sort
    result: str | None = None
    also: tuple[str, ...] = ()
    rows: str = ""  # the parameter of whose rows one is changed, any of which may be the same object (filled in by `aliases`)
    lazily: bool = False  # a generator gives the last argument while the object grows: it may read nothing of it (`aliases`)


@frozen(eq=False)
class If(Stmt):
    cond: Expr
    then: Block
    orelse: Block


@frozen(eq=False)
class Loop(Stmt):
    """`head` computes what `cond` reads (calls inside a condition); `step` runs after the body and after `continue`.

    `facts` are true at the head by construction (bounds of a for's counter), so they are assumed, not shown.
    A loop that cannot run for ever by construction has `bounded` set and needs no measure."""

    key: str
    head: Block
    cond: Expr
    body: Block
    step: Block
    orelse: Block
    invariants: tuple[Clause, ...]
    measure: tuple[Clause, ...]
    facts: tuple[Expr, ...]
    bounded: bool
    counter: str | None  # name of the hidden counter of a for
    targets: tuple[tuple[str, Expr], ...] = ()  # a for's names and what they hold after at least one iteration
    rounds: Expr | None = None  # true when at least one iteration is done (for only)
    same: tuple[tuple[str, ...], ...] = ()  # names that are one object at every head (filled in by `aliases`)
    tracked: bool = False  # a track(...): not even items of the list may be assigned in the loop


@frozen(eq=False)
class Return(Stmt):
    value: Expr


@frozen(eq=False)
class Raise(Stmt):
    """Raises a new exception of a class, or again the one that the hidden name (`$exc...`) of a handler holds."""

    exception: str


@frozen(eq=False)
class Handler:
    """`except exceptions:` The exception is known by the hidden name `label` in the body."""

    exceptions: tuple[str, ...]
    label: str
    body: Block


@frozen(eq=False)
class Try(Stmt):
    """try, except, else, finally. Where there is a `final`, a Return inside (but not in `final`) has a constant or a hidden
    name as its value, so that it can be read again after `final`."""

    body: Block
    handlers: tuple[Handler, ...]
    orelse: Block
    final: Block


@frozen(eq=False)
class Break(Stmt):
    pass


@frozen(eq=False)
class Continue(Stmt):
    pass


@frozen(eq=False)
class Assert(Stmt):
    cond: Expr
    text: str


@frozen(eq=False)
class Assume(Stmt):
    cond: Expr
    text: str


@frozen(eq=False)
class Reveal(Stmt):
    """From here on, the definition of an opaque function may be used."""

    function: str


@frozen(eq=False)
class Eval(Stmt):
    """Evaluates for its exceptions only."""

    value: Expr


@frozen
class Inside:
    """An argument that is an item of a list, or (with a `path`: field by field) a part of an instance, and that the callee changes:
    the names of the whole; the parameter that the list is, where several of its items may be one object."""

    names: tuple[str, ...] = ()
    rows: str = ""
    fields: Place = ()  # where it is no name of the list, but of what holds it: in which field of which field
    item: bool = True  # False: it is what is in that field itself


@frozen(eq=False)
class Call(Stmt):
    """`target = function(args)`. `also`: per argument, the other names of the same object when the callee changes it.
    `steps`: of a generator, whose steps other code runs between: it must not change anything."""

    target: str
    function: str
    args: tuple[Expr, ...]
    also: tuple[tuple[str, ...], ...] = ()
    steps: bool = False
    rows: tuple[str, ...] = ()  # per argument: the parameter that it is, where the callee changes rows that may be one object
    inside: tuple[Inside, ...] = ()  # per argument (filled in by `aliases`)


def statements(block: Block) -> Iterator[Stmt]:
    """All statements of a block, nested ones too, in source order."""
    for s in block:
        yield s
        if isinstance(s, If):
            yield from statements(s.then)
            yield from statements(s.orelse)
        elif isinstance(s, Loop):
            for part in (s.head, s.body, s.step, s.orelse):
                yield from statements(part)
        elif isinstance(s, Try):
            for part in (s.body, *(h.body for h in s.handlers), s.orelse, s.final):
                yield from statements(part)


# --- functions and goals ------------------------------------------------------------------------------------------


@frozen
class Param:
    name: str
    sort: Sort
    default: Any = None
    has_default: bool = False
    how: str = "both"  # or positional, keyword, star (the tuple of the other positional ones): how it may be passed


@frozen(eq=False)
class Function:
    """A function, read: of the module, or (its name is then `module:function`) of another file. `sorts` holds the sort of
    every local name."""

    name: str
    params: tuple[Param, ...]
    result: Sort
    requires: tuple[Clause, ...]
    ensures: tuple[Clause, ...]
    raises: tuple[Raises, ...]
    measure: tuple[Clause, ...]
    body: Block
    text: str
    span: Span
    sorts: dict[str, Sort] = field(factory=dict)
    partial: bool = False
    has_contract: bool = False
    notes: tuple[str, ...] = ()  # caveats that come from how the text was read
    accepts: tuple[Clause, ...] | None = None  # of an override with a precondition: what the overridden method requires
    implied: bool = False  # its whole contract comes from its class: calls are executed in place
    external: str = ""  # a contract without the code: the stub file it comes from, or "library" for one that is shipped
    changes: frozenset[str] = frozenset()  # of an external function: the parameters that it changes
    opaque: bool = False  # clauses know its contract, and its body only where it is revealed
    generator: bool = False  # its result is the list of what it yields
    pure: bool = False  # it may not change anything: what a Protocol's methods do for a class
    instances: tuple[str, ...] = ()  # this function for the other constraints of its type variables: proved with them only
    # Pairs of places in parameters that are required to hold different objects; one that ends in ITEMS may stand alone.
    distinct: frozenset[frozenset[Place]] = frozenset()
    # Parameters and the sorts of objects of which one may not stand twice in them: for callers to show; parameters (at the end),
    # `$result` and such sorts: for this function to show.
    demands: frozenset[tuple[str, Sort]] = frozenset()
    keeps: frozenset[tuple[str, Sort]] = frozenset()
    cursors: tuple[tuple[str, Place], ...] = ()  # names of places, and where the list is in which each is one (see `cursors`)

    @property
    def apart(self) -> frozenset[str]:
        """The parameters whose rows are required to be different objects."""
        alone = [next(iter(pair)) for pair in self.distinct if len(pair) == 1]
        return frozenset(str(p[0]) for p in alone if p[1:] == (ITEMS,))

    @property
    def calls(self) -> frozenset[str]:
        """Names of the functions that the body or the contract calls."""
        found = {s.function for s in statements(self.body) if isinstance(s, (Call, Reveal))}
        for e in self.expressions():
            found |= {x.data for x in e.walk() if x.op == "call"}
        return frozenset(found)

    def expressions(self) -> Iterator[Expr]:
        for c in (*self.requires, *self.ensures, *self.measure):
            yield c.expr
        for r in self.raises:
            if r.condition:
                yield r.condition.expr
        for s in statements(self.body):
            yield from expressions(s)


def expressions(s: Stmt) -> Iterator[Expr]:
    """The expressions directly in a statement (not in nested statements)."""
    match s:
        case Assign(value=v) | Return(value=v) | Eval(value=v):
            yield v
        case Update(path=p, args=a):
            yield from (x for x in p if isinstance(x, Expr))
            yield from a
        case If(cond=c) | Assert(cond=c) | Assume(cond=c):
            yield c
        case Loop():
            yield s.cond
            yield from (c.expr for c in (*s.invariants, *s.measure))
            yield from s.facts
        case Call(args=a):
            yield from a


@frozen
class Trial:
    """A function over Protocols for certain classes, as `function`; `kept` are the functions that show that these classes keep the
    Protocols' contracts."""

    function: str
    kept: tuple[str, ...]


@frozen(eq=False)
class Module:
    """A source file, read: its functions by name in source order, and what was rejected."""

    file: str
    text: str
    functions: dict[str, Function]
    rejected: dict[str, Any]  # function name -> Diagnostic
    lines: dict[str, int]  # function name -> line, for every function of the file
    order: tuple[str, ...] = ()
    exceptions: dict[str, str] = field(factory=dict)  # the module's exception classes, with their bases
    trials: dict[str, tuple[Trial, ...]] = field(factory=dict)  # functions over Protocols -> what they are for classes


@frozen
class Hypothesis:
    """Something that a goal may use. `label` names it for --explain."""

    text: str
    label: str


@frozen(eq=False)
class Goal:
    """One proof obligation. `id` is the hash of `smt`, the exact text that a solver gets; unsat means proved.

    `trivial` is set when simplification alone showed it. `group` and `alternative` mark obligations of which one
    alternative per group suffices (measures that nobody wrote). `inputs` maps parameters to how a solver's model of `smt`
    is read back; `sat` turns the question round: the goal is that the hypotheses can be met (vacuity)."""

    id: str
    kind: str
    function: str
    span: Span
    message: str
    given: tuple[Hypothesis, ...]
    show: str
    smt: str
    trivial: bool = False
    caveats: tuple[str, ...] = ()
    group: str = ""
    alternative: str = ""
    sat: bool = False
    inputs: tuple[tuple[str, Sort, Any], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    clause: str = ""
    approximate: bool = False  # a loop's invariant or a callee's contract stands between entry and this goal
    calls: frozenset[str] = frozenset()
    degree: int = 0  # of the highest product in it
    lean: str = ""  # `smt` without the hypotheses that speak of functions the claim does not mention; "" when there are none
    opaque: tuple[str, ...] = ()  # functions in it that are not interpreted (in full)
    terms: Any = None  # (hypotheses, show, symbols) as terms, to render again with names
