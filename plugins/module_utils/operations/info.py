# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be read of a device, in option terms: one row for each subset of ``akuvox_info``."""

from __future__ import annotations

from ..fields.codecs import Choice
from ..fields.numbers import whole_number
from ..targets import input as input_target
from ..targets import logs, pcap
from ..targets.registry import TARGETS
from ..targets.subset import Subset
from .sip_registration import registrations
from .uptime import parse_uptime


def _system(device, data, secrets):
    status, lan = _part(data, "Status"), _part(data, "Lan")
    return {
        "model": status.get("Model"),
        "mac": status.get("MAC"),
        "firmware": status.get("FirmwareVersion"),
        "hardware": status.get("HardwareVersion"),
        "profile": device.profile.name,
        "lan": {
            "type": {"0": "dhcp", "1": "static"}.get(str(lan.get("PortType")), lan.get("PortType")),
            "link": {"0": "disconnected", "1": "connected", "2": "ip_conflict"}.get(str(lan.get("LinkStatus"))),
            "address": lan.get("IPAddress"),
            "netmask": lan.get("SubnetMask"),
            "gateway": lan.get("Gateway"),
            "dns": [server for server in (lan.get("DNS1"), lan.get("DNS2")) if server],
        },
        "accounts": registrations(data),
    }


def _status(device, data, secrets):
    raw = data.get("UpTime", data.get("Uptime"))
    return {"time": _number(data.get("SystemTime")), "uptime": parse_uptime(raw)[0], "uptime_raw": raw}


def _firmware(device, data, secrets):
    return {
        "version": data.get("FirmwareVersion"),
        "hardware": data.get("HardwareVersion"),
        "mac": data.get("MAC"),
        "model": data.get("Model"),
    }


def _sip_status(device, data, secrets):
    return registrations(data)


def _next_user_id(device, data, secrets):
    return str(data.get("DefaultUserId", ""))


def _input_status(device, data, secrets):
    level = Choice(input_target.TRIGGERS)
    return {key[-1]: level.decode(str(value)) for key, value in data.items() if key.startswith("Input")}


def _relay_status(device, data, secrets):
    return {key[-1]: _number(value) for key, value in data.items() if key.startswith("Relay")}


def _log_rows(table):
    return lambda device, records, secrets: [table.row(record, secrets) for record in records]


def _call_status(device, data, secrets):
    """READY is the only word that is documented (device-facts 10.1)."""
    said = str(data.get("Status", ""))
    return {"status": said.lower(), "in_call": said.upper() != "READY"}


SUBSETS = {
    "system": Subset("system", "info", _system),
    "status": Subset("system", "status", _status),
    "firmware": Subset("firmware", "status", _firmware),
    # what modules set
    **{target.name: target.subset for target in TARGETS.values()},
    "relay_status": Subset("relay", "status", _relay_status),
    "input_status": Subset("input", "status", _input_status),
    "user_count": Subset("user", "get", lambda device, rows, secrets: len(rows), records=True),
    "next_user_id": Subset("user", "info", _next_user_id),
    "sip_status": Subset("sip", "status", _sip_status),
    "calllog": Subset("calllog", "get", _log_rows(logs.CALLLOG), records=True),
    "doorlog": Subset("doorlog", "get", _log_rows(logs.DOORLOG), records=True),
    "pcap": Subset("pcap", "status", lambda dev, data, secrets: pcap.capture_status(data)),
    "call_status": Subset("call", "status", _call_status),
}


def _part(data, name):
    part = data.get(name)
    return part if isinstance(part, dict) else {}


def _number(value):
    """A number where there is one, whatever else the device says as it is (device-facts 11)."""
    number = whole_number(value)
    return value if number is None else number
