# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_stop: why no further door is started."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_stop
short_description: Why no further door is started
version_added: 0.1.0
description:
  - Compares what became of all doors of the run so far with its failure budget, and asks whether a canary came through.
positional: hostvars, wave
extends_documentation_fragment:
  - doorfleet.akuvox.play.firmware_reports
options:
  _input:
    description: The plan, from P(doorfleet.akuvox.firmware_plan#filter).
    type: dict
    required: true
  wave:
    description: The number of the wave that is to start.
    type: int
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: End the play when too many doors failed
  ansible.builtin.meta: end_play
  when: firmware_plan | doorfleet.akuvox.firmware_stop(hostvars, 2) | length > 0
"""

RETURN = r"""
_value:
  description: The reason; empty when the wave may start.
  type: str
  sample: >-
    the failure budget is spent: north-gate failed, and akuvox_failure_budget allows 0. Run again when this is settled
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_stop": deferred("module_utils.jobs.waves", "stop_of_doors")}
