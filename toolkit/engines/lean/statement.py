"""A goal as a theorem of Lean 4. Trusted: what the kernel accepts is the statement that is written here.

The theorem says: whatever the goal's constants and functions are, if the functions satisfy their axioms and the hypotheses
hold, the claim holds. Division by a constant and by a variable are Lean's own (`Int.fdiv`, rounding down); floats, powers, bits and
gcd are functions of which nothing is known (so a theorem that needs to know more is not proved, and none is proved wrongly).
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping, Sequence

from attrs import define, field, frozen

from toolkit.core import smtlib
from toolkit.core import terms as T
from toolkit.core.ir import BOOL, INT, Goal, Sort
from toolkit.core.ops import OPS
from toolkit.core.terms import Symbol, Term
from toolkit.engines.lean.logic import (
    FALSE,
    ITE,
    STORE,
    TRUE,
    Node,
    at,
    both,
    either,
    equal,
    implication,
    item,
    le,
    negation,
    num,
    sort_text,
    text,
)
from toolkit.engines.lean.outside import Pinned
from toolkit.engines.lean.terms import FLOAT, FLOAT_INSTANCE, Terms
from toolkit.engines.lean.terms import Term as ProofTerm

FDIV, FMOD, MOD = "Int.fdiv", "Int.fmod", "Spec.mod"

# Words that mean something to Lean where an identifier could stand, and names that the text itself uses.
_TAKEN = frozenset({
    "abbrev", "admit", "alias", "and", "at", "attribute", "axiom", "begin", "by", "calc", "case", "class", "combinator",
    "def", "deriving", "do", "elab", "else", "end", "example", "exists", "exit", "export", "extends", "exfalso", "false",
    "finally", "for", "forall", "from", "fun", "have", "hiding", "if", "import", "in", "inductive", "infix", "infixl",
    "infixr", "init", "instance", "lambda", "lemma", "let", "local", "macro", "match", "matches", "mut", "mutual",
    "namespace", "nat", "native", "noncomputable", "nofun", "nomatch", "notation", "omit", "opaque", "open", "or", "partial",
    "postfix", "prefix", "prelude", "private", "proof", "protected", "public", "raw", "rec", "renaming", "return", "run_cmd",
    "scoped", "section", "set_option", "show", "sorry", "structure", "suffices", "syntax", "termination_by", "then",
    "theorem", "this", "true", "try", "unif_hint", "universe", "unless", "unsafe", "using", "variable", "variables", "where",
    "while", "with", "rfl", "congr", "absurd", "id", "decide", "meta", "module",
})  # fmt: skip
_PLAIN = re.compile(r"[a-z_][A-Za-z0-9_]*\Z")


class Unstated(Exception):
    """The goal has no theorem. The message says why."""


@frozen(eq=False)
class Fact:
    """A hypothesis of the theorem: its name there, what it says, and where it comes from."""

    name: str
    claim: Node
    origin: str


@frozen(eq=False)
class Statement:
    """A goal in Lean's logic. `axioms` are those of `functions` (in the order of the goal's text), `facts` the goal's hypotheses.
    `patterns` are the goal's hints where a quantified formula is worth instantiating: (number of variables, groups of terms)."""

    goal: Goal
    axioms: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    show: Node
    patterns: Mapping[Node, tuple[int, tuple[tuple[Node, ...], ...]]]
    functions: Mapping[str, tuple[tuple[Sort, ...], Sort]]  # free names -> sorts of the arguments and of the result

    def theorem(self, name: str, used: Collection[str] | None = None) -> str:
        """The text up to the proof; with `used`, only from these hypotheses (which makes a stronger theorem)."""
        return "\n".join([f"theorem {name}", *self._binders(used), f"    : {text(self.show)}"])

    def pinned(self) -> Pinned:
        """The whole statement, for proofs that others write."""
        return Pinned("\n".join(self._binders(None)).strip(), text(self.show), ("Spec.Arithmetic", "Spec.Certificate"))

    def build(self, terms: Terms, used: Collection[str], proof: ProofTerm) -> tuple[int, int]:
        """The theorem from these hypotheses, and its proof, as terms: the claim is what Lean elaborates from `theorem`'s text."""
        chosen = [f for f in (*self.axioms, *self.facts) if f.name in used]
        variables = []
        names = self._names(chosen)
        if self._floats(names):
            variables.append((terms.variable(FLOAT), terms.universe()))
            variables.append((terms.variable(FLOAT_INSTANCE), terms.call("Nonempty", terms.variable(FLOAT))))
        variables += [(terms.variable(n), terms.signature(*self.functions[n])) for n in names]
        variables += [(terms.variable(f.name), terms.node(f.claim)) for f in chosen]
        if len({v for v, _ in variables}) < len(variables):
            raise Unstated("two variables would have one name")
        return terms.bind(True, variables, terms.node(self.show)), terms.bind(False, variables, proof.build(terms))

    def _names(self, chosen: Sequence[Fact]) -> list[str]:
        """The theorem's variables, in the order in which they come."""
        names: dict[str, None] = {}
        for claim in (*(f.claim for f in chosen), self.show):
            free_names(claim, names)
        return list(names)

    def _floats(self, names: Sequence[str]) -> bool:
        return any(_floating(s) for n in names for s in (*self.functions[n][0], self.functions[n][1]))

    def _binders(self, used: Collection[str] | None) -> list[str]:
        chosen = [f for f in (*self.axioms, *self.facts) if used is None or f.name in used]
        names = self._names(chosen)
        lines = []
        if self._floats(names):
            lines.append("    {Float64 : Type} [Nonempty Float64]")
        for n in names:
            args, result = self.functions[n]
            lines.append(f"    ({n} : {''.join(f'{sort_text(a)} → ' for a in args)}{sort_text(result, False)})")
        return lines + [f"    ({f.name} : {text(f.claim)})  -- {_comment(f.origin)}" for f in chosen]


