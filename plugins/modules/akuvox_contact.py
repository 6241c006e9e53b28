#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts that a device can call."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_contact
short_description: Manage the contacts of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes the people and places that the device can call.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
  - Contacts are found by O(contacts[].name). When the device holds a name twice, the task says so and changes nothing.
  - On many door phones these contacts are not those of the web interface's phone book; neither side sees the other's.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.records
options:
  contacts:
    description: The contacts.
    type: list
    elements: dict
    required: true
    suboptions:
      name:
        description: Name of the contact, up to 63 characters.
        type: str
        required: true
      phone:
        description: Telephone number or address, in quotes, as YAML drops the leading zeros of an unquoted number.
        type: raw
      group:
        description:
          - Name of the contact's group, see M(doorfleet.akuvox.akuvox_group). Empty, or V(Default), is no group.
          - Some firmware puts a contact with an unknown group into V(Default); the task then fails and says so.
        type: str
      account:
        description:
          - SIP account that dials. With V(auto), addresses are called directly, and numbers by a registered account.
          - Firmware without accounts for contacts only takes V(auto).
        type: str
        choices: [auto, '1', '2']
seealso:
  - module: doorfleet.akuvox.akuvox_group
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Reception and a flat
  doorfleet.akuvox.akuvox_contact:
    contacts:
      - name: Reception
        phone: "100"
        account: 1
      - name: Flat 12
        phone: 192.0.2.112
        group: Second floor

- name: Exactly the contacts of a file
  doorfleet.akuvox.akuvox_contact:
    contacts: "{{ contacts }}"
    purge: true

- name: A flat that is empty
  doorfleet.akuvox.akuvox_contact:
    contacts:
      - name: Flat 12
    state: absent
"""

RETURN = r"""
added:
  description: The names of the contacts that were added.
  returned: success
  type: list
  elements: str
  sample: [Reception]
updated:
  description: The names of the contacts that were changed.
  returned: success
  type: list
  elements: str
  sample: [Flat 12]
removed:
  description: The names of the contacts that were removed.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The names of the contacts that were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The names of the contacts that the device refused, and why. Any entry fails the task.
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
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import contact as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
