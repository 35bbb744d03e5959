"""One run of Lean: a child in the sandbox that loads the shared library and calls its `lean_main`.

Memory is limited by Lean's own `-M` and by the address space, time by the sandbox's wall clock (Lean's `-T` does not stop
a long evaluation in the kernel). Output streams out while Lean runs; the last line, marked with a word that the text
cannot know, says how it ended.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

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
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
if sys.platform == "darwin":
    peak //= 1024
end = {"rc": os.waitstatus_to_exitcode(status), "peak_mb": peak // 1024}
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
    mark = secrets.token_hex(16)
    options = [f"-M{limits.memory_mb}", f"-s{STACK_KB}", *FLAGS]
    if limits.heartbeats:
        options.append(f"-DmaxHeartbeats={limits.heartbeats}")
    job = {"library": toolchain.file, "args": [*options, *args], "text": text, "path": ":".join(path), "mark": mark}
    job["scratch"] = writable[0] if writable else "/tmp"
    done = sandbox.run_python(
        _PROGRAM,
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
        readable=path,
        writable=writable,
    )
    stdout, found, end = done.stdout.decode(errors="replace").rpartition("\n" + mark)
    stderr = done.stderr.decode(errors="replace")
    if not found:
        what = "timeout" if done.timed_out else "overflow" if done.overflow else "crashed"
        return Ended(what, done.rc, done.stdout.decode(errors="replace"), stderr, 0)
    said = json.loads(end)
    return Ended("ended" if said["rc"] >= 0 else "crashed", said["rc"], stdout, stderr, said["peak_mb"])
