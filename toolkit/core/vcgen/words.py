"""Words for messages and labels."""

from __future__ import annotations

from toolkit.core.ir import Expr, Sort
from toolkit.core.ops import OPS


def show(e: Expr) -> str:
    """An expression as text, near to Python."""
    a = [show(x) for x in e.args]
    if e.op == "var":
        return str(e.data).split("'")[0]
    if e.op == "const":
        return repr(e.data)
    if e.op in OPS:
        return OPS[e.op].python.format(*(f"({x})" if " " in x and not x.endswith(")") else x for x in a))
    if e.op == "index":
        return f"{a[0]}[{a[1]}]"
    if e.op == "treesize":
        return f"the size of {a[0]}"
    if e.op == "proj":
        fields = e.args[0].sort.fields
        return f"{a[0]}.{fields[e.data]}" if fields else f"{a[0]}[{e.data}]"
    return f"{e.op}({', '.join(a)})"


def plain(name: str) -> str:
    """A name of ours (`$arg_x`, `$k1`) without what marks it as ours."""
    return name.replace("$arg_", "").replace("$", "_")


def is_a(what: str, sort: Sort) -> str:
    word = str(sort)
    return f"{what} is {'an' if word[0] in 'aeiou' else 'a'} {word}"
