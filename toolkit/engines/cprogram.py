"""A real run of a C function on given values, inside the sandbox. It may only refute: `ok` proves nothing.

Door: `run(text, filename, function, calls, c_int=...) -> list[Run]`, as `engines.cpython`. The program is parsed here and
interpreted in the sandbox by `charness`, which shares the grammar with the reader and nothing of its meaning.

Raises `sandbox.SandboxUnavailable` when there is no sandbox, `core.source.Rejected` when the text cannot be parsed.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from importlib import resources
from types import CodeType
from typing import Any

from toolkit.core.c.expressions import constant
from toolkit.core.c.statements import Known
from toolkit.core.c.syntax import Clause, Unit, parse
from toolkit.core.ir import CHOICES
from toolkit.engines import sandbox
from toolkit.engines.cpython import Call, Limits, Run, unfinished

_LOOPS = ("While", "DoWhile", "For")


def run(
    text: str, filename: str, function: str, calls: Sequence[Call], *, c_int: str = "math", limits: Limits = Limits(),  # noqa: B008
    untrusted: bool = False,
) -> list[Run]:
    """Call `function` on each input; what the program does not determine is in a call's arguments as `CHOICES`, in order."""
    if not calls:
        return []
    unit = parse(text, filename)
    known = Known.of(unit, c_int)
    functions = {n.decl.name: _function(n, unit, known) for n in unit.tree.ext if type(n).__name__ == "FuncDef"}
    params = functions[function]["params"]
    request = {
        "functions": functions, "constants": known.constants, "c_int": c_int, "function": function,
        "calls": [{"args": [c.args[p] for p in params], "choices": list(c.args.get(CHOICES, ()))} for c in calls],  # type: ignore[call-overload]
    }
    done = sandbox.run_python(_program(), stdin=json.dumps(request).encode("ascii"), limits=limits, untrusted=untrusted)
    found: dict[int, Run] = {}
    for line in done.stdout.splitlines():
        i, status, kind, outcome, clause, number, where, witness = json.loads(line)
        found[i] = Run(status, kind, outcome, clause, number, where, tuple(witness))
    rest = unfinished(done)
    return [found.get(i, rest) for i in range(len(calls))]


@functools.cache
def _program() -> CodeType:
    text = resources.files("toolkit.engines").joinpath("charness.py").read_text("utf-8")
    return compile(text, "<charness>", "exec", dont_inherit=True, optimize=0)


def _function(node: Any, unit: Unit, known: Known) -> dict[str, Any]:
    signature = known.signatures.get(node.decl.name)
    args = node.decl.type.args
    names = [p.name for p in args.params if p.name] if signature and signature.params else []
    return {
        "params": names, "types": list(signature.params) if signature else [], "result": signature.result if signature else "",
        "line": node.decl.coord.line, "acsl": [_clause(c, unit) for c in unit.before_function(node)],
        "body": _tree(node.body, unit),
    }  # fmt: skip


def _clause(c: Clause, unit: Unit) -> dict[str, Any]:
    tree = None if c.kind.endswith("assigns") else _tree(c.tree, unit)
    return {"kind": c.kind, "tree": tree, "text": c.text, "line": c.span.line}


def _tree(node: Any, unit: Unit) -> Any:
    """pycparser's node as plain data, with what the interpreter needs to know of constants, calls and loops."""
    if isinstance(node, (list, tuple)):
        return [_tree(x, unit) for x in node]
    if not hasattr(node, "attr_names"):
        return node
    kind = type(node).__name__
    slots = [s for s in node.__slots__ if s not in ("coord", "__weakref__")]
    found = {"_": kind, "line": node.coord.line if node.coord is not None else 0}
    found |= {s: _tree(getattr(node, s), unit) for s in slots}
    if kind == "Constant" and "string" not in node.type:
        found["number"], found["width"] = constant(node, unit)
    if kind in _LOOPS:
        found["acsl"] = [_clause(c, unit) for c in unit.before_loop(node)]
    if kind == "FuncCall":
        from pycparser.c_generator import CGenerator

        found["text"] = CGenerator().visit(node)
    return found
