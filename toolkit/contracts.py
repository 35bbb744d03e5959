"""Contracts that run: what users import.

    from toolkit import requires, ensures, raises, invariant, decreases, assume, partial, track, yielded, changes
    from toolkit import opaque, reveal, ghost

    @requires(lambda xs: len(xs) > 0)
    @ensures(lambda xs, result: all(x <= result for x in xs))
    def largest(xs: list[int]) -> int: ...

On a function (a stack of these decorators makes one wrapper, clauses are checked from top to bottom):

- `requires(test)`, `ensures(test)`: the lambda names any of the function's parameters; in `ensures` also `result` and
  `old`, whose attributes are the arguments at entry (a deep copy, made only if some clause names `old`). A mutable
  parameter's own name is the caller's object as it is at exit; an immutable one's is its value at entry.
- `raises(E, test)`: `E` leaves the function exactly when `test` held at entry; without `test` it may be raised.
- `decreases(measure)`: an int (or a tuple, compared in order), smaller at every nested call; what gets smaller was not negative.
- `opaque`: proofs know its contract, and its body only after a statement `reveal(f)`.
- `partial`: no claim that the function ends.
- `class_invariant(test)`, on a class: holds after `__init__` and around its public methods; a name that begins with one `_` is
  not public.
- `changes("xs")`: only in `*.contracts.py` files, which hold contracts for functions that are not seen: it changes xs.

In a loop's body, first: `invariant(expr)` and `decreases(measure)`; anywhere: `assume(expr)`.
`for x in (t := track(xs)): invariant(total == sum(t.seen))` speaks of the elements handed out so far.
On a generator, `result` is the list of all that it yields, checked when it ends; `yielded()` in its invariants is that so far.
`name = ghost(value)` is for clauses, asserts and other ghosts alone.

A loop's measure is compared with that of the iteration before when the loop is not inside another one, its source can
be read and its function is under contract; else only its type is checked: a false alarm is impossible.

Errors: `ContractError`. A clause that raises is reported as kind `clause`, chained to its cause.
Off with `python -O` or `TOOLKIT_CONTRACTS=off`: decorators then return the function itself, statements do nothing.
"""

from __future__ import annotations

import copy
import functools
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from contextvars import ContextVar
from types import CodeType, FrameType
from typing import Any, Generic, ParamSpec, TypeVar, overload

__all__ = [
    "ContractError",
    "assume",
    "class_invariant",
    "decreases",
    "ensures",
    "invariant",
    "changes",
    "ghost",
    "opaque",
    "partial",
    "raises",
    "requires",
    "reveal",
    "track",
    "yielded",
]

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])

ENABLED = __debug__ and os.environ.get("TOOLKIT_CONTRACTS", "").strip().lower() not in {"off", "0", "no", "false"}

_CO_VARARGS, _CO_VARKEYWORDS, _CO_GENERATOR, _CO_COROUTINE, _CO_ASYNC_GENERATOR = 0x4, 0x8, 0x20, 0x80, 0x200
_ATOMS = frozenset({int, bool, float, str, bytes, type(None)})


class ContractError(Exception):
    """A contract does not hold.

    `kind` is requires, ensures, raises, invariant, decreases, assume, or `clause` when the clause itself raised (`of`
    is then the clause's own kind). `clause` is its source text ("" where there is none), `line` its line in `file`,
    `values` the names that it uses with their reprs, `outer` tells that the outermost contracted call is to blame.
    """

    def __init__(
        self,
        kind: str,
        function: str = "",
        clause: str = "",
        line: int = 0,
        values: dict[str, str] | None = None,
        outer: bool = True,
        *,
        file: str = "",
        of: str = "",
        note: str = "",
    ) -> None:
        self.kind, self.function, self.clause, self.line = kind, function, clause, line
        self.values, self.outer, self.file, self.of, self.note = values or {}, outer, file, of or kind, note
        self.outcome = ""  # how the call ended, for a person: "returned 3"
        super().__init__(kind, function, clause, line, self.values, outer)

    def __str__(self) -> str:
        head = {
            "requires": "precondition does not hold",
            "ensures": "postcondition does not hold",
            "raises": "exception contract broken",
            "invariant": "loop invariant does not hold",
            "decreases": "measure does not decrease",
            "assume": "assumption does not hold",
            "clause": f"the {self.of} clause itself raised",
        }.get(self.kind, self.kind)
        lines = [f"{self.function}: {head}" + (f": {self.clause}" if self.clause else "")]
        if self.note:
            lines.append(f"  {self.note}")
        if self.file:
            lines.append(f"  at {self.file}:{self.line}")
        return "\n".join(lines + [f"  {name} = {value}" for name, value in self.values.items()])


