"""The program that runs inside the sandbox: executes a module text and calls one of its functions on many inputs.

It imports nothing of ours. Standard input holds a line with two lengths, then a JSON request, then the marshalled code
of `contracts.py`, which becomes the module `toolkit` for the text that is run (and answers for `icontract` and `deal`).
Standard output gets one JSON line per finished call, flushed, so that a later kill loses nothing before it.

The text shares this process and could forge a result line. That is no hole in a verdict: a real run can only refute,
and who writes a module that attacks this program gets a wrong report about that module alone.
"""

from __future__ import annotations

import ast
import collections
import contextvars
import functools
import importlib
import json
import linecache
import marshal
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from json.encoder import encode_basestring_ascii as quote
from types import CodeType, FunctionType, GeneratorType, ModuleType, TracebackType
from typing import Any, NamedTuple

STATEMENTS = frozenset({"invariant", "decreases", "assume"})
SPECIFYING = frozenset({"requires", "ensures", "raises", "require", "ensure", "pre", "post", "chain"})


class Result(NamedTuple):
    """What became of one call; the fields of `cpython.Run`."""

    status: str
    kind: str = ""
    outcome: str = ""
    clause: str = ""
    line: int = 0
    function: str = ""


class TimeUp(BaseException):
    """The call's time is over. Not an Exception: `except Exception` must not catch it."""


class Clock:
    """An alarm that keeps ringing. `rang` stays true even if the called code swallowed the exception."""

    def __init__(self) -> None:
        self.armed = self.rang = False
        signal.signal(signal.SIGALRM, self._ring)

    def _ring(self, signum: int, frame: object) -> None:
        if self.armed:
            self.rang = True
            raise TimeUp

    def run(self, seconds: float, action: Callable[[], Any]) -> Any:
        self.rang, self.armed = False, True
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds, 0.05)
            return action()
        finally:
            self.armed = False
            signal.setitimer(signal.ITIMER_REAL, 0)


class Text:
    """Where things are in the user's text: clause statements, asserts, and asserts that stand for preconditions."""

    def __init__(self, text: str, filename: str) -> None:
        self.filename = filename
        self.lines = text.splitlines()
        self.clauses: list[ast.Call] = []
        self.asserts: list[ast.Assert] = []
        self.leading: dict[tuple[str, int], list[ast.Assert]] = {}  # (name, first line of the code) -> asserts
        self.text = text
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                if _last_name(node.value.func) in STATEMENTS:
                    self.clauses.append(node.value)
            elif isinstance(node, ast.Assert):
                self.asserts.append(node)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                names = {_last_name(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list}
                if not names & SPECIFYING:
                    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
                    self.leading[node.name, first] = list(_leading_asserts(node.body))

    def line(self, number: int) -> str:
        return self.lines[number - 1].strip() if 0 < number <= len(self.lines) else ""

    def source(self, node: ast.AST) -> str:
        found = ast.get_source_segment(self.text, node) or ""
        return " ".join(part.strip() for part in found.splitlines())


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _leading_asserts(body: list[ast.stmt]) -> Iterator[ast.Assert]:
    for position, statement in enumerate(body):
        if isinstance(statement, ast.Assert):
            yield statement
        elif not (
            position == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        ):  # a docstring may come first
            return


def _covers(node: Any, line: int) -> bool:
    return bool(node.lineno <= line <= node.end_lineno)


# ── running ───────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Read the request, run the calls, end the process."""
    stream = sys.stdin.buffer
    request_length, code_length = map(int, stream.readline().split())
    request = json.loads(stream.read(request_length))
    code: CodeType = marshal.loads(stream.read(code_length))
    out = os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):  # from here on print() and input() reach nobody
        os.dup2(nothing, fd)
    sys.setrecursionlimit(4000)  # a contract adds frames to every call
    finished = Reporter(out, request["nonce"])
    try:
        work(request, code, finished)
    except BaseException as error:  # ours, or the module broke the interpreter under us
        finished(-1, Result("error", outcome=f"the harness failed: {type(error).__name__}: {error}"))
    os._exit(0)  # no atexit handler or thread of the module delays the end


