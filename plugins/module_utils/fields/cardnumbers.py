# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One card, many texts: the notations in which other systems and printed cards have a card's number.

A door holds the number in hex. A text doesn't show its notation: 18612345 is one card in hex,
another as a decimal, and a third as facility 186, number 12345. So the list says it, and nothing is guessed.
Layouts: H10301 has 26 bits (8 facility, 16 number), H10306 has 34 (16 and 16), each with a parity bit at both ends.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .characters import wrong_in_name
from .codec import BadValue, Codec, spoken, unquoted

BYTE_ORDERS = ("normal", "reversed")
# Hex digits of a card of up to 4 bytes, and of a UID of 7 bytes. Shorter text has lost its leading zeros.
_SHORT, _LONG = 8, 14
_HEX = re.compile(r"(?:0[xX])?([0-9A-Fa-f]+|[0-9A-Fa-f]{2}(?:[ :-][0-9A-Fa-f]{2})+)")
_PAIR = re.compile(r"\s*([0-9]+)\s*[,/|:;.\s-]\s*([0-9]+)\s*")


def _hex(text):
    # blanks between the bytes only: elsewhere they may be between two cards
    found = _HEX.fullmatch(text.strip())
    digits = re.sub("[ :-]", "", found[1]) if found else ""
    if not 1 <= len(digits) <= 32:
        raise BadValue(f"must be 1 to 32 hex digits, not {spoken(text)}{_hint(text)}")
    return digits


def _hint(text):
    if re.fullmatch(r"\s*[0-9]{4,}[.,]0{1,2}\s*", text):
        return "; a spreadsheet has added decimal places"
    if _PAIR.fullmatch(text):
        return "; facility and number are the notation facility_number"
    if re.fullmatch(r"\s*[0-9]+(?:[.,][0-9]+)?[eE][+-]?[0-9]+\s*", text):
        return "; a spreadsheet has shortened it, so the card's number is lost: format its cells as text"
    return ""


def _number(text, low, high, what):
    digits = text.strip()
    if not re.fullmatch(r"[0-9]{1,20}", digits):
        raise BadValue(f"must be {what}, not {spoken(text)}{_hint(text)}")
    number = int(digits)
    if not low <= number <= high:
        raise BadValue(f"must be {what}, at most {high}, not {spoken(text)}")
    return number


def _decimal(text):
    # 7 bytes are the longest number that readers give
    return _padded(_number(text, 0, 2**56 - 1, "the card's number in decimal digits"))


def _padded(number):
    return f"{number:0{_SHORT}X}" if number < 2**32 else f"{number:0{_LONG}X}"


def _pair(bits):
    def read(text):
        what = f"facility and number, such as 186,12345 (up to {2**bits - 1},65535)"
        found = _PAIR.fullmatch(text)
        if not found:
            raise BadValue(f"must be {what}, not {spoken(text)}")
        facility, number = int(found[1]), int(found[2])
        if facility >= 2**bits or number > 65535:
            other = "; facility_number_34 has facilities up to 65535" if bits == 8 and facility < 65536 else ""
            raise BadValue(f"must be {what}, not {spoken(text)}{other}")
        return _padded(facility << 16 | number)

    return read


def _three_and_five(text):
    what = "3 digits of the facility and 5 of the number, such as 18612345"
    number = _number(text, 0, 25565535, what)
    facility, own = divmod(number, 100000)
    if facility > 255 or own > 65535:
        raise BadValue(f"must be {what}, up to 255 and 65535, not {spoken(text)}")
    return _padded(facility << 16 | own)


def _em4100(text):
    digits = _hex(text)
    if len(digits) != 10:
        raise BadValue(f"must be 10 hex digits, the first two the version byte, not {spoken(text)}")
    return digits[2:].upper()


def _frame(size):
    """A frame of Wiegand with its parity bits, as bits or in hex."""

    def read(text):
        plain = text.strip()
        bits = plain if re.fullmatch(f"[01]{{{size}}}", plain) else f"{int(_hex(text), 16):0{size}b}"
        half = size // 2
        if len(bits) != size or bits[:half].count("1") % 2 or not bits[half:].count("1") % 2:
            raise BadValue(f"must be a frame of {size} bits with its parity bits, not {spoken(text)}")
        return _padded(int(bits[1:-1], 2))

    return read


# Name -> what reads a text of it and gives the digits that a door holds.
NOTATIONS = {
    "hex": _hex,
    "decimal": _decimal,
    "facility_number": _pair(8),
    "facility_number_34": _pair(16),
    "wiegand_3_5": _three_and_five,
    "em4100": _em4100,
    "h10301": _frame(26),
    "h10306": _frame(34),
}


def card_digits(text, notation="hex", byte_order="normal", zeros=False):
    """The hex digits of a card as a door holds them.

    :param text: the card in one of :data:`NOTATIONS`.
    :param byte_order: ``reversed`` where the source has the last byte first. Leading zeros are put back before.
    :param zeros: whether zeros only are a card, as they are where a record is to be removed.
    :raises BadValue: for text that isn't in the notation, and for a card of zeros only.
    """
    digits = NOTATIONS[notation](text)
    if byte_order == "reversed":
        digits = reversed_bytes(digits)
        if digits is None:
            raise BadValue(f"must have 4, 5 or 7 bytes for its bytes to be reversed, not {spoken(text)}")
    if not digits.strip("0") and not zeros:
        raise BadValue("must be a card, not zeros only, which readers give for a card that they can't read")
    return digits


def reversed_bytes(digits):
    """The digits with the last byte first, None where it isn't known how many bytes there were.

    Zeros are put back first: 4 bytes, or the 7 of a long UID; the 5 of a 125 kHz card are written in full.
    """
    size = len(digits)
    if size not in (10, _LONG):
        digits = digits.zfill(_SHORT if size <= _SHORT else _LONG)
        if size in (9, 11, 12) or len(digits) > _LONG:
            return None
    return "".join(digits[place : place + 2] for place in range(len(digits) - 2, -2, -2)).upper()


def significant(digits):
    """What two spellings of one card's hex digits have in common."""
    return str(digits).strip().upper().lstrip("0")


@dataclass(frozen=True)
class CardCode(Codec):
    """A card's number: text of its notation, hex for the device.

    Cards are compared without regard to case and leading zeros (device-facts 5.6). ``zeros``: see :func:`card_digits`.
    """

    spec_type = "raw"
    notation: str = "hex"
    byte_order: str = "normal"
    zeros: bool = False

    def check(self, value):
        if not isinstance(value, str):
            why = "YAML drops leading zeros of an unquoted number"
            raise BadValue(unquoted("a card code", spoken(value), why))
        wrong = wrong_in_name(value.strip())
        if wrong:
            raise BadValue(wrong)
        return card_digits(value, self.notation, self.byte_order, self.zeros)

    @staticmethod
    def same(value):
        """What two spellings of one card have in common."""
        return significant(value)


def other_readings(digits):
    """What the digits would be if they were in another notation of the same number, as significant hex digits.

    Empty where a digit is beyond 9. Numbers of two bytes and less are left out, as they would often meet by chance.
    """
    if not digits.isdigit():
        return set()
    found = set()
    for read in (_decimal, _three_and_five):
        try:
            found.add(significant(read(digits)))
        except BadValue:
            continue
    return {reading for reading in found if len(reading) > 4} - {significant(digits)}
