#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who may open the doors of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_user
short_description: Manage the users of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes people with their PINs, cards and schedules.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
  - Users are found by O(users[].user_id). Users that a cloud or another platform owns are left alone.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.cards
  - doorfleet.akuvox.records
  - doorfleet.akuvox.person.users
options:
  users:
    description: The people.
    type: list
    elements: dict
    required: true
  schedules_to_come:
    description:
      - Names of schedules that an earlier task of the play adds with M(doorfleet.akuvox.akuvox_schedule).
      - Only used in check mode, where they are not on the device yet. Treats these schedules as already present.
    type: list
    elements: str
    default: []
  update_secrets:
    description:
      - V(always) makes the PIN on the device what the list says.
      - V(on_create) sets it for new people only, so that a PIN that was changed at the door stays.
      - On a device that shows PINs as stars, V(always) writes them in every run, as they can't be compared.
    type: str
    choices: [always, on_create]
    default: always
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Two people, one with a card
  doorfleet.akuvox.akuvox_user:
    users:
      - user_id: "1001"
        name: Robin Sample
        pin: "{{ vault_pins['1001'] }}"
        schedules:
          - schedule: always
            relays: [A]
      - user_id: "1002"
        name: Kim Example
        cards: ["00B4161D"]
        lift_floors: [1, 2]

- name: Exactly the people of a file, nobody else
  doorfleet.akuvox.akuvox_user:
    users: "{{ people }}"
    purge: true
    purge_limit: 20%

- name: Take a person off the doors
  doorfleet.akuvox.akuvox_user:
    users:
      - user_id: "1002"
    state: absent

- name: See what would change
  doorfleet.akuvox.akuvox_user:
    users: "{{ people }}"
  check_mode: true
  diff: true
"""

RETURN = r"""
added:
  description: The user_id of the people who were added.
  returned: success
  type: list
  elements: str
  sample: ["1001"]
updated:
  description: The user_id of the people who were changed.
  returned: success
  type: list
  elements: str
  sample: ["1002"]
removed:
  description: The user_id of the people who were removed.
  returned: success
  type: list
  elements: str
  sample: []
names:
  description: The names of the people who were added, changed or removed, by user_id.
  returned: success
  type: dict
  sample: {"1001": "Robin Sample"}
  version_added: 0.3.0
removed_doubles:
  description:
    - The user_id of the people who were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The people whom the device refused, and why. Any entry fails the task.
  returned: success
  type: list
  elements: dict
  sample:
    - key: "1003"
      reason: "user/add on https://192.0.2.10:443: refused by the device (retcode -1, Failed)"
incomplete:
  description: Those of them that the device holds in part only, such as without a field that it did not keep.
  returned: failure, once something was written
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import user as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
