"""Where code that is not ours runs: a separate Python process without network, without write access, with limits.

Door: `run_python(program, ...) -> Completed` and `describe() -> Description` (for `toolkit doctor`).

Three levels, the first that works on this machine is taken (found out by use, once per process):

1. `bubblewrap`: own namespaces, no network, read-only system, only a small tmpfs to write to, no capabilities.
2. `landlock`: the kernel refuses file access outside the interpreter's folders, TCP, signals to other processes.
   UDP is not refused, /proc is not hidden. Needs the PyPI package `landlock`.
3. `rlimits`: resource limits only. For the user's own code; `untrusted=True` raises `SandboxUnavailable`.

Always: `python -I -S`, an empty environment, limits on CPU, memory, file size, open files, processes and core dumps, a
cap on output, and a kill of everything when the wall-clock limit passes or the caller is interrupted.

Run as root, a payload runs as another, unprivileged uid: RLIMIT_NPROC does nothing for root, also not for the root of a
user namespace. Binds need root where the interpreter lies under /root, so bubblewrap starts as root without a user
namespace and `setpriv` inside it gives up the uid and every capability before Python starts.

`TOOLKIT_SANDBOX` (comma-separated level names) restricts the levels, which is how tests take bubblewrap away.
"""

from __future__ import annotations

import contextlib
import encodings
import functools
import importlib.util
import marshal
import os
import selectors
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType

from attrs import frozen

LEVELS = ("bubblewrap", "landlock", "rlimits")


class SandboxUnavailable(RuntimeError):
    """No level that is strong enough works here. The message says what was tried and what would help."""


@frozen
class Limits:
    """Seconds, bytes and counts. `call_s` is for one call of a batch (`engines.cpython`), `wall_s` for the process."""

    wall_s: float = 10.0
    call_s: float = 1.0
    cpu_s: int = 20
    memory: int = 2 << 30
    file_size: int = 16 << 20
    open_files: int = 64
    processes: int = 16
    threads: int = 0  # allowed also where processes are refused; only for programs whose text cannot start a process
    stdout: int = 16 << 20
    stderr: int = 64 << 10


@frozen
class Completed:
    """What became of a program. `rc` is negative for a signal; output is cut at the caps, `overflow` says so."""

    rc: int
    stdout: bytes
    stderr: bytes
    timed_out: bool
    overflow: bool
    level: str


@frozen
class LevelReport:
    """One level for `toolkit doctor`. `works` was found out by running it; `detail` says why not, `hint` what to do."""

    name: str
    works: bool
    detail: str
    hint: str = ""


@frozen
class Description:
    """The level that is used here and what is known of each of them."""

    level: str  # "" where none works
    untrusted: bool  # whether an FM's code may run
    levels: tuple[LevelReport, ...]


def run_python(
    program: str | CodeType,
    args: Sequence[str] = (),
    *,
    stdin: bytes = b"",
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    untrusted: bool = False,
    levels: Sequence[str] | None = None,
    readable: Sequence[str] = (),
    writable: Sequence[str] = (),
) -> Completed:
    """Run a Python program text (or its code object) as `__main__` in the strongest level that works.

    The program reads its input through `sys.stdin`. `levels` restricts the choice, as `TOOLKIT_SANDBOX` does.
    `readable` and `writable` are absolute folders that it sees beside the interpreter's.

    Raises `SandboxUnavailable` when no level works, or none that is fit for `untrusted` code.
    """
    code = compile(program, "<program>", "exec", dont_inherit=True, optimize=0) if isinstance(program, str) else program
    for variant in _variants():
        if variant.level not in _allowed(levels) or (untrusted and not variant.untrusted):
            continue
        if _failed.get(variant.name) is not None:
            continue
        done = _run(variant, code, args, stdin, limits, readable, writable)
        if done is not None:
            return done
    tried = "; ".join(f"{name}: {why}" for name, why in sorted(_failed.items())) or "none was allowed"
    need = "code that a foundation model wrote needs bubblewrap or Landlock" if untrusted else "no level works"
    raise SandboxUnavailable(f"{need} ({tried}). {_HINTS['bubblewrap']}")


def describe(levels: Sequence[str] | None = None) -> Description:
    """Try every level with an empty program. Takes about 0.1 s."""
    reports = []
    best, untrusted = "", False
    for level in LEVELS:
        if level not in _allowed(levels):
            reports.append(LevelReport(level, False, "turned off (TOOLKIT_SANDBOX)"))
            continue
        working, reasons = "", []
        for variant in _variants():
            if variant.level != level or working:
                continue
            _failed.pop(variant.name, None)
            done = _run(variant, compile("pass", "<probe>", "exec"), (), b"", Limits())
            if done is not None and done.rc == 0:
                working = variant.name
                best, untrusted = best or level, untrusted or variant.untrusted
            else:
                reasons.append(f"{variant.name}: {_failed.get(variant.name) or 'did not answer'}")
        missing = _MISSING[level]() if not working else ""
        detail = working or missing or "; ".join(reasons) or "not on this system"
        reports.append(LevelReport(level, bool(working), detail, "" if working else _HINTS[level]))
    return Description(best, untrusted, tuple(reports))


