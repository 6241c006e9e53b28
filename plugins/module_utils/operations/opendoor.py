# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open a door by the URL of "Open Relay Via HTTP", beside the API (device-facts 8.5)."""

from __future__ import annotations

import re

from ..api.envelope import decode_text
from ..errors import AuthFailed, Refused
from ..http.messages import Request

PATH = "/fcgi/do"
# From 1; the parameter counts doors, not relays.
DOORS = {"A": "1", "B": "2", "C": "3", "D": "4"}
_CREDENTIALS = (
    "the door did not take the user name and password of its HTTP trigger. They are those of Open Relay Via HTTP "
    "(akuvox_relay, http_trigger), not those of the HTTP API"
)
_FAILURES = ("fail", "error", "incorrect", "invalid")


def open_door(device, relay, username, password):
    """Open the door of a relay. The request is never repeated, and its URL, which has the password, never shown.

    :raises Refused: saying what the door answered. :raises LostAnswer: when it isn't known whether the door opened.
    """
    what = f"OpenDoor of relay {relay} on {device.address}"
    query = {"action": "OpenDoor", "UserName": username, "Password": password, "DoorNum": DOORS[relay]}
    try:
        answer = device.transport.send(Request("GET", PATH, kind="act", query=query))
    except AuthFailed:
        raise Refused(f"{what}: {_CREDENTIALS}") from None
    failure = failure_in(decode_text(answer.body))
    if failure:
        raise Refused(f"{what}: {failure}")


def failure_in(page):
    """Why a door did not open, from its answer of HTTP status 200; empty when it opened.

    A hidden input of that id has the result: 0 opened, -1 wrong credentials. Where there is none, the words of failure
    that some firmware answers with count, and otherwise the status alone.
    """
    tag = re.search(r"<input\b[^>]*\bid=[\"']?hcSingleResult\b[^>]*>", page, re.IGNORECASE)
    value = re.search(r"\bvalue=[\"']?\s*(-?[0-9]+)", tag[0], re.IGNORECASE) if tag else None
    if value is None:
        words = re.sub(r"<[^>]*>", " ", page).lower()
        return "the door refused" if any(word in words for word in _FAILURES) else ""
    if value[1] == "0":
        return ""
    return (
        _CREDENTIALS if value[1] == "-1" else f"the door refused (result {value[1]}); is its HTTP trigger switched on?"
    )
