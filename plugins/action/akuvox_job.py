# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stages of a job's playbook: begin, note a failure, end a batch, fail a door, sum up."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.jobstages import Stages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_job.py."""

    spec = {
        "stage": {
            "type": "str",
            "required": True,
            "choices": ["begin", "batch", "check", "rescue", "batch_end", "door", "end"],
        }
    }

    def act(self, params, variables):
        stages = Stages(variables, self._task.check_mode, self.show, Vault(self._loader))
        return getattr(stages, params["stage"])()
