"""Code2Inv's loop problems in Lean's kernel: the three obligations of each safe problem's named file, with the invariant we find.

    python -m benchmarks.run_code2inv_lean PATH [--jobs 2] [--only 1,24]

PATH as for `run_code2inv`. The obligations (the invariant holds at first, is kept, suffices) are what z3 reads in the named
SMT-LIB file with the invariant as the body of `inv-f`; each becomes a theorem over integers, whose certificate our search finds and
the kernel checks. Ends with 0 when every obligation is accepted.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from attrs import frozen

from benchmarks.run_code2inv import MARK

CHUNK = 60  # theorems of one Lean process


class NotLinear(Exception):
    """The obligation has an operation that certificates have no arithmetic for."""


@frozen
class Obligation:
    """One check of a named file as a theorem on one line; `reason` says why there is none."""

    problem: int
    kind: str
    text: str = ""
    reason: str = ""
    search_s: float = 0.0


def obligations(folder: str, problem: dict[str, Any]) -> list[Obligation]:
    """The theorems of one safe problem, with certificates."""
    import z3

    from toolkit import cloops
    from toolkit.config import Options, SourceFile
    from toolkit.proposers import ground
    from toolkit.session import verify
    from toolkit.trace import Trace

    kinds = ("first", "kept", "suffices")
    file = SourceFile(f"{problem['id']}.c", problem["c"])
    options = Options(cache=False, infer=False)
    work = cloops.CLoops(file, options, None, Trace.null(), lambda _: None)
    text = work.complete(file.text, "main")
    if text is None:
        return [Obligation(problem["id"], k, reason="no invariant") for k in kinds]
    report = verify(SourceFile(file.path, text), options)
    loops = cloops.told(report.functions[0], work.read(text), file.text, text).loops
    head, rest, *checks = (Path(folder) / problem["smt2_file"]).read_text("utf-8").split(MARK)
    found = []
    for kind, one in zip(kinds, checks, strict=True):
        solver = z3.Solver(ctx=z3.Context())
        solver.from_string(head + loops[0].invariant_smt2 + rest + one)
        started = time.perf_counter()
        try:
            names: dict[str, int] = {}
            forms = [_form(e, names) for e in solver.assertions()]
            refutation = ground.refute(forms)
        except NotLinear as e:
            found.append(Obligation(problem["id"], kind, reason=f"not linear: {e}"))
            continue
        if refutation is None:
            found.append(Obligation(problem["id"], kind, reason="no certificate"))
            continue
        atoms = [f"«{n}»" for n in names]
        told = " ".join(f"(h{i} : {ground.written(f, atoms, [])})" for i, f in enumerate(forms))
        binders = f"({' '.join(atoms)} : Int) " if atoms else ""
        proof = refutation.text(atoms, [], [f"h{i}" for i in range(len(forms))])
        theorem = f"theorem p{problem['id']}_{kind} {binders}{told} : False := {proof}\n"
        found.append(Obligation(problem["id"], kind, theorem, search_s=time.perf_counter() - started))
    return found


def _form(e: Any, names: dict[str, int]) -> Any:
    """A proposition of z3's as a form, node by node."""
    import z3

    from toolkit.proposers import ground as G

    kind, args = e.decl().kind(), e.children()
    if kind == z3.Z3_OP_TRUE:
        return G.Tt()
    if kind == z3.Z3_OP_FALSE:
        return G.Ff()
    if kind in (z3.Z3_OP_LE, z3.Z3_OP_LT, z3.Z3_OP_GE, z3.Z3_OP_GT):
        a, b = (_term(x, names) for x in args)
        a, b = (b, a) if kind in (z3.Z3_OP_GE, z3.Z3_OP_GT) else (a, b)
        return G.Le(a, b) if kind in (z3.Z3_OP_LE, z3.Z3_OP_GE) else G.Lt(a, b)
    if kind in (z3.Z3_OP_EQ, z3.Z3_OP_DISTINCT) and z3.is_int(args[0]) and len(args) == 2:
        equal = G.Eq(_term(args[0], names), _term(args[1], names))
        return equal if kind == z3.Z3_OP_EQ else G.Not(equal)
    forms = [_form(x, names) for x in args]
    if kind == z3.Z3_OP_NOT:
        return G.Not(forms[0])
    if kind == z3.Z3_OP_AND:
        return G.conj(forms)
    if kind == z3.Z3_OP_OR:
        return G.disj(forms)
    if kind == z3.Z3_OP_IMPLIES:
        return G.Imp(*forms)
    if kind in (z3.Z3_OP_EQ, z3.Z3_OP_IFF):
        return G.Iff(*forms)
    if kind == z3.Z3_OP_ITE:
        return G.And(G.Imp(forms[0], forms[1]), G.Imp(G.Not(forms[0]), forms[2]))
    raise NotLinear(e.decl().name())


