"""Type variables (PEP 484). A function over `T` is read twice: by itself, where T is a type of which nothing is known but that its
values can be handed on and compared, and once for the types of each call, as the function `f[int]`. So is a class `C(Generic[T])`,
whose instances are of the classes `C[int]`, `C[str]`. A variable with constraints is one of these types: all are verified."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING

from attrs import frozen

from toolkit.core.ir import ANY, Block, Call, Function, Param, Sort, Update, in_text, opaque, statements
from toolkit.core.reader import classes, definitions, signatures, typenames
from toolkit.core.reader.types import join, read_annotation
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions
    from toolkit.core.reader.module import Reader
    from toolkit.core.reader.names import Class

Types = Mapping[str, Sort]  # what type variables stand for
_MOST = 8  # ways to choose among constraints
_DEEPEST, _INSTANCES = 6, 60  # types inside each other that a variable stands for; choices of types for one name


@frozen
class Variable:
    """`T = TypeVar("T", *constraints, bound=bound)`."""

    name: str
    constraints: tuple[ast.expr, ...] = ()
    bound: ast.expr | None = None
    protocol: Sort | None = None  # instead: of the parameter `name` whose type is a Protocol


def variable(reader: Reader, name: str, value: ast.expr | None) -> Variable | None:
    """The type variable that a module's name stands for. Raises `Rejected`: `unsupported-type`."""
    if not isinstance(value, ast.Call) or reader.library(value.func) != "typing.TypeVar" or reader.scan.bindings.get(name) != 1:
        return None
    options = {k.arg: k.value for k in value.keywords}
    first = value.args[0] if value.args else None
    if not isinstance(first, ast.Constant) or first.value != name or options.keys() - {"bound", "covariant", "contravariant"}:
        raise Rejected("unsupported-type", Span.of(value, reader.file), f"{name} is not a plain TypeVar",
                       f'write {name} = TypeVar("{name}")')  # fmt: skip
    return Variable(name, tuple(value.args[1:]), options.get("bound"))


def meaning(reader: Reader, v: Variable, types: Types) -> Sort:
    """What a variable stands for where a function is read for `types`: where they do not say, its bound, its first constraint, or a
    type of which nothing is known."""
    if v.name in types:
        return types[v.name]
    if v.protocol is not None:
        return v.protocol
    annotation = v.bound if v.bound is not None else v.constraints[0] if v.constraints else None
    return opaque(v.name) if annotation is None else read_annotation(typenames.typed(reader, annotation), reader.file)


def mentioned(reader: Reader, annotations: Iterable[ast.expr | None]) -> dict[str, Variable]:
    """The type variables in annotations, in order."""
    found: dict[str, Variable] = {}
    for a in annotations:
        for n in ast.walk(a) if a is not None else ():
            texts = [n.id] if isinstance(n, ast.Name) else re.findall(r"\w+", n.value) if (
                isinstance(n, ast.Constant) and isinstance(n.value, str)) else []  # fmt: skip
            for text in texts:
                if text not in found and (v := named(reader, text)) is not None:
                    found[text] = v
    return found


def unify(pattern: Sort, sort: Sort, found: dict[str, Sort]) -> None:
    """Finds what the variables in `pattern` stand for where a value of `sort` is given; what does not fit is for the call to
    reject."""
    if pattern.name == "Opaque":
        known = found.get(pattern.fields[0], ANY)
        found[pattern.fields[0]] = join(known, sort) or known
    elif pattern.name == sort.name and len(pattern.args) == len(sort.args) and in_text(pattern.label) == in_text(sort.label):
        for p, s in zip(pattern.args, sort.args):
            unify(p, s, found)
    elif pattern.name == "Seq" and sort.name == "Tuple":
        for s in sort.args:
            unify(pattern.args[0], s, found)


def instance_name(name: str, variables: Iterable[str], types: Types) -> str:
    """What the IR calls a function or class for certain types."""
    labels = "".join(f"'{s.label}" for v in variables for s in types[v].parts() if ":" in s.label)
    text = f"{', '.join(str(types[v]) for v in variables)}{labels}"
    return f"{name}[{re.sub('[.:@]', '/', text)}]"


