# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A device of which each list and each mapping of settings is read once, as long as nothing is written."""

from __future__ import annotations


class Snapshot:
    """Stands for a :class:`device.Device`: several plans rest on the same readings until :meth:`end`."""

    def __init__(self, device):
        self._device = device
        self._seen = {}

    def __getattr__(self, name):
        return getattr(self._device, name)

    def end(self):
        """From now on the device is asked each time."""
        self._seen = None

    def records(self, target):
        """As of the device."""
        return self._once(("records", target), lambda: self._device.records(target))

    def read(self, target, action="get", query=None):
        """As of the device."""
        if query:
            return self._device.read(target, action, query)
        return self._once((target, action), lambda: self._device.read(target, action))

    def _once(self, key, read):
        if self._seen is None:
            return read()
        if key not in self._seen:
            self._seen[key] = read()
        return self._seen[key]
