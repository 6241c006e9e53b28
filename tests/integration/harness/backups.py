# Copyright (c) 2026 The doorfleet.akuvox authors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A door with something in every part of a backup, as the device holds it."""

from __future__ import annotations

import json

from .emulator import PASSWORD

SETTING = "Config.DoorSetting."
SIP_PASSWORD, WEB_PASSWORD, PUBLIC_CODE = "s1p/pass+word", "w3b/pass+word", "50617283"
PIN, OTHER_PIN, CLOUD_PIN, CODE, OTHER_CODE = "04718265", "93817264", "71829364", "48271530", "60718293"
SECRETS = {SIP_PASSWORD, WEB_PASSWORD, PUBLIC_CODE, PIN, OTHER_PIN, CLOUD_PIN, CODE, OTHER_CODE}
ALL_DAYS = dict.fromkeys(("Mon", "Tue", "Wed", "Thur", "Fri", "Sat", "Sun"), "1")

CONFIG = {
    "Config.Account1.GENERAL.Pwd": SIP_PASSWORD,
    "Config.Account1.GENERAL.UserName": "0114",
    SETTING + "PASSWORD.PublicKey1": PUBLIC_CODE,
    SETTING + "RELAY.NameA": "Main gate",
    # a code that looks like a hidden one
    SETTING + "DTMF.Code1": "*",
    "Config.Settings.WEB_LOGIN.Password": WEB_PASSWORD,
    "Config.Network.LAN.StaticIP": "192.0.2.9",
}
LISTS = {
    "group": [{"Name": "First floor"}, {"Name": "Attic"}],
    # the same name twice, which names nobody
    "contact": [
        {"Name": "Kim", "Phone": "0100", "Group": "First floor"},
        {"Name": "Kim", "Phone": "200", "Group": "Attic"},
        {"Name": "Robin", "Phone": "192.0.2.77", "Group": "Attic"},
    ],
    "dialreplace": [{"Prefix": "0110", "Line": "1", "Replace1": "0200", "Replace2": "192.0.2.100"}],
    "privatekey": [
        {"Name": "Kim", "Code": CODE, "DoorNum": "12", **ALL_DAYS},
        {"Name": "Kim", "Code": OTHER_CODE, "DoorNum": "1", **ALL_DAYS, "Sun": "0"},
    ],
    "rfkey": [{"Name": "Card", "Code": "00B4161D", "DoorNum": "13", "Tags": "1", "Frequency": "7", **ALL_DAYS}],
}
SCHEDULES = [
    {"Name": "Office", "DisplayID": "1003", "Type": "1", "Mon": "1", "TimeStart": "08:00", "TimeEnd": "18:00"},
    {"Name": "Night", "DisplayID": "1004", "Type": "2"},
]


def users(schedule="1001-1", cloud="2"):
    """People of a door; the last one is a cloud's."""
    return [
        {"UserID": "1001", "Name": "Robin é", "PrivatePIN": PIN, "CardCode": "00B4161E", "ScheduleRelay": schedule},
        {"UserID": "1002", "Name": "Kim", "PrivatePIN": OTHER_PIN, "LiftFloorNum": "1;12", "ScheduleRelay": "1001-2"},
        {"UserID": "7001", "Name": "Cloud", "PrivatePIN": CLOUD_PIN, "ScheduleRelay": "1001-1", "SourceType": cloud},
    ]


def fill(fleet, door, schedules=False):
    """Put something into every part of a door that it may have."""
    fleet.put(door, user=users("1003-1,1001-2" if schedules else "1001-1"), **LISTS)
    if schedules:
        fleet.put(door, schedule=[{**row, "Mode": row["Type"]} for row in SCHEDULES])
    fleet.put_config(door, **CONFIG)


def held(fleet, door):
    """What a door holds of the parts of a backup, without the numbers that it gives."""
    state = fleet.state(door)
    found = {
        name: sorted(
            (without_id(record) for record in state[name]), key=lambda record: json.dumps(record, sort_keys=True)
        )
        for name in (*LISTS, "schedule", "user")
    }
    return {**found, "config": state["config"]}


def without_id(record):
    return {key: value for key, value in record.items() if key != "ID"}


def tasks(job):
    return [{"name": job, "ansible.builtin.import_role": {"name": f"doorfleet.akuvox.{job}"}}]


def result(done, door, job):
    """The result of the role's module."""
    name = {"backup": "Back up the door", "restore": "Restore the door"}[job]
    return done.outcome(door, f"doorfleet.akuvox.{job} : {name}")


def leaked(text):
    """The secrets of a door that stand in a text."""
    return {secret for secret in {*SECRETS, PASSWORD} if secret in text}
