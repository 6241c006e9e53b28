#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom a device lets in, when and by what."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_access_info
short_description: Read whom an Akuvox device lets in
version_added: 0.3.0
description:
  - Reads users, cards, private codes, schedules and public codes of a device in one session, and never changes
    anything.
  - The role P(doorfleet.akuvox.access#role) makes answers and a page of what the doors of a fleet return.
  - No PIN is in the result. PINs are compared by a hash with O(pin_key), which belongs to one run.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
  - doorfleet.akuvox.attributes.info
options:
  pin_key:
    description: A secret of the run, the same for all doors, such as 64 random hex digits.
    type: str
    required: true
  pin_policy:
    description:
      - Which PINs are weak, as the variable C(akuvox_pin_policy) of the role P(doorfleet.akuvox.credentials#role).
    type: dict
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_info
"""

EXAMPLES = r"""
- name: Read whom the door lets in
  doorfleet.akuvox.akuvox_access_info:
    pin_key: "{{ vault_pin_key }}"
  register: access_door
"""

RETURN = r"""
packed:
  description: What the door tells, as one text for M(doorfleet.akuvox.akuvox_access).
  returned: success
  type: str
people:
  description: How many records let somebody in, in all stores.
  returned: success
  type: int
  sample: 12
missing:
  description: Stores that the device doesn't have.
  returned: success
  type: list
  elements: str
  sample: []
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.pinpolicy import pin_policy, weakness
from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, never, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.access import read_access
from ansible_collections.doorfleet.akuvox.plugins.module_utils.packed import pack
from ansible_collections.doorfleet.akuvox.plugins.module_utils.secrets import mask_columns


def run(task):
    """Read it all."""
    policy = pin_policy(task.params["pin_policy"])

    def weak(pin, user_id):
        return weakness(pin, user_id, policy)

    said = read_access(task.device, task.params["pin_key"].encode(), weak)
    return {"changed": False, "packed": pack(said), "people": len(said["people"]), "missing": said["missing"]}


MODULE = Module(
    run=run,
    writes=never,
    spec={
        "pin_key": {"type": "str", "required": True, "no_log": True},
        "pin_policy": {"type": "dict", "no_log": False},
    },
    masks={"pin_policy": lambda policy: mask_columns(policy, {"forbidden"})},
    checks=(lambda params: pin_policy(params["pin_policy"]),),
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
