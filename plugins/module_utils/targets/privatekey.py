# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private codes of the older key store (manual: Api privatekey; device-facts 5.11)."""

from __future__ import annotations

from ..converge.records import RecordTarget
from ..fields.codecs import Digits, Letters, TimeOfDay
from ..fields.names import Name
from ..fields.tables import DaysField, Field, FieldTable
from .descriptor import Target

TABLE = FieldTable(
    "keys",
    (
        Field("name", ("Name",), Name(), needed="add"),
        # the web interface takes 2 to 8 digits (device-facts 5.5)
        Field("code", ("Code",), Digits(2, 8, may_be_empty=False), needed="add", secret=True),
        Field("doors", ("DoorNum",), Letters("ABC"), default="1"),
        DaysField("days"),
        Field("time_start", ("TimeStart",), TimeOfDay(), default="00:00"),
        Field("time_end", ("TimeEnd",), TimeOfDay(), default="00:00"),
    ),
    match_by="name",
    # a code that two people share opens for the wrong one
    unique=("code",),
)


def target(match_by):
    """The target, with records found by name or by code."""
    return RecordTarget("privatekey", lambda profile: TABLE.matched_by(match_by))


DESCRIPTOR = Target(
    "privatekey",
    "akuvox_privatekey",
    {"akuvox_privatekeys": "keys"},
    records=target("name"),
    key="Name",
    lets_in=True,
)
