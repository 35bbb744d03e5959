"""Invariants of loops over integers, without a foundation model: `candidates(...)` yields sets of formulas, each inductive and
enough for the function's claims as far as z3 could see. Proposals only: they go back as text through the reader, and the ordinary
line proves them again.

Cheap tries first: bounds and linear equalities, octagons, Spacer, disjunctions, polynomial equalities (degrees 2 and 3, mined from
runs of the reference semantics), all pruned together by Houdini. The order is the measured one (benchmarks/code2inv.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from toolkit.core.ir import Function, Module
from toolkit.core.source import Rejected
from toolkit.core.terms import TooLarge
from toolkit.core.vcgen import Program
from toolkit.proposers.loops.formulas import Formula, conjuncts, junction
from toolkit.proposers.loops.pool import Pool, observe, relevant
from toolkit.proposers.loops.system import System
from toolkit.search import Search

Found = dict[str, list[Formula]]
_SPACER = 1.0  # seconds, of each configuration
# Spacer's parameters that differ most in what they find: as it comes, without inlining, with global guidance.
_CONFIGURATIONS: tuple[dict[str, object], ...] = ({}, {"fp__xform__inline_eager": False}, {"fp__spacer__global": True})


def joined(fs: Sequence[Formula]) -> list[Formula]:
    """The same conjunction, `x >= y` and `y >= x` as `x == y`."""
    return list(conjuncts(junction("and", fs)))


def candidates(program: Program, module: Module, f: Function, search: Search) -> Iterator[tuple[str, Found]]:
    """What found it, and the invariants by loop (`loop1`, ... in source order), only what is needed. Nothing for a function whose
    loops are not over integers."""
    try:
        system = System.of(program, f)
    except (Rejected, TooLarge, RecursionError):
        return
    if system is None:
        return
    keys = list(system.names)
    nothing: Found = {k: [] for k in keys}
    if system.shows(nothing):
        yield "nothing needed", nothing
        return
    states = observe(module, f, search)
    sayable = {k: {n for n in system.names[k] if "'" not in n} for k in keys}  # not hidden by another variable of its name
    names = {k: relevant(f, [n for n in system.names[k] if n in sayable[k]]) for k in keys}
    pool = Pool(f, names, {k: states.get(k, []) for k in keys})
    known = nothing

    def grown(make: Callable[[str], Sequence[Formula]]) -> Found:
        return system.inductive({k: list(dict.fromkeys([*known[k], *make(k)])) for k in keys})

    def spacer(parameters: dict[str, object]) -> Iterator[tuple[str, Found]]:
        found = system.spacer(_SPACER, **parameters)
        if found is not None:
            said = {k: [p for p in found[k] if p.names <= sayable[k]] for k in keys}
            both = system.inductive({k: list(dict.fromkeys([*known[k], *said[k]])) for k in keys})
            if system.shows(both):
                yield "Spacer", system.needed(both)

    steps: tuple[tuple[str, Callable[[str], Sequence[Formula]]], ...] = (
        ("bounds", pool.bounds), ("octagons", pool.octagons), ("Spacer", lambda k: ()), ("disjunctions", pool.disjunctions),
        ("squares", lambda k: [*pool.equalities(k, 2), *pool.products(k)]), ("cubes", lambda k: pool.equalities(k, 3)),
    )  # fmt: skip
    for label, make in steps:
        if label == "Spacer":
            yield from spacer(_CONFIGURATIONS[0])
            continue
        known = grown(make)
        if system.shows(known):
            yield label, system.needed(known)
            yield f"{label}, all", known
    for parameters in _CONFIGURATIONS[1:]:
        yield from spacer(parameters)
