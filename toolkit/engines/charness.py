"""Runs C functions on given values, inside the sandbox: an interpreter of pycparser's tree, which arrives as JSON.

It knows nothing of the reader and the IR, so that a run is evidence of its own. Exact arithmetic: integers without bounds, or 32
and 64 bits with undefined (`checked`) or wrapping overflow. Operands are evaluated left to right. A program of its own: it
imports nothing of ours and reads its request from standard input, one JSON object; it writes one JSON line per call.
Source: ISO/IEC 9899:2018, 6.5 (expressions), 6.8 (statements), 5.1.2.2.3 (the end of main).
"""

from __future__ import annotations

import json
import sys
from typing import Any

STEPS = 1_000_000  # of one call
BITS = 4_000  # of the largest integer
DEPTH = 200  # calls inside each other
RANGE = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}
ASSUME = ("assume", "__VERIFIER_assume")
ASSERT = ("assert", "__VERIFIER_assert")
FAIL = ("__VERIFIER_error", "reach_error")
UNKNOWN = ("unknown", "unknown_int", "nondet", "nondet_int", "__VERIFIER_nondet_int")
LOOPS = ("While", "DoWhile", "For")

Node = dict[str, Any]
Value = tuple[int, str]


class Blocked(Exception):
    """The run is none of the program: a precondition or an assumption is false, or a given value is not of its type."""


class Limit(Exception):
    """Too many steps, too deep, or an integer that is too large."""


