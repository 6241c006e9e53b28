# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at a door: a card is held to it, a code is typed, somebody tampers. The device judges, acts and tells.

Which words a device has for it differs (device-facts 9.3): of several, the first one is called whose key it has.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from .actionurls import PREFIX

if TYPE_CHECKING:
    from .device import Device

LETTERS = ("A", "B", "C", "D")
_INPUT = "Config.DoorSetting.INPUT."
_RELAY = "Config.DoorSetting.RELAY."

RELAY_WORDS = {True: ("Relay{}Triggered",), False: ("Relay{}Closed",)}
INPUT_WORDS = {True: ("Input{}Triggered",), False: ("Input{}Closed",)}
# Right and wrong.
CREDENTIAL_WORDS = {
    "code": (("ValidCodeEntered",), ("InvalidCodeEntered",)),
    "card": (("ValidCardEntered",), ("InvalidCardEntered",)),
    "face": (("ValidFaceRecognition",), ("InvalidFaceRecognition",)),
    "qrcode": (("ValidQRCodeEntered",), ("InvalidQRCodeEntered",)),
}
# By the word that one receiver's author saw, then by the other's.
PLAIN_WORDS = {
    "tamper": ("TamperAlarmTriggered", "AlarmTriggered"),
    "alarm": ("AlarmTriggered",),
    "break_in": ("BreakInAlarm{}", "InputBreakIn"),
    "held_open": ("AlarmDoorOpenedTimeout{}",),
}
RESTART_WORDS = ("SetupCompleted",)
CALL_WORDS = {True: ("MakeCall",), False: ("HangUp",)}

# A field of the door log says how it was opened; the field's words are the manual's.
_LOG_TYPES = {"code": "Password", "card": "Card", "face": "Face", "qrcode": "QRCode"}
# "Face", "QR Code" and "Null" are known (device-facts 9.3); the others are made after their pattern.
_UNLOCK_TYPES = {"code": "Password", "card": "Card", "face": "Face", "qrcode": "QR Code"}


