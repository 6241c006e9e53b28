# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read all doors of a batch in one process, for the jobs that only read."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.fleetread import FleetRead, note_failing


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_fleet_read.py."""

    spec = {
        "job": {"type": "str", "required": True, "choices": ["access", "backup", "drift", "report"]},
        "threads": {"type": "raw", "default": 32},
        "pin_key": {"type": "str", "no_log": True},
        "failing": {"type": "dict"},
        "failing_task": {"type": "str"},
    }

    def act(self, params, variables):
        if params["failing"] is not None:
            return note_failing(params, variables)
        return FleetRead(self, params, variables).read()
