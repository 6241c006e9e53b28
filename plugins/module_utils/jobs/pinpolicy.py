# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which PINs are too easy to guess. Nothing here repeats a PIN."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import InvalidInput
from ..fields.codecs import Flag, Number
from ..fields.tables import nearest

# Codes in the manual's samples (Api privatekey, Api publiccode), which doors may come with, and the keypad's columns.
KNOWN_CODES = (
    *("12345678", "78965412", "33333333", "66666666", "88888888", "99999999"),
    *("2580", "0852", "147258", "258036"),
)
DEFAULTS = {
    "min_length": 4,
    "allow_repeated": False,
    "allow_sequences": False,
    "allow_user_id": False,
    "forbidden": (),
}
_PARTS = {
    "min_length": Number(2, 8).check,
    "allow_repeated": Flag().check,
    "allow_sequences": Flag().check,
    "allow_user_id": Flag().check,
}


def pin_policy(given):
    """The policy with its defaults for what isn't given.

    :raises InvalidInput: naming the variable's member.
    """
    if given is not None and not isinstance(given, Mapping):
        raise InvalidInput("akuvox_pin_policy: must be a mapping")
    policy = dict(DEFAULTS)
    for name, value in (given or {}).items():
        if name not in list(DEFAULTS):
            raise InvalidInput(f"akuvox_pin_policy.{name}: is not a part of it; {nearest(name, DEFAULTS)}")
        if name == "forbidden":
            policy[name] = _codes(value)
            continue
        try:
            policy[name] = _PARTS[name](value)
        except ValueError as exc:
            raise InvalidInput(f"akuvox_pin_policy.{name}: {exc}") from None
    return policy


def _codes(value):
    if not isinstance(value, (list, tuple)) or not all(isinstance(code, str) for code in value):
        raise InvalidInput("akuvox_pin_policy.forbidden: must be a list of codes in quotes")
    return tuple(value)


def weakness(pin, user_id, policy):
    """Why a PIN is refused, "" when it isn't. A device may show anything as a PIN."""
    if len(pin) < policy["min_length"]:
        return f"has less than {policy['min_length']} digits"
    if not policy["allow_repeated"] and re.fullmatch(r"([0-9]{1,2})\1+", pin):
        return "is the same one or two digits over and over"
    if not policy["allow_sequences"] and _is_sequence(pin):
        return "counts up or down"
    if not policy["allow_user_id"] and pin == user_id:
        return "is the user_id"
    if pin in policy["forbidden"]:
        return "is one of those that are forbidden"
    if pin in KNOWN_CODES:
        return "is a code that everybody tries first"
    return ""


def _is_sequence(pin):
    """Whether each digit is the one before plus one, or minus one; 0 comes after 9."""
    if not re.fullmatch("[0-9]+", pin):
        return False
    steps = {(int(second) - int(first)) % 10 for first, second in zip(pin, pin[1:])}
    return steps in ({1}, {9})
