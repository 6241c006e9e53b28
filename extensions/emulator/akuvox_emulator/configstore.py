# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration store: what a write of ``Config.*`` keys does, and the views some targets have on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

# Ranges from the manual's parameter tables; a value outside refuses the whole request. C30: 65536 is the printed bound.
_RULES: tuple[tuple[re.Pattern[str], int, int], ...] = tuple(
    (re.compile(pattern), low, high)
    for pattern, low, high in (
        (r"Config\.DoorSetting\.RELAY\.(Hold|Trigger)Delay[ABC]", 0, 60),
        (r"Config\.DoorSetting\.RELAY\.(Type[ABC]|HttpTrig)", 0, 1),
        (r"Config\.DoorSetting\.DTMF\.Enable", 0, 1),
        (r"Config\.DoorSetting\.DTMF\.Option", 0, 3),
        (r"Config\.DoorSetting\.INPUT\.Delay[ABC]", 0, 65536),
        (r"Config\.DoorSetting\.INPUT\.(Option|(Ftp|Http|Smtp|Sip)?Enable)[ABC]", 0, 1),
        (r"Config\.DoorSetting\.INPUT\.RelayId[ABC]", 1, 3),
        (r"Config\.DoorSetting\.PASSWORD\.PublicKeyEnable", 0, 1),
        (r"Config\.DoorSetting\.PASSWORD\.PublicKeyBitsLimit", 0, 4),
        (r"Config\.Settings\.LOGLEVEL\.Level", 0, 7),
        (r"Config\.Account\d\.GENERAL\.Enable", 0, 1),
        (r"Config\.Account\d\.SIP\.Port2?", 1, 65535),
    )
)

API = "Config.DoorSetting.APIFCGI."
"""Prefix of the keys that rule the HTTP API itself (device-facts 1.4)."""


class ConfigStore:
    """A flat map of string values. Keys the device does not know are taken without complaint and not kept."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values: dict[str, str] = dict(values)

    def get(self, key: str) -> str:
        """Return one value; empty for a key that is not there."""
        return self.values.get(key, "")

    def read(self, prefixes: Iterable[str]) -> dict[str, str]:
        """Return the keys equal to, or in the section of, one of the prefixes (C22)."""
        wanted = tuple(prefixes)
        sections = tuple(prefix if prefix.endswith(".") else prefix + "." for prefix in wanted)
        exact = set(wanted)
        return {key: value for key, value in self.values.items() if key in exact or key.startswith(sections)}

    def write(self, changes: Mapping[str, str]) -> bool:
        """Set the known keys of a checked map; say whether any value changed."""
        known = {key: value for key, value in changes.items() if key in self.values and self.values[key] != value}
        self.values.update(known)
        return bool(known)


def check(changes: Mapping[str, Any]) -> dict[str, str] | None:
    """Turn the values of a request into strings; None when the device refuses one of them."""
    result: dict[str, str] = {}
    for key, value in changes.items():
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        text = str(value)
        for pattern, low, high in _RULES:
            if pattern.fullmatch(key) and not (re.fullmatch(r"\d{1,5}", text) and low <= int(text) <= high):
                return None
        result[key] = text
    return result
