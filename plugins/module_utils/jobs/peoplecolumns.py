# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which columns of another system's CSV file make a person: ``akuvox_people_columns``."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import InvalidInput
from ..fields.cardnumbers import BYTE_ORDERS, NOTATIONS
from ..fields.tables import nearest

VARIABLE = "akuvox_people_columns"
LISTS = ("cards", "doors", "schedule", "keep")
DATES = ("valid_from", "valid_until")
_MEMBERS = ("column", "value", "separator", "format", "table", "notation", "byte_order")
# What goes with some fields only.
_ONLY_OF = {"format": DATES, "notation": ("cards",), "byte_order": ("cards",), "separator": LISTS}
_FLAGS = {"TRUE": "absent", "true": "absent", "1": "absent", "FALSE": "present", "false": "present", "0": "present"}

# Headings that a citable source has. The one of 2N Access Commander's synchronisation: its manual (2.0 to 3.00), where
# the header names "Group Call" twice and ends in a blank. That of a door's own export: line 1 is UserData, and a second
# section ScheduleData may follow (mikal-fang-ivc/akuvox-keyfob-http-api, sample-keyfobs.csv and csv_store.py).
PRESETS = {
    "2n": {
        "user_id": "EmployeeID",
        "name": "User Name",
        "pin": "Switch Code",
        "cards": {"column": ["Card Numbers", "Card Number"]},
        "state": {"column": "Is Deleted", "table": _FLAGS},
    },
    "akuvox": {"user_id": "UserId", "name": "Name", "pin": "PinCode", "cards": "CardCode"},
}
_SHAPES = {"2n": {"twins": ("Group Call",)}, "akuvox": {"first": "UserData", "until": "ScheduleData"}}


@dataclass(frozen=True)
class Source:
    """Where a field comes from.

    ``columns``: headings, put together by a blank, or for cards and other lists one after the other; those that the
    file lacks are left out as long as it has one. ``value``: the same for everybody. ``separator``: within a cell of a
    list. ``form``: of a date, as strptime takes it. ``table``: what a cell's text stands for.
    """

    columns: tuple = ()
    value: object = None
    separator: str = ";"
    form: str = ""
    table: Mapping = field(default_factory=dict)

    def read(self, name, row):
        """The field's value in a row, None when there is none.

        :raises ValueError: saying what a cell can't be read as, without its text.
        """
        if self.value is not None:
            return self.value
        cells = [row[column] for column in self.columns if row.get(column)]
        if not cells:
            return None
        if name in LISTS:
            parts = (part.strip() for cell in cells for part in cell.split(self.separator))
            read = [self._translated(part) for part in parts if part]
            return [entry for part in read for entry in (part if isinstance(part, list) else [part])]
        return self._dated(self._translated(" ".join(cells)))

    def _translated(self, text):
        if not self.table:
            return text
        if text not in self.table:
            raise ValueError(f"is none of those in the table of {VARIABLE}, which has {', '.join(self.table)}")
        return self.table[text]

    def _dated(self, text):
        if not self.form:
            return text
        try:
            return datetime.datetime.strptime(text, self.form).date().isoformat()
        except ValueError:
            raise ValueError(f"must be a date of the form {self.form}") from None


@dataclass(frozen=True)
class Columns:
    """A checked mapping: field -> its :class:`Source`, the shape of the file, and how its cards are written."""

    sources: Mapping
    shape: Mapping = field(default_factory=dict)
    notation: str | None = None
    byte_order: str | None = None


def check_columns(given, fields):
    """The :class:`Columns` of ``akuvox_people_columns``, None when nothing is given.

    :param fields: the names of a person's fields.
    :raises InvalidInput: naming the member and what is allowed.
    """
    if given in (None, "", {}):
        return None
    if isinstance(given, str):
        given = {"preset": given}
    if not isinstance(given, Mapping):
        raise InvalidInput(f"{VARIABLE}: must be a mapping of a person's fields to columns, or {_presets()}")
    given = dict(given)
    preset = given.pop("preset", None)
    if preset is not None and preset not in list(PRESETS):
        raise InvalidInput(f"{VARIABLE}.preset: must be {_presets()}, not '{preset}'")
    wanted = {**PRESETS.get(preset, {}), **given}
    unknown = sorted(str(name) for name in wanted if name not in fields)
    if unknown:
        there_are = ", ".join((*fields, "preset"))
        raise InvalidInput(f"{VARIABLE}.{unknown[0]}: is not a field of a person; there are {there_are}")
    sources = {name: _source(name, source) for name, source in wanted.items() if source is not None}
    cards = wanted.get("cards")
    notation, order = (cards.get("notation"), cards.get("byte_order")) if isinstance(cards, Mapping) else (None, None)
    for member, value, allowed in (("notation", notation, NOTATIONS), ("byte_order", order, BYTE_ORDERS)):
        if value is not None and value not in list(allowed):
            raise InvalidInput(f"{VARIABLE}.cards.{member}: must be one of {', '.join(allowed)}, not '{value}'")
    return Columns(sources, _SHAPES.get(preset, {}), notation, order)


def _presets():
    return f"one of the presets {', '.join(PRESETS)}"


def _source(name, given):
    place = f"{VARIABLE}.{name}"
    if not isinstance(given, Mapping):
        return Source(columns=_headings(given, place))
    unknown = sorted(str(member) for member in given if member not in _MEMBERS)
    if unknown:
        raise InvalidInput(f"{place}.{unknown[0]}: is not a member; {nearest(unknown[0], _MEMBERS)}")
    if (given.get("column") is None) == (given.get("value") is None):
        raise InvalidInput(f"{place}: must have either column or value")
    for member, allowed in _ONLY_OF.items():
        if given.get(member) is not None and name not in allowed:
            raise InvalidInput(f"{place}.{member}: goes with {', '.join(allowed)} only")
    table = given.get("table") or {}
    if not isinstance(table, Mapping):
        raise InvalidInput(f"{place}.table: must be a mapping of what a cell has to what it stands for")
    return Source(
        _headings(given["column"], place) if given.get("column") is not None else (),
        given.get("value"),
        str(given.get("separator") or ";"),
        str(given.get("format") or ""),
        {str(text): meaning for text, meaning in table.items()},
    )


def _headings(given, place):
    names = [given] if isinstance(given, str) else given
    if not isinstance(names, (list, tuple)) or not names or not all(isinstance(name, str) and name for name in names):
        raise InvalidInput(f"{place}: must be the heading of a column, or a list of them")
    return tuple(name.strip() for name in names)
