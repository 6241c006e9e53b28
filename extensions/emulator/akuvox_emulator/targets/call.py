# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Target ``call``: dial, hang up, status."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..envelope import Call, Reply, failed
from ..functions import BOTH, Function
from ..happenings import call_changed

if TYPE_CHECKING:
    from ..device import Device


def _status(device: Device, call: Call) -> Reply:
    """READY when idle; the manual lists no other word (device-facts 10.1)."""
    return Reply(data={"Status": "CALLING" if device.state.call else "READY"})


def _dial(device: Device, call: Call) -> Reply:
    """Start a call and note it in the call log; refused without a number, or during a call."""
    phone = call.text("Phone")
    if not phone or device.state.call:
        return failed()
    name = call.text("DisplayName")
    device.state.call = {"Phone": phone, "DisplayName": name}
    device.state.records["calllog"].add(
        {
            "Date": time.strftime("%Y-%m-%d", time.gmtime()),
            "Time": time.strftime("%H:%M:%S", time.gmtime()),
            "LocalIdentity": f"{device.lan_address}@{device.lan_address}",
            "Name": name or phone,
            "Num": phone,
            "Type": "Dialed",
        }
    )
    device.state.touch("call: dialed")
    call_changed(device, True, phone)
    return Reply()


def _hangup(device: Device, call: Call) -> Reply:
    if device.state.call is not None:
        device.state.call = None
        device.state.touch("call: hung up")
        call_changed(device, False)
    return Reply()


FUNCTIONS = [
    Function("call", "status", BOTH, _status),
    Function("call", "dial", BOTH, _dial),
    Function("call", "hangup", BOTH, _hangup),
]
