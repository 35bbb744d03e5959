"""What a run is asked to do: `Options` (limits, engines), `SourceFile` (one text to look at), and `[tool.toolkit]`.

The door: `options(paths, **given)` reads the nearest `pyproject.toml` that has a `[tool.toolkit]` table and lays what
was given on the command line over it. Raises `ConfigError` (exit code 3) for a key it does not know or a value out of
range: a typo in a limit must not silently become the default.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from attrs import asdict, field, fields, frozen

from toolkit.core.source import OtherFile

# The engines that can be named. The first one decides; each further one is asked for a second opinion.
ENGINES = ("z3", "cvc5")
C_INT = ("math", "checked", "wraps")  # C's int: a mathematical integer; 32 bits where overflow is a goal; 32 bits that wrap around
LIMITS = ("timeout", "rlimit", "search")  # what can be set for one function


class ConfigError(ValueError):
    """An option or a key of `[tool.toolkit]` that makes no sense. The text says which one and what is allowed."""


def _number(low: float, *, whole: bool, exclusive: bool = False) -> Any:
    def check(_: object, attribute: Any, value: Any) -> None:
        kind = int if whole else (int, float)
        good = isinstance(value, kind) and not isinstance(value, bool) and low <= value < float("inf")
        if not good or (exclusive and value == low):
            bound = f"above {low:g}" if exclusive else f"from {low:g} up"
            raise ConfigError(f"{attribute.name}: {value!r} is not {'a whole number' if whole else 'a number'} {bound}")

    return check


def _flag(_: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, bool):
        raise ConfigError(f"{attribute.name}: {value!r} is not true or false")


def _rows(value: Any) -> Any:
    return tuple(tuple(v) for v in value)


def _text(_: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, str):
        raise ConfigError(f"{attribute.name}: {value!r} is not a text")


def _engines(_: object, attribute: Any, value: Any) -> None:
    if not isinstance(value, tuple) or not value:
        raise ConfigError(f"{attribute.name}: {value!r} is not a list of engine names")
    for name in value:
        if name not in ENGINES:
            raise ConfigError(f"{attribute.name}: there is no engine {name!r} (there are: {', '.join(ENGINES)})")
    if len(set(value)) != len(value):
        raise ConfigError(f"{attribute.name}: an engine is named twice in {', '.join(value)}")


def _c_int(_: object, attribute: Any, value: Any) -> None:
    if value not in C_INT:
        raise ConfigError(f"{attribute.name}: {value!r} is none of {', '.join(C_INT)}")


def _names(value: Any) -> Any:
    """`"z3,cvc5"` and `["z3", "cvc5"]` both become `("z3", "cvc5")`; anything else is left for the validator."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(","))
    if isinstance(value, list | tuple):
        return tuple(value)
    return value


