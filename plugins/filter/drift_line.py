# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter drift_line: what would change on a door, in one line."""

from __future__ import annotations

DOCUMENTATION = r"""
name: drift_line
short_description: What would change on a door, in one line
version_added: 0.1.0
description:
  - Says which sections would change, and names up to five of each kind of change.
options:
  _input:
    description: The sections, from P(doorfleet.akuvox.drift_sections#filter).
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.drift_sections
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Say what would change
  ansible.builtin.debug:
    msg: "{{ drift_report.sections | doorfleet.akuvox.drift_line }}"
"""

RETURN = r"""
_value:
  description: The line, empty where nothing would change.
  type: str
  sample: "akuvox_relays (updated A.hold_delay), akuvox_users (added 1003; removed 1001)"
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"drift_line": deferred("module_utils.jobs.drift", "drift_line")}
