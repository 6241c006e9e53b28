# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Test data: settings of the inputs."""

from __future__ import annotations

import random

from .common import Settings, TargetData


def make(family: str, rng: random.Random) -> tuple[dict, dict]:
    """Options, and the keys that they stand for."""
    delay, number = rng.randrange(1, 99), f"0{rng.randrange(100, 999)}"
    # device-facts 8.4
    names = ("InputTrigger", "InputBEnable", "InputBRelay") if family == "s532" else ("OptionA", "EnableB", "RelayIdB")
    keys = dict(zip((*names, "DelayA"), ("1", "0", "3", str(delay)), strict=True))
    options = {
        "inputs": [
            {"input": "A", "trigger": "high", "delay": delay},
            {"input": "B", "enabled": False, "relay": "C"},
        ],
        "call": {"number": number},
    }
    wanted = {f"Config.DoorSetting.INPUT.{name}": value for name, value in keys.items()}
    return options, {**wanted, "Config.DoorSetting.Action.CallNum": number}


DATA = TargetData(
    "akuvox_input",
    [{"inputs": [{"input": "B", "delay": 7}]}],
    settings=Settings(frozenset({"inputs", "call"}), make),
)
