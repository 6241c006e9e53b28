#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_adopt, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_adopt
short_description: Write what doors hold as variables and a list of people
version_added: 0.3.0
description:
  - Makes files of variables and a list of people of what M(doorfleet.akuvox.akuvox_adopt_info) has registered as
    C(adopt_door) for each door. The role P(doorfleet.akuvox.adopt#role) is made of it, and its variables say where.
  - It sends nothing to any door and works on the controller only.
options:
  stage:
    description:
      - V(begin) checks the variables and the files that are there, and tells whether there is a vault password.
      - V(write) writes the files. Register it as C(adopt_all).
      - V(door) says what became of a door.
    type: str
    required: true
    choices: [begin, write, door]
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  check_mode:
    description: Writes no file, and shows what would change. A file that was edited is compared as well.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_adopt_info
"""

EXAMPLES = r"""
- name: Write the files
  doorfleet.akuvox.akuvox_adopt:
    stage: write
  run_once: true
  register: adopt_all
"""

RETURN = r"""
secrets:
  description: Whether there is a vault password, so that secrets can be written.
  returned: with O(stage=begin)
  type: bool
config:
  description: The keys of the configuration that are asked for.
  returned: with O(stage=begin)
  type: list
  elements: str
files:
  description: The files that change.
  returned: with O(stage=write)
  type: list
  elements: str
  sample: [/srv/doors/host_vars/lobby/adopted.yml]
notes:
  description: What is to be said of all doors together, such as people of whom the doors disagree.
  returned: with O(stage=write)
  type: list
  elements: str
doors:
  description: Whether files of a door change, and what of it can't be said.
  returned: with O(stage=write)
  type: dict
  sample: {}
lost:
  description: What neither variables nor the list can say of the door.
  returned: with O(stage=door)
  type: list
  elements: str
report:
  description: The same, with the number of variables and people, for the summary and the run file.
  returned: with O(stage=door)
  type: dict
"""
