# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be read of a device, in option terms: one row for each subset of ``akuvox_info``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

from ..converge.settings import letter_rows
from ..fields.codecs import Choice
from ..fields.numbers import whole_number
from ..secrets import HIDDEN, is_secret_key, mask_columns, mask_settings
from ..targets import (
    contact,
    dialreplace,
    group,
    log,
    logs,
    pcap,
    privatekey,
    publiccode,
    relay,
    rfkey,
    schedule,
    sip,
    user,
)
from ..targets import input as input_target
from .sip_registration import registrations
from .uptime import parse_uptime


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


def _config(device, data, secrets):
    return data if secrets else mask_settings(data)


def _relay(device, data, secrets):
    shown = {key: HIDDEN if value and not secrets and is_secret_key(key) else value for key, value in data.items()}
    return {
        "relays": letter_rows(relay.TABLE, data),
        "dtmf": relay.dtmf_info(shown),
        "http_trigger": relay.http_trigger_info(shown),
    }


def _input(device, data, secrets):
    return {"inputs": letter_rows(input_target.TABLE, data), "call": input_target.call_info(data)}


def _publiccode(device, data, secrets):
    found = publiccode.publiccode_info(data)
    return found if secrets else {**found, "codes": [HIDDEN for code in found["codes"]]}


def _sip(device, data, secrets):
    return sip.accounts_info(data, secrets)


def _sip_status(device, data, secrets):
    return registrations(data)


def _log(device, data, secrets):
    return {"level": log.LEVEL.decode(data.get(log.LEVEL_KEY, ""))}


def _next_user_id(device, data, secrets):
    return str(data.get("DefaultUserId", ""))


def _input_status(device, data, secrets):
    level = Choice(input_target.TRIGGERS)
    return {key[-1]: level.decode(str(value)) for key, value in data.items() if key.startswith("Input")}


def _table(name, table):
    """A subset of records by their field table."""
    return Subset(name, "get", lambda device, rows, secrets: table_rows(table, rows, secrets), records=True)


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
    "config": Subset("config", "get", _config),
    "relay": Subset("relay", "get", _relay),
    "relay_status": Subset("relay", "status", _relay_status),
    "input": Subset("input", "get", _input),
    "input_status": Subset("input", "status", _input_status),
    "publiccode": Subset("publiccode", "get", _publiccode),
    "privatekey": _table("privatekey", privatekey.TABLE),
    "rfkey": _table("rfkey", rfkey.TABLE),
    "user": Subset(
        "user", "get", lambda dev, rows, secrets: table_rows(user.table(dev.profile), rows, secrets), records=True
    ),
    "user_count": Subset("user", "get", lambda device, rows, secrets: len(rows), records=True),
    "next_user_id": Subset("user", "info", _next_user_id),
    "schedule": Subset("schedule", "get", lambda dev, rows, secrets: schedule.rows(rows), records=True),
    "contact": _table("contact", contact.TABLE),
    "group": _table("group", group.TABLE),
    "sip": Subset("sip", "get", _sip),
    "sip_status": Subset("sip", "status", _sip_status),
    "dialreplace": _table("dialreplace", dialreplace.TABLE),
    "log": Subset("log", "get", _log),
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