# ── levels ────────────────────────────────────────────────────────────────────────────────────────────────────────

_HINTS = {
    "bubblewrap": "Install bubblewrap: apt-get install bubblewrap (Debian, Ubuntu), dnf install bubblewrap (Fedora).",
    "landlock": "Needs Linux 5.13 or later with Landlock, and: pip install 'spec-toolkit[sandbox]'.",
    "rlimits": "Needs a POSIX system.",
}


def _no_bubblewrap() -> str:
    return "" if shutil.which("bwrap") else "bwrap is not installed"


def _no_landlock() -> str:
    return "" if importlib.util.find_spec("landlock") else "the package landlock is not installed"


_MISSING: dict[str, Callable[[], str]] = {"bubblewrap": _no_bubblewrap, "landlock": _no_landlock, "rlimits": str}


@frozen
class _Variant:
    """One way to start a level. `prefix` goes before the interpreter; `processes` overrides the limit."""

    name: str
    level: str
    untrusted: bool
    prefix: tuple[str, ...]
    processes: int | None = None


_failed: dict[str, str] = {}  # variant -> why it does not work here
_proven: set[str] = set()  # variants that have worked in this process
_lock = threading.Lock()


def _allowed(levels: Sequence[str] | None) -> frozenset[str]:
    text = os.environ.get("TOOLKIT_SANDBOX", "")
    named = {word.strip() for word in text.split(",") if word.strip()} or set(LEVELS)
    return frozenset(named if levels is None else named.intersection(levels))


@functools.cache
def _variants() -> tuple[_Variant, ...]:
    if os.name != "posix":
        return ()
    root = os.geteuid() == 0
    bwrap, setpriv = shutil.which("bwrap"), shutil.which("setpriv")
    uid = str(64000 + os.getpid() % 1000)  # not `nobody`, whom others use: RLIMIT_NPROC counts by uid
    drop = (setpriv or "", "--reuid", uid, "--regid", uid, "--clear-groups", "--no-new-privs")
    none = (*drop, "--inh-caps=-all", "--ambient-caps=-all", "--bounding-set=-all")
    # Landlock says which files may be read; this capability only gets past folders such as /root on the way to them.
    search = (*drop, *(f"--{s}=-all,+dac_read_search" for s in ("inh-caps", "ambient-caps", "bounding-set")))
    found: list[_Variant] = []
    if bwrap and sys.platform == "linux":
        inner = (*none, "--") if root and setpriv else ()
        if root and setpriv and setpriv.startswith(("/usr/", "/bin/", "/sbin/")):
            found.append(_Variant("bubblewrap (root, setpriv inside)", "bubblewrap", True, _bwrap(bwrap, True) + inner))
            found.append(_Variant("bubblewrap (setpriv outside)", "bubblewrap", True, (*none, "--") + _bwrap(bwrap, False)))
        elif not root:
            found.append(_Variant("bubblewrap", "bubblewrap", True, _bwrap(bwrap, False)))
    if sys.platform == "linux" and not _no_landlock():
        if not root:
            found.append(_Variant("landlock", "landlock", True, (), 0))
        elif setpriv:
            found.append(_Variant("landlock (setpriv)", "landlock", True, (*none, "--"), 0))
            found.append(_Variant("landlock (setpriv, read-search)", "landlock", True, (*search, "--"), 0))
    # Without a strong level new processes are refused altogether: one that left its group would survive the kill.
    if root and setpriv:
        found.append(_Variant("rlimits (setpriv)", "rlimits", False, (*none, "--"), 0))
        found.append(_Variant("rlimits (setpriv, read-search)", "rlimits", False, (*search, "--"), 0))
    found.append(_Variant("rlimits", "rlimits", False, (), 0))
    return tuple(found)


def _interpreter() -> str:
    return os.path.realpath(sys.executable)


def _folders() -> list[str]:
    """What Python needs to read, outermost folders only."""
    wanted = ["/usr", "/nix/store", sys.base_prefix, sys.base_exec_prefix, sys.prefix]
    wanted += [os.path.dirname(os.path.dirname(_interpreter())), *_site_folders()]
    real = sorted({os.path.realpath(folder) for folder in wanted if os.path.isdir(folder)} - {"/"})
    return [f for f in real if not any(f != other and Path(f).is_relative_to(other) for other in real)]


