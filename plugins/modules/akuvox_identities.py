#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_identities, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_identities
short_description: Compare doors with the file that says which unit each of them is
version_added: 0.3.0
description:
  - Compares the MAC addresses and models that the doors of the play reported with the file C(akuvox_identities), and
    notes the doors that it doesn't have. The role P(doorfleet.akuvox.identities#role) is made of it.
  - What a door reported is the result of M(doorfleet.akuvox.akuvox_info), registered as C(identities_door).
  - It sends nothing to any door and works on the controller only.
options:
  stage:
    description:
      - V(check) refuses a file that can't be read, and names in C(akuvox_identities_accept) that are no doors of the
        run. Once for all doors, before any door is asked.
      - V(write) compares all doors of a batch, and writes the file. Once for each batch; register it as
        C(identities_all).
      - V(door) is for each door, and fails it where another unit answers.
    type: str
    required: true
    choices: [check, write, door]
attributes:
  check_mode:
    description: Says what the file would become, and leaves it as it is.
    support: full
  diff_mode:
    description: Shows the lines of the file that change.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_info
"""

EXAMPLES = r"""
- name: Ask the door
  doorfleet.akuvox.akuvox_info:
    gather: [system]
  register: identities_door

- name: Compare all doors with the file, and write it
  doorfleet.akuvox.akuvox_identities:
    stage: write
  run_once: true
  register: identities_all

- name: Fail where another unit answers
  doorfleet.akuvox.akuvox_identities:
    stage: door
"""

RETURN = r"""
doors:
  description:
    - A dictionary for each door that has answered. Its C(state) is V(new), V(same), V(differs), V(accepted) or
      V(unknown), and C(says) is the reason. C(mac) and C(model) are what it reported.
  returned: for the stage write
  type: dict
  sample:
    north: {state: new, says: 0C:11:05:00:00:01 R29 is noted, mac: "0C:11:05:00:00:01", model: R29}
path:
  description: Path of the file.
  returned: for the stage write
  type: str
  sample: /srv/doors/identities.csv
reason:
  description: What is to be said of the door, in one line.
  returned: for the stage door
  type: str
  sample: 0C:11:05:00:00:01 R29 is noted
report:
  description: C(mac), C(model), C(state) and C(summary) of the door, for the run file.
  returned: for the stage door
  type: dict
  sample: {mac: "0C:11:05:00:00:01", model: R29, state: same, summary: []}
"""
