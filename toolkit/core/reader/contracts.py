"""Contracts: decorators of `toolkit`, `icontract` and `deal`, and their clauses."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.core.exceptions import builtin_of
from toolkit.core.ir import BOOL, INT, Clause, Expr, Param, Raises, Sort
from toolkit.core.reader import bindings, identity
from toolkit.core.reader.control import bases, ends_iteration, exception_name
from toolkit.core.reader.names import Class, Names
from toolkit.core.reader.statements import Body
from toolkit.core.source import Rejected, Span

if TYPE_CHECKING:
    from toolkit.core.reader.module import Reader

_DECORATORS = {
    "toolkit": {"requires", "ensures", "raises", "decreases", "partial", "changes", "opaque"},
    "icontract": {"require", "ensure", "snapshot"},
    "deal": {"pre", "post", "ensure", "raises", "pure", "safe", "has"},
}


def written(reader: Reader, node: ast.FunctionDef, name: str) -> list[tuple[ast.expr, tuple[str, str, ast.Call | None]]]:
    """The decorators but those that say what kind of method it is, and what each is."""
    plain = ("property", "staticmethod") if "." in name and "<locals>" not in name else ()
    there = reader.writer(name)
    written = [d for d in node.decorator_list if not (isinstance(d, ast.Name) and d.id in plain) and not is_cache(there, d)]
    return [(d, _decorator(there, d)) for d in written]


def _decorator(reader: Reader, d: ast.expr) -> tuple[str, str, ast.Call | None]:
    """(library, name, call) of a decorator; raises Rejected for one that is not a contract."""
    call = d if isinstance(d, ast.Call) else None
    f = d.func if isinstance(d, ast.Call) else d
    found: tuple[str, str] | None = None
    if isinstance(f, ast.Name) and reader.scan.bindings.get(f.id) == 1:
        found = reader.scan.libraries.get(f.id)
    elif isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name) and reader.scan.bindings.get(f.value.id) == 1:
        library = reader.scan.modules.get(f.value.id, "")
        found = (library, f.attr) if library in bindings.LIBRARIES else None
    if found is None or found[1] not in _DECORATORS[found[0]]:
        raise Rejected(
            "unknown-decorator", Span.of(d, reader.file), f"the decorator {ast.unparse(f)} may change what the function does",
            "a class with __enter__ and __exit__ is supported" if ast.unparse(f).endswith("contextmanager") else
            "contracts of toolkit, icontract and deal are read",
        )  # fmt: skip
    return found[0], found[1], call


def is_cache(reader: Reader, d: ast.expr) -> bool:
    """`@cache`, `@lru_cache`, `@lru_cache(maxsize=8)`: see `lower_here` for where nobody can see that."""
    return reader.library(d.func if isinstance(d, ast.Call) else d) in ("functools.cache", "functools.lru_cache")


def changed(
    reader: Reader, decorators: Sequence[tuple[ast.expr, tuple[str, str, ast.Call | None]]], params: Sequence[Param]
) -> frozenset[str]:
    """The parameters that `@changes("xs")` names."""
    found: set[str] = set()
    for d, (_, kind, call) in decorators:
        if kind != "changes":
            continue
        names = [str(a.value) for a in call.args if isinstance(a, ast.Constant)] if call is not None else []
        if not reader.external or call is None or len(names) != len(call.args) or call.keywords:
            raise Rejected("misplaced-contract", Span.of(d, reader.file), "@changes stands on functions of *.contracts.py files "
                           "and names parameters", "of a function with a body, the changes are found")  # fmt: skip
        for n in names:
            if not any(p.name == n and p.sort.changeable for p in params):
                raise Rejected("unknown-name", Span.of(d, reader.file), f"@changes names {n!r}, which is no parameter that can "
                               "be changed")  # fmt: skip
        found.update(names)
    return frozenset(found)


class Contract:
    """Collects the clauses of one function from its decorators."""

    def __init__(self, names: Names, params: tuple[Param, ...], result: Sort, me: str = "") -> None:
        self.names, self.params, self.result = names, params, result
        self.me = me  # of an __init__: what it calls the instance, which is its result
        self.requires: list[Clause] = []
        self.ensures: list[Clause] = []
        self.raises: list[Raises] = []
        self.measure: list[Clause] = []
        self.snapshots: dict[str, Expr] = {}
        self.low = Body(names, None)
        self.low.closed = self.low.pure = True

    def entry(self) -> dict[str, Expr]:
        """What parameter names mean before the body runs."""
        span = Span(self.names.file, 0)
        return {p.name: Expr("var", (), p.sort, span, p.name) for p in self.params}

    def exit(self) -> dict[str, Expr]:
        """What names mean after it: `$arg_x` is the caller's object, `$old.x` its value at entry."""
        span = Span(self.names.file, 0)
        scope = {p.name: Expr("var", (), p.sort, span, f"$arg_{p.name}") for p in self.params}
        for p in self.params:
            scope[f"old.{p.name}"] = Expr("var", (), p.sort, span, f"$old.{p.name}")
        scope[self.me or "result"] = self.returned()
        return scope

    def returned(self) -> Expr:
        return Expr("var", (), self.result, Span(self.names.file, 0), "$result")

    def clause(self, node: ast.expr, scope: dict[str, Expr], want: Sort | None) -> Clause:
        self.low.scope = scope
        e = self.low.condition(node) if want == BOOL else self.low.expr(node, want)
        return Clause(e, ast.unparse(node), Span.of(node, self.names.file))

    def of_class(self, f: ast.Lambda, e: Expr, c: Class) -> Clause:
        """An invariant of an instance, as it stands at a class."""
        return Clause(self.low.clause_of(f, e, c), ast.unparse(f.body), Span.of(f.body, c.span.file))

    def lambda_of(self, node: ast.expr, d: ast.expr, library: str) -> ast.Lambda:
        if not isinstance(node, ast.Lambda):
            self.low.reject("clause-not-a-lambda", d, "a clause must be a lambda written in place")
        a = node.args
        star = a.vararg.arg if a.vararg else ""
        if star and not any(p.name == star and p.how == "star" for p in self.params):
            self.low.reject("clause-not-a-lambda", d, f"the clause names *{star}, which is no parameter of the function",
                            "*xs stands for the parameter *xs, by its name")  # fmt: skip
        if star and library != "toolkit" or a.kwarg or a.defaults or any(a.kw_defaults):
            self.low.reject("clause-not-a-lambda", d, "a clause's lambda takes plain parameter names only")
        return node

    def visible(self, f: ast.Lambda, scope: dict[str, Expr], d: ast.expr, owners: Sequence[str] = ()) -> dict[str, Expr]:
        """The part of `scope` that the lambda's own parameters name."""
        told = (*f.args.posonlyargs, *f.args.args, *f.args.kwonlyargs, *([f.args.vararg] if f.args.vararg else []))
        names = {a.arg for a in told}
        for n in sorted(names):
            if n not in scope and n not in owners:
                self.low.reject("unknown-name", d, f"the clause names {n}, which is no parameter of the function")
        return {k: v for k, v in scope.items() if k in names or k.split(".")[0] in names and "." in k}

    def add(self, library: str, kind: str, call: ast.Call | None, d: ast.expr) -> None:
        low = self.low
        if kind in ("partial", "changes", "opaque") or library == "deal" and kind in ("pure", "safe", "has"):
            return
        if call is None:
            low.reject("clause-not-a-lambda", d, f"@{kind} needs arguments")
        args = list(call.args)
        if library == "toolkit" and call.keywords or any(isinstance(a, ast.Starred) for a in args):
            low.reject("clause-not-a-lambda", d, f"@{kind} takes positional arguments only")
        for k in call.keywords:
            if k.arg == "condition":
                args.insert(0, k.value)
            elif k.arg not in ("description", "name", "error", "message", "exception", "validator", "enabled"):
                low.reject("unknown-decorator", d, f"the argument {k.arg} of {kind} is not supported")
            elif k.arg in ("error", "exception", "enabled"):
                low.reject("unknown-decorator", d, f"the argument {k.arg} of {kind} changes what is raised; not supported")
        if kind == "raises":
            self.add_raises(library, args, d)
            return
        if not args or library == "toolkit" and len(args) != 1:
            low.reject("clause-not-a-lambda", d, f"@{kind} takes one lambda")
        f = self.lambda_of(args[0], d, library)
        if kind in ("requires", "require", "pre"):
            entry = self.entry()
            if library == "deal" and [a.arg for a in f.args.args] == ["_"]:
                scope = {f"_.{k}": v for k, v in entry.items()}
            else:
                scope = self.visible(f, entry, d)
            low.scope = scope
            rows = identity.different(low, f.body)
            written = Clause(rows, ast.unparse(f.body), low.span(f.body)) if rows is not None else None
            self.requires.append(written or self.clause(f.body, scope, BOOL))
        elif kind == "decreases":
            scope = self.visible(f, self.entry(), d)
            body = f.body
            self.measure.extend(
                self.clause(p, scope, INT) for p in (body.elts if isinstance(body, ast.Tuple) else [body])
            )
        elif kind == "snapshot":
            names = [a.arg for a in f.args.args]
            name = next((k.value.value for k in call.keywords if k.arg == "name" and isinstance(k.value, ast.Constant)), None)
            entry = {n: Expr("var", (), e.sort, e.span, f"$old.{n}") for n, e in self.entry().items()}
            self.low.scope = self.visible(f, entry, d)
            self.snapshots["OLD." + str(name or names[0])] = self.low.expr(f.body)
        elif kind == "post":
            names = [a.arg for a in f.args.args]
            self.ensures.append(self.clause(f.body, {names[0]: self.exit()["result"]} if names else {}, BOOL))
        else:
            scope = self.exit()
            owners: tuple[str, ...] = ("old",)
            if library == "icontract":
                scope = {k: v for k, v in scope.items() if not k.startswith("old.")} | self.snapshots
                owners = ("OLD",)
            elif library == "deal":
                names = [a.arg for a in f.args.args]
                scope = {k: v for k, v in scope.items() if not k.startswith("old.")}
                if names == ["_"]:
                    scope = {f"_.{k}": v for k, v in scope.items()}
                owners = ("_",)
            if "old" in scope:
                low.reject("unknown-name", d, "a parameter named old hides the values at entry", "rename the parameter")
            if library == "toolkit" and "result" in {a.arg for a in f.args.args} & {p.name for p in self.params}:
                low.reject("unknown-name", d, "a parameter named result hides what is returned", "rename the parameter")
            self.ensures.append(self.clause(f.body, self.visible(f, scope, d, owners), BOOL))

    def add_raises(self, library: str, args: list[ast.expr], d: ast.expr) -> None:
        low = self.low
        condition: Clause | None = None
        if library == "toolkit" and len(args) == 2:
            f = self.lambda_of(args.pop(), d, library)
            condition = self.clause(f.body, self.visible(f, self.entry(), d), BOOL)
        for a in args:
            name = exception_name(self.names, a)
            if name is None:
                low.reject("unsupported-raise", d, "only built-in exceptions and plain exception classes of this module can be "
                           "declared")  # fmt: skip
            if not issubclass(builtin_of(name, bases(self.names)), Exception) or ends_iteration(self.names, name):
                low.reject("unsupported-raise", d, f"{name} is not an ordinary exception")
            self.raises.append(Raises(name, condition, Span.of(d, self.names.file)))
