"""The sandbox with real hostile programs, on every level that this machine has."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from toolkit.engines import sandbox
from toolkit.engines.sandbox import LEVELS, Limits, SandboxUnavailable, describe, run_python

ROOT = Path(__file__).parent.parent
WORKING = {level.name for level in describe().levels if level.works}


def need(level: str) -> None:
    if level not in WORKING:
        pytest.skip(f"{level} does not work here: " + next(r.detail for r in describe().levels if r.name == level))


@pytest.fixture(params=LEVELS)
def level(request) -> str:
    need(request.param)
    return request.param


@pytest.fixture(params=LEVELS[:2])
def strong(request) -> str:
    need(request.param)
    return request.param


def test_input_arguments_and_output(level):
    program = "import sys; print(sys.argv[1:], sys.stdin.read()); print('err', file=sys.stderr); sys.exit(3)"
    done = run_python(program, ["a", "b c"], stdin="grüße".encode(), levels=[level])
    assert (done.rc, done.stdout.decode(), done.stderr) == (3, "['a', 'b c'] grüße\n", b"err\n")
    assert (done.timed_out, done.overflow, done.level) == (False, False, level)


def test_large_input_and_output_do_not_block(level):
    data = bytes(range(256)) * 20_000
    done = run_python("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", stdin=data, levels=[level])
    assert done.stdout == data


def test_environment_is_empty(level, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "x")
    monkeypatch.setenv("PYTHONSTARTUP", "/x")
    done = run_python("import os, sys; print(sorted(os.environ), sys.flags.isolated)", levels=[level])
    names, isolated = done.stdout.decode().rsplit(" ", 1)
    assert set(eval(names)) <= {"LC_CTYPE", "PWD"} and isolated == "1\n"


def test_endless_loop_is_killed(level):
    done = run_python("print('on', flush=True)\nwhile True: pass", limits=Limits(wall_s=0.7), levels=[level])
    assert done.timed_out and done.stdout == b"on\n" and done.rc != 0


def test_cpu_limit(level):
    done = run_python("while True: pass", limits=Limits(wall_s=20, cpu_s=1), levels=[level])
    assert not done.timed_out and done.rc in (-signal.SIGXCPU, 128 + signal.SIGXCPU, -signal.SIGKILL, 137)


def test_huge_output_is_cut(level):
    program = "import sys\nsys.stderr.write('e' * 5000)\nsys.stderr.flush()\nwhile True: print('x' * 1000)"
    done = run_python(program, limits=Limits(stdout=100_000), levels=[level])
    assert done.overflow and len(done.stdout) == 100_000
    done = run_python(program[: program.index("while")], limits=Limits(stderr=1_000), levels=[level])
    assert not done.overflow and done.rc == 0 and done.stderr == b"e" * 1_000


def test_memory_limit(level):
    program = "try:\n  x = bytearray(600 << 20)\nexcept MemoryError:\n  print('refused')"
    assert run_python(program, limits=Limits(memory=400 << 20), levels=[level]).stdout == b"refused\n"


def test_file_size_and_open_files_limits(level):
    program = """
import resource
for name in ("RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE"):
    print(resource.getrlimit(getattr(resource, name)))
"""
    done = run_python(program, limits=Limits(file_size=4096, open_files=20), levels=[level])
    assert done.stdout == b"(4096, 4096)\n(20, 20)\n(0, 0)\n"


def test_fork_bomb_is_stopped(strong):
    program = """
import os, time
made = 0
try:
    while made < 500:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        made += 1
except OSError:
    print(made)
"""
    done = run_python(program, limits=Limits(wall_s=5, processes=10), levels=[strong])
    # The children hold the pipe open: what counts is that there were few of them, and that all are gone.
    assert done.stdout and int(done.stdout) < 10


def test_children_that_leave_the_group_are_gone_too(strong):
    mark = f"toolkit-escape-{os.getpid()}"
    program = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", {mark!r}], start_new_session=True,
                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print("left", flush=True)
"""
    done = run_python(program, levels=[strong])
    until = time.monotonic() + 20  # the kernel ends a pid namespace a moment after its first process
    while time.monotonic() < until and mark in commands():
        time.sleep(0.02)
    assert mark not in commands()
    assert (done.stdout == b"left\n") == (strong == "bubblewrap")  # Landlock's level refuses new processes


