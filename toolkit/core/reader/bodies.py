"""Functions, read: the body until the sorts of its names are known, then the contract."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from toolkit.core.ir import ANY, BOOL, FLOAT, NONE, OF_ARGUMENT, Block, Expr, Function, Param, Return, Sort
from toolkit.core.reader import (
    containers,
    contracts,
    exits,
    floats,
    generators,
    generics,
    identity,
    nested,
    promises,
    signatures,
    typenames,
)
from toolkit.core.reader.contracts import Contract
from toolkit.core.reader.names import Class
from toolkit.core.reader.statements import Body, assigned_names, own_nodes
from toolkit.core.reader.types import is_key, read_annotation, settle
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader


def nest(
    reader: Reader, name: str, node: ast.FunctionDef, captured: tuple[Param, ...], visible: dict[str, nested.Nested], final: bool
) -> None:
    """A function inside another one, with what it captures as further parameters; read when the sorts have settled."""
    if node.returns is None:
        raise Rejected("missing-annotation", Span.of(node, reader.file), f"{node.name} needs a return annotation",
                       "add `-> int`, say")  # fmt: skip
    params = (*signatures.parameters(reader, node, name), *captured)
    signatures.sign(reader, name, node, params, signatures.result_of(reader, node, name))
    if final:
        reader.read_functions[name] = lower(reader, node, name, captured, visible)
        if reader.unit:
            reader.units.wanted.append((reader, name))


def lower(
    reader: Reader, node: ast.FunctionDef, name: str, captured: tuple[Param, ...] = (),
    visible: dict[str, nested.Nested] | None = None,
) -> Function:  # fmt: skip
    """The function. `captured` and `visible`: what one inside another function reads of it."""
    with reader.at(name):
        return _lower(reader, node, name, captured, visible)


def _lower(
    reader: Reader, node: ast.FunctionDef, name: str, captured: tuple[Param, ...], visible: dict[str, nested.Nested] | None
) -> Function:
    """The function: its body, then its contract, which may speak of the result."""
    written_params, there = signatures.parameters(reader, node, name), reader.writer(name)
    params = (*written_params, *captured)
    making = reader.classes.get(name.removesuffix(".__init__")) if name.endswith(".__init__") else None
    generator = generators.is_generator(node)
    if generator and (making or node.returns is None):
        raise Rejected("missing-annotation", Span.of(node, reader.file), f"{node.name} is a generator and needs a return type",
                       "add `-> Iterator[int]`, say")  # fmt: skip
    declared = None if node.returns is None or making else signatures.result_of(reader, node, name)
    if declared is not None:
        signatures.sign(reader, name, node, params, declared)
    if (cache := next((d for d in node.decorator_list if contracts.is_cache(there, d)), None)) is not None:
        plain = [declared is not None and not declared.mutable, *(is_key(p.sort) and not p.sort.holds_opaque for p in params)]
        if not all(plain) or generator or captured or "." in name:
            raise Rejected("unknown-decorator", Span.of(cache, there.file), "a cache may hand out one object twice, or what "
                           "was computed for an equal argument", "it is supported on functions of the module that take "
                           "keys of dicts and return what cannot change")  # fmt: skip
    decorators = contracts.written(reader, node, name)
    has_contract = any(kind not in ("partial", "pure") for _, (_, kind, _) in decorators)
    owner = reader.classes.get(name.rpartition(".")[0])
    leading, statements = _parts(node, owner, has_contract)
    only_asserts = not has_contract and any(isinstance(n, ast.Assert) for n in ast.walk(node))
    body, block, result = _settled(reader, node, name, statements, params, captured, visible or {}, making, declared)
    sorts = body.sorts
    if making is not None:
        making.sort = result
    if result.name == "Union" and result.args[0] == NONE:  # reaching the end returns None
        end = Span.of(node, there.file)
        block = (*block, Return(end, nested.returned(body, body.coerce(Expr("const", (), NONE, end, None), result, node))))
    block = nested.ended(body, block, result, node)
    contract = Contract(there.names, written_params, result, node.args.args[0].arg if making is not None else "")
    for d, (library, kind, call) in decorators:
        contract.add(library, kind, call, d)
    accepts = promises.overridden(reader, name, node, contract, params, result)
    has_contract = has_contract or accepts is not None
    own = has_contract or only_asserts
    written_identity = identity.pairs(c.expr for c in contract.requires)
    has_contract = promises.add(reader, name, node, contract, written_params, result) or has_contract
    if body.outer and (has_contract or leading):
        raise Rejected("unsupported-nonlocal", Span.of(node, there.file), f"{node.name} has a contract and assigns names of "
                       "the function around it", "return the new value")  # fmt: skip
    for a in leading:
        contract.requires.append(contract.clause(a.test, contract.entry(), BOOL))
    if owner is not None and node.name == "__exit__":
        given = exits.agree(params, Span.of(node, there.file))
        contract.requires.extend(given)
        accepts = None if accepts is None else [*accepts, *given]
    changes = contracts.changed(reader, decorators, params)
    distinct = identity.pairs(c.expr for c in contract.requires)
    demands, keeps = (identity.single(c.expr for c in clauses) for clauses in (contract.requires, contract.ensures))
    if written_identity and accepts is not None:
        raise Rejected("override", Span.of(node, there.file), f"{name} overrides a method and requires objects to be different")
    external = reader.external if has_contract or reader.external and not statements else ""
    external = "protocol" if owner is not None and owner.kind == "protocol" else external
    notes = ["the asserts at its top are read as preconditions"] if leading else []
    if any(p.sort.holds(FLOAT) for p in params):
        notes.append(f"{OF_ARGUMENT} a float is a float, not an int")
    notes += signatures.granted(reader, node, there, params)
    generics.check(params, result, sorts.values(), block, Span.of(node, there.file))
    returned = nested.result_with(result, node, params)
    place = Span.of(node, reader.file) if there is reader else reader.classes[name.rpartition(".")[0]].span
    segment = "".join(there.source_lines[node.lineno - 1 : node.end_lineno])
    f = Function(
        reader.key(name), params, returned, tuple(contract.requires), tuple(contract.ensures), tuple(contract.raises),
        tuple(contract.measure), block, segment, place, sorts,
        any(k == "partial" for _, (_, k, _) in decorators), has_contract or only_asserts or bool(external), tuple(notes),
        tuple(accepts) if accepts is not None and contract.requires else None, has_contract and not own, external, changes,
        any(k == "opaque" for _, (_, k, _) in decorators), generator, pure=name in reader.kept,
        instances=generics.alternatives(reader, name, node), distinct=distinct, demands=demands, keeps=keeps,
    )  # fmt: skip
    _check_sorts(f, result)
    summed = (floats.SUM_NOTE,) if floats.sums(f) else ()
    return evolve(f, notes=(*f.notes, *generics.notes(f), *summed))


def _parts(node: ast.FunctionDef, owner: Class | None, has_contract: bool) -> tuple[list[ast.Assert], list[ast.stmt]]:
    """The asserts at a function's top that stand for a contract, and its other statements without the docstring; a method of a
    Protocol has none."""
    statements = list(node.body)
    if statements and isinstance(statements[0], ast.Expr) and isinstance(statements[0].value, ast.Constant):
        statements = statements[1:]
    if owner is not None and owner.kind == "protocol":
        statements = []
    leading: list[ast.Assert] = []
    while not has_contract and statements and isinstance(statements[0], ast.Assert):
        leading.append(statements.pop(0))  # type: ignore[arg-type]
    return leading, statements


def _settled(
    reader: Reader, node: ast.FunctionDef, name: str, statements: Sequence[ast.stmt], params: tuple[Param, ...],
    captured: tuple[Param, ...], visible: Mapping[str, nested.Nested], making: Class | None, declared: Sort | None,
) -> tuple[Body, Block, Sort]:  # fmt: skip
    """The reader of the body with the sorts of all names, what it read, and the result's sort: found by reading it until nothing
    changes, and once more with what is still unknown decided. `making`: the class whose `__init__` this is. Raises `Rejected`:
    `type-changes`."""
    there, generator = reader.writer(name), generators.is_generator(node)
    assigned = assigned_names(statements)
    local = frozenset({p.name for p in params} | assigned)
    sorts: dict[str, Sort] = {p.name: p.sort for p in params}
    result, settled = declared, False
    inside, bound, outer = [n for s in statements for n in own_nodes(s)], nested.bindings(statements), nested.changed(node)
    gone = frozenset(n.name for n in inside if isinstance(n, ast.ExceptHandler) and n.name)
    for _ in range(40):
        body = Body(there.names, result)
        body.sorts, body.locals, body.final = dict(sorts), local, settled
        body.declared = {p.name: p.sort for p in params}
        body.name, body.top, body.bindings = name, statements, bound
        body.parameters = frozenset(p.name for p in params)
        body.captured, body.outer = frozenset(p.name for p in captured), outer
        body.ghosts, body.gone = frozenset(t.id for n in inside for t in body.ghostly(n)), gone
        body.nested = {n: x for n, x in visible.items() if n not in local}
        body.functions = nested.names_of(statements) | body.nested.keys()
        if there is not reader and body.functions:
            raise Rejected("inheritance", Span.of(node, there.file), f"{name} has a function in it and is inherited from "
                           "another file", "define that one at the module's level")  # fmt: skip
        body.receiver = _receiver(reader, name, node, assigned)
        if making is not None:
            body.making, body.me = making, node.args.args[0].arg
            for n, annotation, _ in making.fields:
                body.declared[f"self.{n}"] = containers.made(read_annotation(typenames.typed(reader, annotation), reader.file))
        if generator and result is not None:
            body.sorts[generators.OUT] = result
        block = body.statements(statements)
        if generator and result is not None:
            block = generators.framed(body, block, result, node)
        if making is not None:
            end = Span.of(node, there.file)
            block = (*block, Return(end, body.made(end)))
        found = {n: s for n, s in body.sorts.items() if not n.startswith("$")}
        if found == sorts and settled and result is not None:
            return body, block, result
        if found == sorts:
            sorts, settled = {n: settle(s) for n, s in sorts.items()}, True
            if result is None:
                result = settle(body.found) if body.found != ANY else NONE
            continue
        sorts = found
    raise Rejected("type-changes", Span.of(node, there.file), f"the types of the variables of {node.name} do not settle")


def _check_sorts(f: Function, result: Sort) -> None:
    """Rejects what is not supported of the types of a function's names and expressions. Raises `Rejected`: `unknown-type`,
    `float-in-dict`."""
    containers.check_sorts((*f.sorts.values(), *(p.sort for p in f.params)), result, f.external, f.span)
    for sort, span in [*((x, f.span) for x in (*f.sorts.values(), result)),
                       *((x.sort, x.span) for e in f.expressions() for x in e.walk())]:  # fmt: skip
        if any(p.name == "Union" and any(m.name == "Opaque" for m in p.args) for p in sort.parts()):
            raise Rejected("unknown-type", span, f"{sort}: a value of any type may itself be None, or of the other types",
                           'TypeVar("T", int, str) says which types it is, and each is verified')  # fmt: skip
        if any(p.name in ("Dict", "Set", "FrozenSet", "View") and p.holds_opaque for p in sort.parts()):
            raise Rejected("unknown-type", span, f"{sort}: how values of any type are found in a dict or set is not known",
                           'TypeVar("T", int, str) says which types it is, and each is verified')  # fmt: skip
        if any(p.name in ("Dict", "Set", "FrozenSet", "View") and p.holds(FLOAT) for p in sort.parts()):
            raise Rejected("float-in-dict", span, "floats in dicts and sets are not supported", "use a list: NaN and -0.0 are "
                           "not equal to what they look like")  # fmt: skip


def _receiver(reader: Reader, name: str, node: ast.FunctionDef, assigned: set[str]) -> tuple[Class, str, str] | None:
    """For `super()`: the class of the object that a method has, what it calls that object, and the method's name."""
    owner, _, method = name.rpartition(".")
    c = reader.classes.get(owner)
    if c is None or method == "__init__" or c.has(method, "staticmethod") or node.args.args[:1] == []:
        return None
    me = (node.args.posonlyargs or node.args.args)[0].arg
    return None if me in assigned else (c, me, method)
