"""Calls: what is called, which argument is for which parameter, methods."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from toolkit.core.ir import ANY, INT, NONE, Binder, Call, Expr, Sort
from toolkit.core.reader import atoms, classes, comparisons, generators, lists, nested, patterns, places, sequences, tables, unions
from toolkit.core.reader.names import Signature
from toolkit.core.reader.types import article, read_annotation

if TYPE_CHECKING:
    from toolkit.core.reader.expressions import Expressions

_CONTRACT_HINT = "a contract for it in a file MODULE.contracts.py beside this one makes it usable"
_HINTS = {"print": "move output out of the verified function"}


def called(low: Expressions, node: ast.Call, want: Sort | None) -> Expr:
    """A call, of whatever it is."""
    f = node.func
    if low.making is not None and classes.is_super_init(node) and not low.pure and low.is_builtin("super"):
        return classes.super_init(low, node)
    own = isinstance(f, ast.Name) and f.id in low.names.functions and f.id not in low.locals and f.id not in low.scope
    plain_arguments(low, node, own)
    if isinstance(f, ast.Attribute) and classes.is_super(f.value) and low.is_builtin("super"):
        return classes.super_call(low, f, node)
    if isinstance(f, ast.Name):
        if f.id in low.nested and f.id not in low.scope and not low.closed:
            return nested.call(low, f.id, node)
        if f.id in low.names.toolkit and f.id not in low.locals and f.id not in low.scope:
            low.reject(
                "misplaced-contract", node, f"{low.names.toolkit[f.id]}(...) does not belong here",
                "invariant and decreases stand first in a loop's body; track(...) is what a for iterates over",
            )  # fmt: skip
        if (c := low.class_named(f)) is not None:
            return classes.construct(low, c, node, want)
        if f.id in low.names.functions and f.id not in low.locals and f.id not in low.scope:
            name = low.names.generic(f.id, node, low)
            return user_call(low, name, node) if name is not None else Expr("const", (), ANY, low.span(node), 0)
        if low.is_builtin(f.id):
            if f.id not in tables.BUILTINS:
                low.reject("unsupported-call", node, f"{f.id}(...) is not supported", _HINTS.get(f.id, ""))
            return tables.BUILTINS[f.id](low, node, want)
        known = low.library_name(f)
        if known in tables.FUNCTIONS:
            return tables.FUNCTIONS[known](low, node, want)
        if (sig := low.names.foreign(known, node, low)) is not None:
            return user_call(low, known, node, None, sig)
        here = "give its class a method with a name, and call that" if f.id in low.locals else ""
        low.reject("unsupported-call", node, f"{known or f.id} is not a function that can be called here",
                   _CONTRACT_HINT if known else here)  # fmt: skip
    if isinstance(f, ast.Attribute):
        known = low.library_name(f)
        if known in tables.FUNCTIONS:
            return tables.FUNCTIONS[known](low, node, want)
        if ast.unparse(f) == "dict.fromkeys" and low.is_builtin("dict"):
            return tables.FUNCTIONS["dict.fromkeys"](low, node, want)
        if known and (c := low.class_named(f)) is not None:
            return classes.construct(low, c, node, want)
        if isinstance(f.value, ast.Name) and f.value.id in low.names.patterns.keys() - low.locals - low.scope.keys():
            return patterns.compiled(low, node, f, low.names.patterns[f.value.id])
        if (c := low.class_named(f.value)) is not None:
            if f.attr.startswith("__"):
                low.reject("unsupported-call", node, f"{c.name}.{f.attr} cannot be called by its name")
            return user_call(low, f"{c.key}.{f.attr}", node)
        if known and (sig := low.names.foreign(known, node, low)) is not None:
            return user_call(low, known, node, None, sig)
        return _method_call(low, node, f)
    if isinstance(f, ast.Subscript) and (c := low.class_named(f.value)) is not None and c.variables:  # C[int](...)
        c = low.names.labelled(read_annotation(low.names.typed(f), low.file).label)
        assert c is not None
        return classes.construct(low, c, node, want)
    low.reject("unsupported-call", node, "only functions and methods can be called by name")


def plain_arguments(low: Expressions, node: ast.Call, starred: bool = False) -> None:
    """Rejects `f(*xs)`, unless it may be `starred`, and `f(**d)`."""
    if not starred and any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        low.reject("unsupported-call", node, "star arguments are not supported")


def arguments(low: Expressions, node: ast.Call, least: int, most: int | None = None) -> list[ast.expr]:
    """The arguments of a builtin, so many of them."""
    if not least <= len(node.args) <= (least if most is None else most):
        name = node.func.id if isinstance(node.func, ast.Name) else "this"
        low.reject("unsupported-call", node, f"{name}(...) with {len(node.args)} arguments is not supported")
    return node.args


def user_call(
    low: Expressions, name: str, node: ast.Call, receiver: Expr | None = None, sig: Signature | None = None,
    extra: Sequence[Expr] = (),
) -> Expr:  # fmt: skip
    """A call of a function of the module (or, with `sig`, of another one); of a method, with the object it is called on;
    `extra`: what is passed besides what is written."""
    sig = sig or low.names.signature(name, low.span(node))
    given: dict[str, ast.expr] = {}
    params = sig.params[receiver is not None : len(sig.params) - len(extra)]
    by_place = [p for p in params if p.how not in ("keyword", "star")]
    star = next((p for p in params if p.how == "star"), None)
    more = node.args[len(by_place) :]
    if any(isinstance(a, ast.Starred) for a in (node.args if star is None else node.args[: len(by_place)])):
        low.reject("star-arguments", node, f"which parameters of {name} these are for is not known",
                   "*xs is supported for a parameter *args: give the others their own arguments")  # fmt: skip
    if more and star is None:
        low.reject("wrong-arguments", node, f"{name} takes {len(by_place)} positional arguments")
    for p, a in zip(by_place, node.args):
        given[p.name] = a
    for k in node.keywords:
        assert k.arg is not None
        if k.arg in given or k.arg not in {p.name for p in params if p.how not in ("positional", "star")}:
            low.reject("wrong-arguments", node, f"{name} has no free parameter {k.arg}")
        given[k.arg] = k.value
    sort_of = {p.name: p.sort for p in params}
    first = [] if receiver is None else [lambda: receiver]
    named = [lambda n=n, a=a: low.expr(a, sort_of[n]) for n, a in given.items()]
    many = [] if star is None else [lambda a=a: sequences.argument(low, a, star.sort) for a in more]
    at = len(first) + len(node.args) - len(more)
    found = low.several([*first, *named[: at - len(first)], *many, *named[at - len(first) :]])
    spread, found = found[at : at + len(many)], found[:at] + found[at + len(many) :]
    values = dict(zip(given, found[len(first) :]))
    if star is not None:
        values[star.name] = sequences.arguments(spread, star.sort, low.span(node))
    args = found[: len(first)]
    for p in params:
        if p.name in values:
            args.append(values[p.name])
        elif p.has_default:
            args.append(low.coerce(atoms.constant(low, p.default, node), p.sort, node))
        else:
            low.reject("wrong-arguments", node, f"{name} needs an argument for {p.name}")
    return call(low, name, [*args, *extra], node, sig)


def call(low: Expressions, name: str, args: Sequence[Expr], node: ast.AST, sig: Signature | None = None) -> Expr:
    """A call with arguments that are evaluated already."""
    span, sig = low.span(node), sig or low.names.signature(name, low.span(node))
    if len(args) != len(sig.params):
        low.reject("wrong-arguments", node, f"{name} takes {len(sig.params)} arguments")
    args = [low.coerce(a, p.sort, node) for a, p in zip(args, sig.params)]
    steps = bool(sig.generator) and generators.used(low, sig.generator, name, sig.result, node)
    if low.pure:
        e = Expr("call", tuple(args), sig.result, span, sig.name)
    else:
        args = [low.saved(a) if steps and a.sort.mutable else a for a in args]
        target = low.fresh("r", sig.result)
        low.emit(Call(span, target, sig.name, tuple(args), steps=steps))
        e = low.var(target, span)
    for a in (a for a in args if steps and a.sort.mutable):  # what it reads must stay as it is until it is used up
        e = low.after(a, e)
    return Expr("lazy", (e,), e.sort, span) if sig.generator else e


def _method_call(low: Expressions, node: ast.Call, f: ast.Attribute) -> Expr:
    """`x.f(...)`, where x is a value: of a method that changes x, the place of x is found first."""
    span, method = low.span(node), f.attr
    if isinstance(f.value, ast.Name) and f.value.id in low.names.modules and f.value.id not in low.locals:
        low.reject("unsupported-call", node, f"{ast.unparse(f)} is not supported", _CONTRACT_HINT)
    mark = len(low.block)
    place = None
    if not low.pure and (method in lists.CHANGES or any(m == method for _, m in tables.CHANGES)):
        place = places.place(low, f.value)
        if place is not None and (place[2].name, method) in tables.CHANGES:
            return tables.CHANGES[place[2].name, method](low, node, place)
        if method not in lists.CHANGES:
            del low.block[mark:]
    if method in lists.CHANGES and not low.pure:
        if place is not None and place[2].name in ("List", "Any"):
            if node.keywords:
                low.reject("unsupported-call", node, f"keyword arguments of .{method} are not supported")
            return lists.mutate(low, node, place, method)
        if place is None or place[2].name != "Object" or len(low.block) > mark:
            low.reject("unsupported-call", node, f".{method} needs a list that a name leads to",
                       "give the list a name first")  # fmt: skip
    if not low.pure and any(method == name for _, name in tables.MUTATORS):
        place = places.place(low, f.value)
        if place is not None and (place[2].name, method) in tables.MUTATORS:
            return tables.MUTATORS[place[2].name, method](low, node, place)
        if place is not None and place[2] == ANY and not low.final:
            return Expr("const", (), NONE, span, None)
        if place is None or place[2].name != "Object" or len(low.block) > mark:
            low.reject("unsupported-call", node, f".{method} needs an object that a name leads to", "give it a name first")
    base = unions.operand(low, low.expr(f.value), node, exception="AttributeError")
    if (base.sort.label, method) in tables.METHODS:
        return tables.METHODS[base.sort.label, method](low, node, base)
    of = low.names.labelled(base.sort.label) if base.sort.name == "Enum" else None
    if of is not None and method not in of.methods and method not in of.constants:
        base = classes.data(low, base, node)
    if base.sort.label and not (base.sort.name == "Tuple" and (base.sort.name, method) in tables.METHODS):
        return classes.method(low, base, method, node)
    if (base.sort.name, method) in tables.CHANGES:
        if low.pure:
            low.reject("effect-in-clause", node, f".{method} changes its object and cannot be called here")
        low.reject("unsupported-call", node, f".{method} needs an object that a name leads to", "give it a name first")
    if (base.sort.name, method) in tables.METHODS:
        return tables.METHODS[base.sort.name, method](low, node, base)
    if node.keywords:
        low.reject("unsupported-call", node, f"keyword arguments of .{method} are not supported")
    if base.sort.name in ("List", "Any") and method == "copy" and not node.args:
        return Expr("tolist", (base,), base.sort, span)
    if base.sort.name in ("List", "Seq") and method == "count" and len(node.args) == 1:
        value = low.expr(node.args[0])
        x = low.fresh_bound("x", base.sort.args[0])
        one, zero = Expr("const", (), INT, span, 1), Expr("const", (), INT, span, 0)
        body = Expr("ite", (comparisons.same_item(low, x, value, node), one, zero), INT, span)
        return low.after(base, low.after(value, Expr("quant", (base, body), INT, span, Binder("sum", x.data, count=True))))
    if base.sort == ANY and not low.final:
        return Expr("const", (), ANY, span, 0)
    low.reject("unsupported-call", node, f"the method .{method} of {article(base.sort)} is not supported")
