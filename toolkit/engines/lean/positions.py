"""The goals at places of a text, as Lean's language server tells them: for people and foundation models, not for verdicts.

The embedded Lean serves the language server protocol. One worker of it runs in the sandbox for one text: it is opened, and asked
`$/lean/plainGoal` at each place (https://microsoft.github.io/language-server-protocol for the frame; Lean's own requests are
those of its editors).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from toolkit.engines import sandbox
from toolkit.engines.lean.process import FLAGS, STACK_KB, Limits
from toolkit.engines.lean.toolchain import Toolchain

_LONGEST = 4_000  # characters of the goals at one place

_PROGRAM = r"""
import ctypes, json, os, signal, sys
job = json.loads(sys.stdin.buffer.readline())
ours, theirs, mine, back = *os.pipe(), *os.pipe()
child = os.fork()
if child == 0:
    os.dup2(ours, 0)
    os.dup2(back, 1)
    for handle in (ours, theirs, mine, back):
        os.close(handle)
    os.environ["LEAN_PATH"] = job["path"]
    library = ctypes.CDLL(job["library"], mode=ctypes.RTLD_GLOBAL)
    words = [b"lean", *(word.encode() for word in job["args"]), b"--worker", job["uri"].encode()]
    os._exit(library.lean_main(len(words), (ctypes.c_char_p * (len(words) + 1))(*words, None)))
os.close(ours)
os.close(back)
answers = os.fdopen(mine, "rb")

def send(method, params, number=None):
    message = {"jsonrpc": "2.0", "method": method, "params": params} | ({} if number is None else {"id": number})
    data = json.dumps(message).encode()
    data = b"Content-Length: %d\r\n\r\n" % len(data) + data
    while data:
        data = data[os.write(theirs, data):]

def answer(number):
    while True:
        size = 0
        while (line := answers.readline().strip()):
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        if not size:
            return None
        message = json.loads(answers.read(size))
        if message.get("id") == number and "method" not in message:
            return message.get("result")

file = {"uri": job["uri"]}
send("initialize", {"capabilities": {}, "initializationOptions": {"hasWidgets": False}}, 0)
send("textDocument/didOpen", {"textDocument": {**file, "languageId": "lean4", "version": 1, "text": job["text"]},
                              "dependencyBuildMode": "never"})
send("textDocument/waitForDiagnostics", {**file, "version": 1}, 1)
answer(1)
found = []
for number, (line, character) in enumerate(job["places"], 2):
    send("$/lean/plainGoal", {"textDocument": file, "position": {"line": line, "character": character}}, number)
    told = answer(number)
    found.append([str(g) for g in told.get("goals", [])] if isinstance(told, dict) else [])
os.write(1, ("\n" + job["mark"] + json.dumps(found) + "\n").encode())
os.kill(child, signal.SIGKILL)
"""


def goals(
    toolchain: Toolchain, text: str, places: Sequence[tuple[int, int]], *, path: Sequence[str],
    limits: Limits = Limits(),  # noqa: B008 (frozen)
) -> list[str]:  # fmt: skip
    """The goals at each place (lines from 1, columns from 0 in code points, as in `Message`), "" where there are none or where
    they cannot be told.

    Raises `sandbox.SandboxUnavailable`.
    """
    if not places:
        return []
    mark = secrets.token_hex(16)
    lines = text.split("\n")
    asked = [[line - 1, _units(lines[line - 1] if 0 < line <= len(lines) else "", column)] for line, column in places]
    args = [f"-M{limits.memory_mb}", f"-s{STACK_KB}", *FLAGS]
    if limits.heartbeats:
        args.append(f"-DmaxHeartbeats={limits.heartbeats}")
    job = {
        "library": toolchain.file, "path": ":".join(path), "args": args, "uri": "file:///proof.lean", "text": text,
        "places": asked, "mark": mark,
    }  # fmt: skip
    done = sandbox.run_python(
        _PROGRAM,
        stdin=json.dumps(job).encode() + b"\n",
        limits=sandbox.Limits(
            wall_s=limits.wall_s, cpu_s=int(limits.wall_s * 2) + 10, memory=(limits.memory_mb + 4096) << 20, open_files=256,
            processes=64, threads=64, stdout=limits.output,
        ),
        untrusted=True,
        readable=[*path, toolchain.folder],
    )  # fmt: skip
    _, found, end = done.stdout.decode(errors="replace").rpartition("\n" + mark)
    try:
        told = json.loads(end.split("\n")[0]) if found else []
    except ValueError:
        told = []
    states = ["\n\n".join(map(str, goals))[:_LONGEST] for goals in told] if isinstance(told, list) else []
    return states if len(states) == len(places) else [""] * len(places)


def _units(line: str, column: int) -> int:
    """A column as the protocol counts it, in UTF-16 code units."""
    return len(line[:column].encode("utf-16-le", "surrogatepass")) // 2
