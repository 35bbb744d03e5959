"""Terms as SMT-LIB 2.6 (plus `lambda`, as z3 and cvc5 read it): the text that is hashed, and that solvers get."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence

from toolkit.core.ir import BOOL, FLOAT, INT, Sort
from toolkit.core.ops import EXACT, OPS, PRELUDE
from toolkit.core.terms import Symbol, Term, is_const, linear, smt_sort, subterms

_PRELUDE_OPS = {
    "floordiv": ("py.div",), "mod": ("py.div",), "pow": ("py.pow",), "lshift": ("py.pow",), "rshift": ("py.pow",),
    "bitand": ("py.and",), "gcd": ("py.div", "py.gcd"), "isqrt": ("py.isqrt",), "factorial": ("py.factorial",),
    "width": ("py.width",), "ones": ("py.ones",),
    "float": ("py.float",), "truediv": ("py.float", "py.quotient"), "ftrunc": ("py.float", "py.trunc"),
    "ffloor": ("py.float", "py.floor"), "fceil": ("py.float", "py.ceil"), "fround": ("py.float", "py.round"),
}  # fmt: skip
_POINTS = 24  # of an int's float that are compared with constants


def render(hypotheses: Sequence[Term], show: Term, symbols: Mapping[str, Symbol], names: Sequence[str] = ()) -> str:
    """The SMT-LIB text whose unsatisfiability proves `show` from the hypotheses; with `names`, hypotheses are named."""
    roots = [*hypotheses, show]
    used: dict[str, Symbol] = {}
    pending = list(roots)
    counts: dict[Term, int] = {}
    while pending:
        found = subterms(pending)
        pending = []
        for t, n in found.items():
            counts[t] = counts.get(t, 0) + n
            if t.op == "app" and t.data in symbols and t.data not in used:
                used[t.data] = symbols[t.data]
                pending.extend(symbols[t.data].axioms)
    lines: list[str] = []
    sorts: dict[Sort, None] = {}

    def need(s: Sort) -> None:
        for a in s.args:
            need(a)
        if s.name in ("List", "Tuple"):
            sorts.setdefault(s)

    for t in counts:
        need(t.sort)
        if t.op in ("forall", "exists", "lambda"):
            for v in t.data[0]:
                need(v.sort)
    for f in used.values():
        for s in (*f.args, f.result):
            need(s)
    for s in sorts:
        sort = smt_sort(s)
        if s.name == "List":
            fields = f"(len.{sort} Int) (data.{sort} (Array Int {smt_sort(s.args[0])}))"
        else:
            fields = " ".join(f"(item{i}.{sort} {smt_sort(a)})" for i, a in enumerate(s.args))
        lines.append(f"(declare-datatype {sort} (({f'mk.{sort} {fields}'.strip()})))")
    preludes = {p for t in counts if t.op in _PRELUDE_OPS for p in _PRELUDE_OPS[t.op]}
    lines.extend(PRELUDE[p] for p in PRELUDE if p in preludes)
    if "py.float" in preludes:  # small ints are floats
        lines.extend(f"(assert (= (py.float {_int(n)}) {_float(float(n))}))" for n in _points(counts))
    free = {t.data: t.sort for t in counts if t.op == "sym"}
    lines.extend(f"(declare-const {_quote(n)} {smt_sort(s)})" for n, s in free.items())
    for f in used.values():
        args = " ".join(smt_sort(s) for s in f.args)
        lines.append(f"(declare-fun {_function(f.name)} ({args}) {smt_sort(f.result)})")
    printer = _Printer()
    printer.arrays = {}
    for t, n in counts.items():
        if n > 1 and not t.free and t.args and not (t.op in ("select", "len", "data") and t.args[0].op == "sym"):
            body = printer.form(t)
            lines.extend(printer.flush())
            if len(body) > 24 and t.op != "lambda":
                name = f"/d!{len(printer.names)}"
                lines.append(f"(define-fun {name} () {smt_sort(t.sort)} {body})")
                printer.names[t] = name
    for f in used.values():
        for a in f.axioms:
            text = printer.text(a)
            lines.extend((*printer.flush(), f"(assert {text})"))
    for i, h in enumerate(hypotheses):
        text = printer.text(h)
        lines.extend(printer.flush())
        if names:  # a switch per hypothesis, so that the solver can say which ones it used
            lines.append(f"(declare-const {_function(names[i])} Bool)")
            text = f"(=> {_function(names[i])} {text})"
        lines.append(f"(assert {text})")
    text = printer.text(show)
    lines.extend((*printer.flush(), f"(assert (not {text}))"))
    return "\n".join(lines) + "\n"


def text(t: Term) -> str:
    """One term as SMT-LIB text."""
    return _Printer().text(t)


def _points(ts: Iterable[Term]) -> list[int]:
    """The ints that a goal mentions, and the ints next to its floats: what an int's float is compared with."""
    found: set[int] = {0, EXACT, -EXACT}
    for t in ts:
        if is_const(t) and t.sort == INT:
            found.add(t.data)
        elif t.op == "sum":
            found |= {t.data[1], -t.data[1]}
        elif is_const(t) and t.sort == FLOAT and math.isfinite(t.data):
            found |= {math.floor(t.data), math.ceil(t.data)}
    return sorted((n for n in found if abs(n) <= EXACT), key=lambda n: (abs(n) != EXACT, abs(n)))[:_POINTS]


