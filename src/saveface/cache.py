"""Results of unchanged files, keyed by content, settings and version; safe with runs side by side."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import time
from _blake2 import blake2b
from collections.abc import Sequence
from typing import Any

from .config.settings import Settings
from .lexicon import store
from .model import Finding, SavefaceError, Suggestion
from .readers.files import decode
from .reporters.place import Checked, Edit, Located, Suppressed

_DAY = 86_400
_KEEP = 30 * _DAY
"""Seconds after which a result that nobody asked for is forgotten."""


class Cache:
    """One file of SQLite in the user's cache folder. It holds quotes of replies, so nobody else may read it."""

    def __init__(self, folder: str | None = None) -> None:
        self.path = os.path.join(folder or store.cache_folder(), "results.sqlite3")
        self._mark = store.mark()
        self._fresh: dict[bytes, str] = {}
        self._asked: list[bytes] = []
        self._open: sqlite3.Connection | None = None
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self._open = self._connected()
        except (OSError, sqlite3.DatabaseError):
            self._say("cannot be used; results are not kept (--no-cache, or set SAVEFACE_CACHE)")

    def _connected(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:  # damaged: made anew
            os.truncate(self.path, 0)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=20, isolation_level=None)
        connection.execute("CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, value TEXT NOT NULL, used INTEGER NOT NULL)")
        return connection

    def key(self, path: str, data: bytes, settings: Settings) -> bytes:
        """Content, name (formats and languages are told by it), settings and version."""
        digest = blake2b(digest_size=20)
        mark = self._mark
        if settings.lexicons:
            from .lexicon.company import mark as of_company

            mark += of_company(settings.lexicons)
        for part in (mark, os.path.abspath(path).encode("utf-8", "surrogateescape"), repr(settings).encode("utf-8", "replace"), data):
            digest.update(len(part).to_bytes(8, "little") + part)
        return digest.digest()

    def get(self, key: bytes, path: str, data: bytes, settings: Settings) -> Checked | None:
        """The result of that key, if it is kept."""
        if self._open is None:
            return None
        try:
            row = self._open.execute("SELECT value, used FROM results WHERE key = ?", (key,)).fetchone()
            if row is None:
                return None
            found = _restored(json.loads(row[0]), path, data, settings)
        except (sqlite3.DatabaseError, ValueError, TypeError, KeyError, SavefaceError):
            return None
        if row[1] < time.time() - _DAY:
            self._asked.append(key)
        return found

    def put(self, key: bytes, checked: Checked, data: bytes, settings: Settings) -> None:
        """Keep a result; it is written by ``close``."""
        try:
            self._fresh[key] = json.dumps(_plain(checked, data, settings))
        except SavefaceError:
            return

    def close(self) -> None:
        """Write what is new, in one transaction."""
        if self._open is None:
            return
        now = int(time.time())
        try:
            if self._fresh or self._asked:
                self._open.execute("BEGIN IMMEDIATE")
                self._open.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", [(k, v, now) for k, v in self._fresh.items()])
                self._open.executemany("UPDATE results SET used = ? WHERE key = ?", [(now, key) for key in self._asked])
                self._open.execute("DELETE FROM results WHERE used < ?", (now - _KEEP,))
                self._open.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            self._say(f"cannot be written ({error}); results are not kept")
        finally:
            self._open.close()
            self._open = None

    def _say(self, what: str) -> None:
        print(f"saveface: {self.path}: {what}", file=sys.stderr)


def _plain(checked: Checked, data: bytes, settings: Settings) -> dict[str, Any]:
    """A result as JSON values; the file's text only where decoding does not give it again (a workbook)."""
    return {
        "text": None if _decodes_to(checked.text, data, checked.path, settings) else checked.text,
        "replies": list(checked.replies),
        "skipped": list(checked.skipped),
        "located": checked.located,
        "suppressed": checked.suppressed,
    }


def _decodes_to(text: str, data: bytes, path: str, settings: Settings) -> bool:
    try:
        return decode(data, path, settings.encoding) == text
    except SavefaceError:
        return False


def _restored(values: dict[str, Any], path: str, data: bytes, settings: Settings) -> Checked:
    text = values["text"]
    return Checked(
        path,
        decode(data, path, settings.encoding) if text is None else text,
        located=[_located(row) for row in values["located"]],
        replies=values["replies"],
        suppressed=[Suppressed(_located(row), kind, reason) for row, kind, reason in values["suppressed"]],
        skipped=values["skipped"],
    )


def _located(row: Sequence[Any]) -> Located:
    fields, key, start, end, edits, reply = row
    finding = Finding(*fields)
    finding = finding._replace(suggestions=tuple(Suggestion(*s) for s in finding.suggestions))
    return Located(finding, key, start, end, tuple(Edit(*e) if e else None for e in edits), reply)
