# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep the distance between requests to one device, also from one task to the next.

Devices stop answering when calls follow each other too closely (device-facts 1.2). Each task runs in a process of its
own, so the time of the last request is kept as the modification time of a small file.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time

_NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z.-]")


class Pacer:
    """Waits before a request until ``interval`` seconds have gone by since the last one to the same device."""

    def __init__(self, device, interval, clock=time.time, sleep=time.sleep, directory=None):
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._mark = _mark_path(device, directory) if interval > 0 else None
        self._last = 0.0

    def wait(self):
        """Sleep for what is left of the interval."""
        if not self._mark:
            return
        with contextlib.suppress(OSError):
            self._last = max(self._last, os.stat(self._mark).st_mtime)
        left = self._last + self.interval - self._clock()
        if left > 0:
            # after the clock was set back, one interval is enough
            self._sleep(min(left, self.interval))

    def done(self):
        """Remember that a request has just ended. Where the file can't be written, this task alone remembers."""
        if not self._mark:
            return
        self._last = self._clock()
        with contextlib.suppress(OSError):
            os.makedirs(os.path.dirname(self._mark), mode=0o700, exist_ok=True)
            os.close(os.open(self._mark, os.O_CREAT | os.O_WRONLY | getattr(os, "O_NOFOLLOW", 0), 0o600))
            os.utime(self._mark, (self._last, self._last))


def _mark_path(device, directory):
    """One file per device and user, named after the device's address."""
    user = os.getuid() if hasattr(os, "getuid") else 0
    folder = directory or os.path.join(tempfile.gettempdir(), f"doorfleet-akuvox-{user}")
    return os.path.join(folder, _NOT_IN_A_NAME.sub("_", device) + ".last")
