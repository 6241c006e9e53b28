# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: settings by their keys."""

from __future__ import annotations

import random

from .common import Settings, TargetData


def make(family: str, rng: random.Random) -> tuple[dict, dict]:
    """Options, and the keys that they stand for."""
    place, on = f"Pier {rng.randrange(99)}", rng.random() < 0.5
    keys = {"Config.DoorSetting.DEVICENODE.Location": place, "Config.Settings.SNTP.Enable": "1" if on else "0"}
    return {"settings": {**keys, "Config.Settings.SNTP.Enable": on}}, keys


DATA = TargetData(
    "akuvox_config",
    [{"settings": {"Config.Settings.SNTP.NTPServer1": "ntp.example.net"}}],
    settings=Settings(frozenset({"settings"}), make),
)
