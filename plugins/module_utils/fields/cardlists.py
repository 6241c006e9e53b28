# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong, or looks wrong, with the cards of a whole list. Cards are pairs of owner and hex digits."""

from __future__ import annotations

from dataclasses import replace

from .cardnumbers import BYTE_ORDERS, NOTATIONS, CardCode, other_readings, reversed_bytes, significant
from .codecs import Joined

# From how many cards on digits only are more likely decimals: one hex card of 8 digits in 43 has no letter.
_MANY = 20
NOTATION_OPTIONS = {
    "card_notation": {"type": "str", "choices": list(NOTATIONS)},
    "card_byte_order": {"type": "str", "default": "normal", "choices": list(BYTE_ORDERS)},
}


def in_notation(codec, notation, byte_order, zeros=False):
    """A codec of cards, or of a list of them, for text of a notation; any other codec as it is."""
    if isinstance(codec, CardCode):
        return replace(codec, notation=notation or "hex", byte_order=byte_order or "normal", zeros=zeros)
    if isinstance(codec, Joined) and isinstance(codec.of, CardCode):
        return replace(codec, of=in_notation(codec.of, notation, byte_order, zeros))
    return codec


def table_in_notation(table, params):
    """A field table for cards that are written as the options ``card_notation`` and ``card_byte_order`` say."""
    if "card_notation" not in params:
        return table
    given = params["card_notation"], params.get("card_byte_order"), params.get("state") == "absent"
    fields = (replace(field, codec=in_notation(field.codec, *given)) for field in table.fields)
    return replace(table, fields=tuple(fields))


def doubles(cards):
    """Cards that a second owner has: (owner, digits, first owner, its digits), those in another notation included.

    Also one card that an owner has twice is found.
    """
    known = _by_number(cards)
    for place, (owner, digits) in enumerate(cards):
        for number in (significant(digits), *sorted(other_readings(digits))):
            for other in known.get(number, ()):
                same = number == significant(digits)
                # of two that are the same the later one is named; of a notation, the one that is in the other
                if other != place and (other < place or not same):
                    yield owner, digits, *cards[other]


def reversed_pairs(cards):
    """Cards of two owners of which one is the other with its bytes reversed: (owner, digits, other owner, digits)."""
    known = _by_number(cards)
    for place, (owner, digits) in enumerate(cards):
        turned = significant(reversed_bytes(digits) or "")
        for other in known.get(turned, ()) if turned else ():
            if other > place and cards[other][0] != owner:
                yield owner, digits, *cards[other]


def _by_number(cards):
    known = {}
    for place, (_owner, digits) in enumerate(cards):
        known.setdefault(significant(digits), []).append(place)
    return known


def other_notation(digits, other):
    """Words for two cards that are one: "" for one text, else what the first would be the second in."""
    if significant(digits) == significant(other):
        return ""
    return f" ({digits} in decimal digits is {other} in hex)"


def doubts(cards, notation, option="card_notation"):
    """Warnings about the cards of a list, whose owners are the words for them.

    :param notation: what the list says of itself, None when it says nothing.
    :param option: the option or variable that says it.
    """
    said = [
        f"{owner} has the card {digits} and {other} has {others}, which is the same with its bytes reversed: they are "
        f"two cards that meet by chance, or one from two readers"
        for owner, digits, other, others in reversed_pairs(cards)
    ]
    if notation is None and len(cards) >= _MANY and all(digits.isdigit() for owner, digits in cards):
        said.append(
            f"all {len(cards)} cards are made of the digits 0 to 9 only, which hex numbers hardly ever are, and they "
            f"were taken as hex. If they are decimal numbers, set {option}: decimal (or facility_number, or "
            f"wiegand_3_5 for 3 and 5 digits in one); if they are hex, set {option}: hex, and this warning ends"
        )
    return said
