"""The trace: what is recorded, what a changed, torn or cut file does, and that replay calls nothing."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from toolkit.trace import ReplayDiverged, Trace, TraceBroken, TraceEnded, read


def never():
    raise AssertionError("a replay called something")


def record(path: Path, calls: int = 3, end: bool = True, cost: float = 0.0) -> Trace:
    trace = Trace.record(path, "verify", {"seed": 1}, [{"path": "a.py", "text": "x = 'é'\n", "only": None}], "1.0")
    for i in range(calls):
        trace.call("solve", {"goal": i}, lambda i=i: {"answer": [i, "unsat"]}, {"steps": cost})
    trace.finish() if end else trace.close()
    return trace


def test_replay_answers_what_was_recorded_and_calls_nothing(tmp_path):
    record(tmp_path / "t")
    trace = Trace.replay(tmp_path / "t")
    assert trace.header["command"] == "verify"
    assert trace.header["sources"] == [{"path": "a.py", "text": "x = 'é'\n", "only": None}]
    assert [trace.call("solve", {"goal": i}, never) for i in range(3)] == [{"answer": [i, "unsat"]} for i in range(3)]
    trace.finish()
    assert trace.complete and trace.replayed == 3


def test_every_line_is_chained_to_the_one_before(tmp_path):
    record(tmp_path / "t")
    lines = [json.loads(line) for line in (tmp_path / "t").read_text().splitlines()]
    assert [line["seq"] for line in lines] == list(range(5))
    assert [line["kind"] for line in lines] == ["header", "solve", "solve", "solve", "end"]
    assert [line["prev"] for line in lines[1:]] == [line["hash"] for line in lines[:-1]]
    for line in lines:
        assert {"seq", "kind", "key", "request", "response", "cost", "prev", "hash"} <= set(line)


def test_recorded_and_live_answers_look_the_same(tmp_path):
    trace = Trace.record(tmp_path / "t")
    live = trace.call("run", None, lambda: {"pair": (1, 2)})
    trace.finish()
    assert live == Trace.replay(tmp_path / "t").call("run", None, never) == {"pair": [1, 2]}


def test_cost_does_not_change_the_hash_but_everything_else_does(tmp_path):
    assert record(tmp_path / "a", cost=1.0).head == record(tmp_path / "b", cost=2.0).head
    assert record(tmp_path / "c", calls=2).head != record(tmp_path / "a").head
    cost = read(tmp_path / "b")[0][1].cost
    assert cost["steps"] == 2.0 and cost["time_s"] >= 0


@pytest.mark.parametrize("asked", [("solve", {"goal": 7}), ("run", {"goal": 0})])
def test_another_request_diverges(tmp_path, asked):
    record(tmp_path / "t")
    trace = Trace.replay(tmp_path / "t")
    with pytest.raises(ReplayDiverged, match="event 1"):
        trace.call(*asked, never)


def test_a_request_too_many_or_too_few_diverges(tmp_path):
    record(tmp_path / "t", calls=1)
    trace = Trace.replay(tmp_path / "t")
    with pytest.raises(ReplayDiverged, match="1 left over"):
        trace.finish()
    trace.call("solve", {"goal": 0}, never)
    with pytest.raises(ReplayDiverged) as caught:
        trace.call("solve", {"goal": 1}, never)
    assert not isinstance(caught.value, TraceEnded)  # the recording is whole: this is a real divergence


@pytest.mark.parametrize("cut", [2, 20, 200])
def test_a_torn_last_line_is_dropped_and_nothing_before_it_is_lost(tmp_path, cut):
    record(tmp_path / "t", end=False)
    data = (tmp_path / "t").read_bytes()
    (tmp_path / "t").write_bytes(data[:-cut])
    trace = Trace.replay(tmp_path / "t")
    assert trace.torn and not trace.complete
    assert [trace.call("solve", {"goal": i}, never)["answer"][0] for i in range(2)] == [0, 1]
    with pytest.raises(TraceEnded):
        trace.call("solve", {"goal": 2}, never)


def test_a_last_line_that_only_lacks_its_line_end_is_kept(tmp_path):
    record(tmp_path / "t", end=False)
    (tmp_path / "t").write_bytes((tmp_path / "t").read_bytes()[:-1])
    events, torn = read(tmp_path / "t")
    assert len(events) == 4 and not torn


def test_a_writer_killed_in_the_middle_leaves_all_that_it_recorded(tmp_path):
    program = (
        "import os, sys\nfrom toolkit.trace import Trace\nt = Trace.record(sys.argv[1])\n"
        "for i in range(50): t.call('solve', i, lambda: i)\n"
        "os.write(t._file, b'{\"seq\":51,\"ki')\nos.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path / "t")], check=False)
    assert done.returncode == -signal.SIGKILL
    trace = Trace.replay(tmp_path / "t")
    assert trace.torn and [trace.call("solve", i, never) for i in range(50)] == list(range(50))


def change_answer(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace("unsat", "sat"), *lines[2:]]


def forge_answer(lines: list[str]) -> list[str]:
    """Also recomputes the line's own hash, as somebody would who means it."""
    from toolkit.trace import _hash

    event = json.loads(lines[1])
    event["response"] = {"answer": [0, "sat"]}
    event["hash"] = _hash(event)
    return [lines[0], json.dumps(event), *lines[2:]]


