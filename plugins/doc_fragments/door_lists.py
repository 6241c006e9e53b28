# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of akuvox_door, as their own modules have them. Made by tests/tools/derived_files.py."""

from __future__ import annotations


class ModuleDocFragment:
    """An option for each part of a door's state."""

    DOCUMENTATION = r"""
options:
  schedules:
    description: The schedules.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name, 1 to 32 characters. It is neither a number nor V(always) or V(never).
        type: str
        required: true
      type:
        description:
          - V(daily) is every day, V(weekly) some days of each week, V(date_range) from one date
            to another.
          - Needed for schedules that are not on the device yet.
        type: str
        choices:
          - date_range
          - weekly
          - daily
      days:
        description:
          - The days on which it holds, at least one. Required with V(weekly), and all of them
            unless given with V(date_range).
        type: list
        elements: str
        choices:
          - mon
          - tue
          - wed
          - thu
          - fri
          - sat
          - sun
      time_start:
        description: When it begins, C(HH:MM) in quotes. A new schedule begins at V(00:00).
        type: raw
      time_end:
        description:
          - When it ends, C(HH:MM) in quotes. A new schedule ends at V(23:59).
          - It must be after O(schedules[].time_start) with V(daily) and V(weekly), as it isn't
            known what a door does otherwise. What goes over midnight takes two schedules.
        type: raw
      date_start:
        description: First day of a V(date_range), C(YYYY-MM-DD).
        type: raw
      date_end:
        description: Last day of a V(date_range), C(YYYY-MM-DD).
        type: raw
  groups:
    description:
      - The groups, each as its name, or as a mapping with C(name) and, where it is to be renamed,
        C(renamed_from).
      - C(name) is the name, up to 63 characters.
      - C(renamed_from) is the name that the group may still have. It is then renamed and keeps
        its ID. Once a group has the new name, it makes no difference.
    type: list
    elements: raw
  contacts:
    description: The contacts.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the contact, up to 63 characters.
        type: str
        required: true
      phone:
        description: Telephone number or address, in quotes, as YAML drops the leading zeros of
          an unquoted number.
        type: raw
      group:
        description:
          - Name of the contact's group, see M(doorfleet.akuvox.akuvox_group). Empty, or V(Default),
            is no group.
          - Some firmware puts a contact with an unknown group into V(Default); the task then
            fails and says so.
        type: str
      account:
        description:
          - SIP account that dials. With V(auto), addresses are called directly, and numbers by
            a registered account.
          - Firmware without accounts for contacts only takes V(auto).
        type: str
        choices:
          - auto
          - '1'
          - '2'
  dialreplace:
    description: The rules.
    type: list
    elements: dict
    suboptions:
      prefix:
        description: The dialled number, in quotes, as YAML drops the leading zeros of an unquoted
          one.
        type: raw
        required: true
      account:
        description: SIP account that dials. A new rule has V(auto).
        type: str
        choices:
          - auto
          - '1'
          - '2'
      replacements:
        description:
          - The numbers or addresses that are called instead, 1 to 5, in quotes, in this order.
          - A shorter list than before empties the rest. Needed for rules that are not on the
            device yet.
        type: list
        elements: raw
"""
