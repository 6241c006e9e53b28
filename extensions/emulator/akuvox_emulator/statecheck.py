# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check raw state from a fleet file or the admin port before it replaces a device's stores."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from .recordkinds import KINDS
from .state import Firmware

READ_ONLY = ("call", "pcap", "reboots", "revision")
"""Members of a device's state that can be read only; a PUT of a whole state leaves them as they are."""


def _strings(where: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise ValueError(f"{where} must be an object of strings")
    for key, entry in value.items():
        if not isinstance(key, str) or not isinstance(entry, str):
            raise ValueError(f"{where}.{key} must be a string, not {entry!r}: put it in quotes")
    return dict(value)


def _records(where: str, value: Any) -> list[dict[str, str]]:
    if not isinstance(value, list):
        raise ValueError(f"{where} must be a list of objects")
    rows = [_strings(f"{where}[{number}]", row) for number, row in enumerate(value)]
    ids = [row["ID"] for row in rows if row.get("ID", "0") != "0"]
    for number in ids:
        if not number.isdigit():
            raise ValueError(f"{where}: ID {number!r} is not a number")
        if ids.count(number) > 1 and len(ids) < 2000:
            raise ValueError(f"{where}: ID {number} is there twice")
    return rows


def _config(where: str, value: Any) -> dict[str, str]:
    values = _strings(where, value)
    for key in values:
        if not key.startswith("Config."):
            raise ValueError(f"{where}: '{key}' is not a config key; they begin with 'Config.'")
    return values


def _inputs(where: str, value: Any) -> dict[str, int]:
    names = ("InputA", "InputB", "InputC")
    if not isinstance(value, Mapping) or any(key not in names or value[key] not in (0, 1) for key in value):
        raise ValueError(f"{where} must be an object of InputA, InputB, InputC with 0 or 1")
    return {name: int(value.get(name, 1)) for name in names}


def _firmware(where: str, value: Any) -> dict[str, Any]:
    allowed = {field.name: field.type for field in dataclasses.fields(Firmware)}
    if not isinstance(value, Mapping) or not set(value) <= set(allowed):
        raise ValueError(f"{where} must be an object with some of {', '.join(allowed)}")
    plain = {key: entry for key, entry in value.items() if key != "file"}
    for key, entry in plain.items():
        if type(entry).__name__ != allowed[key]:
            raise ValueError(f"{where}.{key} must be of type {allowed[key]}, not {entry!r}")
    return plain


def _text(where: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{where} must be a string")
    return value


def _seconds(where: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise ValueError(f"{where} must be seconds from 0")
    return float(value)


def _trips(where: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise ValueError(f"{where} must be a list of objects")
    return value


def _lines(where: str, value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise ValueError(f"{where} must be a list of lines")
    return value


_PARTS: Mapping[str, Callable[[str, Any], Any]] = {
    "config": _config,
    **dict.fromkeys(KINDS, _records),
    "relay_trips": _trips,
    "inputs": _inputs,
    "scan_card": _text,
    "sip_status": _strings,
    "firmware": _firmware,
    "log": _lines,
    "uptime": _seconds,
}


def check(raw: Any, where: str = "state") -> dict[str, Any]:
    """Return the parts to put into a device; ValueError names the place and what is allowed there."""
    if not isinstance(raw, Mapping):
        raise ValueError(f"{where} must be an object with some of {', '.join(_PARTS)}")
    result: dict[str, Any] = {}
    for name, value in raw.items():
        if name in READ_ONLY:
            continue
        if name not in _PARTS:
            raise ValueError(f"{where} has no part '{name}'; allowed: {', '.join(_PARTS)}")
        result[name] = _PARTS[name](f"{where}.{name}", value)
    return result
