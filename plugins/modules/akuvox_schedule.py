#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access schedules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_schedule
short_description: Manage the access schedules of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes the schedules that M(doorfleet.akuvox.akuvox_user) gives to people.
  - Schedules came with newer firmware, and the vendor's manual doesn't have them. A device without them fails the task.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
  - Schedules are found by O(schedules[].name). The built-in ones, always and never, are left alone, and so are those
    that a cloud or another platform owns. A device holds 100 of its own.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.records
options:
  schedules:
    description: The schedules.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name, 1 to 32 characters. It is neither a number nor V(always) or V(never).
        type: str
        required: true
      type:
        description:
          - V(daily) is every day, V(weekly) some days of each week, V(date_range) from one date to another.
          - Needed for schedules that are not on the device yet.
        type: str
        choices: [date_range, weekly, daily]
      days:
        description:
          - The days on which it holds, at least one. Required with V(weekly), and all of them unless given with
            V(date_range).
        type: list
        elements: str
        choices: [mon, tue, wed, thu, fri, sat, sun]
      time_start:
        description: When it begins, C(HH:MM) in quotes. A new schedule begins at V(00:00).
        type: raw
      time_end:
        description:
          - When it ends, C(HH:MM) in quotes. A new schedule ends at V(23:59).
          - It must be after O(schedules[].time_start) with V(daily) and V(weekly), as it isn't known what a door does
            otherwise. What goes over midnight takes two schedules.
        type: raw
      date_start:
        description: First day of a V(date_range), C(YYYY-MM-DD).
        type: raw
      date_end:
        description: Last day of a V(date_range), C(YYYY-MM-DD).
        type: raw
  remove_referenced:
    description:
      - Whether to remove schedules that people on the device, or the schedule of a relay, still refer to. The device
        changes neither.
      - Otherwise the task fails before it writes anything, and names them.
    type: bool
    default: false
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Office hours and a trade fair
  doorfleet.akuvox.akuvox_schedule:
    schedules:
      - name: Office hours
        type: weekly
        days: [mon, tue, wed, thu, fri]
        time_start: "07:30"
        time_end: "18:00"
      - name: Trade fair
        type: date_range
        date_start: 2027-03-01
        date_end: 2027-03-05

- name: People refer to it by its name
  doorfleet.akuvox.akuvox_user:
    users:
      - user_id: "1001"
        name: Robin Sample
        schedules:
          - schedule: Office hours
            relays: [A]

- name: Without the trade fair
  doorfleet.akuvox.akuvox_schedule:
    schedules:
      - name: Trade fair
    state: absent
"""

RETURN = r"""
added:
  description: The names of the schedules that were added.
  returned: success
  type: list
  elements: str
  sample: [Office hours]
updated:
  description: The names of the schedules that were changed.
  returned: success
  type: list
  elements: str
  sample: []
removed:
  description: The names of the schedules that were removed.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The names of the schedules that were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The names of the schedules that the device refused, and why. Any entry fails the task.
  returned: success
  type: list
  elements: dict
  sample: []
incomplete:
  description: Those of them that the device holds in part only, such as without a field that it did not keep.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import schedule as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