class Reporter:
    """Writes result lines. Knows its process: a fork of the module must not report in its parent's name."""

    def __init__(self, fd: int, nonce: str) -> None:
        self._fd, self._nonce, self._pid = fd, nonce, os.getpid()
        self._write, self._getpid, self._exit = os.write, os.getpid, os._exit

    def __call__(self, index: int, result: Result) -> None:
        if self._getpid() != self._pid:
            self._exit(0)
        fields = ",".join([quote(self._nonce), str(index), str(result.line), *(quote(str(t)) for t in _texts(result))])
        left = f"[{fields}]\n".encode()
        while left:
            left = left[self._write(self._fd, left) :]


def _texts(result: Result) -> tuple[str, str, str, str, str]:
    return result.status, result.kind, result.outcome, result.clause, result.function


def work(request: dict[str, Any], code: CodeType, finished: Reporter) -> None:
    """Execute the module text, then call the function on each input."""
    import builtins

    contracts: Any = ModuleType("toolkit")
    contracts.__builtins__ = dict(vars(builtins))  # the module under test may patch the real ones
    sys.modules["toolkit"] = sys.modules["toolkit.contracts"] = contracts
    contracts.__path__ = []
    exec(code, vars(contracts))
    contracts.contracts = contracts
    contracts._source_tools()  # now: the module under test may empty sys.modules
    sys.modules["icontract"], sys.modules["deal"] = _icontract(contracts), _deal(contracts)

    calls = [Arguments(call) for call in request["calls"]]
    filename, source = request["filename"], request["text"]
    lines = [line + "\n" for line in source.splitlines()]
    linecache.cache[filename] = (len(source), None, lines, filename)
    clock = Clock()
    name = request["module"]
    sys.meta_path.insert(0, Others({**request["others"], name: (source, filename, request["package"])}))
    try:
        texts = {filename: Text(source, filename)}
        if "." in request["function"]:  # a method may be inherited from another file
            texts |= {path: Text(other, path) for other, path, _ in request["others"].values() if path != filename}
        module = clock.run(request["load_s"], lambda: importlib.import_module(name))  # its packages first, as ever
        owner: Any = module
        function: Any = module
        for part in request["function"].split("."):
            owner, function = function, _part(contracts, [module, *sys.modules.values()], function, part)
        if isinstance(owner, type) and isinstance(function, FunctionType):
            function = _with_promises(contracts, owner, function)
        at = contracts._Signature(getattr(function, "__func__", function)).function.__code__
        text = texts.get(at.co_filename, texts[filename])
    except BaseException as error:
        if clock.rang:
            finished(-1, Result("timeout", outcome="the module did not finish loading"))
            return
        line = _last_line(error.__traceback__, filename)
        where = f" (line {line})" if line else ""
        finished(-1, Result("error", outcome=f"loading the module raised {contracts.describe(error)}{where}", line=line))
        return
    made = getattr(module, request["function"].split(".")[0]) if request["function"].endswith(".__init__") else None
    caller = Caller(contracts, function, text, clock, request["call_s"], request["asked"])
    of_others = {short: getattr(importlib.import_module(unit), cls) for short, (unit, cls) in request["classes"].items()}
    for call in calls:
        call.know({**vars(module), **of_others})
        call.made = made
    for index, call in enumerate(calls):
        try:
            result = caller.call(call)
            result = result._replace(line=0) if text.filename != filename else result  # lines are this file's
        except (RecursionError, MemoryError) as error:
            result = Result("resource", outcome=f"raised {type(error).__name__}")
        except BaseException as error:
            result = Result("error", outcome=f"the harness failed: {contracts.describe(error)}")
        finished(index, result)


