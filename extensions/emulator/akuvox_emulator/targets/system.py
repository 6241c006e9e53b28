# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Targets ``system`` and ``sip status``: identity, clock, restart, registration."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..envelope import Call, Reply
from ..functions import BOTH, Function

if TYPE_CHECKING:
    from ..device import Device


def _account(device: Device, name: str) -> dict[str, str]:
    """One account's registration: 0 disabled, 2 registered, 3 failed (enabled, but no server or user name)."""
    config = device.state.config
    prefix = f"Config.{name}."
    user, server = config.get(prefix + "GENERAL.UserName"), config.get(prefix + "SIP.Server")
    if config.get(prefix + "GENERAL.Enable") != "1":
        status = "0"
    else:
        status = device.state.sip_status.get(name) or ("2" if user and server else "3")
    return {"UserName": user, "SipServer": server, "Status": status}


def _identity(device: Device) -> dict[str, str]:
    """Who it is; some devices add how long they run, as words, and the language (device-facts 11)."""
    status = {
        "FirmwareVersion": device.state.firmware.version,
        "HardwareVersion": device.profile.hardware,
        "MAC": device.mac,
        "Model": device.model,
    }
    if device.profile.info_uptime:
        status["Uptime"] = f"{int(device.uptime // 86400)} days"
        status["WebLang"] = device.state.config.get("Config.Settings.LANGUAGE.WebLang")
    return status


def numbers(device: Device, values: Mapping[str, int]) -> dict[str, Any]:
    """Return status values as this device sends them: integers, or text (device-facts 2.1)."""
    return {name: str(value) if device.profile.numbers_as_text else value for name, value in values.items()}


def _info(device: Device, call: Call) -> Reply:
    config = device.state.config
    lan = "Config.Network.LAN."
    # LAN.Type 0 is DHCP and 2 static, PortType 0 and 1 (device-facts 14, row 18).
    static = config.get(lan + "Type") == "2"
    return Reply(
        data={
            "Account1": _account(device, "Account1"),
            "Account2": _account(device, "Account2"),
            "Lan": {
                "DNS1": config.get(lan + "PrimaryDNS") or device.gateway,
                "DNS2": config.get(lan + "SecondaryDNS"),
                "Gateway": config.get(lan + "DefaultGateway") or device.gateway,
                "IPAddress": (static and config.get(lan + "StaticIP")) or device.lan_address,
                "LinkStatus": "1",
                "PortType": "1" if static else "0",
                "SubnetMask": config.get(lan + "SubnetMask"),
            },
            "Status": _identity(device),
        }
    )


def _status(device: Device, call: Call) -> Reply:
    return Reply(data=numbers(device, {"SystemTime": int(time.time()), "UpTime": int(device.uptime)}))


def _reboot(device: Device, call: Call) -> Reply:
    return Reply(restart="reboot requested over the API")


def _sip_status(device: Device, call: Call) -> Reply:
    return Reply(data={name: _account(device, name) for name in ("Account1", "Account2")})


FUNCTIONS = [
    Function("system", "info", BOTH, _info),
    Function("system", "status", BOTH, _status),
    Function("system", "reboot", BOTH, _reboot, echo="status"),
    Function("sip", "status", BOTH, _sip_status),
]
