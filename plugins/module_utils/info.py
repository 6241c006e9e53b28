# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be read of a device, in option terms: one row for each subset of ``akuvox_info``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from .codecs import whole_number
from .secrets import HIDDEN, is_secret_key, mask_columns, mask_settings
from .settings import letter_rows
from .targets import logs, pcap, relay, rfkey, user
from .uptime import parse_uptime

_SIP_STATES = {"-1": "unknown", "0": "disabled", "1": "registering", "2": "registered", "3": "registration_failed"}


@dataclass(frozen=True)
class Subset:
    """A function that reads, and how to put its ``data`` in option terms.

    ``decode(device, data, secrets)`` gets the data, or the records where ``records`` is set; ``secrets`` says whether
    to show them.
    """

    target: str
    action: str
    decode: Callable
    records: bool = False

    def gather(self, device, secrets):
        """Read and decode the subset."""
        if self.target == "system" and self.action == "info":
            data = device.system_info()
        else:
            data = device.records(self.target) if self.records else device.read(self.target, self.action)
        return self.decode(device, data, secrets)


def table_rows(table, records, secrets):
    """Device records in option terms; the device's own ``ID`` as ``id``."""
    rows = []
    for record in records:
        values = table.decode(record)
        rows.append({"id": record.get("ID"), **(values if secrets else mask_columns(values, table.secrets))})
    return rows


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
        "accounts": [
            {
                "account": number,
                "username": account.get("UserName"),
                "server": account.get("SipServer"),
                "status": _SIP_STATES.get(str(account.get("Status")), account.get("Status")),
            }
            for number, account in ((1, _part(data, "Account1")), (2, _part(data, "Account2")))
            if account
        ],
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


def _config(device, data, secrets):
    return data if secrets else mask_settings(data)


def _relay(device, data, secrets):
    shown = {key: HIDDEN if value and not secrets and is_secret_key(key) else value for key, value in data.items()}
    return {
        "relays": letter_rows(relay.TABLE, data),
        "dtmf": relay.dtmf_info(shown),
        "http_trigger": relay.http_trigger_info(shown),
    }


def _relay_status(device, data, secrets):
    return {key[-1]: _number(value) for key, value in data.items() if key.startswith("Relay")}


def _schedule(device, records, secrets):
    return [
        {"id": record.get("ID"), "number": record.get("DisplayID"), "name": record.get("Name"), "record": record}
        for record in records
    ]


def _log(table):
    return lambda device, records, secrets: [table.row(record, secrets) for record in records]


def _call_status(device, data, secrets):
    """READY is the only word that is documented (device-facts 10.1)."""
    said = str(data.get("Status", ""))
    return {"status": said.lower(), "in_call": said.upper() != "READY"}


SUBSETS = {
    "system": Subset("system", "info", _system),
    "status": Subset("system", "status", _status),
    "firmware": Subset("firmware", "status", _firmware),
    "config": Subset("config", "get", _config),
    "relay": Subset("relay", "get", _relay),
    "relay_status": Subset("relay", "status", _relay_status),
    "rfkey": Subset("rfkey", "get", lambda dev, rows, secrets: table_rows(rfkey.TABLE, rows, secrets), records=True),
    "user": Subset(
        "user", "get", lambda dev, rows, secrets: table_rows(user.table(dev.profile), rows, secrets), records=True
    ),
    "schedule": Subset("schedule", "get", _schedule, records=True),
    "calllog": Subset("calllog", "get", _log(logs.CALLLOG), records=True),
    "doorlog": Subset("doorlog", "get", _log(logs.DOORLOG), records=True),
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