def bounded(reader: Reader, name: str, types: Types) -> None:
    """Refuses a function that calls itself for ever larger types, and the like. Raises `Rejected`: `unsupported-type`."""
    many = sum(key.startswith(f"{name}[") for key in reader.instance_types) >= _INSTANCES
    if many or any(_depth(t) > _DEEPEST for t in types.values()):
        span = Span.of(reader.scan.functions.get(name) or reader.scan.classes[name], reader.file)
        raise Rejected("unsupported-type", span, f"{name} is used for too many types, or for types too deep inside each other",
                       "a call of itself is for the same types")  # fmt: skip


def _depth(s: Sort) -> int:
    return 1 + max((_depth(a) for a in s.args), default=0)


def choices(reader: Reader, variables: Mapping[str, Variable]) -> list[dict[str, Sort]]:
    """All ways to choose among the constraints of the variables but the first one."""
    bounded = [v for v in variables.values() if v.constraints]
    sorts = [[read_annotation(typenames.typed(reader, c), reader.file) for c in v.constraints] for v in bounded]
    ways = [dict(zip((v.name for v in bounded), way)) for way in product(*sorts)][1:] if bounded else []
    if len(ways) >= _MOST:
        raise Rejected("unsupported-type", Span(reader.file, 1), f"{len(ways) + 1} ways to choose among constraints of type "
                       "variables", "name fewer types")  # fmt: skip
    return ways


def decided(reader: Reader, variables: Mapping[str, Variable], found: Types, low: Expressions, node: ast.AST, what: str) -> Types:
    """What the variables stand for in a use, once that is known. Raises `Rejected`: `type-mismatch`."""
    types: dict[str, Sort] = {}
    for name, v in variables.items():
        sort = found.get(name, ANY)
        if v.bound is not None:
            types[name] = meaning(reader, v, {})
            continue
        if v.protocol is not None and sort == ANY:
            low.reject("protocol-not-met", node, f"what is given for {name} is not known", "annotate it")
        if any(p == ANY for p in sort.parts()):
            low.reject("type-mismatch", node, f"what {name} stands for in this use of {what} is not known",
                       f"annotate what is given, or write {what}[int](...) for a class")  # fmt: skip
        options = [read_annotation(typenames.typed(reader, c), reader.file) for c in v.constraints]
        if options and sort not in options:
            low.reject("type-mismatch", node, f"{name} is one of {', '.join(map(str, options))}, not {sort}")
        types[name] = sort
    return types


def called(reader: Reader, name: str, node: ast.Call, low: Expressions) -> str | None:
    """The name of the function that a call of a generic one means; the name itself for one that is not generic; None while the
    types of the arguments are still being found."""
    f = reader.scan.functions[name]
    arguments = [*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs, *([f.args.vararg] if f.args.vararg else [])]
    variables = mentioned(reader, [*(a.annotation for a in arguments), f.returns])
    try:
        variables |= {p.name: Variable(p.name, protocol=p.sort) for p in signatures.parameters(reader, f, name)
                      if is_protocol(p.sort)}  # fmt: skip
    except Rejected:
        return name  # whoever reads the function says why it cannot be read
    if not variables or "[" in name:
        return name
    params = open_params(reader, f, name, variables)
    by_place = [p for p in params if p.how not in ("keyword", "star")]
    given = [(p.sort, a) for p, a in zip(by_place, node.args)]
    given += [(p.sort.args[0], a) for p in params if p.how == "star" for a in node.args[len(by_place) :]]
    given += [(p.sort, k.value) for k in node.keywords for p in params if p.name == k.arg]
    found = _found(low, given)
    if not low.final and any(ANY in found.get(v, ANY).parts() for v in variables):
        return None
    types = decided(reader, variables, found, low, node, name)
    made = instance(reader, name, variables, types)
    kept = [k for n, v in variables.items() if v.protocol is not None for k in keeps(reader, types[n], v.protocol, node, low)]
    if made != name and kept:
        reader.trials.setdefault(name, {})[made] = tuple(kept)
    return made


def is_protocol(s: Sort) -> bool:
    return s.name == "Opaque" and bool(s.label)


