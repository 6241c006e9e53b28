# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter firmware_errors: what is wrong with the variables of a firmware run."""

from __future__ import annotations

DOCUMENTATION = r"""
name: firmware_errors
short_description: What is wrong with the variables of a firmware run
version_added: 0.1.0
description:
  - Checks the baselines of the doors and how the run is to go, and reads the firmware files, before a door is asked for
    anything.
positional: canary, wave, budget, groups
options:
  _input:
    description: The variable C(akuvox_firmware_baseline) of each door. The same one is looked at once.
    type: list
    elements: dict
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
  groups:
    description: The variable of this name.
    type: dict
    required: true
  backup_dir:
    description: The variable C(akuvox_backup_dir). Not looked at with O(report_only=true).
    type: str
  report_only:
    description: Whether nothing is to be upgraded. Otherwise each entry has to have its file, with the entry's MD5.
    type: bool
    default: false
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Check the baseline
  ansible.builtin.assert:
    that: "{{ wrong == [] }}"
    fail_msg: "{{ wrong | join('; ') }}"
  vars:
    wrong: "{{ [akuvox_firmware_baseline] | doorfleet.akuvox.firmware_errors(1, '10%', 0, groups, '/srv/backups') }}"
"""

RETURN = r"""
_value:
  description: What is wrong, with the name of the variable; empty when nothing is.
  type: list
  elements: str
  sample: ["akuvox_firmware_baseline.R29.md5: is missing"]
"""

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.firmware import backup_errors, baseline_errors
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.waves import wave_errors


def firmware_errors(baselines, canary, wave, budget, groups, backup_dir=None, report_only=False):
    """All of it, the cheap checks first."""
    return [
        *wave_errors(canary, wave, budget, groups),
        *([] if report_only else backup_errors(backup_dir)),
        *baseline_errors(baselines, files=not report_only),
    ]


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_errors": firmware_errors}
