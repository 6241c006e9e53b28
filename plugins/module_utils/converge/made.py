# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an unfinished plan did to a device: pure functions of what it held before and holds now."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ..secrets import is_masked
from .plan import Update


@dataclass
class Made:
    """What the device holds now of a plan: rows and updates with the values that it has, and what it has removed.

    ``incomplete``: the keys of what is half done. ``moved``: whether the device holds anything else than before.
    """

    add: list = field(default_factory=list)
    update: list = field(default_factory=list)
    remove: list = field(default_factory=list)
    incomplete: list = field(default_factory=list)
    moved: bool = False


def made_of(first, left, table, refused, before, after, written):
    """The :class:`Made` of a device that held ``before`` and holds ``after``, where a plan is ``left``.

    ``refused`` records are in no later plan, and a device may have taken a part of them all the same. ``written`` are
    the identities of records whose write the device confirmed, which tells of secrets that it shows as stars.
    """
    made = Made(moved=_content(before, table) != _content(after, table))
    open_ = _open(left, table) | refused.keys()
    held, holds = _by_identity(before), _by_identity(after)
    _note_added(made, first, table, open_, held, holds)
    for update in first.update:
        _note_updated(made, update, table, open_, holds, written)
    still_to_go = Counter(record.identity for record in left.remove)
    for identity, records in _by_identity(first.remove).items():
        gone = max(0, len(held[identity]) - len(holds[identity]))
        made.remove += [record.values for record in records[:gone]]
        if gone and (still_to_go[identity] or identity in refused):
            made.incomplete.append(records[0].values[table.key.option])
    return made


def confirmed(first, left, table):
    """The :class:`Made` of a device that can't be read any more: what an earlier reading has confirmed.

    ``left``: the plan that was being applied. That the device said yes to it proves nothing.
    """
    open_, removing = _open(left, table), {record.identity for record in left.remove}
    return Made(
        add=[row for row in first.add if _identity(row, table) not in open_],
        update=[update for update in first.update if _identity(update.values, table) not in open_],
        remove=[record.values for record in first.remove if record.identity not in removing],
    )


def _identity(values, table):
    return table.identity(values[table.key.option])


def _open(plan, table):
    """The identities of records that are to be added or changed."""
    return {_identity(row, table) for row in (*plan.add, *(update.values for update in plan.update))}


def _note_added(made, first, table, open_, held, holds):
    """Note which new records are there, also under a key that the device has made of theirs."""
    room = {_identity(row, table): 0 for row in first.add}
    room = {identity: len(holds[identity]) - len(held[identity]) for identity in room}
    for row in first.add:
        identity = _identity(row, table)
        if room[identity] <= 0:
            continue
        room[identity] -= 1
        if identity in open_:
            row = {**row, **_of(holds[identity][-1].values, row)}
            made.incomplete.append(row[table.key.option])
        made.add.append(row)
    if len(made.add) == len(first.add):
        return
    # not a set, so that the order is the device's
    for identity in [name for name in holds if not held[name] and name not in _open(first, table)]:
        for record in holds[identity]:
            if not record.foreign:
                made.add.append(record.values)
                made.incomplete.append(record.values[table.key.option])


def _note_updated(made, update, table, open_, holds, written):
    """Note what has become of a record that was to change."""
    identity = _identity(update.values, table)
    if identity not in open_:
        made.update.append(update)
        return
    candidates = [*holds[identity], *holds[update.held.identity]]
    same_id = [record for record in candidates if record.record.get("ID") == update.held.record.get("ID")]
    now = next(iter([*same_id, *candidates]), None)
    if now is None:
        made.remove.append(update.held.values)
    else:
        changed = _differing(update, now, table, written)
        if not changed:
            return
        made.update.append(Update(update.held, changed))
    made.incomplete.append(update.held.values[table.key.option])


def _differing(update, now, table, written):
    """The options in which a record is another one than before, with the values that it has now."""
    before, found = update.held.values, {}
    for fld in table.fields:
        have = now.values.get(fld.option)
        if fld.option == table.former:
            continue
        if fld.secret and is_masked(have) and is_masked(before.get(fld.option)):
            if fld.option in update.changes and now.identity in written:
                found[fld.option] = have
        elif fld.same(have) != fld.same(before.get(fld.option)) if have is not None else before.get(fld.option):
            found[fld.option] = have
    return found


def _of(values, options):
    """Those of the values whose option is among the ``options``."""
    return {option: values[option] for option in options if option in values}


def _by_identity(records):
    found = defaultdict(list)
    for record in records:
        found[record.identity].append(record)
    return found


def _content(records, table):
    """What records hold, in whatever order."""
    fields = [fld for fld in table.fields if fld.option != table.former]
    return Counter(repr([record.values.get(fld.option) for fld in fields]) for record in records)