def _comment(origin: str) -> str:
    return " ".join(origin.split())


def _floating(s: Sort) -> bool:
    return s.name == "Float" or any(_floating(a) for a in s.args)


@functools.cache
def _degenerate(s: Sort) -> bool:
    """An empty tuple in it: a type of one value, for which the theorem would have one of many."""
    return s.name == "Tuple" and not s.args or any(_degenerate(a) for a in s.args)


def free_names(t: Node, names: dict[str, None]) -> None:
    """Adds the theorem's variables in `t`, in the order in which they come."""
    seen: set[int] = set()
    stack = [t]
    while stack:
        u = stack.pop()
        if id(u) in seen:
            continue
        seen.add(id(u))
        if u.head in ("free", "call"):
            names.setdefault(u.data)
        stack.extend(reversed(u.args))


def state(goal: Goal) -> Statement:
    """The theorem that a goal is. Raises `Unstated`."""
    if goal.terms is None or goal.trivial:
        raise Unstated("simplification alone shows it: there is no text to state")
    if goal.sat:
        raise Unstated("it is not a theorem but a question: can the preconditions be met?")
    hypotheses, show, symbols = goal.terms
    if any(_degenerate(t.sort) for t in T.subterms([*hypotheses, show])):
        raise Unstated("it speaks of empty tuples")
    translator = _Translator(symbols)
    facts = [
        Fact(f"{_slug(given.label)}'{i}", translator.node(h, {}, 0), given.label)
        for i, (h, given) in enumerate(zip(hypotheses, goal.given, strict=True), 1)
    ]
    claim = translator.node(show, {}, 0)
    axioms: list[Fact] = []
    done: set[str] = set()
    while todo := [n for n in translator.used if n not in done]:
        for n in todo:
            done.add(n)
            symbol = symbols[n]
            if any(_degenerate(s) for s in (*symbol.args, symbol.result, *(t.sort for t in T.subterms(symbol.axioms)))):
                raise Unstated("it speaks of empty tuples")
            for i, a in enumerate(symbols[n].axioms, 1):
                axioms.append(Fact(f"{_slug(n)}.ax'{i}".replace(".", "_"), translator.node(a, {}, 0), f"axiom of {n}"))
    named = [f.name for f in (*axioms, *facts)]
    if len(set(named)) < len(named):
        raise Unstated("two hypotheses would have one name")
    return Statement(goal, tuple(axioms), tuple(facts), claim, translator.patterns, translator.functions)


_LINE = re.compile(r",? (?:(?:in|of|from) )?line \d+\b")  # in a label: what moves with the text around the function


def _slug(label: str) -> str:
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in _LINE.sub("", label)).split()
    found = "_".join(words[:5])[:40] or "given"
    return found if found[0].isalpha() else f"h_{found}"


def plain_name(name: str) -> str:
    """A constant's name in Lean: as it is where Lean reads it so; else in quotes, a word with an apostrophe, which no name has."""
    if _PLAIN.match(name) and name not in _TAKEN:
        return name
    return f"«{_quotable(name)}'»" if name.isidentifier() else f"«{_quotable(name)}»"


def function_name(name: str) -> str:
    return f"«/{_quotable(name)}»"


def _quotable(name: str) -> str:
    if any(c in name for c in "«»'/\n\r"):
        raise Unstated(f"the name {name!r} cannot be stated")
    return name


