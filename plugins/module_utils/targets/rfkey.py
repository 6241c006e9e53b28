# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RF cards of the older key store (manual: Api rfkey; device-facts 5.11)."""

from __future__ import annotations

from ..converge.records import RecordTarget
from ..errors import InvalidInput
from ..fields.cardlists import doubles, other_notation
from ..fields.cardnumbers import CardCode
from ..fields.codecs import Choice, Letters, Number, TimeOfDay
from ..fields.names import Name
from ..fields.tables import DaysField, Field, FieldTable
from .descriptor import Target

ACCESS = {"allowed": "0", "frequency": "1", "forbidden": "2", "schedule": "3"}


def check_cards_differ(option, keys):
    """Refuse one card in two notations. The key's own check finds the rest: here leading zeros make two of a card.

    :raises InvalidInput: naming both.
    """
    for index, card, first, other in doubles([(index, key["code"]) for index, key in enumerate(keys)]):
        if other_notation(card, other):
            raise InvalidInput(
                f"{option}[{index}].code: {card} is the card of {option}[{first}]{other_notation(card, other)}; write "
                "all cards of a list in one notation"
            )


def cards_of(keys):
    """The cards of (checked) keys with the words for whose they are, for :func:`..fields.cardlists.doubts`."""
    return [(f"'{key.get('name', '')}' (code {key['code']})", key["code"]) for key in keys]


TABLE = FieldTable(
    "keys",
    (
        # letter case is the device's, leading zeros count (C41)
        Field("code", ("Code",), CardCode(), needed="always", same=lambda code: str(code).strip().upper()),
        Field("name", ("Name",), Name(), default=""),
        Field("doors", ("DoorNum",), Letters("ABC"), default="1"),
        DaysField("days"),
        Field("time_start", ("TimeStart",), TimeOfDay(), default="00:00"),
        Field("time_end", ("TimeEnd",), TimeOfDay(), default="00:00"),
        Field("access", ("Tags",), Choice(ACCESS), default="0"),
        Field("frequency", ("Frequency",), Number(0, 65535), default="0"),
    ),
    together=(check_cards_differ,),
)

TARGET = RecordTarget("rfkey", lambda profile: TABLE)

DESCRIPTOR = Target("rfkey", "akuvox_rfkey", {"akuvox_rfkeys": "keys"}, records=TARGET, key="Code", lets_in=True)
