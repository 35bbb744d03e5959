"""What a caller has to know of a function: its parameters and its result."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from toolkit.core.ir import BOOL, FLOAT, INT, NONE, STR, Param, Sort, seq_of
from toolkit.core.reader import abstract, bindings, containers, contracts, definitions, generators, generics, nested, typenames
from toolkit.core.reader.frozen import is_list, only_read
from toolkit.core.reader.names import Class, Signature
from toolkit.core.reader.types import read_annotation
from toolkit.core.source import Rejected, Span, rejected_there

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader


def signature(reader: Reader, name: str, span: Span) -> Signature:
    """That of a function or method, which is called at `span`; without an annotation of its result it is read whole. Raises
    `Rejected`."""
    unit, _, own = name.rpartition(":")
    if unit != reader.unit and (unit or "." in own and "<locals>" not in own):  # a method's name is the IR's
        return signature(reader.units.unit(unit), name, span)
    name = own
    if reader.unit or "[" in name or name in reader.kept:
        reader.units.wanted.append((reader, name))
        if reader.scan.bad:
            raise rejected_there(reader.scan.bad[0], reader.key(name), span)
    if name not in reader.scan.functions and name not in reader.signatures:
        raise Rejected("unsupported-call", span, f"there is no function {name} here")
    if name not in reader.signatures and name not in reader.rejected:
        node = reader.scan.functions[name]
        try:
            params = parameters(reader, node, name)
            if node.returns is not None and not name.endswith(".__init__"):
                sign(reader, name, node, params, result_of(reader, node, name))
            elif name in reader.reading:
                raise Rejected("missing-annotation", span, f"{name} needs a return annotation", "add `-> int`, say")
            else:
                reader.function(name)
        except Rejected as e:
            reader.rejected.setdefault(name, e.diagnostic)
    if name in reader.rejected:
        if reader.unit:
            raise rejected_there(reader.rejected[name], reader.key(name), span)
        raise Rejected("callee-rejected", span, f"{name} could not be read, so a call of it cannot be either")
    return reader.signatures[name]


def sign(reader: Reader, name: str, node: ast.FunctionDef, params: tuple[Param, ...], result: Sort) -> None:
    """Notes what the callers of a function see."""
    kinds = [kind for _, (_, kind, _) in contracts.written(reader, node, name)] if generators.is_generator(node) else []
    result = nested.result_with(result, node, params)
    reader.signatures[name] = Signature(reader.key(name), params, result, generators.way(node, kinds))


def parameters(reader: Reader, node: ast.FunctionDef, name: str) -> tuple[Param, ...]:
    """The parameters; of a method, the object first, but of `__init__`."""
    with reader.at(name):
        return _parameters(reader, node, name)


def _parameters(reader: Reader, node: ast.FunctionDef, name: str) -> tuple[Param, ...]:
    a, there = node.args, reader.writer(name)
    owner = reader.classes.get(name.rpartition(".")[0])
    method = owner is not None and not owner.has(node.name, "staticmethod")
    if a.kwarg or a.vararg and (owner is not None or "<locals>" in name or reader.external):
        span = Span.of(a.kwarg or a.vararg or node, there.file)
        hint = "name them behind a star: def f(*, width: int = 0, height: int = 0)" if a.kwarg else (
            "a function of the module may have *args: T; name the others")  # fmt: skip
        raise Rejected("star-parameters", span, "star parameters are not supported here", hint)
    ordered = [*a.posonlyargs, *a.args]
    defaults: list[ast.expr | None] = [None] * (len(ordered) - len(a.defaults)) + list(a.defaults)
    if a.vararg:
        ordered.append(a.vararg)
        defaults.append(None)
    ordered += a.kwonlyargs
    defaults += a.kw_defaults
    params, tests = [], _required(reader, node, name)
    if method and (not ordered or defaults[0] is not None or ordered[0] in a.kwonlyargs):
        raise Rejected("unsupported-class", Span.of(node, there.file), f"{name} has no parameter for the object")
    for arg, default in zip(ordered, defaults):
        if method and arg is ordered[0]:
            if node.name != "__init__":
                params.append(Param(arg.arg, _class_sort(reader, owner)))
            continue
        span = Span.of(arg, there.file)
        how = "positional" if arg in a.posonlyargs else "keyword" if arg in a.kwonlyargs else "both"
        how = "star" if arg is a.vararg else how
        if arg.annotation is None:
            raise Rejected("missing-annotation", span, f"the parameter {arg.arg} has no type", f"write `{arg.arg}: int`, say")
        sort = read_annotation(abstract.concrete(typenames.typed(there, arg.annotation), there.library)[0], there.file)
        sort = containers.told(tests, arg.arg, sort)
        sort = reader.types.get(arg.arg, sort) if generics.is_protocol(sort) else sort
        if how == "star":
            if sort.mutable:
                raise Rejected("star-parameters", span, f"any number of {sort} arguments is not supported",
                               "take one list of them")  # fmt: skip
            sort = seq_of(sort)
        if default is None:
            params.append(Param(arg.arg, sort, how=how))
            continue
        try:
            value = ast.literal_eval(default)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            value = {}
        if not bindings.plain(value) and not (is_list(value) and only_read(there.tree.body, node.body, arg.arg)):
            raise Rejected(
                "mutable-default", Span.of(default, there.file), "only constants are supported as defaults",
                "a mutable default is shared by all calls: it may only be read; make a list that changes inside",
            )  # fmt: skip
        if not _fits(value, sort):
            raise Rejected("type-mismatch", Span.of(default, there.file), f"the default of {arg.arg} is no {sort}",
                           f"write `{sort} | None`" if value is None else "CPython does not convert it")  # fmt: skip
        params.append(Param(arg.arg, sort, value, True, how))
    return tuple(params)


def _required(reader: Reader, node: ast.FunctionDef, name: str) -> list[ast.expr]:
    """What a function's preconditions test, those in the words of its own parameters."""
    try:
        written = contracts.written(reader, node, name)
    except Rejected:  # said where the function is read
        return []
    kinds = (("toolkit", "requires"), ("icontract", "require"))
    ours = [call for _, (library, kind, call) in written if (library, kind) in kinds]
    return [c.args[0].body for c in ours if c is not None and len(c.args) == 1 and isinstance(c.args[0], ast.Lambda)]