@pytest.mark.parametrize("change", [
    change_answer, forge_answer,
    lambda lines: [lines[0], *lines[2:]],
    lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    lambda lines: [*lines[:2], lines[1], *lines[2:]],
    lambda lines: [*lines[:2], "{half a li", *lines[2:]],
    lambda lines: lines[1:],
    lambda lines: [*lines[:-1], '["a list"]'],
    lambda lines: [],
], ids=["changed", "forged", "removed", "swapped", "doubled", "torn-inside", "no-header", "no-event", "empty"])
def test_a_changed_file_is_broken(tmp_path, change):
    record(tmp_path / "t")
    lines = (tmp_path / "t").read_text().splitlines()
    (tmp_path / "t").write_text("".join(line + "\n" for line in change(lines)))
    with pytest.raises(TraceBroken):
        Trace.replay(tmp_path / "t")


@pytest.mark.parametrize("data", [b"\0\xff\xfe garbage", b"[" * 100_000, b'{"seq": NaN}\n', b"1\n"])
def test_garbage_is_broken_not_a_crash(tmp_path, data):
    (tmp_path / "t").write_bytes(data)
    with pytest.raises(TraceBroken):
        Trace.replay(tmp_path / "t")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_ends_the_recording_not_the_run():
    trace = Trace.record("/dev/full")
    assert [trace.call("solve", i, lambda i=i: i * 2) for i in range(3)] == [0, 2, 4]
    assert "No space left" in trace.warning
    trace.finish()


def test_a_file_that_cannot_be_opened_is_an_error_at_once(tmp_path):
    with pytest.raises(OSError):
        Trace.record(tmp_path / "nowhere" / "t")


def test_only_a_trace_is_ever_replaced(tmp_path):
    (tmp_path / "a.py").write_text("x = 1\n")
    with pytest.raises(FileExistsError):
        Trace.record(tmp_path / "a.py")
    assert (tmp_path / "a.py").read_text() == "x = 1\n"
    record(tmp_path / "t", calls=3)
    record(tmp_path / "t", calls=1)
    assert len(read(tmp_path / "t")[0]) == 3


def test_what_is_not_json_is_refused(tmp_path):
    trace = Trace.record(tmp_path / "t")
    for value in ({1, 2}, float("nan"), b"bytes"):
        with pytest.raises((TypeError, ValueError)):
            trace.call("solve", value, lambda: 1)
        with pytest.raises((TypeError, ValueError)):
            trace.call("solve", 1, lambda value=value: value)


