# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait for a device: more records take longer, and a write may be done after its answer was lost."""

from __future__ import annotations

import time

# Between two looks at what a device may still do; doubled each time.
_SHORTEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.01, 0.5, 5.0


def growing_pause(looks, left):
    """Seconds to wait after so many looks, one or more, where ``left`` seconds are left for the device to do it."""
    return max(_SHORTEST_PAUSE_SECONDS, min(_FIRST_PAUSE_SECONDS * 2 ** (looks - 1), _LONGEST_PAUSE_SECONDS, left))


class Patience:
    """The part of a device that knows of time. All times are seconds, on the clock of ``time.monotonic``."""

    @staticmethod
    def clock():
        """What time it is."""
        return time.monotonic()

    @staticmethod
    def sleep(seconds):
        """Wait before the device is asked again."""
        time.sleep(seconds)

    def longer(self, items):
        """How much longer a write may take for its records."""
        return items * self.profile.seconds_per_item if items else 0

    def settles_at(self, items=0):
        """Until when the device may still do the write whose answer has just been lost.

        None when nothing of it has left. ``items``: how many records it was about.
        """
        sent = self.transport.sent
        return None if sent is None else sent + self.transport.connection.settle + self.longer(items)
