# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The system log's level and its parts (manual: Api log)."""

from __future__ import annotations

from ..fields.codecs import Choice
from .descriptor import Target
from .onekey import check_keys, one_key

LEVEL_KEY = "Config.Settings.LOGLEVEL.Level"
LEVELS = {
    word: str(number)
    for number, word in enumerate(
        ("emergency", "alert", "critical", "error", "warning", "notice", "info", "debug"),
    )
}
LEVEL = Choice(LEVELS)
# What can be emptied; log_debug is there on Android devices only.
LOGS = ("log", "kmsg", "log_debug")


def level_settings(level, current):
    """The setting of the level, on a device with the keys of ``current``."""
    settings = [one_key("level", LEVEL_KEY, LEVEL, level)]
    check_keys(settings, current)
    return settings


def level_info(current, secrets):
    """The level as the device has it."""
    return {"level": LEVEL.decode(current.get(LEVEL_KEY, ""))}


DESCRIPTOR = Target("log", "akuvox_log", {"akuvox_log_level": "level"}, decode=level_info)
