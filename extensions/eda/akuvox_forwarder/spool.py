# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeps events on disk until the stream has taken them, through an outage and a restart."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from typing import Any


class Spool:
    """A queue on disk, of which the oldest event comes first. Credentials are gone before an event gets here."""

    def __init__(self, path: str, most: int) -> None:
        """Open the file, which nobody else may read; ``most`` is the number of events that it holds."""
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
        os.chmod(path, 0o600)
        self._most = most
        self._file = sqlite3.connect(path, isolation_level=None)
        self._file.execute("PRAGMA journal_mode=WAL")
        # what a power cut takes are the last moments; the end of the process takes nothing
        self._file.execute("PRAGMA synchronous=NORMAL")
        self._file.execute(
            "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL)"
        )
        (self.count,) = self._file.execute("SELECT count(*) FROM events").fetchone()
        self._changed = asyncio.Event()

    async def put(self, event: dict[str, Any]) -> None:
        """Keep an event. While the spool is full this waits, and the source answers the doors 503 and counts."""
        while self.count >= self._most:
            await self._wait()
        self._file.execute("INSERT INTO events (body) VALUES (?)", (json.dumps(event),))
        self.count += 1
        self._changed.set()

    async def first(self) -> tuple[int, str]:
        """Return the oldest event and its number, as soon as there is one. It stays until it is dropped."""
        while not self.count:
            await self._wait()
        return self._file.execute("SELECT id, body FROM events ORDER BY id LIMIT 1").fetchone()

    def drop(self, number: int) -> None:
        """Forget an event."""
        self.count -= self._file.execute("DELETE FROM events WHERE id = ?", (number,)).rowcount
        self._changed.set()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    async def _wait(self) -> None:
        self._changed.clear()
        await self._changed.wait()
