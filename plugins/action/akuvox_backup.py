# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run akuvox_backup in the controller's process."""

from __future__ import annotations

from ansible_collections.doorfleet.akuvox.plugins.modules.akuvox_backup import (  # noqa: F401, pylint: disable=unused-import
    MODULE,
    main,
)
from ansible_collections.doorfleet.akuvox.plugins.plugin_utils.action import AkuvoxAction


class ActionModule(AkuvoxAction):
    """See AkuvoxAction."""

    module = MODULE
    job = "backup"
    variables = {
        "dir": "akuvox_backup_dir",
        "door": "inventory_hostname",
        "keep": "akuvox_backup_keep",
        "parts": "akuvox_backup_parts",
        "exports": "akuvox_backup_exports",
        "vault": "akuvox_backup_vault",
    }
    all_when_empty = ("parts",)
