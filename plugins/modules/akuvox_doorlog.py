#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entries of the door log, removed."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_doorlog
short_description: Remove entries from the door log of an Akuvox device
version_added: 0.1.0
description:
  - Removes single entries of the list of door openings, or all of them. To read it, use
    M(doorfleet.akuvox.akuvox_info); to save it, M(doorfleet.akuvox.akuvox_log_export).
  - The log is read back afterwards. Entries that have come in the meantime don't count.
extends_documentation_fragment:
  - doorfleet.akuvox.connection
  - doorfleet.akuvox.attributes
attributes:
  diff_mode:
    description: Returns the entries that O(state=absent) removes, with codes hidden unless they are a card's, and the
      number of those that O(state=cleared) removes.
    support: full
options:
  state:
    description:
      - V(absent) removes the entries in O(ids). An ID that the log doesn't have is no change.
      - V(cleared) removes all entries. Nothing is sent when there are none.
    type: str
    choices: [absent, cleared]
    required: true
  ids:
    description:
      - IDs of entries, as M(doorfleet.akuvox.akuvox_info) returns them.
      - The API takes one in a request, so many IDs take their time.
    type: list
    elements: raw
seealso:
  - module: doorfleet.akuvox.akuvox_info
  - module: doorfleet.akuvox.akuvox_log_export
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Remove two entries
  doorfleet.akuvox.akuvox_doorlog:
    state: absent
    ids: ["23", "24"]

- name: Empty the log
  doorfleet.akuvox.akuvox_doorlog:
    state: cleared
"""

RETURN = r"""
removed:
  description: IDs of the entries that were removed.
  returned: with O(state=absent)
  type: list
  elements: str
  sample: ["23"]
refused:
  description: IDs of the entries that the device refused to remove, and why. Any entry fails the task.
  returned: with O(state=absent)
  type: list
  elements: dict
  sample: []
count:
  description: Number of entries that were removed, as the device had counted them before.
  returned: with O(state=cleared)
  type: int
  sample: 17
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.module import Module, run_module
from ansible_collections.doorfleet.akuvox.plugins.module_utils.operations.logrecords import (
    LOG_CONSTRAINTS,
    LOG_OPTIONS,
    run_log,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.targets.logs import DOORLOG


def run(task):
    """Remove the entries."""
    return run_log(task, DOORLOG)


MODULE = Module(
    run=run,
    spec=LOG_OPTIONS,
    constraints=LOG_CONSTRAINTS,
)


def main():
    """Run as an ordinary module."""
    run_module(MODULE)


if __name__ == "__main__":
    main()
