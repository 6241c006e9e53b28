# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Contacts (manual: Api contact; device-facts 7.1)."""

from __future__ import annotations

from ..converge.records import RecordTarget
from ..fields.codecs import Choice, Quoted
from ..fields.names import Name
from ..fields.tables import Field, FieldTable
from .descriptor import Target
from .group import BUILT_IN

# Which SIP account dials.
ACCOUNTS = {"auto": "0", "1": "1", "2": "2"}

TABLE = FieldTable(
    "contacts",
    (
        Field("name", ("Name",), Name(), needed="always"),
        Field("phone", ("Phone",), Quoted(127), default=""),
        Field(
            "group",
            ("Group",),
            Name(),
            default="",
            # no group at all is shown as the built-in one by some firmware (device-facts 7.1)
            same=lambda group: "" if group == BUILT_IN else group,
            hint="is there a group of that name on the device? akuvox_group adds it",
        ),
        # newer firmware has no account for each contact (device-facts 7.1)
        Field("account", ("DialType",), Choice(ACCOUNTS), default="0", left_out="auto"),
    ),
)

TARGET = RecordTarget("contact", lambda profile: TABLE)

DESCRIPTOR = Target(
    "contact", "akuvox_contact", {"akuvox_contacts": "contacts"}, records=TARGET, key="Name", refers_to=("group",)
)