def variables(device: Device, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the values of the variables that a URL may have.

    A status is 0 for closed and 1 for open, as one page of the vendor has it; another source has the electrical level.
    The MAC comes without colons, which part the pairs in the vendor's own form of a URL.
    """
    known = {
        "mac": device.mac.replace(":", ""),
        "ip": device.lan_address,
        "model": device.model,
        "firmware": device.state.firmware.version,
        "time": time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime()),
        "unlocktype": "Null",
        "alarmstatus": "0",
    }
    for number, letter in enumerate(LETTERS, 1):
        relay = device.state.relays.get(f"Relay{letter}", {"value": 0, "until": None})
        over = relay["until"] is not None and device.clock() >= relay["until"]
        known[f"relay{number}status"] = "0" if over else str(relay["value"])
        known[f"input{number}status"] = str(device.state.inputs.get(f"Input{letter}", 1))
    return {**known, **(more or {})}


def say(device: Device, words: tuple[str, ...], letter: str = "", **more: str) -> None:
    """Call the URL of the first of these words that the device has a key for."""
    for word in words:
        if device.caller.has(word.format(letter)):
            device.caller.say(word.format(letter), variables(device, more))
            return


def relay_moved(device: Device, letter: str, on: bool, tell: bool = True) -> None:
    """A relay was triggered or has closed again; after the first, wait for the second where somebody wants to know."""
    status = f"relay{LETTERS.index(letter) + 1}status"
    if tell:
        say(device, RELAY_WORDS[on], letter, **{status: str(int(on))})
    entry = device.state.relays.get(f"Relay{letter}")
    if not on or not entry or entry["until"] is None or not device.state.config.get(f"{PREFIX}Relay{letter}Closed"):
        return

    def closed() -> None:
        # Unless it was triggered once more, or the device has restarted.
        if device.state.relays.get(f"Relay{letter}") is entry:
            say(device, RELAY_WORDS[False], letter, **{status: "0"})

    asyncio.get_running_loop().call_later(max(0.0, entry["until"] - device.clock()), closed)


def restarted(device: Device) -> None:
    """The device has started."""
    say(device, RESTART_WORDS)


def call_changed(device: Device, calling: bool, number: str = "") -> None:
    """A call has begun or ended."""
    say(device, CALL_WORDS[calling], remote=number)


def _open(device: Device, letter: str, tell: bool) -> None:
    delay = device.state.config.get(f"{_RELAY}HoldDelay{letter}")
    seconds = int(delay) if delay.isdigit() else 5
    device.state.relays[f"Relay{letter}"] = {"value": 1, "until": device.clock() + seconds}
    relay_moved(device, letter, True, tell)


def _owner(device: Device, kind: str, value: str) -> dict[str, str] | None:
    """The record that lets in who shows this; None where there is none. Times and schedules are not looked at."""
    records = device.state.records

    def found(target: str, matches: Callable[[dict[str, str]], bool]) -> dict[str, str] | None:
        return next((row for row in records[target].rows.values() if matches(row)), None) if target in records else None

    if not value:
        return None
    if kind == "card":
        wanted = value.upper()
        return found("user", lambda row: wanted in re.split("[;,]", row.get("CardCode", "").upper())) or found(
            "rfkey", lambda row: row["Code"].upper() == wanted
        )
    if kind == "code":
        config = device.state.config
        public = [config.get(f"Config.DoorSetting.PASSWORD.PublicKey{number}") for number in (1, 2, 3)]
        if value in public and config.get("Config.DoorSetting.PASSWORD.PublicKeyEnable") == "1":
            return {"Name": "Public"}
        return found("user", lambda row: row.get("PrivatePIN") == value) or found(
            "privatekey", lambda row: row["Code"] == value
        )
    return found("user", lambda row: row["UserID"] == value)


def _shown(device: Device, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Somebody shows a card, a face or a QR code, or types a code. Whether that is right, the device's lists say."""
    value = asked.get("value", "")
    owner = _owner(device, kind, value)
    log = {
        "Date": time.strftime("%Y-%m-%d", time.gmtime()),
        "Time": time.strftime("%H:%M:%S", time.gmtime()),
        "Type": _LOG_TYPES[kind],
        "Status": "Success" if owner else "Failed",
        "Name": (owner or {}).get("Name", ""),
        "Code": value if kind == "card" else "",
    }
    device.state.records["doorlog"].add(log)
    device.state.touch(f"access: {kind} {'granted' if owner else 'denied'}")
    more = {"unlocktype": _UNLOCK_TYPES[kind], **({"user_name": owner["Name"]} if owner else {})}
    if kind == "card":
        more["card_sn"] = value
    elif kind == "code":
        more[device.profile.action_url_code] = value
    if owner and owner.get("UserID"):
        more["userid"] = owner["UserID"]
    say(device, CREDENTIAL_WORDS[kind][0 if owner else 1], **more)
    if owner:
        # After a code the relay's own URL may stay silent (device-facts 9.3).
        _open(device, asked.get("letter") or "A", tell=kind != "code")
    return {"granted": owner is not None}


def _input(device: Device, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """An input is triggered, or is as it was: Option 0 is triggered by a low level (device-facts 8.4)."""
    letter, on = asked.get("letter") or "A", asked.get("on", True)
    config = device.state.config
    low = config.get(f"{_INPUT}Option{letter}") != "1"
    if f"Input{letter}" in device.state.inputs:
        device.state.inputs[f"Input{letter}"] = int(on != low)
    device.state.touch(f"input: Input{letter} {'triggered' if on else 'closed'}")
    say(device, INPUT_WORDS[on], letter)
    if on and config.get(f"{_INPUT}HttpEnable{letter}") == "1":
        device.caller.call(f"ActionUrl{letter}", config.get(f"{_INPUT}ActionUrl{letter}"), variables(device))
    return {}


def _relay(device: Device, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """A relay is triggered by what is in the house, such as an exit button."""
    _open(device, asked.get("letter") or "A", tell=True)
    device.state.touch()
    return {}


def _alarm(device: Device, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    device.state.touch(f"alarm: {kind}")
    say(device, PLAIN_WORDS[kind], asked.get("letter") or "A", alarmstatus="1")
    return {}


def _restart(device: Device, kind: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    device.reboot("power was off", grace=0)
    return {}


KINDS: Mapping[str, Callable[[Device, str, Mapping[str, Any]], dict[str, Any]]] = {
    **dict.fromkeys(CREDENTIAL_WORDS, _shown),
    **dict.fromkeys(PLAIN_WORDS, _alarm),
    "input": _input,
    "relay": _relay,
    "restart": _restart,
}

_MEMBERS: Mapping[str, tuple[type, str]] = {
    "kind": (str, f"one of {', '.join(KINDS)}"),
    "value": (str, "a text: the code, the card's number, or the UserID of whose face or QR code it is"),
    "letter": (str, "A, B, C or D"),
    "on": (bool, "true or false"),
    "times": (int, "1 to 100"),
}


def happen(device: Device, asked: Any) -> dict[str, Any]:
    """Let something happen at a door, as the admin port asks for it.

    :raises ValueError: naming the member that is wrong, and what is allowed.
    """
    if not isinstance(asked, Mapping):
        raise ValueError(f"an object with {', '.join(_MEMBERS)} is needed")
    for name, value in asked.items():
        if name not in _MEMBERS:
            raise ValueError(f"unknown member '{name}'; allowed: {', '.join(_MEMBERS)}")
        kind, allowed = _MEMBERS[name]
        # a boolean is an integer to Python
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            raise ValueError(f"'{name}' must be {allowed}")
    if asked.get("kind") not in KINDS:
        raise ValueError(f"'kind' must be {_MEMBERS['kind'][1]}")
    if asked.get("letter", "A") not in LETTERS:
        raise ValueError(f"'letter' must be {_MEMBERS['letter'][1]}")
    if not 1 <= asked.get("times", 1) <= 100:
        raise ValueError(f"'times' must be {_MEMBERS['times'][1]}")
    if device.rebooting:
        raise ValueError("the device is restarting")
    result: dict[str, Any] = {}
    for _time in range(asked.get("times", 1)):
        result = KINDS[asked["kind"]](device, asked["kind"], asked)
    return result
