"""The reference meaning of the IR: it runs functions on Python values. Every back end is tested against it, and it against
CPython. It also tries inputs quickly, in process, where running the user's own code would need the sandbox.

Lists are Python lists, shared by reference as in CPython: what `aliases` claims is not used here, so a wrong claim shows up
as a difference."""

from __future__ import annotations

import copy
import functools
import operator
from collections.abc import Callable
from typing import Any

from attrs import define, field, frozen

from toolkit.core.exceptions import covers, meets
from toolkit.core.ir import (
    CHOICES,
    FLOAT,
    Assert,
    Assign,
    Assume,
    Block,
    Break,
    Call,
    Clause,
    Continue,
    Eval,
    Expr,
    Free,
    Function,
    Havoc,
    If,
    Loop,
    Module,
    Raise,
    Return,
    Stmt,
    Target,
    Try,
    Unbind,
    Update,
)
from toolkit.core.ops import OPS
from toolkit.core.source import Span

Env = dict[str, Any]
Run = Callable[[Env], Any]


class Violated(Exception):
    """A contract is broken. `kind` as in a goal; `root` is true when it is the outermost function's own clause."""

    def __init__(self, kind: str, span: Span, text: str, root: bool) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind, self.span, self.text, self.root = kind, span, text, root


class OutOfFuel(Exception):
    """The run took more steps than it was given."""


class LeavesLanguage(Exception):
    """The value has no meaning in the language (an int to a negative power is a float)."""


class Ignored(Exception):
    """The input does not meet the precondition, or an assumption is false."""


class Raised(Exception):
    """An exception of the program, with its name."""

    def __init__(self, name: str, span: Span) -> None:
        super().__init__(name)
        self.name, self.span = name, span


@frozen
class Outcome:
    """`status`: returned, raised, violated, ignored, unknown (out of fuel, or outside the language)."""

    status: str
    value: Any = None
    exception: str = ""
    kind: str = ""
    span: Span | None = None


