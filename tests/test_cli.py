"""The command as a person meets it, in a subprocess: exit codes, text, JSON, and bad input of every sort."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from conftest import HANGS_S, as_nobody

RIGHT = """
from toolkit import ensures

@ensures(lambda x, result: result > x)
def up(x: int) -> int:
    return x + 1
"""
WRONG = """
from toolkit import ensures

@ensures(lambda x, result: result > x)
def down(x: int) -> int:
    return x - 1
"""
OPEN = """
from toolkit import ensures, invariant, requires

@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n)
def count(n: int) -> int:
    done = 0
    left = n
    while left > 0:
        invariant(left <= n)  # says too little; of a loop without any, `verify` finds them itself
        done += 1
        left -= 1
    return done
"""
BARE = "def plain(x: int) -> int:\n    return x\n"
OUTSIDE = """
from toolkit import ensures

@ensures(lambda result: True)
def later(x: int) -> None:
    print(x)
"""
SUICIDE = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n"


def write(folder: Path, **modules: str) -> None:
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)


def calm(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The exit code is the one named, and no traceback is anywhere; the output, both streams."""
    assert done.returncode == code, done.stdout + done.stderr
    text = done.stdout + done.stderr
    assert "Traceback" not in text and "internal error" not in text
    return text


# -- starting up


@pytest.mark.parametrize("command", [["--version"], ["--help"], ["verify", "--help"]])
def test_starting_loads_nothing_that_is_not_needed(command, tmp_path):
    program = (
        "import sys\nfrom toolkit.cli import main\ncode = main(sys.argv[1:])\n"
        "heavy = {'z3', 'cvc5', 'pysmt', 'rich', 'hypothesis', 'httpx', 'ollama', 'attrs', 'attr', 'cattrs'}\n"
        "print('LOADED', sorted(heavy & set(sys.modules)), code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *command], capture_output=True, text=True, check=True,
                          timeout=HANGS_S, cwd=tmp_path)
    assert done.stdout.splitlines()[-1] == "LOADED [] 0"


def test_the_version_is_the_packages(toolkit):
    from importlib.metadata import version

    assert toolkit("--version").stdout == f"toolkit {version('spec-toolkit')}\n"


# -- usage and configuration: 3


@pytest.mark.parametrize("args", [
    [], ["verify"], ["nix"], ["--nix"], ["verify", "--nix", "a.py"], ["verify", "--timeout", "soon", "a.py"],
    ["verify", "--timeout", "0", "a.py"], ["verify", "--timeout", "nan", "a.py"], ["verify", "--rlimit", "0", "a.py"],
    ["verify", "--jobs", "0", "a.py"], ["verify", "--engine", "z4", "a.py"], ["verify", "--engine", "", "a.py"],
    ["repair"], ["repair", "a.py", "b.py"], ["repair", "--write", "-"], ["repair", "."],
    ["repair", "--budget", "-1", "a.py"], ["replay"], ["replay", "nix.trace"], ["replay", "a.py"], ["replay", "."],
    ["verify", "--trace", "nowhere/t", "a.py"], ["verify", "--trace", "a.py", "b.py"],
], ids=" ".join)
def test_usage_errors(toolkit, tmp_path, args):
    write(tmp_path, a=RIGHT, b=RIGHT)
    assert calm(toolkit(*args), 3)


def test_a_key_that_is_not_known_in_pyproject(toolkit, tmp_path):
    write(tmp_path, a=RIGHT)
    (tmp_path / "pyproject.toml").write_text("[tool.toolkit]\ntimeot = 3\n")
    text = calm(toolkit("verify", "a.py"), 3)
    assert "'timeot'" in text and "did you mean 'timeout'?" in text and "pyproject.toml" in text


# -- input that cannot be read: 3, with the diagnostic's id


