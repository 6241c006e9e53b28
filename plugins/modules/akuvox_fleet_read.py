#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_fleet_read, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_fleet_read
short_description: Read all doors of a batch in one process
version_added: 0.3.0
description:
  - Asks the doors of a batch what a job wants to know, in the threads of one worker process. Ansible would start a
    worker for each door.
  - It is a part of the playbooks of P(doorfleet.akuvox.access#role), P(doorfleet.akuvox.backup#role),
    P(doorfleet.akuvox.drift#role) and P(doorfleet.akuvox.report#role), where C(akuvox_fleet_read) is set. There it
    runs once for all doors, between the stages of M(doorfleet.akuvox.akuvox_job).
  - Nothing that could change a door is sent. A request that could is refused before it leaves.
  - What a door told is left for the stages that follow, in files of Ansible's own temporary folder of the run. Nobody
    else can read them, and they go with the run.
options:
  job:
    description: What the doors are asked.
    type: str
    choices: [access, backup, drift, report]
    required: true
  threads:
    description:
      - How many doors are asked at a time, from 1 to 256.
      - There are fewer where the limit of open files (C(ulimit -n)) leaves no room for them.
    type: raw
    default: 32
  pin_key:
    description: For V(access), a secret of the run as M(doorfleet.akuvox.akuvox_access_info) takes it.
    type: str
  failing:
    description: Asks no door, but notes why doors fail that have been read. Door and reason.
    type: dict
  failing_task:
    description: What those that O(failing) names have failed by, for the summary.
    type: str
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  idempotent:
    description: It changes nothing at a door.
    support: N/A
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Ask all doors at a time
  doorfleet.akuvox.akuvox_fleet_read:
    job: drift
    threads: 64
  run_once: true
  register: akuvox_job_fleet
"""

RETURN = r"""
doors:
  description: How many doors were asked.
  returned: without O(failing)
  type: int
  sample: 1000
differ:
  description: How many of them differ, or have a new set.
  returned: without O(failing)
  type: int
  sample: 3
folder:
  description: Where it is left what they told.
  returned: without O(failing)
  type: str
started:
  description: When the job's run began.
  returned: without O(failing)
  type: str
"""
