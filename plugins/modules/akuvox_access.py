#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_access, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_access
short_description: Answer who gets in where
version_added: 0.3.0
description:
  - Makes answers, a page, CSV, JSON and findings of what M(doorfleet.akuvox.akuvox_access_info) has registered as
    C(access_door) for each door. The role P(doorfleet.akuvox.access#role) is made of it, and its variables say what is
    asked.
  - It sends nothing to any door and works on the controller only.
options:
  stage:
    description:
      - V(begin) checks the variables and makes the key of the run. Use C(no_log) with it.
      - V(answer) answers. Doors that have told nothing are named as unknown.
    type: str
    required: true
    choices: [begin, answer]
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  check_mode:
    description: Answers all the same, and writes no file.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_access_info
"""

EXAMPLES = r"""
- name: Say who gets in where
  doorfleet.akuvox.akuvox_access:
    stage: answer
  run_once: true
  register: access_answer
"""

RETURN = r"""
key:
  description: The key of the run.
  returned: with O(stage=begin)
  type: str
lines:
  description: The answer as lines of a table.
  returned: with O(stage=answer)
  type: list
  elements: str
findings:
  description: What an auditor asks about first, each with C(id), C(severity), C(doors) and C(text).
  returned: with O(stage=answer)
  type: list
  elements: dict
failing:
  description: Why each door fails by C(akuvox_access_fail).
  returned: with O(stage=answer)
  type: dict
  sample: {}
path:
  description: Path of the page, empty without C(akuvox_access_dir).
  returned: with O(stage=answer)
  type: str
  sample: /srv/doors/access/access.html
"""
