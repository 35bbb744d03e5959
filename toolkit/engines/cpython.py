"""A real run of a real function in CPython, inside the sandbox. It may only refute: `ok` proves nothing.

Door: `run(text, filename, function, calls) -> list[Run]`, one `Run` per `Call`, and `script(module, function, call)`,
the same call as a few lines of Python for a person.

All calls of a batch share one process: a module with state of its own can make a later call depend on earlier ones. A
call that is to count as evidence should be run alone.

Raises `sandbox.SandboxUnavailable` when there is no sandbox that is strong enough, `ValueError` for an argument that
`literal` cannot write.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import keyword
import marshal
import math
import secrets
import signal
import sys
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader
from pathlib import PurePath
from types import CodeType, MappingProxyType
from typing import Any

from attrs import frozen

from toolkit.core.ir import in_text
from toolkit.core.semantics.objects import Instance, Member, Named
from toolkit.core.source import OtherFile
from toolkit.engines import sandbox
from toolkit.engines.sandbox import Limits

__all__ = ["Call", "Limits", "Run", "literal", "run", "script"]


@frozen
class Call:
    """Arguments by parameter name. `same`: groups of parameters that are one object (the first name's value)."""

    args: dict[str, object]
    same: tuple[tuple[str, ...], ...] = ()


@frozen
class Run:
    """What became of a call.

    `status`: ok, precondition (the input is not allowed: no counterexample), broken, timeout, resource (recursion,
    memory, output), error (sandbox, module or process failed: no evidence of anything).
    `kind` of a broken one: ensures, raises, exception, precondition-at-call, invariant, measure, clause, assertion.
    `clause` is source text and `line` its line (for an exception: of the line that raised); `function` is whose clause
    it is, which may be a callee's.
    """

    status: str
    kind: str = ""
    outcome: str = ""
    clause: str = ""
    line: int = 0
    function: str = ""
    witness: tuple[str, ...] = ()  # of a C program: what it was given, in order, and where it broke


def run(
    text: str,
    filename: str,
    function: str,
    calls: Sequence[Call],
    *,
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    untrusted: bool = False,
    others: Sequence[OtherFile] = (),
    dotted: str = "",
    package: bool = False,
) -> list[Run]:
    """Execute the module `text` and call `function` (`name` or `Class.name`) on each input, all in one process. `others` are
    the user's files that it may import; `dotted` is its own name in its package."""
    if not calls:
        return []
    nonce = secrets.token_hex(16)
    names = _names(calls)
    request = {
        "text": text,
        "filename": filename,
        "module": dotted if "." in dotted or package else _module_name(filename),
        "package": package,
        "others": {o.name: [o.text, o.path, o.package] for o in others if o.kind == "module"},
        "function": in_text(function),
        "asked": function,
        "nonce": nonce,
        "call_s": limits.call_s,
        "load_s": limits.wall_s * 0.8,
        "calls": [
            {"args": {name: literal(v, "", names) for name, v in arguments(function, call).items()}, "same": call.same}
            for call in calls
        ],
        "classes": {short: in_text(label).split(":") for label, short in names.items() if ":" in label},
    }
    # ASCII: a lone surrogate in a string argument must arrive as it is.
    body, (harness, contracts) = json.dumps(request).encode("ascii"), _programs()
    stdin = b"%d %d\n" % (len(body), len(contracts)) + body + contracts
    done = sandbox.run_python(harness, stdin=stdin, limits=limits, untrusted=untrusted)
    results = _read(done.stdout, nonce)
    rest = results.get(-1) or unfinished(done)
    return [results.get(index, rest) for index in range(len(calls))]


def script(module: str, function: str, call: Call, how: Mapping[str, str] | None = None, generator: bool = False) -> str:
    """Lines of plain Python that make the call; objects that are shared get a name. `how` arguments are passed: `Param.how`.
    A `generator` is used up."""
    function = in_text(function)
    head = function.split(".")[0]
    function, above, cls = function.partition("@")
    if above:  # the method of a class above
        function = (f"next((c for c in {head}.__mro__ if c.__name__ == {cls!r} and not getattr(c, '_is_protocol', 0)), {head})"
                    f".{function.partition('.')[2]}")
    dotted = module.split(".")
    if all(part.isidentifier() and not keyword.iskeyword(part) for part in dotted):
        lines = [f"from {module} import {head}"]
    else:
        lines = ["from importlib import import_module", "", f"{head} = import_module({module!r}).{head}"]
    names = _names([call], head)
    labels = dict.fromkeys(short for n, short in names.items() if ":" not in n and short != head)
    if labels:
        lines.append(f"from {module} import {', '.join(labels)}" if " import " in lines[-1] else
                     "\n".join(f"{x} = import_module({module!r}).{x}" for x in labels))  # fmt: skip
    for label, short in names.items():
        unit, colon, name = in_text(label).partition(":")
        if colon:
            lines.append(f"from {unit} import {name}" + (f" as {short}" if short != name else ""))
    if library := sorted({t.__name__ for value in call.args.values() for t in _libraries(value)} - {head}):
        lines.append(f"from collections import {', '.join(library)}")
    if any(isinstance(x, Instance) for value in call.args.values() for x in _instances(value)):
        lines.append(_MADE)
    shown = {name: literal(value, "made", names) for name, value in arguments(function, call).items()}
    function = function.removesuffix(".__init__")
    for group in call.same:
        first = group[0]
        shared = first if first != head else first + "_"
        if len(group) > 1:
            lines.append(f"{shared} = {shown[first]}")
            shown.update(dict.fromkeys(group, shared))
    written = {"keyword": "{0}={1}", "star": "*{1}"}
    ways = how or {}
    given = [written.get(ways.get(n, ""), "{1}").format(n, v) for n, v in shown.items() if ways.get(n) != "star" or v != "()"]
    call_text = f"{function}({', '.join(given)})"
    lines.append(f"print(list({call_text}))" if generator else f"print({call_text})")
    return "\n".join(lines)


class Written(str):
    """The Python text of a value."""


def arguments(function: str, call: Call) -> dict[str, object]:
    """What is passed. `__exit__` is told of an exception by its class, itself and a traceback, of which code sees whether they are
    None: a bool stands for each, one for all three of `*exc`."""
    if in_text(function).rpartition(".")[2].partition("@")[0] != "__exit__":
        return call.args
    _, *told = (n for n in call.args if not n.startswith("$"))
    kinds = {True: (Written("ValueError"), Written("ValueError()"), Written("...")), False: (None, None, None)}
    given: list[object] = [kinds[bool(call.args[n])][i] for i, n in enumerate(told)]
    return {**call.args, **dict(zip(told, given if len(told) > 1 else [kinds[bool(call.args[told[0]])]]))}


# Sets the fields and runs no code of the class: the arguments are exactly what was found.
_MADE = """
def made(cls, **fields):
    new = object.__new__(cls)
    new.__dict__.update(fields)
    return new
"""


def _instances(value: object) -> list[Instance | Named | Member]:
    """The instances of users' classes in a value."""
    inner = value.values if isinstance(value, Instance) else value if isinstance(value, (list, tuple, deque, set, frozenset)) else (
        [*value, *value.values()] if isinstance(value, dict) else ())
    found = [x for v in inner for x in _instances(v)]
    return [value, *found] if isinstance(value, (Instance, Named, Member)) else found


def _libraries(value: object) -> set[type]:
    """The classes of `collections` that a value is made of."""
    inner = value.values if isinstance(value, Instance) else value.values() if isinstance(value, dict) else (
        value if isinstance(value, (list, tuple, deque)) else ())
    return {t for v in inner for t in _libraries(v)} | ({type(value)} & {Counter, defaultdict, deque})


def _names(calls: Sequence[Call], head: str = "") -> dict[str, str]:
    """What the classes of the instances among the arguments are called, by label: their names, those of other files with a
    number where the name is taken."""
    labels = {x.label for c in calls for v in c.args.values() for x in _instances(v)}
    names: dict[str, str] = {}
    for label in sorted(labels, key=lambda n: (":" in n, n)):
        name = in_text(label).rpartition(":")[2]
        taken = {head, *names.values()} if ":" in label else set()
        names[label] = next(n for n in (name, *(f"{name}_{i}" for i in range(2, len(labels) + 3))) if n not in taken)
    return names


def literal(value: object, maker: str = "", names: Mapping[str, str] = MappingProxyType({})) -> str:
    """Python text of a value: numbers, strings, bytes, None and containers of them, nested; NaN and infinities too; instances as
    `Name(field=...)`, or with `maker` those that are no tuples as `maker(Name, field=...)`. `names`: of classes, by label.

    Raises ValueError for other types.
    """
    if isinstance(value, (Instance, Named)):
        items = value.values if isinstance(value, Instance) else value
        fields = [f"{n}={literal(v, maker, names)}" for n, v in zip(value.fields, items)]
        name = _called(value.label, names)
        if maker and isinstance(value, Instance):
            return f"{maker}({', '.join([name, *fields])})"
        return f"{name}({', '.join(fields)})"
    if isinstance(value, Written):
        return str(value)
    if value is None or type(value) in (bool, str, bytes):
        return repr(value)
    if type(value) is int:
        return repr(value) if value.bit_length() < 10_000 else hex(value)  # repr refuses above 4300 digits
    if type(value) is float:
        return repr(value) if math.isfinite(value) else f"float({str(value)!r})"
    if type(value) is list:
        return f"[{', '.join(_items(value, maker, names))}]"
    if type(value) is tuple:
        return f"({', '.join(literal(v, maker, names) for v in value)}{',' if len(value) == 1 else ''})"
    if type(value) is deque:
        return f"deque({literal(list(value), maker, names)})"
    if type(value) is Counter:
        return f"Counter({literal(dict(value), maker, names)})"
    if type(value) is defaultdict:
        made = value.default_factory.__name__ if isinstance(value.default_factory, type) else None
        return f"defaultdict({made}, {literal(dict(value), maker, names)})"
    if type(value) is dict:
        items = [f"{literal(k, maker, names)}: {literal(v, maker, names)}" for k, v in value.items()]
        return "{" + ", ".join(items) + "}"
    if type(value) is set:
        return "{" + ", ".join(sorted(literal(v, maker, names) for v in value)) + "}" if value else "set()"
    if type(value) is frozenset:
        return "frozenset({" + ", ".join(sorted(literal(v, maker, names) for v in value)) + "})" if value else "frozenset()"
    if isinstance(value, Member):
        return f"{_called(value.label, names)}.{value.name}"
    raise ValueError(f"cannot write a {type(value).__name__} as a literal")


def _items(values: list[Any], maker: str, names: Mapping[str, str]) -> list[str]:
    """The items of a list; an object that stands there more than once gets a name: `[row := [], row]`."""
    times = Counter(id(v) for v in values if isinstance(v, (list, dict, set, deque, Instance)))
    called: dict[int, str] = {}
    found = []
    for v in values:
        if id(v) in called:
            found.append(called[id(v)])
        elif times[id(v)] > 1:
            called[id(v)] = f"row{len(called) or ''}"
            found.append(f"{called[id(v)]} := {literal(v, maker, names)}")
        else:
            found.append(literal(v, maker, names))
    return found


def _called(label: str, names: Mapping[str, str]) -> str:
    return names.get(label, in_text(label).rpartition(":")[2])


@functools.cache
def _programs() -> tuple[CodeType, bytes]:
    """The harness as code, the contracts as marshalled code: got once per process, from the compiled files where they are."""
    return _code("toolkit.engines.harness"), marshal.dumps(_code("toolkit.contracts"))


def _code(module: str) -> CodeType:
    """The code of a module of ours, which is not imported."""
    spec = importlib.util.find_spec(module)
    assert spec is not None and isinstance(spec.loader, InspectLoader)
    if not __debug__:  # the compiled file of `python -O` checks no contract
        source = spec.loader.get_source(module)
        return compile(source or "", f"<{module}>", "exec", dont_inherit=True, optimize=0)
    code = spec.loader.get_code(module)
    assert code is not None
    return code


def _module_name(filename: str) -> str:
    stem = PurePath(filename).stem
    taken = stem in sys.stdlib_module_names or stem in ("toolkit", "icontract", "deal", "landlock")
    return stem if stem.isidentifier() and not keyword.iskeyword(stem) and not taken else "module_under_test"


def _read(output: bytes, nonce: str) -> dict[int, Run]:
    """Result lines by index; what does not carry the nonce was not written by the harness."""
    found: dict[int, Run] = {}
    for line in output.splitlines():
        try:
            sign, index, number, status, kind, outcome, clause, function = json.loads(line)
        except (ValueError, TypeError):
            continue
        if sign == nonce and index not in found:
            found[index] = Run(status, kind, outcome, clause, number, function)
    return found


def unfinished(done: sandbox.Completed) -> Run:
    """The reason why a call has no result."""
    if done.timed_out or done.rc in (-signal.SIGXCPU, 128 + signal.SIGXCPU):
        return Run("timeout", outcome="the sandbox's time was over")
    if done.overflow:
        return Run("resource", outcome="too much output")
    last = done.stderr.decode(errors="replace").strip().splitlines()[-1:]
    return Run(
        "error",
        outcome=f"the process ended before this call did (exit code {done.rc})"
        + "".join(f": {line[:200]}" for line in last),
    )
