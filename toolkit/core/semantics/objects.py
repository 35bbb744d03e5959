"""Instances of user's classes, as the reference semantics holds them (and inputs that are instances)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from attrs import define, frozen

from toolkit.core.ir import Expr, Sort, place
from toolkit.core.semantics import OPERATIONS, Env, Interpreter, LeavesLanguage, Raised, Run


@define
class Instance:
    """An object with its fields' values, in the order of the class's sort; equal when all fields are."""

    label: str
    fields: tuple[str, ...]
    values: list[Any]

    def __getitem__(self, i: int) -> Any:
        return self.values[i]

    def __hash__(self) -> int:  # of one that is a key: its fields cannot be set
        return hash((self.label, *self.values))


class Named(tuple[Any, ...]):
    """A NamedTuple: a tuple that knows its class and its fields' names."""

    label: str
    fields: tuple[str, ...]

    @staticmethod
    def of(sort: Sort, values: Iterable[Any]) -> Named:
        made = Named(values)
        made.label, made.fields = sort.label, sort.fields
        return made


    def replaced(self, i: int, value: Any) -> Named:
        """The same with another value of field i."""
        made = Named((*self[:i], value, *self[i + 1 :]))
        made.label, made.fields = self.label, self.fields
        return made


@frozen
class Member:
    """A member of an Enum."""

    label: str
    name: str


def instance(sort: Sort, values: Iterable[Any]) -> Any:
    """A value of a class: of an Object sort, or of a tuple's with a label."""
    return Instance(sort.label, sort.fields, list(values)) if sort.name in ("Object", "Rec") else Named.of(sort, values)


def _record(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    sort = e.sort

    def record(env: Env) -> Any:
        return instance(sort, [a(env) for a in args])

    return record


def _require(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    holds, value = args

    def require(env: Env) -> Any:
        if not holds(env):
            raise Raised(e.data[0], e.span) if e.data[0] else LeavesLanguage
        return value(env)

    return require


def _member(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    value = Member(e.sort.label, e.data)
    return lambda env: value


def _of_member(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    member, names = args[0], e.args[0].sort.fields
    return lambda env: args[1 + names.index(member(env).name)](env)


def _distinct(i: Interpreter, e: Expr, args: list[Run]) -> Run:
    claims = [(a, b, items, place(x) == place(y)) for a, b, items, x, y in
              zip(args[::2], args[1::2], e.data, e.args[::2], e.args[1::2])]  # fmt: skip

    def distinct(env: Env) -> bool:
        for a, b, items, one in claims:
            xs, ys = ([*map(id, _items(v) if many else (v,))] for v, many in zip((a(env), b(env)), items))
            if len({*xs}) < len(xs) if one else not {*xs}.isdisjoint(ys):
                return False
        return True

    return distinct


def _items(v: Any) -> Iterable[Any]:
    return v.values() if isinstance(v, dict) else v


OPERATIONS.update({
    "distinct": _distinct, "record": _record, "require": _require, "member": _member, "ofmember": _of_member,
})  # fmt: skip
