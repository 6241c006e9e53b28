# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The codecs that targets share; :class:`codec.Codec` says what a codec does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .characters import unseen_in
from .codec import BadValue, Codec, spoken, unquoted
from .numbers import whole_number

# Compiled here, and so once for all tasks: each runs in a fork of the process that has imported this.
_DIGITS = re.compile(r"[0-9]*")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
_SEPARATOR = re.compile(r"[;,]")


@dataclass(frozen=True)
class Text(Codec):
    """Free text in one line."""

    max_length: int = 255
    wrong_in = staticmethod(unseen_in)

    def check(self, value):
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise BadValue(f"must be text, not {spoken(value)}")
        value = str(value)
        if len(value) > self.max_length:
            raise BadValue(f"must be at most {self.max_length} characters, not {len(value)}")
        wrong = self.wrong_in(value)
        if wrong:
            raise BadValue(wrong)
        return value


@dataclass(frozen=True)
class Quoted(Text):
    """Text that looks like a number and isn't one: a telephone number, a SIP user. Leading zeros are part of it."""

    spec_type = "raw"

    def check(self, value):
        # the value may be a password, so it isn't quoted
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise BadValue(f"must be text in quotes, not a {type(value).__name__}")
        if not isinstance(value, str):
            raise BadValue(unquoted("", "a number", "YAML drops the leading zeros of an unquoted one"))
        return super().check(value)


@dataclass(frozen=True)
class Digits(Codec):
    """A PIN or code: digits as text, so that leading zeros are kept (device-facts 5.4).

    Empty means none, where ``may_be_empty``.
    """

    spec_type = "raw"
    shortest: int = 1
    longest: int = 8
    may_be_empty: bool = True

    def check(self, value):
        span = self.shortest if self.shortest == self.longest else f"{self.shortest} to {self.longest}"
        digits = f"{span} digits"
        allowed = f"{digits} in quotes"
        if isinstance(value, bool) or not isinstance(value, (str, int, float)):
            raise BadValue(f"must be {allowed}, not a {type(value).__name__}")
        if not isinstance(value, str):
            raise BadValue(unquoted(digits, "a number", "YAML drops the leading zeros of an unquoted one"))
        if value == "" and self.may_be_empty:
            return ""
        if not _DIGITS.fullmatch(value):
            raise BadValue(f"must be {allowed}, not text with other characters")
        if not self.shortest <= len(value) <= self.longest:
            raise BadValue(f"must be {allowed}, not {len(value)}")
        return value


@dataclass(frozen=True)
class Number(Codec):
    """A whole number within bounds, both included."""

    spec_type = "int"
    low: int = 0
    high: int = 65535
    unit: str = ""

    def check(self, value):
        number = whole_number(value)
        if number is None or not self.low <= number <= self.high:
            unit = f" {self.unit}" if self.unit else ""
            raise BadValue(f"must be {self.low} to {self.high}{unit}, not {spoken(value)}")
        return number

    def encode(self, value):
        return str(value)

    def decode(self, text):
        number = whole_number(text)
        return str(text) if number is None else number


@dataclass(frozen=True)
class Flag(Codec):
    """A switch: "1" and "0" on the device."""

    spec_type = "bool"

    def check(self, value):
        words = {
            "yes": True,
            "on": True,
            "true": True,
            "1": True,
            "no": False,
            "off": False,
            "false": False,
            "0": False,
        }
        found = value if isinstance(value, bool) else words.get(str(value).strip().lower())
        if found is None:
            raise BadValue(f"must be true or false, not {spoken(value)}")
        return found

    def encode(self, value):
        return "1" if value else "0"

    def decode(self, text):
        return {"1": True, "0": False}.get(str(text), str(text))


@dataclass(frozen=True)
class Choice(Codec):
    """A word for each of the device's numbers."""

    words: Mapping[str, str]

    @property
    def choices(self):
        """The words, in the order of the table."""
        return tuple(self.words)

    def check(self, value):
        # words like 1 and 2 need no quotes
        value = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        if not isinstance(value, str) or value not in self.words:
            raise BadValue(f"must be one of {', '.join(self.words)}, not {spoken(value)}")
        return value

    def encode(self, value):
        return self.words[value]

    def decode(self, text):
        return next((word for word, number in self.words.items() if number == str(text)), str(text))


@dataclass(frozen=True)
class TimeOfDay(Codec):
    """``HH:MM``."""

    spec_type = "raw"

    def check(self, value):
        if not isinstance(value, str):
            raise BadValue(unquoted("HH:MM", spoken(value), "YAML reads an unquoted time as a number"))
        time = self._canonical(value)
        if time is None:
            raise BadValue(f"must be HH:MM from 00:00 to 23:59, not {spoken(value)}")
        return time

    @staticmethod
    def _canonical(text):
        found = _TIME.fullmatch(text.strip())
        return f"{int(found[1]):02d}:{found[2]}" if found else None

    def decode(self, text):
        return self._canonical(str(text)) or str(text)


@dataclass(frozen=True)
class Letters(Codec):
    """Doors or relays as letters, written as run-together digits ("123" = A, B, C; "0" = none, C38)."""

    spec_type = "list"
    elements = "str"
    letters: str = "ABC"

    def check(self, value):
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, (list, tuple)):
            raise BadValue(f"must be a list of {', '.join(self.letters)}, not {spoken(value)}")
        wrong = [door for door in values if not (isinstance(door, str) and len(door) == 1 and door in self.letters)]
        if wrong:
            raise BadValue(f"must be letters out of {', '.join(self.letters)}, not {spoken(wrong[0])}")
        return sorted(set(values))

    def encode(self, value):
        return "".join(str(self.letters.index(door) + 1) for door in value) or "0"

    def decode(self, text):
        text = str(text)
        if text in ("", "0"):
            return []
        known = {str(number): letter for number, letter in enumerate(self.letters, 1)}
        return sorted({known[digit] for digit in text}) if set(text) <= set(known) else text


@dataclass(frozen=True)
class Joined(Codec):
    """Several values in one string, each by a codec of its own, compared as a set."""

    of: object
    separator: str = ";"
    empty: str = ""
    spec_type = "list"

    @property
    def elements(self):
        """Type of the members in an argument spec."""
        return self.of.spec_type

    def check(self, value):
        if not isinstance(value, (list, tuple)):
            raise BadValue(f"must be a list, not {spoken(value)}")
        checked = []
        for index, member in enumerate(value):
            try:
                checked.append(self.of.check(member))
            except BadValue as exc:
                raise BadValue(str(exc), f"[{index}]{exc.path}") from None
        return checked

    def encode(self, value):
        return self.separator.join(self.of.encode(member) for member in value) or self.empty

    def decode(self, text):
        text = str(text)
        if text == self.empty:
            return []
        return [self.of.decode(part.strip()) for part in _SEPARATOR.split(text) if part.strip()]
