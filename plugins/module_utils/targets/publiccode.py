# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes that everybody shares (manual: Api publiccode)."""

from __future__ import annotations

from ..errors import InvalidInput
from ..fields.codec import BadValue, Codec
from ..fields.codecs import Digits, Flag, Text
from ..secrets import HIDDEN, is_masked
from .descriptor import Target
from .onekey import check_keys, one_key

_PREFIX = "Config.DoorSetting.PASSWORD."
_ENABLE, _DIGITS = _PREFIX + "PublicKeyEnable", _PREFIX + "PublicKeyBitsLimit"
CODE_KEYS = tuple(f"{_PREFIX}PublicKey{number}" for number in (1, 2, 3))

# Eight comes first on the device (C31).
LENGTHS = {8: "0", 4: "1", 5: "2", 6: "3", 7: "4"}


class Length(Codec):
    """How many digits each code has."""

    spec_type = "int"
    choices = tuple(LENGTHS)

    def encode(self, value):
        return LENGTHS[value]

    def decode(self, text):
        return next((length for length, number in LENGTHS.items() if number == str(text)), str(text))


def check_codes(codes, digits=None):
    """Refuse codes that can't be typed, are there twice, or don't have the number of digits.

    :raises InvalidInput: naming the code by its place, never the code.
    """
    if len(codes) > len(CODE_KEYS):
        raise InvalidInput(f"codes: must be at most {len(CODE_KEYS)} codes, not {len(codes)}")
    shortest, longest = (digits, digits) if digits else (min(LENGTHS), max(LENGTHS))
    for index, code in enumerate(codes):
        try:
            Digits(shortest, longest, may_be_empty=False).check(code)
        except BadValue as exc:
            raise InvalidInput(f"codes[{index}]: {exc}{' (digits)' if digits else ''}") from None
        if code in codes[:index]:
            raise InvalidInput(f"codes[{index}]: is already in codes[{codes.index(code)}]; each may be listed once")


def publiccode_settings(params, current, warn):
    """The settings that the options ask for; codes that are not listed any more are emptied.

    :raises InvalidInput: when a code doesn't have the digits that the device is set to.
    """
    settings, codes = [], params.get("codes")
    length = Length().decode(current.get(_DIGITS, ""))
    if params.get("enabled") is not None:
        settings.append(one_key("enabled", _ENABLE, Flag(), params["enabled"]))
    if params.get("digits") is not None:
        settings.append(one_key("digits", _DIGITS, Length(), params["digits"]))
        if codes is None and any(_has_other_length(current.get(key), params["digits"]) for key in CODE_KEYS):
            warn(f"digits: codes on the device don't have {params['digits']} digits; give the new ones as codes")
    if codes is not None:
        if params.get("digits") is None and length in LENGTHS:
            check_codes(codes, length)
        for index, key in enumerate(CODE_KEYS):
            code = codes[index] if index < len(codes) else ""
            settings.append(one_key(f"codes[{index}]", key, Text(), code, secret=True))
    check_keys(settings, current)
    return settings


def _has_other_length(code, digits):
    return bool(code) and not is_masked(code) and len(code) != digits


def publiccode_info(current):
    """The options as the device has them."""
    return {
        "enabled": Flag().decode(current.get(_ENABLE, "")),
        "digits": Length().decode(current.get(_DIGITS, "")),
        "codes": [current[key] for key in CODE_KEYS if current.get(key)],
    }


def opens(info):
    """Whether anybody gets in by a public code, by what :func:`publiccode_info` gives."""
    return info["enabled"] is not False and bool(info["codes"])


def codes_info(current, secrets):
    """:func:`publiccode_info` as it may be shown."""
    found = publiccode_info(current)
    return found if secrets else {**found, "codes": [HIDDEN for code in found["codes"]]}


DESCRIPTOR = Target("publiccode", "akuvox_publiccode", {"akuvox_publiccode": ""}, decode=codes_info)
