# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: private codes."""

from __future__ import annotations

import random

from .common import ALL_DAYS, ALWAYS, Battery, Campaign, TargetData, change_list

CODE, OTHER_CODE, PIN, LEAKED = "48271530", "60718293", "93817264", "91827364"
CODES = {"caretaker": "73925184", "cleaning": "60482917"}


def record(name: str, code: str, **more: str) -> dict:
    """A code as a device has it."""
    return {"Code": code, "Name": name, "DoorNum": "1", **ALWAYS, **more}


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    # the last digits tell the codes of one door apart
    code = f"{rng.randrange(1000, 9999)}{number:04d}"
    return {
        "code": (code, {"Code": code}),
        "doors": (["B"], {"DoorNum": "2"}),
        "time_end": ("18:30", {"TimeEnd": "18:30"}),
    }


DATA = TargetData(
    "akuvox_privatekey",
    change_list("keys", {"name": "Kim", "days": ["mon"]}, {"name": "Alex", "code": PIN}),
    held=[{"Code": CODE, "Name": "Kim"}, {"Code": OTHER_CODE, "Name": "Robin"}],
    examples={
        "vault_codes": CODES,
        "leaked_code": LEAKED,
        # leaves what the examples before have made, so that their purge stays within its fence
        "codes": [{"name": "Cleaning", "code": CODES["cleaning"]}],
    },
    secrets=frozenset({CODE, OTHER_CODE, PIN, LEAKED, *CODES.values()}),
    option="keys",
    key=("name", "Name"),
    battery=Battery(
        held=[record("Stays", "61820001"), record("Changes", "61820002"), record("Goes", "61820003")],
        wanted=[
            {"name": "Stays", "code": "61820001"},
            {"name": "Changes", "code": "01820022", "days": ["thu"], "doors": []},
            {"name": "Comes", "code": "61820004", "doors": ["B", "A"], "time_start": "6:00", "time_end": "18:00"},
        ],
        holds=[
            record("Changes", "01820022", **{**dict.fromkeys(ALL_DAYS, "0"), "Thur": "1"}, DoorNum="0"),
            record("Comes", "61820004", DoorNum="12", TimeStart="06:00", TimeEnd="18:00"),
            record("Stays", "61820001"),
        ],
        names=("Stays", "Changes", "Goes", "Comes"),
        changes=(
            {"code": "********", "doors": ["A"], "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]},
            {"code": "******** (changed)", "doors": [], "days": ["thu"]},
        ),
        bad=(
            {"name": "Changes", "code": 61820002},
            "keys[0].code (name Changes): must be 2 to 8 digits in quotes, not a number",
        ),
        secrets=frozenset({"61820001", "61820002", "61820003", "61820004", "01820022"}),
    ),
    campaign=Campaign(
        lambda number: f"Holder {number}", values, ("code",), {"DoorNum": "1", **ALWAYS}, ("code", "Code")
    ),
)