@define(eq=False)
class _Translator:
    """Terms to nodes. Bound variables of terms are identities, so `scope` maps each to the binder's depth."""

    symbols: Mapping[str, Symbol]
    functions: dict[str, tuple[tuple[Sort, ...], Sort]] = field(factory=dict)
    patterns: dict[Node, tuple[int, tuple[tuple[Node, ...], ...]]] = field(factory=dict)
    used: dict[str, None] = field(factory=dict)
    known: dict[Term, Node] = field(factory=dict)  # closed terms

    def node(self, t: Term, scope: Mapping[int, int], depth: int) -> Node:
        if not t.free:
            if t not in self.known:
                self.known[t] = self._node(t, scope, depth)
            return self.known[t]
        return self._node(t, scope, depth)

    def free(self, name: str, sort: Sort) -> Node:
        return self._declared("free", name, (), sort)

    def _declared(self, head: str, name: str, args: Sequence[Node], sort: Sort) -> Node:
        sorts = tuple(a.sort for a in args), sort
        if self.functions.setdefault(name, sorts) != sorts:
            raise Unstated(f"the name {name} stands for two things")
        return Node(head, tuple(args), sort, name)

    def _node(self, t: Term, scope: Mapping[int, int], depth: int) -> Node:
        op = t.op
        if op in ("forall", "exists", "lambda"):
            return self._binder(t, scope, depth)
        if op == "bound":
            return Node("bound", (), t.sort, depth - 1 - scope[t.data])
        if op == "const":
            if t.sort == BOOL:
                return TRUE if t.data else FALSE
            return num(t.data) if t.sort == INT else self.free(f"«{_quotable(smtlib.text(t))}»", t.sort)
        if op == "sym":
            return self.free(plain_name(t.data), t.sort)
        args = [self.node(a, scope, depth) for a in t.args]
        match op:
            case "sum":
                return _sum(list(zip(args, t.data[0])), t.data[1])
            case "ge0":
                return self._inequality(t.args[0], scope, depth)
            case "and":
                return both(*args)
            case "or":
                return either(*args)
            case "not":
                return negation(*args)
            case "implies":
                return implication(*args)
            case "eq":
                return equal(*args)
            case "ite" if t.sort == BOOL:
                return both(implication(args[0], args[1]), implication(negation(args[0]), args[2]))
            case "ite":
                return Node("op", tuple(args), t.sort, ITE)
            case "mul":
                return Node("mul", tuple(args), INT)
            case "div" | "emod":
                if t.args[1].op != "const" or t.args[1].data <= 0:
                    raise Unstated("a division that is no row of the operators")
                return Node("op", tuple(args), INT, FDIV if op == "div" else FMOD)
            case "floordiv":
                return Node("op", tuple(args), INT, FDIV)  # 0 where the divisor is 0, as in the goal's text
            case "mod":
                return Node("op", tuple(args), INT, MOD)
            case "select":
                return at(*args)
            case "store":
                return Node("op", tuple(args), t.sort, STORE)
            case "mk":
                return Node("seq", tuple(args), t.sort)
            case "len" | "data":
                return Node(op, tuple(args), t.sort)
            case "tup":
                return args[0] if len(args) == 1 else Node("pair", tuple(args), t.sort)
            case "proj":
                return item(args[0], t.data)
            case "app":
                if t.data in self.symbols:
                    self.used.setdefault(t.data)
                name = function_name(t.data)
                return self._declared("call", name, args, t.sort) if args else self.free(name, t.sort)
        if op not in OPS:
            raise Unstated(f"no meaning in Lean for {op}")
        return self._declared("call", function_name(f"operator {op}"), args, t.sort)

    def _inequality(self, t: Term, scope: Mapping[int, int], depth: int) -> Node:
        """t >= 0, with what is subtracted on the other side."""
        parts, constant = T.linear(t)
        given = [(self.node(a, scope, depth), c) for a, c in parts]
        left = _sum([(a, c) for a, c in given if c > 0], max(constant, 0))
        return le(_sum([(a, -c) for a, c in given if c < 0], max(-constant, 0)), left)

    def _binder(self, t: Term, scope: Mapping[int, int], depth: int) -> Node:
        variables = t.data[0]
        if any(_degenerate(v.sort) for v in variables):
            raise Unstated("it speaks of empty tuples")
        inner = {**scope, **{v.data: depth + i for i, v in enumerate(variables)}}
        body = self.node(t.args[0], inner, depth + len(variables))
        head = {"forall": "all", "exists": "ex", "lambda": "fun"}[t.op]
        result = body
        for v in reversed(variables):
            result = Node(head, (result,), t.sort if head == "fun" else BOOL, v.sort)
        if head != "fun" and t.data[1]:
            groups, rest = [], [self.node(p, inner, depth + len(variables)) for p in t.args[1:]]
            for n in t.data[1]:
                groups.append(tuple(rest[:n]))
                rest = rest[n:]
            self.patterns.setdefault(result, (len(variables), tuple(groups)))
        return result


def _sum(parts: Sequence[tuple[Node, int]], constant: int) -> Node:
    """A linear combination, as a sum from left to right."""
    result: Node | None = None
    for a, c in parts:
        size = a if abs(c) == 1 else Node("mul", (num(abs(c)), a), INT)
        if result is None:
            result = size if c > 0 else Node("neg", (a,), INT) if c == -1 else Node("mul", (num(c), a), INT)
        else:
            result = Node("add" if c > 0 else "sub", (result, size), INT)
    if result is None:
        return num(constant)
    if constant:
        return Node("add" if constant > 0 else "sub", (result, num(abs(constant))), INT)
    return result