def result_of(reader: Reader, node: ast.FunctionDef, name: str) -> Sort:
    """The sort that a return annotation declares; of a generator: of the list of what it yields."""
    assert node.returns is not None
    there = reader.writer(name)
    with reader.at(name):
        annotation = typenames.typed(there, node.returns, True)
    if generators.is_generator(node):
        return containers.made(generators.result_of(annotation, there.file))
    owner = reader.classes.get(name.rpartition(".")[0])
    if owner is not None and there.library(node.returns) == "typing.Self":
        return _class_sort(reader, owner)
    if not (reader.external or owner is not None and owner.kind == "protocol"):  # code that is not seen may return a tuple
        annotation, _ = abstract.concrete(annotation, there.library)
    return containers.made(read_annotation(annotation, there.file))


def _class_sort(reader: Reader, c: Class | None) -> Sort:
    assert c is not None
    definitions.class_of(reader, c.name)
    return c.sort


def granted(reader: Reader, node: ast.FunctionDef, there: Reader, params: tuple[Param, ...]) -> list[str]:
    """What is taken for granted of a call's arguments: of those for abstract collections, and of those that the instances
    among them were made with, which their fields may hold."""
    written = [(node, there)]
    for label in sorted({s.label for p in params for s in p.sort.parts() if s.name in ("Object", "Rec") and s.label}):
        c = definitions.labelled(reader, label.partition("[")[0])
        init = c.methods.get("__init__") if c is not None else None
        if c is not None and init is not None:
            written.append((init, reader.home(c.origin.get("__init__", c))))
    return list(dict.fromkeys(
        n for f, r in written for a in (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs)
        if a.annotation is not None for n in abstract.concrete(typenames.typed(r, a.annotation), r.library)[1]
    ))  # fmt: skip


def _fits(value: object, sort: Sort) -> bool:
    """Whether a literal's value is exactly of this sort: no int for a float, no bool for an int."""
    if sort.name == "Union":
        return any(_fits(value, s) for s in sort.args)
    if isinstance(value, (tuple, list)) and not sort.label:
        kinds = {"List": list, "Tuple": tuple, "Seq": tuple}
        items = sort.args if sort.name == "Tuple" else sort.args * len(value)
        return kinds.get(sort.name) is type(value) and len(items) == len(value) and all(map(_fits, value, items))
    return sort == {bool: BOOL, int: INT, float: FLOAT, str: STR, type(None): NONE}.get(type(value))
