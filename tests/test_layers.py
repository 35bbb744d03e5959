"""Imports flow one way. A module may import its own layer and those before it, never one after it.

The trusted base (`core`, then `engines`) comes first and imports nothing else of ours (LAW 3); `contracts`, which lands
in users' programs, and `report` (but for `core.source`) import nothing at all of ours.
"""

from __future__ import annotations

import ast
from pathlib import Path

import toolkit

ROOT = Path(toolkit.__file__).parent

# In the order in which they may import one another; modules of one line may import each other.
LAYERS: list[set[str]] = [
    {"contracts"},
    {"core"},
    {"engines"},
    {"report"},
    {"trace", "store", "config"},
    {"files", "imports", "pragmas", "evidence"},
    {"search", "kept"},
    {"solving"},
    {"proposers", "offload"},
    {"inferring", "cloops", "certifying"},
    {"session", "contracting", "completing", "repairing", "coverage", "proving"},
    {"bench"},
    {"doctor", "cli", "lsp"},
    {"__main__"},
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
ALONE = {"contracts": set(), "report": {"core.source"}}  # what they may import at most


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports anywhere, also inside functions, as `a.b` without `toolkit.`."""
    package = path.relative_to(ROOT.parent).with_suffix("").parts[:-1]
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            # `from toolkit import session` imports a module, `from toolkit.core.source import Span` a name.
            found |= {f"{module}.{alias.name}" if module == "toolkit" else module for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module") and node.args:
            if isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
    return {name.removeprefix("toolkit.") for name in found if name.startswith("toolkit.")}


def layer(name: str) -> str:
    return name.split(".")[0]


def modules() -> dict[str, Path]:
    """Every module of ours by dotted name; the examples are users' programs and the package's door is above all."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(ROOT.rglob("*.py"))
        if not {"examples", "library"} & set(path.parts) and path != ROOT / "__init__.py" and "__pycache__" not in path.parts
    }


def test_every_module_has_its_place():
    assert {layer(name) for name in modules()} <= set(RANK)


def test_imports_flow_one_way():
    wrong = [
        f"{name} imports {target}"
        for name, path in modules().items()
        for target in imports(path)
        if layer(target) in RANK and RANK[layer(target)] > RANK[layer(name)]
    ]
    assert not wrong


def test_no_two_layers_import_each_other():
    """Also inside one line of the list, where the order is free: a cycle there is a knot all the same."""
    edges = {(layer(name), layer(target)) for name, path in modules().items() for target in imports(path)}
    assert not [(a, b) for a, b in edges if a != b and (b, a) in edges]


def test_what_stands_alone_stands_alone():
    found = {name: imports(path) for name, path in modules().items() if layer(name) in ALONE}
    assert {layer(name) for name in found} == set(ALONE)
    for name, targets in found.items():
        assert targets <= ALONE[layer(name)], name


def test_the_trusted_base_imports_nothing_else_of_ours():
    for name, path in modules().items():
        if layer(name) in ("core", "engines"):
            assert {layer(target) for target in imports(path)} <= {"core", "engines"}, name


def test_the_search_for_imports_finds_them():
    """A check that sees nothing passes always: these are known to be there."""
    assert "core.source" in imports(ROOT / "report.py")
    assert {"session", "trace", "doctor", "repairing", "config"} <= {layer(name) for name in imports(ROOT / "cli.py")}
