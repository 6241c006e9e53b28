# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long a device has been running, in whichever form it says so, and whether two such readings show a restart."""

from __future__ import annotations

import re
from dataclasses import dataclass

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_PART = re.compile(r"(\d+)\s*(d|h|m|s)(?:ays?|ours?|rs?|in(?:ute)?s?|ec(?:ond)?s?)?(?![a-z])")
_CLOCK = re.compile(r"(\d+):(\d\d)(?::(\d\d))?")

# All units in full have 40 characters.
_LONGEST = 80
# What the clocks of device and controller, and the way of a request, may differ by, in seconds.
_SLACK = 2


@dataclass(frozen=True)
class Uptime:
    """One reading. ``seconds`` is None when the device doesn't say it in a form that we know.

    ``resolution``: seconds that the form rounds down to. ``at``: the reader's monotonic clock.
    """

    seconds: int | None
    resolution: int
    at: float


def parse_uptime(value):
    """Seconds and resolution of a device's uptime: 137, "137", "10 days", "1d", "1 day 2:03:04" (device-facts 11).

    ``(None, 1)`` for anything else.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None, 1
    text = str(value).strip().lower()
    if len(text) > _LONGEST:
        return None, 1
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return int(float(text)), 1
    total, resolution = 0, None
    clock = _CLOCK.search(text)
    if clock:
        hours, minutes, seconds = clock.groups()
        total = int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)
        resolution = 60 if seconds is None else 1
        text = text.replace(clock.group(), " ", 1)
    for number, unit in _PART.findall(text):
        total += int(number) * _UNITS[unit]
        resolution = min(resolution or _UNITS[unit], _UNITS[unit])
    rest = _PART.sub(" ", text)
    if resolution is None or re.search(r"[^\s,]", rest.replace("up", "").replace("and", "")):
        return None, 1
    return total, resolution


def shows_restart(before, now):
    """Whether the device has restarted since ``before``: True, False, or None when the readings can't tell.

    The device's clock is left out of it: after a start it may jump by years, once it has found its time server.
    """
    elapsed = now.at - before.at
    if now.seconds is None:
        return None
    if before.seconds is not None:
        if now.seconds < before.seconds:
            return True
        if now.seconds + now.resolution + _SLACK < before.seconds + elapsed:
            return True
        if before.resolution == now.resolution == 1:
            return False
    if now.seconds + now.resolution + _SLACK < elapsed:
        return True
    return False if now.seconds > elapsed + _SLACK else None
