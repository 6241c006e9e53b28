# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schedules by name, on newer firmware (device-facts 6; the manual has none)."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

from ..codecs import BadValue, Choice, Text, TimeOfDay, spoken
from ..errors import InvalidInput
from ..fields import DAYS, DaysField, Field, FieldTable
from ..records import RecordTarget
from . import user

TYPES = {"date_range": "0", "weekly": "1", "daily": "2"}
# How many schedules of its own a device holds.
MAX_SCHEDULES = 100
# Week counts the days from Sunday on.
_WEEK = "1234560"
# What each type is made of, beside its times.
_PARTS = {"date_range": ("date_start", "date_end"), "weekly": ("days",), "daily": ()}
_SHOWN_USERS = 5


@dataclass(frozen=True)
class Date:
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
class ScheduleName(Text):
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

    def encode(self, value):
        week = sorted(_WEEK[DAYS.index(day)] for day in value)
        return {**super().encode(value), "Week": "".join(week)}

    def encoded_default(self):
        return self.encode(DAYS)


TABLE = FieldTable(
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
    return record.get("DisplayID") in user.BUILT_IN_SCHEDULES.values() or user.is_foreign(record)


TARGET = RecordTarget(
    "schedule",
    lambda profile: TABLE,
    is_foreign,
    clearable=False,
    room=lambda profile: MAX_SCHEDULES,
    counts_foreign=False,
)


def check_schedules(params):
    """Refuse schedules whose parts don't make one.

    :raises InvalidInput: naming schedule and option.
    """
    for index, row in enumerate(TABLE.check_rows(params["schedules"])):
        place, kind = f"schedules[{index}]", row.get("type")
        who = f" (name {row['name']})"
        if params["state"] == "present" and kind:
            for option in _PARTS[kind]:
                if not row.get(option):
                    raise InvalidInput(f"{place}.{option}{who}: is needed for a schedule of type {kind}")
        if kind == "daily" and row.get("days"):
            raise InvalidInput(f"{place}.days{who}: does not go with type daily, which is every day")
        for option in ("date_start", "date_end"):
            if kind in ("daily", "weekly") and row.get(option):
                raise InvalidInput(f"{place}.{option}{who}: goes with type date_range, not {kind}")
        if row.get("date_start", "") > row.get("date_end", "9"):
            raise InvalidInput(f"{place}.date_end{who}: must not be before date_start, {row['date_start']}")


def check_unreferenced(device, plan):
    """Refuse to remove schedules that people on the device still refer to: it doesn't clean up after it.

    :raises InvalidInput: before anything is written, naming schedules and people.
    """
    removed = {str(held.record.get("DisplayID")): held.values["name"] for held in plan.remove}
    if not removed:
        return
    table, referring = user.table(device.profile), {}
    for record in device.records("user"):
        person = table.decode(record)
        entries = person.get("schedules")
        for entry in entries if isinstance(entries, list) else ():
            if entry["schedule"] in removed:
                referring.setdefault(entry["schedule"], []).append(str(person.get("user_id", "without user_id")))
    if referring:
        spelled = "; ".join(
            f"{removed[number]} (number {number}): {_listed(people)}" for number, people in referring.items()
        )
        raise InvalidInput(
            f"schedules that are still referred to would be removed, and the device would leave these people with a "
            f"number that means nothing, or later something else: {spelled}. Nothing was changed. Give the people "
            "other schedules first, or set remove_referenced: true"
        )


def _listed(people):
    people = list(dict.fromkeys(people))
    more = f" and {len(people) - _SHOWN_USERS} more" if len(people) > _SHOWN_USERS else ""
    return f"user_id {', '.join(people[:_SHOWN_USERS])}{more}"


def rows(records):
    """Records as ``akuvox_info`` shows them, with the number that people refer to and who owns them."""
    found = []
    for record in records:
        owner = "built_in" if record.get("DisplayID") in user.BUILT_IN_SCHEDULES.values() else "local"
        if owner == "local" and user.is_foreign(record):
            owner = "other"
        found.append(
            {"id": record.get("ID"), "number": record.get("DisplayID"), "owner": owner, **TABLE.decode(record)}
        )
    return found
