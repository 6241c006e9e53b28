# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gather what would change on a door, from what the jobs have registered in check mode."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.drift import drift_line, drift_sections, is_result
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import only
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.failedtask import failed_here

_PARTS = ("provision", "credentials")


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_drift.py."""

    spec = {"unchecked": {"type": "str", "choices": list(_PARTS)}}

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
        sections = drift_sections(only(variables.task_vars, is_result))
        line = drift_line(sections)
        unchecked = {part: variables.get(f"drift_unchecked_{part}", {}).get("reason") for part in _PARTS}
        report = {
            "drifted": bool(sections),
            "sections": sections,
            "unchecked": {part: reason for part, reason in unchecked.items() if reason},
            "summary": [f"drifted: {line}"] if sections else [],
        }
        return {"changed": bool(sections), "reason": line, "report": report}
