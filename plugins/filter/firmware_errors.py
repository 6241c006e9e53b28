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
positional: groups
extends_documentation_fragment:
  - doorfleet.akuvox.play.groups
options:
  _input:
    description:
      - The variables of P(doorfleet.akuvox.firmware#role) by name. C(akuvox_firmware_baseline) is a list, with that of
        each door; the same one is looked at once.
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Check the variables
  ansible.builtin.assert:
    that: "{{ wrong == [] }}"
    fail_msg: "{{ wrong | join('; ') }}"
  vars:
    wrong: "{{ variables | doorfleet.akuvox.firmware_errors(groups) }}"
    variables:
      akuvox_firmware_baseline: ["{{ akuvox_firmware_baseline }}"]
      akuvox_firmware_report_only: false
      akuvox_firmware_wait_timeout: 900
      akuvox_firmware_settle_timeout: 180
      akuvox_firmware_clock_tolerance: 10
      akuvox_backup_dir: /srv/doors
      akuvox_canary: 1
      akuvox_wave: 10%
      akuvox_soak: 60
      akuvox_failure_budget: 0
"""

RETURN = r"""
_value:
  description: What is wrong, with the name of the variable; empty when nothing is.
  type: list
  elements: str
  sample: ["akuvox_firmware_baseline.R29.md5: is missing"]
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"firmware_errors": deferred("module_utils.jobs.firmware", "variable_errors")}
