# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: RF cards."""

from __future__ import annotations

import random

from .common import ALWAYS, DAYS, Battery, Campaign, TargetData, change_list


def record(code: str, name: str, **more: str) -> dict:
    """A card as a device has it."""
    return {"Code": code, "Name": name, "DoorNum": "1", "Tags": "0", "Frequency": "0", **ALWAYS, **more}


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    return {
        "name": (name := f"Card {rng.randrange(100)}", {"Name": name}),
        "doors": (["A", "C"], {"DoorNum": "13"}),
        "days": (["mon", "thu"], {day: "1" if day in ("Mon", "Thur") else "0" for day in DAYS}),
        "time_start": ("6:00", {"TimeStart": "06:00"}),
        "time_end": ("22:30", {"TimeEnd": "22:30"}),
        "access": ("frequency", {"Tags": "1"}),
        "frequency": (often := rng.randrange(1, 99), {"Frequency": str(often)}),
    }


DATA = TargetData(
    "akuvox_rfkey",
    change_list("keys", {"code": "00B40001", "doors": ["B"]}, {"code": "00B40003", "name": "New"}),
    held=[{"Code": code, "Name": "Card", "DoorNum": "1"} for code in ("00B40001", "00B40002")],
    # leaves what the examples before have made, so that their purge stays within its fence
    examples={"cards": [{"code": "00B4161E", "name": "Cleaning"}]},
    option="keys",
    key=("code", "Code"),
    battery=Battery(
        held=[record("00A1", "Stays"), record("00A2", "Old name"), record("00A3", "Goes")],
        wanted=[
            {"code": "00a1"},
            {"code": "00A2", "name": "New name", "doors": ["A", "C"]},
            {"code": "00A4", "name": "Comes"},
        ],
        holds=[record("00A1", "Stays"), record("00A2", "New name", DoorNum="13"), record("00A4", "Comes")],
        names=("00A1", "00A2", "00A3", "00A4"),
        changes=({"name": "Old name", "doors": ["A"]}, {"name": "New name", "doors": ["A", "C"]}),
        bad=({"code": "00A2", "access": "sometimes"}, "keys[0].access (code 00A2): must be one of allowed, frequency"),
    ),
    campaign=Campaign(
        lambda number: f"00B4{number:04X}",
        values,
        defaults={"Name": "", "DoorNum": "1", "Tags": "0", "Frequency": "0", **ALWAYS},
    ),
)
