# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make a part of a device exactly what it was: each record whole, and those that were not there removed.

What can't be put back and differs is named in a ``lost`` list. With ``proving``, what the device shows as stars counts
as right, since it was written before.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from ..converge.plan import Held, Plan, Update, changes, with_masked_secrets
from ..converge.records import converge_by_plan
from ..converge.settings import Setting, converge_settings
from ..errors import AkuvoxError, InvalidInput, NotKept, Unsupported
from ..secrets import decoded, is_encoded, is_secret_key
from ..targets.schedule import RELAY_SCHEDULE
from ..targets.user import BUILT_IN_SCHEDULES
from .compare import is_hidden
from .parts import ANSWER, CONFIG, SCHEDULES, read_config

_RULED = "Keys that a device rules by itself can be left out: akuvox_restore_exclude (option exclude)"
_STARS = "the device that the set is of shows it as stars"


def restore_config(task, wanted, same_firmware, lost, proving=False):
    """Set the ``wanted`` keys and return the task's result. A key that another firmware lacks is left out."""
    settings = []

    def choose(current):
        unknown = [key for key in wanted if key not in current and not same_firmware]
        if unknown:
            task.warn(f"this firmware doesn't have {len(unknown)} keys of the set: {', '.join(unknown)}")
        for key in wanted:
            if is_secret_key(key) and is_hidden(wanted[key]):
                lost.extend([] if is_hidden(current.get(key)) else [f"{key} ({_STARS})"])
            elif key not in unknown:
                settings.append(verbatim(key, str(wanted[key]), rewrite=not proving))
        return settings

    def read():
        return read_config(task.device)

    try:
        return converge_settings(task.device, CONFIG, choose, task, read)
    except NotKept as exc:
        return mended(exc, task, CONFIG, settings, read)


def mended(first, task, target, settings, read):
    """The result of settings that a device did not keep, once those are decoded that it encodes by itself.

    :param first: the :class:`NotKept` of the first try.
    :raises NotKept: when none is, or the device doesn't keep them even so.
    """
    current = read()
    second = [_decoded(setting, current) for setting in settings]
    if second == settings:
        raise NotKept(f"{first.message}. {_RULED}", **first.detail)
    try:
        result = converge_settings(task.device, target, lambda current: second, task, read)
    except AkuvoxError as exc:
        raise type(exc)(exc.message, **_together(first.detail, exc.detail)) from None
    return _together(first.detail, result)


def verbatim(key, value, rewrite=True):
    """The :class:`Setting` that gives a key back the very value that it had."""
    return Setting(key, key, key, value, is_secret_key(key), rewrite=rewrite, verbatim=True)


def _decoded(setting, current):
    """The setting as a device wants it that shows it in base64: it has just got it encoded twice (device-facts 9.4)."""
    twice = setting.secret and is_encoded(str(current.get(setting.key)), setting.value)
    return replace(setting, sends=decoded(setting.value)) if twice else setting


def _together(first, second):
    """The result of two rounds of settings; the diff of the first one covers both."""
    updated = [*first["updated"], *(label for label in second.get("updated", ()) if label not in first["updated"])]
    changed = first["changed"] or second.get("changed", False)
    return {**first, "changed": changed, "updated": updated, "incomplete": second.get("incomplete", [])}


def restore_list(task, part, records, lost, numbers=None, proving=False):
    """Make the device hold exactly the ``records`` of a part, and return the task's result.

    Records that a cloud or another platform owns are left alone on either side. ``numbers``: those of schedules in the
    set -> on the device.
    """
    device, target = task.device, part.target
    part.check_keys(records, "the set")
    table = part.table(device.profile, records)
    rows = [as_row(table, record, numbers or {}) for record in records if not target.is_foreign(record)]
    # a group too many does no harm, and many devices can't remove a single one
    removes = device.profile.lack(target.target, "del") is None
    stay = []

    def planned(found, refused, written):
        part.check_keys(found, ANSWER)
        held = [as_held(table, record, target) for record in found]
        left = [row for row in rows if table.identity(row[table.key.option]) not in refused]
        plan, blocked = exact_plan(held, left, table, {record.identity for record in held} if proving else written)
        lost[:] = [f"{target.target} {line}" for line in blocked]
        stay[:] = [] if removes else [table.shown_key(record.values) for record in plan.remove]
        return held, plan if removes else replace(plan, remove=(), whole=False)

    result = converge_by_plan(device, target, table, planned, task.check_mode)
    if stay:
        task.warn(f"{target.target}: this device can't remove single ones, so these stay: {', '.join(stay)}")
    return result


