# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target ``user``: lists of users, whose write replies carry no items (C05), and the card reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function
from ..records import Record
from .recordlists import listing, protected

if TYPE_CHECKING:
    from ..device import Device


def _info(device: Device, call: Call) -> Reply:
    """The lowest free number for a UserID, as an integer."""
    used = {row["UserID"] for row in device.state.records["user"].rows.values()}
    number = 1
    while str(number) in used:
        number += 1
    return Reply(data={"DefaultUserId": number})


def _shown(device: Device, row: Record) -> Record:
    """The record as this device returns it: its name for the schedule, and the cut of long card lists."""
    profile = device.profile
    if profile.user_schedule_read == "ScheduleRelay" and profile.card_read_limit is None:
        return row
    shown: dict[str, Any] = dict(row)
    value = shown.pop("ScheduleRelay")
    shown[profile.user_schedule_read] = value
    if profile.user_schedule_list:
        pairs = (pair.partition("-")[0] for pair in re.split("[;,]", value))
        shown["Schedule"] = list(dict.fromkeys(filter(None, pairs)))
    shown["CardCode"] = shown["CardCode"][: profile.card_read_limit]
    return shown


def _get(device: Device, call: Call) -> Reply:
    """All users, or those of one SourceType; All is the only value the manual shows (C64)."""
    rows = device.state.records["user"].listing()
    source = call.text("SourceType")
    if source and source != "All":
        rows = [row for row in rows if row.get("SourceType") == source]
    part = call.text(device.profile.user_filter).lower()
    if part:
        looked_at = ("Name", "UserID", "PrivatePIN", "CardCode")
        rows = [row for row in rows if any(part in row[name].lower() for name in looked_at)]
    return listing(device, call, [_shown(device, row) for row in rows])


def _taken(device: Device, item: Mapping[str, Any]) -> dict[str, Any]:
    """The item as this device understands it: its names for the schedule, its separators (device-facts 5.3, 5.4)."""
    profile = device.profile
    taken = {name: value for name, value in item.items() if name != "ScheduleRelay"}
    value = next((item[name] for name in profile.user_schedule_write if item.get(name) is not None), None)
    if value is not None:
        text = str(value)
        for separator in ",;":
            if separator not in profile.user_schedule_separators:
                text = text.partition(separator)[0]
        taken["ScheduleRelay"] = text
    return taken


def _written(device: Device, good: bool) -> Reply:
    """retcode 1 and OK with no data, or -1: which item was refused is not said (C05, device-facts 2.5)."""
    return Reply(retcode=device.profile.user_write_retcode) if good else failed()


def _add(device: Device, call: Call) -> Reply:
    """A duplicate UserID or a missing mandatory field refuses that item (device-facts 5.2); the others are stored."""
    refused = device.profile.refused_on_add.get("user", ())
    if any(name in item for item in call.items or [] for name in refused):
        return Reply(retcode=-100, message="error param")
    store = device.state.records["user"]
    used = {row["UserID"] for row in store.rows.values()}
    good = bool(call.items)
    for item in call.items or []:
        taken = _taken(device, item)
        if device.profile.cloud_sources:
            # Where clouds own users, what is added here is local, whatever it says it is.
            taken.pop("SourceType", None)
        missing = any(taken.get(name) in (None, "") for name in device.profile.required_on_add.get("user", ()))
        if missing or str(taken["UserID"]) in used or store.full(device.profile.capacity.get("user")):
            good = False
            continue
        used.add(store.add(taken)["UserID"])
        device.state.touch()
    return _written(device, good)


def _set(device: Device, call: Call) -> Reply:
    """Replace whole records by ID; another user's UserID, or an unknown ID, refuses the item."""
    store = device.state.records["user"]
    owners = {row["UserID"]: row["ID"] for row in store.rows.values()}
    good = bool(call.items)
    for item in call.items or []:
        taken = _taken(device, item)
        record_id, user_id = str(taken.get("ID", "")), str(taken.get("UserID") or "")
        missing = any(taken.get(name) in (None, "") for name in device.profile.required_on_add.get("user", ()))
        known = record_id in store.rows and not protected(device, store.rows[record_id])
        if not known or missing or owners.get(user_id, record_id) != record_id:
            good = False
            continue
        owners.pop(store.rows[record_id]["UserID"], None)
        owners[user_id] = record_id
        if store.replace(taken)[1]:
            device.state.touch()
    return _written(device, good)


def _del(device: Device, call: Call) -> Reply:
    store = device.state.records["user"]
    good = bool(call.items)
    for item in call.items or []:
        record = store.find(item)
        if record is None or protected(device, record):
            good = False
            continue
        store.remove(record)
        device.state.touch()
    return _written(device, good)


def _clear(device: Device, call: Call) -> Reply:
    """Remove all users but those of a cloud, which cannot be deleted here (device-facts 5.7)."""
    store = device.state.records["user"]
    gone = [row for row in store.listing() if not protected(device, row)]
    for row in gone:
        store.remove(row)
    if gone:
        device.state.touch("user: cleared")
    return Reply()


def _scan(device: Device, call: Call) -> Reply:
    """Code of the card that is held to the reader. What comes when there is none is not said; here a refusal."""
    code, device.state.scan_card = device.state.scan_card, ""
    if not code:
        return failed()
    device.state.touch()
    return Reply(data={"RFCode": code})


FUNCTIONS = [
    Function("user", "info", BOTH, _info),
    Function("user", "get", BOTH, _get, echo="info"),
    Function("user", "add", POST, _add),
    Function("user", "set", POST, _set),
    Function("user", "del", POST, _del),
    Function("user", "clear", BOTH, _clear),
    Function("user", "scan", POST, _scan, echo="scam"),
]
