# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup job_doors: the doors that a job's playbook is for."""

from __future__ import annotations

DOCUMENTATION = r"""
name: job_doors
short_description: The doors that a job's playbook is for
version_added: 0.3.0
description:
  - Gives the playbooks of the collection their C(hosts), as a pattern.
  - A pattern that leaves no door, by itself or together with C(--limit), is an error, so that a job for nobody is not
    taken for one that went well. With C(akuvox_allow_no_doors) it is a notice.
options:
  _terms:
    description:
      - A pattern of hosts and groups, as C(hosts) of a play takes it. By default C(akuvox_hosts), else V(akuvox).
    type: list
    elements: str
    default: []
  stage:
    description:
      - V(run) for all doors that the run may be for, and V(job) for those that it is for once
        M(doorfleet.akuvox.akuvox_job) has begun.
      - V(waves) for those that M(doorfleet.akuvox.akuvox_rollout) has planned, and V(end) for those on which the run is
        summed up and which then fail.
    type: str
    choices: [run, job, waves, end]
    default: run
author:
  - The doorfleet.akuvox authors (@doorfleet)
seealso:
  - module: doorfleet.akuvox.akuvox_job
"""

EXAMPLES = r"""
- name: A play that fails where --limit leaves no door
  hosts: "{{ lookup('doorfleet.akuvox.job_doors', 'akuvox') }}"
  gather_facts: false
  tasks:
    - name: Look at them
      doorfleet.akuvox.akuvox_info:
        gather: [system]
"""

RETURN = r"""
_value:
  description: The pattern.
  type: list
  elements: str
"""

from ansible import context
from ansible.inventory.manager import InventoryManager
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.errors import LookupPluginError
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.prefork import prepare, spare_from_collections
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer

DOORS = "akuvox"
NOBODY = "all:!all"
# What only lists or checks a playbook has no doors, or runs on none.
_LISTING = ("syntax", "listhosts", "listtasks", "listtags")


class LookupModule(LookupBase):
    """Finds the doors."""

    def run(self, terms, variables=None, **kwargs):
        """Return the pattern."""
        self.set_options(var_options=variables, direct=kwargs)
        variables = DoorVariables(variables, self._templar.template)
        try:
            pattern = ",".join(map(str, terms)) or _hosts(variables)
        except InvalidInput as exc:
            raise LookupPluginError(exc.message) from None
        if any(context.CLIARGS.get(name) for name in _LISTING):
            return [pattern]
        spare_from_collections()
        doors = self._matching(pattern, variables)
        if not doors:
            return [self._nobody(pattern, variables)]
        if self.get_option("stage") == "end":
            return [_end(variables.state())]
        if self.get_option("stage") == "waves":
            return [",".join(variables.state().get("plan", {}).get("waves", ())) or NOBODY]
        if self.get_option("stage") == "job":
            # where the run is not for all of them, those that it is for
            left = variables.state()["doors"]
            prepare(variables.get("akuvox_job"), variables.of(doors[0]))
            return [pattern if len(left) == len(doors) else ",".join(left) or NOBODY]
        return [pattern]

    def _matching(self, pattern, variables):
        """The doors of the pattern within the limit."""
        manager = InventoryManager(self._loader, parse=False)
        for group, hosts in variables.task_vars["groups"].items():
            manager.add_group(group)
            for host in hosts:
                manager.add_host(host, group=group)
        manager.subset(context.CLIARGS.get("subset"))
        return [str(host.name) for host in manager.get_hosts(pattern)]

    def _nobody(self, pattern, variables):
        limit = context.CLIARGS.get("subset")
        text = f"there are no doors for this job: the inventory has none in '{pattern}'"
        if limit:
            text += f" within the limit '{limit}'"
        if not variables.flag("akuvox_allow_no_doors"):
            raise LookupPluginError(f"{text}. Where that is as it should be, set akuvox_allow_no_doors: true")
        if self.get_option("stage") == "run":
            Display().display(f"Nothing to do: {text}")
        return NOBODY


def _hosts(variables):
    """The pattern of the run, also where it was typed into AWX."""
    if "akuvox_hosts" not in variables.task_vars:
        return DOORS
    given = variables.template("akuvox_hosts")
    return (
        ",".join(map(str, given))
        if isinstance(given, list)
        else (text_answer(given, "akuvox_hosts", variables.task_vars["groups"]) or DOORS)
    )


def _end(state):
    """The doors on which a job ends: first one that isn't to fail, so that the plays after it go on."""
    fine = [state["fine"]] if state.get("fine") else []
    return ",".join([*fine, *dict.fromkeys(state.get("failing", ()))]) or NOBODY
