# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: schedules."""

from __future__ import annotations

import datetime
import random

from .common import DAYS, Campaign, TargetData


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    hour = rng.randrange(24)
    return {
        "type": ("daily", {"Type": "2"}),
        "time_start": (f"{hour:02d}:15", {"TimeStart": f"{hour:02d}:15"}),
        "time_end": ("23:30", {"TimeEnd": "23:30"}),
    }


def switches(*days: str, week: str) -> dict:
    """The days as switches, and as numbers in one field."""
    return {**{day: "1" if day in days else "0" for day in DAYS}, "Week": week}


DATA = TargetData(
    "akuvox_schedule",
    [
        {"schedules": [{"name": "Night", "type": "daily", "time_start": "20:00"}]},
        {"schedules": [{"name": "Night"}], "state": "absent"},
    ],
    option="schedules",
    key=("name", "Name"),
    tested_in="tests/integration/test_schedule.py",
    campaign=Campaign(lambda number: f"Times {number}", values, ("type",), {"TimeStart": "00:00", "TimeEnd": "23:59"}),
    stored=(
        ({"days": ["sun"]}, switches("Sun", week="0")),
        ({"days": ["mon", "wed"]}, switches("Mon", "Wed", week="13")),
        ({"days": ["thu", "fri", "sat"]}, switches("Thur", "Fri", "Sat", week="456")),
        ({"days": ["mon", "sun"]}, switches("Mon", "Sun", week="01")),
        ({"date_start": "2027-03-01"}, {"DateStart": "20270301"}),
        ({"date_start": datetime.date(2027, 3, 1)}, {"DateStart": "20270301"}),
    ),
)
