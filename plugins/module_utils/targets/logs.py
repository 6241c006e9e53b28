# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the call log and the door log, in one shape for every spelling of the firmware (device-facts 10, C50-C55)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..fields.codec import Codec
from ..fields.codecs import Number
from ..secrets import HIDDEN

# Option word -> what the API calls it; "Unknow" is spelled so (C52).
CALL_TYPES = {
    "all": "All",
    "dialed": "Dialed",
    "received": "Received",
    "missed": "Missed",
    "forwarded": "Forwarded",
    "unknown": "Unknow",
}


@dataclass(frozen=True)
class Spellings(Codec):
    """Words that firmware says by number, by one word or by another; letter case makes no difference."""

    words: Mapping[str, tuple]

    def decode(self, text):
        """The option's word; what is not known passes through as it is."""
        said = str(text).strip().lower()
        return next((word for word, spellings in self.words.items() if said in (word, *spellings)), str(text))


CALL_TYPE = Spellings(
    {word: (str(number), name.lower()) for number, (word, name) in enumerate(CALL_TYPES.items())},
)
DOOR_TYPE = Spellings(
    {"unknown": ("0", "unknow"), "card": ("1",), "password": ("2",), "public": ("3",), "face": ("4",)},
)
DOOR_STATUS = Spellings({"success": ("0", "succ"), "failed": ("1", "fail")})
ACCESS_MODE = Spellings({"normal": ("0",), "entry": ("1",), "exit": ("2",)})


_TEXT = Codec()


@dataclass(frozen=True)
class LogTable:
    """One log: its target, and for each member of a row the device's keys and how to read it.

    ``code``: the device's key of the code that was used, where the log has one.
    """

    target: str
    columns: tuple
    code: str = ""

    def row(self, record, secrets=False):
        """A device's record in one shape, with the record itself as ``record``.

        A code may be a PIN, so it is hidden unless it is a card's or ``secrets`` are asked for.
        """
        row = {}
        for name, keys, codec in self.columns:
            found = next((record[key] for key in keys if record.get(key) is not None), None)
            if found is not None:
                row[name] = codec.decode(found)
        row["record"] = dict(record)
        if self.code and not secrets and row.get("type") != "card" and record.get(self.code):
            row["code"] = row["record"][self.code] = HIDDEN
        return row


CALLLOG = LogTable(
    "calllog",
    (
        ("id", ("ID",), _TEXT),
        ("type", ("Type",), CALL_TYPE),
        ("date", ("Date",), _TEXT),
        ("time", ("Time",), _TEXT),
        ("local_identity", ("LocalIdentity", "Local Identity"), _TEXT),
        ("name", ("Name",), _TEXT),
        ("number", ("Num", "Number"), _TEXT),
    ),
)
DOORLOG = LogTable(
    "doorlog",
    (
        ("id", ("ID",), _TEXT),
        ("type", ("Type",), DOOR_TYPE),
        ("name", ("Name",), _TEXT),
        ("status", ("Status",), DOOR_STATUS),
        ("code", ("Code",), _TEXT),
        ("date", ("Date",), _TEXT),
        ("time", ("Time",), _TEXT),
        ("relay", ("Relay",), Number()),
        ("access_mode", ("AccessMode",), ACCESS_MODE),
    ),
    code="Code",
)


def check_ids(ids):
    """The ``ids`` option as a list of the device's strings, each once.

    :raises BadValue: for what no device gives as an ID.
    """
    checked = [str(Number(0, 10**18 - 1).check(entry)) for entry in ids]
    return list(dict.fromkeys(checked))