def commands() -> str:
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(entry.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


def test_no_write_outside(strong, tmp_path):
    tmp_path.chmod(0o777)
    target = tmp_path / "written"
    home = Path.home() / ".toolkit-sandbox-test"
    program = f"""
for name in ({str(target)!r}, {str(home)!r}, "/usr/toolkit-test", "/etc/toolkit-test"):
    try:
        open(name, "w")
        print("wrote", name)
    except OSError as error:
        pass
"""
    done = run_python(program, levels=[strong], untrusted=True)
    assert (done.rc, done.stdout) == (0, b"") and not target.exists() and not home.exists()


def test_no_reading_of_files_of_others(strong, tmp_path):
    tmp_path.chmod(0o755)
    secret = tmp_path / "secret"
    secret.write_text("token")
    secret.chmod(0o644)
    program = f"""
for name in ({str(secret)!r}, {str(ROOT / "pyproject.toml")!r}, "/etc/passwd", "/etc/shadow"):
    try:
        print(open(name).read())
    except OSError:
        pass
"""
    assert run_python(program, levels=[strong], untrusted=True).stdout == b""


def test_no_network(strong):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        program = f"""
import socket
try:
    socket.create_connection(("127.0.0.1", {port}), 2)
    print("connected")
except OSError as error:
    print("refused")
"""
        done = run_python(program, levels=[strong], untrusted=True)
        assert done.stdout == b"refused\n", done.stderr


def test_payload_is_not_root(strong):
    program = "import os; print(os.getuid() != 0, os.getgroups())"
    done = run_python(program, levels=[strong])
    assert done.stdout.startswith(b"True") and (os.getuid() or done.stdout == b"True []\n")


def test_bubblewrap_hides_processes_and_drops_capabilities():
    need("bubblewrap")
    program = """
import os
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print([int(status[name], 16) for name in ("CapEff", "CapPrm", "CapInh", "CapAmb")], status["NoNewPrivs"].strip())
print(len([name for name in os.listdir("/proc") if name.isdigit()]) < 5)
"""
    assert run_python(program, levels=["bubblewrap"]).stdout == b"[0, 0, 0, 0] 1\nTrue\n"


def test_untrusted_code_needs_a_strong_level(monkeypatch):
    with pytest.raises(SandboxUnavailable, match="foundation model"):
        run_python("print(1)", untrusted=True, levels=["rlimits"])
    monkeypatch.setenv("TOOLKIT_SANDBOX", "rlimits")
    with pytest.raises(SandboxUnavailable, match="apt-get install bubblewrap"):
        run_python("print(1)", untrusted=True)
    assert run_python("print(1)").level == "rlimits"
    assert describe().level == "rlimits" and not describe().untrusted


def test_a_level_that_does_not_come_up_is_skipped(monkeypatch):
    broken = sandbox._Variant("broken bubblewrap", "bubblewrap", True, ("/bin/false",))
    absent = sandbox._Variant("absent bubblewrap", "bubblewrap", True, ("/nonexistent/bwrap",))
    plain = sandbox._Variant("plain", "rlimits", False, ())
    monkeypatch.setattr(sandbox, "_variants", lambda: (broken, absent, plain))
    monkeypatch.setattr(sandbox, "_failed", {})
    assert run_python("print(2)").stdout == b"2\n"
    assert set(sandbox._failed) == {"broken bubblewrap", "absent bubblewrap"}
    with pytest.raises(SandboxUnavailable, match="broken bubblewrap"):
        run_python("print(2)", untrusted=True)


def test_description_says_what_is_missing(monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    sandbox._variants.cache_clear()
    try:
        first = describe().levels[0]
    finally:
        monkeypatch.undo()
        sandbox._variants.cache_clear()
    assert (first.name, first.works, first.detail) == ("bubblewrap", False, "bwrap is not installed")
    assert "apt-get install bubblewrap" in first.hint


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_interrupt_leaves_no_child(level, how):
    code = f"""
import sys
from toolkit.engines.sandbox import run_python, Limits
sys.stdout.write("ready\\n"); sys.stdout.flush()
run_python("import time; time.sleep(60)", limits=Limits(wall_s=60), levels=[{level!r}])
"""
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
    assert process.stdout and process.stdout.readline() == b"ready\n"
    children: list[int] = []
    until = time.monotonic() + 20
    while time.monotonic() < until and not any(b"encodings,marshal" in cmdline(pid) for pid in children):
        time.sleep(0.02)
        children = descendants(process.pid)
    assert children
    os.kill(process.pid, how)
    process.wait(20)
    process.stdout.close()
    until = time.monotonic() + 20
    while time.monotonic() < until and any(alive(pid) for pid in children):
        time.sleep(0.02)
    assert [pid for pid in children if alive(pid)] == []


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = list(parents.get(pid, []))
    for child in found:
        found += parents.get(child, [])
    return found


def test_third_party_packages_are_importable(level):
    done = run_python("import attrs; print(attrs.__name__)", levels=[level])
    assert done.stdout == b"attrs\n", done.stderr