def _part(contracts: Any, modules: list[Any], owner: Any, part: str) -> Any:
    """An attribute; `m@C` is the one that the class C above the owner has; of a Protocol C it is the owner's under the contract
    that stands there."""
    name, _, cls = part.partition("@")
    if not cls:
        return getattr(owner, name)
    above = next((c for c in owner.__mro__ if c.__name__ == cls), None)
    found = above or next(x for m in modules if isinstance(x := vars(m).get(cls), type) and name in vars(x))
    stated, own = vars(found)[name], getattr(owner, name)
    if not getattr(found, "_is_protocol", False):
        return stated
    stated, own = getattr(stated, "fget", stated), getattr(own, "fget", own)
    kept = contracts.Contract(stated)
    kept.__dict__.update(vars(getattr(stated, "__contract__", kept)))
    kept.function, kept.name = own, contracts._Signature(own).function.__qualname__
    kept.wrapper = contracts._wrap(kept)
    kept.wrapper.__contract__ = kept
    return kept.wrapper


def _with_promises(contracts: Any, owner: type, method: FunctionType) -> Any:
    """A method that also answers for the invariants of all classes of its object, and for what it overrides: the postconditions
    of that, wherever its preconditions held."""
    name = method.__name__
    home = next((c for c in owner.__mro__ if vars(c).get(name) is method), None)
    if home is None or name.startswith("_") and not (name.startswith("__") and name.endswith("__")):
        return method
    me = contracts._Signature(method).positional[0]
    found = [contracts.Clause("ensures", functools.partial(contracts._of_self, test, me), (me,), test.__code__)
             for c in owner.__mro__ if c is not home for test in vars(c).get("__invariants__", ())]  # fmt: skip
    above = next((vars(c)[name] for c in owner.__mro__[1:] if name in vars(c)), None) if home is owner else None
    promised = getattr(above, "__contract__", None)
    if name != "__init__" and isinstance(promised, contracts.Contract) and promised.wrapper is above:
        for e in promised.ensures:
            test = functools.partial(_kept, e, promised.requires)
            names = (*(n for n in e.names if n != "old"), "old")
            found += [contracts.Clause("ensures", test, names, e.code)] if "OLD" not in e.names else []

    def change(contract: Any) -> None:
        for clause in found:
            contract.add(clause, check_names=False)

    return contracts._edit(method, change) if found else method


def _kept(promise: Any, requires: list[Any], **scope: Any) -> object:
    """A postcondition, of a call that was allowed."""
    allowed = all(r.test(**{n: getattr(scope["old"], n) for n in r.names}) for r in requires)
    return not allowed or promise.test(**{n: scope[n] for n in promise.names})


class Others(MetaPathFinder, Loader):
    """Imports the user's other files from their texts; a package without a file of its own is empty."""

    def __init__(self, files: dict[str, tuple[str, str, bool]]) -> None:
        self._files = files
        for name in list(files):
            while name := name.rpartition(".")[0]:
                files.setdefault(name, ("", f"<{name}>", True))
        for text, path, _ in files.values():
            linecache.cache[path] = (len(text), None, [line + "\n" for line in text.splitlines()], path)

    def find_spec(self, name: str, path: object, target: object = None) -> Any:
        if name not in self._files:
            return None
        spec = ModuleSpec(name, self, origin=self._files[name][1], is_package=self._files[name][2])
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        text, path, _ = self._files[module.__name__]
        exec(compile(text, path, "exec", dont_inherit=True), vars(module))


