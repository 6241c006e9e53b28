#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole desired state of a device."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_door
short_description: Bring an Akuvox device to its whole desired state
version_added: 0.3.0
description:
  - Sets everything that the modules of this collection set one by one, in one task. What is not given is left alone.
  - All sections are read and planned first. When one of them is refused, such as a PIN that is too short or a purge
    beyond its limit, nothing at all is written. The message names the section, and what to add to have the rest set.
  - Then the sections are written in the order that they need, and each is read back. Schedules that are not listed are
    removed last, when nobody refers to them.
  - When a section fails, the message says which were done before it and which were not begun. People who should have
    been removed and are still there are named, since they are still let in.
  - Numbers of new schedules are known only once these are written. People who get such a schedule are planned with its
    name, and planned again with its number. Check mode foresees the same.
  - It is one session of the device, with one login, and takes far less of the controller than a task for each section.
  - The role P(doorfleet.akuvox.provision#role) is this module with the variables of the door.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.door_settings
  - doorfleet.akuvox.door_lists
  - doorfleet.akuvox.door_people
options:
  sections:
    description:
      - Only these sections are looked at. All that are given when left out.
    type: list
    elements: str
    choices:
      - schedules
      - config
      - groups
      - contacts
      - dialreplace
      - inputs
      - log_level
      - privatekeys
      - publiccode
      - relays
      - rfkeys
      - sip
      - users
  section_options:
    description:
      - More options of a section's own module, by the section's name, such as C(config) with C(allow_unknown_keys).
      - They come before the options of this module that are for several sections. C(module_defaults) of the section's
        own module come after these.
    type: dict
  from_variables:
    description:
      - Whether to take each option that is left out from the variable of the device with its name and C(akuvox_) before
        it, such as C(akuvox_users).
      - The tags of the run then choose the sections, each of which has the variable's name as its tag, such as
        C(--tags akuvox_users). Give the task itself the tag C(always).
      - This is what the role P(doorfleet.akuvox.provision#role) does.
    type: bool
    default: false
  purge:
    description:
      - Whether to also remove the records that are not listed, of each list that is given and has no such option of its
        own. Records that a cloud or another platform owns are spared.
    type: bool
  purge_groups:
    description:
      - The same for O(groups). Many devices can't remove a single group.
    type: bool
  purge_schedules:
    description:
      - The same for O(schedules), once the people are set. One that somebody or a relay will still refer to is refused,
        before anything is written.
    type: bool
  purge_limit:
    description:
      - The most records that may be removed from each list, as a number or as a percentage of those on the device.
        V(50%) when left out.
    type: str
  update_secrets:
    description:
      - Whether PINs, private codes and SIP passwords follow the lists, or are set only where there are none.
        V(always) when left out.
      - With V(always), a SIP password that the device shows as stars is written along with other changes, or when the
        account could not register.
    type: str
    choices: [always, on_create]
  card_notation:
    description: How the cards of O(rfkeys) and O(users) are written, as
      O(doorfleet.akuvox.akuvox_user#module:card_notation) says.
    type: str
    choices: [hex, decimal, facility_number, facility_number_34, wiegand_3_5, em4100, h10301, h10306]
  card_byte_order:
    description: V(reversed) where they have the last byte of a card first.
    type: str
    choices: [normal, reversed]
notes:
  - Two sections that want other values of one setting are refused, such as O(config) and O(relays).
  - Lists follow the notes of their own modules, such as M(doorfleet.akuvox.akuvox_user).
seealso:
  - module: doorfleet.akuvox.akuvox_info
  - module: doorfleet.akuvox.akuvox_backup
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: A door with its relay, a schedule and two people
  doorfleet.akuvox.akuvox_door:
    relays:
      - relay: A
        hold_delay: 5
    schedules:
      - name: Office hours
        type: weekly
        days: [mon, tue, wed, thu, fri]
        time_start: "08:00"
        time_end: "18:00"
    users:
      - user_id: "1001"
        name: Robin Sample
        pin: "{{ vault_pins['1001'] }}"
      - user_id: "1002"
        name: Kim Example
        schedules:
          - schedule: Office hours
  register: door

- name: Who was added
  ansible.builtin.debug:
    msg: "{{ door.sections.users.added }}"

- name: All that the variables of the door describe, with a tag for each section
  doorfleet.akuvox.akuvox_door:
    from_variables: true
  tags: [always]
"""

RETURN = r"""
sections:
  description: What became of each section that was wanted, by its name.
  returned: always
  type: dict
  contains:
    outcome:
      description:
        - V(ok) for nothing to do, V(changed), V(failed), V(refused) before anything was written, or V(not_begun).
      type: str
    changed:
      description: Whether it was changed.
      type: bool
    added:
      description: Keys of records that were added.
      type: list
      elements: str
    updated:
      description: Keys of records, or settings, that were changed.
      type: list
      elements: str
    removed:
      description: Keys of records that were removed.
      type: list
      elements: str
    removed_doubles:
      description: Keys of records that were there twice and now once.
      type: list
      elements: str
    refused:
      description: Records that the device refused, and why.
      type: list
      elements: dict
    names:
      description: The names of people who were added, changed or removed, by user_id.
      type: dict
    msg:
      description: Why it failed or was refused.
      type: str
  sample:
    relays:
      outcome: changed
      changed: true
      updated: [A.hold_delay]
    users:
      outcome: ok
      changed: false
      added: []
      updated: []
      removed: []
      removed_doubles: []
      refused: []
      names: {}
refused_sections:
  description: The sections that are the reason why nothing was written.
  returned: when something was refused
  type: list
  elements: str
  sample: [contacts]
done:
  description: The sections that were done before the one that failed, those with nothing to do included.
  returned: when a section failed
  type: list
  elements: str
  sample: [config, relays]
not_begun:
  description: The sections that come after the one that failed.
  returned: when a section failed
  type: list
  elements: str
  sample: [users]
still_let_in:
  description:
    - Who should have been removed and is still there, with the section. Names and numbers as in the message, which has
      the first ten of them.
  returned: failure, once the sections were planned
  type: list
  elements: str
  sample: ["user_id 1002 Kim Example (users)"]
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import door as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
