# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of a door refers to what, once a run is undone: people and relays to schedules by number, contacts to groups.

A number without a schedule means nothing, or later another one (device-facts 6). So none is brought back, and a
schedule or group that somebody has been given since the run stays.
"""

from __future__ import annotations

import functools
import re

from ..errors import AkuvoxError, Unreachable, Unsupported
from ..operations.keeping import NO_ENTRY
from ..shortened import shortened
from ..targets import contact, schedule
from ..targets.user import BUILT_IN_SCHEDULES
from .parts import CONFIG

_RELAYS = (CONFIG, "relay")
_NAMED = 5


def names_of(records):
    """Number -> name of schedules."""
    return {str(record.get("DisplayID")): str(record.get("Name")) for record in records}


def missing_schedules(device, said, numbers, coming):
    """Those of some numbers of schedules that mean nothing on the door. Nothing is read where all are built in.

    :param said: as they were before the run; ``numbers``: what they are now, where another one.
    :param coming: numbers of schedules that are still to be brought back.
    """
    said = set(said) - {*BUILT_IN_SCHEDULES, *BUILT_IN_SCHEDULES.values(), *coming}
    if not said:
        return frozenset()
    try:
        there = names_of(device.records("schedule"))
    except Unsupported:
        return frozenset()
    return frozenset(number for number in said if numbers.get(number, number) not in there)


def schedules_back(schedules, numbers, missing):
    """Schedules of somebody as they can be brought back: by their numbers now, without those that are missing."""
    if not isinstance(schedules, list):
        return schedules
    found = [entry for entry in schedules if entry["schedule"] not in missing]
    found = [{**entry, "schedule": numbers.get(entry["schedule"], entry["schedule"])} for entry in found]
    return found if found or not schedules else NO_ENTRY


def numbers_in(value):
    """The numbers in a setting by which a relay refers to schedules."""
    return re.findall("[0-9]+", str(value))


def staying(device, target, parts):
    """A function that says who will still refer to a record of a list, as text; "" for nobody.

    :param parts: name -> a part that is planned, see :mod:`undo`. What none of them is about is read when it matters.
    """
    if target == "schedule":
        return _of_schedules(device, parts)
    if target == "group":
        return _of_groups(device, parts)
    return lambda record: ""


def _of_schedules(device, parts):
    @functools.cache
    def refer():
        people = parts["user"].after if "user" in parts else None
        try:
            settings = dict(device.read(CONFIG))
        except Unreachable:
            raise
        except AkuvoxError:
            settings = {}
        for name in _RELAYS:
            settings.update(parts[name].after if name in parts else {})
        return schedule.referrers(device, people, settings)

    return lambda record: ", ".join(refer()(record))


def _of_groups(device, parts):
    @functools.cache
    def contacts():
        if "contact" in parts:
            return parts["contact"].after
        try:
            return [contact.TABLE.decode(record) for record in device.records("contact")]
        except Unsupported:
            return []

    def refer(record):
        its = [str(each.get("name")) for each in contacts() if each.get("group") == record.get("Name")]
        return f"contact {shortened(its, _NAMED)}" if its else ""

    return refer
