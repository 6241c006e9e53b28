# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Door inputs: what triggers them and what they set off (manual: Api input; device-facts 8.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..converge.settings import Setting, Variant, VariantField, letter_rows, letter_settings
from ..errors import InvalidInput, Refused
from ..fields.codec import BadValue
from ..fields.codecs import Choice, Flag, Number, Quoted, Text
from ..fields.names import Name
from ..fields.tables import Field, FieldTable
from .descriptor import Target

LETTERS = {"A": "1", "B": "2", "C": "3"}
TRIGGERS = {"low": "0", "high": "1"}
_INPUT = "Config.DoorSetting.INPUT."


@dataclass(frozen=True)
class Url(Text):
    """A URL that the device asks, or empty for none."""

    max_length: int = 511

    def check(self, value):
        value = super().check(value)
        if value and not re.fullmatch(r"https?://[^\s/]\S*", value):
            raise BadValue("must be a URL that begins with http:// or https://, or empty")
        return value


def _field(option, codec, *names):
    return VariantField(option, (), codec, variants=tuple(Variant(_INPUT + name) for name in names))


# Some firmware puts the letter in the middle and leaves out that of input A (device-facts 8.4).
TABLE = FieldTable(
    "inputs",
    (
        Field("input", (), Choice(LETTERS), needed="always"),
        _field("enabled", Flag(), "Enable{}", "Input{bare}Enable"),
        _field("trigger", Choice(TRIGGERS), "Option{}", "Input{bare}Trigger"),
        # C30: one more than elsewhere, as printed
        _field("delay", Number(0, 65536, "seconds"), "Delay{}", "Input{bare}Delay"),
        _field("relay", Choice(LETTERS), "RelayId{}", "Input{bare}Relay"),
        _field("action_url", Url(), "ActionUrl{}"),
        _field("ftp", Flag(), "FtpEnable{}"),
        _field("http", Flag(), "HttpEnable{}"),
        _field("smtp", Flag(), "SmtpEnable{}"),
        _field("sip", Flag(), "SipEnable{}"),
    ),
)

CALL = {
    "number": ("Config.DoorSetting.Action.CallNum", Quoted(127)),
    "name": ("Config.DoorSetting.Action.CallName", Name()),
}
CALL_OPTIONS = {"number": {"type": "raw"}, "name": {"type": "str"}}


def check_call(call):
    """The ``call`` option in canonical form.

    :raises InvalidInput: for a number that YAML may have changed.
    """
    checked = {}
    for option, (_key, codec) in CALL.items():
        if call.get(option) is None:
            continue
        try:
            checked[option] = codec.check(call[option])
        except BadValue as exc:
            raise InvalidInput(f"call.{option}: {exc}") from None
    return checked


def input_settings(params, current):
    """All settings that the options of ``akuvox_input`` ask for, on a device with the keys of ``current``.

    What is called can be set by the manual and is missing in what can be read (C28).
    """
    call = params.get("call") or {}
    return [
        *letter_settings(TABLE, params.get("inputs") or (), current),
        *(
            Setting(
                f"call.{option}", f"call.{option}", key, codec.encode(call[option]), decode=codec.decode, blind=True
            )
            for option, (key, codec) in CALL.items()
            if option in call
        ),
    ]


def read_input(device, with_call):
    """The input settings; what is called from the whole configuration where the input's own doesn't have it (C28)."""
    current = device.read("input")
    keys = [key for key, _codec in CALL.values()]
    if with_call and not all(key in current for key in keys):
        try:
            whole = device.read("config")
        except Refused:
            return current
        current = {**{key: whole[key] for key in keys if key in whole}, **current}
    return current


def call_info(current):
    """The ``call`` option as the device shows it."""
    return {option: codec.decode(current[key]) for option, (key, codec) in CALL.items() if key in current}


def input_info(current, secrets):
    """All options of ``akuvox_input`` as the device has them."""
    return {"inputs": letter_rows(TABLE, current), "call": call_info(current)}


DESCRIPTOR = Target(
    "input", "akuvox_input", {"akuvox_inputs": "inputs", "akuvox_input_call": "call"}, decode=input_info
)
