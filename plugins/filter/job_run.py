# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter job_run: what became of the doors of a job."""

from __future__ import annotations

DOCUMENTATION = r"""
name: job_run
short_description: What became of the doors of a job
version_added: 0.1.0
description:
  - Gathers what the doors of a play have registered under the name of a job, as the end of the collection's playbooks
    does for its summary and for the run file.
positional: hostvars, job, started
options:
  _input:
    description: Names of the doors, such as C(ansible_play_hosts_all).
    type: list
    elements: str
    required: true
  hostvars:
    description: The variable of this name.
    type: dict
    required: true
  job:
    description: Name of the job, such as V(provision).
    type: str
    required: true
  started:
    description: When the run began, the text that its doors have as C(<job>_started).
    type: str
    required: true
  finished:
    description: When the run ended; not set while it lasts.
    type: str
  check_mode:
    description: Whether nothing was written to a door.
    type: bool
    default: false
  kept:
    description: The text of a run file of this run, to keep what it says of the doors that aren't gathered now.
    type: str
    version_added: 0.2.0
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - plugin: doorfleet.akuvox.job_summary
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Show the doors that failed
  ansible.builtin.debug:
    msg: "{{ run.doors | dict2items | selectattr('value.outcome', 'equalto', 'failed') }}"
  vars:
    run: "{{ ansible_play_hosts_all | doorfleet.akuvox.job_run(hostvars, 'provision', provision_started) }}"
  run_once: true
"""

RETURN = r"""
_value:
  description:
    - The run as the run file holds it, with C(format), C(job), C(started), C(finished), C(check_mode) and C(doors).
    - C(doors) has for each door its C(outcome) (V(ok), V(changed), V(failed), V(unreachable) or V(not_tried)), the
      C(reason) where there is one, and the job's own C(report).
  type: dict
"""

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.deferred import deferred


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"job_run": deferred("module_utils.jobs.summary", "job_run")}
