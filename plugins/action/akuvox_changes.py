# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say what has changed on the doors."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.changesrun import say_changes
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_changes.py."""

    role = "changes"
    spec = {"since": {"type": "raw"}, "until": {"type": "raw"}, "dir": {"type": "str"}}

    def act(self, params, variables):
        return say_changes(params, variables, Vault(self._loader), self._task.check_mode, self.show)
