"""What the names of a module stand for, as far as expressions have to know."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from attrs import define, field, frozen

from toolkit.core.ir import ANY, Param, Sort
from toolkit.core.source import Span

if TYPE_CHECKING:
    from toolkit.core.reader import generics, nested
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.module import Reader


@frozen
class Signature:
    """What a caller has to know of a function."""

    name: str
    params: tuple[Param, ...]
    result: Sort
    generator: str = ""  # whether, and how, what it yields can be used (`generators.way`)


@frozen
class ExceptionClass:
    """`class E(base)`; `takes`: how many arguments its own __init__ takes at least and at most, if it has one. One of another
    file is called `module:E`."""

    base: str
    takes: tuple[int, int] | None = None


@define(eq=False)
class Class:
    """What is known of a class. `fields`: (name, annotation, default or None), of a dataclass or NamedTuple."""

    name: str
    kind: str  # plain, dataclass, namedtuple, enum, protocol
    span: Span
    key: str = ""  # what the IR calls it: `module:name` for one of another file
    home: Names | None = None  # what names mean where it stands
    frozen: bool = False
    equal: str = "identity"  # or fields, method
    ordered: bool = False
    fields: list[tuple[str, ast.expr, ast.expr | None]] = field(factory=list)
    methods: dict[str, ast.FunctionDef] = field(factory=dict)
    constants: dict[str, Any] = field(factory=dict)
    variables: dict[str, generics.Variable] = field(factory=dict)  # of a generic one
    protocols: list[Class] = field(factory=list)  # those that it inherits from, of which it has all methods
    base: str = ""  # the class that it inherits from: as it is written, then what the IR calls it
    origin: dict[str, Class] = field(factory=dict)  # method -> the class that it is written in
    inherited: frozenset[str] = frozenset()  # names of methods that are the base's, also those of `super_name`
    made_by: dict[str, ast.FunctionDef] = field(factory=dict)  # its class methods, as they are written
    invariants: list[tuple[ast.Lambda, Class]] = field(factory=list)  # each with the class that it is written at
    sort: Sort = ANY

    def has(self, method: str, decorator: str) -> bool:
        """True for a method that is, say, a property."""
        node = self.methods.get(method)
        return node is not None and any(isinstance(d, ast.Name) and d.id == decorator for d in node.decorator_list)


@define
class Names:
    """What the names of a module stand for."""

    file: str
    signature: Callable[[str, Span], Signature]  # raises Rejected for a function that could not be read
    functions: frozenset[str]
    constants: dict[str, Any]
    toolkit: dict[str, str]  # local name -> name in `toolkit` (invariant, track, ...)
    modules: dict[str, str]  # local name -> module it stands for
    bound: frozenset[str]  # every name that the module binds (a builtin's name here means something else)
    class_of: Callable[[str], Class | None]  # by its (dotted) name here; raises Rejected for one that could not be read
    labelled: Callable[[str], Class | None]  # by its label in a sort
    typed: Callable[[ast.expr], ast.expr]  # an annotation with the names of classes and aliases replaced
    foreign: Callable[[str, ast.Call, Expressions], Signature | None]  # of another file's function, by its dotted name
    value: Callable[[str], tuple[bool, Any]]  # of another file's constant: (whether it is one, its value)
    nest: Callable[[str, ast.FunctionDef, tuple[Param, ...], dict[str, nested.Nested], bool], None]  # reads a nested function
    shown: bool = False  # the text of numbers is taken somewhere in the program
    raised: dict[str, ExceptionClass] = field(factory=dict)  # the users' exception classes, of all files
    exceptions: dict[str, str] = field(factory=dict)  # what local names of such classes stand for
    exception: Callable[[str], str] = lambda dotted: ""  # what a dotted name stands for, of them
    patterns: dict[str, str] = field(factory=dict)  # names that stand for `re.compile` of a text
    home: Callable[[Class], Reader] = field(kw_only=True)  # the reader of the file where a class stands
    generic: Callable[[str, ast.Call, Expressions], str | None] = field(kw_only=True)  # see `generics.called`
