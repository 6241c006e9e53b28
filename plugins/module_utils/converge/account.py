# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task knows of a plan that was cut short, from what the device was last seen to hold."""

from __future__ import annotations

from .made import confirmed, made_of
from .outcome import by_mark, made_result


class Account:
    """The result of a plan at any moment. ``held``: what the device held when it was planned."""

    def __init__(self, device, table, progress, held, plan):
        self._device, self._table, self._progress, self._held, self._plan = device, table, progress, held, plan
        self._touched = device.tally.count
        self._seen = held

    @property
    def seen(self):
        """What the device was last seen to hold; None where it was written and could not be read since."""
        return self._seen

    def watching(self, read_and_plan):
        """``read_and_plan``, of which each reading is remembered."""

        def read():
            self._seen, plan = read_and_plan()
            return self._seen, plan

        return read

    def writing(self):
        """Note that from now on, until the next reading, nobody knows what the device holds."""
        self._seen = None

    def result(self, left):
        """The result where ``left`` is to do."""
        progress, seen = self._progress, self._seen
        if seen is None:
            made, touched = confirmed(self._plan, left, self._table), self._device.tally.count > self._touched
        else:
            made = made_of(self._plan, left, self._table, progress.refused, self._held, seen, progress.written)
            touched = False
        there = {*by_mark(left), *(record.mark for record in seen or ())}
        doubles = progress.doubles or by_mark(self._plan)
        gone = [record for mark, record in doubles.items() if mark not in there]
        return made_result(made, self._table, progress.refused, left.size, touched, gone)
