# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Action URLs: which keys a door has for which event, the URL that is written there, and which URLs are ours.

The keys differ by model and firmware (device-facts 9.6), so they are always taken from the door's own configuration.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from .actionurls import FINGERPRINT_DIGITS, TOKEN

PREFIX = "Config.Features.ACTIONURL."
ENABLE, METHOD = PREFIX + "Enable", PREFIX + "Method"
# No source has the keys of the login that doors have for it (device-facts 9.6); these are the names in other sections.
LOGIN_KEYS = {
    "username": tuple(PREFIX + name for name in ("UserName", "Username", "User")),
    "password": tuple(PREFIX + name for name in ("Password", "UserPasswd", "Passwd", "Pwd")),
}
# Keys of the section that hold no URL.
_NO_URLS = frozenset({ENABLE, METHOD, *(key for keys in LOGIN_KEYS.values() for key in keys)})

_LETTERS = {letter: number for number, letter in enumerate("ABCD", 1)}


@dataclass(frozen=True)
class Event:
    """A kind of event: ``words`` matches the last parts of its keys, with the letter of a relay or input as group 1.

    ``status``: the variable to send along, with ``{}`` for that letter's number. ``credentials``: those of
    ``CREDENTIALS`` that the door knows then.
    """

    words: str
    status: str = ""
    credentials: tuple = ()


EVENTS = {
    "relay": Event(r"Relay([A-D])(?:Triggered|Closed)", "relay{}status"),
    "input": Event(r"Input([A-D])(?:Triggered|Closed)", "input{}status"),
    "code": Event(r"(?:Valid|Invalid)CodeEntered", credentials=("code", "user")),
    "card": Event(r"(?:Valid|Invalid)CardEntered", credentials=("card", "user")),
    "face": Event(r"(?:Valid|Invalid)FaceRecognition", credentials=("user",)),
    "qrcode": Event(r"(?:Valid|Invalid)QRCodeEntered", credentials=("qrcode", "user")),
    "call": Event(r"MakeCall|HangUp"),
    "tamper": Event(r"TamperAlarmTriggered"),
    "alarm": Event(r"AlarmTriggered", "alarmstatus"),
    "break_in": Event(r"BreakInAlarm([A-D])|InputBreakIn"),
    "door_held_open": Event(r"AlarmDoorOpenedTimeout([A-D])"),
    "restart": Event(r"SetupCompleted"),
}
# One firmware has $code_value in place of $code. A variable that a door does not know stays as it is, which counts as
# empty.
CREDENTIALS = {"code": ("code", "code_value"), "card": ("card_sn",), "qrcode": ("qrcode",), "user": ("userid",)}
# Variables by which a URL tells a code, a card or who it was, also those that this collection never writes.
TELLING = ("code", "code_value", "card_sn", "qrcode", "userid", "user_name", "active_user")

BASE_URL = re.compile(r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")
_OURS = re.compile(rf"({BASE_URL.pattern})/({TOKEN.pattern})/([A-Za-z0-9_]+)(?:[?/].*)?")
_HOST = re.compile(r"([A-Za-z]+://)(?:[^/?#@]*@)?(\[[^\]]*\]|[^/?#:]*)")


def words_of(current):
    """The last parts of a door's keys for URLs, in its order."""
    return [key[len(PREFIX) :] for key in current if key.startswith(PREFIX) and key not in _NO_URLS]


def event_of(word):
    """The event that a key is for, None for one that nobody has described."""
    return next((name for name, event in EVENTS.items() if re.fullmatch(event.words, word)), None)


def url_for(base, token, word, credentials=()):
    """The URL for a key: ``BASE/TOKEN/WORD?mac=$mac&ip=$ip``, and what else the event has."""
    event = EVENTS.get(event_of(word), Event(""))
    letter = next(filter(None, (re.fullmatch(event.words, word) or [None, None]).groups()), "") if event.words else ""
    status = event.status.format(_LETTERS.get(letter, ""))
    asked = [name for kind in event.credentials if kind in credentials for name in CREDENTIALS[kind]]
    names = ["mac", "ip", *([status] if status else []), *asked]
    return f"{base}/{token}/{word}?" + "&".join(f"{name}=${name}" for name in names)


def is_ours(url, word, base=None):
    """Whether a URL at a key is one that :func:`url_for` makes, for whatever token; with ``base``, only that one's."""
    found = _OURS.fullmatch(url)
    return bool(found) and found[3] == word and base in (None, found[1])


def fingerprint(token):
    """How a token is named in files and results."""
    return hashlib.sha256(token.encode()).hexdigest()[:FINGERPRINT_DIGITS]


def shown_url(url):
    """A URL as it may be shown: ours with the token's fingerprint, of another one only where it leads."""
    found = _OURS.fullmatch(url)
    if found:
        return url.replace(f"/{found[2]}/", f"/<token {fingerprint(found[2])}>/", 1)
    host = _HOST.match(url)
    return f"{host[1]}{host[2]}/..." if host else "..." if url else ""


def host_of(url):
    """The host that a URL leads to, in small letters; empty where there is none."""
    found = _HOST.match(url)
    return found[2].strip("[]").lower() if found else ""


def is_plain(url):
    """Whether a URL is plain HTTP."""
    return url.lower().startswith("http://")


def tells(url):
    """The variables in a URL by which it tells a code, a card or who it was."""
    return [name for name in TELLING if re.search(rf"\${name}(?![A-Za-z0-9_])", url)]
