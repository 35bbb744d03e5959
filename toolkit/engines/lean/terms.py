"""Terms for Lean's kernel, as it takes them when nothing elaborates a text first (`kernel.py`).

Terms are kept once each, as numbers of a table, so what theorems of one process share is built once. Variables of a theorem are
free variables until `bind` closes them. Trusted as far as `node` and `type` go: they write a statement's terms exactly as Lean
elaborates the text of `logic.text` (tests compare the two). Only the constants named here can be spoken of, none of which rests on
more than `ALLOWED`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import define, field

from toolkit.core.ir import BOOL, INT, Sort
from toolkit.engines.lean.logic import ITE, STORE, Node

BVAR, CONST, APP, LAM, PI, LIT, SORT, FVAR, BIND = range(9)
FLOAT, FLOAT_INSTANCE = "Float64", "Float64.nonempty"  # variables of a theorem that speaks of floats

# What terms may be made of, with the universe levels of each.
_WORDS = {
    (): "Int Nat Bool Bool.true True False Not And Or Iff Int.instLEInt Int.instAdd Int.instSub Int.instMul "
        "Int.instNegInt instOfNat Int.fdiv Int.fmod Int.ofNat Int.negSucc Int.NonNeg.mk Int.mul_comm Int.mul_assoc "
        "Int.mul_left_comm Int.add_mul Int.sub_mul Int.mul_add Int.mul_sub Int.neg_mul Int.mul_neg propext "
        "Classical.byContradiction Spec.Seq Spec.Seq.mk Spec.Seq.len Spec.Seq.data Spec.ite Spec.store Spec.mod "
        "Spec.iff_of_eq Spec.ite_pos Spec.ite_neg Spec.of_ite_pos Spec.of_ite_neg Spec.of_ite_pos_prop "
        "Spec.of_ite_neg_prop Spec.deciding Spec.holding Spec.store_same Spec.store_other Spec.store_same_prop "
        "Spec.store_other_prop Spec.differing Spec.differing_prop Spec.seq_ext Spec.pair_ext Spec.nonempty_seq "
        "Spec.nonempty_pair Spec.nonempty_array Spec.nonempty_int Spec.nonempty_prop Spec.div_const Spec.div_mod "
        "Spec.mul_left_is Spec.mul_right_is Spec.mul_nonneg_nonneg Spec.mul_nonneg_nonpos Spec.mul_nonpos_nonneg "
        "Spec.mul_nonpos_nonpos Spec.mul_le_up_ll Spec.mul_le_up_lr Spec.mul_le_up_rl Spec.mul_le_up_rr "
        "Spec.mul_le_down_ll Spec.mul_le_down_lr Spec.mul_le_down_rl Spec.mul_le_down_rr Spec.mul_one_left "
        "Spec.mul_one_right Spec.Form Spec.Form.tt Spec.Form.ff Spec.Form.prop Spec.Form.le Spec.Form.lt "
        "Spec.Form.eq Spec.Form.not Spec.Form.and Spec.Form.or Spec.Form.imp Spec.Form.iff Spec.Lin.num Spec.Lin.var "
        "Spec.Lin.add Spec.Lin.sub Spec.Lin.neg Spec.Lin.mul Spec.Cert.sound Spec.Cert.sum Spec.Cert.clash "
        "Spec.Cert.split Spec.Cert.both Spec.Cert.have Spec.Comb.nil Spec.Comb.le Spec.Comb.ge",
    (0,): "LE.le instHAdd instHSub instHMul Neg.neg OfNat.ofNat Spec.Tree Spec.Tree.leaf Spec.Tree.node",
    (1,): "Eq Eq.refl Eq.symm Eq.trans Exists Exists.intro Exists.elim Nonempty rfl",
    (0, 0): "Prod Prod.mk Prod.fst Prod.snd",
    (1, 1): "congr congrArg",
    (0, 0, 0): "HAdd.hAdd HSub.hSub HMul.hMul",
}  # fmt: skip
CONSTANTS: dict[str, tuple[int, ...]] = {word: levels for levels, words in _WORDS.items() for word in words.split()}

_CONNECTIVES = {"not": "Not", "and": "And", "or": "Or", "iff": "Iff"}
_ARITHMETIC = {"add": ("HAdd.hAdd", "instHAdd", "Int.instAdd"), "sub": ("HSub.hSub", "instHSub", "Int.instSub"),
               "mul": ("HMul.hMul", "instHMul", "Int.instMul")}  # fmt: skip


class Term(Protocol):
    """What somebody proposes: as Lean text, and as a term of a table."""

    def text(self) -> str: ...

    def build(self, terms: Terms) -> int: ...


@define(eq=False)
class Terms:
    """The table. `code` lists the terms one after another, each an operation and its operands; `names` and `numbers` are what
    CONST, FVAR and LIT refer to."""

    code: list[int] = field(factory=list)
    names: list[str] = field(factory=list)
    numbers: list[int] = field(factory=list)
    _starts: list[int] = field(factory=list)
    _known: dict[tuple[int, ...], int] = field(factory=dict)
    _name_places: dict[str, int] = field(factory=dict)
    _number_places: dict[int, int] = field(factory=dict)
    _nodes: dict[Node, int] = field(factory=dict)
    _open: dict[tuple[Node, tuple[int, ...]], int] = field(factory=dict)
    _types: dict[Sort, int] = field(factory=dict)

    def _new(self, *key: int) -> int:
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = len(self._known)
            self._starts.append(len(self.code))
            self.code += key
        return found

    def size(self, *roots: int) -> int:
        """How many bytes the code of these terms takes, at four bytes a number."""
        seen = set(roots)
        todo, total = list(roots), 0
        code, starts = self.code, self._starts
        while todo:
            at = starts[todo.pop()]
            op = code[at]
            if op in (APP, LAM, PI):
                inner = code[at + 1 : at + 3]
            elif op == BIND:
                inner = [code[at + 2], *code[at + 4 : at + 4 + 2 * code[at + 3]]]
            else:
                total += 2
                if op == LIT:
                    total += self.numbers[code[at + 1]].bit_length() // 32
                continue
            total += len(inner) + (1 if op != BIND else 3)
            for i in inner:
                if i not in seen:
                    seen.add(i)
                    todo.append(i)
        return 4 * total

    def _name(self, name: str) -> int:
        if name not in self._name_places:
            self._name_places[name] = len(self.names)
            self.names.append(name)
        return self._name_places[name]

    def const(self, name: str) -> int:
        if name not in CONSTANTS:
            raise ValueError(f"{name} is no word of theorems")
        return self._new(CONST, self._name(name))

    def lit(self, n: int) -> int:
        """A natural number."""
        if n not in self._number_places:
            self._number_places[n] = len(self.numbers)
            self.numbers.append(n)
        return self._new(LIT, self._number_places[n])

    def variable(self, name: str) -> int:
        return self._new(FVAR, self._name(name))

    def app(self, f: int, *args: int) -> int:
        for a in args:
            f = self._new(APP, f, a)
        return f

    def call(self, name: str, *args: int) -> int:
        return self.app(self.const(name), *args)

    def bind(self, pi: bool, variables: Sequence[tuple[int, int]], body: int) -> int:
        """Functions (or, `pi`, their types) of variables with their types; a type may speak of the variables before it."""
        if not variables:
            return body
        return self._new(BIND, PI if pi else LAM, body, len(variables), *(x for v in variables for x in v))

    # --- types ----------------------------------------------------------------------------------------------------

    def prop(self) -> int:
        return self._new(SORT, 0)

    def type(self, s: Sort) -> int:
        """A sort, as `logic.sort_text` has it."""
        known = self._types.get(s)
        if known is None:
            known = self._types[s] = self._type(s)
        return known

    def _type(self, s: Sort) -> int:
        if s == BOOL:
            return self.prop()
        if s == INT or s.name == "Tuple" and not s.args:
            return self.const("Int")
        if s.name == "Float":
            return self.variable(FLOAT)
        if s.name == "Tuple":
            if len(s.args) == 1:
                return self.type(s.args[0])
            return self.call("Prod", self.type(s.args[0]), self.type(Sort("Tuple", s.args[1:])))
        if s.name == "Array":
            return self.arrow(self.const("Int"), self.type(s.args[0]))
        if s.name == "List":
            return self.call("Spec.Seq", self.type(s.args[0]))
        raise ValueError(f"no type for {s}")

    def arrow(self, a: int, b: int) -> int:
        """a → b, for types without loose bound variables."""
        return self._new(PI, a, b)

    def signature(self, args: Sequence[Sort], result: Sort) -> int:
        found = self.type(result)
        for a in reversed(args):
            found = self.arrow(self.type(a), found)
        return found

    def universe(self) -> int:
        """The type of types."""
        return self._new(SORT, 1)

    def nonempty(self, s: Sort) -> int:
        """A proof that a type has a value."""
        t = self.type(s)
        if t == self.prop():
            return self.const("Spec.nonempty_prop")
        if t == self.const("Int"):
            return self.const("Spec.nonempty_int")
        if s.name == "Float":
            return self.variable(FLOAT_INSTANCE)
        if s.name == "Tuple":
            if len(s.args) == 1:
                return self.nonempty(s.args[0])
            a, b = s.args[0], Sort("Tuple", s.args[1:])
            return self.call("Spec.nonempty_pair", self.type(a), self.type(b), self.nonempty(a), self.nonempty(b))
        name = "Spec.nonempty_array" if s.name == "Array" else "Spec.nonempty_seq"
        return self.call(name, self.type(s.args[0]), self.nonempty(s.args[0]))

    # --- nodes ----------------------------------------------------------------------------------------------------

    def node(self, t: Node) -> int:
        """A closed term or formula, as Lean elaborates its text."""
        found = self._nodes.get(t)
        if found is None:
            found = self._nodes[t] = self._node(t, 0, ())
        return found

    def _inner(self, t: Node, depth: int, env: tuple[int, ...]) -> int:
        """`t` under `depth` binders, those of its loose bound variables at the depths `env` (the innermost last)."""
        if not t.loose:
            return self.node(t)
        key = (t, tuple(depth - d for d in env[-t.loose :]))
        found = self._open.get(key)
        if found is None:
            found = self._open[key] = self._node(t, depth, env)
        return found

    def _node(self, t: Node, depth: int, env: tuple[int, ...]) -> int:
        head = t.head
        match head:
            case "num":
                return self.integer(t.data)
            case "true" | "false":
                return self.const(head.capitalize())
            case "free":
                return self.variable(t.data)
            case "bound":
                return self._new(BVAR, depth - 1 - env[-1 - t.data])
            case "imp":
                return self._new(PI, self._inner(t.args[0], depth, env), self._inner(t.args[1], depth + 1, env))
            case "all" | "ex" | "fun":
                body = self._inner(t.args[0], depth + 1, (*env, depth))
                bound = self.type(t.data)
                if head == "all":
                    return self._new(PI, bound, body)
                found = self._new(LAM, bound, body)
                return found if head == "fun" else self.call("Exists", bound, found)
        args = [self._inner(a, depth, env) for a in t.args]
        match head:
            case "call":
                return self.app(self.variable(t.data), *args)
            case "op" if t.data in (ITE, STORE):
                return self.call(t.data, self.type(t.args[1].sort if t.data == ITE else t.args[2].sort), *args)
            case "op":
                return self.call(t.data, *args)
            case "add" | "sub" | "mul":
                return self.app(self.arithmetic(head), *args)
            case "neg":
                return self.negative(*args)
            case "le":
                return self.call("LE.le", self.const("Int"), self.const("Int.instLEInt"), *args)
            case "eq":
                return self.call("Eq", self.type(t.args[0].sort), *args)
            case "not" | "and" | "or" | "iff":
                return self.call(_CONNECTIVES[head], *args)
            case "at":
                return self.app(*args)
            case "seq":
                return self.call("Spec.Seq.mk", self.type(t.sort.args[0]), *args)
            case "len" | "data":
                return self.call(f"Spec.Seq.{head}", self.type(t.args[0].sort.args[0]), *args)
            case "pair":
                return self.pair(t.sort.args, args)
            case "item":
                return self._item(t.args[0].sort, t.data[0], args[0])
        raise ValueError(f"no term for {head}")

    def integer(self, n: int) -> int:
        if n < 0:
            return self.negative(self.integer(-n))
        return self.call("OfNat.ofNat", self.const("Int"), self.lit(n), self.call("instOfNat", self.lit(n)))

    def negative(self, a: int) -> int:
        return self.call("Neg.neg", self.const("Int"), self.const("Int.instNegInt"), a)

    def arithmetic(self, head: str) -> int:
        """The function that `head` (add, sub, mul) is."""
        function, instance, own = _ARITHMETIC[head]
        number = self.const("Int")
        return self.call(function, number, number, number, self.call(instance, number, self.const(own)))

    def pair(self, sorts: Sequence[Sort], args: Sequence[int]) -> int:
        if not args:
            return self.integer(0)
        found = args[-1]
        for i in range(len(args) - 2, -1, -1):
            found = self.call("Prod.mk", self.type(sorts[i]), self.type(Sort("Tuple", tuple(sorts[i + 1 :]))), args[i], found)
        return found

    def _item(self, s: Sort, i: int, a: int) -> int:
        sorts = s.args
        for j in range(i):
            a = self.call("Prod.snd", self.type(sorts[j]), self.type(Sort("Tuple", sorts[j + 1 :])), a)
        if i == len(sorts) - 1:
            return a
        return self.call("Prod.fst", self.type(sorts[i]), self.type(Sort("Tuple", sorts[i + 1 :])), a)
