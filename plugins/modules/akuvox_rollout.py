#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_rollout, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_rollout
short_description: The steps of a firmware rollout that ask no door
version_added: 0.3.0
description:
  - Checks the variables of the role P(doorfleet.akuvox.firmware#role), plans the waves of its playbook, and says
    whether a wave may begin. The role and the playbook C(firmware) are made of it.
  - It sends nothing to any door and works on the controller only.
options:
  stage:
    description:
      - V(check) refuses wrong variables and files, once for all doors.
      - V(plan) prints which door has which firmware and which is upgraded in which wave.
      - V(wave) compares what became of the doors so far with the failure budget, and asks whether a canary came
        through.
      - V(wave_end) keeps what became of a wave in the run file.
      - V(obstacles) says what speaks against upgrading a door now.
      - V(outcome) makes the report of a door after its upgrade.
    type: str
    required: true
    choices: [check, plan, wave, wave_end, obstacles, outcome]
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_firmware
  - plugin: doorfleet.akuvox.firmware_compliance
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Check the variables of a rollout
  doorfleet.akuvox.akuvox_rollout:
    stage: check
  run_once: true
"""

RETURN = r"""
table:
  description: How many doors have which firmware, as lines.
  returned: for the stage plan
  type: list
  elements: str
  sample: ["behind  R29  29.30.10.100  wanted 29.30.10.200  1 door: north-gate"]
waves:
  description: The plan, as lines.
  returned: for the stage plan
  type: list
  elements: str
  sample: ["1 door to upgrade in 1 wave"]
stop:
  description: Why the wave may not begin; empty when it may.
  returned: for the stage wave
  type: str
  sample: ""
last:
  description: Whether it is the last wave.
  returned: for the stage wave
  type: bool
obstacles:
  description: What speaks against upgrading the door now; empty when nothing does.
  returned: for the stages obstacles and outcome
  type: str
  sample: relay A is triggered
firmware:
  description:
    - The report of the door, as P(doorfleet.akuvox.firmware_compliance#filter) makes it, with C(version) and C(state)
      as they are now.
    - C(outcome) is V(upgraded), V(failed) or V(not_started). C(seconds) is the time until the door was back, and
      C(backup) the path of its backup.
    - C(not_compared), C(new_keys) and C(differences) are those of what was verified.
  returned: for the stage outcome
  type: dict
"""
