"""Variants of a text in which more can be said of a function (ghosts that keep its parameters, `track` round what loops run over),
or less is to be read (only the functions that are needed); and the invariants and measures that stand in a text."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence


def ghosts(text: str, name: str) -> dict[str, str]:
    """Ghosts that keep parameters as they were at the call (name -> value): of those that a loop changes and clauses speak of."""
    from toolkit.proposers import houdini

    try:
        node = houdini.function_of(text, name)
    except (KeyError, SyntaxError):
        return {}
    loops = houdini.loops_of(text, name)
    rebound = {n for loop in loops for n in houdini.assigned(loop)}
    mutated = {n for loop in loops for n in houdini.mutated(loop)}
    said = {w for d in node.decorator_list for n in ast.walk(d)
            for w in ([n.id] if isinstance(n, ast.Name) else [n.attr] if isinstance(n, ast.Attribute) else [])}  # fmt: skip
    taken = set(re.findall(r"\w+", text))
    found: dict[str, str] = {}
    for p in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        word = ast.unparse(p.annotation) if p.annotation is not None else ""
        value = p.arg if word in ("int", "str", "bool") else f"{p.arg}[:]" if word.startswith("list[") else ""
        if value and p.arg in said and p.arg in (rebound if value == p.arg else rebound | mutated):
            label = next(n for n in (f"{p.arg}_0", f"{p.arg}_before", *(f"{p.arg}_{k}" for k in range(9, 99))) if n not in taken)
            found[label] = value
    return found


def remembered(text: str, name: str, only: Sequence[str] | None = None) -> str:
    """The text with `ghosts` at the function's top, behind leading asserts (which are preconditions); `only` names those that are
    wanted. As it is where a copy of the parameter is there already."""
    from toolkit.proposers import houdini
    from toolkit.proposers.edits import placing
    from toolkit.proposers.edits.module import Module, is_doc, parse

    new = {n: v for n, v in ghosts(text, name).items() if only is None or n in only}
    if not new:
        return text
    module, t = Module.of(parse(text), name), placing.Text.of(text)
    body = houdini.function_of(text, name).body
    first = next((s for s in body if not isinstance(s, ast.Assert) and not is_doc(s)), None)
    if first is None or first.lineno == houdini.function_of(text, name).lineno:
        return text
    indent = " " * first.col_offset
    changes = [t.after_line(placing.first_line(first) - 1, [f"{n} = ghost({v})" for n, v in new.items()], indent)]
    if "ghost" not in module.ours.values() and "*" not in module.ours:
        changes.append(placing.imports(t, module, ["ghost"])[0])
    for a, b, added in sorted(changes, reverse=True):
        text = text[:a] + added + text[b:]
    return text


def tracked(text: str, name: str, only: Sequence[str] | None = None) -> str:
    """The text with `for x in xs` as `for x in (seen := track(xs))`; `only` names the wrappers that are wanted."""
    from toolkit.proposers import houdini
    from toolkit.proposers.edits import placing
    from toolkit.proposers.edits.module import Module, parse

    taken = set(re.findall(r"\w+", text))
    for i in range(len(houdini.loops_of(text, name))):
        loop = houdini.loops_of(text, name)[i]
        if not isinstance(loop, ast.For) or isinstance(loop.iter, ast.NamedExpr):
            continue
        if isinstance(loop.iter, ast.Call) and isinstance(loop.iter.func, ast.Name) and loop.iter.func.id in (
            "range", "enumerate", "track",
        ):  # fmt: skip
            continue
        label = next(n for n in ("seen", "passed", "done", *(f"seen{k}" for k in range(9, 99))) if n not in taken)
        taken.add(label)
        if only is not None and label not in only:
            continue
        module, t = Module.of(parse(text), name), placing.Text.of(text)
        start = t.at(loop.iter.lineno, loop.iter.col_offset)
        end = t.at(loop.iter.end_lineno or 0, loop.iter.end_col_offset or 0)
        changes = [(start, end, f"({label} := track({text[start:end]}))")]
        if "track" not in module.ours.values() and "*" not in module.ours:
            changes.append(placing.imports(t, module, ["track"])[0])
        for a, b, new in sorted(changes, reverse=True):
            text = text[:a] + new + text[b:]
    return text


def sliced(text: str, name: str) -> str:
    """The text without the top-level functions that this one does not need; every line keeps its number."""
    tree = ast.parse(text)
    own = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
    if name not in own:
        return text
    rest = [n for n in tree.body if n not in own.values()]
    needed, todo = {name}, [own[name], *rest]
    while todo:
        for n in ast.walk(todo.pop()):
            word = n.id if isinstance(n, ast.Name) else n.attr if isinstance(n, ast.Attribute) else ""
            if word in own and word not in needed:
                needed.add(word)
                todo += [d for d in tree.body if isinstance(d, ast.FunctionDef) and d.name == word]
    lines = text.split("\n")
    for d in tree.body:
        if isinstance(d, ast.FunctionDef) and d.name not in needed:
            for k in range(min([d.lineno, *(x.lineno for x in d.decorator_list)]) - 1, d.end_lineno or d.lineno):
                lines[k] = ""
    return "\n".join(lines)


def hints(text: str, name: str, hint: str) -> list[tuple[int, int, str]]:
    """(loop's place, line, expression) of every `invariant` (or `decreases`) of a function."""
    from toolkit.proposers import houdini
    from toolkit.proposers.edits.module import Module, parse

    module = Module.of(parse(text), name)
    return [
        (i, s.value.lineno, ast.unparse(s.value.args[0]))
        for i, loop in enumerate(houdini.loops_of(text, name)) for s in loop.body
        if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call) and module.hint(s) == hint
    ]  # fmt: skip
