"""The cache: it remembers, several may use it at once, and nothing wrong with it ever fails or falsifies a run."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import as_nobody

from toolkit.store import FILE, Store, default_folder

KEY = "a" * 64


def test_remembers_over_restarts_and_replaces(tmp_path):
    store = Store.open(tmp_path / "c")
    assert store.get(KEY) is None
    store.put(KEY, {"status": "unknown"})
    store.put(KEY, {"status": "proved", "é": [1, None]})
    store.close()
    again = Store.open(tmp_path / "c")
    assert again.get(KEY) == {"status": "proved", "é": [1, None]}
    assert again.get("b" * 64) is None and (again.hits, again.misses) == (1, 1)
    assert not store.warning and not again.warning


def test_after_close_it_is_no_cache(tmp_path):
    store = Store.open(tmp_path)
    store.put(KEY, {})
    store.close()
    store.close()
    store.put(KEY, {"x": 1})
    assert store.get(KEY) is None


def test_git_leaves_the_folder_out(tmp_path):
    Store.open(tmp_path / "c").close()
    assert (tmp_path / "c" / ".gitignore").read_text() == "*\n"
    (tmp_path / "theirs").mkdir()
    Store.open(tmp_path / "theirs").close()
    assert not (tmp_path / "theirs" / ".gitignore").exists()


def test_several_processes_at_once(tmp_path):
    program = (
        "import sys\nfrom toolkit.store import Store\ns = Store.open(sys.argv[1])\n"
        "for i in range(100):\n    s.put(f'{sys.argv[2]}-{i}', {'v': i}); s.get(f'0-{i}')\n"
        "print(s.warning)\n"
    )
    workers = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "c"), str(n)], stdout=subprocess.PIPE,
                                text=True) for n in range(4)]
    assert [worker.communicate()[0].strip() for worker in workers] == [""] * 4
    store = Store.open(tmp_path / "c")
    assert all(store.get(f"{n}-{i}") == {"v": i} for n in range(4) for i in range(100))


def test_several_threads_at_once(tmp_path):
    store = Store.open(tmp_path)

    def work(n: int) -> bool:
        store.put(str(n), {"n": n})
        return store.get(str(n)) == {"n": n}

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(100)))


def test_survives_a_fork_and_a_pickle(tmp_path):
    store = Store.open(tmp_path)
    store.put("parent", {"x": 1})
    if not os.fork():
        ok = store.get("parent") == {"x": 1}
        store.put("child", {"x": 2})
        os._exit(0 if ok and not store.warning else 1)
    assert os.waitstatus_to_exitcode(os.wait()[1]) == 0
    assert store.get("child") == {"x": 2}
    assert pickle.loads(pickle.dumps(store)).get("child") == {"x": 2}


@pytest.mark.parametrize("data", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 5000], ids=["text", "header"])
def test_a_broken_file_is_no_cache(tmp_path, data):
    (tmp_path / FILE).write_bytes(data)
    store = Store.open(tmp_path)
    store.put(KEY, {"x": 1})
    assert store.get(KEY) is None
    assert FILE in store.warning and "delete" in store.warning
    assert (tmp_path / FILE).read_bytes() == data  # somebody else's file, perhaps: not ours to overwrite


def test_pages_broken_in_the_middle_never_give_a_wrong_answer(tmp_path):
    store = Store.open(tmp_path)
    for i in range(500):
        store.put(f"k{i}", {"v": i, "text": "x" * 50})
    store.close()
    data = bytearray((tmp_path / FILE).read_bytes())
    for at in range(8192, len(data), 997):
        data[at] ^= 0x55
    (tmp_path / FILE).write_bytes(data)
    store = Store.open(tmp_path)
    answers = [store.get(f"k{i}") for i in range(500)]
    assert all(answer is None or answer == {"v": i, "text": "x" * 50} for i, answer in enumerate(answers))
    assert None in answers and store.warning


def test_a_row_changed_by_hand_is_no_answer(tmp_path):
    store = Store.open(tmp_path)
    store.put("good", {"status": "unknown"})
    store.put("bad", {"status": "unknown"})
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("""UPDATE answers SET value = '{"status":"proved"}' WHERE key = 'bad'""")
        db.execute("UPDATE answers SET key = 'moved' WHERE key = 'good'")
    assert store.get("bad") is None and store.get("moved") is None
    assert "damaged" in store.warning


def test_another_schema_starts_anew(tmp_path):
    store = Store.open(tmp_path)
    store.put(KEY, {"x": 1})
    store.close()
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("DROP TABLE answers")
        db.execute("CREATE TABLE answers (other TEXT)")
        db.execute("PRAGMA user_version = 999")
    store = Store.open(tmp_path)
    assert store.get(KEY) is None
    store.put(KEY, {"x": 2})
    assert store.get(KEY) == {"x": 2} and not store.warning


def test_a_folder_that_cannot_be_made_is_no_cache(tmp_path):
    (tmp_path / "file").write_text("")
    store = Store.open(tmp_path / "file" / "c")
    store.put(KEY, {})
    assert store.get(KEY) is None and "no cache" in store.warning


def test_a_folder_in_the_place_of_the_file_is_no_cache(tmp_path):
    (tmp_path / FILE).mkdir()
    store = Store.open(tmp_path)
    store.put(KEY, {})
    assert store.get(KEY) is None and store.warning


def test_a_locked_file_is_waited_for_and_then_done_without(tmp_path, monkeypatch):
    monkeypatch.setattr("toolkit.store.WAIT_S", 0.05)
    store = Store.open(tmp_path)
    store.put("before", {"x": 1})
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store.put("during", {"x": 2})
    assert store.get("before") == {"x": 1}  # readers are not held up
    assert "another process" in store.warning
    other.execute("ROLLBACK")
    store.put("after", {"x": 3})
    assert store.get("during") is None and store.get("after") == {"x": 3}


def test_a_full_disk_stops_the_writing_not_the_reading(tmp_path):
    store = Store.open(tmp_path)
    store.put("before", {"x": 1})
    store._db.execute("PRAGMA max_page_count = 3")  # SQLite's own way of a disk that is full
    for i in range(200):
        store.put(f"k{i}", {"text": "x" * 500})
    assert "not kept" in store.warning
    assert store.get("before") == {"x": 1}


def test_a_read_only_folder_is_read_but_not_written():
    folder = Path(tempfile.mkdtemp())
    try:
        store = Store.open(folder)
        store.put("before", {"x": 1})
        store.close()
        (folder / FILE).chmod(0o444)
        folder.chmod(0o555)
        done = as_nobody(
            "import sys\nfrom toolkit.store import Store\ns = Store.open(sys.argv[1])\ns.put('new', {})\n"
            "print(s.get('new'), s.warning != '')\n"
            "s = Store.open(sys.argv[1] + '/below')\ns.put('new', {})\nprint(s.get('new'), s.warning != '')\n",
            str(folder),
        )
        assert (done.stdout, done.stderr) == ("None True\nNone True\n", "")
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_what_is_not_json_is_the_callers_mistake(tmp_path):
    with pytest.raises(TypeError):
        Store.open(tmp_path).put(KEY, {"x": {1, 2}})


def test_the_folder_is_at_the_root_of_the_project(tmp_path, monkeypatch):
    monkeypatch.delenv("TOOLKIT_CACHE", raising=False)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    assert default_folder() == tmp_path / ".toolkit"
    monkeypatch.setenv("TOOLKIT_CACHE", str(tmp_path / "x"))
    assert default_folder() == tmp_path / "x"
