# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which task brought a door into a rescue section, and why it failed.

Ansible leaves ``ansible_failed_result`` with the door whose task failed. When a task with ``run_once`` fails, all doors
are rescued and only one has the result; the others may still have that of an earlier rescue. So each rescue notes which
failure it has ``seen``, in what it registers under one of the names below.
"""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import failure_outcome, failure_reason
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

NOTES = (
    "akuvox_job_failure",
    "drift_unchecked_provision",
    "drift_unchecked_credentials",
)


def failed_here(variables, started, batch):
    """``outcome``, ``reason`` and what to register as ``seen`` for the door of the task.

    :param variables: a :class:`doorvars.DoorVariables`.
    :param started: when the job's run began, empty outside of one.
    :param batch: the doors that a task with ``run_once`` is for.
    """
    own = _failure(variables.task_vars)
    found = own if own and own not in _seen(variables.task_vars) else None
    if found is None:
        found = next(filter(None, (_of_all(variables.of(door), started) for door in batch)), own)
    if found is None:
        return "failed", "failed", None
    task, result = found
    return failure_outcome(result), failure_reason(result, task), found


def _failure(variables):
    """Name of the task and what of its result says why; None where no task has failed."""
    if not variables.get("ansible_failed_result"):
        return None
    task, result = plain(variables["ansible_failed_task"]), plain(variables["ansible_failed_result"])
    members = ("msg", "failed", "unreachable", "not_tried", "argument_errors", "results", "reason")
    shown = {key: result[key] for key in members if result.get(key)}
    if "results" in shown:
        shown["results"] = [
            {key: item.get(key) for key in members[:3]} for item in shown["results"] if isinstance(item, dict)
        ]
    return [task.get("name") or task.get("action") or "a task", shown]


def _of_all(variables, started):
    """The failure of a task with ``run_once``, of this run, where this door has it."""
    task = variables.get("ansible_failed_task") or {}
    failure = _failure(variables) if plain(task.get("run_once")) else None
    old = [note.get("seen") for note in _notes(variables) if note.get("started") != started]
    return failure if failure not in old else None


def _seen(variables):
    return [note.get("seen") for note in _notes(variables)]


def _notes(variables):
    return [plain(variables[name]) for name in NOTES if isinstance(variables.get(name), dict)]
