"""Lists, sets and dicts that nobody can change: of the module's level, and as defaults of parameters. All that is done with such a
name is looked at; where it is only read in ways that hand no object that can change to anybody, it is a constant."""

from __future__ import annotations

import ast
from collections.abc import Sequence

_READERS = frozenset({
    "len", "sum", "min", "max", "sorted", "list", "tuple", "set", "frozenset", "dict", "any", "all", "enumerate", "zip", "reversed",
})  # fmt: skip
_READS = frozenset({"get", "items", "keys", "values", "index", "count"})


def is_list(value: object) -> bool:
    """True for a list of numbers and strings, which are one kind."""
    return isinstance(value, list) and len({type(v) for v in value}) <= 1 and all(isinstance(v, (bool, int, str)) for v in value)


def depth(node: ast.expr) -> int | None:
    """How deep objects that can change lie in what a display of constants makes: 1 for a list of numbers, 2 for one of such lists.
    None for what is no display of literals and of attributes (members of Enums, say: what they mean is asked where it is used)."""
    if isinstance(node, ast.Constant):
        return 0 if node.value is None or isinstance(node.value, (int, float, str, bytes)) else None
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) and isinstance(node.operand, ast.Constant):
        return depth(node.operand) if isinstance(node.operand.value, (int, float)) else None
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return 0
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("set", "frozenset"):
        inner = [depth(a) if isinstance(a, (ast.List, ast.Set, ast.Tuple)) else None for a in node.args]
        return int(node.func.id == "set") if not node.keywords and inner in ([], [0], [1]) else None
    if not isinstance(node, (ast.Tuple, ast.List, ast.Set, ast.Dict)):
        return None
    parts = [*node.keys, *node.values] if isinstance(node, ast.Dict) else node.elts
    found = [depth(p) if p is not None else None for p in parts]
    known = [d for d in found if d is not None]
    deepest = max(known, default=0)
    if len(known) < len(found):
        return None
    return deepest + 1 if deepest or not isinstance(node, ast.Tuple) else 0


def only_read(tree: Sequence[ast.AST], nodes: Sequence[ast.AST], name: str, besides: ast.AST | None = None, deep: int = 1) -> bool:
    """True when every mention of the name in `nodes` (`besides` the one that gives it its value) only reads items of the list, set
    or dict, and hands none of the objects in it to anybody. `tree` is the whole module, `deep` what `depth` says."""
    everything = [n for top in tree for n in ast.walk(top)]
    rebound = {n.id for n in everything if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    rebound |= {n.arg for n in everything if isinstance(n, ast.arg)}
    rebound |= {n.name for n in everything if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))}
    rebound |= {a.asname or a.name for n in everything if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names}
    readers = _READERS - rebound
    mentions = [n for top in nodes for n in ast.walk(top)]
    parents = {child: n for n in mentions for child in ast.iter_child_nodes(n)}

    def reads(n: ast.AST, level: int) -> bool:
        """Whether all that happens to the object of this level at `n` is that it is read."""
        if not level:
            return True
        p = parents.get(n)
        if isinstance(p, ast.Subscript) and p.value is n and isinstance(p.ctx, ast.Load):
            return reads(p, level if isinstance(p.slice, ast.Slice) and level > 1 else level - 1)
        if isinstance(p, ast.Attribute) and p.attr in _READS and isinstance(call := parents.get(p), ast.Call) and call.func is p:
            return level == 1 or p.attr in ("keys", "get") and reads(call, level - 1)
        if isinstance(p, ast.Call) and isinstance(p.func, ast.Name) and p.func.id in readers and n is not p.func and not p.keywords:
            return level == 1 and (len(p.args) == 1 or p.func.id in ("zip", "enumerate")) or p.func.id == "len"
        if isinstance(p, ast.Call) and ast.unparse(p.func) == "dict.fromkeys" and p.args[0] is n:
            return level == 1 and "dict" in readers
        if isinstance(p, (ast.For, ast.comprehension)):
            return level == 1 and p.iter is n
        if isinstance(p, (ast.If, ast.While, ast.IfExp)) or isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.Not):
            return n is getattr(p, "test", n)
        found = zip(p.ops, p.comparators) if isinstance(p, ast.Compare) else ()
        return any(c is n and isinstance(op, (ast.In, ast.NotIn)) for op, c in found)

    for n in mentions:
        if isinstance(n, ast.Name) and n.id == name and n is not besides and not (isinstance(n.ctx, ast.Load) and reads(n, deep)):
            return False
        if isinstance(n, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and n.name == name:
            return False
        if isinstance(n, ast.arg) and n.arg == name or isinstance(n, (ast.Global, ast.Nonlocal)) and name in n.names:
            return False
    return True
