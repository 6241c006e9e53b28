# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RF cards of the older key store (manual: Api rfkey; device-facts 5.11)."""

from __future__ import annotations

from ..converge.records import RecordTarget
from ..fields.codecs import CardCode, Choice, Letters, Number, Text, TimeOfDay
from ..fields.tables import DaysField, Field, FieldTable
from .descriptor import Target

ACCESS = {"allowed": "0", "frequency": "1", "forbidden": "2", "schedule": "3"}

TABLE = FieldTable(
    "keys",
    (
        # letter case is the device's, leading zeros count (C41)
        Field("code", ("Code",), CardCode(), needed="always", same=lambda code: str(code).strip().upper()),
        Field("name", ("Name",), Text(63), default=""),
        Field("doors", ("DoorNum",), Letters("ABC"), default="1"),
        DaysField("days"),
        Field("time_start", ("TimeStart",), TimeOfDay(), default="00:00"),
        Field("time_end", ("TimeEnd",), TimeOfDay(), default="00:00"),
        Field("access", ("Tags",), Choice(ACCESS), default="0"),
        Field("frequency", ("Frequency",), Number(0, 65535), default="0"),
    ),
)

TARGET = RecordTarget("rfkey", lambda profile: TABLE)

DESCRIPTOR = Target("rfkey", "akuvox_rfkey", {"akuvox_rfkeys": "keys"}, records=TARGET, key="Code")
