# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run akuvox_undo in the controller's process."""

from __future__ import annotations

import os

from ansible_collections.doorfleet.akuvox.plugins.module_utils.api.options import FROM_VARIABLES
from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.outcomes import BEGUN
from ansible_collections.doorfleet.akuvox.plugins.module_utils.jobs.undoruns import UNDO_RUN, chosen_runs
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_undo import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.doorvars import DoorVariables
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.textanswer import text_answer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.today import day
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.undofolder import required_folder


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
    job = "undo"
    variables = {
        "door": "inventory_hostname",
        "packed": "undo_list.packed",
        "today": "akuvox_people_today",
        "timezone": "akuvox_people_timezone",
        "managed": "akuvox_people_managed",
        "leave_changed": "akuvox_undo_leave_changed",
    }

    def _begin(self, args, task_vars, own):
        if self._bastion(task_vars):
            raise InvalidInput("what a run has changed is kept on the controller, so undo can't be delegated")
        if args.get(FROM_VARIABLES):
            variables = DoorVariables(task_vars, self._templar.template)
            folder = args.get("dir") or required_folder(variables)
            begun = task_vars.get(BEGUN) or {}
            given = args.get("run") or variables.get(UNDO_RUN)
            given = ",".join(map(str, given)) if isinstance(given, list) else text_answer(given, UNDO_RUN)
            own_run = os.path.basename(begun.get("undo") or "")
            args = {**args, "dir": folder, "run": ",".join(chosen_runs(given, folder, own_run))}
        return super()._begin(args, task_vars, own)

    def _prepared(self, params):
        """``params`` with the date, which the controller knows best."""
        if not params.get("packed"):
            return params
        return {**params, "today": day(text_answer(params["today"], "akuvox_people_today"), params["timezone"])}