def keeps(reader: Reader, sort: Sort, protocol: Sort, node: ast.AST, low: Expressions) -> list[str]:
    """The functions that show that a class whose instance is given keeps a Protocol's contract. Raises `Rejected`:
    `protocol-not-met`."""
    if is_protocol(sort):
        return []
    p, c = low.names.labelled(protocol.label), low.names.labelled(sort.label) if sort.label else None
    assert p is not None
    if c is None or c.kind == "enum":
        low.reject("protocol-not-met", node, f"{sort} values are given for a {protocol}", "instances of your classes can be")
    lacking = [m for m in p.methods if m not in c.methods or c.has(m, "property") != p.has(m, "property")]
    if lacking:
        low.reject("protocol-not-met", node, f"{sort} has no {lacking[0]} as {protocol} asks for", "define the method")
    for m, f in p.methods.items():
        if [a.arg for a in ast.walk(f.args) if isinstance(a, ast.arg)] != [
            a.arg for a in ast.walk(c.methods[m].args) if isinstance(a, ast.arg)
        ]:
            low.reject("protocol-not-met", node, f"the parameters of {sort}.{m} are not called as those of {protocol}.{m}",
                       "a call by keyword would fail")  # fmt: skip
    home: Reader = low.names.home(c)
    return [keep(home, c, p, m, low.span(node)) for m in p.methods]


def _found(low: Expressions, given: Iterable[tuple[Sort, ast.expr]]) -> dict[str, Sort]:
    found: dict[str, Sort] = {}
    for pattern, a in given:
        if pattern.holds_opaque and not isinstance(a, (ast.Starred, ast.Lambda)):
            unify(pattern, low.inside(lambda a=a: low.expr(a))[0].sort, found)  # type: ignore[misc]
    return found


def constructed(low: Expressions, c: Class, node: ast.Call, want: Sort | None) -> Class | None:
    """The class that `C(...)` makes an instance of: of a generic one by the wanted type, or by the arguments. None while that is
    not known."""
    if not c.variables or "[" in c.name:
        return c
    if want is not None and want.name == "Object" and in_text(want.label) == c.key:
        return low.names.labelled(want.label)
    reader: Reader = low.names.home(c)
    patterns: Sequence[tuple[str, Sort]]
    if "__init__" in c.methods:
        patterns = [(p.name, p.sort) for p in signatures.signature(reader, reader.key(f"{c.name}.__init__"), low.span(node)).params]
    else:
        patterns = list(zip(c.sort.fields, c.sort.args))
    given = [(s, a) for (_, s), a in zip(patterns, node.args)]
    given += [(s, k.value) for k in node.keywords for n, s in patterns if n == k.arg]
    found = _found(low, given)
    if not low.final and any(ANY in found.get(v, ANY).parts() for v in c.variables):
        return None
    types = decided(reader, c.variables, found, low, node, c.name)
    return definitions.class_of(reader, instance(reader, c.name, c.variables, types))


# --- functions and classes for certain types -----------------------------------------------------------------------------


def named(reader: Reader, name: str) -> Variable | None:
    """The type variable that a name stands for here."""
    there, own = reader, name
    if name not in reader.scan.aliases and name in reader.names.modules:
        there, own = reader.units.home(reader.names.modules[name], reader) or (reader, "")
    found = variable(there, own, there.scan.aliases.get(own))
    return found if found is None or own == name else None


def open_params(reader: Reader, node: ast.FunctionDef, name: str, variables: Iterable[str]) -> tuple[Param, ...]:
    """The parameters, with type variables as types of which nothing is known."""
    key = f"{name}[?]"
    reader.instance_types[key] = {v: opaque(v) for v in variables}
    return signatures.parameters(reader, node, key)


def instance(reader: Reader, name: str, variables: Mapping[str, Variable], types: Types) -> str:
    """The name of a generic function or class for certain types."""
    if all(types[v] == meaning(reader, variable, {}) for v, variable in variables.items()):
        return name
    key = instance_name(name, variables, types)
    if key not in reader.instance_types:
        bounded(reader, name, types)
        reader.instance_types[key] = dict(types)
        reader.scan.bindings[key] = reader.scan.bindings[name]
        if name in reader.scan.classes:
            reader.scan.classes[key] = reader.scan.classes[name]
        else:
            reader.scan.functions[key] = reader.scan.functions[name]
    return key


