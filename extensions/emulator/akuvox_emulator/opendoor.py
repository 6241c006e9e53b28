# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``GET /fcgi/do?action=OpenDoor``: opens a relay with credentials in the query, and never answers JSON (8.5)."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .happenings import LETTERS, relay_moved

if TYPE_CHECKING:
    from .device import Device

PATH = "/fcgi/do"

_PAGE = "<html><body><form>{}</form></body></html>"
_RESULT = '<input type="hidden" id="hcSingleResult" value="{}">'


def answer(device: Device, query: Mapping[str, str]) -> tuple[bytes, int]:
    """Open the door if the relay's own account is right; return the body and the HTTP status.

    0 is opened and -1 wrong credentials, with status 200 both; other failures have another number, here 1: no such
    door, or the switch for opening by HTTP is off. Where the page has no result, the HTTP status says how it went.
    """
    result = _open(device, query)
    if device.profile.open_door == "result":
        return _PAGE.format(_RESULT.format(result)).encode(), 200
    if device.profile.open_door == "plain":
        return _PAGE.format("").encode(), 403 if result else 200
    return (b"fail", 200) if result else (b"", 200)


def _open(device: Device, query: Mapping[str, str]) -> int:
    config = device.state.config
    prefix = "Config.DoorSetting.RELAY."
    account = config.get(prefix + "UserName"), config.get(prefix + "Password")
    if (query.get("UserName", ""), query.get("Password", "")) != account or not all(account):
        return -1
    door = query.get("DoorNum", "")
    known = query.get("action") == "OpenDoor" and door in ("1", "2", "3", "4")
    if not known or config.get(prefix + "HttpTrig") != "1":
        return 1
    device.state.relay_trips.append({"time": time.time(), "num": int(door), "mode": 0, "level": 0, "delay": 0})
    device.state.touch(f"relay: door {door} opened by HTTP")
    relay_moved(device, LETTERS[int(door) - 1], True)
    return 0
