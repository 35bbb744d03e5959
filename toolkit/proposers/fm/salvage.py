"""What is usable in an FM's reply: JSON, code, conditions."""

from __future__ import annotations

import ast
import json
import re

from toolkit.proposers import edits
from toolkit.proposers.edits.module import require_shallow
from toolkit.proposers.edits.placing import printed
from toolkit.proposers.edits.vetting import MAX_EXPRESSION
from toolkit.proposers.fm.providers import JSON, MAX_REPLY


def salvage_json(text: str) -> JSON:
    """The first JSON object or list in a reply, closed where it was cut short; None where there is none."""
    text = _without_thoughts(text)
    for start in [m.start() for m in re.finditer(r"[{\[]", text)][:50]:
        for candidate in (text[start:], _closed(text[start:])):
            try:
                return json.JSONDecoder(strict=False).raw_decode(candidate)[0]
            except (ValueError, RecursionError):
                continue
    return None


def _closed(text: str) -> str:
    """JSON that ends too early, cut back to its last whole value and closed."""
    stack: list[str] = []
    best, quoted, escaped = "", False, False
    for k, char in enumerate(text[:MAX_REPLY]):
        if quoted:
            escaped = char == "\\" and not escaped
            if char == '"' and text[k - 1] != "\\":
                quoted = False
        elif char == '"':
            quoted = True
        elif char in "{[":
            stack.append("}" if char == "{" else "]")
            if len(stack) > 50:
                return ""
        elif char in "}]":
            if not stack or stack.pop() != char:
                return best
        if not quoted and char in '"}]' and stack and stack[-1] == "]":
            best = text[: k + 1] + "".join(reversed(stack))
    return best


def _without_thoughts(text: str) -> str:
    return re.sub(r"<think>.*?(</think>|\Z)", "", text, flags=re.S)


def salvage_code(text: str) -> str:
    """The code of a reply: the first fence, else everything. An open fence runs to the end."""
    text = _without_thoughts(text)
    fence = re.search(r"```[ \t]*(?:python|py|lean4?)?[ \t]*\r?\n(.*?)(?:\r?\n[ \t]*```|\Z)", text, flags=re.S | re.I)
    return fence.group(1) if fence else text


_BULLET = re.compile(r"^(?:[-*•]\s+|\d+[.)]\s+)")


def expressions(text: str, *, split: bool = True) -> list[str]:
    """Conditions in a line of a reply, printed afresh: without `assert`, `invariant(…)`, bullets, comments, backticks;
    `a and b` in two (`split`). Tuples, prose, assignments and constants are dropped."""
    line = _BULLET.sub("", text.strip()).strip("`").strip().rstrip(";,").strip()
    if line.endswith((".", ":")):
        line = line[:-1]
    if not line or len(line) > MAX_EXPRESSION:
        return []
    node = _one_expression(line)
    if node is None:
        return []
    try:
        require_shallow(node)
        return [printed(n) for n in (_conjuncts(node) if split else [node]) if _may_hold(n)]
    except (edits.EditRefused, RecursionError, ValueError):
        return []


def _one_expression(line: str) -> ast.expr | None:
    try:
        body = ast.parse(line).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if len(body) != 1:
        return None
    if isinstance(body[0], ast.Assert):
        return body[0].test
    node = body[0].value if isinstance(body[0], ast.Expr) else None
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) >= 1:
        if node.func.id not in ("invariant", "decreases", "assert_", "requires", "ensures"):
            break
        node = node.args[0]
    return node.body if isinstance(node, ast.Lambda) else node


def _conjuncts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        return [part for value in node.values for part in _conjuncts(value)]
    return [node]


def _may_hold(node: ast.expr) -> bool:
    return not isinstance(node, ast.Tuple | ast.List | ast.Constant | ast.GeneratorExp | ast.ListComp | ast.Lambda)


def weakened(expression: str) -> list[str]:
    """Weaker copies: the links of a chained comparison, `<` as `<=`, also under `all(…)`. Small FMs are often one off."""
    node = ast.parse(expression, mode="eval").body
    found: list[ast.expr] = []
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        links = [ast.Compare(a, [op], [b]) for a, op, b in zip(sides, node.ops, sides[1:])]
        found = [_loosened(node), *(links if len(links) > 1 else []), *map(_loosened, links)]
    elif isinstance(node, ast.Call) and len(node.args) == 1 and isinstance(quantified := node.args[0], ast.GeneratorExp):
        if isinstance(quantified.elt, ast.Compare):
            inner = ast.GeneratorExp(_loosened(quantified.elt), quantified.generators)
            found = [ast.Call(node.func, [inner], node.keywords)]
    texts = [printed(n) for n in found]
    return [t for t in dict.fromkeys(texts) if t != printed(node)]


def _loosened(node: ast.Compare) -> ast.Compare:
    return ast.Compare(node.left, [_loose(op) for op in node.ops], node.comparators)


def _loose(op: ast.cmpop) -> ast.cmpop:
    return ast.LtE() if isinstance(op, ast.Lt) else ast.GtE() if isinstance(op, ast.Gt) else op
