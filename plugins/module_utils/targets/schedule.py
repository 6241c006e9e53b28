# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules by name, on newer firmware (device-facts 6; the manual has none)."""

from __future__ import annotations

import datetime
import functools
import re
from dataclasses import dataclass

from ..converge.records import RecordTarget
from ..errors import InvalidInput
from ..fields.codec import BadValue, Codec, spoken
from ..fields.codecs import Choice, TimeOfDay
from ..fields.names import Name
from ..fields.tables import DAYS, DaysField, Field, FieldTable
from ..fields.windows import LAST, both_given, wrong_times
from ..shortened import shortened
from . import user
from .descriptor import Target

TYPES = {"date_range": "0", "weekly": "1", "daily": "2"}
# How many schedules of its own a device holds.
MAX_SCHEDULES = 100
# Week counts the days from Sunday on.
_WEEK = "1234560"
# What each type is made of, beside its times, and what it doesn't have.
_PARTS = {"date_range": ("date_start", "date_end"), "weekly": ("days",), "daily": ()}
_FOREIGN_PARTS = {"date_range": (), "weekly": ("date_start", "date_end"), "daily": ("days", "date_start", "date_end")}
# When relays open by themselves: numbers of schedules, each with a slash behind it (device-facts 8.3).
RELAY_SCHEDULE = re.compile(r"Config\.DoorSetting\.RELAYSCHEDULE\.Relay[A-D]Schedule")
_SHOWN_USERS = 5


