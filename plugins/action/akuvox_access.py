# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers about who gets in where, from what the doors have told."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.accessanswer import AccessAnswer
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_access.py."""

    spec = {"stage": {"type": "str", "required": True, "choices": ["begin", "answer"]}}

    def act(self, params, variables):
        answer = AccessAnswer(variables, self._loader, self._task.check_mode, self.show)
        return getattr(answer, params["stage"])()
