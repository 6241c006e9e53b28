# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole configuration, key by key (manual: Api config)."""

from __future__ import annotations

from ..secrets import mask_settings
from .descriptor import Target


def shown(current, secrets):
    """The keys as they may be shown."""
    return current if secrets else mask_settings(current)


DESCRIPTOR = Target("config", "akuvox_config", {"akuvox_config": "settings"}, decode=shown, refers_to=("schedule",))