@dataclass(frozen=True)
class Date(Codec):
    """``YYYY-MM-DD``, without the hyphens on the device."""

    spec_type = "raw"

    def check(self, value):
        if isinstance(value, datetime.date):
            # YAML reads an unquoted date as one
            value = value.isoformat()
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except (TypeError, ValueError):
            raise BadValue(f"must be a date such as '2026-12-24', not {spoken(value)}") from None

    def encode(self, value):
        return value.replace("-", "")

    def decode(self, text):
        found = re.fullmatch(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", str(text).strip())
        return "-".join(found.groups()) if found else str(text)


@dataclass(frozen=True)
class ScheduleName(Name):
    """A name that can't be taken for a number or for one of the built-in schedules."""

    max_length: int = 32

    def check(self, value):
        value = super().check(value).strip()
        if not value or value.isdigit() or value.lower() in user.BUILT_IN_SCHEDULES:
            raise BadValue(
                f"must be 1 to {self.max_length} characters, neither a number nor "
                f"{' nor '.join(user.BUILT_IN_SCHEDULES)}, by which people refer to schedules, not {spoken(value)}"
            )
        return value


@dataclass(frozen=True)
class WeekField(DaysField):
    """The days twice, since some firmware goes by the switches only and stores ``Week`` all the same."""

    def check(self, value):
        days = super().check(value)
        if not days:
            raise BadValue("must be at least one day; the schedule never holds on none")
        return days

    def encode(self, value):
        week = sorted(_WEEK[DAYS.index(day)] for day in value)
        return {**super().encode(value), "Week": "".join(week)}

    def encoded_default(self):
        return self.encode(DAYS)


@dataclass(frozen=True)
class ScheduleTable(FieldTable):
    """Schedules without what their type doesn't have, such as the switches of a daily one's days."""

    def decode(self, record):
        values = super().decode(record)
        foreign = _FOREIGN_PARTS.get(values.get("type"), ())
        return {option: value for option, value in values.items() if option not in foreign}


TABLE = ScheduleTable(
    "schedules",
    (
        Field("name", ("Name",), ScheduleName(), needed="always"),
        # Mode is the device's own echo of it
        Field("type", ("Type",), Choice(TYPES), needed="add", stale_keys=("Mode",)),
        WeekField("days"),
        Field("time_start", ("TimeStart",), TimeOfDay(), default="00:00"),
        Field("time_end", ("TimeEnd",), TimeOfDay(), default="23:59"),
        Field("date_start", ("DateStart",), Date(), default=""),
        Field("date_end", ("DateEnd",), Date(), default=""),
    ),
)


def is_foreign(record):
    """Whether a schedule is built in, or owned by a cloud or another platform."""
    return _is_built_in(record) or user.is_foreign(record)


def _is_built_in(record):
    return str(record.get("DisplayID")) in user.BUILT_IN_SCHEDULES.values()


def check_schedules(params):
    """Refuse schedules whose parts don't make one.

    :raises InvalidInput: naming schedule and option.
    """
    rows = TABLE.check_rows(params["schedules"])
    for index, row in enumerate(rows if params["state"] == "present" else ()):
        for option in _PARTS.get(row.get("type"), ()):
            if option not in row:
                raise InvalidInput(
                    f"schedules[{index}].{option} (name {row['name']}): is needed for a schedule of type {row['type']}"
                )
        _check_parts(f"schedules[{index}]", row, row)
        if both_given(row):
            _check_times(f"schedules[{index}]", row, row)


def check_changes(plan):
    """Refuse changes that don't make a schedule together with what the device holds of it.

    :raises InvalidInput: before anything is written, naming schedule and option.
    """
    for update in plan.update:
        _check_parts("schedules", update.changes, update.values)
        _check_times("schedules", update.changes, update.values)
    for row in plan.add:
        _check_times("schedules", row, row)


def _check_times(place, given, values):
    """Refuse times of which nobody knows what a door does with them; those that it has already may stay."""
    # whether the times of a date range hold for each day or for its ends isn't known, so only a single day is judged
    one_day = values.get("date_start") and values.get("date_start") == values.get("date_end")
    if values.get("type") not in ("weekly", "daily") and not one_day:
        return
    given = (*given, "time_start") if "type" in given else given
    reason = wrong_times(given, values, ("00:00", LAST))
    if reason:
        raise InvalidInput(f"{place}.time_end (name {values['name']}): {reason}")


def _check_parts(place, given, values):
    """Refuse parts that the schedule's type doesn't have, and an end before the beginning."""
    who, kind = f" (name {values['name']})", values.get("type")
    for option in given:
        if option in _FOREIGN_PARTS.get(kind, ()):
            others = " or ".join(other for other, foreign in _FOREIGN_PARTS.items() if option not in foreign)
            raise InvalidInput(f"{place}.{option}{who}: does not go with type {kind}; use {others}")
    start, end = values.get("date_start"), values.get("date_end")
    if start and end and end < start and {"date_start", "date_end"} & set(given):
        raise InvalidInput(f"{place}.date_end{who}: must not be before date_start, {start}")


def check_unreferenced(device, plan, people=None, settings=None):
    """Refuse to remove schedules that people or relays of the device still refer to: it doesn't clean up after it.

    ``people`` and ``settings``: as of :func:`referrers`.

    :raises InvalidInput: before anything is written, naming schedules, people and settings.
    """
    removed = {str(held.record.get("DisplayID")): held for held in plan.remove}
    if not removed:
        return
    referring_to = referrers(device, people, settings)
    referring = [
        f"{held.values['name']} (number {number}): {', '.join(said)}"
        for number, held in removed.items()
        for said in [referring_to(held.record)]
        if said
    ]
    if referring:
        raise InvalidInput(
            f"schedules that are still referred to would be removed, and the device would go on referring to a number "
            f"that means nothing, or later something else: {'; '.join(referring)}. Nothing was changed. Give the "
            "people and relays other schedules first, or set remove_referenced: true"
        )


def referrers(device, people=None, settings=None):
    """A function that gives the people and settings of a device that refer to a schedule's record, as texts.

    ``people`` in option terms, and ``settings``: those that are to be counted; by default the device's, which are read
    at its first call.
    """

    @functools.cache
    def found():
        table = user.table(device.profile)
        persons = map(table.decode, device.records("user")) if people is None else people
        keys = device.read("config") if settings is None else settings
        having, set_by = {}, {}
        for person in persons:
            for number in _numbers(person.get("schedules", ())):
                having.setdefault(number, []).append(str(person.get("user_id", "without user_id")))
        for key, value in keys.items():
            if RELAY_SCHEDULE.fullmatch(key):
                for number in re.findall("[0-9]+", str(value)):
                    set_by.setdefault(number, []).append(key)
        return having, set_by

    def refer(record):
        having, set_by = found()
        number = str(record.get("DisplayID"))
        return _listed(having.get(number, []), set_by.get(number, []))

    return refer


def _numbers(schedules):
    """The numbers of a user's schedules; of pairs that can't be taken apart, whatever each begins with."""
    if isinstance(schedules, str):
        return set(re.findall(r"(?:^|[;,])\s*([0-9]+)", schedules))
    return {entry["schedule"] for entry in schedules}


def _listed(people, settings):
    shown = [f"user_id {shortened(people, _SHOWN_USERS)}"] if people else []
    return [*shown, *dict.fromkeys(settings)]


TARGET = RecordTarget(
    "schedule",
    lambda profile: TABLE,
    is_foreign,
    clearable=False,
    room=lambda profile: MAX_SCHEDULES,
    counts_foreign=False,
    referrers=referrers,
)


def rows(records):
    """Records as ``akuvox_info`` shows them, with the number that people refer to and who owns them."""
    found = []
    for record in records:
        owner = "built_in" if _is_built_in(record) else "local"
        if owner == "local" and user.is_foreign(record):
            owner = "other"
        found.append(
            {"id": record.get("ID"), "number": record.get("DisplayID"), "owner": owner, **TABLE.decode(record)}
        )
    return found


DESCRIPTOR = Target(
    "schedule",
    "akuvox_schedule",
    {"akuvox_schedules": "schedules"},
    records=TARGET,
    key="Name",
    # device-facts 6
    own=("ID", "DisplayID", "Mode", "Source", "SourceType"),
    rows=rows,
)
