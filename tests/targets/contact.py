# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: contacts."""

from __future__ import annotations

import random

from .common import Battery, Campaign, TargetData, change_list


def record(name: str, phone: str, group: str = "", dial: str = "0") -> dict:
    """A contact as a device has it."""
    return {"Name": name, "Phone": phone, "Group": group, "DialType": dial}


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    return {"phone": (phone := f"0{rng.randrange(100, 999)}", {"Phone": phone})}


DATA = TargetData(
    "akuvox_contact",
    change_list("contacts", {"name": "Kim", "phone": "102"}, {"name": "Alex", "phone": "103"}),
    held=[{"Name": name, "Phone": "100"} for name in ("Kim", "Robin")],
    # leaves what the examples before have made, so that their purge stays within its fence
    examples={"contacts": [{"name": "Reception", "phone": "100"}, {"name": "Flat 12", "phone": "101"}]},
    option="contacts",
    key=("name", "Name"),
    battery=Battery(
        held=[record("Stays", "100"), record("Changes", "0101", "First floor"), record("Goes", "102")],
        wanted=[
            {"name": "Stays", "group": "Default"},
            {"name": "Changes", "phone": "0111", "account": 2},
            {"name": "Comes", "phone": "192.0.2.7", "group": "First floor", "account": "auto"},
        ],
        holds=[
            record("Changes", "0111", "First floor", "2"),
            record("Comes", "192.0.2.7", "First floor"),
            record("Stays", "100"),
        ],
        names=("Stays", "Changes", "Goes", "Comes"),
        changes=({"phone": "0101", "account": "auto"}, {"phone": "0111", "account": "2"}),
        bad=(
            {"name": "Changes", "phone": 65},
            "contacts[0].phone (name Changes): must be in quotes, not a number: YAML drops the leading zeros",
        ),
        beside={"group": [{"Name": "First floor"}]},
    ),
    campaign=Campaign(lambda number: f"Contact {number}", values, defaults={"Phone": ""}),
    compared=(
        ({"Group": "Default"}, {"group": ""}, {}),
        ({"Group": ""}, {"group": "Default"}, {}),
        ({"Group": "A"}, {"group": "Default"}, {"group": "Default"}),
        # newer firmware has no account for each contact
        ({}, {"account": "auto"}, {}),
        ({}, {"account": 1}, {"account": "1"}),
    ),
)
