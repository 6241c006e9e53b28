# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remove entries from the call log and the door log. Logs grow by themselves, so only what was there before counts."""

from __future__ import annotations

from ..api.envelope import items_of
from ..converge.rounds import MAX_FRUITLESS_ROUNDS, look_until
from ..errors import AkuvoxError, BadReply, InvalidInput, NotKept, PartialFailure, Refused, Unreachable, Unsupported
from ..fields.codec import BadValue
from ..fields.numbers import whole_number
from ..targets.logs import CALL_TYPES, check_ids

LOG_OPTIONS = {
    "state": {"type": "str", "required": True, "choices": ["absent", "cleared"]},
    "ids": {"type": "list", "elements": "raw"},
}
LOG_CONSTRAINTS = {"required_if": [("state", "absent", ("ids",))]}


def run_log(task, table):
    """Do what ``akuvox_calllog`` and ``akuvox_doorlog`` are asked for and return the task's result."""
    params = task.params
    if params["state"] == "absent":
        if params.get("type"):
            raise InvalidInput("type: goes with state: cleared; entries that are to be absent are named in ids")
        return remove(task, table, _checked_ids(params["ids"] or ()))
    if params["ids"] is not None:
        raise InvalidInput("ids: goes with state: absent; state: cleared removes all entries")
    return clear(task, table, params.get("type") or "all")


def _checked_ids(ids):
    checked = []
    for index, entry in enumerate(ids):
        try:
            checked += check_ids([entry])
        except BadValue as exc:
            raise InvalidInput(f"ids[{index}]: {exc}") from None
    if not checked:
        raise InvalidInput("ids: is empty; state: cleared removes all entries")
    return list(dict.fromkeys(checked))


def remove(task, table, ids):
    """Remove the entries with these IDs, one request each (C53). IDs that are not there are no change."""
    device = task.device
    first = _entries(device.records(table.target), ids)
    if task.check_mode:
        return _result(table, first, {})
    left, refused, fruitless, touched = first, {}, 0, device.tally.count
    while any(number not in refused for number in left):
        lost, count = None, len(left)
        for number in [number for number in left if number not in refused]:
            try:
                # the manual prints doorlog's with the target calllog, which would remove a call (C54)
                device.write(table.target, "del", {"ID": number})
            except Unsupported:
                raise
            except Refused as exc:
                refused[number] = exc.message
            except (Unreachable, BadReply) as exc:
                lost = exc
                break
        until = device.settles_at() if lost is not None else None
        try:
            left = look_until(
                device,
                until,
                lambda: _still_there(first, device.records(table.target)),
                lambda found, asked=number: asked not in found,
                f"{table.target}/del",
            )
        except AkuvoxError as exc:
            raise _unknown(exc, table, first, left, device.tally.count > touched) from None
        # what is gone by now was refused because it had gone
        refused = {number: reason for number, reason in refused.items() if number in left}
        pending = [number for number in left if number not in refused]
        if pending and lost is None:
            raise NotKept(
                f"the device accepted to remove entries of its {table.target} and still has {', '.join(pending)}",
                **_result(table, _without(first, left), refused),
            )
        fruitless = fruitless + 1 if len(left) >= count else 0
        if pending and fruitless >= MAX_FRUITLESS_ROUNDS:
            raise _unknown(lost, table, first, left)
    result = _result(table, _without(first, refused), refused)
    if refused:
        reasons = "; ".join(f"{number}: {reason}" for number, reason in list(refused.items())[:3])
        raise PartialFailure(f"the device refused to remove {len(refused)} entries: {reasons}", **result)
    return result


def clear(task, table, kind):
    """Remove all entries, or those of one kind of call. Nothing is sent when there are none."""
    device = task.device
    before, count = _look(device, table, kind)
    result = {"changed": bool(before), "count": count, "diff": {"before": {}, "after": {}}}
    if before:
        result["diff"] = {"before": {table.target: {kind: count}}, "after": {table.target: {kind: 0}}}
    if not before or task.check_mode:
        return result
    data = {"Type": CALL_TYPES[kind]} if table.target == "calllog" else None
    left, tries = before, 0
    while left:
        lost = None
        try:
            device.write(table.target, "clear", data)
        except (Unreachable, BadReply) as exc:
            lost = exc
        # one that comes late would take what the log has got in between
        until = device.settles_at() if lost is not None else None
        try:
            left = look_until(
                device,
                until,
                lambda: _same(before, _look(device, table, kind)[0]),
                lambda found: not found,
                f"{table.target}/clear",
            )
        except (Unreachable, BadReply) as exc:
            raise exc.restated(
                f"{exc.message}. It is not known whether the {table.target} was cleared; run again"
            ) from None
        if left and lost is None:
            raise NotKept(
                f"the device accepted to clear its {table.target} and still has {len(left)} of the entries",
                **_partly(before, left),
            )
        tries += 1
        if left and tries >= MAX_FRUITLESS_ROUNDS:
            raise lost.restated(lost.message, **_partly(before, left))
    return result


def _partly(before, left):
    """What became of entries that were not all cleared."""
    return {"changed": len(left) < len(before), "count": len(before) - len(left)}


def _look(device, table, kind):
    """Entries of a kind and their number. Where any kind will do, a page tells whether there are any at all."""
    if kind != "all":
        found = [record for record in device.records(table.target) if table.row(record).get("type") == kind]
        return found, len(found)
    data = device.read(table.target)
    found = items_of(data)
    return found, max(whole_number(data.get("num")) or 0, len(found))


def _same(before, now):
    """The records that were there before: an ID alone might have been reused."""
    return [record for record in now if record in before]


def _entries(records, ids):
    found = {str(record.get("ID")): record for record in records}
    return {number: found[number] for number in ids if number in found}


def _still_there(first, records):
    return {str(record.get("ID")): record for record in _same(list(first.values()), records)}


def _without(entries, others):
    return {number: record for number, record in entries.items() if number not in others}


def _result(table, gone, refused):
    rows = {}
    for number, record in gone.items():
        rows[number] = {name: value for name, value in table.row(record).items() if name not in ("id", "record")}
    return {
        "changed": bool(gone),
        "removed": list(gone),
        "refused": [{"key": number, "reason": reason} for number, reason in refused.items()],
        "diff": {"before": rows, "after": {}},
    }


def _unknown(exc, table, first, left, touched=False):
    """The error of a task that could not find out what became of its last request."""
    result = _result(table, _without(first, left), {})
    return exc.restated(
        f"{exc.message}. {len(left)} of {len(first)} entries are not confirmed to be gone; run again, it continues "
        "from there",
        **{**result, "changed": result["changed"] or touched},
    )