@define(eq=False)
class Interpreter:
    """Runs functions of one module. `check` evaluates contracts; without it only the code runs."""

    module: Module
    check: bool = True
    fuel: int = 20_000
    on_head: Callable[[Loop, Env], None] | None = None  # told of every evaluation of a loop's condition
    _choices: tuple[int, ...] = ()
    _drawn: int = 0
    _left: int = 0
    _depth: int = 0
    _code: dict[int, Run] = field(factory=dict)
    _keep: list[Any] = field(factory=list)

    def run(self, name: str, args: Env) -> Outcome:
        """Calls a function with Python values (which it may change); what `Havoc` gives is in `args` as `CHOICES`."""
        self._left, self._depth = self.fuel, 0
        self._choices, self._drawn = tuple(args.get(CHOICES, ())), 0
        try:
            f = self.module.functions[name]
            value = self._call(f, [args[p.name] for p in f.params], True)
        except Ignored:
            return Outcome("ignored")
        except (OutOfFuel, LeavesLanguage, RecursionError, MemoryError, OverflowError):
            return Outcome("unknown")
        except Violated as v:
            return Outcome("violated", None, "", v.kind, v.span)
        except Raised as e:
            return Outcome("raised", None, e.name, "", e.span)
        return Outcome("returned", value)

    @property
    def spent(self) -> int:
        """Steps that the last run took."""
        return self.fuel - max(self._left, 0)

    def spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise OutOfFuel

    # --- functions ------------------------------------------------------------------------------------------------

    def _call(self, f: Function, args: list[Any], root: bool) -> Any:
        self.spend()
        self._depth += 1
        if self._depth > 150:
            raise OutOfFuel
        env: Env = {p.name: a for p, a in zip(f.params, args)}
        if self.check:
            for c in f.requires:
                if not self._truth(c, env, root):
                    if root:
                        raise Ignored
                    raise Violated("precondition", c.span, c.text, False)
        needs_old = self.check and any(
            x.op == "var" and str(x.data).startswith("$old.") for c in f.ensures for x in c.expr.walk()
        )
        expected = [r for r in f.raises if r.condition and self._truth(r.condition, env, root)] if self.check else []
        for p, a in zip(f.params, args):
            env[f"$arg_{p.name}"] = a
            if needs_old:
                env[f"$old.{p.name}"] = copy.deepcopy(a)
        try:
            signal = self._block(f.body, env) if f.body or not f.external else external.run(f, args)
        except Raised as e:
            self._depth -= 1
            self._raised(f, e, expected, root)
            raise
        value = signal[1] if isinstance(signal, tuple) else None
        self._depth -= 1
        if self.check:
            if expected:
                raise Violated("exception-raised", expected[0].span, "", root)
            env["$result"] = value
            for c in f.ensures if root or not f.external else ():  # a contract that speaks of itself would never end
                if not self._truth(c, env, root):
                    raise Violated("postcondition", c.span, c.text, root)
        return value

    def _raised(self, f: Function, e: Raised, expected: list[Any], root: bool) -> None:
        if not self.check:
            return
        declared = [r for r in f.raises if covers(r.exception, e.name, self.module.exceptions)]
        if declared and not any(r.condition is None or r in expected for r in declared):
            raise Violated("exception-allowed", e.span, e.name, root)
        if not declared and root:
            raise Violated("exception", e.span, e.name, root)

    def holds(self, c: Clause, env: Env) -> bool:
        """The truth of a clause in a state that `on_head` showed; False when it raises or names what has no value."""
        depth = self._depth
        try:
            return self._truth(c, env, False)
        except (Violated, OutOfFuel, LeavesLanguage):
            return False
        finally:
            self._depth = depth

    def _truth(self, c: Clause, env: Env, root: bool) -> bool:
        try:
            return bool(self._expr(c.expr)(env))
        except Raised as e:
            raise Violated("clause-defined", c.span, e.name, root) from None
        except (TypeError, AttributeError) as e:
            if env.get("$result", 0) is not None:
                raise
            raise Violated("clause-defined", c.span, type(e).__name__, root) from None  # the function's end was reached instead

    # --- statements -----------------------------------------------------------------------------------------------

    def _block(self, block: Block, env: Env) -> Any:
        for s in block:
            signal = self._statement(s, env)
            if signal is not None:
                return signal
        return None

    def _statement(self, s: Stmt, env: Env) -> Any:
        match s:
            case Assign(target=t, value=v):
                env[t] = self._expr(v)(env)
            case Havoc():
                env[s.target] = self._draw(s)
            case Eval(value=v):
                self._expr(v)(env)
            case Update():
                self._update(s, env)
            case If(cond=c, then=a, orelse=b):
                return self._block(a if self._expr(c)(env) else b, env)
            case Loop():
                return self._loop(s, env)
            case Return(value=v):
                return ("return", self._expr(v)(env))
            case Break():
                return "break"
            case Continue():
                return "continue"
            case Raise(exception=e):
                if e.startswith("$"):
                    again: Raised = env[e]
                    raise again
                raise Raised(e, s.span)
            case Try():
                return self._try(s, env)
            case Unbind(target=t):
                self._read(t, env, s.span)
                del env[t]
            case Assert(cond=c):
                if not self._expr(c)(env):
                    raise Raised("AssertionError", s.span)
            case Assume(cond=c):
                if self.check and not self._expr(c)(env):
                    raise Ignored
            case Call(target=t, function=f, args=args):
                values = [self._expr(a)(env) for a in args]
                env[t] = self._call(self.module.functions[f], values, False)
        return None

    def _draw(self, s: Havoc) -> int:
        value = self._choices[self._drawn] if self._drawn < len(self._choices) else 0
        self._drawn += 1
        if s.low is not None and value < s.low or s.high is not None and value > s.high:
            raise Ignored
        return value

    def _try(self, s: Try, env: Env) -> Any:
        """What a `final` does instead of going on (return, break, continue, raise) replaces what was under way."""
        try:
            signal = self._guarded(s, env)
        except Raised:
            signal = self._block(s.final, env)
            if signal is None:
                raise
            return signal
        after = self._block(s.final, env)
        return signal if after is None else after

    def _guarded(self, s: Try, env: Env) -> Any:
        try:
            signal = self._block(s.body, env)
        except Raised as e:
            for h in s.handlers:
                if meets(h.exceptions, e.name, True, self.module.exceptions):
                    env[h.label] = e
                    return self._block(h.body, env)
            raise
        return self._block(s.orelse, env) if signal is None else signal

    def _update(self, u: Update, env: Env) -> None:
        target = self._read(u.root, env, u.span)
        for p in u.path:
            if isinstance(p, int):
                target = target[p]
            else:
                target = self._item(target, self._expr(p)(env), p.span)
        args = [self._expr(a)(env) for a in u.args]
        result = None
        if u.kind in CHANGES:
            try:
                result = CHANGES[u.kind](target, args)
            except (KeyError, IndexError) as e:
                raise Raised(type(e).__name__, u.span) from None
        elif u.kind == "append":
            target.append(args[0])
        elif u.kind == "extend":
            target.extend(args[0])
        elif u.kind == "insert":
            target.insert(args[0], args[1])
        elif u.kind == "setattr":
            target.values[args[0]] = args[1]
        elif u.kind == "setslice":
            target[args[0] : args[1]] = args[2]
        elif u.kind == "swap":
            self._swap(target, args[0], args[1], u.span)
        elif u.kind in ("permute", "drop"):
            target[:] = args[0]
        elif u.kind == "setitem":
            try:
                target[args[0]] = args[1]
            except IndexError:
                raise Raised("IndexError", u.span) from None
        else:
            try:
                result = target.pop(*args)
            except IndexError:
                raise Raised("IndexError", u.span) from None
        if u.result is not None:
            env[u.result] = result

    @staticmethod
    def _swap(target: list[Any], i: int, j: int, span: Span) -> None:
        try:
            target[i], target[j] = target[j], target[i]
        except IndexError:
            raise Raised("IndexError", span) from None

    def _loop(self, s: Loop, env: Env) -> Any:
        last: tuple[int, ...] | None = None
        while True:
            self.spend()
            signal = self._block(s.head, env)
            if signal is not None:
                return signal
            if self.on_head is not None:
                self.on_head(s, env)
            go = self._expr(s.cond)(env)
            if not go:
                return self._block(s.orelse, env)
            if self.check:
                for c in s.invariants:
                    if not self._truth(c, env, False):
                        raise Violated("invariant", c.span, c.text, False)
                if s.measure:
                    now = tuple(self._expr(c.expr)(env) for c in s.measure)
                    if last is not None and not (now < last and next(b for b, n in zip(last, now) if b != n) >= 0):
                        raise Violated("measure", s.span, "", False)
                    last = now
            signal = self._block(s.body, env)
            if signal == "break":
                return None
            if isinstance(signal, tuple):
                return signal
            signal = self._block(s.step, env)

    # --- expressions ----------------------------------------------------------------------------------------------

    def _expr(self, e: Expr) -> Run:
        code = self._code.get(id(e))
        if code is None:
            code = self._compile(e)
            self._code[id(e)] = code
            self._keep.append(e)
        return code

    def _read(self, name: str, env: Env, span: Span) -> Any:
        try:
            return env[name]
        except KeyError:
            if "." in name:  # a field that __init__ has not set
                raise LeavesLanguage from None
            raise Raised("NameError" if isinstance(name, Free) else "UnboundLocalError", span) from None

    def _item(self, xs: Any, i: int, span: Span) -> Any:
        try:
            return xs[i]
        except (IndexError, KeyError) as e:
            raise Raised(type(e).__name__, span) from None

    def _compile(self, e: Expr) -> Run:
        span, args = e.span, [self._expr(a) for a in e.args] if e.op != "quant" else []
        if e.op in OPERATIONS:
            return OPERATIONS[e.op](self, e, args)
        match e.op:
            case "const":
                value = e.data
                return lambda env: value
            case "var":
                name = e.data
                return lambda env: self._read(name, env, span)
            case "and":
                a, b = args
                return lambda env: a(env) and b(env)
            case "or":
                a, b = args
                return lambda env: a(env) or b(env)
            case "ite":
                c, a, b = args
                return lambda env: a(env) if c(env) else b(env)
            case "after":
                a, b = args
                return lambda env: (a(env), b(env))[1]
            case "eq":
                a, b = args
                return lambda env: a(env) == b(env)
            case "ne":
                a, b = args
                return lambda env: a(env) != b(env)
            case "tuple":
                return lambda env: tuple(x(env) for x in args)
            case "list":
                return lambda env: [x(env) for x in args]
            case "proj":
                i, a = e.data, args[0]
                return lambda env: a(env)[i]
            case "index":
                a, b = args
                return lambda env: self._item(a(env), b(env), span)
            case "at":
                element, b = self._sequence(e.args[0])[1], args[1]
                return lambda env: element(env, b(env))
            case "len":
                return self._sequence(e.args[0])[0]
            case "slice":
                return self._slice(e, args)
            case "concat":
                a, b = args
                return lambda env: a(env) + b(env)
            case "repeat":
                a, b = args if not e.data else (args[1], args[0])

                def repeat(env: Env) -> Any:
                    x, y = a(env), b(env)
                    sizes = [len(v) if isinstance(v, (list, tuple, str, bytes)) else v for v in (x, y)]
                    if max(sizes[0], 1) * max(sizes[1], 1) > 10**6:
                        raise OutOfFuel
                    return x * y

                return repeat
            case "in":
                a, b = args
                return lambda env: a(env) in b(env)
            case "range":

                def counting(env: Env) -> Any:
                    bounds = [a(env) for a in args]
                    if bounds[2] == 0:
                        raise Raised("ValueError", span)
                    return bounded(range(*bounds))

                return counting
            case "tolist":
                return lambda env: list(args[0](env))
            case "enumerate":
                return lambda env: list(enumerate(args[0](env), args[1](env)))
            case "zip":

                def zipped(env: Env) -> Any:
                    try:
                        return list(zip(*(a(env) for a in args), strict=bool(e.data)))
                    except ValueError:
                        raise Raised("ValueError", span) from None

                return zipped
            case "reversed":
                return lambda env: list(args[0](env))[::-1]
            case "chars":
                return lambda env: list(args[0](env))
            case "call":
                f = self.module.functions[e.data]
                return lambda env: self._call(f, [a(env) for a in args], False)
            case "quant":
                return self._quant(e)
            case "mul":

                def times(env: Env) -> int:
                    a_, b_ = args[0](env), args[1](env)
                    if a_.bit_length() + b_.bit_length() > 20_000:
                        raise OutOfFuel
                    return int(a_ * b_)

                return times
            case "pow":

                def power(env: Env) -> int:
                    b, x = args[0](env), args[1](env)
                    if x < 0:
                        raise LeavesLanguage
                    if abs(x) > 10_000 or abs(b) > 10**12 and x > 100:
                        raise OutOfFuel
                    return int(b**x)

                return power
            case "lshift" | "rshift":

                def shift(env: Env) -> int:
                    a_, n = args[0](env), args[1](env)
                    if n < 0:
                        raise Raised("ValueError", span)
                    if n > 10_000:
                        raise OutOfFuel
                    return int(a_ << n if e.op == "lshift" else a_ >> n)

                return shift
            case "floordiv" | "mod":

                def divide(env: Env) -> int:
                    a_, b_ = args[0](env), args[1](env)
                    if b_ == 0:
                        raise Raised("ZeroDivisionError", span)
                    return int(a_ // b_ if e.op == "floordiv" else a_ % b_)

                return divide
        run = OPS[e.op].run
        if len(args) == 1:
            a = args[0]
            return lambda env: run(a(env))
        a, b = args
        return lambda env: run(a(env), b(env))

    def _sequence(self, e: Expr) -> tuple[Run, Callable[[Env, int], Any]]:
        """Length and element of something that is iterated, without building it."""
        if e.op == "enumerate":
            size, inner = self._sequence(e.args[0])
            start = self._expr(e.args[1])
            return size, lambda env, k: (start(env) + k, inner(env, k))
        if e.op == "zip":
            parts = [self._sequence(a) for a in e.args]

            def shortest(env: Env) -> Any:
                sizes = [n(env) for n, _ in parts]
                if e.data and min(sizes) != max(sizes):
                    raise Raised("ValueError", e.span)
                return min(sizes)

            return shortest, (lambda env, k: tuple(at(env, k) for _, at in parts))
        if e.op == "reversed":
            size, inner = self._sequence(e.args[0])
            return size, lambda env, k: inner(env, size(env) - 1 - k)
        run = self._expr(e.args[0]) if e.op == "chars" else self._expr(e)
        return (lambda env: len(run(env))), (lambda env, k: run(env)[k])

    def _slice(self, e: Expr, args: list[Run]) -> Run:
        base, *bounds = args

        def cut(env: Env) -> Any:
            xs = base(env)
            values = [b(env) for b in bounds]
            parts = [values.pop(0) if present else None for present in e.data]
            return xs[slice(*parts)]

        return cut

    def _quant(self, e: Expr) -> Run:
        seq = self._expr(e.args[0])
        rest = [self._expr(a) for a in e.args[1:]]
        target, kind = e.data.target, e.data.kind
        body = rest[-1]

        def rounds(env: Env) -> Any:
            for x in seq(env):
                self.spend()
                inner = dict(env)
                bind(target, x, inner)
                yield inner

        if kind == "all":
            return lambda env: all(body(i) for i in rounds(env))
        if kind == "any":
            return lambda env: any(body(i) for i in rounds(env))
        if kind == "sum":  # not by `sum`: how it adds floats depends on the version that runs this
            start = 0.0 if e.sort == FLOAT else 0
            return lambda env: functools.reduce(operator.add, (body(i) for i in rounds(env)), start)
        if kind == "list":
            return lambda env: [body(i) for i in rounds(env)]
        cond = rest[0]
        return lambda env: [body(i) for i in rounds(env) if cond(i)]


# What the rooms of this package know: how an operation is run, by its name in `Expr.op`, from how its arguments are.
OPERATIONS: dict[str, Callable[[Interpreter, Expr, list[Run]], Run]] = {}
# Changes in place by `Update.kind`: the object, the arguments; returns what the operation returns; Key- and IndexErrors pass.
CHANGES: dict[str, Callable[[Any, list[Any]], Any]] = {}


def bounded(r: range) -> range:
    if len(r) > 200_000:
        raise OutOfFuel
    return r


def bind(target: Target, value: Any, env: Env) -> None:
    if isinstance(target, str):
        env[target] = value
    else:
        for t, v in zip(target, value):
            bind(t, v, env)


import toolkit.core.semantics.text  # noqa: E402, F401
from toolkit.core.semantics import external, floats, maps, objects, patterns, sequences, unions  # noqa: E402, F401 (the rooms: they register what they know)
