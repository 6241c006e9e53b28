# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter failure_reason: why a door failed, in one line."""

from __future__ import annotations

DOCUMENTATION = r"""
name: failure_reason
short_description: Why a door failed, in one line
version_added: 0.1.0
description:
  - Says which task failed and why, from what Ansible hands to a C(rescue) section. Of a loop it says what the failed
    items say, and of wrong variables which ones they are.
positional: task
options:
  _input:
    description: The variable C(ansible_failed_result).
    type: dict
    required: true
  task:
    description: Name of the task, C(ansible_failed_task.name).
    type: str
    required: true
author:
  - The doorfleet.akuvox authors (@doorfleet)
"""

EXAMPLES = r"""
- name: Provision, and say why it failed
  block:
    - name: Apply the role
      ansible.builtin.import_role:
        name: doorfleet.akuvox.provision
  rescue:
    - name: Fail with the reason
      ansible.builtin.fail:
        msg: "{{ ansible_failed_result | doorfleet.akuvox.failure_reason(ansible_failed_task.name) }}"
"""

RETURN = r"""
_value:
  description: The reason.
  type: str
  sample: "Set the people: users[0].pin: has to be text in quotes"
"""


def failure_reason(result, task):
    """Why a door failed, in one line."""
    # when it is called: a worker process that uses one filter of a collection loads all of them
    from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import failure_reason as function

    return function(result, task)


class FilterModule:
    """Makes the filter known."""

    def filters(self):
        """Return the filters by name."""
        return {"failure_reason": failure_reason}
