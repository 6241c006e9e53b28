# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Relay settings: delays, type, names, DTMF and HTTP opening (manual: Api relay; device-facts 8.3)."""

from __future__ import annotations

from ..converge.settings import Variant, VariantField, letter_rows, letter_settings
from ..errors import InvalidInput
from ..fields.codec import Codec
from ..fields.codecs import Choice, Flag, Number, Text
from ..fields.names import Name
from ..fields.tables import Field, FieldTable
from ..secrets import mask_settings
from .descriptor import Target
from .onekey import check_keys, one_key

LETTERS = {"A": "1", "B": "2", "C": "3"}
_RELAY = "Config.DoorSetting.RELAY."
_DTMF = "Config.DoorSetting.DTMF."
_SECONDS = Number(0, 60, "seconds")

# Key names differ by firmware, and so do the numbers of the type (device-facts 8.3, contradiction 17).
TABLE = FieldTable(
    "relays",
    (
        Field("relay", (), Choice(LETTERS), needed="always"),
        VariantField("name", (), Name(), variants=(Variant(_RELAY + "Name{}"), Variant(_RELAY + "RelayName{}"))),
        VariantField(
            "type",
            (),
            Choice({"normally_closed": "0", "normally_open": "1"}),
            variants=(
                Variant(_RELAY + "Type{}"),
                Variant(_RELAY + "Relay{}Type", Choice({"normally_open": "0", "normally_closed": "1"})),
            ),
        ),
        VariantField(
            "hold_delay", (), _SECONDS, variants=(Variant(_RELAY + "HoldDelay{}"), Variant(_RELAY + "Relay{}Delay"))
        ),
        VariantField(
            "trigger_delay",
            (),
            _SECONDS,
            variants=(Variant(_RELAY + "TriggerDelay{}"), Variant(_RELAY + "TrigDelay{}")),
        ),
    ),
)


class OneLess(Codec):
    """Number of digits of a DTMF code, which the device counts from 0 (C25)."""

    spec_type = "int"

    def check(self, value):
        return Number(1, 4).check(value)

    def encode(self, value):
        return str(value - 1)

    def decode(self, text):
        number = Number().decode(text)
        return number + 1 if isinstance(number, int) else number


DTMF_OPTIONS = {
    "enabled": {"type": "bool"},
    "digits": {"type": "int", "choices": [1, 2, 3, 4]},
    "codes": {"type": "list", "elements": "raw", "no_log": False},
}
HTTP_TRIGGER_OPTIONS = {
    "enabled": {"type": "bool"},
    "username": {"type": "str"},
    "password": {"type": "str", "no_log": True},
}
_DTMF_CHARACTERS = frozenset("0123456789*#ABCD")


def dtmf_settings(dtmf, current):
    """The settings for the ``dtmf`` option; ``codes`` are those of relay A, B, C in turn.

    :raises InvalidInput: when a code doesn't have the number of digits that the device is set to.
    """
    settings = []
    if dtmf.get("enabled") is not None:
        settings.append(one_key("dtmf.enabled", _DTMF + "Enable", Flag(), dtmf["enabled"]))
    if dtmf.get("digits") is not None:
        settings.append(one_key("dtmf.digits", _DTMF + "Option", OneLess(), dtmf["digits"]))
    digits = dtmf.get("digits") or OneLess().decode(current.get(_DTMF + "Option", "0"))
    for number, code in enumerate(dtmf.get("codes") or (), 1):
        place = f"dtmf.codes[{number - 1}]"
        if len(code) != digits:
            raise InvalidInput(f"{place}: must be {digits} characters long (dtmf.digits), not {len(code)}")
        key = f"{_DTMF}{'Code' if digits == 1 else 'MultiCode'}{number}"
        settings.append(one_key(place, key, Text(), code, secret=True))
    return settings


