#!/usr/bin/python
# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the action akuvox_job, which runs in the controller alone."""

from __future__ import annotations

DOCUMENTATION = r"""
module: akuvox_job
short_description: The beginning and the end of a job's playbook
version_added: 0.3.0
description:
  - Keeps the run file of a job, notes why doors failed, and prints the summary. The playbooks of this collection use
    it, and a playbook of your own with your own role can use it too.
  - It sends nothing to any door and works on the controller only.
  - It reads the variables C(akuvox_job) (the job's name), C(akuvox_run_dir), C(akuvox_run_artifact), C(akuvox_retry),
    C(akuvox_stop_at), C(akuvox_summary_names) and C(akuvox_drift_fail).
  - It also reads what the job's tasks have registered as C(JOB_door), C(JOB_result_*), C(JOB_report), C(JOB_reason) and
    C(JOB_not_tried).
options:
  stage:
    description:
      - V(begin) is once in a play before the job's, delegated to localhost with C(delegate_facts).
      - V(batch) is once for each batch, before its first door, delegated as V(begin) is. Register it as
        C(akuvox_job_begun), and end the play where it returns RV(stop).
      - V(check) is for each door, and refuses variables that the argument specification of the job's role refuses.
      - V(rescue) is for each door that failed, in the C(rescue) section. Register it as C(akuvox_job_failure).
      - V(batch_end) is once at the end of each batch, in the C(always) section, delegated as V(begin) is.
      - V(end) is once in the last play, whose hosts P(doorfleet.akuvox.job_doors#lookup) gives, and prints the summary.
      - V(door) fails a door of the last play where it has failed.
    type: str
    required: true
    choices: [begin, batch, check, rescue, batch_end, door, end]
extends_documentation_fragment:
  - doorfleet.akuvox.attributes.controller
attributes:
  check_mode:
    description: Does the same in check mode, as a run file says what a run did or would do.
    support: full
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.job_doors
    plugin_type: lookup
  - plugin: doorfleet.akuvox.job_summary
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Begin
  doorfleet.akuvox.akuvox_job:
    stage: begin
  delegate_to: localhost
  delegate_facts: true
  run_once: true
  register: akuvox_job_begun
"""

RETURN = r"""
job:
  description: Name of the job.
  returned: for the stages batch and rescue
  type: str
  sample: provision
started:
  description: When the run began, in UTC.
  returned: for the stages begin, batch and rescue
  type: str
  sample: "2026-01-02T03:04:05.000000Z"
batch:
  description: The doors of the batch.
  returned: for the stage batch
  type: list
  elements: str
stop:
  description: Why no further door is begun; empty where there is no reason.
  returned: for the stage batch
  type: str
  sample: ""
stop_at:
  description: Unix time after which no door is begun.
  returned: for the stage batch
  type: float
outcome:
  description: V(failed), V(unreachable) or V(not_tried).
  returned: for the stage rescue
  type: str
  sample: failed
reason:
  description: Why, in one line.
  returned: for the stage rescue
  type: str
  sample: "Set the people: the device refused the login of user 'api'"
seen:
  description: The failure that this is about, which distinguishes an old one from a new one.
  returned: for the stage rescue
  type: list
  elements: raw
msg:
  description: The lines of the summary.
  returned: for the stage end
  type: list
  elements: str
  sample: ["3 doors: 1 ok, 1 changed, 1 failed, 0 unreachable"]
fails:
  description: Whether the door that has summed up is to fail.
  returned: for the stage end
  type: bool
"""