def big(path: Path) -> None:
    path.write_bytes(b"x = 1\n" * (10 * 1024 * 1024 // 6))


@pytest.mark.parametrize(("id", "make"), [
    ("syntax-error", lambda path: path.write_text("def f(:\n")),
    ("syntax-error", lambda path: path.write_text("def f():\nreturn 1\n")),
    ("syntax-error", lambda path: path.write_text("print 'hello'\n")),
    ("file-binary", lambda path: path.write_bytes(b"\x7fELF\0\1\2\3" * 100)),
    ("file-encoding", lambda path: path.write_bytes(b"x = '\xff\xfe'\n")),
    ("file-too-large", big),
    ("no-python-files", lambda path: path.mkdir()),
    ("file-not-found", lambda path: None),
], ids=["syntax", "indentation", "python-2", "binary", "encoding", "10-mb", "folder", "missing"])
@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
def test_bad_input(toolkit, tmp_path, id, make, as_json):
    make(tmp_path / "bad.py")
    done = toolkit("verify", "bad.py", *["--json"] * as_json)
    text = calm(done, 3)
    if as_json:
        (diagnostic,) = json.loads(done.stdout)["diagnostics"]
        assert diagnostic["id"] == id and diagnostic["message"] and "bad.py" in diagnostic["file"]
    else:
        assert f"error[{id}]" in text and "bad.py" in text
    assert f"error[{id}]" in calm(toolkit("repair", "bad.py"), 3)


NESTINGS = {
    "parentheses": "x = " + "(" * 5000 + ")" * 5000,
    "brackets": "x = " + "[" * 90 + "]" * 90,
    "minus": "x = " + "-" * 50_000 + "1",
    "plus": "x = " + "1 + " * 50_000 + "1",
    "attributes": "x = a" + ".b" * 50_000,
    "calls": "x = f" + "()" * 20_000,
    "blocks": "".join(" " * i + "if x:\n" for i in range(99)) + " " * 99 + "pass\n",
    "blocks-inside": RIGHT + "".join("    " + " " * i + "if x:\n" for i in range(95)) + " " * 100 + "return 1\n",
    "expression": RIGHT.replace("x + 1", "1 + " * 20_000 + "x"),
    "clause": RIGHT.replace("result > x", "not " * 20_000 + "True"),
    "elifs": RIGHT + "    if x == 0:\n        x = 0\n" + "".join(
        f"    elif x == {i}:\n        x = {i}\n" for i in range(1, 3000)),
}


@pytest.mark.parametrize("name", NESTINGS)
def test_deep_nesting_is_no_crash(toolkit, tmp_path, name):
    """Which verdict a monster gets is a matter of taste; that it gets one is not, and never `proved` out of nowhere."""
    write(tmp_path, deep=NESTINGS[name])
    done = toolkit("verify", "deep.py", "--timeout", "2", "--json")
    assert done.returncode in (0, 2, 3), done.stdout[:3000] + done.stderr[:3000]
    calm(done, done.returncode)
    if name in ("parentheses", "minus"):
        assert done.returncode != 0 or json.loads(done.stdout)["summary"]["proved"] == 0


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", BARE], ids=["empty", "newline", "comment", "no-contract"])
def test_nothing_to_prove_is_said_and_is_no_error(toolkit, tmp_path, text):
    write(tmp_path, a=text)
    assert "Nothing to prove" in calm(toolkit("verify", "a.py"), 0)
    data = json.loads(toolkit("verify", "a.py", "--json").stdout)
    assert data["summary"]["no_contract"] == (1 if text == BARE else 0) and data["diagnostics"] == []


def test_a_module_that_kills_itself_when_it_is_imported(toolkit, tmp_path):
    write(tmp_path, right=SUICIDE + RIGHT, wrong=SUICIDE + WRONG)
    assert "1 proved" in calm(toolkit("verify", "right.py"), 0)
    # The wrong one cannot be run, so nothing confirms the candidate: unknown, and never refuted by the solver's word.
    done = toolkit("verify", "wrong.py", "--json")
    calm(done, 2)
    (function,) = json.loads(done.stdout)["functions"]
    assert function["status"] == "unknown" and function["counterexample"] is None


def test_a_file_that_may_not_be_read():
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        (folder / "a.py").write_text(RIGHT)
        (folder / "a.py").chmod(0)
        done = as_nobody("import sys\nsys.exit(toolkit.cli.main(sys.argv[1:]))", "verify", str(folder / "a.py"))
        assert "error[file-unreadable]" in calm(done, 3)
    finally:
        shutil.rmtree(folder)


def test_a_function_that_is_not_there(toolkit, tmp_path):
    write(tmp_path, a=RIGHT)
    assert "error[function-not-found]" in calm(toolkit("verify", "a.py::down"), 3)
    assert "error[function-not-found]" in calm(toolkit("repair", "a.py::down"), 3)


# -- verdicts and their exit codes


@pytest.mark.parametrize(("modules", "code"), [
    ({"a": RIGHT}, 0),
    ({"a": RIGHT, "b": BARE}, 0),
    ({"a": RIGHT, "b": WRONG}, 1),
    ({"a": RIGHT, "b": OPEN}, 2),
    ({"a": RIGHT, "b": OUTSIDE}, 2),
    ({"a": OPEN, "b": WRONG}, 1),
    ({"a": OPEN, "b": "def f(:"}, 3),
    ({"a": WRONG, "b": "def f(:"}, 1),
], ids=["right", "bare", "wrong", "open", "outside", "wrong-beats-open", "unread-beats-open", "wrong-beats-unread"])
def test_exit_codes(toolkit, tmp_path, modules, code):
    write(tmp_path, **modules)
    calm(toolkit("verify", "."), code)


def test_an_optimising_interpreter_refutes_too(toolkit, tmp_path):
    write(tmp_path, b=WRONG, c=RIGHT.replace("return x + 1", "assert x > 0\n    return x + 1"))
    for file in ("b.py", "c.py"):
        assert "refuted" in calm(toolkit("verify", file, env={"PYTHONOPTIMIZE": "2"}), 1)


def test_the_cache_knows_whose_limits_were_used(toolkit, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, m=RIGHT.replace("result > x", "result * result > x * x or x < 0"))
    (tmp_path / "pyproject.toml").write_text('[tool.toolkit."a/m.py::up"]\nrlimit = 1\n')
    said = [json.loads(toolkit("verify", f"{folder}/m.py", "--json").stdout)["functions"][0]["status"] for folder in ("a", "b")]
    assert said == ["unknown", "proved"]


def test_a_refutation_in_text_can_be_pasted_and_breaks(toolkit, tmp_path):
    write(tmp_path, b=WRONG)
    done = toolkit("verify", "b.py", "--json")
    (function,) = json.loads(done.stdout)["functions"]
    found = function["counterexample"]
    assert function["status"] == "refuted" and found["confirmed"] is True and found["clause"] == "result > x"
    assert set(found["args"]) == {"x"}
    ran = subprocess.run([sys.executable, "-c", found["script"]], cwd=tmp_path, capture_output=True, text=True,
                         check=False, timeout=HANGS_S)
    assert "result > x" in ran.stdout + ran.stderr  # our own contract fails there, at run time
    text = calm(toolkit("verify", "b.py"), 1)
    assert "this call breaks it: down(x=" in text
    assert "4 | @ensures(lambda x, result: result > x)" in text and "^^^^^^^^^^ the postcondition is false" in text
    assert all(line.strip() in text for line in found["script"].splitlines())


def test_an_unknown_says_what_is_open_and_what_to_try(toolkit, tmp_path):
    write(tmp_path, a=OPEN)
    text = calm(toolkit("verify", "a.py"), 2)
    assert "unknown     count" in text and "open goal" in text and "why: " in text and "try: " in text


def test_an_unknown_names_what_the_solver_has_no_meaning_for(toolkit, tmp_path):
    write(tmp_path, a="""from toolkit import ensures


@ensures(lambda text, result: result.count(" ") == text.count(" "))
def shout(text: str) -> str:
    return text.upper()
""")
    text = calm(toolkit("verify", "a.py", "--rlimit", "1000", "--no-cache"), 2)
    assert "uninterpreted in it (in part or in full): upper\n" in text
    (function,) = json.loads(toolkit("verify", "a.py", "--rlimit", "1000", "--json").stdout)["functions"]
    assert [g["uninterpreted"] for g in function["goals"] if g["status"] != "proved"] == [["upper"]]


def test_what_is_outside_the_language_is_rejected_with_place_and_hint(toolkit, tmp_path):
    write(tmp_path, a=OUTSIDE)
    text = calm(toolkit("verify", "a.py"), 2)
    assert "rejected    later" in text and "--> a.py:6:5" in text and "print(x)" in text
    assert "error[unsupported-" in text and "hint: " in text


def test_standard_input(toolkit):
    assert "1 proved" in calm(toolkit("verify", "-", input=RIGHT), 0)
    assert "refuted     down" in calm(toolkit("verify", "-::down", input=WRONG), 1)


def test_one_function_of_a_file(toolkit, tmp_path):
    write(tmp_path, a=RIGHT + WRONG.replace("from toolkit import ensures\n", ""))
    data = json.loads(toolkit("verify", "a.py::up", "--json").stdout)
    assert [(f["name"], f["status"]) for f in data["functions"]] == [("up", "proved")]


def test_all_checks_functions_without_a_contract(toolkit, tmp_path):
    write(tmp_path, a="def half(x: int) -> int:\n    return 10 // x\n")
    calm(toolkit("verify", "a.py"), 0)
    assert "ZeroDivisionError" in calm(toolkit("verify", "a.py", "--all"), 1)


def test_a_starved_solver_proves_nothing_that_needs_it(toolkit, tmp_path):
    write(tmp_path, a=OPEN, b=WRONG)
    for limits in (["--timeout", "0.001"], ["--rlimit", "1"]):
        done = toolkit("verify", ".", "--json", "--no-cache", *limits)
        assert done.returncode in (1, 2), done.stdout + done.stderr
        assert json.loads(done.stdout)["summary"]["proved"] == 0


def test_several_workers_give_the_same_verdicts(toolkit, tmp_path):
    write(tmp_path, a=RIGHT, b=WRONG, c=OPEN, d=BARE)
    found = [json.loads(toolkit("verify", ".", "--json", "--no-cache", "--jobs", jobs).stdout) for jobs in "12"]
    verdicts = [[(f["file"], f["name"], f["status"], f["cause"]) for f in data["functions"]] for data in found]
    assert verdicts[0] == verdicts[1] and len(verdicts[0]) == 4


def test_the_cache_is_used_and_changes_no_verdict(toolkit, tmp_path):
    write(tmp_path, a=RIGHT, b=WRONG, c=OPEN)
    runs = [json.loads(toolkit("verify", ".", "--json", *extra).stdout) for extra in ([], [], ["--no-cache"])]
    verdicts = [[(f["name"], f["status"], f["cause"]) for f in data["functions"]] for data in runs]
    assert verdicts[0] == verdicts[1] == verdicts[2]
    assert (tmp_path / ".toolkit" / "cache.sqlite3").exists()
    write(tmp_path, a=RIGHT.replace("x + 1", "x"))
    assert calm(toolkit("verify", "a.py"), 1)


def test_a_broken_cache_is_a_warning(toolkit, tmp_path):
    write(tmp_path, a=RIGHT)
    (tmp_path / ".toolkit").mkdir()
    (tmp_path / ".toolkit" / "cache.sqlite3").write_bytes(b"garbage" * 1000)
    done = toolkit("verify", "a.py")
    calm(done, 0)
    assert "warning: no cache" in done.stderr and "1 proved" in done.stdout


# -- traces


@pytest.fixture
def recorded(toolkit, tmp_path) -> Path:
    write(tmp_path, a=RIGHT, b=WRONG, c=OPEN)
    calm(toolkit("verify", ".", "--trace", "t.jsonl"), 1)
    for name in "abc":
        (tmp_path / f"{name}.py").unlink()  # the trace holds all that a replay needs
    return tmp_path / "t.jsonl"


def test_a_trace_can_be_replayed(toolkit, recorded):
    done = toolkit("replay", str(recorded))
    calm(done, 0)
    assert "refuted     down" in done.stdout and "nothing was called" in done.stderr


def test_a_trace_of_several_workers_can_be_replayed(toolkit, tmp_path):
    write(tmp_path, a=RIGHT, b=WRONG, c=OPEN)
    calm(toolkit("verify", ".", "--trace", "t.jsonl", "--jobs", "2"), 1)
    calm(toolkit("replay", "t.jsonl"), 0)


def test_a_changed_trace_is_refused(toolkit, recorded):
    lines = recorded.read_text().splitlines(keepends=True)
    recorded.write_text("".join([lines[0], *lines[2:]]))
    assert "hash chain" in calm(toolkit("replay", str(recorded)), 3)


def test_a_trace_that_was_cut_off_is_replayed_up_to_there(toolkit, recorded):
    recorded.write_bytes(recorded.read_bytes()[:-700])
    text = calm(toolkit("replay", str(recorded)), 2)
    assert "half written" in text and "cut off" in text


def test_a_trace_of_another_run_diverges(toolkit, tmp_path):
    from toolkit.trace import Trace

    source = {"path": "a.py", "text": RIGHT, "only": None}
    trace = Trace.record(tmp_path / "t", "verify", {}, [source], "0.0.0")
    trace.call("something-else", 1, lambda: 2)
    trace.finish()
    text = calm(toolkit("replay", "t"), 1)
    assert "diverges" in text and "recorded by toolkit 0.0.0" in text


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_costs_the_trace_not_the_verdict(toolkit, tmp_path):
    write(tmp_path, a=RIGHT)
    done = toolkit("verify", "a.py", "--trace", "/dev/full")
    calm(done, 0)
    assert "1 proved" in done.stdout and "without it" in done.stderr


# -- repair, demo, doctor


def test_repair_shows_a_diff_and_writes_only_when_asked(toolkit, tmp_path):
    write(tmp_path, a=OPEN)
    done = toolkit("repair", "a.py")
    calm(done, 0)
    assert "+        invariant(" in done.stdout and (tmp_path / "a.py").read_text() == OPEN
    calm(toolkit("repair", "a.py", "--write"), 0)
    assert "invariant(" in (tmp_path / "a.py").read_text()
    calm(toolkit("verify", "a.py"), 0)


def test_repair_keeps_encoding_line_ends_and_mode_of_the_file(toolkit, tmp_path):
    text = "# -*- coding: latin-1 -*-\n# \xe9\n" + OPEN
    (tmp_path / "a.py").write_bytes(text.replace("\n", "\r\n").encode("latin-1"))
    (tmp_path / "a.py").chmod(0o750)
    calm(toolkit("repair", "a.py", "--write"), 0)
    data = (tmp_path / "a.py").read_bytes()
    assert data.startswith(b"# -*- coding: latin-1 -*-\r\n# \xe9\r\n") and b"invariant(" in data
    assert data.count(b"\n") == data.count(b"\r\n") and (tmp_path / "a.py").stat().st_mode & 0o777 == 0o750


def test_repair_as_json(toolkit, tmp_path):
    write(tmp_path, a=OPEN)
    data = json.loads(toolkit("repair", "a.py", "--json").stdout)
    assert data["summary"]["proved"] == 1 and "invariant" in data["repair"]["diff"] + data["repair"]["text"]


def test_repair_of_what_is_wrong_stays_refuted(toolkit, tmp_path):
    write(tmp_path, a=WRONG)
    assert "refuted" in calm(toolkit("repair", "a.py"), 1)


def test_the_demo_comes_out_as_it_should(toolkit):
    text = calm(toolkit("demo"), 0)
    for name in ("weekday_wrong", "add_first_wrong", "count_unfinished", "binary_search"):
        assert name in text
    assert "+        invariant(" in text


def test_the_doctor_knows_what_is_there(toolkit):
    text = calm(toolkit("doctor"), 0)
    assert "z3" in text and "cvc5" in text and "Everything that is needed is there." in text
    parts = {part["name"]: part for part in json.loads(toolkit("doctor", "--json").stdout)["parts"]}
    assert parts["z3"]["state"] == "ok" and parts["z3"]["detail"]
    assert all(part["get"] and part["adds"] for part in parts.values() if part["state"] != "ok")


# -- output


def test_no_colour_where_there_is_no_terminal(toolkit, tmp_path):
    write(tmp_path, a=WRONG)
    assert "\x1b" not in calm(toolkit("verify", "a.py", env={"FORCE_COLOR": "1"}), 1)


def terminal(args: list[str], cwd: Path, env: dict[str, str]) -> tuple[int, str]:
    """Runs the command in a pseudo-terminal and returns exit code and output."""
    import pty

    pid, side = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        os.execve(sys.executable, [sys.executable, "-m", "toolkit", *args], {**os.environ, "TERM": "xterm", **env})
    data = b""
    try:
        while chunk := os.read(side, 65536):
            data += chunk
    except OSError:  # the other end was closed
        pass
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), data.decode()


def test_colour_in_a_terminal_unless_told_otherwise(tmp_path):
    write(tmp_path, a=WRONG)
    cache = {"TOOLKIT_CACHE": str(tmp_path / "c")}
    code, text = terminal(["verify", "a.py"], tmp_path, cache)
    assert code == 1 and "\x1b[1;31mrefuted" in text
    code, text = terminal(["verify", "a.py"], tmp_path, {**cache, "NO_COLOR": "1"})
    assert code == 1 and "refuted     down" in text and "\x1b[1;31m" not in text


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes the pipe small as only Linux can")
def test_a_reader_that_goes_away_is_no_error_message(toolkit, tmp_path):
    import fcntl

    write(tmp_path, a="".join(f"def f{i}():\n    return {i}\n" for i in range(400)))
    process = subprocess.Popen([sys.executable, "-m", "toolkit", "verify", "a.py"], cwd=tmp_path,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "TOOLKIT_CACHE": str(tmp_path / "c")})
    fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, 4096)  # less than what is printed, so that the rest must fail
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == "" and process.wait(HANGS_S) == 141