class _Printer:
    def __init__(self) -> None:
        self.names: dict[Term, str] = {}  # shared closed subterms
        self.bound: dict[int, str] = {}
        self.arrays: dict[str, str] | None = None  # names of closed lambdas by their text, when they are to get names
        self.pending: list[str] = []  # definitions of such names that are still to be written

    def text(self, t: Term) -> str:
        return self.names[t] if t in self.names else self.form(t)

    def form(self, t: Term) -> str:
        op, args = t.op, t.args
        if op == "const":
            if t.sort == BOOL:
                return "true" if t.data else "false"
            if t.sort == FLOAT:
                return _float(t.data)
            return str(t.data) if t.data >= 0 else f"(- {-t.data})"
        if op == "sym":
            return _quote(t.data)
        if op == "bound":
            return self.bound.get(t.data, f"?free{t.data}")
        if op == "sum":
            parts = [self.text(a) if c == 1 else f"(* {_int(c)} {self.text(a)})" for a, c in zip(args, t.data[0])]
            if t.data[1]:
                parts.append(_int(t.data[1]))
            return parts[0] if len(parts) == 1 else f"(+ {' '.join(parts)})"
        if op == "ge0":
            return self._inequality(args[0])
        if op in ("forall", "exists", "lambda"):
            if op == "lambda" and self.arrays is not None and not t.free:
                return self._array(t)
            vars_ = t.data[0]
            sizes: tuple[int, ...] = (t.data[1] or ()) if op != "lambda" else ()
            outer = dict(self.bound)
            for v in vars_:
                self.bound[v.data] = f"?{len(self.bound)}"
            decl = " ".join(f"({self.bound[v.data]} {smt_sort(v.sort)})" for v in vars_)
            body = self.text(args[0])
            if sizes:
                rest = [self.text(a) for a in args[1:]]
                for n in sizes:
                    body += f" :pattern ({' '.join(rest[:n])})"
                    rest = rest[n:]
                body = f"(! {body})"
            self.bound = outer
            return f"({op} ({decl}) {body})"
        inner = [self.text(a) for a in args]
        if op in ("and", "or", "not", "ite", "select", "store"):
            return f"({op} {' '.join(inner)})"
        if op == "implies":
            return f"(=> {inner[0]} {inner[1]})"
        if op == "eq":
            return f"(= {inner[0]} {inner[1]})"
        if op == "div":
            return f"(div {inner[0]} {inner[1]})"
        if op == "emod":
            return f"(mod {inner[0]} {inner[1]})"
        if op == "mk":
            return f"(mk.{smt_sort(t.sort)} {inner[0]} {inner[1]})"
        if op in ("len", "data"):
            return f"({op}.{smt_sort(args[0].sort)} {inner[0]})"
        if op == "tup":
            return f"(mk.{smt_sort(t.sort)} {' '.join(inner)})" if inner else f"mk.{smt_sort(t.sort)}"
        if op == "proj":
            return f"(item{t.data}.{smt_sort(args[0].sort)} {inner[0]})"
        if op == "app":
            return f"({_function(t.data)} {' '.join(inner)})" if inner else _function(t.data)
        return OPS[op].smt.format(*inner)

    def _array(self, t: Term) -> str:
        """A closed lambda, by a name: solvers choose no pattern that contains a lambda. Equal texts have one name."""
        assert self.arrays is not None
        outer, self.bound = self.bound, {t.data[0][0].data: "?0"}
        body = self.text(t.args[0])
        key = f"{smt_sort(t.sort)} {body}"
        if key not in self.arrays:
            name = f"|/a!{len(self.arrays)}|"
            self.arrays[key] = name
            self.pending.append(f"(declare-const {name} {smt_sort(t.sort)})")
            item = f"(select {name} ?0)"
            also = "".join(f" :pattern ({self.text(s)})" for s in _sources(t.args[0], t.data[0][0]))
            self.pending.append(f"(assert (forall ((?0 Int)) (! (= {item} {body}) :pattern ({item}){also})))")
        self.bound = outer
        return self.arrays[key]

    def flush(self) -> list[str]:
        """The definitions made since the last time."""
        found, self.pending = self.pending, []
        return found

    def _inequality(self, t: Term) -> str:
        parts, constant = linear(t)
        left = [(a, c) for a, c in parts if c > 0]
        right = [(a, -c) for a, c in parts if c < 0]

        def side(items: list[tuple[Term, int]], k: int) -> str:
            texts = [self.text(a) if c == 1 else f"(* {c} {self.text(a)})" for a, c in items]
            if k or not texts:
                texts.append(_int(k))
            return texts[0] if len(texts) == 1 else f"(+ {' '.join(texts)})"

        return f"(>= {side(left, max(constant, 0))} {side(right, max(-constant, 0))})"


def _sources(body: Term, k: Term) -> list[Term]:
    """Elements of other arrays at the same position: where one of them is spoken of, so may be what is made of it."""
    found = {t: None for t in subterms([body]) if t.op == "select" and t.args[1] == k and t.args[0].op == "sym"}
    return list(found)[:2]


def _int(n: int) -> str:
    return str(n) if n >= 0 else f"(- {-n})"


def _float(x: float) -> str:
    if x != x:
        return "(_ NaN 11 53)"
    bits = f"{struct.unpack('>Q', struct.pack('>d', x))[0]:064b}"
    return f"(fp #b{bits[0]} #b{bits[1:12]} #b{bits[12:]})"


def _quote(name: str) -> str:
    """A constant's name. It begins with `'`, functions (`_function`) and shared definitions with `/`, bound variables with `?`:
    characters that no Python name has, so that nothing is taken for a word of SMT-LIB or for one of ours."""
    return f"|'{name}|"


def _function(name: str) -> str:
    return f"|/{name}|"
