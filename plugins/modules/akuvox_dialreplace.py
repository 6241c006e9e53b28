#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Number replacement rules."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_dialreplace
short_description: Manage the number replacement rules of an Akuvox device
version_added: 0.1.0
description:
  - Adds, changes and removes the rules by which a dialled number is replaced with others, which are called in turn.
  - The whole list is one task. It is read once, compared, and only the difference is written, many records in one
    request. Afterwards it is read back, and the task fails when the device did not keep something.
  - Rules are found by O(rules[].prefix).
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.records
options:
  rules:
    description: The rules.
    type: list
    elements: dict
    required: true
    suboptions:
      prefix:
        description: The dialled number, in quotes, as YAML drops the leading zeros of an unquoted one.
        type: raw
        required: true
      account:
        description: SIP account that dials. A new rule has V(auto).
        type: str
        choices: [auto, '1', '2']
      replacements:
        description:
          - The numbers or addresses that are called instead, 1 to 5, in quotes, in this order.
          - A shorter list than before empties the rest. Needed for rules that are not on the device yet.
        type: list
        elements: raw
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: 110 calls the reception, then the guard
  doorfleet.akuvox.akuvox_dialreplace:
    rules:
      - prefix: "110"
        account: auto
        replacements: ["192.0.2.100", "192.0.2.101"]

- name: Only these rules
  doorfleet.akuvox.akuvox_dialreplace:
    rules:
      - prefix: "110"
        replacements: ["192.0.2.100"]
    purge: true

- name: Without this rule
  doorfleet.akuvox.akuvox_dialreplace:
    rules:
      - prefix: "110"
    state: absent
"""

RETURN = r"""
added:
  description: The prefixes of the rules that were added.
  returned: success
  type: list
  elements: str
  sample: ["110"]
updated:
  description: The prefixes of the rules that were changed.
  returned: success
  type: list
  elements: str
  sample: []
removed:
  description: The prefixes of the rules that were removed.
  returned: success
  type: list
  elements: str
  sample: []
removed_doubles:
  description:
    - The prefixes of the rules that were there twice and now once, see the notes.
  returned: success
  type: list
  elements: str
  sample: []
  version_added: 0.3.0
refused:
  description: The prefixes of the rules that the device refused, and why. Any entry fails the task.
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
from ansible_collections.doorfleet.akuvox.plugins.module_utils.sections import dialreplace as section

MODULE = section.MODULE


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