def _term(e: Any, names: dict[str, int]) -> Any:
    import z3

    from toolkit.proposers import ground as G

    if z3.is_int_value(e):
        return G.Num(e.as_long())
    if z3.is_const(e):
        return G.Var(names.setdefault(e.decl().name(), len(names)))
    kind, parts = e.decl().kind(), [_term(x, names) for x in e.children()]
    if kind == z3.Z3_OP_UMINUS:
        return G.Neg(parts[0])
    if kind in (z3.Z3_OP_ADD, z3.Z3_OP_SUB):
        out = parts[0]
        for x in parts[1:]:
            out = G.Add(out, x) if kind == z3.Z3_OP_ADD else G.Sub(out, x)
        return out
    if kind == z3.Z3_OP_MUL and len(parts) == 2:
        for a, b in (parts, parts[::-1]):
            if isinstance(a, G.Num):
                return G.Mul(a.value, b)
            if isinstance(a, G.Neg) and isinstance(a.a, G.Num):
                return G.Mul(-a.a.value, b)
    raise NotLinear(e.decl().name())


def main(args: list[str] | None = None) -> int:
    from toolkit.engines import lean

    parser = argparse.ArgumentParser(description="Code2Inv's obligations in Lean's kernel")
    parser.add_argument("path")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="numbers of problems, as in 1,24")
    given = parser.parse_args(args)
    only = {int(n) for n in given.only.split(",") if n}
    lines = (Path(given.path) / "problems.jsonl").read_text("utf-8").splitlines()
    problems = [p for p in map(json.loads, lines) if p["status"] == "safe" and (not only or p["id"] in only)]
    with ProcessPoolExecutor(given.jobs, multiprocessing.get_context("spawn")) as pool:
        found = [o for os in pool.map(obligations, [given.path] * len(problems), problems) for o in os]
    theorems = [o for o in found if o.text]
    lean.library()
    accepted, lean_s, peak = 0, 0.0, 0
    for start in range(0, len(theorems), CHUNK):
        some = theorems[start : start + CHUNK]
        checked = lean.check("import Spec.Certificate\n" + "".join(o.text for o in some))
        lean_s, peak = lean_s + checked.time_s, max(peak, checked.peak_mb)
        wrong = {m.line - 2 for m in checked.errors} if checked.status == "ended" else set(range(len(some)))
        accepted += len(some) - len(wrong)
        for n in sorted(wrong):
            print(f"refused: problem {some[n].problem}, {some[n].kind}", file=sys.stderr)
    for o in found:
        if o.reason:
            print(f"open: problem {o.problem}, {o.kind}: {o.reason}", file=sys.stderr)
    size = sorted(len(o.text.encode()) for o in theorems)
    print(f"{accepted} of {len(found)} obligations of {len(problems)} problems accepted by {lean.find().name}")
    if theorems:
        search_s, processes = sum(o.search_s for o in theorems), -(-len(theorems) // CHUNK)
        print(f"certificates found in {search_s:.1f} s, checked in {lean_s:.1f} s ({processes} processes, at most {peak} MB)")
        print(f"theorem with proof: median {size[len(size) // 2]} bytes, longest {size[-1]}")
    return 0 if accepted == len(found) else 1


if __name__ == "__main__":
    sys.exit(main())
