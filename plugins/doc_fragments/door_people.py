# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of akuvox_door, as their own modules have them. Made by tests/tools/derived_files.py."""

from __future__ import annotations


class ModuleDocFragment:
    """An option for each part of a door's state."""

    DOCUMENTATION = r"""
options:
  privatekeys:
    description: The codes. No two of them may be the same.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - Name of the holder, up to 63 characters.
          - Needed for codes that are not on the device yet, and with C(match_by=name).
        type: str
      code:
        description:
          - The code, as 2 to 8 digits in quotes. Unquoted, YAML drops leading zeros, so a number
            is refused.
          - Needed for codes that are not on the device yet, and with C(match_by=code).
        type: raw
      doors:
        description: Doors that the code opens, as letters from V(A) to V(C). A new code opens
          V(A).
        type: list
        elements: str
      days:
        description: Days on which the code opens. A new code opens on all of them.
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
        description: From when on each day, as C(HH:MM) in quotes. Both at V(00:00) is the whole
          day, as for a new code.
        type: raw
      time_end:
        description:
          - Until when on each day, as C(HH:MM) in quotes. It must be after O(privatekeys[].time_start),
            as it isn't known what a door does otherwise.
        type: raw
  rfkeys:
    description: The cards.
    type: list
    elements: dict
    suboptions:
      code:
        description:
          - The card's code, as hex digits in quotes. Cards are found by it, whether in upper
            or lower case.
          - Leading zeros are part of the code.
        type: raw
        required: true
      name:
        description: Name of the holder, up to 63 characters.
        type: str
      doors:
        description: Doors that the card opens, as letters from V(A) to V(C). A new card opens
          V(A).
        type: list
        elements: str
      days:
        description: Days on which the card opens. A new card opens on all of them.
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
        description: From when on each day, as C(HH:MM) in quotes. Both at V(00:00) is the whole
          day, as for a new card.
        type: raw
      time_end:
        description:
          - Until when on each day, as C(HH:MM) in quotes. It must be after O(rfkeys[].time_start),
            as it isn't known what a door does otherwise.
        type: raw
      access:
        description:
          - What the card may do. V(frequency) limits how often it opens, see O(rfkeys[].frequency).
          - V(schedule) limits it to O(rfkeys[].days) and times.
          - V(forbidden) keeps the card known and the door closed.
        type: str
        choices:
          - allowed
          - frequency
          - forbidden
          - schedule
      frequency:
        description: How often the card opens with O(rfkeys[].access=frequency), 0 to 65535.
        type: int
  users:
    description: The people.
    type: list
    elements: dict
    suboptions:
      user_id:
        description: Identifies the person. It is not the device's internal ID.
        type: str
        required: true
      name:
        description: Name of the person, up to 63 characters. Needed for people who are not on
          the device yet.
        type: str
      pin:
        description:
          - The PIN, as 2 to 8 digits in quotes. Unquoted, YAML drops leading zeros, so a number
            is refused.
          - An empty string takes the PIN away.
        type: raw
      cards:
        description:
          - Codes of the person's cards, up to 5, as hex digits in quotes.
          - Upper or lower case and leading zeros make no difference.
          - An empty list takes all cards away.
        type: list
        elements: raw
      web_relay:
        description: Number of the web relay that opens for this person, V(0) for none.
        type: int
      lift_floors:
        description: Floors that the lift may take this person to, 1 to 255.
        type: list
        elements: int
      schedules:
        description:
          - When which relays open for this person.
          - A new user for whom nothing is given may open relay A at all times.
        type: list
        elements: dict
        suboptions:
          schedule:
            description: A schedule's number, V(always), V(never), or the name of a schedule on
              the device.
            type: str
            required: true
          relays:
            description: The relays that open; V(A) when left out.
            type: list
            elements: str
            choices:
              - A
              - B
              - C
              - D
      type:
        description: Kind of user.
        type: str
        choices:
          - ordinary
"""
