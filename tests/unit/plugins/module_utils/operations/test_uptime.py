# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The forms of an uptime, and what two readings prove."""

from __future__ import annotations

import pytest

from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.uptime import (
    Uptime,
    parse_uptime,
    shows_restart,
)

DAY = 86400


@pytest.mark.parametrize(
    ("value", "seconds", "resolution"),
    [
        (137, 137, 1),
        ("137", 137, 1),
        (" 137 ", 137, 1),
        ("137.9", 137, 1),
        (0, 0, 1),
        ("10 days", 10 * DAY, DAY),
        ("1 day", DAY, DAY),
        ("1d", DAY, DAY),
        ("0d", 0, DAY),
        ("1d 2h", DAY + 7200, 3600),
        ("2h5m", 7500, 60),
        ("3 hours, 4 minutes", 3 * 3600 + 240, 60),
        ("5 mins 7 secs", 307, 1),
        ("1 day, 2:03", DAY + 2 * 3600 + 180, 60),
        ("up 1 day 2:03:04", DAY + 2 * 3600 + 184, 1),
    ],
)
def test_known_forms(value, seconds, resolution):
    assert parse_uptime(value) == (seconds, resolution)


@pytest.mark.parametrize("value", [None, "", "soon", "2 months", True, [1], {"a": 1}, "-5", "3 x", "10 days ago"])
def test_unknown_forms(value):
    assert parse_uptime(value) == (None, 1)


def seen(seconds, at, resolution=1):
    return Uptime(seconds, resolution, at)


@pytest.mark.parametrize(
    ("before", "now", "verdict"),
    [
        # exact readings always tell
        (seen(5000, 0), seen(5010, 10), False),
        (seen(5000, 0), seen(4, 60), True),
        (seen(5, 0), seen(4, 60), True),
        # the device had just started when it got the order: up longer than before, and yet it restarted
        (seen(10, 0), seen(20, 60), True),
        (seen(0, 0), seen(0, 0.3), False),
        (seen(0, 0), seen(9, 10), False),
        # rounding and the way of the request are no restart
        (seen(5000, 0), seen(5008, 10), False),
        # days alone tell only when the device had been up for days
        (seen(10 * DAY, 0, DAY), seen(0, 60, DAY), True),
        (seen(10 * DAY, 0, DAY), seen(10 * DAY, 60, DAY), False),
        (seen(0, 0, DAY), seen(0, 60, DAY), None),
        # another form after an upgrade
        (seen(10 * DAY, 0, DAY), seen(12, 60), True),
        # not known before, or not known now
        (seen(None, 0), seen(12, 60), True),
        (seen(None, 0), seen(5000, 60), False),
        (seen(5000, 0), seen(None, 60), None),
    ],
)
def test_what_two_readings_prove(before, now, verdict):
    assert shows_restart(before, now) is verdict
