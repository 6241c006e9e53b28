# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people keep at a door: fields that a list leaves to it, person by person, such as a PIN that it masks."""

from __future__ import annotations

from ..targets import credentials
from ..targets.user import BUILT_IN_SCHEDULES

# The schedules of somebody who doesn't get in.
NO_ENTRY = [{"schedule": "never", "relays": ["A"]}]
_OPTION = {"schedule": "schedules"}


def without_kept(device, people, store):
    """The checked people with what they keep left out where they are there already.

    Where they are new, the list's value counts. Somebody new doesn't get in yet if no list has their schedule, or the
    device can't have the one that others have. The device is only read where somebody keeps something.
    """
    if not any(person.get("keep") for person in people):
        return people
    there = _ids(device, store)
    by_name = store == "user" and device.profile.lack("schedule", "get") is None
    return [_settled(person, person["user_id"] in there, by_name) for person in people]


def _ids(device, store):
    if store == "user":
        return {str(record.get("UserID") or "") for record in device.records("user")}
    return {
        credentials.owner_of({"name": record.get("Name")})
        for target in ("privatekey", "rfkey")
        for record in device.records(target)
    }


def _settled(person, is_there, by_name):
    """``by_name``: whether the device has schedules of its own, to which a name can refer."""
    keep = [_OPTION.get(field, field) for field in person.get("keep", ())]
    row = {option: value for option, value in person.items() if option != "keep"}
    if is_there:
        return {option: value for option, value in row.items() if option not in keep}
    if "schedules" in keep and not _is_possible(row.get("schedules"), by_name):
        # somebody new without schedules would get in at all times
        return {**row, "schedules": NO_ENTRY}
    return row


def _is_possible(schedules, by_name):
    return schedules is not None and (by_name or all(each["schedule"] in BUILT_IN_SCHEDULES for each in schedules))