def _site_folders() -> list[str]:
    """Third-party packages stay importable; `-S` keeps their .pth files from running (and saves 20 ms)."""
    return [p for p in sys.path if p.endswith(("site-packages", "dist-packages")) and os.path.isdir(p)]


def _bwrap(bwrap: str, as_root: bool) -> tuple[str, ...]:
    args = [bwrap, "--clearenv", "--cap-drop", "ALL", "--die-with-parent", "--new-session"]
    if as_root:
        args += ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):  # for setpriv, which gives them up
            args += ["--cap-add", capability]
    else:
        args += ["--unshare-all"]
    # first, so that an interpreter that lives under /tmp is bound over it
    args += ["--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    folders = _folders()
    above = {"/etc"} | {str(parent) for folder in folders for parent in Path(folder).parents} - {"/", "/tmp"}
    for folder in sorted(above):  # bubblewrap would make these 0700
        args += ["--perms", "0755", "--dir", folder]
    for folder in folders:
        args += ["--ro-bind", folder, folder]
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64"):
        if os.path.islink(name):
            args += ["--symlink", os.readlink(name), name]
        elif os.path.isdir(name):
            args += ["--ro-bind", name, name]
    for name in ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"):
        args += ["--ro-bind-try", name, name]
    return (*args, "--chdir", "/tmp", "--")


def _binds(folders: Sequence[str], how: str) -> list[str]:
    """Binds of folders; those above them would be 0700 if bubblewrap made them."""
    args = []
    for folder in folders:
        for parent in reversed([str(p) for p in Path(folder).parents][:-1]):
            if parent != "/tmp":
                args += ["--perms", "0755", "--dir", parent]
        args += [how, folder, folder]
    return args


# ── inside: what runs before the program ──────────────────────────────────────────────────────────────────────────

_HELLO = b"sandbox ready\n"
# A uid that cannot read the interpreter's folder may silently get another Python's library: then code objects differ.
_BOOT = (
    "import encodings,marshal,os,sys;"
    "os.path.realpath(encodings.__file__)==sys.argv[1] or sys.exit('cannot read the library of this Python');"
    "f=sys.stdin.buffer;s=marshal.loads(f.read(int(f.readline())));exec(s['guard'],{'s':s})"
)

_GUARD = r"""
import os, resource, sys

def refuse_files(folders):
    import landlock
    rights = landlock.FSAccess
    rules = landlock.Ruleset()
    rules.allow(*folders, rules=rights.READ_FILE | rights.READ_DIR | rights.EXECUTE)
    for name in ("/dev/null", "/dev/zero", "/dev/urandom", "/etc/ld.so.cache"):
        if os.path.exists(name):
            write = rights.WRITE_FILE if name == "/dev/null" else rights.READ_FILE
            rules.allow(name, rules=rights.READ_FILE | write)
    if s["writable"]:
        rules.allow(*s["writable"])
    rules.apply()

def refuse_network_and_signals(libc):
    # The binding knows files only. struct landlock_ruleset_attr: handled_access_fs, handled_access_net, scoped.
    import ctypes
    abi = libc.syscall(444, None, 0, 1)
    if abi < 4:
        return
    attr = (ctypes.c_uint64 * 3)(0, 3, 3 if abi >= 6 else 0)
    fd = libc.syscall(444, ctypes.byref(attr), ctypes.c_size_t(24 if abi >= 6 else 16), 0)
    if fd < 0 or libc.syscall(446, fd, 0) != 0:
        raise OSError("Landlock refused the network rules")
    os.close(fd)

sys.path += s["site"]
sys.argv = ["program", *s["args"]]
if s["level"] != "bubblewrap" and sys.platform == "linux":
    import ctypes
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(1, 9, 0, 0, 0)  # PR_SET_PDEATHSIG, SIGKILL: do not outlive the toolkit
    os.chdir("/")
    if s["level"] == "landlock":
        refuse_files(s["folders"])
        refuse_network_and_signals(libc)
for name, value in s["rlimits"]:
    if hasattr(resource, name):
        hard = resource.getrlimit(getattr(resource, name))[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        try:
            resource.setrlimit(getattr(resource, name), (value, value))
        except (OSError, ValueError):
            if sys.platform == "linux":  # macOS has no RLIMIT_AS that works
                raise
os.write(1, s["hello"])
# Its own copy of the builtins: what the program runs in turn may patch the shared ones.
import builtins
exec(s["code"], {"__name__": "__main__", "__builtins__": dict(vars(builtins))})
"""


@functools.cache
def _guard() -> CodeType:
    return compile(_GUARD, "<guard>", "exec", dont_inherit=True, optimize=0)


def _run(
    variant: _Variant,
    code: CodeType,
    args: Sequence[str],
    stdin: bytes,
    limits: Limits,
    readable: Sequence[str] = (),
    writable: Sequence[str] = (),
) -> Completed | None:
    """One run, or None when the variant does not work here (noted in `_failed`)."""
    setup = marshal.dumps(
        {
            "guard": _guard(),
            "code": code,
            "args": list(args),
            "level": variant.level,
            "site": _site_folders(),
            "folders": [*_folders(), *(f for f in ("/lib", "/lib64") if os.path.exists(f)), *readable, *writable],
            "writable": list(writable),
            "hello": _HELLO,
            "rlimits": [
                ("RLIMIT_CPU", limits.cpu_s),
                ("RLIMIT_AS", limits.memory),
                ("RLIMIT_FSIZE", limits.file_size),
                ("RLIMIT_NOFILE", limits.open_files),
                ("RLIMIT_CORE", 0),
                ("RLIMIT_NPROC", limits.processes if variant.processes is None else max(variant.processes, limits.threads)),
            ],
        }
    )
    prefix = list(variant.prefix)
    if variant.level == "bubblewrap" and (readable or writable):
        at = prefix.index("--chdir")
        prefix[at:at] = _binds(readable, "--ro-bind") + _binds(writable, "--bind")
    command = [*prefix, _interpreter(), "-I", "-S", "-c", _BOOT, os.path.realpath(encodings.__file__)]
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={},
            cwd="/",
            start_new_session=True,
        )
    except OSError as error:
        _note_failure(variant, str(error))
        return None
    done = _converse(process, b"%d\n" % len(setup) + setup + stdin, limits, variant.level)
    if not done.stdout.startswith(_HELLO):
        # No greeting: the level did not come up. A slow machine is no reason to fall back to a weaker one.
        if done.timed_out or variant.name in _proven:
            return done
        _note_failure(variant, _reason(done))
        return None
    with _lock:
        _proven.add(variant.name)
    return Completed(done.rc, done.stdout[len(_HELLO) :], done.stderr, done.timed_out, done.overflow, done.level)


