# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Invented people and cards: as a user writes them, and as the manual says that a device holds them.

The two are written down side by side, by hand, so that the tests do not believe what the client's own code says.
"""

from __future__ import annotations

# As options -> as the device's ScheduleRelay (manual: "1001-1,1002-2"; 1001 is always, 1002 is never).
_SCHEDULES = (
    ([{"schedule": "always", "relays": ["A"]}], "1001-1"),
    ([{"schedule": "always", "relays": ["A", "B"]}], "1001-1,1001-2"),
    ([{"schedule": "never", "relays": ["C"]}], "1002-3"),
    ([{"schedule": "1003", "relays": ["A"]}, {"schedule": "always", "relays": ["D"]}], "1003-1,1001-4"),
)


def pin(number: int) -> str:
    """An eight-digit PIN, so that it is not found by chance; every fifth begins with a zero."""
    return f"{(number * 7919 + 12345677) % 90000000 + (0 if number % 5 == 0 else 10000000):08d}"


def person(number: int) -> tuple[dict, dict]:
    """One person as options and as the device's record without its ID."""
    schedules, schedule_relay = _SCHEDULES[number % len(_SCHEDULES)]
    user_id = str(1000 + number)
    options = {"user_id": user_id, "name": f"Sample Person {number} é", "schedules": schedules}
    record = {
        "UserID": user_id,
        "Name": f"Sample Person {number} é",
        "PrivatePIN": "",
        "CardCode": "",
        "WebRelay": "0",
        "LiftFloorNum": "0",
        "ScheduleRelay": schedule_relay,
        "Type": "0",
        "FaceUrl": "",
        "SourceType": "",
    }
    if number % 4:
        options["pin"] = record["PrivatePIN"] = pin(number)
    if number % 3 == 0:
        options["cards"] = [f"00AB{number:04X}", f"00CD{number:04X}"]
        record["CardCode"] = f"00AB{number:04X};00CD{number:04X}"
    if number % 7 == 0:
        options["web_relay"], record["WebRelay"] = 2, "2"
        options["lift_floors"], record["LiftFloorNum"] = [1, 12], "1;12"
    return options, record


def people(*numbers: int) -> list[dict]:
    """People as options."""
    return [person(number)[0] for number in numbers]


def people_on_device(*numbers: int) -> list[dict]:
    """The same people as device records, in the order that :func:`without_ids` gives."""
    return sorted((person(number)[1] for number in numbers), key=lambda record: record["UserID"])


def pins(*numbers: int) -> set[str]:
    """The PINs among them, to be searched for in the output."""
    return {row["pin"] for row in people(*numbers) if "pin" in row}


def card(number: int) -> tuple[dict, dict]:
    """One card of the key store as options and as the device's record without its ID."""
    code = f"00B4{number:04X}"
    options = {"code": code, "name": f"Card {number}"}
    record = {
        "Code": code,
        "Name": f"Card {number}",
        "DoorNum": "1",
        **dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1"),
        "TimeStart": "00:00",
        "TimeEnd": "00:00",
        "Tags": "0",
        "Frequency": "0",
    }
    if number % 2:
        options.update(doors=["A", "C"], access="schedule", days=["mon", "thu"], time_start="6:00", time_end="18:30")
        record.update(DoorNum="13", Tags="3", Tue="0", Wed="0", Fri="0", Sat="0", Sun="0")
        record.update(TimeStart="06:00", TimeEnd="18:30")
    if number % 5 == 0:
        options.update(access="frequency", frequency=7)
        record.update(Tags="1", Frequency="7")
    return options, record


def cards(*numbers: int) -> list[dict]:
    """Cards as options."""
    return [card(number)[0] for number in numbers]


def cards_on_device(*numbers: int) -> list[dict]:
    """The same cards as device records, in the order that :func:`without_ids` gives."""
    return sorted((card(number)[1] for number in numbers), key=lambda record: record["Code"])


def without_ids(records: list[dict]) -> list[dict]:
    """Device records in a fixed order, without the IDs that the device gave them."""
    stripped = [{name: value for name, value in record.items() if name != "ID"} for record in records]
    return sorted(stripped, key=lambda record: record.get("UserID") or record.get("Code") or "")
