# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say whether a list of people fits all doors of a batch."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.fit import refusal, to_do
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.plain import plain


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_people_fit.py."""

    spec = {}

    def act(self, params, variables):
        batch = [str(door) for door in variables.task_vars["ansible_play_batch"]]
        problems = variables.get("credentials_list", {}).get("problems") or []
        found = {door: plain(variables.of(door).get("credentials_door") or {}) for door in batch}
        plans = {door: plan for door, plan in found.items() if not plan.get("failed")}
        why = refusal(problems, plans)
        return {"refusal": why, "doors": batch if why else [] if self._task.check_mode else to_do(plans)}
