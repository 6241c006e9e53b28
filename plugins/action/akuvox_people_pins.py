# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PINs for those of the list of people who have none."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.controlleraction import ControllerAction
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.peoplepins import PeoplePins


class ActionModule(ControllerAction):
    """See plugins/modules/akuvox_people_pins.py."""

    role = "people_pins"

    def act(self, params, variables):
        return PeoplePins(variables, self._loader, self._task.check_mode, self.show).run()
