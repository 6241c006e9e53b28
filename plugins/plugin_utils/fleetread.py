# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read all doors of a batch in the threads of one process, and keep of each what its tasks would have registered."""

from __future__ import annotations

import difflib
import os
import tempfile

from ansible import constants
from ansible.utils.display import Display

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs import runwriter
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetkept import Kept
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fleetpool import (
    VARIABLE,
    ask_all,
    checked_threads,
    threads_that_fit,
)
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN, FAILURE, one_line
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doortasks import DoorTasks
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import FLEET
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.fleetjobs import JOBS, failed_result
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain

DISPLAY = Display()
_MOST_WARNINGS = 20


class FleetRead:
    """One batch of a job.

    :param action: the :class:`ControllerAction` that runs once for all doors.
    :param params: its options.
    :param variables: a :class:`doorvars.DoorVariables`.
    """

    def __init__(self, action, params, variables):
        self._variables, self._show = variables, action.show
        self._begun = plain(variables.task_vars[BEGUN])
        self._doors = [str(door) for door in self._begun["batch"]]
        self._threads = checked_threads(params["threads"])
        self._job = JOBS[params["job"]](DoorTasks(action, variables.task_vars), params, self._begun)
        self._diff = action._task.diff
        self._changed, self._warnings = 0, {}

    def read(self):
        """Ask the doors and return the result of the task, which has numbers alone."""
        threads = threads_that_fit(min(self._threads, len(self._doors)))
        if threads < min(self._threads, len(self._doors)):
            self._show(
                f"{VARIABLE}: {threads} in place of {self._threads}, which is what the limit of open files allows"
            )
        folder = tempfile.mkdtemp(prefix="akuvox-fleet-", dir=constants.DEFAULT_LOCAL_TMP)
        self._kept = Kept(folder)
        ask_all(self._doors, self._job.begun, self._keep, self._failed, threads, self._look)
        self._job.concluded(self._kept, self._doors)
        self._warn()
        return {
            "changed": self._changed > 0,
            "folder": folder,
            "started": self._begun["started"],
            "doors": len(self._doors),
            "differ": self._changed,
        }

    def _keep(self, door, told):
        """Keep what a door told, and apart from it what is for whoever watches."""
        variables, results = told
        for result in results:
            result.pop("invocation", None)
            if result.get("exception"):
                DISPLAY.vvv(result.pop("exception"), host=door)
            diff = result.pop("diff", None)
            if self._diff and diff:
                self._keep_diffs(diff if isinstance(diff, list) else [diff])
            for text in result.pop("warnings", None) or ():
                self._warnings.setdefault(one_line(text), []).append(door)
        self._changed += any(result.get("changed") for result in results)
        self._kept.write(door, variables)

    def _failed(self, door, exc):
        result = failed_result(exc)
        return self._job.failure(result, self._job.check), [result]

    def _keep_diffs(self, diffs):
        folder = self._variables.folder(runwriter.RUN_DIR)
        text = "".join(map(_unified, diffs))
        if folder is None or not text:
            return
        path = runwriter.run_path(folder, self._begun["job"], self._begun["started"]).removesuffix(".json") + ".diff"
        try:
            with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as stream:
                stream.write(text)
        except OSError as exc:
            raise InvalidInput(f"can't write {path}: {exc.strerror}") from None

    def _look(self, done):
        self._show(f"{done} of {len(self._doors)} doors have been asked")

    def _warn(self):
        """Show the warnings, each once for all doors that have it."""
        for text, doors in list(self._warnings.items())[:_MOST_WARNINGS]:
            where = doors[0] if len(doors) == 1 else f"{len(doors)} doors"
            self._show(f"[WARNING]: {where}: {text}")
        if len(self._warnings) > _MOST_WARNINGS:
            self._show(f"[WARNING]: and {len(self._warnings) - _MOST_WARNINGS} other warnings")


def note_failing(params, variables):
    """Note why doors fail that have been read, and return the result of the task."""
    begun, fleet = plain(variables.task_vars[BEGUN]), plain(variables.task_vars[FLEET])
    kept, job = Kept(fleet["folder"]), JOBS[params["job"]](None, params, begun)
    for door, reason in params["failing"].items():
        held = kept.read(door)
        if FAILURE not in held:
            kept.write(door, {**held, **job.failure({"msg": reason}, params["failing_task"])})
    return {}


def _unified(diff):
    """One of the differences of a result, as text."""
    sides = [str(diff.get(side) or "").splitlines(keepends=True) for side in ("before", "after")]
    return "".join(difflib.unified_diff(*sides, diff.get("before_header", ""), diff.get("after_header", "")))
