#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RF cards of a device's key store."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_rfkey
short_description: Manage the RF cards of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes cards of the key store that devices have beside their users. Newer firmware keeps cards
    with the users only; use M(doorfleet.akuvox.akuvox_user) there.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.cards
  - doorfleet.akuvox.records
options:
  keys:
    description: The cards.
    type: list
    elements: dict
    required: true
    suboptions:
      code:
        description:
          - The card's code, as hex digits in quotes. Cards are found by it, whether in upper or lower case.
          - Leading zeros are part of the code.
        type: raw
        required: true
      name:
        description: Name of the holder, up to 63 characters.
        type: str
      doors:
        description: Doors that the card opens, as letters from V(A) to V(C). A new card opens V(A).
        type: list
        elements: str
      days:
        description: Days on which the card opens. A new card opens on all of them.
        type: list
        elements: str
        choices: [mon, tue, wed, thu, fri, sat, sun]
      time_start:
        description: From when on each day, as C(HH:MM) in quotes. Both at V(00:00) is the whole day, as for a new card.
        type: raw
      time_end:
        description:
          - Until when on each day, as C(HH:MM) in quotes. It must be after O(keys[].time_start), as it isn't known what
            a door does otherwise.
        type: raw
      access:
        description:
          - What the card may do. V(frequency) limits how often it opens, see O(keys[].frequency).
          - V(schedule) limits it to O(keys[].days) and times.
          - V(forbidden) keeps the card known and the door closed.
        type: str
        choices: [allowed, frequency, forbidden, schedule]
      frequency:
        description: How often the card opens with O(keys[].access=frequency), 0 to 65535.
        type: int
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: A card for the street door and one for cleaning on weekdays
  doorfleet.akuvox.akuvox_rfkey:
    keys:
      - code: "00B4161D"
        name: Robin Sample
        doors: [A, B]
      - code: "00B4161E"
        name: Cleaning
        access: schedule
        days: [mon, tue, wed, thu, fri]
        time_start: "06:00"
        time_end: "09:30"

- name: A lost card
  doorfleet.akuvox.akuvox_rfkey:
    keys:
      - code: "00B4161D"
    state: absent

- name: Exactly these cards, even if nearly all others go
  doorfleet.akuvox.akuvox_rfkey:
    keys: "{{ cards }}"
    purge: true
    purge_limit: 90%
"""

RETURN = r"""
added:
  description: The codes of the cards that were added.
  returned: success
  type: list
  elements: str
  sample: ["00B4161D"]
updated:
  description: The codes of the cards that were changed.
  returned: success
  type: list
  elements: str
  sample: []
removed:
  description: The codes of the cards that were removed.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The codes of the cards that were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The cards that the device refused, and why. Any entry fails the task.
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
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import rfkey as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
