# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Leave nothing behind at a door that fails in the middle: it may be away for a moment, or do a write later."""

from __future__ import annotations

import itertools

from ..api.patience import growing_pause
from ..errors import AkuvoxError


def cleaned(device, clean, late=False):
    """Clean up, for as long as the door may take (the option ``settle``); None, or the error that is in the way.

    :arg clean: removes what is ours, and returns whether there was anything.
    :arg late: whether the door may still do what it was asked last.
    """
    until = device.clock() + device.transport.connection.settle
    for looks in itertools.count(1):
        error, found = None, False
        try:
            found = clean()
        except AkuvoxError as exc:
            error = exc
        left = until - device.clock()
        if left <= 0 or (error is None and (found or not late)) or (error is not None and "left" in error.detail):
            return error
        if looks == 1:
            device.tell(f"{device.address} failed in the middle; waiting up to {left:.0f} s to clean up (settle)")
        device.sleep(growing_pause(looks, left))
