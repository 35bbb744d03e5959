"""What a function promises though it stands at none of its own decorators: invariants of classes, values of Literals, contracts of
methods that it overrides."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from attrs import evolve

from toolkit.core.ir import BOOL, Binder, Clause, Expr, Param, Raises, Sort
from toolkit.core.reader import contracts, definitions, signatures, unions
from toolkit.core.reader.contracts import Contract
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader


def overridden(
    reader: Reader, name: str, node: ast.FunctionDef, contract: Contract, params: tuple[Param, ...], result: Sort
) -> list[Clause] | None:
    """Behavioural subtyping: an override keeps the promises of what it overrides wherever that may be called, and raises what
    that raises. Returns what the overridden method requires; None where nothing is overridden.

    Raises `Rejected`: `override`."""
    owner, _, method = name.rpartition(".")
    c = reader.classes.get(owner)
    if c is None or not c.base or method in c.inherited or method.startswith("_") and not method.endswith("__"):
        return None
    b = definitions.labelled(reader, c.base)
    base = b.methods.get(method) if b is not None else None
    if b is None or base is None or method == "__init__":
        return None
    there = reader.home(b.origin[method])

    def reject(message: str) -> NoReturn:
        raise Rejected("override", Span.of(node, reader.file), f"{name} overrides {b.name}.{method}: {message}",
                       "say the same, or give it another name")  # fmt: skip

    other = signatures.signature(reader, f"{b.key}.{method}", Span.of(node, reader.file))
    mine = 0 if c.has(method, "staticmethod") else 1
    if other.params[mine:] != params[mine:] or [p.name for p in other.params] != [p.name for p in params]:
        reject("the parameters differ")
    if other.result != result:
        reject("the types of the results differ")
    promised = Contract(there.names, params, result)
    for d, (library, kind, call) in contracts.written(reader.home(b), base, f"{b.name}.{method}"):
        promised.add(library, kind, call, d)

    def told(raises: Sequence[Raises]) -> dict[str, str | None]:  # one text may mean two things in two files
        return {r.exception: (r.condition.text if there is reader else _exactly(r.condition.expr)) if r.condition else None
                for r in raises}  # fmt: skip

    theirs, ours = told(promised.raises), told(contract.raises)
    if any(e not in theirs or theirs[e] not in (None, text) for e, text in ours.items()) or any(
        text is not None and e not in ours for e, text in theirs.items()
    ):
        reject("other exceptions are declared")
    names = {p.name for p in params}
    for clause in promised.ensures:
        e = clause.expr
        for r in promised.requires:
            e = Expr("or", (Expr("not", (_at_entry(r.expr, names),), BOOL, e.span), e), BOOL, e.span)
        contract.ensures.append(Clause(e, clause.text, clause.span))
    if not promised.requires and not promised.ensures and not promised.raises and not contract.requires:
        return None
    mine_too = _promised(reader, contract, contract.entry()[params[0].name], False) if mine else []
    return [*promised.requires, *mine_too]


def add(
    reader: Reader, name: str, node: ast.FunctionDef, contract: Contract, params: tuple[Param, ...], result: Sort
) -> bool:
    """Adds what annotations and classes promise: the invariants of arguments (at entry, and at the end of what can change)
    and of the result, values of Literals. True when an invariant of the own class is among it."""
    own, _, method = name.rpartition(".")
    method, there = method.partition("@")[0], reader.writer(name)
    private = bool(own) and (method.startswith("_") and not method.endswith("__") or method in ("__repr__", "__str__"))
    entry, exit_ = contract.entry(), contract.exit()
    own_too = False
    for p in params:
        mine = bool(own) and p is params[0] and p.sort.label == reader.key(own)
        at_entry = _promised(reader, contract, entry[p.name], mine and (private or method == "__post_init__"))
        contract.requires.extend(at_entry)
        if p.sort.mutable:
            contract.ensures.extend(_promised(reader, contract, exit_[p.name], mine and private))
        own_too = own_too or mine and not private and bool(reader.classes[own].invariants)
    made = [] if private else _promised(reader, contract, contract.returned(), False)
    contract.ensures.extend(made)
    own_too = own_too or method == "__init__" and bool(made)
    for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        if arg.annotation is not None and (test := _literal(there, arg.annotation, arg.arg)) is not None:
            contract.requires.append(contract.clause(test, entry, BOOL))
    if node.returns is not None and (test := _literal(there, node.returns, "result")) is not None:
        contract.ensures.append(contract.clause(test, {"result": contract.returned()}, BOOL))
    return own_too


def _promised(reader: Reader, contract: Contract, e: Expr, bare: bool) -> list[Clause]:
    """The class invariants of everything that a value holds; with `bare` without its own."""
    c = definitions.labelled(reader, e.sort.label) if e.sort.label else None
    found = [contract.of_class(f, e, written) for f, written in (c.invariants if c and not bare else ())]
    if e.sort.name in ("Tuple", "Object"):
        for i, s in enumerate(e.sort.args):
            found.extend(_promised(reader, contract, Expr("proj", (e,), s, e.span, i), False))
    elif e.sort.name in ("List", "Seq"):
        x = contract.low.fresh_bound("x", e.sort.args[0])
        for clause in _promised(reader, contract, x, False):
            every = Expr("quant", (e, clause.expr), BOOL, e.span, Binder("all", x.data))
            found.append(Clause(every, clause.text, clause.span))
    elif e.sort.name == "Union":
        for i in range(len(e.sort.args)):
            for clause in _promised(reader, contract, unions.unwrap(e, i), False):
                other = Expr("not", (unions.is_tag(e, i),), BOOL, e.span)
                found.append(Clause(Expr("or", (other, clause.expr), BOOL, e.span), clause.text, clause.span))
    return found


def _literal(reader: Reader, annotation: ast.expr, name: str) -> ast.expr | None:
    """`name in (1, 2)` for the annotation Literal[1, 2]."""
    if isinstance(annotation, ast.Name) and reader.scan.bindings.get(annotation.id) == 1:
        annotation = reader.scan.aliases.get(annotation.id, annotation)
    if not isinstance(annotation, ast.Subscript) or reader.library(annotation.value) != "typing.Literal":
        return None
    values = annotation.slice if isinstance(annotation.slice, ast.Tuple) else ast.Tuple([annotation.slice], ast.Load())
    test = ast.Compare(ast.Name(name, ast.Load()), [ast.In()], [values])
    return ast.fix_missing_locations(ast.copy_location(test, annotation))


def _at_entry(e: Expr, names: set[str]) -> Expr:
    """An expression over the parameters, with what they were at entry."""
    if e.op == "var":
        return evolve(e, data=f"$old.{e.data}") if e.data in names else e
    return evolve(e, args=tuple(_at_entry(a, names) for a in e.args))


def _exactly(e: Expr) -> str:
    """What an expression is made of, as a text that another one has only when it means the same."""
    return f"{e.op}:{e.sort!r}:{e.data!r}({', '.join(map(_exactly, e.args))})"
