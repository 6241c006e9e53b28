# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: settings of the relays."""

from __future__ import annotations

import random

from .common import Settings, TargetData


def make(family: str, rng: random.Random) -> tuple[dict, dict]:
    """Options, and the keys that they stand for."""
    name = f"Gate {rng.randrange(99)}"
    return (
        {"relays": [{"relay": "A", "name": name}, {"relay": "B", "name": "Garage"}]},
        {"Config.DoorSetting.RELAY.NameA": name, "Config.DoorSetting.RELAY.NameB": "Garage"},
    )


DATA = TargetData(
    "akuvox_relay", [{"relays": [{"relay": "A", "hold_delay": 12}]}], settings=Settings(frozenset({"relays"}), make)
)
