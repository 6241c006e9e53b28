#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private codes of a device's key store."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_privatekey
short_description: Manage the private codes of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes codes of the key store that devices have beside their users. Newer firmware keeps codes
    with the users only; use M(doorfleet.akuvox.akuvox_user) there.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
  - Codes are never shown, neither in results nor in differences.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.records
options:
  keys:
    description: The codes. No two of them may be the same.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description:
          - Name of the holder, up to 63 characters.
          - Needed for codes that are not on the device yet, and with O(match_by=name).
        type: str
      code:
        description:
          - The code, as 2 to 8 digits in quotes. Unquoted, YAML drops leading zeros, so a number is refused.
          - Needed for codes that are not on the device yet, and with O(match_by=code).
        type: raw
      doors:
        description: Doors that the code opens, as letters from V(A) to V(C). A new code opens V(A).
        type: list
        elements: str
      days:
        description: Days on which the code opens. A new code opens on all of them.
        type: list
        elements: str
        choices: [mon, tue, wed, thu, fri, sat, sun]
      time_start:
        description: From when on each day, as C(HH:MM) in quotes. Both at V(00:00) is the whole day, as for a new code.
        type: raw
      time_end:
        description:
          - Until when on each day, as C(HH:MM) in quotes. It must be after O(keys[].time_start), as it isn't known what
            a door does otherwise.
        type: raw
  match_by:
    description:
      - What a code on the device is found by.
      - With V(name), a new code for a known name is a rotation, and each name may be listed once.
      - With V(code), one person may have several codes, and a new name for a known code is a change of its holder.
    type: str
    choices: [name, code]
    default: name
  update_secrets:
    description:
      - V(always) makes the code on the device what the list says.
      - V(on_create) sets it for new keys only, so that a code that was changed at the door stays.
      - On a device that shows codes as stars, V(always) writes them in every run, as they can't be compared.
    type: str
    choices: [always, on_create]
    default: always
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: A code for the caretaker and one for cleaning on weekdays
  doorfleet.akuvox.akuvox_privatekey:
    keys:
      - name: Caretaker
        code: "{{ vault_codes.caretaker }}"
        doors: [A, B]
      - name: Cleaning
        code: "{{ vault_codes.cleaning }}"
        days: [mon, tue, wed, thu, fri]
        time_start: "06:00"
        time_end: "09:30"

- name: Nobody opens with the caretaker's code any more
  doorfleet.akuvox.akuvox_privatekey:
    keys:
      - name: Caretaker
    state: absent

- name: Exactly these codes, even if nearly all others go
  doorfleet.akuvox.akuvox_privatekey:
    keys: "{{ codes }}"
    purge: true
    purge_limit: 90%

- name: Remove a code that has become known, whoever holds it
  doorfleet.akuvox.akuvox_privatekey:
    keys:
      - code: "{{ leaked_code }}"
    match_by: code
    state: absent
"""

RETURN = r"""
added:
  description: The names of the codes that were added, as stars with O(match_by=code).
  returned: success
  type: list
  elements: str
  sample: [Caretaker]
updated:
  description: The names of the codes that were changed, as stars with O(match_by=code).
  returned: success
  type: list
  elements: str
  sample: [Cleaning]
removed:
  description: The names of the codes that were removed, as stars with O(match_by=code).
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The names of the codes that were there twice and now once, see the notes; as stars with O(match_by=code).
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The names of the codes that the device refused, and why. Any entry fails the task.
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
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import privatekey as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