class Clause:
    """One clause: `test(**{name: value for name in names})`; `code` says where its source is."""

    __slots__ = ("kind", "test", "names", "code", "exceptions", "star")

    def __init__(
        self,
        kind: str,
        test: Callable[..., object] | None,
        names: tuple[str, ...] | None = None,
        code: CodeType | None = None,
        exceptions: tuple[type[BaseException], ...] = (),
    ) -> None:
        found = getattr(test, "__code__", None)
        if test is not None and found is None and names is None:
            raise TypeError(f"{kind} takes a lambda (or a function) that names the parameters it needs")
        self.kind, self.test, self.exceptions = kind, test, exceptions
        self.code: CodeType | None = code or found
        self.names: tuple[str, ...] = () if names is None else names
        self.star = ""  # of `lambda *xs: ...`
        if names is None and found is not None:
            self.names = _parameters(found)
            if found.co_flags & _CO_VARARGS:
                self.star = found.co_varnames[len(self.names)]
                self.test = functools.partial(_starred, test, self.names[: found.co_argcount], self.star)
                self.names += (self.star,)


def _starred(test: Callable[..., object], positional: tuple[str, ...], star: str, **scope: Any) -> object:
    """Calls `lambda a, *xs, result: ...` with the values of its names."""
    first = [scope.pop(name) for name in positional]
    return test(*first, *scope.pop(star), **scope)


class Contract:
    """All clauses of one function, as `function.__contract__`; lists are in source order."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.wrapper: Callable[..., Any] | None = None
        self.name: str = getattr(function, "__qualname__", repr(function))
        self.signature = _Signature(function)
        self.requires: list[Clause] = []
        self.ensures: list[Clause] = []
        self.raises: list[Clause] = []
        self.decreases: list[Clause] = []
        self.snapshots: list[tuple[str, Clause]] = []  # only foreign decorators make these: OLD.name
        self.partial = False
        self.needs_old = False

    def add(self, clause: Clause, check_names: bool = True) -> None:
        """Put a clause in front (decorators are applied from the bottom up)."""
        if check_names:
            special = {"result", "old"} if clause.kind == "ensures" else set()
            clash = special.intersection(self.signature.all).intersection(clause.names)
            if clash:
                raise TypeError(f"{self.name}: in ensures, {clash.pop()!r} cannot also be a parameter's name")
            known = special.union(self.signature.all)
            if clause.star and clause.star != self.signature.star:
                raise TypeError(f"{self.name}: a {clause.kind} clause names *{clause.star}, which is not a parameter")
            own = getattr(clause.test, "__defaults__", None) or ()  # lambda x, limit=LIMIT: ...
            clause.names = clause.names[: len(clause.names) - len(own)] + tuple(
                name for name in clause.names[len(clause.names) - len(own) :] if name in known
            )
            for name in clause.names:
                if name not in known:
                    raise TypeError(f"{self.name}: a {clause.kind} clause names {name!r}, which is not a parameter")
        getattr(self, clause.kind).insert(0, clause)
        self.needs_old = self.needs_old or "old" in clause.names


class _Call:
    """One contracted call on the stack of this task; `clause` marks that a clause of it is being evaluated."""

    __slots__ = ("contract", "parent", "measure", "clause", "loops", "yielded")

    def __init__(self, contract: Contract | None, parent: _Call | None, clause: bool = False) -> None:
        self.contract, self.parent, self.clause = contract, parent, clause
        self.measure: object = None
        self.loops: dict[int, object] = {}
        self.yielded: list[Any] = []  # of a generator: so far


_STACK: ContextVar[_Call | None] = ContextVar("toolkit_contracts", default=None)

# The engine that runs modules in the sandbox listens here, so that `except Exception` cannot hide a broken contract.
_listener: Callable[[ContractError], None] | None = None


# ── decorators ────────────────────────────────────────────────────────────────────────────────────────────────────


def requires(test: Callable[..., object]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The caller must make `test` true; it names the parameters that it needs."""
    return _decorator(Clause("requires", test))


