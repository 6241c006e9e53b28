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
import stat
import time

from .marks import Marks


class Pacer:
    """Waits before a request until ``interval`` seconds have gone by since the last one to the same device.

    ``marks`` has the file of the time; where it can't be written, this task alone remembers.
    """

    def __init__(self, device, interval, clock=time.time, sleep=time.sleep, marks=None):
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._marks = (marks or Marks()) if interval > 0 else None
        self._name = f"{device}.last"
        self._last = 0.0

    def wait(self):
        """Sleep for what is left of the interval."""
        if not self._marks:
            return
        with contextlib.suppress(OSError):
            found = os.lstat(self._marks.path(self._name))
            if stat.S_ISREG(found.st_mode):
                self._last = max(self._last, found.st_mtime)
        left = self._last + self.interval - self._clock()
        if left > 0:
            # after the clock was set back, one interval is enough
            self._sleep(min(left, self.interval))

    def done(self):
        """Remember that a request has just ended."""
        if not self._marks:
            return
        self._last = self._clock()
        with contextlib.suppress(OSError):
            descriptor = self._marks.open(self._name)
            try:
                self._touch(descriptor)
            finally:
                os.close(descriptor)

    def _touch(self, descriptor):
        try:
            os.utime(descriptor, (self._last, self._last))
        except PermissionError:
            # another user's mark takes no time but the present one
            os.utime(descriptor)


def pacer_with(connection):
    """The :class:`Pacer` for a connection's options."""
    return Pacer(f"{connection.host}-{connection.port}", connection.request_interval, marks=Marks(connection.lock_dir))
