# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was asked of a device, for the admin port."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass, field
from typing import Any

_KEPT = 20_000


@dataclass(slots=True)
class Entry:
    """One request; also the ones that failed the challenge. ``time`` is Unix time in seconds.

    ``status`` and ``retcode`` are None when no answer (or no JSON) was sent; ``applied`` says whether the state
    changed; it is false for a write of what was there already. ``client``: address and port at the other end of the
    connection, which tells connections apart.
    """

    n: int
    method: str
    path: str
    target: str | None = None
    action: str | None = None
    items: int = 0
    bytes_in: int = 0
    status: int | None = None
    retcode: int | None = None
    authorized: bool = False
    applied: bool = False
    fault: str | None = None
    client: str = ""
    time: float = field(default_factory=time.time)


class RequestLog:
    """The last 20,000 requests of a device, and counters since it was made."""

    def __init__(self) -> None:
        self.entries: deque[Entry] = deque(maxlen=_KEPT)
        self.total = 0

    def open(self, method: str, path: str, client: str = "") -> Entry:
        """Start an entry; it is filled in as the request is worked on."""
        self.total += 1
        entry = Entry(self.total, method, path, client=client)
        self.entries.append(entry)
        return entry

    def as_json(self) -> list[dict[str, Any]]:
        """Return all entries, oldest first."""
        return [asdict(entry) for entry in self.entries]