class Undefined(Exception):
    """C says nothing of what happens here; what it was, and its line."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what, self.line = what, line


class Broken(Exception):
    """A promise is broken: kind of it, what happened, the clause and its line."""

    def __init__(self, kind: str, outcome: str, clause: str, line: int) -> None:
        super().__init__(outcome)
        self.kind, self.outcome, self.clause, self.line = kind, outcome, clause, line


class Leave(Exception):
    """break, continue or return."""

    def __init__(self, how: str, value: Value | None = None) -> None:
        super().__init__(how)
        self.how, self.value = how, value


class Variable:
    def __init__(self, value: int, type_: str) -> None:
        self.value, self.type = value, type_


class Frame:
    """A call: scopes, innermost last; what the parameters were."""

    def __init__(self, name: str, entry: dict[str, int], params: dict[str, Variable]) -> None:
        self.name, self.entry, self.scopes = name, entry, [params]

    def find(self, name: str) -> Variable | None:
        return next((s[name] for s in reversed(self.scopes) if name in s), None)


class Machine:
    """One run of one function."""

    def __init__(self, request: Node, choices: list[int]) -> None:
        self.functions: dict[str, Node] = request["functions"]
        self.constants: dict[str, list[Any]] = request["constants"]
        self.width: str = request["c_int"]
        self.choices = choices
        self.drawn = 0
        self.steps = STEPS
        self.depth = 0
        self.where = ""  # the function that is running
        self.witness: list[str] = []

    # --- functions ------------------------------------------------------------------------------------------------

    def call(self, name: str, args: list[int], root: bool, line: int) -> Value | None:
        f = self.functions[name]
        self.depth += 1
        if self.depth > DEPTH:
            raise Limit
        outer, self.where = self.where, name
        entry = dict(zip(f["params"], args))
        frame = Frame(name, entry, {p: Variable(a, t) for p, a, t in zip(f["params"], args, f["types"])})
        for c in self.clauses(f, "requires"):
            if not self.formula(c, frame, None):
                if root:
                    raise Blocked
                raise Broken("precondition-at-call", f"line {line}: {name}({', '.join(map(str, args))})", c["text"], c["line"])
        value: Value | None = None
        try:
            self.statement(f["body"], frame)
            if name == "main" and f["result"]:
                value = (0, f["result"])
        except Leave as way:
            value = way.value and (self.convert(way.value, f["result"], line), f["result"])
        for c in self.clauses(f, "ensures"):
            if value is None and f["result"]:
                raise Undefined(f"{name} ends without returning a value", f["line"])
            if not self.formula(c, frame, value, after=True):
                given = "" if value is None else f"returned {value[0]}"
                raise Broken("ensures", given, c["text"], c["line"])
        self.depth -= 1
        self.where = outer
        return value

    def clauses(self, node: Node, kind: str) -> list[Node]:
        return [c for c in node["acsl"] if c["kind"] == kind]

    def draw(self, type_: str, what: str, line: int) -> int:
        """The next value that nothing determines."""
        value = self.choices[self.drawn] if self.drawn < len(self.choices) else 0
        self.drawn += 1
        if self.width != "math" and not RANGE[type_][0] <= value <= RANGE[type_][1]:
            raise Blocked
        self.witness.append(f"line {line}: {what} is {value}")
        return value

    # --- statements -----------------------------------------------------------------------------------------------

    def spend(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise Limit

    def statement(self, s: Node | None, frame: Frame) -> None:
        if s is None:
            return
        self.spend()
        kind = s["_"]
        if kind == "Compound":
            self.scoped(s["block_items"] or [], frame)
        elif kind == "Decl":
            self.declare(s, frame)
        elif kind == "DeclList":
            for d in s["decls"]:
                self.declare(d, frame)
        elif kind == "If":
            if self.value(s["cond"], frame)[0] != 0:
                self.scoped([s["iftrue"]], frame)
            else:
                self.scoped([s["iffalse"]], frame)
        elif kind in LOOPS:
            frame.scopes.append({})
            try:
                if kind == "For" and s["init"] is not None:
                    self.statement(s["init"], frame)
                self.loop(s, frame)
            finally:
                frame.scopes.pop()
        elif kind == "Return":
            raise Leave("return", self.value(s["expr"], frame) if s["expr"] is not None else None)
        elif kind in ("Break", "Continue"):
            raise Leave(kind.lower())
        elif kind == "FuncCall":
            self.funccall(s, frame)
        elif kind != "EmptyStatement":
            self.value(s, frame)

    def scoped(self, items: list[Node | None], frame: Frame) -> None:
        frame.scopes.append({})
        try:
            for item in items:
                self.statement(item, frame)
        finally:
            frame.scopes.pop()

    def declare(self, d: Node, frame: Frame) -> None:
        type_ = "long" if "long" in d["type"]["type"]["names"] else "int"
        if d["init"] is None:
            value = self.draw(type_, f"{d['name']}, not initialised,", d["line"])
        else:
            value = self.convert(self.value(d["init"], frame), type_, d["line"])
        frame.scopes[-1][d["name"]] = Variable(value, type_)

    def loop(self, s: Node, frame: Frame) -> None:
        invariants, variants = self.clauses(s, "loop invariant"), self.clauses(s, "loop variant")
        test_first = s["_"] != "DoWhile"
        while True:
            self.spend()
            for c in invariants:
                if not self.formula(c, frame, None):
                    raise Broken("invariant", self.variables(c["tree"], frame), c["text"], c["line"])
            before = [self.term(c, frame) for c in variants]
            if test_first and s["cond"] is not None and self.value(s["cond"], frame)[0] == 0:
                return
            try:
                self.scoped([s["stmt"]], frame)
            except Leave as way:
                if way.how == "break":
                    return
                if way.how == "return":
                    raise
            if s["_"] == "For" and s["next"] is not None:
                self.value(s["next"], frame) if s["next"]["_"] != "FuncCall" else self.funccall(s["next"], frame)
            if not test_first and self.value(s["cond"], frame)[0] == 0:
                return
            for c, b in zip(variants, before):
                now = self.term(c, frame)
                if b < 0 or now >= b:
                    raise Broken("measure", f"it was {b} and is {now} after the iteration", c["text"], c["line"])

    # --- expressions ----------------------------------------------------------------------------------------------

    def value(self, e: Node, frame: Frame) -> Value:
        self.spend()
        kind = e["_"]
        if kind == "Constant":
            return e["number"], e["width"]
        if kind == "ID":
            v = frame.find(e["name"])
            if v is not None:
                return v.value, v.type
            n, type_ = self.constants[e["name"]]
            return n, type_
        if kind == "BinaryOp":
            return self.binary(e, frame)
        if kind == "UnaryOp":
            return self.unary(e, frame)
        if kind == "Assignment":
            return self.assign(e, frame)
        if kind == "TernaryOp":
            chosen = e["iftrue"] if self.value(e["cond"], frame)[0] != 0 else e["iffalse"]
            return self.value(chosen, frame)[0], self.type_of(e, frame)
        if kind == "ExprList":
            for x in e["exprs"][:-1]:
                self.statement(x, frame)
            return self.value(e["exprs"][-1], frame)
        if kind == "Cast":
            type_ = "long" if "long" in e["to_type"]["type"]["type"]["names"] else "int"
            return self.convert(self.value(e["expr"], frame), type_, e["line"]), type_
        assert kind == "FuncCall", kind
        result = self.funccall(e, frame)
        if result is None:
            raise Undefined("the value of a call is used that returned none", e["line"])
        return result

    def type_of(self, e: Node, frame: Frame) -> str:
        """The type of an expression that is not evaluated (the other branch of `?:` counts, too)."""
        kind = e["_"]
        if kind == "Constant":
            return str(e["width"])
        if kind == "ID":
            v = frame.find(e["name"])
            return v.type if v is not None else str(self.constants[e["name"]][1])
        if kind == "Cast":
            return "long" if "long" in e["to_type"]["type"]["type"]["names"] else "int"
        if kind == "ExprList":
            return self.type_of(e["exprs"][-1], frame)
        if kind == "FuncCall":
            f = self.functions.get(e["name"]["name"])
            return str(f["result"]) if f is not None else "int"
        if kind == "BinaryOp" and e["op"] not in ("+", "-", "*", "/", "%") or kind == "UnaryOp" and e["op"] == "!":
            return "int"
        parts = {"BinaryOp": ("left", "right"), "UnaryOp": ("expr",), "Assignment": ("lvalue",), "TernaryOp": ("iftrue", "iffalse")}
        return "long" if "long" in [self.type_of(e[p], frame) for p in parts[kind]] else "int"

    def binary(self, e: Node, frame: Frame) -> Value:
        op = e["op"]
        if op in ("&&", "||"):
            first = self.value(e["left"], frame)[0] != 0
            if first == (op == "||"):
                return int(first), "int"
            return int(self.value(e["right"], frame)[0] != 0), "int"
        a, ta = self.value(e["left"], frame)
        b, tb = self.value(e["right"], frame)
        return self.operate(op, a, b, "long" if "long" in (ta, tb) else "int", e["line"])

    def operate(self, op: str, a: int, b: int, type_: str, line: int) -> Value:
        compared = {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
        if op in compared:
            return int(compared[op]), "int"
        if op in ("/", "%"):
            if b == 0:
                raise Undefined("division by zero", line)
            quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
            if self.width != "math" and not RANGE[type_][0] <= quotient <= RANGE[type_][1]:
                raise Undefined(f"the quotient {quotient} does not fit into {type_}", line)
            return (quotient if op == "/" else a - b * quotient), type_
        if op == "*" and a.bit_length() + b.bit_length() > BITS:
            raise Limit
        return self.fit({"+": a + b, "-": a - b, "*": a * b}[op], type_, line), type_

    def fit(self, n: int, type_: str, line: int) -> int:
        """The value of an operation in its type."""
        if n.bit_length() > BITS:
            raise Limit
        low, high = RANGE[type_]
        if self.width == "math" or low <= n <= high:
            return n
        if self.width == "checked":
            raise Undefined(f"overflow: {n} does not fit into {type_}", line)
        return (n - low) % (high - low + 1) + low

    def convert(self, v: Value, type_: str, line: int) -> int:
        return self.fit(v[0], type_, line) if v[1] != type_ else v[0]

    def unary(self, e: Node, frame: Frame) -> Value:
        op = e["op"]
        if op in ("++", "--", "p++", "p--"):
            v = frame.find(e["expr"]["name"])
            assert v is not None
            before = v.value
            v.value = self.operate(op[-1], before, 1, v.type, e["line"])[0]
            return (before if op[0] == "p" else v.value), v.type
        n, type_ = self.value(e["expr"], frame)
        if op == "!":
            return int(n == 0), "int"
        return (n if op == "+" else self.fit(-n, type_, e["line"])), type_

    def assign(self, e: Node, frame: Frame) -> Value:
        new = self.value(e["rvalue"], frame)
        v = frame.find(e["lvalue"]["name"])
        assert v is not None
        if e["op"] != "=":
            both = "long" if "long" in (v.type, new[1]) else "int"
            new = self.operate(e["op"][:-1], v.value, new[0], both, e["line"])
        v.value = self.convert(new, v.type, e["line"])
        return v.value, v.type

    def funccall(self, e: Node, frame: Frame) -> Value | None:
        name = e["name"]["name"]
        args = e["args"]["exprs"] if e["args"] is not None else []
        if name in self.functions:
            values = [self.value(a, frame) for a in args]
            types = self.functions[name]["types"]
            return self.call(name, [self.convert(v, t, e["line"]) for v, t in zip(values, types)], False, e["line"])
        if name in UNKNOWN:
            return self.draw("int", f"{name}()", e["line"]), "int"
        if name in FAIL:
            raise Broken("assertion", f"{name}() is reached", f"{name}()", e["line"])
        holds = self.value(args[0], frame)[0] != 0
        if name in ASSUME and not holds:
            raise Blocked
        if name in ASSERT and not holds:
            raise Broken("assertion", self.variables(args[0], frame), e["text"], e["line"])
        return None

    def variables(self, e: Node, frame: Frame) -> str:
        """What an expression reads: `x = 1, y = 2`."""
        names: dict[str, None] = {}

        def look(node: Any) -> None:
            if isinstance(node, dict):
                if node.get("_") == "ID":
                    names[node["name"]] = None
                for child in node.values():
                    look(child)
            elif isinstance(node, list):
                for child in node:
                    look(child)

        look(e)
        found = [(n, frame.find(n)) for n in names]
        return ", ".join(f"{n} = {v.value}" for n, v in found if v is not None) or "it is false"

    # --- annotations ----------------------------------------------------------------------------------------------

    def formula(self, c: Node, frame: Frame, result: Value | None, after: bool = False) -> bool:
        return self.term(c, frame, result, after) != 0

    def term(self, c: Node, frame: Frame, result: Value | None = None, after: bool = False) -> int:
        """The value of a clause, over mathematical integers. In ensures, parameters are what they were at entry."""
        try:
            return self.logic(c["tree"], frame, result, after)
        except ZeroDivisionError:
            raise Broken("clause", "division by zero in the clause", c["text"], c["line"]) from None

    def logic(self, e: Node, frame: Frame, result: Value | None, entry: bool) -> int:
        self.spend()
        kind = e["_"]
        if kind == "Constant":
            return int(e["number"])
        if kind == "ID":
            return self.named(e["name"], frame, result, entry)
        if kind == "FuncCall":  # \old(e), \at(e, Pre)
            return self.logic(e["args"]["exprs"][0], frame, result, True)

        def of(part: str) -> int:
            return self.logic(e[part], frame, result, entry)

        if kind == "TernaryOp":
            return of("iftrue") if of("cond") != 0 else of("iffalse")
        op = e["op"]
        if kind == "UnaryOp":
            n = of("expr")
            return int(n == 0) if op == "!" else n if op == "+" else -n
        if op in ("&&", "||", "==>"):
            first = of("left") != 0
            if op == "&&" and not first:
                return 0
            if op == "||" and first or op == "==>" and not first:
                return 1
            return int(of("right") != 0)
        a, b = of("left"), of("right")
        if op == "<==>":
            return int((a != 0) == (b != 0))
        if op in ("/", "%"):
            q = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
            return q if op == "/" else a - b * q
        if op == "*" and a.bit_length() + b.bit_length() > BITS:
            raise Limit
        arithmetic = {"+": a + b, "-": a - b, "*": a * b} if op in "+-*" else {
            "==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}  # fmt: skip
        return int(arithmetic[op])

    def named(self, name: str, frame: Frame, result: Value | None, entry: bool) -> int:
        if name in ("\\true", "\\false"):
            return int(name == "\\true")
        if name == "\\result":
            assert result is not None
            return result[0]
        if entry and name in frame.entry:
            return frame.entry[name]
        v = None if entry else frame.find(name)
        return v.value if v is not None else int(self.constants[name][0])


def run(request: Node, call: Node) -> list[Any]:
    """One call: status, kind, outcome, clause, line, function, witness."""
    m = Machine(request, call["choices"])
    name = request["function"]
    shown = ", ".join(f"{p} = {v}" for p, v in zip(request["functions"][name]["params"], call["args"]))
    try:
        if request["c_int"] != "math":
            types = request["functions"][name]["types"]
            if any(not RANGE[t][0] <= a <= RANGE[t][1] for a, t in zip(call["args"], types)):
                raise Blocked
        value = m.call(name, call["args"], True, 0)
    except Blocked:
        return ["precondition", "", "", "", 0, "", []]
    except (Limit, RecursionError, MemoryError):
        return ["resource", "", "too many steps, too deep, or too large an integer", "", 0, "", []]
    except Undefined as e:
        if "without returning" in e.what:
            return ["error", "", e.what, "", e.line, m.where, m.witness]
        return ["broken", "exception", e.what, "", e.line, m.where, [*m.witness, f"line {e.line}: {e.what}"]]
    except Broken as e:
        end = f"line {e.line}: {e.clause} does not hold ({e.outcome})"
        return ["broken", e.kind, e.outcome, e.clause, e.line, m.where, [*([f"{name}: {shown}"] if shown else []), *m.witness, end]]
    return ["ok", "", "" if value is None else str(value[0]), "", 0, "", m.witness]


def main() -> None:
    sys.setrecursionlimit(20_000)
    if hasattr(sys, "set_int_max_str_digits"):
        sys.set_int_max_str_digits(0)
    request = json.load(sys.stdin)
    for i, call in enumerate(request["calls"]):
        print(json.dumps([i, *run(request, call)]), flush=True)


if __name__ == "__main__":
    main()
