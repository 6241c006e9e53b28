# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run akuvox_revoke in the controller's process."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.module_utils.errors import InvalidInput
from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_revoke import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction

_WRITTEN = "revoke_written"


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
    job = "revoke"
    # What the role has registered. A template for it would be compiled for each door.
    variables = {"people": f"{_WRITTEN}.people"}

    def _from_variables(self, own):
        if not own.get(_WRITTEN):
            # a run that begins in the middle of the role would take nobody out, and look as if it had
            raise InvalidInput(
                f"{_WRITTEN} is not set, so nobody knows who is to go. Run the role doorfleet.akuvox.revoke from its "
                "beginning"
            )
        return super()._from_variables(own)
