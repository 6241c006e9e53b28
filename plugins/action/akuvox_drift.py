# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What would change on a door: its sections, its people, and both as a report."""

from __future__ import annotations

from ansible.plugins.action import ActionBase

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import is_result
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import only
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.driftsections import SectionsAction, drift_report
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.failedtask import failed_here

_PARTS = ("provision", "credentials")


class _Steps(ControllerAction):
    """What asks no door."""

    spec = {"unchecked": {"type": "str", "choices": list(_PARTS)}, "check_sections": {"type": "bool", "default": False}}

    def act(self, params, variables):
        return self._unchecked(variables) if params["unchecked"] else self._report(variables)

    @staticmethod
    def _unchecked(variables):
        """Why a part could not be checked. A door that no longer answers is lost for the other one, too."""
        begun = variables.get("akuvox_job_begun") or {}
        batch = [str(door) for door in variables.task_vars["ansible_play_batch"]]
        outcome, reason, seen = failed_here(variables, begun.get("started", ""), batch)
        lost = {"failed": True, "unreachable": True, "msg": "stopped answering"} if outcome == "unreachable" else {}
        return {"reason": reason, "seen": seen, "started": begun.get("started", ""), **lost}

    @staticmethod
    def _report(variables):
        unchecked = {part: variables.get(f"drift_unchecked_{part}", {}).get("reason") for part in _PARTS}
        return drift_report(only(variables.task_vars, is_result), {part: why for part, why in unchecked.items() if why})


class ActionModule(ActionBase):
    """See plugins/modules/akuvox_drift.py."""

    spec = _Steps.spec
    _supports_check_mode = True
    _supports_async = False
    _requires_connection = False

    def run(self, tmp=None, task_vars=None):
        args = self._task.args
        step = SectionsAction if str(args.get("check_sections", False)).lower() in ("true", "yes") else _Steps
        parts = (self._connection, self._play_context, self._loader, self._templar, self._shared_loader_obj)
        return step(self._task, *parts).run(tmp, task_vars)
