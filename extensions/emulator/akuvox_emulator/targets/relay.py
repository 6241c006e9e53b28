# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relay trigger, and the state of relays and inputs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..envelope import Call, Reply, failed
from ..functions import BOTH, Function
from ..happenings import relay_moved
from .system import numbers

if TYPE_CHECKING:
    from ..device import Device

_LIMITS = {"num": (1, 3), "mode": (0, 1), "level": (0, 1), "delay": (0, 65535)}


def _trig(device: Device, call: Call) -> Reply:
    """Open a door. mode 0 closes again after ``delay`` seconds; mode 1 leaves the relay at ``level`` (reading)."""
    values: dict[str, int] = {}
    for name, (low, high) in _LIMITS.items():
        text = call.text(name) or ("" if name == "num" else "0")
        if not text.isdigit() or not low <= int(text) <= high:
            return failed()
        values[name] = int(text)
    relay = "Relay" + "ABC"[values["num"] - 1]
    if values["mode"] == 0:
        device.state.relays[relay] = {"value": 1, "until": device.clock() + values["delay"]}
    else:
        device.state.relays[relay] = {"value": values["level"], "until": None}
    device.state.relay_trips.append({"time": time.time(), **values})
    device.state.touch(f"relay: {relay} triggered")
    relay_moved(device, relay[-1], device.state.relays[relay]["value"] == 1)
    return Reply()


def _relay_status(device: Device, call: Call) -> Reply:
    """Integers, 1 while a relay is triggered (C13)."""
    result: dict[str, int] = {}
    for relay in ("RelayA", "RelayB", "RelayC"):
        entry = device.state.relays.get(relay, {"value": 0, "until": None})
        over = entry["until"] is not None and device.clock() >= entry["until"]
        result[relay] = 0 if over else entry["value"]
    return Reply(data=numbers(device, result))


def _input_status(device: Device, call: Call) -> Reply:
    return Reply(data=numbers(device, device.state.inputs))


FUNCTIONS = [
    Function("relay", "status", BOTH, _relay_status),
    Function("relay", "trig", BOTH, _trig),
    Function("input", "status", BOTH, _input_status),
]
