# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has done to a door, by the door's own states, beside what the playbook changes says of it.

Options and labels are written down by hand.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import cases

# Field of a device -> the option of which the playbook speaks.
OPTIONS = {
    "Name": "name", "PrivatePIN": "PIN", "CardCode": "cards", "ScheduleRelay": "schedules", "WebRelay": "web_relay",
    "LiftFloorNum": "lift_floors", "DoorNum": "doors", "TimeStart": "time_start", "TimeEnd": "time_end",
    "Tags": "access", "Frequency": "frequency", "Code": "code", "Phone": "phone", "Line": "account", "Type": "type",
    **dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "days"),
    **{f"Replace{number}": "replacements" for number in range(1, 6)},
}  # fmt: skip
WORDS = {"privatekey": "private code", "dialreplace": "dial rule"}
SECRETS = (cases.SIP_KEY, *(f"Config.DoorSetting.PASSWORD.PublicKey{number}" for number in (1, 2, 3)))


def label(target: str, record: dict) -> str:
    """What the playbook calls a record."""
    if target == "user":
        return f"{record['UserID']} {record['Name']}".strip()
    if target == "rfkey":
        return f"card {record['Code']} {'(' + record['Name'] + ')' if record.get('Name') else ''}".strip()
    return f"{WORDS.get(target, target)} '{record[cases.BY_TARGET[target].key[1]]}'"


def done(before: dict, after: dict, lost: frozenset) -> Counter:
    """What was done between two states of a door, as kind, who, change and what."""
    found = Counter()
    for target in cases.BY_TARGET:
        was = {record["ID"]: record for record in before[target]}
        now = {record["ID"]: record for record in after[target]}
        found.update((target, label(target, now[number]), "came", "") for number in now.keys() - was.keys())
        found.update((target, label(target, was[number]), "went", "") for number in was.keys() - now.keys())
        for number in was.keys() & now.keys():
            one, other = was[number], now[number]
            pairs = {name: [cases.same(name, record.get(name)) for record in (one, other)] for name in {*one, *other}}
            what = {OPTIONS[name] for name, (then, since) in pairs.items() if then != since and name in OPTIONS}
            found.update((target, label(target, one), "changed", option) for option in what)
    for key in before["config"].keys() & after["config"].keys() - lost:
        if before["config"][key] != after["config"][key]:
            found[("setting", key, "changed", "secret" if key in SECRETS else "")] += 1
    return found


def said(path: Path, certain: tuple = ("yes", "perhaps")) -> dict[str, Counter]:
    """Door -> what the file of the playbook says; ``certain``: only what it says as such."""
    found = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if row["certain"] not in certain:
                continue
            entry = (row["kind"], row["who"], row["change"], row["what"])
            found.setdefault(row["door"], Counter())[entry] += 1
    return found


def differences(expected: Counter, named: Counter, perhaps: Counter) -> list[str]:
    """Changes that are not named, named more than once, or invented.

    ``perhaps``: those of the named ones that may have been, as the run was cut off and the door hides the value.
    """
    return [f"changes: not named {entry}" for entry in expected - named] + [
        f"changes: invented {entry}" for entry in named - expected - perhaps
    ]
