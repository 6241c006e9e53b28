# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the door log and the call log as they are kept on the controller, and which of a door's rows are new.

A kept row is a mapping: ``timestamp`` with the door's zone where that is known, ``zone``, ``collected`` (UTC), then the
log's own columns, and under ``extra`` what the firmware says beyond them. Codes that may be PINs are hidden.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from ..files.csvcells import csv_text
from ..secrets import mask_settings

# device-facts 9.3
ZONE_KEY, DAYLIGHT_KEY = "Config.Settings.SNTP.TimeZone", "Config.Settings.SNTP.DTS"
UNKNOWN_ZONE = "unknown"
_ZONE = re.compile(r"(?:GMT|UTC)(?:([+-])(\d{1,2})(?::?(\d{2}))?)?", re.IGNORECASE)
_DATE, _TIME = re.compile(r"\d{4}-\d{2}-\d{2}"), re.compile(r"\d{2}:\d{2}:\d{2}")
# The time of collection doesn't make it another row, and a device may start its numbers over.
_NOT_ITS_OWN = ("timestamp", "zone", "collected", "id")


def zone_of(config):
    """The zone of a door by its configuration: its name, and its offset as in ISO 8601, empty when it isn't known.

    With daylight saving time the offset changes in a way that the API doesn't tell, so it isn't known then.
    """
    name = str(config.get(ZONE_KEY) or "").strip()
    found = _ZONE.fullmatch(name)
    if not found:
        return name or UNKNOWN_ZONE, ""
    if str(config.get(DAYLIGHT_KEY) or "0") != "0":
        return f"{name} with daylight saving", ""
    sign, hours, minutes = found.groups()
    return name, f"{sign or '+'}{int(hours or 0):02d}:{minutes or '00'}"


def row_of(table, record):
    """A door's record in the shape of ``table``, without what depends on the run."""
    shown = table.row(record)
    known = {key for _name, keys, _codec in table.columns for key in keys}
    extra = mask_settings({key: value for key, value in shown.pop("record").items() if key not in known})
    return {**shown, **({"extra": extra} if extra else {})}


def stamped(row, zone, offset, collected):
    """A row as it is kept. Where the offset isn't known, or the door's date is none, the time stays without one."""
    date, time = str(row.get("date", "")), str(row.get("time", ""))
    whole = _DATE.fullmatch(date) and _TIME.fullmatch(time)
    timestamp = f"{date}T{time}{offset}" if whole else f"{date} {time}".strip()
    return {"timestamp": timestamp, "zone": zone, "collected": collected, **row}


def new_rows(kept, present):
    """The rows of ``present``, what a door lists now, that are not among those kept, the oldest first.

    A row is known by its ID and its content. After a door's log was cleared its IDs start over, and some firmware may
    number a row by its place: both show in an ID that had another content before. Then content alone counts, as often
    as it is there, since two rows may be the same in all but their ID.
    """
    known = {(row.get("id"), _content(row)) for row in kept}
    left = Counter(_content(row) for row in kept)
    now = {row["id"]: _content(row) for row in present if row.get("id")}
    numbered_anew = any(now.get(number, content) != content for number, content in known)
    unknown = []
    for row in present:
        if row.get("id") and (row["id"], _content(row)) in known:
            left[_content(row)] -= 1
        else:
            unknown.append(row)
    fresh = []
    for row in unknown:
        if (numbered_anew or not row.get("id")) and left[_content(row)] > 0:
            left[_content(row)] -= 1
        else:
            fresh.append(row)
    return sorted(fresh, key=_age)


def _content(row):
    return json.dumps({name: row[name] for name in row if name not in _NOT_ITS_OWN}, sort_keys=True)


def _age(row):
    number = str(row.get("id", ""))
    return str(row.get("date", "")), str(row.get("time", "")), int(number) if number.isdecimal() else 0


def to_lines(rows):
    """Rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def from_lines(data):
    """The rows of JSON lines.

    :raises ValueError: with the number of the first line that is no row.
    """
    rows = []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            raise ValueError(number)
        rows.append(row)
    return rows


def to_csv(table, rows):
    """Rows as CSV with a heading, fit for a spreadsheet: a text that it would take for a formula has a ' before it."""
    names = ["timestamp", "zone", "collected", *(name for name, _keys, _codec in table.columns)]
    return csv_text([names, *([row.get(name, "") for name in names] for row in rows)]).encode()
