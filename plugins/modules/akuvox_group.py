#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Groups of contacts."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_group
short_description: Manage the contact groups of an Akuvox device
version_added: 0.1.0
description:
  - Adds, renames and removes the groups that contacts are sorted into.
  - The whole list is one task. It is read once, compared, and only the difference is written. Afterwards it is read
    back, and the task fails when the device did not keep something.
  - The vendor's manual has no function that removes a single group; newer firmware has one. On a device without it,
    O(state=absent) and O(purge=true) fail, say so, and change nothing. All groups together can be removed on
    any device, with an empty list and O(purge=true).
  - The group V(Default) is built in. It counts as there, and is never added, renamed or removed.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.records
options:
  groups:
    description:
      - The groups, each as its name, or as a mapping with C(name) and, where it is to be renamed, C(renamed_from).
      - C(name) is the name, up to 63 characters.
      - C(renamed_from) is the name that the group may still have. It is then renamed and keeps its ID. Once a group
        has the new name, it makes no difference.
    type: list
    elements: raw
    required: true
seealso:
  - module: doorfleet.akuvox.akuvox_contact
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Two groups
  doorfleet.akuvox.akuvox_group:
    groups: [First floor, Second floor]

- name: Another name for a group
  doorfleet.akuvox.akuvox_group:
    groups:
      - name: Ground floor
        renamed_from: First floor

- name: No groups at all
  doorfleet.akuvox.akuvox_group:
    groups: []
    purge: true
    purge_limit: 100%
"""

RETURN = r"""
added:
  description: The names of the groups that were added.
  returned: success
  type: list
  elements: str
  sample: [Second floor]
updated:
  description: The names of the groups that were changed.
  returned: success
  type: list
  elements: str
  sample: [Ground floor]
removed:
  description: The names of the groups that were removed.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The names of the groups that were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The names of the groups that the device refused, and why. Any entry fails the task.
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
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import group as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
