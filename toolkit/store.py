"""The cache: verdicts of goals by the hash of everything they depend on, kept in one SQLite file.

The door: `Store.open(folder)`, `get`, `put`, `close`. Keys are SHA-256 hex strings made by the caller from goal text,
tool version, engine version and limits; values are JSON objects. Several processes and threads may use one folder at
once (WAL).

A cache must never be the reason that a run fails: nothing here raises for a broken, locked, foreign or read-only file
or a full disk. The store then works as no cache, and `warning` says once, for a person, what happened and what to do.
It must never be the reason for a wrong verdict either: each row carries a checksum over key and value, and a row that
does not match is no answer.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

SCHEMA = 1  # of the table; a file with another number is emptied, for it is only a cache
FILE = "cache.sqlite3"
WAIT_S = 5.0  # how long a writer waits for another process


class Store:
    """One open cache; made by `Store.open`. It can be pickled (opens the same folder again) and survives a fork."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.folder = Path(folder)
        self.warning = ""
        self.hits = 0
        self.misses = 0
        self._db: Any = None
        self._writable = True
        self._pid = os.getpid()
        self._lock = threading.Lock()
        self._open()

    @staticmethod
    def open(folder: str | os.PathLike[str]) -> Store:
        """The cache in `folder`, which is made when it is not there. Never raises for what it finds on the disk."""
        return Store(folder)

    def get(self, key: str) -> dict[str, Any] | None:
        """The value put under `key`, or None."""
        with self._lock:
            row = self._run("SELECT value, sum FROM answers WHERE key = ?", (key,))
        if row:
            text, check = row[0]
            if isinstance(text, str) and check == _sum(key, text):
                self.hits += 1
                value: dict[str, Any] = json.loads(text)
                return value
            self._warn(f"the cache {self._path} has a damaged entry, which was not used; delete the file")
        self.misses += 1
        return None

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Remembers `value` (JSON) under `key`, replacing what was there. Raises TypeError for what is not JSON."""
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
        if self._writable:
            with self._lock:
                self._run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", (key, text, _sum(key, text)))

    def close(self) -> None:
        """Closes the file; `get` answers None from now on."""
        with self._lock:
            db, self._db = self._db, None
            if db is not None and self._pid == os.getpid():
                import sqlite3

                try:
                    db.close()
                except sqlite3.Error as error:
                    self._warn(f"the cache {self._path} could not be closed: {error}")

    @property
    def _path(self) -> Path:
        return self.folder / FILE

    def _open(self) -> None:
        import sqlite3

        try:
            if not self.folder.is_dir():  # a folder that was there before is not ours to hide from git
                self.folder.mkdir(parents=True, exist_ok=True)
                (self.folder / ".gitignore").write_text("*\n", encoding="ascii")
        except OSError as error:
            if not self._path.is_file():
                self._warn(f"no cache: {self.folder}: {error.strerror}")
                return
        try:
            # Autocommit: every put stands alone. isolation by SQLite, not by the driver.
            self._db = sqlite3.connect(self._path, timeout=WAIT_S, isolation_level=None, check_same_thread=False)
            version = self._db.execute("PRAGMA user_version").fetchone()[0]
            if version != SCHEMA:
                self._create(version)
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("SELECT key, value, sum FROM answers LIMIT 1").fetchone()
        except (sqlite3.Error, OSError) as error:
            self._failed(error)

    def _create(self, version: int) -> None:
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("BEGIN EXCLUSIVE")  # of several that start at once one makes the table
        if self._db.execute("PRAGMA user_version").fetchone()[0] == version:
            self._db.execute("DROP TABLE IF EXISTS answers")
            self._db.execute(
                "CREATE TABLE answers (key TEXT PRIMARY KEY, value TEXT NOT NULL, sum TEXT NOT NULL) WITHOUT ROWID"
            )
            self._db.execute(f"PRAGMA user_version = {SCHEMA}")
        self._db.execute("COMMIT")

    def _run(self, statement: str, values: tuple[str, ...]) -> list[tuple[Any, ...]]:
        import sqlite3

        if self._pid != os.getpid():  # a connection must not cross a fork: leave the parent's alone, open our own
            self._pid = os.getpid()
            self._db = None
            if not self.warning:
                self._open()
        if self._db is None:
            return []
        try:
            rows: list[tuple[Any, ...]] = self._db.execute(statement, values).fetchall()
            return rows
        except (sqlite3.Error, OSError) as error:
            self._failed(error)
            return []

    def _failed(self, error: Exception) -> None:
        """Degrades as little as the error asks for: skip this answer, stop writing, or do without the file."""
        import sqlite3

        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            self._warn(f"the cache {self._path} is held by another process; some answers were not looked up or kept")
            if self._db is not None and not self._db.in_transaction:
                return
        elif code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY):
            self._writable = False
            self._warn(f"the cache {self._path} cannot be written ({error}); new answers are not kept")
            return
        else:
            self._warn(f"no cache: {self._path}: {error}; delete the file to start a new one")
        db, self._db = self._db, None
        if db is not None:
            db.close()

    def _warn(self, text: str) -> None:
        self.warning = self.warning or text

    def __reduce__(self) -> tuple[Any, ...]:
        return Store.open, (str(self.folder),)


def default_folder() -> Path:
    """Where the command keeps its cache: `TOOLKIT_CACHE`, else `.toolkit` at the root of the project around the
    current folder (the nearest folder upwards with a pyproject.toml or a .git; the current one when there is none)."""
    named = os.environ.get("TOOLKIT_CACHE")
    if named:
        return Path(named)
    here = Path.cwd()
    return next((f for f in (here, *here.parents) if (f / "pyproject.toml").exists() or (f / ".git").exists()),
                here) / ".toolkit"


def _sum(key: str, text: str) -> str:
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()[:16]