FERMAT = """
@requires(lambda x, y, z: x > 0 and y > 0 and z > 0)
@ensures(lambda result: result)
def fermat(x: int, y: int, z: int) -> bool:
    return x * x * x * x * x + y * y * y * y * y != z * z * z * z * z
"""


def test_ctrl_c_shows_what_was_found_so_far(tmp_path):
    """Also while the solver is at work, which has a signal handler of its own."""
    again = "".join(FERMAT.replace("fermat", f"fermat{i}") for i in range(3))
    write(tmp_path, a=RIGHT.replace("import ensures", "import ensures, requires") + again)
    process = subprocess.Popen([sys.executable, "-m", "toolkit", "verify", "a.py", "--timeout", "100", "--rlimit",
                                "2000000000"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                               env={**os.environ, "TOOLKIT_CACHE": str(tmp_path / "c")})
    first = process.stdout.readline()
    time.sleep(1.5)  # long enough to be in the solver; when it is not yet there, the test holds all the same
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=HANGS_S)
    assert first.startswith("proved      up") and process.returncode == 130, first + out + err
    assert "stopped" in err and "1 proved" in out and "Traceback" not in out + err


def test_a_bug_of_ours_says_so_and_shows_a_traceback_only_when_asked(tmp_path):
    """A real failure inside: a module of ours that cannot be imported, as after a broken installation."""
    write(tmp_path, a=RIGHT)
    program = ("import sys\nsys.modules['toolkit.session'] = None\nfrom toolkit.cli import main\n"
               "sys.exit(main(['verify', 'a.py']))")
    for debug in ("", "1"):
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True,
                              check=False, timeout=HANGS_S, env={**os.environ, "TOOLKIT_DEBUG": debug})
        assert done.returncode == 70
        assert "internal error: " in done.stderr and "To report it" in done.stderr and done.stdout == ""
        assert ("Traceback" in done.stderr) == (debug == "1")
