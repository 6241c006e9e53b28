# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Number replacement rules (manual: Api dialreplace; device-facts 10.1)."""

from __future__ import annotations

from dataclasses import dataclass

from ..converge.records import RecordTarget
from ..fields.codec import BadValue
from ..fields.codecs import Choice, Quoted
from ..fields.tables import Field, FieldTable
from .contact import ACCOUNTS
from .descriptor import Target

REPLACEMENT_KEYS = ("Replace1", "Replace2", "Replace3", "Replace4", "Replace5")


@dataclass(frozen=True)
class ReplacementsField(Field):
    """Up to five numbers in order, each in a key of its own; what is left over is emptied."""

    keys: tuple = REPLACEMENT_KEYS
    codec: object = Quoted(127)

    def check(self, value):
        if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= len(self.keys):
            raise BadValue(f"must be a list of 1 to {len(self.keys)} numbers or addresses")
        checked = []
        for index, number in enumerate(value):
            try:
                checked.append(self.codec.check(number))
            except BadValue as exc:
                raise BadValue(str(exc), f"[{index}]") from None
            if not checked[-1]:
                raise BadValue("must not be empty", f"[{index}]")
        return checked

    def encode(self, value):
        return dict(zip(self.keys, [*value, *[""] * len(self.keys)]))

    def decode(self, record):
        if not any(key in record for key in self.keys):
            return None
        numbers = [str(record.get(key) or "") for key in self.keys]
        while numbers and not numbers[-1]:
            numbers.pop()
        return numbers

    def spec(self):
        return {"type": "list", "elements": "raw"}


TABLE = FieldTable(
    "rules",
    (
        Field("prefix", ("Prefix",), Quoted(63), needed="always"),
        Field("account", ("Line",), Choice(ACCOUNTS), default="0"),
        ReplacementsField("replacements", needed="add"),
    ),
)

TARGET = RecordTarget("dialreplace", lambda profile: TABLE)

DESCRIPTOR = Target("dialreplace", "akuvox_dialreplace", {"akuvox_dialreplace": "rules"}, records=TARGET, key="Prefix")
