"""The trace: every effect of a run (solver call, FM call, run of a program) in a file that cannot be edited unseen.

The door: `Trace.null()` records nothing, `Trace.record(path, ...)` writes JSON Lines, `Trace.replay(path)` answers
every call from the file without running anything. `call(kind, request, run)` is the only way to an effect (LAW 4).

A line is `{seq, lane, kind, key, request, response, cost, prev, hash}`. `key` is the SHA-256 of kind and request,
`hash` the SHA-256 of the canonical JSON of all but `cost` and `hash` itself, `prev` the hash of the line before. `cost`
(seconds and the like) is a note: leaving it out of the hash makes two runs of the same work end in the same hash. The
first line is the header (command, options, source texts); the last one of a run that came to its end has kind `end`.

A writer that was killed leaves at worst one torn last line: it is dropped (`torn`), nothing before it is lost.
Parallel workers: `child = trace.branch()` in the order of the work, `trace.join(child)` when it is done, in any order;
a child can be pickled to another process and back. Events land in the file in the order of branching, so that the file
does not depend on who was faster.

Errors: `TraceBroken` (the file was changed or is no trace), `ReplayDiverged` and `TraceEnded` (see their docstrings).
Units: `cost["time_s"]` is seconds of wall clock.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

FORMAT = 1
JSON = Any  # None, bool, int, float, str, list, dict with str keys
START = "0" * 64  # `prev` of the first line
_FIRST = b'{"seq":0,"lane":"","kind":"header",'  # how every trace begins


class TraceBroken(Exception):
    """The file is not a trace, or a line in it was changed, removed or moved (the hash chain does not hold).

    What to do: the file is not evidence of anything; take the original, or record the run again.
    """


class ReplayDiverged(Exception):
    """The run asked for something else than the recorded run did at the same place.

    What to do: replay with the version of the toolkit that recorded (the header names it). If the version is the same,
    the run depends on something outside the trace (a clock, a random number, the order of a set): that is a bug of
    ours, please report it with the trace.
    """


class TraceEnded(ReplayDiverged):
    """The recording stops before the run does: whoever wrote it was killed or ran out of disk.

    What to do: everything up to here agrees with the recording; record the run again for the rest.
    """


@frozen
class Event:
    """One line of a trace."""

    seq: int
    lane: str  # "" for the run itself, "2" for its second branch, "2.1" for that one's first branch
    kind: str
    key: str
    request: JSON
    response: JSON
    cost: dict[str, Any]
    prev: str
    hash: str


def canonical(value: JSON) -> str:
    """The one JSON text of a value. Raises TypeError or ValueError for what is not JSON (NaN, bytes)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def key_of(kind: str, request: JSON) -> str:
    """The key of a call: what it asks for, whatever the answer and the place in the run."""
    return _sha256(canonical([kind, request]))


