# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What people keep at a door: fields that a list leaves to it, person by person, such as a PIN that it masks."""

from __future__ import annotations

from ..targets import credentials

_OPTION = {"schedule": "schedules"}
# Who keeps a schedule that no list has would else get in at all times where they are new.
_UNTIL_SAID = [{"schedule": "never", "relays": ["A"]}]


def without_kept(device, people, store):
    """The checked people with what they keep left out where they are there already.

    Where they are new, the list's value counts. Somebody new whose schedule no list has doesn't get in yet. The device
    is only read where somebody keeps something.
    """
    if not any(person.get("keep") for person in people):
        return people
    there = _ids(device, store)
    return [_settled(person, person["user_id"] in there) for person in people]


def _ids(device, store):
    if store == "user":
        return {str(record.get("UserID") or "") for record in device.records("user")}
    return {
        credentials.owner_of({"name": record.get("Name")})
        for target in ("privatekey", "rfkey")
        for record in device.records(target)
    }


def _settled(person, is_there):
    keep = [_OPTION.get(field, field) for field in person.get("keep", ())]
    row = {option: value for option, value in person.items() if option != "keep"}
    if is_there:
        return {option: value for option, value in row.items() if option not in keep}
    return {**({"schedules": _UNTIL_SAID} if "schedules" in keep else {}), **row}
