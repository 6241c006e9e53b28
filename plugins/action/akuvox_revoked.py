# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of revoked people: who is meant, and who is written into it or taken out."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.injob import refuse_wrong
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.revokestages import RevokeStages


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_revoked.py."""

    spec = {"stage": {"type": "str", "required": True, "choices": ["resolve", "write", "note", "readmit"]}}

    def act(self, params, variables):
        if params["stage"] == "readmit":
            refuse_wrong("readmit", variables)
        stages = RevokeStages(variables, self._loader, self._task.check_mode, self.show)
        return getattr(stages, params["stage"])()
