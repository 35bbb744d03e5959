"""What this machine has of what the toolkit can use: `examine()`, its result as JSON (`to_json`) or text (`render`).

Each part is tried for real (an engine answers a small question, the cache folder is written to), not only looked up.
Nothing here raises for what is missing or broken: that is what it reports. It asks nothing outside this machine; an
Ollama server is looked for on loopback only, for at most `PROBE_S` seconds.
"""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from attrs import asdict, frozen

OLLAMA = "http://127.0.0.1:11434"
PROBE_S = 0.5


@frozen
class Part:
    """One thing that may be there. `state` is ok, missing or broken."""

    group: str  # engines, sandbox, foundation models, here
    name: str
    state: str
    detail: str = ""  # version, path, or what is wrong
    adds: str = ""  # what it is for
    get: str = ""  # a command that gets it; shown when it is not ok
    needed: bool = False  # without it the toolkit does not work


def examine() -> tuple[Part, ...]:
    """Looks at everything, in the order in which it is shown."""
    return tuple(part for room in (_engines, _sandbox, _fms, _here) for part in room())


def to_json(parts: tuple[Part, ...]) -> dict[str, Any]:
    """`{"version": 1, "parts": [{group, name, state, detail, adds, get, needed}]}`."""
    return {"version": 1, "parts": [asdict(part) for part in parts]}


def render(parts: tuple[Part, ...], *, colour: bool = False) -> str:
    """The parts by group, one line each; below what is not there, what it would add and how to get it."""
    lines: list[str] = []
    group = ""
    paint = {"ok": "32", "missing": "33", "broken": "31"}
    for part in parts:
        if part.group != group:
            lines += [""] * bool(lines) + [f"{part.group}"]
            group = part.group
        state = f"\x1b[{paint[part.state]}m{part.state:<8}\x1b[0m" if colour else f"{part.state:<8}"
        lines.append(f"  {state} {part.name:<14} {part.detail}".rstrip())
        if part.state != "ok":
            lines += [f"             {'needed' if part.needed else 'adds'}: {part.adds}"] * bool(part.adds)
            lines += [f"             get it: {part.get}"] * bool(part.get)
    bad = [part.name for part in parts if part.needed and part.state != "ok"]
    end = f"The toolkit cannot work without: {', '.join(bad)}." if bad else "Everything that is needed is there."
    return "\n".join([*lines, "", end])


def _engines() -> Iterator[Part]:
    group = "engines"
    yield _tried(Part(group, "z3", "ok", adds="every proof", get="pip install z3-solver", needed=True), _try_z3)
    yield _tried(Part(group, "cvc5", "ok", adds="a second opinion (--engine z3,cvc5)",
                      get="pip install 'spec-toolkit[second]'"), _try_cvc5)
    yield _tried(Part(group, "pysmt", "ok", adds="the way to cvc5 and other solvers",
                      get="pip install 'spec-toolkit[second]'"), _try_pysmt)
    yield _tried(Part(group, "pycparser", "ok", adds="reading C (verify FILE.c, infer FILE.c)",
                      get="pip install 'spec-toolkit[c]'"), _try_pycparser)
    yield _tried(Part(group, "lean", "ok", adds="proofs that a small kernel checks (verify --certify, prove, recheck)",
                      get="pip install 'spec-toolkit[lean]' (Linux)"), _try_lean)
    yield _tried(Part(group, "hypothesis", "ok", adds="the search for failing inputs", get="pip install hypothesis",
                      needed=True), _try_hypothesis)


def _sandbox() -> Iterator[Part]:
    group = "sandbox"
    try:
        from toolkit.engines import sandbox

        found = sandbox.describe()
    except Exception as error:  # noqa: BLE001 - a broken part is what is reported here
        yield Part(group, "sandbox", "broken", f"{type(error).__name__}: {error}", "running candidates at all",
                   needed=True)
        return
    use = {
        "bubblewrap": "running code shielded from files, network and processes; what a foundation model wrote runs in "
                      "nothing less than this or Landlock",
        "landlock": "the same with less isolation, where bubblewrap is not there",
        "rlimits": "limits on time and memory only",
    }
    for level in found.levels:
        state = "ok" if level.works else "missing"
        detail = level.detail + (" (used)" if level.name == found.level else "")
        yield Part(group, level.name, state, detail, use.get(level.name, ""), level.hint,
                   needed=not found.level)


