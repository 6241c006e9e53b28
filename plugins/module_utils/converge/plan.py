# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: pure functions from what a device holds and what is wanted to a plan.

Values are compared in the options' terms. Nothing here reads, writes or knows Ansible.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import BadReply, InvalidInput, PurgeFence
from ..secrets import is_masked
from ..shortened import shortened
from .doubles import DoubleRules, without_doubles

_PERCENTAGE = re.compile(r"([0-9]{1,3})%")
_COUNT = re.compile(r"[0-9]{1,9}")
# How many of those that would go the fence names.
_NAMED = 5


@dataclass(frozen=True)
class Held:
    """A record on the device: its identity, its values in option terms, and the record as the device sent it.

    ``foreign``: it must not be changed; a text says whose it is.
    """

    identity: object
    values: dict
    record: dict
    foreign: bool | str = False

    @property
    def mark(self):
        """What tells it from all others of the device: its ID, where the device shows one."""
        return str(self.record.get("ID") or "") or self.identity


@dataclass(frozen=True)
class Update:
    """A record and the options that are to change on it."""

    held: Held
    changes: dict

    @property
    def values(self):
        """The record's values after the change."""
        return {**self.held.values, **self.changes}


@dataclass(frozen=True)
class Plan:
    """Records to add (in option terms), to update, and to remove.

    ``doubles``: more to remove, since another one that stays is the same. ``purged``: how many of the removed ones go
    only because they aren't listed, and nobody has named them; ``whole``: nothing is listed, and nothing of what the
    device holds stays.
    """

    add: tuple = ()
    update: tuple = ()
    remove: tuple = ()
    doubles: tuple = ()
    purged: int = 0
    whole: bool = False

    def __bool__(self):
        return bool(self.add or self.update or self.going)

    @property
    def going(self):
        """All records that are to be removed, for whatever reason."""
        return self.remove + self.doubles

    @property
    def size(self):
        return len(self.add) + len(self.update) + len(self.going)


def hold(records, table, is_foreign):
    """Device records as :class:`Held`; one without the key counts as foreign, as no list can name it.

    :raises BadReply: for records of a shape that no device sends, since what is planned on them does harm.
    """
    held = []
    for number, record in enumerate(records):
        _check_shape(record, table, number)
        values = table.decode(record)
        key = values.get(table.key.option)
        if table.key.secret and is_masked(key):
            raise InvalidInput(
                f"match_by: this device shows every {table.key.option} as stars, so its records can't be found by it"
            )
        named = key not in (None, "")
        identity = table.identity(key) if named else ("without key", number)
        held.append(Held(identity, values, record, is_foreign(record) or not named))
    return held


def _check_shape(record, table, number):
    """Refuse a record whose fields are lists or objects where the device has strings."""
    for key, takes_lists in table.shapes.items():
        value = record.get(key)
        if not isinstance(value, (dict, list)):
            continue
        members = value if isinstance(value, list) and takes_lists else [value]
        if any(isinstance(member, (dict, list)) for member in members):
            raise BadReply(
                f"{table.option}: the answer makes no sense: {key} of record {number} of the device is a JSON "
                f"{type(value).__name__}. Nothing is done with the list"
            )


def changes(held, wanted, table, secrets="always", written=frozenset()):
    """The options of ``wanted`` whose value differs from what the device holds.

    ``secrets``: "on_create" leaves the secrets of an existing record alone. A secret that the device shows masked
    counts as different until its record is among the ``written``.
    """
    differing = {}
    for fld in table.compared:
        if fld.option not in wanted or (fld.secret and secrets == "on_create"):
            continue
        have, want = held.values.get(fld.option), wanted[fld.option]
        if fld.secret and is_masked(have) and want != "":
            same = held.identity in written
        else:
            same = have is not None and fld.same(have) == fld.same(want)
            # a field that the device leaves out of an empty record is as good as empty
            same = same or (have is None and (want in ("", []) or want == fld.left_out))
        if not same:
            differing[fld.option] = want
    return differing


def with_masked_secrets(held, wanted, differing, table, place):
    """``differing`` along with the secrets that the device shows as stars: a whole record would write the stars back.

    :raises InvalidInput: when the list doesn't say what such a secret is.
    """
    masked = [fld.option for fld in table.compared if fld.secret and is_masked(held.values.get(fld.option))]
    for option in masked:
        if option not in wanted:
            raise InvalidInput(
                f"{place}.{option}: is needed to change this record, since the device shows it as stars and would "
                "otherwise lose it"
            )
    return {**differing, **{option: wanted[option] for option in masked}}


