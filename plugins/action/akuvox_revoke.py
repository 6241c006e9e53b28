# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run akuvox_revoke in the controller's process."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_revoke import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
    job = "revoke"
