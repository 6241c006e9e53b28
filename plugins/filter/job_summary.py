# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter job_summary: a job's run as lines to be read."""

from __future__ import annotations

DOCUMENTATION = r"""
name: job_summary
short_description: A job's run as lines to be read
version_added: 0.1.0
description:
  - Says how many doors are ok, changed, failed, unreachable or not tried, and names those that failed, and why.
options:
  _input:
    description: A run, as a run file or the variable that AWX hands on has it.
    type: dict
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_job
"""

EXAMPLES = r"""
- name: Sum up
  ansible.builtin.debug:
    msg: "{{ lookup('ansible.builtin.file', run_file) | from_json | doorfleet.akuvox.job_summary }}"
"""

RETURN = r"""
_value:
  description: The lines.
  type: list
  elements: str
  sample:
    - "3 doors: 1 ok, 1 changed, 1 failed, 0 unreachable"
    - "failed north-gate: Set the people: http://192.0.2.7/api/user/get: wrong username or password"
"""


def job_summary(run):
    """A run as lines."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.summary import summary as function

    return function(run)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"job_summary": job_summary}
