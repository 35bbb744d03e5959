"""C expressions and ACSL formulas -> `Expr`. Side effects become statements that stand before the expression's use.

C leaves the order of operands open; here it is left to right, and what would mean something else in another order is rejected.
`/` and `%` truncate toward zero (C 6.5.5), comparisons and `! && ||` give 0 or 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from attrs import define, field, frozen

from toolkit.core.c import syntax
from toolkit.core.c.syntax import Unit
from toolkit.core.ir import BOOL, INT, Assign, Call, Clause, Eval, Expr, Havoc, If, Stmt
from toolkit.core.source import Rejected, Span

RANGE = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}  # LP64; `long long` is `long`
_ARITHMETIC = {"+": "add", "-": "sub", "*": "mul"}
_COMPARISON = {"==": "eq", "!=": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
_RESULT = "\\result"


@frozen
class Local:
    """A variable or parameter: its name in the IR and its type."""

    name: str
    type: str
    constant: bool = False


@frozen
class Signature:
    """A function of the file: types of result (void: "") and parameters. `hides`: it may not return, or stop at an assumption,
    so that what comes after a call of it may never happen."""

    result: str
    params: tuple[str, ...]
    hides: bool


@frozen
class Effects:
    """What an expression does besides having a value."""

    reads: frozenset[str] = frozenset()
    writes: frozenset[str] = frozenset()
    calls: bool = False  # a function of the file
    hides: bool = False
    fails: bool = False  # it may be undefined (a division, an overflow)

    def __or__(self, o: Effects) -> Effects:
        return Effects(self.reads | o.reads, self.writes | o.writes, self.calls or o.calls, self.hides or o.hides,
                       self.fails or o.fails)  # fmt: skip


def const(n: int, span: Span) -> Expr:
    return Expr("const", (), INT, span, n)


def var(name: str, span: Span) -> Expr:
    return Expr("var", (), INT, span, name)


def truth(e: Expr) -> Expr:
    """An integer as a condition: it is not 0."""
    if e.sort == BOOL:
        return e
    if e.op == "int":
        return e.args[0]
    if e.op == "const":
        return Expr("const", (), BOOL, e.span, e.data != 0)
    return Expr("ne", (e, const(0, e.span)), BOOL, e.span)


def number(e: Expr) -> Expr:
    """A condition as an integer, 0 or 1."""
    return Expr("int", (e,), INT, e.span) if e.sort == BOOL else e


def negation(e: Expr) -> Expr:
    return Expr("not", (truth(e),), BOOL, e.span)


def _op(name: str, *args: Expr) -> Expr:
    return Expr(name, args, INT, args[0].span)


def _cmp(name: str, *args: Expr) -> Expr:
    return Expr(name, args, BOOL, args[0].span)


def _neg(e: Expr) -> Expr:
    return const(-e.data, e.span) if e.op == "const" else _op("neg", e)


def divided(op: str, a: Expr, b: Expr) -> Expr:
    """a / b or a % b, truncated toward zero; that b is not 0 is a condition of it. Mathematical integers."""
    zero = const(0, a.span)

    def positive(x: Expr, y: Expr) -> Expr:  # for y > 0
        if op == "/":
            return Expr("ite", (_cmp("ge", x, zero), _op("floordiv", x, y), _neg(_op("floordiv", _neg(x), y))), INT, x.span)
        return Expr("ite", (_cmp("ge", x, zero), _op("mod", x, y), _neg(_op("mod", _neg(x), y))), INT, x.span)

    def negative(x: Expr, y: Expr) -> Expr:  # for y < 0: x / y is -(x / -y), and x % y is x % -y
        return _neg(positive(x, _neg(y))) if op == "/" else positive(x, _neg(y))

    if b.op == "const" and b.data != 0:
        return positive(a, b) if b.data > 0 else negative(a, b)
    value = Expr("ite", (_cmp("gt", b, zero), positive(a, b), negative(a, b)), INT, a.span)
    return required(value, _cmp("ne", b, zero), "ZeroDivisionError", "divisor-not-zero", "the divisor is not zero")


def required(value: Expr, condition: Expr, exception: str, kind: str, message: str) -> Expr:
    return Expr("required", (value, condition), INT, value.span, (exception, kind, message))


def in_range(e: Expr, type_: str) -> Expr:
    low, high = RANGE[type_]
    return Expr("and", (_cmp("le", const(low, e.span), e), _cmp("le", e, const(high, e.span))), BOOL, e.span)


def constant(e: Any, unit: Unit) -> tuple[int, str]:
    """An integer constant and its type (C 6.4.4.1)."""
    text = e.value.lower()
    if e.type == "char" and len(e.value) == 3 and e.value.isascii():
        return ord(e.value[1]), "int"
    digits = text.rstrip("l")
    if "int" not in e.type or "u" in digits:
        raise Rejected("c-not-supported", unit.span(e), f"the constant {e.value} is not a signed integer",
                       "the language has int and long")  # fmt: skip
    octal = len(digits) > 1 and digits[0] == "0" and digits[1].isdigit()
    value = int(digits, 8 if octal else 0)
    type_ = "int" if value <= RANGE["int"][1] and digits == text else "long"
    if value > RANGE["long"][1] or type_ == "long" and digits == text and (octal or digits.startswith("0x")):
        raise Rejected("c-not-supported", unit.span(e), f"the constant {e.value} is no int or long", "")
    return value, type_


@define(eq=False)
class ExpressionReader:
    """Expressions in one function. `out` is where the statements go that they need."""

    unit: Unit
    c_int: str
    signatures: Mapping[str, Signature]
    constants: Mapping[str, tuple[int, str]]
    scopes: list[dict[str, Local]] = field(factory=list)
    out: list[Stmt] = field(factory=list)
    hidden: int = 0

    # --- names ----------------------------------------------------------------------------------------------------

    def lookup(self, name: str, node: Any) -> Local:
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        raise Rejected("name-unknown", self.unit.span(node), f"{name} is not a variable here", "declare it before")

    def temporary(self, word: str = "t") -> str:
        self.hidden += 1
        return f"${word}{self.hidden}"

    def reject(self, node: Any, what: str, hint: str = "") -> Rejected:
        return Rejected("c-not-supported", self.unit.span(node), f"{what} is not supported in C",
                        hint or "integers, assignments, if, while, for, do, calls, assert, assume and unknown() are")  # fmt: skip

    # --- values ---------------------------------------------------------------------------------------------------

    def condition(self, e: Any) -> Expr:
        return truth(self.value(e)[0])

    def integer(self, e: Any) -> tuple[Expr, str]:
        v, type_ = self.value(e)
        return number(v), type_

    def value(self, e: Any) -> tuple[Expr, str]:
        """The value (an integer or a condition) and its type."""
        kind = type(e).__name__
        method = getattr(self, "_" + kind.lower(), None)
        if method is None:
            raise self.reject(e, kind)
        found: tuple[Expr, str] = method(e)
        return found

    def _constant(self, e: Any) -> tuple[Expr, str]:
        n, type_ = constant(e, self.unit)
        return const(n, self.unit.span(e)), type_

    def _id(self, e: Any) -> tuple[Expr, str]:
        if not any(e.name in s for s in self.scopes):
            if e.name in self.constants:
                n, type_ = self.constants[e.name]
                return const(n, self.unit.span(e)), type_
        local = self.lookup(e.name, e)
        return var(local.name, self.unit.span(e)), local.type

    def _unaryop(self, e: Any) -> tuple[Expr, str]:
        if e.op in ("++", "--", "p++", "p--"):
            before = None
            local = self.target(e.expr)
            if e.op[0] == "p":
                before = self.temporary()
                self.out.append(Assign(self.unit.span(e), before, var(local.name, self.unit.span(e))))
            one = const(1, self.unit.span(e))
            step = self.arithmetic(e.op[-1], var(local.name, self.unit.span(e)), one, local.type, self.unit.span(e))
            self.out.append(Assign(self.unit.span(e), local.name, step))
            return var(before or local.name, self.unit.span(e)), local.type
        if e.op == "!":
            return negation(self.value(e.expr)[0]), "int"
        if e.op not in ("-", "+"):
            raise self.reject(e, f"the operator {e.op}")
        a, type_ = self.integer(e.expr)
        if e.op == "+" or a.op == "const" and self.c_int == "math":
            return (a if e.op == "+" else const(-a.data, a.span)), type_
        return self.fitted(_neg(a), type_, self.unit.span(e)), type_

    def _binaryop(self, e: Any) -> tuple[Expr, str]:
        span = self.unit.span(e)
        if e.op in ("&&", "||"):
            return self.logical(e), "int"
        if e.op not in _ARITHMETIC and e.op not in _COMPARISON and e.op not in ("/", "%"):
            raise self.reject(e, f"the operator {e.op}")
        (a, ta), (b, tb) = self.in_order([e.left, e.right])
        type_ = "long" if "long" in (ta, tb) else "int"
        if e.op in _COMPARISON:
            return Expr(_COMPARISON[e.op], (a, b), BOOL, span), "int"
        return self.arithmetic(e.op, a, b, type_, span), type_

    def in_order(self, operands: Sequence[Any]) -> list[tuple[Expr, str]]:
        """Operands of one operator or call, left to right; rejected when another order could mean something else."""
        found: list[tuple[Expr, str]] = []
        effects = [self.effects(x) for x in operands]
        for i, x in enumerate(operands):
            for a, b in ((effects[j], effects[i]) for j in range(i)):
                clash = sorted(a.writes & (b.reads | b.writes) | b.writes & a.reads)
                if clash:
                    raise Rejected("unsequenced", self.unit.span(x), f"{clash[0]} is changed and used in one expression, in no "
                                   "fixed order", "write two statements")  # fmt: skip
                if a.hides and (b.fails or b.calls):
                    raise Rejected("unsequenced", self.unit.span(x), "C leaves open which of these is evaluated first, and one of "
                                   "them may not return", "store the result of the call in a variable first")  # fmt: skip
            out, self.out = self.out, []
            v = self.integer(x)
            mine, self.out = self.out, out
            if mine:  # what comes before is evaluated before
                for j, (w, t) in enumerate(found):
                    if w.op not in ("const", "var"):
                        name = self.temporary()
                        self.out.append(Assign(w.span, name, w))
                        found[j] = var(name, w.span), t
            self.out.extend(mine)
            found.append(v)
        return found

    def arithmetic(self, op: str, a: Expr, b: Expr, type_: str, span: Span) -> Expr:
        if op in _ARITHMETIC:
            return self.fitted(Expr(_ARITHMETIC[op], (a, b), INT, span), type_, span)
        a, b = self.simple(a), self.simple(b)
        value = divided(op, a, b)
        if self.c_int == "math" or b.op == "const" and b.data != -1:
            return value
        # the least integer has no negative: both / and % are undefined there, also where other overflow wraps around
        quotient = value if op == "/" else divided("/", a, b)
        checked = self.fits(quotient, type_)
        return checked if op == "/" else Expr("after", (checked, value), INT, span)

    def simple(self, e: Expr) -> Expr:
        """An expression that may be written down several times."""
        if e.op in ("const", "var"):
            return e
        name = self.temporary()
        self.out.append(Assign(e.span, name, e))
        return var(name, e.span)

    def fitted(self, e: Expr, type_: str, span: Span) -> Expr:
        """The value of an operation, in the type that it has."""
        if self.c_int == "math":
            return e
        return self.fits(e, type_) if self.c_int == "checked" else self.wrapped(e, type_)

    def fits(self, e: Expr, type_: str) -> Expr:
        return required(e, in_range(e, type_), "OverflowError", "no-overflow", f"the result fits into {type_}")

    def wrapped(self, e: Expr, type_: str) -> Expr:
        half = const(RANGE[type_][1] + 1, e.span)
        return _op("sub", _op("mod", _op("add", e, half), const(2 * half.data, e.span)), half)

    def converted(self, e: Expr, source: str, to: str) -> Expr:
        """As if assigned to a variable of the type. (C leaves it to the compiler what a long becomes that is too large for int.)"""
        return self.fitted(number(e), to, e.span) if (source, to) == ("long", "int") else number(e)

    def logical(self, e: Any) -> Expr:
        """a && b, a || b: the second operand is evaluated only when the first does not decide."""
        span = self.unit.span(e)
        a = self.condition(e.left)
        out, self.out = self.out, []
        b = self.condition(e.right)
        mine, self.out = self.out, out
        if not mine:
            return Expr("and" if e.op == "&&" else "or", (a, b), BOOL, span)
        name = self.temporary()
        self.out.append(Assign(span, name, number(a)))
        mine.append(Assign(span, name, number(b)))
        first = truth(var(name, span))
        self.out.append(If(span, first if e.op == "&&" else negation(first), tuple(mine), ()))
        return truth(var(name, span))

    def _ternaryop(self, e: Any) -> tuple[Expr, str]:
        span = self.unit.span(e)
        c = self.condition(e.cond)
        parts: list[tuple[list[Stmt], Expr, str]] = []
        for branch in (e.iftrue, e.iffalse):
            out, self.out = self.out, []
            v, type_ = self.integer(branch)
            parts.append((self.out, v, type_))
            self.out = out
        (s1, a, ta), (s2, b, tb) = parts
        type_ = "long" if "long" in (ta, tb) else "int"
        if not s1 and not s2:
            return Expr("ite", (c, a, b), INT, span), type_
        name = self.temporary()
        then, orelse = (*s1, Assign(span, name, a)), (*s2, Assign(span, name, b))
        self.out.append(If(span, c, then, orelse))
        return var(name, span), type_

    # --- effects --------------------------------------------------------------------------------------------------

    def target(self, node: Any) -> Local:
        if type(node).__name__ != "ID":
            raise self.reject(node, "an assignment to something other than a variable")
        local = self.lookup(node.name, node)
        if local.constant:
            raise Rejected("c-not-supported", self.unit.span(node), f"{node.name} is const", "")
        return local

    def _assignment(self, e: Any) -> tuple[Expr, str]:
        span = self.unit.span(e)
        local = self.target(e.lvalue)
        if e.lvalue.name in self.effects(e.rvalue).writes:
            raise Rejected("unsequenced", span, f"{e.lvalue.name} is changed twice in one expression", "write two statements")
        v, type_ = self.integer(e.rvalue)
        if e.op != "=":
            op = e.op[:-1]
            if op not in _ARITHMETIC and op not in ("/", "%"):
                raise self.reject(e, f"the operator {e.op}")
            both = "long" if "long" in (type_, local.type) else "int"
            v, type_ = self.arithmetic(op, var(local.name, span), v, both, span), both
        self.out.append(Assign(span, local.name, self.converted(v, type_, local.type)))
        return var(local.name, span), local.type

    def _exprlist(self, e: Any) -> tuple[Expr, str]:
        *first, last = e.exprs
        for x in first:
            self.effect(x)
        return self.value(last)

    def _cast(self, e: Any) -> tuple[Expr, str]:
        to = type_of(e.to_type.type, self.unit, e)
        v, source = self.integer(e.expr)
        return self.converted(v, source, to), to

    def _funccall(self, e: Any) -> tuple[Expr, str]:
        result = self.call(e)
        if result is None:
            raise self.reject(e, f"{e.name.name}(...) inside an expression", "write it as a statement of its own")
        return result

    def call(self, e: Any) -> tuple[Expr, str] | None:
        """A call that is not assert or assume; None for a function that returns nothing."""
        name = e.name.name if type(e.name).__name__ == "ID" else ""
        span = self.unit.span(e)
        args = list(e.args.exprs) if e.args is not None else []
        if not name or any(name in s for s in self.scopes):
            raise self.reject(e, "a call of something other than a function")
        if name not in self.signatures:
            if name in syntax.UNKNOWN and not args:
                result = self.temporary("u")
                self.out.append(self.havoc(result, "int", span))
                return var(result, span), "int"
            if name in syntax.BUILTIN:
                raise self.reject(e, f"{name}(...) inside an expression, or with these arguments", "write it as a statement")
            raise Rejected("callee-unknown", span, f"{name} is not defined in this file",
                           "define it, or use unknown() for a value that is not known")  # fmt: skip
        signature = self.signatures[name]
        if len(args) != len(signature.params):
            raise Rejected("c-not-supported", span, f"{name} has {len(signature.params)} parameters, here are {len(args)}", "")
        values = self.in_order(args)
        given = tuple(self.converted(v, t, to) for (v, t), to in zip(values, signature.params))
        result = self.temporary("c")
        self.out.append(Call(span, result, name, given))
        return (var(result, span), signature.result) if signature.result else None

    def havoc(self, target: str, type_: str, span: Span) -> Havoc:
        low, high = (None, None) if self.c_int == "math" else RANGE[type_]
        return Havoc(span, target, low, high)

    def effect(self, e: Any) -> None:
        """Evaluates an expression whose value is not used."""
        kind = type(e).__name__
        if kind == "UnaryOp" and e.op in ("p++", "p--"):
            e = type(e)(e.op[1:], e.expr, e.coord)
        if kind == "FuncCall":
            self.call(e)
            return
        v, _ = self.value(e)
        if any(x.op == "required" for x in v.walk()):
            self.out.append(Eval(v.span, v))

    def effects(self, e: Any) -> Effects:
        """What evaluating an expression may do, by the names as written."""
        found = Effects()
        for _, child in e.children():
            found |= self.effects(child)
        kind = type(e).__name__
        if kind == "ID":
            return Effects(reads=frozenset({e.name}))
        if kind == "Assignment" or kind == "UnaryOp" and e.op in ("++", "--", "p++", "p--"):
            target = e.lvalue if kind == "Assignment" else e.expr
            found |= Effects(writes=frozenset({getattr(target, "name", "?")}))
        if kind == "FuncCall" and getattr(e.name, "name", "") in self.signatures:
            found |= Effects(calls=True, hides=self.signatures[e.name.name].hides)
        op = getattr(e, "op", "").removesuffix("=") if kind in ("BinaryOp", "Assignment", "UnaryOp") else ""
        if op in ("/", "%"):
            divisor = e.right if kind == "BinaryOp" else e.rvalue
            if not (type(divisor).__name__ == "Constant" and divisor.value.strip("0xXlL")):
                found |= Effects(fails=True)
        if self.c_int != "math" and op in ("+", "-", "*", "/", "%", "++", "--", "p++", "p--"):
            found |= Effects(fails=True)
        return found

    # --- annotations ----------------------------------------------------------------------------------------------

    def clause(self, c: syntax.Clause, names: Callable[[str], str | None]) -> Clause:
        """A formula or a term of an annotation, over mathematical integers. `names` gives the IR's name of a variable (and of
        `\\result`); values at entry are `$arg_NAME`."""
        formula = _Formula(self, names).value(c.tree)
        wanted = number(formula) if c.kind in ("loop variant", "decreases") else truth(formula)
        return Clause(wanted, c.text, c.span)


@define(eq=False)
class _Formula:
    reader: ExpressionReader
    names: Callable[[str], str | None]

    def value(self, e: Any) -> Expr:
        r, kind, span = self.reader, type(e).__name__, self.reader.unit.span(e)
        if kind == "Constant":
            return const(int(e.value, 0), span)
        if kind == "ID":
            return self.name(e, span)
        if kind == "TernaryOp":
            c, a, b = truth(self.value(e.cond)), number(self.value(e.iftrue)), number(self.value(e.iffalse))
            return Expr("ite", (c, a, b), INT, span)
        if kind == "UnaryOp":
            a = self.value(e.expr)
            return negation(a) if e.op == "!" else number(a) if e.op == "+" else _neg(number(a))
        if kind == "BinaryOp":
            return self.binary(e, span)
        if kind == "FuncCall":
            return self.at_entry(e, span)
        raise r.reject(e, kind)

    def name(self, e: Any, span: Span) -> Expr:
        if e.name in ("\\true", "\\false"):
            return Expr("const", (), BOOL, span, e.name == "\\true")
        found = self.names(e.name)
        if found is not None:
            return var(found, span)
        if e.name in self.reader.constants:
            return const(self.reader.constants[e.name][0], span)
        raise Rejected("name-unknown", span, f"{e.name} is not a variable here", "\\result stands only in ensures of a function "
                       "that returns something" if e.name == _RESULT else "")  # fmt: skip

    def binary(self, e: Any, span: Span) -> Expr:
        a, b = self.value(e.left), self.value(e.right)
        if e.op in ("&&", "||"):
            return Expr("and" if e.op == "&&" else "or", (truth(a), truth(b)), BOOL, span)
        if e.op == "==>":
            return Expr("or", (negation(a), truth(b)), BOOL, span)
        if e.op == "<==>" or e.op in ("==", "!=") and a.sort == b.sort == BOOL:
            return Expr("ne" if e.op == "!=" else "eq", (number(truth(a)), number(truth(b))), BOOL, span)
        if e.op in _COMPARISON:
            return Expr(_COMPARISON[e.op], (number(a), number(b)), BOOL, span)
        if e.op in _ARITHMETIC:
            return Expr(_ARITHMETIC[e.op], (number(a), number(b)), INT, span)
        return divided(e.op, number(a), number(b))

    def at_entry(self, e: Any, span: Span) -> Expr:
        args = e.args.exprs
        pre = e.name.name == "\\old" and len(args) == 1
        pre = pre or e.name.name == "\\at" and len(args) == 2 and getattr(args[1], "name", "") in ("Pre", "Old")
        if not pre:
            raise Rejected("acsl-not-understood", span, f"{e.name.name}(...) is not understood in an annotation",
                           "\\old(e) and \\at(e, Pre) are")  # fmt: skip
        return _Formula(self.reader, lambda n: self.parameter(n)).value(args[0])

    def parameter(self, name: str) -> str | None:
        return f"$arg_{name}" if name in self.reader.scopes[0] else None


def type_of(node: Any, unit: Unit, at: Any) -> str:
    """`int` or `long` of a TypeDecl, or "" for void. Raises `Rejected` for any other type."""
    names: Iterable[str] = getattr(getattr(node, "type", None), "names", ())
    words = sorted(names)
    if type(node).__name__ == "TypeDecl":
        if words in (["int"], ["signed"], ["int", "signed"]):
            return "int"
        if "long" in words and set(words) <= {"long", "int", "signed"}:
            return "long"
        if words == ["void"]:
            return ""
    shown = " ".join(names) or type(node).__name__
    raise Rejected("c-not-supported", unit.span(at), f"the type {shown} is not supported in C",
                   "int, long and long long are (for an unsigned one: int with `requires x >= 0`)")  # fmt: skip
