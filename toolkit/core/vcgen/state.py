"""Paths: what is known on one, how it can leave a function, and how several become one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from attrs import define, field

from toolkit.core import terms as T
from toolkit.core.ir import Param, Return
from toolkit.core.source import Span
from toolkit.core.terms import Facts, Term

MANY = 12  # paths kept apart before they are merged


@define(eq=False)
class State:
    """One path: what names hold, what is known (with labels), and what stands between here and the entry.

    Beside the function's names, `env` has `$arg_x` (the argument x, as it is now), `$old.x` (as it was at entry), `bound:x`
    (whether x has a value; not there: it has) and the names of which rows are one object (`rows`)."""

    env: dict[str, Term]
    path: list[tuple[Term, str]] = field(factory=list)
    facts: Facts = field(factory=Facts)
    cut: bool = False  # behind a loop's invariant
    calls: frozenset[str] = frozenset()  # callees whose contract stands for them
    drawn: Term = T.ZERO  # unrolling: how many values `Havoc` has given on this path

    def copy(self) -> State:
        return State(dict(self.env), list(self.path), Facts(self.facts), self.cut, self.calls, self.drawn)

    def set(self, name: str, value: Term) -> None:
        """name = value: from here on it certainly has one."""
        self.env[name] = value
        self.env.pop("bound:" + name, None)

    def assume(self, t: Term, label: str) -> None:
        if t != T.TRUE and not self.facts.knows(t):
            self.path.append((t, label))
            self.facts.add(t)

    @property
    def dead(self) -> bool:
        return any(t == T.FALSE for t, _ in self.path)

    @property
    def at_entry(self) -> dict[str, Term]:
        """What the parameters were at the function's entry."""
        return {k.removeprefix("$old."): v for k, v in self.env.items() if k.startswith("$old.")}

    @property
    def of_contract(self) -> dict[str, Term]:
        """What a contract can speak of besides the result: the parameters as they were, and as they are now."""
        return {k: v for k, v in self.env.items() if k.startswith(("$arg_", "$old."))}


@define(eq=False)
class Raised:
    """A path that raises an exception of a class; when not `exact`, of the class or a subclass."""

    state: State
    exception: str
    span: Span
    exact: bool = True


@define(eq=False)
class Frame:
    """A function that is executed: where paths go that leave it."""

    returns: list[tuple[State, Term, Span]] = field(factory=list)
    raises: list[Raised] = field(factory=list)
    pending: list[tuple[State, Return]] | None = None  # inside a try with a finally: returns that go through it
    loops: list[tuple[list[State], list[State]]] = field(factory=list)  # by loop: the paths of `break` and of `continue`


def arguments(params: Iterable[Param], args: Iterable[Term]) -> dict[str, Term]:
    """What a function's names are where it begins."""
    given = {p.name: a for p, a in zip(params, args)}
    env = dict(given)
    for name, a in given.items():
        env[f"$old.{name}"] = env[f"$arg_{name}"] = a
    return env


def merge(states: Sequence[State]) -> State:
    """One state for several paths: the common part of what is known, and the alternatives."""
    n = 0
    shortest = min(len(s.path) for s in states)
    while n < shortest and all(s.path[n][0] == states[0].path[n][0] for s in states):
        n += 1
    conditions = [T.conj(*(t for t, _ in s.path[n:])) for s in states]
    result = State({}, states[0].path[:n], Facts(), any(s.cut for s in states), frozenset().union(*(s.calls for s in states)))
    for t, _ in result.path:
        result.facts.add(t)
    result.assume(T.disj(*conditions), "one of the paths that meet here")
    for t in conditions[0].args if conditions[0].op == "and" else ():
        if all(s.facts.knows(t) for s in states):
            result.assume(t, "known on all paths that meet here")
    result.drawn = states[-1].drawn
    for s, c in reversed(list(zip(states[:-1], conditions))):
        result.drawn = s.drawn if s.drawn == result.drawn else T.ite(c, s.drawn, result.drawn)
    names: dict[str, None] = {k: None for s in states for k in s.env if not k.startswith("bound:")}
    for k in names:
        having = [(s, c) for s, c in zip(states, conditions) if k in s.env]
        value = having[-1][0].env[k]
        for s, c in reversed(having[:-1]):
            value = s.env[k] if s.env[k] == value else T.ite(c, s.env[k], value)
        result.env[k] = value
        flag = T.FALSE
        for s, c in reversed(list(zip(states, conditions))):
            mine = s.env.get("bound:" + k, T.TRUE) if k in s.env else T.FALSE
            flag = mine if s is states[-1] else T.ite(c, mine, flag)
        if flag != T.TRUE:
            result.env["bound:" + k] = flag
    return result