def _fms() -> Iterator[Part]:
    group = "foundation models"
    yield _tried(Part(group, "ollama client", "ok", adds="repair --fm ollama:NAME",
                      get="pip install 'spec-toolkit[fm]'"), lambda: _installed("ollama"))
    yield _tried(Part(group, "httpx", "ok", adds="repair --fm openai:URL#NAME", get="pip install 'spec-toolkit[fm]'"),
                 lambda: _installed("httpx"))
    yield _tried(Part(group, "ollama server", "ok", adds="an FM of your own for repair --fm; proofs never need one",
                      get="start an Ollama server on this machine (`ollama serve`)"), _try_ollama)


def _here() -> Iterator[Part]:
    yield Part("here", "python", "ok", platform.python_version(), needed=True)
    yield _tried(Part("here", "cache", "ok", adds="answers that are not computed twice",
                      get="make the folder writable, or set TOOLKIT_CACHE to another one"), _try_cache)
    contracts = os.environ.get("TOOLKIT_CONTRACTS", "")
    yield Part("here", "contracts", "ok", "checked at run time" if contracts != "off" else
               "not checked at run time (TOOLKIT_CONTRACTS=off)")


def _tried(part: Part, trial: Callable[[], str]) -> Part:
    """The part with what its trial found: a detail, ImportError for missing, anything else for broken."""
    from attrs import evolve

    try:
        return evolve(part, detail=trial())
    except ImportError as error:
        wrong = error.name and error.name.split(".")[0] not in ("z3", "cvc5", "pysmt", "hypothesis", "ollama", "httpx", "pycparser")
        return evolve(part, state="broken" if wrong else "missing", detail=str(error) if wrong else "")
    except _Missing as error:
        return evolve(part, state="missing", detail=str(error))
    except Exception as error:  # noqa: BLE001 - a broken part is what is reported here
        return evolve(part, state="broken", detail=f"{type(error).__name__}: {error}")


class _Missing(Exception):
    """Not there, with where it was looked for."""


def _version(distribution: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return "(version unknown)"


def _installed(module: str) -> str:
    from importlib import import_module

    import_module(module)
    return _version(module)


def _try_z3() -> str:
    import z3

    solver = z3.Solver()
    x = z3.Int("x")
    solver.add(x > 1, x < 2)
    if solver.check() != z3.unsat:
        raise RuntimeError("wrong answer to 1 < x < 2")
    return str(z3.get_version_string())


def _try_lean() -> str:
    from toolkit.engines import lean

    try:
        found = lean.find()
    except lean.LeanMissing as error:
        raise _Missing(str(error)) from None
    good = lean.check("theorem t (p q : Prop) (h : p ∧ q) : q ∧ p := ⟨h.2, h.1⟩")
    bad = lean.check("theorem t : (2 : Int) + 2 = 5 := by decide +kernel")
    if not good.accepted or bad.accepted:
        raise RuntimeError("it does not tell a true theorem from a false one")
    told = f"{found.version}, {found.kind}, commit {found.commit[:12]}, kernel SHA-256 {found.digest[:16]}"
    if found.kind == "own":
        return f"{told}, {found.file} (named by TOOLKIT_LEAN; with our library, not its own)"
    other = shutil.which("lean")
    return told + (f"; {other} on PATH is not used: TOOLKIT_LEAN={other} would name it" if other else "")


def _try_pycparser() -> str:
    import pycparser  # noqa: F401 (missing, or there)

    from toolkit.core import c

    if "f" not in c.read("int f(int n) { return n; }", "f.c").functions:
        raise RuntimeError("it reads no function")
    return _version("pycparser")


def _try_cvc5() -> str:
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setLogic("QF_LIA")
    manager = solver.getTermManager()
    solver.assertFormula(manager.mkFalse())
    if not solver.checkSat().isUnsat():
        raise RuntimeError("wrong answer to false")
    return _version("cvc5")


def _try_pysmt() -> str:
    import pysmt.shortcuts  # noqa: F401

    return _version("pysmt")


def _try_hypothesis() -> str:
    import hypothesis

    return str(hypothesis.__version__)


def _try_ollama() -> str:
    import httpx

    try:
        answer = httpx.get(f"{OLLAMA}/api/tags", timeout=PROBE_S, trust_env=False)
        names = [str(entry["name"]) for entry in answer.raise_for_status().json()["models"]]
    except httpx.ConnectError:
        raise _Missing(f"nothing answers at {OLLAMA}") from None
    return f"{OLLAMA}: {', '.join(names) or 'no FM pulled yet'}"


def _try_cache() -> str:
    from toolkit.store import Store, default_folder

    store = Store.open(default_folder())
    try:
        store.put("doctor", {"asked": 1})
        if store.get("doctor") != {"asked": 1}:
            raise RuntimeError(store.warning or "what was written is not read back")
    finally:
        store.close()
    return str(store.folder)