def check_dtmf(dtmf):
    """Refuse codes that no telephone can send.

    :raises InvalidInput: naming the code by its place.
    """
    codes = dtmf.get("codes") or ()
    if len(codes) > len(LETTERS):
        raise InvalidInput(f"dtmf.codes: must be at most {len(LETTERS)} codes, for relay A, B and C, not {len(codes)}")
    for index, code in enumerate(codes):
        if not isinstance(code, str) or not 1 <= len(code) <= 4 or set(code) - _DTMF_CHARACTERS:
            raise InvalidInput(f"dtmf.codes[{index}]: must be 1 to 4 DTMF characters in quotes: digits, *, #, A to D")


def http_trigger_settings(trigger):
    """The settings for the ``http_trigger`` option: opening a relay by a URL with a login of its own."""
    table = (("enabled", "HttpTrig", Flag(), False), ("username", "UserName", Text(), False),
             ("password", "Password", Text(), True))  # fmt: skip
    return [
        one_key(f"http_trigger.{option}", _RELAY + key, codec, trigger[option], secret)
        for option, key, codec, secret in table
        if trigger.get(option) is not None
    ]


def relay_settings(params, current):
    """All settings that the options of ``akuvox_relay`` ask for, on a device with the keys of ``current``."""
    settings = [
        *letter_settings(TABLE, params.get("relays") or (), current),
        *dtmf_settings(params.get("dtmf") or {}, current),
        *http_trigger_settings(params.get("http_trigger") or {}),
    ]
    check_keys(settings, current)
    return settings


def dtmf_info(current):
    """The ``dtmf`` option as the device has it."""
    digits = OneLess().decode(current.get(_DTMF + "Option", ""))
    prefix = "Code" if digits == 1 else "MultiCode"
    codes = [current.get(f"{_DTMF}{prefix}{number}") for number in (1, 2, 3)]
    return {
        "enabled": Flag().decode(current.get(_DTMF + "Enable", "")),
        "digits": digits,
        "codes": [code for code in codes if code is not None],
    }


def http_trigger_info(current):
    """The ``http_trigger`` option as the device has it."""
    return {
        "enabled": Flag().decode(current.get(_RELAY + "HttpTrig", "")),
        "username": current.get(_RELAY + "UserName"),
        "password": current.get(_RELAY + "Password"),
    }


TRIGGER_MODES = Choice({"auto_close": "0", "manual": "1"})
# The other way round from the type of a relay (C26).
TRIGGER_LEVELS = Choice({"normally_open": "0", "normally_closed": "1"})


# In seconds (manual: relay trig).
MAX_DELAY = 65535


def trigger(params, current):
    """How to trigger a relay, in option terms; what ``params`` leave out is taken from the relay's settings.

    A delay of 0 does not stand for the hold delay that is set, so it has to be sent (device-facts 8.1).

    :raises InvalidInput: when the device doesn't have the setting that is needed.
    """
    letter, delay, level = params["relay"], params.get("delay"), params.get("level")
    held = next((row for row in letter_rows(TABLE, current) if row["relay"] == letter), {})
    if delay is None:
        delay = held.get("hold_delay")
        if not isinstance(delay, int) or not 0 <= delay <= MAX_DELAY:
            raise InvalidInput(f"delay: this device doesn't say the hold delay of relay {letter}, so give the seconds")
    if level is None:
        level = held["type"] if held.get("type") in TRIGGER_LEVELS.words else "normally_open"
    return {"relay": letter, "mode": params["mode"], "level": level, "delay": delay}


def trigger_data(wanted):
    """:func:`trigger` as the device's ``data``: all four, as integers."""
    return {
        "num": int(LETTERS[wanted["relay"]]),
        "mode": int(TRIGGER_MODES.encode(wanted["mode"])),
        "level": int(TRIGGER_LEVELS.encode(wanted["level"])),
        "delay": wanted["delay"],
    }


def relay_info(current, secrets):
    """All options of ``akuvox_relay`` as the device has them."""
    shown = current if secrets else mask_settings(current)
    return {
        "relays": letter_rows(TABLE, current),
        "dtmf": dtmf_info(shown),
        "http_trigger": http_trigger_info(shown),
    }


DESCRIPTOR = Target(
    "relay",
    "akuvox_relay",
    {"akuvox_relays": "relays", "akuvox_dtmf": "dtmf", "akuvox_http_trigger": "http_trigger"},
    decode=relay_info,
)
