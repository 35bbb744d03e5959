"""One run of Lean: a child in the sandbox that loads the shared library and calls its `lean_main`.

Memory is limited by Lean's own `-M` and by the address space, time by the sandbox's wall clock (Lean's `-T` does not stop
a long evaluation in the kernel). Output streams out while Lean runs; the last line, marked with a word that the text
cannot know, says how it ended.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from toolkit.engines import sandbox
from toolkit.engines.lean.toolchain import Toolchain

STACK_KB = 256 << 10  # a thread; Lean's default of 1 GB fills the address space
THREADS = 12
FLAGS = ("-j1", "-DElab.async=false", "-DautoImplicit=false")  # one thread, and no variables that nobody declared


@frozen
class Limits:
    """Seconds, MB, and Lean's own deterministic unit (1,000 small allocations; 0 is no limit) for one declaration."""

    wall_s: float = 60.0
    memory_mb: int = 2048
    heartbeats: int = 400_000
    output: int = 8 << 20


@frozen
class Ended:
    """How Lean ended. `status` is "ended" (with `rc`), "timeout", "crashed" (a signal, or no last line) or "overflow"."""

    status: str
    rc: int
    stdout: str
    stderr: str
    peak_mb: int
    cpu_s: float = 0.0  # of the processor
    wall_s: float = 0.0
    mark: str = ""  # the word that the text cannot know


_PROGRAM = r"""
import ctypes, json, os, resource, sys
job = json.loads(sys.stdin.buffer.readline())
text = os.memfd_create("text") if hasattr(os, "memfd_create") else os.open(job["scratch"] + "/stdin", os.O_RDWR | os.O_CREAT)
os.write(text, job["text"].encode())
os.lseek(text, 0, 0)
child = os.fork()
if child == 0:
    os.dup2(text, 0)
    os.environ["LEAN_PATH"] = job["path"]
    if hasattr(os, "putenv"):
        os.putenv("LEAN_PATH", job["path"])
    library = ctypes.CDLL(job["library"], mode=ctypes.RTLD_GLOBAL)
    words = [b"lean", *(word.encode() for word in job["args"])]
    os._exit(library.lean_main(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None)))
status = os.waitpid(child, 0)[1]
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss
end = {"rc": os.waitstatus_to_exitcode(status), "peak_mb": peak // 1024, "cpu_s": used.ru_utime + used.ru_stime}
os.write(1, ("\n" + job["mark"] + json.dumps(end) + "\n").encode())
"""


def run(
    toolchain: Toolchain,
    args: Sequence[str],
    *,
    text: str = "",
    path: Sequence[str] = (),
    limits: Limits = Limits(),  # noqa: B008 (frozen)
    untrusted: bool = False,
    writable: Sequence[str] = (),
) -> Ended:
    """Lean with these arguments, the text on its standard input, modules looked up in the folders of `path`.

    Raises `sandbox.SandboxUnavailable`.
    """
    options = [f"-M{limits.memory_mb}", f"-s{STACK_KB}", *FLAGS]
    if limits.heartbeats:
        options.append(f"-DmaxHeartbeats={limits.heartbeats}")
    job = {"args": [*options, *args], "text": text, "scratch": writable[0] if writable else "/tmp"}
    return start(toolchain, _PROGRAM, job, path=path, limits=limits, untrusted=untrusted, writable=writable)


def start(
    toolchain: Toolchain,
    program: str,
    job: Mapping[str, Any],
    *,
    path: Sequence[str],
    limits: Limits,
    untrusted: bool = False,
    writable: Sequence[str] = (),
) -> Ended:
    """A program in the sandbox that reads the job (with the library's place, LEAN_PATH and the mark) as one line of JSON, and
    ends its output with the mark and how its child ended. Raises `sandbox.SandboxUnavailable`."""
    mark = secrets.token_hex(16)
    started = time.perf_counter()
    job = {**job, "library": toolchain.file, "path": ":".join(path), "mark": mark}
    done = sandbox.run_python(
        program,
        stdin=json.dumps(job).encode() + b"\n",
        limits=sandbox.Limits(
            wall_s=limits.wall_s,
            cpu_s=int(limits.wall_s * 2) + 10,
            memory=(limits.memory_mb + 1024 + THREADS * STACK_KB // 1024) << 20,
            file_size=256 << 20,
            open_files=256,
            processes=64,
            threads=64,
            stdout=limits.output,
        ),
        untrusted=untrusted,
        readable=[*path, toolchain.folder],
        writable=writable,
    )
    seconds = time.perf_counter() - started
    stdout, found, end = done.stdout.decode(errors="replace").rpartition("\n" + mark)
    stderr = done.stderr.decode(errors="replace")
    if not found:
        what = "timeout" if done.timed_out else "overflow" if done.overflow else "crashed"
        return Ended(what, done.rc, done.stdout.decode(errors="replace"), stderr, 0, 0.0, seconds, mark)
    said = json.loads(end)
    status = "ended" if said["rc"] >= 0 else "crashed"
    return Ended(status, said["rc"], stdout, stderr, said["peak_mb"], said["cpu_s"], seconds, mark)
