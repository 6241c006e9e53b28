# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs for a task of a job's playbook."""

from __future__ import annotations

import time

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import AkuvoxError, InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN, WRONG
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.stoptime import over
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.rolespec import wrong_variables

# The job's name, which its playbook sets.
JOB = "akuvox_job"


def in_job(task_vars):
    """Whether this is a task of a job's playbook."""
    return bool(task_vars.get(JOB))


def refuse_begin(task, task_vars):
    """Refuse to write to a door that the job has not written to yet, once ``akuvox_stop_at`` is over.

    :raises AkuvoxError: which is reported as "not tried".
    """
    stop_at = (task_vars.get(BEGUN) or {}).get("stop_at") if in_job(task_vars) else None
    if not stop_at or time.time() <= stop_at or task.check_mode or task.action.endswith("_info"):
        return
    written = f"{task_vars[JOB]}_result"
    # a task that was skipped has written nothing
    if not any(name.startswith(written) and not (task_vars[name] or {}).get("skipped") for name in task_vars):
        raise AkuvoxError(over(stop_at), not_tried=True)


def refuse_wrong(role, variables):
    """Refuse wrong variables of a door in a line, where Ansible's own check of a role prints the whole specification.

    :param variables: a :class:`doorvars.DoorVariables`.
    :raises InvalidInput: naming them.
    """
    wrong = wrong_variables(role, variables)
    if wrong:
        raise InvalidInput(f"{WRONG}{'; '.join(wrong)}")