def keep(reader: Reader, c: Class, p: Class, method: str, span: Span) -> str:
    """The function that shows that a class's method keeps what a Protocol says of it."""
    long = classes.super_name(method, p)
    key = f"{c.name}.{long}"
    if long not in c.methods:
        c.methods[long], c.origin[long] = classes.promise(p.methods[method], c), p
        reader.scan.functions[key], reader.scan.bindings[key] = c.methods[long], 1
        reader.kept.add(key)
    return signatures.signature(reader, reader.key(key), span).name


def try_protocols(reader: Reader) -> None:
    """Classes that inherit from a Protocol keep it, and functions over it are tried on them."""
    made = [c for n, c in list(reader.classes.items()) if "[" not in n and c.protocols and c.sort != ANY]
    for c in made:
        for p in c.protocols:
            kept = tuple(keep(reader, c, p, m, c.span) for m in p.methods if p.sort.label)
            for name, f in list(reader.read_functions.items()):
                wanted = {q.name: Variable(q.name, protocol=q.sort) for q in f.params if is_protocol(q.sort)}
                if wanted and "." not in name and "[" not in name and all(v.protocol == p.sort for v in wanted.values()):
                    key = instance(reader, name, wanted, dict.fromkeys(wanted, c.sort))
                    reader.trials.setdefault(name, {})[signatures.signature(reader, key, c.span).name] = kept


def alternatives(reader: Reader, name: str, node: ast.FunctionDef) -> tuple[str, ...]:
    """A function with constraints on its type variables is verified for each: the names of it for all but the first."""
    owner, _, method = name.rpartition(".")
    if "[" in name or reader.external or "<locals>" in name:
        return ()
    c = reader.classes.get(owner)
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    variables = c.variables if c is not None else mentioned(reader, [*(a.annotation for a in arguments), node.returns])
    found = []
    for types in choices(reader, variables):
        types = {v: types.get(v, meaning(reader, variable, {})) for v, variable in variables.items()}
        key = instance(reader, owner if c is not None else name, variables, types)
        if c is not None:
            definitions.class_of(reader, key)
            key = f"{key}.{method}"
        found.append(signatures.signature(reader, reader.key(key), Span.of(node, reader.file)).name)
    return tuple(found)


# --- what holds for all types ---------------------------------------------------------------------------------------------


def check(params: Sequence[Param], result: Sort, sorts: Iterable[Sort], block: Block, span: Span) -> None:
    """Rejects a function that changes something where lists of two types may be one list, when the types are the same, or where an
    object that only its Protocol is known of may hold what is changed. Raises `Rejected`: `unknown-type`, `protocol-value`."""
    for s in (result, *sorts):
        if any(map(is_protocol, s.parts())) and (s == result or not is_protocol(s)):
            raise Rejected("protocol-value", span, f"a Protocol is supported as the type of a parameter, not as {s}",
                           "take the object itself as an argument; a TypeVar with constraints may be returned")  # fmt: skip
    if any(is_protocol(p.sort) for p in params) and any(p.sort.mutable for p in params) and any(
        isinstance(s, (Update, Call)) for s in statements(block)
    ):
        raise Rejected("protocol-value", span, "an object that only its Protocol is known of may hold what is changed here",
                       "take only objects that are not changed beside it, or name its class")  # fmt: skip
    if not any(isinstance(s, (Update, Call)) for s in statements(block)):
        return
    objects = [s for p in params for s in p.sort.objects()]
    for a in objects:
        for b in objects:
            if a != b and (a.holds_opaque or b.holds_opaque) and _may_be_one(a, b):
                raise Rejected("unknown-type", span, f"a {a} and a {b} may be one object, where the types are the same",
                               "give both the same type variable, or change neither")  # fmt: skip


def _may_be_one(a: Sort, b: Sort) -> bool:
    """Whether some types make the two sorts the same."""
    if "Opaque" in (a.name, b.name):
        return True
    return a.name == b.name and in_text(a.label) == in_text(b.label) and len(a.args) == len(b.args) and all(
        map(_may_be_one, a.args, b.args))  # fmt: skip


def notes(f: Function) -> list[str]:
    """What a proof for all types takes for granted of them."""
    compared = {p.fields[0] for e in f.expressions() for x in e.walk() if x.op in ("eq", "ne", "in", "itemeq")
                for a in x.args for p in a.sort.parts() if p.name == "Opaque"}  # fmt: skip
    return [f"== of {v} values is taken to have no effect, to stay what it is, and to find a copy equal to its original"
            for v in sorted(compared)]  # fmt: skip