@frozen
class Options:
    """The limits and switches of one run. Times are in seconds; `rlimit` counts z3's own steps."""

    timeout: float = field(default=10.0, validator=_number(0, whole=False, exclusive=True))  # wall clock per goal
    rlimit: int = field(default=20_000_000, validator=_number(1, whole=True))  # solver steps per goal: reproducible
    jobs: int = field(default=1, validator=_number(1, whole=True))  # worker processes
    cache: bool = field(default=True, validator=_flag)
    explain: bool = field(default=False, validator=_flag)  # report goals and the hypotheses that were used
    certify: bool = field(default=False, validator=_flag)  # proofs of goals are checked by Lean's kernel as well
    certify_steps: int = field(default=300_000, validator=_number(1, whole=True))  # of z3, of a question for a certificate
    all: bool = field(default=False, validator=_flag)  # also check functions without a contract
    engines: tuple[str, ...] = field(default=("z3",), converter=_names, validator=_engines)
    seed: int = field(default=0, validator=_number(0, whole=True))
    search: int = field(default=400, validator=_number(0, whole=True))  # inputs tried when looking for one that fails
    limits: tuple[tuple[str, str, float], ...] = field(default=(), converter=_rows)  # ("file.py::f", option, value)
    c_int: str = field(default="math", validator=_c_int)  # what C's int is, see C_INT
    infer: bool = field(default=True, validator=_flag)  # look for the invariants of loops that have none
    stubs: str = field(default="", validator=_text)  # a folder with NAME.contracts.py files, besides those beside the code
    proofs: str = field(default="", validator=_text)  # the folder of kept proofs; "" is proofs/ of the project
    kept_first: bool = field(default=False, validator=_flag)  # kept proofs are asked before solvers, not after them

    def to_json(self) -> dict[str, Any]:
        """Plain JSON; `Options.from_json` is its inverse."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Options:
        """Raises `ConfigError` for a name that is not an option or a value that is not allowed."""
        names = [a.name for a in fields(Options)]
        for name in data:
            if name not in names:
                raise ConfigError(f"there is no option {name!r} (there are: {', '.join(names)})")
        return Options(**data)


def _others(value: Any) -> Any:
    """From JSON as well."""
    return None if value is None else tuple(v if isinstance(v, OtherFile) else OtherFile(**v) for v in value)


@frozen
class KeptProof:
    """A proof that lies under `proofs/`, as it was read: `name` is its folder's and says of which goal it is, `path` is how it
    is shown. `problem`: why it has no text that can be used. `function`: the function of this very file that it is kept for
    ("": it may serve a file that this one imports)."""

    name: str
    path: str
    text: str = ""
    problem: str = ""
    function: str = ""


def _kept(value: Any) -> Any:
    """From JSON as well."""
    return tuple(v if isinstance(v, KeptProof) else KeptProof(**v) for v in value)


@frozen
class SourceFile:
    """One module's text. `path` is how it is shown; `only` names the one function asked for (None: all of them);
    `untrusted` text holds a foundation model's code, which runs only in a sandbox that is fit for a stranger's."""

    path: str
    text: str
    only: str | None = None
    untrusted: bool = False
    others: tuple[OtherFile, ...] | None = field(default=None, converter=_others, eq=False)  # what it imports; None: not looked for
    dotted: str = field(default="", eq=False)  # its name in its package
    package: bool = field(default=False, eq=False)  # an __init__.py
    proofs: tuple[KeptProof, ...] = field(default=(), converter=_kept, eq=False)  # kept for goals of it or of what it imports

    @property
    def is_c(self) -> bool:
        """C, by the name of the file; anything else is Python."""
        return self.path.endswith(".c")


def options(paths: Iterable[str] = (), **given: Any) -> Options:
    """The defaults, then the nearest `[tool.toolkit]`, then what was `given` (None stands for not given).

    "Nearest" counts upwards from the folder that holds all `paths` (the current folder for standard input or none).
    """
    table, where = _table(_start(paths))
    table = _folded(table, where)
    names = [a.name for a in fields(Options)]
    for key in table:
        if key not in names:
            close = _close(key, names)
            raise ConfigError(
                f"{where}: [tool.toolkit] has no key {key!r}" + (f"; did you mean {close!r}?" if close else "")
                + f" (keys: {', '.join(names)})"
            )
    try:
        Options(**table)
    except ConfigError as error:
        raise ConfigError(f"{where}: [tool.toolkit] {error}") from None
    return Options(**{**table, **{name: value for name, value in given.items() if value is not None}})


def _folded(table: dict[str, Any], where: str) -> dict[str, Any]:
    """The table with `[tool.toolkit."file.py::f"]` collected in `limits`; folders are paths from its own folder."""
    found = {k: v for k, v in table.items() if "::" not in k}
    rows = []
    for key, own in table.items():
        if "::" not in key:
            continue
        if not isinstance(own, dict):
            raise ConfigError(f'{where}: [tool.toolkit."{key}"] is not a table')
        for name, value in own.items():
            if name not in LIMITS:
                raise ConfigError(f'{where}: [tool.toolkit."{key}"] has no key {name!r} (keys: {", ".join(LIMITS)})')
            try:
                Options(**{name: value})
            except ConfigError as error:
                raise ConfigError(f'{where}: [tool.toolkit."{key}"] {error}') from None
            rows.append((key, name, value))
    if "limits" in found:
        raise ConfigError(f'{where}: [tool.toolkit] has no key \'limits\'; write [tool.toolkit."file.py::function"]')
    if rows:
        found["limits"] = tuple(rows)
    for name in ("stubs", "proofs"):
        if isinstance(found.get(name), str) and found[name]:
            found[name] = str(Path(where).parent / found[name])
    return found


def _start(paths: Iterable[str]) -> Path:
    folders = []
    for path in paths:
        path = path.partition("::")[0]
        if path and path != "-" and "\0" not in path:
            full = os.path.abspath(path)
            folders.append(full if os.path.isdir(full) else os.path.dirname(full))
    return Path(os.path.commonpath(folders)) if folders else Path.cwd()


def _table(start: Path) -> tuple[dict[str, Any], str]:
    for folder in (start, *start.parents):
        path = folder / "pyproject.toml"
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if "toolkit" not in text:  # spares the parser's import in the usual case
            continue
        import tomllib

        try:
            data = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise ConfigError(f"{path}: not valid TOML: {error}") from None
        tool = data.get("tool", {})
        if isinstance(tool, dict) and "toolkit" in tool:
            if not isinstance(tool["toolkit"], dict):
                raise ConfigError(f"{path}: tool.toolkit is not a table; write [tool.toolkit]")
            return tool["toolkit"], str(path)
    return {}, ""


def _close(word: str, names: list[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, names, n=1)), "")
