# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_outcome: the report of a door after its upgrade."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_outcome
short_description: The report of a door after its upgrade
version_added: 0.1.0
description:
  - Adds to what P(doorfleet.akuvox.firmware_compliance#filter) said of a door what became of its upgrade.
positional: result, check_mode
options:
  _input:
    description: The report of the door.
    type: dict
    required: true
  result:
    description: What C(akuvox_firmware) returned, also when it failed or was skipped.
    type: dict
    required: true
  check_mode:
    description: Whether nothing was written to the door, so that it has the version that it had.
    type: bool
    default: false
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show how long it took
  ansible.builtin.debug:
    msg: "{{ (report | doorfleet.akuvox.firmware_outcome(upgrade)).seconds }}"
"""

RETURN = r"""
_value:
  description:
    - The report with C(version) and C(state) as they are now, the C(outcome) V(upgraded), V(failed) or V(not_started),
      the C(seconds) until the door was back, and C(not_compared), C(new_keys) and C(differences) of what the module
      verified.
  type: dict
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_outcome": deferred("module_utils.jobs.firmware", "after_upgrade")}
