# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets that keep lists: get, add, set, del and clear of each kind of record that has nothing of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..envelope import Call, Reply, failed
from ..functions import BOTH, POST, Function
from ..recordkinds import KINDS, RecordKind
from ..records import Record

if TYPE_CHECKING:
    from ..device import Device

OTHERWISE = ("user", "calllog", "doorlog")
"""Kinds of records with functions of their own."""

_FIRST_SCHEDULE = 1003
"""1001 and 1002 are built in: always and never (device-facts 6)."""


_BUILT_IN = {"1001": "Always", "1002": "Never"}


def protected(device: Device, record: Mapping[str, Any]) -> bool:
    """Whether a cloud owns the record, so that it cannot be changed or deleted here (device-facts 5.7)."""
    return record.get("SourceType") in device.profile.cloud_sources


def _shown(device: Device, target: str, record: Record) -> Record:
    """Return the record in this device's words, secrets as stars, without the ID where it keeps that to itself."""
    profile = device.profile
    hidden = profile.masked_fields.get(target, ())
    if not profile.words and not profile.absent_fields and not hidden:
        return record
    shown = {name: profile.words.get(f"{target}.{name}={value}", value) for name, value in record.items()}
    shown |= {name: "****" for name in hidden if shown.get(name)}
    if f"{target}.ID" in profile.absent_fields:
        del shown["ID"]
    return shown


def listing(device: Device, call: Call, records: list[Record]) -> Reply:
    """Answer a list, in pages where the device has them: num is the total, curPageNum the page's count (C69)."""
    profile = device.profile
    data: dict[str, Any] = {"num": len(records)}
    page = call.text("page")
    if profile.page_size is not None and page.isdigit() and int(page) > 0:
        start = (int(page) - 1) * profile.page_size
        records = records[start : start + profile.page_size]
        data["curPageNum"] = len(records)
    records = [_shown(device, call.target, record) for record in records]
    if len(records) == 1 and profile.single_item_as_object:
        data[profile.item_key] = records[0]
    elif records or not profile.omit_empty_item:
        data[profile.item_key] = records
    return Reply(data=data)


def _answer(kind: RecordKind, record: Mapping[str, Any], ret: int | None) -> dict[str, Any]:
    """Make an item of a write's reply."""
    item: dict[str, Any] = {} if ret is None else {"Ret": ret}
    return item | {name: str(record.get(name, "")) for name in ("ID", *kind.reply_fields)}


def _close(device: Device, kind: RecordKind, answers: list[dict[str, Any]]) -> Reply:
    """Make the reply of a batch; C06: whether a failed item shows in retcode depends on the target.

    Schedules are answered as users are, without data (device-facts 2.2, 6).
    """
    bad = any(item.get("Ret", 0) < 0 or item.get("Ret") == 14 for item in answers)
    if kind.target == "schedule":
        return failed() if bad else Reply(retcode=device.profile.schedule_write_retcode)
    reply = Reply(data={"num": len(answers), "item": answers})
    if kind.failed_retcode < 0 and bad:
        reply.retcode, reply.message = kind.failed_retcode, "Error"
    return reply


def _valid(kind: RecordKind, item: Mapping[str, Any]) -> bool:
    choices = kind.choices or {}
    return all(str(item[name]) in allowed for name, allowed in choices.items() if item.get(name) not in (None, ""))


def _missing(device: Device, kind: RecordKind, item: Mapping[str, Any]) -> bool:
    return any(item.get(name) in (None, "") for name in device.profile.required_on_add.get(kind.target, ()))


def _prepared(device: Device, kind: RecordKind, item: dict[str, Any]) -> dict[str, Any]:
    """Complete an item with what the device puts in itself.

    An unknown group name of a contact is stored as Default (device-facts 7.1); none at all stays empty. A schedule gets
    the number that users refer to, and echoes its Type as Mode (device-facts 6).
    """
    if kind.target == "schedule":
        store = device.state.records["schedule"]
        kind_of = item.get("Type") or store.kind.defaults["Type"]
        number = _FIRST_SCHEDULE - 1 + store.next_id
        return {**item, "DisplayID": str(number), "SourceType": "1", "Type": kind_of, "Mode": kind_of}
    if kind.target == "contact" and item.get("Group") not in (None, "", "Default"):
        groups = {row["Name"] for row in device.state.records["group"].rows.values()}
        if item["Group"] not in groups:
            return {**item, "Group": "Default"}
    return item


def _get(device: Device, call: Call) -> Reply:
    store = device.state.records[call.target]
    rows = store.listing()
    if call.target == "schedule" and device.profile.builtin_schedules:
        fixed = {"Type": "2", "Mode": "2"}
        rows = [
            store.complete({**fixed, "DisplayID": number, "Name": name}, number) for number, name in _BUILT_IN.items()
        ] + rows
    return listing(device, call, rows)


def _add(device: Device, call: Call) -> Reply:
    store = device.state.records[call.target]
    kind = store.kind
    if not call.items:
        return failed()
    answers = []
    for item in call.items:
        if _missing(device, kind, item) or not _valid(kind, item):
            answers.append(_answer(kind, item, kind.missing_name_ret))
            continue
        if store.full(device.profile.capacity.get(call.target)):
            answers.append(_answer(kind, item, -1))
            continue
        record = store.add(_prepared(device, kind, item))
        ret = int(record["ID"]) if kind.add_ret_is_id else 0
        answers.append(_answer(kind, record, ret if kind.ret_on_add else None))
        device.state.touch()
    return _close(device, kind, answers)


def _set(device: Device, call: Call) -> Reply:
    store = device.state.records[call.target]
    kind = store.kind
    if not call.items:
        return failed()
    answers = []
    for item in call.items:
        old = store.rows.get(str(item.get("ID", "")))
        if old is not None and (_missing(device, kind, item) or not _valid(kind, item)):
            answers.append(_answer(kind, item, kind.missing_name_ret))
            continue
        if old is not None and protected(device, old):
            answers.append(_answer(kind, item, -1))
            continue
        record, changed = store.replace(_prepared(device, kind, item))
        answers.append(_answer(kind, record or item, kind.not_found_ret if record is None else 0))
        if changed:
            device.state.touch()
    return _close(device, kind, answers)


def _del(device: Device, call: Call) -> Reply:
    store = device.state.records[call.target]
    kind = store.kind
    if not call.items:
        return failed()
    answers = []
    for item in call.items:
        record = store.find(item)
        if record is not None and protected(device, record):
            answers.append(_answer(kind, record, -1))
            continue
        if record is not None:
            store.remove(record)
            device.state.touch()
        gone = record is not None or kind.silent_del
        answers.append(_answer(kind, record or item, 0 if gone else kind.not_found_ret))
    return _close(device, kind, answers)


def _clear(device: Device, call: Call) -> Reply:
    if device.state.records[call.target].clear():
        device.state.touch(f"{call.target}: cleared")
    return Reply()


FUNCTIONS = [
    function
    for kind in KINDS.values()
    if kind.target not in OTHERWISE
    for function in (
        Function(kind.target, "get", BOTH, _get, documented=kind.in_manual),
        Function(kind.target, "add", POST, _add, documented=kind.in_manual),
        Function(kind.target, "set", POST, _set, documented=kind.in_manual),
        # C46: the manual has no group del; newer firmware does.
        Function(kind.target, "del", POST, _del, documented=kind.in_manual and kind.target != "group"),
        Function(kind.target, "clear", BOTH, _clear, documented=kind.in_manual),
    )
]