class Caller:
    """Calls one function and classifies how each call ends."""

    def __init__(self, contracts: Any, function: Any, text: Text, clock: Clock, call_s: float, asked: str) -> None:
        self._contracts, self._function, self._text = contracts, function, text
        self._clock, self._call_s = clock, call_s
        self._contract = getattr(function, "__contract__", None)
        if not isinstance(self._contract, contracts.Contract):
            self._contract = None
        self._signature = contracts._Signature(getattr(function, "__func__", function))
        self._cls = getattr(function, "__self__", None)  # of a class method
        self._asked = asked  # the function, as the request calls it: `Heir.m` also where `m` is written in a class above
        if self._cls is not None:
            self._function = function.__func__
        self._violations: list[Any] = []
        contracts._listener = self._violations.append

    def call(self, call: Arguments) -> Result:
        try:
            arguments = call.fresh()
        except NotAllowed as no:
            return Result("precondition", "", f"not called: {no}")
        if call.made is not None:  # __init__, of a blank instance
            arguments = {self._signature.positional[0]: object.__new__(call.made), **arguments}
        if self._cls is not None:
            arguments = {self._signature.positional[0]: self._cls, **arguments}
        positional, named = self._arrange(arguments)
        self._violations.clear()
        context = contextvars.Context()  # a call that was cut off leaves nothing on the stack of contracted calls
        if self._contract is None:  # then the calls that it makes are inner calls
            context.run(self._contracts._STACK.set, self._contracts._Call(None, None))
        error: BaseException | None = None
        value: object = None
        shown = ""

        def action() -> None:
            nonlocal value, shown
            value = context.run(self._made, positional, named)
            shown = self._contracts.show(value)

        try:
            self._clock.run(self._call_s, action)
        except BaseException as raised:
            error = raised
        if self._clock.rang:
            return Result("timeout", outcome=f"still running after {self._call_s:g} s")
        if self._violations:
            return self._violated(self._blamed(error))
        if error is None:
            return Result("ok", outcome=f"returned {shown}")
        return self._raised(error)

    def _made(self, positional: list[Any], named: dict[str, Any]) -> Any:
        """What the function returns; of a generator: the list of what it yields."""
        value = self._function(*positional, **named)
        return list(value) if isinstance(value, GeneratorType) else value

    def _arrange(self, arguments: dict[str, Any]) -> tuple[list[Any], dict[str, Any]]:
        signature, left = self._signature, dict(arguments)
        positional: list[Any] = []
        by_position = bool(signature.star and left.get(signature.star))
        for name in signature.positional:
            if name in left and (by_position or name in signature.positional_only):
                positional.append(left.pop(name))
        if signature.star:
            positional += left.pop(signature.star, ())
        extra = left.pop(signature.star_star, {}) if signature.star_star else {}
        unknown = [name for name in left if name not in signature.named]
        named = {**left, **extra}
        if unknown or signature.bind(tuple(positional), named) is None:
            raise TypeError(f"the arguments {sorted(arguments)} do not fit the parameters {signature.all}")
        return positional, named

    def _blamed(self, error: BaseException | None) -> Any:
        """The first violation, unless it happened inside a clause that failed because of it."""
        first, cause = self._violations[0], error
        for _ in range(100):
            if cause is None or cause is first:
                break
            cause = cause.__cause__
        return error if cause is first and getattr(error, "kind", "") == "clause" else first

    def _violated(self, error: Any) -> Result:
        kind, line, clause = error.kind, error.line, error.clause
        values = ", ".join(f"{name} = {value}" for name, value in error.values.items())
        own = error.outer and error.function == getattr(self._signature.function, "__qualname__", "")
        function = self._asked if own else error.function
        if not own and error.file not in ("", self._text.filename):  # of another file: not to be mistaken for one of this file's
            function = f"{error.file}:{function}"
        elif error.file not in ("", self._text.filename):  # a promise of a class that stands elsewhere
            line = 0
        whose = "" if error.outer else f"{function} "
        status = "broken"
        if kind == "assume" or (kind == "requires" and error.outer):
            status, kind, outcome = "precondition", "", f"not called: {values}"
        elif kind == "requires":
            kind, outcome = "precondition-at-call", f"called {function}" + (f" with {values}" if values else "")
        elif kind == "decreases":
            kind, outcome = "measure", error.note
        elif kind == "invariant":
            outcome = "invariant false" + (f" with {values}" if values else "")
        elif kind == "clause":
            outcome = f"the {error.of} clause raised {error.note}"
        else:
            outcome = whose + error.outcome
        return Result(status, kind, outcome, clause, line, function)

    def _raised(self, error: BaseException) -> Result:
        text, outcome = self._text, f"raised {self._contracts.describe(error)}"
        if isinstance(error, RecursionError | MemoryError):
            return Result("resource", outcome=outcome)
        places = list(_places(error.__traceback__, text.filename))
        line, code = places[-1] if places else (0, None)
        where = code.co_qualname if code is not None else ""
        for at, owner in places:
            for statement in text.clauses:
                if _covers(statement, at):
                    kind = _last_name(statement.func)
                    note = f"the {kind} clause {outcome}"
                    clause = text.source(statement.args[0] if statement.args else statement)
                    return Result("broken", "clause", note, clause, statement.lineno, owner.co_qualname)
        deepest = _is_deepest(error.__traceback__, text.filename)
        if code is not None and deepest:
            leading = text.leading.get((code.co_name, code.co_firstlineno), [])
            for node in leading:
                if _covers(node, line):
                    return self._precondition(error, node, places, outcome)
        declared = [] if self._contract is None else [c.exceptions for c in self._contract.raises]
        if any(issubclass(type(error), exceptions) for exceptions in declared):
            return Result("ok", outcome=outcome)
        if deepest and type(error) is AssertionError:
            for node in text.asserts:
                if _covers(node, line):
                    return Result("broken", "assertion", outcome, text.source(node.test), node.lineno, where)
        return Result("broken", "exception", outcome, text.line(line), line, where)

    def _precondition(self, error: BaseException, node: ast.Assert, places: list[tuple[int, CodeType]], outcome: str) -> Result:
        """An assert at the head of a function without a contract is that function's precondition."""
        code, clause = places[-1][1], self._text.source(node.test)
        if type(error) is not AssertionError:
            note = f"the precondition {outcome}"
            return Result("broken", "clause", note, clause, node.lineno, code.co_qualname)
        own = getattr(self._signature.function, "__code__", None)
        if len(places) == 1 and code is own:
            return Result("precondition", "", f"not called: {outcome}", clause, node.lineno, code.co_qualname)
        note = f"called {code.co_qualname} outside its precondition"
        return Result("broken", "precondition-at-call", note, clause, node.lineno, code.co_qualname)


