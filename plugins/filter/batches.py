# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter batches: how many doors a play does at a time, checked."""

from __future__ import annotations

DOCUMENTATION = r"""
name: batches
short_description: How many doors a play does at a time, checked
version_added: 0.3.0
description:
  - Takes C(akuvox_serial) as people and surveys write it, and returns what a play's C(serial) takes.
  - It fails with the variable's name for what Ansible would end the run for, such as V(10.5%).
options:
  _input:
    description: A number, a percentage, a list of them, or text with commas between them. Empty is V(100%).
    type: raw
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Some doors at a time
  hosts: akuvox
  serial: "{{ akuvox_serial | default('100%') | doorfleet.akuvox.batches }}"
  tasks: []
"""

RETURN = r"""
_value:
  description: Numbers and percentages.
  type: list
  elements: raw
  sample: [1, "10%", "100%"]
"""


def batches(value):
    """See DOCUMENTATION."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.batchsizes import batches as function

    return function(value)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"batches": batches}
