# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an action that runs once for all doors reads of their variables, and of how the run was started."""

from __future__ import annotations

import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.converge.revoked import (
    VARIABLE,
    Revocations,
    entries_of,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetkept import Kept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN, FAILURE, is_left
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

LOCAL = "localhost"
STATE = "akuvox_job_state"
# What the task that reads all doors of a batch has registered for each of them.
FLEET = "akuvox_job_fleet"
# The first task of credentials has the names of people, also in a drift.
_OF_ANY_JOB = (FAILURE, "credentials_door")


def is_awx_job(variables):
    """Whether the variables of a run are those of a job of AWX, whose files end with the job."""
    return any(f"{program}_job_id" in variables for program in ("awx", "tower"))


class DoorVariables:
    """The variables of a task, and of other doors.

    :param task_vars: those that an action or a lookup is given.
    :param template: templates a value.
    """

    def __init__(self, task_vars, template):
        self.task_vars = task_vars
        self._template = template

    def get(self, name, default=None):
        """A variable of this door, templated; the default where it isn't set, is null or empty."""
        value = self.task_vars.get(name)
        if value is None:
            return default
        value = plain(self._template(value))
        return default if value in (None, "") else value

    def template(self, name):
        """A variable of this door, templated, whatever it is."""
        return self._template(self.task_vars[name])

    def flag(self, name, default=False):
        """A variable as yes or no, also where it is given as text."""
        value = self.get(name, default)
        return value if isinstance(value, bool) else str(value).strip().lower() in ("true", "yes", "on", "1", "y", "t")

    def folder(self, name):
        """A folder of the controller; a relative one begins where the command was run. None where it isn't set."""
        value = self.get(name)
        return None if value is None else from_here(value)

    def of(self, door):
        """The variables of a door as they are written, not templated. What tasks have registered has no templates.

        Where one process has read all doors, it has left in files what their tasks would have registered.
        """
        own = self.task_vars["hostvars"].raw_get(door)
        fleet, begun = own.get(FLEET) or {}, own.get(BEGUN) or {}
        # what an earlier run in the same process has left is not of this one
        if not fleet.get("folder") or fleet.get("started") != begun.get("started"):
            return own
        failed = (own.get(FAILURE) or {}).get("started") == begun["started"]
        return {**own, **Kept(str(fleet["folder"])).read(door), **({FAILURE: own[FAILURE]} if failed else {})}

    def set_in_plays(self, door):
        """Names that plays have registered or set for a door; nothing public tells, so none where that moves."""
        manager = getattr(self.task_vars["hostvars"], "_variable_manager", None)
        return getattr(manager, "_nonpersistent_fact_cache", {}).get(door, ())

    def revoked_file(self):
        """The path of the file of revoked people, empty where there is none."""
        return os.path.expanduser(str(self.get(VARIABLE) or os.environ.get(VARIABLE.upper()) or ""))

    def revocations(self):
        """Who was revoked, as a :class:`converge.revoked.Revocations`.

        :raises InvalidInput: when the file can't be read.
        """
        return Revocations(entries_of(self.revoked_file()))

    def part(self, doors):
        """What is to be said of the answer of a run that has these doors and not all, "" where it has all."""
        groups = self.task_vars.get("groups") or {}
        everybody = set(map(str, groups.get("akuvox") or groups.get("all") or ()))
        left = len(everybody - set(doors))
        if left:
            return f"This is a part: {len(doors)} of {len(doors) + left} doors of the inventory"
        if self.get("awx_workflow_job_id"):
            return f"This may be a part: a slice of a job knows its own {len(doors)} doors only"
        return ""

    def state(self):
        """What the job's earlier batches have left, see ``jobstages``; empty where there was none."""
        facts = self.of(LOCAL).get("ansible_facts") or {}
        return plain(facts.get(STATE) or {})


def from_here(path):
    """A path of the controller; a relative one begins where the command was run."""
    return os.path.abspath(os.path.expanduser(str(path)))


def only(variables, wanted):
    """The variables whose names are ``wanted``, as plain values."""
    return {name: plain(variables[name]) for name in variables if wanted(name)}


def of_job(variables, job):
    """Those of a door's variables that have to do with a job, but for the batch, which has all of its doors."""
    left = is_left(job)
    found = only(variables, lambda name: left(name) or name in _OF_ANY_JOB)
    return {**found, BEGUN: only(variables.get(BEGUN) or {}, lambda name: name != "batch")}