class Trace:
    """Where effects happen. Make one with `null`, `record` or `replay`; see the module's text for the file."""

    def __init__(self, mode: str, lane: str = "") -> None:
        self.mode = mode  # null, record, replay
        self.lane = lane
        self.path = ""
        self.warning = ""  # set once when recording had to stop (disk full)
        self.torn = False  # replay: a half-written last line was dropped
        self.complete = False  # replay: the recorded run came to its end
        self.header: dict[str, Any] = {}
        self.replayed = 0  # events answered from the file, branches included
        self._file: int | None = None
        self._seq = 0
        self._head = START
        self._branches = 0
        self._done: dict[int, Trace] = {}  # joined, waiting for an earlier branch
        self._next_join = 1
        self._pending: list[dict[str, Any]] = []  # a branch's events: without seq, prev, hash
        self._lanes: dict[str, list[Event]] = {}
        self._at = 0
        self._lock = threading.Lock()

    # -- making one

    @staticmethod
    def null() -> Trace:
        """Runs everything, records nothing."""
        return Trace("null")

    @staticmethod
    def record(
        path: str | os.PathLike[str],
        command: str = "",
        options: Mapping[str, Any] | None = None,
        sources: Sequence[Mapping[str, Any]] = (),
        tool: str = "",
    ) -> Trace:
        """Starts a new file; an old trace is replaced. Raises OSError when the file cannot be opened for writing, and
        FileExistsError when there is a file that is no trace: `--trace a.py b.py` must not cost anybody `a.py`."""
        trace = Trace("record")
        trace.path = os.fspath(path)
        if os.path.isfile(path) and os.path.getsize(path):
            with open(path, "rb") as old:
                if not old.read(len(_FIRST)) == _FIRST:
                    raise FileExistsError(errno.EEXIST, "there is such a file, and it is no trace", trace.path)
        trace._file = os.open(trace.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o644)
        trace.header = {
            "format": FORMAT, "tool": tool, "command": command, "options": dict(options or {}),
            "sources": [dict(source) for source in sources],
        }
        trace._write({"lane": "", "kind": "header", "request": trace.header, "response": None, "cost": {}})
        return trace

    @staticmethod
    def replay(path: str | os.PathLike[str]) -> Trace:
        """Reads a whole trace. Raises OSError when it cannot be read, TraceBroken when it does not hold together."""
        trace = Trace("replay")
        trace.path = os.fspath(path)
        events, trace.torn = read(path)
        trace.header = events[0].request
        trace.complete = events[-1].kind == "end"
        for event in events[1 : -1 if trace.complete else None]:
            trace._lanes.setdefault(event.lane, []).append(event)
        return trace

    # -- using it

    def call(
        self,
        kind: str,
        request: JSON,
        run: Callable[[], JSON],
        cost: Mapping[str, Any] | Callable[[JSON], Mapping[str, Any]] | None = None,
    ) -> JSON:
        """The effect's answer: from `run()`, or from the file when replaying (then `run` is not called).

        The answer has gone through JSON whenever there is a file (a tuple is a list then), so recorded and replayed
        runs see the same thing. Nothing that changes from run to run (times, process ids) may be in `request` or in the
        answer: it belongs in `cost`, a mapping or a function of the answer. An exception of `run` passes through and is
        not recorded: a failure that is to be replayed is an answer.
        """
        if self.mode == "null":
            return run()
        if self.mode == "replay":
            return self._replayed(kind, request)
        asked = canonical(request)
        started = time.perf_counter()
        response = run()
        took = round(time.perf_counter() - started, 6)
        answered = canonical(response)
        extra = cost(response) if callable(cost) else cost or {}
        fields = {"lane": self.lane, "kind": kind, "request": json.loads(asked), "response": json.loads(answered),
                  "cost": {"time_s": took, **extra}}
        with self._lock:
            if self.lane:
                self._pending.append(fields)
            else:
                self._write(fields)
        return json.loads(answered)

    def branch(self) -> Trace:
        """A trace for a piece of work that runs beside others. Branch in the order of the work; then `join` each."""
        with self._lock:
            self._branches += 1
            lane = f"{self.lane}.{self._branches}" if self.lane else str(self._branches)
        child = Trace(self.mode, lane)
        child.path = self.path
        if self.mode == "replay":
            child.complete = self.complete
            child._lanes = {name: events for name, events in self._lanes.items() if (name + ".").startswith(lane + ".")}
        return child

    def join(self, child: Trace) -> None:
        """Takes over a branch's events. Raises ReplayDiverged when a replayed branch left recorded events over."""
        parent, _, number = child.lane.rpartition(".")
        if parent != self.lane or not number or child.mode != self.mode:
            raise ValueError(f"lane {child.lane!r} is no branch of lane {self.lane!r}")
        if self.mode == "null":
            return
        if self.mode == "replay":
            child._leftover()
            with self._lock:
                self.replayed += child.replayed
            return
        with self._lock:
            if int(number) in self._done or int(number) < self._next_join:
                raise ValueError(f"lane {child.lane!r} was joined before")
            self._done[int(number)] = child
            while self._next_join in self._done:  # hold back what overtook an earlier branch
                for fields in self._done.pop(self._next_join)._events():
                    if self.lane:
                        self._pending.append(fields)
                    else:
                        self._write(fields)
                self._next_join += 1

    def finish(self) -> None:
        """Ends the run. Recording: writes the end and closes. Replaying: raises ReplayDiverged for events left over."""
        if self.mode == "record" and not self.lane:
            with self._lock:
                for number in sorted(self._done):  # an earlier branch never came back: write what there is
                    for fields in self._done[number]._events():
                        self._write(fields)
                self._done.clear()
                self._write({"lane": "", "kind": "end", "request": {"events": self._seq}, "response": None, "cost": {}})
            self.close()
        elif self.mode == "replay":
            self._leftover()
            for lane in sorted(self._lanes):
                if lane and self._lanes[lane] and not self._visited(lane):
                    event = self._lanes[lane][0]
                    raise ReplayDiverged(f"event {event.seq} ({event.kind}, branch {lane}) was not asked for")

    def close(self) -> None:
        """Closes the file without an end mark (`finish` calls this). Safe to call twice."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    @property
    def head(self) -> str:
        """The hash of the last event written: the same for two runs of the same work."""
        return self._head

    # -- inside

    def _visited(self, lane: str) -> bool:
        return int(lane.split(".")[0]) <= self._branches

    def _events(self) -> list[dict[str, Any]]:
        late = [fields for number in sorted(self._done) for fields in self._done[number]._events()]
        return self._pending + late

    def _replayed(self, kind: str, request: JSON) -> JSON:
        with self._lock:
            events = self._lanes.get(self.lane, [])
            if self._at >= len(events):
                if not self.complete:
                    raise TraceEnded(f"the recording was cut off: the next call, {kind}, is not in it")
                raise ReplayDiverged(f"the run asks for {kind} where the recorded one asked for nothing more")
            event = events[self._at]
            if event.kind != kind or event.key != key_of(kind, request):
                raise ReplayDiverged(_difference(event, kind, request))
            self._at += 1
            self.replayed += 1
        return json.loads(canonical(event.response))  # a fresh copy: the caller may change it

    def _leftover(self) -> None:
        events = self._lanes.get(self.lane, [])
        if self._at < len(events):
            event = events[self._at]
            raise ReplayDiverged(
                f"event {event.seq} ({event.kind}) was recorded but not asked for; {len(events) - self._at} left over"
            )

    def _write(self, fields: dict[str, Any]) -> None:
        """Chains and writes one event. A disk that is full ends the recording, not the run."""
        if self._file is None:
            return
        event = {"seq": self._seq, **fields, "key": key_of(fields["kind"], fields["request"]), "prev": self._head}
        event["hash"] = _hash(event)
        line = (json.dumps(event, separators=(",", ":")) + "\n").encode("ascii")
        try:
            while line:  # unbuffered: what is written survives a kill
                line = line[os.write(self._file, line) :]
        except OSError as error:
            self.warning = f"cannot go on writing the trace {self.path} ({error.strerror}); the run goes on without it"
            self.close()
            return
        self._seq += 1
        self._head = event["hash"]

    def __getstate__(self) -> dict[str, Any]:
        if self._file is not None:
            raise TypeError("only a branch of a trace can go to another process")
        return {name: value for name, value in self.__dict__.items() if name != "_lock"}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._lock = threading.Lock()


def read(path: str | os.PathLike[str]) -> tuple[list[Event], bool]:
    """All events of a file (the header first, at least that), and whether a torn last line was dropped.

    Raises OSError, and TraceBroken when the file is no trace or the chain does not hold.
    """
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    tail = lines.pop()  # b"" when the last line came to its end
    events: list[Event] = []
    head = START
    torn = False
    for number, line in enumerate([*lines, tail] if tail else lines, 1):
        try:
            data = json.loads(line)
            event = Event(**data)
            sound = event.hash == _hash(data) and event.key == key_of(event.kind, event.request)
        except (ValueError, TypeError, RecursionError):
            if tail and number == len(lines) + 1:
                torn = True
                break
            raise TraceBroken(f"{os.fspath(path)}:{number}: not an event of a trace") from None
        if not sound or event.seq != len(events) or event.prev != head:
            raise TraceBroken(f"{os.fspath(path)}:{number}: the hash chain breaks here: the file was changed")
        head = event.hash
        events.append(event)
    if not events or events[0].kind != "header" or not isinstance(events[0].request, dict):
        raise TraceBroken(f"{os.fspath(path)}: no trace: it does not start with a header")
    if events[0].request.get("format") != FORMAT:
        raise TraceBroken(f"{os.fspath(path)}: its format is {events[0].request.get('format')}, this reads {FORMAT}")
    return events, torn


def _hash(event: dict[str, Any]) -> str:
    return _sha256(canonical({name: value for name, value in event.items() if name not in ("hash", "cost")}))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _difference(event: Event, kind: str, request: JSON) -> str:
    text = f"event {event.seq}: recorded {event.kind}, now {kind}"
    if event.kind == kind:
        old, new = canonical(event.request), canonical(request)
        at = next((i for i, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
        low = max(0, at - 30)
        text = (f"event {event.seq} ({kind}): the request differs from character {at} on: "
                f"recorded …{old[low : at + 40]}…, now …{new[low : at + 40]}…")
    return text
