"""The command `toolkit`: verify, infer, repair, prove, recheck, doctor, demo, replay.

The door: `main(args) -> exit code`. Exit codes of verify, infer and repair: 0 all proved (or nothing to prove, which is said),
1 something refuted, 2 something unknown or rejected, 3 usage, configuration or input that cannot be read, 70 a bug of
ours, 130 stopped by Ctrl-C, 141 the reader of our output went away. Of several, 1 wins over 3 and 3 over 2: a real bug
found is never hidden by a file that could not be read beside it. Results go to standard output, all else to standard
error. `TOOLKIT_DEBUG=1` shows the traceback of a bug of ours; `NO_COLOR` and output that is no terminal mean no colour.
"""

from __future__ import annotations

import functools
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from toolkit.config import Options, SourceFile
    from toolkit.report import FunctionReport, Report
    from toolkit.store import Store
    from toolkit.trace import Trace

OK, REFUTED, UNKNOWN, USAGE, BUG, INTERRUPTED, BROKEN_PIPE = 0, 1, 2, 3, 70, 130, 141
PATIENCE_S = 1.0  # a run that takes longer shows its progress


def main(args: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a name or a source line may hold what the terminal's encoding lacks
            stream.reconfigure(errors="backslashreplace")
    given = sys.argv[1:] if args is None else args
    try:
        # `-` is standard input; a function of it must not look like an option.
        given = ["<stdin>" + arg[1:] if arg.startswith("-::") else arg for arg in given]
        code = cli.main(args=given, prog_name="toolkit", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return USAGE
    except BrokenPipeError:
        return _pipe_gone()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else USAGE
    except Exception as error:  # noqa: BLE001 - nothing of ours reaches a person as a bare traceback
        return _bug(error)


def _guarded(command: Callable[..., int]) -> Callable[..., int]:
    """Turns what a command raises into an exit code; a bug of ours into a short message and 70."""

    @functools.wraps(command)
    def run(*args: Any, **kwargs: Any) -> int:
        from toolkit.config import ConfigError

        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
            return code
        except (click.ClickException, click.exceptions.Exit):
            raise
        except ConfigError as error:
            return _usage(str(error))
        except KeyboardInterrupt:
            click.echo("toolkit: stopped", err=True)
            return INTERRUPTED
        except BrokenPipeError:
            return _pipe_gone()
        except Exception as error:  # noqa: BLE001 - the outermost place: whatever comes here is a bug of ours
            return _bug(error)

    return run


def _usage(message: str) -> int:
    click.echo(f"toolkit: {message}", err=True)
    return USAGE


def _bug(error: BaseException) -> int:
    if os.environ.get("TOOLKIT_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    text = " ".join(str(error).split())[:300]
    click.echo(
        f"toolkit: internal error: {type(error).__name__}: {text}\n"
        "This is a bug in the toolkit, not in your code; take nothing from this run as proved. To report it, run the\n"
        f"command with TOOLKIT_DEBUG=1 and send its output, the file that you checked, and: {_about()}",
        err=True,
    )
    return BUG


def _pipe_gone() -> int:
    # Python would try to flush once more at exit and complain: let it write into nothing.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return BROKEN_PIPE


def _version() -> str:
    import toolkit

    known = getattr(toolkit, "__version__", "")
    if not known:
        from importlib.metadata import version

        known = version("spec-toolkit")
    return str(known)


def _about() -> str:
    import platform

    return f"toolkit {_version()}, Python {platform.python_version()}, {platform.system()} {platform.machine()}"


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(f"toolkit {_version()}")
        context.exit()


def _limits(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that verify and repair share. Their defaults are `[tool.toolkit]`'s, else those of `Options`."""
    for option in reversed([
        click.option("--timeout", type=float, metavar="S", help="Wall-clock seconds per goal (default 10)."),
        click.option("--rlimit", type=int, metavar="N", help="Solver steps per goal (default 20000000)."),
        click.option("--jobs", "-j", type=int, metavar="N", help="Worker processes (default 1)."),
        click.option("--no-cache", is_flag=True, help="Neither look up nor keep answers in .toolkit/."),
        click.option("--engine", metavar="NAMES", help="Engines, as in z3,cvc5; more than one for a second opinion."),
        click.option("--c-int", metavar="KIND", help="C's int: math (default), checked (32 bits, overflow is a goal), wraps."),
        click.option("--seed", type=int, metavar="N", help="Seed of every random choice (default 0)."),
        click.option("--trace", "trace_path", metavar="FILE", help="Record every effect, for `toolkit replay`; "
                     "the cache is not used then."),
        click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text."),
    ]):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
              help="Show the version and exit.")
def cli() -> None:
    """Prove that Python functions keep their contracts, or show the call that breaks them."""


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_limits
@click.option("--explain", is_flag=True, help="Show every goal and which hypotheses its proof used.")
@click.option("--all", "all_", is_flag=True, help="Check functions without a contract, too, for undeclared exceptions.")
@click.option("--no-infer", is_flag=True, help="Do not look for invariants of loops that have none.")
@click.option("--certify", is_flag=True, help="Have proofs checked by Lean's kernel, too (also: --engine smt,lean).")
@click.option("--certify-steps", type=int, metavar="N", help="Solver steps for each question of that (default 300000).")
@click.option("--proofs", metavar="DIR", help="Where proofs are kept that `toolkit prove` wrote (default: proofs/ of the project).")
@click.option("--coverage", is_flag=True, help="Verify nothing: count the constructs that are outside the language.")
@_guarded
def verify(paths: tuple[str, ...], as_json: bool, trace_path: str | None, coverage: bool, **given: Any) -> int:
    """Check the contracts in files, folders, FILE.py::FUNCTION, or - (standard input).

    Exit codes: 0 all proved or nothing to prove, 1 something refuted, 2 something unknown or rejected, 3 usage,
    configuration or unreadable input, 70 a bug of ours. Of several, 1 wins over 3 and 3 over 2.
    """
    from toolkit import files

    options = _options(paths, given)
    sources, diagnostics = files.load(paths, options.stubs, options.proofs)
    if coverage:
        return _coverage(sources, diagnostics, options, as_json)
    trace = _record(trace_path, "verify", options.to_json(), sources)
    if trace is None:
        return USAGE
    store = None if trace_path or not sources else _store(options)
    screen = _Screen(sources, as_json, options.explain)
    interrupted = False
    report = _empty(diagnostics)
    try:
        with screen:
            if sources:
                from toolkit import session

                found = session.verify(sources, options, store=store, trace=trace, on_function=screen.add)
                report = _with(found, diagnostics, sources)
                trace.call("verdicts", _verdicts(report), lambda: None)
        trace.finish()
    except KeyboardInterrupt:
        interrupted = True
        report = _with(_empty(()), diagnostics, sources, screen.shown)
        trace.close()
    finally:
        if store is not None:
            store.close()
    screen.end(report, interrupted)
    for warning in (trace.warning, store.warning if store else ""):
        if warning:
            click.echo(f"toolkit: warning: {warning}", err=True)
    return INTERRUPTED if interrupted else report.exit_code


def _coverage(sources: Sequence[SourceFile], diagnostics: Sequence[Any], options: Options, as_json: bool) -> int:
    from toolkit import coverage

    found = coverage.survey([_nearby(s) for s in sources], options.jobs, [d.span.file for d in diagnostics])
    click.echo(_json(found.to_json()) if as_json else coverage.render(found))
    return OK if sources else USAGE


@cli.command()
@click.argument("path", metavar="FILE[::FUNCTION]")
@_limits
@click.option("--write", is_flag=True, help="Write the result into FILE (else only the diff is shown).")
@click.option(
    "--contracts", type=click.Choice(["none", "missing", "all"]), default="missing", show_default=True,
    help="Contracts too: for functions without one, or also more postconditions for those that have some.",
)  # fmt: skip
@_guarded
def infer(path: str, as_json: bool, trace_path: str | None, write: bool, contracts: str, **given: Any) -> int:
    """Find what FILE's proofs lack (contracts, invariants, measures), prove it, and show it as a diff; no language model.

    What is there is never changed. Exit codes are those of `toolkit verify` for the result.
    """
    return _completed("infer", path, write, given, as_json, trace_path, {"contracts": contracts}, _print_infer)


@cli.command()
@click.argument("path", metavar="FILE[::FUNCTION]")
@_limits
@click.option("--write", is_flag=True, help="Write the result into FILE (else only the diff is shown).")
@click.option("--fm", metavar="SPEC", help="Also ask a foundation model: ollama:NAME or openai:URL#NAME.")
@click.option("--budget", type=click.IntRange(min=0), metavar="N", help="How many proposals may be tried.")
@_guarded
def repair(
    path: str, as_json: bool, trace_path: str | None, write: bool, fm: str | None, budget: int | None, **given: Any
) -> int:
    """Look for what is missing (invariants, measures) until FILE is proved; show the change as a diff.

    The contract itself is never changed. Exit codes are those of `toolkit verify` for the result.
    """
    extra: dict[str, Any] = {"fm": fm} | ({} if budget is None else {"budget": budget})
    return _completed("repair", path, write, given, as_json, trace_path, extra, _print_repair)


def _completed(
    command: str, path: str, write: bool, given: dict[str, Any], as_json: bool, trace_path: str | None, extra: dict[str, Any],
    show: Callable[[Any, bool], None],
) -> int:  # fmt: skip
    """Runs `infer` or `repair` on one file, recorded where that was asked for; shows and writes what came of it."""
    source, options, code = _one_file(command, path, write, given)
    if source is None:
        return code
    if command == "repair" and source.is_c:
        return _usage("repair is for Python; `toolkit infer FILE.c` looks for the invariants of C loops")
    trace = _record(trace_path, command, {**options.to_json(), **extra}, [source])
    if trace is None:
        return USAGE
    store = None if trace_path else _store(options)
    run = _completing(command)
    try:
        result = run(source, options, store=store, trace=trace, on_event=_quiet if as_json else _step, **extra)
        trace.call("verdicts", _verdicts(result.report), lambda: None)
        trace.finish()
    finally:
        trace.close()
        if store is not None:
            store.close()
    show(result, as_json)
    return _ended(path, source, result, write, (trace.warning, store.warning if store else ""))


def _one_file(command: str, path: str, write: bool, given: dict[str, Any]) -> tuple[SourceFile | None, Options, int]:
    """The one file that `infer` and `repair` take; None, after saying why, with the exit code."""
    from toolkit import files
    from toolkit.report import render_end

    options = _options((path,), given)
    problem = ""
    if write and path.partition("::")[0] in ("-", files.STDIN):
        problem = "--write needs a file to write to; standard input is none"
    elif write and os.path.isdir(path):
        problem = f"{path} is a folder; {command} takes one file"
    if problem:
        return None, options, _usage(problem)
    sources, diagnostics = files.load((path,), options.stubs, options.proofs)
    if len(sources) > 1:
        return None, options, _usage(f"{path} holds {len(sources)} files; {command} takes one file")
    if not sources:
        for line in render_end(_empty(diagnostics), colour=_colour()):
            click.echo(line)
        return None, options, USAGE
    return sources[0], options, OK


def _ended(path: str, source: SourceFile, result: Any, write: bool, warnings: Sequence[str]) -> int:
    """Writes the new text back where that was asked for; the exit code."""
    if write and result.diff:
        problem = _write_back(path.partition("::")[0], source.text, result.text)
        if problem:
            return _usage(problem)
        click.echo(f"written: {source.path}", err=True)
    for warning in warnings:
        if warning:
            click.echo(f"toolkit: warning: {warning}", err=True)
    return int(_with(result.report, (), [source]).exit_code)


@cli.command()
@click.argument("path", metavar="FILE::FUNCTION")
@click.option("--goal", default="", metavar="ID", help="The goal, by the beginning of its id; without it the goals are listed.")
@click.option("--all", "every", is_flag=True, help="Every goal of the function.")
@click.option("--proofs", "folder", default="", metavar="DIR", help="Where proofs are kept (default: proofs/ of the project).")
@click.option("--fm", metavar="SPEC", help="Also ask a foundation model: ollama:NAME or openai:URL#NAME.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@_guarded
def prove(path: str, goal: str, every: bool, folder: str, fm: str | None, as_json: bool) -> int:
    """Prove a goal in Lean 4 and keep the proof under proofs/.

    A goal becomes a readable theorem; a certificate and a few tactics are tried. What they do not prove waits in proof.lean for an
    editor: run the command again and Lean says what is wrong, or the proof is kept. Exit codes: 0 proved, 2 not, 3 usage.
    """
    from pathlib import Path

    from toolkit import evidence, proving
    from toolkit.proposers.fm import FMError

    source, options, code = _one_file("prove", path, False, _NOTHING_GIVEN)
    if source is None:
        return code
    if not source.only:
        return _usage(f"name a function: {path}::FUNCTION")
    proofs = Path(folder or options.proofs or evidence.root_of(Path(source.path)) / "proofs")
    try:
        if not goal and not every:
            return _list_goals(proving.stated(source, options, source.only), as_json)
        done = proving.prove(source, options, source.only, goal, proofs, fm=fm)
    except FMError as error:
        return _usage(f"{error.message} [{error.id}]" + (f"\n{error.hint}" if error.hint else ""))
    except proving.NoSuchGoal as error:
        return _usage(str(error))
    except proving.NotHere as error:
        return _usage(str(error))
    if as_json:
        click.echo(_json(proving.proofs_json(done)))
    for proof in done if not as_json else ():
        click.echo(f"{proof.status:<9} {proof.goal[:12]}  {proof.origin or proof.reason}  {proof.folder}".rstrip())
        for message in proof.messages:
            click.echo(f"  line {message.line}:{message.column}: {message.text}")
            if message.goal:
                click.echo("  what was to be shown there:\n" + "\n".join(f"    {line}" for line in message.goal.splitlines()))
    return OK if all(proof.status == "proved" for proof in done) else UNKNOWN


_NOTHING_GIVEN: dict[str, Any] = dict.fromkeys(("engine", "timeout", "rlimit", "jobs", "seed", "no_cache"))


def _list_goals(goals: Sequence[Any], as_json: bool) -> int:
    rows = [
        {"id": s.goal.id, "line": s.goal.span.line, "kind": s.goal.kind, "message": s.goal.message, "unstated": s.reason}
        for s in goals
    ]
    if as_json:
        click.echo(_json({"version": 1, "goals": rows}))
    for row in rows if not as_json else ():
        unstated = f" ({row['unstated']})" if row["unstated"] else ""
        click.echo(f"{row['id'][:12]}  line {row['line']:<4} {row['kind']:<22} {row['message']}{unstated}")
    return OK


@cli.command()
@click.argument("folder", metavar="PROOFS", default="proofs")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@_guarded
def recheck(folder: str, as_json: bool) -> int:
    """Check the proofs kept in a folder with Lean's kernel, against the code as it is now.

    Nothing is searched for. Exit codes: 0 all accepted, 1 one is rejected, changed, or stale because the code changed, 3 usage.
    """
    from pathlib import Path

    from toolkit import files, proving

    if not os.path.isdir(folder):
        return _usage(f"{folder} is no folder")

    def load(path: str) -> Any:
        options = _options((path,), _NOTHING_GIVEN)
        sources, _ = files.load((path,), options.stubs)
        return (sources[0], options) if len(sources) == 1 else None

    try:
        done = proving.recheck(Path(folder), load)
    except proving.NotHere as error:
        return _usage(str(error))
    if as_json:
        click.echo(_json(proving.to_json(done)))
    for claim in done if not as_json else ():
        click.echo(f"{claim.status:<9} {claim.claim}" + f": {claim.reason}" * bool(claim.reason))
    if not as_json:
        good = sum(claim.status == "accepted" for claim in done)
        click.echo(f"{good} of {len(done)} claims accepted" if done else f"{folder} has no claims")
    return OK if all(claim.status == "accepted" for claim in done) else REFUTED


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@_guarded
def doctor(as_json: bool) -> int:
    """Show what is there: engines, sandbox, FM servers, cache; and how to get what is missing."""
    from toolkit import doctor as room

    parts = room.examine()
    click.echo(_json(room.to_json(parts)) if as_json else room.render(parts, colour=_colour()))
    return OK if all(part.state == "ok" for part in parts if part.needed) else USAGE


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as JSON instead of text.")
@_guarded
def demo(as_json: bool) -> int:
    """Verify and repair the examples that are shipped: no network, no server, well under half a minute."""
    from pathlib import Path

    from toolkit import files, session
    from toolkit.config import Options

    folder = Path(__file__).parent / "examples"
    paths = sorted(str(path) for path in folder.glob("*.py"))
    loaded, diagnostics = files.load(paths)
    sources = [_nearby(source) for source in loaded]
    options = Options(cache=False, infer=False)
    screen = _Screen(sources, as_json, False)
    if not as_json:
        click.echo("$ toolkit verify --no-infer toolkit/examples\n")
    with screen:
        report = _with(session.verify(sources, options, on_function=screen.add), diagnostics, sources)
    screen.end(report, False)
    odd = [f"{f.name}: {f.status}" for f in report.functions if f.status != expected(f.name)]
    for source in sources:
        unfinished = [f.name for f in report.functions if f.file == source.path and expected(f.name) == "unknown"]
        if not unfinished:
            continue
        if not as_json:
            click.echo(f"\n$ toolkit repair {source.path}\n")
        result = _completing("repair")(source, options, fm=None, on_event=_quiet)
        if not as_json:
            _print_repair(result, False)
        odd += [f"{f.name}: {f.status} after repair" for f in result.report.functions
                if f.name in unfinished and f.status != "proved"]
    if odd:
        click.echo("toolkit: the demo did not come out as it should: " + ", ".join(odd), err=True)
        return UNKNOWN
    if not as_json:
        click.echo("\nNext: write a contract on a function of your own, then `toolkit verify FILE.py`.")
    return OK


def expected(name: str) -> str:
    """What becomes of an example: its name says it (`..._wrong` is refuted, `..._unfinished` needs repair)."""
    return "refuted" if name.endswith("_wrong") else "unknown" if name.endswith("_unfinished") else "proved"


@cli.command()
@click.argument("path", metavar="TRACE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@_guarded
def replay(path: str, as_json: bool) -> int:
    """Run a recorded session again from its trace, without calling anything.

    A replayed "proved" is a story, not evidence: verify again for that. Exit codes: 0 the run agrees with the
    recording, 1 it diverges from it, 2 the recording was cut off, 3 not a trace, or one that was changed.
    """
    from toolkit.config import Options, SourceFile
    from toolkit.trace import ReplayDiverged, Trace, TraceBroken, TraceEnded

    try:
        trace = Trace.replay(path)
    except OSError as error:
        return _usage(f"{path}: {error.strerror}")
    except TraceBroken as error:
        return _usage(f"{error}\nWhat to do: take the original file, or record the run again.")
    header = trace.header
    if header.get("command") not in ("verify", "infer", "repair"):
        return _usage(f"{path}: a trace of {header.get('command')!r}, which cannot be replayed")
    if trace.torn:
        click.echo("toolkit: the last line was half written and was dropped", err=True)
    try:
        given = dict(header["options"])
        extra = {name: given.pop(name) for name in ("fm", "budget", "contracts") if name in given}
        options = Options.from_json(given)
        sources = [SourceFile(**source) for source in header["sources"]]
    except (KeyError, TypeError, ValueError) as error:  # ConfigError is a ValueError
        return _usage(f"{path}: recorded by toolkit {header.get('tool')}, whose header this one cannot read: {error}")
    screen = _Screen(sources, as_json, options.explain)
    try:
        with screen:
            if header["command"] in ("infer", "repair"):
                again = _completing(header["command"])
                report = again(sources[0], options, trace=trace, on_event=_quiet, **extra).report
            elif sources:
                from toolkit import session

                report = session.verify(sources, options, trace=trace, on_function=screen.add)
            else:
                report = _empty(())
            if sources:
                trace.call("verdicts", _verdicts(report), lambda: None)
            trace.finish()
    except TraceEnded as error:
        click.echo(f"toolkit: {error}\nUp to there, {trace.replayed} events agree. Record the run again for the rest.",
                   err=True)
        return UNKNOWN
    except ReplayDiverged as error:
        mine, theirs = _version(), header.get("tool", "")
        advice = ("The version is the same: please report this with the trace." if mine == theirs else
                  f"It was recorded by toolkit {theirs}, this is {mine}: replay it with that version.")
        click.echo(f"toolkit: the replay diverges: {error}\n{advice}", err=True)
        return REFUTED
    screen.end(_with(report, (), sources), False)
    click.echo(f"replayed: {trace.replayed} events agree, nothing was called; a replay is no proof: verify for that",
               err=True)
    return OK


# -- inside


class _Screen:
    """What a person sees while functions are being checked: a line for each, and progress when it takes long."""

    def __init__(self, sources: Sequence[SourceFile], as_json: bool, explain: bool) -> None:
        import re

        self.texts = {source.path: source.text for source in sources}
        self.as_json, self.explain, self.colour = as_json, explain, _colour()
        self.shown: list[FunctionReport] = []
        # About how many: good enough for a bar. The reader knows better, but later.
        self.total = sum(len(re.findall(r"^[ \t]*def ", s.text, re.M)) if s.only is None else 1 for s in sources)
        self._lock = threading.Lock()
        self._progress: Any = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> _Screen:
        if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
            self._timer = threading.Timer(PATIENCE_S, self._start)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()
        with self._lock:
            self._timer = None
            self._stop()

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._timer is None:  # finished while rich was being imported
                return
            self._progress = Progress(
                TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                console=Console(stderr=True), transient=True, redirect_stdout=False, redirect_stderr=False,
            )
            self._progress.add_task("", total=max(self.total, len(self.shown) + 1), completed=len(self.shown))
            self._progress.start()

    def _stop(self) -> None:
        if self._progress is not None:
            self._progress.stop()  # transient: it wipes itself

    def add(self, function: FunctionReport) -> None:
        """One function is done."""
        from toolkit.report import render_function

        with self._lock:
            self.shown.append(function)
            self._stop()
            if not self.as_json:
                text = self.texts.get(function.file, "")
                click.echo(render_function(function, text, colour=self.colour, explain=self.explain))
                sys.stdout.flush()
            if self._progress is not None:
                self._progress.update(self._progress.task_ids[0], completed=len(self.shown),
                                      total=max(self.total, len(self.shown)))
                self._progress.start()

    def end(self, report: Report, interrupted: bool) -> None:
        """What comes last: JSON, or functions that were not shown yet, diagnostics and the summary."""
        from toolkit.report import render_end

        if self.as_json:
            click.echo(_json({**report.to_json(), **({"interrupted": True} if interrupted else {})}))
            return
        seen = {(f.file, f.name, f.line) for f in self.shown}
        for function in report.functions:
            if (function.file, function.name, function.line) not in seen:
                self.add(function)
        for line in render_end(report, colour=self.colour):
            click.echo(line)
        if interrupted:
            click.echo("toolkit: stopped; what is above is what was found so far", err=True)


def _options(paths: Sequence[str], given: dict[str, Any]) -> Options:
    """The run's options. Raises ConfigError, also for an engine that is not installed."""
    from importlib.util import find_spec

    from toolkit import config

    engines, certify, kept_first = given["engine"], False, False
    if engines is not None:  # `smt` is z3, and `lean` checks what another engine proved; named first, it begins with kept proofs
        names = [name.strip() for name in engines.split(",")]
        certify, kept_first = "lean" in names, names[0] == "lean"
        engines = "z3" if names == ["lean"] else ",".join({"smt": "z3"}.get(n, n) for n in names if n != "lean")
    found = config.options(
        paths, timeout=given["timeout"], rlimit=given["rlimit"], jobs=given["jobs"], seed=given["seed"],
        engines=engines, cache=False if given["no_cache"] else None,
        explain=given.get("explain") or None, all=given.get("all_") or None, c_int=given.get("c_int"),
        infer=False if given.get("no_infer") else None, certify=certify or given.get("certify") or None,
        certify_steps=given.get("certify_steps"),
        proofs=os.path.abspath(given["proofs"]) if given.get("proofs") else None, kept_first=kept_first or None,
    )
    for engine in found.engines:
        if find_spec(engine) is None:
            raise config.ConfigError(f"the engine {engine} is not installed; `toolkit doctor` says how to get it")
    return found


def _store(options: Options) -> Store | None:
    from toolkit.store import Store, default_folder

    return Store.open(default_folder()) if options.cache else None


def _record(path: str | None, command: str, options: dict[str, Any], sources: Sequence[SourceFile]) -> Trace | None:
    """The trace to use; None, after saying why, when the file cannot be written."""
    from attrs import asdict

    from toolkit.trace import Trace

    if not path:
        return Trace.null()
    try:
        return Trace.record(path, command, options, [asdict(source) for source in sources], _version())
    except OSError as error:
        _usage(f"cannot write the trace {path}: {error.strerror}")
        return None


def _verdicts(report: Report) -> list[list[str]]:
    return [[f.file, f.name, f.status, f.cause] for f in report.functions]


def _empty(diagnostics: Sequence[Any]) -> Report:
    from toolkit.report import Report

    return Report((), tuple(diagnostics))


def _with(
    report: Report, diagnostics: Sequence[Any], sources: Sequence[SourceFile], functions: Sequence[Any] = ()
) -> Report:
    """The report with the files' own diagnostics in front and the texts for excerpts."""
    from attrs import evolve

    return evolve(
        report, functions=(*report.functions, *functions), diagnostics=(*diagnostics, *report.diagnostics),
        sources={**report.sources, **{source.path: source.text for source in sources}},
    )


def _completing(command: str) -> Callable[..., Any]:
    """What runs `infer` or `repair`, loaded when it is needed."""
    from importlib import import_module

    module = import_module("toolkit.repairing") if command == "repair" else import_module("toolkit.completing")
    run: Callable[..., Any] = getattr(module, command)
    return run


def _quiet(_: object) -> None:
    """For `on_event` when nobody is to be told."""


def _step(event: object) -> None:
    click.echo(f"  {event}", err=True)


def _print_repair(result: Any, as_json: bool) -> None:
    if as_json:
        click.echo(_json({**result.report.to_json(), "repair": {
            "status": result.status, "diff": result.diff, "text": result.text, "steps": list(result.steps)}}))
        return
    _print_diff(result)
    click.echo(f"repair: {result.status}" + ("" if result.diff else "; nothing to change"))


def _print_infer(result: Any, as_json: bool) -> None:
    if as_json:
        click.echo(_json(result.to_json()))
    else:
        _print_diff(result)


def _print_diff(result: Any) -> None:
    from toolkit.report import render

    colour = _colour()
    for line in result.diff.splitlines():
        style = {"+": "green", "-": "red", "@": "cyan"}.get(line[:1]) if colour else None
        click.echo(click.style(line, fg=style) if style else line)
    click.echo(("\n" if result.diff else "") + render(result.report, colour=colour))


def _write_back(path: str, old: str, new: str) -> str:
    """Replaces the file's text, all or nothing, in its own encoding and line ends. Returns what went wrong, or ""."""
    import io
    import tempfile
    import tokenize

    from toolkit import files

    try:
        with open(path, "rb") as file:
            data = file.read()
        if files.decode(data, path, []) != old:
            return f"{path} was changed meanwhile and is left as it is"
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = files.with_line_ends(io.TextIOWrapper(io.BytesIO(data), encoding, newline="").read(), new)
        real = os.path.realpath(path)
        handle, name = tempfile.mkstemp(dir=os.path.dirname(real), prefix=".toolkit-")
        try:
            with open(handle, "wb") as file:
                file.write(text.encode(encoding))
            os.chmod(name, os.stat(real).st_mode & 0o7777)
            os.replace(name, real)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, UnicodeEncodeError) as error:
        return f"cannot write {path}: {error}"
    return ""


def _nearby(source: SourceFile) -> SourceFile:
    """The same source, its path shown from the current folder when that is shorter."""
    from attrs import evolve

    shown = os.path.relpath(source.path)
    return evolve(source, path=shown if len(shown) < len(source.path) else source.path)


def _colour() -> bool:
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _json(data: Any) -> str:
    import json

    return json.dumps(data, indent=2)
