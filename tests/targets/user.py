# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: people."""

from __future__ import annotations

import random

from .common import Battery, Campaign, TargetData, change_list, own_pin

PINS = {"1001": "04708153", "1002": "81530471"}
HELD = [{"UserID": number, "Name": f"Person {number}", "PrivatePIN": ""} for number in ("1", "2")]
RECORD = {"PrivatePIN": "", "CardCode": "", "WebRelay": "0", "LiftFloorNum": "0", "ScheduleRelay": "1001-1"}


def record(number: str, name: str, pin: str) -> dict:
    """A user as a device has it."""
    return {**RECORD, "UserID": number, "Name": name, "PrivatePIN": pin, "Type": "0", "FaceUrl": "", "SourceType": ""}


def person(number: int, rng: random.Random) -> dict:
    """Options that a person of akuvox_credentials has too, with the fields that they stand for."""
    pin, cards = own_pin(number, rng), [f"00AB{number:02X}{end:02X}" for end in rng.sample(range(256), 2)]
    return {
        "name": (name := f"Sample Person {rng.randrange(100)} é", {"Name": name}),
        "pin": (pin, {"PrivatePIN": pin}),
        "cards": (cards, {"CardCode": ";".join(cards)}),
        "schedules": (
            [{"schedule": "always", "relays": ["A", "B"]}, {"schedule": "never", "relays": ["C"]}],
            {"ScheduleRelay": "1001-1,1001-2,1002-3"},
        ),
    }


def values(number: int, rng: random.Random) -> dict:
    """Options with the fields that they stand for."""
    return {
        **person(number, rng),
        "web_relay": (relay := rng.randrange(1, 5), {"WebRelay": str(relay)}),
        "lift_floors": ([1, 12], {"LiftFloorNum": "1;12"}),
    }


DATA = TargetData(
    "akuvox_user",
    change_list("users", {"user_id": "1", "name": "New name"}, {"user_id": "3", "name": "Alex"}),
    held=HELD,
    examples={
        "vault_pins": PINS,
        # leaves what the examples before have made, so that their purge stays within its fence
        "people": [
            *({"user_id": number, "name": f"Person {number}", "pin": pin} for number, pin in PINS.items()),
            *({"user_id": held["UserID"]} for held in HELD),
        ],
    },
    secrets=frozenset(PINS.values()),
    option="users",
    key=("user_id", "UserID"),
    battery=Battery(
        held=[record("1", "Stays", "71820001"), record("2", "Old name", "71820002"), record("3", "Goes", "71820003")],
        wanted=[
            {"user_id": "1", "pin": "71820001"},
            {"user_id": "2", "name": "New name", "pin": "71820022"},
            {"user_id": "4", "name": "Comes", "pin": "71820004"},
        ],
        holds=[record("1", "Stays", "71820001"), record("2", "New name", "71820022"), record("4", "Comes", "71820004")],
        names=("1", "2", "3", "4"),
        changes=({"name": "Old name", "pin": "********"}, {"name": "New name", "pin": "******** (changed)"}),
        bad=(
            {"user_id": "2", "pin": 71820002},
            "users[0].pin (user_id 2): must be 2 to 8 digits in quotes, not a number",
        ),
        secrets=frozenset({"71820001", "71820002", "71820003", "71820004", "71820022"}),
    ),
    campaign=Campaign(lambda number: str(1000 + number), values, ("name",), RECORD, ("pin", "PrivatePIN")),
)
