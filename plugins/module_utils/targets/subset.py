# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row of what ``akuvox_info`` can read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Subset:
    """A function that reads, and how to put its ``data`` in option terms.

    ``decode(device, data, secrets)`` gets the data, or the records where ``records`` is set; ``secrets`` says whether
    to show them.
    """

    target: str
    action: str
    decode: Callable
    records: bool = False

    def gather(self, device, secrets):
        """Read and decode the subset."""
        if self.target == "system" and self.action == "info":
            data = device.system_info()
        else:
            data = device.records(self.target) if self.records else device.read(self.target, self.action)
        return self.decode(device, data, secrets)
