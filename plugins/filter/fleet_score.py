# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter fleet_score: how well a fleet is secured, in one line."""

from __future__ import annotations

DOCUMENTATION = r"""
name: fleet_score
short_description: How well a fleet is secured, in one line
version_added: 0.1.0
description:
  - Says the mean of the scores of its doors, and which door has the worst one.
positional: hostvars
options:
  _input:
    description: Names of the doors, such as C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  hostvars:
    description:
      - The variable of this name. A door's score is in its C(hardening_report), which the role C(hardening) leaves.
    type: dict
    required: true
seealso:
  - module: doorfleet.akuvox.akuvox_hardening_info
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show the score of the fleet
  ansible.builtin.debug:
    msg: "{{ ansible_play_hosts_all | doorfleet.akuvox.fleet_score(hostvars) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description: The line.
  type: str
  sample: "fleet score 74 (11 of 12 doors), worst: north-gate with 43"
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"fleet_score": deferred("module_utils.jobs.assessment", "score_of_doors")}