def ensures(test: Callable[..., object]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`test` holds on normal return; it may also name `result` and `old`."""
    return _decorator(Clause("ensures", test))


def raises(
    exception: type[BaseException] | tuple[type[BaseException], ...], test: Callable[..., object] | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """`exception` (or a subclass) is raised exactly when `test` held at entry; without `test` it may be raised."""
    exceptions = exception if isinstance(exception, tuple) else (exception,)
    for one in exceptions:
        if not (isinstance(one, type) and issubclass(one, BaseException)):
            raise TypeError("raises takes an exception class and, optionally, a lambda")
    return _decorator(Clause("raises", test, None if test is not None else (), exceptions=exceptions))


def partial(function: Callable[P, R]) -> Callable[P, R]:
    """No claim that `function` ends (its loops and recursion need no measure)."""
    wrapped: Callable[P, R] = _edit(function, _set_partial)
    return wrapped


def class_invariant(test: Callable[[Any], object]) -> Callable[[type[T]], type[T]]:
    """`test`, of an instance, holds after `__init__` and before and after each public method that the class itself defines."""

    def apply(cls: type[T]) -> type[T]:
        cls.__invariants__ = (test, *vars(cls).get("__invariants__", ()))  # type: ignore[attr-defined]
        for name, member in list(vars(cls).items()):
            code = getattr(getattr(member, "__wrapped__", member), "__code__", None)
            public = not name.startswith("_") or name.endswith("__") and name not in ("__repr__", "__str__", "__post_init__")
            if not callable(member) or code is None or not public or not code.co_argcount:
                continue
            me = code.co_varnames[0]
            if code.co_filename != test.__code__.co_filename:  # made by dataclass: who calls it answers for the fields
                if name == "__init__":
                    clause = Clause("requires", functools.partial(_of_self, test, me), (me,), test.__code__)
                    setattr(cls, name, _made_well(member, clause))
                continue
            for kind in ("ensures",) if name == "__init__" else ("requires", "ensures"):
                clause = Clause(kind, functools.partial(_of_self, test, me), (me,), test.__code__)
                member = _edit(member, functools.partial(Contract.add, clause=clause, check_names=False))
            setattr(cls, name, member)
        return cls

    return apply if ENABLED else lambda cls: cls


def _made_well(init: Callable[..., None], clause: Clause) -> Callable[..., None]:
    contract = Contract(init)

    @functools.wraps(init)
    def checked(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        scope, parent = {clause.names[0]: self}, _STACK.get()
        if not _evaluate(contract, clause, scope, parent):
            raise _clause_error("requires", contract, clause, scope, parent)

    return checked


def _of_self(test: Callable[[Any], object], me: str, **scope: Any) -> object:
    return test(scope[me])


@overload
def decreases(measure: int | tuple[int, ...]) -> None: ...
@overload
def decreases(measure: Callable[..., int | tuple[int, ...]]) -> Callable[[F], F]: ...
def decreases(measure: Any) -> Any:
    """Decorator `@decreases(lambda n: n)` on a recursive function, or statement `decreases(n - i)` in a loop's body."""
    if callable(measure):
        return _decorator(Clause("decreases", measure))
    if ENABLED:
        _loop_measure(measure, sys._getframe(1))
    return None


# ── statements ────────────────────────────────────────────────────────────────────────────────────────────────────


def invariant(expression: object) -> None:
    """Holds at the head of every iteration of the loop that this statement stands in."""
    if ENABLED and not expression:
        raise _statement_error("invariant", sys._getframe(1))


def assume(expression: object) -> None:
    """Taken for true by the verifier, which lists it as a caveat; checked at run time."""
    if ENABLED and not expression:
        raise _statement_error("assume", sys._getframe(1))


def opaque(function: F) -> F:
    """A function whose body proofs do not look into, but where `reveal` says so. At run time it is the function itself."""
    return function


def reveal(function: Callable[..., object]) -> None:
    """From here on, proofs may use what the body of an `opaque` function says. At run time it does nothing."""


def ghost(value: T) -> T:
    """`name = ghost(value)`: a value for clauses, asserts and other ghosts alone; the verifier rejects code that reads it."""
    return value


def yielded() -> list[Any]:
    """In a generator that has a contract: what it has yielded so far, for the invariants of its loops. Empty when contracts are
    off."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and ENABLED:
        call = _STACK.get()
        while call is not None and not (call.contract and call.contract.signature.function.__code__ is frame.f_code):
            call = call.parent
        if call is not None:
            return list(call.yielded)
        frame = frame.f_back  # of a comprehension in the clause
    return []


class Track(Iterator[T], Generic[T]):
    """An iterator that remembers: `seen` holds the elements handed out before the current one, `index` their number.

    When the iterable is exhausted `seen` holds all of them.
    """

    def __init__(self, iterable: Iterable[T]) -> None:
        self._rest = iter(iterable)
        self._current: list[T] = []
        self.seen: list[T] = []

    @property
    def index(self) -> int:
        return len(self.seen)

    def __iter__(self) -> Track[T]:
        return self

    def __next__(self) -> T:
        self.seen += self._current
        self._current = []
        item = next(self._rest)
        self._current = [item]
        return item


def track(iterable: Iterable[T]) -> Track[T]:
    """`for x in (t := track(xs))`: as `for x in xs`, with `t.seen` and `t.index` for the loop's invariants."""
    return Track(iterable)


# ── one wrapper per function ──────────────────────────────────────────────────────────────────────────────────────


def changes(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The parameters that a function changes, for files of contracts; at run time it does nothing."""
    return lambda function: function


def _set_partial(contract: Contract) -> None:
    contract.partial = True


def _decorator(clause: Clause, check_names: bool = True) -> Callable[[Any], Any]:
    return lambda function: _edit(function, lambda contract: contract.add(clause, check_names))


def _edit(function: Any, change: Callable[[Contract], None]) -> Any:
    """Apply `change` to the contract of `function`, wrapping it first if no decorator has yet."""
    if isinstance(function, staticmethod | classmethod):
        return type(function)(_edit(function.__func__, change))
    if isinstance(function, type) or not callable(function):
        raise TypeError("contracts stand on functions and methods; put @property and the like above them")
    contract = getattr(function, "__contract__", None)
    # functools.wraps copies __contract__ to wrappers of others: then it is not this function's own.
    if not isinstance(contract, Contract) or contract.wrapper is not function:
        contract = Contract(function)
        wrapper: Any = _wrap(contract) if ENABLED else function
        contract.wrapper = wrapper
        wrapper.__contract__ = contract
    change(contract)
    if contract.signature.flags & _CO_ASYNC_GENERATOR and (contract.ensures or contract.raises or contract.decreases):
        raise TypeError(f"{contract.name}: an async generator can have requires only")
    return contract.wrapper


def _wrap(contract: Contract) -> Callable[..., Any]:
    function, bind = contract.function, contract.signature.bind
    if contract.signature.flags & _CO_COROUTINE:

        @functools.wraps(function)
        async def checked_async(*args: Any, **kwargs: Any) -> Any:
            scope = bind(args, kwargs)
            parent = _STACK.get()
            if scope is None or _suspended(contract, parent):
                return await function(*args, **kwargs)
            entry = _enter(contract, scope, parent)
            token = _STACK.set(entry.call)
            try:
                result = await function(*args, **kwargs)
            except ContractError:
                raise
            except BaseException as error:
                _STACK.set(parent)
                _check_raised(contract, entry, error)
                raise
            finally:
                _STACK.reset(token)
            _check_returned(contract, entry, result)
            return result

        return checked_async

    if contract.signature.flags & _CO_GENERATOR:

        @functools.wraps(function)
        def checked_generator(*args: Any, **kwargs: Any) -> Any:
            scope = bind(args, kwargs)
            parent = _STACK.get()
            if scope is None:
                return function(*args, **kwargs)
            entry = None if _suspended(contract, parent) else _enter(contract, scope, parent)
            call = _Call(contract, parent, clause=True) if entry is None else entry.call
            return _steps(contract, entry, call, function(*args, **kwargs))

        return checked_generator

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        scope = bind(args, kwargs)
        parent = _STACK.get()
        if scope is None or _suspended(contract, parent):  # wrong arguments: Python says so in its own words
            return function(*args, **kwargs)
        entry = _enter(contract, scope, parent)
        token = _STACK.set(entry.call)
        try:
            result = function(*args, **kwargs)
        except ContractError:
            raise
        except BaseException as error:
            _STACK.set(parent)
            _check_raised(contract, entry, error)
            raise
        finally:
            _STACK.reset(token)
        _check_returned(contract, entry, result)
        return result

    return checked


def _steps(contract: Contract, entry: _Entry | None, call: _Call, source: Generator[Any, Any, Any]) -> Generator[Any, Any, Any]:
    """Hands on what a generator yields. Its contract is about the list of all that; it is checked when the generator ends."""
    step = functools.partial(next, source)
    while True:
        token = _STACK.set(call)
        try:
            item = step()
        except StopIteration as end:
            _STACK.set(call.parent)
            if entry is not None:
                _check_returned(contract, entry, call.yielded)
            return end.value
        except ContractError:
            raise
        except BaseException as error:
            _STACK.set(call.parent)
            if entry is not None:
                _check_raised(contract, entry, error)
            raise
        finally:
            _STACK.reset(token)
        call.yielded.append(item)
        try:
            step = functools.partial(source.send, (yield item))
        except GeneratorExit:
            source.close()
            raise
        except BaseException as error:
            step = functools.partial(source.throw, error)


class _Entry:
    """What must be known of the moment of entry until the call ends."""

    __slots__ = ("call", "scope", "expected", "parent")

    def __init__(self, call: _Call, scope: dict[str, Any], expected: list[bool], parent: _Call | None) -> None:
        self.call, self.scope, self.expected, self.parent = call, scope, expected, parent


def _suspended(contract: Contract, call: _Call | None) -> bool:
    """Inside its own clauses a function runs unchecked, so that a clause may be recursive."""
    while call is not None:
        if call.contract is contract:
            return call.clause
        call = call.parent
    return False


def _enter(contract: Contract, scope: dict[str, Any], parent: _Call | None) -> _Entry:
    for clause in contract.requires:
        if not _evaluate(contract, clause, scope, parent):
            raise _clause_error("requires", contract, clause, scope, parent)
    expected = [True if clause.test is None else bool(_evaluate(contract, clause, scope, parent)) for clause in contract.raises]
    call = _Call(contract, parent)
    if contract.decreases:
        clause = contract.decreases[0]
        call.measure = _evaluate(contract, clause, scope, parent, as_bool=False)
        previous = parent
        while previous is not None and previous.contract is not contract:
            previous = previous.parent
        fault = _measure_fault(call.measure, None if previous is None else previous.measure, "the enclosing call")
        if fault:
            raise _clause_error("decreases", contract, clause, scope, parent, note=fault)
    if contract.snapshots:
        taken = {name: _evaluate(contract, clause, scope, parent, as_bool=False) for name, clause in contract.snapshots}
        scope = {**scope, "OLD": Old(taken, {})}
    if contract.needs_old:
        scope = {**scope, "old": _copy(scope, contract.signature.all)}
    return _Entry(call, scope, expected, parent)


def _check_returned(contract: Contract, entry: _Entry, result: object) -> None:
    for clause, expected in zip(contract.raises, entry.expected, strict=True):
        if expected and clause.test is not None:
            note = f"{_exception_names(clause)} should have been raised, but the call returned {show(result)}"
            failure = _clause_error("raises", contract, clause, entry.scope, entry.parent, note=note)
            failure.outcome = f"returned {show(result)}"
            raise failure
    if contract.ensures:
        scope = {**entry.scope, "result": result}
        for clause in contract.ensures:
            if not _evaluate(contract, clause, scope, entry.parent):
                failure = _clause_error("ensures", contract, clause, scope, entry.parent)
                failure.outcome = f"returned {show(result)}"
                raise failure


def _check_raised(contract: Contract, entry: _Entry, error: BaseException) -> None:
    wrong: Clause | None = None
    for clause, expected in zip(contract.raises, entry.expected, strict=True):
        if isinstance(error, clause.exceptions):
            if expected:
                return
            wrong = wrong or clause
    if wrong is not None:
        note = f"{type(error).__name__} was raised although the condition did not hold at entry: {describe(error)}"
        failure = _clause_error("raises", contract, wrong, entry.scope, entry.parent, note=note)
        failure.outcome = f"raised {describe(error)}"
        raise failure from error


def _exception_names(clause: Clause) -> str:
    return " or ".join(one.__name__ for one in clause.exceptions)


def _evaluate(contract: Contract, clause: Clause, scope: dict[str, Any], parent: _Call | None, as_bool: bool = True) -> Any:
    assert clause.test is not None
    token = _STACK.set(_Call(contract, parent, clause=True))
    try:
        value = clause.test(**{name: scope[name] for name in clause.names})
        return bool(value) if as_bool else value
    except (RecursionError, MemoryError):
        raise  # the machine's limits, not the clause's fault
    except Exception as error:
        note = describe(error)
        raise _clause_error("clause", contract, clause, scope, parent, note=note) from error
    finally:
        _STACK.reset(token)


class Old:
    """Values at entry, by attribute. What could not be copied raises when it is asked for."""

    def __init__(self, values: dict[str, Any], failed: dict[str, Exception]) -> None:
        self.__dict__.update(values)
        self.__dict__["__failed"] = failed

    def __getattr__(self, name: str) -> Any:
        failed = self.__dict__.get("__failed", {})
        if name in failed:
            raise TypeError(f"old.{name} could not be copied at entry: {failed[name]}")
        raise AttributeError(f"old has no {name!r}: it holds the parameters at entry")


def _copy(scope: dict[str, Any], names: Iterable[str]) -> Old:
    values: dict[str, Any] = {}
    failed: dict[str, Exception] = {}
    memo: dict[int, Any] = {}  # one memo: what was one object at entry is one object in `old`
    for name in names:
        value = scope[name]
        try:
            values[name] = value if type(value) in _ATOMS else copy.deepcopy(value, memo)
        except (RecursionError, MemoryError):
            raise
        except Exception as error:
            failed[name] = error
    return Old(values, failed)


class _Signature:
    """Binds call arguments to parameter names (as `inspect.signature`, which takes longer to import than to run)."""

    def __init__(self, function: Any) -> None:
        while hasattr(function, "__wrapped__"):
            function = function.__wrapped__
        code = getattr(function, "__code__", None)
        if code is None:
            raise TypeError("contracts stand on functions written with def")
        self.function, self.flags = function, code.co_flags
        names = code.co_varnames
        self.positional: tuple[str, ...] = names[: code.co_argcount]
        self.positional_only = frozenset(names[: code.co_posonlyargcount])
        self.named = names[: code.co_argcount + code.co_kwonlyargcount]
        at = len(self.named)
        self.star = names[at] if code.co_flags & _CO_VARARGS else None
        at += self.star is not None
        self.star_star = names[at] if code.co_flags & _CO_VARKEYWORDS else None
        self.all = self.named + tuple(name for name in (self.star, self.star_star) if name)

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any] | None:
        """Parameter name -> value, or None when the call does not fit."""
        scope: dict[str, Any] = dict(zip(self.positional, args, strict=False))
        extra: dict[str, Any] = {}
        for name, value in kwargs.items():
            if name in self.named and name not in self.positional_only:
                if name in scope:
                    return None
                scope[name] = value
            elif self.star_star:
                extra[name] = value
            else:
                return None
        if len(args) > len(self.positional) and not self.star:
            return None
        if len(scope) < len(self.named):
            defaults = self.function.__defaults__ or ()
            filled = {**dict(zip(self.positional[-len(defaults) :], defaults, strict=True))} if defaults else {}
            filled.update(self.function.__kwdefaults__ or {})
            for name in self.named:
                if name not in scope:
                    if name not in filled:
                        return None
                    scope[name] = filled[name]
        if self.star:
            scope[self.star] = args[len(self.positional) :]
        if self.star_star:
            scope[self.star_star] = extra
        return scope


def _parameters(code: CodeType) -> tuple[str, ...]:
    return code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]


# ── measures ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _measure_fault(measure: object, previous: object, whose: str) -> str:
    """What is wrong with a measure, or ""."""
    parts = measure if isinstance(measure, tuple) else (measure,)
    if not parts or not all(isinstance(part, int) for part in parts):
        return f"a measure is an int or a tuple of ints, not {show(measure)}"
    if previous is None:
        return ""
    before = previous if isinstance(previous, tuple) else (previous,)
    if len(before) != len(parts):
        return f"the measure changed its shape: {show(previous)} in {whose}, {show(measure)} now"
    if not parts < before:
        return f"the measure was {show(previous)} in {whose} and is {show(measure)} now"
    if next(b for b, now in zip(before, parts) if b != now) < 0:
        return f"the measure is negative: {show(previous)} in {whose}, {show(measure)} now"
    return ""


def _loop_measure(measure: object, frame: FrameType) -> None:
    """Check a loop's measure; against the iteration before only where that iteration is certain to be known.

    Certain means: the frame is the very one that the innermost wrapper called (so it lives as long as the record), and
    the loop is not inside another loop (so a frame runs it only once).
    """
    call, back = _STACK.get(), frame.f_back
    previous: object = None
    known = (
        call is not None
        and not call.clause
        and call.contract is not None
        and call.contract.signature.function.__code__ is frame.f_code
        and back is not None
        and call.contract.wrapper is not None
        and back.f_code is call.contract.wrapper.__code__
        and _in_single_loop(frame.f_code, frame.f_lasti)
    )
    if known and call is not None:
        previous = call.loops.get(frame.f_lasti)
        call.loops[frame.f_lasti] = measure
    fault = _measure_fault(measure, previous, "the iteration before")
    if fault:
        raise _statement_error("decreases", frame, fault)


@functools.lru_cache(maxsize=1024)
def _in_single_loop(code: CodeType, lasti: int) -> bool:
    ast, _ = _source_tools()
    tree = _tree(code.co_filename)
    call = _node_at(tree, code, lasti)
    if tree is None or call is None:
        return False
    inside: list[int] = []

    def visit(node: Any, loops: int) -> None:
        if node is call:
            inside.append(loops)
        scope = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef)
        loops = 0 if scope else loops + isinstance(node, ast.While | ast.For | ast.AsyncFor)
        for child in ast.iter_child_nodes(node):
            visit(child, loops)

    try:
        visit(tree, 0)
    except RecursionError:
        return False
    return inside == [1]


# ── messages: the only part that reads source text ────────────────────────────────────────────────────────────────


def show(value: object, limit: int = 200) -> str:
    """`repr(value)`, cut, and never raising."""
    try:
        text = repr(value)
    except Exception as error:
        text = f"<{type(value).__name__}: its repr raised {type(error).__name__}>"
    return text if len(text) <= limit else text[: limit - 1] + "…"


def describe(error: BaseException) -> str:
    """`IndexError: list index out of range`, cut, and never raising."""
    try:
        text = str(error)
    except Exception:
        text = ""
    name = type(error).__name__
    return (f"{name}: {text}" if text else name)[:300]


def _clause_error(
    kind: str, contract: Contract, clause: Clause, scope: dict[str, Any], parent: _Call | None, note: str = ""
) -> ContractError:
    code = clause.code
    used = {name: scope[name] for name in clause.names if name in scope and name not in ("old", "OLD")}
    values = {name: show(value) for name, value in used.items()}
    for whole in ("old", "OLD"):
        if whole in clause.names and code is not None and whole in scope:
            named = _attribute_names(code)
            values |= {f"{whole}.{n}": show(v) for n, v in vars(scope[whole]).items() if n in named}
    try:
        text = _clause_text(code) if clause.test is not None and code is not None else ""
    except Exception:  # a message must not hide what it is about
        text = ""
    return _report(
        ContractError(
            kind,
            contract.name,
            text,
            0 if code is None else code.co_firstlineno,
            values,
            outer=parent is None,
            file="" if code is None else code.co_filename,
            of=clause.kind,
            note=note,
        )
    )


def _statement_error(kind: str, frame: FrameType, note: str = "") -> ContractError:
    text, values = "", {}
    try:
        ast, _ = _source_tools()
        call = _node_at(_tree(frame.f_code.co_filename), frame.f_code, frame.f_lasti)
        if call is not None and len(call.args) == 1:
            text = _segment(frame.f_code.co_filename, call.args[0])
            names = [node.id for node in ast.walk(call.args[0]) if isinstance(node, ast.Name)]
            for name in dict.fromkeys(names):
                value = frame.f_locals.get(name, frame.f_globals.get(name, frame))
                if value is not frame and not callable(value):
                    values[name] = show(vars(value) if isinstance(value, Track) else value)
    except Exception:  # a message must not hide what it is about
        pass
    stack = _STACK.get()
    outer = stack is None or stack.parent is None
    file, line = frame.f_code.co_filename, frame.f_lineno
    return _report(ContractError(kind, frame.f_code.co_qualname, text, line, values, outer, file=file, note=note))


def _report(error: ContractError) -> ContractError:
    if _listener is not None:
        _listener(error)
    return error


def _attribute_names(code: CodeType) -> set[str]:
    names = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _attribute_names(constant)
    return names


@functools.cache
def _source_tools() -> tuple[Any, Any]:
    """`ast` and `linecache`: only a message (and a loop's measure) needs them, so they are imported late, once."""
    import ast
    import linecache

    return ast, linecache


_trees: dict[str, tuple[list[str], Any]] = {}


def _tree(file: str) -> Any:
    """The syntax tree of a source file, or None; parsed once per text."""
    ast, linecache = _source_tools()
    lines = linecache.getlines(file)
    known = _trees.get(file)
    if known is None or known[0] is not lines:
        try:
            tree = ast.parse("".join(lines)) if lines else None
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        _trees[file] = known = (lines, tree)
    return known[1]


def _segment(file: str, node: Any) -> str:
    ast, linecache = _source_tools()
    text = ast.get_source_segment("".join(linecache.getlines(file)), node) or ""
    return " ".join(line.strip() for line in text.splitlines())


def _node_at(tree: Any, code: CodeType, lasti: int) -> Any:
    """The call that the instruction at `lasti` makes, or None."""
    ast, _ = _source_tools()
    positions = list(code.co_positions())
    if tree is None or lasti // 2 >= len(positions):
        return None
    line, end_line, column, end_column = positions[lasti // 2]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (node.lineno, node.end_lineno, node.col_offset, node.end_col_offset) == (
            line,
            end_line,
            column,
            end_column,
        ):
            return node
    return None


@functools.lru_cache(maxsize=1024)
def _clause_text(code: CodeType) -> str:
    """The source of a lambda's body, or "" ; a named function is shown by its name."""
    ast, _ = _source_tools()
    if code.co_name != "<lambda>":
        return f"{code.co_name}(…)"
    tree = _tree(code.co_filename)
    places = [p for p in code.co_positions() if None not in p and p[3] != p[2]]
    if tree is None or not places:
        return ""
    first = min((p[0], p[2]) for p in places)
    last = max((p[1], p[3]) for p in places)
    found = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Lambda)
        and node.lineno == code.co_firstlineno
        and tuple(a.arg for a in node.args.posonlyargs + node.args.args + node.args.kwonlyargs) == _parameters(code)
        and (node.body.lineno, node.body.col_offset) <= first
        and last <= (node.body.end_lineno or 0, node.body.end_col_offset or 0)
    ]
    if not found:
        return ""
    inner = max(found, key=lambda node: (node.lineno, node.col_offset))
    return _segment(code.co_filename, inner.body)