def _places(trace: TracebackType | None, filename: str) -> Iterator[tuple[int, CodeType]]:
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == filename:
            yield trace.tb_lineno, trace.tb_frame.f_code
        trace = trace.tb_next


def _last_line(trace: TracebackType | None, filename: str) -> int:
    return max([0, *(line for line, _ in list(_places(trace, filename))[-1:])])


def _is_deepest(trace: TracebackType | None, filename: str) -> bool:
    """Whether the exception was raised in the user's file itself, not in something that it called."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_filename == filename


# ── values ────────────────────────────────────────────────────────────────────────────────────────────────────────


class Arguments:
    """The arguments of one call: checked and compiled before the module under test can touch anything."""

    def __init__(self, call: dict[str, Any]) -> None:
        self._codes = {}
        for name, text in call["args"].items():
            evaluate(text)  # only literals pass
            self._codes[name] = compile(_Library().visit(ast.parse(text.strip(), mode="eval")), "<argument>", "eval")
        self._same: list[list[str]] = call["same"]
        self._names: dict[str, Any] = {
            "float": float, "set": set, "frozenset": frozenset, "ValueError": ValueError, "__builtins__": {}, **_LIBRARY,
        }  # fmt: skip
        self.made: type | None = None  # the class whose __init__ is called

    def know(self, module: dict[str, Any]) -> None:
        """The classes that instances among the arguments are of."""
        wanted = {name for code in self._codes.values() for name in code.co_names} - self._names.keys()
        classes = {name: module[name] for name in wanted if isinstance(module.get(name), type)}
        self._names |= {name: cls if hasattr(cls, "__members__") else _maker(cls) for name, cls in classes.items()}

    def fresh(self) -> dict[str, Any]:
        """New objects at every call."""
        arguments = {name: eval(code, self._names) for name, code in self._codes.items()}
        for group in self._same:
            for name in group[1:]:
                arguments[name] = arguments[group[0]]
        return arguments


_FACTORIES: dict[str, type] = {t.__name__: t for t in (int, bool, str, list, dict, set)}
_LIBRARY: dict[str, type] = {f"${t.__name__}": t for t in (collections.Counter, collections.defaultdict, collections.deque)}
_LIBRARY |= {f"${name}": t for name, t in _FACTORIES.items()}


class _Library(ast.NodeTransformer):
    """`Counter({...})`, `defaultdict(int, {...})`, `deque([...])`, under names that no class of the user's has. (Instances of those
    are made with keywords.)"""

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and f"${node.func.id}" in _LIBRARY and node.args:
            for name in [node.func, *(a for a in node.args if isinstance(a, ast.Name))]:
                name.id = f"${name.id}"
        return node


class NotAllowed(Exception):
    """An argument that breaks the invariant of its class."""


def _maker(cls: type) -> Callable[..., Any]:
    """Makes instances with given fields, without running any code of the class but its invariants."""

    def make(**fields: Any) -> Any:
        if issubclass(cls, tuple):
            return cls(**fields)
        made = object.__new__(cls)
        for name, value in fields.items():
            object.__setattr__(made, name, value)
        for test in [t for c in cls.__mro__ for t in vars(c).get("__invariants__", ())]:
            try:
                holds = test(made)
            except Exception as error:
                raise NotAllowed(f"the invariant of {cls.__name__} raised {type(error).__name__}") from error
            if not holds:
                raise NotAllowed(f"the invariant of {cls.__name__} does not hold")
        return made

    return make


def evaluate(text: str) -> Any:
    """The value of a literal; besides Python's own also `float('nan')`, `float('inf')`, `frozenset({…})`, and instances
    `Name(field=...)`, as (name, fields with their values).

    Raises ValueError for anything else.
    """
    try:
        return ast.literal_eval(text)
    except ValueError:
        return _value(ast.parse(text.strip(), mode="eval").body)


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.List):
        named: dict[str, Any] = {}
        for item in node.elts:  # [row := [], row]: one object twice
            if isinstance(item, ast.NamedExpr):
                named[item.target.id] = _value(item.value)
        return [named[item.target.id] if isinstance(item, ast.NamedExpr) else named[item.id] if isinstance(item, ast.Name)
                and item.id in named else _value(item) for item in node.elts]  # fmt: skip
    if isinstance(node, ast.Tuple):
        return tuple(_value(item) for item in node.elts)
    if isinstance(node, ast.Set):
        return {_value(item) for item in node.elts}
    if isinstance(node, ast.Dict) and None not in node.keys:
        return {_value(k): _value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords and len(node.args) == 2:
        made = node.args[0]
        known = isinstance(made, ast.Constant) and made.value is None or isinstance(made, ast.Name) and made.id in _FACTORIES
        if node.func.id == "defaultdict" and known:
            return _value(node.args[1])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords and len(node.args) <= 1:
        inner = [_value(argument) for argument in node.args]
        if node.func.id == "float" and inner and inner[0] in ("nan", "inf", "-inf"):
            return float(inner[0])
        if node.func.id in ("Counter", "deque") and inner:
            return inner[0]
        if node.func.id == "frozenset":
            return frozenset(*inner)
        if node.func.id == "set" and not inner:
            return set()
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr[:1] != "_":  # a member of an Enum
        return node.value.id, node.attr
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.args and node.func.id[:1] != "_":
        return node.func.id, tuple((k.arg, _value(k.value)) for k in node.keywords)
    if isinstance(node, ast.Name) and node.id == "ValueError":  # what `__exit__` is told
        return node.id
    return ast.literal_eval(node)


# ── decorators of others, mapped onto ours ────────────────────────────────────────────────────────────────────────


def _icontract(contracts: Any) -> ModuleType:
    """`icontract`: require, ensure, snapshot with OLD. Descriptions and error classes do not matter here."""

    def clause(kind: str, condition: Any, special: set[str]) -> Callable[[Any], Any]:
        made = contracts.Clause(kind, condition)

        def change(contract: Any) -> None:
            for name in made.names:
                if name not in special and name not in contract.signature.all:
                    raise TypeError(f"icontract.{kind}: {name!r} is not supported here")
            contract.add(made, check_names=False)

        return lambda function: contracts._edit(function, change)

    def require(condition: Any, *rest: object, enabled: bool = True, **options: object) -> Callable[[Any], Any]:
        return clause("requires", condition, set()) if enabled else _same

    def ensure(condition: Any, *rest: object, enabled: bool = True, **options: object) -> Callable[[Any], Any]:
        return clause("ensures", condition, {"result", "OLD"}) if enabled else _same

    def snapshot(capture: Any, name: str | None = None, enabled: bool = True, **options: object) -> Callable[[Any], Any]:
        made = contracts.Clause("snapshot", capture)
        key = name or (made.names[0] if len(made.names) == 1 else None)
        if key is None:
            raise ValueError("icontract.snapshot of several arguments needs a name")
        if not enabled:
            return _same
        return lambda function: contracts._edit(function, lambda contract: contract.snapshots.insert(0, (key, made)))

    module: Any = ModuleType("icontract")
    module.require, module.ensure, module.snapshot = require, ensure, snapshot
    module.ViolationError = contracts.ContractError
    module.DBC = type("DBC", (), {})
    module.SLOW = True
    found: ModuleType = module
    return found


def _deal(contracts: Any) -> ModuleType:
    """`deal`: pre, post, ensure, raises; has, pure, safe and chain carry no condition of their own or only combine."""

    def clause(kind: str, validator: FunctionType) -> Callable[[Any], Any]:
        names = contracts._parameters(validator.__code__)

        def change(contract: Any) -> None:
            known = contract.signature.all + (("result",) if kind == "ensures" else ())
            if names == ("_",) and "_" not in known:
                made = known, lambda **scope: _passed(validator(contracts.Old(scope, {})))
            elif set(names) <= set(known):
                made = names, lambda **scope: _passed(validator(**scope))
            elif len(names) == len(known):
                made = known, lambda **scope: _passed(validator(*[scope[name] for name in known]))
            else:
                raise TypeError(f"deal: a validator that takes {names} is not supported here")
            contract.add(contracts.Clause(kind, made[1], made[0], validator.__code__), check_names=False)

        return lambda function: contracts._edit(function, change)

    def pre(validator: FunctionType, **options: object) -> Callable[[Any], Any]:
        return clause("requires", validator)

    def ensure(validator: FunctionType, **options: object) -> Callable[[Any], Any]:
        return clause("ensures", validator)

    def post(validator: FunctionType, **options: object) -> Callable[[Any], Any]:
        made = contracts.Clause("ensures", lambda result: _passed(validator(result)), ("result",), code=validator.__code__)
        return lambda function: contracts._edit(function, lambda contract: contract.add(made, check_names=False))

    def raises(*exceptions: type[BaseException], **options: object) -> Callable[[Any], Any]:
        made: Callable[[Any], Any] = contracts.raises(exceptions) if exceptions else _same
        return made

    def has(*markers: str, **options: object) -> Callable[[Any], Any]:
        return _same

    def chain(*decorators: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def apply(function: Any) -> Any:
            for decorator in reversed(decorators):
                function = decorator(function)
            return function

        return apply

    module: Any = ModuleType("deal")
    module.pre, module.post, module.ensure, module.raises = pre, post, ensure, raises
    module.has, module.chain, module.pure, module.safe = has, chain, _same, _same
    module.implies = lambda test, then: not test or then
    for name in ("ContractError", "PreContractError", "PostContractError", "RaisesContractError"):
        setattr(module, name, contracts.ContractError)
    found: ModuleType = module
    return found


def _same(function: Any) -> Any:
    return function


def _passed(verdict: object) -> bool:
    """A `deal` validator fails by a false value or by returning a message."""
    return bool(verdict) and not isinstance(verdict, str)


if __name__ == "__main__":
    main()