NO_RULES = DoubleRules()


def make_plan(
    held,
    wanted,
    table,
    state="present",
    purge=False,
    secrets="always",
    written=frozenset(),
    rules=NO_RULES,
    is_named=lambda values: False,
):
    """The :class:`Plan` that takes a device from ``held`` to ``wanted``; ``rules`` are those for doubles.

    ``is_named`` tells of a record in option terms whether it was named to be removed, so that no fence counts it.

    :raises InvalidInput: when a wanted record can't be distinguished on the device, belongs to someone else, or lacks
        what a new record needs.
    """
    index = {}
    for record in held:
        index.setdefault(record.identity, []).append(record)
    add, update, remove, doubles = [], [], [], []
    listed = {table.identity(row[table.key.option]) for row in wanted}
    for position, row in enumerate(wanted):
        found = index.get(table.identity(row[table.key.option]), [])
        place = f"{table.option}[{position}]"
        renamed = {}
        if not found and state == "present" and row.get(table.former) is not None:
            found = index.get(table.identity(row[table.former]), [])
            renamed = {table.key.option: row[table.key.option]}
            listed.update(record.identity for record in found)
        if state == "absent":
            remove += [_own(record, place, table, "removed") for record in found]
        elif not found:
            add.append(_complete(row, place, table))
        else:
            found, double = without_doubles(found, place, table, rules)
            doubles += double
            differing = {**renamed, **changes(found[0], row, table, secrets, written)}
            if differing:
                differing = with_masked_secrets(found[0], row, differing, table, place)
                update.append(Update(_own(found[0], place, table, "changed"), differing))
    purged = []
    if purge and state == "present":
        purged = [record for record in held if record.identity not in listed and not record.foreign]
    remove += purged
    return Plan(
        add=tuple(add),
        update=tuple(update),
        remove=tuple(remove),
        doubles=tuple(doubles),
        purged=sum(not is_named(record.values) for record in purged),
        whole=bool(purged) and not wanted and len(purged) == len(held),
    )


def _own(record, place, table, verb):
    if record.foreign:
        owner = record.foreign if isinstance(record.foreign, str) else "owned by a cloud or another platform"
        raise InvalidInput(
            f"{place}: this record is {owner} and cannot be {verb} on the device; change it there "
            f"({table.named(record.values)})"
        )
    return record


def _complete(row, place, table):
    missing = [fld.option for fld in table.fields if fld.needed == "add" and row.get(fld.option) in (None, "")]
    if missing:
        raise InvalidInput(f"{place}.{missing[0]}: is needed to add this record, which is not on the device yet")
    return row


def check_fence(plan, held_count, limit, option="purge_limit", going=(), spare=""):
    """Refuse a plan that purges more than the limit: a number of records, or a percentage of those on the device.

    ``held_count``: how many there are that could be purged; what others own doesn't count. ``going``: the purged ones
    as they are named to the user. ``spare``: what else the user can do about them, as a sentence.

    :raises PurgeFence: before anything is written.
    :raises InvalidInput: for a limit that is neither.
    """
    if plan.purged > parse_limit(limit, held_count, option):
        share = -(-100 * plan.purged // held_count)
        who = f" ({shortened(going, _NAMED)})" if going else ""
        raise PurgeFence(
            f"purge would remove {plan.purged} of the {held_count} records on the device{who}, and {option} allows "
            f"{limit}. Nothing was changed. {spare}{' ' if spare else ''}If they are to go, set {option}: "
            f"{plan.purged} or '{share}%'",
            purge={"would_remove": plan.purged, "held": held_count},
        )


def parse_limit(limit, held_count, option="purge_limit", what="records"):
    """How many records the limit stands for, or of ``what`` there are ``held_count``. Not rounded.

    :raises InvalidInput: naming the option.
    """
    text = str(limit).strip()
    percentage = _PERCENTAGE.fullmatch(text)
    if percentage and int(percentage[1]) <= 100:
        return held_count * int(percentage[1]) / 100
    if _COUNT.fullmatch(text):
        return int(text)
    raise InvalidInput(f"{option}: must be a number of {what} or a percentage like '50%', not '{limit}'")


def batches(rows, size):
    """``rows`` in lists of at most ``size``."""
    return [list(rows[start : start + size]) for start in range(0, len(rows), size)]
