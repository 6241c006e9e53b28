# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Write the report of a fleet."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.fleetreport import refuse_wrong, write_report
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.vault import Vault


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_report.py."""

    spec = {
        "dir": {"type": "str"},
        "runs": {"type": "list", "elements": "str", "default": []},
        "max_age": {"type": "int", "default": 30},
        "title": {"type": "str", "default": "Door stations"},
        "stage": {"type": "str", "default": "write", "choices": ["check", "write"]},
    }

    def act(self, params, variables):
        params["runs"] = [path.strip() for path in params["runs"] if path.strip()]
        refuse_wrong(params)
        if params["stage"] == "check":
            return {}
        done = write_report(params, variables, self._task.check_mode, Vault(self._loader))
        for line in [f"Report: {done['path']}", *done["problems"]]:
            self.show(line)
        return done
