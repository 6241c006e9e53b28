# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of the job identities that ask no door."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.identitystages import Identities


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_identities.py."""

    spec = {"stage": {"type": "str", "required": True, "choices": ["check", "write", "door"]}}

    def act(self, params, variables):
        return getattr(Identities(variables, self._task.check_mode), params["stage"])()
