# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Windows in place of schedules in a list of people, like 22:00-06:00: daily schedules of the door by that name.

One over midnight is two of them, as a door's schedule ends on the day that it begins on.
"""

from __future__ import annotations

from dataclasses import replace

from ..converge.records import converge
from ..errors import Misfit, Unsupported
from ..fields.windows import parts, window
from ..targets import schedule


def windows_of(people):
    """The windows in the schedules of checked people, as pairs of start and end within one day."""
    texts = {entry["schedule"] for person in people for entry in person.get("schedules", ())}
    return sorted({part for found in filter(None, map(window, texts)) for part in parts(*found)})


def name_of(part):
    """The name of the schedule of a window within one day."""
    return "-".join(part)


def with_windows(people):
    """People with each window as the names of its schedules."""
    return [
        {**person, "schedules": [named for entry in person["schedules"] for named in _named(entry)]}
        if "schedules" in person
        else person
        for person in people
    ]


def _named(entry):
    found = window(entry["schedule"])
    return [{**entry, "schedule": name_of(part)} for part in parts(*found)] if found else [entry]


def missing_schedules(device, windows):
    """The schedules of ``windows`` that the device lacks, in option terms.

    :raises Misfit: for a device without schedules, or with another one by that name.
    """
    try:
        device.require("schedule", "add")
        records = device.records("schedule")
    except Unsupported as exc:
        raise Misfit(f"people: the list has times such as {name_of(windows[0])}, and {exc.message}") from None
    held = {values.get("name"): values for values in map(schedule.TABLE.decode, records)}
    missing = []
    for part in windows:
        row = {"name": name_of(part), "type": "daily", "time_start": part[0], "time_end": part[1]}
        other = held.get(row["name"])
        if other is None:
            missing.append(row)
        elif any(other.get(option) != value for option, value in row.items()):
            raise Misfit(
                f"people: the device has a schedule by the name of {row['name']} that is another one; rename it, or "
                "give these people a schedule by its name"
            )
    return missing


def add_schedules(device, rows, task):
    """Add what :func:`missing_schedules` gave."""
    converge(device, schedule.TARGET, rows, replace(task, params={**task.params, "state": "present", "purge": False}))
