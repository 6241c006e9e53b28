# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The doors file of the event source."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.eventdoors import EventDoors


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_event_doors.py."""

    spec = {
        "stage": {
            "type": "str",
            "required": True,
            "choices": ["check", "plan", "confirm", "tokens", "written", "finish", "forget"],
        },
        "doors_file": {"type": "str", "required": True},
        "doors": {"type": "list", "elements": "str", "default": []},
        "rotate": {"type": "bool", "default": False},
        "token_days": {"type": "int", "default": 0},
        "reload": {"type": "int", "default": 30},
        "wait": {"type": "int", "default": 0},
        "drop_unseen": {"type": "bool", "default": False},
    }

    def act(self, params, variables):
        return getattr(EventDoors(params, variables, self._task.check_mode), params["stage"])()
