# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulated doors hold when they are probed: as a site would, so that a report has something to show."""

from __future__ import annotations

DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")
LONG_CARDS = ";".join(f"{number:016X}" for number in range(0xA0000000, 0xA0000005))


def contents(family):
    """The state of a door of a family."""
    schedules = "1001-1;1001-2;" if family == "s532" else "1001-1"
    people = [
        {"UserID": str(number), "Name": f"Zoë {number}", "PrivatePIN": "0471", "CardCode": "00B4161D",
         "ScheduleRelay": schedules, **({} if family in ("manual",) else {"SourceType": "1"})}
        for number in range(1, 13)
    ]  # fmt: skip
    people[0]["CardCode"] = LONG_CARDS
    held = {
        "user": people,
        "contact": [{"Name": "Zoë", "Phone": "100"}],
        "group": [{"Name": "First floor"}],
        "privatekey": [{"Name": "Zoë", "Code": "4711", "DoorNum": "1", **DAYS}],
        "dialreplace": [{"Prefix": "0", "Line": "0", "Replace1": "100"}],
        "doorlog": [{"Type": "Card", "Name": "Zoë", "Status": status, "Date": "2026-01-02", "Time": "07:30:00"}
                    for status in ("0", "1")],
        "calllog": [{"Type": "Missed", "Name": "Zoë", "Num": "100"}, {"Type": "Dialed", "Name": "Kim", "Num": "101"}],
        "config": {"Config.Account1.GENERAL.Pwd": "s1p", "Config.Account2.GENERAL.Pwd": "s1p"},
    }  # fmt: skip
    if family in ("e18", "x916", "x915s", "x912", "a08s", "hostile"):
        held["schedule"] = [{"Name": "Night", "Type": "2", "DisplayID": "1003", "TimeStart": "20:00"}]
    return held
