"""The classes of a module: found by their names, read, with what they inherit and who inherits from them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, Sort, in_text, object_of
from toolkit.core.reader import bindings, classes, containers, generics, patterns, signatures, typenames, units
from toolkit.core.reader.names import Class
from toolkit.core.reader.types import arguments, read_annotation
from toolkit.core.source import Rejected, Span, again, elsewhere

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader


def class_of(reader: Reader, name: str, unfinished: bool = False) -> Class | None:
    """The class with this (dotted) name here, if there is one; with `unfinished` also one whose fields are being read. Raises
    `Rejected` when it cannot be read."""
    if name not in reader.scan.classes:
        root, dot, rest = name.partition(".")
        there, name = reader.units.home(reader.names.modules.get(root, "") + dot + rest, reader) or (reader, "")
        if there is reader or name not in there.scan.classes:
            return None
        if there.scan.bad:
            raise again(there.scan.bad[0])
        return class_of(there, name, unfinished)
    if name in reader.classes:
        c = reader.classes[name]
        if c.sort.name == "Self" and c.kind == "dataclass" and c.frozen:  # its own fields are being read
            return c
        if c.sort == ANY and not unfinished:
            raise Rejected("recursive-class", c.span, f"{name} refers to itself before its fields are known",
                           "a dataclass(frozen=True) may hold instances of its own class")  # fmt: skip
        return c
    node = reader.scan.classes[name]
    if reader.scan.bindings.get(name) != 1:
        return None
    if name in reader.rejected:
        raise again(reader.rejected[name])
    c = classes.scan(node, reader.file, reader.library, bindings.plain, reader.scan.classes, reader.key(name))
    c.name, c.home = name, reader.names
    classes.check_defaults(c, reader.library, lambda node: _no_field(reader, node), reader.file)
    given = [b for b in node.bases if isinstance(b, ast.Subscript)]  # Generic[T]
    c.variables = generics.mentioned(reader, given)
    if given and len(c.variables) != len(arguments(given[0])):
        raise Rejected("unsupported-class", c.span, f"{name}: Generic takes type variables", "T = TypeVar('T')")
    if c.base:
        _above(reader, c, node)
    _fixed(reader, c)
    reader.classes[name] = c
    try:
        for m, f in c.methods.items():
            reader.scan.functions[f"{name}.{m}"] = f
            reader.scan.bindings[f"{name}.{m}"] = 1
        if c.kind in ("enum", "protocol"):
            pass
        elif c.kind != "plain":
            c.sort = Sort("Self", (), c.key) if c.kind == "dataclass" and c.frozen else ANY
            with reader.at(name):
                sorts = [containers.made(read_annotation(typenames.typed(reader, a), reader.file)) for _, a, _ in c.fields]
            own = [p.label == c.key for s in sorts for p in classes.selves(s)]
            if not all(own):
                raise Rejected("recursive-class", c.span, f"{name} and a class that it holds hold each other",
                               "a class may hold instances of its own class only")  # fmt: skip
            c.sort = classes.recursive(c, sorts) if own else classes.sort_of(c, sorts)
        elif "__init__" in c.methods:
            sort = signatures.signature(reader, reader.key(f"{name}.__init__"), c.span).result
            lost = [n for n, _, _ in c.fields if n not in sort.fields]
            if lost:
                raise Rejected("unsupported-class", c.span, f"{name}: __init__ does not set {lost[0]}", "set every field there")
            taken = [n for n in sort.fields if n in c.methods or n in c.constants]
            if taken:
                raise Rejected("unsupported-class", c.span, f"{name}: {taken[0]} is a field and an attribute of the class",
                               "give the constant another name")  # fmt: skip
            c.sort = sort
        else:
            c.sort = object_of(c.key, ())
        if c.kind != "enum":
            containers.settle_fields(c.sort, [f for f, _ in c.invariants], c.span)
    except Rejected as e:
        reader.rejected[name] = reader.rejected.get(f"{name}.__init__", e.diagnostic)
        del reader.classes[name]
        raise
    return c


def _above(reader: Reader, c: Class, node: ast.ClassDef) -> None:
    """Finds the class that another one inherits from, here or in another file. Raises `Rejected`: `inheritance`."""
    own = reader.scan.classes.get(c.base)
    try:
        b = class_of(reader, c.base) if own is None or own.lineno < node.lineno else None
    except Rejected as e:
        raise elsewhere(e, node, reader.file) from None
    if b is None:
        raise Rejected("inheritance", c.span, f"{c.name}: what {c.base} is here is not known",
                       "one plain class of your files can be inherited from")  # fmt: skip
    if b.kind == "protocol":
        lacking = sorted(b.methods.keys() - c.methods.keys())
        if lacking:
            raise Rejected("protocol-not-met", c.span, f"{c.name} has no {lacking[0]} as {b.name} asks for",
                           "define the method")  # fmt: skip
        c.protocols, c.base = [b], ""
        return
    there = reader.home(b)
    classes.inherit(c, b, lambda a: read_annotation(typenames.typed(there, a), there.file))
    c.base = b.key


def _fixed(reader: Reader, c: Class) -> None:
    """Raises `Rejected` when code that is not a method on its own object may set one of the class's methods or constants."""
    for tree in (reader.tree, *(t for t in reader.units.trees if t is not reader.tree)):
        for n in reader.units.stores(tree):
            if n.attr in c.methods or n.attr in c.constants:
                where = Span.of(n, reader.file) if tree is reader.tree else c.span
                raise Rejected("unsupported-class", where, f"`{ast.unparse(n)} = ...` may change {c.name}.{n.attr}",
                               "give the field another name")  # fmt: skip


def labelled(reader: Reader, label: str) -> Class | None:
    """The class that the IR calls so."""
    if label == patterns.LABEL:
        return patterns.MATCH
    unit, _, name = label.rpartition(":")
    there = reader.units.unit(unit)
    return class_of(there, name) if name in there.scan.classes else None


def heir(reader: Reader, name: str) -> str:
    """A class that inherits, or may inherit, from the one with this name, in this file or one that may import it."""
    name = in_text(name)
    if name not in reader.heirs:
        reader.heirs[name] = _find_heir(reader, name)
    return reader.heirs[name]


def _find_heir(reader: Reader, name: str) -> str:
    found = units.heir(reader.tree, {name}, reader.scan.bindings, reader.scan.aliases, True)
    if found or not reader.unit:
        return found
    trees = [t for path, t in reader.units.others.items() if path != reader.file] + [reader.units.main.tree]
    names = units.names_for({name}, trees)
    return next((h for t in trees if (h := units.heir(t, names, *units.bound(t)))), "")


def _no_field(reader: Reader, node: ast.expr) -> bool:
    """Whether this is a constant, or something of a class of these files or of `math`: no `dataclasses.field(...)`."""
    root = node
    while isinstance(root, ast.Attribute):
        root = root.value
    if isinstance(root, ast.Name) and (root.id in reader.names.constants or root.id in reader.scan.classes):
        return True
    dotted, owner = reader.library(node), reader.library(root)
    there, name = reader.units.home(owner, reader) or (reader, "")
    return dotted.startswith("math.") or name in there.scan.classes or reader.units.constant(dotted, reader)[0]
