# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of variables and people, from what the doors have told."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.adoptstages import AdoptStages
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_adopt.py."""

    spec = {"stage": {"type": "str", "required": True, "choices": ["begin", "write", "door"]}}

    def act(self, params, variables):
        stages = AdoptStages(variables, self._loader, self._task.check_mode, self.show)
        return getattr(stages, params["stage"])()
