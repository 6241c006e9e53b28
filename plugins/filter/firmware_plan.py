# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_plan: who is upgraded in which wave."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_plan
short_description: Who is upgraded in which wave
version_added: 0.1.0
description:
  - Sorts the doors that are behind into a wave of canaries and the waves after it.
positional: hostvars, groups, canary, wave, budget, forks
extends_documentation_fragment:
  - doorfleet.akuvox.play.firmware_reports
  - doorfleet.akuvox.play.groups
options:
  _input:
    description: Names of the doors, C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  canary:
    description: The variable C(akuvox_canary).
    type: raw
    required: true
  wave:
    description: The variable C(akuvox_wave).
    type: raw
    required: true
  budget:
    description: The variable C(akuvox_failure_budget).
    type: raw
    required: true
  forks:
    description: The variable C(ansible_forks). No wave is larger.
    type: int
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Show the waves
  ansible.builtin.debug:
    msg: "{{ plan.lines }}"
  vars:
    plan: "{{ ansible_play_hosts_all | doorfleet.akuvox.firmware_plan(hostvars, groups, 1, '10%', 0, ansible_forks) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - C(waves) has the number of the wave of each door that is behind, from 1, and C(sizes) how many doors are in each.
    - The first C(canary_waves) are those of the canaries. C(canaries) names the doors of which one has to come through,
      and C(proven) says that one of them had the firmware before.
    - C(budget) is how many doors may fail, and C(lines) the plan in words.
  type: dict
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_plan": deferred("module_utils.jobs.waves", "plan_with_lines")}
