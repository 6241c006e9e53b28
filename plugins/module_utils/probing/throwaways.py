# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The throwaway records: what is written to learn how a door takes it, how it is known again, why nobody gets in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

MARK = "doorfleet probe"
# A second name of it, that a change gives.
CHANGED = " 2"
# No number that anybody dials. A rule of the dial plan has no name, so this is also its mark.
_PREFIX = "990990990990"
_LAST_USER_ID = 99_099_099
# Built in, and never (device-facts 6); on doors that have no schedules the number is nobody's.
NEVER = "1002"
_NO_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "0")
_NO_TIME = {"TimeStart": "00:00", "TimeEnd": "00:00"}
SCHEDULE_KEYS = ("ScheduleRelay", "Schedule-Relay", "Schedule")
# Both names at once are proven on nine classes of devices (device-facts 5.3).
BOTH_KEYS = SCHEDULE_KEYS[:2]


def _user_id(records):
    taken = {str(record.get("UserID")) for record in records}
    return {"UserID": next(str(number) for number in range(_LAST_USER_ID, 0, -1) if str(number) not in taken)}


def _card(records):
    taken = {str(record.get("Code", "")).upper() for record in records}
    while True:
        code = secrets.token_hex(7).upper()
        if code not in taken:
            return {"Code": code}


def _nothing(records):
    return {}


@dataclass(frozen=True)
class Throwaway:
    """One kind of record. ``mark``: the field by which it is known again, ``text`` what that begins with.

    ``fields``: the others. ``free``: a function of the present records to fields that none of them may have already.
    ``may_lack``: fields whose lack in an add is tried. ``harmless``: why it lets nobody in.
    """

    target: str
    harmless: str
    mark: str = "Name"
    text: str = MARK
    fields: Mapping[str, str] = field(default_factory=dict)
    free: Callable = _nothing
    may_lack: tuple = ()

    def is_ours(self, record):
        """Whether a record of a door is one that a probe has left."""
        return str(record.get(self.mark, "")).startswith(self.text)

    def record(self, present):
        """A new one, beside the records that are there."""
        return {"ID": "0", self.mark: self.text, **self.fields, **self.free(present)}


THROWAWAYS = (
    Throwaway(
        "schedule", "nobody refers to it, and it has no day",
        fields={"Type": "1", **_NO_DAYS, **_NO_TIME}, may_lack=("Type",),
    ),
    Throwaway(
        "user", "it has no PIN, no card and no face, and its schedule is the built-in one that never is",
        fields={"LiftFloorNum": "0", "WebRelay": "0", "Type": "0", **dict.fromkeys(BOTH_KEYS, f"{NEVER}-1")},
        free=_user_id, may_lack=("UserID", "LiftFloorNum", "WebRelay", "ScheduleRelay"),
    ),
    Throwaway("group", "it is a name alone"),
    Throwaway("contact", "it has no number", fields={"Phone": "", "Group": "doorfleet nobody"}),
    Throwaway(
        "dialreplace", "it is for a number that nobody dials, and leads nowhere", mark="Prefix", text=_PREFIX,
        fields={"Line": "0", **{f"Replace{number}": "" for number in range(1, 6)}},
    ),
    Throwaway(
        "rfkey", "it is forbidden, for no door and no day, and nobody has the card: its number is a random one",
        fields={"DoorNum": "0", "Tags": "2", "Frequency": "0", **_NO_DAYS, **_NO_TIME}, free=_card,
    ),
)  # fmt: skip

LEFT_OUT = {
    "privatekey": "a private code opens doors, and how this firmware reads its days is what isn't known",
    "publiccode": "everybody's code would have to be written",
    "relay, input": "whoever writes them may move a door",
    "sip": "a call may be cut",
    "doorlog, calllog": "nothing can be put back into a log",
    "relay trigger, call, card scan, restart, reset, firmware": "they can't be undone",
}
