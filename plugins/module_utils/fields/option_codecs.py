# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Codecs for options without a device key: only their ``check`` is used."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .codec import BadValue, Codec, spoken, unquoted

_IN_A_MAC = re.compile(r"[\s:.-]")
_MAC_DIGITS = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True)
class Form(Codec):
    """Text of one form, in quotes, since YAML takes such as 29.30, 0123 and 11:22:33 for numbers (spec type ``raw``).

    ``pattern`` has to fit as a whole; ``about`` says what is allowed.
    """

    pattern: str
    about: str

    def check(self, value):
        if not isinstance(value, str):
            raise BadValue(unquoted(self.about, spoken(value), "YAML may change it without quotes"))
        value = value.strip()
        if not re.fullmatch(self.pattern, value):
            raise BadValue(f"must be {self.about}, not {spoken(value)}")
        return value


@dataclass(frozen=True)
class Confirmed(Codec):
    """A switch that has to be on; ``why`` follows."""

    why: str

    def check(self, value):
        if value is not True:
            raise BadValue(f"must be true, since {self.why}")
        return value


@dataclass(frozen=True)
class MacAddress(Codec):
    """A MAC in any of the usual notations, as twelve small hex digits (spec type ``raw``)."""

    def check(self, value):
        if not isinstance(value, str):
            raise BadValue(f"must be a MAC address in quotes, not {spoken(value)}: YAML takes some of them for numbers")
        digits = mac_digits(value)
        if digits is None:
            raise BadValue(f"must be a MAC address such as '0C:11:05:00:00:01', not {spoken(value)}")
        return digits


def shown_mac(text):
    """A MAC as ``0C:11:05:00:00:01``, empty when it isn't one."""
    digits = (mac_digits(text) or "").upper()
    return ":".join(digits[place : place + 2] for place in range(0, len(digits), 2))


def mac_digits(text):
    """The twelve small hex digits of a MAC, None when it isn't one."""
    digits = _IN_A_MAC.sub("", str(text)).lower()
    return digits if _MAC_DIGITS.fullmatch(digits) else None
