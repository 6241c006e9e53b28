# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases as data: requests to one device of a fleet, each with what is expected of the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

ABSENT = object()
"""Stands for a member that must not be there."""

OK = {"retcode": 0}
DONE = {"retcode": 1}
FAILED = {"retcode": -1}
UNSUPPORTED = {"retcode": -1, "action": "unknow", "message": "unsupport action"}


@dataclass(frozen=True)
class Case:
    """Steps are pairs of a call and what its answer must have.

    A call is ``"GET /path"``, ``(target, action, data)`` or ``(target, action, data, path)`` for a POST,
    ``("POST", path, body)`` for one without the envelope, ``"state"`` for the admin port's view, or a mapping that goes
    to the device's faults.
    """

    device: str
    says: str
    steps: tuple[Any, ...]
    state: dict[str, Any] = field(default_factory=dict)


def users(count):
    """Make users that every device takes."""
    return [user(number) for number in range(1, count + 1)]


def user(number, **changes):
    """Make a user with all that any device wants on add."""
    record = {"UserID": str(number), "Name": f"User {number}", "WebRelay": "0", "LiftFloorNum": "0"}
    return {**record, "ScheduleRelay": "1001-1", "Schedule-Relay": "1001-1", **changes}


def rows(count, **changes):
    """Make stored users, for a state."""
    return [{"ID": str(n), "UserID": str(n), "Name": f"User {n}", **changes} for n in range(1, count + 1)]


def item(*records):
    """Wrap records as the data of a batch."""
    return {"item": list(records)}


def check(expected, actual, where="answer"):
    """Compare: of an object only the members that are expected, all else as it is."""
    if isinstance(expected, dict):
        assert isinstance(actual, dict), f"{where} is {actual!r}"
        for name, value in expected.items():
            if value is ABSENT:
                assert name not in actual, f"{where}.{name} is there: {actual[name]!r}"
            else:
                assert name in actual, f"{where} has no {name}: {actual!r}"
                check(value, actual[name], f"{where}.{name}")
    elif isinstance(expected, list):
        assert isinstance(actual, list), f"{where} is {actual!r}"
        assert len(actual) == len(expected), f"{where} has {len(actual)} entries: {actual!r}"
        for number, (left, right) in enumerate(zip(expected, actual, strict=True)):
            check(left, right, f"{where}[{number}]")
    else:
        assert actual == expected, f"{where} is {actual!r}, not {expected!r}"


def read(answer):
    """Return an answer's JSON, whatever comes after it, with its HTTP status and body."""
    text = answer.body.decode("utf-8", "surrogateescape")
    result = {"http": answer.status, "body": answer.body, "headers": answer.headers}
    try:
        parsed = json.JSONDecoder().raw_decode(text)[0]
    except ValueError:
        return result
    return result | parsed


def run(case, rig, client):
    """Take the device back to its initial state, set it as the case wants it, and go through the steps."""
    place = f"/devices/{case.device}"
    rig.admin("POST", place + "/reset")
    rig.admin("PATCH", place, {"request_interval": 0})
    if case.state:
        rig.admin("PUT", place + "/state", case.state)
    for number, (call, expected) in enumerate(case.steps):
        if call == "state":
            actual = rig.admin("GET", place + "/state")
        elif isinstance(call, dict):
            actual = rig.admin("POST", place + "/faults", call)
        elif call[0] == "POST":
            actual = read(client.request("POST", call[1], json.dumps(call[2]).encode()))
        elif isinstance(call, str):
            actual = read(client.get(call.removeprefix("GET ")))
        else:
            actual = read(client.post(*call))
        check(expected, actual, f"step {number}")
