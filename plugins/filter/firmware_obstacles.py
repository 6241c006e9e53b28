# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_obstacles: what speaks against upgrading a door now."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_obstacles
short_description: What speaks against upgrading a door now
version_added: 0.1.0
description:
  - A call that is going on, a relay that is triggered, and a clock that is off. What the door doesn't tell is left out.
positional: tolerance
options:
  _input:
    description:
      - What C(akuvox_info) returns as C(akuvox), with the subsets V(status), V(call_status) and V(relay_status).
    type: dict
    required: true
  tolerance:
    description: Minutes that the door's clock may differ from the controller's, V(0) for any.
    type: int
    required: true
  now:
    description: Unix time to compare the clock with; that of the controller when left out.
    type: float
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Look at the door
  doorfleet.akuvox.akuvox_info:
    gather: [status, call_status, relay_status]
    skip_missing: true
  register: door

- name: Stop when it is in use
  ansible.builtin.assert:
    that: "{{ door.akuvox | doorfleet.akuvox.firmware_obstacles(10) == [] }}"
"""

RETURN = r"""
_value:
  description: The obstacles in words; empty when there are none.
  type: list
  elements: str
  sample: ["relay A is triggered"]
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_obstacles": deferred("module_utils.jobs.firmware", "obstacles")}
