# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_table: how many doors have which firmware, as lines to be read."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_table
short_description: How many doors have which firmware, as lines to be read
version_added: 0.1.0
description:
  - Counts the doors by compliance, model and version, and names those that don't have what the baseline says.
positional: hostvars
extends_documentation_fragment:
  - doorfleet.akuvox.play.firmware_reports
options:
  _input:
    description: Names of the doors, such as C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show the fleet's firmware
  ansible.builtin.debug:
    msg: "{{ ansible_play_hosts_all | doorfleet.akuvox.firmware_table(hostvars) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The lines.
  type: list
  elements: str
  sample:
    - "compliant  R29  29.30.10.200                       11 doors"
    - "behind     R29  29.30.10.100  wanted 29.30.10.200  1 door: north-gate"
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_table": deferred("module_utils.jobs.firmware", "table_of_doors")}