def test_an_exception_passes_through_and_leaves_no_event(tmp_path):
    trace = Trace.record(tmp_path / "t")
    with pytest.raises(ZeroDivisionError):
        trace.call("solve", 1, lambda: 1 // 0)
    trace.finish()
    assert [event.kind for event in read(tmp_path / "t")[0]] == ["header", "end"]


def work(child: Trace, number: int, replaying: bool = False) -> Trace:
    for i in range(3):
        answer = child.call("solve", [number, i], never if replaying else lambda i=i: number * 10 + i)
        assert answer == number * 10 + i
    return child


def fan_out(trace: Trace, order: list[int]) -> None:
    children = [trace.branch() for _ in order]
    trace.call("plan", len(order), lambda: "ok")
    for i in order:
        trace.join(work(children[i], i, trace.mode == "replay"))


def test_branches_land_in_the_order_of_branching_whoever_is_faster(tmp_path):
    for name, order in (("a", [0, 1, 2]), ("b", [2, 0, 1])):
        trace = Trace.record(tmp_path / name)
        fan_out(trace, order)
        trace.finish()
    keys = [[(e.lane, e.key) for e in read(tmp_path / name)[0]] for name in "ab"]
    assert keys[0] == keys[1] and [lane for lane, _ in keys[0]] == ["", "", *"111222333", ""]
    replayed = Trace.replay(tmp_path / "b")
    fan_out(replayed, [1, 2, 0])
    replayed.finish()
    assert replayed.replayed == 10


def test_branches_work_in_threads_and_in_other_processes(tmp_path):
    for name, pool in (("threads", ThreadPoolExecutor), ("processes", ProcessPoolExecutor)):
        trace = Trace.record(tmp_path / name)
        with pool(2) as workers:
            for child in workers.map(work, [trace.branch() for _ in range(4)], range(4)):
                trace.join(child)
        trace.finish()
    events = [[(e.lane, e.key, e.response) for e in read(tmp_path / name)[0]] for name in ("threads", "processes")]
    assert events[0] == events[1] and len(events[0]) == 14
    replayed = Trace.replay(tmp_path / "processes")
    with ProcessPoolExecutor(2) as workers:
        for child in workers.map(work, [replayed.branch() for _ in range(4)], range(4), [True] * 4):
            replayed.join(child)
    replayed.finish()


def test_branches_of_branches(tmp_path):
    def run(trace: Trace) -> None:
        child = trace.branch()
        inner = [child.branch(), child.branch()]
        for i in (1, 0):
            inner[i].call("solve", i, lambda i=i: i)
            child.join(inner[i])
        child.call("solve", "after", lambda: "x")
        trace.join(child)
        trace.finish()

    run(Trace.record(tmp_path / "t"))
    assert [e.lane for e in read(tmp_path / "t")[0]] == ["", "1.1", "1.2", "1", ""]
    run(Trace.replay(tmp_path / "t"))


def test_a_branch_that_asks_less_or_is_never_started_diverges(tmp_path):
    trace = Trace.record(tmp_path / "t")
    fan_out(trace, [0, 1])
    trace.finish()
    replayed = Trace.replay(tmp_path / "t")
    with pytest.raises(ReplayDiverged):
        replayed.join(replayed.branch())
    replayed = Trace.replay(tmp_path / "t")
    replayed.call("plan", 2, never)
    with pytest.raises(ReplayDiverged):
        replayed.finish()


def test_a_branch_is_joined_once_and_only_to_its_own_trace(tmp_path):
    trace, other = Trace.record(tmp_path / "a"), Trace.null()
    child = trace.branch()
    trace.join(child)
    for wrong in (child, other.branch(), trace):
        with pytest.raises(ValueError):
            trace.join(wrong)


def test_the_run_itself_cannot_be_sent_away_but_errors_can(tmp_path):
    with pytest.raises(TypeError):
        pickle.dumps(Trace.record(tmp_path / "t"))
    error = pickle.loads(pickle.dumps(TraceEnded("cut")))
    assert isinstance(error, ReplayDiverged) and str(error) == "cut"


def test_null_runs_everything_and_writes_nothing(tmp_path):
    trace = Trace.null()
    child = trace.branch()
    assert child.call("solve", object(), lambda: 5) == 5
    trace.join(child)
    trace.finish()
    assert list(tmp_path.iterdir()) == []
