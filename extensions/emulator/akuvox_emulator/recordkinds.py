# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of records: users, codes, cards, contacts, groups, dial rules, schedules and the two logs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .profile import Profile

DAYS = ("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun")
"""Weekday fields as the device spells them (C72)."""

_TIMES = dict.fromkeys(DAYS, "1") | {"TimeStart": "00:00", "TimeEnd": "00:00"}


@dataclass(frozen=True)
class RecordKind:
    """What one target's records look like and how writes to them are answered."""

    target: str
    defaults: Mapping[str, str]
    """All fields but ID, with the value an omitted one gets: a set replaces the whole record (device-facts 5.8)."""
    reply_fields: tuple[str, ...] = ()
    """Fields beside ID that the items of a write's reply carry."""
    selectors: tuple[str, ...] = ("ID",)
    """Fields by which del picks a record; several mean AND, the first match goes (C36)."""
    ret_on_add: bool = True
    """Whether the items of add's reply carry Ret (C35: not for privatekey)."""
    add_ret_is_id: bool = False
    """Whether that Ret is the new ID (C39: rfkey)."""
    not_found_ret: int = -1
    """Ret of an item of set or del whose record isn't there."""
    missing_name_ret: int = -1
    """Ret of an item of add or set that lacks a field that it needs, or has a value that isn't among ``choices``."""
    failed_retcode: int = 0
    """retcode of the envelope when an item failed: 0 as in the manual's rfkey del (C06), -1 for contacts and groups."""
    silent_del: bool = False
    """Whether deleting an unknown ID is a success (device-facts 14, row 28)."""
    sort_by: str | None = None
    """Field that a list comes sorted by; None for the order in which the records were added."""
    kept: tuple[str, ...] = ()
    """Fields of the device's own, which a set cannot change."""
    in_manual: bool = True
    """False for what newer firmware alone has: a profile lists its functions in ``extensions``."""
    choices: Mapping[str, tuple[str, ...]] | None = None
    """Fields with a fixed set of values; another one refuses the item."""


KINDS: Mapping[str, RecordKind] = {
    kind.target: kind
    for kind in (
        RecordKind(
            "user",
            {
                "CardCode": "",
                "FaceUrl": "",
                "LiftFloorNum": "0",
                "Name": "",
                "PrivatePIN": "",
                "ScheduleRelay": "",
                "SourceType": "",
                "Type": "0",
                "UserID": "",
                "WebRelay": "0",
            },
            reply_fields=("UserID", "Name"),
            failed_retcode=-1,
            kept=("SourceType",),
        ),
        RecordKind(
            "privatekey",
            {"Code": "", "DoorNum": "0", "Name": ""} | _TIMES,
            reply_fields=("Code", "Name"),
            selectors=("ID", "Code", "Name"),
            ret_on_add=False,
            choices=dict.fromkeys(DAYS, ("0", "1")),
        ),
        RecordKind(
            "rfkey",
            {"Code": "", "DoorNum": "0", "Frequency": "0", "Name": "", "Tags": "0"} | _TIMES,
            reply_fields=("Code", "Name"),
            selectors=("ID", "Code", "Name"),
            add_ret_is_id=True,
            choices=dict.fromkeys(DAYS, ("0", "1")) | {"Tags": ("0", "1", "2", "3")},
        ),
        RecordKind(
            "contact",
            {"DialType": "0", "Group": "", "Name": "", "Phone": ""},
            reply_fields=("Name", "Phone"),
            selectors=("ID", "Name", "Phone"),
            not_found_ret=-7,
            failed_retcode=-1,
            sort_by="Name",
            choices={"DialType": ("0", "1", "2")},
        ),
        RecordKind(
            "group",
            {"Name": ""},
            reply_fields=("Name",),
            not_found_ret=-4,
            missing_name_ret=14,
            failed_retcode=-1,
            silent_del=True,
        ),
        RecordKind(
            "dialreplace",
            {"Line": "0", "Prefix": ""} | {f"Replace{number}": "" for number in range(1, 6)},
            reply_fields=("Prefix",),
            selectors=("ID", "Prefix"),
            choices={"Line": ("0", "1", "2")},
        ),
        # device-facts 6
        RecordKind(
            "schedule",
            {"DisplayID": "", "Name": "", "Type": "", "Mode": "", "SourceType": "1", "Week": "", "Daily": ""}
            | dict.fromkeys(("DateStart", "DateEnd", "Date"), "")
            | dict.fromkeys(DAYS, "0")
            | {"TimeStart": "00:00", "TimeEnd": "00:00"},
            reply_fields=("Name",),
            selectors=("ID", "Name"),
            failed_retcode=-1,
            kept=("DisplayID", "SourceType"),
            in_manual=False,
            choices=dict.fromkeys(DAYS, ("0", "1")) | {"Type": ("0", "1", "2")},
        ),
        RecordKind(
            "calllog",
            {"Date": "", "LocalIdentity": "", "Name": "", "Num": "", "Time": "", "Type": "Unknow"},
        ),
        RecordKind(
            "doorlog",
            {"Code": "", "Date": "", "Name": "", "Status": "Success", "Time": "", "Type": "Card"},
        ),
    )
}


def kinds(profile: Profile) -> Mapping[str, RecordKind]:
    """Return the kinds as this device has them: its fields, their defaults, and what del looks at."""
    result: dict[str, RecordKind] = {}
    for target, kind in KINDS.items():
        prefix = target + "."
        fields = dict(kind.defaults)
        fields |= {name[len(prefix) :]: value for name, value in profile.fields.items() if name.startswith(prefix)}
        kept = {name: value for name, value in fields.items() if prefix + name not in profile.absent_fields}
        result[target] = replace(kind, defaults=kept, selectors=profile.selectors.get(target, kind.selectors))
    return result