def as_held(table, record, target):
    """A device record in the terms of a table that takes it as it is, also one without a key."""
    values = as_row(table, record, {})
    return Held(table.identity(values[table.key.option]), values, record, target.is_foreign(record))


def as_row(table, record, numbers):
    """A record in the table's terms. One without a key has an empty one."""
    row = {table.key.option: "", **table.decode(record)}
    if isinstance(row.get(SCHEDULES), list):
        row[SCHEDULES] = [
            {**entry, "schedule": numbers.get(entry["schedule"], entry["schedule"])} for entry in row[SCHEDULES]
        ]
    return row


def exact_plan(held, rows, table, written=frozenset()):
    """The :class:`Plan` that leaves exactly the ``rows``, and why rows can't be written, as lines.

    Several records may have the same key: those that are the same are paired first, then whatever has the same key.
    """
    free, foreign, left = defaultdict(list), set(), []
    for record in held:
        if record.foreign:
            foreign.add(record.identity)
        else:
            free[record.identity].append(record)
    for row in rows:
        same_key = free[table.identity(row[table.key.option])]
        known = _known(row, table)
        twin = next((record for record in same_key if not changes(record, known, table, written=written)), None)
        if twin is None:
            left.append(row)
        else:
            same_key.remove(twin)
    add, update, blocked = [], [], []
    for row in left:
        identity, known = table.identity(row[table.key.option]), _known(row, table)
        label = table.named(row)
        if free[identity]:
            record = free[identity].pop(0)
            differing = changes(record, known, table, written=written)
            try:
                update.append(Update(record, with_masked_secrets(record, known, differing, table, label)))
            except InvalidInput:
                blocked.append(f"{label} ({_STARS}, and so does this one)")
        elif identity in foreign:
            blocked.append(f"{label} (a cloud or another platform owns it now)")
        elif len(known) < len(row):
            blocked.append(f"{label} ({_STARS})")
        else:
            add.append(row)
    remove = [record for records in free.values() for record in records]
    whole = bool(remove) and not rows and len(remove) == len(held)
    return Plan(tuple(add), tuple(update), tuple(remove), whole=whole), blocked


def _known(row, table):
    """A row without the secrets that stand there as stars."""
    return {option: value for option, value in row.items() if not (option in table.secrets and is_hidden(value))}


def schedule_numbers(device, held):
    """Number of a schedule in the set -> its number on the device, by name, for who refers to it: people and relays.

    A device numbers a new schedule itself (device-facts 6). Nothing is read when nobody refers to one.
    """
    names = {str(record.get("DisplayID")): str(record.get("Name")) for record in held.get("schedule", [])}
    relays = [value for key, value in held.get(CONFIG, {}).items() if RELAY_SCHEDULE.fullmatch(key)]
    people = [value for record in held.get("user", []) for value in record.values()]
    said = set(re.findall("[0-9]+", " ".join(map(str, [*relays, *people]))))
    used = [number for number in names if number in said and number not in BUILT_IN_SCHEDULES.values()]
    if not used:
        return {}
    try:
        found = device.records("schedule")
    except Unsupported:
        return {}
    numbers = {}
    for number in used:
        same = [record for record in found if str(record.get("Name")) == names[number]]
        same_name = [str(record["DisplayID"]) for record in same if record.get("DisplayID")]
        if same_name:
            numbers[number] = number if number in same_name else same_name[0]
    return numbers


def renumbered(config, numbers):
    """A configuration whose relays refer to the schedules' numbers on the device (device-facts 8.3)."""

    def on_device(found):
        return numbers.get(found[0], found[0])

    return {
        key: re.sub("[0-9]+", on_device, str(value)) if RELAY_SCHEDULE.fullmatch(key) else value
        for key, value in config.items()
    }