def _reason(done: Completed) -> str:
    lines = [line for line in done.stderr.decode(errors="replace").splitlines() if line and line[0].isalpha()]
    errors = [line for line in lines if "Error" in line.split(":")[0]] or lines
    return errors[0][:200] if errors else f"exit code {done.rc}"


def _note_failure(variant: _Variant, why: str) -> None:
    with _lock:
        _failed[variant.name] = why


def _converse(process: subprocess.Popen[bytes], sent: bytes, limits: Limits, level: str) -> Completed:
    """Feed and drain the process until it ends or breaks a limit; whatever happens, nothing of it stays alive."""
    assert process.stdin and process.stdout and process.stderr
    caps = {process.stdout: limits.stdout + len(_HELLO), process.stderr: limits.stderr}
    kept: dict[object, bytearray] = {process.stdout: bytearray(), process.stderr: bytearray()}
    timed_out = overflow = False
    left = memoryview(sent)
    deadline = time.monotonic() + limits.wall_s
    try:
        with selectors.DefaultSelector() as selector:
            for stream in (process.stdin, process.stdout, process.stderr):
                os.set_blocking(stream.fileno(), False)
            selector.register(process.stdin, selectors.EVENT_WRITE)
            selector.register(process.stdout, selectors.EVENT_READ)
            selector.register(process.stderr, selectors.EVENT_READ)
            reading = 2
            while reading:
                wait = deadline - time.monotonic()
                if wait <= 0:
                    timed_out = True
                    break
                for key, _ in selector.select(wait):
                    if key.fileobj is process.stdin:
                        try:
                            left = left[os.write(key.fd, left[: 1 << 16]) :]
                        except BlockingIOError:
                            continue
                        except OSError:  # it does not read any more
                            left = left[:0]
                        if not left:
                            selector.unregister(process.stdin)
                            process.stdin.close()
                        continue
                    chunk = os.read(key.fd, 1 << 16)
                    if not chunk:
                        reading -= 1
                        selector.unregister(key.fileobj)
                        continue
                    room = caps[key.fileobj] - len(kept[key.fileobj])  # type: ignore[index]
                    kept[key.fileobj] += chunk[:room]
                    overflow = overflow or (len(chunk) > room and key.fileobj is process.stdout)
                if overflow:
                    break
        if not (timed_out or overflow):
            timed_out = not _ended(process.pid, deadline)
    finally:
        _kill(process)
    return Completed(process.returncode, bytes(kept[process.stdout]), bytes(kept[process.stderr]), timed_out, overflow, level)


def _ended(pid: int, deadline: float) -> bool:
    """Wait without reaping: while the zombie is there its process group id cannot become another's."""
    pause = 0.0005
    while os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
        if time.monotonic() >= deadline:
            return False
        time.sleep(pause)
        pause = min(pause * 2, 0.02)
    return True


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, also when its leader has ended (with bubblewrap the pid namespace dies with it)."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            with contextlib.suppress(OSError):
                stream.close()
